/* State files: what the planner keeps from one session to the next.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They stand in "$XDG_STATE_HOME/replan" or "$HOME/.local/state/replan", and
 * are their owner's alone. */

#ifndef STATE_FILE_H
#define STATE_FILE_H 1

#include <stdbool.h>
#include <stddef.h>

/* The path of the state file 'name'.  NULL where there is no such folder to be
 * had, or without memory.  The caller frees it. */
char *state_path(const char *name);

/* The first 'max' bytes of a regular file, and a NUL.  The caller frees it;
 * NULL where it cannot be read. */
char *state_read(const char *path, size_t max);

/* Makes 'path' hold 'text' alone, or leaves it as it is: false. */
bool state_write(const char *path, const char *text, size_t size);

#endif
