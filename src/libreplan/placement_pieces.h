/* Placement: bounds that know that items cannot be divided (rules 4, "How good
 * is it").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of the j items within a cut that need most of a resource, a host takes no
 * more than it would take of the smallest among them.  Where all hosts together
 * take less than j, the others find no host.  That says more than sums where a
 * host has room for few items. */

#ifndef PLACEMENT_PIECES_H
#define PLACEMENT_PIECES_H 1

#include "placement_cuts.h"

struct pieces {
	int64_t *sums;       /* Of the i greatest needs; only of items that
			      * need any. */
	uint32_t *excused;   /* Of the i first items, so many may be left
			      * out. */
	uint32_t n;
	cut_wide *rooms;     /* Of hosts, rising, no two equal... */
	uint32_t *n_hosts;   /* ...and how many have each. */
	uint32_t *counts;    /* How many items each of them takes. */
	uint32_t n_rooms;
	uint32_t *left_out;  /* By tier, while items are collected. */
};

/* Room for all items and hosts.  False when memory ran out; pieces_destroy() is
 * due all the same. */
bool pieces_init(struct pieces *pieces, const struct cuts *cuts);
void pieces_destroy(struct pieces *pieces);

/* Collects the items within 'cells' of tiers 'first_tier' to 'end_tier' - 1, by
 * their need of 'r'.  Of each tier so many may be left out as 'left_out' says
 * (NULL: none), and of what is left 'any_left_out'.  False when memory ran
 * out. */
bool pieces_collect(struct pieces *pieces, struct cuts *cuts,
		    const uint64_t *cells, int r, uint32_t first_tier,
		    uint32_t end_tier, const uint32_t *left_out,
		    uint32_t any_left_out);

/* Takes the rooms of 'r' that the hosts of 'cells' have at 'level', which is
 * CUT_PARTS at most; or, where 'below', what they come close to at levels below
 * it.  For CUT_TOP: what is free.  False where one of them is without limit. */
bool pieces_set_rooms(struct pieces *pieces, const struct cuts *cuts,
		      const uint64_t *cells, int r, uint32_t level, bool below);

/* So many items at least, beyond those that may be left out, find no host. */
uint32_t pieces_short(struct pieces *pieces);

#endif
