/* The replicas: where each NIC of each replica lands.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row a NIC and family that it has an address of, as in the CSV; a NIC
 * without addresses has one row, and so has a VM without NIC. */

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "plan_words.h"
#include "replicas_pin.h"
#include "words.h"

enum replica_column {
	COLUMN_VM,
	COLUMN_HOST,
	COLUMN_NETWORK,
	COLUMN_SUBNET,
	COLUMN_ADDRESS,
	COLUMN_RULE,
	COLUMN_NIC,
	COLUMN_CLOUD,
	N_REPLICA_COLUMNS
};

static const struct table_column columns[N_REPLICA_COLUMNS] = {
	[COLUMN_VM] = { N_("VM"), 16, 10, 3 },
	[COLUMN_HOST] = { N_("Host"), 16, 10, 3 },
	[COLUMN_NETWORK] = { N_("Network"), 22, 18, 4 },
	[COLUMN_SUBNET] = { N_("Subnet"), 12, 8, 2 },
	[COLUMN_ADDRESS] = { N_("Address"), 15, 15, 3 },
	[COLUMN_RULE] = { N_("Rule"), 8, 8, 0 },
	[COLUMN_NIC] = { N_("NIC"), 16, 16, 1 },
	[COLUMN_CLOUD] = { N_("Cloud"), 14, 14, 1 },
};

/* A row: a NIC of rp_plan_nic() and a family, or a replica alone. */
struct row {
	rp_id replica;
	rp_id nic;            /* RP_NONE: a VM without NIC. */
	enum rp_family family;
};

struct replicas {
	struct list list;
	struct row *rows;
	size_t n_rows;
	size_t capacity;
	struct pin pin; /* While it is asked for. */
};

/* ---- Rows -------------------------------------------------------------- */

static bool add_row(struct replicas *replicas, struct row row)
{
	if (replicas->n_rows == replicas->capacity) {
		size_t capacity = replicas->capacity * 2 + 64;
		struct row *rows;

		rows = realloc(replicas->rows, capacity * sizeof(*rows));
		if (!rows)
			return false;
		replicas->rows = rows;
		replicas->capacity = capacity;
	}
	replicas->rows[replicas->n_rows++] = row;
	return true;
}

static bool add_nic(struct replicas *replicas, const rp_plan *plan, rp_id id)
{
	const struct rp_replica_nic *nic = rp_plan_nic(plan, id);
	struct row row = { nic->replica, id, RP_IPV4 };

	if (nic->rule[RP_IPV4] != RP_RULE_ABSENT ||
	    nic->rule[RP_IPV6] == RP_RULE_ABSENT)
		if (!add_row(replicas, row))
			return false;
	row.family = RP_IPV6;
	return nic->rule[RP_IPV6] == RP_RULE_ABSENT || add_row(replicas, row);
}

static bool add_replica(struct replicas *replicas, const rp_plan *plan,
			rp_id id)
{
	struct rp_range nics = rp_plan_replica(plan, id)->nics;

	if (nics.first == nics.end)
		return add_row(replicas, (struct row){ id, RP_NONE, RP_IPV4 });
	for (rp_id i = nics.first; i < nics.end; i++)
		if (!add_nic(replicas, plan, i))
			return false;
	return true;
}

static bool is_before(struct row a, struct row b)
{
	return a.replica < b.replica ||
	       (a.replica == b.replica && a.nic < b.nic);
}

/* The first row that is not before 'wanted', or the last one. */
static size_t find_row(const struct replicas *replicas, struct row wanted)
{
	size_t low = 0;
	size_t high = replicas->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(replicas->rows[middle], wanted))
			low = middle + 1;
		else
			high = middle;
	}
	return low < replicas->n_rows || low == 0 ? low : low - 1;
}

/* Replicas are those of the topology: their ids and their NICs' stay while it
 * is open, so the focus can stay on the NIC it is on. */
static void replicas_update(struct ui *ui, void *state)
{
	struct replicas *replicas = state;
	const rp_plan *plan = ui_plan(ui);
	struct row focus = { 0, 0, RP_IPV4 };
	size_t row;

	if (list_row(&replicas->list, &row))
		focus = replicas->rows[row];
	replicas->n_rows = 0;
	for (rp_id i = 0; plan && i < rp_plan_n_replicas(plan); i++)
		if (!add_replica(replicas, plan, i))
			break;
	list_update(ui, &replicas->list, replicas->n_rows,
		    find_row(replicas, focus));
}

