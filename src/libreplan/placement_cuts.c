/* Placement: kinds and cells (see placement_cuts.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_cuts.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

/* So many hosts at most are cells of their own, and so many kinds at most come
 * of items that cannot take the host on which their VM runs. */
#define MAX_SPECIAL 256
#define MAX_FINE_SPECIAL 4096
#define MAX_FINE_KINDS 65536

/* What is needed while kinds are made. */
struct maker {
	struct cuts *cuts;
	rp_id *special; /* The hosts that are cells of their own... */
	uint32_t n_special;
	bool minds_running; /* ...also as the one that a VM runs on. */
	rp_id *kind_of_class;
	rp_id *kind_of_pin; /* By host. */
	rp_id *taker;	    /* By class: a host that took an item of it. */
	bool *takes_all;    /* By class: each item has a host. */
	struct most_free most_free;
	uint64_t *set;	    /* The set at hand. */
};

/* ---- Hosts and what they give -------------------------------------------- */

static bool fits(const struct placement_host *host, const int64_t *need)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (!ratio_fits(host->capacity[r], host->running[r], need[r]))
			return false;
	return true;
}

bool cuts_takes(const struct placement_problem *problem, uint32_t item,
		rp_id host)
{
	const struct placement_item *it = &problem->items[item];

	return host != it->runs_on &&
	       (it->pinned == RP_NONE || it->pinned == host) &&
	       fits(&problem->hosts[host], it->need);
}

cut_wide cuts_free_room(const struct cuts *cuts, rp_id host, int r)
{
	const struct placement_host *on = &cuts->problem->hosts[host];
	int64_t capacity = on->capacity[r];

	if (capacity == RP_UNLIMITED)
		return CUT_ENDLESS;
	if (capacity <= on->running[r])
		return 0;
	return ((cut_wide)capacity - on->running[r]) * CUT_PARTS;
}

cut_wide cuts_room(const struct cuts *cuts, rp_id host, int r, uint32_t level)
{
	const struct placement_host *on = &cuts->problem->hosts[host];
	int64_t capacity = on->capacity[r];
	cut_wide room;

	if (level < cuts->opens_at[host] || capacity <= 0)
		return 0;
	if (capacity == RP_UNLIMITED)
		return CUT_ENDLESS;
	room = (cut_wide)(level < CUT_PARTS ? level : CUT_PARTS) * capacity -
	       (cut_wide)on->running[r] * CUT_PARTS;
	return room > 0 ? room : 0;
}

static uint32_t opening_level(const struct placement_host *host)
{
	uint64_t level = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = { host->running[r], host->capacity[r] };
		uint64_t least;

		if (!ratio_counts(ratio.capacity))
			continue;
		least = ratio_ceiling(ratio, CUT_PARTS);
		if (least > level)
			level = least;
	}
	return level > CUT_TOP ? CUT_TOP + 1 : (uint32_t)level;
}

/* ---- What is free at most ------------------------------------------------ */

/* Raises 'most' to 'amounts', resource by resource. */
static void raise_to(int64_t *most, const int64_t *amounts)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (amounts[r] > most[r])
			most[r] = amounts[r];
}

static void find_free(int64_t *amounts, const struct placement_host *host)
{
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t capacity = host->capacity[r];

		if (capacity == RP_UNLIMITED)
			amounts[r] = RP_UNLIMITED;
		else if (capacity > host->running[r])
			amounts[r] = capacity - host->running[r];
		else
			amounts[r] = 0;
	}
}

static void measure_groups(struct most_free *most,
			   const struct placement_problem *problem)
{
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		int64_t amounts[RP_N_RESOURCES];

		find_free(amounts, &problem->hosts[h]);
		if (problem->group_of[h] != RP_NONE)
			raise_to(most->of_groups[problem->group_of[h]],
				 amounts);
	}
}

static void measure_classes(struct most_free *most,
			    const struct placement_problem *problem)
{
	for (rp_id c = 0; c < problem->n_classes; c++) {
		const uint64_t *groups = placement_groups(problem, c);
		uint32_t g = placement_next_group(problem, groups, 0);

		for (; g < problem->n_groups;
		     g = placement_next_group(problem, groups, g + 1))
			raise_to(most->of_classes[c], most->of_groups[g]);
	}
}

