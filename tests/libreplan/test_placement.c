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

#define N_CASES 6000
#define N_EDITS 12

/* ---- The value ----------------------------------------------------------- */

static uint64_t permille(struct rp_ratio ratio)
{
	return (uint64_t)((ratio.load * 1000 + ratio.capacity - 1) /
			  ratio.capacity);
}

static uint64_t plain_target(const struct placement_problem *problem)
{
	rp_id accepted[MAX_ITEMS];
	uint64_t before;

	for (uint32_t i = 0; i < problem->n_items; i++)
		accepted[i] = problem->items[i].accepted;
	before = permille(peak_of(problem, accepted));
	return before > problem->peak_target ? before : problem->peak_target;
}

/* Items beyond the first of their set on a host. */
static uint32_t plain_broken(const struct placement_problem *problem,
			     const rp_id *host_of)
{
	uint32_t broken = 0;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		rp_id set = problem->items[i].separation;

		for (uint32_t j = 0; j < i; j++) {
			if (set != RP_NONE && host_of[i] != RP_NONE &&
			    host_of[j] == host_of[i] &&
			    problem->items[j].separation == set) {
				broken++;
				break;
			}
		}
	}
	return broken;
}

/* What the tuple of 'host_of' is, told level by level. */
static void check_value(const struct placement_value *value,
			const struct placement_problem *problem,
			const rp_id *host_of)
{
	uint64_t target = plain_target(problem);
	uint32_t unplaced[N_TIERS] = { 0 };
	uint32_t n_unplaced = 0, moved = 0;
	struct rp_ratio peak = peak_of(problem, host_of);

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];

		unplaced[item->tier] += host_of[i] == RP_NONE;
		n_unplaced += host_of[i] == RP_NONE;
		moved += item->accepted != RP_NONE &&
			 item->accepted != host_of[i];
	}
	assert_int_equal(value->n_tiers, N_TIERS);
	assert_memory_equal(value->unplaced_of, unplaced, sizeof unplaced);
	assert_int_equal(value->unplaced, n_unplaced);
	assert_int_equal(value->separation_broken,
			 plain_broken(problem, host_of));
	assert_int_equal(value->moved, moved);
	assert_int_equal(ratio_compare(value->peak, peak), 0);
	assert_int_equal(value->peak_permille, permille(peak));
	assert_int_equal(value->over_target,
			 permille(peak) > target ? permille(peak) - target : 0);
}

static void check_loads(const struct placement *placement,
			const struct placement_problem *problem)
{
	const rp_id *host_of = placement_hosts(placement);

	for (rp_id h = 0; h < problem->n_hosts; h++) {
		int64_t load[RP_N_RESOURCES];
		uint32_t carried = 0;

		memcpy(load, problem->hosts[h].running, sizeof load);
		for (uint32_t i = 0; i < problem->n_items; i++) {
			if (host_of[i] != h)
				continue;
			carried++;
			for (int r = 0; r < RP_N_RESOURCES; r++)
				load[r] += problem->items[i].need[r];
		}
		assert_memory_equal(placement_load(placement, h), load,
				    sizeof load);
		assert_int_equal(placement_carried(placement, h), carried);
	}
}

static struct placement *solve(const struct placement_problem *problem)
{
	struct placement *placement = NULL;

	assert_int_equal(placement_new(&placement, problem, NULL), RP_OK);
	return placement;
}

/* Hard rules, the value, the loads. */
static void test_rules_and_value(void **unused)
{
	uint64_t state = 42;
	uint32_t n_unplaced = 0, n_shared = 0, n_over = 0;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;
		const struct placement_value *value;
		struct placement_value seen;
		struct placement *placement;
		const rp_id *host_of;

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		if (i % 8 == 0)
			forget_accepted(&made);
		placement = solve(&made.problem);
		host_of = placement_hosts(placement);
		value = placement_value(placement);
		assert_true(is_allowed(&made.problem, host_of));
		check_value(value, &made.problem, host_of);
		check_loads(placement, &made.problem);
		assert_true(placement_evaluate(&seen, &made.problem, host_of));
		check_value(&seen, &made.problem, host_of);
		assert_int_equal(placement_compare(value, &seen), 0);
		placement_value_destroy(&seen);
		n_unplaced += value->unplaced > 0;
		n_shared += value->separation_broken > 0;
		n_over += value->over_target > 0;
		placement_free(placement);
	}
	assert_true(n_unplaced > N_CASES / 10);
	assert_true(n_shared > N_CASES / 100);
	assert_true(n_over > N_CASES / 100);
}

