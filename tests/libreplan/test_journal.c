/* Tests of the journal: what a killed session leaves is there again (promises,
 * Data).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "journal.h"

static rp_topology *read_small(void)
{
	char *path = fixture_source("tests/topologies/session.cfg");
	rp_topology *topology = fixture_read(path);

	free(path);
	return topology;
}

static rp_session *open_session(const rp_topology *topology, const char *path)
{
	rp_session *session;

	assert_int_equal(
		rp_session_open(&session, topology, path,
				RP_OPEN_CREATE | RP_OPEN_LOCK | RP_OPEN_JOURNAL,
				NULL),
		RP_OK);
	return session;
}

static void map(rp_session *session, const char *source, const char *target)
{
	const rp_topology *topology = rp_session_topology(session);
	struct rp_mapping mapping = {
		.source = fixture_id(topology, RP_NETWORK, source),
		.target = fixture_id(topology, RP_NETWORK, target),
		.test_network = RP_NONE,
	};

	assert_int_equal(rp_session_map(session, &mapping), RP_OK);
}

/* One edit of each kind, some undone, one done again: 12 records. */
static void edit(rp_session *session)
{
	const rp_topology *topology = rp_session_topology(session);
	rp_id vm = fixture_id(topology, RP_VM, "web01");
	rp_id nic = rp_vm(topology, vm)->nics.first;
	rp_ip ip = 0x0a0b000c;

	map(session, "web-a", "web-b");
	map(session, "db-a", "db-b");
	map(session, "ops-a", "ops-b");
	assert_int_equal(
		rp_session_unmap(session,
				 fixture_id(topology, RP_NETWORK, "db-a"),
				 fixture_id(topology, RP_SERVER, "vmm-b")),
		RP_OK);
	assert_int_equal(
		rp_session_pin_host(session, vm,
				    fixture_id(topology, RP_HOST, "b3")),
		RP_OK);
	assert_int_equal(rp_session_pin_address(session, nic, RP_IPV4, &ip),
			 RP_OK);
	assert_int_equal(rp_session_set_peak_target(session, 700), RP_OK);
	assert_int_equal(rp_session_accept(session), RP_OK);
	assert_int_equal(rp_session_undo(session), RP_OK);
	assert_int_equal(rp_session_undo(session), RP_OK);
	assert_int_equal(rp_session_redo(session), RP_OK);
	assert_int_equal(fixture_rebalance(session), RP_OK);
}

/* A session in a process of its own, which is killed; the plan that it had is
 * returned.  'save' says after how many of two rounds it saved. */
static char *killed_session(const rp_topology *topology, const char *path,
			    bool save)
{
	char *plan = fixture_file("killed.json", NULL);
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		rp_session *session = open_session(topology, path);
		FILE *out = fopen(plan, "w");
		char *json;

		edit(session);
		if (save &&
		    (rp_session_save(session, false, NULL) ||
		     rp_session_undo(session) || rp_session_undo(session)))
			_exit(1);
		json = fixture_json(rp_session_plan(session));
		if (!out || fputs(json, out) < 0 || fclose(out) != 0)
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return plan;
}

static char *read_all(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	char *bytes = malloc(1 << 20);

	assert_non_null(file);
	assert_non_null(bytes);
	*size = fread(bytes, 1, (1 << 20) - 1, file);
	bytes[*size] = '\0';
	fclose(file);
	return bytes;
}

static void killed_session_comes_back(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("killed.plan.cfg", NULL);
	char *plan = killed_session(topology, path, false);
	size_t size;
	char *expected = read_all(plan, &size);
	rp_session *session = open_session(topology, path);
	bool changed;
	size_t taken;
	char *json;

	(void)state;
	assert_int_equal(rp_session_recoverable(session, &changed), 12);
	assert_false(changed);
	assert_int_equal(rp_session_recover(session, &taken), RP_OK);
	assert_int_equal(taken, 12);
	json = fixture_json(rp_session_plan(session));
	assert_string_equal(json, expected);
	assert_int_equal(rp_session_recoverable(session, &changed), 0);
	assert_true(rp_session_can_undo(session));
	/* Saved, there is nothing left to recover. */
	assert_int_equal(rp_session_save(session, false, NULL), RP_OK);
	rp_session_free(session);
	session = open_session(topology, path);
	assert_int_equal(rp_session_recoverable(session, &changed), 0);
	rp_session_free(session);
	free(json);
	free(expected);
	free(plan);
	free(path);
	rp_topology_free(topology);
}

/* Undo behind the last save: what the journal cannot have is noted as edits, so
 * the decisions come back. */
