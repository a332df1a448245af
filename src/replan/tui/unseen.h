/* Unseen: the planner without a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef UNSEEN_H
#define UNSEEN_H 1

#include "ui.h"

/* Opens the planner; where that cannot be done, says why on standard error and
 * returns NULL. */
struct ui *unseen_open(const struct ui_options *options);

/* Lets as much time pass as there is to do. */
void unseen_settle(struct ui *ui);

/* Gives up what was not saved, as leaving without saving does. */
void unseen_discard(struct ui *ui);

#endif
