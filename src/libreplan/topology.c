/* The topology: what its readers ask of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "topology.h"

#include <stdlib.h>
#include <string.h>

#include "addresses.h"
#include "dns.h"
#include "fabric.h"
#include "findings.h"
#include "text.h"

/* Every kind, the array of its records, and the word for it. */
#define KINDS(KIND) \
	KIND(RP_SITE, sites, N_("site")) \
	KIND(RP_SERVER, servers, N_("VMM server")) \
	KIND(RP_LOGICAL_NETWORK, logical_networks, N_("logical network")) \
	KIND(RP_NETWORK, networks, N_("VM network")) \
	KIND(RP_SUBNET, subnets, N_("subnet")) \
	KIND(RP_POOL, pools, N_("pool")) \
	KIND(RP_GROUP, groups, N_("host group")) \
	KIND(RP_HOST, hosts, N_("host")) \
	KIND(RP_CLOUD, clouds, N_("cloud")) \
	KIND(RP_VM, vms, N_("VM")) \
	KIND(RP_NIC, nics, N_("NIC")) \
	KIND(RP_ZONE, zones, N_("zone"))

/* Scopes for the first and the second object that any VMM server has under a
 * name. */
#define ANY_FIRST RP_NONE
#define ANY_SECOND (RP_NONE - 1)

void rp_topology_free(rp_topology *topology)
{
	if (!topology)
		return;
	finding_base_free(topology->findings);
	dns_names_free(topology->dns);
	fabric_free(topology->fabric);
	if (topology->held)
		held_destroy(topology->held);
#define KIND(kind, array, word) free(topology->array.at);
	KINDS(KIND)
#undef KIND
	free(topology->pairs.at);
	free(topology->links.at);
	free(topology->ids.at);
	free(topology->ranges.at);
	free(topology->addresses.at);
	free(topology->announced.at);
	free(topology->mappings.at);
	free(topology->notices.at);
	names_destroy(&topology->names);
	free(topology->path);
	free(topology);
}

const char *rp_topology_file(const rp_topology *topology)
{
	return topology->file;
}

const char *rp_topology_path(const rp_topology *topology)
{
	return topology->path;
}

/* ---- Names ----------------------------------------------------------- */

const char *topology_kind_word(enum rp_kind kind)
{
	switch (kind) {
#define KIND(kind, array, word) case kind: return word;
	KINDS(KIND)
#undef KIND
	case RP_N_KINDS:
		break;
	}
	return "";
}

size_t rp_count(const rp_topology *topology, enum rp_kind kind)
{
	switch (kind) {
#define KIND(kind, array, word) case kind: return topology->array.n;
	KINDS(KIND)
#undef KIND
	case RP_N_KINDS:
		break;
	}
	return 0;
}

const char *rp_name(const rp_topology *topology, enum rp_kind kind, rp_id id)
{
	switch (kind) {
#define KIND(kind, array, word) \
	case kind: \
		return rp_text(topology, topology->array.at[id].name);
	KINDS(KIND)
#undef KIND
	case RP_N_KINDS:
		break;
	}
	return "";
}

uint32_t topology_line(const rp_topology *topology, enum rp_kind kind,
		       rp_id id)
{
	switch (kind) {
#define KIND(kind, array, word) case kind: return topology->array.at[id].line;
	KINDS(KIND)
#undef KIND
	case RP_N_KINDS:
		break;
	}
	return 0;
}

const char *rp_text(const rp_topology *topology, rp_id text)
{
	return names_text(&topology->names, text);
}

rp_id rp_scope(const rp_topology *topology, enum rp_kind kind, rp_id id)
{
	switch (kind) {
	case RP_LOGICAL_NETWORK:
		return topology->logical_networks.at[id].server;
	case RP_NETWORK:
		return topology->networks.at[id].server;
	case RP_SUBNET:
		return topology->subnets.at[id].network;
	case RP_POOL:
		return topology->pools.at[id].subnet;
	case RP_GROUP:
		return topology->groups.at[id].server;
	case RP_HOST:
		return topology->groups.at[topology->hosts.at[id].group].server;
	case RP_CLOUD:
		return topology->clouds.at[id].server;
	case RP_VM:
		return topology->vms.at[id].server;
	case RP_NIC:
		return topology->nics.at[id].vm;
	case RP_SITE:
	case RP_SERVER:
	case RP_ZONE:
	case RP_N_KINDS:
		break;
	}
	return RP_NONE;
}

