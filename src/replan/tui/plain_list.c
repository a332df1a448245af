/* Plain: the rows of views as lines of words.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "command_names.h"
#include "command_words.h"
#include "list.h"
#include "plain.h"
#include "plan_words.h"
#include "ui_private.h"
#include "words.h"

void plain_put(FILE *out, const struct ui *ui, const char *text)
{
	char *ascii = ui->ascii ? frame_ascii(text) : NULL;

	fputs(ascii ? ascii : text, out);
	free(ascii);
}

/* A name with a comma could be taken for two. */
static void put_value(FILE *out, const struct ui *ui, const char *text)
{
	char *quoted = strpbrk(text, ",\"") ? command_quote(text, false) : NULL;

	if (quoted && *quoted != '"')
		fprintf(out, "\"%s\"", quoted);
	else
		plain_put(out, ui, quoted ? quoted : text);
	free(quoted);
}

/* ---- Rows of lists ----------------------------------------------------- */

/* The text of a cell, shown, without blanks around it. */
static char *cell_words(const struct ui *ui, const struct table_cell *cell)
{
	char *text = cell->is_name ? ui_shown(ui, cell->text) :
		strdup(cell->text);
	size_t start, size;

	if (!text || cell->is_name)
		return text;
	start = strspn(text, " ");
	size = strlen(text + start);
	while (size > 0 && text[start + size - 1] == ' ')
		size--;
	memmove(text, text + start, size);
	text[size] = '\0';
	return text;
}

/* "VM1, Host CH-HV02": what a row is called by stands without a title. */
static void put_cell(FILE *out, const struct ui *ui, const struct list *list,
		     size_t place, size_t column, bool *any)
{
	const struct table_ops *ops = list->table.ops;
	struct table_cell cell;
	char *text;

	table_cell_at(&list->table, ui, list, place, column, &cell);
	text = cell_words(ui, &cell);
	if (text && *text && strcmp(text, "-") != 0) {
		fputs(*any ? ", " : "", out);
		if (column != ops->name_column)
			fprintf(out, "%s ", _(ops->columns[column].title));
		if (cell.is_name)
			put_value(out, ui, text);
		else
			plain_put(out, ui, text);
		*any = true;
	}
	free(text);
	free(cell.owned);
}

static void put_row(FILE *out, const struct ui *ui, const struct list *list,
		    size_t place)
{
	bool any = false;

	for (size_t i = 0; i < list->table.ops->n_columns; i++)
		put_cell(out, ui, list, place, i, &any);
	fputc('\n', out);
}

/* A finding is read with its remedy: "error: SENTENCE. Remedy: ...". */
static void put_finding(FILE *out, const struct ui *ui,
			const struct list *list, size_t place)
{
	size_t row = table_row_at(&list->table, place);
	char *text = list->ops->detail(ui, list, row);
	struct table_cell cell;

	table_cell_at(&list->table, ui, list, place, 0, &cell);
	fprintf(out, "%s: ", cell.text);
	free(cell.owned);
	for (const char *at = text ? text : "?"; at; ) {
		char *line = strndup(at, strcspn(at, "\n"));

		plain_put(out, ui, line ? line : "?");
		free(line);
		at = strchr(at, '\n');
		fputs(at ? ". " : "\n", out);
		at = at ? at + 1 : NULL;
	}
	free(text);
}

static void put_line(FILE *out, const struct ui *ui, const struct list *list,
		     size_t place)
{
	if (ui->view == VIEW_FINDINGS)
		put_finding(out, ui, list, place);
	else
		put_row(out, ui, list, place);
}

/* A row as put_line() prints it, or NULL. */
static char *row_text(const struct ui *ui, const struct list *list,
		      size_t place)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	put_line(out, ui, list, place);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static void put_note(FILE *out, const struct ui *ui, char *text)
{
	if (text && *text) {
		plain_put(out, ui, text);
		fputc('\n', out);
	}
	free(text);
}

static void list_rows(FILE *out, struct ui *ui, const struct list *list,
		      const char *needle)
{
	size_t n = list->table.n_rows;
	size_t shown = 0;

	if (list->ops->note)
		put_note(out, ui, list->ops->note(ui, list));
	for (size_t i = 0; i < n; i++) {
		char *text = row_text(ui, list, i);

		if (text && (*needle == '\0' || ui_matches(text, needle))) {
			fputs(text, out);
			shown++;
		}
		free(text);
	}
	if (n == 0)
		put_note(out, ui, list->ops->empty(ui, list));
	else
		fprintf(out, ngettext("%zu row\n", "%zu rows\n", shown),
			shown);
}

/* ---- The map ----------------------------------------------------------- */

/* The NICs of replicas whose VM is on 'network'. */
static size_t n_nics(const struct ui *ui, rp_id network)
{
	const rp_plan *plan = ui_plan(ui);
	size_t n = 0;

	for (rp_id i = 0; i < rp_plan_n_nics(plan); i++)
		n += rp_nic(ui_topology(ui),
			    rp_plan_nic(plan, i)->nic)->network == network;
	return n;
}

static void put_name(FILE *out, const struct ui *ui, rp_id network)
{
	char *text = named_text(ui, RP_NETWORK, network);

	put_value(out, ui, text ? text : "?");
	free(text);
}

