/* The planner's screen: title line, message line, bar of keys.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "command_line.h"
#include "ui_private.h"
#include "words.h"

enum action bars_action_at(const struct ui *ui, int row, int column)
{
	for (size_t i = 0; i < ui->n_hits; i++)
		if (area_contains(ui->hits[i].area, row, column))
			return ui->hits[i].action;
	return ACTION_NONE;
}

static void add_hit(struct ui *ui, struct area line, int column, int columns,
		    enum action action)
{
	if (ui->n_hits == MAX_HITS)
		return;
	line.column += column;
	line.columns = columns;
	ui->hits[ui->n_hits++] = (struct hit){ line, action };
}

/* ---- The title line ---------------------------------------------------- */

static const struct {
	enum ui_view view;
	enum action action;
} tabs[] = {
	{ VIEW_MAP, ACTION_MAP },
	{ VIEW_REPLICAS, ACTION_REPLICAS },
	{ VIEW_FINDINGS, ACTION_FINDINGS },
	{ VIEW_AVAILABILITY, ACTION_AVAILABILITY },
	{ VIEW_ROUTES, ACTION_ROUTES },
	{ VIEW_DNS, ACTION_DNS },
	{ VIEW_FAILBACK, ACTION_FAILBACK },
	{ VIEW_CHANGES, ACTION_CHANGES },
	{ VIEW_HOSTS, ACTION_HOSTS },
	{ VIEW_ADDRESSES, ACTION_ADDRESSES },
};

#define N_TABS (sizeof(tabs) / sizeof(tabs[0]))

/* Which tabs are seen, and which of them have names.  The one of the view that
 * is shown always has its own. */
struct tabs_form {
	bool has_name[N_TABS];
	bool is_alone; /* No other one has room. */
};

/* The columns that the title keeps beside names, and beside numbers. */
#define TITLE_LEAST 16
#define TITLE_LEAST_NUMBERS 8

enum action command_view(size_t i, enum ui_view *view)
{
	if (i >= N_TABS)
		return ACTION_NONE;
	*view = tabs[i].view;
	return tabs[i].action;
}

/* The key of a view's tab; while the view at hand takes no such keys, that
 * which it has elsewhere. */
static const char *tab_key(const struct ui *ui, enum action action,
			   char key[16])
{
	unsigned acts = ui->session ? IN_MAP : IN_START;

	if (!*ui_key(ui, action, key))
		keymap_key(&ui->keys, action, acts, key);
	return key;
}

/* The tab of a view: "[1 Map]", " 1 Map" or " 1"; "" where there is no room for
 * it. */
static void tab_text(const struct ui *ui, size_t i,
		     const struct tabs_form *form, char text[64])
{
	const struct view_ops *ops = ui->views[tabs[i].view].ops;
	bool chosen = tabs[i].view == ui->view;
	const char *name = _(ops->tab ? ops->tab : ops->title);
	char key[16];
	const char *space = *tab_key(ui, tabs[i].action, key) ? " " : "";

	text[0] = '\0';
	if (chosen)
		snprintf(text, 64, "[%s%s%s]", key, space, name);
	else if (form->has_name[i])
		snprintf(text, 64, " %s%s%s", key, space, name);
	else if (!form->is_alone)
		snprintf(text, 64, "%s%s", space, key);
}

/* The columns of all tabs. */
static int tabs_columns(const struct ui *ui, const struct tabs_form *form)
{
	char text[64];
	int columns = 0;

	for (size_t i = 0; i < N_TABS; i++) {
		tab_text(ui, i, form, text);
		columns += (int)rp_columns(text);
	}
	return columns;
}

/* Names for as many tabs as there are the columns for, from the first one
 * on. */
static struct tabs_form tabs_form(const struct ui *ui, int columns)
{
	struct tabs_form form = { .is_alone = false };
	int state = ui->readonly ? (int)rp_columns(_(" [read-only]")) : 0;

