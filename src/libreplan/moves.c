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

/* A pair stays in the table while it has NICs or had some when moves were last
 * made, and else until the table grows. */
struct join {
	rp_id source;
	rp_id target;
	uint32_t n;	 /* NICs. */
	bool is_used;	 /* The slot. */
	bool is_settled; /* It had NICs when moves were last made. */
};

/* The slot of a pair, or the one where it would stand. */
static struct join *slot_of(const struct joins *joins, rp_id source,
			    rp_id target)
{
	uint64_t hash = (uint64_t)source << 32 | target;
	uint32_t i;

	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	i = (uint32_t)(hash >> 32) & joins->mask;
	while (joins->at[i].is_used &&
	       (joins->at[i].source != source || joins->at[i].target != target))
		i = (i + 1) & joins->mask;
	return &joins->at[i];
}

static bool is_kept(const struct join *join)
{
	return join->is_used && (join->n > 0 || join->is_settled);
}

static bool joins_resize(struct joins *joins, size_t n_slots)
{
	struct joins grown = { .mask = (uint32_t)(n_slots - 1),
			       .n_changed = joins->n_changed };

	grown.at = memory_zeroed(n_slots, sizeof *grown.at);
	if (!grown.at)
		return false;
	for (size_t i = 0; joins->at && i <= joins->mask; i++) {
		const struct join *join = &joins->at[i];

		if (!is_kept(join))
			continue;
		*slot_of(&grown, join->source, join->target) = *join;
		grown.n_used++;
	}
	free(joins->at);
	*joins = grown;
	return true;
}

bool joins_init(struct joins *joins, const rp_topology *topology)
{
	size_t n_slots = 16;

	*joins = (struct joins){ 0 };
	while (n_slots < 2 * rp_count(topology, RP_SUBNET))
		n_slots *= 2;
	return joins_resize(joins, n_slots);
}

void joins_destroy(struct joins *joins)
{
	free(joins->at);
	*joins = (struct joins){ 0 };
}

/* Makes room for one pair more: for twice as many where half of the slots or
 * more are those of pairs that are kept. */
static bool make_room(struct joins *joins)
{
	size_t n_slots = (size_t)joins->mask + 1;
	size_t n_kept = 0;

	if (joins->n_used < n_slots / 4 * 3)
		return true;
	for (size_t i = 0; i < n_slots; i++)
		n_kept += is_kept(&joins->at[i]);
	return joins_resize(joins,
			    n_kept < n_slots / 2 ? n_slots : 2 * n_slots);
}

/* 'join' has its first NIC, or has lost its last. */
static void note_change(struct joins *joins, const struct join *join)
{
	if ((join->n > 0) != join->is_settled)
		joins->n_changed++;
	else
		joins->n_changed--;
}

bool joins_add(struct joins *joins, rp_id source, rp_id target)
{
	struct join *join = slot_of(joins, source, target);

	if (!join->is_used) {
		if (!make_room(joins))
			return false;
		join = slot_of(joins, source, target);
		*join = (struct join){ source, target, 0, true, false };
		joins->n_used++;
	}
	join->n++;
	if (join->n == 1)
		note_change(joins, join);
	return true;
}

void joins_remove(struct joins *joins, rp_id source, rp_id target)
{
	struct join *join = slot_of(joins, source, target);

	join->n--;
	if (join->n == 0)
		note_change(joins, join);
}

bool joins_changed(const struct joins *joins)
{
	return joins->n_changed > 0;
}

void joins_settle(struct joins *joins)
{
	if (joins->n_changed == 0)
		return;
	for (size_t i = 0; i <= joins->mask; i++)
		joins->at[i].is_settled = joins->at[i].n > 0;
	joins->n_changed = 0;
}

/* ---- Moves ------------------------------------------------------------ */

/* Adds a line for each family that both subnets have. */
static void add_moves(struct moves *moves, const rp_topology *topology,
		      const struct join *join)
{
	const struct rp_subnet *source = rp_subnet(topology, join->source);
	const struct rp_subnet *target = rp_subnet(topology, join->target);

	for (int i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family family = (enum rp_family)i;

		if (source->prefix[family].length < 0 ||
		    target->prefix[family].length < 0)
			continue;
		moves->at[moves->n++] =
			(struct rp_move){ join->source, join->target, family,
					  kind_of(source, target, family) };
	}
}

int moves_compare(const void *a, const void *b)
{
	const struct rp_move *x = a;
	const struct rp_move *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	return (x->family > y->family) - (x->family < y->family);
}

/* Enters the part that both subnets have in a failover. */
static void add_roles(struct moves *moves, const struct rp_move *move)
{
	if (move->kind != RP_SUBNET_FAILOVER)
		return;
	moves->roles[move->source] |= (uint8_t)(1 << move->family);
	moves->roles[move->target] |=
		(uint8_t)(1 << (RP_N_FAMILIES + move->family));
}

bool moves_make(struct moves *moves, const struct joins *joins,
		const rp_topology *topology)
{
	*moves = (struct moves){ 0 };
	moves->at = memory_zeroed((size_t)joins->n_used * RP_N_FAMILIES,
				  sizeof *moves->at);
	moves->roles = memory_zeroed(rp_count(topology, RP_SUBNET),
				     sizeof *moves->roles);
	if (!moves->at || !moves->roles)
		return false;
	for (size_t i = 0; i <= joins->mask; i++)
		if (joins->at[i].n > 0)
			add_moves(moves, topology, &joins->at[i]);
	if (moves->n > 1)
		qsort(moves->at, moves->n, sizeof *moves->at, moves_compare);
	for (uint32_t i = 0; i < moves->n; i++)
		add_roles(moves, &moves->at[i]);
	return true;
}

void moves_destroy(struct moves *moves)
{
	free(moves->at);
	free(moves->roles);
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
