/* Making what is exported, in slices.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV is for programs: untranslated, each field as it is.  Text is what is seen
 * on the screen, in columns as wide as they need. */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "ui_export.h"
#include "words.h"

/* So many rows are made between two looks at the clock. */
#define ROWS_AT_ONCE 64

/* ---- Cells ------------------------------------------------------------- */

/* The text of a cell without blanks around it; the caller frees it. */
static char *trimmed(const char *text)
{
	size_t size;

	text += strspn(text, " ");
	size = strlen(text);
	while (size > 0 && text[size - 1] == ' ')
		size--;
	return strndup(text, size);
}

/* The cell as it stands in the file, or NULL without memory.  A cell that is
 * drawn as wide as its column has no room to draw. */
static char *cell_text(struct ui *ui, const struct export *export,
		       size_t place, size_t column)
{
	struct table *table = &export->list->table;
	struct table_cell cell;
	char *text, *shown;

	table->width[column] = 0;
	table_cell_at(table, ui, export->list, place, column, &cell);
	text = trimmed(cell.text);
	if (!text)
		shown = NULL;
	else if (export->what == EXPORT_VIEW_CSV)
		shown = rp_csv_field(text);
	else if (cell.is_name || !ui->ascii)
		shown = ui_shown(ui, text);
	else
		shown = frame_ascii(text);
	free(cell.owned);
	free(text);
	return shown;
}

static char *heading_text(struct ui *ui, const struct export *export,
			  size_t column)
{
	const char *title = export->list->table.ops->columns[column].title;

	if (export->what == EXPORT_VIEW_CSV)
		return rp_csv_field(title);
	return ui->ascii ? frame_ascii(_(title)) : strdup(_(title));
}

/* ---- Rows -------------------------------------------------------------- */

/* The heading stands before the first row. */
#define HEADING SIZE_MAX

static char *text_at(struct ui *ui, const struct export *export, size_t place,
		     size_t column)
{
	return place == HEADING ? heading_text(ui, export, column)
				: cell_text(ui, export, place, column);
}

static bool measure_row(struct ui *ui, struct export *export, size_t place)
{
	const struct table *table = &export->list->table;

	for (size_t i = 0; i < table->ops->n_columns; i++) {
		char *text;
		size_t columns;

		if (!table_shows(table, i))
			continue;
		text = text_at(ui, export, place, i);
		if (!text)
			return false;
		columns = rp_columns(text);
		if (columns > export->width[i])
			export->width[i] = columns;
		free(text);
	}
	return true;
}

static bool write_fields(struct ui *ui, struct export *export, size_t place)
{
	const struct table *table = &export->list->table;

	for (size_t i = 0; i < table->ops->n_columns; i++) {
		char *text;

		if (!table_shows(table, i))
			continue;
		text = text_at(ui, export, place, i);
		if (!text)
			return false;
		fprintf(export->out, "%s%s", i > 0 ? "," : "", text);
		free(text);
	}
	fputs("\r\n", export->out);
	return true;
}

/* In columns, two blanks between them and none at the end of the line. */
static bool write_columns(struct ui *ui, struct export *export, size_t place)
{
	const struct table *table = &export->list->table;
	size_t blanks = 0; /* Due before the next text. */

	for (size_t i = 0; i < table->ops->n_columns; i++) {
		char *text;

		if (!table_shows(table, i))
			continue;
		text = text_at(ui, export, place, i);
		if (!text)
			return false;
		for (; *text && blanks > 0; blanks--)
			fputc(' ', export->out);
		fputs(text, export->out);
		blanks += export->width[i] + 2 - rp_columns(text);
		free(text);
	}
	fputc('\n', export->out);
	return true;
}

static bool do_row(struct ui *ui, struct export *export, size_t place)
{
	if (export->phase == EXPORT_MEASURING)
		return measure_row(ui, export, place);
	return export->what == EXPORT_VIEW_CSV
		       ? write_fields(ui, export, place)
		       : write_columns(ui, export, place);
}

