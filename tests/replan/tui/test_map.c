/* The map: what an operator does there, and what it looks like.
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

/* ---- Helpers ------------------------------------------------------------- */

static void open_example(struct screen *screen, const char *name, int rows,
			 int columns, bool ascii)
{
	char *path = screen_example(name);

	screen_open(screen, path, NULL, rows, columns, ascii);
	free(path);
}

static void open_newyork(struct screen *screen)
{
	open_example(screen, "newyork-chicago", 24, 80, false);
}

/* What 'source' is mapped to on the only server that it is mapped to; NULL:
 * nothing. */
static const struct rp_mapping *mapping_of(struct screen *screen,
					   const char *source)
{
	const rp_plan *plan = ui_plan(screen->ui);
	rp_id id = fixture_id(ui_topology(screen->ui), RP_NETWORK, source);

	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++)
		if (rp_plan_mapping(plan, i)->source == id)
			return rp_plan_mapping(plan, i);
	return NULL;
}

static const char *target_of(struct screen *screen, const char *source)
{
	const struct rp_mapping *mapping = mapping_of(screen, source);

	return mapping ? rp_name(ui_topology(screen->ui), RP_NETWORK,
				 mapping->target)
		       : "";
}

/* Finds the first place of the screen from 'column' on that has 'text'. */
static void find(struct screen *screen, const char *text, int from, int *row,
		 int *column)
{
	const struct frame *frame = &screen->frame;

	for (*row = 0; *row < frame->rows; (*row)++) {
		for (*column = from; *column < frame->columns; (*column)++) {
			const char *at = text;
			int c = *column;

			while (*at && c < frame->columns) {
				const char *cell =
					frame->cells[*row * frame->columns +
						     c++]
						.text;

				if (strncmp(at, cell, strlen(cell)) != 0)
					break;
				at += strlen(cell);
			}
			if (!*at)
				return;
		}
	}
	fail_msg("not on the screen: %s", text);
}

static bool cursor_is_at(struct screen *screen, const char *text)
{
	return strstr(screen_row(screen, screen->frame.cursor_row), text) !=
	       NULL;
}

static const struct rp_summary *summary(struct screen *screen)
{
	return rp_plan_summary(ui_plan(screen->ui));
}

/* ---- Frames -------------------------------------------------------------- */

struct golden {
	const char *name;
	const char *example;
	int rows;
	int columns;
	bool ascii;
	const char *keys;
};

static const struct golden goldens[] = {
	{ "map-24x80", "newyork-chicago", 24, 80, false, "" },
	{ "map-35x120", "newyork-chicago", 35, 120, false, "" },
	{ "map-10x40", "newyork-chicago", 10, 40, false, "" },
	{ "map-1x1", "newyork-chicago", 1, 1, false, "" },
	{ "map-ascii", "newyork-chicago", 24, 80, true, "" },
	{ "map-carry-available", "newyork-chicago", 24, 80, false, "j Enter" },
	{ "map-carry-unavailable", "newyork-chicago", 24, 80, false,
	  "j Enter j" },
	{ "map-carry-wide", "newyork-chicago", 35, 120, false, "j Enter j" },
	{ "map-carry-ascii", "newyork-chicago", 24, 80, true, "j Enter j" },
	{ "map-carry-10x40", "newyork-chicago", 10, 40, false, "j Enter j" },
	{ "map-drawn", "newyork-chicago", 24, 80, false, "j Enter j Enter" },
	{ "map-shared-target", "newyork-chicago", 24, 80, false,
	  "j Enter Enter Right" },
	{ "map-swapped", "newyork-chicago", 24, 80, false, "s" },
	{ "map-sites", "newyork-chicago", 24, 80, false, "Tab Tab j" },
	{ "map-zoomed-plan", "newyork-chicago", 24, 80, false, "Tab z" },
	{ "map-one-server", "one-server", 24, 80, false, "" },
	{ "map-unplaced", "scarce-capacity", 24, 80, false, "" },
	{ "map-help", "newyork-chicago", 24, 80, false, "? End" },
};

