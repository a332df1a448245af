/* Frame: as text, for tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const style_names[N_STYLES] = {
	[STYLE_TEXT] = "text",
	[STYLE_DIM] = "dim",
	[STYLE_TITLE] = "title",
	[STYLE_HEADING] = "heading",
	[STYLE_BORDER] = "border",
	[STYLE_BORDER_FOCUS] = "border-focus",
	[STYLE_ROW] = "row",
	[STYLE_ROW_FOCUS] = "row-focus",
	[STYLE_MATCH] = "match",
	[STYLE_GOOD] = "good",
	[STYLE_NOTICE] = "notice",
	[STYLE_WARNING] = "warning",
	[STYLE_ERROR] = "error",
	[STYLE_LINE] = "line",
	[STYLE_LINE_FOCUS] = "line-focus",
	[STYLE_LINE_DRAFT] = "line-draft",
	[STYLE_KEY] = "key",
	[STYLE_LABEL] = "label",
	[STYLE_INPUT] = "input",
	[STYLE_ESCAPE] = "escape",
};

const char *style_name(enum style style)
{
	return style_names[style];
}

static const struct cell *row_of(const struct frame *frame, int row)
{
	return &frame->cells[(size_t)row * (size_t)frame->columns];
}

static void dump_styles(FILE *out, const struct frame *frame, int row)
{
	const struct cell *cells = row_of(frame, row);
	int end;

	for (int i = 0; i < frame->columns; i = end) {
		uint8_t style = cells[i].style;

		for (end = i + 1; end < frame->columns; end++)
			if (cells[end].style != style)
				break;
		if (style != STYLE_TEXT && style < N_STYLES)
			fprintf(out, "%d:%d+%d %s\n", row, i, end - i,
				style_names[style]);
	}
}

/* Whether a row has nothing but blanks from 'column' on. */
static bool is_blank(const struct frame *frame, int row, int column)
{
	while (column < frame->columns &&
	       !strcmp(row_of(frame, row)[column].text, " "))
		column++;
	return column == frame->columns;
}

char *frame_text(const struct frame *frame)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (int row = 0; row < frame->rows; row++) {
		for (int i = 0; i < frame->columns &&
		     !is_blank(frame, row, i); i++)
			fputs(row_of(frame, row)[i].text, out);
		fputc('\n', out);
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

char *frame_dump(const struct frame *frame, bool styles)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (int row = 0; row < frame->rows; row++) {
		for (int i = 0; i < frame->columns; i++)
			fputs(row_of(frame, row)[i].text, out);
		fputs("|\n", out);
	}
	fprintf(out, "cursor %d:%d%s\n", frame->cursor_row,
		frame->cursor_column, frame->cursor_shown ? " shown" : "");
	for (int row = 0; styles && row < frame->rows; row++)
		dump_styles(out, frame, row);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
