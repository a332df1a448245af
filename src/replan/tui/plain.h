/* Plain: the planner line by line, for screen readers and pipes.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No frame, no cursor, no colour: a line is asked for, what it did is said in
 * lines.  It is the planner of the screen that nobody sees: the same commands,
 * sentences and questions. */

#ifndef PLAIN_H
#define PLAIN_H 1

#include <stdio.h>

#include "ui.h"

/* Reads lines from standard input until one says "quit", or there is none.
 * Returns the exit status: 0; 1 where nobody could be asked and a line could
 * not be carried out; 2 where the files cannot be read, or where an earlier
 * session lost edits and nobody can be asked about them. */
int plain_run(const struct ui_options *options);

/* ---- plain_list.c ------------------------------------------------------ */

/* Prints 'text', shown or ours, as 'ui' is drawn: in ASCII where that is
 * wanted. */
void plain_put(FILE *out, const struct ui *ui, const char *text);

/* Prints the rows of the view at hand that have 'needle'; "": all of them. */
void plain_list(FILE *out, struct ui *ui, const char *needle);

/* Prints the row that is in focus, or what is. */
void plain_focus(FILE *out, struct ui *ui);

/* Where the focus is: what changes with it. */
size_t plain_place(const struct ui *ui);

#endif
