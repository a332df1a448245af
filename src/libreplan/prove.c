/* Proof: the levels (see prove.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "prove.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_exhaust.h"
#include "placement_state.h"
#include "ratio.h"
#include "text.h"

/* Hosts with fewer replicas than this are loaded by steps that one sees. */
#define MANY_ON_A_HOST 20

/* ---- Facts --------------------------------------------------------------- */

uint64_t proof_value(const struct placement_value *value,
		     enum proof_level level)
{
	const uint64_t values[] = {
		[PROOF_BROKEN] = value->separation_broken,
		[PROOF_OVER_TARGET] = value->over_target,
		[PROOF_MOVED] = value->moved,
		[PROOF_PEAK] = value->peak_permille,
	};

	return values[level];
}

/* Tries all answers that leave out fewer of 'tier' and as few of the earlier
 * ones. */
static bool try_tier(struct proof_facts *facts, uint32_t tier)
{
	const struct placement_problem *problem = facts->problem;
	uint32_t *left_out = memory_copy(facts->value->unplaced_of,
					 problem->n_tiers, sizeof *left_out);
	const struct exhaust_limits limits = {
		.left_out = left_out,
		.broken = problem->n_items,
		.moved = problem->n_items,
		.level = CUT_TOP,
	};
	enum exhausted exhausted;
	bool ok = left_out;

	if (ok) {
		left_out[tier]--;
		for (uint32_t t = tier + 1; t < problem->n_tiers; t++)
			left_out[t] = problem->n_items;
		ok = placement_exhaust(&exhausted, &facts->cuts, &limits);
	}
	free(left_out);
	facts->is_tier_tried[tier] = ok && exhausted == EXHAUSTED_NONE;
	return ok;
}

static bool bound_tier(struct proof_facts *facts, uint32_t tier,
		       const rp_id *host_of)
{
	const uint32_t *left_out = facts->value->unplaced_of;
	struct count_bound *bound = &facts->tiers[tier];

	if (!count_bound_find(bound, &facts->cuts, tier, left_out, host_of,
			      true))
		return false;
	if (bound->unplaced >= left_out[tier])
		return true;
	if (!try_tier(facts, tier))
		return false;
	if (facts->is_tier_tried[tier])
		bound->unplaced = left_out[tier];
	return true;
}

static int bound_tiers(struct proof_facts *facts, const rp_id *host_of,
		       const struct rp_progress *progress)
{
	const uint32_t *left_out = facts->value->unplaced_of;
	uint32_t n_tiers = facts->problem->n_tiers;

	facts->tiers = memory_zeroed(n_tiers, sizeof *facts->tiers);
	facts->is_tier_tried =
		memory_zeroed(n_tiers, sizeof *facts->is_tier_tried);
	if (!facts->tiers || !facts->is_tier_tried)
		return RP_NO_MEMORY;
	for (uint32_t t = 0; t < n_tiers; t++) {
		if (progress && !progress->report(progress->data, t, n_tiers))
			return RP_STOPPED;
		if (left_out[t] > 0 && !bound_tier(facts, t, host_of))
			return RP_NO_MEMORY;
	}
	return RP_OK;
}

/* The bounds of the levels behind the tiers, as far as they follow from what is
 * known without trying. */
static bool bound_levels(struct proof_facts *facts)
{
	const struct placement_value *value = facts->value;
	uint64_t peak = (facts->peak.least + 9) / 10;
	uint64_t target = value->peak_permille - value->over_target;
	uint32_t broken, moved;

	if (!placement_accepted_peak(&facts->accepted, facts->problem) ||
	    !placement_least_broken(&broken, facts->problem, value->unplaced) ||
	    !placement_least_moved(&moved, facts->problem))
		return false;
	facts->bounds[PROOF_BROKEN] = broken;
	facts->bounds[PROOF_MOVED] = moved;
	facts->bounds[PROOF_PEAK] = peak;
	if (value->over_target > 0 && peak > target)
		facts->bounds[PROOF_OVER_TARGET] = peak - target;
	return true;
}

/* The answers that are better on 'level', which is above 0, and as good on
 * those before it.  What does not matter has no limit. */
static struct exhaust_limits better_on(const struct proof_facts *facts,
				       enum proof_level level)
{
	const struct placement_value *value = facts->value;
	uint32_t n_items = facts->problem->n_items;
	struct exhaust_limits limits = {
		.left_out = value->unplaced_of,
		.broken = value->separation_broken,
		.moved = n_items,
		.level = CUT_TOP,
	};
	uint32_t peak = value->peak_permille < CUT_TOP / 10
				? (uint32_t)value->peak_permille * 10
				: CUT_TOP;

