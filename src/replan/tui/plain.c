/* Plain: the planner line by line, for screen readers and pipes.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "plain.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "commands.h"
#include "command_line.h"
#include "command_words.h"
#include "ui_private.h"
#include "unseen.h"
#include "words.h"

struct plain {
	struct ui *ui;
	FILE *out;
	bool is_asked;   /* Somebody sits there and can be asked. */
	bool ended;      /* No more lines. */
	bool quits;
	bool failed;     /* Some line could not be carried out. */
	char *line;
	size_t size;
	size_t n_said;   /* What was said in the message line, and printed. */
};

/* ---- Lines ------------------------------------------------------------- */

/* Reads the next line, after 'prompt' where somebody is asked; NULL where there
 * is none.  It is valid until the next call. */
static const char *read_line(struct plain *plain, const char *prompt)
{
	ssize_t n;

	if (plain->is_asked)
		plain_put(plain->out, plain->ui, prompt);
	fflush(plain->out);
	n = getline(&plain->line, &plain->size, stdin);
	if (n < 0) {
		plain->ended = true;
		if (plain->is_asked)
			fputc('\n', plain->out);
		return NULL;
	}
	while (n > 0 && (plain->line[n - 1] == '\n' ||
			 plain->line[n - 1] == '\r'))
		plain->line[--n] = '\0';
	return plain->line;
}

static void put(struct plain *plain, const char *text)
{
	plain_put(plain->out, plain->ui, text);
	fputc('\n', plain->out);
}

/* ---- What was said ----------------------------------------------------- */

static void put_said(struct plain *plain)
{
	const struct said *said = &plain->ui->said;

	if (said->n - plain->n_said > SAID_MAX)
		plain->n_said = said->n - SAID_MAX;
	for (; plain->n_said < said->n; plain->n_said++) {
		size_t at = plain->n_said % SAID_MAX;

		plain->failed |= said->messages[at].level == RP_ERROR;
		fputs(level_words(said->messages[at].level), plain->out);
		put(plain, said->messages[at].text);
	}
}

/* ---- Dialogs ----------------------------------------------------------- */

static void put_text(struct plain *plain)
{
	const struct dialog *dialog = &plain->ui->dialog;
	size_t size = strlen(dialog->text);

	put(plain, dialog->title);
	fputs(dialog->text, plain->out);
	if (size > 0 && dialog->text[size - 1] != '\n')
		fputc('\n', plain->out);
}

/* Takes a number, or part of an answer. */
static unsigned answer(struct plain *plain)
{
	struct ui *ui = plain->ui;
	const char *line;

	put_text(plain);
	for (size_t i = 0; i < ui->dialog.n_lines; i++)
		fprintf(plain->out, "%zu. %s\n", i + 1, ui->dialog.lines[i]);
	line = read_line(plain, _("Which number? "));
	if (!line || *line == '\0')
		return dialog_act(ui, ACTION_CANCEL);
	return command_answer(ui, line);
}

static unsigned type(struct plain *plain)
{
	const struct dialog *dialog = &plain->ui->dialog;
	char *text = ui_shown(plain->ui, dialog->text);
	char *label = NULL;
	const char *line;

	if (!text || asprintf(&label, *text ? "%s[%s] " : "%s%s",
			      dialog->title, text) < 0)
		label = NULL;
	line = read_line(plain, label ? label : dialog->title);
	free(label);
	free(text);
	if (!line)
		return dialog_key(plain->ui, UKEY_ESCAPE);
	/* An empty line is the text that stands there. */
	return *line ? command_answer(plain->ui, line) :
		dialog_key(plain->ui, UKEY_ENTER);
}

/* Prints what stands over the view, and takes answers, until nothing does. */
static unsigned do_dialogs(struct plain *plain)
{
	struct ui *ui = plain->ui;
	unsigned did = UI_IGNORED;

	while (ui->dialog.kind != DIALOG_NONE && !(did & UI_QUIT)) {
		put_said(plain);
		if (ui->dialog.kind == DIALOG_TEXT) {
			put_text(plain);
			did |= dialog_act(ui, ACTION_CLOSE);
		} else if (ui->dialog.kind == DIALOG_CHOICE) {
			did |= answer(plain);
		} else {
			did |= type(plain);
		}
		unseen_settle(ui);
	}
	put_said(plain);
	return did;
}

/* ---- Commands of its own ------------------------------------------------ */

static const struct {
	const char *usage;
	const char *help;
} own[] = {
	{ "list [VIEW [TEXT]]", N_("Read the rows of a view, or those of them "
				   "that have a text") },
	{ "summary", N_("Say what the plan comes to") },
	{ "help", N_("Read this") },
};

static void put_help(struct plain *plain)
{
	FILE *out = plain->out;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		fprintf(out, "%s: %s.\n", own[i].usage, _(own[i].help));
	command_print_list(out);
	fprintf(out, "%s\n", _("What keys do on the screen can be said by "
			       "name too, where it can be done there:"));
	command_print_actions(out);
}

static void list(struct plain *plain, const char *line,
		 const struct command_words *words)
{
	const char *view = words->n > 1 ? words->at[1].text : "";
	const char *needle = words->n == 3 ? words->at[2].text : "";

	if (words->n > 3) {
		needle = line + words->at[1].end;
		needle += strspn(needle, " ");
	}
	if (*view)
		command_do(plain->ui, COMMAND_VIEW, &view, 1);
	unseen_settle(plain->ui);
	if (!ui_session(plain->ui))
		put(plain, _("no topology is open"));
	else if (command_was_done(plain->ui))
		plain_list(plain->out, plain->ui, needle);
}

