/* The planner at a terminal: what it may write, and what it may use.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures that are exact on every machine: bytes, writes, memory; no time.  On
 * 24 x 80, with the example. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../libreplan/fixture.h"
#include "screen.h"
#include "testpty.h"

#define KEY_BYTES 320
#define KEY_WRITES 2
#define DRAG_BYTES 600
#define MEMORY_KIB 8192
#define IDLE_MS 1000

/* What comes later than this is not the key's: the plan below the map follows
 * once keys rest. */
#define REST_MS 60

static int64_t milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Until nothing has come for 'quiet' ms. */
static void settle(struct pty *pty, int quiet)
{
	while (pty_read(pty, quiet))
		;
}

/* Starts it with the example, and presses 'keys'. */
static void start(struct pty *pty, const char *keys)
{
	char *topology = screen_example("newyork-chicago");
	struct pty_options options = { .rows = 24, .arguments = { topology } };

	pty_start(pty, &options);
	pty_wait_text(pty, "Quit");
	pty_send(pty, keys);
	settle(pty, 250);
	free(topology);
}

/* It ends by a signal: whatever is open, nothing has to be answered. */
static void end(struct pty *pty)
{
	kill(pty->pid, SIGTERM);
	pty_wait_end(pty, PTY_SECONDS);
	pty_stop(pty);
	fixture_clean(); /* What was edited is not to be recovered. */
}

/* ---- What an event costs ----------------------------------------------- */

struct cost {
	long writes;
	long bytes;
	int64_t time;
};

static struct cost counted(const struct pty *pty)
{
	struct cost cost = { .time = milliseconds() };

	pty_count_writes(pty->pid, &cost.writes, &cost.bytes);
	return cost;
}

/* What was written since 'before', once the first of it has come and nothing
 * has followed at once. */
static struct cost cost_since(struct pty *pty, struct cost before)
{
	struct cost after;

	if (!pty_read(pty, PTY_SECONDS * 1000))
		fail_msg("nothing was written");
	settle(pty, 20);
	after = counted(pty);
	return (struct cost){
		after.writes - before.writes,
		after.bytes - before.bytes,
		after.time - before.time,
	};
}

/* Whether the kernel counts at all. */
static bool is_counted(struct pty *pty)
{
	bool is = counted(pty).writes >= 0;

	if (!is)
		end(pty);
	return is;
}

/* ---- A cursor key ------------------------------------------------------ */

/* Wherever there are rows to go through. */
static const struct {
	const char *view;
	const char *keys;
} lists[] = {
	{ "replicas", "2" },
	{ "replicas by address", "2SSSSS" },
	{ "findings", "3" },
	{ "availability", "4" },
	{ "DNS", "6" },
	{ "failback", "7" },
	{ "changes", "1d8" },
	{ "hosts", "9" },
	{ "addresses", "0" },
	{ "the subnets of the addresses", "0\t" },
	{ "the matrix", "1m" },
	{ "what is said of a replica", "2\r" },
	{ "a choice of hosts", "2\rH" },
	{ "a choice of columns", "2c" },
};

/* Down and up again; each costs so much at most. */
static void check_keys(struct pty *pty, const char *view)
{
	for (int i = 0; i < 6; i++) {
		struct cost before = counted(pty);
		struct cost cost;

		pty_key(pty, i % 2 ? VTERM_KEY_UP : VTERM_KEY_DOWN);
		cost = cost_since(pty, before);
		if (cost.writes > KEY_WRITES || cost.bytes > KEY_BYTES)
			fail_msg("%s: a key costs %ld bytes in %ld writes",
				 view, cost.bytes, cost.writes);
		settle(pty, 150);
	}
}

static void test_a_key_in_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct pty pty;

		start(&pty, lists[i].keys);
		if (!is_counted(&pty))
			skip();
		check_keys(&pty, lists[i].view);
		end(&pty);
	}
}

/* On the map the plan follows only once keys rest: what comes later than that
 * is not the key's. */
static void test_a_key_on_the_map(void **state)
{
	struct pty pty;
	int n = 0;

	(void)state;
	start(&pty, "");
	if (!is_counted(&pty))
		skip();
	for (int i = 0; i < 100 && n < 6; i++) {
		struct cost before = counted(&pty);
		struct cost cost;

		pty_key(&pty, i % 2 ? VTERM_KEY_UP : VTERM_KEY_DOWN);
		cost = cost_since(&pty, before);
		if (cost.time < REST_MS) {
			assert_in_range(cost.writes, 1, KEY_WRITES);
			assert_in_range(cost.bytes, 1, KEY_BYTES);
			n++;
		}
		settle(&pty, 250);
	}
	assert_true(n > 0);
	/* It does follow. */
	pty_key(&pty, VTERM_KEY_HOME);
	pty_key(&pty, VTERM_KEY_DOWN);
	pty_wait_text(&pty, "Plan: VMNetwork2-NewYork");
	end(&pty);
}