/* ---- Cells ------------------------------------------------------------- */

static void name(struct table_cell *cell, const struct ui *ui,
		 enum rp_kind kind, rp_id id)
{
	if (id != RP_NONE)
		cell_name(cell, ui, kind, id);
}

static void host_cell(struct table_cell *cell, const struct ui *ui,
		      const struct rp_replica *replica)
{
	if (replica->host == RP_NONE)
		cell_say(cell, STYLE_ERROR, _("not placed"));
	else
		name(cell, ui, RP_HOST, replica->host);
}

static void network_cell(struct table_cell *cell, const struct ui *ui,
			 const struct rp_replica_nic *nic)
{
	if (nic->connection == RP_UNMAPPED)
		cell_say(cell, STYLE_WARNING, _("not mapped"));
	else if (nic->connection == RP_UNAVAILABLE)
		cell_say(cell, STYLE_ERROR, _("not available"));
	else
		name(cell, ui, RP_NETWORK, nic->network);
}

static void address_cell(struct table_cell *cell,
			 const struct rp_replica_nic *nic,
			 enum rp_family family)
{
	switch ((enum rp_rule)nic->rule[family]) {
	case RP_RULE_PINNED:
	case RP_RULE_RETAINED:
	case RP_RULE_OFFSET:
	case RP_RULE_NEXT:
		cell->text = rp_ip_text(family, nic->address[family],
					cell->buffer);
		break;
	case RP_RULE_NONE:
		cell_say(cell, STYLE_ERROR, _("no address"));
		break;
	case RP_RULE_ABSENT:
	case RP_RULE_DHCP:
		break;
	}
}

static void rule_cell(struct table_cell *cell,
		      const struct rp_replica_nic *nic, enum rp_family family)
{
	enum rp_rule rule = nic->rule[family];

	if (rule != RP_RULE_ABSENT)
		cell_say(cell, rule == RP_RULE_NONE ? STYLE_ERROR : STYLE_TEXT,
			 rule_word(rule));
}

static void nic_cell(struct table_cell *cell, const struct ui *ui,
		     struct row row, enum replica_column column)
{
	const struct rp_replica_nic *nic = rp_plan_nic(ui_plan(ui), row.nic);

	if (column == COLUMN_NETWORK)
		network_cell(cell, ui, nic);
	else if (column == COLUMN_SUBNET)
		name(cell, ui, RP_SUBNET, nic->subnet);
	else if (column == COLUMN_ADDRESS)
		address_cell(cell, nic, row.family);
	else if (column == COLUMN_RULE)
		rule_cell(cell, nic, row.family);
	else
		name(cell, ui, RP_NIC, nic->nic);
}

static void replicas_cell(const struct ui *ui, const void *data, size_t at,
			  size_t column, struct table_cell *cell)
{
	const struct replicas *replicas = data;
	struct row row = replicas->rows[at];
	const struct rp_replica *replica =
		rp_plan_replica(ui_plan(ui), row.replica);

	if (column == COLUMN_VM)
		name(cell, ui, RP_VM, replica->vm);
	else if (column == COLUMN_HOST)
		host_cell(cell, ui, replica);
	else if (column == COLUMN_CLOUD)
		name(cell, ui, RP_CLOUD,
		     rp_pair(ui_topology(ui), replica->pair)->target);
	else if (row.nic != RP_NONE)
		nic_cell(cell, ui, row, (enum replica_column)column);
}

/* Addresses by number, the older family first; those without behind. */
static int compare_addresses(const struct ui *ui, struct row a, struct row b)
{
	struct table_cell cell = { .text = "" };
	rp_ip ip[2] = { 0, 0 };
	int key[2] = { 2, 2 };
	const struct row *rows[2] = { &a, &b };

	for (int i = 0; i < 2; i++) {
		const struct rp_replica_nic *nic;

		if (rows[i]->nic == RP_NONE)
			continue;
		nic = rp_plan_nic(ui_plan(ui), rows[i]->nic);
		cell.text = "";
		cell.buffer[0] = '\0';
		address_cell(&cell, nic, rows[i]->family);
		if (cell.text != cell.buffer)
			continue;
		key[i] = (int)rows[i]->family;
		ip[i] = nic->address[rows[i]->family];
	}
	if (key[0] != key[1])
		return key[0] - key[1];
	return (ip[0] > ip[1]) - (ip[0] < ip[1]);
}

