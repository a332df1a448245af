/* Placement: leaving fewer items out: see placement_nothing.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Level 1 counts items, so where room is short it is the large ones that should
 * stay out; but they are also the ones to place first, as what is small fills
 * the gaps that they leave.  So items that stand, the dearest first, are put
 * out where some that are less dear or of an earlier tier come in for them; and
 * as that leaves gaps again, all are taken off and placed anew by falling size,
 * with as many of those that wait as the gaps sum up to.
 * What is dear is measured by the prices of the resources, which go by how
 * little is free of each.
 *
 * Hosts and items that have nothing to do with each other are different parts
 * of the site; those where nobody waits are left alone.  Who would find no host
 * even if all hosts were empty does not count as waiting. */

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_cuts.h"
#include "placement_nothing.h"
#include "ratio.h"

/* How often all is placed anew: less often on large sites. */
#define ROUNDS 10
#define ROUNDS_OF_MANY 4
#define ROUNDS_OF_MOST 1
#define MANY 5000
#define MOST 200000

/* So many items come in for one at most, out of so many that are looked at. */
#define MOST_IN 64
#define MOST_LOOKS 256

/* Prices of all resources sum up to this; weights have 16 bits. */
#define PRICES 1024
#define MOST_WEIGHT UINT16_MAX

/* A share of what is free that is as good as nothing: of 2^16. */
#define NOTHING_FREE 32

/* A part of the site. */
struct part {
	int64_t largest[RP_N_RESOURCES]; /* Capacity; 0: not counted. */
	int64_t all[RP_N_RESOURCES];
	int64_t free[RP_N_RESOURCES];
	uint32_t price[RP_N_RESOURCES];
	uint32_t first; /* Who waits, of 'waiting', the first to go first... */
	uint32_t n;	/* ...so many. */
};

struct room {
	struct placement_search *search;
	struct placement_state *state;
	const struct placement_problem *problem;
	rp_id *part_of_group;
	rp_id *part_of_class; /* RP_NONE: it may take no host. */
	struct most_free most_free;
	struct part *parts;		      /* By one of their groups. */
	uint16_t *weights;		      /* By item. */
	uint32_t *order;
	uint32_t *waiting;
	rp_id *best;		 /* By item: the best answer. */
	uint32_t *best_unplaced; /* Its level 1, */
	uint32_t best_broken;	 /* and level 2. */
};

/* ---- Parts of the site --------------------------------------------------- */

static rp_id find_part(rp_id *part_of, rp_id group)
{
	while (part_of[group] != group) {
		part_of[group] = part_of[part_of[group]];
		group = part_of[group];
	}
	return group;
}

/* The groups of a class are of one part, the one of their first. */
static void join_class(struct room *room, rp_id class_)
{
	const struct placement_problem *problem = room->problem;
	const uint64_t *groups = placement_groups(problem, class_);
	uint32_t g = placement_next_group(problem, groups, 0);
	rp_id first = RP_NONE;

	for (; g < problem->n_groups;
	     g = placement_next_group(problem, groups, g + 1)) {
		rp_id part = find_part(room->part_of_group, g);

		if (first == RP_NONE)
			first = part;
		else if (part < first)
			room->part_of_group[first] = part;
		else
			room->part_of_group[part] = first;
		first = part < first ? part : first;
	}
	room->part_of_class[class_] = first;
}

static void find_parts(struct room *room)
{
	for (rp_id g = 0; g < room->problem->n_groups; g++)
		room->part_of_group[g] = g;
	for (rp_id c = 0; c < room->problem->n_classes; c++)
		join_class(room, c);
	for (rp_id c = 0; c < room->problem->n_classes; c++)
		if (room->part_of_class[c] != RP_NONE)
			room->part_of_class[c] = find_part(
				room->part_of_group, room->part_of_class[c]);
}

static struct part *part_of(const struct room *room, uint32_t item)
{
	rp_id part = room->part_of_class[room->problem->items[item].class_];

