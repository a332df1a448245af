/* replan rebalance: what a plan from nothing would gain and move.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "commands.h"

/* So few replicas that move are named. */
#define MOST_NAMED 3

static void add_moved(struct output *output, const rp_plan *before,
		      const rp_plan *after)
{
	const char *separator = ": ";

	for (rp_id i = 0; i < rp_plan_n_replicas(before); i++) {
		const struct rp_replica *replica = rp_plan_replica(before, i);

		if (replica->host == RP_NONE ||
		    replica->host == rp_plan_replica(after, i)->host)
			continue;
		output_add(output, separator);
		output_add_object(output, rp_plan_topology(before), RP_VM,
				  replica->vm);
		separator = ", ";
	}
}

/* The peak before and after, and what moves. */
static void add_peaks(struct output *output, const rp_plan *before,
		      const rp_plan *after)
{
	size_t moved = rp_plan_n_moved(before, after);
	char old_peak[PERCENT_SIZE], new_peak[PERCENT_SIZE];

	ratio_text(rp_plan_summary(before)->peak, old_peak);
	ratio_text(rp_plan_summary(after)->peak, new_peak);
	if (strcmp(old_peak, new_peak) != 0)
		output_printf(output,
			      ngettext("Peak load: %s -> %s, "
				       "%zu replica moves",
				       "Peak load: %s -> %s, "
				       "%zu replicas move",
				       moved),
			      old_peak, new_peak, moved);
	else
		output_printf(output,
			      ngettext("Peak load: stays at %s, "
				       "%zu replica moves",
				       "Peak load: stays at %s, "
				       "%zu replicas move",
				       moved),
			      old_peak, moved);
	if (moved <= MOST_NAMED)
		add_moved(output, before, after);
	output_add(output, "\n");
}

/* The price, and what it buys. */
static void add_price(struct output *output, const rp_plan *before,
		      const rp_plan *after)
{
	const struct rp_summary *old = rp_plan_summary(before);
	const struct rp_summary *new = rp_plan_summary(after);

	add_peaks(output, before, after);
	if (old->unplaced || new->unplaced)
		output_printf(output, _("Not placed: %zu -> %zu\n"),
			      old->unplaced, new->unplaced);
	if (old->separation_broken || new->separation_broken)
		output_printf(output,
			      _("On a host with their availability set: "
				"%zu -> %zu\n"),
			      old->separation_broken, new->separation_broken);
}

static void add_json(struct output *output, const rp_plan *before,
		     const rp_plan *after)
{
	char *bytes = NULL;
	size_t size = 0;

	if (rp_export_rebalance_json(&bytes, &size, before, after) != RP_OK)
		bytes = NULL;
	output_add_taken(output, bytes, size);
}

static void add_rebalance(struct output *output, const rp_session *session,
			  const rp_plan *after, bool json)
{
	const rp_plan *before = rp_session_plan(session);

	if (json)
		add_json(output, before, after);
	else
		add_price(output, before, after);
}

/* The plan from nothing; NULL, and said, without memory. */
static rp_plan *plan_anew(const rp_session *session)
{
	rp_plan *plan = NULL;
	int result = rp_session_preview_rebalance(&plan, session, NULL);

	return report_result(result, NULL) ? plan : NULL;
}

/* Rebalances, and writes the plan file. */
static bool accept_rebalance(rp_session *session, const rp_plan *after)
{
	rp_messages *messages = NULL;
	int result = rp_messages_new(&messages);

	if (result == RP_OK)
		result = rp_session_rebalance(session, after);
	if (result == RP_OK)
		result = rp_session_save(session, false, messages);
	return report_result(result, messages);
}

static void add_path(struct output *output, const char *path)
{
	const char *text = shown(path);

	output_printf(output, _("Written to %s\n"), text);
	shown_free(text);
}

static int run_rebalance(const struct arguments *arguments)
{
	bool accept = arguments->value[OPTION_ACCEPT] != NULL;
	bool json = option_is(arguments, OPTION_FORMAT, "json");
	struct output output = OUTPUT_INIT;
	int status = STATUS_FAILED;
	struct input input;
	rp_plan *after;

	if (!input_open(&input, arguments, accept ? RP_OPEN_LOCK : 0))
		return STATUS_FAILED;
	after = plan_anew(input.session);
	if (after)
		add_rebalance(&output, input.session, after, json);
	if (after && (!accept || output.failed ||
		      accept_rebalance(input.session, after))) {
		if (accept && !json)
			add_path(&output, rp_session_path(input.session));
		status = output_write(&output, NULL);
	}
	rp_plan_free(after);
	output_destroy(&output);
	input_close(&input);
	return status;
}

static const struct option_info options[] = {
	{ OPTION_ACCEPT, NULL, N_("do so, and write it to the plan file") },
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: for people unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_rebalance = {
	.name = "rebalance",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Show what planning from nothing would gain and move"),
	.options = options,
	.run = run_rebalance,
};
