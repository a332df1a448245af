/* replan failback: how moves are given, and what comes of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "checks.h"
#include "run.h"

/* ---- Exit statuses ----------------------------------------------------- */

static const struct status_case status_cases[] = {
	{ "failback @commands", 0, "Net-North" },
	{ "failback @commands --format=json", 0, "\"outcome\"" },
	{ "failback @commands-unplaced", 0, "Net-North" },
	{ "failback @commands --disconnected=Web1/eth0", 0, "disconnected" },
	{ "failback @commands --disconnected Web2/eth1", 0, "disconnected" },
	{ "failback", 2, "Try 'replan failback --help'" },
	{ "failback @commands --format=csv", 2, "table|json" },
	{ "failback @commands a b", 2, "too many operands" },
	{ "failback @commands --moved", 2, "needs a value" },
	{ "failback @commands --vm=Web1", 2, "has no option --vm" },
	{ "failback @commands --server=VMM-North", 2, "goes with --moved" },
	{ "--moved=a/b=c @commands", 2, "--moved" },
	{ "failback @commands-faulty", 2, "192.168.1.021" },
	{ "failback @commands %gone.plan.cfg", 2, "gone.plan.cfg" },
};

static void test_statuses(void **state)
{
	(void)state;
	check_statuses(status_cases, N_ITEMS(status_cases));
}

/* ---- Failback ---------------------------------------------------------- */

#define FAILBACK_KEYS "vm server nic replica_network back_to outcome rule"

/* What comes of one NIC after the moves of a command line. */
struct failback_case {
	const char *line;
	const char *vm;
	const char *nic;
	const char *replica_network;
	const char *back_to;
	const char *outcome;
	json_int_t rule;
};

static const json_t *find_nic(const json_t *rows, const char *vm,
			      const char *nic)
{
	size_t i;
	json_t *row;

	json_array_foreach(rows, i, row)
		if (is_same(string_of(row, "vm"), vm) &&
		    is_same(string_of(row, "nic"), nic))
			return row;
	return NULL;
}

static bool failback_is(const json_t *row, const struct failback_case *it)
{
	return row &&
	       is_same(string_of(row, "replica_network"),
		       it->replica_network) &&
	       is_same(string_of(row, "back_to"), it->back_to) &&
	       is_same(string_of(row, "outcome"), it->outcome) &&
	       count_of(row, "rule") == it->rule;
}

static void check_failbacks(const struct failback_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct failback_case *it = &cases[i];
		json_t *rows = json_of(it->line, 0);

		assert_true(all_have_keys(rows, FAILBACK_KEYS, 1));
		if (!failback_is(find_nic(rows, it->vm, it->nic), it))
			fail_msg("replan %s: not %s by rule %d", it->line,
				 it->outcome, (int)it->rule);
		json_decref(rows);
	}
}

#define EXAMPLE "failback|+newyork-chicago|--format=json"
#define CHANGED "failback|+newyork-chicago|%changed.plan.cfg|--format=json"
#define NETWORK(x) "VMNetwork" #x

/* The documents' four outcomes, for their own example.  In the changed plan the
 * network that VM1's replica is on leads back to another one. */
static const struct failback_case document_cases[] = {
	{ EXAMPLE, "VM1", "Network Adapter", NETWORK(1-Chicago),
	  NETWORK(1-NewYork), "connected", 2 },
	{ EXAMPLE "|--disconnected=VM1/Network Adapter", "VM1",
	  "Network Adapter", NULL, NULL, "disconnected", 1 },
	{ EXAMPLE "|--moved=VM1/Network Adapter=" NETWORK(2-Chicago), "VM1",
	  "Network Adapter", NETWORK(2-Chicago), NULL, "disconnected", 5 },
	{ CHANGED, "VM1", "Network Adapter", NETWORK(1-Chicago),
	  NETWORK(2-NewYork), "connected", 3 },
	/* Others are not moved with it, and a move to where it is is none. */
	{ EXAMPLE "|--disconnected=VM1/Network Adapter", "VM2",
	  "Network Adapter", NETWORK(1-Chicago), NETWORK(1-NewYork),
	  "connected", 2 },
	{ EXAMPLE "|--moved=VM1/Network Adapter=" NETWORK(1-Chicago), "VM1",
	  "Network Adapter", NETWORK(1-Chicago), NETWORK(1-NewYork),
	  "connected", 2 },
	{ EXAMPLE, "VM4", "Backup", NULL, NULL, "disconnected", 1 },
	/* A NIC that the plan does not connect, moved to a mapped network. */
	{ EXAMPLE "|--moved=VM4/Backup=" NETWORK(1-Chicago)
		  "|--moved=VM5/Network Adapter=" NETWORK(1-Chicago),
	  "VM5", "Network Adapter", NETWORK(1-Chicago), NETWORK(1-NewYork),
	  "connected", 3 },
};

static void test_documents(void **state)
{
	(void)state;
	run_write("%changed.plan.cfg",
		  "format = 1;\n"
		  "topology = \"newyork-chicago.cfg\";\n"
		  "mappings = (\n"
		  "  { source = \"VMNetwork1-NewYork\"; "
		  "target = \"VMNetwork1-Chicago\"; },\n"
		  "  { source = \"VMNetwork1-Chicago\"; "
		  "target = \"VMNetwork2-NewYork\"; }\n"
		  ");\n");
	check_failbacks(document_cases, N_ITEMS(document_cases));
}

#define NAMES "failback|@commands-names|--format=json|"

