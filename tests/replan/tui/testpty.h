/* A program at a terminal of the test's: a pseudo terminal, and libvterm to
 * read what comes out of it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing here sleeps: whoever waits, waits for something, and fails with the
 * screen where it does not come in time. */

#ifndef TESTPTY_H
#define TESTPTY_H 1

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#define PTY_SECONDS 15      /* Within which everything must have come. */

struct pty {
	int master;
	int slave;          /* Held open, to look at the modes. */
	pid_t pid;          /* Of the program; below 0: it has ended. */
	int status;         /* As waitpid() gave it. */
	struct termios modes; /* Before the program. */
	VTerm *vt;
	VTermScreen *screen;
	int rows;
	int columns;

	/* What the program has set. */
	VTermPos cursor;
	bool cursor_visible;
	bool alternate;
	int mouse;          /* VTERM_PROP_MOUSE_... */
	char title[256];

	/* What has come out. */
	char *output;
	size_t n_output;
	size_t capacity;
};

/* How the program is started. */
struct pty_options {
	const char *arguments[4]; /* Behind its name; NULL ends them. */
	int rows;                 /* 0: 24. */
	int columns;              /* 0: 80. */
	const char *term;         /* NULL: xterm-256color. */
	const char *locale;       /* NULL: C.UTF-8. */
	bool no_color;
	bool holds_hangup;        /* SIGHUP never reaches it. */
	bool as_job;              /* Under a shell that can stop it. */
};

void pty_start(struct pty *pty, const struct pty_options *options);

/* Ends the program where it still runs, and frees all. */
void pty_stop(struct pty *pty);

/* Ends the program that a test that failed has left: a teardown of cmocka. */
int pty_clean(void **state);

/* Sends bytes; a special key; the mouse, as far as the program asked for it. */
void pty_send(struct pty *pty, const char *bytes);
void pty_key(struct pty *pty, VTermKey key);
void pty_press(struct pty *pty, int button, bool pressed, int row,
	       int column);
void pty_move(struct pty *pty, int row, int column);

void pty_resize(struct pty *pty, int rows, int columns);

/* Takes what has come within 'timeout' ms; false where nothing did. */
bool pty_read(struct pty *pty, int timeout);

/* Waits until 'condition' holds of the screen. */
void pty_wait(struct pty *pty, bool (*condition)(struct pty *, const void *),
	      const void *data, const char *what);

/* Waits until 'text' stands somewhere, or no longer does. */
void pty_wait_text(struct pty *pty, const char *text);
void pty_wait_no_text(struct pty *pty, const char *text);

/* Waits until the program has ended; at most 'seconds'. */
void pty_wait_end(struct pty *pty, double seconds);

/* The row of the screen as UTF-8; valid until the next call. */
const char *pty_row(struct pty *pty, int row);

/* Finds 'text' on the screen: its row, and its column. */
bool pty_find(struct pty *pty, const char *text, int *row, int *column);

/* Whether the program has written 'bytes' since 'from'. */
bool pty_has_written(const struct pty *pty, size_t from, const char *bytes);

/* The writes and bytes that a process has made, as the kernel counts; -1 where
 * it does not. */
void pty_count_writes(pid_t pid, long *n, long *bytes);

/* As a job: waits until it has stopped; brings it back. */
void pty_wait_stopped(struct pty *pty);
void pty_continue(struct pty *pty);

#endif