/* Goes on with the rows of a phase. */
static int do_rows(struct ui *ui, struct export *export,
		   const struct rp_progress *progress)
{
	if (export->n_done == 0 && !do_row(ui, export, HEADING))
		return RP_NO_MEMORY;
	while (export->n_done < export->n_rows) {
		if (!do_row(ui, export, export->n_done))
			return RP_NO_MEMORY;
		export->n_done++;
		if (export->n_done % ROWS_AT_ONCE == 0 && progress &&
		    !progress->report(progress->data, export->n_done,
				      export->n_rows))
			return RP_STOPPED;
	}
	export->n_done = 0;
	export->phase++;
	return RP_OK;
}

/* ---- The view ---------------------------------------------------------- */

static int make_view(struct ui *ui, struct export *export,
		     const struct rp_progress *progress)
{
	int result = RP_OK;

	if (export->phase == EXPORT_PARTS)
		export->phase = export->what == EXPORT_VIEW_TEXT ?
			EXPORT_MEASURING : EXPORT_WRITING;
	if (!export->out)
		export->out = open_memstream(&export->bytes, &export->size);
	if (!export->out)
		return RP_NO_MEMORY;
	while (result == RP_OK && export->phase < EXPORT_DONE)
		result = do_rows(ui, export, progress);
	if (result == RP_OK && ferror(export->out))
		result = RP_NO_MEMORY;
	if (result == RP_OK) {
		result = fclose(export->out) == 0 ? RP_OK : RP_NO_MEMORY;
		export->out = NULL;
	}
	return result;
}

/* The same with our words as they are in the source. */
static int make_untranslated(struct ui *ui, struct export *export,
			     const struct rp_progress *progress)
{
	locale_t own = duplocale(LC_GLOBAL_LOCALE);
	locale_t plain = own ? newlocale(LC_MESSAGES_MASK, "C", own) : NULL;
	locale_t before;
	int result;

	if (!plain) {
		if (own)
			freelocale(own);
		return RP_NO_MEMORY;
	}
	before = uselocale(plain);
	result = make_view(ui, export, progress);
	uselocale(before);
	freelocale(plain);
	return result;
}

/* ---- The plan ---------------------------------------------------------- */

static int make_plan(struct ui *ui, struct export *export)
{
	switch (export->what) {
	case EXPORT_PLAN_CSV:
		return rp_export_plan_csv(&export->bytes, &export->size,
					  ui_plan(ui));
	case EXPORT_PLAN_JSON:
		return rp_export_plan_json(&export->bytes, &export->size,
					   ui_plan(ui));
	case EXPORT_PLAN_LP:
		return rp_export_lp(&export->bytes, &export->size,
				    ui_plan(ui));
	case EXPORT_PLAN_FILE:
	case EXPORT_VIEW_CSV:
	case EXPORT_VIEW_TEXT:
	case N_EXPORTS:
		break;
	}
	return rp_export_config(&export->bytes, &export->size,
				ui_session(ui));
}

/* The rows of a table that was written: its lines but the heading. */
static size_t count_rows(const struct export *export)
{
	size_t n = 0;

	for (size_t i = 0; i < export->size; i++)
		n += export->bytes[i] == '\n';
	return n > 0 ? n - 1 : 0;
}

static int make_whole(struct ui *ui, struct export *export,
		      const struct rp_progress *progress)
{
	int result = RP_OK;

	if (export->what == EXPORT_PLAN_JSON)
		result = rp_session_complete(ui_session(ui), RP_ALL_PARTS,
					     progress);
	if (result == RP_OK)
		result = make_plan(ui, export);
	if (result == RP_OK && export->what == EXPORT_PLAN_CSV)
		export->n_rows = count_rows(export);
	if (result == RP_OK)
		export->phase = EXPORT_DONE;
	return result;
}

int export_make(struct ui *ui, struct export *export,
		const struct rp_progress *progress)
{
	if (export->what == EXPORT_VIEW_CSV)
		return make_untranslated(ui, export, progress);
	if (export->what == EXPORT_VIEW_TEXT)
		return make_view(ui, export, progress);
	return make_whole(ui, export, progress);
}

unsigned export_percent(const struct export *export)
{
	uint64_t all = export->n_rows ? export->n_rows : 1;
	uint64_t done = export->n_done * 100 / all;

	if (export->what != EXPORT_VIEW_TEXT)
		return (unsigned)done;
	return (unsigned)(export->phase == EXPORT_MEASURING ? done / 2
							    : 50 + done / 2);
}
