/* Bar: how much of something there is.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bar.h"

#include <string.h>

/* Their twins in ASCII are the frame's. */
#define FULL "█"
#define EMPTY "░"

unsigned bar_percent(uint64_t done, uint64_t all)
{
	if (done >= all)
		return 100;
	if (done > UINT64_MAX / 100)
		return (unsigned)(done / (all / 100 + 1));
	return (unsigned)(done * 100 / all);
}

/* How many of 'columns' are full. */
static int n_full(int columns, unsigned percent)
{
	int full;

	if (percent >= 100)
		return columns;
	full = (columns * (int)percent + 50) / 100;
	if (full == 0 && percent > 0)
		full = 1;
	if (full == columns)
		full--;
	return full;
}

const char *bar_text(int columns, unsigned percent, char text[BAR_SIZE])
{
	char *at = text;
	int full;

	if (columns > BAR_COLUMNS_MAX)
		columns = BAR_COLUMNS_MAX;
	full = n_full(columns, percent);
	for (int i = 0; i < columns; i++) {
		memcpy(at, i < full ? FULL : EMPTY, strlen(FULL));
		at += strlen(FULL);
	}
	*at = '\0';
	return text;
}

void bar_draw(struct frame *frame, struct area area, int row, int column,
	      int columns, unsigned percent, enum style style)
{
	int full = n_full(columns, percent);

	for (int i = 0; i < columns; i++)
		frame_put(frame, area, row, column + i, 1,
			  i < full ? style : STYLE_DIM,
			  i < full ? FULL : EMPTY);
}
