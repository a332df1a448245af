/* Screens in other languages: Japanese, whose characters are wide, as kept in
 * tests/screens; and that words of the plan are translated with the rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "../../libreplan/fixture.h"
#include "screen.h"
#include "text_rows.h"

/* How a program says that a test does not apply. */
#define SKIPPED 77

/* ---- Languages --------------------------------------------------------- */

static const char *const languages[] = { "ja", "de" };

#define N_LANGUAGES (sizeof(languages) / sizeof(languages[0]))

/* Makes the catalogue of 'language' in the folder of the test, where gettext
 * looks for it; false where there is no msgfmt. */
static bool make_catalogue(const char *language)
{
	char *po, *folder;
	char name[64];
	char command[1024];

	snprintf(name, sizeof(name), "po/%s.po", language);
	po = fixture_source(name);
	folder = fixture_file(language, NULL);
	snprintf(command, sizeof(command),
		 "mkdir -p '%s/LC_MESSAGES' && "
		 "msgfmt -o '%s/LC_MESSAGES/replan.mo' '%s' 2>/dev/null",
		 folder, folder, po);
	free(folder);
	free(po);
	return system(command) == 0;
}

/* Languages can be chosen in any of these locales, unlike in "C". */
static const char *const locales[] = {
	"C.UTF-8", "en_US.UTF-8", "ja_JP.UTF-8", "de_DE.UTF-8",
};

/* The one that is used. */
static const char *locale;

/* What is said from now on is in 'language'. */
static void speak(const char *language)
{
	setenv("LANGUAGE", language, 1);
	/* A locale that changes has catalogues looked for anew. */
	setlocale(LC_MESSAGES, "C");
	setlocale(LC_MESSAGES, locale);
}

static bool set_locale(void)
{

	bindtextdomain("replan", fixture_folder());
	bind_textdomain_codeset("replan", "UTF-8");
	textdomain("replan");
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		locale = locales[i];
		if (!setlocale(LC_ALL, locale))
			continue;
		setlocale(LC_NUMERIC, "C");
		speak("ja");
		if (strcmp(gettext("Help"), "Help") != 0)
			return true;
	}
	return false;
}

/* ---- Screens that are kept --------------------------------------------- */

static const struct {
	const char *name;
	const char *example; /* NULL: the start screen. */
	const char *keys;
} kept[] = {
	{ "start", NULL, "" },
	{ "map", "newyork-chicago", "" },
	{ "map-carry", "newyork-chicago", "j Enter" },
	{ "map-properties", "newyork-chicago", "p" },
	{ "map-help", "newyork-chicago", "?" },
	{ "replicas", "newyork-chicago", "2" },
	{ "replicas-help", "newyork-chicago", "2 F1" },
	{ "explain", "newyork-chicago", "2 Down Enter" },
	{ "findings", "newyork-chicago", "3" },
	{ "availability", "newyork-chicago", "4" },
	{ "routes", "subnet-failover", "5" },
	{ "dns", "newyork-chicago", "6" },
	{ "failback", "newyork-chicago", "7" },
	{ "changes", "newyork-chicago", "d 8" },
	{ "hosts", "newyork-chicago", "9" },
	{ "addresses", "newyork-chicago", "0" },
	{ "search", "newyork-chicago", "2 /" },
	{ "quit", "newyork-chicago", "d q" },
	{ "names-map", "names", "" },
	{ "names-matrix", "names", "m" },
	{ "names-replicas", "names", "2" },
	{ "names-findings", "names", "3" },
	{ "names-explain", "names", "2 Enter" },
};

#define N_KEPT (sizeof(kept) / sizeof(kept[0]))

