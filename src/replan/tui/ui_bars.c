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

/* How much of the tabs there is room for. */
enum tabs_form {
	TABS_NAMED,   /* " 1 Map [2 Replicas] 3 Findings ..." */
	TABS_NUMBERS, /* " 1 [2 Replicas] 3 4 ..." */
	TABS_ONE,     /* "[2 Replicas]" */
	N_TABS_FORMS
};

/* The columns that each form leaves to the title at least. */
static const int title_least[N_TABS_FORMS] = {
	[TABS_NAMED] = 40,
	[TABS_NUMBERS] = 8,
	[TABS_ONE] = 0,
};

enum action command_view(size_t i, enum ui_view *view)
{
	if (i >= N_TABS)
		return ACTION_NONE;
	*view = tabs[i].view;
	return tabs[i].action;
}

/* The tab of a view; "" where there is no room for it. */
static void tab_text(const struct ui *ui, size_t i, enum tabs_form form,
		     char text[64])
{
	const struct view_ops *ops = ui->views[tabs[i].view].ops;
	bool chosen = tabs[i].view == ui->view;
	const char *name = _(ops->tab ? ops->tab : ops->title);
	char key[16];
	const char *space = *ui_key(ui, tabs[i].action, key) ? " " : "";

	text[0] = '\0';
	if (chosen)
		snprintf(text, 64, "[%s%s%s]", key, space, name);
	else if (form == TABS_NAMED)
		snprintf(text, 64, " %s%s%s ", key, space, name);
	else if (form == TABS_NUMBERS)
		snprintf(text, 64, "%s%s", space, key);
}

/* The columns of all tabs. */
static int tabs_columns(const struct ui *ui, enum tabs_form form)
{
	char text[64];
	int columns = 0;

	for (size_t i = 0; i < N_TABS; i++) {
		tab_text(ui, i, form, text);
		columns += (int)rp_columns(text);
	}
	return columns;
}

/* Draws the tabs at the right end of 'line'; returns where they begin, a blank
 * before them. */
