/* The planner's screen: the explanation of a replica.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every reason is the library's; here it is put in order. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui_private.h"
#include "words.h"

/* What is printed, and where to. */
struct explanation {
	const struct ui *ui;
	const rp_plan *plan;
	const rp_topology *topology;
	FILE *out;
};

static void print_name(const struct explanation *to, const char *name)
{
	char *shown = ui_shown(to->ui, name);

	fputs(shown ? shown : "?", to->out);
	free(shown);
}

static void print_object(const struct explanation *to, enum rp_kind kind,
			 rp_id id)
{
	print_name(to, rp_name(to->topology, kind, id));
}

/* Prints a reason below its heading, indented, and frees it. */
static void print_reason(const struct explanation *to, char *reason)
{
	const char *line = reason ? reason : _("memory ran out");

	while (*line) {
		size_t size = strcspn(line, "\n");

		fprintf(to->out, "  %.*s\n", (int)size, line);
		line += size + (line[size] == '\n');
	}
	free(reason);
}

static void print_host(const struct explanation *to, rp_id id)
{
	rp_id host = rp_plan_replica(to->plan, id)->host;

	fprintf(to->out, "%s ", _("Host:"));
	if (host == RP_NONE)
		fputs(_("not placed"), to->out);
	else
		print_object(to, RP_HOST, host);
	fputc('\n', to->out);
	print_reason(to, rp_explain_host(to->plan, id, RP_LOCAL));
}

static void print_connection(const struct explanation *to, rp_id id)
{
	const struct rp_replica_nic *nic = rp_plan_nic(to->plan, id);

	fprintf(to->out, "%s ", _("Network:"));
	if (nic->connection == RP_MAPPED)
		print_object(to, RP_NETWORK, nic->network);
	else
		fputs(_("not connected"), to->out);
	fputc('\n', to->out);
	print_reason(to, rp_explain_connection(to->plan, id, RP_LOCAL));
}

static void print_subnet(const struct explanation *to, rp_id id)
{
	const struct rp_replica_nic *nic = rp_plan_nic(to->plan, id);

	if (nic->subnet == RP_NONE)
		return;
	fprintf(to->out, "%s ", _("Subnet:"));
	print_object(to, RP_SUBNET, nic->subnet);
	fputc('\n', to->out);
	print_reason(to, rp_explain_subnet(to->plan, id, RP_LOCAL));
}

static bool has_address(enum rp_rule rule)
{
	return rule == RP_RULE_PINNED || rule == RP_RULE_RETAINED ||
	       rule == RP_RULE_OFFSET || rule == RP_RULE_NEXT;
}

static void print_address(const struct explanation *to, rp_id id,
			  enum rp_family family)
{
	const struct rp_replica_nic *nic = rp_plan_nic(to->plan, id);
	enum rp_rule rule = nic->rule[family];
	char text[RP_IP_SIZE];

	if (rule == RP_RULE_ABSENT)
		return;
	fprintf(to->out, "%s %s (%s)\n", _("Address:"), has_address(rule) ?
		rp_ip_text(family, nic->address[family], text) : "-",
		rp_rule_name(rule));
	print_reason(to, rp_explain_address(to->plan, id, family, RP_LOCAL));
}

static void print_nic(const struct explanation *to, rp_id id)
{
	const struct rp_replica_nic *nic = rp_plan_nic(to->plan, id);

	fprintf(to->out, "\n%s ", _("NIC:"));
	print_object(to, RP_NIC, nic->nic);
	fputs(" · ", to->out);
	print_object(to, RP_NETWORK, rp_nic(to->topology, nic->nic)->network);
	fputc('\n', to->out);
	print_connection(to, id);
	if (nic->connection != RP_MAPPED)
		return;
	print_subnet(to, id);
	print_address(to, id, RP_IPV4);
	print_address(to, id, RP_IPV6);
}

static void print_replica(const struct explanation *to, rp_id id)
{
	const struct rp_replica *replica = rp_plan_replica(to->plan, id);
	const struct rp_pair *pair = rp_pair(to->topology, replica->pair);

	print_object(to, RP_CLOUD, pair->source);
	fputs(" → ", to->out);
	print_object(to, RP_CLOUD, pair->target);
	fputc('\n', to->out);
	print_host(to, id);
	for (rp_id i = replica->nics.first; i < replica->nics.end; i++)
		print_nic(to, i);
}

unsigned ui_explain(struct ui *ui, rp_id replica)
{
	struct explanation to = { ui, ui_plan(ui), ui_topology(ui), NULL };
	const char *vm = rp_name(to.topology, RP_VM,
				 rp_plan_replica(to.plan, replica)->vm);
	char *title = ui_shown(ui, vm);
	char *text = NULL;
	size_t size;
	unsigned did;

	to.out = open_memstream(&text, &size);
	if (to.out)
		print_replica(&to, replica);
	if (!to.out || fclose(to.out) != 0 || !title)
		did = ui_edited(ui, RP_NO_MEMORY);
	else
		did = ui_read(ui, title, text);
	free(title);
	free(text);
	return did;
}
