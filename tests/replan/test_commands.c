/* The commands, as a shell runs them: what they print where, and how they end.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "checks.h"
#include "run.h"

/* ---- Exit statuses ----------------------------------------------------- */

static const struct status_case status_cases[] = {
	/* Done. */
	{ "plan @commands", 0, "Web1" },
	{ "plan @commands --format=csv", 0, "vm,server,protected" },
	{ "plan @commands --format json --fresh", 0, "\"replicas\"" },
	{ "plan @commands --prove", 0, "proven optimal" },
	{ "plan @commands --prove --format=table", 0, "VM" },
	{ "plan @commands-unplaced --prove", 1, "not placed, " },
	{ "check @commands", 0, "network-unmapped" },
	{ "check @commands --format=json", 0, "\"findings\"" },
	{ "targets @commands", 0, "Net-Other" },
	{ "targets @commands --source=Net-North", 0, "not available" },
	{ "targets @commands-ambiguous --source=Net-North --server=VMM-North",
	  0, "Net-South" },
	{ "targets @commands-ambiguous --source=Net-North --server=VMM-East", 0,
	  "" },
	{ "export @commands --format=config", 0, "format = 1" },
	{ "export @commands --format=csv", 0, "vm,server,protected" },
	{ "export @commands --format=lp", 0, "Subject To" },
	{ "export @commands --format=json --output=-", 0, "\"replicas\"" },
	{ "plan -- @commands", 0, "Web1" },
	/* Names that two VMM servers have are shown with their server. */
	{ "plan +same-names", 0, "FILE1 (VMM-West)" },
	{ "plan +same-names", 0, "HV1 (VMM-West)" },
	{ "plan +same-names", 0, "Servers (VMM-West)" },
	{ "plan +same-names", 0, "Live (VMM-East) -> Standby (VMM-West)" },
	{ "check +same-names", 0, "DC1 (VMM-East), Network Adapter" },
	{ "targets +same-names", 0, "Live (VMM-East) -> Standby (VMM-West)" },
	{ "explain +same-names --vm=DC1 --server=VMM-East", 0,
	  "HV2 (VMM-West)" },
	{ "plan @commands @commands", 2,
	  "commands.cfg: this is a topology, not a plan file" },
	{ "plan +newyork-chicago.plan", 2,
	  "newyork-chicago.plan.cfg: this is a plan file; name its topology" },
	/* Done, and the plan has errors; targets does not tell of them. */
	{ "plan @commands-unplaced", 1, "not placed" },
	{ "check @commands-unplaced", 1, "error" },
	{ "export @commands-unplaced --format=json", 1, "\"replicas\"" },
	{ "targets @commands-unplaced", 0, "Net-South" },
	/* Usage errors. */
	{ "plan", 2, "Try 'replan plan --help'" },
	{ "check", 2, "Try 'replan check --help'" },
	{ "targets", 2, "Try 'replan targets --help'" },
	{ "export", 2, "Try 'replan export --help'" },
	{ "plan @commands a b", 2, "too many operands" },
	{ "plan @commands --format=xml", 2, "table|json|csv" },
	{ "plan @commands --format=", 2, "table|json|csv" },
	{ "plan @commands --format", 2, "needs a value" },
	{ "plan @commands --fresh=1", 2, "takes no value" },
	{ "plan @commands --nothing", 2, "unknown option '--nothing'" },
	{ "plan @commands -x", 2, "unknown option '-x'" },
	{ "plan @commands --output=f", 2, "'replan plan' has no option" },
	{ "plan @commands --prove=1", 2, "takes no value" },
	{ "plan @commands --prove --format=json", 2, "--prove is for tables" },
	{ "plan @commands --prove --format=csv", 2, "--prove is for tables" },
	{ "check @commands --format=csv", 2, "table|json" },
	{ "check @commands --fresh", 2, "has no option --fresh" },
	{ "export @commands", 2, "--format" },
	{ "export @commands --format=table", 2, "config|csv|json|lp" },
	{ "targets @commands --server=VMM-North", 2, "--source" },
	{ "--fresh @commands", 2, "--fresh" },
	{ "plam @commands", 2, "neither a command nor a file" },
	/* Names that answer nothing, or more than one thing. */
	{ "targets @commands --source=Net-Gone", 2, "Net-Gone" },
	{ "targets @commands --source=Net-North --server=Gone", 2, "Gone" },
	{ "targets @commands --source=Net-South --server=VMM-North", 2,
	  "Net-South" },
	{ "targets @commands-ambiguous --source=Net-North", 2, "--server" },
	/* Files that cannot be used. */
	{ "plan @commands-gone", 2, "commands-gone.cfg" },
	{ "plan @commands-faulty", 2, "192.168.1.021" },
	{ "check @commands-faulty", 2, "Group-Gone" },
	{ "targets @commands-faulty", 2, "commands-faulty.cfg:" },
	{ "export @commands-faulty --format=json", 2, "commands-faulty.cfg:" },
	{ "plan @commands %gone.plan.cfg", 2, "gone.plan.cfg" },
	{ "check @commands %gone.plan.cfg", 2, "gone.plan.cfg" },
	{ "export @commands %gone.plan.cfg --format=csv", 2, "gone.plan.cfg" },
	{ "plan /dev/null", 2, "/dev/null" },
	{ "plan /", 2, "/" },
	{ "export @commands --format=csv --output=%no/such", 2, "no/such" },
	{ "export @commands --format=csv --output=/dev/full", 2, "/dev/full" },
	/* No terminal. */
	{ "", 2, "terminal" },
	{ "@commands", 2, "terminal" },
	{ "--readonly --ascii @commands %x.plan.cfg", 2, "terminal" },
};

