/* The planner's screen: what concerns the session.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recent.h"
#include "ui_private.h"
#include "words.h"

/* ---- Opening and closing ----------------------------------------------- */

void plan_close(struct ui *ui)
{
	job_abandon(ui);
	export_abandon(ui);
	rp_session_free(ui->session);
	rp_topology_free(ui->topology);
	ui->session = NULL;
	ui->topology = NULL;
}

static bool set_title(struct ui *ui)
{
	char *name = rp_show(rp_topology_file(ui->topology), ui->ascii);
	char *title = NULL;

	if (name && asprintf(&title, "replan: %s", name) >= 0) {
		free(ui->title);
		ui->title = title;
	}
	free(name);
	return title != NULL;
}

/* Opens the session, to be looked at where another one holds the plan file. */
static int open_session(struct ui *ui, rp_session **session,
			const rp_topology *topology, const char *plan,
			rp_messages *messages)
{
	unsigned flags = RP_OPEN_CREATE;
	int result;

	ui->readonly = ui->always_readonly;
	ui->switched = false;
	if (!ui->readonly)
		flags |= RP_OPEN_LOCK | RP_OPEN_JOURNAL;
	result = loading_plan(ui, session, topology, plan, flags, messages);
	if (result != RP_LOCKED)
		return result;
	result = loading_plan(ui, session, topology, plan, RP_OPEN_CREATE,
			      messages);
	if (result == RP_OK) {
		ui->readonly = true;
		ui_say(ui, RP_WARNING, "%s", _("another session holds the plan "
		       "file: opened read-only, nothing can be saved"));
	}
	return result;
}

/* ---- What an earlier session lost -------------------------------------- */

static unsigned recover(struct ui *ui)
{
	size_t taken = 0;
	int result = rp_session_recover(ui->session, &taken);

	if (result == RP_OK)
		ui_say(ui, RP_NOTICE, ngettext("%zu edit recovered",
		       "%zu edits recovered", taken), taken);
	return ui_edited(ui, result);
}

static unsigned recovery_answered(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	if (choice == 0)
		return recover(ui);
	if (choice == 1)
		rp_session_discard(ui->session);
	return UI_HANDLED;
}

/* Offered, never forced. */
static void offer_recovery(struct ui *ui)
{
	const char *const answers[] = {
		_("Recover them: each can be undone"),
		_("Discard them"),
		_("Decide when this plan is opened next"),
	};
	bool changed = false;
	size_t n = rp_session_recoverable(ui->session, &changed);
	char text[512];
	int size;

	if (n == 0)
		return;
	size = snprintf(text, sizeof(text),
			ngettext("An earlier session ended with %zu edit that "
				 "was not saved.",
				 "An earlier session ended with %zu edits that "
				 "were not saved.", n), n);
	if (changed && size > 0 && (size_t)size < sizeof(text))
		snprintf(text + size, sizeof(text) - (size_t)size, "\n%s",
			 _("The plan file was written since."));
	ui_ask(ui, _("Edits that were not saved"), text, answers, 3, 0,
	       recovery_answered, NULL);
}

/* Nobody can be asked: the edits stay where they are, and nothing is done. */
static int refuse_recovery(const rp_session *session, const char *path,
			   rp_messages *messages)
{
	bool changed;
	size_t n = rp_session_recoverable(session, &changed);
	char text[512];
	const struct rp_message message = { .file = path, .text = text };

	if (n == 0)
		return RP_OK;
	snprintf(text, sizeof(text),
		 ngettext("an earlier session ended with %zu edit that was not "
			  "saved: open this plan in a terminal once to recover "
			  "or discard it, or use --readonly",
			  "an earlier session ended with %zu edits that were "
			  "not saved: open this plan in a terminal once to "
			  "recover or discard them, or use --readonly", n), n);
	rp_messages_add(messages, &message);
	return RP_REFUSED;
}

static void say_journal_fault(struct ui *ui)
{
	char *fault = rp_session_journal_fault(ui->session);

	if (fault)
		ui_say(ui, RP_WARNING, _("edits are kept in memory alone until "
		       "they are saved: %s"), fault);
	free(fault);
}

int plan_open(struct ui *ui, const char *path, const char *plan,
	      rp_messages *messages)
{
	bool was_readonly = ui->readonly;
	rp_topology *topology;
	rp_session *session;
	int result = loading_read(ui, &topology, path, messages);

	if (result != RP_OK)
		return result;
	result = open_session(ui, &session, topology, plan, messages);
	loading_end(ui);
	if (result == RP_OK && ui->unattended) {
		result = refuse_recovery(session, path, messages);
		if (result != RP_OK)
			rp_session_free(session);
	}
	if (result != RP_OK) {
		ui->readonly = was_readonly;
		rp_topology_free(topology);
		return result;
	}
	plan_close(ui);
	ui->topology = topology;
	ui->session = session;
	ui->gave_up = 0;
	ui->told = rp_session_version(session);
	if (ui->recent)
		recent_add(ui->recent, path, plan);
	set_title(ui);
	ui_forget_views(ui);
	ui_update_views(ui);
	ui_show_view(ui, VIEW_MAP);
	say_journal_fault(ui);
	offer_recovery(ui);
	return RP_OK;
}

