/* Addresses: see addresses.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request is an address that a replica's NIC should have.  Those of the
 * touched spaces are all open at first, and what their NICs have is then from
 * before and counts for nothing.  The steps of rules 6 are taken one after the
 * other, each for all requests that are still open, in the order of the file;
 * to settle a request is to give its NIC what it has from now on.
 *
 * For `next`, each place has a supply: a cursor over its open ranges, which
 * passes over what is held or given and never goes back, as nothing becomes
 * free again.  An address that only the replica's own VM holds is usable for
 * that VM alone, so there is a second, short list for the VM and the place that
 * asked last; the requests of a VM follow each other. */

#include "addresses.h"

#include <stdlib.h>

#include "address.h"
#include "held.h"
#include "memory.h"
#include "plan.h"
#include "topology.h"

/* An address that only one VM holds, in an open range. */
struct own {
	rp_ip ip;
	rp_id pool;
};

struct supply {
	rp_ip ip;	/* The next one to look at... */
	uint32_t turn;	/* ...in this one of the topology's turns. */
	uint64_t round; /* When it was started. */
};

/* ---- Memory -------------------------------------------------------------- */

static uint32_t count_addresses(const rp_plan *plan)
{
	uint32_t n = 0;

	for (rp_id id = 0; id < plan->n_nics; id++) {
		const rp_id *address =
			plan->topology->nics.at[plan->nics[id].nic].address;

		for (int f = 0; f < RP_N_FAMILIES; f++)
			n += address[f] != RP_NONE;
	}
	return n;
}

/* How many NICs the VM has that has the most. */
static uint32_t most_nics(const rp_topology *topology)
{
	uint32_t most = 0;

	for (rp_id vm = 0; vm < topology->vms.n; vm++) {
		struct rp_range nics = topology->vms.at[vm].nics;

		if (nics.end - nics.first > most)
			most = nics.end - nics.first;
	}
	return most;
}

bool addressing_init(struct addressing *addressing, const rp_plan *plan)
{
	const rp_topology *topology = plan->topology;
	size_t n_places = (size_t)topology->subnets.n * RP_N_FAMILIES;
	size_t n_requests = (size_t)plan->n_nics * RP_N_FAMILIES;
	uint32_t most = most_nics(topology);
	bool ok = true;

	*addressing = (struct addressing){ .own_vm = RP_NONE };
	addressing->n_given =
		memory_zeroed(n_places, sizeof *addressing->n_given);
	addressing->open =
		memory_zeroed(n_requests / 64 + 1, sizeof *addressing->open);
	addressing->mappings = memory_zeroed(topology->networks.n,
					     sizeof *addressing->mappings);
	addressing->supplies =
		memory_zeroed(n_places, sizeof *addressing->supplies);
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		addressing->own[f].at =
			memory_zeroed(most, sizeof *addressing->own[f].at);
		ok = ok && addressing->own[f].at;
	}
	return given_init(&addressing->given, plan->n_nics,
			  count_addresses(plan)) &&
	       idset_init(&addressing->targets, topology->networks.n) &&
	       idset_init(&addressing->own_spaces, n_places) && ok &&
	       addressing->n_given && addressing->open &&
	       addressing->mappings && addressing->supplies;
}

void addressing_destroy(struct addressing *addressing)
{
	given_destroy(&addressing->given);
	idset_destroy(&addressing->targets);
	free(addressing->n_given);
	free(addressing->open);
	free(addressing->mappings);
	free(addressing->supplies);
	idset_destroy(&addressing->own_spaces);
	for (int f = 0; f < RP_N_FAMILIES; f++)
		free(addressing->own[f].at);
	*addressing = (struct addressing){ 0 };
}

/* ---- What a NIC has ------------------------------------------------------ */

static const struct rp_nic *source_nic(const rp_plan *plan, uint32_t request)
{
	rp_id nic = plan->nics[request_nic(request)].nic;

	return &plan->topology->nics.at[nic];
}

static rp_id space_of(const rp_plan *plan, uint32_t request)
{
	return held_space(plan->topology->held,
			  plan->nics[request_nic(request)].subnet,
			  request_family(request));
}

/* Whether it is an address that follows from 'rule'. */
static bool is_address(uint8_t rule)
{
	return rule >= RP_RULE_PINNED && rule <= RP_RULE_NEXT;
}

/* Whether 'ip' is in the open ranges of 'place'. */
static bool is_open(const struct held *held, uint32_t place, rp_ip ip)
{
	return held_open(held, place / RP_N_FAMILIES,
			 (enum rp_family)(place % RP_N_FAMILIES), ip);
}

