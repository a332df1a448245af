/* Tests of growing arrays, growing text, templates and messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory.h"
#include "messages.h"
#include "text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void arrays_grow(void **state)
{
	uint64_t *numbers = NULL;
	uint32_t capacity = 0;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		assert_true(memory_grow(&numbers, &capacity, i + 1,
					sizeof *numbers));
		assert_true(capacity > i);
		numbers[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	free(numbers);
}

static void arrays_do_not_grow_too_far(void **state)
{
	char *bytes = NULL;
	uint32_t capacity = 0;

	(void)state;
	assert_false(memory_grow(&bytes, &capacity, UINT32_MAX, 1));
	assert_false(memory_grow(&bytes, &capacity, UINT32_MAX - 1,
				 SIZE_MAX / 2));
	assert_null(bytes);
	assert_int_equal(capacity, 0);
}

static void copies_are_equal(void **state)
{
	const int numbers[] = { 1, 2, 3 };
	int *copy = memory_copy(numbers, 3, sizeof *numbers);
	char *none = memory_copy(NULL, 0, 1);

	(void)state;
	assert_memory_equal(copy, numbers, sizeof numbers);
	assert_non_null(none);
	free(copy);
	free(none);
}

static void text_grows(void **state)
{
	struct text text = TEXT_INIT;
	size_t size;
	char *taken;

	(void)state;
	for (int i = 0; i < 1000; i++)
		text_printf(&text, "%03d%s", i, i % 2 ? "-" : "");
	text_add_char(&text, '!');
	text_add(&text, "?");
	text_add_bytes(&text, "a\0b", 3);
	assert_int_equal(text.size, 3505);
	taken = text_take(&text, &size);
	assert_int_equal(size, 3505);
	assert_memory_equal(taken, "000001-002003-", 14);
	assert_memory_equal(taken + 3493, "998999-!?a\0b", 13);
	assert_null(text.bytes);
	free(taken);
}

static void empty_text_is_text(void **state)
{
	struct text text = TEXT_INIT;
	size_t size = 1;
	char *taken = text_take(&text, &size);

	(void)state;
	assert_string_equal(taken, "");
	assert_int_equal(size, 0);
	free(taken);
}

static void failed_text_is_none(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	text_add(&text, "half");
	text_fail(&text);
	text_add(&text, "more");
	text_printf(&text, "%d", 1);
	assert_true(text.failed);
	assert_null(text_take(&text, NULL));
	assert_false(text.failed);
}

static const struct {
	const char *template;
	const char *filled;
} templates[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "{0}", "zero" },
	{ "{1} and {0}, {1}", "one and zero, one" },
	{ "{2}{3}", "{2}{3}" },
	{ "{{0}", "{0}" },
	{ "{{{0}", "{zero" },
	{ "{", "{" },
	{ "{0", "{0" },
	{ "{}", "{}" },
	{ "{a}", "{a}" },
	{ "{01}", "one" },
	{ "{99999999999999999999999}", "{99999999999999999999999}" },
	{ "a {1}%s{", "a one%s{" },
};

static void templates_are_filled(void **state)
{
	const char *const args[] = { "zero", "one" };

	(void)state;
	for (size_t i = 0; i < COUNT(templates); i++) {
		struct text text = TEXT_INIT;
		char *filled;

		text_fill(&text, templates[i].template, args, 2);
		filled = text_take(&text, NULL);
		assert_string_equal(filled, templates[i].filled);
		free(filled);
	}
}

/* What an argument holds is not a template. */
static void arguments_are_not_filled(void **state)
{
	const char *const args[] = { "{1}{{%n", "one" };
	struct text text = TEXT_INIT;
	char *filled;

	(void)state;
	text_fill(&text, "{0}", args, 2);
	filled = text_take(&text, NULL);
	assert_string_equal(filled, "{1}{{%n");
	free(filled);
}