bool most_free_init(struct most_free *most,
		    const struct placement_problem *problem)
{
	most->of_groups =
		memory_zeroed(problem->n_groups, sizeof *most->of_groups);
	most->of_classes =
		memory_zeroed(problem->n_classes, sizeof *most->of_classes);
	if (!most->of_groups || !most->of_classes)
		return false;
	measure_groups(most, problem);
	measure_classes(most, problem);
	return true;
}

void most_free_destroy(struct most_free *most)
{
	free(most->of_groups);
	free(most->of_classes);
}

/* ---- Cells --------------------------------------------------------------- */

/* Whether the problem's class may stand on the host that the item is pinned
 * to. */
static bool has_pin(const struct placement_problem *problem, uint32_t i)
{
	const struct placement_item *item = &problem->items[i];

	return item->pinned != RP_NONE &&
	       placement_reaches(problem, item->class_, item->pinned);
}

static bool minds_running(const struct placement_problem *problem, uint32_t i)
{
	const struct placement_item *item = &problem->items[i];

	return item->pinned == RP_NONE && item->runs_on != RP_NONE &&
	       placement_reaches(problem, item->class_, item->runs_on);
}

/* Marks hosts by 'minds' and returns how many were not marked yet. */
static uint32_t mark(bool *is_special, const struct placement_problem *problem,
		     bool pins)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];
		rp_id host = pins ? item->pinned : item->runs_on;

		if (pins ? !has_pin(problem, i) : !minds_running(problem, i))
			continue;
		n += !is_special[host];
		is_special[host] = true;
	}
	return n;
}

static bool choose_special(struct maker *maker, bool fine)
{
	const struct placement_problem *problem = maker->cuts->problem;
	uint32_t most = fine ? MAX_FINE_SPECIAL : MAX_SPECIAL;
	bool *is_special = memory_zeroed(problem->n_hosts, sizeof *is_special);
	bool *with_running;
	uint32_t n_pinned, n;

	if (!is_special)
		return false;
	n_pinned = mark(is_special, problem, true);
	with_running =
		memory_copy(is_special, problem->n_hosts, sizeof *is_special);
	maker->special = memory_zeroed(most, sizeof *maker->special);
	if (!with_running || !maker->special) {
		free(is_special);
		free(with_running);
		return false;
	}
	n = fine ? mark(with_running, problem, false) : 0;
	maker->minds_running =
		fine && n_pinned + n <= most &&
		(uint64_t)n * problem->n_classes <= MAX_FINE_KINDS;
	for (rp_id h = 0; h < problem->n_hosts; h++)
		if (maker->n_special < most &&
		    (maker->minds_running ? with_running[h] : is_special[h]))
			maker->special[maker->n_special++] = h;
	free(is_special);
	free(with_running);
	return true;
}

/* Lists the hosts of each cell: groups without the special hosts, and then
 * these. */
static bool make_cells(struct maker *maker)
{
	struct cuts *cuts = maker->cuts;
	const struct placement_problem *problem = cuts->problem;
	uint32_t n = 0;

	cuts->n_cells = problem->n_groups + maker->n_special;
	cuts->n_words = cuts->n_cells / 64 + 1;
	cuts->cells = memory_zeroed(cuts->n_cells, sizeof *cuts->cells);
	cuts->hosts = memory_zeroed(problem->n_hosts, sizeof *cuts->hosts);
	cuts->cell_of = memory_zeroed(problem->n_hosts, sizeof *cuts->cell_of);
	cuts->opens_at =
		memory_zeroed(problem->n_hosts, sizeof *cuts->opens_at);
	if (!cuts->cells || !cuts->hosts || !cuts->cell_of || !cuts->opens_at)
		return false;
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		cuts->cell_of[h] = problem->group_of[h];
		cuts->opens_at[h] = opening_level(&problem->hosts[h]);
	}
	for (uint32_t s = 0; s < maker->n_special; s++)
		cuts->cell_of[maker->special[s]] = problem->n_groups + s;
	for (uint32_t g = 0; g < problem->n_groups; g++) {
		struct rp_range hosts = problem->groups[g];

		cuts->cells[g].first = n;
		for (rp_id i = hosts.first; i < hosts.end; i++)
			if (cuts->cell_of[problem->group_hosts[i]] == g)
				cuts->hosts[n++] = problem->group_hosts[i];
		cuts->cells[g].end = n;
	}
	for (uint32_t s = 0; s < maker->n_special; s++) {
		cuts->hosts[n] = maker->special[s];
		cuts->cells[problem->n_groups + s] =
			(struct rp_range){ n, n + 1 };
		n++;
	}
	return true;
}