	if (level == PROOF_BROKEN)
		limits.broken--;
	if (level == PROOF_OVER_TARGET || level == PROOF_PEAK)
		limits.level = peak - 10;
	if (level == PROOF_MOVED)
		limits.moved = value->moved - 1;
	if (level == PROOF_MOVED && value->over_target > 0)
		limits.level = peak;
	if (level == PROOF_PEAK)
		limits.moved = value->moved;
	return limits;
}

/* Whether better_on() can say what is better: no peaks are told apart above
 * CUT_TOP. */
static bool can_be_tried(const struct placement_value *value,
			 enum proof_level level)
{
	return (level != PROOF_OVER_TARGET && level != PROOF_PEAK) ||
	       value->peak_permille < CUT_TOP / 10;
}

/* Where the bound of a level is below its value, all answers are tried. */
static bool try_levels(struct proof_facts *facts)
{
	for (int l = 0; l < N_PROOF_LEVELS; l++) {
		enum proof_level level = (enum proof_level)l;
		uint64_t value = proof_value(facts->value, level);
		struct exhaust_limits limits;
		enum exhausted exhausted;

		if (value <= facts->bounds[level] ||
		    !can_be_tried(facts->value, level))
			continue;
		limits = better_on(facts, level);
		if (!placement_exhaust(&exhausted, &facts->cuts, &limits))
			return false;
		facts->is_tried[level] = exhausted == EXHAUSTED_NONE;
		if (facts->is_tried[level])
			facts->bounds[level] = value;
	}
	return true;
}

int proof_facts_init(struct proof_facts *facts,
		     const struct placement_problem *problem,
		     const rp_id *host_of, const struct placement_value *value,
		     const struct rp_progress *progress)
{
	const struct peak_question question = {
		.left_out = value->unplaced_of,
		.host_of = host_of,
		.thorough = true,
		.progress = progress,
	};
	int result;

	*facts = (struct proof_facts){ .problem = problem, .value = value };
	if (!cuts_init(&facts->cuts, problem, true))
		return RP_NO_MEMORY;
	result = bound_tiers(facts, host_of, progress);
	if (!result)
		result = peak_bound_find(&facts->peak, &facts->cuts, &question);
	if (!result && (!bound_levels(facts) || !try_levels(facts)))
		result = RP_NO_MEMORY;
	return result;
}

void proof_facts_destroy(struct proof_facts *facts)
{
	for (uint32_t t = 0; facts->tiers && t < facts->problem->n_tiers; t++)
		count_bound_destroy(&facts->tiers[t]);
	free(facts->tiers);
	free(facts->is_tier_tried);
	peak_bound_destroy(&facts->peak);
	cuts_destroy(&facts->cuts);
}

/* ---- Levels -------------------------------------------------------------- */

struct prover {
	const struct proof_facts *facts;
	const rp_plan *plan;
	enum rp_words words;
	struct rp_proof *proof;
	bool failed; /* Memory ran out. */
};

/* A sentence from a template. */
static char *say(struct prover *prover, const char *template,
		 const char *const *args, size_t n_args)
{
	struct text text = TEXT_INIT;
	char *made;

	text_fill(&text, text_words(prover->words, template), args, n_args);
	made = text_take(&text, NULL);
	prover->failed = prover->failed || !made;
	return made;
}

/* "12"; or "1.2%" of a number in 1/1000. */
static char *number(struct prover *prover, uint64_t n, bool permille)
{
	struct text text = TEXT_INIT;
	char *made;

	if (permille)
		text_printf(&text, "%" PRIu64 ".%" PRIu64 "%%", n / 10, n % 10);
	else
		text_printf(&text, "%" PRIu64, n);
	made = text_take(&text, NULL);
	prover->failed = prover->failed || !made;
	return made;
}

/* What is between a value and its bound.  A peak has none that is less than the
 * bound, so there it is a part of the bound. */
static char *gap_of(struct prover *prover, uint64_t value, uint64_t bound,
		    bool is_peak, bool permille)
{
	uint64_t gap = value > bound ? value - bound : 0;
	const char *template = N_("at most {0} too many");
	char *text, *made;
	const char *arg;

	if (gap == 0)
		return say(prover, N_("proven optimal"), NULL, 0);
	if (is_peak && bound > 0) {
		template = N_("within {0} of the best");
		gap = (1000 * gap + bound - 1) / bound;
	} else if (permille) {
		template = N_("at most {0} too much");
	}
	arg = text = number(prover, gap, permille);
	made = text ? say(prover, template, &arg, 1) : NULL;
	free(text);
	return made;
}

