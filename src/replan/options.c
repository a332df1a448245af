/* Options: the command line, read by one table a command.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options may stand before the command word, so one pass reads the options of
 * all commands; what the command takes is looked at when it is known. */

#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

static const struct {
	const char *name;
	bool has_value;
} options[N_OPTIONS] = {
#define OPTION(id, name, has_value) [OPTION_##id] = { name, has_value },
	OPTIONS
#undef OPTION
};

const char *option_name(enum option_id option)
{
	return options[option].name;
}

bool option_is(const struct arguments *arguments, enum option_id option,
	       const char *word)
{
	const char *value = arguments->value[option];

	return value && strcmp(value, word) == 0;
}

/* ---- Usage errors ------------------------------------------------------ */

void usage_error(const struct command *command, const char *format, ...)
{
	const char *name = command && command->name ? command->name : "";
	va_list args;

	va_start(args, format);
	fputs("replan: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	fprintf(stderr, _("Try 'replan %s%s--help' for more."), name,
		*name ? " " : "");
	fputc('\n', stderr);
}

/* What 'command' says of 'option', or NULL where it does not take it. */
static const struct option_info *option_of(const struct command *command,
					   enum option_id option)
{
	const struct option_info *info = command->options;

	while (info->option != N_OPTIONS && info->option != option)
		info++;
	return info->option == option ? info : NULL;
}

/* Whether 'value' is one of the words of 'choices', between "|". */
static bool is_choice(const char *choices, const char *value)
{
	size_t size = strlen(value);
	size_t n;

	for (const char *at = choices;; at += n + 1) {
		n = strcspn(at, "|");
		if (n == size && memcmp(at, value, n) == 0)
			return true;
		if (!at[n])
			return false;
	}
}

/* ---- Reading ----------------------------------------------------------- */

/* Takes a word that is no option: the command word, or an operand. */
static void take_operand(struct arguments *arguments, const char *word)
{
	const struct command *command = NULL;

	if (!arguments->command) {
		command = command_find(word);
		arguments->command = command ? command : &command_planner;
	}
	if (command)
		return;
	if (arguments->n_operands < MAX_OPERANDS)
		arguments->operands[arguments->n_operands] = word;
	arguments->n_operands++;
}

static void take_option(struct arguments *arguments, enum option_id option,
			const char *value)
{
	struct given given = { option, value ? value : "" };

	arguments->value[option] = given.value;
	arguments->given[arguments->n_given++] = given;
}

/* Says what is wrong with 'word', at which getopt_long() stopped. */
static void bad_option(const struct arguments *arguments, int answer,
		       const char *word)
{
	const struct command *command = arguments->command;
	const char *text = shown(word);

	if (answer == ':')
		usage_error(command, _("option '%s' needs a value"), text);
	else if (optopt && strchr(word, '=') && !strncmp(word, "--", 2))
		usage_error(command, _("option '%s' takes no value"), text);
	else
		usage_error(command, _("unknown option '%s'"), text);
	shown_free(text);
}

/* Sorts the words of the command line into options and operands. */
static bool scan(struct arguments *arguments, int argc, char **argv)
{
	struct option table[N_OPTIONS + 1] = { { NULL, 0, NULL, 0 } };
	int answer, at;

	for (int i = 0; i < N_OPTIONS; i++) {
		table[i].name = options[i].name;
		table[i].has_arg = options[i].has_value;
		table[i].val = 256 + i;
	}
	opterr = 0;
	optind = 1;
	for (at = 1; (answer = getopt_long(argc, argv, "-:", table, NULL)) >= 0;
	     at = optind) {
		if (answer == 1)
			take_operand(arguments, optarg);
		else if (answer >= 256)
			take_option(arguments, (enum option_id)(answer - 256),
				    optarg);
		else
			break;
	}
	if (answer >= 0) {
		bad_option(arguments, answer, argv[at]);
		return false;
	}
	while (optind < argc)
		take_operand(arguments, argv[optind++]);
	return true;
}

/* Whether 'command' takes 'option' with 'value'. */
static bool check_option(const struct command *command, enum option_id option,
			 const char *value)
{
	const struct option_info *info = option_of(command, option);
	const char *name = options[option].name;
	const char *text;

	if (!info && command->name)
		usage_error(command, _("'replan %s' has no option --%s"),
			    command->name, name);
	if (!info && !command->name)
		usage_error(command, _("--%s needs a command"), name);
	if (!info)
		return false;
	if (!info->value || !strchr(info->value, '|') ||
	    is_choice(info->value, value))
		return true;
	text = shown(value);
	usage_error(command, _("--%s is one of %s, not '%s'"), name,
		    info->value, text);
	shown_free(text);
	return false;
}

