/* The map of a large site, without a terminal: what keys and a drag cost from
 * the event to the drawn frame, and what is left for when keys rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "site.h"
#include "ui.h"

#define N_VMS 25000
#define N_HOSTS 1000
#define N_NETWORKS 4000
#define N_PAIRS 20

#define ROWS 35
#define COLUMNS 120

struct bench {
	struct ui *ui;
	struct frame frame;
};

struct figures {
	double sum;
	double worst;
	int n;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void timed(struct bench *bench, const struct event *event,
		  struct figures *figures)
{
	double begin = now();
	double took;

	ui_handle(bench->ui, event);
	ui_draw(bench->ui, &bench->frame);
	took = now() - begin;
	figures->sum += took;
	figures->n++;
	if (took > figures->worst)
		figures->worst = took;
}

static void print(const char *name, const struct figures *key,
		  const struct figures *rest)
{
	printf("%-28s %8.3f %8.3f", name, key->sum / key->n, key->worst);
	if (rest->n > 0)
		printf(" %10.3f %8.3f", rest->sum / rest->n, rest->worst);
	printf("\n");
}

static void press(struct bench *bench, const char *name, const char *key, int n)
{
	const struct event event = { .type = EVENT_KEY, .key = key_parse(key) };
	const struct event tick = { .type = EVENT_TICK };
	struct figures keys = { 0 };
	struct figures rests = { 0 };

	for (int i = 0; i < n; i++) {
		timed(bench, &event, &keys);
		if (ui_wants_rest(bench->ui))
			timed(bench, &tick, &rests);
	}
	if (name)
		print(name, &keys, &rests);
}

/* From a source to the targets, and over them. */
static void drag(struct bench *bench)
{
	const struct event tick = { .type = EVENT_TICK };
	struct event event = { .type = EVENT_MOUSE,
			       .mouse = MOUSE_PRESS,
			       .button = 1,
			       .row = 6,
			       .column = 40 };
	struct figures steps = { 0 };
	struct figures rests = { 0 };

	ui_handle(bench->ui, &event);
	event.mouse = MOUSE_DRAG;
	event.column = COLUMNS - 20;
	for (int i = 0; i < 40; i++) {
		event.row = 4 + i % 10;
		timed(bench, &event, &steps);
		if (ui_wants_rest(bench->ui))
			timed(bench, &tick, &rests);
	}
	event.mouse = MOUSE_RELEASE;
	ui_handle(bench->ui, &event);
	print("a step of a drag", &steps, &rests);
}

static void measure(struct bench *bench)
{
	printf("%-28s %8s %8s %10s %8s\n", "ms, mean and worst", "key", "",
	       "rest", "");
	press(bench, "a row down", "Down", 200);
	press(bench, "a screen down", "PgDn", 50);
	press(bench, "to the other side, and back", "Right", 1);
	press(bench, "a row down there", "Down", 50);
	press(bench, NULL, "Left", 1);
	press(bench, NULL, "Home", 1);
	press(bench, "pick up a line", "Enter", 1);
	press(bench, "carry it a row down", "Down", 20);
	press(bench, NULL, "Esc", 1);
	drag(bench);
	press(bench, "undo", "u", 1);
	press(bench, "another address rule", "r", 3);
	press(bench, "undo", "u", 3);
	press(bench, "tidy", "t", 1);
	press(bench, "suggest", "S", 1);
	press(bench, "the matrix", "m", 1);
	press(bench, "a row down", "Down", 50);
	press(bench, "a column to the right", "Right", 50);
}

/* Writes the site to a file in a folder of its own; its path, or NULL. */
static char *write_site(void)
{
	char folder[] = "/tmp/bench-map-XXXXXX";
	size_t size;
	char *text = site_text(N_VMS, N_HOSTS, N_NETWORKS, N_PAIRS, &size);
	char *path = NULL;
	FILE *file;

	if (!text || !mkdtemp(folder) ||
	    asprintf(&path, "%s/site.cfg", folder) < 0) {
		free(text);
		return NULL;
	}
	file = fopen(path, "w");
	if (!file || fwrite(text, 1, size, file) != size || fclose(file)) {
		free(path);
		path = NULL;
	}
	free(text);
	return path;
}

static void remove_site(char *path)
{
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	free(path);
}

int main(void)
{
	char *path = write_site();
	struct ui_options options = { .topology = path, .readonly = false };
	struct bench bench;
	rp_messages *messages;
	double begin = now();

	if (!path || rp_messages_new(&messages) != RP_OK ||
	    ui_new(&bench.ui, &options, messages) != RP_OK ||
	    !frame_init(&bench.frame, ROWS, COLUMNS, false)) {
		fprintf(stderr, "bench_map: the site cannot be opened\n");
		return 1;
	}
	ui_draw(bench.ui, &bench.frame);
	printf("%d VMs, %d networks at each side, %d x %d; opened in %.0f ms\n",
	       N_VMS, N_NETWORKS, ROWS, COLUMNS, now() - begin);
	while (ui_wants_idle(bench.ui))
		ui_idle(bench.ui, NULL);
	measure(&bench);
	rp_session_discard(ui_session(bench.ui));
	ui_free(bench.ui);
	frame_destroy(&bench.frame);
	rp_messages_free(messages);
	remove_site(path);
	return 0;
}
