/* The planner at a terminal: what only a terminal shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../libreplan/fixture.h"
#include "screen.h"
#include "testpty.h"

/* ---- Starting ---------------------------------------------------------- */

/* The program over the example, when its first frame stands. */
static void start_with(struct pty *pty, struct pty_options options)
{
	char *topology = screen_example("newyork-chicago");

	options.arguments[0] = topology;
	pty_start(pty, &options);
	pty_wait_text(pty, "Quit");
	free(topology);
}

static void start(struct pty *pty)
{
	start_with(pty, (struct pty_options){ .rows = 24 });
}

static void quit(struct pty *pty)
{
	pty_send(pty, "q");
	pty_wait_end(pty, PTY_SECONDS);
	assert_true(WIFEXITED(pty->status));
	assert_int_equal(WEXITSTATUS(pty->status), 0);
	pty_stop(pty);
}

static bool same_modes(const struct pty *pty)
{
	struct termios modes;

	assert_int_equal(tcgetattr(pty->slave, &modes), 0);
	return modes.c_lflag == pty->modes.c_lflag &&
	       modes.c_iflag == pty->modes.c_iflag &&
	       modes.c_oflag == pty->modes.c_oflag;
}

/* The terminal is the one that the program was started at. */
static void check_restored(struct pty *pty)
{
	assert_true(same_modes(pty));
	assert_false(pty->alternate);
	assert_int_equal(pty->mouse, VTERM_PROP_MOUSE_NONE);
	assert_true(pty->cursor_visible);
	assert_true(pty_has_written(pty, 0, "\033[?2004l"));
	assert_true(pty_has_written(pty, 0, "\033[?1006l"));
	assert_true(pty_has_written(pty, 0, "\033[23;2t"));
}

/* ---- Painting ---------------------------------------------------------- */

/* The screen is the frame that the frame tests keep. */
static void test_first_paint(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct screen screen;
	struct pty pty;
	char *rows[24];
	int row, column;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "2 Down Down");
	for (int i = 0; i < 24; i++)
		rows[i] = strdup(screen_row(&screen, i));
	row = screen.frame.cursor_row;
	column = screen.frame.cursor_column;
	screen_close(&screen); /* It holds the plan file. */
	start_with(&pty, (struct pty_options){ .rows = 24 });
	assert_true(pty.alternate);
	assert_true(pty.cursor_visible);
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_DRAG);
	assert_false(same_modes(&pty));
	assert_string_equal(pty.title, "replan: newyork-chicago.cfg");
	pty_send(&pty, "2jj");
	pty_wait_text(&pty, "3 of ");
	for (int i = 0; i < 24; i++) {
		assert_string_equal(pty_row(&pty, i), rows[i]);
		free(rows[i]);
	}
	assert_int_equal(pty.cursor.row, row);
	assert_int_equal(pty.cursor.col, column);
	free(topology);
	quit(&pty);
}

struct place {
	int row;
	const char *text;
};

static bool cursor_on(struct pty *pty, const void *place_)
{
	const struct place *place = place_;

	return pty->cursor.row == place->row &&
	       (!place->text || strstr(pty_row(pty, place->row), place->text));
}

static void wait_cursor(struct pty *pty, int row, const char *text)
{
	struct place place = { row, text };

	pty_wait(pty, cursor_on, &place, "cursor");
}

/* ---- Sizes ------------------------------------------------------------- */

static bool is_drawn(struct pty *pty, const void *rows)
{
	(void)rows;
	return strstr(pty_row(pty, pty->rows - 1), "Quit") != NULL;
}

static void test_resize(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty);
	pty_resize(&pty, 1, 1);
	pty_resize(&pty, 2, 3);
	pty_resize(&pty, 1, 1);
	pty_send(&pty, "j2jkh1");
	pty_resize(&pty, 30, 100);
	pty_wait(&pty, is_drawn, NULL, "30 x 100");
	pty_resize(&pty, 10, 40);
	pty_wait(&pty, is_drawn, NULL, "10 x 40");
	pty_resize(&pty, 200, 500);
	pty_wait(&pty, is_drawn, NULL, "200 x 500");
	quit(&pty);
}

