/* The second reading: the library against it, on random topologies.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SECOND_CASES says how many there are, SECOND_SEED which one is the first.
 * A difference is reported with its seed; its files are left in the folder
 * second-SEED where SECOND_KEEP names one. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

/* ---- Saving ------------------------------------------------------------ */

/* What was saved is what opens: the same replicas. */
static unsigned compare_saved(const struct answer *answer, uint64_t seed)
{
	FILE *file = create("topology.plan.cfg");
	struct answer again;
	bool same;

	assert_true(fputs(answer->config, file) >= 0);
	assert_int_equal(fclose(file), 0);
	answer_init(&again, seed);
	same = strcmp(again.config, answer->config) == 0;
	if (!same) {
		print_error("seed %llu: what was saved is not what opens\n",
			    (unsigned long long)seed);
		keep_files(seed);
	}
	answer_destroy(&again);
	return !same;
}

/* ---- Failback ----------------------------------------------------------- */

/* Moves some of the replicas' NICs; returns how many. */
static size_t draw_moves(const struct model *m, const struct answer *answer,
			 bool is_moved[MAX_NICS], int to[MAX_NICS],
			 struct rp_moved moved[MAX_NICS])
{
	const rp_plan *plan = rp_session_plan(answer->session);
	size_t n = 0;

	for (size_t i = 0; i < rp_plan_n_nics(plan); i++) {
		int nic = (int)rp_plan_nic(plan, (rp_id)i)->nic;
		int pair = pair_of(m, m->nics[nic].vm);
		int target = one_of(0, m->n_networks);

		if (!maybe(50))
			continue;
		if (m->networks[target].server !=
		    m->clouds[m->pairs[pair].target].server)
			target = -1;
		is_moved[nic] = true;
		to[nic] = target;
		moved[n++] = (struct rp_moved){
			.nic = (rp_id)i,
			.network = target < 0 ? RP_NONE : (rp_id)target,
		};
	}
	return n;
}

/* Where the NICs come back to, some of which were moved first. */
static unsigned compare_return(const struct model *model,
			       const struct answer *answer, FILE *why)
{
	const rp_plan *plan = rp_session_plan(answer->session);
	bool is_moved[MAX_NICS] = { false };
	int to[MAX_NICS] = { 0 };
	struct rp_moved moved[MAX_NICS];
	struct rp_failback *list = NULL;
	size_t n = 0, size = 0;
	size_t n_moved = draw_moves(model, answer, is_moved, to, moved);
	char *bytes = NULL;
	unsigned different;
	json_t *rows;
	int result;

	assert_int_equal(rp_plan_failback(&list, &n, plan, moved, n_moved),
			 RP_OK);
	result = rp_export_failback_json(&bytes, &size, plan, list, n);
	rows = parse(result, bytes, size);
	different = compare_failback(model, answer->plan, is_moved, to, rows,
				     why);
	json_decref(rows);
	free(list);
	return different;
}

/* ---- Cases ------------------------------------------------------------- */

/* Compares an answer, and says what differs. */
static unsigned compare(const struct model *model,
			const struct accepted *accepted,
			const struct answer *answer, const char *when,
			uint64_t seed)
{
	char *text = NULL;
	size_t size = 0;
	FILE *why = open_memstream(&text, &size);
	unsigned n;

	assert_non_null(why);
	n = compare_plan(model, accepted, answer->plan, why);
	n += compare_targets(model, answer->targets, why);
	n += compare_return(model, answer, why);
	fclose(why);
	if (n) {
		/* print_error() has an end. */
		fprintf(stderr, "seed %llu, %s:\n%s",
			(unsigned long long)seed, when, text);
		keep_files(seed);
	}
	free(text);
	return n;
}

static unsigned check_case(uint64_t seed)
{
	static struct model model;
	static struct accepted accepted;
	struct answer first, second;
	unsigned n;
	int renamed;

	model_generate(&model, seed);
	write_files(&model, NULL);
	answer_init(&first, seed);
	n = compare(&model, NULL, &first, "from nothing", seed);
	accepted_read(&accepted, &model, first.plan);
	renamed = model_change(&model, seed);
	if (renamed >= 0)
		accepted_forget(&accepted, &model, renamed);
	write_files(&model, accepted_part(first.config));
	answer_init(&second, seed);
	n += compare(&model, &accepted, &second, "with an accepted plan",
		     seed);
	n += compare_saved(&second, seed);
	answer_destroy(&second);
	answer_destroy(&first);
	return n;
}

static void test_cases(void **state)
{
	unsigned long cases = number_of("SECOND_CASES", 1000);
	unsigned long first = number_of("SECOND_SEED", 1);
	unsigned long differ = 0;

	(void)state;
	for (unsigned long i = 0; i < cases && differ < 5; i++)
		differ += check_case(first + i) != 0;
	assert_int_equal(differ, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
