/* Writing views and the plan to files; filters and columns of lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../libreplan/fixture.h"
#include "screen.h"

/* ---- Files -------------------------------------------------------------- */

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

static char *open_example(struct screen *screen, const char *example)
{
	char *topology = screen_example(example);

	screen_open(screen, topology, NULL, 24, 80, false);
	return topology;
}

/* Types a text. */
static void type(struct screen *screen, const char *text)
{
	for (; *text; text++) {
		char key[8] = { *text };

		screen_keys(screen, *text == ' ' ? "Space" : key);
	}
}

/* Presses 'keys', which lead to the question for a name, and writes to 'name'
 * in the folder of the test.  Returns the path; the caller frees it. */
static char *export_to(struct screen *screen, const char *keys,
		       const char *name)
{
	char *path = fixture_file(name, NULL);

	screen_keys(screen, keys);
	screen_keys(screen, "Ctrl-U");
	type(screen, path);
	screen_keys(screen, "Enter");
	return path;
}

static void check_file(const char *path, const char *expected)
{
	char *text = read_whole(path);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* ---- Hostile names ------------------------------------------------------- */

#define VM(name, nic, address) \
	"{ name = \"" name "\"; host = \"HA\"; cpus = 1; memory_mib = 64; " \
	"nics = ( { name = \"" nic "\"; network = \"NA\"; subnet = \"s\"; " \
	"addresses = [ \"" address "\" ]; } ); }"

/* Names that a spreadsheet, a terminal or a reader could take for something
 * else. */
static const char world[] =
	"format = 1;\n"
	"sites = (\n"
	"{ name = \"A\"; servers = ( { name = \"MA\";\n"
	"  logical_networks = ( { name = \"LA\"; vm_networks = (\n"
	"    { name = \"NA\"; subnets = ( { name = \"s\";\n"
	"      prefixes = [ \"10.1.2.0/24\" ]; } ); } ); } );\n"
	"  host_groups = ( { name = \"GA\"; hosts = ( { name = \"HA\";\n"
	"    cpus = 99; memory_mib = 65536; logical_networks = [ \"LA\" ]; }\n"
	"    ); } );\n"
	"  clouds = ( { name = \"CA\"; host_groups = [ \"GA\" ];\n"
	"    logical_networks = [ \"LA\" ]; vms = (\n"
	VM("=cmd|'/C calc'!A0", "a\\\"b, c", "10.1.2.30") ",\n"
	VM("'quoted", "\xE2\x80\xAEnic", "10.1.2.21") ",\n"
	VM("plain", "-1", "10.1.2.22") "\n"
	"    ); } ); } ); },\n"
	"{ name = \"R\"; servers = ( { name = \"MR\";\n"
	"  logical_networks = ( { name = \"LR\"; vm_networks = (\n"
	"    { name = \"@NR\"; subnets = ( { name = \"s\";\n"
	"      prefixes = [ \"10.1.2.0/24\" ];\n"
	"      pools = ( { name = \"P\"; first = \"10.1.2.10\";\n"
	"                  last = \"10.1.2.25\"; } ); } ); } ); } );\n"
	"  host_groups = ( { name = \"GR\"; hosts = ( { name = \"HR\";\n"
	"    cpus = 99; memory_mib = 65536; logical_networks = [ \"LR\" ]; }\n"
	"    ); } );\n"
	"  clouds = ( { name = \"CR\"; host_groups = [ \"GR\" ];\n"
	"    logical_networks = [ \"LR\" ]; } ); } ); } );\n"
	"protection = ( { protected = \"CA\"; protecting = \"CR\"; } );\n"
	"mappings = ( { source = \"NA\"; target = \"@NR\"; } );\n";

static char *open_world(struct screen *screen)
{
	char *path = fixture_file("world.cfg", world);

	screen_open(screen, path, NULL, 24, 80, false);
	return path;
}

#define HEADING \
	"\"VM\",\"Host\",\"Network\",\"Subnet\",\"Address\",\"Rule\"," \
	"\"NIC\",\"Cloud\"\r\n"
#define ROW_1 \
	"\"'=cmd|'/C calc'!A0\",\"HR\",\"'@NR\",\"s\",\"10.1.2.10\"," \
	"\"next\",\"a\"\"b, c\",\"CR\"\r\n"
#define ROW_2 \
	"\"''quoted\",\"HR\",\"'@NR\",\"s\",\"10.1.2.21\",\"retained\"," \
	"\"\xE2\x80\xAEnic\",\"CR\"\r\n"
#define ROW_3 \
	"\"plain\",\"HR\",\"'@NR\",\"s\",\"10.1.2.22\",\"retained\"," \
	"\"'-1\",\"CR\"\r\n"

/* ---- Views as they are filtered and sorted ------------------------------- */

/* What is exported of the replicas after 'keys'. */
static void check_replicas(const char *keys, const char *expected,
			   const char *said)
{
	struct screen screen;
	char *topology = open_world(&screen);
	char *path;

	screen_keys(&screen, keys);
	path = export_to(&screen, "x Enter", "out.csv");
	if (!screen_has(&screen, said))
		fail_msg("%s: not said: %s", keys, said);
	check_file(path, expected);
	unlink(path);
	free(path);
	screen_close(&screen);
	free(topology);
}

static void test_csv(void **state)
{
	(void)state;
	check_replicas("2", HEADING ROW_1 ROW_2 ROW_3, "exported 3 rows to ");
	check_replicas("2 S", HEADING ROW_2 ROW_1 ROW_3, "exported 3 rows");
	check_replicas("2 \\ r e t a i n e d Enter", HEADING ROW_2 ROW_3,
		       "exported 2 rows");
	check_replicas("2 \\ N e x T Enter", HEADING ROW_1,
		       "exported 1 row to ");
	check_replicas("2 \\ n o n e Enter", HEADING, "exported 0 rows");
	check_replicas("2 c Enter Down Enter Down Enter Down Enter Esc "
		       "\\ 1 0 Enter",
		       "\"VM\",\"Rule\",\"NIC\",\"Cloud\"\r\n",
		       "exported 0 rows");
	check_replicas("2 c Enter Down Enter Down Enter Down Down Enter Down "
		       "Enter Down Enter Esc \\ 1 0 . 1 . 2 . 1 Enter",
		       "\"VM\",\"Address\"\r\n"
		       "\"'=cmd|'/C calc'!A0\",\"10.1.2.10\"\r\n",
		       "exported 1 row to ");
}

/* The same for people: in columns, what could deceive spelled out. */
static void test_text(void **state)
{
	struct screen screen;
	char *topology = open_world(&screen);
	char *path;

	(void)state;
	screen_keys(&screen, "4");
	path = export_to(&screen, "x Down Enter", "short.txt");
	check_file(path,
		   "Source  Target  Pair     Availability  Advice       "
		   "Remedy\n"
		   "NA      @NR     CA ▶ CR  available     recommended\n");
	free(path);
	screen_keys(&screen, "2 c Enter Down Enter Down Enter Down Down Down "
		    "Down Enter Esc");
	path = export_to(&screen, "x Down Enter", "out.txt");
	check_file(path,
		   "VM                 Address    Rule      NIC\n"
		   "=cmd|'/C calc'!A0  10.1.2.10  next      a\"b, c\n"
		   "'quoted            10.1.2.21  retained  <U+202E>nic\n"
		   "plain              10.1.2.22  retained  -1\n");
	free(path);
	screen_close(&screen);
	free(topology);
}

/* Every view with rows is exported as it is seen: as many rows as are said. */
static void test_all_views(void **state)
{
	static const char *const views[] = { "2", "3", "4", "5", "6", "7", "9",
					     "0", "0 Tab" };
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago");

	(void)state;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		char said[64];
		char *path, *text;
		size_t n = 0;

		screen_keys(&screen, views[i]);
		path = export_to(&screen, "x Enter", "view.csv");
		text = read_whole(path);
		assert_non_null(text);
		for (const char *c = text; *c; c++)
			n += *c == '\n';
		assert_true(n > 1);
		snprintf(said, sizeof(said), "exported %zu row", n - 1);
		assert_true(screen_has(&screen, said));
		free(text);
		unlink(path);
		free(path);
	}
	screen_close(&screen);
	free(topology);
}

