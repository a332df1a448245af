/* The hosts view, and what of a plan is made while nobody asks for anything.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../libreplan/fixture.h"
#include "screen.h"

/* ---- Topologies -------------------------------------------------------- */

/* Hosts that state all resources, some, or hardly any; a VM that runs on one of
 * them, and replicas that have nowhere else to go. */
static char *make_topology(void)
{
	static const char text[] =
		"format = 1;\n"
		"sites = ( { name = \"A\"; servers = ( { name = \"VA\";\n"
		"logical_networks = ( { name = \"LA\"; vm_networks = (\n"
		"  { name = \"NA\"; }, { name = \"NX\"; } ); } );\n"
		"host_groups = ( { name = \"GA\"; hosts = ( { name = \"HA\";\n"
		"  cpus = 64; memory_mib = 262144;\n"
		"  logical_networks = [ \"LA\" ]; } ); } );\n"
		"clouds = ( { name = \"CA\"; host_groups = [ \"GA\" ];\n"
		"logical_networks = [ \"LA\" ]; vms = (\n"
		"  { name = \"ledger\"; host = \"HA\"; cpus = 8;\n"
		"    memory_mib = 32768; storage_gib = 400; iops = 900;\n"
		"    priority = 1; nics = ( { name = \"n\";\n"
		"    network = \"NA\"; } ); },\n"
		"  { name = \"mail\"; host = \"HA\"; cpus = 2;\n"
		"    memory_mib = 16384; storage_gib = 300; nics = (\n"
		"    { name = \"n\"; network = \"NA\"; } ); },\n"
		"  { name = \"web\"; host = \"HA\"; cpus = 1;\n"
		"    memory_mib = 4096; nics = ( { name = \"n\";\n"
		"    network = \"NA\"; } ); } ); } ); } ); },\n"
		"{ name = \"B\"; servers = ( { name = \"VB\";\n"
		"logical_networks = ( { name = \"LB\"; vm_networks = (\n"
		"  { name = \"NB\"; } ); } );\n"
		"host_groups = ( { name = \"GB\"; hosts = (\n"
		"  { name = \"small\"; cpus = 4; memory_mib = 8192;\n"
		"    storage_gib = 100; logical_networks = [ \"LB\" ]; },\n"
		"  { name = \"stated\"; cpus = 16; memory_mib = 65536;\n"
		"    storage_gib = 1000; iops = 2000;\n"
		"    logical_networks = [ \"LB\" ]; },\n"
		"  { name = \"resting\"; cpus = 16; memory_mib = 65536;\n"
		"    maintenance = true; logical_networks = [ \"LB\" ]; } );\n"
		"} );\n"
		"clouds = ( { name = \"CB\"; host_groups = [ \"GB\" ];\n"
		"logical_networks = [ \"LB\" ]; vms = (\n"
		"  { name = \"own\"; host = \"small\"; cpus = 3;\n"
		"    memory_mib = 2048; nics = ( { name = \"n\";\n"
		"    network = \"NB\"; } ); } ); } ); } ); } );\n"
		"protection = ( { protected = \"CA\";\n"
		"protecting = \"CB\"; } );\n"
		"mappings = ( { source = \"NA\"; target = \"NB\"; } );\n";

	return fixture_file("hosts.cfg", text);
}

/* ---- Screens that are kept --------------------------------------------- */

static const struct screen_kept kept[] = {
	{ "hosts", "newyork-chicago", "9", NULL },
	{ "hosts-scarce", "scarce-capacity", "9", NULL },
	{ "hosts-list", "scarce-capacity", "9 Enter", NULL },
	{ "hosts-all", NULL, "9", NULL },
	{ "hosts-empty-list", NULL, "9 End Enter", NULL },
	{ "hosts-sorted", NULL, "9 S S S S S S", NULL },
	{ "hosts-explain", NULL, "9 Enter Down Enter", NULL },
};

static char *topology_of(const char *example)
{
	return example ? screen_example(example) : make_topology();
}

static void test_kept(void **state)
{
	(void)state;
	screen_expect_kept(kept, sizeof(kept) / sizeof(kept[0]),
			   make_topology);
}

/* An edit, after which what takes longer is to be made again. */
static void edit(struct screen *screen)
{
	assert_int_equal(rp_session_set_peak_target(ui_session(screen->ui),
						    700), RP_OK);
	ui_edited(screen->ui, RP_OK);
	ui_draw(screen->ui, &screen->frame);
}

