/* The addresses of replicas against a plain reading of rules 6, which walks
 * through every address of every pool.
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
#include "held.h"
#include "random_problem.h"

#define N_CASES 20000

/* ---- The plain reading ------------------------------------------------ */

/* What the reading has given so far. */
struct reading {
	struct world *w;
	uint8_t rule[MAX_NICS][RP_N_FAMILIES];
	rp_ip address[MAX_NICS][RP_N_FAMILIES];
};

static bool is_an_address(uint8_t rule)
{
	return rule == RP_RULE_PINNED || rule == RP_RULE_RETAINED ||
	       rule == RP_RULE_OFFSET || rule == RP_RULE_NEXT;
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

static bool is_in(const struct rp_ip_range *range, int f, rp_ip address)
{
	return (int)range->family == f && address >= range->first &&
	       address <= range->last;
}

static bool is_in_prefix(const struct rp_prefix *prefix, int f, rp_ip address)
{
	int host_bits = (f == RP_IPV4 ? 32 : 128) - prefix->length;

	if (prefix->length < 0)
		return false;
	return host_bits == 128 ||
	       address >> host_bits == prefix->ip >> host_bits;
}

/* Inside the prefix and a pool, reserved in no pool that holds it, no gateway,
 * not the network or broadcast address. */
static bool could_be_given(const struct world *w, rp_id id, int f,
			   rp_ip address)
{
	const struct rp_subnet *subnet = &w->subnets[id];
	const struct rp_prefix *prefix = &subnet->prefix[f];
	int bits = f == RP_IPV4 ? 32 : 128;
	bool is_in_pool = false;

	if (!is_in_prefix(prefix, f, address))
		return false;
	if (prefix->length < bits - 1 &&
	    (address == prefix->ip ||
	     (f == RP_IPV4 && !is_in_prefix(prefix, f, address + 1))))
		return false;
	for (rp_id i = subnet->gateways.first; i < subnet->gateways.end; i++)
		if (is_in(&w->ranges[i], f, address))
			return false;
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		const struct rp_pool *pool = &w->pools[p];

		if (!is_in(&pool->range, f, address))
			continue;
		is_in_pool = true;
		for (rp_id i = pool->reserved.first; i < pool->reserved.end;
		     i++)
			if (is_in(&w->ranges[i], f, address))
				return false;
	}
	return is_in_pool;
}

/* Whether a NIC of another VM than 'vm' (RP_NONE: any NIC) holds it. */
static bool is_held_for(const struct world *w, rp_id subnet, int f,
			rp_ip address, rp_id vm)
{
	for (rp_id i = 0; i < w->topology.nics.n; i++) {
		const struct rp_nic *nic = &w->nics[i];

		if (nic->vm != vm && nic->subnet != RP_NONE &&
		    nic->address[f] != RP_NONE &&
		    w->addresses[nic->address[f]] == address &&
		    share(w, subnet, nic->subnet, f))
			return true;
	}
	return false;
}

static rp_id plain_given_to(const struct reading *r, rp_id subnet, int f,
			    rp_ip address)
{
	for (rp_id i = 0; i < r->w->plan.n_nics; i++)
		if (is_an_address(r->rule[i][f]) &&
		    r->address[i][f] == address &&
		    share(r->w, subnet, r->w->replica_nics[i].subnet, f))
			return i;
	return RP_NONE;
}

static bool plain_is_usable(const struct reading *r, rp_id id, int f,
			    rp_ip address)
{
	rp_id subnet = r->w->replica_nics[id].subnet;

	return subnet != RP_NONE && could_be_given(r->w, subnet, f, address) &&
	       !is_held_for(r->w, subnet, f, address, r->w->nics[id].vm) &&
	       plain_given_to(r, subnet, f, address) == RP_NONE;
}

static bool take(struct reading *r, rp_id id, int f, uint8_t rule,
		 rp_ip address)
{
	if (!plain_is_usable(r, id, f, address))
		return false;
	r->rule[id][f] = rule;
	r->address[id][f] = address;
	return true;
}

