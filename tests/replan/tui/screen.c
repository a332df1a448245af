/* What tests of the screen share: see screen.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../../libreplan/fixture.h"

char *screen_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

/* Copies a file of the examples, where it exists. */
static char *copy_example(const char *name, const char *end)
{
	char file[128];
	char path[256];
	char *from, *text, *to;

	snprintf(file, sizeof(file), "%s%s", name, end);
	snprintf(path, sizeof(path), "data/examples/%s", file);
	from = fixture_source(path);
	text = screen_read(from);
	to = fixture_file(file, text);
	free(text);
	free(from);
	return to;
}

char *screen_example(const char *name)
{
	free(copy_example(name, ".plan.cfg"));
	free(copy_example(name, "-vms.csv"));
	return copy_example(name, ".cfg");
}

void screen_open(struct screen *screen, const char *topology,
		 const char *examples, int rows, int columns, bool ascii)
{
	struct ui_options options = {
		.topology = topology,
		.ascii = ascii,
		.examples = examples,
	};

	screen_open_with(screen, &options, rows, columns);
}

void screen_open_with(struct screen *screen, const struct ui_options *options,
		      int rows, int columns)
{
	rp_messages *messages;

	*screen = (struct screen){ .ui = NULL };
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	if (ui_new(&screen->ui, options, messages) != RP_OK)
		fail_msg("%s cannot be opened", options->topology);
	rp_messages_free(messages);
	assert_true(frame_init(&screen->frame, rows, columns, options->ascii));
	screen_settle(screen);
}

void screen_close(struct screen *screen)
{
	if (ui_session(screen->ui))
		rp_session_discard(ui_session(screen->ui));
	screen_abandon(screen);
}

void screen_abandon(struct screen *screen)
{
	ui_free(screen->ui);
	frame_destroy(&screen->frame);
}

void screen_settle(struct screen *screen)
{
	const struct event tick = { .type = EVENT_TICK };
	const struct timespec moment = { .tv_nsec = 1000000 };

	while (ui_is_busy(screen->ui)) {
		screen->did |= ui_handle(screen->ui, &tick);
		nanosleep(&moment, NULL);
	}
	while (ui_wants_idle(screen->ui))
		screen->did |= ui_idle(screen->ui, NULL);
	if (ui_wants_rest(screen->ui))
		screen->did |= ui_handle(screen->ui, &tick);
	ui_draw(screen->ui, &screen->frame);
}

static void handle(struct screen *screen, const struct event *event)
{
	screen->did |= ui_handle(screen->ui, event);
	if (screen->is_hurried)
		ui_draw(screen->ui, &screen->frame);
	else
		screen_settle(screen);
}

void screen_keys(struct screen *screen, const char *keys)
{
	char name[16];

	while (action_next_key(&keys, name)) {
		struct event event = { .type = EVENT_KEY,
				       .key = key_parse(name) };

		assert_int_not_equal(event.key, 0);
		handle(screen, &event);
	}
}

void screen_mouse(struct screen *screen, enum mouse_action action, int row,
		  int column)
{
	struct event event = { .type = EVENT_MOUSE, .mouse = action,
			       .button = 1, .row = row, .column = column };

	handle(screen, &event);
}

void screen_paste(struct screen *screen, char *text)
{
	struct event event = { .type = EVENT_PASTE, .text = text };

	handle(screen, &event);
}

const char *screen_row(struct screen *screen, int row)
{
	static char text[4096];
	const struct frame *frame = &screen->frame;
	size_t used = 0;

	for (int i = 0; i < frame->columns && used + CELL_BYTES < sizeof(text);
	     i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"%s", frame->cells[row * frame->columns + i].text);
	text[used] = '\0';
	return text;
}

bool screen_has(struct screen *screen, const char *text)
{
	for (int i = 0; i < screen->frame.rows; i++)
		if (strstr(screen_row(screen, i), text))
			return true;
	return false;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void screen_expect(struct screen *screen, const char *name)
{
	char *dump = frame_dump(&screen->frame, true);
	char *expected;
	char *path;
	char file[128];

	assert_non_null(dump);
	snprintf(file, sizeof(file), "tests/screens/%s.txt", name);
	path = fixture_source(file);
	if (getenv("UPDATE"))
		write_file(path, dump);
	expected = screen_read(path);
	if (!expected || strcmp(expected, dump) != 0)
		fail_msg("the screen is not %s (UPDATE=1 rewrites it):\n%s",
			 path, dump);
	free(expected);
	free(path);
	free(dump);
}

/* ---- Screens that are kept in several forms ----------------------------- */

const struct screen_form screen_forms[SCREEN_FORMS] = {
	{ "80x24", 24, 80, false },
	{ "40x10", 10, 40, false },
	{ "80x24-ascii", 24, 80, true },
};

void screen_open_form(struct screen *screen, const char *topology,
		      const struct screen_form *form)
{
	screen_open(screen, topology, NULL, form->rows, form->columns,
		    form->ascii);
}

void screen_expect_form(struct screen *screen, const char *name,
			const struct screen_form *form)
{
	char file[128];

	snprintf(file, sizeof(file), "%s-%s", name, form->name);
	screen_expect(screen, file);
}

static void expect_kept(const struct screen_kept *kept,
			const struct screen_form *form, char *(*own)(void))
{
	char *topology = kept->example ? screen_example(kept->example) : own();
	struct screen screen;

	screen_open_form(&screen, topology, form);
	if (kept->begin)
		kept->begin(&screen);
	screen_keys(&screen, kept->keys);
	screen_expect_form(&screen, kept->name, form);
	screen_close(&screen);
	free(topology);
}

void screen_expect_kept(const struct screen_kept *kept, size_t n,
			char *(*own)(void))
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < SCREEN_FORMS; j++)
			expect_kept(&kept[i], &screen_forms[j], own);
}
