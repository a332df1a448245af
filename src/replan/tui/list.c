/* List: a view that is a table, and its focused row in full.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "list.h"

#include <stdio.h>
#include <stdlib.h>

#include "sentence.h"
#include "text_rows.h"
#include "words.h"

/* The row in full stands in so many rows, with its border, where the view has
 * twice as many. */
#define DETAIL_ROWS 6

/* A view of fewer rows has no line above them. */
#define NOTE_LEAST 6

void list_init(struct list *list, const struct list_ops *ops)
{
	list->ops = ops;
	list->in_full = LIST_NONE;
	table_init(&list->table, ops->table);
}

void list_destroy(struct list *list)
{
	table_destroy(&list->table);
}

void list_update(struct ui *ui, struct list *list, size_t n_rows, size_t row)
{
	table_update(&list->table, ui, list, n_rows, row);
	list->in_full = LIST_NONE;
}

bool list_row(const struct list *list, size_t *row)
{
	*row = table_row(&list->table);
	return list->table.n_places > 0;
}

/* ---- Events ------------------------------------------------------------ */

static unsigned read_detail(struct ui *ui, const struct list *list, size_t row)
{
	char *text = list->ops->detail(ui, list, row);
	unsigned did = text ? ui_read(ui, _("In full"), text) :
		ui_edited(ui, RP_NO_MEMORY);

	free(text);
	return did;
}

static unsigned list_open(struct ui *ui, const struct list *list)
{
	size_t row;

	if (!list_row(list, &row))
		return UI_HANDLED;
	return list->ops->open ? list->ops->open(ui, list, row) :
		read_detail(ui, list, row);
}

static unsigned list_explain(struct ui *ui, const struct list *list)
{
	size_t row;

	if (!list->ops->detail || !list_row(list, &row))
		return list_open(ui, list);
	return read_detail(ui, list, row);
}

/* ---- Choosing rows and columns ----------------------------------------- */

static unsigned filter_typed(struct ui *ui, void *data, const char *text)
{
	struct list *list = data;

	if (!table_filter(&list->table, ui, list, text))
		return ui_edited(ui, RP_NO_MEMORY);
	return UI_HANDLED;
}

static unsigned ask_filter(struct ui *ui, struct list *list)
{
	const char *filter = list->table.filter;

	return ui_prompt(ui, _("Only rows with: "), filter ? filter : "",
			 filter_typed, list);
}

static unsigned choose_columns(struct ui *ui, struct list *list,
			       size_t chosen);

static unsigned column_chosen(struct ui *ui, void *data, size_t choice)
{
	struct list *list = data;

	table_toggle(&list->table, ui, list, choice + 1);
	return choose_columns(ui, list, choice);
}

/* A line for each column but the first, with a mark where it is shown; each is
 * switched until the list is left. */
static unsigned choose_columns(struct ui *ui, struct list *list, size_t chosen)
{
	const struct table_ops *ops = list->table.ops;
	char lines[TABLE_COLUMNS_MAX][TABLE_CELL_SIZE];
	const char *texts[TABLE_COLUMNS_MAX];

	for (size_t i = 1; i < ops->n_columns; i++) {
		snprintf(lines[i], sizeof(lines[i]), "[%s] %s",
			 table_shows(&list->table, i) ? "x" : " ",
			 _(ops->columns[i].title));
		texts[i - 1] = lines[i];
	}
	return ui_choose(ui, _("Columns"), texts, ops->n_columns - 1, chosen,
			 column_chosen, list);
}

unsigned list_act(struct ui *ui, void *state, enum action action)
{
	struct list *list = state;

	switch (action) {
	case ACTION_SHOW:
	case ACTION_EXPLAIN:
	case ACTION_GO:
		return list_open(ui, list);
	case ACTION_EXPLAIN_ROW:
		return list_explain(ui, list);
	case ACTION_FILTER_ROWS:
		return ask_filter(ui, list);
	case ACTION_COLUMNS:
		return choose_columns(ui, list, 0);
	case ACTION_ZOOM_LIST:
		list->is_whole = !list->is_whole;
		return UI_HANDLED;
	default:
		return table_act(&list->table, ui, list, action);
	}
}

