/* The map: source and target networks, and the lines between them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

#define WHEEL_ROWS 3

/* ---- Sides --------------------------------------------------------------- */

bool map_set_sides(struct map *map, struct ui *ui, rp_id source, rp_id target)
{
	bool ok = model_set_sides(&map->model, source, target);

	map_suggest_end(map);
	map->list[PANE_SOURCES] = (struct map_list){ 0, 0, 0 };
	map->list[PANE_TARGETS] = (struct map_list){ 0, 0, 0 };
	map_settle_rows(map);
	map_look(map);
	if (!ok)
		ui_edited(ui, RP_NO_MEMORY);
	return ok;
}

/* ---- Mappings ------------------------------------------------------------ */

/* The next source after 'row' that is mapped to 'target', from the first one
 * on again; -1: none. */
static int source_of(const struct map *map, rp_id target, int row)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	int to = side_row(targets, target);
	int first = to < 0 ? -1 : targets->rows[to].link;

	for (int at = first; at >= 0; at = sources->rows[at].link)
		if (at > row)
			return at;
	return first;
}

/* The target of the source at 'row', or RP_NONE. */
static rp_id target_at(const struct map *map, int row)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];

	if (row < 0 || sources->rows[row].mapping == RP_NONE)
		return RP_NONE;
	return rp_plan_mapping(map->model.plan, sources->rows[row].mapping)
		->target;
}

/* Of the lines that lead to 'target' the one drawn last, else the only one;
 * its source's row, or -1. */
static int line_to(const struct map *map, rp_id target)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];
	int last = map->last_source == RP_NONE
			   ? -1
			   : side_row(sources, map->last_source);
	int first = source_of(map, target, -1);

	if (map->last_target == target && target_at(map, last) == target)
		return last;
	return first >= 0 && source_of(map, target, first) == first ? first
								    : -1;
}

const struct rp_mapping *map_mapping(struct map *map, struct ui *ui)
{
	rp_id network = map_network(map, map->side);
	int row = map->list[PANE_SOURCES].focus;

	if (network != RP_NONE && map->side == SIDE_TARGET) {
		row = line_to(map, network);
		if (row < 0 && source_of(map, network, -1) >= 0) {
			ui_say(ui, RP_NOTICE, "%s",
			       _("several lines lead here: choose one at its "
				 "source"));
			return NULL;
		}
	}
	if (network != RP_NONE && target_at(map, row) != RP_NONE)
		return rp_plan_mapping(
			map->model.plan,
			map->model.side[SIDE_SOURCE].rows[row].mapping);
	ui_say(ui, RP_NOTICE, "%s", _("nothing is mapped here"));
	return NULL;
}

/* The filter hides the other end of a line. */
static unsigned say_hidden(struct map *map, struct ui *ui, rp_id target)
{
	char *name = map_shown(ui, RP_NETWORK, target);
	char key[16];

	map_enter(map, PANE_TARGETS);
	ui_say(ui, RP_NOTICE,
	       _("%s is hidden by the filter of its side; %s changes it"),
	       name ? name : "", ui_key(ui, ACTION_FILTER, key));
	free(name);
	return UI_HANDLED;
}

/* Goes to the other end of the line in focus; where there is none, to where
 * the focus of the other side is. */
static unsigned cross(struct map *map, struct ui *ui, enum side to)
{
	int now = map->list[PANE_SOURCES].focus;
	rp_id target = target_at(map, now);

	if (to == SIDE_TARGET) {
		if (target != RP_NONE &&
		    !map_focus_network(map, SIDE_TARGET, target))
			return say_hidden(map, ui, target);
		map_enter(map, PANE_TARGETS);
		return UI_HANDLED;
	}
	target = map_network(map, SIDE_TARGET);
	if (now >= 0 && target != RP_NONE &&
	    source_of(map, target, now - 1) >= 0)
		map_move(map, PANE_SOURCES, source_of(map, target, now - 1));
	map_enter(map, PANE_SOURCES);
	return UI_HANDLED;
}

/* ---- Enter --------------------------------------------------------------- */

/* The VMM server that a row of the tree is of, or RP_NONE. */
static rp_id tree_server(const struct map *map, int row)
{
	const struct map_tree_row *r = &map->model.tree[row];
	const struct rp_site *site;

	switch (r->kind) {
	case RP_SITE:
		site = rp_site(map->model.topology, r->id);
		return site->servers.first < site->servers.end
			       ? site->servers.first
			       : RP_NONE;
	case RP_SERVER:
		return r->id;
	case RP_CLOUD:
	case RP_GROUP:
		return rp_scope(map->model.topology, r->kind, r->id);
	default:
		return RP_NONE;
	}
}

