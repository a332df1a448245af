/* The map's other panes: sites, clouds, the plan.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "plan_words.h"
#include "text_rows.h"
#include "words.h"

/* "Clouds", or "Clouds · Tab: Sites" where the two have one place. */
static void draw_shared_box(const struct map *map, const struct ui *ui,
			    enum pane pane, struct frame *frame)
{
	const char *own = pane == PANE_SITES ? _("Sites") : _("Clouds");
	const char *other = pane == PANE_SITES ? _("Clouds") : _("Sites");
	char title[160];
	char key[16];

	ui_key(ui,
	       map->focus == PANE_CLOUDS ? ACTION_PREVIOUS_PANE
					 : ACTION_NEXT_PANE,
	       key);
	if (map->layout.shares && *key)
		snprintf(title, sizeof(title), "%s · %s: %s", own, key, other);
	else
		snprintf(title, sizeof(title), "%s", own);
	map_draw_box(map, pane, title, frame);
}

static void draw_cursor(const struct map *map, enum pane pane,
			struct frame *frame, int row)
{
	if (map->focus == pane)
		frame_cursor(frame, map->layout.pane[pane], row < 0 ? 0 : row,
			     0, false);
}

/* ---- Sites --------------------------------------------------------------- */

/* What stands at the right of a row of the tree. */
static void tree_note(const struct map *map, const struct map_tree_row *r,
		      char *text, size_t size)
{
	const rp_topology *topology = map->model.topology;
	bool source = map->model.side[SIDE_SOURCE].server == r->id;
	bool target = map->model.side[SIDE_TARGET].server == r->id;
	struct rp_range range;

	*text = '\0';
	if (r->kind == RP_SERVER && (source || target)) {
		snprintf(text, size, "%s",
			 source && target ? _("both sides")
			 : source	  ? _("source")
					  : _("target"));
	} else if (r->kind == RP_CLOUD) {
		range = rp_cloud(topology, r->id)->vms;
		snprintf(text, size,
			 ngettext("%" PRIu32 " VM", "%" PRIu32 " VMs",
				  range.end - range.first),
			 range.end - range.first);
	} else if (r->kind == RP_GROUP) {
		range = rp_group(topology, r->id)->hosts;
		snprintf(text, size,
			 ngettext("%" PRIu32 " host", "%" PRIu32 " hosts",
				  range.end - range.first),
			 range.end - range.first);
	}
}

static int columns_of(const char *text)
{
	return (int)rp_columns(text);
}

static void draw_tree_row(const struct map *map, const struct ui *ui,
			  struct frame *frame, int row, int at)
{
	const struct map_tree_row *r = &map->model.tree[row];
	struct area area = map->layout.pane[PANE_SITES];
	enum style style = map_row_style(map, PANE_SITES, row);
	char note[64];
	int size;
	int end;

	tree_note(map, r, note, sizeof(note));
	size = columns_of(note);
	end = size > 0 ? area.columns - size - 1 : area.columns;
	map_put_name(ui, frame, area, at, r->depth, end - r->depth, r->kind,
		     r->id);
	frame_put(frame, area, at, area.columns - size, size, STYLE_DIM, note);
	if (style != STYLE_TEXT)
		frame_style(frame, area, at, 0, -1, style);
}

void map_draw_sites(struct map *map, const struct ui *ui, struct frame *frame)
{
	const struct map_list *list = &map->list[PANE_SITES];
	struct area area = map->layout.pane[PANE_SITES];

	if (map->layout.box[PANE_SITES].rows <= 0)
		return;
	draw_shared_box(map, ui, PANE_SITES, frame);
	for (int at = 0; at < area.rows; at++)
		if (list->top + at < map->model.n_tree)
			draw_tree_row(map, ui, frame, list->top + at, at);
	draw_cursor(map, PANE_SITES, frame, list->focus - list->top);
}

/* ---- What the panes speak of --------------------------------------------- */

