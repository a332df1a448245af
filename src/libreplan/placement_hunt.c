/* Placement: the best host for what seeks one (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Branch and bound over the trees of the groups that the seeker may take.  What
 * it needs is measured once for each capacity; then a bound is four sums.  The
 * tree that promises most is searched first, and in each tree the better half:
 * what is found there rules out almost all others, as levels are compared in
 * steps of 1/1024 only. */

#include "placement_tree.h"

/* Above every full share, and no sum with a share wraps. */
#define BLOCKED (UINT64_C(1) << SHARE_BITS)

/* What a need adds to a host or node of some capacity. */
struct addend {
	uint32_t steps[RP_N_RESOURCES];	 /* To levels, at the least. */
	uint64_t deltas[RP_N_RESOURCES]; /* To shares. */
};

/* So many capacities can be told apart without measuring again. */
#define N_ADDENDS 8

/* A search for the best host of a seeker. */
struct hunt {
	const struct placement_state *state;
	const struct state_seeker *seeker;
	bool apart;	      /* No host is taken that its set uses... */
	const uint32_t *used; /* ...so many of each group, or NULL. */
	uint32_t best;	      /* A place, or RP_NONE. */
	uint32_t best_quantum;
	uint32_t measured[N_ADDENDS]; /* Of 'capacities', or RP_NONE. */
	struct addend addends[N_ADDENDS];
};

/* What 'need' adds to the shares of hosts of 'capacity'. */
static uint64_t delta(const struct state_capacity *capacity, int r,
		      int64_t need)
{
	return need <= capacity->limit[r] ? capacity->scale[r] * (uint64_t)need
					  : BLOCKED;
}

static void measure(struct addend *addend, const struct hunt *hunt,
		    uint32_t capacity)
{
	const struct state_capacity *it = &hunt->state->capacities[capacity];

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		addend->deltas[r] = delta(it, r, hunt->seeker->need[r]);
		addend->steps[r] = (uint32_t)(addend->deltas[r] >> LEVEL_SHIFT);
	}
}

static inline const struct addend *addend_for(struct hunt *hunt,
					      uint32_t capacity)
{
	uint32_t slot = capacity % N_ADDENDS;

	if (hunt->measured[slot] != capacity) {
		measure(&hunt->addends[slot], hunt, capacity);
		hunt->measured[slot] = capacity;
	}
	return &hunt->addends[slot];
}

/* The level to which a host below 'node' comes, at the least, in quanta; or
 * STATE_NO_ROOM.  A sum that is above all levels is below 0 here: compilers
 * compare signed numbers quicker. */
static inline uint32_t bound(struct hunt *hunt, const struct state_node *node)
{
	const uint32_t *steps = addend_for(hunt, node->capacity)->steps;
	int32_t level = 0, all = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int32_t sum = (int32_t)(node->least[r] + steps[r]);

		all |= sum;
		level = sum > level ? sum : level;
	}
	if (all < 0 || node->least_level == LEVEL_NONE)
		return STATE_NO_ROOM;
	return greatest_of((uint32_t)level, node->least_level) >>
	       STATE_QUANTUM_BITS;
}

/* The level of 'host' with 'deltas' more, or STATE_NO_ROOM. */
static uint32_t level_after(const struct placement_state *state,
			    const struct state_host *host,
			    const uint64_t *deltas)
{
	const struct state_capacity *capacity =
		&state->capacities[host->capacity];
	uint64_t most = 0;
	bool fits = !host->disabled;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		uint64_t share = host->share[r] + deltas[r];

		fits &= share <= capacity->full[r];
		most = share > most ? share : most;
	}
	if (!fits)
		return STATE_NO_ROOM;
	return greatest_of(host->level, (uint32_t)(most >> LEVEL_SHIFT));
}

static void try_host(struct hunt *hunt, uint32_t place)
{
	const struct placement_state *state = hunt->state;
	const struct state_seeker *seeker = hunt->seeker;
	const struct state_host *host = &state->hosts[place];
	rp_id id = state->host_at[place];
	uint32_t level;

	level = level_after(state, host,
			    addend_for(hunt, host->capacity)->deltas);
	if (level == STATE_NO_ROOM ||
	    level >> STATE_QUANTUM_BITS >= hunt->best_quantum ||
	    id == seeker->runs_on || id == seeker->not_on ||
	    (hunt->apart && state_n_of_set(state, seeker->separation, id) > 0))
		return;
	hunt->best = place;
	hunt->best_quantum = level >> STATE_QUANTUM_BITS;
}

