/* The commands of the program.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct command *const commands[] = {
	&command_planner,
	&command_plan,
	&command_check,
	&command_targets,
	&command_failback,
	&command_explain,
	&command_diff,
	&command_rebalance,
	&command_export,
	&command_validate,
	NULL,
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->name && !strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

/* ---- What commands have in common -------------------------------------- */

static void print_messages(const rp_messages *messages)
{
	for (size_t i = 0; i < rp_messages_count(messages); i++) {
		char *line = rp_message_line(rp_messages_get(messages, i));

		fprintf(stderr, "%s\n", line ? line : _("not enough memory"));
		free(line);
	}
}

bool report_result(int result, rp_messages *messages)
{
	if (messages)
		print_messages(messages);
	if (result == RP_NO_MEMORY)
		complain(_("not enough memory"));
	else if (result != RP_OK && rp_messages_count(messages) == 0)
		complain(_("the files cannot be read"));
	rp_messages_free(messages);
	return result == RP_OK;
}

bool input_open_topology(struct input *input,
			 const struct arguments *arguments)
{
	rp_messages *messages = NULL;
	int result = rp_messages_new(&messages);

	*input = (struct input){ NULL, NULL };
	if (result == RP_OK)
		result = rp_topology_read(&input->topology,
					  arguments->operands[0], messages);
	return report_result(result, messages);
}

/* Makes all of the plan: commands show any part of it, and ask once. */
static int complete(rp_session **session)
{
	int result = rp_session_complete(*session, RP_ALL_PARTS, NULL);

	if (result != RP_OK) {
		rp_session_free(*session);
		*session = NULL;
	}
	return result;
}

bool input_open_session(rp_session **session, const rp_topology *topology,
			const char *path, unsigned flags)
{
	rp_messages *messages = NULL;
	int result = rp_messages_new(&messages);

	if (result == RP_OK)
		result = rp_session_open(session, topology, path, flags,
					 messages);
	if (result == RP_OK)
		result = complete(session);
	return report_result(result, messages);
}

bool input_open(struct input *input, const struct arguments *arguments,
		unsigned flags)
{
	if (!input_open_topology(input, arguments))
		return false;
	if (input_open_session(&input->session, input->topology,
			       arguments->operands[1], flags))
		return true;
	input_close(input);
	return false;
}

void input_close(struct input *input)
{
	rp_session_free(input->session);
	rp_topology_free(input->topology);
	*input = (struct input){ NULL, NULL };
}

void add_export(struct output *output, const rp_plan *plan,
		int (*export)(char **out, size_t *size, const rp_plan *plan))
{
	char *bytes = NULL;
	size_t size = 0;

	if (export(&bytes, &size, plan) != RP_OK)
		bytes = NULL;
	output_add_taken(output, bytes, size);
}

int finish_plan(struct input *input, struct output *output, const char *path)
{
	const rp_plan *plan = rp_session_plan(input->session);
	int status = output_write(output, path);

	if (status == STATUS_DONE && rp_plan_summary(plan)->errors)
		status = STATUS_ERRORS;
	output_destroy(output);
	input_close(input);
	return status;
}
