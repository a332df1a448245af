/* Placement: who stands where: see placement_state.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each item is in one list: of its host, or of those that stand nowhere.  Loads
 * are sums that stand still at the greatest number; when something leaves such
 * a sum, it is added up again from what is left. */

#include "placement_state.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_tree.h"
#include "ratio.h"

/* ---- Lists ------------------------------------------------------------- */

/* The list for items on 'host'. */
static uint32_t *list_of(struct placement_state *state, rp_id host)
{
	return &state->first_of[host == RP_NONE ? state->problem->n_hosts
						: host];
}

static void list_add(struct placement_state *state, uint32_t item, rp_id host)
{
	uint32_t *first = list_of(state, host);

	state->next_of[item] = *first;
	state->previous_of[item] = RP_NONE;
	if (*first != RP_NONE)
		state->previous_of[*first] = item;
	*first = item;
}

static void list_remove(struct placement_state *state, uint32_t item,
			rp_id host)
{
	uint32_t next = state->next_of[item];
	uint32_t previous = state->previous_of[item];

	if (next != RP_NONE)
		state->previous_of[next] = previous;
	if (previous != RP_NONE)
		state->next_of[previous] = next;
	else
		*list_of(state, host) = next;
}

/* ---- The beginning and the end ----------------------------------------- */

static bool allocate(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	size_t n = problem->n_items;

	state->host_of = memory_zeroed(n, sizeof(rp_id));
	state->home_of = memory_zeroed(n, sizeof(rp_id));
	state->next_of = memory_zeroed(n, sizeof(uint32_t));
	state->previous_of = memory_zeroed(n, sizeof(uint32_t));
	state->first_of =
		memory_zeroed((size_t)problem->n_hosts + 1, sizeof(uint32_t));
	state->unplaced_of = memory_zeroed(problem->n_tiers, sizeof(uint32_t));
	return idset_init(&state->strays, n) && state->host_of &&
	       state->home_of && state->next_of && state->previous_of &&
	       state->first_of && state->unplaced_of;
}

/* Nothing stands anywhere. */
static void fill_lists(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;

	for (uint32_t h = 0; h <= problem->n_hosts; h++)
		state->first_of[h] = RP_NONE;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];

		state->host_of[i] = RP_NONE;
		state->unplaced_of[item->tier]++;
		state->n_accepted += item->accepted != RP_NONE;
		list_add(state, i, RP_NONE);
	}
	state->n_unplaced = problem->n_items;
}

bool state_init(struct placement_state *state,
		const struct placement_problem *problem)
{
	struct rp_ratio peak = { 0, 1 };

	memset(state, 0, sizeof *state);
	state->problem = problem;
	if (!allocate(state) || !tree_init(state) || !sets_init(state))
		return false;
	fill_lists(state);
	if (state->n_accepted > 0 && !placement_accepted_peak(&peak, problem))
		return false;
	state->accepted_permille = ratio_ceiling(peak, 1000);
	return true;
}

void state_destroy(struct placement_state *state)
{
	free(state->host_of);
	free(state->home_of);
	free(state->next_of);
	free(state->previous_of);
	free(state->first_of);
	free(state->unplaced_of);
	idset_destroy(&state->strays);
	tree_destroy(state);
	sets_destroy(state);
}

void state_accept(struct placement_state *state)
{
	struct rp_ratio peak = state_peak(state, NULL);

	state->n_accepted = state->problem->n_items - state->n_unplaced;
	state->n_kept = state->n_accepted;
	state->accepted_permille = ratio_ceiling(peak, 1000);
}

/* ---- Loads ------------------------------------------------------------- */

void state_add_load(struct placement_state *state, rp_id host,
		    const int64_t *need)
{
	int64_t *load = state->loads[host];

	for (int r = 0; r < RP_N_RESOURCES; r++)
		load[r] = ratio_add(load[r], need[r]);
	tree_refresh(state, host);
}

/* The sum in resource 'r' of what runs on 'host' and of its items. */
static int64_t sum_up(const struct placement_state *state, rp_id host, int r)
{
	const struct placement_problem *problem = state->problem;
	int64_t sum = problem->hosts[host].running[r];
	uint32_t item = state->first_of[host];

	for (; item != RP_NONE && sum < INT64_MAX; item = state->next_of[item])
		sum = ratio_add(sum, problem->items[item].need[r]);
	return sum;
}

