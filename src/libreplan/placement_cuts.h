/* Placement: who can stand where, as bounds look at it (rules 4, "How good is
 * it").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items that may take the same hosts are of one *kind*.  Hosts that every kind
 * may take all of, or none, are a *cell*: the groups of the problem, but that a
 * host to which an item is pinned is a cell of its own.  Items that no host
 * would take even if it stood empty are *hopeless*, and of no kind.
 *
 * Everything follows from one remark: the items whose kinds lie within a set of
 * cells - a *cut* - share what the hosts of these cells have.
 *
 * Levels are peaks in 1/10000.  At level q a host gives at most q x capacity -
 * running; where what runs there alone stands above the level it is closed, as
 * a host that carries an item counts in the peak.
 *
 * Needs are added with saturation, which makes them smaller and a bound weaker,
 * never wrong. */

#ifndef PLACEMENT_CUTS_H
#define PLACEMENT_CUTS_H 1

#include "placement.h"

#define CUT_PARTS 10000u

/* No level is looked at above this one. */
#define CUT_TOP (100u * CUT_PARTS)

/* Holds a sum of products of a need and CUT_PARTS. */
__extension__ typedef __int128 cut_wide;

/* Room without limit; a sum of such is at least that. */
#define CUT_ENDLESS ((cut_wide)1 << 96)

/* A need of one item, in a list from the smallest to the greatest. */
struct cut_need {
	int64_t amount;
	uint32_t item;
};

struct cuts {
	const struct placement_problem *problem;
	uint32_t n_hopeful;
	rp_id *kind_of;            /* By item; RP_NONE: hopeless. */
	uint32_t n_kinds;
	uint64_t *sets;            /* By kind: its cells, 'n_words' words. */
	uint32_t sets_capacity;
	struct rp_range *spans;    /* By kind: the words of its set that are
				    * not 0 are within these. */
	uint32_t spans_capacity;
	uint32_t n_words;
	uint32_t n_cells;
	struct rp_range *cells;    /* Of 'hosts'. */
	rp_id *hosts;
	rp_id *cell_of;            /* By host; RP_NONE: in none. */
	uint64_t *takers;          /* By cell: the kinds that may take it,
				    * 'n_kind_words' words. */
	uint32_t n_kind_words;
	uint32_t *opens_at;        /* By host: the least level at which it is
				    * not closed; CUT_TOP + 1: none. */
	struct cut_need *rising[RP_N_RESOURCES]; /* The hopeful items by need;
						  * see cuts_rising(). */
	uint32_t *slots;           /* Hash of 'sets': a kind and 1, or 0. */
	uint32_t n_slots;
};

/* 'fine': hosts on which items' VMs run are cells of their own too, so that
 * nothing of the items' hard rules is lost, unless there are too many.  False
 * when memory ran out; cuts_destroy() is due all the same. */
bool cuts_init(struct cuts *cuts, const struct placement_problem *problem,
	       bool fine);
void cuts_destroy(struct cuts *cuts);

/* Whether 'host' takes 'item' when no other item stands there. */
bool cuts_takes(const struct placement_problem *problem, uint32_t item,
		rp_id host);

/* What 'host' gives of 'r' at 'level', in 1/CUT_PARTS of a unit. */
cut_wide cuts_room(const struct cuts *cuts, rp_id host, int r, uint32_t level);

/* What it gives if no level is asked for. */
cut_wide cuts_free_room(const struct cuts *cuts, rp_id host, int r);

/* The hopeful items by their need of 'r', made when first asked for.  NULL when
 * memory ran out. */
const struct cut_need *cuts_rising(struct cuts *cuts, int r);

static inline bool cut_has(const uint64_t *set, uint32_t i)
{
	return set[i / 64] >> i % 64 & 1;
}

static inline void cut_add(uint64_t *set, uint32_t i)
{
	set[i / 64] |= UINT64_C(1) << i % 64;
}

/* The cells of 'kind'. */
static inline uint64_t *cuts_set(const struct cuts *cuts, uint32_t kind)
{
	return &cuts->sets[(size_t)kind * cuts->n_words];
}

/* Whether all cells of 'kind' are in 'cells'. */
static inline bool cuts_within(const struct cuts *cuts, uint32_t kind,
			       const uint64_t *cells)
{
	const uint64_t *set = cuts_set(cuts, kind);
	struct rp_range span = cuts->spans[kind];

	for (uint32_t i = span.first; i < span.end; i++)
		if (set[i] & ~cells[i])
			return false;
	return true;
}

/* ---- What is free at most ------------------------------------------------ */

/* What one host has free at the most when no item stands anywhere, resource by
 * resource: who needs more of one finds none. */
struct most_free {
	int64_t (*of_groups)[RP_N_RESOURCES];
	int64_t (*of_classes)[RP_N_RESOURCES];
};

/* False when memory ran out; most_free_destroy() is due all the same. */
bool most_free_init(struct most_free *most,
		    const struct placement_problem *problem);
void most_free_destroy(struct most_free *most);

/* ---- Looking for cuts ---------------------------------------------------- */

/* Needs that are looked at: those of all hopeful items, or of some. */
struct cut_needs {
	uint32_t *n_items;                /* By kind. */
	int64_t (*amount)[RP_N_RESOURCES]; /* By kind. */
};

/* Room for all kinds, nothing needed yet.  False when memory ran out;
 * cut_needs_destroy() is due all the same. */
bool cut_needs_init(struct cut_needs *needs, const struct cuts *cuts);
void cut_needs_destroy(struct cut_needs *needs);
void cut_needs_add(struct cut_needs *needs, const struct cuts *cuts,
		   uint32_t item);

/* Adds up what lies within 'cells' (bits), and, where 'kinds' is not NULL,
 * writes there which kinds that is. */
void cuts_measure(uint32_t *n_items, int64_t need[RP_N_RESOURCES],
		  uint64_t *kinds, const struct cuts *cuts,
		  const struct cut_needs *needs, const uint64_t *cells);

/* Whoever looks at cuts, each as bits of cells; false: memory ran out. */
struct cut_looker {
	bool (*look)(void *data, const uint64_t *cells);
	void *data;
};

/* Shows the cuts that the site itself has: all cells, each part of them that
 * has nothing to do with the others, and those of the kinds with most items. */
bool cuts_of_site(const struct cuts *cuts, struct cut_looker looker);

/* Shows 'cells', without those that nothing within them may take; and each of
 * their parts, where there are several. */
bool cuts_show(const struct cuts *cuts, const uint64_t *cells,
	       struct cut_looker looker);

/* What is short: resource 'r' of 'room', by cell in 1/CUT_PARTS, against what
 * 'needs' says. */
struct cut_shortage {
	const struct cuts *cuts;
	const struct cut_needs *needs;
	int r;
	const cut_wide *room;  /* Looking may change it. */
	const rp_id *host_of;  /* An answer, at best a good one; or NULL. */
};

/* Looks for the cut that is most short: each cell has a price that goes up with
 * its load, every kind goes wholly to the cheapest of its cells, and of all
 * cuts of the dearest cells the one that lacks most is shown, where it lacks
 * anything; and so on, as often as 'rounds' says. */
bool cuts_by_price(const struct cut_shortage *shortage, unsigned rounds,
		   struct cut_looker looker);

/* The same by a maximal flow, which finds the cut that is most short; and
 * again, while looking makes room: so in the end none is short, or the one that
 * was shown last is.  Not for numbers whose sums would be too large: then
 * nothing is shown. */
bool cuts_by_flow(const struct cut_shortage *shortage,
		  struct cut_looker looker);

#endif