/* Makes the server of the row the source side; what was the source becomes the
 * target where the two change places. */
static unsigned choose_site(struct map *map, struct ui *ui)
{
	int row = map->list[PANE_SITES].focus;
	rp_id old = map->model.side[SIDE_SOURCE].server;
	rp_id server = row < 0 ? RP_NONE : tree_server(map, row);

	if (server == RP_NONE) {
		ui_say(ui, RP_NOTICE, "%s", _("this site has no VMM server"));
		return UI_HANDLED;
	}
	if (server == old)
		return UI_HANDLED;
	map_set_sides(map, ui, server,
		      server == map->model.side[SIDE_TARGET].server
			      ? old
			      : model_other_server(&map->model, server));
	return UI_HANDLED;
}

static unsigned choose_pair(struct map *map, struct ui *ui)
{
	const rp_topology *topology = map->model.topology;
	int row = map->list[PANE_CLOUDS].focus;
	const struct rp_pair *pair;

	if (row < 0)
		return UI_HANDLED;
	pair = rp_pair(topology, (rp_id)row);
	map_set_sides(map, ui, rp_cloud(topology, pair->source)->server,
		      rp_cloud(topology, pair->target)->server);
	return UI_HANDLED;
}

static unsigned explain(struct map *map, struct ui *ui)
{
	int row = map->list[PANE_PLAN].focus;

	if (row < 0)
		return UI_HANDLED;
	return ui_explain_nic(ui, map->nics[row], NULL);
}

/* A line starts at a source: from a target, go to one of its own. */
static unsigned enter_target(struct map *map, struct ui *ui)
{
	rp_id network = map_network(map, SIDE_TARGET);

	if (network == RP_NONE || source_of(map, network, -1) < 0)
		ui_say(ui, RP_NOTICE, "%s",
		       _("no line leads here; a line is picked up at its "
			 "source"));
	else
		cross(map, ui, SIDE_SOURCE);
	return UI_HANDLED;
}

static unsigned enter(struct map *map, struct ui *ui)
{
	switch (map->focus) {
	case PANE_SITES:
		return choose_site(map, ui);
	case PANE_CLOUDS:
		return choose_pair(map, ui);
	case PANE_SOURCES:
		return map_pick_up(map, ui, false);
	case PANE_TARGETS:
		return enter_target(map, ui);
	case PANE_PLAN:
		return explain(map, ui);
	case N_PANES:
		break;
	}
	return UI_HANDLED;
}

/* ---- Actions ------------------------------------------------------------- */

/* Moves the focus of the pane that has the keys. */
static unsigned move_to(struct map *map, struct ui *ui, int row)
{
	map_move(map, map->focus, row);
	map->carry.is_floating = false;
	map_carried(map, ui);
	return UI_HANDLED;
}

/* The two lists are one stop: left and right go between them. */
static unsigned next_pane(struct map *map, int step)
{
	static const enum pane stops[] = { PANE_SITES, PANE_CLOUDS,
					   PANE_SOURCES, PANE_PLAN };
	int n = sizeof(stops) / sizeof(stops[0]);
	int at = 0;

	if (map->carry.is_active)
		return UI_HANDLED;
	while (at < n - 1 && stops[at] < map->focus)
		at++;
	if (map->focus == PANE_TARGETS)
		at = PANE_SOURCES;
	at = (at + step + n) % n;
	if (stops[at] == PANE_SOURCES && map->side == SIDE_TARGET)
		map_enter(map, PANE_TARGETS);
	else
		map_enter(map, stops[at]);
	return UI_HANDLED;
}

static unsigned sideways(struct map *map, struct ui *ui, int step)
{
	if (map->carry.is_active)
		return UI_HANDLED;
	switch (map->focus) {
	case PANE_SOURCES:
		return step > 0 ? cross(map, ui, SIDE_TARGET) : UI_HANDLED;
	case PANE_TARGETS:
		return step < 0 ? cross(map, ui, SIDE_SOURCE) : UI_HANDLED;
	case PANE_SITES:
	case PANE_CLOUDS:
		if (step > 0)
			map_enter(map, PANE_SOURCES);
		return UI_HANDLED;
	default:
		return UI_HANDLED;
	}
}

