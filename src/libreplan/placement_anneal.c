/* Placement: changing places by lot: see placement_anneal.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_anneal.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

#define PARTS 1000

/* Loads above this might be cut off when they are summed up. */
#define MOST_LOAD (INT64_C(1) << 60)

/* Steps for each target: so many for each of the first items, and for each of
 * the others. */
#define FIRST_ITEMS 30u
#define STEPS_OF_FIRST 2000u
#define STEPS_OF_ITEM 250u
#define MOST_STEPS 200000u

/* Excess is counted in 2^-30 of a capacity; 'inverse' is 2^62 of it. */
#define INVERSE_BITS 62
#define EXCESS_SHIFT 32
#define ONE_HOST (UINT64_C(1) << (INVERSE_BITS - EXCESS_SHIFT))

/* What a broken separation counts: so much of a host. */
#define BROKEN (ONE_HOST / 16)

#define SEED UINT64_C(0x9e3779b97f4a7c15)

/* A step: 'a' goes to 'host', and 'b', unless it is NULL, from there to where
 * 'a' was. */
struct step {
	struct anneal_mover *a;
	struct anneal_mover *b;
	rp_id host;
	uint64_t over_from;
	uint64_t over_to;
	uint32_t broken_from;
	uint32_t broken_to;
};

/* ---- Chance -------------------------------------------------------------- */

static uint32_t draw(struct anneal *anneal)
{
	anneal->seed ^= anneal->seed << 13;
	anneal->seed ^= anneal->seed >> 7;
	anneal->seed ^= anneal->seed << 17;
	return (uint32_t)(anneal->seed >> 32);
}

uint32_t anneal_draw_below(struct anneal *anneal, uint32_t n)
{
	return (uint32_t)((uint64_t)draw(anneal) * n >> 32);
}

/* A number that is above k x 2^16 once in 2^k draws. */
static uint32_t draw_falling(struct anneal *anneal)
{
	uint32_t number = draw(anneal) | 1;
	uint32_t zeros = (uint32_t)__builtin_clz(number);

	/* Linear between two powers. */
	return (zeros << 16) + (0xffff - (number << zeros << 1 >> 16));
}

/* ---- Making -------------------------------------------------------------- */

void anneal_destroy(struct anneal *anneal)
{
	free(anneal->seats);
	free(anneal->movers);
	free(anneal->on);
	free(anneal->class_hosts);
	free(anneal->classes);
	free(anneal->hot);
	free(anneal->shared);
	free(anneal->best);
}

static bool get_memory(struct anneal *anneal)
{
	const struct placement_problem *problem = anneal->problem;
	size_t n_items = problem->n_items, n_hosts = problem->n_hosts;
	size_t n_classes = problem->n_classes;
	size_t n_used = n_classes < n_items ? n_classes : n_items;

	anneal->seats = memory_zeroed(n_hosts + 1, sizeof *anneal->seats);
	anneal->movers = memory_zeroed(n_items, sizeof *anneal->movers);
	anneal->on = memory_zeroed(n_items * (n_hosts + 1), sizeof *anneal->on);
	anneal->class_hosts = memory_zeroed(n_used * n_hosts, sizeof(rp_id));
	anneal->classes = memory_zeroed(n_classes, sizeof *anneal->classes);
	anneal->hot = memory_zeroed(n_hosts, sizeof *anneal->hot);
	anneal->best = memory_zeroed(n_items, sizeof *anneal->best);
	anneal->shared = memory_zeroed(problem->n_separations * (n_hosts + 1),
				       sizeof *anneal->shared);
	return anneal->seats && anneal->movers && anneal->on &&
	       anneal->class_hosts && anneal->classes && anneal->hot &&
	       anneal->best && anneal->shared;
}

