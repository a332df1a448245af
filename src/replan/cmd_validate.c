/* replan validate: addresses that were observed against those of the plan.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "plan_words.h"

/* How many rows have each result. */
struct tally {
	size_t n[RP_UNKNOWN + 1];
};

static void add_observation(struct grid *grid,
			    const struct rp_observation *row)
{
	grid_add(grid, row->vm);
	grid_add(grid, row->nic);
	grid_add(grid, row->planned ? row->planned : "");
	grid_add(grid, row->observed ? row->observed : "");
	grid_add(grid, validity_word(row->validity));
}

static void add_table(struct output *output, const struct rp_observation *list,
		      size_t n, const struct tally *tally)
{
	const char *headings[] = { _("VM"), _("NIC"), _("Planned"),
				   _("Observed"), _("Result") };
	struct grid grid;

	if (n == 0) {
		output_printf(output, "%s\n",
			      _("No addresses are planned, and none was "
				"observed."));
		return;
	}
	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (size_t i = 0; i < n; i++)
		add_observation(&grid, &list[i]);
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
	output_printf(output,
		      _("\nAddresses: %zu matching, %zu different, "
			"%zu missing, %zu unknown\n"),
		      tally->n[RP_MATCHING], tally->n[RP_DIFFERENT],
		      tally->n[RP_MISSING], tally->n[RP_UNKNOWN]);
}

/* Writes the 'n' rows of 'list'; STATUS_ERRORS where one does not match. */
static int write_rows(const struct rp_observation *list, size_t n, bool json)
{
	struct output output = OUTPUT_INIT;
	struct tally tally = { { 0 } };
	char *bytes = NULL;
	size_t size = 0;
	int status;

	for (size_t i = 0; i < n; i++)
		tally.n[list[i].validity]++;
	if (!json)
		add_table(&output, list, n, &tally);
	else if (rp_export_validate_json(&bytes, &size, list, n) == RP_OK)
		output_add_taken(&output, bytes, size);
	else
		output.failed = true;
	status = output_write(&output, NULL);
	output_destroy(&output);
	if (status == STATUS_DONE && tally.n[RP_MATCHING] < n)
		status = STATUS_ERRORS;
	return status;
}

static int run_validate(const struct arguments *arguments)
{
	const char *observed = arguments->value[OPTION_OBSERVED];
	bool json = option_is(arguments, OPTION_FORMAT, "json");
	struct rp_observation *list = NULL;
	rp_messages *messages = NULL;
	int status = STATUS_FAILED;
	struct input input;
	size_t n = 0;
	int result;

	if (!observed) {
		usage_error(&command_validate,
			    _("say with --observed which table has the "
			      "observed addresses"));
		return STATUS_FAILED;
	}
	if (!input_open(&input, arguments, 0))
		return STATUS_FAILED;
	result = rp_messages_new(&messages);
	if (result == RP_OK)
		result = rp_validate(&list, &n, rp_session_plan(input.session),
				     observed, messages);
	if (report_result(result, messages))
		status = write_rows(list, n, json);
	rp_observations_free(list, n);
	input_close(&input);
	return status;
}

static const struct option_info options[] = {
	{ OPTION_OBSERVED, "FILE",
	  N_("the observed addresses (CSV: vm, nic, address); must be given") },
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: a table unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_validate = {
	.name = "validate",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Hold observed addresses against those of the plan"),
	.options = options,
	.run = run_validate,
};
