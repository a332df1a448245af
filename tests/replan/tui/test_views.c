/* The views of the plan: availability, routes, DNS, failback, changes, and the
 * remedies of findings.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../libreplan/fixture.h"
#include "screen.h"

/* ---- Screens that are kept --------------------------------------------- */

/* Each is drawn in each size and form. */
static const struct screen_kept kept[] = {
	{ "availability", "newyork-chicago", "4 End", NULL },
	{ "availability-read", "newyork-chicago", "4 End Up Enter", NULL },
	{ "routes", "subnet-failover", "5", NULL },
	{ "routes-below", "subnet-failover", "5 Tab Down", NULL },
	{ "routes-read", "subnet-failover", "5 Tab Down Enter", NULL },
	{ "routes-none", "newyork-chicago", "5 Tab", NULL },
	{ "routes-stretched", "stretched-subnet", "5", NULL },
	{ "dns", "newyork-chicago", "6 Down", NULL },
	{ "dns-none", "subnet-failover", "6", NULL },
	{ "failback", "newyork-chicago", "7", NULL },
	{ "failback-cut", "newyork-chicago", "7 Down d", NULL },
	{ "failback-move", "newyork-chicago", "7 m", NULL },
	{ "failback-moved", "newyork-chicago", "7 m End Enter", NULL },
	{ "changes", "newyork-chicago", "1 d 8", NULL },
	{ "changes-none", "newyork-chicago", "8", NULL },
	{ "pin-host", "newyork-chicago", "2 P", NULL },
	{ "pin-address", "newyork-chicago", "2 A", NULL },
	{ "help-failback", "newyork-chicago", "7 F1", NULL },
};

static void test_kept(void **state)
{
	(void)state;
	screen_expect_kept(kept, sizeof(kept) / sizeof(kept[0]), NULL);
}

/* ---- What they have in common ------------------------------------------ */

static const char *const views[] = { "2", "3", "4", "5", "6", "7", "8",
				     "9" };

#define N_VIEW_KEYS (sizeof(views) / sizeof(views[0]))

static char *open_example(struct screen *screen, const char *example, int rows,
			  int columns)
{
	char *topology = screen_example(example);

	screen_open(screen, topology, NULL, rows, columns, false);
	return topology;
}

static rp_id object(const struct screen *screen, enum rp_kind kind,
		    const char *name)
{
	return fixture_id(ui_topology(screen->ui), kind, name);
}

/* What the focused row says. */
static const char *focused(struct screen *screen)
{
	return screen_row(screen, screen->frame.cursor_row);
}

static bool focused_has(struct screen *screen, const char *text)
{
	return strstr(focused(screen), text) != NULL;
}

/* Maps a network to another one than it is. */
static struct rp_mapping map_elsewhere(struct screen *screen)
{
	struct rp_mapping mapping = {
		object(screen, RP_NETWORK, "VMNetwork1-NewYork"),
		object(screen, RP_NETWORK, "VMNetwork2-Chicago"),
		RP_NONE, RP_RETAIN
	};

	ui_edited(screen->ui, rp_session_map(ui_session(screen->ui),
					     &mapping));
	return mapping;
}

/* The cursor is on the focused row, however one got there. */
static void test_cursor(void **state)
{
	static const char *const keys[] = { "Down", "Down", "End", "Up",
					    "Home", "S", "PgDn", "Right", "S",
					    "PgUp", "Left" };
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 12, 80);

	(void)state;
	map_elsewhere(&screen);
	for (size_t i = 0; i < N_VIEW_KEYS; i++) {
		screen_keys(&screen, views[i]);
		for (size_t j = 0; j < sizeof(keys) / sizeof(keys[0]); j++) {
			screen_keys(&screen, keys[j]);
			if (!strchr(focused(&screen), '>'))
				fail_msg("%s %s: not on a row: %s", views[i],
					 keys[j], focused(&screen));
		}
	}
	screen_close(&screen);
	free(topology);
}