/* ---- Nothing that fits is left out --------------------------------------- */

/* Whether 'item' could go to a host, all others as they are; with 'apart', to
 * one that it would not share. */
static bool can_go(const struct placement_problem *problem, rp_id *host_of,
		   uint32_t item, bool apart)
{
	rp_id was = host_of[item];
	bool can = false;

	for (rp_id h = 0; h < problem->n_hosts && !can; h++) {
		host_of[item] = h;
		can = h != was && is_allowed(problem, host_of) &&
		      !(apart && is_shared(problem, host_of, item, h));
	}
	host_of[item] = was;
	return can;
}

/* Whether 'item' could stand on 'host' if 'other', which stands there, went
 * elsewhere; or, being of a later tier, nowhere. */
static bool can_take_from(const struct placement_problem *problem,
			  rp_id *host_of, uint32_t item, uint32_t other)
{
	rp_id host = host_of[other];
	bool can;

	host_of[other] = RP_NONE;
	host_of[item] = host;
	can = is_allowed(problem, host_of);
	if (can && problem->items[other].tier <= problem->items[item].tier) {
		can = false;
		for (rp_id h = 0; h < problem->n_hosts && !can; h++) {
			host_of[other] = h;
			can = h != host && is_allowed(problem, host_of);
		}
	}
	host_of[item] = RP_NONE;
	host_of[other] = host;
	return can;
}

/* Whether one step would place more, or set more apart. */
static bool can_improve(const struct placement_problem *problem,
			const rp_id *answer)
{
	const struct placement_item *items = problem->items;
	rp_id host_of[MAX_ITEMS];
	bool can = false;

	memcpy(host_of, answer, problem->n_items * sizeof *host_of);
	for (uint32_t i = 0; i < problem->n_items && !can; i++) {
		if (items[i].pinned != RP_NONE)
			continue;
		if (host_of[i] != RP_NONE) {
			can = is_shared(problem, host_of, i, host_of[i]) &&
			      can_go(problem, host_of, i, true);
			continue;
		}
		can = can_go(problem, host_of, i, false);
		for (uint32_t j = 0; j < problem->n_items && !can; j++)
			can = host_of[j] != RP_NONE &&
			      items[j].pinned == RP_NONE &&
			      can_take_from(problem, host_of, i, j);
	}
	return can;
}

static void test_nothing_left_out(void **unused)
{
	uint64_t state = 17;
	uint32_t n_seen = 0;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;
		struct placement *placement;
		rp_id host_of[MAX_ITEMS];
		uint32_t n;

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		if (i % 8 == 0)
			forget_accepted(&made);
		placement = solve(&made.problem);
		n = made.problem.n_items;
		memcpy(host_of, placement_hosts(placement), n * sizeof(rp_id));
		placement_free(placement);
		assert_false(can_improve(&made.problem, host_of));
		/* The check sees it when one is left out. */
		if (n > 0 && host_of[0] != RP_NONE &&
		    made.items[0].pinned == RP_NONE) {
			host_of[0] = RP_NONE;
			assert_true(can_improve(&made.problem, host_of));
			n_seen++;
		}
	}
	assert_true(n_seen > N_CASES / 4);
}

/* ---- The answer stays ---------------------------------------------------- */

