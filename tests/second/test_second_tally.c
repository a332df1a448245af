/* The findings are counted with each edit, and listed when they are asked for:
 * as many as are counted are listed, on random topologies after random edits,
 * and on the examples.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TALLY_CASES says how many topologies there are, SECOND_SEED which one is the
 * first; SECOND_KEEP as in test_second_reading.c. */

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#define N_EDITS 25

/* ---- Counting ----------------------------------------------------------- */

struct counted {
	size_t errors;
	size_t warnings;
	size_t notices;
};

static struct counted count_list(const rp_plan *plan)
{
	struct counted n = { 0, 0, 0 };

	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++)
		switch (rp_finding_level(rp_plan_finding(plan, i))) {
		case RP_ERROR:
			n.errors++;
			break;
		case RP_WARNING:
			n.warnings++;
			break;
		case RP_NOTICE:
			n.notices++;
		}
	return n;
}

static struct counted count_summary(const rp_plan *plan)
{
	const struct rp_summary *summary = rp_plan_summary(plan);

	return (struct counted){ summary->errors, summary->warnings,
				 summary->notices };
}

static bool are_equal(struct counted a, struct counted b)
{
	return a.errors == b.errors && a.warnings == b.warnings &&
	       a.notices == b.notices;
}

static size_t count_code(const rp_plan *plan, const char *code)
{
	size_t n = 0;

	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++)
		n += !strcmp(rp_finding_code(rp_plan_finding(plan, i)), code);
	return n;
}

/* The zones of a long TTL that a record is in. */
static size_t count_zones(const rp_plan *plan)
{
	const rp_topology *topology = rp_plan_topology(plan);
	size_t n = 0;

	for (rp_id zone = 0; zone < rp_count(topology, RP_ZONE); zone++) {
		rp_id i = 0;

		if (rp_zone(topology, zone)->ttl <= 300)
			continue;
		while (i < rp_plan_n_records(plan) &&
		       rp_plan_record(plan, i)->zone != zone)
			i++;
		n += i < rp_plan_n_records(plan);
	}
	return n;
}

static size_t count_losses(const rp_plan *plan)
{
	size_t n = 0;

	for (rp_id i = 0; i < rp_plan_n_hosts(plan); i++) {
		struct rp_range left = rp_plan_loss(plan, i)->without_place;

		n += left.first < left.end;
	}
	return n;
}

/* Makes 'parts' of the plan, and compares.  An edit that changed nothing left
 * what was made before. */
static void check_parts(rp_session *session, unsigned parts, const char *what)
{
	bool had = rp_plan_parts(rp_session_plan(session)) & RP_PART_LOSS;
	struct counted must = count_summary(rp_session_plan(session));
	size_t n_losses = 0;
	const rp_plan *plan;

	assert_int_equal(rp_session_complete(session, parts, NULL), RP_OK);
	plan = rp_session_plan(session);
	if (rp_plan_parts(plan) & RP_PART_LOSS)
		n_losses = count_losses(plan);
	if (!had)
		must.warnings += n_losses;
	if (!are_equal(must, count_summary(plan)) ||
	    !are_equal(must, count_list(plan)) ||
	    count_code(plan, "host-loss") != n_losses ||
	    count_code(plan, "dns-ttl-long") != count_zones(plan))
		fail_msg("%s: what is listed is not what is counted", what);
}

/* Without the losses of hosts, and now and then with them. */
static void check(rp_session *session, bool with_losses, const char *what)
{
	const unsigned parts = RP_PART_FINDINGS | RP_PART_RECORDS;

	check_parts(session, parts, what);
	if (with_losses)
		check_parts(session, parts | RP_PART_LOSS, what);
}

/* ---- Edits -------------------------------------------------------------- */

static rp_id any(const rp_session *session, enum rp_kind kind)
{
	size_t n = rp_count(rp_session_topology(session), kind);

	return n ? (rp_id)one_of(0, (int)n) : RP_NONE;
}

static int map(rp_session *session)
{
	const struct rp_mapping mapping = {
		.source = any(session, RP_NETWORK),
		.target = any(session, RP_NETWORK),
		.test_network = maybe(20) ? any(session, RP_NETWORK) : RP_NONE,
		.rule = (enum rp_address_rule)one_of(0, 3),
	};

	return rp_session_map(session, &mapping);
}

