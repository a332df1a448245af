/* The words of a command line.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "command_words.h"

#include <stdlib.h>
#include <string.h>

/* Copies the word that begins at 'at' into 'text', its quotes taken off; where
 * it ends. */
static const char *take_word(const char *at, char *text, bool *is_open)
{
	*is_open = false;
	for (; *at && (*is_open || *at != ' '); at++) {
		if (*at == '"') {
			*is_open = !*is_open;
			continue;
		}
		if (*is_open && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
			at++;
		*text++ = *at;
	}
	*text = '\0';
	return at;
}

bool command_words_init(struct command_words *words, const char *line)
{
	const char *at = line + strspn(line, " ");

	*words = (struct command_words){ .n = 0 };
	for (; *at && words->n < COMMAND_WORDS_MAX; at += strspn(at, " ")) {
		struct command_word *word = &words->at[words->n];

		word->text = malloc(strlen(at) + 1);
		if (!word->text)
			return false;
		words->n++;
		word->start = (size_t)(at - line);
		at = take_word(at, word->text, &words->is_open);
		word->end = (size_t)(at - line);
	}
	words->too_many = *at != '\0';
	return true;
}

void command_words_destroy(struct command_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->at[i].text);
	words->n = 0;
}

char *command_quote(const char *word, bool open)
{
	char *text = malloc(2 * strlen(word) + 3);
	char *to = text;

	if (!text)
		return NULL;
	if (*word && !strpbrk(word, " \"")) {
		memcpy(text, word, strlen(word) + 1);
		return text;
	}
	*to++ = '"';
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			*to++ = '\\';
		*to++ = *word;
	}
	if (!open)
		*to++ = '"';
	*to = '\0';
	return text;
}
