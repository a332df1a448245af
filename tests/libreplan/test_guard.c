/* Tests of the guard, and of what libconfig does with what it passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <libconfig.h>

#include "describe.h"
#include "guard.h"
#include "messages.h"
#include "text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct guard_limits limits = {
	.bytes = (size_t)1 << 20,
	.values = 5000,
	.depth = 8,
	.settings = 4,
	.advice = "use less",
};

/* What the guard says of 'text'; the caller frees it. */
static char *check(const char *text, size_t size, bool *clean)
{
	rp_messages *messages;
	char *found;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	*clean = guard_check(text, size, "f", &limits, messages);
	found = describe_messages(messages);
	rp_messages_free(messages);
	return found;
}

/* Texts that pass, and that libconfig takes too. */
static const char *const good[] = {
	"",
	"\n\n",
	"a = 1;",
	"a : 1\n",
	"a = 1; # } ) ] \" /* @include \"x\"\n",
	"a = 1; // } ) ] \" /*\n",
	"a = /* } \" \n # */ 1;",
	"/**/ a = 1;",
	"/***/ a = 1;",
	"a = \"} ] ) # // /* @include\";",
	"a = \"\\\"}\\\\\";",
	"a = \"\\\\\";",
	"a = \"\\x01\\x0a\\\\x00\";",
	"a = { b = ( [ 1, 2 ], { c = true; } ); };",
	"a = 2147483647; b = -2147483648;",
	"a = 2147483648L; b = -2147483649L;",
	"a = 9223372036854775807L; b = -9223372036854775808LL;",
	"a = 0x7FFFFFFF; b = 0x7FFFFFFFFFFFFFFFL;",
	"a = 00000000000000000000000001;",
	"a = 1e307; b = -1.5E+300; c = 1e-99999;",
	"a = 0.0e99999;",
	"a = 0.00000000001e315;",
	"a = .5; b = 5.; c = +.5e3;",
	"a-5000000000 = 1;",
	"a_5000000000* = 1;",
	"a = \"caf\xc3\xa9 \xf0\x9f\x98\x80\";",
	"a = 1; b = 2; c = 3; d = 4;",
	"a = { b = 1; c = 2; d = 3; e = 4; }; f = { g = 1; h = 2; };",
	"a = (((((((1)))))));",
	"a = TRUE; b = False;",
	"a = 1;\r\nb = 2;\r\n",
};

static void test_good(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		config_t config;
		bool clean;
		char *found;

		found = check(good[i], strlen(good[i]), &clean);
		assert_string_equal(found, "");
		assert_true(clean);
		free(found);
		config_init(&config);
		if (!config_read_string(&config, good[i]))
			fail_msg("libconfig does not take: %s", good[i]);
		config_destroy(&config);
	}
}

