/* The command line: its words, completion, history, what lines do.
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
#include "command_complete.h"
#include "command_history.h"
#include "command_line.h"
#include "command_words.h"
#include "screen.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Words ------------------------------------------------------------- */

static const struct {
	const char *line;
	const char *words; /* Each in brackets. */
	bool is_open;
} lines[] = {
	{ "", "", false },
	{ "   ", "", false },
	{ "undo", "[undo]", false },
	{ "  map  a b ", "[map][a][b]", false },
	{ "pin \"VM 1\" h", "[pin][VM 1][h]", false },
	{ "x VM1/\"Network Adapter\"", "[x][VM1/Network Adapter]", false },
	{ "\"\"", "[]", false },
	{ "\"a\\\"b\\\\c\\d\"", "[a\"b\\c\\d]", false },
	{ "a\\b \\x41", "[a\\b][\\x41]", false },
	{ "open \"a b", "[open][a b]", true },
	{ "Zürich 東京", "[Zürich][東京]", false },
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct command_words words;
		char text[256] = "";

		assert_true(command_words_init(&words, lines[i].line));
		for (size_t j = 0; j < words.n; j++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "[%s]",
				 words.at[j].text);
		assert_string_equal(text, lines[i].words);
		assert_int_equal(words.is_open, lines[i].is_open);
		assert_false(words.too_many);
		command_words_destroy(&words);
	}
}

/* What is quoted is one word, and the same. */
static void test_quotes(void **state)
{
	static const char *const texts[] = {
		"VM1", "VM 1", "", "\"", "a\"b c\\", "\\", "-rf", "a\\\"b",
		"東 京", "a,b",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char *quoted = command_quote(texts[i], false);
		struct command_words words;

		assert_true(command_words_init(&words, quoted));
		assert_int_equal(words.n, 1);
		assert_false(words.is_open);
		assert_string_equal(words.at[0].text, texts[i]);
		command_words_destroy(&words);
		free(quoted);
	}
}

static void test_too_many_words(void **state)
{
	char line[2 * COMMAND_WORDS_MAX + 3] = "";
	struct command_words words;

	(void)state;
	for (size_t i = 0; i <= COMMAND_WORDS_MAX; i++)
		memcpy(line + 2 * i, "a ", 3);
	assert_true(command_words_init(&words, line));
	assert_int_equal(words.n, COMMAND_WORDS_MAX);
	assert_true(words.too_many);
	command_words_destroy(&words);
}

/* ---- What lines do ----------------------------------------------------- */

