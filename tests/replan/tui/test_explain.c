/* Explanations: opened from everywhere, complete, and asked further.
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
#include "explain_grid.h"
#include "screen.h"
#include "ui_private.h"

static char *open_example(struct screen *screen, const char *example, int rows,
			  int columns)
{
	char *topology = screen_example(example);

	screen_open(screen, topology, NULL, rows, columns, false);
	return topology;
}

static void close_example(struct screen *screen, char *topology)
{
	screen_close(screen);
	free(topology);
}

/* Whether the text that is open has 'text'. */
static bool says(const struct screen *screen, const char *text)
{
	return screen->ui->dialog.kind == DIALOG_TEXT &&
	       strstr(screen->ui->dialog.text, text) != NULL;
}

/* ---- Where it is opened ------------------------------------------------ */

/* Each ends on a row about VM1, one of its NICs or its host. */
static const struct {
	const char *keys;
	const char *says;   /* Above the explanation; "" where nothing is. */
} ways[] = {
	{ "2 Home Enter", "" },
	{ "1 Tab Enter", "" },
	{ "1 d 8 Home Enter", "" },
	{ "7 Home Enter", "NIC Network Adapter of VM VM1" },
	{ "9 / C H - H V 0 4 Enter Enter Enter", "" },
	{ ": e x p l a i n Space V M 1 Enter", "" },
};

static void test_from_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct screen screen;
		char *topology = open_example(&screen, "newyork-chicago", 24,
					      80);

		screen_keys(&screen, ways[i].keys);
		if (!says(&screen, "GoldCloud1 → GoldCloud2") ||
		    !says(&screen, "NIC: Network Adapter") ||
		    !says(&screen, ways[i].says) ||
		    strcmp(screen.ui->dialog.title, "VM1") != 0)
			fail_msg("%s: VM1 is not explained", ways[i].keys);
		screen_keys(&screen, "Esc");
		close_example(&screen, topology);
	}
}

/* ---- What it says ------------------------------------------------------ */

/* Every cell of what `replan explain` writes. */
static void check_says_all(const struct screen *screen, struct grid *grid)
{
	assert_false(grid->failed);
	for (size_t i = 0; i < grid->n_cells; i++)
		if (!says(screen, grid->cells[i]))
			fail_msg("it does not say %s", grid->cells[i]);
	grid_destroy(grid);
}

static void check_replica(const struct screen *screen, rp_id replica)
{
	const rp_plan *plan = ui_plan(screen->ui);
	struct rp_range nics = rp_plan_replica(plan, replica)->nics;
	struct grid grid;

	grid_init(&grid, NULL, 0);
	grid.ascii = false;
	explain_add_host(&grid, plan, replica);
	for (rp_id i = nics.first; i < nics.end; i++)
		explain_add_nic(&grid, plan, i, false);
	check_says_all(screen, &grid);
}

/* Of every replica of the examples, those without a place too. */
static void test_says_all(void **state)
{
	static const char *const examples[] = {
		"newyork-chicago", "scarce-capacity", "one-server",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct screen screen;
		char *topology = open_example(&screen, examples[i], 24, 80);
		size_t n = rp_plan_n_replicas(ui_plan(screen.ui));

		for (rp_id r = 0; r < n; r++) {
			ui_explain(screen.ui, r);
			check_replica(&screen, r);
		}
		close_example(&screen, topology);
	}
}

/* ---- Why not another host? --------------------------------------------- */

/* Each host but the replica's own can be chosen, and is answered as the library
 * answers. */
static void test_other_host(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);
	const rp_plan *plan = ui_plan(screen.ui);
	size_t n;

	(void)state;
	screen_keys(&screen, "2 Home Enter H");
	n = screen.ui->dialog.n_lines;
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		rp_id host = fixture_id(ui_topology(screen.ui), RP_HOST,
					screen.ui->dialog.lines[i]);
		char *answer = rp_explain_other_host(plan, 0, host, RP_LOCAL);

		screen_keys(&screen, "Home");
		for (size_t j = 0; j < i; j++)
			screen_keys(&screen, "Down");
		screen_keys(&screen, "Enter");
		assert_int_not_equal(host, rp_plan_replica(plan, 0)->host);
		assert_true(says(&screen, "why not host"));
		assert_true(says(&screen, answer));
		free(answer);
		screen_keys(&screen, "H");
	}
	screen_keys(&screen, "Esc Esc");
	assert_int_equal(screen.ui->dialog.kind, DIALOG_NONE);
	close_example(&screen, topology);
}

