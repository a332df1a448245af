/* The configuration: what is read, and what is said of it.
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
#include "event.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Reading ----------------------------------------------------------- */

/* The configuration that 'text' is; NULL: there is no file. */
static void read_config(struct configuration *config, const char *text)
{
	free(fixture_file("config", text ? text : ""));
	if (!text) {
		char *path = fixture_file("config", NULL);

		assert_int_equal(unlink(path), 0);
		free(path);
	}
	assert_true(configuration_init(config));
	configuration_read(config, fixture_folder());
}

/* "LINE: TEXT" of each message; the caller frees it. */
static char *said(const rp_messages *messages)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (size_t i = 0; i < rp_messages_count(messages); i++) {
		const struct rp_message *message =
			rp_messages_get(messages, i);

		fprintf(out, "%u: %s\n", message->line, message->text);
	}
	assert_int_equal(fclose(out), 0);
	return text;
}

static void check_said(const rp_messages *messages, const char *expected)
{
	char *text = said(messages);

	assert_string_equal(text, expected);
	free(text);
}

static bool same_theme(const struct theme *theme, const char *name)
{
	return !memcmp(theme, theme_find(name), sizeof(*theme));
}

/* Nothing is set: all is as without a file. */
static void check_defaults(const struct configuration *config)
{
	struct keymap keymap;

	keymap_init(&keymap);
	assert_true(same_theme(&config->theme, THEME_DEFAULT));
	assert_memory_equal(&config->keys, &keymap, sizeof(keymap));
	assert_int_equal(config->colours, COLOURS_AUTO);
	assert_true(config->mouse);
	assert_false(config->ascii);
	assert_true(config->clipboard);
	assert_true(config->title);
}

static void test_defaults(void **state)
{
	static const char *const texts[] = {
		NULL, "", "# nothing\n", "\xef\xbb\xbf", "keys = { };",
		"theme = \"default\"; colours = \"auto\"; mouse = true;"
		"ascii = false; clipboard = true; title = true;",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct configuration config;

		read_config(&config, texts[i]);
		check_defaults(&config);
		check_said(config.errors, "");
		check_said(config.notices, "");
		configuration_destroy(&config);
	}
}

static void test_settings(void **state)
{
	struct configuration config;

	(void)state;
	read_config(&config,
		    "theme = \"contrast\"\n"
		    "colours = 256\n"
		    "ascii = true\nmouse = false\n"
		    "clipboard = FALSE; title = false;\n"
		    "keys : { undo = [ \"Ctrl-U\", \"Alt-u\", \"F5\" ];\n"
		    "         save = \"Ctrl-S\"; accept = ( ); };\n");
	check_said(config.errors, "");
	check_said(config.notices, "");
	assert_true(same_theme(&config.theme, "contrast"));
	assert_int_equal(config.colours, COLOURS_256);
	assert_true(config.ascii);
	assert_false(config.mouse);
	assert_false(config.clipboard);
	assert_false(config.title);
	assert_int_equal(keymap_action(&config.keys, UKEY_CTRL('u'), IN_MAP),
			 ACTION_UNDO);
	assert_int_equal(keymap_action(&config.keys, UKEY_ALT | 'u', IN_DNS),
			 ACTION_UNDO);
	assert_int_equal(keymap_action(&config.keys, 'u', IN_MAP), ACTION_NONE);
	assert_int_equal(keymap_action(&config.keys, UKEY_CTRL('s'), IN_MAP),
			 ACTION_SAVE);
	assert_int_equal(keymap_action(&config.keys, 'w', IN_MAP), ACTION_NONE);
	assert_int_equal(keymap_action(&config.keys, 'a', IN_MAP), ACTION_NONE);
	configuration_destroy(&config);
}

static void test_colours(void **state)
{
	static const struct {
		const char *text;
		enum colours colours;
	} values[] = {
		{ "colours = \"none\";", COLOURS_NONE },
		{ "colours = \"8\";", COLOURS_8 },
		{ "colours = 8;", COLOURS_8 },
		{ "colours = \"256\";", COLOURS_256 },
		{ "colours = \"rgb\";", COLOURS_RGB },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct configuration config;

		read_config(&config, values[i].text);
		check_said(config.errors, "");
		assert_int_equal(config.colours, values[i].colours);
		configuration_destroy(&config);
	}
}

/* ---- What is wrong ----------------------------------------------------- */

