/* Sentences: our words with names in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a name's place, as "{0}", stands at 'words', and which one. */
static bool is_place(const char *words, size_t n, size_t *which)
{
	if (words[0] != '{' || words[1] < '0' || words[1] > '9' ||
	    words[2] != '}')
		return false;
	*which = (size_t)(words[1] - '0');
	return *which < n;
}

static void put_name(const struct ui *ui, FILE *out, const char *name)
{
	char *shown = ui_shown(ui, name);

	fputs(shown ? shown : "?", out);
	free(shown);
}

char *sentence(const struct ui *ui, const char *words,
	       const char *const *names, size_t n)
{
	char *text = NULL;
	size_t size;
	size_t which;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	while (*words) {
		if (is_place(words, n, &which)) {
			put_name(ui, out, names[which]);
			words += strlen("{0}");
		} else {
			fputc(*words++, out);
		}
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
