/* Carrying a line: picked up at a source, dropped on a target.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What dropping would do is planned once for each target that the line comes
 * to, and forgotten with the line. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "map.h"
#include "words.h"

/* ---- Sentences ----------------------------------------------------------- */

/* Adds a part to "A · B · C"; '*text' is NULL once memory ran out. */
static void add_part(char **text, const char *part)
{
	char *more = NULL;

	if (!*text)
		return;
	if (asprintf(&more, "%s%s%s", *text, **text ? " · " : "", part) < 0)
		more = NULL;
	free(*text);
	*text = more;
}

/* The parts that are about other replicas. */
static void add_others(char **text, const struct map_effect *effect)
{
	char part[160];
	unsigned long n = (unsigned long)labs(effect->unplaced);

	if (effect->unplaced > 0)
		snprintf(part, sizeof(part),
			 ngettext("%lu more not placed", "%lu more not placed",
				  n),
			 n);
	else
		snprintf(part, sizeof(part),
			 ngettext("%lu more placed", "%lu more placed", n), n);
	if (n > 0)
		add_part(text, part);
	snprintf(part, sizeof(part),
		 ngettext("%zu replica moves", "%zu replicas move",
			  effect->moved),
		 effect->moved);
	if (effect->moved > 0)
		add_part(text, part);
}

char *map_effect_text(const struct map *map, const struct map_effect *effect)
{
	const struct rp_summary *now = rp_plan_summary(map->model.plan);
	char *text = strdup("");
	char was[PERCENT_SIZE];
	char is[PERCENT_SIZE];
	char part[160];

	if (effect->connected != 0)
		snprintf(part, sizeof(part), _("%+ld connected"),
			 effect->connected);
	else
		snprintf(part, sizeof(part), "%s", _("as many connected"));
	add_part(&text, part);
	snprintf(part, sizeof(part),
		 ngettext("%zu keeps its address", "%zu keep their address",
			  effect->kept),
		 effect->kept);
	add_part(&text, part);
	snprintf(part, sizeof(part), _("peak load %s → %s"),
		 ratio_text(now->peak, was), ratio_text(effect->peak, is));
	add_part(&text, part);
	add_others(&text, effect);
	return text;
}

char *map_lack_text(const struct map *map, const struct ui *ui, rp_id target,
		    rp_id pair)
{
	const rp_topology *topology = map->model.topology;
	char *cloud = map_shown(ui, RP_CLOUD, rp_pair(topology, pair)->target);
	char *logical =
		map_shown(ui, RP_LOGICAL_NETWORK,
			  rp_network(topology, target)->logical_network);
	char *text = NULL;

	if (asprintf(&text, _("%s lacks %s"), cloud ? cloud : "",
		     logical ? logical : "") < 0)
		text = NULL;
	free(cloud);
	free(logical);
	return text;
}

/* ---- Effects ------------------------------------------------------------- */

static void effect_fill(const struct map *map, struct map_effect *effect,
			const struct rp_preview *preview)
{
	const struct rp_summary *a = rp_plan_summary(map->model.plan);
	const struct rp_summary *b = &preview->summary;

	effect->connected = (long)b->connected - (long)a->connected;
	effect->unplaced = (long)b->unplaced - (long)a->unplaced;
	effect->peak = b->peak;
	effect->kept = preview->kept;
	effect->moved = preview->moved;
}

struct rp_mapping map_drawn(const struct map *map, rp_id source, rp_id target)
{
	struct rp_mapping mapping = { source, RP_NONE, RP_NONE, RP_RETAIN };
	rp_id old = rp_plan_mapping_of(map->model.plan, source,
				       map->model.side[SIDE_TARGET].server);

	if (old != RP_NONE)
		mapping = *rp_plan_mapping(map->model.plan, old);
	mapping.target = target;
	return mapping;
}

/* The mapping that dropping at the target in focus draws. */
static struct rp_mapping drawn_mapping(const struct map *map)
{
	return map_drawn(map, map->carry.source, map_network(map, SIDE_TARGET));
}

void map_effect_find(struct map *map, struct ui *ui,
		     const struct rp_mapping *mapping,
		     struct map_effect *effect)
{
	struct rp_preview preview;

	effect->is_known = true;
	effect->result =
		rp_session_preview(&preview, ui_session(ui), mapping,
				   map->model.side[SIDE_TARGET].server);
	if (effect->result == RP_OK)
		effect_fill(map, effect, &preview);
}