/* F(T, D, F(T, D, a)) = F(T, D, a), what found no host included. */
static void test_answer_stays(void **unused)
{
	uint64_t state = 7;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;
		struct placement *first, *second;
		size_t size;

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		size = made.problem.n_items * sizeof(rp_id);
		if (i % 8 == 0)
			forget_accepted(&made);
		first = solve(&made.problem);
		set_accepted(&made, placement_hosts(first));
		second = solve(&made.problem);
		assert_int_equal(placement_value(second)->moved, 0);
		assert_memory_equal(placement_hosts(first),
				    placement_hosts(second), size);
		placement_free(first);
		placement_free(second);
	}
}

/* ---- Updates ------------------------------------------------------------- */

/* An edit of a problem, and the items that it touches. */
struct edit {
	rp_id items[MAX_ITEMS];
	uint32_t n;
};

static void edit_class(struct random_problem *made, uint64_t *state,
		       struct edit *edit)
{
	uint32_t class_ = random_below(state, made->problem.n_classes);

	random_class(made, state, class_);
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		if (made->items[i].class_ == class_)
			edit->items[edit->n++] = i;
}

static void edit_items(struct random_problem *made, uint64_t *state,
		       struct edit *edit)
{
	for (uint32_t i = 0; i < made->problem.n_items; i++) {
		if (random_below(state, 4) > 0)
			continue;
		edit->items[edit->n++] = i;
		if (random_below(state, 2))
			random_class_of(made, state, i);
		else
			random_pin(made, state, i);
	}
}

static void make_edit(struct random_problem *made, uint64_t *state,
		      struct edit *edit)
{
	edit->n = 0;
	switch (random_below(state, 4)) {
	case 0:
		edit_class(made, state, edit);
		break;
	case 1:
		made->problem.peak_target = 500 + random_below(state, 500);
		break;
	default:
		edit_items(made, state, edit);
		break;
	}
}

static bool is_same(const struct placement *a, const struct placement *b,
		    const struct placement_problem *problem)
{
	return memcmp(placement_hosts(a), placement_hosts(b),
		      problem->n_items * sizeof(rp_id)) == 0 &&
	       placement_compare(placement_value(a), placement_value(b)) == 0;
}

/* Whether 'placement' says rightly what is not as in 'before'. */
static void check_changed(const struct placement *placement,
			  const rp_id *before, uint32_t n_items)
{
	const rp_id *after = placement_hosts(placement), *changed;
	uint32_t n, at = 0;

	changed = placement_changed(placement, &n);
	for (uint32_t i = 0; i < n_items; i++) {
		if (before[i] == after[i])
			continue;
		assert_true(at < n);
		assert_int_equal(changed[at++], i);
	}
	assert_int_equal(at, n);
}

static void accept_answer(struct random_problem *made,
			  struct placement *placement)
{
	set_accepted(made, placement_hosts(placement));
	placement_accept(placement);
}

static void follow_edit(struct random_problem *made, uint64_t *state,
			struct placement *placement)
{
	const struct placement_problem *problem = &made->problem;
	rp_id before[MAX_ITEMS];
	struct placement *fresh;
	struct edit edit;

	memcpy(before, placement_hosts(placement),
	       problem->n_items * sizeof *before);
	make_edit(made, state, &edit);
	placement_update(placement, edit.items, edit.n);
	fresh = solve(problem);
	assert_true(is_same(placement, fresh, problem));
	check_value(placement_value(placement), problem,
		    placement_hosts(placement));
	check_loads(placement, problem);
	check_changed(placement, before, problem->n_items);
	placement_free(fresh);
	if (random_below(state, 4) == 0) {
		accept_answer(made, placement);
		check_value(placement_value(placement), problem,
			    placement_hosts(placement));
	}
}

/* Edit after edit gives what solving anew gives, bit for bit. */
static void test_updates(void **unused)
{
	uint64_t state = 1234;

	(void)unused;
	for (int i = 0; i < N_CASES / 4; i++) {
		struct random_problem made;
		struct placement *placement;

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		placement = solve(&made.problem);
		for (int j = 0; j < N_EDITS; j++)
			follow_edit(&made, &state, placement);
		placement_free(placement);
	}
}

