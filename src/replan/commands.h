/* The commands of the program.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each stands in a file of its own, cmd_NAME.c, as one `struct command`. */

#ifndef COMMANDS_H
#define COMMANDS_H 1

#include <stddef.h>

#include "cells.h"
#include "grid.h"
#include "options.h"
#include "output.h"
#include "replan.h"

struct command {
	const char *name;     /* The command word; NULL: the planner. */
	const char *operands; /* As the usage line shows them. */
	size_t least;         /* How many operands there must be... */
	size_t most;          /* ...and may be. */
	const char *help;     /* One line, untranslated. */
	const struct option_info *options;
	int (*run)(const struct arguments *arguments);
};

extern const struct command command_planner;
extern const struct command command_plan;
extern const struct command command_check;
extern const struct command command_targets;
extern const struct command command_failback;
extern const struct command command_explain;
extern const struct command command_diff;
extern const struct command command_rebalance;
extern const struct command command_export;
extern const struct command command_validate;

/* All of them, the planner first; NULL ends the list. */
extern const struct command *const commands[];

/* The command that is called 'name', or NULL. */
const struct command *command_find(const char *name);

/* ---- What commands have in common -------------------------------------- */

/* Says on standard error what 'messages' say, which it frees and which may be
 * NULL, and what they do not say of 'result', of enum rp_result.  Whether that
 * is RP_OK. */
bool report_result(int result, rp_messages *messages);

/* A topology and the session over it. */
struct input {
	rp_topology *topology;
	rp_session *session;
};

/* Opens the topology and the plan that the operands name; 'flags' are of enum
 * rp_open_flags.  Messages go to standard error.  False where they cannot be
 * read; 'input' is then empty. */
bool input_open(struct input *input, const struct arguments *arguments,
		unsigned flags);

/* The same for the topology alone, and for the plan 'path' over it; NULL is the
 * plan that belongs to the topology. */
bool input_open_topology(struct input *input,
			 const struct arguments *arguments);
bool input_open_session(rp_session **session, const rp_topology *topology,
			const char *path, unsigned flags);
void input_close(struct input *input);

/* Adds an export of 'plan' to 'output'. */
void add_export(struct output *output, const rp_plan *plan,
		int (*export)(char **out, size_t *size, const rp_plan *plan));

/* Adds the export of a plan in one of the formats of `replan export`; false
 * where there is no such format. */
bool add_format(struct output *output, const rp_session *session,
		const char *format);

/* Adds what a plan comes to, in a few lines; all of its parts are made. */
void add_summary(struct output *output, const rp_plan *plan);

/* Ends a command that shows a plan: writes 'output' to 'path' (NULL: standard
 * output), closes 'input' and destroys 'output'.  STATUS_ERRORS where the plan
 * has error findings, STATUS_DONE, or STATUS_FAILED. */
int finish_plan(struct input *input, struct output *output, const char *path);

#endif
