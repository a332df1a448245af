/* Edits of a session, timed: what an operator does all day, and what costs
 * most.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An edit is chosen before the clock starts.  The same seed makes the same
 * edits of the same plan. */

#ifndef EDITS_H
#define EDITS_H 1

#include "replan.h"

/* One of a mixed run: mappings drawn anew and deleted, pins, undo, redo.
 * Returns seconds. */
double edit_mixed(rp_session *session, uint64_t *seed);

/* One kind of edit by itself. */
struct edit_kind {
	const char *name;
	/* Makes one, and returns its seconds, below 0 where that cannot be;
	 * afterwards the plan is what it was. */
	double (*time)(rp_session *session, uint64_t *seed);
	bool is_rare; /* No edit of every minute, and slow: not in goals. */
};

#define EDIT_N_KINDS 10

extern const struct edit_kind edit_kinds[EDIT_N_KINDS];

#endif
