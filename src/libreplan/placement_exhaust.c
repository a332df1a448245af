/* Placement: trying all answers of a small problem (see placement_exhaust.h).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Item by item, the largest first, on every host that has room; and without a
 * host where that many may be left out.  Of hosts that are alike and equally
 * full one is tried.  A branch ends where the hosts together have less than
 * what must still be placed. */

#include "placement_exhaust.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

/* Larger problems are not tried, and no more steps than this are taken. */
#define MOST_ITEMS 128
#define MOST_HOSTS 128
#define MOST_STEPS 300000

struct ordered {
	struct rp_ratio size;
	uint32_t item;
};

struct trial {
	const struct cuts *cuts;
	struct ordered items[MOST_ITEMS];
	uint32_t n_items;
	cut_wide needs[MOST_ITEMS + 1][RP_N_RESOURCES]; /* Of items from there
							 * to the last. */
	cut_wide room[MOST_HOSTS][RP_N_RESOURCES];
	cut_wide all_room[RP_N_RESOURCES];
	bool is_open[MOST_HOSTS];
	bool is_single[MOST_HOSTS]; /* Some item minds this very host. */
	uint32_t *left_out;	    /* By tier: that may still be. */
	uint32_t n_left_out;
	uint32_t broken; /* How many may still be. */
	uint32_t moved;
	rp_id host_of[MOST_ITEMS]; /* Of the items so far, in their order. */
	uint32_t n_of_sets[MOST_HOSTS]; /* Items of sets on a host. */
	uint32_t steps;
};

/* ---- Making a trial ------------------------------------------------------ */

/* The greatest share of a capacity that the item could take. */
static struct rp_ratio size_of(const struct placement_problem *problem,
			       uint32_t item)
{
	struct rp_ratio size = { 0, 1 };

	for (rp_id h = 0; h < problem->n_hosts; h++) {
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			struct rp_ratio ratio = {
				problem->items[item].need[r],
				problem->hosts[h].capacity[r]
			};

			if (ratio_counts(ratio.capacity) &&
			    ratio_compare(ratio, size) > 0)
				size = ratio;
		}
	}
	return size;
}

static int by_size(const void *a_, const void *b_)
{
	const struct ordered *a = a_, *b = b_;
	int order = ratio_compare(b->size, a->size);

	return order ? order : (a->item > b->item) - (a->item < b->item);
}

static void order_items(struct trial *trial)
{
	const struct placement_problem *problem = trial->cuts->problem;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];

		if (item->pinned != RP_NONE)
			trial->is_single[item->pinned] = true;
		if (item->runs_on != RP_NONE)
			trial->is_single[item->runs_on] = true;
		if (item->accepted != RP_NONE)
			trial->is_single[item->accepted] = true;
		if (trial->cuts->kind_of[i] != RP_NONE)
			trial->items[trial->n_items++] =
				(struct ordered){ size_of(problem, i), i };
	}
	qsort(trial->items, trial->n_items, sizeof *trial->items, by_size);
	for (uint32_t i = trial->n_items; i-- > 0;)
		for (int r = 0; r < RP_N_RESOURCES; r++)
			trial->needs[i][r] =
				trial->needs[i + 1][r] +
				(cut_wide)problem->items[trial->items[i].item]
						.need[r] *
					CUT_PARTS;
}

static void measure_hosts(struct trial *trial, uint32_t level)
{
	const struct cuts *cuts = trial->cuts;

	for (rp_id h = 0; h < cuts->problem->n_hosts; h++) {
		trial->is_open[h] =
			cuts->cell_of[h] != RP_NONE &&
			(level == CUT_TOP || level >= cuts->opens_at[h]);
		for (int r = 0; trial->is_open[h] && r < RP_N_RESOURCES; r++) {
			trial->room[h][r] =
				level == CUT_TOP ? cuts_free_room(cuts, h, r)
						 : cuts_room(cuts, h, r, level);
			trial->all_room[r] += trial->room[h][r];
		}
	}
}

/* ---- Trying -------------------------------------------------------------- */

static bool fits(const struct trial *trial, uint32_t item, rp_id host)
{
	const struct placement_problem *problem = trial->cuts->problem;
	const struct placement_item *it = &problem->items[item];

	if (!trial->is_open[host] || it->runs_on == host ||
	    (it->pinned != RP_NONE && it->pinned != host) ||
	    !placement_reaches(problem, it->class_, host))
		return false;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if ((cut_wide)it->need[r] * CUT_PARTS > trial->room[host][r])
			return false;
	return true;
}

/* Whether a host before 'host' is like it in all that matters from now on. */
static bool is_repeated(const struct trial *trial, rp_id host)
{
	const struct placement_problem *problem = trial->cuts->problem;

	if (trial->is_single[host] || trial->n_of_sets[host] > 0)
		return false;
	for (rp_id h = 0; h < host; h++)
		if (!trial->is_single[h] && trial->is_open[h] &&
		    trial->n_of_sets[h] == 0 &&
		    problem->group_of[h] == problem->group_of[host] &&
		    memcmp(trial->room[h], trial->room[host],
			   sizeof trial->room[h]) == 0)
			return true;
	return false;
}

/* Whether one of the items before 'i' is of the same set and stands on
 * 'host'. */
