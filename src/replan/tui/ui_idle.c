/* The planner's screen: what is made of a plan while nobody asks for anything.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Edits make what a plan is; what takes longer is made afterwards, as far as
 * the status line and the view at hand show it, and in pieces. */

#include "ui_private.h"
#include "words.h"

/* The status line's. */
#define ALWAYS (RP_PART_BOUND | RP_PART_LOSS)

static unsigned missing(const struct ui *ui)
{
	unsigned wanted = ALWAYS | ui->views[ui->view].ops->parts |
			  ui->dialog.parts;

	if (!ui->session || ui->job ||
	    ui->gave_up == rp_session_version(ui->session))
		return 0;
	return wanted & ~rp_plan_parts(ui_plan(ui));
}

/* Has the views that show 'part' look again. */
static void made(struct ui *ui, unsigned part)
{
	for (int i = 0; i < N_VIEWS; i++)
		if (ui->views[i].ops->parts & part)
			ui->views[i].is_stale = true;
	ui_refresh(ui);
	if (ui->dialog.parts & part)
		dialog_renew(ui);
}

bool ui_wants_idle(const struct ui *ui)
{
	return export_runs(ui) || missing(ui) != 0;
}

unsigned ui_idle(struct ui *ui, const struct rp_progress *progress)
{
	unsigned parts = missing(ui);
	unsigned part = parts & ~(parts - 1);
	int result;

	if (export_runs(ui))
		return export_idle(ui, progress);
	if (!part)
		return UI_IGNORED;
	result = rp_session_complete(ui->session, part, progress);
	if (result == RP_STOPPED)
		return UI_IGNORED;
	if (result == RP_OK) {
		made(ui, part);
	} else {
		ui->gave_up = rp_session_version(ui->session);
		ui_say(ui, RP_ERROR, "%s", _("memory ran out; not all of the "
		       "plan is shown"));
	}
	return UI_HANDLED;
}

bool ui_has_part(const struct ui *ui, enum rp_part part)
{
	return rp_plan_parts(ui_plan(ui)) & part;
}

const char *ui_pending(const struct ui *ui)
{
	return ui->ascii ? "..." : "…";
}
