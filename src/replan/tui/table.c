/* Table: one mechanism for every list.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Invariant: `order` holds each row that has a place once, or is NULL and place
 * i is row i.  `focus` is below `n_places`, or 0. */

#include "table.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

#define WHEEL_ROWS 3

void table_init(struct table *table, const struct table_ops *ops)
{
	*table = (struct table){ .ops = ops, .sort = -1 };
}

void table_destroy(struct table *table)
{
	free(table->order);
	table->order = NULL;
	free(table->filter);
	table->filter = NULL;
}

static size_t row_at(const struct table *table, size_t place)
{
	return table->order ? table->order[place] : place;
}

size_t table_row(const struct table *table)
{
	return table->n_places ? row_at(table, table->focus) : 0;
}

/* The place of 'row', or of the nearest row behind it that has one; the number
 * of places where there is none. */
static size_t place_of(const struct table *table, size_t row)
{
	size_t nearest = table->n_places;

	if (!table->order)
		return row;
	for (size_t i = 0; i < table->n_places; i++) {
		if (table->order[i] == row)
			return i;
		if (table->order[i] > row &&
		    (nearest == table->n_places ||
		     table->order[i] < table->order[nearest]))
			nearest = i;
	}
	return nearest;
}

void table_focus(struct table *table, size_t row)
{
	table->focus = place_of(table, row);
	if (table->focus >= table->n_places)
		table->focus = table->n_places ? table->n_places - 1 : 0;
}

bool table_shows(const struct table *table, size_t column)
{
	return !(table->hidden >> column & 1);
}

/* ---- Cells ------------------------------------------------------------- */

static void get_cell(table_get_cell *get, const struct ui *ui,
		     const void *data, size_t row, size_t column,
		     struct table_cell *cell)
{
	cell->buffer[0] = '\0';
	cell->text = "";
	cell->owned = NULL;
	cell->is_name = false;
	cell->style = STYLE_TEXT;
	get(ui, data, row, column, cell);
}

size_t table_row_at(const struct table *table, size_t place)
{
	return row_at(table, place);
}

void table_cell_at(const struct table *table, const struct ui *ui,
		   const void *data, size_t place, size_t column,
		   struct table_cell *cell)
{
	get_cell(table->ops->cell, ui, data, row_at(table, place), column,
		 cell);
}

int table_compare_text(table_get_cell *get, const struct ui *ui,
		       const void *data, size_t a, size_t b, size_t column)
{
	struct table_cell cells[2];
	int result;

	get_cell(get, ui, data, a, column, &cells[0]);
	get_cell(get, ui, data, b, column, &cells[1]);
	result = strcmp(cells[0].text, cells[1].text);
	free(cells[0].owned);
	free(cells[1].owned);
	return result;
}

/* ---- Copying ----------------------------------------------------------- */

static bool is_address(const char *text)
{
	struct in6_addr address;

	return inet_pton(AF_INET, text, &address) == 1 ||
	       inet_pton(AF_INET6, text, &address) == 1;
}

char *table_copy(const struct table *table, const struct ui *ui,
		 const void *data, enum copied what)
{
	const struct table_ops *ops = table->ops;
	size_t row = table_row(table);
	char *text = NULL;

	if (table->n_places == 0)
		return NULL;
	for (size_t i = ops->n_columns; i-- > 0 && !text; ) {
		struct table_cell cell;

		get_cell(ops->cell, ui, data, row, i, &cell);
		if (what == COPY_NAME ? i == ops->name_column :
		    is_address(cell.text))
			text = strdup(cell.text);
		free(cell.owned);
	}
	return text;
}

/* ---- Sorting ----------------------------------------------------------- */

struct sorting {
	const struct table *table;
	const struct ui *ui;
	const void *data;
};

/* Equal rows stay in their order: their numbers decide. */
static int compare_rows(const void *a_, const void *b_, void *sorting_)
{
	const struct sorting *sorting = sorting_;
	const struct table *table = sorting->table;
	const struct table_ops *ops = table->ops;
	uint32_t a = *(const uint32_t *)a_;
	uint32_t b = *(const uint32_t *)b_;
	int result = 0;

	if (table->ranked)
		result = ops->rank(sorting->ui, sorting->data, a) -
			 ops->rank(sorting->ui, sorting->data, b);
	if (result == 0 && table->sort >= 0) {
		result = ops->compare(sorting->ui, sorting->data, a, b,
				      (size_t)table->sort);
		if (table->descending)
			result = -result;
	}
	return result ? result : (a > b) - (a < b);
}

