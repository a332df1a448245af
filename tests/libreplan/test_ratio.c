/* Tests of ratios.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ratio.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MOST INT64_MAX

static const struct {
	struct rp_ratio a;
	struct rp_ratio b;
	int order;
} pairs[] = {
	{ { 1, 2 }, { 2, 4 }, 0 },
	{ { 1, 2 }, { 2, 3 }, -1 },
	{ { 2, 3 }, { 1, 2 }, 1 },
	{ { 0, 1 }, { 0, 9 }, 0 },
	{ { 3, 2 }, { 1, 1 }, 1 },
	{ { MOST - 2, MOST - 1 }, { MOST - 3, MOST - 2 }, 1 },
	{ { MOST, 1 }, { MOST - 1, 1 }, 1 },
};

static void ratios_are_compared(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		assert_int_equal(ratio_compare(pairs[i].a, pairs[i].b),
				 pairs[i].order);
		assert_int_equal(ratio_compare(pairs[i].b, pairs[i].a),
				 -pairs[i].order);
	}
}

static const struct {
	struct rp_ratio ratio;
	uint32_t parts;
	uint64_t ceiling;
	uint64_t nearest; /* In 1/10000. */
} roundings[] = {
	{ { 0, 7 }, 1000, 0, 0 },
	{ { 1, 2 }, 1000, 500, 5000 },
	{ { 1, 3 }, 1000, 334, 3333 },
	{ { 2, 3 }, 1000, 667, 6667 },
	{ { 1, 20000 }, 1000, 1, 1 },
	{ { 1, 20001 }, 1000, 1, 0 },
	{ { 85, 100 }, 1000, 850, 8500 },
	{ { 850001, 1000000 }, 1000, 851, 8500 },
	{ { 5, 4 }, 1000, 1250, 12500 },
	{ { MOST, MOST - 1 }, 1000, 1001, 10000 },
	{ { MOST, 1 }, 1, MOST, UINT64_MAX },
	{ { MOST, 1 }, UINT32_MAX, UINT64_MAX, UINT64_MAX },
};

static void ratios_are_rounded(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(roundings); i++) {
		assert_true(ratio_ceiling(roundings[i].ratio,
					  roundings[i].parts) ==
			    roundings[i].ceiling);
		assert_true(rp_ratio_parts(roundings[i].ratio) ==
			    roundings[i].nearest);
	}
}

/* The least whole p with load x parts <= p x capacity, counted up to. */
static void ceiling_is_the_least(void **state)
{
	(void)state;
	for (int64_t capacity = 1; capacity < 40; capacity++) {
		for (int64_t load = 0; load < 60; load++) {
			uint64_t least = 0;

			while (load * 10 > (int64_t)least * capacity)
				least++;
			assert_int_equal(ratio_ceiling(
				(struct rp_ratio) { load, capacity }, 10),
				least);
		}
	}
}

static const struct {
	int64_t capacity;
	int64_t load;
	int64_t need;
	bool fits;
} rooms[] = {
	{ 10, 4, 6, true },
	{ 10, 4, 7, false },
	{ 10, 10, 0, true },
	{ 10, 11, 0, true },
	{ 10, 11, 1, false },
	{ 0, 0, 0, true },
	{ 0, 0, 1, false },
	{ -5, 0, 0, true },
	{ -5, 0, 1, false },
	{ -5, MOST, 1, false },
	{ INT64_MIN, MOST, MOST, false },
	{ RP_UNLIMITED, MOST, MOST, true },
	{ MOST - 1, MOST - 2, 1, true },
	{ MOST - 1, MOST - 2, 2, false },
	{ MOST - 1, 1, MOST, false },
	{ 10, MOST, MOST, false },
};

static void room_is_measured(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rooms); i++)
		assert_int_equal(ratio_fits(rooms[i].capacity, rooms[i].load,
					    rooms[i].need), rooms[i].fits);
}

static void some_capacities_do_not_count(void **state)
{
	(void)state;
	assert_true(ratio_counts(1));
	assert_true(ratio_counts(MOST - 1));
	assert_false(ratio_counts(0));
	assert_false(ratio_counts(-1));
	assert_false(ratio_counts(RP_UNLIMITED));
}

static void sums_stand_still(void **state)
{
	(void)state;
	assert_true(ratio_add(1, 2) == 3);
	assert_true(ratio_add(MOST - 1, 1) == MOST);
	assert_true(ratio_add(MOST, 1) == MOST);
	assert_true(ratio_add(MOST, MOST) == MOST);
	assert_true(ratio_add(0, MOST) == MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ratios_are_compared),
		cmocka_unit_test(ratios_are_rounded),
		cmocka_unit_test(ceiling_is_the_least),
		cmocka_unit_test(room_is_measured),
		cmocka_unit_test(some_capacities_do_not_count),
		cmocka_unit_test(sums_stand_still),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