/* Headings and tabs are clicked, rows too; a double click opens. */
static void test_mouse(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 130);

	(void)state;
	for (int column = 129; column > 45; column--)
		screen_mouse(&screen, MOUSE_PRESS, 0, column);
	assert_true(screen_has(&screen, "[1 Map]"));
	screen_keys(&screen, "4");
	assert_true(screen_has(&screen, "[4 Avail]"));
	screen_mouse(&screen, MOUSE_PRESS, 1, 2);
	assert_true(screen_has(&screen, "Source ▲"));
	screen_mouse(&screen, MOUSE_PRESS, 4, 2);
	assert_int_equal(screen.frame.cursor_row, 4);
	screen_mouse(&screen, MOUSE_DOUBLE, 4, 2);
	assert_int_equal(rp_session_can_undo(ui_session(screen.ui)), false);
	screen_keys(&screen, "Esc");
	screen_close(&screen);
	free(topology);
}

static void test_search(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);

	(void)state;
	screen_keys(&screen, "6 / p t r Enter");
	assert_true(focused_has(&screen, "PTR"));
	screen_keys(&screen, "7 / Ctrl-U V M 9 Enter");
	assert_true(focused_has(&screen, "VM9"));
	screen_keys(&screen, "4 / Ctrl-U n o t Space a Enter");
	assert_true(focused_has(&screen, "not available"));
	screen_close(&screen);
	free(topology);
}

/* Whatever there is room for, the view at hand has its name among the tabs. */
static void test_tabs(void **state)
{
	static const char *const names[] = { "2 Replicas", "3 Findings",
					     "4 Avail", "5 Routes", "6 DNS",
					     "7 Failback", "8 Changes",
					     "9 Hosts" };
	struct screen screen;

	(void)state;
	for (int columns = 12; columns < 140; columns += 7) {
		char *topology = open_example(&screen, "newyork-chicago", 24,
					      columns);

		for (size_t i = 0; i < N_VIEW_KEYS; i++) {
			char tab[32];

			screen_keys(&screen, views[i]);
			snprintf(tab, sizeof(tab), "[%s]", names[i]);
			assert_non_null(strstr(screen_row(&screen, 0), tab));
		}
		screen_close(&screen);
		free(topology);
	}
}

/* The planner and `replan plan` round the peak alike. */
static void test_peak(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);
	const struct rp_summary *summary =
		rp_plan_summary(ui_plan(screen.ui));
	uint64_t permille = (rp_ratio_parts(summary->peak) + 5) / 10;
	char peak[64];

	(void)state;
	snprintf(peak, sizeof(peak), "peak %u.%u%%", (unsigned)permille / 10,
		 (unsigned)permille % 10);
	assert_true(screen_has(&screen, peak));
	screen_close(&screen);
	free(topology);
}

/* ---- Availability ------------------------------------------------------ */

/* The documents' four rows: see section 10 of the rules. */
static void test_availability(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 160);
	int available = 0, not_available = 0;

	(void)state;
	screen_keys(&screen, "4");
	for (int i = 0; i < 24; i++) {
		const char *row = screen_row(&screen, i);

		if (strncmp(row + 1, "VMNetwork1-NewYork ", 19) != 0)
			continue;
		not_available += strstr(row, "not available") != NULL;
		available += strstr(row, " available") != NULL &&
			     strstr(row, "not available") == NULL;
	}
	assert_int_equal(available, 3);
	assert_int_equal(not_available, 1);
	screen_close(&screen);
	free(topology);
}

/* A topology of 'n' networks a side, on one logical network each, and of one
 * VM. */
static char *make_wide(size_t n)
{
	static const char vms[] =
		" vms = ( { name = \"V\"; host = \"HA\"; cpus = 1; "
		"memory_mib = 512; nics = ( { name = \"N\"; network = "
		"\"A0\"; } ); } );";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	char *path;

	assert_non_null(out);
	fprintf(out, "format = 1;\nsites = (\n");
	for (int site = 0; site < 2; site++) {
		char c = site ? 'B' : 'A';

		fprintf(out, "%s{ name = \"Site%c\"; servers = ( { name = "
			"\"VMM%c\"; logical_networks = ( { name = \"L%c\"; "
			"vm_networks = (", site ? ", " : "", c, c, c);
		for (size_t i = 0; i < n; i++)
			fprintf(out, "%s{ name = \"%c%zu\"; }",
				i ? ",\n" : "", c, i);
		fprintf(out, "); } ); host_groups = ( { name = \"G%c\"; hosts "
			"= ( { name = \"H%c\"; logical_networks = [ \"L%c\" ];"
			" cpus = 8; memory_mib = 8192; } ); } ); clouds = ( { "
			"name = \"C%c\"; host_groups = [ \"G%c\" ]; "
			"logical_networks = [ \"L%c\" ];%s } ); } ); }\n",
			c, c, c, c, c, c, site ? "" : vms);
	}
	fprintf(out, ");\nprotection = ( { protected = \"CA\"; protecting = "
		"\"CB\"; } );\n");
	assert_int_equal(fclose(out), 0);
	path = fixture_file("wide.cfg", text);
	free(text);
	return path;
}