static unsigned act_move(struct map *map, struct ui *ui, enum action action)
{
	const struct map_list *list = &map->list[map->focus];
	int page = list->page > 2 ? list->page - 1 : 1;

	switch (action) {
	case ACTION_UP:
		return move_to(map, ui, list->focus - 1);
	case ACTION_DOWN:
		return move_to(map, ui, list->focus + 1);
	case ACTION_PAGE_UP:
		return move_to(map, ui, list->focus - page);
	case ACTION_PAGE_DOWN:
		return move_to(map, ui, list->focus + page);
	case ACTION_HOME:
		return move_to(map, ui, 0);
	case ACTION_END:
		return move_to(map, ui, map_n_rows(map, map->focus) - 1);
	case ACTION_LEFT:
		return sideways(map, ui, -1);
	case ACTION_RIGHT:
		return sideways(map, ui, 1);
	case ACTION_NEXT_PANE:
		return next_pane(map, 1);
	case ACTION_PREVIOUS_PANE:
		return next_pane(map, -1);
	default:
		return UI_IGNORED;
	}
}

static unsigned let_go(struct map *map, struct ui *ui)
{
	if (!map->carry.is_active)
		return UI_IGNORED;
	map_let_go(map);
	ui_say(ui, RP_NOTICE, "%s", _("the line was let go"));
	return UI_HANDLED;
}

static unsigned act_edit(struct map *map, struct ui *ui, enum action action)
{
	switch (action) {
	case ACTION_PICK_UP:
	case ACTION_TAKE_SIDES:
	case ACTION_EXPLAIN:
		return enter(map, ui);
	case ACTION_DROP:
		return map_drop(map, ui);
	case ACTION_CANCEL:
		return let_go(map, ui);
	case ACTION_DELETE:
		return map_delete(map, ui);
	case ACTION_WAY_BACK:
		return map_way_back(map, ui);
	case ACTION_PROPERTIES:
		return map_properties(map, ui);
	case ACTION_SWAP:
		return map_swap(map, ui);
	case ACTION_DRAW_BACK:
		return map_pick_up_back(map, ui);
	case ACTION_SIDES:
		return map_choose_sides(map, ui);
	case ACTION_RULE:
		return map_next_rule(map, ui);
	case ACTION_TEST_NETWORK:
		return map_test_network(map, ui);
	default:
		return UI_IGNORED;
	}
}

static enum side other_side(enum side side)
{
	return side == SIDE_SOURCE ? SIDE_TARGET : SIDE_SOURCE;
}

/* What is about the whole map. */
static unsigned act_whole(struct map *map, struct ui *ui, enum action action)
{
	switch (action) {
	case ACTION_ZOOM:
		map->zoomed = !map->zoomed;
		return UI_HANDLED;
	case ACTION_MATRIX:
		return map_matrix(map);
	case ACTION_SUGGEST:
		return map_suggest(map, ui);
	case ACTION_WHY:
		return map_why(map, ui);
	case ACTION_FILTER:
		return map_filter(map, ui, map->side);
	case ACTION_FILTER_OTHER:
		return map_filter(map, ui, other_side(map->side));
	case ACTION_TIDY:
		return map_tidy(map, ui);
	case ACTION_FILE_ORDER:
		return map_order_as_file(map, ui);
	case ACTION_UNDO:
		return map_order_undo(map, ui);
	case ACTION_REDO:
		return map_order_redo(map, ui);
	default:
		return UI_IGNORED;
	}
}

static unsigned map_act(struct ui *ui, void *state, enum action action)
{
	struct map *map = state;
	unsigned did = UI_IGNORED;

	if (!map->model.plan)
		return UI_IGNORED;
	if (map->proposals.is_active)
		did = map_suggest_act(map, ui, action);
	else if (map->matrix.is_shown)
		did = map_matrix_act(map, ui, action);
	else
		did = act_move(map, ui, action);
	if (did == UI_IGNORED)
		did = act_edit(map, ui, action);
	return did != UI_IGNORED ? did : act_whole(map, ui, action);
}

