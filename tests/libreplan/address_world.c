/* As much of a topology and a plan as addresses need: see address_world.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "address_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
	w->decisions.mappings = w->mappings;
	w->decisions.n_mappings = N_MAPPINGS;
	w->decisions.address_pins = w->pins;
	w->accepted.nics = w->accepted_nics;
	w->plan.topology = &w->topology;
	w->plan.replicas = w->replicas;
	w->plan.nics = w->replica_nics;
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
	struct rp_subnet *subnet = &w->subnets[w->topology.subnets.n++];

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

/* Adds a NIC without address on subnet 'from' to the last VM; its replica is
 * connected to subnet 'to' by mapping 'mapping'. */
rp_id world_add_nic(struct world *w, rp_id from, rp_id to, rp_id mapping)
{
	rp_id vm = w->topology.vms.n - 1;
	rp_id id = w->topology.nics.n++;

	w->nics[id].vm = vm;
	w->nics[id].subnet = from;
	w->nics[id].address[RP_IPV4] = RP_NONE;
	w->nics[id].address[RP_IPV6] = RP_NONE;
	w->vms[vm].nics.end = id + 1;
	w->replicas[vm].nics.end = id + 1;
	w->replica_nics[id].nic = id;
	w->replica_nics[id].replica = vm;
	w->replica_nics[id].mapping = mapping;
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

static void add_pin(struct world *w, rp_id nic, enum rp_family family,
		    rp_ip address)
{
	w->pins[w->decisions.n_address_pins++] =
		(struct address_pin){ nic, family, address };
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

	accepted->network = random_below(state, N_NETWORKS);
	accepted->address_rule = (uint8_t)random_below(state, 3);
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		accepted->rule[f] =
			(uint8_t)random_below(state, RP_RULE_NONE + 1);
		accepted->address[f] = world_random_ip(state, window, f);
	}
}

static void random_nic(struct world *w, uint64_t *state,
		       const struct window *window)
{
	rp_id from = random_below(state, w->topology.subnets.n);
	rp_id to = random_below(state, w->topology.subnets.n);
	rp_id id = world_add_nic(w, random_below(state, 10) ? from : RP_NONE,
				 random_below(state, 10) ? to : RP_NONE,
				 random_below(state, N_MAPPINGS));
	struct rp_replica_nic *nic = &w->replica_nics[id];

	nic->network = random_below(state, N_NETWORKS);
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		if (random_below(state, 4) == 0)
			continue;
		world_set_address(w, id, (enum rp_family)f,
				  random_source(w, state, window, id, f));
	}
	for (int f = 0; f < RP_N_FAMILIES; f++)
		if (random_below(state, 6) == 0)
			add_pin(w, id, (enum rp_family)f,
				world_random_ip(state, window, f));
	random_accepted(w, state, window, id);
	if (random_below(state, 10) == 0) {
		nic->connection = RP_UNAVAILABLE;
		nic->network = RP_NONE;
		nic->subnet = RP_NONE;
	}
}

struct window world_random(struct world *w, uint64_t *state)
{
	struct window window = random_window(state);

	world_init(w);
	for (uint32_t i = 0; i < N_MAPPINGS; i++)
		w->mappings[i].rule =
			(enum rp_address_rule)random_below(state, 3);
	for (uint32_t n = 1 + random_below(state, MAX_SUBNETS); n > 0; n--)
		random_subnet(w, state, &window);
	for (uint32_t n = 1 + random_below(state, MAX_VMS); n > 0; n--) {
		world_add_vm(w);
		for (uint32_t m = random_below(state, 5); m > 0; m--)
			random_nic(w, state, &window);
		if (random_below(state, 10) == 0) {
			struct rp_replica *replica =
				&w->replicas[w->topology.vms.n - 1];

			replica->host = RP_NONE;
			for (rp_id i = replica->nics.first;
			     i < replica->nics.end; i++)
				w->replica_nics[i].subnet = RP_NONE;
		}
	}
	assert_true(held_init(&w->topology));
	return window;
}
