/* Properties of a mapping: its address rule and its test network.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "plan_words.h"
#include "words.h"

#define N_RULES 3

/* More networks than these are not listed: one is asked for by name. */
#define MOST_LISTED 60

static const char *rule_words(enum rp_address_rule rule)
{
	switch (rule) {
	case RP_RETAIN:
		return _("addresses: retain - the same address, else the next");
	case RP_OFFSET:
		return _("addresses: offset - the same, else the same host "
			 "part, else the next");
	case RP_NEXT:
		return _("addresses: next - the next free address");
	}
	return "";
}

static struct rp_range target_networks(const struct map *map)
{
	return rp_server(map->model.topology,
			 rp_network_server(map->model.topology,
					   map->edited.target))
		->networks;
}

/* Notes the mapping in focus as the one that is edited; false after saying why
 * there is none. */
static bool begin(struct map *map, struct ui *ui)
{
	const struct rp_mapping *mapping =
		ui_may_edit(ui) ? map_mapping(map, ui) : NULL;

	if (mapping)
		map->edited = *mapping;
	return mapping != NULL;
}

/* "A ▶ B". */
static char *edited_title(const struct map *map, const struct ui *ui)
{
	char *source = map_shown(ui, RP_NETWORK, map->edited.source);
	char *target = map_shown(ui, RP_NETWORK, map->edited.target);
	char *title = NULL;

	if (asprintf(&title, "%s ▶ %s", source ? source : "",
		     target ? target : "") < 0)
		title = NULL;
	free(source);
	free(target);
	return title;
}

static unsigned change(struct map *map, struct ui *ui)
{
	return ui_edited(ui, rp_session_map(ui_session(ui), &map->edited));
}

/* ---- One at a time ------------------------------------------------------- */

unsigned map_next_rule(struct map *map, struct ui *ui)
{
	unsigned did;

	if (!begin(map, ui))
		return UI_HANDLED;
	map->edited.rule =
		(enum rp_address_rule)((map->edited.rule + 1) % N_RULES);
	did = change(map, ui);
	ui_say(ui, RP_NOTICE, "%s", rule_words(map->edited.rule));
	return did;
}

/* The network of the target's server that is called 'text' or, where none is,
 * the only one that has it in its name; '*n' is how many those are. */
static rp_id network_called(const struct map *map, const char *text, size_t *n)
{
	const rp_topology *topology = map->model.topology;
	struct rp_range networks = target_networks(map);
	rp_id found = RP_NONE;

	*n = 0;
	for (rp_id i = networks.first; i < networks.end; i++) {
		const char *name = rp_name(topology, RP_NETWORK, i);

		if (strcmp(name, text) == 0) {
			*n = 1;
			return i;
		}
		if (ui_matches(name, text)) {
			found = i;
			++*n;
		}
	}
	return *n == 1 ? found : RP_NONE;
}

static unsigned test_typed(struct ui *ui, void *data, const char *text)
{
	struct map *map = data;
	size_t n = 1;

	map->edited.test_network = RP_NONE;
	if (*text)
		map->edited.test_network = network_called(map, text, &n);
	if (n == 1)
		return change(map, ui);
	ui_say(ui, RP_NOTICE,
	       ngettext("%zu network has this in its name",
			"%zu networks have this in their name", n),
	       n);
	return UI_HANDLED;
}

static unsigned test_ask(struct map *map, struct ui *ui)
{
	rp_id now = map->edited.test_network;

	return ui_prompt(
		ui, _("Test network, empty for none: "),
		now == RP_NONE ? ""
			       : rp_name(map->model.topology, RP_NETWORK, now),
		test_typed, map);
}

/* ---- Choosing ------------------------------------------------------------ */

static char *marked(bool is_chosen, const char *text)
{
	char *line = NULL;

	if (asprintf(&line, "%s %s", is_chosen ? "●" : "○", text) < 0)
		return NULL;
	return line;
}

