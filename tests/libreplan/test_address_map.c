/* Address maps against a plain reading that goes through every address.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "address_world.h"
#include "addresses.h"
#include "fixture.h"
#include "random_problem.h"

#define N_CASES 2000
#define N_RANGES 8

/* ---- The plain reading -------------------------------------------------- */

static rp_ip prefix_size(const struct rp_prefix *prefix, int f)
{
	return (rp_ip)1 << ((f == RP_IPV4 ? 32 : 128) - prefix->length);
}

/* Whether what happens on subnet 'b' counts on subnet 'a'. */
static bool share(const struct world *w, rp_id a, rp_id b, int f)
{
	const struct rp_subnet *one = &w->subnets[a], *other = &w->subnets[b];

	if (a == b)
		return true;
	return one->stretched && other->stretched &&
	       one->prefix[f].length >= 0 &&
	       one->prefix[f].length == other->prefix[f].length &&
	       one->prefix[f].ip == other->prefix[f].ip;
}

static bool is_in(const struct rp_ip_range *range, int f, rp_ip ip)
{
	return (int)range->family == f && ip >= range->first &&
	       ip <= range->last;
}

static bool is_listed(const struct world *w, struct rp_range list, int f,
		      rp_ip ip)
{
	for (rp_id i = list.first; i < list.end; i++)
		if (is_in(&w->ranges[i], f, ip))
			return true;
	return false;
}

static bool is_special(const struct rp_prefix *prefix, int f, rp_ip ip)
{
	rp_ip size = prefix_size(prefix, f);

	if (size <= 2)
		return false;
	return ip == prefix->ip ||
	       (f == RP_IPV4 && ip == prefix->ip + (size - 1));
}

static enum rp_address_state plain_base(const struct world *w, rp_id id, int f,
					rp_ip ip)
{
	const struct rp_subnet *subnet = &w->subnets[id];
	bool is_in_pool = false;

	if (is_listed(w, subnet->gateways, f, ip))
		return RP_ADDRESS_GATEWAY;
	if (is_special(&subnet->prefix[f], f, ip))
		return RP_ADDRESS_SPECIAL;
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		if (!is_in(&w->pools[p].range, f, ip))
			continue;
		is_in_pool = true;
		if (is_listed(w, w->pools[p].reserved, f, ip))
			return RP_ADDRESS_RESERVED;
	}
	if (is_in_pool)
		return RP_ADDRESS_FREE;
	return is_listed(w, subnet->dhcp, f, ip) ? RP_ADDRESS_DHCP
						 : RP_ADDRESS_OUTSIDE;
}

static rp_id plain_nic(const struct world *w, rp_id id, int f, rp_ip ip)
{
	for (rp_id i = 0; i < w->plan.n_nics; i++) {
		const struct rp_replica_nic *nic = &w->replica_nics[i];

		if (nic->rule[f] >= RP_RULE_PINNED &&
		    nic->rule[f] <= RP_RULE_NEXT && nic->address[f] == ip &&
		    share(w, id, nic->subnet, f))
			return i;
	}
	return RP_NONE;
}

static rp_id plain_holder(const struct world *w, rp_id id, int f, rp_ip ip)
{
	for (rp_id i = 0; i < w->topology.nics.n; i++) {
		const struct rp_nic *nic = &w->nics[i];

		if (nic->subnet != RP_NONE && nic->address[f] != RP_NONE &&
		    w->addresses[nic->address[f]] == ip &&
		    share(w, id, nic->subnet, f))
			return i;
	}
	return RP_NONE;
}

static bool plain_accepted(const struct world *w, rp_id id, int f)
{
	const struct rp_replica_nic *nic = &w->replica_nics[id];
	const struct accepted_nic *accepted = &w->accepted_nics[id];

	return nic->rule[f] != RP_RULE_PINNED &&
	       accepted->rule[f] == nic->rule[f] &&
	       accepted->address[f] == nic->address[f] &&
	       accepted->network == nic->network &&
	       accepted->address_rule ==
		       w->mappings[w->nics[id].network * N_TARGETS +
				   nic->network - N_SOURCES]
			       .rule;
}

static struct rp_address plain(const struct world *w, rp_id id, int f,
			       rp_ip ip)
{
	static const enum rp_address_state states[] = {
		[RP_RULE_PINNED] = RP_ADDRESS_PINNED,
		[RP_RULE_RETAINED] = RP_ADDRESS_RETAINED,
		[RP_RULE_OFFSET] = RP_ADDRESS_OFFSET,
		[RP_RULE_NEXT] = RP_ADDRESS_NEXT,
	};
	struct rp_address address = { .nic = plain_nic(w, id, f, ip),
				      .holder = plain_holder(w, id, f, ip) };

	if (address.nic != RP_NONE) {
		address.state = states[w->replica_nics[address.nic].rule[f]];
		address.accepted = plain_accepted(w, address.nic, f);
	} else if (address.holder != RP_NONE) {
		address.state = RP_ADDRESS_RUNNING;
	} else {
		address.state = plain_base(w, id, f, ip);
	}
	return address;
}

