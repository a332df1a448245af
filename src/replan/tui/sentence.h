/* Sentences: our words with names in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SENTENCE_H
#define SENTENCE_H 1

#include "ui.h"

/* 'words' with {0} to {9} replaced by the 'n' 'names', each as it may be shown.
 * The caller frees it; NULL without memory. */
char *sentence(const struct ui *ui, const char *words,
	       const char *const *names, size_t n);

/* SENTENCE(ui, words, names...). */
#define SENTENCE(ui, words, ...) \
	sentence(ui, words, (const char *const[]){ __VA_ARGS__ }, \
		 sizeof((const char *const[]){ __VA_ARGS__ }) / \
			 sizeof(const char *))

#endif