static const struct {
	const char *name;
	int rows;
	int columns;
} forms[] = {
	{ "80x24", 24, 80 },
	{ "40x10", 10, 40 },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

/* 'text' with each 'from' in it replaced; the caller frees both. */
static char *replaced(const char *text, const char *from, const char *to)
{
	char *out = NULL;
	size_t size;
	FILE *file = open_memstream(&out, &size);
	const char *found;

	assert_non_null(file);
	for (; (found = strstr(text, from)); text = found + strlen(from))
		fprintf(file, "%.*s%s", (int)(found - text), text, to);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return out;
}

/* What an object is called in the example, and in Japan. */
struct renamed {
	const char *from;
	const char *to;
};

/* Writes a file of the example anew, with other names. */
static void rename_in(const char *file, const struct renamed *names, size_t n)
{
	char *path = fixture_file(file, NULL);
	char *text = screen_read(path);

	assert_non_null(text);
	for (size_t i = 0; i < n; i++) {
		char *other = replaced(text, names[i].from, names[i].to);

		free(text);
		text = other;
	}
	free(fixture_file(file, text));
	free(text);
	free(path);
}

/* The example and its plan with other names; the caller frees the path. */
static char *renamed_example(const struct renamed *names, size_t n)
{
	char *topology = screen_example("newyork-chicago");

	rename_in("newyork-chicago.cfg", names, n);
	rename_in("newyork-chicago.plan.cfg", names, n);
	return topology;
}

/* The example, or "names" for one with Japanese names. */
static char *make_topology(const char *example)
{
	static const struct renamed names[] = {
		{ "New York", "東京" },
		{ "NewYork", "東京" },
		{ "Chicago", "大阪" },
		{ "LogicalNetwork", "論理ネットワーク" },
		{ "VMNetwork", "業務ネットワーク" },
		{ "GoldCloud", "ゴールド クラウド " },
		{ "HV0", "ホスト" },
	};

	if (strcmp(example, "names") != 0)
		return screen_example(example);
	return renamed_example(names, sizeof(names) / sizeof(names[0]));
}

static void open_kept(struct screen *screen, size_t i, size_t form)
{
	char *topology = make_topology(kept[i].example ? kept[i].example :
				       "newyork-chicago");

	screen_open(screen, kept[i].example ? topology : NULL,
		    kept[i].example ? NULL : fixture_folder(),
		    forms[form].rows, forms[form].columns, false);
	screen_keys(screen, kept[i].keys);
	free(topology);
}

static void test_kept(void **state)
{
	(void)state;
	speak("ja");
	for (size_t i = 0; i < N_KEPT; i++) {
		for (size_t j = 0; j < N_FORMS; j++) {
			struct screen screen;
			char name[128];

			open_kept(&screen, i, j);
			snprintf(name, sizeof(name), "ja-%s-%s", kept[i].name,
				 forms[j].name);
			screen_expect(&screen, name);
			screen_close(&screen);
		}
	}
}

/* ---- Every character whole, every column counted ------------------------ */

static bool is_whole(const struct cell *cells, int columns)
{
	for (int i = 0; i < columns; i++) {
		bool is_second = i > 0 && cells[i - 1].width == 2;

		if ((cells[i].width == 0) != is_second ||
		    (cells[i].width == 2 && i + 1 == columns) ||
		    rp_columns(cells[i].text) != cells[i].width ||
		    u8_check((const uint8_t *)cells[i].text,
			     strlen(cells[i].text)))
			return false;
	}
	return true;
}

/* In windows of any width something is cut off at the edge. */
static void test_whole(void **state)
{
	(void)state;
	speak("ja");
	for (size_t i = 0; i < N_KEPT; i++) {
		struct screen screen;

		open_kept(&screen, i, 0);
		for (int columns = 80; columns > 0; columns -= 3) {
			struct event event = { .type = EVENT_RESIZE,
					       .row = 24, .column = columns };
			struct frame *frame = &screen.frame;

			frame_destroy(frame);
			assert_true(frame_init(frame, 24, columns, false));
			ui_handle(screen.ui, &event);
			ui_draw(screen.ui, frame);
			for (int row = 0; row < frame->rows; row++)
				assert_true(is_whole(frame->cells +
						     row * columns, columns));
		}
		screen_close(&screen);
	}
}

/* A filter of many wide characters does not all fit anywhere. */
static void test_long_filter(void **state)
{
	char filter[3 * 80 + 1] = "";
	struct renamed name = { "VMNetwork1-NewYork", filter };
	struct screen screen;
	char *topology;

	(void)state;
	speak("ja");
	for (int i = 0; i < 80; i++)
		memcpy(filter + 3 * i, "網", 4);
	topology = renamed_example(&name, 1);
	screen_open(&screen, topology, NULL, 24, 300, false);
	screen_keys(&screen, "\\");
	screen_paste(&screen, filter);
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "1/2: 網"));
	assert_false(screen_has(&screen, "\\x"));
	for (int row = 0; row < 24; row++)
		assert_true(is_whole(screen.frame.cells + row * 300, 300));
	screen_close(&screen);
	free(topology);
}

static void test_half_is_noticed(void **state)
{
	struct cell cells[] = { { "あ", 2, 0 }, { "", 0, 0 }, { "a", 1, 0 } };

	(void)state;
	assert_true(is_whole(cells, 3));
	assert_false(is_whole(cells, 1));
	cells[1] = cells[2];
	assert_false(is_whole(cells, 3));
	memcpy(cells[2].text, "\xe3", 2);
	assert_false(is_whole(cells + 2, 1));
}

/* ---- Rows of a text ------------------------------------------------------ */

/* A text, and its rows with a "|" between each two. */
static const struct {
	const char *text;
	int width;
	const char *rows;
} broken[] = {
	{ "one two three", 8, "one two|three" },
	{ "あいうえお", 4, "あい|うえ|お" },
	{ "あいうえお", 5, "あい|うえ|お" },
	{ "あいう、えお", 6, "あい|う、え|お" },
	{ "あ「いう」え", 4, "あ|「い|う」|え" },
	{ "NIC は VM-Net1 にあります", 14, "NIC は VM-Net1|にあります" },
	{ "あいVM-Net1うえ", 8, "あい|VM-Net1|うえ" },
	{ "  あいうえお", 6, "あい|うえ|お" },
	{ "VMNetwork1-Chicago", 10, "VMNetwork1|-Chicago" },
	{ "あ", 1, "あ" },
	{ "", 10, "" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct text_row *rows = NULL;
		char text[256] = "";
		size_t used = 0;
		size_t n = 0;

		assert_true(text_rows_break(&rows, &n, broken[i].text,
					    broken[i].width));
		for (size_t j = 0; j < n; j++)
			used += (size_t)snprintf(text + used,
				sizeof(text) - used, "%s%.*s", j ? "|" : "",
				(int)rows[j].size,
				broken[i].text + rows[j].start);
		assert_string_equal(text, broken[i].rows);
		free(rows);
	}
}