static void put_summary(struct plain *plain)
{
	struct output output = OUTPUT_INIT;

	if (!ui_session(plain->ui)) {
		put(plain, _("no topology is open"));
		return;
	}
	if (rp_session_complete(ui_session(plain->ui), RP_ALL_PARTS, NULL) ==
	    RP_OK)
		add_summary(&output, ui_plan(plain->ui));
	ui_update_views(plain->ui);
	fwrite(output.bytes, 1, output.size, plain->out);
	output_destroy(&output);
}

static void summary(struct plain *plain, const struct command_words *words)
{
	if (words->n == 1)
		put_summary(plain);
	else
		ui_say(plain->ui, RP_ERROR, _("expected: %s"), "summary");
}

/* Without somebody to ask, nothing is asked. */
static void quit(struct plain *plain)
{
	rp_session *session = ui_session(plain->ui);

	if (session && rp_session_is_modified(session))
		put(plain, _("the changes were not saved"));
	unseen_discard(plain->ui);
	plain->quits = true;
}

/* Whether a line was one of them; it is then done. */
static bool do_own(struct plain *plain, const char *line)
{
	struct command_words words;
	const char *name;
	bool is_own = true;

	if (!command_words_init(&words, line) || words.n == 0) {
		command_words_destroy(&words);
		return false;
	}
	name = command_long_name(words.at[0].text);
	if (!strcmp(name, "list"))
		list(plain, line, &words);
	else if (!strcmp(name, "summary"))
		summary(plain, &words);
	else if (!strcmp(name, "help") && words.n == 1)
		put_help(plain);
	else if (!strcmp(name, "quit") && words.n == 1 && !plain->is_asked)
		quit(plain);
	else
		is_own = false;
	command_words_destroy(&words);
	return is_own;
}

/* ---- The loop ---------------------------------------------------------- */

/* Carries out a line of the command line, and says what is open now. */
static unsigned do_command(struct plain *plain, const char *line)
{
	char *title = strdup(ui_title(plain->ui));
	unsigned did = command_run(plain->ui, line);

	unseen_settle(plain->ui);
	if (title && strcmp(title, ui_title(plain->ui)) != 0)
		put(plain, ui_title(plain->ui));
	free(title);
	return did | do_dialogs(plain);
}

/* Where the operator is, where that is somewhere else now and nothing was said
 * that told more. */
static void put_place(struct plain *plain, enum ui_view view, size_t place,
		      size_t n_said)
{
	struct ui *ui = plain->ui;

	if (ui->view != view)
		fprintf(plain->out, "%s\n", _(ui->views[ui->view].ops->title));
	if (ui->view != view ||
	    (plain_place(ui) != place && plain->n_said == n_said))
		plain_focus(plain->out, ui);
}

static void do_line(struct plain *plain, const char *line)
{
	struct ui *ui = plain->ui;
	enum ui_view view = ui->view;
	size_t place = plain_place(ui);
	size_t n_said = plain->n_said;
	unsigned did;

	if (u8_check((const uint8_t *)line, strlen(line))) {
		ui_say(ui, RP_ERROR, "%s", _("this is not UTF-8"));
		put_said(plain);
		return;
	}
	ui_unsay(ui);
	if (do_own(plain, line)) {
		put_said(plain);
		return;
	}
	did = do_command(plain, line);
	put_place(plain, view, place, n_said);
	plain->quits = did & UI_QUIT;
}

/* The end of the lines is the end of the planner; what was not saved is asked
 * about once. */
static void end(struct plain *plain)
{
	if (!plain->is_asked) {
		quit(plain);
		return;
	}
	clearerr(stdin);
	plain->ended = false;
	if (!(plan_quit(plain->ui) & UI_QUIT))
		plain->quits = do_dialogs(plain) & UI_QUIT;
	else
		plain->quits = true;
	/* Nobody answers: the next session finds the journal. */
	plain->quits |= plain->ended;
}

static void begin(struct plain *plain)
{
	put(plain, ui_title(plain->ui));
	put(plain, _("\"help\" says what can be done, \"quit\" leaves."));
	do_dialogs(plain);
}

static void run(struct plain *plain)
{
	const char *line;
	char *copy;

	begin(plain);
	while (!plain->quits) {
		line = read_line(plain, "> ");
		copy = line ? strdup(line) : NULL;
		if (copy)
			do_line(plain, copy);
		else
			end(plain);
		free(copy);
	}
}

int plain_run(const struct ui_options *options)
{
	struct plain plain = { .out = stdout,
			       .is_asked = isatty(STDIN_FILENO) };
	struct ui_options asked = *options;
	int status = STATUS_DONE;

	asked.unattended = !plain.is_asked;
	plain.ui = unseen_open(&asked);
	if (!plain.ui)
		return STATUS_FAILED;
	unseen_settle(plain.ui);
	run(&plain);
	if (plain.failed && !plain.is_asked)
		status = STATUS_ERRORS;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain("%s", _("standard output cannot be written"));
		status = STATUS_FAILED;
	}
	ui_free(plain.ui);
	free(plain.line);
	return status;
}
