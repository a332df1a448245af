/* Scripts: the planner driven by a file, without a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All of a script is read before any of it is done: one that has a faulty line
 * does nothing. */

#include "script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "output.h"
#include "command_line.h"
#include "command_words.h"
#include "ui_private.h"
#include "unseen.h"
#include "words.h"

#define DEFAULT_ROWS 24
#define DEFAULT_COLUMNS 80
#define SIZE_LIMIT 1000 /* Rows and columns of a screen. */

struct script;

/* What a line does: its words, and what stands behind the first one. */
struct step {
	const struct step_kind *kind;
	struct command_words words;
	char *rest;
	size_t line;  /* From 1. */
};

struct step_kind {
	const char *name;
	const char *usage;
	size_t least;  /* Words behind the name, */
	size_t most;   /* 0: any text. */
	bool (*check)(struct script *script, const struct step *step);
	bool (*run)(struct script *script, const struct step *step);
};

struct script {
	const char *name;   /* Of the file, as it is shown. */
	struct step *steps;
	size_t n;
	size_t capacity;

	struct ui *ui;
	struct frame frame;
	const struct step *at;
	bool ended;         /* The planner was left. */
	int status;
};

/* Says what is wrong with the line that is at hand; returns false. */
static bool complain_line(struct script *script, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool complain_line(struct script *script, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "replan: %s:%zu: ", script->name, script->at->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return false;
}

static const char *word(const struct step *step, size_t i)
{
	return i < step->words.n ? step->words.at[i].text : "";
}

/* ---- Events ------------------------------------------------------------ */

static void handle(struct script *script, const struct event *event)
{
	if (script->ended)
		return;
	if (ui_handle(script->ui, event) & UI_QUIT)
		script->ended = true;
	ui_draw(script->ui, &script->frame);
}

static void press(struct script *script, uint32_t key)
{
	const struct event event = { .type = EVENT_KEY, .key = key };

	handle(script, &event);
}

static bool check_keys(struct script *script, const struct step *step)
{
	for (size_t i = 1; i < step->words.n; i++)
		if (key_parse(word(step, i)) == 0) {
			const char *text = shown(word(step, i));

			complain_line(script, _("'%s': there is no such key"),
				      text);
			shown_free(text);
			return false;
		}
	return true;
}

static bool run_keys(struct script *script, const struct step *step)
{
	for (size_t i = 1; i < step->words.n; i++)
		press(script, key_parse(word(step, i)));
	return true;
}

static bool run_type(struct script *script, const struct step *step)
{
	const uint8_t *at = (const uint8_t *)step->rest;
	ucs4_t character;

	while ((at = u8_next(&character, at)) != NULL)
		press(script, character);
	return true;
}

static bool run_paste(struct script *script, const struct step *step)
{
	const struct event event = { .type = EVENT_PASTE,
				     .text = step->rest };

	handle(script, &event);
	return true;
}

static const struct {
	const char *name;
	enum mouse_action action;
} mouse_names[] = {
	{ "press", MOUSE_PRESS },     { "drag", MOUSE_DRAG },
	{ "release", MOUSE_RELEASE }, { "double", MOUSE_DOUBLE },
	{ "wheel-up", MOUSE_WHEEL_UP }, { "wheel-down", MOUSE_WHEEL_DOWN },
};

#define N_MOUSE_NAMES (sizeof(mouse_names) / sizeof(mouse_names[0]))

/* A number from 0 to 'most'; -1 where 'text' is none. */
static int number(const char *text, int most)
{
	char *end;
	long n;

	if (*text < '0' || *text > '9')
		return -1;
	errno = 0;
	n = strtol(text, &end, 10);
	return *end == '\0' && errno == 0 && n <= most ? (int)n : -1;
}

static bool mouse_event(const struct step *step, struct event *event)
{
	size_t i = 0;

	while (i < N_MOUSE_NAMES &&
	       strcmp(mouse_names[i].name, word(step, 1)) != 0)
		i++;
	if (i == N_MOUSE_NAMES)
		return false;
	*event = (struct event){
		.type = EVENT_MOUSE,
		.mouse = mouse_names[i].action,
		.button = 1,
		.row = number(word(step, 2), SIZE_LIMIT),
		.column = number(word(step, 3), SIZE_LIMIT),
	};
	return event->row >= 0 && event->column >= 0;
}

static bool check_mouse(struct script *script, const struct step *step)
{
	struct event event;

	return mouse_event(step, &event) ||
	       complain_line(script, _("expected: %s %s"), step->kind->name,
			     step->kind->usage);
}

static bool run_mouse(struct script *script, const struct step *step)
{
	struct event event;

	if (mouse_event(step, &event))
		handle(script, &event);
	return true;
}

static bool check_resize(struct script *script, const struct step *step)
{
	if (number(word(step, 1), SIZE_LIMIT) > 0 &&
	    number(word(step, 2), SIZE_LIMIT) > 0)
		return true;
	return complain_line(script, _("expected: %s %s"), step->kind->name,
			     step->kind->usage);
}

static bool run_resize(struct script *script, const struct step *step)
{
	const struct event event = { .type = EVENT_RESIZE };
	struct frame frame;

	if (!frame_init(&frame, number(word(step, 1), SIZE_LIMIT),
			number(word(step, 2), SIZE_LIMIT),
			script->frame.ascii))
		return complain_line(script, "%s", _("not enough memory"));
	frame_destroy(&script->frame);
	script->frame = frame;
	handle(script, &event);
	return true;
}

/* ---- The screen -------------------------------------------------------- */

static bool run_wait(struct script *script, const struct step *step)
{
	(void)step;
	unseen_settle(script->ui);
	ui_draw(script->ui, &script->frame);
	return true;
}

static bool check_screen(struct script *script, const struct step *step)
{
	if (step->words.n < 3 || !strcmp(word(step, 2), "styles"))
		return true;
	return complain_line(script, _("expected: %s %s"), step->kind->name,
			     step->kind->usage);
}

static bool run_screen(struct script *script, const struct step *step)
{
	char *text = step->words.n > 2 ? frame_dump(&script->frame, true) :
		frame_text(&script->frame);
	struct output output = OUTPUT_INIT;
	int status;

	output_add_taken(&output, text, text ? strlen(text) : 0);
	status = output_write(&output, word(step, 1));
	output_destroy(&output);
	if (status == STATUS_DONE)
		return true;
	script->status = STATUS_FAILED;
	return complain_line(script, "%s", _("the screen is not saved"));
}

static bool is_on_screen(const struct script *script, const char *text,
			 bool *failed)
{
	char *screen = frame_text(&script->frame);
	bool is = screen && strstr(screen, text);

	*failed = screen == NULL;
	free(screen);
	return is;
}

static bool expect(struct script *script, const struct step *step,
		   bool expected)
{
	bool failed;
	bool is = is_on_screen(script, step->rest, &failed);
	const char *text;

	if (failed)
		return complain_line(script, "%s", _("not enough memory"));
	if (is == expected)
		return true;
	text = shown(step->rest);
	complain_line(script, expected ? _("'%s' is not on the screen") :
		      _("'%s' is on the screen"), text);
	shown_free(text);
	return false;
}

static bool run_expect(struct script *script, const struct step *step)
{
	return expect(script, step, true);
}

static bool run_absent(struct script *script, const struct step *step)
{
	return expect(script, step, false);
}

/* ---- Commands ---------------------------------------------------------- */

static bool run_command(struct script *script, const struct step *step)
{
	const struct event tick = { .type = EVENT_TICK };
	enum dialog_kind asks = script->ui->dialog.kind;

	if (asks == DIALOG_CHOICE || asks == DIALOG_PROMPT)
		return complain_line(script, "%s", _("a question is open: "
				     "expected keys that answer or leave it"));
	if (command_run(script->ui, step->rest) & UI_QUIT)
		script->ended = true;
	handle(script, &tick);
	return command_was_done(script->ui) ||
	       complain_line(script, "%s", script->ui->message);
}

static const struct step_kind kinds[] = {
	{ "key", "KEY...", 1, COMMAND_WORDS_MAX, check_keys, run_keys },
	{ "type", "TEXT", 0, 0, NULL, run_type },
	{ "paste", "TEXT", 0, 0, NULL, run_paste },
	{ "mouse", "press|drag|release|double|wheel-up|wheel-down ROW COLUMN",
	  3, 3, check_mouse, run_mouse },
	{ "resize", "ROWS COLUMNS", 2, 2, check_resize, run_resize },
	{ "wait", "", 0, 0, NULL, run_wait },
	{ "screen", "FILE [styles]", 1, 2, check_screen, run_screen },
	{ "expect", "TEXT", 1, 0, NULL, run_expect },
	{ "absent", "TEXT", 1, 0, NULL, run_absent },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct step_kind command_kind = {
	":", "COMMAND", 0, 0, NULL, run_command,
};

/* ---- Reading ----------------------------------------------------------- */

static bool no_memory(void)
{
	complain("%s", _("not enough memory"));
	return false;
}

static struct step *add_step(struct script *script, size_t line)
{
	if (script->n == script->capacity) {
		size_t capacity = script->capacity * 2 + 64;
		struct step *steps = realloc(script->steps,
					     capacity * sizeof(*steps));

		if (!steps)
			return NULL;
		script->steps = steps;
		script->capacity = capacity;
	}
	script->steps[script->n] = (struct step){ .line = line };
	return &script->steps[script->n++];
}

static const struct step_kind *find_kind(const char *name)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Whether a line that was split has what its kind wants. */
static bool check_step(struct script *script, const struct step *step)
{
	const struct step_kind *kind = step->kind;
	size_t n = step->words.n - 1;

	if (n < kind->least || (kind->most > 0 && n > kind->most) ||
	    (kind->most > 0 && (step->words.is_open || step->words.too_many)))
		return complain_line(script, _("expected: %s %s"), kind->name,
				     kind->usage);
	return !kind->check || kind->check(script, step);
}

/* Splits a line that begins with a word. */
static bool parse_words(struct script *script, struct step *step,
			const char *line)
{
	const char *text;

	if (!command_words_init(&step->words, line))
		return no_memory();
	step->kind = find_kind(word(step, 0));
	if (!step->kind) {
		text = shown(word(step, 0));
		complain_line(script, _("'%s': no line of a script begins so"),
			      text);
		shown_free(text);
		return false;
	}
	line += step->words.at[0].end;
	step->rest = strdup(line + (*line == ' '));
	return step->rest ? check_step(script, step) : no_memory();
}

/* A line is a command, words, or nothing. */
static bool parse_line(struct script *script, const char *line, size_t number)
{
	struct step *step;

	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return true;
	step = add_step(script, number);
	if (!step)
		return no_memory();
	script->at = step;
	if (u8_check((const uint8_t *)line, strlen(line)))
		return complain_line(script, "%s", _("this is not UTF-8"));
	if (*line != ':')
		return parse_words(script, step, line);
	step->kind = &command_kind;
	step->rest = strdup(line + 1);
	return step->rest || no_memory();
}

static bool parse_file(struct script *script, FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	size_t number_of = 0;
	bool is_good = true;
	ssize_t n;

	while (is_good && (n = getline(&line, &size, file)) >= 0) {
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		is_good = parse_line(script, line, ++number_of);
	}
	if (is_good && ferror(file)) {
		complain("%s: %s", script->name, strerror(errno));
		is_good = false;
	}
	free(line);
	return is_good;
}

static bool read_script(struct script *script, const char *path)
{
	bool is_standard = !strcmp(path, "-");
	FILE *file = is_standard ? stdin : fopen(path, "re");
	bool is_good;

	if (!file) {
		complain("%s: %s", script->name, strerror(errno));
		return false;
	}
	is_good = parse_file(script, file);
	if (!is_standard)
		fclose(file);
	return is_good;
}

static void free_script(struct script *script)
{
	for (size_t i = 0; i < script->n; i++) {
		command_words_destroy(&script->steps[i].words);
		free(script->steps[i].rest);
	}
	free(script->steps);
}

/* ---- Running ----------------------------------------------------------- */

static bool run_step(struct script *script, const struct step *step)
{
	script->at = step;
	if (script->ended)
		return complain_line(script, "%s", _("the planner was left "
						     "before this line"));
	return step->kind->run(script, step);
}

static void run_steps(struct script *script)
{
	ui_draw(script->ui, &script->frame);
	for (size_t i = 0; i < script->n; i++)
		if (!run_step(script, &script->steps[i])) {
			if (script->status == STATUS_DONE)
				script->status = STATUS_ERRORS;
			return;
		}
}

static int run_opened(struct script *script, const struct ui_options *options)
{
	if (!frame_init(&script->frame, DEFAULT_ROWS, DEFAULT_COLUMNS,
			options->ascii)) {
		no_memory();
		return STATUS_FAILED;
	}
	run_steps(script);
	unseen_discard(script->ui);
	frame_destroy(&script->frame);
	return script->status;
}

int script_run(const struct ui_options *options, const char *path)
{
	struct script script = { .status = STATUS_DONE };
	struct ui_options unattended = *options;
	const char *name = shown(path);
	int status = STATUS_FAILED;

	script.name = name;
	unattended.unattended = true;
	if (read_script(&script, path))
		script.ui = unseen_open(&unattended);
	if (script.ui)
		status = run_opened(&script, options);
	ui_free(script.ui);
	free_script(&script);
	shown_free(name);
	return status;
}
