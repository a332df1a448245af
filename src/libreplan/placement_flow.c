/* Placement: the cut that is most short, by a maximal flow (see
 * placement_cuts.h).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kinds need flows to the cells that they may take, at most as much to
 * each as it has room for.  Where no more flows, the kinds that still lack
 * something, and whatever could be moved to make room for them, lie within the
 * cut that is most short.  Flows are made longer along shortest ways, all of
 * one length at a time (Dinic); the first flow is the answer that is given.
 *
 * Nodes are kinds and cells; an edge is a kind and one of its cells. */

#include "placement_cuts.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define UNREACHED UINT32_MAX

/* No sum is above this one. */
#define MOST_FLOW (INT64_MAX / 4)

struct flow {
	const struct cut_shortage *shortage;
	const struct cuts *cuts;
	int64_t all;	      /* That is needed. */
	uint32_t *first_edge; /* By kind, and one more. */
	uint32_t *edge_cell;  /* By edge: rising for each kind. */
	uint32_t *edge_kind;
	int64_t *amount;      /* By edge: what flows. */
	uint32_t *first_back; /* By cell, and one more: of 'back'. */
	uint32_t *back;	      /* Edges. */
	int64_t *lacks;	      /* By kind: what does not flow yet. */
	int64_t *room;	      /* By cell: in all... */
	int64_t *left;	      /* ...and what is left of it. */
	uint32_t *kind_level; /* Steps from a kind that lacks something. */
	uint32_t *cell_level;
	uint32_t *kind_next; /* The edges that were not tried yet. */
	uint32_t *cell_next;
	uint32_t *queue; /* Kinds, then cells behind 'n_kinds'. */
};

static void flow_destroy(struct flow *flow)
{
	free(flow->first_edge);
	free(flow->edge_cell);
	free(flow->edge_kind);
	free(flow->amount);
	free(flow->first_back);
	free(flow->back);
	free(flow->lacks);
	free(flow->room);
	free(flow->left);
	free(flow->kind_level);
	free(flow->cell_level);
	free(flow->kind_next);
	free(flow->cell_next);
	free(flow->queue);
}

/* ---- Making the nodes and edges ------------------------------------------ */

static int64_t room_of(const struct flow *flow, uint32_t cell)
{
	cut_wide room = flow->shortage->room[cell];

	return room < flow->all ? (int64_t)room : flow->all;
}

/* Whether the kind needs any of the resource, and has a limit to it. */
static bool is_limited(const struct flow *flow, uint32_t kind)
{
	const struct cut_shortage *shortage = flow->shortage;
	const uint64_t *set = cuts_set(flow->cuts, kind);

	if (shortage->needs->amount[kind][shortage->r] == 0)
		return false;
	for (uint32_t c = 0; c < flow->cuts->n_cells; c++)
		if (cut_has(set, c) && shortage->room[c] >= CUT_ENDLESS)
			return false;
	return true;
}

/* What is needed in all; false where that is too much to count. */
static bool add_needs(struct flow *flow)
{
	const struct cut_shortage *shortage = flow->shortage;

	for (uint32_t k = 0; k < flow->cuts->n_kinds; k++) {
		int64_t amount = shortage->needs->amount[k][shortage->r];

		if (!is_limited(flow, k))
			continue;
		if (amount > (MOST_FLOW - flow->all) / CUT_PARTS)
			return false;
		flow->lacks[k] = amount * CUT_PARTS;
		flow->all += flow->lacks[k];
	}
	return true;
}

static size_t count_edges(struct flow *flow)
{
	const struct cuts *cuts = flow->cuts;
	size_t n = 0;

	for (uint32_t k = 0; k < cuts->n_kinds; k++) {
		flow->first_edge[k] = (uint32_t)n;
		for (uint32_t w = 0; flow->lacks[k] > 0 && w < cuts->n_words;
		     w++)
			n += (size_t)__builtin_popcountll(cuts_set(cuts, k)[w]);
	}
	flow->first_edge[cuts->n_kinds] = (uint32_t)n;
	return n;
}