static unsigned map_where(const struct ui *ui, const void *state)
{
	const struct map *map = state;

	(void)ui;
	if (map->carry.is_active)
		return IN_CARRY;
	if (map->proposals.is_active)
		return IN_SUGGEST;
	if (map->matrix.is_shown)
		return IN_MATRIX;
	if (map->focus == PANE_PLAN)
		return IN_PLAN;
	return map_side_of(map, map->focus) ? IN_MAP : IN_PANE;
}

static bool map_waits(const void *state)
{
	const struct map *map = state;

	return map->model.plan &&
	       (map->look.is_late || map->proposals.takes_all);
}

static unsigned map_rest(struct ui *ui, void *state)
{
	struct map *map = state;

	map_look(map);
	map_carry_rests(map, ui);
	map_suggest_rests(map, ui);
	map_matrix_rests(map, ui);
	return UI_HANDLED;
}

/* ---- The mouse ----------------------------------------------------------- */

/* The row of a list at a row of the screen. */
static int row_at(const struct map *map, enum pane pane, int row)
{
	int at = row - map->layout.pane[pane].row + map->list[pane].top;

	return pane == PANE_PLAN ? at - map_plan_header(map) : at;
}

/* Whether a place is among the lines, or where they leave the screen. */
static bool in_channel(const struct map *map, int row, int column)
{
	struct area area = map->layout.channel;

	area.row -= map->layout.bordered;
	area.rows += 2 * map->layout.bordered;
	return area_contains(area, row, column);
}

/* Of a proposal, either end is clicked. */
static unsigned press_proposal(struct map *map, struct ui *ui, enum pane pane,
			       const struct event *event)
{
	enum side side = pane == PANE_TARGETS ? SIDE_TARGET : SIDE_SOURCE;
	const struct map_side *of = map_side_of(map, pane);

	if (event->button == 1 && of)
		map_suggest_focus(map, ui, side,
				  side_network(of, row_at(map, pane,
							  event->row)));
	return UI_HANDLED;
}

static unsigned press(struct map *map, struct ui *ui, const struct event *event)
{
	enum pane pane = map_pane_at(map, event->row, event->column);
	int row;

	if (map->carry.is_active) {
		if (event->button == 1)
			map_carry_to(map, ui, event->row, event->column);
		else
			let_go(map, ui);
		return UI_HANDLED;
	}
	if (map->proposals.is_active)
		return press_proposal(map, ui, pane, event);
	if (in_channel(map, event->row, event->column))
		return cross(map, ui, other_side(map->side));
	if (pane == N_PANES || event->button != 1)
		return UI_HANDLED;
	if (area_contains(map->rule_area, event->row, event->column))
		return map_next_rule(map, ui);
	if (area_contains(map->test_area, event->row, event->column))
		return map_test_network(map, ui);
	map_enter(map, pane);
	row = pane == PANE_CLOUDS ? map_pair_at(map, ui, event->row)
				  : row_at(map, pane, event->row);
	if (row >= 0 && row < map_n_rows(map, pane))
		map_move(map, pane, row);
	map->is_pressed =
		pane == PANE_SOURCES && row == map->list[PANE_SOURCES].focus;
	map->pressed_row = event->row;
	return UI_HANDLED;
}

/* A line is picked up once the mouse leaves the row that it was pressed on. */
static unsigned drag(struct map *map, struct ui *ui, const struct event *event)
{
	if (!map->carry.is_active && map->is_pressed &&
	    (event->row != map->pressed_row ||
	     map_pane_at(map, event->row, event->column) != PANE_SOURCES)) {
		map->is_pressed = false;
		map_pick_up(map, ui, true);
	}
	if (map->carry.is_active)
		map_carry_to(map, ui, event->row, event->column);
	return UI_HANDLED;
}

/* Whether a place is in the targets' list, whatever its row, or in the lines
 * that lead there. */
static bool is_among_targets(const struct map *map, int row, int column)
{
	return area_contains(map->layout.pane[PANE_TARGETS], row, column) ||
	       area_contains(map->layout.channel, row, column);
}

static unsigned release(struct map *map, struct ui *ui,
			const struct event *event)
{
	map->is_pressed = false;
	if (!map->carry.is_active)
		return UI_HANDLED;
	map_carry_to(map, ui, event->row, event->column);
	if (map->carry.is_floating && !map->carry.by_mouse) {
		map->carry.is_floating = false;
		return UI_HANDLED;
	}
	if (map->carry.is_floating &&
	    is_among_targets(map, event->row, event->column))
		return map_carry_on(map, ui);
	return map_drop(map, ui);
}

