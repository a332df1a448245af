/* Proof: how good a plan is, level by level (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each level of the value has a bound that holds for all plans which are as
 * good on the levels before it.  On small sites it is found by trying them all;
 * else by what items that may use the same hosts need of these.  What a bound
 * rests on can be said in a sentence. */

#ifndef PROVE_H
#define PROVE_H 1

#include "placement_bound.h"
#include "plan.h"

/* The levels behind those of tiers. */
enum proof_level {
	PROOF_BROKEN,
	PROOF_OVER_TARGET,
	PROOF_MOVED,
	PROOF_PEAK,
	N_PROOF_LEVELS
};

struct proof_facts {
	const struct placement_problem *problem;
	const struct placement_value *value;
	struct cuts cuts;
	struct count_bound *tiers; /* By tier. */
	uint64_t bounds[N_PROOF_LEVELS]; /* Of a peak in 1/1000. */
	struct peak_bound peak;
	struct rp_ratio accepted; /* The accepted plan's own peak today. */

	/* Where all answers were tried which are as good on the levels before,
	 * and none is better on this one: by tier, and by level. */
	bool *is_tier_tried;
	bool is_tried[N_PROOF_LEVELS];
};

/* Finds all bounds of an answer of 'value'.  RP_OK, RP_NO_MEMORY or RP_STOPPED;
 * proof_facts_destroy() is due in any case. */
int proof_facts_init(struct proof_facts *facts,
		     const struct placement_problem *problem,
		     const rp_id *host_of, const struct placement_value *value,
		     const struct rp_progress *progress);
void proof_facts_destroy(struct proof_facts *facts);

/* A level of the value. */
uint64_t proof_value(const struct placement_value *value,
		     enum proof_level level);

/* What the bounds of a tier and of a level rest on, as a sentence.  NULL in
 * '*out' where there is nothing to say.  False when memory ran out. */
bool proof_tier_witness(char **out, const struct proof_facts *facts,
			const rp_plan *plan, uint32_t tier,
			enum rp_words words);
bool proof_level_witness(char **out, const struct proof_facts *facts,
			 const rp_plan *plan, enum proof_level level,
			 enum rp_words words);

#endif
