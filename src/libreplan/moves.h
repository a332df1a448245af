/* Moves: which subnets keep their prefix, and which change it (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef MOVES_H
#define MOVES_H 1

#include "replan.h"

struct moves {
	struct rp_move *at;
	uint32_t n;
};

/* One for each source subnet, target subnet and family that both have, where a
 * replica NIC of 'plan' joins.  False when memory ran out. */
bool moves_make(struct moves *moves, const rp_plan *plan);
void moves_destroy(struct moves *moves);

/* Whether replica NIC 'nic' joined a target subnet of equal prefix in 'family':
 * it moves with its subnet. */
bool moves_with_subnet(const rp_plan *plan, rp_id nic, enum rp_family family);

#endif