/* To an address near one that some NIC has, so that pins meet. */
static int pin_address(rp_session *session)
{
	const rp_topology *topology = rp_session_topology(session);
	rp_id nic = any(session, RP_NIC);
	const struct rp_nic *near = rp_nic(topology, any(session, RP_NIC));
	enum rp_family family = maybe(70) ? RP_IPV4 : RP_IPV6;
	rp_ip ip;

	if (maybe(25) || near->address[family] == RP_NONE)
		return rp_session_pin_address(session, nic, family, NULL);
	ip = rp_topology_address(topology, near->address[family]);
	ip += (unsigned)one_of(0, 3);
	return rp_session_pin_address(session, nic, family, &ip);
}

static int pin_host(rp_session *session)
{
	return rp_session_pin_host(session, any(session, RP_VM),
				   maybe(30) ? RP_NONE : any(session, RP_HOST));
}

static bool has(const rp_session *session, enum rp_kind kind)
{
	return rp_count(rp_session_topology(session), kind) > 0;
}

/* Some edits are refused, and change nothing. */
static void edit(rp_session *session)
{
	int which = one_of(0, 10);
	int result = RP_OK;

	if (which < 3 && has(session, RP_NETWORK))
		result = map(session);
	else if (which < 5 && has(session, RP_NETWORK))
		result = rp_session_unmap(session, any(session, RP_NETWORK),
					  any(session, RP_SERVER));
	else if (which == 5 && has(session, RP_VM) && has(session, RP_HOST))
		result = pin_host(session);
	else if (which == 6 && has(session, RP_NIC))
		result = pin_address(session);
	else if (which == 7)
		result = rp_session_set_peak_target(session,
						    (uint32_t)one_of(1, 1001));
	else if (which == 8 && rp_session_can_undo(session))
		result = rp_session_undo(session);
	else if (which == 9)
		result = rp_session_accept(session);
	assert_true(result == RP_OK || result == RP_REFUSED);
}

/* ---- Cases -------------------------------------------------------------- */

static void check_edits(rp_session *session, const char *name, int percent)
{
	char what[4200];

	for (int i = 0; i < N_EDITS; i++) {
		edit(session);
		snprintf(what, sizeof what, "%s, edit %d", name, i);
		check(session, maybe(percent), what);
	}
}

/* From an accepted plan that names what is no more. */
static void check_case(uint64_t seed)
{
	static struct model model;
	struct answer first, second;
	char name[32];

	model_generate(&model, seed);
	answer_model(&first, &model, seed);
	model_change(&model, seed);
	write_files(&model, accepted_part(first.config));
	answer_init(&second, seed);
	answer_destroy(&first);
	chance_seed(seed);
	snprintf(name, sizeof name, "seed %llu", (unsigned long long)seed);
	check_edits(second.session, name, 10);
	answer_destroy(&second);
}

static void test_cases(void **state)
{
	unsigned long cases = number_of("TALLY_CASES", 150);
	unsigned long first = number_of("SECOND_SEED", 1);

	(void)state;
	for (unsigned long i = 0; i < cases; i++)
		check_case(first + i);
}

static void check_example(const char *path)
{
	rp_topology *topology;
	rp_messages *messages;
	rp_session *session;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_topology_read(&topology, path, messages), RP_OK);
	assert_int_equal(rp_session_open(&session, topology,
					 path_of("example.plan.cfg"),
					 RP_OPEN_CREATE, messages),
			 RP_OK);
	check(session, true, path);
	chance_seed(1);
	check_edits(session, path, 20);
	rp_session_free(session);
	rp_topology_free(topology);
	rp_messages_free(messages);
}

static void test_examples(void **state)
{
	const char *top = getenv("srcdir");
	size_t n = 0;
	char pattern[4096];
	glob_t paths;

	(void)state;
	snprintf(pattern, sizeof pattern, "%s/data/examples/*.cfg",
		 top ? top : ".");
	assert_int_equal(glob(pattern, 0, NULL, &paths), 0);
	for (size_t i = 0; i < paths.gl_pathc; i++) {
		if (strstr(paths.gl_pathv[i], ".plan.cfg"))
			continue;
		check_example(paths.gl_pathv[i]);
		n++;
	}
	globfree(&paths);
	assert_true(n > 5);
}

/* Known bad: one more or less is seen. */
static void test_control(void **state)
{
	const struct counted right = { 3, 2, 1 };
	struct counted wrong = right;

	(void)state;
	assert_true(are_equal(right, wrong));
	wrong.errors++;
	assert_false(are_equal(right, wrong));
	wrong = right;
	wrong.warnings--;
	assert_false(are_equal(right, wrong));
	wrong = right;
	wrong.notices++;
	assert_false(are_equal(right, wrong));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
