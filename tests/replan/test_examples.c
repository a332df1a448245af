/* The example topologies: what they mean to show is what decides in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <jansson.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* ---- Error findings only on purpose ------------------------------------ */

/* The error findings of the examples that have any, in their order. */
static const struct {
	const char *example;
	const char *errors;
} error_cases[] = {
	{ "newyork-chicago", "address-none" },
	{ "scarce-capacity", "replica-no-room replica-no-room" },
};

static const char *expected_errors(const char *example)
{
	for (size_t i = 0; i < LENGTH(error_cases); i++)
		if (!strcmp(error_cases[i].example, example))
			return error_cases[i].errors;
	return "";
}

/* The codes of the errors among 'findings', with spaces between. */
static void join_errors(const json_t *findings, char *codes, size_t size)
{
	size_t i, length = 0;
	json_t *finding;

	*codes = '\0';
	json_array_foreach (findings, i, finding) {
		const char *level =
			json_string_value(json_object_get(finding, "level"));
		const char *code =
			json_string_value(json_object_get(finding, "code"));

		assert_non_null(level);
		assert_non_null(code);
		if (strcmp(level, "error"))
			continue;
		length += (size_t)snprintf(codes + length, size - length,
					   "%s%s", length ? " " : "", code);
		assert_true(length < size);
	}
}

static void check_errors(const char *example)
{
	const char *expected = expected_errors(example);
	char line[300], codes[1000];
	struct run run;
	json_t *root;

	snprintf(line, sizeof(line), "check --format=json +%s", example);
	run = run_line(line);
	if (run.status != (*expected ? 1 : 0))
		fail_msg("%s: status %d\n%s", example, run.status, run.err);
	root = json_loads(run.out, 0, NULL);
	assert_non_null(root);
	join_errors(json_object_get(root, "findings"), codes, sizeof(codes));
	if (strcmp(codes, expected))
		fail_msg("%s: errors \"%s\", not \"%s\"", example, codes,
			 expected);
	json_decref(root);
	run_free(&run);
}

/* Calls 'check' for each example, by its name without .cfg; returns how many
 * there are. */
static size_t for_each_example(void (*check)(const char *example))
{
	char *path = run_expand("+"), *end = strrchr(path, '/');
	size_t n = 0;
	struct dirent *entry;
	DIR *folder;

	*end = '\0';
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		char *suffix = strstr(entry->d_name, ".cfg");

		if (!suffix || suffix[4] || strstr(entry->d_name, ".plan."))
			continue;
		*suffix = '\0';
		check(entry->d_name);
		n++;
	}
	closedir(folder);
	free(path);
	return n;
}

static void test_errors_on_purpose(void **state)
{
	(void)state;
	assert_true(for_each_example(check_errors) > LENGTH(error_cases));
}

/* The first line is what the start screen says of an example, in 54 columns
 * beside its name. */
static void check_head(const char *example)
{
	char name[300];
	char *text;
	size_t size, length;

	snprintf(name, sizeof(name), "+%s", example);
	text = run_read(name, &size);
	length = strcspn(text, "\n");
	if (strncmp(text, "# ", 2) || length < 20 || length > 56)
		fail_msg("%s: its first line does not say what it shows",
			 example);
	free(text);
}

static void test_heads(void **state)
{
	(void)state;
	for_each_example(check_head);
}

/* ---- What decides ------------------------------------------------------ */

/* A change of an example's text, and what follows from it. */
struct decider {
	const char *what;
	const char *example;
	bool in_plan;        /* The plan file is changed, not the topology. */
	const char *pattern; /* A POSIX extended regular expression. */
	const char *instead; /* What every match becomes. */
	const char *format;  /* That of the plan: csv, of which quotes are left
			      * out, or json, without white space. */
	const char *before;  /* In the example's plan, and not in the other;
			      * or NULL. */
	const char *after;   /* The other way round. */
};

#define SCARCE ",VMM-Primary,Cloud-Primary,Cloud-Recovery,"
#define FLOORS ",VMM-Office,Cloud-Office,Cloud-Recovery,"

