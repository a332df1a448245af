/* The map's lines: those of them that touch what is seen of the lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "map_channel.h"

/* Lines of at most so many columns stand out at once. */
#define QUICK_COLUMNS 16

/* The lines that are to be drawn. */
struct links {
	struct channel_link *at;
	int n;
	int capacity;
};

static bool link_add(struct links *links, struct channel_link link)
{
	if (links->n == links->capacity) {
		int n = links->capacity ? 2 * links->capacity : 64;
		struct channel_link *at =
			realloc(links->at, (size_t)n * sizeof(*at));

		if (!at)
			return false;
		links->at = at;
		links->capacity = n;
	}
	links->at[links->n++] = link;
	return true;
}

/* From a row of the sources to one of the targets. */
static struct channel_link link_of(const struct map *map, int source,
				   int target, enum line_weight weight)
{
	struct channel_link link = { source - map->list[PANE_SOURCES].top,
				     target - map->list[PANE_TARGETS].top,
				     weight };

	return link;
}

/* Whether a row of the sources is among those that are seen. */
static bool is_seen(const struct map *map, int row)
{
	int top = map->list[PANE_SOURCES].top;

	return row >= top && row < top + map->layout.channel.rows;
}

/* The row whose lines stand out, and its side; -1: none does.  Over a slow
 * connection long lines take their time, so they follow once keys rest. */
static int standing_out(const struct map *map, enum side *side)
{
	const struct map_look *look = &map->look;

	*side = map->side;
	if (map->carry.is_active || map->proposals.is_active)
		return -1;
	if (look->is_late && map->layout.channel.columns > QUICK_COLUMNS) {
		*side = look->side;
		return look->drafts ? -1
				    : side_row(&map->model.side[look->side],
					       look->network);
	}
	return map->list[map->side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS]
		.focus;
}

static enum line_weight weight_of(const struct map *map, int row, int target)
{
	enum side side;
	int heavy = standing_out(map, &side);

	return heavy == (side == SIDE_SOURCE ? row : target) ? LINE_HEAVY
							     : LINE_LIGHT;
}

/* The row of the target of the source at 'row', or -1: it has none, or the
 * filter hides it, or the line is being carried. */
static int target_row(const struct map *map, int row)
{
	const struct map_row *r = &map->model.side[SIDE_SOURCE].rows[row];

	if (r->kind != MAP_NETWORK || r->mapping == RP_NONE ||
	    (map->carry.is_active && r->id == map->carry.source))
		return -1;
	return side_row(&map->model.side[SIDE_TARGET],
			rp_plan_mapping(map->model.plan, r->mapping)->target);
}

static bool mapped_add(const struct map *map, struct links *links, int row)
{
	int target = target_row(map, row);

	return target < 0 ||
	       link_add(links,
			link_of(map, row, target, weight_of(map, row, target)));
}

/* The mappings of the sources that are seen, and those of others that lead to
 * the targets that are. */
static bool mappings_add(const struct map *map, struct links *links)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	int top = map->list[PANE_SOURCES].top;
	int target_top = map->list[PANE_TARGETS].top;
	bool ok = true;

	for (int i = 0; ok && i < map->layout.channel.rows; i++)
		if (top + i < sources->n_rows)
			ok = mapped_add(map, links, top + i);
	for (int i = 0; ok && i < map->layout.channel.rows; i++) {
		int row = target_top + i < targets->n_rows
				  ? targets->rows[target_top + i].link
				  : -1;

		if (row >= 0 &&
		    targets->rows[target_top + i].kind != MAP_NETWORK)
			row = -1;
		for (; ok && row >= 0; row = sources->rows[row].link)
			if (!is_seen(map, row))
				ok = mapped_add(map, links, row);
	}
	return ok;
}

static bool proposals_add(const struct map *map, struct links *links)
{
	const struct map_proposals *proposals = &map->proposals;

	for (size_t i = 0; proposals->is_active && i < proposals->n; i++) {
		int source = side_row(&map->model.side[SIDE_SOURCE],
				      proposals->list[i].source);
		int target = side_row(&map->model.side[SIDE_TARGET],
				      proposals->list[i].target);
		enum line_weight weight =
			i == proposals->focus ? LINE_DASHED_HEAVY : LINE_DASHED;

		if (source >= 0 && target >= 0 &&
		    !link_add(links, link_of(map, source, target, weight)))
			return false;
	}
	return true;
}

