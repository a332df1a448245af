/* The planner's screen: texts to read, questions, prompts.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unigbrk.h>
#include <unistr.h>

#include "map_signs.h"
#include "ui_private.h"
#include "words.h"

/* ---- Opening and closing ----------------------------------------------- */

static void dialog_free(struct dialog *dialog)
{
	for (size_t i = 0; i < dialog->n_lines; i++)
		free(dialog->lines[i]);
	free(dialog->lines);
	free(dialog->rows);
	free(dialog->title);
	free(dialog->text);
	*dialog = (struct dialog){ 0 };
}

void dialog_close(struct ui *ui)
{
	dialog_free(&ui->dialog);
}

/* Text as the screen can draw it. */
static char *drawable(const struct ui *ui, const char *text)
{
	char *shown = text_shown(text);
	char *ascii = shown && ui->ascii ? frame_ascii(shown) : NULL;

	if (!ui->ascii)
		return shown;
	free(shown);
	return ascii;
}

/* Puts 'dialog' in place of the one that is open; where memory ran out while it
 * was made, says so. */
static unsigned dialog_open(struct ui *ui, struct dialog dialog)
{
	if (!dialog.title || !dialog.text) {
		dialog_free(&dialog);
		return ui_edited(ui, RP_NO_MEMORY);
	}
	dialog_close(ui);
	ui->dialog = dialog;
	ui->held = false;
	return UI_HANDLED;
}

unsigned ui_read(struct ui *ui, const char *title, const char *text)
{
	struct dialog dialog = {
		.kind = DIALOG_TEXT,
		.title = drawable(ui, title),
		.text = drawable(ui, text),
	};

	return dialog_open(ui, dialog);
}

unsigned dialog_explain(struct ui *ui, const char *title, const char *text,
			size_t mark)
{
	struct dialog dialog = {
		.kind = DIALOG_TEXT,
		.title = drawable(ui, title),
		.text = drawable(ui, text),
		.explains = true,
		.mark = mark,
		.is_marked = true,
	};

	return dialog_open(ui, dialog);
}

void ui_renew_with(struct ui *ui, unsigned parts,
		   char *(*renew)(const struct ui *ui))
{
	if (ui->dialog.kind == DIALOG_NONE)
		return;
	ui->dialog.parts = parts;
	ui->dialog.renew = renew;
}

void *ui_dialog_data(const struct ui *ui)
{
	return ui->dialog.data;
}

/* What is broken into rows is broken again; where memory ran out, the text
 * stays as it was. */
void dialog_renew(struct ui *ui)
{
	struct dialog *dialog = &ui->dialog;
	char *made = dialog->renew(ui);
	char *text = made ? drawable(ui, made) : NULL;

	free(made);
	if (!text)
		return;
	free(dialog->text);
	dialog->text = text;
	dialog->width = 0;
}

static bool copy_lines(const struct ui *ui, struct dialog *dialog,
		       const char *const *lines, size_t n)
{
	dialog->lines = calloc(n, sizeof(*dialog->lines));
	if (!dialog->lines)
		return false;
	for (; dialog->n_lines < n; dialog->n_lines++) {
		char *line = drawable(ui, lines[dialog->n_lines]);

		if (!line)
			return false;
		dialog->lines[dialog->n_lines] = line;
	}
	return true;
}

unsigned ui_ask(struct ui *ui, const char *title, const char *text,
		const char *const *answers, size_t n, size_t chosen,
		unsigned (*done)(struct ui *ui, void *data, size_t choice),
		void *data)
{
	struct dialog dialog = {
		.kind = DIALOG_CHOICE,
		.title = drawable(ui, title),
		.text = drawable(ui, text),
		.focus = chosen < n ? chosen : 0,
		.chosen = done,
		.data = data,
	};

	if (n == 0 || !copy_lines(ui, &dialog, answers, n)) {
		dialog_free(&dialog);
		return n == 0 ? UI_IGNORED : ui_edited(ui, RP_NO_MEMORY);
	}
	return dialog_open(ui, dialog);
}

