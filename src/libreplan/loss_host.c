/* Loss: one host; see loss.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "loss_host.h"

#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "memory.h"
#include "topology.h"

/* So often it is asked whether somebody makes room for another.  Only where
 * many hundreds stood on one host does that ever end it. */
#define MOST_TRIES 400000

/* Holds the product of a need and a scale. */
__extension__ typedef unsigned __int128 wide;

/* ---- Who is displaced -------------------------------------------------- */

static uint32_t size_of(const int64_t *need, const struct loss_scale *scale)
{
	wide size = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		wide part = (wide)need[r] * (wide)scale->of[r] >> 31;

		if (part > size)
			size = part;
	}
	return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

static void add_replica(struct loss_work *work, rp_id replica)
{
	const rp_plan *plan = work->plan;
	const struct placement_item *item = &plan->problem.items[replica];
	rp_id pair = plan->replicas[replica].pair;
	rp_id cloud = rp_pair(plan->topology, pair)->target;

	work->all[work->n++] = (struct displaced){
		.seeker = state_seeker(&work->state, replica),
		.priority = item->tier,
		.size = size_of(item->need, &work->of_cloud[cloud]),
		.vm = plan->replicas[replica].vm,
		.replica = replica,
		.host = RP_NONE,
		.is_pinned = item->pinned != RP_NONE,
	};
}

/* The groups of hosts that VM 'vm' itself may take. */
static void find_groups(uint64_t *row, const rp_topology *topology,
			const struct rp_vm *vm)
{
	const struct fabric *fabric = topology->fabric;
	uint32_t n_words = fabric->n_words;

	if (vm->cloud != RP_NONE) {
		memcpy(row, fabric_cloud(fabric, vm->cloud),
		       n_words * sizeof *row);
	} else {
		memset(row, 0, n_words * sizeof *row);
		for (uint32_t i = 0; i < fabric->n_groups; i++) {
			rp_id host = fabric_host(fabric, i);
			rp_id group = rp_host(topology, host)->group;

			if (rp_group(topology, group)->server == vm->server)
				row[i / 64] |= UINT64_C(1) << i % 64;
		}
	}
	for (rp_id nic = vm->nics.first; nic < vm->nics.end; nic++) {
		const uint64_t *network = fabric_network(
			fabric, rp_nic(topology, nic)->network);

		for (uint32_t word = 0; word < n_words; word++)
			row[word] &= network[word];
	}
}

/* Adds VM 'id', whose groups go to 'row'. */
static void add_vm(struct loss_work *work, rp_id id, uint64_t *row)
{
	const rp_plan *plan = work->plan;
	const struct rp_vm *vm = rp_vm(plan->topology, id);
	const struct loss_scale *scale = vm->cloud == RP_NONE
						 ? &work->of_server[vm->server]
						 : &work->of_cloud[vm->cloud];
	rp_id replica = plan->replica_of[id];

	find_groups(row, plan->topology, vm);
	work->all[work->n++] = (struct displaced){
		.seeker = {
			.need = vm->need,
			.groups = row,
			.runs_on = replica == RP_NONE
					   ? RP_NONE
					   : plan->replicas[replica].host,
			.not_on = RP_NONE,
			.separation = RP_NONE,
		},
		.priority = vm->priority,
		.size = size_of(vm->need, scale),
		.vm = id,
		.replica = RP_NONE,
		.host = RP_NONE,
	};
}

/* By tier, then by falling size. */
static int by_falling_size(const void *a, const void *b)
{
	const struct displaced *x = a;
	const struct displaced *y = b;

	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return (x->vm > y->vm) - (x->vm < y->vm);
}

/* By tier, then by rising size. */
static int by_rising_size(const void *a, const void *b)
{
	const struct displaced *x = a;
	const struct displaced *y = b;

	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x->vm > y->vm) - (x->vm < y->vm);
}

/* Replicas are placed before VMs. */
static void sort(struct loss_work *work,
		 int (*compare)(const void *, const void *))
{
	uint32_t n_vms = work->n - work->n_replicas;

	if (work->n_replicas > 1)
		qsort(work->all, work->n_replicas, sizeof *work->all, compare);
	if (n_vms > 1)
		qsort(work->all + work->n_replicas, n_vms, sizeof *work->all,
		      compare);
}

