/* As much of a topology and a plan as addresses need: see address_world.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "address_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "addresses.h"
#include "random_problem.h"

/* ---- Making a world --------------------------------------------------- */

void world_init(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->topology.subnets.at = w->subnets;
	w->topology.pools.at = w->pools;
	w->topology.ranges.at = w->ranges;
	w->topology.vms.at = w->vms;
	w->topology.nics.at = w->nics;
	w->topology.addresses.at = w->addresses;
	w->topology.networks.at = w->networks;
	w->topology.networks.n = N_SOURCES + N_TARGETS;
	w->accepted.nics = w->accepted_nics;
	w->plan.topology = &w->topology;
	w->plan.decisions.mappings = w->mappings;
	w->plan.decisions.n_mappings = N_MAPPINGS;
	w->plan.decisions.address_pins = w->pins;
	w->plan.decisions.address_pins_capacity = MAX_NICS * RP_N_FAMILIES;
	w->plan.replicas = w->replicas;
	w->plan.nics = w->replica_nics;
	for (rp_id i = 0; i < N_TARGETS; i++)
		w->networks[N_SOURCES + i].server = 1 + i;
	for (rp_id i = 0; i < N_MAPPINGS; i++)
		w->mappings[i] = (struct rp_mapping){ i / N_TARGETS,
						      N_SOURCES + i % N_TARGETS,
						      RP_NONE, RP_RETAIN };
}

rp_ip world_ip(const char *text)
{
	enum rp_family family;
	rp_ip value;

	assert_true(rp_ip_parse(text, &family, &value));
	return value;
}

enum rp_family world_family(const char *text)
{
	return strchr(text, ':') ? RP_IPV6 : RP_IPV4;
}

rp_id world_add_range(struct world *w, enum rp_family family, rp_ip first,
		      rp_ip last)
{
	assert_true(w->topology.ranges.n < MAX_RANGES);
	w->ranges[w->topology.ranges.n] =
		(struct rp_ip_range){ first, last, family };
	return w->topology.ranges.n++;
}

/* Adds a subnet without prefix, gateway and pool. */
struct rp_subnet *world_add_subnet(struct world *w)
{
	rp_id id = w->topology.subnets.n++;
	struct rp_subnet *subnet = &w->subnets[id];

	subnet->network = N_SOURCES + id % N_TARGETS;
	subnet->prefix[RP_IPV4].length = -1;
	subnet->prefix[RP_IPV6].length = -1;
	subnet->gateways.first = w->topology.ranges.n;
	subnet->gateways.end = w->topology.ranges.n;
	subnet->pools.first = w->topology.pools.n;
	subnet->pools.end = w->topology.pools.n;
	return subnet;
}

/* Adds a pool to the last subnet. */
struct rp_pool *world_add_pool(struct world *w, enum rp_family family,
			       rp_ip first, rp_ip last)
{
	rp_id subnet = w->topology.subnets.n - 1;
	struct rp_pool *pool = &w->pools[w->topology.pools.n++];

	pool->subnet = subnet;
	pool->range = (struct rp_ip_range){ first, last, family };
	pool->reserved.first = w->topology.ranges.n;
	pool->reserved.end = w->topology.ranges.n;
	w->subnets[subnet].pools.end = w->topology.pools.n;
	return pool;
}

/* Adds a VM and its replica, which is placed. */
void world_add_vm(struct world *w)
{
	rp_id vm = w->topology.vms.n++;

	w->vms[vm].nics.first = w->topology.nics.n;
	w->vms[vm].nics.end = w->topology.nics.n;
	w->replicas[vm].vm = vm;
	w->replicas[vm].nics = w->vms[vm].nics;
	w->plan.n_replicas++;
}