/* Whether some host counts resource 'r', and something needs or uses it. */
static bool matters(const struct placement_problem *problem, int r)
{
	bool used = false, counted = false;

	for (uint32_t i = 0; i < problem->n_items; i++)
		used |= problem->items[i].need[r] > 0;
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		used |= problem->hosts[h].running[r] > 0;
		counted |= problem->hosts[h].capacity[r] != RP_UNLIMITED;
	}
	return used && counted;
}

static void find_resources(struct anneal *anneal)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (matters(anneal->problem, r))
			anneal->resources[anneal->n_resources++] = r;
}

/* The seat of who waits: everything fits. */
static void nowhere_init(struct anneal_seat *seat)
{
	seat->hot = RP_NONE;
	for (int k = 0; k < RP_N_RESOURCES; k++) {
		seat->room[k] = INT64_MAX;
		seat->hard[k] = INT64_MAX;
		seat->limit[k] = INT64_MAX;
	}
}

static void seat_init(struct anneal_seat *seat, const struct anneal *anneal,
		      rp_id h)
{
	const struct placement_host *host = &anneal->problem->hosts[h];

	nowhere_init(seat);
	for (uint32_t k = 0; k < anneal->n_resources; k++) {
		int64_t capacity = host->capacity[anneal->resources[k]];

		seat->load[k] = host->running[anneal->resources[k]];
		if (capacity == RP_UNLIMITED)
			continue;
		if (capacity > 0) {
			seat->capacity[k] = capacity;
			seat->inverse[k] = (UINT64_C(1) << INVERSE_BITS) /
					   (uint64_t)capacity;
		}
		/* Where it is full from the start, only nothing fits. */
		seat->hard[k] = capacity;
		if (capacity <= seat->load[k]) {
			seat->hard[k] = seat->load[k];
			seat->room[k] = seat->load[k];
		}
	}
}

/* The hosts of 'class_', where it has items. */
static void list_hosts(struct anneal *anneal, rp_id class_, uint32_t *n)
{
	struct rp_range *range = &anneal->classes[class_];

	/* A list that is listed is at least empty somewhere. */
	if (range->end > 0)
		return;
	range->first = *n;
	for (rp_id h = 0; h < anneal->problem->n_hosts; h++)
		if (placement_reaches(anneal->problem, class_, h))
			anneal->class_hosts[(*n)++] = h;
	range->end = *n;
}

static uint16_t *shared_at(const struct anneal *anneal, rp_id set, rp_id host)
{
	return &anneal->shared[(size_t)set * (anneal->nowhere + 1) + host];
}

/* How many of 'set', which may be RP_NONE, stand on 'host'; who waits shares
 * nothing. */
static uint32_t n_shared(const struct anneal *anneal, rp_id set, rp_id host)
{
	return set == RP_NONE || host == anneal->nowhere
		       ? 0
		       : *shared_at(anneal, set, host);
}

/* One of 'set' comes to 'host', or leaves it. */
static void share(struct anneal *anneal, rp_id set, rp_id host)
{
	if (set == RP_NONE || host == anneal->nowhere)
		return;
	if ((*shared_at(anneal, set, host))++ > 0) {
		anneal->seats[host].broken++;
		anneal->broken++;
	}
}

static void unshare(struct anneal *anneal, rp_id set, rp_id host)
{
	if (set == RP_NONE || host == anneal->nowhere)
		return;
	if (--*shared_at(anneal, set, host) > 0) {
		anneal->seats[host].broken--;
		anneal->broken--;
	}
}

static void add_load(struct anneal_seat *seat, const int64_t *need, uint32_t n,
		     int64_t sign)
{
	for (uint32_t k = 0; k < n; k++)
		seat->load[k] += sign * need[k];
}

/* 'mover' stands on 'host' from now on. */
static void stand(struct anneal *anneal, struct anneal_mover *mover, rp_id host)
{
	struct anneal_seat *seat = &anneal->seats[host];
	uint32_t *on = &anneal->on[(size_t)host * anneal->n_movers];

	add_load(seat, mover->need, anneal->n_resources, 1);
	mover->host = host;
	mover->at = seat->n;
	on[seat->n++] = (uint32_t)(mover - anneal->movers);
	share(anneal, mover->set, host);
}