/* Searches the tree 'of', the better child of a node first. */
static void hunt_in_tree(struct hunt *hunt, struct state_bound of)
{
	const struct state_tree *tree = &hunt->state->trees[of.of];
	const struct state_node *nodes = nodes_of(hunt->state, tree);
	struct state_bound waiting[DEPTH];
	uint32_t n = 1;

	waiting[0] = (struct state_bound){ 1, of.quantum };
	while (n > 0) {
		struct state_bound at = waiting[--n];
		struct state_bound a, b;

		if (at.quantum >= hunt->best_quantum)
			continue;
		if (at.of >= tree->n_leaves) {
			struct rp_range places =
				leaf_places(tree, at.of - tree->n_leaves);

			for (uint32_t p = places.first; p < places.end; p++)
				try_host(hunt, p);
			continue;
		}
		a.of = 2 * at.of;
		b.of = 2 * at.of + 1;
		a.quantum = bound(hunt, &nodes[a.of]);
		b.quantum = bound(hunt, &nodes[b.of]);
		waiting[n++] = a.quantum <= b.quantum ? b : a;
		waiting[n++] = a.quantum <= b.quantum ? a : b;
	}
}

/* The trees of 'group' that may have a host for the seeker. */
static struct rp_range trees_of(const struct hunt *hunt, uint32_t group)
{
	const struct placement_state *state = hunt->state;
	struct rp_range places = state_places(state, group);
	struct rp_range trees = { state->first_tree[group],
				  state->first_tree[group + 1] };

	if (hunt->used && hunt->used[group] == places.end - places.first)
		trees.end = trees.first;
	return trees;
}

/* Lists the trees of 'group' that may have a host for the seeker in 'bounds',
 * behind 'n' others; '*first' is the first that promises most.  Returns how
 * many there are then. */
static uint32_t bound_group(struct hunt *hunt, uint32_t group, uint32_t n,
			    struct state_bound *first)
{
	const struct placement_state *state = hunt->state;
	struct rp_range trees = trees_of(hunt, group);

	for (uint32_t t = trees.first; t < trees.end; t++) {
		const struct state_node *node =
			&nodes_of(state, &state->trees[t])[1];
		struct state_bound it = { t, bound(hunt, node) };

		if (it.quantum < first->quantum)
			*first = it;
		state->bounds[n] = it;
		n += it.quantum != STATE_NO_ROOM;
	}
	return n;
}

/* Searches the groups that the seeker may take: first the tree that promises
 * most, then the others in their order. */
static void hunt_in_groups(struct hunt *hunt)
{
	const struct placement_state *state = hunt->state;
	struct state_bound first = { RP_NONE, STATE_NO_ROOM };
	uint32_t n = 0;

	for (uint32_t w = 0; w < state->problem->n_words; w++) {
		uint64_t bits = hunt->seeker->groups[w];

		for (; bits; bits &= bits - 1)
			n = bound_group(
				hunt, w * 64 + (uint32_t)__builtin_ctzll(bits),
				n, &first);
	}
	if (n == 0)
		return;
	hunt_in_tree(hunt, first);
	for (uint32_t i = 0; i < n; i++) {
		if (state->bounds[i].quantum < hunt->best_quantum &&
		    state->bounds[i].of != first.of)
			hunt_in_tree(hunt, state->bounds[i]);
	}
}

rp_id state_best_host(const struct placement_state *state,
		      const struct state_seeker *seeker)
{
	struct hunt hunt;

	hunt.state = state;
	hunt.seeker = seeker;
	hunt.best = RP_NONE;
	hunt.best_quantum = seeker->most
				    ? (seeker->most >> STATE_QUANTUM_BITS) + 2
				    : STATE_NO_ROOM;
	for (int i = 0; i < N_ADDENDS; i++)
		hunt.measured[i] = RP_NONE;
	hunt.apart = seeker->separation != RP_NONE &&
		     state->sets[seeker->separation].n_hosts > 0;
	hunt.used = hunt.apart ? sets_used(state, seeker->separation) : NULL;
	hunt_in_groups(&hunt);
	if (hunt.best == RP_NONE && hunt.apart && !seeker->apart) {
		hunt.apart = false;
		hunt.used = NULL;
		hunt_in_groups(&hunt);
	}
	return hunt.best == RP_NONE ? RP_NONE : state->host_at[hunt.best];
}