static bool is_shared(const struct trial *trial, uint32_t i, rp_id host)
{
	const struct placement_item *items = trial->cuts->problem->items;
	rp_id separation = items[trial->items[i].item].separation;

	for (uint32_t j = 0; j < i && separation != RP_NONE; j++)
		if (trial->host_of[j] == host &&
		    items[trial->items[j].item].separation == separation)
			return true;
	return false;
}

/* Whether 'item' moves when it stands on 'host', or nowhere. */
static bool is_move(const struct trial *trial, uint32_t item, rp_id host)
{
	rp_id accepted = trial->cuts->problem->items[item].accepted;

	return accepted != RP_NONE && accepted != host;
}

/* Adds 'item' to 'host' (sign 1), or takes it away (-1). */
static void put(struct trial *trial, uint32_t item, rp_id host, int sign)
{
	const struct placement_item *it = &trial->cuts->problem->items[item];

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		cut_wide amount = (cut_wide)it->need[r] * CUT_PARTS * sign;

		trial->room[host][r] -= amount;
		trial->all_room[r] -= amount;
	}
	if (it->separation != RP_NONE)
		trial->n_of_sets[host] += sign > 0 ? 1 : UINT32_MAX;
}

/* Whether all hosts together have too little for what must be placed. */
static bool is_hopeless(const struct trial *trial, uint32_t first)
{
	for (int r = 0; r < RP_N_RESOURCES && trial->n_left_out == 0; r++)
		if (trial->needs[first][r] > trial->all_room[r])
			return true;
	return false;
}

static bool try_items(struct trial *trial, uint32_t first);

/* Whether there is an answer with item 'i', in their order, on 'host'. */
static bool try_on(struct trial *trial, uint32_t i, rp_id host)
{
	uint32_t item = trial->items[i].item;
	bool shares = is_shared(trial, i, host);
	bool moves = is_move(trial, item, host);
	bool found;

	if ((shares && trial->broken == 0) || (moves && trial->moved == 0))
		return false;
	trial->broken -= shares;
	trial->moved -= moves;
	trial->host_of[i] = host;
	put(trial, item, host, 1);
	found = try_items(trial, i + 1);
	put(trial, item, host, -1);
	trial->broken += shares;
	trial->moved += moves;
	return found;
}

/* The same without a host. */
static bool try_without(struct trial *trial, uint32_t i)
{
	uint32_t item = trial->items[i].item;
	uint32_t *left_out =
		&trial->left_out[trial->cuts->problem->items[item].tier];
	bool moves = is_move(trial, item, RP_NONE);
	bool found;

	if (*left_out == 0 || (moves && trial->moved == 0))
		return false;
	--*left_out;
	trial->n_left_out--;
	trial->moved -= moves;
	trial->host_of[i] = RP_NONE;
	found = try_items(trial, i + 1);
	++*left_out;
	trial->n_left_out++;
	trial->moved += moves;
	return found;
}

/* Whether the items from 'first' on have an answer.  False also when the steps
 * are used up.  The depth is the number of items. */
static bool try_items(struct trial *trial, uint32_t first)
{
	if (first == trial->n_items)
		return true;
	if (trial->steps == 0 || is_hopeless(trial, first))
		return false;
	trial->steps--;
	for (rp_id h = 0; h < trial->cuts->problem->n_hosts; h++)
		if (fits(trial, trial->items[first].item, h) &&
		    !is_repeated(trial, h) && try_on(trial, first, h))
			return true;
	return try_without(trial, first);
}

/* Those that no host takes are left out to begin with; false where that is more
 * than may be. */
static bool leave_out_hopeless(struct trial *trial)
{
	const struct cuts *cuts = trial->cuts;

	for (uint32_t i = 0; i < cuts->problem->n_items; i++) {
		uint32_t *left_out =
			&trial->left_out[cuts->problem->items[i].tier];

		bool moves = is_move(trial, i, RP_NONE);

		if (cuts->kind_of[i] != RP_NONE)
			continue;
		if (*left_out == 0 || (moves && trial->moved == 0))
			return false;
		--*left_out;
		trial->moved -= moves;
	}
	for (uint32_t t = 0; t < cuts->problem->n_tiers; t++)
		trial->n_left_out += trial->left_out[t];
	return true;
}

bool placement_exhaust(enum exhausted *out, const struct cuts *cuts,
		       const struct exhaust_limits *limits)
{
	const struct placement_problem *problem = cuts->problem;
	struct trial *trial;
	bool ok;

	*out = EXHAUSTED_NOT;
	if (cuts->n_hopeful >= MOST_ITEMS || problem->n_hosts > MOST_HOSTS)
		return true;
	trial = memory_zeroed(1, sizeof *trial);
	if (!trial)
		return false;
	trial->cuts = cuts;
	trial->steps = MOST_STEPS;
	trial->broken = limits->broken;
	trial->moved = limits->moved;
	trial->left_out = memory_copy(limits->left_out, problem->n_tiers,
				      sizeof *trial->left_out);
	if (trial->left_out) {
		order_items(trial);
		measure_hosts(trial, limits->level);
		if (leave_out_hopeless(trial) && try_items(trial, 0))
			*out = EXHAUSTED_SOME;
		else if (trial->steps > 0)
			*out = EXHAUSTED_NONE;
	}
	ok = trial->left_out;
	free(trial->left_out);
	free(trial);
	return ok;
}