static const struct {
	const char *line;
	const char *says;
} said[] = {
	{ "frob", "error: 'frob': there is no such command" },
	{ "map VMNetwork1-NewYork", "error: expected: map SOURCE TARGET" },
	{ "map VMNetwork9 VMNetwork1-Chicago",
	  "error: 'VMNetwork9': there is no VM network of this name" },
	{ "map VMNetwork2-NewYork VMNetwork2-Chicago offset",
	  "mapped: VMNetwork2-NewYork to VMNetwork2-Chicago; +2 connected" },
	{ "unmap VMNetwork2-NewYork VMNetwork2-Chicago",
	  "deleted: VMNetwork2-NewYork to VMNetwork2-Chicago; -2" },
	{ "pin VM1 CH-HV03", "VM1 is pinned to CH-HV03" },
	{ "pin VM10 CH-HV03", "error: 'VM10': this VM has no replica" },
	{ "unpin VM1", "VM1 is not pinned any more" },
	{ "address VM1/\"Network Adapter\" 192.168.1.77",
	  "the address is pinned to 192.168.1.77" },
	{ "address VM3 2001:db8:1::77", "this NIC has no static IPv6" },
	{ "address VM1 10.0.0", "error: '10.0.0': expected an address" },
	{ "unpin VM1/\"Network Adapter\"", "the NIC's addresses are not" },
	{ "target 75", "peak target: 75.0%" },
	{ "target 75.5%", "peak target: 75.5%" },
	{ "target 100.1", "expected 0.1% to 100%" },
	{ "target 1e9", "expected 0.1% to 100%" },
	{ "target 99999999999999999999", "expected 0.1% to 100%" },
	{ "goto CH-HV03", "[9 Hosts]" },
	{ "goto VMNetwork2-NewYork", "[1 Map]" },
	{ "goto VM4", "[2 Replicas]" },
	{ "sort Host", "sorted by Host" },
	{ "sort Colour", "error: 'Colour': this view has no such column" },
	{ "view dns", "[6 DNS]" },
	{ "routes", "[5 Routes]" },
	{ "search 10.1.30", "10.1.30.0" },
	{ "search Hudson", "not found: Hudson" },
	{ "undo now", "error: 'now': expected a number of steps, or all" },
	{ "undo 0", "error: '0': expected a number of steps, or all" },
	{ "undo 1 2", "error: expected: undo STEPS|all" },
	{ "redo x", "error: 'x': expected a number of steps, or all" },
	{ "accept now", "error: 'now': nothing is asked for here" },
	{ "help", "address VM/NIC ADDRESS: Pin an address" },
	{ "target", "peak target: 75.5%" },
	{ "view avail", "[4 Avail" },
	{ "view F", "error: 'F': several views begin so" },
	{ "view \"\"", "error: '': there is no such view" },
	{ "view DNS", "[6 DNS]" },
	{ "drop", "error: 'drop': this cannot be done here" },
	{ "export yaml x", "error: the format is one of config|csv" },
	{ "export csv /nowhere/x", "error: not saved: /nowhere/x" },
	{ "w now", "error: expected: write" },
	{ "save now", "error: 'now': nothing is asked for here" },
	{ "help map", "map SOURCE TARGET [retain|offset|next]" },
	{ "open \"", "error: a quote has no end" },
	{ "open nowhere.cfg", "the plan was changed and is not saved" },
	{ ":map", "[1 Map]" },
};

/* Typed behind the colon. */
static void run(struct screen *screen, const char *line)
{
	char text[512];

	snprintf(text, sizeof(text), "%s", line);
	screen_keys(screen, ":");
	screen_paste(screen, text);
	screen_keys(screen, "Enter");
}

static void test_said(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 100, false);
	for (size_t i = 0; i < COUNT(said); i++) {
		run(&screen, said[i].line);
		if (!screen_has(&screen, said[i].says))
			fail_msg("'%s' does not say '%s'", said[i].line,
				 said[i].says);
		screen_keys(&screen, "Esc");
	}
	screen_close(&screen);
	free(topology);
}

/* A mapping keeps what its words do not say. */
static void test_mapping_keeps(void **state)
{
	char *topology = screen_example("newyork-chicago");
	const struct rp_mapping *mapping;
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	run(&screen, "map VMNetwork1-NewYork VMNetwork1-Chicago next");
	run(&screen, "map VMNetwork1-NewYork VMNetwork2-Chicago");
	mapping = rp_plan_mapping(ui_plan(screen.ui), 0);
	assert_int_equal(mapping->rule, RP_NEXT);
	run(&screen, "undo");
	run(&screen, "undo");
	mapping = rp_plan_mapping(ui_plan(screen.ui), 0);
	assert_int_equal(mapping->rule, RP_RETAIN);
	screen_close(&screen);
	free(topology);
}

