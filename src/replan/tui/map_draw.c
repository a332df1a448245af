/* The map's lists: source networks, target networks, the lines between.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "words.h"

#define LEAST_NAME 10 /* Columns below which what is beside a name goes. */

/* ---- For all lists ------------------------------------------------------- */

enum style map_row_style(const struct map *map, enum pane pane, int row)
{
	if (row != map->list[pane].focus)
		return STYLE_TEXT;
	return pane == map->focus ? STYLE_ROW_FOCUS : STYLE_ROW;
}

int map_put_name(const struct ui *ui, struct frame *frame, struct area area,
		 int row, int column, int width, enum rp_kind kind, rp_id id)
{
	const char *name = rp_name(ui_topology(ui), kind, id);
	bool found = ui_matches(name, ui_needle(ui));

	if (width < 0)
		return 0;
	return frame_put_name(frame, area, row, column, width,
			      found ? STYLE_MATCH : STYLE_TEXT, name);
}

/* "3-12/300" in the lower border, where not all rows are seen. */
static void draw_extent(const struct map *map, enum pane pane,
			struct frame *frame)
{
	const struct map_list *list = &map->list[pane];
	struct area box = map->layout.box[pane];
	struct area area = map->layout.pane[pane];
	int n = map_n_rows(map, pane);
	int last = list->top + list->page < n ? list->top + list->page : n;
	char text[48];
	int size;

	if (!map->layout.bordered || list->page <= 0 || n <= list->page)
		return;
	size = snprintf(text, sizeof(text), " %d-%d/%d ", list->top + 1, last,
			n);
	frame_put(frame, box, box.rows - 1,
		  area.column - box.column + area.columns - size, size,
		  STYLE_BORDER, text);
}

/* More networks than these are easier to overlook as a matrix. */
#define MANY_NETWORKS 50

#define EXTENT_COLUMNS 14

/* In the lower border, what a list is filtered by: at its left end, or before
 * the extent of the targets. */
static void draw_filter(const struct map *map, const struct ui *ui,
			enum pane pane, struct frame *frame)
{
	enum side side = pane == PANE_SOURCES ? SIDE_SOURCE : SIDE_TARGET;
	struct area area = map->layout.pane[pane];
	char text[160];
	int column = 1;

	map_filter_text(map, ui, side, text, sizeof(text));
	if (!*text || !map->layout.bordered || area.rows <= 0)
		return;
	area.row += area.rows;
	area.rows = 1;
	if (map->list[pane].page < map_n_rows(map, pane))
		area.columns -= EXTENT_COLUMNS;
	if (pane == PANE_TARGETS) {
		area.column -= map->layout.channel.columns;
		area.columns += map->layout.channel.columns;
		column = area.columns - (int)rp_columns(text) - 2;
	}
	if (column < 1)
		column = 1;
	frame_printf(frame, area, 0, column, area.columns - column,
		     STYLE_WARNING, " %s ", text);
}

/* In the lower border, where there are many networks and no filter: the key of
 * the matrix. */
static void draw_offer(const struct map *map, const struct ui *ui,
		       struct frame *frame)
{
	struct area box = map->layout.box[PANE_SOURCES];
	const struct map_side *sides = map->model.side;
	char key[16];

	if (!map->layout.bordered || map->carry.is_active ||
	    sides[SIDE_SOURCE].filter ||
	    (sides[SIDE_SOURCE].n_networks <= MANY_NETWORKS &&
	     sides[SIDE_TARGET].n_networks <= MANY_NETWORKS))
		return;
	ui_key(ui, ACTION_MATRIX, key);
	if (*key)
		frame_printf(frame, box, box.rows - 1, 2, -1, STYLE_BORDER,
			     " %s %s ", key, _("Matrix"));
}

void map_draw_box(const struct map *map, enum pane pane, const char *title,
		  struct frame *frame)
{
	struct area box = map->layout.box[pane];
	bool focused = map->focus == pane ||
		       (pane == PANE_SOURCES && map->focus == PANE_TARGETS &&
			map->layout.channel.columns > 0);

	if (!map->layout.bordered || box.rows <= 0)
		return;
	frame_border(frame, box, title, focused);
	draw_extent(map, pane, frame);
}

/* ---- Marks --------------------------------------------------------------- */

static void draw_sign(struct frame *frame, struct area area, int row,
		      int column, enum map_sign sign)
{
	frame_put(frame, area, row, column, 1, map_sign_style(sign),
		  map_sign(sign));
}

bool map_lacks(const struct map *map, const struct map_row *source, rp_id *pair)
{
	rp_id target;

	if (source->mapping == RP_NONE)
		return false;
	target = rp_plan_mapping(map->model.plan, source->mapping)->target;
	return model_target_state(&map->model, source->id, target, pair) ==
	       TARGET_UNAVAILABLE;
}

