/* The planner's screen: events, actions, layout.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "save_as.h"
#include "ui_private.h"
#include "words.h"

/* ---- Making and freeing ------------------------------------------------ */

static bool make_views(struct ui *ui, const struct ui_options *options)
{
	struct view *views = ui->views;

	views[VIEW_START].ops = start_view(&views[VIEW_START].state,
					   options->examples, options->recent);
	views[VIEW_MAP].ops = map_view(&views[VIEW_MAP].state);
	views[VIEW_REPLICAS].ops =
		replicas_view(&views[VIEW_REPLICAS].state);
	views[VIEW_FINDINGS].ops =
		findings_view(&views[VIEW_FINDINGS].state);
	views[VIEW_AVAILABILITY].ops =
		availability_view(&views[VIEW_AVAILABILITY].state);
	views[VIEW_ROUTES].ops = routes_view(&views[VIEW_ROUTES].state);
	views[VIEW_DNS].ops = dns_view(&views[VIEW_DNS].state);
	views[VIEW_FAILBACK].ops =
		failback_view(&views[VIEW_FAILBACK].state);
	views[VIEW_CHANGES].ops = changes_view(&views[VIEW_CHANGES].state);
	views[VIEW_HOSTS].ops = hosts_view(&views[VIEW_HOSTS].state);
	views[VIEW_ADDRESSES].ops =
		addresses_view(&views[VIEW_ADDRESSES].state);
	for (int i = 0; i < N_VIEWS; i++)
		if (!views[i].ops)
			return false;
	return true;
}

/* Takes over how the operator wants it to be. */
static bool take_options(struct ui *ui, const struct ui_options *options)
{
	const struct configuration *config = options->config;

	ui->readonly = ui->always_readonly = options->readonly;
	ui->unattended = options->unattended;
	ui->ascii = options->ascii;
	ui->watch = options->watch;
	ui->watch_data = options->watch_data;
	ui->needle = strdup("");
	ui->title = strdup("replan");
	ui->recent = options->recent ? strdup(options->recent) : NULL;
	ui->may_copy = !config || config->clipboard;
	ui->mouse_off = config && !config->mouse;
	if (config)
		ui->keys = config->keys;
	else
		keymap_init(&ui->keys);
	return command_prompt_init(ui, options->history) && ui->needle &&
	       ui->title && (ui->recent || !options->recent);
}

int ui_new(struct ui **out, const struct ui_options *options,
	   rp_messages *messages)
{
	struct ui *ui = calloc(1, sizeof(*ui));
	int result = RP_OK;

	if (!ui)
		return RP_NO_MEMORY;
	if (!take_options(ui, options) || !make_views(ui, options))
		result = RP_NO_MEMORY;
	else if (options->config)
		ui_say_config(ui, options->config);
	if (result == RP_OK && options->topology)
		result = plan_open(ui, options->topology, options->plan,
				   messages);
	if (result == RP_STOPPED)
		plan_say_stopped(ui);
	else if (result != RP_OK) {
		ui_free(ui);
		return result;
	}
	*out = ui;
	return RP_OK;
}

void ui_free(struct ui *ui)
{
	if (!ui)
		return;
	dialog_close(ui);
	for (int i = 0; i < N_VIEWS; i++)
		if (ui->views[i].ops)
			ui->views[i].ops->destroy(ui->views[i].state);
	plan_close(ui);
	command_prompt_free(ui);
	saving_free(ui);
	ui_explained_free(ui);
	said_destroy(&ui->said);
	free(ui->message);
	free(ui->needle);
	free(ui->title);
	free(ui->copied);
	free(ui->recent);
	free(ui);
}

/* ---- What is open ------------------------------------------------------ */

rp_session *ui_session(const struct ui *ui)
{
	return ui->session;
}

const rp_topology *ui_topology(const struct ui *ui)
{
	return ui->topology;
}

const rp_plan *ui_plan(const struct ui *ui)
{
	return ui->session ? rp_session_plan(ui->session) : NULL;
}

bool ui_is_readonly(const struct ui *ui)
{
	return ui->readonly;
}

bool ui_can_edit(const struct ui *ui)
{
	return !ui->readonly && !ui->job;
}

bool ui_may_edit(struct ui *ui)
{
	if (ui->readonly)
		ui_say(ui, RP_ERROR, "%s",
		       _("opened read-only: nothing can be changed"));
	else if (ui->job)
		ui_say(ui, RP_ERROR, "%s", _("it is being planned from "
		       "nothing: nothing can be changed until that is done or "
		       "stopped"));
	return ui_can_edit(ui);
}

bool ui_wants_mouse(const struct ui *ui)
{
	return !ui->mouse_off;
}

bool ui_wants_ticks(const struct ui *ui)
{
	return ui->held || ui_is_busy(ui) || ui_wants_rest(ui);
}