static void test_resize_storm(void **state)
{
	struct pty pty;

	(void)state;
	srand(3);
	start(&pty);
	for (int i = 0; i < 1000; i++) {
		pty_resize(&pty, 1 + rand() % 60, 1 + rand() % 200);
		while (pty_read(&pty, 0))
			;
	}
	pty_resize(&pty, 24, 80);
	pty_send(&pty, "\f");
	pty_wait(&pty, is_drawn, NULL, "24 x 80");
	quit(&pty);
}

/* ---- Leaving ----------------------------------------------------------- */

static void test_restored_by_quitting(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty);
	pty_send(&pty, "q");
	pty_wait_end(&pty, PTY_SECONDS);
	assert_int_equal(WEXITSTATUS(pty.status), 0);
	check_restored(&pty);
	pty_stop(&pty);
}

static const int signals[] = {
	SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE,
	SIGILL,
};

/* Whoever waits for it sees by which signal it ended. */
static void test_restored_by_signals(void **state)
{
	struct pty pty;

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		start(&pty);
		kill(pty.pid, signals[i]);
		pty_wait_end(&pty, PTY_SECONDS);
		assert_true(WIFSIGNALED(pty.status));
		assert_int_equal(WTERMSIG(pty.status), signals[i]);
		check_restored(&pty);
		pty_stop(&pty);
	}
}

/* The control: what cannot be caught leaves the terminal as it is. */
static void test_check_restored_can_fail(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty);
	kill(pty.pid, SIGKILL);
	pty_wait_end(&pty, PTY_SECONDS);
	assert_false(same_modes(&pty));
	assert_true(pty.alternate);
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_DRAG);
	pty_stop(&pty);
}

/* Asks for a whole redraw, and whether it was written within half a second. */
static bool redraws(struct pty *pty)
{
	long before, after, bytes;

	pty_count_writes(pty->pid, &before, &bytes);
	pty_send(pty, "\f");
	for (int i = 0; i < 50; i++) {
		pty_count_writes(pty->pid, &after, &bytes);
		if (after != before)
			return true;
		poll(NULL, 0, 10);
	}
	return false;
}

/* The terminal has stopped reading, and the program is stuck writing: redraws
 * are asked for one by one, until one does not come to its end. */
static void test_ends_while_blocked(void **state)
{
	bool is_blocked = false;
	struct pty pty;
	long n, bytes;

	(void)state;
	start(&pty);
	pty_count_writes(pty.pid, &n, &bytes);
	if (n < 0) {
		quit(&pty);
		skip();
	}
	for (int i = 0; i < 200 && !is_blocked; i++)
		is_blocked = !redraws(&pty);
	assert_true(is_blocked);
	kill(pty.pid, SIGTERM);
	for (int i = 0; i < 200 && pty.pid > 0; i++) {
		if (waitpid(pty.pid, &pty.status, WNOHANG) == pty.pid)
			pty.pid = -1;
		else
			poll(NULL, 0, 10);
	}
	assert_true(pty.pid < 0);
	assert_true(WIFSIGNALED(pty.status));
	assert_int_equal(WTERMSIG(pty.status), SIGTERM);
	assert_true(same_modes(&pty));
	pty_stop(&pty);
}

/* The connection is gone; with the signal that says so, and without. */
static void test_terminal_gone(void **state)
{
	(void)state;
	for (int holds = 0; holds < 2; holds++) {
		struct pty pty;

		start_with(&pty, (struct pty_options){
			.holds_hangup = holds });
		close(pty.slave);
		close(pty.master);
		pty.slave = pty.master = -1;
		pty_wait_end(&pty, 2);
		assert_true(WIFSIGNALED(pty.status));
		assert_int_equal(WTERMSIG(pty.status), SIGHUP);
		pty_stop(&pty);
	}
}

/* ---- Stopping ---------------------------------------------------------- */

static void test_suspend(void **state)
{
	struct pty pty;

	(void)state;
	start_with(&pty, (struct pty_options){ .as_job = true });
	pty_send(&pty, "2");
	pty_wait_text(&pty, "[2 Replicas]");
	pty_send(&pty, "\032");
	pty_wait_stopped(&pty);
	check_restored(&pty);
	pty_resize(&pty, 20, 70);
	pty_continue(&pty);
	pty_wait(&pty, is_drawn, NULL, "drawn again");
	pty_wait_text(&pty, "[2 Replicas]");
	assert_true(pty.alternate);
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_DRAG);
	assert_false(same_modes(&pty));
	pty_send(&pty, "q");
	pty_wait_end(&pty, PTY_SECONDS);
	assert_int_equal(WEXITSTATUS(pty.status), 0);
	check_restored(&pty);
	pty_stop(&pty);
}

