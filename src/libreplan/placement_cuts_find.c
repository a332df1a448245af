/* Placement: looking for cuts (see placement_cuts.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_cuts.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

/* So many cuts of kinds, and of parts, are looked at. */
#define MAX_CUTS 512

/* Prices are in 1/2^20 of the load that fills a cell; what the given answer
 * loads counts as so many rounds. */
#define PRICE_BITS 20
#define PRICE_MOST (UINT64_C(1) << 40)
#define ROUNDS_OF_ANSWER 4

/* ---- Needs --------------------------------------------------------------- */

bool cut_needs_init(struct cut_needs *needs, const struct cuts *cuts)
{
	needs->n_items = memory_zeroed(cuts->n_kinds, sizeof *needs->n_items);
	needs->amount = memory_zeroed(cuts->n_kinds, sizeof *needs->amount);
	return needs->n_items && needs->amount;
}

void cut_needs_destroy(struct cut_needs *needs)
{
	free(needs->n_items);
	free(needs->amount);
	*needs = (struct cut_needs){ NULL, NULL };
}

void cut_needs_add(struct cut_needs *needs, const struct cuts *cuts,
		   uint32_t item)
{
	const int64_t *need = cuts->problem->items[item].need;
	rp_id kind = cuts->kind_of[item];

	if (kind == RP_NONE)
		return;
	needs->n_items[kind]++;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		needs->amount[kind][r] =
			ratio_add(needs->amount[kind][r], need[r]);
}

void cuts_measure(uint32_t *n_items, int64_t need[RP_N_RESOURCES],
		  uint64_t *kinds, const struct cuts *cuts,
		  const struct cut_needs *needs, const uint64_t *cells)
{
	*n_items = 0;
	memset(need, 0, RP_N_RESOURCES * sizeof *need);
	if (kinds)
		memset(kinds, 0, cuts->n_kind_words * sizeof *kinds);
	for (uint32_t k = 0; k < cuts->n_kinds; k++) {
		if (needs->n_items[k] == 0 || !cuts_within(cuts, k, cells))
			continue;
		*n_items += needs->n_items[k];
		for (int r = 0; r < RP_N_RESOURCES; r++)
			need[r] = ratio_add(need[r], needs->amount[k][r]);
		if (kinds)
			cut_add(kinds, k);
	}
}

/* ---- Parts --------------------------------------------------------------- */

/* Kinds that are put together to parts of a cut. */
struct parting {
	const struct cuts *cuts;
	uint32_t *left; /* Kinds that are in no part yet. */
	uint32_t n_left;
	uint64_t *part; /* The cells of the part at hand... */
	uint64_t *all;	/* ...and of all of them. */
};

static bool meets(const struct parting *parting, uint32_t kind)
{
	const uint64_t *set = cuts_set(parting->cuts, kind);
	struct rp_range span = parting->cuts->spans[kind];

	for (uint32_t w = span.first; w < span.end; w++)
		if (set[w] & parting->part[w])
			return true;
	return false;
}

static void unite(uint64_t *to, const uint64_t *from, uint32_t n_words)
{
	for (uint32_t w = 0; w < n_words; w++)
		to[w] |= from[w];
}

/* Moves the kinds that meet the part into it; false where there are none. */
static bool extend_part(struct parting *parting)
{
	uint32_t n_words = parting->cuts->n_words, n = 0;

	for (uint32_t i = 0; i < parting->n_left; i++) {
		uint32_t kind = parting->left[i];

		if (meets(parting, kind))
			unite(parting->part, cuts_set(parting->cuts, kind),
			      n_words);
		else
			parting->left[n++] = kind;
	}
	if (n == parting->n_left)
		return false;
	parting->n_left = n;
	return true;
}

/* The part of the first kind that is left. */
static void next_part(struct parting *parting)
{
	const struct cuts *cuts = parting->cuts;

	memcpy(parting->part, cuts_set(cuts, parting->left[0]),
	       cuts->n_words * sizeof *parting->part);
	while (extend_part(parting))
		continue;
	unite(parting->all, parting->part, cuts->n_words);
}

