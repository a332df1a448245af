/* Tests of showing what is not ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "show.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- What may come out, said a second time ----------------------------- */

/* Characters that must never come out as they are. */
static const struct {
	uint32_t first;
	uint32_t last;
} forbidden[] = {
	{ 0x0000, 0x001f },   { 0x007f, 0x00a0 },   { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f },   { 0x061c, 0x061c },   { 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
	{ 0x2000, 0x200c },   { 0x200e, 0x200f },   { 0x2028, 0x202f },
	{ 0x205f, 0x206f },   { 0x2800, 0x2800 },   { 0x3000, 0x3000 },
	{ 0x3164, 0x3164 },   { 0xd800, 0xf8ff },   { 0xfdd0, 0xfdef },
	{ 0xfe00, 0xfe0e },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xffff },   { 0x1fffe, 0x1ffff }, { 0xe0000, 0xe0fff },
	{ 0xf0000, UINT32_MAX },
};

static bool is_forbidden(uint32_t c)
{
	for (size_t i = 0; i < COUNT(forbidden); i++)
		if (c >= forbidden[i].first && c <= forbidden[i].last)
			return true;
	return false;
}

/* Reads one character strictly by the table of RFC 3629.  Returns its bytes, 0
 * where there is none. */
static size_t read_character(const char *text, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)*text;
	size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 :
		      lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;

	*c = size == 1 ? lead : lead & (0x7fU >> size);
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | ((unsigned char)text[i] & 0x3f);
	}
	return size && *c >= least[size] ? size : 0;
}