static void golden_test(void **state)
{
	const struct golden *g = *state;
	struct screen screen;

	open_example(&screen, g->example, g->rows, g->columns, g->ascii);
	screen_keys(&screen, g->keys);
	screen_expect(&screen, g->name);
	screen_close(&screen);
}

/* ---- Drawing by keys ----------------------------------------------------- */

static void draw_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"), "");
	screen_keys(&screen, "j Enter");
	assert_true(screen_has(&screen, "recommended"));
	assert_true(screen_has(&screen, "★ VMNetwork1-Chicago"));
	assert_true(cursor_is_at(&screen, "VMNetwork1-Chicago"));
	screen_keys(&screen, "Enter");
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork1-Chicago");
	assert_true(cursor_is_at(&screen, "VMNetwork2-NewYork"));
	screen_close(&screen);
}

/* An unavailable target says why and can be chosen all the same. */
static void unavailable_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "j Space j");
	assert_true(screen_has(&screen, "✕ VMNetwork2-Chicago"));
	assert_true(screen_has(&screen, "✕ not available: SilverCloud2 lacks "
					"LogicalNetwork2-Chicago"));
	screen_keys(&screen, "Space");
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork2-Chicago");
	screen_close(&screen);
}

/* What is said before the drop is what the drop does. */
static void preview_test(void **state)
{
	struct screen screen;
	struct rp_summary before;
	char text[64];

	(void)state;
	open_newyork(&screen);
	before = *summary(&screen);
	screen_keys(&screen, "j Enter");
	assert_memory_equal(summary(&screen), &before, sizeof(before));
	assert_true(screen_has(&screen, "+2 connected"));
	assert_true(screen_has(&screen, "If dropped on VMNetwork1-Chicago"));
	screen_keys(&screen, "Enter");
	snprintf(text, sizeof(text), "+%zu connected",
		 summary(&screen)->connected - before.connected);
	assert_string_equal(text, "+2 connected");
	screen_close(&screen);
}

static void let_go_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "j Enter j Esc");
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"), "");
	assert_false(rp_session_can_undo(ui_session(screen.ui)));
	assert_true(cursor_is_at(&screen, "VMNetwork2-NewYork"));
	screen_close(&screen);
}

static void undo_test(void **state)
{
	struct screen screen;
	char *before;
	char *after;

	(void)state;
	open_newyork(&screen);
	before = fixture_json(ui_plan(screen.ui));
	screen_keys(&screen, "Enter j Enter");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork2-Chicago");
	screen_keys(&screen, "u");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork1-Chicago");
	after = fixture_json(ui_plan(screen.ui));
	assert_string_equal(before, after);
	screen_keys(&screen, "Ctrl-R");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork2-Chicago");
	free(before);
	free(after);
	screen_close(&screen);
}

/* ---- Drawing by the mouse ------------------------------------------------ */