/* Adds 'by' to the count of each place of 'space' where 'ip' is vacant. */
static void count(rp_plan *plan, rp_id space, rp_ip ip, int by)
{
	const struct held *held = plan->topology->held;
	struct rp_range places = held_places(held, space);

	if (!held_by_few(held, space) || held_is_held(held, space, ip))
		return;
	for (uint32_t i = places.first; i < places.end; i++)
		if (is_open(held, held->places[i], ip))
			plan->addressing.n_given[held->places[i]] +=
				(uint32_t)by;
}

/* Gives the NIC of 'request' another rule, and address where that is one. */
static void change(rp_plan *plan, uint32_t request, uint8_t rule, rp_ip ip)
{
	struct rp_replica_nic *nic = &plan->nics[request_nic(request)];
	enum rp_family family = request_family(request);

	if (nic->rule[family] == rule && nic->address[family] == ip)
		return;
	plan_touch(plan, request_nic(request));
	if (is_address(nic->rule[family])) {
		given_remove(&plan->addressing.given, plan, request);
		count(plan, space_of(plan, request), nic->address[family], -1);
	}
	nic->rule[family] = rule;
	nic->address[family] = ip;
	if (is_address(rule)) {
		given_add(&plan->addressing.given, plan, request);
		count(plan, space_of(plan, request), ip, 1);
	}
}

void addressing_release(rp_plan *plan, rp_id nic)
{
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		uint32_t request = request_of(nic, (enum rp_family)f);

		if (is_address(plan->nics[nic].rule[f]))
			idset_add(&plan->touched.spaces,
				  space_of(plan, request));
		change(plan, request, RP_RULE_ABSENT, 0);
	}
}

/* Asks for an address of a NIC that has a static one. */
static void request_static(rp_plan *plan, uint32_t request)
{
	const struct rp_replica_nic *nic = &plan->nics[request_nic(request)];

	if (!is_address(nic->rule[request_family(request)]))
		change(plan, request, RP_RULE_NONE, 0);
	if (nic->subnet != RP_NONE)
		idset_add(&plan->touched.spaces, space_of(plan, request));
}

void addressing_request(rp_plan *plan, rp_id id)
{
	const struct rp_replica_nic *nic = &plan->nics[id];
	const rp_id *address = plan->topology->nics.at[nic->nic].address;
	bool is_managed = nic->connection == RP_MAPPED &&
			  plan->replicas[nic->replica].host != RP_NONE;
	bool is_dhcp = is_managed && address[RP_IPV4] == RP_NONE &&
		       address[RP_IPV6] == RP_NONE;

	for (int f = 0; f < RP_N_FAMILIES; f++) {
		uint32_t request = request_of(id, (enum rp_family)f);

		if (is_managed && address[f] != RP_NONE)
			request_static(plan, request);
		else
			change(plan, request,
			       is_dhcp && f == RP_IPV4 ? RP_RULE_DHCP
						       : RP_RULE_ABSENT,
			       0);
	}
}

/* ---- Usable -------------------------------------------------------------- */

static bool is_given(const rp_plan *plan, rp_id space, rp_ip ip)
{
	return given_find(&plan->addressing.given, plan, space, ip) != RP_NONE;
}

static bool is_usable(const rp_plan *plan, uint32_t request, rp_ip ip)
{
	const rp_topology *topology = plan->topology;
	rp_id space = space_of(plan, request);

	return held_open(topology->held,
			 plan->nics[request_nic(request)].subnet,
			 request_family(request), ip) &&
	       held_by_other(topology, space, ip,
			     source_nic(plan, request)->vm) == RP_NONE &&
	       !is_given(plan, space, ip);
}

static void settle(rp_plan *plan, uint32_t request, uint8_t rule, rp_ip ip)
{
	plan->addressing.open[request / 64] &= ~(UINT64_C(1) << request % 64);
	change(plan, request, rule, ip);
}

static void give_if_usable(rp_plan *plan, uint32_t request, uint8_t rule,
			   rp_ip ip)
{
	if (is_usable(plan, request, ip))
		settle(plan, request, rule, ip);
}

/* ---- The steps ----------------------------------------------------------- */

