/* Placement: the search (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items are placed in three passes: pinned ones, those that can stay where the
 * accepted plan has them, and the others, each on the host that is then the
 * least loaded.  Only the last pass knows choice: where it leaves items over,
 * other orders of them are tried and the best answer is kept.
 *
 * Why solving again gives the same answer: loads only ever grow, so an item
 * that found no host fits none of the final loads either; and all that found
 * one fit together, so all of them are kept before anything else moves. */

#include "placement.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

/* Peaks are compared in steps of 2^-20 of a capacity, to the nearest.  'scale'
 * is 2^62 divided by the capacity, so that a load of at most the capacity times
 * 'scale' is at most 2^62. */
#define SCALE_BITS 62
#define STEP_BITS 20
#define HALF_STEP (UINT64_C(1) << (SCALE_BITS - STEP_BITS - 1))
#define STEPS (UINT32_C(1) << STEP_BITS)

/* A host while it fills. */
struct seat {
	int64_t load[RP_N_RESOURCES];
	int64_t limit[RP_N_RESOURCES];	/* The capacity; 0 where it is not in
					 * the peak. */
	uint64_t scale[RP_N_RESOURCES]; /* Of 'limit'; 0 where that is 0. */
	uint64_t overload;		/* The peak of what stands above its
					 * limit from the start, or 0: only a
					 * need of 0 fits there. */
};

/* What changes as items are placed. */
struct state {
	rp_id *host_of;	    /* By item. */
	struct seat *seats; /* By host. */
	uint32_t *levels;   /* By resource and host: the load in steps,
			     * rounded down; at most full. */
	uint32_t *n_used;   /* By separation set: how many hosts it uses. */
};

/* An item that is still to be placed. */
struct candidate {
	struct rp_ratio size;
	int64_t priority;
	uint32_t item;
	uint32_t heaviest; /* The resource that makes its size. */
	uint32_t step;	   /* Its size in steps, rounded down; above full
			    * where no host can take it. */
};

struct search {
	const struct placement_problem *problem;
	struct state base;  /* After pinned and kept items. */
	struct state trial; /* A copy that the last pass works on. */
	struct candidate *candidates;
	uint32_t n_candidates;

	/* The separation sets, by number.  Set s uses the hosts from
	 * used[first_used[s]] on, each listed once. */
	rp_id *set_of; /* By item, or RP_NONE. */
	rp_id *used;
	uint32_t *first_used;
	uint32_t n_sets;

	rp_id *marked; /* By host: the last item whose set used it. */
};

static bool state_init(struct state *state,
		       const struct placement_problem *problem)
{
	state->host_of = memory_zeroed(problem->n_items, sizeof(rp_id));
	state->seats = memory_zeroed(problem->n_hosts, sizeof(struct seat));
	state->levels = memory_zeroed((size_t)problem->n_hosts * RP_N_RESOURCES,
				      sizeof(uint32_t));
	state->n_used = memory_zeroed(problem->n_items, sizeof(uint32_t));
	return state->host_of && state->seats && state->levels && state->n_used;
}

static void state_destroy(struct state *state)
{
	free(state->host_of);
	free(state->seats);
	free(state->levels);
	free(state->n_used);
}

static void state_copy(struct state *to, const struct state *from,
		       const struct search *search)
{
	const struct placement_problem *problem = search->problem;

	memcpy(to->host_of, from->host_of,
	       problem->n_items * sizeof *to->host_of);
	memcpy(to->seats, from->seats, problem->n_hosts * sizeof *to->seats);
	memcpy(to->levels, from->levels,
	       (size_t)problem->n_hosts * RP_N_RESOURCES * sizeof *to->levels);
	memcpy(to->n_used, from->n_used, search->n_sets * sizeof *to->n_used);
}

static uint64_t scale_of(int64_t capacity)
{
	return (UINT64_C(1) << SCALE_BITS) / (uint64_t)capacity;
}

/* A scaled load in steps, rounded down. */
static uint32_t in_steps(uint64_t share)
{
	return (uint32_t)(share >> (SCALE_BITS - STEP_BITS));
}

