/* Failback: what the NICs of VMs come back to.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A replica's NIC can be moved or disconnected here, as an operator may do
 * after failover, to see what its VM then comes back to.  That is a what-if of
 * this view: it is kept while the topology is open, and changes no plan. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "plan_words.h"
#include "sentence.h"
#include "words.h"

enum failback_column {
	COLUMN_VM,
	COLUMN_NIC,
	COLUMN_ON,
	COLUMN_BACK,
	COLUMN_OUTCOME,
	COLUMN_MOVED,
	COLUMN_WHY,
	N_FAILBACK_COLUMNS
};

static const struct table_column columns[N_FAILBACK_COLUMNS] = {
	[COLUMN_VM] = { N_("VM"), 12, 8, 2 },
	[COLUMN_NIC] = { N_("NIC"), 15, 12, 1 },
	[COLUMN_ON] = { N_("Replica on"), 18, 16, 2 },
	[COLUMN_BACK] = { N_("Comes back to"), 18, 16, 2 },
	[COLUMN_OUTCOME] = { N_("Outcome"), 12, 12, 0 },
	[COLUMN_MOVED] = { N_("What if"), 7, 7, 0 },
	[COLUMN_WHY] = { N_("Why"), 44, 20, 2 },
};

struct failback {
	struct list list;
	struct rp_failback *rows;  /* By NIC. */
	size_t n_rows;
	struct rp_moved *moved;    /* NICs that are not where the plan
				    * connects them. */
	size_t n_moved;
	size_t capacity;
	rp_id chosen;              /* The NIC that is being moved. */
};

static const struct rp_replica_nic *replica_nic(const struct ui *ui, rp_id nic)
{
	return rp_plan_nic(ui_plan(ui), nic);
}

/* The NIC of the VM. */
static const struct rp_nic *own_nic(const struct ui *ui, rp_id nic)
{
	return rp_nic(ui_topology(ui), replica_nic(ui, nic)->nic);
}

static const char *vm_name(const struct ui *ui, rp_id nic)
{
	return rp_name(ui_topology(ui), RP_VM, own_nic(ui, nic)->vm);
}

static const char *nic_name(const struct ui *ui, rp_id nic)
{
	return rp_name(ui_topology(ui), RP_NIC, replica_nic(ui, nic)->nic);
}

/* "" for none. */
static const char *network_name(const struct ui *ui, rp_id network)
{
	return network == RP_NONE ? "" :
		rp_name(ui_topology(ui), RP_NETWORK, network);
}

/* ---- What if ----------------------------------------------------------- */

static void forget_move(struct failback *failback, rp_id nic)
{
	size_t n = 0;

	for (size_t i = 0; i < failback->n_moved; i++)
		if (failback->moved[i].nic != nic)
			failback->moved[n++] = failback->moved[i];
	failback->n_moved = n;
}

static bool add_move(struct failback *failback, struct rp_moved move)
{
	if (failback->n_moved == failback->capacity) {
		size_t capacity = failback->capacity * 2 + 8;
		struct rp_moved *moved;

		moved = realloc(failback->moved, capacity * sizeof(*moved));
		if (!moved)
			return false;
		failback->moved = moved;
		failback->capacity = capacity;
	}
	failback->moved[failback->n_moved++] = move;
	return true;
}

/* Whether a move still is one: of a replica that is placed, to where the plan
 * does not connect it. */
static bool is_move(const struct ui *ui, const struct rp_moved *move)
{
	const struct rp_replica_nic *nic = replica_nic(ui, move->nic);

	return rp_plan_replica(ui_plan(ui), nic->replica)->host != RP_NONE &&
	       nic->network != move->network;
}

static void drop_moves(const struct ui *ui, struct failback *failback)
{
	size_t n = 0;

	for (size_t i = 0; i < failback->n_moved; i++)
		if (is_move(ui, &failback->moved[i]))
			failback->moved[n++] = failback->moved[i];
	failback->n_moved = n;
}

static void failback_opened(void *state)
{
	struct failback *failback = state;

	failback->n_moved = 0;
}

/* ---- Rows -------------------------------------------------------------- */