static unsigned wheel(struct map *map, struct ui *ui, const struct event *event,
		      int rows)
{
	enum pane pane = map_pane_at(map, event->row, event->column);

	if (map->proposals.is_active)
		return map_suggest_act(map, ui,
				       rows < 0 ? ACTION_UP : ACTION_DOWN);
	if (map->carry.is_active)
		pane = PANE_TARGETS;
	if (pane == N_PANES)
		return UI_HANDLED;
	map_move(map, pane, map->list[pane].focus + rows);
	map_carried(map, ui);
	return UI_HANDLED;
}

/* While a line is held beyond the list, the list moves under it. */
static unsigned tick(struct map *map, const struct event *event)
{
	struct area area = map->layout.pane[PANE_TARGETS];
	int row = map->list[PANE_TARGETS].focus;
	int step = 0;

	if (!map->carry.is_active || !map->carry.by_mouse)
		return UI_IGNORED;
	if (event->row < area.row)
		step = -1;
	else if (event->row >= area.row + area.rows)
		step = 1;
	if (step == 0)
		return UI_IGNORED;
	row = side_next(&map->model.side[SIDE_TARGET], row + step, step);
	if (row < 0)
		return UI_IGNORED;
	map_move(map, PANE_TARGETS, row);
	return UI_HANDLED;
}

static unsigned map_mouse(struct ui *ui, void *state, struct area area,
			  const struct event *event)
{
	struct map *map = state;

	if (!map->model.plan)
		return UI_IGNORED;
	if (map->matrix.is_shown)
		return map_matrix_mouse(map, ui, event);
	map_arrange(map, area);
	if (event->type == EVENT_TICK)
		return tick(map, event);
	switch (event->mouse) {
	case MOUSE_PRESS:
		return press(map, ui, event);
	case MOUSE_DOUBLE:
		press(map, ui, event);
		if (map->focus == PANE_SOURCES || map->focus == PANE_TARGETS ||
		    map->proposals.is_active)
			return UI_HANDLED;
		return enter(map, ui);
	case MOUSE_DRAG:
		return drag(map, ui, event);
	case MOUSE_RELEASE:
		return release(map, ui, event);
	case MOUSE_WHEEL_UP:
		return wheel(map, ui, event, -WHEEL_ROWS);
	case MOUSE_WHEEL_DOWN:
		return wheel(map, ui, event, WHEEL_ROWS);
	}
	return UI_IGNORED;
}

/* ---- Drawing ------------------------------------------------------------- */

static void map_draw(struct ui *ui, void *state, struct area area,
		     struct frame *frame)
{
	struct map *map = state;

	if (!map->model.plan)
		return;
	if (map->matrix.is_shown) {
		map_matrix_draw(map, ui, area, frame);
		return;
	}
	map_arrange(map, area);
	map_draw_sites(map, ui, frame);
	map_draw_clouds(map, ui, frame);
	map_draw_plan(map, ui, frame);
	map_draw_lists(map, ui, frame);
}

/* ---- Searching ----------------------------------------------------------- */

/* The name that a row of a list is found by. */
static const char *row_name(const struct map *map, enum pane pane, int row)
{
	const rp_topology *topology = map->model.topology;
	const struct map_side *side = map_side_of(map, pane);
	const struct rp_replica_nic *nic;

	if (side)
		return side->rows[row].kind == MAP_NETWORK
			       ? rp_name(topology, RP_NETWORK,
					 side->rows[row].id)
			       : "";
	if (pane == PANE_SITES)
		return rp_name(topology, map->model.tree[row].kind,
			       map->model.tree[row].id);
	if (pane == PANE_CLOUDS)
		return rp_name(topology, RP_CLOUD,
			       rp_pair(topology, (rp_id)row)->source);
	nic = rp_plan_nic(map->model.plan, map->nics[row]);
	return rp_name(topology, RP_VM,
		       rp_plan_replica(map->model.plan, nic->replica)->vm);
}

static bool row_matches(const struct map *map, enum pane pane, int row,
			const char *needle)
{
	const rp_topology *topology = map->model.topology;

	if (ui_matches(row_name(map, pane, row), needle))
		return true;
	return pane == PANE_CLOUDS &&
	       ui_matches(rp_name(topology, RP_CLOUD,
				  rp_pair(topology, (rp_id)row)->target),
			  needle);
}