static void step_pinned(rp_plan *plan, uint32_t request)
{
	const struct address_pin *pin = decisions_pinned_address(
		&plan->decisions, plan->nics[request_nic(request)].nic,
		request_family(request));

	if (!pin)
		return;
	if (is_usable(plan, request, pin->ip))
		settle(plan, request, RP_RULE_PINNED, pin->ip);
	else
		settle(plan, request, RP_RULE_NONE, 0);
}

/* The rule of the mapping that the NIC of 'request' follows: of its source
 * network, the one that leads where the NIC is. */
static enum rp_address_rule mapping_rule(rp_plan *plan, uint32_t request)
{
	const struct decisions *decisions = &plan->decisions;
	rp_id source = source_nic(plan, request)->network;
	rp_id target = plan->nics[request_nic(request)].network;
	uint32_t *last = &plan->addressing.mappings[source];

	if (*last >= decisions->n_mappings ||
	    decisions->mappings[*last].source != source ||
	    decisions->mappings[*last].target != target) {
		const struct rp_mapping *mapping = decisions_mapping(
			decisions, plan->topology, source,
			rp_network_server(plan->topology, target));

		*last = (uint32_t)(mapping - decisions->mappings);
	}
	return decisions->mappings[*last].rule;
}

/* An accepted address that was pinned counts only while its pin stands, and
 * then the first step has settled it. */
static void step_accepted(rp_plan *plan, uint32_t request)
{
	const struct rp_replica_nic *nic = &plan->nics[request_nic(request)];
	enum rp_family family = request_family(request);
	const struct accepted_nic *accepted;
	uint8_t rule;

	if (!plan->accepted)
		return;
	accepted = &plan->accepted->nics[nic->nic];
	rule = accepted->rule[family];
	if (accepted->network == nic->network &&
	    accepted->address_rule == mapping_rule(plan, request) &&
	    (rule == RP_RULE_RETAINED || rule == RP_RULE_OFFSET ||
	     rule == RP_RULE_NEXT))
		give_if_usable(plan, request, rule, accepted->address[family]);
}

static rp_ip source_address(const rp_plan *plan, uint32_t request)
{
	rp_id address =
		source_nic(plan, request)->address[request_family(request)];

	return plan->topology->addresses.at[address];
}

static void step_retained(rp_plan *plan, uint32_t request)
{
	if (mapping_rule(plan, request) != RP_NEXT)
		give_if_usable(plan, request, RP_RULE_RETAINED,
			       source_address(plan, request));
}

static void step_offset(rp_plan *plan, uint32_t request)
{
	const struct rp_subnet *subnets = plan->topology->subnets.at;
	enum rp_family family = request_family(request);
	rp_id from = source_nic(plan, request)->subnet;
	const struct rp_prefix *source, *target;
	rp_ip host;

	if (mapping_rule(plan, request) != RP_OFFSET || from == RP_NONE)
		return;
	source = &subnets[from].prefix[family];
	target = &subnets[plan->nics[request_nic(request)].subnet]
			  .prefix[family];
	if (source->length < 0 || source->length != target->length)
		return;
	host = source_address(plan, request) &
	       address_host_mask(family, target->length);
	give_if_usable(plan, request, RP_RULE_OFFSET, target->ip | host);
}

/* ---- Next ---------------------------------------------------------------- */

/* The supply of 'place', at its first address where this is the first that is
 * asked of it. */
static struct supply *supply_of(rp_plan *plan, uint32_t place)
{
	const struct held *held = plan->topology->held;
	struct supply *supply = &plan->addressing.supplies[place];

	if (supply->round == plan->addressing.round)
		return supply;
	supply->round = plan->addressing.round;
	supply->turn = held->first_open[place];
	if (supply->turn < held->first_open[place + 1])
		supply->ip = held->open[held->turns[supply->turn]].first;
	return supply;
}

/* The lowest address that nobody has of the first pool that has one: its open
 * range; the address is then the supply's.  NULL where there is none. */
