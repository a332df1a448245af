/* The placement search against a plain reading of its rules (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random_problem.h"
#include "ratio.h"

#define N_CASES 20000

/* ---- The second reading -------------------------------------------------- */

static bool can_take(const struct placement_problem *problem, rp_id *host_of,
		     uint32_t item, rp_id host)
{
	bool allowed;

	host_of[item] = host;
	allowed = is_allowed(problem, host_of);
	host_of[item] = RP_NONE;
	return allowed;
}

/* The peak of 'host' alone when it also carries 'item'. */
static struct rp_ratio peak_with(const struct placement_problem *problem,
				 const rp_id *host_of, uint32_t item,
				 rp_id host)
{
	rp_id alone[MAX_ITEMS];

	for (uint32_t i = 0; i < problem->n_items; i++)
		alone[i] = host_of[i] == host ? host : RP_NONE;
	alone[item] = host;
	return peak_of(problem, alone);
}

static bool is_shared(const struct placement_problem *problem,
		      const rp_id *host_of, uint32_t item, rp_id host)
{
	rp_id set = problem->items[item].separation;

	for (uint32_t i = 0; set != RP_NONE && i < problem->n_items; i++)
		if (host_of[i] == host && problem->items[i].separation == set)
			return true;
	return false;
}

static rp_id plain_host(const struct placement_problem *problem, rp_id *host_of,
			uint32_t item)
{
	struct rp_ratio best_peak = { 0, 1 };
	bool best_shared = false;
	rp_id best = RP_NONE;

	for (rp_id h = 0; h < problem->n_hosts; h++) {
		struct rp_ratio peak = peak_with(problem, host_of, item, h);
		bool shared = is_shared(problem, host_of, item, h);

		if (!can_take(problem, host_of, item, h))
			continue;
		if (best == RP_NONE || shared < best_shared ||
		    (shared == best_shared &&
		     ratio_compare(peak, best_peak) < 0)) {
			best = h;
			best_shared = shared;
			best_peak = peak;
		}
	}
	return best;
}

static struct rp_ratio plain_size(const struct placement_problem *problem,
				  uint32_t item)
{
	const struct placement_item *it = &problem->items[item];
	struct rp_range hosts = problem->classes[it->class_];
	struct rp_ratio size = { 0, 1 };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio part = { it->need[r], 0 };

		for (rp_id i = hosts.first; i < hosts.end; i++) {
			rp_id host = problem->class_hosts[i];

			if (problem->hosts[host].capacity[r] > part.capacity)
				part.capacity =
					problem->hosts[host].capacity[r];
		}
		if (part.capacity > 0 && part.capacity != RP_UNLIMITED &&
		    ratio_compare(part, size) > 0)
			size = part;
	}
	return size;
}

/* Whether 'a' comes before 'b' in order number 'order' of the search. */
static bool comes_before(const struct placement_problem *problem, int order,
			 uint32_t a, uint32_t b)
{
	int64_t first = problem->items[a].priority;
	int64_t second = problem->items[b].priority;
	int size =
		ratio_compare(plain_size(problem, a), plain_size(problem, b));

	if (order > 0 && first != second)
		return first < second;
	if (order < 2 && size)
		return size > 0;
	if (order == 2 && size)
		return size < 0;
	return a < b;
}

/* The item that is next in an order among those not yet done. */
static uint32_t next_item(const struct placement_problem *problem, int order,
			  const bool *done)
{
	uint32_t next = RP_NONE;

	for (uint32_t i = 0; i < problem->n_items; i++)
		if (!done[i] &&
		    (next == RP_NONE || comes_before(problem, order, i, next)))
			next = i;
	return next;
}

static void plain_pinned_and_kept(const struct placement_problem *problem,
				  rp_id *host_of, bool *done)
{
	bool kept[MAX_ITEMS] = { false };
	uint32_t item;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		rp_id host = problem->items[i].pinned;

		host_of[i] = RP_NONE;
		done[i] = kept[i] = host != RP_NONE;
	}
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (done[i] &&
		    can_take(problem, host_of, i, problem->items[i].pinned))
			host_of[i] = problem->items[i].pinned;
	while ((item = next_item(problem, 3, kept)) != RP_NONE) {
		rp_id host = problem->items[item].accepted;

		kept[item] = true;
		if (host != RP_NONE && can_take(problem, host_of, item, host)) {
			host_of[item] = host;
			done[item] = true;
		}
	}
}