/* Where the line of a source begins. */
static enum map_sign source_sign(const struct map *map,
				 const struct map_row *source)
{
	rp_id pair;

	if (source->n_lost > 0 || map_lacks(map, source, &pair))
		return SIGN_LACKING;
	if (source->mapping != RP_NONE)
		return SIGN_MAPPED;
	return map_proposed(map, source->id) != RP_NONE ? SIGN_PROPOSED
							: SIGN_UNMAPPED;
}

/* ---- Headings ------------------------------------------------------------ */

/* "New York · VMM-NewYork". */
static void draw_server(const struct map *map, struct frame *frame,
			struct area area, int row, int column, rp_id server)
{
	const rp_topology *topology = map->model.topology;
	rp_id site = rp_server(topology, server)->site;
	int at = column;

	at += frame_put_name(frame, area, row, at, -1, STYLE_HEADING,
			     rp_name(topology, RP_SITE, site));
	at += frame_put(frame, area, row, at, -1, STYLE_HEADING, " · ");
	frame_put_name(frame, area, row, at, -1, STYLE_HEADING,
		       rp_name(topology, RP_SERVER, server));
}

/* A heading; false where 'r' is none. */
static bool draw_heading(const struct map *map, struct frame *frame,
			 struct area area, int row, int column,
			 const struct map_row *r)
{
	if (r->kind == MAP_SERVER)
		draw_server(map, frame, area, row, column, r->id);
	else if (r->kind == MAP_LOGICAL_NETWORK)
		frame_put_name(frame, area, row, column + 1, -1, STYLE_HEADING,
			       rp_name(map->model.topology, RP_LOGICAL_NETWORK,
				       r->id));
	return r->kind != MAP_NETWORK;
}

/* ---- The source side ----------------------------------------------------- */

/* Whether the row is at the other end of a line of what is in focus. */
static bool is_partner(const struct map *map, enum side side, int row)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];
	rp_id focus = map_network(map, map->side);
	rp_id source = side == SIDE_SOURCE ? sources->rows[row].id : focus;
	rp_id target = side == SIDE_SOURCE
			       ? focus
			       : map->model.side[SIDE_TARGET].rows[row].id;
	int at;

	if (map->carry.is_active)
		return side == SIDE_SOURCE &&
		       sources->rows[row].id == map->carry.source;
	if (focus == RP_NONE || side == map->side)
		return false;
	at = side_row(sources, source);
	return at >= 0 && sources->rows[at].mapping != RP_NONE &&
	       rp_plan_mapping(map->model.plan, sources->rows[at].mapping)
			       ->target == target;
}

/* Of the two lists, the one with the keys shows its focus, and so does the one
 * that the plan pane speaks of; the other one shows what it is joined to. */
static enum style network_style(const struct map *map, enum side side, int row)
{
	enum pane pane = side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS;

	if (map->focus == pane || map->side == side) {
		enum style style = map_row_style(map, pane, row);

		if (style != STYLE_TEXT)
			return style;
	}
	return is_partner(map, side, row) ? STYLE_ROW : STYLE_TEXT;
}

/* Its own style for a row that stands out; the mark keeps its own. */
static void draw_network_style(const struct map *map, struct frame *frame,
			       struct area area, enum side side, int row,
			       int at, int column, int width)
{
	enum style style = network_style(map, side, row);

	if (style != STYLE_TEXT)
		frame_style(frame, area, at, column, width, style);
}

static void draw_source(const struct map *map, const struct ui *ui,
			struct frame *frame, int row, int at)
{
	const struct map_row *r = &map->model.side[SIDE_SOURCE].rows[row];
	struct area area = map->layout.pane[PANE_SOURCES];
	uint32_t n = model_n_nics(&map->model, SIDE_SOURCE, r->id);
	int end = area.columns - 2;
	char text[48];
	int size;

	snprintf(text, sizeof(text),
		 ngettext("%" PRIu32 " NIC", "%" PRIu32 " NICs", n), n);
	size = (int)rp_columns(text);
	draw_sign(frame, area, at, area.columns - 1, source_sign(map, r));
	if (end - size - 3 >= LEAST_NAME) {
		frame_put(frame, area, at, end - size, size, STYLE_TEXT, text);
		end -= size + 1;
	}
	map_put_name(ui, frame, area, at, 2, end - 2, RP_NETWORK, r->id);
	draw_network_style(map, frame, area, SIDE_SOURCE, row, at, 0,
			   area.columns - 1);
}

/* Without a channel: the name of its target, or of the proposed one, in place
 * of a line. */
static void draw_source_alone(const struct map *map, const struct ui *ui,
			      struct frame *frame, int row, int at)
{
	const struct map_row *r = &map->model.side[SIDE_SOURCE].rows[row];
	struct area area = map->layout.pane[PANE_SOURCES];
	int middle = area.columns / 2;
	rp_id target = map_proposed(map, r->id);
	bool proposed = target != RP_NONE;

