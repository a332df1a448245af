/* Messages about files: adding to the list.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef MESSAGES_H
#define MESSAGES_H 1

#include <stdbool.h>
#include <stdint.h>

#include "replan.h"

/* Where a message points. */
struct place {
	const char *file;   /* NULL: no file. */
	uint32_t line;      /* 0: none. */
	uint32_t column;    /* 0: none. */
	const char *object; /* "VM VM1", or NULL. */
};

/* Adds a message to 'messages', which may be NULL.  'format' is already in the
 * reader's language.  At most MESSAGES_MAX are kept; the last one then says
 * that there are more.  Out of memory loses the text, never the count. */
void messages_add(rp_messages *messages, struct place place,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds what strerror() says of 'error' for 'file': "WHAT: REASON"; 'what' is as
 * "cannot be read", translated. */
void messages_add_errno(rp_messages *messages, const char *file,
			const char *what, int error);

#define MESSAGES_MAX 1000

/* The translation of 'msgid' in the process's locale. */
#define _(msgid) text_words(RP_LOCAL, msgid)

#endif