/* A load is a number, whatever room its bar has on the screen. */
static void test_bars(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago");
	char *path, *text;

	(void)state;
	screen_keys(&screen, "9");
	path = export_to(&screen, "x Enter", "hosts.csv");
	text = read_whole(path);
	assert_non_null(strstr(text, "%"));
	assert_null(strstr(text, "█"));
	assert_null(strstr(text, "░"));
	free(text);
	free(path);
	screen_close(&screen);
	free(topology);
}

/* The plan is what the command writes. */
static void test_plan(void **state)
{
	struct screen screen;
	char *topology = open_world(&screen);
	char *path, *text;
	char *csv;
	size_t size;

	(void)state;
	assert_int_equal(rp_export_plan_csv(&csv, &size, ui_plan(screen.ui)),
			 RP_OK);
	path = export_to(&screen, "1 x Enter", "plan.csv");
	assert_true(screen_has(&screen, "exported 3 rows to "));
	check_file(path, csv);
	free(csv);
	free(path);
	path = export_to(&screen, "2 x Down Down Down Enter", "plan.json");
	text = fixture_json(ui_plan(screen.ui));
	check_file(path, text);
	free(text);
	free(path);
	path = export_to(&screen, "x End Up Enter", "copy.cfg");
	assert_true(screen_has(&screen, " bytes to "));
	text = read_whole(path);
	assert_non_null(strstr(text, "mappings"));
	free(text);
	free(path);
	path = export_to(&screen, "x End Enter", "plan.lp");
	assert_int_equal(rp_export_lp(&text, &size, ui_plan(screen.ui)),
			 RP_OK);
	check_file(path, text);
	free(text);
	free(path);
	screen_close(&screen);
	free(topology);
}