unsigned ui_choose(struct ui *ui, const char *title, const char *const *lines,
		   size_t n, size_t chosen,
		   unsigned (*done)(struct ui *ui, void *data, size_t choice),
		   void *data)
{
	return ui_ask(ui, title, "", lines, n, chosen, done, data);
}

unsigned dialog_choose(struct ui *ui, const char *title, char *const *lines,
		       size_t n,
		       unsigned (*done)(struct ui *ui, void *data,
					size_t choice),
		       unsigned (*left)(struct ui *ui))
{
	unsigned did = ui_choose(ui, title, (const char *const *)lines, n, 0,
				 done, NULL);

	if (ui->dialog.kind == DIALOG_CHOICE)
		ui->dialog.left = left;
	return did;
}

unsigned ui_prompt(struct ui *ui, const char *label, const char *text,
		   unsigned (*done)(struct ui *ui, void *data,
				    const char *text),
		   void *data)
{
	struct dialog dialog = {
		.kind = DIALOG_PROMPT,
		.title = drawable(ui, label),
		.text = strdup(text),
		.cursor = strlen(text),
		.typed = done,
		.data = data,
	};

	return dialog_open(ui, dialog);
}

/* ---- Help -------------------------------------------------------------- */

/* The keys of an action that lead to it here, as "q, F10"; "-" for none. */
static void print_keys(FILE *out, const struct ui *ui, enum action action)
{
	unsigned where = ui_contexts(ui) & action_info(action)->where;
	uint32_t keys[KEYMAP_KEYS];
	size_t n = keymap_keys(&ui->keys, action, where & (~where + 1), keys);
	char line[KEYMAP_KEYS * 18] = "-";
	char key[16];
	size_t columns;

	for (size_t i = 0; i < n; i++) {
		size_t used = i > 0 ? strlen(line) : 0;

		snprintf(line + used, sizeof(line) - used, "%s%s",
			 i > 0 ? ", " : "", key_text(keys[i], key));
	}
	columns = rp_columns(line);
	fprintf(out, "  %s%*s", line, columns < 18 ? (int)(18 - columns) : 0,
		"");
}

static void print_help(FILE *out, const struct ui *ui)
{
	unsigned where = ui_contexts(ui);

	fprintf(out, "%s\n", _("Keys"));
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++) {
		const struct action_info *info = action_info((enum action)i);

		if (!(info->where & where))
			continue;
		print_keys(out, ui, (enum action)i);
		fprintf(out, " %s\n", _(info->help));
	}
	if (where &
	    (IN_MAP | IN_PANE | IN_PLAN | IN_CARRY | IN_MATRIX | IN_SUGGEST))
		map_print_signs(out);
	if (where & IN_ADDRESSES)
		addresses_print_signs(out);
	fprintf(out, "\n%s\n  %s\n", _("Mouse"),
		_("Click, drag and the wheel do what the keys do; what stands "
		  "in the bar and the tabs can be clicked. With Shift held "
		  "down, most terminals select text."));
}

unsigned ui_help(struct ui *ui)
{
	const struct view *view = &ui->views[ui->view];
	char *text = NULL;
	char title[128];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	unsigned did;

	if (!out)
		return ui_edited(ui, RP_NO_MEMORY);
	print_help(out, ui);
	if (fclose(out) != 0) {
		free(text);
		return ui_edited(ui, RP_NO_MEMORY);
	}
	snprintf(title, sizeof(title), _("Help: %s"), _(view->ops->title));
	did = ui_read(ui, title, text);
	free(text);
	return did;
}

/* ---- Reading and choosing ---------------------------------------------- */

/* How many rows or lines there are to go through. */
static size_t n_items(const struct dialog *dialog)
{
	return dialog->kind == DIALOG_TEXT ? dialog->n_rows : dialog->n_lines;
}

/* Moves the place that is looked at by 'step', and no further than the ends. */
static void move(struct dialog *dialog, size_t step, bool back)
{
	size_t *at = &dialog->focus;
	size_t page = 1;
	size_t n = n_items(dialog);
	size_t last;

	if (dialog->kind == DIALOG_TEXT) {
		at = &dialog->top;
		page = dialog->page;
	}
	last = n > page ? n - page : 0;
	if (back)
		*at = step < *at ? *at - step : 0;
	else
		*at = *at < last && step < last - *at ? *at + step : last;
}

