/* What the planner does for the operator: keys that are bound, messages that
 * are kept, copying, read-only, what was opened last, any size at any moment.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../libreplan/fixture.h"
#include "configuration.h"
#include "recent.h"
#include "screen.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A planner over the example with a configuration; returns the topology's path,
 * which the caller frees. */
static char *open_configured(struct screen *screen, const char *text)
{
	char *topology = screen_example("newyork-chicago");
	struct configuration config;
	struct ui_options options = { .topology = topology,
				      .config = &config };

	free(fixture_file("config", text));
	assert_true(configuration_init(&config));
	configuration_read(&config, fixture_folder());
	screen_open_with(screen, &options, 24, 80);
	configuration_destroy(&config);
	return topology;
}

static void close_example(struct screen *screen, char *topology)
{
	screen_close(screen);
	free(topology);
}

/* ---- Keys that are bound ----------------------------------------------- */

static const char bound[] =
	"keys = {\n"
	"  replicas = \"Alt-r\"; findings = [ \"F5\", \"f\" ];\n"
	"  help = \"Ctrl-G\"; close = \"x\"; undo = \"Ctrl-U\"; redo = \"U\";\n"
	"  accept = [ ]; down = [ \"n\", \"Down\" ]; search-next = [ ];\n"
	"};\n";

/* Help, bar and tabs say what is bound, and that is what acts. */
static void test_bound_keys(void **state)
{
	struct screen screen;
	char *topology = open_configured(&screen, bound);

	(void)state;
	screen_keys(&screen, "2");
	assert_true(screen_has(&screen, "Map]"));
	screen_keys(&screen, "Alt-r");
	assert_true(screen_has(&screen, "[Alt-r Replicas]"));
	screen_expect(&screen, "bound-keys");
	screen_keys(&screen, "n n");
	assert_int_equal(screen.frame.cursor_row, 4);
	screen_keys(&screen, "Ctrl-G");
	screen_expect(&screen, "bound-keys-help");
	screen_keys(&screen, "x f");
	assert_true(screen_has(&screen, "[F5 Findings]"));
	close_example(&screen, topology);
}

/* Alt and a key that is not bound is Esc and the key; in a prompt it leaves
 * that. */
static void test_alt(void **state)
{
	struct screen screen;
	char *topology = open_configured(&screen, "");

	(void)state;
	screen_keys(&screen, "Alt-2");
	assert_true(screen_has(&screen, "[2 Replicas]"));
	screen_keys(&screen, "/ x");
	assert_true(screen_has(&screen, "Search: x"));
	screen_keys(&screen, "Alt-3");
	assert_false(screen_has(&screen, "Search: "));
	assert_true(screen_has(&screen, "[3 Findings]"));
	close_example(&screen, topology);
}

/* ---- Messages ---------------------------------------------------------- */

/* What is wrong is said at the start, and can be read again. */
static void test_faulty_configuration(void **state)
{
	struct screen screen;
	char *topology = open_configured(&screen, "mouse = 5;\nspeed = 1;\n"
					 "keys = { undo = \"b\"; };\n");

	(void)state;
	assert_true(screen_has(&screen, "error: the configuration: 3 messages, "
			       "L shows them"));
	screen_keys(&screen, "2 L");
	screen_expect(&screen, "messages-configuration");
	close_example(&screen, topology);
	topology = open_configured(&screen, "\ntheme = 1;");
	assert_true(screen_has(&screen, "error: config:2: setting 'theme': "
			       "expected one of"));
	close_example(&screen, topology);
}

static void test_messages(void **state)
{
	struct screen screen;
	char *topology = open_configured(&screen, "");

	(void)state;
	screen_keys(&screen, "L");
	assert_true(screen_has(&screen, "nothing was said yet"));
	for (int i = 0; i < 250; i++)
		ui_say(screen.ui, i % 2 ? RP_WARNING : RP_NOTICE, "number %d",
		       i);
	screen_keys(&screen, "L");
	assert_true(screen_has(&screen, "warning: number 249"));
	assert_true(screen_has(&screen, "notice: number 248"));
	screen_keys(&screen, "End");
	assert_true(screen_has(&screen, "notice: number 150"));
	assert_true(screen_has(&screen, "100/100"));
	screen_keys(&screen, "q");
	assert_false(screen_has(&screen, "number"));
	close_example(&screen, topology);
}

