/* replan targets: what each VM network can be mapped to, by cloud pair.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "commands.h"
#include "lookup.h"

/* ---- The table --------------------------------------------------------- */

static void add_target(struct grid *grid, const rp_topology *topology,
		       const struct rp_target *target)
{
	grid_add_object(grid, topology, RP_NETWORK, target->source);
	grid_add_object(grid, topology, RP_NETWORK, target->target);
	grid_add_pair(grid, topology, target->pair);
	grid_add(grid, target->available ? _("available")
					 : _("not available"));
	grid_add(grid, target->recommended ? _("recommended") : "");
	if (target->available)
		grid_add(grid, "");
	else
		grid_add_taken(grid, rp_target_remedy(topology, target->target,
						      target->pair, RP_LOCAL));
}

static void add_table(struct output *output, const rp_topology *topology,
		      const struct rp_target *targets, size_t n)
{
	const char *headings[] = { _("Source"),	      _("Target"), _("Pair"),
				   _("Availability"), _("Advice"),
				   _("Remedy") };
	struct grid grid;

	if (n == 0) {
		output_printf(output, "%s\n",
			      _("No cloud pair uses such a VM network."));
		return;
	}
	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (size_t i = 0; i < n; i++)
		add_target(&grid, topology, &targets[i]);
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

/* ---- The command ------------------------------------------------------- */

/* Makes what was asked for of the networks mapped from 'source'. */
static void add_targets(struct output *output, const rp_topology *topology,
			rp_id source, bool json)
{
	struct rp_target *targets = NULL;
	char *bytes = NULL;
	size_t size = 0, n = 0;

	if (rp_targets(&targets, &n, topology, source) != RP_OK) {
		output->failed = true;
		return;
	}
	if (!json)
		add_table(output, topology, targets, n);
	else if (rp_export_targets_json(&bytes, &size, topology, targets, n) ==
		 RP_OK)
		output_add_taken(output, bytes, size);
	else
		output->failed = true;
	free(targets);
}

static int run_targets(const struct arguments *arguments)
{
	const char *source_name = arguments->value[OPTION_SOURCE];
	const char *server_name = arguments->value[OPTION_SERVER];
	struct output output = OUTPUT_INIT;
	int status = STATUS_FAILED;
	rp_id source = RP_NONE;
	struct input input;

	if (server_name && !source_name) {
		usage_error(&command_targets, _("--server goes with --source"));
		return STATUS_FAILED;
	}
	if (!input_open(&input, arguments, 0))
		return STATUS_FAILED;
	if (!source_name || lookup(&source, input.topology, RP_NETWORK,
				   source_name, server_name)) {
		add_targets(&output, input.topology, source,
			    option_is(arguments, OPTION_FORMAT, "json"));
		status = output_write(&output, NULL);
	}
	output_destroy(&output);
	input_close(&input);
	return status;
}

static const struct option_info options[] = {
	{ OPTION_SOURCE, "NETWORK",
	  N_("only the targets of this source VM network") },
	{ OPTION_SERVER, "SERVER",
	  N_("the VMM server that the source network is on") },
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: a table unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_targets = {
	.name = "targets",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Show what VM networks can be mapped to, by cloud pair"),
	.options = options,
	.run = run_targets,
};