static bool show_parts(struct parting *parting, struct cut_looker looker)
{
	uint32_t n = 0;

	while (parting->n_left > 0 && n++ < MAX_CUTS) {
		next_part(parting);
		if (!looker.look(looker.data, parting->part))
			return false;
	}
	for (uint32_t i = 0; i < parting->n_left; i++)
		unite(parting->all, cuts_set(parting->cuts, parting->left[i]),
		      parting->cuts->n_words);
	return n < 2 || looker.look(looker.data, parting->all);
}

bool cuts_show(const struct cuts *cuts, const uint64_t *cells,
	       struct cut_looker looker)
{
	struct parting parting = {
		.cuts = cuts,
		.left = memory_zeroed(cuts->n_kinds, sizeof *parting.left),
		.part = memory_zeroed(cuts->n_words, sizeof *parting.part),
		.all = memory_zeroed(cuts->n_words, sizeof *parting.all),
	};
	bool ok = parting.left && parting.part && parting.all;

	for (uint32_t k = 0; ok && k < cuts->n_kinds; k++)
		if (cuts_within(cuts, k, cells))
			parting.left[parting.n_left++] = k;
	ok = ok && show_parts(&parting, looker);
	free(parting.left);
	free(parting.part);
	free(parting.all);
	return ok;
}

/* ---- Cuts of the site ---------------------------------------------------- */

struct ranked {
	uint32_t n_items;
	uint32_t kind;
};

static int by_items(const void *a_, const void *b_)
{
	const struct ranked *a = a_, *b = b_;

	if (a->n_items != b->n_items)
		return a->n_items > b->n_items ? -1 : 1;
	return (a->kind > b->kind) - (a->kind < b->kind);
}

static bool show_kinds(const struct cuts *cuts, struct cut_looker looker)
{
	struct ranked *ranked = memory_zeroed(cuts->n_kinds, sizeof *ranked);
	bool ok = ranked;

	for (uint32_t k = 0; ok && k < cuts->n_kinds; k++)
		ranked[k].kind = k;
	for (uint32_t i = 0; ok && i < cuts->problem->n_items; i++)
		if (cuts->kind_of[i] != RP_NONE)
			ranked[cuts->kind_of[i]].n_items++;
	if (ok)
		qsort(ranked, cuts->n_kinds, sizeof *ranked, by_items);
	for (uint32_t i = 0; ok && i < cuts->n_kinds && i < MAX_CUTS; i++)
		ok = looker.look(looker.data, cuts_set(cuts, ranked[i].kind));
	free(ranked);
	return ok;
}

bool cuts_of_site(const struct cuts *cuts, struct cut_looker looker)
{
	uint64_t *all = memory_zeroed(cuts->n_words, sizeof *all);
	bool ok = all;

	for (uint32_t c = 0; ok && c < cuts->n_cells; c++)
		cut_add(all, c);
	ok = ok && cuts_show(cuts, all, looker) && show_kinds(cuts, looker);
	free(all);
	return ok;
}

/* ---- Prices -------------------------------------------------------------- */

/* A cell in the order of prices. */
struct priced {
	uint64_t price;
	uint32_t cell;
};

struct market {
	const struct cut_shortage *shortage;
	struct priced *cells;
	uint64_t *left; /* The kinds that have no cell yet. */
	uint64_t *set;	/* The cut at hand. */
};

static int by_price(const void *a_, const void *b_)
{
	const struct priced *a = a_, *b = b_;

	if (a->price != b->price)
		return a->price < b->price ? -1 : 1;
	return (a->cell > b->cell) - (a->cell < b->cell);
}

/* The price of 'load' on a cell with 'room'. */
static uint64_t price_of(cut_wide load, cut_wide room)
{
	cut_wide price;

	if (load == 0 || room >= CUT_ENDLESS)
		return 0;
	if (room == 0)
		return PRICE_MOST;
	price = (load * CUT_PARTS << PRICE_BITS) / room;
	return price < (cut_wide)PRICE_MOST ? (uint64_t)price : PRICE_MOST;
}

