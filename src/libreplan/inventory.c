/* Inventory tables: VMs of a cloud as CSV (formats 1).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A VM may have several rows, one for each NIC: the first one's fields are
 * kept for comparison while its rows last. */

#include <stdlib.h>
#include <string.h>

#include "csv_table.h"
#include "file.h"
#include "topology_read.h"

/* The largest table. */
#define TABLE_BYTES ((size_t)1 << 30)

/* So much of a table is read between two reports: some hundredth of a second's
 * work. */
#define REPORT_BYTES ((size_t)1 << 20)

enum column {
	COLUMN_VM,
	COLUMN_HOST,
	COLUMN_CPUS,
	COLUMN_MEMORY,
	COLUMN_STORAGE,
	COLUMN_IOPS,
	COLUMN_REPLICATE,
	COLUMN_PRIORITY,
	COLUMN_SET,
	COLUMN_OS,
	COLUMN_NIC,
	COLUMN_NETWORK,
	COLUMN_SUBNET,
	COLUMN_ADDRESS,
	COLUMN_ADDRESS6,
	COLUMN_DNS_NAME,
	N_COLUMNS
};

/* The columns of a VM are those before that of its NIC. */
#define N_VM_COLUMNS COLUMN_NIC

static const struct csv_column columns[N_COLUMNS] = {
	[COLUMN_VM] = { "vm", true },
	[COLUMN_HOST] = { "host", true },
	[COLUMN_CPUS] = { "cpus", true },
	[COLUMN_MEMORY] = { "memory_mib", true },
	[COLUMN_STORAGE] = { "storage_gib", false },
	[COLUMN_IOPS] = { "iops", false },
	[COLUMN_REPLICATE] = { "replicate", false },
	[COLUMN_PRIORITY] = { "priority", false },
	[COLUMN_SET] = { "availability_set", false },
	[COLUMN_OS] = { "os", false },
	[COLUMN_NIC] = { "nic", true },
	[COLUMN_NETWORK] = { "network", true },
	[COLUMN_SUBNET] = { "subnet", false },
	[COLUMN_ADDRESS] = { "address", false },
	[COLUMN_ADDRESS6] = { "address6", false },
	[COLUMN_DNS_NAME] = { "dns_name", false },
};

struct table {
	struct reader *reader;
	struct csv_table csv;  /* Its row is the one at hand. */
	rp_id cloud;
	rp_id server;
	uint32_t vm_line;      /* Of the first row of the VM. */
	rp_id vm;              /* Whose rows are read; RP_NONE: none yet. */
	rp_id host;            /* The last found. */
	rp_id network;
	struct csv_row first;  /* The first row of the VM. */
	size_t reported;       /* Bytes, of the last report. */
};

/* Where a fault of the row is: in its VM, and in 'column' unless that is
 * N_COLUMNS. */
static struct where row_where(const struct table *table, enum column column)
{
	const char *vm = csv_text(&table->csv.row, COLUMN_VM);

	if (!*vm && table->vm != RP_NONE)
		vm = csv_text(&table->first, COLUMN_VM);
	return (struct where){
		.kind = *vm ? topology_kind_word(RP_VM) : N_("table"),
		.name = *vm ? vm : NULL,
		.line = table->csv.row_line,
		.setting = column < N_COLUMNS ? columns[column].name : NULL,
		.column = true,
	};
}

/* Whether the field can be a name; reports why not. */
static bool check_name(struct table *table, enum column column)
{
	const struct csv_row *row = &table->csv.row;
	const char *why = settings_name_fault(csv_text(row, column),
					      row->fields[column].size);

	if (why) {
		struct where where = row_where(table, column);

		reader_fault(table->reader, &where, "%s", why);
	}
	return !why;
}

/* Reads strict decimal, 'least' to NUMBER_MAX. */
static bool read_number(struct table *table, enum column column, int64_t least,
			int64_t *number)
{
	const char *text = csv_text(&table->csv.row, column);
	size_t size = table->csv.row.fields[column].size;
	int64_t value = 0;
	size_t i;

	for (i = 0; i < size && value <= NUMBER_MAX; i++) {
		if (text[i] < '0' || text[i] > '9')
			break;
		value = value * 10 + (text[i] - '0');
	}
	if (size == 0 || i < size || (text[0] == '0' && size > 1) ||
	    value < least || value > NUMBER_MAX) {
		struct where where = row_where(table, column);

		reader_fault(table->reader, &where,
			     _("'%.*s': expected a whole number from %lld to "
			       "%lld"),
			     SHOWN(text), (long long)least,
			     (long long)NUMBER_MAX);
		return false;
	}
	*number = value;
	return true;
}

/* ---- VMs ------------------------------------------------------------- */

