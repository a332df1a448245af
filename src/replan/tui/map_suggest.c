/* Proposals: mappings that could be drawn, to be accepted or not.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The library says which and why.  While there are any, they are gone through
 * one by one; both lists follow.  What was declined is only off the list: it is
 * proposed again when it is asked for again. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "map.h"
#include "words.h"

/* While all are accepted, the screen is drawn anew so often. */
#define SLICE_MS 80

const struct rp_suggestion *map_proposal(const struct map *map)
{
	const struct map_proposals *p = &map->proposals;

	return p->is_active && p->focus < p->n ? &p->list[p->focus] : NULL;
}

/* Proposals are in the order of their sources. */
static int compare_source(const void *key, const void *element)
{
	rp_id source = *(const rp_id *)key;
	const struct rp_suggestion *s = element;

	return (source > s->source) - (source < s->source);
}

rp_id map_proposed(const struct map *map, rp_id source)
{
	const struct map_proposals *p = &map->proposals;
	const struct rp_suggestion *s =
		p->n == 0 ? NULL
			  : bsearch(&source, p->list, p->n, sizeof(*p->list),
				    compare_source);

	return s ? s->target : RP_NONE;
}

void map_suggest_end(struct map *map)
{
	if (map->proposals.is_active)
		map_look_late(map);
	free(map->proposals.list);
	map->proposals = (struct map_proposals){ .is_active = false };
}

/* ---- Saying -------------------------------------------------------------- */

/* "proposed, 3 of 12: A ▶ B: same prefix, same name". */
static void say_proposal(struct map *map, struct ui *ui)
{
	const struct map_proposals *p = &map->proposals;
	const struct rp_suggestion *s = map_proposal(map);
	char *source = map_shown(ui, RP_NETWORK, s->source);
	char *target = map_shown(ui, RP_NETWORK, s->target);
	char *reasons = rp_suggestion_text(s, RP_LOCAL);

	ui_say(ui, RP_NOTICE, _("proposed, %zu of %zu: %s ▶ %s: %s"),
	       p->focus + 1, p->n, source ? source : "", target ? target : "",
	       reasons ? reasons : "");
	free(source);
	free(target);
	free(reasons);
}

/* How many were accepted. */
static void say_taken(struct ui *ui, size_t n, size_t n_refused)
{
	char refused[96] = "";

	if (n_refused > 0)
		snprintf(refused, sizeof(refused),
			 ngettext(" · %zu was not allowed",
				  " · %zu were not allowed", n_refused),
			 n_refused);
	ui_say(ui, RP_NOTICE,
	       ngettext("%zu mapping drawn%s",
			"%zu mappings drawn, each of them a step to undo%s", n),
	       n, refused);
}

/* ---- Going through them -------------------------------------------------- */

/* Puts the focus of both lists on the proposal in focus, what hides it being
 * taken away, and says why it is proposed. */
static void show(struct map *map, struct ui *ui)
{
	const struct rp_suggestion *s = map_proposal(map);

	map->proposals.effect = (struct map_effect){ .is_known = false };
	if (!s)
		return;
	map->focus = PANE_SOURCES;
	map->side = SIDE_SOURCE;
	if (!map_focus_network(map, SIDE_SOURCE, s->source)) {
		map_show_all(map, SIDE_SOURCE);
		map_focus_network(map, SIDE_SOURCE, s->source);
	}
	if (!map_focus_network(map, SIDE_TARGET, s->target)) {
		map_show_all(map, SIDE_TARGET);
		map_focus_network(map, SIDE_TARGET, s->target);
	}
	map_look_late(map);
	say_proposal(map, ui);
}

/* Leaves where there is none any more. */
static unsigned go_on(struct map *map, struct ui *ui)
{
	struct map_proposals *p = &map->proposals;

	if (p->n == 0) {
		map_suggest_end(map);
		return UI_HANDLED;
	}
	if (p->focus >= p->n)
		p->focus = p->n - 1;
	show(map, ui);
	return UI_HANDLED;
}

static unsigned move(struct map *map, struct ui *ui, size_t to)
{
	map->proposals.focus = to;
	return go_on(map, ui);
}

static void take_off(struct map_proposals *p, size_t i)
{
	p->n--;
	memmove(&p->list[i], &p->list[i + 1], (p->n - i) * sizeof(*p->list));
	if (i < p->focus)
		p->focus--;
}

bool map_suggest_focus(struct map *map, struct ui *ui, enum side side,
		       rp_id network)
{
	const struct map_proposals *p = &map->proposals;

	for (size_t i = 0; network != RP_NONE && i < p->n; i++) {
		rp_id end = side == SIDE_SOURCE ? p->list[i].source
						: p->list[i].target;

		if (end != network)
			continue;
		move(map, ui, i);
		return true;
	}
	return false;
}