/* ---- Terminals --------------------------------------------------------- */

/* How many cells have a colour of their own. */
static int n_coloured(struct pty *pty)
{
	VTermPos at;
	int n = 0;

	for (at.row = 0; at.row < pty->rows; at.row++) {
		for (at.col = 0; at.col < pty->columns; at.col++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(pty->screen, at, &cell);
			if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) ||
			    !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
				n++;
		}
	}
	return n;
}

static void test_no_color(void **state)
{
	(void)state;
	for (int no_color = 0; no_color < 2; no_color++) {
		struct pty pty;

		start_with(&pty, (struct pty_options){ .no_color = no_color });
		pty_send(&pty, "3");
		pty_wait_text(&pty, "[3 Findings]");
		pty_wait_text(&pty, "In full");
		assert_true((n_coloured(&pty) == 0) == no_color);
		quit(&pty);
	}
}

static bool is_ascii(const struct pty *pty)
{
	for (size_t i = 0; i < pty->n_output; i++)
		if ((unsigned char)pty->output[i] >= 0x80)
			return false;
	return true;
}

static void test_c_locale(void **state)
{
	static const char *const locales[] = { "C", "C.UTF-8" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct pty pty;

		start_with(&pty, (struct pty_options){
			.locale = locales[i] });
		pty_send(&pty, "2");
		pty_wait_text(&pty, "[2 Replicas]");
		pty_send(&pty, "\r");
		pty_wait_text(&pty, "host: ");
		pty_send(&pty, "q1");
		pty_wait_text(&pty, "[1 Map]");
		assert_true(is_ascii(&pty) == (i == 0));
		quit(&pty);
	}
}

static void test_unknown_term(void **state)
{
	struct pty pty;

	(void)state;
	start_with(&pty, (struct pty_options){ .term = "no-such-terminal" });
	pty_wait_text(&pty, "is not known here");
	quit(&pty);
	start_with(&pty, (struct pty_options){ .term = "" });
	quit(&pty);
}

static void test_plain_terms(void **state)
{
	static const char *const terms[] = {
		"vt100", "xterm", "linux", "screen", "tmux-256color",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct pty pty;

		start_with(&pty, (struct pty_options){ .term = terms[i] });
		pty_send(&pty, "2jj");
		pty_wait_text(&pty, "3 of ");
		pty_send(&pty, "q");
		pty_wait_end(&pty, PTY_SECONDS);
		assert_int_equal(WEXITSTATUS(pty.status), 0);
		assert_true(same_modes(&pty));
		pty_stop(&pty);
	}
}

static void test_dumb_term(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct pty_options options = { .arguments = { topology },
				       .term = "dumb" };
	struct pty pty;

	(void)state;
	pty_start(&pty, &options);
	pty_wait_end(&pty, PTY_SECONDS);
	assert_true(WIFEXITED(pty.status));
	assert_int_equal(WEXITSTATUS(pty.status), 2);
	assert_true(pty_has_written(&pty, 0, "cannot place its cursor"));
	assert_true(same_modes(&pty));
	pty_stop(&pty);
	free(topology);
}

/* What is wrong with a file is said as the commands say it: "FILE: TEXT". */
static void test_wrong_file(void **state)
{
	char *topology = screen_example("newyork-chicago.plan");
	struct pty_options options = { .arguments = { topology } };
	struct pty pty;

	(void)state;
	pty_start(&pty, &options);
	pty_wait_end(&pty, PTY_SECONDS);
	assert_true(WIFEXITED(pty.status));
	assert_int_equal(WEXITSTATUS(pty.status), 2);
	assert_true(pty_has_written(&pty, 0, ".plan.cfg: this is a plan file"));
	assert_false(pty_has_written(&pty, 0, "replan: "));
	assert_true(same_modes(&pty));
	pty_stop(&pty);
	free(topology);
}

