/* The placement as a program for solvers: CPLEX LP format.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A referee for the search: what no solver betters is the best.  The objective
 * is that of levels 1 and 5 of the value (rules 4); the other levels are
 * variables with rows of their own, for who wants to put them in.
 *
 * A host counts in the peak only where it carries a replica.  So one on which
 * something runs has a variable that says whether it does; without it what runs
 * there would count in any case.
 *
 * Solvers compute with floats.  Where the weights that put one tier before all
 * later ones would be too large for these, the objective is that of the first
 * tier alone, and the comments say how to go on. */

#include "export_lp.h"

#include <inttypes.h>
#include <stdlib.h>

#include "memory.h"
#include "placement_bound.h"
#include "plan.h"
#include "ratio.h"

/* Weights up to this one are safe with the tolerances that solvers have. */
#define MOST_WEIGHT 1000000

/* Lines are broken before this column; names in comments are cut there. */
#define LINE 76
#define MOST_NAME 200

struct writer {
	struct text *out;
	const struct placement_problem *problem;
	size_t line;   /* Where the line at hand begins. */
	bool is_empty; /* The row has no term yet. */
};

/* ---- Rows ---------------------------------------------------------------- */

static void start_row(struct writer *writer)
{
	writer->line = writer->out->size;
	writer->is_empty = true;
}

/* Adds "+ COEFFICIENT " of a term whose variable follows. */
static void add_factor(struct writer *writer, int64_t factor)
{
	struct text *out = writer->out;

	if (out->size - writer->line > LINE) {
		text_add(out, "\n ");
		writer->line = out->size;
	}
	text_add(out, factor < 0 ? " - " : writer->is_empty ? " " : " + ");
	if (factor != 1 && factor != -1)
		text_printf(out, "%" PRIu64 " ",
			    factor < 0 ? -(uint64_t)factor : (uint64_t)factor);
	writer->is_empty = false;
}

static void add_x(struct writer *writer, int64_t factor, uint32_t item,
		  rp_id host)
{
	add_factor(writer, factor);
	text_printf(writer->out, "x_%" PRIu32 "_%" PRIu32, item, host);
}

static void add_numbered(struct writer *writer, int64_t factor,
			 const char *name, uint32_t i)
{
	add_factor(writer, factor);
	text_printf(writer->out, "%s_%" PRIu32, name, i);
}

static void add_plain(struct writer *writer, int64_t factor, const char *name)
{
	add_factor(writer, factor);
	text_add(writer->out, name);
}

static void end_row(struct writer *writer, const char *relation, int64_t right)
{
	text_printf(writer->out, " %s %" PRId64 "\n", relation, right);
}

/* ---- Who stands where ---------------------------------------------------- */

static bool may_stand(const struct placement_problem *problem, uint32_t item,
		      rp_id host)
{
	return placement_reaches(problem, problem->items[item].class_, host) &&
	       cuts_takes(problem, item, host);
}

/* Whether something on 'host' counts in the peak before it carries anything. */
static bool has_used(const struct placement_problem *problem, rp_id host)
{
	const struct placement_host *on = &problem->hosts[host];

	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (ratio_counts(on->capacity[r]) && on->running[r] > 0)
			return true;
	return false;
}

/* Each item has one host, or none. */
static void add_assignments(struct writer *writer)
{
	const struct placement_problem *problem = writer->problem;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		text_printf(writer->out, " place_%" PRIu32 ":", i);
		start_row(writer);
		add_numbered(writer, 1, "n", i);
		for (rp_id h = 0; h < problem->n_hosts; h++)
			if (may_stand(problem, i, h))
				add_x(writer, 1, i, h);
		end_row(writer, "=", 1);
	}
}

static rp_id tier_of(const struct placement_item *item)
{
	return item->tier;
}

/* How many of each tier have none. */
static void add_tiers(struct writer *writer)
{
	const struct placement_problem *problem = writer->problem;
	struct item_lists lists;
	bool ok = item_lists_init(&lists, problem, problem->n_tiers, tier_of);

	if (!ok)
		text_fail(writer->out);
	for (uint32_t t = 0; ok && t < problem->n_tiers; t++) {
		text_printf(writer->out, " tier_%" PRIu32 ":", t);
		start_row(writer);
		add_numbered(writer, 1, "u", t);
		for (uint32_t i = lists.first[t]; i < lists.first[t + 1]; i++)
			add_numbered(writer, -1, "n", lists.ids[i]);
		end_row(writer, "=", 0);
	}
	item_lists_destroy(&lists);
}

