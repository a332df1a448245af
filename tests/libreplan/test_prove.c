/* How good a plan is: no bound of a proof is above what an answer comes to that
 * is as good on the levels before (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "prove.h"
#include "random_problem.h"
#include "text.h"

#define N_CASES 250
#define N_LEVELS (N_TIERS + N_PROOF_LEVELS)

/* ---- Against all answers ------------------------------------------------- */

/* The levels of a value, from first to last. */
struct levels {
	uint64_t at[N_LEVELS];
};

static struct levels levels_of(const struct placement_value *value)
{
	struct levels levels;

	for (uint32_t t = 0; t < N_TIERS; t++)
		levels.at[t] = value->unplaced_of[t];
	for (int l = 0; l < N_PROOF_LEVELS; l++)
		levels.at[N_TIERS + l] =
			proof_value(value, (enum proof_level)l);
	return levels;
}

static struct levels bounds_of(const struct proof_facts *facts)
{
	struct levels levels;

	for (uint32_t t = 0; t < N_TIERS; t++)
		levels.at[t] = facts->tiers[t].unplaced;
	for (int l = 0; l < N_PROOF_LEVELS; l++)
		levels.at[N_TIERS + l] = facts->bounds[l];
	return levels;
}

static struct levels value_of(const struct placement_problem *problem,
			      const rp_id *host_of)
{
	struct placement_value value;
	struct levels levels;

	assert_true(placement_evaluate(&value, problem, host_of));
	levels = levels_of(&value);
	placement_value_destroy(&value);
	return levels;
}

/* The least of each level among all answers that are equal to 'value' on those
 * before it. */
struct truth {
	struct levels value;
	struct levels least;
};

static void try_all(struct truth *truth,
		    const struct placement_problem *problem, rp_id *host_of,
		    uint32_t item)
{
	struct levels levels;

	if (!is_allowed(problem, host_of))
		return;
	if (item < problem->n_items) {
		for (rp_id h = 0; h <= problem->n_hosts; h++) {
			host_of[item] = h < problem->n_hosts ? h : RP_NONE;
			try_all(truth, problem, host_of, item + 1);
		}
		host_of[item] = RP_NONE;
		return;
	}
	levels = value_of(problem, host_of);
	for (int l = 0; l < N_LEVELS; l++) {
		if (levels.at[l] < truth->least.at[l])
			truth->least.at[l] = levels.at[l];
		if (levels.at[l] != truth->value.at[l])
			return;
	}
}

/* Some answer, good or bad. */
static void some_answer(rp_id *host_of, const struct placement_problem *problem,
			uint64_t *state)
{
	for (uint32_t i = 0; i < problem->n_items; i++)
		host_of[i] = RP_NONE;
	for (uint32_t i = 0; i < problem->n_items; i++) {
		for (int tries = 0; tries < 4 && host_of[i] == RP_NONE;
		     tries++) {
			host_of[i] = random_below(state, problem->n_hosts);
			if (!is_allowed(problem, host_of))
				host_of[i] = RP_NONE;
		}
	}
}

/* Bounds hold for the answers they are for, and are equal to the least of these
 * often enough that one more would fail here. */
static void test_against_all_answers(void **unused)
{
	uint32_t n_tight[N_LEVELS] = { 0 }, n_open[N_LEVELS] = { 0 };
	uint64_t state = 311;

	(void)unused;
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;
		struct placement_value value;
		struct proof_facts facts;
		struct levels bounds;
		struct truth truth;
		rp_id answer[MAX_ITEMS], host_of[MAX_ITEMS];

		random_problem(&made, &state, 5, 3);
		some_answer(answer, &made.problem, &state);
		assert_true(placement_evaluate(&value, &made.problem, answer));
		assert_int_equal(proof_facts_init(&facts, &made.problem, answer,
						  &value, NULL),
				 RP_OK);
		truth.value = levels_of(&value);
		memset(&truth.least, 0xff, sizeof truth.least);
		memset(host_of, 0xff, sizeof host_of);
		try_all(&truth, &made.problem, host_of, 0);
		bounds = bounds_of(&facts);
		for (int l = 0; l < N_LEVELS; l++) {
			assert_true(bounds.at[l] <= truth.least.at[l]);
			n_open[l] += truth.least.at[l] > 0;
			n_tight[l] += truth.least.at[l] > 0 &&
				      bounds.at[l] == truth.least.at[l];
		}
		proof_facts_destroy(&facts);
		placement_value_destroy(&value);
	}
	for (int l = 0; l < N_LEVELS; l++) {
		print_message("level %d: exact in %u of %u\n", l, n_tight[l],
			      n_open[l]);
		assert_true(n_open[l] == 0 || n_tight[l] > 0);
	}
}

/* ---- Sentences ----------------------------------------------------------- */

