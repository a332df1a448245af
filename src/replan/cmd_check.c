/* replan check: the findings about the plan.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "plan_words.h"

/* Whether objects of 'kind' have their names in VMM servers. */
static bool is_of_server(enum rp_kind kind)
{
	return kind == RP_LOGICAL_NETWORK || kind == RP_NETWORK ||
	       kind == RP_GROUP || kind == RP_HOST || kind == RP_CLOUD ||
	       kind == RP_VM;
}

/* What a finding is about, separated by commas. */
static void add_about(struct grid *grid, const rp_plan *plan,
		      const rp_finding *finding)
{
	struct output text = OUTPUT_INIT;

	for (size_t i = 0; i < rp_finding_n_about(plan, finding); i++) {
		enum rp_kind kind;
		rp_id id;

		output_add(&text, i ? ", " : "");
		if (rp_finding_object(plan, finding, i, &kind, &id) &&
		    is_of_server(kind))
			output_add_object(&text, rp_plan_topology(plan), kind,
					  id);
		else
			output_add(&text, rp_finding_about(plan, finding, i));
	}
	grid_add_output(grid, &text);
}

static void add_finding(struct grid *grid, const rp_plan *plan,
			const rp_finding *finding)
{
	grid_add(grid, level_word(rp_finding_level(finding)));
	grid_add(grid, rp_finding_code(finding));
	add_about(grid, plan, finding);
	grid_add_taken(grid, rp_finding_text(plan, finding, RP_LOCAL));
	grid_add_taken(grid, rp_finding_remedy(plan, finding, RP_LOCAL));
}

static void add_table(struct output *output, const rp_plan *plan)
{
	const char *headings[] = { _("Level"), _("Code"), _("About"),
				   _("Finding"), _("Remedy") };
	struct grid grid;

	if (rp_plan_n_findings(plan) == 0) {
		output_printf(output, "%s\n", _("No findings."));
		return;
	}
	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++)
		add_finding(&grid, plan, rp_plan_finding(plan, i));
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

static int run_check(const struct arguments *arguments)
{
	struct output output = OUTPUT_INIT;
	struct input input;
	const rp_plan *plan;

	if (!input_open(&input, arguments, 0))
		return STATUS_FAILED;
	plan = rp_session_plan(input.session);
	if (option_is(arguments, OPTION_FORMAT, "json"))
		add_export(&output, plan, rp_export_findings_json);
	else
		add_table(&output, plan);
	return finish_plan(&input, &output, NULL);
}

static const struct option_info options[] = {
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: a table unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_check = {
	.name = "check",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Show the findings: errors, warnings and notices"),
	.options = options,
	.run = run_check,
};