/* Whether the names of 'kind' are unique in the file. */
static bool is_of_file(enum rp_kind kind)
{
	return kind == RP_SITE || kind == RP_SERVER || kind == RP_ZONE;
}

/* Whether objects of 'kind' have their names in a VMM server. */
static bool is_of_server(enum rp_kind kind)
{
	return !is_of_file(kind) && kind != RP_SUBNET && kind != RP_POOL &&
	       kind != RP_NIC;
}

/* The first NIC of 'vm' called 'name' below the NIC 'end', or RP_NONE; only the
 * first few are looked at. */
static rp_id find_nic(const rp_topology *topology, rp_id vm, const char *name,
		      rp_id end)
{
	rp_id nic = topology->vms.at[vm].nics.first;

	if (end - nic > TOPOLOGY_FEW)
		end = nic + TOPOLOGY_FEW;
	for (; nic < end; nic++)
		if (strcmp(rp_name(topology, RP_NIC, nic), name) == 0)
			return nic;
	return RP_NONE;
}

rp_id rp_find(const rp_topology *topology, enum rp_kind kind, rp_id scope,
	      const char *name)
{
	if (is_of_file(kind))
		scope = RP_NONE;
	if (kind == RP_NIC) {
		struct rp_range nics = topology->vms.at[scope].nics;
		rp_id nic = find_nic(topology, scope, name, nics.end);

		if (nic != RP_NONE || nics.end - nics.first <= TOPOLOGY_FEW)
			return nic;
	}
	return names_find(&topology->names, kind, scope, name, strlen(name));
}

/* Enters an object of a VMM server where rp_find_anywhere() looks, too. */
static int enter_anywhere(rp_topology *topology, enum rp_kind kind,
			  rp_id name, rp_id id)
{
	rp_id other = id;
	int result = names_enter(&topology->names, kind, ANY_FIRST, name,
				 &other);

	if (result == RP_REFUSED)
		result = names_enter(&topology->names, kind, ANY_SECOND, name,
				     &id);
	return result == RP_NO_MEMORY ? result : RP_OK;
}

int topology_enter(rp_topology *topology, enum rp_kind kind, rp_id scope,
		   rp_id name, rp_id *id)
{
	int result;

	if (kind == RP_NIC) {
		rp_id other = find_nic(topology, scope,
				       rp_text(topology, name), *id);

		if (other != RP_NONE) {
			*id = other;
			return RP_REFUSED;
		}
		if (*id - topology->vms.at[scope].nics.first < TOPOLOGY_FEW)
			return RP_OK;
	}
	result = names_enter(&topology->names, kind, scope, name, id);
	if (result == RP_OK && is_of_server(kind) &&
	    topology->servers.n > TOPOLOGY_FEW)
		result = enter_anywhere(topology, kind, name, *id);
	return result;
}

unsigned topology_find_two(const rp_topology *topology, enum rp_kind kind,
			   const char *name, rp_id ids[2])
{
	size_t size = strlen(name);
	unsigned n = 0;
	rp_id server;

	if (topology->servers.n > TOPOLOGY_FEW) {
		ids[0] = names_find(&topology->names, kind, ANY_FIRST, name,
				    size);
		ids[1] = names_find(&topology->names, kind, ANY_SECOND, name,
				    size);
		return ids[0] == RP_NONE ? 0 : ids[1] == RP_NONE ? 1 : 2;
	}
	for (server = 0; server < topology->servers.n && n < 2; server++) {
		rp_id id = names_find(&topology->names, kind, server, name,
				      size);

		if (id != RP_NONE)
			ids[n++] = id;
	}
	return n;
}

unsigned rp_find_anywhere(const rp_topology *topology, enum rp_kind kind,
			  const char *name, rp_id *id)
{
	rp_id ids[2] = { RP_NONE, RP_NONE };
	unsigned n = topology_find_two(topology, kind, name, ids);

	if (n > 0)
		*id = ids[0];
	return n;
}

/* ---- Records --------------------------------------------------------- */

const struct rp_site *rp_site(const rp_topology *topology, rp_id id)
{
	return &topology->sites.at[id];
}

const struct rp_server *rp_server(const rp_topology *topology, rp_id id)
{
	return &topology->servers.at[id];
}

const struct rp_logical_network *rp_logical_network(const rp_topology *topology,
						    rp_id id)
{
	return &topology->logical_networks.at[id];
}

const struct rp_network *rp_network(const rp_topology *topology, rp_id id)
{
	return &topology->networks.at[id];
}

