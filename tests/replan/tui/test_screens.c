/* The screens of the planner: as kept in tests/screens, and what events do.
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

/* ---- Screens that are kept --------------------------------------------- */

/* The map's own tests say how a mapping is deleted there. */
static void edit(struct screen *screen)
{
	rp_session *session = ui_session(screen->ui);
	const struct rp_mapping *mapping =
		rp_plan_mapping(rp_session_plan(session), 0);
	rp_id server = rp_network_server(rp_session_topology(session),
					 mapping->target);

	ui_edited(screen->ui, rp_session_unmap(session, mapping->source,
					       server));
}

/* Each is drawn in each size and form. */
static const struct screen_kept kept[] = {
	{ "replicas", "newyork-chicago", "2 Down Down", NULL },
	{ "replicas-sorted", "newyork-chicago", "2 S S S", NULL },
	{ "replicas-trouble", "newyork-chicago", "2 !", NULL },
	{ "replicas-right", "newyork-chicago", "2 Right Right", NULL },
	{ "findings", "newyork-chicago", "3", NULL },
	{ "findings-last", "newyork-chicago", "3 End", NULL },
	{ "explain", "newyork-chicago", "2 Down Enter", NULL },
	{ "explain-unmapped", "newyork-chicago", "2 ! Enter", NULL },
	{ "help", "newyork-chicago", "2 F1", NULL },
	{ "search", "newyork-chicago", "2 / C H", NULL },
	{ "found", "newyork-chicago", "2 / h v 0 2 Enter", NULL },
	{ "quit", "newyork-chicago", "2 q", edit },
	{ "explain-other-host", "newyork-chicago", "2 Home Enter H End Enter", NULL },
	{ "explain-other-address", "newyork-chicago",
	  "2 Home Enter A 1 0 . 9 . 9 . 9 Enter", NULL },
	{ "explain-host", "newyork-chicago", "2 Home Enter o", NULL },
};

static void test_kept(void **state)
{
	(void)state;
	screen_expect_kept(kept, sizeof(kept) / sizeof(kept[0]), NULL);
}

/* ---- The start screen -------------------------------------------------- */

/* A folder of examples of our own. */
static void make_examples(void)
{
	free(screen_example("newyork-chicago"));
	free(fixture_file("broken.cfg", "# A file that is none\nsites = ;\n"));
	free(fixture_file("a-name\x1b[31m.cfg", "#\n# Hostile \x1b]0;x\x07\n"));
	free(fixture_file("silent.cfg", "sites = ();\n"));
	free(fixture_file("notes.txt", "# no topology\n"));
}

static void test_start(void **state)
{
	struct screen screen;

	(void)state;
	make_examples();
	for (size_t i = 0; i < SCREEN_FORMS; i++) {
		const struct screen_form *form = &screen_forms[i];

		screen_open(&screen, NULL, fixture_folder(), form->rows,
			    form->columns, form->ascii);
		screen_expect_form(&screen, "start", form);
		screen_close(&screen);
	}
}

/* What cannot be opened is said, and the start screen stays. */
static void test_start_opens(void **state)
{
	struct screen screen;

	(void)state;
	make_examples();
	screen_open(&screen, NULL, fixture_folder(), 24, 80, false);
	screen_keys(&screen, "Down Enter");
	assert_true(screen_has(&screen, "cannot be opened"));
	assert_true(screen_has(&screen, "broken.cfg:2"));
	assert_null(ui_session(screen.ui));
	screen_keys(&screen, "Esc");
	assert_false(screen_has(&screen, "cannot be opened"));
	screen_keys(&screen, "1 2 3 w u");
	assert_true(screen_has(&screen, "silent.cfg"));
	screen_keys(&screen, "Down Enter");
	assert_non_null(ui_session(screen.ui));
	assert_true(screen_has(&screen, "[1 Map]"));
	assert_string_equal(ui_title(screen.ui),
			    "replan: newyork-chicago.cfg");
	screen_close(&screen);
}

static void test_start_double_click(void **state)
{
	struct screen screen;

	(void)state;
	make_examples();
	screen_open(&screen, NULL, fixture_folder(), 24, 80, false);
	screen_mouse(&screen, MOUSE_PRESS, 6, 5);
	screen_mouse(&screen, MOUSE_RELEASE, 6, 5);
	assert_null(ui_session(screen.ui));
	screen_mouse(&screen, MOUSE_DOUBLE, 6, 5);
	assert_non_null(ui_session(screen.ui));
	screen_close(&screen);
}