static void test_statuses(void **state)
{
	(void)state;
	check_statuses(status_cases, N_ITEMS(status_cases));
}

/* A usage error is two lines; the second says where to look. */
static void test_usage_error(void **state)
{
	struct run run = run_line("plan @commands --format=xml");

	(void)state;
	assert_string_equal(run.err,
			    "replan: --format is one of table|json|csv, "
			    "not 'xml'\n"
			    "Try 'replan plan --help' for more.\n");
	run_free(&run);
}

/* All input errors of a file are reported, each on a line. */
static void test_all_errors(void **state)
{
	struct run run = run_line("plan @commands-faulty");

	(void)state;
	assert_non_null(strstr(run.err, "192.168.1.021"));
	assert_non_null(strstr(run.err, "Group-Gone"));
	run_free(&run);
}

/* A file name cannot drive the terminal by way of a message. */
static void test_hostile_name(void **state)
{
	char program[] = "replan", command[] = "plan", name[] = "\033[31mred";
	char *words[] = { program, command, name, NULL };
	struct run run = run_words(words, (struct run_setup){ -1, 0 });

	(void)state;
	assert_int_equal(run.status, 2);
	assert_null(strchr(run.err, '\033'));
	assert_non_null(strstr(run.err, "red"));
	run_free(&run);
}

/* ---- Help -------------------------------------------------------------- */