static int draw_tabs(struct ui *ui, struct area line, struct frame *frame)
{
	enum tabs_form form = TABS_NAMED;
	int start, at;
	char text[64];

	if (!ui->session)
		return line.columns;
	while (form < TABS_ONE && line.columns - tabs_columns(ui, form) <
	       title_least[form])
		form++;
	start = line.columns - tabs_columns(ui, form);
	if (start < 0)
		start = 0;
	at = start;
	for (size_t i = 0; i < N_TABS; i++) {
		bool chosen = tabs[i].view == ui->view;
		int taken;

		tab_text(ui, i, form, text);
		taken = frame_put(frame, line, 0, at, -1, chosen ?
				  STYLE_ROW_FOCUS : STYLE_TITLE, text);
		add_hit(ui, line, at, taken, tabs[i].action);
		at += taken;
	}
	if (start > 0 && (form == TABS_ONE || tabs[0].view == ui->view))
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

/* The first thing said is whether something is not saved: names may be long. */
static void draw_title(struct ui *ui, struct frame *frame)
{
	struct area line = ui->layout.title;
	const char *plan;
	const char *state;
	int column;
	int room;

	if (line.rows == 0)
		return;
	frame_fill(frame, line, STYLE_TITLE);
	line.columns = draw_tabs(ui, line, frame);
	column = frame_put(frame, line, 0, 0, -1, STYLE_TITLE, " replan");
	if (!ui->session)
		return;
	column += frame_put(frame, line, 0, column, -1, STYLE_TITLE,
			    rp_session_is_modified(ui->session) ? "* " : "  ");
	plan = file_name(rp_session_path(ui->session));
	state = ui->readonly ? _(" [read-only]") : "";
	room = line.columns - column - 3 - (int)rp_columns(state);
	column += frame_put_name(frame, line, 0, column,
				 first_share(room, plan), STYLE_TITLE,
				 rp_topology_file(ui->topology));
	column += frame_put(frame, line, 0, column, -1, STYLE_TITLE, state);
	column += frame_put(frame, line, 0, column, -1, STYLE_TITLE, " · ");
	frame_put_name(frame, line, 0, column, -1, STYLE_TITLE, plan);
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

#define WORDS_SIZE 128

static void placed_words(const struct rp_summary *summary,
			 char words[WORDS_SIZE])
{
	snprintf(words, WORDS_SIZE, _("VMs %zu placed of %zu"),
		 summary->placed, summary->protected_vms);
}

static void connected_words(const struct rp_summary *summary,
			    char words[WORDS_SIZE])
{
	snprintf(words, WORDS_SIZE, _(" · %zu of %zu connected"),
		 summary->connected, summary->nics);
}

static void finding_words(const struct rp_summary *summary,
			  char errors[WORDS_SIZE], char warnings[WORDS_SIZE])
{
	snprintf(errors, WORDS_SIZE,
		 ngettext("%zu error", "%zu errors", summary->errors),
		 summary->errors);
	snprintf(warnings, WORDS_SIZE,
		 ngettext("%zu warning", "%zu warnings", summary->warnings),
		 summary->warnings);
}

/* "peak 81.2% gap 0.3%"; the gap is that of the two numbers as they are
 * shown. */
static void peak_words(const struct ui *ui, const struct rp_summary *summary,
		       char words[WORDS_SIZE])
{
	char peak[PERCENT_SIZE];
	char gap[PERCENT_SIZE];

	snprintf(words, WORDS_SIZE, _(" · peak %s gap %s"),
		 ratio_text(summary->peak, peak),
		 ui_has_part(ui, RP_PART_BOUND) ?
		 percent_text(peak_gap(summary), gap) : ui_pending(ui));
}

/* Draws what is placed and what is connected, from 'column' on; so many columns
 * follow at least and at best.  Returns where they begin. */
static int draw_placed(const struct rp_summary *summary, struct area line,
		       struct frame *frame, int column, int least, int best)
{
	char placed[WORDS_SIZE], connected[WORDS_SIZE];
	int room;

	placed_words(summary, placed);
	connected_words(summary, connected);
	room = line.columns - column - (int)rp_columns(placed) - 3;
	if (room < least && !summary->unplaced)
		return column;
	column += frame_put(frame, line, 0, column, -1, summary->unplaced ?
			    STYLE_ERROR : STYLE_TEXT, placed);
	if (room >= best + (int)rp_columns(connected))
		column += frame_put(frame, line, 0, column, -1, STYLE_TEXT,
				    connected);
	return column + frame_put(frame, line, 0, column, -1, STYLE_TEXT,
				  " · ");
}

/* "VMs 6 placed of 6 · 4 of 5 connected · 1 error 2 warnings · peak 41.2% gap
 * 0.3%"; what is connected is left out where not all of it has room, and that
 * all are placed where the findings have none behind it. */
static void draw_summary(const struct ui *ui, struct frame *frame)
{
	const struct rp_summary *summary =
		rp_plan_summary(rp_session_plan(ui->session));
	struct area line = ui->layout.message;
	char errors[WORDS_SIZE], warnings[WORDS_SIZE], peak[WORDS_SIZE];
	int column = 0;
	int findings;

	finding_words(summary, errors, warnings);
	peak_words(ui, summary, peak);
	findings = (int)(rp_columns(errors) + rp_columns(warnings)) + 1;
	if (ui->readonly)
		column = frame_put(frame, line, 0, 0, -1, STYLE_TEXT,
				   _("read-only · "));
	column = draw_placed(summary, line, frame, column, findings,
			     findings + (int)rp_columns(peak));
	column += frame_put(frame, line, 0, column, -1,
			    count_style(summary->errors, STYLE_ERROR), errors);
	column += frame_put(frame, line, 0, column, -1, STYLE_TEXT, " ");
	column += frame_put(frame, line, 0, column, -1,
			    count_style(summary->warnings, STYLE_WARNING),
			    warnings);
	frame_put(frame, line, 0, column, -1, STYLE_TEXT, peak);
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
