/* The grid of addresses: where one is in it, and how it is drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "addresses_view.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

/* A map is shown at first in at most 2^so many cells. */
#define CELLS_BITS 10

/* A cell is a letter, and how full it is. */
#define CELL_COLUMNS 2
#define MOST_PER_ROW 64

/* Labels: the least that tells rows apart; all of an address. */
#define LEAST_LABEL 8
#define LABEL_IPV4 15
#define LABEL_IPV6 39
#define LABEL_IPV6_SHORT 24

#define WHEEL_ROWS 3

/* ---- Where one is ------------------------------------------------------- */

static rp_ip focused_cell(const struct grid_view *grid)
{
	unsigned zoom = grid->zoom;

	return zoom < 128 ? (grid->focus - grid->first) >> zoom : 0;
}

static rp_ip last_cell(const struct grid_view *grid)
{
	return grid->zoom < 128 ? (grid->last - grid->first) >> grid->zoom : 0;
}

static rp_ip cell_first(const struct grid_view *grid, rp_ip cell)
{
	return grid->zoom < 128 ? grid->first + (cell << grid->zoom)
				: grid->first;
}

static rp_ip cell_last(const struct grid_view *grid, rp_ip cell)
{
	rp_ip behind = grid->zoom < 128 ? ((rp_ip)1 << grid->zoom) - 1
					: ~(rp_ip)0;

	return cell_first(grid, cell) + behind;
}

rp_ip grid_cell_first(const struct grid_view *grid)
{
	return cell_first(grid, focused_cell(grid));
}

rp_ip grid_cell_last(const struct grid_view *grid)
{
	return cell_last(grid, focused_cell(grid));
}

/* The first cell of a row that is seen. */
static rp_ip first_of_row(const struct grid_view *grid, int row)
{
	return (grid->top + (unsigned)row) * grid->per_row;
}

void grid_start(struct grid_view *grid)
{
	grid->focus = grid->first;
	grid->top = 0;
	grid->zoom = grid->bits > CELLS_BITS ? grid->bits - CELLS_BITS : 0;
}

/* ---- Moving ------------------------------------------------------------- */

/* What was out of sight comes into the middle. */
void grid_focus(struct grid_view *grid, rp_ip ip)
{
	rp_ip half = grid->rows > 0 ? (unsigned)grid->rows / 2 : 0;
	rp_ip row;

	grid->focus = ip;
	row = focused_cell(grid) / (grid->per_row ? grid->per_row : 1);
	if (row < grid->top || row - grid->top >= 2 * half)
		grid->top = row > half ? row - half : 0;
}

static unsigned move(struct grid_view *grid, rp_ip step, bool back)
{
	rp_ip cell = focused_cell(grid);
	rp_ip last = last_cell(grid);

	if (back && step <= cell)
		cell -= step;
	else if (!back && step <= last - cell)
		cell += step;
	else
		return UI_HANDLED;
	grid->focus = cell_first(grid, cell);
	return UI_HANDLED;
}

/* Goes a screen up or down, or as far as there are rows. */
static unsigned move_page(struct grid_view *grid, bool back)
{
	rp_ip per_row = grid->per_row ? grid->per_row : 1;
	rp_ip cell = focused_cell(grid);
	rp_ip page = grid->rows > 1 ? (unsigned)grid->rows - 1 : 1;
	rp_ip rows = back ? cell / per_row :
		last_cell(grid) / per_row - cell / per_row;

	if (page > rows)
		page = rows;
	return move(grid, page * per_row, back);
}

static unsigned move_end(struct grid_view *grid, bool back)
{
	grid->focus = back ? grid->first : cell_first(grid, last_cell(grid));
	return UI_HANDLED;
}

