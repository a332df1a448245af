/* Edits of the map: deleting, the way back, choosing the sides.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>

#include "map.h"
#include "words.h"

void map_say_line(struct ui *ui, const char *words, rp_id a, rp_id b)
{
	char *first = map_shown(ui, RP_NETWORK, a);
	char *second = map_shown(ui, RP_NETWORK, b);

	ui_say(ui, RP_NOTICE, "%s: %s ▶ %s", words, first ? first : "",
	       second ? second : "");
	free(first);
	free(second);
}

unsigned map_delete(struct map *map, struct ui *ui)
{
	const struct rp_mapping *mapping;
	struct rp_mapping old;
	int result;

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	mapping = map_mapping(map, ui);
	if (!mapping)
		return UI_HANDLED;
	old = *mapping;
	result = rp_session_unmap(ui_session(ui), old.source,
				  map->model.side[SIDE_TARGET].server);
	ui_edited(ui, result);
	if (result == RP_OK)
		map_say_line(ui, _("deleted"), old.source, old.target);
	return UI_HANDLED;
}

/* "the way back is drawn: A ▶ B, in place of A ▶ C". */
static void say_replaced(struct ui *ui, const struct rp_mapping *back,
			 rp_id replaced)
{
	char *a = map_shown(ui, RP_NETWORK, back->source);
	char *b = map_shown(ui, RP_NETWORK, back->target);
	char *c = map_shown(ui, RP_NETWORK, replaced);

	ui_say(ui, RP_NOTICE,
	       _("the way back is drawn: %s ▶ %s, in place of %s ▶ %s"),
	       a ? a : "", b ? b : "", a ? a : "", c ? c : "");
	free(a);
	free(b);
	free(c);
}

unsigned map_draw_back(struct ui *ui, const struct rp_mapping *mapping)
{
	struct rp_mapping back = { mapping->target, mapping->source, RP_NONE,
				   mapping->rule };
	rp_id server = rp_network_server(ui_topology(ui), back.target);
	rp_id old = rp_plan_mapping_of(ui_plan(ui), back.source, server);
	rp_id replaced = RP_NONE;
	int result;

	if (old != RP_NONE)
		replaced = rp_plan_mapping(ui_plan(ui), old)->target;
	if (replaced == back.target) {
		map_say_line(ui, _("the way back is drawn already"),
			     back.source, back.target);
		return UI_HANDLED;
	}
	result = rp_session_map(ui_session(ui), &back);
	ui_edited(ui, result);
	if (result == RP_OK && replaced != RP_NONE)
		say_replaced(ui, &back, replaced);
	else if (result == RP_OK)
		map_say_line(ui, _("the way back is drawn"), back.source,
			     back.target);
	return UI_HANDLED;
}

unsigned map_way_back(struct map *map, struct ui *ui)
{
	const struct rp_mapping *mapping;

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	mapping = map_mapping(map, ui);
	return mapping ? map_draw_back(ui, mapping) : UI_HANDLED;
}

/* ---- Sides --------------------------------------------------------------- */

unsigned map_swap(struct map *map, struct ui *ui)
{
	rp_id source = map_network(map, SIDE_SOURCE);
	rp_id target = map_network(map, SIDE_TARGET);

	if (!map_set_sides(map, ui, map->model.side[SIDE_TARGET].server,
			   map->model.side[SIDE_SOURCE].server))
		return UI_HANDLED;
	if (target != RP_NONE)
		map_focus_network(map, SIDE_SOURCE, target);
	if (source != RP_NONE)
		map_focus_network(map, SIDE_TARGET, source);
	return UI_HANDLED;
}

unsigned map_pick_up_back(struct map *map, struct ui *ui)
{
	int row = map->list[PANE_SOURCES].focus;
	rp_id mapping =
		row < 0 ? RP_NONE
			: map->model.side[SIDE_SOURCE].rows[row].mapping;

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	if (map->side == SIDE_SOURCE && mapping != RP_NONE)
		map_focus_network(
			map, SIDE_TARGET,
			rp_plan_mapping(map->model.plan, mapping)->target);
	map_swap(map, ui);
	map_enter(map, PANE_SOURCES);
	return map_pick_up(map, ui, false);
}