/* ---- Events ------------------------------------------------------------ */

static char *open_example(struct screen *screen, int rows, int columns)
{
	char *topology = screen_example("newyork-chicago");

	screen_open(screen, topology, NULL, rows, columns, false);
	return topology;
}

/* The cursor is always on the focused row. */
static void test_cursor(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_keys(&screen, "2");
	for (int i = 0; i < 30; i++) {
		screen_keys(&screen, i < 15 ? "Down" : "Up");
		assert_true(screen_row(&screen, screen.frame.cursor_row)[0] ==
			    '>');
	}
	screen_close(&screen);
	free(topology);
}

static void test_tabs_and_bar_are_clicked(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_mouse(&screen, MOUSE_PRESS, 0, 42);
	assert_true(screen_has(&screen, "[3 Findings]"));
	screen_mouse(&screen, MOUSE_PRESS, 0, 31);
	assert_true(screen_has(&screen, "[2 Replicas]"));
	screen_mouse(&screen, MOUSE_PRESS, 23, 1);
	assert_true(screen_has(&screen, "Help: Replicas"));
	screen_mouse(&screen, MOUSE_PRESS, 23, 1);
	assert_false(screen_has(&screen, "Help: Replicas"));
	screen_close(&screen);
	free(topology);
}

static void test_headings_sort(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 120);

	(void)state;
	screen_keys(&screen, "2");
	screen_mouse(&screen, MOUSE_PRESS, 1, 2);
	assert_true(screen_has(&screen, "VM ▲"));
	screen_mouse(&screen, MOUSE_PRESS, 1, 2);
	assert_true(screen_has(&screen, "VM ▼"));
	assert_non_null(strstr(screen_row(&screen, 2), "VM9"));
	screen_mouse(&screen, MOUSE_PRESS, 1, 2);
	assert_non_null(strstr(screen_row(&screen, 2), "VM1"));
	screen_close(&screen);
	free(topology);
}

/* The wheel scrolls a list that is longer than the screen, and takes the focus
 * along. */
static void test_wheel(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 10, 80);

	(void)state;
	screen_keys(&screen, "2");
	screen_mouse(&screen, MOUSE_WHEEL_DOWN, 4, 4);
	assert_true(screen_row(&screen, screen.frame.cursor_row)[0] == '>');
	assert_null(strstr(screen_row(&screen, 2), "VM1"));
	screen_mouse(&screen, MOUSE_WHEEL_UP, 4, 4);
	assert_non_null(strstr(screen_row(&screen, 2), "VM1"));
	screen_close(&screen);
	free(topology);
}

static void test_search(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_keys(&screen, "2 n");
	assert_true(screen_has(&screen, "nothing was searched for yet"));
	screen_keys(&screen, "/ v m 8 Enter");
	assert_non_null(strstr(screen_row(&screen, screen.frame.cursor_row),
			       "VM8"));
	screen_keys(&screen, "/ Ctrl-U v m 4 Enter n");
	assert_non_null(strstr(screen_row(&screen, screen.frame.cursor_row),
			       "VM4"));
	screen_keys(&screen, "/ Ctrl-U n o n e Enter");
	assert_true(screen_has(&screen, "VM9"));
	screen_keys(&screen, "/ Ctrl-U z z z Enter");
	assert_true(screen_has(&screen, "not found: zzz"));
	screen_keys(&screen, "/ x Esc");
	assert_string_equal(ui_needle(screen.ui), "zzz");
	screen_keys(&screen, "Esc");
	assert_string_equal(ui_needle(screen.ui), "");
	screen_close(&screen);
	free(topology);
}

/* What is pasted is text where text is typed, and nothing anywhere else. */
static void test_paste(void **state)
{
	char commands[] = "q\nd\x1b";
	char text[] = "é日\x01q\nmore";
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_keys(&screen, "2");
	screen_paste(&screen, commands);
	assert_false(screen.did & UI_QUIT);
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	screen_keys(&screen, "/");
	screen_paste(&screen, text);
	assert_true(screen_has(&screen, "Search: é日q"));
	screen_keys(&screen, "Backspace Backspace Left x Enter");
	assert_string_equal(ui_needle(screen.ui), "xé");
	screen_keys(&screen, "/");
	assert_true(screen_has(&screen, "Search: "));
	assert_false(screen_has(&screen, "xé"));
	screen_mouse(&screen, MOUSE_PRESS, 23, 10);
	assert_false(screen_has(&screen, "Search: "));
	screen_close(&screen);
	free(topology);
}

