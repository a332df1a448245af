/* What is explained of a replica, as cells of a grid: What, Answer, Why.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every reason is the library's.  `replan explain` writes the grid as a table,
 * the planner as a text that is read: both say the same in the same words. */

#ifndef EXPLAIN_GRID_H
#define EXPLAIN_GRID_H 1

#include "grid.h"
#include "replan.h"

#define EXPLAIN_COLUMNS 3

/* Adds why replica 'replica' has its host or none, what each rule removed, and
 * the runner-up. */
void explain_add_host(struct grid *grid, const rp_plan *plan, rp_id replica);

/* Adds why NIC 'nic', of rp_plan_nic(), has its network, its subnet and its
 * addresses.  The NIC's name stands before What where 'named'. */
void explain_add_nic(struct grid *grid, const rp_plan *plan, rp_id nic,
		     bool named);

/* Adds the answers to what 'question' asks, if anything. */
void explain_add_answers(struct grid *grid, const rp_plan *plan, rp_id replica,
			 const struct rp_question *question);

#endif
