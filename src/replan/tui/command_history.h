/* History: the lines that were typed, the last one last.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef COMMAND_HISTORY_H
#define COMMAND_HISTORY_H 1

#include <stdbool.h>
#include <stddef.h>

#define PAST_MAX 500       /* Lines. */
#define PAST_LINE_MAX 1024 /* Bytes of a line. */

struct past {
	char *lines[PAST_MAX];
	size_t n;
	char *file; /* Where they are kept; NULL: in memory alone. */
};

/* Begins with the lines of 'file', which may be NULL or not be there.  False
 * without memory; past_destroy() is right in any case. */
bool past_init(struct past *history, const char *file);
void past_destroy(struct past *history);

/* Adds a line, also to the file, to which others may have added theirs.  One
 * that is the last already is not added. */
void past_add(struct past *history, const char *line);

/* The last line before 'at' (the first one behind it) that begins with
 * 'start'; PAST_NONE where there is none. */
#define PAST_NONE ((size_t)-1)
size_t past_before(const struct past *history, size_t at,
		      const char *start);
size_t past_after(const struct past *history, size_t at,
		     const char *start);

#endif
