/* Tests of rules 7: which subnets keep their prefix, and which change it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "random_problem.h"
#include "small.h"
#include "text.h"
#include "topology.h"

/* Each move as "SOURCE PREFIX > TARGET PREFIX: KIND", a line each; subnets as
 * NETWORK/SUBNET. */
static void add_subnet(struct text *out, const rp_topology *topology, rp_id id,
		       enum rp_family family)
{
	const struct rp_subnet *subnet = rp_subnet(topology, id);
	char prefix[RP_PREFIX_SIZE];

	text_printf(out, "%s/%s %s",
		    rp_name(topology, RP_NETWORK, subnet->network),
		    rp_name(topology, RP_SUBNET, id),
		    rp_prefix_text(family, subnet->prefix[family].ip,
				   (unsigned)subnet->prefix[family].length,
				   prefix));
}

static char *moves_text(const rp_plan *plan)
{
	struct text out = TEXT_INIT;

	text_add(&out, "");
	for (rp_id i = 0; i < rp_plan_n_moves(plan); i++) {
		const struct rp_move *move = rp_plan_move(plan, i);

		add_subnet(&out, plan->topology, move->source, move->family);
		text_add(&out, " > ");
		add_subnet(&out, plan->topology, move->target, move->family);
		text_printf(&out, ": %s\n", rp_move_kind_name(move->kind));
	}
	return text_take(&out, NULL);
}

#define WEB_A "name = \"web\";\n      prefixes = [ \"192.168.1.0/24\" ]"
#define WEB_B "name = \"web\"; # b\n      prefixes = [ \"192.168.1.0/24\" ]"
#define LINE(kind) \
	"net-a/web 192.168.1.0/24 > net-b/web 192.168.1.0/24: " kind "\n"

static const struct {
	const char *moves;
	struct edit edits[MOST_EDITS];
} cases[] = {
	{ LINE("subnet failover"), { { NULL, NULL } } },
	/* Only one of them is marked stretched. */
	{ LINE("subnet failover"),
	  { { WEB_A, WEB_A "; stretched = true" } } },
	{ LINE("subnet failover"),
	  { { WEB_B, WEB_B "; stretched = true" } } },
	{ LINE("stretched subnet"),
	  { { WEB_A, WEB_A "; stretched = true" },
	    { WEB_B, WEB_B "; stretched = true" } } },
	{ "net-a/web 192.168.1.0/24 > net-b/web 192.168.0.0/23: "
	  "address change\n",
	  { { WEB_B, "name = \"web\"; prefixes = [ \"192.168.0.0/23\" ]" } } },
	/* Marked stretched does not make prefixes equal. */
	{ "net-a/web 192.168.1.0/24 > net-b/web 10.0.0.0/24: "
	  "address change\n",
	  { { WEB_A, WEB_A "; stretched = true" },
	    { WEB_B, "name = \"web\"; stretched = true; "
		     "prefixes = [ \"10.0.0.0/24\" ]" } } },
	/* Both families, though the NIC has an address of one. */
	{ LINE("subnet failover")
	  "net-a/web 2001:db8:1::/64 > net-b/web 2001:db8:2::/64: "
	  "address change\n",
	  { { WEB_A, "name = \"web\"; prefixes = [ \"192.168.1.0/24\", "
		     "\"2001:db8:1::/64\" ]" },
	    { WEB_B, "name = \"web\"; prefixes = [ \"2001:db8:2::/64\", "
		     "\"192.168.1.0/24\" ]" } } },
	/* A family that one of them has. */
	{ LINE("subnet failover"),
	  { { WEB_A, "name = \"web\"; prefixes = [ \"192.168.1.0/24\", "
		     "\"2001:db8:1::/64\" ]" } } },
	/* DHCP joins as well. */
	{ LINE("subnet failover"),
	  { { "        addresses = [ \"192.168.1.20\" ];", "" } } },
	/* The first subnet, where none has the name. */
	{ "net-a/web 192.168.1.0/24 > net-b/other 192.168.1.0/24: "
	  "subnet failover\n",
	  { { "name = \"web\"; # b", "name = \"other\";" } } },
	/* Several NICs and VMs are one line. */
	{ LINE("subnet failover"),
	  { MORE_VM("vm2", WEB_NIC("192.168.1.21") ", { name = \"eth1\"; "
			   "network = \"net-a\"; subnet = \"web\"; }") } },
	/* Nobody joins: not mapped, not replicated, not placed. */
	{ "",
	  { { "mappings = ( { source = \"net-a\"; target = \"net-b\"; },",
	      "mappings = (" } } },
	{ "", { { "nics = (\n", "replicate = false; nics = (\n" } } },
	{ "", { { "memory_mib = 1024", "memory_mib = 65537" } } },
	/* A target network without subnets. */
	{ "",
	  { { "target = \"net-b\"; },", "target = \"net-c\"; }," } } },
};