	return part == RP_NONE ? NULL : &room->parts[part];
}

static bool fits(const int64_t *need, const int64_t *free)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (need[r] > free[r])
			return false;
	return true;
}

/* Whether 'item' could find a host if none carried anything. */
static bool is_hopeful(const struct room *room, uint32_t item)
{
	const struct placement_problem *problem = room->problem;
	const struct placement_item *it = &problem->items[item];
	const uint64_t *groups = placement_groups(problem, it->class_);
	uint32_t g = placement_next_group(problem, groups, 0);

	if (it->pinned != RP_NONE ||
	    !fits(it->need, room->most_free.of_classes[it->class_]))
		return false;
	while (g < problem->n_groups &&
	       !fits(it->need, room->most_free.of_groups[g]))
		g = placement_next_group(problem, groups, g + 1);
	return g < problem->n_groups;
}

/* ---- Prices -------------------------------------------------------------- */

/* What the hosts of each part have, and have free. */
static void sum_up(struct room *room)
{
	const struct placement_problem *problem = room->problem;

	for (rp_id g = 0; g < problem->n_groups; g++) {
		struct part *part = &room->parts[g];

		memset(part->all, 0, sizeof part->all);
		memset(part->free, 0, sizeof part->free);
	}
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		const int64_t *capacity = problem->hosts[h].capacity;
		const int64_t *load = state_load(room->state, h);
		struct part *part;

		if (problem->group_of[h] == RP_NONE)
			continue;
		part = &room->parts[find_part(room->part_of_group,
					      problem->group_of[h])];
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			if (!ratio_counts(capacity[r]))
				continue;
			if (capacity[r] > part->largest[r])
				part->largest[r] = capacity[r];
			part->all[r] = ratio_add(part->all[r], capacity[r]);
			if (load[r] < capacity[r])
				part->free[r] = ratio_add(
					part->free[r], capacity[r] - load[r]);
		}
	}
}

/* amount / of in 2^-16, at most 4. */
static uint32_t share(int64_t amount, int64_t of)
{
	__extension__ unsigned __int128 parts =
		(unsigned __int128)(uint64_t)amount << 16;

	parts /= (uint64_t)of;
	return parts > 4 << 16 ? 4 << 16 : (uint32_t)parts;
}

/* The less is free of a resource the dearer it is. */
static void set_prices(struct part *part)
{
	uint64_t dear[RP_N_RESOURCES] = { 0 }, sum = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (part->all[r] > 0)
			dear[r] = (UINT64_C(1) << 32) /
				  (share(part->free[r], part->all[r]) +
				   NOTHING_FREE);
		sum += dear[r];
	}
	for (int r = 0; r < RP_N_RESOURCES; r++)
		part->price[r] = sum ? (uint32_t)(dear[r] * PRICES / sum) : 0;
}

static uint16_t weight_of(const struct part *part, const int64_t *need)
{
	uint64_t weight = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (part->largest[r] > 0)
			weight += (uint64_t)part->price[r] *
				  share(need[r], part->largest[r]);
	weight /= PRICES;
	return weight > MOST_WEIGHT ? MOST_WEIGHT : (uint16_t)weight;
}

static void weigh_all(struct room *room)
{
	sum_up(room);
	for (rp_id g = 0; g < room->problem->n_groups; g++)
		set_prices(&room->parts[g]);
	for (uint32_t i = 0; i < room->problem->n_items; i++) {
		const struct part *part = part_of(room, i);

		if (part)
			room->weights[i] =
				weight_of(part, room->problem->items[i].need);
	}
}

/* ---- Who waits ----------------------------------------------------------- */

/* Puts 'order' in order of the keys that 'key' gives, from the least. */
static void sort_by(struct room *room, uint32_t *order, uint32_t n,
		    uint16_t (*key)(const struct room *, uint32_t item))
{
	for (uint32_t i = 0; i < n; i++)
		room->search->keys[order[i]] = key(room, order[i]);
	order_by_keys(room->search, order, n);
}