static void undo_behind_a_save_comes_back(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("behind.plan.cfg", NULL);
	char *plan = killed_session(topology, path, true);
	rp_session *session = open_session(topology, path);
	bool changed;
	size_t taken;

	(void)state;
	/* The second undo took back the peak target; the first, over an
	 * accepted plan, is no edit. */
	assert_int_equal(rp_session_peak_target(session), 700);
	assert_int_equal(rp_session_recoverable(session, &changed), 1);
	assert_int_equal(rp_session_recover(session, &taken), RP_OK);
	assert_int_equal(rp_session_peak_target(session), 850);
	rp_session_discard(session);
	rp_session_free(session);
	free(plan);
	free(path);
	rp_topology_free(topology);
}

/* Given up is gone; undecided stays. */
static void offered_and_never_forced(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("offered.plan.cfg", NULL);
	rp_session *session = open_session(topology, path);
	bool changed;

	(void)state;
	edit(session);
	rp_session_free(session);
	session = open_session(topology, path);
	assert_int_equal(rp_session_recoverable(session, &changed), 12);
	map(session, "web-a", "test-b");
	rp_session_free(session);
	session = open_session(topology, path);
	assert_int_equal(rp_session_recoverable(session, &changed), 12);
	rp_session_discard(session);
	assert_int_equal(rp_session_recoverable(session, &changed), 0);
	rp_session_free(session);
	session = open_session(topology, path);
	assert_int_equal(rp_session_recoverable(session, &changed), 0);
	map(session, "web-a", "web-b");
	rp_session_discard(session);
	rp_session_free(session);
	session = open_session(topology, path);
	assert_int_equal(rp_session_recoverable(session, &changed), 0);
	rp_session_free(session);
	free(path);
	rp_topology_free(topology);
}

/* ---- Torn and broken journals
 * ------------------------------------------------ */

static void write_all(const char *path, const char *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Whether what was found is the first records of 'all'. */
static void assert_prefix(const struct journal_found *found,
			  const struct journal_found *all)
{
	assert_true(found->n <= all->n);
	for (uint32_t i = 0; i < found->n; i++)
		assert_string_equal(found->records[i], all->records[i]);
}

static void torn_journals_give_a_prefix(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("torn.plan.cfg", NULL);
	struct file_identity none = { 0 };
	struct journal_found all;
	struct journal_found found;
	rp_session *session = open_session(topology, path);
	char *journal = journal_path(path);
	size_t size;
	char *bytes;
	uint32_t most = 0;

	(void)state;
	edit(session);
	rp_session_free(session);
	bytes = read_all(journal, &size);
	assert_true(journal_find(&all, journal, &none));
	assert_int_equal(all.n, 12);
	assert_int_equal(all.end, size);
	for (size_t cut = 0; cut < size; cut++) {
		write_all(journal, bytes, cut);
		assert_true(journal_find(&found, journal, &none));
		assert_prefix(&found, &all);
		assert_true(found.n >= most);
		most = found.n;
		journal_found_destroy(&found);
	}
	assert_int_equal(most, 11);
	for (size_t at = 0; at < size; at++) {
		bytes[at] ^= 4;
		write_all(journal, bytes, size);
		assert_true(journal_find(&found, journal, &none));
		assert_prefix(&found, &all);
		assert_true(found.n < all.n);
		journal_found_destroy(&found);
		bytes[at] ^= 4;
	}
	journal_found_destroy(&all);
	unlink(journal);
	free(bytes);
	free(journal);
	free(path);
	rp_topology_free(topology);
}

/* Nowhere to keep it: edits go on, and it is said. */
static void edits_go_on_without_a_journal(void **state)
{
	rp_topology *topology = read_small();
	char *path = fixture_file("nowhere.plan.cfg", NULL);
	rp_session *session;
	char *fault;

	(void)state;
	setenv("XDG_STATE_HOME", "/dev/null/state", 1);
	session = open_session(topology, path);
	assert_null(rp_session_journal_fault(session));
	map(session, "web-a", "web-b");
	fault = rp_session_journal_fault(session);
	assert_non_null(fault);
	assert_non_null(strstr(fault, "not kept in a journal"));
	map(session, "db-a", "db-b");
	assert_int_equal(rp_session_save(session, false, NULL), RP_OK);
	free(fault);
	rp_session_free(session);
	free(path);
	rp_topology_free(topology);
}

static int own_state_folder(void **state)
{
	(void)state;
	return setenv("XDG_STATE_HOME", fixture_folder(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_session_comes_back),
		cmocka_unit_test(undo_behind_a_save_comes_back),
		cmocka_unit_test(offered_and_never_forced),
		cmocka_unit_test(torn_journals_give_a_prefix),
		cmocka_unit_test(edits_go_on_without_a_journal),
	};

	return cmocka_run_group_tests(tests, own_state_folder, NULL);
}
