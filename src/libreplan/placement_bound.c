/* Placement: the bound of the peak (see placement_bound.h).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A level is refuted by a cut whose hosts give less at it than the items within
 * need.  Where not all items must be placed, those with the greatest needs may
 * be the ones left out.  Where a host has room for few, what a cut can take
 * says more when items are counted (placement_pieces.h).  And no answer is
 * below the item that is worst off on the best of its hosts. */

#include "placement_bound.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_pieces.h"
#include "ratio.h"

#define ROUNDS 32

/* So many items are looked at on each of their hosts. */
#define MOST_LOOKS 20000000

/* So many steps are taken with items that cannot be divided. */
#define MOST_STEPS 1000000
#define MOST_THOROUGH_STEPS 100000000

struct search {
	struct peak_bound *bound;
	struct cuts *cuts;
	struct cut_needs needs;
	struct cut_needs placed;	/* Of what the answer places. */
	uint32_t left_out;		/* So many hopeful items may be
					 * unplaced... */
	uint32_t *left_out_of;		/* ...of each tier; or NULL. */
	uint32_t *skipped;		/* Of each tier, while adding up. */
	cut_wide *room[RP_N_RESOURCES]; /* By cell, at the least level. */
	struct pieces pieces;
	uint64_t steps; /* That may still be taken. */
};

/* ---- Raising the bound --------------------------------------------------- */

static void measure_rooms(struct search *search)
{
	const struct cuts *cuts = search->cuts;

	for (uint32_t c = 0; c < cuts->n_cells; c++) {
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			cut_wide *room = &search->room[r][c];
			struct rp_range hosts = cuts->cells[c];

			*room = 0;
			for (rp_id i = hosts.first; i < hosts.end; i++)
				*room += cuts_room(cuts, cuts->hosts[i], r,
						   search->bound->least);
		}
	}
}

/* What the hosts of 'cells' give at 'level'. */
static cut_wide room_at(const struct cuts *cuts, const uint64_t *cells, int r,
			uint32_t level)
{
	cut_wide room = 0;

	for (uint32_t c = 0; c < cuts->n_cells; c++) {
		struct rp_range hosts = cuts->cells[c];

		for (rp_id i = hosts.first; cut_has(cells, c) && i < hosts.end;
		     i++)
			room += cuts_room(cuts, cuts->hosts[i], r, level);
	}
	return room;
}

static void note_cut(struct search *search, const uint64_t *cells, int r,
		     uint32_t n_items)
{
	struct peak_bound *bound = search->bound;

	memcpy(bound->cells, cells,
	       search->cuts->n_words * sizeof *bound->cells);
	bound->resource = (enum rp_resource)r;
	bound->n_items = n_items;
	bound->in_pieces = false;
	bound->item = RP_NONE;
}

/* Raises the bound to the least level at which 'cells' give 'need' of 'r',
 * which they do not at the present one. */
static void raise(struct search *search, const uint64_t *cells, int r,
		  cut_wide need)
{
	struct peak_bound *bound = search->bound;
	uint32_t low = bound->least + 1, high = CUT_PARTS;

	if (bound->least >= CUT_TOP)
		return;
	if (low > high || room_at(search->cuts, cells, r, high) < need)
		high = CUT_TOP;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (room_at(search->cuts, cells, r, middle) < need)
			low = middle + 1;
		else
			high = middle;
	}
	bound->least = low;
	/* Above 100% room grows by leaps, where a host opens. */
	bound->exact = low <= CUT_PARTS &&
		       room_at(search->cuts, cells, r, low) == need;
	measure_rooms(search);
}

/* Whether an item of 'tier' may be one that is left out, after those for which
 * this was said already. */
static bool may_skip(struct search *search, uint32_t *n_skipped, uint32_t tier)
{
	if (*n_skipped == search->left_out ||
	    (search->left_out_of &&
	     search->skipped[tier] == search->left_out_of[tier]))
		return false;
	search->skipped[tier]++;
	++*n_skipped;
	return true;
}

static void skip_none(struct search *search)
{
	memset(search->skipped, 0,
	       search->cuts->problem->n_tiers * sizeof *search->skipped);
}

/* What of 'need' remains when the greatest needs within 'cells' are left out.
 * False when memory ran out. */
