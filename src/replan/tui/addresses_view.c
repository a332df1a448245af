/* The addresses: each target subnet as a grid of what its addresses are.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At the left the subnets, a row for each family that one has; at the right
 * the grid of the one in focus.  Where there is room for one alone, it is the
 * one that has the keys. */

#include "addresses_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sentence.h"
#include "text_rows.h"
#include "words.h"

enum subnet_column {
	COLUMN_NETWORK,
	COLUMN_PREFIX,
	COLUMN_FREE,
	COLUMN_SUBNET,
	N_SUBNET_COLUMNS
};

static const struct table_column columns[N_SUBNET_COLUMNS] = {
	[COLUMN_NETWORK] = { N_("Network"), 14, 7, 2 },
	[COLUMN_PREFIX] = { N_("Prefix"), 15, 13, 1 },
	[COLUMN_FREE] = { N_("Free"), 5, 5, 0 },
	[COLUMN_SUBNET] = { N_("Subnet"), 8, 6, 1 },
};

/* ---- Rows -------------------------------------------------------------- */

/* Whether a VMM server has the protecting cloud of some pair. */
static bool is_target(const rp_topology *topology, rp_id server)
{
	for (rp_id i = 0; i < rp_n_pairs(topology); i++)
		if (rp_pair_server(topology, i) == server)
			return true;
	return false;
}

/* Adds the rows of the networks of a VMM server. */
static void add_server(struct addresses *addresses,
		       const rp_topology *topology, rp_id server)
{
	struct rp_range networks = rp_server(topology, server)->networks;

	for (rp_id n = networks.first; n < networks.end; n++) {
		struct rp_range subnets = rp_network(topology, n)->subnets;

		for (rp_id s = subnets.first; s < subnets.end; s++)
			for (int f = 0; f < RP_N_FAMILIES; f++)
				if (rp_subnet(topology, s)->prefix[f].length >=
				    0)
					addresses->rows[addresses->n_rows++] =
						(struct subnet_row){
							s, (enum rp_family)f
						};
	}
}

static bool find_rows(struct addresses *addresses, const rp_topology *topology)
{
	free(addresses->rows);
	addresses->n_rows = 0;
	addresses->rows = calloc(rp_count(topology, RP_SUBNET) *
				 RP_N_FAMILIES + 1, sizeof(*addresses->rows));
	if (!addresses->rows)
		return false;
	for (rp_id i = 0; i < rp_count(topology, RP_SERVER); i++)
		if (is_target(topology, i))
			add_server(addresses, topology, i);
	return true;
}

static bool is_same(struct subnet_row a, struct subnet_row b)
{
	return a.subnet == b.subnet && a.family == b.family;
}

static size_t row_of(const struct addresses *addresses, struct subnet_row row)
{
	for (size_t i = 0; i < addresses->n_rows; i++)
		if (is_same(addresses->rows[i], row))
			return i;
	return 0;
}

static void forget_map(struct addresses *addresses)
{
	rp_address_map_free(addresses->grid.map);
	addresses->grid.map = NULL;
}

static void addresses_opened(void *state)
{
	struct addresses *addresses = state;

	forget_map(addresses);
	addresses->n_rows = 0;
	addresses->n_runs = 0;
	addresses->shown.subnet = RP_NONE;
}

static void addresses_update(struct ui *ui, void *state)
{
	struct addresses *addresses = state;

	forget_map(addresses);
	if (!find_rows(addresses, ui_topology(ui)))
		ui_edited(ui, RP_NO_MEMORY);
	list_update(ui, &addresses->list, addresses->n_rows,
		    row_of(addresses, addresses->shown));
}

/* ---- The map that is shown ---------------------------------------------- */

static unsigned host_bits(const struct ui *ui, struct subnet_row row)
{
	int length = rp_subnet(ui_topology(ui), row.subnet)
			     ->prefix[row.family].length;

	return (unsigned)((row.family == RP_IPV4 ? 32 : 128) - length);
}

/* Has the grid show the subnet in focus; false where there is none or memory
 * ran out. */
static bool look_at_focus(const struct ui *ui, struct addresses *addresses)
{
	struct grid_view *grid = &addresses->grid;
	struct subnet_row row;
	size_t at;

	if (!list_row(&addresses->list, &at))
		return false;
	row = addresses->rows[at];
	if (grid->map && is_same(row, addresses->shown))
		return true;
	forget_map(addresses);
	if (rp_plan_address_map(&grid->map, ui_plan(ui), row.subnet,
				row.family) != RP_OK)
		return false;
	rp_address_map_ends(grid->map, &grid->first, &grid->last);
	grid->family = row.family;
	grid->bits = host_bits(ui, row);
	if (!is_same(row, addresses->shown))
		grid_start(grid);
	addresses->shown = row;
	return true;
}