/* ---- Where it is written ------------------------------------------------- */

static void test_overwrite(void **state)
{
	struct screen screen;
	char *topology = open_world(&screen);
	char *path = fixture_file("there.csv", "old\n");

	(void)state;
	free(export_to(&screen, "2 x Enter", "there.csv"));
	assert_true(screen_has(&screen, "is there already"));
	check_file(path, "old\n");
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "Write to: "));
	check_file(path, "old\n");
	screen_keys(&screen, "Enter Up Enter");
	assert_true(screen_has(&screen, "exported 3 rows"));
	check_file(path, HEADING ROW_1 ROW_2 ROW_3);
	free(path);
	screen_close(&screen);
	free(topology);
}

/* What is open is left alone, folders are not made, and a name that was given
 * up writes nothing. */
static void test_refused(void **state)
{
	struct screen screen;
	char *topology = open_world(&screen);
	char *path;

	(void)state;
	free(export_to(&screen, "2 x Enter", "world.cfg"));
	assert_true(screen_has(&screen, "is open here: an export"));
	check_file(topology, world);
	screen_keys(&screen, "Enter Esc");
	assert_true(screen_has(&screen, "not exported"));
	path = export_to(&screen, "x Enter", "none/out.csv");
	assert_true(screen_has(&screen, "Not exported"));
	assert_true(screen_has(&screen, "file or directory"));
	assert_false(is_there(path));
	*strrchr(path, '/') = '\0';
	assert_false(is_there(path));
	free(path);
	screen_keys(&screen, "Esc Ctrl-U Enter");
	assert_true(screen_has(&screen, "not exported: no name"));
	screen_close(&screen);
	free(topology);
}

/* "~/" is the home. */
static void test_home(void **state)
{
	struct screen screen;
	char *topology = open_world(&screen);
	char *path = fixture_file("home.csv", NULL);
	char *before = getenv("HOME") ? strdup(getenv("HOME")) : NULL;

	(void)state;
	setenv("HOME", fixture_folder(), 1);
	screen_keys(&screen, "2 x Enter Ctrl-U ~ / h o m e . c s v Enter");
	assert_true(is_there(path));
	if (before)
		setenv("HOME", before, 1);
	free(before);
	free(path);
	screen_close(&screen);
	free(topology);
}

/* ---- Long ones ----------------------------------------------------------- */

