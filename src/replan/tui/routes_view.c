/* Routes: which subnets move, stretch or change, and which routes change.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two lists, one above the other; where there is room for one alone, it is the
 * one that has the keys. */

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "plan_words.h"
#include "sentence.h"
#include "words.h"

enum routes_pane { PANE_MOVES, PANE_ROUTES, N_ROUTES_PANES };

struct routes {
	struct list panes[N_ROUTES_PANES];
	enum routes_pane focus;

	/* What was in focus when last drawn: by it, it is found again in
	 * another plan. */
	struct rp_move move;
	struct rp_route route;
};

/* Both lists have their borders where the view has so many rows. */
#define BOTH_LEAST 14

static const char *network_name(const struct ui *ui, rp_id subnet)
{
	const rp_topology *topology = ui_topology(ui);

	return rp_name(topology, RP_NETWORK,
		       rp_subnet(topology, subnet)->network);
}

static const char *subnet_name(const struct ui *ui, rp_id subnet)
{
	return rp_name(ui_topology(ui), RP_SUBNET, subnet);
}

static const char *site_name(const struct ui *ui, rp_id site)
{
	return rp_name(ui_topology(ui), RP_SITE, site);
}

/* By family, address, length. */
static int compare_prefixes(enum rp_family a_family, struct rp_prefix a,
			    enum rp_family b_family, struct rp_prefix b)
{
	int result = compare_ips(a_family, a.ip, b_family, b.ip);

	return result ? result : compare_numbers(a.length, b.length);
}

/* ---- Subnets ----------------------------------------------------------- */

enum move_column {
	MOVE_PREFIX,
	MOVE_NEW_PREFIX,
	MOVE_KIND,
	MOVE_FROM,
	MOVE_FROM_SUBNET,
	MOVE_TO,
	MOVE_TO_SUBNET,
	N_MOVE_COLUMNS
};

static const struct table_column move_columns[N_MOVE_COLUMNS] = {
	[MOVE_PREFIX] = { N_("Prefix"), 15, 14, 2 },
	[MOVE_NEW_PREFIX] = { N_("New prefix"), 15, 14, 2 },
	[MOVE_KIND] = { N_("What"), 9, 9, 0 },
	[MOVE_FROM] = { N_("From"), 18, 11, 2 },
	[MOVE_FROM_SUBNET] = { N_("Subnet"), 8, 6, 1 },
	[MOVE_TO] = { N_("To"), 18, 11, 2 },
	[MOVE_TO_SUBNET] = { N_("Subnet"), 8, 6, 1 },
};

static const struct rp_move *move_at(const struct ui *ui, size_t row)
{
	return rp_plan_move(ui_plan(ui), (rp_id)row);
}

static struct rp_prefix prefix_of(const struct ui *ui, rp_id subnet,
				  enum rp_family family)
{
	return rp_subnet(ui_topology(ui), subnet)->prefix[family];
}

static const char *subnet_prefix(const struct ui *ui, rp_id subnet,
				 enum rp_family family,
				 char text[RP_PREFIX_SIZE])
{
	struct rp_prefix prefix = prefix_of(ui, subnet, family);

	return rp_prefix_text(family, prefix.ip, (unsigned)prefix.length, text);
}

static void move_cell(const struct ui *ui, const void *data, size_t row,
		      size_t column, struct table_cell *cell)
{
	const struct rp_move *move = move_at(ui, row);

	(void)data;
	switch ((enum move_column)column) {
	case MOVE_PREFIX:
		cell->text = subnet_prefix(ui, move->source, move->family,
					   cell->buffer);
		break;
	case MOVE_NEW_PREFIX:
		cell->text = subnet_prefix(ui, move->target, move->family,
					   cell->buffer);
		break;
	case MOVE_KIND:
		cell->text = move_word(move->kind);
		break;
	case MOVE_FROM:
		cell->text = network_name(ui, move->source);
		break;
	case MOVE_FROM_SUBNET:
		cell->text = subnet_name(ui, move->source);
		break;
	case MOVE_TO:
		cell->text = network_name(ui, move->target);
		break;
	case MOVE_TO_SUBNET:
		cell->text = subnet_name(ui, move->target);
		break;
	case N_MOVE_COLUMNS:
		break;
	}
	cell->is_name = column >= MOVE_FROM;
}