static rp_id target_of(const struct map *map, rp_id source)
{
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];
	int row = source == RP_NONE ? -1 : side_row(sources, source);

	if (row < 0 || sources->rows[row].mapping == RP_NONE)
		return RP_NONE;
	return rp_plan_mapping(map->model.plan, sources->rows[row].mapping)
		->target;
}

/* A line that is not drawn yet: the carried one, or the proposal. */
static void look_at_draft(struct map *map)
{
	struct map_look *look = &map->look;
	const struct rp_suggestion *proposal = map_proposal(map);

	look->drafts = true;
	look->side = SIDE_TARGET;
	if (map->carry.is_active) {
		look->source = map->carry.source;
		look->target = map->carry.is_floating
				       ? RP_NONE
				       : map_network(map, SIDE_TARGET);
	} else {
		look->source = proposal->source;
		look->target = proposal->target;
	}
	look->network = look->target;
}

/* The network in focus, and where it leads. */
static void look_at_focus(struct map *map)
{
	struct map_look *look = &map->look;

	look->drafts = false;
	look->side = map->side;
	look->network = map_network(map, map->side);
	look->source = map->side == SIDE_SOURCE ? look->network : RP_NONE;
	look->target = map->side == SIDE_SOURCE ? target_of(map, look->source)
						: look->network;
}

void map_look_late(struct map *map)
{
	map->look.is_late = true;
}

/* ---- Clouds -------------------------------------------------------------- */

/* Whether 'target' is spoken of for 'pair': where no source is in focus, for
 * all pairs that lead to its server. */
static bool is_concerned(const struct map *map, rp_id source, rp_id target,
			 rp_id pair)
{
	const rp_topology *topology = map->model.topology;

	if (target == RP_NONE)
		return false;
	if (source == RP_NONE)
		return rp_pair_server(topology, pair) ==
		       rp_network_server(topology, target);
	return model_concerns(&map->model, source, target, pair);
}

char *map_pair_text(const struct map *map, rp_id source, rp_id target,
		    rp_id pair)
{
	char *remedy;
	char *text = NULL;

	if (!is_concerned(map, source, target, pair))
		return NULL;
	if (rp_is_available(map->model.topology, target, pair)) {
		if (asprintf(&text, "%s %s", map_sign(SIGN_AVAILABLE),
			     _("available")) < 0)
			return NULL;
		return text;
	}
	remedy = rp_target_remedy(map->model.topology, target, pair, RP_LOCAL);
	if (asprintf(&text, _("✕ not available: %s"), remedy ? remedy : "") < 0)
		text = NULL;
	free(remedy);
	return text;
}

/* Draws 'text' in rows of its own from row 'at' on; how many there are. */
static int draw_text(struct frame *frame, struct area area, int at, int indent,
		     enum style style, const char *text)
{
	struct area part = { area.row, area.column + indent, area.rows,
			     area.columns - indent };
	struct text_row *rows;
	size_t n;

	if (part.columns < 1 || !text_rows_break(&rows, &n, text, part.columns))
		return 0;
	for (size_t i = 0; frame && i < n; i++) {
		if (at + (int)i >= part.rows)
			break;
		text_row_draw(frame, part, at + (int)i, text, &rows[i]);
		if (style != STYLE_TEXT)
			frame_style(frame, part, at + (int)i, 0, -1, style);
	}
	free(rows);
	return (int)n;
}

/* Draws a pair from row 'at' on, or with a NULL frame finds out how many rows
 * it takes. */
static int draw_pair(const struct map *map, const struct ui *ui,
		     struct frame *frame, rp_id pair, int at)
{
	struct area area = map->layout.pane[PANE_CLOUDS];
	const struct rp_pair *p = rp_pair(map->model.topology, pair);
	rp_id source = map->look.source;
	rp_id target = map->look.target;
	char *text;
	int rows = 1;

