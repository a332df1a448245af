/* The map: proposals, the order of the lists, filters, the matrix, properties
 * in place.
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

/* ---- Two sites ----------------------------------------------------------- */

struct site {
	int n;		/* Networks at each site. */
	bool is_mapped; /* Each to the one at the other end of the list. */
	bool is_unlike; /* Nothing of theirs is the same. */
	int lacking;	/* The recovery cloud has not this one; -1: all. */
};

/* Network I is a logical network of its own, with one subnet. */
static void add_networks(FILE *out, const struct site *site, const char *end,
			 int first)
{
	fprintf(out, "logical_networks = (");
	for (int i = 0; i < site->n; i++) {
		int nth = site->is_unlike && *end == 'T' ? i + 100 : i;

		fprintf(out,
			"%s{ name = \"lan%02d-%s\"; vm_networks = ( { name = "
			"\"net%02d-%s\"; subnets = ( { name = \"sub%d\"; "
			"prefixes = [ \"10.%d.0.0/24\" ]; pools = ( { name = "
			"\"p\"; first = \"10.%d.0.10\"; last = "
			"\"10.%d.0.20\"; } ); } ); } ); }",
			i ? ",\n" : " ", nth, end, nth, end, nth, first + nth,
			first + nth, first + nth);
	}
	fprintf(out, " );\n");
}

static void add_names(FILE *out, const struct site *site, const char *end,
		      int lacking)
{
	const char *comma = "";

	fprintf(out, "logical_networks = [");
	for (int i = 0; i < site->n; i++) {
		int nth = site->is_unlike && *end == 'T' ? i + 100 : i;

		if (i == lacking)
			continue;
		fprintf(out, "%s \"lan%02d-%s\"", comma, nth, end);
		comma = ",";
	}
	fprintf(out, " ];\n");
}

static void add_side(FILE *out, const struct site *site, const char *end,
		     int lacking)
{
	fprintf(out, "{ name = \"%s\"; servers = ( { name = \"VMM-%s\";\n", end,
		end);
	add_networks(out, site, end, 1);
	fprintf(out,
		"host_groups = ( { name = \"g-%s\"; hosts = ( { name = "
		"\"h-%s\"; cpus = 999; memory_mib = 999999; ",
		end, end);
	add_names(out, site, end, -1);
	fprintf(out,
		" } ); } );\nclouds = ( { name = \"c-%s\"; host_groups = "
		"[ \"g-%s\" ]; ",
		end, end);
	add_names(out, site, end, lacking);
	if (*end == 'H') {
		fprintf(out, "vms = (");
		for (int i = 0; i < site->n; i++)
			fprintf(out,
				"%s{ name = \"vm%02d\"; host = \"h-%s\"; cpus "
				"= 1; memory_mib = 1; nics = ( { name = \"n\"; "
				"network = \"net%02d-%s\"; subnet = \"sub%d\"; "
				"addresses = [ \"10.%d.0.15\" ]; } ); }",
				i ? ",\n" : " ", i, end, i, end, i, i + 1);
		fprintf(out, " );\n");
	}
	fprintf(out, "} ); } ); }");
}

static void open_site(struct screen *screen, const struct site *site, int rows,
		      int columns, bool ascii)
{
	char *text = NULL;
	char *path;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	fprintf(out, "format = 1;\nsites = ( ");
	add_side(out, site, "Here", -1);
	fprintf(out, ",\n");
	add_side(out, site, "There", site->lacking);
	fprintf(out, " );\nprotection = ( { protected = \"c-Here\"; protecting "
		     "= \"c-There\"; } );\n");
	if (site->is_mapped) {
		fprintf(out, "mappings = (");
		for (int i = 0; i < site->n; i++)
			fprintf(out,
				"%s{ source = \"net%02d-Here\"; target = "
				"\"net%02d-There\"; }",
				i ? ",\n" : " ", i, site->n - 1 - i);
		fprintf(out, " );\n");
	}
	assert_int_equal(fclose(out), 0);
	path = fixture_file("sites.cfg", text);
	screen_open(screen, path, NULL, rows, columns, ascii);
	free(path);
	free(text);
}

static const struct site bare = { .n = 6, .lacking = -1 };
static const struct site crossed = { .n = 6, .is_mapped = true, .lacking = -1 };
static const struct site large = { .n = 70, .lacking = 3 };

static size_t n_mappings(struct screen *screen)
{
	return rp_plan_n_mappings(ui_plan(screen->ui));
}

