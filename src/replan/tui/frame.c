/* Frame: the screen as a grid of cells.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Invariant: a cell of width 2 is followed in its row by one of width 0 and
 * text ""; no other cell has width 0.  set_cell() alone changes text, and
 * blanks the other half of a wide character that it breaks. */

#include "frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unigbrk.h>
#include <unistr.h>

#include "replan.h"

static const struct cell blank = { " ", 1, STYLE_TEXT };

bool frame_init(struct frame *frame, int rows, int columns, bool ascii)
{
	size_t n = (size_t)rows * (size_t)columns;

	*frame = (struct frame){ .rows = rows, .columns = columns,
				 .ascii = ascii };
	frame->cells = calloc(n ? n : 1, sizeof(struct cell));
	if (!frame->cells)
		return false;
	frame_clear(frame);
	return true;
}

void frame_destroy(struct frame *frame)
{
	free(frame->cells);
	*frame = (struct frame){ 0 };
}

void frame_clear(struct frame *frame)
{
	size_t n = (size_t)frame->rows * (size_t)frame->columns;

	for (size_t i = 0; i < n; i++)
		frame->cells[i] = blank;
	frame->cursor_row = 0;
	frame->cursor_column = 0;
	frame->cursor_shown = false;
}

bool area_contains(struct area area, int row, int column)
{
	return row >= area.row && row < area.row + area.rows &&
	       column >= area.column && column < area.column + area.columns;
}

struct area area_inside(struct area area)
{
	area.row++;
	area.column++;
	area.rows = area.rows > 2 ? area.rows - 2 : 0;
	area.columns = area.columns > 2 ? area.columns - 2 : 0;
	return area;
}

/* The cell at a place of the screen, or NULL where there is none. */
static struct cell *cell_at(const struct frame *frame, int row, int column)
{
	struct area screen = { 0, 0, frame->rows, frame->columns };

	if (!area_contains(screen, row, column))
		return NULL;
	return &frame->cells[(size_t)row * (size_t)frame->columns +
			     (size_t)column];
}

static void blank_text(struct cell *cell)
{
	cell->text[0] = ' ';
	cell->text[1] = '\0';
	cell->width = 1;
}

/* Makes 'cell', which is at 'column' of its row, one that can be overwritten
 * without leaving half a wide character behind. */
static void release_cell(const struct frame *frame, struct cell *cell,
			 int column)
{
	if (cell->width == 0 && column > 0)
		blank_text(cell - 1);
	else if (cell->width == 2 && column + 1 < frame->columns)
		blank_text(cell + 1);
	blank_text(cell);
}

#define ZWJ "\xe2\x80\x8d"

static bool ends_joined(const char *text, size_t size)
{
	return size > 3 && !memcmp(text + size - 3, ZWJ, 3);
}

/* Copies what fits of a grapheme, cut at a character. */
static void copy_grapheme(struct cell *cell, const char *text, size_t size)
{
	if (size >= CELL_BYTES) {
		size = CELL_BYTES - 1;
		while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
			size--;
		while (ends_joined(text, size))
			size -= 3;
	}
	memcpy(cell->text, text, size);
	cell->text[size] = '\0';
}

static void set_cell(struct frame *frame, int row, int column,
		     enum style style, const char *text, size_t size,
		     int width)
{
	struct cell *cell = cell_at(frame, row, column);

	if (!cell)
		return;
	release_cell(frame, cell, column);
	cell->style = (uint8_t)style;
	if (width == 2 && column + 1 >= frame->columns)
		return;
	copy_grapheme(cell, text, size);
	cell->width = (uint8_t)width;
	if (width == 2) {
		release_cell(frame, cell + 1, column + 1);
		cell[1] = (struct cell){ "", 0, (uint8_t)style };
	}
}

void frame_fill(struct frame *frame, struct area area, enum style style)
{
	for (int row = area.row; row < area.row + area.rows; row++)
		for (int i = 0; i < area.columns; i++)
			set_cell(frame, row, area.column + i, style, " ", 1, 1);
}

