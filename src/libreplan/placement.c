/* Placement: the answer, and how it follows the problem (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base of an answer can be worked out host by host; the steps after it
 * depend on all that stands.  So an update takes back what those steps did,
 * which is known, changes the base where items were touched, and takes the
 * steps again. */

#include "placement.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_search.h"
#include "ratio.h"

struct placement {
	struct placement_state state;
	struct placement_search search;
	struct idset changed;	      /* Items. */
	rp_id *was;		      /* By item, of 'changed': its host. */
	struct placement_value value; /* Borrows from the state. */
};

static bool init(struct placement *placement,
		 const struct placement_problem *problem)
{
	bool ok = state_init(&placement->state, problem);

	ok = search_init(&placement->search, &placement->state) && ok;
	ok = idset_init(&placement->changed, problem->n_items) && ok;
	placement->was = memory_zeroed(problem->n_items, sizeof(rp_id));
	return ok && placement->was;
}

static int solve(struct placement *placement,
		 const struct rp_progress *progress)
{
	int result = RP_OK;

	state_set_home(&placement->state);
	/* What settles after the long search takes no time to speak of. */
	if (placement->state.problem->from_nothing) {
		result = placement_from_nothing(&placement->search, progress);
		progress = NULL;
	}
	if (result == RP_OK)
		result = search_settle(&placement->search, progress);
	state_value(&placement->state, &placement->value);
	return result;
}

int placement_new(struct placement **out,
		  const struct placement_problem *problem,
		  const struct rp_progress *progress)
{
	struct placement *placement = memory_zeroed(1, sizeof *placement);
	int result = RP_NO_MEMORY;

	if (placement && init(placement, problem)) {
		search_base_all(&placement->search);
		result = solve(placement, progress);
	}
	if (result == RP_OK)
		*out = placement;
	else
		placement_free(placement);
	return result;
}

void placement_free(struct placement *placement)
{
	if (!placement)
		return;
	state_destroy(&placement->state);
	search_destroy(&placement->search);
	idset_destroy(&placement->changed);
	free(placement->was);
	free(placement);
}

/* ---- Updates ----------------------------------------------------------- */

/* 'item' may stand elsewhere after the update; before it, it stood on 'host'.
 */
static void remember(struct placement *placement, uint32_t item, rp_id host)
{
	if (idset_add(&placement->changed, item))
		placement->was[item] = host;
}

/* What left its home since the strays were last cleared, and had not been
 * remembered, stood there before. */
static void remember_strays(struct placement *placement)
{
	const struct placement_state *state = &placement->state;
	const struct idset *strays = &state->strays;

	for (uint32_t i = 0; i < strays->n; i++)
		remember(placement, strays->ids[i],
			 state->home_of[strays->ids[i]]);
}

static void go_home(struct placement *placement)
{
	struct placement_state *state = &placement->state;
	const struct idset *strays = &state->strays;

	idset_clear(&placement->changed);
	for (uint32_t i = 0; i < strays->n; i++)
		remember(placement, strays->ids[i],
			 state->host_of[strays->ids[i]]);
	state_go_home(state);
}

/* Forgets what stands where it stood. */
static void keep_changed(struct placement *placement)
{
	struct idset *changed = &placement->changed;
	uint32_t n = 0;

	for (uint32_t i = 0; i < changed->n; i++) {
		rp_id item = changed->ids[i];

		if (placement->state.host_of[item] != placement->was[item])
			changed->ids[n++] = item;
		else
			changed->has[item / 64] &= ~(UINT64_C(1) << item % 64);
	}
	changed->n = n;
	idset_sort(changed, placement->state.problem->n_items);
}

void placement_update(struct placement *placement, const rp_id *items,
		      uint32_t n)
{
	go_home(placement);
	search_base(&placement->search, items, n);
	remember_strays(placement);
	solve(placement, NULL);
	remember_strays(placement);
	keep_changed(placement);
}

void placement_accept(struct placement *placement)
{
	state_accept(&placement->state);
	state_set_home(&placement->state);
	state_value(&placement->state, &placement->value);
}

/* ---- The answer -------------------------------------------------------- */

const rp_id *placement_hosts(const struct placement *placement)
{
	return placement->state.host_of;
}

const rp_id *placement_changed(const struct placement *placement, uint32_t *n)
{
	*n = placement->changed.n;
	return placement->changed.ids;
}

const int64_t *placement_load(const struct placement *placement, rp_id host)
{
	return state_load(&placement->state, host);
}

uint32_t placement_carried(const struct placement *placement, rp_id host)
{
	return state_carried(&placement->state, host);
}

const struct placement_value *placement_value(const struct placement *placement)
{
	return &placement->value;
}

enum placement_obstacle
placement_obstacle(const struct placement_problem *problem, uint32_t item,
		   rp_id host, const int64_t *load, enum rp_resource *lacking)
{
	const struct placement_item *it = &problem->items[item];

	if (!placement_reaches(problem, it->class_, host))
		return PLACEMENT_NOT_ELIGIBLE;
	if (host == it->runs_on)
		return PLACEMENT_RUNS_THERE;
	if (it->pinned != RP_NONE && it->pinned != host)
		return PLACEMENT_PINNED_ELSEWHERE;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		if (!ratio_fits(problem->hosts[host].capacity[r], load[r],
				it->need[r])) {
			*lacking = (enum rp_resource)r;
			return PLACEMENT_NO_ROOM;
		}
	}
	return PLACEMENT_FITS;
}