static const struct address_pin *find_pin(const struct world *w, rp_id id,
					  int f)
{
	for (uint32_t i = 0; i < w->plan.decisions.n_address_pins; i++)
		if (w->pins[i].nic == id && (int)w->pins[i].family == f)
			return &w->pins[i];
	return NULL;
}

static void plain_accepted(struct reading *r, rp_id id, int f)
{
	const struct accepted_nic *accepted = &r->w->accepted_nics[id];
	const struct rp_replica_nic *nic = &r->w->replica_nics[id];

	if (accepted->network == nic->network &&
	    accepted->address_rule == world_mapping(r->w, id)->rule &&
	    is_an_address(accepted->rule[f]) &&
	    accepted->rule[f] != RP_RULE_PINNED)
		take(r, id, f, accepted->rule[f], accepted->address[f]);
}

static void plain_offset(struct reading *r, rp_id id, int f, rp_ip address)
{
	rp_id from = r->w->nics[id].subnet;
	rp_id to = r->w->replica_nics[id].subnet;
	const struct rp_prefix *source, *target;
	rp_ip step;

	if (from == RP_NONE || to == RP_NONE)
		return;
	source = &r->w->subnets[from].prefix[f];
	target = &r->w->subnets[to].prefix[f];
	if (source->length < 1 || source->length != target->length)
		return;
	step = (rp_ip)1 << ((f == RP_IPV4 ? 32 : 128) - source->length);
	take(r, id, f, RP_RULE_OFFSET, target->ip + address % step);
}

static void plain_next(struct reading *r, rp_id id, int f)
{
	rp_id to = r->w->replica_nics[id].subnet;
	const struct rp_subnet *subnet;

	if (to == RP_NONE)
		return;
	subnet = &r->w->subnets[to];
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		const struct rp_ip_range *range = &r->w->pools[p].range;

		if ((int)range->family != f)
			continue;
		for (rp_ip at = range->first;; at++) {
			if (take(r, id, f, RP_RULE_NEXT, at))
				return;
			if (at == range->last)
				break;
		}
	}
}

/* One step for one address that is still to be found. */
static void plain_step(struct reading *r, int step, rp_id id, int f)
{
	enum rp_address_rule rule = world_mapping(r->w, id)->rule;
	rp_ip source = r->w->addresses[r->w->nics[id].address[f]];
	const struct address_pin *pin = find_pin(r->w, id, f);

	if (step == 1 && pin)
		take(r, id, f, RP_RULE_PINNED, pin->ip);
	if (pin)
		return;
	if (step == 2 && r->w->plan.accepted)
		plain_accepted(r, id, f);
	if (step == 3 && rule != RP_NEXT)
		take(r, id, f, RP_RULE_RETAINED, source);
	if (step == 4 && rule == RP_OFFSET)
		plain_offset(r, id, f, source);
	if (step == 5)
		plain_next(r, id, f);
}

static bool is_managed(const struct world *w, rp_id id)
{
	const struct rp_replica_nic *nic = &w->replica_nics[id];

	return nic->connection == RP_MAPPED &&
	       w->replicas[nic->replica].host != RP_NONE;
}

static void plain_assign(struct reading *r, struct world *w)
{
	memset(r, 0, sizeof *r);
	r->w = w;
	for (rp_id i = 0; i < w->plan.n_nics; i++) {
		const rp_id *address = w->nics[i].address;

		for (int f = 0; f < RP_N_FAMILIES && is_managed(w, i); f++)
			if (address[f] != RP_NONE)
				r->rule[i][f] = RP_RULE_NONE;
		if (is_managed(w, i) && address[0] == RP_NONE &&
		    address[1] == RP_NONE)
			r->rule[i][0] = RP_RULE_DHCP;
	}
	for (int step = 1; step <= 5; step++)
		for (rp_id i = 0; i < w->plan.n_nics; i++)
			for (int f = 0; f < RP_N_FAMILIES; f++)
				if (r->rule[i][f] == RP_RULE_NONE)
					plain_step(r, step, i, f);
}

