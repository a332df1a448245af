/* Placement: bounds and what they rest on (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLACEMENT_BOUND_H
#define PLACEMENT_BOUND_H 1

#include "placement_cuts.h"

/* A bound of the peak: every answer that places as many has a peak above
 * (least - 1) / CUT_PARTS, and, where 'exact', none below least / CUT_PARTS. */
struct peak_bound {
	uint32_t least;
	bool exact;
	uint64_t *cells;          /* What it rests on: the cut; all 0 where it
				   * is item 'item' alone. */
	enum rp_resource resource;
	uint32_t n_items;         /* Within the cut. */
	bool in_pieces;           /* It rests on items not being divided. */
	rp_id item;               /* Or RP_NONE. */
};

/* The same rounded down, in 1/CUT_PARTS. */
static inline uint32_t peak_bound_floor(const struct peak_bound *bound)
{
	return bound->exact || bound->least == 0 ? bound->least
						 : bound->least - 1;
}

/* Which answers are asked about. */
struct peak_question {
	uint32_t placed;          /* Those that place so many at least... */
	const uint32_t *left_out; /* ...or leave out of each tier no more than
				   * this says, where it is not NULL. */
	const rp_id *host_of;     /* One of them, at best a good one; or NULL:
				   * it says where to look. */
	bool thorough;            /* Find the best bound that follows from one
				   * resource alone, where items could be
				   * divided (the linear relaxation), and
				   * look longer at what cannot be. */
	const struct rp_progress *progress; /* Or NULL. */
};

/* Finds a bound.  RP_OK, RP_NO_MEMORY or RP_STOPPED; peak_bound_destroy() is
 * due in any case. */
int peak_bound_find(struct peak_bound *bound, struct cuts *cuts,
		    const struct peak_question *question);
void peak_bound_destroy(struct peak_bound *bound);

/* Any tier. */
#define EVERY_TIER UINT32_MAX

/* A bound of how many items of a tier find no host. */
struct count_bound {
	uint32_t unplaced;
	uint32_t hopeless;        /* Of them: no host takes them alone. */
	uint64_t *cells;          /* The most telling cut; none where 'short_by'
				   * is 0. */
	enum rp_resource resource;
	bool in_pieces;           /* It rests on items not being divided. */
	uint32_t n_items;         /* Of the tier, within the cut... */
	uint32_t short_by;        /* ...and so many of them find no host. */
	int64_t need;             /* What they need, and the earlier tiers... */
	int64_t has;              /* ...and what the cut has free. */
};

/* Finds a bound for the items of 'tier' in all answers that leave out no more
 * of each earlier tier than 'left_out' (by tier) says; or, for EVERY_TIER,
 * for all items.  'host_of' and 'thorough' are as in a peak_question.  False
 * when memory ran out;
 * count_bound_destroy() is due in any case. */
bool count_bound_find(struct count_bound *bound, struct cuts *cuts,
		      uint32_t tier, const uint32_t *left_out,
		      const rp_id *host_of, bool thorough);
void count_bound_destroy(struct count_bound *bound);

/* ---- Lists of items ------------------------------------------------------ */

/* Items by a number that they have: those with k are ids[first[k]] up to the
 * next one's, rising. */
struct item_lists {
	uint32_t *first;
	uint32_t *ids;
};

/* By 'key', which gives a number below 'n', or RP_NONE for an item that is in
 * no list.  False when memory ran out; item_lists_destroy() is due all the
 * same. */
bool item_lists_init(struct item_lists *lists,
		     const struct placement_problem *problem, uint32_t n,
		     rp_id (*key)(const struct placement_item *));
void item_lists_destroy(struct item_lists *lists);

/* A key: the separation set. */
rp_id item_separation(const struct placement_item *item);

/* ---- Other levels of the value ------------------------------------------- */

/* So many items at least stand elsewhere than in the accepted plan, or nowhere,
 * in every answer: their host cannot take them, or not all of those that it
 * has.  False when memory ran out. */
bool placement_least_moved(uint32_t *least,
			   const struct placement_problem *problem);

/* So many items at least share a host with one of their separation set, in
 * every answer that leaves out no more than 'left_out' items: a set has more
 * items than hosts, or more than one that is pinned to the same.  False when
 * memory ran out. */
bool placement_least_broken(uint32_t *least,
			    const struct placement_problem *problem,
			    uint32_t left_out);

#endif