static void drag_test(void **state)
{
	struct screen screen;
	int row, column, to_row, to_column;

	(void)state;
	open_newyork(&screen);
	find(&screen, "VMNetwork2-NewYork", 0, &row, &column);
	find(&screen, "VMNetwork2-Chicago", 0, &to_row, &to_column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	assert_true(cursor_is_at(&screen, "VMNetwork2-NewYork"));
	screen_mouse(&screen, MOUSE_DRAG, row, 40);
	assert_true(screen_has(&screen, "┄"));
	screen_mouse(&screen, MOUSE_DRAG, to_row, to_column);
	assert_true(screen_has(&screen, "If dropped on VMNetwork2-Chicago"));
	screen_mouse(&screen, MOUSE_RELEASE, to_row, to_column);
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork2-Chicago");
	screen_close(&screen);
}

static void drag_elsewhere_test(void **state)
{
	struct screen screen;
	int row, column;

	(void)state;
	open_newyork(&screen);
	find(&screen, "VMNetwork2-NewYork", 0, &row, &column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	screen_mouse(&screen, MOUSE_DRAG, 15, 60);
	screen_mouse(&screen, MOUSE_RELEASE, 15, 60);
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"), "");
	assert_false(screen_has(&screen, "┄"));
	assert_false(rp_session_can_undo(ui_session(screen.ui)));
	screen_close(&screen);
}

/* A heading is missed by one row: the line is kept. */
static void drop_on_heading_test(void **state)
{
	struct screen screen;
	int row, column;

	(void)state;
	open_newyork(&screen);
	find(&screen, "VMNetwork2-NewYork", 0, &row, &column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	find(&screen, "LogicalNetwork2-Chicago", 0, &row, &column);
	screen_mouse(&screen, MOUSE_DRAG, row, column);
	screen_mouse(&screen, MOUSE_RELEASE, row, column);
	assert_true(screen_has(&screen, "no network is in this row"));
	assert_true(screen_has(&screen, "┄"));
	screen_mouse(&screen, MOUSE_PRESS, row + 1, column);
	screen_mouse(&screen, MOUSE_RELEASE, row + 1, column);
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork2-Chicago");
	screen_close(&screen);
}

/* The rows that the map leaves are the plan's. */
static void narrow_test(void **state)
{
	struct screen screen;
	char *path = screen_example("newyork-chicago");

	(void)state;
	screen_open(&screen, path, NULL, 15, 60, false);
	assert_true(screen_has(&screen, "╭ Plan: VMNetwork1-NewYork"));
	assert_true(screen_has(&screen, "VMNetwork2-Chicago"));
	screen_close(&screen);
	free(path);
}

/* The only target of a network is that of another one. */
static void suggest_taken_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "S");
	assert_true(screen_has(&screen, "VMNetwork1-Chicago is the target of "
					"another mapping already"));
	screen_close(&screen);
}

/* A click is no drag; a carried line can be dropped by one. */
static void click_test(void **state)
{
	struct screen screen;
	int row, column;

	(void)state;
	open_newyork(&screen);
	find(&screen, "VMNetwork2-NewYork", 0, &row, &column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	screen_mouse(&screen, MOUSE_RELEASE, row, column);
	assert_true(cursor_is_at(&screen, "VMNetwork2-NewYork"));
	assert_false(screen_has(&screen, "If dropped"));
	screen_keys(&screen, "Enter");
	find(&screen, "VMNetwork2-Chicago", 0, &row, &column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	screen_mouse(&screen, MOUSE_RELEASE, row, column);
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork2-Chicago");
	screen_close(&screen);
}

/* Rows of every pane can be clicked; the wheel moves a list. */
static void panes_mouse_test(void **state)
{
	struct screen screen;
	int row, column;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "j Enter j Enter");
	/* The plan pane speaks of this pair too. */
	assert_true(screen_has(&screen, "⊗ not available for SilverCloud1 ▶ "));
	assert_true(screen_has(&screen, "⊗━"));
	find(&screen, "SilverCloud1 ▶ SilverCloud2 │", 0, &row, &column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	assert_true(screen_has(&screen, "Clouds · Shift-Tab: Sites"));
	assert_true(screen_has(&screen, "Enter Show"));
	assert_false(screen_has(&screen, "d Delete"));
	assert_int_equal(screen.frame.cursor_row, row);
	/* What is said of a pair belongs to it. */
	screen_mouse(&screen, MOUSE_PRESS, row + 2, column);
	assert_int_equal(screen.frame.cursor_row, row);
	find(&screen, "VM5", 0, &row, &column);
	screen_mouse(&screen, MOUSE_WHEEL_DOWN, row, column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	assert_int_equal(screen.frame.cursor_row, row);
	screen_mouse(&screen, MOUSE_RELEASE, row, column);
	screen_mouse(&screen, MOUSE_DOUBLE, row, column);
	assert_true(screen_has(&screen, "VM5"));
	assert_false(screen_has(&screen, "VM4"));
	screen_close(&screen);
}

/* A click between the lists goes to the other end of the line. */
static void channel_mouse_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_mouse(&screen, MOUSE_PRESS, 4, 40);
	screen_mouse(&screen, MOUSE_RELEASE, 4, 40);
	assert_true(screen_has(&screen, "Plan: VMNetwork1-Chicago"));
	screen_close(&screen);
}

/* ---- Other edits --------------------------------------------------------- */

static void delete_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "d");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"), "");
	assert_string_equal(target_of(&screen, "VMNetwork1-Chicago"),
			    "VMNetwork1-NewYork");
	screen_keys(&screen, "Delete");
	assert_true(screen_has(&screen, "nothing is mapped here"));
	screen_keys(&screen, "u");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork1-Chicago");
	screen_close(&screen);
}

/* At the target's end: the line that was drawn last, or the only one; else the
 * operator is asked to choose. */
static void delete_at_target_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "Right d");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"), "");
	screen_keys(&screen, "u Left j Enter Enter Right d");
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"), "");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork1-Chicago");
	screen_keys(&screen, "u Left Home Enter j Enter u Right d");
	assert_true(screen_has(&screen, "several lines lead here"));
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork1-Chicago");
	screen_close(&screen);
}