/* The peak of a host that also carries 'need', which fits, in steps.  Where it
 * does not fit, the peak is full. */
static uint64_t peak_after(const struct seat *seat, const int64_t *need)
{
	uint64_t peak = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t load = seat->load[r], limit = seat->limit[r];
		uint64_t share;

		load = need[r] < limit - load ? load + need[r] : limit;
		share = (uint64_t)load * seat->scale[r];
		if (share > peak)
			peak = share;
	}
	peak = in_steps(peak + HALF_STEP);
	return peak > seat->overload ? peak : seat->overload;
}

/* Writes the levels of 'host' after its load has changed. */
static void write_levels(struct state *state,
			 const struct placement_problem *problem, rp_id host)
{
	const struct seat *seat = &state->seats[host];

	for (uint32_t r = 0; r < RP_N_RESOURCES; r++) {
		int64_t load = seat->load[r] < seat->limit[r] ? seat->load[r]
							      : seat->limit[r];

		state->levels[r * problem->n_hosts + host] =
			in_steps((uint64_t)load * seat->scale[r]);
	}
}

static void seat_init(struct seat *seat, const struct placement_host *host)
{
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = { host->running[r], host->capacity[r] };

		seat->load[r] = ratio.load;
		if (!ratio_counts(ratio.capacity))
			continue;
		seat->limit[r] = ratio.capacity;
		seat->scale[r] = scale_of(ratio.capacity);
		if (ratio.load > ratio.capacity) {
			uint64_t share = ratio_ceiling(ratio, STEPS);

			if (share > seat->overload)
				seat->overload = share;
		}
	}
}

static bool search_init(struct search *search,
			const struct placement_problem *problem)
{
	memset(search, 0, sizeof *search);
	search->problem = problem;
	search->candidates =
		memory_zeroed(problem->n_items, sizeof *search->candidates);
	search->set_of = memory_zeroed(problem->n_items, sizeof(rp_id));
	search->used = memory_zeroed(problem->n_items, sizeof(rp_id));
	search->first_used = memory_zeroed(problem->n_items, sizeof(uint32_t));
	search->marked = memory_zeroed(problem->n_hosts, sizeof(rp_id));
	if (!state_init(&search->base, problem) ||
	    !state_init(&search->trial, problem) || !search->candidates ||
	    !search->set_of || !search->used || !search->first_used ||
	    !search->marked) {
		return false;
	}
	for (uint32_t i = 0; i < problem->n_items; i++) {
		search->base.host_of[i] = RP_NONE;
		search->set_of[i] = RP_NONE;
	}
	for (uint32_t h = 0; h < problem->n_hosts; h++) {
		seat_init(&search->base.seats[h], &problem->hosts[h]);
		write_levels(&search->base, problem, h);
		search->marked[h] = RP_NONE;
	}
	return true;
}

static void search_destroy(struct search *search)
{
	state_destroy(&search->base);
	state_destroy(&search->trial);
	free(search->candidates);
	free(search->set_of);
	free(search->used);
	free(search->first_used);
	free(search->marked);
}

static bool has_room(const struct search *search, const struct seat *seats,
		     uint32_t item, rp_id host)
{
	const int64_t *need = search->problem->items[item].need;
	const int64_t *capacity = search->problem->hosts[host].capacity;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (!ratio_fits(capacity[r], seats[host].load[r], need[r]))
			return false;
	}
	return true;
}

static bool is_eligible(const struct placement_problem *problem, uint32_t item,
			rp_id host)
{
	struct rp_range hosts = problem->classes[problem->items[item].class_];

	while (hosts.first < hosts.end) {
		rp_id middle = hosts.first + (hosts.end - hosts.first) / 2;

		if (problem->class_hosts[middle] < host) {
			hosts.first = middle + 1;
		} else if (problem->class_hosts[middle] > host) {
			hosts.end = middle;
		} else {
			return true;
		}
	}
	return false;
}

