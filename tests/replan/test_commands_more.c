/* The commands that answer questions about a plan: explain, diff, rebalance,
 * validate.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks.h"
#include "replan.h"
#include "run.h"

/* ---- Exit statuses ----------------------------------------------------- */

static const struct status_case status_cases[] = {
	/* Done; these do not tell of errors in the plan. */
	{ "explain @commands --vm=Web1", 0, "S1" },
	{ "explain @commands --vm=Bare", 0, "Bare" },
	{ "explain @commands-unplaced --vm=Web1", 0, "not placed" },
	{ "explain @commands --vm=Web1 --host=S2", 0, "why not host" },
	{ "explain @commands --vm=Web1 --nic=eth0 --address=10.1.0.5", 0,
	  "reserved" },
	{ "explain @commands --vm=Web1 --server=VMM-North --format=json", 0,
	  "\"eligible\"" },
	{ "rebalance @commands", 0, "0 replicas move" },
	{ "rebalance @commands-unplaced", 0, "Not placed: 1 -> 1" },
	{ "rebalance @commands --format=json", 0, "\"moved\": 0" },
	/* Usage errors. */
	{ "explain", 2, "Try 'replan explain --help'" },
	{ "diff", 2, "Try 'replan diff --help'" },
	{ "rebalance", 2, "Try 'replan rebalance --help'" },
	{ "validate", 2, "Try 'replan validate --help'" },
	{ "explain @commands", 2, "--vm" },
	{ "explain @commands --vm=Web1 --nic=eth0", 2, "go together" },
	{ "explain @commands --vm=Web1 --address=10.1.0.9", 2,
	  "go together" },
	{ "explain @commands --vm=Web1 --nic=eth0 --address=010.1.0.9", 2,
	  "'010.1.0.9'" },
	{ "explain @commands --vm=Web1 --moved=x", 2, "no option --moved" },
	{ "diff @commands", 2, "PLAN-A PLAN-B" },
	{ "diff @commands %a", 2, "too few operands" },
	{ "diff @commands %a %b %c", 2, "too many operands" },
	{ "rebalance @commands --accept=1", 2, "takes no value" },
	{ "plan @commands --accept", 2, "no option --accept" },
	{ "plan @commands a", 2, "a" },
	{ "validate @commands", 2, "--observed" },
	{ "validate @commands --observed=a --format=csv", 2, "table|json" },
	/* Names that answer nothing, or more than one thing. */
	{ "explain @commands --vm=Gone", 2, "'Gone'" },
	{ "explain @commands --vm=Web1 --server=Gone", 2, "'Gone'" },
	{ "explain @commands --vm=Web1 --server=VMM-South", 2, "'Web1'" },
	{ "explain @commands --vm=Web1 --host=N1", 2, "'N1'" },
	{ "explain @commands --vm=Web1 --nic=eth9 --address=10.1.0.9", 2,
	  "'eth9'" },
	{ "explain @commands-names --vm=Web1", 2, "--server" },
	{ "explain @commands-names --vm=Stays", 2, "no replica" },
	/* Files that cannot be used. */
	{ "explain @commands-faulty --vm=Web1", 2, "192.168.1.021" },
	{ "rebalance @commands-faulty", 2, "192.168.1.021" },
	{ "explain @commands %gone.plan.cfg --vm=Web1", 2, "gone.plan.cfg" },
	{ "rebalance @commands %gone.plan.cfg", 2, "gone.plan.cfg" },
	{ "rebalance @commands %gone.plan.cfg --accept", 2, "gone.plan.cfg" },
	{ "validate @commands --observed=%gone.csv", 2, "gone.csv" },
	{ "validate @commands --observed=/", 2, "/" },
};

static void test_statuses(void **state)
{
	(void)state;
	check_statuses(status_cases, N_ITEMS(status_cases));
}

/* ---- Explain ----------------------------------------------------------- */

/* How many hosts an explanation tells of: those that the replica could have,
 * and those that a rule removed. */
