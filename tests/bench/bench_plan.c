/* What planning and editing cost, and how good the plans are: tables from a
 * thousand VMs to a million, and what is aimed at beside what was measured.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each size is measured in processes of its own, so that its memory is its own.
 * Several of them do the very same; a time is the least of theirs, which is
 * what the work costs where others use the machine too.  Of edits that is so
 * for each by itself, before their median and worst are taken. */

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench.h"
#include "edits.h"
#include "greedy.h"

#define N_RUNS 3
#define N_SHORT_RUNS 9 /* Of the sites up to REFERENCE_VMS. */
#define REFERENCE_VMS 25000
#define N_EDITS 400

/* Of these, so many come before the plan is rebalanced. */
#define N_BEFORE 50

static const struct site sizes[] = {
	{ 1000, 40, 50, 2, .fill = 70 },
	{ 5000, 200, 100, 4, .fill = 70 },
	{ 25000, 1000, 200, 8, .fill = 70 },
	{ 100000, 2000, 400, 16, .fill = 70 },
	{ 250000, 4000, 800, 20, .fill = 70 },
	{ 1000000, 10000, 1000, 40, .fill = 70 },
};

/* Not everything fits. */
static const struct site scarce[] = {
	{ 1000, 40, 50, 2, .fill = 105 },
	{ 5000, 200, 100, 4, .fill = 105 },
	{ 25000, 1000, 200, 8, .fill = 105 },
};

/* For edits by their kind.  At the second each network has 5% of the VMs. */
static const struct site sites[] = {
	{ 25000, 1000, 200, 8, .fill = 70 },
	{ 25000, 1000, 20, 1, .fill = 70 },
	{ 1000000, 10000, 1000, 40, .fill = 70 },
};

#define N_SIZES (sizeof sizes / sizeof *sizes)
#define N_SCARCE (sizeof scarce / sizeof *scarce)
#define N_SITES (sizeof sites / sizeof *sites)

/* ---- What is aimed at ---------------------------------------------------- */

enum unit { MILLISECONDS, PERCENT, MEGABYTES, TIMES, REPLICAS, N_UNITS };

static const char *const unit_names[N_UNITS] = { "ms", "%", "MB", "x", "" };

static struct goal {
	const char *what;
	double most;
	enum unit unit;
	double measured; /* Below 0: was not. */
} goals[] = {
	{ "cold plan, 25,000 x 1,000", 25, MILLISECONDS, -1 },
	{ "cold plan, 1,000,000 x 10,000", 1500, MILLISECONDS, -1 },
	{ "memory of the million's plan", 600, MEGABYTES, -1 },
	{ "edit, 25,000 x 1,000: p99", 8, MILLISECONDS, -1 },
	{ "edit, 25,000 x 1,000: worst", 16, MILLISECONDS, -1 },
	{ "edit, 25,000 x 1,000: p99 by bare libconfig", 0.1, TIMES, -1 },
	{ "edit of 5% of 25,000 VMs, any kind: worst", 16, MILLISECONDS, -1 },
	{ "edit, 1,000,000 x 10,000: p99", 16, MILLISECONDS, -1 },
	{ "edit, 1,000,000 x 10,000: worst", 150, MILLISECONDS, -1 },
	{ "edit, 1,000,000 x 10,000, any kind: worst", 150, MILLISECONDS, -1 },
	{ "gap to the bound, cold, of all sizes: worst", 1, PERCENT, -1 },
	{ "gap to the bound, rebalanced: worst", 0.5, PERCENT, -1 },
	{ "scarce, 25,000: not placed, by plain greedy's", 1, TIMES, -1 },
};

/* As in 'goals'. */
enum {
	COLD_25K,
	COLD_1M,
	MEMORY_1M,
	P99_25K,
	WORST_25K,
	BARE_25K,
	KINDS_25K,
	P99_1M,
	WORST_1M,
	KINDS_1M,
	GAP_COLD,
	GAP_REBALANCED,
	SCARCE_25K,
	N_GOALS
};