/* The whole search, as its description says. */
static void plain_solve(rp_id *best, const struct placement_problem *problem)
{
	struct placement_value best_value = { 0 };

	for (int order = 0; order < 4; order++) {
		struct placement_value value;
		rp_id host_of[MAX_ITEMS];
		bool done[MAX_ITEMS];
		bool is_whole = true;
		uint32_t item;

		plain_pinned_and_kept(problem, host_of, done);
		while ((item = next_item(problem, order, done)) != RP_NONE) {
			host_of[item] = plain_host(problem, host_of, item);
			done[item] = true;
			is_whole = is_whole && host_of[item] != RP_NONE;
		}
		assert_true(placement_evaluate(&value, problem, host_of));
		if (order == 0 || placement_compare(&value, &best_value) < 0) {
			placement_value_destroy(&best_value);
			best_value = value;
			memcpy(best, host_of, sizeof host_of);
		} else {
			placement_value_destroy(&value);
		}
		if (is_whole)
			break;
	}
	placement_value_destroy(&best_value);
}

static uint64_t permille(struct rp_ratio ratio)
{
	return (uint64_t)((ratio.load * 1000 + ratio.capacity - 1) /
			  ratio.capacity);
}

/* What the tuple of 'host_of' is, told level by level. */
static void check_value(const struct placement_value *value,
			const struct placement_problem *problem,
			const rp_id *host_of)
{
	uint64_t target = problem->peak_target;
	rp_id accepted[MAX_ITEMS];
	uint32_t unplaced = 0, moved = 0, broken = 0, in_tiers = 0;
	struct rp_ratio peak = peak_of(problem, host_of);

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];

		accepted[i] = item->accepted;
		unplaced += host_of[i] == RP_NONE;
		moved += accepted[i] != RP_NONE && accepted[i] != host_of[i];
		for (uint32_t j = 0; j < i; j++) {
			if (item->separation != RP_NONE &&
			    host_of[i] != RP_NONE && host_of[j] == host_of[i] &&
			    problem->items[j].separation == item->separation) {
				broken++;
				break;
			}
		}
	}
	for (uint32_t t = 0; t < value->n_tiers; t++) {
		uint32_t n = 0, n_items = 0;

		for (uint32_t i = 0; i < problem->n_items; i++) {
			if (problem->items[i].priority !=
			    value->tiers[t].priority)
				continue;
			n_items++;
			n += host_of[i] == RP_NONE;
		}
		assert_true(n_items > 0);
		assert_true(t == 0 || value->tiers[t - 1].priority <
					      value->tiers[t].priority);
		assert_int_equal(value->tiers[t].unplaced, n);
		in_tiers += n_items;
	}
	if (permille(peak_of(problem, accepted)) > target)
		target = permille(peak_of(problem, accepted));
	assert_int_equal(in_tiers, problem->n_items);
	assert_int_equal(value->unplaced, unplaced);
	assert_int_equal(value->separation_broken, broken);
	assert_int_equal(value->moved, moved);
	assert_int_equal(ratio_compare(value->peak, peak), 0);
	assert_int_equal(value->peak_permille, permille(peak));
	assert_int_equal(value->over_target,
			 permille(peak) > target ? permille(peak) - target : 0);
}

/* ---- Properties ---------------------------------------------------------- */

static void forget_accepted(struct random_problem *made)
{
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		made->items[i].accepted = RP_NONE;
}

static void accept_answer(struct random_problem *made, const rp_id *host_of)
{
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		made->items[i].accepted = host_of[i];
}

/* Hard rules, the value, and the search itself, beside a plain reading. */
static void test_against_plain_reading(void **unused)
{
	uint64_t state = 42;
	uint32_t n_unplaced = 0, n_shared = 0;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;
		struct placement_value value;
		rp_id host_of[MAX_ITEMS], plain[MAX_ITEMS];
		size_t size;

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		if (i % 2)
			forget_accepted(&made);
		assert_true(placement_solve(host_of, &value, &made.problem));
		assert_true(is_allowed(&made.problem, host_of));
		check_value(&value, &made.problem, host_of);
		plain_solve(plain, &made.problem);
		size = made.problem.n_items * sizeof *plain;
		assert_memory_equal(host_of, plain, size);
		n_unplaced += value.unplaced > 0;
		n_shared += value.separation_broken > 0;
		placement_value_destroy(&value);
	}
	assert_true(n_unplaced > N_CASES / 10);
	assert_true(n_shared > N_CASES / 100);
}

