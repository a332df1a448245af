/* Tests of the large example, which a program makes while all is built: always
 * the same bytes, and a plan that shows what its head says.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "file.h"
#include "fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The path of a file of the build tree's examples; the caller frees it. */
static char *path_of(const char *name)
{
	const char *folder = getenv("builddir");
	size_t size;
	char *path;

	if (!folder)
		folder = "build";
	size = strlen(folder) + strlen(name) + sizeof "/examples/";
	path = malloc(size);
	assert_non_null(path);
	snprintf(path, size, "%s/examples/%s", folder, name);
	return path;
}

static const struct {
	const char *name;
	uint64_t checksum;
} files[] = {
	{ "enterprise.cfg", UINT64_C(0x75c1b01346bb7499) },
	{ "enterprise.plan.cfg", UINT64_C(0x34d107dd059b0d53) },
	{ "enterprise-CH-Gold.csv", UINT64_C(0xa5b95c803d744956) },
	{ "enterprise-CH-Silver.csv", UINT64_C(0x99831d268b6fe9bf) },
	{ "enterprise-DA-Gold.csv", UINT64_C(0x6f89a79046fb3e83) },
	{ "enterprise-DA-Silver.csv", UINT64_C(0x345dc4f3e8acb717) },
	{ "enterprise-NY-Gold.csv", UINT64_C(0x1b431def81c10c00) },
	{ "enterprise-NY-Silver.csv", UINT64_C(0x3f8eae9aaa693290) },
};

/* Whoever changes the example on purpose changes these, too. */
static void the_bytes_are_always_the_same(void **state)
{
	bool same = true;

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		char *path = path_of(files[i].name);
		uint64_t sum;
		size_t size;
		char *bytes;

		assert_int_equal(file_read(&bytes, &size, path,
					   (size_t)16 << 20, NULL, NULL),
				 RP_OK);
		sum = file_checksum(FILE_CHECKSUM, bytes, size);
		if (sum != files[i].checksum)
			print_message("%s: 0x%016" PRIx64 "\n", files[i].name,
				      sum);
		same &= sum == files[i].checksum;
		free(bytes);
		free(path);
	}
	assert_true(same);
}

static const struct {
	enum rp_kind kind;
	size_t n;
} counts[] = {
	{ RP_SITE, 5 },	    { RP_SERVER, 3 }, { RP_NETWORK, 60 },
	{ RP_HOST, 1000 },  { RP_CLOUD, 12 }, { RP_VM, 25000 },
	{ RP_NIC, 25330 },
};

static void it_has_what_its_head_says(const rp_topology *topology)
{
	for (size_t i = 0; i < COUNT(counts); i++)
		assert_int_equal(rp_count(topology, counts[i].kind),
				 counts[i].n);
	assert_int_equal(rp_n_pairs(topology), 6);
}

/* All VMs but the two that stay are placed, with room; the only errors are
 * those on purpose. */
static void its_plan_is_whole(const rp_plan *plan)
{
	const struct rp_summary *summary = rp_plan_summary(plan);
	uint64_t peak = rp_ratio_parts(summary->peak);

	assert_int_equal(summary->protected_vms, 24998);
	assert_int_equal(summary->placed, 24998);
	assert_int_equal(summary->disconnected, 800);
	assert_int_equal(summary->unaddressed, 0);
	assert_int_equal(summary->separation_broken, 0);
	assert_in_range(peak, 7500, 8500);
	assert_true(summary->peak_bound <= peak);
	assert_int_equal(summary->errors, 3);
	assert_in_range(summary->warnings, 10, 50);
	assert_in_range(summary->notices, 10, 100);
}

static void the_findings_are_those_on_purpose(const rp_plan *plan)
{
	static const char *const codes[] = {
		"vm-left-behind", "vm-left-behind", "target-unavailable",
	};

	for (rp_id i = 0; i < COUNT(codes); i++)
		assert_string_equal(
			rp_finding_code(rp_plan_finding(plan, i)), codes[i]);
}

static void it_opens(void **state)
{
	rp_messages *messages;
	rp_topology *topology = NULL;
	rp_session *session;
	char *path = path_of("enterprise.cfg");

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_topology_read(&topology, path, messages), RP_OK);
	assert_int_equal(rp_messages_count(messages), 0);
	it_has_what_its_head_says(topology);
	session = fixture_session(topology, NULL);
	its_plan_is_whole(rp_session_plan(session));
	the_findings_are_those_on_purpose(rp_session_plan(session));
	rp_session_free(session);
	rp_topology_free(topology);
	rp_messages_free(messages);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bytes_are_always_the_same),
		cmocka_unit_test(it_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
