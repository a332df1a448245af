/* The command line: completing its words.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef COMMAND_COMPLETE_H
#define COMMAND_COMPLETE_H 1

#include "ui.h"

#define COMPLETIONS_MAX 500 /* That are kept; there may be more. */

/* What the word at the cursor may become.  Case does not matter to ASCII
 * letters. */
struct completion {
	size_t start;   /* The bytes of the line that it is, */
	size_t end;     /* up to here. */
	char **words;   /* Each as it is to be typed, in the order of the
			 * file, */
	size_t n;
	size_t n_all;   /* also those that are not kept. */
	char *common;   /* What all of them begin with, as it is to be typed;
			 * NULL where that is not more than there is. */
	bool ends;      /* A blank can follow the only one. */
	bool failed;    /* Memory ran out. */
};

/* Whether 'text' begins with 'start', ASCII letters of either case. */
bool command_begins(const char *text, const char *start);

/* Finds them for the word before 'cursor' in 'line'.  The caller frees them
 * with completion_destroy(). */
void completion_find(struct completion *completion, struct ui *ui,
		     const char *line, size_t cursor);
void completion_destroy(struct completion *completion);

#endif
