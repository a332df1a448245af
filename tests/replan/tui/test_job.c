/* Rebalancing in the background: what is seen of it, what is refused, how it
 * ends.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan from nothing takes as long as a test wants: the library's function
 * is called when the test lets it go on. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../libreplan/fixture.h"
#include "screen.h"

/* ---- A long plan ------------------------------------------------------- */

/* How much of 100 it says is done, while it is held. */
static atomic_int said;
static atomic_bool is_held;

int __real_rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);
int __wrap_rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);

static void pause_shortly(void)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	nanosleep(&moment, NULL);
}

int __wrap_rp_session_preview_rebalance(rp_plan **out,
					const rp_session *session,
					const struct rp_progress *progress)
{
	while (atomic_load(&is_held)) {
		if (!progress->report(progress->data,
				      (uint64_t)atomic_load(&said), 100))
			return RP_STOPPED;
		pause_shortly();
	}
	return __real_rp_session_preview_rebalance(out, session, NULL);
}

static void hold_at(int percent)
{
	atomic_store(&said, percent);
	atomic_store(&is_held, true);
}

/* Ticks until 'text' stands on the screen. */
static void tick_until(struct screen *screen, const char *text)
{
	const struct event tick = { .type = EVENT_TICK };

	for (int i = 0; i < 10000 && !screen_has(screen, text); i++) {
		screen->did |= ui_handle(screen->ui, &tick);
		ui_draw(screen->ui, &screen->frame);
		pause_shortly();
	}
	if (!screen_has(screen, text))
		fail_msg("waited in vain: %s", text);
}

/* A plan that is not what a plan from nothing would be. */
static void unbalance(struct screen *screen)
{
	rp_session *session = ui_session(screen->ui);
	const rp_topology *topology = rp_session_topology(session);
	rp_id vm = fixture_id(topology, RP_VM, "VM1");
	rp_id host = fixture_id(topology, RP_HOST, "CH-HV03");

	assert_int_equal(rp_session_pin_host(session, vm, host), RP_OK);
	assert_int_equal(rp_session_accept(session), RP_OK);
	assert_int_equal(rp_session_pin_host(session, vm, RP_NONE), RP_OK);
	ui_edited(screen->ui, RP_OK);
	screen_settle(screen);
}

static void open_unbalanced(struct screen *screen, int rows, int columns,
			    bool ascii)
{
	char *topology = screen_example("newyork-chicago");

	screen_open(screen, topology, NULL, rows, columns, ascii);
	unbalance(screen);
	screen->is_hurried = true;
	free(topology);
}

/* ---- What is seen ------------------------------------------------------ */

static void test_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < SCREEN_FORMS; i++) {
		const struct screen_form *form = &screen_forms[i];
		struct screen screen;

		open_unbalanced(&screen, form->rows, form->columns,
				form->ascii);
		screen.is_hurried = false;
		screen_keys(&screen, "9");
		screen.is_hurried = true;
		hold_at(43);
		screen_keys(&screen, "R");
		tick_until(&screen, "43%");
		screen_expect_form(&screen, "job", form);
		screen_keys(&screen, "Esc");
		tick_until(&screen, "stopped");
		screen_close(&screen);
	}
}

/* Time matters only while it runs, and only what is new is drawn. */
static void test_ticks(void **state)
{
	const struct event tick = { .type = EVENT_TICK };
	struct screen screen;

	(void)state;
	open_unbalanced(&screen, 24, 80, false);
	assert_false(ui_wants_ticks(screen.ui));
	hold_at(12);
	screen_keys(&screen, "R");
	tick_until(&screen, "12%");
	assert_true(ui_wants_ticks(screen.ui));
	assert_true(ui_is_busy(screen.ui));
	assert_false(ui_wants_idle(screen.ui));
	assert_int_equal(ui_handle(screen.ui, &tick), UI_IGNORED);
	atomic_store(&said, 57);
	tick_until(&screen, "57%");
	/* All of it is a plan that can be asked about, and nothing less. */
	atomic_store(&said, 100);
	tick_until(&screen, "99%");
	assert_true(ui_wants_ticks(screen.ui));
	screen_keys(&screen, "Esc");
	tick_until(&screen, "stopped");
	assert_false(ui_wants_ticks(screen.ui));
	screen_close(&screen);
}