static json_int_t count_hosts(json_t *explanation)
{
	json_t *host = json_object_get(explanation, "host");
	json_int_t n = count_of(host, "eligible");
	size_t i;
	json_t *removed;

	json_array_foreach(json_object_get(host, "removed"), i, removed)
		n += count_of(removed, "hosts");
	return n;
}

/* Every host of the protecting cloud is eligible or removed once. */
static void test_explain_sums(void **state)
{
	static const struct {
		const char *line;
		json_int_t hosts;
	} cases[] = {
		{ "explain|+newyork-chicago|--vm=VM1|--format=json", 5 },
		{ "explain|+newyork-chicago|--vm=VM4|--format=json", 5 },
		{ "explain|+newyork-chicago|--vm=VM5|--format=json", 5 },
		{ "explain|+newyork-chicago|--vm=VM6|--format=json", 3 },
		{ "explain|@commands-names|--vm=Big|--format=json", 4 },
		{ "explain|@commands-names|--vm=x=y|--format=json", 4 },
		{ "explain|@commands-names|--vm=Web1|--server=VMM-East"
		  "|--format=json", 4 },
	};

	(void)state;
	for (size_t i = 0; i < N_ITEMS(cases); i++) {
		json_t *json = json_of(cases[i].line, 0);

		assert_int_equal(count_hosts(json), cases[i].hosts);
		json_decref(json);
	}
}

static void test_explain_json(void **state)
{
	json_t *json = json_of("explain|+newyork-chicago|--vm=VM1"
			       "|--format=json", 0);
	json_t *host = json_object_get(json, "host");
	json_t *nics = json_object_get(json, "nics");
	json_t *nic = json_array_get(nics, 0);
	json_t *runner_up = json_object_get(host, "runner_up");

	(void)state;
	assert_true(has_keys(json, "vm server host nics"));
	assert_true(has_keys(host, "name why eligible removed runner_up"));
	assert_true(all_have_keys(json_object_get(host, "removed"),
				  "rule hosts", 1));
	assert_true(has_keys(runner_up, "name load"));
	assert_true(json_is_real(json_object_get(runner_up, "load")));
	assert_true(all_have_keys(nics, "name network subnet why addresses",
				  1));
	assert_true(all_have_keys(json_object_get(nic, "addresses"),
				  "address rule why", 2));
	/* The control: the same keys in another order are noticed. */
	assert_false(has_keys(json, "server vm host nics"));
	json_decref(json);
}

/* The host that is explained is the one that the plan has. */
static void test_explain_plan(void **state)
{
	json_t *plan = json_of("plan|@commands-names|--format=json", 1);
	size_t i;
	json_t *replica;

	(void)state;
	json_array_foreach(json_object_get(plan, "replicas"), i, replica) {
		char line[256];
		json_t *json;

		snprintf(line, sizeof(line),
			 "explain|@commands-names|--vm=%s|--server=%s"
			 "|--format=json",
			 string_of(replica, "vm"),
			 string_of(replica, "server"));
		json = json_of(line, 0);
		assert_true(is_same(string_of(replica, "host"),
				    string_of(json_object_get(json, "host"),
					      "name")));
		json_decref(json);
	}
	assert_true(i > 1);
	json_decref(plan);
}

