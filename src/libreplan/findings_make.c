/* Findings: counting them, and making the list.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "findings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "findings_checks.h"
#include "memory.h"
#include "obstacle.h"
#include "topology.h"

/* ---- Counts ----------------------------------------------------------- */

static void add_counts(struct finding_counts *to,
		       const struct finding_counts *counts)
{
	for (int level = RP_ERROR; level <= RP_NOTICE; level++)
		to->at[level] += counts->at[level];
}

static void take_counts(struct finding_counts *from,
			const struct finding_counts *counts)
{
	for (int level = RP_ERROR; level <= RP_NOTICE; level++)
		from->at[level] -= counts->at[level];
}

/* Corrects the summary by what the tally comes to now: what else it counts, as
 * the losses of hosts, stays. */
static void summarize(rp_plan *plan)
{
	struct finding_counts sum = plan->topology->findings->counts;
	const struct finding_counts *before = &plan->tally.entered;
	struct rp_summary *summary = &plan->summary;

	add_counts(&sum, &plan->tally.vms);
	add_counts(&sum, &plan->tally.rest);
	summary->errors += (size_t)sum.at[RP_ERROR] - before->at[RP_ERROR];
	summary->warnings +=
		(size_t)sum.at[RP_WARNING] - before->at[RP_WARNING];
	summary->notices += (size_t)sum.at[RP_NOTICE] - before->at[RP_NOTICE];
	plan->tally.entered = sum;
}

/* ---- The checks ------------------------------------------------------- */

static void check_vm(struct checks *checks, rp_id vm)
{
	findings_vm_host(checks, vm);
	findings_vm_addresses(checks, vm);
	findings_vm_moves(checks, vm);
	findings_vm_dns(checks, vm);
}

static void check_rest(struct checks *checks)
{
	findings_networks(checks);
	findings_plan_file(checks);
	findings_pins(checks);
	findings_stretched(checks);
	findings_routes(checks);
	findings_zones(checks);
	findings_overlaps(checks);
}

/* ---- The tally -------------------------------------------------------- */

bool finding_tally_init(struct finding_tally *tally, const rp_plan *plan)
{
	*tally = (struct finding_tally){ 0 };
	tally->of_vm = memory_zeroed(rp_count(plan->topology, RP_VM),
				     sizeof *tally->of_vm);
	tally->seen = memory_zeroed(rp_count(plan->topology, RP_SUBNET),
				    sizeof *tally->seen);
	return tally->of_vm && tally->seen;
}

void finding_tally_destroy(struct finding_tally *tally)
{
	free(tally->of_vm);
	free(tally->seen);
	*tally = (struct finding_tally){ 0 };
}

void finding_tally_vm(rp_plan *plan, rp_id vm)
{
	struct finding_tally *tally = &plan->tally;
	struct checks checks = { .plan = plan,
				 .topology = plan->topology,
				 .tally = tally };

	check_vm(&checks, vm);
	take_counts(&tally->vms, &tally->of_vm[vm]);
	add_counts(&tally->vms, &checks.counts);
	tally->of_vm[vm] = checks.counts;
	summarize(plan);
}

bool finding_tally_rest(struct finding_counts *out, const rp_plan *plan)
{
	struct checks checks = { .plan = plan, .topology = plan->topology };

	check_rest(&checks);
	if (checks.failed)
		return false;
	*out = checks.counts;
	return true;
}

void finding_tally_set_rest(rp_plan *plan, const struct finding_counts *rest)
{
	plan->tally.rest = *rest;
	summarize(plan);
}

/* ---- Sorting ---------------------------------------------------------- */

/* Whether 'a' stands behind 'b', both of one level: in the order of the file,
 * then by check. */
static bool is_behind(const struct rp_finding *a, const struct rp_finding *b)
{
	if (a->position != b->position)
		return a->position > b->position;
	return a->check > b->check;
}

/* Where the sorted run that begins at 'first' of 'n' findings ends. */
static uint32_t run_end(const struct rp_finding *at, uint32_t first, uint32_t n)
{
	uint32_t end = first + 1;

	while (end < n && !is_behind(&at[end - 1], &at[end]))
		end++;
	return end;
}

/* Merges two runs, the second of which begins at 'middle'; of equal ones those
 * of the first stand first. */
static void merge(struct rp_finding *to, const struct rp_finding *from,
		  uint32_t first, uint32_t middle, uint32_t end)
{
	uint32_t a = first;
	uint32_t b = middle;

	for (uint32_t i = first; i < end; i++)
		if (b == end || (a < middle && !is_behind(&from[a], &from[b])))
			to[i] = from[a++];
		else
			to[i] = from[b++];
}

/* Sorts 'n' findings of one level.  What each check finds stands in order
 * already, but for little, so there are few runs to merge. */