static uint64_t plain_free(const struct reading *r, rp_id subnet, int f,
			   rp_ip first, rp_ip last)
{
	uint64_t n = 0;

	for (rp_ip at = first;; at++) {
		n += could_be_given(r->w, subnet, f, at) &&
		     !is_held_for(r->w, subnet, f, at, RP_NONE) &&
		     plain_given_to(r, subnet, f, at) == RP_NONE;
		if (at == last)
			return n;
	}
}

/* ---- Properties ------------------------------------------------------- */

static void compare(const struct world *w, const struct reading *r)
{
	for (rp_id i = 0; i < w->plan.n_nics; i++) {
		const struct rp_replica_nic *nic = &w->replica_nics[i];

		for (int f = 0; f < RP_N_FAMILIES; f++) {
			assert_int_equal(nic->rule[f], r->rule[i][f]);
			assert_true(nic->address[f] == r->address[i][f]);
		}
	}
}

static void check_questions(const struct world *w, const struct reading *r,
			    const struct window *window, uint64_t *state)
{
	rp_id subnet = random_below(state, w->topology.subnets.n);
	int f = (int)random_below(state, 2);
	enum rp_family family = (enum rp_family)f;
	rp_id vm = random_below(state, w->topology.vms.n);
	rp_ip address = world_random_ip(state, window, f);
	rp_id nic = RP_NONE;
	enum address_use use;

	use = addresses_use(&w->topology, subnet, family, address, vm, &nic);
	assert_int_equal(use < ADDRESS_HELD && use != ADDRESS_USABLE,
			 !could_be_given(w, subnet, f, address));
	if (could_be_given(w, subnet, f, address))
		assert_int_equal(use == ADDRESS_HELD,
				 is_held_for(w, subnet, f, address, vm));
	assert_int_equal(nic != RP_NONE, use == ADDRESS_HELD);
	assert_int_equal(addresses_given_to(&w->plan, subnet, family, address),
			 plain_given_to(r, subnet, f, address));
	assert_int_equal(addresses_free(&w->plan, subnet, family),
			 plain_free(r, subnet, f, window->first[f],
				    window->first[f] + SPAN - 1));
}

/* Accepts what the NICs of a world have, and counts it by rule. */
static void accept(struct world *w, uint32_t *n_given)
{
	for (rp_id n = 0; n < w->plan.n_nics; n++) {
		struct rp_replica_nic *nic = &w->replica_nics[n];
		struct accepted_nic *accepted = &w->accepted_nics[n];

		accepted->network = nic->network;
		if (nic->network != RP_NONE)
			accepted->address_rule =
				(uint8_t)world_mapping(w, n)->rule;
		for (int f = 0; f < RP_N_FAMILIES; f++) {
			accepted->rule[f] = nic->rule[f];
			accepted->address[f] = nic->address[f];
			n_given[nic->rule[f]]++;
		}
	}
	w->plan.accepted = &w->accepted;
}

/* Makes the table of what was given as it would be with so many NICs that there
 * is no room beside their numbers, or hardly any. */
static void crowd_table(struct world *w, uint32_t n_nics)
{
	struct given *given = &w->plan.addressing.given;

	given_destroy(given);
	assert_true(given_init(given, n_nics, w->topology.addresses.n));
}

/* Two readings of the rules give the same addresses, rules and answers; and
 * what was given stays when it is accepted. */
static void test_against_plain_reading(void **unused)
{
	static const uint32_t n_nics[] = { MAX_NICS, 1u << 30, 1u << 29 };
	uint64_t state = 20170727;
	uint32_t n_given[RP_RULE_NONE + 1] = { 0 };

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct world w;
		struct reading reading;
		struct window window = world_random(&w, &state);

		crowd_table(&w, n_nics[i % 3]);
		w.plan.accepted = i % 2 ? &w.accepted : NULL;
		world_assign(&w);
		plain_assign(&reading, &w);
		compare(&w, &reading);
		check_questions(&w, &reading, &window, &state);
		accept(&w, n_given);
		world_assign(&w);
		compare(&w, &reading);
		world_end(&w);
	}
	for (int rule = 0; rule <= RP_RULE_NONE; rule++)
		assert_true(n_given[rule] > N_CASES / 50);
}

