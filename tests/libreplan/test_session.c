/* Tests of sessions: edits, exact undo, saving (rules 3, 4; promises, Plan and
 * Data).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

/* ---- A site that is small and tight -----------------------------------------
 */

/* Three source networks, three targets, hosts that cannot hold everything and
 * pools that run out: edits have to be about something. */
static rp_topology *read_small(void)
{
	char *path = fixture_source("tests/topologies/session.cfg");
	rp_topology *topology = fixture_read(path);

	free(path);
	return topology;
}

/* What two plans must agree on to be the same plan, whatever they were planned
 * from. */
static void assert_same_places(const rp_plan *a, const rp_plan *b)
{
	assert_int_equal(rp_plan_n_replicas(a), rp_plan_n_replicas(b));
	for (rp_id i = 0; i < rp_plan_n_replicas(a); i++)
		assert_int_equal(rp_plan_replica(a, i)->host,
				 rp_plan_replica(b, i)->host);
	for (rp_id i = 0; i < rp_plan_n_nics(a); i++) {
		const struct rp_replica_nic *x = rp_plan_nic(a, i);
		const struct rp_replica_nic *y = rp_plan_nic(b, i);

		assert_int_equal(x->connection, y->connection);
		assert_int_equal(x->network, y->network);
		assert_int_equal(x->subnet, y->subnet);
		for (int family = 0; family < RP_N_FAMILIES; family++) {
			assert_int_equal(x->rule[family], y->rule[family]);
			assert_true(x->address[family] == y->address[family]);
		}
	}
}

/* ---- Random edits
 * ------------------------------------------------------------ */

static uint32_t random_below(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (*seed >> 8) % n;
}

static int random_map(rp_session *session, uint32_t *seed)
{
	const rp_topology *topology = rp_session_topology(session);
	uint32_t n = (uint32_t)rp_count(topology, RP_NETWORK);
	struct rp_mapping mapping = {
		.source = random_below(seed, n),
		.target = random_below(seed, n),
		.test_network = RP_NONE,
		.rule = (enum rp_address_rule)random_below(seed, 3),
	};

	return rp_session_map(session, &mapping);
}

static int random_pin(rp_session *session, uint32_t *seed)
{
	const rp_topology *topology = rp_session_topology(session);
	uint32_t vm = random_below(seed, (uint32_t)rp_count(topology, RP_VM));
	uint32_t host =
		random_below(seed, (uint32_t)rp_count(topology, RP_HOST) + 1);

	if (host == rp_count(topology, RP_HOST))
		host = RP_NONE;
	return rp_session_pin_host(session, vm, host);
}

static int random_address(rp_session *session, uint32_t *seed)
{
	const rp_topology *topology = rp_session_topology(session);
	uint32_t nic = random_below(seed, (uint32_t)rp_count(topology, RP_NIC));
	rp_ip ip = 0x0a140000 + random_below(seed, 16);

	return rp_session_pin_address(session, nic, RP_IPV4,
				      random_below(seed, 3) ? &ip : NULL);
}

/* One edit of any kind; it may be refused or change nothing. */
static int random_edit(rp_session *session, uint32_t *seed)
{
	const rp_topology *topology = rp_session_topology(session);

	switch (random_below(seed, 8)) {
	case 0:
		return random_pin(session, seed);
	case 1:
		return random_address(session, seed);
	case 2:
		return rp_session_set_peak_target(session,
						  1 + random_below(seed, 999));
	case 3:
		return rp_session_accept(session);
	case 4:
		return fixture_rebalance(session);
	case 5:
		return rp_session_unmap(
			session,
			random_below(seed,
				     (uint32_t)rp_count(topology, RP_NETWORK)),
			random_below(seed,
				     (uint32_t)rp_count(topology, RP_SERVER)));
	default:
		return random_map(session, seed);
	}
}

#define MOST_STEPS 24