void state_remove_load(struct placement_state *state, rp_id host,
		       const int64_t *need)
{
	int64_t *load = state->loads[host];

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (load[r] < INT64_MAX)
			load[r] -= need[r];
		else if (need[r] > 0)
			load[r] = sum_up(state, host, r);
	}
	tree_refresh(state, host);
}

const int64_t *state_load(const struct placement_state *state, rp_id host)
{
	return state->loads[host];
}

uint32_t state_carried(const struct placement_state *state, rp_id host)
{
	return state->hosts[state->place_of[host]].carried;
}

/* ---- Placing ----------------------------------------------------------- */

static void leave_home(struct placement_state *state, uint32_t item)
{
	if (idset_add(&state->strays, item))
		state->home_of[item] = state->host_of[item];
}

void state_place(struct placement_state *state, uint32_t item, rp_id host)
{
	const struct placement_item *it = &state->problem->items[item];

	leave_home(state, item);
	list_remove(state, item, RP_NONE);
	list_add(state, item, host);
	state->host_of[item] = host;
	state->unplaced_of[it->tier]--;
	state->n_unplaced--;
	state->n_kept += it->accepted == host;
	state->hosts[state->place_of[host]].carried++;
	state_add_load(state, host, it->need);
	if (it->separation != RP_NONE)
		sets_add(state, it->separation, host);
}

void state_unplace(struct placement_state *state, uint32_t item)
{
	const struct placement_item *it = &state->problem->items[item];
	rp_id host = state->host_of[item];

	leave_home(state, item);
	list_remove(state, item, host);
	list_add(state, item, RP_NONE);
	state->host_of[item] = RP_NONE;
	state->unplaced_of[it->tier]++;
	state->n_unplaced++;
	state->n_kept -= it->accepted == host;
	state->hosts[state->place_of[host]].carried--;
	state_remove_load(state, host, it->need);
	if (it->separation != RP_NONE)
		sets_remove(state, it->separation, host);
}

void state_move(struct placement_state *state, uint32_t item, rp_id host)
{
	if (state->host_of[item] == host)
		return;
	if (state->host_of[item] != RP_NONE)
		state_unplace(state, item);
	if (host != RP_NONE)
		state_place(state, item, host);
}

void state_set_home(struct placement_state *state)
{
	idset_clear(&state->strays);
}

void state_go_home(struct placement_state *state)
{
	struct idset *strays = &state->strays;

	for (uint32_t i = 0; i < strays->n; i++) {
		uint32_t item = strays->ids[i];

		if (state->host_of[item] != RP_NONE &&
		    state->host_of[item] != state->home_of[item])
			state_unplace(state, item);
	}
	for (uint32_t i = 0; i < strays->n; i++)
		state_move(state, strays->ids[i],
			   state->home_of[strays->ids[i]]);
	idset_clear(strays);
}

/* ---- Asking ------------------------------------------------------------ */

struct state_seeker state_seeker(const struct placement_state *state,
				 uint32_t item)
{
	const struct placement_problem *problem = state->problem;
	const struct placement_item *it = &problem->items[item];

	return (struct state_seeker){
		.need = it->need,
		.groups = placement_groups(problem, it->class_),
		.runs_on = it->runs_on,
		.not_on = RP_NONE,
		.separation = it->separation,
	};
}

bool state_may_take(const struct placement_state *state, uint32_t item,
		    rp_id host)
{
	const struct placement_item *it = &state->problem->items[item];

	return placement_reaches(state->problem, it->class_, host) &&
	       host != it->runs_on &&
	       (it->pinned == RP_NONE || it->pinned == host) &&
	       state_has_room(state, host, it->need);
}

bool state_would_share(const struct placement_state *state, uint32_t item,
		       rp_id host)
{
	rp_id set = state->problem->items[item].separation;

	return state_n_of_set(state, set, host) > 0;
}

uint64_t state_target(const struct placement_state *state)
{
	uint64_t target = state->problem->peak_target;

	return target > state->accepted_permille ? target
						 : state->accepted_permille;
}

void state_value(const struct placement_state *state,
		 struct placement_value *value)
{
	uint64_t target = state_target(state);

	value->unplaced_of = state->unplaced_of;
	value->n_tiers = state->problem->n_tiers;
	value->separation_broken = state->n_broken;
	value->moved = state->n_accepted - state->n_kept;
	value->peak = state_peak(state, NULL);
	value->peak_permille = ratio_ceiling(value->peak, 1000);
	value->over_target = value->peak_permille > target
				     ? value->peak_permille - target
				     : 0;
	value->unplaced = state->n_unplaced;
}
