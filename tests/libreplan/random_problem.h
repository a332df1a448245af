/* Small random placement problems, and a plain reading of their hard rules.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef RANDOM_PROBLEM_H
#define RANDOM_PROBLEM_H 1

#include "placement.h"

#define MAX_ITEMS 12
#define MAX_HOSTS 5
#define MAX_CLASSES 4

/* A problem and all that it points to. */
struct random_problem {
	struct placement_problem problem;
	struct placement_item items[MAX_ITEMS];
	struct placement_host hosts[MAX_HOSTS];
	struct rp_range classes[MAX_CLASSES];
	rp_id class_hosts[MAX_CLASSES * MAX_HOSTS];
	int64_t need[MAX_ITEMS][RP_N_RESOURCES];
	int64_t capacity[MAX_HOSTS][RP_N_RESOURCES];
	int64_t running[MAX_HOSTS][RP_N_RESOURCES];
};

/* The next number of the sequence that '*state' stands in, below 'n'. */
uint32_t random_below(uint64_t *state, uint32_t n);

/* Makes a problem with up to 'n_items' items and 'n_hosts' hosts. */
void random_problem(struct random_problem *made, uint64_t *state,
		    uint32_t n_items, uint32_t n_hosts);

/* Whether 'host_of' breaks none of the hard rules of rules 4. */
bool is_allowed(const struct placement_problem *problem,
		const rp_id *host_of);

/* The peak of 'host_of' (rules 4, "peak"). */
struct rp_ratio peak_of(const struct placement_problem *problem,
			const rp_id *host_of);

#endif
