/* The map's layout: where the panes stand, at any size.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where there is no room for all, panes give way one by one: first sites and
 * clouds share a place, then the plan has it too, then there is the map alone,
 * then the list alone that has the keys.  A pane that has the keys is always
 * seen, and no rows are left empty that another one could use. */

#include "map.h"

#define WIDE_COLUMNS 110  /* Room for all panes. */
#define MIDDLE_COLUMNS 80 /* Room for sites or clouds beside the plan. */
#define PANES_ROWS 16	  /* Fewer: panes below the map have what it leaves. */
#define LOWER_ROWS 5	  /* Fewer: no room for them at all. */
#define FOCUS_ROWS 8	  /* Fewer: none for one that has the keys. */
#define LISTS_COLUMNS 60  /* Room for both lists. */
#define BORDER_ROWS 4
#define BORDER_COLUMNS 12
#define LEFT_COLUMNS 30
#define MAX_CHANNEL 60

static int clamp(int n, int low, int high)
{
	if (n > high)
		n = high;
	return n < low ? low : n;
}

static bool is_list(enum pane pane)
{
	return pane == PANE_SOURCES || pane == PANE_TARGETS;
}

static struct area rows_of(struct area area, int first, int rows)
{
	area.row += first;
	area.rows = rows;
	return area;
}

static struct area columns_of(struct area area, int first, int columns)
{
	area.column += first;
	area.columns = columns;
	return area;
}

static struct area inside(const struct map_layout *layout, struct area box)
{
	return layout->bordered ? area_inside(box) : box;
}

static void place(struct map *map, enum pane pane, struct area box)
{
	map->layout.box[pane] = box;
	map->layout.pane[pane] = inside(&map->layout, box);
}

/* The columns that a side would like: what stands beside a name included. */
static int wanted(const struct map *map, enum side side)
{
	const struct map_side *s = &map->model.side[side];
	int beside = side == SIDE_SOURCE ? 13 : 16;
	int heading = s->heading_columns + (side == SIDE_SOURCE ? 1 : 2);

	return clamp(clamp(s->name_columns + beside, heading, 60), 24, 60);
}

/* Both lists and the channel: lines have a sixth of the columns or more. */
static void place_lists(struct map *map, struct area box)
{
	struct map_layout *layout = &map->layout;
	struct area area = inside(layout, box);
	int source = wanted(map, SIDE_SOURCE);
	int target = wanted(map, SIDE_TARGET);
	int least = clamp(area.columns / 6, 3, 16);
	int room = area.columns - least;
	int channel;

	if (source + target > room) {
		source = room * source / (source + target);
		target = room - source;
	}
	channel = area.columns - source - target;
	if (channel > MAX_CHANNEL) {
		source += (channel - MAX_CHANNEL) / 2;
		channel = MAX_CHANNEL;
		target = area.columns - source - channel;
	}
	layout->box[PANE_SOURCES] = box;
	layout->box[PANE_TARGETS] = box;
	layout->pane[PANE_SOURCES] = columns_of(area, 0, source);
	layout->channel = columns_of(area, source, channel);
	layout->pane[PANE_TARGETS] = columns_of(area, source + channel, target);
}

/* The whole area for what has the keys. */
static void arrange_one(struct map *map, struct area area)
{
	if (is_list(map->focus) && area.columns >= LISTS_COLUMNS)
		place_lists(map, area);
	else
		place(map, map->focus, area);
}

/* How many rows the lists would like. */
static int wanted_rows(const struct map *map)
{
	int n = map->model.side[SIDE_SOURCE].n_rows;

	if (map->model.side[SIDE_TARGET].n_rows > n)
		n = map->model.side[SIDE_TARGET].n_rows;
	return n + 2;
}

/* How many of 'rows' the lists have above the plan. */
static int list_rows(const struct map *map, int rows)
{
	return clamp(wanted_rows(map), rows * 2 / 5, rows * 3 / 5);
}

/* Sites over clouds at the left, the lists over the plan. */
static void arrange_wide(struct map *map, struct area area)
{
	struct area left = columns_of(area, 0, LEFT_COLUMNS);
	struct area right =
		columns_of(area, LEFT_COLUMNS, area.columns - LEFT_COLUMNS);
	int upper = list_rows(map, area.rows);
	int sites = clamp(map->model.n_tree + 2, area.rows / 3, area.rows / 2);

	place(map, PANE_SITES, rows_of(left, 0, sites));
	place(map, PANE_CLOUDS, rows_of(left, sites, area.rows - sites));
	place_lists(map, rows_of(right, 0, upper));
	place(map, PANE_PLAN, rows_of(right, upper, area.rows - upper));
}

/* Below the lists: sites or clouds beside the plan; where there are not the
 * columns, one of them. */
static void place_lower(struct map *map, struct area lower)
{
	map->layout.shares = true;
	if (lower.columns < MIDDLE_COLUMNS) {
		place(map, is_list(map->focus) ? PANE_PLAN : map->focus, lower);
		return;
	}
	place(map, map->slot, columns_of(lower, 0, LEFT_COLUMNS));
	place(map, PANE_PLAN,
	      columns_of(lower, LEFT_COLUMNS, lower.columns - LEFT_COLUMNS));
}

/* Both lists, or the one that was looked at last. */
static void place_upper(struct map *map, struct area upper)
{
	if (upper.columns >= LISTS_COLUMNS)
		place_lists(map, upper);
	else
		place(map, map->side == SIDE_TARGET ? PANE_TARGETS
						    : PANE_SOURCES,
		      upper);
}

static void arrange_middle(struct map *map, struct area area)
{
	int upper = list_rows(map, area.rows);

	place_upper(map, rows_of(area, 0, upper));
	place_lower(map, rows_of(area, upper, area.rows - upper));
}

/* With few rows the lists come first: below them stands what has room. */
static void arrange_low(struct map *map, struct area area)
{
	int upper = wanted_rows(map);
	int least = is_list(map->focus) ? LOWER_ROWS : FOCUS_ROWS;

	if (area.rows - upper < least) {
		arrange_one(map, area);
		return;
	}
	place_upper(map, rows_of(area, 0, upper));
	place_lower(map, rows_of(area, upper, area.rows - upper));
}

/* Shows the focus of every list in the rows that it has now. */
static void follow(struct map *map)
{
	for (int i = 0; i < N_PANES; i++) {
		struct map_list *list = &map->list[i];

		list->page = map->layout.pane[i].rows;
		if (i == PANE_PLAN)
			list->page -= map_plan_header(map);
		map_move(map, (enum pane)i, list->focus);
	}
}

void map_arrange(struct map *map, struct area area)
{
	map->layout = (struct map_layout){ .bordered = false };
	map->layout.bordered =
		area.rows >= BORDER_ROWS && area.columns >= BORDER_COLUMNS;
	if (map->focus == PANE_SITES || map->focus == PANE_CLOUDS)
		map->slot = map->focus;
	if (map->zoomed || !map->layout.bordered)
		arrange_one(map, area);
	else if (area.rows < PANES_ROWS)
		arrange_low(map, area);
	else if (area.columns < WIDE_COLUMNS)
		arrange_middle(map, area);
	else
		arrange_wide(map, area);
	follow(map);
}

enum pane map_pane_at(const struct map *map, int row, int column)
{
	for (int i = 0; i < N_PANES; i++)
		if (area_contains(map->layout.pane[i], row, column))
			return (enum pane)i;
	return N_PANES;
}