static void fill_edges(struct flow *flow)
{
	const struct cuts *cuts = flow->cuts;

	for (uint32_t k = 0; k < cuts->n_kinds; k++) {
		uint32_t edge = flow->first_edge[k];

		if (edge == flow->first_edge[k + 1])
			continue;
		for (uint32_t c = 0; c < cuts->n_cells; c++) {
			if (!cut_has(cuts_set(cuts, k), c))
				continue;
			flow->edge_cell[edge] = c;
			flow->edge_kind[edge++] = k;
			flow->first_back[c + 1]++;
		}
	}
	for (uint32_t c = 0; c < cuts->n_cells; c++) {
		flow->first_back[c + 1] += flow->first_back[c];
		flow->cell_next[c] = flow->first_back[c];
		flow->room[c] = flow->left[c] = room_of(flow, c);
	}
	for (uint32_t e = 0; e < flow->first_edge[cuts->n_kinds]; e++)
		flow->back[flow->cell_next[flow->edge_cell[e]]++] = e;
}

/* Allocates what has a size that is known; false when memory ran out. */
static bool flow_init(struct flow *flow)
{
	size_t n_kinds = flow->cuts->n_kinds, n_cells = flow->cuts->n_cells;

	flow->first_edge = memory_zeroed(n_kinds + 1, sizeof(uint32_t));
	flow->first_back = memory_zeroed(n_cells + 1, sizeof(uint32_t));
	flow->lacks = memory_zeroed(n_kinds, sizeof(int64_t));
	flow->room = memory_zeroed(n_cells, sizeof(int64_t));
	flow->left = memory_zeroed(n_cells, sizeof(int64_t));
	flow->kind_level = memory_zeroed(n_kinds, sizeof(uint32_t));
	flow->cell_level = memory_zeroed(n_cells, sizeof(uint32_t));
	flow->kind_next = memory_zeroed(n_kinds, sizeof(uint32_t));
	flow->cell_next = memory_zeroed(n_cells, sizeof(uint32_t));
	flow->queue = memory_zeroed(n_kinds + n_cells, sizeof(uint32_t));
	return flow->first_edge && flow->first_back && flow->lacks &&
	       flow->room && flow->left && flow->kind_level &&
	       flow->cell_level && flow->kind_next && flow->cell_next &&
	       flow->queue;
}

/* '*n' is the number of edges; 0 where there is nothing to do. */
static bool flow_make(struct flow *flow, size_t *n)
{
	*n = 0;
	if (!flow_init(flow))
		return false;
	if (!add_needs(flow))
		return true;
	*n = count_edges(flow);
	if (*n > UINT32_MAX - 1)
		*n = 0;
	flow->edge_cell = memory_zeroed(*n, sizeof *flow->edge_cell);
	flow->edge_kind = memory_zeroed(*n, sizeof *flow->edge_kind);
	flow->amount = memory_zeroed(*n, sizeof *flow->amount);
	flow->back = memory_zeroed(*n, sizeof *flow->back);
	if (!flow->edge_cell || !flow->edge_kind || !flow->amount ||
	    !flow->back)
		return false;
	if (*n > 0)
		fill_edges(flow);
	return true;
}

/* ---- The first flow ------------------------------------------------------ */

/* Lets as much flow as 'most' says and goes. */
static void fill(struct flow *flow, uint32_t edge, int64_t most)
{
	int64_t *lacks = &flow->lacks[flow->edge_kind[edge]];
	int64_t *left = &flow->left[flow->edge_cell[edge]];

	if (most > *lacks)
		most = *lacks;
	if (most > *left)
		most = *left;
	*lacks -= most;
	*left -= most;
	flow->amount[edge] += most;
}

