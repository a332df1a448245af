/* How good the plans of small sites are, where hosts carry few VMs and balance
 * is hardest: against the proven bound, and against a solver that has its time.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The solver is cbc, or else glpsol; without either there is the bound alone.
 * It has SOLVER_SECONDS for each site, 5 unless that is set in the environment,
 * and solves what "export --format=lp" writes, with one row more: it may break
 * no more separation than the plan, as that stands before the peak. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define SECONDS 5
#define N_SEEDS 3

/* Of a solver's numbers. */
#define TOLERANCE 1e-6

static const struct site sites[] = {
	{ 50, 10, 5, 1, .fill = 72, .small = true },
	{ 200, 20, 8, 1, .fill = 72, .small = true },
};

/* ---- Solvers ------------------------------------------------------------- */

/* What a solver found. */
struct answer {
	bool found;
	double unplaced;
	double peak;
};

/* Takes one variable of an answer. */
static void take(struct answer *answer, const char *name, double value)
{
	if (strncmp(name, "u_", 2) == 0)
		answer->unplaced += value;
	if (strcmp(name, "lambda") == 0) {
		answer->peak = value;
		answer->found = true;
	}
}

/* "Stopped on time - objective value 0.75", then all variables that are not 0:
 * " 1 lambda 0.75 1", with stars before what breaks a row. */
static void read_cbc(struct answer *answer, FILE *in)
{
	char line[512], name[64];
	double value;

	if (!fgets(line, sizeof line, in) || strstr(line, "nfeasible") ||
	    strstr(line, "no integer solution"))
		return;
	while (fgets(line, sizeof line, in))
		if (sscanf(line + strspn(line, " *"), "%*d %63s %lf", name,
			   &value) == 2)
			take(answer, name, value);
}

/* "Status: INTEGER NON-OPTIMAL" or so where there is an answer; after the rows
 * the columns: "  2 lambda  0.75  0", with a star before the
 * value of what is a whole number. */
static void read_glpsol(struct answer *answer, FILE *in)
{
	char line[512], name[64], rest[128];
	bool columns = false, good = false;

	while (fgets(line, sizeof line, in)) {
		if (strncmp(line, "Status:", 7) == 0)
			good = strstr(line, "OPTIMAL");
		columns = columns || strstr(line, "Column name");
		if (good && columns &&
		    sscanf(line, " %*d %63s %127[^\n]", name, rest) == 2)
			take(answer, name,
			     strtod(rest + strspn(rest, " *"), NULL));
	}
}

static const struct solver {
	const char *name;
	const char *test;    /* A command that succeeds where it is there. */
	const char *command; /* Reads $PROGRAM, writes $ANSWER, in $LIMIT s. */
	void (*read)(struct answer *answer, FILE *in);
} solvers[] = {
	{ "cbc", "cbc quit >/dev/null 2>&1",
	  "cbc \"$PROGRAM\" sec $LIMIT solve solu \"$ANSWER\" >/dev/null 2>&1",
	  read_cbc },
	{ "glpsol", "glpsol --version >/dev/null 2>&1",
	  "glpsol --lp \"$PROGRAM\" --cuts --tmlim $LIMIT -o \"$ANSWER\" "
	  ">/dev/null 2>&1",
	  read_glpsol },
};

#define N_SOLVERS (sizeof solvers / sizeof *solvers)

static const struct solver *find_solver(void)
{
	for (size_t i = 0; i < N_SOLVERS; i++)
		if (system(solvers[i].test) == 0)
			return &solvers[i];
	return NULL;
}

static int seconds_to_solve(void)
{
	const char *set = getenv("SOLVER_SECONDS");
	long seconds = set ? strtol(set, NULL, 10) : SECONDS;

	return seconds >= 1 && seconds <= 86400 ? (int)seconds : SECONDS;
}

/* Writes the program of a plan, with a bound for the separation it breaks. */
static void write_program(const rp_plan *plan)
{
	static const char section[] = "\nBinaries\n";
	size_t broken = rp_plan_summary(plan)->separation_broken;
	char *program, *bounded = NULL;
	size_t size;
	FILE *out;
	const char *end;

	if (rp_export_lp(&program, &size, plan))
		bench_fail("the program for solvers");
	end = strstr(program, section);
	out = open_memstream(&bounded, &size);
	if (!end || !out ||
	    fprintf(out, "%.*s\nBounds\n broken <= %zu%s", (int)(end - program),
		    program, broken, end) < 0 ||
	    fclose(out) != 0)
		bench_fail("the program for solvers");
	free(program);
	bench_write("small.lp", bounded, size);
	free(bounded);
}

static struct answer solve(const struct solver *solver, const rp_plan *plan,
			   int seconds)
{
	struct answer answer = { false, 0, 0 };
	char *program = bench_path("small.lp");
	char *report = bench_path("small.out");
	char limit[16];
	FILE *in;

	write_program(plan);
	remove(report);
	snprintf(limit, sizeof limit, "%d", seconds);
	if (setenv("PROGRAM", program, 1) || setenv("ANSWER", report, 1) ||
	    setenv("LIMIT", limit, 1))
		bench_fail("having memory");
	if (system(solver->command) == 0 && (in = fopen(report, "r")) != NULL) {
		solver->read(&answer, in);
		fclose(in);
	}
	free(program);
	free(report);
	return answer;
}

