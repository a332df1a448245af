/* Small random placement problems, and a plain reading of their hard rules.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef RANDOM_PROBLEM_H
#define RANDOM_PROBLEM_H 1

#include "placement.h"

#define MAX_ITEMS 12
#define MAX_HOSTS 5
#define MAX_CLASSES 4
#define MAX_GROUPS 70 /* Most of them have no hosts. */
#define MAX_WORDS 2
#define N_TIERS 4
#define N_SEPARATIONS 3

/* A problem and all that it points to. */
struct random_problem {
	struct placement_problem problem;
	struct placement_item items[MAX_ITEMS];
	struct placement_host hosts[MAX_HOSTS];
	struct rp_range groups[MAX_GROUPS];
	rp_id group_hosts[MAX_HOSTS];
	rp_id group_of[MAX_HOSTS];
	uint64_t class_groups[MAX_CLASSES * MAX_WORDS];
	int64_t need[MAX_ITEMS][RP_N_RESOURCES];
	int64_t capacity[MAX_HOSTS][RP_N_RESOURCES];
	int64_t running[MAX_HOSTS][RP_N_RESOURCES];
};

/* The next number of the sequence that '*state' stands in, below 'n'. */
uint32_t random_below(uint64_t *state, uint32_t n);

/* Makes a problem with up to 'n_items' items and 'n_hosts' hosts, and something
 * of an accepted plan, which may break rules.  It must not be moved: it points
 * to itself. */
void random_problem(struct random_problem *made, uint64_t *state,
		    uint32_t n_items, uint32_t n_hosts);

/* The problem becomes one without an accepted plan; or 'host_of' is that. */
void forget_accepted(struct random_problem *made);
void set_accepted(struct random_problem *made, const rp_id *host_of);

/* Gives a class some of the groups; an item a class; an item a pin, or none. */
void random_class(struct random_problem *made, uint64_t *state,
		  uint32_t class_);
void random_class_of(struct random_problem *made, uint64_t *state,
		     uint32_t item);
void random_pin(struct random_problem *made, uint64_t *state, uint32_t item);

/* Whether 'host_of' breaks none of the hard rules of rules 4. */
bool is_allowed(const struct placement_problem *problem,
		const rp_id *host_of);

/* The peak of 'host_of' (rules 4, "peak"). */
struct rp_ratio peak_of(const struct placement_problem *problem,
			const rp_id *host_of);

/* Whether another item of the set of 'item' stands on 'host'. */
bool is_shared(const struct placement_problem *problem, const rp_id *host_of,
	       uint32_t item, rp_id host);

#endif