void map_suggest_update(struct map *map)
{
	struct map_proposals *p = &map->proposals;
	rp_id server = map->model.side[SIDE_TARGET].server;
	size_t i = 0;

	if (!p->is_active)
		return;
	p->effect = (struct map_effect){ .is_known = false };
	while (i < p->n) {
		if (rp_plan_mapping_of(map->model.plan, p->list[i].source,
				       server) != RP_NONE)
			take_off(p, i);
		else
			i++;
	}
	if (p->focus >= p->n)
		p->focus = p->n > 0 ? p->n - 1 : 0;
	if (p->n == 0 && !p->takes_all)
		map_suggest_end(map);
}

/* Whether a network is mapped to 'target': then that is not proposed for another
 * one. */
static bool is_target(const struct map *map, rp_id target)
{
	const rp_plan *plan = map->model.plan;
	size_t n = rp_plan_n_mappings(plan);

	for (rp_id i = 0; i < n; i++)
		if (rp_plan_mapping(plan, i)->target == target)
			return true;
	return false;
}

/* The target recommended for 'source' that is the target of another mapping;
 * RP_NONE where there is none, or one that is not. */
static rp_id taken_target(const struct map *map, rp_id source)
{
	const rp_topology *topology = map->model.topology;
	struct rp_range targets =
		rp_server(topology, map->model.side[SIDE_TARGET].server)
			->networks;
	rp_id taken = RP_NONE;

	for (rp_id i = targets.first; i < targets.end; i++) {
		if (i == source || !rp_is_recommended(topology, source, i))
			continue;
		if (!is_target(map, i))
			return RP_NONE;
		if (taken == RP_NONE)
			taken = i;
	}
	return taken;
}

/* Of the networks that NICs use and that are not mapped, the first for which
 * that is the reason; its target, or RP_NONE. */
static rp_id target_in_the_way(const struct map *map)
{
	rp_id server = map->model.side[SIDE_TARGET].server;
	struct rp_range sources =
		rp_server(map->model.topology,
			  map->model.side[SIDE_SOURCE].server)
			->networks;
	rp_id taken = RP_NONE;

	for (rp_id i = sources.first; i < sources.end && taken == RP_NONE; i++)
		if (model_n_nics(&map->model, SIDE_SOURCE, i) > 0 &&
		    rp_plan_mapping_of(map->model.plan, i, server) == RP_NONE)
			taken = taken_target(map, i);
	return taken;
}

static void say_none(const struct map *map, struct ui *ui)
{
	rp_id taken = target_in_the_way(map);
	char *name = map_shown(ui, RP_NETWORK, taken);

	if (taken != RP_NONE)
		ui_say(ui, RP_NOTICE,
		       _("no proposal: %s is the target of another mapping "
			 "already"),
		       name ? name : "");
	else
		ui_say(ui, RP_NOTICE, "%s",
		       _("nothing to propose: what NICs use is mapped, or "
			 "nothing is like it"));
	free(name);
}

unsigned map_suggest(struct map *map, struct ui *ui)
{
	rp_id source = map->model.side[SIDE_SOURCE].server;
	rp_id target = map->model.side[SIDE_TARGET].server;
	struct rp_suggestion *list;
	size_t n;

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	if (source == RP_NONE || target == RP_NONE) {
		ui_say(ui, RP_NOTICE, "%s",
		       _("a line needs a network on both sides"));
		return UI_HANDLED;
	}
	if (rp_session_suggest(&list, &n, ui_session(ui), source, target) !=
	    RP_OK)
		return ui_edited(ui, RP_NO_MEMORY);
	if (n == 0) {
		free(list);
		say_none(map, ui);
		return UI_HANDLED;
	}
	map_suggest_end(map);
	map->proposals = (struct map_proposals){ .is_active = true,
						 .list = list,
						 .n = n };
	map_suggest_focus(map, ui, SIDE_SOURCE, map_network(map, SIDE_SOURCE));
	return go_on(map, ui);
}

/* ---- Accepting ----------------------------------------------------------- */

static int draw(struct map *map, struct ui *ui, const struct rp_suggestion *s)
{
	struct rp_mapping mapping = { s->source, s->target, RP_NONE,
				      RP_RETAIN };
	int result = rp_session_map(ui_session(ui), &mapping);

	if (result == RP_OK) {
		map->last_source = mapping.source;
		map->last_target = mapping.target;
	}
	return result;
}

