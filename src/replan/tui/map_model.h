/* The map's model: which rows there are and which mappings join them.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made anew when the plan is another one; drawing only looks things up.  The
 * order of every list is that of the file. */

#ifndef MAP_MODEL_H
#define MAP_MODEL_H 1

#include <stdbool.h>
#include <stdint.h>

#include "replan.h"

enum map_row_kind { MAP_SERVER, MAP_LOGICAL_NETWORK, MAP_NETWORK };

/* A row of the source or the target side. */
struct map_row {
	enum map_row_kind kind;
	rp_id id;
	rp_id mapping;	    /* Source side: to the target server; or none. */
	uint32_t n_sources; /* Target side: how many are mapped to it. */
	uint32_t n_lost;    /* Source side: NICs that the target is not
			     * available for. */
};

enum side { SIDE_SOURCE, SIDE_TARGET, N_SIDES };

/* The networks of a VMM server, under their logical networks. */
struct map_side {
	const rp_topology *topology;
	rp_id server; /* RP_NONE: there is none at all. */
	struct map_row *rows;
	int n_rows;
	int name_columns;    /* Of the longest network's name. */
	int heading_columns; /* Of the longest heading. */
};

/* A row of the tree of sites. */
struct map_tree_row {
	enum rp_kind kind; /* RP_SITE, RP_SERVER, RP_CLOUD or RP_GROUP. */
	rp_id id;
	int depth;
};

/* NICs of the plan, by network: those of network n are
 * ids[start[n]] to ids[start[n + 1] - 1]. */
struct map_index {
	uint32_t *start;
	rp_id *ids;
};

struct map_model {
	const rp_topology *topology;
	const rp_plan *plan; /* NULL: nothing is open. */
	char *path;	     /* Of the topology. */
	struct map_side side[N_SIDES];
	struct map_index nics[N_SIDES]; /* By their own network, and by the
					 * one they are connected to. */
	struct map_tree_row *tree;
	int n_tree;
	uint64_t *free_addresses; /* By network, as far as known. */
	bool *is_free_known;
};

/* Looks again; 'plan' may be NULL.  Another topology starts at its first cloud
 * pair.  False when memory ran out: the model is then empty. */
bool model_update(struct map_model *model, const rp_plan *plan);
void model_destroy(struct map_model *model);

/* Makes 'source' and 'target' (VMM servers) the two sides. */
bool model_set_sides(struct map_model *model, rp_id source, rp_id target);

/* The side to which a cloud pair leads from 'server', or else the one from
 * which a pair leads to it; 'server' itself where there is none. */
rp_id model_other_server(const struct map_model *model, rp_id server);

/* The columns of a network's name as it is shown. */
int model_name_columns(const struct map_model *model, rp_id network);

/* The row of 'network' on 'side', or -1. */
int side_row(const struct map_side *side, rp_id network);

/* The next row from 'row' on in 'step' that is a network; -1: none. */
int side_next(const struct map_side *side, int row, int step);

/* How many NICs of replicas are on 'network' or, on the target side, connected
 * to it; the first of them in nics[side].ids. */
uint32_t model_n_nics(const struct map_model *model, enum side side,
		      rp_id network);
const rp_id *model_nics(const struct map_model *model, enum side side,
			rp_id network);

/* The family that the map speaks of for 'network': IPv4 where it has that. */
enum rp_family model_family(const struct map_model *model, rp_id network);

/* How many addresses of the pools of 'network' nobody has. */
uint64_t model_free_addresses(struct map_model *model, rp_id network);

/* What a network is as the target of 'source'. */
enum target_state {
	TARGET_RECOMMENDED,
	TARGET_AVAILABLE,   /* And no pair concerns it. */
	TARGET_UNAVAILABLE, /* For '*pair', maybe others too. */
	TARGET_ITSELF	    /* It is the source. */
};

enum target_state model_target_state(const struct map_model *model,
				     rp_id source, rp_id target, rp_id *pair);

/* Whether 'pair' is a row of 'source' that 'target' concerns. */
bool model_concerns(const struct map_model *model, rp_id source, rp_id target,
		    rp_id pair);

#endif
