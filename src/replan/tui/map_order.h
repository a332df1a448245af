/* Orders of two lists that lines join, so that fewer lines cross.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items stand in groups, which stay together: networks under their logical
 * network.  One list is put in the order of what its items are joined to on the
 * other one, on average, then the other list, and so on for some rounds; the
 * order with the fewest crossings is taken.  What has no line stands behind
 * what has.  Ties are by number, so that the same lines give the same
 * order. */

#ifndef MAP_ORDER_H
#define MAP_ORDER_H 1

#include <stdbool.h>
#include <stdint.h>

/* A list. */
struct order_list {
	int n;
	const int *group; /* Of each item; equal ones stand together. */
	int *items;	  /* As they stand: item by place. */
};

/* A line, from an item of the first list to one of the second. */
struct order_line {
	int from;
	int to;
};

/* How many pairs of 'lines' cross as the lists stand; -1 without memory. */
int64_t order_crossings(const struct order_list lists[2],
			const struct order_line *lines, int n_lines);

/* Orders both lists; '*before' and '*after' are how many lines cross.  Where
 * that is not fewer, the lists stay as they were.  False without memory. */
bool order_tidy(struct order_list lists[2], const struct order_line *lines,
		int n_lines, int64_t *before, int64_t *after);

#endif
