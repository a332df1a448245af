/* Who stands where, against a plain reading; and updates at the size of a site.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "placement_state.h"
#include "random_problem.h"
#include "ratio.h"
#include "site_problem.h"

/* ---- The second reading -------------------------------------------------- */

static uint32_t plain_n_of_set(const struct placement_state *state, rp_id set,
			       rp_id host)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < state->problem->n_items; i++)
		n += set != RP_NONE && state->host_of[i] == host &&
		     state->problem->items[i].separation == set;
	return n;
}

/* How good 'host' is for 'seeker': the less, the better; UINT32_MAX where it
 * cannot be taken. */
static uint32_t rank_of(const struct placement_state *state,
			const struct state_seeker *seeker, rp_id host)
{
	uint32_t group = state->problem->group_of[host], level, n;

	if (group == RP_NONE ||
	    !(seeker->groups[group / 64] >> group % 64 & 1) ||
	    host == seeker->runs_on || host == seeker->not_on)
		return UINT32_MAX;
	level = state_level_with(state, host, seeker->need, NULL);
	n = plain_n_of_set(state, seeker->separation, host);
	if (level == STATE_NO_ROOM || (n > 0 && seeker->apart))
		return UINT32_MAX;
	return (level >> STATE_QUANTUM_BITS) + (n > 0 ? 1U << 30 : 0);
}

/* Whether no host is better than 'host'. */
static bool is_best(const struct placement_state *state,
		    const struct state_seeker *seeker, rp_id host)
{
	uint32_t rank = UINT32_MAX;

	if (host != RP_NONE)
		rank = rank_of(state, seeker, host);
	for (rp_id h = 0; h < state->problem->n_hosts; h++)
		if (rank_of(state, seeker, h) < rank)
			return false;
	return host == RP_NONE || rank != UINT32_MAX;
}

static void plain_load(const struct placement_state *state, rp_id host,
		       int64_t *load)
{
	memcpy(load, state->problem->hosts[host].running,
	       RP_N_RESOURCES * sizeof *load);
	for (uint32_t i = 0; i < state->problem->n_items; i++)
		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (state->host_of[i] == host)
				load[r] += state->problem->items[i].need[r];
}

/* The level of a host is that of its peak, rounded down, but for a step; what
 * is far too full stands still at the greatest. */
static void check_host(const struct placement_state *state, rp_id host)
{
	struct rp_ratio peak = { 0, 1 };
	int64_t load[RP_N_RESOURCES];
	uint64_t level;

	plain_load(state, host, load);
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t capacity = state->problem->hosts[host].capacity[r];
		struct rp_ratio ratio = { load[r], capacity };

		if (capacity > 0 && capacity != RP_UNLIMITED &&
		    ratio_compare(ratio, peak) > 0)
			peak = ratio;
	}
	level = ratio_ceiling(peak, UINT32_C(1) << STATE_FULL_BITS);
	if (level >= STATE_NO_ROOM)
		level = STATE_NO_ROOM - 1;
	assert_memory_equal(state_load(state, host), load, sizeof load);
	assert_int_equal(ratio_compare(state_host_peak(state, host), peak), 0);
	assert_true(state_level(state, host) <= level);
	assert_true(level - state_level(state, host) <= 2);
}

static void check_peak(const struct placement_state *state)
{
	struct rp_ratio peak = { 0, 1 }, found;
	rp_id first = RP_NONE, host;

	for (rp_id h = 0; h < state->problem->n_hosts; h++) {
		if (state_carried(state, h) > 0 &&
		    ratio_compare(state_host_peak(state, h), peak) > 0) {
			peak = state_host_peak(state, h);
			first = h;
		}
	}
	found = state_peak(state, &host);
	assert_int_equal(ratio_compare(found, peak), 0);
	assert_int_equal(host, first);
}