static void merge_runs(struct rp_finding *at, struct rp_finding *scratch,
		       uint32_t n)
{
	struct rp_finding *from = at;
	struct rp_finding *to = scratch;

	while (n > 0 && run_end(from, 0, n) < n) {
		struct rp_finding *merged = to;

		for (uint32_t first = 0, end; first < n; first = end) {
			uint32_t middle = run_end(from, first, n);

			end = middle < n ? run_end(from, middle, n) : n;
			merge(to, from, first, middle, end);
		}
		to = from;
		from = merged;
	}
	if (from != at)
		memcpy(at, from, n * sizeof *at);
}

/* By level, then in the order of the file, then as the checks stand, then as
 * they were found.  False when memory ran out. */
static bool sort(struct findings *list, const struct finding_counts *counts)
{
	struct rp_finding *sorted = memory_zeroed(list->n, sizeof *sorted);
	uint32_t next[RP_NOTICE + 1] = { 0 };
	uint32_t first = 0;

	if (!sorted)
		return false;
	for (int level = RP_ERROR; level < RP_NOTICE; level++)
		next[level + 1] = next[level] + counts->at[level];
	for (uint32_t i = 0; i < list->n; i++)
		sorted[next[list->at[i].level]++] = list->at[i];
	for (int level = RP_ERROR; level <= RP_NOTICE; level++) {
		merge_runs(sorted + first, list->at + first,
			   next[level] - first);
		first = next[level];
	}
	free(list->at);
	list->at = sorted;
	list->capacity = list->n;
	return true;
}

/* ---- Of a topology ---------------------------------------------------- */

static bool list_topology(struct finding_base *base,
			  const rp_topology *topology)
{
	struct checks checks = { .topology = topology, .list = &base->list };

	findings_clouds(&checks);
	findings_topology(&checks);
	findings_names(&checks);
	base->counts = checks.counts;
	return !checks.failed && sort(&base->list, &base->counts);
}

struct finding_base *finding_base_new(const rp_topology *topology)
{
	struct finding_base *base = memory_zeroed(1, sizeof *base);

	if (!base)
		return NULL;
	if (!list_topology(base, topology) ||
	    !network_facts_init(&base->networks, topology) ||
	    !standings_init(&base->standings, topology)) {
		finding_base_free(base);
		return NULL;
	}
	for (rp_id id = 0; id < rp_count(topology, RP_SUBNET); id++)
		if (rp_subnet(topology, id)->stretched)
			base->any_stretched = true;
	return base;
}

void finding_base_free(struct finding_base *base)
{
	if (!base)
		return;
	findings_destroy(&base->list);
	network_facts_destroy(&base->networks);
	standings_destroy(&base->standings);
	free(base);
}

/* ---- The list --------------------------------------------------------- */

/* Begins the list with the findings of the topology. */
static bool begin(struct checks *checks)
{
	const struct finding_base *base = checks->topology->findings;
	const struct findings *from = &base->list;
	struct findings *list = checks->list;

	checks->counts = base->counts;
	list->at = memory_copy(from->at, from->n, sizeof *from->at);
	list->args = memory_copy(from->args, from->n_args, sizeof *from->args);
	list->wide = memory_copy(from->wide, from->n_wide, sizeof *from->wide);
	if (!list->at || !list->args || !list->wide)
		return false;
	list->n = list->capacity = from->n;
	list->n_args = list->args_capacity = from->n_args;
	list->n_wide = list->wide_capacity = from->n_wide;
	return true;
}

/* Adds those of the plan. */
static bool list_plan(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	for (rp_id vm = 0; vm < rp_count(checks->topology, RP_VM); vm++)
		check_vm(checks, vm);
	check_rest(checks);
	if (plan->parts & RP_PART_LOSS)
		findings_losses(checks);
	if (checks->obstacles)
		obstacles_destroy(checks->obstacles);
	free(checks->obstacles);
	return !checks->failed;
}

/* Whether the summary counts what is listed. */
static inline bool is_counted(const struct rp_summary *summary,
		       const struct finding_counts *listed)
{
	return summary->errors == listed->at[RP_ERROR] &&
	       summary->warnings == listed->at[RP_WARNING] &&
	       summary->notices == listed->at[RP_NOTICE];
}

bool findings_make(rp_plan *plan)
{
	struct findings list = { 0 };
	struct checks checks = { .plan = plan,
				 .topology = plan->topology,
				 .list = &list,
				 .tally = &plan->tally };

	findings_destroy(&plan->findings);
	if (!begin(&checks) || !list_plan(&checks) ||
	    !sort(&list, &checks.counts)) {
		findings_destroy(&list);
		return false;
	}
	assert(is_counted(&plan->summary, &checks.counts));
	plan->findings = list;
	return true;
}
