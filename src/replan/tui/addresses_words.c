/* The addresses in words: what a cell is, and the rows that are exported.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addresses_view.h"
#include "sentence.h"
#include "ui_private.h"
#include "words.h"

/* So many of those who have addresses of a cell are named. */
#define MOST_NAMED 200

char state_letter(enum rp_address_state state, bool accepted)
{
	static const char letters[] = "PNORV.-GXD~";
	char letter = letters[state];

	return accepted ? (char)(letter - 'A' + 'a') : letter;
}

const char *state_word(enum rp_address_state state)
{
	switch (state) {
	case RP_ADDRESS_PINNED:
		return _("pinned");
	case RP_ADDRESS_NEXT:
		return _("next");
	case RP_ADDRESS_OFFSET:
		return _("offset");
	case RP_ADDRESS_RETAINED:
		return _("retained");
	case RP_ADDRESS_RUNNING:
		return _("running");
	case RP_ADDRESS_FREE:
		return _("free");
	case RP_ADDRESS_RESERVED:
		return _("reserved");
	case RP_ADDRESS_GATEWAY:
		return _("gateway");
	case RP_ADDRESS_SPECIAL:
		return _("network, broadcast");
	case RP_ADDRESS_DHCP:
		return _("DHCP scope");
	case RP_ADDRESS_OUTSIDE:
	case RP_N_ADDRESS_STATES:
		break;
	}
	return _("in no pool");
}

void addresses_print_signs(FILE *out)
{
	fprintf(out, "\n%s\n", _("Signs"));
	for (int s = 0; s < RP_N_ADDRESS_STATES; s++)
		fprintf(out, "  %c  %s\n",
			state_letter((enum rp_address_state)s, false),
			state_word((enum rp_address_state)s));
	fprintf(out, "  r  %s\n",
		_("a small letter: given as the accepted plan has it"));
	fprintf(out, "  R▄ %s\n",
		_("several addresses: what says most of them; how full"));
}

rp_id address_nic(const struct ui *ui, const struct rp_address *address)
{
	return address->nic == RP_NONE ? address->holder :
		rp_plan_nic(ui_plan(ui), address->nic)->nic;
}

/* ---- Numbers ------------------------------------------------------------ */

/* Numbers below these are written in full. */
#define EXACT UINT64_C(1000000000000)
#define EXACT_SHORT 100000

/* How many bits 'n' has, to the nearer one. */
static unsigned bits_of(rp_ip n)
{
	unsigned bits = 0;

	while (bits < 127 && n >> (bits + 1))
		bits++;
	return n >> (bits - 1) & 1 ? bits + 1 : bits;
}

const char *count_text(rp_ip n, char text[COUNT_SIZE])
{
	unsigned bits;

	if (n < EXACT) {
		snprintf(text, COUNT_SIZE, "%llu", (unsigned long long)n);
		return text;
	}
	bits = bits_of(n);
	if (bits < 128 && n == (rp_ip)1 << bits)
		snprintf(text, COUNT_SIZE, "2^%u", bits);
	else
		snprintf(text, COUNT_SIZE, _("about 2^%u"), bits);
	return text;
}

const char *count_short(rp_ip n, char text[COUNT_SIZE])
{
	if (n < EXACT_SHORT)
		snprintf(text, COUNT_SIZE, "%llu", (unsigned long long)n);
	else
		snprintf(text, COUNT_SIZE, "~2^%u", bits_of(n));
	return text;
}

/* "3 retained · 2 next · 249 free". */
static void print_counts(FILE *out, const struct rp_address_range *range)
{
	const char *between = "";
	char count[COUNT_SIZE];

	for (int s = 0; s < RP_N_ADDRESS_STATES; s++) {
		if (range->n[s] == 0)
			continue;
		fprintf(out, "%s%s %s", between,
			count_text(range->n[s], count),
			state_word((enum rp_address_state)s));
		between = " · ";
	}
	if (range->accepted > 0)
		fprintf(out, _(" (%s as accepted)"),
			count_text(range->accepted, count));
}

