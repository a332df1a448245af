/* The second reading, known bad: whatever is altered in a plan is noticed.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

/* A place in the plan's JSON, from the outside to the inside; the first
 * element of an array that can be altered is taken. */
struct alteration {
	const char *path[5];
	bool remove; /* The last one is an array: remove an element. */
};

static const struct alteration alterations[] = {
	{ { "summary", "protected" }, false },
	{ { "summary", "placed" }, false },
	{ { "summary", "unplaced" }, false },
	{ { "summary", "nics" }, false },
	{ { "summary", "connected" }, false },
	{ { "summary", "disconnected" }, false },
	{ { "summary", "retained" }, false },
	{ { "summary", "offset" }, false },
	{ { "summary", "next" }, false },
	{ { "summary", "pinned" }, false },
	{ { "summary", "dhcp" }, false },
	{ { "summary", "unaddressed" }, false },
	{ { "summary", "separation_broken" }, false },
	{ { "summary", "peak_load" }, false },
	{ { "summary", "peak_load_bound" }, false },
	{ { "summary", "unplaced_bound" }, false },
	{ { "summary", "moved" }, false },
	{ { "replicas" }, true },
	{ { "replicas", "vm" }, false },
	{ { "replicas", "server" }, false },
	{ { "replicas", "protected" }, false },
	{ { "replicas", "protecting" }, false },
	{ { "replicas", "target_server" }, false },
	{ { "replicas", "host" }, false },
	{ { "replicas", "nics" }, true },
	{ { "replicas", "nics", "name" }, false },
	{ { "replicas", "nics", "source_network" }, false },
	{ { "replicas", "nics", "source_subnet" }, false },
	{ { "replicas", "nics", "network" }, false },
	{ { "replicas", "nics", "connection" }, false },
	{ { "replicas", "nics", "subnet" }, false },
	{ { "replicas", "nics", "subnet_rule" }, false },
	{ { "replicas", "nics", "test_network" }, false },
	{ { "replicas", "nics", "addresses" }, true },
	{ { "replicas", "nics", "addresses", "source" }, false },
	{ { "replicas", "nics", "addresses", "address" }, false },
	{ { "replicas", "nics", "addresses", "rule" }, false },
	{ { "hosts" }, true },
	{ { "hosts", "name" }, false },
	{ { "hosts", "server" }, false },
	{ { "hosts", "replicas" }, false },
	{ { "hosts", "load", "cpus" }, false },
	{ { "hosts", "load", "memory" }, false },
	{ { "hosts", "load", "storage" }, false },
	{ { "hosts", "load", "iops" }, false },
	{ { "subnets" }, true },
	{ { "subnets", "network" }, false },
	{ { "subnets", "subnet" }, false },
	{ { "subnets", "server" }, false },
	{ { "subnets", "source" }, false },
	{ { "subnets", "target_network" }, false },
	{ { "subnets", "target_subnet" }, false },
	{ { "subnets", "target_server" }, false },
	{ { "subnets", "target" }, false },
	{ { "subnets", "kind" }, false },
	{ { "routes" }, true },
	{ { "routes", "at" }, false },
	{ { "routes", "prefix" }, false },
	{ { "routes", "before", "next" }, false },
	{ { "routes", "before", "via" }, false },
	{ { "routes", "after", "next" }, false },
	{ { "routes", "after", "via" }, false },
	{ { "dns" }, true },
	{ { "dns", "name" }, false },
	{ { "dns", "type" }, false },
	{ { "dns", "old" }, false },
	{ { "dns", "new" }, false },
	{ { "dns", "ttl" }, false },
	{ { "dns", "dynamic" }, false },
	{ { "findings" }, true },
	{ { "findings", "code" }, false },
	{ { "findings", "level" }, false },
	{ { "findings", "about" }, true },
};

#define N_ALTERATIONS (sizeof(alterations) / sizeof(*alterations))

/* Takes the last element away; false where there is none.  Overlaps are left,
 * as another one may name the same things. */
static bool remove_last(json_t *array)
{
	size_t n = json_array_size(array);
	const char *code;

	while (n > 0) {
		code = text_of_member(json_array_get(array, n - 1), "code");
		if (!code || !strstr(code, "overlap"))
			break;
		n--;
	}
	return n > 0 && json_array_remove(array, n - 1) == 0;
}

/* Alters 'key' of an object; false where there is nothing to alter. */
static bool alter_value(json_t *object, const char *key, bool remove)
{
	json_t *value = json_object_get(object, key);

	if (remove)
		return remove_last(value);
	if (json_is_string(value))
		return json_object_set_new(object, key, json_null()) == 0;
	if (json_is_integer(value))
		return json_integer_set(value, json_integer_value(value) +
						       100) == 0;
	if (json_is_real(value))
		return json_real_set(value, json_real_value(value) + 100) == 0;
	if (json_is_boolean(value))
		return json_object_set_new(object, key,
					   json_boolean(!json_is_true(value)))
		       == 0;
	return false;
}

static bool alter(json_t *json, const char *const *path, bool remove)
{
	json_t *inner;
	size_t i;

	if (json_is_array(json)) {
		json_array_foreach(json, i, inner)
			if (alter(inner, path, remove))
				return true;
		return false;
	}
	if (!path[1])
		return alter_value(json, path[0], remove);
	inner = json_object_get(json, path[0]);
	return inner && alter(inner, path + 1, remove);
}

