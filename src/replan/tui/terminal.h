/* Terminal: frames out, events in.  terminal.c alone knows curses.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef TERMINAL_H
#define TERMINAL_H 1

#include <stdbool.h>

#include "colour.h"
#include "event.h"
#include "frame.h"

/* Whether standard input and output are a terminal. */
bool terminal_is_there(void);

/* Whether it takes UTF-8, by the locale of the process. */
bool terminal_is_utf8(void);

struct theme;

/* How the terminal is used. */
struct terminal_options {
	const struct theme *theme;
	enum colours colours;
	bool title;            /* Its title is set. */
};

/* Takes the terminal over.  False where it cannot be used; '*fault' then says
 * why, in a sentence that lives on.  When all is well '*fault' may say what is
 * not as it should be, else it is NULL. */
bool terminal_open(const struct terminal_options *options, const char **fault);

/* Gives it back as it was. */
void terminal_close(void);

void terminal_size(int *rows, int *columns);

/* Asks for mouse events, or leaves the mouse to the terminal. */
void terminal_mouse(bool on);

/* Sets the terminal's title, where it has one: UTF-8, shown already. */
void terminal_title(const char *title);

/* Puts 'text' into the clipboard of the terminal: UTF-8, shown already.  False
 * where it is not known to have one. */
bool terminal_copy(const char *text);

/* Shows 'frame', which has the terminal's size. */
void terminal_draw(const struct frame *frame);

/* What is on the screen is not to be relied on: the next frame is drawn as a
 * whole. */
void terminal_repaint(void);

/* Stops as a job of the shell; returns when it goes on. */
void terminal_suspend(void);

/* What waiting ended with. */
enum terminal_wait {
	WAIT_INPUT,    /* terminal_read() has events. */
	WAIT_TIMEOUT,
	WAIT_SUSPEND,  /* A signal asks to stop. */
	WAIT_END,      /* A signal asks to end: see terminal_signal(). */
	WAIT_GONE      /* There is no terminal any more. */
};

/* Waits until something happens, at most 'timeout' ms (below 0: for ever). */
enum terminal_wait terminal_wait(int timeout);

/* Whether terminal_wait() would return at once. */
bool terminal_is_due(void);

/* The next event; false where there is none now. */
bool terminal_read(struct event *event);

/* The signal that asked to end, or 0. */
int terminal_signal(void);

/* Ends the process by 'signal', the terminal restored. */
_Noreturn void terminal_die(int signal);

#endif