static unsigned choose(struct ui *ui, size_t choice)
{
	struct dialog *dialog = &ui->dialog;
	unsigned (*chosen)(struct ui *, void *, size_t) = dialog->chosen;
	void *data = dialog->data;

	dialog_close(ui);
	return chosen(ui, data, choice) | UI_HANDLED;
}

static unsigned leave(struct ui *ui)
{
	unsigned (*left)(struct ui *) = ui->dialog.left;

	dialog_close(ui);
	return UI_HANDLED | (left ? left(ui) : 0);
}

unsigned dialog_act(struct ui *ui, enum action action)
{
	struct dialog *dialog = &ui->dialog;
	size_t page = dialog->page ? dialog->page : 1;

	switch (action) {
	case ACTION_UP:
	case ACTION_DOWN:
		move(dialog, 1, action == ACTION_UP);
		return UI_HANDLED;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		move(dialog, page, action == ACTION_PAGE_UP);
		return UI_HANDLED;
	case ACTION_HOME:
	case ACTION_END:
		move(dialog, SIZE_MAX, action == ACTION_HOME);
		return UI_HANDLED;
	case ACTION_CHOOSE:
		return choose(ui, dialog->focus);
	case ACTION_CLOSE:
	case ACTION_CANCEL:
		return leave(ui);
	default:
		return explain_act(ui, action);
	}
}

unsigned dialog_mouse(struct ui *ui, const struct event *event)
{
	struct dialog *dialog = &ui->dialog;
	size_t line;

	bool up = event->mouse == MOUSE_WHEEL_UP;

	if (ui->export && dialog->kind == DIALOG_PROMPT &&
	    (up || event->mouse == MOUSE_WHEEL_DOWN))
		return dialog_key(ui, up ? UKEY_UP : UKEY_DOWN);
	if (up || event->mouse == MOUSE_WHEEL_DOWN) {
		move(dialog, dialog->kind == DIALOG_TEXT ? 3 : 1, up);
		return UI_HANDLED;
	}
	if (dialog->kind != DIALOG_CHOICE || event->mouse != MOUSE_PRESS ||
	    !area_contains(dialog->list, event->row, event->column))
		return UI_IGNORED;
	line = dialog->top + (size_t)(event->row - dialog->list.row);
	if (line >= dialog->n_lines)
		return UI_IGNORED;
	return choose(ui, line);
}

/* ---- Typing ------------------------------------------------------------ */

#define TYPED_MAX 1024

/* Puts 'size' bytes at the cursor. */
static void insert(struct dialog *dialog, const char *bytes, size_t size)
{
	size_t before = strlen(dialog->text);
	char *text;

	if (before + size > TYPED_MAX)
		return;
	text = realloc(dialog->text, before + size + 1);
	if (!text)
		return;
	dialog->text = text;
	text += dialog->cursor;
	memmove(text + size, text, before - dialog->cursor + 1);
	memcpy(text, bytes, size);
	dialog->cursor += size;
}

/* Takes the bytes from 'start' to 'end' away; the cursor is then at 'start'. */
static void erase(struct dialog *dialog, size_t start, size_t end)
{
	memmove(dialog->text + start, dialog->text + end,
		strlen(dialog->text + end) + 1);
	dialog->cursor = start;
}

static size_t grapheme_before(const struct dialog *dialog)
{
	const uint8_t *text = (const uint8_t *)dialog->text;
	const uint8_t *at;

	if (dialog->cursor == 0)
		return 0;
	at = u8_grapheme_prev(text + dialog->cursor, text);
	return at ? (size_t)(at - text) : 0;
}

static size_t grapheme_after(const struct dialog *dialog)
{
	const uint8_t *text = (const uint8_t *)dialog->text;
	size_t size = strlen(dialog->text);

	if (dialog->cursor >= size)
		return size;
	return (size_t)(u8_grapheme_next(text + dialog->cursor, text + size) -
			text);
}

