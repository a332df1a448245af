/* Placement: which items of a separation set share a host (rules 4, level 2).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each set has a small hash table of its own, with room for as many hosts as it
 * can stand on: sets are small, so that most are one line of the cache.  A host
 * is at the first slot that is its own or empty, from the one on that its id
 * gives; taking one out closes the gap. */

#include "placement_tree.h"

#include <stdlib.h>

#include "memory.h"

/* Up to so many slots, all are used: looking at all is quick. */
#define FEW 8

#define LARGE 64

static uint32_t slots_of(const struct placement_state *state, uint32_t members)
{
	uint32_t n_hosts = state->problem->n_hosts;
	uint32_t most = members < n_hosts ? members : n_hosts;

	return most <= FEW ? most : most + most / 4 + 1;
}

/* Whether a set has so many members that it is worth knowing of each group
 * whether it uses all hosts: what that takes is no more than a number for each
 * member. */
static bool is_large(const struct placement_state *state, uint32_t members)
{
	return members >= LARGE && members >= state->problem->n_groups;
}

bool sets_init(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	size_t n_sets = problem->n_separations, n_slots = 0, n_used = 0;

	state->sets = memory_zeroed(n_sets, sizeof *state->sets);
	state->broken_sets = memory_zeroed(n_sets, sizeof(uint32_t));
	if (!state->sets || !state->broken_sets)
		return false;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		if (problem->items[i].separation != RP_NONE)
			state->sets[problem->items[i].separation].size++;
	}
	for (size_t s = 0; s < n_sets; s++) {
		struct state_set *set = &state->sets[s];
		bool large = is_large(state, set->size);

		set->used = large ? (uint32_t)n_used : RP_NONE;
		n_used += large ? problem->n_groups : 0;
		set->first = (uint32_t)n_slots;
		set->size = slots_of(state, set->size);
		n_slots += set->size;
	}
	state->slots = memory_zeroed(n_slots, sizeof *state->slots);
	state->used = memory_zeroed(n_used, sizeof *state->used);
	return state->slots && state->used;
}

void sets_destroy(struct placement_state *state)
{
	free(state->sets);
	free(state->broken_sets);
	free(state->slots);
	free(state->used);
}

const uint32_t *sets_used(const struct placement_state *state, rp_id set)
{
	uint32_t used = state->sets[set].used;

	return used != RP_NONE ? &state->used[used] : NULL;
}

/* A set has come to 'host', or has left it. */
static void count_host(struct placement_state *state, struct state_set *set,
		       rp_id host, bool comes)
{
	uint32_t group = state->problem->group_of[host];
	uint32_t change = comes ? 1 : UINT32_MAX;

	set->n_hosts += change;
	if (set->used != RP_NONE && group != RP_NONE)
		state->used[set->used + group] += change;
}

/* The slot that the id of 'host' gives. */
static uint32_t slot_of(const struct state_set *set, rp_id host)
{
	uint32_t mixed = host * UINT32_C(2654435769);

	return (uint32_t)((uint64_t)mixed * set->size >> 32);
}

static uint32_t next_slot(const struct state_set *set, uint32_t slot)
{
	return slot + 1 < set->size ? slot + 1 : 0;
}

/* The slot of 'host', or the empty one where it would be; 'size' when there is
 * neither. */
static uint32_t find_slot(const struct state_set *set,
			  const struct state_slot *slots, rp_id host)
{
	uint32_t slot = slot_of(set, host);

	for (uint32_t n = 0; n < set->size; n++) {
		if (slots[slot].n == 0 || slots[slot].host == host)
			return slot;
		slot = next_slot(set, slot);
	}
	return set->size;
}

uint32_t state_n_of_set(const struct placement_state *state, rp_id set,
			rp_id host)
{
	const struct state_set *it;
	const struct state_slot *slots;
	uint32_t slot;

	if (set == RP_NONE || state->sets[set].n_hosts == 0)
		return 0;
	it = &state->sets[set];
	slots = &state->slots[it->first];
	slot = find_slot(it, slots, host);
	return slot < it->size ? slots[slot].n : 0;
}

static void break_one(struct placement_state *state, rp_id set)
{
	struct state_set *it = &state->sets[set];

	state->n_broken++;
	if (it->n_broken++ == 0) {
		it->broken_at = state->n_broken_sets;
		state->broken_sets[state->n_broken_sets++] = set;
	}
}

static void mend_one(struct placement_state *state, rp_id set)
{
	struct state_set *it = &state->sets[set];

	state->n_broken--;
	if (--it->n_broken == 0) {
		rp_id last = state->broken_sets[--state->n_broken_sets];

		state->broken_sets[it->broken_at] = last;
		state->sets[last].broken_at = it->broken_at;
	}
}

void sets_add(struct placement_state *state, rp_id set, rp_id host)
{
	struct state_set *it = &state->sets[set];
	struct state_slot *slots = &state->slots[it->first];
	struct state_slot *slot = &slots[find_slot(it, slots, host)];

	if (slot->n == 0) {
		slot->host = host;
		count_host(state, it, host, true);
	} else {
		break_one(state, set);
	}
	slot->n++;
}

/* Whether, going round, 'slot' comes after 'from' and not after 'to'. */
static bool is_between(uint32_t from, uint32_t slot, uint32_t to)
{
	return from <= to ? from < slot && slot <= to
			  : from < slot || slot <= to;
}

static void empty_slot(const struct state_set *set, struct state_slot *slots,
		       uint32_t gap)
{
	slots[gap].n = 0;
	for (uint32_t at = next_slot(set, gap); slots[at].n > 0;
	     at = next_slot(set, at)) {
		if (is_between(gap, slot_of(set, slots[at].host), at))
			continue;
		slots[gap] = slots[at];
		slots[at].n = 0;
		gap = at;
	}
}

void sets_remove(struct placement_state *state, rp_id set, rp_id host)
{
	struct state_set *it = &state->sets[set];
	struct state_slot *slots = &state->slots[it->first];
	uint32_t slot = find_slot(it, slots, host);

	if (slots[slot].n > 1) {
		slots[slot].n--;
		mend_one(state, set);
	} else {
		empty_slot(it, slots, slot);
		count_host(state, it, host, false);
	}
}

rp_id state_next_shared(const struct placement_state *state, rp_id set,
			uint32_t *at)
{
	const struct state_set *it = &state->sets[set];

	while (*at < it->size) {
		const struct state_slot *slot =
			&state->slots[it->first + (*at)++];

		if (slot->n > 1)
			return slot->host;
	}
	return RP_NONE;
}