static int replicas_compare(const struct ui *ui, const void *data, size_t a,
			    size_t b, size_t column)
{
	const struct replicas *replicas = data;

	if (column == COLUMN_ADDRESS)
		return compare_addresses(ui, replicas->rows[a],
					 replicas->rows[b]);
	return table_compare_text(replicas_cell, ui, data, a, b, column);
}

/* Unplaced, disconnected, without address, well. */
static int replicas_rank(const struct ui *ui, const void *data, size_t at)
{
	const struct replicas *replicas = data;
	struct row row = replicas->rows[at];
	const struct rp_replica_nic *nic;

	if (rp_plan_replica(ui_plan(ui), row.replica)->host == RP_NONE)
		return 0;
	if (row.nic == RP_NONE)
		return 3;
	nic = rp_plan_nic(ui_plan(ui), row.nic);
	if (nic->connection != RP_MAPPED)
		return 1;
	return nic->rule[row.family] == RP_RULE_NONE ? 2 : 3;
}

static const struct table_ops replicas_table = {
	.columns = columns,
	.n_columns = N_REPLICA_COLUMNS,
	.cell = replicas_cell,
	.compare = replicas_compare,
	.rank = replicas_rank,
};

/* ---- The view ---------------------------------------------------------- */

static unsigned replicas_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_REPLICAS;
}

/* Asks for a pin of the row in focus. */
static unsigned ask_pin(struct ui *ui, struct replicas *replicas,
			enum action action)
{
	struct row row;
	size_t at;

	if (!ui_may_edit(ui) || !list_row(&replicas->list, &at))
		return UI_HANDLED;
	row = replicas->rows[at];
	replicas->pin = (struct pin){ row.replica, row.nic, row.family };
	return action == ACTION_PIN ? pin_ask_host(ui, &replicas->pin)
				    : pin_ask_address(ui, &replicas->pin);
}

static unsigned replicas_act(struct ui *ui, void *state, enum action action)
{
	if (action == ACTION_PIN || action == ACTION_PIN_ADDRESS)
		return ask_pin(ui, state, action);
	return list_act(ui, state, action);
}

static unsigned replicas_open(struct ui *ui, const void *data, size_t row)
{
	struct row at = ((const struct replicas *)data)->rows[row];

	return at.nic == RP_NONE ? ui_explain(ui, at.replica) :
		ui_explain_nic(ui, at.nic, NULL);
}

static char *replicas_empty(const struct ui *ui, const void *data)
{
	(void)ui;
	(void)data;
	return strdup(_("No VM is in a protected cloud."));
}

static const struct list_ops replicas_list = {
	.table = &replicas_table,
	.open = replicas_open,
	.empty = replicas_empty,
};

static void replicas_destroy(void *state)
{
	struct replicas *replicas = state;

	list_destroy(&replicas->list);
	free(replicas->rows);
	free(replicas);
}

static const struct view_ops ops = {
	.title = N_("Replicas"),
	.update = replicas_update,
	.where = replicas_where,
	.act = replicas_act,
	.mouse = list_mouse,
	.draw = list_draw,
	.search = list_search,
	.copy = list_copy,
	.list = list_self,
	.destroy = replicas_destroy,
};

const struct view_ops *replicas_view(void **state)
{
	struct replicas *replicas = calloc(1, sizeof(*replicas));

	if (!replicas)
		return NULL;
	list_init(&replicas->list, &replicas_list);
	*state = replicas;
	return &ops;
}

void replicas_focus(void *state, const struct ui *ui, rp_id replica)
{
	struct replicas *replicas = state;

	table_reveal(&replicas->list.table, ui, replicas,
		     find_row(replicas, (struct row){ replica, 0, RP_IPV4 }));
}