/* Looks through a list, from the row after its focus around to that row. */
static bool search_list(struct map *map, enum pane pane, const char *needle,
			int step)
{
	int n = map_n_rows(map, pane);
	int row = map->list[pane].focus;

	for (int i = 0; i < n; i++) {
		row = (row + step + n) % n;
		if (row_matches(map, pane, row, needle)) {
			map_move(map, pane, row);
			return true;
		}
	}
	return false;
}

static bool map_search(struct ui *ui, void *state, const char *needle, int step)
{
	struct map *map = state;
	enum pane other =
		map->focus == PANE_SOURCES ? PANE_TARGETS : PANE_SOURCES;

	if (!map->model.plan)
		return false;
	if (search_list(map, map->focus, needle, step)) {
		map_carried(map, ui);
		return true;
	}
	if (map->carry.is_active || map->proposals.is_active ||
	    !map_side_of(map, map->focus) ||
	    !search_list(map, other, needle, step))
		return false;
	map_enter(map, other);
	return true;
}

/* ---- The view ------------------------------------------------------------ */

static void map_update(struct ui *ui, void *state)
{
	struct map *map = state;
	const rp_topology *old = map->model.topology;
	struct map_list plan = map->list[PANE_PLAN];

	map_forget_line(map);
	map->is_pressed = false;
	if (!model_update(&map->model, ui_plan(ui)))
		ui_edited(ui, RP_NO_MEMORY);
	if (map->model.topology != old) {
		map_lists_reset(map);
		map->last_source = RP_NONE;
		map->last_target = RP_NONE;
		map->focus = PANE_SOURCES;
		map->side = SIDE_SOURCE;
		map_suggest_end(map);
		map_orders_forget(map);
	}
	map_suggest_update(map);
	map->matrix.effect = (struct map_effect){ .is_known = false };
	map_settle_rows(map);
	map_look(map);
	map->look.is_late = map->matrix.is_shown || map->proposals.is_active;
	if (map->model.topology == old && plan.focus >= 0) {
		map->list[PANE_PLAN].top = plan.top;
		map_move(map, PANE_PLAN, plan.focus);
	}
}

static void map_destroy(void *state)
{
	struct map *map = state;

	if (!map)
		return;
	map_forget_line(map);
	map_suggest_end(map);
	map_orders_forget(map);
	model_destroy(&map->model);
	free(map);
}

/* Makes 'source' and 'target' the sides, where they are not; 'target' may be
 * RP_NONE for any. */
static void look_between(struct map *map, struct ui *ui, rp_id source,
			 rp_id target)
{
	const struct map_side *side = map->model.side;

	if (source == side[SIDE_SOURCE].server &&
	    (target == RP_NONE || target == side[SIDE_TARGET].server))
		return;
	if (target == RP_NONE)
		target = model_other_server(&map->model, source);
	map_set_sides(map, ui, source, target);
}

void map_focus(void *state, struct ui *ui, rp_id network, rp_id server)
{
	struct map *map = state;

	if (!map->model.plan || network == RP_NONE)
		return;
	map_let_go(map);
	map_suggest_end(map);
	map->matrix.is_shown = false;
	look_between(map, ui, rp_network_server(map->model.topology, network),
		     server);
	map_enter(map, PANE_SOURCES);
	if (!map_focus_network(map, SIDE_SOURCE, network)) {
		map_show_all(map, SIDE_SOURCE);
		map_focus_network(map, SIDE_SOURCE, network);
	}
	map_look(map);
}

rp_id map_focused(const void *state)
{
	return map_network(state, SIDE_SOURCE);
}

const struct view_ops *map_view(void **state)
{
	static const struct view_ops ops = {
		.title = N_("Map"),
		.update = map_update,
		.where = map_where,
		.act = map_act,
		.mouse = map_mouse,
		.draw = map_draw,
		.search = map_search,
		.waits = map_waits,
		.rest = map_rest,
		.copy = map_copy,
		.destroy = map_destroy,
	};
	struct map *map = calloc(1, sizeof(*map));

	if (!map)
		return NULL;
	map->model.side[SIDE_SOURCE].server = RP_NONE;
	map->model.side[SIDE_TARGET].server = RP_NONE;
	map->last_source = RP_NONE;
	map->last_target = RP_NONE;
	map->focus = PANE_SOURCES;
	map->slot = PANE_CLOUDS;
	*state = map;
	return &ops;
}
