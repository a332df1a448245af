/* Tests of the names of a topology.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "names.h"

/* Adds 'text' and enters object 'id' under it. */
static int enter(struct names *names, enum rp_kind kind, rp_id scope,
		 const char *text, rp_id *id)
{
	rp_id offset = names_add_text(names, text, strlen(text));

	assert_int_not_equal(offset, RP_NONE);
	assert_string_equal(names_text(names, offset), text);
	return names_enter(names, kind, scope, offset, id);
}

static rp_id find(const struct names *names, enum rp_kind kind, rp_id scope,
		  const char *text)
{
	return names_find(names, kind, scope, text, strlen(text));
}

static void texts_are_kept(void **state)
{
	struct names names = NAMES_INIT;
	rp_id empty = names_add_text(&names, "", 0);
	rp_id part = names_add_text(&names, "abcdef", 3);

	(void)state;
	for (int i = 0; i < 10000; i++)
		assert_int_not_equal(names_add_text(&names, "filler", 6),
				     RP_NONE);
	assert_string_equal(names_text(&names, empty), "");
	assert_string_equal(names_text(&names, part), "abc");
	assert_int_equal(names.size, 1 + 4 + 70000);
	names_destroy(&names);
	assert_null(names.bytes);
}

static void names_stand_in_their_scope(void **state)
{
	struct names names = NAMES_INIT;
	rp_id id = 1;

	(void)state;
	assert_int_equal(find(&names, RP_VM, 0, "a"), RP_NONE);
	assert_int_equal(enter(&names, RP_VM, 0, "a", &id), RP_OK);
	id = 2;
	assert_int_equal(enter(&names, RP_VM, 1, "a", &id), RP_OK);
	id = 3;
	assert_int_equal(enter(&names, RP_HOST, 0, "a", &id), RP_OK);
	id = 4;
	assert_int_equal(enter(&names, RP_SITE, RP_NONE, "a", &id), RP_OK);
	id = 5;
	assert_int_equal(enter(&names, RP_VM, 0, "a", &id), RP_REFUSED);
	assert_int_equal(id, 1);
	assert_int_equal(find(&names, RP_VM, 0, "a"), 1);
	assert_int_equal(find(&names, RP_VM, 1, "a"), 2);
	assert_int_equal(find(&names, RP_HOST, 0, "a"), 3);
	assert_int_equal(find(&names, RP_SITE, RP_NONE, "a"), 4);
	assert_int_equal(find(&names, RP_HOST, 1, "a"), RP_NONE);
	names_destroy(&names);
}

static const char *const different[] = {
	"a", "A", "a ", " a", "b", "ab", "caf\xc3\xa9", "cafe\xcc\x81",
	"\xff", "", "12345678", "123456789", "1234567",
};

/* Rules 1: byte for byte. */
static void names_are_compared_by_bytes(void **state)
{
	const rp_id n = sizeof different / sizeof *different;
	struct names names = NAMES_INIT;

	(void)state;
	for (rp_id i = 0; i < n; i++) {
		rp_id id = i;

		assert_int_equal(enter(&names, RP_VM, 0, different[i], &id),
				 RP_OK);
	}
	for (rp_id i = 0; i < n; i++)
		assert_int_equal(find(&names, RP_VM, 0, different[i]), i);
	assert_int_equal(names_find(&names, RP_VM, 0, "ab", 1), 0);
	assert_int_equal(names_find(&names, RP_VM, 0, "a\0", 2), RP_NONE);
	names_destroy(&names);
}

static void many_names_are_found(void **state)
{
	struct names names = NAMES_INIT;
	const rp_id n = 50000;
	char text[32];

	(void)state;
	for (rp_id i = 0; i < n; i++) {
		rp_id id = i;

		snprintf(text, sizeof text, "VM%u", i);
		assert_int_equal(enter(&names, RP_VM, i % 7, text, &id),
				 RP_OK);
	}
	for (rp_id i = 0; i < n; i++) {
		snprintf(text, sizeof text, "VM%u", i);
		assert_int_equal(find(&names, RP_VM, i % 7, text), i);
		assert_int_equal(find(&names, RP_VM, (i + 1) % 7, text),
				 RP_NONE);
	}
	names_destroy(&names);
}

static void too_much_text_is_refused(void **state)
{
	struct names names = NAMES_INIT;

	(void)state;
	names.size = RP_NONE - 10;
	assert_int_equal(names_add_text(&names, "0123456789", 10), RP_NONE);
	names.size = 0;
	assert_null(names.bytes);
	names_destroy(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_kept),
		cmocka_unit_test(names_stand_in_their_scope),
		cmocka_unit_test(names_are_compared_by_bytes),
		cmocka_unit_test(many_names_are_found),
		cmocka_unit_test(too_much_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
