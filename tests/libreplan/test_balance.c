/* Tests of plans made from nothing: the peak (rules 4, levels 3 and 5).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory.h"
#include "placement_nothing.h"
#include "placement_target.h"
#include "random_problem.h"
#include "ratio.h"
#include "site_problem.h"

/* A state, and who was placed where by size alone. */
struct filled {
	struct site_problem made;
	struct placement_state state;
	struct placement_search search;
	struct placement_value value;
};

static void fill(struct filled *filled, const struct site_shape *shape)
{
	struct placement_search *search = &filled->search;

	assert_true(site_problem_init(&filled->made, shape));
	assert_true(state_init(&filled->state, &filled->made.problem));
	assert_true(search_init(search, &filled->state));
	search_base_all(search);
	search_collect(search);
	order_by_size(search, search->left.ids, search->left.n);
	assert_int_equal(fill_in_order(&filled->state, search->left.ids,
				       search->left.n, NULL),
			 RP_OK);
	assert_true(placement_evaluate(&filled->value, &filled->made.problem,
				       filled->state.host_of));
}

static void empty(struct filled *filled)
{
	placement_value_destroy(&filled->value);
	search_destroy(&filled->search);
	state_destroy(&filled->state);
	site_problem_destroy(&filled->made);
}

/* The answer of 'filled' breaks no rule, leaves out who was left out, and
 * breaks no more separation. */
static uint64_t check(const struct filled *filled, const rp_id *host_of)
{
	const struct placement_problem *problem = &filled->made.problem;
	struct placement_value value;
	uint64_t peak;

	assert_true(site_is_allowed(problem, host_of));
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (problem->items[i].pinned != RP_NONE)
			assert_int_equal(host_of[i],
					 filled->state.host_of[i]);
	assert_true(placement_evaluate(&value, problem, host_of));
	assert_true(placement_compare(&value, &filled->value) <= 0);
	assert_in_range(value.separation_broken, 0,
			filled->value.separation_broken);
	peak = value.peak_permille;
	placement_value_destroy(&value);
	return peak;
}

/* ---- Balance ------------------------------------------------------------- */

static const struct site_shape shapes[] = {
	{ .seed = 1, .n_items = 400, .n_hosts = 20, .n_groups = 5,
	  .n_clouds = 1, .n_networks = 3, .lacking = 200, .fill = 750,
	  .n_tiers = 1, .separated = 400, .pinned = 60, .mixed_hosts = true },
	{ .seed = 2, .n_items = 3000, .n_hosts = 120, .n_groups = 24,
	  .n_clouds = 4, .n_networks = 8, .lacking = 150, .fill = 700,
	  .n_tiers = 2, .separated = 100 },
	{ .seed = 3, .n_items = 2000, .n_hosts = 4, .n_groups = 2,
	  .n_clouds = 1, .n_networks = 1, .fill = 800, .n_tiers = 1 },
	{ .seed = 4, .n_items = 100, .n_hosts = 20, .n_groups = 20,
	  .n_clouds = 2, .n_networks = 3, .lacking = 200, .fill = 950,
	  .n_tiers = 1, .few_large = true, .pinned = 20, .separated = 300 },
	{ .seed = 5, .n_items = 3, .n_hosts = 9, .n_groups = 3, .n_clouds = 1,
	  .n_networks = 1, .fill = 400, .n_tiers = 1 },
};

#define N_SHAPES (sizeof shapes / sizeof *shapes)

static void test_balance_keeps_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct filled filled;
		rp_id *before;

		fill(&filled, &shapes[i]);
		before = memory_copy(filled.state.host_of, shapes[i].n_items,
				     sizeof *before);
		assert_int_equal(placement_balance(&filled.state, 1000, NULL),
				 RP_OK);
		check(&filled, filled.state.host_of);
		for (uint32_t k = 0; k < shapes[i].n_items; k++)
			if (filled.made.items[k].pinned != RP_NONE)
				assert_int_equal(filled.state.host_of[k],
						 before[k]);
		free(before);
		empty(&filled);
	}
}

/* Where it ended it ends. */
static void test_balance_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct filled filled;
		rp_id *before;

		fill(&filled, &shapes[i]);
		placement_balance(&filled.state, UINT32_MAX, NULL);
		before = memory_copy(filled.state.host_of, shapes[i].n_items,
				     sizeof *before);
		placement_balance(&filled.state, UINT32_MAX, NULL);
		assert_memory_equal(filled.state.host_of, before,
				    shapes[i].n_items * sizeof *before);
		free(before);
		empty(&filled);
	}
}

/* Hosts filled to 70%, all of them: no peak is below that.  So many items are
 * on a host that it is reached to 1/1000; without balance it is not. */
