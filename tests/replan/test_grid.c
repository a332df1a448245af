/* Grids: columns, wrapped columns, paragraphs.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "grid.h"

#define MAX_CELLS 8

struct grid_case {
	size_t width;
	const char *cells[MAX_CELLS]; /* Of two columns, row by row. */
	const char *text;
};

static const struct grid_case cases[] = {
	/* Columns are as wide as they need. */
	{ 0,
	  { "VM1", "a", "a-long-name", "b" },
	  "Name         Place\n"
	  "VM1          a\n"
	  "a-long-name  b\n" },
	/* An empty cell is shown. */
	{ 0, { "", "x" }, "Name  Place\n-     x\n" },
	/* Wide and combining characters are counted as a terminal does. */
	{ 0,
	  { "\u6771\u4eac", "x", "e\u0301", "y" },
	  "Name  Place\n"
	  "\u6771\u4eac  x\n"
	  "e\u0301     y\n" },
	/* What is not ours cannot drive the terminal. */
	{ 0, { "\033[1m", "x" }, "Name   Place\n^[[1m  x\n" },
	/* The widest column is wrapped at spaces, the other keeps its width. */
	{ 20,
	  { "VM1", "one two three four five" },
	  "Name  Place\n"
	  "VM1   one two three\n"
	  "      four five\n" },
	/* A line may end in the middle of a name, behind its hyphen. */
	{ 20,
	  { "VM1", "Net-North -> Net-South" },
	  "Name  Place\n"
	  "VM1   Net-North ->\n"
	  "      Net-South\n" },
	{ 14,
	  { "VM1", "VMNet-North" },
	  "Name  Place\n"
	  "VM1   VMNet-\n"
	  "      North\n" },
	/* Where words fit they are not cut, also not in a wide column. */
	{ 24,
	  { "abcdefghijkl", "a b c d e f g h i j k l m n" },
	  "Name          Place\n"
	  "abcdefghijkl  a b c d e\n"
	  "              f g h i j\n"
	  "              k l m n\n" },
	/* A word that is too long is cut; no character is. */
	{ 18,
	  { "abcdefghijkl", "\u6771\u4eac\u6771\u4eac\u6771\u4eac" },
	  "Name      Place\n"
	  "abcdefgh  \u6771\u4eac\u6771\u4eac\n"
	  "ijkl      \u6771\u4eac\n" },
	/* No room for columns: paragraphs. */
	{ 12,
	  { "abcdefghijkl", "abcdefghijkl", "x", "y" },
	  "Name: abcdefghijkl\nPlace: abcdefghijkl\n\n"
	  "Name: x\nPlace: y\n" },
};

static void test_cases(void **state)
{
	static const char *const headings[] = { "Name", "Place" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct output output = OUTPUT_INIT;
		struct grid grid;

		grid_init(&grid, headings, 2);
		for (size_t j = 0; j < MAX_CELLS && cases[i].cells[j]; j++)
			grid_add(&grid, cases[i].cells[j]);
		grid_write(&grid, &output, cases[i].width);
		assert_false(output.failed);
		output_add_bytes(&output, "", 1);
		assert_string_equal(output.bytes, cases[i].text);
		grid_destroy(&grid);
		output_destroy(&output);
	}
}

/* Out of memory is remembered and handed on. */
static void test_failure(void **state)
{
	static const char *const headings[] = { "Name" };
	struct output output = OUTPUT_INIT;
	struct grid grid;

	(void)state;
	grid_init(&grid, headings, 1);
	grid_add_taken(&grid, NULL);
	grid_add(&grid, "x");
	grid_write(&grid, &output, 0);
	assert_true(output.failed);
	grid_destroy(&grid);
	output_destroy(&output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_failure),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