rp_id world_add_nic(struct world *w, rp_id source, rp_id from, rp_id to)
{
	rp_id vm = w->topology.vms.n - 1;
	rp_id id = w->topology.nics.n++;

	w->nics[id].vm = vm;
	w->nics[id].network = source;
	w->nics[id].subnet = from;
	w->nics[id].address[RP_IPV4] = RP_NONE;
	w->nics[id].address[RP_IPV6] = RP_NONE;
	w->vms[vm].nics.end = id + 1;
	w->replicas[vm].nics.end = id + 1;
	w->replica_nics[id].nic = id;
	w->replica_nics[id].replica = vm;
	w->replica_nics[id].network =
		to == RP_NONE ? N_SOURCES : w->subnets[to].network;
	w->replica_nics[id].subnet = to;
	w->replica_nics[id].connection = RP_MAPPED;
	w->accepted_nics[id].network = RP_NONE;
	w->plan.n_nics++;
	w->accepted.n_nics++;
	return id;
}

void world_set_address(struct world *w, rp_id nic, enum rp_family family,
		       rp_ip address)
{
	w->nics[nic].address[family] = w->topology.addresses.n;
	w->addresses[w->topology.addresses.n++] = address;
}

struct rp_mapping *world_mapping(struct world *w, rp_id nic)
{
	const struct rp_replica_nic *n = &w->plan.nics[nic];
	rp_id source = w->topology.nics.at[n->nic].network;

	return &w->mappings[source * N_TARGETS + n->network - N_SOURCES];
}

void world_set_rule(struct world *w, enum rp_address_rule rule)
{
	for (int i = 0; i < N_MAPPINGS; i++)
		w->mappings[i].rule = rule;
}

/* ---- What the library makes of it --------------------------------------- */

static void list_nics(rp_plan *plan)
{
	uint32_t n = 0;

	plan->network_nics = malloc((plan->n_nics + 1) * sizeof(rp_id));
	plan->first_nic_of =
		calloc(N_SOURCES + N_TARGETS + 1, sizeof(uint32_t));
	assert_non_null(plan->network_nics);
	assert_non_null(plan->first_nic_of);
	for (rp_id i = 0; i <= N_SOURCES + N_TARGETS; i++) {
		plan->first_nic_of[i] = n;
		for (rp_id id = 0; id < plan->n_nics; id++)
			if (plan->topology->nics.at[plan->nics[id].nic]
				    .network == i)
				plan->network_nics[n++] = id;
	}
}

void world_begin(struct world *w)
{
	rp_plan *plan = &w->plan;

	assert_true(held_init(&w->topology));
	list_nics(plan);
	assert_true(idset_init(&plan->touched.nics, plan->n_nics));
	assert_true(idset_init(&plan->touched.spaces,
			       w->topology.subnets.n * RP_N_FAMILIES));
	idset_fill(&plan->touched.nics, plan->n_nics);
	assert_true(addressing_init(&plan->addressing, plan));
}

void world_end(struct world *w)
{
	addressing_destroy(&w->plan.addressing);
	idset_destroy(&w->plan.touched.nics);
	idset_destroy(&w->plan.touched.spaces);
	free(w->plan.network_nics);
	free(w->plan.first_nic_of);
	held_destroy(w->topology.held);
}

void world_assign(struct world *w)
{
	for (rp_id id = 0; id < w->plan.n_nics; id++)
		addressing_request(&w->plan, id);
	addressing_assign(&w->plan);
	idset_clear(&w->plan.touched.spaces);
}

/* ---- Random worlds ---------------------------------------------------- */

