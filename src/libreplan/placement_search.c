/* Placement: what the steps of the search need.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "placement_search.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

bool search_init(struct placement_search *search, struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	size_t n_items = problem->n_items, n_hosts = problem->n_hosts;
	bool ok;

	memset(search, 0, sizeof *search);
	search->state = state;
	ok = idset_init(&search->left, n_items > problem->n_separations
					       ? n_items
					       : problem->n_separations);
	ok = idset_init(&search->touched, n_hosts) && ok;
	ok = idset_init(&search->contested, n_hosts) && ok;
	ok = idset_init(&search->stuck, n_items) && ok;
	search->other = memory_zeroed(n_items, sizeof *search->other);
	search->keys = memory_zeroed(n_items, sizeof *search->keys);
	search->unplaced_of =
		memory_zeroed(problem->n_tiers, sizeof *search->unplaced_of);
	search->measures = search_new_measures();
	search->failed = search_new_failed();
	search->most_log = (uint32_t)(4 * n_hosts + 64);
	search->log = memory_zeroed(search->most_log, sizeof *search->log);
	return ok && search->other && search->keys && search->unplaced_of &&
	       search->measures && search->failed && search->log;
}

void search_destroy(struct placement_search *search)
{
	idset_destroy(&search->left);
	idset_destroy(&search->touched);
	idset_destroy(&search->contested);
	idset_destroy(&search->stuck);
	free(search->other);
	free(search->keys);
	free(search->unplaced_of);
	free(search->measures);
	free(search->failed);
	free(search->log);
}