static void test_explain_others(void **state)
{
	static const struct {
		const char *line;
		const char *key;
		const char *says;
	} cases[] = {
		{ "--vm=VM1|--host=CH-HV05", "other_host", "maintenance" },
		{ "--vm=VM4|--host=CH-HV01", "other_host", "CH-HV02" },
		{ "--vm=VM6|--host=CH-HV01", "other_host", "SilverCloud2" },
		{ "--vm=VM3|--nic=Network Adapter|--address=10.2.20.10",
		  "other_address", "CH-BUILD01" },
		{ "--vm=VM1|--nic=Network Adapter|--address=192.168.1.50",
		  "other_address", "reserved" },
		{ "--vm=VM1|--nic=Network Adapter|--address=2001:db8:1::1",
		  "other_address", "no pool" },
		{ "--vm=VM4|--nic=Backup|--address=10.2.20.77",
		  "other_address", "not connected" },
	};
	char line[256];

	(void)state;
	for (size_t i = 0; i < N_ITEMS(cases); i++) {
		json_t *json;
		struct run run;

		snprintf(line, sizeof(line),
			 "explain|+newyork-chicago|--format=json|%s",
			 cases[i].line);
		json = json_of(line, 0);
		assert_non_null(strstr(
			string_of(json_object_get(json, cases[i].key), "why"),
			cases[i].says));
		json_decref(json);
		snprintf(line, sizeof(line), "explain|+newyork-chicago|%s",
			 cases[i].line);
		run = run_names(line);
		assert_int_equal(run.status, 0);
		assert_non_null(strstr(run.out, cases[i].says));
		run_free(&run);
	}
}

/* ---- Diff -------------------------------------------------------------- */

static void write_plan(const char *name, const char *rest)
{
	char text[1024];

	snprintf(text, sizeof(text), "format = 1;\ntopology = "
				     "\"commands.cfg\";\n%s", rest);
	run_write(name, text);
}

#define MAPPED "mappings = ( { source = \"Net-North\"; " \
	       "target = \"Net-South\"; } );\n"

static void write_diff_plans(void)
{
	write_plan("%a.plan.cfg",
		   MAPPED "pins = ( { vm = \"Web1\"; host = \"S1\"; }, "
			  "{ vm = \"Web2\"; host = \"S1\"; }, "
			  "{ vm = \"Bare\"; host = \"S1\"; } );\n");
	write_plan("%b.plan.cfg",
		   MAPPED "pins = ( { vm = \"Web1\"; host = \"S2\"; }, "
			  "{ vm = \"Web2\"; host = \"S1\"; }, "
			  "{ vm = \"Bare\"; host = \"S1\"; }, "
			  "{ vm = \"Web2\"; nic = \"eth0\"; "
			  "addresses = [ \"10.1.0.50\" ]; } );\n");
	write_plan("%none.plan.cfg", "mappings = ();\n");
	run_write("%same.plan.cfg", "format = 1;\n"
				    "topology = \"same-names.cfg\";\n"
				    "pins = ( { vm = \"FILE1\"; "
				    "server = \"VMM-East\"; "
				    "host = \"HV1\"; } );\n");
}

static void test_diff(void **state)
{
	static const struct {
		const char *what, *vm, *nic, *before, *after;
	} expected[] = {
		{ "host", "Web1", NULL, "S1", "S2" },
		{ "address", "Web2", "eth0", "10.1.0.7", "10.1.0.50" },
	};
	json_t *rows;

	(void)state;
	write_diff_plans();
	rows = json_of("diff|@commands|%a.plan.cfg|%b.plan.cfg|--format=json",
		       0);
	assert_true(all_have_keys(rows, "vm server what nic before after", 2));
	assert_int_equal(json_array_size(rows), N_ITEMS(expected));
	for (size_t i = 0; i < N_ITEMS(expected); i++) {
		json_t *row = json_array_get(rows, i);

		assert_string_equal(string_of(row, "what"), expected[i].what);
		assert_string_equal(string_of(row, "vm"), expected[i].vm);
		assert_true(is_same(string_of(row, "nic"), expected[i].nic));
		assert_string_equal(string_of(row, "before"),
				    expected[i].before);
		assert_string_equal(string_of(row, "after"),
				    expected[i].after);
	}
	json_decref(rows);
}

/* A plan is no different from itself; one without mappings has no networks,
 * subnets and addresses. */
