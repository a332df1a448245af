/* Loading: how far it is, while a topology is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "bar.h"
#include "ui_private.h"
#include "words.h"

/* The box, its border included, and the least room that it needs. */
#define BOX_ROWS 6
#define BOX_COLUMNS 60
#define LEAST_COLUMNS 24

/* ---- Watching ---------------------------------------------------------- */

/* Shows how far it is to whoever runs the screen; false to stop. */
static bool watch(struct ui *ui)
{
	return !ui->watch || ui->watch(ui->watch_data, ui, &ui->load);
}

static bool report(void *data, uint64_t done, uint64_t all)
{
	struct ui *ui = data;

	ui->load.done = done;
	ui->load.all = all;
	return watch(ui);
}

int loading_read(struct ui *ui, rp_topology **topology, const char *path,
		 rp_messages *messages)
{
	const struct rp_progress progress = { report, ui };
	const char *slash = strrchr(path, '/');
	int result;

	ui->load = (struct ui_load){ .name = slash ? slash + 1 : path };
	result = rp_topology_read_progress(topology, path, &progress,
					   messages);
	if (result != RP_OK)
		ui->load.name = NULL;
	return result;
}

int loading_plan(struct ui *ui, rp_session **session,
		 const rp_topology *topology, const char *plan, unsigned flags,
		 rp_messages *messages)
{
	const struct rp_progress progress = { report, ui };

	ui->load.plans = true;
	ui->load.done = 0;
	ui->load.all = 0;
	if (!watch(ui))
		return RP_STOPPED;
	return rp_session_open_progress(session, topology, plan, flags,
					&progress, messages);
}

void loading_end(struct ui *ui)
{
	ui->load.name = NULL;
}

/* ---- Drawing ----------------------------------------------------------- */

static unsigned percent(const struct ui_load *load)
{
	return load->all ? bar_percent(load->done, load->all) : 0;
}

/* "43%", or "planning 43%" once all is read. */
static void say(const struct ui_load *load, char *text, size_t size)
{
	if (load->plans)
		snprintf(text, size, _("planning %u%%"), percent(load));
	else
		snprintf(text, size, "%u%%", percent(load));
}

/* A bar over a row of 'area', "43%" behind it. */
static void draw_bar(const struct ui *ui, struct area area, int row,
		     struct frame *frame)
{
	char text[64];
	int width;

	say(&ui->load, text, sizeof(text));
	width = area.columns - 2 - (int)rp_columns(text) - 1;
	bar_draw(frame, area, row, 1, width, percent(&ui->load), STYLE_GOOD);
	frame_put(frame, area, row, width + 2, -1, STYLE_TEXT, text);
	frame_cursor(frame, area, row, 1, false);
}

/* The middle of the screen. */
static struct area place_box(const struct frame *frame)
{
	struct area area = { .rows = BOX_ROWS, .columns = BOX_COLUMNS };

	if (area.columns > frame->columns)
		area.columns = frame->columns;
	area.row = (frame->rows - area.rows) / 2;
	area.column = (frame->columns - area.columns) / 2;
	return area;
}

void loading_draw(struct ui *ui, struct frame *frame)
{
	struct area area = place_box(frame);
	struct area inside = area_inside(area);
	char text[64];

	if (area.row < 0 || area.columns < LEAST_COLUMNS) {
		area = (struct area){ 0, 0, 1, frame->columns };
		frame_fill(frame, area, STYLE_TEXT);
		say(&ui->load, text, sizeof(text));
		frame_put(frame, area, 0, 0, -1, STYLE_TEXT, text);
		frame_cursor(frame, area, 0, 0, false);
		return;
	}
	frame_fill(frame, area, STYLE_TEXT);
	frame_border(frame, area, _("Opening"), true);
	frame_put_name(frame, inside, 0, 1, inside.columns - 2, STYLE_TEXT,
		       ui->load.name);
	draw_bar(ui, inside, 1, frame);
	frame_put(frame, inside, 3, 1, inside.columns - 2, STYLE_DIM,
		  _("Esc stops it"));
}