/* ---- Names -------------------------------------------------------------- */

static void print_sentence(FILE *out, char *text)
{
	fputs(text ? text : _("memory ran out"), out);
	free(text);
}

/* "VM VM1, NIC Network Adapter 1". */
static void print_nic(FILE *out, const struct ui *ui, rp_id nic)
{
	const rp_topology *topology = ui_topology(ui);

	print_sentence(out, SENTENCE(ui, _("VM {0}, NIC {1}"),
				     rp_name(topology, RP_VM,
					     rp_nic(topology, nic)->vm),
				     rp_name(topology, RP_NIC, nic)));
}

/* "192.168.2.20 · retained, as accepted · VM VM1, NIC Network Adapter 1". */
static void print_address(FILE *out, const struct ui *ui,
			  const struct grid_view *grid, rp_ip ip,
			  const struct rp_address *address)
{
	char text[RP_IP_SIZE];
	rp_id nic = address_nic(ui, address);

	fprintf(out, "%s · %s", rp_ip_text(grid->family, ip, text),
		state_word(address->state));
	if (address->accepted)
		fputs(_(", as accepted"), out);
	if (nic == RP_NONE)
		return;
	fputs(" · ", out);
	print_nic(out, ui, nic);
	if (address->nic == RP_NONE || address->holder == RP_NONE ||
	    address->holder == nic)
		return;
	fputs(_(" · held by "), out);
	print_nic(out, ui, address->holder);
}

/* ---- Cells -------------------------------------------------------------- */

static void print_one(FILE *out, const struct ui *ui,
		      const struct grid_view *grid)
{
	struct rp_address address;
	char text[RP_IP_SIZE];
	char *why;

	rp_plan_address(&address, grid->map, grid->focus);
	print_address(out, ui, grid, grid->focus, &address);
	if (address.last > grid->focus)
		fprintf(out, _(" · and so up to %s"),
			rp_ip_text(grid->family, address.last, text));
	if (address.nic == RP_NONE)
		return;
	why = rp_explain_address(ui_plan(ui), address.nic, grid->family,
				 RP_LOCAL);
	fprintf(out, "\n%s", why ? why : _("memory ran out"));
	free(why);
}

/* Those who have addresses of a cell, a line each. */
static void print_all(FILE *out, const struct ui *ui,
		      const struct grid_view *grid)
{
	rp_ip at = grid_cell_first(grid);
	rp_ip last = grid_cell_last(grid);

	for (int i = 0; rp_plan_address_find(grid->map, &at, false,
					     STATES_TAKEN) && at <= last; i++) {
		struct rp_address address;

		if (i == MOST_NAMED) {
			fputs("\n…", out);
			return;
		}
		rp_plan_address(&address, grid->map, at);
		fputc('\n', out);
		print_address(out, ui, grid, at, &address);
		if (at++ == last)
			return;
	}
}

static void print_range(FILE *out, const struct ui *ui,
			const struct grid_view *grid, bool in_full)
{
	struct rp_address_range range;
	rp_ip first = grid_cell_first(grid);
	rp_ip last = grid_cell_last(grid);
	char from[RP_IP_SIZE], to[RP_IP_SIZE];

	rp_plan_address_range(&range, grid->map, first, last);
	fprintf(out, _("%s to %s"), rp_ip_text(grid->family, first, from),
		rp_ip_text(grid->family, last, to));
	fputs(" · ", out);
	print_counts(out, &range);
	if (in_full)
		print_all(out, ui, grid);
}

char *cell_words(const struct ui *ui, const struct grid_view *grid,
		 bool in_full)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (grid_cell_first(grid) == grid_cell_last(grid))
		print_one(out, ui, grid);
	else
		print_range(out, ui, grid, in_full);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