static bool row_matches(const struct table *table, const struct ui *ui,
			const void *data, size_t row, const char *needle)
{
	struct table_cell cell;
	bool found = false;

	for (size_t i = 0; i < table->ops->n_columns && !found; i++) {
		if (!table_shows(table, i))
			continue;
		get_cell(table->ops->cell, ui, data, row, i, &cell);
		found = ui_matches(cell.text, needle);
		free(cell.owned);
	}
	return found;
}

/* Without memory the rows stay as they are. */
static void sort(struct table *table, const struct ui *ui, const void *data)
{
	struct sorting sorting = { table, ui, data };
	bool sorts = table->sort >= 0 || table->ranked;

	free(table->order);
	table->order = NULL;
	table->n_places = table->n_rows;
	if ((!sorts && !table->filter) || table->n_rows == 0)
		return;
	table->order = calloc(table->n_rows, sizeof(*table->order));
	if (!table->order)
		return;
	table->n_places = 0;
	for (size_t i = 0; i < table->n_rows; i++)
		if (!table->filter ||
		    row_matches(table, ui, data, i, table->filter))
			table->order[table->n_places++] = (uint32_t)i;
	if (sorts)
		qsort_r(table->order, table->n_places, sizeof(*table->order),
			compare_rows, &sorting);
}

void table_update(struct table *table, const struct ui *ui, const void *data,
		  size_t n_rows, size_t row)
{
	table->n_rows = n_rows;
	sort(table, ui, data);
	table_focus(table, row);
}

/* Sorts again; the focus stays on its row. */
static unsigned resort(struct table *table, const struct ui *ui,
		       const void *data)
{
	table_update(table, ui, data, table->n_rows, table_row(table));
	return UI_HANDLED;
}

/* Whether the column that it is sorted by has its greatest first. */
static bool falls(const struct table *table)
{
	return table->sort >= 0 && (table->ops->falling >> table->sort & 1);
}

static unsigned sort_next(struct table *table, const struct ui *ui,
			  const void *data)
{
	do
		table->sort++;
	while ((size_t)table->sort < table->ops->n_columns &&
	       !table_shows(table, (size_t)table->sort));
	if ((size_t)table->sort >= table->ops->n_columns)
		table->sort = -1;
	table->descending = falls(table);
	return resort(table, ui, data);
}

unsigned table_sort_by(struct table *table, const struct ui *ui,
		       const void *data, size_t column)
{
	if (table->sort != (int)column) {
		table->sort = (int)column;
		table->descending = falls(table);
	} else if (table->descending == falls(table)) {
		table->descending = !table->descending;
	} else {
		table->sort = -1;
	}
	return resort(table, ui, data);
}

/* ---- Choosing rows and columns ----------------------------------------- */

bool table_filter(struct table *table, const struct ui *ui, const void *data,
		  const char *text)
{
	char *filter = *text ? strdup(text) : NULL;

	if (*text && !filter)
		return false;
	free(table->filter);
	table->filter = filter;
	resort(table, ui, data);
	return true;
}

void table_reveal(struct table *table, const struct ui *ui, const void *data,
		  size_t row)
{
	table_focus(table, row);
	if (table->filter && row < table->n_rows && table_row(table) != row) {
		table_filter(table, ui, data, "");
		table_focus(table, row);
	}
}

/* What is filtered is filtered by what is shown. */
void table_toggle(struct table *table, const struct ui *ui, const void *data,
		  size_t column)
{
	if (column == 0 || column >= table->ops->n_columns)
		return;
	table->hidden ^= 1u << column;
	table->skipped = 0;
	if (table->filter)
		resort(table, ui, data);
}

/* ---- Moving ------------------------------------------------------------ */

static unsigned move(struct table *table, size_t step, bool back)
{
	size_t last = table->n_places ? table->n_places - 1 : 0;

	if (back)
		table->focus = step < table->focus ? table->focus - step : 0;
	else
		table->focus = step < last - table->focus ?
			table->focus + step : last;
	return UI_HANDLED;
}