/* Without a terminal: one line, and the status of failures. */
static void test_no_terminal(void **state)
{
	const char *path = getenv("REPLAN");
	char text[512] = "";
	int fds[2];
	int status;
	ssize_t n;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		execl(path ? path : "src/replan/replan", "replan", (char *)0);
		_exit(127);
	}
	close(fds[1]);
	n = read(fds[0], text, sizeof(text) - 1);
	assert_true(n > 0);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_non_null(strstr(text, "needs a terminal"));
}

/* ---- Keys and pastes --------------------------------------------------- */

/* A sequence that nobody knows is neither text nor a command; nor is what was
 * pasted. */
static void test_no_commands_by_accident(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty);
	pty_send(&pty, "2\033[57362q\033[?q\033Oq");
	pty_wait_text(&pty, "[2 Replicas]");
	pty_send(&pty, "\033[200~q\n3q\033[201~");
	pty_send(&pty, "/\033[200~pasted\nq\033[201~");
	pty_wait_text(&pty, "Search: pasted");
	pty_send(&pty, "\033");
	pty_wait_no_text(&pty, "Search: ");
	assert_non_null(strstr(pty_row(&pty, 0), "[2 Replicas]"));
	quit(&pty);
}

static void test_mouse(void **state)
{
	struct pty pty;
	int row, column;

	(void)state;
	start(&pty);
	assert_true(pty_find(&pty, " 2 Replicas", &row, &column));
	pty_press(&pty, 1, true, row, column + 1);
	pty_press(&pty, 1, false, row, column + 1);
	pty_wait_text(&pty, "[2 Replicas]");
	assert_true(pty_find(&pty, " VM3 ", &row, &column));
	pty_press(&pty, 1, true, row, 5);
	pty_press(&pty, 1, false, row, 5);
	wait_cursor(&pty, row, ">VM3");
	pty_press(&pty, 1, true, row, 5);
	pty_press(&pty, 1, false, row, 5);
	pty_wait_text(&pty, "host: ");
	pty_send(&pty, "q");
	pty_wait_no_text(&pty, "host: ");
	pty_send(&pty, "M");
	pty_wait_text(&pty, "mouse off");
	while (pty_read(&pty, 50))
		;
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_NONE);
	pty_send(&pty, "M");
	pty_wait_text(&pty, "mouse on");
	while (pty_read(&pty, 50))
		;
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_DRAG);
	quit(&pty);
}

/* ---- Drawing a mapping ------------------------------------------------- */

#define SOURCE "VMNetwork2-NewYork"
#define TARGET "VMNetwork2-Chic"

static void discard(struct pty *pty)
{
	pty_send(pty, "q");
	pty_wait_text(pty, "discard");
	pty_key(pty, VTERM_KEY_DOWN);
	pty_send(pty, "\r");
	pty_wait_end(pty, PTY_SECONDS);
	assert_int_equal(WEXITSTATUS(pty->status), 0);
	check_restored(pty);
	pty_stop(pty);
}

/* A step of a drag: at most 600 bytes. */
static void drag(struct pty *pty, int row, int column)
{
	size_t before = pty->n_output;

	pty_move(pty, row, column);
	while (pty_read(pty, 20))
		;
	assert_in_range(pty->n_output - before, 0, 600);
}

static void test_draw_by_mouse(void **state)
{
	struct pty pty;
	int row, column, to_row, to_column;

	(void)state;
	start(&pty);
	assert_true(pty_find(&pty, SOURCE, &row, &column));
	assert_true(pty_find(&pty, TARGET, &to_row, &to_column));
	pty_press(&pty, 1, true, row, column + 2);
	pty_move(&pty, row, to_column - 8);
	pty_wait_text(&pty, "Drop");
	while (pty_read(&pty, 20))
		;
	for (int i = to_column - 7; i <= to_column + 2; i++)
		drag(&pty, row, i);
	pty_move(&pty, to_row, to_column + 2);
	pty_press(&pty, 1, false, to_row, to_column + 2);
	pty_wait_text(&pty, "* newyork");
	pty_send(&pty, "u");
	pty_wait_no_text(&pty, "* newyork");
	pty_send(&pty, "\022");
	pty_wait_text(&pty, "* newyork");
	discard(&pty);
}

