/* Placement: the bound of how many find no host (see placement_bound.h).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the items within a cut need more than its hosts have free, only those
 * with the smallest needs fit.  Earlier tiers take their part first, less the
 * greatest needs of as many as are left out.  Or they find no host because they
 * cannot be divided (placement_pieces.h).  Cuts without a common kind add up.
 */

#include "placement_bound.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_pieces.h"
#include "ratio.h"

#define ROUNDS 32

/* So many steps are taken with items that cannot be divided. */
#define MOST_STEPS 1000000
#define MOST_THOROUGH_STEPS 100000000

/* A cut within which items find no host. */
struct overfull {
	uint64_t *kinds; /* Within it. */
	uint64_t *cells;
	uint32_t n_items;
	uint32_t short_by;
	bool in_pieces;
	enum rp_resource resource;
	int64_t need;
	int64_t has;
	uint32_t number; /* In the order in which they were found. */
};

struct counter {
	struct cuts *cuts;
	uint32_t tier;
	struct cut_needs needs;		/* Of the tier and earlier ones. */
	cut_wide *room[RP_N_RESOURCES]; /* By cell. */
	uint64_t *kinds;		/* Of the cut at hand. */
	uint32_t *skipped;		/* By tier, while adding up. */
	uint32_t *before;		/* By tier: so many hopeful items of
					 * an earlier one may be left out. */
	struct pieces pieces;
	uint64_t steps; /* That may still be taken. */
	struct overfull *overfull;
	uint32_t n_overfull;
	uint32_t capacity;
};

/* ---- What a cut says ----------------------------------------------------- */

static bool is_earlier(const struct counter *counter, uint32_t tier)
{
	return counter->tier != EVERY_TIER && tier < counter->tier;
}

static bool is_counted(const struct counter *counter, uint32_t tier)
{
	return counter->tier == EVERY_TIER || tier == counter->tier;
}

/* What the earlier tiers take at least, by 'rising', within the kinds at hand.
 */
static cut_wide taken_before(struct counter *counter,
			     const struct cut_need *rising)
{
	const struct cuts *cuts = counter->cuts;
	const struct placement_item *items = cuts->problem->items;
	cut_wide taken = 0;

	if (counter->tier == EVERY_TIER)
		return 0;
	memset(counter->skipped, 0, counter->tier * sizeof *counter->skipped);
	for (uint32_t i = cuts->n_hopeful; i-- > 0;) {
		uint32_t item = rising[i].item, tier = items[item].tier;

		if (!is_earlier(counter, tier) ||
		    !cut_has(counter->kinds, cuts->kind_of[item]))
			continue;
		if (counter->skipped[tier] < counter->before[tier])
			counter->skipped[tier]++;
		else
			taken += rising[i].amount;
	}
	return taken;
}

/* How many items of the tier find no host, when those of the kinds at hand have
 * 'room' of 'r'. */
static bool count_short(uint32_t *short_by, uint32_t *n_items,
			struct counter *counter, int r, cut_wide room)
{
	const struct cuts *cuts = counter->cuts;
	const struct placement_item *items = cuts->problem->items;
	const struct cut_need *rising = cuts_rising(counter->cuts, r);
	bool is_full = false;

	*short_by = *n_items = 0;
	if (!rising)
		return false;
	room /= CUT_PARTS;
	room -= taken_before(counter, rising);
	for (uint32_t i = 0; i < cuts->n_hopeful; i++) {
		uint32_t item = rising[i].item;

		if (!is_counted(counter, items[item].tier) ||
		    !cut_has(counter->kinds, cuts->kind_of[item]))
			continue;
		room -= rising[i].amount;
		is_full = is_full || (room < 0 && rising[i].amount > 0);
		*short_by += is_full;
		++*n_items;
	}
	return true;
}

/* Remembers the cut 'made' of 'cells' and the kinds at hand. */
static bool add_overfull(struct counter *counter, const uint64_t *cells,
			 struct overfull made)
{
	const struct cuts *cuts = counter->cuts;

	if (!memory_grow(&counter->overfull, &counter->capacity,
			 (size_t)counter->n_overfull + 1,
			 sizeof *counter->overfull))
		return false;
	made.cells = memory_copy(cells, cuts->n_words, sizeof *cells);
	made.kinds = memory_copy(counter->kinds, cuts->n_kind_words,
				 sizeof *made.kinds);
	made.number = counter->n_overfull;
	counter->overfull[counter->n_overfull++] = made;
	return made.cells && made.kinds;
}

/* How many of the tier find no host as their needs of 'r' cannot be divided:
 * looking at it together with the earlier tiers, or alone. */
