/* Scripts: the planner driven by a file, without a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replan(1) describes the lines. */

#ifndef SCRIPT_H
#define SCRIPT_H 1

#include "ui.h"

/* Does what the script 'path' says; "-" is standard input.  Returns the exit
 * status: 0; 1 where something is not on the screen that was expected there, or
 * a command could not be carried out; 2 where the script or the files cannot
 * be read.  Why is said on standard error. */
int script_run(const struct ui_options *options, const char *path);

#endif