/* With too many rows, those of the network that the map is at. */
static void test_availability_of_many(void **state)
{
	char *topology = make_wide(400);
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "4");
	assert_true(screen_has(&screen, "A0, in focus on the map"));
	assert_true(screen_has(&screen, "160000 rows"));
	assert_true(screen_has(&screen, "1 of 400"));
	screen_keys(&screen, "Down 1 Down 4");
	assert_true(screen_has(&screen, "A1, in focus on the map"));
	assert_true(focused_has(&screen, "A1 "));
	screen_keys(&screen, "Down Down 3 4");
	assert_true(screen_has(&screen, "3 of 400"));
	screen_close(&screen);
	free(topology);
	topology = make_wide(20);
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "4");
	assert_false(screen_has(&screen, "in focus on the map"));
	assert_true(screen_has(&screen, "1 of 400"));
	screen_close(&screen);
	free(topology);
}

/* ---- Routes ------------------------------------------------------------ */

static void test_routes(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "subnet-failover", 24, 80);

	(void)state;
	screen_keys(&screen, "5");
	assert_true(focused_has(&screen, "moves"));
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "addresses are kept"));
	screen_keys(&screen, "Esc Shift-Tab");
	assert_true(focused_has(&screen, "Recovery via 10.255.1.2"));
	screen_keys(&screen, "End Enter");
	assert_true(screen_has(&screen, "After failover: over Recovery"));
	screen_keys(&screen, "Esc");
	screen_mouse(&screen, MOUSE_PRESS, 3, 4);
	assert_true(focused_has(&screen, "moves"));
	screen_mouse(&screen, MOUSE_DOUBLE, screen.frame.cursor_row + 7, 4);
	assert_true(screen_has(&screen, "After failover"));
	screen_close(&screen);
	free(topology);
}

/* Why there is nothing to see. */
static void test_routes_none(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);
	char *wide = make_wide(1);

	(void)state;
	screen_keys(&screen, "5");
	assert_false(screen_has(&screen, "has no links"));
	screen_close(&screen);
	screen_open(&screen, wide, NULL, 24, 80, false);
	screen_keys(&screen, "5");
	assert_true(screen_has(&screen, "has no links"));
	screen_close(&screen);
	free(wide);
	free(topology);
}

/* ---- Failback ---------------------------------------------------------- */

/* A NIC that is moved says so, follows undo, and is put back by the key that
 * moved it. */
static void test_failback(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 140);

	(void)state;
	screen_keys(&screen, "7");
	assert_false(focused_has(&screen, "moved"));
	assert_true(focused_has(&screen, " connected"));
	screen_keys(&screen, "d");
	assert_true(focused_has(&screen, "moved"));
	assert_true(focused_has(&screen, "disconnected"));
	assert_true(screen_has(&screen, "1 NIC is moved"));
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "not connected to any"));
	screen_keys(&screen, "Esc 2 7");
	assert_true(focused_has(&screen, "moved"));
	screen_keys(&screen, "d");
	assert_false(focused_has(&screen, "moved"));
	assert_false(screen_has(&screen, "is moved"));
	screen_keys(&screen, "m End Enter");
	assert_true(focused_has(&screen, "VMNetwork2-Chicago"));
	assert_true(focused_has(&screen, "moved"));
	assert_true(screen_has(&screen, "back disconnected"));
	screen_keys(&screen, "m Enter");
	assert_false(focused_has(&screen, "moved"));
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	screen_close(&screen);
	free(topology);
}

