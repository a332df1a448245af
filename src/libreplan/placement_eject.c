/* Placement: room for what found none (rules 4, level 1).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An item without a host takes that of another one, which goes elsewhere; or,
 * where no other can, of one of a later tier, which then has none.  Both make
 * level 1 less, so this comes to an end.
 *
 * Most of what is tried fails, and for the same reasons.  What needs as much as
 * an item that failed, and may take no other hosts, fails too: that is
 * remembered until something has moved. */

#include <string.h>

#include "memory.h"
#include "placement_search.h"
#include "ratio.h"

/* Failures are remembered by class: a few for each. */
#define N_FAILED_CLASSES 1024
#define N_FAILED 4

struct failures {
	uint32_t items[N_FAILED_CLASSES][N_FAILED];
	uint8_t next[N_FAILED_CLASSES];
	bool any;
};

struct search_failed {
	struct failures direct; /* No host has room... */
	struct failures eject;	/* ...nor can it be made. */
};

struct search_failed *search_new_failed(void)
{
	struct search_failed *failed = memory_zeroed(1, sizeof *failed);

	if (failed) {
		failed->direct.any = true;
		failed->eject.any = true;
	}
	return failed;
}

static void forget(struct failures *failures)
{
	if (!failures->any)
		return;
	memset(failures, 0xff, sizeof *failures);
	failures->any = false;
}

static void forget_all(struct placement_search *search)
{
	forget(&search->failed->direct);
	forget(&search->failed->eject);
	idset_clear(&search->stuck);
}

static void remember(struct failures *failures,
		     const struct placement_problem *problem, uint32_t item)
{
	uint32_t slot = problem->items[item].class_ % N_FAILED_CLASSES;

	failures->items[slot][++failures->next[slot] % N_FAILED] = item;
	failures->any = true;
}

/* Whether 'item' can do no better than 'failed' did. */
static bool is_no_easier(const struct placement_problem *problem, uint32_t item,
			 uint32_t failed)
{
	const struct placement_item *a = &problem->items[item];
	const struct placement_item *b = &problem->items[failed];

	if (a->class_ != b->class_ || a->tier < b->tier ||
	    (b->runs_on != RP_NONE && a->runs_on != b->runs_on))
		return false;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (a->need[r] < b->need[r])
			return false;
	}
	return true;
}

static bool is_known(const struct failures *failures,
		     const struct placement_problem *problem, uint32_t item)
{
	uint32_t slot = problem->items[item].class_ % N_FAILED_CLASSES;

	for (int i = 0; failures->any && i < N_FAILED; i++) {
		uint32_t failed = failures->items[slot][i];

		if (failed != RP_NONE && is_no_easier(problem, item, failed))
			return true;
	}
	return false;
}

/* ---- Where an item could go -------------------------------------------- */

/* A host for 'item', or RP_NONE; 'not_on' is where it stands, if anywhere. */
static rp_id find_host_for(struct placement_search *search, uint32_t item,
			   rp_id not_on)
{
	const struct placement_state *state = search->state;
	struct failures *direct = &search->failed->direct;
	struct state_seeker seeker = state_seeker(state, item);
	rp_id host;

	if (is_known(direct, state->problem, item))
		return RP_NONE;
	host = state_best_host(state, &seeker);
	if (host == RP_NONE)
		remember(direct, state->problem, item);
	if (host == RP_NONE || host != not_on)
		return host;
	seeker.not_on = not_on;
	return state_best_host(state, &seeker);
}

/* The host to which 'item', which stands on 'host', can go; or RP_NONE: that is
 * remembered, as many ask. */
static rp_id other_host(struct placement_search *search, uint32_t item,
			rp_id host)
{
	rp_id to = RP_NONE;

	if (!idset_contains(&search->stuck, item))
		to = find_host_for(search, item, host);
	if (to == RP_NONE)
		idset_add(&search->stuck, item);
	return to;
}

/* ---- Who makes room ---------------------------------------------------- */

/* A way to place an item. */
struct way {
	rp_id host;	/* Where it goes, or RP_NONE. */
	uint32_t gives; /* The item that makes room there... */
	rp_id to;	/* ...and goes there, or RP_NONE. */
};

/* What 'host' lacks for 'item', resource by resource; false where no item that
 * leaves can help. */