static int move_compare(const struct ui *ui, const void *data, size_t a_,
			size_t b_, size_t column)
{
	const struct rp_move *a = move_at(ui, a_);
	const struct rp_move *b = move_at(ui, b_);

	if (column == MOVE_PREFIX)
		return compare_prefixes(a->family,
					prefix_of(ui, a->source, a->family),
					b->family,
					prefix_of(ui, b->source, b->family));
	if (column == MOVE_NEW_PREFIX)
		return compare_prefixes(a->family,
					prefix_of(ui, a->target, a->family),
					b->family,
					prefix_of(ui, b->target, b->family));
	return table_compare_text(move_cell, ui, data, a_, b_, column);
}

static const char *move_words(enum rp_move_kind kind)
{
	switch (kind) {
	case RP_STRETCHED_SUBNET:
		return _("{0} is stretched over subnet {1} of VM network {2} "
			 "and subnet {3} of VM network {4}: addresses are kept "
			 "and no route changes.");
	case RP_SUBNET_FAILOVER:
		return _("{0} moves from subnet {1} of VM network {2} to "
			 "subnet {3} of VM network {4}: addresses are kept, "
			 "and routes to {0} change.");
	case RP_ADDRESS_CHANGE:
		break;
	}
	return _("Subnet {1} of VM network {2} has {0}, subnet {3} of VM "
		 "network {4} has {5}: addresses change, DNS records change "
		 "with them, and no route does.");
}

static char *move_detail(const struct ui *ui, const void *data, size_t row)
{
	const struct rp_move *move = move_at(ui, row);
	char from[RP_PREFIX_SIZE];
	char to[RP_PREFIX_SIZE];

	(void)data;
	return SENTENCE(ui, move_words(move->kind),
			subnet_prefix(ui, move->source, move->family, from),
			subnet_name(ui, move->source),
			network_name(ui, move->source),
			subnet_name(ui, move->target),
			network_name(ui, move->target),
			subnet_prefix(ui, move->target, move->family, to));
}

static char *move_empty(const struct ui *ui, const void *data)
{
	(void)ui;
	(void)data;
	return strdup(_("No subnet fails over: no replica NIC joins one."));
}

static unsigned open_detail(struct ui *ui, char *text)
{
	unsigned did = text ? ui_read(ui, _("In full"), text) :
		ui_edited(ui, RP_NO_MEMORY);

	free(text);
	return did;
}

static unsigned move_open(struct ui *ui, const void *data, size_t row)
{
	return open_detail(ui, move_detail(ui, data, row));
}

static const struct table_ops move_table = {
	.columns = move_columns,
	.n_columns = N_MOVE_COLUMNS,
	.cell = move_cell,
	.compare = move_compare,
};

static const struct list_ops move_list = {
	.table = &move_table,
	.open = move_open,
	.empty = move_empty,
};

/* ---- Routes ------------------------------------------------------------ */

enum route_column {
	ROUTE_SITE,
	ROUTE_PREFIX,
	ROUTE_BEFORE,
	ROUTE_AFTER,
	N_ROUTE_COLUMNS
};

static const struct table_column route_columns[N_ROUTE_COLUMNS] = {
	[ROUTE_SITE] = { N_("Site"), 14, 10, 2 },
	[ROUTE_PREFIX] = { N_("Prefix"), 16, 14, 1 },
	[ROUTE_BEFORE] = { N_("Before"), 24, 18, 3 },
	[ROUTE_AFTER] = { N_("After"), 24, 18, 3 },
};

static const struct rp_route *route_at(const struct ui *ui, size_t row)
{
	return rp_plan_route(ui_plan(ui), (rp_id)row);
}