/* Giving addresses anew where something has changed is giving all anew. */
static void test_changes(void **unused)
{
	static const uint32_t n_nics[] = { MAX_NICS, 1u << 30, 1u << 29 };
	uint64_t state = 20240229;

	(void)unused;
	for (int i = 0; i < N_CASES / 10; i++) {
		struct world w;
		struct reading reading;
		struct window window = world_random(&w, &state);

		crowd_table(&w, n_nics[i % 3]);
		w.plan.accepted = i % 2 ? &w.accepted : NULL;
		world_assign(&w);
		for (int n = 0; n < 10 && w.plan.n_nics > 0; n++) {
			uint32_t n_changes = 1 + random_below(&state, 3);

			for (; n_changes > 0; n_changes--)
				world_change(&w, &state, &window);
			addressing_assign(&w.plan);
			idset_clear(&w.plan.touched.spaces);
			plain_assign(&reading, &w);
			compare(&w, &reading);
			check_questions(&w, &reading, &window, &state);
		}
		world_end(&w);
	}
}

/* ---- Cases ------------------------------------------------------------ */

/* A subnet with one pool; "" where it has none of it. */
static void plain_subnet(struct world *w, const char *prefix, int length,
			 const char *pool_first, const char *pool_last)
{
	enum rp_family family = world_family(prefix);
	struct rp_subnet *subnet = world_add_subnet(w);

	subnet->prefix[family] = (struct rp_prefix){ world_ip(prefix), length };
	world_add_pool(w, family, world_ip(pool_first), world_ip(pool_last));
}

/* A NIC of a VM of its own with an address. */
static rp_id plain_nic(struct world *w, rp_id from, rp_id to,
		       const char *address)
{
	rp_id id;

	world_add_vm(w);
	id = world_add_nic(w, 0, from, to);
	world_set_address(w, id, world_family(address), world_ip(address));
	return id;
}

static void expect(const struct world *w, rp_id nic, enum rp_rule rule,
		   const char *address)
{
	enum rp_family family = world_family(address);

	assert_int_equal(w->replica_nics[nic].rule[family], rule);
	assert_true(w->replica_nics[nic].address[family] == world_ip(address));
}

/* No NIC takes by `next` what another could retain. */
static void test_steps_are_for_all(void **unused)
{
	struct world w;
	rp_id first, second;

	(void)unused;
	world_init(&w);
	plain_subnet(&w, "10.9.0.0", 24, "10.9.0.10", "10.9.0.20");
	plain_subnet(&w, "10.1.0.0", 24, "10.1.0.10", "10.1.0.20");
	first = plain_nic(&w, 0, 1, "10.9.0.10");
	second = plain_nic(&w, 0, 1, "10.1.0.10");
	world_begin(&w);
	world_assign(&w);
	expect(&w, second, RP_RULE_RETAINED, "10.1.0.10");
	expect(&w, first, RP_RULE_NEXT, "10.1.0.11");
	world_end(&w);
}

/* On a stretched subnet a VM's own address is usable for its replica alone,
 * also by `next`. */
static void test_own_address(void **unused)
{
	struct world w;
	rp_id first, second;

	(void)unused;
	world_init(&w);
	world_set_rule(&w, RP_NEXT);
	plain_subnet(&w, "10.1.0.0", 24, "10.1.0.10", "10.1.0.20");
	plain_subnet(&w, "10.1.0.0", 24, "10.1.0.10", "10.1.0.20");
	w.subnets[0].stretched = true;
	w.subnets[1].stretched = true;
	first = plain_nic(&w, 0, 1, "10.1.0.11");
	second = plain_nic(&w, 0, 1, "10.1.0.10");
	world_begin(&w);
	world_assign(&w);
	expect(&w, first, RP_RULE_NEXT, "10.1.0.11");
	expect(&w, second, RP_RULE_NEXT, "10.1.0.10");
	world_end(&w);
}