/* An error does nothing, and steps are counted. */
static void test_steps(void **state)
{
	static const char *const refused[] = {
		"undo 2x", "undo -1", "undo all 1", "delete VMNetwork1-NewYork",
		"accept x", "target 50 50", "way-back x", "rule next",
	};
	char *topology = screen_example("newyork-chicago");
	struct screen screen;
	size_t n;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	n = rp_plan_n_mappings(ui_plan(screen.ui));
	run(&screen, "map VMNetwork2-NewYork VMNetwork2-Chicago");
	run(&screen, "unmap VMNetwork1-NewYork");
	run(&screen, "target 50");
	for (size_t i = 0; i < COUNT(refused); i++) {
		uint64_t version = rp_session_version(ui_session(screen.ui));

		run(&screen, refused[i]);
		assert_true(screen_has(&screen, "error: "));
		assert_true(rp_session_version(ui_session(screen.ui)) ==
			    version);
	}
	run(&screen, "undo 2");
	assert_true(screen_has(&screen, "2 steps undone"));
	assert_int_equal(rp_plan_n_mappings(ui_plan(screen.ui)), n + 1);
	run(&screen, "redo all");
	assert_int_equal(rp_plan_n_mappings(ui_plan(screen.ui)), n);
	run(&screen, "undo all");
	assert_true(screen_has(&screen, "3 steps undone"));
	assert_false(rp_session_is_modified(ui_session(screen.ui)));
	run(&screen, "undo 3");
	assert_true(screen_has(&screen, "nothing to undo"));
	run(&screen, "quit abc");
	assert_true(screen_has(&screen, "error: "));
	assert_false(screen.did & UI_QUIT);
	screen_close(&screen);
	free(topology);
}

/* An empty line lists the commands; as many as there is room for. */
static void test_all_commands(void **state)
{
	struct completion completion;
	struct screen screen;

	(void)state;
	screen_open(&screen, NULL, NULL, 30, 80, false);
	completion_find(&completion, screen.ui, "", 0);
	for (int i = 0; i < N_COMMANDS; i++)
		assert_string_equal(completion.words[i],
				    command_info((enum command_id)i)->name);
	completion_destroy(&completion);
	screen_keys(&screen, ": Tab");
	for (int i = 0; i < N_COMMANDS; i++)
		assert_true(screen_has(&screen, command_info(
					(enum command_id)i)->name));
	screen_close(&screen);
}

/* An action that asks takes the answer; one that has no such answer asks no
 * more. */
static void test_answers(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	run(&screen, "properties next -");
	assert_int_equal(rp_plan_mapping(ui_plan(screen.ui), 0)->rule,
			 RP_NEXT);
	run(&screen, "properties 2");
	assert_int_equal(rp_plan_mapping(ui_plan(screen.ui), 0)->rule,
			 RP_OFFSET);
	run(&screen, "properties addresses");
	assert_true(screen_has(&screen, "this is no answer, or several"));
	screen_keys(&screen, "j");
	assert_true(screen_has(&screen, "[1 Map]"));
	run(&screen, "q cancel");
	assert_false(screen.did & UI_QUIT);
	run(&screen, "q without");
	assert_true(screen.did & UI_QUIT);
	screen_close(&screen);
	free(topology);
}

static void test_readonly(void **state)
{
	static const char *const edits[] = {
		"map VMNetwork2-NewYork VMNetwork2-Chicago", "undo",
		"unmap VMNetwork1-NewYork", "pin VM1 CH-HV03", "unpin VM4",
		"address VM1 192.168.1.77", "target 75", "write",
	};
	char *topology = screen_example("newyork-chicago");
	struct ui_options options = { .topology = topology,
				      .readonly = true };
	struct screen screen;

	(void)state;
	screen_open_with(&screen, &options, 24, 80);
	for (size_t i = 0; i < COUNT(edits); i++) {
		run(&screen, edits[i]);
		assert_true(screen_has(&screen, "error: opened read-only"));
	}
	screen_close(&screen);
	free(topology);
}

/* Nothing is open: what needs a topology says so. */
static void test_nothing_open(void **state)
{
	static const char *const commands[] = {
		"map a b", "unmap a", "pin a b", "unpin a", "address a b",
		"explain a", "goto a", "view map", "write", "export csv x",
		"target 50",
	};
	struct screen screen;

	(void)state;
	screen_open(&screen, NULL, NULL, 24, 80, false);
	for (size_t i = 0; i < COUNT(commands); i++) {
		run(&screen, commands[i]);
		assert_true(screen_has(&screen, "no topology is open"));
	}
	screen_keys(&screen, ": m a p Space Tab Tab Esc");
	screen_close(&screen);
}

/* ---- Completion -------------------------------------------------------- */

