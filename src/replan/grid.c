/* Grids: tables for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "grid.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unigbrk.h>
#include <unistd.h>

#include "replan.h"

#define GAP 2   /* Between columns. */
#define LEAST 8 /* A column that is wrapped is at least so wide. */

/* ---- Filling ----------------------------------------------------------- */

void grid_init(struct grid *grid, const char *const *headings,
	       size_t n_columns)
{
	*grid = (struct grid){ .n_columns = n_columns,
			       .ascii = output_is_ascii() };
	for (size_t i = 0; i < n_columns; i++)
		grid_add(grid, headings[i]);
}

void grid_destroy(struct grid *grid)
{
	for (size_t i = 0; i < grid->n_cells; i++)
		free(grid->cells[i]);
	free(grid->cells);
	*grid = (struct grid){ .n_columns = 0 };
}

/* Whether there is room for one cell more. */
static bool grid_grow(struct grid *grid)
{
	size_t capacity = grid->capacity ? 2 * grid->capacity : 64;
	char **cells;

	if (grid->n_cells < grid->capacity)
		return true;
	if (capacity > SIZE_MAX / sizeof(*cells))
		return false;
	cells = realloc(grid->cells, capacity * sizeof(*cells));
	if (!cells)
		return false;
	grid->cells = cells;
	grid->capacity = capacity;
	return true;
}

void grid_add(struct grid *grid, const char *text)
{
	char *cell;

	if (grid->failed)
		return;
	cell = rp_show(*text ? text : "-", grid->ascii);
	if (!cell || !grid_grow(grid)) {
		free(cell);
		grid->failed = true;
		return;
	}
	grid->cells[grid->n_cells++] = cell;
}

void grid_add_taken(struct grid *grid, char *text)
{
	if (text)
		grid_add(grid, text);
	else
		grid->failed = true;
	free(text);
}

void grid_add_output(struct grid *grid, struct output *text)
{
	output_add_bytes(text, "", 1);
	if (text->failed)
		grid->failed = true;
	else
		grid_add(grid, text->bytes);
	output_destroy(text);
}

/* ---- Widths ------------------------------------------------------------ */

size_t grid_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
		return 80;
	return size.ws_col;
}

/* The columns of the first 'size' bytes of 'text', a string of ours. */
static size_t columns_of(char *text, size_t size)
{
	char end = text[size];
	size_t columns;

	text[size] = '\0';
	columns = rp_columns(text);
	text[size] = end;
	return columns;
}

/* Whether a line may end behind 'at': names as "VMNetwork1-Chicago". */
static bool is_joint(const char *at)
{
	unsigned char next = (unsigned char)at[1];

	return (*at == '-' || *at == '/') && (isalnum(next) || next >= 0x80);
}

/* The bytes of the first word of 'text', with the spaces before it. */
static size_t word_size(const char *text)
{
	size_t size = strspn(text, " ");

	while (text[size] && text[size] != ' ')
		if (is_joint(text + size++))
			break;
	return size;
}

static size_t longest_word(char *text)
{
	size_t longest = 0;

	for (size_t size; *text; text += size) {
		text += strspn(text, " ");
		size = word_size(text);
		if (size && columns_of(text, size) > longest)
			longest = columns_of(text, size);
	}
	return longest;
}

/* How wide columns are: what they need, and what their longest words need. */
struct widths {
	size_t whole[GRID_COLUMNS];
	size_t word[GRID_COLUMNS];
	size_t most; /* The greatest of 'whole'. */
};

/* The width of column 'i' where none is wider than 'most' but for a word. */
static size_t width_at(const struct widths *widths, size_t i, size_t most)
{
	size_t width = widths->whole[i] < most ? widths->whole[i] : most;

	return width > widths->word[i] ? width : widths->word[i];
}

static size_t total(const struct widths *widths, size_t n, size_t most)
{
	size_t sum = n ? (n - 1) * GAP : 0;

	for (size_t i = 0; i < n; i++)
		sum += width_at(widths, i, most);
	return sum;
}

static void measure(const struct grid *grid, struct widths *widths)
{
	size_t n = grid->n_columns;

	*widths = (struct widths){ .most = 0 };
	for (size_t i = 0; i < grid->n_cells; i++) {
		size_t columns = rp_columns(grid->cells[i]);

		if (columns > widths->whole[i % n])
			widths->whole[i % n] = columns;
		if (columns > widths->most)
			widths->most = columns;
	}
}