static void test_moves(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = small_edited(small_topology, cases[i].edits);
		rp_topology *topology = fixture_topology(text);
		rp_session *session = fixture_session(topology, NULL);
		char *moves = moves_text(rp_session_plan(session));

		assert_string_equal(moves, cases[i].moves);
		free(moves);
		rp_session_free(session);
		rp_topology_free(topology);
		free(text);
	}
}

/* ---- Two target subnets ------------------------------------------------- */

/* Two source networks and two host groups with a subnet each: pins send each
 * VM where it should go. */
static const char spread[] =
	"format = 1;\n"
	"sites = ( { name = \"A\"; servers = ( { name = \"VA\";\n"
	"  logical_networks = ( { name = \"ln\"; vm_networks = (\n"
	"    { name = \"n\"; subnets = ( { name = \"s\";\n"
	"      prefixes = [ \"10.0.0.0/24\" ]; },\n"
	"      { name = \"r\"; prefixes = [ \"10.0.1.0/24\" ]; } ); } ); } );\n"
	"  host_groups = ( { name = \"g\"; hosts = ( { name = \"h\";\n"
	"    cpus = 9; memory_mib = 9; logical_networks = [ \"ln\" ]; } ); }"
	" );\n"
	"  clouds = ( { name = \"c\"; host_groups = [ \"g\" ];\n"
	"    logical_networks = [ \"ln\" ]; vms = (\n"
#define SPREAD_VM(name, subnet) \
	"    { name = \"" name "\"; host = \"h\"; cpus = 1; memory_mib = 1;\n" \
	"      nics = ( { name = \"e\"; network = \"n\"; subnet = \"" subnet \
	"\"; } ); }"
	SPREAD_VM("v1", "r") ",\n" SPREAD_VM("v2", "s") ",\n"
	SPREAD_VM("v3", "s") ",\n" SPREAD_VM("v4", "s") " ); } );\n"
	"} ); },\n"
	"{ name = \"B\"; servers = ( { name = \"VB\";\n"
	"  logical_networks = ( { name = \"lm\"; vm_networks = (\n"
	"    { name = \"m\"; subnets = (\n"
	"      { name = \"x\"; prefixes = [ \"10.0.0.0/24\" ];\n"
	"        host_groups = [ \"g1\" ]; },\n"
	"      { name = \"s\"; prefixes = [ \"10.9.0.0/24\" ];\n"
	"        host_groups = [ \"g2\" ]; } ); } ); } );\n"
#define SPREAD_GROUP(name, host) \
	"{ name = \"" name "\"; hosts = ( { name = \"" host "\"; cpus = 9; " \
	"memory_mib = 9; logical_networks = [ \"lm\" ]; } ); }"
	"  host_groups = ( " SPREAD_GROUP("g1", "h1") ", "
	SPREAD_GROUP("g2", "h2") " );\n"
	"  clouds = ( { name = \"d\"; host_groups = [ \"g1\", \"g2\" ];\n"
	"    logical_networks = [ \"lm\" ]; } );\n"
	"} ); } );\n"
	"protection = ( { protected = \"c\"; protecting = \"d\"; } );\n";