static void leave(struct anneal *anneal, struct anneal_mover *mover)
{
	struct anneal_seat *seat = &anneal->seats[mover->host];
	uint32_t *on = &anneal->on[(size_t)mover->host * anneal->n_movers];
	uint32_t last = on[--seat->n];

	add_load(seat, mover->need, anneal->n_resources, -1);
	on[mover->at] = last;
	anneal->movers[last].at = mover->at;
	unshare(anneal, mover->set, mover->host);
}

/* Pinned items are load, or left out. */
static void add_fixed(struct anneal *anneal, const struct placement_item *item,
		      rp_id host)
{
	struct anneal_seat *seat = &anneal->seats[host];

	for (uint32_t k = 0; k < anneal->n_resources; k++)
		seat->load[k] += item->need[anneal->resources[k]];
	seat->n_fixed++;
	share(anneal, item->separation, host);
}

/* Whether some host takes 'item' when it carries nothing. */
static bool is_hopeful(const struct anneal *anneal,
		       const struct placement_item *item)
{
	struct rp_range hosts = anneal->classes[item->class_];

	for (uint32_t i = hosts.first; i < hosts.end; i++) {
		rp_id h = anneal->class_hosts[i];
		const struct placement_host *host = &anneal->problem->hosts[h];
		bool fits = h != item->runs_on;

		for (int r = 0; fits && r < RP_N_RESOURCES; r++)
			fits = ratio_fits(host->capacity[r], host->running[r],
					  item->need[r]);
		if (fits)
			return true;
	}
	return false;
}

static void add_mover(struct anneal *anneal, uint32_t i, rp_id host)
{
	const struct placement_item *item = &anneal->problem->items[i];
	struct anneal_mover *mover = &anneal->movers[anneal->n_movers++];

	*mover = (struct anneal_mover){ .hosts = anneal->classes[item->class_],
					.item = i,
					.tier = item->tier,
					.class_ = item->class_,
					.runs_on = item->runs_on,
					.set = item->separation };
	for (uint32_t k = 0; k < anneal->n_resources; k++)
		mover->need[k] = item->need[anneal->resources[k]];
	mover->host = host == RP_NONE ? anneal->nowhere : host;
}

/* Makes the movers of all that is not pinned and could stand somewhere. */
static void make_movers(struct anneal *anneal, const rp_id *host_of)
{
	const struct placement_problem *problem = anneal->problem;
	uint32_t n_listed = 0;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		const struct placement_item *item = &problem->items[i];

		list_hosts(anneal, item->class_, &n_listed);
		if (item->pinned == RP_NONE && is_hopeful(anneal, item))
			add_mover(anneal, i, host_of[i]);
		else if (host_of[i] != RP_NONE)
			add_fixed(anneal, item, host_of[i]);
		else
			anneal->n_out++;
	}
	for (uint32_t i = 0; i < anneal->n_movers; i++)
		stand(anneal, &anneal->movers[i], anneal->movers[i].host);
}

/* ---- Excess -------------------------------------------------------------- */

/* What a host that carries 'load' has above its limit. */
static inline uint64_t over_of(const struct anneal *anneal,
			       const struct anneal_seat *seat,
			       const int64_t *load)
{
	uint64_t sum = 0;

	for (uint32_t k = 0; k < anneal->n_resources; k++) {
		int64_t over = load[k] - seat->limit[k];

		if (over <= 0)
			continue;
		if (over > seat->capacity[k])
			over = seat->capacity[k];
		sum += ((uint64_t)over * seat->inverse[k] >> EXCESS_SHIFT) + 1;
	}
	return sum;
}

