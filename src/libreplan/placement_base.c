/* Placement: what stands before anything is sought (rules 4, "History-free").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pinned items take their hosts, in the order of their ids; then the others
 * stay where the accepted plan has them, by tier and id; all as far as hard
 * rules allow.  Each item wants one host at most, so what stands on a host
 * depends on those alone that want it: where they all find room together, in
 * whatever order; else they come in their order, one by one. */

#include "placement_search.h"

/* The only host on which the base can have 'item', or RP_NONE. */
static rp_id wanted_host(const struct placement_problem *problem, uint32_t item)
{
	const struct placement_item *it = &problem->items[item];
	rp_id host = it->pinned != RP_NONE ? it->pinned : it->accepted;

	return host != RP_NONE && host != it->runs_on &&
			       placement_reaches(problem, it->class_, host)
		       ? host
		       : RP_NONE;
}

/* Lists in 'left', by id, what stands nowhere and wants one of 'hosts'; of all
 * hosts where that is NULL. */
static void collect_wanting(struct placement_search *search,
			    const struct idset *hosts)
{
	const struct placement_state *state = search->state;
	const struct placement_problem *problem = state->problem;
	uint32_t item = state->first_of[problem->n_hosts];

	idset_clear(&search->left);
	for (; item != RP_NONE; item = state->next_of[item]) {
		rp_id host = wanted_host(problem, item);

		if (host != RP_NONE && (!hosts || idset_contains(hosts, host)))
			idset_add(&search->left, item);
	}
	idset_sort(&search->left, problem->n_items);
}

static void clear_host(struct placement_state *state, rp_id host)
{
	while (state->first_of[host] != RP_NONE)
		state_unplace(state, state->first_of[host]);
}

/* By tier and id, but the pinned ones first, by id. */
static void order_wanting(struct placement_search *search)
{
	const struct placement_problem *problem = search->state->problem;
	struct idset *left = &search->left;
	uint32_t n_pinned = 0;

	for (uint32_t i = 0; i < left->n; i++) {
		bool pinned = problem->items[left->ids[i]].pinned != RP_NONE;

		search->keys[left->ids[i]] = !pinned;
		n_pinned += pinned;
	}
	order_by_keys(search, left->ids, left->n);
	order_by_tier_only(search, left->ids + n_pinned, left->n - n_pinned);
}

/* Places 'item', which wants a host, there if that has room. */
static bool place_if_room(struct placement_state *state, uint32_t item)
{
	rp_id host = wanted_host(state->problem, item);

	if (!state_has_room(state, host, state->problem->items[item].need))
		return false;
	state_place(state, item, host);
	return true;
}

/* Where not all that want a host find room, they come one by one. */
static void settle_contested(struct placement_search *search)
{
	struct placement_state *state = search->state;
	const struct idset *contested = &search->contested;

	for (uint32_t i = 0; i < contested->n; i++)
		clear_host(state, contested->ids[i]);
	collect_wanting(search, contested);
	order_wanting(search);
	for (uint32_t i = 0; i < search->left.n; i++)
		place_if_room(state, search->left.ids[i]);
}

/* Places what is listed in 'left'. */
static void place_wanting(struct placement_search *search)
{
	struct placement_state *state = search->state;

	idset_clear(&search->contested);
	for (uint32_t i = 0; i < search->left.n; i++) {
		uint32_t item = search->left.ids[i];

		if (!place_if_room(state, item))
			idset_add(&search->contested,
				  wanted_host(state->problem, item));
	}
	if (search->contested.n > 0)
		settle_contested(search);
}

/* What stands where it wants to stays there: only where others want that host
 * in vain may it matter that it was touched, and those make it contested. */
void search_base(struct placement_search *search, const rp_id *items,
		 uint32_t n)
{
	struct placement_state *state = search->state;
	struct idset *touched = &search->touched;

	idset_clear(touched);
	for (uint32_t i = 0; i < n; i++) {
		rp_id wanted = wanted_host(state->problem, items[i]);
		rp_id host = state->host_of[items[i]];

		if (wanted != RP_NONE)
			idset_add(touched, wanted);
		if (host != RP_NONE && host != wanted) {
			idset_add(touched, host);
			state_unplace(state, items[i]);
		}
	}
	collect_wanting(search, touched);
	place_wanting(search);
}

void search_base_all(struct placement_search *search)
{
	collect_wanting(search, NULL);
	place_wanting(search);
}
