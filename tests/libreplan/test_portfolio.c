/* Tests of plans made from nothing: who is left out (rules 4, level 1).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory.h"
#include "placement_nothing.h"
#include "random_problem.h"
#include "site_problem.h"

#define GIB 1024

static struct placement *solve(const struct placement_problem *problem)
{
	struct placement *placement;

	assert_int_equal(placement_new(&placement, problem, NULL), RP_OK);
	return placement;
}

/* What the steps give that a plan is kept by. */
static void fill_only(struct placement_value *value,
		      const struct placement_problem *problem)
{
	struct placement_state state;
	struct placement_search search;

	assert_true(state_init(&state, problem));
	assert_true(search_init(&search, &state));
	search_base_all(&search);
	assert_int_equal(search_fill(&search, NULL), RP_OK);
	assert_true(placement_evaluate(value, problem, state.host_of));
	search_destroy(&search);
	state_destroy(&state);
}

/* ---- Properties ---------------------------------------------------------- */

/* From scarce to ample, with all that makes it hard. */
static const struct site_shape shapes[] = {
	{ .seed = 1, .n_items = 60, .n_hosts = 6, .n_groups = 3, .n_clouds = 1,
	  .n_networks = 3, .lacking = 200, .fill = 1100, .n_tiers = 3,
	  .separated = 300, .pinned = 50, .mixed_hosts = true },
	{ .seed = 2, .n_items = 300, .n_hosts = 20, .n_groups = 20,
	  .n_clouds = 2, .n_networks = 4, .lacking = 150, .fill = 1050,
	  .n_tiers = 2, .few_large = true },
	{ .seed = 3, .n_items = 300, .n_hosts = 20, .n_groups = 5,
	  .n_clouds = 1, .n_networks = 2, .lacking = 100, .fill = 700,
	  .n_tiers = 4, .separated = 200, .pinned = 30 },
	{ .seed = 4, .n_items = 3000, .n_hosts = 100, .n_groups = 12,
	  .n_clouds = 3, .n_networks = 6, .lacking = 150, .fill = 985,
	  .n_tiers = 1, .few_large = true, .mixed_hosts = true },
	{ .seed = 5, .n_items = 3000, .n_hosts = 100, .n_groups = 1,
	  .n_clouds = 1, .n_networks = 1, .fill = 1070, .n_tiers = 3,
	  .few_large = true, .pinned = 20, .separated = 100 },
	{ .seed = 6, .n_items = 40, .n_hosts = 5, .n_groups = 2, .n_clouds = 2,
	  .n_networks = 1, .fill = 2500, .n_tiers = 40 },
	{ .seed = 7, .n_items = 1, .n_hosts = 1, .n_groups = 1, .n_clouds = 1,
	  .n_networks = 1, .fill = 500, .n_tiers = 1 },
};

#define N_SHAPES (sizeof shapes / sizeof *shapes)

static void test_never_worse_than_fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct placement_value plain, value;
		struct placement *placement;
		struct site_problem made;

		assert_true(site_problem_init(&made, &shapes[i]));
		placement = solve(&made.problem);
		assert_true(placement_evaluate(&value, &made.problem,
					       placement_hosts(placement)));
		fill_only(&plain, &made.problem);
		assert_true(placement_compare(&value, &plain) <= 0);
		assert_int_equal(placement_compare(
					 &value, placement_value(placement)),
				 0);
		placement_value_destroy(&value);
		placement_value_destroy(&plain);
		placement_free(placement);
		site_problem_destroy(&made);
	}
}

static void test_hard_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct placement *placement;
		struct site_problem made;

		assert_true(site_problem_init(&made, &shapes[i]));
		placement = solve(&made.problem);
		assert_true(site_is_allowed(&made.problem,
					    placement_hosts(placement)));
		placement_free(placement);
		site_problem_destroy(&made);
	}
}

