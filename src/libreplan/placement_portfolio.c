/* Placement: an answer from nothing (rules 4, "History-free").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First the large ones, whatever their tier: where all find a host that
 * balances best.  Where some are left out, level 1 is all that matters, and
 * other things are tried.  Then the peak is lowered, and on small sites
 * searched for. */

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_nothing.h"
#include "placement_target.h"

/* The steps of balancing: for each host, and some. */
#define STEPS_OF_HOST 2
#define MORE_STEPS 500

#define REPORT_EVERY 4096

/* ---- Progress ------------------------------------------------------------ */

static bool report_part(void *data, uint64_t done, uint64_t all)
{
	const struct nothing_progress *progress = data;
	uint64_t length = progress->end - progress->first;

	/* Both are numbers of items: the product is no more than 2^64. */
	if (all > 0)
		length = length * done / all;
	return progress->outer->report(progress->outer->data,
				       progress->first + length, progress->all);
}

static void progress_init(struct nothing_progress *progress,
			  const struct rp_progress *outer, uint64_t all)
{
	*progress = (struct nothing_progress){ .outer = outer, .all = all };
	progress->inner.report = report_part;
	progress->inner.data = progress;
}

void nothing_progress_next(struct nothing_progress *progress, uint32_t percent)
{
	progress->first = progress->end;
	progress->end = progress->all * percent / 100;
}

const struct rp_progress *
nothing_progress_inner(const struct nothing_progress *progress)
{
	return progress->outer ? &progress->inner : NULL;
}

/* ---- Placing ------------------------------------------------------------- */

/* What found no host, of a class: nothing of it that needs as much will. */
struct failed {
	int64_t need[RP_N_RESOURCES];
	bool any;
};

static bool is_hopeless(const struct failed *failed, const int64_t *need)
{
	if (!failed->any)
		return false;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (need[r] < failed->need[r])
			return false;
	return true;
}

static void fill_one(struct placement_state *state, uint32_t item,
		     struct failed *of_classes)
{
	const struct placement_item *it = &state->problem->items[item];
	struct failed *failed = &of_classes[it->class_];
	struct state_seeker seeker;
	rp_id host;

	if (is_hopeless(failed, it->need))
		return;
	seeker = state_seeker(state, item);
	host = state_best_host(state, &seeker);
	if (host != RP_NONE) {
		state_place(state, item, host);
	} else if (it->runs_on == RP_NONE ||
		   !placement_reaches(state->problem, it->class_,
				      it->runs_on)) {
		/* The host where it runs already made no difference. */
		memcpy(failed->need, it->need, sizeof failed->need);
		failed->any = true;
	}
}

int nothing_fill(struct placement_state *state, const uint32_t *order,
		 uint32_t n, const struct rp_progress *progress)
{
	const struct placement_problem *problem = state->problem;
	struct failed *failed =
		memory_zeroed(problem->n_classes, sizeof *failed);
	int result = failed ? RP_OK : RP_NO_MEMORY;

	for (uint32_t i = 0; i < n && result == RP_OK; i++) {
		fill_fetch_ahead(problem, order, i, n);
		fill_one(state, order[i], failed);
		if (progress && i % REPORT_EVERY == 0 &&
		    !progress->report(progress->data, i, n))
			result = RP_STOPPED;
	}
	free(failed);
	return result;
}

/* ---- All together -------------------------------------------------------- */

static int balance(struct placement_state *state,
		   const struct rp_progress *progress)
{
	return placement_balance(
		state, MORE_STEPS + STEPS_OF_HOST * state->problem->n_hosts,
		progress);
}

/* On a small site: all levels once more. */
static int search_target(struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	struct placement_bound bound;
	rp_id *host_of =
		memory_copy(state->host_of, problem->n_items, sizeof *host_of);
	bool ok = host_of &&
		  placement_bound(&bound, problem,
				  problem->n_items - state->n_unplaced,
				  host_of) &&
		  placement_target(problem, host_of, &bound);

	for (uint32_t i = 0; ok && i < problem->n_items; i++)
		if (state->host_of[i] != host_of[i])
			state_move(state, i, host_of[i]);
	free(host_of);
	return ok ? balance(state, NULL) : RP_NO_MEMORY;
}

int placement_from_nothing(struct placement_search *search,
			   const struct rp_progress *outer)
{
	struct placement_state *state = search->state;
	struct nothing_progress progress;
	int result;

	progress_init(&progress, outer, state->problem->n_items);
	nothing_progress_next(&progress, NOTHING_FILLED);
	search_collect(search);
	order_by_size(search, search->left.ids, search->left.n);
	result = nothing_fill(state, search->left.ids, search->left.n,
			      nothing_progress_inner(&progress));
	if (result == RP_OK && state->n_unplaced > 0)
		result = placement_make_room(search, &progress);
	nothing_progress_next(&progress, 100);
	if (result == RP_OK)
		result = balance(state, nothing_progress_inner(&progress));
	if (result == RP_OK && placement_target_suits(state->problem))
		result = search_target(state);
	return result;
}
