/* The hosts: how full each recovery host is, and what if it fails.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row a host of rp_plan_host(), the fullest first.  Only resources that some
 * of them states have a column. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "cells.h"
#include "host_words.h"
#include "list.h"
#include "words.h"

/* Resources stand at their own numbers behind the name. */
enum host_column {
	COLUMN_HOST,
	COLUMN_RESOURCE,
	COLUMN_REPLICAS = COLUMN_RESOURCE + RP_N_RESOURCES,
	COLUMN_LOSS,
	N_HOST_COLUMNS
};

static const struct table_column all_columns[N_HOST_COLUMNS] = {
	[COLUMN_HOST] = { N_("Host"), 14, 10, 3 },
	[COLUMN_RESOURCE + RP_CPUS] = { N_("CPUs"), 15, 5, 1 },
	[COLUMN_RESOURCE + RP_MEMORY] = { N_("Memory"), 15, 5, 1 },
	[COLUMN_RESOURCE + RP_STORAGE] = { N_("Storage"), 15, 5, 1 },
	[COLUMN_RESOURCE + RP_IOPS] = { N_("IOPS"), 15, 5, 1 },
	[COLUMN_REPLICAS] = { N_("Replicas"), 8, 8, 0 },
	[COLUMN_LOSS] = { N_("If it fails"), 12, 11, 1 },
};

struct row {
	rp_id id;                /* Of rp_plan_host(). */
	struct rp_ratio fullest; /* {0, 1} where it has no capacity. */
};

struct hosts {
	struct list list;
	struct row *rows;
	size_t n_rows;
	rp_id focused;           /* Of rp_plan_host(), when last drawn. */

	rp_id peak;              /* Of rp_plan_host(): where the plan's peak */
	enum rp_resource peak_of; /* is, and of what; or RP_NONE. */
	size_t n_stranding;      /* Hosts that may not fail; 0 before that is
				  * known. */

	/* The columns that are there, for the table. */
	enum host_column kinds[N_HOST_COLUMNS];
	struct table_column columns[N_HOST_COLUMNS];
	struct table_ops table;

	rp_id *listed;           /* The replicas of a list that is open, and */
	rp_id opened;            /* of which host. */
};

/* ---- Rows -------------------------------------------------------------- */

static int compare_rows(const void *a_, const void *b_)
{
	const struct row *a = a_;
	const struct row *b = b_;
	int result = host_ratio_compare(b->fullest, a->fullest);

	return result ? result : (a->id > b->id) - (a->id < b->id);
}

static bool find_rows(struct hosts *hosts, const struct ui *ui)
{
	size_t n = rp_plan_n_hosts(ui_plan(ui));

	free(hosts->rows);
	hosts->n_rows = 0;
	hosts->n_stranding = 0;
	hosts->rows = calloc(n + 1, sizeof(*hosts->rows));
	if (!hosts->rows)
		return false;
	for (rp_id i = 0; i < n; i++) {
		enum rp_resource resource;

		hosts->rows[i].id = i;
		hosts->rows[i].fullest = host_fullest(ui, i, &resource);
		hosts->n_stranding += host_stranded(ui, i) > 0;
	}
	hosts->n_rows = n;
	qsort(hosts->rows, n, sizeof(*hosts->rows), compare_rows);
	return true;
}

static size_t row_of(const struct hosts *hosts, rp_id id)
{
	for (size_t i = 0; i < hosts->n_rows; i++)
		if (hosts->rows[i].id == id)
			return i;
	return 0;
}

/* ---- Columns ----------------------------------------------------------- */

static bool is_stated(const struct ui *ui, enum rp_resource resource)
{
	for (rp_id i = 0; i < rp_plan_n_hosts(ui_plan(ui)); i++)
		if (host_ratio(ui, i, resource).capacity != RP_UNLIMITED)
			return true;
	return false;
}

static bool has_column(const struct ui *ui, enum host_column column)
{
	if (column < COLUMN_RESOURCE || column >= COLUMN_REPLICAS)
		return true;
	return is_stated(ui, (enum rp_resource)(column - COLUMN_RESOURCE));
}

static void choose_columns(struct hosts *hosts, const struct ui *ui)
{
	size_t n = 0;

	hosts->table.falling = 0;
	for (int i = 0; i < N_HOST_COLUMNS; i++) {
		if (!has_column(ui, (enum host_column)i))
			continue;
		if (i != COLUMN_HOST)
			hosts->table.falling |= 1u << n;
		hosts->kinds[n] = (enum host_column)i;
		hosts->columns[n++] = all_columns[i];
	}
	hosts->table.n_columns = n;
}