static uint16_t key_light(const struct room *room, uint32_t item)
{
	return room->weights[item];
}

static uint16_t key_heavy(const struct room *room, uint32_t item)
{
	return (uint16_t)(MOST_WEIGHT - room->weights[item]);
}

static uint16_t key_late(const struct room *room, uint32_t item)
{
	return (uint16_t)(MOST_WEIGHT - room->problem->items[item].tier);
}

static uint16_t key_late_high(const struct room *room, uint32_t item)
{
	return (uint16_t)(MOST_WEIGHT -
			  (room->problem->items[item].tier >> 16));
}

/* The lightest of the first tier come first; parts are kept apart. */
static void list_waiting(struct room *room)
{
	const struct placement_problem *problem = room->problem;
	uint32_t n = 0, at = 0;

	for (rp_id g = 0; g < problem->n_groups; g++)
		room->parts[g].n = 0;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		struct part *part = part_of(room, i);

		if (room->state->host_of[i] != RP_NONE || !part ||
		    !is_hopeful(room, i))
			continue;
		room->order[n++] = i;
		part->n++;
	}
	sort_by(room, room->order, n, key_light);
	order_by_tier_only(room->search, room->order, n);
	for (rp_id g = 0; g < problem->n_groups; g++) {
		room->parts[g].first = at;
		at += room->parts[g].n;
		room->parts[g].n = 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct part *part = part_of(room, room->order[i]);

		room->waiting[part->first + part->n++] = room->order[i];
	}
}

static bool anyone_waits(const struct room *room)
{
	for (rp_id g = 0; g < room->problem->n_groups; g++)
		if (room->parts[g].n > 0)
			return true;
	return false;
}

/* ---- Giving way ---------------------------------------------------------- */

/* Forgets those who found a host at the head of the list. */
static void skip_placed(const struct room *room, struct part *part)
{
	while (part->n > 0 &&
	       room->state->host_of[room->waiting[part->first]] != RP_NONE) {
		part->first++;
		part->n--;
	}
}

/* Whether 'item' could come in for 'out', as tiers and weights go. */
static bool is_worth(const struct room *room, uint32_t item, uint32_t out)
{
	const struct placement_item *items = room->problem->items;

	return items[item].tier < items[out].tier ||
	       (items[item].tier == items[out].tier &&
		room->weights[item] < room->weights[out]);
}

/* Who waits and is worth it comes to 'host' as room allows.  Whether any did.
 */
static bool let_in(struct room *room, const struct part *part, rp_id host,
		   uint32_t out)
{
	struct placement_state *state = room->state;
	uint32_t n = 0;

	for (uint32_t i = 0; i < part->n && i < MOST_LOOKS && n < MOST_IN;
	     i++) {
		uint32_t item = room->waiting[part->first + i];

		if (!is_worth(room, item, out))
			break;
		if (state->host_of[item] == RP_NONE &&
		    state_may_take(state, item, host)) {
			state_place(state, item, host);
			n++;
		}
	}
	return n > 0;
}

/* 'item' gives way if that is worth it.  Where it is one lighter item of its
 * tier that comes in, nothing is won but room. */
static void give_way(struct room *room, uint32_t item)
{
	struct part *part = part_of(room, item);
	rp_id host = room->state->host_of[item];

	skip_placed(room, part);
	if (part->n == 0 || !is_worth(room, room->waiting[part->first], item))
		return;
	state_unplace(room->state, item);
	if (!let_in(room, part, host, item))
		state_place(room->state, item, host);
}

static bool may_give_way(const struct room *room, uint32_t item)
{
	const struct part *part = part_of(room, item);

	return part && part->n > 0 && room->state->host_of[item] != RP_NONE &&
	       room->problem->items[item].pinned == RP_NONE;
}

