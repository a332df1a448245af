/* Tests of broken topologies: each has its exact list of messages beside it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "describe.h"
#include "fixture.h"

/* At the least there are so many of them. */
#define LEAST_BROKEN 70

/* libconfig 1.5 loses the text that it was reading when a file is faulty. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

static int is_topology(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name);

	return size > 4 && strcmp(entry->d_name + size - 4, ".cfg") == 0;
}

/* The messages of the topology 'name', which must be broken.  The caller frees
 * them. */
static char *read_broken(const char *name)
{
	rp_topology *topology = NULL;
	clock_t start = clock();
	rp_messages *messages;
	char *found;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	if (rp_topology_read(&topology, name, messages) != RP_INVALID)
		fail_msg("%s is not broken", name);
	assert_null(topology);
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
	found = describe_messages(messages);
	rp_messages_free(messages);
	return found;
}

static void check_broken(const char *name)
{
	char *found = read_broken(name);
	char *path = NULL;
	char *expected;

	assert_true(asprintf(&path, "%.*s.txt", (int)strlen(name) - 4, name) >
		    0);
	expected = describe_file(path);
	if (strcmp(found, expected) != 0)
		print_error("%s:\n", name);
	assert_string_equal(found, expected);
	free(expected);
	free(path);
	free(found);
}

static void test_broken(void **state)
{
	char *folder = fixture_source("tests/topologies/broken");
	struct dirent **entries;
	int n = scandir(folder, &entries, is_topology, alphasort);
	int i;

	(void)state;
	assert_true(n >= LEAST_BROKEN);
	assert_int_equal(chdir(folder), 0);
	for (i = 0; i < n; i++) {
		check_broken(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken),
	};

	setlocale(LC_ALL, "C");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