static void test_diff_tables(void **state)
{
	static const struct status_case cases[] = {
		{ "diff @commands %a.plan.cfg %a.plan.cfg", 0,
		  "No differences." },
		{ "diff @commands %a.plan.cfg %b.plan.cfg", 0, "10.1.0.50" },
		{ "diff @commands %a.plan.cfg %none.plan.cfg", 0, "subnet" },
		{ "diff @commands %none.plan.cfg %a.plan.cfg", 0,
		  "Net-South" },
		{ "diff @commands %a.plan.cfg %none.plan.cfg --format=json", 0,
		  "\"network\"" },
		/* Hosts and networks of one name. */
		{ "diff +same-names +same-names.plan %same.plan.cfg", 0,
		  "HV1 (VMM-West)" },
		{ "diff +same-names +same-names.plan %same.plan.cfg", 0,
		  "Servers (VMM-West)" },
		{ "diff @commands %a.plan.cfg %gone.plan.cfg", 2,
		  "gone.plan.cfg" },
		{ "diff @commands %gone.plan.cfg %a.plan.cfg", 2,
		  "gone.plan.cfg" },
		{ "diff @commands-faulty %a.plan.cfg %a.plan.cfg", 2,
		  "192.168.1.021" },
	};

	(void)state;
	write_diff_plans();
	check_statuses(cases, N_ITEMS(cases));
}

/* ---- Rebalance --------------------------------------------------------- */

/* All replicas were accepted on one host of two. */
static void write_lopsided(void)
{
	write_plan("%lopsided.plan.cfg",
		   MAPPED
		   "accepted = [\n"
		   "\"VMM-North\tWeb1\tVMM-South\tS1\teth0\tNet-South\tretain"
		   "\t10.1.0.6 next\",\n"
		   "\"VMM-North\tWeb2\tVMM-South\tS1\teth0\tNet-South\tretain"
		   "\t10.1.0.7 next\",\n"
		   "\"VMM-North\tWeb2\tVMM-South\tS1\teth1\",\n"
		   "\"VMM-North\tBare\tVMM-South\tS1\"\n];\n");
}

static void assert_price(const char *line, double peak, double after,
			 json_int_t moved)
{
	json_t *price = json_of(line, 0);

	assert_true(has_keys(price, "peak_load after moved"));
	assert_int_equal(count_of(price, "moved"), moved);
	assert_true(json_real_value(json_object_get(price, "peak_load")) ==
		    peak);
	assert_true(json_real_value(json_object_get(price, "after")) == after);
	json_decref(price);
}

static json_t *hosts_of(const char *line)
{
	json_t *plan = json_of(line, 0);
	json_t *hosts = json_array();
	size_t i;
	json_t *replica;

	json_array_foreach(json_object_get(plan, "replicas"), i, replica)
		json_array_append(hosts, json_object_get(replica, "host"));
	json_decref(plan);
	return hosts;
}

#define LOPSIDED "|@commands|%lopsided.plan.cfg|--format=json"

static void test_rebalance(void **state)
{
	char *before, *after;
	json_t *old, *fresh, *new;
	size_t size;

	(void)state;
	write_lopsided();
	before = run_read("%lopsided.plan.cfg", &size);
	old = hosts_of("plan" LOPSIDED);
	fresh = hosts_of("plan" LOPSIDED "|--fresh");
	assert_price("rebalance" LOPSIDED, 0.3125, 0.1875, 1);
	after = run_read("%lopsided.plan.cfg", &size);
	assert_string_equal(before, after);
	free(after);

	assert_price("rebalance" LOPSIDED "|--accept", 0.3125, 0.1875, 1);
	after = run_read("%lopsided.plan.cfg", &size);
	assert_string_not_equal(before, after);
	new = hosts_of("plan" LOPSIDED);
	assert_true(json_equal(new, fresh));
	assert_false(json_equal(new, old));
	assert_price("rebalance" LOPSIDED, 0.1875, 0.1875, 0);
	free(before);
	free(after);
	json_decref(old);
	json_decref(fresh);
	json_decref(new);
}

static void test_rebalance_table(void **state)
{
	struct run run;

	(void)state;
	write_lopsided();
	run = run_line("rebalance @commands %lopsided.plan.cfg");
	assert_string_equal(run.out, "Peak load: 31.3% -> 18.8%, "
				     "1 replica moves: Web2\n");
	run_free(&run);
	run = run_line("rebalance @commands %lopsided.plan.cfg --accept");
	assert_int_equal(run.status, 0);
	assert_non_null(strstr(run.out, "1 replica moves: Web2\nWritten to "));
	assert_non_null(strstr(run.out, "lopsided.plan.cfg\n"));
	run_free(&run);
}

