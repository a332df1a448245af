/* Frames: what is drawn where, and what is cut.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "replan.h"

static const struct area row_of_8 = { 0, 0, 1, 8 };

/* The dump of a frame of one row. */
static char *dump_row(const struct frame *frame)
{
	char *dump = frame_dump(frame, true);

	assert_non_null(dump);
	return dump;
}

/* No cell without a width but behind a wide one, and no wide one without it. */
static void check_cells(const struct frame *frame)
{
	for (int i = 0; i < frame->rows * frame->columns; i++) {
		const struct cell *cell = &frame->cells[i];
		bool last = (i + 1) % frame->columns == 0;

		assert_true(cell->width <= 2);
		if (cell->width == 2) {
			assert_false(last);
			assert_int_equal(cell[1].width, 0);
		}
		if (cell->width == 0) {
			assert_int_not_equal(i % frame->columns, 0);
			assert_int_equal(cell[-1].width, 2);
			assert_string_equal(cell->text, "");
		} else {
			assert_string_not_equal(cell->text, "");
		}
	}
}

static const struct {
	const char *text;
	int column;
	int width;
	bool ascii;
	const char *row;
	int taken;
} puts_[] = {
	{ "abc", 0, -1, false, "abc     |", 3 },
	{ "abcdefgh", 0, -1, false, "abcdefgh|", 8 },
	{ "abcdefghi", 0, -1, false, "abcdefg…|", 8 },
	{ "abcdefghi", 0, -1, true, "abcdefg>|", 8 },
	{ "abcdefghi", 0, 3, false, "ab…     |", 3 },
	{ "abc", 6, -1, false, "      a…|", 2 },
	{ "abc", 8, -1, false, "        |", 0 },
	{ "abc", 0, 0, false, "        |", 0 },
	{ "abc", -1, -1, false, "bc      |", 3 },
	{ "a", 0, 1, false, "a       |", 1 },
	{ "ab", 0, 1, false, "…       |", 1 },
	{ "", 0, -1, false, "        |", 0 },
	/* Wide characters. */
	{ "日本", 0, -1, false, "日本    |", 4 },
	{ "日本語名", 0, -1, false, "日本語名|", 8 },
	{ "日本語名前", 0, -1, false, "日本語… |", 7 },
	{ "日本", 0, 3, false, "日…     |", 3 },
	{ "日本", 0, 1, false, "…       |", 1 },
	{ "日本", 5, -1, false, "     日…|", 3 },
	{ "日", -1, -1, false, "        |", 2 },
	/* Marks stay on what they belong to. */
	{ "e\xcc\x81x", 0, -1, false, "e\xcc\x81x      |", 2 },
	/* ASCII twins of our own signs, all else spelled out. */
	{ "a·b…", 0, -1, true, "a-b>    |", 4 },
	{ "é", 0, -1, true, "<U+00E9>|", 8 },
};

static void test_put(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(puts_) / sizeof(puts_[0]); i++) {
		struct frame frame;
		char *dump;

		assert_true(frame_init(&frame, 1, 8, puts_[i].ascii));
		assert_int_equal(frame_put(&frame, row_of_8, 0,
					   puts_[i].column, puts_[i].width,
					   STYLE_TEXT, puts_[i].text),
				 puts_[i].taken);
		check_cells(&frame);
		dump = dump_row(&frame);
		*strchr(dump, '\n') = '\0';
		assert_string_equal(dump, puts_[i].row);
		free(dump);
		frame_destroy(&frame);
	}
}

static const struct {
	const char *name;
	const char *dump;
} names[] = {
	{ "VM1", "VM1       |\ncursor 0:0\n0:0+3 good\n" },
	{ "a\x01" "b", "a^Ab      |\ncursor 0:0\n"
	  "0:0+1 good\n0:1+2 escape\n0:3+1 good\n" },
	{ "^A", "^A        |\ncursor 0:0\n0:0+2 good\n" },
	{ "\xff" "x", "\\xFFx     |\ncursor 0:0\n0:0+4 escape\n0:4+1 good\n" },
	{ "\xe2\x80\xae" "x", "<U+202E>x |\ncursor 0:0\n"
	  "0:0+8 escape\n0:8+1 good\n" },
	{ "<U+202E>", "<U+202E>  |\ncursor 0:0\n0:0+8 good\n" },
};

/* What is spelled out looks like what is written so; its style does not. */
static void test_put_name(void **state)
{
	struct area area = { 0, 0, 1, 10 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct frame frame;
		char *dump;

		assert_true(frame_init(&frame, 1, 10, false));
		frame_put_name(&frame, area, 0, 0, -1, STYLE_GOOD,
			       names[i].name);
		dump = dump_row(&frame);
		assert_string_equal(dump, names[i].dump);
		free(dump);
		frame_destroy(&frame);
	}
}