void frame_style(struct frame *frame, struct area area, int row, int column,
		 int width, enum style style)
{
	if (width < 0 || width > area.columns - column)
		width = area.columns - column;
	if (row < 0 || row >= area.rows)
		return;
	for (int i = 0; i < width; i++) {
		struct cell *cell = cell_at(frame, area.row + row,
					    area.column + column + i);

		if (!cell)
			continue;
		cell->style = (uint8_t)style;
		if (cell->width == 2)
			cell[1].style = (uint8_t)style;
	}
}

/* ---- Text -------------------------------------------------------------- */

/* What our own signs are in ASCII; all else is spelled out. */
static const char *const ascii_signs[][2] = {
	{ "…", ">" }, { "·", "-" }, { "→", "->" }, { "←", "<" }, { "↔", "=" },
	{ "▲", "^" }, { "▼", "v" }, { "▶", "->" }, { "▷", ">" }, { "◀", "<-" },
	{ "●", "*" }, { "○", "o" }, { "✕", "x" }, { "▓", "#" }, { "█", "#" },
	{ "░", "." }, { "━", "=" }, { "─", "-" }, { "┄", "." }, { "│", "|" },
	{ "↑", "^" }, { "↓", "v" }, { "–", "-" }, { "’", "'" }, { "✓", "+" },
	{ "★", "+" }, { "◆", "@" }, { "◇", "?" }, { "┅", "~" }, { "⊗", "!" },
	{ "╲", "\\" },
};

#define N_SIGNS (sizeof(ascii_signs) / sizeof(ascii_signs[0]))

/* A piece of a text: one grapheme. */
struct grapheme {
	const char *text;
	size_t size;
	int width;
};

/* Half of a flag. */
static bool is_regional(const char *text)
{
	return !strncmp(text, "\xf0\x9f\x87", 3) &&
	       (unsigned char)text[3] >= 0xa6;
}

size_t frame_grapheme(const char *text, size_t size)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t end = 0;
	bool joins;

	do {
		bool half = end == 0 && is_regional(text);

		end = (size_t)(u8_grapheme_next(at + end, at + size) - at);
		joins = (half && end == 4 && is_regional(text + end)) ||
			ends_joined(text, end);
	} while (joins && end < size);
	return end;
}

/* Takes the next grapheme off 'text'; false at its end. */
static bool next_grapheme(const char **text, struct grapheme *out)
{
	const char *at = *text;
	size_t size;
	char copy[64];

	if (*at == '\0')
		return false;
	if (((unsigned char)at[0] | (unsigned char)at[1]) < 0x80) {
		*out = (struct grapheme){ at, 1, 1 };
		*text = at + 1;
		return true;
	}
	/* A grapheme is never looked for further than is sane. */
	size = strnlen(at, 256);
	while (at[size] != '\0' && ((unsigned char)at[size] & 0xc0) == 0x80)
		size--;
	*out = (struct grapheme){ at, frame_grapheme(at, size), 1 };
	*text = at + out->size;
	snprintf(copy, sizeof(copy), "%.*s", (int)out->size, at);
	if (rp_columns(copy) > 1)
		out->width = 2;
	return true;
}

/* Whether every byte is a printable character of ASCII. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* Prints one grapheme that is not ASCII. */
static void print_ascii(FILE *stream, const struct grapheme *grapheme)
{
	char *part = strndup(grapheme->text, grapheme->size);
	char *shown;

	if (!part)
		return;
	for (size_t i = 0; i < N_SIGNS; i++) {
		if (!strcmp(part, ascii_signs[i][0])) {
			fputs(ascii_signs[i][1], stream);
			free(part);
			return;
		}
	}
	shown = rp_show(part, true);
	fputs(shown ? shown : "?", stream);
	free(shown);
	free(part);
}

