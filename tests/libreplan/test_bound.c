/* The bounds of a placement against all answers (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "placement_bound.h"
#include "random_problem.h"

#define N_CASES 6000
#define N_GRAPHS 1500
#define NO_PLAN UINT32_MAX
#define MOST_TIERS 8

/* ---- Every answer -------------------------------------------------------- */

/* The truth, by trying every answer: the most items that can be placed, the
 * least that are left out tier by tier, and the least peak, in 1/10000 rounded
 * down, of an answer that places as many. */
struct truth {
	uint32_t most;
	uint32_t left_out[MOST_TIERS];
	uint32_t peak[MAX_ITEMS + 1];
	uint32_t broken[MAX_ITEMS + 1]; /* The same: how many share a host. */
	uint32_t moved;			/* The least of all answers. */
	rp_id best[MAX_ITEMS];		/* An answer that leaves out the least,
					 * tier by tier... */
	uint32_t best_peak;		/* ...and the least peak of such. */
};

/* Whether an earlier item of the set of item 'i' stands on its host. */
static bool shares(const struct placement_problem *problem,
		   const rp_id *host_of, uint32_t i)
{
	for (uint32_t j = 0; j < i; j++)
		if (host_of[j] == host_of[i] && host_of[i] != RP_NONE &&
		    problem->items[i].separation != RP_NONE &&
		    problem->items[j].separation ==
			    problem->items[i].separation)
			return true;
	return false;
}

static void try_answer(struct truth *truth,
		       const struct placement_problem *problem,
		       const rp_id *host_of)
{
	struct rp_ratio ratio = peak_of(problem, host_of);
	uint32_t peak = (uint32_t)(ratio.load * 10000 / ratio.capacity);
	uint32_t left_out[MOST_TIERS] = { 0 };
	uint32_t n_placed = 0, moved = 0, broken = 0;
	unsigned t = 0;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];

		n_placed += host_of[i] != RP_NONE;
		left_out[item->tier] += host_of[i] == RP_NONE;
		moved += item->accepted != RP_NONE &&
			 item->accepted != host_of[i];
		broken += shares(problem, host_of, i);
	}
	if (n_placed > truth->most)
		truth->most = n_placed;
	while (t < MOST_TIERS - 1 && left_out[t] == truth->left_out[t])
		t++;
	if (left_out[t] < truth->left_out[t] ||
	    (left_out[t] == truth->left_out[t] && peak < truth->best_peak)) {
		memcpy(truth->left_out, left_out, sizeof left_out);
		truth->best_peak = peak;
		memcpy(truth->best, host_of,
		       problem->n_items * sizeof *host_of);
	}
	for (uint32_t n = 0; n <= n_placed; n++) {
		if (peak < truth->peak[n])
			truth->peak[n] = peak;
		if (broken < truth->broken[n])
			truth->broken[n] = broken;
	}
	if (moved < truth->moved)
		truth->moved = moved;
}

static void try_all(struct truth *truth,
		    const struct placement_problem *problem, rp_id *host_of,
		    uint32_t item)
{
	if (!is_allowed(problem, host_of))
		return;
	if (item == problem->n_items) {
		try_answer(truth, problem, host_of);
		return;
	}
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		host_of[item] = h;
		try_all(truth, problem, host_of, item + 1);
	}
	host_of[item] = RP_NONE;
	try_all(truth, problem, host_of, item + 1);
}

static struct truth find_truth(const struct placement_problem *problem)
{
	struct truth truth = {
		.most = 0,
		.moved = UINT32_MAX,
		.best_peak = UINT32_MAX,
	};
	rp_id host_of[MAX_ITEMS];

	memset(truth.left_out, 0xff, sizeof truth.left_out);
	memset(truth.peak, 0xff, sizeof truth.peak);
	memset(truth.broken, 0xff, sizeof truth.broken);
	memset(host_of, 0xff, sizeof host_of);
	try_all(&truth, problem, host_of, 0);
	return truth;
}

/* How many bounds were looked at, and how many of them are the truth. */
struct tally {
	uint32_t n;
	uint32_t n_tight;
};