/* The numbers of a level: those that are compared, and those that are shown. */
struct level_numbers {
	uint64_t value;
	uint64_t bound;
	uint64_t shown_value;
	uint64_t shown_bound;
	bool is_peak;
	bool permille;
};

/* Adds a level; takes 'name', and 'witness', which may be NULL. */
static void add_level(struct prover *prover, char *name,
		      const struct level_numbers *numbers, char *witness)
{
	struct rp_proof *proof = prover->proof;
	struct rp_proof_level *level = &proof->levels[proof->n_levels++];

	level->name = name;
	level->value = number(prover, numbers->shown_value, numbers->permille);
	level->bound = number(prover, numbers->shown_bound, numbers->permille);
	level->gap = gap_of(prover, numbers->value, numbers->bound,
			    numbers->is_peak, numbers->permille);
	level->witness = witness;
	level->proven = numbers->value <= numbers->bound;
}

static struct level_numbers counts(uint64_t value, uint64_t bound)
{
	return (struct level_numbers){ value, bound, value, bound, false,
				       false };
}

/* To the nearest 1/1000, as loads are shown everywhere.  What is compared is
 * the whole 1/1000 above. */
static uint64_t nearest_permille(struct rp_ratio ratio)
{
	return (rp_ratio_parts(ratio) + 5) / 10;
}

/* The level above what the peak counts, as it is shown. */
static uint64_t shown_target(const struct proof_facts *facts)
{
	uint64_t target = facts->problem->peak_target;
	uint64_t accepted = nearest_permille(facts->accepted);

	return accepted > target ? accepted : target;
}

/* A level that is proven optimal is its own bound; other bounds of a peak are
 * rounded down. */
static struct level_numbers peaks(const struct proof_facts *facts,
				  enum proof_level level)
{
	struct level_numbers numbers = {
		.value = proof_value(facts->value, level),
		.bound = facts->bounds[level],
		.shown_value = nearest_permille(facts->value->peak),
		.shown_bound = peak_bound_floor(&facts->peak) / 10,
		.is_peak = level == PROOF_PEAK,
		.permille = true,
	};
	uint64_t target = shown_target(facts);

	if (numbers.value <= numbers.bound)
		numbers.shown_bound = numbers.shown_value;
	if (level == PROOF_OVER_TARGET) {
		numbers.shown_value -= numbers.shown_value < target
					       ? numbers.shown_value
					       : target;
		numbers.shown_bound -= numbers.shown_bound < target
					       ? numbers.shown_bound
					       : target;
	}
	return numbers;
}

/* The name of the level of tiers 'first' to 'last'. */
static char *name_tiers(struct prover *prover, uint32_t first, uint32_t last)
{
	const int64_t *priorities = prover->facts->problem->priorities;
	char *low = number(prover, (uint64_t)priorities[first], false);
	char *high = number(prover, (uint64_t)priorities[last], false);
	const char *args[] = { low, high };
	char *name = NULL;

	if (priorities[first] == INT64_MAX)
		name = say(prover, N_("replicas not placed, no priority"), NULL,
			   0);
	else if (low && high && first == last)
		name = say(prover, N_("replicas not placed, priority {0}"),
			   args, 2);
	else if (low && high)
		name = say(prover,
			   N_("replicas not placed, priorities {0} to {1}"),
			   args, 2);
	free(low);
	free(high);
	return name;
}

/* The last of the tiers from 'first' that are one level: neighbours of which
 * nothing is unplaced are; those without a priority are not. */
static uint32_t last_alike(const struct proof_facts *facts, uint32_t first)
{
	const uint32_t *unplaced = facts->value->unplaced_of;
	const int64_t *priorities = facts->problem->priorities;
	uint32_t last = first;

	while (unplaced[first] == 0 && last + 1 < facts->problem->n_tiers &&
	       unplaced[last + 1] == 0 && priorities[last + 1] != INT64_MAX)
		last++;
	return last;
}

static void add_tiers(struct prover *prover)
{
	const struct proof_facts *facts = prover->facts;
	uint32_t last;

	for (uint32_t t = 0; t < facts->problem->n_tiers; t = last + 1) {
		struct level_numbers numbers =
			counts(facts->value->unplaced_of[t],
			       facts->tiers[t].unplaced);
		char *witness = NULL;

		last = last_alike(facts, t);
		if (!proof_tier_witness(&witness, facts, prover->plan, t,
					prover->words))
			prover->failed = true;
		add_level(prover, name_tiers(prover, t, last), &numbers,
			  witness);
	}
}

/* At least so many are left out by the best plan: up to the first tier that is
 * not proven, the bounds hold for it too. */
