/* The second reading: a plan that follows edits is the plan that is made anew.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan is updated in place where an edit touches it (see plan.h).  Whatever
 * was edited before, it must say the same, to the last byte, as one that is made
 * from the decisions as they are.
 *
 * UPDATE_CASES says how many random topologies there are, SECOND_SEED which one
 * is the first; SECOND_KEEP as in test_second_reading.c. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "anew.h"
#include "harness.h"

#define N_EDITS 24

/* ---- Comparing --------------------------------------------------------- */

/* All that a plan says, which has all its parts; the caller frees it. */
static char *text_of(const rp_plan *plan)
{
	char *text = NULL;
	size_t size = 0;

	assert_int_equal(rp_export_plan_json(&text, &size, plan), RP_OK);
	return text;
}

static char *said(rp_session *session)
{
	assert_int_equal(rp_session_complete(session, RP_ALL_PARTS, NULL),
			 RP_OK);
	return text_of(rp_session_plan(session));
}

/* Fails where the texts differ, and shows where. */
static void check_texts(const char *is, const char *must, const char *what,
			uint64_t seed, int step)
{
	size_t i = 0;
	size_t from;

	if (!strcmp(is, must))
		return;
	while (is[i] == must[i])
		i++;
	from = i > 120 ? i - 120 : 0;
	print_error("%.400s\n--- must be\n%.400s\n", is + from, must + from);
	keep_files(seed);
	fail_msg("seed %llu, step %d: %s", (unsigned long long)seed, step,
		 what);
}

static void check_counts(const struct rp_summary *is,
			 const struct rp_summary *must, const char *what,
			 uint64_t seed, int step)
{
	if (is->errors != must->errors || is->warnings != must->warnings ||
	    is->notices != must->notices)
		print_error("seed %llu, step %d: %s\n",
			    (unsigned long long)seed, step, what);
	assert_int_equal(is->errors, must->errors);
	assert_int_equal(is->warnings, must->warnings);
	assert_int_equal(is->notices, must->notices);
}

static void check_plan(rp_session *session, uint64_t seed, int step)
{
	rp_plan *plan = plan_anew(session);
	const struct rp_summary *summary =
		rp_plan_summary(rp_session_plan(session));
	char *must, *is;

	assert_non_null(plan);
	/* Findings are counted before they are listed.  After an edit that
	 * changes nothing, all parts are there still. */
	assert_int_equal(rp_plan_complete(
				 plan, rp_plan_parts(rp_session_plan(session)),
				 NULL),
			 RP_OK);
	check_counts(summary, rp_plan_summary(plan), "counted", seed, step);
	assert_int_equal(rp_plan_complete(plan, RP_ALL_PARTS, NULL), RP_OK);
	must = text_of(plan);
	is = said(session);
	check_texts(is, must, "an updated plan is another one", seed, step);
	check_counts(summary, rp_plan_summary(plan), "listed", seed, step);
	assert_int_equal(summary->errors + summary->warnings +
				 summary->notices,
			 rp_plan_n_findings(plan));
	free(is);
	free(must);
	rp_plan_free(plan);
}

/* ---- Edits ------------------------------------------------------------- */

/* A random object of 'kind', or RP_NONE where there is none. */
static rp_id any(const rp_session *session, enum rp_kind kind)
{
	int n = (int)rp_count(rp_session_topology(session), kind);

	return n > 0 ? (rp_id)between(0, n - 1) : RP_NONE;
}

static struct rp_mapping any_mapping(const rp_session *session)
{
	struct rp_mapping mapping = { any(session, RP_NETWORK),
				      any(session, RP_NETWORK), RP_NONE,
				      (enum rp_address_rule)between(0, 2) };

	return mapping;
}

static void edit_mapping(rp_session *session)
{
	struct rp_mapping mapping = any_mapping(session);

	if (mapping.source == RP_NONE)
		return;
	if (maybe(30))
		rp_session_unmap(session, mapping.source,
				 rp_network_server(rp_session_topology(session),
						   mapping.target));
	else
		rp_session_map(session, &mapping);
}

static void edit_pins(rp_session *session)
{
	rp_id vm = any(session, RP_VM);
	rp_id nic = any(session, RP_NIC);
	rp_ip ip = (rp_ip)between(1, 60);

	if (vm != RP_NONE && maybe(50))
		rp_session_pin_host(session, vm,
				    maybe(30) ? RP_NONE
					      : any(session, RP_HOST));
	else if (nic != RP_NONE)
		rp_session_pin_address(session, nic, RP_IPV4,
				       maybe(30) ? NULL : &ip);
}

/* What is only looked at changes nothing, and says what drawing it comes to. */
static void look(rp_session *session, uint64_t seed, int step)
{
	struct rp_mapping mapping = any_mapping(session);
	const struct rp_summary *summary;
	struct rp_preview preview;
	uint64_t version;
	char *before, *after;

	if (mapping.source == RP_NONE)
		return;
	before = said(session);
	if (rp_session_preview(&preview, session, &mapping, RP_NONE) != RP_OK) {
		free(before);
		return;
	}
	after = said(session);
	check_texts(after, before, "looking changed the plan", seed, step);
	free(before);
	free(after);
	version = rp_session_version(session);
	assert_int_equal(rp_session_map(session, &mapping), RP_OK);
	if (rp_session_version(session) == version)
		return; /* It is drawn already. */
	summary = rp_plan_summary(rp_session_plan(session));
	check_counts(&preview.summary, summary, "previewed", seed, step);
	assert_int_equal(preview.summary.placed, summary->placed);
	assert_int_equal(preview.summary.connected, summary->connected);
	assert_int_equal(preview.summary.retained, summary->retained);
}

static void edit(rp_session *session, uint64_t seed, int step)
{
	rp_plan *fresh;

	switch (between(0, 9)) {
	case 0:
		rp_session_undo(session);
		break;
	case 1:
		rp_session_redo(session);
		break;
	case 2:
		edit_pins(session);
		break;
	case 3:
		rp_session_set_peak_target(session,
					   (uint32_t)between(1, 1000));
		break;
	case 4:
		look(session, seed, step);
		break;
	case 5:
		if (maybe(40))
			rp_session_accept(session);
		break;
	case 6:
		if (maybe(80))
			break;
		assert_int_equal(rp_session_preview_rebalance(&fresh, session,
							      NULL),
				 RP_OK);
		assert_int_equal(rp_session_rebalance(session, fresh), RP_OK);
		rp_plan_free(fresh);
		break;
	default:
		edit_mapping(session);
		break;
	}
}

static void test_updates(void **state)
{
	static struct model model;
	unsigned long cases = number_of("UPDATE_CASES", 150);
	unsigned long first = number_of("SECOND_SEED", 1);

	(void)state;
	for (unsigned long i = 0; i < cases; i++) {
		struct answer answer;

		model_generate(&model, first + i);
		answer_model(&answer, &model, first + i);
		for (int step = 0; step < N_EDITS; step++) {
			edit(answer.session, first + i, step);
			check_plan(answer.session, first + i, step);
		}
		answer_destroy(&answer);
	}
}

/* The check would see a plan that is another one. */
static void test_control(void **state)
{
	static struct model model;
	unsigned long n_seen = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct answer answer;
		char *before, *after;

		model_generate(&model, seed);
		answer_model(&answer, &model, seed);
		before = said(answer.session);
		for (int i = 0; i < 10; i++)
			edit_mapping(answer.session);
		after = said(answer.session);
		n_seen += strcmp(before, after) != 0;
		free(before);
		free(after);
		answer_destroy(&answer);
	}
	assert_true(n_seen > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_updates),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