/* The grid follows the list of subnets once keys rest. */
static bool addresses_waits(const void *state)
{
	const struct addresses *addresses = state;
	size_t at;

	return addresses->in_list && addresses->grid.map &&
	       list_row(&addresses->list, &at) &&
	       !is_same(addresses->rows[at], addresses->shown);
}

static unsigned addresses_rest(struct ui *ui, void *state)
{
	look_at_focus(ui, state);
	return UI_HANDLED;
}

/* ---- Cells of the list --------------------------------------------------- */

static void subnet_cell(const struct ui *ui, const void *data, size_t at,
			size_t column, struct table_cell *cell)
{
	const struct addresses *addresses = data;
	struct subnet_row row = addresses->rows[at];
	const struct rp_subnet *subnet =
		rp_subnet(ui_topology(ui), row.subnet);
	struct rp_prefix prefix = subnet->prefix[row.family];

	switch ((enum subnet_column)column) {
	case COLUMN_NETWORK:
		cell_name(cell, ui, RP_NETWORK, subnet->network);
		break;
	case COLUMN_PREFIX:
		cell->text = rp_prefix_text(row.family, prefix.ip,
					    (unsigned)prefix.length,
					    cell->buffer);
		break;
	case COLUMN_FREE:
		cell->text = count_short(
			rp_plan_free_addresses(ui_plan(ui), row.subnet,
					       row.family),
			cell->buffer);
		break;
	case COLUMN_SUBNET:
		cell_name(cell, ui, RP_SUBNET, row.subnet);
		break;
	case N_SUBNET_COLUMNS:
		break;
	}
}

static int compare_free(const struct ui *ui, struct subnet_row a,
			struct subnet_row b)
{
	uint64_t a_free = rp_plan_free_addresses(ui_plan(ui), a.subnet,
						 a.family);
	uint64_t b_free = rp_plan_free_addresses(ui_plan(ui), b.subnet,
						 b.family);

	return (a_free > b_free) - (a_free < b_free);
}

static int subnet_compare(const struct ui *ui, const void *data, size_t a_,
			  size_t b_, size_t column)
{
	const struct addresses *addresses = data;
	struct subnet_row a = addresses->rows[a_], b = addresses->rows[b_];
	const rp_topology *topology = ui_topology(ui);

	if (column == COLUMN_PREFIX)
		return compare_ips(a.family,
				   rp_subnet(topology, a.subnet)
					   ->prefix[a.family].ip,
				   b.family,
				   rp_subnet(topology, b.subnet)
					   ->prefix[b.family].ip);
	if (column == COLUMN_FREE)
		return compare_free(ui, a, b);
	return table_compare_text(subnet_cell, ui, data, a_, b_, column);
}

static const struct table_ops subnets_table = {
	.columns = columns,
	.n_columns = N_SUBNET_COLUMNS,
	.cell = subnet_cell,
	.compare = subnet_compare,
};

static char *subnets_empty(const struct ui *ui, const void *data)
{
	(void)ui;
	(void)data;
	return strdup(_("No VM network of a protecting cloud's VMM server has "
			"a subnet."));
}

static const struct list_ops subnets_list = {
	.table = &subnets_table,
	.empty = subnets_empty,
};

/* ---- What keys do -------------------------------------------------------- */

static unsigned addresses_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_ADDRESSES;
}

/* The replica's NIC, of rp_plan_nic(), that has the one address in focus; else
 * RP_NONE. */
static rp_id focused_nic(const struct grid_view *grid)
{
	struct rp_address address;

	if (grid_cell_first(grid) != grid_cell_last(grid))
		return RP_NONE;
	rp_plan_address(&address, grid->map, grid->focus);
	return address.nic;
}

/* Reads what the cell in focus is, or all of the subnet; who has the address in
 * focus is explained. */