/* A move ends where the plan comes to be the same. */
static void test_failback_follows_plan(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 140);

	(void)state;
	screen_keys(&screen, "7 1 d 7");
	assert_false(focused_has(&screen, "moved"));
	assert_true(focused_has(&screen, "not connected"));
	screen_keys(&screen, "d");
	assert_true(screen_has(&screen, "does not connect this NIC"));
	screen_keys(&screen, "u");
	assert_false(focused_has(&screen, "not connected"));
	screen_close(&screen);
	free(topology);
}

/* ---- Changes ----------------------------------------------------------- */

static void test_changes(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);

	(void)state;
	screen_keys(&screen, "8");
	assert_true(screen_has(&screen, "Nothing has changed since"));
	screen_keys(&screen, "1 d 8");
	assert_true(focused_has(&screen, "network"));
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "not connected"));
	screen_keys(&screen, "Esc u");
	assert_true(screen_has(&screen, "Nothing has changed since"));
	screen_keys(&screen, "Ctrl-R");
	assert_true(focused_has(&screen, "network"));
	screen_keys(&screen, "w");
	assert_true(screen_has(&screen, "Nothing has changed since"));
	screen_close(&screen);
	free(topology);
}

/* ---- Remedies ---------------------------------------------------------- */

/* Focuses the finding of 'code' and asks for its remedy. */
static void remedy(struct screen *screen, const char *code)
{
	const rp_plan *plan = ui_plan(screen->ui);
	rp_id at = 0;

	screen_keys(screen, "3 Home");
	while (strcmp(rp_finding_code(rp_plan_finding(plan, at)), code) != 0)
		assert_true(++at < rp_plan_n_findings(plan));
	for (rp_id i = 0; i < at; i++)
		screen_keys(screen, "Down");
	assert_true(focused_has(screen, code));
	screen_keys(screen, "r");
}

static bool has_finding(const struct screen *screen, const char *code)
{
	const rp_plan *plan = ui_plan(screen->ui);

	assert_int_equal(rp_session_complete(ui_session(screen->ui),
					     RP_PART_FINDINGS, NULL), RP_OK);
	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++)
		if (!strcmp(rp_finding_code(rp_plan_finding(plan, i)), code))
			return true;
	return false;
}

/* The only target that is recommended; one undo step. */
static void test_remedy_maps(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);

	(void)state;
	screen_keys(&screen, "1");
	remedy(&screen, "network-unmapped");
	assert_true(rp_session_can_undo(session));
	assert_true(screen_has(&screen, "the only recommended target"));
	assert_false(has_finding(&screen, "network-unmapped"));
	screen_keys(&screen, "u");
	assert_true(has_finding(&screen, "network-unmapped"));
	assert_false(rp_session_can_undo(session));
	screen_close(&screen);
	free(topology);
}

/* Where several are, the operator chooses: a line is picked up. */
static void test_remedy_picks_up(void **state)
{
	char *topology = make_wide(5);
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "Down Down");
	remedy(&screen, "network-unmapped");
	assert_true(screen_has(&screen, "Map]"));
	assert_true(screen_has(&screen, "Drop"));
	assert_int_equal(ui_map_network(screen.ui),
			 object(&screen, RP_NETWORK, "A0"));
	screen_keys(&screen, "Enter");
	assert_false(has_finding(&screen, "network-unmapped"));
	screen_close(&screen);
	free(topology);
}

static void test_remedy_draws_back(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);
	rp_id target = object(&screen, RP_NETWORK, "VMNetwork1-Chicago");
	rp_id server = object(&screen, RP_SERVER, "VMM-NewYork");

	(void)state;
	ui_edited(screen.ui, rp_session_unmap(session, target, server));
	remedy(&screen, "no-way-back");
	assert_true(screen_has(&screen, "the way back is drawn"));
	assert_false(has_finding(&screen, "no-way-back"));
	assert_int_not_equal(rp_plan_mapping_of(ui_plan(screen.ui), target,
						server), RP_NONE);
	screen_close(&screen);
	free(topology);
}