/* The comparison sees it when an update is not told of the items. */
static void test_updates_control(void **unused)
{
	uint64_t state = 1234;
	uint32_t n_seen = 0;

	(void)unused;
	for (int i = 0; i < 200; i++) {
		struct random_problem made;
		struct placement *placement, *fresh;
		struct edit edit;

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		placement = solve(&made.problem);
		accept_answer(&made, placement);
		make_edit(&made, &state, &edit);
		placement_update(placement, edit.items, 0);
		fresh = solve(&made.problem);
		n_seen += !is_same(placement, fresh, &made.problem);
		placement_free(placement);
		placement_free(fresh);
	}
	assert_true(n_seen > 10);
}

/* Undo: an edit and its opposite give the answer that was. */
static void test_undo(void **unused)
{
	uint64_t state = 4321;

	(void)unused;
	for (int i = 0; i < N_CASES / 4; i++) {
		struct random_problem made, before;
		struct placement *placement, *fresh;
		rp_id all[MAX_ITEMS];

		random_problem(&made, &state, MAX_ITEMS, MAX_HOSTS);
		placement = solve(&made.problem);
		fresh = solve(&made.problem);
		before = made;
		for (int j = 0; j < 3; j++) {
			struct edit edit;

			make_edit(&made, &state, &edit);
			placement_update(placement, edit.items, edit.n);
		}
		memcpy(made.items, before.items, sizeof made.items);
		memcpy(made.class_groups, before.class_groups,
		       sizeof made.class_groups);
		made.problem.peak_target = before.problem.peak_target;
		for (uint32_t j = 0; j < made.problem.n_items; j++)
			all[j] = j;
		placement_update(placement, all, made.problem.n_items);
		assert_true(is_same(placement, fresh, &made.problem));
		placement_free(placement);
		placement_free(fresh);
	}
}

/* ---- Against the best answer --------------------------------------------- */

#define FEW_ITEMS 6
#define FEW_HOSTS 3

/* The value of the best answer of all. */
static struct placement_value
best_value(const struct placement_problem *problem)
{
	struct placement_value best = { .unplaced_of = NULL };
	uint32_t n = problem->n_items, n_answers = 1;

	for (uint32_t i = 0; i < n; i++)
		n_answers *= problem->n_hosts + 1;
	for (uint32_t a = 0; a < n_answers; a++) {
		struct placement_value value;
		rp_id host_of[FEW_ITEMS];

		for (uint32_t i = 0, rest = a; i < n; i++) {
			host_of[i] = rest % (problem->n_hosts + 1);
			if (host_of[i] == problem->n_hosts)
				host_of[i] = RP_NONE;
			rest /= problem->n_hosts + 1;
		}
		if (!is_allowed(problem, host_of))
			continue;
		assert_true(placement_evaluate(&value, problem, host_of));
		if (!best.unplaced_of || placement_compare(&value, &best) < 0) {
			placement_value_destroy(&best);
			best = value;
		} else {
			placement_value_destroy(&value);
		}
	}
	return best;
}

static void test_against_best(void **unused)
{
	const int n_cases = 600;
	uint64_t state = 99;
	int n_best = 0, n_first = 0;

	(void)unused;
	for (int i = 0; i < n_cases; i++) {
		struct random_problem made;
		struct placement *placement;
		struct placement_value best;
		int order;

		random_problem(&made, &state, FEW_ITEMS, FEW_HOSTS);
		if (i % 8 == 0)
			forget_accepted(&made);
		/* Which of two pins goes first is no matter of value. */
		for (uint32_t j = 0; j < made.problem.n_items; j++)
			made.items[j].pinned = RP_NONE;
		placement = solve(&made.problem);
		best = best_value(&made.problem);
		order = placement_compare(placement_value(placement), &best);
		assert_true(order >= 0);
		n_best += order == 0;
		n_first +=
			placement_value(placement)->unplaced == best.unplaced;
		placement_value_destroy(&best);
		placement_free(placement);
	}
	assert_true(n_best > n_cases * 92 / 100);
	assert_true(n_first > n_cases * 97 / 100);
}

