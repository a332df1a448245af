/* Placement: what stands too close, and what is too full (rules 4, levels 2 and
 * 3).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each step makes the value of the answer less: what places an item level 1,
 * what sets one apart level 2 at the same level 1, what relieves hosts level 3
 * at the same levels 1 and 2.  So the steps come to an end, and there nothing
 * that they could do is left. */

#include "placement_search.h"
#include "ratio.h"

#define MOST_SWAP_HOSTS 64 /* Looked at for an item. */

/* So many items are looked at to relieve hosts: two hosts that carry thousands
 * have more pairs than can be tried.  What stops there is kept by the next
 * search all the same: its own peak is what level 3 then counts from. */
#define MOST_RELIEF_LOOKS (UINT64_C(1) << 24)

/* ---- Separate ---------------------------------------------------------- */

/* The host on which 'item' would be apart from its set, or RP_NONE. */
static rp_id apart_host(const struct placement_state *state, uint32_t item)
{
	struct state_seeker seeker = state_seeker(state, item);

	seeker.apart = true;
	return state->problem->items[item].pinned == RP_NONE
		       ? state_best_host(state, &seeker)
		       : RP_NONE;
}

/* Moves one item of 'set' off 'host', where others of it stand, if one can. */
static bool separate_one(struct placement_state *state, rp_id set, rp_id host)
{
	const struct placement_item *items = state->problem->items;
	uint32_t best = RP_NONE;
	rp_id to = RP_NONE;

	for (uint32_t at = state->first_of[host]; at != RP_NONE;
	     at = state->next_of[at]) {
		rp_id found;

		if (items[at].separation != set ||
		    !search_goes_rather(state, at, best))
			continue;
		found = apart_host(state, at);
		if (found != RP_NONE) {
			best = at;
			to = found;
		}
	}
	if (best != RP_NONE)
		state_move(state, best, to);
	return best != RP_NONE;
}

/* Sets apart the items of 'set' as far as single moves can.  None of them makes
 * another host a shared one. */
static bool separate_set(struct placement_search *search, rp_id set)
{
	struct placement_state *state = search->state;
	struct idset *hosts = &search->contested;
	uint32_t at = 0;
	bool any = false;
	rp_id host;

	idset_clear(hosts);
	while ((host = state_next_shared(state, set, &at)) != RP_NONE)
		idset_add(hosts, host);
	idset_sort(hosts, state->problem->n_hosts);
	for (uint32_t i = 0; i < hosts->n; i++) {
		host = hosts->ids[i];
		while (state_n_of_set(state, set, host) > 1 &&
		       separate_one(state, set, host))
			any = true;
	}
	return any;
}

static bool separate(struct placement_search *search)
{
	struct placement_state *state = search->state;
	bool any = false, again = true;

	while (again && state->n_broken > 0) {
		struct idset *sets = &search->left;

		again = false;
		idset_clear(sets);
		for (uint32_t i = 0; i < state->n_broken_sets; i++)
			idset_add(sets, state->broken_sets[i]);
		idset_sort(sets, state->problem->n_separations);
		for (uint32_t i = 0; i < sets->n; i++)
			again |= separate_set(search, sets->ids[i]);
		any |= again;
	}
	return any;
}

/* ---- Relieve ----------------------------------------------------------- */

/* Makes one host less full, on the way to a peak below 'limit', in 1/1000. */
struct relief {
	struct placement_search *search;
	uint64_t limit;
	uint32_t most; /* The same as a level; 0 where no level is so high. */
	uint64_t *looks; /* At items, that may still be taken. */
	rp_id host;

	/* The best move so far; 'item' RP_NONE: none. */
	uint32_t item;
	rp_id to;
	uint32_t left_behind; /* The level of 'host' without it. */
	bool enough;	      /* That is below the limit. */
};

static bool is_below(struct rp_ratio peak, uint64_t limit)
{
	return ratio_ceiling(peak, 1000) < limit;
}

