/* The planner at a terminal: what its configuration does there, and what it
 * tells the terminal beside the screen.
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
#include <sys/wait.h>
#include <unistd.h>

#include "../../libreplan/fixture.h"
#include "screen.h"
#include "terminal_osc.h"
#include "testpty.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Starting ---------------------------------------------------------- */

/* Writes the configuration that the program will read. */
static void configure(const char *text)
{
	const char *home = getenv("XDG_CONFIG_HOME");
	char path[4096];
	FILE *file;

	assert_non_null(home);
	mkdir(home, 0700);
	snprintf(path, sizeof(path), "%s/replan", home);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/replan/config", home);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* The program over the example with a configuration, when its first frame
 * stands. */
static void start_with(struct pty *pty, const char *config,
		       struct pty_options options)
{
	char *topology = screen_example("newyork-chicago");

	configure(config);
	options.arguments[0] = topology;
	pty_start(pty, &options);
	pty_wait_text(pty, "Quit");
	free(topology);
}

static void start(struct pty *pty, const char *config)
{
	start_with(pty, config, (struct pty_options){ .rows = 24 });
}

static void quit(struct pty *pty)
{
	pty_send(pty, "q");
	pty_wait_end(pty, PTY_SECONDS);
	assert_true(WIFEXITED(pty->status));
	assert_int_equal(WEXITSTATUS(pty->status), 0);
	pty_stop(pty);
}

struct bytes {
	size_t from;
	const char *bytes;
};

static bool has_written(struct pty *pty, const void *bytes_)
{
	const struct bytes *bytes = bytes_;

	return pty_has_written(pty, bytes->from, bytes->bytes);
}

/* Waits until 'bytes' have been written since 'from'. */
static void wait_written(struct pty *pty, size_t from, const char *bytes)
{
	struct bytes wanted = { from, bytes };

	pty_wait(pty, has_written, &wanted, bytes);
}

/* ---- Colours ----------------------------------------------------------- */

/* What is written for colours, and what is not, by their number. */
static const struct {
	const char *config;
	const char *colorterm;
	const char *term;
	bool no_color;
	bool rgb, palette, eight;
} modes[] = {
	{ "colours = \"rgb\";", NULL, NULL, false, true, false, false },
	{ "colours = \"256\";", NULL, NULL, false, false, true, false },
	{ "colours = 8;", NULL, NULL, false, false, false, true },
	{ "colours = \"none\";", "truecolor", NULL, false, false, false,
	  false },
	{ "", "truecolor", NULL, false, true, false, false },
	{ "", NULL, NULL, false, false, true, false },
	{ "", NULL, "xterm", false, false, false, true },
	{ "", NULL, "vt100", false, false, false, false },
	{ "", "truecolor", NULL, true, false, false, false },
	{ "colours = \"rgb\";", NULL, NULL, true, true, false, false },
};

/* Whether one of the 8 was asked for. */
static bool has_eight(const struct pty *pty)
{
	char sequence[16];

	for (int i = 0; i < 8; i++) {
		snprintf(sequence, sizeof(sequence), "\033[3%dm", i);
		if (pty_has_written(pty, 0, sequence))
			return true;
	}
	return false;
}

static void test_colours(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		char config[128];
		struct pty pty;

		snprintf(config, sizeof(config), "theme = \"dark\"; %s",
			 modes[i].config);
		if (modes[i].colorterm)
			setenv("COLORTERM", modes[i].colorterm, 1);
		start_with(&pty, config, (struct pty_options){
			.no_color = modes[i].no_color,
			.term = modes[i].term });
		unsetenv("COLORTERM");
		pty_send(&pty, "3");
		pty_wait_text(&pty, "[3 Findings]");
		assert_int_equal(pty_has_written(&pty, 0, "\033[38;2;"),
				 modes[i].rgb);
		assert_int_equal(pty_has_written(&pty, 0, "\033[38;5;"),
				 modes[i].palette);
		assert_int_equal(has_eight(&pty), modes[i].eight);
		quit(&pty);
	}
}