static void tally_add(struct tally *tally, uint32_t bound, uint32_t truth)
{
	assert_true(bound <= truth);
	tally->n++;
	tally->n_tight += bound == truth;
}

/* The bounds of every number of items that may be asked about. */
static void check_quick(struct tally *peaks, struct tally *unplaced,
			const struct placement_problem *problem,
			const struct truth *truth)
{
	uint32_t least = problem->n_items - truth->most, before = 0;

	for (uint32_t n = 0; n <= truth->most; n++) {
		struct placement_bound bound;
		struct tally fewer = { 0, 0 };

		assert_true(placement_bound(&bound, problem, n,
					    n % 2 ? truth->best : NULL));
		assert_int_not_equal(truth->peak[n], NO_PLAN);
		tally_add(n < truth->most || n == 0 ? &fewer : peaks,
			  bound.peak, truth->peak[n]);
		tally_add(n < truth->most || least == 0 ? &fewer : unplaced,
			  bound.unplaced, least);
		/* To place more never takes less. */
		assert_true(bound.peak >= before || n % 2 == 0);
		before = n % 2 ? before : bound.peak;
	}
}

/* The bounds of a proof: by flow, of each tier after the ones before it. */
static void check_proof(struct tally *peaks, struct tally *tiers,
			const struct placement_problem *problem,
			const struct truth *truth)
{
	const struct peak_question question = {
		.left_out = truth->left_out,
		.host_of = truth->best,
		.thorough = true,
	};
	struct peak_bound peak;
	struct cuts cuts;

	assert_true(cuts_init(&cuts, problem, true));
	assert_int_equal(peak_bound_find(&peak, &cuts, &question), RP_OK);
	tally_add(peaks, peak_bound_floor(&peak), truth->best_peak);
	for (uint32_t t = 0; t < problem->n_tiers; t++) {
		struct count_bound bound;

		assert_true(count_bound_find(&bound, &cuts, t, truth->left_out,
					     truth->best, true));
		if (truth->left_out[t] > 0)
			tally_add(tiers, bound.unplaced, truth->left_out[t]);
		else
			assert_int_equal(bound.unplaced, 0);
		count_bound_destroy(&bound);
	}
	peak_bound_destroy(&peak);
	cuts_destroy(&cuts);
}

/* The bounds of what shares a host and of what is moved. */
static void check_others(struct tally *broken, struct tally *moved,
			 const struct placement_problem *problem,
			 const struct truth *truth)
{
	uint32_t least;

	for (uint32_t n = 0; n <= truth->most; n++) {
		assert_true(placement_least_broken(&least, problem,
						   problem->n_items - n));
		assert_true(least <= truth->broken[n]);
		if (n == truth->most && truth->broken[n] > 0)
			tally_add(broken, least, truth->broken[n]);
	}
	assert_true(placement_least_moved(&least, problem));
	tally_add(moved, least, truth->moved);
}

static void print_tally(const char *what, const struct tally *tally)
{
	print_message("%s: exact in %u of %u\n", what, tally->n_tight,
		      tally->n);
}

/* No bound is above the truth, and most are the truth: a bound raised by 1
 * would fail here. */
static void test_against_all_answers(void **unused)
{
	struct tally peaks = { 0, 0 }, unplaced = { 0, 0 };
	struct tally proved = { 0, 0 }, tiers = { 0, 0 };
	struct tally broken = { 0, 0 }, moved = { 0, 0 };
	uint64_t state = 20170727;
	struct random_problem made;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct truth truth;

		random_problem(&made, &state, 6, 3);
		truth = find_truth(&made.problem);
		check_quick(&peaks, &unplaced, &made.problem, &truth);
		check_proof(&proved, &tiers, &made.problem, &truth);
		check_others(&broken, &moved, &made.problem, &truth);
	}
	print_tally("peak", &peaks);
	print_tally("peak by flow", &proved);
	print_tally("unplaced", &unplaced);
	print_tally("unplaced of a tier", &tiers);
	print_tally("sharing a host", &broken);
	print_tally("moved", &moved);
	assert_true(peaks.n_tight * 2 > peaks.n);
	assert_true(proved.n_tight >= peaks.n_tight);
	assert_true(unplaced.n_tight * 4 > unplaced.n * 3);
	assert_true(tiers.n_tight * 4 > tiers.n * 3);
	assert_true(broken.n_tight > 0);
	assert_true(moved.n_tight * 4 > moved.n * 3);
}