	text = map_pair_text(map, source, target, pair);
	if (frame && at < area.rows) {
		enum style style = map_row_style(map, PANE_CLOUDS, (int)pair);
		int half = (area.columns - 3) / 2;
		int column;

		column = map_put_name(ui, frame, area, at, 0, half, RP_CLOUD,
				      p->source);
		column += frame_put(frame, area, at, column, -1, STYLE_LINE,
				    " ▶ ");
		map_put_name(ui, frame, area, at, column, area.columns - column,
			     RP_CLOUD, p->target);
		if (style != STYLE_TEXT)
			frame_style(frame, area, at, 0, -1, style);
	}
	if (text)
		rows += draw_text(
			frame, area, at + 1, 2,
			rp_is_available(map->model.topology, target, pair)
				? STYLE_GOOD
				: STYLE_ERROR,
			text);
	free(text);
	return rows;
}

/* The pair that must be seen: that in focus, or the first one that there is
 * something to say of. */
static int pair_to_see(const struct map *map)
{
	int n = map_n_rows(map, PANE_CLOUDS);

	if (map->focus != PANE_CLOUDS)
		for (int i = 0; i < n; i++)
			if (is_concerned(map, map->look.source,
					 map->look.target, (rp_id)i))
				return i;
	return map->list[PANE_CLOUDS].focus;
}

/* Pairs have one row or more, so the first one seen is found from below: as
 * many as fit above the one that must be seen. */
static int first_pair(const struct map *map, const struct ui *ui)
{
	int rows = map->layout.pane[PANE_CLOUDS].rows;
	int first = pair_to_see(map);

	if (first < 0)
		return 0;
	rows -= draw_pair(map, ui, NULL, (rp_id)first, 0);
	while (first > 0) {
		rows -= draw_pair(map, ui, NULL, (rp_id)first - 1, 0);
		if (rows < 0)
			break;
		first--;
	}
	return first;
}

void map_draw_clouds(struct map *map, const struct ui *ui, struct frame *frame)
{
	struct area area = map->layout.pane[PANE_CLOUDS];
	int n = map_n_rows(map, PANE_CLOUDS);
	int cursor = 0;
	int at = 0;

	if (map->layout.box[PANE_CLOUDS].rows <= 0)
		return;
	draw_shared_box(map, ui, PANE_CLOUDS, frame);
	map->list[PANE_CLOUDS].top = first_pair(map, ui);
	for (int i = map->list[PANE_CLOUDS].top; i < n && at < area.rows; i++) {
		if (i == map->list[PANE_CLOUDS].focus)
			cursor = at;
		at += draw_pair(map, ui, frame, (rp_id)i, at);
	}
	if (n == 0)
		draw_text(frame, area, 0, 0, STYLE_DIM, _("no cloud pairs"));
	draw_cursor(map, PANE_CLOUDS, frame, cursor);
}

int map_pair_at(const struct map *map, const struct ui *ui, int row)
{
	int n = map_n_rows(map, PANE_CLOUDS);
	int i = map->list[PANE_CLOUDS].top;
	int end = map->layout.pane[PANE_CLOUDS].row;

	for (; i < n; i++) {
		end += draw_pair(map, ui, NULL, (rp_id)i, 0);
		if (row < end)
			break;
	}
	return i;
}

/* ---- The plan: what follows for a network -------------------------------- */

static bool is_placed(const struct map *map, const struct rp_replica_nic *nic)
{
	return rp_plan_replica(map->model.plan, nic->replica)->host != RP_NONE;
}

static void tally_address(struct map_tally *tally,
			  const struct rp_replica_nic *nic)
{
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		enum rp_rule rule = (enum rp_rule)nic->rule[f];

		tally->retained += rule == RP_RULE_RETAINED;
		tally->offset += rule == RP_RULE_OFFSET;
		tally->next += rule == RP_RULE_NEXT;
		tally->pinned += rule == RP_RULE_PINNED;
		tally->dhcp += rule == RP_RULE_DHCP;
		tally->unaddressed += rule == RP_RULE_NONE;
	}
}

/* A NIC of a replica that is not placed is not connected, and has no
 * address. */
