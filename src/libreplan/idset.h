/* Sets of ids below a number that is known from the start: adding and clearing
 * need no memory and cannot fail.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef IDSET_H
#define IDSET_H 1

#include <stdlib.h>

#include "memory.h"
#include "replan.h"

struct idset {
	rp_id *ids;      /* In the order in which they were added. */
	uint32_t n;
	uint64_t *has;   /* By id, a bit each. */
};

/* Room for ids below 'most'.  False when memory ran out; idset_destroy() is due
 * all the same. */
static inline bool idset_init(struct idset *set, size_t most)
{
	set->n = 0;
	set->ids = memory_zeroed(most, sizeof *set->ids);
	set->has = memory_zeroed(most / 64 + 1, sizeof *set->has);
	return set->ids && set->has;
}

static inline void idset_destroy(struct idset *set)
{
	free(set->ids);
	free(set->has);
	*set = (struct idset){ NULL, 0, NULL };
}

static inline bool idset_contains(const struct idset *set, rp_id id)
{
	return set->has[id / 64] >> id % 64 & 1;
}

/* Adds 'id'; false where it is in already. */
static inline bool idset_add(struct idset *set, rp_id id)
{
	if (idset_contains(set, id))
		return false;
	set->has[id / 64] |= UINT64_C(1) << id % 64;
	set->ids[set->n++] = id;
	return true;
}

/* Makes it the set of all ids below 'n'. */
static inline void idset_fill(struct idset *set, uint32_t n)
{
	for (rp_id id = 0; id < n; id++)
		idset_add(set, id);
}

static inline void idset_clear(struct idset *set)
{
	for (uint32_t i = 0; i < set->n; i++)
		set->has[set->ids[i] / 64] = 0;
	set->n = 0;
}

/* Puts the ids in rising order; 'most' is that of idset_init(). */
void idset_sort(struct idset *set, size_t most);

#endif
