/* The map as a matrix: a row for each source, a column for each target.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is in focus is what is in focus in the two lists, so that going between
 * matrix and lines keeps the place.  Each frame looks only at the cells that
 * are seen. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "words.h"

#define CELL_COLUMNS 2
#define WHEEL_ROWS 3
#define LEAST_LABEL 8
#define MOST_DIGITS 6

/* ---- Moving -------------------------------------------------------------- */

/* How many networks are before the one in focus; -1: there is none. */
static int place_of(const struct map *map, enum side side)
{
	enum pane pane = side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS;
	int row = map->list[pane].focus;

	return row < 0 ? -1 : map->model.side[side].rows[row].nth;
}

static unsigned go(struct map *map, enum side side, int place)
{
	const struct map_side *s = &map->model.side[side];

	if (s->n_shown == 0)
		return UI_HANDLED;
	if (place >= s->n_shown)
		place = s->n_shown - 1;
	if (place < 0)
		place = 0;
	map_move(map, side == SIDE_SOURCE ? PANE_SOURCES : PANE_TARGETS,
		 s->shown[place]);
	return UI_HANDLED;
}

unsigned map_matrix(struct map *map)
{
	map->matrix.is_shown = !map->matrix.is_shown;
	map->focus = PANE_SOURCES;
	map->side = SIDE_SOURCE;
	map_look_late(map);
	return UI_HANDLED;
}

static int at_least_1(int n)
{
	return n > 1 ? n : 1;
}

static unsigned act_move(struct map *map, enum action action)
{
	int row = place_of(map, SIDE_SOURCE);
	int column = place_of(map, SIDE_TARGET);
	int rows = at_least_1(map->matrix.cells.rows - 1);
	int columns = at_least_1(map->matrix.cells.columns / CELL_COLUMNS - 1);

	switch (action) {
	case ACTION_UP:
		return go(map, SIDE_SOURCE, row - 1);
	case ACTION_DOWN:
		return go(map, SIDE_SOURCE, row + 1);
	case ACTION_PAGE_UP:
		return go(map, SIDE_SOURCE, row - rows);
	case ACTION_PAGE_DOWN:
		return go(map, SIDE_SOURCE, row + rows);
	case ACTION_HOME:
		return go(map, SIDE_SOURCE, 0);
	case ACTION_END:
		return go(map, SIDE_SOURCE,
			  map->model.side[SIDE_SOURCE].n_shown);
	case ACTION_LEFT:
		return go(map, SIDE_TARGET, column - 1);
	case ACTION_RIGHT:
		return go(map, SIDE_TARGET, column + 1);
	case ACTION_NEXT_PANE:
		return go(map, SIDE_TARGET, column + columns);
	case ACTION_PREVIOUS_PANE:
		return go(map, SIDE_TARGET, column - columns);
	default:
		return UI_IGNORED;
	}
}

/* ---- Cells --------------------------------------------------------------- */

/* The pairs that a source is a row of, while its cells are drawn. */
struct source_row {
	rp_id source;
	rp_id target; /* Of its mapping; or RP_NONE, */
	rp_id proposed;
	rp_id *pairs;
	size_t n_pairs;
};

/* What a source is mapped to, or RP_NONE. */
static rp_id mapped_target(const struct map *map, rp_id source)
{
	rp_id server = map->model.side[SIDE_TARGET].server;
	rp_id mapping = server == RP_NONE ? RP_NONE
					  : rp_plan_mapping_of(map->model.plan,
							       source, server);

	return mapping == RP_NONE
		       ? RP_NONE
		       : rp_plan_mapping(map->model.plan, mapping)->target;
}

static void row_look(const struct map *map, struct source_row *row, int place)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];

	row->source = sources->rows[sources->shown[place]].id;
	row->target = mapped_target(map, row->source);
	row->proposed = map_proposed(map, row->source);
	row->n_pairs =
		model_pairs(&map->model, row->source,
			    map->model.side[SIDE_TARGET].server, row->pairs);
}

