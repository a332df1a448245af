/* Availability: what each VM network can be mapped to, by cloud pair.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of section 2 of the rules, which only the topology decides.  It
 * has a row for each source network, pair and target: where these are too many,
 * those of the source network that is in focus on the map. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "sentence.h"
#include "words.h"

/* So many rows are made for all networks at once. */
#define MOST_ROWS 100000

enum availability_column {
	COLUMN_SOURCE,
	COLUMN_TARGET,
	COLUMN_PAIR,
	COLUMN_AVAILABLE,
	COLUMN_RECOMMENDED,
	COLUMN_REMEDY,
	N_AVAILABILITY_COLUMNS
};

static const struct table_column columns[N_AVAILABILITY_COLUMNS] = {
	[COLUMN_SOURCE] = { N_("Source"), 18, 14, 2 },
	[COLUMN_TARGET] = { N_("Target"), 18, 14, 2 },
	[COLUMN_PAIR] = { N_("Pair"), 27, 20, 2 },
	[COLUMN_AVAILABLE] = { N_("Availability"), 13, 13, 0 },
	[COLUMN_RECOMMENDED] = { N_("Advice"), 11, 11, 0 },
	[COLUMN_REMEDY] = { N_("Remedy"), 40, 20, 4 },
};

struct availability {
	struct list list;
	struct rp_target *rows;
	size_t n_rows;
	bool is_known;      /* The rows are those of the topology... */
	rp_id source;       /* ...of this network alone; RP_NONE: of all. */
	uint64_t n_all;     /* How many there would be of all networks. */
	bool is_counted;
};

/* ---- Rows -------------------------------------------------------------- */

static uint64_t count_rows(const rp_topology *topology, rp_id source)
{
	uint64_t n = 0;

	for (rp_id pair = 0; pair < rp_n_pairs(topology); pair++) {
		rp_id server = rp_pair_server(topology, pair);
		struct rp_range networks =
			rp_server(topology, server)->networks;

		if (!rp_is_row(topology, source, pair))
			continue;
		n += networks.end - networks.first;
		if (rp_network_server(topology, source) == server)
			n--;
	}
	return n;
}

static void count_all(struct availability *availability,
		      const rp_topology *topology)
{
	availability->n_all = 0;
	for (rp_id i = 0; i < rp_count(topology, RP_NETWORK); i++)
		availability->n_all += count_rows(topology, i);
	availability->is_counted = true;
}

static void availability_opened(void *state)
{
	struct availability *availability = state;

	free(availability->rows);
	availability->rows = NULL;
	availability->n_rows = 0;
	availability->is_known = false;
	availability->is_counted = false;
}

static int find_rows(struct availability *availability,
		     const rp_topology *topology, rp_id source)
{
	struct rp_target *rows;
	size_t n_rows;
	int result = rp_targets(&rows, &n_rows, topology, source);

	if (result != RP_OK)
		return result;
	free(availability->rows);
	availability->rows = rows;
	availability->n_rows = n_rows;
	availability->source = source;
	availability->is_known = true;
	return RP_OK;
}

/* An edit changes nothing here; another focus on the map may. */
static void availability_update(struct ui *ui, void *state)
{
	struct availability *availability = state;
	const rp_topology *topology = ui_topology(ui);
	rp_id source = RP_NONE;
	int result;

	if (!availability->is_counted)
		count_all(availability, topology);
	if (availability->n_all > MOST_ROWS)
		source = ui_map_network(ui);
	if (availability->is_known && availability->source == source)
		return;
	result = find_rows(availability, topology, source);
	if (result != RP_OK)
		ui_edited(ui, result);
	list_update(ui, &availability->list, availability->n_rows, 0);
}

/* ---- Cells ------------------------------------------------------------- */

static const char *cloud_name(const struct ui *ui, rp_id cloud)
{
	return rp_name(ui_topology(ui), RP_CLOUD, cloud);
}

static char *pair_text(const struct ui *ui, rp_id id)
{
	const struct rp_pair *pair = rp_pair(ui_topology(ui), id);

	return SENTENCE(ui, "{0} ▶ {1}", cloud_name(ui, pair->source),
			cloud_name(ui, pair->target));
}

static void availability_cell(const struct ui *ui, const void *data,
			      size_t at, size_t column,
			      struct table_cell *cell)
{
	const struct availability *availability = data;
	const struct rp_target *row = &availability->rows[at];

	switch ((enum availability_column)column) {
	case COLUMN_SOURCE:
		cell_name(cell, ui, RP_NETWORK, row->source);
		break;
	case COLUMN_TARGET:
		cell_name(cell, ui, RP_NETWORK, row->target);
		break;
	case COLUMN_PAIR:
		cell_take(cell, pair_text(ui, row->pair));
		break;
	case COLUMN_AVAILABLE:
		cell_say(cell, row->available ? STYLE_GOOD : STYLE_WARNING,
			 row->available ? _("available") :
			 _("not available"));
		break;
	case COLUMN_RECOMMENDED:
		if (row->recommended)
			cell_say(cell, STYLE_GOOD, _("recommended"));
		break;
	case COLUMN_REMEDY:
		if (!row->available)
			cell_take(cell, rp_target_remedy(ui_topology(ui),
							 row->target,
							 row->pair,
							 RP_LOCAL));
		break;
	case N_AVAILABILITY_COLUMNS:
		break;
	}
}