/* A mapping to what is not available: the map, at that mapping. */
static void test_remedy_goes_to_map(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	struct rp_mapping mapping = map_elsewhere(&screen);

	(void)state;
	remedy(&screen, "target-unavailable");
	assert_true(screen_has(&screen, "[1 Map]"));
	assert_true(screen_has(&screen, "draw this line to another network"));
	assert_int_equal(ui_map_network(screen.ui), mapping.source);
	screen_close(&screen);
	free(topology);
}

static void test_remedy_unpins_host(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);
	rp_id vm = object(&screen, RP_VM, "VM1");

	(void)state;
	ui_edited(screen.ui, rp_session_pin_host(session, vm,
		  object(&screen, RP_HOST, "CH-HV05")));
	remedy(&screen, "pin-maintenance");
	assert_int_equal(rp_session_pinned_host(session, vm), RP_NONE);
	assert_true(screen_has(&screen, "no longer pinned to CH-HV05"));
	screen_close(&screen);
	free(topology);
}

/* Of a NIC's two pins the one that the finding is about. */
/* The finding names the host alone; the VM that is pinned to it is found. */
static void test_remedy_unpins_stranded(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);
	rp_id vm = object(&screen, RP_VM, "VM4");

	(void)state;
	assert_int_not_equal(rp_session_pinned_host(session, vm), RP_NONE);
	remedy(&screen, "host-loss");
	assert_int_equal(rp_session_pinned_host(session, vm), RP_NONE);
	assert_true(screen_has(&screen, "VM VM4 is no longer pinned"));
	screen_close(&screen);
	free(topology);
}

static void test_remedy_unpins_address(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);
	rp_id nic = rp_vm(ui_topology(screen.ui),
			  object(&screen, RP_VM, "VM1"))->nics.first;
	enum rp_family family;
	rp_ip good, bad;

	(void)state;
	assert_true(rp_ip_parse("192.168.1.77", &family, &good));
	assert_true(rp_ip_parse("2001:db8:9::1", &family, &bad));
	ui_edited(screen.ui, rp_session_pin_address(session, nic, RP_IPV4,
						    &good));
	ui_edited(screen.ui, rp_session_pin_address(session, nic, RP_IPV6,
						    &bad));
	remedy(&screen, "pin-unusable");
	assert_true(rp_session_pinned_address(session, nic, RP_IPV4, &good));
	assert_false(rp_session_pinned_address(session, nic, RP_IPV6, &bad));
	assert_true(screen_has(&screen, "no longer pinned"));
	screen_close(&screen);
	free(topology);
}

static void test_remedy_there_is_none(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);

	(void)state;
	remedy(&screen, "address-none");
	assert_true(screen_has(&screen, "a change outside the plan"));
	remedy(&screen, "address-changes");
	assert_true(screen_has(&screen, "no remedy is known"));
	assert_false(rp_session_can_undo(ui_session(screen.ui)));
	screen_close(&screen);
	free(topology);
}

/* ---- Pins -------------------------------------------------------------- */

/* VM1 stands on CH-HV01; CH-HV05 is in maintenance. */
static void test_pin_host(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);
	const struct rp_replica *replica = rp_plan_replica(ui_plan(screen.ui),
							   0);
	rp_id vm = replica->vm;
	rp_id host = replica->host;

	(void)state;
	screen_keys(&screen, "2 Home P");
	assert_true(screen_has(&screen, "> ● no pin"));
	assert_true(screen_has(&screen, " - stands here"));
	assert_true(screen_has(&screen, "○ CH-HV05 - in maintenance: a pin "
					"leaves it without a host"));
	screen_keys(&screen, "End Enter");
	assert_true(screen_has(&screen, "is pinned to CH-HV05, where it cannot "
					"stand"));
	screen_keys(&screen, "P Home Down Down Enter");
	screen_keys(&screen, "P");
	assert_true(screen_has(&screen, "○ no pin"));
	assert_true(screen_has(&screen, "pinned now"));
	screen_keys(&screen, "Home Enter");
	assert_true(screen_has(&screen, "has no host pin"));
	assert_int_equal(rp_session_pinned_host(session, vm), RP_NONE);
	assert_int_equal(rp_plan_replica(ui_plan(screen.ui), 0)->host, host);
	screen_keys(&screen, "u");
	assert_int_not_equal(rp_session_pinned_host(session, vm), RP_NONE);
	screen_close(&screen);
	free(topology);
}

