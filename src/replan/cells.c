/* Cells: what the tables of several commands show alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cells.h"

#include <inttypes.h>
#include <stdio.h>

void output_add_object(struct output *output, const rp_topology *topology,
		       enum rp_kind kind, rp_id id)
{
	const char *name = rp_name(topology, kind, id);
	rp_id first;

	output_add(output, name);
	if (rp_find_anywhere(topology, kind, name, &first) > 1)
		output_printf(output, " (%s)",
			      rp_name(topology, RP_SERVER,
				      rp_scope(topology, kind, id)));
}

void grid_add_pair(struct grid *grid, const rp_topology *topology,
		   rp_id pair_id)
{
	const struct rp_pair *pair = rp_pair(topology, pair_id);
	struct output text = OUTPUT_INIT;

	output_add_object(&text, topology, RP_CLOUD, pair->source);
	output_add(&text, " -> ");
	output_add_object(&text, topology, RP_CLOUD, pair->target);
	grid_add_output(grid, &text);
}

void grid_add_object(struct grid *grid, const rp_topology *topology,
		     enum rp_kind kind, rp_id id)
{
	struct output text = OUTPUT_INIT;

	if (id == RP_NONE) {
		grid_add(grid, "");
		return;
	}
	output_add_object(&text, topology, kind, id);
	grid_add_output(grid, &text);
}

void grid_add_host(struct grid *grid, const rp_topology *topology, rp_id host)
{
	if (host == RP_NONE)
		grid_add(grid, _("not placed"));
	else
		grid_add_object(grid, topology, RP_HOST, host);
}

void grid_add_connection(struct grid *grid, const rp_topology *topology,
			 const struct rp_replica_nic *nic)
{
	if (nic->connection == RP_UNMAPPED)
		grid_add(grid, _("not mapped"));
	else if (nic->connection == RP_UNAVAILABLE)
		grid_add(grid, _("not available"));
	else
		grid_add_object(grid, topology, RP_NETWORK, nic->network);
}

void grid_add_address(struct grid *grid, const struct rp_replica_nic *nic,
		      enum rp_family family)
{
	char text[RP_IP_SIZE];

	switch ((enum rp_rule)nic->rule[family]) {
	case RP_RULE_PINNED:
	case RP_RULE_RETAINED:
	case RP_RULE_OFFSET:
	case RP_RULE_NEXT:
		grid_add(grid, rp_ip_text(family, nic->address[family], text));
		break;
	case RP_RULE_NONE:
		grid_add(grid, _("no address"));
		break;
	default:
		grid_add(grid, "");
	}
}

unsigned address_rows(enum rp_family rows[RP_N_FAMILIES],
		      const rp_topology *topology,
		      const struct rp_replica_nic *nic)
{
	bool ipv6_first = rp_nic(topology, nic->nic)->ipv6_first;
	unsigned n = 0;

	for (unsigned i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family family = ipv6_first ? RP_IPV6 - i : i;
		enum rp_rule rule = nic->rule[family];

		if (rule != RP_RULE_ABSENT && (rule != RP_RULE_DHCP || n == 0))
			rows[n++] = family;
	}
	return n;
}

const char *percent_text(uint64_t permille, char text[PERCENT_SIZE])
{
	snprintf(text, PERCENT_SIZE, "%" PRIu64 ".%" PRIu64 "%%",
		 permille / 10, permille % 10);
	return text;
}

const char *ratio_text(struct rp_ratio ratio, char text[PERCENT_SIZE])
{
	return percent_text((rp_ratio_parts(ratio) + 5) / 10, text);
}

uint64_t peak_gap(const struct rp_summary *summary)
{
	uint64_t peak = (rp_ratio_parts(summary->peak) + 5) / 10;
	uint64_t bound = summary->peak_bound / 10;

	return peak > bound ? peak - bound : 0;
}
