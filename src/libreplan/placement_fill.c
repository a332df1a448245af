/* Placement: a host for each item that is left (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The large ones first, each on the host that is then the least loaded: that
 * balances best.  Where it leaves some out, the small ones first leaves out
 * fewer, as level 1 counts items and not what they need. */

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_search.h"

#define REPORT_EVERY 4096

/* How far ahead an item, and its need, are fetched. */
#define FETCH_ITEM 16
#define FETCH_NEED 8

void fill_fetch_ahead(const struct placement_problem *problem,
		      const uint32_t *order, uint32_t i, uint32_t n)
{
	if (i + FETCH_ITEM < n)
		__builtin_prefetch(&problem->items[order[i + FETCH_ITEM]]);
	if (i + FETCH_NEED < n)
		__builtin_prefetch(problem->items[order[i + FETCH_NEED]].need);
}

static void fill_one(struct placement_state *state, uint32_t item)
{
	struct state_seeker seeker;
	rp_id host;

	if (state->host_of[item] != RP_NONE)
		return;
	seeker = state_seeker(state, item);
	host = state_best_host(state, &seeker);
	if (host != RP_NONE)
		state_place(state, item, host);
}

int fill_in_order(struct placement_state *state, const uint32_t *order,
		  uint32_t n, const struct rp_progress *progress)
{
	for (uint32_t i = 0; i < n; i++) {
		if (progress && i % REPORT_EVERY == 0 &&
		    !progress->report(progress->data, i, n))
			return RP_STOPPED;
		fill_fetch_ahead(state->problem, order, i, n);
		fill_one(state, order[i]);
	}
	return RP_OK;
}

/* Takes back what was placed of what was left, and remembers in 'other' what
 * had found no host: so many. */
static uint32_t undo(struct placement_search *search)
{
	struct placement_state *state = search->state;
	struct idset *left = &search->left;
	uint32_t n = 0;

	for (uint32_t i = 0; i < left->n; i++) {
		if (state->host_of[left->ids[i]] == RP_NONE)
			search->other[n++] = left->ids[i];
		else
			state_unplace(state, left->ids[i]);
	}
	idset_sort(left, state->problem->n_items);
	return n;
}

/* Whether one of the first 'n' items of 'other' would find a host now. */
static bool any_fits(const struct placement_search *search, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct state_seeker seeker =
			state_seeker(search->state, search->other[i]);

		if (state_best_host(search->state, &seeker) != RP_NONE)
			return true;
	}
	return false;
}

/* Whether the state leaves out less than the order tried before, tier by
 * tier. */
static bool leaves_out_less(const struct placement_search *search)
{
	const struct placement_state *state = search->state;

	for (uint32_t t = 0; t < state->problem->n_tiers; t++) {
		if (state->unplaced_of[t] != search->unplaced_of[t])
			return state->unplaced_of[t] < search->unplaced_of[t];
	}
	return false;
}

static int fill_by_size(struct placement_search *search,
			const struct rp_progress *progress)
{
	struct idset *left = &search->left;

	order_by_size(search, left->ids, left->n);
	return fill_in_order(search->state, left->ids, left->n, progress);
}

static int fill_by_tier(struct placement_search *search,
			const struct rp_progress *progress)
{
	struct idset *left = &search->left;

	order_by_tier(search, left->ids, left->n);
	return fill_in_order(search->state, left->ids, left->n, progress);
}

/* After an order that left some out.  What fits nowhere even when nothing of
 * what is left has come is left out by any order. */
static int fill_again(struct placement_search *search,
		      const struct rp_progress *progress)
{
	struct placement_state *state = search->state;
	int result;

	memcpy(search->unplaced_of, state->unplaced_of,
	       state->problem->n_tiers * sizeof *state->unplaced_of);
	if (any_fits(search, undo(search))) {
		result = fill_by_tier(search, progress);
		if (result < 0 || leaves_out_less(search))
			return result;
		undo(search);
	}
	return fill_by_size(search, progress);
}

int search_fill(struct placement_search *search,
		const struct rp_progress *progress)
{
	uint32_t before = search->state->n_unplaced, after;
	int result;

	search_collect(search);
	result = fill_by_size(search, progress);
	after = search->state->n_unplaced;
	if (result < 0 || after == before - search->left.n || after == before)
		return result;
	return fill_again(search, progress);
}