	if (tabs_columns(ui, &form) > columns - TITLE_LEAST_NUMBERS) {
		form.is_alone = true;
		return form;
	}
	for (size_t i = 0; i < N_TABS; i++) {
		form.has_name[i] = true;
		form.has_name[i] =
			tabs_columns(ui, &form) <= columns - TITLE_LEAST - state;
	}
	return form;
}

/* Draws the tabs at the right end of 'line'; returns where they begin, a blank
 * before them. */
static int draw_tabs(struct ui *ui, struct area line, struct frame *frame)
{
	struct tabs_form form;
	int start, at;
	char text[64];

	if (!ui->session)
		return line.columns;
	form = tabs_form(ui, line.columns);
	start = line.columns - tabs_columns(ui, &form);
	if (start < 0)
		start = 0;
	at = start;
	for (size_t i = 0; i < N_TABS; i++) {
		bool chosen = tabs[i].view == ui->view;
		int taken;

		tab_text(ui, i, &form, text);
		taken = frame_put(frame, line, 0, at, -1, chosen ?
				  STYLE_ROW_FOCUS : STYLE_TITLE, text);
		add_hit(ui, line, at, taken, tabs[i].action);
		at += taken;
	}
	if (start > 0 && (form.is_alone || tabs[0].view == ui->view))
		start--;
	return start;
}

/* A path without its folders. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

#define LEAST_NAME 10

/* The columns that the first of two names has of 'room': all but a few for the
 * second one; where that leaves too few to tell it by, all. */
static int first_share(int room, const char *second)
{
	int least = (int)rp_columns(second);

	if (least > LEAST_NAME)
		least = LEAST_NAME;
	return room - least < LEAST_NAME ? -1 : room - least;
}

/* Puts a file's name, its middle left out where it has not the room: the two
 * ends tell it by. */
static int put_file_name(struct frame *frame, struct area line, int column,
			 int columns, const char *name)
{
	char *shown = rp_show(name, frame->ascii);
	int all = shown ? (int)rp_columns(shown) : 0;
	int head, tail;
	int at = column;
	size_t skip = 0;

	if (!shown || columns < 5 || all <= columns) {
		free(shown);
		return frame_put_name(frame, line, 0, column, columns,
				      STYLE_TITLE, name);
	}
	tail = columns / 2;
	head = columns - 1 - tail;
	while ((int)rp_columns(shown + skip) > tail ||
	       ((unsigned char)shown[skip] & 0xc0) == 0x80)
		skip++;
	at += frame_put(frame, line, 0, at, head + 1, STYLE_TITLE, shown);
	at += frame_put(frame, line, 0, at, tail, STYLE_TITLE, shown + skip);
	free(shown);
	return at - column;
}

/* The first thing said is whether something is not saved: names may be long.
 * Beside the tabs, the program's own name gives way first, then the plan's. */
static void draw_title(struct ui *ui, struct frame *frame)
{
	struct area line = ui->layout.title;
	const char *plan;
	const char *state;
	const char *program = " replan";
	int column;
	int room, share;

	if (line.rows == 0)
		return;
	frame_fill(frame, line, STYLE_TITLE);
	line.columns = draw_tabs(ui, line, frame);
	if (ui->session && line.columns < 2 * LEAST_NAME)
		program = "";
	column = frame_put(frame, line, 0, 0, -1, STYLE_TITLE, program);
	if (!ui->session)
		return;
	column += frame_put(frame, line, 0, column, -1, STYLE_TITLE,
			    rp_session_is_modified(ui->session) ? "* "
			    : *program ? "  " : " ");
	plan = file_name(rp_session_path(ui->session));
	state = ui->readonly ? _(" [read-only]") : "";
	room = line.columns - column - (int)rp_columns(state);
	share = first_share(room - 3, plan);
	column += put_file_name(frame, line, column, share < 0 ? room : share,
				rp_topology_file(ui->topology));
	column += frame_put(frame, line, 0, column, -1, STYLE_TITLE, state);
	if (line.columns - column < 3 + 5)
		return;
	column += frame_put(frame, line, 0, column, -1, STYLE_TITLE, " · ");
	put_file_name(frame, line, column, line.columns - column, plan);
}

