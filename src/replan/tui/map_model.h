/* The map's model: which rows there are and which mappings join them.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_side.c has the two sides, map_model.c all else.
 *
 * What follows from the plan is made anew when that is another one; the rows of
 * a side only when it is of another server, or ordered or filtered anew.
 * Drawing only looks things up.  The order of every list is that of the file,
 * unless its lines were asked to be tidied. */

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
	int nth;	    /* Of a network: how many are before it. */
	int link;	    /* Target side: the first row that is mapped to it;
			     * source side: the next row that is mapped to the
			     * same target; -1: none. */
};

enum side { SIDE_SOURCE, SIDE_TARGET, N_SIDES };

/* The networks of a VMM server, under their logical networks. */
struct map_side {
	const rp_topology *topology;
	rp_id server; /* RP_NONE: there is none at all. */
	struct map_row *rows;
	int n_rows;
	int n_shown;	  /* Networks among the rows. */
	int n_networks;	  /* All of the server. */
	int *shown;	  /* Their rows. */
	int *row_of;	  /* By network from the server's first one: its row, or
			   * -1 where the filter hides it. */
	rp_id *order;	  /* All networks as they stand, those of a logical
			   * network together; NULL: as in the file. */
	char *filter;	  /* What names have; NULL: none. */
	int name_columns; /* Of the longest network's name. */
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

/* Makes 'source' and 'target' (VMM servers) the two sides.  What was ordered or
 * filtered stays so where it is still shown. */
bool model_set_sides(struct map_model *model, rp_id source, rp_id target);

/* Shows only the networks of a side whose name, or that of whose logical
 * network, has 'text'; "" or NULL: all.  False without memory: nothing has
 * changed. */
bool model_filter(struct map_model *model, enum side side, const char *text);

/* Orders a side: takes over 'order' and sets it to what was there before. */
bool model_order(struct map_model *model, enum side side, rp_id **order);

/* The network at a row, or RP_NONE. */
rp_id side_network(const struct map_side *side, int row);

/* The side to which a cloud pair leads from 'server', or else the one from
 * which a pair leads to it; 'server' itself where there is none. */
rp_id model_other_server(const struct map_model *model, rp_id server);

/* The columns of a network's name as it is shown. */
int model_name_columns(const struct map_model *model, rp_id network);

/* The row of 'network' on 'side', or -1: it is another server's, or hidden. */
int side_row(const struct map_side *side, rp_id network);

/* The next row from 'row' on in 'step' that is a network; -1: none. */
int side_next(const struct map_side *side, int row, int step);

/* ---- For map_side.c and map_model.c ---- */

/* The columns of a name as it is shown, to some bound. */
int shown_columns(const rp_topology *topology, enum rp_kind kind, rp_id id);

/* Makes a side that of 'server', if it is not. */
bool side_set(struct map_side *side, const rp_topology *topology, rp_id server);
void side_destroy(struct map_side *side);

/* Joins the two sides by the mappings of the plan. */
void mappings_find(struct map_model *model);

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

/* The same by the 'n' pairs that model_pairs() found for the source. */
enum target_state model_state_by(const struct map_model *model, rp_id source,
				 rp_id target, const rp_id *pairs, size_t n,
				 rp_id *pair);

/* Puts the pairs that are rows of 'source' and lead to 'server' into 'pairs',
 * which has room for all; how many. */
size_t model_pairs(const struct map_model *model, rp_id source, rp_id server,
		   rp_id *pairs);

/* Whether 'pair' is a row of 'source' that 'target' concerns. */
bool model_concerns(const struct map_model *model, rp_id source, rp_id target,
		    rp_id pair);

#endif