/* ---- The checks, and the order of values --------------------------------- */

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
	static struct placement_item items[] = {
		{ need, 0, 0, 2, RP_NONE, RP_NONE, RP_NONE },
		{ need, 0, 0, RP_NONE, RP_NONE, 1, RP_NONE },
	};
	static const struct rp_range groups[] = { { 0, 1 },
						  { 1, 3 },
						  { 3, 4 } };
	static const rp_id group_hosts[] = { 0, 1, 2, 3 };
	static const rp_id group_of[] = { 0, 1, 1, 2 };
	static const uint64_t class_groups = 3;
	static const struct placement_problem problem = { .items = items,
							  .n_items = 2,
							  .hosts = hosts,
							  .n_hosts = 4,
							  .n_tiers = 1,
							  .groups = groups,
							  .n_groups = 3,
							  .group_hosts =
								  group_hosts,
							  .group_of = group_of,
							  .class_groups =
								  &class_groups,
							  .n_classes = 1,
							  .n_words = 1,
							  .peak_target = 850 };
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
		obstacle =
			placement_obstacle(&problem, 0, cases[i].host_of[0],
					   load[cases[i].host_of[0]], &lacking);
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
	static uint32_t none[] = { 0, 0 };
	static uint32_t low[] = { 0, 9 };
	static uint32_t lower[] = { 0, 10 };
	static uint32_t high[] = { 1, 0 };
	static const struct placement_value values[] = {
		{ none, 2, 0, 0, 0, 700, { 7, 10 }, 0 },
		{ none, 2, 0, 0, 0, 800, { 8, 10 }, 0 },
		{ none, 2, 0, 0, 1, 700, { 7, 10 }, 0 },
		{ none, 2, 0, 10, 0, 700, { 7, 10 }, 0 },
		{ none, 2, 1, 0, 0, 700, { 7, 10 }, 0 },
		{ low, 2, 0, 0, 0, 700, { 7, 10 }, 9 },
		{ lower, 2, 0, 0, 0, 700, { 7, 10 }, 10 },
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
	static struct placement_item items[] = {
		{ half, 0, 0, RP_NONE, RP_NONE, RP_NONE, RP_NONE },
		{ half, 0, 0, RP_NONE, RP_NONE, RP_NONE, RP_NONE },
	};
	static const struct rp_range group = { 0, 2 };
	static const rp_id group_hosts[] = { 0, 1 };
	static const rp_id group_of[] = { 0, 0 };
	static const uint64_t class_groups = 1;
	static const struct placement_problem problem = {
		.items = items,
		.n_items = 2,
		.hosts = hosts,
		.n_hosts = 2,
		.n_tiers = 1,
		.groups = &group,
		.n_groups = 1,
		.group_hosts = group_hosts,
		.group_of = group_of,
		.class_groups = &class_groups,
		.n_classes = 1,
		.n_words = 1,
		.peak_target = 850,
		.from_nothing = true
	};
	const struct placement_value *value;
	struct placement *placement;
	struct placement_bound bound;

	(void)unused;
	placement = solve(&problem);
	value = placement_value(placement);
	assert_int_equal(placement_hosts(placement)[0], 0);
	assert_int_equal(placement_hosts(placement)[1], RP_NONE);
	assert_int_equal(value->unplaced, 1);
	assert_int_equal(value->peak_permille, 501);
	assert_true(placement_bound(&bound, &problem, 1,
				    placement_hosts(placement)));
	assert_int_equal(bound.unplaced, 1);
	assert_int_equal(bound.peak, 5000);
	placement_free(placement);
}