/* Whether 'text' can be printed anywhere. */
static bool is_clean(const char *text)
{
	uint32_t c;

	for (size_t size; *text; text += size) {
		size = read_character(text, &c);
		if (!size || is_forbidden(c))
			return false;
	}
	return true;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* Checks all that holds for whatever 'text' is. */
static void check_shown(const char *text)
{
	unsigned char *spelled;
	char *shown = show_spelled(text, false, &spelled);
	char *again = rp_show(shown, false);
	char *ascii = rp_show(text, true);
	size_t columns = 0, size;
	unsigned width;

	assert_true(is_clean(shown));
	assert_string_equal(again, shown);
	assert_true(is_ascii(ascii));
	for (size_t i = 0; i < strlen(shown); i++)
		assert_true(!spelled[i] ||
			    (shown[i] >= ' ' && shown[i] <= '~'));
	for (const char *at = shown; (size = show_next(at, &width));
	     at += size) {
		assert_in_range(size, 1, SHOW_BYTES);
		assert_in_range(width, 1, 2);
		columns += width;
	}
	assert_int_equal(rp_columns(shown), columns);
	assert_int_equal(rp_columns(ascii), strlen(ascii));
	free(spelled);
	free(shown);
	free(again);
	free(ascii);
}

/* The checks see what is wrong. */
static void dirty_text_is_noticed(void **state)
{
	static const char *const dirty[] = {
		"a\n", "\033[m", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xff",
		"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
		"\xef\xbb\xbf", "\xf3\xa0\x81\x88", "\xc2\xa0",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(dirty); i++)
		assert_false(is_clean(dirty[i]));
	assert_true(is_clean("plain caf\xc3\xa9"));
	assert_false(is_ascii("caf\xc3\xa9"));
}

/* ---- Tables ------------------------------------------------------------ */

#define MARK "\xcc\x81"                /* U+0301. */
#define MAN "\xf0\x9f\x91\xa8"         /* U+1F468. */
#define WOMAN "\xf0\x9f\x91\xa9"       /* U+1F469. */
#define GIRL "\xf0\x9f\x91\xa7"        /* U+1F467. */
#define PALE "\xf0\x9f\x8f\xbb"        /* U+1F3FB. */
#define JOIN "\xe2\x80\x8d"            /* U+200D. */
#define EMOJI "\xef\xb8\x8f"           /* U+FE0F. */
#define HEART "\xe2\x9d\xa4"           /* U+2764. */
#define KEY "\xe2\x83\xa3"             /* U+20E3. */
#define CIRCLE "\xe2\x97\x8c"          /* U+25CC. */
#define FLAG_D "\xf0\x9f\x87\xa9"      /* U+1F1E9. */
#define FLAG_E "\xf0\x9f\x87\xaa"      /* U+1F1EA. */

static const struct {
	const char *text;
	const char *shown; /* NULL: as it is. */
	size_t columns;
	const char *ascii; /* NULL: as 'shown'. */
} texts[] = {
	{ "", NULL, 0, NULL },
	{ "web01", NULL, 5, NULL },
	{ " web 01 ", NULL, 8, NULL },
	{ "<U+202E> ^A \\xFF", NULL, 16, NULL },
	{ "caf\xc3\xa9", NULL, 4, "caf<U+00E9>" },
	{ "\xe6\x9d\xb1\xe4\xba\xac", NULL, 4, "<U+6771><U+4EAC>" },
	{ "\xd7\xa9\xd7\xa8", NULL, 2, "<U+05E9><U+05E8>" },
	{ "db\xf0\x9f\x98\x80", NULL, 4, "db<U+1F600>" },
	/* Controls. */
	{ "a\x01\x1b\x7f", "a^A^[^?", 7, NULL },
	{ "prod\rtest\b\t\n", "prod^Mtest^H^I^J", 16, NULL },
	{ "\xc2\x9b""31m", "<U+009B>31m", 11, NULL },
	/* What is not UTF-8. */
	{ "a\x9b\xff", "a\\x9B\\xFF", 9, NULL },
	{ "\xc0\xaf", "\\xC0\\xAF", 8, NULL },
	{ "\xed\xa0\x80", "\\xED\\xA0\\x80", 12, NULL },
	{ "\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80", 16, NULL },
	{ "a\xe2\x82", "a\\xE2\\x82", 9, NULL },
	{ "\xe2\x82z", "\\xE2\\x82z", 9, NULL },
	/* Unseen. */
	{ "a\xe2\x80\xaegpj", "a<U+202E>gpj", 12, NULL },
	{ "web\xc2\xa0""01", "web<U+00A0>01", 13, NULL },
	{ "\xef\xbb\xbfx", "<U+FEFF>x", 9, NULL },
	{ "\xf3\xa0\x81\x88", "<U+E0048>", 9, NULL },
	{ "\xe2\xa0\x80", "<U+2800>", 8, NULL },
	{ "\xee\x80\x80", "<U+E000>", 8, NULL },
	{ "\xf4\x8f\xbf\xbf", "<U+10FFFF>", 10, NULL },
	{ "\xcd\xb8", "<U+0378>", 8, NULL },
	/* Marks: four on a base; the first in the text needs one. */
	{ "e" MARK, NULL, 1, "e<U+0301>" },
	{ "e" MARK MARK MARK MARK, NULL, 1,
	  "e<U+0301><U+0301><U+0301><U+0301>" },
	{ "e" MARK MARK MARK MARK MARK MARK "x",
	  "e" MARK MARK MARK MARK "<U+0301><U+0301>x", 18,
	  "e<U+0301><U+0301><U+0301><U+0301><U+0301><U+0301>x" },
	{ MARK "abc", CIRCLE MARK "abc", 4, "<U+0301>abc" },
	{ "\n" MARK, "^J<U+0301>", 10, NULL },
	{ "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", NULL, 2,
	  "<U+1100><U+1161><U+11A8>" },
	{ "a\xe1\x85\xa1", "a<U+1161>", 9, NULL },
	/* Emoji. */
	{ MAN JOIN WOMAN JOIN GIRL, NULL, 2,
	  "<U+1F468><U+200D><U+1F469><U+200D><U+1F467>" },
	{ MAN JOIN WOMAN JOIN GIRL JOIN GIRL,
	  MAN JOIN WOMAN JOIN GIRL "<U+200D>" GIRL, 12,
	  "<U+1F468><U+200D><U+1F469><U+200D><U+1F467><U+200D><U+1F467>" },
	{ MAN PALE, NULL, 2, "<U+1F468><U+1F3FB>" },
	{ "a" PALE, NULL, 3, "a<U+1F3FB>" },
	{ HEART EMOJI, NULL, 2, "<U+2764><U+FE0F>" },
	{ HEART EMOJI EMOJI, HEART EMOJI "<U+FE0F>", 10,
	  "<U+2764><U+FE0F><U+FE0F>" },
	{ "1" EMOJI KEY, NULL, 2, "1<U+FE0F><U+20E3>" },
	{ "web" EMOJI "01", "web<U+FE0F>01", 13, NULL },
	{ "1" EMOJI, "1<U+FE0F>", 9, NULL },
	{ "web" JOIN "01", "web<U+200D>01", 13, NULL },
	{ JOIN MAN, "<U+200D>" MAN, 10, "<U+200D><U+1F468>" },
	{ MAN JOIN, MAN "<U+200D>", 10, "<U+1F468><U+200D>" },
	{ MAN JOIN "a", MAN "<U+200D>a", 11, "<U+1F468><U+200D>a" },
	{ MAN JOIN JOIN MAN, MAN "<U+200D><U+200D>" MAN, 20,
	  "<U+1F468><U+200D><U+200D><U+1F468>" },
	{ FLAG_D FLAG_E FLAG_D, NULL, 3, "<U+1F1E9><U+1F1EA><U+1F1E9>" },
};

static void texts_are_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *expected = texts[i].shown ? texts[i].shown
						      : texts[i].text;
		char *shown = rp_show(texts[i].text, false);
		char *ascii = rp_show(texts[i].text, true);

		assert_string_equal(shown, expected);
		assert_string_equal(ascii, texts[i].ascii ? texts[i].ascii
							  : expected);
		assert_int_equal(rp_columns(shown), texts[i].columns);
		check_shown(texts[i].text);
		free(shown);
		free(ascii);
	}
}