/* Those of the last tier go first, of a tier the dearest. */
static void exchange(struct room *room)
{
	const struct placement_problem *problem = room->problem;
	uint32_t n = 0;

	for (uint32_t i = 0; i < problem->n_items; i++)
		if (may_give_way(room, i))
			room->order[n++] = i;
	sort_by(room, room->order, n, key_heavy);
	if (problem->n_tiers > 1)
		sort_by(room, room->order, n, key_late);
	if (problem->n_tiers > MOST_WEIGHT)
		sort_by(room, room->order, n, key_late_high);
	for (uint32_t i = 0; i < n; i++)
		give_way(room, room->order[i]);
}

/* Who still waits takes what is left, the first first. */
static int take_rest(struct room *room)
{
	uint32_t n = 0;

	list_waiting(room);
	for (rp_id g = 0; g < room->problem->n_groups; g++)
		n += room->parts[g].n;
	return nothing_fill(room->state, room->waiting, n, NULL);
}

/* ---- Placing anew -------------------------------------------------------- */

/* Lets as many of those who wait be placed anew with the others as 'parts_of'
 * in 1024 of what is free sums up to.  They come first in 'order'; returns how
 * many there are. */
static uint32_t admit(struct room *room, struct part *part, uint32_t parts_of,
		      uint32_t *order)
{
	int64_t left[RP_N_RESOURCES];
	uint32_t n = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		left[r] = part->largest[r] > 0 ? part->free[r] / 1024 * parts_of
					       : INT64_MAX;
	for (uint32_t i = 0; i < part->n; i++) {
		uint32_t item = room->waiting[part->first + i];
		const int64_t *need = room->problem->items[item].need;

		if (!fits(need, left))
			continue;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			left[r] -= need[r];
		order[n++] = item;
	}
	return n;
}

/* Takes off the first 'n' of 'order'. */
static void take_off(struct room *room, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (room->state->host_of[room->order[i]] != RP_NONE)
			state_unplace(room->state, room->order[i]);
}

/* Takes off all that could give way, and places it anew by falling size, with
 * those that are let in. */
static int place_anew(struct room *room, uint32_t parts_of,
		      const struct rp_progress *progress)
{
	const struct placement_problem *problem = room->problem;
	uint32_t n = 0;

	sum_up(room);
	for (rp_id g = 0; g < problem->n_groups; g++)
		n += admit(room, &room->parts[g], parts_of, room->order + n);
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (may_give_way(room, i))
			room->order[n++] = i;
	take_off(room, n);
	order_by_size(room->search, room->order, n);
	return nothing_fill(room->state, room->order, n, progress);
}

/* ---- The best of all ----------------------------------------------------- */

static bool is_better(const struct room *room)
{
	const struct placement_state *state = room->state;

	for (uint32_t t = 0; t < room->problem->n_tiers; t++)
		if (state->unplaced_of[t] != room->best_unplaced[t])
			return state->unplaced_of[t] < room->best_unplaced[t];
	return state->n_broken < room->best_broken;
}

static void keep(struct room *room)
{
	const struct placement_state *state = room->state;

	memcpy(room->best, state->host_of,
	       room->problem->n_items * sizeof *room->best);
	memcpy(room->best_unplaced, state->unplaced_of,
	       room->problem->n_tiers * sizeof *room->best_unplaced);
	room->best_broken = state->n_broken;
}

static void go_back(struct room *room)
{
	for (uint32_t i = 0; i < room->problem->n_items; i++)
		if (room->state->host_of[i] != room->best[i])
			state_move(room->state, i, room->best[i]);
}

/* From the state as it is to one where nobody else gives way. */
static int settle(struct room *room)
{
	weigh_all(room);
	list_waiting(room);
	exchange(room);
	return take_rest(room);
}

static uint32_t n_rounds(const struct placement_problem *problem)
{
	if (problem->n_items > MOST)
		return ROUNDS_OF_MOST;
	return problem->n_items > MANY ? ROUNDS_OF_MANY : ROUNDS;
}