static void words_are_found(void **state)
{
	(void)state;
	assert_string_equal(text_words(RP_ENGLISH, "no such text"),
			    "no such text");
	assert_string_equal(text_words(RP_LOCAL, "no such text"),
			    "no such text");
	assert_string_equal(text_words(RP_LOCAL, ""), "");
	assert_string_equal(text_words_n(RP_ENGLISH, "a", "b", 1), "a");
	assert_string_equal(text_words_n(RP_LOCAL, "a", "b", 2), "b");
}

static const struct {
	struct rp_message message;
	const char *line;
} lines[] = {
	{ { .text = "text" }, "text" },
	{ { .file = "f", .text = "text" }, "f: text" },
	{ { .file = "f", .line = 2, .text = "text" }, "f:2: text" },
	{ { .file = "f", .line = 2, .column = 3, .text = "text" },
	  "f:2:3: text" },
	{ { .file = "f", .column = 3, .text = "text" }, "f: text" },
	{ { .file = "f", .line = 2, .object = "VM VM1", .text = "text" },
	  "f:2: VM VM1: text" },
	{ { .object = "VM VM1", .line = 7, .text = "text" },
	  "VM VM1: text" },
	{ { .file = "\033]0;f", .object = "VM \xff", .text = "a\nb" },
	  "^[]0;f: VM \\xFF: a^Jb" },
};

static void messages_are_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		char *line = rp_message_line(&lines[i].message);

		assert_string_equal(line, lines[i].line);
		free(line);
	}
}

static void messages_are_kept(void **state)
{
	char file[] = "file", object[] = "object";
	const struct rp_message *message;
	rp_messages *messages;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_messages_count(messages), 0);
	messages_add(messages, (struct place) { file, 1, 2, object }, "%d%s",
		     12, "x");
	messages_add_errno(messages, NULL, "cannot be read", ENOENT);
	/* They are copies. */
	file[0] = object[0] = 'X';
	assert_int_equal(rp_messages_count(messages), 2);
	message = rp_messages_get(messages, 0);
	assert_string_equal(message->file, "file");
	assert_string_equal(message->object, "object");
	assert_string_equal(message->text, "12x");
	assert_int_equal(message->line, 1);
	assert_int_equal(message->column, 2);
	message = rp_messages_get(messages, 1);
	assert_null(message->file);
	assert_null(message->object);
	assert_string_equal(message->text,
			    "cannot be read: No such file or directory");
	assert_null(rp_messages_get(messages, 2));
	rp_messages_free(messages);
	messages_add(NULL, (struct place) { 0 }, "nobody reads this");
	rp_messages_free(NULL);
}

static void messages_have_an_end(void **state)
{
	rp_messages *messages;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	for (int i = 0; i < MESSAGES_MAX; i++)
		messages_add(messages, (struct place) { .file = "f" }, "%d", i);
	assert_string_equal(
		rp_messages_get(messages, MESSAGES_MAX - 1)->text, "999");
	for (int i = 0; i < 3; i++)
		messages_add(messages, (struct place) { .file = "f" }, "%d", i);
	assert_int_equal(rp_messages_count(messages), MESSAGES_MAX);
	assert_string_equal(
		rp_messages_get(messages, MESSAGES_MAX - 2)->text, "998");
	assert_string_equal(
		rp_messages_get(messages, MESSAGES_MAX - 1)->text,
		"there are more messages than are shown");
	rp_messages_free(messages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrays_grow),
		cmocka_unit_test(arrays_do_not_grow_too_far),
		cmocka_unit_test(copies_are_equal),
		cmocka_unit_test(text_grows),
		cmocka_unit_test(empty_text_is_text),
		cmocka_unit_test(failed_text_is_none),
		cmocka_unit_test(templates_are_filled),
		cmocka_unit_test(arguments_are_not_filled),
		cmocka_unit_test(words_are_found),
		cmocka_unit_test(messages_are_lines),
		cmocka_unit_test(messages_are_kept),
		cmocka_unit_test(messages_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