static bool count_pieces(uint32_t *short_by, struct counter *counter,
			 const uint64_t *cells, int r)
{
	struct cuts *cuts = counter->cuts;
	uint32_t tier = counter->tier, end = tier;

	*short_by = 0;
	end += tier != EVERY_TIER;
	for (int alone = 0; alone < (tier == 0 || tier == EVERY_TIER ? 1 : 2);
	     alone++) {
		uint32_t n;

		if (!pieces_collect(&counter->pieces, cuts, cells, r,
				    alone ? tier : 0, end, counter->before, 0))
			return false;
		if (!pieces_set_rooms(&counter->pieces, cuts, cells, r, CUT_TOP,
				      false))
			return true;
		n = pieces_short(&counter->pieces);
		if (n > *short_by)
			*short_by = n;
	}
	return true;
}

/* What looking at a cut costs, in steps of pieces_short(); it is taken from
 * those that may be. */
static bool may_step(struct counter *counter, const uint64_t *cells)
{
	const struct cuts *cuts = counter->cuts;
	uint64_t n_hosts = 1, n_items = 0;

	for (uint32_t c = 0; c < cuts->n_cells; c++)
		if (cut_has(cells, c))
			n_hosts += cuts->cells[c].end - cuts->cells[c].first;
	for (uint32_t k = 0; k < cuts->n_kinds; k++)
		if (cut_has(counter->kinds, k))
			n_items += counter->needs.n_items[k];
	if (n_hosts * n_items + cuts->n_hopeful > counter->steps)
		return false;
	counter->steps -= n_hosts * n_items + cuts->n_hopeful;
	return true;
}

/* How many of the tier there are within the kinds at hand. */
static uint32_t count_tier(const struct counter *counter)
{
	const struct cuts *cuts = counter->cuts;
	uint32_t n = 0;

	for (uint32_t i = 0; i < cuts->problem->n_items; i++)
		n += cuts->kind_of[i] != RP_NONE &&
		     is_counted(counter, cuts->problem->items[i].tier) &&
		     cut_has(counter->kinds, cuts->kind_of[i]);
	return n;
}

/* Takes what resource 'r' says where that is more than 'best'. */
static bool look_at(struct overfull *best, struct counter *counter,
		    const uint64_t *cells, int r, int64_t need)
{
	const struct cuts *cuts = counter->cuts;
	struct overfull made = { .resource = (enum rp_resource)r };
	cut_wide room = 0;
	uint32_t in_pieces = 0;

	for (uint32_t c = 0; c < cuts->n_cells; c++)
		if (cut_has(cells, c))
			room += counter->room[r][c];
	if ((cut_wide)need * CUT_PARTS > room &&
	    !count_short(&made.short_by, &made.n_items, counter, r, room))
		return false;
	if (need > 0 && room < CUT_ENDLESS && may_step(counter, cells) &&
	    !count_pieces(&in_pieces, counter, cells, r))
		return false;
	if (in_pieces > made.short_by) {
		made.short_by = in_pieces;
		made.n_items = count_tier(counter);
		made.in_pieces = true;
	}
	if (made.short_by <= best->short_by)
		return true;
	made.need = need;
	room /= CUT_PARTS;
	made.has = room > INT64_MAX ? INT64_MAX : (int64_t)room;
	*best = made;
	return true;
}

static bool is_known(const struct counter *counter, const uint64_t *cells)
{
	size_t size = counter->cuts->n_words * sizeof *cells;

	for (uint32_t i = 0; i < counter->n_overfull; i++)
		if (memcmp(counter->overfull[i].cells, cells, size) == 0)
			return true;
	return false;
}

static bool look(void *counter_, const uint64_t *cells)
{
	struct counter *counter = counter_;
	struct overfull best = { .short_by = 0 };
	int64_t needs[RP_N_RESOURCES];
	uint32_t n_items;

	if (is_known(counter, cells))
		return true;
	cuts_measure(&n_items, needs, counter->kinds, counter->cuts,
		     &counter->needs, cells);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (!look_at(&best, counter, cells, r, needs[r]))
			return false;
	return best.short_by == 0 || add_overfull(counter, cells, best);
}

/* ---- Adding up ----------------------------------------------------------- */