/* The address in focus stays, and its row stays where it is seen. */
static unsigned set_zoom(struct grid_view *grid, unsigned zoom)
{
	rp_ip per_row = grid->per_row ? grid->per_row : 1;
	rp_ip above = focused_cell(grid) / per_row - grid->top;
	rp_ip row;

	grid->zoom = zoom;
	row = focused_cell(grid) / per_row;
	grid->top = row > above ? row - above : 0;
	return UI_HANDLED;
}

/* Goes to the nearest address behind or before the cell in focus that is one
 * of 'states'. */
static unsigned go_to(struct ui *ui, struct grid_view *grid, unsigned states,
		      bool back)
{
	rp_ip first = grid_cell_first(grid);
	rp_ip last = grid_cell_last(grid);
	rp_ip at = back ? first - 1 : last + 1;

	if ((back ? first > grid->first : last < grid->last) &&
	    rp_plan_address_find(grid->map, &at, back, states))
		grid_focus(grid, at);
	else
		ui_say(ui, RP_NOTICE, "%s", back ?
		       _("there is none before this cell") :
		       _("there is none behind this cell"));
	return UI_HANDLED;
}

unsigned grid_act(struct ui *ui, struct grid_view *grid, enum action action)
{
	rp_ip per_row = grid->per_row ? grid->per_row : 1;

	switch (action) {
	case ACTION_LEFT:
	case ACTION_RIGHT:
		return move(grid, 1, action == ACTION_LEFT);
	case ACTION_UP:
	case ACTION_DOWN:
		return move(grid, per_row, action == ACTION_UP);
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		return move_page(grid, action == ACTION_PAGE_UP);
	case ACTION_HOME:
	case ACTION_END:
		return move_end(grid, action == ACTION_HOME);
	case ACTION_ZOOM_IN:
		return set_zoom(grid, grid->zoom ? grid->zoom - 1 : 0);
	case ACTION_ZOOM_OUT:
		return set_zoom(grid, grid->zoom < grid->bits ?
				grid->zoom + 1 : grid->bits);
	case ACTION_NEXT_TAKEN:
	case ACTION_PREVIOUS_TAKEN:
		return go_to(ui, grid, STATES_TAKEN,
			     action == ACTION_PREVIOUS_TAKEN);
	case ACTION_NEXT_FREE:
	case ACTION_PREVIOUS_FREE:
		return go_to(ui, grid, 1u << RP_ADDRESS_FREE,
			     action == ACTION_PREVIOUS_FREE);
	default:
		return UI_IGNORED;
	}
}

unsigned grid_mouse(struct grid_view *grid, const struct event *event,
		    bool *opened)
{
	int row = event->row - grid->area.row;
	int column = event->column - grid->area.column - grid->label;
	rp_ip cell;

	if (event->type != EVENT_MOUSE || event->mouse == MOUSE_RELEASE)
		return UI_IGNORED;
	if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
		for (int i = 0; i < WHEEL_ROWS; i++)
			move(grid, grid->per_row ? grid->per_row : 1,
			     event->mouse == MOUSE_WHEEL_UP);
	if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
		return UI_HANDLED;
	if (row < 0 || row >= grid->rows || column < 0 ||
	    column >= CELL_COLUMNS * (int)grid->per_row)
		return UI_IGNORED;
	cell = first_of_row(grid, row) + (unsigned)(column / CELL_COLUMNS);
	if (cell > last_cell(grid))
		return UI_IGNORED;
	grid->focus = cell_first(grid, cell);
	*opened = event->mouse == MOUSE_DOUBLE;
	return UI_HANDLED;
}

/* ---- Drawing ------------------------------------------------------------ */

static enum style state_style(enum rp_address_state state)
{
	switch (state) {
	case RP_ADDRESS_PINNED:
		return STYLE_LINE_FOCUS;
	case RP_ADDRESS_NEXT:
		return STYLE_WARNING;
	case RP_ADDRESS_OFFSET:
		return STYLE_NOTICE;
	case RP_ADDRESS_RETAINED:
		return STYLE_GOOD;
	case RP_ADDRESS_RUNNING:
		return STYLE_TEXT;
	case RP_ADDRESS_GATEWAY:
	case RP_ADDRESS_SPECIAL:
		return STYLE_HEADING;
	case RP_ADDRESS_FREE:
	case RP_ADDRESS_RESERVED:
	case RP_ADDRESS_DHCP:
	case RP_ADDRESS_OUTSIDE:
	case RP_N_ADDRESS_STATES:
		break;
	}
	return STYLE_DIM;
}

