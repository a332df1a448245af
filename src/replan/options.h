/* Options: the command line, read by one table a command.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef OPTIONS_H
#define OPTIONS_H 1

#include <stdbool.h>
#include <stddef.h>

struct command;

/* Every option of every command: OPTION(id, name, takes a value). */
#define OPTIONS \
	OPTION(FORMAT, "format", true) \
	OPTION(OUTPUT, "output", true) \
	OPTION(SOURCE, "source", true) \
	OPTION(SERVER, "server", true) \
	OPTION(MOVED, "moved", true) \
	OPTION(DISCONNECTED, "disconnected", true) \
	OPTION(VM, "vm", true) \
	OPTION(HOST, "host", true) \
	OPTION(NIC, "nic", true) \
	OPTION(ADDRESS, "address", true) \
	OPTION(OBSERVED, "observed", true) \
	OPTION(ACCEPT, "accept", false) \
	OPTION(FRESH, "fresh", false) \
	OPTION(PROVE, "prove", false) \
	OPTION(READONLY, "readonly", false) \
	OPTION(ASCII, "ascii", false) \
	OPTION(PLAIN, "plain", false) \
	OPTION(SCRIPT, "script", true) \
	OPTION(HELP, "help", false) \
	OPTION(VERSION, "version", false)

enum option_id {
#define OPTION(id, name, has_value) OPTION_##id,
	OPTIONS
#undef OPTION
	N_OPTIONS
};

/* An option as one command has it. */
struct option_info {
	enum option_id option; /* N_OPTIONS ends a table. */
	const char *value;  /* What stands behind the "="; NULL for none.  Words
			     * between "|" are the only ones allowed. */
	const char *help;   /* One line, untranslated. */
};

#define MAX_OPERANDS 3

/* An option as it was given. */
struct given {
	enum option_id option;
	const char *value; /* "" for one that takes no value. */
};

/* A command line. */
struct arguments {
	const struct command *command;
	const char *value[N_OPTIONS]; /* The last one given; NULL where none
				       * was. */
	struct given *given; /* All of them in their order, for options that
			      * may be given several times. */
	size_t n_given;
	const char *operands[MAX_OPERANDS];
	size_t n_operands;
};

/* The name of an option, without its "--". */
const char *option_name(enum option_id option);

/* Reads a command line.  False where it cannot be understood, after saying why
 * on standard error.  In any case the caller frees what is in 'arguments' with
 * options_free(). */
bool options_read(struct arguments *arguments, int argc, char **argv);
void options_free(struct arguments *arguments);

/* Whether the value of 'option' is 'word'. */
bool option_is(const struct arguments *arguments, enum option_id option,
	       const char *word);

/* Says "replan: ..." of our own words, and whose --help to ask for. */
void usage_error(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes what --help says of 'command'; its exit status. */
int options_help(const struct command *command);

#endif
