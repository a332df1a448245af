/* Addresses: see addresses.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request is an address that a replica's NIC should have.  The steps of
 * rules 6 are taken one after the other, each for all requests that are still
 * open, in the order of the file.  What was given is a hash set by space and
 * address.
 *
 * For `next`, each place has a supply: a cursor over its open ranges, which
 * passes over what is held or given and never goes back, as nothing becomes
 * free again.  An address that only the replica's own VM holds is usable for
 * that VM alone, so a supply has a second, short list for the VM that asked
 * last; the requests of a VM follow each other. */

#include "addresses.h"

#include <stdlib.h>

#include "address.h"
#include "held.h"
#include "memory.h"
#include "plan.h"
#include "topology.h"

struct request {
	rp_id nic; /* Of the plan. */
	enum rp_family family;
	bool is_settled;
};

/* An address that was given to a replica's NIC. */
struct given {
	rp_ip ip;
	rp_id space;
	bool is_used;
};

/* An address that only one VM holds, in an open range. */
struct own {
	rp_ip ip;
	rp_id pool;
};

struct supply {
	bool is_started;
	uint32_t turn;	 /* Of the topology's turns. */
	rp_ip ip;	 /* The next one to look at in it. */
	rp_id vm;	 /* Whose addresses are in 'own'. */
	struct own *own; /* By pool and address. */
	uint32_t n_own;
	uint32_t own_capacity;
	uint32_t next_own; /* Those before it are given. */
};

struct assigner {
	rp_plan *plan;
	const rp_topology *topology;
	const struct held *held;
	const struct decisions *decisions;
	const struct accepted *accepted;
	struct request *requests;
	uint32_t n_requests;
	struct given *given; /* A hash table of 'mask' + 1 slots. */
	uint32_t mask;
	struct supply *supplies; /* By place. */
	bool is_out_of_memory;
};

/* ---- What was given ------------------------------------------------------ */

static bool given_init(struct assigner *a)
{
	size_t n_slots = 16;

	while (n_slots < 2 * (size_t)a->n_requests)
		n_slots *= 2;
	a->given = memory_zeroed(n_slots, sizeof *a->given);
	a->mask = (uint32_t)(n_slots - 1);
	return a->given;
}

/* The slot of an address, or the one where it would stand.  At most half of
 * the slots are used. */
static struct given *given_slot(const struct assigner *a, rp_id space, rp_ip ip)
{
	uint64_t hash = (uint64_t)ip ^ (uint64_t)(ip >> 64) * 31 ^
			(uint64_t)space << 32;
	uint32_t i;

	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	i = (uint32_t)(hash ^ hash >> 31) & a->mask;
	while (a->given[i].is_used &&
	       (a->given[i].ip != ip || a->given[i].space != space))
		i = (i + 1) & a->mask;
	return &a->given[i];
}

static bool is_given(const struct assigner *a, rp_id space, rp_ip ip)
{
	return given_slot(a, space, ip)->is_used;
}

/* ---- Usable -------------------------------------------------------------- */

static const struct rp_nic *source_nic(const struct assigner *a,
				       const struct request *request)
{
	return &a->topology->nics.at[a->plan->nics[request->nic].nic];
}

static const struct rp_mapping *mapping_of(const struct assigner *a,
					   const struct request *request)
{
	return &a->decisions->mappings[a->plan->nics[request->nic].mapping];
}

static bool is_usable(const struct assigner *a, const struct request *request,
		      rp_ip ip)
{
	rp_id subnet = a->plan->nics[request->nic].subnet;
	rp_id space;

	if (subnet == RP_NONE ||
	    !held_open(a->held, subnet, request->family, ip))
		return false;
	space = held_space(a->held, subnet, request->family);
	return held_by_other(a->topology, space, ip,
			     source_nic(a, request)->vm) == RP_NONE &&
	       !is_given(a, space, ip);
}

static void give(struct assigner *a, struct request *request, uint8_t rule,
		 rp_ip ip)
{
	struct rp_replica_nic *nic = &a->plan->nics[request->nic];
	rp_id space = held_space(a->held, nic->subnet, request->family);

	*given_slot(a, space, ip) = (struct given){ ip, space, true };
	nic->rule[request->family] = rule;
	nic->address[request->family] = ip;
	request->is_settled = true;
}

static void give_if_usable(struct assigner *a, struct request *request,
			   uint8_t rule, rp_ip ip)
{
	if (is_usable(a, request, ip))
		give(a, request, rule, ip);
}

/* ---- The steps ----------------------------------------------------------- */

static void step_pinned(struct assigner *a, struct request *request)
{
	const struct address_pin *pin = decisions_pinned_address(
		a->decisions, a->plan->nics[request->nic].nic, request->family);

	if (!pin)
		return;
	give_if_usable(a, request, RP_RULE_PINNED, pin->ip);
	request->is_settled = true;
}