/* On a small screen the answer is what is seen, and the cursor is on it. */
static void test_answer_is_seen(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 10, 40);

	(void)state;
	screen_keys(&screen, "2 Home Enter H End Enter");
	assert_non_null(strstr(screen_row(&screen, screen.frame.cursor_row),
			       "why not host"));
	screen_keys(&screen, "Home");
	assert_false(screen_has(&screen, "why not host"));
	assert_true(screen_has(&screen, "GoldCloud1"));
	close_example(&screen, topology);
}

/* ---- Why not another address? ------------------------------------------ */

static const struct {
	const char *typed;
	const char *answer;
} addresses[] = {
	{ "1 9 2 . 1 6 8 . 1 . 2 1", "192.168.1.21 is given to" },
	{ "1 0 . 9 . 9 . 9", "is outside the prefix of subnet web" },
	{ "2 0 0 1 : d b 8 : 9 : : 1", "is outside the prefix of subnet web" },
};

static void test_other_address(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);

	(void)state;
	screen_keys(&screen, "2 Home Enter");
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		screen_keys(&screen, "A");
		screen_keys(&screen, addresses[i].typed);
		screen_keys(&screen, "Enter");
		if (!says(&screen, "why not address") ||
		    !says(&screen, addresses[i].answer))
			fail_msg("%s: %s", addresses[i].typed,
				 screen.ui->dialog.text);
	}
	screen_keys(&screen, "A 1 0 . 9 Enter");
	assert_true(screen_has(&screen, "expected an IPv4 or IPv6 address"));
	assert_true(says(&screen, "2001:db8:9::1"));
	screen_keys(&screen, "A Esc");
	assert_true(says(&screen, "2001:db8:9::1"));
	close_example(&screen, topology);
}

/* Of several NICs one is chosen first; VM4 has two. */
static void test_other_address_of_a_nic(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "newyork-chicago", 24, 80);

	(void)state;
	screen_keys(&screen, ": e x p l a i n Space V M 4 Enter A");
	assert_int_equal(screen.ui->dialog.n_lines, 2);
	screen_keys(&screen, "Enter 1 0 . 2 . 2 0 . 9 Enter");
	assert_true(says(&screen, "why not address: 10.2.20.9"));
	screen_keys(&screen, "A Esc");
	assert_true(says(&screen, "why not address: 10.2.20.9"));
	close_example(&screen, topology);
}

/* ---- Hosts ------------------------------------------------------------- */

/* What if it fails is made while the text is open, wherever that is. */
static void test_host(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "scarce-capacity", 24, 80);

	(void)state;
	screen.is_hurried = true;
	assert_int_equal(rp_session_set_peak_target(ui_session(screen.ui),
						    700), RP_OK);
	ui_edited(screen.ui, RP_OK);
	screen_keys(&screen, "2 End Enter o");
	assert_true(says(&screen, "If it fails too: …"));
	screen.is_hurried = false;
	screen_settle(&screen);
	assert_false(says(&screen, "If it fails too: …"));
	assert_true(says(&screen, "If it fails too, "));
	assert_true(says(&screen, "Replicas:\n  "));
	assert_true(says(&screen, "memory "));
	screen_keys(&screen, "Esc");
	assert_int_equal(screen.ui->dialog.kind, DIALOG_NONE);
	screen_keys(&screen, "9 e");
	assert_true(says(&screen, "Replicas:\n  "));
	close_example(&screen, topology);
}

static void test_unplaced_has_no_host(void **state)
{
	struct screen screen;
	char *topology = open_example(&screen, "scarce-capacity", 24, 80);

	(void)state;
	screen_keys(&screen, "2 ! Enter");
	assert_true(says(&screen, "host: not placed\n  "));
	screen_keys(&screen, "o");
	assert_true(screen_has(&screen, "this replica is not placed"));
	assert_true(says(&screen, "host: not placed\n  "));
	close_example(&screen, topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_everywhere),
		cmocka_unit_test(test_says_all),
		cmocka_unit_test(test_other_host),
		cmocka_unit_test(test_answer_is_seen),
		cmocka_unit_test(test_other_address),
		cmocka_unit_test(test_other_address_of_a_nic),
		cmocka_unit_test(test_host),
		cmocka_unit_test(test_unplaced_has_no_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