/* Whether a comparison notices one altered value. */
static void check_alteration(const struct model *model, const json_t *plan,
			     size_t number, unsigned long *applied,
			     FILE *nowhere)
{
	const struct alteration *it = &alterations[number];
	json_t *copy = json_deep_copy(plan);

	assert_non_null(copy);
	if (alter(copy, it->path, it->remove)) {
		applied[number]++;
		if (compare_plan(model, NULL, copy, nowhere) == 0)
			fail_msg("alteration %zu is not noticed", number);
	}
	json_decref(copy);
}

/* Alters the first row of a list; false where there is none. */
static bool alter_row(json_t *rows, const char *key)
{
	json_t *row = json_array_get(rows, 0);

	return row && json_object_set_new(row, key, json_null()) == 0;
}

/* The failback of a plan as JSON, with nothing moved. */
static json_t *failback_of(const struct answer *answer)
{
	const rp_plan *plan = rp_session_plan(answer->session);
	struct rp_failback *list = NULL;
	size_t n = 0, size = 0;
	char *bytes = NULL;
	int result;

	assert_int_equal(rp_plan_failback(&list, &n, plan, NULL, 0), RP_OK);
	result = rp_export_failback_json(&bytes, &size, plan, list, n);
	free(list);
	return parse(result, bytes, size);
}

/* The lists that are no part of the plan. */
static void check_lists(const struct model *model, const struct answer *answer,
			unsigned long rows[2], FILE *nowhere)
{
	static const bool moved[MAX_NICS];
	static const int to[MAX_NICS];
	json_t *failback = failback_of(answer);

	if (alter_row(answer->targets, "available")) {
		rows[0]++;
		assert_int_not_equal(compare_targets(model, answer->targets,
						     nowhere), 0);
	}
	if (alter_row(failback, "rule")) {
		rows[1]++;
		assert_int_not_equal(compare_failback(model, answer->plan,
						      moved, to, failback,
						      nowhere), 0);
	}
	json_decref(failback);
}

/* A plan that is altered in any one place is noticed. */
static void test_control(void **state)
{
	static struct model model;
	unsigned long applied[N_ALTERATIONS] = { 0 }, rows[2] = { 0 };
	FILE *nowhere = fopen("/dev/null", "w");

	(void)state;
	assert_non_null(nowhere);
	for (uint64_t seed = 1; seed <= 80; seed++) {
		struct answer answer;

		model_generate(&model, seed);
		write_files(&model, NULL);
		answer_init(&answer, seed);
		for (size_t i = 0; i < N_ALTERATIONS; i++)
			check_alteration(&model, answer.plan, i, applied,
					 nowhere);
		check_lists(&model, &answer, rows, nowhere);
		answer_destroy(&answer);
	}
	fclose(nowhere);
	assert_true(rows[0] > 0 && rows[1] > 0);
	for (size_t i = 0; i < N_ALTERATIONS; i++)
		if (!applied[i])
			fail_msg("alteration %zu was never tried", i);
}

/* ---- What is tried ----------------------------------------------------- */

/* The findings that the random topologies bring about; "accepted-forgotten"
 * needs an accepted plan, "routes-too-many" a larger topology, and
 * "replica-unplaced" a search that overlooks a place. */
static const char *const codes[] = {
	"target-unavailable", "nic-outside-cloud", "network-unmapped",
	"many-to-one", "no-way-back", "test-network-is-target",
	"mapping-dangling", "replica-no-host", "replica-unreachable",
	"replica-networks-apart", "replica-networks-spread",
	"replica-runs-there", "replica-no-room",
	"pin-outside-cloud", "pin-maintenance", "pin-runs-there",
	"pin-unreachable", "pin-no-room", "host-overloaded",
	"cloud-without-logical-network", "cloud-without-host",
	"logical-network-empty", "pin-dangling", "vm-without-nic",
	"subnet-first", "pin-unusable", "pin-twice", "pin-ignored",
	"address-none", "dhcp-unserved", "linux-address-changes",
	"address-changes", "vm-left-behind", "vm-on-target-subnet",
	"moved-prefix-overlaps", "stretched-one-side", "stretched-subnet",
	"prefix-unreachable", "prefix-drawn-to-source", "path-through-source",
	"dns-ttl-unknown", "dns-ttl-long", "pool-outside-prefix",
	"pools-overlap", "gateway-outside-prefix", "address-twice",
	"dns-name-invalid", "plan-file-topology", "names-differ-in-case",
	"reserved-outside-pool", "subnets-overlap", "vm-address-outside",
	"vm-address-gateway", "vm-address-special", "unknown-setting",
	"unknown-column",
};

#define N_CODES (sizeof(codes) / sizeof(*codes))

static void mark_codes(const json_t *findings, bool seen[N_CODES])
{
	json_t *it;
	size_t i;

	json_array_foreach(findings, i, it)
		for (size_t j = 0; j < N_CODES; j++)
			if (!strcmp(text_of_member(it, "code"), codes[j]))
				seen[j] = true;
}

/* No finding is compared in vain. */
static void test_codes(void **state)
{
	static struct model model;
	bool seen[N_CODES] = { false };
	size_t n = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		struct answer answer;

		model_generate(&model, seed);
		answer_model(&answer, &model, seed);
		mark_codes(json_object_get(answer.plan, "findings"), seen);
		answer_destroy(&answer);
	}
	for (size_t i = 0; i < N_CODES; i++)
		if (!seen[i]) {
			print_error("%s was never found\n", codes[i]);
			n++;
		}
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
