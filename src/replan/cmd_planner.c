/* replan without a command word: the planner.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "tui/configuration.h"
#include "tui/loop.h"
#include "tui/plain.h"
#include "tui/recent.h"
#include "tui/script.h"
#include "tui/state_file.h"
#include "tui/ui.h"

/* Whether 'word' looks like a mistyped command: a bare word, and no file. */
static bool is_mistyped(const char *word)
{
	return !strpbrk(word, "/.") && access(word, F_OK) != 0;
}

/* Runs the planner as the command line and the configuration say. */
static int run_configured(const struct arguments *arguments,
			  const struct configuration *config)
{
	const char *script = arguments->value[OPTION_SCRIPT];
	bool readonly = arguments->value[OPTION_READONLY] != NULL;
	char *recent = script ? NULL : recent_path();
	char *history = script || readonly ? NULL : state_path("history");
	const struct ui_options ui = {
		.topology = arguments->operands[0],
		.plan = arguments->operands[1],
		.readonly = readonly,
		.ascii = arguments->value[OPTION_ASCII] != NULL ||
			 config->ascii || output_is_ascii(),
		.examples = rp_examples_folder(),
		.recent = recent,
		.history = history,
		.config = config,
	};
	int status;

	/* ASCII has the letters of English alone: other languages would be
	 * spelled out, letter by letter. */
	if (ui.ascii)
		setlocale(LC_MESSAGES, "C");
	if (script)
		status = script_run(&ui, script);
	else if (arguments->value[OPTION_PLAIN])
		status = plain_run(&ui);
	else
		status = planner_run(&ui);
	free(recent);
	free(history);
	return status;
}

static int start(const struct arguments *arguments)
{
	struct configuration config;
	char *folder;
	int status;

	if (!configuration_init(&config)) {
		complain(_("not enough memory"));
		return STATUS_FAILED;
	}
	folder = configuration_folder();
	if (folder)
		configuration_read(&config, folder);
	free(folder);
	status = run_configured(arguments, &config);
	configuration_destroy(&config);
	return status;
}

static int run_planner(const struct arguments *arguments)
{
	const char *topology = arguments->operands[0];
	const char *word;

	if (topology && is_mistyped(topology)) {
		word = shown(topology);
		usage_error(&command_planner,
			    _("'%s' is neither a command nor a file"), word);
		shown_free(word);
		return STATUS_FAILED;
	}
	return start(arguments);
}

static const struct option_info options[] = {
	{ OPTION_READONLY, NULL, N_("look, and change nothing") },
	{ OPTION_ASCII, NULL, N_("draw with ASCII characters alone") },
	{ OPTION_PLAIN, NULL,
	  N_("line by line, without a screen: for screen readers and pipes") },
	{ OPTION_SCRIPT, "FILE",
	  N_("do what FILE says, without a terminal; - is standard input") },
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