static void way_back_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "b");
	assert_true(screen_has(&screen, "the way back is drawn already"));
	assert_true(screen_has(&screen, "◆ VMNetwork1-Chicago"));
	screen_keys(&screen, "j Enter j Enter b");
	assert_string_equal(target_of(&screen, "VMNetwork2-Chicago"),
			    "VMNetwork2-NewYork");
	screen_keys(&screen, "u");
	assert_string_equal(target_of(&screen, "VMNetwork2-Chicago"), "");
	assert_string_equal(target_of(&screen, "VMNetwork2-NewYork"),
			    "VMNetwork2-Chicago");
	assert_true(screen_has(&screen, "● VMNetwork2-Chicago"));
	screen_close(&screen);
}

/* A way back that takes the place of another one says so. */
static void way_back_in_place_test(void **state)
{
	struct screen screen;

	(void)state;
	open_example(&screen, "newyork-chicago", 24, 120, false);
	screen_keys(&screen, "j Enter Enter b");
	assert_true(screen_has(&screen,
			       "the way back is drawn: VMNetwork1-Chicago ▶ "
			       "VMNetwork2-NewYork, in place of "
			       "VMNetwork1-Chicago ▶ VMNetwork1-NewYork"));
	screen_keys(&screen, "u");
	assert_string_equal(target_of(&screen, "VMNetwork1-Chicago"),
			    "VMNetwork1-NewYork");
	screen_close(&screen);
}

static void properties_test(void **state)
{
	struct screen screen;
	const struct rp_mapping *mapping;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "p Down Enter");
	assert_int_equal(mapping_of(&screen, "VMNetwork1-NewYork")->rule,
			 RP_OFFSET);
	screen_keys(&screen, "p End Enter");
	mapping = mapping_of(&screen, "VMNetwork1-NewYork");
	assert_int_equal(mapping->rule, RP_OFFSET);
	assert_string_equal(rp_name(ui_topology(screen.ui), RP_NETWORK,
				    mapping->test_network),
			    "VMNetwork2-Chicago");
	/* Drawing it anew keeps both. */
	screen_keys(&screen, "Enter j Enter");
	mapping = mapping_of(&screen, "VMNetwork1-NewYork");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork2-Chicago");
	assert_int_equal(mapping->rule, RP_OFFSET);
	assert_int_not_equal(mapping->test_network, RP_NONE);
	screen_close(&screen);
}

static void readonly_test(void **state)
{
	char *path = screen_example("newyork-chicago");
	struct ui_options options = { .topology = path, .readonly = true };
	static const char *const keys[] = { "Enter", "d", "b", "p" };
	struct screen screen = { .ui = NULL };
	rp_messages *messages;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(ui_new(&screen.ui, &options, messages), RP_OK);
	assert_true(frame_init(&screen.frame, 24, 80, false));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		screen_keys(&screen, keys[i]);
		assert_true(screen_has(&screen, "read-only: nothing"));
		assert_false(rp_session_can_undo(ui_session(screen.ui)));
	}
	screen_close(&screen);
	rp_messages_free(messages);
	free(path);
}

/* ---- Going about --------------------------------------------------------- */

static void sides_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "s");
	assert_true(screen_has(&screen, "VMM-Chicago ▶ VMM-NewYork"));
	assert_true(cursor_is_at(&screen, "VMNetwork1-Chicago"));
	/* The way back of what was deleted there is still drawn. */
	screen_keys(&screen, "d");
	assert_string_equal(target_of(&screen, "VMNetwork1-Chicago"), "");
	assert_string_equal(target_of(&screen, "VMNetwork1-NewYork"),
			    "VMNetwork1-Chicago");
	screen_keys(&screen, "c Home Enter");
	assert_true(screen_has(&screen, "VMM-NewYork ▶ VMM-Chicago"));
	screen_close(&screen);
}