static int compare_pairs(const struct ui *ui, rp_id a_, rp_id b_)
{
	const struct rp_pair *a = rp_pair(ui_topology(ui), a_);
	const struct rp_pair *b = rp_pair(ui_topology(ui), b_);
	int result = strcmp(cloud_name(ui, a->source),
			    cloud_name(ui, b->source));

	return result ? result : strcmp(cloud_name(ui, a->target),
					cloud_name(ui, b->target));
}

/* What is available and recommended first. */
static int availability_compare(const struct ui *ui, const void *data,
				size_t a, size_t b, size_t column)
{
	const struct availability *availability = data;
	const struct rp_target *x = &availability->rows[a];
	const struct rp_target *y = &availability->rows[b];

	if (column == COLUMN_PAIR)
		return compare_pairs(ui, x->pair, y->pair);
	if (column == COLUMN_AVAILABLE)
		return y->available - x->available;
	if (column == COLUMN_RECOMMENDED)
		return y->recommended - x->recommended;
	return table_compare_text(availability_cell, ui, data, a, b, column);
}

static const struct table_ops availability_table = {
	.columns = columns,
	.n_columns = N_AVAILABILITY_COLUMNS,
	.cell = availability_cell,
	.compare = availability_compare,
};

/* ---- Sentences --------------------------------------------------------- */

static const char *row_words(const struct rp_target *row)
{
	if (row->recommended)
		return _("{0} is available for {2} ▶ {3}, and for every other "
			 "cloud pair of {1} that fails over there: it is "
			 "recommended.");
	if (row->available)
		return _("{0} is available for {2} ▶ {3}, and not for every "
			 "other cloud pair of {1} that fails over there.");
	return _("{0} is not available for {2} ▶ {3}: mapped to it, the NICs "
		 "of that pair on {1} would not be connected.");
}

static char *availability_detail(const struct ui *ui, const void *data,
				 size_t at)
{
	const struct availability *availability = data;
	const struct rp_target *row = &availability->rows[at];
	const rp_topology *topology = ui_topology(ui);
	const struct rp_pair *pair = rp_pair(topology, row->pair);
	char *text = SENTENCE(ui, row_words(row),
			      rp_name(topology, RP_NETWORK, row->target),
			      rp_name(topology, RP_NETWORK, row->source),
			      cloud_name(ui, pair->source),
			      cloud_name(ui, pair->target));
	char *remedy, *both = NULL;

	if (row->available || !text)
		return text;
	remedy = rp_target_remedy(topology, row->target, row->pair, RP_LOCAL);
	if (!remedy ||
	    asprintf(&both, _("%s\nRemedy: %s"), text, remedy) < 0)
		both = NULL;
	free(remedy);
	free(text);
	return both;
}

static char *availability_note(const struct ui *ui, const void *data)
{
	const struct availability *availability = data;
	char rows[32];

	if (availability->source == RP_NONE)
		return NULL;
	snprintf(rows, sizeof(rows), "%llu",
		 (unsigned long long)availability->n_all);
	return SENTENCE(ui, _("{0}, in focus on the map; all networks have "
			      "{1} rows"),
			rp_name(ui_topology(ui), RP_NETWORK,
				availability->source), rows);
}

static char *availability_empty(const struct ui *ui, const void *data)
{
	const struct availability *availability = data;

	if (availability->source == RP_NONE)
		return strdup(_("No cloud pair uses a VM network."));
	return SENTENCE(ui, _("No cloud pair uses {0}."),
			rp_name(ui_topology(ui), RP_NETWORK,
				availability->source));
}

static const struct list_ops availability_list = {
	.table = &availability_table,
	.detail = availability_detail,
	.note = availability_note,
	.empty = availability_empty,
};

/* ---- The view ---------------------------------------------------------- */

static unsigned availability_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_AVAILABILITY;
}

static void availability_destroy(void *state)
{
	struct availability *availability = state;

	list_destroy(&availability->list);
	free(availability->rows);
	free(availability);
}

static const struct view_ops ops = {
	.title = N_("Availability"),
	.tab = N_("Avail"),
	.follows_map = true,
	.opened = availability_opened,
	.update = availability_update,
	.where = availability_where,
	.act = list_act,
	.mouse = list_mouse,
	.draw = list_draw,
	.search = list_search,
	.waits = list_waits,
	.rest = list_rest,
	.copy = list_copy,
	.list = list_self,
	.destroy = availability_destroy,
};

const struct view_ops *availability_view(void **state)
{
	struct availability *availability = calloc(1, sizeof(*availability));

	if (!availability)
		return NULL;
	list_init(&availability->list, &availability_list);
	availability->source = RP_NONE;
	*state = availability;
	return &ops;
}
