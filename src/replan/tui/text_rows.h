/* Text rows: a text broken into rows of a width.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines end in \n.  A line's further rows keep its indentation.  A line that
 * stands above an indented one is a heading. */

#ifndef TEXT_ROWS_H
#define TEXT_ROWS_H 1

#include <stdbool.h>
#include <stddef.h>

#include "frame.h"

/* A piece of a text that is one row. */
struct text_row {
	size_t start;  /* In the text, in bytes. */
	size_t size;
	int indent;    /* Blank columns before it. */
	bool heading;
};

/* 'text' with each line as rp_show() shows it.  The caller frees it; NULL
 * without memory. */
char *text_shown(const char *text);

/* Breaks 'text', which rp_show() returned or which is ours.  The caller frees
 * '*out', which may be NULL where '*n_out' is 0.  False without memory. */
bool text_rows_break(struct text_row **out, size_t *n_out, const char *text,
		     int width);

/* Draws 'row' of 'text' into row 'at' of 'area'. */
void text_row_draw(struct frame *frame, struct area area, int at,
		   const char *text, const struct text_row *row);

/* Draws 'text', broken to the width of 'area', from row 'at' on. */
void text_draw_wrapped(struct frame *frame, struct area area, int at,
		       const char *text);

#endif