static void place(struct search *search, struct state *state, uint32_t item,
		  rp_id host)
{
	const int64_t *need = search->problem->items[item].need;
	struct seat *seat = &state->seats[host];

	for (int r = 0; r < RP_N_RESOURCES; r++)
		seat->load[r] = ratio_add(seat->load[r], need[r]);
	write_levels(state, search->problem, host);
	state->host_of[item] = host;
}

/* Places 'item' on 'host' if all hard rules allow it. */
static void place_if_allowed(struct search *search, uint32_t item, rp_id host)
{
	if (is_eligible(search->problem, item, host) &&
	    host != search->problem->items[item].runs_on &&
	    has_room(search, search->base.seats, item, host)) {
		place(search, &search->base, item, host);
	}
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_priority(const void *a_, const void *b_)
{
	const struct candidate *a = a_, *b = b_;
	int order = compare_numbers(a->priority, b->priority);

	return order ? order : compare_numbers(a->item, b->item);
}

static int by_size_falling(const void *a_, const void *b_)
{
	const struct candidate *a = a_, *b = b_;
	int order = ratio_compare(b->size, a->size);

	return order ? order : compare_numbers(a->item, b->item);
}

static int by_priority_size_falling(const void *a_, const void *b_)
{
	const struct candidate *a = a_, *b = b_;
	int order = compare_numbers(a->priority, b->priority);

	return order ? order : by_size_falling(a, b);
}

static int by_priority_size_rising(const void *a_, const void *b_)
{
	const struct candidate *a = a_, *b = b_;
	int order = compare_numbers(a->priority, b->priority);

	if (!order)
		order = ratio_compare(a->size, b->size);
	return order ? order : compare_numbers(a->item, b->item);
}

/* The orders in which the last pass is tried. */
static int (*const orders[])(const void *, const void *) = {
	by_size_falling,
	by_priority_size_falling,
	by_priority_size_rising,
	by_priority,
};

#define N_ORDERS (sizeof(orders) / sizeof(orders[0]))

static void place_pinned(struct search *search)
{
	for (uint32_t i = 0; i < search->problem->n_items; i++) {
		rp_id host = search->problem->items[i].pinned;

		if (host != RP_NONE)
			place_if_allowed(search, i, host);
	}
}

/* Lists the items for which 'wanted' is true. */
static void collect(struct search *search,
		    bool (*wanted)(const struct search *, uint32_t item))
{
	search->n_candidates = 0;
	for (uint32_t i = 0; i < search->problem->n_items; i++) {
		if (wanted(search, i)) {
			struct candidate *candidate =
				&search->candidates[search->n_candidates++];

			candidate->item = i;
			candidate->priority =
				search->problem->items[i].priority;
		}
	}
}

static bool may_stay(const struct search *search, uint32_t item)
{
	const struct placement_item *it = &search->problem->items[item];

	return it->pinned == RP_NONE && it->accepted != RP_NONE;
}

static bool is_left(const struct search *search, uint32_t item)
{
	return search->problem->items[item].pinned == RP_NONE &&
	       search->base.host_of[item] == RP_NONE;
}

static void keep_accepted(struct search *search)
{
	collect(search, may_stay);
	qsort(search->candidates, search->n_candidates,
	      sizeof *search->candidates, by_priority);
	for (uint32_t i = 0; i < search->n_candidates; i++) {
		uint32_t item = search->candidates[i].item;

		place_if_allowed(search, item,
				 search->problem->items[item].accepted);
	}
}

/* The largest capacity of each resource among the hosts of a class; 0 where
 * none has any. */
static void largest_capacities(const struct placement_problem *problem,
			       rp_id class_, int64_t *largest)
{
	struct rp_range hosts = problem->classes[class_];

	for (rp_id i = hosts.first; i < hosts.end; i++) {
		rp_id host = problem->class_hosts[i];
		const int64_t *capacity = problem->hosts[host].capacity;

		for (int r = 0; r < RP_N_RESOURCES; r++) {
			if (capacity[r] > largest[r])
				largest[r] = capacity[r];
		}
	}
}

/* Finds what an item needs of the largest hosts that it may take. */
static void measure(struct candidate *candidate, const int64_t *need,
		    const int64_t *largest)
{
	struct rp_ratio size = { 0, 1 };

	candidate->heaviest = 0;
	for (uint32_t r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio part = { need[r], largest[r] };

		if (ratio_counts(largest[r]) && ratio_compare(part, size) > 0) {
			size = part;
			candidate->heaviest = r;
		}
	}
	candidate->size = size;
	candidate->step = STEPS + 1;
	if (size.load <= size.capacity)
		candidate->step =
			in_steps((uint64_t)size.load * scale_of(size.capacity));
}

/* Lists the items of the last pass, with their sizes. */
static bool collect_left(struct search *search)
{
	const struct placement_problem *problem = search->problem;
	int64_t(*largest)[RP_N_RESOURCES] =
		memory_zeroed(problem->n_classes, sizeof *largest);
	bool *known = memory_zeroed(problem->n_classes, sizeof *known);
	bool ok = largest && known;

	collect(search, is_left);
	for (uint32_t i = 0; ok && i < search->n_candidates; i++) {
		struct candidate *candidate = &search->candidates[i];
		const struct placement_item *item =
			&problem->items[candidate->item];

		if (!known[item->class_]) {
			known[item->class_] = true;
			largest_capacities(problem, item->class_,
					   largest[item->class_]);
		}
		measure(candidate, item->need, largest[item->class_]);
	}
	free(largest);
	free(known);
	return ok;
}

/* An item of a separation set, and where it stands so far. */
struct member {
	rp_id separation;
	rp_id host;
	uint32_t item;
};

static int by_separation_host(const void *a_, const void *b_)
{
	const struct member *a = a_, *b = b_;
	int order = compare_numbers(a->separation, b->separation);

	return order ? order : compare_numbers(a->host, b->host);
}

/* Numbers the separation sets and lists the hosts that each uses already.  A
 * set has room for as many hosts as it has items. */
static bool collect_sets(struct search *search)
{
	const struct placement_problem *problem = search->problem;
	struct member *members =
		memory_zeroed(problem->n_items, sizeof *members);
	uint32_t n = 0, set = RP_NONE;

	if (!members)
		return false;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		if (problem->items[i].separation != RP_NONE) {
			members[n].separation = problem->items[i].separation;
			members[n].host = search->base.host_of[i];
			members[n++].item = i;
		}
	}
	qsort(members, n, sizeof *members, by_separation_host);
	for (uint32_t i = 0; i < n; i++) {
		bool is_new = i == 0 || members[i].separation !=
						members[i - 1].separation;

		if (is_new) {
			set = search->n_sets++;
			search->first_used[set] = i;
		}
		search->set_of[members[i].item] = set;
		if (members[i].host != RP_NONE &&
		    (is_new || members[i].host != members[i - 1].host)) {
			search->used[search->first_used[set] +
				     search->base.n_used[set]++] =
				members[i].host;
		}
	}
	free(members);
	return true;
}