static void check_sets(const struct placement_state *state)
{
	uint32_t n_broken = 0;

	for (uint32_t s = 0; s < state->problem->n_separations; s++) {
		uint32_t n_shared = 0, at = 0;

		for (rp_id h = 0; h < state->problem->n_hosts; h++) {
			uint32_t n = plain_n_of_set(state, s, h);

			assert_int_equal(state_n_of_set(state, s, h), n);
			n_broken += n > 1 ? n - 1 : 0;
			n_shared += n > 1;
		}
		while (state_next_shared(state, s, &at) != RP_NONE)
			n_shared--;
		assert_int_equal(n_shared, 0);
	}
	assert_int_equal(state->n_broken, n_broken);
}

/* ---- Coming and going ---------------------------------------------------- */

static struct state_seeker some_seeker(const struct placement_state *state,
				       uint64_t *seed)
{
	uint32_t n_items = state->problem->n_items;
	uint32_t n_hosts = state->problem->n_hosts;
	struct state_seeker seeker =
		state_seeker(state, random_below(seed, n_items));

	seeker.not_on =
		random_below(seed, 2) ? random_below(seed, n_hosts) : RP_NONE;
	seeker.apart = random_below(seed, 4) == 0;
	return seeker;
}

/* Moves something, mostly to where it is best. */
static void shuffle(struct placement_state *state, uint64_t *seed)
{
	uint32_t item = random_below(seed, state->problem->n_items);
	struct state_seeker seeker = state_seeker(state, item);
	rp_id host = state_best_host(state, &seeker);

	if (random_below(seed, 4) == 0)
		host = random_below(seed, state->problem->n_hosts);
	if (host == state->host_of[item] || random_below(seed, 8) == 0)
		host = RP_NONE;
	state_move(state, item, host);
}

static void check_shape(const struct site_shape *shape, uint32_t n_in_set)
{
	struct placement_state state;
	struct site_problem made;
	uint64_t seed = shape->seed;

	assert_true(site_problem_init(&made, shape));
	for (uint32_t i = 0; n_in_set && i < made.problem.n_items; i++)
		made.items[i].separation = i / n_in_set;
	assert_true(state_init(&state, &made.problem));
	for (int step = 0; step < 1500; step++) {
		struct state_seeker seeker = some_seeker(&state, &seed);
		rp_id host = random_below(&seed, made.problem.n_hosts);

		shuffle(&state, &seed);
		assert_true(is_best(&state, &seeker,
				    state_best_host(&state, &seeker)));
		check_host(&state, host);
		check_peak(&state);
		if (step % 100 == 0)
			check_sets(&state);
	}
	state_destroy(&state);
	site_problem_destroy(&made);
}

static const struct site_shape shapes[] = {
	{ .seed = 1,
	  .n_items = 300,
	  .n_hosts = 40,
	  .n_groups = 3,
	  .n_clouds = 1,
	  .n_networks = 3,
	  .lacking = 200,
	  .fill = 700,
	  .n_tiers = 3,
	  .separated = 400,
	  .pinned = 20 },
	{ .seed = 2,
	  .n_items = 400,
	  .n_hosts = 60,
	  .n_groups = 12,
	  .n_clouds = 2,
	  .n_networks = 4,
	  .lacking = 200,
	  .fill = 1050,
	  .n_tiers = 3,
	  .separated = 400,
	  .pinned = 20,
	  .mixed_hosts = true },
	{ .seed = 3,
	  .n_items = 500,
	  .n_hosts = 90,
	  .n_groups = 70,
	  .n_clouds = 3,
	  .n_networks = 5,
	  .lacking = 100,
	  .fill = 950,
	  .n_tiers = 2,
	  .separated = 800,
	  .few_large = true },
};

#define N_SHAPES (sizeof shapes / sizeof *shapes)

static void test_coming_and_going(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_SHAPES; i++) {
		check_shape(&shapes[i], 0);
		check_shape(&shapes[i], 100);
	}
}