/* F(T, D, F(T, D, a)) = F(T, D, a), what found no host included. */
static void test_answer_stays(void **unused)
{
	uint64_t state = 7;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;
		struct placement_value value;
		rp_id first[MAX_ITEMS], second[MAX_ITEMS];

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		if (i % 2)
			forget_accepted(&made);
		assert_true(placement_solve(first, &value, &made.problem));
		placement_value_destroy(&value);
		accept_answer(&made, first);
		assert_true(placement_solve(second, &value, &made.problem));
		assert_int_equal(value.moved, 0);
		placement_value_destroy(&value);
		assert_memory_equal(first, second,
				    made.problem.n_items * sizeof *first);
	}
}

/* The checks see what is wrong: a full host, a host of another class, the
 * host where it runs, another host than the pinned one. */
static void test_checks_see_mistakes(void **unused)
{
	static const int64_t capacity[RP_N_RESOURCES] = { 10, 10, 10, 10 };
	static const int64_t running[RP_N_RESOURCES] = { 4, 0, 0, 0 };
	static const int64_t need[RP_N_RESOURCES] = { 5, 1, 1, 1 };
	static const struct placement_host hosts[] = { { capacity, running },
						       { capacity, running },
						       { capacity, running },
						       { capacity, running } };
	static const struct placement_item items[] = {
		{ need, 1, 0, 2, RP_NONE, RP_NONE, RP_NONE },
		{ need, 1, 0, RP_NONE, RP_NONE, 1, RP_NONE },
	};
	static const struct rp_range class_ = { 0, 3 };
	static const rp_id class_hosts[] = { 0, 1, 2 };
	static const struct placement_problem problem = {
		items, 2, hosts, 4, &class_, 1, class_hosts, 850
	};
	static const struct {
		rp_id host_of[2];
		bool allowed;
		enum placement_obstacle obstacle; /* Of item 0. */
	} cases[] = {
		{ { 0, 1 }, true, PLACEMENT_FITS },
		{ { 1, 1 }, false, PLACEMENT_NO_ROOM },
		{ { 3, 1 }, false, PLACEMENT_NOT_ELIGIBLE },
		{ { 2, 1 }, false, PLACEMENT_RUNS_THERE },
		{ { 0, 0 }, false, PLACEMENT_NO_ROOM },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t load[4][RP_N_RESOURCES];
		enum rp_resource lacking = RP_N_RESOURCES;
		enum placement_obstacle obstacle;

		for (int h = 0; h < 4; h++)
			memcpy(load[h], running, sizeof running);
		load[cases[i].host_of[1]][RP_CPUS] += need[RP_CPUS];
		obstacle = placement_obstacle(&problem, 0, cases[i].host_of[0],
					      load[0], &lacking);
		assert_int_equal(is_allowed(&problem, cases[i].host_of),
				 cases[i].allowed);
		assert_int_equal(obstacle, cases[i].obstacle);
		if (obstacle == PLACEMENT_NO_ROOM)
			assert_int_equal(lacking, RP_CPUS);
		assert_int_equal(
			placement_obstacle(&problem, 1, 0, load[0], &lacking),
			PLACEMENT_PINNED_ELSEWHERE);
	}
}

/* ---- The order of values ------------------------------------------------- */

/* Each value is better than the next one, by the level that it names. */
static void test_compare(void **unused)
{
	static struct placement_tier none[] = { { 1, 0 }, { 2, 0 } };
	static struct placement_tier low[] = { { 1, 0 }, { 2, 9 } };
	static struct placement_tier lower[] = { { 2, 10 } };
	static struct placement_tier high[] = { { 1, 1 }, { 2, 0 } };
	static const struct placement_value values[] = {
		{ NULL, 0, 0, 0, 0, 700, { 7, 10 }, 0 },
		{ NULL, 0, 0, 0, 0, 800, { 8, 10 }, 0 },
		{ none, 2, 0, 0, 1, 700, { 7, 10 }, 0 },
		{ none, 2, 0, 10, 0, 700, { 7, 10 }, 0 },
		{ none, 2, 1, 0, 0, 700, { 7, 10 }, 0 },
		{ low, 2, 0, 0, 0, 700, { 7, 10 }, 9 },
		{ lower, 1, 0, 0, 0, 700, { 7, 10 }, 10 },
		{ high, 2, 0, 0, 0, 700, { 7, 10 }, 1 },
	};
	const size_t n = sizeof values / sizeof *values;

	(void)unused;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int order = placement_compare(&values[i], &values[j]);

			assert_int_equal((order > 0) - (order < 0),
					 (i > j) - (i < j));
		}
	}
}