/* How full a cell is: of the addresses that somebody has or could have, those
 * that somebody has.  Nothing where nobody has any. */
static const char *fullness(const struct rp_address_range *range, bool ascii)
{
	static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅",
					    "▆", "▇", "█" };
	static const char *const digits[] = { "1", "2", "3", "4", "5", "6",
					      "7", "8" };
	rp_ip taken = 0;
	rp_ip all = range->n[RP_ADDRESS_FREE];
	size_t eighths;

	for (int s = 0; s <= RP_ADDRESS_RUNNING; s++)
		taken += range->n[s];
	if (taken == 0)
		return " ";
	/* Taken are at most 2^33: that times 8 has room in any number. */
	all += taken;
	eighths = (size_t)(taken * 8 / all);
	if (eighths > 7)
		eighths = taken == all ? 7 : 6;
	return ascii ? digits[eighths] : bars[eighths];
}

/* The state that says most of a range. */
static enum rp_address_state foremost(const struct rp_address_range *range)
{
	for (int s = 0; s < RP_ADDRESS_OUTSIDE; s++)
		if (range->n[s] > 0)
			return (enum rp_address_state)s;
	return RP_ADDRESS_OUTSIDE;
}

static void draw_cell(const struct grid_view *grid, struct area area, int row,
		      int column, rp_ip cell, struct frame *frame)
{
	struct rp_address address = { .accepted = false };
	struct rp_address_range range;
	const char *full = " ";
	char letter[2] = "";

	if (grid->zoom == 0) {
		rp_plan_address(&address, grid->map, cell_first(grid, cell));
	} else {
		rp_plan_address_range(&range, grid->map,
				      cell_first(grid, cell),
				      cell_last(grid, cell));
		address.state = foremost(&range);
		full = fullness(&range, frame->ascii);
	}
	letter[0] = state_letter(address.state, address.accepted);
	frame_put(frame, area, row, column, 1, state_style(address.state),
		  letter);
	frame_put(frame, area, row, column + 1, 1,
		  state_style(address.state), full);
}

/* The end of an address that is too long for its label. */
static void draw_label(const struct grid_view *grid, struct area area, int row,
		       rp_ip cell, struct frame *frame)
{
	int room = grid->label - 2;
	int size;
	char text[RP_IP_SIZE];

	rp_ip_text(grid->family, cell_first(grid, cell), text);
	size = (int)strlen(text);
	if (size <= room)
		frame_put(frame, area, row, 1, room, STYLE_DIM, text);
	else if (room > 1)
		frame_printf(frame, area, row, 1, room, STYLE_DIM, "…%s",
			     text + size - room + 1);
}

/* As many cells as have room in a row, beside what tells the rows apart. */
static void lay_out(struct grid_view *grid, struct area area)
{
	int all = grid->family == RP_IPV4 ? LABEL_IPV4 : LABEL_IPV6;
	int good = grid->family == RP_IPV4 ? LABEL_IPV4 : LABEL_IPV6_SHORT;
	int n = MOST_PER_ROW;

	while (n > 1 && CELL_COLUMNS * n + 2 + (n > 16 ? good : LEAST_LABEL) >
	       area.columns)
		n /= 2;
	grid->per_row = (unsigned)n;
	grid->label = area.columns - CELL_COLUMNS * n;
	if (grid->label > all + 2)
		grid->label = all + 2;
	if (grid->label < 0)
		grid->label = 0;
	grid->rows = area.rows;
	grid->area = area;
}