static void tally_make(struct map *map)
{
	struct map_tally *tally = &map->tally;
	size_t n = tally->n;

	if (map->is_tallied)
		return;
	*tally = (struct map_tally){ .n = n };
	for (size_t i = 0; i < n; i++) {
		const struct rp_replica_nic *nic =
			rp_plan_nic(map->model.plan, map->nics[i]);

		if (!is_placed(map, nic)) {
			tally->unplaced++;
			continue;
		}
		tally->connected += nic->connection == RP_MAPPED;
		tally_address(tally, nic);
	}
	map->is_tallied = true;
}

/* Adds " · N WORD" where there are any. */
static void add_count(char *text, size_t size, size_t n, const char *word)
{
	size_t used = strlen(text);

	if (n > 0 && used < size)
		snprintf(text + used, size - used, _(" · %zu %s"), n, word);
}

/* Trouble first: the end may be cut off. */
static void tally_text(const struct map *map, char *text, size_t size)
{
	const struct map_tally *t = &map->tally;

	if (t->n == 0) {
		snprintf(text, size, "%s", _("no NIC of a replica is here"));
		return;
	}
	snprintf(text, size, _("%zu of %zu connected"), t->connected, t->n);
	add_count(text, size, t->unplaced, _("not placed"));
	add_count(text, size, t->unaddressed, _("without address"));
	add_count(text, size, t->pinned, rule_word(RP_RULE_PINNED));
	add_count(text, size, t->retained, rule_word(RP_RULE_RETAINED));
	add_count(text, size, t->offset, rule_word(RP_RULE_OFFSET));
	add_count(text, size, t->next, rule_word(RP_RULE_NEXT));
	add_count(text, size, t->dhcp, rule_word(RP_RULE_DHCP));
}

/* The NICs of the network that is looked at. */
static void nics_find(struct map *map)
{
	struct map_list *list = &map->list[PANE_PLAN];
	rp_id network = map->look.network;

	map->nics = NULL;
	map->tally = (struct map_tally){ .n = 0 };
	map->is_tallied = false;
	if (network != RP_NONE && map->model.plan) {
		map->nics = model_nics(&map->model, map->look.side, network);
		map->tally.n =
			model_n_nics(&map->model, map->look.side, network);
	}
	list->focus = map->tally.n > 0 ? 0 : -1;
	list->top = 0;
}

void map_look(struct map *map)
{
	map->look.is_late = false;
	if (map->carry.is_active || map_proposal(map))
		look_at_draft(map);
	else
		look_at_focus(map);
	nics_find(map);
}

#define WIDE_PLAN 78 /* Columns from which a NIC's both addresses fit. */

/* Columns of the plan: VM, host, address, rule. */
struct plan_columns {
	int vm;
	int host;
	int address;
	int rule;
};

static struct plan_columns plan_columns(int columns)
{
	struct plan_columns c = { 0, 0, 0, 0 };
	int address = columns < WIDE_PLAN ? 18 : 40;
	int names = columns - 12 - address;

	if (names < 16)
		names = columns < 16 ? columns : 16;
	c.host = names * 11 / 20;
	c.address = names;
	c.rule = names + address;
	return c;
}

/* The addresses of a NIC as they follow: the first family written first; where
 * there is not the room, it alone. */
static void address_text(const struct map *map,
			 const struct rp_replica_nic *nic, char *text,
			 size_t size)
{
	bool wide = map->layout.pane[PANE_PLAN].columns >= WIDE_PLAN;
	const struct rp_nic *own = rp_nic(map->model.topology, nic->nic);
	char ip[RP_IP_SIZE];

	*text = '\0';
	for (int i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family f = (enum rp_family)(own->ipv6_first ? !i : i);
		enum rp_rule rule = (enum rp_rule)nic->rule[f];
		size_t used = strlen(text);

		if (rule < RP_RULE_PINNED || rule > RP_RULE_NEXT)
			continue;
		rp_ip_text(f, nic->address[f], ip);
		snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "",
			 used > 0 && !wide ? "…" : ip);
	}
}