/* ---- The message line -------------------------------------------------- */

static enum style level_style(enum rp_level level)
{
	switch (level) {
	case RP_ERROR:
		return STYLE_ERROR;
	case RP_WARNING:
		return STYLE_WARNING;
	case RP_NOTICE:
		break;
	}
	return STYLE_TEXT;
}

static void draw_message(const struct ui *ui, struct frame *frame)
{
	frame_printf(frame, ui->layout.message, 0, 0, -1,
		     level_style(ui->level), "%s%s", level_words(ui->level),
		     ui->message);
}

/* Words are told by their style only where there is something to tell. */
static enum style count_style(size_t n, enum style style)
{
	return n ? style : STYLE_TEXT;
}

/* ---- The status line --------------------------------------------------- */

/* What it says, in the order in which it stands. */
enum summary_part {
	PART_READONLY,
	PART_PLACED,
	PART_NICS,
	PART_ERRORS,
	PART_WARNINGS,
	PART_PEAK,
	PART_GAP,
	N_PARTS
};

#define WORDS_SIZE 128

enum words_form { WORDS_LONG, WORDS_SHORT, N_WORDS_FORMS };

struct summary_line {
	struct {
		char words[N_WORDS_FORMS][WORDS_SIZE];
		enum words_form form;
		enum style style;
		bool is_there;
		bool is_good; /* All is as it should be. */
	} parts[N_PARTS];
};

static void add_part(struct summary_line *status, enum summary_part part,
		     enum style style, const char *words, const char *shortly)
{
	status->parts[part].is_there = true;
	status->parts[part].style = style;
	snprintf(status->parts[part].words[WORDS_LONG], WORDS_SIZE, "%s",
		 words);
	snprintf(status->parts[part].words[WORDS_SHORT], WORDS_SIZE, "%s",
		 shortly);
}

/* What has no place, and no network. */
static void add_placed(struct summary_line *status,
		       const struct rp_summary *summary)
{
	char words[WORDS_SIZE], shortly[WORDS_SIZE];

	snprintf(words, WORDS_SIZE, _("VMs %zu placed of %zu"),
		 summary->placed, summary->protected_vms);
	snprintf(shortly, WORDS_SIZE, _("%zu/%zu VMs"), summary->placed,
		 summary->protected_vms);
	add_part(status, PART_PLACED,
		 count_style(summary->unplaced, STYLE_ERROR), words, shortly);
	status->parts[PART_PLACED].is_good = summary->unplaced == 0;
	snprintf(words, WORDS_SIZE, _("%zu of %zu NICs connected"),
		 summary->connected, summary->nics);
	snprintf(shortly, WORDS_SIZE, _("%zu/%zu NICs"), summary->connected,
		 summary->nics);
	add_part(status, PART_NICS, STYLE_TEXT, words, shortly);
	status->parts[PART_NICS].is_good =
		summary->connected == summary->nics;
}

/* Losses of hosts are warnings too: until they are known more may come. */
static void add_findings(struct summary_line *status, const struct ui *ui,
			 const struct rp_summary *summary)
{
	const char *more = ui_has_part(ui, RP_PART_LOSS) ? "" : ui_pending(ui);
	char count[WORDS_SIZE / 2];
	char words[WORDS_SIZE], shortly[WORDS_SIZE];

	snprintf(words, WORDS_SIZE,
		 ngettext("%zu error", "%zu errors", summary->errors),
		 summary->errors);
	snprintf(shortly, WORDS_SIZE,
		 ngettext("%zu err", "%zu err", summary->errors),
		 summary->errors);
	add_part(status, PART_ERRORS,
		 count_style(summary->errors, STYLE_ERROR), words, shortly);
	snprintf(count, sizeof(count),
		 ngettext("%zu warning", "%zu warnings", summary->warnings),
		 summary->warnings);
	snprintf(words, WORDS_SIZE, "%s%s", count, more);
	snprintf(count, sizeof(count),
		 ngettext("%zu warn", "%zu warn", summary->warnings),
		 summary->warnings);
	snprintf(shortly, WORDS_SIZE, "%s%s", count, more);
	add_part(status, PART_WARNINGS,
		 count_style(summary->warnings, STYLE_WARNING), words,
		 shortly);
}