/* "mapped to B, Addresses retain, Test network C". */
static void put_mapping(FILE *out, const struct ui *ui,
			const struct rp_mapping *mapping)
{
	fprintf(out, ", %s ", _("mapped to"));
	put_name(out, ui, mapping->target);
	fprintf(out, ", %s %s", _("addresses"),
		address_rule_word(mapping->rule));
	if (mapping->test_network != RP_NONE) {
		fprintf(out, ", %s ", _("test network"));
		put_name(out, ui, mapping->test_network);
	}
}

static void put_network(FILE *out, const struct ui *ui, rp_id network)
{
	const rp_plan *plan = ui_plan(ui);
	size_t nics = n_nics(ui, network);
	size_t n = 0;

	put_name(out, ui, network);
	fprintf(out, ngettext(", %zu NIC", ", %zu NICs", nics), nics);
	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++) {
		const struct rp_mapping *mapping = rp_plan_mapping(plan, i);

		if (mapping->source == network) {
			put_mapping(out, ui, mapping);
			n++;
		}
	}
	if (n == 0)
		fprintf(out, ", %s", _("not mapped"));
	fputc('\n', out);
}

/* Whether a network can be mapped for some pair, or is. */
static bool is_listed(const struct ui *ui, rp_id network)
{
	const rp_topology *topology = ui_topology(ui);
	const rp_plan *plan = ui_plan(ui);

	for (rp_id i = 0; i < rp_n_pairs(topology); i++)
		if (rp_is_row(topology, network, i))
			return true;
	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++)
		if (rp_plan_mapping(plan, i)->source == network)
			return true;
	return false;
}

/* Whether a network can be mapped to for some pair. */
static bool is_target(const struct ui *ui, rp_id network)
{
	const rp_topology *topology = ui_topology(ui);

	for (rp_id i = 0; i < rp_n_pairs(topology); i++)
		if (rp_pair_server(topology, i) ==
		    rp_network_server(topology, network))
			return true;
	return false;
}

/* "B, a target, mapped from A, A2". */
static void put_target(FILE *out, const struct ui *ui, rp_id network)
{
	const rp_plan *plan = ui_plan(ui);
	size_t n = 0;

	put_name(out, ui, network);
	fprintf(out, ", %s", _("a target"));
	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++) {
		const struct rp_mapping *mapping = rp_plan_mapping(plan, i);

		if (mapping->target != network)
			continue;
		fprintf(out, ", %s ", _("mapped from"));
		put_name(out, ui, mapping->source);
		n++;
	}
	if (n == 0)
		fprintf(out, ", %s", _("nothing is mapped to it"));
	fputc('\n', out);
}

static void list_networks(FILE *out, const struct ui *ui, const char *needle)
{
	const rp_topology *topology = ui_topology(ui);
	size_t n = 0;

	for (rp_id i = 0; i < rp_count(topology, RP_NETWORK); i++) {
		bool is_source = is_listed(ui, i);

		if ((!is_source && !is_target(ui, i)) ||
		    (*needle && !ui_matches(rp_name(topology, RP_NETWORK, i),
					    needle)))
			continue;
		if (is_source)
			put_network(out, ui, i);
		else
			put_target(out, ui, i);
		n++;
	}
	fprintf(out, ngettext("%zu VM network\n", "%zu VM networks\n", n), n);
}

/* ---- Views ------------------------------------------------------------- */

/* Some rows are made when they are first seen. */
static void see(struct ui *ui)
{
	struct frame frame;

	if (!frame_init(&frame, 24, 80, ui->ascii))
		return;
	ui_draw(ui, &frame);
	frame_destroy(&frame);
}

void plain_list(FILE *out, struct ui *ui, const char *needle)
{
	const struct view *view = &ui->views[ui->view];
	struct list *list;

	if (view->ops->list &&
	    view->ops->list(view->state, 0)->table.n_rows == 0)
		see(ui);
	if (ui->view == VIEW_MAP)
		list_networks(out, ui, needle);
	else if (!view->ops->list)
		fprintf(out, "%s\n", _("this view is not read line by line"));
	for (size_t i = 0; view->ops->list &&
	     (list = view->ops->list(view->state, i)); i++) {
		fputs(i > 0 ? "\n" : "", out);
		list_rows(out, ui, list, needle);
	}
}

size_t plain_place(const struct ui *ui)
{
	const struct view *view = &ui->views[ui->view];
	struct list *list =
		view->ops->list ? view->ops->list(view->state, 0) : NULL;

	return list ? list->table.focus : 0;
}

void plain_focus(FILE *out, struct ui *ui)
{
	const struct view *view = &ui->views[ui->view];
	struct list *list =
		view->ops->list ? view->ops->list(view->state, 0) : NULL;
	char *name = NULL;

	if (list && list->table.n_rows > 0) {
		put_line(out, ui, list, list->table.focus);
		return;
	}
	if (!list && view->ops->copy)
		name = view->ops->copy(ui, view->state, COPY_NAME);
	if (name) {
		char *shown = ui_shown(ui, name);

		fprintf(out, "%s\n", shown ? shown : "?");
		free(shown);
	}
	free(name);
}
