/* Routes: how each site reaches the prefixes that move (rules 7, Routes).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All pairs fail over at once; sites and links stand before and after.  Which
 * path is the best one is said in paths.h.  Paths to a prefix depend on nothing
 * but the sites where it stands, so they are found once for each such set. */

#ifndef ROUTES_H
#define ROUTES_H 1

#include "moves.h"
#include "replan.h"

/* A prefix that fails over, and where it stands before and after. */
struct moved_prefix {
	enum rp_family family;
	struct rp_prefix prefix;
	char text[RP_PREFIX_SIZE];
	rp_id source;           /* The source subnet of its first move. */
	struct rp_range before; /* Of 'sites', which are sorted. */
	struct rp_range after;
	uint32_t ways_before;   /* Which of 'hops' lead there. */
	uint32_t ways_after;
};

/* So many pairs of a moved prefix and a site are looked at; where there are
 * more, no routes are made, which is a finding. */
#define MOST_ROUTES (1u << 19)

struct routes {
	struct rp_route *at;        /* What changes. */
	uint32_t n;
	struct moved_prefix *prefixes; /* In the order of their moves. */
	uint32_t n_prefixes;
	struct rp_hop *hops;        /* For each set of sites where prefixes
				     * stand, by site: see routes_hop(). */
	rp_id *sites;               /* Lists of sites. */
	bool too_many;              /* More than MOST_ROUTES. */
};

/* From 'moves'.  Without links in the file: nothing.  False when
 * memory ran out; the caller destroys it all the same. */
bool routes_make(struct routes *routes, const struct moves *moves,
		 const rp_topology *topology);
void routes_destroy(struct routes *routes);

/* The way from 'site' to prefix 'i', before or after. */
const struct rp_hop *routes_hop(const struct routes *routes,
				const rp_topology *topology, uint32_t i,
				rp_id site, bool after);

#endif