	if (r->mapping != RP_NONE)
		target = rp_plan_mapping(map->model.plan, r->mapping)->target;
	map_put_name(ui, frame, area, at, 1, middle - 2, RP_NETWORK, r->id);
	draw_sign(frame, area, at, middle, source_sign(map, r));
	if (target != RP_NONE) {
		frame_put(frame, area, at, middle + 1, 1,
			  proposed ? STYLE_LINE_DRAFT : STYLE_LINE,
			  proposed ? "▷" : "▶");
		map_put_name(ui, frame, area, at, middle + 3,
			     area.columns - middle - 3, RP_NETWORK, target);
	}
	draw_network_style(map, frame, area, SIDE_SOURCE, row, at, 0, -1);
}

/* ---- The target side ----------------------------------------------------- */

/* A number in at most six columns. */
static void short_number(char *text, size_t size, uint64_t n)
{
	static const char units[] = " kMGTPE";
	size_t unit = 0;

	while (n >= 100000 && unit + 2 < sizeof(units)) {
		n /= 1000;
		unit++;
	}
	if (unit == 0)
		snprintf(text, size, "%" PRIu64, n);
	else
		snprintf(text, size, "%" PRIu64 "%c", n, units[unit]);
}

static bool has_pool(const struct map *map, const struct rp_network *network)
{
	for (rp_id i = network->subnets.first; i < network->subnets.end; i++) {
		const struct rp_subnet *s = rp_subnet(map->model.topology, i);

		if (s->pools.first < s->pools.end)
			return true;
	}
	return false;
}

/* Which subnets a target has: "/24", "3 subnets". */
static void subnets_text(const struct map *map, char *text, size_t size,
			 rp_id id)
{
	struct rp_range subnets = rp_network(map->model.topology, id)->subnets;
	uint32_t n = subnets.end - subnets.first;

	if (n == 0)
		snprintf(text, size, "%s", _("no subnet"));
	else if (n == 1)
		snprintf(text, size, "/%d",
			 rp_subnet(map->model.topology, subnets.first)
				 ->prefix[model_family(&map->model, id)]
				 .length);
	else
		snprintf(text, size,
			 ngettext("%" PRIu32 " subnet", "%" PRIu32 " subnets",
				  n),
			 n);
}

/* The room that a target has: "131 free", "no pool". */
static void free_text(struct map *map, char *text, size_t size, rp_id id)
{
	const struct rp_network *network = rp_network(map->model.topology, id);
	char number[24];

	*text = '\0';
	if (has_pool(map, network)) {
		short_number(number, sizeof(number),
			     model_free_addresses(&map->model, id));
		snprintf(text, size, _("%s free"), number);
	} else if (network->subnets.first < network->subnets.end) {
		snprintf(text, size, "%s", _("no pool"));
	}
}

enum map_sign map_state_sign(enum target_state state)
{
	switch (state) {
	case TARGET_RECOMMENDED:
		return SIGN_RECOMMENDED;
	case TARGET_AVAILABLE:
		return SIGN_AVAILABLE;
	case TARGET_UNAVAILABLE:
		return SIGN_UNAVAILABLE;
	case TARGET_ITSELF:
		break;
	}
	return SIGN_ITSELF;
}

static const char *state_words(enum target_state state)
{
	return state == TARGET_AVAILABLE
		       ? _("no pair needs it")
		       : map_sign_words(map_state_sign(state));
}

/* What stands at the right of a target's name, which keeps its columns. */
struct beside {
	struct frame *frame;
	struct area area;
	int row;
	int name; /* Columns of the name. */
	int end;  /* The first column that is taken. */
};

static void put_beside(struct beside *beside, enum style style,
		       const char *words)
{
	int columns = (int)rp_columns(words);

	if (columns == 0 || beside->end - columns - 1 < 2 + beside->name)
		return;
	beside->end -= columns;
	frame_put(beside->frame, beside->area, beside->row, beside->end,
		  columns, style, words);
	beside->end--;
}

/* From the right: free addresses, subnets, and before them, while a line is
 * carried, what the target is for it.  What matters more is put first. */
static void draw_beside(struct map *map, struct beside *beside, int row)
{
	rp_id id = map->model.side[SIDE_TARGET].rows[row].id;
	char text[64];

	if (map->carry.is_active) {
		enum target_state state = map->carry.states[row];

		put_beside(beside, map_sign_style(map_state_sign(state)),
			   state_words(state));
	}
	free_text(map, text, sizeof(text), id);
	put_beside(beside, STYLE_TEXT, text);
	subnets_text(map, text, sizeof(text), id);
	put_beside(beside, STYLE_TEXT, text);
}

