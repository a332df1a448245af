/* Loss: one host.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef LOSS_HOST_H
#define LOSS_HOST_H 1

#include "placement_state.h"
#include "plan.h"

/* Who stood on the lost host: a replica, or a VM that runs there. */
struct displaced {
	struct state_seeker seeker;
	int64_t priority;
	uint32_t size;	/* Its greatest need by the largest host of its cloud,
			 * in steps of 2^-31. */
	rp_id vm;
	rp_id replica;	/* RP_NONE: it is the VM itself. */
	rp_id host;	/* Where it goes, or RP_NONE. */
	bool is_pinned; /* To the lost host. */
	enum rp_want want; /* Where it goes nowhere: for want of what. */
};

/* The parts of a problem that has the displaced alone: see loss_proof.c. */
struct loss_proof {
	struct placement_item *items;
	struct placement_host *hosts;
	struct rp_range *groups;
	rp_id *old_group; /* By new group. */
	rp_id *group_hosts;
	rp_id *group_of;
	rp_id *new_host;  /* By host; RP_NONE but while a proof is made. */
	uint64_t *used;	  /* The groups that some of them may take. */
	uint64_t *rows;   /* By displaced. */
	uint32_t items_capacity;
	uint32_t rows_capacity;
};

/* The greatest capacities of some hosts, as what a need is multiplied with. */
struct loss_scale {
	int64_t of[RP_N_RESOURCES]; /* 2^62 by the capacity; 0: none counts. */
};

struct loss_work {
	const rp_plan *plan;
	struct placement_state state; /* As planned, between hosts. */
	bool has_state;
	uint32_t n_standing;	      /* Replicas that stand in it so far. */

	/* The VMs that run on recovery host i: vms[first_vm[i]] up to the next
	 * one's. */
	rp_id *vms;
	uint32_t *first_vm;
	struct loss_scale *of_cloud;
	struct loss_scale *of_server;

	rp_id lost;	     /* The host at hand. */

	/* Who stood on it: replicas, then VMs, each part in its order. */
	struct displaced *all;
	uint32_t n;
	uint32_t n_replicas; /* They come first. */
	uint32_t capacity;
	uint64_t *rows;	     /* Groups that the VMs may take. */
	uint32_t rows_capacity;
	struct loss_proof proof;
};

/* Finds a place for what stands on recovery host 'i', which is left in
 * 'work->all'; the state is as before afterwards.  '*proven' is whether no one
 * can place more.  False when memory ran out. */
bool loss_host(struct loss_work *work, rp_id i, bool *proven);

/* At least how many of the displaced find no place: they stand nowhere, and the
 * lost host takes nothing.  False when memory ran out. */
bool loss_prove(uint32_t *least, struct loss_work *work);
void loss_proof_destroy(struct loss_proof *proof);

#endif
