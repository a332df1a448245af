/* The bounds of a placement against all answers (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random_problem.h"

#define N_CASES 20000
#define NO_PLAN UINT32_MAX

/* The truth, by trying every answer: the most items that can be placed, and the
 * least peak, in 1/10000 rounded down, of an answer that places as many. */
struct truth {
	uint32_t most;
	uint32_t peak[MAX_ITEMS + 1];
};

static void try_answer(struct truth *truth,
		       const struct placement_problem *problem,
		       const rp_id *host_of)
{
	struct rp_ratio ratio = peak_of(problem, host_of);
	uint32_t peak = (uint32_t)(ratio.load * 10000 / ratio.capacity);
	uint32_t n_placed = 0;

	for (uint32_t i = 0; i < problem->n_items; i++)
		n_placed += host_of[i] != RP_NONE;
	if (n_placed > truth->most)
		truth->most = n_placed;
	for (uint32_t n = 0; n <= n_placed; n++)
		if (peak < truth->peak[n])
			truth->peak[n] = peak;
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
	struct truth truth = { .most = 0 };
	rp_id host_of[MAX_ITEMS];

	memset(truth.peak, 0xff, sizeof truth.peak);
	memset(host_of, 0xff, sizeof host_of);
	try_all(&truth, problem, host_of, 0);
	return truth;
}

/* No bound is above the truth, and most are not far below it: a bound raised by
 * 1 would fail here. */
static void test_against_all_answers(void **unused)
{
	uint64_t state = 20170727;
	uint32_t n_unplaced = 0, n_unplaced_tight = 0;
	uint32_t n_peaks = 0, n_peaks_tight = 0;
	struct random_problem made;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		const struct placement_problem *problem = &made.problem;
		struct truth truth;

		random_problem(&made, &state, 6, 3);
		truth = find_truth(problem);
		for (uint32_t n = 0; n <= truth.most; n++) {
			struct placement_bound bound;

			assert_true(placement_bound(&bound, problem, n));
			assert_true(bound.unplaced <=
				    problem->n_items - truth.most);
			assert_int_not_equal(truth.peak[n], NO_PLAN);
			assert_true(bound.peak <= truth.peak[n]);
			if (n < truth.most || n == 0)
				continue;
			n_peaks++;
			n_peaks_tight += bound.peak == truth.peak[n];
			if (truth.most < problem->n_items) {
				n_unplaced++;
				n_unplaced_tight +=
					bound.unplaced ==
					problem->n_items - truth.most;
			}
		}
	}
	print_message("peak exact in %u of %u, unplaced in %u of %u\n",
		      n_peaks_tight, n_peaks, n_unplaced_tight, n_unplaced);
	assert_true(n_peaks_tight * 2 > n_peaks);
	assert_true(n_unplaced_tight * 4 > n_unplaced * 3);
}

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

/* Classes: 0 has hosts 0 and 1; 1 has 2 and 3; 2 has host 3; 3 has none. */
static const struct plain_case plain_cases[] = {
	{ "no items", { 10, 10, 10, 10 }, { 0 }, { { 0, 0 } }, 0, 0, 0, 0 },
	{ "volume",
	  { 10, 10, 10, 10 },
	  { 0 },
	  { { 0, 3 }, { 0, 3 }, { 0, 3 } },
	  3,
	  3,
	  0,
	  4500 },
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
	static const rp_id class_hosts[] = { 0, 1, 2, 3, 3 };
	static const struct rp_range classes[] = {
		{ 0, 2 }, { 2, 4 }, { 4, 5 }, { 5, 5 }
	};

	(void)unused;
	for (size_t i = 0; i < sizeof plain_cases / sizeof *plain_cases; i++) {
		const struct plain_case *c = &plain_cases[i];
		struct random_problem made = {
			.problem = { made.items, c->n_items, made.hosts, 4,
				     classes, 4, class_hosts, 850 }
		};
		struct placement_bound bound;

		for (int h = 0; h < 4; h++) {
			made.capacity[h][RP_CPUS] = c->capacity[h];
			made.running[h][RP_CPUS] = c->running[h];
			made.hosts[h].capacity = made.capacity[h];
			made.hosts[h].running = made.running[h];
		}
		for (uint32_t j = 0; j < c->n_items; j++) {
			made.need[j][RP_CPUS] = c->items[j].need;
			made.items[j] = (struct placement_item){
				made.need[j], 1,       c->items[j].class_,
				RP_NONE,      RP_NONE, RP_NONE,
				RP_NONE
			};
		}
		print_message("%s\n", c->name);
		assert_true(placement_bound(&bound, &made.problem, c->placed));
		assert_int_equal(bound.unplaced, c->unplaced);
		assert_int_equal(bound.peak, c->peak);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_cases),
		cmocka_unit_test(test_against_all_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