static const char spread_plan[] =
	"format = 1; topology = \"topology.cfg\";\n"
	"mappings = ( { source = \"n\"; target = \"m\"; } );\n"
	"pins = ( { vm = \"v1\"; host = \"h1\"; },\n"
	"  { vm = \"v2\"; host = \"h2\"; }, { vm = \"v3\"; host = \"h1\"; },\n"
	"  { vm = \"v4\"; host = \"h2\"; } );\n";

static void test_spread(void **state)
{
	rp_topology *topology = fixture_topology(spread);
	char *path = fixture_file("spread.plan.cfg", spread_plan);
	rp_session *session = fixture_session(topology, path);
	const rp_plan *plan = rp_session_plan(session);
	char *moves = moves_text(plan);

	(void)state;
	assert_string_equal(
		moves, "n/s 10.0.0.0/24 > m/x 10.0.0.0/24: subnet failover\n"
		       "n/s 10.0.0.0/24 > m/s 10.9.0.0/24: address change\n"
		       "n/r 10.0.1.0/24 > m/x 10.0.0.0/24: address change\n");
	for (rp_id nic = 0; nic < 4; nic++) {
		/* Of v1 to v4, v3 alone keeps its prefix. */
		assert_int_equal(moves_with_subnet(plan, nic, RP_IPV4),
				 nic == 2);
		assert_false(moves_with_subnet(plan, nic, RP_IPV6));
	}
	free(moves);
	rp_session_free(session);
	rp_topology_free(topology);
	free(path);
}

/* ---- Counting joins ------------------------------------------------------ */

#define N_SUBNETS 40
#define N_TIMES 60

/* Which subnets join which, as a table of numbers. */
struct plain_joins {
	rp_topology topology;
	struct rp_subnet subnets[N_SUBNETS];
	uint32_t n[N_SUBNETS][N_SUBNETS];
	bool is_settled[N_SUBNETS][N_SUBNETS];
};

static void plain_init(struct plain_joins *plain)
{
	memset(plain, 0, sizeof *plain);
	plain->topology.subnets.at = plain->subnets;
	for (rp_id i = 0; i < N_SUBNETS; i++) {
		struct rp_subnet *subnet = &plain->subnets[i];

		subnet->stretched = i % 3 == 0;
		subnet->prefix[RP_IPV4] =
			(struct rp_prefix){ (rp_ip)(i % 4) << 8, 24 };
		subnet->prefix[RP_IPV6] =
			(struct rp_prefix){ 0, i % 5 == 0 ? 64 : -1 };
	}
}

static bool plain_changed(const struct plain_joins *plain)
{
	for (rp_id s = 0; s < N_SUBNETS; s++)
		for (rp_id t = 0; t < N_SUBNETS; t++)
			if ((plain->n[s][t] > 0) != plain->is_settled[s][t])
				return true;
	return false;
}

static void plain_settle(struct plain_joins *plain)
{
	for (rp_id s = 0; s < N_SUBNETS; s++)
		for (rp_id t = 0; t < N_SUBNETS; t++)
			plain->is_settled[s][t] = plain->n[s][t] > 0;
}

/* Whether the prefix of 'source' fails over to 'target'. */
static bool fails_over(const struct plain_joins *plain, rp_id source,
		       rp_id target, int f)
{
	const struct rp_subnet *a = &plain->subnets[source];
	const struct rp_subnet *b = &plain->subnets[target];

	return plain->n[source][target] > 0 && a->prefix[f].length >= 0 &&
	       a->prefix[f].length == b->prefix[f].length &&
	       a->prefix[f].ip == b->prefix[f].ip &&
	       !(a->stretched && b->stretched);
}

