/* The command line: what can be typed behind the colon.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line is the name of a command and its words (command_line.def), or the name
 * of an action; what stands behind an action is the answer to what it asks
 * for.  The line of the screen, scripts and the plain planner share it. */

#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H 1

#include <stdio.h>

#include "ui.h"

enum command_id {
#define COMMAND(id, name, usage, kinds, least, help) COMMAND_##id,
#include "command_line.def"
#undef COMMAND
	N_COMMANDS
};

/* What a word of a command is. */
enum word_kind {
	WORD_NONE = 0,
	WORD_SOURCE = 's',   /* A VM network that can be mapped. */
	WORD_TARGET = 't',   /* One to map that of the word before to. */
	WORD_MAPPED = 'm',   /* One that is mapped. */
	WORD_RULE = 'r',     /* An address rule. */
	WORD_VM = 'v',       /* One that has a replica. */
	WORD_HOST = 'h',     /* One that the VM of the word before may have. */
	WORD_NIC = 'n',      /* VM/NIC. */
	WORD_PINNED = 'u',   /* A VM or VM/NIC that is pinned. */
	WORD_ADDRESS = 'a',
	WORD_PERCENT = 'p',
	WORD_STEPS = 'k',    /* How many steps, or "all". */
	WORD_OBJECT = 'o',   /* A VM, a host or a VM network. */
	WORD_VIEW = 'w',
	WORD_COLUMN = 'l',
	WORD_FORMAT = 'x',
	WORD_FILE = 'f',
	WORD_COMMAND = 'c'   /* A command or an action. */
};

#define COMMAND_ARGUMENTS_MAX 4

struct command_info {
	const char *name;
	const char *usage; /* Its words. */
	const char *kinds; /* Of enum word_kind. */
	size_t least;      /* Words that there must be. */
	const char *help;  /* Untranslated. */
};

const struct command_info *command_info(enum command_id id);

/* The command that is called 'name'; N_COMMANDS where there is none. */
enum command_id command_of_name(const char *name);

/* The name that "w" and the like stand for; 'name' where it is none of
 * them. */
const char *command_long_name(const char *name);

/* The kind of the word 'i' (1 is the first) of what is called 'name'. */
enum word_kind command_word_kind(const char *name, size_t i);

/* Carries out a line, and says in the message line what came of it. */
unsigned command_run(struct ui *ui, const char *line);

/* Whether command_run() could do what it was asked for last. */
bool command_was_done(const struct ui *ui);

/* Answers the question or the prompt that stands over the view: a text, the
 * number of a line, or a part of one that no other has. */
unsigned command_answer(struct ui *ui, const char *answer);

/* Carries out a command that has as many words as it needs at least. */
unsigned command_do(struct ui *ui, enum command_id id,
		    const char *const *words, size_t n);

/* Prints the commands, a line each: "map SOURCE TARGET: Map ...". */
void command_print_list(FILE *out);

/* The same of the actions that are no command. */
void command_print_actions(FILE *out);

/* The actions that go to a view, by number; ACTION_NONE behind the last. */
enum action command_view(size_t i, enum ui_view *view);

/* The formats of the export command, words between "|". */
const char *command_formats(void);

/* A list of the view at hand that has a column called 'title', and its number;
 * NULL where there is none. */
struct list *command_column(struct ui *ui, const char *title, size_t *column);

/* Says what is wrong with a word of a line: "'WORD': WHAT". */
void command_complain(struct ui *ui, const char *word, const char *what);

#endif
