/* Saving something under a name that was asked for.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "save_as.h"
#include "sentence.h"
#include "ui_private.h"
#include "words.h"

/* What is to be saved once a question is answered. */
struct saving {
	char *path;
	char *bytes;
	size_t size;
};

void saving_free(struct ui *ui)
{
	if (!ui->saving)
		return;
	free(ui->saving->path);
	free(ui->saving->bytes);
	free(ui->saving);
	ui->saving = NULL;
}

static void say_not_saved(struct ui *ui, const rp_messages *messages)
{
	char *line = rp_messages_count(messages) ?
		rp_message_line(rp_messages_get(messages, 0)) : NULL;

	ui_say(ui, RP_ERROR, _("not saved: %s"),
	       line ? line : _("memory ran out"));
	free(line);
}

/* Writes it, says so, and forgets it. */
static unsigned save(struct ui *ui)
{
	struct saving *saving = ui->saving;
	char *path = ui_shown(ui, saving->path);
	rp_messages *messages;

	if (rp_messages_new(&messages) != RP_OK) {
		free(path);
		saving_free(ui);
		return ui_edited(ui, RP_NO_MEMORY);
	}
	if (rp_export_write(saving->path, saving->bytes, saving->size,
			    messages) == RP_OK)
		ui_say(ui, RP_NOTICE, _("saved: %s"), path ? path : "?");
	else
		say_not_saved(ui, messages);
	rp_messages_free(messages);
	free(path);
	saving_free(ui);
	return UI_HANDLED;
}

static unsigned left(struct ui *ui)
{
	saving_free(ui);
	return UI_HANDLED;
}

static unsigned answered(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	return choice == 0 ? save(ui) : left(ui);
}

static unsigned ask(struct ui *ui)
{
	const char *const answers[] = {
		_("Overwrite it"),
		_("Cancel: keep the file as it is"),
	};
	char *text = SENTENCE(ui, _("{0} is there already."),
			      ui->saving->path);
	unsigned did = UI_HANDLED;

	if (text)
		did = ui_ask(ui, _("Save"), text, answers, 2, 1, answered,
			     NULL);
	if (ui->dialog.kind == DIALOG_CHOICE)
		ui->dialog.left = left;
	free(text);
	return did;
}

static bool is_same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return stat(path, &b) == 0 && a->st_dev == b.st_dev &&
	       a->st_ino == b.st_ino;
}

/* Whether it is the topology or the plan file that is open. */
static bool is_open_here(const struct ui *ui, const struct stat *st)
{
	return ui->session &&
	       (is_same_file(st, rp_session_path(ui->session)) ||
		is_same_file(st, rp_topology_path(ui->topology)));
}

unsigned save_as(struct ui *ui, const char *path, char *bytes, size_t size)
{
	struct stat st;

	saving_free(ui);
	ui->saving = calloc(1, sizeof(*ui->saving));
	if (ui->saving)
		*ui->saving = (struct saving){ strdup(path), bytes, size };
	if (!ui->saving || !ui->saving->path || !bytes) {
		if (!ui->saving)
			free(bytes);
		saving_free(ui);
		return ui_edited(ui, RP_NO_MEMORY);
	}
	if (stat(path, &st) != 0)
		return save(ui);
	if (!is_open_here(ui, &st))
		return ask(ui);
	saving_free(ui);
	ui_say(ui, RP_ERROR, "%s", _("this file is open here: expected "
	       "another name"));
	return UI_HANDLED;
}

/* ---- The screen -------------------------------------------------------- */

/* Of a screen that was never drawn. */
#define DEFAULT_ROWS 24
#define DEFAULT_COLUMNS 80

/* The screen as it would be drawn now. */
static char *screen_text(struct ui *ui)
{
	int rows = ui->rows > 0 ? ui->rows : DEFAULT_ROWS;
	int columns = ui->columns > 0 ? ui->columns : DEFAULT_COLUMNS;
	struct frame frame;
	char *text = NULL;

	if (!frame_init(&frame, rows, columns, ui->ascii))
		return NULL;
	ui_draw(ui, &frame);
	text = frame_text(&frame);
	frame_destroy(&frame);
	return text;
}

static unsigned name_typed(struct ui *ui, void *data, const char *text)
{
	char *screen;

	(void)data;
	if (*text == '\0')
		return UI_HANDLED;
	screen = screen_text(ui);
	return save_as(ui, text, screen, screen ? strlen(screen) : 0);
}

unsigned save_screen(struct ui *ui)
{
	return ui_prompt(ui, _("Save the screen to: "), "replan-screen.txt",
			 name_typed, NULL);
}