static bool without_left_out(cut_wide *need, struct search *search,
			     const uint64_t *cells, int r)
{
	const struct cuts *cuts = search->cuts;
	const struct placement_item *items = cuts->problem->items;
	const struct cut_need *rising;
	uint32_t n = 0;

	if (search->left_out == 0)
		return true;
	rising = cuts_rising(search->cuts, r);
	skip_none(search);
	for (uint32_t i = cuts->n_hopeful;
	     rising && i-- > 0 && n < search->left_out;) {
		uint32_t item = rising[i].item;

		if (cuts_within(cuts, cuts->kind_of[item], cells) &&
		    may_skip(search, &n, items[item].tier))
			*need -= rising[i].amount;
	}
	return rising;
}

static bool look(void *search_, const uint64_t *cells)
{
	struct search *search = search_;
	const struct cuts *cuts = search->cuts;
	int64_t needs[RP_N_RESOURCES];
	uint32_t n_items;

	cuts_measure(&n_items, needs, NULL, cuts, &search->needs, cells);
	if (n_items <= search->left_out)
		return true;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		cut_wide need = needs[r], room = 0;

		for (uint32_t c = 0; c < cuts->n_cells; c++)
			if (cut_has(cells, c))
				room += search->room[r][c];
		if (need == 0 || need * CUT_PARTS < room ||
		    (need * CUT_PARTS == room && search->bound->exact))
			continue;
		if (!without_left_out(&need, search, cells, r))
			return false;
		need *= CUT_PARTS;
		if (need > room) {
			raise(search, cells, r, need);
			note_cut(search, cells, r, n_items);
		} else if (need == room && need > 0 &&
			   search->bound->least <= CUT_PARTS) {
			search->bound->exact = true;
			note_cut(search, cells, r, n_items);
		}
	}
	return true;
}

/* ---- Items that are badly off everywhere --------------------------------- */

/* The fullest resource of 'host' with nothing but 'item' on it. */
static struct rp_ratio load_with(const struct placement_problem *problem,
				 uint32_t item, rp_id host)
{
	const struct placement_host *on = &problem->hosts[host];
	struct rp_ratio load = { 0, 1 };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = {
			ratio_add(on->running[r], problem->items[item].need[r]),
			on->capacity[r]
		};

		if (ratio_counts(ratio.capacity) &&
		    ratio_compare(ratio, load) > 0)
			load = ratio;
	}
	return load;
}

/* Whether a peak of 'ratio' at least says more than is known. */
static bool tells(const struct search *search, struct rp_ratio ratio)
{
	const struct peak_bound *bound = search->bound;
	int order = ratio_compare(ratio,
				  (struct rp_ratio){ bound->least, CUT_PARTS });

	return order > 0 || (order == 0 && !bound->exact);
}

/* An item and the least peak that it comes to. */
struct lone {
	struct rp_ratio peak;
	uint32_t item;
};

/* The least peak with 'item' on a host; false where that is not above what is
 * known.  '*last' is a host that served another item of its kind. */
static bool least_peak(struct lone *lone, const struct search *search,
		       uint32_t item, rp_id *last, uint64_t *looks)
{
	const struct cuts *cuts = search->cuts;
	const struct placement_problem *problem = cuts->problem;
	const uint64_t *set = cuts_set(cuts, cuts->kind_of[item]);
	bool found = false;

	if (*last != RP_NONE && cuts_takes(problem, item, *last) &&
	    !tells(search, load_with(problem, item, *last)))
		return false;
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		struct rp_ratio load;

		if (cuts->cell_of[h] == RP_NONE ||
		    !cut_has(set, cuts->cell_of[h]) ||
		    !cuts_takes(problem, item, h))
			continue;
		++*looks;
		load = load_with(problem, item, h);
		if (!tells(search, load)) {
			*last = h;
			return false;
		}
		if (!found || ratio_compare(load, lone->peak) < 0)
			*lone = (struct lone){ load, item };
		found = true;
	}
	return found;
}

static int by_peak(const void *a_, const void *b_)
{
	const struct lone *a = a_, *b = b_;
	int order = ratio_compare(b->peak, a->peak);

	return order ? order : (a->item > b->item) - (a->item < b->item);
}

/* Raises the bound to the peak of the item that is worst off, when as many as
 * may be are left out. */
static void raise_by_items(struct search *search, struct lone *lones,
			   uint32_t n)
{
	const struct placement_item *items = search->cuts->problem->items;
	struct peak_bound *bound = search->bound;
	uint32_t n_skipped = 0, i = 0;
	uint64_t least;

	qsort(lones, n, sizeof *lones, by_peak);
	skip_none(search);
	while (i < n && may_skip(search, &n_skipped, items[lones[i].item].tier))
		i++;
	if (i == n)
		return;
	least = ratio_ceiling(lones[i].peak, CUT_PARTS);
	if (least > CUT_TOP)
		least = CUT_TOP;
	bound->least = (uint32_t)least;
	bound->exact = !ratio_compare(
		lones[i].peak, (struct rp_ratio){ bound->least, CUT_PARTS });
	bound->item = lones[i].item;
	memset(bound->cells, 0, search->cuts->n_words * sizeof *bound->cells);
}

