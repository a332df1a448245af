/* Showing text that is not ours, character by character.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A character is here what a reader takes for one: a base and the marks on it,
 * an emoji sequence, a flag.  It has one or two columns and at most
 * SHOW_BYTES bytes. */

#ifndef SHOW_H
#define SHOW_H 1

#include <stdbool.h>
#include <stddef.h>

#include "replan.h"

/* How many code points stand in one character; what goes on beyond that is
 * spelled out.  As many as a curses cell holds. */
#define SHOW_POINTS 5

/* The most bytes of one character, without a NUL. */
#define SHOW_BYTES (4 * SHOW_POINTS)

/* As rp_show().  '*spelled', unless NULL, then has a byte for each byte of the
 * result: 1 where it spells something out, else 0.  The caller frees both. */
char *show_spelled(const char *text, bool ascii, unsigned char **spelled);

/* The bytes of the first character of 'text', which rp_show() returned or which
 * is ours; 0 at its end.  '*columns' is its width. */
size_t show_next(const char *text, unsigned *columns);

#endif
