/* Orders of two lists that lines join: see map_order.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map_order.h"

#include <stdlib.h>
#include <string.h>

/* So many rounds are tried from either list on; what they gain comes early. */
#define N_ROUNDS 12

/* The mean of the places that an item or a group leads to: sum / n. */
struct mean {
	int64_t sum;
	int64_t n;
};

/* What an item is sorted by. */
struct sort_key {
	struct mean group_mean;
	struct mean mean;
	int group;
	int item;
};

struct tidier {
	struct order_list *lists;
	const struct order_line *lines;
	int n_lines;
	int *place[2];	     /* By item. */
	int *best[2];	     /* The items of the best order so far. */
	int64_t least;	     /* Its crossings. */
	struct mean *means;  /* By item. */
	struct mean *groups; /* By group. */
	int n_groups;
	struct sort_key *keys;
	struct order_line *sorted;
	int64_t *counts; /* A Fenwick tree over the second list. */
};

static int end_of(const struct order_line *line, int list)
{
	return list == 0 ? line->from : line->to;
}

static void places_find(struct tidier *t, int list)
{
	for (int i = 0; i < t->lists[list].n; i++)
		t->place[list][t->lists[list].items[i]] = i;
}

/* ---- Crossings ----------------------------------------------------------- */

static int compare_lines(const void *a, const void *b)
{
	const struct order_line *x = a;
	const struct order_line *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static void count_in(int64_t *counts, int n, int place)
{
	for (int i = place + 1; i <= n; i += i & -i)
		counts[i]++;
}

/* How many were counted at places up to 'place'. */
static int64_t count_to(const int64_t *counts, int place)
{
	int64_t sum = 0;

	for (int i = place + 1; i > 0; i -= i & -i)
		sum += counts[i];
	return sum;
}

/* Two lines cross where one starts further up and ends further down.  Taken by
 * their starts, each crosses those before it that end behind it; those of one
 * start go by their ends, so that they do not cross. */
static int64_t crossings(struct tidier *t)
{
	int n = t->lists[1].n;
	int64_t sum = 0;

	for (int i = 0; i < t->n_lines; i++)
		t->sorted[i] = (struct order_line){
			t->place[0][t->lines[i].from],
			t->place[1][t->lines[i].to],
		};
	qsort(t->sorted, (size_t)t->n_lines, sizeof(*t->sorted), compare_lines);
	memset(t->counts, 0, ((size_t)n + 1) * sizeof(*t->counts));
	for (int i = 0; i < t->n_lines; i++) {
		sum += i - count_to(t->counts, t->sorted[i].to);
		count_in(t->counts, n, t->sorted[i].to);
	}
	return sum;
}

/* ---- Sorting one list ---------------------------------------------------- */

/* What leads nowhere is behind all else. */
static int compare_means(struct mean a, struct mean b)
{
	int64_t x = a.sum * b.n;
	int64_t y = b.sum * a.n;

	if (a.n == 0 || b.n == 0)
		return (a.n == 0) - (b.n == 0);
	return (x > y) - (x < y);
}

static int compare_keys(const void *a, const void *b)
{
	const struct sort_key *x = a;
	const struct sort_key *y = b;
	int order = compare_means(x->group_mean, y->group_mean);

	if (order == 0)
		order = (x->group > y->group) - (x->group < y->group);
	if (order == 0)
		order = compare_means(x->mean, y->mean);
	return order ? order : (x->item > y->item) - (x->item < y->item);
}

static void means_find(struct tidier *t, int list)
{
	const struct order_list *l = &t->lists[list];

	memset(t->means, 0, (size_t)l->n * sizeof(*t->means));
	memset(t->groups, 0, (size_t)t->n_groups * sizeof(*t->groups));
	for (int i = 0; i < t->n_lines; i++) {
		int item = end_of(&t->lines[i], list);
		int place = t->place[!list][end_of(&t->lines[i], !list)];

		t->means[item].sum += place;
		t->means[item].n++;
		t->groups[l->group[item]].sum += place;
		t->groups[l->group[item]].n++;
	}
}

/* Puts a list in the order of what its items lead to. */
static void sort_list(struct tidier *t, int list)
{
	struct order_list *l = &t->lists[list];

	means_find(t, list);
	for (int i = 0; i < l->n; i++)
		t->keys[i] = (struct sort_key){ t->groups[l->group[i]],
						t->means[i], l->group[i], i };
	qsort(t->keys, (size_t)l->n, sizeof(*t->keys), compare_keys);
	for (int i = 0; i < l->n; i++)
		l->items[i] = t->keys[i].item;
	places_find(t, list);
}

/* ---- The whole ----------------------------------------------------------- */

static void copy_items(const struct tidier *t, bool back)
{
	for (int i = 0; i < 2; i++)
		memcpy(back ? t->lists[i].items : t->best[i],
		       back ? t->best[i] : t->lists[i].items,
		       (size_t)t->lists[i].n * sizeof(int));
}

static void keep_better(struct tidier *t)
{
	int64_t n = crossings(t);

	if (n >= t->least)
		return;
	t->least = n;
	copy_items(t, false);
}

/* Rounds from where the lists stand, 'first' being sorted first. */
static void rounds(struct tidier *t, int *const start[2], int first)
{
	for (int i = 0; i < 2; i++) {
		memcpy(t->lists[i].items, start[i],
		       (size_t)t->lists[i].n * sizeof(int));
		places_find(t, i);
	}
	for (int i = 0; i < N_ROUNDS && t->least > 0; i++) {
		sort_list(t, (first + i) % 2);
		keep_better(t);
	}
}

static int greater(int a, int b)
{
	return a > b ? a : b;
}

/* Groups are numbered from 0. */
static int count_groups(const struct order_list lists[2])
{
	int n = 0;

	for (int i = 0; i < 2; i++)
		for (int j = 0; j < lists[i].n; j++)
			n = greater(n, lists[i].group[j] + 1);
	return n;
}

static bool tidier_init(struct tidier *t, struct order_list lists[2],
			const struct order_line *lines, int n_lines)
{
	size_t most = (size_t)greater(lists[0].n, lists[1].n) + 1;

	*t = (struct tidier){ .lists = lists,
			      .lines = lines,
			      .n_lines = n_lines,
			      .n_groups = count_groups(lists) };
	for (int i = 0; i < 2; i++) {
		t->place[i] = calloc(most, sizeof(*t->place[i]));
		t->best[i] = calloc(most, sizeof(*t->best[i]));
	}
	t->means = calloc(most, sizeof(*t->means));
	t->groups = calloc((size_t)t->n_groups + 1, sizeof(*t->groups));
	t->keys = calloc(most, sizeof(*t->keys));
	t->sorted = calloc((size_t)n_lines + 1, sizeof(*t->sorted));
	t->counts = calloc(most + 1, sizeof(*t->counts));
	if (!t->place[0] || !t->place[1] || !t->best[0] || !t->best[1] ||
	    !t->means || !t->groups || !t->keys || !t->sorted || !t->counts)
		return false;
	places_find(t, 0);
	places_find(t, 1);
	return true;
}

static void tidier_destroy(struct tidier *t)
{
	for (int i = 0; i < 2; i++) {
		free(t->place[i]);
		free(t->best[i]);
	}
	free(t->means);
	free(t->groups);
	free(t->keys);
	free(t->sorted);
	free(t->counts);
}

int64_t order_crossings(const struct order_list lists[2],
			const struct order_line *lines, int n_lines)
{
	struct order_list both[2] = { lists[0], lists[1] };
	struct tidier t;
	int64_t n = -1;

	if (tidier_init(&t, both, lines, n_lines))
		n = crossings(&t);
	tidier_destroy(&t);
	return n;
}

/* Copies of both lists as they stand. */
static bool copy_start(int *start[2], const struct order_list lists[2])
{
	for (int i = 0; i < 2; i++) {
		size_t n = (size_t)lists[i].n;

		start[i] = calloc(n + 1, sizeof(int));
		if (!start[i])
			return false;
		memcpy(start[i], lists[i].items, n * sizeof(int));
	}
	return true;
}

bool order_tidy(struct order_list lists[2], const struct order_line *lines,
		int n_lines, int64_t *before, int64_t *after)
{
	int *start[2] = { NULL, NULL };
	struct tidier t;
	bool ok = tidier_init(&t, lists, lines, n_lines) &&
		  copy_start(start, lists);

	if (ok) {
		*before = t.least = crossings(&t);
		copy_items(&t, false);
		rounds(&t, start, 0);
		rounds(&t, start, 1);
		*after = t.least;
		copy_items(&t, true);
	}
	free(start[0]);
	free(start[1]);
	tidier_destroy(&t);
	return ok;
}