/* ---- Kinds --------------------------------------------------------------- */

static uint64_t hash_set(const uint64_t *set, uint32_t n_words)
{
	uint64_t hash = 0;

	for (uint32_t i = 0; i < n_words; i++) {
		hash = (hash ^ set[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash;
}

/* The slot of 'set': with its kind, or empty. */
static uint32_t *find_slot(const struct cuts *cuts, const uint64_t *set)
{
	uint32_t i = (uint32_t)hash_set(set, cuts->n_words);

	for (;; i++) {
		uint32_t *slot = &cuts->slots[i & (cuts->n_slots - 1)];

		if (*slot == 0 || memcmp(cuts_set(cuts, *slot - 1), set,
					 cuts->n_words * sizeof *set) == 0)
			return slot;
	}
}

static bool grow_slots(struct cuts *cuts)
{
	uint32_t n_slots = cuts->n_slots ? 2 * cuts->n_slots : 64;
	uint32_t *slots = memory_zeroed(n_slots, sizeof *slots);

	if (!slots)
		return false;
	free(cuts->slots);
	cuts->slots = slots;
	cuts->n_slots = n_slots;
	for (uint32_t k = 0; k < cuts->n_kinds; k++)
		*find_slot(cuts, cuts_set(cuts, k)) = k + 1;
	return true;
}

static struct rp_range span_of(const uint64_t *set, uint32_t n_words)
{
	struct rp_range span = { 0, n_words };

	while (span.end > 0 && set[span.end - 1] == 0)
		span.end--;
	while (span.first < span.end && set[span.first] == 0)
		span.first++;
	return span;
}

/* The kind that has the maker's set; RP_NONE when memory ran out. */
static rp_id enter_set(struct maker *maker)
{
	struct cuts *cuts = maker->cuts;
	uint32_t *slot;

	if (2 * cuts->n_kinds >= cuts->n_slots && !grow_slots(cuts))
		return RP_NONE;
	slot = find_slot(cuts, maker->set);
	if (*slot)
		return *slot - 1;
	if (!memory_grow(&cuts->sets, &cuts->sets_capacity,
			 ((size_t)cuts->n_kinds + 1) * cuts->n_words,
			 sizeof *cuts->sets) ||
	    !memory_grow(&cuts->spans, &cuts->spans_capacity,
			 (size_t)cuts->n_kinds + 1, sizeof *cuts->spans))
		return RP_NONE;
	memcpy(cuts_set(cuts, cuts->n_kinds), maker->set,
	       cuts->n_words * sizeof *maker->set);
	cuts->spans[cuts->n_kinds] = span_of(maker->set, cuts->n_words);
	*slot = ++cuts->n_kinds;
	return cuts->n_kinds - 1;
}

/* Makes the maker's set that of a class: the bits of its groups stand for their
 * cells too. */
static void set_of_class(struct maker *maker, rp_id class_)
{
	const struct cuts *cuts = maker->cuts;
	const struct placement_problem *problem = cuts->problem;
	uint32_t n = problem->n_words < cuts->n_words ? problem->n_words
						      : cuts->n_words;

	memset(maker->set, 0, cuts->n_words * sizeof *maker->set);
	memcpy(maker->set, placement_groups(problem, class_),
	       n * sizeof *maker->set);
	for (uint32_t s = 0; s < maker->n_special; s++)
		if (placement_reaches(problem, class_, maker->special[s]))
			cut_add(maker->set, problem->n_groups + s);
}

static rp_id kind_of_pinned(struct maker *maker, rp_id host)
{
	const struct cuts *cuts = maker->cuts;

	if (maker->kind_of_pin[host] == RP_NONE) {
		memset(maker->set, 0, cuts->n_words * sizeof *maker->set);
		cut_add(maker->set, cuts->cell_of[host]);
		maker->kind_of_pin[host] = enter_set(maker);
	}
	return maker->kind_of_pin[host];
}

/* The kind of a hopeful item. */
static rp_id kind_of(struct maker *maker, uint32_t i)
{
	const struct cuts *cuts = maker->cuts;
	const struct placement_item *item = &cuts->problem->items[i];

	if (item->pinned != RP_NONE)
		return kind_of_pinned(maker, item->pinned);
	if (maker->minds_running && minds_running(cuts->problem, i)) {
		uint32_t cell = cuts->cell_of[item->runs_on];

		set_of_class(maker, item->class_);
		maker->set[cell / 64] &= ~(UINT64_C(1) << cell % 64);
		return enter_set(maker);
	}
	if (maker->kind_of_class[item->class_] == RP_NONE) {
		set_of_class(maker, item->class_);
		maker->kind_of_class[item->class_] = enter_set(maker);
	}
	return maker->kind_of_class[item->class_];
}

/* ---- Hope ---------------------------------------------------------------- */

/* Whether two hosts of the class take all that its items need at most: then
 * each item has one on which its VM does not run. */
static bool two_take(const struct placement_problem *problem, rp_id class_,
		     const int64_t *most)
{
	const uint64_t *groups = placement_groups(problem, class_);
	uint32_t g = placement_next_group(problem, groups, 0), n = 0;

	for (; g < problem->n_groups && n < 2;
	     g = placement_next_group(problem, groups, g + 1)) {
		struct rp_range hosts = problem->groups[g];

		for (rp_id i = hosts.first; i < hosts.end && n < 2; i++)
			n += fits(&problem->hosts[problem->group_hosts[i]],
				  most);
	}
	return n == 2;
}

static bool find_easy_classes(struct maker *maker)
{
	const struct placement_problem *problem = maker->cuts->problem;
	int64_t(*most)[RP_N_RESOURCES] =
		memory_zeroed(problem->n_classes, sizeof *most);
	bool *has_items = memory_zeroed(problem->n_classes, sizeof *has_items);
	bool ok = most && has_items;

	for (uint32_t i = 0; ok && i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];
		int64_t *of_class = most[item->class_];

		if (item->pinned != RP_NONE)
			continue;
		has_items[item->class_] = true;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (item->need[r] > of_class[r])
				of_class[r] = item->need[r];
	}
	for (rp_id c = 0; ok && c < problem->n_classes; c++)
		maker->takes_all[c] =
			has_items[c] && two_take(problem, c, most[c]);
	free(most);
	free(has_items);
	return ok;
}

/* Whether some host of the item's class takes it. */
static bool find_taker(struct maker *maker, uint32_t i)
{
	const struct placement_problem *problem = maker->cuts->problem;
	const struct placement_item *item = &problem->items[i];
	const uint64_t *groups = placement_groups(problem, item->class_);
	uint32_t g = placement_next_group(problem, groups, 0);
	rp_id *taker = &maker->taker[item->class_];

	if (*taker != RP_NONE && cuts_takes(problem, i, *taker))
		return true;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (item->need[r] >
		    maker->most_free.of_classes[item->class_][r])
			return false;
	for (; g < problem->n_groups;
	     g = placement_next_group(problem, groups, g + 1)) {
		struct rp_range hosts = problem->groups[g];

		for (rp_id k = hosts.first; k < hosts.end; k++) {
			if (!cuts_takes(problem, i, problem->group_hosts[k]))
				continue;
			*taker = problem->group_hosts[k];
			return true;
		}
	}
	return false;
}

static bool is_hopeful(struct maker *maker, uint32_t i)
{
	const struct placement_problem *problem = maker->cuts->problem;
	const struct placement_item *item = &problem->items[i];

	if (item->pinned != RP_NONE)
		return has_pin(problem, i) &&
		       cuts_takes(problem, i, item->pinned);
	return maker->takes_all[item->class_] || find_taker(maker, i);
}

/* ---- Making them --------------------------------------------------------- */

static bool make_kinds(struct maker *maker)
{
	struct cuts *cuts = maker->cuts;
	const struct placement_problem *problem = cuts->problem;

	for (rp_id c = 0; c < problem->n_classes; c++)
		maker->kind_of_class[c] = maker->taker[c] = RP_NONE;
	for (rp_id h = 0; h < problem->n_hosts; h++)
		maker->kind_of_pin[h] = RP_NONE;
	if (!find_easy_classes(maker))
		return false;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		cuts->kind_of[i] = RP_NONE;
		if (!is_hopeful(maker, i))
			continue;
		cuts->kind_of[i] = kind_of(maker, i);
		if (cuts->kind_of[i] == RP_NONE)
			return false;
		cuts->n_hopeful++;
	}
	return true;
}

static bool make_takers(struct cuts *cuts)
{
	cuts->n_kind_words = cuts->n_kinds / 64 + 1;
	cuts->takers = memory_zeroed((size_t)cuts->n_cells * cuts->n_kind_words,
				     sizeof *cuts->takers);
	for (uint32_t k = 0; cuts->takers && k < cuts->n_kinds; k++) {
		for (uint32_t w = 0; w < cuts->n_words; w++) {
			uint64_t left = cuts_set(cuts, k)[w];

			for (; left; left &= left - 1) {
				size_t cell =
					w * 64 + (size_t)__builtin_ctzll(left);

				cut_add(&cuts->takers[cell *
						      cuts->n_kind_words],
					k);
			}
		}
	}
	return cuts->takers;
}

bool cuts_init(struct cuts *cuts, const struct placement_problem *problem,
	       bool fine)
{
	uint32_t n_classes = problem->n_classes;
	struct maker maker = {
		.cuts = cuts,
		.kind_of_class = memory_zeroed(n_classes, sizeof(rp_id)),
		.kind_of_pin = memory_zeroed(problem->n_hosts, sizeof(rp_id)),
		.taker = memory_zeroed(n_classes, sizeof(rp_id)),
		.takes_all = memory_zeroed(n_classes, sizeof(bool)),
	};
	bool ok;

	*cuts = (struct cuts){ .problem = problem };
	cuts->kind_of = memory_zeroed(problem->n_items, sizeof *cuts->kind_of);
	ok = cuts->kind_of && maker.kind_of_class && maker.kind_of_pin &&
	     maker.taker && maker.takes_all &&
	     most_free_init(&maker.most_free, problem) &&
	     choose_special(&maker, fine) && make_cells(&maker);
	if (ok) {
		maker.set = memory_zeroed(cuts->n_words, sizeof *maker.set);
		ok = maker.set && make_kinds(&maker) && make_takers(cuts);
	}
	free(maker.special);
	free(maker.kind_of_class);
	free(maker.kind_of_pin);
	free(maker.taker);
	free(maker.takes_all);
	most_free_destroy(&maker.most_free);
	free(maker.set);
	return ok;
}

void cuts_destroy(struct cuts *cuts)
{
	free(cuts->kind_of);
	free(cuts->sets);
	free(cuts->spans);
	free(cuts->cells);
	free(cuts->hosts);
	free(cuts->cell_of);
	free(cuts->takers);
	free(cuts->opens_at);
	free(cuts->slots);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		free(cuts->rising[r]);
	*cuts = (struct cuts){ 0 };
}

/* ---- Needs in order ------------------------------------------------------ */

/* Sorts by the byte of the amount that starts at bit 'shift'; equal ones keep
 * their order. */
static void sort_by_byte(struct cut_need *to, const struct cut_need *from,
			 uint32_t n, unsigned shift)
{
	uint32_t first[257] = { 0 };

	for (uint32_t i = 0; i < n; i++)
		first[((uint64_t)from[i].amount >> shift & 255) + 1]++;
	for (unsigned b = 0; b < 256; b++)
		first[b + 1] += first[b];
	for (uint32_t i = 0; i < n; i++)
		to[first[(uint64_t)from[i].amount >> shift & 255]++] = from[i];
}

const struct cut_need *cuts_rising(struct cuts *cuts, int r)
{
	const struct placement_problem *problem = cuts->problem;
	struct cut_need *from, *to;
	int64_t most = 0;
	uint32_t n = 0;

	if (cuts->rising[r])
		return cuts->rising[r];
	from = memory_zeroed(cuts->n_hopeful, sizeof *from);
	to = memory_zeroed(cuts->n_hopeful, sizeof *to);
	for (uint32_t i = 0; from && to && i < problem->n_items; i++) {
		int64_t amount = problem->items[i].need[r];

		if (cuts->kind_of[i] == RP_NONE)
			continue;
		from[n++] = (struct cut_need){ amount, i };
		if (amount > most)
			most = amount;
	}
	for (unsigned shift = 0; from && to && shift < 64 && most >> shift;
	     shift += 8) {
		struct cut_need *sorted = to;

		sort_by_byte(to, from, n, shift);
		to = from;
		from = sorted;
	}
	if (from && to) {
		cuts->rising[r] = from;
		from = NULL;
	}
	free(from);
	free(to);
	return cuts->rising[r];
}
