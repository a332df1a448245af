/* What the tests of commands check alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef CHECKS_H
#define CHECKS_H 1

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define N_ITEMS(array) (sizeof(array) / sizeof(*(array)))

/* A command line, for run_line(), and how it ends. */
struct status_case {
	const char *line;
	int status;
	const char *says; /* Part of what stands on standard error; with
			   * status 0 or 1 on standard output. */
};

/* Runs each of 'n' cases; nothing stands on standard output with status 2. */
void check_statuses(const struct status_case *cases, size_t n);

/* The JSON that 'line', for run_names(), prints when it ends with 'status'. */
json_t *json_of(const char *line, int status);

/* The string or number 'key' of 'object'; a string may be missing: NULL. */
const char *string_of(const json_t *object, const char *key);
json_int_t count_of(const json_t *object, const char *key);

/* Whether the keys of 'object' are those of 'keys', which spaces separate, in
 * their order. */
bool has_keys(json_t *object, const char *keys);

/* Whether every element of 'array' has these keys, and there are 'least'. */
bool all_have_keys(json_t *array, const char *keys, size_t least);

/* Whether both are NULL, or equal. */
bool is_same(const char *a, const char *b);

#endif
