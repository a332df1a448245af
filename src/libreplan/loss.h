/* Loss: what happens when one recovery host fails too (rules 4, "One host
 * fails").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For each recovery host, all others keep what they carry.  What stood on the
 * lost one is placed again: first its replicas, then the VMs that run there,
 * replicated or not; of each the first tier first, and in a tier the largest
 * first.  Each goes to the host that the search would give it: apart from its
 * availability set, then at the least level.  Who is left over then may have
 * the place of another who was displaced and finds a further one; and where
 * that does not do, the smallest of each tier are tried first.
 *
 * A replica may stand where its class may; one that is pinned to the lost host
 * finds no place.  A VM may stand on the hosts of its cloud's host groups - in
 * no cloud: of its VMM server's - that are in service, reach the networks that
 * its own NICs are on, and do not carry its replica. */

#ifndef LOSS_H
#define LOSS_H 1

#include <stdbool.h>

#include "replan.h"

struct loss_work;

/* Who finds no place, and for want of what. */
struct stranded {
	rp_id vm;
	enum rp_want want;
};

/* All zero: nothing was worked out. */
struct losses {
	struct rp_loss *at;	/* By recovery host. */
	uint32_t n;		/* Those worked out so far. */
	uint32_t capacity;
	struct stranded *stranded;
	uint32_t n_stranded;
	uint32_t stranded_capacity;
	struct loss_work *work; /* What working them out needs; NULL before. */
};

void losses_destroy(struct losses *losses);

/* The plan has changed: what was worked out holds no longer. */
void losses_forget(struct losses *losses);

/* Works out the hosts of 'plan' that are not yet.  'progress' may be NULL; it
 * is told hosts, and where it stops the work, the next call goes on from there.
 * RP_OK, RP_NO_MEMORY or RP_STOPPED. */
int losses_make(rp_plan *plan, const struct rp_progress *progress);

#endif
