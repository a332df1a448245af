/* Grids: tables for people.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A grid has a heading a column and as many rows as cells were added.  Every
 * cell is shown as rp_show() shows it.  Columns are as wide as they need; where
 * that is more than the terminal has the widest ones are wrapped, and where
 * there is no room for columns at all each row becomes a paragraph. */

#ifndef GRID_H
#define GRID_H 1

#include <stdbool.h>
#include <stddef.h>

#include "output.h"

#define GRID_COLUMNS 8 /* At most. */

struct grid {
	size_t n_columns;
	char **cells;    /* The headings, then row by row. */
	size_t n_cells;
	size_t capacity;
	bool ascii;      /* Names are spelled out in ASCII; at first as the
			  * locale asks. */
	bool failed;     /* Memory ran out. */
};

/* Makes a grid with 'n_columns' headings. */
void grid_init(struct grid *grid, const char *const *headings,
	       size_t n_columns);
void grid_destroy(struct grid *grid);

/* Adds the next cell, from left to right and row by row.  "" is an empty one,
 * shown as "-". */
void grid_add(struct grid *grid, const char *text);

/* The same; frees 'text', where NULL means that memory ran out. */
void grid_add_taken(struct grid *grid, char *text);

/* The same; adds what 'text' holds, and leaves it empty. */
void grid_add_output(struct grid *grid, struct output *text);

/* Adds the grid to 'output', at most 'width' columns wide; 0 is any width. */
void grid_write(struct grid *grid, struct output *output, size_t width);

/* The width of the terminal that is standard output; 0 where it is none. */
size_t grid_width(void);

#endif