/* ---- Cells ------------------------------------------------------------- */

/* Behind the bar: " 100%", and the mark of the peak. */
#define PERCENT_COLUMNS 6
#define LEAST_BAR 3

/* "█████░░░  61%◀" as wide as its column. */
static void bar_cell(struct table_cell *cell, struct rp_ratio ratio, int width,
		     bool is_peak)
{
	int columns = width - PERCENT_COLUMNS;
	char bar[BAR_SIZE] = "";

	if (columns > BAR_COLUMNS_MAX)
		columns = BAR_COLUMNS_MAX;
	if (columns >= LEAST_BAR)
		bar_text(columns, bar_percent((uint64_t)ratio.load,
					      (uint64_t)ratio.capacity), bar);
	snprintf(cell->buffer, sizeof(cell->buffer), "%s%s%3" PRIu64 "%%%s",
		 bar, *bar ? " " : "", (rp_ratio_parts(ratio) + 50) / 100,
		 !is_peak ? "" : width > 0 ? "◀" : _(" (the peak)"));
	cell->text = cell->buffer;
	if (ratio.load > ratio.capacity)
		cell->style = STYLE_ERROR;
	else if (is_peak)
		cell->style = STYLE_NOTICE;
}

static void resource_cell(struct table_cell *cell, const struct ui *ui,
			  const struct hosts *hosts, rp_id id,
			  enum rp_resource resource, int width)
{
	struct rp_ratio ratio = host_ratio(ui, id, resource);

	if (ratio.capacity == RP_UNLIMITED)
		cell_say(cell, STYLE_TEXT, "-");
	else if (!host_ratio_is(ratio))
		cell_say(cell, STYLE_DIM, _("none"));
	else
		bar_cell(cell, ratio, width, id == hosts->peak &&
			 resource == hosts->peak_of);
}

/* A question mark: that they find no place is not proven.  A host in
 * maintenance carries no replica. */
static void loss_cell(struct table_cell *cell, const struct ui *ui, rp_id id)
{
	rp_id host = rp_plan_host(ui_plan(ui), id)->host;
	size_t n = host_stranded(ui, id);
	char words[TABLE_CELL_SIZE / 2];

	if (rp_host(ui_topology(ui), host)->maintenance) {
		cell_say(cell, STYLE_NOTICE, _("maintenance"));
	} else if (!ui_has_part(ui, RP_PART_LOSS)) {
		cell_say(cell, STYLE_DIM, ui_pending(ui));
	} else if (n == 0) {
		cell_say(cell, STYLE_TEXT, "-");
	} else {
		snprintf(words, sizeof(words),
			 ngettext("%zu stranded", "%zu stranded", n), n);
		snprintf(cell->buffer, sizeof(cell->buffer), "%s%s", words,
			 rp_plan_loss(ui_plan(ui), id)->proven ? "" : "?");
		cell_say(cell, STYLE_WARNING, cell->buffer);
	}
}

static void hosts_cell(const struct ui *ui, const void *data, size_t at,
		       size_t column, struct table_cell *cell)
{
	const struct hosts *hosts = data;
	enum host_column kind = hosts->kinds[column];
	rp_id id = hosts->rows[at].id;
	const struct rp_recovery_host *host = rp_plan_host(ui_plan(ui), id);

	if (kind == COLUMN_HOST) {
		cell_name(cell, ui, RP_HOST, host->host);
	} else if (kind == COLUMN_REPLICAS) {
		snprintf(cell->buffer, sizeof(cell->buffer), "%8" PRIu32,
			 host->replicas);
		cell->text = cell->buffer;
	} else if (kind == COLUMN_LOSS) {
		loss_cell(cell, ui, id);
	} else {
		resource_cell(cell, ui, hosts, id,
			      (enum rp_resource)(kind - COLUMN_RESOURCE),
			      hosts->list.table.width[column]);
	}
}