/* What the items that may stand on 'host' would load it with; false where
 * nothing would. */
static bool add_loads(struct writer *writer, rp_id host, int r)
{
	const struct placement_problem *problem = writer->problem;
	bool any = false;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		if (problem->items[i].need[r] == 0 ||
		    !may_stand(problem, i, host))
			continue;
		add_x(writer, problem->items[i].need[r], i, host);
		any = true;
	}
	return any;
}

/* Whether any item that needs 'r', or any at all where 'r' is RP_N_RESOURCES,
 * may stand on 'host'. */
static bool is_wanted(const struct placement_problem *problem, rp_id host,
		      int r)
{
	for (uint32_t i = 0; i < problem->n_items; i++)
		if ((r == RP_N_RESOURCES || problem->items[i].need[r] > 0) &&
		    may_stand(problem, i, host))
			return true;
	return false;
}

/* Room for one resource of a host, and its share in the peak. */
static void add_resource(struct writer *writer, rp_id host, int r)
{
	const struct placement_problem *problem = writer->problem;
	const struct placement_host *on = &problem->hosts[host];
	bool is_wanted_here = is_wanted(problem, host, r);

	if (!ratio_counts(on->capacity[r]) ||
	    (!is_wanted_here && on->running[r] == 0))
		return;
	if (is_wanted_here) {
		text_printf(writer->out, " room_%" PRIu32 "_%d:", host, r);
		start_row(writer);
		add_loads(writer, host, r);
		end_row(writer, "<=", on->capacity[r] - on->running[r]);
	}
	text_printf(writer->out, " peak_%" PRIu32 "_%d:", host, r);
	start_row(writer);
	add_loads(writer, host, r);
	if (on->running[r] > 0)
		add_numbered(writer, on->running[r], "used", host);
	add_plain(writer, -on->capacity[r], "lambda");
	end_row(writer, "<=", 0);
}

/* A host that carries an item is used. */
static void add_use(struct writer *writer, rp_id host)
{
	const struct placement_problem *problem = writer->problem;

	for (uint32_t i = 0; i < problem->n_items; i++) {
		if (!may_stand(problem, i, host))
			continue;
		text_printf(writer->out, " use_%" PRIu32 "_%" PRIu32 ":", i,
			    host);
		start_row(writer);
		add_x(writer, 1, i, host);
		add_numbered(writer, -1, "used", host);
		end_row(writer, "<=", 0);
	}
}

static void add_hosts(struct writer *writer)
{
	const struct placement_problem *problem = writer->problem;

	for (rp_id h = 0; h < problem->n_hosts; h++) {
		if (!is_wanted(problem, h, RP_N_RESOURCES))
			continue;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			add_resource(writer, h, r);
		if (has_used(problem, h))
			add_use(writer, h);
	}
}

/* ---- The other levels ---------------------------------------------------- */

/* Adds the row of the 'n' items of a separation set on 'host', and its variable
 * to 'sum', unless less than two of them may stand there. */
static void add_apart(struct writer *writer, struct writer *sum,
		      const uint32_t *items, uint32_t n, rp_id set, rp_id host)
{
	const struct placement_problem *problem = writer->problem;
	uint32_t n_able = 0;

	for (uint32_t i = 0; i < n; i++)
		n_able += may_stand(problem, items[i], host);
	if (n_able < 2)
		return;
	text_printf(writer->out, " apart_%" PRIu32 "_%" PRIu32 ":", set, host);
	start_row(writer);
	for (uint32_t i = 0; i < n; i++)
		if (may_stand(problem, items[i], host))
			add_x(writer, 1, items[i], host);
	add_factor(writer, -1);
	text_printf(writer->out, "b_%" PRIu32 "_%" PRIu32, set, host);
	end_row(writer, "<=", 1);
	add_factor(sum, -1);
	text_printf(sum->out, "b_%" PRIu32 "_%" PRIu32, set, host);
}