/* 'n' networks a side: n * n rows of availability. */
static char *make_wide(size_t n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	char *path;

	assert_non_null(out);
	fprintf(out, "format = 1;\nsites = (\n");
	for (int site = 0; site < 2; site++) {
		char c = site ? 'B' : 'A';

		fprintf(out, "%s{ name = \"S%c\"; servers = ( { name = \"M%c\""
			"; logical_networks = ( { name = \"L%c\"; vm_networks "
			"= (", site ? ", " : "", c, c, c);
		for (size_t i = 0; i < n; i++)
			fprintf(out, "%s{ name = \"%c%zu\"; }",
				i ? ",\n" : "", c, i);
		fprintf(out, "); } ); host_groups = ( { name = \"G%c\"; hosts "
			"= ( { name = \"H%c\"; logical_networks = [ \"L%c\" ];"
			" cpus = 8; memory_mib = 8192; } ); } ); clouds = ( { "
			"name = \"C%c\"; host_groups = [ \"G%c\" ]; "
			"logical_networks = [ \"L%c\" ]; } ); } ); }\n",
			c, c, c, c, c, c);
	}
	fprintf(out, ");\nprotection = ( { protected = \"CA\"; protecting = "
		"\"CB\"; } );\n");
	assert_int_equal(fclose(out), 0);
	path = fixture_file("wide.cfg", text);
	free(text);
	return path;
}

/* It says how far it is, can be stopped, and is there when it is done. */
static void test_long(void **state)
{
	char *topology = make_wide(310);
	char *path = fixture_file("long.csv", NULL);
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "4");
	screen.is_hurried = true;
	screen_keys(&screen, "x Enter");
	assert_true(screen_has(&screen, "% of what is exported is made."));
	assert_true(ui_wants_idle(screen.ui));
	screen_keys(&screen, "Esc");
	assert_true(screen_has(&screen, "stopped: nothing was exported"));
	assert_false(ui_wants_idle(screen.ui));
	screen_keys(&screen, "x Enter");
	screen.is_hurried = false;
	screen_settle(&screen);
	assert_true(screen_has(&screen, "Write to: "));
	screen_keys(&screen, "Ctrl-U");
	type(&screen, path);
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "exported 96100 rows to "));
	free(path);
	screen_close(&screen);
	free(topology);
}

/* ---- The lists ----------------------------------------------------------- */

/* The same keys filter, choose columns and explain in every list. */
static void test_same_keys(void **state)
{
	static const char *const views[] = { "2", "3", "4", "5", "6", "7", "9",
					     "0", "1 d 8" };
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago");

	(void)state;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		screen_keys(&screen, views[i]);
		screen_keys(&screen, "e");
		if (ui_wants_idle(screen.ui) || !screen_has(&screen, "Close"))
			fail_msg("%s: nothing is explained", views[i]);
		screen_keys(&screen, "Esc c");
		assert_true(screen_has(&screen, "[x] "));
		screen_keys(&screen, "Enter");
		assert_true(screen_has(&screen, "[ ] "));
		screen_keys(&screen, "Enter Esc");
		screen_keys(&screen, "\\");
		assert_true(screen_has(&screen, "Only rows with: "));
		screen_keys(&screen, "~ q ~ Enter");
		if (!screen_has(&screen, "No row has \"~q~\"."))
			fail_msg("%s: not filtered", views[i]);
		screen_keys(&screen, "Down End Home PgUp S S \\ Ctrl-U Enter");
		assert_false(screen_has(&screen, "No row has"));
	}
	screen_close(&screen);
	free(topology);
}

/* What is gone to is seen, whatever is filtered. */
static void test_reveal(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago");
	rp_id vm = fixture_id(ui_topology(screen.ui), RP_VM, "VM1");

	(void)state;
	screen_keys(&screen, "2 \\ V M 2 Enter");
	assert_true(screen_has(&screen, "with VM2"));
	ui_show_replica(screen.ui, rp_plan_replica_of(ui_plan(screen.ui), vm));
	screen_settle(&screen);
	assert_false(screen_has(&screen, "with VM2"));
	assert_non_null(strstr(screen_row(&screen, screen.frame.cursor_row),
			       "VM1 "));
	screen_close(&screen);
	free(topology);
}

/* ---- The group ----------------------------------------------------------- */

static int clean(void **state)
{
	(void)state;
	fixture_clean();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_all_views),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_overwrite),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_home),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_same_keys),
		cmocka_unit_test(test_reveal),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
