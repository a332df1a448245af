/* Tests that memory may run out at any time while a topology is read.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linker leads our allocations here (--wrap), not those of libconfig, which
 * cannot take it.  A topology is read again and again; the first allocation
 * fails, then the second, and so on until it needs no more. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "describe.h"
#include "failing.h"
#include "fixture.h"

/* libconfig 1.5 loses the text that it was reading when a file is faulty. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

/* Reads 'path' with a failure at allocation 'n'; false where it needs less of
 * them.  The caller frees '*topology' and '*messages'. */
static bool read_failing(int *result, rp_topology **topology,
			 rp_messages **messages, const char *path, long n)
{
	bool failed;

	assert_int_equal(rp_messages_new(messages), RP_OK);
	*topology = NULL;
	allocations_left = n;
	*result = rp_topology_read(topology, path, *messages);
	failed = allocations_left < 0;
	allocations_left = -1;
	return failed;
}

/* A good file: there is a topology, whole, exactly where nothing failed. */
static void test_good(void **state)
{
	char *path = fixture_source("tests/topologies/every-setting.cfg");
	rp_topology *topology;
	rp_messages *messages;
	bool failed = true;
	int result;
	long n;

	(void)state;
	for (n = 0; failed; n++) {
		failed = read_failing(&result, &topology, &messages, path, n);
		assert_int_equal(result, failed ? RP_NO_MEMORY : RP_OK);
		assert_int_equal(topology == NULL, failed);
		rp_topology_free(topology);
		rp_messages_free(messages);
	}
	assert_true(n > 50);
	free(path);
}

/* Broken files: they stay broken.  A message may lose its text, but not be
 * lost itself. */
static void test_broken(void **state)
{
	static const char *const names[] = {
		"many", "table-vms", "table-values", "table-columns",
		"mapping-twice", "quote-lost", "syntax", "table-missing",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		char *source = fixture_source("tests/topologies/broken/");
		bool failed = true;
		char *path = NULL;
		long n;

		assert_true(asprintf(&path, "%s%s.cfg", source, names[i]) > 0);
		for (n = 0; failed; n++) {
			rp_topology *topology;
			rp_messages *messages;
			int result;

			failed = read_failing(&result, &topology, &messages,
					      path, n);
			assert_null(topology);
			assert_true(result == RP_INVALID ||
				    (failed && (result == RP_NO_MEMORY)));
			if (result == RP_INVALID)
				assert_true(rp_messages_count(messages) > 0);
			rp_messages_free(messages);
		}
		free(path);
		free(source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