static bool check_options(const struct arguments *arguments)
{
	const char *value;

	for (enum option_id i = 0; i < N_OPTIONS; i++) {
		value = arguments->value[i];
		if (value && i != OPTION_HELP && i != OPTION_VERSION &&
		    !check_option(arguments->command, i, value))
			return false;
	}
	return true;
}

static bool check_operands(const struct arguments *arguments)
{
	const struct command *command = arguments->command;

	if (arguments->n_operands >= command->least &&
	    arguments->n_operands <= command->most)
		return true;
	usage_error(command,
		    arguments->n_operands < command->least
			    ? _("too few operands: expected %s")
			    : _("too many operands: expected %s"),
		    command->operands);
	return false;
}

bool options_read(struct arguments *arguments, int argc, char **argv)
{
	*arguments = (struct arguments){ .command = NULL };
	arguments->given = calloc((size_t)argc + 1, sizeof(*arguments->given));
	if (!arguments->given) {
		complain(_("not enough memory"));
		return false;
	}
	if (!scan(arguments, argc, argv))
		return false;
	if (!arguments->command)
		arguments->command = &command_planner;
	if (!check_options(arguments))
		return false;
	return arguments->value[OPTION_HELP] ||
	       arguments->value[OPTION_VERSION] || check_operands(arguments);
}

void options_free(struct arguments *arguments)
{
	free(arguments->given);
	*arguments = (struct arguments){ .command = NULL };
}

/* ---- Help -------------------------------------------------------------- */

/* Adds a line of two columns, the second from column 'column'. */
static void add_line(struct output *output, const char *left, size_t column,
		     const char *right)
{
	size_t width = 2 + rp_columns(left);

	output_printf(output, "  %s", left);
	output_add_spaces(output, width < column ? column - width : 2);
	output_printf(output, "%s\n", right);
}

/* "--format=table|json|csv" */
static void option_text(char *text, size_t size,
			const struct option_info *info)
{
	snprintf(text, size, "--%s%s%s", options[info->option].name,
		 info->value ? "=" : "", info->value ? info->value : "");
}

static void add_options(struct output *output, const struct command *command)
{
	const struct option_info *info;
	char text[80];
	size_t column = strlen("  --version  ");

	for (info = command->options; info->option != N_OPTIONS; info++) {
		option_text(text, sizeof(text), info);
		if (strlen(text) + 4 > column)
			column = strlen(text) + 4;
	}
	output_printf(output, "\n%s\n", _("Options:"));
	for (info = command->options; info->option != N_OPTIONS; info++) {
		option_text(text, sizeof(text), info);
		add_line(output, text, column, _(info->help));
	}
	add_line(output, "--help", column, _("show this and stop"));
	add_line(output, "--version", column, _("show the version and stop"));
}

static void add_usage(struct output *output, const struct command *command)
{
	output_printf(output, "replan %s%s%s%s\n",
		      command->name ? command->name : "",
		      command->name ? " " : "", _("[OPTION...] "),
		      command->operands);
}

/* The help of the program: every command. */
static void add_commands(struct output *output)
{
	size_t column = 4;

	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->name && strlen(commands[i]->name) + 4 > column)
			column = strlen(commands[i]->name) + 4;
	output_printf(output, "\n%s\n", _("Commands:"));
	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->name)
			add_line(output, commands[i]->name, column,
				 _(commands[i]->help));
}

int options_help(const struct command *command)
{
	struct output output = OUTPUT_INIT;
	int status;

	output_printf(&output, "%s ", _("Usage:"));
	add_usage(&output, command);
	if (!command->name)
		output_printf(&output, "  %s\n",
			      _("or:  replan COMMAND [OPTION...] OPERAND..."));
	output_printf(&output, "\n%s\n", _(command->help));
	if (!command->name)
		add_commands(&output);
	add_options(&output, command);
	if (!command->name)
		output_printf(&output, "\n%s\n%s\n",
			      _("Keys, colours and more are set in "
				"$XDG_CONFIG_HOME/replan/config: see "
				"replan-config(5)."),
			      _("'replan COMMAND --help' says more."));
	else if (command->least < command->most)
		output_printf(&output, "\n%s\n",
			      _("Without PLAN, x.plan.cfg beside x.cfg is "
				"read if it exists."));
	status = output_write(&output, NULL);
	output_destroy(&output);
	return status;
}