/* What a hop is called: "{0}" is the next site, "{1}" its router. */
struct hop_words {
	const char *none;
	const char *here;
	const char *site;
	const char *router;
};

static char *hop_text(const struct ui *ui, const struct rp_route *route,
		      const struct rp_hop *hop, const struct hop_words *words)
{
	char via[RP_IP_SIZE];

	if (hop->next == RP_NONE)
		return strdup(words->none);
	if (hop->next == route->site)
		return strdup(words->here);
	if (!hop->has_via)
		return SENTENCE(ui, words->site, site_name(ui, hop->next));
	return SENTENCE(ui, words->router, site_name(ui, hop->next),
			rp_ip_text(hop->family, hop->via, via));
}

static char *hop_cell(const struct ui *ui, const struct rp_route *route,
		      const struct rp_hop *hop)
{
	const struct hop_words words = {
		.none = _("no path"),
		.here = _("here"),
		.site = "{0}",
		.router = _("{0} via {1}"),
	};

	return hop_text(ui, route, hop, &words);
}

static const char *route_prefix(const struct rp_route *route,
				char text[RP_PREFIX_SIZE])
{
	return rp_prefix_text(route->family, route->prefix.ip,
			      (unsigned)route->prefix.length, text);
}

static void route_cell(const struct ui *ui, const void *data, size_t row,
		       size_t column, struct table_cell *cell)
{
	const struct rp_route *route = route_at(ui, row);

	(void)data;
	switch ((enum route_column)column) {
	case ROUTE_SITE:
		cell_name(cell, ui, RP_SITE, route->site);
		break;
	case ROUTE_PREFIX:
		cell->text = route_prefix(route, cell->buffer);
		break;
	case ROUTE_BEFORE:
		cell_take(cell, hop_cell(ui, route, &route->before));
		break;
	case ROUTE_AFTER:
		cell_take(cell, hop_cell(ui, route, &route->after));
		if (route->after.next == RP_NONE)
			cell->style = STYLE_ERROR;
		break;
	case N_ROUTE_COLUMNS:
		break;
	}
}

static int route_compare(const struct ui *ui, const void *data, size_t a_,
			 size_t b_, size_t column)
{
	const struct rp_route *a = route_at(ui, a_);
	const struct rp_route *b = route_at(ui, b_);

	if (column == ROUTE_PREFIX)
		return compare_prefixes(a->family, a->prefix, b->family,
					b->prefix);
	return table_compare_text(route_cell, ui, data, a_, b_, column);
}

static char *hop_sentence(const struct ui *ui, const struct rp_route *route,
			  const struct rp_hop *hop)
{
	const struct hop_words words = {
		.none = _("no path leads there"),
		.here = _("it stands at this site"),
		.site = _("over {0}"),
		.router = _("over {0}, by its router {1}"),
	};

	return hop_text(ui, route, hop, &words);
}

static char *route_detail(const struct ui *ui, const struct rp_route *route)
{
	char prefix[RP_PREFIX_SIZE];
	char *before = hop_sentence(ui, route, &route->before);
	char *after = hop_sentence(ui, route, &route->after);
	char *text = NULL;

	if (before && after)
		text = SENTENCE(ui, _("How site {0} reaches {1}\n"
				      "  Before failover: {2}\n"
				      "  After failover: {3}"),
				site_name(ui, route->site),
				route_prefix(route, prefix), before, after);
	free(before);
	free(after);
	return text;
}

static unsigned route_open(struct ui *ui, const void *data, size_t row)
{
	(void)data;
	return open_detail(ui, route_detail(ui, route_at(ui, row)));
}

static bool has_finding(const rp_plan *plan, const char *code)
{
	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++)
		if (!strcmp(rp_finding_code(rp_plan_finding(plan, i)), code))
			return true;
	return false;
}

