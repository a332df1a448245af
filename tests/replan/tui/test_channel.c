/* The channel: every line that is drawn leads where it should, and nowhere
 * else, whoever reads it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The check walks the drawn characters as an eye does: along a line, through
 * junctions both ways, straight on where another line is crossed.  It knows
 * nothing of nets. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "map_channel.h"

#define MAX_ROWS 64
#define MAX_COLUMNS 64
#define N_DIRECTIONS 4

/* ---- Reading a drawn channel --------------------------------------------- */

/* A channel as an eye sees it. */
struct picture {
	int rows;
	int columns;
	bool ascii;
	unsigned mask[MAX_ROWS][MAX_COLUMNS];
	bool arrow[MAX_ROWS][MAX_COLUMNS];
	bool seen[MAX_ROWS][MAX_COLUMNS][N_DIRECTIONS];
	bool reached[MAX_ROWS]; /* Arrows at the right edge. */
	bool above;		/* The walk left the picture. */
	bool below;
	bool broken; /* A line that ends nowhere. */
};

static const int row_step[N_DIRECTIONS] = { -1, 0, 1, 0 };
static const int column_step[N_DIRECTIONS] = { 0, 1, 0, -1 };

static unsigned ascii_mask(char c)
{
	if (strchr("-=.~", c))
		return LINE_LEFT | LINE_RIGHT;
	if (strchr("|:", c))
		return LINE_UP | LINE_DOWN;
	if (strchr("+#", c))
		return LINE_UP | LINE_RIGHT | LINE_DOWN | LINE_LEFT;
	return 0;
}

static unsigned glyph_mask(const char *glyph, bool ascii)
{
	if (ascii)
		return ascii_mask(glyph[0]);
	for (unsigned mask = 1; mask < 16; mask++)
		for (int weight = LINE_LIGHT; weight <= LINE_DASHED_HEAVY;
		     weight++)
			if (strcmp(glyph,
				   line_glyph(mask, (enum line_weight)weight,
					      false)) == 0)
				return mask;
	return 0;
}

static bool is_arrow(const char *glyph)
{
	return strcmp(glyph, ">") == 0 || strcmp(glyph, "▶") == 0 ||
	       strcmp(glyph, "▷") == 0;
}

static void picture_take(struct picture *picture, const struct frame *frame)
{
	memset(picture, 0, sizeof(*picture));
	picture->rows = frame->rows;
	picture->columns = frame->columns;
	picture->ascii = frame->ascii;
	for (int r = 0; r < frame->rows; r++) {
		for (int c = 0; c < frame->columns; c++) {
			const char *glyph =
				frame->cells[r * frame->columns + c].text;

			picture->mask[r][c] = glyph_mask(glyph, frame->ascii);
			picture->arrow[r][c] = is_arrow(glyph);
			if (picture->arrow[r][c])
				picture->mask[r][c] = LINE_LEFT;
		}
	}
}

static bool leaves(struct picture *picture, int row, int column, int direction)
{
	(void)column;
	if (row < 0)
		picture->above = true;
	else if (row >= picture->rows)
		picture->below = true;
	else if (direction == 3 && column < 0)
		return true; /* Back at a source. */
	return row < 0 || row >= picture->rows || column < 0;
}

/* Whether a line that runs in 'direction' passes under the cell. */
static bool passes(unsigned mask, int direction)
{
	if (direction % 2 == 1)
		return mask == (LINE_UP | LINE_DOWN);
	return mask == (LINE_LEFT | LINE_RIGHT);
}

static bool goes(const struct picture *picture, int row, int column,
		 int direction)
{
	unsigned back = 1u << (unsigned)((direction + 2) % N_DIRECTIONS);

	return row >= 0 && row < picture->rows && column >= 0 &&
	       column < picture->columns && (picture->mask[row][column] & back);
}

static void walk(struct picture *picture, int row, int column);

static void step(struct picture *picture, int row, int column, int direction)
{
	int r = row + row_step[direction];
	int c = column + column_step[direction];
	bool corner = picture->mask[row][column] == 15;

	/* An ASCII corner goes on only where something touches it. */
	if (corner && picture->ascii && !goes(picture, r, c, direction)) {
		if (r < 0 || r >= picture->rows)
			leaves(picture, r, c, direction);
		return;
	}
	while (r >= 0 && r < picture->rows && c >= 0 && c < picture->columns &&
	       passes(picture->mask[r][c], direction)) {
		r += row_step[direction];
		c += column_step[direction];
	}
	if (leaves(picture, r, c, direction))
		return;
	if (!goes(picture, r, c, direction)) {
		picture->broken = true;
		return;
	}
	walk(picture, r, c);
}