/* Half a wide character never stays, whatever is drawn over it. */
static void test_wide_overwritten(void **state)
{
	(void)state;
	for (int column = 0; column < 8; column++) {
		struct frame frame;

		assert_true(frame_init(&frame, 1, 8, false));
		frame_put(&frame, row_of_8, 0, 0, -1, STYLE_TEXT, "日本語名");
		frame_put(&frame, row_of_8, 0, column, 1, STYLE_TEXT, "x");
		check_cells(&frame);
		frame_put(&frame, row_of_8, 0, column, 2, STYLE_TEXT, "語");
		check_cells(&frame);
		frame_style(&frame, row_of_8, 0, column, 1, STYLE_ERROR);
		check_cells(&frame);
		frame_destroy(&frame);
	}
}

/* Random texts at random places, partly outside: nothing straddles an edge,
 * nothing is written beside the frame (the sanitizer says so). */
static void test_random(void **state)
{
	static const char *const texts[] = {
		"abc", "日本語名前", "e\xcc\x81", "\xf0\x9f\x98\x80x", "…", "",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb dev",
	};
	struct frame frame;

	(void)state;
	srand(1);
	assert_true(frame_init(&frame, 5, 9, false));
	for (int i = 0; i < 3000; i++) {
		struct area area = { rand() % 9 - 2, rand() % 13 - 2,
				     rand() % 9 - 1, rand() % 13 - 1 };

		frame_put_name(&frame, area, rand() % 7 - 1, rand() % 13 - 3,
			       rand() % 8 - 1, STYLE_TEXT, texts[rand() % 7]);
		if (rand() % 8 == 0)
			frame_border(&frame, area, texts[rand() % 7], true);
		if (rand() % 8 == 0)
			frame_fill(&frame, area, STYLE_ROW);
		frame_cursor(&frame, area, rand() % 9 - 2, rand() % 9 - 2,
			     false);
		check_cells(&frame);
		assert_in_range(frame.cursor_row, 0, 4);
		assert_in_range(frame.cursor_column, 0, 8);
	}
	frame_destroy(&frame);
}

static void test_empty(void **state)
{
	struct frame frame;
	char *dump;

	(void)state;
	assert_true(frame_init(&frame, 0, 0, false));
	frame_put(&frame, row_of_8, 0, 0, -1, STYLE_TEXT, "abc");
	frame_border(&frame, row_of_8, "title", true);
	frame_cursor(&frame, row_of_8, 0, 0, true);
	dump = dump_row(&frame);
	assert_string_equal(dump, "cursor 0:0 shown\n");
	free(dump);
	frame_destroy(&frame);
}

static void test_border(void **state)
{
	struct area area = { 0, 0, 3, 10 };
	struct frame frame;
	char *dump;

	(void)state;
	assert_true(frame_init(&frame, 3, 10, false));
	frame_border(&frame, area, "Sites", false);
	dump = frame_dump(&frame, false);
	assert_string_equal(dump, "╭ Sites ─╮|\n│        │|\n╰────────╯|\n"
			    "cursor 0:0\n");
	free(dump);
	frame_destroy(&frame);
	assert_true(frame_init(&frame, 3, 10, true));
	frame_border(&frame, area, "Long title", true);
	dump = frame_dump(&frame, false);
	assert_string_equal(dump, "# Long t>#|\n|        ||\n#========#|\n"
			    "cursor 0:0\n");
	free(dump);
	frame_destroy(&frame);
}

/* Each glyph has a column, and in ASCII is ASCII. */
static void test_glyphs(void **state)
{
	(void)state;
	for (unsigned mask = 0; mask < 16; mask++) {
		for (int weight = LINE_LIGHT; weight <= LINE_DASHED; weight++) {
			const char *glyph = line_glyph(mask,
				(enum line_weight)weight, false);
			const char *ascii = line_glyph(mask,
				(enum line_weight)weight, true);

			assert_int_equal(rp_columns(glyph), 1);
			assert_int_equal(strlen(ascii), 1);
			assert_in_range(*ascii, ' ', '~');
		}
	}
}

/* Whatever text comes, nothing of it steers a terminal or turns its text
 * around; what is one character to the eye is one cell. */
static void test_hostile(void **state)
{
	static const struct {
		const char *text;
		const char *row;
		int taken;
	} texts[] = {
		{ "a\x1b[1mb", "a^[[1mb              |", 7 },
		{ "a\xe2\x80\xaa" "b", "a<U+202A>b           |", 10 },
		{ "<U+202A>", "<U+202A>             |", 8 },
		{ "\xff", "\\xFF                 |", 4 },
		{ "x👨‍👩‍👧y", "x👨‍👩‍👧y                 |", 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct area area = { 0, 0, 1, 21 };
		struct frame frame;
		char *dump;

		assert_true(frame_init(&frame, 1, 21, false));
		assert_int_equal(frame_put(&frame, area, 0, 0, -1, STYLE_TEXT,
					   texts[i].text), texts[i].taken);
		check_cells(&frame);
		dump = dump_row(&frame);
		assert_memory_equal(dump, texts[i].row,
				    strlen(texts[i].row));
		free(dump);
		frame_destroy(&frame);
	}
	assert_int_equal(frame_grapheme("🇩🇪🇫🇷", 16), 8);
	assert_int_equal(frame_grapheme("🇩a", 5), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_put_name),
		cmocka_unit_test(test_wide_overwritten),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_border),
		cmocka_unit_test(test_glyphs),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
