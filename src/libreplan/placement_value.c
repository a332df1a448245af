/* Placement: the value of an answer (rules 4, "Best").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_state.h"
#include "ratio.h"

void placement_value_destroy(struct placement_value *value)
{
	free(value->unplaced_of);
	value->unplaced_of = NULL;
	value->n_tiers = 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int placement_compare(const struct placement_value *a,
		      const struct placement_value *b)
{
	int order = 0;

	for (uint32_t t = 0; !order && t < a->n_tiers; t++)
		order = compare(a->unplaced_of[t], b->unplaced_of[t]);
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

/* Counts in each tier what has no host. */
static bool count_unplaced(struct placement_value *value,
			   const struct placement_problem *problem,
			   const rp_id *host_of)
{
	value->unplaced_of =
		memory_zeroed(problem->n_tiers, sizeof *value->unplaced_of);
	if (!value->unplaced_of)
		return false;
	value->n_tiers = problem->n_tiers;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		if (host_of[i] == RP_NONE) {
			value->unplaced_of[problem->items[i].tier]++;
			value->unplaced++;
		}
	}
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

bool placement_accepted_peak(struct rp_ratio *peak,
			     const struct placement_problem *problem)
{
	rp_id *accepted = memory_zeroed(problem->n_items, sizeof *accepted);
	bool ok = accepted;

	for (uint32_t i = 0; ok && i < problem->n_items; i++)
		accepted[i] = problem->items[i].accepted;
	ok = ok && find_peak(peak, problem, accepted);
	free(accepted);
	return ok;
}

/* How far the peak is above the greater of the operator's target and what the
 * accepted plan comes to; and what moved from there. */
static bool compare_with_accepted(struct placement_value *value,
				  const struct placement_problem *problem,
				  const rp_id *host_of)
{
	uint64_t target = problem->peak_target, before;
	struct rp_ratio peak;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		rp_id accepted = problem->items[i].accepted;

		value->moved += accepted != RP_NONE && accepted != host_of[i];
	}
	if (!placement_accepted_peak(&peak, problem))
		return false;
	before = ratio_ceiling(peak, 1000);
	if (before > target)
		target = before;
	if (value->peak_permille > target)
		value->over_target = value->peak_permille - target;
	return true;
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