/* Where the word before the cursor begins. */
static size_t word_before(const struct dialog *dialog)
{
	size_t at = dialog->cursor;

	while (at > 0 && dialog->text[at - 1] == ' ')
		at--;
	while (at > 0 && dialog->text[at - 1] != ' ')
		at--;
	return at;
}

void dialog_replace(struct ui *ui, size_t start, size_t end, const char *text)
{
	struct dialog *dialog = &ui->dialog;

	if (strlen(dialog->text) - (end - start) + strlen(text) > TYPED_MAX)
		return;
	erase(dialog, start, end);
	insert(dialog, text, strlen(text));
}

static void insert_character(struct dialog *dialog, uint32_t key)
{
	uint8_t bytes[6];
	int size;

	if (key < ' ' || key == UKEY_BACKSPACE || key >= KEY_FIRST_SPECIAL)
		return;
	size = u8_uctomb(bytes, key, sizeof(bytes));
	if (size > 0)
		insert(dialog, (const char *)bytes, (size_t)size);
}

static unsigned typed(struct ui *ui)
{
	unsigned (*done)(struct ui *, void *, const char *) = ui->dialog.typed;
	void *data = ui->dialog.data;
	char *text = ui->dialog.text;
	unsigned did;

	ui->dialog.text = NULL;
	dialog_close(ui);
	did = done(ui, data, text);
	free(text);
	return did | UI_HANDLED;
}

unsigned dialog_key(struct ui *ui, uint32_t key)
{
	struct dialog *dialog = &ui->dialog;

	if (dialog->key && dialog->key(ui, key))
		return UI_HANDLED;
	switch (key) {
	case UKEY_ENTER:
	case '\n':
		return typed(ui);
	case UKEY_ESCAPE:
	case UKEY_CTRL('c'):
		return leave(ui);
	case UKEY_BACKSPACE:
	case UKEY_CTRL('h'):
		erase(dialog, grapheme_before(dialog), dialog->cursor);
		return UI_HANDLED;
	case UKEY_DELETE:
		erase(dialog, dialog->cursor, grapheme_after(dialog));
		return UI_HANDLED;
	case UKEY_CTRL('u'):
		erase(dialog, 0, strlen(dialog->text));
		return UI_HANDLED;
	case UKEY_CTRL('w'):
		erase(dialog, word_before(dialog), dialog->cursor);
		return UI_HANDLED;
	case UKEY_CTRL('k'):
		erase(dialog, dialog->cursor, strlen(dialog->text));
		return UI_HANDLED;
	case UKEY_LEFT:
		dialog->cursor = grapheme_before(dialog);
		return UI_HANDLED;
	case UKEY_RIGHT:
		dialog->cursor = grapheme_after(dialog);
		return UI_HANDLED;
	case UKEY_HOME:
	case UKEY_CTRL('a'):
		dialog->cursor = 0;
		return UI_HANDLED;
	case UKEY_END:
	case UKEY_CTRL('e'):
		dialog->cursor = strlen(dialog->text);
		return UI_HANDLED;
	default:
		insert_character(dialog, key);
		return UI_HANDLED;
	}
}

/* What was pasted is text: its first line, control characters left out. */
unsigned dialog_paste(struct ui *ui, const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *next;
	ucs4_t character;

	if (ui->dialog.kind != DIALOG_PROMPT) {
		ui_say(ui, RP_NOTICE, "%s", _("nothing is typed here: what was "
		       "pasted is left out"));
		return UI_HANDLED;
	}
	for (; (next = u8_next(&character, at)) != NULL; at = next) {
		if (character == '\n' || character == '\r')
			break;
		insert_character(&ui->dialog, character);
	}
	return UI_HANDLED;
}

/* ---- Drawing ----------------------------------------------------------- */