static unsigned take(struct map *map, struct ui *ui)
{
	struct map_proposals *p = &map->proposals;
	struct rp_suggestion taken = *map_proposal(map);
	int result = draw(map, ui, &taken);

	if (result != RP_OK)
		return ui_edited(ui, result);
	ui_edited(ui, result);
	if (p->is_active)
		return go_on(map, ui);
	say_taken(ui, 1, 0);
	return UI_HANDLED;
}

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Ends accepting; the rest, if any, stays proposed. */
static unsigned taken_all(struct map *map, struct ui *ui, int result)
{
	struct map_proposals *p = &map->proposals;
	size_t n = p->taken;
	size_t n_refused = p->n_refused;

	p->takes_all = false;
	p->taken = 0;
	p->n_refused = 0;
	ui_edited(ui, RP_OK);
	go_on(map, ui);
	if (result == RP_OK)
		say_taken(ui, n, n_refused);
	else
		ui_edited(ui, result);
	return UI_HANDLED;
}

/* Accepts one after the other for a moment; then the screen shows how far it
 * is, and whether Esc was pressed. */
static unsigned take_some(struct map *map, struct ui *ui)
{
	struct map_proposals *p = &map->proposals;
	int64_t end = now() + SLICE_MS;
	int result = RP_OK;

	while (p->n > 0 && (result == RP_OK || result == RP_REFUSED) &&
	       now() < end) {
		result = draw(map, ui, &p->list[0]);
		p->taken += result == RP_OK;
		p->n_refused += result == RP_REFUSED;
		if (result == RP_OK || result == RP_REFUSED)
			take_off(p, 0);
	}
	if (result == RP_REFUSED)
		result = RP_OK;
	if (p->n == 0 || result != RP_OK)
		return taken_all(map, ui, result);
	ui_edited(ui, RP_OK);
	ui_say(ui, RP_NOTICE, _("drawing: %zu done, %zu to go; Esc stops"),
	       p->taken, p->n);
	return UI_HANDLED;
}

void map_suggest_rests(struct map *map, struct ui *ui)
{
	const struct rp_suggestion *s = map_proposal(map);
	struct rp_mapping mapping;

	if (map->proposals.takes_all) {
		take_some(map, ui);
		return;
	}
	if (!s || map->proposals.effect.is_known)
		return;
	mapping =
		(struct rp_mapping){ s->source, s->target, RP_NONE, RP_RETAIN };
	map_effect_find(map, ui, &mapping, &map->proposals.effect);
}

static unsigned take_all(struct map *map, struct ui *ui)
{
	map->proposals.takes_all = true;
	return take_some(map, ui);
}

/* ---- Actions ------------------------------------------------------------- */

static unsigned decline(struct map *map, struct ui *ui)
{
	take_off(&map->proposals, map->proposals.focus);
	if (map->proposals.n == 0)
		ui_say(ui, RP_NOTICE, "%s", _("no proposal is left"));
	return go_on(map, ui);
}

static unsigned stop(struct map *map, struct ui *ui)
{
	if (map->proposals.takes_all)
		return taken_all(map, ui, RP_OK);
	map_suggest_end(map);
	ui_say(ui, RP_NOTICE, "%s", _("the proposals were let go"));
	return UI_HANDLED;
}

static unsigned act_move(struct map *map, struct ui *ui, enum action action)
{
	const struct map_proposals *p = &map->proposals;
	size_t page = (size_t)(map->list[PANE_SOURCES].page > 1
				       ? map->list[PANE_SOURCES].page - 1
				       : 1);

	switch (action) {
	case ACTION_UP:
		return move(map, ui, p->focus > 0 ? p->focus - 1 : 0);
	case ACTION_DOWN:
		return move(map, ui, p->focus + 1);
	case ACTION_PAGE_UP:
		return move(map, ui, p->focus > page ? p->focus - page : 0);
	case ACTION_PAGE_DOWN:
		return move(map, ui, p->focus + page);
	case ACTION_HOME:
		return move(map, ui, 0);
	case ACTION_END:
		return move(map, ui, p->n - 1);
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_NEXT_PANE:
	case ACTION_PREVIOUS_PANE:
		return UI_HANDLED;
	default:
		return UI_IGNORED;
	}
}

unsigned map_suggest_act(struct map *map, struct ui *ui, enum action action)
{
	unsigned did;

	if (action == ACTION_CANCEL)
		return stop(map, ui);
	if (map->proposals.takes_all)
		return UI_HANDLED;
	did = act_move(map, ui, action);
	if (did != UI_IGNORED)
		return did;
	if (action == ACTION_TAKE || action == ACTION_TAKE_ALL ||
	    action == ACTION_DECLINE) {
		if (!ui_may_edit(ui))
			return UI_HANDLED;
		return action == ACTION_TAKE	   ? take(map, ui)
		       : action == ACTION_TAKE_ALL ? take_all(map, ui)
						   : decline(map, ui);
	}
	return UI_IGNORED;
}