static bool has_failover(const rp_plan *plan)
{
	for (rp_id i = 0; i < rp_plan_n_moves(plan); i++)
		if (rp_plan_move(plan, i)->kind == RP_SUBNET_FAILOVER)
			return true;
	return false;
}

static char *route_empty(const struct ui *ui, const void *data)
{
	const rp_plan *plan = ui_plan(ui);

	(void)data;
	if (rp_n_links(ui_topology(ui)) == 0)
		return strdup(_("No routes: the topology has no links between "
				"its sites."));
	if (!ui_has_part(ui, RP_PART_FINDINGS))
		return strdup(ui_pending(ui));
	if (has_finding(plan, "routes-too-many"))
		return strdup(_("No routes: too many prefixes move at too many "
				"sites."));
	if (!has_failover(plan))
		return strdup(_("No route changes: no prefix fails over."));
	return strdup(_("No route changes: every site reaches the prefixes as "
			"before."));
}

static const struct table_ops route_table = {
	.columns = route_columns,
	.n_columns = N_ROUTE_COLUMNS,
	.cell = route_cell,
	.compare = route_compare,
};

static const struct list_ops route_list = {
	.table = &route_table,
	.open = route_open,
	.empty = route_empty,
};

/* ---- The view ---------------------------------------------------------- */

static bool is_same_move(const struct rp_move *a, const struct rp_move *b)
{
	return a->source == b->source && a->target == b->target &&
	       a->family == b->family;
}

static bool is_same_route(const struct rp_route *a, const struct rp_route *b)
{
	return a->site == b->site &&
	       compare_prefixes(a->family, a->prefix, b->family,
				b->prefix) == 0;
}

static void update_moves(struct ui *ui, struct routes *routes)
{
	struct list *list = &routes->panes[PANE_MOVES];
	size_t n = rp_plan_n_moves(ui_plan(ui));
	size_t row;

	list_row(list, &row);
	for (size_t i = 0; i < n; i++)
		if (is_same_move(move_at(ui, i), &routes->move))
			row = i;
	list_update(ui, list, n, row);
}

static void update_routes(struct ui *ui, struct routes *routes)
{
	struct list *list = &routes->panes[PANE_ROUTES];
	size_t n = rp_plan_n_routes(ui_plan(ui));
	size_t row;

	list_row(list, &row);
	for (size_t i = 0; i < n; i++)
		if (is_same_route(route_at(ui, i), &routes->route))
			row = i;
	list_update(ui, list, n, row);
}

static void routes_update(struct ui *ui, void *state)
{
	update_moves(ui, state);
	update_routes(ui, state);
}

static unsigned routes_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_ROUTES;
}

static unsigned routes_act(struct ui *ui, void *state, enum action action)
{
	struct routes *routes = state;

	if (action == ACTION_NEXT_PANE || action == ACTION_PREVIOUS_PANE) {
		routes->focus = routes->focus == PANE_MOVES ? PANE_ROUTES :
			PANE_MOVES;
		return UI_HANDLED;
	}
	return list_act(ui, &routes->panes[routes->focus], action);
}

static unsigned routes_mouse(struct ui *ui, void *state, struct area area,
			     const struct event *event)
{
	struct routes *routes = state;

	for (int i = 0; i < N_ROUTES_PANES; i++)
		if (event->type == EVENT_MOUSE &&
		    event->mouse != MOUSE_RELEASE &&
		    area_contains(routes->panes[i].table.area, event->row,
				  event->column))
			routes->focus = (enum routes_pane)i;
	return list_mouse(ui, &routes->panes[routes->focus], area, event);
}

static bool routes_search(struct ui *ui, void *state, const char *needle,
			  int step)
{
	struct routes *routes = state;

	return list_search(ui, &routes->panes[routes->focus], needle, step);
}

static const char *pane_title(enum routes_pane pane)
{
	return pane == PANE_MOVES ? _("Subnets") : _("Routes");
}