/* Texts that do not pass, and why. */
static const struct {
	const char *text;
	const char *messages;
} bad[] = {
	/* Bytes. */
	{ "a = \"\xe9\";", "f:1:6: a byte that is not UTF-8\n" },
	{ "# \xff\n\n \xc3\n\xc3\xa9\n\x80",
	  "f:1:3: a byte that is not UTF-8\n"
	  "f:3:2: a byte that is not UTF-8\n"
	  "f:5:1: a byte that is not UTF-8\n" },
	{ "\xed\xa0\x80", "f:1:1: a byte that is not UTF-8\n" },
	/* Comments and strings. */
	{ "a = 1; /* b", "f:1:8: this comment is not closed: expected */\n" },
	{ "a = (\n/*/\n);",
	  "f:2:1: this comment is not closed: expected */\n" },
	{ "a = \"b", "f:1:5: this text has no closing \" on its line\n" },
	{ "a = \"b;\nc = \"d\";",
	  "f:1:5: this text has no closing \" on its line\n" },
	{ "a = \"b\\\n\";",
	  "f:1:5: this text has no closing \" on its line\n"
	  "f:2:1: this text has no closing \" on its line\n" },
	{ "a = \"b\\\";", "f:1:5: this text has no closing \" on its line\n" },
	{ "a = \"b\\x00c\\X00\";",
	  "f:1:7: \\x00 cannot stand in a text\n"
	  "f:1:12: \\x00 cannot stand in a text\n" },
	/* Brackets. */
	{ "a = {", "f:1:5: this { is not closed: expected }\n" },
	{ "a = (\n[\n1\n);",
	  "f:4:1: expected ] for the [ of line 2, column 1, before this )\n" },
	{ "}", "f:1:1: this } closes nothing\n" },
	{ "a = ( );\n);\n}", "f:2:1: this ) closes nothing\n" },
	{ "a = ((((((((((1))))))))));",
	  "f:1:13: brackets stand in brackets more than 8 deep\n" },
	/* Numbers. */
	{ "a = 2147483648;",
	  "f:1:5: the number 2147483648 needs an L behind it: 2147483648L\n" },
	{ "a = -2147483649;", "f:1:5: the number -2147483649 needs an L behind "
			      "it: -2147483649L\n" },
	{ "a = +2147483648;", "f:1:5: the number +2147483648 needs an L behind "
			      "it: +2147483648L\n" },
	{ "a = 0x80000000;",
	  "f:1:5: the number 0x80000000 needs an L behind it: 0x80000000L\n" },
	{ "a = 0XffffffffFFL, b = 0XffffffffFF;",
	  "f:1:24: the number 0XffffffffFF needs an L behind it: "
	  "0XffffffffFFL\n" },
	{ "a = 9223372036854775808L;",
	  "f:1:5: the number 9223372036854775808L does not fit: expected one "
	  "from -2^63 to 2^63 - 1\n" },
	{ "a = -9223372036854775809LL;",
	  "f:1:5: the number -9223372036854775809LL does not fit: expected one "
	  "from -2^63 to 2^63 - 1\n" },
	{ "a = 0x8000000000000000L;",
	  "f:1:5: the number 0x8000000000000000L does not fit: expected one "
	  "from -2^63 to 2^63 - 1\n" },
	{ "a = 99999999999999999999999999999999999999999999999999;",
	  "f:1:5: the number 9999999999999999999999999999999999999999 does not "
	  "fit: expected one from -2^63 to 2^63 - 1\n" },
	{ "a = [ 1, 5000000000 ];",
	  "f:1:10: the number 5000000000 needs an L behind it: 5000000000L\n" },
	{ "a = 1.5.5000000000; b = 1-5000000000;",
	  "f:1:26: the number -5000000000 needs an L behind it: "
	  "-5000000000L\n" },
	{ "a = 1e400;", "f:1:5: the number is too large\n" },
	{ "a = -1.0E+309;", "f:1:5: the number is too large\n" },
	{ "a = 1e99999999999999999999;", "f:1:5: the number is too large\n" },
	{ "a = 0.001e312;", "f:1:5: the number is too large\n" },
	{ "a = 123.e307;", "f:1:5: the number is too large\n" },
	/* Includes. */
	{ "@include \"/etc\"\n", "f:1:1: @include is not allowed: expected all "
				"settings in this file\n" },
	{ "a = 1;\n  @include\t\"x\"\n",
	  "f:2:3: @include is not allowed: expected all settings in this "
	  "file\n" },
	/* Too many. */
	{ "a = 1; b = 1; c = 1; d = 1; e = 1;",
	  "f:1:31: more than 4 settings in one group\n" },
	{ "x = ( { a = 1; b : 1; c = 1; d = 1; e : 1; } );",
	  "f:1:39: more than 4 settings in one group\n" },
	/* Several at once. */
	{ "a = 5000000000;\nb = \"\n@include \"x\"\nc = )",
	  "f:1:5: the number 5000000000 needs an L behind it: 5000000000L\n"
	  "f:2:5: this text has no closing \" on its line\n"
	  "f:3:1: @include is not allowed: expected all settings in this "
	  "file\n"
	  "f:4:5: this ) closes nothing\n" },
};

static void test_bad(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		bool clean;
		char *found = check(bad[i].text, strlen(bad[i].text), &clean);

		assert_string_equal(found, bad[i].messages);
		assert_false(clean);
		free(found);
	}
}

