/* Findings about the topology itself: its subnets and VMs (rules 9).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "findings_checks.h"
#include "memory.h"
#include "topology.h"

/* ---- Subnets and pools ------------------------------------------------ */

/* Whether 'ip' is in the prefix of 'family' that 'subnet' has. */
static bool is_inside(const struct rp_subnet *subnet, enum rp_family family,
		      rp_ip ip)
{
	return subnet->prefix[family].length >= 0 &&
	       address_in_prefix(family, ip, subnet->prefix[family]);
}

static void check_gateways(struct checks *checks, rp_id id)
{
	const struct rp_subnet *subnet = rp_subnet(checks->topology, id);

	for (rp_id i = subnet->gateways.first; i < subnet->gateways.end; i++) {
		const struct rp_ip_range *gateway =
			rp_topology_range(checks->topology, i);

		if (!is_inside(subnet, gateway->family, gateway->first))
			FINDINGS_ADD(
				checks, GATEWAY_OUTSIDE_PREFIX,
				ARG_NETWORK(subnet->network), ARG_SUBNET(id),
				arg_address(gateway->family, gateway->first));
	}
}

/* The first address of 'reserved' that 'pool' does not have. */
static rp_ip first_outside(const struct rp_ip_range *reserved,
			   const struct rp_ip_range *pool)
{
	if (reserved->family != pool->family || reserved->first < pool->first ||
	    reserved->first > pool->last)
		return reserved->first;
	return pool->last + 1;
}

static void check_reserved(struct checks *checks, rp_id id)
{
	const struct rp_pool *pool = rp_pool(checks->topology, id);
	rp_id network = rp_subnet(checks->topology, pool->subnet)->network;

	for (rp_id i = pool->reserved.first; i < pool->reserved.end; i++) {
		const struct rp_ip_range *reserved =
			rp_topology_range(checks->topology, i);

		if (reserved->family == pool->range.family &&
		    reserved->first >= pool->range.first &&
		    reserved->last <= pool->range.last)
			continue;
		FINDINGS_ADD(
			checks, RESERVED_OUTSIDE_POOL, ARG_NETWORK(network),
			ARG_SUBNET(pool->subnet), arg_object(RP_POOL, id),
			arg_address(reserved->family,
				    first_outside(reserved, &pool->range)));
	}
}

static void check_pools_of(struct checks *checks, rp_id id)
{
	const struct rp_subnet *subnet = rp_subnet(checks->topology, id);

	for (rp_id i = subnet->pools.first; i < subnet->pools.end; i++) {
		const struct rp_ip_range *range =
			&rp_pool(checks->topology, i)->range;

		if (!is_inside(subnet, range->family, range->first) ||
		    !is_inside(subnet, range->family, range->last))
			FINDINGS_ADD(checks, POOL_OUTSIDE_PREFIX,
				     ARG_NETWORK(subnet->network),
				     ARG_SUBNET(id), arg_object(RP_POOL, i));
		check_reserved(checks, i);
	}
}

struct pool_entry {
	rp_id subnet;
	rp_id pool;
	struct rp_ip_range range;
};

/* By subnet and family, then from the lowest first address. */
static int compare_pools(const void *a, const void *b)
{
	const struct pool_entry *x = a;
	const struct pool_entry *y = b;

	if (x->subnet != y->subnet)
		return x->subnet < y->subnet ? -1 : 1;
	if (x->range.family != y->range.family)
		return x->range.family < y->range.family ? -1 : 1;
	if (x->range.first != y->range.first)
		return x->range.first < y->range.first ? -1 : 1;
	return (x->pool > y->pool) - (x->pool < y->pool);
}

static void report_pools(struct checks *checks, rp_id subnet, rp_id a, rp_id b)
{
	FINDINGS_ADD(checks, POOLS_OVERLAP,
		     ARG_NETWORK(rp_subnet(checks->topology, subnet)->network),
		     ARG_SUBNET(subnet), arg_object(RP_POOL, a < b ? a : b),
		     arg_object(RP_POOL, a < b ? b : a));
}

/* Each pool against the one before it that goes furthest. */
static void sweep_pools(struct checks *checks, const struct pool_entry *pools,
			uint32_t n)
{
	uint32_t furthest = 0;

	for (uint32_t i = 1; i < n; i++) {
		const struct pool_entry *before = &pools[furthest];
		bool same = before->subnet == pools[i].subnet &&
			    before->range.family == pools[i].range.family;

		if (same && pools[i].range.first <= before->range.last)
			report_pools(checks, pools[i].subnet, before->pool,
				     pools[i].pool);
		if (!same || pools[i].range.last > before->range.last)
			furthest = i;
	}
}

