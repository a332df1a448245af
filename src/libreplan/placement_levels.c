/* Placement: how full hosts are, and the fullest (rules 4, "peak").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_tree.h"
#include "ratio.h"

uint32_t state_level(const struct placement_state *state, rp_id host)
{
	return state->hosts[state->place_of[host]].level;
}

/* The load in resource 'r' when 'out' has left.  A sum that stands still at the
 * greatest number stays there: it is no less than the truth. */
static int64_t load_without(const struct placement_state *state, rp_id host,
			    int r, const int64_t *out)
{
	int64_t load = state->loads[host][r];

	return out && load != INT64_MAX ? load - out[r] : load;
}

static bool fits_without(const struct placement_state *state, rp_id host,
			 const int64_t *in, const int64_t *out)
{
	const int64_t *capacity = state->problem->hosts[host].capacity;

	for (int r = 0; in && r < RP_N_RESOURCES; r++) {
		if (!ratio_fits(capacity[r], load_without(state, host, r, out),
				in[r])) {
			return false;
		}
	}
	return true;
}

uint32_t state_level_with(const struct placement_state *state, rp_id host,
			  const int64_t *in, const int64_t *out)
{
	struct state_host changed = state->hosts[state->place_of[host]];
	int64_t load[RP_N_RESOURCES];

	if ((in && changed.disabled) || !fits_without(state, host, in, out))
		return STATE_NO_ROOM;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		load[r] = ratio_add(load_without(state, host, r, out),
				    in ? in[r] : 0);
	tree_refresh_host(state, &changed, load);
	return changed.level;
}

bool state_has_room(const struct placement_state *state, rp_id host,
		    const int64_t *need)
{
	return !state->hosts[state->place_of[host]].disabled &&
	       fits_without(state, host, need, NULL);
}

struct rp_ratio state_host_peak_with(const struct placement_state *state,
				     rp_id host, const int64_t *in,
				     const int64_t *out)
{
	const int64_t *capacity = state->problem->hosts[host].capacity;
	struct rp_ratio peak = { 0, 1 };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = { ratio_add(load_without(state, host, r,
								 out),
						    in ? in[r] : 0),
					  capacity[r] };

		if (ratio_counts(ratio.capacity) &&
		    ratio_compare(ratio, peak) > 0)
			peak = ratio;
	}
	return peak;
}

struct rp_ratio state_host_peak(const struct placement_state *state, rp_id host)
{
	return state_host_peak_with(state, host, NULL, NULL);
}

/* The greatest peak so far, and who has it. */
struct summit {
	const struct placement_state *state;
	struct rp_ratio peak;
	uint32_t level; /* Its level. */
	rp_id host;
};

static void climb_host(struct summit *summit, uint32_t place)
{
	const struct placement_state *state = summit->state;
	const struct state_host *it = &state->hosts[place];
	rp_id host = state->host_at[place];
	struct rp_ratio peak;
	int order;

	if (it->carried == 0)
		return;
	peak = state_host_peak(state, host);
	order = ratio_compare(peak, summit->peak);
	if (order > 0 || (order == 0 && host < summit->host && peak.load > 0)) {
		summit->peak = peak;
		summit->host = host;
		summit->level = it->level;
	}
}

/* Levels are off by so little that what is further below than that cannot be
 * the peak. */
static void climb_tree(struct summit *summit, const struct state_tree *tree)
{
	const struct placement_state *state = summit->state;
	const struct state_node *nodes = nodes_of(state, tree);
	uint32_t n = 1;
	uint32_t pending[DEPTH];

	pending[0] = 1;
	while (n > 0) {
		uint32_t node = pending[--n];

		if (nodes[node].greatest_level < summit->level &&
		    summit->level - nodes[node].greatest_level > state->slack)
			continue;
		if (node >= tree->n_leaves) {
			struct rp_range places =
				leaf_places(tree, node - tree->n_leaves);

			for (uint32_t p = places.first; p < places.end; p++)
				climb_host(summit, p);
		} else {
			bool left = nodes[2 * node].greatest_level >=
				    nodes[2 * node + 1].greatest_level;

			pending[n++] = left ? 2 * node + 1 : 2 * node;
			pending[n++] = left ? 2 * node : 2 * node + 1;
		}
	}
}

struct rp_ratio state_peak(const struct placement_state *state, rp_id *host)
{
	struct summit summit = { state, { 0, 1 }, 0, RP_NONE };

	for (uint32_t t = 0; t < state->first_tree[state->problem->n_groups];
	     t++)
		climb_tree(&summit, &state->trees[t]);
	if (host)
		*host = summit.host;
	return summit.peak;
}