/* A source and a target server. */
struct direction {
	rp_id source;
	rp_id target;
};

struct directions {
	struct direction *list;
	size_t n;
	size_t capacity;
	bool failed;
};

static void direction_add(struct directions *all, rp_id source, rp_id target)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->list[i].source == source &&
		    all->list[i].target == target)
			return;
	if (all->n == all->capacity) {
		size_t n = all->capacity ? 2 * all->capacity : 8;
		struct direction *list = realloc(all->list, n * sizeof(*list));

		if (!list) {
			all->failed = true;
			return;
		}
		all->list = list;
		all->capacity = n;
	}
	all->list[all->n++] = (struct direction){ source, target };
}

#define FEW_SERVERS 8

/* Those of the cloud pairs, and their ways back; where there are few servers,
 * all others too. */
static void directions_find(struct directions *all, const rp_topology *topology)
{
	size_t n_servers = rp_count(topology, RP_SERVER);
	size_t n_pairs = rp_n_pairs(topology);

	for (rp_id i = 0; i < n_pairs; i++) {
		const struct rp_pair *pair = rp_pair(topology, i);
		rp_id source = rp_cloud(topology, pair->source)->server;
		rp_id target = rp_cloud(topology, pair->target)->server;

		direction_add(all, source, target);
		direction_add(all, target, source);
	}
	for (rp_id a = 0; n_servers <= FEW_SERVERS && a < n_servers; a++)
		for (rp_id b = 0; b < n_servers; b++)
			direction_add(all, a, b);
}

static unsigned sides_chosen(struct ui *ui, void *data, size_t choice)
{
	struct map *map = data;
	struct directions all = { NULL, 0, 0, false };

	directions_find(&all, map->model.topology);
	if (choice < all.n)
		map_set_sides(map, ui, all.list[choice].source,
			      all.list[choice].target);
	free(all.list);
	return UI_HANDLED;
}

static char *direction_line(const struct ui *ui, const struct direction *d)
{
	char *source = map_shown(ui, RP_SERVER, d->source);
	char *target = map_shown(ui, RP_SERVER, d->target);
	char *line = NULL;

	if (source && target && asprintf(&line, "%s ▶ %s", source, target) < 0)
		line = NULL;
	free(source);
	free(target);
	return line;
}

static void lines_free(char **lines, size_t n)
{
	for (size_t i = 0; lines && i < n; i++)
		free(lines[i]);
	free(lines);
}

static unsigned directions_ask(struct map *map, struct ui *ui,
			       const struct directions *all, char **lines)
{
	size_t chosen = 0;

	for (size_t i = 0; i < all->n; i++) {
		lines[i] = direction_line(ui, &all->list[i]);
		if (!lines[i])
			return ui_edited(ui, RP_NO_MEMORY);
		if (all->list[i].source ==
			    map->model.side[SIDE_SOURCE].server &&
		    all->list[i].target == map->model.side[SIDE_TARGET].server)
			chosen = i;
	}
	return ui_choose(ui, _("Source and target side"),
			 (const char *const *)lines, all->n, chosen,
			 sides_chosen, map);
}

unsigned map_choose_sides(struct map *map, struct ui *ui)
{
	struct directions all = { NULL, 0, 0, false };
	unsigned did = UI_HANDLED;
	char **lines;

	directions_find(&all, map->model.topology);
	lines = calloc(all.n + 1, sizeof(*lines));
	if (!lines || all.failed)
		ui_edited(ui, RP_NO_MEMORY);
	else if (all.n > 0)
		did = directions_ask(map, ui, &all, lines);
	lines_free(lines, all.n);
	free(all.list);
	return did;
}