static unsigned explain(struct ui *ui, struct addresses *addresses, bool all)
{
	rp_id nic = RP_NONE;
	char *text;
	unsigned did;

	if (!look_at_focus(ui, addresses))
		return UI_HANDLED;
	if (!all)
		nic = focused_nic(&addresses->grid);
	text = all ? map_words(ui, &addresses->grid)
		   : cell_words(ui, &addresses->grid, true);
	if (text && nic != RP_NONE)
		did = ui_explain_nic(ui, nic, text);
	else
		did = text ? ui_read(ui, _("In full"), text)
			   : ui_edited(ui, RP_NO_MEMORY);
	free(text);
	return did;
}

static unsigned next_subnet(struct ui *ui, struct addresses *addresses,
			    bool back)
{
	return table_act(&addresses->list.table, ui, addresses,
			 back ? ACTION_UP : ACTION_DOWN);
}

/* What is exported is made when it is asked for. */
static unsigned prepare_export(struct ui *ui, struct addresses *addresses)
{
	if (!addresses->in_list && look_at_focus(ui, addresses) &&
	    !make_runs(ui, addresses))
		return ui_edited(ui, RP_NO_MEMORY);
	return UI_IGNORED;
}

static bool is_of_list(enum action action)
{
	return action == ACTION_SORT || action == ACTION_FILTER_ROWS ||
	       action == ACTION_COLUMNS || action == ACTION_ZOOM_LIST;
}

static bool is_explaining(enum action action)
{
	return action == ACTION_SHOW || action == ACTION_EXPLAIN_ROW;
}

static unsigned addresses_act(struct ui *ui, void *state, enum action action)
{
	struct addresses *addresses = state;
	unsigned did;

	if (action == ACTION_NEXT_PANE || action == ACTION_PREVIOUS_PANE ||
	    (action == ACTION_SHOW && addresses->in_list)) {
		addresses->in_list = !addresses->in_list;
		return UI_HANDLED;
	}
	if (action == ACTION_EXPORT)
		return prepare_export(ui, addresses);
	if (action == ACTION_NEXT_SUBNET || action == ACTION_PREVIOUS_SUBNET)
		return next_subnet(ui, addresses,
				   action == ACTION_PREVIOUS_SUBNET);
	if (is_explaining(action))
		return explain(ui, addresses, addresses->in_list);
	if (is_of_list(action))
		return list_act(ui, addresses, action);
	did = addresses->in_list ? list_act(ui, addresses, action)
				 : UI_IGNORED;
	if (did != UI_IGNORED || !look_at_focus(ui, addresses))
		return did;
	return grid_act(ui, &addresses->grid, action);
}

static unsigned addresses_mouse(struct ui *ui, void *state, struct area area,
				const struct event *event)
{
	struct addresses *addresses = state;
	bool opened = false;
	unsigned did;

	if (event->type == EVENT_MOUSE && event->mouse != MOUSE_RELEASE)
		addresses->in_list =
			area_contains(addresses->list.table.area, event->row,
				      event->column);
	(void)area;
	if (addresses->in_list) {
		did = table_mouse(&addresses->list.table, ui, addresses, event,
				  &opened);
		addresses->in_list = !opened;
		return did;
	}
	if (!look_at_focus(ui, addresses))
		return UI_IGNORED;
	did = grid_mouse(&addresses->grid, event, &opened);
	return opened ? explain(ui, addresses, false) : did;
}

/* ---- Searching and copying ----------------------------------------------- */

static bool has_text(const struct ui *ui, const struct grid_view *grid,
		     rp_ip ip, const char *needle)
{
	const rp_topology *topology = ui_topology(ui);
	struct rp_address address;
	char text[RP_IP_SIZE];
	rp_id nic;

	rp_plan_address(&address, grid->map, ip);
	nic = address_nic(ui, &address);
	if (ui_matches(rp_ip_text(grid->family, ip, text), needle))
		return true;
	return nic != RP_NONE &&
	       (ui_matches(rp_name(topology, RP_NIC, nic), needle) ||
		ui_matches(rp_name(topology, RP_VM,
				   rp_nic(topology, nic)->vm), needle));
}

/* Goes on from '*at' to the next address that somebody has, round the ends. */
static bool next_taken(const struct grid_view *grid, rp_ip *at, bool back)
{
	rp_ip from = *at;

	if (back)
		from = from > grid->first ? from - 1 : grid->last;
	else
		from = from < grid->last ? from + 1 : grid->first;
	*at = from;
	if (rp_plan_address_find(grid->map, at, back, STATES_TAKEN))
		return true;
	*at = back ? grid->last : grid->first;
	return rp_plan_address_find(grid->map, at, back, STATES_TAKEN);
}

