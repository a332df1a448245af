/* The guard: one pass over a libconfig text before libconfig sees it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libconfig 1.5 wraps integers in silence, ends the process on some includes,
 * takes any bytes for text, is quadratic in the settings of one group, and
 * needs some 150 bytes a value.  What passes the guard is UTF-8 without NUL,
 * closes all it opens, names no file to include, and has numbers that fit. */

#ifndef GUARD_H
#define GUARD_H 1

#include <stdbool.h>
#include <stddef.h>

#include "replan.h"

struct guard_limits {
	size_t bytes;    /* Of the text. */
	size_t values;   /* Scalars, groups, lists and arrays. */
	unsigned depth;  /* Of brackets. */
	unsigned settings; /* Of one group. */
	const char *advice; /* What to do where bytes or values are too many;
			     * translated. */
};

/* Checks 'text'; every fault goes to 'messages' with line and column under the
 * name 'file'.  True where there is none. */
bool guard_check(const char *text, size_t size, const char *file,
		 const struct guard_limits *limits, rp_messages *messages);

#endif