/* Lists who stands on recovery host 'i'. */
static bool collect(struct loss_work *work, rp_id i)
{
	const rp_plan *plan = work->plan;
	const struct placement_state *state = &work->state;
	rp_id host = plan->hosts[i].host;
	uint32_t n_words = plan->problem.n_words;
	uint32_t n_vms = work->first_vm[i + 1] - work->first_vm[i];

	work->n = 0;
	work->n_replicas = state_carried(state, host);
	if (!memory_grow(&work->all, &work->capacity,
			 (size_t)work->n_replicas + n_vms, sizeof *work->all) ||
	    !memory_grow(&work->rows, &work->rows_capacity,
			 (size_t)n_vms * n_words, sizeof *work->rows))
		return false;
	for (rp_id item = state->first_of[host]; item != RP_NONE;
	     item = state->next_of[item])
		add_replica(work, item);
	for (uint32_t k = 0; k < n_vms; k++)
		add_vm(work, work->vms[work->first_vm[i] + k],
		       work->rows + (size_t)k * n_words);
	sort(work, by_falling_size);
	return true;
}

/* ---- Placing ------------------------------------------------------------- */

static void put(struct loss_work *work, struct displaced *it, rp_id host)
{
	it->host = host;
	if (host == RP_NONE)
		return;
	if (it->replica != RP_NONE)
		state_place(&work->state, it->replica, host);
	else
		state_add_load(&work->state, host, it->seeker.need);
}

/* Takes it from its new host, which is still noted. */
static void take(struct loss_work *work, const struct displaced *it)
{
	if (it->host == RP_NONE)
		return;
	if (it->replica != RP_NONE)
		state_unplace(&work->state, it->replica);
	else
		state_remove_load(&work->state, it->host, it->seeker.need);
}

static rp_id seek(const struct loss_work *work, const struct displaced *it)
{
	return it->is_pinned ? RP_NONE
			     : state_best_host(&work->state, &it->seeker);
}

static void place_all(struct loss_work *work)
{
	for (uint32_t i = 0; i < work->n; i++)
		put(work, &work->all[i], seek(work, &work->all[i]));
}

static void take_all(struct loss_work *work)
{
	for (uint32_t i = 0; i < work->n; i++)
		take(work, &work->all[i]);
}

static void put_all(struct loss_work *work)
{
	for (uint32_t i = 0; i < work->n; i++)
		put(work, &work->all[i], work->all[i].host);
}

static uint32_t count_left_over(const struct loss_work *work)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < work->n; i++)
		n += work->all[i].host == RP_NONE;
	return n;
}

/* ---- Making room --------------------------------------------------------- */

/* Whether 'it' could have 'host' if 'other', which has it, left. */
static bool could_have(const struct loss_work *work,
		       const struct displaced *it, rp_id host,
		       const struct displaced *other)
{
	const struct state_seeker *seeker = &it->seeker;
	rp_id group = work->plan->problem.group_of[host];

	return host != seeker->runs_on &&
	       (seeker->groups[group / 64] >> group % 64 & 1) &&
	       state_level_with(&work->state, host, seeker->need,
				other->seeker.need) != STATE_NO_ROOM;
}

/* Gives 'it' the place of 'other', if that finds a further one. */
static bool swap_in(struct loss_work *work, struct displaced *it,
		    struct displaced *other)
{
	rp_id host = other->host;
	rp_id further;

	if (host == RP_NONE || !could_have(work, it, host, other))
		return false;
	take(work, other);
	other->seeker.not_on = host;
	further = seek(work, other);
	other->seeker.not_on = RP_NONE;
	put(work, other, further == RP_NONE ? host : further);
	if (further == RP_NONE)
		return false;
	put(work, it, host);
	return true;
}

/* Gives 'it' the place of the first who makes room, the last placed first.
 * Whether somebody did. */
static bool find_room(struct loss_work *work, struct displaced *it,
		      uint32_t *tries)
{
	for (uint32_t k = work->n; k > 0 && *tries > 0; k--) {
		--*tries;
		if (swap_in(work, it, &work->all[k - 1]))
			return true;
	}
	return false;
}

/* Looks for room for who is left over, until nobody makes room for anybody. */
static void make_room(struct loss_work *work)
{
	uint32_t tries = MOST_TRIES;
	bool changed = true;

	while (changed && tries > 0) {
		changed = false;
		for (uint32_t i = 0; i < work->n; i++) {
			struct displaced *it = &work->all[i];

			if (it->host == RP_NONE && !it->is_pinned)
				changed |= find_room(work, it, &tries);
		}
	}
}