/* What shares a host with its set: all but one of each. */
static void add_separation(struct writer *writer, struct writer *sum)
{
	const struct placement_problem *problem = writer->problem;
	struct item_lists lists;

	if (!item_lists_init(&lists, problem, problem->n_separations,
			     item_separation))
		text_fail(writer->out);
	for (rp_id s = 0; !writer->out->failed && s < problem->n_separations;
	     s++) {
		uint32_t first = lists.first[s];
		uint32_t n = lists.first[s + 1] - first;

		for (rp_id h = 0; n > 1 && h < problem->n_hosts; h++)
			add_apart(writer, sum, lists.ids + first, n, s, h);
	}
	item_lists_destroy(&lists);
}

static void add_broken(struct writer *writer)
{
	struct text row = TEXT_INIT;
	struct writer sum = { .out = &row, .problem = writer->problem };

	start_row(&sum);
	add_plain(&sum, 1, "broken");
	add_separation(writer, &sum);
	end_row(&sum, "=", 0);
	if (row.failed)
		text_fail(writer->out);
	else
		text_printf(writer->out, " all_broken:%s", row.bytes);
	text_destroy(&row);
}

/* What stands elsewhere than in the accepted plan. */
static void add_moved(struct writer *writer)
{
	const struct placement_problem *problem = writer->problem;
	int64_t n = 0;

	text_add(writer->out, " all_moved:");
	start_row(writer);
	add_plain(writer, 1, "moved");
	for (uint32_t i = 0; i < problem->n_items; i++) {
		rp_id accepted = problem->items[i].accepted;

		if (accepted == RP_NONE)
			continue;
		n++;
		if (may_stand(problem, i, accepted))
			add_x(writer, 1, i, accepted);
	}
	end_row(writer, "=", n);
}

/* What the peak is above the operator's target, in 1/1000. */
static void add_over(struct writer *writer)
{
	text_add(writer->out, " above_target:");
	start_row(writer);
	add_plain(writer, 1000, "lambda");
	add_plain(writer, -1, "over");
	end_row(writer, "<=", writer->problem->peak_target);
}

/* ---- The objective ------------------------------------------------------- */

/* No peak is as high as this. */
static int64_t above_peaks(const struct placement_problem *problem)
{
	uint64_t most = 1;

	for (rp_id h = 0; h < problem->n_hosts; h++) {
		const struct placement_host *on = &problem->hosts[h];

		for (int r = 0; r < RP_N_RESOURCES; r++) {
			struct rp_ratio ratio = { on->running[r],
						  on->capacity[r] };
			uint64_t level;

			if (!ratio_counts(ratio.capacity))
				continue;
			level = ratio_ceiling(ratio, 1);
			if (level > most)
				most = level;
		}
	}
	return most > MOST_WEIGHT ? MOST_WEIGHT : (int64_t)most + 1;
}

/* Weights that put each tier before all later ones and the peak.  False where
 * they would be too large. */
static bool weigh(int64_t *weights, const struct placement_problem *problem)
{
	int64_t weight = above_peaks(problem);

	for (uint32_t t = problem->n_tiers; t-- > 0;) {
		int64_t n = 0;

		if (weight > MOST_WEIGHT)
			return false;
		weights[t] = weight;
		for (uint32_t i = 0; i < problem->n_items; i++)
			n += problem->items[i].tier == t;
		weight += n * weights[t];
	}
	return true;
}

static void add_objective(struct writer *writer)
{
	uint32_t n_tiers = writer->problem->n_tiers;
	int64_t *weights = memory_zeroed(n_tiers, sizeof *weights);

	if (!weights) {
		text_fail(writer->out);
		return;
	}
	text_add(writer->out, "Minimize\n obj:");
	start_row(writer);
	if (weigh(weights, writer->problem)) {
		for (uint32_t t = 0; t < n_tiers; t++)
			add_numbered(writer, weights[t], "u", t);
		add_plain(writer, 1, "lambda");
	} else {
		add_numbered(writer, 1, "u", 0);
		text_add(writer->out,
			 "\n\\ The weights of the later levels would be too "
			 "large for solvers.  Solve this;\n"
			 "\\ then add the row u_0 <= its value and put u_1 in "
			 "place of u_0, and so on; last lambda.");
	}
	text_add(writer->out, "\nSubject To\n");
	free(weights);
}

