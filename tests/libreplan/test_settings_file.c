/* Tests of the settings of programs: what is handed over, and what is said.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linker leads the library's allocations here (--wrap). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failing.h"
#include "fixture.h"
#include "replan.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What was handed over, as text: groups that are called "closed" are not
 * entered. */
struct found {
	char text[2048];
	size_t size;
};

static void add(struct found *found, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct found *found, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(found->text + found->size,
		      sizeof found->text - found->size, format, args);
	va_end(args);
	assert_true(n >= 0 && (size_t)n < sizeof found->text - found->size);
	found->size += (size_t)n;
}

static bool note(void *data, const struct rp_setting *setting)
{
	static const char *const types[] = {
		"text", "texts", "number", "boolean", "group", "other",
	};
	struct found *found = data;

	add(found, "%" PRIu32 " %s%s%s %s", setting->line,
	    setting->group ? setting->group : "", setting->group ? "." : "",
	    setting->name, types[setting->type]);
	if (setting->type == RP_SETTING_NUMBER ||
	    setting->type == RP_SETTING_BOOLEAN)
		add(found, " %" PRId64, setting->number);
	for (size_t i = 0; i < setting->n_texts; i++)
		add(found, " '%s'", setting->texts[i]);
	add(found, "\n");
	return strcmp(setting->name, "closed") != 0;
}

static int read_text(struct found *found, const char *text,
		     rp_messages *messages)
{
	char *path = fixture_file("settings", text);
	int result;

	*found = (struct found){ .size = 0 };
	result = rp_settings_read(path, note, found, messages);
	free(path);
	return result;
}

static const struct {
	const char *text;
	const char *found;
	size_t n_messages;
} good[] = {
	{ "", "", 0 },
	{ "# nothing", "", 0 },
	{ "a = \"x\";\nb = 5; c = -7L; d = true; e = FALSE;",
	  "1 a text 'x'\n2 b number 5\n2 c number -7\n2 d boolean 1\n"
	  "2 e boolean 0\n", 0 },
	{ "a = [ ]; b = ( ); c = [ \"x\", \"\" ]; d = ( \"y\" );",
	  "1 a texts\n1 b texts\n1 c texts 'x' ''\n1 d texts 'y'\n", 0 },
	{ "a = 1.5; b = [ 1, 2 ]; c = ( \"x\", 1 ); d = ( { } );",
	  "1 a other\n1 b other\n1 c other\n1 d other\n", 0 },
	{ "a = {\n b = 1;\n c = { d = 2; };\n};\ne = 3;",
	  "1 a group\n2 a.b number 1\n3 a.c group\n5 e number 3\n", 0 },
	{ "closed = { b = 1; }; e = 3;", "1 closed group\n1 e number 3\n", 0 },
	{ "a = \"\\x01\"; b = \"x\";", "1 b text 'x'\n", 1 },
	{ "a = [ \"x\", \"\\xc3\\x28\" ];", "", 1 },
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct found found;
		rp_messages *messages;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(read_text(&found, good[i].text, messages),
				 RP_OK);
		assert_string_equal(found.text, good[i].found);
		assert_int_equal(rp_messages_count(messages),
				 good[i].n_messages);
		rp_messages_free(messages);
	}
}

static const char *const bad[] = {
	"a", "a = ", "a = 1; a = 2;", "a = \"", "}", "\xff", "/*",
	"@include \"x\"\n", "a = 99999999999;", "a = ((((((((1))))))));",
};

/* Nothing is handed over of what is not whole. */
static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct found found;
		rp_messages *messages;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(read_text(&found, bad[i], messages),
				 RP_INVALID);
		assert_true(rp_messages_count(messages) > 0);
		assert_string_equal(found.text, "");
		rp_messages_free(messages);
	}
}

static void test_no_file(void **state)
{
	char *path = fixture_file("not-there", NULL);
	struct found found = { .size = 0 };

	(void)state;
	errno = 0;
	assert_int_equal(rp_settings_read(path, note, &found, NULL),
			 RP_UNREADABLE);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(rp_settings_read("/", note, &found, NULL),
			 RP_UNREADABLE);
	assert_int_equal(rp_settings_read("/dev/zero", note, &found, NULL),
			 RP_UNREADABLE);
	free(path);
}

static void test_messages(void **state)
{
	const struct rp_message message = { "f", 3, 0, "VM x", "is\x1b wrong" };
	rp_messages *messages;
	char *line;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	rp_messages_add(messages, &message);
	rp_messages_add(messages, &(struct rp_message){ .text = "100%s" });
	assert_int_equal(rp_messages_count(messages), 2);
	line = rp_message_line(rp_messages_get(messages, 0));
	assert_string_equal(line, "f:3: VM x: is^[ wrong");
	free(line);
	assert_string_equal(rp_messages_get(messages, 1)->text, "100%s");
	rp_messages_free(messages);
}

/* A setting may be missing from what was handed over only where the result says
 * that memory ran out. */
static void test_memory(void **state)
{
	static const char text[] =
		"a = [ \"x\", \"y\" ]; b = { c = \"z\"; }; d = 1;";
	char *path = fixture_file("settings", text);
	struct found all, found;
	long n = 0;
	int result;

	(void)state;
	read_text(&all, text, NULL);
	do {
		found = (struct found){ .size = 0 };
		allocations_left = n++;
		result = rp_settings_read(path, note, &found, NULL);
		if (result == RP_OK) {
			assert_string_equal(found.text, all.text);
		} else {
			assert_int_equal(result, RP_NO_MEMORY);
			assert_true(allocations_left < 0);
		}
	} while (allocations_left < 0);
	allocations_left = -1;
	assert_true(n > 4);
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
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
