/* Loop: events in, one frame out.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "loop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "configuration.h"
#include "terminal.h"
#include "words.h"

#define STATUS_OK 0
#define STATUS_FAILED 2

/* For so many milliseconds a topology is read without a word; then how far it
 * is is drawn so often. */
#define LOAD_QUIET 300
#define LOAD_PERIOD 100

/* Between two frames at most so many events are handled. */
#define EVENTS_MAX 256

/* Idle work goes on for so many milliseconds before it looks up. */
#define IDLE_SLICE 10

struct loop {
	struct ui *ui;
	struct frame frame;
	const struct configuration *config;
	bool ascii;
	bool busy;        /* Events were left for after the next frame. */
	bool idles;       /* Idle work was begun and is not done. */
	unsigned did;
	bool is_open;     /* The terminal is. */
	const char *fault; /* What is not as it should be with it, or NULL. */
	int64_t load_due; /* When to draw how far the reading is. */
	bool load_drawn;
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool open_terminal(struct loop *loop)
{
	const struct terminal_options options = {
		.theme = &loop->config->theme,
		.colours = loop->config->colours,
		.title = loop->config->title,
	};

	return terminal_open(&options, &loop->fault);
}

/* ---- Drawing ----------------------------------------------------------- */

static void draw(struct loop *loop)
{
	int rows, columns;

	terminal_size(&rows, &columns);
	if (loop->frame.rows != rows || loop->frame.columns != columns) {
		struct frame frame;

		if (!frame_init(&frame, rows, columns, loop->ascii))
			return;
		frame_destroy(&loop->frame);
		loop->frame = frame;
	}
	if (loop->did & UI_REPAINT)
		terminal_repaint();
	terminal_title(ui_title(loop->ui));
	ui_draw(loop->ui, &loop->frame);
	terminal_draw(&loop->frame);
}

/* ---- Events ------------------------------------------------------------ */

/* Handles what there is to read; adds up what it did. */
static void handle_input(struct loop *loop)
{
	struct event event;
	int n = 0;

	while (n < EVENTS_MAX && !(loop->did & (UI_QUIT | UI_SUSPEND)) &&
	       terminal_read(&event)) {
		loop->did |= ui_handle(loop->ui, &event);
		n++;
	}
	loop->busy = n == EVENTS_MAX;
}

static void handle_tick(struct loop *loop)
{
	struct event event = { .type = EVENT_TICK };

	if (ui_wants_ticks(loop->ui))
		loop->did |= ui_handle(loop->ui, &event);
}

/* ---- Idle work --------------------------------------------------------- */

static bool is_idle_until(void *end, uint64_t done, uint64_t all)
{
	(void)done;
	(void)all;
	return now() < *(const int64_t *)end && !terminal_is_due();
}

/* A slice of what can be made while nobody asks for anything. */
static void idle(struct loop *loop)
{
	int64_t end = now() + IDLE_SLICE;
	const struct rp_progress progress = { is_idle_until, &end };

	do
		loop->did |= ui_idle(loop->ui, &progress);
	while (ui_wants_idle(loop->ui) && is_idle_until(&end, 0, 0));
	loop->idles = ui_wants_idle(loop->ui);
}

/* What an edit leaves to be made may be there with its own frame, if it is
 * quick; where it is not, frames do not wait for it. */
static void idle_at_first(struct loop *loop)
{
	if (loop->idles)
		loop->idles = ui_wants_idle(loop->ui);
	else if (ui_wants_idle(loop->ui))
		idle(loop);
}

/* ---- Steps ------------------------------------------------------------- */

static int timeout(const struct loop *loop)
{
	if (loop->busy || ui_wants_idle(loop->ui))
		return 0;
	return ui_wants_ticks(loop->ui) ? UI_TICK : -1;
}

static void time_out(struct loop *loop)
{
	if (loop->busy)
		handle_input(loop);
	else if (ui_wants_idle(loop->ui))
		idle(loop);
	else
		handle_tick(loop);
}

/* Waits for something, and does it.  False where it is time to end. */
static bool step(struct loop *loop)
{
	loop->did = UI_IGNORED;
	switch (terminal_wait(timeout(loop))) {
	case WAIT_TIMEOUT:
		time_out(loop);
		return true;
	case WAIT_INPUT:
		handle_input(loop);
		return true;
	case WAIT_SUSPEND:
		loop->did = UI_SUSPEND;
		return true;
	case WAIT_END:
	case WAIT_GONE:
		break;
	}
	return false;
}

static void copy(struct loop *loop)
{
	if (!terminal_copy(ui_copied(loop->ui)))
		ui_say(loop->ui, RP_WARNING, "%s",
		       _("not copied: this terminal (TERM) is not known to "
			 "have a clipboard"));
}

/* Until the operator leaves; the signal that ended it, or 0. */
static int run(struct loop *loop)
{
	idle_at_first(loop);
	draw(loop);
	while (step(loop)) {
		if (loop->did & UI_QUIT)
			return 0;
		if (loop->did & UI_MOUSE)
			terminal_mouse(ui_wants_mouse(loop->ui));
		if (loop->did & UI_COPY)
			copy(loop);
		if (loop->did & UI_SUSPEND) {
			terminal_suspend();
		} else if (loop->did != UI_IGNORED) {
			idle_at_first(loop);
			draw(loop);
		}
	}
	return terminal_signal() ? terminal_signal() : SIGHUP;
}

/* ---- Loading ----------------------------------------------------------- */

/* Whether the operator, or a signal, asks to stop. */
static bool is_stop_asked(void)
{
	struct event event;
	bool stops = false;

	switch (terminal_wait(0)) {
	case WAIT_INPUT:
		while (terminal_read(&event))
			stops |= event.type == EVENT_KEY &&
				 (event.key == UKEY_ESCAPE ||
				  event.key == UKEY_CTRL('c'));
		return stops;
	case WAIT_SUSPEND:
		terminal_suspend();
		return false;
	case WAIT_END:
	case WAIT_GONE:
		return true;
	case WAIT_TIMEOUT:
		break;
	}
	return false;
}

static bool is_load_due(struct loop *loop, const struct ui_load *load)
{
	int64_t time = now();

	if (load->plans && load->done == 0)
		return loop->load_drawn;
	if (load->done == 0) {
		loop->load_due = time + LOAD_QUIET;
		loop->load_drawn = false;
	}
	if (time < loop->load_due)
		return false;
	loop->load_due = time + LOAD_PERIOD;
	return true;
}

/* The screen's: draws how far the reading of a topology is.  One that is quick
 * is not seen at all, and one that is named in the command line and faulty
 * leaves the terminal as it was. */
static bool watch(void *data, struct ui *ui, const struct ui_load *load)
{
	struct loop *loop = data;

	if (!is_load_due(loop, load))
		return true;
	if (!loop->is_open)
		loop->is_open = open_terminal(loop);
	if (!loop->is_open)
		return true;
	loop->ui = ui;
	loop->load_drawn = true;
	draw(loop);
	return !is_stop_asked();
}

/* ---- Starting ---------------------------------------------------------- */

static void print_fault(const char *fault)
{
	fprintf(stderr, "replan: %s\n", fault);
}

void planner_complain(int result, const rp_messages *messages)
{
	size_t n = rp_messages_count(messages);

	for (size_t i = 0; i < n; i++) {
		char *line = rp_message_line(rp_messages_get(messages, i));

		fprintf(stderr, "%s\n", line ? line : _("memory ran out"));
		free(line);
	}
	if (n == 0)
		print_fault(result == RP_NO_MEMORY ? _("memory ran out") :
			    _("the files cannot be opened"));
}

static int open_ui(struct loop *loop, const struct ui_options *options)
{
	rp_messages *messages;
	int result = rp_messages_new(&messages);

	if (result != RP_OK) {
		print_fault(_("memory ran out"));
		return result;
	}
	result = ui_new(&loop->ui, options, messages);
	if (result != RP_OK) {
		if (loop->is_open)
			terminal_close();
		frame_destroy(&loop->frame);
		planner_complain(result, messages);
	}
	rp_messages_free(messages);
	return result;
}

/* At a terminal that is open. */
static int run_open(struct loop *loop)
{
	int signal;

	if (loop->fault)
		ui_say(loop->ui, RP_WARNING, "%s", loop->fault);
	terminal_mouse(ui_wants_mouse(loop->ui));
	signal = run(loop);
	frame_destroy(&loop->frame);
	ui_free(loop->ui);
	if (signal)
		terminal_die(signal);
	terminal_close();
	return STATUS_OK;
}

int planner_run(const struct ui_options *options)
{
	struct ui_options asked = *options;
	struct loop loop = { .config = options->config };

	if (!terminal_is_there()) {
		print_fault(_("the planner needs a terminal; "
			      "\"replan plan\" prints the plan without one"));
		return STATUS_FAILED;
	}
	asked.ascii = asked.ascii || !terminal_is_utf8();
	asked.watch = watch;
	asked.watch_data = &loop;
	loop.ascii = asked.ascii;
	if (open_ui(&loop, &asked) != RP_OK)
		return STATUS_FAILED;
	if (!loop.is_open && !open_terminal(&loop)) {
		ui_free(loop.ui);
		print_fault(loop.fault);
		return STATUS_FAILED;
	}
	return run_open(&loop);
}