/* ---- Graphs of kinds and groups ------------------------------------------ */

#define MOST_GROUPS 10
#define MOST_KINDS 24

/* A problem of one resource, with a host a group and many small items. */
struct graph {
	struct placement_problem problem;
	struct placement_item items[MOST_KINDS];
	int64_t need[MOST_KINDS][RP_N_RESOURCES];
	struct placement_host hosts[MOST_GROUPS];
	int64_t capacity[MOST_GROUPS][RP_N_RESOURCES];
	int64_t running[MOST_GROUPS][RP_N_RESOURCES];
	struct rp_range groups[MOST_GROUPS];
	rp_id ids[MOST_GROUPS];
	uint64_t class_groups[MOST_KINDS];
	int64_t priority;
	rp_id answer[MOST_KINDS];
};

static void make_graph(struct graph *graph, uint64_t *state)
{
	uint32_t n_groups = 3 + random_below(state, MOST_GROUPS - 2);
	uint32_t n_kinds = 2 + random_below(state, MOST_KINDS - 1);

	memset(graph, 0, sizeof *graph);
	graph->problem = (struct placement_problem){
		.items = graph->items,
		.n_items = n_kinds,
		.hosts = graph->hosts,
		.n_hosts = n_groups,
		.priorities = &graph->priority,
		.n_tiers = 1,
		.groups = graph->groups,
		.n_groups = n_groups,
		.group_hosts = graph->ids,
		.group_of = graph->ids,
		.class_groups = graph->class_groups,
		.n_classes = n_kinds,
		.n_words = 1,
	};
	for (uint32_t g = 0; g < n_groups; g++) {
		graph->ids[g] = g;
		graph->groups[g] = (struct rp_range){ g, g + 1 };
		graph->capacity[g][RP_CPUS] =
			100000 + random_below(state, 200000);
		if (random_below(state, 4) == 0)
			graph->running[g][RP_CPUS] = random_below(state, 50000);
		for (int r = RP_CPUS + 1; r < RP_N_RESOURCES; r++)
			graph->capacity[g][r] = RP_UNLIMITED;
		graph->hosts[g].capacity = graph->capacity[g];
		graph->hosts[g].running = graph->running[g];
	}
	for (uint32_t k = 0; k < n_kinds; k++) {
		uint32_t few = 1 + random_below(state, 4);

		graph->need[k][RP_CPUS] = 1 + random_below(state, 20000);
		graph->class_groups[k] = UINT64_C(1)
					 << random_below(state, n_groups);
		for (uint32_t g = 0; g < n_groups; g++)
			if (random_below(state, 5) < few)
				graph->class_groups[k] |= UINT64_C(1) << g;
		graph->items[k] = (struct placement_item){
			graph->need[k], 0, k, RP_NONE, RP_NONE, RP_NONE, RP_NONE
		};
	}
}

/* Each item in turn on the host that is then the least full. */
static void place_graph(struct graph *graph)
{
	int64_t load[MOST_GROUPS];

	for (uint32_t g = 0; g < graph->problem.n_groups; g++)
		load[g] = graph->running[g][RP_CPUS];
	for (uint32_t k = 0; k < graph->problem.n_items; k++) {
		uint32_t best = RP_NONE;

		for (uint32_t g = 0; g < graph->problem.n_groups; g++)
			if (graph->class_groups[k] >> g & 1 &&
			    (best == RP_NONE ||
			     load[g] * graph->capacity[best][RP_CPUS] <
				     load[best] * graph->capacity[g][RP_CPUS]))
				best = g;
		load[best] += graph->need[k][RP_CPUS];
		graph->answer[k] = best;
	}
}

static int64_t graph_room(const struct graph *graph, uint64_t set,
			  int64_t level)
{
	int64_t sum = 0;

	for (uint32_t g = 0; g < graph->problem.n_groups; g++) {
		int64_t room = level * graph->capacity[g][RP_CPUS] -
			       10000 * graph->running[g][RP_CPUS];

		if (set >> g & 1 && room > 0)
			sum += room;
	}
	return sum;
}

