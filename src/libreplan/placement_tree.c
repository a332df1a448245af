/* Placement: the trees in which a state finds hosts: see placement_tree.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_tree.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

#define SHARES_ALL ((UINT64_C(1) << SHARE_BITS) - 1)

/* So many capacities of a group have trees of their own. */
#define MOST_TREES 8

/* A site has few capacities: new ones are looked for among so many. */
#define RECENT 32

/* ---- Capacities -------------------------------------------------------- */

static void set_limit(struct state_capacity *capacity, int r, int64_t limit)
{
	uint64_t scale = limit > 0 && limit != RP_UNLIMITED
				 ? SHARES_ALL / (uint64_t)limit
				 : 0;

	capacity->limit[r] = limit > 0 ? limit : 0;
	capacity->scale[r] = scale;
	capacity->full[r] = scale * (uint64_t)capacity->limit[r];
}

/* The number of 'limits' among the capacities, if it is one of the last that
 * were added; else it is added. */
static uint32_t find_capacity(struct placement_state *state,
			      const int64_t *limits)
{
	struct state_capacity made;
	uint32_t n = state->n_capacities, first = n > RECENT ? n - RECENT : 0;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		set_limit(&made, r, limits[r]);
	for (uint32_t i = first; i < n; i++) {
		if (memcmp(state->capacities[i].limit, made.limit,
			   sizeof made.limit) == 0) {
			return i;
		}
	}
	state->capacities[n] = made;
	return state->n_capacities++;
}

/* What is larger in 'a' or 'b', resource by resource. */
static uint32_t largest(struct placement_state *state, uint32_t a, uint32_t b)
{
	int64_t limits[RP_N_RESOURCES];

	if (a == b)
		return a;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t left = state->capacities[a].limit[r];
		int64_t right = state->capacities[b].limit[r];

		limits[r] = left > right ? left : right;
	}
	if (memcmp(limits, state->capacities[a].limit, sizeof limits) == 0)
		return a;
	if (memcmp(limits, state->capacities[b].limit, sizeof limits) == 0)
		return b;
	return find_capacity(state, limits);
}

/* ---- Hosts and nodes --------------------------------------------------- */

struct rp_range state_places(const struct placement_state *state,
			     uint32_t group)
{
	return state->problem->groups[group];
}

const struct state_capacity *tree_largest(const struct placement_state *state,
					  uint32_t group)
{
	return &state->capacities[state->largest[group]];
}

/* The level of a host that is above its limit. */
static uint32_t over_full(int64_t load, int64_t limit)
{
	struct rp_ratio ratio = { load, limit };
	uint64_t level = ratio_ceiling(ratio, LEVEL_FULL);

	return level < LEVEL_NONE ? (uint32_t)level : LEVEL_NONE - 1;
}

void tree_refresh_host(const struct placement_state *state,
		       struct state_host *host, const int64_t *load)
{
	const struct state_capacity *capacity =
		&state->capacities[host->capacity];
	uint32_t level = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t limit = capacity->limit[r];
		uint32_t part;

		if (load[r] <= limit || limit == 0) {
			host->share[r] = capacity->scale[r] * (uint64_t)load[r];
			part = (uint32_t)(host->share[r] >> LEVEL_SHIFT);
		} else {
			host->share[r] = capacity->full[r];
			part = over_full(load[r], limit);
		}
		if (part > level)
			level = part;
	}
	host->level = level;
}

static uint32_t least_of(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* A disabled host still counts in the peak. */
static void add_greatest(struct state_node *node, const struct state_host *host)
{
	if (host->carried > 0)
		node->greatest_level =
			greatest_of(node->greatest_level, host->level);
}

static void refresh_leaf(const struct placement_state *state,
			 struct state_node *node, struct rp_range places)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		node->least[r] = LEVEL_FULL;
	node->least_level = LEVEL_NONE;
	node->greatest_level = 0;
	for (uint32_t p = places.first; p < places.end; p++) {
		const struct state_host *host = &state->hosts[p];

		add_greatest(node, host);
		if (host->disabled)
			continue;
		node->least_level = least_of(node->least_level, host->level);
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			uint32_t part =
				(uint32_t)(host->share[r] >> LEVEL_SHIFT);

			node->least[r] = least_of(node->least[r], part);
		}
	}
}

