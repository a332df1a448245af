/* Text that grows, and sentences made from templates.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "text.h"

#include <libintl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PACKAGE
#define PACKAGE "replan"
#endif

void text_destroy(struct text *text)
{
	free(text->bytes);
	*text = (struct text)TEXT_INIT;
}

void text_fail(struct text *text)
{
	text_destroy(text);
	text->failed = true;
}

/* Makes room for 'more' bytes and a NUL. */
static bool reserve(struct text *text, size_t more)
{
	size_t need, capacity;
	char *bytes;

	if (text->failed)
		return false;
	if (more >= SIZE_MAX / 4 - text->size) {
		text_fail(text);
		return false;
	}
	need = text->size + more + 1;
	if (need <= text->capacity)
		return true;
	capacity = text->capacity + text->capacity / 2;
	if (capacity < need)
		capacity = need < 64 ? 64 : need;
	bytes = realloc(text->bytes, capacity);
	if (!bytes) {
		text_fail(text);
		return false;
	}
	text->bytes = bytes;
	text->capacity = capacity;
	return true;
}

void text_add_bytes(struct text *text, const char *bytes, size_t size)
{
	if (!reserve(text, size))
		return;
	if (size)
		memcpy(text->bytes + text->size, bytes, size);
	text->size += size;
	text->bytes[text->size] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	text_add_bytes(text, &c, 1);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(text, format, args);
	va_end(args);
}

void text_vprintf(struct text *text, const char *format, va_list args)
{
	va_list again;
	int size;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (size < 0) {
		text_fail(text);
		return;
	}
	if (!reserve(text, (size_t)size))
		return;
	vsnprintf(text->bytes + text->size, (size_t)size + 1, format, args);
	text->size += (size_t)size;
}

char *text_take(struct text *text, size_t *size)
{
	char *bytes = NULL;

	/* An empty text is one too. */
	if (reserve(text, 0)) {
		bytes = text->bytes;
		bytes[text->size] = '\0';
		if (size)
			*size = text->size;
	}
	*text = (struct text)TEXT_INIT;
	return bytes;
}

/* Reads "{N}" at 'at'.  Returns its size, or 0 where there is none or
 * 'n_args' is not above N. */
static size_t read_number(const char *at, size_t n_args, size_t *number)
{
	size_t i = 1;

	*number = 0;
	for (; at[i] >= '0' && at[i] <= '9'; i++) {
		*number = *number * 10 + (size_t)(at[i] - '0');
		if (*number >= n_args)
			return 0;
	}
	return i > 1 && at[i] == '}' ? i + 1 : 0;
}

void text_fill(struct text *text, const char *template,
	       const char *const *args, size_t n_args)
{
	while (*template) {
		size_t plain = strcspn(template, "{");
		size_t number, size;

		text_add_bytes(text, template, plain);
		template += plain;
		if (!*template)
			return;
		size = read_number(template, n_args, &number);
		if (size) {
			text_add(text, args[number]);
			template += size;
		} else {
			text_add_char(text, '{');
			template += template[1] == '{' ? 2 : 1;
		}
	}
}

const char *text_words(enum rp_words words, const char *msgid)
{
	/* gettext() answers "" with the head of its catalogue. */
	if (words == RP_ENGLISH || !*msgid)
		return msgid;
	return dgettext(PACKAGE, msgid);
}

const char *text_words_n(enum rp_words words, const char *msgid,
			 const char *plural, unsigned long n)
{
	if (words == RP_ENGLISH)
		return n == 1 ? msgid : plural;
	return dngettext(PACKAGE, msgid, plural, n);
}