static bool find_lack(const struct placement_state *state, uint32_t item,
		      rp_id host, int64_t *lack)
{
	const int64_t *need = state->problem->items[item].need;
	const int64_t *capacity = state->problem->hosts[host].capacity;
	const int64_t *load = state_load(state, host);

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		lack[r] = 0;
		if (ratio_fits(capacity[r], load[r], need[r]))
			continue;
		if (need[r] > capacity[r] || load[r] == INT64_MAX)
			return false;
		lack[r] = load[r] - (capacity[r] - need[r]);
	}
	return true;
}

static bool gives_enough(const int64_t *need, const int64_t *lack)
{
	bool enough = true;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		enough &= need[r] >= lack[r];
	return enough;
}

static bool is_kept(const struct placement_state *state, uint32_t item)
{
	return state->problem->items[item].accepted == state->host_of[item];
}

bool search_goes_rather(const struct placement_state *state, uint32_t a,
			uint32_t b)
{
	const struct placement_item *items = state->problem->items;

	if (b == RP_NONE)
		return true;
	if (is_kept(state, a) != is_kept(state, b))
		return is_kept(state, b);
	if (items[a].tier != items[b].tier)
		return items[a].tier > items[b].tier;
	return a < b;
}

/* Whether 'a' should give way rather than 'b': the latest tier first. */
static bool is_later(const struct placement_state *state, uint32_t a,
		     uint32_t b)
{
	const struct placement_item *items = state->problem->items;

	if (b != RP_NONE && items[a].tier != items[b].tier)
		return items[a].tier > items[b].tier;
	return search_goes_rather(state, a, b);
}

/* Looks among the items of 'host' for one that makes room for 'item' by going
 * elsewhere: 'way'; or by giving way: 'last'. */
static void look_on_host(struct placement_search *search, struct way *way,
			 struct way *last, uint32_t item, rp_id host)
{
	const struct placement_state *state = search->state;
	const struct placement_item *items = state->problem->items;
	int64_t lack[RP_N_RESOURCES];

	if (!find_lack(state, item, host, lack))
		return;
	for (uint32_t at = state->first_of[host]; at != RP_NONE;
	     at = state->next_of[at]) {
		rp_id to;

		if (items[at].pinned != RP_NONE ||
		    !gives_enough(items[at].need, lack))
			continue;
		if (items[at].tier > items[item].tier &&
		    is_later(state, at, last->gives))
			*last = (struct way){ host, at, RP_NONE };
		if (!search_goes_rather(state, at, way->gives))
			continue;
		to = other_host(search, at, host);
		if (to != RP_NONE)
			*way = (struct way){ host, at, to };
	}
}

/* The first host on which another item can make room for 'item'; where there
 * is none, the host of the one that gives way. */
static struct way find_way(struct placement_search *search, uint32_t item)
{
	const struct placement_state *state = search->state;
	const struct placement_problem *problem = state->problem;
	struct state_seeker seeker = state_seeker(state, item);
	struct way way = { RP_NONE, RP_NONE, RP_NONE }, last = way;
	uint32_t g = placement_next_group(problem, seeker.groups, 0);

	for (; g < problem->n_groups;
	     g = placement_next_group(problem, seeker.groups, g + 1)) {
		struct rp_range places = state_places(state, g);

		for (uint32_t p = places.first; p < places.end; p++) {
			rp_id host = state->host_at[p];

			if (host != seeker.runs_on)
				look_on_host(search, &way, &last, item, host);
			if (way.host != RP_NONE)
				return way;
		}
	}
	return last;
}

/* Places 'item' if that can be done. */
static bool place_somehow(struct placement_search *search, uint32_t item)
{
	struct placement_state *state = search->state;
	struct failures *eject = &search->failed->eject;
	struct way way = { RP_NONE, RP_NONE, RP_NONE };

	if (is_known(eject, state->problem, item))
		return false;
	way.host = find_host_for(search, item, RP_NONE);
	if (way.host == RP_NONE)
		way = find_way(search, item);
	if (way.host == RP_NONE) {
		remember(eject, state->problem, item);
		return false;
	}
	if (way.gives != RP_NONE)
		state_move(state, way.gives, way.to);
	state_place(state, item, way.host);
	forget_all(search);
	return true;
}

bool search_eject(struct placement_search *search)
{
	bool any = false, again = search->state->n_unplaced > 0;

	forget_all(search);
	while (again) {
		struct idset *left = &search->left;

		again = false;
		search_collect(search);
		order_by_tier(search, left->ids, left->n);
		for (uint32_t i = 0; i < left->n; i++)
			again |= place_somehow(search, left->ids[i]);
		any |= again;
	}
	return any;
}