static char *test_line(const struct map *map, const struct ui *ui,
		       rp_id network)
{
	char *name = map_shown(ui, RP_NETWORK, network);
	char *text = NULL;
	char *line = NULL;

	if (name &&
	    asprintf(&text, _("test failovers connect to %s"), name) < 0)
		text = NULL;
	if (text)
		line = marked(map->edited.test_network == network, text);
	free(name);
	free(text);
	return line;
}

/* Lines to choose from. */
struct choices {
	char **lines;
	size_t n;
	bool failed;
};

static void choice_add(struct choices *choices, char *line)
{
	choices->lines[choices->n++] = line;
	choices->failed |= !line;
}

static void choices_free(struct choices *choices)
{
	for (size_t i = 0; i < choices->n; i++)
		free(choices->lines[i]);
	free(choices->lines);
}

static bool is_listed(struct rp_range networks)
{
	return networks.end - networks.first <= MOST_LISTED;
}

/* No test network, and each network of the server or, where those are many, one
 * that is asked for. */
static void add_tests(struct choices *choices, const struct map *map,
		      const struct ui *ui)
{
	struct rp_range networks = target_networks(map);
	rp_id test = map->edited.test_network;

	choice_add(choices, marked(test == RP_NONE,
				   _("test failovers connect to no network")));
	for (rp_id i = networks.first; is_listed(networks) && i < networks.end;
	     i++)
		choice_add(choices, test_line(map, ui, i));
	if (is_listed(networks))
		return;
	if (test != RP_NONE)
		choice_add(choices, test_line(map, ui, test));
	choice_add(choices, marked(false, _("test failovers connect to another "
					    "network: type its name")));
}

static unsigned test_chosen(struct map *map, struct ui *ui, size_t choice)
{
	struct rp_range networks = target_networks(map);
	bool has_test = map->edited.test_network != RP_NONE;

	if (choice == 0)
		map->edited.test_network = RP_NONE;
	else if (is_listed(networks))
		map->edited.test_network = networks.first + (rp_id)(choice - 1);
	else if (choice == 1U + has_test)
		return test_ask(map, ui);
	return change(map, ui);
}

static unsigned property_chosen(struct ui *ui, void *data, size_t choice)
{
	struct map *map = data;

	if (choice >= N_RULES)
		return test_chosen(map, ui, choice - N_RULES);
	map->edited.rule = (enum rp_address_rule)choice;
	return change(map, ui);
}

static unsigned test_network_chosen(struct ui *ui, void *data, size_t choice)
{
	return test_chosen(data, ui, choice);
}

/* Asks to choose from 'choices' and frees them. */
static unsigned ask(struct map *map, struct ui *ui, struct choices *choices,
		    size_t chosen,
		    unsigned (*done)(struct ui *ui, void *data, size_t choice))
{
	char *title = edited_title(map, ui);
	unsigned did;

	if (choices->failed || !title)
		did = ui_edited(ui, RP_NO_MEMORY);
	else
		did = ui_choose(ui, title, (const char *const *)choices->lines,
				choices->n, chosen, done, map);
	free(title);
	choices_free(choices);
	return did;
}

unsigned map_properties(struct map *map, struct ui *ui)
{
	struct choices choices = { NULL, 0, false };

	if (!begin(map, ui))
		return UI_HANDLED;
	choices.lines = calloc(N_RULES + 3 + MOST_LISTED, sizeof(char *));
	if (!choices.lines)
		return ui_edited(ui, RP_NO_MEMORY);
	for (int i = 0; i < N_RULES; i++) {
		enum rp_address_rule rule = (enum rp_address_rule)i;

		choice_add(&choices,
			   marked(map->edited.rule == rule, rule_words(rule)));
	}
	add_tests(&choices, map, ui);
	return ask(map, ui, &choices, (size_t)map->edited.rule,
		   property_chosen);
}

unsigned map_test_network(struct map *map, struct ui *ui)
{
	struct choices choices = { NULL, 0, false };
	struct rp_range networks;
	size_t chosen = 0;

	if (!begin(map, ui))
		return UI_HANDLED;
	networks = target_networks(map);
	if (!is_listed(networks))
		return test_ask(map, ui);
	choices.lines = calloc(3 + MOST_LISTED, sizeof(char *));
	if (!choices.lines)
		return ui_edited(ui, RP_NO_MEMORY);
	add_tests(&choices, map, ui);
	if (map->edited.test_network != RP_NONE)
		chosen = 1 + map->edited.test_network - networks.first;
	return ask(map, ui, &choices, chosen, test_network_chosen);
}