/* A plan file that cannot be written stays as it is, and nothing is said to be
 * done. */
static void test_rebalance_unwritable(void **state)
{
	char *before, *after;
	struct run run;
	size_t size;

	(void)state;
	write_lopsided();
	before = run_read("%lopsided.plan.cfg", &size);
	run = run_line_with("rebalance @commands %lopsided.plan.cfg --accept",
			    (struct run_setup){ -1, 64 });
	assert_int_equal(run.status, 2);
	assert_int_equal(run.size, 0);
	assert_non_null(strstr(run.err, "lopsided.plan.cfg"));
	after = run_read("%lopsided.plan.cfg", &size);
	assert_string_equal(before, after);
	free(before);
	free(after);
	run_free(&run);
}

/* Another session holds the plan file: it is not written, but may be read. */
static void test_rebalance_locked(void **state)
{
	char *path = run_expand("@commands");
	char *plan = run_expand("%lopsided.plan.cfg");
	rp_topology *topology = NULL;
	rp_session *session = NULL;
	struct run run;

	(void)state;
	write_lopsided();
	assert_int_equal(rp_topology_read(&topology, path, NULL), RP_OK);
	assert_int_equal(rp_session_open(&session, topology, plan,
					 RP_OPEN_LOCK, NULL), RP_OK);
	run = run_line("rebalance @commands %lopsided.plan.cfg --accept");
	assert_int_equal(run.status, 2);
	assert_int_equal(run.size, 0);
	assert_non_null(strstr(run.err, "lopsided.plan.cfg"));
	run_free(&run);
	assert_price("rebalance" LOPSIDED, 0.3125, 0.1875, 1);
	rp_session_free(session);
	rp_topology_free(topology);
	free(path);
	free(plan);
}

/* Without PLAN the one beside the topology is written, and made. */
static void test_rebalance_makes(void **state)
{
	size_t size;
	char *topology = run_read("@commands", &size);
	char *plan;
	struct run run;

	(void)state;
	run_write("%own.cfg", topology);
	run = run_line("rebalance %own.cfg --accept");
	assert_int_equal(run.status, 0);
	run_free(&run);
	plan = run_read("%own.plan.cfg", &size);
	assert_non_null(strstr(plan, "accepted"));
	free(plan);
	free(topology);
}

/* ---- Validate ---------------------------------------------------------- */

/* The result of row 'i', as one line. */
static void assert_observation(json_t *rows, size_t i, const char *vm,
			       const char *planned, const char *observed,
			       const char *result)
{
	json_t *row = json_array_get(rows, i);

	assert_string_equal(string_of(row, "vm"), vm);
	assert_string_equal(string_of(row, "nic"), "eth0");
	assert_true(is_same(string_of(row, "planned"), planned));
	assert_true(is_same(string_of(row, "observed"), observed));
	assert_string_equal(string_of(row, "result"), result);
}

static void test_validate(void **state)
{
	json_t *rows;
	struct run run;

	(void)state;
	run_write("%observed.csv", "vm,nic,address\r\n"
				   "Web2,eth0,10.1.0.9\r\n"
				   "Other,eth0,10.1.0.8\r\n");
	rows = json_of("validate|@commands|--observed=%observed.csv"
		       "|--format=json", 1);
	assert_true(all_have_keys(rows, "vm nic planned observed result", 3));
	assert_int_equal(json_array_size(rows), 3);
	assert_observation(rows, 0, "Web1", "10.1.0.6", NULL, "missing");
	assert_observation(rows, 1, "Web2", "10.1.0.7", "10.1.0.9",
			   "different");
	assert_observation(rows, 2, "Other", NULL, "10.1.0.8", "unknown");
	json_decref(rows);
	run = run_line("validate @commands --observed=%observed.csv");
	assert_int_equal(run.status, 1);
	assert_non_null(strstr(run.out, "0 matching, 1 different, 1 missing, "
					"1 unknown\n"));
	run_free(&run);
}

