/* DNS: the records that change with the plan.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "sentence.h"
#include "words.h"

enum dns_column {
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_OLD,
	COLUMN_NEW,
	COLUMN_TTL,
	COLUMN_DYNAMIC,
	COLUMN_VM,
	N_DNS_COLUMNS
};

static const struct table_column columns[N_DNS_COLUMNS] = {
	[COLUMN_NAME] = { N_("Name"), 24, 16, 3 },
	[COLUMN_TYPE] = { N_("Type"), 4, 4, 0 },
	[COLUMN_OLD] = { N_("Old"), 23, 15, 3 },
	[COLUMN_NEW] = { N_("New"), 23, 15, 3 },
	[COLUMN_TTL] = { N_("TTL"), 7, 5, 0 },
	[COLUMN_DYNAMIC] = { N_("Dynamic"), 7, 7, 0 },
	[COLUMN_VM] = { N_("VM"), 12, 10, 1 },
};

struct dns {
	struct list list;
	struct rp_record focused; /* The record in focus when last drawn: by
				   * it, it is found again in another plan. */
};

/* ---- Rows -------------------------------------------------------------- */

static const struct rp_record *record_at(const struct ui *ui, size_t row)
{
	return rp_plan_record(ui_plan(ui), (rp_id)row);
}

static bool is_same(const struct rp_record *a, const struct rp_record *b)
{
	return a->nic == b->nic && a->family == b->family &&
	       a->reverse == b->reverse;
}

static void dns_update(struct ui *ui, void *state)
{
	struct dns *dns = state;
	size_t n = rp_plan_n_records(ui_plan(ui));
	size_t row;

	list_row(&dns->list, &row);
	for (size_t i = 0; i < n; i++)
		if (is_same(record_at(ui, i), &dns->focused))
			row = i;
	list_update(ui, &dns->list, n, row);
}

/* ---- Cells ------------------------------------------------------------- */

static const struct rp_nic *record_nic(const struct ui *ui,
				       const struct rp_record *record)
{
	return rp_nic(ui_topology(ui),
		      rp_plan_nic(ui_plan(ui), record->nic)->nic);
}

static const char *record_name(const struct ui *ui,
			       const struct rp_record *record)
{
	return rp_text(ui_topology(ui), record_nic(ui, record)->dns_name);
}

/* The zone of a record, or NULL. */
static const struct rp_zone *record_zone(const struct ui *ui,
					 const struct rp_record *record)
{
	return record->zone == RP_NONE ? NULL :
		rp_zone(ui_topology(ui), record->zone);
}

static void ttl_cell(struct table_cell *cell, const struct rp_zone *zone)
{
	cell->text = "-";
	if (!zone)
		return;
	snprintf(cell->buffer, sizeof(cell->buffer), _("%lld s"),
		 (long long)zone->ttl);
	cell->text = cell->buffer;
}

static const char *dynamic_word(const struct rp_zone *zone)
{
	if (!zone)
		return "-";
	return zone->dynamic ? _("yes") : _("no");
}

static void dns_cell(const struct ui *ui, const void *data, size_t row,
		     size_t column, struct table_cell *cell)
{
	const struct rp_record *record = record_at(ui, row);

	(void)data;
	switch ((enum dns_column)column) {
	case COLUMN_NAME:
		cell->text = record_name(ui, record);
		cell->is_name = true;
		break;
	case COLUMN_TYPE:
		cell->text = rp_record_type(record);
		break;
	case COLUMN_OLD:
		cell->text = rp_record_value(record, record->old,
					     cell->buffer);
		break;
	case COLUMN_NEW:
		cell->text = record->has_new ?
			rp_record_value(record, record->fresh, cell->buffer) :
			"-";
		break;
	case COLUMN_TTL:
		ttl_cell(cell, record_zone(ui, record));
		break;
	case COLUMN_DYNAMIC:
		cell->text = dynamic_word(record_zone(ui, record));
		break;
	case COLUMN_VM:
		cell_name(cell, ui, RP_VM, record_nic(ui, record)->vm);
		break;
	case N_DNS_COLUMNS:
		break;
	}
}

/* Records without TTL come last. */
static int64_t record_ttl(const struct ui *ui, const struct rp_record *record)
{
	const struct rp_zone *zone = record_zone(ui, record);

	return zone ? zone->ttl : INT64_MAX;
}

/* A and AAAA before PTR; by number. */
static int compare_values(const struct rp_record *a, rp_ip a_ip,
			  const struct rp_record *b, rp_ip b_ip)
{
	if (a->reverse != b->reverse)
		return a->reverse - b->reverse;
	return compare_ips(a->family, a_ip, b->family, b_ip);
}

