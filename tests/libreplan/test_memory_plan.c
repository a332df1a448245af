/* Tests that memory may run out while a plan is made, with its routes and their
 * findings, and while failback is asked for.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linker leads the library's allocations here (--wrap).  Each plan is made
 * again and again; its first allocation fails, then its second, and so on until
 * it needs no more.  What leaks is found by the sanitizer's build. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "failing.h"
#include "fixture.h"
#include "plan.h"
#include "routes_world.h"

/* Makes the plan once more with the failure number 'i'; NULL where there was
 * one, which must be told. */
static rp_plan *make_plan(const rp_plan *like, long i)
{
	rp_plan *plan = NULL;
	bool failed;
	int result;

	allocations_left = i;
	result = plan_make(&plan, like->topology, &like->decisions, NULL, NULL,
			   NULL);
	failed = allocations_left < 0;
	allocations_left = -1;
	assert_int_equal(result, failed ? RP_NO_MEMORY : RP_OK);
	assert_true(failed == !plan);
	return plan;
}

/* Makes the lists of 'plan' with the failure number 'i'; whether they are made.
 * A list that failed is not there, and is made when it is asked for again. */
static bool make_lists(rp_plan *plan, long i)
{
	const unsigned parts = RP_PART_FINDINGS | RP_PART_RECORDS;
	bool failed;
	int result;

	allocations_left = i;
	result = rp_plan_complete(plan, parts, NULL);
	failed = allocations_left < 0;
	allocations_left = -1;
	assert_int_equal(result, failed ? RP_NO_MEMORY : RP_OK);
	if (!(rp_plan_parts(plan) & RP_PART_FINDINGS))
		assert_int_equal(rp_plan_n_findings(plan), 0);
	if (!(rp_plan_parts(plan) & RP_PART_RECORDS))
		assert_int_equal(rp_plan_n_records(plan), 0);
	return !failed;
}

static struct rp_failback *make_failback(const rp_plan *plan, long i)
{
	struct rp_failback *list = NULL;
	size_t n = 0;
	bool failed;
	int result;

	allocations_left = i;
	result = rp_plan_failback(&list, &n, plan, NULL, 0);
	failed = allocations_left < 0;
	allocations_left = -1;
	assert_int_equal(result, failed ? RP_NO_MEMORY : RP_OK);
	assert_true(failed == !list);
	return list;
}

#define N_WORLDS 12

static void test_plan(void **state)
{
	uint64_t seed = 7;
	long n_failures = 0;

	(void)state;
	for (int w = 0; w < N_WORLDS; w++) {
		struct world world;
		rp_topology *topology;
		rp_session *session;
		struct rp_failback *list;
		rp_plan *plan;
		char *text;
		long i = 0;
		long j = 0;
		long k = 0;

		world_make(&world, &seed);
		text = world_text(&world);
		topology = fixture_topology(text);
		session = fixture_session(topology, NULL);
		while (!(plan = make_plan(rp_session_plan(session), i)))
			i++;
		while (!make_lists(plan, k))
			k++;
		assert_true(k > 10);
		while (!(list = make_failback(plan, j)))
			j++;
		assert_in_range(j, 3, 10);
		n_failures += i;
		free(list);
		rp_plan_free(plan);
		rp_session_free(session);
		rp_topology_free(topology);
		free(text);
	}
	assert_true(n_failures > 50 * N_WORLDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