/* Each is as if it were not there. */
static const struct {
	const char *text;
	const char *errors;
	const char *notices;
} faulty[] = {
	{ "\nmouse = 1;", "2: setting 'mouse': expected true or false\n", "" },
	{ "ascii = \"yes\";", "1: setting 'ascii': expected true or false\n",
	  "" },
	{ "title = { };", "1: setting 'title': expected true or false\n", "" },
	{ "theme = 5;", "1: setting 'theme': expected one of default, dark, "
	  "light, mono, contrast\n", "" },
	{ "theme = \"../config\";", "1: setting 'theme': expected one of "
	  "default, dark, light, mono, contrast\n", "" },
	{ "colours = 16;", "1: setting 'colours': expected one of auto, none, "
	  "8, 256, rgb\n", "" },
	{ "colours = [ \"8\" ];", "1: setting 'colours': expected one of auto, "
	  "none, 8, 256, rgb\n", "" },
	{ "keys = [ ];", "1: setting 'keys': expected a group, as { ... }\n",
	  "" },
	{ "keys = { undo = 5; };", "1: setting 'undo': expected keys, as "
	  "[ \"Ctrl-R\", \"F5\" ]\n", "" },
	{ "keys = {\nundo = [ \"u\", \"Ctrl-\" ]; };",
	  "2: 'undo': 'Ctrl-' is no key: expected as \"a\", \"F5\", "
	  "\"Ctrl-R\", \"Alt-x\" or \"Enter\"\n", "" },
	{ "keys = { undo = \"\"; };",
	  "1: 'undo': '' is no key: expected as \"a\", \"F5\", \"Ctrl-R\", "
	  "\"Alt-x\" or \"Enter\"\n", "" },
	{ "keys = { undo = [ \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", "
	  "\"8\", \"9\" ]; };", "1: 'undo': expected at most 8 keys\n", "" },
	{ "keys = { undo = \"\\x07\"; };",
	  "1: setting 'undo': expected no control characters\n", "" },
	{ "color = 1;", "", "1: setting 'color' is not known here\n" },
	{ "a = { b = { c = 1; }; };", "",
	  "1: setting 'a' is not known here\n" },
	{ "keys = { fly = \"f\"; };", "", "1: there is no action 'fly'\n" },
	{ "keys = { keys = \"f\"; };", "", "1: there is no action 'keys'\n" },
	{ "mouse = ;", "1: not libconfig here or just before: expected "
	  "settings, as name = value;\n", "" },
	{ "mouse = false; mouse = false;",
	  "1: a setting stands twice in its group\n", "" },
};

static void test_faulty(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faulty); i++) {
		struct configuration config;

		read_config(&config, faulty[i].text);
		check_said(config.errors, faulty[i].errors);
		check_said(config.notices, faulty[i].notices);
		check_defaults(&config);
		configuration_destroy(&config);
	}
}

/* What is right beside what is wrong holds. */
static void test_faulty_beside(void **state)
{
	struct configuration config;

	(void)state;
	read_config(&config, "mouse = 1; title = false; colours = 5;\n"
		    "keys = { undo = \"no key\"; redo = \"Z\"; };\n");
	assert_int_equal(rp_messages_count(config.errors), 3);
	assert_false(config.title);
	assert_int_equal(keymap_action(&config.keys, 'u', IN_MAP), ACTION_UNDO);
	assert_int_equal(keymap_action(&config.keys, 'Z', IN_MAP), ACTION_REDO);
	configuration_destroy(&config);
}

/* Files that are none to be read: an answer, and the defaults. */
static void test_hostile(void **state)
{
	static const char *const texts[] = {
		"@include \"/dev/zero\"\n", "mouse = \"\xff\";", "a = \"",
		"keys = { undo = [ ", "/*", "mouse = false; }", "\x01",
		"((((((((((((((((((((((((((((((((", "a = 99999999999999999999;",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct configuration config;

		read_config(&config, texts[i]);
		assert_true(rp_messages_count(config.errors) > 0);
		check_defaults(&config);
		configuration_destroy(&config);
	}
}

/* A folder, a FIFO, a file that may not be read or is endless. */
static void test_no_file(void **state)
{
	for (int i = 0; i < 4; i++) {
		char *path = fixture_file("config", NULL);
		struct configuration config;

		(void)state;
		unlink(path);
		if (i == 0)
			assert_int_equal(mkdir(path, 0700), 0);
		else if (i == 1)
			assert_int_equal(mkfifo(path, 0600), 0);
		else if (i == 2)
			assert_int_equal(symlink("config", path), 0);
		else
			assert_int_equal(symlink("/dev/zero", path), 0);
		assert_true(configuration_init(&config));
		configuration_read(&config, fixture_folder());
		assert_int_equal(rp_messages_count(config.errors), 1);
		check_defaults(&config);
		configuration_destroy(&config);
		if (i == 0)
			rmdir(path);
		else
			unlink(path);
		free(path);
	}
}

/* ---- Keys that are bound twice ----------------------------------------- */