static struct window random_window(uint64_t *state)
{
	static const char *const first[RP_N_FAMILIES][3] = {
		{ "10.0.0.0", "0.0.0.0", "255.255.255.224" },
		{ "2001:db8::", "::",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0" },
	};
	uint32_t which = random_below(state, 3);

	return (struct window){ { world_ip(first[0][which]),
				  world_ip(first[1][which]) } };
}

rp_ip world_random_ip(uint64_t *state, const struct window *window, int f)
{
	return window->first[f] + random_below(state, SPAN);
}

static struct rp_ip_range random_range(uint64_t *state,
				       const struct window *window, int f)
{
	struct rp_ip_range range = { .family = (enum rp_family)f };
	uint32_t most;

	range.first = world_random_ip(state, window, f);
	most = SPAN - 1 - (uint32_t)(range.first - window->first[f]);
	range.last = range.first + random_below(state, most + 1);
	return range;
}

static void random_prefix(struct rp_prefix *prefix, uint64_t *state,
			  const struct window *window, int f)
{
	int host_bits = (int)random_below(state, 10)
				? 4 + (int)random_below(state, 2)
				: (int)random_below(state, 4);
	rp_ip address = world_random_ip(state, window, f);

	if (random_below(state, 8) == 0)
		return;
	prefix->length = (f == RP_IPV4 ? 32 : 128) - host_bits;
	prefix->ip = address >> host_bits << host_bits;
}

static void random_pool(struct world *w, uint64_t *state,
			const struct window *window)
{
	int f = (int)random_below(state, 2);
	struct rp_ip_range range = random_range(state, window, f);
	struct rp_pool *pool =
		world_add_pool(w, range.family, range.first, range.last);

	for (uint32_t n = random_below(state, 3); n > 0; n--) {
		range = random_range(state, window,
				     (int)random_below(state, 8) ? f : 1 - f);
		if (random_below(state, 4))
			range.last = range.first;
		world_add_range(w, range.family, range.first, range.last);
	}
	pool->reserved.end = w->topology.ranges.n;
}

static void random_subnet(struct world *w, uint64_t *state,
			  const struct window *window)
{
	struct rp_subnet *subnet = world_add_subnet(w);

	subnet->stretched = random_below(state, 2);
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		random_prefix(&subnet->prefix[f], state, window, f);
		if (random_below(state, 2)) {
			rp_ip gateway = world_random_ip(state, window, f);

			world_add_range(w, (enum rp_family)f, gateway, gateway);
		}
	}
	subnet->gateways.end = w->topology.ranges.n;
	for (uint32_t n = 1 + random_below(state, 4); n > 0; n--)
		random_pool(w, state, window);
}

/* An address on the NIC's subnet, or where that has none, anywhere. */
static rp_ip random_source(const struct world *w, uint64_t *state,
			   const struct window *window, rp_id nic, int f)
{
	rp_id id = w->nics[nic].subnet;

	if (id != RP_NONE && w->subnets[id].prefix[f].length >= 0 &&
	    random_below(state, 8))
		return w->subnets[id].prefix[f].ip + random_below(state, 16);
	return world_random_ip(state, window, f);
}

static void random_accepted(struct world *w, uint64_t *state,
			    const struct window *window, rp_id id)
{
	struct accepted_nic *accepted = &w->accepted_nics[id];

	accepted->network = N_SOURCES + random_below(state, N_TARGETS);
	accepted->address_rule = (uint8_t)random_below(state, 3);
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		accepted->rule[f] =
			(uint8_t)random_below(state, RP_RULE_NONE + 1);
		accepted->address[f] = world_random_ip(state, window, f);
	}
}

static void pin_random(struct world *w, uint64_t *state,
		       const struct window *window, rp_id id, int f)
{
	rp_ip ip = world_random_ip(state, window, f);

	assert_true(decisions_pin_address(&w->plan.decisions, id,
					  (enum rp_family)f, &ip));
}

/* Connects a NIC to a subnet, or one time in ten to a network that has none for
 * it, or to nothing. */
static void random_connection(struct world *w, uint64_t *state, rp_id id)
{
	struct rp_replica_nic *nic = &w->replica_nics[id];

	nic->connection = RP_MAPPED;
	nic->subnet = random_below(state, w->topology.subnets.n);
	nic->network = w->subnets[nic->subnet].network;
	if (random_below(state, 10) == 0)
		nic->subnet = RP_NONE;
	if (random_below(state, 10) == 0) {
		nic->connection = RP_UNAVAILABLE;
		nic->network = RP_NONE;
		nic->subnet = RP_NONE;
	}
	if (w->replicas[nic->replica].host == RP_NONE)
		nic->subnet = RP_NONE;
}

