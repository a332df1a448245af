/* replan without a command word: the planner.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "tui/loop.h"
#include "tui/ui.h"

/* Whether 'word' looks like a mistyped command: a bare word, and no file. */
static bool is_mistyped(const char *word)
{
	return !strpbrk(word, "/.") && access(word, F_OK) != 0;
}

static int run_planner(const struct arguments *arguments)
{
	const struct ui_options ui = {
		.topology = arguments->operands[0],
		.plan = arguments->operands[1],
		.readonly = arguments->value[OPTION_READONLY] != NULL,
		.ascii = arguments->value[OPTION_ASCII] != NULL ||
			 output_is_ascii(),
		.examples = rp_examples_folder(),
	};
	const char *word;

	if (ui.topology && is_mistyped(ui.topology)) {
		word = shown(ui.topology);
		usage_error(&command_planner,
			    _("'%s' is neither a command nor a file"), word);
		shown_free(word);
		return STATUS_FAILED;
	}
	return planner_run(&ui);
}

static const struct option_info options[] = {
	{ OPTION_READONLY, NULL, N_("look, and change nothing") },
	{ OPTION_ASCII, NULL, N_("draw with ASCII characters alone") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_planner = {
	.name = NULL,
	.operands = "[TOPOLOGY [PLAN]]",
	.least = 0,
	.most = 2,
	.help = N_("Plan a recovery network on the screen. Without TOPOLOGY, "
		   "choose an example."),
	.options = options,
	.run = run_planner,
};