/* An address is gone to, whoever has it; other texts are looked for in the
 * names of those who have one. */
static bool search_grid(const struct ui *ui, struct grid_view *grid,
			const char *needle, int step)
{
	enum rp_family family;
	rp_ip ip, first;

	if (rp_ip_parse(needle, &family, &ip) && family == grid->family &&
	    ip >= grid->first && ip <= grid->last) {
		grid_focus(grid, ip);
		return true;
	}
	ip = step > 0 ? grid_cell_last(grid) : grid_cell_first(grid);
	if (!next_taken(grid, &ip, step < 0))
		return false;
	first = ip;
	do {
		if (has_text(ui, grid, ip, needle)) {
			grid_focus(grid, ip);
			return true;
		}
		next_taken(grid, &ip, step < 0);
	} while (ip != first);
	return false;
}

static bool addresses_search(struct ui *ui, void *state, const char *needle,
			     int step)
{
	struct addresses *addresses = state;

	if (addresses->in_list)
		return list_search(ui, addresses, needle, step);
	return look_at_focus(ui, addresses) &&
	       search_grid(ui, &addresses->grid, needle, step);
}

static char *addresses_copy(const struct ui *ui, const void *state,
			    enum copied what)
{
	const struct addresses *addresses = state;
	const struct grid_view *grid = &addresses->grid;
	struct rp_address address;
	char text[RP_IP_SIZE];
	rp_id nic;

	if (addresses->in_list)
		return list_copy(ui, addresses, what);
	if (!grid->map)
		return NULL;
	if (what == COPY_ADDRESS)
		return strdup(rp_ip_text(grid->family, grid->focus, text));
	rp_plan_address(&address, grid->map, grid->focus);
	nic = address_nic(ui, &address);
	return nic == RP_NONE ? NULL :
		strdup(rp_name(ui_topology(ui), RP_VM,
			       rp_nic(ui_topology(ui), nic)->vm));
}

static struct list *addresses_list(void *state, size_t i)
{
	struct addresses *addresses = state;
	struct list *lists[] = { &addresses->list_of_runs, &addresses->list };

	return i < 2 ? lists[addresses->in_list ? 1 - i : i] : NULL;
}

/* ---- Drawing ------------------------------------------------------------- */

/* The panes stand side by side where there is so much room. */
#define BOTH_LEAST_COLUMNS 72
#define BOTH_LEAST_ROWS 8

/* The rows of the grid, before others have some. */
#define GRID_LEAST 4

static void shrink_from_below(struct area *area, struct area *below, int rows)
{
	*below = *area;
	area->rows -= rows;
	below->row += area->rows;
	below->rows = rows;
}

/* In a row alone the addresses of a cell, which its label tells, are left
 * out. */
static void draw_cell_words(const struct ui *ui, const struct grid_view *grid,
			    struct area area, struct frame *frame)
{
	static const char point[] = " · ";
	char *text = cell_words(ui, grid, false);
	const char *shown = text;

	if (text && area.rows == 1 && grid->zoom > 0)
		shown = strstr(text, point) + strlen(point);
	if (text && area.rows == 1)
		text[strcspn(text, "\n")] = '\0';
	if (text && area.rows == 1)
		frame_put(frame, area, 0, 0, -1, STYLE_TEXT, shown);
	else if (text)
		text_draw_wrapped(frame, area, 0, text);
	free(text);
}

/* Below the grid, as there is room: what the cell in focus is; the legend. */
static struct area draw_words(const struct ui *ui,
			      const struct grid_view *grid, struct area area,
			      struct frame *frame)
{
	int legend = area.rows >= 14 ? 3 : area.rows >= 11 ? 2 : 0;
	int words = area.rows >= 14 ? 4 : area.rows > GRID_LEAST ? 1 : 0;
	struct area below;

	if (legend) {
		shrink_from_below(&area, &below, legend);
		grid_draw_legend(grid, below, frame);
	}
	if (!words)
		return area;
	shrink_from_below(&area, &below, words);
	if (words > 1) {
		for (int i = 0; i < below.columns; i++)
			frame_put(frame, below, 0, i, 1, STYLE_BORDER,
				  line_glyph(LINE_LEFT | LINE_RIGHT,
					     LINE_LIGHT, frame->ascii));
		below.row++;
		below.rows--;
	}
	below.column++;
	below.columns -= 2;
	draw_cell_words(ui, grid, below, frame);
	return area;
}