/* ---- Words of the plan -------------------------------------------------- */

/* What is seen in each language, and what must not be there. */
static const struct {
	const char *language;
	const char *keys;
	const char *seen;
	const char *not_seen;
} words[] = {
	{ "en", "2", "retained", "behalten" },
	{ "de", "2", "behalten", "retained" },
	{ "de", "2", "fest", "pinned" },
	{ "de", "1", "behalten", "retain" },
	{ "de", "3", "Fehler", "error" },
	{ "de", "7", "verbunden", "connected" },
	{ "de", "2 Enter", "behalten", "retained" },
	{ "ja", "2", "維持", "retained" },
	{ "ja", "2", "固定", "pinned" },
	{ "ja", "1", "維持", "retain" },
	{ "ja", "3", "エラー", "error" },
	{ "ja", "7", "接続", "connected" },
	{ "ja", "2 Enter", "維持", "retained" },
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct screen screen;
		char *topology = screen_example("newyork-chicago");

		speak(words[i].language);
		screen_open(&screen, topology, NULL, 24, 120, false);
		screen_keys(&screen, words[i].keys);
		if (!screen_has(&screen, words[i].seen) ||
		    screen_has(&screen, words[i].not_seen))
			fail_msg("%s, %s: \"%s\" is to be seen, not \"%s\"",
				 words[i].language, words[i].keys,
				 words[i].seen, words[i].not_seen);
		screen_close(&screen);
		free(topology);
	}
}

/* ---- What is for programs ----------------------------------------------- */

typedef int export_plan(char **out, size_t *size, const rp_plan *plan);

/* What the plan and the view of the replicas are as programs read them, in
 * 'language'; the caller frees it. */
static char *all_exports(const char *language)
{
	static export_plan *const exports[] = {
		rp_export_plan_json, rp_export_plan_csv,
		rp_export_findings_json,
	};
	struct screen screen;
	char *topology = screen_example("newyork-chicago");
	char *path = fixture_file("view.csv", NULL);
	char *all = NULL;
	char *view;
	size_t size;
	FILE *file = open_memstream(&all, &size);

	assert_non_null(file);
	speak(language);
	screen_open(&screen, topology, NULL, 24, 80, false);
	for (size_t i = 0; i < sizeof(exports) / sizeof(exports[0]); i++) {
		char *bytes;
		size_t n;

		assert_int_equal(exports[i](&bytes, &n, ui_plan(screen.ui)),
				 RP_OK);
		fwrite(bytes, 1, n, file);
		free(bytes);
	}
	screen_keys(&screen, "2 x Enter Ctrl-U");
	screen_paste(&screen, path);
	screen_keys(&screen, "Enter");
	screen_close(&screen);
	view = screen_read(path);
	assert_non_null(view);
	fputs(view, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(remove(path), 0);
	free(view);
	free(path);
	free(topology);
	return all;
}

static void test_untranslated(void **state)
{
	char *english = all_exports("en");
	char *japanese = all_exports("ja");

	(void)state;
	assert_non_null(strstr(english, "retained"));
	assert_string_equal(japanese, english);
	free(japanese);
	free(english);
}

/* ---- Searching ----------------------------------------------------------- */

/* What is looked for is what is shown. */
static void test_search(void **state)
{
	char shown[] = "固定";
	char untranslated[] = "pinned";
	struct screen screen;
	char *topology = screen_example("newyork-chicago");

	(void)state;
	speak("ja");
	screen_open(&screen, topology, NULL, 24, 80, false);
	screen_keys(&screen, "2 /");
	screen_paste(&screen, shown);
	screen_keys(&screen, "Enter");
	assert_non_null(strstr(screen_row(&screen, screen.frame.cursor_row),
			       "VM4"));
	screen_keys(&screen, "Home / Ctrl-U");
	screen_paste(&screen, untranslated);
	screen_keys(&screen, "Enter");
	assert_true(screen_has(&screen, "見つかりません"));
	screen_close(&screen);
	free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_long_filter),
		cmocka_unit_test(test_half_is_noticed),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_untranslated),
		cmocka_unit_test(test_search),
	};
	int failed;

	for (size_t i = 0; i < N_LANGUAGES; i++) {
		if (!make_catalogue(languages[i])) {
			puts("no msgfmt: left out");
			return SKIPPED;
		}
	}
	if (!set_locale()) {
		puts("no locale with languages: left out");
		return SKIPPED;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	fixture_clean();
	return failed;
}