static const char *target_of(struct screen *screen, const char *source)
{
	const rp_plan *plan = ui_plan(screen->ui);
	rp_id id = fixture_id(ui_topology(screen->ui), RP_NETWORK, source);

	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++)
		if (rp_plan_mapping(plan, i)->source == id)
			return rp_name(ui_topology(screen->ui), RP_NETWORK,
				       rp_plan_mapping(plan, i)->target);
	return "";
}

static bool cursor_is_at(struct screen *screen, const char *text)
{
	return strstr(screen_row(screen, screen->frame.cursor_row), text) !=
	       NULL;
}

/* ---- Frames -------------------------------------------------------------- */

struct golden {
	const char *name;
	const struct site *site;
	const char *keys;
};

static const struct golden goldens[] = {
	{ "map-suggest", &bare, "S j" },
	{ "map-tidied", &crossed, "t" },
	{ "map-filtered", &large, "\\ 1 2 Enter" },
	{ "map-matrix", &large, "m j j j l l l" },
	{ "map-matrix-mapped", &crossed, "m Enter j l" },
	{ "map-matrix-proposed", &bare, "S m j" },
	{ "map-why", &large, "m l l l e" },
};

static const struct {
	const char *name;
	int rows;
	int columns;
	bool ascii;
} sizes[] = {
	{ "80x24", 24, 80, false },
	{ "80x24-ascii", 24, 80, true },
	{ "120x35", 35, 120, false },
	{ "40x10", 10, 40, false },
};

static void golden_test(void **state)
{
	const struct golden *g = *state;
	char name[64];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct screen screen;

		open_site(&screen, g->site, sizes[i].rows, sizes[i].columns,
			  sizes[i].ascii);
		screen_keys(&screen, g->keys);
		snprintf(name, sizeof(name), "%s-%s", g->name, sizes[i].name);
		screen_expect(&screen, name);
		screen_close(&screen);
	}
}

/* ---- Proposals ----------------------------------------------------------- */

static void suggest_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &bare, 24, 100, false);
	screen_keys(&screen, "S");
	assert_true(screen_has(&screen, "proposed, 1 of 6: net00-Here ▶ "
					"net00-There: same prefix, same name"));
	assert_true(screen_has(&screen, "If net00-There is accepted"));
	assert_true(screen_has(&screen, "+1 connected"));
	assert_int_equal(n_mappings(&screen), 0);
	screen_keys(&screen, "j Enter");
	assert_int_equal(n_mappings(&screen), 1);
	assert_string_equal(target_of(&screen, "net01-Here"), "net01-There");
	/* The next one is in focus; what is declined is off the list. */
	assert_true(screen_has(&screen, "proposed, 2 of 5: net02-Here"));
	screen_keys(&screen, "d");
	assert_true(screen_has(&screen, "proposed, 2 of 4: net03-Here"));
	screen_keys(&screen, "a");
	assert_int_equal(n_mappings(&screen), 5);
	assert_string_equal(target_of(&screen, "net02-Here"), "");
	assert_true(screen_has(&screen, "4 mappings drawn"));
	screen_keys(&screen, "u u");
	assert_int_equal(n_mappings(&screen), 3);
	screen_keys(&screen, "S");
	assert_true(screen_has(&screen, "of 3: "));
	screen_keys(&screen, "Esc");
	assert_true(screen_has(&screen, "let go"));
	assert_false(screen_has(&screen, "┄"));
	assert_int_equal(n_mappings(&screen), 3);
	screen_close(&screen);
}

/* Where nothing is alike nothing is proposed; nor where all is mapped. */
static void suggest_nothing_test(void **state)
{
	static const struct site unlike = { .n = 6,
					    .is_unlike = true,
					    .lacking = -1 };
	struct screen screen;

	(void)state;
	open_site(&screen, &unlike, 24, 80, false);
	screen_keys(&screen, "S");
	assert_true(screen_has(&screen, "nothing to propose"));
	screen_close(&screen);
	open_site(&screen, &crossed, 24, 80, false);
	screen_keys(&screen, "S");
	assert_true(screen_has(&screen, "nothing to propose"));
	screen_close(&screen);
}

/* The last one ends it; an edit from elsewhere takes off what it mapped. */
static void suggest_end_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &bare, 24, 80, false);
	screen_keys(&screen, "S Enter Enter Enter Enter Enter Enter");
	assert_int_equal(n_mappings(&screen), 6);
	assert_true(screen_has(&screen, "1 mapping drawn"));
	screen_keys(&screen, "u S d");
	assert_true(screen_has(&screen, "no proposal is left"));
	screen_keys(&screen, "j Enter Esc");
	screen_close(&screen);
}

