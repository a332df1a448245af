/* The findings: what needs attention, and what to do.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings_remedy.h"
#include "list.h"
#include "plan_words.h"
#include "words.h"

enum finding_column {
	COLUMN_LEVEL,
	COLUMN_TEXT,
	COLUMN_CODE,
	N_FINDING_COLUMNS
};

static const struct table_column columns[N_FINDING_COLUMNS] = {
	[COLUMN_LEVEL] = { N_("Level"), 8, 7, 0 },
	[COLUMN_TEXT] = { N_("Finding"), 60, 20, 1 },
	[COLUMN_CODE] = { N_("Code"), 24, 10, 0 },
};

struct findings {
	struct list list;
	char *focused; /* The sentence of the finding in focus when last drawn:
			* by it, it is found again in another plan, */
	size_t place;  /* or by its place. */
};

static const rp_finding *finding_at(const struct ui *ui, size_t row)
{
	return rp_plan_finding(ui_plan(ui), (rp_id)row);
}

static enum style level_style(enum rp_level level)
{
	switch (level) {
	case RP_ERROR:
		return STYLE_ERROR;
	case RP_WARNING:
		return STYLE_WARNING;
	case RP_NOTICE:
		break;
	}
	return STYLE_NOTICE;
}

static void findings_cell(const struct ui *ui, const void *data, size_t row,
			  size_t column, struct table_cell *cell)
{
	const rp_finding *finding = finding_at(ui, row);

	(void)data;
	if (column == COLUMN_LEVEL) {
		cell->text = level_word(rp_finding_level(finding));
		cell->style = level_style(rp_finding_level(finding));
	} else if (column == COLUMN_CODE) {
		cell->text = rp_finding_code(finding);
		cell->style = STYLE_DIM;
	} else {
		cell->owned = rp_finding_text(ui_plan(ui), finding, RP_LOCAL);
		cell->text = cell->owned ? cell->owned : "";
	}
}

static int findings_compare(const struct ui *ui, const void *data, size_t a,
			    size_t b, size_t column)
{
	if (column == COLUMN_LEVEL)
		return (int)rp_finding_level(finding_at(ui, a)) -
		       (int)rp_finding_level(finding_at(ui, b));
	return table_compare_text(findings_cell, ui, data, a, b, column);
}

static const struct table_ops findings_table = {
	.columns = columns,
	.n_columns = N_FINDING_COLUMNS,
	.name_column = COLUMN_TEXT,
	.cell = findings_cell,
	.compare = findings_compare,
};

/* ---- Going to the object ----------------------------------------------- */

/* Goes to the replica of 'vm', if it has one. */
static unsigned go_to_vm(struct ui *ui, rp_id vm)
{
	rp_id replica = rp_plan_replica_of(ui_plan(ui), vm);

	return replica == RP_NONE ? UI_IGNORED : ui_show_replica(ui, replica);
}

static unsigned go_to_object(struct ui *ui, enum rp_kind kind, rp_id id)
{
	const rp_topology *topology = ui_topology(ui);

	switch (kind) {
	case RP_VM:
		return go_to_vm(ui, id);
	case RP_NIC:
		return go_to_vm(ui, rp_nic(topology, id)->vm);
	case RP_NETWORK:
		return ui_show_network(ui, id);
	case RP_SUBNET:
		return ui_show_network(ui, rp_subnet(topology, id)->network);
	case RP_HOST:
		return ui_show_host(ui, id);
	default:
		return UI_IGNORED;
	}
}

/* To the first of its objects that stands in another view. */
static unsigned findings_open(struct ui *ui, const void *data, size_t row)
{
	const rp_plan *plan = ui_plan(ui);
	const rp_finding *finding = finding_at(ui, row);
	unsigned did = UI_IGNORED;

	(void)data;
	for (size_t i = 0; i < rp_finding_n_about(plan, finding); i++) {
		enum rp_kind kind;
		rp_id id;

		if (did == UI_IGNORED &&
		    rp_finding_object(plan, finding, i, &kind, &id))
			did = go_to_object(ui, kind, id);
	}
	if (did == UI_IGNORED)
		ui_say(ui, RP_NOTICE, "%s", _("what this is about stands in "
		       "no view"));
	return UI_HANDLED;
}