/* Notes what 'host' has above its limit, and whether it is hot. */
static void set_over(struct anneal *anneal, rp_id host, uint64_t over)
{
	struct anneal_seat *seat = &anneal->seats[host];
	bool is_hot = over > 0 || seat->broken > 0;

	anneal->over += over - seat->over;
	seat->over = over;
	if (is_hot && seat->hot == RP_NONE) {
		seat->hot = anneal->n_hot;
		anneal->hot[anneal->n_hot++] = host;
	} else if (!is_hot && seat->hot != RP_NONE) {
		rp_id last = anneal->hot[--anneal->n_hot];

		anneal->hot[seat->hot] = last;
		anneal->seats[last].hot = seat->hot;
		seat->hot = RP_NONE;
	}
}

static bool is_empty(const struct anneal_seat *seat)
{
	return seat->n + seat->n_fixed == 0;
}

static void refresh(struct anneal *anneal, rp_id host)
{
	const struct anneal_seat *seat = &anneal->seats[host];

	set_over(anneal, host,
		 is_empty(seat) ? 0 : over_of(anneal, seat, seat->load));
}

/* No host above 'peak', in 1/1000, nor above what it has. */
void anneal_limit(struct anneal *anneal, uint64_t peak)
{
	for (rp_id h = 0; h < anneal->nowhere; h++) {
		struct anneal_seat *seat = &anneal->seats[h];

		for (uint32_t k = 0; k < anneal->n_resources; k++) {
			__extension__ unsigned __int128 limit =
				(unsigned __int128)(uint64_t)seat->capacity[k] *
				peak / PARTS;

			if (seat->capacity[k] == 0)
				continue;
			seat->limit[k] = limit < (uint64_t)seat->hard[k]
						 ? (int64_t)limit
						 : seat->hard[k];
		}
		refresh(anneal, h);
	}
}

/* No host above what it has. */
void anneal_limit_none(struct anneal *anneal)
{
	anneal_limit(anneal, UINT32_MAX);
}

/* ---- Steps --------------------------------------------------------------- */

/* Whether 'mover' may stand on 'host', room apart. */
static bool may_take(const struct anneal *anneal,
		     const struct anneal_mover *mover, rp_id host)
{
	return host != mover->runs_on &&
	       placement_reaches(anneal->problem, mover->class_, host);
}

/* Works out the loads after 'step' and whether the hosts have room for them. */
static bool weigh_loads(const struct anneal *anneal, struct step *step)
{
	const struct anneal_seat *from = &anneal->seats[step->a->host];
	const struct anneal_seat *to = &anneal->seats[step->host];
	int64_t load_from[RP_N_RESOURCES], load_to[RP_N_RESOURCES];

	for (uint32_t k = 0; k < anneal->n_resources; k++) {
		int64_t more = step->a->need[k];

		if (step->b)
			more -= step->b->need[k];
		load_from[k] = from->load[k] - more;
		load_to[k] = to->load[k] + more;
		if ((more > 0 && load_to[k] > to->room[k]) ||
		    (more < 0 && load_from[k] > from->room[k]))
			return false;
	}
	step->over_to = over_of(anneal, to, load_to);
	step->over_from = 0;
	if (step->b || from->n + from->n_fixed > 1)
		step->over_from = over_of(anneal, from, load_from);
	return true;
}

/* The same for separation. */
static void weigh_sets(const struct anneal *anneal, struct step *step)
{
	const struct anneal_mover *a = step->a, *b = step->b;
	rp_id from = a->host, to = step->host;
	bool same = b && a->set == b->set;

	step->broken_from = anneal->seats[from].broken;
	step->broken_to = anneal->seats[to].broken;
	if (same || (a->set == RP_NONE && (!b || b->set == RP_NONE)))
		return;
	step->broken_from -= n_shared(anneal, a->set, from) > 1;
	step->broken_to += n_shared(anneal, a->set, to) > 0;
	if (b) {
		step->broken_to -= n_shared(anneal, b->set, to) > 1;
		step->broken_from += n_shared(anneal, b->set, from) > 0;
	}
}

