/* Placement: bounds of what is moved, and of what shares a host (see
 * placement_bound.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_bound.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

static int by_number(const void *a_, const void *b_)
{
	const int64_t *a = a_, *b = b_;

	return (*a > *b) - (*a < *b);
}

static int by_id(const void *a_, const void *b_)
{
	const rp_id *a = a_, *b = b_;

	return (*a > *b) - (*a < *b);
}

/* ---- Lists of items ------------------------------------------------------ */

bool item_lists_init(struct item_lists *lists,
		     const struct placement_problem *problem, uint32_t n,
		     rp_id (*key)(const struct placement_item *))
{
	lists->first = memory_zeroed((size_t)n + 2, sizeof *lists->first);
	lists->ids = memory_zeroed(problem->n_items, sizeof *lists->ids);
	if (!lists->first || !lists->ids)
		return false;
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (key(&problem->items[i]) != RP_NONE)
			lists->first[key(&problem->items[i]) + 2]++;
	for (uint32_t k = 2; k < n + 2; k++)
		lists->first[k] += lists->first[k - 1];
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (key(&problem->items[i]) != RP_NONE)
			lists->ids[lists->first[key(&problem->items[i]) +
						1]++] = i;
	return true;
}

void item_lists_destroy(struct item_lists *lists)
{
	free(lists->first);
	free(lists->ids);
	*lists = (struct item_lists){ NULL, NULL };
}

/* ---- Moved --------------------------------------------------------------- */

static rp_id accepted_of(const struct placement_item *item)
{
	return item->accepted;
}

/* How many of 'n' needs, which it sorts, fit on 'host'. */
static uint32_t count_fitting(const struct placement_host *host, int r,
			      int64_t *needs, uint32_t n)
{
	int64_t load = host->running[r];

	qsort(needs, n, sizeof *needs, by_number);
	for (uint32_t i = 0; i < n; i++) {
		if (!ratio_fits(host->capacity[r], load, needs[i]))
			return i;
		load = ratio_add(load, needs[i]);
	}
	return n;
}

/* How many of the 'n' accepted 'items' of 'host' can stay at most; 'ids' and
 * 'needs' have room for as many. */
static uint32_t count_staying(const struct placement_problem *problem,
			      rp_id host, const uint32_t *items, uint32_t n,
			      uint32_t *ids, int64_t *needs)
{
	uint32_t n_able = 0, most;

	for (uint32_t i = 0; i < n; i++)
		if (placement_reaches(problem, problem->items[items[i]].class_,
				      host) &&
		    cuts_takes(problem, items[i], host))
			ids[n_able++] = items[i];
	most = n_able;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		uint32_t fitting;

		for (uint32_t i = 0; i < n_able; i++)
			needs[i] = problem->items[ids[i]].need[r];
		fitting =
			count_fitting(&problem->hosts[host], r, needs, n_able);
		if (fitting < most)
			most = fitting;
	}
	return most;
}

bool placement_least_moved(uint32_t *least,
			   const struct placement_problem *problem)
{
	struct item_lists lists = { NULL, NULL };
	uint32_t *ids = memory_zeroed(problem->n_items, sizeof *ids);
	int64_t *needs = memory_zeroed(problem->n_items, sizeof *needs);
	bool ok =
		ids && needs &&
		item_lists_init(&lists, problem, problem->n_hosts, accepted_of);

	*least = 0;
	for (rp_id h = 0; ok && h < problem->n_hosts; h++) {
		uint32_t first = lists.first[h];
		uint32_t n = lists.first[h + 1] - first;

		*least += n - count_staying(problem, h, lists.ids + first, n,
					    ids, needs);
	}
	item_lists_destroy(&lists);
	free(ids);
	free(needs);
	return ok;
}

/* ---- Sharing a host ------------------------------------------------------ */

rp_id item_separation(const struct placement_item *item)
{
	return item->separation;
}

/* The hosts that the 'n' items of a set can have between them, but no more than
 * 'n'.  'groups' is room for a class's bits. */
static uint32_t count_hosts(const struct placement_problem *problem,
			    const uint32_t *items, uint32_t n, uint64_t *groups)
{
	uint32_t n_hosts = 0;

	memset(groups, 0, problem->n_words * sizeof *groups);
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t *row = placement_groups(
			problem, problem->items[items[i]].class_);

		for (uint32_t w = 0; w < problem->n_words; w++)
			groups[w] |= row[w];
	}
	for (uint32_t g = 0; g < problem->n_groups && n_hosts < n; g++)
		if (cut_has(groups, g))
			n_hosts += problem->groups[g].end -
				   problem->groups[g].first;
	return n_hosts < n ? n_hosts : n;
}

/* How many of a set are pinned to a host to which an earlier one is; 'pins' has
 * room for all of them. */
static uint32_t count_pinned_together(const struct placement_problem *problem,
				      const uint32_t *items, uint32_t n,
				      rp_id *pins)
{
	uint32_t n_pins = 0, together = 0;

	for (uint32_t i = 0; i < n; i++)
		if (problem->items[items[i]].pinned != RP_NONE)
			pins[n_pins++] = problem->items[items[i]].pinned;
	qsort(pins, n_pins, sizeof *pins, by_id);
	for (uint32_t i = 1; i < n_pins; i++)
		together += pins[i] == pins[i - 1];
	return together;
}

bool placement_least_broken(uint32_t *least,
			    const struct placement_problem *problem,
			    uint32_t left_out)
{
	struct item_lists lists = { NULL, NULL };
	rp_id *pins = memory_zeroed(problem->n_items, sizeof *pins);
	uint64_t *groups = memory_zeroed(problem->n_words, sizeof *groups);
	bool ok = pins && groups &&
		  item_lists_init(&lists, problem, problem->n_separations,
				  item_separation);
	uint32_t sum = 0;

	for (uint32_t s = 0; ok && s < problem->n_separations; s++) {
		const uint32_t *items = lists.ids + lists.first[s];
		uint32_t n = lists.first[s + 1] - lists.first[s];
		uint32_t crowded, together;

		crowded = n - count_hosts(problem, items, n, groups);
		together = count_pinned_together(problem, items, n, pins);
		sum += crowded > together ? crowded : together;
	}
	*least = sum > left_out ? sum - left_out : 0;
	item_lists_destroy(&lists);
	free(pins);
	free(groups);
	return ok;
}