/* Prices as the answer loads the cells. */
static bool set_prices(struct market *market)
{
	const struct cut_shortage *shortage = market->shortage;
	const struct cuts *cuts = shortage->cuts;
	cut_wide *load = memory_zeroed(cuts->n_cells, sizeof *load);

	if (!load)
		return false;
	for (uint32_t i = 0; shortage->host_of && i < cuts->problem->n_items;
	     i++) {
		rp_id host = shortage->host_of[i];

		if (host != RP_NONE && cuts->cell_of[host] != RP_NONE)
			load[cuts->cell_of[host]] +=
				cuts->problem->items[i].need[shortage->r];
	}
	for (uint32_t c = 0; c < cuts->n_cells; c++) {
		market->cells[c].cell = c;
		/* Cells without limit are the cheapest. */
		market->cells[c].price =
			shortage->room[c] >= CUT_ENDLESS
				? 0
				: 1 + ROUNDS_OF_ANSWER *
						  price_of(load[c],
							   shortage->room[c]);
	}
	free(load);
	return true;
}

/* Takes the kinds that may have 'cell' out of those that are left.  What they
 * need. */
static cut_wide take_kinds(struct market *market, uint32_t cell)
{
	const struct cut_shortage *shortage = market->shortage;
	const struct cuts *cuts = shortage->cuts;
	const uint64_t *takers =
		&cuts->takers[(size_t)cell * cuts->n_kind_words];
	cut_wide need = 0;

	for (uint32_t w = 0; w < cuts->n_kind_words; w++) {
		uint64_t taken = market->left[w] & takers[w];

		market->left[w] &= ~taken;
		for (; taken; taken &= taken - 1) {
			uint32_t kind =
				w * 64 + (uint32_t)__builtin_ctzll(taken);

			need += shortage->needs->amount[kind][shortage->r];
		}
	}
	return need;
}

/* Makes all kinds that need any of the resource to be left.  What they need. */
static cut_wide start_round(struct market *market, cut_wide *room)
{
	const struct cut_shortage *shortage = market->shortage;
	const struct cuts *cuts = shortage->cuts;
	cut_wide need = 0;

	memset(market->left, 0, cuts->n_kind_words * sizeof *market->left);
	for (uint32_t k = 0; k < cuts->n_kinds; k++) {
		int64_t amount = shortage->needs->amount[k][shortage->r];

		if (amount > 0)
			cut_add(market->left, k);
		need += amount;
	}
	*room = 0;
	for (uint32_t c = 0; c < cuts->n_cells; c++)
		*room += shortage->room[c];
	return need;
}

/* Gives every kind to its cheapest cell.  Returns where in the order of cells
 * the cut begins that lacks most; the number of cells where none lacks
 * anything. */
static uint32_t run_round(struct market *market)
{
	const struct cuts *cuts = market->shortage->cuts;
	uint32_t best = cuts->n_cells;
	cut_wide room, most = 0;
	cut_wide need = start_round(market, &room);

	qsort(market->cells, cuts->n_cells, sizeof *market->cells, by_price);
	for (uint32_t i = 0; i < cuts->n_cells && need > 0; i++) {
		struct priced *cell = &market->cells[i];
		cut_wide has = market->shortage->room[cell->cell];
		cut_wide got;

		if (need * CUT_PARTS - room > most) {
			most = need * CUT_PARTS - room;
			best = i;
		}
		got = take_kinds(market, cell->cell);
		need -= got;
		room -= has;
		cell->price += price_of(got, has);
	}
	return best;
}

bool cuts_by_price(const struct cut_shortage *shortage, unsigned rounds,
		   struct cut_looker looker)
{
	const struct cuts *cuts = shortage->cuts;
	struct market market = {
		.shortage = shortage,
		.cells = memory_zeroed(cuts->n_cells, sizeof *market.cells),
		.left = memory_zeroed(cuts->n_kind_words, sizeof *market.left),
		.set = memory_zeroed(cuts->n_words, sizeof *market.set),
	};
	bool ok = market.cells && market.left && market.set &&
		  set_prices(&market);

	for (unsigned round = 0; ok && round < rounds; round++) {
		uint32_t first = run_round(&market);

		if (first == cuts->n_cells)
			continue;
		memset(market.set, 0, cuts->n_words * sizeof *market.set);
		for (uint32_t i = first; i < cuts->n_cells; i++)
			cut_add(market.set, market.cells[i].cell);
		ok = cuts_show(cuts, market.set, looker);
	}
	free(market.cells);
	free(market.left);
	free(market.set);
	return ok;
}
