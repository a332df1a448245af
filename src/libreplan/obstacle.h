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
	rp_id host;
	rp_id replica;
};

/* The members of all availability sets: those of set s are 'at' first_of[s] up
 * to the next one's, in the order of hosts once that was asked for. */
struct set_members {
	struct set_member *at;
	uint32_t *first_of;
	bool *is_sorted; /* By set. */
};

/* The facts of one plan, for all of its replicas. */
struct obstacles {
	const rp_plan *plan;
	struct class_facts *classes; /* By class; filled when first asked. */
	struct set_members members;  /* See obstacles_find_members(). */
};

/* A walk over the hosts that a class may take. */
struct class_walk {
	const struct placement_problem *problem;
	const uint64_t *row;   /* Its groups. */
	uint32_t group;	       /* The next one. */
	struct rp_range hosts; /* What is left of the last one. */
};

struct class_walk class_walk(const struct placement_problem *problem,
			     rp_id class_);

/* The next host, group by group; RP_NONE behind the last. */
rp_id class_walk_next(struct class_walk *walk);

/* False when memory ran out.  The plan must be placed, and outlive it. */
bool obstacles_init(struct obstacles *obstacles, const rp_plan *plan);
void obstacles_destroy(struct obstacles *obstacles);

/* What stands in the way of 'replica', which has no host. */
void obstacles_find(struct obstacle *out, struct obstacles *obstacles,
		    rp_id replica);

/* How many hosts the class of 'replica' has where its VM does not run. */
uint32_t obstacles_n_hosts(struct obstacles *obstacles, rp_id replica);

/* Finds the members of all availability sets, unless that was done.  False
 * when memory ran out. */
bool obstacles_find_members(struct obstacles *obstacles);

/* Another replica of the availability set of 'replica' that stands on 'host',
 * or RP_NONE.  The members must have been found. */
rp_id obstacles_mate(struct obstacles *obstacles, rp_id replica, rp_id host);

#endif