/* The least level at which every set of groups gives what its items need: that
 * of the linear relaxation, rounded up. */
static uint32_t graph_truth(const struct graph *graph)
{
	uint32_t level = 0;

	for (uint64_t set = 1; set < UINT64_C(1) << graph->problem.n_groups;
	     set++) {
		int64_t need = 0;

		for (uint32_t k = 0; k < graph->problem.n_items; k++)
			if (!(graph->class_groups[k] & ~set))
				need += 10000 * graph->need[k][RP_CPUS];
		while (graph_room(graph, set, level) < need)
			level++;
	}
	return level;
}

static uint32_t graph_bound(const struct graph *graph, bool with_answer,
			    bool by_flow)
{
	const struct peak_question question = {
		.placed = graph->problem.n_items,
		.host_of = with_answer ? graph->answer : NULL,
		.thorough = by_flow,
	};
	struct peak_bound bound;
	struct cuts cuts;
	uint32_t least;

	assert_true(cuts_init(&cuts, &graph->problem, by_flow));
	assert_int_equal(peak_bound_find(&bound, &cuts, &question), RP_OK);
	least = bound.item == RP_NONE && !bound.in_pieces ? bound.least
							  : NO_PLAN;
	peak_bound_destroy(&bound);
	cuts_destroy(&cuts);
	return least;
}

/* The flow finds what trying all sets of groups finds; prices find it nearly
 * always, and more never. */
static void test_graphs(void **unused)
{
	struct tally priced = { 0, 0 }, from_nothing = { 0, 0 };
	uint64_t state = 4242;

	(void)unused;
	for (int i = 0; i < N_GRAPHS; i++) {
		struct graph graph;
		uint32_t truth;

		make_graph(&graph, &state);
		place_graph(&graph);
		/* One item alone may say more: that is another test's. */
		if (graph_bound(&graph, true, true) == NO_PLAN)
			continue;
		truth = graph_truth(&graph);
		assert_int_equal(graph_bound(&graph, true, true), truth);
		assert_int_equal(graph_bound(&graph, false, true), truth);
		tally_add(&priced, graph_bound(&graph, true, false), truth);
		tally_add(&from_nothing, graph_bound(&graph, false, false),
			  truth);
	}
	print_tally("prices", &priced);
	print_tally("prices from nothing", &from_nothing);
	assert_true(priced.n > N_GRAPHS / 2);
	assert_true(priced.n_tight * 100 >= priced.n * 99);
	assert_true(from_nothing.n_tight * 100 >= from_nothing.n * 97);
}

/* ---- Plain cases --------------------------------------------------------- */

/* Two clouds of two hosts: items, needs and capacities that stand in one line
 * each, CPUs alone. */
struct plain_case {
	const char *name;
	int64_t capacity[4];
	int64_t running[4];
	struct {
		uint32_t class_;
		int64_t need;
	} items[6];
	uint32_t n_items;
	uint32_t placed;
	uint32_t unplaced;
	uint32_t peak;
};

/* Classes: 0 has hosts 0 and 1; 1 has 2 and 3; 2 has host 3; 3 has none.
 * Hosts 0 and 1 are one group. */