static const struct {
	const char *line;   /* Completed at its end. */
	const char *words;  /* Each in brackets. */
	const char *common;
} completed[] = {
	{ "unm", "[unmap]", "unmap" },
	{ "un", "[undo][unmap][unpin]", NULL },
	{ "map ", "[VMNetwork1-NewYork][VMNetwork2-NewYork]", "VMNetwork" },
	{ "map vmnetwork2", "[VMNetwork2-NewYork]", "VMNetwork2-NewYork" },
	{ "map VMNetwork1-NewYork ",
	  "[VMNetwork1-Chicago][VMNetwork2-Chicago]", "VMNetwork" },
	{ "map a b ", "[retain][offset][next]", NULL },
	{ "map a b c ", "", NULL },
	{ "unmap ", "[VMNetwork1-NewYork][VMNetwork1-Chicago]",
	  "VMNetwork1-" },
	{ "pin VM6 ", "[CH-HV03][CH-HV04][CH-HV05]", "CH-HV0" },
	{ "pin VM6 ch-hv04", "[CH-HV04]", NULL },
	{ "address VM4/",
	  "[\"VM4/Network Adapter\"][VM4/Backup]", NULL },
	{ "address \"VM4/Net", "[\"VM4/Network Adapter\"]",
	  "\"VM4/Network Adapter" },
	{ "unpin ", "[VM4][\"VM4/Network Adapter\"]", "VM4" },
	{ "view f", "[findings][failback]", NULL },
	{ "export ", "[config][csv][json][lp]", NULL },
	{ "sort H", "[Host]", "Host" },
	{ "help rebal", "[rebalance]", "rebalance" },
	{ "goto CH-B", "[CH-BUILD01]", "CH-BUILD01" },
	{ "frob x", "", NULL },
	{ "undo x", "", NULL },
	{ "undo ", "[all]", "all" },
};

static void test_completion(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "2");
	for (size_t i = 0; i < COUNT(completed); i++) {
		const char *line = completed[i].line;
		struct completion completion;
		char text[512] = "";

		completion_find(&completion, screen.ui, line, strlen(line));
		assert_false(completion.failed);
		for (size_t j = 0; j < completion.n; j++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "[%s]",
				 completion.words[j]);
		assert_string_equal(text, completed[i].words);
		assert_int_equal(completion.common != NULL,
				 completed[i].common != NULL);
		if (completion.common)
			assert_string_equal(completion.common,
					    completed[i].common);
		completion_destroy(&completion);
	}
	screen_close(&screen);
	free(topology);
}

/* Whole characters are common, never a part of one. */
static void test_files(void **state)
{
	char *folder = fixture_file("files", NULL);
	char line[512];
	struct completion completion;
	struct screen screen;

	(void)state;
	assert_int_equal(mkdir(folder, 0700), 0);
	free(fixture_file("files/Zürich 1.cfg", ""));
	free(fixture_file("files/Zúrich 2.cfg", ""));
	free(fixture_file("files/.hidden", ""));
	screen_open(&screen, NULL, NULL, 24, 80, false);
	snprintf(line, sizeof(line), "open %s/", folder);
	completion_find(&completion, screen.ui, line, strlen(line));
	assert_int_equal(completion.n, 2);
	snprintf(line, sizeof(line), "\"%s/Z", folder);
	assert_string_equal(completion.common, line + 1);
	completion_destroy(&completion);
	snprintf(line, sizeof(line), "open %s/.", folder);
	completion_find(&completion, screen.ui, line, strlen(line));
	assert_int_equal(completion.n, 1);
	completion_destroy(&completion);
	*strrchr(folder, '/') = '\0';
	snprintf(line, sizeof(line), "open %s/fil", folder);
	completion_find(&completion, screen.ui, line, strlen(line));
	assert_int_equal(completion.n, 1);
	assert_false(completion.ends);
	completion_destroy(&completion);
	screen_close(&screen);
	free(folder);
}