static unsigned scroll_columns(struct table *table, bool back)
{
	if (back && table->skipped > 0)
		do
			table->skipped--;
		while (table->skipped > 0 &&
		       !table_shows(table, table->skipped));
	else if (!back && table->more &&
		 table->skipped + 2 < table->ops->n_columns)
		do
			table->skipped++;
		while (table->skipped + 2 < table->ops->n_columns &&
		       !table_shows(table, table->skipped));
	return UI_HANDLED;
}

unsigned table_act(struct table *table, const struct ui *ui, const void *data,
		   enum action action)
{
	size_t page = table->page > 1 ? table->page - 1 : 1;

	switch (action) {
	case ACTION_UP:
	case ACTION_DOWN:
		return move(table, 1, action == ACTION_UP);
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		return move(table, page, action == ACTION_PAGE_UP);
	case ACTION_HOME:
	case ACTION_END:
		return move(table, SIZE_MAX, action == ACTION_HOME);
	case ACTION_LEFT:
	case ACTION_RIGHT:
		return scroll_columns(table, action == ACTION_LEFT);
	case ACTION_SORT:
		return sort_next(table, ui, data);
	case ACTION_TROUBLE_FIRST:
		table->ranked = !table->ranked;
		sort(table, ui, data);
		table->focus = 0;
		return UI_HANDLED;
	default:
		return UI_IGNORED;
	}
}

/* Scrolls; the focus is taken along where it would be left behind. */
static unsigned wheel(struct table *table, bool back)
{
	size_t page = table->page ? table->page : 1;
	size_t last = table->n_places > page ? table->n_places - page : 0;

	if (back)
		table->top = table->top > WHEEL_ROWS ?
			table->top - WHEEL_ROWS : 0;
	else
		table->top = table->top + WHEEL_ROWS < last ?
			table->top + WHEEL_ROWS : last;
	if (table->focus < table->top)
		table->focus = table->top;
	else if (table->focus >= table->top + page)
		table->focus = table->top + page - 1;
	if (table->focus >= table->n_places)
		table->focus = table->n_places ? table->n_places - 1 : 0;
	return UI_HANDLED;
}

static unsigned click_heading(struct table *table, const struct ui *ui,
			      const void *data, int column)
{
	for (size_t i = 0; i < table->ops->n_columns; i++)
		if (table->start[i] >= 0 && table->ops->compare &&
		    column >= table->start[i] &&
		    column < table->start[i] + table->width[i])
			return table_sort_by(table, ui, data, i);
	return UI_IGNORED;
}

unsigned table_mouse(struct table *table, const struct ui *ui,
		     const void *data, const struct event *event,
		     bool *opened)
{
	int row = event->row - table->area.row;
	size_t place;

	if (event->type != EVENT_MOUSE || event->mouse == MOUSE_RELEASE)
		return UI_IGNORED;
	if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
		return wheel(table, event->mouse == MOUSE_WHEEL_UP);
	if (row == 0 && event->mouse == MOUSE_PRESS)
		return click_heading(table, ui, data,
				     event->column - table->area.column);
	if (row < 1 || (size_t)row > table->page)
		return UI_IGNORED;
	place = table->top + (size_t)(row - 1);
	if (place >= table->n_places)
		return UI_IGNORED;
	table->focus = place;
	*opened = event->mouse == MOUSE_DOUBLE;
	return UI_HANDLED;
}

/* ---- Searching --------------------------------------------------------- */

bool table_search(struct table *table, const struct ui *ui, const void *data,
		  const char *needle, int step)
{
	size_t n = table->n_places;
	size_t place = table->focus;

	for (size_t i = 0; i < n; i++) {
		place = step > 0 ? (place + 1) % n : (place + n - 1) % n;
		if (row_matches(table, ui, data, row_at(table, place),
				needle)) {
			table->focus = place;
			return true;
		}
	}
	return false;
}

/* ---- Drawing ----------------------------------------------------------- */

/* The first column stays; those behind it scroll. */
static bool is_away(const struct table *table, size_t column)
{
	return (column >= 1 && column <= table->skipped) ||
	       !table_shows(table, column);
}

/* So many times what it would like is the most that a column has for its
 * content. */
#define CONTENT_MOST 3

static int cell_columns(const struct table_cell *cell, const struct ui *ui)
{
	char *shown = ui_shown(ui, cell->text);
	size_t columns = shown ? rp_columns(shown) : 0;

	free(shown);
	return columns < 10000 ? (int)columns : 10000;
}