static void test_findings_go(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_keys(&screen, "3 Enter");
	assert_true(screen_has(&screen, "[2 Replicas]"));
	assert_non_null(strstr(screen_row(&screen, screen.frame.cursor_row),
			       "VM9"));
	screen_keys(&screen, "3 Down Enter");
	assert_true(screen_has(&screen, "[1 Map]"));
	screen_close(&screen);
	free(topology);
}

static void test_mouse_off(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	assert_true(ui_wants_mouse(screen.ui));
	screen_keys(&screen, "M");
	assert_false(ui_wants_mouse(screen.ui));
	assert_true(screen.did & UI_MOUSE);
	screen_keys(&screen, "F9");
	assert_true(ui_wants_mouse(screen.ui));
	screen_close(&screen);
	free(topology);
}

/* ---- Saving and leaving ------------------------------------------------ */

static void test_quit_unmodified(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_keys(&screen, "q");
	assert_true(screen.did & UI_QUIT);
	screen_close(&screen);
	free(topology);
}

static void test_quit_asks(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	edit(&screen);
	screen_keys(&screen, "2 q");
	assert_false(screen.did & UI_QUIT);
	assert_true(screen_has(&screen, "not saved"));
	screen_keys(&screen, "Esc");
	assert_false(screen.did & UI_QUIT);
	screen_keys(&screen, "q End Enter");
	assert_false(screen.did & UI_QUIT);
	screen_keys(&screen, "q Down Enter");
	assert_true(screen.did & UI_QUIT);
	assert_true(rp_session_is_modified(ui_session(screen.ui)));
	screen_close(&screen);
	free(topology);
}

static void test_quit_saves(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	edit(&screen);
	screen_keys(&screen, "2 q Enter");
	assert_true(screen.did & UI_QUIT);
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	screen_close(&screen);
	free(topology);
}

static void test_undo_redo(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	screen_keys(&screen, "2 u");
	assert_true(screen_has(&screen, "nothing to undo"));
	edit(&screen);
	screen_keys(&screen, "Down");
	assert_non_null(strchr(screen_row(&screen, 0), '*'));
	screen_keys(&screen, "u");
	assert_true(screen_has(&screen, "undone: "));
	assert_null(strchr(screen_row(&screen, 0), '*'));
	screen_keys(&screen, "Ctrl-R");
	assert_true(screen_has(&screen, "redone: "));
	screen_keys(&screen, "w");
	assert_true(screen_has(&screen, "saved: "));
	screen_close(&screen);
	free(topology);
}

/* Somebody else writes the plan file: nothing is overwritten unasked. */
static void test_changed_by_another(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	edit(&screen);
	free(fixture_file("newyork-chicago.plan.cfg", "format = 1;\n"));
	screen_keys(&screen, "2 w");
	assert_true(screen_has(&screen, "The plan file was changed"));
	screen_keys(&screen, "Esc");
	assert_true(rp_session_is_modified(ui_session(screen.ui)));
	screen_keys(&screen, "w Up Enter");
	assert_true(screen_has(&screen, "saved: "));
	screen_close(&screen);
	free(topology);
}

/* A second session may look, and change nothing. */
static void test_locked(void **state)
{
	struct screen first, second;
	char *topology = open_example(&first, 24, 80);

	(void)state;
	screen_open(&second, topology, NULL, 24, 80, false);
	assert_true(ui_is_readonly(second.ui));
	assert_true(screen_has(&second, "read-only"));
	screen_keys(&second, "2 w");
	assert_true(screen_has(&second, "nothing can be changed"));
	screen_close(&second);
	screen_close(&first);
	free(topology);
}