/* The referee sees a host that carries too much, and a pin that is broken. */
static void test_referee(void **state)
{
	struct site_problem made;
	rp_id host_of[60] = { 0 };

	(void)state;
	assert_true(site_problem_init(&made, &shapes[0]));
	for (uint32_t i = 0; i < 60; i++)
		host_of[i] = RP_NONE;
	assert_true(site_is_allowed(&made.problem, host_of));
	made.items[3].pinned = 1;
	for (rp_id h = 0; h < 6; h++) {
		host_of[3] = h;
		if (h != 1)
			assert_false(site_is_allowed(&made.problem, host_of));
	}
	for (uint32_t i = 0; i < 60; i++)
		host_of[i] = 0;
	assert_false(site_is_allowed(&made.problem, host_of));
	site_problem_destroy(&made);
}

/* F(T, D, F(T, D, nothing)) = F(T, D, nothing). */
static void test_accepted_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct placement *first, *second;
		struct site_problem made;
		size_t size;

		assert_true(site_problem_init(&made, &shapes[i]));
		size = made.problem.n_items * sizeof(rp_id);
		first = solve(&made.problem);
		for (uint32_t k = 0; k < made.problem.n_items; k++)
			made.items[k].accepted = placement_hosts(first)[k];
		made.problem.from_nothing = false;
		second = solve(&made.problem);
		assert_memory_equal(placement_hosts(second),
				    placement_hosts(first), size);
		placement_free(second);
		placement_free(first);
		site_problem_destroy(&made);
	}
}

/* Small problems with every oddity: hosts without limit or room, and more. */
static void test_oddities(void **state)
{
	uint64_t seed = 77;

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct random_problem made;
		struct placement_value plain;
		struct placement *placement;

		random_problem(&made, &seed, MAX_ITEMS, MAX_HOSTS);
		forget_accepted(&made);
		placement = solve(&made.problem);
		assert_true(is_allowed(&made.problem,
				       placement_hosts(placement)));
		fill_only(&plain, &made.problem);
		assert_true(placement_compare(placement_value(placement),
					      &plain) <= 0);
		placement_value_destroy(&plain);
		placement_free(placement);
	}
}

/* ---- Known answers ------------------------------------------------------- */

/* A site of which each host is full but for 4%, and items that are as large as
 * nine tenths of a host: none of them fits unless another leaves, so that all
 * of them and no others are left out. */
static void plant_scarce(struct site_problem *made, uint32_t n_large)
{
	static const struct site_shape shape = {
		.seed = 9, .n_items = 500 + 8, .n_hosts = 20, .n_groups = 1,
		.n_clouds = 1, .n_networks = 1, .fill = 960, .n_tiers = 1,
		.planted = true,
	};

	assert_true(site_problem_init(made, &shape));
	for (uint32_t i = 500; i < 508; i++) {
		int64_t need = i < 500 + n_large ? 900000 : 0;

		made->need[i][RP_CPUS] = need;
		made->need[i][RP_MEMORY] = need;
	}
}

static void test_planted_scarce(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= 8; n++) {
		struct placement_value plain;
		struct placement *placement;
		struct site_problem made;

		plant_scarce(&made, n);
		placement = solve(&made.problem);
		assert_int_equal(placement_value(placement)->unplaced, n);
		fill_only(&plain, &made.problem);
		assert_true(plain.unplaced >= n);
		placement_value_destroy(&plain);
		placement_free(placement);
		site_problem_destroy(&made);
	}
}

/* Small sites: in nearly all no answer leaves out fewer, as the bound
 * proves. */
static void test_proven_scarce(void **state)
{
	uint32_t n_proven = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= 6; seed++) {
		struct site_shape shape = {
			.seed = 1 + seed / 2, .n_items = seed % 2 ? 50 : 100,
			.n_hosts = 10, .n_groups = 1, .n_clouds = 1,
			.n_networks = 1, .fill = 1070, .n_tiers = 1,
			.few_large = true,
		};
		struct placement_bound bound;
		struct placement *placement;
		struct site_problem made;
		uint32_t unplaced;

		assert_true(site_problem_init(&made, &shape));
		placement = solve(&made.problem);
		unplaced = placement_value(placement)->unplaced;
		assert_true(placement_bound(&bound, &made.problem, 0,
					    placement_hosts(placement)));
		assert_in_range(bound.unplaced, 1, unplaced);
		n_proven += unplaced == bound.unplaced;
		placement_free(placement);
		site_problem_destroy(&made);
	}
	assert_in_range(n_proven, 5, 6);
}