/* Without a limit a sum may stand still; what leaves it leaves what is left. */
static void test_sums_that_stand_still(void **unused)
{
	static const int64_t half[RP_N_RESOURCES] = { INT64_MAX / 2 + 1, 5, 0,
						      0 };
	static const int64_t capacity[RP_N_RESOURCES] = { RP_UNLIMITED, 10, 1,
							  1 };
	static const int64_t nothing[RP_N_RESOURCES];
	static const struct placement_host host = { capacity, nothing };
	static const struct rp_range group = { 0, 1 };
	static const rp_id zero = 0;
	static const uint64_t class_groups[] = { 1, 0 };
	struct placement_item items[] = {
		{ half, 0, 0, RP_NONE, 0, RP_NONE, RP_NONE },
		{ half, 0, 0, RP_NONE, 0, RP_NONE, RP_NONE },
	};
	const struct placement_problem problem = { .items = items,
						   .n_items = 2,
						   .hosts = &host,
						   .n_hosts = 1,
						   .n_tiers = 1,
						   .groups = &group,
						   .n_groups = 1,
						   .group_hosts = &zero,
						   .group_of = &zero,
						   .class_groups = class_groups,
						   .n_classes = 2,
						   .n_words = 1,
						   .peak_target = 850 };
	struct placement *placement = solve(&problem);
	const int64_t *load = placement_load(placement, 0);
	const rp_id second = 1;

	(void)unused;
	assert_true(load[RP_CPUS] == INT64_MAX);
	assert_int_equal(load[RP_MEMORY], 10);
	items[1].class_ = 1;
	placement_update(placement, &second, 1);
	load = placement_load(placement, 0);
	assert_true(load[RP_CPUS] == half[RP_CPUS]);
	assert_int_equal(load[RP_MEMORY], 5);
	assert_int_equal(placement_carried(placement, 0), 1);
	placement_free(placement);
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
	static rp_id ids[LARGE_HOSTS], group_of[LARGE_HOSTS];
	static const struct rp_range groups[] = { { 0, 400 },
						  { 400, 600 },
						  { 600, LARGE_HOSTS } };
	static const uint64_t class_groups[] = { 3, 6 };
	const struct placement_problem problem = { .items = items,
						   .n_items = LARGE_ITEMS,
						   .hosts = hosts,
						   .n_hosts = LARGE_HOSTS,
						   .n_tiers = 1,
						   .n_separations =
							   LARGE_ITEMS / 3 + 1,
						   .groups = groups,
						   .n_groups = 3,
						   .group_hosts = ids,
						   .group_of = group_of,
						   .class_groups = class_groups,
						   .n_classes = 2,
						   .n_words = 1,
						   .peak_target = 850,
						   .from_nothing = true };
	const struct placement_value *value;
	struct placement *placement;
	struct placement_bound bound;
	uint64_t state = 25000;

	(void)unused;
	for (rp_id h = 0; h < LARGE_HOSTS; h++) {
		ids[h] = h;
		group_of[h] = h < 400 ? 0 : h < 600 ? 1 : 2;
		hosts[h] = (struct placement_host){ capacity, running };
	}
	for (uint32_t i = 0; i < LARGE_ITEMS; i++) {
		need[i][RP_CPUS] = 1000 * (1 + random_below(&state, 3));
		need[i][RP_MEMORY] = 1024 * (1 + random_below(&state, 28));
		items[i] = (struct placement_item){
			need[i], 0,	  random_below(&state, 2),
			RP_NONE, RP_NONE, RP_NONE,
			i / 3
		};
	}
	placement = solve(&problem);
	value = placement_value(placement);
	assert_int_equal(value->unplaced, 0);
	assert_int_equal(value->separation_broken, 0);
	assert_true(placement_bound(&bound, &problem, LARGE_ITEMS,
				    placement_hosts(placement)));
	assert_true(bound.peak <= value->peak_permille * 10);
	assert_true(value->peak_permille * 10 <= bound.peak + 200);
	placement_free(placement);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checks_see_mistakes),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_rules_and_value),
		cmocka_unit_test(test_nothing_left_out),
		cmocka_unit_test(test_answer_stays),
		cmocka_unit_test(test_updates),
		cmocka_unit_test(test_updates_control),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_against_best),
		cmocka_unit_test(test_greatest_numbers),
		cmocka_unit_test(test_sums_that_stand_still),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
