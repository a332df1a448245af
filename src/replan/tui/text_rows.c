/* Text rows: a text broken into rows of a width.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "text_rows.h"

#include <stdlib.h>
#include <string.h>
#include <unigbrk.h>

#include "replan.h"

/* Rows under way. */
struct breaker {
	const char *text;
	int width;
	struct text_row *rows;
	size_t n;
	size_t capacity;
};

static bool add_row(struct breaker *breaker, struct text_row row)
{
	if (breaker->n == breaker->capacity) {
		size_t capacity = breaker->capacity * 2 + 16;
		struct text_row *rows;

		rows = realloc(breaker->rows, capacity * sizeof(*rows));
		if (!rows)
			return false;
		breaker->rows = rows;
		breaker->capacity = capacity;
	}
	breaker->rows[breaker->n++] = row;
	return true;
}

/* The columns of the grapheme at 'text', and its size. */
static int grapheme_columns(const char *text, size_t size, size_t *bytes)
{
	const uint8_t *start = (const uint8_t *)text;
	char copy[64];

	*bytes = (size_t)(u8_grapheme_next(start, start + size) - start);
	if (*bytes == 1)
		return 1;
	if (*bytes >= sizeof(copy))
		return 2;
	memcpy(copy, text, *bytes);
	copy[*bytes] = '\0';
	return rp_columns(copy) > 1 ? 2 : 1;
}

/* How many of 'size' bytes go into a row of 'width' columns: up to the last
 * blank that fits, else as much as fits, at least one grapheme. */
static size_t row_size(const char *text, size_t size, int width)
{
	size_t at = 0;
	size_t blank = 0;
	int columns = 0;

	while (at < size) {
		size_t bytes;

		columns += grapheme_columns(text + at, size - at, &bytes);
		if (text[at] == ' ')
			blank = at;
		if (columns > width && at > 0)
			return blank ? blank : at;
		at += bytes;
	}
	return size;
}

/* Adds the rows of one line; further rows keep the line's indentation. */
static bool break_line(struct breaker *breaker, size_t start, size_t size,
		       bool heading)
{
	size_t indent = strspn(breaker->text + start, " ");
	int width;

	if (indent > size)
		indent = size;
	if ((int)indent > breaker->width / 2)
		indent = (size_t)breaker->width / 2;
	width = breaker->width - (int)indent;
	start += indent;
	size -= indent;
	do {
		size_t part = row_size(breaker->text + start, size, width);
		struct text_row row = { start, part, (int)indent, heading };

		if (!add_row(breaker, row))
			return false;
		if (part < size && breaker->text[start + part] == ' ')
			part++;
		start += part;
		size -= part;
	} while (size > 0);
	return true;
}

bool text_rows_break(struct text_row **out, size_t *n_out, const char *text,
		     int width)
{
	struct breaker breaker = { text, width > 1 ? width : 1, NULL, 0, 0 };
	const char *line = text;

	while (*line) {
		size_t size = strcspn(line, "\n");
		const char *next = line + size + (line[size] == '\n');
		bool heading = *line != ' ' && *next == ' ';

		if (!break_line(&breaker, (size_t)(line - text), size,
				heading)) {
			free(breaker.rows);
			return false;
		}
		line = next;
	}
	*out = breaker.rows;
	*n_out = breaker.n;
	return true;
}

void text_row_draw(struct frame *frame, struct area area, int at,
		   const char *text, const struct text_row *row)
{
	char *copy = strndup(text + row->start, row->size);

	if (copy)
		frame_put(frame, area, at, row->indent, -1,
			  row->heading ? STYLE_HEADING : STYLE_TEXT, copy);
	free(copy);
}

void text_draw_wrapped(struct frame *frame, struct area area, int at,
		       const char *text)
{
	struct text_row *rows = NULL;
	size_t n = 0;

	if (!text_rows_break(&rows, &n, text, area.columns))
		return;
	for (size_t i = 0; i < n; i++)
		text_row_draw(frame, area, at + (int)i, text, &rows[i]);
	free(rows);
}