/* What a cell shows. */
static enum map_sign sign_of(const struct map *map,
			     const struct source_row *row, rp_id target)
{
	rp_id pair;
	enum target_state state =
		model_state_by(&map->model, row->source, target, row->pairs,
			       row->n_pairs, &pair);

	if (target == row->target)
		return state == TARGET_UNAVAILABLE ? SIGN_LACKING : SIGN_MAPPED;
	return target == row->proposed ? SIGN_PROPOSED : map_state_sign(state);
}

/* ---- Drawing ------------------------------------------------------------- */

/* Where the parts of the matrix stand: from above the names in focus, the
 * numbers of the columns, the cells, names of columns, what is said of the
 * cell, the legend. */
struct parts {
	struct area inside;
	int name_row; /* Of the names in focus; -1: no room. */
	int digits;   /* Rows of the columns' numbers. */
	int names;    /* Rows of the columns' names. */
	int info;     /* Rows of what is said. */
	int legend;   /* Rows of the legend. */
	int label;    /* Columns of the sources' names. */
};

static int digits_of(int n)
{
	int digits = 1;

	for (; n > 9; n /= 10)
		digits++;
	return digits < MOST_DIGITS ? digits : MOST_DIGITS;
}

/* Items that are put one after the other, in as many rows as they take. */
struct flow {
	struct frame *frame; /* NULL: to see how many those are. */
	struct area area;
	int row;
	int column;
};

/* Where 'columns' have no room any more, goes to the next row; false behind the
 * last one. */
static bool flow_room(struct flow *flow, int columns)
{
	if (flow->column > 0 && flow->column + columns > flow->area.columns) {
		flow->row++;
		flow->column = 0;
	}
	return flow->row < flow->area.rows;
}

/* Whether a sign can be seen here. */
static bool is_in_legend(const struct map *map, enum map_sign sign)
{
	const struct map_side *side = map->model.side;

	if (sign == SIGN_PROPOSED)
		return map->proposals.is_active;
	if (sign == SIGN_ITSELF)
		return side[SIDE_SOURCE].server == side[SIDE_TARGET].server;
	return sign != SIGN_BOTH_WAYS && sign != SIGN_UNMAPPED;
}

/* "● mapped ★ recommended ..."; how many rows it takes. */
static int legend_flow(const struct map *map, struct frame *frame,
		       struct area area)
{
	struct flow flow = { frame, area, 0, 0 };

	for (int i = 0; i < N_MAP_SIGNS; i++) {
		enum map_sign sign = (enum map_sign)i;
		const char *words = map_sign_words(sign);
		int columns = 2 + (int)rp_columns(words);

		if (!is_in_legend(map, sign))
			continue;
		if (!flow_room(&flow, columns))
			break;
		if (frame) {
			frame_put(frame, area, flow.row, flow.column, 1,
				  map_sign_style(sign), map_sign(sign));
			frame_put(frame, area, flow.row, flow.column + 2, -1,
				  STYLE_DIM, words);
		}
		flow.column += columns + 1;
	}
	return flow.row + 1;
}

/* The names of columns from 'place' on, behind their numbers; '*rows' is how
 * many rows they take.  The first place that has no room. */
static int names_flow(const struct map *map, const struct ui *ui,
		      struct frame *frame, struct area area, int place,
		      int *rows)
{
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	struct flow flow = { frame, area, 0, 0 };
	int end = map->matrix.left + map->matrix.cells.columns / CELL_COLUMNS;
	int focus = place_of(map, SIDE_TARGET);

	for (; place < targets->n_shown && place < end; place++) {
		rp_id id = targets->rows[targets->shown[place]].id;
		int columns = digits_of(place + 1) + 1 +
			      model_name_columns(&map->model, id);
		int at;

		if (!flow_room(&flow, columns))
			break;
		if (frame) {
			at = flow.column;
			at += frame_printf(frame, area, flow.row, at, -1,
					   STYLE_DIM, "%d ", place + 1);
			map_put_name(ui, frame, area, flow.row, at,
				     area.columns - at, RP_NETWORK, id);
			if (place == focus)
				frame_style(frame, area, flow.row, flow.column,
					    columns, STYLE_HEADING);
		}
		flow.column += columns + 2;
	}
	*rows = flow.row + (flow.column > 0);
	return place;
}