/* The greatest of what was measured counts. */
static void reach(int goal, double measured)
{
	if (measured > goals[goal].measured)
		goals[goal].measured = measured;
}

static void print_goals(void)
{
	printf("\n%-48s %10s %13s\n", "Goals", "at most", "measured");
	for (int i = 0; i < N_GOALS; i++) {
		const struct goal *goal = &goals[i];

		printf("%-48s %7g %-2s ", goal->what, goal->most,
		       unit_names[goal->unit]);
		if (goal->measured < 0)
			printf("%10s %-2s  not measured\n", "-", "");
		else
			printf("%10.3f %-2s  %s\n", goal->measured,
			       unit_names[goal->unit],
			       goal->measured <= goal->most ? "met" : "missed");
	}
}

/* ---- One site ------------------------------------------------------------ */

/* How good a plan is. */
struct quality {
	double peak;
	double bound;
	size_t unplaced;
	size_t unplaced_bound;
	size_t urgent; /* Not placed, of priority 1. */
};

struct figures {
	double read; /* Seconds, all of these. */
	double cold;
	double bound;
	double loss;
	double rebalance;
	double greedy_time;
	double edits[N_EDITS];
	struct quality plan;
	struct quality edited;
	struct quality rebalanced;
	size_t moved;
	struct greedy greedy;
	double memory; /* With the plan, and after all else, in MB. */
	double most_memory;
};

static double memory(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss * 1024 / 1e6;
}

static struct quality quality_of(const rp_plan *plan)
{
	const struct rp_summary *summary = rp_plan_summary(plan);
	struct quality quality = {
		.peak = bench_percent(summary->peak),
		.bound = summary->peak_bound / 100.0,
		.unplaced = summary->unplaced,
		.unplaced_bound = summary->unplaced_bound,
	};

	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++) {
		const struct rp_replica *replica = rp_plan_replica(plan, i);

		if (replica->host == RP_NONE &&
		    rp_vm(rp_plan_topology(plan), replica->vm)->priority == 1)
			quality.urgent++;
	}
	return quality;
}

/* In percent of the bound, which is rounded down to 1/10000. */
static double gap(const struct quality *quality)
{
	return quality->bound > 0
		       ? 100 * (quality->peak - quality->bound) / quality->bound
		       : 0;
}

static rp_session *open_session(struct figures *figures)
{
	rp_topology *topology;
	rp_session *session;
	double start = bench_now();

	topology = bench_read_site();
	figures->read = bench_now() - start;
	start = bench_now();
	if (rp_session_open(&session, topology, NULL, 0, NULL))
		bench_fail("planning");
	figures->cold = bench_now() - start;
	figures->memory = memory();
	return session;
}

static double time_part(rp_session *session, enum rp_part part)
{
	double start = bench_now();

	if (rp_session_complete(session, part, NULL))
		bench_fail("a part of the plan");
	return bench_now() - start;
}

static void preview_rebalance(struct figures *figures, rp_session *session)
{
	rp_plan *fresh;
	double start;

	time_part(session, RP_PART_BOUND);
	figures->edited = quality_of(rp_session_plan(session));
	start = bench_now();
	if (rp_session_preview_rebalance(&fresh, session, NULL))
		bench_fail("rebalancing");
	figures->rebalance = bench_now() - start;
	if (rp_plan_complete(fresh, RP_PART_BOUND, NULL))
		bench_fail("the bound");
	figures->rebalanced = quality_of(fresh);
	figures->moved = rp_plan_n_moved(rp_session_plan(session), fresh);
	rp_plan_free(fresh);
}

static void place_greedily(struct figures *figures, rp_session *session)
{
	double start = bench_now();

	if (!greedy_place(&figures->greedy, rp_session_plan(session)))
		bench_fail("the plain greedy");
	figures->greedy_time = bench_now() - start;
}