static void draw_pane(struct ui *ui, struct routes *routes,
		      enum routes_pane pane, struct area area,
		      struct frame *frame)
{
	frame_border(frame, area, pane_title(pane), pane == routes->focus);
	list_draw(ui, &routes->panes[pane], area_inside(area), frame);
}

/* The subnets have what they need, and at most half. */
static int moves_rows(const struct routes *routes, int rows)
{
	size_t n = routes->panes[PANE_MOVES].table.n_rows;
	int most = rows / 2;

	if (n == 0)
		n = 2;
	return n + 4 < (size_t)most ? (int)n + 4 : most;
}

static void draw_both(struct ui *ui, struct routes *routes, struct area area,
		      struct frame *frame)
{
	struct area upper = area;
	struct area lower = area;

	upper.rows = moves_rows(routes, area.rows);
	lower.row += upper.rows;
	lower.rows -= upper.rows;
	draw_pane(ui, routes, PANE_MOVES, upper, frame);
	draw_pane(ui, routes, PANE_ROUTES, lower, frame);
}

/* Its title stands above it where there is room. */
static void draw_one(struct ui *ui, struct routes *routes, struct area area,
		     struct frame *frame)
{
	enum routes_pane other = routes->focus == PANE_MOVES ? PANE_ROUTES :
		PANE_MOVES;
	char key[16];

	if (area.rows >= 6) {
		frame_printf(frame, area, 0, 1, -1, STYLE_DIM, "%s · %s: %s",
			     pane_title(routes->focus),
			     ui_key(ui, ACTION_NEXT_PANE, key),
			     pane_title(other));
		area.row++;
		area.rows--;
	}
	list_draw(ui, &routes->panes[routes->focus], area, frame);
}

static void remember_focus(const struct ui *ui, struct routes *routes)
{
	size_t row;

	if (list_row(&routes->panes[PANE_MOVES], &row))
		routes->move = *move_at(ui, row);
	if (list_row(&routes->panes[PANE_ROUTES], &row))
		routes->route = *route_at(ui, row);
}

static void routes_draw(struct ui *ui, void *state, struct area area,
			struct frame *frame)
{
	struct routes *routes = state;

	for (int i = 0; i < N_ROUTES_PANES; i++) {
		struct table *table = &routes->panes[i].table;

		table->behind = i != (int)routes->focus;
		table->area = (struct area){ 0, 0, 0, 0 };
	}
	if (area.rows >= BOTH_LEAST && !routes->panes[routes->focus].is_whole)
		draw_both(ui, routes, area, frame);
	else
		draw_one(ui, routes, area, frame);
	remember_focus(ui, routes);
}

static char *routes_copy(const struct ui *ui, const void *state,
			 enum copied what)
{
	const struct routes *routes = state;

	return list_copy(ui, &routes->panes[routes->focus], what);
}

static struct list *routes_list(void *state, size_t i)
{
	struct routes *routes = state;

	return i < N_ROUTES_PANES ?
		&routes->panes[(routes->focus + i) % N_ROUTES_PANES] : NULL;
}

static void routes_destroy(void *state)
{
	struct routes *routes = state;

	for (int i = 0; i < N_ROUTES_PANES; i++)
		list_destroy(&routes->panes[i]);
	free(routes);
}

static const struct view_ops ops = {
	.title = N_("Routes"),
	.parts = RP_PART_FINDINGS,
	.update = routes_update,
	.where = routes_where,
	.act = routes_act,
	.mouse = routes_mouse,
	.draw = routes_draw,
	.search = routes_search,
	.copy = routes_copy,
	.list = routes_list,
	.destroy = routes_destroy,
};

const struct view_ops *routes_view(void **state)
{
	struct routes *routes = calloc(1, sizeof(*routes));

	if (!routes)
		return NULL;
	list_init(&routes->panes[PANE_MOVES], &move_list);
	list_init(&routes->panes[PANE_ROUTES], &route_list);
	routes->move.source = RP_NONE;
	routes->route.site = RP_NONE;
	*state = routes;
	return &ops;
}