char *map_words(const struct ui *ui, const struct grid_view *grid)
{
	struct rp_address_range range;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)ui;
	if (!out)
		return NULL;
	rp_plan_address_range(&range, grid->map, grid->first, grid->last);
	print_counts(out, &range);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* ---- Rows --------------------------------------------------------------- */

enum run_column {
	COLUMN_FIRST,
	COLUMN_LAST,
	COLUMN_STATE,
	COLUMN_ACCEPTED,
	COLUMN_VM,
	COLUMN_NIC,
	N_RUN_COLUMNS
};

static const struct table_column run_columns[N_RUN_COLUMNS] = {
	[COLUMN_FIRST] = { N_("Address"), 15, 15, 1 },
	[COLUMN_LAST] = { N_("Up to"), 15, 15, 1 },
	[COLUMN_STATE] = { N_("State"), 10, 8, 0 },
	[COLUMN_ACCEPTED] = { N_("Accepted"), 8, 8, 0 },
	[COLUMN_VM] = { N_("VM"), 16, 10, 1 },
	[COLUMN_NIC] = { N_("NIC"), 16, 10, 1 },
};

static void run_cell(const struct ui *ui, const void *list, size_t row,
		     size_t column, struct table_cell *cell)
{
	const struct addresses *addresses = (const void *)
		((const char *)list - offsetof(struct addresses,
					       list_of_runs));
	const struct run *run = &addresses->runs[row];
	rp_id nic = address_nic(ui, &run->address);

	switch ((enum run_column)column) {
	case COLUMN_FIRST:
		cell->text = rp_ip_text(addresses->grid.family, run->first,
					cell->buffer);
		break;
	case COLUMN_LAST:
		cell->text = rp_ip_text(addresses->grid.family,
					run->address.last, cell->buffer);
		break;
	case COLUMN_STATE:
		cell->text = state_word(run->address.state);
		break;
	case COLUMN_ACCEPTED:
		if (run->address.accepted)
			cell->text = _("yes");
		break;
	case COLUMN_VM:
		if (nic != RP_NONE)
			cell_name(cell, ui, RP_VM,
				  rp_nic(ui_topology(ui), nic)->vm);
		break;
	case COLUMN_NIC:
		if (nic != RP_NONE)
			cell_name(cell, ui, RP_NIC, nic);
		break;
	case N_RUN_COLUMNS:
		break;
	}
}

static int run_compare(const struct ui *ui, const void *data, size_t a,
		       size_t b, size_t column)
{
	if (column <= COLUMN_LAST)
		return (a > b) - (a < b);
	return table_compare_text(run_cell, ui, data, a, b, column);
}

static const struct table_ops runs_table = {
	.columns = run_columns,
	.n_columns = N_RUN_COLUMNS,
	.name_column = COLUMN_VM,
	.cell = run_cell,
	.compare = run_compare,
};

static char *runs_empty(const struct ui *ui, const void *data)
{
	(void)ui;
	(void)data;
	return strdup("");
}

const struct list_ops runs_list = {
	.table = &runs_table,
	.empty = runs_empty,
};

static bool add_run(struct addresses *addresses, const struct run *run)
{
	if (addresses->n_runs == addresses->runs_capacity) {
		size_t capacity = addresses->runs_capacity * 2 + 64;
		struct run *runs = realloc(addresses->runs,
					   capacity * sizeof(*runs));

		if (!runs)
			return false;
		addresses->runs = runs;
		addresses->runs_capacity = capacity;
	}
	addresses->runs[addresses->n_runs++] = *run;
	return true;
}

bool make_runs(struct ui *ui, struct addresses *addresses)
{
	const struct grid_view *grid = &addresses->grid;
	rp_ip at = grid->first;

	addresses->n_runs = 0;
	for (;;) {
		struct run run = { .first = at };

		rp_plan_address(&run.address, grid->map, at);
		if (!add_run(addresses, &run))
			return false;
		if (run.address.last >= grid->last)
			break;
		at = run.address.last + 1;
	}
	list_update(ui, &addresses->list_of_runs, addresses->n_runs, 0);
	return true;
}
