/* Reading a topology: VMs and their NICs.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ratio.h"
#include "topology_read.h"

/* What the names of availability sets are entered as: no object's kind. */
#define AVAILABILITY_SET RP_N_KINDS

/* So many VMs of a file are read between two reports. */
#define REPORT_VMS 4096

/* ---- VMs of files and of tables -------------------------------------- */

rp_id vms_add(struct reader *reader, const struct rp_vm *vm)
{
	rp_topology *topology = reader->topology;
	rp_id id = topology->vms.n;
	unsigned i;

	if (!READER_APPEND(reader, topology->vms, *vm))
		return RP_NONE;
	topology->vms.at[id].nics.first = topology->nics.n;
	topology->vms.at[id].nics.end = topology->nics.n;
	if (vm->host == RP_NONE)
		return id;
	for (i = 0; i < RP_N_RESOURCES; i++) {
		int64_t *running = &topology->hosts.at[vm->host].running[i];

		*running = ratio_add(*running, vm->need[i]);
	}
	return id;
}

void vms_add_nic(struct reader *reader, const struct rp_nic *nic)
{
	rp_topology *topology = reader->topology;

	if (READER_APPEND(reader, topology->nics, *nic))
		topology->vms.at[nic->vm].nics.end = topology->nics.n;
}

bool vms_add_address(struct reader *reader, struct rp_nic *nic,
		     enum rp_family family, rp_ip ip)
{
	rp_topology *topology = reader->topology;

	if (nic->address[family] != RP_NONE)
		return false;
	if (family == RP_IPV6 && nic->address[RP_IPV4] == RP_NONE)
		nic->ipv6_first = true;
	nic->address[family] = topology->addresses.n;
	READER_APPEND(reader, topology->addresses, ip);
	return true;
}

rp_id vms_set(struct reader *reader, rp_id server, const char *name)
{
	struct names *names = &reader->topology->names;
	rp_id text = names_find(names, AVAILABILITY_SET, server, name,
				strlen(name));
	rp_id id;

	if (text != RP_NONE)
		return text;
	text = id = reader_text(reader, name, strlen(name));
	if (names_enter(names, AVAILABILITY_SET, server, text, &id) ==
	    RP_NO_MEMORY)
		reader->no_memory = true;
	return text;
}

enum rp_os vms_os(const char *text)
{
	if (strcmp(text, "windows") == 0)
		return RP_OS_WINDOWS;
	return strcmp(text, "linux") == 0 ? RP_OS_LINUX : RP_OS_UNKNOWN;
}

/* The subnet of 'subnets' called 'name', or RP_NONE: a network has few. */
static rp_id find_among(const rp_topology *topology, struct rp_range subnets,
			const char *name)
{
	rp_id id;

	if (subnets.end - subnets.first > TOPOLOGY_FEW)
		return RP_NONE;
	for (id = subnets.first; id < subnets.end; id++)
		if (strcmp(rp_name(topology, RP_SUBNET, id), name) == 0)
			return id;
	return RP_NONE;
}

void vms_connect(struct reader *reader, const struct where *where,
		 struct rp_nic *nic, const char *subnet)
{
	const rp_topology *topology = reader->topology;
	struct rp_range subnets = topology->networks.at[nic->network].subnets;

	if (subnet && *subnet) {
		nic->subnet = find_among(topology, subnets, subnet);
		if (nic->subnet == RP_NONE)
			nic->subnet = reader_find(reader, where, RP_SUBNET,
						  nic->network, subnet);
	} else if (subnets.first < subnets.end) {
		reader_fault(reader, where,
			     _("expected a subnet of VM network '%.*s'"),
			     SHOWN(rp_name(topology, RP_NETWORK,
					   nic->network)));
	}
}

/* ---- NICs ------------------------------------------------------------ */

enum {
	NIC_NAME,
	NIC_NETWORK,
	NIC_SUBNET,
	NIC_ADDRESSES,
	NIC_DNS_NAME,
	N_NIC_FIELDS
};