/* What is not made yet is not shown as if there were nothing. */
static void test_pending(void **state)
{
	char *topology = topology_of("scarce-capacity");

	(void)state;
	for (size_t i = 0; i < SCREEN_FORMS; i++) {
		const struct screen_form *form = &screen_forms[i];
		struct screen screen;

		screen_open_form(&screen, topology, form);
		screen.is_hurried = true;
		edit(&screen);
		screen_keys(&screen, "9");
		screen_expect_form(&screen, "hosts-pending", form);
		screen_settle(&screen);
		assert_false(ui_wants_idle(screen.ui));
		assert_false(screen_has(&screen, form->ascii ? "too: ..."
							     : "too: …"));
		screen_close(&screen);
	}
	free(topology);
}

/* ---- The view ---------------------------------------------------------- */

static void open_at(struct screen *screen, const char *example, int rows,
		    int columns)
{
	char *topology = topology_of(example);

	screen_open(screen, topology, NULL, rows, columns, false);
	free(topology);
}

static const char *focused(struct screen *screen)
{
	return screen_row(screen, screen->frame.cursor_row);
}

/* Each view has its own name for it: the row of a host. */
static const char *row_of(struct screen *screen, const char *host)
{
	for (int i = 0; i < screen->frame.rows; i++)
		if (!strncmp(screen_row(screen, i) + 1, host, strlen(host)))
			return screen_row(screen, i);
	fail_msg("no row of %s", host);
	return NULL;
}

/* The plan's peak is marked once, at what is fullest. */
static void test_peak(void **state)
{
	struct screen screen;
	int marks = 0;

	(void)state;
	open_at(&screen, NULL, 24, 120);
	screen_keys(&screen, "9");
	for (int i = 0; i < 24; i++)
		marks += strstr(screen_row(&screen, i), "%◀") != NULL;
	assert_int_equal(marks, 1);
	assert_non_null(strstr(row_of(&screen, "stated"), "%◀"));
	assert_true(screen_has(&screen, "peak 81.3%, target 85.0%"));
	assert_true(screen_has(&screen, "the peak of the plan"));
	assert_true(screen_has(&screen, "at best"));
	screen_close(&screen);
}

/* Sorted by a load the fullest comes first, by name the first letter. */
static void test_sorted(void **state)
{
	struct screen screen;

	(void)state;
	open_at(&screen, NULL, 24, 120);
	screen_keys(&screen, "9 Home");
	assert_true(screen_has(&screen, "fullest first"));
	assert_non_null(strstr(focused(&screen), "stated"));
	screen_keys(&screen, "S Home");
	assert_true(screen_has(&screen, "sorted by Host"));
	assert_non_null(strstr(focused(&screen), "resting"));
	screen_keys(&screen, "S Home");
	assert_true(screen_has(&screen, "CPUs ▼"));
	assert_non_null(strstr(focused(&screen), "small"));
	screen_close(&screen);
}

/* What is stated nowhere has no column. */
static void test_columns(void **state)
{
	struct screen screen;

	(void)state;
	open_at(&screen, "scarce-capacity", 24, 140);
	screen_keys(&screen, "9");
	assert_true(screen_has(&screen, "Memory"));
	assert_false(screen_has(&screen, "Storage"));
	assert_false(screen_has(&screen, "IOPS"));
	screen_close(&screen);
	open_at(&screen, NULL, 24, 140);
	screen_keys(&screen, "9");
	assert_true(screen_has(&screen, "Storage"));
	assert_true(screen_has(&screen, "IOPS"));
	assert_non_null(strstr(row_of(&screen, "small"), " - "));
	screen_close(&screen);
}

/* Enter lists the replicas of a host, and again explains one. */
static void test_replicas(void **state)
{
	struct screen screen;

	(void)state;
	open_at(&screen, NULL, 24, 100);
	screen_keys(&screen, "9 Home Enter");
	assert_true(screen_has(&screen, "ledger  CPUs 8  memory 32768 MiB"));
	assert_true(screen_has(&screen, "priority 1"));
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "host: stated"));
	screen_keys(&screen, "Esc End Enter");
	assert_true(screen_has(&screen, "0 replicas"));
	assert_true(screen_has(&screen, "in maintenance"));
	screen_keys(&screen, "Esc");
	screen_close(&screen);
}

