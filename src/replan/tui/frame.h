/* A frame: the screen as a grid of cells, before any terminal sees it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that is drawn is drawn into a frame; terminal.c copies it to the
 * screen, tests dump it as text.  Drawing is clipped to a `struct area`, never
 * fails, and a wide character never straddles an edge. */

#ifndef FRAME_H
#define FRAME_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a cell means; the theme says how it looks.  No meaning is told by style
 * alone. */
enum style {
	STYLE_TEXT,
	STYLE_DIM,        /* Beside the point. */
	STYLE_TITLE,      /* The line at the top. */
	STYLE_HEADING,    /* Of a column or a group. */
	STYLE_BORDER,
	STYLE_BORDER_FOCUS, /* Of the pane that has the keys. */
	STYLE_ROW,        /* The focused row of another pane. */
	STYLE_ROW_FOCUS,  /* The focused row of the pane that has the keys. */
	STYLE_MATCH,      /* What a search found. */
	STYLE_GOOD,
	STYLE_NOTICE,
	STYLE_WARNING,
	STYLE_ERROR,
	STYLE_LINE,       /* A mapping. */
	STYLE_LINE_FOCUS, /* The focused mapping. */
	STYLE_LINE_DRAFT, /* A mapping that is being drawn. */
	STYLE_KEY,        /* In the bar: a key, and what it does. */
	STYLE_LABEL,
	STYLE_INPUT,      /* Where text is typed. */
	STYLE_ESCAPE,     /* A spelled-out byte or character of a name. */
	N_STYLES
};

#define CELL_BYTES 24 /* A grapheme's UTF-8 and a NUL. */

struct cell {
	char text[CELL_BYTES]; /* "" in the second cell of a wide one. */
	uint8_t width;         /* 1 or 2; 0 in the second cell. */
	uint8_t style;         /* enum style. */
};

struct frame {
	int rows;
	int columns;
	struct cell *cells;    /* rows x columns. */
	int cursor_row;        /* The focused row: always on the screen. */
	int cursor_column;
	bool cursor_shown;     /* As a cursor; else it is only put there. */
	bool ascii;            /* Draw with ASCII alone. */
};

/* A part of a frame; may be empty or partly outside. */
struct area {
	int row;
	int column;
	int rows;
	int columns;
};

/* Makes an empty frame; false when memory ran out.  0 x 0 is allowed. */
bool frame_init(struct frame *frame, int rows, int columns, bool ascii);
void frame_destroy(struct frame *frame);

/* All cells blank, in STYLE_TEXT; the cursor at 0, 0. */
void frame_clear(struct frame *frame);

/* Blanks 'area' in 'style'. */
void frame_fill(struct frame *frame, struct area area, enum style style);

/* Puts 'text', which rp_show() returned or which is ours, into row 'row' of
 * 'area' from its column 'column', at most 'width' columns (below 0: to the
 * edge).  What must not be seen of it is spelled out, and what does not fit ends
 * in "…" (">" in ASCII).  Returns the columns taken. */
int frame_put(struct frame *frame, struct area area, int row, int column,
	      int width, enum style style, const char *text);

/* The same for a name or other text that is not ours: shows it first, spelled
 * out parts in STYLE_ESCAPE. */
int frame_put_name(struct frame *frame, struct area area, int row, int column,
		   int width, enum style style, const char *name);

/* What printf would print, for our own words and numbers. */
int frame_printf(struct frame *frame, struct area area, int row, int column,
		 int width, enum style style, const char *format, ...)
	__attribute__((format(printf, 7, 8)));

/* The bytes of the first grapheme of the 'size' bytes at 'text', which are
 * followed by a NUL or more: an emoji of several and a flag are one. */
size_t frame_grapheme(const char *text, size_t size);

/* 'text' as frame_put() draws it in ASCII: our own signs by their twins, all
 * else spelled out.  The caller frees it; NULL without memory. */
char *frame_ascii(const char *text);

/* Gives the cells of a row another style, text unchanged. */
void frame_style(struct frame *frame, struct area area, int row, int column,
		 int width, enum style style);

/* A border around 'area' with 'title' in its upper edge. */
void frame_border(struct frame *frame, struct area area, const char *title,
		  bool focused);

/* The inside of a bordered area. */
struct area area_inside(struct area area);
bool area_contains(struct area area, int row, int column);

/* Where lines meet: directions of a cell, for frame_line(). */
enum { LINE_UP = 1, LINE_RIGHT = 2, LINE_DOWN = 4, LINE_LEFT = 8 };
enum line_weight {
	LINE_LIGHT,
	LINE_HEAVY,
	LINE_DASHED,
	LINE_DASHED_HEAVY
};

/* The glyph that joins the directions in 'mask': "╭", "━", "┤", or ASCII. */
const char *line_glyph(unsigned mask, enum line_weight weight, bool ascii);

/* Puts the cursor on a row of 'area'. */
void frame_cursor(struct frame *frame, struct area area, int row, int column,
		  bool shown);

/* The name of a style, as in themes: "row-focus". */
const char *style_name(enum style style);

/* The frame as text to be read: a line a row, without the blanks at its end.
 * The caller frees it; NULL without memory. */
char *frame_text(const struct frame *frame);

/* The frame as text for tests: a line a row, each ending in "|", then the
 * cursor, then each run of a style that is not STYLE_TEXT as
 * "ROW:COLUMN+COLUMNS STYLE".  The caller frees it. */
char *frame_dump(const struct frame *frame, bool styles);

#endif