static void suggest_mouse_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &bare, 24, 80, false);
	screen_keys(&screen, "S");
	/* Headings and networks take turns: the third network. */
	screen_mouse(&screen, MOUSE_PRESS, 8, 5);
	assert_true(screen_has(&screen, "proposed, 3 of 6: net02-Here"));
	screen_mouse(&screen, MOUSE_RELEASE, 8, 5);
	screen_mouse(&screen, MOUSE_WHEEL_DOWN, 8, 5);
	assert_true(screen_has(&screen, "proposed, 4 of 6"));
	screen_close(&screen);
}

/* ---- Order --------------------------------------------------------------- */

static void tidy_test(void **state)
{
	struct screen screen;
	char before[256], after[256];

	(void)state;
	open_site(&screen, &crossed, 35, 120, false);
	snprintf(before, sizeof(before), "%s", screen_row(&screen, 4));
	screen_keys(&screen, "t");
	assert_true(screen_has(&screen, "crossings: 15 → 0; u takes it back"));
	assert_true(cursor_is_at(&screen, "net00-Here"));
	assert_true(cursor_is_at(&screen, "net05-There"));
	assert_false(rp_session_can_undo(ui_session(screen.ui)));
	snprintf(after, sizeof(after), "%s", screen_row(&screen, 4));
	screen_keys(&screen, "t");
	assert_true(screen_has(&screen, "no order with fewer"));
	screen_keys(&screen, "u");
	assert_true(screen_has(&screen, "undone: the order"));
	assert_string_equal(screen_row(&screen, 4), before);
	screen_keys(&screen, "Ctrl-R");
	assert_string_equal(screen_row(&screen, 4), after);
	screen_keys(&screen, "T");
	assert_string_equal(screen_row(&screen, 4), before);
	screen_keys(&screen, "u");
	assert_string_equal(screen_row(&screen, 4), after);
	screen_close(&screen);
}

/* After an edit, undo is the edit's; the order stays. */
static void tidy_edit_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &crossed, 35, 120, false);
	screen_keys(&screen, "t d u");
	assert_true(screen_has(&screen, "undone: "));
	assert_string_equal(target_of(&screen, "net00-Here"), "net05-There");
	assert_true(cursor_is_at(&screen, "net05-There"));
	screen_keys(&screen, "u");
	assert_true(screen_has(&screen, "nothing to undo"));
	assert_true(cursor_is_at(&screen, "net05-There"));
	/* It goes with the side. */
	screen_keys(&screen, "s s u");
	assert_true(screen_has(&screen, "nothing to undo"));
	assert_true(cursor_is_at(&screen, "net00-Here"));
	assert_true(cursor_is_at(&screen, "net05-There"));
	screen_close(&screen);
}

/* ---- Filters ------------------------------------------------------------- */

static void filter_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 35, 120, false);
	screen_keys(&screen, "j j \\ 1 2 Enter");
	assert_true(screen_has(&screen, "net12-Here"));
	assert_false(screen_has(&screen, "net02-Here"));
	assert_true(screen_has(&screen, "1 of 70: 12"));
	assert_true(screen_has(&screen, "net02-There"));
	/* The other side keeps its own. */
	screen_keys(&screen, "| Ctrl-U N E T 0 Enter");
	assert_true(screen_has(&screen, "10 of 70: NET0"));
	assert_true(screen_has(&screen, "net12-Here"));
	assert_false(screen_has(&screen, "net12-There"));
	screen_keys(&screen, "Enter End Enter");
	assert_string_equal(target_of(&screen, "net12-Here"), "net09-There");
	screen_keys(&screen, "| Ctrl-U x y z Enter");
	assert_true(screen_has(&screen, "no name has this text"));
	/* The other end is hidden: it is said, and nothing is lost. */
	screen_keys(&screen, "Right");
	assert_true(screen_has(&screen, "net09-There is hidden by the filter"));
	screen_keys(&screen, "Enter d S Tab u");
	screen_keys(&screen, "1 | Ctrl-U Enter \\ Ctrl-U Enter");
	assert_true(screen_has(&screen, "net00-There"));
	screen_close(&screen);
}