/* The line that is carried: to the target in focus, or after the mouse. */
static struct channel_link draft_of(const struct map *map)
{
	int row = side_row(&map->model.side[SIDE_SOURCE], map->carry.source);
	struct channel_link link =
		link_of(map, row, map->list[PANE_TARGETS].focus, LINE_DASHED);

	if (map->carry.is_floating)
		link.right = map->carry.row - map->layout.channel.row;
	return link;
}

/* ---- Where lines leave --------------------------------------------------- */

/* Whether a row of a list is above, or below, what is seen. */
static bool is_off(const struct map *map, enum pane pane, int row, bool below)
{
	int at = row - map->list[pane].top;

	return below ? at >= map->layout.channel.rows : at < 0;
}

/* The network at the other end of the line in focus where that is above, or
 * below, what is seen; RP_NONE else.  Of several the first. */
static rp_id other_end(const struct map *map, bool below)
{
	const struct map_side *sides = map->model.side;
	enum side from;
	int focus = standing_out(map, &from);
	int row;

	if (focus < 0)
		return RP_NONE;
	if (from == SIDE_SOURCE) {
		row = target_row(map, focus);
		if (row >= 0 && is_off(map, PANE_TARGETS, row, below))
			return side_network(&sides[SIDE_TARGET], row);
		return RP_NONE;
	}
	row = sides[SIDE_TARGET].rows[focus].link;
	while (row >= 0 && !is_off(map, PANE_SOURCES, row, below))
		row = sides[SIDE_SOURCE].rows[row].link;
	return side_network(&sides[SIDE_SOURCE], row);
}

/* "▼ 10", and where the line in focus goes: "▼ 10 VMNetwork7-Chicago". */
static void put_exit(const struct map *map, const struct ui *ui,
		     struct frame *frame, struct area area, int column,
		     bool below, int n_lines)
{
	char *name = map_shown(ui, RP_NETWORK, other_end(map, below));
	const char *end = name ? name : "";
	int room;

	if (*end) {
		room = area.columns - 8 - (int)rp_columns(end);
		if (room < column)
			column = room > 0 ? room : 0;
	}
	frame_printf(frame, area, 0, column, -1,
		     *end ? STYLE_LINE_FOCUS : STYLE_LINE, "%s %d %s%s",
		     below ? "▼" : "▲", n_lines, end, *end ? " " : "");
	free(name);
}

/* Marks in the border where lines leave: an arrow at each track, and after the
 * first one how many lines there are. */
static void draw_exit(const struct map *map, const struct ui *ui,
		      const struct channel *channel, struct frame *frame,
		      bool below)
{
	const struct channel_exit *edge =
		below ? &channel->below : &channel->above;
	int from = below ? channel->rows - 1 : 0;
	struct area area = map->layout.channel;
	int column = edge->column >= 0 ? edge->column : area.columns / 2;

	if (edge->n_lines == 0 || !map->layout.bordered)
		return;
	area.row = below ? area.row + area.rows : area.row - 1;
	area.rows = 1;
	for (int i = column; i < channel->columns; i++)
		if (channel_cell(channel, from, i)->mask &
		    (below ? LINE_DOWN : LINE_UP))
			frame_put(frame, area, 0, i, 1, STYLE_LINE,
				  below ? "▼" : "▲");
	put_exit(map, ui, frame, area, column, below, edge->n_lines);
}

void map_draw_lines(const struct map *map, const struct ui *ui,
		    struct frame *frame)
{
	struct area area = map->layout.channel;
	struct links links = { NULL, 0, 0 };
	struct channel channel;
	bool ok = mappings_add(map, &links) && proposals_add(map, &links);

	if (ok && map->carry.is_active)
		ok = link_add(&links, draft_of(map));
	if (ok && channel_init(&channel, area.rows, area.columns, frame->ascii,
			       links.at, links.n)) {
		channel_draw(&channel, area, frame);
		draw_exit(map, ui, &channel, frame, false);
		draw_exit(map, ui, &channel, frame, true);
		channel_destroy(&channel);
	}
	free(links.at);
}