/* Whether the items of 'host' may be looked at once more. */
static bool may_look(struct relief *relief, rp_id host)
{
	uint32_t n = state_carried(relief->search->state, host);

	if (n > *relief->looks)
		return false;
	*relief->looks -= n;
	return true;
}

/* Moves 'item', and remembers where it stood; false where too much is
 * remembered. */
static bool move(struct placement_search *search, uint32_t item, rp_id to)
{
	if (search->n_log == search->most_log)
		return false;
	search->log[search->n_log++] =
		(struct search_move){ item, search->state->host_of[item] };
	state_move(search->state, item, to);
	return true;
}

/* Takes back the last moves until 'n' are left. */
static void move_back(struct placement_search *search, uint32_t n)
{
	struct placement_state *state = search->state;

	while (search->n_log > n) {
		const struct search_move *at = &search->log[--search->n_log];

		state_move(state, at->item, at->from);
	}
}

/* Where 'item' of the host can go without breaking separation. */
static rp_id relief_host(const struct relief *relief, uint32_t item)
{
	const struct placement_state *state = relief->search->state;
	const struct placement_item *it = &state->problem->items[item];
	struct state_seeker seeker = state_seeker(state, item);
	rp_id to;

	seeker.not_on = relief->host;
	seeker.apart = state_n_of_set(state, it->separation, relief->host) < 2;
	seeker.most = relief->most;
	to = state_best_host(state, &seeker);
	if (to != RP_NONE &&
	    !is_below(state_host_peak_with(state, to, it->need, NULL),
		      relief->limit))
		to = RP_NONE;
	return to;
}

/* Of what can go, an item that is enough is better than one that is not; of
 * those that are, see search_goes_rather(); of those that are not, the one that
 * leaves the least behind. */
static void consider(struct relief *relief, uint32_t item)
{
	const struct placement_state *state = relief->search->state;
	const int64_t *need = state->problem->items[item].need;
	bool alone = state_carried(state, relief->host) == 1;
	uint32_t left_behind =
		alone ? 0 : state_level_with(state, relief->host, NULL, need);
	bool enough =
		alone ||
		is_below(state_host_peak_with(state, relief->host, NULL, need),
			 relief->limit);
	bool better = search_goes_rather(state, item, relief->item);
	rp_id to;

	if (relief->item != RP_NONE) {
		if (enough != relief->enough)
			better = enough;
		else if (!enough && left_behind != relief->left_behind)
			better = left_behind < relief->left_behind;
	}
	if (!better)
		return;
	to = relief_host(relief, item);
	if (to == RP_NONE)
		return;
	relief->item = item;
	relief->to = to;
	relief->left_behind = left_behind;
	relief->enough = enough;
}

static bool relieve_by_move(struct relief *relief)
{
	const struct placement_state *state = relief->search->state;

	relief->item = RP_NONE;
	if (!may_look(relief, relief->host))
		return false;
	for (uint32_t at = state->first_of[relief->host]; at != RP_NONE;
	     at = state->next_of[at]) {
		if (state->problem->items[at].pinned == RP_NONE)
			consider(relief, at);
	}
	return relief->item != RP_NONE &&
	       move(relief->search, relief->item, relief->to);
}

/* Whether 'host' has room for 'in' when 'out' has left, and is then below the
 * limit. */
static bool is_relieved(const struct relief *relief, rp_id host, uint32_t in,
			uint32_t out)
{
	const struct placement_state *state = relief->search->state;
	const struct placement_item *items = state->problem->items;

	return state_level_with(state, host, items[in].need, items[out].need) !=
		       STATE_NO_ROOM &&
	       is_below(state_host_peak_with(state, host, items[in].need,
					     items[out].need),
			relief->limit);
}

/* Of the items of 'host', the first by id for which 'item' could come, or
 * RP_NONE. */