/* ---- For want of what ---------------------------------------------------- */

/* Whether the groups that 'it' may take have another host than the lost one and
 * 'but', which may be RP_NONE. */
static bool has_other_host(const struct loss_work *work,
			   const struct displaced *it, rp_id but)
{
	const struct placement_problem *problem = &work->plan->problem;
	const uint64_t *row = it->seeker.groups;
	uint32_t g = placement_next_group(problem, row, 0);

	for (; g < problem->n_groups;
	     g = placement_next_group(problem, row, g + 1)) {
		struct rp_range hosts = problem->groups[g];

		for (rp_id i = hosts.first; i < hosts.end; i++)
			if (problem->group_hosts[i] != work->lost &&
			    problem->group_hosts[i] != but)
				return true;
	}
	return false;
}

static enum rp_want find_want(const struct loss_work *work,
			      const struct displaced *it)
{
	if (it->is_pinned)
		return RP_WANT_PIN;
	if (has_other_host(work, it, it->seeker.runs_on))
		return RP_WANT_ROOM;
	return has_other_host(work, it, RP_NONE) ? RP_WANT_APART
						 : RP_WANT_REACH;
}

static void find_wants(struct loss_work *work)
{
	for (uint32_t i = 0; i < work->n; i++)
		if (work->all[i].host == RP_NONE)
			work->all[i].want = find_want(work, &work->all[i]);
}

/* ---- One host ------------------------------------------------------------ */

/* Whether each of those left over finds no place even when all the others
 * displaced are away, as they are. */
static bool are_hopeless(const struct loss_work *work)
{
	for (uint32_t i = 0; i < work->n; i++)
		if (work->all[i].host == RP_NONE &&
		    seek(work, &work->all[i]) != RP_NONE)
			return false;
	return true;
}

/* Whether 'a' is better than 'b', which has the same displaced in another
 * order: of the first tier where they differ, it leaves fewer over. */
static bool is_better(const struct loss_work *work, const struct displaced *a,
		      const struct displaced *b)
{
	int32_t more = 0;

	for (uint32_t i = 0; i < work->n; i++) {
		bool is_first = i == 0 || i == work->n_replicas ||
				a[i].priority != a[i - 1].priority;

		if (is_first && more != 0)
			break;
		more += (a[i].host == RP_NONE) - (b[i].host == RP_NONE);
	}
	return more < 0;
}

/* Places them once more, the smallest of each tier first, and keeps what is
 * better.  They are away, before and after. */
static bool try_again(struct loss_work *work)
{
	struct displaced *before = memory_copy(work->all, work->n,
					       sizeof *work->all);

	if (!before)
		return false;
	sort(work, by_rising_size);
	place_all(work);
	make_room(work);
	take_all(work);
	if (!is_better(work, work->all, before))
		memcpy(work->all, before, work->n * sizeof *work->all);
	free(before);
	return true;
}

/* Somebody is left over: tries to make room, and to prove that as many must be.
 * All are away afterwards. */
static bool settle(struct loss_work *work, bool *proven)
{
	uint32_t least;

	take_all(work);
	*proven = are_hopeless(work);
	if (*proven)
		return true;
	put_all(work);
	make_room(work);
	take_all(work);
	if (!loss_prove(&least, work) ||
	    (count_left_over(work) > least && !try_again(work)))
		return false;
	*proven = count_left_over(work) <= least;
	return true;
}

bool loss_host(struct loss_work *work, rp_id i, bool *proven)
{
	struct placement_state *state = &work->state;
	rp_id host = work->plan->hosts[i].host;
	bool done = true;

	work->lost = host;
	if (!collect(work, i))
		return false;
	for (uint32_t k = 0; k < work->n; k++)
		if (work->all[k].replica != RP_NONE)
			state_unplace(state, work->all[k].replica);
	state_disable(state, host);
	place_all(work);
	*proven = count_left_over(work) == 0;
	if (*proven)
		take_all(work);
	else
		done = settle(work, proven);
	find_wants(work);
	state_enable(state, host);
	for (uint32_t k = 0; k < work->n; k++)
		if (work->all[k].replica != RP_NONE)
			state_place(state, work->all[k].replica, host);
	return done;
}
