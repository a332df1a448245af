/* Findings about subnets that overlap at one site (rules 9), which is an error
 * where a prefix moves to one of them (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two prefixes of one family are disjoint, or one is in the other.  So the
 * subnets of a site, sorted by first address and then from the widest, are a
 * forest: a stack holds those that the one at hand is in.  Each subnet is named
 * once at a site, with the narrowest of those, which keeps a thousand equal
 * prefixes at a thousand findings.  What is in the way of a moving prefix must
 * be mended, so there each one is named, as long as they are not very many. */

#include <stdlib.h>

#include "address.h"
#include "findings_checks.h"
#include "memory.h"
#include "subnets.h"

/* So many pairs are found before only the narrowest are named. */
#define MOST_FOUND 65536

/* A subnet's prefix of one family at one site. */
struct standing {
	rp_ip first;
	rp_ip last;
	rp_id site;
	rp_id subnet;
	enum rp_family family;
};

/* Two numbers as one, to sort and search pairs. */
struct id_pair {
	rp_id low;
	rp_id high;
	uint8_t family;
};

struct overlaps {
	struct checks *checks;
	struct standing *at;
	uint32_t n;
	uint32_t capacity;
	rp_id *stamped;		/* By site: the subnet entered last. */
	uint8_t *targets;	/* By subnet: the families in which a prefix
				 * moves to it, as bits. */
	struct id_pair *joined; /* Subnets that the plan joins, sorted. */
	uint32_t n_joined;
	uint32_t joined_capacity;
	struct id_pair *found;
	uint32_t n_found;
	uint32_t found_capacity;
};

static struct id_pair make_pair(rp_id a, rp_id b, enum rp_family family)
{
	return (struct id_pair){ a < b ? a : b, a < b ? b : a,
				 (uint8_t)family };
}

static int compare_pairs(const void *a, const void *b)
{
	const struct id_pair *x = a;
	const struct id_pair *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	return (int)x->family - (int)y->family;
}

/* ---- Where subnets stand ---------------------------------------------- */

static bool enter_prefixes(struct overlaps *o, rp_id subnet, rp_id site)
{
	const struct rp_subnet *s = rp_subnet(o->checks->topology, subnet);

	if (o->stamped[site] == subnet)
		return true;
	o->stamped[site] = subnet;
	if (!memory_grow(&o->at, &o->capacity, (size_t)o->n + RP_N_FAMILIES,
			 sizeof *o->at))
		return false;
	for (int i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family family = (enum rp_family)i;
		struct rp_prefix prefix = s->prefix[family];

		if (prefix.length >= 0)
			o->at[o->n++] = (struct standing){
				prefix.ip, address_prefix_last(family, prefix),
				site,	   subnet,
				family,
			};
	}
	return true;
}

static bool enter_subnet(struct overlaps *o, rp_id subnet)
{
	const rp_topology *topology = o->checks->topology;
	rp_id site;

	for (rp_id i = 0; (site = subnets_site(topology, subnet, i)) != RP_NONE;
	     i++)
		if (!enter_prefixes(o, subnet, site))
			return false;
	return true;
}

/* By site and family, then from the lowest and widest. */
static int compare_standing(const void *a, const void *b)
{
	const struct standing *x = a;
	const struct standing *y = b;

	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->last != y->last)
		return x->last > y->last ? -1 : 1;
	return (x->subnet > y->subnet) - (x->subnet < y->subnet);
}

static bool collect_standing(struct overlaps *o)
{
	const rp_topology *topology = o->checks->topology;

	o->stamped =
		memory_zeroed(rp_count(topology, RP_SITE), sizeof *o->stamped);
	if (!o->stamped)
		return false;
	for (rp_id site = 0; site < rp_count(topology, RP_SITE); site++)
		o->stamped[site] = RP_NONE;
	for (rp_id id = 0; id < rp_count(topology, RP_SUBNET); id++)
		if (!enter_subnet(o, id))
			return false;
	if (o->n > 0)
		qsort(o->at, o->n, sizeof *o->at, compare_standing);
	return true;
}

/* ---- What the plan joins ---------------------------------------------- */

static bool collect_joined(struct overlaps *o)
{
	const rp_plan *plan = o->checks->plan;

	for (rp_id i = 0; i < plan->n_nics; i++) {
		const struct rp_replica_nic *nic = &plan->nics[i];
		rp_id source = rp_nic(plan->topology, nic->nic)->subnet;

		if (nic->subnet == RP_NONE || source == RP_NONE)
			continue;
		if (!memory_grow(&o->joined, &o->joined_capacity,
				 (size_t)o->n_joined + 1, sizeof *o->joined))
			return false;
		o->joined[o->n_joined++] =
			make_pair(source, nic->subnet, RP_IPV4);
	}
	if (o->n_joined > 0)
		qsort(o->joined, o->n_joined, sizeof *o->joined, compare_pairs);
	return true;
}

static bool collect_targets(struct overlaps *o)
{
	const struct moves *moves = &o->checks->plan->moves;

	o->targets = memory_zeroed(rp_count(o->checks->topology, RP_SUBNET),
				   sizeof *o->targets);
	if (!o->targets)
		return false;
	for (uint32_t i = 0; i < moves->n; i++)
		if (moves->at[i].kind == RP_SUBNET_FAILOVER)
			o->targets[moves->at[i].target] |=
				(uint8_t)(1 << moves->at[i].family);
	return true;
}

/* Whether a prefix of 'family' moves to 'subnet'. */
static bool is_target(const struct overlaps *o, rp_id subnet,
		      enum rp_family family)
{
	return o->targets[subnet] >> family & 1;
}