/* Rows that no source needs are for the names of more columns. */
static int spare_rows(const struct map *map, const struct ui *ui,
		      const struct parts *p, int rows)
{
	struct area area = p->inside;
	int spare = rows - map->model.side[SIDE_SOURCE].n_shown - 1;
	int needed;

	area.rows = spare;
	if (spare <= 0)
		return 0;
	names_flow(map, ui, NULL, area, map->matrix.left, &needed);
	needed -= p->names;
	return needed < 0 ? 0 : needed < spare ? needed : spare;
}

static struct parts parts_of(struct map *map, const struct ui *ui,
			     struct area area)
{
	bool bordered = area.rows >= 8 && area.columns >= 20;
	struct parts p = { .inside = bordered ? area_inside(area) : area };
	int rows = p.inside.rows;
	int above;

	p.digits = digits_of(map->model.side[SIDE_TARGET].n_shown);
	p.info = rows >= 12 ? 2 : rows >= 5 ? 1 : 0;
	if (rows >= 12)
		p.legend = legend_flow(map, NULL, p.inside);
	if (p.legend > (rows >= 18 ? 2 : 1))
		p.legend = rows >= 18 ? 2 : 1;
	p.names = rows >= 16;
	if (rows - p.info - p.digits < 3)
		p.digits = 0;
	p.name_row = rows - p.info - p.digits >= 4 ? 0 : -1;
	p.label = map->model.side[SIDE_SOURCE].name_columns;
	if (p.label > p.inside.columns / 3)
		p.label = p.inside.columns / 3;
	if (p.label < LEAST_LABEL)
		p.label = LEAST_LABEL;
	above = p.digits + p.name_row + 1;
	map->matrix.cells = p.inside;
	map->matrix.cells.row += above;
	map->matrix.cells.column += p.label + 1;
	map->matrix.cells.columns -= p.label + 1;
	if (rows >= 12)
		p.names += spare_rows(map, ui, &p,
				      rows - above - p.info - p.legend -
					      p.names);
	map->matrix.cells.rows -= above + p.names + p.info + p.legend;
	return p;
}

static int clamp(int n, int low, int high)
{
	if (n > high)
		n = high;
	return n < low ? low : n;
}

/* Scrolls so that 'place' of 'n' is among the 'page' that are seen. */
static int scrolled(int first, int place, int page, int n)
{
	if (page < 1)
		return place < 0 ? 0 : place;
	if (place >= 0)
		first = clamp(first, place - page + 1, place);
	return clamp(first, 0, n > page ? n - page : 0);
}

/* "VMNetwork1-NewYork ▶ 4 VMNetwork1-Chicago": of the two names the first gives
 * way. */
static void draw_focus(const struct map *map, const struct ui *ui,
		       struct frame *frame, const struct parts *p)
{
	rp_id source = map_network(map, SIDE_SOURCE);
	rp_id target = map_network(map, SIDE_TARGET);
	struct area area = p->inside;
	int row = p->name_row;
	int place = place_of(map, SIDE_TARGET) + 1;
	int room, column;

	if (row < 0 || source == RP_NONE || target == RP_NONE)
		return;
	room = area.columns - 6 - digits_of(place) -
	       model_name_columns(&map->model, target);
	if (room < area.columns / 3)
		room = area.columns / 3;
	column = map_put_name(ui, frame, area, row, 0, room, RP_NETWORK,
			      source);
	column += frame_printf(frame, area, row, column, -1, STYLE_HEADING,
			       " ▶ %d ", place);
	column += map_put_name(ui, frame, area, row, column,
			       area.columns - column, RP_NETWORK, target);
	frame_style(frame, area, row, 0, column, STYLE_HEADING);
}

/* The names of the columns that stand around the one in focus. */
static void draw_names(const struct map *map, const struct ui *ui,
		       struct frame *frame, const struct parts *p)
{
	struct area area = p->inside;
	int first = map->matrix.left;
	int focus = place_of(map, SIDE_TARGET);
	int rows;