static void check_pools(struct checks *checks)
{
	uint32_t n = (uint32_t)rp_count(checks->topology, RP_POOL);
	struct pool_entry *pools = memory_zeroed(n, sizeof *pools);

	if (!pools) {
		findings_fail(checks);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct rp_pool *pool = rp_pool(checks->topology, i);

		pools[i] = (struct pool_entry){ pool->subnet, i, pool->range };
	}
	qsort(pools, n, sizeof *pools, compare_pools);
	sweep_pools(checks, pools, n);
	free(pools);
}

static void check_subnets(struct checks *checks)
{
	checks->check = CHECK_SUBNETS;
	for (rp_id id = 0; id < rp_count(checks->topology, RP_SUBNET); id++) {
		check_gateways(checks, id);
		check_pools_of(checks, id);
	}
	check_pools(checks);
}

/* ---- Addresses of VMs ------------------------------------------------- */

static bool is_gateway(const rp_topology *topology,
		       const struct rp_subnet *subnet, enum rp_family family,
		       rp_ip ip)
{
	for (rp_id i = subnet->gateways.first; i < subnet->gateways.end; i++) {
		const struct rp_ip_range *gateway =
			rp_topology_range(topology, i);

		if (gateway->family == family && gateway->first == ip)
			return true;
	}
	return false;
}

static void check_address(struct checks *checks, rp_id id,
			  enum rp_family family)
{
	const rp_topology *topology = checks->topology;
	const struct rp_nic *nic = rp_nic(topology, id);
	const struct rp_subnet *subnet = rp_subnet(topology, nic->subnet);
	rp_ip ip = rp_topology_address(topology, nic->address[family]);
	struct finding_arg args[] = { ARG_VM(nic->vm), ARG_NIC(id),
				      arg_address(family, ip),
				      ARG_SUBNET(nic->subnet) };

	if (!is_inside(subnet, family, ip))
		findings_add(checks, FINDING_VM_ADDRESS_OUTSIDE, args, 4);
	else if (is_gateway(topology, subnet, family, ip))
		findings_add(checks, FINDING_VM_ADDRESS_GATEWAY, args, 4);
	else if (address_is_special(family, ip, subnet->prefix[family]))
		findings_add(checks, FINDING_VM_ADDRESS_SPECIAL, args, 4);
}

/* A host name is labels of 1 to 63 letters, digits and hyphens, joined by full
 * stops, at most 253 bytes in all and not digits alone, which would look like
 * an address.  A hyphen is neither first nor last. */