/* One row that does not match is enough. */
static void test_validate_statuses(void **state)
{
	static const struct status_case cases[] = {
		{ "validate @commands --observed=%good.csv", 0,
		  "2 matching, 0 different, 0 missing, 0 unknown" },
		{ "validate @commands --observed=%good.csv --format=json", 0,
		  "matching" },
		{ "validate @commands --observed=%different.csv", 1,
		  "1 matching, 1 different, 0 missing, 0 unknown" },
		{ "validate @commands --observed=%missing.csv", 1,
		  "1 matching, 0 different, 1 missing, 0 unknown" },
		{ "validate @commands --observed=%unknown.csv", 1,
		  "2 matching, 0 different, 0 missing, 1 unknown" },
		{ "validate @commands --observed=%unknown.csv --format=json",
		  1, "unknown" },
		{ "validate @commands --observed=%faulty.csv", 2,
		  "faulty.csv:2" },
		{ "validate @commands --observed=%columns.csv", 2,
		  "columns.csv" },
		{ "validate @commands %gone.plan.cfg --observed=%good.csv", 2,
		  "gone.plan.cfg" },
		{ "validate @commands-faulty --observed=%good.csv", 2,
		  "192.168.1.021" },
	};

	(void)state;
	run_write("%good.csv", "vm,nic,address\n"
			       "Web1,eth0,10.1.0.6\nWeb2,eth0,10.1.0.7\n");
	run_write("%different.csv", "vm,nic,address\nWeb1,eth0,10.1.0.6\n"
				    "Web2,eth0,10.1.0.8\n");
	run_write("%missing.csv", "vm,nic,address\nWeb1,eth0,10.1.0.6\n");
	run_write("%unknown.csv", "vm,nic,address\nWeb1,eth0,10.1.0.6\n"
				  "Web2,eth0,10.1.0.7\nWeb2,eth1,10.1.9.9\n");
	run_write("%faulty.csv", "vm,nic,address\nWeb1,eth0,10.1.0.006\n");
	run_write("%columns.csv", "vm,address\nWeb1,10.1.0.6\n");
	check_statuses(cases, N_ITEMS(cases));
}

/* ---- In any language --------------------------------------------------- */

static void test_same_in_locales(void **state)
{
	static const char *const lines[] = {
		"explain @commands --vm=Web1 --host=S2 --format=json",
		"rebalance @commands --format=json",
		"diff @commands %a.plan.cfg %b.plan.cfg --format=json",
	};
	static const char *const locales[] = { "C", "de_DE.UTF-8", "C.UTF-8" };

	(void)state;
	write_diff_plans();
	for (size_t i = 0; i < N_ITEMS(lines); i++) {
		struct run run = run_line(lines[i]);

		assert_int_equal(run.status, 0);
		for (size_t j = 0; j < N_ITEMS(locales); j++) {
			struct run other;

			setenv("LC_ALL", locales[j], 1);
			other = run_line(lines[i]);
			assert_string_equal(run.out, other.out);
			run_free(&other);
		}
		run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_explain_sums),
		cmocka_unit_test(test_explain_json),
		cmocka_unit_test(test_explain_plan),
		cmocka_unit_test(test_explain_others),
		cmocka_unit_test(test_diff),
		cmocka_unit_test(test_diff_tables),
		cmocka_unit_test(test_rebalance),
		cmocka_unit_test(test_rebalance_table),
		cmocka_unit_test(test_rebalance_unwritable),
		cmocka_unit_test(test_rebalance_locked),
		cmocka_unit_test(test_rebalance_makes),
		cmocka_unit_test(test_validate),
		cmocka_unit_test(test_validate_statuses),
		cmocka_unit_test(test_same_in_locales),
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	return cmocka_run_group_tests(tests, run_make_folder,
				      run_remove_folder);
}
