/* Table: how every list is moved in, scrolled, sorted, searched and drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows belong to the view; the table holds where the operator is in them.
 * Only the rows that are seen are asked for, but for sorting, searching and
 * filtering.  Columns are as wide as what was seen in them needs. */

#ifndef TABLE_H
#define TABLE_H 1

#include "ui.h"

struct table_column {
	const char *title;  /* Untranslated. */
	int width;          /* That it would like. */
	int least;          /* That it can do with. */
	int grow;           /* Its share of what is left over. */
};

#define TABLE_COLUMNS_MAX 12
#define TABLE_CELL_SIZE 128

/* What stands in a cell. */
struct table_cell {
	char buffer[TABLE_CELL_SIZE]; /* For text that is made. */
	const char *text;  /* 'buffer', 'owned', or what lives on. */
	char *owned;       /* Freed by the table. */
	bool is_name;      /* Not ours: to be shown by rp_show(). */
	enum style style;
};

/* Fills the cell of row 'row', whose fields are zero but for 'text', which is
 * "". */
typedef void table_get_cell(const struct ui *ui, const void *data, size_t row,
			    size_t column, struct table_cell *cell);

struct table_ops {
	const struct table_column *columns;
	size_t n_columns;
	size_t name_column; /* What a row is called by. */
	table_get_cell *cell;

	/* Which of two rows comes first by 'column': below, above or 0. */
	int (*compare)(const struct ui *ui, const void *data, size_t a,
		       size_t b, size_t column);

	/* Rows of a lower rank come first while the table is ranked; or
	 * NULL. */
	int (*rank)(const struct ui *ui, const void *data, size_t row);

	/* How rows that are not sorted stand, where that is not as in the file;
	 * untranslated, or NULL. */
	const char *order;

	/* The columns, as bits, by which the greatest comes first. */
	unsigned falling;
};

struct table {
	const struct table_ops *ops;
	size_t n_rows;
	size_t n_places;    /* As many, but for those that are filtered out. */
	uint32_t *order;    /* The row at each place; NULL: as they are. */
	char *filter;       /* Only rows with this text have a place; or
			     * NULL. */
	unsigned hidden;    /* The columns, as bits, that are not shown. */
	size_t focus;       /* A place. */
	size_t top;         /* The first place that is seen. */
	size_t page;        /* How many were seen when last drawn. */
	int sort;           /* By which column, or -1. */
	bool descending;
	bool ranked;
	size_t skipped;     /* Columns scrolled away behind the first. */
	bool more;          /* Not all columns were seen when last drawn. */
	bool behind;        /* Another pane of the view has the keys. */
	struct area area;   /* Where it was last drawn, */
	int start[TABLE_COLUMNS_MAX]; /* and its columns in it; -1: not seen, */
	int width[TABLE_COLUMNS_MAX];
	int content[TABLE_COLUMNS_MAX]; /* What its cells took at most. */
};

void table_init(struct table *table, const struct table_ops *ops);
void table_destroy(struct table *table);

/* Takes note that there are 'n_rows' rows now, and focuses 'row' of them. */
void table_update(struct table *table, const struct ui *ui, const void *data,
		  size_t n_rows, size_t row);

/* The row that is focused; 0 where there is none. */
size_t table_row(const struct table *table);

/* Puts the focus on 'row', or where that is filtered out, near it. */
void table_focus(struct table *table, size_t row);

/* The same; shows all rows where it is filtered out. */
void table_reveal(struct table *table, const struct ui *ui, const void *data,
		  size_t row);

/* Gives only rows a place that have 'text' in a column that is shown; "" gives
 * one to all.  False, and nothing changed, without memory. */
bool table_filter(struct table *table, const struct ui *ui, const void *data,
		  const char *text);

/* Whether a column is shown; hides it or shows it again.  The first column is
 * always shown. */
bool table_shows(const struct table *table, size_t column);
void table_toggle(struct table *table, const struct ui *ui, const void *data,
		  size_t column);

/* The row at a place of the table. */
size_t table_row_at(const struct table *table, size_t place);

/* The cell of a column at a place of the table, as it is sorted: fills 'cell',
 * whose 'owned' the caller frees. */
void table_cell_at(const struct table *table, const struct ui *ui,
		   const void *data, size_t place, size_t column,
		   struct table_cell *cell);

/* Sorts by a column: up, then down, or the other way round, then not at
 * all. */
unsigned table_sort_by(struct table *table, const struct ui *ui,
		       const void *data, size_t column);

/* Moves and sorts; UI_IGNORED for what is not the table's. */
unsigned table_act(struct table *table, const struct ui *ui, const void *data,
		   enum action action);

/* The same by mouse; '*opened' is set for a double click on a row. */
unsigned table_mouse(struct table *table, const struct ui *ui,
		     const void *data, const struct event *event,
		     bool *opened);

/* Focuses the next row whose text has 'needle', round the end; false where
 * there is none. */
bool table_search(struct table *table, const struct ui *ui, const void *data,
		  const char *needle, int step);

/* A text of the focused row: what it is called by or, for COPY_ADDRESS, its
 * last address: where there are several that is the one to be.  NULL where
 * there is none.  The caller frees it. */
char *table_copy(const struct table *table, const struct ui *ui,
		 const void *data, enum copied what);

/* Compares two rows by the text of a column: below, above or 0. */
int table_compare_text(table_get_cell *get, const struct ui *ui,
		       const void *data, size_t a, size_t b, size_t column);

void table_draw(struct table *table, const struct ui *ui, const void *data,
		struct area area, struct frame *frame);

#endif
