/* What is explained of a replica: see explain_grid.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "explain_grid.h"

#include "cells.h"
#include "output.h"

/* ---- The host ---------------------------------------------------------- */

/* A single host is named. */
static void add_removed(struct grid *grid, const rp_topology *topology,
			const struct rp_removed *removed)
{
	struct output text = OUTPUT_INIT;

	grid_add(grid, _("left out"));
	if (removed->hosts == 1)
		output_add_object(&text, topology, RP_HOST, removed->host);
	else
		output_printf(&text,
			      ngettext("%zu host", "%zu hosts",
				       removed->hosts),
			      removed->hosts);
	grid_add_output(grid, &text);
	grid_add(grid, removed->rule);
}

/* How full the replica's host is. */
static void add_load(struct grid *grid, const struct rp_host_explanation *host)
{
	char load[PERCENT_SIZE];

	grid_add(grid, _("load"));
	grid_add(grid, ratio_text(host->own_load, load));
	grid_add(grid, "");
}

static void add_runner_up(struct grid *grid, const rp_topology *topology,
			  const struct rp_host_explanation *host)
{
	struct output text = OUTPUT_INIT;
	char load[PERCENT_SIZE];

	grid_add(grid, _("runner-up"));
	grid_add_object(grid, topology, RP_HOST, host->runner_up);
	output_printf(&text, _("would stand at %s"),
		      ratio_text(host->load, load));
	grid_add_output(grid, &text);
}

void explain_add_host(struct grid *grid, const rp_plan *plan, rp_id replica)
{
	const rp_topology *topology = rp_plan_topology(plan);
	struct rp_host_explanation *host;
	struct output text = OUTPUT_INIT;

	if (rp_host_explanation(&host, plan, replica, RP_LOCAL) != RP_OK) {
		grid->failed = true;
		return;
	}
	grid_add(grid, _("host"));
	grid_add_host(grid, topology, host->host);
	grid_add(grid, host->why);
	if (host->host != RP_NONE)
		add_load(grid, host);
	grid_add(grid, _("eligible"));
	output_printf(&text, ngettext("%zu host", "%zu hosts", host->eligible),
		      host->eligible);
	grid_add_output(grid, &text);
	grid_add(grid, "");
	for (size_t i = 0; i < host->n_removed; i++)
		add_removed(grid, topology, &host->removed[i]);
	if (host->runner_up != RP_NONE)
		add_runner_up(grid, topology, host);
	rp_host_explanation_free(host);
}

/* ---- The NICs ---------------------------------------------------------- */

/* "NIC: WHAT", or "WHAT" where the NIC is not named. */
static void add_label(struct grid *grid, const char *nic, const char *what)
{
	struct output text = OUTPUT_INIT;

	if (nic)
		output_printf(&text, "%s: ", nic);
	output_add(&text, what);
	grid_add_output(grid, &text);
}

void explain_add_nic(struct grid *grid, const rp_plan *plan, rp_id id,
		     bool named)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica_nic *nic = rp_plan_nic(plan, id);
	const char *name = named ? rp_name(topology, RP_NIC, nic->nic) : NULL;
	enum rp_family families[RP_N_FAMILIES];
	unsigned n = address_rows(families, topology, nic);

	add_label(grid, name, _("network"));
	grid_add_connection(grid, topology, nic);
	grid_add_taken(grid, rp_explain_connection(plan, id, RP_LOCAL));
	if (nic->subnet != RP_NONE) {
		add_label(grid, name, _("subnet"));
		grid_add(grid, rp_name(topology, RP_SUBNET, nic->subnet));
		grid_add_taken(grid, rp_explain_subnet(plan, id, RP_LOCAL));
	}
	for (unsigned i = 0; i < n; i++) {
		add_label(grid, name, _("address"));
		grid_add_address(grid, nic, families[i]);
		grid_add_taken(grid, rp_explain_address(plan, id, families[i],
							RP_LOCAL));
	}
}

/* ---- Why not otherwise ------------------------------------------------- */

static void add_other_host(struct grid *grid, const rp_plan *plan,
			   rp_id replica, rp_id host)
{
	grid_add(grid, _("why not host"));
	grid_add_object(grid, rp_plan_topology(plan), RP_HOST, host);
	grid_add_taken(grid, rp_explain_other_host(plan, replica, host,
						   RP_LOCAL));
}

static void add_other_address(struct grid *grid, const rp_plan *plan,
			      const struct rp_question *question)
{
	char address[RP_IP_SIZE];

	grid_add(grid, _("why not address"));
	grid_add(grid, rp_ip_text(question->family, question->ip, address));
	grid_add_taken(grid, rp_explain_other_address(plan, question->nic,
						      question->family,
						      question->ip, RP_LOCAL));
}

void explain_add_answers(struct grid *grid, const rp_plan *plan, rp_id replica,
			 const struct rp_question *question)
{
	if (question->host != RP_NONE)
		add_other_host(grid, plan, replica, question->host);
	if (question->nic != RP_NONE)
		add_other_address(grid, plan, question);
}