static void test_nul(void **state)
{
	static const char text[] = "a = 1;\n\xff\nb\0= 2;\n\0\xff";
	bool clean;
	char *found = check(text, sizeof text - 1, &clean);

	(void)state;
	assert_false(clean);
	assert_string_equal(found, "f:2:1: a byte that is not UTF-8\n"
				   "f:3:2: a NUL byte: expected UTF-8 text\n"
				   "f:4:2: a byte that is not UTF-8\n");
	free(found);
}

/* ---- Limits ---------------------------------------------------------- */

/* Texts of one part that is repeated 'n' times. */
static const struct {
	const char *head;
	const char *part;
	const char *tail;
	int n;
	const char *message; /* NULL: it passes. */
} repeated[] = {
	{ "a = (", "1,", "1);", 4998, NULL },
	{ "a = (", "1,", "1);", 4999, "more than 5000 values: use less" },
	{ "a = (", "{},", "{});", 4999, "more than 5000 values: use less" },
	{ "a = (", "\"\",", "\"\");", 4999, "more than 5000 values: use less" },
	{ "a = (", "true,", "FALSE);", 4999,
	  "more than 5000 values: use less" },
	{ "# ", "x", "\n", (1 << 20) - 3, NULL },
	{ "# ", "x", "\n", 1 << 20, "more than 1 MiB: use less" },
	{ "a = ", "(", "", 10000,
	  "brackets stand in brackets more than 8 deep" },
	{ "a = ", "{ a = ", "", 10000,
	  "brackets stand in brackets more than 8 deep" },
	{ "a = \"", "x", "", 1000000,
	  "this text has no closing \" on its line" },
	{ "", "\"", "", 1000001, "more than 5000 values: use less" },
	{ "/*", "* ", "", 300000, "this comment is not closed: expected */" },
	{ "a = ", "9", ";", 1000000,
	  "the number 9999999999999999999999999999999999999999 does not fit: "
	  "expected one from -2^63 to 2^63 - 1" },
	{ "a = 1e", "9", ";", 1000000, "the number is too large" },
	{ "", "a = 1;", "", 100000, "more than 4 settings in one group" },
};

static void test_repeated(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(repeated); i++) {
		struct text text = TEXT_INIT;
		rp_messages *messages;
		clock_t start = clock();
		bool clean;
		int j;

		text_add(&text, repeated[i].head);
		for (j = 0; j < repeated[i].n; j++)
			text_add(&text, repeated[i].part);
		text_add(&text, repeated[i].tail);
		assert_int_equal(rp_messages_new(&messages), RP_OK);
		clean = guard_check(text.bytes, text.size, "f", &limits,
				    messages);
		if (clean == !!repeated[i].message)
			fail_msg("%s%s... passes: %d", repeated[i].head,
				 repeated[i].part, clean);
		assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
		if (!clean) {
			assert_int_equal(rp_messages_count(messages), 1);
			assert_string_equal(rp_messages_get(messages, 0)->text,
					    repeated[i].message);
		}
		rp_messages_free(messages);
		text_destroy(&text);
	}
}

/* Groups of settings with long names, which libconfig compares one by one. */
static void test_long_names(void **state)
{
	struct guard_limits wide = limits;
	struct text text = TEXT_INIT;
	rp_messages *messages;
	char name[201];
	int i;

	(void)state;
	wide.values = 100000;
	wide.settings = 64;
	wide.bytes = (size_t)64 << 20;
	memset(name, 'x', 200);
	name[200] = '\0';
	text_add(&text, "a = (");
	for (i = 0; i < 60000; i++)
		text_printf(&text, "%s%s%02d = 1;%s",
			    i % 60 ? "" : i ? ",{" : "{", name, i % 60 + 1,
			    i % 60 == 59 ? "}" : "");
	text_add(&text, ");");
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_false(guard_check(text.bytes, text.size, "f", &wide, messages));
	assert_int_equal(rp_messages_count(messages), 1);
	assert_string_equal(rp_messages_get(messages, 0)->text,
			    "too many settings with long names: use less");
	rp_messages_free(messages);
	text_destroy(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_repeated),
		cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