static const struct decider deciders[] = {
	{ "an availability set", "scarce-capacity", false,
	  "availability_set = \"web\";", "", "csv", "WEB2" SCARCE "RE-HV01",
	  "WEB2" SCARCE "RE-HV02" },
	{ "priorities", "scarce-capacity", false, "priority = [0-9];", "",
	  "csv", "TEST1" SCARCE ",", "TEST1" SCARCE "RE-HV" },
	{ "a reserve", "scarce-capacity", false, "reserve = [^}]*};", "",
	  "csv", "TEST1" SCARCE ",", "TEST1" SCARCE "RE-HV02" },
	{ "maintenance", "scarce-capacity", false, "maintenance = true;", "",
	  "csv", "TEST2" SCARCE ",", "TEST2" SCARCE "RE-HV03" },
	{ "a second NIC", "two-floors", false,
	  ",[[:space:]]*[{] name = \"Back\"; [^}]*}", "", "csv",
	  "APP1" FLOORS "UP-HV02", "APP1" FLOORS "UP-HV01" },
	{ "a subnet at a host group", "two-floors", false,
	  "host_groups = \\[ \"Ground\" \\];[^;]*", "prefixes = [ "
	  "\"10.2.2.0/24\" ]", "csv", "data-upper,first,10.2.3.30,offset",
	  "data,same name,10.2.2.30,offset" },
	{ "a host group at another site", "two-floors", false,
	  "site = \"Upper Floor\";", "", "json",
	  "\"after\":{\"next\":\"Upper Floor\",\"via\":\"2001:db8:ff:2::2\"}",
	  "\"after\":{\"next\":\"Ground Floor\","
	  "\"via\":\"2001:db8:ff:1::2\"}" },
	{ "an address of another family", "two-floors", false,
	  "\"2001:db8:1::10\"", "\"2001:db8:1::80\"", "csv",
	  "2001:db8:1::20,retained", "2001:db8:1::80,next" },
	{ "one of the same names", "same-names", true,
	  "server = \"VMM-East\"; host", "server = \"VMM-West\"; host", "csv",
	  "FILE1,VMM-West,Live,Standby,HV1",
	  "FILE1,VMM-West,Live,Standby,HV2" },
	{ "a DHCP scope", "newyork-chicago", false,
	  "dhcp = [{] first = \"10.2.30[^}]*};", "", "json",
	  NULL, "\"code\":\"dhcp-unserved\"" },
	{ "a pinned address", "newyork-chicago", true, "10\\.2\\.20\\.50",
	  "10.2.20.51", "csv", "10.2.20.50,pinned", "10.2.20.51,pinned" },
	{ "an address rule", "address-change", true, "\"offset\"", "\"next\"",
	  "csv", "172.16.1.20,offset", "172.16.1.11,next" },
	{ "a stretched subnet", "stretched-subnet", false,
	  "stretched = true;", "", "json", "\"kind\":\"stretched subnet\"",
	  "\"code\":\"vm-on-target-subnet\"" },
};

/* Puts what 'it' says into 'text', the caller's; returns how often. */
static size_t change(char **text, const struct decider *it)
{
	regmatch_t match;
	regex_t regex;
	size_t n = 0, at = 0;

	assert_int_equal(regcomp(&regex, it->pattern, REG_EXTENDED), 0);
	while (!regexec(&regex, *text + at, 1, &match, 0)) {
		size_t before = at + (size_t)match.rm_so;
		char *changed;

		assert_true(asprintf(&changed, "%.*s%s%s", (int)before, *text,
				     it->instead,
				     *text + at + match.rm_eo) >= 0);
		free(*text);
		*text = changed;
		at = before + strlen(it->instead);
		n++;
	}
	regfree(&regex);
	return n;
}

/* Copies one of the example's files into the folder of this run. */
static void copy_file(const struct decider *it, bool plan, bool changed)
{
	char from[300], to[300];
	char *text;
	size_t size;

	snprintf(from, sizeof(from), "+%s%s", it->example,
		 plan ? ".plan" : "");
	snprintf(to, sizeof(to), "%%%s%s.cfg", it->example,
		 plan ? ".plan" : "");
	text = run_read(from, &size);
	if (changed && change(&text, it) == 0)
		fail_msg("%s: nothing to change in %s", it->what, from);
	run_write(to, text);
	free(text);
}

/* What the program printed, as struct decider has it; the caller's. */
static char *plain(const char *printed, const char *format)
{
	char *text;

	if (!strcmp(format, "json")) {
		json_t *root = json_loads(printed, 0, NULL);

		text = json_dumps(root, JSON_COMPACT);
		json_decref(root);
	} else {
		char *to = text = strdup(printed);

		for (; text && *printed; printed++)
			if (*printed != '"')
				*to++ = *printed;
		if (text)
			*to = '\0';
	}
	assert_non_null(text);
	return text;
}