/* The host of the row, most often that of the row before. */
static rp_id find_host(struct table *table)
{
	const char *name = csv_text(&table->csv.row, COLUMN_HOST);
	struct where where;
	rp_id host;

	if (table->host != RP_NONE &&
	    strcmp(rp_name(table->reader->topology, RP_HOST, table->host),
		   name) == 0)
		return table->host;
	where = row_where(table, COLUMN_HOST);
	host = reader_find(table->reader, &where, RP_HOST, table->server, name);
	if (host != RP_NONE)
		table->host = host;
	return host;
}

static void read_replicate(struct table *table, struct rp_vm *vm)
{
	const char *text = csv_text(&table->csv.row, COLUMN_REPLICATE);

	vm->replicate = strcmp(text, "false") != 0;
	if (vm->replicate && strcmp(text, "true") != 0) {
		struct where where = row_where(table, COLUMN_REPLICATE);

		reader_fault(table->reader, &where,
			     _("'%.*s': expected true or false"), SHOWN(text));
	}
}

/* Puts the field of 'column', which is not empty, into 'vm'. */
static void read_vm_column(struct table *table, enum column column,
			   struct rp_vm *vm)
{
	const char *text = csv_text(&table->csv.row, column);
	int64_t *need = vm->need;

	switch (column) {
	case COLUMN_HOST:
		vm->host = find_host(table);
		break;
	case COLUMN_CPUS:
		if (read_number(table, column, 0, &need[RP_CPUS]))
			need[RP_CPUS] *= 1000;
		break;
	case COLUMN_MEMORY:
		read_number(table, column, 0, &need[RP_MEMORY]);
		break;
	case COLUMN_STORAGE:
		read_number(table, column, 0, &need[RP_STORAGE]);
		break;
	case COLUMN_IOPS:
		read_number(table, column, 0, &need[RP_IOPS]);
		break;
	case COLUMN_REPLICATE:
		read_replicate(table, vm);
		break;
	case COLUMN_PRIORITY:
		read_number(table, column, 1, &vm->priority);
		break;
	case COLUMN_SET:
		if (check_name(table, column))
			vm->availability_set = vms_set(table->reader,
						       table->server, text);
		break;
	case COLUMN_OS:
		if (check_name(table, column))
			vm->os = (uint8_t)vms_os(text);
		break;
	default:
		break;
	}
}

/* Reports the columns that a VM's first row must have and leaves empty. */
static void check_needed(struct table *table)
{
	unsigned i;

	for (i = 0; i < N_VM_COLUMNS; i++) {
		struct where where;

		if (!columns[i].needed || !csv_is_empty(&table->csv.row, i))
			continue;
		where = row_where(table, (enum column)i);
		reader_fault(table->reader, &where,
			     _("expected a value in the first row of a VM"));
	}
}

/* The first row of a VM: adds it. */
static void start_vm(struct table *table)
{
	struct reader *reader = table->reader;
	struct where where = row_where(table, COLUMN_VM);
	struct rp_vm vm = {
		.line = table->csv.row_line,
		.server = table->server,
		.cloud = table->cloud,
		.host = RP_NONE,
		.availability_set = RP_NONE,
		.priority = INT64_MAX,
		.replicate = true,
		.from_table = true,
	};
	const struct csv_row *row = &table->csv.row;
	struct csv_row free_row = table->first;
	unsigned i;

	check_needed(table);
	for (i = COLUMN_HOST; i < N_VM_COLUMNS; i++)
		if (!csv_is_empty(row, (enum column)i))
			read_vm_column(table, (enum column)i, &vm);
	if (!csv_is_empty(row, COLUMN_VM) && check_name(table, COLUMN_VM)) {
		vm.name = reader_text(reader, where.name,
				      row->fields[COLUMN_VM].size);
		reader_enter(reader, &where, RP_VM, table->server, vm.name,
			     reader->topology->vms.n);
	}
	table->vm = vms_add(reader, &vm);
	table->vm_line = table->csv.row_line;
	table->first = table->csv.row;
	table->csv.row = free_row;
}

/* Whether two records of a VM say the same. */
static bool says_same(const struct rp_vm *a, const struct rp_vm *b)
{
	return a->host == b->host &&
	       memcmp(a->need, b->need, sizeof a->need) == 0 &&
	       a->replicate == b->replicate && a->priority == b->priority &&
	       a->availability_set == b->availability_set && a->os == b->os;
}

