/* Moves: see moves.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "moves.h"

#include <stdlib.h>

#include "memory.h"
#include "plan.h"

/* Whether both have a prefix, and it is one. */
static bool prefixes_are_equal(struct rp_prefix a, struct rp_prefix b)
{
	return a.length >= 0 && a.length == b.length && a.ip == b.ip;
}

static enum rp_move_kind kind_of(const struct rp_subnet *source,
				 const struct rp_subnet *target,
				 enum rp_family family)
{
	if (!prefixes_are_equal(source->prefix[family], target->prefix[family]))
		return RP_ADDRESS_CHANGE;
	return source->stretched && target->stretched ? RP_STRETCHED_SUBNET
						      : RP_SUBNET_FAILOVER;
}

/* ---- Which subnets join which ----------------------------------------- */

struct joined {
	rp_id source;
	rp_id target;
};

struct joined_list {
	struct joined *at;
	uint32_t n;
	uint32_t capacity;
};

/* Adds each pair of subnets that a NIC joins.  Most NICs of a subnet go where
 * the one before them goes, so few pairs are added twice. */
static bool collect(struct joined_list *list, const rp_plan *plan,
		    rp_id *last_target)
{
	for (rp_id i = 0; i < plan->n_nics; i++) {
		rp_id target = plan->nics[i].subnet;
		rp_id source =
			rp_nic(plan->topology, plan->nics[i].nic)->subnet;

		if (source == RP_NONE || target == RP_NONE ||
		    last_target[source] == target)
			continue;
		last_target[source] = target;
		if (!memory_grow(&list->at, &list->capacity,
				 (size_t)list->n + 1, sizeof *list->at))
			return false;
		list->at[list->n++] = (struct joined){ source, target };
	}
	return true;
}

static bool make_list(struct joined_list *list, const rp_plan *plan)
{
	size_t n = rp_count(plan->topology, RP_SUBNET);
	rp_id *last_target = memory_zeroed(n, sizeof *last_target);
	bool done;

	for (size_t i = 0; last_target && i < n; i++)
		last_target[i] = RP_NONE;
	done = last_target && collect(list, plan, last_target);
	free(last_target);
	return done;
}

static int compare_joined(const void *a, const void *b)
{
	const struct joined *x = a;
	const struct joined *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return (x->target > y->target) - (x->target < y->target);
}

/* ---- Moves ------------------------------------------------------------ */

/* Adds a line for each family that both subnets have. */
static void add_moves(struct moves *moves, const rp_topology *topology,
		      const struct joined *joined)
{
	const struct rp_subnet *source = rp_subnet(topology, joined->source);
	const struct rp_subnet *target = rp_subnet(topology, joined->target);

	for (int i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family family = (enum rp_family)i;

		if (source->prefix[family].length < 0 ||
		    target->prefix[family].length < 0)
			continue;
		moves->at[moves->n++] =
			(struct rp_move){ joined->source, joined->target,
					  family,
					  kind_of(source, target, family) };
	}
}

bool moves_make(struct moves *moves, const rp_plan *plan)
{
	struct joined_list list = { NULL, 0, 0 };

	*moves = (struct moves){ 0 };
	if (make_list(&list, plan))
		moves->at = memory_zeroed((size_t)list.n * RP_N_FAMILIES,
					  sizeof *moves->at);
	if (!moves->at) {
		free(list.at);
		return false;
	}
	if (list.n > 0)
		qsort(list.at, list.n, sizeof *list.at, compare_joined);
	for (uint32_t i = 0; i < list.n; i++)
		if (i == 0 || compare_joined(&list.at[i - 1], &list.at[i]) != 0)
			add_moves(moves, plan->topology, &list.at[i]);
	free(list.at);
	return true;
}

void moves_destroy(struct moves *moves)
{
	free(moves->at);
	*moves = (struct moves){ 0 };
}

bool moves_with_subnet(const rp_plan *plan, rp_id nic, enum rp_family family)
{
	const rp_topology *topology = plan->topology;
	rp_id target = plan->nics[nic].subnet;
	rp_id source = rp_nic(topology, plan->nics[nic].nic)->subnet;

	return source != RP_NONE && target != RP_NONE &&
	       prefixes_are_equal(rp_subnet(topology, source)->prefix[family],
				  rp_subnet(topology, target)->prefix[family]);
}

/* ---- What its readers see --------------------------------------------- */

const char *rp_move_kind_name(enum rp_move_kind kind)
{
	static const char *const names[] = {
		[RP_STRETCHED_SUBNET] = "stretched subnet",
		[RP_SUBNET_FAILOVER] = "subnet failover",
		[RP_ADDRESS_CHANGE] = "address change",
	};

	return names[kind];
}

size_t rp_plan_n_moves(const rp_plan *plan)
{
	return plan->moves.n;
}

const struct rp_move *rp_plan_move(const rp_plan *plan, rp_id i)
{
	return &plan->moves.at[i];
}
