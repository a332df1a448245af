/* The sides of the map: which networks they show, and in which order.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both are ways to look at the plan and no part of it.  Ordering can be taken
 * back all the same, since it moves what the operator was looking at: it has a
 * history of its own of one step, which ends with the next edit. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "map.h"
#include "map_order.h"
#include "words.h"

/* ---- Filtering ----------------------------------------------------------- */

static bool filter(struct map *map, enum side side, const char *text)
{
	rp_id kept[N_SIDES];
	bool ok;

	map_hold(map, kept);
	ok = model_filter(&map->model, side, text);
	map_settle(map, kept);
	return ok;
}

void map_show_all(struct map *map, enum side side)
{
	filter(map, side, NULL);
}

static unsigned filter_typed(struct ui *ui, void *data, const char *text)
{
	struct map *map = data;
	const struct map_side *side = &map->model.side[map->filtered];

	if (!filter(map, map->filtered, text))
		return ui_edited(ui, RP_NO_MEMORY);
	if (side->filter && side->n_shown == 0)
		ui_say(ui, RP_NOTICE, "%s",
		       _("no name has this text; an empty filter shows all"));
	return UI_HANDLED;
}

unsigned map_filter(struct map *map, struct ui *ui, enum side side)
{
	const char *old = map->model.side[side].filter;

	if (map->model.side[side].server == RP_NONE)
		return UI_HANDLED;
	map->filtered = side;
	return ui_prompt(ui,
			 side == SIDE_SOURCE ? _("Filter the source side: ")
					     : _("Filter the target side: "),
			 old ? old : "", filter_typed, map);
}

/* Takes the part of a character off the end of a text that was cut off. */
static void drop_part(char *text)
{
	size_t size = strlen(text);

	while (size > 0 && u8_check((const uint8_t *)text, size))
		text[--size] = '\0';
}

void map_filter_text(const struct map *map, const struct ui *ui, enum side side,
		     char *text, size_t size)
{
	const struct map_side *s = &map->model.side[side];
	char *shown;

	*text = '\0';
	if (s->server == RP_NONE || !s->filter)
		return;
	shown = ui_shown(ui, s->filter);
	snprintf(text, size, _("%d of %d: %s"), s->n_shown, s->n_networks,
		 shown ? shown : "");
	free(shown);
	drop_part(text);
}

/* ---- Ordering ------------------------------------------------------------ */

static void orders_free(struct map_orders *orders)
{
	for (int i = 0; i < N_SIDES; i++)
		free(orders->order[i]);
	*orders = (struct map_orders){ .is_there = false };
}

void map_orders_forget(struct map *map)
{
	orders_free(&map->undo);
	orders_free(&map->redo);
}

/* Orders both sides so; 'orders' becomes what they were. */
static void exchange(struct map *map, struct ui *ui, struct map_orders *orders)
{
	rp_id kept[N_SIDES];

	map_hold(map, kept);
	for (int i = 0; i < N_SIDES; i++) {
		model_order(&map->model, (enum side)i, &orders->order[i]);
		orders->server[i] = map->model.side[i].server;
	}
	orders->is_there = true;
	orders->version = rp_session_version(ui_session(ui));
	map_settle(map, kept);
}

/* Whether nothing has come between. */
static bool is_next(const struct map *map, const struct ui *ui,
		    const struct map_orders *orders)
{
	return orders->is_there &&
	       orders->version == rp_session_version(ui_session(ui)) &&
	       orders->server[SIDE_SOURCE] ==
		       map->model.side[SIDE_SOURCE].server &&
	       orders->server[SIDE_TARGET] ==
		       map->model.side[SIDE_TARGET].server;
}

static unsigned cross(struct map *map, struct ui *ui, struct map_orders *from,
		      struct map_orders *to)
{
	if (!is_next(map, ui, from))
		return UI_IGNORED;
	exchange(map, ui, from);
	orders_free(to);
	*to = *from;
	*from = (struct map_orders){ .is_there = false };
	return UI_HANDLED;
}

unsigned map_order_undo(struct map *map, struct ui *ui)
{
	unsigned did = cross(map, ui, &map->undo, &map->redo);

	if (did != UI_IGNORED)
		ui_say(ui, RP_NOTICE, "%s",
		       _("undone: the order of the lists"));
	return did;
}

unsigned map_order_redo(struct map *map, struct ui *ui)
{
	unsigned did = cross(map, ui, &map->redo, &map->undo);

	if (did != UI_IGNORED)
		ui_say(ui, RP_NOTICE, "%s",
		       _("redone: the order of the lists"));
	return did;
}

/* Takes over 'orders' as a step that can be taken back. */
static void step(struct map *map, struct ui *ui, struct map_orders orders)
{
	exchange(map, ui, &orders);
	map_orders_forget(map);
	map->undo = orders;
}

/* ---- Tidying ------------------------------------------------------------- */

/* The two sides as lists of numbers. */
struct tidying {
	struct order_list lists[N_SIDES];
	int *groups[N_SIDES];
	struct order_line *lines;
	int n_lines;
};