/* Views are looked at; edits are refused, and say why. */
static void test_meanwhile(void **state)
{
	static const char *const edits[] = { "1 Enter", "1 d", "2 P", "a", "u",
					     "Ctrl-R", "w", "R" };
	static const char *const views[] = { "1", "2", "3", "4", "5", "6",
					     "7", "8", "9" };
	struct screen screen;
	uint64_t version;

	(void)state;
	open_unbalanced(&screen, 24, 120, false);
	version = rp_session_version(ui_session(screen.ui));
	hold_at(5);
	screen_keys(&screen, "R");
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		screen_keys(&screen, edits[i]);
		if (!screen_has(&screen, "nothing can be changed"))
			fail_msg("%s was not refused", edits[i]);
	}
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		char tab[8];

		snprintf(tab, sizeof(tab), "[%s", views[i]);
		screen_keys(&screen, views[i]);
		assert_true(screen_has(&screen, tab));
		screen_keys(&screen, "Down Enter Esc");
	}
	assert_int_equal(rp_session_version(ui_session(screen.ui)), version);
	assert_false(rp_session_can_redo(ui_session(screen.ui)));
	atomic_store(&is_held, false);
	screen_settle(&screen);
	screen_close(&screen);
}

/* ---- How it ends ------------------------------------------------------- */

static void test_stopped(void **state)
{
	struct screen screen;
	uint64_t version;

	(void)state;
	open_unbalanced(&screen, 24, 80, false);
	version = rp_session_version(ui_session(screen.ui));
	for (int i = 0; i < 3; i++) {
		hold_at(i);
		screen_keys(&screen, "R Esc");
		tick_until(&screen, "stopped: the plan is as it was");
	}
	assert_int_equal(rp_session_version(ui_session(screen.ui)), version);
	screen_keys(&screen, "u");
	assert_int_not_equal(rp_session_version(ui_session(screen.ui)),
			     version);
	screen_close(&screen);
}

/* What it made is asked about once nothing is in the way, and that is what is
 * accepted. */
static void test_asked(void **state)
{
	struct screen screen;
	uint64_t version;

	(void)state;
	open_unbalanced(&screen, 24, 80, false);
	version = rp_session_version(ui_session(screen.ui));
	hold_at(90);
	screen_keys(&screen, "R 2 Enter");
	assert_true(screen_has(&screen, "host: "));
	atomic_store(&is_held, false);
	screen_settle(&screen);
	assert_true(screen_has(&screen, "host: "));
	assert_false(screen_has(&screen, "Rebalance"));
	screen_keys(&screen, "Esc");
	assert_true(screen_has(&screen, "Rebalance: plan from nothing"));
	assert_true(screen_has(&screen, "move"));
	assert_int_equal(rp_session_version(ui_session(screen.ui)), version);
	screen_keys(&screen, "Up Enter");
	assert_true(screen_has(&screen, "rebalanced"));
	assert_int_equal(rp_session_version(ui_session(screen.ui)),
			 version + 1);
	screen_keys(&screen, "u");
	assert_true(screen_has(&screen, "undone"));
	screen_close(&screen);
}

/* Who leaves does not wait for it, and loses nothing. */
static void test_left(void **state)
{
	struct screen screen;

	(void)state;
	open_unbalanced(&screen, 24, 80, false);
	hold_at(1);
	screen_keys(&screen, "R q");
	assert_true(screen_has(&screen, "Save and quit"));
	screen_keys(&screen, "Enter");
	assert_true(screen.did & UI_QUIT);
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	screen_close(&screen);

	open_unbalanced(&screen, 24, 80, false);
	hold_at(1);
	screen_keys(&screen, "R");
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
		cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_meanwhile),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_left),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