char *frame_ascii(const char *text)
{
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);
	struct grapheme grapheme;

	if (!stream)
		return NULL;
	while (next_grapheme(&text, &grapheme)) {
		if ((unsigned char)*grapheme.text < 0x80 && grapheme.size == 1)
			fputc(*grapheme.text, stream);
		else
			print_ascii(stream, &grapheme);
	}
	if (fclose(stream) != 0) {
		free(out);
		return NULL;
	}
	return out;
}

/* 'text' as it can be drawn, whatever is in it: what was shown already stays as
 * it is.  The caller frees it; NULL without memory. */
static char *drawable(const char *text, bool ascii)
{
	char *shown = rp_show(text, false);
	char *spelled;

	if (!ascii || !shown)
		return shown;
	spelled = frame_ascii(shown);
	free(shown);
	return spelled;
}

/* Where text goes: its cells from 'column' to 'end' of the screen's 'row'. */
struct run {
	struct frame *frame;
	int row;
	int column;
	int end;
	int left;  /* Nothing is drawn before this column. */
};

/* The run that a text may take; false where none of it can be seen. */
static bool run_init(struct run *run, struct frame *frame, struct area area,
		     int row, int column, int width)
{
	int edge = area.column + area.columns;

	if (row < 0 || row >= area.rows || width == 0)
		return false;
	*run = (struct run){ frame, area.row + row, area.column + column, 0,
			     area.column };
	run->end = width < 0 || width > edge - run->column ?
		edge : run->column + width;
	if (run->end > frame->columns)
		run->end = frame->columns;
	return run->column < run->end;
}

static void run_put(struct run *run, enum style style,
		    const struct grapheme *grapheme)
{
	if (run->column >= run->left)
		set_cell(run->frame, run->row, run->column, style,
			 grapheme->text, grapheme->size, grapheme->width);
	run->column += grapheme->width;
}

/* Whether all of 'text' fits into 'width' columns. */
static bool fits(const char *text, int width)
{
	struct grapheme grapheme;

	while (width >= 0 && next_grapheme(&text, &grapheme))
		width -= grapheme.width;
	return width >= 0;
}

static void run_put_mark(struct run *run, enum style style)
{
	bool ascii = run->frame->ascii;
	struct grapheme mark = { ascii ? ">" : "…", ascii ? 1 : 3, 1 };

	run_put(run, style, &mark);
}

/* If 'text' begins with a spelled-out part, its size; else 0.  '*bytes' is what
 * it stands for in the original. */
static size_t escape_size(const char *text, const char *original,
			  size_t *bytes)
{
	const uint8_t *from = (const uint8_t *)original;
	int length;

	*bytes = 1;
	if (text[0] == '\\' && text[1] == 'x' && text[2] && text[3])
		return 4;
	if (text[0] == '^' && text[1])
		return 2;
	if (text[0] != '<' || text[1] != 'U' || !strchr(text, '>'))
		return 0;
	length = u8_strmblen(from);
	if (length > 0)
		*bytes = (size_t)length;
	return (size_t)(strchr(text, '>') - text) + 1;
}

/* How much of 'text' is drawn in one style: the grapheme's bytes, or as long
 * as a spelled-out part is; keeps '*original' in step. */
static size_t step_original(const char *text, size_t size,
			    const char **original)
{
	size_t bytes;
	size_t escape;

	if (!strncmp(text, *original, size)) {
		*original += size;
		return 0;
	}
	escape = escape_size(text, *original, &bytes);
	if (escape != 0 && **original)
		*original += bytes;
	return escape;
}

/* Puts text that can be drawn as it is.  'original', unless NULL, is what it
 * shows: what differs from it is spelled out. */