const struct rp_subnet *rp_subnet(const rp_topology *topology, rp_id id)
{
	return &topology->subnets.at[id];
}

const struct rp_pool *rp_pool(const rp_topology *topology, rp_id id)
{
	return &topology->pools.at[id];
}

const struct rp_group *rp_group(const rp_topology *topology, rp_id id)
{
	return &topology->groups.at[id];
}

const struct rp_host *rp_host(const rp_topology *topology, rp_id id)
{
	return &topology->hosts.at[id];
}

const struct rp_cloud *rp_cloud(const rp_topology *topology, rp_id id)
{
	return &topology->clouds.at[id];
}

const struct rp_vm *rp_vm(const rp_topology *topology, rp_id id)
{
	return &topology->vms.at[id];
}

const struct rp_nic *rp_nic(const rp_topology *topology, rp_id id)
{
	return &topology->nics.at[id];
}

const struct rp_zone *rp_zone(const rp_topology *topology, rp_id id)
{
	return &topology->zones.at[id];
}

rp_id rp_topology_id(const rp_topology *topology, rp_id i)
{
	return topology->ids.at[i];
}

const struct rp_ip_range *rp_topology_range(const rp_topology *topology,
					    rp_id i)
{
	return &topology->ranges.at[i];
}

rp_ip rp_topology_address(const rp_topology *topology, rp_id i)
{
	return topology->addresses.at[i];
}

const struct rp_prefix *rp_topology_announced(const rp_topology *topology,
					      rp_id i,
					      enum rp_family *family)
{
	*family = topology->announced.at[i].family;
	return &topology->announced.at[i].prefix;
}

size_t rp_n_pairs(const rp_topology *topology)
{
	return topology->pairs.n;
}

const struct rp_pair *rp_pair(const rp_topology *topology, rp_id i)
{
	return &topology->pairs.at[i];
}

size_t rp_n_links(const rp_topology *topology)
{
	return topology->links.n;
}

const struct rp_link *rp_link(const rp_topology *topology, rp_id i)
{
	return &topology->links.at[i];
}

/* ---- What follows from records --------------------------------------- */

rp_id rp_vm_pair(const rp_topology *topology, rp_id vm)
{
	const struct rp_vm *record = rp_vm(topology, vm);
	const struct rp_cloud *cloud;

	if (record->cloud == RP_NONE || !record->replicate)
		return RP_NONE;
	cloud = rp_cloud(topology, record->cloud);
	return cloud->protecting ? RP_NONE : cloud->pair;
}

rp_id rp_network_server(const rp_topology *topology, rp_id network)
{
	return rp_network(topology, network)->server;
}

rp_id rp_pair_server(const rp_topology *topology, rp_id pair)
{
	return rp_cloud(topology, rp_pair(topology, pair)->target)->server;
}

/* The VM whose table gives object 'id' its line, or RP_NONE. */
static rp_id vm_of_table(const rp_topology *topology, enum rp_kind kind,
			 rp_id id)
{
	rp_id vm = RP_NONE;

	if (kind == RP_VM)
		vm = id;
	else if (kind == RP_NIC)
		vm = rp_nic(topology, id)->vm;
	return vm != RP_NONE && rp_vm(topology, vm)->from_table ? vm : RP_NONE;
}

uint64_t topology_position(const rp_topology *topology, enum rp_kind kind,
			   rp_id id)
{
	uint64_t line = topology_line(topology, kind, id);
	rp_id vm = vm_of_table(topology, kind, id);
	rp_id cloud;

	if (vm == RP_NONE)
		return line << 32;
	cloud = rp_vm(topology, vm)->cloud;
	return (uint64_t)rp_cloud(topology, cloud)->table_line << 32 | line;
}

static int compare_ids(const void *a, const void *b)
{
	rp_id left = *(const rp_id *)a;
	rp_id right = *(const rp_id *)b;

	return left < right ? -1 : left > right;
}

bool topology_lists(const rp_topology *topology, struct rp_range list,
		    rp_id id)
{
	if (list.first == list.end)
		return false;
	return bsearch(&id, topology->ids.at + list.first,
		       list.end - list.first, sizeof id, compare_ids) != NULL;
}

bool topology_subnet_at(const rp_topology *topology, rp_id subnet,
			rp_id group)
{
	const struct rp_subnet *record = rp_subnet(topology, subnet);

	if (record->groups.first == record->groups.end)
		return rp_group(topology, group)->server ==
		       rp_network_server(topology, record->network);
	return topology_lists(topology, record->groups, group);
}