static void measure_words(const struct grid *grid, struct widths *widths)
{
	size_t n = grid->n_columns;

	for (size_t i = 0; i < grid->n_cells; i++) {
		size_t columns = longest_word(grid->cells[i]);

		if (columns > widths->word[i % n])
			widths->word[i % n] = columns;
	}
}

/* Finds how wide each column is; false where columns do not fit in 'width'.
 * The widest ones give way first; words are cut only where it must be. */
static bool find_widths(const struct grid *grid, size_t width,
			size_t out[GRID_COLUMNS])
{
	size_t n = grid->n_columns;
	struct widths widths;
	size_t most;

	measure(grid, &widths);
	most = widths.most;
	if (width && total(&widths, n, most) > width) {
		measure_words(grid, &widths);
		if (total(&widths, n, 0) > width) {
			memset(widths.word, 0, sizeof(widths.word));
			if (total(&widths, n, LEAST) > width)
				return false;
		}
		for (most = 0; total(&widths, n, most + 1) <= width; most++)
			;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = width_at(&widths, i, most);
	return true;
}

/* ---- Writing ----------------------------------------------------------- */

/* How many bytes of a word of 'text' fit in 'width' columns: whole characters,
 * one at least. */
static size_t cut_size(char *text, size_t width)
{
	const uint8_t *end = (const uint8_t *)text + strlen(text);
	const uint8_t *next = (const uint8_t *)text;
	size_t size = 0;

	while (next < end) {
		next = u8_grapheme_next(next, end);
		if (size &&
		    columns_of(text, (size_t)((const char *)next - text)) >
			    width)
			break;
		size = (size_t)((const char *)next - text);
	}
	return size;
}

/* How many bytes of 'text' go into a line of 'width' columns: the words that
 * fit, or what fits of the first one. */
static size_t line_size(char *text, size_t width)
{
	size_t size = 0, next;

	if (rp_columns(text) <= width)
		return strlen(text);
	while (text[size]) {
		next = size + word_size(text + size);
		if (columns_of(text, next) > width)
			break;
		size = next;
	}
	return size ? size : cut_size(text, width);
}

/* Writes the next line of each cell of a row, 'cells', and leaves there what
 * is still to be written.  Returns whether there is more. */
static bool write_line(char *cells[GRID_COLUMNS],
		       const size_t widths[GRID_COLUMNS], size_t n,
		       struct output *output)
{
	size_t column = 0, start = 0;
	bool more = false;

	for (size_t i = 0; i < n; i++) {
		size_t size = line_size(cells[i], widths[i]);

		if (size) {
			if (start > column)
				output_add_spaces(output, start - column);
			output_add_bytes(output, cells[i], size);
			column = start + columns_of(cells[i], size);
		}
		cells[i] += size;
		while (*cells[i] == ' ')
			cells[i]++;
		more |= *cells[i] != '\0';
		start += widths[i] + GAP;
	}
	output_add(output, "\n");
	return more;
}

static void write_columns(struct grid *grid, struct output *output,
			  const size_t widths[GRID_COLUMNS])
{
	size_t n = grid->n_columns;
	char *cells[GRID_COLUMNS];

	for (size_t i = 0; i + n <= grid->n_cells; i += n) {
		memcpy(cells, grid->cells + i, n * sizeof(*cells));
		while (write_line(cells, widths, n, output))
			;
	}
}

/* Each row as lines "HEADING: CELL", and empty lines between rows. */
static void write_paragraphs(const struct grid *grid, struct output *output)
{
	size_t n = grid->n_columns;

	for (size_t i = n; i + n <= grid->n_cells; i += n) {
		output_add(output, i > n ? "\n" : "");
		for (size_t j = 0; j < n; j++)
			output_printf(output, "%s: %s\n", grid->cells[j],
				      grid->cells[i + j]);
	}
}

void grid_write(struct grid *grid, struct output *output, size_t width)
{
	size_t widths[GRID_COLUMNS];

	if (grid->failed)
		output->failed = true;
	else if (find_widths(grid, width, widths))
		write_columns(grid, output, widths);
	else
		write_paragraphs(grid, output);
}