static bool look_at_items(struct search *search)
{
	const struct cuts *cuts = search->cuts;
	const struct placement_problem *problem = cuts->problem;
	rp_id *last = memory_zeroed(cuts->n_kinds, sizeof *last);
	struct lone *lones = memory_zeroed(cuts->n_hopeful, sizeof *lones);
	bool ok = last && lones;
	uint64_t looks = 0;
	uint32_t n = 0;

	for (uint32_t k = 0; ok && k < cuts->n_kinds; k++)
		last[k] = RP_NONE;
	for (uint32_t i = 0; ok && looks < MOST_LOOKS && i < problem->n_items;
	     i++)
		if (cuts->kind_of[i] != RP_NONE)
			n += least_peak(&lones[n], search, i,
					&last[cuts->kind_of[i]], &looks);
	if (ok)
		raise_by_items(search, lones, n);
	free(last);
	free(lones);
	return ok;
}

/* ---- Items that cannot be divided ---------------------------------------- */

/* Whether the collected items do not all find a host within 'cells' at 'level',
 * or at any level below it. */
static bool is_too_low(struct search *search, const uint64_t *cells, int r,
		       uint32_t level, bool below)
{
	return pieces_set_rooms(&search->pieces, search->cuts, cells, r, level,
				below) &&
	       pieces_short(&search->pieces) > 0;
}

/* Raises the bound to the least level at which the collected items find hosts
 * within 'cells', which they do not at the present one. */
static void raise_pieces(struct search *search, const uint64_t *cells, int r)
{
	struct peak_bound *bound = search->bound;
	uint32_t low = bound->least + 1, high = CUT_PARTS;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (is_too_low(search, cells, r, middle, false))
			low = middle + 1;
		else
			high = middle;
	}
	bound->least = low;
	bound->exact = is_too_low(search, cells, r, low, true);
	measure_rooms(search);
}

/* What looking at a cut costs, in steps of pieces_short(). */
static uint64_t steps_of(const struct cuts *cuts, const uint64_t *cells,
			 uint32_t n_items)
{
	uint64_t n_hosts = 1;

	for (uint32_t c = 0; c < cuts->n_cells; c++)
		if (cut_has(cells, c))
			n_hosts += cuts->cells[c].end - cuts->cells[c].first;
	return n_hosts * n_items + cuts->n_hopeful;
}

static bool look_at_pieces(void *search_, const uint64_t *cells)
{
	struct search *search = search_;
	struct cuts *cuts = search->cuts;
	struct peak_bound *bound = search->bound;
	int64_t needs[RP_N_RESOURCES];
	uint32_t n_items;

	cuts_measure(&n_items, needs, NULL, cuts, &search->needs, cells);
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		uint64_t steps = steps_of(cuts, cells, n_items);

		if (needs[r] == 0 || bound->least >= CUT_PARTS ||
		    search->steps < steps)
			continue;
		search->steps -= steps;
		if (!pieces_collect(&search->pieces, cuts, cells, r, 0,
				    EVERY_TIER, search->left_out_of,
				    search->left_out_of ? 0 : search->left_out))
			return false;
		if (is_too_low(search, cells, r, bound->least, false))
			raise_pieces(search, cells, r);
		else if (!bound->exact &&
			 is_too_low(search, cells, r, bound->least, true))
			bound->exact = true;
		else
			continue;
		note_cut(search, cells, r, n_items);
		bound->in_pieces = true;
	}
	return true;
}

/* ---- The bound ----------------------------------------------------------- */

static bool is_stopped(const struct rp_progress *progress, uint64_t done,
		       uint64_t all)
{
	return progress && !progress->report(progress->data, done, all);
}

/* By prices, and by flows, one resource after the other. */
static int look_by_resource(struct search *search,
			    const struct peak_question *question)
{
	struct cut_looker looker = { look, search };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct cut_shortage shortage = {
			search->cuts,	 &search->placed,   r,
			search->room[r], question->host_of,
		};

		if (is_stopped(question->progress, (uint64_t)r, RP_N_RESOURCES))
			return RP_STOPPED;
		if (!cuts_by_price(&shortage, ROUNDS, looker) ||
		    (question->thorough && !cuts_by_flow(&shortage, looker)))
			return RP_NO_MEMORY;
	}
	return RP_OK;
}