/* ---- Copying ----------------------------------------------------------- */

static const struct {
	const char *keys;
	const char *copied; /* NULL: nothing is. */
} copies[] = {
	{ "y", "VMNetwork1-NewYork" },
	{ "Right y", "VMNetwork1-Chicago" },
	{ "Y", NULL },
	{ "2 y", "VM1" },
	{ "2 Y", "192.168.1.20" },
	{ "2 Down Y", "2001:db8:1::20" },
	{ "3 Y", NULL },
	{ "6 y", "app1.corp.example" },
	{ "6 Y", "10.2.20.11" },
	{ "7 y", "VM1" },
	{ "8 y", NULL },
};

static void test_copy(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(copies); i++) {
		struct screen screen;
		char *topology = open_configured(&screen, "");

		screen_keys(&screen, copies[i].keys);
		assert_int_equal((screen.did & UI_COPY) != 0,
				 copies[i].copied != NULL);
		assert_string_equal(ui_copied(screen.ui), copies[i].copied ?
				    copies[i].copied : "");
		assert_true(screen_has(&screen, copies[i].copied ? "copied: " :
				       "nothing is copied: "));
		close_example(&screen, topology);
	}
}

static void test_copy_off(void **state)
{
	struct screen screen;
	char *topology = open_configured(&screen, "clipboard = false;");

	(void)state;
	screen_keys(&screen, "y");
	assert_false(screen.did & UI_COPY);
	assert_true(screen_has(&screen, "the clipboard is off"));
	close_example(&screen, topology);
}

/* A name that is too long as it is shown is not copied. */
static void test_copy_too_much(void **state)
{
	static char text[70000];
	struct screen screen;
	char *path;
	size_t size;

	(void)state;
	size = (size_t)snprintf(text, sizeof(text),
				"format = 1; sites = ( { name = \"");
	for (int i = 0; i < 9000; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size,
					 "a\xe2\x80\xae");
	snprintf(text + size, sizeof(text) - size,
		 "\"; servers = ( { name = \"S\"; } ); } );");
	path = fixture_file("long.cfg", text);
	screen_open(&screen, path, NULL, 35, 120, false);
	for (int i = 0; i < 8 && !screen_has(&screen, "not copied: "); i++)
		screen_keys(&screen, "y Tab y");
	assert_true(screen_has(&screen, "not copied: expected at most 65536"));
	assert_string_equal(ui_copied(screen.ui), "");
	screen_close(&screen);
	unlink(path);
	free(path);
}

/* The start screen copies paths. */
static void test_copy_is_shown(void **state)
{
	struct ui_options options = { .examples = fixture_folder() };
	struct screen screen;
	char *path = fixture_file("a\xe2\x80\xae\x1b]52;c;eA==\x07.cfg",
				  "# x\n");

	(void)state;
	screen_open_with(&screen, &options, 24, 80);
	screen_keys(&screen, "Home y");
	assert_true(screen.did & UI_COPY);
	assert_non_null(strstr(ui_copied(screen.ui),
			       "a<U+202E>^[]52;c;eA==^G.cfg"));
	screen_close(&screen);
	unlink(path);
	free(path);
}

/* ---- Pasting ----------------------------------------------------------- */

static void test_paste(void **state)
{
	char commands[] = "d\nq\nq\n";
	char name[] = "H\x07V0\n2";
	struct screen screen;
	char *topology = open_configured(&screen, "");
	size_t n = rp_plan_n_mappings(ui_plan(screen.ui));

	(void)state;
	screen_paste(&screen, commands);
	assert_true(screen_has(&screen, "what was pasted is left out"));
	assert_false(screen.did & UI_QUIT);
	assert_int_equal(rp_plan_n_mappings(ui_plan(screen.ui)), n);
	screen_keys(&screen, "F1");
	screen_paste(&screen, commands);
	assert_true(screen_has(&screen, "Help: Map"));
	screen_keys(&screen, "q /");
	screen_paste(&screen, name);
	assert_true(screen_has(&screen, "Search: HV0"));
	screen_keys(&screen, "Esc");
	close_example(&screen, topology);
}

/* ---- Read-only --------------------------------------------------------- */