static void test_help(void **state)
{
	static const struct {
		const char *line;
		const char *says[4];
	} cases[] = {
		{ "--help",
		  { "plan ", "check ", "targets ", "export " } },
		{ "--help",
		  { "failback ", "explain ", "diff ", "rebalance " } },
		{ "plan --help",
		  { "--format=table|json|csv", "--fresh", "TOPOLOGY [PLAN]" } },
		{ "--help plan", { "--fresh" } },
		{ "check --help", { "--format=table|json" } },
		{ "targets --help", { "--source=NETWORK", "--server=SERVER" } },
		{ "failback --help",
		  { "--moved=VM/NIC=NETWORK", "--disconnected=VM/NIC",
		    "--server=SERVER" } },
		{ "explain --help",
		  { "--vm=VM", "--host=HOST", "--nic=NIC",
		    "--address=ADDRESS" } },
		{ "diff --help", { "TOPOLOGY PLAN-A PLAN-B" } },
		{ "rebalance --help", { "--accept" } },
		{ "validate --help", { "--observed=FILE" } },
		{ "export --help",
		  { "--format=config|csv|json", "--output=FILE" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_line(cases[i].line);

		assert_int_equal(run.status, 0);
		assert_string_equal(run.err, "");
		assert_int_equal(strncmp(run.out, "Usage: replan ", 14), 0);
		for (size_t j = 0; j < 4 && cases[i].says[j]; j++)
			assert_non_null(strstr(run.out, cases[i].says[j]));
		run_free(&run);
	}
}

static void test_version(void **state)
{
	struct run run = run_line("--version");

	(void)state;
	assert_int_equal(run.status, 0);
	assert_string_equal(run.err, "");
	assert_int_equal(strncmp(run.out, "replan ", 7), 0);
	assert_true(run.out[7] >= '0' && run.out[7] <= '9');
	run_free(&run);
}

/* ---- Output ------------------------------------------------------------ */

/* Both command lines print the same bytes. */
static void assert_same(const char *left, const char *right)
{
	struct run a = run_line(left);
	struct run b = run_line(right);

	assert_true(a.size > 0);
	assert_int_equal(a.status, b.status);
	assert_string_equal(a.out, b.out);
	run_free(&a);
	run_free(&b);
}

static void test_same_bytes(void **state)
{
	(void)state;
	assert_same("plan @commands", "plan @commands");
	assert_same("plan @commands --format=json",
		    "plan @commands --format=json");
	assert_same("plan @commands --format=json",
		    "--format json plan @commands");
	assert_same("plan @commands --format=json", "plan --form=json -- "
						    "@commands");
	assert_same("plan @commands --format=json",
		    "export --format=json @commands");
	assert_same("plan @commands --format=csv",
		    "export @commands --format=csv --output=-");
	assert_same("plan @commands-unplaced --format=json",
		    "plan @commands-unplaced --format=json");
}

/* JSON and CSV are the same in every locale. */
static void test_same_in_locales(void **state)
{
	char *old = getenv("LC_ALL");

	(void)state;
	old = old ? strdup(old) : NULL;
	struct run a = run_line("plan @commands --format=json");
	setenv("LC_ALL", "C", 1);
	struct run b = run_line("plan @commands --format=json");
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	struct run c = run_line("plan @commands --format=json");

	if (old)
		setenv("LC_ALL", old, 1);
	else
		unsetenv("LC_ALL");
	free(old);
	assert_string_equal(a.out, b.out);
	assert_string_equal(a.out, c.out);
	run_free(&a);
	run_free(&b);
	run_free(&c);
}

static void test_output_file(void **state)
{
	struct run shown = run_line("export @commands --format=csv");
	struct run run;
	size_t size;
	char *bytes;

	(void)state;
	for (int i = 0; i < 2; i++) {
		run = run_line("export @commands --format=csv --output=%out");
		assert_int_equal(run.status, 0);
		assert_int_equal(run.size, 0);
		bytes = run_read("%out", &size);
		assert_string_equal(bytes, shown.out);
		free(bytes);
		run_free(&run);
	}
	run_free(&shown);
}

/* How many entries the folder of the tests has. */
static unsigned count_files(void)
{
	char *command = NULL;
	unsigned n = 0;
	FILE *pipe;

	assert_true(asprintf(&command, "ls -A '%s' | wc -l", run_folder()) > 0);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	assert_int_equal(fscanf(pipe, "%u", &n), 1);
	pclose(pipe);
	free(command);
	return n;
}

/* A disk that is full in the midst of writing leaves the old file. */
static void test_output_all_or_nothing(void **state)
{
	struct run run;
	unsigned n_files;
	size_t size;
	char *bytes;

	(void)state;
	run_write("%kept", "old\n");
	n_files = count_files();
	run = run_line_with("export @commands --format=json --output=%kept",
			(struct run_setup){ -1, 64 });
	assert_int_equal(run.status, 2);
	assert_int_equal(run.size, 0);
	assert_non_null(strstr(run.err, "kept"));
	bytes = run_read("%kept", &size);
	assert_string_equal(bytes, "old\n");
	assert_int_equal(count_files(), n_files);
	free(bytes);
	run_free(&run);
}

/* A folder that cannot be written leaves the old file too. */
static void test_output_unwritable_folder(void **state)
{
	char *path = run_expand("%locked");
	struct run run;
	size_t size;
	char *bytes;

	(void)state;
	if (geteuid() == 0) {
		free(path);
		return; /* Nothing is unwritable to the super-user. */
	}
	assert_int_equal(mkdir(path, 0700), 0);
	run_write("%locked/kept", "old\n");
	assert_int_equal(chmod(path, 0500), 0);
	run = run_line("export @commands --format=csv --output=%locked/kept");
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(run.status, 2);
	bytes = run_read("%locked/kept", &size);
	assert_string_equal(bytes, "old\n");
	free(bytes);
	free(path);
	run_free(&run);
}

/* A symbolic link stays, and the file that it names keeps its mode. */
static void test_output_keeps(void **state)
{
	char *link = run_expand("%link");
	struct stat status;
	struct run run;
	char *target = run_expand("%target");

	(void)state;
	run_write("%target", "old\n");
	assert_int_equal(chmod(target, 0640), 0);
	assert_int_equal(symlink("target", link), 0);
	run = run_line("export @commands --format=csv --output=%link");
	assert_int_equal(run.status, 0);
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(lstat(target, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_true(status.st_size > 4);
	run_free(&run);
	free(link);
	free(target);
}

static void test_output_full(void **state)
{
	static const char *const lines[] = {
		"plan @commands", "check @commands --format=json",
		"targets @commands", "export @commands --format=csv",
		"failback @commands", "explain @commands --vm=Web1",
		"rebalance @commands --format=json", "--help", "--version"
	};
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(full >= 0);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct run run =
			run_line_with(lines[i], (struct run_setup){ full, 0 });

		assert_int_equal(run.status, 2);
		assert_non_null(strstr(run.err, "standard output"));
		run_free(&run);
		run = run_line_with(lines[i], (struct run_setup){ -2, 0 });
		assert_int_equal(run.status, 2);
		run_free(&run);
	}
	close(full);
}

/* ---- JSON -------------------------------------------------------------- */

#define FINDING_KEYS "code level about text remedy"

static bool replica_has_keys(json_t *replica)
{
	json_t *nics = json_object_get(replica, "nics");
	size_t i;
	json_t *nic;

	if (!all_have_keys(nics, "name source_network source_subnet network "
				 "connection subnet subnet_rule addresses "
				 "test_network", 0))
		return false;
	json_array_foreach(nics, i, nic)
		if (!all_have_keys(json_object_get(nic, "addresses"),
				   "source address rule", 0))
			return false;
	return true;
}

/* Whether 'plan' has every key that a plan has (formats 4). */
static bool plan_has_keys(json_t *plan)
{
	json_t *replicas = json_object_get(plan, "replicas");
	json_t *hosts = json_object_get(plan, "hosts");
	bool all = true;
	size_t i;
	json_t *it;

	if (!has_keys(plan, "format topology summary replicas hosts subnets "
			    "routes dns findings") ||
	    !has_keys(json_object_get(plan, "summary"),
		      "protected placed unplaced nics connected disconnected "
		      "retained offset next pinned dhcp unaddressed "
		      "separation_broken peak_load peak_load_bound "
		      "unplaced_bound moved") ||
	    !all_have_keys(replicas, "vm server protected protecting "
				     "target_server host why nics", 1) ||
	    !all_have_keys(hosts, "name server replicas load loss", 1) ||
	    !all_have_keys(json_object_get(plan, "findings"), FINDING_KEYS, 1))
		return false;
	json_array_foreach(replicas, i, it)
		all = all && replica_has_keys(it);
	json_array_foreach(hosts, i, it)
		all = all && has_keys(json_object_get(it, "load"),
				      "cpus memory storage iops");
	return all;
}

static void test_plan_json(void **state)
{
	json_t *plan = json_of("plan|@commands|--format=json", 0);
	json_t *unplaced = json_of("plan|@commands-unplaced|--format=json", 1);
	json_t *bad;

	(void)state;
	assert_true(plan_has_keys(plan));
	assert_true(plan_has_keys(unplaced));
	assert_string_equal(
		json_string_value(json_object_get(plan, "topology")),
		"commands.cfg");

	/* The control: a key that is not there is noticed. */
	bad = json_deep_copy(plan);
	json_object_del(json_array_get(json_object_get(bad, "replicas"), 0),
			"host");
	assert_false(plan_has_keys(bad));
	json_decref(bad);
	json_decref(plan);
	json_decref(unplaced);
}

static void test_check_json(void **state)
{
	json_t *check = json_of("check|@commands-unplaced|--format=json", 1);
	json_t *plan = json_of("plan|@commands-unplaced|--format=json", 1);
	json_t *findings = json_object_get(check, "findings");
	size_t n = 0;

	(void)state;
	assert_true(has_keys(check, "findings errors warnings notices"));
	assert_true(all_have_keys(findings, FINDING_KEYS, 1));
	assert_true(json_equal(findings, json_object_get(plan, "findings")));
	n += (size_t)json_integer_value(json_object_get(check, "errors"));
	assert_true(n >= 1);
	n += (size_t)json_integer_value(json_object_get(check, "warnings"));
	n += (size_t)json_integer_value(json_object_get(check, "notices"));
	assert_int_equal(n, json_array_size(findings));
	json_decref(check);
	json_decref(plan);
}

/* ---- Targets ----------------------------------------------------------- */

/* The availability table of the documents' own example. */
static const struct {
	const char *target;
	const char *protected;
	const char *protecting;
	bool available;
	const char *remedy;
} availability[] = {
	{ "VMNetwork1-Chicago", "SilverCloud1", "SilverCloud2", true, NULL },
	{ "VMNetwork1-Chicago", "GoldCloud1", "GoldCloud2", true, NULL },
	{ "VMNetwork2-Chicago", "SilverCloud1", "SilverCloud2", false,
	  "add logical network LogicalNetwork2-Chicago to cloud SilverCloud2" },
	{ "VMNetwork2-Chicago", "GoldCloud1", "GoldCloud2", true, NULL },
};

/* How many rows of 'rows' say of 'source' what availability[i] says. */
static unsigned count_rows(const json_t *rows, const char *source, size_t i)
{
	unsigned n = 0;
	json_t *row;
	size_t j;

	json_array_foreach(rows, j, row) {
		const char *remedy = string_of(row, "remedy");

		n += strcmp(string_of(row, "source"), source) == 0 &&
		     strcmp(string_of(row, "target"),
			    availability[i].target) == 0 &&
		     strcmp(string_of(row, "protected"),
			    availability[i].protected) == 0 &&
		     strcmp(string_of(row, "protecting"),
			    availability[i].protecting) == 0 &&
		     json_is_true(json_object_get(row, "available")) ==
			     availability[i].available &&
		     (availability[i].remedy
			      ? remedy && !strcmp(remedy,
						  availability[i].remedy)
			      : !remedy);
	}
	return n;
}

static void test_availability(void **state)
{
	json_t *rows = json_of("targets|+newyork-chicago|--format=json|"
			       "--source=VMNetwork1-NewYork", 0);

	(void)state;
	assert_true(all_have_keys(rows, "source source_server target "
					"target_server protected protecting "
					"available recommended remedy", 4));
	assert_int_equal(json_array_size(rows), 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(count_rows(rows, "VMNetwork1-NewYork", i), 1);

	/* The control: a row that says otherwise is noticed. */
	json_object_set_new(json_array_get(rows, 0), "available",
			    json_null());
	json_object_set_new(json_array_get(rows, 1), "target",
			    json_string("elsewhere"));
	for (size_t i = 0, n = 0; i < 4; i++) {
		n += count_rows(rows, "VMNetwork1-NewYork", i);
		assert_true(i < 3 || n < 4);
	}
	json_decref(rows);
}

/* ---- The plan file ----------------------------------------------------- */

/* A plan without the words that say why it is so: a replica that was chosen
 * and one that was kept have other ones. */
static json_t *plan_without_why(const char *line, int status)
{
	json_t *plan = json_of(line, status);
	json_t *replica;
	size_t i;

	json_array_foreach(json_object_get(plan, "replicas"), i, replica)
		json_object_del(replica, "why");
	return plan;
}

/* What is exported as a plan file is the plan that it opens as, and exporting
 * that writes the same file. */
static void check_config(const char *name, int status)
{
	char line[256];
	struct run run;
	json_t *first, *second;
	size_t size;
	char *bytes;

	snprintf(line, sizeof(line),
		 "export @%s --format=config --output=%%made.plan.cfg", name);
	run = run_line(line);
	assert_int_equal(run.status, status);
	run_free(&run);
	snprintf(line, sizeof(line), "plan|@%s|--format=json", name);
	first = plan_without_why(line, status);
	snprintf(line, sizeof(line), "plan|@%s|%%made.plan.cfg|--format=json",
		 name);
	second = plan_without_why(line, status);
	assert_true(json_equal(first, second));
	json_decref(first);
	json_decref(second);
	snprintf(line, sizeof(line),
		 "export @%s %%made.plan.cfg --format=config", name);
	run = run_line(line);
	bytes = run_read("%made.plan.cfg", &size);
	assert_string_equal(run.out, bytes);
	assert_string_equal(run.err, "");
	free(bytes);
	run_free(&run);
}

static void test_config_opens(void **state)
{
	(void)state;
	check_config("commands", 0);
	check_config("commands-ambiguous", 0);
	check_config("commands-unplaced", 1);
}

/* ---- Tables ------------------------------------------------------------ */

/* A table that is no terminal's has whole lines, no trailing spaces, no
 * control characters. */
static void test_table(void **state)
{
	struct run run = run_line("plan @commands");

	(void)state;
	assert_non_null(strstr(run.out, "Cloud-North -> Cloud-South"));
	assert_non_null(strstr(run.out, "not mapped"));
	assert_non_null(strstr(run.out, "no NIC"));
	assert_non_null(strstr(run.out, "3 VMs are protected: 3 placed, "
					"0 not placed"));
	assert_non_null(strstr(run.out, "Findings: 0 errors"));
	assert_null(strstr(run.out, " \n"));
	for (const char *at = run.out; *at; at++)
		assert_true(*at == '\n' || (unsigned char)*at >= ' ');
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_usage_error),
		cmocka_unit_test(test_all_errors),
		cmocka_unit_test(test_hostile_name),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_same_in_locales),
		cmocka_unit_test(test_output_file),
		cmocka_unit_test(test_output_all_or_nothing),
		cmocka_unit_test(test_output_unwritable_folder),
		cmocka_unit_test(test_output_keeps),
		cmocka_unit_test(test_output_full),
		cmocka_unit_test(test_plan_json),
		cmocka_unit_test(test_check_json),
		cmocka_unit_test(test_availability),
		cmocka_unit_test(test_config_opens),
		cmocka_unit_test(test_table),
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	return cmocka_run_group_tests(tests, run_make_folder,
				      run_remove_folder);
}
