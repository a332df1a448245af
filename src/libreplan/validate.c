/* Validating: addresses that were observed against those of the plan
 * (formats 5, validate).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An observed address belongs to a NIC and a family.  The planned address of
 * that NIC and family is matched by one that is equal; where none is, the first
 * observed one stands against it.  What then is left over, the plan does not
 * know. */

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "csv_table.h"
#include "export.h"
#include "file.h"
#include "memory.h"
#include "messages.h"
#include "plan.h"
#include "settings.h"
#include "topology_read.h"

/* The largest table. */
#define TABLE_BYTES ((size_t)1 << 30)

enum column { COLUMN_VM, COLUMN_NIC, COLUMN_ADDRESS, COLUMN_SERVER, N_COLUMNS };

static const struct csv_column columns[N_COLUMNS] = {
	[COLUMN_VM] = { "vm", true },
	[COLUMN_NIC] = { "nic", true },
	[COLUMN_ADDRESS] = { "address", true },
	[COLUMN_SERVER] = { "server", false },
};

/* A row of the table. */
struct seen {
	rp_id nic; /* RP_NONE where the topology has none such. */
	enum rp_family family;
	rp_ip ip;
	uint32_t row;
	char *vm_name; /* Where 'nic' is RP_NONE; else NULL. */
	char *nic_name;
	bool is_taken; /* It is in the result, or repeats another row. */
};

struct validation {
	const rp_plan *plan;
	struct settings in; /* The table, for messages. */
	struct csv_table csv;
	struct seen *seen; /* As read; then by NIC, family, address. */
	uint32_t n_seen;
	uint32_t seen_capacity;
	struct rp_observation *list;
	uint32_t n;
	uint32_t capacity;
	bool no_memory;
};

const char *rp_validity_name(enum rp_validity validity)
{
	static const char *const names[] = {
		[RP_MATCHING] = "matching",
		[RP_DIFFERENT] = "different",
		[RP_MISSING] = "missing",
		[RP_UNKNOWN] = "unknown",
	};

	return names[validity];
}

/* ---- Reading ---------------------------------------------------------- */