static void measure(void *out, const void *unused)
{
	struct figures *figures = out;
	rp_session *session = open_session(figures);
	uint64_t seed = 4711;

	(void)unused;
	figures->bound = time_part(session, RP_PART_BOUND);
	figures->plan = quality_of(rp_session_plan(session));
	figures->loss = time_part(session, RP_PART_LOSS);
	place_greedily(figures, session);
	for (int i = 0; i < N_EDITS; i++) {
		if (i == N_BEFORE)
			preview_rebalance(figures, session);
		figures->edits[i] = edit_mixed(session, &seed);
	}
	figures->most_memory = memory();
}

/* The same by several processes: the least of each time. */
static void measure_site(struct figures *best, const struct site *site,
			 int n_runs)
{
	struct figures next;

	bench_write_site(site);
	bench_apart(best, sizeof *best, measure, NULL);
	for (int run = 1; run < n_runs; run++) {
		bench_apart(&next, sizeof next, measure, NULL);
		best->read = bench_least(best->read, next.read);
		best->cold = bench_least(best->cold, next.cold);
		best->bound = bench_least(best->bound, next.bound);
		best->loss = bench_least(best->loss, next.loss);
		best->rebalance = bench_least(best->rebalance, next.rebalance);
		best->greedy_time =
			bench_least(best->greedy_time, next.greedy_time);
		for (int i = 0; i < N_EDITS; i++)
			best->edits[i] =
				bench_least(best->edits[i], next.edits[i]);
	}
}

static void time_libconfig(void *seconds, const void *text)
{
	double start = bench_now();
	double *time = seconds;
	config_t config;

	config_init(&config);
	if (!config_read_string(&config, text))
		bench_fail("libconfig");
	config_destroy(&config);
	*time = bench_now() - start;
}

/* What libconfig alone takes for 25,000 VMs as text. */
static double bare_libconfig(void)
{
	const struct site site = { REFERENCE_VMS, 1000, 200, 8, .fill = 70 };
	double best = HUGE_VAL, next;
	size_t size;
	char *text = site_text(&site, &size);

	if (!text)
		bench_fail("making a text");
	for (int run = 0; run < N_SHORT_RUNS; run++) {
		bench_apart(&next, sizeof next, time_libconfig, text);
		best = bench_least(best, next);
	}
	free(text);
	return best;
}

/* ---- From a thousand VMs to a million ------------------------------------ */

static void print_head(void)
{
	printf("%15s %17s | %21s | %16s | %23s | %16s | %11s\n", "",
	       "milliseconds", "percent", "plain greedy", "edit, milliseconds",
	       "milliseconds", "memory, MB");
	printf("%8s %6s %8s %8s | %6s %6s %7s | %8s %7s | %7s %7s %7s | "
	       "%7s %8s | %5s %5s\n",
	       "VMs", "hosts", "read", "cold", "peak", "bound", "gap", "ms",
	       "peak", "median", "p99", "worst", "bound", "loss", "plan",
	       "all");
}

static void print_row(const struct site *site, const struct figures *f,
		      const struct bench_spread *edits)
{
	printf("%8u %6u %8.1f %8.1f | %6.2f %6.2f %7.3f | %8.1f %7.2f | "
	       "%7.2f %7.2f %7.2f | %7.1f %8.1f | %5.0f %5.0f\n",
	       site->n_vms, site->n_hosts, f->read * 1e3, f->cold * 1e3,
	       f->plan.peak, f->plan.bound, gap(&f->plan), f->greedy_time * 1e3,
	       bench_percent(f->greedy.peak), edits->median * 1e3,
	       edits->p99 * 1e3, edits->worst * 1e3, f->bound * 1e3,
	       f->loss * 1e3, f->memory, f->most_memory);
	if (f->plan.unplaced || f->greedy.unplaced)
		printf("%15s not placed: %zu (at least %zu); plain greedy %u\n",
		       "", f->plan.unplaced, f->plan.unplaced_bound,
		       f->greedy.unplaced);
	fflush(stdout);
}

