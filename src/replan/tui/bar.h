/* Bar: how much of something there is.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Full cells, then empty ones; beside it always stands the number. */

#ifndef BAR_H
#define BAR_H 1

#include "frame.h"

/* How many percent of 'all', which is above 0, 'done' are; 100 where that is
 * more. */
unsigned bar_percent(uint64_t done, uint64_t all);

/* The most columns of a bar, and its bytes with the NUL. */
#define BAR_COLUMNS_MAX 24
#define BAR_SIZE (BAR_COLUMNS_MAX * 3 + 1)

/* Writes a bar of 'columns', 'percent' of them full: a full cell only where
 * there is something, an empty one only where something is left.  Returns
 * 'text'. */
const char *bar_text(int columns, unsigned percent, char text[BAR_SIZE]);

/* Draws one into a row of 'area'; its full part in 'style'. */
void bar_draw(struct frame *frame, struct area area, int row, int column,
	      int columns, unsigned percent, enum style style);

#endif