static void unmap(struct screen *screen)
{
	screen_keys(screen, "1 Home d");
}

static void test_readonly(void **state)
{
	struct screen screen;
	char *topology = open_configured(&screen, "");
	size_t n = rp_plan_n_mappings(ui_plan(screen.ui));

	(void)state;
	unmap(&screen);
	assert_true(rp_plan_n_mappings(ui_plan(screen.ui)) < n);
	screen_keys(&screen, "O");
	assert_true(screen_has(&screen, "read-only: nothing can be changed "
			       "until"));
	screen_keys(&screen, "u");
	assert_true(screen_has(&screen, "nothing can be changed"));
	assert_true(rp_plan_n_mappings(ui_plan(screen.ui)) < n);
	screen_keys(&screen, "2");
	screen_expect(&screen, "read-only");
	/* What was changed before is not lost in silence. */
	screen_keys(&screen, "q");
	assert_true(screen_has(&screen, "The plan was changed"));
	screen_keys(&screen, "Esc O");
	assert_false(screen_has(&screen, "[read-only]"));
	screen_keys(&screen, "u");
	assert_int_equal(rp_plan_n_mappings(ui_plan(screen.ui)), n);
	close_example(&screen, topology);
}

/* What the command line asked for holds. */
static void test_readonly_stays(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct ui_options options = { .topology = topology,
				      .readonly = true };
	struct screen screen;

	(void)state;
	screen_open_with(&screen, &options, 24, 80);
	assert_true(screen_has(&screen, "[read-only]"));
	screen_keys(&screen, "O");
	assert_true(screen_has(&screen, "it stays read-only"));
	assert_true(screen_has(&screen, "[read-only]"));
	unmap(&screen);
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	screen_keys(&screen, "q");
	assert_true(screen.did & UI_QUIT);
	close_example(&screen, topology);
}

/* One that another session held back can be changed when that has ended. */
static void test_readonly_by_another(void **state)
{
	struct screen first, second;
	char *topology = open_configured(&first, "");
	struct ui_options options = { .topology = topology };

	(void)state;
	screen_open_with(&second, &options, 24, 80);
	assert_true(screen_has(&second, "another session holds"));
	screen_keys(&second, "3 O");
	assert_true(screen_has(&second, "another session holds"));
	assert_true(screen_has(&second, "[read-only]"));
	screen_close(&first);
	screen_keys(&second, "O");
	assert_true(screen_has(&second, "the plan can be changed"));
	assert_false(screen_has(&second, "[read-only]"));
	assert_true(screen_has(&second, "[3 Findings]"));
	unmap(&second);
	assert_true(rp_session_is_modified(ui_session(second.ui)));
	close_example(&second, topology);
}

/* ---- What was opened last ---------------------------------------------- */

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 0777;
}

/* Each once, the last one first, and not without end. */
static void test_recent(void **state)
{
	char *file = fixture_file("state/replan/recent", NULL);
	char *folder = fixture_file("state/replan", NULL);
	struct recent recent = { .n = 0 };
	char name[32];
	char *path;

	(void)state;
	recent_read(&recent, file);
	assert_int_equal(recent.n, 0);
	for (int i = 0; i < 25; i++) {
		snprintf(name, sizeof(name), "t%d.cfg", i);
		path = fixture_file(name, "");
		assert_true(recent_add(file, path, NULL));
		assert_true(recent_add(file, path, NULL));
		free(path);
	}
	path = fixture_file("t7.cfg", "");
	assert_true(recent_add(file, path, NULL));
	recent_read(&recent, file);
	assert_int_equal(recent.n, RECENT_MAX);
	assert_string_equal(recent.paths[0], path);
	assert_non_null(strstr(recent.paths[1], "/t24.cfg"));
	assert_non_null(strstr(recent.paths[19], "/t5.cfg"));
	assert_int_equal(mode_of(file), 0600);
	assert_int_equal(mode_of(folder), 0700);
	recent_destroy(&recent);
	unlink(file);
	rmdir(folder);
	*strrchr(folder, '/') = '\0';
	rmdir(folder);
	free(folder);
	free(path);
	free(file);
}