/* ---- Random maps -------------------------------------------------------- */

/* Gives addresses at random, whatever the rules would give. */
static void give_any(struct world *w, uint64_t *state,
		     const struct window *window)
{
	w->plan.accepted = &w->accepted;
	for (rp_id i = 0; i < w->plan.n_nics; i++) {
		struct rp_replica_nic *nic = &w->replica_nics[i];

		for (int f = 0; f < RP_N_FAMILIES; f++) {
			rp_ip ip = world_random_ip(state, window, f);

			nic->rule[f] = RP_RULE_ABSENT;
			if (nic->subnet == RP_NONE ||
			    w->nics[i].address[f] == RP_NONE)
				continue;
			nic->rule[f] = RP_RULE_NONE;
			if (plain_nic(w, nic->subnet, f, ip) != RP_NONE)
				continue;
			nic->rule[f] = (uint8_t)(RP_RULE_PINNED +
						 random_below(state, 4));
			nic->address[f] = ip;
			if (random_below(state, 2))
				continue;
			w->accepted_nics[i].network = nic->network;
			w->accepted_nics[i].rule[f] = nic->rule[f];
			w->accepted_nics[i].address[f] = ip;
		}
	}
}

static bool is_same(const struct rp_address *a, const struct rp_address *b)
{
	return a->state == b->state && a->accepted == b->accepted &&
	       a->nic == b->nic && a->holder == b->holder;
}

/* Whether the map says of each address what the reading says, and where those
 * that are the same end. */
static bool walk(const struct world *w, const rp_address_map *map, rp_id id,
		 int f)
{
	const struct rp_prefix *prefix = &w->subnets[id].prefix[f];
	rp_ip size = prefix_size(prefix, f);

	for (rp_ip i = 0; i < size; i++) {
		struct rp_address said, read = plain(w, id, f, prefix->ip + i);

		rp_plan_address(&said, map, prefix->ip + i);
		if (!is_same(&said, &read))
			return false;
		for (rp_ip ip = prefix->ip + i; ip < said.last; ip++) {
			struct rp_address next = plain(w, id, f, ip + 1);

			if (!is_same(&next, &read))
				return false;
		}
	}
	return true;
}

static void check_range(const struct world *w, const rp_address_map *map,
			rp_id id, int f, rp_ip first, rp_ip last)
{
	struct rp_address_range said, read = { .accepted = 0 };
	rp_ip from, to;

	rp_address_map_ends(map, &from, &to);
	for (rp_ip ip = first; ip >= first && ip <= last; ip++) {
		struct rp_address address;

		if (ip < from || ip > to)
			continue;
		address = plain(w, id, f, ip);
		read.n[address.state]++;
		read.accepted += address.accepted;
		if (ip == ~(rp_ip)0)
			break;
	}
	rp_plan_address_range(&said, map, first, last);
	for (int s = 0; s < RP_N_ADDRESS_STATES; s++)
		assert_true(said.n[s] == read.n[s]);
	assert_true(said.accepted == read.accepted);
}

static void check_find(const struct world *w, const rp_address_map *map,
		       rp_id id, int f, rp_ip from, unsigned states,
		       bool below)
{
	rp_ip first, last, said = from, read = from;
	bool found = false;

	rp_address_map_ends(map, &first, &last);
	for (; !found; read = below ? read - 1 : read + 1) {
		found = states >> plain(w, id, f, read).state & 1;
		if (found || read == (below ? first : last))
			break;
	}
	assert_int_equal(rp_plan_address_find(map, &said, below, states),
			 found);
	assert_true(said == (found ? read : from));
}

static void check_map(const struct world *w, uint64_t *state,
		      const struct window *window, rp_id id, int f)
{
	rp_address_map *map;
	rp_ip first, last;

	assert_int_equal(rp_plan_address_map(&map, &w->plan, id,
					     (enum rp_family)f), RP_OK);
	assert_true(walk(w, map, id, f));
	rp_address_map_ends(map, &first, &last);
	for (int i = 0; i < N_RANGES; i++) {
		rp_ip a = world_random_ip(state, window, f);
		rp_ip b = world_random_ip(state, window, f);
		rp_ip from = first + random_below(state,
						  (uint32_t)(last - first) + 1);

		check_range(w, map, id, f, a < b ? a : b, a < b ? b : a);
		check_find(w, map, id, f, from,
			   random_below(state, 1u << RP_N_ADDRESS_STATES),
			   i % 2);
	}
	check_range(w, map, id, f, first, last);
	rp_address_map_free(map);
}

