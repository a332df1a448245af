/* Allocations that fail: for programs linked with --wrap of malloc, calloc and
 * realloc.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FAILING_H
#define FAILING_H 1

/* How many allocations succeed before one fails; below 0: none fails. */
extern long allocations_left;

#endif
