/* A program at a terminal of the test's: see testpty.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "testpty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <unistr.h>
#include <utmp.h>

#include <cmocka.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The program that runs, for pty_clean(). */
static pid_t running;

/* ---- The program ------------------------------------------------------- */

static void set_environment(const struct pty_options *options)
{
	setenv("TERM", options->term ? options->term : "xterm-256color", 1);
	setenv("LC_ALL", options->locale ? options->locale : "C.UTF-8", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	unsetenv("TERMINFO");
	/* curses keeps memory to the end. */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	if (options->no_color)
		setenv("NO_COLOR", "1", 1);
}

_Noreturn static void run_program(const struct pty_options *options)
{
	const char *path = getenv("REPLAN");
	const char *arguments[6] = { path ? path : "src/replan/replan" };

	for (size_t i = 0; i < 4 && options->arguments[i]; i++)
		arguments[i + 1] = options->arguments[i];
	set_environment(options);
	if (options->holds_hangup) {
		sigset_t set;

		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		sigprocmask(SIG_BLOCK, &set, NULL);
	}
	execv(arguments[0], (char *const *)(uintptr_t)arguments);
	fprintf(stderr, "%s: %s\n", arguments[0], strerror(errno));
	_exit(127);
}

/* A shell of one job: has it run in front; when it stops, takes the terminal
 * back; when the shell is told to go on, so is the job. */
_Noreturn static void run_job(const struct pty_options *options)
{
	int status;
	pid_t job;

	signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (job == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		run_program(options);
	}
	setpgid(job, job);
	tcsetpgrp(STDIN_FILENO, job);
	while (waitpid(job, &status, WUNTRACED) == job) {
		if (!WIFSTOPPED(status))
			_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 255);
		tcsetpgrp(STDIN_FILENO, getpgrp());
		raise(SIGSTOP);
		tcsetpgrp(STDIN_FILENO, job);
		kill(-job, SIGCONT);
	}
	_exit(255);
}

/* ---- The terminal ------------------------------------------------------ */

static int note_property(VTermProp property, VTermValue *value, void *pty_)
{
	struct pty *pty = pty_;

	if (property == VTERM_PROP_CURSORVISIBLE)
		pty->cursor_visible = value->boolean;
	else if (property == VTERM_PROP_ALTSCREEN)
		pty->alternate = value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		pty->mouse = value->number;
	else if (property == VTERM_PROP_TITLE)
		snprintf(pty->title, sizeof(pty->title), "%s", value->string);
	return 1;
}

static int note_cursor(VTermPos position, VTermPos before, int visible,
		       void *pty_)
{
	struct pty *pty = pty_;

	(void)before;
	(void)visible;
	pty->cursor = position;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.movecursor = note_cursor,
	.settermprop = note_property,
};

static void open_vterm(struct pty *pty)
{
	pty->vt = vterm_new(pty->rows, pty->columns);
	assert_non_null(pty->vt);
	vterm_set_utf8(pty->vt, 1);
	pty->screen = vterm_obtain_screen(pty->vt);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
	vterm_screen_reset(pty->screen, 1);
	pty->cursor_visible = true;
}

void pty_start(struct pty *pty, const struct pty_options *options)
{
	struct winsize size = {
		.ws_row = (unsigned short)(options->rows ? options->rows : 24),
		.ws_col = (unsigned short)(options->columns ?
					   options->columns : 80),
	};

	*pty = (struct pty){ .rows = size.ws_row, .columns = size.ws_col };
	assert_int_equal(openpty(&pty->master, &pty->slave, NULL, NULL, &size),
			 0);
	fcntl(pty->master, F_SETFD, FD_CLOEXEC);
	assert_int_equal(tcgetattr(pty->slave, &pty->modes), 0);
	open_vterm(pty);
	pty->pid = fork();
	assert_true(pty->pid >= 0);
	if (pty->pid == 0) {
		login_tty(pty->slave);
		if (options->as_job)
			run_job(options);
		run_program(options);
	}
	running = pty->pid;
	fcntl(pty->slave, F_SETFD, FD_CLOEXEC);
}

static void end_program(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	running = 0;
}

int pty_clean(void **state)
{
	(void)state;
	if (running > 0)
		end_program(running);
	return 0;
}

void pty_stop(struct pty *pty)
{
	if (pty->pid > 0)
		end_program(pty->pid);
	if (pty->master >= 0)
		close(pty->master);
	if (pty->slave >= 0)
		close(pty->slave);
	vterm_free(pty->vt);
	free(pty->output);
}

/* ---- Reading ----------------------------------------------------------- */

static void keep(struct pty *pty, const char *bytes, size_t size)
{
	if (pty->n_output + size + 1 > pty->capacity) {
		pty->capacity = (pty->n_output + size) * 2 + 4096;
		pty->output = realloc(pty->output, pty->capacity);
		assert_non_null(pty->output);
	}
	memcpy(pty->output + pty->n_output, bytes, size);
	pty->n_output += size;
	pty->output[pty->n_output] = '\0';
}