static const struct open_range *
supply_lowest(struct supply *supply, const rp_plan *plan, uint32_t place)
{
	const struct held *held = plan->topology->held;
	rp_id space = held->space_of[place];

	while (supply->turn < held->first_open[place + 1]) {
		const struct open_range *range =
			&held->open[held->turns[supply->turn]];

		if (!held_is_held(held, space, supply->ip) &&
		    !is_given(plan, space, supply->ip))
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

/* Notes the spaces in which NICs of 'vm' hold addresses: most VMs hold none
 * where their replicas ask for some. */
static void note_own_spaces(rp_plan *plan, rp_id vm)
{
	const rp_topology *topology = plan->topology;
	struct addressing *addressing = &plan->addressing;
	struct rp_range nics = topology->vms.at[vm].nics;

	if (addressing->own_vm == vm)
		return;
	addressing->own_vm = vm;
	idset_clear(&addressing->own_spaces);
	for (rp_id id = nics.first; id < nics.end; id++) {
		const struct rp_nic *nic = &topology->nics.at[id];

		for (int f = 0; f < RP_N_FAMILIES; f++)
			if (nic->subnet != RP_NONE &&
			    nic->address[f] != RP_NONE)
				idset_add(&addressing->own_spaces,
					  held_space(topology->held,
						     nic->subnet,
						     (enum rp_family)f));
	}
}

/* Adds the address of 'nic' to 'own' if it is one that only its VM holds. */
static void add_own(struct own_list *own, const rp_plan *plan,
		    const struct rp_nic *nic, uint32_t place)
{
	const rp_topology *topology = plan->topology;
	enum rp_family family = (enum rp_family)(place % RP_N_FAMILIES);
	rp_id space = topology->held->space_of[place];
	const struct open_range *range;
	rp_ip ip;

	if (nic->subnet == RP_NONE || nic->address[family] == RP_NONE ||
	    held_space(topology->held, nic->subnet, family) != space)
		return;
	ip = topology->addresses.at[nic->address[family]];
	range = held_open(topology->held, place / RP_N_FAMILIES, family, ip);
	if (range && held_by_other(topology, space, ip, nic->vm) == RP_NONE)
		own->at[own->n++] = (struct own){ ip, range->pool };
}

/* What only 'vm' holds and could be given on 'place'. */
static struct own_list *list_own(rp_plan *plan, rp_id vm, uint32_t place)
{
	struct own_list *own = &plan->addressing.own[place % RP_N_FAMILIES];
	struct rp_range nics = plan->topology->vms.at[vm].nics;

	if (own->vm == vm && own->place == place)
		return own;
	own->vm = vm;
	own->place = place;
	own->n = 0;
	own->next = 0;
	note_own_spaces(plan, vm);
	if (!idset_contains(&plan->addressing.own_spaces,
			    plan->topology->held->space_of[place]))
		return own;
	for (rp_id id = nics.first; id < nics.end; id++)
		add_own(own, plan, &plan->topology->nics.at[id], place);
	if (own->n > 1)
		qsort(own->at, own->n, sizeof *own->at, by_pool_and_ip);
	return own;
}

/* The first of 'own' that was not given, or NULL. */
static const struct own *lowest_own(struct own_list *own, const rp_plan *plan,
				    rp_id space)
{
	while (own->next < own->n &&
	       is_given(plan, space, own->at[own->next].ip))
		own->next++;
	return own->next < own->n ? &own->at[own->next] : NULL;
}

static void step_next(rp_plan *plan, uint32_t request)
{
	uint32_t place = held_place(plan->nics[request_nic(request)].subnet,
				    request_family(request));
	struct supply *supply = supply_of(plan, place);
	const struct open_range *range;
	const struct own *own;

	own = lowest_own(list_own(plan, source_nic(plan, request)->vm, place),
			 plan, plan->topology->held->space_of[place]);
	range = supply_lowest(supply, plan, place);
	if (own && (!range || own->pool < range->pool ||
		    (own->pool == range->pool && own->ip < supply->ip)))
		settle(plan, request, RP_RULE_NEXT, own->ip);
	else if (range)
		settle(plan, request, RP_RULE_NEXT, supply->ip);
}

static void step_none(rp_plan *plan, uint32_t request)
{
	settle(plan, request, RP_RULE_NONE, 0);
}

static void (*const steps[])(rp_plan *, uint32_t) = {
	step_pinned, step_accepted, step_retained,
	step_offset, step_next,	    step_none,
};

/* ---- The requests of the touched spaces ---------------------------------- */

/* Opens the requests of a NIC that are for touched spaces. */
static void open_nic(rp_plan *plan, rp_id id)
{
	struct addressing *addressing = &plan->addressing;
	const struct rp_replica_nic *nic = &plan->nics[id];

	if (nic->subnet == RP_NONE)
		return;
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		uint32_t request = request_of(id, (enum rp_family)f);
		size_t word = request / 64;

		if (nic->rule[f] == RP_RULE_ABSENT ||
		    nic->rule[f] == RP_RULE_DHCP ||
		    !idset_contains(&plan->touched.spaces,
				    space_of(plan, request)))
			continue;
		addressing->open[word] |= UINT64_C(1) << request % 64;
		if (word < addressing->first_open)
			addressing->first_open = word;
		if (word >= addressing->end_open)
			addressing->end_open = word + 1;
	}
}

/* Notes the networks whose subnets are of the touched spaces. */
static void note_targets(rp_plan *plan)
{
	const rp_topology *topology = plan->topology;
	const struct held *held = topology->held;

	for (uint32_t i = 0; i < plan->touched.spaces.n; i++) {
		struct rp_range places =
			held_places(held, plan->touched.spaces.ids[i]);

		for (uint32_t p = places.first; p < places.end; p++) {
			rp_id subnet = held->places[p] / RP_N_FAMILIES;

			idset_add(&plan->addressing.targets,
				  topology->subnets.at[subnet].network);
		}
	}
}

/* Opens the requests of the NICs on 'network'.  Returns how many NICs these
 * are. */
static uint32_t open_network(rp_plan *plan, rp_id network, bool only_count)
{
	uint32_t first = plan->first_nic_of[network];
	uint32_t end = plan->first_nic_of[network + 1];

	for (uint32_t i = first; i < end && !only_count; i++)
		open_nic(plan, plan->network_nics[i]);
	return end - first;
}

/* Opens what is mapped to 'targets'. */
static uint64_t open_mapped(rp_plan *plan, bool only_count)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < plan->decisions.n_mappings; i++) {
		const struct rp_mapping *mapping = &plan->decisions.mappings[i];

		if (idset_contains(&plan->addressing.targets, mapping->target))
			n += open_network(plan, mapping->source, only_count);
	}
	return n;
}

