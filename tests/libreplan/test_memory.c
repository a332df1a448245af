/* Tests that memory may run out at any time: the foundations.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linker leads the library's allocations here (--wrap).  Each test does the
 * same again and again; its first allocation fails, then its second, and so on
 * until it needs no more.  What leaks is found by the sanitizer's build. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "failing.h"
#include "file.h"
#include "memory.h"
#include "messages.h"
#include "names.h"
#include "show.h"
#include "text.h"

/* Does 'act' with a failure at each allocation in turn.  It returns whether it
 * did all that it should, which it must say exactly where none failed. */
static void sweep(bool act(void), long least)
{
	for (long n = 0;; n++) {
		bool done, failed;

		allocations_left = n;
		done = act();
		failed = allocations_left < 0;
		allocations_left = -1;
		assert_int_equal(done, !failed);
		if (!failed) {
			assert_true(n >= least);
			return;
		}
	}
}

static bool fill_text(void)
{
	const char *const args[] = { "zero", "one" };
	struct text text = TEXT_INIT;
	char *taken;

	for (int i = 0; i < 100; i++) {
		text_fill(&text, "{1}, {0} and ", args, 2);
		text_printf(&text, "%d.", i);
	}
	taken = text_take(&text, NULL);
	free(taken);
	return taken;
}

static void texts_fail_whole(void **state)
{
	(void)state;
	sweep(fill_text, 3);
}

static bool grow_array(void)
{
	uint64_t *numbers = NULL;
	uint32_t capacity = 0, n = 0;

	while (n < 1000 &&
	       memory_grow(&numbers, &capacity, n + 1, sizeof *numbers)) {
		numbers[n] = n;
		n++;
	}
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(numbers[i], i);
	free(numbers);
	return n == 1000;
}

static void arrays_stay_as_they_are(void **state)
{
	(void)state;
	sweep(grow_array, 5);
}

static bool show_text(void)
{
	unsigned char *spelled = NULL;
	char *shown = show_spelled("a\n\xff" "bc\xe2\x80\xae", false, &spelled);
	bool whole = shown && spelled;

	assert_int_equal(!shown, !spelled);
	free(shown);
	free(spelled);
	return whole;
}

static void shown_texts_fail_whole(void **state)
{
	(void)state;
	sweep(show_text, 2);
}

static bool make_line(void)
{
	const struct rp_message message = {
		.file = "file", .line = 1, .object = "VM \n", .text = "text",
	};
	char *line = rp_message_line(&message);

	free(line);
	return line;
}

static void message_lines_fail_whole(void **state)
{
	(void)state;
	sweep(make_line, 4);
}

/* Out of memory loses the text, never the count. */
static bool add_messages(void)
{
	rp_messages *messages;
	bool whole = true;

	if (rp_messages_new(&messages))
		return false;
	for (size_t i = 0; i < 3; i++) {
		const struct rp_message *message;

		messages_add(messages, (struct place) { .file = "f" }, "text");
		assert_int_equal(rp_messages_count(messages), i + 1);
		message = rp_messages_get(messages, i);
		assert_non_null(message->text);
		whole = whole && !strcmp(message->text, "text");
	}
	rp_messages_free(messages);
	return whole;
}

static void messages_are_counted(void **state)
{
	(void)state;
	sweep(add_messages, 4);
}

#define N_NAMES 3000

static const char *name_of(char name[16], rp_id i)
{
	snprintf(name, 16, "name %u", i);
	return name;
}

/* Enters names until memory runs out; those entered must then be found, and no
 * other. */
static bool enter_names(void)
{
	struct names names = NAMES_INIT;
	char name[16];
	rp_id n = 0;

	for (; n < N_NAMES; n++) {
		rp_id id = n, offset;

		name_of(name, n);
		offset = names_add_text(&names, name, strlen(name));
		if (offset == RP_NONE ||
		    names_enter(&names, RP_VM, 0, offset, &id))
			break;
	}
	for (rp_id i = 0; i < N_NAMES; i++) {
		name_of(name, i);
		assert_int_equal(names_find(&names, RP_VM, 0, name,
					    strlen(name)),
				 i < n ? i : RP_NONE);
	}
	names_destroy(&names);
	return n == N_NAMES;
}

static void names_stay_as_they_are(void **state)
{
	(void)state;
	sweep(enter_names, 15);
}

/* ---- Files, in the folder that the test is given ----------------------- */

#define NAME "memory-test-file"

static bool write_file(void)
{
	int result = file_write(NAME, "new", 3, NULL, NULL);

	assert_true(result == RP_OK || result == RP_NO_MEMORY);
	return result == RP_OK;
}

static bool read_whole(void)
{
	char *bytes = NULL;
	size_t size;
	int result = file_read(&bytes, &size, NAME, 100, NULL, NULL);

	assert_true(result == RP_OK || result == RP_NO_MEMORY);
	free(bytes);
	return result == RP_OK;
}

static bool lock_file(void)
{
	int lock;
	bool locked;

	assert_int_equal(file_lock(&lock, NAME, NULL), RP_OK);
	locked = lock >= 0;
	file_unlock(lock, NAME);
	return locked;
}

static void files_stay_as_they_are(void **state)
{
	bool locked = false;

	(void)state;
	sweep(write_file, 1);
	sweep(read_whole, 1);
	/* A lock without its signature is one too. */
	for (long n = 0; n < 20; n++) {
		allocations_left = n;
		locked = lock_file();
		assert_true(locked || allocations_left < 0);
	}
	allocations_left = -1;
	assert_true(locked);
	assert_int_equal(unlink(NAME), 0);
}

static int enter_folder(void **state)
{
	const char *folder = getenv("TMPDIR");

	(void)state;
	return chdir(folder ? folder : "/tmp");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_fail_whole),
		cmocka_unit_test(arrays_stay_as_they_are),
		cmocka_unit_test(shown_texts_fail_whole),
		cmocka_unit_test(message_lines_fail_whole),
		cmocka_unit_test(messages_are_counted),
		cmocka_unit_test(names_stay_as_they_are),
		cmocka_unit_test(files_stay_as_they_are),
	};

	return cmocka_run_group_tests(tests, enter_folder, NULL);
}