/* The edge of 'kind' to 'cell'; RP_NONE where there is none. */
static uint32_t find_edge(const struct flow *flow, uint32_t kind, uint32_t cell)
{
	uint32_t low = flow->first_edge[kind];
	uint32_t high = flow->first_edge[kind + 1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (flow->edge_cell[middle] < cell)
			low = middle + 1;
		else
			high = middle;
	}
	return low < flow->first_edge[kind + 1] && flow->edge_cell[low] == cell
		       ? low
		       : RP_NONE;
}

static void start_flow(struct flow *flow)
{
	const struct cut_shortage *shortage = flow->shortage;
	const struct cuts *cuts = flow->cuts;
	const struct placement_problem *problem = cuts->problem;

	for (uint32_t i = 0; shortage->host_of && i < problem->n_items; i++) {
		rp_id host = shortage->host_of[i];
		uint32_t edge;

		if (cuts->kind_of[i] == RP_NONE || host == RP_NONE ||
		    cuts->cell_of[host] == RP_NONE)
			continue;
		edge = find_edge(flow, cuts->kind_of[i], cuts->cell_of[host]);
		if (edge != RP_NONE)
			fill(flow, edge,
			     problem->items[i].need[shortage->r] * CUT_PARTS);
	}
	for (uint32_t e = 0; e < flow->first_edge[cuts->n_kinds]; e++)
		fill(flow, e, INT64_MAX);
}

/* ---- More flow ----------------------------------------------------------- */

/* Puts kind 'kind' at 'level' into the queue, unless it is there already. */
static void reach_kind(struct flow *flow, uint32_t *n, uint32_t kind,
		       uint32_t level)
{
	if (flow->kind_level[kind] != UNREACHED)
		return;
	flow->kind_level[kind] = level;
	flow->queue[(*n)++] = kind;
}

static void reach_cells(struct flow *flow, uint32_t *n, uint32_t kind)
{
	for (uint32_t e = flow->first_edge[kind];
	     e < flow->first_edge[kind + 1]; e++) {
		uint32_t cell = flow->edge_cell[e];

		if (flow->cell_level[cell] != UNREACHED)
			continue;
		flow->cell_level[cell] = flow->kind_level[kind] + 1;
		flow->queue[(*n)++] = flow->cuts->n_kinds + cell;
	}
}

static void reach_kinds(struct flow *flow, uint32_t *n, uint32_t cell)
{
	for (uint32_t i = flow->first_back[cell];
	     i < flow->first_back[cell + 1]; i++)
		if (flow->amount[flow->back[i]] > 0)
			reach_kind(flow, n, flow->edge_kind[flow->back[i]],
				   flow->cell_level[cell] + 1);
}

/* Finds how far everything is from a kind that lacks something, up to the first
 * cells with room.  False where none of these is reached. */
static bool find_ways(struct flow *flow)
{
	uint32_t n_kinds = flow->cuts->n_kinds, n = 0, end = UNREACHED;

	memset(flow->cell_level, 0xff,
	       flow->cuts->n_cells * sizeof *flow->cell_level);
	memset(flow->kind_level, 0xff, n_kinds * sizeof *flow->kind_level);
	for (uint32_t k = 0; k < n_kinds; k++)
		if (flow->lacks[k] > 0)
			reach_kind(flow, &n, k, 0);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t node = flow->queue[i];

		if (node < n_kinds) {
			if (flow->kind_level[node] + 1 > end)
				break;
			reach_cells(flow, &n, node);
			continue;
		}
		node -= n_kinds;
		if (flow->left[node] > 0)
			end = flow->cell_level[node];
		if (end == UNREACHED)
			reach_kinds(flow, &n, node);
	}
	return end != UNREACHED;
}

static int64_t push_to_cell(struct flow *flow, uint32_t cell, int64_t most);

/* Lets up to 'most' more flow from 'kind' to cells one step on.  The depth is
 * that of the shortest ways, below the number of cells. */
