/* Loss: a proof that so many find no place; see loss.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bound of placement.h is asked of a problem of its own: its items are the
 * displaced that have no pin, its hosts those of the others that have room for
 * the least need of any of them, numbered anew. */

#include "loss_host.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void loss_proof_destroy(struct loss_proof *proof)
{
	free(proof->items);
	free(proof->hosts);
	free(proof->groups);
	free(proof->old_group);
	free(proof->group_hosts);
	free(proof->group_of);
	free(proof->new_host);
	free(proof->used);
	free(proof->rows);
	*proof = (struct loss_proof){ .items = NULL };
}

/* Has the memory for all hosts, from the first time on. */
static bool has_memory(struct loss_proof *proof,
		      const struct placement_problem *problem)
{
	uint32_t n = problem->n_hosts;

	if (proof->new_host)
		return true;
	proof->hosts = memory_zeroed(n, sizeof *proof->hosts);
	proof->groups = memory_zeroed(problem->n_groups, sizeof *proof->groups);
	proof->old_group =
		memory_zeroed(problem->n_groups, sizeof *proof->old_group);
	proof->group_hosts = memory_zeroed(n, sizeof *proof->group_hosts);
	proof->group_of = memory_zeroed(n, sizeof *proof->group_of);
	proof->used = memory_zeroed(problem->n_words, sizeof *proof->used);
	proof->new_host = memory_zeroed(n, sizeof *proof->new_host);
	if (!proof->hosts || !proof->groups || !proof->old_group ||
	    !proof->group_hosts || !proof->group_of || !proof->used ||
	    !proof->new_host) {
		loss_proof_destroy(proof);
		return false;
	}
	for (uint32_t i = 0; i < n; i++)
		proof->new_host[i] = RP_NONE;
	return true;
}

static bool has_bit(const uint64_t *row, uint32_t i)
{
	return row[i / 64] >> i % 64 & 1;
}

/* Finds the least need of each resource, and the groups that somebody may
 * take.  Returns how many have no pin. */
static uint32_t find_least(int64_t least[RP_N_RESOURCES],
			   struct loss_work *work)
{
	uint32_t n_words = work->plan->problem.n_words;
	uint64_t *used = work->proof.used;
	uint32_t n = 0;

	memset(used, 0, n_words * sizeof *used);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		least[r] = INT64_MAX;
	for (uint32_t i = 0; i < work->n; i++) {
		const struct state_seeker *seeker = &work->all[i].seeker;

		if (work->all[i].is_pinned)
			continue;
		for (uint32_t word = 0; word < n_words; word++)
			used[word] |= seeker->groups[word];
		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (seeker->need[r] < least[r])
				least[r] = seeker->need[r];
		n++;
	}
	return n;
}

/* Adds the hosts of 'group' that have room for 'least' to the problem 'to'. */
static void add_hosts(struct placement_problem *to, struct loss_work *work,
		      uint32_t group, const int64_t *least)
{
	const struct placement_problem *problem = &work->plan->problem;
	struct loss_proof *proof = &work->proof;
	struct rp_range list = problem->groups[group];
	uint32_t n = to->n_hosts;

	for (rp_id i = list.first; i < list.end; i++) {
		rp_id host = problem->group_hosts[i];

		if (host == work->lost ||
		    !state_has_room(&work->state, host, least))
			continue;
		proof->new_host[host] = n;
		proof->group_hosts[n] = n;
		proof->group_of[n] = to->n_groups;
		proof->hosts[n++] = (struct placement_host){
			problem->hosts[host].capacity,
			state_load(&work->state, host)
		};
	}
	if (n == to->n_hosts)
		return;
	proof->old_group[to->n_groups] = group;
	proof->groups[to->n_groups++] = (struct rp_range){ to->n_hosts, n };
	to->n_hosts = n;
}

/* Adds 'it' to the problem 'to', in a class of its own. */
static void add_item(struct placement_problem *to, struct loss_proof *proof,
		     const struct displaced *it)
{
	uint64_t *row = proof->rows + (size_t)to->n_items * to->n_words;
	rp_id runs_on = it->seeker.runs_on;

	memset(row, 0, to->n_words * sizeof *row);
	for (uint32_t group = 0; group < to->n_groups; group++)
		if (has_bit(it->seeker.groups, proof->old_group[group]))
			row[group / 64] |= UINT64_C(1) << group % 64;
	proof->items[to->n_items] = (struct placement_item){
		.need = it->seeker.need,
		.class_ = to->n_items,
		.runs_on = runs_on == RP_NONE ? RP_NONE
					      : proof->new_host[runs_on],
		.accepted = RP_NONE,
		.pinned = RP_NONE,
		.separation = RP_NONE,
	};
	to->n_items++;
}

/* Forgets the new numbers of the hosts. */
static void clear_hosts(const struct placement_problem *made,
			struct loss_work *work)
{
	const struct placement_problem *problem = &work->plan->problem;

	for (uint32_t group = 0; group < made->n_groups; group++) {
		rp_id old = work->proof.old_group[group];
		struct rp_range list = problem->groups[old];

		for (rp_id i = list.first; i < list.end; i++)
			work->proof.new_host[problem->group_hosts[i]] = RP_NONE;
	}
}

/* Makes the problem of the 'n' displaced that have no pin. */
static bool make_problem(struct placement_problem *to, struct loss_work *work,
			 uint32_t n, const int64_t *least)
{
	struct loss_proof *proof = &work->proof;
	uint32_t n_old = work->plan->problem.n_groups;

	for (uint32_t group = 0; group < n_old; group++)
		if (has_bit(proof->used, group))
			add_hosts(to, work, group, least);
	to->n_words = to->n_groups / 64 + 1;
	to->n_classes = n;
	if (!memory_grow(&proof->items, &proof->items_capacity, n,
			 sizeof *proof->items) ||
	    !memory_grow(&proof->rows, &proof->rows_capacity,
			 (size_t)n * to->n_words, sizeof *proof->rows))
		return false;
	to->items = proof->items;
	to->class_groups = proof->rows;
	for (uint32_t i = 0; i < work->n; i++)
		if (!work->all[i].is_pinned)
			add_item(to, proof, &work->all[i]);
	return true;
}

bool loss_prove(uint32_t *least, struct loss_work *work)
{
	static const int64_t priority = 1;
	struct loss_proof *proof = &work->proof;
	struct placement_bound bound = { 0, 0 };
	int64_t need[RP_N_RESOURCES];
	struct placement_problem made;
	uint32_t n;
	bool done;

	if (!has_memory(proof, &work->plan->problem))
		return false;
	n = find_least(need, work);
	made = (struct placement_problem){
		.hosts = proof->hosts,
		.priorities = &priority,
		.n_tiers = 1,
		.groups = proof->groups,
		.group_hosts = proof->group_hosts,
		.group_of = proof->group_of,
		.peak_target = 1000,
		.from_nothing = true,
	};
	done = make_problem(&made, work, n, need) &&
	       placement_bound(&bound, &made, 0, NULL);
	clear_hosts(&made, work);
	*least = work->n - n + bound.unplaced;
	return done;
}
