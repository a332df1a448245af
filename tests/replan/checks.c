/* What the tests of commands check alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "checks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "run.h"

void check_statuses(const struct status_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct status_case *it = &cases[i];
		struct run run = run_line(it->line);
		bool failed = it->status == 2;

		if (run.status != it->status ||
		    !strstr(failed ? run.err : run.out, it->says) ||
		    (run.size == 0) != failed)
			fail_msg("replan %s: status %d\n%s\n%s", it->line,
				 run.status, run.out, run.err);
		run_free(&run);
	}
}

json_t *json_of(const char *line, int status)
{
	struct run run = run_names(line);
	json_error_t error;
	json_t *json = json_loadb(run.out, run.size, JSON_REJECT_DUPLICATES,
				  &error);

	if (run.status != status || !json)
		fail_msg("replan %s: status %d\n%s\n%s", line, run.status,
			 run.out, run.err);
	run_free(&run);
	return json;
}

const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

json_int_t count_of(const json_t *object, const char *key)
{
	assert_true(json_is_integer(json_object_get(object, key)));
	return json_integer_value(json_object_get(object, key));
}

bool has_keys(json_t *object, const char *keys)
{
	const char *at = keys;
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		size_t size = strcspn(at, " ");

		if (strlen(key) != size || memcmp(key, at, size) != 0)
			return false;
		at += size + (at[size] == ' ');
	}
	return json_is_object(object) && *at == '\0';
}

bool all_have_keys(json_t *array, const char *keys, size_t least)
{
	size_t i;
	json_t *element;

	if (!json_is_array(array) || json_array_size(array) < least)
		return false;
	json_array_foreach(array, i, element)
		if (!has_keys(element, keys))
			return false;
	return true;
}

bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}