/* Takes note of what a row needs. */
static void measure_row(struct table *table, const struct ui *ui,
			const void *data, size_t place)
{
	for (size_t i = 0; i < table->ops->n_columns; i++) {
		struct table_cell cell;
		int columns;

		if (is_away(table, i))
			continue;
		table_cell_at(table, ui, data, place, i, &cell);
		columns = cell_columns(&cell, ui);
		if (columns > table->content[i])
			table->content[i] = columns;
		free(cell.owned);
	}
}

/* The same of the rows that are seen.  A cell that is drawn as wide as its
 * column needs what that would like. */
static void measure(struct table *table, const struct ui *ui,
		    const void *data)
{
	for (size_t i = 0; i < table->ops->n_columns; i++)
		table->width[i] = table->ops->columns[i].width;
	for (size_t i = 0; i < table->page; i++)
		if (table->top + i < table->n_places)
			measure_row(table, ui, data, table->top + i);
}

/* What a column would have: its heading, with the mark of what it is sorted by,
 * and its content. */
static int wanted(const struct table *table, size_t column)
{
	const struct table_column *how = &table->ops->columns[column];
	int heading = (int)rp_columns(_(how->title)) +
		      (table->sort == (int)column ? 2 : 0);
	int content = table->content[column];

	if (content > CONTENT_MOST * how->width)
		content = CONTENT_MOST * how->width;
	return heading > content ? heading : content;
}

/* What it can do with. */
static int least_of(const struct table *table, size_t column)
{
	int least = table->ops->columns[column].least;
	int most = wanted(table, column);

	return least < most ? least : most;
}

/* The widest column that can give; the number of columns where none can. */
static size_t widest(const struct table *table)
{
	size_t found = table->ops->n_columns;

	for (size_t i = 0; i < table->ops->n_columns; i++)
		if (table->width[i] > least_of(table, i) &&
		    (found == table->ops->n_columns ||
		     table->width[i] > table->width[found]))
			found = i;
	return found;
}

/* Takes columns off the widths, from the widest first, until 'excess' is gone
 * or none can give. */
static void shrink(struct table *table, int excess)
{
	for (; excess > 0; excess--) {
		size_t i = widest(table);

		if (i == table->ops->n_columns)
			return;
		table->width[i]--;
	}
}

static void grow(struct table *table, int room)
{
	int shares = 0;

	for (size_t i = 0; i < table->ops->n_columns; i++)
		if (table->width[i] > 0)
			shares += table->ops->columns[i].grow;
	for (size_t i = 0; shares > 0 && i < table->ops->n_columns; i++)
		if (table->width[i] > 0)
			table->width[i] += room *
				table->ops->columns[i].grow / shares;
}

/* Gives widths to the columns that have room for the least they can do with,
 * the first one at any rate; the others have none. */
static void choose_columns(struct table *table, int columns)
{
	int least = 1;

	table->more = false;
	for (size_t i = 0; i < table->ops->n_columns; i++) {
		table->width[i] = 0;
		if (is_away(table, i))
			continue;
		least += least_of(table, i) + (i > 0);
		if (i > 0 && least > columns)
			table->more = true;
		if (!table->more)
			table->width[i] = wanted(table, i);
	}
}

/* One column before all of them is the mark of the focused row. */
static void lay_out(struct table *table, int columns)
{
	int all = 0;
	int at = 1;

	choose_columns(table, columns);
	for (size_t i = 0; i < table->ops->n_columns; i++)
		all += table->width[i] + (table->width[i] > 0);
	if (all > columns)
		shrink(table, all - columns);
	else
		grow(table, columns - all);
	for (size_t i = 0; i < table->ops->n_columns; i++) {
		table->start[i] = table->width[i] > 0 && at < columns ? at :
			-1;
		at += table->width[i] + (table->width[i] > 0);
	}
}

static void draw_headings(const struct table *table, struct area area,
			  struct frame *frame)
{
	frame_style(frame, area, 0, 0, -1, STYLE_HEADING);
	for (size_t i = 0; i < table->ops->n_columns; i++) {
		const char *mark = "";

		if (table->start[i] < 0)
			continue;
		if (table->sort == (int)i)
			mark = table->descending ? " ▼" : " ▲";
		frame_printf(frame, area, 0, table->start[i], table->width[i],
			     STYLE_HEADING, "%s%s",
			     _(table->ops->columns[i].title), mark);
	}
}

