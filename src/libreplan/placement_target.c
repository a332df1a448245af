/* Placement: the target search: see placement_target.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a target is reached (placement_anneal.h) the answer is kept, and a
 * harder one tried:
 *
 *   level 1  one item more, tier by tier; later tiers may have to leave
 *   level 2  one broken separation less
 *   level 5  a peak half way to the bound, or to the last target missed */

#include "placement_target.h"

#include "placement_anneal.h"

/* The most items and hosts, and pairs of one with a host. */
#define MOST_ITEMS 2048
#define MOST_HOSTS 512
#define MOST_PAIRS (1u << 19)
#define MOST_SET_PAIRS (1u << 22)

/* Where some are left out hosts are full: the peak says little then, and is
 * searched for on the smallest sites only. */
#define FEW_MOVERS 256

/* So many targets of level 1 may be missed, of each tier and in all. */
#define MOST_MISSED_OF_TIER 3
#define MOST_MISSED 12

bool placement_target_suits(const struct placement_problem *problem)
{
	uint64_t n_hosts = problem->n_hosts;

	return problem->n_items <= MOST_ITEMS && n_hosts <= MOST_HOSTS &&
	       problem->n_items * n_hosts <= MOST_PAIRS &&
	       problem->n_separations * n_hosts <= MOST_SET_PAIRS;
}

/* Whether 'a' should be tried before 'b': it needs less, or is the first. */
static bool is_before(const struct anneal *anneal, const struct anneal_mover *a,
		      const struct anneal_mover *b)
{
	bool less = false, more = false;

	for (uint32_t k = 0; k < anneal->n_resources; k++) {
		less |= a->need[k] < b->need[k];
		more |= a->need[k] > b->need[k];
	}
	return less == more ? a->item < b->item : less;
}

/* The next mover of 'tier' that waits and was not missed, or NULL. */
static struct anneal_mover *next_waiting(const struct anneal *anneal,
					 uint32_t tier)
{
	const struct anneal_seat *nowhere = &anneal->seats[anneal->nowhere];
	const uint32_t *on =
		&anneal->on[(size_t)anneal->nowhere * anneal->n_movers];
	struct anneal_mover *best = NULL;

	for (uint32_t i = 0; i < nowhere->n; i++) {
		struct anneal_mover *mover = &anneal->movers[on[i]];

		if (mover->tier == tier && !mover->missed &&
		    (!best || is_before(anneal, mover, best)))
			best = mover;
	}
	return best;
}

/* Whether 'mover' could stand on 'host' if others made room. */
static bool may_enter(const struct anneal *anneal,
		      const struct anneal_mover *mover, rp_id host)
{
	const struct anneal_seat *seat = &anneal->seats[host];

	for (uint32_t k = 0; k < anneal->n_resources; k++)
		if (mover->need[k] > 0 &&
		    seat->load[k] + mover->need[k] > seat->room[k])
			return false;
	return host != mover->runs_on;
}

/* Lets 'mover' in, on some host that it may take; true if the others can be
 * arranged about it. */
static bool let_in(struct anneal *anneal, struct anneal_mover *mover)
{
	uint32_t n = mover->hosts.end - mover->hosts.first;
	uint32_t start = anneal_draw_below(anneal, n);

	for (uint32_t i = 0; i < n; i++) {
		rp_id host = anneal->class_hosts[mover->hosts.first +
						 (start + i) % n];

		if (may_enter(anneal, mover, host)) {
			anneal_go(anneal, mover, host);
			return anneal_reach(anneal);
		}
	}
	return false;
}

/* Lets in more of the search's tier, until no more than 'least' wait. */
static void place_more_of_tier(struct anneal *anneal, uint32_t least,
			       uint32_t *n_missed)
{
	uint32_t end = *n_missed + MOST_MISSED_OF_TIER;
	struct anneal_mover *mover;

	if (end > MOST_MISSED)
		end = MOST_MISSED;
	while (anneal->seats[anneal->nowhere].n > least && *n_missed < end) {
		mover = next_waiting(anneal, anneal->tier);
		if (!mover)
			break;
		if (let_in(anneal, mover)) {
			anneal_keep(anneal);
			continue;
		}
		anneal_go_back(anneal);
		mover->missed = true;
		++*n_missed;
	}
}

/* Level 1.  The bound says nothing of a tier but the last: more of the later
 * ones may have to leave for it. */
static void place_more(struct anneal *anneal, uint32_t least)
{
	uint32_t last = anneal->problem->n_tiers - 1, n_missed = 0;

	anneal->most_broken = UINT32_MAX;
	anneal_limit_none(anneal);
	for (anneal->tier = 0; anneal->tier <= last; anneal->tier++)
		place_more_of_tier(anneal, anneal->tier == last ? least : 0,
				   &n_missed);
	anneal->tier = UINT32_MAX;
}

/* Level 2. */
static void break_less(struct anneal *anneal)
{
	anneal_limit_none(anneal);
	while (anneal->broken > 0) {
		anneal->most_broken = anneal->broken - 1;
		if (!anneal_reach(anneal))
			break;
		anneal_keep(anneal);
	}
	anneal_go_back(anneal);
	anneal->most_broken = anneal->broken;
}

/* Level 5: targets between the bound and what is reached. */
static void lower_peak(struct anneal *anneal, uint64_t least)
{
	uint64_t reached = anneal_peak(anneal);
	uint64_t missed = least > 0 ? least - 1 : 0;

	while (missed + 1 < reached) {
		uint64_t target = missed + (reached - missed) / 2;

		anneal_limit(anneal, target);
		if (anneal_reach(anneal)) {
			anneal_keep(anneal);
			reached = anneal_peak(anneal);
		} else {
			missed = target;
		}
	}
	anneal_go_back(anneal);
}

static void take_levels(struct anneal *anneal,
			const struct placement_bound *least)
{
	place_more(anneal, least->unplaced > anneal->n_out
				   ? least->unplaced - anneal->n_out
				   : 0);
	break_less(anneal);
	if (anneal->seats[anneal->nowhere].n == 0 ||
	    anneal->n_movers <= FEW_MOVERS)
		lower_peak(anneal, (least->peak + 9) / 10);
}

bool placement_target(const struct placement_problem *problem, rp_id *host_of,
		      const struct placement_bound *least)
{
	struct anneal anneal;
	bool ok;

	if (!placement_target_suits(problem) || !anneal_suits(problem))
		return true;
	ok = anneal_init(&anneal, problem, host_of);
	if (ok && anneal.n_movers > 0)
		take_levels(&anneal, least);
	for (uint32_t i = 0; ok && i < anneal.n_movers; i++) {
		rp_id host = anneal.movers[i].host;

		host_of[anneal.movers[i].item] =
			host == anneal.nowhere ? RP_NONE : host;
	}
	anneal_destroy(&anneal);
	return ok;
}
