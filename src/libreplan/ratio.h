/* Ratios of a load to a capacity, compared and rounded without floats.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capacities here are above 0 and not RP_UNLIMITED; loads are 0 or more. */

#ifndef RATIO_H
#define RATIO_H 1

#include "replan.h"

/* Whether 'capacity' makes a ratio at all (rules 4, "not in the peak"). */
bool ratio_counts(int64_t capacity);

/* Below, at or above 0 as 'a' is less than, equal to or greater than 'b'. */
int ratio_compare(struct rp_ratio a, struct rp_ratio b);

/* The least whole p with load x parts <= p x capacity. */
uint64_t ratio_ceiling(struct rp_ratio ratio, uint32_t parts);

/* Whether 'need' fits beside 'load' in 'capacity' (rules 4, "Room"). */
bool ratio_fits(int64_t capacity, int64_t load, int64_t need);

/* a + b, or INT64_MAX where that is less. */
int64_t ratio_add(int64_t a, int64_t b);

#endif
