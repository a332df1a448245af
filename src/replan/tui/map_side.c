/* The sides of the map: which networks they show, in which order, and which
 * mappings join them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "map_model.h"
#include "ui.h"

static uint32_t range_size(struct rp_range range)
{
	return range.end - range.first;
}

int shown_columns(const rp_topology *topology, enum rp_kind kind, rp_id id)
{
	char *shown = rp_show(rp_name(topology, kind, id), false);
	size_t columns = shown ? rp_columns(shown) : 0;

	free(shown);
	return columns < 1000 ? (int)columns : 1000;
}

static void widen(int *columns, int other)
{
	if (other > *columns)
		*columns = other;
}

static const struct rp_server *server_of(const struct map_side *side)
{
	return rp_server(side->topology, side->server);
}

/* ---- Rows ---------------------------------------------------------------- */

static void row_add(struct map_side *side, enum map_row_kind kind, rp_id id)
{
	side->rows[side->n_rows++] =
		(struct map_row){ kind, id, RP_NONE, 0, 0, side->n_shown, -1 };
}

static bool is_shown(const struct map_side *side, rp_id network)
{
	rp_id logical = rp_network(side->topology, network)->logical_network;

	if (!side->filter)
		return true;
	return ui_matches(rp_name(side->topology, RP_NETWORK, network),
			  side->filter) ||
	       ui_matches(rp_name(side->topology, RP_LOGICAL_NETWORK, logical),
			  side->filter);
}

static void network_add(struct map_side *side, rp_id network)
{
	side->row_of[network - server_of(side)->networks.first] = side->n_rows;
	side->shown[side->n_shown] = side->n_rows;
	row_add(side, MAP_NETWORK, network);
	side->n_shown++;
}

/* As in the file: a logical network has its row even without networks. */
static void rows_of_file(struct map_side *side)
{
	struct rp_range logicals = server_of(side)->logical_networks;

	for (rp_id l = logicals.first; l < logicals.end; l++) {
		struct rp_range networks =
			rp_logical_network(side->topology, l)->networks;
		bool headed = !side->filter;

		if (headed)
			row_add(side, MAP_LOGICAL_NETWORK, l);
		for (rp_id n = networks.first; n < networks.end; n++) {
			if (!is_shown(side, n))
				continue;
			if (!headed)
				row_add(side, MAP_LOGICAL_NETWORK, l);
			headed = true;
			network_add(side, n);
		}
	}
}

/* As they were ordered, without logical networks that have none. */
static void rows_of_order(struct map_side *side)
{
	rp_id last = RP_NONE;

	for (int i = 0; i < side->n_networks; i++) {
		rp_id n = side->order[i];
		rp_id logical = rp_network(side->topology, n)->logical_network;

		if (!is_shown(side, n))
			continue;
		if (logical != last)
			row_add(side, MAP_LOGICAL_NETWORK, logical);
		last = logical;
		network_add(side, n);
	}
}

static void rows_make(struct map_side *side)
{
	side->n_rows = 0;
	side->n_shown = 0;
	for (int i = 0; i < side->n_networks; i++)
		side->row_of[i] = -1;
	row_add(side, MAP_SERVER, side->server);
	if (side->order)
		rows_of_order(side);
	else
		rows_of_file(side);
}

/* Headings are "SITE · SERVER", and the logical networks a column further. */
static void columns_find(struct map_side *side)
{
	const rp_topology *topology = side->topology;
	const struct rp_server *server = server_of(side);
	struct rp_range logicals = server->logical_networks;

	side->heading_columns =
		shown_columns(topology, RP_SITE, server->site) + 3 +
		shown_columns(topology, RP_SERVER, side->server);
	for (rp_id l = logicals.first; l < logicals.end; l++)
		widen(&side->heading_columns,
		      1 + shown_columns(topology, RP_LOGICAL_NETWORK, l));
	for (rp_id n = server->networks.first; n < server->networks.end; n++)
		widen(&side->name_columns,
		      shown_columns(topology, RP_NETWORK, n));
}

/* ---- Making -------------------------------------------------------------- */

void side_destroy(struct map_side *side)
{
	free(side->rows);
	free(side->shown);
	free(side->row_of);
	free(side->order);
	free(side->filter);
	*side = (struct map_side){ .server = RP_NONE };
}

bool side_set(struct map_side *side, const rp_topology *topology, rp_id server)
{
	const struct rp_server *s;
	size_t n;

	if (side->rows && side->topology == topology && side->server == server)
		return true;
	side_destroy(side);
	if (server == RP_NONE)
		return true;
	s = rp_server(topology, server);
	n = 1 + (size_t)range_size(s->logical_networks) +
	    range_size(s->networks);
	side->rows = calloc(n, sizeof(*side->rows));
	side->row_of =
		calloc(range_size(s->networks) + 1, sizeof(*side->row_of));
	side->shown = calloc(range_size(s->networks) + 1, sizeof(*side->shown));
	if (!side->rows || !side->row_of || !side->shown) {
		side_destroy(side);
		return false;
	}
	side->topology = topology;
	side->server = server;
	side->n_networks = (int)range_size(s->networks);
	columns_find(side);
	rows_make(side);
	return true;
}

