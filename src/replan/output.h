/* Output: what a command has to say, made in memory and written at once.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command adds everything it was asked for to a `struct output` and writes it
 * when nothing can go wrong any more: a command that fails prints nothing.  An
 * output remembers that memory ran out; output_write() then says so. */

#ifndef OUTPUT_H
#define OUTPUT_H 1

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>

/* The translation of 'msgid', and a string that is translated elsewhere. */
#define _(msgid) gettext(msgid)
#define N_(msgid) msgid

/* How the program ends. */
enum status {
	STATUS_DONE = 0,
	STATUS_ERRORS = 1, /* Done, and the plan has error findings, or what was
			    * observed is not what it says. */
	STATUS_FAILED = 2  /* Nothing was done. */
};

struct output {
	char *bytes;     /* No NUL behind them. */
	size_t size;
	size_t capacity;
	bool failed;     /* Memory ran out. */
};

#define OUTPUT_INIT { NULL, 0, 0, false }

void output_destroy(struct output *output);

/* Adds bytes, a string, 'n' spaces, or what printf would print. */
void output_add_bytes(struct output *output, const char *bytes, size_t size);
void output_add(struct output *output, const char *string);
void output_add_spaces(struct output *output, size_t n);
void output_printf(struct output *output, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds the 'size' bytes at 'bytes' and frees them.  NULL: memory ran out. */
void output_add_taken(struct output *output, char *bytes, size_t size);

/* Writes the output to the file 'path', which then is the whole new or the
 * whole old one; NULL and "-" are standard output.  Returns STATUS_DONE, or
 * STATUS_FAILED after saying why. */
int output_write(const struct output *output, const char *path);

/* Says one line on standard error: "replan: ..." of our own words. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with strerror() of 'error' for the file 'path', shown as
 * rp_show() shows what is not ours: "replan: PATH: WHAT: REASON". */
void complain_about(const char *path, const char *what, int error);

/* How rp_show() shows 'text' on this terminal.  Never NULL: where memory ran
 * out it is a string that says so.  The caller frees it with shown_free(). */
const char *shown(const char *text);
void shown_free(const char *text);

/* Whether the locale's characters are not UTF-8: then all is ASCII. */
bool output_is_ascii(void);

#endif
