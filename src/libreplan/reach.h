/* Reach: who may stand where (rules 4, "reaches every network").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VMs of one cloud pair whose NICs are on the same set of networks are one
 * class: whatever is mapped, their replicas may stand on the same hosts.  So
 * classes follow from the topology alone, and an edit only changes what the
 * classes that have the edited network must reach.  What a VM itself runs on,
 * and what is free where, differs from VM to VM and is not looked at here. */

#ifndef REACH_H
#define REACH_H 1

#include "replan.h"

struct reach_class {
	rp_id pair;
	struct rp_range sources; /* Of 'sources': the networks of its VMs'
				  * NICs, rising. */
	struct rp_range targets; /* Of 'targets': what they are connected to,
				  * rising; starts where 'sources' does. */
	bool is_changed;         /* The last reach_connect() found others. */
};

struct reach {
	struct reach_class *classes;
	uint32_t n_classes;
	rp_id *class_of;         /* By replica. */
	rp_id *sources;
	rp_id *targets;
	rp_id *scratch;          /* Room for the targets of any class. */

	/* The hosts that a class may take, as groups of the fabric: a row of
	 * bits each. */
	uint64_t *groups;
	uint32_t n_words;

	/* The classes that have network n: network_classes[first_class_of[n]]
	 * up to the next one's. */
	rp_id *network_classes;
	uint32_t *first_class_of;
};

/* The classes of all replicas of 'plan', connected to nothing yet.  False when
 * memory ran out; reach_destroy() is due all the same. */
bool reach_init(struct reach *reach, const rp_plan *plan);
void reach_destroy(struct reach *reach);

/* Finds again what a class must reach, by the plan's decisions. */
void reach_connect(struct reach *reach, const rp_plan *plan, rp_id class_);

#endif