bool model_set_sides(struct map_model *model, rp_id source, rp_id target)
{
	struct map_side *sides = model->side;
	bool ok;

	if (source == sides[SIDE_TARGET].server &&
	    target == sides[SIDE_SOURCE].server) {
		struct map_side other = sides[SIDE_SOURCE];

		sides[SIDE_SOURCE] = sides[SIDE_TARGET];
		sides[SIDE_TARGET] = other;
	}
	ok = side_set(&sides[SIDE_SOURCE], model->topology, source) &&
	     side_set(&sides[SIDE_TARGET], model->topology, target);
	if (!ok) {
		side_destroy(&sides[SIDE_SOURCE]);
		side_destroy(&sides[SIDE_TARGET]);
	}
	mappings_find(model);
	return ok;
}

bool model_filter(struct map_model *model, enum side side, const char *text)
{
	struct map_side *s = &model->side[side];
	char *filter = NULL;

	if (s->server == RP_NONE)
		return true;
	if (text && *text) {
		filter = strdup(text);
		if (!filter)
			return false;
	}
	free(s->filter);
	s->filter = filter;
	rows_make(s);
	mappings_find(model);
	return true;
}

bool model_order(struct map_model *model, enum side side, rp_id **order)
{
	struct map_side *s = &model->side[side];
	rp_id *old = s->order;

	if (s->server == RP_NONE)
		return false;
	s->order = *order;
	*order = old;
	rows_make(s);
	mappings_find(model);
	return true;
}

/* ---- Looking up ---------------------------------------------------------- */

int side_row(const struct map_side *side, rp_id network)
{
	if (side->server == RP_NONE || network == RP_NONE ||
	    rp_network_server(side->topology, network) != side->server)
		return -1;
	return side->row_of[network - server_of(side)->networks.first];
}

int side_next(const struct map_side *side, int row, int step)
{
	for (; row >= 0 && row < side->n_rows; row += step)
		if (side->rows[row].kind == MAP_NETWORK)
			return row;
	return -1;
}

rp_id side_network(const struct map_side *side, int row)
{
	if (row < 0 || row >= side->n_rows ||
	    side->rows[row].kind != MAP_NETWORK)
		return RP_NONE;
	return side->rows[row].id;
}

/* ---- Mappings ------------------------------------------------------------ */

static void mappings_clear(struct map_side *side)
{
	for (int i = 0; i < side->n_rows; i++) {
		side->rows[i].mapping = RP_NONE;
		side->rows[i].n_sources = 0;
		side->rows[i].n_lost = 0;
		side->rows[i].link = -1;
	}
}

/* How many NICs of 'network' its target on the other side is not available
 * for. */
static uint32_t count_lost(const struct map_model *model, rp_id network)
{
	rp_id server = model->side[SIDE_TARGET].server;
	const rp_id *ids = model_nics(model, SIDE_SOURCE, network);
	uint32_t n = model_n_nics(model, SIDE_SOURCE, network);
	uint32_t lost = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct rp_replica_nic *nic =
			rp_plan_nic(model->plan, ids[i]);
		rp_id pair;

		if (nic->connection != RP_UNAVAILABLE)
			continue;
		pair = rp_plan_replica(model->plan, nic->replica)->pair;
		lost += rp_pair_server(model->topology, pair) == server;
	}
	return lost;
}

/* Puts a source before those that are linked to its target's row already. */
static void join(struct map_model *model, rp_id network, rp_id mapping)
{
	struct map_side *sources = &model->side[SIDE_SOURCE];
	struct map_side *targets = &model->side[SIDE_TARGET];
	rp_id target = rp_plan_mapping(model->plan, mapping)->target;
	int from = side_row(sources, network);
	int to = side_row(targets, target);

	if (to >= 0)
		targets->rows[to].n_sources++;
	if (from < 0)
		return;
	sources->rows[from].mapping = mapping;
	sources->rows[from].n_lost = count_lost(model, network);
	if (to < 0)
		return;
	sources->rows[from].link = targets->rows[to].link;
	targets->rows[to].link = from;
}

void mappings_find(struct map_model *model)
{
	struct map_side *sources = &model->side[SIDE_SOURCE];
	rp_id server = model->side[SIDE_TARGET].server;
	struct rp_range networks;

	mappings_clear(sources);
	mappings_clear(&model->side[SIDE_TARGET]);
	if (server == RP_NONE || sources->server == RP_NONE)
		return;
	/* From the last row to the first, so that links lead down; then those
	 * that the filter hides. */
	for (int i = sources->n_rows - 1; i >= 0; i--) {
		rp_id network = side_network(sources, i);
		rp_id mapping = network == RP_NONE
					? RP_NONE
					: rp_plan_mapping_of(model->plan,
							     network, server);

		if (mapping != RP_NONE)
			join(model, network, mapping);
	}
	networks = server_of(sources)->networks;
	for (rp_id n = networks.first; sources->filter && n < networks.end;
	     n++) {
		rp_id mapping =
			side_row(sources, n) >= 0
				? RP_NONE
				: rp_plan_mapping_of(model->plan, n, server);

		if (mapping != RP_NONE)
			join(model, n, mapping);
	}
}