/* More subnets share a prefix than are counted one by one. */
static void test_many_share(void **unused)
{
	struct world w;

	(void)unused;
	world_init(&w);
	world_set_rule(&w, RP_NEXT);
	for (int i = 0; i < MAX_SUBNETS; i++) {
		plain_subnet(&w, "10.1.0.0", 24, "10.1.0.10", "10.1.0.20");
		w.subnets[i].stretched = true;
	}
	plain_nic(&w, 0, 1, "10.1.0.10");
	plain_nic(&w, RP_NONE, 2, "10.9.0.1");
	plain_nic(&w, RP_NONE, 3, "10.9.0.2");
	world_begin(&w);
	assert_false(held_by_few(w.topology.held, 0));
	assert_int_equal(addresses_free(&w.plan, 0, RP_IPV4), 10);
	world_assign(&w);
	expect(&w, 0, RP_RULE_NEXT, "10.1.0.10");
	expect(&w, 1, RP_RULE_NEXT, "10.1.0.11");
	expect(&w, 2, RP_RULE_NEXT, "10.1.0.12");
	for (rp_id i = 0; i < MAX_SUBNETS; i++)
		assert_int_equal(addresses_free(&w.plan, i, RP_IPV4), 8);
	world_end(&w);
}

/* A prefix as wide as a /8, pools as large, and reserved ranges of 2^60 cost
 * nothing: nothing is enumerated. */
static void test_huge_pools(void **unused)
{
	struct world w;
	rp_id wide, reserved;

	(void)unused;
	world_init(&w);
	plain_subnet(&w, "2000::", 8,
		     "2000::", "20ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	plain_subnet(&w, "2001:db8::", 64,
		     "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff");
	world_add_range(&w, RP_IPV6, world_ip("2001:db8::"),
			world_ip("2001:db8::fff:ffff:ffff:ffff"));
	w.pools[1].reserved.end = w.topology.ranges.n;
	wide = plain_nic(&w, 1, 0, "fd00::1");
	reserved = plain_nic(&w, 0, 1, "fd00::2");
	world_begin(&w);
	world_assign(&w);
	expect(&w, wide, RP_RULE_NEXT, "2000::1");
	expect(&w, reserved, RP_RULE_NEXT, "2001:db8::1000:0:0:0");
	assert_true(addresses_free(&w.plan, 0, RP_IPV6) == UINT64_MAX);
	assert_true(addresses_free(&w.plan, 1, RP_IPV6) ==
		    UINT64_MAX - (UINT64_C(1) << 60));
	assert_true(addresses_free(&w.plan, 1, RP_IPV4) == 0);
	world_end(&w);
}

/* What each kind of address is: one line each. */
static void test_use(void **unused)
{
	static const struct {
		const char *address;
		enum address_use use;
	} cases[] = {
		{ "10.1.0.10", ADDRESS_HELD },
		{ "10.1.0.11", ADDRESS_USABLE },
		{ "10.1.0.12", ADDRESS_RESERVED },
		{ "10.1.0.1", ADDRESS_GATEWAY },
		{ "10.1.0.0", ADDRESS_SPECIAL },
		{ "10.1.0.255", ADDRESS_SPECIAL },
		{ "10.1.0.60", ADDRESS_OUTSIDE_POOLS },
		{ "10.1.1.10", ADDRESS_OUTSIDE_PREFIX },
		{ "2001:db8::1", ADDRESS_OUTSIDE_PREFIX },
	};
	struct world w;
	rp_id holder, nic = RP_NONE;

	(void)unused;
	world_init(&w);
	plain_subnet(&w, "10.1.0.0", 24, "10.1.0.0", "10.1.0.50");
	world_add_range(&w, RP_IPV4, world_ip("10.1.0.12"),
			world_ip("10.1.0.12"));
	w.pools[0].reserved.end = w.topology.ranges.n;
	world_add_pool(&w, RP_IPV4, world_ip("10.1.0.200"),
		       world_ip("10.1.1.20"));
	w.subnets[0].gateways.first = world_add_range(
		&w, RP_IPV4, world_ip("10.1.0.1"), world_ip("10.1.0.1"));
	w.subnets[0].gateways.end = w.topology.ranges.n;
	holder = plain_nic(&w, 0, RP_NONE, "10.1.0.10");
	world_add_vm(&w);
	world_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(addresses_use(&w.topology, 0,
					       world_family(cases[i].address),
					       world_ip(cases[i].address), 1,
					       &nic),
				 cases[i].use);
	assert_int_equal(nic, holder);
	assert_int_equal(addresses_use(&w.topology, 0, RP_IPV4,
				       world_ip("10.1.0.10"), 0, &nic),
			 ADDRESS_USABLE);
	world_end(&w);
}

