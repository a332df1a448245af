/* Sets of ids: see idset.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "idset.h"

static int compare_ids(const void *a, const void *b)
{
	const rp_id *x = a;
	const rp_id *y = b;

	return (*x > *y) - (*x < *y);
}

/* Reads them off the bits: quicker where there are many. */
static void collect(struct idset *set, size_t most)
{
	set->n = 0;
	for (size_t word = 0; word <= most / 64; word++) {
		uint64_t bits = set->has[word];

		for (; bits; bits &= bits - 1)
			set->ids[set->n++] =
				(rp_id)(word * 64 +
					(size_t)__builtin_ctzll(bits));
	}
}

void idset_sort(struct idset *set, size_t most)
{
	if (set->n > most / 256)
		collect(set, most);
	else if (set->n > 1)
		qsort(set->ids, set->n, sizeof *set->ids, compare_ids);
}