/* The gap is that of the two numbers as they are shown. */
static void add_peak(struct summary_line *status, const struct ui *ui,
		     const struct rp_summary *summary)
{
	char number[PERCENT_SIZE];
	char words[WORDS_SIZE];

	snprintf(words, WORDS_SIZE, _("peak %s"),
		 ratio_text(summary->peak, number));
	add_part(status, PART_PEAK, STYLE_TEXT, words, words);
	snprintf(words, WORDS_SIZE, _("gap %s"),
		 ui_has_part(ui, RP_PART_BOUND) ?
		 percent_text(peak_gap(summary), number) : ui_pending(ui));
	add_part(status, PART_GAP, STYLE_TEXT, words, words);
}

static const char *part_words(const struct summary_line *status, int part)
{
	return status->parts[part].words[status->parts[part].form];
}

/* What stands before a part: counts that belong together stand together. */
static const char *part_gap(const struct summary_line *status, int part)
{
	int before = part - 1;

	while (before >= 0 && !status->parts[before].is_there)
		before--;
	if (before < 0)
		return "";
	if ((part == PART_WARNINGS && before == PART_ERRORS) ||
	    (part == PART_GAP && before == PART_PEAK))
		return " ";
	return " · ";
}

static bool status_fits(const struct summary_line *status, int columns)
{
	size_t taken = 0;

	for (int i = 0; i < N_PARTS; i++)
		if (status->parts[i].is_there)
			taken += rp_columns(part_gap(status, i)) +
				 rp_columns(part_words(status, i));
	return taken <= (size_t)(columns > 0 ? columns : 0);
}

/* Shortens words, then leaves parts out, the least important ones first: those
 * of which all is well, then from the end of 'order'; what then has room again
 * is said in full. */
static void fit_status(struct summary_line *status, int columns)
{
	static const enum summary_part order[N_PARTS] = {
		PART_PLACED, PART_ERRORS, PART_NICS, PART_WARNINGS,
		PART_READONLY, PART_PEAK, PART_GAP,
	};
	enum summary_part falling[N_PARTS];
	int n = 0;

	for (int good = 1; good >= 0; good--)
		for (int i = N_PARTS - 1; i >= 0; i--)
			if (status->parts[order[i]].is_good == (good == 1))
				falling[n++] = order[i];
	for (int i = 0; i < n && !status_fits(status, columns); i++)
		status->parts[falling[i]].form = WORDS_SHORT;
	for (int i = 0; i < n && !status_fits(status, columns); i++)
		status->parts[falling[i]].is_there = false;
	for (int i = n - 1; i >= 0; i--) {
		status->parts[falling[i]].form = WORDS_LONG;
		if (!status_fits(status, columns))
			status->parts[falling[i]].form = WORDS_SHORT;
	}
}

/* "VMs 6 placed of 6 · 4 of 5 NICs connected · 1 error 2 warnings · peak 41.2%
 * gap 0.3%", as far as there is room. */
static void draw_summary(const struct ui *ui, struct frame *frame)
{
	const struct rp_summary *summary =
		rp_plan_summary(rp_session_plan(ui->session));
	struct area line = ui->layout.message;
	struct summary_line status = { 0 };
	int column = 0;

	if (ui->readonly)
		add_part(&status, PART_READONLY, STYLE_TEXT, _("read-only"),
			 _("read-only"));
	add_placed(&status, summary);
	add_findings(&status, ui, summary);
	add_peak(&status, ui, summary);
	fit_status(&status, line.columns);
	for (int i = 0; i < N_PARTS; i++) {
		if (!status.parts[i].is_there)
			continue;
		column += frame_put(frame, line, 0, column, -1, STYLE_TEXT,
				    part_gap(&status, i));
		column += frame_put(frame, line, 0, column, -1,
				    status.parts[i].style,
				    part_words(&status, i));
	}
}

