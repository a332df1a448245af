/* Placement: the trees in which a state finds hosts.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host's load is kept as *shares*: the load, at most the limit, times a scale
 * that is 2^63 - 1 divided by the limit.  Shares add up as loads do, so that a
 * need fits where share + need x scale is at most the full share, limit x
 * scale; and shares of different hosts compare as their ratios do, but for what
 * that division drops.  A resource without limit has the scale 0.  Where
 * nothing fits, the limit is 0, and a need above 0 is above the limit.
 *
 * The hosts of a group have places next to each other, in the order of their
 * capacities.  Those of one capacity are a tree, unless the group has too many
 * capacities: then it is one tree.  LEAF hosts are a leaf; node i of a tree has
 * the children 2i and 2i + 1, and node 1 is above all.  A node knows the least
 * of everything below it, from which follows what an item comes to at the
 * least on any of its hosts: the closer, the more alike they are. */

#ifndef PLACEMENT_TREE_H
#define PLACEMENT_TREE_H 1

#include "placement_state.h"

#define SHARE_BITS 63
#define LEVEL_SHIFT (SHARE_BITS - STATE_FULL_BITS)
#define LEVEL_FULL (UINT32_C(1) << STATE_FULL_BITS)
#define LEVEL_NONE UINT32_MAX /* Above all. */
#define LEAF 4

/* More nodes than wait in a search: one for each level of a tree. */
#define DEPTH 34

/* Capacities that hosts have; or what is largest among the hosts of a node,
 * resource by resource. */
struct state_capacity {
	int64_t limit[RP_N_RESOURCES];
	uint64_t scale[RP_N_RESOURCES];
	uint64_t full[RP_N_RESOURCES]; /* limit x scale. */
};

struct state_host {
	uint64_t share[RP_N_RESOURCES];
	uint32_t capacity; /* Of 'capacities'. */
	uint32_t level;    /* See state_level(). */
	uint32_t carried;  /* Items. */
	uint32_t tree;     /* RP_NONE: it is in no group. */
	bool disabled;
};

struct state_tree {
	struct rp_range places;
	uint32_t n_leaves;
	uint32_t first_node;
};

struct state_node {
	uint32_t least[RP_N_RESOURCES]; /* Of the shares, as levels. */
	uint32_t least_level;
	uint32_t greatest_level;        /* Of hosts that carry items. */
	uint32_t capacity;              /* Of 'capacities'. */
};

/* What hosts of a tree, or below a node of one, come to at the least, in
 * quanta. */
struct state_bound {
	uint32_t of;
	uint32_t quantum;
};

/* The hosts on which a set stands are in 'size' slots from 'first' on: a hash
 * table in which a host is at or after the slot that its id gives. */
struct state_set {
	uint32_t first;
	uint32_t size;
	uint32_t n_hosts;
	uint32_t n_broken;
	uint32_t broken_at; /* Of 'broken_sets', if n_broken > 0. */
	uint32_t used;      /* A large set: the first of its counts in
			     * 'used', or RP_NONE. */
};

struct state_slot {
	rp_id host;
	uint32_t n; /* 0: the slot is empty. */
};

static inline uint32_t greatest_of(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static inline struct state_node *
nodes_of(const struct placement_state *state, const struct state_tree *tree)
{
	return &state->nodes[tree->first_node];
}

/* The places of leaf 'leaf', counted from 0. */
static inline struct rp_range leaf_places(const struct state_tree *tree,
					  uint32_t leaf)
{
	struct rp_range places = tree->places;
	uint32_t first = places.first + leaf * LEAF;

	if (first + LEAF < places.end)
		places.end = first + LEAF;
	places.first = first;
	return places;
}

/* Makes the trees over empty hosts.  False when memory ran out. */
bool tree_init(struct placement_state *state);
void tree_destroy(struct placement_state *state);

/* The load of 'host', or how many items it carries, has changed. */
void tree_refresh(struct placement_state *state, rp_id host);

/* What 'host' comes to with 'load'. */
void tree_refresh_host(const struct placement_state *state,
		       struct state_host *host, const int64_t *load);

/* What is largest among the hosts of 'group', which has some. */
const struct state_capacity *tree_largest(const struct placement_state *state,
					  uint32_t group);

/* Which items of a set share a host: placement_sets.c. */
bool sets_init(struct placement_state *state);
void sets_destroy(struct placement_state *state);
void sets_add(struct placement_state *state, rp_id set, rp_id host);
void sets_remove(struct placement_state *state, rp_id set, rp_id host);

/* By group, on how many of its hosts 'set' stands; NULL where that is not
 * known. */
const uint32_t *sets_used(const struct placement_state *state, rp_id set);

#endif
