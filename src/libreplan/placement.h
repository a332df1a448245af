/* Placement: which host carries which replica (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The problem knows nothing of topologies: items of some class need resources,
 * hosts have them, and a class may stand on the hosts of some groups.  The
 * answer is a function of the problem alone: no clock, no chance, no memory of
 * earlier ones.  All arithmetic is in integers.
 *
 * What the search promises (the tuple itself is `struct placement_value`):
 * hard rules are never broken; an item that stood in the accepted plan and can
 * stay stays, unless a better value asks for it; solving again with the answer
 * as accepted plan gives the same answer, items that found no host included.
 *
 * A placement lives on between edits: placement_update() gives what solving the
 * changed problem from the start would give, in time that goes with what has
 * changed.  It needs no memory and cannot fail.
 *
 * Who does what, in files of placement_*.c:
 *
 *   value               the value of an answer, by a second look
 *   state, sets         who stands where, and what follows (placement_state.h)
 *   tree, hunt, levels  the best host for an item; the fullest host
 *   search, order       the steps of the search (placement_search.h): what they
 *   base, fill, eject,  need, the orders of items, and the steps themselves;
 *   settle              settle has `separate' and `relieve'
 *   portfolio, room,    an answer from nothing (placement_nothing.h): all of
 *   balance             it, fewer left out, a lower peak
 *   target, anneal      the same for small sites, by lot
 *   cuts, cuts_find,    bounds (placement_bound.h) rest on cuts of the site,
 *   flow                and on how to find them (placement_cuts.h)
 *   bound, pieces,      of the peak, for what cannot be divided,
 *   count, least        of the unplaced, of the moved and the crowded
 *   exhaust             small problems: trying all answers */

#ifndef PLACEMENT_H
#define PLACEMENT_H 1

#include "replan.h"

struct placement_item {
	const int64_t *need; /* RP_N_RESOURCES. */
	uint32_t tier;	     /* Of 'priorities': the least goes first. */
	rp_id class_;	     /* Of the problem's classes. */
	rp_id runs_on;	     /* A host it cannot take, or RP_NONE. */
	rp_id accepted;	     /* Its host in the accepted plan, or RP_NONE. */
	rp_id pinned;	     /* The only host it may take, or RP_NONE. */
	rp_id separation;    /* Below 'n_separations', equal for items that
			      * should stand apart; or RP_NONE. */
};

struct placement_host {
	const int64_t *capacity; /* RP_N_RESOURCES; RP_UNLIMITED; or <= 0. */
	const int64_t *running;	 /* What stands there already. */
};

struct placement_problem {
	struct placement_item *items;
	uint32_t n_items;
	const struct placement_host *hosts;
	uint32_t n_hosts;
	const int64_t *priorities;     /* By tier, rising. */
	uint32_t n_tiers;
	uint32_t n_separations;

	/* A group is of hosts that every class may take all of, or none. */
	const struct rp_range *groups; /* Of 'group_hosts'. */
	uint32_t n_groups;
	const rp_id *group_hosts;      /* Rising in each; no host twice. */
	const rp_id *group_of;	       /* By host; RP_NONE: for no class. */

	/* The groups that a class may take: 'n_words' words for each class,
	 * group g is bit g % 64 of word g / 64. */
	const uint64_t *class_groups;
	uint32_t n_classes;
	uint32_t n_words;

	uint32_t peak_target;	       /* In 1/1000. */
	bool from_nothing;	       /* There is no accepted plan: a slower
					* search may be used. */
};

/* The groups that 'class_' may take: 'n_words' words. */
static inline const uint64_t *
placement_groups(const struct placement_problem *problem, rp_id class_)
{
	return &problem->class_groups[(size_t)class_ * problem->n_words];
}

/* The first of 'groups', bits as above, that is not below 'from'; 'n_groups'
 * where there is none. */
static inline uint32_t
placement_next_group(const struct placement_problem *problem,
		     const uint64_t *groups, uint32_t from)
{
	uint64_t skipped = (UINT64_C(1) << from % 64) - 1;

	for (uint32_t w = from / 64; w < problem->n_words; w++) {
		uint64_t bits = groups[w] & ~skipped;

		if (bits)
			return w * 64 + (uint32_t)__builtin_ctzll(bits);
		skipped = 0;
	}
	return problem->n_groups;
}