/* Takes all steps back and forth again; each plan must be the very same. */
static void walk_history(rp_session *session, char *const plans[], int n)
{
	for (int i = n - 1; i >= 0; i--) {
		char *json;

		assert_int_equal(rp_session_undo(session), RP_OK);
		json = fixture_json(rp_session_plan(session));
		assert_string_equal(json, plans[i]);
		free(json);
	}
	assert_false(rp_session_can_undo(session));
	for (int i = 1; i <= n; i++) {
		char *json;

		assert_int_equal(rp_session_redo(session), RP_OK);
		json = fixture_json(rp_session_plan(session));
		assert_string_equal(json, plans[i]);
		free(json);
	}
	assert_false(rp_session_can_redo(session));
}

static void edit_at_random(const rp_topology *topology, uint32_t seed,
			   bool saving)
{
	char *path = fixture_file("random.plan.cfg", NULL);
	rp_session *session;
	char *plans[MOST_STEPS + 1];
	int n = 0;

	unlink(path);
	session = fixture_session(topology, path);
	plans[0] = fixture_json(rp_session_plan(session));
	for (int i = 0; i < 2 * MOST_STEPS && n < MOST_STEPS; i++) {
		uint64_t version = rp_session_version(session);
		int result = random_edit(session, &seed);

		assert_true(result == RP_OK || result == RP_REFUSED);
		if (rp_session_version(session) != version)
			plans[++n] = fixture_json(rp_session_plan(session));
		if (saving && random_below(&seed, 4) == 0)
			assert_int_equal(rp_session_save(session, false, NULL),
					 RP_OK);
	}
	walk_history(session, plans, n);
	for (int i = 0; i <= n; i++)
		free(plans[i]);
	rp_session_free(session);
	free(path);
}

static void undo_is_exact(void **state)
{
	rp_topology *topology = read_small();

	(void)state;
	for (uint32_t seed = 1; seed <= 60; seed++)
		edit_at_random(topology, seed, false);
	rp_topology_free(topology);
}

static void undo_is_exact_across_saves(void **state)
{
	rp_topology *topology = read_small();

	(void)state;
	for (uint32_t seed = 1; seed <= 30; seed++)
		edit_at_random(topology, seed * 7919, true);
	rp_topology_free(topology);
}

/* F(T, D, F(T, D, a)) = F(T, D, a): what was saved is what opens. */
static void what_was_saved_is_what_opens(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("saved.plan.cfg", NULL);

	(void)state;
	for (uint32_t seed = 1; seed <= 60; seed++) {
		uint32_t random = seed * 104729;
		rp_session *session;
		rp_session *again;

		unlink(path);
		session = fixture_session(topology, path);
		for (int i = 0; i < 12; i++)
			random_edit(session, &random);
		assert_int_equal(rp_session_save(session, false, NULL), RP_OK);
		assert_false(rp_session_is_modified(session));
		again = fixture_session(topology, path);
		assert_same_places(rp_session_plan(session),
				   rp_session_plan(again));
		assert_int_equal(rp_plan_summary(rp_session_plan(again))->moved,
				 0);
		rp_session_free(again);
		rp_session_free(session);
	}
	free(path);
	rp_topology_free(topology);
}

/* ---- The order of edits
 * ------------------------------------------------------ */

/* Four edits that do not touch each other's place. */
static void edit_number(rp_session *session, int number)
{
	const rp_topology *topology = rp_session_topology(session);
	struct rp_mapping mapping = {
		.source = fixture_id(topology, RP_NETWORK, "web-a"),
		.target = fixture_id(topology, RP_NETWORK, "web-b"),
		.test_network = RP_NONE,
		.rule = RP_OFFSET,
	};

	switch (number) {
	case 0:
		assert_int_equal(rp_session_map(session, &mapping), RP_OK);
		break;
	case 1:
		mapping.source = fixture_id(topology, RP_NETWORK, "db-a");
		mapping.target = fixture_id(topology, RP_NETWORK, "db-b");
		assert_int_equal(rp_session_map(session, &mapping), RP_OK);
		break;
	case 2:
		assert_int_equal(rp_session_pin_host(
					 session,
					 fixture_id(topology, RP_VM, "web03"),
					 fixture_id(topology, RP_HOST, "b2")),
				 RP_OK);
		break;
	default:
		assert_int_equal(rp_session_set_peak_target(session, 600),
				 RP_OK);
	}
}