	area.row += p->inside.rows - p->legend - p->info - p->names;
	area.rows = p->names;
	if (p->names == 0 || focus < 0)
		return;
	while (first < focus &&
	       names_flow(map, ui, NULL, area, first, &rows) <= focus)
		first++;
	names_flow(map, ui, frame, area, first, &rows);
}

/* The number of a column, a digit a row, its last one lowest. */
static void draw_number(struct frame *frame, const struct parts *p, int place,
			int column, bool in_focus)
{
	int n = place + 1;

	for (int i = p->digits - 1; i >= 0 && n > 0; i--, n /= 10) {
		char digit[2] = { (char)('0' + n % 10), '\0' };

		frame_put(frame, p->inside, p->name_row + 1 + i, column, 1,
			  in_focus ? STYLE_ROW_FOCUS : STYLE_HEADING, digit);
	}
}

static void draw_row(const struct map *map, const struct ui *ui,
		     struct frame *frame, const struct parts *p,
		     const struct source_row *row, int at, bool in_focus)
{
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	struct area cells = map->matrix.cells;
	int focus = place_of(map, SIDE_TARGET);
	int n = cells.columns / CELL_COLUMNS;

	map_put_name(ui, frame, p->inside, at + cells.row - p->inside.row, 0,
		     p->label, RP_NETWORK, row->source);
	if (in_focus)
		frame_style(frame, p->inside, at + cells.row - p->inside.row, 0,
			    p->label, STYLE_ROW_FOCUS);
	for (int i = 0; i < n && map->matrix.left + i < targets->n_shown; i++) {
		int place = map->matrix.left + i;
		rp_id target = targets->rows[targets->shown[place]].id;
		enum map_sign sign = sign_of(map, row, target);
		bool here = in_focus && place == focus;

		frame_put(frame, cells, at, i * CELL_COLUMNS, 1,
			  here ? STYLE_ROW_FOCUS : map_sign_style(sign),
			  map_sign(sign));
	}
}

static void draw_cells(const struct map *map, const struct ui *ui,
		       struct frame *frame, const struct parts *p)
{
	int n_pairs = (int)rp_n_pairs(map->model.topology);
	struct source_row row = { .pairs = calloc((size_t)n_pairs + 1,
						  sizeof(*row.pairs)) };
	int n = map->model.side[SIDE_SOURCE].n_shown;
	int focus = place_of(map, SIDE_SOURCE);

	for (int at = 0; row.pairs && at < map->matrix.cells.rows; at++) {
		int place = map->matrix.top + at;

		if (place >= n)
			break;
		row_look(map, &row, place);
		draw_row(map, ui, frame, p, &row, at, place == focus);
	}
	free(row.pairs);
}

static void draw_numbers(const struct map *map, struct frame *frame,
			 const struct parts *p)
{
	int n = map->matrix.cells.columns / CELL_COLUMNS;
	int focus = place_of(map, SIDE_TARGET);

	for (int i = 0; p->digits > 0 && i < n; i++) {
		int place = map->matrix.left + i;

		if (place >= map->model.side[SIDE_TARGET].n_shown)
			break;
		draw_number(frame, p, place, p->label + 1 + i * CELL_COLUMNS,
			    place == focus);
	}
}

/* ---- What is said of the cell in focus ----------------------------------- */

/* "mapped", "proposed: same prefix", or "".  The caller frees it. */
static char *standing_text(const struct map *map, rp_id source, rp_id target)
{
	const struct rp_suggestion *s = map_proposal(map);
	char *reasons = NULL;
	char *text = NULL;

	if (mapped_target(map, source) == target)
		return strdup(_("mapped"));
	if (map_proposed(map, source) != target)
		return strdup("");
	if (s && s->source == source)
		reasons = rp_suggestion_text(s, RP_LOCAL);
	if (asprintf(&text, "%s%s%s", _("proposed"), reasons ? ": " : "",
		     reasons ? reasons : "") < 0)
		text = NULL;
	free(reasons);
	return text;
}