/* What node 'i' comes to by its children; whether that is news. */
static bool refresh_node(struct state_node *nodes, uint32_t i)
{
	const struct state_node *a = &nodes[2 * i], *b = &nodes[2 * i + 1];
	struct state_node made;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		made.least[r] = least_of(a->least[r], b->least[r]);
	made.least_level = least_of(a->least_level, b->least_level);
	made.greatest_level = greatest_of(a->greatest_level, b->greatest_level);
	made.capacity = nodes[i].capacity;
	if (memcmp(&made, &nodes[i], sizeof made) == 0)
		return false;
	nodes[i] = made;
	return true;
}

void tree_refresh(struct placement_state *state, rp_id host)
{
	uint32_t place = state->place_of[host];
	const struct state_tree *tree;
	struct state_node *nodes;
	uint32_t leaf, i;

	tree_refresh_host(state, &state->hosts[place], state->loads[host]);
	if (state->hosts[place].tree == RP_NONE)
		return;
	tree = &state->trees[state->hosts[place].tree];
	nodes = nodes_of(state, tree);
	leaf = (place - tree->places.first) / LEAF;
	i = tree->n_leaves + leaf;
	refresh_leaf(state, &nodes[i], leaf_places(tree, leaf));
	for (i /= 2; i > 0 && refresh_node(nodes, i); i /= 2)
		continue;
}

void state_disable(struct placement_state *state, rp_id host)
{
	state->hosts[state->place_of[host]].disabled = true;
	tree_refresh(state, host);
}

void state_enable(struct placement_state *state, rp_id host)
{
	state->hosts[state->place_of[host]].disabled = false;
	tree_refresh(state, host);
}

/* ---- Making the trees -------------------------------------------------- */

struct ordered_host {
	const int64_t *capacity;
	rp_id host;
};

static int by_capacity(const void *a_, const void *b_)
{
	const struct ordered_host *a = a_, *b = b_;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (a->capacity[r] != b->capacity[r])
			return a->capacity[r] < b->capacity[r] ? -1 : 1;
	}
	return (a->host > b->host) - (a->host < b->host);
}

/* Gives places to the hosts of 'group'. */
static void order_group(struct placement_state *state, uint32_t group,
			struct ordered_host *ordered)
{
	const struct placement_problem *problem = state->problem;
	struct rp_range places = state_places(state, group);
	uint32_t n = places.end - places.first;

	for (uint32_t i = 0; i < n; i++) {
		rp_id host = problem->group_hosts[places.first + i];

		ordered[i].host = host;
		ordered[i].capacity = problem->hosts[host].capacity;
	}
	qsort(ordered, n, sizeof *ordered, by_capacity);
	for (uint32_t i = 0; i < n; i++) {
		state->host_at[places.first + i] = ordered[i].host;
		state->place_of[ordered[i].host] = places.first + i;
	}
}

/* Gives places to all hosts: those of no group come last. */
static void order_hosts(struct placement_state *state,
			struct ordered_host *ordered)
{
	const struct placement_problem *problem = state->problem;
	uint32_t place = 0;

	for (uint32_t g = 0; g < problem->n_groups; g++) {
		order_group(state, g, ordered);
		if (problem->groups[g].end > place)
			place = problem->groups[g].end;
	}
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		if (problem->group_of[h] == RP_NONE) {
			state->host_at[place] = h;
			state->place_of[h] = place++;
		}
	}
}

static void fill_hosts(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;

	for (uint32_t p = 0; p < problem->n_hosts; p++) {
		const struct placement_host *host =
			&problem->hosts[state->host_at[p]];

		state->hosts[p].capacity = find_capacity(state, host->capacity);
		memcpy(state->loads[state->host_at[p]], host->running,
		       sizeof state->loads[0]);
		tree_refresh_host(state, &state->hosts[p], host->running);
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			int64_t limit = host->capacity[r];

			if (ratio_counts(limit))
				state->slack = greatest_of(
					state->slack,
					(uint32_t)(limit >> LEVEL_SHIFT) + 2);
		}
	}
}

/* The end of the places from 'first' on whose hosts have one capacity. */
static uint32_t end_of_alike(const struct placement_state *state,
			     uint32_t first, uint32_t end)
{
	uint32_t place = first + 1;

	while (place < end &&
	       state->hosts[place].capacity == state->hosts[first].capacity)
		place++;
	return place;
}

static bool has_few_capacities(const struct placement_state *state,
			       struct rp_range places)
{
	uint32_t n = 0, first = places.first;

	for (; first < places.end; n++)
		first = end_of_alike(state, first, places.end);
	return n <= MOST_TREES && n * LEAF <= places.end - places.first;
}

/* Adds a tree of the hosts at 'places'; 'n_nodes' were there before. */
static uint32_t add_tree(struct placement_state *state, uint32_t number,
			 struct rp_range places, uint32_t n_nodes)
{
	struct state_tree *tree = &state->trees[number];

