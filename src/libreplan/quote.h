/* Quoting: how a string that is not ours is written into a file of some form.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A reader of that form gets the very same bytes back, and nothing in the
 * string can end its field.  Strings are UTF-8 unless said otherwise. */

#ifndef QUOTE_H
#define QUOTE_H 1

#include "text.h"

/* A CSV field (RFC 4180), always in quotes.  Where a spreadsheet would take the
 * value for a formula an apostrophe stands before it; a value that begins with
 * an apostrophe gets one more, so that taking one away gives the value. */
void quote_csv(struct text *out, const char *string);

/* A libconfig string with its quotes.  What is printable stays as it is, UTF-8
 * too; control characters are escaped. */
void quote_libconfig(struct text *out, const char *string);

/* The same without the quotes around it. */
void quote_libconfig_inside(struct text *out, const char *string);

/* Adds JSON that is already well-formed and in ASCII or UTF-8, one indent of
 * 'indent' columns deeper, with each character spelled \uXXXX that a browser,
 * terminal or editor could take for something else: DEL, C1 controls, line and
 * paragraph separators, bidi controls, '<', '>' and '&'.  All of these can
 * stand only in strings.  'bytes' must not end within a character. */
void quote_json_text(struct text *out, const char *bytes, size_t size,
		     unsigned indent);

#endif