static int dns_compare(const struct ui *ui, const void *data, size_t a_,
		       size_t b_, size_t column)
{
	const struct rp_record *a = record_at(ui, a_);
	const struct rp_record *b = record_at(ui, b_);

	if (column == COLUMN_OLD)
		return compare_values(a, a->old, b, b->old);
	if (column == COLUMN_NEW && a->has_new != b->has_new)
		return b->has_new - a->has_new;
	if (column == COLUMN_NEW)
		return compare_values(a, a->fresh, b, b->fresh);
	if (column == COLUMN_TTL)
		return compare_numbers(record_ttl(ui, a), record_ttl(ui, b));
	return table_compare_text(dns_cell, ui, data, a_, b_, column);
}

static const struct table_ops dns_table = {
	.columns = columns,
	.n_columns = N_DNS_COLUMNS,
	.cell = dns_cell,
	.compare = dns_compare,
};

/* ---- Sentences --------------------------------------------------------- */

static const char *change_words(const struct rp_record *record)
{
	if (record->has_new)
		return _("{0} {1}: {2} becomes {3}. NIC {5} of VM {4}.");
	return _("{0} {1}: {2} goes away, the replica has no address in its "
		 "place. NIC {5} of VM {4}.");
}

static const char *zone_words(const struct rp_zone *zone)
{
	if (!zone)
		return _("No zone says how long clients may hold the old "
			 "record; it is to be changed by hand.");
	if (zone->dynamic)
		return _("Zone {0} is updated dynamically; clients may hold "
			 "the old record for {1} s.");
	return _("Zone {0} is to be changed by hand; clients may hold the old "
		 "record for {1} s.");
}

static char *change_text(const struct ui *ui, const struct rp_record *record)
{
	const rp_topology *topology = ui_topology(ui);
	rp_id nic = rp_plan_nic(ui_plan(ui), record->nic)->nic;
	char old[RP_REVERSE_SIZE];
	char fresh[RP_REVERSE_SIZE];

	return SENTENCE(ui, change_words(record), record_name(ui, record),
			rp_record_type(record),
			rp_record_value(record, record->old, old),
			rp_record_value(record, record->fresh, fresh),
			rp_name(topology, RP_VM, rp_nic(topology, nic)->vm),
			rp_name(topology, RP_NIC, nic));
}

static char *zone_text(const struct ui *ui, const struct rp_record *record)
{
	const struct rp_zone *zone = record_zone(ui, record);
	char ttl[32];

	if (!zone)
		return strdup(zone_words(NULL));
	snprintf(ttl, sizeof(ttl), "%lld", (long long)zone->ttl);
	return SENTENCE(ui, zone_words(zone),
			rp_name(ui_topology(ui), RP_ZONE, record->zone), ttl);
}

static char *dns_detail(const struct ui *ui, const void *data, size_t row)
{
	const struct rp_record *record = record_at(ui, row);
	char *change = change_text(ui, record);
	char *zone = zone_text(ui, record);
	char *text = NULL;

	(void)data;
	if (!change || !zone || asprintf(&text, "%s\n%s", change, zone) < 0)
		text = NULL;
	free(change);
	free(zone);
	return text;
}

static unsigned dns_open(struct ui *ui, const void *data, size_t row)
{
	char *detail = dns_detail(ui, data, row);
	unsigned did = detail ?
		ui_explain_nic(ui, record_at(ui, row)->nic, detail) :
		ui_edited(ui, RP_NO_MEMORY);

	free(detail);
	return did;
}

static char *dns_empty(const struct ui *ui, const void *data)
{
	(void)data;
	if (!ui_has_part(ui, RP_PART_RECORDS))
		return strdup(ui_pending(ui));
	return strdup(_("No record changes: no NIC with a DNS name gets "
			"another address."));
}

static const struct list_ops dns_list = {
	.table = &dns_table,
	.detail = dns_detail,
	.open = dns_open,
	.empty = dns_empty,
};

/* ---- The view ---------------------------------------------------------- */

static unsigned dns_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_DNS;
}

static void dns_draw(struct ui *ui, void *state, struct area area,
		     struct frame *frame)
{
	struct dns *dns = state;
	size_t row;

	list_draw(ui, state, area, frame);
	if (list_row(&dns->list, &row))
		dns->focused = *record_at(ui, row);
}

static void dns_destroy(void *state)
{
	struct dns *dns = state;

	list_destroy(&dns->list);
	free(dns);
}

static const struct view_ops ops = {
	.title = N_("DNS"),
	.parts = RP_PART_RECORDS,
	.update = dns_update,
	.where = dns_where,
	.act = list_act,
	.mouse = list_mouse,
	.draw = dns_draw,
	.search = list_search,
	.waits = list_waits,
	.rest = list_rest,
	.copy = list_copy,
	.list = list_self,
	.destroy = dns_destroy,
};

const struct view_ops *dns_view(void **state)
{
	struct dns *dns = calloc(1, sizeof(*dns));

	if (!dns)
		return NULL;
	list_init(&dns->list, &dns_list);
	dns->focused.nic = RP_NONE;
	*state = dns;
	return &ops;
}