/* The example's plan, as it stands or changed; the caller's. */
static char *plan_of(const struct decider *it, bool changed)
{
	char line[300];
	struct run run;
	char *text;

	copy_file(it, false, changed && !it->in_plan);
	copy_file(it, true, changed && it->in_plan);
	snprintf(line, sizeof(line), "plan --format=%s %%%s.cfg", it->format,
		 it->example);
	run = run_line(line);
	if (run.status != 0 && run.status != 1)
		fail_msg("%s: status %d\n%s", it->what, run.status, run.err);
	text = plain(run.out, it->format);
	run_free(&run);
	return text;
}

static void test_deciders(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(deciders); i++) {
		const struct decider *it = &deciders[i];
		char *before = plan_of(it, false);
		char *after = plan_of(it, true);

		if ((it->before && !strstr(before, it->before)) ||
		    strstr(before, it->after))
			fail_msg("%s does not decide:\n%s", it->what, before);
		if ((it->before && strstr(after, it->before)) ||
		    !strstr(after, it->after))
			fail_msg("without %s:\n%s", it->what, after);
		free(before);
		free(after);
	}
}

/* The control of the above: a comment decides nothing. */
static void test_comment(void **state)
{
	const struct decider comment = { "a comment", "scarce-capacity", false,
					 "# [^\n]*", "#", "csv", "", "" };
	char *before = plan_of(&comment, false);
	char *after = plan_of(&comment, true);

	(void)state;
	assert_string_equal(before, after);
	free(before);
	free(after);
}

/* Where a name is twice, the file must say whose is meant. */
static void test_same_names(void **state)
{
	static const struct decider cases[] = {
		{ "a pair's server", "same-names", false,
		  "protected_server = [^;]*;", "", "csv", NULL, NULL },
		{ "a mapping's server", "same-names", true,
		  "target_server = [^;]*;", "", "csv", NULL, NULL },
		{ "a pin's server", "same-names", true,
		  "server = \"VMM-East\"; host", "host", "csv", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const struct decider *it = &cases[i];
		struct run run;

		copy_file(it, false, !it->in_plan);
		copy_file(it, true, it->in_plan);
		run = run_line("plan %same-names.cfg");
		if (run.status != 2 || !strstr(run.err, "that says which"))
			fail_msg("without %s: status %d\n%s", it->what,
				 run.status, run.err);
		run_free(&run);
	}
}

/* ---- Routes ------------------------------------------------------------ */

/* The documents' text on subnet failover: routes change between the primary
 * and the recovery site, the third and the primary, the third and the recovery
 * site. */
static void test_routes(void **state)
{
	static const char expected[] =
		"\"routes\":["
		"{\"at\":\"Primary\",\"prefix\":\"192.168.1.0/24\","
		"\"before\":{\"next\":\"Primary\",\"via\":null},"
		"\"after\":{\"next\":\"Recovery\",\"via\":\"10.255.1.2\"}},"
		"{\"at\":\"Recovery\",\"prefix\":\"192.168.1.0/24\","
		"\"before\":{\"next\":\"Primary\",\"via\":\"10.255.1.1\"},"
		"\"after\":{\"next\":\"Recovery\",\"via\":null}},"
		"{\"at\":\"Third\",\"prefix\":\"192.168.1.0/24\","
		"\"before\":{\"next\":\"Primary\",\"via\":\"10.255.2.2\"},"
		"\"after\":{\"next\":\"Recovery\",\"via\":\"10.255.3.2\"}}"
		"],\"dns\":[]";
	static const struct decider ways[] = {
		{ .example = "subnet-failover", .format = "json" },
		{ .example = "stretched-subnet", .format = "json" },
		{ .example = "address-change", .format = "json" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(ways); i++) {
		char *plan = plan_of(&ways[i], false);
		const char *part = i == 0 ? expected : "\"routes\":[]";

		if (!strstr(plan, part))
			fail_msg("%s: routes of\n%s", ways[i].example, plan);
		free(plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors_on_purpose),
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_deciders),
		cmocka_unit_test(test_comment),
		cmocka_unit_test(test_same_names),
		cmocka_unit_test(test_routes),
	};

	return cmocka_run_group_tests(tests, run_make_folder,
				      run_remove_folder);
}
