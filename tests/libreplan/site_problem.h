/* Placement problems like those of sites, of any size.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SITE_PROBLEM_H
#define SITE_PROBLEM_H 1

#include "placement.h"

/* What a site is like.  The same numbers make the same problem, on every
 * machine. */
struct site_shape {
	uint64_t seed;
	uint32_t n_items;
	uint32_t n_hosts;
	uint32_t n_groups;     /* Of hosts; at most as many as there are. */
	uint32_t n_clouds;     /* Each has a share of the groups, in turn. */
	uint32_t n_networks;   /* An item is on one or two of them. */
	uint32_t lacking;      /* A group lacks so many of 1000 networks. */
	uint32_t fill;	       /* In 1/1000: of the resource that is fuller. */
	uint32_t n_tiers;      /* In turn. */
	uint32_t separated;    /* So many of 1000 items are in sets of four. */
	uint32_t pinned;       /* So many of 1000 items are pinned. */
	bool mixed_hosts;      /* Hosts of three sizes, some with load. */
	bool few_large;	       /* A few items are much larger than most. */
	bool planted;	       /* Filled to 'fill' exactly, host by host: that
				* is the least peak.  For one group, and items
				* that are so many times the hosts. */
};

/* A problem and all that it points to. */
struct site_problem {
	struct placement_problem problem;
	struct placement_item *items;
	struct placement_host *hosts;
	int64_t (*need)[RP_N_RESOURCES];
	int64_t (*capacity)[RP_N_RESOURCES];
	int64_t (*running)[RP_N_RESOURCES];
	struct rp_range *groups;
	rp_id *group_hosts;
	rp_id *group_of;
	uint64_t *class_groups;
	int64_t *priorities;
	uint64_t *group_networks; /* By group: a bit for each of at most 64. */
};

/* False when memory ran out; site_problem_destroy() is due all the same. */
bool site_problem_init(struct site_problem *made,
		       const struct site_shape *shape);
void site_problem_destroy(struct site_problem *made);

/* Whether 'host_of' breaks none of the hard rules of rules 4; made for problems
 * of any size. */
bool site_is_allowed(const struct placement_problem *problem,
		     const rp_id *host_of);

#endif
