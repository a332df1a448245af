/* Placement: a slow search for a better answer, for small sites (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLACEMENT_TARGET_H
#define PLACEMENT_TARGET_H 1

#include "placement.h"

/* Whether 'problem' is small enough for this search. */
bool placement_target_suits(const struct placement_problem *problem);

/* Makes '*host_of' a better answer, level by level, if one is found: fewer left
 * out, less separation broken, a lower peak in steps of 1/1000.  It breaks no
 * hard rule, and must break none before.  Items that are pinned stay as they
 * are.  'least' is a bound: of what is left out, and of the peak, in 1/10000.
 * The number of steps goes with the size of the problem alone.  False when
 * memory ran out; '*host_of' is an answer all the same. */
bool placement_target(const struct placement_problem *problem, rp_id *host_of,
		      const struct placement_bound *least);

#endif
