/* The plan: F(topology, decisions, accepted plan) (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan is made once, by plan_make(), and then follows the decisions: after an
 * edit plan_update() works out again what the edit touches, and the plan is
 * then what plan_make() would give, bit for bit.  Both run the same steps, in
 * the order of the rules; making a plan is an update that touches everything.
 *
 *   connections -> classes -> placement -> subnets -> addresses
 *   -> moves, routes -> the counts of the summary
 *
 * Replicas and their NICs are those of the topology, so their ids never change.
 * Whatever counts NICs, VMs or records is kept as a count: before a step writes
 * to a NIC it calls plan_touch(), which takes the NIC out of all counts; at the
 * end all NICs that were touched are counted in again.  All memory of these
 * steps is had when the plan is made.  What does need memory - moves, routes -
 * is made beside the old and put in its place when all is done; where that
 * fails, the edit is taken back by updating to the old decisions.
 *
 * Lists that may have millions of entries (findings, DNS records), and answers
 * that take longer than an edit may (bounds, the loss of a host), are made when
 * they are asked for: see rp_plan_complete(). */

#ifndef PLAN_H
#define PLAN_H 1

#include "accepted.h"
#include "addresses.h"
#include "decisions.h"
#include "dns.h"
#include "findings.h"
#include "idset.h"
#include "loss.h"
#include "moves.h"
#include "placement.h"
#include "reach.h"
#include "replan.h"
#include "routes.h"

/* What the step at hand has touched so far. */
struct plan_touched {
	struct idset nics;     /* Of the plan: counted out. */
	struct idset replicas; /* To be placed again: placement_update(). */
	struct idset vms;      /* Of the topology: their findings may differ. */
	struct idset spaces;   /* Addresses to be given again: held_space(). */
};

struct rp_plan {
	const rp_topology *topology;
	struct decisions decisions;  /* Its own copy. */
	struct accepted *accepted;   /* What the plan that stands was planned
				      * from, or NULL. */
	struct accepted *base;       /* What the next update plans from; NULL
				      * until plan_accept(). */
	struct rp_replica *replicas;
	uint32_t n_replicas;
	struct rp_replica_nic *nics;
	uint32_t n_nics;
	rp_id *replica_of;           /* By VM. */

	/* The NICs of the replicas by the network of their VM's NIC: those of
	 * network n are network_nics[first_nic_of[n]] up to the next one's. */
	rp_id *network_nics;
	uint32_t *first_nic_of;      /* By network, and one more. */

	/* The VMs' NICs on each subnet, replicated or not, in the same way. */
	rp_id *subnet_nics;
	uint32_t *first_nic_on;      /* By subnet, and one more. */

	struct rp_recovery_host *hosts;
	uint32_t n_hosts;
	rp_id *host_index;           /* By host: of 'hosts', or RP_NONE. */
	struct reach reach;
	struct placement_problem problem;
	struct placement *placement;
	struct addressing addressing;
	struct joins joins;          /* Which subnets join which, counted. */
	struct moves moves;          /* Made of 'joins'. */
	struct routes routes;        /* Made of 'moves'. */
	struct dns dns;
	struct finding_tally tally;  /* How many findings each VM has, and what
				      * is no VM's. */
	struct findings findings;
	struct placement_bound bound;
	struct losses losses;
	struct rp_summary summary;
	unsigned parts;              /* enum rp_part: those that are made. */
	struct plan_touched touched;
	uint32_t n_displaced;        /* Replicas that the last update moved from
				      * one host to another. */
	const char *plan_file_topology; /* Borrowed: another file's name that
					 * the plan file was made for, or
					 * NULL. */
};

/* Makes the plan.  'accepted' may be NULL: a plan from nothing.
 * 'other_topology' is the name that the plan file gives its topology where that
 * is another one, else NULL.  'progress' may be NULL.  RP_OK, RP_NO_MEMORY or
 * RP_STOPPED. */
int plan_make(rp_plan **out, const rp_topology *topology,
	      const struct decisions *decisions, struct accepted *accepted,
	      const char *other_topology, const struct rp_progress *progress);

/* The plan becomes the accepted one: 'accepted' is what it says, by
 * accepted_from_plan(), and what the next update plans from.  What stands stays
 * as it is (rules 4: F(T, D, F(T, D, a)) = F(T, D, a)). */
void plan_accept(rp_plan *plan, struct accepted *accepted);

/* One place of the decisions that differs from what the plan was made of. */
struct plan_edit {
	enum {
		EDIT_MAPPING,      /* Of 'network' to 'server'. */
		EDIT_HOST_PIN,     /* Of 'vm'. */
		EDIT_ADDRESS_PIN,  /* Of 'nic', of the topology. */
		EDIT_PEAK_TARGET
	} kind;
	rp_id network;
	rp_id server;
	rp_id vm;
	rp_id nic;
};

/* Follows 'decisions', which differ from the plan's own in what 'edit' says,
 * and plans from its base, which must not be NULL.  'accepted' is what the plan
 * is then said to be planned from: its base; or what gives the same plan, as
 * NULL does for the decisions that the base was planned from.  False when
 * memory ran out: then the plan is as it was. */
bool plan_update(rp_plan *plan, const struct plan_edit *edit,
		 const struct decisions *decisions, struct accepted *accepted);

/* The same, only to look: 'look' is called with the plan as it would be, and
 * then all is as it was, what was made on demand included. */
bool plan_try(rp_plan *plan, const struct plan_edit *edit,
	      const struct decisions *decisions,
	      void (*look)(const rp_plan *, void *data), void *data);

/* Takes out of the summary what was made on demand. */
void plan_discount_parts(rp_plan *plan);

/* Forgets what was made on demand: the plan that stands is another one. */
void plan_forget_parts(rp_plan *plan);

/* ---- The steps, for plan.c ---------------------------------------------- */

/* Runs all steps over a plan of which nothing is worked out yet.  RP_OK,
 * RP_NO_MEMORY or RP_STOPPED. */
int plan_work_out(rp_plan *plan, const struct rp_progress *progress);

/* The NIC of the plan that NIC 'nic' of the topology has, or RP_NONE. */
rp_id plan_nic_of(const rp_plan *plan, rp_id nic);

/* Takes NIC 'nic' of the plan out of all counts, and notes its VM, unless that
 * was done in this step. */
void plan_touch(rp_plan *plan, rp_id nic);

#endif