#define HOST(name, networks, mib) \
	"{ name = \"" name "\"; cpus = 16; memory_mib = " #mib "; " \
	"storage_gib = 1000; logical_networks = [ " networks " ]; " \
	"maintenance = false; }"

/* A VM of 3 GiB on a network, with a priority or "". */
#define VM(name, network, priority) \
	"{ name = \"" name "\"; host = \"ha\"; cpus = 1; memory_mib = 3072; " \
	"storage_gib = 10; " priority " nics = ( { name = \"eth0\"; " \
	"network = \"" network "\"; } ); }"

/* Net-b is reached by b1 and b2 of host group near, and net-c by b3 too. */
#define TOPOLOGY(mib, vms) \
	"format = 1;\n" \
	"sites = ( { name = \"A\"; servers = ( { name = \"VA\";\n" \
	"  logical_networks = ( { name = \"ln-a\"; vm_networks = (\n" \
	"    { name = \"net-a\"; }, { name = \"net-a2\"; } ); } );\n" \
	"  host_groups = ( { name = \"ga\"; hosts = (\n" \
	"    " HOST( \
		"ha", "\"ln-a\"", \
		65536) " ); } );\n" \
		       "  clouds = ( { name = \"ca\"; host_groups = [ \"ga\" " \
		       "];\n" \
		       "    logical_networks = [ \"ln-a\" ]; vms = ( " vms \
		       " ); } ); } ); },\n" \
		       "{ name = \"B\"; servers = ( { name = \"VB\";\n" \
		       "  logical_networks = (\n" \
		       "    { name = \"ln-b\"; vm_networks = ( { name = " \
		       "\"net-b\"; } ); },\n" \
		       "    { name = \"ln-c\"; vm_networks = ( { name = " \
		       "\"net-c\"; } ); } );\n" \
		       "  host_groups = ( { name = \"near\"; hosts = (\n" \
		       "    " HOST( \
			       "b1", "\"ln-b\", \"ln-c\"", \
			       mib) ",\n" \
				    "    " HOST( \
					    "b2", "\"ln-b\", \"ln-c\"", \
					    mib) " ); },\n" \
						 "    { name = \"far\"; " \
						 "hosts = (\n" \
						 "    " HOST( \
							 "b3", "\"ln-c\"", \
							 mib) " ); } );\n" \
							      "  clouds = ( " \
							      "{ name = " \
							      "\"cb\"; " \
							      "host_groups = " \
							      "[ \"near\", " \
							      "\"far\" ];\n" \
							      "    " \
							      "logical_" \
							      "networks = [ " \
							      "\"ln-b\", " \
							      "\"ln-c\" ]; } " \
							      "); } ); } );\n" \
							      "protection = " \
							      "( { protected " \
							      "= \"ca\"; " \
							      "protecting = " \
							      "\"cb\"; } );\n" \
							      "mappings = ( " \
							      "{ source = " \
							      "\"net-a\"; " \
							      "target = " \
							      "\"net-b\"; " \
							      "},\n" \
							      "  { source = " \
							      "\"net-a2\"; " \
							      "target = " \
							      "\"net-c\"; } " \
							      ");\n"

struct sentence_case {
	const char *name;
	const char *topology;
	const char *proof; /* A line a level, then the note. */
};

static const struct sentence_case sentence_cases[] = {
	{ "all is proven",
	  TOPOLOGY(6144, VM("w1", "net-a", "priority = 1;") ", " VM(
				 "w2", "net-a", "priority = 2;")),
	  "replicas not placed, priorities 1 to 2|0|0|proven optimal\n"
	  "separation broken|0|0|proven optimal\n"
	  "peak above the target of 85.0%|0.0%|0.0%|proven optimal\n"
	  "moved|0|0|proven optimal\n"
	  "peak|50.0%|50.0%|proven optimal\n"
	  "  2 VMs can use nothing but host group near: even spread perfectly, "
	  "50.0% of the memory there is in use\n" },
	{ "a cloud is full",
	  TOPOLOGY(4096,
		   VM("w1", "net-a2", "") ", " VM("w2", "net-a2", "") ", " VM(
			   "w3", "net-a2",
			   "") ", " VM("w4", "net-a2",
				       "") ", " VM("w5", "net-a2", "")),
	  "replicas not placed, no priority|2|2|proven optimal\n"
	  "  5 VMs can use nothing but cloud cb: for their needs of memory, "
	  "which cannot be divided, at least 2 cannot be placed; add memory "
	  "there\n"
	  "separation broken|0|0|proven optimal\n"
	  "peak above the target of 85.0%|0.0%|0.0%|proven optimal\n"
	  "moved|0|0|proven optimal\n"
	  "peak|75.0%|75.0%|proven optimal\n"
	  "  5 VMs can use nothing but cloud cb: even spread perfectly, 75.0% "
	  "of the memory there is in use, whichever 2 VMs are left out\n" },
	{ "a network reaches too few hosts",
	  TOPOLOGY(4096, VM("w1", "net-a", "priority = 1;") ", " VM(
				 "w2", "net-a",
				 "priority = 1;") ", " VM("w3", "net-a",
							  "priority = 7;")),
	  "replicas not placed, priority 1|0|0|proven optimal\n"
	  "replicas not placed, priority 7|1|1|proven optimal\n"
	  "  1 VM can use nothing but host group near, where 112.5% of the "
	  "free "
	  "memory would be needed: at least 1 cannot be placed; add memory "
	  "there, or let more hosts reach VM network net-b\n"
	  "separation broken|0|0|proven optimal\n"
	  "peak above the target of 85.0%|0.0%|0.0%|proven optimal\n"
	  "moved|0|0|proven optimal\n"
	  "peak|75.0%|75.0%|proven optimal\n"
	  "  3 VMs can use nothing but host group near: even spread perfectly, "
	  "75.0% of the memory there is in use, whichever 1 VM is left out\n" },
	{ "too large for any",
	  TOPOLOGY(2048, VM("w1", "net-a", "priority = 3;")),
	  "replicas not placed, priority 3|1|1|proven optimal\n"
	  "  1 VM fits on no host that it can use, even if no other replica "
	  "stood there\n"
	  "separation broken|0|0|proven optimal\n"
	  "peak above the target of 85.0%|0.0%|0.0%|proven optimal\n"
	  "moved|0|0|proven optimal\n"
	  "peak|0.0%|0.0%|proven optimal\n" },
};