static void draw_cell(const struct table *table, struct area area, int at,
		      size_t column, const struct table_cell *cell,
		      const struct ui *ui, struct frame *frame)
{
	int start = table->start[column];
	int width = table->width[column];
	enum style style = cell->style;

	if (ui_matches(cell->text, ui_needle(ui)))
		style = STYLE_MATCH;
	if (cell->is_name)
		frame_put_name(frame, area, at, start, width, style,
			       cell->text);
	else
		frame_put(frame, area, at, start, width, style, cell->text);
}

static void draw_row(const struct table *table, const struct ui *ui,
		     const void *data, struct area area, int at, size_t place,
		     struct frame *frame)
{
	bool focused = place == table->focus;
	struct table_cell cell;

	for (size_t i = 0; i < table->ops->n_columns; i++) {
		if (table->start[i] < 0)
			continue;
		get_cell(table->ops->cell, ui, data, row_at(table, place), i,
			 &cell);
		draw_cell(table, area, at, i, &cell, ui, frame);
		free(cell.owned);
	}
	if (!focused)
		return;
	if (!table->behind)
		frame_put(frame, area, at, 0, 1, STYLE_ROW_FOCUS, ">");
	frame_style(frame, area, at, 0, -1, table->behind ? STYLE_ROW :
		    STYLE_ROW_FOCUS);
}

/* " · of 25000, with chi"; returns the columns taken. */
static int draw_filter(const struct table *table, struct area area, int at,
		       int column, struct frame *frame)
{
	int start = column;

	column += frame_printf(frame, area, at, column, -1, STYLE_NOTICE,
			       _(" · of %zu, with "), table->n_rows);
	column += frame_put_name(frame, area, at, column,
				 (area.columns - column) / 2, STYLE_NOTICE,
				 table->filter);
	return column - start;
}

/* "3 of 25000 · sorted by Host": where the operator is, in words. */
static void draw_status(const struct table *table, struct area area, int at,
			struct frame *frame)
{
	int column;

	column = frame_printf(frame, area, at, 1, -1, STYLE_DIM,
			      _("%zu of %zu"), table->n_places ?
			      table->focus + 1 : 0, table->n_places);
	column++;
	if (table->filter)
		column += draw_filter(table, area, at, column, frame);
	if (table->ranked)
		column += frame_put(frame, area, at, column, -1, STYLE_DIM,
				    _(" · trouble first"));
	if (table->sort >= 0)
		column += frame_printf(frame, area, at, column, -1, STYLE_DIM,
				       _(" · sorted by %s"),
				       _(table->ops->columns[table->sort]
					 .title));
	else if (table->ops->order && !table->ranked)
		column += frame_printf(frame, area, at, column, -1, STYLE_DIM,
				       " · %s", _(table->ops->order));
	if (table->more || table->skipped)
		frame_put(frame, area, at, column, -1, STYLE_DIM,
			  _(" · ← → more columns"));
}

static void scroll_to_focus(struct table *table)
{
	if (table->focus < table->top)
		table->top = table->focus;
	else if (table->page && table->focus >= table->top + table->page)
		table->top = table->focus - table->page + 1;
	if (table->top + table->page > table->n_places)
		table->top = table->n_places > table->page ?
			table->n_places - table->page : 0;
}

/* With little room rows come first, then headings, then the status. */
void table_draw(struct table *table, const struct ui *ui, const void *data,
		struct area area, struct frame *frame)
{
	int status = area.rows >= 5;
	int rows = area.rows - 1 - status;

	table->area = area;
	table->page = rows > 0 ? (size_t)rows : 0;
	scroll_to_focus(table);
	measure(table, ui, data);
	lay_out(table, area.columns);
	draw_headings(table, area, frame);
	for (size_t i = 0; i < table->page; i++)
		if (table->top + i < table->n_places)
			draw_row(table, ui, data, area, (int)i + 1,
				 table->top + i, frame);
	if (status)
		draw_status(table, area, area.rows - 1, frame);
	if (!table->behind)
		frame_cursor(frame, area,
			     (int)(table->focus - table->top) + 1, 0, false);
}