static int hosts_compare(const struct ui *ui, const void *data, size_t a,
			 size_t b, size_t column)
{
	const struct hosts *hosts = data;
	enum host_column kind = hosts->kinds[column];
	rp_id a_id = hosts->rows[a].id;
	rp_id b_id = hosts->rows[b].id;
	const rp_plan *plan = ui_plan(ui);
	enum rp_resource resource;

	if (kind == COLUMN_HOST)
		return table_compare_text(hosts_cell, ui, data, a, b, column);
	if (kind == COLUMN_REPLICAS)
		return compare_numbers(rp_plan_host(plan, a_id)->replicas,
				       rp_plan_host(plan, b_id)->replicas);
	if (kind == COLUMN_LOSS)
		return compare_numbers((int64_t)host_stranded(ui, a_id),
				       (int64_t)host_stranded(ui, b_id));
	resource = (enum rp_resource)(kind - COLUMN_RESOURCE);
	return host_ratio_compare(host_ratio(ui, a_id, resource),
				  host_ratio(ui, b_id, resource));
}

static char *hosts_detail(const struct ui *ui, const void *data, size_t at)
{
	const struct hosts *hosts = data;

	return host_text(ui, hosts->rows[at].id, hosts->peak);
}

/* ---- The line above ---------------------------------------------------- */

static const char *host_name(const struct ui *ui, rp_id id)
{
	return rp_name(ui_topology(ui), RP_HOST,
		       rp_plan_host(ui_plan(ui), id)->host);
}

/* Where it is, the rows say. */
static void print_peak(FILE *out, const struct ui *ui)
{
	const struct rp_summary *summary = rp_plan_summary(ui_plan(ui));
	uint32_t target = rp_session_peak_target(ui_session(ui));
	struct rp_ratio aim = { target, 1000 };
	char peak[PERCENT_SIZE], most[PERCENT_SIZE];
	char best[PERCENT_SIZE], gap[PERCENT_SIZE];

	fprintf(out, host_ratio_compare(summary->peak, aim) > 0 ?
		_("peak %s above target %s") : _("peak %s, target %s"),
		ratio_text(summary->peak, peak), percent_text(target, most));
	if (ui_has_part(ui, RP_PART_BOUND))
		fprintf(out, _(", at best %s (gap %s)"),
			percent_text(summary->peak_bound / 10, best),
			percent_text(peak_gap(summary), gap));
	else
		fprintf(out, _(", at best %s"), ui_pending(ui));
}

static char *hosts_note(const struct ui *ui, const void *data)
{
	const struct hosts *hosts = data;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_peak(out, ui);
	if (hosts->n_stranding)
		fprintf(out, ngettext(" · %zu host strands VMs",
				      " · %zu hosts strand VMs",
				      hosts->n_stranding),
			hosts->n_stranding);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* ---- The replicas of a host -------------------------------------------- */

static unsigned replica_chosen(struct ui *ui, void *data, size_t choice)
{
	const struct hosts *hosts = data;

	return ui_explain(ui, hosts->listed[choice]);
}

/* Finds the replicas of a host; returns how many. */
static size_t find_replicas(struct hosts *hosts, const struct ui *ui,
			    rp_id id)
{
	const rp_plan *plan = ui_plan(ui);
	const struct rp_recovery_host *host = rp_plan_host(plan, id);
	size_t n = 0;

	free(hosts->listed);
	hosts->listed = calloc(host->replicas + (size_t)1,
			       sizeof(*hosts->listed));
	if (!hosts->listed)
		return 0;
	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++)
		if (rp_plan_replica(plan, i)->host == host->host &&
		    n < host->replicas)
			hosts->listed[n++] = i;
	return n;
}

/* The lines of 'n' replicas; NULL without memory. */
static char **make_lines(const struct hosts *hosts, const struct ui *ui,
			 size_t n)
{
	char **lines = calloc(n + 1, sizeof(*lines));

	for (size_t i = 0; lines && i < n; i++)
		lines[i] = host_replica_line(ui, hosts->listed[i]);
	return lines;
}

static void free_lines(char **lines, size_t n)
{
	for (size_t i = 0; lines && i < n; i++)
		free(lines[i]);
	free(lines);
}

static bool are_all(char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!lines[i])
			return false;
	return true;
}

static char *renew_text(const struct ui *ui)
{
	const struct hosts *hosts = ui_dialog_data(ui);

	return host_text(ui, hosts->opened, hosts->peak);
}

static unsigned list_replicas(struct ui *ui, struct hosts *hosts, size_t at,
			      const char *title)
{
	size_t n = find_replicas(hosts, ui, hosts->rows[at].id);
	char *text = hosts_detail(ui, hosts, at);
	char **lines = hosts->listed ? make_lines(hosts, ui, n) : NULL;
	unsigned did;

	if (!text || !lines || !are_all(lines, n))
		did = ui_edited(ui, RP_NO_MEMORY);
	else if (n == 0)
		did = ui_read(ui, title, text);
	else
		did = ui_ask(ui, title, text, (const char *const *)lines, n, 0,
			     replica_chosen, hosts);
	if (n > 0)
		ui_renew_with(ui, RP_PART_LOSS, renew_text);
	free_lines(lines, n);
	free(text);
	return did;
}