static char *describe(const struct rp_proof *proof)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < proof->n_levels; i++) {
		const struct rp_proof_level *level = &proof->levels[i];

		text_printf(&text, "%s|%s|%s|%s\n", level->name, level->value,
			    level->bound, level->gap);
		if (level->witness)
			text_printf(&text, "  %s\n", level->witness);
		assert_int_equal(level->proven,
				 strcmp(level->gap, "proven optimal") == 0);
	}
	if (proof->note)
		text_printf(&text, "%s\n", proof->note);
	return text_take(&text, NULL);
}

static void test_sentences(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof sentence_cases / sizeof *sentence_cases;
	     i++) {
		const struct sentence_case *c = &sentence_cases[i];
		rp_topology *topology = fixture_topology(c->topology);
		rp_session *session = fixture_session(topology, NULL);
		struct rp_proof *proof;
		char *text;

		print_message("%s\n", c->name);
		assert_int_equal(rp_plan_prove(&proof, rp_session_plan(session),
					       RP_ENGLISH, NULL),
				 RP_OK);
		text = describe(proof);
		assert_string_equal(text, c->proof);
		free(text);
		rp_proof_free(proof);
		rp_session_free(session);
		rp_topology_free(topology);
	}
	fixture_clean();
}

/* Sites so small that every plan is tried: nothing is left open. */
static void test_tried(void **unused)
{
	static const char *const examples[] = {
		"data/examples/newyork-chicago.cfg",
		"data/examples/one-server.cfg",
		"data/examples/scarce-capacity.cfg",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		char *path = fixture_source(examples[i]);
		rp_topology *topology = fixture_read(path);
		rp_session *session;
		struct rp_proof *proof;
		char *text;

		assert_int_equal(rp_session_open(&session, topology, NULL,
						 RP_OPEN_FRESH, NULL),
				 RP_OK);
		assert_int_equal(rp_plan_prove(&proof, rp_session_plan(session),
					       RP_ENGLISH, NULL),
				 RP_OK);
		for (size_t l = 0; l < proof->n_levels; l++)
			assert_true(proof->levels[l].proven);
		assert_null(proof->note);
		text = describe(proof);
		assert_non_null(strstr(text, "  every plan as good on"));
		free(text);
		rp_proof_free(proof);
		rp_session_free(session);
		rp_topology_free(topology);
		free(path);
	}
}

/* ---- Stopping ------------------------------------------------------------ */

static bool stop(void *n_calls_, uint64_t done, uint64_t all)
{
	int *n_calls = n_calls_;

	assert_true(done <= all);
	return ++*n_calls < 3;
}

static void test_stopping(void **unused)
{
	rp_topology *topology = fixture_topology(sentence_cases[1].topology);
	rp_session *session = fixture_session(topology, NULL);
	int n_calls = 0;
	const struct rp_progress progress = { stop, &n_calls };
	struct rp_proof *proof = NULL;

	(void)unused;
	assert_int_equal(rp_plan_prove(&proof, rp_session_plan(session),
				       RP_ENGLISH, &progress),
			 RP_STOPPED);
	assert_null(proof);
	assert_int_equal(n_calls, 3);
	rp_proof_free(proof);
	rp_session_free(session);
	rp_topology_free(topology);
	fixture_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_all_answers),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_tried),
		cmocka_unit_test(test_stopping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