static void order_of_edits_does_not_matter(void **state)
{
	static const int orders[][4] = {
		{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 }
	};
	rp_topology *topology = read_small();
	char *path = fixture_file("order.plan.cfg", NULL);
	char *expected = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		rp_session *session = fixture_session(topology, path);
		char *json;

		for (int k = 0; k < 4; k++)
			edit_number(session, orders[i][k]);
		json = fixture_json(rp_session_plan(session));
		if (!expected)
			expected = strdup(json);
		assert_string_equal(json, expected);
		free(json);
		rp_session_free(session);
	}
	free(expected);
	free(path);
	rp_topology_free(topology);
}

/* ---- What is an edit, and what is none
 * --------------------------------------- */

static void refusals_change_nothing(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("refused.plan.cfg", NULL);
	rp_session *session = fixture_session(topology, path);
	struct rp_mapping mapping = {
		.source = fixture_id(topology, RP_NETWORK, "web-a"),
		.target = fixture_id(topology, RP_NETWORK, "web-a"),
		.test_network = RP_NONE,
	};

	(void)state;
	assert_int_equal(rp_session_map(session, &mapping), RP_REFUSED);
	mapping.target = fixture_id(topology, RP_NETWORK, "web-b");
	mapping.test_network = mapping.source;
	assert_int_equal(rp_session_map(session, &mapping), RP_REFUSED);
	assert_int_equal(rp_session_set_peak_target(session, 0), RP_REFUSED);
	assert_int_equal(rp_session_set_peak_target(session, 1001), RP_REFUSED);
	assert_int_equal(rp_session_undo(session), RP_REFUSED);
	assert_int_equal(rp_session_redo(session), RP_REFUSED);
	assert_false(rp_session_can_undo(session));
	assert_false(rp_session_is_modified(session));
	rp_session_free(session);
	free(path);
	rp_topology_free(topology);
}

static void drawing_what_stands_is_no_step(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("same.plan.cfg", NULL);
	rp_session *session = fixture_session(topology, path);
	uint64_t version;

	(void)state;
	edit_number(session, 0);
	version = rp_session_version(session);
	edit_number(session, 0);
	assert_int_equal(rp_session_version(session), version);
	assert_true(rp_session_is_modified(session));
	assert_int_equal(rp_session_undo(session), RP_OK);
	assert_false(rp_session_can_undo(session));
	assert_false(rp_session_is_modified(session));
	rp_session_free(session);
	free(path);
	rp_topology_free(topology);
}

static void steps_say_what_they_do(void **state)
{
	static const char *const texts[] = {
		"map web-a to web-b",
		"map db-a to db-b",
		"pin web03 to host b2",
		"change the peak target",
	};
	rp_topology *topology = read_small();
	char *path = fixture_file("texts.plan.cfg", NULL);
	rp_session *session = fixture_session(topology, path);

	(void)state;
	assert_null(rp_session_undo_text(session, RP_ENGLISH));
	for (int i = 0; i < 4; i++) {
		char *text;

		edit_number(session, i);
		text = rp_session_undo_text(session, RP_ENGLISH);
		assert_string_equal(text, texts[i]);
		free(text);
	}
	rp_session_free(session);
	free(path);
	rp_topology_free(topology);
}

/* A preview is what drawing gives, and draws nothing. */
static void preview_is_what_drawing_gives(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("preview.plan.cfg", NULL);
	rp_session *session = fixture_session(topology, path);
	uint64_t version = rp_session_version(session);
	struct rp_mapping mapping = {
		.source = fixture_id(topology, RP_NETWORK, "web-a"),
		.target = fixture_id(topology, RP_NETWORK, "web-b"),
		.test_network = RP_NONE,
	};
	struct rp_preview preview;
	const struct rp_summary *summary;
	char *before = fixture_json(rp_session_plan(session));
	char *after;

	(void)state;
	assert_int_equal(
		rp_session_preview(&preview, session, &mapping, RP_NONE),
		RP_OK);
	assert_int_equal(rp_session_version(session), version);
	after = fixture_json(rp_session_plan(session));
	assert_string_equal(after, before);
	assert_int_equal(rp_session_map(session, &mapping), RP_OK);
	summary = rp_plan_summary(rp_session_plan(session));
	assert_int_equal(preview.summary.connected, summary->connected);
	assert_int_equal(preview.summary.retained, summary->retained);
	assert_int_equal(preview.summary.warnings, summary->warnings);
	assert_true(preview.summary.connected > 0);
	assert_int_equal(preview.kept, summary->retained);
	free(before);
	free(after);
	rp_session_free(session);
	free(path);
	rp_topology_free(topology);
}