/* The check of the best host sees another one. */
static void test_best_host_control(void **unused)
{
	struct placement_state state;
	struct site_problem made;
	uint64_t seed = 5;
	uint32_t n_seen = 0;

	(void)unused;
	assert_true(site_problem_init(&made, &shapes[0]));
	assert_true(state_init(&state, &made.problem));
	for (int step = 0; step < 500; step++) {
		struct state_seeker seeker = some_seeker(&state, &seed);
		rp_id best = state_best_host(&state, &seeker);

		seeker.not_on = best;
		best = state_best_host(&state, &seeker);
		seeker.not_on = RP_NONE;
		n_seen += !is_best(&state, &seeker, best);
		shuffle(&state, &seed);
	}
	assert_true(n_seen > 100);
	state_destroy(&state);
	site_problem_destroy(&made);
}

/* A disabled host takes nothing; loads that are no items count as others. */
static void test_loss_of_a_host(void **unused)
{
	struct placement_state state;
	struct site_problem made;

	(void)unused;
	assert_true(site_problem_init(&made, &shapes[0]));
	assert_true(state_init(&state, &made.problem));
	for (uint32_t i = 0; i < made.problem.n_items; i++) {
		struct state_seeker seeker = state_seeker(&state, i);
		rp_id host = state_best_host(&state, &seeker);

		if (host == RP_NONE)
			continue;
		state_disable(&state, host);
		assert_false(state_has_room(&state, host, seeker.need));
		assert_int_not_equal(state_best_host(&state, &seeker), host);
		state_enable(&state, host);
		assert_int_equal(state_best_host(&state, &seeker), host);
		state_add_load(&state, host, made.problem.hosts[host].capacity);
		assert_false(state_has_room(&state, host, seeker.need));
		state_remove_load(&state, host,
				  made.problem.hosts[host].capacity);
		assert_int_equal(state_best_host(&state, &seeker), host);
		state_place(&state, i, host);
	}
	state_destroy(&state);
	site_problem_destroy(&made);
}

/* All go home, however they went away. */
static void test_home(void **unused)
{
	struct placement_state state;
	struct site_problem made;
	uint64_t seed = 9;
	rp_id *home;

	(void)unused;
	assert_true(site_problem_init(&made, &shapes[1]));
	assert_true(state_init(&state, &made.problem));
	home = calloc(made.problem.n_items, sizeof *home);
	assert_non_null(home);
	for (int round = 0; round < 10; round++) {
		for (int step = 0; step < 300; step++)
			shuffle(&state, &seed);
		state_set_home(&state);
		memcpy(home, state.host_of,
		       made.problem.n_items * sizeof *home);
		for (int step = 0; step < 300; step++)
			shuffle(&state, &seed);
		state_go_home(&state);
		assert_memory_equal(state.host_of, home,
				    made.problem.n_items * sizeof *home);
		assert_int_equal(state.strays.n, 0);
		for (rp_id h = 0; h < made.problem.n_hosts; h++)
			check_host(&state, h);
		check_sets(&state);
	}
	free(home);
	state_destroy(&state);
	site_problem_destroy(&made);
}

/* ---- Updates of a site --------------------------------------------------- */

static struct placement *solve(const struct placement_problem *problem)
{
	struct placement *placement = NULL;

	assert_int_equal(placement_new(&placement, problem, NULL), RP_OK);
	return placement;
}

static bool is_same(const struct placement *a, const struct placement *b,
		    const struct placement_problem *problem)
{
	return memcmp(placement_hosts(a), placement_hosts(b),
		      problem->n_items * sizeof(rp_id)) == 0 &&
	       placement_compare(placement_value(a), placement_value(b)) == 0;
}

/* Takes groups from some classes and gives others: what a mapping does. */
static void remap(struct site_problem *made, uint64_t *seed,
		  struct idset *items)
{
	const struct placement_problem *problem = &made->problem;
	size_t size = problem->n_words * sizeof(uint64_t);

	for (int n = 0; n < 2; n++) {
		uint32_t to = random_below(seed, problem->n_classes);
		uint32_t from = random_below(seed, problem->n_classes);

		memcpy(&made->class_groups[to * problem->n_words],
		       &made->class_groups[from * problem->n_words], size);
		for (uint32_t i = 0; i < problem->n_items; i++)
			if (problem->items[i].class_ == to)
				idset_add(items, i);
	}
}