static unsigned open_focused(struct ui *ui, struct hosts *hosts)
{
	char *title;
	unsigned did;
	size_t at;

	if (!list_row(&hosts->list, &at))
		return UI_HANDLED;
	hosts->opened = hosts->rows[at].id;
	title = ui_shown(ui, host_name(ui, hosts->opened));
	did = title ? list_replicas(ui, hosts, at, title) :
		ui_edited(ui, RP_NO_MEMORY);
	free(title);
	return did;
}

/* ---- The view ---------------------------------------------------------- */

static char *hosts_empty(const struct ui *ui, const void *data)
{
	(void)ui;
	(void)data;
	return strdup(_("No cloud is protecting: there is no recovery host."));
}

static const struct list_ops hosts_list = {
	.detail = hosts_detail,
	.note = hosts_note,
	.empty = hosts_empty,
};

/* Another topology may have other columns. */
static void hosts_opened(void *state)
{
	struct hosts *hosts = state;

	hosts->n_rows = 0;
	hosts->focused = RP_NONE;
	hosts->list.table.sort = -1;
	hosts->list.table.skipped = 0;
	hosts->list.table.hidden = 0;
}

static void hosts_update(struct ui *ui, void *state)
{
	struct hosts *hosts = state;
	size_t at;

	if (list_row(&hosts->list, &at) && at < hosts->n_rows)
		hosts->focused = hosts->rows[at].id;
	choose_columns(hosts, ui);
	hosts->peak = host_peak(ui, &hosts->peak_of);
	if (!find_rows(hosts, ui))
		ui_edited(ui, RP_NO_MEMORY);
	list_update(ui, &hosts->list, hosts->n_rows,
		    row_of(hosts, hosts->focused));
}

static unsigned hosts_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_HOSTS;
}

static unsigned hosts_act(struct ui *ui, void *state, enum action action)
{
	struct hosts *hosts = state;
	size_t at;

	if (action == ACTION_LIST)
		return open_focused(ui, hosts);
	if (action == ACTION_EXPLAIN_ROW && list_row(&hosts->list, &at))
		return ui_explain_host(ui, rp_plan_host(ui_plan(ui),
				       hosts->rows[at].id)->host);
	return list_act(ui, state, action);
}

static unsigned hosts_mouse(struct ui *ui, void *state, struct area area,
			    const struct event *event)
{
	struct hosts *hosts = state;
	bool opened = false;
	unsigned did;

	(void)area;
	did = table_mouse(&hosts->list.table, ui, hosts, event, &opened);
	return opened ? open_focused(ui, hosts) : did;
}

static void hosts_destroy(void *state)
{
	struct hosts *hosts = state;

	list_destroy(&hosts->list);
	free(hosts->rows);
	free(hosts->listed);
	free(hosts);
}

static const struct view_ops ops = {
	.title = N_("Hosts"),
	.parts = RP_PART_LOSS,
	.opened = hosts_opened,
	.update = hosts_update,
	.where = hosts_where,
	.act = hosts_act,
	.mouse = hosts_mouse,
	.draw = list_draw,
	.search = list_search,
	.waits = list_waits,
	.rest = list_rest,
	.copy = list_copy,
	.list = list_self,
	.destroy = hosts_destroy,
};

const struct view_ops *hosts_view(void **state)
{
	struct hosts *hosts = calloc(1, sizeof(*hosts));

	if (!hosts)
		return NULL;
	hosts->table = (struct table_ops){
		.columns = hosts->columns,
		.cell = hosts_cell,
		.compare = hosts_compare,
		.order = N_("fullest first"),
	};
	hosts->peak = RP_NONE;
	hosts->focused = RP_NONE;
	list_init(&hosts->list, &hosts_list);
	hosts->list.table.ops = &hosts->table;
	*state = hosts;
	return &ops;
}

bool hosts_focus(void *state, const struct ui *ui, rp_id host)
{
	struct hosts *hosts = state;
	rp_id n = (rp_id)rp_plan_n_hosts(ui_plan(ui));
	rp_id i = 0;

	while (i < n && rp_plan_host(ui_plan(ui), i)->host != host)
		i++;
	if (i < n)
		table_reveal(&hosts->list.table, ui, hosts, row_of(hosts, i));
	return i < n;
}
