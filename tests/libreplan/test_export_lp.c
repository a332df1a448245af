/* The placement as a program for solvers, and glpsol as referee of the search:
 * no plan is better than the best, and most are as good.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export_lp.h"
#include "fixture.h"
#include "placement_bound.h"
#include "random_problem.h"
#include "site_problem.h"
#include "small.h"

#define N_CASES 60
#define MOST_LINE 510 /* Of the format. */

/* ---- The referee --------------------------------------------------------- */

static bool has_glpsol(void)
{
	return system("glpsol --version >/dev/null 2>&1") == 0;
}

/* What the solver found. */
struct verdict {
	double objective;
	double unplaced; /* Of all tiers. */
	double peak;
};

/* The value in a line of glpsol's report: "  No. name  * value ...". */
static bool read_value(const char *line, const char *name, double *value)
{
	char found[64];
	char rest[128];

	if (sscanf(line, " %*d %63s %127[^\n]", found, rest) != 2 ||
	    strncmp(found, name, strlen(name)) != 0)
		return false;
	/* Before the value stand a mark or the status of a basic solution. */
	*value = strtod(rest + strspn(rest, "*BNLUSF "), NULL);
	return true;
}

/* Reads the columns of a report; false where it is not of an optimum. */
static bool read_report(struct verdict *verdict, const char *path)
{
	FILE *file = fopen(path, "r");
	bool is_optimal = false, columns = false;
	char line[512];
	double value;

	assert_non_null(file);
	*verdict = (struct verdict){ 0, 0, 0 };
	while (fgets(line, sizeof line, file)) {
		is_optimal = is_optimal || (strncmp(line, "Status:", 7) == 0 &&
					    strstr(line, "OPTIMAL") != NULL);
		columns = columns || strstr(line, "Column name") != NULL;
		if (sscanf(line, "Objective: obj = %lf", &value) == 1)
			verdict->objective = value;
		if (columns && read_value(line, "lambda", &value))
			verdict->peak = value;
		if (columns && read_value(line, "u_", &value))
			verdict->unplaced += value;
	}
	fclose(file);
	return is_optimal;
}

/* Has glpsol solve 'text', by 'options'; false where it finds no optimum in its
 * time. */
static bool solve_by(struct verdict *verdict, const char *text,
		     const char *options)
{
	char *model = fixture_file("model.lp", text);
	char *report = fixture_file("report.txt", "");
	char command[1024];
	int size = snprintf(command, sizeof command,
			    "glpsol --lp '%s' %s --tmlim 5 -o '%s' "
			    ">/dev/null 2>&1",
			    model, options, report);
	bool is_optimal;

	assert_in_range(size, 1, sizeof command - 1);
	is_optimal = system(command) == 0 && read_report(verdict, report);
	free(model);
	free(report);
	return is_optimal;
}

static bool solve(struct verdict *verdict, const char *text)
{
	return solve_by(verdict, text, "--cuts");
}

static char *program_of(const struct placement_problem *problem)
{
	struct text text = TEXT_INIT;
	char *bytes;

	lp_add_problem(&text, problem);
	bytes = text_take(&text, NULL);
	assert_non_null(bytes);
	return bytes;
}

/* ---- The program is the problem ------------------------------------------ */

/* The best of all answers by the program's objective: all of one tier. */
struct best {
	uint32_t unplaced;
	struct rp_ratio peak;
};

static void try_all(struct best *best, const struct placement_problem *problem,
		    rp_id *host_of, uint32_t item)
{
	uint32_t unplaced = 0;
	struct rp_ratio peak;

	if (!is_allowed(problem, host_of))
		return;
	if (item < problem->n_items) {
		for (rp_id h = 0; h <= problem->n_hosts; h++) {
			host_of[item] = h < problem->n_hosts ? h : RP_NONE;
			try_all(best, problem, host_of, item + 1);
		}
		host_of[item] = RP_NONE;
		return;
	}
	for (uint32_t i = 0; i < problem->n_items; i++)
		unplaced += host_of[i] == RP_NONE;
	peak = peak_of(problem, host_of);
	if (unplaced < best->unplaced ||
	    (unplaced == best->unplaced &&
	     peak.load * best->peak.capacity < best->peak.load * peak.capacity))
		*best = (struct best){ unplaced, peak };
}

/* glpsol finds for the program what trying all answers finds. */
static void test_program_is_the_problem(void **unused)
{
	uint64_t state = 1999;
	uint32_t n = 0;

	(void)unused;
	if (!has_glpsol())
		skip();
	for (int i = 0; i < N_CASES; i++) {
		struct best best = { RP_NONE, { 1, 1 } };
		struct random_problem made;
		rp_id host_of[MAX_ITEMS];
		struct verdict verdict;
		char *text;

		random_problem(&made, &state, 6, 3);
		memset(host_of, 0xff, sizeof host_of);
		for (uint32_t j = 0; j < made.problem.n_items; j++)
			made.items[j].tier = 0;
		made.problem.n_tiers = 1;
		try_all(&best, &made.problem, host_of, 0);
		text = program_of(&made.problem);
		if (solve(&verdict, text)) {
			double peak = (double)best.peak.load /
				      (double)best.peak.capacity;

			n++;
			assert_true(verdict.unplaced > best.unplaced - 1e-6 &&
				    verdict.unplaced < best.unplaced + 1e-6);
			assert_true(verdict.peak > peak - 1e-6 &&
				    verdict.peak < peak + 1e-6);
		}
		free(text);
	}
	print_message("%u of %d solved\n", n, N_CASES);
	assert_true(n * 10 >= N_CASES * 9);
}

/* ---- The search against the referee -------------------------------------- */