/* ---- Drawing ------------------------------------------------------------- */

/* The mapping that the plan pane speaks of; NULL: none, or several. */
static const struct rp_mapping *mapping_seen(const struct map *map)
{
	const struct map_look *look = &map->look;
	const struct map_side *sources = &map->model.side[SIDE_SOURCE];
	rp_id source = look->source;
	rp_id mapping;
	int row;

	if (look->side == SIDE_TARGET) {
		row = side_row(&map->model.side[SIDE_TARGET], look->target);
		row = row < 0 ? -1
			      : map->model.side[SIDE_TARGET].rows[row].link;
		if (row < 0 || sources->rows[row].link >= 0)
			return NULL;
		source = sources->rows[row].id;
	}
	if (source == RP_NONE)
		return NULL;
	mapping = rp_plan_mapping_of(map->model.plan, source,
				     map->model.side[SIDE_TARGET].server);
	return mapping == RP_NONE ? NULL
				  : rp_plan_mapping(map->model.plan, mapping);
}

/* How many sources lead to the target that is looked at; or that the source is
 * not mapped. */
static void draw_no_mapping(const struct map *map, struct frame *frame,
			    struct area area, int row)
{
	const struct map_side *targets = &map->model.side[SIDE_TARGET];
	int at = side_row(targets, map->look.target);
	uint32_t n = at < 0 ? 0 : targets->rows[at].n_sources;

	if (map->look.side == SIDE_TARGET && n > 0)
		frame_printf(frame, area, row, 0, -1, STYLE_TEXT,
			     ngettext("%lu network is mapped to it",
				      "%lu networks are mapped to it", n),
			     (unsigned long)n);
	else
		frame_put(frame, area, row, 0, -1, STYLE_TEXT, _("not mapped"));
}

/* Where a part was put. */
static struct area part_area(struct area area, int row, int column, int columns)
{
	area.row += row;
	area.rows = 1;
	area.column += column;
	area.columns = columns;
	return area;
}

/* "▶ VMNetwork1-Chicago · retain · test network: none".  The name gives way. */
void map_draw_properties(struct map *map, const struct ui *ui,
			 struct frame *frame, int row)
{
	struct area area = map->layout.pane[PANE_PLAN];
	const struct rp_mapping *m = mapping_seen(map);
	bool at_source = map->look.side == SIDE_SOURCE;
	const char *label = _("test network: ");
	const char *test = _("none");
	const char *rule = m ? address_rule_word(m->rule) : "";
	int room, column;

	if (!m) {
		draw_no_mapping(map, frame, area, row);
		return;
	}
	if (m->test_network != RP_NONE)
		test = rp_name(map->model.topology, RP_NETWORK,
			       m->test_network);
	room = area.columns - 2 - 6 - (int)rp_columns(rule) -
	       (int)rp_columns(label) - (int)rp_columns(test);
	if (room < 8)
		room = 8;
	column = frame_put(frame, area, row, 0, -1, STYLE_LINE,
			   at_source ? "▶ " : "◀ ");
	column += map_put_name(ui, frame, area, row, column, room, RP_NETWORK,
			       at_source ? m->target : m->source);
	column += frame_put(frame, area, row, column, -1, STYLE_TEXT, " · ");
	map->rule_area = part_area(area, row, column, (int)rp_columns(rule));
	column += frame_put(frame, area, row, column, -1, STYLE_NOTICE, rule);
	column += frame_put(frame, area, row, column, -1, STYLE_TEXT, " · ");
	map->test_area = part_area(area, row, column, area.columns - column);
	column += frame_put(frame, area, row, column, -1, STYLE_TEXT, label);
	if (m->test_network == RP_NONE)
		frame_put(frame, area, row, column, -1, STYLE_TEXT, test);
	else
		frame_put_name(frame, area, row, column, -1, STYLE_NOTICE,
			       test);
}