/* Enter chooses a server in the tree, and a direction among the clouds. */
static void choose_test(void **state)
{
	struct screen screen;

	(void)state;
	open_example(&screen, "newyork-chicago", 35, 120, false);
	screen_keys(&screen, "Tab Tab End Enter");
	assert_true(screen_has(&screen, "VMM-Chicago ▶ VMM-NewYork"));
	screen_keys(&screen, "Tab Enter");
	assert_true(screen_has(&screen, "VMM-NewYork ▶ VMM-Chicago"));
	screen_close(&screen);
}

static void partner_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "Right");
	assert_true(screen_has(&screen, "Plan: VMNetwork1-Chicago"));
	screen_keys(&screen, "j Enter");
	assert_true(screen_has(&screen, "no line leads here"));
	screen_keys(&screen, "k Enter");
	assert_true(screen_has(&screen, "Plan: VMNetwork1-NewYork"));
	screen_close(&screen);
}

static void search_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "/ n e t w o r k 2 Enter");
	assert_true(cursor_is_at(&screen, "VMNetwork2-NewYork"));
	screen_keys(&screen, "/ Ctrl-U k 2 - c h i Enter");
	assert_true(screen_has(&screen, "Plan: VMNetwork2-Chicago"));
	screen_close(&screen);
}

static void explain_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	screen_keys(&screen, "Tab Enter");
	assert_int_equal(ui_session(screen.ui) != NULL, 1);
	assert_true(screen_has(&screen, "VM1"));
	assert_false(screen_has(&screen, "Draw"));
	screen_close(&screen);
}

/* Every pane at every size, carrying or not: nothing is drawn outside, and the
 * cursor is on the screen. */