static void test_planted_balance(void **state)
{
	static const struct {
		uint32_t n_items;
		uint32_t n_hosts;
		uint64_t most;
	} table[] = { { 1000, 50, 701 }, { 5000, 200, 701 } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct site_shape shape = {
			.seed = 3 + i, .n_items = table[i].n_items,
			.n_hosts = table[i].n_hosts, .n_groups = 1,
			.n_clouds = 1, .n_networks = 1, .fill = 700,
			.n_tiers = 1, .planted = true,
		};
		struct filled filled;

		fill(&filled, &shape);
		assert_true(filled.value.peak_permille > table[i].most);
		placement_balance(&filled.state, 1000, NULL);
		assert_in_range(check(&filled, filled.state.host_of), 700,
				table[i].most);
		empty(&filled);
	}
}

static bool stop(void *data, uint64_t done, uint64_t all)
{
	(void)data;
	(void)done;
	(void)all;
	return false;
}

static void test_balance_stops(void **state)
{
	const struct rp_progress progress = { stop, NULL };
	struct filled filled;

	(void)state;
	fill(&filled, &shapes[1]);
	assert_int_equal(placement_balance(&filled.state, 1000, &progress),
			 RP_STOPPED);
	empty(&filled);
}

/* ---- Target -------------------------------------------------------------- */

static const struct placement_bound no_bound;

static void test_target_keeps_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct filled filled;
		rp_id *host_of;

		if (shapes[i].n_items > 2000)
			continue;
		fill(&filled, &shapes[i]);
		assert_true(placement_target_suits(&filled.made.problem));
		host_of = memory_copy(filled.state.host_of, shapes[i].n_items,
				      sizeof *host_of);
		assert_true(placement_target(&filled.made.problem, host_of,
					     &no_bound));
		check(&filled, host_of);
		free(host_of);
		empty(&filled);
	}
}

/* With few items on a host, where balance alone does not come near. */
static void test_planted_target(void **state)
{
	static const struct site_shape shape = {
		.seed = 1, .n_items = 50, .n_hosts = 10, .n_groups = 1,
		.n_clouds = 1, .n_networks = 1, .fill = 700, .n_tiers = 1,
		.planted = true,
	};
	struct filled filled;
	rp_id *host_of;

	(void)state;
	fill(&filled, &shape);
	host_of = memory_copy(filled.state.host_of, 50, sizeof *host_of);
	placement_balance(&filled.state, UINT32_MAX, NULL);
	assert_true(check(&filled, filled.state.host_of) > 704);
	assert_true(placement_target(&filled.made.problem, host_of,
				     &no_bound));
	assert_in_range(check(&filled, host_of), 700, 704);
	free(host_of);
	empty(&filled);
}

/* A bound that is reached already leaves everything as it is. */
static void test_bound_ends_search(void **state)
{
	struct placement_bound bound = { 0, 0 };
	struct filled filled;
	rp_id *host_of;

	(void)state;
	fill(&filled, &shapes[2]);
	bound.unplaced = filled.value.unplaced;
	bound.peak = (uint32_t)filled.value.peak_permille * 10;
	host_of = memory_copy(filled.state.host_of, shapes[2].n_items,
			      sizeof *host_of);
	assert_true(
		placement_target(&filled.made.problem, host_of, &bound));
	assert_memory_equal(host_of, filled.state.host_of,
			    shapes[2].n_items * sizeof *host_of);
	free(host_of);
	empty(&filled);
}

/* Sites that are too large are left as they are. */
static void test_target_suits(void **state)
{
	struct placement_problem problem = { .n_items = 2000, .n_hosts = 100 };

	(void)state;
	assert_true(placement_target_suits(&problem));
	problem.n_items = 25000;
	assert_false(placement_target_suits(&problem));
	problem.n_items = 200;
	problem.n_hosts = 1000000;
	assert_false(placement_target_suits(&problem));
}

/* ---- The gap ------------------------------------------------------------- */

/* A large site: the peak is within 0.5% of its bound. */
static void test_gap(void **state)
{
	static const struct site_shape shape = {
		.seed = 2, .n_items = 25000, .n_hosts = 1000, .n_groups = 24,
		.n_clouds = 4, .n_networks = 12, .lacking = 150, .fill = 700,
		.n_tiers = 3,
	};
	struct placement *placement;
	struct placement_bound bound;
	struct site_problem made;
	uint64_t peak;

	(void)state;
	assert_true(site_problem_init(&made, &shape));
	assert_int_equal(placement_new(&placement, &made.problem, NULL),
			 RP_OK);
	assert_int_equal(placement_value(placement)->unplaced, 0);
	assert_true(placement_bound(&bound, &made.problem, shape.n_items,
				    placement_hosts(placement)));
	peak = ratio_ceiling(placement_value(placement)->peak, 10000);
	assert_in_range(peak, bound.peak, bound.peak * UINT64_C(1005) / 1000);
	placement_free(placement);
	site_problem_destroy(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_balance_keeps_rules),
		cmocka_unit_test(test_balance_ends),
		cmocka_unit_test(test_planted_balance),
		cmocka_unit_test(test_balance_stops),
		cmocka_unit_test(test_target_keeps_rules),
		cmocka_unit_test(test_planted_target),
		cmocka_unit_test(test_bound_ends_search),
		cmocka_unit_test(test_target_suits),
		cmocka_unit_test(test_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