/* "a cell: 4 · 192.168.2.0/24 · VMNetwork1-Chicago": the name may be cut. */
static char *grid_title(const struct ui *ui, const struct addresses *addresses)
{
	const rp_topology *topology = ui_topology(ui);
	const struct grid_view *grid = &addresses->grid;
	const struct rp_subnet *subnet =
		rp_subnet(topology, addresses->shown.subnet);
	char prefix[RP_PREFIX_SIZE];
	char zoom[32];

	rp_prefix_text(grid->family, grid->first,
		       (unsigned)subnet->prefix[grid->family].length, prefix);
	if (grid->zoom < 20)
		snprintf(zoom, sizeof(zoom), "%u", 1u << grid->zoom);
	else
		snprintf(zoom, sizeof(zoom), "2^%u", grid->zoom);
	return SENTENCE(ui, grid->zoom == 0 ? _("{0} · {1}") :
			_("a cell: {2} · {0} · {1}"), prefix,
			rp_name(topology, RP_NETWORK, subnet->network), zoom);
}

static void draw_grid(struct ui *ui, struct addresses *addresses,
		      struct area area, bool bordered, struct frame *frame)
{
	struct grid_view *grid = &addresses->grid;
	bool has_keys = !addresses->in_list;
	bool is_there = addresses_waits(addresses) ||
			look_at_focus(ui, addresses);
	char *title = is_there ? grid_title(ui, addresses) : NULL;

	if (bordered) {
		frame_border(frame, area, title ? title : "", has_keys);
		area = area_inside(area);
	} else if (area.rows > GRID_LEAST) {
		frame_put(frame, area, 0, 1, -1, STYLE_HEADING,
			  title ? title : "");
		area.row++;
		area.rows--;
	}
	free(title);
	if (has_keys)
		frame_cursor(frame, area, 0, 0, false);
	if (is_there)
		grid_draw(grid, draw_words(ui, grid, area, frame), has_keys,
			  frame);
}

static void draw_both(struct ui *ui, struct addresses *addresses,
		      struct area area, struct frame *frame)
{
	struct area left = area, right = area;

	left.columns = area.columns * 3 / 8;
	if (left.columns > 48)
		left.columns = 48;
	right.column += left.columns;
	right.columns -= left.columns;
	frame_border(frame, left, _("Subnets"), addresses->in_list);
	list_draw(ui, addresses, area_inside(left), frame);
	draw_grid(ui, addresses, right, true, frame);
}

static void addresses_draw(struct ui *ui, void *state, struct area area,
			   struct frame *frame)
{
	struct addresses *addresses = state;
	bool is_empty = addresses->list.table.n_places == 0;

	addresses->list.table.behind = !addresses->in_list;
	addresses->list.table.area = (struct area){ 0, 0, 0, 0 };
	addresses->grid.rows = 0;
	if (area.columns >= BOTH_LEAST_COLUMNS &&
	    area.rows >= BOTH_LEAST_ROWS && !is_empty &&
	    !addresses->list.is_whole)
		draw_both(ui, addresses, area, frame);
	else if (addresses->in_list || is_empty)
		list_draw(ui, addresses, area, frame);
	else
		draw_grid(ui, addresses, area, false, frame);
}

/* ---- The view ------------------------------------------------------------ */

static void addresses_destroy(void *state)
{
	struct addresses *addresses = state;

	forget_map(addresses);
	list_destroy(&addresses->list);
	list_destroy(&addresses->list_of_runs);
	free(addresses->rows);
	free(addresses->runs);
	free(addresses);
}

static const struct view_ops ops = {
	.title = N_("Addresses"),
	.tab = N_("Addr"),
	.opened = addresses_opened,
	.update = addresses_update,
	.where = addresses_where,
	.act = addresses_act,
	.mouse = addresses_mouse,
	.draw = addresses_draw,
	.search = addresses_search,
	.waits = addresses_waits,
	.rest = addresses_rest,
	.copy = addresses_copy,
	.list = addresses_list,
	.destroy = addresses_destroy,
};

const struct view_ops *addresses_view(void **state)
{
	struct addresses *addresses = calloc(1, sizeof(*addresses));

	if (!addresses)
		return NULL;
	list_init(&addresses->list, &subnets_list);
	list_init(&addresses->list_of_runs, &runs_list);
	addresses->shown.subnet = RP_NONE;
	*state = addresses;
	return &ops;
}
