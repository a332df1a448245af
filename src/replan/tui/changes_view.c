/* Changes: this plan against the one that was opened or saved last.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "plan_words.h"
#include "sentence.h"
#include "words.h"

enum change_column {
	COLUMN_VM,
	COLUMN_NIC,
	COLUMN_WHAT,
	COLUMN_BEFORE,
	COLUMN_AFTER,
	N_CHANGE_COLUMNS
};

static const struct table_column columns[N_CHANGE_COLUMNS] = {
	[COLUMN_VM] = { N_("VM"), 16, 10, 2 },
	[COLUMN_NIC] = { N_("NIC"), 15, 12, 1 },
	[COLUMN_WHAT] = { N_("What"), 8, 8, 0 },
	[COLUMN_BEFORE] = { N_("Before"), 22, 16, 3 },
	[COLUMN_AFTER] = { N_("After"), 22, 16, 3 },
};

struct changes {
	struct list list;
	struct rp_difference *rows;
	size_t n_rows;
};

/* ---- Rows -------------------------------------------------------------- */

static void forget_rows(struct changes *changes)
{
	rp_differences_free(changes->rows, changes->n_rows);
	changes->rows = NULL;
	changes->n_rows = 0;
}

static int find_rows(struct changes *changes, const struct ui *ui)
{
	rp_plan *saved;
	int result = rp_session_saved_plan(&saved, ui_session(ui));

	if (result != RP_OK)
		return result;
	result = rp_differences(&changes->rows, &changes->n_rows, saved,
				ui_plan(ui));
	rp_plan_free(saved);
	return result;
}

static bool is_before(const struct rp_difference *a,
		      const struct rp_difference *b)
{
	/* RP_NONE, for a host, comes first. */
	rp_id a_nic = a->nic + 1;
	rp_id b_nic = b->nic + 1;

	if (a->vm != b->vm)
		return a->vm < b->vm;
	if (a_nic != b_nic)
		return a_nic < b_nic;
	return a->kind < b->kind;
}

/* The first row that is not before 'wanted'. */
static size_t find_row(const struct changes *changes,
		       const struct rp_difference *wanted)
{
	size_t low = 0;
	size_t high = changes->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(&changes->rows[middle], wanted))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void changes_update(struct ui *ui, void *state)
{
	struct changes *changes = state;
	struct rp_difference focused = { .vm = 0, .nic = RP_NONE };
	size_t row;
	int result;

	if (list_row(&changes->list, &row))
		focused = changes->rows[row];
	forget_rows(changes);
	result = find_rows(changes, ui);
	if (result != RP_OK)
		ui_edited(ui, result);
	list_update(ui, &changes->list, changes->n_rows,
		    find_row(changes, &focused));
}

/* ---- Cells ------------------------------------------------------------- */

static void value_cell(struct table_cell *cell, const char *value)
{
	cell->text = value ? value : "-";
	cell->is_name = value != NULL;
}

static void changes_cell(const struct ui *ui, const void *data, size_t at,
			 size_t column, struct table_cell *cell)
{
	const struct changes *changes = data;
	const struct rp_difference *row = &changes->rows[at];

	switch ((enum change_column)column) {
	case COLUMN_VM:
		cell_name(cell, ui, RP_VM, row->vm);
		break;
	case COLUMN_NIC:
		cell_name(cell, ui, RP_NIC, row->nic);
		break;
	case COLUMN_WHAT:
		cell->text = difference_word(row->kind);
		break;
	case COLUMN_BEFORE:
		value_cell(cell, row->before);
		break;
	case COLUMN_AFTER:
		value_cell(cell, row->after);
		break;
	case N_CHANGE_COLUMNS:
		break;
	}
}

static int changes_compare(const struct ui *ui, const void *data, size_t a,
			   size_t b, size_t column)
{
	const struct changes *changes = data;

	if (column == COLUMN_WHAT)
		return (int)changes->rows[a].kind - (int)changes->rows[b].kind;
	return table_compare_text(changes_cell, ui, data, a, b, column);
}

static const struct table_ops changes_table = {
	.columns = columns,
	.n_columns = N_CHANGE_COLUMNS,
	.cell = changes_cell,
	.compare = changes_compare,
};

/* ---- The view ---------------------------------------------------------- */

static unsigned changes_open(struct ui *ui, const void *data, size_t row)
{
	const struct changes *changes = data;
	rp_id replica = rp_plan_replica_of(ui_plan(ui),
					   changes->rows[row].vm);

	return replica == RP_NONE ? UI_HANDLED : ui_explain(ui, replica);
}

/* The plan file without its folders. */
static const char *plan_name(const struct ui *ui)
{
	const char *path = rp_session_path(ui_session(ui));
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static char *changes_note(const struct ui *ui, const void *data)
{
	const struct changes *changes = data;

	if (changes->n_rows == 0)
		return NULL;
	return SENTENCE(ui, _("Since {0} was opened or last saved"),
			plan_name(ui));
}

/* A decision may have changed that the plan does not follow from. */
static char *changes_empty(const struct ui *ui, const void *data)
{
	(void)data;
	if (rp_session_is_modified(ui_session(ui)))
		return SENTENCE(ui, _("No host, network or address has changed "
				      "since {0} was opened or last saved; "
				      "other decisions have."), plan_name(ui));
	return SENTENCE(ui, _("Nothing has changed since {0} was opened or "
			      "last saved."), plan_name(ui));
}

static const struct list_ops changes_list = {
	.table = &changes_table,
	.open = changes_open,
	.note = changes_note,
	.empty = changes_empty,
};

static unsigned changes_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_CHANGES;
}

static void changes_destroy(void *state)
{
	struct changes *changes = state;

	list_destroy(&changes->list);
	forget_rows(changes);
	free(changes);
}

static const struct view_ops ops = {
	.title = N_("Changes"),
	.update = changes_update,
	.where = changes_where,
	.act = list_act,
	.mouse = list_mouse,
	.draw = list_draw,
	.search = list_search,
	.copy = list_copy,
	.list = list_self,
	.destroy = changes_destroy,
};

const struct view_ops *changes_view(void **state)
{
	struct changes *changes = calloc(1, sizeof(*changes));

	if (!changes)
		return NULL;
	list_init(&changes->list, &changes_list);
	*state = changes;
	return &ops;
}