/* A network that another view names is shown, whatever the filter. */
static void filter_show_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 24, 80, false);
	screen_keys(&screen, "\\ 1 2 Enter");
	ui_show_network(screen.ui, fixture_id(ui_topology(screen.ui),
					      RP_NETWORK, "net33-Here"));
	ui_draw(screen.ui, &screen.frame);
	assert_true(cursor_is_at(&screen, "net33-Here"));
	screen_close(&screen);
}

/* ---- The matrix ---------------------------------------------------------- */

static void matrix_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 24, 80, false);
	assert_true(screen_has(&screen, " m Matrix "));
	screen_keys(&screen, "m");
	assert_true(screen_has(&screen, "VMM-Here ▶ VMM-There · 70 x 70"));
	assert_true(cursor_is_at(&screen, "net00-Here"));
	screen_keys(&screen, "j l l");
	assert_true(screen_has(&screen, "net01-Here ▶ 3 net02-There"));
	assert_true(screen_has(&screen, "recommended"));
	assert_true(screen_has(&screen, "+1 connected"));
	screen_keys(&screen, "Enter");
	assert_string_equal(target_of(&screen, "net01-Here"), "net02-There");
	assert_true(screen_has(&screen, "mapped · recommended"));
	screen_keys(&screen, "l");
	assert_true(screen_has(&screen, "not available: c-There lacks "
					"lan03-There"));
	/* Drawing replaces; on the mapping itself it deletes. */
	screen_keys(&screen, "Space");
	assert_string_equal(target_of(&screen, "net01-Here"), "net03-There");
	assert_true(cursor_is_at(&screen, "⊗"));
	screen_keys(&screen, "Space");
	assert_string_equal(target_of(&screen, "net01-Here"), "");
	screen_keys(&screen, "u u");
	assert_string_equal(target_of(&screen, "net01-Here"), "net02-There");
	screen_keys(&screen, "d");
	assert_string_equal(target_of(&screen, "net01-Here"), "");
	/* The place is kept. */
	screen_keys(&screen, "m Enter Enter");
	assert_true(cursor_is_at(&screen, "net01-Here"));
	screen_close(&screen);
}

static void matrix_scroll_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 24, 80, false);
	screen_keys(&screen, "m End");
	assert_true(cursor_is_at(&screen, "net69-Here"));
	screen_keys(&screen, "Tab Tab Tab");
	assert_true(screen_has(&screen, "net69-Here ▶ 70 net69-There"));
	screen_keys(&screen, "Shift-Tab Home PgDn");
	assert_false(screen_has(&screen, "▶ 70 "));
	screen_keys(&screen, "/ n e t 4 0 Enter");
	assert_true(cursor_is_at(&screen, "net40-Here"));
	screen_keys(&screen, "\\ 0 5 Enter | 0 6 Enter");
	assert_true(screen_has(&screen, "1 of 70: 05 x 1 of 70: 06"));
	assert_true(screen_has(&screen, "net05-Here ▶ 1 net06-There"));
	screen_keys(&screen, "| Ctrl-U z z Enter");
	assert_true(screen_has(&screen, "no network is shown"));
	screen_keys(&screen, "Enter e j l d");
	screen_close(&screen);
}

static void matrix_mouse_test(void **state)
{
	struct screen screen;
	int row, column;

	(void)state;
	open_site(&screen, &bare, 24, 80, false);
	screen_keys(&screen, "m");
	row = screen.frame.cursor_row;
	column = screen.frame.cursor_column;
	screen_mouse(&screen, MOUSE_PRESS, row + 2, column + 6);
	screen_mouse(&screen, MOUSE_RELEASE, row + 2, column + 6);
	assert_true(screen_has(&screen, "net02-Here ▶ 4 net03-There"));
	screen_mouse(&screen, MOUSE_DOUBLE, row + 2, column + 6);
	assert_string_equal(target_of(&screen, "net02-Here"), "net03-There");
	screen_mouse(&screen, MOUSE_WHEEL_DOWN, row, column);
	assert_true(cursor_is_at(&screen, "net05-Here"));
	screen_mouse(&screen, MOUSE_PRESS, 22, 79);
	screen_close(&screen);
}

/* ---- Explaining, properties, the way back -------------------------------- */

static void why_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 24, 120, false);
	screen_keys(&screen, "e Esc m l l l e");
	assert_true(screen_has(&screen, "net00-Here ▶ net03-There: not "
					"available"));
	assert_true(screen_has(&screen, "add logical network lan03-There"));
	screen_keys(&screen, "Esc S e");
	assert_true(screen_has(&screen, "proposed: same prefix, same name"));
	screen_close(&screen);
}