static const struct setting_field nic_fields[N_NIC_FIELDS] = {
	[NIC_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[NIC_NETWORK] = { "network", SETTING_NAME, true, 0, 0 },
	[NIC_SUBNET] = { "subnet", SETTING_NAME, false, 0, 0 },
	[NIC_ADDRESSES] = { "addresses", SETTING_ARRAY, false, 0, 0 },
	[NIC_DNS_NAME] = { "dns_name", SETTING_STRING, false, 0, 0 },
};

static void read_addresses(struct reader *reader, const struct object *object,
			   struct rp_nic *nic)
{
	const config_setting_t *array = object->values[NIC_ADDRESSES].setting;
	struct where where = object_where(object, NIC_ADDRESSES);
	unsigned n = list_length(array);
	unsigned i;

	for (i = 0; i < n; i++) {
		const char *text = list_text(array, i);
		enum rp_family family;
		rp_ip ip;

		if (reader_address(reader, &where, text, &family, &ip) &&
		    !vms_add_address(reader, nic, family, ip))
			reader_fault(reader, &where,
				     _("'%.*s': expected one address of a "
				       "family"),
				     SHOWN(text));
	}
}

static void read_nic(struct reader *reader, rp_id vm, config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_nic nic = {
		.vm = vm,
		.subnet = RP_NONE,
		.address = { RP_NONE, RP_NONE },
	};
	const struct setting_value *subnet;
	struct object object;
	struct where where;

	object_read(reader, &object, topology_kind_word(RP_NIC), group,
		    nic_fields, N_NIC_FIELDS);
	nic.line = object.line;
	nic.network = object_find(reader, &object, NIC_NETWORK, RP_NETWORK,
				  topology->vms.at[vm].server);
	subnet = &object.values[NIC_SUBNET];
	where = object_where(&object, NIC_SUBNET);
	if (!subnet->line)
		where.line = object.line;
	if (nic.network != RP_NONE && (subnet->text || !subnet->line))
		vms_connect(reader, &where, &nic, subnet->text);
	read_addresses(reader, &object, &nic);
	nic.dns_name = object_text(reader, &object, NIC_DNS_NAME);
	nic.name = object_name(reader, &object, RP_NIC, vm, topology->nics.n);
	vms_add_nic(reader, &nic);
}

/* ---- VMs ------------------------------------------------------------- */

enum {
	VM_NAME,
	VM_HOST,
	VM_CPUS,
	VM_MEMORY,
	VM_STORAGE,
	VM_IOPS,
	VM_REPLICATE,
	VM_PRIORITY,
	VM_SET,
	VM_OS,
	VM_NICS,
	N_VM_FIELDS
};

static const struct setting_field vm_fields[N_VM_FIELDS] = {
	[VM_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[VM_HOST] = { "host", SETTING_NAME, true, 0, 0 },
	[VM_CPUS] = { "cpus", SETTING_INTEGER, true, 0, NUMBER_MAX },
	[VM_MEMORY] = { "memory_mib", SETTING_INTEGER, true, 0, NUMBER_MAX },
	[VM_STORAGE] = { "storage_gib", SETTING_INTEGER, false, 0, NUMBER_MAX },
	[VM_IOPS] = { "iops", SETTING_INTEGER, false, 0, NUMBER_MAX },
	[VM_REPLICATE] = { "replicate", SETTING_BOOLEAN, false, 0, 0 },
	[VM_PRIORITY] = { "priority", SETTING_INTEGER, false, 1, NUMBER_MAX },
	[VM_SET] = { "availability_set", SETTING_STRING, false, 0, 0 },
	[VM_OS] = { "os", SETTING_STRING, false, 0, 0 },
	[VM_NICS] = { "nics", SETTING_LIST, false, 0, 0 },
};

/* Fills 'vm' with what its settings say but its name and NICs. */
static void fill_vm(struct reader *reader, const struct object *object,
		    struct rp_vm *vm)
{
	const struct setting_value *values = object->values;
	const char *set = values[VM_SET].text;

	vm->line = object->line;
	vm->host = object_find(reader, object, VM_HOST, RP_HOST, vm->server);
	vm->need[RP_CPUS] = values[VM_CPUS].number * 1000;
	vm->need[RP_MEMORY] = values[VM_MEMORY].number;
	vm->need[RP_STORAGE] = values[VM_STORAGE].number;
	vm->need[RP_IOPS] = values[VM_IOPS].number;
	vm->replicate = !values[VM_REPLICATE].setting ||
			values[VM_REPLICATE].number;
	vm->priority = values[VM_PRIORITY].setting ? values[VM_PRIORITY].number
						   : INT64_MAX;
	vm->availability_set =
		set && *set ? vms_set(reader, vm->server, set) : RP_NONE;
	vm->os = values[VM_OS].text ? (uint8_t)vms_os(values[VM_OS].text)
				    : RP_OS_UNKNOWN;
}

static void read_vm(struct reader *reader, rp_id server, rp_id cloud,
		    config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_vm vm = { .server = server, .cloud = cloud };
	const config_setting_t *nics;
	struct object object;
	unsigned i;
	rp_id id;

	object_read(reader, &object, topology_kind_word(RP_VM), group,
		    vm_fields, N_VM_FIELDS);
	fill_vm(reader, &object, &vm);
	vm.name = object_name(reader, &object, RP_VM, server, topology->vms.n);
	id = vms_add(reader, &vm);
	nics = object_list(reader, &object, VM_NICS, RP_NIC);
	for (i = 0; i < list_length(nics) && !reader->no_memory; i++)
		read_nic(reader, id, list_group(nics, i));
}

static void read_list(struct reader *reader, rp_id server, rp_id cloud,
		      const config_setting_t *list)
{
	unsigned n = list_length(list);
	unsigned i;

	for (i = 0; i < n && !reader->no_memory; i++) {
		if (i % REPORT_VMS == REPORT_VMS - 1)
			reader_progress(reader, 0);
		read_vm(reader, server, cloud, list_group(list, i));
	}
}

void read_vms(struct reader *reader, rp_id server)
{
	rp_topology *topology = reader->topology;
	struct rp_range clouds = topology->servers.at[server].clouds;
	rp_id id;

	topology->servers.at[server].vms.first = topology->vms.n;
	for (id = clouds.first; id < clouds.end && !reader->no_memory; id++) {
		const struct cloud_source *source =
			&reader->cloud_sources.at[id];

		topology->clouds.at[id].vms.first = topology->vms.n;
		read_list(reader, server, id, source->vms);
		if (source->inventory && !reader->no_memory)
			read_inventory(reader, id, source->inventory);
		topology->clouds.at[id].vms.end = topology->vms.n;
	}
	read_list(reader, server, RP_NONE,
		  reader->server_sources.at[server].vms);
	topology->servers.at[server].vms.end = topology->vms.n;
}