/* The effect of dropping on the target at 'row'; NULL where it is not known. */
static const struct map_effect *effect_at(const struct map *map, int row)
{
	const struct map_effect *effect;

	if (row < 0)
		return NULL;
	effect = &map->carry.effects[row];
	return effect->is_known && effect->result == RP_OK ? effect : NULL;
}

const struct map_effect *map_effect(const struct map *map)
{
	const struct map_effect *effect = &map->proposals.effect;

	if (map->carry.is_active)
		return effect_at(map, side_row(&map->model.side[SIDE_TARGET],
					       map->look.target));
	return effect->is_known && effect->result == RP_OK ? effect : NULL;
}

/* ---- Saying what is under the line --------------------------------------- */

static void say_effect(struct map *map, struct ui *ui,
		       const struct map_effect *effect)
{
	char *text = map_effect_text(map, effect);

	ui_say(ui, RP_NOTICE, "%s", text ? text : "");
	free(text);
}

static void say_lack(struct map *map, struct ui *ui, int row)
{
	char *text = map_lack_text(map, ui, map_network(map, SIDE_TARGET),
				   map->carry.failing[row]);

	ui_say(ui, RP_WARNING, _("✕ not available: %s"), text ? text : "");
	free(text);
}

void map_carried(struct map *map, struct ui *ui)
{
	int row = map->list[PANE_TARGETS].focus;

	if (!map->carry.is_active || map->carry.is_floating || row < 0)
		return;
	if (map->carry.states[row] == TARGET_ITSELF) {
		ui_say(ui, RP_WARNING, "%s",
		       _("a network is not mapped to itself"));
		return;
	}
	if (map->carry.states[row] == TARGET_UNAVAILABLE)
		say_lack(map, ui, row);
	else if (effect_at(map, row))
		say_effect(map, ui, effect_at(map, row));
	else
		ui_say(ui, RP_NOTICE, "%s", ui_pending(ui));
	map_look_late(map);
}

void map_carry_rests(struct map *map, struct ui *ui)
{
	int row = map->list[PANE_TARGETS].focus;
	struct rp_mapping mapping;

	if (!map->carry.is_active || map->carry.is_floating || row < 0 ||
	    map->carry.states[row] == TARGET_ITSELF ||
	    map->carry.effects[row].is_known)
		return;
	mapping = drawn_mapping(map);
	map_effect_find(map, ui, &mapping, &map->carry.effects[row]);
	if (map->carry.states[row] != TARGET_UNAVAILABLE &&
	    effect_at(map, row))
		say_effect(map, ui, effect_at(map, row));
}

/* ---- Picking up ---------------------------------------------------------- */

static bool carry_init(struct map *map, rp_id source)
{
	struct map_carry *carry = &map->carry;
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	size_t n = (size_t)targets->n_rows + 1;

	rp_id *pairs;
	size_t n_pairs;

	carry->effects = calloc(n, sizeof(*carry->effects));
	carry->states = calloc(n, sizeof(*carry->states));
	carry->failing = calloc(n, sizeof(*carry->failing));
	pairs = calloc(rp_n_pairs(map->model.topology) + 1, sizeof(*pairs));
	if (!carry->effects || !carry->states || !carry->failing || !pairs) {
		free(pairs);
		map_forget_line(map);
		return false;
	}
	n_pairs = model_pairs(&map->model, source, targets->server, pairs);
	for (int i = 0; i < targets->n_rows; i++)
		if (targets->rows[i].kind == MAP_NETWORK)
			carry->states[i] = model_state_by(
				&map->model, source, targets->rows[i].id, pairs,
				n_pairs, &carry->failing[i]);
	free(pairs);
	carry->source = source;
	carry->is_active = true;
	return true;
}

static bool is_recommended(const struct map *map, int row)
{
	const struct map_side *targets = &map->model.side[SIDE_TARGET];

	return row >= 0 && row < targets->n_rows &&
	       targets->rows[row].kind == MAP_NETWORK &&
	       map->carry.states[row] == TARGET_RECOMMENDED;
}

/* Where a line starts out: at its old target, else at the recommended one
 * nearest to where the source stands on the screen, else at the focus. */