/* Draws the item that is to go. */
static struct anneal_mover *draw_mover(struct anneal *anneal)
{
	if (anneal->n_hot > 0 && (draw(anneal) & 7)) {
		rp_id host =
			anneal->hot[anneal_draw_below(anneal, anneal->n_hot)];
		const uint32_t *on =
			&anneal->on[(size_t)host * anneal->n_movers];
		uint32_t n = anneal->seats[host].n;

		if (n > 0)
			return &anneal->movers[on[anneal_draw_below(anneal,
								    n)]];
	}
	return &anneal->movers[anneal_draw_below(anneal, anneal->n_movers)];
}

static struct anneal_mover *draw_on(struct anneal *anneal, rp_id host)
{
	const uint32_t *on = &anneal->on[(size_t)host * anneal->n_movers];

	return &anneal->movers[on[anneal_draw_below(anneal,
						    anneal->seats[host].n)]];
}

/* 'a', which stands, leaves for good, or for one that waits. */
static bool draw_leaving(struct anneal *anneal, struct step *step)
{
	bool may_leave = step->a->tier > anneal->tier;

	step->host = anneal->nowhere;
	if (anneal->seats[step->host].n > 0 && (!may_leave || draw(anneal) & 1))
		step->b = draw_on(anneal, step->host);
	if (!step->b)
		return may_leave;
	return (may_leave || step->b->tier <= step->a->tier) &&
	       may_take(anneal, step->b, step->a->host);
}

/* 'a' goes to another host, or swaps with an item there. */
static bool draw_going(struct anneal *anneal, struct step *step)
{
	const struct anneal_mover *a = step->a;

	step->host =
		anneal->class_hosts[a->hosts.first +
				    anneal_draw_below(anneal,
						      a->hosts.end -
							      a->hosts.first)];
	if (step->host == a->host || step->host == a->runs_on)
		return false;
	if (anneal->seats[step->host].n > 0 && draw(anneal) & 3)
		step->b = draw_on(anneal, step->host);
	return !step->b || may_take(anneal, step->b, a->host);
}

/* Draws a step; false where what was drawn is none. */
static bool draw_step(struct anneal *anneal, struct step *step)
{
	bool leaves;

	step->a = draw_mover(anneal);
	step->b = NULL;
	if (step->a->host == anneal->nowhere)
		return false;
	leaves = (anneal->seats[anneal->nowhere].n > 0 ||
		  step->a->tier > anneal->tier) &&
		 draw(anneal) % 8 == 0;
	if (!(leaves ? draw_leaving(anneal, step) : draw_going(anneal, step)) ||
	    !weigh_loads(anneal, step))
		return false;
	weigh_sets(anneal, step);
	return true;
}

static void take(struct anneal *anneal, const struct step *step)
{
	rp_id from = step->a->host;

	leave(anneal, step->a);
	if (step->b) {
		leave(anneal, step->b);
		stand(anneal, step->b, from);
	}
	stand(anneal, step->a, step->host);
	set_over(anneal, from, step->over_from);
	set_over(anneal, step->host, step->over_to);
}

static bool is_reached(const struct anneal *anneal)
{
	return anneal->over == 0 && anneal->broken <= anneal->most_broken;
}

/* By how much 'step' makes the excess less. */
static int64_t gain(const struct anneal *anneal, const struct step *step)
{
	const struct anneal_seat *from = &anneal->seats[step->a->host];
	const struct anneal_seat *to = &anneal->seats[step->host];
	int64_t broken = (int64_t)from->broken + to->broken -
			 step->broken_from - step->broken_to;

	/* Where it does not matter it still breaks a tie. */
	return (int64_t)(from->over + to->over) -
	       (int64_t)(step->over_from + step->over_to) +
	       broken * (anneal->most_broken == UINT32_MAX ? 1
							   : (int64_t)BROKEN);
}

