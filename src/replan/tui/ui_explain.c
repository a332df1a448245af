/* The planner's screen: the explanation of a replica.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said is that of explain_grid.h, which the command says too; here it
 * is made a text, and what else can be asked is asked for.  Only the one
 * replica is looked at, however many there are. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain_grid.h"
#include "ui_private.h"
#include "words.h"

/* ---- The text ---------------------------------------------------------- */

/* What is printed, and where to. */
struct explanation {
	const struct ui *ui;
	const rp_plan *plan;
	const rp_topology *topology;
	FILE *out;
	char *text;
	size_t size;
	size_t mark;   /* How many lines stand above what is in focus. */
	bool failed;
};

static void print_object(const struct explanation *to, enum rp_kind kind,
			 rp_id id)
{
	char *shown = ui_shown(to->ui, rp_name(to->topology, kind, id));

	fputs(shown ? shown : "?", to->out);
	free(shown);
}

static void begin(const struct explanation *to, struct grid *grid)
{
	grid_init(grid, NULL, 0);
	grid->n_columns = EXPLAIN_COLUMNS;
	grid->ascii = to->ui->ascii;
}

/* Prints a grid: "WHAT: ANSWER" and below it, indented, why. */
static void end(struct explanation *to, struct grid *grid)
{
	for (size_t i = 0; i + 2 < grid->n_cells; i += EXPLAIN_COLUMNS) {
		fprintf(to->out, "%s: %s\n", grid->cells[i],
			grid->cells[i + 1]);
		if (strcmp(grid->cells[i + 2], "-") != 0)
			fprintf(to->out, "  %s\n", grid->cells[i + 2]);
	}
	if (grid->failed)
		to->failed = true;
	grid_destroy(grid);
}

/* What is printed next is in focus. */
static void mark(struct explanation *to)
{
	to->mark = 0;
	if (fflush(to->out) != 0)
		return;
	for (size_t i = 0; i < to->size; i++)
		to->mark += to->text[i] == '\n';
}

static void print_nic(struct explanation *to, rp_id id)
{
	const struct rp_replica_nic *nic = rp_plan_nic(to->plan, id);
	struct grid grid;

	fprintf(to->out, "%s ", _("NIC:"));
	print_object(to, RP_NIC, nic->nic);
	fputs(" · ", to->out);
	print_object(to, RP_NETWORK, rp_nic(to->topology, nic->nic)->network);
	fputc('\n', to->out);
	begin(to, &grid);
	explain_add_nic(&grid, to->plan, id, false);
	end(to, &grid);
}

static void print_replica(struct explanation *to,
			  const struct explained *explained)
{
	const struct rp_replica *replica =
		rp_plan_replica(to->plan, explained->replica);
	const struct rp_pair *pair = rp_pair(to->topology, replica->pair);
	struct grid grid;

	if (explained->lead)
		fprintf(to->out, "%s\n\n", explained->lead);
	print_object(to, RP_CLOUD, pair->source);
	fputs(" → ", to->out);
	print_object(to, RP_CLOUD, pair->target);
	fputc('\n', to->out);
	begin(to, &grid);
	explain_add_host(&grid, to->plan, explained->replica);
	end(to, &grid);
	for (rp_id i = replica->nics.first; i < replica->nics.end; i++) {
		fputc('\n', to->out);
		if (i == explained->nic && i > replica->nics.first)
			mark(to);
		print_nic(to, i);
	}
}

static void print_answers(struct explanation *to,
			  const struct explained *explained)
{
	const struct rp_question *question = &explained->question;
	struct grid grid;

	if (question->host == RP_NONE && question->nic == RP_NONE)
		return;
	fputc('\n', to->out);
	mark(to);
	begin(to, &grid);
	explain_add_answers(&grid, to->plan, explained->replica, question);
	end(to, &grid);
}

/* Opens the box; what is in focus is seen. */
static unsigned open_box(struct ui *ui)
{
	const struct explained *explained = &ui->explained;
	struct explanation to = { .ui = ui, .plan = ui_plan(ui),
				  .topology = ui_topology(ui) };
	char *title = ui_shown(ui, rp_name(to.topology, RP_VM,
			       rp_plan_replica(to.plan,
					       explained->replica)->vm));
	unsigned did;

	to.out = open_memstream(&to.text, &to.size);
	if (to.out) {
		print_replica(&to, explained);
		print_answers(&to, explained);
	}
	if (!to.out || fclose(to.out) != 0 || to.failed || !title)
		did = ui_edited(ui, RP_NO_MEMORY);
	else
		did = dialog_explain(ui, title, to.text, to.mark);
	free(title);
	free(to.text);
	return did;
}

/* ---- Opening ----------------------------------------------------------- */

void ui_explained_free(struct ui *ui)
{
	free(ui->explained.lead);
	ui->explained.lead = NULL;
}

static unsigned explain(struct ui *ui, rp_id replica, rp_id nic,
			const char *lead)
{
	char *copy = lead ? strdup(lead) : NULL;

	if (lead && !copy)
		return ui_edited(ui, RP_NO_MEMORY);
	ui_explained_free(ui);
	ui->explained = (struct explained){
		.replica = replica,
		.nic = nic,
		.lead = copy,
		.question = { .host = RP_NONE, .nic = RP_NONE },
	};
	return open_box(ui);
}

unsigned ui_explain(struct ui *ui, rp_id replica)
{
	return explain(ui, replica, RP_NONE, NULL);
}

