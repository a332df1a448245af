/* Tests that memory may run out at any time: the plan and what is made of it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in test_memory.c: the first allocation fails, then the second, and so on
 * until no more is needed.  libconfig ends the process where it cannot have
 * memory, so reading files of its kind is not among them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "plan_file.h"
#include "small.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);

/* Which allocation fails, counted down; below 0: none.  From it on all fail,
 * and 'failed' says that one did. */
static long countdown = -1;
static bool failed;

static bool fails(void)
{
	if (countdown < 0)
		return false;
	if (countdown > 0) {
		countdown--;
		return false;
	}
	failed = true;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return fails() ? NULL : __real_realloc(memory, size);
}

/* ---- A plan with much to say ------------------------------------------- */

static rp_topology *topology;
static rp_session *session;
static const rp_plan *plan;
static rp_plan *bare;  /* The same without mappings and pins. */
static char *observed; /* A table of addresses: four rows to tell of. */

static int set_up(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		MORE_VM("VM1", WEB_NIC("192.168.1.20")),
		{ "gateways = [ \"192.168.1.1\" ]",
		  "gateways = [ \"10.0.0.1\" ]" },
		{ "{ name = \"net-a2\"; }",
		  "{ name = \"net-a2\"; subnets = ( { name = \"half\"; "
		  "prefixes = [ \"192.168.1.128/25\" ]; } ); }" },
		{ "target = \"net-b\";",
		  "target = \"net-b\"; addresses = \"next\";" },
	};
	char *text = small_edited(small_topology, edits);
	struct decisions nothing;

	(void)state;
	topology = fixture_topology(text);
	free(text);
	session = fixture_session(topology, NULL);
	assert_int_equal(rp_session_pin_host(session, 0, 0), RP_OK);
	plan = rp_session_plan(session);
	assert_int_equal(rp_plan_summary(plan)->unplaced, 1);
	decisions_init(&nothing);
	assert_int_equal(plan_make(&bare, topology, &nothing, NULL, NULL,
				   NULL),
			 RP_OK);
	decisions_destroy(&nothing);
	observed = fixture_file("observed.csv",
				"vm,nic,address\nVM1,eth0,10.0.0.1\n"
				"VM1,eth0,10.0.0.2\nVM1,eth0,10.0.0.1\n"
				"a,b,10.0.0.3\nb,a,10.0.0.3\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(observed);
	rp_plan_free(bare);
	rp_session_free(session);
	rp_topology_free(topology);
	return 0;
}

/* Makes something; RP_NO_MEMORY where it cannot. */
typedef int make(void);

static int made(char *text)
{
	free(text);
	return text ? RP_OK : RP_NO_MEMORY;
}

static int make_plan(void)
{
	rp_plan *out = NULL;
	int result = plan_make(&out, topology, &plan->decisions, NULL, NULL,
			       NULL);

	rp_plan_free(out);
	return result;
}

static int make_plan_json(void)
{
	char *out = NULL;
	size_t size;
	int result = rp_export_plan_json(&out, &size, plan);

	free(out);
	return result;
}

static int make_findings_json(void)
{
	char *out = NULL;
	size_t size;
	int result = rp_export_findings_json(&out, &size, plan);

	free(out);
	return result;
}

static int make_csv(void)
{
	char *out = NULL;
	size_t size;
	int result = rp_export_plan_csv(&out, &size, plan);

	free(out);
	return result;
}

static int make_address_map(void)
{
	rp_address_map *out = NULL;
	rp_id subnet = rp_plan_nic(plan, 1)->subnet;
	int result = rp_plan_address_map(&out, plan, subnet, RP_IPV4);

	rp_address_map_free(out);
	return result;
}

static int make_csv_field(void)
{
	return made(rp_csv_field("=a \"formula\""));
}

static int make_plan_file(void)
{
	return made(plan_file_text(plan, NULL));
}

static int make_host_words(void)
{
	int first = made(rp_explain_host(plan, 0, RP_ENGLISH));

	return first ? first : made(rp_explain_host(plan, 1, RP_ENGLISH));
}

static int make_address_words(void)
{
	return made(rp_explain_address(plan, 1, RP_IPV4, RP_ENGLISH));
}

/* Why it has its host, in parts. */
static int make_host_explanation(void)
{
	struct rp_host_explanation *out = NULL;
	int result = rp_host_explanation(&out, plan, 1, RP_ENGLISH);

	rp_host_explanation_free(out);
	return result;
}

static int make_other_words(void)
{
	int first = made(rp_explain_other_host(plan, 0, 1, RP_ENGLISH));

	return first ? first
		     : made(rp_explain_other_address(plan, 1, RP_IPV4, 1,
						     RP_ENGLISH));
}

static int make_explain_json(void)
{
	struct rp_question question = { 0, 0, RP_IPV4, 1 };
	char *out = NULL;
	size_t size;
	int result = rp_export_explain_json(&out, &size, plan, 1, &question);

	free(out);
	return result;
}

static int make_differences(void)
{
	struct rp_difference *list = NULL;
	char *out = NULL;
	size_t n, size;
	int result = rp_differences(&list, &n, bare, plan);

	if (result != RP_OK)
		return result;
	assert_true(n > 2);
	result = rp_export_diff_json(&out, &size, topology, list, n);
	rp_differences_free(list, n);
	free(out);
	return result;
}

static int make_rebalance_json(void)
{
	char *out = NULL;
	size_t size;
	int result = rp_export_rebalance_json(&out, &size, bare, plan);

	free(out);
	return result;
}

static int make_observations(void)
{
	struct rp_observation *list = NULL;
	char *out = NULL;
	size_t n, size;
	int result = rp_validate(&list, &n, plan, observed, NULL);

	if (result != RP_OK)
		return result;
	assert_int_equal(n, 4);
	result = rp_export_validate_json(&out, &size, list, n);
	rp_observations_free(list, n);
	free(out);
	return result;
}

static int make_proof(void)
{
	struct rp_proof *out = NULL;
	int result = rp_plan_prove(&out, plan, RP_ENGLISH, NULL);

	rp_proof_free(out);
	return result;
}

static int make_lp(void)
{
	char *out = NULL;
	size_t size;
	int result = rp_export_lp(&out, &size, plan);

	free(out);
	return result;
}

static make *const makers[] = {
	make_plan,
	make_plan_json,
	make_findings_json,
	make_csv,
	make_csv_field,
	make_address_map,
	make_plan_file,
	make_host_words,
	make_address_words,
	make_host_explanation,
	make_other_words,
	make_explain_json,
	make_differences,
	make_rebalance_json,
	make_observations,
	make_proof,
	make_lp,
};

static void test_makers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		long n = 0;
		int result;

		do {
			countdown = n++;
			failed = false;
			result = makers[i]();
			countdown = -1;
			assert_int_equal(result,
					 failed ? RP_NO_MEMORY : RP_OK);
		} while (failed);
		assert_true(n > 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_makers, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