/* The columns of the widest line of a dialog. */
static int widest(const struct dialog *dialog)
{
	size_t width = rp_columns(dialog->title) + 4;

	for (size_t i = 0; i < dialog->n_lines; i++)
		if (rp_columns(dialog->lines[i]) + 2 > width)
			width = rp_columns(dialog->lines[i]) + 2;
	for (size_t i = 0; i < dialog->n_rows; i++) {
		char *row = strndup(dialog->text + dialog->rows[i].start,
				    dialog->rows[i].size);

		if (row && rp_columns(row) + (size_t)dialog->rows[i].indent >
		    width)
			width = rp_columns(row) +
				(size_t)dialog->rows[i].indent;
		free(row);
	}
	return width < 10000 ? (int)width : 10000;
}

static void break_text(struct dialog *dialog, int width)
{
	if (dialog->rows && dialog->width == width)
		return;
	free(dialog->rows);
	dialog->rows = NULL;
	dialog->n_rows = 0;
	dialog->width = width;
	text_rows_break(&dialog->rows, &dialog->n_rows, dialog->text, width);
}

/* 'wanted' rows and columns in the middle of 'screen', as far as they fit. */
static struct area middle(struct area screen, int rows, int columns)
{
	struct area area = screen;

	if (columns < area.columns) {
		area.column += (area.columns - columns) / 2;
		area.columns = columns;
	}
	if (rows < area.rows) {
		area.row += (area.rows - rows) / 2;
		area.rows = rows;
	}
	return area;
}

/* Draws the dialog's box, and returns the area inside its border, where there
 * is room for one. */
static struct area draw_box(struct ui *ui, struct frame *frame)
{
	struct dialog *dialog = &ui->dialog;
	struct area view = ui->layout.view;
	struct area area;
	int rows;

	break_text(dialog, view.columns > 84 ? 80 : view.columns - 4);
	rows = (int)(dialog->n_rows + dialog->n_lines < 500 ?
		     dialog->n_rows + dialog->n_lines : 500);
	if (dialog->n_lines && dialog->n_rows)
		rows++;
	area = middle(view, rows + 2, widest(dialog) + 4);
	frame_fill(frame, area, STYLE_TEXT);
	if (area.rows < 3 || area.columns < 10)
		return area;
	frame_border(frame, area, dialog->title, true);
	area = area_inside(area);
	area.column++;
	area.columns -= 2;
	return area;
}

/* In the border below: how far it was read or gone through, where not all of it
 * fits. */
static void draw_progress(const struct dialog *dialog, size_t at, size_t all,
			  struct area area, struct frame *frame)
{
	char text[64];

	if (all <= dialog->page)
		return;
	snprintf(text, sizeof(text), " %zu/%zu ", at < all ? at : all, all);
	area.rows++;
	frame_put(frame, area, area.rows - 1,
		  area.columns - (int)strlen(text), -1, STYLE_BORDER_FOCUS,
		  text);
}

/* The row that begins line 'mark' of the text. */
static size_t row_of_line(const struct dialog *dialog, size_t mark)
{
	const char *at = dialog->text;
	size_t row = 0;

	for (; mark > 0 && at; mark--) {
		at = strchr(at, '\n');
		at += at != NULL;
	}
	while (at && row + 1 < dialog->n_rows &&
	       dialog->text + dialog->rows[row].start < at)
		row++;
	return row;
}

/* Brings the line in focus into view, with all that is below it as far as there
 * is room. */
static void show_mark(struct dialog *dialog)
{
	dialog->marked_row = row_of_line(dialog, dialog->mark);
	if (dialog->is_marked && dialog->n_rows > dialog->page)
		dialog->top = dialog->marked_row;
	dialog->is_marked = false;
}

static void draw_text(struct dialog *dialog, struct area area,
		      struct frame *frame)
{
	size_t row;