static void walk(struct picture *picture, int row, int column)
{
	if (picture->arrow[row][column] && column == picture->columns - 1)
		picture->reached[row] = true;
	for (int d = 0; d < N_DIRECTIONS; d++) {
		if (!(picture->mask[row][column] & (1u << (unsigned)d)) ||
		    picture->arrow[row][column] ||
		    picture->seen[row][column][d])
			continue;
		picture->seen[row][column][d] = true;
		step(picture, row, column, d);
	}
}

/* Walks from the left edge at 'row'. */
static void walk_from(struct picture *picture, int row)
{
	int c = 0;

	memset(picture->seen, 0, sizeof(picture->seen));
	memset(picture->reached, 0, sizeof(picture->reached));
	picture->above = false;
	picture->below = false;
	picture->broken = false;
	while (c < picture->columns && passes(picture->mask[row][c], 1))
		c++;
	if (c < picture->columns && goes(picture, row, c, 1))
		walk(picture, row, c);
	else
		picture->broken = true;
}

/* ---- The check ----------------------------------------------------------- */

static bool is_stub(const struct channel *channel, int row)
{
	return channel_cell(channel, row, 0)->sign != SIGN_NONE &&
	       channel->columns > 1;
}

/* Whether the line of 'link' leads to its target and to no other. */
static bool link_is_right(const struct channel *channel,
			  struct picture *picture,
			  const struct channel_link *link)
{
	if (link->left < 0 || link->left >= channel->rows ||
	    is_stub(channel, link->left))
		return true;
	walk_from(picture, link->left);
	for (int row = 0; row < channel->rows; row++)
		if (picture->reached[row] != (row == link->right))
			return false;
	return !picture->broken && (link->right >= 0 || picture->above) &&
	       (link->right < channel->rows || picture->below);
}

static bool channel_is_right(const struct channel *channel,
			     const struct channel_link *links, int n_links,
			     bool ascii)
{
	struct frame frame;
	struct picture *picture = malloc(sizeof(*picture));
	bool right = true;

	assert_non_null(picture);
	assert_true(frame_init(&frame, channel->rows, channel->columns, ascii));
	channel_draw(channel,
		     (struct area){ 0, 0, channel->rows, channel->columns },
		     &frame);
	picture_take(picture, &frame);
	for (int i = 0; i < n_links; i++)
		right &= link_is_right(channel, picture, &links[i]);
	frame_destroy(&frame);
	free(picture);
	return right;
}

/* ---- Cases --------------------------------------------------------------- */

#define MAX_LINKS 12

struct drawing {
	const char *name;
	int rows;
	int columns;
	int n_links;
	struct channel_link links[MAX_LINKS];
	bool ascii;
	const char *picture; /* Rows, each ending in a bar. */
	int n_stubs;
	int n_above;
	int n_below;
};

