/* Placement: which host carries which replica (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The problem knows nothing of topologies: items of some class need resources,
 * hosts have them, a class may stand on some hosts.  The answer is a function
 * of the problem alone: no clock, no chance, no memory of earlier ones.  All
 * arithmetic is in integers.
 *
 * What the search promises (the tuple itself is `struct placement_value`):
 * hard rules are never broken; an item that stood in the accepted plan and can
 * stay stays; solving again with the answer as accepted plan gives the same
 * answer, items that found no host included. */

#ifndef PLACEMENT_H
#define PLACEMENT_H 1

#include "replan.h"

struct placement_item {
	const int64_t *need;  /* RP_N_RESOURCES. */
	int64_t priority;     /* The least number goes first. */
	rp_id class_;         /* Of 'classes'. */
	rp_id runs_on;        /* A host it cannot take, or RP_NONE. */
	rp_id accepted;       /* Its host in the accepted plan, or RP_NONE. */
	rp_id pinned;         /* The only host it may take, or RP_NONE. */
	rp_id separation;     /* Equal for items that should stand apart, or
			       * RP_NONE. */
};

struct placement_host {
	const int64_t *capacity; /* RP_N_RESOURCES; RP_UNLIMITED; or <= 0. */
	const int64_t *running;  /* What stands there already. */
};

struct placement_problem {
	const struct placement_item *items;
	uint32_t n_items;
	const struct placement_host *hosts;
	uint32_t n_hosts;
	const struct rp_range *classes; /* Of 'class_hosts'. */
	uint32_t n_classes;
	const rp_id *class_hosts;       /* Sorted in each class. */
	uint32_t peak_target;           /* In 1/1000. */
};

/* Items of one priority that have no host. */
struct placement_tier {
	int64_t priority;
	uint32_t unplaced;
};

/* The value of an answer, level by level. */
struct placement_value {
	struct placement_tier *tiers; /* 1: all priorities, ascending. */
	uint32_t n_tiers;
	uint32_t separation_broken;   /* 2. */
	uint64_t over_target;         /* 3: in 1/1000. */
	uint32_t moved;               /* 4. */
	uint64_t peak_permille;       /* 5: the least whole 1/1000 above it. */
	struct rp_ratio peak;         /* The same, exactly; {0, 1} for none. */
	uint32_t unplaced;            /* The sum of the tiers. */
};

void placement_value_destroy(struct placement_value *value);

/* Below, at or above 0 as 'a' is better than, as good as or worse than 'b'. */
int placement_compare(const struct placement_value *a,
		      const struct placement_value *b);

/* Finds a host for each item: 'host_of' has room for n_items and gets the host
 * or RP_NONE.  The caller destroys '*value'.  False when memory ran out. */
bool placement_solve(rp_id *host_of, struct placement_value *value,
		     const struct placement_problem *problem);

/* The value of the answer 'host_of', as a second look would find it. */
bool placement_evaluate(struct placement_value *value,
			const struct placement_problem *problem,
			const rp_id *host_of);

/* Why 'item' cannot take 'host' when the hosts carry 'load' (RP_N_RESOURCES
 * numbers for each host): the first hard rule that fails. */
enum placement_obstacle {
	PLACEMENT_FITS,
	PLACEMENT_NOT_ELIGIBLE, /* Not a host of its class. */
	PLACEMENT_RUNS_THERE,
	PLACEMENT_PINNED_ELSEWHERE,
	PLACEMENT_NO_ROOM       /* In the resource '*lacking'. */
};

enum placement_obstacle
placement_obstacle(const struct placement_problem *problem, uint32_t item,
		   rp_id host, const int64_t *load,
		   enum rp_resource *lacking);

/* Bounds that hold for every answer: so many items at least have no host; and
 * of all answers that place as many as 'placed', none has its peak below
 * '*peak', in 1/10000, rounded down. */
struct placement_bound {
	uint32_t unplaced;
	uint32_t peak;
};

bool placement_bound(struct placement_bound *bound,
		     const struct placement_problem *problem,
		     uint32_t placed);

#endif