/* The rule of a NIC's first address. */
static enum rp_rule first_rule(const struct map *map,
			       const struct rp_replica_nic *nic)
{
	const struct rp_nic *own = rp_nic(map->model.topology, nic->nic);
	enum rp_family first = own->ipv6_first ? RP_IPV6 : RP_IPV4;
	enum rp_family other = own->ipv6_first ? RP_IPV4 : RP_IPV6;

	return (enum rp_rule)(nic->rule[first] != RP_RULE_ABSENT
				      ? nic->rule[first]
				      : nic->rule[other]);
}

/* Where a NIC's replica stands; where it does not, up to the rule: there is no
 * address. */
static void draw_host(const struct map *map, const struct ui *ui,
		      struct frame *frame, int at, struct plan_columns c,
		      const struct rp_replica_nic *nic)
{
	struct area area = map->layout.pane[PANE_PLAN];

	if (!is_placed(map, nic))
		frame_put(frame, area, at, c.host, c.rule - c.host - 1,
			  STYLE_ERROR, _("✕ not placed"));
	else
		map_put_name(
			ui, frame, area, at, c.host, c.address - c.host - 1,
			RP_HOST,
			rp_plan_replica(map->model.plan, nic->replica)->host);
}

/* The rule, or at the right end why the NIC is not connected. */
static void draw_rule(const struct map *map, struct frame *frame, int at,
		      struct plan_columns c, const struct rp_replica_nic *nic)
{
	struct area area = map->layout.pane[PANE_PLAN];
	bool unmapped = nic->connection == RP_UNMAPPED;
	const char *words = unmapped ? _("not mapped") : _("not available");
	int column = area.columns - columns_of(words);

	if (nic->connection != RP_MAPPED)
		frame_put(frame, area, at, column < c.rule ? column : c.rule,
			  -1, unmapped ? STYLE_WARNING : STYLE_ERROR, words);
	else if (is_placed(map, nic))
		frame_put(frame, area, at, c.rule, -1, STYLE_TEXT,
			  rule_word(first_rule(map, nic)));
}

static void draw_address(const struct map *map, struct frame *frame, int at,
			 struct plan_columns c,
			 const struct rp_replica_nic *nic)
{
	struct area area = map->layout.pane[PANE_PLAN];
	char text[2 * RP_IP_SIZE];
	bool lacks;

	if (nic->connection != RP_MAPPED || !is_placed(map, nic))
		return;
	address_text(map, nic, text, sizeof(text));
	lacks = *text == '\0' && first_rule(map, nic) == RP_RULE_NONE;
	frame_put(frame, area, at, c.address, c.rule - c.address - 1,
		  lacks ? STYLE_ERROR : STYLE_TEXT,
		  lacks ? _("no address") : text);
}

static void draw_nic(const struct map *map, const struct ui *ui,
		     struct frame *frame, int row, int at)
{
	struct area area = map->layout.pane[PANE_PLAN];
	struct plan_columns c = plan_columns(area.columns);
	const struct rp_replica_nic *nic =
		rp_plan_nic(map->model.plan, map->nics[row]);
	enum style style = map_row_style(map, PANE_PLAN, row);

	map_put_name(ui, frame, area, at, c.vm, c.host - c.vm - 1, RP_VM,
		     rp_plan_replica(map->model.plan, nic->replica)->vm);
	draw_host(map, ui, frame, at, c, nic);
	draw_address(map, frame, at, c, nic);
	draw_rule(map, frame, at, c, nic);
	if (style != STYLE_TEXT)
		frame_style(frame, area, at, 0, -1, style);
}

/* Of 'rows' rows from row 'at' on. */
static void draw_plan_header(struct map *map, const struct ui *ui,
			     struct frame *frame, int at, int rows)
{
	struct area area = map->layout.pane[PANE_PLAN];
	struct plan_columns c = plan_columns(area.columns);
	int last = at + rows - 1;
	char text[320];