/* One row for a file, by whatever path, with the plan that was the last. */
static void test_recent_links(void **state)
{
	char *file = fixture_file("recent", "");
	char *path = fixture_file("one.cfg", "");
	char *link = fixture_file("link.cfg", NULL);
	char *plan = fixture_file("b.plan.cfg", "");
	struct recent recent = { .n = 0 };
	char text[2048];

	(void)state;
	assert_int_equal(symlink(path, link), 0);
	assert_true(recent_add(file, path, NULL));
	assert_true(recent_add(file, link, NULL));
	assert_true(recent_add(file, link, plan));
	recent_read(&recent, file);
	assert_int_equal(recent.n, 1);
	assert_string_equal(recent.paths[0], path);
	assert_string_equal(recent.plans[0], plan);
	recent_destroy(&recent);
	assert_true(recent_add(file, path, NULL));
	recent_read(&recent, file);
	assert_int_equal(recent.n, 1);
	assert_null(recent.plans[0]);
	recent_destroy(&recent);
	free(file);
	snprintf(text, sizeof(text), "%s\n%s\n/gone/x.cfg\trelative\n", link,
		 path);
	file = fixture_file("recent", text);
	recent_read(&recent, file);
	assert_int_equal(recent.n, 2);
	assert_string_equal(recent.paths[0], path);
	assert_null(recent.plans[1]);
	recent_destroy(&recent);
	unlink(link);
	free(plan);
	free(link);
	free(path);
	free(file);
}

/* A file that is none, or holds what is no path. */
static void test_recent_hostile(void **state)
{
	static const char *const texts[] = {
		"", "\n\n\n", "relative/x.cfg\n../y\n", "/a\n/a\n/a\n\n",
		"/b\x1b[31m\nnope",
	};
	static const size_t n[] = { 0, 0, 0, 1, 1 };
	struct recent recent = { .n = 0 };
	char *file;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		file = fixture_file("recent", texts[i]);
		recent_read(&recent, file);
		assert_int_equal(recent.n, n[i]);
		recent_destroy(&recent);
		unlink(file);
		free(file);
	}
	recent_read(&recent, "/");
	recent_read(&recent, "/dev/zero");
	recent_read(&recent, "/no/such/file");
	assert_int_equal(recent.n, 0);
	assert_false(recent_add("/dev/null/recent", fixture_folder(), NULL));
	assert_false(recent_add("/tmp/x", "/no/such/topology.cfg", NULL));
}

/* On the start screen before the examples; gone ones say so. */
static void test_recent_screen(void **state)
{
	char *recent = fixture_file("recent", NULL);
	char *topology = screen_example("newyork-chicago");
	char *examples = fixture_file("examples", NULL);
	struct ui_options options = { .topology = topology, .recent = recent };
	struct screen screen;
	char *old;

	(void)state;
	assert_int_equal(mkdir(examples, 0700), 0);
	free(fixture_file("examples/one.cfg", "# An example\n"));
	old = fixture_file("gone.cfg", "");
	assert_true(recent_add(recent, old, NULL));
	unlink(old);
	screen_open_with(&screen, &options, 24, 80);
	screen_close(&screen);
	options = (struct ui_options){ .examples = examples,
				       .recent = recent };
	screen_open_with(&screen, &options, 24, 80);
	assert_non_null(strstr(screen_row(&screen, 4), "newyork-chicago.cfg"));
	assert_non_null(strstr(screen_row(&screen, 4), "recent, in "));
	assert_non_null(strstr(screen_row(&screen, 5), "gone.cfg"));
	assert_non_null(strstr(screen_row(&screen, 5), "gone; was in "));
	assert_non_null(strstr(screen_row(&screen, 6), "An example"));
	screen_keys(&screen, "Down Enter");
	assert_true(screen_has(&screen, "This topology cannot be opened"));
	screen_keys(&screen, "q Up Enter");
	assert_true(screen_has(&screen, "[1 Map]"));
	screen_close(&screen);
	free(fixture_file("examples/one.cfg", ""));
	old[strlen(old) - strlen("gone.cfg")] = '\0';
	free(old);
	old = fixture_file("examples/one.cfg", NULL);
	unlink(old);
	rmdir(examples);
	unlink(recent);
	free(old);
	free(examples);
	free(topology);
	free(recent);
}

/* ---- The cursor -------------------------------------------------------- */