/* The focus stays on its host, whatever an edit does to the order. */
static void test_focus(void **state)
{
	struct screen screen;
	rp_session *session;
	const rp_topology *topology;

	(void)state;
	open_at(&screen, "scarce-capacity", 24, 100);
	session = ui_session(screen.ui);
	topology = rp_session_topology(session);
	screen_keys(&screen, "9 / R E - H V 0 2 Enter");
	assert_non_null(strstr(focused(&screen), "RE-HV02"));
	for (int i = 1; i <= 2; i++) {
		char host[32];

		snprintf(host, sizeof(host), "RE-HV0%d", i);
		assert_int_equal(
			rp_session_pin_host(session,
				fixture_id(topology, RP_VM, "SQL1"),
				fixture_id(topology, RP_HOST, host)), RP_OK);
		ui_edited(screen.ui, RP_OK);
		screen_settle(&screen);
		assert_non_null(strstr(focused(&screen), "RE-HV02"));
	}
	screen_close(&screen);
}

/* ---- Idle work --------------------------------------------------------- */

static bool stop_at_once(void *data, uint64_t done, uint64_t all)
{
	unsigned *n = data;

	(void)done;
	(void)all;
	++*n;
	return false;
}

/* In pieces or at once, what is made is the same; keys act between them. */
static void test_pieces(void **state)
{
	unsigned n_reports = 0;
	const struct rp_progress progress = { stop_at_once, &n_reports };
	struct screen screen;
	char *at_once;
	char *in_pieces;

	(void)state;
	open_at(&screen, "newyork-chicago", 24, 100);
	edit(&screen);
	screen_keys(&screen, "9 Down");
	at_once = frame_dump(&screen.frame, true);
	screen_close(&screen);

	open_at(&screen, "newyork-chicago", 24, 100);
	screen.is_hurried = true;
	edit(&screen);
	screen_keys(&screen, "9");
	assert_true(ui_wants_idle(screen.ui));
	ui_idle(screen.ui, &progress);
	screen_keys(&screen, "Down");
	for (int i = 0; i < 100000 && ui_wants_idle(screen.ui); i++)
		ui_idle(screen.ui, &progress);
	assert_false(ui_wants_idle(screen.ui));
	assert_true(n_reports > 0);
	screen_settle(&screen);
	in_pieces = frame_dump(&screen.frame, true);
	assert_string_equal(at_once, in_pieces);
	screen_close(&screen);
	free(at_once);
	free(in_pieces);
}