/* Whether one of the lines that lead to 'target' has its way back drawn. */
static bool leads_back(const struct map *map, rp_id target)
{
	const rp_plan *plan = map->model.plan;
	rp_id back = rp_plan_mapping_of(plan, target,
					map->model.side[SIDE_SOURCE].server);
	rp_id there;

	if (back == RP_NONE)
		return false;
	there = rp_plan_mapping_of(plan, rp_plan_mapping(plan, back)->target,
				   map->model.side[SIDE_TARGET].server);
	return there != RP_NONE &&
	       rp_plan_mapping(plan, there)->target == target;
}

/* Where lines end; while one is carried, what the target is for it. */
static enum map_sign target_sign(const struct map *map, int row)
{
	const struct map_row *r = &map->model.side[SIDE_TARGET].rows[row];

	if (map->carry.is_active)
		return map_state_sign(map->carry.states[row]);
	if (leads_back(map, r->id))
		return SIGN_BOTH_WAYS;
	return r->n_sources > 0 ? SIGN_MAPPED : SIGN_UNMAPPED;
}

static void draw_target(struct map *map, const struct ui *ui,
			struct frame *frame, int row, int at)
{
	const struct map_row *r = &map->model.side[SIDE_TARGET].rows[row];
	struct area area = map->layout.pane[PANE_TARGETS];
	struct beside beside = { frame, area, at,
				 model_name_columns(&map->model, r->id),
				 area.columns };

	draw_sign(frame, area, at, 0, target_sign(map, row));
	draw_beside(map, &beside, row);
	map_put_name(ui, frame, area, at, 2, beside.end - 2, RP_NETWORK, r->id);
	if (map->carry.is_active &&
	    map->carry.states[row] == TARGET_UNAVAILABLE)
		frame_style(frame, area, at, 2, beside.end - 2, STYLE_DIM);
	draw_network_style(map, frame, area, SIDE_TARGET, row, at, 1, -1);
}

/* ---- Lists --------------------------------------------------------------- */

static void draw_row(struct map *map, const struct ui *ui, struct frame *frame,
		     enum side side, int row, int at)
{
	enum pane pane = side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS;
	const struct map_row *r = &map->model.side[side].rows[row];
	struct area area = map->layout.pane[pane];

	if (draw_heading(map, frame, area, at, side == SIDE_SOURCE ? 0 : 2, r))
		return;
	if (side == SIDE_TARGET)
		draw_target(map, ui, frame, row, at);
	else if (map->layout.channel.columns > 0)
		draw_source(map, ui, frame, row, at);
	else
		draw_source_alone(map, ui, frame, row, at);
}

static void draw_list(struct map *map, const struct ui *ui, struct frame *frame,
		      enum side side)
{
	enum pane pane = side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS;
	struct map_list *list = &map->list[pane];
	struct area area = map->layout.pane[pane];

	for (int at = 0; at < area.rows; at++)
		if (list->top + at < map->model.side[side].n_rows)
			draw_row(map, ui, frame, side, list->top + at, at);
	if (map->focus == pane)
		frame_cursor(frame, area,
			     list->focus < 0 ? 0 : list->focus - list->top,
			     side == SIDE_TARGET ? 2 : 0, false);
}

/* ---- Both ---------------------------------------------------------------- */

char *map_title(const struct map *map, const struct ui *ui)
{
	rp_id source = map->model.side[SIDE_SOURCE].server;
	rp_id target = map->model.side[SIDE_TARGET].server;
	char *from = map_shown(ui, RP_SERVER, source);
	char *to = map_shown(ui, RP_SERVER, target);
	char *title = NULL;

	if (asprintf(&title, "%s ▶ %s", from ? from : "", to ? to : "") < 0)
		title = NULL;
	free(from);
	free(to);
	return title;
}

void map_draw_lists(struct map *map, const struct ui *ui, struct frame *frame)
{
	bool both = map->layout.channel.columns > 0;
	enum pane pane = map->layout.box[PANE_SOURCES].rows > 0 ? PANE_SOURCES
								: PANE_TARGETS;
	char *title;

	if (map->layout.box[pane].rows <= 0)
		return;
	title = map_title(map, ui);
	map_draw_box(map, pane, title ? title : "", frame);
	free(title);
	if (both)
		draw_extent(map, PANE_TARGETS, frame);
	draw_offer(map, ui, frame);
	if (map->layout.pane[PANE_SOURCES].rows > 0)
		draw_list(map, ui, frame, SIDE_SOURCE);
	if (map->layout.pane[PANE_TARGETS].rows > 0)
		draw_list(map, ui, frame, SIDE_TARGET);
	if (both)
		map_draw_lines(map, ui, frame);
	draw_filter(map, ui, PANE_SOURCES, frame);
	draw_filter(map, ui, PANE_TARGETS, frame);
}