bool ui_wants_rest(const struct ui *ui)
{
	const struct view *view = &ui->views[ui->view];

	return view->ops->waits && view->ops->waits(view->state);
}

bool ui_is_busy(const struct ui *ui)
{
	return job_runs(ui);
}

const char *ui_title(const struct ui *ui)
{
	return ui->title;
}

const char *ui_needle(const struct ui *ui)
{
	return ui->needle;
}

char *ui_shown(const struct ui *ui, const char *name)
{
	return rp_show(name, ui->ascii);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* Not strcasecmp(): what it finds depends on the locale. */
static bool starts_with(const char *text, const char *needle)
{
	while (*needle && lower(*text) == lower(*needle)) {
		text++;
		needle++;
	}
	return *needle == '\0';
}

bool ui_matches(const char *text, const char *needle)
{
	if (*needle == '\0')
		return false;
	for (; *text; text++)
		if (starts_with(text, needle))
			return true;
	return false;
}

/* ---- Views ------------------------------------------------------------- */

static const struct view *at_hand(const struct ui *ui)
{
	return &ui->views[ui->view];
}

unsigned ui_where(const struct ui *ui)
{
	const struct view *view = at_hand(ui);

	if (ui->dialog.kind == DIALOG_TEXT)
		return ui->dialog.explains ? IN_EXPLAIN : IN_TEXT;
	if (ui->dialog.kind == DIALOG_CHOICE)
		return IN_CHOICE;
	return view->ops->where(ui, view->state);
}

unsigned ui_contexts(const struct ui *ui)
{
	bool stops = job_runs(ui) && ui->dialog.kind == DIALOG_NONE;

	return ui_where(ui) | (stops ? IN_JOB : 0);
}

const char *ui_key(const struct ui *ui, enum action action, char name[16])
{
	const struct view *view = at_hand(ui);
	unsigned acts = action_info(action)->where;
	unsigned where = ui_contexts(ui) & acts;

	if (where == 0)
		where = view->ops->where(ui, view->state) & acts;
	return keymap_key(&ui->keys, action, where & (~where + 1), name);
}

/* Has a view look again, where it has not. */
static void refresh(struct ui *ui, enum ui_view which)
{
	struct view *view = &ui->views[which];

	if (view->is_stale && ui->session)
		view->ops->update(ui, view->state);
	view->is_stale = false;
}

void ui_refresh(struct ui *ui)
{
	refresh(ui, ui->view);
}

void ui_forget_views(struct ui *ui)
{
	for (int i = 0; i < N_VIEWS; i++)
		if (ui->views[i].ops->opened)
			ui->views[i].ops->opened(ui->views[i].state);
}

void ui_update_views(struct ui *ui)
{
	for (int i = 0; i < N_VIEWS; i++)
		ui->views[i].is_stale = true;
	refresh(ui, ui->view);
}

unsigned ui_edited(struct ui *ui, int result)
{
	if (result == RP_OK)
		ui_update_views(ui);
	else if (result == RP_REFUSED)
		ui_say(ui, RP_ERROR, "%s", _("the rules do not allow this"));
	else
		ui_say(ui, RP_ERROR, "%s",
		       _("memory ran out; nothing has changed"));
	return UI_HANDLED;
}

unsigned ui_show_view(struct ui *ui, enum ui_view view)
{
	if (view != VIEW_START && !ui->session)
		return UI_IGNORED;
	if (ui->views[view].ops->follows_map)
		ui->views[view].is_stale = true;
	refresh(ui, view);
	ui->view = view;
	ui->held = false;
	return UI_HANDLED;
}

unsigned ui_show_replica(struct ui *ui, rp_id replica)
{
	refresh(ui, VIEW_REPLICAS);
	replicas_focus(ui->views[VIEW_REPLICAS].state, ui, replica);
	return ui_show_view(ui, VIEW_REPLICAS);
}

unsigned ui_show_host(struct ui *ui, rp_id host)
{
	refresh(ui, VIEW_HOSTS);
	if (!hosts_focus(ui->views[VIEW_HOSTS].state, ui, host))
		return UI_IGNORED;
	return ui_show_view(ui, VIEW_HOSTS);
}

unsigned ui_show_network(struct ui *ui, rp_id network)
{
	return ui_show_line(ui, network, RP_NONE);
}

unsigned ui_show_line(struct ui *ui, rp_id source, rp_id server)
{
	refresh(ui, VIEW_MAP);
	map_focus(ui->views[VIEW_MAP].state, ui, source, server);
	return ui_show_view(ui, VIEW_MAP);
}

rp_id ui_map_network(struct ui *ui)
{
	refresh(ui, VIEW_MAP);
	return map_focused(ui->views[VIEW_MAP].state);
}

/* ---- Searching --------------------------------------------------------- */

static unsigned search(struct ui *ui, int step)
{
	const struct view *view = at_hand(ui);
	char *shown;

	if (*ui->needle == '\0') {
		ui_say(ui, RP_NOTICE, "%s", _("nothing was searched for yet"));
		return UI_HANDLED;
	}
	if (view->ops->search(ui, view->state, ui->needle, step))
		return UI_HANDLED;
	shown = ui_shown(ui, ui->needle);
	ui_say(ui, RP_NOTICE, _("not found: %s"), shown ? shown : "");
	free(shown);
	return UI_HANDLED;
}

static unsigned search_typed(struct ui *ui, void *data, const char *text)
{
	char *needle = strdup(text);

	(void)data;
	if (!needle)
		return UI_HANDLED;
	free(ui->needle);
	ui->needle = needle;
	return *needle ? search(ui, 1) : UI_HANDLED;
}

/* ---- Actions ----------------------------------------------------------- */

static unsigned switch_mouse(struct ui *ui)
{
	ui->mouse_off = !ui->mouse_off;
	ui->held = false;
	ui_say(ui, RP_NOTICE, "%s", ui->mouse_off ?
	       _("mouse off: the terminal can select text") : _("mouse on"));
	return UI_HANDLED | UI_MOUSE;
}

static unsigned forget(struct ui *ui)
{
	ui->needle[0] = '\0';
	return UI_HANDLED;
}

static unsigned shell_act(struct ui *ui, enum action action)
{
	switch (action) {
	case ACTION_HELP:
		return ui_help(ui);
	case ACTION_FORGET:
		return forget(ui);
	case ACTION_MAP:
		return ui_show_view(ui, VIEW_MAP);
	case ACTION_REPLICAS:
		return ui_show_view(ui, VIEW_REPLICAS);
	case ACTION_FINDINGS:
		return ui_show_view(ui, VIEW_FINDINGS);
	case ACTION_AVAILABILITY:
		return ui_show_view(ui, VIEW_AVAILABILITY);
	case ACTION_ROUTES:
		return ui_show_view(ui, VIEW_ROUTES);
	case ACTION_DNS:
		return ui_show_view(ui, VIEW_DNS);
	case ACTION_FAILBACK:
		return ui_show_view(ui, VIEW_FAILBACK);
	case ACTION_CHANGES:
		return ui_show_view(ui, VIEW_CHANGES);
	case ACTION_HOSTS:
		return ui_show_view(ui, VIEW_HOSTS);
	case ACTION_ADDRESSES:
		return ui_show_view(ui, VIEW_ADDRESSES);
	case ACTION_EXPORT:
		return export_begin(ui);
	case ACTION_SEARCH:
		return ui_prompt(ui, _("Search: "), "", search_typed, NULL);
	case ACTION_SEARCH_NEXT:
		return search(ui, 1);
	case ACTION_SEARCH_PREVIOUS:
		return search(ui, -1);
	case ACTION_COMMAND:
		return command_ask(ui);
	case ACTION_SAVE_SCREEN:
		return save_screen(ui);
	case ACTION_MESSAGES:
		return ui_read_said(ui);
	case ACTION_COPY:
		return ui_copy(ui, COPY_NAME);
	case ACTION_COPY_ADDRESS:
		return ui_copy(ui, COPY_ADDRESS);
	case ACTION_MOUSE:
		return switch_mouse(ui);
	case ACTION_REPAINT:
		return UI_HANDLED | UI_REPAINT;
	case ACTION_SUSPEND:
		return UI_HANDLED | UI_SUSPEND;
	case ACTION_QUIT:
		return plan_quit(ui);
	default:
		return UI_IGNORED;
	}
}

unsigned ui_act(struct ui *ui, enum action action)
{
	const struct view *view = at_hand(ui);
	unsigned did = UI_IGNORED;

	if (!(action_info(action)->where & ui_contexts(ui)))
		return UI_IGNORED;
	if (ui->dialog.kind != DIALOG_NONE)
		did = dialog_act(ui, action);
	else
		did = view->ops->act(ui, view->state, action);
	if (did == UI_IGNORED && ui->session)
		did = plan_act(ui, action);
	if (did == UI_IGNORED)
		did = shell_act(ui, action);
	return did;
}

/* ---- Events ------------------------------------------------------------ */

/* What a key does, while no text is typed. */
static enum action action_of(const struct ui *ui, uint32_t key)
{
	enum action action = keymap_action(&ui->keys, key,
					   ui_contexts(ui) & IN_JOB);

	return action != ACTION_NONE ? action :
		keymap_action(&ui->keys, key, ui_where(ui));
}

static unsigned key_event(struct ui *ui, uint32_t key)
{
	ui_unsay(ui);
	return ui_act(ui, action_of(ui, key)) | UI_HANDLED;
}

/* Terminals send Alt and a key as Esc and the key: where nothing is bound to it
 * it is those two. */
static unsigned key_pressed(struct ui *ui, uint32_t key)
{
	bool is_alt = (key & UKEY_ALT) != 0;
	unsigned did;

	if (ui->dialog.kind == DIALOG_PROMPT && !is_alt) {
		ui_unsay(ui);
		return dialog_key(ui, key);
	}
	if (!is_alt || (ui->dialog.kind != DIALOG_PROMPT &&
			action_of(ui, key) != ACTION_NONE))
		return key_event(ui, key);
	did = key_pressed(ui, UKEY_ESCAPE);
	return did | key_pressed(ui, key & ~(uint32_t)UKEY_ALT);
}

/* A button that was pressed in the view belongs to it until it is released. */
static unsigned view_mouse(struct ui *ui, const struct event *event)
{
	const struct view *view = at_hand(ui);
	struct area area = ui->layout.view;

	if (event->type == EVENT_MOUSE) {
		bool inside = area_contains(area, event->row, event->column);

		if (!inside && !ui->held)
			return UI_IGNORED;
		if (event->mouse == MOUSE_PRESS || event->mouse == MOUSE_DOUBLE)
			ui->held = true;
		else if (event->mouse == MOUSE_RELEASE)
			ui->held = false;
		ui->mouse = *event;
	}
	return view->ops->mouse(ui, view->state, area, event);
}

static unsigned mouse_event(struct ui *ui, const struct event *event)
{
	enum action action = ACTION_NONE;

	if (event->mouse == MOUSE_PRESS && !ui->held)
		action = bars_action_at(ui, event->row, event->column);
	if (event->mouse == MOUSE_PRESS)
		ui_unsay(ui);
	if (ui->dialog.kind == DIALOG_PROMPT && action == ACTION_CHOOSE)
		return dialog_key(ui, UKEY_ENTER);
	if (ui->dialog.kind == DIALOG_PROMPT && action == ACTION_CANCEL)
		return dialog_key(ui, UKEY_ESCAPE);
	if (action != ACTION_NONE)
		return ui_act(ui, action) | UI_HANDLED;
	if (ui->dialog.kind != DIALOG_NONE)
		return dialog_mouse(ui, event);
	return view_mouse(ui, event);
}

static unsigned tick_event(struct ui *ui)
{
	const struct view *view = at_hand(ui);
	struct event event = ui->mouse;
	unsigned did = UI_IGNORED;

	if (ui_wants_rest(ui))
		did = view->ops->rest(ui, view->state);
	if (!ui->held)
		return did;
	event.type = EVENT_TICK;
	return did | view_mouse(ui, &event);
}

static unsigned handle(struct ui *ui, const struct event *event)
{
	switch (event->type) {
	case EVENT_KEY:
		return key_pressed(ui, event->key);
	case EVENT_MOUSE:
		return mouse_event(ui, event);
	case EVENT_PASTE:
		return dialog_paste(ui, event->text);
	case EVENT_RESIZE:
		return UI_HANDLED;
	case EVENT_TICK:
		return tick_event(ui);
	case EVENT_NONE:
		break;
	}
	return UI_IGNORED;
}

/* What a job made is taken once nothing is in its way. */
unsigned ui_handle(struct ui *ui, const struct event *event)
{
	unsigned did = handle(ui, event);

	ui_say_moved(ui);
	return did | (did & UI_QUIT ? UI_IGNORED : job_look(ui));
}

/* ---- Drawing ----------------------------------------------------------- */

/* A part that takes the next 'rows' rows of a screen 'columns' wide. */
static struct area take(int *row, int rows, int columns)
{
	struct area area = { *row, 0, rows, columns };

	*row += rows;
	return area;
}

/* The view comes first, then the message line, the title, the bar. */
static void lay_out(struct ui *ui, const struct frame *frame)
{
	struct layout *layout = &ui->layout;
	int columns = frame->columns;
	int title = frame->rows >= 3;
	int message = frame->rows >= 2;
	int bar = frame->rows >= 4;
	int row = 0;

	layout->title = take(&row, title, columns);
	layout->view = take(&row, frame->rows - title - message - bar,
			    columns);
	layout->message = take(&row, message, columns);
	layout->bar = take(&row, bar, columns);
}

void ui_draw(struct ui *ui, struct frame *frame)
{
	const struct view *view = at_hand(ui);

	ui->rows = frame->rows;
	ui->columns = frame->columns;
	frame_clear(frame);
	lay_out(ui, frame);
	view->ops->draw(ui, view->state, ui->layout.view, frame);
	bars_draw(ui, frame);
	if (ui->dialog.kind != DIALOG_NONE)
		dialog_draw(ui, frame);
	if (ui->load.name)
		loading_draw(ui, frame);
}