static void scroll_to_focus(struct grid_view *grid)
{
	rp_ip row = focused_cell(grid) / grid->per_row;
	rp_ip last = last_cell(grid) / grid->per_row;
	rp_ip rows = grid->rows > 0 ? (unsigned)grid->rows : 1;

	if (row < grid->top)
		grid->top = row;
	else if (row - grid->top >= rows)
		grid->top = row - rows + 1;
	if (last < rows)
		grid->top = 0;
	else if (grid->top > last - rows + 1)
		grid->top = last - rows + 1;
}

static void draw_row(const struct grid_view *grid, struct area area, int row,
		     bool has_keys, struct frame *frame)
{
	rp_ip cell = first_of_row(grid, row);
	rp_ip last = last_cell(grid);
	rp_ip focus = focused_cell(grid);

	draw_label(grid, area, row, cell, frame);
	for (unsigned i = 0; i < grid->per_row && i <= last - cell; i++) {
		int column = grid->label + CELL_COLUMNS * (int)i;

		draw_cell(grid, area, row, column, cell + i, frame);
		if (cell + i != focus)
			continue;
		frame_style(frame, area, row, column, CELL_COLUMNS,
			    has_keys ? STYLE_ROW_FOCUS : STYLE_ROW);
		if (has_keys)
			frame_put(frame, area, row, 0, 1, STYLE_ROW_FOCUS,
				  ">");
		if (has_keys)
			frame_cursor(frame, area, row, column, true);
	}
}

void grid_draw(struct grid_view *grid, struct area area, bool has_keys,
	       struct frame *frame)
{
	rp_ip last;

	lay_out(grid, area);
	scroll_to_focus(grid);
	last = last_cell(grid) / grid->per_row;
	for (int row = 0; row < area.rows; row++)
		if ((unsigned)row <= last - grid->top)
			draw_row(grid, area, row, has_keys, frame);
}

/* ---- The legend --------------------------------------------------------- */

/* Draws an entry where it has room, else in the next row; false where there is
 * none. */
static bool draw_entry(struct area area, int *row, int *column,
		       enum style style, const char *sign, const char *word,
		       struct frame *frame)
{
	int columns = (int)(rp_columns(sign) + rp_columns(word)) + 3;

	if (*column > 1 && *column + columns - 2 > area.columns) {
		++*row;
		*column = 1;
	}
	if (*row >= area.rows)
		return false;
	*column += frame_put(frame, area, *row, *column, -1, style, sign) + 1;
	*column += frame_put(frame, area, *row, *column, -1, STYLE_DIM, word) +
		   2;
	return true;
}

void grid_draw_legend(const struct grid_view *grid, struct area area,
		      struct frame *frame)
{
	static const enum rp_address_state order[] = {
		RP_ADDRESS_RETAINED, RP_ADDRESS_OFFSET, RP_ADDRESS_NEXT,
		RP_ADDRESS_PINNED, RP_ADDRESS_RUNNING, RP_ADDRESS_FREE,
		RP_ADDRESS_RESERVED, RP_ADDRESS_GATEWAY, RP_ADDRESS_SPECIAL,
		RP_ADDRESS_DHCP, RP_ADDRESS_OUTSIDE,
	};
	struct rp_address_range all;
	int row = 0, column = 1;

	rp_plan_address_range(&all, grid->map, grid->first, grid->last);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const char letter[2] = { state_letter(order[i], false) };

		if (all.n[order[i]] == 0)
			continue;
		if (!draw_entry(area, &row, &column, state_style(order[i]),
				letter, state_word(order[i]), frame))
			return;
	}
	if (grid->zoom == 0 && all.accepted > 0)
		draw_entry(area, &row, &column, STYLE_TEXT, "r o n",
			   _("as accepted"), frame);
	else if (grid->zoom > 0)
		draw_entry(area, &row, &column, STYLE_TEXT,
			   frame->ascii ? "1-8" : "▁-█", _("how full"), frame);
}
