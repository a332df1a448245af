/* replan diff: what another plan changes for each VM.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "plan_words.h"

/* Adds the cell of 'value', which one of the plans has.  Hosts and networks are
 * of the VMM server that protects the VM. */
static void add_value(struct grid *grid, const rp_plan *plan,
		      const struct rp_difference *difference, const char *value)
{
	const rp_topology *topology = rp_plan_topology(plan);
	bool is_host = difference->kind == RP_DIFFERENT_HOST;
	enum rp_kind kind = is_host ? RP_HOST : RP_NETWORK;
	rp_id replica = rp_plan_replica_of(plan, difference->vm);
	rp_id id = RP_NONE;

	if (value && replica != RP_NONE &&
	    (is_host || difference->kind == RP_DIFFERENT_NETWORK))
		id = rp_find(topology, kind,
			     rp_pair_server(topology,
					    rp_plan_replica(plan, replica)
						    ->pair),
			     value);
	if (id == RP_NONE)
		grid_add(grid, value ? value : "");
	else
		grid_add_object(grid, topology, kind, id);
}

static void add_difference(struct grid *grid, const rp_plan *plan,
			   const struct rp_difference *difference)
{
	const rp_topology *topology = rp_plan_topology(plan);
	rp_id nic = difference->nic;

	grid_add_object(grid, topology, RP_VM, difference->vm);
	grid_add(grid, nic == RP_NONE ? "" : rp_name(topology, RP_NIC, nic));
	grid_add(grid, difference_word(difference->kind));
	add_value(grid, plan, difference, difference->before);
	add_value(grid, plan, difference, difference->after);
}

static void add_table(struct output *output, const rp_plan *plan,
		      const struct rp_difference *list, size_t n)
{
	const char *headings[] = { _("VM"), _("NIC"), _("What"), _("Before"),
				   _("After") };
	struct grid grid;

	if (n == 0) {
		output_printf(output, "%s\n", _("No differences."));
		return;
	}
	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (size_t i = 0; i < n; i++)
		add_difference(&grid, plan, &list[i]);
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

/* Makes what was asked for of the plans 'before' and 'after'. */
static void add_differences(struct output *output, const rp_plan *before,
			    const rp_plan *after, bool json)
{
	const rp_topology *topology = rp_plan_topology(before);
	struct rp_difference *list = NULL;
	char *bytes = NULL;
	size_t size = 0, n = 0;

	if (rp_differences(&list, &n, before, after) != RP_OK) {
		output->failed = true;
		return;
	}
	if (!json)
		add_table(output, before, list, n);
	else if (rp_export_diff_json(&bytes, &size, topology, list, n) == RP_OK)
		output_add_taken(output, bytes, size);
	else
		output->failed = true;
	rp_differences_free(list, n);
}

static int run_diff(const struct arguments *arguments)
{
	struct output output = OUTPUT_INIT;
	rp_session *after = NULL;
	int status = STATUS_FAILED;
	struct input before;

	if (!input_open(&before, arguments, 0))
		return STATUS_FAILED;
	if (input_open_session(&after, before.topology, arguments->operands[2],
			       0)) {
		add_differences(&output, rp_session_plan(before.session),
				rp_session_plan(after),
				option_is(arguments, OPTION_FORMAT, "json"));
		status = output_write(&output, NULL);
	}
	output_destroy(&output);
	rp_session_free(after);
	input_close(&before);
	return status;
}

static const struct option_info options[] = {
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: a table unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_diff = {
	.name = "diff",
	.operands = "TOPOLOGY PLAN-A PLAN-B",
	.least = 3,
	.most = 3,
	.help = N_("Show what PLAN-B changes for each VM, compared with "
		   "PLAN-A"),
	.options = options,
	.run = run_diff,
};