static void spelled_parts_are_told(void **state)
{
	unsigned char *spelled;
	char *shown = show_spelled("<" MARK "\n\xff.", false, &spelled);

	(void)state;
	assert_string_equal(shown, "<" MARK "^J\\xFF.");
	assert_memory_equal(spelled, "\0\0\0\1\1\1\1\1\1\0", 10);
	free(shown);
	free(spelled);
}

static const struct {
	const char *text;
	size_t size;
	unsigned columns;
} firsts[] = {
	{ "", 0, 0 },
	{ "ab", 1, 1 },
	{ "e" MARK "b", 3, 1 },
	{ "\xe6\x9d\xb1x", 3, 2 },
	{ MAN JOIN WOMAN MAN, 11, 2 },
	{ FLAG_D FLAG_E FLAG_D, 8, 2 },
	{ FLAG_D, 4, 1 },
	{ "\xff", 1, 1 },
};

static void characters_are_measured(void **state)
{
	unsigned columns;

	(void)state;
	for (size_t i = 0; i < COUNT(firsts); i++) {
		assert_int_equal(show_next(firsts[i].text, &columns),
				 firsts[i].size);
		assert_int_equal(columns, firsts[i].columns);
	}
}

/* ---- Hostile names ----------------------------------------------------- */

/* Whether the names of this label are of unseen characters. */
static bool is_unseen(const char *label)
{
	return !strncmp(label, "bidi-", 5) || !strncmp(label, "special-", 8) ||
	       !strncmp(label, "invisible-", 10) ||
	       !strcmp(label, "tag-chars") || !strcmp(label, "nbsp");
}