static const struct rp_mapping *first_mapping(struct screen *screen)
{
	return rp_plan_mapping(ui_plan(screen->ui), 0);
}

static void properties_test(void **state)
{
	static const enum rp_address_rule rules[] = { RP_OFFSET, RP_NEXT,
						      RP_RETAIN };
	struct screen screen;

	(void)state;
	open_site(&screen, &crossed, 24, 100, false);
	assert_true(screen_has(&screen, "▶ net05-There · retain · test "
					"network: none"));
	for (size_t i = 0; i < 3; i++) {
		screen_keys(&screen, "r");
		assert_int_equal(first_mapping(&screen)->rule, rules[i]);
	}
	screen_keys(&screen, "r o End Enter");
	assert_true(screen_has(&screen, "· offset · test network: "
					"net05-There"));
	screen_keys(&screen, "u u u u u");
	assert_int_equal(first_mapping(&screen)->rule, RP_RETAIN);
	screen_keys(&screen, "Right");
	assert_true(screen_has(&screen, "◀ net00-Here · retain"));
	screen_close(&screen);
}

/* Where there are many networks, one is asked for by name. */
static void test_network_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 24, 100, false);
	screen_keys(&screen, "Enter Enter o n e t 4 Enter");
	assert_true(screen_has(&screen, "10 networks have this"));
	screen_keys(&screen, "p End Enter n e t 4 2 Enter");
	assert_true(screen_has(&screen, "test network: net42-There"));
	screen_keys(&screen, "o Ctrl-U Enter");
	assert_true(screen_has(&screen, "test network: none"));
	screen_close(&screen);
}

/* Properties are clicked where they stand. */
static void click_test(void **state)
{
	struct screen screen;
	const char *row, *at;
	int y = 0;

	(void)state;
	open_site(&screen, &crossed, 24, 100, true);
	while (!(at = strstr(row = screen_row(&screen, y), "- retain -")))
		y++;
	screen_mouse(&screen, MOUSE_PRESS, y, (int)(at - row) + 3);
	assert_int_equal(first_mapping(&screen)->rule, RP_OFFSET);
	screen_mouse(&screen, MOUSE_RELEASE, y, (int)(at - row) + 3);
	screen_mouse(&screen, MOUSE_PRESS, y, (int)(at - row) + 20);
	assert_true(screen_has(&screen, "test failovers connect to no"));
	screen_close(&screen);
}

static void draw_back_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &crossed, 24, 80, false);
	screen_keys(&screen, "B");
	assert_true(screen_has(&screen, "VMM-There ▶ VMM-Here"));
	screen_keys(&screen, "Enter");
	assert_true(cursor_is_at(&screen, "net05-There"));
	assert_string_not_equal(target_of(&screen, "net05-There"), "");
	screen_keys(&screen, "u s");
	assert_true(cursor_is_at(&screen, "net00-Here"));
	screen_close(&screen);
}

/* ---- What waits ---------------------------------------------------------- */

/* The plan pane follows once keys rest, not with each of them. */
static void rest_test(void **state)
{
	struct screen screen;

	(void)state;
	open_site(&screen, &bare, 35, 120, false);
	screen.is_hurried = true;
	screen_keys(&screen, "j j");
	assert_true(cursor_is_at(&screen, "net02-Here"));
	assert_true(screen_has(&screen, "Plan: net00-Here"));
	assert_true(ui_wants_ticks(screen.ui));
	screen_settle(&screen);
	assert_true(screen_has(&screen, "Plan: net02-Here"));
	assert_false(ui_wants_ticks(screen.ui));
	/* What the plan pane shows is what its keys are for. */
	screen_keys(&screen, "j Tab");
	assert_true(screen_has(&screen, "Plan: net03-Here"));
	screen_close(&screen);
}

/* The end of a line that is off the screen is named, and can be gone to. */
static void off_screen_test(void **state)
{
	static const struct site long_lists = { .n = 40,
						.is_mapped = true,
						.lacking = -1 };
	struct screen screen;

	(void)state;
	open_site(&screen, &long_lists, 24, 100, false);
	assert_true(screen_has(&screen, "▼ 8 net39-There"));
	screen_keys(&screen, "Right");
	assert_true(cursor_is_at(&screen, "net39-There"));
	screen_close(&screen);
}

