/* replan export: the plan for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"

#include <string.h>

/* The plan file: mappings, pins and the plan as the accepted one. */
static void add_config(struct output *output, const rp_session *session)
{
	char *bytes = NULL;
	size_t size = 0;

	if (rp_export_config(&bytes, &size, session) != RP_OK)
		bytes = NULL;
	output_add_taken(output, bytes, size);
}

bool add_format(struct output *output, const rp_session *session,
		const char *format)
{
	const rp_plan *plan = rp_session_plan(session);

	if (!strcmp(format, "config"))
		add_config(output, session);
	else if (!strcmp(format, "csv"))
		add_export(output, plan, rp_export_plan_csv);
	else if (!strcmp(format, "json"))
		add_export(output, plan, rp_export_plan_json);
	else if (!strcmp(format, "lp"))
		add_export(output, plan, rp_export_lp);
	else
		return false;
	return true;
}

static int run_export(const struct arguments *arguments)
{
	struct output output = OUTPUT_INIT;
	struct input input;

	if (!arguments->value[OPTION_FORMAT]) {
		usage_error(&command_export,
			    _("say which format with --format"));
		return STATUS_FAILED;
	}
	if (!input_open(&input, arguments, 0))
		return STATUS_FAILED;
	add_format(&output, input.session, arguments->value[OPTION_FORMAT]);
	return finish_plan(&input, &output, arguments->value[OPTION_OUTPUT]);
}

static const struct option_info options[] = {
	{ OPTION_FORMAT, "config|csv|json|lp",
	  N_("what to write; must be given") },
	{ OPTION_OUTPUT, "FILE",
	  N_("write to FILE and not to standard output, which is -") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_export = {
	.name = "export",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Write the plan for other programs, or as a plan file"),
	.options = options,
	.run = run_export,
};
