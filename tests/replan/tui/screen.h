/* What tests of the screen share: a planner without a terminal, and frames
 * that are kept as text.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SCREEN_H
#define SCREEN_H 1

#include <stddef.h>

#include "ui.h"

/* A planner and the frame that it draws into. */
struct screen {
	struct ui *ui;
	struct frame frame;
	unsigned did;       /* What all events did. */
	bool is_hurried;    /* No time passes between events: what is made in
			     * idle time or in the background is not. */
};

/* A copy of the example 'name' (".cfg" left out) and of its plan file, in the
 * folder of the test.  Returns the topology's path; the caller frees it. */
char *screen_example(const char *name);

/* The text of a file, or NULL where it cannot be read; the caller frees it. */
char *screen_read(const char *path);

/* A planner over 'topology', which may be NULL for the start screen; must
 * open. */
void screen_open(struct screen *screen, const char *topology,
		 const char *examples, int rows, int columns, bool ascii);

/* The same with all that can be said of it. */
void screen_open_with(struct screen *screen, const struct ui_options *options,
		      int rows, int columns);

/* Closes it; edits that were not saved are given up, or lost for the next one
 * to find. */
void screen_close(struct screen *screen);
void screen_abandon(struct screen *screen);

/* Presses keys, by their names and separated by blanks. */
void screen_keys(struct screen *screen, const char *keys);

/* Lets as much time pass as there is to do, and draws. */
void screen_settle(struct screen *screen);

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

/* ---- Screens that are kept in several forms ----------------------------- */

struct screen_form {
	const char *name;  /* Behind the name of the screen. */
	int rows;
	int columns;
	bool ascii;
};

#define SCREEN_FORMS 3
extern const struct screen_form screen_forms[SCREEN_FORMS];

/* A screen: what is opened and done until it stands. */
struct screen_kept {
	const char *name;
	const char *example;      /* NULL: the test's own topology. */
	const char *keys;
	void (*begin)(struct screen *screen); /* Before the keys; or NULL. */
};

/* Opens 'topology' in a form; compares with tests/screens/NAME-FORM.txt. */
void screen_open_form(struct screen *screen, const char *topology,
		      const struct screen_form *form);
void screen_expect_form(struct screen *screen, const char *name,
			const struct screen_form *form);

/* Compares each of the 'n' screens in each form; 'own' writes the test's own
 * topology, and may be NULL. */
void screen_expect_kept(const struct screen_kept *kept, size_t n,
			char *(*own)(void));

#endif
