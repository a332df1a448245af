/* Paths: from every site to the nearest of some sites (rules 7, Routes).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The best path has the least total metric; ties: fewer links, then the next
 * site that is first in the file.  Of parallel links only one counts: that of
 * least metric, then the first. */

#ifndef PATHS_H
#define PATHS_H 1

#include "replan.h"

/* A link as it is seen from one of its sites. */
struct paths_edge {
	rp_id to;
	rp_id link;
};

/* The sites and links of a topology. */
struct paths_graph {
	const rp_topology *topology;
	uint32_t n_sites;
	struct paths_edge *edges; /* By site, then by 'to'. */
	uint32_t *first;          /* By site, and one more: of 'edges'. */
};

/* The paths to the nearest of some sites. */
struct paths {
	rp_id *next;    /* By site: the next one; the site itself where its path
			 * ends; RP_NONE where none leads there. */
	rp_id *link;    /* By site: the link to the next one, or RP_NONE. */
	rp_id *order;   /* The sites that a path leads from: each stands behind
			 * its next one. */
	uint32_t n_order;
};

/* False when memory ran out; the caller destroys it all the same. */
bool paths_graph_init(struct paths_graph *graph, const rp_topology *topology);
void paths_graph_destroy(struct paths_graph *graph);

/* Finds the paths to the nearest of the 'n' sites 'ends'.  False when memory
 * ran out; the caller destroys 'paths' all the same. */
bool paths_find(struct paths *paths, const struct paths_graph *graph,
		const rp_id *ends, uint32_t n);
void paths_destroy(struct paths *paths);

#endif
