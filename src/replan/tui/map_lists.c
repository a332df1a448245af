/* The lists of the map: what has the focus, and which rows are seen.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map.h"

#include <stdlib.h>
#include <string.h>

int map_n_rows(const struct map *map, enum pane pane)
{
	switch (pane) {
	case PANE_SITES:
		return map->model.n_tree;
	case PANE_CLOUDS:
		return map->model.topology
			       ? (int)rp_n_pairs(map->model.topology)
			       : 0;
	case PANE_SOURCES:
		return map->model.side[SIDE_SOURCE].n_rows;
	case PANE_TARGETS:
		return map->model.side[SIDE_TARGET].n_rows;
	case PANE_PLAN:
		return (int)map->tally.n;
	case N_PANES:
		break;
	}
	return 0;
}

const struct map_side *map_side_of(const struct map *map, enum pane pane)
{
	if (pane == PANE_SOURCES)
		return &map->model.side[SIDE_SOURCE];
	if (pane == PANE_TARGETS)
		return &map->model.side[SIDE_TARGET];
	return NULL;
}

/* Networks alone can have the focus: the next one in the direction of the
 * move, else the nearest before it. */
static int network_row(const struct map_side *side, int row, int old)
{
	int step = row >= old ? 1 : -1;
	int found = side_next(side, row, step);

	return found >= 0 ? found : side_next(side, row, -step);
}

/* Scrolls so that the focus is seen, with the headings right above it. */
static void scroll(const struct map *map, enum pane pane, struct map_list *list,
		   int n)
{
	const struct map_side *side = map_side_of(map, pane);
	int first = list->focus;

	while (side && first > 0 && side->rows[first - 1].kind != MAP_NETWORK)
		first--;
	if (list->focus - first >= list->page)
		first = list->focus;
	if (first < list->top)
		list->top = first;
	if (list->focus >= list->top + list->page)
		list->top = list->focus - list->page + 1;
	if (list->top > n - list->page)
		list->top = n - list->page;
	if (list->top < 0)
		list->top = 0;
}

void map_move(struct map *map, enum pane pane, int row)
{
	const struct map_side *side = map_side_of(map, pane);
	struct map_list *list = &map->list[pane];
	int n = map_n_rows(map, pane);
	int old = list->focus;

	if (row >= n)
		row = n - 1;
	if (row < 0)
		row = n > 0 ? 0 : -1;
	if (side && row >= 0)
		row = network_row(side, row, old);
	list->focus = row;
	if (list->page > 0 && row >= 0)
		scroll(map, pane, list, n);
	if (side && row != old)
		map_look_late(map);
}

void map_enter(struct map *map, enum pane pane)
{
	enum side side = map->side;

	map->focus = pane;
	if (pane == PANE_PLAN && map->look.is_late)
		map_look(map);
	if (pane == PANE_SOURCES)
		side = SIDE_SOURCE;
	else if (pane == PANE_TARGETS)
		side = SIDE_TARGET;
	if (side == map->side)
		return;
	map->side = side;
	map_look_late(map);
}

rp_id map_network(const struct map *map, enum side side)
{
	enum pane pane = side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS;

	return side_network(&map->model.side[side], map->list[pane].focus);
}

bool map_focus_network(struct map *map, enum side side, rp_id network)
{
	int row = side_row(&map->model.side[side], network);

	if (row < 0)
		return false;
	map_move(map, side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS, row);
	return true;
}

char *map_shown(const struct ui *ui, enum rp_kind kind, rp_id id)
{
	if (id == RP_NONE)
		return strdup("");
	return rp_show(rp_name(ui_topology(ui), kind, id), false);
}

void map_settle_rows(struct map *map)
{
	for (int i = 0; i < N_PANES; i++)
		map_move(map, (enum pane)i, map->list[i].focus);
}

void map_hold(struct map *map, rp_id kept[N_SIDES])
{
	for (int i = 0; i < N_SIDES; i++)
		kept[i] = map_network(map, (enum side)i);
}

void map_settle(struct map *map, const rp_id kept[N_SIDES])
{
	map_settle_rows(map);
	for (int i = 0; i < N_SIDES; i++)
		if (kept[i] != RP_NONE)
			map_focus_network(map, (enum side)i, kept[i]);
	map_look(map);
}

void map_lists_reset(struct map *map)
{
	for (int i = 0; i < N_PANES; i++) {
		map->list[i].focus = 0;
		map->list[i].top = 0;
	}
}