static void check_roles(const struct plain_joins *plain,
			const struct moves *moves)
{
	for (rp_id i = 0; i < N_SUBNETS; i++)
		for (int f = 0; f < RP_N_FAMILIES; f++) {
			bool is_source = false;
			bool is_target = false;

			for (rp_id k = 0; k < N_SUBNETS; k++) {
				is_source |= fails_over(plain, i, k, f);
				is_target |= fails_over(plain, k, i, f);
			}
			assert_int_equal(
				moves_is_source(moves, i, (enum rp_family)f),
				is_source);
			assert_int_equal(
				moves_is_target(moves, i, (enum rp_family)f),
				is_target);
		}
}

static void check_moves(struct plain_joins *plain, const struct joins *joins)
{
	struct moves moves;
	uint32_t n = 0;

	plain->topology.subnets.n = N_SUBNETS;
	assert_true(moves_make(&moves, joins, &plain->topology));
	for (rp_id s = 0; s < N_SUBNETS; s++)
		for (rp_id t = 0; t < N_SUBNETS; t++)
			for (int f = 0; f < RP_N_FAMILIES; f++) {
				if (plain->n[s][t] == 0 ||
				    plain->subnets[s].prefix[f].length < 0 ||
				    plain->subnets[t].prefix[f].length < 0)
					continue;
				assert_true(n < moves.n);
				assert_int_equal(moves.at[n].source, s);
				assert_int_equal(moves.at[n].target, t);
				assert_int_equal(moves.at[n++].family, f);
			}
	assert_int_equal(moves.n, n);
	check_roles(plain, &moves);
	moves_destroy(&moves);
}

/* Adds or removes a NIC.  A pair that is known needs no memory. */
static void step(struct plain_joins *plain, struct joins *joins, rp_id s,
		 rp_id t, bool add)
{
	const struct join *before = joins->at;
	uint32_t *n = &plain->n[s][t];

	if (add) {
		assert_true(joins_add(joins, s, t));
		if (*n > 0 || plain->is_settled[s][t])
			assert_ptr_equal(joins->at, before);
		++*n;
	} else if (*n > 0) {
		joins_remove(joins, s, t);
		--*n;
	}
}

/* So many random steps, of which 'adds' in 5 add a NIC. */
static void steps(struct plain_joins *plain, struct joins *joins,
		  uint64_t *seed, int n, uint32_t adds)
{
	for (int i = 0; i < n; i++) {
		step(plain, joins, random_below(seed, N_SUBNETS),
		     random_below(seed, N_SUBNETS),
		     random_below(seed, 5) < adds);
		if (i % 100 == 0)
			assert_int_equal(joins_changed(joins),
					 plain_changed(plain));
	}
}

/* Goes back to the numbers 'before', in which moves were made. */
static void take_back(struct plain_joins *plain, struct joins *joins,
		      const struct plain_joins *before)
{
	for (rp_id s = 0; s < N_SUBNETS; s++)
		for (rp_id t = 0; t < N_SUBNETS; t++) {
			while (plain->n[s][t] > before->n[s][t])
				step(plain, joins, s, t, false);
			while (plain->n[s][t] < before->n[s][t])
				step(plain, joins, s, t, true);
		}
	assert_false(joins_changed(joins));
}

/* Times in which many pairs come and times in which many go take turns, so that
 * the table grows and is used again; every other time is taken back. */
static void test_joins(void **state)
{
	static struct plain_joins plain, before;
	uint64_t seed = 611953;
	struct joins joins;

	(void)state;
	plain_init(&plain);
	assert_true(joins_init(&joins, &plain.topology));
	assert_false(joins_changed(&joins));
	for (int i = 0; i < N_TIMES; i++) {
		before = plain;
		steps(&plain, &joins, &seed, 1 + (int)random_below(&seed, 3000),
		      i / 10 % 2 ? 1 : 4);
		check_moves(&plain, &joins);
		if (i % 2) {
			take_back(&plain, &joins, &before);
			continue;
		}
		joins_settle(&joins);
		plain_settle(&plain);
		assert_false(joins_changed(&joins));
	}
	joins_destroy(&joins);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_joins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