static const struct plain_case plain_cases[] = {
	{ "no items", { 10, 10, 10, 10 }, { 0 }, { { 0, 0 } }, 0, 0, 0, 0 },
	{ "volume",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 0, 3 }, { 0, 3 }, { 0, 3 }, { 0, 3 } },
	  4,
	  4,
	  0,
	  6000 },
	{ "three on two hosts",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 0, 3 }, { 0, 3 }, { 0, 3 } },
	  3,
	  3,
	  0,
	  6000 },
	{ "volume beside what runs",
	  { 10, 10, 10, 10 },
	  { 2, 4 },
	  { { 0, 3 }, { 0, 3 }, { 0, 2 } },
	  3,
	  3,
	  0,
	  7000 },
	{ "a host above the level is closed",
	  { 10, 10, 10, 10 },
	  { 9, 0 },
	  { { 0, 1 }, { 0, 1 } },
	  2,
	  2,
	  0,
	  2000 },
	{ "a large item",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 0, 7 }, { 0, 1 } },
	  2,
	  2,
	  0,
	  7000 },
	{ "the worse cloud counts",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 0, 2 }, { 1, 6 }, { 1, 6 } },
	  3,
	  3,
	  0,
	  6000 },
	{ "a list within another",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 1, 1 }, { 2, 4 }, { 2, 4 } },
	  3,
	  3,
	  0,
	  8000 },
	{ "rounded down",
	  { 3, 3, 10, 10 },
	  { 0 },
	  { { 0, 1 } },
	  1,
	  1,
	  0,
	  3333 },
	{ "no host at all",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 3, 1 }, { 0, 1 } },
	  2,
	  1,
	  1,
	  1000 },
	{ "too large for any",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 0, 11 }, { 0, 2 } },
	  2,
	  1,
	  1,
	  2000 },
	{ "full in both clouds",
	  { 5, 5, 5, 5 },
	  { 0 },
	  { { 0, 4 }, { 0, 4 }, { 0, 4 }, { 1, 4 }, { 1, 4 }, { 1, 4 } },
	  6,
	  4,
	  2,
	  8000 },
	{ "no limit, no bound",
	  { RP_UNLIMITED, 5, 5, 5 },
	  { 0 },
	  { { 0, 40 }, { 0, 40 } },
	  2,
	  2,
	  0,
	  0 },
	{ "nothing to give",
	  { 0, -5, 5, 5 },
	  { 0 },
	  { { 0, 0 }, { 0, 1 } },
	  2,
	  1,
	  1,
	  0 },
	{ "the smallest, when not all are placed",
	  { 10, 0, 5, 5 },
	  { 0 },
	  { { 0, 6 }, { 0, 5 }, { 0, 2 } },
	  3,
	  2,
	  1,
	  7000 },
};

static void test_plain_cases(void **unused)
{
	static const rp_id group_hosts[] = { 0, 1, 2, 3 };
	static const rp_id group_of[] = { 0, 0, 1, 2 };
	static const struct rp_range groups[] = { { 0, 2 },
						  { 2, 3 },
						  { 3, 4 } };
	static const uint64_t class_groups[] = { 1, 6, 4, 0 };
	static const int64_t priorities[] = { 1 };

	(void)unused;
	for (size_t i = 0; i < sizeof plain_cases / sizeof *plain_cases; i++) {
		const struct plain_case *c = &plain_cases[i];
		struct placement_item items[6];
		struct placement_host hosts[4];
		int64_t capacity[4][RP_N_RESOURCES] = { { 0 } };
		int64_t running[4][RP_N_RESOURCES] = { { 0 } };
		int64_t need[6][RP_N_RESOURCES] = { { 0 } };
		struct placement_problem problem = {
			.items = items,
			.n_items = c->n_items,
			.hosts = hosts,
			.n_hosts = 4,
			.priorities = priorities,
			.n_tiers = 1,
			.groups = groups,
			.n_groups = 3,
			.group_hosts = group_hosts,
			.group_of = group_of,
			.class_groups = class_groups,
			.n_classes = 4,
			.n_words = 1,
		};
		struct placement_bound bound;

		for (int h = 0; h < 4; h++) {
			capacity[h][RP_CPUS] = c->capacity[h];
			running[h][RP_CPUS] = c->running[h];
			hosts[h].capacity = capacity[h];
			hosts[h].running = running[h];
		}
		for (uint32_t j = 0; j < c->n_items; j++) {
			need[j][RP_CPUS] = c->items[j].need;
			items[j] = (struct placement_item){
				need[j], 0,	  c->items[j].class_,
				RP_NONE, RP_NONE, RP_NONE,
				RP_NONE
			};
		}
		print_message("%s\n", c->name);
		assert_true(placement_bound(&bound, &problem, c->placed, NULL));
		assert_int_equal(bound.unplaced, c->unplaced);
		assert_int_equal(bound.peak, c->peak);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_cases),
		cmocka_unit_test(test_graphs),
		cmocka_unit_test(test_against_all_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
