/* Unseen: the planner without a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "unseen.h"

#include <stdlib.h>
#include <time.h>

#include "loop.h"

struct ui *unseen_open(const struct ui_options *options)
{
	rp_messages *messages = NULL;
	struct ui *ui = NULL;
	int result = rp_messages_new(&messages);

	if (result == RP_OK)
		result = ui_new(&ui, options, messages);
	if (result != RP_OK)
		planner_complain(result, messages);
	rp_messages_free(messages);
	return result == RP_OK ? ui : NULL;
}

void unseen_settle(struct ui *ui)
{
	const struct event tick = { .type = EVENT_TICK };
	const struct timespec moment = { .tv_nsec = 1000000 };

	/* One at least: what has ended is to be taken. */
	ui_handle(ui, &tick);
	while (ui_is_busy(ui)) {
		nanosleep(&moment, NULL);
		ui_handle(ui, &tick);
	}
	while (ui_wants_idle(ui))
		ui_idle(ui, NULL);
	if (ui_wants_rest(ui))
		ui_handle(ui, &tick);
}

void unseen_discard(struct ui *ui)
{
	bool changed;

	/* What an earlier session lost is not what is given up here. */
	if (ui_session(ui) &&
	    rp_session_recoverable(ui_session(ui), &changed) == 0)
		rp_session_discard(ui_session(ui));
}
