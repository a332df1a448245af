/* Reach: who may stand where (rules 4, "reaches every network").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VMs whose replicas go to one protecting cloud and are connected to the same
 * set of target networks may stand on the same hosts: they are one class.  A
 * class knows its hosts once for all its VMs; only the host that a VM itself
 * runs on and what is free there differ from VM to VM. */

#ifndef REACH_H
#define REACH_H 1

#include "replan.h"

struct reach_class {
	rp_id pair;
	struct rp_range networks; /* Of 'networks': the set, sorted. */
	struct rp_range hosts;    /* Of 'hosts': sorted. */
};

struct reach {
	struct reach_class *classes;
	uint32_t n_classes;
	rp_id *networks;
	rp_id *hosts;
	rp_id *class_of;          /* By replica. */
};

/* Classes of all replicas of 'plan', whose NICs are already connected.  False
 * when memory ran out. */
bool reach_init(struct reach *reach, const rp_plan *plan);
void reach_destroy(struct reach *reach);

/* Whether a replica that is connected to 'network' can stand on 'host'. */
bool reach_network(const rp_topology *topology, rp_id host, rp_id network);

#endif