/* A further row of a VM: it repeats what the first says, or says nothing. */
static void check_repeated(struct table *table)
{
	const struct csv_row *row = &table->csv.row;
	unsigned i;

	for (i = COLUMN_HOST; i < N_VM_COLUMNS; i++) {
		enum column column = (enum column)i;
		struct where where = row_where(table, column);
		struct rp_vm vm =
			table->reader->topology->vms.at[table->vm];

		if (csv_is_empty(row, column) ||
		    strcmp(csv_text(row, column),
			   csv_text(&table->first, column)) == 0)
			continue;
		read_vm_column(table, column, &vm);
		if (!says_same(&vm,
			       &table->reader->topology->vms.at[table->vm]))
			reader_fault(table->reader, &where,
				     _("'%.*s': expected what line %u says of "
				       "this VM, or nothing"),
				     SHOWN(csv_text(row, column)),
				     table->vm_line);
	}
}

/* ---- NICs ------------------------------------------------------------ */

/* Where a fault of the row's NIC is. */
static struct where nic_where(const struct table *table,
			      const struct csv_row *row, enum column column)
{
	return (struct where){
		.kind = topology_kind_word(RP_NIC),
		.name = csv_text(row, COLUMN_NIC),
		.line = table->csv.row_line,
		.setting = columns[column].name,
		.column = true,
	};
}

/* The text of the NIC's name, which is most often that of the NIC before. */
static rp_id name_nic(struct table *table, const struct csv_row *row)
{
	const rp_topology *topology = table->reader->topology;
	const char *name = csv_text(row, COLUMN_NIC);

	if (topology->nics.n) {
		rp_id last = topology->nics.at[topology->nics.n - 1].name;

		if (strcmp(rp_text(topology, last), name) == 0)
			return last;
	}
	return reader_text(table->reader, name, row->fields[COLUMN_NIC].size);
}

static void connect_nic(struct table *table, const struct csv_row *row,
			struct rp_nic *nic)
{
	const rp_topology *topology = table->reader->topology;
	const char *network = csv_text(row, COLUMN_NETWORK);
	const char *subnet = csv_text(row, COLUMN_SUBNET);
	struct where where = nic_where(table, row, COLUMN_NETWORK);

	if (table->network != RP_NONE &&
	    strcmp(rp_name(topology, RP_NETWORK, table->network),
		   network) == 0)
		nic->network = table->network;
	else
		nic->network = reader_find(table->reader, &where, RP_NETWORK,
					   table->server, network);
	if (nic->network == RP_NONE)
		return;
	table->network = nic->network;
	where.setting = columns[COLUMN_SUBNET].name;
	vms_connect(table->reader, &where, nic, subnet);
}

/* Gives 'nic' the address of 'column', which must be of 'expected'. */
static void read_address(struct table *table, const struct csv_row *row,
			 struct rp_nic *nic, enum column column,
			 enum rp_family expected)
{
	struct where where = nic_where(table, row, column);
	const char *text = csv_text(row, column);
	enum rp_family family;
	rp_ip ip;

	if (csv_is_empty(row, column) ||
	    !reader_address(table->reader, &where, text, &family, &ip))
		return;
	if (family == expected)
		vms_add_address(table->reader, nic, family, ip);
	else
		reader_fault(table->reader, &where,
			     expected == RP_IPV4
				     ? _("'%.*s': expected an IPv4 address")
				     : _("'%.*s': expected an IPv6 address"),
			     SHOWN(text));
}

static void read_dns_name(struct table *table, const struct csv_row *row,
			  struct rp_nic *nic)
{
	struct where where = nic_where(table, row, COLUMN_DNS_NAME);
	const char *text = csv_text(row, COLUMN_DNS_NAME);
	size_t size = row->fields[COLUMN_DNS_NAME].size;
	const char *why;

	if (size == 0)
		return;
	why = settings_name_fault(text, size);
	if (why)
		reader_fault(table->reader, &where, "%s", why);
	else
		nic->dns_name = reader_text(table->reader, text, size);
}

/* Adds the NIC of the row. */
static void read_nic(struct table *table, const struct csv_row *row)
{
	struct reader *reader = table->reader;
	struct where where = nic_where(table, row, COLUMN_NIC);
	struct rp_nic nic = {
		.line = table->csv.row_line,
		.vm = table->vm,
		.subnet = RP_NONE,
		.dns_name = RP_NONE,
		.address = { RP_NONE, RP_NONE },
	};
	const char *why = settings_name_fault(
		where.name, row->fields[COLUMN_NIC].size);

	if (why) {
		reader_fault(reader, &where, "%s", why);
	} else {
		nic.name = name_nic(table, row);
		reader_enter(reader, &where, RP_NIC, table->vm, nic.name,
			     reader->topology->nics.n);
	}
	connect_nic(table, row, &nic);
	read_address(table, row, &nic, COLUMN_ADDRESS, RP_IPV4);
	read_address(table, row, &nic, COLUMN_ADDRESS6, RP_IPV6);
	read_dns_name(table, row, &nic);
	vms_add_nic(reader, &nic);
}