static uint32_t steps_of_target(const struct anneal *anneal)
{
	uint32_t n = anneal->n_movers;
	uint32_t first = n < FIRST_ITEMS ? n : FIRST_ITEMS;
	uint32_t n_steps = STEPS_OF_FIRST * first + STEPS_OF_ITEM * (n - first);

	return n_steps < MOST_STEPS ? n_steps : MOST_STEPS;
}

/* Tries to reach the target. */
bool anneal_reach(struct anneal *anneal)
{
	uint32_t n_steps = steps_of_target(anneal);

	for (uint32_t left = n_steps; left > 0 && !is_reached(anneal); left--) {
		struct step step;
		uint64_t loss;

		if (!draw_step(anneal, &step))
			continue;
		/* Falls with the square of the steps that are left. */
		loss = anneal->first_loss * left / n_steps * left / n_steps;
		loss = loss * draw_falling(anneal) >> 16;
		if (gain(anneal, &step) + (int64_t)loss >= 0)
			take(anneal, &step);
	}
	return is_reached(anneal);
}

void anneal_keep(struct anneal *anneal)
{
	for (uint32_t i = 0; i < anneal->n_movers; i++)
		anneal->best[i] = anneal->movers[i].host;
}

void anneal_go(struct anneal *anneal, struct anneal_mover *mover, rp_id host)
{
	rp_id from = mover->host;

	leave(anneal, mover);
	stand(anneal, mover, host);
	refresh(anneal, from);
	refresh(anneal, host);
}

void anneal_go_back(struct anneal *anneal)
{
	for (uint32_t i = 0; i < anneal->n_movers; i++)
		if (anneal->movers[i].host != anneal->best[i])
			anneal_go(anneal, &anneal->movers[i], anneal->best[i]);
}

/* ---- The answer ---------------------------------------------------------- */

uint64_t anneal_peak(const struct anneal *anneal)
{
	uint64_t peak = 0;

	for (rp_id h = 0; h < anneal->nowhere; h++) {
		const struct anneal_seat *seat = &anneal->seats[h];

		for (uint32_t k = 0; k < anneal->n_resources; k++) {
			struct rp_ratio ratio = { seat->load[k],
						  seat->capacity[k] };
			uint64_t parts;

			if (is_empty(seat) || ratio.capacity == 0)
				continue;
			parts = ratio_ceiling(ratio, PARTS);
			if (parts > peak)
				peak = parts;
		}
	}
	return peak;
}

/* ---- All together -------------------------------------------------------- */

bool anneal_suits(const struct placement_problem *problem)
{
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t sum = 0, most = 0;

		for (uint32_t i = 0; i < problem->n_items; i++)
			sum = ratio_add(sum, problem->items[i].need[r]);
		for (rp_id h = 0; h < problem->n_hosts; h++)
			if (problem->hosts[h].running[r] > most)
				most = problem->hosts[h].running[r];
		if (sum > MOST_LOAD || most > MOST_LOAD)
			return false;
	}
	return true;
}

/* At first a step may lose part of what an item is on average of its host. */
static void set_first_loss(struct anneal *anneal)
{
	anneal->first_loss = ONE_HOST / 8 * anneal->problem->n_hosts /
			     (anneal->n_movers + 1);
	if (anneal->first_loss > ONE_HOST / 16)
		anneal->first_loss = ONE_HOST / 16;
}

bool anneal_init(struct anneal *anneal, const struct placement_problem *problem,
		 const rp_id *host_of)
{
	memset(anneal, 0, sizeof *anneal);
	anneal->problem = problem;
	anneal->nowhere = problem->n_hosts;
	anneal->seed = SEED;
	anneal->most_broken = UINT32_MAX;
	anneal->tier = UINT32_MAX;
	if (!get_memory(anneal))
		return false;
	find_resources(anneal);
	nowhere_init(&anneal->seats[anneal->nowhere]);
	for (rp_id h = 0; h < problem->n_hosts; h++)
		seat_init(&anneal->seats[h], anneal, h);
	make_movers(anneal, host_of);
	set_first_loss(anneal);
	anneal_keep(anneal);
	return true;
}