static void test_random(void **unused)
{
	uint64_t state = 42;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct world w;
		struct window window = world_random(&w, &state);

		for (rp_id id = 0; id < w.topology.subnets.n; id++) {
			rp_id range;

			if (w.topology.ranges.n == 0)
				break;
			range = random_below(&state, w.topology.ranges.n);
			w.subnets[id].dhcp =
				(struct rp_range){ range, range + 1 };
		}
		give_any(&w, &state, &window);
		for (rp_id id = 0; id < w.topology.subnets.n; id++)
			for (int f = 0; f < RP_N_FAMILIES; f++)
				if (w.subnets[id].prefix[f].length > 0)
					check_map(&w, &state, &window, id, f);
		w.plan.accepted = NULL;
		world_end(&w);
	}
}

/* A map of another plan is noticed: the walk can fail. */
static void test_walk_fails(void **unused)
{
	rp_address_map *map;
	struct world w;

	(void)unused;
	world_init(&w);
	world_add_subnet(&w)->prefix[RP_IPV4] =
		(struct rp_prefix){ world_ip("10.0.0.0"), 28 };
	world_add_pool(&w, RP_IPV4, world_ip("10.0.0.4"),
		       world_ip("10.0.0.9"));
	world_add_vm(&w);
	world_add_nic(&w, 0, RP_NONE, 0);
	world_begin(&w);
	w.replica_nics[0].rule[RP_IPV4] = RP_RULE_NEXT;
	w.replica_nics[0].address[RP_IPV4] = world_ip("10.0.0.4");
	assert_int_equal(rp_plan_address_map(&map, &w.plan, 0, RP_IPV4),
			 RP_OK);
	assert_true(walk(&w, map, 0, RP_IPV4));
	w.replica_nics[0].address[RP_IPV4]++;
	assert_false(walk(&w, map, 0, RP_IPV4));
	w.replica_nics[0].address[RP_IPV4]--;
	w.replica_nics[0].rule[RP_IPV4] = RP_RULE_RETAINED;
	assert_false(walk(&w, map, 0, RP_IPV4));
	rp_address_map_free(map);
	assert_int_equal(rp_plan_address_map(&map, &w.plan, 0, RP_IPV6),
			 RP_REFUSED);
	world_end(&w);
}

/* ---- Wide prefixes ------------------------------------------------------ */

static const char wide[] =
	"format = 1;\n"
	"sites = ( { name = \"S\"; servers = ( { name = \"M\";\n"
	"  logical_networks = ( { name = \"L\"; vm_networks = (\n"
	"    { name = \"N\"; subnets = ( { name = \"X\";\n"
	"      prefixes = [ \"10.0.0.0/8\", \"2001:db8::/32\" ];\n"
	"      gateways = [ \"10.0.0.1\" ];\n"
	"      pools = ( { name = \"P\"; first = \"10.0.0.0\";\n"
	"            last = \"10.255.255.255\";\n"
	"            reserved = [ \"10.1.0.0-10.1.255.255\" ]; },\n"
	"                { name = \"Q\"; first = \"2001:db8::\";\n"
	"            last = \"2001:db8:0:ffff:ffff:ffff:ffff:ffff\"; } );\n"
	"      } ); } ); } );\n"
	"  host_groups = ( { name = \"G\"; hosts = ( { name = \"H\";\n"
	"    cpus = 1; memory_mib = 64; } ); } );\n"
	"  clouds = ( { name = \"C\"; host_groups = [ \"G\" ];\n"
	"    logical_networks = [ \"L\" ]; } ); } ); } );\n";

/* No address is gone through: this would take for ever. */
static void test_wide(void **unused)
{
	rp_topology *topology = fixture_topology(wide);
	rp_session *session = fixture_session(topology, NULL);
	struct rp_address_range range;
	rp_ip first, last, ip;
	rp_address_map *map;

	(void)unused;
	assert_int_equal(rp_plan_address_map(&map, rp_session_plan(session), 0,
					     RP_IPV4), RP_OK);
	rp_address_map_ends(map, &first, &last);
	rp_plan_address_range(&range, map, first, last);
	assert_true(range.n[RP_ADDRESS_RESERVED] == 65536);
	assert_true(range.n[RP_ADDRESS_FREE] == 16777216 - 65536 - 3);
	ip = world_ip("10.1.0.7");
	assert_true(rp_plan_address_find(map, &ip, false,
					 1u << RP_ADDRESS_FREE));
	assert_true(ip == world_ip("10.2.0.0"));
	rp_address_map_free(map);
	assert_int_equal(rp_plan_address_map(&map, rp_session_plan(session), 0,
					     RP_IPV6), RP_OK);
	rp_address_map_ends(map, &first, &last);
	rp_plan_address_range(&range, map, first, last);
	assert_true(range.n[RP_ADDRESS_FREE] == ((rp_ip)1 << 80) - 1);
	assert_true(range.n[RP_ADDRESS_OUTSIDE] ==
		    ((rp_ip)1 << 96) - ((rp_ip)1 << 80));
	assert_true(range.n[RP_ADDRESS_SPECIAL] == 1);
	rp_address_map_free(map);
	rp_session_free(session);
	rp_topology_free(topology);
	fixture_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_walk_fails),
		cmocka_unit_test(test_wide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