/* What plain filling leaves out on a large site where room is short, and how
 * many have to be left out: the largest, until the others fit. */
static void test_scarce_site(void **state)
{
	static const struct site_shape shape = {
		.seed = 1, .n_items = 25000, .n_hosts = 1000, .n_groups = 1,
		.n_clouds = 1, .n_networks = 1, .fill = 1070, .n_tiers = 1,
		.few_large = true,
	};
	struct placement_value plain;
	struct placement *placement;
	struct site_problem made;
	uint32_t bound = 173, unplaced;

	(void)state;
	assert_true(site_problem_init(&made, &shape));
	placement = solve(&made.problem);
	unplaced = placement_value(placement)->unplaced;
	assert_in_range(unplaced, bound, bound * 5 / 4);
	fill_only(&plain, &made.problem);
	assert_true(plain.unplaced > unplaced * 2);
	placement_value_destroy(&plain);
	placement_free(placement);
	site_problem_destroy(&made);
}

/* ---- The example "scarce-capacity", without its priorities --------------- */

struct example {
	struct placement_problem problem;
	struct placement_item items[6];
	struct placement_host hosts[2];
	int64_t need[6][RP_N_RESOURCES];
};

static void make_example(struct example *made, bool with_priorities)
{
	static const int64_t gib[] = { 38, 38, 60, 44, 8, 8 };
	static const uint32_t tiers[] = { 2, 2, 0, 1, 0, 0 };
	static const int64_t capacity[RP_N_RESOURCES] = {
		32000, 80 * GIB, RP_UNLIMITED, RP_UNLIMITED
	};
	static const int64_t running[RP_N_RESOURCES] = { 0 };
	static const int64_t priorities[] = { 1, 2, INT64_MAX };
	static const struct rp_range group = { 0, 2 };
	static const rp_id hosts[] = { 0, 1 }, group_of[] = { 0, 0 };
	static const uint64_t all = 1;

	memset(made, 0, sizeof *made);
	for (uint32_t i = 0; i < 6; i++) {
		made->need[i][RP_CPUS] = 4000;
		made->need[i][RP_MEMORY] = gib[i] * GIB;
		made->items[i] = (struct placement_item){
			.need = made->need[i],
			.tier = with_priorities ? tiers[i] : 0,
			.runs_on = RP_NONE,
			.accepted = RP_NONE,
			.pinned = RP_NONE,
			.separation = i >= 4 ? 0 : RP_NONE,
		};
	}
	for (uint32_t h = 0; h < 2; h++)
		made->hosts[h] = (struct placement_host){ capacity, running };
	made->problem = (struct placement_problem){
		.items = made->items, .n_items = 6,
		.hosts = made->hosts, .n_hosts = 2,
		.priorities = priorities,
		.n_tiers = with_priorities ? 3 : 1,
		.n_separations = 1,
		.groups = &group, .n_groups = 1,
		.group_hosts = hosts, .group_of = group_of,
		.class_groups = &all, .n_classes = 1, .n_words = 1,
		.peak_target = 850,
		.from_nothing = true,
	};
}

static void test_example(void **state)
{
	struct placement *placement;
	struct example made;

	(void)state;
	make_example(&made, false);
	placement = solve(&made.problem);
	assert_int_equal(placement_value(placement)->unplaced, 1);
	placement_free(placement);

	make_example(&made, true);
	placement = solve(&made.problem);
	assert_int_equal(placement_value(placement)->unplaced, 2);
	assert_int_equal(placement_value(placement)->separation_broken, 0);
	assert_int_equal(placement_hosts(placement)[0], RP_NONE);
	assert_int_equal(placement_hosts(placement)[1], RP_NONE);
	placement_free(placement);
}