static const struct drawing drawings[] = {
	{ "same row",
	  1,
	  6,
	  1,
	  { { 0, 0, LINE_HEAVY } },
	  false,
	  "━━━━━▶|\n",
	  0,
	  0,
	  0 },
	{ "parallel",
	  3,
	  6,
	  3,
	  { { 0, 0, LINE_LIGHT }, { 1, 1, LINE_LIGHT }, { 2, 2, LINE_LIGHT } },
	  false,
	  "─────▶|\n"
	  "─────▶|\n"
	  "─────▶|\n",
	  0,
	  0,
	  0 },
	{ "parallel, one down",
	  3,
	  6,
	  2,
	  { { 0, 1, LINE_LIGHT }, { 1, 2, LINE_LIGHT } },
	  false,
	  "───╮  |\n"
	  "─╮ ╰─▶|\n"
	  " ╰───▶|\n",
	  0,
	  0,
	  0 },
	{ "crossing",
	  3,
	  8,
	  2,
	  { { 0, 2, LINE_LIGHT }, { 1, 1, LINE_LIGHT } },
	  false,
	  "───╮    |\n"
	  "───│───▶|\n"
	  "   ╰───▶|\n",
	  0,
	  0,
	  0 },
	{ "crossing, the focused line over the other",
	  3,
	  8,
	  2,
	  { { 0, 2, LINE_LIGHT }, { 1, 1, LINE_HEAVY } },
	  false,
	  "───╮    |\n"
	  "━━━━━━━▶|\n"
	  "   ╰───▶|\n",
	  0,
	  0,
	  0 },
	{ "shared target",
	  3,
	  7,
	  3,
	  { { 0, 1, LINE_LIGHT }, { 1, 1, LINE_LIGHT }, { 2, 1, LINE_LIGHT } },
	  false,
	  "───╮   |\n"
	  "───┼──▶|\n"
	  "───╯   |\n",
	  0,
	  0,
	  0 },
	{ "shared target, one line focused",
	  3,
	  7,
	  2,
	  { { 0, 1, LINE_LIGHT }, { 2, 1, LINE_HEAVY } },
	  false,
	  "───╮   |\n"
	  "   ┣━━▶|\n"
	  "━━━┛   |\n",
	  0,
	  0,
	  0 },
	{ "a ring of two, opened by a jog",
	  3,
	  8,
	  2,
	  { { 0, 1, LINE_LIGHT }, { 1, 0, LINE_LIGHT } },
	  false,
	  "───╮ ╭─▶|\n"
	  "─╮ ╰─│─▶|\n"
	  " ╰───╯  |\n",
	  0,
	  0,
	  0 },
	{ "a ring of two without a free row: stubs",
	  2,
	  8,
	  2,
	  { { 0, 1, LINE_HEAVY }, { 1, 0, LINE_LIGHT } },
	  false,
	  "━━━┓   ▶|\n"
	  "▲  ┗━━━▶|\n",
	  1,
	  0,
	  0 },
	{ "off the screen above and below",
	  3,
	  6,
	  3,
	  { { 0, -4, LINE_LIGHT }, { 1, 9, LINE_LIGHT }, { 7, 2, LINE_LIGHT } },
	  false,
	  "─╯    |\n"
	  "─╮    |\n"
	  " │ ╭─▶|\n",
	  0,
	  1,
	  2 },
	{ "both ends off the screen: nothing",
	  2,
	  5,
	  2,
	  { { -1, 5, LINE_LIGHT }, { -3, -2, LINE_LIGHT } },
	  false,
	  "     |\n"
	  "     |\n",
	  0,
	  0,
	  0 },
	{ "one column",
	  3,
	  1,
	  2,
	  { { 0, 0, LINE_LIGHT }, { 1, 2, LINE_LIGHT } },
	  false,
	  "▶|\n"
	  "▼|\n"
	  "▶|\n",
	  1,
	  0,
	  0 },
	{ "no room for all: the focused line stays",
	  4,
	  3,
	  2,
	  { { 0, 3, LINE_LIGHT }, { 1, 2, LINE_DASHED } },
	  false,
	  "▼  |\n"
	  "┄╮ |\n"
	  " ╰▷|\n"
	  "  ▶|\n",
	  1,
	  0,
	  0 },
	{ "ASCII",
	  3,
	  8,
	  2,
	  { { 0, 2, LINE_LIGHT }, { 1, 1, LINE_LIGHT } },
	  true,
	  "---+    |\n"
	  "---|--->|\n"
	  "   +--->|\n",
	  0,
	  0,
	  0 },
	{ "ASCII, corners apart",
	  3,
	  8,
	  2,
	  { { 0, 1, LINE_LIGHT }, { 1, 2, LINE_LIGHT } },
	  true,
	  "----+   |\n"
	  "--+ +-->|\n"
	  "  +---->|\n",
	  0,
	  0,
	  0 },
};

/* The frame's text without its cursor. */
static char *picture_text(const struct channel *channel, bool ascii)
{
	struct frame frame;
	char *dump;
	char *end;

	assert_true(frame_init(&frame, channel->rows, channel->columns, ascii));
	channel_draw(channel,
		     (struct area){ 0, 0, channel->rows, channel->columns },
		     &frame);
	dump = frame_dump(&frame, false);
	assert_non_null(dump);
	end = strstr(dump, "cursor ");
	assert_non_null(end);
	*end = '\0';
	frame_destroy(&frame);
	return dump;
}

static void drawing_test(void **state)
{
	const struct drawing *d = *state;
	struct channel channel;
	char *text;

	assert_true(channel_init(&channel, d->rows, d->columns, d->ascii,
				 d->links, d->n_links));
	text = picture_text(&channel, d->ascii);
	assert_string_equal(text, d->picture);
	assert_int_equal(channel.n_stubs, d->n_stubs);
	assert_int_equal(channel.above.n_lines, d->n_above);
	assert_int_equal(channel.below.n_lines, d->n_below);
	if (d->columns > 1)
		assert_true(channel_is_right(&channel, d->links, d->n_links,
					     d->ascii));
	free(text);
	channel_destroy(&channel);
}