/* Marks the hosts that the separation set of 'item' uses. */
static void mark_used(struct search *search, uint32_t item)
{
	rp_id set = search->set_of[item];

	if (set != RP_NONE) {
		const rp_id *used = &search->used[search->first_used[set]];

		for (uint32_t i = 0; i < search->trial.n_used[set]; i++)
			search->marked[used[i]] = item;
	}
}

/* The host for an item: the fewest of its separation set, then the least peak,
 * then the first.
 *
 * In the item's heaviest resource a host comes at least to its level and the
 * item's step; hosts for which that is full or no better are passed over. */
static rp_id best_host(const struct search *search,
		       const struct candidate *candidate)
{
	const struct placement_problem *problem = search->problem;
	const struct placement_item *it = &problem->items[candidate->item];
	const struct seat *seats = search->trial.seats;
	const uint32_t *levels = search->trial.levels +
				 (size_t)candidate->heaviest * problem->n_hosts;
	struct rp_range hosts = problem->classes[it->class_];
	rp_id best = RP_NONE;
	bool best_shares = true;
	uint64_t best_peak = UINT64_MAX;

	for (rp_id i = hosts.first; i < hosts.end; i++) {
		rp_id host = problem->class_hosts[i];
		uint32_t least = levels[host] + candidate->step;
		bool shares, is_apart;
		uint64_t peak;

		if (least > STEPS || (least >= best_peak && !best_shares))
			continue;
		shares = search->marked[host] == candidate->item;
		is_apart = best_shares && !shares;
		if (shares > best_shares || (least >= best_peak && !is_apart))
			continue;
		peak = peak_after(&seats[host], it->need);
		if ((is_apart || peak < best_peak) && host != it->runs_on &&
		    has_room(search, seats, candidate->item, host)) {
			best = host;
			best_shares = shares;
			best_peak = peak;
		}
	}
	return best;
}