/* ---- Size ---------------------------------------------------------------- */

#define LARGE_ITEMS 25000
#define LARGE_HOSTS 1000

/* Sums that numbers of 64 bits cannot hold neither wrap nor let in too much. */
static void test_greatest_numbers(void **unused)
{
	static const int64_t half[RP_N_RESOURCES] = { INT64_MAX / 2 + 1, 0, 0,
						      0 };
	static const int64_t capacity[RP_N_RESOURCES] = {
		INT64_MAX - 1, RP_UNLIMITED, RP_UNLIMITED, RP_UNLIMITED
	};
	static const int64_t nothing[RP_N_RESOURCES];
	static const int64_t all[RP_N_RESOURCES] = { INT64_MAX, 0, 0, 0 };
	static const struct placement_host hosts[] = { { capacity, nothing },
						       { capacity, all } };
	static const struct placement_item items[] = {
		{ half, 1, 0, RP_NONE, RP_NONE, RP_NONE, RP_NONE },
		{ half, 1, 0, RP_NONE, RP_NONE, RP_NONE, RP_NONE },
	};
	static const struct rp_range class_ = { 0, 2 };
	static const rp_id class_hosts[] = { 0, 1 };
	static const struct placement_problem problem = {
		items, 2, hosts, 2, &class_, 1, class_hosts, 850
	};
	struct placement_bound bound;
	struct placement_value value;
	rp_id host_of[2];

	(void)unused;
	assert_true(placement_solve(host_of, &value, &problem));
	assert_int_equal(host_of[0], 0);
	assert_int_equal(host_of[1], RP_NONE);
	assert_int_equal(value.unplaced, 1);
	assert_int_equal(value.peak_permille, 501);
	placement_value_destroy(&value);
	assert_true(placement_bound(&bound, &problem, 1));
	assert_int_equal(bound.unplaced, 1);
	assert_int_equal(bound.peak, 5000);
}

/* A site of the size that the program is made for: what is placed is balanced
 * to within two hundredths of what can be proven. */
static void test_large(void **unused)
{
	static int64_t need[LARGE_ITEMS][RP_N_RESOURCES];
	static int64_t capacity[RP_N_RESOURCES] = { 64000, 524288, RP_UNLIMITED,
						    RP_UNLIMITED };
	static const int64_t running[RP_N_RESOURCES];
	static struct placement_item items[LARGE_ITEMS];
	static struct placement_host hosts[LARGE_HOSTS];
	static rp_id class_hosts[LARGE_HOSTS];
	static const struct rp_range classes[] = { { 0, 600 }, { 400, 1000 } };
	const struct placement_problem problem = { items,	LARGE_ITEMS,
						   hosts,	LARGE_HOSTS,
						   classes,	2,
						   class_hosts, 850 };
	static rp_id host_of[LARGE_ITEMS];
	struct placement_value value;
	struct placement_bound bound;
	uint64_t state = 25000;

	(void)unused;
	for (rp_id h = 0; h < LARGE_HOSTS; h++) {
		class_hosts[h] = h;
		hosts[h] = (struct placement_host){ capacity, running };
	}
	for (uint32_t i = 0; i < LARGE_ITEMS; i++) {
		need[i][RP_CPUS] = 1000 * (1 + random_below(&state, 3));
		need[i][RP_MEMORY] = 1024 * (1 + random_below(&state, 28));
		items[i] = (struct placement_item){
			need[i], INT64_MAX, random_below(&state, 2),
			RP_NONE, RP_NONE,   RP_NONE,
			i / 3
		};
	}
	assert_true(placement_solve(host_of, &value, &problem));
	assert_int_equal(value.unplaced, 0);
	assert_int_equal(value.separation_broken, 0);
	assert_true(placement_bound(&bound, &problem, LARGE_ITEMS));
	assert_true(bound.peak <= value.peak_permille * 10);
	assert_true(value.peak_permille * 10 <= bound.peak + 200);
	placement_value_destroy(&value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checks_see_mistakes),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_against_plain_reading),
		cmocka_unit_test(test_answer_stays),
		cmocka_unit_test(test_greatest_numbers),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