/* Names hold "/" and "=": there is one way to split each of these. */
static const struct failback_case split_cases[] = {
	{ NAMES "--moved=a/b/d=Net-Lone", "a/b", "d", "Net-Lone", NULL,
	  "disconnected", 5 },
	{ NAMES "--disconnected=a/b/d", "a/b", "d", NULL, NULL,
	  "disconnected", 1 },
	{ NAMES "--moved=a/eth=Net-Lone", "a", "eth", "Net-Lone", NULL,
	  "disconnected", 5 },
	{ NAMES "--moved=a/eth=0=Net-Lone", "a", "eth=0", "Net-Lone", NULL,
	  "disconnected", 5 },
	{ NAMES "--disconnected=a/eth=0", "a", "eth=0", NULL, NULL,
	  "disconnected", 1 },
	{ NAMES "--moved=x=y/==Net-Lone", "x=y", "=", "Net-Lone", NULL,
	  "disconnected", 5 },
	{ NAMES "--disconnected=x=y/=", "x=y", "=", NULL, NULL,
	  "disconnected", 1 },
	{ NAMES "--moved=x=y/==Net=South", "x=y", "=", "Net=South", "Net-B",
	  "connected", 2 },
	{ NAMES "--moved=a/eth=Net=South", "a", "eth", "Net=South", NULL,
	  "ambiguous", 4 },
	/* Where several VMM servers have the VM, --server says which; it does
	 * not get in the way of another. */
	{ NAMES "--moved=Web1/eth0=0=Net=South|--server=VMM-North", "Web1",
	  "eth0", "0=Net=South", "Net-A", "connected", 3 },
	{ NAMES "--disconnected=Web1/eth0|--disconnected=Mail1/eth0"
		"|--server=VMM-North",
	  "Mail1", "eth0", NULL, NULL, "disconnected", 1 },
};

static const struct status_case split_faults[] = {
	{ "--disconnected=a/b/c", 2, "several ways" },
	{ "--moved=a/b/c=Net-South", 2, "several ways" },
	{ "--moved=a/eth=0=Net=South", 2, "several ways" },
	{ "--moved=Web1/eth0=Net-Lone", 2, "--server" },
	{ "--disconnected=Web1/eth0", 2, "--server" },
	{ "--disconnected=Web1/eth0 --server=Gone", 2, "'Gone'" },
	{ "--disconnected=Web1/eth0 --server=VMM-South", 2, "no VM" },
	{ "--disconnected=a/b/c --server=VMM-North", 2, "several ways" },
	{ "--moved=Big/eth0=Net-South", 2, "not placed" },
	{ "--disconnected=Big/eth0", 2, "not placed" },
	{ "--moved=Stays/eth0=Net-South", 2, "no replica" },
	{ "--disconnected=Stays/eth0", 2, "no replica" },
	{ "--moved=a/eth=Net-Lone --moved=a/eth=Net-South", 2, "already" },
	{ "--moved=a/eth=Net-Lone --moved=a/eth=Net-Lone", 2, "already" },
	{ "--disconnected=a/eth --moved=a/eth=Net-South", 2, "already" },
	{ "--disconnected=a/eth --disconnected=a/eth", 2, "already" },
	{ "--moved=Gone/eth=Net-South", 2, "no VM" },
	{ "--moved=a/gone=Net-South", 2, "no NIC" },
	{ "--disconnected=a/gone", 2, "no NIC" },
	{ "--moved=a/eth=Net-Gone", 2, "no VM network" },
	/* Not a network of the protecting cloud's VMM server. */
	{ "--moved=a/eth=Net-North", 2, "no VM network" },
	{ "--moved=a", 2, "VM/NIC=NETWORK" },
	{ "--moved=a/eth", 2, "VM/NIC=NETWORK" },
	{ "--moved=a=Net-South", 2, "VM/NIC=NETWORK" },
	{ "--moved=", 2, "VM/NIC=NETWORK" },
	{ "--moved=/=", 2, "no VM" },
	{ "--disconnected=a", 2, "VM/NIC" },
	{ "--disconnected=", 2, "VM/NIC" },
};

static void test_split(void **state)
{
	char line[256];

	(void)state;
	check_failbacks(split_cases, N_ITEMS(split_cases));
	for (size_t i = 0; i < N_ITEMS(split_faults); i++) {
		struct status_case it = split_faults[i];

		snprintf(line, sizeof(line), "failback @commands-names %s",
			 it.line);
		it.line = line;
		check_statuses(&it, 1);
	}
}

/* With --server the VM of that VMM server is moved, and the other is not. */
static void test_server(void **state)
{
	json_t *rows = json_of(NAMES "--disconnected=Web1/eth0"
				     "|--server=VMM-East", 0);
	size_t i, n = 0;
	json_t *row;

	(void)state;
	json_array_foreach(rows, i, row) {
		bool is_moved = is_same(string_of(row, "server"), "VMM-East");

		if (!is_same(string_of(row, "vm"), "Web1"))
			continue;
		n++;
		assert_string_equal(string_of(row, "outcome"),
				    is_moved ? "disconnected" : "connected");
	}
	assert_int_equal(n, 2);
	json_decref(rows);
}

/* Replicas that are not placed are not listed. */
static void test_unplaced(void **state)
{
	json_t *rows = json_of("failback|@commands-names|--format=json", 0);

	(void)state;
	assert_null(find_nic(rows, "Big", "eth0"));
	assert_null(find_nic(rows, "Stays", "eth0"));
	assert_non_null(find_nic(rows, "Mail1", "eth0"));
	json_decref(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_server),
		cmocka_unit_test(test_unplaced),
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	return cmocka_run_group_tests(tests, run_make_folder,
				      run_remove_folder);
}