/* "mapped", "recommended", "not available: SilverCloud2 lacks ...".  The caller
 * frees it; NULL without memory. */
static char *state_text(const struct map *map, const struct ui *ui,
			rp_id source, rp_id target)
{
	rp_id pair = RP_NONE;
	enum target_state state =
		model_target_state(&map->model, source, target, &pair);
	char *before = standing_text(map, source, target);
	const char *words = state == TARGET_RECOMMENDED ? _("recommended")
			    : state == TARGET_AVAILABLE
				    ? _("available: no pair needs it")
			    : state == TARGET_ITSELF
				    ? _("a network is not mapped to itself")
				    : _("not available");
	char *lack = state == TARGET_UNAVAILABLE
			     ? map_lack_text(map, ui, target, pair)
			     : NULL;
	char *text = NULL;

	if (asprintf(&text, "%s%s%s%s%s", before ? before : "",
		     before && *before ? " · " : "", words, lack ? ": " : "",
		     lack ? lack : "") < 0)
		text = NULL;
	free(lack);
	free(before);
	return text;
}

/* What drawing the cell in focus would do, or NULL: not known. */
static const struct map_effect *effect_of(const struct map *map, rp_id source,
					  rp_id target)
{
	const struct map_matrix *m = &map->matrix;

	if (!m->effect.is_known || m->effect.result != RP_OK ||
	    m->source != source || m->target != target)
		return NULL;
	return &m->effect;
}

void map_matrix_rests(struct map *map, struct ui *ui)
{
	struct map_matrix *m = &map->matrix;
	struct rp_mapping mapping;

	if (!m->is_shown || map->proposals.is_active || !ui_can_edit(ui))
		return;
	m->source = map_network(map, SIDE_SOURCE);
	m->target = map_network(map, SIDE_TARGET);
	m->effect = (struct map_effect){ .is_known = false };
	if (m->source == RP_NONE || m->target == RP_NONE ||
	    m->source == m->target ||
	    mapped_target(map, m->source) == m->target)
		return;
	mapping = map_drawn(map, m->source, m->target);
	map_effect_find(map, ui, &mapping, &m->effect);
}

static void put_and_free(struct frame *frame, struct area area, int row,
			 enum style style, char *text)
{
	if (text)
		frame_put(frame, area, row, 0, -1, style, text);
	free(text);
}

static void draw_info(const struct map *map, const struct ui *ui,
		      struct frame *frame, const struct parts *p)
{
	int at = p->inside.rows - p->info - p->legend;
	rp_id source = map_network(map, SIDE_SOURCE);
	rp_id target = map_network(map, SIDE_TARGET);
	const struct map_effect *effect;

	if (p->info == 0 || source == RP_NONE || target == RP_NONE)
		return;
	put_and_free(frame, p->inside, at, STYLE_TEXT,
		     state_text(map, ui, source, target));
	effect = p->info < 2 ? NULL : effect_of(map, source, target);
	if (effect)
		put_and_free(frame, p->inside, at + 1, STYLE_TEXT,
			     map_effect_text(map, effect));
}

static void draw_legend(const struct map *map, struct frame *frame,
			const struct parts *p)
{
	struct area area = p->inside;

	area.row += p->inside.rows - p->legend;
	area.rows = p->legend;
	if (p->legend > 0)
		legend_flow(map, frame, area);
}

/* "VMM-NewYork ▶ VMM-Chicago · 320 x 12 of 320: chi". */
static char *title_text(const struct map *map, const struct ui *ui)
{
	char *sides = map_title(map, ui);
	char size[N_SIDES][160];
	char *title = NULL;

	for (int i = 0; i < N_SIDES; i++) {
		map_filter_text(map, ui, (enum side)i, size[i],
				sizeof(size[i]));
		if (!*size[i])
			snprintf(size[i], sizeof(size[i]), "%d",
				 map->model.side[i].n_shown);
	}
	if (sides && asprintf(&title, "%s · %s x %s", sides, size[SIDE_SOURCE],
			      size[SIDE_TARGET]) < 0)
		title = NULL;
	free(sides);
	return title;
}