static size_t least_left_out(const struct proof_facts *facts)
{
	size_t least = 0;

	for (uint32_t t = 0; t < facts->problem->n_tiers; t++) {
		least += facts->tiers[t].unplaced;
		if (facts->tiers[t].unplaced < facts->value->unplaced_of[t])
			break;
	}
	return least;
}

/* Above what the peak counts is said with the level: the greater of two. */
static char *name_level(struct prover *prover, enum proof_level level)
{
	static const char *const names[] = {
		[PROOF_BROKEN] = N_("separation broken"),
		[PROOF_OVER_TARGET] = N_("peak above the target of {0}"),
		[PROOF_MOVED] = N_("moved"),
		[PROOF_PEAK] = N_("peak"),
	};
	const struct proof_facts *facts = prover->facts;
	uint32_t target = facts->problem->peak_target;
	char *args[] = { number(prover, target, true),
			 number(prover, nearest_permille(facts->accepted),
				true) };
	const char *template = names[level];
	char *name = NULL;

	if (level == PROOF_OVER_TARGET &&
	    ratio_ceiling(facts->accepted, 1000) > target)
		template = N_("peak above the target of {0} and the accepted "
			      "plan's own {1}");
	if (args[0] && args[1])
		name = say(prover, template, (const char *const *)args, 2);
	free(args[0]);
	free(args[1]);
	return name;
}

static void add_levels(struct prover *prover)
{
	const struct proof_facts *facts = prover->facts;

	for (int l = 0; l < N_PROOF_LEVELS; l++) {
		enum proof_level level = (enum proof_level)l;
		struct level_numbers numbers =
			level == PROOF_PEAK || level == PROOF_OVER_TARGET
				? peaks(facts, level)
				: counts(proof_value(facts->value, level),
					 facts->bounds[level]);
		char *witness = NULL;

		if (!proof_level_witness(&witness, facts, prover->plan, level,
					 prover->words))
			prover->failed = true;
		add_level(prover, name_level(prover, level), &numbers,
			  witness);
		if (level == PROOF_PEAK)
			prover->proof->peak_bound =
				(uint32_t)(numbers.shown_bound * 10);
	}
}

/* Where hosts carry few replicas each, the gap may be no fault of the plan. */
static void add_note(struct prover *prover)
{
	const rp_plan *plan = prover->plan;
	const struct placement_value *value = prover->facts->value;
	uint64_t n_placed = prover->facts->problem->n_items - value->unplaced;
	uint64_t n_hosts = 0;
	char *each;
	const char *arg;

	for (uint32_t h = 0; h < prover->facts->problem->n_hosts; h++)
		n_hosts += placement_carried(plan->placement, h) > 0;
	if (n_hosts == 0 || n_placed >= MANY_ON_A_HOST * n_hosts ||
	    value->peak_permille <= prover->facts->bounds[PROOF_PEAK])
		return;
	arg = each = number(prover, n_placed / n_hosts, false);
	if (each)
		prover->proof->note = say(
			prover,
			N_("A host carries {0} replicas on average: with so "
			   "few, even the best plan can be above the bound"),
			&arg, 1);
	free(each);
}

int rp_plan_prove(struct rp_proof **out, const rp_plan *plan,
		  enum rp_words words, const struct rp_progress *progress)
{
	struct rp_proof *proof = memory_zeroed(1, sizeof *proof);
	struct proof_facts facts;
	struct prover prover = { &facts, plan, words, proof, false };
	int result = RP_NO_MEMORY;

	if (!proof)
		return RP_NO_MEMORY;
	/* A level for each tier at most, and those behind them. */
	proof->levels =
		memory_zeroed((size_t)plan->problem.n_tiers + N_PROOF_LEVELS,
			      sizeof *proof->levels);
	if (proof->levels) {
		result = proof_facts_init(&facts, &plan->problem,
					  placement_hosts(plan->placement),
					  placement_value(plan->placement),
					  progress);
		if (!result) {
			add_tiers(&prover);
			add_levels(&prover);
			proof->unplaced_bound = least_left_out(&facts);
			add_note(&prover);
			result = prover.failed ? RP_NO_MEMORY : RP_OK;
		}
		proof_facts_destroy(&facts);
	}
	if (result)
		rp_proof_free(proof);
	else
		*out = proof;
	return result;
}

void rp_proof_free(struct rp_proof *proof)
{
	if (!proof)
		return;
	for (size_t i = 0; i < proof->n_levels; i++) {
		free(proof->levels[i].name);
		free(proof->levels[i].value);
		free(proof->levels[i].bound);
		free(proof->levels[i].gap);
		free(proof->levels[i].witness);
	}
	free(proof->levels);
	free(proof->note);
	free(proof);
}