	if (rows > 2)
		map_draw_properties(map, ui, frame, at);
	if (rows > 0) {
		tally_text(map, text, sizeof(text));
		frame_put(frame, area, at + (rows > 2), 0, -1, STYLE_TEXT,
			  text);
	}
	if (rows < 2)
		return;
	frame_put(frame, area, last, c.vm, c.host - c.vm - 1, STYLE_HEADING,
		  _("VM"));
	frame_put(frame, area, last, c.host, c.address - c.host - 1,
		  STYLE_HEADING, _("Host"));
	frame_put(frame, area, last, c.address, c.rule - c.address - 1,
		  STYLE_HEADING, _("Address"));
	frame_put(frame, area, last, c.rule, -1, STYLE_HEADING, _("Rule"));
}

/* The source of the mapping that the pane speaks of: of several that lead to
 * the target the first one that it is not available for.  NULL: none. */
static const struct map_row *lacking_row(const struct map *map)
{
	const struct map_side *side = map->model.side;
	bool at_target = map->look.side == SIDE_TARGET;
	int row = side_row(&side[map->look.side], map->look.network);
	rp_id pair;

	if (at_target && row >= 0)
		row = side[SIDE_TARGET].rows[row].link;
	while (row >= 0) {
		const struct map_row *r = &side[SIDE_SOURCE].rows[row];

		if (map_lacks(map, r, &pair))
			return r;
		row = at_target ? r->link : -1;
	}
	return NULL;
}

/* Of the mapping that the pane speaks of, for which pair its target is not
 * available, and the remedy.  The caller frees it; NULL: there is none. */
static char *lack_text(const struct map *map)
{
	const rp_topology *topology = map->model.topology;
	const struct map_row *r = lacking_row(map);
	char *from, *to, *remedy;
	char *text = NULL;
	rp_id pair;

	if (!r || !map_lacks(map, r, &pair))
		return NULL;
	from = rp_show(rp_name(topology, RP_CLOUD,
			       rp_pair(topology, pair)->source),
		       false);
	to = rp_show(rp_name(topology, RP_CLOUD,
			     rp_pair(topology, pair)->target),
		     false);
	remedy = rp_target_remedy(
		topology, rp_plan_mapping(map->model.plan, r->mapping)->target,
		pair, RP_LOCAL);
	if (asprintf(&text, _("%s not available for %s ▶ %s: %s"),
		     map_sign(SIGN_LACKING), from ? from : "", to ? to : "",
		     remedy ? remedy : "") < 0)
		text = NULL;
	free(from);
	free(to);
	free(remedy);
	return text;
}

/* How many rows that has at the top of the pane: the head and a NIC have room
 * below it. */
static int lack_rows(const struct map *map, const char *text)
{
	struct area area = map->layout.pane[PANE_PLAN];
	int most = area.rows > 5 ? area.rows - 4 : area.rows > 1;
	int rows = text && !map->look.drafts
			   ? draw_text(NULL, area, 0, 0, STYLE_ERROR, text)
			   : 0;

	return rows < most ? rows : most;
}

int map_plan_header(const struct map *map)
{
	char *text = lack_text(map);
	int lack = lack_rows(map, text);
	int more = map->layout.pane[PANE_PLAN].rows - lack - 2;

	free(text);
	return lack + (more < 0 ? 0 : more > 3 ? 3 : more);
}

static void draw_follows(struct map *map, const struct ui *ui,
			 struct frame *frame)
{
	const struct map_list *list = &map->list[PANE_PLAN];
	struct area area = map->layout.pane[PANE_PLAN];
	int header = map_plan_header(map);
	char *text = lack_text(map);
	int lack = lack_rows(map, text);

