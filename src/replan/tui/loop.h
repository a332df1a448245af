/* Loop: the planner at a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef LOOP_H
#define LOOP_H 1

#include "ui.h"

/* Runs the planner until the operator leaves it; 'options' have a
 * configuration.  Returns the exit status: 0, or 2 where the files cannot be
 * read or there is no terminal that can be used; why is then said on standard
 * error.  Where a signal asks to end, it does not return. */
int planner_run(const struct ui_options *options);

/* Says on standard error why the files could not be opened: what 'messages'
 * say, or what they do not say of 'result'. */
void planner_complain(int result, const rp_messages *messages);

#endif