/* Whether class 'class_' may stand on 'host'. */
static inline bool
placement_reaches(const struct placement_problem *problem, rp_id class_,
		  rp_id host)
{
	rp_id group = problem->group_of[host];

	return group != RP_NONE &&
	       (placement_groups(problem, class_)[group / 64] >> group % 64 &
		1);
}

/* The value of an answer, level by level. */
struct placement_value {
	uint32_t *unplaced_of;	    /* 1: by tier. */
	uint32_t n_tiers;
	uint32_t separation_broken; /* 2. */
	uint64_t over_target;	    /* 3: in 1/1000. */
	uint32_t moved;		    /* 4. */
	uint64_t peak_permille;	    /* 5: the least whole 1/1000 above it. */
	struct rp_ratio peak;	    /* The same, exactly; {0, 1} for none. */
	uint32_t unplaced;	    /* The sum of the tiers. */
};

void placement_value_destroy(struct placement_value *value);

/* Below, at or above 0 as 'a' is better than, as good as or worse than 'b';
 * both are of one problem. */
int placement_compare(const struct placement_value *a,
		      const struct placement_value *b);

/* The value of the answer 'host_of', as a second look would find it.  The
 * caller destroys '*value'.  False when memory ran out. */
bool placement_evaluate(struct placement_value *value,
			const struct placement_problem *problem,
			const rp_id *host_of);

/* ---- Solving ----------------------------------------------------------- */

struct placement;

/* Solves 'problem', which must outlive '*out'.  'progress' may be NULL; it is
 * told items.  RP_OK, RP_NO_MEMORY or RP_STOPPED.  The caller frees '*out' with
 * placement_free(). */
int placement_new(struct placement **out,
		  const struct placement_problem *problem,
		  const struct rp_progress *progress);
void placement_free(struct placement *placement);

/* Solves the problem again after the class, the groups of the class or the pin
 * of 'items' (rising, no one twice) changed, or the peak target; the accepted
 * plan and all else must be as they were.  placement_hosts() and the rest are
 * then as placement_new() would give them, bit for bit. */
void placement_update(struct placement *placement, const rp_id *items,
		      uint32_t n);

/* The answer becomes the accepted plan: the caller has written it to the items'
 * 'accepted' and cleared 'from_nothing'.  The answer stays as it is. */
void placement_accept(struct placement *placement);

/* By item: its host, or RP_NONE. */
const rp_id *placement_hosts(const struct placement *placement);

/* The items whose host is another one than before the last update, rising;
 * '*n' of them. */
const rp_id *placement_changed(const struct placement *placement, uint32_t *n);

/* What 'host' carries: RP_N_RESOURCES, with what runs there; and how many
 * items. */
const int64_t *placement_load(const struct placement *placement, rp_id host);
uint32_t placement_carried(const struct placement *placement, rp_id host);

/* The value of the answer. */
const struct placement_value *
placement_value(const struct placement *placement);

/* ---- Why not ----------------------------------------------------------- */

/* Why 'item' cannot take 'host' when that carries 'load' (RP_N_RESOURCES
 * numbers): the first hard rule that fails. */
enum placement_obstacle {
	PLACEMENT_FITS,
	PLACEMENT_NOT_ELIGIBLE, /* Not a host of its class. */
	PLACEMENT_RUNS_THERE,
	PLACEMENT_PINNED_ELSEWHERE,
	PLACEMENT_NO_ROOM       /* In the resource '*lacking'. */
};

enum placement_obstacle
placement_obstacle(const struct placement_problem *problem, uint32_t item,
		   rp_id host, const int64_t *load, enum rp_resource *lacking);

/* ---- Bounds ------------------------------------------------------------ */

/* Bounds that hold for every answer: so many items at least have no host; and
 * of all answers that place as many as 'placed', none has its peak below
 * 'peak', in 1/10000, rounded down. */
struct placement_bound {
	uint32_t unplaced;
	uint32_t peak;
};

/* 'host_of' is an answer, at best a good one, from which the bound is sought;
 * or NULL. */
bool placement_bound(struct placement_bound *bound,
		     const struct placement_problem *problem, uint32_t placed,
		     const rp_id *host_of);

#endif