unsigned list_mouse(struct ui *ui, void *state, struct area area,
		    const struct event *event)
{
	struct list *list = state;
	bool opened = false;
	unsigned did;

	(void)area;
	did = table_mouse(&list->table, ui, list, event, &opened);
	return opened ? list_open(ui, list) : did;
}

bool list_search(struct ui *ui, void *state, const char *needle, int step)
{
	struct list *list = state;

	return table_search(&list->table, ui, list, needle, step);
}

bool list_waits(const void *state)
{
	const struct list *list = state;
	size_t row;

	return list->ops->detail && list->in_full != LIST_NONE &&
	       list_row(list, &row) && row != list->in_full;
}

unsigned list_rest(struct ui *ui, void *state)
{
	struct list *list = state;

	(void)ui;
	list->in_full = LIST_NONE;
	return UI_HANDLED;
}

char *list_copy(const struct ui *ui, const void *state, enum copied what)
{
	const struct list *list = state;

	return table_copy(&list->table, ui, list, what);
}

struct list *list_self(void *state, size_t i)
{
	return i == 0 ? state : NULL;
}

/* ---- Drawing ----------------------------------------------------------- */

/* Draws the line above the rows, where there is one; they stand below it. */
static void draw_note(struct ui *ui, const struct list *list,
		      struct area *area, struct frame *frame)
{
	char *note = list->ops->note && area->rows >= NOTE_LEAST ?
		list->ops->note(ui, list) : NULL;

	if (!note)
		return;
	frame_put(frame, *area, 0, 1, -1, STYLE_DIM, note);
	area->row++;
	area->rows--;
	free(note);
}

static void draw_empty(struct ui *ui, const struct list *list,
		       struct area area, struct frame *frame)
{
	char *text = list->table.filter && list->table.n_rows > 0 ?
		SENTENCE(ui, _("No row has \"{0}\"."), list->table.filter) :
		list->ops->empty(ui, list);

	area.row++;
	area.rows--;
	area.column++;
	area.columns -= 2;
	if (text)
		text_draw_wrapped(frame, area, 0, text);
	free(text);
}

static void draw_detail(struct ui *ui, struct list *list, struct area area,
			struct frame *frame)
{
	char *text;

	if (list->in_full == LIST_NONE)
		list->in_full = table_row(&list->table);
	text = list->ops->detail(ui, list, list->in_full);
	frame_border(frame, area, _("In full"), false);
	if (text)
		text_draw_wrapped(frame, area_inside(area), 0, text);
	free(text);
}

void list_draw(struct ui *ui, void *state, struct area area,
	       struct frame *frame)
{
	struct list *list = state;
	bool has_rows = list->table.n_places > 0;
	struct area detail = area;

	if (list->ops->detail && has_rows && !list->is_whole &&
	    area.rows >= 2 * DETAIL_ROWS) {
		area.rows -= DETAIL_ROWS;
		detail.row += area.rows;
		detail.rows = DETAIL_ROWS;
		draw_detail(ui, list, detail, frame);
	}
	draw_note(ui, list, &area, frame);
	table_draw(&list->table, ui, list, area, frame);
	if (!has_rows)
		draw_empty(ui, list, area, frame);
}

/* ---- Cells ------------------------------------------------------------- */

void cell_say(struct table_cell *cell, enum style style, const char *text)
{
	cell->text = text;
	cell->style = style;
}

void cell_take(struct table_cell *cell, char *text)
{
	cell->owned = text;
	cell->text = text ? text : "";
}

void cell_name(struct table_cell *cell, const struct ui *ui,
	       enum rp_kind kind, rp_id id)
{
	cell->is_name = id != RP_NONE;
	cell->text = id == RP_NONE ? "-" : rp_name(ui_topology(ui), kind, id);
}

int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int compare_ips(enum rp_family a_family, rp_ip a, enum rp_family b_family,
		rp_ip b)
{
	if (a_family != b_family)
		return a_family < b_family ? -1 : 1;
	return (a > b) - (a < b);
}
