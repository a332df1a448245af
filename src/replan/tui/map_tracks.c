/* Tracks: which column of the channel each net turns in.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map_tracks.h"

#include <stdlib.h>
#include <string.h>

/* A vertical piece: 2 x net, and 1 more for the second piece of a jog. */
struct piece {
	int low; /* Its rows. */
	int high;
	int column; /* -1: not placed yet. */
	bool used;
};

/* Piece 'left' must be left of piece 'right'. */
struct condition {
	int left;
	int right;
};

struct router {
	struct tracks *tracks;
	struct piece *pieces; /* 2 x n_nets. */
	int *order;	      /* The used ones, by their first row. */
	int n_order;
	struct condition *conditions;
	int n_conditions;
	int *jogs;  /* By row: the net that jogs there. */
	bool *seen; /* By piece: for ring(). */
};

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

static bool is_routed(const struct net *net)
{
	return !net->straight && !net->stub;
}

static int first_piece(int net)
{
	return 2 * net;
}

static int last_piece(const struct router *router, int net)
{
	return 2 * net + (router->tracks->nets[net].jog != NO_ROW);
}

static void condition_add(struct router *router, int left, int right)
{
	struct condition *c = &router->conditions[router->n_conditions++];

	c->left = left;
	c->right = right;
}

/* The routed net of 'by_row' at 'row' that is not 'net'; or -1. */
static int other_net(const struct router *router, const int *by_row, int row,
		     int net)
{
	int other;

	if (row < 0 || row >= router->tracks->rows)
		return -1;
	other = by_row[row];
	if (other < 0 || other == net ||
	    !is_routed(&router->tracks->nets[other]))
		return -1;
	return other;
}

/* What the jog of 'net' asks of the nets that share its row. */
static void jog_conditions(struct router *router, int net)
{
	const struct tracks *tracks = router->tracks;
	int row = tracks->nets[net].jog;
	int in = other_net(router, tracks->left, row, net);
	int out = other_net(router, tracks->right, row, net);

	condition_add(router, first_piece(net), last_piece(router, net));
	if (in >= 0)
		condition_add(router, first_piece(in), first_piece(net));
	if (out >= 0)
		condition_add(router, last_piece(router, net),
			      last_piece(router, out));
}

static void conditions_make(struct router *router)
{
	const struct tracks *tracks = router->tracks;

	router->n_conditions = 0;
	for (int row = 0; row < tracks->rows; row++) {
		int out = other_net(router, tracks->right, row, -1);
		int in = other_net(router, tracks->left, row, out);

		if (in >= 0 && out >= 0)
			condition_add(router, first_piece(in),
				      last_piece(router, out));
	}
	for (int i = 0; i < tracks->n_nets; i++) {
		const struct net *net = &tracks->nets[i];

		if (is_routed(net) && net->jog != NO_ROW)
			jog_conditions(router, i);
	}
}

static void piece_set(struct piece *piece, int low, int high, int other)
{
	piece->low = min(low, other);
	piece->high = max(high, other);
	piece->column = -1;
	piece->used = true;
}

static void pieces_make(struct router *router)
{
	const struct tracks *tracks = router->tracks;

	memset(router->pieces, 0,
	       2 * (size_t)tracks->n_nets * sizeof(*router->pieces));
	for (int i = 0; i < tracks->n_nets; i++) {
		const struct net *net = &tracks->nets[i];
		struct piece *piece = &router->pieces[first_piece(i)];

		if (!is_routed(net))
			continue;
		if (net->jog == NO_ROW) {
			piece_set(piece, net->left_low, net->left_high,
				  net->right);
			continue;
		}
		piece_set(piece, net->left_low, net->left_high, net->jog);
		piece_set(piece + 1, net->jog, net->jog, net->right);
	}
}