static int64_t push_from_kind(struct flow *flow, uint32_t kind, int64_t most)
{
	uint32_t *e = &flow->kind_next[kind];
	int64_t pushed = 0;

	for (; *e < flow->first_edge[kind + 1]; ++*e) {
		uint32_t cell = flow->edge_cell[*e];
		int64_t got;

		if (flow->cell_level[cell] != flow->kind_level[kind] + 1)
			continue;
		got = push_to_cell(flow, cell, most - pushed);
		flow->amount[*e] += got;
		pushed += got;
		if (pushed == most)
			break;
	}
	return pushed;
}

/* Takes up to 'most' in 'cell': what room is left, and what kinds there can
 * take elsewhere. */
static int64_t push_to_cell(struct flow *flow, uint32_t cell, int64_t most)
{
	uint32_t *i = &flow->cell_next[cell];
	int64_t pushed = flow->left[cell] < most ? flow->left[cell] : most;

	flow->left[cell] -= pushed;
	for (; pushed < most && *i < flow->first_back[cell + 1]; ++*i) {
		uint32_t e = flow->back[*i], kind = flow->edge_kind[e];
		int64_t got = most - pushed;

		if (flow->amount[e] == 0 ||
		    flow->kind_level[kind] != flow->cell_level[cell] + 1)
			continue;
		if (got > flow->amount[e])
			got = flow->amount[e];
		got = push_from_kind(flow, kind, got);
		flow->amount[e] -= got;
		pushed += got;
		if (pushed == most)
			break;
	}
	return pushed;
}

static void push_all(struct flow *flow)
{
	const struct cuts *cuts = flow->cuts;

	while (find_ways(flow)) {
		memcpy(flow->kind_next, flow->first_edge,
		       cuts->n_kinds * sizeof *flow->kind_next);
		memcpy(flow->cell_next, flow->first_back,
		       cuts->n_cells * sizeof *flow->cell_next);
		for (uint32_t k = 0; k < cuts->n_kinds; k++)
			if (flow->lacks[k] > 0)
				flow->lacks[k] -=
					push_from_kind(flow, k, flow->lacks[k]);
	}
}

/* ---- The cut ------------------------------------------------------------- */

/* Shows the cells that find_ways() reached; '*n' of them. */
static bool show_cut(const struct flow *flow, uint32_t *n,
		     struct cut_looker looker)
{
	const struct cuts *cuts = flow->cuts;
	uint64_t *cells = memory_zeroed(cuts->n_words, sizeof *cells);
	bool ok = cells;

	*n = 0;
	for (uint32_t c = 0; ok && c < cuts->n_cells; c++) {
		if (flow->cell_level[c] == UNREACHED)
			continue;
		cut_add(cells, c);
		++*n;
	}
	ok = ok && (*n == 0 || cuts_show(cuts, cells, looker));
	free(cells);
	return ok;
}

/* Takes over the room that looking has made; false where it made none. */
static bool widen(struct flow *flow)
{
	bool is_wider = false;

	for (uint32_t c = 0; c < flow->cuts->n_cells; c++) {
		int64_t room = room_of(flow, c);

		if (room <= flow->room[c])
			continue;
		flow->left[c] += room - flow->room[c];
		flow->room[c] = room;
		is_wider = true;
	}
	return is_wider;
}

bool cuts_by_flow(const struct cut_shortage *shortage, struct cut_looker looker)
{
	struct flow flow = { .shortage = shortage, .cuts = shortage->cuts };
	size_t n_edges;
	uint32_t n_cut;
	bool ok = flow_make(&flow, &n_edges);

	if (ok && n_edges > 0) {
		start_flow(&flow);
		do {
			push_all(&flow);
			ok = show_cut(&flow, &n_cut, looker);
		} while (ok && n_cut > 0 && widen(&flow));
	}
	flow_destroy(&flow);
	return ok;
}
