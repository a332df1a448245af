/* What tests of the screen share: a planner without a terminal, and frames
 * that are kept as text.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SCREEN_H
#define SCREEN_H 1

#include "ui.h"

/* A planner and the frame that it draws into. */
struct screen {
	struct ui *ui;
	struct frame frame;
	unsigned did;       /* What all events did. */
};

/* A copy of the example 'name' (".cfg" left out) and of its plan file, in the
 * folder of the test.  Returns the topology's path; the caller frees it. */
char *screen_example(const char *name);

/* A planner over 'topology', which may be NULL for the start screen; must
 * open. */
void screen_open(struct screen *screen, const char *topology,
		 const char *examples, int rows, int columns, bool ascii);

/* Closes it; edits that were not saved are given up, or lost for the next one
 * to find. */
void screen_close(struct screen *screen);
void screen_abandon(struct screen *screen);

/* Presses keys, by their names and separated by blanks. */
void screen_keys(struct screen *screen, const char *keys);

/* A mouse event. */
void screen_mouse(struct screen *screen, enum mouse_action action, int row,
		  int column);

void screen_paste(struct screen *screen, char *text);

/* Draws, and returns the row's text; valid until the next call. */
const char *screen_row(struct screen *screen, int row);

/* Whether some row has 'text'. */
bool screen_has(struct screen *screen, const char *text);

/* Draws, and compares with tests/screens/NAME.txt; with UPDATE=1 in the
 * environment, writes it. */
void screen_expect(struct screen *screen, const char *name);

#endif