/* Sorts the used pieces by their first row; equal ones keep their order. */
static void order_make(struct router *router)
{
	router->n_order = 0;
	for (int i = 0; i < 2 * router->tracks->n_nets; i++) {
		int at = router->n_order;

		if (!router->pieces[i].used)
			continue;
		for (; at > 0 && router->pieces[router->order[at - 1]].low >
					 router->pieces[i].low;
		     at--)
			router->order[at] = router->order[at - 1];
		router->order[at] = i;
		router->n_order++;
	}
}

/* Whether all that must be left of 'piece' is, seen from 'column'. */
static bool is_ready(const struct router *router, int piece, int column)
{
	for (int i = 0; i < router->n_conditions; i++) {
		const struct condition *c = &router->conditions[i];
		int left = router->pieces[c->left].column;

		if (c->right == piece && (left < 0 || left >= column))
			return false;
	}
	return true;
}

/* Fills one column from the top; how many pieces it took. */
static int column_fill(struct router *router, int column)
{
	int n = 0;
	int next = NO_ROW; /* The first row that is free. */

	for (int i = 0; i < router->n_order; i++) {
		struct piece *piece = &router->pieces[router->order[i]];

		if (piece->column >= 0 || piece->low < next ||
		    !is_ready(router, router->order[i], column))
			continue;
		piece->column = column;
		next = piece->high + 1 + router->tracks->gap;
		n++;
	}
	return n;
}

/* Puts all pieces into columns; how many columns, or -1 where a ring of
 * conditions stands in the way. */
static int columns_fill(struct router *router)
{
	int left = router->n_order;
	int column = 0;

	while (left > 0) {
		int n = column_fill(router, column);

		if (n == 0)
			return -1;
		left -= n;
		column++;
	}
	return column;
}

/* Whether the conditions lead from 'from' to 'to'. */
static bool leads_to(struct router *router, int from, int to)
{
	router->seen[from] = true;
	for (int i = 0; i < router->n_conditions; i++) {
		const struct condition *c = &router->conditions[i];

		if (c->left != from)
			continue;
		if (c->right == to)
			return true;
		if (!router->seen[c->right] && leads_to(router, c->right, to))
			return true;
	}
	return false;
}

/* Whether 'piece' is in a ring of conditions. */
static bool in_ring(struct router *router, int piece)
{
	memset(router->seen, 0,
	       2 * (size_t)router->tracks->n_nets * sizeof(*router->seen));
	return leads_to(router, piece, piece);
}

static bool is_straight_at(const struct tracks *tracks, int row)
{
	int net = tracks->right[row];

	return net >= 0 && tracks->nets[net].straight;
}

/* Whether 'net' can jog at 'row'; it then does. */
static bool jog_try(struct router *router, int i, int row, bool shared)
{
	struct tracks *tracks = router->tracks;
	struct net *net = &tracks->nets[i];
	int in = other_net(router, tracks->left, row, i);
	int out = other_net(router, tracks->right, row, i);

	if (row == net->right || router->jogs[row] >= 0 ||
	    is_straight_at(tracks, row) || (in >= 0 && out >= 0) ||
	    (in >= 0 || out >= 0) != shared)
		return false;
	net->jog = row;
	conditions_make(router);
	if (in_ring(router, first_piece(i)) ||
	    in_ring(router, last_piece(router, i))) {
		net->jog = NO_ROW;
		return false;
	}
	router->jogs[row] = i;
	return true;
}

/* Gives 'net' a jog: where it stays within its rows, else near them; at a free
 * row, else at one that another net uses in part. */
static bool jog_find(struct router *router, int i)
{
	const struct net *net = &router->tracks->nets[i];
	int rows = router->tracks->rows;
	int low = min(net->left_low, net->right);
	int high = max(net->left_high, net->right);

	for (int shared = 0; shared < 2; shared++) {
		for (int row = max(low, 0); row <= min(high, rows - 1); row++)
			if (jog_try(router, i, row, shared))
				return true;
		for (int d = 1; d < rows; d++) {
			if (low - d >= 0 && low - d < rows &&
			    jog_try(router, i, low - d, shared))
				return true;
			if (high + d >= 0 && high + d < rows &&
			    jog_try(router, i, high + d, shared))
				return true;
		}
	}
	return false;
}