/* ---- The bar of keys --------------------------------------------------- */

static int item_columns(const struct ui *ui, enum action action)
{
	char key[16];

	return (int)(rp_columns(ui_key(ui, action, key)) +
		     rp_columns(_(action_info(action)->label))) + 2;
}

static int draw_item(struct ui *ui, struct frame *frame, int column,
		     enum action action)
{
	struct area bar = ui->layout.bar;
	int start = column;
	char key[16];

	column += frame_put(frame, bar, 0, column, -1, STYLE_KEY,
			    ui_key(ui, action, key));
	column += frame_printf(frame, bar, 0, column, -1, STYLE_LABEL, " %s ",
			       _(action_info(action)->label));
	add_hit(ui, bar, start, column - start - 1, action);
	return column;
}

static bool is_in_bar(const struct ui *ui, enum action action)
{
	const struct action_info *info = action_info(action);

	return *info->label && (info->where & ui_contexts(ui));
}

static void draw_prompt_bar(struct ui *ui, struct frame *frame)
{
	static const struct {
		const char *key;
		const char *label;
		enum action action; /* Of a click; or ACTION_NONE. */
	} items[] = {
		{ "Enter", N_("OK"), ACTION_CHOOSE },
		{ "Esc", N_("Cancel"), ACTION_CANCEL },
		{ "Ctrl-U", N_("Clear"), ACTION_NONE },
		/* The command line alone has these. */
		{ "Tab", N_("Complete"), ACTION_NONE },
		{ "Up", N_("Earlier"), ACTION_NONE },
	};
	size_t n = sizeof(items) / sizeof(items[0]) -
		   (ui->dialog.key && !ui->export ? 0 : 2);
	struct area bar = ui->layout.bar;
	int column = 0;

	for (size_t i = 0; i < n; i++) {
		int start = column;

		column += frame_put(frame, bar, 0, column, -1, STYLE_KEY,
				    items[i].key);
		column += frame_printf(frame, bar, 0, column, -1, STYLE_LABEL,
				       " %s ", _(items[i].label));
		if (items[i].action != ACTION_NONE)
			add_hit(ui, bar, start, column - start - 1,
				items[i].action);
	}
}

/* Draws what has room; the way out always has some. */
static void draw_bar(struct ui *ui, struct frame *frame)
{
	int end = ui->layout.bar.columns;
	int column = 0;

	if (ui->layout.bar.rows == 0)
		return;
	frame_fill(frame, ui->layout.bar, STYLE_LABEL);
	if (ui->dialog.kind == DIALOG_PROMPT) {
		draw_prompt_bar(ui, frame);
		return;
	}
	if (is_in_bar(ui, ACTION_QUIT))
		end -= item_columns(ui, ACTION_QUIT);
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++) {
		enum action action = (enum action)i;

		if (action == ACTION_QUIT || !is_in_bar(ui, action) ||
		    column + item_columns(ui, action) > end)
			continue;
		column = draw_item(ui, frame, column, action);
	}
	if (is_in_bar(ui, ACTION_QUIT))
		draw_item(ui, frame, column, ACTION_QUIT);
}

void bars_draw(struct ui *ui, struct frame *frame)
{
	ui->n_hits = 0;
	draw_title(ui, frame);
	if (ui->message)
		draw_message(ui, frame);
	else if (job_runs(ui))
		job_draw(ui, ui->layout.message, frame);
	else if (ui->session)
		draw_summary(ui, frame);
	draw_bar(ui, frame);
}