bool pty_read(struct pty *pty, int timeout)
{
	struct pollfd fd = { .fd = pty->master, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	if (poll(&fd, 1, timeout) <= 0 || !(fd.revents & POLLIN))
		return false;
	n = read(pty->master, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	keep(pty, bytes, (size_t)n);
	vterm_input_write(pty->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(pty->screen);
	return true;
}

const char *pty_row(struct pty *pty, int row)
{
	static char text[8192];
	size_t used = 0;
	VTermPos at = { .row = row, .col = 0 };

	while (at.col < pty->columns && used < sizeof(text) - 64) {
		VTermScreenCell cell;

		vterm_screen_get_cell(pty->screen, at, &cell);
		for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL &&
		     cell.chars[i] && cell.chars[i] != UINT32_MAX; i++) {
			int n = u8_uctomb((uint8_t *)text + used,
					  cell.chars[i], 6);

			used += n > 0 ? (size_t)n : 0;
		}
		if (cell.chars[0] == 0)
			text[used++] = ' ';
		at.col += cell.width > 0 ? cell.width : 1;
	}
	text[used] = '\0';
	return text;
}

bool pty_find(struct pty *pty, const char *text, int *row, int *column)
{
	for (int i = 0; i < pty->rows; i++) {
		const char *line = pty_row(pty, i);
		const char *found = strstr(line, text);

		if (!found)
			continue;
		*row = i;
		*column = (int)u8_mbsnlen((const uint8_t *)line,
					  (size_t)(found - line));
		return true;
	}
	return false;
}

bool pty_has_written(const struct pty *pty, size_t from, const char *bytes)
{
	return from < pty->n_output &&
	       memmem(pty->output + from, pty->n_output - from, bytes,
		      strlen(bytes)) != NULL;
}

static void print_screen(struct pty *pty)
{
	for (int i = 0; i < pty->rows; i++)
		print_error("%s|\n", pty_row(pty, i));
}

void pty_wait(struct pty *pty, bool (*condition)(struct pty *, const void *),
	      const void *data, const char *what)
{
	double end = now() + PTY_SECONDS;

	while (pty_read(pty, 0))
		;
	while (!condition(pty, data)) {
		if (now() > end) {
			print_screen(pty);
			pty_stop(pty);
			fail_msg("waited in vain: %s", what);
		}
		pty_read(pty, 100);
	}
}

static bool has_text(struct pty *pty, const void *text)
{
	int row, column;

	return pty_find(pty, text, &row, &column);
}

static bool has_no_text(struct pty *pty, const void *text)
{
	return !has_text(pty, text);
}

void pty_wait_text(struct pty *pty, const char *text)
{
	pty_wait(pty, has_text, text, text);
}

void pty_wait_no_text(struct pty *pty, const char *text)
{
	pty_wait(pty, has_no_text, text, text);
}

void pty_wait_end(struct pty *pty, double seconds)
{
	double end = now() + seconds;

	while (waitpid(pty->pid, &pty->status, WNOHANG) == 0) {
		if (now() > end) {
			if (pty->master >= 0)
				print_screen(pty);
			pty_stop(pty);
			fail_msg("the program has not ended");
		}
		if (pty->master >= 0)
			pty_read(pty, 20);
		else
			poll(NULL, 0, 10);
	}
	pty->pid = -1;
	running = 0;
	while (pty->master >= 0 && pty_read(pty, 0))
		;
}

/* ---- Sending ----------------------------------------------------------- */

static void send_bytes(struct pty *pty, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(pty->master, bytes, size);

		assert_true(n > 0);
		bytes += n;
		size -= (size_t)n;
	}
}

void pty_send(struct pty *pty, const char *bytes)
{
	send_bytes(pty, bytes, strlen(bytes));
}

/* Sends what libvterm makes of a key or the mouse. */
static void send_made(struct pty *pty)
{
	char bytes[256];
	size_t n;

	while ((n = vterm_output_read(pty->vt, bytes, sizeof(bytes))) > 0)
		send_bytes(pty, bytes, n);
}

void pty_key(struct pty *pty, VTermKey key)
{
	vterm_keyboard_key(pty->vt, key, VTERM_MOD_NONE);
	send_made(pty);
}

void pty_move(struct pty *pty, int row, int column)
{
	vterm_mouse_move(pty->vt, row, column, VTERM_MOD_NONE);
	send_made(pty);
}

void pty_press(struct pty *pty, int button, bool pressed, int row, int column)
{
	pty_move(pty, row, column);
	vterm_mouse_button(pty->vt, button, pressed, VTERM_MOD_NONE);
	send_made(pty);
}

void pty_resize(struct pty *pty, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)columns };

	pty->rows = rows;
	pty->columns = columns;
	vterm_set_size(pty->vt, rows, columns);
	assert_int_equal(ioctl(pty->master, TIOCSWINSZ, &size), 0);
}

/* ---- As a job ---------------------------------------------------------- */

void pty_count_writes(pid_t pid, long *n, long *bytes)
{
	char path[64];
	char line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/io", (int)pid);
	file = fopen(path, "r");
	*n = *bytes = -1;
	while (file && fgets(line, sizeof(line), file)) {
		sscanf(line, "syscw: %ld", n);
		sscanf(line, "wchar: %ld", bytes);
	}
	if (file)
		fclose(file);
}

void pty_wait_stopped(struct pty *pty)
{
	double end = now() + PTY_SECONDS;
	int status;

	while (waitpid(pty->pid, &status, WNOHANG | WUNTRACED) != pty->pid) {
		if (now() > end) {
			print_screen(pty);
			pty_stop(pty);
			fail_msg("the program has not stopped");
		}
		pty_read(pty, 20);
	}
	while (pty_read(pty, 0))
		;
	assert_true(WIFSTOPPED(status));
}

void pty_continue(struct pty *pty)
{
	kill(pty->pid, SIGCONT);
}
