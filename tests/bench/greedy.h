/* A plain greedy placement, to compare with: each replica, in the order of the
 * file, goes to the host that stands lowest with it, found by looking at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef GREEDY_H
#define GREEDY_H 1

#include "replan.h"

struct greedy {
	struct rp_ratio peak;
	uint32_t unplaced;
	uint32_t urgent; /* Of these, of priority 1. */
};

/* Places the replicas of 'plan' anew.  False when memory ran out. */
bool greedy_place(struct greedy *out, const rp_plan *plan);

#endif