/* ---- Against all answers ------------------------------------------------- */

#define FEW_ITEMS 7
#define FEW_HOSTS 3
#define N_ANSWERS 16384 /* Hosts and nowhere, to the power of items. */

/* The best of all answers. */
static void try_all(struct placement_value *best,
		    const struct placement_problem *problem)
{
	bool any = false;

	for (uint32_t n = 0; n < N_ANSWERS; n++) {
		struct placement_value value;
		rp_id host_of[FEW_ITEMS];

		for (uint32_t i = 0; i < FEW_ITEMS; i++) {
			uint32_t host = n >> 2 * i & 3;

			host_of[i] = host == FEW_HOSTS ? RP_NONE : host;
		}
		if (!site_is_allowed(problem, host_of))
			continue;
		assert_true(placement_evaluate(&value, problem, host_of));
		if (!any || placement_compare(&value, best) < 0) {
			if (any)
				placement_value_destroy(best);
			*best = value;
			any = true;
		} else {
			placement_value_destroy(&value);
		}
	}
}

static void test_best_of_small(void **state)
{
	uint32_t n_best = 0, n = 60;

	(void)state;
	for (uint32_t seed = 1; seed <= n; seed++) {
		struct site_shape shape = {
			.seed = seed, .n_items = FEW_ITEMS,
			.n_hosts = FEW_HOSTS, .n_groups = FEW_HOSTS,
			.n_clouds = 1, .n_networks = 2, .lacking = 200,
			.fill = 700 + seed % 4 * 200, .n_tiers = 2,
			.separated = 500,
		};
		struct placement_value best;
		struct placement *placement;
		struct site_problem made;
		int order;

		assert_true(site_problem_init(&made, &shape));
		placement = solve(&made.problem);
		try_all(&best, &made.problem);
		order = placement_compare(placement_value(placement), &best);
		assert_true(order >= 0);
		n_best += order == 0;
		placement_value_destroy(&best);
		placement_free(placement);
		site_problem_destroy(&made);
	}
	assert_in_range(n_best, n * 9 / 10, n);
}

/* ---- Progress ------------------------------------------------------------ */

struct watch {
	uint64_t done;
	uint32_t n;
	uint32_t most; /* So many reports, then it is stopped. */
};

static bool watch(void *data, uint64_t done, uint64_t all)
{
	struct watch *seen = data;

	assert_true(done >= seen->done);
	assert_true(done <= all);
	seen->done = done;
	return ++seen->n < seen->most;
}

/* Solves from nothing but for what comes last. */
static int solve_watched(const struct placement_problem *problem,
			 const struct rp_progress *progress)
{
	struct placement_search search;
	struct placement_state state;
	int result;

	assert_true(state_init(&state, problem));
	assert_true(search_init(&search, &state));
	search_base_all(&search);
	result = placement_from_nothing(&search, progress);
	search_destroy(&search);
	state_destroy(&state);
	return result;
}

static void test_progress(void **state)
{
	struct watch seen = { 0, 0, UINT32_MAX };
	struct rp_progress progress = { watch, &seen };
	struct site_problem made;
	uint32_t n;

	(void)state;
	assert_true(site_problem_init(&made, &shapes[3]));
	assert_int_equal(solve_watched(&made.problem, &progress), RP_OK);
	n = seen.n;
	assert_in_range(n, 3, UINT32_MAX);
	for (uint32_t most = 1; most <= n && most < 12; most++) {
		seen = (struct watch){ 0, 0, most };
		assert_int_equal(solve_watched(&made.problem, &progress),
				 RP_STOPPED);
		assert_int_equal(seen.n, most);
	}
	site_problem_destroy(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_referee),
		cmocka_unit_test(test_hard_rules),
		cmocka_unit_test(test_never_worse_than_fill),
		cmocka_unit_test(test_accepted_stays),
		cmocka_unit_test(test_oddities),
		cmocka_unit_test(test_planted_scarce),
		cmocka_unit_test(test_proven_scarce),
		cmocka_unit_test(test_scarce_site),
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_best_of_small),
		cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
