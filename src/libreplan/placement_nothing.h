/* Placement: what makes a plan from nothing better than the steps that keep a
 * plan (rules 4, "History-free").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * None of it knows time: how much is done is a function of the problem. */

#ifndef PLACEMENT_NOTHING_H
#define PLACEMENT_NOTHING_H 1

#include "placement_search.h"

/* One progress over several pieces of work: what is reported to 'inner' is
 * told 'outer' as part of the range from 'first' to 'end', of 'all'. */
struct nothing_progress {
	struct rp_progress inner;
	const struct rp_progress *outer; /* Or NULL. */
	uint64_t first;
	uint64_t end;
	uint64_t all;
};

/* How much of all is done when all items were tried once, and when nobody gives
 * way any more, in 1/100. */
#define NOTHING_FILLED 40
#define NOTHING_ROOM 80

/* The next piece of work takes it to 'percent'. */
void nothing_progress_next(struct nothing_progress *progress,
			   uint32_t percent);

/* What to give to it; NULL where nobody watches. */
const struct rp_progress *
nothing_progress_inner(const struct nothing_progress *progress);

/* Places each item of 'order', which stands nowhere, on the host that is then
 * the best one, as fill_in_order(); but is quick where many find none.
 * 'progress' may be NULL.  RP_OK, RP_NO_MEMORY or RP_STOPPED. */
int nothing_fill(struct placement_state *state, const uint32_t *order,
		 uint32_t n, const struct rp_progress *progress);

/* Lowers the peak (levels 3 and 5): item by item, or by swapping two, off the
 * fullest host, until that cannot be made less full or 'most' steps are done.
 * No more separation is broken than before, and who is pinned stays.  RP_OK,
 * RP_NO_MEMORY or RP_STOPPED. */
int placement_balance(struct placement_state *state, uint32_t most,
		      const struct rp_progress *progress);

/* Leaves fewer items out (level 1): large ones of a tier, or of later ones,
 * give way to more that are small.  RP_OK, RP_NO_MEMORY or RP_STOPPED. */
int placement_make_room(struct placement_search *search,
			struct nothing_progress *progress);

#endif