/* Checks one name of names.json. */
static void check_name(const char *label, const char *class, const char *name)
{
	char *shown = rp_show(name, false);

	check_shown(name);
	if (!strcmp(class, "ok"))
		assert_string_equal(shown, name);
	if (is_unseen(label))
		assert_true(is_ascii(shown));
	if (!is_clean(name))
		assert_string_not_equal(shown, name);
	free(shown);
}

/* The bytes that 'hex' says; the caller frees them. */
static char *bytes_of(const char *hex)
{
	size_t size = strlen(hex) / 2;
	char *bytes = calloc(1, size + 1);
	unsigned byte;

	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes[i] = (char)byte;
	}
	return bytes;
}

static void hostile_names_are_shown(void **state)
{
	const char *source = getenv("srcdir");
	char path[4096];
	json_t *names, *name;
	size_t i;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/data/names.json",
		 source ? source : ".");
	names = json_load_file(path, 0, NULL);
	assert_non_null(names);
	assert_true(json_array_size(names) > 200);
	json_array_foreach(names, i, name) {
		const char *hex = json_string_value(json_object_get(name,
								    "hex"));
		char *bytes = bytes_of(hex);

		check_name(json_string_value(json_object_get(name, "label")),
			   json_string_value(json_object_get(name, "class")),
			   bytes);
		free(bytes);
	}
	json_decref(names);
}

/* ---- Random bytes ------------------------------------------------------ */

/* What random texts are made of, besides single bytes. */
static const char *const pieces[] = {
	MARK, MAN, WOMAN, PALE, JOIN, EMOJI, HEART, KEY, FLAG_D, FLAG_E, "1",
	"a", "\033[", "\xe2\x80\xae", "\xc2\x9b", "\xe1\x84\x80",
	"\xe1\x85\xa1", "\xe1\x86\xa8", "\xe0\xa4\xa8", "\xe0\xa4\xbf", CIRCLE,
	"\xf3\xa0\x81\x88", "\xe2\x82", "\xd9\xb0", "\xe0\xb8\xb3",
};

static void add_random(char *text, size_t *size, unsigned *seed)
{
	int choice = rand_r(seed) % 4;
	size_t n = 0;

	if (choice > 0) {
		const char *piece = pieces[(size_t)rand_r(seed) %
					   COUNT(pieces)];

		n = strlen(piece);
		memcpy(text + *size, piece, n);
	} else {
		text[*size] = (char)(rand_r(seed) % 255 + 1);
		n = 1;
	}
	*size += n;
}

static void random_bytes_are_shown(void **state)
{
	unsigned seed = 1;
	char text[256];

	(void)state;
	for (int round = 0; round < 5000; round++) {
		int parts = rand_r(&seed) % 24;
		size_t size = 0;

		while (parts--)
			add_random(text, &size, &seed);
		text[size] = '\0';
		check_shown(text);
	}
}

/* Every code point, alone and behind a letter. */
static void all_characters_are_shown(void **state)
{
	char text[8];

	(void)state;
	for (uint32_t c = 1; c < 0x110000; c += c < 0x20000 ? 1 : 97) {
		size_t n = 0;

		text[n++] = 'a';
		if (c < 0x80) {
			text[n++] = (char)c;
		} else if (c < 0x800) {
			text[n++] = (char)(0xc0 | c >> 6);
		} else if (c < 0x10000) {
			text[n++] = (char)(0xe0 | c >> 12);
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		} else {
			text[n++] = (char)(0xf0 | c >> 18);
			text[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		}
		if (c >= 0x80)
			text[n++] = (char)(0x80 | (c & 0x3f));
		text[n] = '\0';
		check_shown(text);
		check_shown(text + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dirty_text_is_noticed),
		cmocka_unit_test(texts_are_shown),
		cmocka_unit_test(spelled_parts_are_told),
		cmocka_unit_test(characters_are_measured),
		cmocka_unit_test(hostile_names_are_shown),
		cmocka_unit_test(random_bytes_are_shown),
		cmocka_unit_test(all_characters_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