/* The walk itself: a false junction must be found. */
static void walk_test(void **state)
{
	static const struct channel_link links[] = { { 0, 2, LINE_LIGHT },
						     { 1, 1, LINE_LIGHT } };
	struct channel channel;

	(void)state;
	assert_true(channel_init(&channel, 3, 8, false, links, 2));
	assert_true(channel_is_right(&channel, links, 2, false));
	for (int i = 0; i < 3 * 8; i++)
		if (channel.cells[i].mask == (LINE_UP | LINE_DOWN))
			channel.cells[i].mask = 15;
	assert_false(channel_is_right(&channel, links, 2, false));
	channel_destroy(&channel);
}

/* ---- Many networks ------------------------------------------------------- */

#define N_NETWORKS 300

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Maps each of 300 sources to some target: near it, anywhere, or to one of a
 * few. */
static void links_make(struct channel_link *links, int kind, uint32_t *seed)
{
	for (int i = 0; i < N_NETWORKS; i++) {
		int r = (int)(next_random(seed) % N_NETWORKS);

		links[i].left = i;
		links[i].weight = LINE_LIGHT;
		if (kind == 0)
			links[i].right = i / 3 + r % 12;
		else
			links[i].right = kind == 1 ? r : r % 20;
	}
	links[next_random(seed) % N_NETWORKS].weight = LINE_HEAVY;
	for (int i = 0; i < 20; i++)
		links[next_random(seed) % N_NETWORKS].weight =
			i ? LINE_DASHED : LINE_DASHED_HEAVY;
}

/* Every viewport of a long list is right, whatever does not fit. */
static void many_test(void **state)
{
	static const int columns[] = { 2, 3, 6, 11, 24, 40 };
	struct channel_link links[N_NETWORKS];
	struct channel_link seen[N_NETWORKS];
	uint32_t seed = 1;
	int n_tracks = 0;

	(void)state;
	for (int turn = 0; turn < 180; turn++) {
		int top = (int)(next_random(&seed) % N_NETWORKS);
		int right_top = turn % 3 == 2 ? 0 : top / 3;
		struct channel channel;
		bool ascii = turn % 2;

		links_make(links, turn % 3, &seed);
		for (int i = 0; i < N_NETWORKS; i++) {
			seen[i] = links[i];
			seen[i].left -= top;
			seen[i].right -= right_top;
		}
		assert_true(channel_init(&channel, 6 + turn % 40,
					 columns[turn % 6], ascii, seen,
					 N_NETWORKS));
		assert_true(
			channel_is_right(&channel, seen, N_NETWORKS, ascii));
		n_tracks += channel.n_tracks;
		channel_destroy(&channel);
	}
	assert_true(n_tracks > 0);
}

/* 18 rows of 300 networks that are mapped to targets near them fit without a
 * stub. */
static void fits_test(void **state)
{
	struct channel_link links[N_NETWORKS];
	uint32_t seed = 7;
	struct channel channel;

	(void)state;
	for (int i = 0; i < N_NETWORKS; i++) {
		links[i].left = i - 120;
		links[i].right = i / 3 + (int)(next_random(&seed) % 4) - 40;
		links[i].weight = LINE_LIGHT;
	}
	assert_true(channel_init(&channel, 18, 18, false, links, N_NETWORKS));
	assert_true(channel_is_right(&channel, links, N_NETWORKS, false));
	assert_int_equal(channel.n_stubs, 0);
	channel_destroy(&channel);
}

static void empty_test(void **state)
{
	static const struct channel_link link = { 0, 0, LINE_LIGHT };
	struct channel channel;

	(void)state;
	for (int n = 0; n < 4; n++) {
		assert_true(
			channel_init(&channel, n / 2, n % 2, false, &link, 1));
		channel_destroy(&channel);
	}
	assert_true(channel_init(&channel, 5, 5, false, NULL, 0));
	assert_int_equal(channel.n_tracks, 0);
	channel_destroy(&channel);
}

#define N_DRAWINGS (sizeof(drawings) / sizeof(drawings[0]))

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(walk_test),
		cmocka_unit_test(many_test),
		cmocka_unit_test(fits_test),
		cmocka_unit_test(empty_test),
	};
	struct CMUnitTest tests[N_DRAWINGS];
	int failed;

	memset(tests, 0, sizeof(tests));
	for (size_t i = 0; i < N_DRAWINGS; i++) {
		tests[i].name = drawings[i].name;
		tests[i].test_func = drawing_test;
		tests[i].initial_state = (void *)(uintptr_t)&drawings[i];
	}
	failed = cmocka_run_group_tests_name("drawings", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("channel", others, NULL, NULL);
	return failed ? 1 : 0;
}