/* Nothing is made that nobody looks at. */
static void test_only_what_is_seen(void **state)
{
	static const struct {
		const char *key;
		unsigned parts;
	} views[] = {
		{ "1", RP_PART_BOUND | RP_PART_LOSS },
		{ "2", RP_PART_BOUND | RP_PART_LOSS },
		{ "6", RP_PART_BOUND | RP_PART_LOSS | RP_PART_RECORDS },
		{ "5", RP_PART_BOUND | RP_PART_LOSS | RP_PART_FINDINGS },
		{ "3", RP_PART_BOUND | RP_PART_FINDINGS | RP_PART_LOSS },
		{ "9", RP_PART_BOUND | RP_PART_LOSS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		struct screen screen;

		open_at(&screen, "newyork-chicago", 24, 80);
		screen_keys(&screen, views[i].key);
		assert_int_equal(rp_plan_parts(ui_plan(screen.ui)),
				 views[i].parts);
		screen_close(&screen);
	}
}

/* A finding that is not there yet does not lose the focus its place. */
static void test_findings_keep_focus(void **state)
{
	struct screen screen;
	char before[512];

	(void)state;
	open_at(&screen, "newyork-chicago", 24, 100);
	screen_keys(&screen, "3 Down Down");
	snprintf(before, sizeof(before), "%s", focused(&screen));
	screen.is_hurried = true;
	edit(&screen);
	ui_draw(screen.ui, &screen.frame);
	assert_true(screen_has(&screen, "…"));
	assert_false(screen_has(&screen, "Nothing was found"));
	screen_settle(&screen);
	assert_string_equal(focused(&screen), before);
	screen_close(&screen);
}

/* The status line says how near the plan is to the best, once that is known. */
static void test_gap(void **state)
{
	char *topology = topology_of("newyork-chicago");
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	assert_true(screen_has(&screen, "% gap "));
	screen.is_hurried = true;
	edit(&screen);
	ui_draw(screen.ui, &screen.frame);
	assert_true(screen_has(&screen, "% gap …"));
	screen_settle(&screen);
	assert_false(screen_has(&screen, "gap …"));
	screen_close(&screen);
	free(topology);
}

/* The status line alone. */
static const char *status_line(struct screen *screen)
{
	return screen_row(screen, screen->frame.rows - 2);
}

/* The losses of hosts are warnings too: until they are known the number says
 * that it is not whole, and then it does not change in any view. */
static void test_warnings_whole(void **state)
{
	struct screen screen;
	char whole[512];

	(void)state;
	open_at(&screen, "newyork-chicago", 24, 100);
	snprintf(whole, sizeof(whole), "%s", status_line(&screen));
	assert_non_null(strstr(whole, " 2 warnings "));
	screen_keys(&screen, "3");
	assert_string_equal(status_line(&screen), whole);
	screen_keys(&screen, "9");
	assert_string_equal(status_line(&screen), whole);
	assert_false(ui_wants_idle(screen.ui));
	screen.is_hurried = true;
	screen_keys(&screen, "1");
	edit(&screen);
	assert_true(ui_wants_idle(screen.ui));
	assert_non_null(strstr(status_line(&screen), " 1 warning… "));
	screen_settle(&screen);
	assert_string_equal(status_line(&screen), whole);
	assert_false(ui_wants_idle(screen.ui));
	screen_close(&screen);
}

/* What is wrong stays, in shorter words; what is well goes first, and no word
 * is cut. */
static void test_narrow(void **state)
{
	static const struct {
		const char *example;
		int columns;
		const char *line;
	} cases[] = {
		{ "newyork-chicago", 100, "VMs 9 placed of 9 · 8 of 10 NICs "
		  "connected · 1 error 2 warnings · peak 40.0% gap 2.5%" },
		{ "newyork-chicago", 80, "9/9 VMs · 8 of 10 NICs connected · "
		  "1 error 2 warnings · peak 40.0% gap 2.5%" },
		{ "newyork-chicago", 60, "9/9 VMs · 8/10 NICs · "
		  "1 error 2 warn · peak 40.0% gap 2.5%" },
		{ "newyork-chicago", 40, "8/10 NICs · 1 error 2 warn · peak "
		  "40.0%" },
		{ "newyork-chicago", 26, "8/10 NICs · 1 error 2 warn" },
		{ "newyork-chicago", 22, "8/10 NICs · 1 error" },
		{ "newyork-chicago", 10, "1 error" },
		{ "newyork-chicago", 4, "" },
		{ "scarce-capacity", 80, "VMs 4 placed of 6 · 4/6 NICs · "
		  "2 errors 2 warnings · peak 85.0% gap 27.5%" },
		{ "scarce-capacity", 40, "4/6 VMs · 4/6 NICs · 2 errors 2 "
		  "warnings" },
		{ "scarce-capacity", 20, "4/6 VMs · 2 errors" },
		{ "scarce-capacity", 10, "4/6 VMs" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct screen screen;
		char line[512];
		size_t size;

		open_at(&screen, cases[i].example, 10, cases[i].columns);
		snprintf(line, sizeof(line), "%s", status_line(&screen));
		size = strlen(line);
		while (size > 0 && line[size - 1] == ' ')
			line[--size] = '\0';
		assert_string_equal(line, cases[i].line);
		screen_close(&screen);
	}
}

/* A host in maintenance says so, where it stands and in full. */
static void test_maintenance(void **state)
{
	struct screen screen;

	(void)state;
	open_at(&screen, NULL, 24, 80);
	screen_keys(&screen, "9 End");
	assert_non_null(strstr(focused(&screen), "maintenance"));
	assert_true(screen_has(&screen, "resting · in maintenance · "));
	assert_null(strstr(row_of(&screen, "stated"), "maintenance"));
	screen_close(&screen);
}

/* A peak above the target is said to be. */
static void test_above_target(void **state)
{
	struct screen screen;

	(void)state;
	open_at(&screen, "scarce-capacity", 24, 80);
	screen_keys(&screen, "9");
	assert_true(screen_has(&screen, "peak 85.0%, target 85.0%, at best"));
	edit(&screen);
	assert_true(screen_has(&screen, "peak 85.0% above target 70.0%, at"));
	screen_close(&screen);
}

/* One key gives the rows the whole screen, and back. */
static void test_whole(void **state)
{
	struct screen screen;

	(void)state;
	open_at(&screen, NULL, 24, 80);
	screen_keys(&screen, "9");
	assert_true(screen_has(&screen, "In full"));
	screen_keys(&screen, "z");
	assert_false(screen_has(&screen, "In full"));
	screen_keys(&screen, "z");
	assert_true(screen_has(&screen, "In full"));
	screen_close(&screen);
}

static int clean(void **state)
{
	(void)state;
	fixture_clean();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_pending),
		cmocka_unit_test(test_peak),
		cmocka_unit_test(test_sorted),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_replicas),
		cmocka_unit_test(test_focus),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_only_what_is_seen),
		cmocka_unit_test(test_findings_keep_focus),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_warnings_whole),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_maintenance),
		cmocka_unit_test(test_above_target),
		cmocka_unit_test(test_whole),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