/* Tab completes, then goes round; what is typed ends that. */
static void test_tab(void **state)
{
	char *topology = screen_example("newyork-chicago");
	struct screen screen;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, ": m a p Space v Tab");
	screen_expect(&screen, "command-complete");
	screen_keys(&screen, "Tab Tab");
	screen_expect(&screen, "command-cycle");
	screen_keys(&screen, "Tab");
	assert_true(screen_has(&screen, ":map VMNetwork1-NewYork"));
	screen_keys(&screen, "Shift-Tab");
	assert_true(screen_has(&screen, ":map VMNetwork2-NewYork"));
	screen_keys(&screen, "Space");
	assert_false(screen_has(&screen, "ways to go on"));
	screen_keys(&screen, "Tab 2 Tab Enter");
	assert_true(screen_has(&screen, "mapped: VMNetwork2-NewYork"));
	screen_keys(&screen, ": x x x Space Tab");
	assert_true(screen_has(&screen, ":xxx"));
	screen_keys(&screen, "Esc");
	screen_close(&screen);
	free(topology);
}

/* Any size will do. */
static void test_small(void **state)
{
	static const int sizes[][2] = { { 1, 1 }, { 2, 5 }, { 3, 10 },
					{ 10, 40 } };
	char *topology = screen_example("newyork-chicago");

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct screen screen;

		screen_open(&screen, topology, NULL, sizes[i][0], sizes[i][1],
			    true);
		screen_keys(&screen, ": Tab Tab Tab Up Down Enter");
		screen_keys(&screen, "F12 Ctrl-U Enter");
		screen_close(&screen);
	}
	free(topology);
}

/* ---- Typing ------------------------------------------------------------ */

static void test_typing(void **state)
{
	static const struct {
		const char *keys;
		const char *line;
	} cases[] = {
		{ "a b Space c d Ctrl-W", ":ab " },
		{ "a b Ctrl-A x Ctrl-E y", ":xaby" },
		{ "a b Left Ctrl-K", ":a" },
		{ "a b Ctrl-U c", ":c" },
		{ "東 京 Backspace x", ":東x" },
		{ "東 京 Left Delete", ":東" },
	};
	struct screen screen;

	(void)state;
	screen_open(&screen, NULL, NULL, 24, 80, false);
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t size = strlen(cases[i].line);

		screen_keys(&screen, ":");
		screen_keys(&screen, cases[i].keys);
		assert_memory_equal(screen_row(&screen, 22), cases[i].line,
				    size);
		assert_int_equal(screen_row(&screen, 22)[size], ' ');
		screen_keys(&screen, "Esc");
	}
	screen_close(&screen);
}

/* ---- History ----------------------------------------------------------- */

static char *history_file(void)
{
	char *path = fixture_file("history", "");

	assert_int_equal(unlink(path), 0);
	return path;
}

/* It is kept, its owner's alone, once for a line that is repeated. */
static void test_history_file(void **state)
{
	char *path = history_file();
	struct past past;
	struct stat status;

	(void)state;
	assert_true(past_init(&past, path));
	past_add(&past, "undo");
	past_add(&past, "undo");
	past_add(&past, "redo");
	past_add(&past, "");
	past_add(&past, "a\033[31mb");
	past_destroy(&past);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_true(past_init(&past, path));
	assert_int_equal(past.n, 2);
	assert_string_equal(past.lines[1], "redo");
	past_destroy(&past);
	free(path);
}

/* Two sessions add to one file. */
static void test_history_shared(void **state)
{
	char *path = history_file();
	struct past one, two;

	(void)state;
	assert_true(past_init(&one, path));
	assert_true(past_init(&two, path));
	past_add(&one, "undo");
	past_add(&two, "redo");
	past_destroy(&one);
	past_destroy(&two);
	assert_true(past_init(&one, path));
	assert_int_equal(one.n, 2);
	past_destroy(&one);
	free(path);
}