/* Hosts that can carry the replica come first, whatever stands in the way of
 * the others. */
static void test_pin_usable_first(void **state)
{
	static const char *const vms[] = { "VM1", "VM4", "VM9" };
	size_t n_marked = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(vms) / sizeof(vms[0]); i++) {
		struct screen screen;
		char *topology = open_example(&screen, "newyork-chicago", 24,
					      100);
		bool marked = false;
		size_t n = 0;

		ui_show_replica(screen.ui, rp_plan_replica_of(
			ui_plan(screen.ui),
			fixture_id(ui_topology(screen.ui), RP_VM, vms[i])));
		screen_keys(&screen, "P");
		for (int row = 0; row < screen.frame.rows; row++) {
			const char *text = screen_row(&screen, row);
			bool kept_off = strstr(text, ": a pin leaves it") !=
				NULL;

			if (!strstr(text, "○ CH-HV") &&
			    !strstr(text, "● CH-HV"))
				continue;
			assert_true(kept_off || !marked);
			marked = kept_off;
			n++;
		}
		assert_true(n >= 3);
		n_marked += marked;
		screen_close(&screen);
		free(topology);
	}
	assert_true(n_marked > 0);
}

/* A pin that has another of the availability set go says so. */
static void test_pin_says_moved(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	const rp_plan *plan = ui_plan(screen.ui);
	size_t n_told = 0;
	size_t n_moved = 0;

	(void)state;
	for (int i = 1; i <= 4; i++) {
		rp_id before[64];
		size_t n = rp_plan_n_replicas(plan);
		size_t moved = 0;
		char keys[64], text[64];

		assert_true(n <= 64);
		for (rp_id r = 0; r < n; r++)
			before[r] = rp_plan_replica(plan, r)->host;
		snprintf(keys, sizeof(keys), "2 Home P Home%s Enter",
			 (const char *const[]){ " Down", " Down Down",
			 " Down Down Down", " Down Down Down Down" }[i - 1]);
		screen_keys(&screen, keys);
		plan = ui_plan(screen.ui);
		for (rp_id r = 1; r < n; r++)
			moved += rp_plan_replica(plan, r)->host != before[r];
		snprintf(text, sizeof(text), "; %zu other replica%s moved",
			 moved, moved == 1 ? "" : "s");
		assert_true(screen_has(&screen, "VM1 is pinned to"));
		assert_true(moved == 0 ? !screen_has(&screen, "other replica")
				       : screen_has(&screen, text));
		n_told += moved > 0;
		n_moved += moved;
	}
	/* Both cases were met. */
	assert_true(n_told > 0 && n_moved > 0);
	screen_close(&screen);
	free(topology);
}

/* Typing 'text' where the address of the first replica is pinned. */
static void type_pin(struct screen *screen, const char *text)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	screen_keys(screen, "2 Home A Ctrl-U");
	screen_paste(screen, copy);
	screen_keys(screen, "Enter");
	free(copy);
}

static void test_pin_address(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 100);
	rp_session *session = ui_session(screen.ui);
	rp_id nic = rp_plan_nic(ui_plan(screen.ui), 0)->nic;
	rp_ip ip;

	(void)state;
	assert_false(rp_session_pinned_address(session, nic, RP_IPV4, &ip));
	type_pin(&screen, "10.1.20");
	assert_true(screen_has(&screen, "expected an IPv4 address"));
	type_pin(&screen, "2001:db8::1");
	assert_true(screen_has(&screen, "expected an IPv4 address"));
	assert_false(rp_session_can_undo(session));
	type_pin(&screen, "198.51.100.1");
	assert_true(screen_has(&screen, "which it does not get"));
	assert_true(rp_session_pinned_address(session, nic, RP_IPV4, &ip));
	screen_keys(&screen, "A");
	assert_true(screen_has(&screen, "no pin): 198.51.100.1"));
	screen_keys(&screen, "Esc");
	type_pin(&screen, "");
	assert_true(screen_has(&screen, "the address has no pin"));
	assert_false(rp_session_pinned_address(session, nic, RP_IPV4, &ip));
	screen_keys(&screen, "u");
	assert_true(rp_session_pinned_address(session, nic, RP_IPV4, &ip));
	screen_close(&screen);
	free(topology);
}