/* An accepted address that was pinned counts only while its pin stands, and
 * then the first step has settled it. */
static void step_accepted(struct assigner *a, struct request *request)
{
	const struct rp_replica_nic *nic = &a->plan->nics[request->nic];
	const struct accepted_nic *accepted;
	uint8_t rule;

	if (!a->accepted)
		return;
	accepted = &a->accepted->nics[nic->nic];
	rule = accepted->rule[request->family];
	if (accepted->network == nic->network &&
	    accepted->address_rule == mapping_of(a, request)->rule &&
	    (rule == RP_RULE_RETAINED || rule == RP_RULE_OFFSET ||
	     rule == RP_RULE_NEXT))
		give_if_usable(a, request, rule,
			       accepted->address[request->family]);
}

static rp_ip source_address(const struct assigner *a,
			    const struct request *request)
{
	rp_id address = source_nic(a, request)->address[request->family];

	return a->topology->addresses.at[address];
}

static void step_retained(struct assigner *a, struct request *request)
{
	if (mapping_of(a, request)->rule != RP_NEXT)
		give_if_usable(a, request, RP_RULE_RETAINED,
			       source_address(a, request));
}

static void step_offset(struct assigner *a, struct request *request)
{
	rp_id from = source_nic(a, request)->subnet;
	rp_id to = a->plan->nics[request->nic].subnet;
	const struct rp_prefix *source, *target;
	rp_ip host;

	if (mapping_of(a, request)->rule != RP_OFFSET || from == RP_NONE ||
	    to == RP_NONE)
		return;
	source = &a->topology->subnets.at[from].prefix[request->family];
	target = &a->topology->subnets.at[to].prefix[request->family];
	if (source->length < 0 || source->length != target->length)
		return;
	host = source_address(a, request) &
	       address_host_mask(request->family, target->length);
	give_if_usable(a, request, RP_RULE_OFFSET, target->ip | host);
}

/* ---- Next ---------------------------------------------------------------- */

static void supply_start(struct supply *supply, const struct held *held,
			 uint32_t place)
{
	supply->is_started = true;
	supply->vm = RP_NONE;
	supply->turn = held->first_open[place];
	if (supply->turn < held->first_open[place + 1])
		supply->ip = held->open[held->turns[supply->turn]].first;
}

/* The lowest address that nobody has of the first pool that has one: its open
 * range; the address is then the supply's.  NULL where there is none. */
static const struct open_range *
supply_lowest(struct supply *supply, const struct assigner *a, uint32_t place)
{
	const struct held *held = a->held;
	rp_id space = held->space_of[place];

	while (supply->turn < held->first_open[place + 1]) {
		const struct open_range *range =
			&held->open[held->turns[supply->turn]];

		if (!held_is_held(held, space, supply->ip) &&
		    !is_given(a, space, supply->ip))
			return range;
		if (supply->ip < range->last) {
			supply->ip++;
			continue;
		}
		if (++supply->turn < held->first_open[place + 1])
			supply->ip =
				held->open[held->turns[supply->turn]].first;
	}
	return NULL;
}

static int by_pool_and_ip(const void *a_, const void *b_)
{
	const struct own *a = a_, *b = b_;

	if (a->pool != b->pool)
		return a->pool < b->pool ? -1 : 1;
	return (a->ip > b->ip) - (a->ip < b->ip);
}

/* Adds the address of 'nic' to 'own' if it is one that only its VM holds. */
static bool supply_add_own(struct supply *supply, const struct assigner *a,
			   const struct rp_nic *nic, rp_id subnet,
			   enum rp_family family)
{
	rp_id space = held_space(a->held, subnet, family);
	const struct open_range *range;
	rp_ip ip;

	if (nic->subnet == RP_NONE || nic->address[family] == RP_NONE ||
	    held_space(a->held, nic->subnet, family) != space)
		return true;
	ip = a->topology->addresses.at[nic->address[family]];
	range = held_open(a->held, subnet, family, ip);
	if (!range || held_by_other(a->topology, space, ip, nic->vm) != RP_NONE)
		return true;
	if (!memory_grow(&supply->own, &supply->own_capacity,
			 (size_t)supply->n_own + 1, sizeof *supply->own))
		return false;
	supply->own[supply->n_own++] = (struct own){ ip, range->pool };
	return true;
}

