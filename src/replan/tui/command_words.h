/* The words of a command line.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blanks separate words.  What stands between double quotes is taken as it is,
 * blanks too; \" and \\ in there are a quote and a backslash.  Quotes may stand
 * around a part of a word. */

#ifndef COMMAND_WORDS_H
#define COMMAND_WORDS_H 1

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_WORDS_MAX 64

/* A word, and where it stands in its line: the bytes from 'start' on, up to
 * 'end'. */
struct command_word {
	char *text;
	size_t start;
	size_t end;
};

struct command_words {
	struct command_word at[COMMAND_WORDS_MAX];
	size_t n;
	bool is_open;  /* The last quote has no end. */
	bool too_many; /* Words behind the last one are left out. */
};

/* Splits 'line'.  False without memory; command_words_destroy() is right in any
 * case. */
bool command_words_init(struct command_words *words, const char *line);
void command_words_destroy(struct command_words *words);

/* 'word' as it is typed: between quotes where it needs them.  With 'open', the
 * last quote is left out, for more to be typed.  The caller frees it; NULL
 * without memory. */
char *command_quote(const char *word, bool open);

#endif