static void check_search(uint32_t *n, uint32_t *n_good,
			 const struct placement_problem *problem)
{
	struct placement *placement;
	const struct placement_value *value;
	struct verdict verdict;
	char *text = program_of(problem);
	double peak;

	assert_int_equal(placement_new(&placement, problem, NULL), RP_OK);
	value = placement_value(placement);
	if (solve(&verdict, text)) {
		peak = (double)value->peak.load / (double)value->peak.capacity;
		++*n;
		assert_true(value->unplaced > verdict.unplaced - 1e-6);
		if (value->unplaced < verdict.unplaced + 1e-6) {
			assert_true(peak > verdict.peak - 1e-6);
			*n_good += peak < verdict.peak + 1e-3 + 1e-6;
		}
	}
	placement_free(placement);
	free(text);
}

/* From nothing, one tier, no availability sets: then levels 1 and 5 are all
 * there is. */
static void test_search(void **unused)
{
	uint64_t state = 77;
	uint32_t n = 0, n_good = 0;

	(void)unused;
	if (!has_glpsol())
		skip();
	for (int i = 0; i < N_CASES; i++) {
		struct random_problem made;

		random_problem(&made, &state, MAX_ITEMS, 4);
		forget_accepted(&made);
		made.problem.n_tiers = 1;
		/* Nothing is above the target, so that level 3 is level 5. */
		made.problem.peak_target = 1000;
		for (uint32_t j = 0; j < made.problem.n_items; j++) {
			made.items[j].tier = 0;
			made.items[j].separation = RP_NONE;
		}
		check_search(&n, &n_good, &made.problem);
	}
	print_message("as good as the optimum in %u of %u\n", n_good, n);
	assert_true(n * 10 >= N_CASES * 9);
	assert_true(n_good * 10 >= n * 9);
}

/* ---- The linear relaxation ----------------------------------------------- */

/* Where items could be divided, no peak is below the bound of a proof, and the
 * solver finds one that is not above it. */
static void test_relaxation(void **unused)
{
	uint32_t n = 0;

	(void)unused;
	if (!has_glpsol())
		skip();
	for (uint64_t seed = 1; seed <= 6; seed++) {
		const struct site_shape shape = {
			.seed = seed,
			.n_items = 300,
			.n_hosts = 12,
			.n_groups = 6,
			.n_clouds = 2,
			.n_networks = 8,
			.lacking = 200,
			.fill = 650,
			.n_tiers = 1,
		};
		const struct peak_question question = {
			.placed = shape.n_items,
			.thorough = true,
		};
		struct site_problem made;
		struct peak_bound bound;
		struct verdict verdict;
		struct cuts cuts;
		char *text;

		assert_true(site_problem_init(&made, &shape));
		text = program_of(&made.problem);
		assert_true(solve_by(&verdict, text, "--nomip"));
		assert_true(cuts_init(&cuts, &made.problem, true));
		assert_int_equal(peak_bound_find(&bound, &cuts, &question),
				 RP_OK);
		if (verdict.unplaced < 1e-6 && !bound.in_pieces &&
		    bound.item == RP_NONE) {
			n++;
			assert_int_equal((int)(verdict.peak * 10000 - 1e-4) + 1,
					 bound.least);
		}
		peak_bound_destroy(&bound);
		cuts_destroy(&cuts);
		site_problem_destroy(&made);
		free(text);
	}
	print_message("compared %u\n", n);
	assert_true(n >= 3);
}

/* ---- The text ------------------------------------------------------------ */

/* Lines are as short as the format asks, and all is ASCII. */
static void check_lines(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");

		assert_in_range(size, 0, MOST_LINE - 1);
		for (size_t i = 0; i < size; i++)
			assert_in_range((unsigned char)text[i], ' ', '~');
		text += size;
		assert_int_equal(*text, '\n');
		text++;
	}
}

static void test_text(void **unused)
{
	rp_topology *topology = fixture_topology(small_topology);
	rp_session *session = fixture_session(topology, NULL);
	struct verdict verdict;
	char *text;
	size_t size;

	(void)unused;
	assert_int_equal(rp_export_lp(&text, &size, rp_session_plan(session)),
			 RP_OK);
	assert_int_equal(strlen(text), size);
	check_lines(text);
	assert_non_null(strstr(text, "\\ replica 0: vm1\n"));
	assert_non_null(strstr(text, ": hb1\n"));
	if (has_glpsol()) {
		assert_true(solve(&verdict, text));
		assert_true(verdict.unplaced < 1e-6);
	}
	free(text);
	rp_session_free(session);
	rp_topology_free(topology);
	fixture_clean();
}

/* Weights that a solver could not tell apart are not written. */
static void test_weights(void **unused)
{
	uint64_t state = 5;
	struct random_problem made;
	struct verdict verdict;
	char *text;

	(void)unused;
	do
		random_problem(&made, &state, MAX_ITEMS, 3);
	while (made.problem.n_items < MAX_ITEMS);
	for (uint32_t i = 0; i < made.problem.n_items; i++)
		made.items[i].tier = i % N_TIERS;
	text = program_of(&made.problem);
	check_lines(text);
	assert_non_null(strstr(text, " u_3 + lambda\n"));
	free(text);
	/* With so many on each level the first weight would be above all. */
	made.problem.n_items = MAX_ITEMS;
	made.problem.n_tiers = MAX_ITEMS;
	for (uint32_t i = 0; i < MAX_ITEMS; i++)
		made.items[i].tier = i;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		made.capacity[0][r] = 1;
	made.running[0][RP_CPUS] = 100000;
	text = program_of(&made.problem);
	check_lines(text);
	assert_non_null(strstr(text, "obj: u_0\n\\ The weights"));
	assert_true(!has_glpsol() || solve(&verdict, text));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program_is_the_problem),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_relaxation),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