/* Holds the figures of a site against the goals. */
static void judge(const struct site *site, const struct figures *f,
		  const struct bench_spread *edits, double bare)
{
	reach(GAP_COLD, gap(&f->plan));
	reach(GAP_REBALANCED, gap(&f->rebalanced));
	if (site->n_vms == REFERENCE_VMS) {
		reach(COLD_25K, f->cold * 1e3);
		reach(P99_25K, edits->p99 * 1e3);
		reach(WORST_25K, edits->worst * 1e3);
		reach(BARE_25K, edits->p99 / bare);
	}
	if (site->n_vms == 1000000) {
		reach(COLD_1M, f->cold * 1e3);
		reach(MEMORY_1M, f->memory);
		reach(P99_1M, edits->p99 * 1e3);
		reach(WORST_1M, edits->worst * 1e3);
	}
}

static void print_rebalanced(const struct figures *figures, size_t n)
{
	printf("\nRebalanced after %d edits\n", N_BEFORE);
	printf("%15s | %21s | %21s | %8s %8s\n", "", "edited, percent",
	       "rebalanced, percent", "", "replicas");
	printf("%8s %6s | %6s %6s %7s | %6s %6s %7s | %8s %8s\n", "VMs",
	       "hosts", "peak", "bound", "gap", "peak", "bound", "gap", "ms",
	       "moved");
	for (size_t i = 0; i < n; i++) {
		const struct quality *old = &figures[i].edited;
		const struct quality *new = &figures[i].rebalanced;

		printf("%8u %6u | %6.2f %6.2f %7.3f | %6.2f %6.2f %7.3f | "
		       "%8.1f %8zu\n",
		       sizes[i].n_vms, sizes[i].n_hosts, old->peak, old->bound,
		       gap(old), new->peak, new->bound, gap(new),
		       figures[i].rebalance * 1e3, figures[i].moved);
	}
}

static void measure_sizes(unsigned long most)
{
	static struct figures figures[N_SIZES];
	double bare = bare_libconfig();
	size_t n = 0;

	printf("libconfig alone reads 25,000 VMs as text in %.1f ms\n\n",
	       bare * 1e3);
	print_head();
	for (; n < N_SIZES && sizes[n].n_vms <= most; n++) {
		double times[N_EDITS];
		struct bench_spread edits;

		measure_site(&figures[n], &sizes[n],
			     sizes[n].n_vms <= REFERENCE_VMS ? N_SHORT_RUNS
							     : N_RUNS);
		for (int i = 0; i < N_EDITS; i++)
			times[i] = figures[n].edits[i];
		edits = bench_spread(times, N_EDITS);
		print_row(&sizes[n], &figures[n], &edits);
		judge(&sizes[n], &figures[n], &edits, bare);
	}
	print_rebalanced(figures, n);
}

/* ---- Scarce capacity ----------------------------------------------------- */

static void measure_scarce(unsigned long most)
{
	printf("\nHosts of which the replicas would need %u%%: not placed\n",
	       scarce[0].fill);
	printf("%15s %8s | %22s | %15s | %23s\n", "", "", "all priorities",
	       "priority 1", "edit, milliseconds");
	printf("%8s %6s %8s | %6s %8s %6s | %8s %6s | %7s %7s %7s\n", "VMs",
	       "hosts", "cold", "ours", "at least", "greedy", "ours", "greedy",
	       "median", "p99", "worst");
	for (size_t i = 0; i < N_SCARCE && scarce[i].n_vms <= most; i++) {
		static struct figures f;
		struct bench_spread edits;

		measure_site(&f, &scarce[i], N_RUNS);
		edits = bench_spread(f.edits, N_EDITS);
		printf("%8u %6u %8.1f | %6zu %8zu %6u | %8zu %6u | "
		       "%7.2f %7.2f %7.2f\n",
		       scarce[i].n_vms, scarce[i].n_hosts, f.cold * 1e3,
		       f.plan.unplaced, f.plan.unplaced_bound,
		       f.greedy.unplaced, f.plan.urgent, f.greedy.urgent,
		       edits.median * 1e3, edits.p99 * 1e3, edits.worst * 1e3);
		fflush(stdout);
		if (scarce[i].n_vms == REFERENCE_VMS)
			reach(SCARCE_25K,
			      (double)f.plan.unplaced / f.greedy.unplaced);
	}
}