static int first_target(const struct map *map)
{
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	const struct map_list *sources = &map->list[PANE_SOURCES];
	rp_id mapping =
		map->model.side[SIDE_SOURCE].rows[sources->focus].mapping;
	int beside =
		sources->focus - sources->top + map->list[PANE_TARGETS].top;

	if (mapping != RP_NONE)
		return side_row(
			targets,
			rp_plan_mapping(map->model.plan, mapping)->target);
	for (int d = 0; d < beside + targets->n_rows; d++) {
		if (is_recommended(map, beside - d))
			return beside - d;
		if (is_recommended(map, beside + d))
			return beside + d;
	}
	return map->list[PANE_TARGETS].focus;
}

unsigned map_pick_up(struct map *map, struct ui *ui, bool by_mouse)
{
	rp_id source = map_network(map, SIDE_SOURCE);

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	if (source == RP_NONE || map->list[PANE_TARGETS].focus < 0) {
		ui_say(ui, RP_NOTICE, "%s",
		       _("a line needs a network on both sides"));
		return UI_HANDLED;
	}
	if (!carry_init(map, source))
		return ui_edited(ui, RP_NO_MEMORY);
	map->carry.by_mouse = by_mouse;
	map->carry.is_floating = by_mouse;
	map_enter(map, PANE_TARGETS);
	if (!by_mouse)
		map_move(map, PANE_TARGETS, first_target(map));
	map_carried(map, ui);
	return UI_HANDLED;
}

/* ---- Carrying ------------------------------------------------------------ */

/* The target at a place of the screen: beside its row in the channel will do.
 * -1: none. */
static int target_at(const struct map *map, int row, int column)
{
	struct area area = map->layout.pane[PANE_TARGETS];
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	int at = map->list[PANE_TARGETS].top + row - area.row;

	if (!area_contains(area, row, column) &&
	    !area_contains(map->layout.channel, row, column))
		return -1;
	if (at >= targets->n_rows || targets->rows[at].kind != MAP_NETWORK)
		return -1;
	return at;
}

void map_carry_to(struct map *map, struct ui *ui, int row, int column)
{
	int at = target_at(map, row, column);

	bool was_floating = map->carry.is_floating;

	map->carry.row = row;
	map->carry.is_floating = at < 0;
	if (map->carry.is_floating != was_floating)
		map_look_late(map);
	if (at < 0 || (!was_floating && at == map->list[PANE_TARGETS].focus))
		return;
	map_move(map, PANE_TARGETS, at);
	map_carried(map, ui);
}

unsigned map_carry_on(struct map *map, struct ui *ui)
{
	map->carry.by_mouse = false;
	ui_say(ui, RP_NOTICE, "%s",
	       _("no network is in this row: drop the line on a target, or Esc "
		 "lets go"));
	return UI_HANDLED;
}

void map_forget_line(struct map *map)
{
	free(map->carry.effects);
	free(map->carry.states);
	free(map->carry.failing);
	map->carry = (struct map_carry){ .is_active = false };
}

void map_let_go(struct map *map)
{
	bool was_active = map->carry.is_active;
	rp_id source = map->carry.source;

	map_forget_line(map);
	if (!was_active)
		return;
	map_enter(map, PANE_SOURCES);
	map_focus_network(map, SIDE_SOURCE, source);
	map_look(map);
}

/* ---- Dropping ------------------------------------------------------------ */

static void say_mapped(struct map *map, struct ui *ui)
{
	char *source = map_shown(ui, RP_NETWORK, map->last_source);
	char *target = map_shown(ui, RP_NETWORK, map->last_target);

	ui_say(ui, RP_NOTICE, _("mapped: %s ▶ %s; b draws the way back"),
	       source ? source : "", target ? target : "");
	free(source);
	free(target);
}

unsigned map_drop(struct map *map, struct ui *ui)
{
	struct rp_mapping mapping = drawn_mapping(map);
	int result;

	if (map->carry.is_floating && !map->carry.by_mouse)
		return map_carry_on(map, ui);
	if (map->carry.is_floating) {
		map_let_go(map);
		ui_say(ui, RP_NOTICE, "%s", _("the line was let go"));
		return UI_HANDLED;
	}
	if (mapping.target == mapping.source) {
		map_carried(map, ui);
		if (map->carry.by_mouse)
			map_let_go(map);
		return UI_HANDLED;
	}
	map_let_go(map);
	result = rp_session_map(ui_session(ui), &mapping);
	if (result == RP_OK) {
		map->last_source = mapping.source;
		map->last_target = mapping.target;
	}
	ui_edited(ui, result);
	if (result == RP_OK)
		say_mapped(map, ui);
	return UI_HANDLED;
}