/* How many cells have the terminal's own background. */
static int n_bare(struct pty *pty)
{
	VTermPos at;
	int n = 0;

	for (at.row = 0; at.row < pty->rows; at.row++) {
		for (at.col = 0; at.col < pty->columns; at.col++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(pty->screen, at, &cell);
			n += VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) != 0;
		}
	}
	return n;
}

/* A theme with a background has it everywhere, also where clearing does not
 * leave it: there each cell is written. */
static void test_background(void **state)
{
	static const char *const terms[] = {
		"xterm-256color", "screen-256color",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(terms); i++) {
		struct pty pty;

		start_with(&pty, "theme = \"contrast\"; colours = \"rgb\";",
			   (struct pty_options){ .term = terms[i] });
		pty_send(&pty, "6");
		pty_wait_text(&pty, "[6 DNS]");
		assert_int_equal(n_bare(&pty), 0);
		assert_int_equal(pty_has_written(&pty, 0, "\033[K"), i == 0);
		pty_resize(&pty, 30, 100);
		pty_wait_text(&pty, "Quit");
		while (pty_read(&pty, 50))
			;
		assert_int_equal(n_bare(&pty), 0);
		quit(&pty);
	}
}

static void test_background_control(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty, "");
	assert_true(n_bare(&pty) > 0);
	quit(&pty);
}

/* ---- Switches ---------------------------------------------------------- */

static void test_mouse_off(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty, "mouse = false;");
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_NONE);
	assert_false(pty_has_written(&pty, 0, "\033[?1002h"));
	assert_true(pty_has_written(&pty, 0, "\033[?2004h"));
	pty_send(&pty, "M");
	wait_written(&pty, 0, "\033[?1002h");
	pty_wait_text(&pty, "mouse on");
	assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_DRAG);
	quit(&pty);
}

static void test_title_off(void **state)
{
	struct pty pty;

	(void)state;
	for (int on = 0; on < 2; on++) {
		start(&pty, on ? "" : "title = false;");
		pty_send(&pty, "q");
		pty_wait_end(&pty, PTY_SECONDS);
		assert_int_equal(pty_has_written(&pty, 0, "\033]2;"), on);
		assert_int_equal(pty_has_written(&pty, 0, "\033[22;2t"), on);
		assert_int_equal(pty_has_written(&pty, 0, "\033[23;2t"), on);
		pty_stop(&pty);
	}
}

static void test_ascii(void **state)
{
	struct pty pty;

	(void)state;
	for (int on = 0; on < 2; on++) {
		bool ascii = true;

		start(&pty, on ? "ascii = true;" : "");
		for (size_t i = 0; i < pty.n_output; i++)
			ascii = ascii && (unsigned char)pty.output[i] < 0x80;
		assert_int_equal(ascii, on);
		quit(&pty);
	}
}

static void test_keys(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty, "keys = { replicas = \"Alt-r\"; findings = \"F5\";\n"
	      "dns = \"Ctrl-S\"; map = \"\xc3\xa9\"; quit = \"Ctrl-Q\"; };");
	pty_send(&pty, "\033r");
	pty_wait_text(&pty, "[Alt-r Replicas]");
	pty_key(&pty, VTERM_KEY_FUNCTION(5));
	pty_wait_text(&pty, "[F5 Findings]");
	pty_send(&pty, "\023");
	pty_wait_text(&pty, "[Ctrl-S DNS]");
	pty_send(&pty, "\xc3\xa9");
	pty_wait_text(&pty, "[\xc3\xa9 Map]");
	pty_send(&pty, "\021");
	pty_wait_end(&pty, PTY_SECONDS);
	assert_int_equal(WEXITSTATUS(pty.status), 0);
	pty_stop(&pty);
}

/* An Esc and what came in one piece with it are both there. */
static void test_escape_and_more(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty, "");
	pty_send(&pty, "2");
	pty_wait_text(&pty, "1 of ");
	pty_send(&pty, "\033\033OB");
	pty_wait_text(&pty, "2 of ");
	pty_send(&pty, "\033j");
	pty_wait_text(&pty, "3 of ");
	pty_send(&pty, "\033\033\033j");
	pty_wait_text(&pty, "4 of ");
	quit(&pty);
}

