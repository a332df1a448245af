/* Writing the plan file: see plan_file.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One object a line and one order, so that two plans differ in a diff by what
 * changed alone.  What is as it would be anyway is not written. */

#include "plan_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "plan.h"
#include "plan_file_read.h"
#include "quote.h"
#include "text.h"

/* A list whose elements stand on lines of their own. */
struct list {
	struct text *out;
	char close;
	bool any;
};

static void open_list(struct list *list, struct text *out, const char *name,
		      char bracket)
{
	*list = (struct list){ out, bracket == '(' ? ')' : ']', false };
	text_printf(out, "%s = %c", name, bracket);
}

static void add_element(struct list *list)
{
	text_add(list->out, list->any ? ",\n  " : "\n  ");
	list->any = true;
}

static void close_list(struct list *list)
{
	text_printf(list->out, list->any ? "\n%c;\n" : "%c;\n", list->close);
}

/* Names the server of an object that another server has, too. */
static void add_server(struct text *out, const char *setting,
		       const rp_topology *topology, enum rp_kind kind, rp_id id)
{
	rp_id first;

	if (rp_find_anywhere(topology, kind, rp_name(topology, kind, id),
			     &first) > 1)
		plan_file_add_setting(out, setting,
				      rp_name(topology, RP_SERVER,
					      rp_scope(topology, kind, id)));
}

static void add_dangling(struct list *list, const struct decisions *decisions,
			 bool pins)
{
	for (uint32_t i = 0; i < decisions->n_dangling; i++) {
		if (decisions->dangling[i].pin != pins)
			continue;
		add_element(list);
		text_printf(list->out, "{ %s}",
			    decisions->dangling[i].settings);
	}
}

/* ---- Mappings --------------------------------------------------------------
 */

static void add_mapping(struct text *out, const rp_topology *topology,
			const struct rp_mapping *mapping)
{
	text_add(out, "{ ");
	plan_file_add_setting(out, "source",
			      rp_name(topology, RP_NETWORK, mapping->source));
	add_server(out, "source_server", topology, RP_NETWORK, mapping->source);
	plan_file_add_setting(out, "target",
			      rp_name(topology, RP_NETWORK, mapping->target));
	add_server(out, "target_server", topology, RP_NETWORK, mapping->target);
	if (mapping->rule != RP_RETAIN)
		plan_file_add_setting(out, "addresses",
				      rp_address_rule_name(mapping->rule));
	if (mapping->test_network != RP_NONE)
		plan_file_add_setting(
			out, "test_network",
			rp_name(topology, RP_NETWORK, mapping->test_network));
	text_add_char(out, '}');
}

static void add_mappings(struct text *out, const rp_plan *plan)
{
	const struct decisions *decisions = &plan->decisions;
	struct list list;

	open_list(&list, out, "mappings", '(');
	for (uint32_t i = 0; i < decisions->n_mappings; i++) {
		add_element(&list);
		add_mapping(out, plan->topology, &decisions->mappings[i]);
	}
	add_dangling(&list, decisions, false);
	close_list(&list);
}

/* ---- Pins ------------------------------------------------------------------
 */

static void add_vm(struct text *out, const rp_topology *topology, rp_id vm)
{
	text_add(out, "{ ");
	plan_file_add_setting(out, "vm", rp_name(topology, RP_VM, vm));
	add_server(out, "server", topology, RP_VM, vm);
}

/* Names the server of a pinned host where the reader would take another one:
 * see find_host() there. */
static void add_host_pin(struct text *out, const rp_topology *topology,
			 const struct host_pin *pin)
{
	rp_id pair = rp_vm_pair(topology, pin->vm);
	const char *name = rp_name(topology, RP_HOST, pin->host);
	rp_id server = rp_scope(topology, RP_HOST, pin->host);

	add_vm(out, topology, pin->vm);
	plan_file_add_setting(out, "host", name);
	if (pair == RP_NONE || rp_pair_server(topology, pair) != server)
		add_server(out, "host_server", topology, RP_HOST, pin->host);
	text_add_char(out, '}');
}

/* The pins of one NIC, 'n' of them. */
static void add_address_pins(struct text *out, const rp_topology *topology,
			     const struct address_pin *pins, uint32_t n)
{
	add_vm(out, topology, rp_nic(topology, pins->nic)->vm);
	plan_file_add_setting(out, "nic", rp_name(topology, RP_NIC, pins->nic));
	text_add(out, "addresses = [ ");
	for (uint32_t i = 0; i < n; i++) {
		char ip[RP_IP_SIZE];

		text_printf(out, "%s\"%s\"", i > 0 ? ", " : "",
			    rp_ip_text(pins[i].family, pins[i].ip, ip));
	}
	text_add(out, " ]; }");
}

static void add_all_address_pins(struct list *list, const rp_plan *plan)
{
	const struct decisions *decisions = &plan->decisions;
	uint32_t first = 0;

	for (uint32_t i = 1; i <= decisions->n_address_pins; i++) {
		const struct address_pin *pins = decisions->address_pins;

		if (i < decisions->n_address_pins &&
		    pins[i].nic == pins[first].nic)
			continue;
		add_element(list);
		add_address_pins(list->out, plan->topology, &pins[first],
				 i - first);
		first = i;
	}
}