/* Whether the row of the cursor is drawn as the one in focus. */
static bool cursor_in_focus(const struct screen *screen)
{
	const struct frame *frame = &screen->frame;
	const struct cell *cells =
		&frame->cells[frame->cursor_row * frame->columns];

	for (int i = 0; i < frame->columns; i++)
		if (cells[i].style == STYLE_ROW_FOCUS)
			return true;
	return false;
}

/* Screen readers follow the cursor: it is on the row in focus, in each view and
 * where something is chosen; where text is typed it is seen in it. */
static void test_cursor(void **state)
{
	static const char *const keys[] = {
		"1", "1 Down", "1 Right", "1 Tab", "2", "2 Down Down", "2 End",
		"3 Down", "4 End", "5", "6 Down", "7 Down Down", "9 Down",
		"1 p", "2 P", "2 P Down",
	};
	struct screen screen;
	char *topology;

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		topology = open_configured(&screen, "");
		screen_keys(&screen, keys[i]);
		if (!cursor_in_focus(&screen))
			print_error("after %s\n", keys[i]);
		assert_true(cursor_in_focus(&screen));
		assert_false(screen.frame.cursor_shown);
		close_example(&screen, topology);
	}
	topology = open_configured(&screen, "");
	screen_keys(&screen, "/ a b Left");
	assert_true(screen.frame.cursor_shown);
	assert_false(cursor_in_focus(&screen));
	assert_int_equal(screen.frame.cursor_row, 22);
	assert_int_equal(screen.frame.cursor_column, strlen("Search: a"));
	close_example(&screen, topology);
}

/* ---- Any size at any moment -------------------------------------------- */

/* Ten thousand sizes, and a key before each: no view may read or write beside
 * its frame, the cursor is always on it, and what stood there before is whole
 * when the size is back. */
static void test_resize_storm(void **state)
{
	static const char *const keys[] = {
		"1", "2", "3", "4", "5", "6", "7", "8", "9", "Down", "Up",
		"Enter", "Esc", "F1", "End", "Right", "Tab", "z", "L", "/",
	};
	struct screen screen;
	char *topology = open_configured(&screen, "");
	struct event resize = { .type = EVENT_RESIZE };
	unsigned random = 1;
	char *before, *after;

	(void)state;
	screen.is_hurried = true;
	for (int i = 0; i < 10000; i++) {
		random = random * 1103515245 + 12345;
		screen_keys(&screen, keys[(random >> 16) % COUNT(keys)]);
		random = random * 1103515245 + 12345;
		resize.row = 1 + (int)((random >> 16) % (i % 10 ? 40 : 200));
		random = random * 1103515245 + 12345;
		resize.column = 1 + (int)((random >> 16) %
					  (i % 10 ? 120 : 500));
		frame_destroy(&screen.frame);
		assert_true(frame_init(&screen.frame, resize.row,
				       resize.column, false));
		ui_handle(screen.ui, &resize);
		ui_draw(screen.ui, &screen.frame);
		assert_in_range(screen.frame.cursor_row, 0, resize.row - 1);
		assert_in_range(screen.frame.cursor_column, 0,
				resize.column - 1);
	}
	screen.is_hurried = false;
	screen_keys(&screen, "Esc Esc Esc 2 Home");
	frame_destroy(&screen.frame);
	assert_true(frame_init(&screen.frame, 24, 80, false));
	ui_draw(screen.ui, &screen.frame);
	before = frame_dump(&screen.frame, true);
	ui_draw(screen.ui, &screen.frame);
	after = frame_dump(&screen.frame, true);
	assert_string_equal(before, after);
	assert_true(screen_has(&screen, "[2 Replicas]"));
	free(before);
	free(after);
	close_example(&screen, topology);
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
		cmocka_unit_test(test_bound_keys),
		cmocka_unit_test(test_alt),
		cmocka_unit_test(test_faulty_configuration),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_off),
		cmocka_unit_test(test_copy_too_much),
		cmocka_unit_test(test_copy_is_shown),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_readonly),
		cmocka_unit_test(test_readonly_stays),
		cmocka_unit_test(test_readonly_by_another),
		cmocka_unit_test(test_recent),
		cmocka_unit_test(test_recent_links),
		cmocka_unit_test(test_recent_hostile),
		cmocka_unit_test(test_recent_screen),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_resize_storm),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