/* A configuration that is none keeps nobody from working. */
static void test_broken(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} broken[] = {
		{ "mouse = ;", "error: config:1:" },
		{ "@include \"/etc/passwd\"\n", "error: config:1:" },
		{ "mouse = 1; title = 1;", "error: the configuration: 2 mess" },
		{ "speed = 1;", "setting 'speed' is not known here" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++) {
		struct pty pty;

		start(&pty, broken[i].text);
		pty_wait_text(&pty, broken[i].said);
		assert_int_equal(pty.mouse, VTERM_PROP_MOUSE_DRAG);
		quit(&pty);
	}
}

/* ---- The clipboard ----------------------------------------------------- */

/* "VM1", "192.168.1.20". */
#define COPIED_VM "\033]52;c;Vk0x\033\\"
#define COPIED_ADDRESS "\033]52;c;MTkyLjE2OC4xLjIw\033\\"

static void test_clipboard(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty, "");
	pty_send(&pty, "2");
	pty_wait_text(&pty, "[2 Replicas]");
	assert_false(pty_has_written(&pty, 0, "\033]52"));
	pty_send(&pty, "y");
	wait_written(&pty, 0, COPIED_VM);
	pty_wait_text(&pty, "copied: VM1");
	pty_send(&pty, "Y");
	wait_written(&pty, 0, COPIED_ADDRESS);
	pty_wait_text(&pty, "copied: 192.168.1.20");
	quit(&pty);
}