static bool has_pins(const struct decisions *decisions)
{
	if (decisions->n_host_pins > 0 || decisions->n_address_pins > 0)
		return true;
	for (uint32_t i = 0; i < decisions->n_dangling; i++)
		if (decisions->dangling[i].pin)
			return true;
	return false;
}

static void add_pins(struct text *out, const rp_plan *plan)
{
	const struct decisions *decisions = &plan->decisions;
	struct list list;

	if (!has_pins(decisions))
		return;
	open_list(&list, out, "pins", '(');
	for (uint32_t i = 0; i < decisions->n_host_pins; i++) {
		add_element(&list);
		add_host_pin(out, plan->topology, &decisions->host_pins[i]);
	}
	add_all_address_pins(&list, plan);
	add_dangling(&list, decisions, true);
	close_list(&list);
}

/* ---- The accepted plan
 * ------------------------------------------------------- */

/* Adds a field of an entry; empty ones are held back until one follows that is
 * not. */
struct entry {
	struct text *out;
	unsigned tabs;
};

static void add_field(struct entry *entry, const char *field)
{
	if (*field) {
		for (; entry->tabs > 0; entry->tabs--)
			text_add_char(entry->out, '\t');
		quote_libconfig_inside(entry->out, field);
	}
	entry->tabs++;
}

static void add_replica_fields(struct entry *entry, const rp_plan *plan,
			       const struct rp_replica *replica)
{
	const rp_topology *topology = plan->topology;
	rp_id server = rp_vm(topology, replica->vm)->server;
	rp_id target = rp_pair_server(topology, replica->pair);

	add_field(entry, rp_name(topology, RP_SERVER, server));
	add_field(entry, rp_name(topology, RP_VM, replica->vm));
	add_field(entry, rp_name(topology, RP_SERVER, target));
	add_field(entry, replica->host == RP_NONE
				 ? ""
				 : rp_name(topology, RP_HOST, replica->host));
}

static void add_nic_fields(struct entry *entry, const rp_plan *plan,
			   const struct rp_replica_nic *nic)
{
	const rp_topology *topology = plan->topology;
	rp_id id = (rp_id)(nic - plan->nics);

	add_field(entry, rp_name(topology, RP_NIC, nic->nic));
	if (nic->network == RP_NONE)
		return;
	add_field(entry, rp_name(topology, RP_NETWORK, nic->network));
	add_field(entry, rp_address_rule_name(
				 rp_plan_nic_mapping(plan, id)->rule));
	for (int family = 0; family < RP_N_FAMILIES; family++) {
		enum rp_rule rule = (enum rp_rule)nic->rule[family];
		char ip[RP_IP_SIZE];
		char field[RP_IP_SIZE + 16];

		if (rule < RP_RULE_PINNED || rule > RP_RULE_NEXT)
			continue;
		snprintf(field, sizeof field, "%s %s",
			 rp_ip_text((enum rp_family)family,
				    nic->address[family], ip),
			 rp_rule_name(rule));
		add_field(entry, field);
	}
}

/* 'nic' is NULL for a VM without one. */
static void add_entry(struct list *list, const rp_plan *plan,
		      const struct rp_replica *replica,
		      const struct rp_replica_nic *nic)
{
	struct entry entry = { list->out, 0 };

	add_element(list);
	text_add_char(list->out, '"');
	add_replica_fields(&entry, plan, replica);
	if (nic)
		add_nic_fields(&entry, plan, nic);
	text_add_char(list->out, '"');
}

static void add_accepted(struct text *out, const rp_plan *plan)
{
	struct list list;

	open_list(&list, out, "accepted", '[');
	for (uint32_t i = 0; i < plan->n_replicas; i++) {
		const struct rp_replica *replica = &plan->replicas[i];
		struct rp_range nics = replica->nics;

		if (nics.first == nics.end)
			add_entry(&list, plan, replica, NULL);
		for (rp_id nic = nics.first; nic < nics.end; nic++)
			add_entry(&list, plan, replica, &plan->nics[nic]);
	}
	close_list(&list);
}

/* ---- The whole file
 * ------------------------------------------------------------ */

static void add_head(struct text *out, const rp_plan *plan)
{
	char *topology = plan_file_topology_name(plan->topology);

	text_add(out, "format = 1;\ntopology = ");
	if (topology)
		quote_libconfig(out, topology);
	else
		text_fail(out);
	text_add(out, ";\n");
	free(topology);
}

static void add_peak_target(struct text *out, uint32_t permille)
{
	if (permille != PEAK_TARGET)
		text_printf(out, "peak_target = %u.%03u;\n", permille / 1000,
			    permille % 1000);
}

char *plan_file_text(const rp_plan *plan, size_t *size)
{
	struct text text = TEXT_INIT;

	add_head(&text, plan);
	add_mappings(&text, plan);
	add_pins(&text, plan);
	add_peak_target(&text, plan->decisions.peak_target);
	add_accepted(&text, plan);
	return text_take(&text, size);
}