static int by_shortage(const void *a_, const void *b_)
{
	const struct overfull *a = a_, *b = b_;

	if (a->short_by != b->short_by)
		return a->short_by > b->short_by ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Adds 'kinds' to 'taken' unless they have one in common. */
static bool take_apart(uint64_t *taken, const uint64_t *kinds, uint32_t n_words)
{
	for (uint32_t w = 0; w < n_words; w++)
		if (taken[w] & kinds[w])
			return false;
	for (uint32_t w = 0; w < n_words; w++)
		taken[w] |= kinds[w];
	return true;
}

/* The cuts that say most, none with a kind in common. */
static bool add_up(struct count_bound *bound, struct counter *counter)
{
	const struct cuts *cuts = counter->cuts;
	uint64_t *taken = memory_zeroed(cuts->n_kind_words, sizeof *taken);
	struct overfull *first = counter->overfull;

	if (!taken)
		return false;
	if (counter->n_overfull > 0) {
		qsort(first, counter->n_overfull, sizeof *first, by_shortage);
		bound->cells = first->cells;
		first->cells = NULL;
		bound->resource = first->resource;
		bound->in_pieces = first->in_pieces;
		bound->n_items = first->n_items;
		bound->short_by = first->short_by;
		bound->need = first->need;
		bound->has = first->has;
	}
	for (uint32_t i = 0; i < counter->n_overfull; i++)
		if (take_apart(taken, counter->overfull[i].kinds,
			       cuts->n_kind_words))
			bound->unplaced += counter->overfull[i].short_by;
	free(taken);
	return true;
}

/* ---- The bound ----------------------------------------------------------- */

/* Hopeless items of earlier tiers are among those that are left out. */
static void set_before(struct counter *counter, const uint32_t *left_out)
{
	const struct cuts *cuts = counter->cuts;
	const struct placement_problem *problem = cuts->problem;

	for (uint32_t t = 0; t < problem->n_tiers; t++)
		if (is_earlier(counter, t))
			counter->before[t] = left_out[t];
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (cuts->kind_of[i] == RP_NONE &&
		    counter->before[problem->items[i].tier] > 0)
			counter->before[problem->items[i].tier]--;
}

static bool counter_init(struct counter *counter, const uint32_t *left_out)
{
	const struct cuts *cuts = counter->cuts;
	const struct placement_problem *problem = cuts->problem;
	bool ok = cut_needs_init(&counter->needs, cuts);

	counter->kinds =
		memory_zeroed(cuts->n_kind_words, sizeof *counter->kinds);
	counter->skipped =
		memory_zeroed(problem->n_tiers, sizeof *counter->skipped);
	counter->before =
		memory_zeroed(problem->n_tiers, sizeof *counter->before);
	ok = ok && counter->kinds && counter->skipped && counter->before &&
	     pieces_init(&counter->pieces, cuts);
	if (ok)
		set_before(counter, left_out);
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		counter->room[r] =
			memory_zeroed(cuts->n_cells, sizeof *counter->room[r]);
		ok = ok && counter->room[r];
		for (rp_id h = 0; ok && h < problem->n_hosts; h++)
			if (cuts->cell_of[h] != RP_NONE)
				counter->room[r][cuts->cell_of[h]] +=
					cuts_free_room(cuts, h, r);
	}
	for (uint32_t i = 0; ok && i < problem->n_items; i++)
		if (is_counted(counter, problem->items[i].tier) ||
		    is_earlier(counter, problem->items[i].tier))
			cut_needs_add(&counter->needs, cuts, i);
	return ok;
}

static void counter_destroy(struct counter *counter)
{
	for (uint32_t i = 0; i < counter->n_overfull; i++) {
		free(counter->overfull[i].kinds);
		free(counter->overfull[i].cells);
	}
	free(counter->overfull);
	free(counter->kinds);
	free(counter->skipped);
	free(counter->before);
	pieces_destroy(&counter->pieces);
	cut_needs_destroy(&counter->needs);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		free(counter->room[r]);
}

static bool look_everywhere(struct counter *counter, const rp_id *host_of,
			    bool thorough)
{
	struct cut_looker looker = { look, counter };
	bool ok = cuts_of_site(counter->cuts, looker);

	for (int r = 0; ok && r < RP_N_RESOURCES; r++) {
		struct cut_shortage shortage = {
			counter->cuts,	  &counter->needs, r,
			counter->room[r], host_of,
		};

		ok = cuts_by_price(&shortage, ROUNDS, looker) &&
		     (!thorough || cuts_by_flow(&shortage, looker));
	}
	return ok;
}

bool count_bound_find(struct count_bound *bound, struct cuts *cuts,
		      uint32_t tier, const uint32_t *left_out,
		      const rp_id *host_of, bool thorough)
{
	const struct placement_problem *problem = cuts->problem;
	struct counter counter = {
		.cuts = cuts,
		.tier = tier,
		.steps = thorough ? MOST_THOROUGH_STEPS : MOST_STEPS,
	};
	bool ok = counter_init(&counter, left_out);

	*bound = (struct count_bound){ 0 };
	ok = ok && look_everywhere(&counter, host_of, thorough) &&
	     add_up(bound, &counter);
	for (uint32_t i = 0; ok && i < problem->n_items; i++)
		if (cuts->kind_of[i] == RP_NONE &&
		    is_counted(&counter, problem->items[i].tier))
			bound->hopeless++;
	bound->unplaced += bound->hopeless;
	counter_destroy(&counter);
	return ok;
}

void count_bound_destroy(struct count_bound *bound)
{
	free(bound->cells);
	bound->cells = NULL;
}