static void random_nic(struct world *w, uint64_t *state,
		       const struct window *window)
{
	rp_id from = random_below(state, w->topology.subnets.n);
	rp_id id = world_add_nic(w, random_below(state, N_SOURCES),
				 random_below(state, 10) ? from : RP_NONE,
				 RP_NONE);

	for (int f = 0; f < RP_N_FAMILIES; f++) {
		if (random_below(state, 4) == 0)
			continue;
		world_set_address(w, id, (enum rp_family)f,
				  random_source(w, state, window, id, f));
	}
	for (int f = 0; f < RP_N_FAMILIES; f++)
		if (random_below(state, 6) == 0)
			pin_random(w, state, window, id, f);
	random_accepted(w, state, window, id);
	random_connection(w, state, id);
}

static void unplace_replica(struct world *w, rp_id id)
{
	struct rp_range nics = w->replicas[id].nics;

	w->replicas[id].host = RP_NONE;
	for (rp_id nic = nics.first; nic < nics.end; nic++)
		w->replica_nics[nic].subnet = RP_NONE;
}

struct window world_random(struct world *w, uint64_t *state)
{
	struct window window = random_window(state);

	world_init(w);
	for (uint32_t i = 0; i < N_MAPPINGS; i++)
		w->mappings[i].rule =
			(enum rp_address_rule)random_below(state, 3);
	for (uint32_t n = 1 + random_below(state, RANDOM_SUBNETS); n > 0; n--)
		random_subnet(w, state, &window);
	for (uint32_t n = 1 + random_below(state, MAX_VMS); n > 0; n--) {
		world_add_vm(w);
		for (uint32_t m = random_below(state, 5); m > 0; m--)
			random_nic(w, state, &window);
		if (random_below(state, 10) == 0)
			unplace_replica(w, w->topology.vms.n - 1);
	}
	world_begin(w);
	return window;
}

/* ---- Changes ------------------------------------------------------------ */

static void change_connection(struct world *w, uint64_t *state, rp_id id)
{
	addressing_release(&w->plan, id);
	random_connection(w, state, id);
	addressing_request(&w->plan, id);
}

static void change_host(struct world *w, uint64_t *state, rp_id id)
{
	struct rp_range nics = w->replicas[id].nics;

	w->replicas[id].host = w->replicas[id].host == RP_NONE ? 0 : RP_NONE;
	for (rp_id nic = nics.first; nic < nics.end; nic++)
		change_connection(w, state, nic);
}

static void change_pin(struct world *w, uint64_t *state,
		       const struct window *window, rp_id id)
{
	int f = (int)random_below(state, 2);

	if (random_below(state, 2))
		pin_random(w, state, window, id, f);
	else
		decisions_pin_address(&w->plan.decisions, id, (enum rp_family)f,
				      NULL);
	addressing_request(&w->plan, id);
}

static void change_rule(struct world *w, uint64_t *state)
{
	struct rp_mapping *mapping =
		&w->mappings[random_below(state, N_MAPPINGS)];

	mapping->rule = (enum rp_address_rule)random_below(state, 3);
	for (rp_id id = 0; id < w->plan.n_nics; id++)
		if (w->nics[id].network == mapping->source)
			addressing_request(&w->plan, id);
}

void world_change(struct world *w, uint64_t *state, const struct window *window)
{
	rp_id nic = random_below(state, w->plan.n_nics);

	switch (random_below(state, 6)) {
	case 0:
		change_host(w, state, w->replica_nics[nic].replica);
		break;
	case 1:
		change_pin(w, state, window, nic);
		break;
	case 2:
		change_rule(w, state);
		break;
	default:
		change_connection(w, state, nic);
		break;
	}
}