static void pin_some(struct site_problem *made, uint64_t *seed,
		     struct idset *items)
{
	for (int n = 0; n < 3; n++) {
		uint32_t item = random_below(seed, made->problem.n_items);

		made->items[item].pinned =
			random_below(seed, 2)
				? random_below(seed, made->problem.n_hosts)
				: RP_NONE;
		idset_add(items, item);
	}
}

static void accept_answer(struct site_problem *made,
			  struct placement *placement)
{
	made->problem.from_nothing = false;
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		made->items[i].accepted = placement_hosts(placement)[i];
	placement_accept(placement);
}

static void check_updates(const struct site_shape *shape)
{
	struct placement *placement, *fresh;
	struct site_problem made;
	struct idset items;
	uint64_t seed = shape->seed;

	assert_true(site_problem_init(&made, shape));
	assert_true(idset_init(&items, made.problem.n_items));
	placement = solve(&made.problem);
	for (int step = 0; step < 24; step++) {
		if (step % 8 == 0)
			accept_answer(&made, placement);
		fresh = solve(&made.problem);
		assert_true(is_same(placement, fresh, &made.problem));
		placement_free(fresh);
		idset_clear(&items);
		remap(&made, &seed, &items);
		pin_some(&made, &seed, &items);
		if (step % 5 == 0)
			made.problem.peak_target =
				600 + random_below(&seed, 300);
		idset_sort(&items, made.problem.n_items);
		placement_update(placement, items.ids, items.n);
	}
	placement_free(placement);
	idset_destroy(&items);
	site_problem_destroy(&made);
}

static void test_updates_of_a_site(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_SHAPES; i++)
		check_updates(&shapes[i]);
}

/* ---- What may fail ------------------------------------------------------- */

/* Memory that runs out anywhere is said, and nothing leaks; an update needs
 * none. */
static void test_memory(void **unused)
{
	struct placement *placement = NULL;
	struct site_problem made;
	int result = RP_NO_MEMORY;
	long n = 0;

	(void)unused;
	assert_true(site_problem_init(&made, &shapes[1]));
	for (; result == RP_NO_MEMORY; n++) {
		allocations_left = n;
		result = placement_new(&placement, &made.problem, NULL);
		allocations_left = -1;
		assert_true(result == RP_OK || !placement);
	}
	assert_int_equal(result, RP_OK);
	assert_true(n > 30);
	accept_answer(&made, placement);
	allocations_left = 0;
	for (rp_id i = 0; i < made.problem.n_items; i += 7) {
		made.items[i].class_ =
			(made.items[i].class_ + 1) % made.problem.n_classes;
		placement_update(placement, &i, 1);
	}
	allocations_left = -1;
	placement_free(placement);
	site_problem_destroy(&made);
}

/* Stops at the call that it counts down to. */
static bool count_down(void *data, uint64_t done, uint64_t all)
{
	int *left = data;

	assert_true(done <= all);
	return (*left)-- > 0;
}

static void test_stopped(void **unused)
{
	struct placement *placement = NULL;
	struct site_problem made;
	int result = RP_STOPPED, n;

	(void)unused;
	assert_true(site_problem_init(&made, &shapes[1]));
	for (n = 0; result == RP_STOPPED; n++) {
		int left = n;
		struct rp_progress progress = { count_down, &left };

		result = placement_new(&placement, &made.problem, &progress);
		assert_true(result == RP_OK || !placement);
	}
	assert_int_equal(result, RP_OK);
	assert_true(n > 1);
	placement_free(placement);
	site_problem_destroy(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coming_and_going),
		cmocka_unit_test(test_best_host_control),
		cmocka_unit_test(test_loss_of_a_host),
		cmocka_unit_test(test_home),
		cmocka_unit_test(test_updates_of_a_site),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
