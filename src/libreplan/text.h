/* Text that grows, and sentences made from templates.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A `struct text` remembers that memory ran out: what is added afterwards is
 * dropped, and text_take() then gives NULL.  So a writer adds all it has and
 * looks once, at the end. */

#ifndef TEXT_H
#define TEXT_H 1

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "replan.h"

struct text {
	char *bytes;     /* NUL at bytes[size]; NULL while nothing was added. */
	size_t size;     /* Without the NUL. */
	size_t capacity;
	bool failed;     /* Memory ran out. */
};

#define TEXT_INIT { NULL, 0, 0, false }

/* Frees what 'text' holds and makes it empty. */
void text_destroy(struct text *text);

/* Notes that memory ran out elsewhere, for what was to be added. */
void text_fail(struct text *text);

/* Adds bytes, a string, a character, or what printf would print. */
void text_add_bytes(struct text *text, const char *bytes, size_t size);
void text_add(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Gives the text to the caller, who frees it, and leaves 'text' empty.  NULL
 * when memory ran out.  '*size', unless NULL, is its size. */
char *text_take(struct text *text, size_t *size);

/* Adds 'template' with {0}, {1}... replaced by 'args'; "{{" is a brace.
 * Translators may order them as their language asks.  A number without an
 * argument stays as it is. */
void text_fill(struct text *text, const char *template,
	       const char *const *args, size_t n_args);

/* 'msgid' in the language that 'words' asks for; text_words_n() picks the
 * plural form for 'n'. */
const char *text_words(enum rp_words words, const char *msgid)
	__attribute__((format_arg(2)));
const char *text_words_n(enum rp_words words, const char *msgid,
			 const char *plural, unsigned long n);

/* Marks a string for translation where text_words() gets it later. */
#define N_(msgid) msgid

#endif