unsigned ui_explain_nic(struct ui *ui, rp_id nic, const char *lead)
{
	return explain(ui, rp_plan_nic(ui_plan(ui), nic)->replica, nic, lead);
}

/* ---- Why not another host? --------------------------------------------- */

/* The replica that is explained. */
static const struct rp_replica *replica_of(const struct ui *ui)
{
	return rp_plan_replica(ui_plan(ui), ui->explained.replica);
}

/* The hosts of the protecting cloud's VMM server but its own: the first after
 * 'host', or with RP_NONE the first of all; RP_NONE after the last. */
static rp_id next_host(const struct ui *ui, rp_id host)
{
	const rp_topology *topology = ui_topology(ui);
	rp_id server = rp_pair_server(topology, replica_of(ui)->pair);

	host = host == RP_NONE ? 0 : host + 1;
	for (; host < rp_count(topology, RP_HOST); host++)
		if (rp_scope(topology, RP_HOST, host) == server &&
		    host != replica_of(ui)->host)
			return host;
	return RP_NONE;
}

static size_t n_other_hosts(const struct ui *ui)
{
	size_t n = 0;

	for (rp_id i = next_host(ui, RP_NONE); i != RP_NONE;
	     i = next_host(ui, i))
		n++;
	return n;
}

static unsigned host_chosen(struct ui *ui, void *data, size_t choice)
{
	rp_id host = next_host(ui, RP_NONE);

	(void)data;
	while (choice-- > 0 && host != RP_NONE)
		host = next_host(ui, host);
	ui->explained.question.host = host;
	return open_box(ui);
}

/* Their names; NULL without memory. */
static char **host_lines(const struct ui *ui, size_t n)
{
	char **lines = calloc(n + 1, sizeof(*lines));
	rp_id host = next_host(ui, RP_NONE);

	for (size_t i = 0; lines && i < n; i++) {
		lines[i] = ui_shown(ui, rp_name(ui_topology(ui), RP_HOST,
						host));
		if (!lines[i])
			lines[i] = strdup("?");
		host = next_host(ui, host);
	}
	return lines;
}

static void free_lines(char **lines)
{
	for (size_t i = 0; lines && lines[i]; i++)
		free(lines[i]);
	free(lines);
}

static unsigned ask_host(struct ui *ui)
{
	size_t n = n_other_hosts(ui);
	char **lines = host_lines(ui, n);
	unsigned did;

	if (n == 0)
		ui_say(ui, RP_NOTICE, "%s", _("the protecting cloud's VMM "
		       "server has no other host"));
	did = n == 0 ? UI_HANDLED :
		dialog_choose(ui, _("why not host"), lines, n, host_chosen,
			      open_box);
	free_lines(lines);
	return did;
}

/* ---- Why not another address? ------------------------------------------ */

static unsigned address_typed(struct ui *ui, void *data, const char *text)
{
	struct rp_question *question = &ui->explained.question;

	(void)data;
	if (rp_ip_parse(text, &question->family, &question->ip))
		question->nic = ui->explained.asked;
	else if (*text)
		ui_say(ui, RP_ERROR, "%s",
		       _("expected an IPv4 or IPv6 address"));
	return open_box(ui);
}

static unsigned type_address(struct ui *ui, rp_id nic)
{
	unsigned did;

	ui->explained.asked = nic;
	did = ui_prompt(ui, _("Why not the address: "), "", address_typed,
			NULL);
	if (ui->dialog.kind == DIALOG_PROMPT)
		ui->dialog.left = open_box;
	return did;
}

static unsigned nic_chosen(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	return type_address(ui, replica_of(ui)->nics.first + (rp_id)choice);
}

/* The NICs of the replica by name; NULL without memory. */
static char **nic_lines(const struct ui *ui, struct rp_range nics)
{
	size_t n = nics.end - nics.first;
	char **lines = calloc(n + 1, sizeof(*lines));

	for (size_t i = 0; lines && i < n; i++) {
		rp_id nic = rp_plan_nic(ui_plan(ui),
					nics.first + (rp_id)i)->nic;

		lines[i] = ui_shown(ui, rp_name(ui_topology(ui), RP_NIC, nic));
		if (!lines[i])
			lines[i] = strdup("?");
	}
	return lines;
}

static unsigned ask_address(struct ui *ui)
{
	struct rp_range nics = replica_of(ui)->nics;
	size_t n = nics.end - nics.first;
	char **lines;
	unsigned did;

	if (n == 0) {
		ui_say(ui, RP_NOTICE, "%s", _("this VM has no NIC"));
		return UI_HANDLED;
	}
	if (n == 1)
		return type_address(ui, nics.first);
	lines = nic_lines(ui, nics);
	did = dialog_choose(ui, _("why not address"), lines, n, nic_chosen,
			    open_box);
	free_lines(lines);
	return did;
}

/* ---- Its host ---------------------------------------------------------- */

static unsigned show_host(struct ui *ui)
{
	rp_id host = replica_of(ui)->host;

	if (host != RP_NONE)
		return ui_explain_host(ui, host);
	ui_say(ui, RP_NOTICE, "%s", _("this replica is not placed"));
	return UI_HANDLED;
}

unsigned explain_act(struct ui *ui, enum action action)
{
	switch (action) {
	case ACTION_OTHER_HOST:
		return ask_host(ui);
	case ACTION_OTHER_ADDRESS:
		return ask_address(ui);
	case ACTION_ITS_HOST:
		return show_host(ui);
	default:
		return UI_IGNORED;
	}
}