static bool is_label(const char *label, size_t size)
{
	if (size < 1 || size > 63 || label[0] == '-' || label[size - 1] == '-')
		return false;
	for (size_t i = 0; i < size; i++) {
		char c = label[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

static bool is_host_name(const char *name)
{
	const char *label = name;

	if (strlen(name) > 253 || !name[strspn(name, "0123456789.")])
		return false;
	for (;;) {
		size_t size = strcspn(label, ".");

		if (!is_label(label, size))
			return false;
		if (label[size] == '\0')
			return true;
		label += size + 1;
	}
}

static void check_dns_name(struct checks *checks, rp_id id)
{
	const struct rp_nic *nic = rp_nic(checks->topology, id);
	const char *name;

	if (nic->dns_name == RP_NONE)
		return;
	name = rp_text(checks->topology, nic->dns_name);
	if (!is_host_name(name))
		FINDINGS_ADD(checks, DNS_NAME_INVALID, ARG_VM(nic->vm),
			     ARG_NIC(id), arg_text(name));
}

static void check_vms(struct checks *checks)
{
	checks->check = CHECK_VM_ADDRESSES;
	for (rp_id id = 0; id < rp_count(checks->topology, RP_NIC); id++) {
		const struct rp_nic *nic = rp_nic(checks->topology, id);

		for (int f = 0; f < RP_N_FAMILIES; f++)
			if (nic->subnet != RP_NONE &&
			    nic->address[f] != RP_NONE)
				check_address(checks, id, (enum rp_family)f);
		check_dns_name(checks, id);
	}
}

/* ---- One address twice ------------------------------------------------ */

struct address_entry {
	rp_ip ip;
	rp_id vm;
	enum rp_family family;
};

/* By family and address, then in the order of the file. */
static int compare_addresses(const void *a, const void *b)
{
	const struct address_entry *x = a;
	const struct address_entry *y = b;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->ip != y->ip)
		return x->ip < y->ip ? -1 : 1;
	return (x->vm > y->vm) - (x->vm < y->vm);
}

/* The NICs of each network: their numbers by network, and where each one's
 * begin, and one more. */
struct nics_by_network {
	rp_id *nics;
	uint32_t *begin;
	struct address_entry *entries; /* Room for those of any network. */
};

static void nics_destroy(struct nics_by_network *by)
{
	free(by->nics);
	free(by->begin);
	free(by->entries);
}

/* Network by network, as a million NICs need not be sorted at once.  False when
 * memory ran out; the caller destroys it all the same. */
static bool nics_init(struct nics_by_network *by, const rp_topology *topology)
{
	uint32_t n_networks = (uint32_t)rp_count(topology, RP_NETWORK);
	uint32_t n_nics = (uint32_t)rp_count(topology, RP_NIC);
	uint32_t most = 0;

	by->nics = memory_zeroed(n_nics, sizeof *by->nics);
	by->begin = memory_zeroed((size_t)n_networks + 1, sizeof *by->begin);
	if (!by->nics || !by->begin)
		return false;
	for (rp_id id = 0; id < n_nics; id++)
		by->begin[rp_nic(topology, id)->network]++;
	for (uint32_t i = 0, end = 0; i <= n_networks; i++) {
		if (by->begin[i] > most)
			most = by->begin[i];
		end += by->begin[i];
		by->begin[i] = end;
	}
	/* From the last one down, so that each ends up where its begin. */
	for (rp_id id = n_nics; id-- > 0;)
		by->nics[--by->begin[rp_nic(topology, id)->network]] = id;
	by->entries = memory_zeroed((size_t)most * RP_N_FAMILIES,
				    sizeof *by->entries);
	return by->entries != NULL;
}

/* The addresses of the NICs of 'network'; returns how many there are. */
static uint32_t collect_addresses(struct nics_by_network *by,
				  const rp_topology *topology, rp_id network)
{
	uint32_t n = 0;

	for (uint32_t i = by->begin[network]; i < by->begin[network + 1]; i++) {
		const struct rp_nic *nic = rp_nic(topology, by->nics[i]);

		for (int f = 0; f < RP_N_FAMILIES; f++)
			if (nic->address[f] != RP_NONE)
				by->entries[n++] = (struct address_entry){
					rp_topology_address(topology,
							    nic->address[f]),
					nic->vm, (enum rp_family)f
				};
	}
	return n;
}

/* Most inventories list addresses in their order. */
static void sort_addresses(struct address_entry *entries, uint32_t n)
{
	uint32_t sorted = 1;

	while (sorted < n &&
	       compare_addresses(&entries[sorted - 1], &entries[sorted]) <= 0)
		sorted++;
	if (sorted < n)
		qsort(entries, n, sizeof *entries, compare_addresses);
}

/* Each VM on 'network' against the one before it that has the same address. */
static void check_network(struct checks *checks, struct nics_by_network *by,
			  rp_id network)
{
	uint32_t n = collect_addresses(by, checks->topology, network);

	sort_addresses(by->entries, n);
	for (uint32_t i = 1; i < n; i++) {
		const struct address_entry *a = &by->entries[i - 1];
		const struct address_entry *b = &by->entries[i];

		if (a->family == b->family && a->ip == b->ip && a->vm != b->vm)
			FINDINGS_ADD(checks, ADDRESS_TWICE, ARG_VM(a->vm),
				     ARG_VM(b->vm), ARG_NETWORK(network),
				     arg_address(a->family, a->ip));
	}
}

static void check_twice(struct checks *checks)
{
	rp_id n = (rp_id)rp_count(checks->topology, RP_NETWORK);
	struct nics_by_network by = { 0 };

	checks->check = CHECK_TWICE;
	if (!nics_init(&by, checks->topology))
		findings_fail(checks);
	else
		for (rp_id id = 0; id < n; id++)
			check_network(checks, &by, id);
	nics_destroy(&by);
}

/* ---- The files -------------------------------------------------------- */

/* The topology is named without its folder, which is not the same everywhere;
 * a table as the topology names it. */
static const char *notice_file(const rp_topology *topology,
			       const struct topology_notice *notice)
{
	return notice->column ? rp_text(topology, notice->file)
			      : rp_topology_file(topology);
}

static void check_notices(struct checks *checks)
{
	const rp_topology *topology = checks->topology;

	checks->check = CHECK_NOTICES;
	for (uint32_t i = 0; i < topology->notices.n; i++) {
		const struct topology_notice *notice = &topology->notices.at[i];
		struct finding_arg args[] = {
			arg_text(rp_text(topology, notice->text)),
			arg_text(rp_text(topology, notice->object)),
			arg_text(notice_file(topology, notice)),
			arg_number(notice->line),
		};

		findings_add_position(checks,
				      notice->column ? FINDING_UNKNOWN_COLUMN
						     : FINDING_UNKNOWN_SETTING,
				      notice->position, args, 4);
	}
}

void findings_topology(struct checks *checks)
{
	check_subnets(checks);
	check_vms(checks);
	check_twice(checks);
	check_notices(checks);
}
