/* The planner's screen: what is said in the message line, and was.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configuration.h"
#include "ui_private.h"
#include "words.h"

const char *level_words(enum rp_level level)
{
	switch (level) {
	case RP_ERROR:
		return _("error: ");
	case RP_WARNING:
		return _("warning: ");
	case RP_NOTICE:
		break;
	}
	return "";
}

/* ---- Saying ------------------------------------------------------------ */

/* Keeps 'text', which it takes, as the last message. */
static void keep(struct said *said, enum rp_level level, char *text)
{
	size_t at = said->n % SAID_MAX;

	free(said->messages[at].text);
	said->messages[at].level = level;
	said->messages[at].text = text;
	said->n++;
}

/* How many other replicas the edit that was made since moved; 0 where there was
 * none, or more than one.  '*by_pin' where it was a pin. */
static size_t take_moved(struct ui *ui, bool *by_pin)
{
	uint64_t version;
	uint64_t before = ui->told;
	rp_id pinned = RP_NONE;
	size_t n;

	if (!ui->session)
		return 0;
	version = rp_session_version(ui->session);
	n = rp_session_moved(ui->session, &pinned);
	ui->told = version;
	*by_pin = pinned != RP_NONE;
	return version == before + 1 ? n : 0;
}

/* "1 other replica moved"; NULL where none did, or without memory. */
static char *moved_text(struct ui *ui)
{
	bool by_pin = false;
	size_t n = take_moved(ui, &by_pin);
	char *text;
	int size;

	if (n == 0)
		return NULL;
	if (by_pin)
		size = asprintf(&text, ngettext("%zu other replica moved",
				"%zu other replicas moved", n), n);
	else
		size = asprintf(&text, ngettext("%zu replica moved",
				"%zu replicas moved", n), n);
	return size < 0 ? NULL : text;
}

/* 'text', which it takes, and behind it 'more', which it takes: before it where
 * the line would cut it. */
static char *join(const struct ui *ui, char *text, char *more)
{
	size_t columns = rp_columns(text) + rp_columns(more) + 2;
	bool is_cut = ui->columns > 0 && columns > (size_t)ui->columns;
	char *both;

	if (asprintf(&both, "%s; %s", is_cut ? more : text,
		     is_cut ? text : more) < 0)
		both = NULL;
	free(text);
	free(more);
	return both;
}

void ui_say(struct ui *ui, enum rp_level level, const char *format, ...)
{
	char *moved = moved_text(ui);
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	if (text && moved)
		text = join(ui, text, moved);
	else
		free(moved);
	free(ui->message);
	ui->message = text ? strdup(text) : NULL;
	ui->level = level;
	if (text)
		keep(&ui->said, level, text);
}

void ui_say_moved(struct ui *ui)
{
	char *moved = moved_text(ui);

	if (moved)
		ui_say(ui, RP_NOTICE, "%s", moved);
	free(moved);
}

void ui_unsay(struct ui *ui)
{
	if (ui->session)
		ui->told = rp_session_version(ui->session);
	free(ui->message);
	ui->message = NULL;
}

void said_destroy(struct said *said)
{
	for (size_t i = 0; i < SAID_MAX; i++)
		free(said->messages[i].text);
	*said = (struct said){ .n = 0 };
}

/* ---- What was said ----------------------------------------------------- */

/* The last one first. */
static void print_said(FILE *out, const struct said *said)
{
	size_t n = said->n < SAID_MAX ? said->n : SAID_MAX;

	for (size_t i = 1; i <= n; i++) {
		size_t at = (said->n - i) % SAID_MAX;

		fprintf(out, "%s%s\n", said->messages[at].level == RP_NOTICE ?
			_("notice: ") : level_words(said->messages[at].level),
			said->messages[at].text);
	}
}

unsigned ui_read_said(struct ui *ui)
{
	char *text = NULL;
	size_t size;
	FILE *out;
	unsigned did;

	if (ui->said.n == 0) {
		ui_say(ui, RP_NOTICE, "%s", _("nothing was said yet"));
		return UI_HANDLED;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return ui_edited(ui, RP_NO_MEMORY);
	print_said(out, &ui->said);
	if (fclose(out) != 0) {
		free(text);
		return ui_edited(ui, RP_NO_MEMORY);
	}
	did = ui_read(ui, _("Messages, the last one first"), text);
	free(text);
	return did;
}

/* ---- The configuration ------------------------------------------------- */

/* The part of a path that the folder of the configuration need not tell. */
static const char *short_path(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Says one message as "config:3: TEXT". */
static void say_message(struct ui *ui, enum rp_level level,
			const struct rp_message *message)
{
	struct rp_message brief = *message;
	char *line;

	if (brief.file)
		brief.file = short_path(brief.file);
	line = rp_message_line(&brief);
	if (line)
		ui_say(ui, level, "%s", line);
	free(line);
}

static void say_messages(struct ui *ui, enum rp_level level,
			 const rp_messages *messages)
{
	size_t n = rp_messages_count(messages);

	/* The first one is said last, and seen. */
	for (size_t i = n; i > 0; i--)
		say_message(ui, level, rp_messages_get(messages, i - 1));
}

void ui_say_config(struct ui *ui, const struct configuration *config)
{
	size_t errors = rp_messages_count(config->errors);
	size_t n = errors + rp_messages_count(config->notices);
	char key[16];

	say_messages(ui, RP_NOTICE, config->notices);
	say_messages(ui, RP_ERROR, config->errors);
	if (n > 1)
		ui_say(ui, errors > 0 ? RP_ERROR : RP_NOTICE,
		       ngettext("the configuration: %zu message, %s shows it",
				"the configuration: %zu messages, %s shows "
				"them", n),
		       n, ui_key(ui, ACTION_MESSAGES, key));
}