static int run_text(struct run *run, enum style style, const char *text,
		    const char *original)
{
	int start = run->column;
	bool whole = fits(text, run->end - start);
	int end = whole ? run->end : run->end - 1;
	struct grapheme grapheme;
	size_t escape = 0;

	while (next_grapheme(&text, &grapheme)) {
		if (original && escape == 0)
			escape = step_original(grapheme.text, grapheme.size,
					       &original);
		if (run->column + grapheme.width > end)
			break;
		run_put(run, escape ? STYLE_ESCAPE : style, &grapheme);
		escape -= escape < grapheme.size ? escape : grapheme.size;
	}
	if (!whole)
		run_put_mark(run, style);
	return run->column - start;
}

int frame_put(struct frame *frame, struct area area, int row, int column,
	      int width, enum style style, const char *text)
{
	char *own = NULL;
	struct run run;
	int taken;

	if (!text || !run_init(&run, frame, area, row, column, width))
		return 0;
	if (!is_plain(text))
		text = own = drawable(text, frame->ascii);
	taken = text ? run_text(&run, style, text, NULL) : 0;
	free(own);
	return taken;
}

int frame_put_name(struct frame *frame, struct area area, int row, int column,
		   int width, enum style style, const char *name)
{
	struct run run;
	char *shown;
	int taken = 0;

	if (!name || !run_init(&run, frame, area, row, column, width))
		return 0;
	shown = rp_show(name, frame->ascii);
	if (shown)
		taken = run_text(&run, style, shown, name);
	free(shown);
	return taken;
}

int frame_printf(struct frame *frame, struct area area, int row, int column,
		 int width, enum style style, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int taken = 0;

	va_start(args, format);
	if (vasprintf(&text, format, args) >= 0) {
		taken = frame_put(frame, area, row, column, width, style,
				  text);
		free(text);
	}
	va_end(args);
	return taken;
}

/* ---- Borders and the cursor -------------------------------------------- */

static void put_glyph(struct frame *frame, struct area area, int row,
		      int column, unsigned mask, bool focused)
{
	const char *glyph = line_glyph(mask, focused ? LINE_HEAVY : LINE_LIGHT,
				       frame->ascii);

	set_cell(frame, area.row + row, area.column + column,
		 focused ? STYLE_BORDER_FOCUS : STYLE_BORDER, glyph,
		 strlen(glyph), 1);
}

void frame_border(struct frame *frame, struct area area, const char *title,
		  bool focused)
{
	int bottom = area.rows - 1;
	int right = area.columns - 1;

	if (bottom < 1 || right < 1)
		return;
	for (int i = 1; i < right; i++) {
		put_glyph(frame, area, 0, i, LINE_LEFT | LINE_RIGHT, focused);
		put_glyph(frame, area, bottom, i, LINE_LEFT | LINE_RIGHT,
			  focused);
	}
	for (int i = 1; i < bottom; i++) {
		put_glyph(frame, area, i, 0, LINE_UP | LINE_DOWN, focused);
		put_glyph(frame, area, i, right, LINE_UP | LINE_DOWN, focused);
	}
	put_glyph(frame, area, 0, 0, LINE_RIGHT | LINE_DOWN, focused);
	put_glyph(frame, area, 0, right, LINE_LEFT | LINE_DOWN, focused);
	put_glyph(frame, area, bottom, 0, LINE_RIGHT | LINE_UP, focused);
	put_glyph(frame, area, bottom, right, LINE_LEFT | LINE_UP, focused);
	if (title && *title && right > 4)
		frame_printf(frame, area, 0, 1, right - 1,
			     focused ? STYLE_BORDER_FOCUS : STYLE_BORDER,
			     " %s ", title);
}

/* 'value', or the nearest from 0 to 'end' - 1. */
static int within(int value, int end)
{
	if (value >= end)
		value = end - 1;
	return value > 0 ? value : 0;
}

void frame_cursor(struct frame *frame, struct area area, int row, int column,
		  bool shown)
{
	frame->cursor_row = within(area.row + within(row, area.rows),
				   frame->rows);
	frame->cursor_column = within(area.column +
				      within(column, area.columns),
				      frame->columns);
	frame->cursor_shown = shown;
}
