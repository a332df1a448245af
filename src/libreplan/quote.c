/* Quoting: see quote.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "quote.h"

#include <string.h>
#include <unistr.h>

/* ---- CSV -------------------------------------------------------------- */

/* What a spreadsheet takes for the beginning of a formula, full-width forms
 * too, and the apostrophe by which it is told not to. */
static bool needs_apostrophe(const char *string)
{
	static const char *const wide[] = {
		"\xEF\xBC\x9D",
		"\xEF\xBC\x8B",
		"\xEF\xBC\x8D",
		"\xEF\xBC\xA0",
	};

	if (*string == '\0')
		return false;
	if (strchr("=+-@\t\r\n|%'", *string))
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncmp(string, wide[i], 3) == 0)
			return true;
	return false;
}

void quote_csv(struct text *out, const char *string)
{
	text_add_char(out, '"');
	if (needs_apostrophe(string))
		text_add_char(out, '\'');
	while (*string) {
		size_t plain = strcspn(string, "\"");

		text_add_bytes(out, string, plain);
		string += plain;
		if (*string) {
			text_add(out, "\"\"");
			string++;
		}
	}
	text_add_char(out, '"');
}

/* ---- libconfig -------------------------------------------------------- */

static bool is_special(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F || c == '"' || c == '\\';
}

static void escape_libconfig(struct text *out, char c)
{
	static const char plain[] = "\\\"\n\r\t\f";
	static const char escaped[] = "\\\"nrtf";
	const char *found = strchr(plain, c);

	if (found)
		text_printf(out, "\\%c", escaped[found - plain]);
	else
		text_printf(out, "\\x%02X", (unsigned)(unsigned char)c);
}

void quote_libconfig_inside(struct text *out, const char *string)
{
	while (*string) {
		size_t plain = 0;

		while (string[plain] && !is_special(string[plain]))
			plain++;
		text_add_bytes(out, string, plain);
		string += plain;
		if (*string)
			escape_libconfig(out, *string++);
	}
}

void quote_libconfig(struct text *out, const char *string)
{
	text_add_char(out, '"');
	quote_libconfig_inside(out, string);
	text_add_char(out, '"');
}

/* ---- JSON ------------------------------------------------------------- */

static bool is_deceptive(ucs4_t c)
{
	return c == '<' || c == '>' || c == '&' || (c >= 0x7F && c <= 0x9F) ||
	       c == 0x061C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* How many bytes at 'at' are written as they are. */
static size_t plain_run(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *run = at;

	while (run < end) {
		ucs4_t c = *run;
		int length = 1;

		if (c >= 0x80)
			length = u8_mbtouc(&c, run, (size_t)(end - run));
		if (c == '\n' || is_deceptive(c))
			break;
		run += length;
	}
	return (size_t)(run - at);
}

void quote_json_text(struct text *out, const char *bytes, size_t size,
		     unsigned indent)
{
	const uint8_t *at = (const uint8_t *)bytes;
	const uint8_t *end = at + size;

	while (at < end) {
		size_t run = plain_run(at, end);
		ucs4_t c;

		text_add_bytes(out, (const char *)at, run);
		at += run;
		if (at == end)
			break;
		at += u8_mbtouc(&c, at, (size_t)(end - at));
		if (c == '\n')
			text_printf(out, "\n%*s", (int)indent, "");
		else
			text_printf(out, "\\u%04x", (unsigned)c);
	}
}
