/* The planner's screen: copying to the clipboard of the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "ui_private.h"
#include "words.h"

/* What is copied is what is seen: shown, so that nothing in it can surprise
 * where it is pasted. */
static unsigned copy(struct ui *ui, const char *text)
{
	char *shown = ui_shown(ui, text);

	if (!shown)
		return ui_edited(ui, RP_NO_MEMORY);
	if (strlen(shown) > UI_COPY_MAX) {
		ui_say(ui, RP_ERROR, _("not copied: expected at most %d bytes"),
		       UI_COPY_MAX);
		free(shown);
		return UI_HANDLED;
	}
	ui_say(ui, RP_NOTICE, _("copied: %s"), shown);
	free(ui->copied);
	ui->copied = shown;
	return UI_HANDLED | UI_COPY;
}

unsigned ui_copy(struct ui *ui, enum copied what)
{
	const struct view *view = &ui->views[ui->view];
	char *text;
	unsigned did;

	if (!ui->may_copy) {
		ui_say(ui, RP_NOTICE, "%s", _("the clipboard is off in the "
		       "configuration"));
		return UI_HANDLED;
	}
	text = view->ops->copy ? view->ops->copy(ui, view->state, what) : NULL;
	if (!text) {
		ui_say(ui, RP_NOTICE, "%s", what == COPY_ADDRESS ?
		       _("nothing is copied: this row has no address") :
		       _("nothing is copied: this row has no name"));
		return UI_HANDLED;
	}
	did = copy(ui, text);
	free(text);
	return did;
}

const char *ui_copied(const struct ui *ui)
{
	return ui->copied ? ui->copied : "";
}
