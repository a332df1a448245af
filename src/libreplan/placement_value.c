/* Placement: the value of an answer (rules 4, "Best").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

void placement_value_destroy(struct placement_value *value)
{
	free(value->tiers);
	value->tiers = NULL;
	value->n_tiers = 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Tier by tier; one that a value does not have has nothing unplaced. */
static int compare_tiers(const struct placement_value *a,
			 const struct placement_value *b)
{
	const struct placement_tier *at_a = a->tiers, *at_b = b->tiers;
	const struct placement_tier *end_a = at_a + a->n_tiers;
	const struct placement_tier *end_b = at_b + b->n_tiers;
	int order = 0;

	while (order == 0 && (at_a < end_a || at_b < end_b)) {
		bool has_a = at_a < end_a && (at_b == end_b ||
					      at_a->priority <= at_b->priority);
		bool has_b = at_b < end_b && (at_a == end_a ||
					      at_b->priority <= at_a->priority);

		order = compare(has_a ? at_a->unplaced : 0,
				has_b ? at_b->unplaced : 0);
		at_a += has_a;
		at_b += has_b;
	}
	return order;
}

int placement_compare(const struct placement_value *a,
		      const struct placement_value *b)
{
	int order = compare_tiers(a, b);

	if (!order)
		order = compare(a->separation_broken, b->separation_broken);
	if (!order)
		order = compare(a->over_target, b->over_target);
	if (!order)
		order = compare(a->moved, b->moved);
	if (!order)
		order = compare(a->peak_permille, b->peak_permille);
	return order;
}

static int by_number(const void *a_, const void *b_)
{
	const int64_t *a = a_, *b = b_;

	return (*a > *b) - (*a < *b);
}

/* Makes the tiers and counts in each what has no host. */
static bool count_unplaced(struct placement_value *value,
			   const struct placement_problem *problem,
			   const rp_id *host_of)
{
	uint32_t n_items = problem->n_items, n = 0;
	int64_t *unplaced = memory_zeroed(n_items, sizeof *unplaced);
	int64_t *all = memory_zeroed(n_items, sizeof *all);
	uint32_t at = 0;

	value->tiers = memory_zeroed(n_items, sizeof *value->tiers);
	if (!unplaced || !all || !value->tiers) {
		free(unplaced);
		free(all);
		return false;
	}
	for (uint32_t i = 0; i < n_items; i++) {
		all[i] = problem->items[i].priority;
		if (host_of[i] == RP_NONE)
			unplaced[n++] = all[i];
	}
	qsort(all, n_items, sizeof *all, by_number);
	qsort(unplaced, n, sizeof *unplaced, by_number);
	for (uint32_t i = 0; i < n_items; i++) {
		if (i == 0 || all[i] != all[i - 1])
			value->tiers[value->n_tiers++].priority = all[i];
	}
	for (uint32_t i = 0; i < n; i++) {
		while (value->tiers[at].priority != unplaced[i])
			at++;
		value->tiers[at].unplaced++;
	}
	value->unplaced = n;
	free(unplaced);
	free(all);
	return true;
}

/* A separation set on a host: an item of it stands there. */
struct standing {
	rp_id separation;
	rp_id host;
};

static int by_separation_host(const void *a_, const void *b_)
{
	const struct standing *a = a_, *b = b_;
	int order = compare(a->separation, b->separation);

	return order ? order : compare(a->host, b->host);
}

/* Counts in each separation set the items beyond the first on each host. */
static bool count_broken(struct placement_value *value,
			 const struct placement_problem *problem,
			 const rp_id *host_of)
{
	struct standing *standing =
		memory_zeroed(problem->n_items, sizeof *standing);
	uint32_t n = 0;

	if (!standing)
		return false;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		rp_id separation = problem->items[i].separation;

		if (separation != RP_NONE && host_of[i] != RP_NONE) {
			standing[n].separation = separation;
			standing[n++].host = host_of[i];
		}
	}
	qsort(standing, n, sizeof *standing, by_separation_host);
	for (uint32_t i = 1; i < n; i++) {
		if (by_separation_host(&standing[i - 1], &standing[i]) == 0)
			value->separation_broken++;
	}
	free(standing);
	return true;
}

/* The greatest ratio of load to capacity on a host. */
static struct rp_ratio host_peak(const struct placement_host *host,
				 const int64_t *load)
{
	struct rp_ratio peak = { 0, 1 };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = { load[r], host->capacity[r] };

		if (ratio_counts(ratio.capacity) &&
		    ratio_compare(ratio, peak) > 0) {
			peak = ratio;
		}
	}
	return peak;
}

/* The peak over all hosts that carry an item. */
static bool find_peak(struct rp_ratio *peak,
		      const struct placement_problem *problem,
		      const rp_id *host_of)
{
	int64_t(*load)[RP_N_RESOURCES] =
		memory_zeroed(problem->n_hosts, sizeof *load);
	bool *carries = memory_zeroed(problem->n_hosts, sizeof *carries);
	bool ok = load && carries;

	*peak = (struct rp_ratio){ 0, 1 };
	for (uint32_t i = 0; ok && i < problem->n_items; i++) {
		const int64_t *need = problem->items[i].need;
		rp_id host = host_of[i];

		if (host == RP_NONE)
			continue;
		carries[host] = true;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			load[host][r] = ratio_add(load[host][r], need[r]);
	}
	for (rp_id h = 0; ok && h < problem->n_hosts; h++) {
		struct rp_ratio ratio;

		for (int r = 0; r < RP_N_RESOURCES; r++) {
			load[h][r] = ratio_add(load[h][r],
					       problem->hosts[h].running[r]);
		}
		ratio = host_peak(&problem->hosts[h], load[h]);
		if (carries[h] && ratio_compare(ratio, *peak) > 0)
			*peak = ratio;
	}
	free(load);
	free(carries);
	return ok;
}

/* How far the peak is above the greater of the operator's target and what the
 * accepted plan comes to; and what moved from there. */
static bool compare_with_accepted(struct placement_value *value,
				  const struct placement_problem *problem,
				  const rp_id *host_of)
{
	rp_id *accepted = memory_zeroed(problem->n_items, sizeof *accepted);
	struct rp_ratio peak;
	uint64_t target = problem->peak_target;
	bool ok = accepted;

	for (uint32_t i = 0; ok && i < problem->n_items; i++) {
		accepted[i] = problem->items[i].accepted;
		if (accepted[i] != RP_NONE && accepted[i] != host_of[i])
			value->moved++;
	}
	ok = ok && find_peak(&peak, problem, accepted);
	if (ok) {
		uint64_t before = ratio_ceiling(peak, 1000);

		if (before > target)
			target = before;
		if (value->peak_permille > target)
			value->over_target = value->peak_permille - target;
	}
	free(accepted);
	return ok;
}

bool placement_evaluate(struct placement_value *value,
			const struct placement_problem *problem,
			const rp_id *host_of)
{
	struct placement_value made;
	bool ok;

	memset(&made, 0, sizeof(made));
	ok = find_peak(&made.peak, problem, host_of);
	if (ok) {
		made.peak_permille = ratio_ceiling(made.peak, 1000);
		ok = count_unplaced(&made, problem, host_of) &&
		     count_broken(&made, problem, host_of) &&
		     compare_with_accepted(&made, problem, host_of);
	}
	if (ok) {
		*value = made;
	} else {
		placement_value_destroy(&made);
	}
	return ok;
}