void map_matrix_draw(struct map *map, const struct ui *ui, struct area area,
		     struct frame *frame)
{
	struct map_matrix *m = &map->matrix;
	struct parts p = parts_of(map, ui, area);
	int row = place_of(map, SIDE_SOURCE);
	int column = place_of(map, SIDE_TARGET);
	char *title = title_text(map, ui);

	m->top = scrolled(m->top, row, m->cells.rows,
			  map->model.side[SIDE_SOURCE].n_shown);
	m->left = scrolled(m->left, column, m->cells.columns / CELL_COLUMNS,
			   map->model.side[SIDE_TARGET].n_shown);
	if (p.inside.row > area.row)
		frame_border(frame, area, title ? title : "", true);
	free(title);
	draw_focus(map, ui, frame, &p);
	draw_numbers(map, frame, &p);
	draw_cells(map, ui, frame, &p);
	draw_names(map, ui, frame, &p);
	draw_info(map, ui, frame, &p);
	draw_legend(map, frame, &p);
	if (row < 0 || column < 0)
		frame_put(frame, p.inside, p.name_row + 1, 0, -1, STYLE_DIM,
			  _("no network is shown"));
	frame_cursor(frame, m->cells, row < 0 ? 0 : row - m->top,
		     column < 0 ? 0 : (column - m->left) * CELL_COLUMNS, false);
}

/* ---- Edits --------------------------------------------------------------- */

/* Draws the mapping of the cell in focus, or deletes it. */
static unsigned act_cell(struct map *map, struct ui *ui)
{
	rp_id source = map_network(map, SIDE_SOURCE);
	rp_id target = map_network(map, SIDE_TARGET);
	struct rp_mapping mapping;
	int result;

	if (!ui_may_edit(ui) || source == RP_NONE || target == RP_NONE)
		return UI_HANDLED;
	if (mapped_target(map, source) == target)
		return map_delete(map, ui);
	if (source == target) {
		ui_say(ui, RP_WARNING, "%s",
		       _("a network is not mapped to itself"));
		return UI_HANDLED;
	}
	mapping = map_drawn(map, source, target);
	result = rp_session_map(ui_session(ui), &mapping);
	if (result == RP_OK) {
		map->last_source = source;
		map->last_target = target;
	}
	ui_edited(ui, result);
	if (result == RP_OK)
		map_say_line(ui, _("mapped"), source, target);
	return UI_HANDLED;
}

unsigned map_matrix_act(struct map *map, struct ui *ui, enum action action)
{
	if (action == ACTION_CELL)
		return act_cell(map, ui);
	return act_move(map, action);
}

/* ---- The mouse ----------------------------------------------------------- */

static unsigned press(struct map *map, struct ui *ui, const struct event *event)
{
	const struct map_matrix *m = &map->matrix;
	int row = m->top + event->row - m->cells.row;
	int column = m->left + (event->column - m->cells.column) / CELL_COLUMNS;
	const struct map_side *sides = map->model.side;
	bool in_rows = event->row >= m->cells.row &&
		       event->row < m->cells.row + m->cells.rows &&
		       row < sides[SIDE_SOURCE].n_shown;

	if (event->button != 1 || !in_rows)
		return UI_HANDLED;
	if (map->proposals.is_active) {
		map_suggest_focus(map, ui, SIDE_SOURCE,
				  side_network(&sides[SIDE_SOURCE],
					       sides[SIDE_SOURCE].shown[row]));
		return UI_HANDLED;
	}
	go(map, SIDE_SOURCE, row);
	if (event->column >= m->cells.column &&
	    column < sides[SIDE_TARGET].n_shown)
		go(map, SIDE_TARGET, column);
	return UI_HANDLED;
}