/* ---- Edits by their kind ------------------------------------------------- */

#define N_TIMES 20
#define N_RARE 3

struct kinds {
	double first; /* After opening. */
	double times[EDIT_N_KINDS][N_TIMES];
};

static int n_times(size_t kind)
{
	return edit_kinds[kind].is_rare ? N_RARE : N_TIMES;
}

static void measure_kinds(void *out, const void *unused)
{
	struct figures ignored;
	struct kinds *kinds = out;
	rp_session *session = open_session(&ignored);
	uint64_t seed = 31;

	(void)unused;
	kinds->first = edit_kinds[0].time(session, &seed);
	for (size_t kind = 0; kind < EDIT_N_KINDS; kind++)
		for (int i = 0; i < n_times(kind); i++)
			kinds->times[kind][i] =
				edit_kinds[kind].time(session, &seed);
	/* The next one is to plan from nothing. */
	remove(rp_session_path(session));
}

static void measure_kinds_of(struct kinds *best, const struct site *site)
{
	struct kinds next;

	bench_write_site(site);
	bench_apart(best, sizeof *best, measure_kinds, NULL);
	for (int run = 1; run < N_RUNS; run++) {
		bench_apart(&next, sizeof next, measure_kinds, NULL);
		best->first = bench_least(best->first, next.first);
		for (size_t kind = 0; kind < EDIT_N_KINDS; kind++)
			for (int i = 0; i < n_times(kind); i++)
				best->times[kind][i] =
					bench_least(best->times[kind][i],
						    next.times[kind][i]);
	}
}

static void judge_kind(const struct site *site, size_t kind, double worst)
{
	if (edit_kinds[kind].is_rare)
		return;
	if (site->n_vms == 1000000)
		reach(KINDS_1M, worst * 1e3);
	else if (site->n_pairs == 1)
		reach(KINDS_25K, worst * 1e3);
}

static void print_kinds_head(size_t n)
{
	printf("\nEdits by their kind, milliseconds: median and worst\n%33s",
	       "VMs");
	for (size_t i = 0; i < n; i++)
		printf(" | %17u", sites[i].n_vms);
	printf("\n%33s", "of a network");
	for (size_t i = 0; i < n; i++)
		printf(" | %17u", sites[i].n_vms / sites[i].n_networks);
	printf("\n%-33s", "first edit after opening");
}

/* False where it cannot be made. */
static bool print_kind(const struct site *site, size_t kind, double *times)
{
	struct bench_spread spread = bench_spread(times, (size_t)n_times(kind));

	if (spread.median < 0)
		printf(" | %8s %8s", "-", "-");
	else
		printf(" | %8.2f %8.2f", spread.median * 1e3,
		       spread.worst * 1e3);
	judge_kind(site, kind, spread.worst);
	return spread.median >= 0;
}

static void measure_edits(unsigned long most)
{
	static struct kinds kinds[N_SITES];
	bool all = true;
	size_t n = 0;

	for (; n < N_SITES && sites[n].n_vms <= most; n++)
		measure_kinds_of(&kinds[n], &sites[n]);
	print_kinds_head(n);
	for (size_t i = 0; i < n; i++)
		printf(" | %8s %8.2f", "", kinds[i].first * 1e3);
	printf("\n");
	for (size_t kind = 0; kind < EDIT_N_KINDS; kind++) {
		printf("%-33s", edit_kinds[kind].name);
		for (size_t i = 0; i < n; i++)
			all = print_kind(&sites[i], kind,
					 kinds[i].times[kind]) &&
			      all;
		printf("\n");
	}
	if (!all)
		printf("-: the plan file would be larger than is taken\n");
}

/* An argument is the most VMs of a site that is measured. */
int main(int argc, char **argv)
{
	unsigned long most = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;

	bench_make_folder();
	bench_print_load();
	measure_sizes(most);
	measure_scarce(most);
	measure_edits(most);
	print_goals();
	bench_print_load();
	return 0;
}