/* Whether two that overlap are a pair of rules 7, and so no finding.  Where a
 * prefix moves to one of them, the other must be where it moves from: the
 * prefix is the same. */
static bool are_joined(const struct overlaps *o, const struct standing *a,
		       const struct standing *b)
{
	struct id_pair key = make_pair(a->subnet, b->subnet, RP_IPV4);
	bool moves = is_target(o, a->subnet, a->family) ||
		     is_target(o, b->subnet, b->family);

	if (moves && (a->first != b->first || a->last != b->last))
		return false;
	return o->n_joined > 0 && bsearch(&key, o->joined, o->n_joined,
					  sizeof *o->joined, compare_pairs);
}

/* ---- The sweep -------------------------------------------------------- */

static bool add_found(struct overlaps *o, const struct standing *a,
		      const struct standing *b)
{
	if (!memory_grow(&o->found, &o->found_capacity, (size_t)o->n_found + 1,
			 sizeof *o->found))
		return false;
	o->found[o->n_found++] = make_pair(a->subnet, b->subnet, a->family);
	return true;
}

static bool are_apart(const struct standing *a, const struct standing *b)
{
	return a->site != b->site || a->family != b->family ||
	       a->last < b->first;
}

/* An entry of the stack: one of those standing, and how deep the stack is where
 * the narrowest of each kind is the last, itself included: of those that no
 * prefix moves to, and of those that one moves to. */
struct enclosing {
	uint32_t at;
	uint32_t depth[2];
};

struct stack {
	struct enclosing *at;
	uint32_t depth;
};

static void push(const struct overlaps *o, struct stack *stack, uint32_t i)
{
	struct enclosing entry = { i, { 0, 0 } };

	if (stack->depth > 0)
		entry = stack->at[stack->depth - 1];
	entry.at = i;
	entry.depth[is_target(o, o->at[i].subnet, o->at[i].family)] =
		stack->depth + 1;
	stack->at[stack->depth++] = entry;
}

/* Adds what the one at hand is in, of one kind and from the narrowest, where it
 * is not joined with it: all where a prefix moves to either, else the narrowest
 * alone. */
static bool add_kind(struct overlaps *o, const struct stack *stack, uint32_t i,
		     int kind)
{
	const struct standing *inner = &o->at[i];
	bool all = kind == 1 || is_target(o, inner->subnet, inner->family);
	uint32_t k = stack->depth;

	while (k > 0 && (k = stack->at[k - 1].depth[kind]) > 0) {
		const struct standing *outer = &o->at[stack->at[--k].at];

		if (are_joined(o, outer, inner))
			continue;
		if (!add_found(o, outer, inner))
			return false;
		if (!all || o->n_found >= MOST_FOUND)
			break;
	}
	return true;
}

static bool add_outer(struct overlaps *o, const struct stack *stack, uint32_t i)
{
	return add_kind(o, stack, i, 0) && add_kind(o, stack, i, 1);
}

static bool sweep(struct overlaps *o)
{
	struct stack stack = { memory_zeroed(o->n, sizeof *stack.at), 0 };
	bool done = stack.at != NULL;

	for (uint32_t i = 0; done && i < o->n; i++) {
		while (stack.depth > 0 &&
		       are_apart(&o->at[stack.at[stack.depth - 1].at],
				 &o->at[i]))
			stack.depth--;
		done = add_outer(o, &stack, i);
		push(o, &stack, i);
	}
	free(stack.at);
	return done;
}

/* A prefix moves to the first subnet, and the second is in its way. */
static void report_moved(struct overlaps *o, rp_id target, rp_id other,
			 enum rp_family family)
{
	const struct rp_subnet *t = rp_subnet(o->checks->topology, target);
	const struct rp_subnet *s = rp_subnet(o->checks->topology, other);

	FINDINGS_ADD(o->checks, MOVED_PREFIX_OVERLAPS, ARG_NETWORK(t->network),
		     ARG_SUBNET(target), ARG_NETWORK(s->network),
		     ARG_SUBNET(other), arg_prefix(family, t->prefix[family]),
		     arg_prefix(family, s->prefix[family]));
}

static void report_pair(struct overlaps *o, const struct id_pair *pair)
{
	const rp_topology *topology = o->checks->topology;
	enum rp_family family = (enum rp_family)pair->family;
	const struct rp_subnet *a = rp_subnet(topology, pair->low);
	const struct rp_subnet *b = rp_subnet(topology, pair->high);

	if (is_target(o, pair->low, family))
		report_moved(o, pair->low, pair->high, family);
	else if (is_target(o, pair->high, family))
		report_moved(o, pair->high, pair->low, family);
	else
		FINDINGS_ADD(o->checks, SUBNETS_OVERLAP,
			     ARG_NETWORK(a->network), ARG_SUBNET(pair->low),
			     ARG_NETWORK(b->network), ARG_SUBNET(pair->high),
			     arg_prefix(family, a->prefix[family]),
			     arg_prefix(family, b->prefix[family]));
}

/* Two subnets may meet at several sites: that is one finding. */
static void report(struct overlaps *o)
{
	if (o->n_found > 0)
		qsort(o->found, o->n_found, sizeof *o->found, compare_pairs);
	for (uint32_t i = 0; i < o->n_found; i++)
		if (i == 0 || compare_pairs(&o->found[i - 1], &o->found[i]))
			report_pair(o, &o->found[i]);
}

void findings_overlaps(struct checks *checks)
{
	struct overlaps o = { .checks = checks };

	if (collect_standing(&o) && collect_joined(&o) && collect_targets(&o) &&
	    sweep(&o))
		report(&o);
	else
		findings_fail(checks);
	free(o.at);
	free(o.stamped);
	free(o.targets);
	free(o.joined);
	free(o.found);
}
