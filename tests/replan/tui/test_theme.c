/* Colours and themes: what becomes of them with fewer colours, and whether
 * they can be read.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "theme.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Colours ----------------------------------------------------------- */

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int colour;
	} good[] = {
		{ "default", COLOUR_OWN }, { "black", 0 }, { "cyan", 6 },
		{ "0", 0 }, { "17", 17 }, { "255", 255 },
		{ "#000000", COLOUR_RGB(0) },
		{ "#5fD7d7", COLOUR_RGB(0x5fd7d7) },
	};
	static const char *const bad[] = {
		"", "Red", "256", "-1", "01", "1 ", "#fff", "#1234567",
		"#12345g", "#+12345", "0x10", "#", "bright",
	};
	int colour;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(colour_parse(&colour, good[i].text));
		assert_int_equal(colour, good[i].colour);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(colour_parse(&colour, bad[i]));
}

static void test_fewer(void **state)
{
	static const struct {
		int colour;
		int of_256;
		int of_8;
	} fewer[] = {
		{ COLOUR_OWN, COLOUR_OWN, COLOUR_OWN },
		{ 3, 3, 3 },
		{ 9, 9, 1 },
		{ 15, 15, 7 },
		{ 8, 8, COLOUR_LOST },
		{ 244, 244, COLOUR_LOST },
		{ 232, 232, 0 },
		{ 255, 255, 7 },
		{ 130, 130, 3 },
		{ 160, 160, 1 },
		{ 28, 28, 2 },
		{ 30, 30, 6 },
		{ 133, 133, 5 },
		{ COLOUR_RGB(0x000000), 16, 0 },
		{ COLOUR_RGB(0xffffff), 231, 7 },
		{ COLOUR_RGB(0xff0000), 196, 1 },
		{ COLOUR_RGB(0x0000ff), 21, 4 },
		{ COLOUR_RGB(0x5fd7d7), 80, 6 },
		{ COLOUR_RGB(0x5fd6d8), 80, 6 },
		{ COLOUR_RGB(0x808080), 244, COLOUR_LOST },
		{ COLOUR_RGB(0x1c1c1c), 234, COLOUR_LOST },
		{ COLOUR_RGB(0xff8000), 208, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(fewer); i++) {
		assert_int_equal(colour_in(fewer[i].colour, COLOURS_RGB),
				 fewer[i].colour);
		assert_int_equal(colour_in(fewer[i].colour, COLOURS_256),
				 fewer[i].of_256);
		assert_int_equal(colour_in(fewer[i].colour, COLOURS_8),
				 fewer[i].of_8);
		assert_int_equal(colour_in(fewer[i].colour, COLOURS_NONE),
				 COLOUR_OWN);
	}
}

/* Of the 256 each that all terminals have alike is its own nearest. */
static void test_nearest(void **state)
{
	(void)state;
	for (int i = 16; i < 256; i++) {
		int rgb = COLOUR_RGB((int)colour_rgb(i));
		int nearest = colour_in(rgb, COLOURS_256);

		assert_int_equal(colour_rgb(nearest), colour_rgb(i));
	}
}

static void test_sequences(void **state)
{
	static const struct {
		int colour;
		bool is_background;
		const char *sequence;
	} sequences[] = {
		{ COLOUR_OWN, false, "39" }, { COLOUR_OWN, true, "49" },
		{ 3, false, "33" }, { 3, true, "43" },
		{ 17, false, "38;5;17" }, { 255, true, "48;5;255" },
		{ COLOUR_RGB(0xff0080), false, "38;2;255;0;128" },
		{ COLOUR_RGB(0xffffff), true, "48;2;255;255;255" },
	};
	char out[COLOUR_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(sequences); i++)
		assert_string_equal(colour_sequence(sequences[i].colour,
						    sequences[i].is_background,
						    out),
				    sequences[i].sequence);
}

static void set(const char *variable, const char *value)
{
	if (value)
		setenv(variable, value, 1);
	else
		unsetenv(variable);
}

static void test_decide(void **state)
{
	static const struct {
		enum colours asked;
		const char *no_color, *colorterm, *tmux, *term;
		int n;
		enum colours decided;
	} cases[] = {
		{ COLOURS_AUTO, NULL, NULL, NULL, "xterm", 256, COLOURS_256 },
		{ COLOURS_AUTO, NULL, NULL, NULL, "xterm", 8, COLOURS_8 },
		{ COLOURS_AUTO, NULL, NULL, NULL, "xterm", 88, COLOURS_8 },
		{ COLOURS_AUTO, NULL, NULL, NULL, "vt100", -1, COLOURS_NONE },
		{ COLOURS_AUTO, "1", "truecolor", NULL, "xterm", 256,
		  COLOURS_NONE },
		{ COLOURS_AUTO, "", NULL, NULL, "xterm", 256, COLOURS_256 },
		{ COLOURS_AUTO, NULL, "truecolor", NULL, "xterm", 256,
		  COLOURS_RGB },
		{ COLOURS_AUTO, NULL, "24bit", NULL, NULL, 8, COLOURS_RGB },
		{ COLOURS_AUTO, NULL, "yes", NULL, "xterm", 256, COLOURS_256 },
		{ COLOURS_AUTO, NULL, "truecolor", NULL, "vt100", 0,
		  COLOURS_NONE },
		{ COLOURS_AUTO, NULL, "truecolor", NULL, "screen", 8,
		  COLOURS_8 },
		{ COLOURS_AUTO, NULL, "truecolor", "x", "screen-256color", 256,
		  COLOURS_RGB },
		{ COLOURS_256, "1", NULL, NULL, "xterm", 8, COLOURS_256 },
		{ COLOURS_NONE, NULL, "truecolor", NULL, "xterm", 256,
		  COLOURS_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		set("NO_COLOR", cases[i].no_color);
		set("COLORTERM", cases[i].colorterm);
		set("TMUX", cases[i].tmux);
		assert_int_equal(colours_decide(cases[i].asked, cases[i].term,
						cases[i].n),
				 cases[i].decided);
	}
}

/* ---- Themes ------------------------------------------------------------ */

static bool same_look(struct look a, struct look b)
{
	return a.colour == b.colour && a.background == b.background &&
	       a.style == b.style;
}

/* Styles that an operator must be able to tell apart, whatever colours there
 * are: what is in focus, and what needs attention. */
static const enum style told[][2] = {
	{ STYLE_ROW_FOCUS, STYLE_TEXT }, { STYLE_ROW_FOCUS, STYLE_ROW },
	{ STYLE_ROW, STYLE_TEXT }, { STYLE_BORDER_FOCUS, STYLE_BORDER },
	{ STYLE_LINE_FOCUS, STYLE_LINE }, { STYLE_LINE_DRAFT, STYLE_LINE },
	{ STYLE_ERROR, STYLE_TEXT }, { STYLE_WARNING, STYLE_TEXT },
	{ STYLE_ERROR, STYLE_WARNING }, { STYLE_MATCH, STYLE_TEXT },
	{ STYLE_KEY, STYLE_LABEL }, { STYLE_INPUT, STYLE_TEXT },
	{ STYLE_ESCAPE, STYLE_TEXT },
};

static void test_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; theme_name(i); i++) {
		const struct theme *theme = theme_find(theme_name(i));

		for (int n = COLOURS_NONE; n < N_COLOURS; n++)
			for (size_t j = 0; j < COUNT(told); j++)
				assert_false(same_look(
					theme_look(theme, told[j][0],
						   (enum colours)n),
					theme_look(theme, told[j][1],
						   (enum colours)n)));
	}
	assert_null(theme_find("no such"));
}