static rp_id first_network(const struct map_side *side)
{
	return rp_server(side->topology, side->server)->networks.first;
}

static bool list_init(struct order_list *list, int **groups,
		      const struct map_side *side)
{
	rp_id first = first_network(side);
	size_t n = (size_t)side->n_networks + 1;

	*groups = calloc(n, sizeof(**groups));
	*list = (struct order_list){ side->n_networks, *groups,
				     calloc(n, sizeof(int)) };
	if (!*groups || !list->items)
		return false;
	for (int i = 0; i < side->n_networks; i++) {
		rp_id logical = rp_network(side->topology, first + (rp_id)i)
					->logical_network;

		(*groups)[i] =
			(int)(logical - rp_server(side->topology, side->server)
						->logical_networks.first);
		list->items[i] =
			side->order ? (int)(side->order[i] - first) : i;
	}
	return true;
}

/* The lines between the sides, those to and from what a filter hides too. */
static bool lines_init(struct tidying *t, const struct map_model *model)
{
	const struct map_side *sources = &model->side[SIDE_SOURCE];
	const struct map_side *targets = &model->side[SIDE_TARGET];
	rp_id first = first_network(sources);

	t->lines = calloc((size_t)sources->n_networks + 1, sizeof(*t->lines));
	if (!t->lines)
		return false;
	for (int i = 0; i < sources->n_networks; i++) {
		rp_id mapping = rp_plan_mapping_of(
			model->plan, first + (rp_id)i, targets->server);

		if (mapping == RP_NONE)
			continue;
		t->lines[t->n_lines++] = (struct order_line){
			i, (int)(rp_plan_mapping(model->plan, mapping)->target -
				 first_network(targets))
		};
	}
	return true;
}

static bool tidying_init(struct tidying *t, const struct map_model *model)
{
	*t = (struct tidying){ .n_lines = 0 };
	return list_init(&t->lists[SIDE_SOURCE], &t->groups[SIDE_SOURCE],
			 &model->side[SIDE_SOURCE]) &&
	       list_init(&t->lists[SIDE_TARGET], &t->groups[SIDE_TARGET],
			 &model->side[SIDE_TARGET]) &&
	       lines_init(t, model);
}

static void tidying_destroy(struct tidying *t)
{
	for (int i = 0; i < N_SIDES; i++) {
		free(t->groups[i]);
		free(t->lists[i].items);
	}
	free(t->lines);
}

static bool orders_make(struct map_orders *orders, const struct tidying *t,
			const struct map_model *model)
{
	for (int i = 0; i < N_SIDES; i++) {
		const struct order_list *list = &t->lists[i];

		orders->order[i] =
			calloc((size_t)list->n + 1, sizeof(*orders->order[i]));
		if (!orders->order[i])
			return false;
		for (int j = 0; j < list->n; j++)
			orders->order[i][j] = first_network(&model->side[i]) +
					      (rp_id)list->items[j];
	}
	return true;
}

static void say_tidied(struct ui *ui, int64_t before, int64_t after)
{
	char key[16];

	ui_say(ui, RP_NOTICE, _("crossings: %ld → %ld; %s takes it back"),
	       (long)before, (long)after, ui_key(ui, ACTION_UNDO, key));
}

/* Orders the sides where fewer lines cross then. */
static bool tidy(struct map *map, struct ui *ui, struct tidying *t)
{
	struct map_orders orders = { .is_there = false };
	int64_t before, after;

	if (!order_tidy(t->lists, t->lines, t->n_lines, &before, &after))
		return false;
	if (after >= before) {
		ui_say(ui, RP_NOTICE,
		       _("crossings: %ld; no order with fewer was found"),
		       (long)before);
		return true;
	}
	if (!orders_make(&orders, t, &map->model)) {
		orders_free(&orders);
		return false;
	}
	step(map, ui, orders);
	say_tidied(ui, before, after);
	return true;
}

unsigned map_tidy(struct map *map, struct ui *ui)
{
	struct tidying t;

	if (map->model.side[SIDE_SOURCE].server == RP_NONE ||
	    map->model.side[SIDE_TARGET].server == RP_NONE)
		return UI_HANDLED;
	if (!tidying_init(&t, &map->model) || !tidy(map, ui, &t))
		ui_edited(ui, RP_NO_MEMORY);
	tidying_destroy(&t);
	return UI_HANDLED;
}

unsigned map_order_as_file(struct map *map, struct ui *ui)
{
	struct map_orders orders = { .is_there = false };

	if (!map->model.side[SIDE_SOURCE].order &&
	    !map->model.side[SIDE_TARGET].order) {
		ui_say(ui, RP_NOTICE, "%s",
		       _("both lists are in the order of the file"));
		return UI_HANDLED;
	}
	step(map, ui, orders);
	ui_say(ui, RP_NOTICE, "%s",
	       _("both lists are in the order of the file again"));
	return UI_HANDLED;
}