/* Every size, and each state that the map has. */
static void sizes_test(void **state)
{
	static const char *const keys[] = { "",	 "S",	"m",	     "Esc",
					    "l", "Tab", "| 1 Enter", "t" };
	struct screen screen;

	(void)state;
	open_site(&screen, &large, 24, 80, false);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		screen_keys(&screen, keys[i]);
		for (int n = 0; n < 200; n++) {
			int rows = n % 28;
			int columns = (n * 7) % 131;
			struct frame frame;

			assert_true(frame_init(&frame, rows, columns, n % 2));
			ui_draw(screen.ui, &frame);
			if (rows > 0 && columns > 0) {
				assert_in_range(frame.cursor_row, 0, rows - 1);
				assert_in_range(frame.cursor_column, 0,
						columns - 1);
			}
			frame_destroy(&frame);
		}
	}
	screen_close(&screen);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Whatever is done in whatever order: the screen can be drawn, and undone to
 * where it was. */
static void anything_test(void **state)
{
	static const char *const keys[] = { "j",
					    "k",
					    "l",
					    "h",
					    "Tab",
					    "PgDn",
					    "Home",
					    "End",
					    "S",
					    "m",
					    "t",
					    "T",
					    "u",
					    "Ctrl-R",
					    "b",
					    "d",
					    "Enter",
					    "Enter",
					    "Esc",
					    "a",
					    "s",
					    "B",
					    "r",
					    "\\ 1 Enter",
					    "| 0 Enter",
					    "z",
					    "e Esc",
					    "Space",
					    "p Esc",
					    "o Esc",
					    "\\ Ctrl-U Enter",
					    "| Ctrl-U Enter",
					    "c Esc" };
	static const struct site small = { .n = 12,
					   .is_mapped = true,
					   .lacking = 2 };
	struct screen screen;
	char *before, *after;
	uint32_t seed = 5;

	(void)state;
	open_site(&screen, &small, 24, 80, false);
	before = fixture_json(ui_plan(screen.ui));
	for (int i = 0; i < 1500; i++) {
		uint32_t n = next_random(&seed);

		screen.is_hurried = n % 3 == 0;
		if (n % 5 == 0)
			screen_mouse(&screen, (enum mouse_action)(n / 5 % 6),
				     (int)(n / 30 % 24), (int)(n / 720 % 80));
		else
			screen_keys(
				&screen,
				keys[n / 5 % (sizeof(keys) / sizeof(keys[0]))]);
		assert_in_range(screen.frame.cursor_row, 0, 23);
	}
	screen_keys(&screen, "Esc Esc Esc");
	while (rp_session_can_undo(ui_session(screen.ui)))
		assert_int_equal(rp_session_undo(ui_session(screen.ui)), RP_OK);
	ui_edited(screen.ui, RP_OK);
	ui_draw(screen.ui, &screen.frame);
	after = fixture_json(ui_plan(screen.ui));
	assert_string_equal(after, before);
	free(before);
	free(after);
	screen_close(&screen);
}

#define N_GOLDENS (sizeof(goldens) / sizeof(goldens[0]))

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(suggest_test),
		cmocka_unit_test(suggest_nothing_test),
		cmocka_unit_test(suggest_end_test),
		cmocka_unit_test(suggest_mouse_test),
		cmocka_unit_test(tidy_test),
		cmocka_unit_test(tidy_edit_test),
		cmocka_unit_test(filter_test),
		cmocka_unit_test(filter_show_test),
		cmocka_unit_test(matrix_test),
		cmocka_unit_test(matrix_scroll_test),
		cmocka_unit_test(matrix_mouse_test),
		cmocka_unit_test(why_test),
		cmocka_unit_test(properties_test),
		cmocka_unit_test(test_network_test),
		cmocka_unit_test(click_test),
		cmocka_unit_test(draw_back_test),
		cmocka_unit_test(rest_test),
		cmocka_unit_test(off_screen_test),
		cmocka_unit_test(sizes_test),
		cmocka_unit_test(anything_test),
	};
	struct CMUnitTest tests[N_GOLDENS];
	int failed;

	memset(tests, 0, sizeof(tests));
	for (size_t i = 0; i < N_GOLDENS; i++) {
		tests[i].name = goldens[i].name;
		tests[i].test_func = golden_test;
		tests[i].initial_state = (void *)(uintptr_t)&goldens[i];
	}
	failed = cmocka_run_group_tests_name("frames", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("map", others, NULL, NULL);
	fixture_clean();
	return failed ? 1 : 0;
}