/* ---- The view ---------------------------------------------------------- */

/* Where the finding stands now that was focused; else the place stays. */
static size_t find_again(const struct findings *findings,
			 const rp_plan *plan, size_t place)
{
	size_t n = rp_plan_n_findings(plan);

	for (size_t i = 0; findings->focused && i < n; i++) {
		char *text = rp_finding_text(plan, rp_plan_finding(plan,
					     (rp_id)i), RP_LOCAL);
		bool same = text && !strcmp(text, findings->focused);

		free(text);
		if (same)
			return i;
	}
	return place;
}

static void findings_update(struct ui *ui, void *state)
{
	struct findings *findings = state;
	const rp_plan *plan = ui_plan(ui);

	if (plan)
		list_update(ui, &findings->list, rp_plan_n_findings(plan),
			    find_again(findings, plan, findings->place));
}

static unsigned findings_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_FINDINGS;
}

static unsigned findings_act(struct ui *ui, void *state, enum action action)
{
	struct findings *findings = state;
	size_t row;

	if (action != ACTION_REMEDY)
		return list_act(ui, state, action);
	return list_row(&findings->list, &row) ?
		remedy_do(ui, finding_at(ui, row)) : UI_HANDLED;
}

/* Its sentence and its remedy. */
static char *findings_detail(const struct ui *ui, const void *data, size_t row)
{
	const rp_plan *plan = ui_plan(ui);
	const rp_finding *finding = finding_at(ui, row);
	char *text = rp_finding_text(plan, finding, RP_LOCAL);
	char *remedy = rp_finding_remedy(plan, finding, RP_LOCAL);
	char *detail = NULL;
	int size = -1;

	(void)data;
	if (text && remedy && *remedy)
		size = asprintf(&detail, _("%s\nRemedy: %s"), text, remedy);
	else if (text && remedy)
		size = asprintf(&detail, "%s", text);
	free(text);
	free(remedy);
	return size < 0 ? NULL : detail;
}

static char *findings_empty(const struct ui *ui, const void *data)
{
	(void)data;
	return strdup(ui_has_part(ui, RP_PART_FINDINGS) ?
		      _("Nothing was found.") : ui_pending(ui));
}

static const struct list_ops findings_list = {
	.table = &findings_table,
	.detail = findings_detail,
	.open = findings_open,
	.empty = findings_empty,
};

static void findings_draw(struct ui *ui, void *state, struct area area,
			  struct frame *frame)
{
	struct findings *findings = state;
	size_t row;

	list_draw(ui, state, area, frame);
	if (!list_row(&findings->list, &row))
		return;
	free(findings->focused);
	findings->focused = rp_finding_text(ui_plan(ui), finding_at(ui, row),
					    RP_LOCAL);
	findings->place = row;
}

static void findings_destroy(void *state)
{
	struct findings *findings = state;

	list_destroy(&findings->list);
	free(findings->focused);
	free(findings);
}

static const struct view_ops ops = {
	.title = N_("Findings"),
	.parts = RP_PART_FINDINGS | RP_PART_LOSS,
	.update = findings_update,
	.where = findings_where,
	.act = findings_act,
	.mouse = list_mouse,
	.draw = findings_draw,
	.search = list_search,
	.waits = list_waits,
	.rest = list_rest,
	.copy = list_copy,
	.list = list_self,
	.destroy = findings_destroy,
};

const struct view_ops *findings_view(void **state)
{
	struct findings *findings = calloc(1, sizeof(*findings));

	if (!findings)
		return NULL;
	list_init(&findings->list, &findings_list);
	*state = findings;
	return &ops;
}