/* The control: what costs more is seen to. */
static void test_a_cost_is_seen(void **state)
{
	struct cost before, cost;
	struct pty pty;

	(void)state;
	start(&pty, "2");
	if (!is_counted(&pty))
		skip();
	before = counted(&pty);
	pty_send(&pty, "\f");
	cost = cost_since(&pty, before);
	assert_true(cost.bytes > 2 * KEY_BYTES);
	end(&pty);
}

/* ---- A drag ------------------------------------------------------------ */

/* A line is drawn from the first network across to the other side, and down
 * there, a step at a time. */
static void test_a_drag_step(void **state)
{
	struct pty pty;
	int row, column, to_row, to;
	int n = 0;

	(void)state;
	start(&pty, "");
	if (!is_counted(&pty))
		skip();
	assert_true(pty_find(&pty, "VMNetwork2-NewYork", &row, &column));
	assert_true(pty_find(&pty, "VMNetwork1-Chicago", &to_row, &to));
	pty_press(&pty, 1, true, row, column);
	settle(&pty, 250);
	for (int i = 0; i < 12; i++) {
		struct cost before = counted(&pty);
		struct cost cost = { 0, 0, 0 };

		pty_move(&pty, i < 8 ? row : row + i % 4,
			 column + (to - column) * (i < 8 ? i + 1 : 8) / 8);
		if (pty_read(&pty, 2000)) {
			settle(&pty, 20);
			cost = counted(&pty);
			cost.bytes -= before.bytes;
		}
		assert_in_range(cost.bytes, 0, DRAG_BYTES);
		n += cost.bytes > 0;
		settle(&pty, 150);
	}
	assert_true(n > 4);
	end(&pty);
}

/* ---- Idle -------------------------------------------------------------- */

/* The time that a process has had, as the kernel counts it, in a text. */
static void time_used(pid_t pid, char text[64])
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	file = fopen(path, "r");
	text[0] = '\0';
	if (!file)
		return;
	if (fscanf(file, "%63s", text) != 1)
		text[0] = '\0';
	fclose(file);
}

static const char *const places[] = { "", "2", "2\r", "3", "9", "0", "1m" };

/* Nothing happens: nothing is written, and no time is used. */
static void test_idle(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char before[64], after[64];
		struct pty pty;
		int64_t until;

		start(&pty, places[i]);
		time_used(pty.pid, before);
		until = milliseconds() + IDLE_MS;
		for (int64_t left = IDLE_MS; left > 0;
		     left = until - milliseconds())
			assert_false(pty_read(&pty, (int)left));
		time_used(pty.pid, after);
		assert_string_equal(before, after);
		end(&pty);
	}
}

/* The control: what is used is seen. */
static void test_a_use_is_seen(void **state)
{
	char before[64], after[64];
	struct pty pty;

	(void)state;
	start(&pty, "2");
	time_used(pty.pid, before);
	if (!before[0]) {
		end(&pty);
		skip();
	}
	pty_send(&pty, "j");
	assert_true(pty_read(&pty, PTY_SECONDS * 1000));
	settle(&pty, 50);
	time_used(pty.pid, after);
	assert_string_not_equal(before, after);
	end(&pty);
}

/* ---- Memory ------------------------------------------------------------ */

/* The greatest resident memory so far, in KiB; -1 where it is not known. */
static long memory_of(pid_t pid)
{
	char path[64];
	char line[256];
	long memory = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &memory) == 1)
			break;
	if (file)
		fclose(file);
	return memory;
}

static bool is_sanitized(void)
{
	const char *flags = getenv("SANITIZER");

	return flags && *flags;
}

/* After every view was seen. */
static void test_memory(void **state)
{
	struct pty pty;
	long memory;

	(void)state;
	if (is_sanitized())
		skip();
	start(&pty, "234567890");
	memory = memory_of(pty.pid);
	end(&pty);
	if (memory < 0)
		skip();
	assert_in_range(memory, 1000, MEMORY_KIB);
}

#define AT_TERMINAL(test) cmocka_unit_test_teardown(test, pty_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_TERMINAL(test_a_key_in_lists),
		AT_TERMINAL(test_a_key_on_the_map),
		AT_TERMINAL(test_a_cost_is_seen),
		AT_TERMINAL(test_a_drag_step),
		AT_TERMINAL(test_idle),
		AT_TERMINAL(test_a_use_is_seen),
		AT_TERMINAL(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