	dialog->page = (size_t)(area.rows > 0 ? area.rows : 0);
	show_mark(dialog);
	if (dialog->n_rows <= dialog->page)
		dialog->top = 0;
	else if (dialog->top > dialog->n_rows - dialog->page)
		dialog->top = dialog->n_rows - dialog->page;
	for (size_t i = 0; i < dialog->page; i++)
		if (dialog->top + i < dialog->n_rows)
			text_row_draw(frame, area, (int)i, dialog->text,
				      &dialog->rows[dialog->top + i]);
	draw_progress(dialog, dialog->top + dialog->page, dialog->n_rows, area,
		      frame);
	row = dialog->marked_row;
	if (row < dialog->top || row >= dialog->top + dialog->page)
		row = dialog->top;
	frame_cursor(frame, area, (int)(row - dialog->top), 0, false);
}

/* Draws the text of a question, as much as leaves a row for the answers;
 * returns what is left of 'area'. */
static struct area draw_question(struct dialog *dialog, struct area area,
				 struct frame *frame)
{
	int rows = (int)(dialog->n_rows < 500 ? dialog->n_rows : 500);

	if (rows == 0)
		return area;
	if (rows > area.rows - 2)
		rows = area.rows - 2;
	for (int i = 0; i < rows; i++)
		text_row_draw(frame, area, i, dialog->text, &dialog->rows[i]);
	rows = rows > 0 ? rows + 1 : 0;
	area.row += rows;
	area.rows -= rows;
	return area;
}

static void draw_choice(struct dialog *dialog, struct area area,
			struct frame *frame)
{
	size_t page;

	area = draw_question(dialog, area, frame);
	page = (size_t)(area.rows > 0 ? area.rows : 1);
	if (dialog->focus < dialog->top)
		dialog->top = dialog->focus;
	else if (dialog->focus >= dialog->top + page)
		dialog->top = dialog->focus - page + 1;
	for (size_t i = 0; i < page; i++) {
		size_t line = dialog->top + i;
		bool focused = line == dialog->focus;

		if (line >= dialog->n_lines)
			break;
		frame_printf(frame, area, (int)i, 0, -1, STYLE_TEXT, "%s %s",
			     focused ? ">" : " ", dialog->lines[line]);
		if (focused)
			frame_style(frame, area, (int)i, 0, -1,
				    STYLE_ROW_FOCUS);
	}
	dialog->page = page;
	dialog->list = area;
	draw_progress(dialog, dialog->focus + 1, dialog->n_lines, area, frame);
	frame_cursor(frame, area, (int)(dialog->focus - dialog->top), 0,
		     false);
}

/* The end of 'text' that goes into 'width' columns. */
static const char *tail(const char *text, int width)
{
	while (*text && rp_columns(text) > (size_t)(width > 0 ? width : 0)) {
		const uint8_t *at = (const uint8_t *)text;

		text = (const char *)u8_grapheme_next(at, at + strlen(text));
	}
	return text;
}

/* The text scrolls so that the cursor is always seen. */
static void draw_prompt(struct ui *ui, struct frame *frame)
{
	struct dialog *dialog = &ui->dialog;
	struct area line = ui->layout.message;
	char *before = strndup(dialog->text, dialog->cursor);
	char *shown = before ? ui_shown(ui, before) : NULL;
	int column;

	if (line.rows == 0)
		line = ui->layout.view;
	line.rows = 1;
	frame_fill(frame, line, STYLE_INPUT);
	column = frame_put(frame, line, 0, 0, line.columns / 2, STYLE_HEADING,
			   dialog->title);
	if (shown)
		column += frame_put(frame, line, 0, column, -1, STYLE_INPUT,
				    tail(shown, line.columns - column - 1));
	frame_put_name(frame, line, 0, column, -1, STYLE_INPUT,
		       dialog->text + dialog->cursor);
	frame_cursor(frame, line, 0, column, true);
	free(shown);
	free(before);
}

void dialog_draw(struct ui *ui, struct frame *frame)
{
	struct dialog *dialog = &ui->dialog;

	if (dialog->kind == DIALOG_PROMPT && dialog->draw)
		dialog->draw(ui, frame);
	if (dialog->kind == DIALOG_PROMPT)
		draw_prompt(ui, frame);
	else if (dialog->kind == DIALOG_TEXT)
		draw_text(dialog, draw_box(ui, frame), frame);
	else
		draw_choice(dialog, draw_box(ui, frame), frame);
}