/* Moves the cursor to the row that has 'text', by 'key'. */
static void go_to(struct pty *pty, VTermKey key, const char *text)
{
	int row, column;

	for (int i = 0; i < 20; i++) {
		int before = pty->cursor.row;

		assert_true(pty_find(pty, text, &row, &column));
		if (before == row)
			return;
		pty_key(pty, key);
		while (pty->cursor.row == before && pty_read(pty, 2000))
			;
	}
	fail_msg("the cursor does not come to %s", text);
}

static void test_draw_by_keys(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty);
	go_to(&pty, VTERM_KEY_DOWN, SOURCE);
	pty_send(&pty, "\r");
	pty_wait_text(&pty, "Drop");
	go_to(&pty, VTERM_KEY_DOWN, TARGET);
	pty_send(&pty, "\r");
	pty_wait_text(&pty, "* newyork");
	pty_wait_no_text(&pty, "Drop");
	discard(&pty);
}

/* ---- In the background -------------------------------------------------- */

/* The program whose plan from nothing is never there; it has been asked for. */
static void start_held(struct pty *pty)
{
	const char *folder = getenv("builddir");
	const char *program = getenv("REPLAN");
	char *usual = program ? strdup(program) : NULL;
	char held[512];

	snprintf(held, sizeof(held), "%s/tests/replan-held",
		 folder ? folder : ".");
	setenv("REPLAN", held, 1);
	start(pty);
	if (usual)
		setenv("REPLAN", usual, 1);
	else
		unsetenv("REPLAN");
	free(usual);
	pty_send(pty, "R");
	pty_wait_text(pty, "42%");
}

/* The screen is alive while something is planned, and not a byte is written
 * where there is nothing new. */
static void test_job_is_stopped(void **state)
{
	long n, bytes, n_later, bytes_later;
	struct pty pty;

	(void)state;
	start_held(&pty);
	pty_send(&pty, "2");
	pty_wait_text(&pty, "[2 Replicas]");
	pty_send(&pty, "a");
	pty_wait_text(&pty, "nothing can be changed");
	pty_send(&pty, "j");
	pty_wait_text(&pty, "42%");
	while (pty_read(&pty, 300))
		;
	pty_count_writes(pty.pid, &n, &bytes);
	assert_false(pty_read(&pty, 700));
	pty_count_writes(pty.pid, &n_later, &bytes_later);
	assert_int_equal(n_later, n);
	assert_int_equal(bytes_later, bytes);
	pty_send(&pty, "\033");
	pty_wait_text(&pty, "stopped: the plan");
	pty_send(&pty, "j");
	pty_wait_no_text(&pty, "42%");
	quit(&pty);
}

/* Whoever leaves, or ends it by a signal, does not wait for a plan. */
static void test_job_is_left(void **state)
{
	struct pty pty;

	(void)state;
	start_held(&pty);
	quit(&pty);
	start_held(&pty);
	kill(pty.pid, SIGTERM);
	pty_wait_end(&pty, PTY_SECONDS);
	assert_true(WIFSIGNALED(pty.status));
	check_restored(&pty);
	pty_stop(&pty);
}

/* A program that a test leaves behind would hold the plan file. */
#define AT_TERMINAL(test) cmocka_unit_test_teardown(test, pty_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_TERMINAL(test_first_paint),
		AT_TERMINAL(test_resize),
		AT_TERMINAL(test_resize_storm),
		AT_TERMINAL(test_restored_by_quitting),
		AT_TERMINAL(test_restored_by_signals),
		AT_TERMINAL(test_check_restored_can_fail),
		AT_TERMINAL(test_ends_while_blocked),
		AT_TERMINAL(test_terminal_gone),
		AT_TERMINAL(test_suspend),
		AT_TERMINAL(test_no_color),
		AT_TERMINAL(test_c_locale),
		AT_TERMINAL(test_unknown_term),
		AT_TERMINAL(test_plain_terms),
		AT_TERMINAL(test_dumb_term),
		AT_TERMINAL(test_wrong_file),
		AT_TERMINAL(test_no_terminal),
		AT_TERMINAL(test_no_commands_by_accident),
		AT_TERMINAL(test_mouse),
		AT_TERMINAL(test_draw_by_mouse),
		AT_TERMINAL(test_draw_by_keys),
		AT_TERMINAL(test_job_is_stopped),
		AT_TERMINAL(test_job_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
