/* The plan: F(topology, decisions, accepted plan) (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_make() runs the steps in the order of the rules, each on what the ones
 * before it left: connections, reach, placement, subnets, addresses, moves,
 * routes, DNS, findings.
 * Nothing of an earlier plan is used. */

#ifndef PLAN_H
#define PLAN_H 1

#include "accepted.h"
#include "decisions.h"
#include "dns.h"
#include "findings.h"
#include "moves.h"
#include "placement.h"
#include "reach.h"
#include "replan.h"
#include "routes.h"

struct rp_plan {
	const rp_topology *topology;
	struct decisions decisions;  /* Its own copy. */
	struct accepted *accepted;   /* What it was planned from, or NULL. */
	struct rp_replica *replicas;
	uint32_t n_replicas;
	struct rp_replica_nic *nics;
	uint32_t n_nics;
	rp_id *replica_of;           /* By VM. */
	struct rp_recovery_host *hosts;
	uint32_t n_hosts;
	rp_id *host_index;           /* By host: of 'hosts', or RP_NONE. */
	struct reach reach;
	struct placement_value value;
	struct placement_bound bound;
	struct moves moves;
	struct routes routes;
	struct dns dns;
	struct findings findings;
	struct rp_summary summary;
	const char *plan_file_topology; /* Borrowed: another file's name that
					 * the plan file was made for, or
					 * NULL. */
};

/* Makes the plan.  'accepted' may be NULL: a plan from nothing.
 * 'other_topology' is the name that the plan file gives its topology where that
 * is another one, else NULL.  RP_OK or RP_NO_MEMORY. */
int plan_make(rp_plan **out, const rp_topology *topology,
	      const struct decisions *decisions, struct accepted *accepted,
	      const char *other_topology);

/* The placement problem of 'plan', with its NICs connected and its reach
 * known.  Items are its replicas; hosts are the topology's.  The caller
 * destroys it. */
bool plan_problem_init(struct placement_problem *problem, const rp_plan *plan);
void plan_problem_destroy(struct placement_problem *problem);

#endif