	tree->places = places;
	tree->n_leaves = (places.end - places.first + LEAF - 1) / LEAF;
	tree->first_node = n_nodes;
	for (uint32_t p = places.first; p < places.end; p++)
		state->hosts[p].tree = number;
	return n_nodes + 2 * tree->n_leaves;
}

/* Cuts the groups into trees.  Returns how many nodes they have. */
static uint32_t cut_trees(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	uint32_t n = 0, n_nodes = 0;

	for (uint32_t p = 0; p < problem->n_hosts; p++)
		state->hosts[p].tree = RP_NONE;
	for (uint32_t g = 0; g < problem->n_groups; g++) {
		struct rp_range places = state_places(state, g);
		bool few = has_few_capacities(state, places);

		state->first_tree[g] = n;
		while (places.first < places.end) {
			struct rp_range part = places;

			if (few)
				part.end = end_of_alike(state, part.first,
							part.end);
			n_nodes = add_tree(state, n++, part, n_nodes);
			places.first = part.end;
		}
	}
	state->first_tree[problem->n_groups] = n;
	return n_nodes;
}

static void fill_tree(struct placement_state *state,
		      const struct state_tree *tree)
{
	struct state_node *nodes = nodes_of(state, tree);
	uint32_t n = tree->n_leaves;

	for (uint32_t leaf = 0; leaf < n; leaf++) {
		struct rp_range places = leaf_places(tree, leaf);
		struct state_node *node = &nodes[n + leaf];

		node->capacity = state->hosts[places.first].capacity;
		for (uint32_t p = places.first; p < places.end; p++)
			node->capacity = largest(state, node->capacity,
						 state->hosts[p].capacity);
		refresh_leaf(state, node, places);
	}
	for (uint32_t i = n - 1; i > 0; i--) {
		nodes[i].capacity = largest(state, nodes[2 * i].capacity,
					    nodes[2 * i + 1].capacity);
		refresh_node(nodes, i);
	}
}

static void fill_group(struct placement_state *state, uint32_t group)
{
	uint32_t first = state->first_tree[group];

	for (uint32_t t = first; t < state->first_tree[group + 1]; t++) {
		const struct state_tree *tree = &state->trees[t];
		uint32_t capacity;

		fill_tree(state, tree);
		capacity = nodes_of(state, tree)[1].capacity;
		state->largest[group] =
			t == first ? capacity
				   : largest(state, state->largest[group],
					     capacity);
	}
}

static bool allocate_hosts(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	size_t n_hosts = problem->n_hosts, n_groups = problem->n_groups;

	state->hosts = memory_zeroed(n_hosts, sizeof *state->hosts);
	state->loads = memory_zeroed(n_hosts, sizeof *state->loads);
	state->place_of = memory_zeroed(n_hosts, sizeof(uint32_t));
	state->host_at = memory_zeroed(n_hosts, sizeof(rp_id));
	state->trees = memory_zeroed(n_hosts, sizeof *state->trees);
	state->bounds = memory_zeroed(n_hosts, sizeof *state->bounds);
	state->first_tree = memory_zeroed(n_groups + 1, sizeof(uint32_t));
	state->largest = memory_zeroed(n_groups, sizeof(uint32_t));
	/* One for each host at the most, and then one for each time that two
	 * are put together: in leaves, in nodes, in groups. */
	state->capacities =
		memory_zeroed(4 * n_hosts, sizeof *state->capacities);
	return state->hosts && state->loads && state->place_of &&
	       state->host_at && state->trees && state->bounds &&
	       state->first_tree && state->largest && state->capacities;
}

bool tree_init(struct placement_state *state)
{
	struct ordered_host *ordered =
		memory_zeroed(state->problem->n_hosts, sizeof *ordered);
	bool ok = ordered && allocate_hosts(state);

	if (ok) {
		order_hosts(state, ordered);
		fill_hosts(state);
		state->nodes =
			memory_zeroed(cut_trees(state), sizeof *state->nodes);
		ok = state->nodes;
	}
	for (uint32_t g = 0; ok && g < state->problem->n_groups; g++)
		fill_group(state, g);
	free(ordered);
	return ok;
}

void tree_destroy(struct placement_state *state)
{
	free(state->trees);
	free(state->first_tree);
	free(state->largest);
	free(state->nodes);
	free(state->capacities);
	free(state->bounds);
	free(state->hosts);
	free(state->loads);
	free(state->place_of);
	free(state->host_at);
}
