/* The channel: lines between two lists, drawn in the cells between them.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All lines that lead to one target are one net and share one vertical track,
 * so twenty lines need a few columns.  A cell holds the directions in which
 * its net goes on, and the glyph is looked up at the end.  Where two nets
 * cross, one of them passes whole and the other one under it: there is a
 * junction only where lines do meet.
 *
 * Only what touches the viewport is drawn.  A line whose other end is above or
 * below leaves through that edge and is counted there.  A net that no track
 * is left for has a stub at each end instead, which shows where it leads. */

#ifndef MAP_CHANNEL_H
#define MAP_CHANNEL_H 1

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

/* A line.  Rows below 0 are above the viewport, rows from 'rows' on are below
 * it.  A row at the left has at most one line; equal right rows are one
 * target. */
struct channel_link {
	int left;
	int right;
	enum line_weight weight;
};

/* What a cell shows where it is no piece of a line. */
enum channel_sign {
	SIGN_NONE,
	SIGN_ARROW, /* The head of a line, at the right edge. */
	SIGN_ABOVE, /* A stub: its target is further up... */
	SIGN_BELOW  /* ...or further down. */
};

struct channel_cell {
	int net;	/* Whose it is; -1: nobody's. */
	uint8_t mask;	/* LINE_UP... */
	uint8_t weight; /* enum line_weight. */
	uint8_t sign;	/* enum channel_sign. */
};

/* Where lines leave through an edge. */
struct channel_exit {
	int n_lines;
	int column; /* Of the first of them that has a track; or -1. */
};

struct channel {
	int rows;
	int columns;
	struct channel_cell *cells; /* rows x columns. */
	struct channel_exit above;
	struct channel_exit below;
	bool apart;
	int n_tracks;
	int n_stubs; /* Nets that have no track. */
};

/* Routes 'links' through a channel of that size, heavy and dashed ones over
 * the others.  With 'apart' the corners of two nets never touch and vertical
 * pieces are never broken, as ASCII needs it, which has one glyph for all
 * corners.  False when memory ran out.  The caller destroys 'channel'. */
bool channel_init(struct channel *channel, int rows, int columns, bool apart,
		  const struct channel_link *links, int n_links);
void channel_destroy(struct channel *channel);

/* The cell at a row and column that are inside. */
const struct channel_cell *channel_cell(const struct channel *channel, int row,
					int column);

/* Draws the channel into 'area', which is of its size. */
void channel_draw(const struct channel *channel, struct area area,
		  struct frame *frame);

#endif