	tally_make(map);
	if (lack > 0) {
		area.rows = lack;
		draw_text(frame, area, 0, 0, STYLE_ERROR, text);
		area = map->layout.pane[PANE_PLAN];
	}
	free(text);
	draw_plan_header(map, ui, frame, lack, header - lack);
	for (int at = header; at < area.rows; at++) {
		int row = list->top + at - header;

		if (row < (int)map->tally.n)
			draw_nic(map, ui, frame, row, at);
	}
	draw_cursor(map, PANE_PLAN, frame,
		    list->focus < 0 ? 0 : header + list->focus - list->top);
}

/* ---- The plan: what dropping would do ------------------------------------ */

/* "GoldCloud1 ▶ GoldCloud2: ○ available", for each pair in question. */
static int draw_pairs_in_question(const struct map *map, const struct ui *ui,
				  struct frame *frame, int at)
{
	const rp_topology *topology = map->model.topology;
	struct area area = map->layout.pane[PANE_PLAN];
	rp_id source = map->look.source;
	rp_id target = map->look.target;
	size_t n = rp_n_pairs(topology);

	for (rp_id i = 0; i < n && at < area.rows; i++) {
		char *text = map_pair_text(map, source, target, i);
		char *from;
		char *to;
		char *line = NULL;

		if (!text)
			continue;
		from = map_shown(ui, RP_CLOUD, rp_pair(topology, i)->source);
		to = map_shown(ui, RP_CLOUD, rp_pair(topology, i)->target);
		if (from && to &&
		    asprintf(&line, "%s ▶ %s: %s", from, to, text) >= 0)
			at += draw_text(frame, area, at, 0,
					rp_is_available(topology, target, i)
						? STYLE_TEXT
						: STYLE_ERROR,
					line);
		free(line);
		free(from);
		free(to);
		free(text);
	}
	return at;
}

static void draw_drop(struct map *map, const struct ui *ui, struct frame *frame)
{
	struct area area = map->layout.pane[PANE_PLAN];
	const struct map_effect *effect = map_effect(map);
	char *text;
	int at = 0;

	if (map->look.target == RP_NONE) {
		draw_text(frame, area, 0, 0, STYLE_TEXT,
			  _("Drop the line on a target; elsewhere it is let "
			    "go."));
		return;
	}
	if (map_proposal(map)) {
		text = rp_suggestion_text(map_proposal(map), RP_LOCAL);
		at = draw_text(frame, area, 0, 0, STYLE_TEXT, text ? text : "");
		free(text);
	}
	if (effect) {
		text = map_effect_text(map, effect);
		at += draw_text(frame, area, at, 0, STYLE_NOTICE,
				text ? text : "");
		free(text);
	}
	draw_pairs_in_question(map, ui, frame, at);
}

/* "If dropped on VMNetwork1-Chicago", or "Plan: VMNetwork1-NewYork". */
static char *plan_title(const struct map *map, const struct ui *ui)
{
	rp_id network = map->look.network;
	char *name = map_shown(ui, RP_NETWORK, network);
	char *title = NULL;
	int size;

	if (network == RP_NONE)
		size = asprintf(&title, "%s", _("Plan"));
	else if (map->proposals.is_active)
		size = asprintf(&title, _("If %s is accepted"),
				name ? name : "");
	else if (map->look.drafts)
		size = asprintf(&title, _("If dropped on %s"),
				name ? name : "");
	else
		size = asprintf(&title, _("Plan: %s"), name ? name : "");
	free(name);
	return size < 0 ? NULL : title;
}

void map_draw_plan(struct map *map, const struct ui *ui, struct frame *frame)
{
	char *title;

	if (map->layout.box[PANE_PLAN].rows <= 0)
		return;
	title = plan_title(map, ui);
	map->rule_area = map->test_area = (struct area){ 0, 0, 0, 0 };
	if (map->look.drafts) {
		if (map->layout.bordered)
			frame_border(frame, map->layout.box[PANE_PLAN],
				     title ? title : "", false);
		draw_drop(map, ui, frame);
	} else {
		map_draw_box(map, PANE_PLAN, title ? title : "", frame);
		draw_follows(map, ui, frame);
	}
	free(title);
}