static void sizes_test(void **state)
{
	static const char *const keys[] = {
		"",    "Right",	       "Tab", "Tab", "Tab",
		"Tab", "Left j Enter", "j",   "z"
	};
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		screen_keys(&screen, keys[i]);
		for (int n = 0; n < 400; n++) {
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

/* ---- Many networks ------------------------------------------------------- */

#define N_NETWORKS 320

static void add_server(FILE *out, const char *site, const char *server,
		       const char *prefix)
{
	fprintf(out,
		"{ name = \"%s\"; servers = ( { name = \"%s\"; "
		"logical_networks = ( { name = \"%s-fabric\"; vm_networks = (",
		site, server, prefix);
	for (int i = 0; i < N_NETWORKS; i++)
		fprintf(out, "%s{ name = \"%s-%03d\"; }", i ? ", " : " ",
			prefix, i);
	fprintf(out,
		" ); } ); host_groups = ( { name = \"%s-hosts\"; hosts = ( { "
		"name = \"%s-host\"; cpus = 64; memory_mib = 65536; "
		"logical_networks = [ \"%s-fabric\" ]; } ); } ); clouds = ( { "
		"name = \"%s-cloud\"; host_groups = [ \"%s-hosts\" ]; "
		"logical_networks = [ \"%s-fabric\" ]; } ); } ); }",
		prefix, prefix, prefix, prefix, prefix, prefix);
}

/* Two sites of 320 networks each, most of them mapped to one near their place,
 * three to a target. */
static char *many_topology(void)
{
	char *text = NULL;
	char *path;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	fprintf(out, "format = 1;\nsites = ( ");
	add_server(out, "Here", "VMM-Here", "here");
	fprintf(out, ", ");
	add_server(out, "There", "VMM-There", "there");
	fprintf(out, " );\nprotection = ( { protected = \"here-cloud\"; "
		     "protecting = \"there-cloud\"; } );\nmappings = (");
	for (int i = 0; i + 1 < N_NETWORKS; i++)
		fprintf(out,
			"%s{ source = \"here-%03d\"; target = \"there-%03d\"; "
			"}",
			i ? ",\n" : " ", i, i / 3 * 3 + (i * 7) % 5 % 2);
	fprintf(out, " );\n");
	assert_int_equal(fclose(out), 0);
	path = fixture_file("many.cfg", text);
	free(text);
	return path;
}

static void many_test(void **state)
{
	char *path = many_topology();
	struct screen screen;

	(void)state;
	screen_open(&screen, path, NULL, 24, 80, false);
	screen_expect(&screen, "map-many-top");
	screen_keys(&screen, "PgDn PgDn PgDn PgDn");
	assert_true(screen_has(&screen, "▲"));
	screen_expect(&screen, "map-many-below");
	screen_keys(&screen, "Right Left");
	screen_expect(&screen, "map-many-followed");
	screen_keys(&screen, "End");
	assert_true(cursor_is_at(&screen, "here-319"));
	assert_true(cursor_is_at(&screen, "·"));
	screen_keys(&screen, "Enter End Enter");
	assert_string_equal(target_of(&screen, "here-319"), "there-319");
	screen_keys(&screen, "Home");
	assert_true(cursor_is_at(&screen, "here-000"));
	assert_true(screen_has(&screen, "Here · VMM-Here"));
	screen_close(&screen);
	free(path);
}

/* Held below the list, a line scrolls it. */
static void tick_test(void **state)
{
	char *path = many_topology();
	struct screen screen;
	struct event tick = { .type = EVENT_TICK };
	int row, column;

	(void)state;
	screen_open(&screen, path, NULL, 24, 80, false);
	find(&screen, "here-000", 0, &row, &column);
	screen_mouse(&screen, MOUSE_PRESS, row, column);
	screen_mouse(&screen, MOUSE_DRAG, 21, 60);
	assert_false(screen_has(&screen, "there-040"));
	for (int i = 0; i < 60; i++)
		ui_handle(screen.ui, &tick);
	ui_draw(screen.ui, &screen.frame);
	assert_true(screen_has(&screen, "there-060"));
	find(&screen, "there-060", 0, &row, &column);
	screen_mouse(&screen, MOUSE_DRAG, row, column);
	screen_mouse(&screen, MOUSE_RELEASE, row, column);
	assert_string_equal(target_of(&screen, "here-000"), "there-060");
	screen_close(&screen);
	free(path);
}

/* A network that another view names is shown, whichever side it is on. */
static void show_test(void **state)
{
	struct screen screen;

	(void)state;
	open_newyork(&screen);
	ui_show_network(screen.ui,
			fixture_id(ui_topology(screen.ui), RP_NETWORK,
				   "VMNetwork2-Chicago"));
	ui_draw(screen.ui, &screen.frame);
	assert_true(cursor_is_at(&screen, "VMNetwork2-Chicago"));
	assert_true(screen_has(&screen, "VMM-Chicago ▶ VMM-NewYork"));
	screen_close(&screen);
}

#define N_GOLDENS (sizeof(goldens) / sizeof(goldens[0]))

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(draw_test),
		cmocka_unit_test(unavailable_test),
		cmocka_unit_test(preview_test),
		cmocka_unit_test(let_go_test),
		cmocka_unit_test(undo_test),
		cmocka_unit_test(drag_test),
		cmocka_unit_test(drag_elsewhere_test),
		cmocka_unit_test(drop_on_heading_test),
		cmocka_unit_test(narrow_test),
		cmocka_unit_test(suggest_taken_test),
		cmocka_unit_test(click_test),
		cmocka_unit_test(panes_mouse_test),
		cmocka_unit_test(channel_mouse_test),
		cmocka_unit_test(delete_test),
		cmocka_unit_test(delete_at_target_test),
		cmocka_unit_test(way_back_test),
		cmocka_unit_test(way_back_in_place_test),
		cmocka_unit_test(properties_test),
		cmocka_unit_test(readonly_test),
		cmocka_unit_test(sides_test),
		cmocka_unit_test(choose_test),
		cmocka_unit_test(partner_test),
		cmocka_unit_test(search_test),
		cmocka_unit_test(explain_test),
		cmocka_unit_test(sizes_test),
		cmocka_unit_test(many_test),
		cmocka_unit_test(tick_test),
		cmocka_unit_test(show_test),
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