/* It has an end, and lines that nobody can have typed are left out. */
static void test_history_limits(void **state)
{
	char *path = history_file();
	char long_line[PAST_LINE_MAX + 2];
	struct past past;
	char line[32];

	(void)state;
	assert_true(past_init(&past, path));
	for (int i = 0; i < PAST_MAX + 10; i++) {
		snprintf(line, sizeof(line), "search %d", i);
		past_add(&past, line);
	}
	memset(long_line, 'x', sizeof(long_line) - 1);
	long_line[sizeof(long_line) - 1] = '\0';
	past_add(&past, long_line);
	past_destroy(&past);
	assert_true(past_init(&past, path));
	assert_int_equal(past.n, PAST_MAX);
	assert_string_equal(past.lines[0], "search 10");
	past_destroy(&past);
	free(path);
	path = fixture_file("odd", "ok\n\033]0;x\007\n\xff\xfe\nlast");
	assert_true(past_init(&past, path));
	assert_int_equal(past.n, 2);
	assert_string_equal(past.lines[1], "last");
	past_destroy(&past);
	free(path);
}

static void test_history_search(void **state)
{
	struct past past;

	(void)state;
	assert_true(past_init(&past, NULL));
	past_add(&past, "map a b");
	past_add(&past, "undo");
	past_add(&past, "map c d");
	assert_int_equal(past_before(&past, past.n, "map"), 2);
	assert_int_equal(past_before(&past, 2, "map"), 0);
	assert_int_equal(past_before(&past, 0, "map"), PAST_NONE);
	assert_int_equal(past_after(&past, 0, "map"), 2);
	assert_int_equal(past_after(&past, 2, "map"), PAST_NONE);
	past_destroy(&past);
}

/* Up and Down at the prompt; kept from one session to the next. */
static void test_history_keys(void **state)
{
	char *path = history_file();
	struct ui_options options = { .history = path };
	struct screen screen;

	(void)state;
	screen_open_with(&screen, &options, 24, 80);
	run(&screen, "frob one");
	run(&screen, "search two");
	run(&screen, "frob three");
	screen_close(&screen);
	screen_open_with(&screen, &options, 24, 80);
	screen_keys(&screen, ": Up Up");
	assert_true(screen_has(&screen, ":search two"));
	screen_keys(&screen, "Down");
	assert_true(screen_has(&screen, ":frob three"));
	screen_keys(&screen, "Down Down");
	assert_false(screen_has(&screen, ":frob"));
	screen_keys(&screen, "f Up");
	assert_true(screen_has(&screen, ":frob three"));
	screen_keys(&screen, "Ctrl-R");
	assert_true(screen_has(&screen, ":frob one"));
	screen_keys(&screen, "Up");
	assert_true(screen_has(&screen, ":frob one"));
	screen_keys(&screen, "Down Down");
	assert_true(screen_has(&screen, ":f "));
	screen_keys(&screen, "Esc");
	screen_close(&screen);
	free(path);
}

/* ---- Saving ------------------------------------------------------------ */

/* The screen is saved as it is seen; a file that is there is asked about, and
 * what is open is left alone. */
static void test_save_screen(void **state)
{
	char *topology = screen_example("newyork-chicago");
	char *path = fixture_file("screen.txt", "old\n");
	struct screen screen;
	char line[512];
	char text[4096] = "";
	FILE *file;

	(void)state;
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "2");
	snprintf(line, sizeof(line), "save-screen %s", path);
	run(&screen, line);
	assert_true(screen_has(&screen, "is there already"));
	screen_keys(&screen, "Esc");
	run(&screen, line);
	screen_keys(&screen, "Up Enter");
	assert_true(screen_has(&screen, "saved: "));
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	assert_non_null(strstr(text, "[2 Replicas]"));
	assert_null(strstr(text, " \n"));
	snprintf(line, sizeof(line), "save-screen %s", topology);
	run(&screen, line);
	assert_true(screen_has(&screen, "this file is open here"));
	screen_close(&screen);
	free(path);
	free(topology);
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
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_too_many_words),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_mapping_keeps),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_all_commands),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_readonly),
		cmocka_unit_test(test_nothing_open),
		cmocka_unit_test(test_completion),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_tab),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_typing),
		cmocka_unit_test(test_history_file),
		cmocka_unit_test(test_history_shared),
		cmocka_unit_test(test_history_limits),
		cmocka_unit_test(test_history_search),
		cmocka_unit_test(test_history_keys),
		cmocka_unit_test(test_save_screen),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
