/* The command line: what a line asks for.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_words.h"
#include "ui_private.h"
#include "words.h"

static const struct command_info commands_table[N_COMMANDS] = {
#define COMMAND(id, name, usage, kinds, least, help) \
	[COMMAND_##id] = { name, usage, kinds, least, help },
#include "command_line.def"
#undef COMMAND
};

const struct command_info *command_info(enum command_id id)
{
	return &commands_table[id];
}

enum command_id command_of_name(const char *name)
{
	int i = 0;

	while (i < N_COMMANDS && strcmp(commands_table[i].name, name) != 0)
		i++;
	return (enum command_id)i;
}

const char *command_long_name(const char *name)
{
	static const char *const names[][2] = {
		{ "q", "quit" }, { "w", "write" }, { "h", "help" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i][0], name))
			return names[i][1];
	return name;
}

enum word_kind command_word_kind(const char *name, size_t i)
{
	enum command_id id = command_of_name(command_long_name(name));

	if (i == 0)
		return WORD_COMMAND;
	if (id == N_COMMANDS || i > strlen(commands_table[id].kinds))
		return WORD_NONE;
	return (enum word_kind)commands_table[id].kinds[i - 1];
}

void command_complain(struct ui *ui, const char *word, const char *what)
{
	char *shown = ui_shown(ui, word);

	ui_say(ui, RP_ERROR, "'%s': %s", shown ? shown : "?", what);
	free(shown);
}

bool command_was_done(const struct ui *ui)
{
	return !ui->message || ui->level != RP_ERROR;
}

/* ---- Actions ----------------------------------------------------------- */

/* The line of a question that 'answer' stands for: its number, or a part of it
 * that no other one has.  Behind the last where there is none. */
static size_t find_choice(const struct dialog *dialog, const char *answer)
{
	size_t n = dialog->n_lines;
	size_t found = n;
	char *end;
	unsigned long number = strtoul(answer, &end, 10);

	if (*answer >= '1' && *answer <= '9' && *end == '\0')
		return number <= n ? number - 1 : n;
	for (size_t i = 0; i < n; i++) {
		if (!ui_matches(dialog->lines[i], answer))
			continue;
		if (found < n)
			return n;
		found = i;
	}
	return found;
}

/* Answers the question that an action asked. */
static unsigned choose(struct ui *ui, const char *answer)
{
	size_t choice = find_choice(&ui->dialog, answer);

	if (choice == ui->dialog.n_lines) {
		dialog_act(ui, ACTION_CANCEL);
		command_complain(ui, answer,
				 _("this is no answer, or several"));
		return UI_HANDLED;
	}
	ui->dialog.focus = choice;
	return dialog_act(ui, ACTION_CHOOSE);
}

static unsigned type(struct ui *ui, const char *answer)
{
	char *text = strdup(answer);

	if (!text)
		return ui_edited(ui, RP_NO_MEMORY);
	free(ui->dialog.text);
	ui->dialog.text = text;
	ui->dialog.cursor = strlen(text);
	return dialog_key(ui, UKEY_ENTER);
}

unsigned command_answer(struct ui *ui, const char *answer)
{
	return ui->dialog.kind == DIALOG_PROMPT ? type(ui, answer) :
		choose(ui, answer);
}

/* Whether an action asks for something before it does anything, so that a line
 * can have the answer too.  Leaving asks only where something would be lost. */
static bool asks(const struct ui *ui, enum action action)
{
	switch (action) {
	case ACTION_COLUMNS:
	case ACTION_COMMAND:
	case ACTION_EXPORT:
	case ACTION_FILTER:
	case ACTION_FILTER_OTHER:
	case ACTION_FILTER_ROWS:
	case ACTION_LIST:
	case ACTION_MOVE:
	case ACTION_OTHER_ADDRESS:
	case ACTION_OTHER_HOST:
	case ACTION_PIN:
	case ACTION_PIN_ADDRESS:
	case ACTION_PROPERTIES:
	case ACTION_SAVE_SCREEN:
	case ACTION_SEARCH:
	case ACTION_SIDES:
	case ACTION_TEST_NETWORK:
		return true;
	case ACTION_QUIT:
		return plan_quit_asks(ui);
	default:
		return false;
	}
}