/* Lists what only 'vm' holds and could be given on 'subnet'. */
static bool supply_list_own(struct supply *supply, const struct assigner *a,
			    rp_id vm, rp_id subnet, enum rp_family family)
{
	struct rp_range nics = a->topology->vms.at[vm].nics;

	if (supply->vm == vm)
		return true;
	supply->n_own = 0;
	supply->next_own = 0;
	supply->vm = vm;
	for (rp_id id = nics.first; id < nics.end; id++)
		if (!supply_add_own(supply, a, &a->topology->nics.at[id],
				    subnet, family))
			return false;
	if (supply->n_own > 1)
		qsort(supply->own, supply->n_own, sizeof *supply->own,
		      by_pool_and_ip);
	return true;
}

/* The first of 'own' that was not given, or NULL. */
static const struct own *
supply_lowest_own(struct supply *supply, const struct assigner *a, rp_id space)
{
	while (supply->next_own < supply->n_own &&
	       is_given(a, space, supply->own[supply->next_own].ip))
		supply->next_own++;
	return supply->next_own < supply->n_own ? &supply->own[supply->next_own]
						: NULL;
}

static void step_next(struct assigner *a, struct request *request)
{
	rp_id subnet = a->plan->nics[request->nic].subnet;
	const struct open_range *range;
	const struct own *own;
	struct supply *supply;
	uint32_t place;

	if (subnet == RP_NONE)
		return;
	place = held_place(subnet, request->family);
	supply = &a->supplies[place];
	if (!supply->is_started)
		supply_start(supply, a->held, place);
	if (!supply_list_own(supply, a, source_nic(a, request)->vm, subnet,
			     request->family)) {
		a->is_out_of_memory = true;
		return;
	}
	own = supply_lowest_own(supply, a, a->held->space_of[place]);
	range = supply_lowest(supply, a, place);
	if (own && (!range || own->pool < range->pool ||
		    (own->pool == range->pool && own->ip < supply->ip)))
		give(a, request, RP_RULE_NEXT, own->ip);
	else if (range)
		give(a, request, RP_RULE_NEXT, supply->ip);
}

static void (*const steps[])(struct assigner *, struct request *) = {
	step_pinned, step_accepted, step_retained, step_offset, step_next,
};

/* ---- All NICs ------------------------------------------------------------ */

/* Asks for the addresses of a NIC.  Until a step gives it one, it has none. */
static void request_nic(struct assigner *a, rp_id id)
{
	struct rp_replica_nic *nic = &a->plan->nics[id];
	const struct rp_nic *source = &a->topology->nics.at[nic->nic];
	bool is_dhcp = true;

	for (int f = 0; f < RP_N_FAMILIES; f++) {
		nic->rule[f] = RP_RULE_ABSENT;
		nic->address[f] = 0;
	}
	if (nic->connection != RP_MAPPED ||
	    a->plan->replicas[nic->replica].host == RP_NONE)
		return;
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		if (source->address[f] == RP_NONE)
			continue;
		is_dhcp = false;
		nic->rule[f] = RP_RULE_NONE;
		a->requests[a->n_requests++] =
			(struct request){ id, (enum rp_family)f, false };
	}
	if (is_dhcp)
		nic->rule[RP_IPV4] = RP_RULE_DHCP;
}

static bool assigner_init(struct assigner *a)
{
	size_t n_places = (size_t)a->topology->subnets.n * RP_N_FAMILIES;

	a->requests = memory_zeroed((size_t)a->plan->n_nics * RP_N_FAMILIES,
				    sizeof *a->requests);
	a->supplies = memory_zeroed(n_places, sizeof *a->supplies);
	if (!a->requests || !a->supplies)
		return false;
	for (rp_id id = 0; id < a->plan->n_nics; id++)
		request_nic(a, id);
	return given_init(a);
}

static void assigner_destroy(struct assigner *a)
{
	size_t n_places = (size_t)a->topology->subnets.n * RP_N_FAMILIES;

	for (size_t place = 0; a->supplies && place < n_places; place++)
		free(a->supplies[place].own);
	free(a->supplies);
	free(a->requests);
	free(a->given);
}

bool addresses_assign(rp_plan *plan, const struct decisions *decisions,
		      const struct accepted *accepted)
{
	struct assigner a = {
		.plan = plan,
		.topology = plan->topology,
		.held = plan->topology->held,
		.decisions = decisions,
		.accepted = accepted,
	};
	bool ok = assigner_init(&a);

	for (size_t s = 0; ok && s < sizeof steps / sizeof *steps; s++) {
		for (uint32_t i = 0; i < a.n_requests; i++)
			if (!a.requests[i].is_settled)
				steps[s](&a, &a.requests[i]);
		ok = !a.is_out_of_memory;
	}
	assigner_destroy(&a);
	return ok;
}

/* ---- Why not ------------------------------------------------------------- */