/* Places the candidates in their order.  Returns how many found a host. */
static uint32_t place_candidates(struct search *search)
{
	uint32_t n_placed = 0;

	state_copy(&search->trial, &search->base, search);
	for (uint32_t h = 0; h < search->problem->n_hosts; h++)
		search->marked[h] = RP_NONE;
	for (uint32_t i = 0; i < search->n_candidates; i++) {
		uint32_t item = search->candidates[i].item;
		rp_id set = search->set_of[item];
		rp_id host;

		mark_used(search, item);
		host = best_host(search, &search->candidates[i]);
		if (host == RP_NONE)
			continue;
		if (set != RP_NONE && search->marked[host] != item) {
			search->used[search->first_used[set] +
				     search->trial.n_used[set]++] = host;
		}
		place(search, &search->trial, item, host);
		n_placed++;
	}
	return n_placed;
}

/* Tries order after order until one places all; keeps the best answer.  Where
 * not one candidate fits beside what stands, orders do not matter. */
static bool try_orders(rp_id *host_of, struct placement_value *best,
		       struct search *search)
{
	uint32_t n_placed = 0;

	for (size_t i = 0; i < N_ORDERS; i++) {
		struct placement_value value;

		qsort(search->candidates, search->n_candidates,
		      sizeof *search->candidates, orders[i]);
		n_placed = place_candidates(search);
		if (!placement_evaluate(&value, search->problem,
					search->trial.host_of)) {
			return false;
		}
		if (i == 0 || placement_compare(&value, best) < 0) {
			placement_value_destroy(best);
			*best = value;
			memcpy(host_of, search->trial.host_of,
			       search->problem->n_items * sizeof *host_of);
		} else {
			placement_value_destroy(&value);
		}
		if (n_placed == search->n_candidates || n_placed == 0)
			break;
	}
	return true;
}

bool placement_solve(rp_id *host_of, struct placement_value *value,
		     const struct placement_problem *problem)
{
	struct placement_value best = { .tiers = NULL };
	struct search search;
	bool ok = search_init(&search, problem);

	if (ok) {
		place_pinned(&search);
		keep_accepted(&search);
		ok = collect_left(&search) && collect_sets(&search) &&
		     try_orders(host_of, &best, &search);
	}
	if (ok) {
		*value = best;
	} else {
		placement_value_destroy(&best);
	}
	search_destroy(&search);
	return ok;
}

enum placement_obstacle
placement_obstacle(const struct placement_problem *problem, uint32_t item,
		   rp_id host, const int64_t *load, enum rp_resource *lacking)
{
	const struct placement_item *it = &problem->items[item];
	const int64_t *there = &load[(size_t)host * RP_N_RESOURCES];

	if (!is_eligible(problem, item, host))
		return PLACEMENT_NOT_ELIGIBLE;
	if (host == it->runs_on)
		return PLACEMENT_RUNS_THERE;
	if (it->pinned != RP_NONE && it->pinned != host)
		return PLACEMENT_PINNED_ELSEWHERE;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (!ratio_fits(problem->hosts[host].capacity[r], there[r],
				it->need[r])) {
			*lacking = (enum rp_resource)r;
			return PLACEMENT_NO_ROOM;
		}
	}
	return PLACEMENT_FITS;
}