static uint32_t find_partner(const struct relief *relief, uint32_t item,
			     rp_id host)
{
	const struct placement_state *state = relief->search->state;
	const struct placement_problem *problem = state->problem;
	uint32_t best = RP_NONE;

	for (uint32_t at = state->first_of[host]; at != RP_NONE;
	     at = state->next_of[at]) {
		const struct placement_item *it = &problem->items[at];

		if (at < best && it->pinned == RP_NONE &&
		    it->runs_on != relief->host &&
		    is_relieved(relief, relief->host, at, item) &&
		    is_relieved(relief, host, item, at) &&
		    placement_reaches(problem, it->class_, relief->host))
			best = at;
	}
	return best;
}

/* Lets 'item' and one of 'host' change places, if that relieves the one and
 * does not overburden the other, nor breaks separation. */
static bool swap_with_host(struct relief *relief, uint32_t item, rp_id host)
{
	struct placement_search *search = relief->search;
	struct placement_state *state = search->state;
	uint32_t broken = state->n_broken, n = search->n_log;
	uint32_t partner = find_partner(relief, item, host);

	if (partner == RP_NONE || search->most_log - n < 3)
		return false;
	move(search, item, RP_NONE);
	move(search, partner, relief->host);
	move(search, item, host);
	if (state->n_broken <= broken)
		return true;
	move_back(search, n);
	return false;
}

/* The same for the hosts that 'item' may take, but not for too many. */
static bool swap_item(struct relief *relief, uint32_t item)
{
	const struct placement_state *state = relief->search->state;
	const struct placement_problem *problem = state->problem;
	struct state_seeker seeker = state_seeker(state, item);
	uint32_t g = placement_next_group(problem, seeker.groups, 0), n = 0;

	for (; g < problem->n_groups;
	     g = placement_next_group(problem, seeker.groups, g + 1)) {
		struct rp_range places = state_places(state, g);

		for (uint32_t p = places.first; p < places.end; p++) {
			rp_id host = state->host_at[p];

			if (host == relief->host || host == seeker.runs_on)
				continue;
			if (n++ == MOST_SWAP_HOSTS || !may_look(relief, host))
				return false;
			if (swap_with_host(relief, item, host))
				return true;
		}
	}
	return false;
}

static bool relieve_by_swap(struct relief *relief)
{
	const struct placement_state *state = relief->search->state;
	struct idset *items = &relief->search->left;
	uint32_t at = state->first_of[relief->host];

	idset_clear(items);
	for (; at != RP_NONE; at = state->next_of[at]) {
		if (state->problem->items[at].pinned == RP_NONE)
			idset_add(items, at);
	}
	idset_sort(items, state->problem->n_items);
	for (uint32_t i = 0; i < items->n; i++) {
		if (swap_item(relief, items->ids[i]))
			return true;
	}
	return false;
}

/* Moves until the peak is below 'limit', in 1/1000; takes all of it back where
 * that cannot be reached. */
static bool relieve_below(struct placement_search *search, uint64_t limit,
			  uint64_t *looks)
{
	struct relief relief = {
		.search = search,
		.limit = limit,
		.looks = looks,
	};

	if (limit < 1000)
		relief.most = (uint32_t)((limit << STATE_FULL_BITS) / 1000);
	search->n_log = 0;
	while (!is_below(state_peak(search->state, &relief.host), limit)) {
		if (!relieve_by_move(&relief) && !relieve_by_swap(&relief)) {
			move_back(search, 0);
			return false;
		}
	}
	return true;
}

static bool relieve(struct placement_search *search)
{
	struct placement_state *state = search->state;
	uint64_t target = state_target(state), looks = MOST_RELIEF_LOOKS;
	bool any = false, again = true;

	while (again) {
		uint64_t peak = ratio_ceiling(state_peak(state, NULL), 1000);

		again = peak > target && relieve_below(search, peak, &looks);
		any |= again;
	}
	return any;
}

/* ---- All together ------------------------------------------------------ */

int search_settle(struct placement_search *search,
		  const struct rp_progress *progress)
{
	int result = search_fill(search, progress);
	bool again = result == RP_OK;

	while (again) {
		again = search_eject(search);
		again |= separate(search);
		again |= relieve(search);
	}
	return result;
}