/* Opens all requests of the touched spaces.  Where that may be a great part of
 * all there are, the NICs are looked at in the order in which they stand. */
static void open_requests(rp_plan *plan)
{
	struct addressing *addressing = &plan->addressing;

	addressing->first_open = SIZE_MAX;
	addressing->end_open = 0;
	note_targets(plan);
	if (open_mapped(plan, true) < plan->n_nics / 8)
		open_mapped(plan, false);
	else
		for (rp_id id = 0; id < plan->n_nics; id++)
			open_nic(plan, id);
	idset_clear(&addressing->targets);
}

void addressing_assign(rp_plan *plan)
{
	struct addressing *addressing = &plan->addressing;

	open_requests(plan);
	addressing->round++;
	addressing->own_vm = RP_NONE;
	for (int f = 0; f < RP_N_FAMILIES; f++)
		addressing->own[f].vm = RP_NONE;
	for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
		for (size_t word = addressing->first_open;
		     word < addressing->end_open; word++) {
			uint64_t bits = addressing->open[word];

			for (; bits; bits &= bits - 1)
				steps[s](plan,
					 (uint32_t)(word * 64 +
						    (size_t)__builtin_ctzll(
							    bits)));
		}
}

/* ---- What a plan gave ---------------------------------------------------- */

rp_id addresses_given_to(const rp_plan *plan, rp_id subnet,
			 enum rp_family family, rp_ip ip)
{
	return given_find(&plan->addressing.given, plan,
			  held_space(plan->topology->held, subnet, family), ip);
}

/* Whether NIC 'id' has a vacant address of 'place'. */
static bool has_vacant(const rp_plan *plan, rp_id id, uint32_t place)
{
	const struct held *held = plan->topology->held;
	uint32_t family = place % RP_N_FAMILIES;
	const struct rp_replica_nic *nic = &plan->nics[id];
	rp_id space = held->space_of[place];

	return is_address(nic->rule[family]) &&
	       space_of(plan, request_of(id, (enum rp_family)family)) ==
		       space &&
	       is_open(held, place, nic->address[family]) &&
	       !held_is_held(held, space, nic->address[family]);
}

/* How many of the vacant addresses of 'place' were given. */
static uint32_t count_given(const rp_plan *plan, uint32_t place)
{
	const struct held *held = plan->topology->held;
	uint32_t n = 0;

	if (held_by_few(held, held->space_of[place]))
		return plan->addressing.n_given[place];
	for (rp_id id = 0; id < plan->n_nics; id++)
		n += has_vacant(plan, id, place);
	return n;
}

uint64_t addresses_free(const rp_plan *plan, rp_id subnet,
			enum rp_family family)
{
	uint32_t place = held_place(subnet, family);
	rp_ip n = held_vacant(plan->topology->held, place) -
		  count_given(plan, place);

	return n > UINT64_MAX ? UINT64_MAX : (uint64_t)n;
}