/* What an earlier session lost is offered: taken, left or given up. */
static void test_recovery(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	edit(&screen);
	screen_abandon(&screen);
	screen_open(&screen, topology, NULL, 24, 80, false);
	assert_true(screen_has(&screen, "1 edit that was not saved"));
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	screen_keys(&screen, "Esc");
	screen_abandon(&screen);
	screen_open(&screen, topology, NULL, 24, 80, false);
	assert_true(screen_has(&screen, "1 edit that was not saved"));
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "1 edit recovered"));
	assert_true(rp_session_is_modified(ui_session(screen.ui)));
	screen_abandon(&screen);
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "Down Enter");
	screen_abandon(&screen);
	screen_open(&screen, topology, NULL, 24, 80, false);
	assert_false(screen_has(&screen, "not saved"));
	screen_close(&screen);
	free(topology);
}

/* Accepts a plan with a replica where a plan from nothing would not have it. */
static void accept_unbalanced(struct screen *screen)
{
	rp_session *session = ui_session(screen->ui);
	const rp_topology *topology = rp_session_topology(session);
	rp_id vm = fixture_id(topology, RP_VM, "VM1");
	rp_id host = fixture_id(topology, RP_HOST, "CH-HV02");

	assert_int_equal(rp_session_pin_host(session, vm, host), RP_OK);
	assert_int_equal(rp_session_accept(session), RP_OK);
	assert_int_equal(rp_session_pin_host(session, vm, RP_NONE), RP_OK);
	ui_edited(screen->ui, RP_OK);
}

/* The price comes first; who does not want it loses nothing, not even what can
 * be redone. */
static void test_rebalance(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);
	rp_session *session = ui_session(screen.ui);
	uint64_t version;

	(void)state;
	accept_unbalanced(&screen);
	edit(&screen);
	screen_keys(&screen, "2 u");
	version = rp_session_version(session);
	screen_keys(&screen, "R");
	assert_true(screen_has(&screen, "Rebalance: plan from nothing"));
	assert_true(screen_has(&screen, "move"));
	screen_keys(&screen, "Esc");
	assert_true(screen_has(&screen, "not rebalanced"));
	screen_keys(&screen, "R Enter");
	assert_true(screen_has(&screen, "not rebalanced"));
	assert_int_equal(rp_session_version(session), version);
	assert_true(rp_session_can_redo(session));
	screen_keys(&screen, "R Up Enter");
	assert_true(screen_has(&screen, "rebalanced"));
	assert_int_not_equal(rp_session_version(session), version);
	assert_false(rp_session_can_redo(session));
	screen_keys(&screen, "R");
	assert_true(screen_has(&screen, "a plan from nothing would be"));
	screen_close(&screen);
	free(topology);
}

/* ---- Any size, any event ----------------------------------------------- */

static const char *const any_keys[] = {
	"Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End", "Tab",
	"Shift-Tab", "Enter", "Space", "Esc", "1", "2", "3", "4", "5", "6",
	"7", "8", "/", "n", "N", "r", "m",
	"?", "S", "!", "d", "b", "p", "s", "c", "z", "u", "Ctrl-R", "a", "R",
	"M", "x", "Backspace", "Ctrl-L",
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

static void test_any_event(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, 24, 80);

	(void)state;
	/* What is exported by chance goes there. */
	assert_int_equal(chdir(fixture_folder()), 0);
	srand(7);
	for (int i = 0; i < 1500; i++) {
		const struct frame *frame = &screen.frame;

		if (rand() % 4 == 0)
			screen_mouse(&screen, (enum mouse_action)(rand() % 6),
				     rand() % (frame->rows + 2) - 1,
				     rand() % (frame->columns + 2) - 1);
		else
			screen_keys(&screen, any_keys[(size_t)rand() %
						      N_ANY_KEYS]);
		if (rand() % 8 == 0)
			resize(&screen);
		assert_in_range(screen.frame.cursor_row, 0,
				screen.frame.rows - 1);
		assert_in_range(screen.frame.cursor_column, 0,
				screen.frame.columns - 1);
	}
	screen_close(&screen);
	free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_start_opens),
		cmocka_unit_test(test_start_double_click),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_tabs_and_bar_are_clicked),
		cmocka_unit_test(test_headings_sort),
		cmocka_unit_test(test_wheel),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_findings_go),
		cmocka_unit_test(test_mouse_off),
		cmocka_unit_test(test_quit_unmodified),
		cmocka_unit_test(test_quit_asks),
		cmocka_unit_test(test_quit_saves),
		cmocka_unit_test(test_undo_redo),
		cmocka_unit_test(test_changed_by_another),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_rebalance),
		cmocka_unit_test(test_any_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