/* Whether 'ip' is one of the ranges 'list'. */
static bool is_listed(const rp_topology *topology, struct rp_range list,
		      enum rp_family family, rp_ip ip)
{
	for (rp_id i = list.first; i < list.end; i++) {
		const struct rp_ip_range *range = &topology->ranges.at[i];

		if (range->family == family && ip >= range->first &&
		    ip <= range->last)
			return true;
	}
	return false;
}

/* Whether 'pool' has 'ip', reserved or not. */
static bool pool_has(const rp_topology *topology, rp_id id,
		     enum rp_family family, rp_ip ip)
{
	const struct rp_ip_range *range = &topology->pools.at[id].range;

	return range->family == family && ip >= range->first &&
	       ip <= range->last;
}

bool addresses_reserves(const rp_topology *topology, rp_id pool,
			enum rp_family family, rp_ip ip)
{
	return pool_has(topology, pool, family, ip) &&
	       is_listed(topology, topology->pools.at[pool].reserved, family,
			 ip);
}

/* What keeps an address that is in no open range out of them. */
static enum address_use why_not_open(const rp_topology *topology, rp_id id,
				     enum rp_family family, rp_ip ip)
{
	const struct rp_subnet *subnet = &topology->subnets.at[id];
	const struct rp_prefix *prefix = &subnet->prefix[family];
	bool is_in_pool = false;

	if (prefix->length < 0 || !address_in_prefix(family, ip, *prefix))
		return ADDRESS_OUTSIDE_PREFIX;
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		if (addresses_reserves(topology, p, family, ip))
			return ADDRESS_RESERVED;
		is_in_pool |= pool_has(topology, p, family, ip);
	}
	if (!is_in_pool)
		return ADDRESS_OUTSIDE_POOLS;
	return is_listed(topology, subnet->gateways, family, ip)
		       ? ADDRESS_GATEWAY
		       : ADDRESS_SPECIAL;
}

enum address_use addresses_use(const rp_topology *topology, rp_id subnet,
			       enum rp_family family, rp_ip ip, rp_id vm,
			       rp_id *nic)
{
	rp_id other;

	if (!held_open(topology->held, subnet, family, ip))
		return why_not_open(topology, subnet, family, ip);
	other = held_by_other(
		topology, held_space(topology->held, subnet, family), ip, vm);
	if (other == RP_NONE)
		return ADDRESS_USABLE;
	*nic = other;
	return ADDRESS_HELD;
}

/* ---- What a plan gave ---------------------------------------------------- */

/* Whether 'nic' was given an address in 'space'. */
static bool has_in_space(const rp_plan *plan, const struct rp_replica_nic *nic,
			 enum rp_family family, rp_id space)
{
	enum rp_rule rule = nic->rule[family];

	return rule >= RP_RULE_PINNED && rule <= RP_RULE_NEXT &&
	       held_space(plan->topology->held, nic->subnet, family) == space;
}

rp_id addresses_given_to(const rp_plan *plan, rp_id subnet,
			 enum rp_family family, rp_ip ip)
{
	rp_id space = held_space(plan->topology->held, subnet, family);

	for (rp_id id = 0; id < plan->n_nics; id++)
		if (plan->nics[id].address[family] == ip &&
		    has_in_space(plan, &plan->nics[id], family, space))
			return id;
	return RP_NONE;
}

/* How many of the addresses from 'first' to 'last' some NIC holds. */
static uint32_t count_held(const struct held *held, rp_id space, rp_ip first,
			   rp_ip last)
{
	uint32_t n = 0;

	for (uint32_t i = held_find(held, space, first); i < held->n_holders;
	     i++) {
		const struct holder *holder = &held->holders[i];

		if (holder->space != space || holder_ip(held, i) > last)
			break;
		n += n == 0 || holder_ip(held, i) != holder_ip(held, i - 1);
	}
	return n;
}

uint64_t addresses_free(const rp_plan *plan, rp_id subnet,
			enum rp_family family)
{
	const struct held *held = plan->topology->held;
	uint32_t place = held_place(subnet, family);
	rp_id space = held->space_of[place];
	rp_ip n_free = 0;

	for (uint32_t i = held->first_open[place];
	     i < held->first_open[place + 1]; i++) {
		const struct open_range *range = &held->open[i];

		n_free += range->last - range->first + 1;
		n_free -= count_held(held, space, range->first, range->last);
	}
	for (rp_id id = 0; id < plan->n_nics; id++) {
		rp_ip ip = plan->nics[id].address[family];

		if (has_in_space(plan, &plan->nics[id], family, space) &&
		    held_open(held, subnet, family, ip) &&
		    !held_is_held(held, space, ip))
			n_free--;
	}
	return n_free > UINT64_MAX ? UINT64_MAX : (uint64_t)n_free;
}
