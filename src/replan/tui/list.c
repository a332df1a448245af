/* List: a view that is a table, and its focused row in full.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "list.h"

#include <stdlib.h>

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
	table_init(&list->table, ops->table);
}

void list_destroy(struct list *list)
{
	table_destroy(&list->table);
}

void list_update(struct ui *ui, struct list *list, size_t n_rows, size_t row)
{
	table_update(&list->table, ui, list, n_rows, row);
}

bool list_row(const struct list *list, size_t *row)
{
	*row = table_row(&list->table);
	return list->table.n_rows > 0;
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

unsigned list_act(struct ui *ui, void *state, enum action action)
{
	struct list *list = state;

	switch (action) {
	case ACTION_SHOW:
	case ACTION_EXPLAIN:
	case ACTION_GO:
		return list_open(ui, list);
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
	char *text = list->ops->empty(ui, list);

	area.row++;
	area.rows--;
	area.column++;
	area.columns -= 2;
	if (text)
		text_draw_wrapped(frame, area, 0, text);
	free(text);
}

static void draw_detail(struct ui *ui, const struct list *list,
			struct area area, struct frame *frame)
{
	char *text = list->ops->detail(ui, list, table_row(&list->table));

	frame_border(frame, area, _("In full"), false);
	if (text)
		text_draw_wrapped(frame, area_inside(area), 0, text);
	free(text);
}

void list_draw(struct ui *ui, void *state, struct area area,
	       struct frame *frame)
{
	struct list *list = state;
	bool has_rows = list->table.n_rows > 0;
	struct area detail = area;

	if (list->ops->detail && has_rows && area.rows >= 2 * DETAIL_ROWS) {
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