/* A row without NIC must say nothing of one. */
static void check_no_nic(struct table *table, const struct csv_row *row,
			 bool further)
{
	struct where where = row_where(table, COLUMN_NIC);
	unsigned i;

	for (i = COLUMN_NETWORK; i < N_COLUMNS; i++)
		further |= !csv_is_empty(row, (enum column)i);
	if (further)
		reader_fault(table->reader, &where,
			     _("expected the name of a NIC"));
}

/* ---- Rows ------------------------------------------------------------ */

/* Whether the row is one more of the VM of the row before. */
static bool continues_vm(const struct table *table)
{
	return table->vm != RP_NONE &&
	       (csv_is_empty(&table->csv.row, COLUMN_VM) ||
		strcmp(csv_text(&table->csv.row, COLUMN_VM),
		       csv_text(&table->first, COLUMN_VM)) == 0);
}

static void read_row(struct table *table)
{
	bool further = continues_vm(table);
	const struct csv_row *row;

	if (further)
		check_repeated(table);
	else
		start_vm(table);
	row = further ? &table->csv.row : &table->first;
	if (table->reader->no_memory)
		return;
	if (csv_is_empty(row, COLUMN_NIC))
		check_no_nic(table, row, further);
	else
		read_nic(table, row);
}

/* Whether reading on makes sense. */
static bool goes_on(const struct table *table)
{
	const rp_messages *messages = table->reader->in.messages;

	return !table->reader->no_memory &&
	       !(messages && rp_messages_count(messages) == MESSAGES_MAX);
}

/* ---- The table ------------------------------------------------------- */

/* csv_table's: a row. */
static bool take_row(void *data, struct csv_table *csv)
{
	struct table *table = data;

	(void)csv;
	read_row(table);
	return goes_on(table);
}

/* csv_table's: an unknown column. */
static void take_unknown(void *data, const char *name, size_t size,
			 uint32_t line)
{
	struct table *table = data;
	struct reader *reader = table->reader;
	uint64_t cloud_line =
		reader->topology->clouds.at[table->cloud].table_line;

	reader_notice(reader, name, size, reader->in.file, line,
		      cloud_line << 32 | line, true);
}

/* csv_table's: a fault. */
static bool take_fault(void *data, uint32_t line, bool in_row,
		       const char *text)
{
	struct table *table = data;
	struct where where = { .kind = N_("table"), .line = line };

	if (in_row)
		where = row_where(table, N_COLUMNS);
	reader_fault(table->reader, &where, "%s", text);
	return goes_on(table);
}

/* csv_table's: so much of the table is read. */
static bool take_progress(void *data, size_t done)
{
	struct table *table = data;

	if (done - table->reported >= REPORT_BYTES) {
		table->reported = done;
		reader_progress(table->reader, done);
	}
	return !table->reader->no_memory;
}

static const struct csv_handlers handlers = {
	.row = take_row,
	.progress = take_progress,
	.unknown = take_unknown,
	.fault = take_fault,
};

/* The table cannot be read: why is said already, here where it is named. */
static void fault_unreadable(struct reader *reader, rp_id cloud, int result)
{
	const rp_topology *topology = reader->topology;
	struct where where = {
		.kind = topology_kind_word(RP_CLOUD),
		.name = rp_name(topology, RP_CLOUD, cloud),
		.line = topology->clouds.at[cloud].table_line,
		.setting = "inventory",
	};

	if (result == RP_NO_MEMORY)
		reader->no_memory = true;
	else
		reader_fault(reader, &where,
			     _("expected a table that can be read"));
}

static void read_table(struct table *table, const char *bytes, size_t size)
{
	bool has_row = csv_row_init(&table->first);
	bool has_table = csv_table_init(&table->csv, columns, N_COLUMNS,
					&handlers, table);

	if (!has_row || !has_table ||
	    !csv_table_read(&table->csv, bytes, size))
		table->reader->no_memory = true;
	csv_table_destroy(&table->csv);
	csv_row_destroy(&table->first);
}

void read_inventory(struct reader *reader, rp_id cloud, const char *name)
{
	struct table table = {
		.reader = reader,
		.cloud = cloud,
		.server = reader->topology->clouds.at[cloud].server,
		.vm = RP_NONE,
		.host = RP_NONE,
		.network = RP_NONE,
	};
	const char *file = reader->in.file;
	char *bytes;
	size_t size;
	int result = file_read_below(&bytes, &size, reader->folder, name,
				     TABLE_BYTES, reader->in.messages);

	if (result != RP_OK) {
		fault_unreadable(reader, cloud, result);
		return;
	}
	reader->in.file = name;
	read_table(&table, bytes, size);
	reader->done += size;
	reader_progress(reader, 0);
	reader->in.file = file;
	free(bytes);
}
