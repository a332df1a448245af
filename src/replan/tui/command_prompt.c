/* The command line while it is typed: completion, history.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both hold for the text that they have put there: whatever else changes it
 * ends them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_complete.h"
#include "command_line.h"
#include "command_history.h"
#include "ui_private.h"
#include "words.h"

#define NO_CHOICE ((size_t)-1)

struct command_prompt {
	struct past history;
	char *put;       /* The text as it was put there last, or NULL. */

	/* While earlier lines are looked at. */
	size_t at;       /* Which one it is; all of them: none yet. */
	char *start;     /* What it begins with; NULL: they are not. */

	/* While a word is completed. */
	bool completes;
	struct completion completion;
	size_t choice;   /* Which one is in the line, or NO_CHOICE. */
};

bool command_prompt_init(struct ui *ui, const char *history)
{
	ui->prompt = calloc(1, sizeof(*ui->prompt));
	return ui->prompt && past_init(&ui->prompt->history, history);
}

/* Forgets what was completed and looked at. */
static void reset(struct command_prompt *prompt)
{
	if (prompt->completes)
		completion_destroy(&prompt->completion);
	prompt->completes = false;
	prompt->choice = NO_CHOICE;
	prompt->at = prompt->history.n;
	free(prompt->start);
	free(prompt->put);
	prompt->start = NULL;
	prompt->put = NULL;
}

void command_prompt_free(struct ui *ui)
{
	if (!ui->prompt)
		return;
	reset(ui->prompt);
	past_destroy(&ui->prompt->history);
	free(ui->prompt);
	ui->prompt = NULL;
}

/* Takes note of the text as it is now. */
static void note(struct ui *ui)
{
	free(ui->prompt->put);
	ui->prompt->put = strdup(ui->dialog.text);
}

/* ---- History ----------------------------------------------------------- */

static void put_line(struct ui *ui, const char *line)
{
	dialog_replace(ui, 0, strlen(ui->dialog.text), line);
	note(ui);
}

static void look_back(struct ui *ui)
{
	struct command_prompt *prompt = ui->prompt;
	size_t at;

	if (!prompt->start) {
		reset(prompt);
		prompt->start = strdup(ui->dialog.text);
		note(ui);
	}
	if (!prompt->start)
		return;
	at = past_before(&prompt->history, prompt->at, prompt->start);
	if (at == PAST_NONE)
		return;
	prompt->at = at;
	put_line(ui, prompt->history.lines[at]);
}

/* Behind the last line stands what was typed. */
static void look_forth(struct ui *ui)
{
	struct command_prompt *prompt = ui->prompt;

	if (!prompt->start)
		return;
	prompt->at = past_after(&prompt->history, prompt->at,
				   prompt->start);
	if (prompt->at == PAST_NONE)
		prompt->at = prompt->history.n;
	put_line(ui, prompt->at < prompt->history.n ?
		 prompt->history.lines[prompt->at] : prompt->start);
}

/* ---- Completion -------------------------------------------------------- */

static void put_word(struct ui *ui, const char *word, bool ends)
{
	struct completion *completion = &ui->prompt->completion;

	dialog_replace(ui, completion->start, completion->end, word);
	if (ends)
		dialog_replace(ui, ui->dialog.cursor, ui->dialog.cursor, " ");
	completion->end = ui->dialog.cursor;
	note(ui);
}

/* Finds what the word may become; puts there what is certain. */
static void begin(struct ui *ui)
{
	struct command_prompt *prompt = ui->prompt;
	struct completion *completion = &prompt->completion;

	reset(prompt);
	completion_find(completion, ui, ui->dialog.text, ui->dialog.cursor);
	prompt->completes = true;
	if (completion->n_all == 1 && completion->n == 1) {
		put_word(ui, completion->words[0], completion->ends);
		reset(prompt);
	} else if (completion->n_all == 0) {
		ui_say(ui, RP_NOTICE, "%s", _("nothing to complete here"));
		reset(prompt);
	} else if (completion->common) {
		put_word(ui, completion->common, false);
	} else {
		note(ui);
	}
}

/* Puts the next one there, or the one before. */
static void cycle(struct ui *ui, bool back)
{
	struct command_prompt *prompt = ui->prompt;
	size_t n = prompt->completion.n;

	if (n == 0)
		return;
	if (prompt->choice == NO_CHOICE)
		prompt->choice = back ? n - 1 : 0;
	else
		prompt->choice = (prompt->choice + (back ? n - 1 : 1)) % n;
	put_word(ui, prompt->completion.words[prompt->choice], false);
}