/* ---- Size ------------------------------------------------------------- */

#define N_LARGE 25000

/* A VM with as many NICs, or as many VMs with one. */
struct crowd {
	struct world world;
	struct rp_vm vms[N_LARGE];
	struct rp_nic nics[N_LARGE];
	rp_ip addresses[N_LARGE];
	struct rp_replica replicas[N_LARGE];
	struct rp_replica_nic replica_nics[N_LARGE];
};

static void crowd_add(struct crowd *c, rp_id nic, rp_id vm)
{
	struct rp_replica_nic *replica_nic = &c->replica_nics[nic];

	memset(&c->nics[nic], 0, sizeof *c->nics);
	memset(replica_nic, 0, sizeof *replica_nic);
	c->nics[nic].vm = vm;
	c->nics[nic].address[RP_IPV4] = nic;
	c->nics[nic].address[RP_IPV6] = RP_NONE;
	c->replicas[vm].vm = vm;
	c->vms[vm].nics.end = nic + 1;
	replica_nic->nic = nic;
	replica_nic->replica = vm;
	replica_nic->network = N_SOURCES + 1;
	replica_nic->subnet = 1;
	replica_nic->connection = RP_MAPPED;
}

/* All NICs are on a stretched subnet, and go by `next` to the other one. */
static void crowd_init(struct crowd *c, bool one_vm)
{
	struct world *w = &c->world;

	world_init(w);
	w->topology.vms.at = c->vms;
	w->topology.nics.at = c->nics;
	w->topology.addresses.at = c->addresses;
	w->plan.replicas = c->replicas;
	w->plan.nics = c->replica_nics;
	world_set_rule(w, RP_NEXT);
	for (int i = 0; i < 2; i++) {
		plain_subnet(w, "10.0.0.0", 8, "10.0.0.0", "10.255.255.255");
		w->subnets[i].stretched = true;
	}
	for (rp_id i = 0; i < N_LARGE; i++) {
		c->vms[i].nics.first = i;
		crowd_add(c, i, one_vm ? 0 : i);
	}
	w->topology.vms.n = N_LARGE;
	w->topology.nics.n = N_LARGE;
	w->plan.n_nics = N_LARGE;
}

static void check_crowd(struct crowd *c, bool one_vm, bool one_address)
{
	struct world *w = &c->world;

	crowd_init(c, one_vm);
	for (rp_id i = 0; i < N_LARGE; i++)
		c->addresses[i] = world_ip("10.0.0.1") +
				  (one_address ? 0 : N_LARGE - 1 - i);
	world_begin(w);
	world_assign(w);
	for (rp_id i = 0; i < N_LARGE; i++) {
		rp_ip lowest = world_ip("10.0.0.1") + i;

		if (!one_vm)
			lowest = one_address ? lowest + 1 : c->addresses[i];
		assert_int_equal(c->replica_nics[i].rule[RP_IPV4],
				 RP_RULE_NEXT);
		assert_true(c->replica_nics[i].address[RP_IPV4] == lowest);
	}
	world_end(w);
}

/* 25,000 NICs over one pool in which they hold addresses already, each its own
 * or all the same one.  With steps that look at all others this would take
 * minutes. */
static void test_large_pool(void **unused)
{
	static struct crowd crowd;

	(void)unused;
	for (int one_vm = 0; one_vm < 2; one_vm++)
		for (int one_address = 0; one_address < 2; one_address++)
			check_crowd(&crowd, one_vm, one_address);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_use),
		cmocka_unit_test(test_steps_are_for_all),
		cmocka_unit_test(test_own_address),
		cmocka_unit_test(test_many_share),
		cmocka_unit_test(test_huge_pools),
		cmocka_unit_test(test_against_plain_reading),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_large_pool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
