/* Moves: which subnets keep their prefix, and which change it (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which moves there are follows from which subnets join which, and that is
 * counted as NICs come and go. */

#ifndef MOVES_H
#define MOVES_H 1

#include "replan.h"

/* How many replica NICs each pair of a source and a target subnet has. */
struct joins {
	struct join *at;     /* A hash table of 'mask' + 1 slots. */
	uint32_t mask;
	uint32_t n_used;     /* Of its slots. */
	uint32_t n_changed;  /* Pairs that have NICs and had none when moves
			      * were last made, or the other way round. */
};

/* None yet.  False when memory ran out; joins_destroy() is due all the same. */
bool joins_init(struct joins *joins, const rp_topology *topology);
void joins_destroy(struct joins *joins);

/* A NIC joins 'target' from 'source'.  False when memory ran out, and then it
 * was not counted; a pair that NICs joined when moves were last made, or since,
 * needs none. */
bool joins_add(struct joins *joins, rp_id source, rp_id target);

/* A NIC that was counted goes. */
void joins_remove(struct joins *joins, rp_id source, rp_id target);

/* Whether there are other pairs than when moves were last made; and that they
 * are made now. */
bool joins_changed(const struct joins *joins);
void joins_settle(struct joins *joins);

struct moves {
	struct rp_move *at;  /* By source, target and family. */
	uint32_t n;
	uint8_t *roles;      /* By subnet: see moves_is_source(). */
};

/* One for each source subnet, target subnet and family that both have, where a
 * replica NIC joins.  False when memory ran out; moves_destroy() is due all the
 * same. */
bool moves_make(struct moves *moves, const struct joins *joins,
		const rp_topology *topology);
void moves_destroy(struct moves *moves);

/* The order of the moves, for bsearch(). */
int moves_compare(const void *a, const void *b);

/* Whether the prefix of 'subnet' fails over: away from there, and to there. */
static inline bool
moves_is_source(const struct moves *moves, rp_id subnet, enum rp_family family)
{
	return moves->roles[subnet] >> family & 1;
}

static inline bool
moves_is_target(const struct moves *moves, rp_id subnet, enum rp_family family)
{
	return moves->roles[subnet] >> (RP_N_FAMILIES + family) & 1;
}

/* Whether replica NIC 'nic' joined a target subnet of equal prefix in 'family':
 * it moves with its subnet. */
bool moves_with_subnet(const rp_plan *plan, rp_id nic, enum rp_family family);

#endif