static bool is_as_put(const struct ui *ui)
{
	return ui->prompt->put && !strcmp(ui->prompt->put, ui->dialog.text) &&
	       (!ui->prompt->completes ||
		ui->dialog.cursor == ui->prompt->completion.end ||
		!ui->prompt->completion.common);
}

static bool prompt_key(struct ui *ui, uint32_t key)
{
	if (!is_as_put(ui))
		reset(ui->prompt);
	switch (key) {
	case UKEY_TAB:
	case UKEY_BACKTAB:
		if (ui->prompt->completes)
			cycle(ui, key == UKEY_BACKTAB);
		else
			begin(ui);
		return true;
	case UKEY_UP:
	case UKEY_CTRL('p'):
	case UKEY_CTRL('r'):
		look_back(ui);
		return true;
	case UKEY_DOWN:
	case UKEY_CTRL('n'):
		look_forth(ui);
		return true;
	default:
		return false;
	}
}

/* ---- Drawing ----------------------------------------------------------- */

/* Most rows of candidates; all commands fit, and some of the view is seen where
 * the screen is large. */
#define LIST_ROWS 18

/* Where the candidates stand: the last rows above the line. */
static struct area list_area(const struct ui *ui, size_t n)
{
	struct area area = ui->layout.view;
	int rows = (int)(n < LIST_ROWS ? n : LIST_ROWS) + 1;

	if (rows > area.rows - 1)
		rows = area.rows - 1;
	if (rows < 0)
		rows = 0;
	area.row += area.rows - rows;
	area.rows = rows;
	return area;
}

static void draw_candidates(const struct command_prompt *prompt,
			    struct area area, struct frame *frame)
{
	const struct completion *completion = &prompt->completion;
	size_t page = (size_t)(area.rows > 1 ? area.rows - 1 : 0);
	size_t top = 0;

	if (prompt->choice != NO_CHOICE && prompt->choice >= page)
		top = prompt->choice - page + 1;
	for (size_t i = 0; i < page && top + i < completion->n; i++) {
		bool chosen = top + i == prompt->choice;

		frame_printf(frame, area, (int)i + 1, 0, -1, STYLE_TEXT,
			     "%s %s", chosen ? ">" : " ",
			     completion->words[top + i]);
		if (chosen)
			frame_style(frame, area, (int)i + 1, 0, -1,
				    STYLE_ROW_FOCUS);
	}
}

/* A heading says how many there are, as they do not all have room. */
static void prompt_draw(struct ui *ui, struct frame *frame)
{
	const struct command_prompt *prompt = ui->prompt;
	struct area area;

	if (!prompt->completes || !is_as_put(ui))
		return;
	area = list_area(ui, prompt->completion.n);
	frame_fill(frame, area, STYLE_TEXT);
	frame_style(frame, area, 0, 0, -1, STYLE_HEADING);
	frame_printf(frame, area, 0, 0, -1, STYLE_HEADING,
		     ngettext("%zu way to go on, Tab takes it",
			      "%zu ways to go on, Tab takes the next one",
			      prompt->completion.n_all),
		     prompt->completion.n_all);
	draw_candidates(prompt, area, frame);
}

/* ---- Asking ------------------------------------------------------------ */

/* Blanks around a line are not kept. */
static void keep_line(struct ui *ui, const char *text)
{
	size_t size;
	char *line;

	text += strspn(text, " ");
	size = strlen(text);
	while (size > 0 && text[size - 1] == ' ')
		size--;
	line = strndup(text, size);
	if (line)
		past_add(&ui->prompt->history, line);
	free(line);
}

static unsigned typed(struct ui *ui, void *data, const char *text)
{
	(void)data;
	keep_line(ui, text);
	reset(ui->prompt);
	return command_run(ui, text);
}

unsigned command_ask(struct ui *ui)
{
	unsigned did = ui_prompt(ui, ":", "", typed, NULL);

	reset(ui->prompt);
	if (ui->dialog.kind == DIALOG_PROMPT) {
		ui->dialog.key = prompt_key;
		ui->dialog.draw = prompt_draw;
	}
	return did;
}