unsigned map_matrix_mouse(struct map *map, struct ui *ui,
			  const struct event *event)
{
	int row = place_of(map, SIDE_SOURCE);

	if (event->type == EVENT_TICK)
		return UI_IGNORED;
	switch (event->mouse) {
	case MOUSE_PRESS:
		return press(map, ui, event);
	case MOUSE_DOUBLE:
		press(map, ui, event);
		if (map->proposals.is_active ||
		    !area_contains(map->matrix.cells, event->row,
				   event->column))
			return UI_HANDLED;
		return act_cell(map, ui);
	case MOUSE_WHEEL_UP:
	case MOUSE_WHEEL_DOWN:
		if (map->proposals.is_active)
			return map_suggest_act(map, ui,
					       event->mouse == MOUSE_WHEEL_UP
						       ? ACTION_UP
						       : ACTION_DOWN);
		return go(map, SIDE_SOURCE,
			  event->mouse == MOUSE_WHEEL_UP ? row - WHEEL_ROWS
							 : row + WHEEL_ROWS);
	case MOUSE_DRAG:
	case MOUSE_RELEASE:
		break;
	}
	return UI_HANDLED;
}

/* ---- Explaining ---------------------------------------------------------- */

/* "GoldCloud1 ▶ GoldCloud2: ○ available", for each pair in question. */
static void print_pairs(FILE *out, const struct map *map, const struct ui *ui,
			rp_id source, rp_id target)
{
	const rp_topology *topology = map->model.topology;
	size_t n = rp_n_pairs(topology);
	bool any = false;

	for (rp_id i = 0; i < n; i++) {
		char *text = map_pair_text(map, source, target, i);
		char *from, *to;

		if (!text)
			continue;
		from = map_shown(ui, RP_CLOUD, rp_pair(topology, i)->source);
		to = map_shown(ui, RP_CLOUD, rp_pair(topology, i)->target);
		fprintf(out, "%s ▶ %s: %s\n", from ? from : "", to ? to : "",
			text);
		free(from);
		free(to);
		free(text);
		any = true;
	}
	if (!any)
		fprintf(out, "%s\n",
			_("No cloud pair has this source and leads to the "
			  "server of this target."));
}

static void print_other(FILE *out, const struct map *map, const struct ui *ui,
			rp_id source, rp_id target)
{
	rp_id now = mapped_target(map, source);
	char *text;

	if (now != RP_NONE && now != target) {
		text = map_shown(ui, RP_NETWORK, now);
		fprintf(out, _("It is mapped to %s now.\n"), text ? text : "");
		free(text);
	}
}

static void print_why(FILE *out, const struct map *map, const struct ui *ui,
		      rp_id source, rp_id target)
{
	char *from = map_shown(ui, RP_NETWORK, source);
	char *to = map_shown(ui, RP_NETWORK, target);
	char *state = state_text(map, ui, source, target);

	fprintf(out, "%s ▶ %s: %s\n", from ? from : "", to ? to : "",
		state ? state : "");
	print_other(out, map, ui, source, target);
	fprintf(out, "\n");
	print_pairs(out, map, ui, source, target);
	free(from);
	free(to);
	free(state);
}

/* What is explained: the cell or proposal in focus; on the lines what the
 * source leads to, or else the target in focus. */
static rp_id target_in_question(const struct map *map, rp_id source)
{
	rp_id mapped = source == RP_NONE ? RP_NONE : mapped_target(map, source);

	if (map->matrix.is_shown || map->proposals.is_active ||
	    map->side == SIDE_TARGET || mapped == RP_NONE)
		return map_network(map, SIDE_TARGET);
	return mapped;
}

unsigned map_why(struct map *map, struct ui *ui)
{
	rp_id source = map_network(map, SIDE_SOURCE);
	rp_id target = target_in_question(map, source);
	char *text = NULL;
	size_t size;
	FILE *out;
	unsigned did;

	if (source == RP_NONE || target == RP_NONE) {
		ui_say(ui, RP_NOTICE, "%s",
		       _("a line needs a network on both sides"));
		return UI_HANDLED;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return ui_edited(ui, RP_NO_MEMORY);
	print_why(out, map, ui, source, target);
	if (fclose(out) != 0)
		did = ui_edited(ui, RP_NO_MEMORY);
	else
		did = ui_read(ui, _("Source and target"), text);
	free(text);
	return did;
}