/* Nothing is changed where nothing may be. */
static void test_readonly(void **state)
{
	struct screen first, second;
	char *topology = open_example(&first, "newyork-chicago", 24, 100);

	(void)state;
	screen_open(&second, topology, NULL, 24, 100, false);
	assert_true(ui_is_readonly(second.ui));
	screen_keys(&second, "1");
	remedy(&second, "network-unmapped");
	assert_true(screen_has(&second, "nothing can be changed"));
	assert_false(rp_session_can_undo(ui_session(second.ui)));
	screen_keys(&second, "2 P");
	assert_true(screen_has(&second, "nothing can be changed"));
	screen_keys(&second, "Down A");
	assert_true(screen_has(&second, "nothing can be changed"));
	screen_keys(&second, "7 d");
	assert_true(focused_has(&second, "moved"));
	screen_close(&second);
	screen_close(&first);
	free(topology);
}

/* ---- Any size, any event ----------------------------------------------- */

static const char *const any_keys[] = {
	"Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End", "Tab",
	"Enter", "Esc", "2", "P", "A", "3", "4", "5", "6", "7", "8", "n", "S",
	"m", "d", "r",
	"u", "Ctrl-R", "R", "1", "d", "b",
};

#define N_ANY_KEYS (sizeof(any_keys) / sizeof(any_keys[0]))

static void resize(struct screen *screen)
{
	struct event event = { .type = EVENT_RESIZE,
			       .row = 1 + rand() % 30,
			       .column = 1 + rand() % 100 };

	frame_destroy(&screen->frame);
	assert_true(frame_init(&screen->frame, event.row, event.column,
			       rand() % 2));
	ui_handle(screen->ui, &event);
	ui_draw(screen->ui, &screen->frame);
}

static void press_any(struct screen *screen, int n)
{
	for (int i = 0; i < n; i++) {
		const struct frame *frame = &screen->frame;

		if (rand() % 4 == 0)
			screen_mouse(screen, (enum mouse_action)(rand() % 6),
				     rand() % (frame->rows + 2) - 1,
				     rand() % (frame->columns + 2) - 1);
		else
			screen_keys(screen, any_keys[(size_t)rand() %
						     N_ANY_KEYS]);
		if (rand() % 8 == 0)
			resize(screen);
		assert_in_range(screen->frame.cursor_row, 0,
				screen->frame.rows - 1);
	}
}

static void test_any_event(void **state)
{
	static const char *const examples[] = {
		"newyork-chicago", "subnet-failover", "one-server",
	};

	(void)state;
	/* What is exported by chance goes there. */
	assert_int_equal(chdir(fixture_folder()), 0);
	srand(11);
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct screen screen;
		char *topology = open_example(&screen, examples[i], 24, 80);

		press_any(&screen, 600);
		screen_close(&screen);
		free(topology);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_tabs),
		cmocka_unit_test(test_peak),
		cmocka_unit_test(test_availability),
		cmocka_unit_test(test_availability_of_many),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_routes_none),
		cmocka_unit_test(test_failback),
		cmocka_unit_test(test_failback_follows_plan),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_remedy_maps),
		cmocka_unit_test(test_remedy_picks_up),
		cmocka_unit_test(test_remedy_draws_back),
		cmocka_unit_test(test_remedy_goes_to_map),
		cmocka_unit_test(test_remedy_unpins_host),
		cmocka_unit_test(test_remedy_unpins_stranded),
		cmocka_unit_test(test_remedy_unpins_address),
		cmocka_unit_test(test_remedy_there_is_none),
		cmocka_unit_test(test_pin_host),
		cmocka_unit_test(test_pin_usable_first),
		cmocka_unit_test(test_pin_says_moved),
		cmocka_unit_test(test_pin_address),
		cmocka_unit_test(test_readonly),
		cmocka_unit_test(test_any_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