static const struct {
	const char *text;
	const char *errors;
	const char *notices;
} twice[] = {
	/* Over a default, and where both are bound. */
	{ "keys = {\n undo = \"d\"; };", "",
	  "2: the key d is bound twice, to 'undo' and to 'delete': where both "
	  "act it is 'undo'\n"
	  "2: the key d is bound twice, to 'undo' and to 'disconnect': where "
	  "both act it is 'undo'\n" },
	{ "keys = {\n redo = \"Alt-z\";\n undo = \"Alt-z\"; };", "",
	  "3: the key Alt-z is bound twice, to 'undo' and to 'redo': where "
	  "both act it is 'undo'\n" },
	/* Other places, and the key that the other one no longer has. */
	{ "keys = { pin = \"b\"; };", "", "" },
	{ "keys = { undo = \"b\"; way-back = [ ]; };", "", "" },
	/* Two names of one key. */
	{ "keys = { undo = \"Ctrl-I\"; next-pane = [ ]; };", "", "" },
	{ "keys = { quit = [ ]; };",
	  "1: no key is left for 'quit': it keeps Ctrl-C\n", "" },
	{ "keys = { up = \"Esc\"; forget = [ ]; stop = [ ]; };",
	  "0: no key is left for 'cancel': it keeps Esc\n",
	  "1: the key Esc is bound twice, to 'up' and to 'close': where both "
	  "act it is 'up'\n"
	  "1: the key Esc is bound twice, to 'up' and to 'cancel': where both "
	  "act it is 'up'\n" },
};

static void test_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(twice); i++) {
		struct configuration config;

		read_config(&config, twice[i].text);
		check_said(config.errors, twice[i].errors);
		check_said(config.notices, twice[i].notices);
		configuration_destroy(&config);
	}
}

/* ---- One's own theme --------------------------------------------------- */

/* Writes themes/mine.cfg, and reads a configuration that names it. */
static void read_own(struct configuration *config, const char *text)
{
	char *folder = fixture_file("themes", NULL);

	mkdir(folder, 0700);
	free(fixture_file("themes/mine.cfg", text));
	read_config(config, "\ntheme = \"mine\";");
	free(folder);
}

static void test_own_theme(void **state)
{
	struct configuration config;
	struct theme theme = *theme_find("dark");

	(void)state;
	read_own(&config, "base = \"dark\";\n"
		 "error = { colour = \"#ff0080\"; background = 17;\n"
		 "          style = [ \"bold\", \"reverse\" ];\n"
		 "          plain = \"underline\"; };\n"
		 "line-focus = { colour = \"cyan\"; };\n"
		 "dim = { colour = \"default\"; style = [ ]; };\n");
	check_said(config.errors, "");
	check_said(config.notices, "");
	theme.looks[STYLE_ERROR] = (struct look){
		COLOUR_RGB(0xff0080), 17, LOOK_BOLD | LOOK_REVERSE,
		LOOK_UNDERLINE,
	};
	theme.looks[STYLE_LINE_FOCUS].colour = 6;
	theme.looks[STYLE_DIM].colour = COLOUR_OWN;
	theme.looks[STYLE_DIM].style = 0;
	assert_memory_equal(&config.theme, &theme, sizeof(theme));
	configuration_destroy(&config);
}

static const struct {
	const char *text;
	const char *errors;
	const char *notices;
} own_faulty[] = {
	{ "base = \"mine\";", "1: setting 'base': expected one of default, "
	  "dark, light, mono, contrast\n", "" },
	{ "text = { colour = \"pink\"; };", "1: setting 'colour': expected a "
	  "colour, as \"#5fd7d7\", \"cyan\", \"default\" or a number from 0 to "
	  "255\n", "" },
	{ "text = { background = 256; };", "1: setting 'background': expected "
	  "a colour, as \"#5fd7d7\", \"cyan\", \"default\" or a number from 0 "
	  "to 255\n", "" },
	{ "text = { style = [ \"bold\", \"blink\" ]; };", "1: setting 'style': "
	  "expected some of \"bold\", \"dim\", \"underline\" and "
	  "\"reverse\"\n", "" },
	{ "text = \"red\";",
	  "1: setting 'text': expected a group, as { ... }\n", "" },
	{ "pane = { };", "", "1: setting 'pane' is not known here\n" },
	{ "row = { blink = true; };", "",
	  "1: setting 'blink' in 'row' is not known here\n" },
	{ "row = { };\nbase = \"dark\";",
	  "2: setting 'base': expected before the styles\n", "" },
};

static void test_own_theme_faulty(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(own_faulty); i++) {
		struct configuration config;

		read_own(&config, own_faulty[i].text);
		check_said(config.errors, own_faulty[i].errors);
		check_said(config.notices, own_faulty[i].notices);
		assert_true(same_theme(&config.theme, THEME_DEFAULT));
		configuration_destroy(&config);
	}
}