/* The first row that is not before that of 'nic'. */
static size_t find_row(const struct failback *failback, rp_id nic)
{
	size_t low = 0;
	size_t high = failback->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (failback->rows[middle].nic < nic)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void failback_update(struct ui *ui, void *state)
{
	struct failback *failback = state;
	rp_id focused = 0;
	size_t row;
	int result;

	if (list_row(&failback->list, &row))
		focused = failback->rows[row].nic;
	drop_moves(ui, failback);
	free(failback->rows);
	failback->rows = NULL;
	failback->n_rows = 0;
	result = rp_plan_failback(&failback->rows, &failback->n_rows,
				  ui_plan(ui), failback->moved,
				  failback->n_moved);
	if (result != RP_OK)
		ui_edited(ui, result);
	list_update(ui, &failback->list, failback->n_rows,
		    find_row(failback, focused));
}

/* ---- Cells ------------------------------------------------------------- */

/* What decided, in short: the steps of section 8 of the rules. */
static const char *why_words(const struct rp_failback *row)
{
	switch (row->rule) {
	case 1:
		return _("the replica's NIC is not connected");
	case 2:
		return _("it is where its network is mapped to");
	case 3:
		return _("the replica's network is mapped back");
	case 4:
		return row->outcome == RP_AMBIGUOUS ?
			_("several networks are mapped to where it is") :
			_("it is mapped to the replica's network");
	default:
		return _("the replica's network is not mapped");
	}
}

static bool is_moved(const struct ui *ui, const struct rp_failback *row)
{
	return replica_nic(ui, row->nic)->network != row->replica_network;
}

static void failback_cell(const struct ui *ui, const void *data, size_t at,
			  size_t column, struct table_cell *cell)
{
	const struct failback *failback = data;
	const struct rp_failback *row = &failback->rows[at];

	switch ((enum failback_column)column) {
	case COLUMN_VM:
		cell_name(cell, ui, RP_VM, own_nic(ui, row->nic)->vm);
		break;
	case COLUMN_NIC:
		cell_name(cell, ui, RP_NIC, replica_nic(ui, row->nic)->nic);
		break;
	case COLUMN_ON:
		if (row->replica_network == RP_NONE)
			cell_say(cell, STYLE_DIM, _("not connected"));
		else
			cell_name(cell, ui, RP_NETWORK, row->replica_network);
		break;
	case COLUMN_BACK:
		cell_name(cell, ui, RP_NETWORK, row->back_to);
		break;
	case COLUMN_OUTCOME:
		cell_say(cell, row->outcome == RP_CONNECTED ? STYLE_TEXT :
			 STYLE_WARNING, outcome_word(row->outcome));
		break;
	case COLUMN_MOVED:
		if (is_moved(ui, row))
			cell_say(cell, STYLE_NOTICE, _("moved"));
		break;
	case COLUMN_WHY:
		cell->text = why_words(row);
		break;
	case N_FAILBACK_COLUMNS:
		break;
	}
}

/* What is moved comes first. */
static int failback_compare(const struct ui *ui, const void *data, size_t a,
			    size_t b, size_t column)
{
	const struct failback *failback = data;
	const struct rp_failback *x = &failback->rows[a];
	const struct rp_failback *y = &failback->rows[b];

	if (column == COLUMN_OUTCOME)
		return (int)x->outcome - (int)y->outcome;
	if (column == COLUMN_MOVED)
		return is_moved(ui, y) - is_moved(ui, x);
	if (column == COLUMN_WHY)
		return (int)x->rule - (int)y->rule;
	return table_compare_text(failback_cell, ui, data, a, b, column);
}

static const struct table_ops failback_table = {
	.columns = columns,
	.n_columns = N_FAILBACK_COLUMNS,
	.cell = failback_cell,
	.compare = failback_compare,
};

/* ---- Sentences --------------------------------------------------------- */

/* The rest of "NIC N of VM V: ".  {0} is the VM's own network, {1} the
 * replica's, {2} what it comes back to, {3} the VMM server of the first. */
static const char *step_words(const struct rp_failback *row, bool is_own)
{
	switch (row->rule) {
	case 1:
		return _("the replica's NIC is not connected to any network, "
			 "so the VM's NIC comes back disconnected.");
	case 2:
		return _("its network {0} is mapped to {1}, where the "
			 "replica's NIC is: it comes back to {0}.");
	case 3:
		return _("{1} is mapped to {2} of VMM server {3}: it comes "
			 "back to {2}.");
	case 4:
		break;
	default:
		return _("{1} is not mapped to a network of VMM server {3}, "
			 "nor is any of them mapped to it: the VM's NIC comes "
			 "back disconnected.");
	}
	if (row->outcome == RP_AMBIGUOUS)
		return _("{1} is not mapped back, and several networks of VMM "
			 "server {3} are mapped to it: which one is meant "
			 "cannot be told, so the VM's NIC comes back "
			 "disconnected.");
	return is_own ? _("{1} is not mapped back, and its own network {0} is "
			  "mapped to it: it comes back to {0}.") :
		_("{1} is not mapped back, and {2} is the only network of VMM "
		  "server {3} that is mapped to it: it comes back to {2}.");
}

/* Where it is when it is not where the plan connects it; "" else. */
static char *moved_text(const struct ui *ui, const struct rp_failback *row)
{
	char key[16];

	if (!is_moved(ui, row))
		return strdup("");
	if (row->replica_network == RP_NONE)
		return SENTENCE(ui, _("\nWhat if: disconnected; {1} connects "
				      "it to {0} again."),
				network_name(ui, replica_nic(ui, row->nic)
					     ->network),
				ui_key(ui, ACTION_DISCONNECT, key));
	return SENTENCE(ui, _("\nWhat if: moved to {0}; {1} moves it back."),
			network_name(ui, row->replica_network),
			ui_key(ui, ACTION_MOVE, key));
}

static char *step_text(const struct ui *ui, const struct rp_failback *row)
{
	const rp_topology *topology = ui_topology(ui);
	rp_id own = own_nic(ui, row->nic)->network;

	return SENTENCE(ui, step_words(row, row->back_to == own),
			network_name(ui, own),
			network_name(ui, row->replica_network),
			network_name(ui, row->back_to),
			rp_name(topology, RP_SERVER,
				rp_network_server(topology, own)));
}

static char *failback_detail(const struct ui *ui, const void *data, size_t at)
{
	const struct failback *failback = data;
	const struct rp_failback *row = &failback->rows[at];
	char *step = step_text(ui, row);
	char *moved = moved_text(ui, row);
	char *text = NULL;
	char *head;

	head = SENTENCE(ui, _("NIC {1} of VM {0}:"), vm_name(ui, row->nic),
			nic_name(ui, row->nic));
	if (!step || !moved || !head ||
	    asprintf(&text, "%s %s%s", head, step, moved) < 0)
		text = NULL;
	free(step);
	free(moved);
	free(head);
	return text;
}

static unsigned failback_open(struct ui *ui, const void *data, size_t at)
{
	const struct failback *failback = data;
	char *detail = failback_detail(ui, data, at);
	unsigned did = detail ?
		ui_explain_nic(ui, failback->rows[at].nic, detail) :
		ui_edited(ui, RP_NO_MEMORY);

	free(detail);
	return did;
}

static char *failback_note(const struct ui *ui, const void *data)
{
	const struct failback *failback = data;
	char *text = NULL;

	(void)ui;
	if (failback->n_moved == 0)
		return NULL;
	if (asprintf(&text, ngettext("What if: %zu NIC is moved; this is not "
				     "part of the plan",
				     "What if: %zu NICs are moved; this is not "
				     "part of the plan", failback->n_moved),
		     failback->n_moved) < 0)
		return NULL;
	return text;
}

static char *failback_empty(const struct ui *ui, const void *data)
{
	(void)ui;
	(void)data;
	return strdup(_("No replica that is placed has a NIC."));
}

static const struct list_ops failback_list = {
	.table = &failback_table,
	.detail = failback_detail,
	.open = failback_open,
	.note = failback_note,
	.empty = failback_empty,
};

/* ---- Moving ------------------------------------------------------------ */

static void say_moved(struct ui *ui, rp_id nic, rp_id network)
{
	const char *words = _("NIC {1} of VM {0} is where the plan connects "
			      "it");
	char *text;

	if (network == RP_NONE && replica_nic(ui, nic)->network != network)
		words = _("what if NIC {1} of VM {0} is disconnected?");
	else if (replica_nic(ui, nic)->network != network)
		words = _("what if NIC {1} of VM {0} is moved to {2}?");
	text = SENTENCE(ui, words, vm_name(ui, nic), nic_name(ui, nic),
			network_name(ui, network));
	ui_say(ui, RP_NOTICE, "%s", text ? text : "");
	free(text);
}

/* Puts a NIC on 'network', or on none; where the plan connects it, it is no
 * longer moved. */
static unsigned put(struct ui *ui, struct failback *failback, rp_id nic,
		    rp_id network)
{
	struct rp_moved move = { nic, network };

	forget_move(failback, nic);
	if (is_move(ui, &move) && !add_move(failback, move))
		return ui_edited(ui, RP_NO_MEMORY);
	failback_update(ui, failback);
	say_moved(ui, nic, network);
	return UI_HANDLED;
}

static unsigned disconnect(struct ui *ui, struct failback *failback,
			   const struct rp_failback *row)
{
	rp_id planned = replica_nic(ui, row->nic)->network;

	if (row->replica_network != RP_NONE)
		return put(ui, failback, row->nic, RP_NONE);
	if (planned != RP_NONE)
		return put(ui, failback, row->nic, planned);
	ui_say(ui, RP_NOTICE, "%s", _("the plan does not connect this NIC"));
	return UI_HANDLED;
}

/* The networks that a replica's NIC can be moved to. */
static struct rp_range networks_of(const struct ui *ui, rp_id nic)
{
	const rp_topology *topology = ui_topology(ui);
	rp_id replica = replica_nic(ui, nic)->replica;
	rp_id pair = rp_plan_replica(ui_plan(ui), replica)->pair;

	return rp_server(topology, rp_pair_server(topology, pair))->networks;
}

/* The first choice is where the plan has it; the others are networks. */
static unsigned move_chosen(struct ui *ui, void *data, size_t choice)
{
	struct failback *failback = data;
	rp_id nic = failback->chosen;
	rp_id network = replica_nic(ui, nic)->network;

	if (choice > 0)
		network = networks_of(ui, nic).first + (rp_id)(choice - 1);
	return put(ui, failback, nic, network);
}

static char *planned_line(const struct ui *ui, rp_id nic)
{
	rp_id planned = replica_nic(ui, nic)->network;

	if (planned == RP_NONE)
		return strdup(_("as the plan has it: not connected"));
	return SENTENCE(ui, _("as the plan has it: {0}"),
			network_name(ui, planned));
}

static bool choice_lines(const struct ui *ui, rp_id nic, char **lines,
			 struct rp_range networks)
{
	lines[0] = planned_line(ui, nic);
	for (rp_id i = networks.first; i < networks.end; i++)
		lines[1 + i - networks.first] =
			ui_shown(ui, network_name(ui, i));
	for (size_t i = 0; i <= networks.end - networks.first; i++)
		if (!lines[i])
			return false;
	return true;
}

/* Asks where to; for a NIC that is moved already, Enter moves it back. */
static unsigned move(struct ui *ui, struct failback *failback,
		     const struct rp_failback *row)
{
	struct rp_range networks = networks_of(ui, row->nic);
	size_t n = networks.end - networks.first + 1;
	char **lines = calloc(n, sizeof(*lines));
	size_t chosen = 0;
	char *title;
	unsigned did;

	failback->chosen = row->nic;
	if (!is_moved(ui, row) && row->replica_network != RP_NONE)
		chosen = row->replica_network - networks.first + 1;
	title = SENTENCE(ui, _("Move NIC {1} of VM {0} to"),
			 vm_name(ui, row->nic), nic_name(ui, row->nic));
	if (lines && title && choice_lines(ui, row->nic, lines, networks))
		did = ui_choose(ui, title, (const char *const *)lines, n,
				chosen, move_chosen, failback);
	else
		did = ui_edited(ui, RP_NO_MEMORY);
	for (size_t i = 0; lines && i < n; i++)
		free(lines[i]);
	free(lines);
	free(title);
	return did;
}

/* ---- The view ---------------------------------------------------------- */

static unsigned failback_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_FAILBACK;
}

static unsigned failback_act(struct ui *ui, void *state, enum action action)
{
	struct failback *failback = state;
	size_t row;

	if (action != ACTION_MOVE && action != ACTION_DISCONNECT)
		return list_act(ui, state, action);
	if (!list_row(&failback->list, &row))
		return UI_HANDLED;
	return action == ACTION_MOVE ?
		move(ui, failback, &failback->rows[row]) :
		disconnect(ui, failback, &failback->rows[row]);
}

static void failback_destroy(void *state)
{
	struct failback *failback = state;

	list_destroy(&failback->list);
	free(failback->rows);
	free(failback->moved);
	free(failback);
}

static const struct view_ops ops = {
	.title = N_("Failback"),
	.opened = failback_opened,
	.update = failback_update,
	.where = failback_where,
	.act = failback_act,
	.mouse = list_mouse,
	.draw = list_draw,
	.search = list_search,
	.waits = list_waits,
	.rest = list_rest,
	.copy = list_copy,
	.list = list_self,
	.destroy = failback_destroy,
};

const struct view_ops *failback_view(void **state)
{
	struct failback *failback = calloc(1, sizeof(*failback));

	if (!failback)
		return NULL;
	list_init(&failback->list, &failback_list);
	*state = failback;
	return &ops;
}