static unsigned answer_action(struct ui *ui, const char *answer)
{
	if (*answer == '\0')
		return UI_HANDLED;
	if (ui->dialog.kind == DIALOG_PROMPT ||
	    ui->dialog.kind == DIALOG_CHOICE)
		return command_answer(ui, answer);
	if (command_was_done(ui))
		command_complain(ui, answer, _("nothing was asked for here"));
	return UI_HANDLED;
}

static unsigned run_action(struct ui *ui, enum action action,
			   const char *answer)
{
	unsigned did;

	/* What is refused is not done. */
	if (*answer && (action_info(action)->where & ui_contexts(ui)) &&
	    !asks(ui, action)) {
		command_complain(ui, answer, _("nothing is asked for here: "
					       "expected no more words"));
		return UI_HANDLED;
	}
	did = ui_act(ui, action);
	if (did == UI_IGNORED) {
		command_complain(ui, action_info(action)->name,
				 _("this cannot be done here"));
		return UI_HANDLED;
	}
	return did | answer_action(ui, answer);
}

/* ---- Lines ------------------------------------------------------------- */

/* What stands behind the first word: a word between quotes without them. */
static const char *rest_of(const char *line, const struct command_words *words)
{
	const char *rest = line + words->at[0].end;

	if (words->n == 2)
		return words->at[1].text;
	return rest + strspn(rest, " ");
}

static void say_usage(struct ui *ui, const struct command_info *info)
{
	if (*info->usage)
		ui_say(ui, RP_ERROR, _("expected: %s %s"), info->name,
		       info->usage);
	else
		ui_say(ui, RP_ERROR, _("expected: %s"), info->name);
}

static unsigned run_command(struct ui *ui, enum command_id id,
			    const struct command_words *words)
{
	const struct command_info *info = command_info(id);
	const char *arguments[COMMAND_ARGUMENTS_MAX];
	size_t n = words->n - 1;

	if (n < info->least || n > strlen(info->kinds)) {
		say_usage(ui, info);
		return UI_HANDLED;
	}
	for (size_t i = 0; i < n; i++)
		arguments[i] = words->at[i + 1].text;
	return command_do(ui, id, arguments, n);
}

static unsigned run_words(struct ui *ui, const char *line,
			  const struct command_words *words)
{
	const char *name = command_long_name(words->at[0].text);
	enum command_id id = command_of_name(name);
	enum action action = action_of_name(name);

	if (id != N_COMMANDS &&
	    (words->n - 1 >= command_info(id)->least || action == ACTION_NONE))
		return run_command(ui, id, words);
	if (action != ACTION_NONE &&
	    (id == N_COMMANDS || words->n == 1))
		return run_action(ui, action, rest_of(line, words));
	if (id != N_COMMANDS)
		say_usage(ui, command_info(id));
	else
		command_complain(ui, name, _("there is no such command"));
	return UI_HANDLED;
}

unsigned command_run(struct ui *ui, const char *line)
{
	struct command_words words;
	unsigned did = UI_HANDLED;

	ui_unsay(ui);
	line += strspn(line, " ");
	line += *line == ':';
	if (!command_words_init(&words, line))
		did = ui_edited(ui, RP_NO_MEMORY);
	else if (words.is_open || words.too_many)
		ui_say(ui, RP_ERROR, "%s", words.is_open ?
		       _("a quote has no end") : _("too many words"));
	else if (words.n > 0)
		did = run_words(ui, line, &words) | UI_HANDLED;
	command_words_destroy(&words);
	return did;
}