/* Of two nets, the one that gives way: the lighter, then the longer. */
static int weaker(const struct tracks *tracks, int a, int b)
{
	const struct net *x;
	const struct net *y;

	if (a < 0)
		return b;
	x = &tracks->nets[a];
	y = &tracks->nets[b];
	if (x->weight != y->weight)
		return x->weight < y->weight ? a : b;
	return max(x->left_high, x->right) - min(x->left_low, x->right) <
			       max(y->left_high, y->right) -
				       min(y->left_low, y->right)
		       ? b
		       : a;
}

/* Opens a ring: by a jog of one of its nets, else by a stub. */
static void ring_open(struct router *router)
{
	struct tracks *tracks = router->tracks;
	int victim = -1;

	for (int i = 0; i < tracks->n_nets; i++) {
		struct net *net = &tracks->nets[i];

		if (!is_routed(net) || net->jog != NO_ROW)
			continue;
		conditions_make(router);
		if (!in_ring(router, first_piece(i)))
			continue;
		if (jog_find(router, i))
			return;
		victim = weaker(tracks, victim, i);
	}
	if (victim >= 0)
		tracks->nets[victim].stub = true;
}

static void jogs_clear(struct router *router)
{
	for (int i = 0; i < router->tracks->n_nets; i++)
		router->tracks->nets[i].jog = NO_ROW;
	for (int row = 0; row < router->tracks->rows; row++)
		router->jogs[row] = -1;
}

/* Routes what is no stub; the number of columns. */
static int route(struct router *router)
{
	jogs_clear(router);
	for (;;) {
		int n;

		pieces_make(router);
		conditions_make(router);
		order_make(router);
		n = columns_fill(router);
		if (n >= 0)
			return n;
		ring_open(router);
	}
}

/* Makes one net a stub, so that the others fit. */
static void give_way(struct tracks *tracks)
{
	int victim = -1;

	for (int i = 0; i < tracks->n_nets; i++)
		if (is_routed(&tracks->nets[i]))
			victim = weaker(tracks, victim, i);
	tracks->nets[victim].stub = true;
}

static void columns_set(const struct router *router)
{
	for (int i = 0; i < router->tracks->n_nets; i++) {
		struct net *net = &router->tracks->nets[i];

		net->column[0] = router->pieces[first_piece(i)].column;
		net->column[1] = router->pieces[last_piece(router, i)].column;
	}
}

static bool router_init(struct router *router, struct tracks *tracks)
{
	size_t n = (size_t)tracks->n_nets;
	size_t rows = (size_t)tracks->rows;

	memset(router, 0, sizeof(*router));
	router->tracks = tracks;
	router->pieces = calloc(2 * n + 1, sizeof(*router->pieces));
	router->order = calloc(2 * n + 1, sizeof(*router->order));
	router->conditions =
		calloc(rows + 3 * n + 1, sizeof(*router->conditions));
	router->jogs = calloc(rows + 1, sizeof(*router->jogs));
	router->seen = calloc(2 * n + 1, sizeof(*router->seen));
	return router->pieces && router->order && router->conditions &&
	       router->jogs && router->seen;
}

static void router_destroy(struct router *router)
{
	free(router->pieces);
	free(router->order);
	free(router->conditions);
	free(router->jogs);
	free(router->seen);
}

bool tracks_assign(struct tracks *tracks, int n_columns, int *n_used)
{
	struct router router;
	bool ok = router_init(&router, tracks);

	if (ok) {
		for (int i = 0; i < tracks->n_nets; i++) {
			struct net *net = &tracks->nets[i];

			net->straight = net->left_low == net->right &&
					net->left_high == net->right;
			net->stub = false;
		}
		while ((*n_used = route(&router)) > n_columns)
			give_way(tracks);
		columns_set(&router);
	}
	router_destroy(&router);
	return ok;
}