/* One that cannot be read leaves the default one, and both places say why. */
static void test_own_theme_none(void **state)
{
	struct configuration config;

	(void)state;
	read_own(&config, "text = {");
	assert_int_equal(rp_messages_count(config.errors), 2);
	assert_string_equal(rp_messages_get(config.errors, 1)->text,
			    "the theme 'mine' cannot be used");
	assert_int_equal(rp_messages_get(config.errors, 1)->line, 2);
	assert_true(same_theme(&config.theme, THEME_DEFAULT));
	configuration_destroy(&config);
	read_config(&config, "theme = \"not-there\";");
	assert_int_equal(rp_messages_count(config.errors), 2);
	configuration_destroy(&config);
}

/* ---- The manual -------------------------------------------------------- */

/* The example 'i' of the manual page; the caller frees it. */
static char *manual_example(int i)
{
	char *path = fixture_source("man/replan-config.5.in");
	FILE *file = fopen(path, "r");
	char *text = NULL;
	char line[512];
	bool inside = false;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(file);
	assert_non_null(out);
	while (fgets(line, sizeof(line), file)) {
		if (!strncmp(line, ".Bd -literal", 12))
			inside = i-- == 0;
		else if (!strncmp(line, ".Ed", 3))
			inside = false;
		else if (inside)
			fputs(line, out);
	}
	fclose(file);
	assert_int_equal(fclose(out), 0);
	free(path);
	return text;
}

static void test_manual(void **state)
{
	char *config_text = manual_example(0);
	char *theme_text = manual_example(1);
	struct configuration config;

	(void)state;
	read_own(&config, "");
	configuration_destroy(&config);
	free(fixture_file("themes/evening.cfg", theme_text));
	read_config(&config, config_text);
	check_said(config.errors, "");
	check_said(config.notices, "");
	assert_false(config.mouse);
	assert_int_equal(config.theme.looks[STYLE_ROW_FOCUS].background, 24);
	assert_int_equal(keymap_action(&config.keys, UKEY_ALT | 'r', IN_MAP),
			 ACTION_REBALANCE);
	configuration_destroy(&config);
	free(config_text);
	free(theme_text);
}

/* The examples with some bytes changed, cut off or doubled: whatever comes of
 * it, there is a way out of every place, and each fault has a line. */
static void test_mutated(void **state)
{
	static const char bytes[] = "{}[]()\"=;,:#/*\\@\n \x01\xff" "09aZ-";
	char *text = manual_example(0);
	unsigned random = 5;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct configuration config;
		char *copy = strdup(text);
		size_t size = strlen(copy);
		uint32_t keys[KEYMAP_KEYS];

		for (int j = 0; j <= i % 4; j++) {
			random = random * 1103515245 + 12345;
			copy[(random >> 8) % size] =
				bytes[(random >> 4) % (sizeof(bytes) - 1)];
		}
		if (i % 7 == 0)
			copy[(random >> 8) % size] = '\0';
		read_config(&config, copy);
		assert_true(keymap_keys(&config.keys, ACTION_QUIT, IN_MAP,
					keys) > 0);
		assert_true(keymap_keys(&config.keys, ACTION_CLOSE, IN_TEXT,
					keys) > 0);
		configuration_destroy(&config);
		free(copy);
	}
	free(text);
}

/* ---- Where it is ------------------------------------------------------- */

static void test_folder(void **state)
{
	static const struct {
		const char *config;
		const char *home;
		const char *folder;
	} places[] = {
		{ "/a", "/b", "/a/replan" },
		{ NULL, "/b", "/b/.config/replan" },
		{ "", "/b", "/b/.config/replan" },
		{ "a", "/b", "/b/.config/replan" },
		{ NULL, NULL, NULL },
		{ NULL, "b", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		char *folder;

		unsetenv("XDG_CONFIG_HOME");
		unsetenv("HOME");
		if (places[i].config)
			setenv("XDG_CONFIG_HOME", places[i].config, 1);
		if (places[i].home)
			setenv("HOME", places[i].home, 1);
		folder = configuration_folder();
		if (places[i].folder)
			assert_string_equal(folder, places[i].folder);
		else
			assert_null(folder);
		free(folder);
	}
}

static int clean(void **state)
{
	char *folder = fixture_file("themes", NULL);
	char *mine = fixture_file("themes/mine.cfg", NULL);
	char *evening = fixture_file("themes/evening.cfg", NULL);

	(void)state;
	unlink(mine);
	unlink(evening);
	rmdir(folder);
	free(evening);
	free(mine);
	free(folder);
	fixture_clean();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_faulty),
		cmocka_unit_test(test_faulty_beside),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_own_theme),
		cmocka_unit_test(test_own_theme_faulty),
		cmocka_unit_test(test_own_theme_none),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_mutated),
		cmocka_unit_test(test_folder),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