/* Without colours there is none, and each look is what stands for them. */
static void test_without(void **state)
{
	(void)state;
	for (size_t i = 0; theme_name(i); i++) {
		const struct theme *theme = theme_find(theme_name(i));

		for (int j = 0; j < N_STYLES; j++) {
			struct look look = theme_look(theme, (enum style)j,
						      COLOURS_NONE);

			assert_int_equal(look.colour, COLOUR_OWN);
			assert_int_equal(look.background, COLOUR_OWN);
			assert_int_equal(look.style, theme->looks[j].plain);
		}
	}
}

/* The linear light of a channel of 0 to 255. */
static double light(uint32_t channel)
{
	double value = (double)channel / 255;
	double power;

	if (value <= 0.04045)
		return value / 12.92;
	/* To the power of 2.4, as 2 and 2/5: Newton finds the fifth root. */
	value = (value + 0.055) / 1.055;
	power = value;
	for (int i = 0; i < 60; i++)
		power -= (power * power * power * power * power -
			  value * value) / (5 * power * power * power * power);
	return value * value * power;
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * light(rgb >> 16 & 255) +
	       0.7152 * light(rgb >> 8 & 255) + 0.0722 * light(rgb & 255);
}

/* From 1 to 21, as the guidelines for the web measure it. */
static double contrast(uint32_t a, uint32_t b)
{
	double high = luminance(a) + 0.05;
	double low = luminance(b) + 0.05;

	return high > low ? high / low : low / high;
}

/* The least contrast of a theme's texts where the terminal's own colours are
 * 'text' and 'background'. */
static double least_contrast(const struct theme *theme, uint32_t text,
			     uint32_t background, enum colours colours)
{
	double least = 21;

	for (int i = 0; i < N_STYLES; i++) {
		struct look look = theme_look(theme, (enum style)i, colours);
		uint32_t a = look.colour == COLOUR_OWN ? text :
			colour_rgb(look.colour);
		uint32_t b = look.background == COLOUR_OWN ? background :
			colour_rgb(look.background);

		if (contrast(a, b) < least)
			least = contrast(a, b);
	}
	return least;
}

static void test_contrast(void **state)
{
	static const struct {
		const char *theme;
		uint32_t text, background;
		double least;
	} cases[] = {
		{ "default", 0xffffff, 0x000000, 3.5 },
		{ "default", 0x000000, 0xffffff, 3.5 },
		{ "dark", 0xffffff, 0x000000, 4.5 },
		{ "dark", 0xe0e0e0, 0x1e1e1e, 4.5 },
		{ "light", 0x000000, 0xffffff, 4.5 },
		{ "light", 0x202020, 0xfdf6e3, 4.5 },
		{ "contrast", 0xffffff, 0x000000, 7 },
		{ "contrast", 0x000000, 0xffffff, 7 },
	};

	(void)state;
	assert_true(contrast(0, 0xffffff) > 20.99);
	assert_true(contrast(0x777777, 0xffffff) > 4.4 &&
		    contrast(0x777777, 0xffffff) < 4.6);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct theme *theme = theme_find(cases[i].theme);

		for (int n = COLOURS_256; n <= COLOURS_RGB; n++)
			assert_true(least_contrast(theme, cases[i].text,
						   cases[i].background,
						   (enum colours)n) >=
				    cases[i].least);
	}
	/* The control: a theme on the background that it is not for. */
	assert_true(least_contrast(theme_find("dark"), 0, 0xffffff,
				   COLOURS_RGB) < 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_fewer),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_told_apart),
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_contrast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