/* ---- Saving
 * -------------------------------------------------------------------- */

static void outside_change_is_noticed(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("outside.plan.cfg", NULL);
	rp_session *session = fixture_session(topology, path);
	rp_session *other = fixture_session(topology, path);

	(void)state;
	edit_number(other, 0);
	assert_int_equal(rp_session_save(other, false, NULL), RP_OK);
	edit_number(session, 1);
	assert_int_equal(rp_session_save(session, false, NULL), RP_CHANGED);
	assert_true(rp_session_is_modified(session));
	assert_int_equal(rp_session_save(session, true, NULL), RP_OK);
	assert_false(rp_session_is_modified(session));
	assert_int_equal(rp_session_save(other, false, NULL), RP_CHANGED);
	rp_session_free(session);
	rp_session_free(other);
	free(path);
	rp_topology_free(topology);
}

static void named_plan_must_exist(void **state)
{
	rp_topology *topology = read_small();
	rp_messages *messages;
	rp_session *session;
	char *path = fixture_file("absent.plan.cfg", NULL);

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_session_open(&session, topology, path, 0, messages),
			 RP_UNREADABLE);
	assert_int_equal(rp_messages_count(messages), 1);
	rp_messages_free(messages);
	free(path);
	rp_topology_free(topology);
}

static void one_writer(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("locked.plan.cfg", NULL);
	rp_messages *messages;
	rp_session *first;
	rp_session *second;
	unsigned flags = RP_OPEN_CREATE | RP_OPEN_LOCK;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(
		rp_session_open(&first, topology, path, flags, messages),
		RP_OK);
	assert_int_equal(
		rp_session_open(&second, topology, path, flags, messages),
		RP_LOCKED);
	rp_session_free(first);
	assert_int_equal(
		rp_session_open(&second, topology, path, flags, messages),
		RP_OK);
	rp_session_free(second);
	rp_messages_free(messages);
	free(path);
	rp_topology_free(topology);
}

/* Plans of the installed examples go to the operator's own folder. */
static void examples_are_saved_elsewhere(void **state)
{
	char *topology = fixture_file("shown.cfg", "");
	char *open;
	char *save;
	char expected[512];

	(void)state;
	setenv("REPLAN_EXAMPLES", fixture_folder(), 1);
	setenv("XDG_DATA_HOME", "/somewhere", 1);
	assert_int_equal(rp_plan_path(&open, &save, topology), RP_OK);
	snprintf(expected, sizeof expected, "%s/shown.plan.cfg",
		 fixture_folder());
	assert_string_equal(open, expected);
	assert_string_equal(save, "/somewhere/replan/shown.plan.cfg");
	free(open);
	free(save);
	setenv("REPLAN_EXAMPLES", "/elsewhere", 1);
	assert_int_equal(rp_plan_path(&open, &save, topology), RP_OK);
	assert_string_equal(save, expected);
	free(open);
	free(save);
	free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undo_is_exact),
		cmocka_unit_test(undo_is_exact_across_saves),
		cmocka_unit_test(what_was_saved_is_what_opens),
		cmocka_unit_test(order_of_edits_does_not_matter),
		cmocka_unit_test(refusals_change_nothing),
		cmocka_unit_test(drawing_what_stands_is_no_step),
		cmocka_unit_test(steps_say_what_they_do),
		cmocka_unit_test(preview_is_what_drawing_gives),
		cmocka_unit_test(outside_change_is_noticed),
		cmocka_unit_test(named_plan_must_exist),
		cmocka_unit_test(one_writer),
		cmocka_unit_test(examples_are_saved_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
