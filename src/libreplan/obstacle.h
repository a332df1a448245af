/* Obstacles: what stands in the way of a replica that has no host (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts are looked at as the whole plan loads them.  What is found is a
 * finding's code and arguments, so findings and explanations say the same. */

#ifndef OBSTACLE_H
#define OBSTACLE_H 1

#include "findings.h"
#include "placement.h"
#include "plan.h"

/* No obstacle has more arguments. */
#define OBSTACLE_ARGS 4

struct obstacle {
	enum finding_code code;
	struct finding_arg args[OBSTACLE_ARGS];
	uint32_t n_args;
};

/* A replica that has a host, and whose VM is of an availability set. */
struct set_member {
	rp_id set;
	rp_id host;
	rp_id replica;
};

/* The facts of one plan, for all of its replicas. */
struct obstacles {
	const rp_plan *plan;
	struct placement_problem problem;
	int64_t *load;            /* RP_N_RESOURCES for each host. */
	struct class_reach *classes; /* By class; filled when first asked. */
	struct class_room *rooms;    /* The same; of the VM asked for last. */
	struct set_member *members;  /* In the order of their parts; NULL until
				      * obstacles_find_members(). */
	uint32_t n_members;
};

/* False when memory ran out.  The plan must be placed, and outlive it. */
bool obstacles_init(struct obstacles *obstacles, const rp_plan *plan);
void obstacles_destroy(struct obstacles *obstacles);

/* What stands in the way of 'replica', which has no host. */
void obstacles_find(struct obstacle *out, struct obstacles *obstacles,
		    rp_id replica);

/* Finds the members of all availability sets, unless that was done.  False
 * when memory ran out. */
bool obstacles_find_members(struct obstacles *obstacles);

/* Another replica of the availability set of 'replica' that stands on 'host',
 * or RP_NONE.  The members must have been found. */
rp_id obstacles_mate(const struct obstacles *obstacles, rp_id replica,
		     rp_id host);

#endif
