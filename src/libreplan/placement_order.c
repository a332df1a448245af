/* Placement: the orders in which items are placed.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "placement_search.h"
#include "placement_tree.h"

#define FEW 48 /* So many are quicker sorted by insertion. */
#define KEY_BITS 16
#define N_MEASURES 4096

/* What is largest among the hosts of a class, and the scale of it.  Of each
 * class there is one place for it, which others may want too. */
struct search_measure {
	uint32_t measured; /* When: see 'n_measured'. */
	rp_id class_;
	int64_t limit[RP_N_RESOURCES];
	uint64_t scale[RP_N_RESOURCES];
};

struct search_measure *search_new_measures(void)
{
	return memory_zeroed(N_MEASURES, sizeof(struct search_measure));
}

void search_collect(struct placement_search *search)
{
	const struct placement_state *state = search->state;
	const struct placement_problem *problem = state->problem;
	uint32_t item = state->first_of[problem->n_hosts];

	idset_clear(&search->left);
	for (; item != RP_NONE; item = state->next_of[item]) {
		if (problem->items[item].pinned == RP_NONE)
			idset_add(&search->left, item);
	}
	idset_sort(&search->left, problem->n_items);
}

/* ---- Sorting ----------------------------------------------------------- */

static void sort_few(uint32_t *order, uint32_t n, const uint16_t *keys)
{
	for (uint32_t i = 1; i < n; i++) {
		uint32_t item = order[i], at = i;

		for (; at > 0 && keys[order[at - 1]] > keys[item]; at--)
			order[at] = order[at - 1];
		order[at] = item;
	}
}

/* One pass: by the eight bits of the keys from bit 'shift' on. */
static void sort_bits(uint32_t *to, const uint32_t *from, uint32_t n,
		      const uint16_t *keys, int shift)
{
	uint32_t first[256] = { 0 }, sum = 0;

	for (uint32_t i = 0; i < n; i++)
		first[keys[from[i]] >> shift & 255]++;
	for (int i = 0; i < 256; i++) {
		uint32_t count = first[i];

		first[i] = sum;
		sum += count;
	}
	for (uint32_t i = 0; i < n; i++)
		to[first[keys[from[i]] >> shift & 255]++] = from[i];
}

void order_by_keys(struct placement_search *search, uint32_t *order, uint32_t n)
{
	if (n <= FEW) {
		sort_few(order, n, search->keys);
		return;
	}
	sort_bits(search->other, order, n, search->keys, 0);
	sort_bits(order, search->other, n, search->keys, 8);
}

/* ---- Sizes ------------------------------------------------------------- */

static void measure_class(struct search_measure *measure,
			  const struct placement_state *state, rp_id class_)
{
	const struct placement_problem *problem = state->problem;
	const uint64_t *groups = placement_groups(problem, class_);
	uint32_t g = placement_next_group(problem, groups, 0);

	memset(measure, 0, sizeof *measure);
	measure->class_ = class_;
	for (; g < problem->n_groups;
	     g = placement_next_group(problem, groups, g + 1)) {
		const struct state_capacity *capacity;

		if (problem->groups[g].first == problem->groups[g].end)
			continue;
		capacity = tree_largest(state, g);
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			if (capacity->limit[r] > measure->limit[r]) {
				measure->limit[r] = capacity->limit[r];
				measure->scale[r] = capacity->scale[r];
			}
		}
	}
}

static const struct search_measure *
find_measure(struct placement_search *search, rp_id class_)
{
	struct search_measure *measure = &search->measures[class_ % N_MEASURES];

	if (measure->measured != search->n_measured ||
	    measure->class_ != class_) {
		measure_class(measure, search->state, class_);
		measure->measured = search->n_measured;
	}
	return measure;
}

static uint16_t size_of(struct placement_search *search, uint32_t item)
{
	const struct placement_item *it = &search->state->problem->items[item];
	const struct search_measure *measure = find_measure(search, it->class_);
	uint64_t most = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		uint64_t share = (uint64_t)it->need[r] * measure->scale[r];

		if (it->need[r] > measure->limit[r])
			return UINT16_MAX;
		most = share > most ? share : most;
	}
	return (uint16_t)(most >> (SHARE_BITS - KEY_BITS));
}

static void measure_items(struct placement_search *search,
			  const uint32_t *order, uint32_t n, uint16_t mask)
{
	search->n_measured++;
	for (uint32_t i = 0; i < n; i++)
		search->keys[order[i]] =
			(uint16_t)(size_of(search, order[i]) ^ mask);
}

void order_by_size(struct placement_search *search, uint32_t *order, uint32_t n)
{
	measure_items(search, order, n, UINT16_MAX);
	order_by_keys(search, order, n);
}

/* ---- Tiers ------------------------------------------------------------- */

void order_by_tier_only(struct placement_search *search, uint32_t *order,
			uint32_t n)
{
	const struct placement_problem *problem = search->state->problem;

	for (uint32_t shift = 0;
	     shift < 32 && (problem->n_tiers - 1) >> shift > 0;
	     shift += KEY_BITS) {
		for (uint32_t i = 0; i < n; i++)
			search->keys[order[i]] =
				(uint16_t)(problem->items[order[i]].tier >>
					   shift);
		order_by_keys(search, order, n);
	}
}

void order_by_tier(struct placement_search *search, uint32_t *order, uint32_t n)
{
	measure_items(search, order, n, 0);
	order_by_keys(search, order, n);
	order_by_tier_only(search, order, n);
}