static void test_base64(void **state)
{
	static const struct {
		const char *text;
		const char *sequence;
	} copies[] = {
		{ "", "\033]52;c;\033\\" },
		{ "f", "\033]52;c;Zg==\033\\" },
		{ "fo", "\033]52;c;Zm8=\033\\" },
		{ "foo", "\033]52;c;Zm9v\033\\" },
		{ "foob", "\033]52;c;Zm9vYg==\033\\" },
		{ "\xff\xfe\xfd\xfb\xef\xbf",
		  "\033]52;c;//79+++/\033\\" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(copies); i++) {
		char *sequence = osc_copy(copies[i].text);

		assert_string_equal(sequence, copies[i].sequence);
		free(sequence);
	}
}

/* A title that is too long is cut, and its sequence ends all the same. */
static void test_long_title(void **state)
{
	char title[1024] = "x";
	char out[OSC_TITLE_SIZE];

	(void)state;
	assert_string_equal(osc_title(out, "a"), "\033]2;a\033\\");
	for (size_t i = 1; i + 3 < sizeof(title); i += 2)
		memcpy(title + i, "\xc3\xa9", 3);
	for (int i = 0; i < 2; i++) {
		size_t size = strlen(osc_title(out, title + i));

		assert_in_range(size, OSC_TITLE_SIZE - 3, OSC_TITLE_SIZE - 1);
		assert_string_equal(out + size - 4, "\xc3\xa9\033\\");
	}
}

/* Where it is off, or the terminal is not known to have one. */
static void test_no_clipboard(void **state)
{
	static const struct {
		const char *config;
		const char *term;
		const char *said;
	} cases[] = {
		{ "clipboard = false;", NULL, "the clipboard is off" },
		{ "", "linux", "not known to have a clipboard" },
		{ "", "vt100", "not known to have a clipboard" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pty pty;

		start_with(&pty, cases[i].config,
			   (struct pty_options){ .term = cases[i].term });
		pty_send(&pty, "2y");
		pty_wait_text(&pty, cases[i].said);
		assert_false(pty_has_written(&pty, 0, "\033]52"));
		quit(&pty);
	}
}

/* ---- Pastes ------------------------------------------------------------ */

static void test_paste(void **state)
{
	struct pty pty;

	(void)state;
	start(&pty, "");
	pty_send(&pty, "\033[200~2dq\033[Bq\n\033[201~");
	pty_wait_text(&pty, "what was pasted is left out");
	assert_non_null(strstr(pty_row(&pty, 0), "[1 Map]"));
	pty_send(&pty, "/\033[200~H\tV0\033[A\x01\n3q\033[201~");
	pty_wait_text(&pty, "Search: HV0");
	pty_send(&pty, "\033");
	pty_wait_no_text(&pty, "Search: ");
	assert_non_null(strstr(pty_row(&pty, 0), "[1 Map]"));
	/* One that never ends does so by itself. */
	pty_send(&pty, "\033[200~qqq");
	pty_wait_text(&pty, "what was pasted is left out");
	pty_send(&pty, "2");
	pty_wait_text(&pty, "[2 Replicas]");
	quit(&pty);
}

/* ---- Stopping ---------------------------------------------------------- */

/* All that was asked of the terminal is taken back, and asked for again. */
static void test_suspend(void **state)
{
	static const struct {
		const char *back;
		const char *again;
	} asked[] = {
		{ "\033[?1002l", "\033[?1002h" },
		{ "\033[?1006l", "\033[?1006h" },
		{ "\033[?2004l", "\033[?2004h" },
		{ "\033[23;2t", "\033[22;2t" },
		{ "\033[?1049l", "\033[?1049h" },
	};
	struct pty pty;
	size_t from;

	(void)state;
	start_with(&pty, "theme = \"contrast\"; colours = \"rgb\";",
		   (struct pty_options){ .as_job = true });
	for (int round = 0; round < 2; round++) {
		from = pty.n_output;
		pty_send(&pty, "\032");
		pty_wait_stopped(&pty);
		for (size_t i = 0; i < COUNT(asked); i++)
			assert_true(pty_has_written(&pty, from,
						    asked[i].back));
		from = pty.n_output;
		pty_continue(&pty);
		for (size_t i = 0; i < COUNT(asked); i++)
			wait_written(&pty, from, asked[i].again);
		wait_written(&pty, from, "\033]2;replan: newyork-chicago.cfg");
		pty_wait_text(&pty, "Quit");
		assert_int_equal(n_bare(&pty), 0);
	}
	quit(&pty);
}

/* ---- Options and files ------------------------------------------------- */

static void test_readonly(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct pty_options options = {
		.arguments = { "--readonly", topology },
	};
	struct pty pty;

	(void)state;
	configure("");
	pty_start(&pty, &options);
	pty_wait_text(&pty, "[read-only]");
	pty_wait_text(&pty, "read-only \xc2\xb7 ");
	pty_send(&pty, "d");
	pty_wait_text(&pty, "nothing can be changed");
	pty_send(&pty, "O");
	pty_wait_text(&pty, "it stays read-only");
	quit(&pty);
	free(topology);
}

static void test_recent(void **state)
{
	struct pty_options options = { .rows = 24 };
	char path[4096];
	struct stat status;
	struct pty pty;

	(void)state;
	start(&pty, "");
	quit(&pty);
	snprintf(path, sizeof(path), "%s/replan/recent",
		 getenv("XDG_STATE_HOME"));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	pty_start(&pty, &options);
	pty_wait_text(&pty, "recent, in ");
	pty_send(&pty, "\r");
	pty_wait_text(&pty, "[1 Map]");
	quit(&pty);
}

static int clean(void **state)
{
	(void)state;
	fixture_clean();
	return 0;
}

/* A program that a test leaves behind would hold the plan file. */
#define AT_TERMINAL(test) cmocka_unit_test_teardown(test, pty_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_TERMINAL(test_colours),
		AT_TERMINAL(test_background),
		AT_TERMINAL(test_background_control),
		AT_TERMINAL(test_mouse_off),
		AT_TERMINAL(test_title_off),
		AT_TERMINAL(test_ascii),
		AT_TERMINAL(test_keys),
		AT_TERMINAL(test_escape_and_more),
		AT_TERMINAL(test_broken),
		AT_TERMINAL(test_clipboard),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_long_title),
		AT_TERMINAL(test_no_clipboard),
		AT_TERMINAL(test_paste),
		AT_TERMINAL(test_suspend),
		AT_TERMINAL(test_readonly),
		AT_TERMINAL(test_recent),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
