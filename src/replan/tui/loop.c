/* Loop: events in, one frame out.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "loop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

struct loop {
	struct ui *ui;
	struct frame frame;
	bool ascii;
	bool busy;        /* Events were left for after the next frame. */
	unsigned did;
	bool is_open;     /* The terminal is. */
	const char *fault; /* What is not as it should be with it, or NULL. */
	int64_t load_due; /* When to draw how far the reading is. */
	bool load_drawn;
};

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

/* Waits for something, and does it.  False where it is time to end. */
static bool step(struct loop *loop)
{
	int timeout = ui_wants_ticks(loop->ui) ? UI_TICK : -1;

	loop->did = UI_IGNORED;
	switch (terminal_wait(loop->busy ? 0 : timeout)) {
	case WAIT_TIMEOUT:
		if (!loop->busy)
			handle_tick(loop);
		else
			handle_input(loop);
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

/* Until the operator leaves; the signal that ended it, or 0. */
static int run(struct loop *loop)
{
	draw(loop);
	while (step(loop)) {
		if (loop->did & UI_QUIT)
			return 0;
		if (loop->did & UI_MOUSE)
			terminal_mouse(ui_wants_mouse(loop->ui));
		if (loop->did & UI_SUSPEND)
			terminal_suspend();
		else if (loop->did != UI_IGNORED)
			draw(loop);
	}
	return terminal_signal() ? terminal_signal() : SIGHUP;
}

/* ---- Loading ----------------------------------------------------------- */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

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

	if (load->plans)
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
		loop->is_open = terminal_open(&loop->fault);
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

static void print_messages(int result, const rp_messages *messages)
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
		print_messages(result, messages);
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
	struct loop loop = { .ui = NULL };

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
	if (!loop.is_open && !terminal_open(&loop.fault)) {
		ui_free(loop.ui);
		print_fault(loop.fault);
		return STATUS_FAILED;
	}
	return run_open(&loop);
}