/* How many hopeful items may be left out: hopeless ones have no host anyway. */
static bool count_left_out(struct search *search,
			   const struct peak_question *question)
{
	const struct cuts *cuts = search->cuts;
	const struct placement_problem *problem = cuts->problem;
	uint32_t n_tiers = problem->n_tiers;

	search->skipped = memory_zeroed(n_tiers, sizeof *search->skipped);
	if (!search->skipped)
		return false;
	if (!question->left_out) {
		search->left_out = cuts->n_hopeful > question->placed
					   ? cuts->n_hopeful - question->placed
					   : 0;
		return true;
	}
	search->left_out_of = memory_copy(question->left_out, n_tiers,
					  sizeof *search->left_out_of);
	if (!search->left_out_of)
		return false;
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (cuts->kind_of[i] == RP_NONE &&
		    search->left_out_of[problem->items[i].tier] > 0)
			search->left_out_of[problem->items[i].tier]--;
	for (uint32_t t = 0; t < n_tiers; t++)
		search->left_out += search->left_out_of[t];
	return true;
}

static bool search_init(struct search *search,
			const struct peak_question *question)
{
	const struct cuts *cuts = search->cuts;
	const rp_id *host_of = question->host_of;
	bool ok = cut_needs_init(&search->needs, cuts) &&
		  cut_needs_init(&search->placed, cuts) &&
		  count_left_out(search, question);

	search->bound->cells =
		memory_zeroed(cuts->n_words, sizeof *search->bound->cells);
	ok = ok && search->bound->cells && pieces_init(&search->pieces, cuts);
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		search->room[r] =
			memory_zeroed(cuts->n_cells, sizeof *search->room[r]);
		ok = ok && search->room[r];
	}
	for (uint32_t i = 0; ok && i < cuts->problem->n_items; i++) {
		cut_needs_add(&search->needs, cuts, i);
		if (!host_of || host_of[i] != RP_NONE)
			cut_needs_add(&search->placed, cuts, i);
	}
	if (ok)
		measure_rooms(search);
	return ok;
}

static void search_destroy(struct search *search)
{
	cut_needs_destroy(&search->needs);
	cut_needs_destroy(&search->placed);
	pieces_destroy(&search->pieces);
	free(search->left_out_of);
	free(search->skipped);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		free(search->room[r]);
}

static int search_all(struct search *search,
		      const struct peak_question *question)
{
	struct cut_looker looker = { look, search };
	struct cut_looker piecewise = { look_at_pieces, search };
	int result;

	if (!cuts_of_site(search->cuts, looker))
		return RP_NO_MEMORY;
	result = look_by_resource(search, question);
	if (result)
		return result;
	return look_at_items(search) && cuts_of_site(search->cuts, piecewise)
		       ? RP_OK
		       : RP_NO_MEMORY;
}

int peak_bound_find(struct peak_bound *bound, struct cuts *cuts,
		    const struct peak_question *question)
{
	struct search search = {
		.bound = bound,
		.cuts = cuts,
		.steps = question->thorough ? MOST_THOROUGH_STEPS : MOST_STEPS,
	};
	int result = RP_NO_MEMORY;

	*bound = (struct peak_bound){ .item = RP_NONE };
	if (search_init(&search, question)) {
		/* Where none need be placed there may be no peak. */
		result = search.left_out < cuts->n_hopeful
				 ? search_all(&search, question)
				 : RP_OK;
	}
	search_destroy(&search);
	return result;
}

void peak_bound_destroy(struct peak_bound *bound)
{
	free(bound->cells);
	bound->cells = NULL;
}

bool placement_bound(struct placement_bound *bound,
		     const struct placement_problem *problem, uint32_t placed,
		     const rp_id *host_of)
{
	const struct peak_question question = { .placed = placed,
						.host_of = host_of };
	struct peak_bound peak = { 0 };
	struct count_bound count = { 0 };
	struct cuts cuts;
	bool ok = cuts_init(&cuts, problem, false);

	ok = ok && peak_bound_find(&peak, &cuts, &question) == RP_OK;
	if (ok && placed < problem->n_items)
		ok = count_bound_find(&count, &cuts, EVERY_TIER, NULL, host_of,
				      false);
	if (ok) {
		bound->peak = peak_bound_floor(&peak);
		bound->unplaced = count.unplaced;
	}
	peak_bound_destroy(&peak);
	count_bound_destroy(&count);
	cuts_destroy(&cuts);
	return ok;
}
