/* Placement: hosts and items that change places by lot (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For small sites.  A target says how full hosts may be, how much separation
 * may be broken and who must stand.  What hosts carry above that, and each
 * broken separation, is *excess*; it is made less by moves and swaps of items
 * that are drawn by lot, mostly off hosts that have some.  A step that makes
 * the sum greater is taken too, the rarer the greater the loss and the later
 * the step.
 *
 * The lot is a sequence that starts from the same number each time, and all is
 * counted in integers. */

#ifndef PLACEMENT_ANNEAL_H
#define PLACEMENT_ANNEAL_H 1

#include "placement.h"

/* A host; or, the last of them, nowhere, where those are who wait. */
struct anneal_seat {
	int64_t load[RP_N_RESOURCES];
	int64_t room[RP_N_RESOURCES];  /* The load is never above it. */
	int64_t hard[RP_N_RESOURCES];  /* What the host has. */
	int64_t limit[RP_N_RESOURCES]; /* What the target allows. */
	int64_t capacity[RP_N_RESOURCES]; /* 0 where it is not in the peak. */
	uint64_t inverse[RP_N_RESOURCES];
	uint64_t over;		       /* Above the limit. */
	uint32_t broken;	       /* Separation. */
	uint32_t n;		       /* Items there: of 'on'. */
	uint32_t n_fixed;	       /* And those that never move. */
	uint32_t hot;		       /* Its place in 'hot', or RP_NONE. */
};

/* An item that can move. */
struct anneal_mover {
	int64_t need[RP_N_RESOURCES];
	struct rp_range hosts;	       /* Of 'class_hosts'. */
	uint32_t item;
	uint32_t tier;
	rp_id class_;
	rp_id runs_on;
	rp_id set;		       /* Separation. */
	rp_id host;		       /* Or n_hosts, which is nowhere. */
	uint32_t at;		       /* Its place in 'on' of its host. */
	bool missed;		       /* It was tried, and found no host. */
};

struct anneal {
	const struct placement_problem *problem;
	rp_id nowhere;		       /* n_hosts: the seat of who waits. */
	uint64_t seed;
	uint32_t n_resources;	       /* Those that matter. */
	int resources[RP_N_RESOURCES];
	struct anneal_seat *seats;
	struct anneal_mover *movers;
	uint32_t n_movers;
	uint32_t n_out;		       /* Others that have no host. */
	uint32_t *on;		       /* By host: movers, 'n_movers' each. */
	rp_id *class_hosts;
	struct rp_range *classes;      /* Of them; by class, if it has items. */
	rp_id *hot;		       /* Hosts that have excess. */
	uint32_t n_hot;
	uint64_t over;		       /* Of all hosts. */
	uint32_t broken;
	uint16_t *shared;	       /* By set and host: items there. */
	rp_id *best;		       /* By mover: its host in the best. */

	/* The target, beside the limits of the seats. */
	uint32_t most_broken;
	uint32_t tier;		       /* Who is of a later one may leave. */
	uint64_t first_loss;	       /* What a step may lose at first. */
};

/* Whether no sum of loads can be cut off: others are not for this. */
bool anneal_suits(const struct placement_problem *problem);

/* From the answer 'host_of', which breaks no hard rule.  False when memory ran
 * out; anneal_destroy() is due all the same. */
bool anneal_init(struct anneal *anneal,
		 const struct placement_problem *problem,
		 const rp_id *host_of);
void anneal_destroy(struct anneal *anneal);

/* No host may be above 'peak', in 1/1000, nor above what it has; or above the
 * latter alone. */
void anneal_limit(struct anneal *anneal, uint64_t peak);
void anneal_limit_none(struct anneal *anneal);

/* The peak, as the least whole 1/1000 above it. */
uint64_t anneal_peak(const struct anneal *anneal);

/* A number below 'n'. */
uint32_t anneal_draw_below(struct anneal *anneal, uint32_t n);

/* 'mover' goes to 'host', whether it fits or not. */
void anneal_go(struct anneal *anneal, struct anneal_mover *mover, rp_id host);

/* Tries to reach the target. */
bool anneal_reach(struct anneal *anneal);

/* The answer as it is now is the best; or everyone goes back to that. */
void anneal_keep(struct anneal *anneal);
void anneal_go_back(struct anneal *anneal);

#endif
