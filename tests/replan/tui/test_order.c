/* Orders of two lists: fewer lines cross, groups stay together, and the same
 * lines give the same order.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "map_order.h"

#define MOST 40

struct sides {
	struct order_list lists[2];
	int groups[2][MOST];
	int items[2][MOST];
	struct order_line lines[MOST];
	int n_lines;
};

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void set_list(struct sides *s, int list, int n, int per_group)
{
	s->lists[list] =
		(struct order_list){ n, s->groups[list], s->items[list] };
	for (int i = 0; i < n; i++) {
		s->groups[list][i] = i / per_group;
		s->items[list][i] = i;
	}
}

/* Each pair of lines compared: which starts further up, which ends there. */
static int64_t count_by_hand(const struct sides *s)
{
	int place[2][MOST];
	int64_t n = 0;

	for (int l = 0; l < 2; l++)
		for (int i = 0; i < s->lists[l].n; i++)
			place[l][s->items[l][i]] = i;
	for (int i = 0; i < s->n_lines; i++) {
		for (int j = 0; j < i; j++) {
			int from = place[0][s->lines[i].from] -
				   place[0][s->lines[j].from];
			int to = place[1][s->lines[i].to] -
				 place[1][s->lines[j].to];

			n += (from < 0 && to > 0) || (from > 0 && to < 0);
		}
	}
	return n;
}

/* Every item once, and those of a group beside each other. */
static void check_list(const struct order_list *list)
{
	bool seen[MOST] = { false };
	bool ended[MOST] = { false };

	for (int i = 0; i < list->n; i++) {
		int item = list->items[i];

		assert_in_range(item, 0, list->n - 1);
		assert_false(seen[item]);
		seen[item] = true;
		assert_false(ended[list->group[item]]);
		if (i + 1 < list->n &&
		    list->group[list->items[i + 1]] != list->group[item])
			ended[list->group[item]] = true;
	}
}

/* Lines that form a mirror are laid straight; those of one target stay
 * together. */
static void straight_test(void **state)
{
	struct sides s = { .n_lines = 6 };
	int64_t before, after;

	(void)state;
	set_list(&s, 0, 6, 6);
	set_list(&s, 1, 6, 6);
	for (int i = 0; i < 6; i++)
		s.lines[i] = (struct order_line){ i, 5 - i };
	assert_int_equal(order_crossings(s.lists, s.lines, 6), 15);
	assert_true(order_tidy(s.lists, s.lines, 6, &before, &after));
	assert_int_equal(before, 15);
	assert_int_equal(after, 0);
	assert_int_equal(count_by_hand(&s), 0);
}

/* What has no line stands behind what has, as it stood. */
static void unmapped_test(void **state)
{
	static const struct order_line lines[] = { { 1, 3 }, { 3, 1 } };
	static const int expected[] = { 3, 1, 0, 2, 4 };
	struct sides s = { .n_lines = 2 };
	int64_t before, after;

	(void)state;
	set_list(&s, 0, 5, 5);
	set_list(&s, 1, 5, 5);
	assert_true(order_tidy(s.lists, lines, 2, &before, &after));
	assert_int_equal(before, 1);
	assert_int_equal(after, 0);
	assert_memory_equal(s.items[0], expected, sizeof(expected));
}

/* Nothing to gain: the lists stay as they are. */
static void kept_test(void **state)
{
	static const struct order_line lines[] = { { 2, 1 }, { 4, 1 } };
	struct sides s = { .n_lines = 2 };
	int64_t before, after;

	(void)state;
	set_list(&s, 0, 5, 2);
	set_list(&s, 1, 3, 1);
	assert_true(order_tidy(s.lists, lines, 2, &before, &after));
	assert_int_equal(before, 0);
	assert_int_equal(after, 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(s.items[0][i], i);
	assert_true(order_tidy(s.lists, NULL, 0, &before, &after));
	assert_int_equal(after, 0);
}

/* Whatever the lines: the counts are true, never more than before, the groups
 * stand together, and it can be done again with the same result. */
static void random_test(void **state)
{
	uint32_t seed = 11;
	int n_better = 0;

	(void)state;
	for (int turn = 0; turn < 300; turn++) {
		struct sides s = { .n_lines = 0 };
		struct sides again;
		int64_t before, after, same, then;

		set_list(&s, 0, 2 + (int)(next_random(&seed) % (MOST - 2)),
			 1 + turn % 7);
		set_list(&s, 1, 2 + (int)(next_random(&seed) % (MOST - 2)),
			 1 + turn % 5);
		for (int i = 0; i < s.lists[0].n; i++)
			if (next_random(&seed) % 4)
				s.lines[s.n_lines++] = (struct order_line){
					i, (int)(next_random(&seed) %
						 (uint32_t)s.lists[1].n)
				};
		before = count_by_hand(&s);
		again = s;
		again.lists[0].items = again.items[0];
		again.lists[1].items = again.items[1];
		again.lists[0].group = again.groups[0];
		again.lists[1].group = again.groups[1];
		assert_int_equal(order_crossings(s.lists, s.lines, s.n_lines),
				 before);
		assert_true(
			order_tidy(s.lists, s.lines, s.n_lines, &same, &after));
		assert_int_equal(same, before);
		assert_true(after <= before);
		assert_int_equal(count_by_hand(&s), after);
		check_list(&s.lists[0]);
		check_list(&s.lists[1]);
		n_better += after < before;
		assert_true(order_tidy(again.lists, again.lines, again.n_lines,
				       &same, &then));
		assert_int_equal(then, after);
		assert_memory_equal(again.items, s.items, sizeof(s.items));
	}
	assert_true(n_better > 200);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(straight_test),
		cmocka_unit_test(unmapped_test),
		cmocka_unit_test(kept_test),
		cmocka_unit_test(random_test),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL) ? 1 : 0;
}
