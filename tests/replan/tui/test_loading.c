/* Tests of what is seen while a topology is opened, and of stopping it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../libreplan/fixture.h"
#include "screen.h"

#define N_VMS 40000

static const char topology_text[] =
	"format = 1; sites = ( { name = \"A\"; servers = ( { name = \"S\";\n"
	"logical_networks = ( { name = \"L\";\n"
	"  vm_networks = ( { name = \"N\"; } ); } );\n"
	"host_groups = ( { name = \"G\"; hosts = (\n"
	"  { name = \"h\"; cpus = 8; memory_mib = 8192; } ); } );\n"
	"clouds = ( { name = \"C\"; host_groups = [ \"G\" ];\n"
	"  logical_networks = [ \"L\" ]; inventory = \"large.csv\"; } );\n"
	"} ); } );\n";

/* A topology whose table takes several reports.  Returns its path; the caller
 * frees it. */
static char *large_topology(void)
{
	char *table = fixture_file("large.csv", NULL);
	FILE *file = fopen(table, "w");

	assert_non_null(file);
	fprintf(file, "vm,host,cpus,memory_mib,nic,network,dns_name\n");
	for (int i = 0; i < N_VMS; i++)
		fprintf(file, "vm-%06d,h,1,1024,Network Adapter,N,"
			      "vm-%06d.corp.example\n", i, i);
	assert_int_equal(fclose(file), 0);
	free(table);
	return fixture_file("large.cfg", topology_text);
}

/* What the watch of the screen was told, and what it answers. */
struct watch {
	struct screen *screen;
	const char *expected; /* The frame of the report 'draw_at', or NULL. */
	unsigned draw_at;
	unsigned stop_at;
	unsigned n;
	uint64_t done;
	bool planned;
};

static bool watch_load(void *data, struct ui *ui, const struct ui_load *load)
{
	struct watch *watch = data;

	watch->n++;
	assert_string_equal(load->name, "large.cfg");
	/* It is counted twice: while it is read, and while it is planned. */
	if (load->plans && !watch->planned)
		watch->done = 0;
	assert_true(load->done >= watch->done && load->done <= load->all);
	assert_true(load->plans || !watch->planned);
	watch->done = load->done;
	watch->planned = load->plans;
	if (watch->expected && watch->n == watch->draw_at) {
		ui_draw(ui, &watch->screen->frame);
		screen_expect(watch->screen, watch->expected);
	}
	return watch->n != watch->stop_at;
}

/* Opens the topology 'path' (NULL: the start screen) under 'watch'. */
static void open_watched(struct screen *screen, struct watch *watch,
			 const char *path, int rows, int columns, bool ascii)
{
	struct ui_options options = {
		.topology = path,
		.ascii = ascii,
		.examples = fixture_folder(),
		.watch = watch_load,
		.watch_data = watch,
	};

	*screen = (struct screen){ .ui = NULL };
	watch->screen = screen;
	assert_true(frame_init(&screen->frame, rows, columns, ascii));
	assert_int_equal(ui_new(&screen->ui, &options, NULL), RP_OK);
	ui_draw(screen->ui, &screen->frame);
}

static const struct {
	const char *name;
	int rows;
	int columns;
	bool ascii;
} sizes[] = {
	{ "loading-80x24", 24, 80, false },
	{ "loading-80x24-ascii", 24, 80, true },
	{ "loading-40x10", 10, 40, false },
	{ "loading-12x3", 3, 12, false },
};

static void how_far_it_is_is_drawn(void **state)
{
	char *path = large_topology();

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct watch watch = { .expected = sizes[i].name,
				       .draw_at = 4 };
		struct screen screen;

		open_watched(&screen, &watch, path, sizes[i].rows,
			     sizes[i].columns, sizes[i].ascii);
		assert_true(watch.n > 4);
		assert_true(watch.planned);
		assert_non_null(ui_session(screen.ui));
		assert_false(screen_has(&screen, "Opening"));
		screen_close(&screen);
	}
	free(path);
}

/* Named in the command line, it is the start screen then; opened there, it
 * stays. */
static void stopped_it_is_the_start_screen(void **state)
{
	char *path = large_topology();

	(void)state;
	for (unsigned stop_at = 1; stop_at <= 5; stop_at++) {
		struct watch watch = { .stop_at = stop_at };
		struct screen screen;

		open_watched(&screen, &watch, path, 24, 80, false);
		assert_int_equal(watch.n, stop_at);
		assert_null(ui_session(screen.ui));
		assert_true(screen_has(&screen, "large.cfg"));
		assert_true(screen_has(&screen, "nothing was opened"));
		watch = (struct watch){ .screen = &screen,
					.stop_at = stop_at };
		screen_keys(&screen, "Enter");
		assert_int_equal(watch.n, stop_at);
		assert_null(ui_session(screen.ui));
		assert_true(screen_has(&screen, "nothing was opened"));
		watch = (struct watch){ .screen = &screen };
		screen_keys(&screen, "Enter");
		assert_non_null(ui_session(screen.ui));
		screen_close(&screen);
	}
	free(path);
}

static int clean(void **state)
{
	(void)state;
	fixture_clean();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_far_it_is_is_drawn),
		cmocka_unit_test(stopped_it_is_the_start_screen),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