/* ---- One site ------------------------------------------------------------ */

struct tally {
	int n;
	int n_solved;
	int n_good;
};

/* The least number of 1/1000 that is not below 'peak': by these the rules
 * compare. */
static long steps(double peak)
{
	long below = (long)(1000 * (peak - TOLERANCE));

	return 1000 * (peak - TOLERANCE) > (double)below ? below + 1 : below;
}

static const char *verdict(const struct answer *answer, double unplaced,
			   double peak)
{
	if (!answer->found)
		return "it found none";
	if (unplaced < answer->unplaced - 0.5)
		return "ours is better";
	if (unplaced > answer->unplaced + 0.5)
		return "ours is WORSE";
	if (peak < answer->peak - TOLERANCE)
		return "ours is better";
	if (peak <= answer->peak + TOLERANCE)
		return "the same";
	return steps(peak) <= steps(answer->peak) ? "the same step of 1/1000"
						  : "ours is WORSE";
}

static void print_answer(struct tally *tally, const rp_plan *plan,
			 const struct solver *solver, int seconds)
{
	const struct rp_summary *summary = rp_plan_summary(plan);
	struct answer answer = solve(solver, plan, seconds);
	const char *said = verdict(&answer, (double)summary->unplaced,
				   bench_percent(summary->peak) / 100);

	if (answer.found)
		printf(" | %7.3f%% %6.0f  %s", 100 * answer.peak,
		       answer.unplaced, said);
	else
		printf(" | %8s %6s  %s", "-", "-", said);
	tally->n_solved += answer.found;
	tally->n_good += strstr(said, "WORSE") == NULL;
}

/* The last level of a proof is the peak. */
static void print_proof(const rp_plan *plan)
{
	const struct rp_proof_level *peak;
	struct rp_proof *proof;
	double start = bench_now();

	if (rp_plan_prove(&proof, plan, RP_ENGLISH, NULL))
		bench_fail("proving");
	peak = &proof->levels[proof->n_levels - 1];
	printf(" %7s %-23s %7.1f", peak->bound, peak->gap,
	       (bench_now() - start) * 1e3);
	rp_proof_free(proof);
}

static void measure(struct tally *tally, const struct site *site,
		    const struct solver *solver, int seconds)
{
	const struct rp_summary *summary;
	rp_topology *topology;
	rp_session *session;
	double start;
	size_t size;
	char *text = site_text(site, &size);

	bench_write("site.cfg", text, size);
	free(text);
	topology = bench_read_site();
	start = bench_now();
	if (rp_session_open(&session, topology, NULL, 0, NULL))
		bench_fail("planning");
	start = bench_now() - start;
	summary = rp_plan_summary(rp_session_plan(session));
	printf("%4u %5u %4" PRIu64 " | %7.1f %7.3f%% %6zu %6zu |", site->n_vms,
	       site->n_hosts, site->seed, start * 1e3,
	       bench_percent(summary->peak), summary->unplaced,
	       summary->separation_broken);
	print_proof(rp_session_plan(session));
	tally->n++;
	if (solver)
		print_answer(tally, rp_session_plan(session), solver, seconds);
	printf("\n");
	fflush(stdout);
	rp_session_free(session);
	rp_topology_free(topology);
}

static void print_head(const struct solver *solver, int seconds)
{
	if (!solver)
		printf("Neither cbc nor glpsol is here.\n");
	printf("%15s | %-32s | %-39s", "", "the plan", "proof of the peak");
	if (solver)
		printf(" | %s, %d s", solver->name, seconds);
	printf("\n%4s %5s %4s | %7s %8s %6s %6s | %7s %-23s %7s", "VMs",
	       "hosts", "seed", "ms", "peak", "out", "broken", "bound", "gap",
	       "ms");
	if (solver)
		printf(" | %8s %6s", "peak", "out");
	printf("\n");
}

int main(void)
{
	const struct solver *solver = find_solver();
	int seconds = seconds_to_solve();
	struct tally tally = { 0, 0, 0 };

	bench_make_folder();
	bench_print_load();
	print_head(solver, seconds);
	for (size_t i = 0; i < sizeof sites / sizeof *sites; i++)
		for (uint64_t seed = 1; seed <= N_SEEDS; seed++) {
			struct site site = sites[i];

			site.seed = seed;
			measure(&tally, &site, solver, seconds);
		}
	if (solver)
		printf("Goal: at least as good as %s on all %d: %s (%d; it "
		       "found an answer for %d)\n",
		       solver->name, tally.n,
		       tally.n_good == tally.n ? "met" : "missed", tally.n_good,
		       tally.n_solved);
	return 0;
}
