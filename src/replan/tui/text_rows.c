/* Text rows: a text broken into rows of a width.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "text_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>

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
	char copy[64];

	*bytes = frame_grapheme(text, size);
	if (*bytes == 1)
		return 1;
	if (*bytes >= sizeof(copy))
		return 2;
	memcpy(copy, text, *bytes);
	copy[*bytes] = '\0';
	return rp_columns(copy) > 1 ? 2 : 1;
}

/* What is left of a line, and where Unicode's rules let a row of it end: what
 * u8_possible_linebreaks() says before each byte. */
struct line {
	const char *text;
	size_t size;
	const char *ends; /* NULL without memory. */
};

/* Whether a row may end before the byte 'at', beside a wide character.  Narrow
 * ones are kept together up to a blank: names, addresses and paths are read as
 * one. */
static bool may_end(const struct line *line, size_t at, bool is_wide)
{
	return is_wide && at > 0 && line->ends &&
	       line->ends[at] == UC_BREAK_POSSIBLE;
}

/* How much of a line goes into a row of 'width' columns: up to the last place
 * that fits where a row may end, else as much as fits, at least one
 * grapheme. */
static size_t row_size(const struct line *line, int width)
{
	size_t at = 0;
	size_t end = 0;
	int columns = 0;
	bool was_wide = false;

	while (at < line->size) {
		size_t bytes;
		int taken = grapheme_columns(line->text + at, line->size - at,
					     &bytes);

		if (line->text[at] == ' ' ||
		    may_end(line, at, was_wide || taken > 1))
			end = at;
		columns += taken;
		if (columns > width && at > 0)
			return end ? end : at;
		was_wide = taken > 1;
		at += bytes;
	}
	return line->size;
}

/* Where rows of a line may end; NULL without memory.  The caller frees it. */
static char *possible_ends(const char *text, size_t size)
{
	char *ends = malloc(size + 1);

	if (ends)
		u8_possible_linebreaks((const uint8_t *)text, size, "UTF-8",
				       ends);
	return ends;
}

/* Adds the rows of one line; further rows keep the line's indentation. */
static bool break_line(struct breaker *breaker, size_t start, size_t size,
		       bool heading)
{
	size_t indent = strspn(breaker->text + start, " ");
	char *ends = possible_ends(breaker->text + start, size);
	struct line left;
	bool added;

	if (indent > size)
		indent = size;
	if ((int)indent > breaker->width / 2)
		indent = (size_t)breaker->width / 2;
	left = (struct line){ breaker->text + start + indent, size - indent,
			      ends ? ends + indent : NULL };
	do {
		size_t part = row_size(&left, breaker->width - (int)indent);
		struct text_row row = { (size_t)(left.text - breaker->text),
					part, (int)indent, heading };

		added = add_row(breaker, row);
		if (part < left.size && left.text[part] == ' ')
			part++;
		left.text += part;
		left.size -= part;
		left.ends += left.ends ? part : 0;
	} while (added && left.size > 0);
	free(ends);
	return added;
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

char *text_shown(const char *text)
{
	char *out = NULL;
	size_t all;
	FILE *stream = open_memstream(&out, &all);

	while (stream && *text) {
		size_t size = strcspn(text, "\n");
		char *line = strndup(text, size);
		char *shown = line ? rp_show(line, false) : NULL;

		fputs(shown ? shown : "?", stream);
		free(shown);
		free(line);
		text += size;
		if (*text == '\n')
			fputc(*text++, stream);
	}
	if (!stream || fclose(stream) == 0)
		return out;
	free(out);
	return NULL;
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
	char *shown = text_shown(text);
	size_t n = 0;

	if (shown && text_rows_break(&rows, &n, shown, area.columns))
		for (size_t i = 0; i < n; i++)
			text_row_draw(frame, area, at + (int)i, shown,
				      &rows[i]);
	free(rows);
	free(shown);
}