/* ---- Sections ------------------------------------------------------------ */

static void add_binaries(struct writer *writer)
{
	const struct placement_problem *problem = writer->problem;

	text_add(writer->out, "Binaries\n");
	for (uint32_t i = 0; i < problem->n_items; i++) {
		text_printf(writer->out, " n_%" PRIu32 "\n", i);
		for (rp_id h = 0; h < problem->n_hosts; h++)
			if (may_stand(problem, i, h))
				text_printf(writer->out,
					    " x_%" PRIu32 "_%" PRIu32 "\n", i,
					    h);
	}
	for (rp_id h = 0; h < problem->n_hosts; h++)
		if (has_used(problem, h) &&
		    is_wanted(problem, h, RP_N_RESOURCES))
			text_printf(writer->out, " used_%" PRIu32 "\n", h);
	text_add(writer->out, "Generals\n over\n");
}

void lp_add_problem(struct text *out, const struct placement_problem *problem)
{
	struct writer writer = { .out = out, .problem = problem };

	add_objective(&writer);
	add_assignments(&writer);
	add_tiers(&writer);
	add_hosts(&writer);
	add_broken(&writer);
	add_moved(&writer);
	add_over(&writer);
	add_binaries(&writer);
	text_add(out, "End\n");
}

/* ---- The plan's ---------------------------------------------------------- */

static const char head[] =
	"\\ The placement of a replan plan, for solvers.  Whole numbers "
	"throughout.\n"
	"\\\n"
	"\\ x_I_H   replica I stands on host H; only where it may, and would "
	"fit alone\n"
	"\\ n_I     replica I has no host\n"
	"\\ u_T     how many of priority T have none\n"
	"\\ used_H  host H, on which something runs, carries a replica; where "
	"it carries\n"
	"\\         none it does not count in the peak\n"
	"\\ b_S_H   replicas of availability set S beyond the first on host H\n"
	"\\ lambda  the peak: the fullest resource of all hosts that carry a "
	"replica\n"
	"\\ broken, over, moved\n"
	"\\         separation broken, the peak above the target in 1/1000, "
	"replicas\n"
	"\\         on another host than accepted: not in the objective\n"
	"\\\n"
	"\\ Resources: 0 CPUs in 1/1000, 1 memory in MiB, 2 storage in GiB, "
	"3 IOPS.\n"
	"\\\n";

/* "\ host 3: name", cut where it is long. */
static void add_name(struct text *out, const char *what, uint32_t i,
		     const char *name)
{
	char *shown = rp_show(name, true);

	if (!shown) {
		text_fail(out);
		return;
	}
	text_printf(out, "\\ %s %" PRIu32 ": %.*s\n", what, i, MOST_NAME,
		    shown);
	free(shown);
}

static void add_names(struct text *out, const rp_plan *plan)
{
	const struct placement_problem *problem = &plan->problem;
	const rp_topology *topology = plan->topology;

	for (uint32_t t = 0; t < problem->n_tiers; t++)
		if (problem->priorities[t] == INT64_MAX)
			text_printf(out, "\\ u_%" PRIu32 ": no priority\n", t);
		else
			text_printf(out,
				    "\\ u_%" PRIu32 ": priority %" PRId64 "\n",
				    t, problem->priorities[t]);
	for (rp_id h = 0; h < problem->n_hosts; h++)
		if (problem->group_of[h] != RP_NONE)
			add_name(out, "host", h, rp_name(topology, RP_HOST, h));
	for (uint32_t i = 0; i < plan->n_replicas; i++)
		add_name(out, "replica", i,
			 rp_name(topology, RP_VM, plan->replicas[i].vm));
	text_add(out, "\\\n");
}

int rp_export_lp(char **out, size_t *size, const rp_plan *plan)
{
	struct text text = TEXT_INIT;
	char *bytes;

	text_add(&text, head);
	add_names(&text, plan);
	lp_add_problem(&text, &plan->problem);
	bytes = text_take(&text, size);
	if (!bytes)
		return RP_NO_MEMORY;
	*out = bytes;
	return RP_OK;
}