/* All messages, one a line; NULL where there is none or without memory. */
static char *message_text(const rp_messages *messages)
{
	size_t n = rp_messages_count(messages);
	char *text = NULL;
	size_t size;
	FILE *out = n ? open_memstream(&text, &size) : NULL;

	if (!out)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		char *line = rp_message_line(rp_messages_get(messages, i));

		fprintf(out, "%s\n", line ? line : "");
		free(line);
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static unsigned read_messages(struct ui *ui, const char *title,
			      const rp_messages *messages)
{
	char *text = message_text(messages);
	unsigned did = UI_HANDLED;

	if (text)
		did = ui_read(ui, title, text);
	free(text);
	return did;
}

/* Who is not there does not read: to a script it is an error. */
static unsigned say_not_opened(struct ui *ui, const rp_messages *messages)
{
	const char *title = _("This topology cannot be opened");

	if (ui->unattended)
		ui_say(ui, RP_ERROR, "%s", title);
	return read_messages(ui, title, messages);
}

void plan_say_stopped(struct ui *ui)
{
	ui_say(ui, RP_NOTICE, "%s", _("stopped: nothing was opened"));
}

unsigned ui_open(struct ui *ui, const char *topology, const char *plan)
{
	rp_messages *messages;
	unsigned did = UI_HANDLED;
	int result;

	if (rp_messages_new(&messages) != RP_OK)
		return ui_edited(ui, RP_NO_MEMORY);
	result = plan_open(ui, topology, plan, messages);
	if (result == RP_NO_MEMORY)
		did = ui_edited(ui, result);
	else if (result == RP_STOPPED)
		plan_say_stopped(ui);
	else if (result != RP_OK)
		did = say_not_opened(ui, messages);
	rp_messages_free(messages);
	return did;
}

/* ---- Saving and leaving ------------------------------------------------ */

static unsigned save(struct ui *ui, bool overwrite);

static unsigned overwrite_left(struct ui *ui)
{
	ui->quits = false;
	return UI_HANDLED;
}

static unsigned overwrite_answered(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	return choice == 0 ? save(ui, true) : overwrite_left(ui);
}

static unsigned ask_overwrite(struct ui *ui)
{
	const char *const answers[] = {
		_("Overwrite it with this plan"),
		_("Cancel: keep the file as it is"),
	};

	unsigned did;

	did = ui_ask(ui, _("The plan file was changed"),
		     _("Somebody else wrote the plan file after it was read "
		       "here."), answers, 2, 1, overwrite_answered, NULL);
	ui->dialog.left = overwrite_left;
	return did;
}

/* Says why the plan was not saved: the first message, or what the result is. */
static unsigned say_not_saved(struct ui *ui, int result,
			      const rp_messages *messages)
{
	char *line = NULL;

	ui->quits = false;
	if (rp_messages_count(messages) > 0)
		line = rp_message_line(rp_messages_get(messages, 0));
	if (line)
		ui_say(ui, RP_ERROR, _("not saved: %s"), line);
	else if (result == RP_LOCKED)
		ui_say(ui, RP_ERROR, "%s", _("not saved: another session "
		       "holds the plan file"));
	else if (result == RP_NO_MEMORY)
		ui_say(ui, RP_ERROR, "%s", _("not saved: memory ran out"));
	else
		ui_say(ui, RP_ERROR, "%s", _("not saved"));
	free(line);
	return UI_HANDLED;
}

static unsigned say_saved(struct ui *ui)
{
	char *path = ui_shown(ui, rp_session_path(ui->session));

	ui_say(ui, RP_NOTICE, _("saved: %s"), path ? path : "");
	free(path);
	ui_update_views(ui);
	return UI_HANDLED | (ui->quits ? UI_QUIT : 0);
}

static unsigned save(struct ui *ui, bool overwrite)
{
	rp_messages *messages;
	unsigned did;
	int result;

	if (rp_messages_new(&messages) != RP_OK)
		return ui_edited(ui, RP_NO_MEMORY);
	result = rp_session_save(ui->session, overwrite, messages);
	if (result == RP_OK)
		did = say_saved(ui);
	else if (result == RP_CHANGED && !overwrite)
		did = ask_overwrite(ui);
	else
		did = say_not_saved(ui, result, messages);
	rp_messages_free(messages);
	return did;
}

static unsigned quit_answered(struct ui *ui, void *data, size_t choice)
{
	bool changed;

	(void)data;
	if (choice == 0) {
		ui->quits = true;
		return save(ui, false);
	}
	if (choice != 1)
		return UI_HANDLED;
	/* What an earlier session lost is not what is given up here. */
	if (rp_session_recoverable(ui->session, &changed) == 0)
		rp_session_discard(ui->session);
	return UI_HANDLED | UI_QUIT;
}

bool plan_quit_asks(const struct ui *ui)
{
	return ui->session && (!ui->readonly || ui->switched) &&
	       rp_session_is_modified(ui->session);
}

unsigned plan_quit(struct ui *ui)
{
	const char *const answers[] = {
		_("Save and quit"),
		_("Quit without saving: discard the changes"),
		_("Cancel: go on planning"),
	};

	job_abandon(ui);
	if (!plan_quit_asks(ui))
		return UI_HANDLED | UI_QUIT;
	return ui_ask(ui, _("Quit"), _("The plan was changed and is not "
		      "saved."), answers, 3, 0, quit_answered, NULL);
}

/* ---- Read-only --------------------------------------------------------- */

/* Another session held the plan file: perhaps it does no longer.  Nothing was
 * edited here, so that all can be read again. */
static unsigned reopen(struct ui *ui)
{
	char *topology = strdup(rp_topology_path(ui->topology));
	char *plan = strdup(rp_session_path(ui->session));
	enum ui_view view = ui->view;
	unsigned did = UI_HANDLED;

	if (topology && plan)
		did = ui_open(ui, topology, plan);
	free(topology);
	free(plan);
	if (!ui->readonly)
		ui_say(ui, RP_NOTICE, "%s", _("the plan can be changed"));
	return did | ui_show_view(ui, view);
}

static unsigned switch_readonly(struct ui *ui)
{
	if (ui->always_readonly) {
		ui_say(ui, RP_NOTICE, "%s", _("started with --readonly: it "
		       "stays read-only"));
		return UI_HANDLED;
	}
	if (ui->readonly && !ui->switched)
		return reopen(ui);
	job_abandon(ui);
	ui->readonly = ui->switched = !ui->readonly;
	ui_say(ui, RP_NOTICE, "%s", ui->readonly ?
	       _("read-only: nothing can be changed until this is switched "
		 "back") : _("the plan can be changed"));
	return UI_HANDLED;
}

/* ---- Undo and redo ----------------------------------------------------- */

/* Takes a step back or forth, and says which one it was. */
static unsigned step(struct ui *ui, bool back)
{
	rp_session *session = ui->session;
	char *text;
	int result;

	if (back ? !rp_session_can_undo(session) :
	    !rp_session_can_redo(session)) {
		ui_say(ui, RP_NOTICE, "%s", back ? _("nothing to undo") :
		       _("nothing to redo"));
		return UI_HANDLED;
	}
	text = back ? rp_session_undo_text(session, RP_LOCAL) :
		rp_session_redo_text(session, RP_LOCAL);
	result = back ? rp_session_undo(session) : rp_session_redo(session);
	if (result == RP_OK && back)
		ui_say(ui, RP_NOTICE, _("undone: %s"), text ? text : "");
	else if (result == RP_OK)
		ui_say(ui, RP_NOTICE, _("redone: %s"), text ? text : "");
	free(text);
	return ui_edited(ui, result);
}

/* Takes a step of the plan alone, without a word. */
static int quiet_step(rp_session *session, bool back)
{
	return back ? rp_session_undo(session) : rp_session_redo(session);
}

static bool can_step(const rp_session *session, bool back)
{
	return back ? rp_session_can_undo(session) :
		rp_session_can_redo(session);
}

static void say_steps(struct ui *ui, bool back, size_t n)
{
	if (back)
		ui_say(ui, RP_NOTICE, ngettext("%zu step undone",
					       "%zu steps undone", n), n);
	else
		ui_say(ui, RP_NOTICE, ngettext("%zu step redone",
					       "%zu steps redone", n), n);
}

unsigned plan_steps(struct ui *ui, bool back, size_t n)
{
	int result = RP_OK;
	size_t done = 0;

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	if (!can_step(ui->session, back))
		return step(ui, back);
	while (done < n && can_step(ui->session, back) &&
	       (result = quiet_step(ui->session, back)) == RP_OK)
		done++;
	if (result != RP_OK)
		ui_edited(ui, result);
	ui_update_views(ui);
	say_steps(ui, back, done);
	return UI_HANDLED;
}

/* ---- Accepting --------------------------------------------------------- */

static unsigned accept(struct ui *ui)
{
	int result = rp_session_accept(ui->session);

	if (result == RP_OK)
		ui_say(ui, RP_NOTICE, "%s", _("accepted: later plans keep to "
		       "this one"));
	return ui_edited(ui, result);
}

static bool is_edit(enum action action)
{
	return action == ACTION_SAVE || action == ACTION_UNDO ||
	       action == ACTION_REDO || action == ACTION_ACCEPT ||
	       action == ACTION_REBALANCE;
}

unsigned plan_act(struct ui *ui, enum action action)
{
	if (action == ACTION_STOP)
		return job_stop(ui);
	if (is_edit(action) && !ui_may_edit(ui))
		return UI_HANDLED;
	switch (action) {
	case ACTION_READONLY:
		return switch_readonly(ui);
	case ACTION_SAVE:
		return save(ui, false);
	case ACTION_UNDO:
		return step(ui, true);
	case ACTION_REDO:
		return step(ui, false);
	case ACTION_ACCEPT:
		return accept(ui);
	case ACTION_REBALANCE:
		return job_begin(ui);
	default:
		return UI_IGNORED;
	}
}
