/* Terminal reset: signals, and the terminal as it was whatever happens.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is here may run in a signal handler: no curses, no memory, only what
 * was prepared before. */

#ifndef TERMINAL_RESET_H
#define TERMINAL_RESET_H 1

#include <stdbool.h>
#include <stddef.h>

/* Keeps the terminal's modes as they are now, to be restored.  Once, before
 * anything changes them. */
void reset_keep_modes(void);

/* Adds to what is written to restore the terminal; padding is left out. */
void reset_add(const char *sequence);
void reset_clear(void);

/* From here to reset_stop(), every way out of the process restores the
 * terminal.  False where a pipe cannot be had. */
bool reset_start(void);
void reset_stop(void);

/* Restores the terminal with what was prepared, without ever waiting. */
void reset_now(void);

/* What signals have asked for since the last look: bits. */
enum {
	ASKED_SIZE = 1,    /* The window's size is another one. */
	ASKED_RESUME = 2,  /* The process was stopped, and goes on. */
	ASKED_SUSPEND = 4
};
unsigned reset_asked(void);

/* The signal that asked to end, or 0. */
int reset_ending(void);

/* Readable when a signal has come. */
int reset_fd(void);

/* Stops the process as a job of the shell; returns when it goes on. */
void reset_suspend(void);

/* Ends the process by 'signal', as whoever waits for it expects. */
_Noreturn void reset_die(int signal);

#endif
