/* Placement: bounds that know that items cannot be divided (see
 * placement_pieces.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

bool pieces_init(struct pieces *pieces, const struct cuts *cuts)
{
	size_t n_items = cuts->n_hopeful, n_hosts = cuts->problem->n_hosts;

	*pieces = (struct pieces){
		.sums = memory_zeroed(n_items + 1, sizeof *pieces->sums),
		.excused = memory_zeroed(n_items + 1, sizeof *pieces->excused),
		.rooms = memory_zeroed(n_hosts, sizeof *pieces->rooms),
		.n_hosts = memory_zeroed(n_hosts, sizeof *pieces->n_hosts),
		.counts = memory_zeroed(n_hosts, sizeof *pieces->counts),
		.left_out = memory_zeroed(cuts->problem->n_tiers,
					  sizeof *pieces->left_out),
	};
	return pieces->sums && pieces->excused && pieces->rooms &&
	       pieces->n_hosts && pieces->counts && pieces->left_out;
}

void pieces_destroy(struct pieces *pieces)
{
	free(pieces->sums);
	free(pieces->excused);
	free(pieces->rooms);
	free(pieces->n_hosts);
	free(pieces->counts);
	free(pieces->left_out);
	*pieces = (struct pieces){ .n = 0 };
}

/* Adds an item, which may be left out where its tier or all together have some
 * left to be. */
static void add_piece(struct pieces *pieces, int64_t amount, uint32_t tier,
		      uint32_t *any_left_out)
{
	uint32_t i = pieces->n++;
	uint32_t *left_out = &pieces->left_out[tier];

	pieces->sums[i + 1] = ratio_add(pieces->sums[i], amount);
	pieces->excused[i + 1] = pieces->excused[i];
	if (*left_out > 0) {
		--*left_out;
		pieces->excused[i + 1]++;
	} else if (*any_left_out > 0) {
		--*any_left_out;
		pieces->excused[i + 1]++;
	}
}

bool pieces_collect(struct pieces *pieces, struct cuts *cuts,
		    const uint64_t *cells, int r, uint32_t first_tier,
		    uint32_t end_tier, const uint32_t *left_out,
		    uint32_t any_left_out)
{
	const struct placement_problem *problem = cuts->problem;
	const struct cut_need *rising = cuts_rising(cuts, r);

	pieces->n = 0;
	memset(pieces->left_out, 0,
	       problem->n_tiers * sizeof *pieces->left_out);
	if (left_out)
		memcpy(pieces->left_out, left_out,
		       problem->n_tiers * sizeof *left_out);
	for (uint32_t i = cuts->n_hopeful; rising && i-- > 0;) {
		uint32_t item = rising[i].item;
		uint32_t tier = problem->items[item].tier;

		/* Sums that cannot be counted would be too small. */
		if (rising[i].amount == 0 ||
		    pieces->sums[pieces->n] > INT64_MAX - rising[i].amount)
			break;
		if (tier >= first_tier && tier < end_tier &&
		    cuts_within(cuts, cuts->kind_of[item], cells))
			add_piece(pieces, rising[i].amount, tier,
				  &any_left_out);
	}
	return rising;
}

static int by_room(const void *a_, const void *b_)
{
	const cut_wide *a = a_, *b = b_;

	return (*a > *b) - (*a < *b);
}

/* Puts equal rooms together. */
static void merge_rooms(struct pieces *pieces, uint32_t n)
{
	qsort(pieces->rooms, n, sizeof *pieces->rooms, by_room);
	pieces->n_rooms = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t last = pieces->n_rooms;

		if (last > 0 && pieces->rooms[last - 1] == pieces->rooms[i]) {
			pieces->n_hosts[last - 1]++;
			continue;
		}
		pieces->rooms[last] = pieces->rooms[i];
		pieces->n_hosts[last] = 1;
		pieces->n_rooms++;
	}
}

bool pieces_set_rooms(struct pieces *pieces, const struct cuts *cuts,
		      const uint64_t *cells, int r, uint32_t level, bool below)
{
	uint32_t n = 0;

	for (uint32_t c = 0; c < cuts->n_cells; c++) {
		struct rp_range hosts = cuts->cells[c];

		for (rp_id i = hosts.first; cut_has(cells, c) && i < hosts.end;
		     i++) {
			rp_id host = cuts->hosts[i];
			cut_wide room =
				level == CUT_TOP
					? cuts_free_room(cuts, host, r)
					: cuts_room(cuts, host, r, level);

			if (room >= CUT_ENDLESS)
				return false;
			if (room > 0)
				pieces->rooms[n++] = room - below;
		}
	}
	merge_rooms(pieces, n);
	return true;
}

uint32_t pieces_short(struct pieces *pieces)
{
	uint64_t taken = 0;
	uint32_t most = 0;

	memset(pieces->counts, 0, pieces->n_rooms * sizeof *pieces->counts);
	for (uint32_t i = 0; i < pieces->n_rooms; i++)
		pieces->rooms[i] /= CUT_PARTS;
	/* The windows of needs at hand get smaller, so counts only go up. */
	for (uint32_t j = 1; j <= pieces->n && taken < pieces->n; j++) {
		uint64_t lacking;

		for (uint32_t i = 0; i < pieces->n_rooms; i++) {
			uint32_t *count = &pieces->counts[i];

			while (*count < j &&
			       pieces->sums[j] - pieces->sums[j - *count - 1] <=
				       pieces->rooms[i]) {
				++*count;
				taken += pieces->n_hosts[i];
			}
		}
		lacking = taken + pieces->excused[j];
		if (lacking < j && j - lacking > most)
			most = (uint32_t)(j - lacking);
	}
	return most;
}