/* Reports a fault of the row; of 'column' unless that is N_COLUMNS. */
static void fault(struct validation *v, enum column column, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

static void fault(struct validation *v, enum column column, const char *format,
		  ...)
{
	const char *vm = csv_text(&v->csv.row, COLUMN_VM);
	struct text text = TEXT_INIT;
	va_list args;

	if (column < N_COLUMNS)
		text_printf(&text, _("column '%s': "), columns[column].name);
	va_start(args, format);
	text_vprintf(&text, format, args);
	va_end(args);
	settings_fault(&v->in, v->csv.row_line,
		       *vm ? topology_kind_word(RP_VM) : N_("table"),
		       *vm ? vm : NULL, "%s", text.bytes ? text.bytes : "");
	text_destroy(&text);
}

static bool check_name(struct validation *v, enum column column)
{
	const struct csv_row *row = &v->csv.row;
	const char *why = settings_name_fault(csv_text(row, column),
					      row->fields[column].size);

	if (why)
		fault(v, column, "%s", why);
	return !why;
}

static bool read_address(struct validation *v, struct seen *seen)
{
	const struct csv_row *row = &v->csv.row;
	const char *text = csv_text(row, COLUMN_ADDRESS);
	enum address_error error = ADDRESS_MALFORMED;

	if (strlen(text) == row->fields[COLUMN_ADDRESS].size)
		error = address_parse(text, &seen->family, &seen->ip);
	if (error != ADDRESS_OK)
		fault(v, COLUMN_ADDRESS, "'%.*s': %s", SHOWN(text),
		      address_error_text(error));
	return error == ADDRESS_OK;
}

/* The VM of the row: '*vm' is RP_NONE where the topology has none such.  False
 * where several have its name and nothing says which is meant. */
static bool find_vm(struct validation *v, rp_id *vm)
{
	const rp_topology *topology = v->plan->topology;
	const struct csv_row *row = &v->csv.row;
	const char *name = csv_text(row, COLUMN_VM);
	rp_id server;

	*vm = RP_NONE;
	if (csv_is_empty(row, COLUMN_SERVER)) {
		if (rp_find_anywhere(topology, RP_VM, name, vm) < 2)
			return true;
		fault(v, COLUMN_VM,
		      _("several VMM servers have a VM of this name: expected "
			"a column 'server' that says which"));
		return false;
	}
	server = rp_find(topology, RP_SERVER, RP_NONE,
			 csv_text(row, COLUMN_SERVER));
	if (server != RP_NONE)
		*vm = rp_find(topology, RP_VM, server, name);
	return true;
}

/* Keeps what the row says, with its names where the topology has none such. */
static bool keep(struct validation *v, struct seen seen)
{
	const struct csv_row *row = &v->csv.row;

	if (!memory_grow(&v->seen, &v->seen_capacity, (size_t)v->n_seen + 1,
			 sizeof *v->seen))
		return false;
	if (seen.nic == RP_NONE) {
		seen.vm_name = strdup(csv_text(row, COLUMN_VM));
		seen.nic_name = strdup(csv_text(row, COLUMN_NIC));
	}
	seen.row = v->n_seen;
	v->seen[v->n_seen++] = seen;
	return seen.nic != RP_NONE || (seen.vm_name && seen.nic_name);
}

static void read_row(struct validation *v)
{
	const rp_topology *topology = v->plan->topology;
	struct seen seen = { .nic = RP_NONE };
	bool is_named = check_name(v, COLUMN_VM);
	rp_id vm;

	is_named &= check_name(v, COLUMN_NIC);
	if (!read_address(v, &seen) || !is_named || !find_vm(v, &vm))
		return;
	if (vm != RP_NONE)
		seen.nic = rp_find(topology, RP_NIC, vm,
				   csv_text(&v->csv.row, COLUMN_NIC));
	if (!keep(v, seen))
		v->no_memory = true;
}

/* Whether reading on makes sense. */
static bool goes_on(const struct validation *v)
{
	const rp_messages *messages = v->in.messages;

	return !v->no_memory &&
	       !(messages && rp_messages_count(messages) == MESSAGES_MAX);
}

/* csv_table's: a row. */
static bool take_row(void *data, struct csv_table *csv)
{
	struct validation *v = data;

	(void)csv;
	read_row(v);
	return goes_on(v);
}

/* csv_table's: a fault. */
static bool take_fault(void *data, uint32_t line, bool in_row, const char *text)
{
	struct validation *v = data;

	if (in_row)
		fault(v, N_COLUMNS, "%s", text);
	else
		settings_fault(&v->in, line, N_("table"), NULL, "%s", text);
	return goes_on(v);
}

static int read_table(struct validation *v, const char *path)
{
	static const struct csv_handlers handlers = {
		.row = take_row,
		.fault = take_fault,
	};
	char *bytes;
	size_t size;
	int result = file_read(&bytes, &size, path, TABLE_BYTES, NULL,
			       v->in.messages);

	if (result != RP_OK)
		return result;
	if (!csv_table_init(&v->csv, columns, N_COLUMNS, &handlers, v) ||
	    !csv_table_read(&v->csv, bytes, size))
		v->no_memory = true;
	csv_table_destroy(&v->csv);
	free(bytes);
	if (v->no_memory)
		return RP_NO_MEMORY;
	return v->in.faulty ? RP_INVALID : RP_OK;
}

/* ---- In order --------------------------------------------------------- */

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* By NIC, family and address; those without a NIC also by their names. */
static int compare_seen(const struct seen *a, const struct seen *b)
{
	int order = COMPARE(a->nic, b->nic);

	if (order == 0)
		order = COMPARE(a->family, b->family);
	if (order == 0)
		order = COMPARE(a->ip, b->ip);
	if (order == 0 && a->nic == RP_NONE)
		order = strcmp(a->vm_name, b->vm_name);
	if (order == 0 && a->nic == RP_NONE)
		order = strcmp(a->nic_name, b->nic_name);
	return order;
}

static int by_address(const void *a_, const void *b_)
{
	const struct seen *a = a_;
	const struct seen *b = b_;
	int order = compare_seen(a, b);

	return order ? order : COMPARE(a->row, b->row);
}

static int by_row(const void *a_, const void *b_)
{
	const struct seen *a = a_;
	const struct seen *b = b_;

	return COMPARE(a->row, b->row);
}

static void sort(struct validation *v, int (*order)(const void *, const void *))
{
	if (v->n_seen > 1)
		qsort(v->seen, v->n_seen, sizeof *v->seen, order);
}

/* Leaves out rows that say what another one says. */
static void take_repeats(struct validation *v)
{
	for (uint32_t i = 1; i < v->n_seen; i++)
		v->seen[i].is_taken =
			compare_seen(&v->seen[i - 1], &v->seen[i]) == 0;
}

/* The first row of 'nic' and 'family', or the one behind where it would be. */
static uint32_t find_first(const struct validation *v, rp_id nic,
			   enum rp_family family)
{
	uint32_t first = 0;
	uint32_t end = v->n_seen;

	while (first < end) {
		uint32_t middle = first + (end - first) / 2;
		const struct seen *seen = &v->seen[middle];

		if (seen->nic < nic ||
		    (seen->nic == nic && seen->family < family))
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* What was observed of 'nic' and 'family': 'ip', or else what stands first in
 * the table; NULL where nothing was. */
static struct seen *find_seen(const struct validation *v, rp_id nic,
			      enum rp_family family, rp_ip ip)
{
	struct seen *best = NULL;

	for (uint32_t i = find_first(v, nic, family); i < v->n_seen; i++) {
		struct seen *seen = &v->seen[i];

		if (seen->nic != nic || seen->family != family)
			break;
		if (seen->is_taken)
			continue;
		if (seen->ip == ip)
			return seen;
		if (!best || seen->row < best->row)
			best = seen;
	}
	return best;
}

/* ---- The result ------------------------------------------------------- */

static char *copy(struct validation *v, const char *text)
{
	char *made = text ? strdup(text) : NULL;

	if (text && !made)
		v->no_memory = true;
	return made;
}

/* Adds a row with copies of the texts, of which the last two may be NULL. */
static void add(struct validation *v, enum rp_validity validity, const char *vm,
		const char *nic, const char *planned, const char *observed)
{
	if (v->no_memory || !memory_grow(&v->list, &v->capacity,
					 (size_t)v->n + 1, sizeof *v->list)) {
		v->no_memory = true;
		return;
	}
	v->list[v->n++] = (struct rp_observation){
		.vm = copy(v, vm),
		.nic = copy(v, nic),
		.planned = copy(v, planned),
		.observed = copy(v, observed),
		.validity = validity,
	};
}

static void add_planned(struct validation *v, rp_id id,
			const struct export_address *address)
{
	const rp_topology *topology = v->plan->topology;
	struct seen *seen = find_seen(v, id, address->family, address->address);
	enum rp_validity validity = RP_MISSING;
	char planned[RP_IP_SIZE];
	char observed[RP_IP_SIZE];

	if (seen) {
		validity = seen->ip == address->address ? RP_MATCHING
							: RP_DIFFERENT;
		rp_ip_text(seen->family, seen->ip, observed);
		seen->is_taken = true;
	}
	rp_ip_text(address->family, address->address, planned);
	add(v, validity, rp_name(topology, RP_VM, rp_nic(topology, id)->vm),
	    rp_name(topology, RP_NIC, id), planned, seen ? observed : NULL);
}

/* The addresses of the plan, in the order of the file. */
static void add_plan(struct validation *v)
{
	for (uint32_t i = 0; i < v->plan->n_nics && !v->no_memory; i++) {
		const struct rp_replica_nic *nic = &v->plan->nics[i];
		struct export_address addresses[RP_N_FAMILIES];
		unsigned n = export_addresses(addresses, v->plan, nic);

		for (unsigned j = 0; j < n; j++)
			if (addresses[j].has_address)
				add_planned(v, nic->nic, &addresses[j]);
	}
}

/* What is left over, in the order of the table. */
static void add_unknown(struct validation *v)
{
	const rp_topology *topology = v->plan->topology;

	for (uint32_t i = 0; i < v->n_seen && !v->no_memory; i++) {
		const struct seen *seen = &v->seen[i];
		const char *vm = seen->vm_name;
		const char *nic = seen->nic_name;
		char observed[RP_IP_SIZE];

		if (seen->is_taken)
			continue;
		if (seen->nic != RP_NONE) {
			nic = rp_name(topology, RP_NIC, seen->nic);
			vm = rp_name(topology, RP_VM,
				     rp_nic(topology, seen->nic)->vm);
		}
		add(v, RP_UNKNOWN, vm, nic, NULL,
		    rp_ip_text(seen->family, seen->ip, observed));
	}
}

static int validate(struct validation *v, const char *path)
{
	int result = read_table(v, path);

	if (result != RP_OK)
		return result;
	sort(v, by_address);
	take_repeats(v);
	add_plan(v);
	sort(v, by_row);
	add_unknown(v);
	return v->no_memory ? RP_NO_MEMORY : RP_OK;
}

int rp_validate(struct rp_observation **out, size_t *n_out, const rp_plan *plan,
		const char *path, rp_messages *messages)
{
	struct validation v = {
		.plan = plan,
		.in = { .file = path, .messages = messages },
	};
	int result = validate(&v, path);

	for (uint32_t i = 0; i < v.n_seen; i++) {
		free(v.seen[i].vm_name);
		free(v.seen[i].nic_name);
	}
	free(v.seen);
	if (result != RP_OK) {
		rp_observations_free(v.list, v.n);
		return result;
	}
	*out = v.list;
	*n_out = v.n;
	return RP_OK;
}

void rp_observations_free(struct rp_observation *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].vm);
		free(list[i].nic);
		free(list[i].planned);
		free(list[i].observed);
	}
	free(list);
}