/* The other way about: the small ones first, tier by tier. */
static int begin_small(struct room *room, struct nothing_progress *progress)
{
	const struct placement_problem *problem = room->problem;
	uint32_t n = 0;
	int result;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct part *part = part_of(room, i);

		if (part && part->n > 0 && problem->items[i].pinned == RP_NONE)
			room->order[n++] = i;
	}
	take_off(room, n);
	order_by_tier(room->search, room->order, n);
	result = nothing_fill(room->state, room->order, n,
			      nothing_progress_inner(progress));
	return result == RP_OK ? settle(room) : result;
}

/* Places all anew, with some of those who wait, from the state as it is. */
static int begin_again(struct room *room, uint32_t parts_of,
		       struct nothing_progress *progress)
{
	int result =
		place_anew(room, parts_of, nothing_progress_inner(progress));

	return result == RP_OK ? settle(room) : result;
}

/* Whether someone waits; their list and the prices are up to date then. */
static bool look_again(struct room *room)
{
	weigh_all(room);
	list_waiting(room);
	return anyone_waits(room);
}

static int improve(struct room *room, struct nothing_progress *progress)
{
	uint32_t rounds = n_rounds(room->problem), parts_of = 1024;
	int result;

	keep(room);
	result = settle(room);
	for (uint32_t i = 0; result == RP_OK && i <= rounds; i++) {
		/* At first what is as good may have made room. */
		if (is_better(room)) {
			keep(room);
		} else if (i > 0) {
			go_back(room);
			parts_of /= 2;
		}
		nothing_progress_next(
			progress, NOTHING_FILLED + 1 +
					  i * (NOTHING_ROOM - NOTHING_FILLED) /
						  (rounds + 1));
		if (!look_again(room))
			return RP_OK;
		if (i < rounds)
			result = begin_again(room, parts_of, progress);
		else if (room->problem->n_items <= MOST)
			result = begin_small(room, progress);
	}
	if (result == RP_OK && !is_better(room))
		go_back(room);
	return result;
}

/* ---- Memory -------------------------------------------------------------- */

static bool room_init(struct room *room, struct placement_search *search)
{
	const struct placement_problem *problem = search->state->problem;
	uint32_t n_items = problem->n_items, n_groups = problem->n_groups;

	memset(room, 0, sizeof *room);
	room->search = search;
	room->state = search->state;
	room->problem = problem;
	room->part_of_group = memory_zeroed(n_groups, sizeof(rp_id));
	room->part_of_class = memory_zeroed(problem->n_classes, sizeof(rp_id));
	room->parts = memory_zeroed(n_groups, sizeof *room->parts);
	room->weights = memory_zeroed(n_items, sizeof *room->weights);
	room->order = memory_zeroed(n_items, sizeof *room->order);
	room->waiting = memory_zeroed(n_items, sizeof *room->waiting);
	room->best = memory_zeroed(n_items, sizeof *room->best);
	room->best_unplaced =
		memory_zeroed(problem->n_tiers, sizeof *room->best_unplaced);
	return most_free_init(&room->most_free, problem) &&
	       room->part_of_group && room->part_of_class && room->parts &&
	       room->weights && room->order && room->waiting && room->best &&
	       room->best_unplaced;
}

static void room_destroy(struct room *room)
{
	free(room->part_of_group);
	free(room->part_of_class);
	most_free_destroy(&room->most_free);
	free(room->parts);
	free(room->weights);
	free(room->order);
	free(room->waiting);
	free(room->best);
	free(room->best_unplaced);
}

int placement_make_room(struct placement_search *search,
			struct nothing_progress *progress)
{
	struct room room;
	int result = RP_NO_MEMORY;

	if (room_init(&room, search)) {
		result = RP_OK;
		find_parts(&room);
		list_waiting(&room);
		if (anyone_waits(&room))
			result = improve(&room, progress);
	}
	room_destroy(&room);
	return result;
}
