/* Placement: the steps of the search (rules 4, "History-free").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   base     pins, then what can stay where the accepted plan has it
 *   nothing  where there is no accepted plan: the longer search
 *   fill     a host for each item that is left
 *   eject    a host for what found none, where others make room
 *   separate, relieve: level 2, and level 3
 *
 * The base can be worked out host by host; what the other steps do to it is
 * undone before it changes and done again after.  Each is a function of who
 * stands where when it begins.  A pinned item is placed in the base or not at
 * all, and then stays. */

#ifndef PLACEMENT_SEARCH_H
#define PLACEMENT_SEARCH_H 1

#include "placement_state.h"

struct search_measure;
struct search_failed;

struct search_move {
	uint32_t item;
	rp_id from;
};

/* What the steps need beside the state.  All of it is for a step at hand, and
 * free for any use between two of them. */
struct placement_search {
	struct placement_state *state;
	struct idset left;      /* Items, in the order in which they go; or
				 * separation sets. */
	uint32_t *other;        /* By item: room to sort, or to remember. */
	uint16_t *keys;         /* By item: what is sorted by. */
	struct idset touched;   /* Hosts whose base may differ... */
	struct idset contested; /* ...and those where not all find room. */
	uint32_t *unplaced_of;  /* By tier: of the order tried before. */
	struct search_move *log; /* Moves that may be taken back. */
	uint32_t n_log;
	uint32_t most_log;
	struct search_measure *measures; /* What sizes of some classes are
					  * measured by. */
	uint32_t n_measured;             /* Times that sizes were measured. */
	struct search_failed *failed;    /* What is known to find no host. */
	struct idset stuck;              /* Items that stand, and are known to
					  * find no other one. */
};

/* All memory that the steps need.  False when it ran out; search_destroy() is
 * due all the same. */
bool search_init(struct placement_search *search,
		 struct placement_state *state);
void search_destroy(struct placement_search *search);

/* ---- placement_base.c -------------------------------------------------- */

/* Works out the base where 'items' stand, stood or could stand; all items are
 * at home.  Afterwards all items are where the base has them, and that is not
 * yet their home. */
void search_base(struct placement_search *search, const rp_id *items,
		 uint32_t n);

/* The same for all items, none of which stands anywhere. */
void search_base_all(struct placement_search *search);

/* ---- placement_order.c ------------------------------------------------- */

/* The size of an item is what it needs of the largest host that it may take, in
 * the resource where that is most, in 1/65536. */

/* What sizes are measured by; NULL when memory ran out. */
struct search_measure *search_new_measures(void);

/* Lists in 'search->left' the items that stand nowhere and have no pin, by
 * id. */
void search_collect(struct placement_search *search);

/* Puts 'order', which are 'n' items, in order: by falling size; or by tier, and
 * then by rising size.  Items that are equal in that stay as they were, so that
 * it is well to begin with rising ids. */
void order_by_size(struct placement_search *search, uint32_t *order,
		   uint32_t n);
void order_by_tier(struct placement_search *search, uint32_t *order,
		   uint32_t n);

/* The same for the tier alone; and for what 'search->keys' has for the items,
 * rising. */
void order_by_tier_only(struct placement_search *search, uint32_t *order,
			uint32_t n);
void order_by_keys(struct placement_search *search, uint32_t *order,
		   uint32_t n);

/* ---- placement_fill.c -------------------------------------------------- */

/* Fetches what will soon be asked of items behind place 'i' of 'order', which
 * has 'n': they lie anywhere. */
void fill_fetch_ahead(const struct placement_problem *problem,
		      const uint32_t *order, uint32_t i, uint32_t n);

/* Places each item of 'order' that stands nowhere on the host that is then the
 * best one.  'progress' may be NULL: it is told how many of 'order' are done.
 * RP_OK or RP_STOPPED. */
int fill_in_order(struct placement_state *state, const uint32_t *order,
		  uint32_t n, const struct rp_progress *progress);

/* Places what stands nowhere, in the order that leaves the least out.  RP_OK or
 * RP_STOPPED. */
int search_fill(struct placement_search *search,
		const struct rp_progress *progress);

/* ---- placement_eject.c, placement_settle.c ----------------------------- */

/* Whether item 'a', which stands, should go elsewhere rather than 'b', which
 * may be RP_NONE: one that has left its accepted host anyway, then one of a
 * later tier, then the first by id. */
bool search_goes_rather(const struct placement_state *state, uint32_t a,
			uint32_t b);

/* What is known to find no host; NULL when memory ran out. */
struct search_failed *search_new_failed(void);

/* One item that stands makes room for one that does not, by going elsewhere or,
 * of a later tier, by giving way; until no item can be placed so.  Whether
 * anything changed. */
bool search_eject(struct placement_search *search);

/* Fill, eject, separate and relieve, until nothing improves.  What settles is
 * an answer that the same steps keep.  RP_OK or RP_STOPPED. */
int search_settle(struct placement_search *search,
		  const struct rp_progress *progress);

/* ---- placement_portfolio.c --------------------------------------------- */

/* A better answer than the steps above give, for a problem without an accepted
 * plan: 'state' is the base, with pins alone.  search_settle() comes after it.
 * RP_OK, RP_NO_MEMORY or RP_STOPPED. */
int placement_from_nothing(struct placement_search *search,
			   const struct rp_progress *progress);

#endif
