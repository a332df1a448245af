/* Findings about subnets that overlap at one site (rules 9), which is an error
 * where a prefix moves to one of them (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two prefixes of one family are disjoint, or one is in the other.  So the
 * subnets of a site, sorted by first address and then from the widest, are a
 * forest, which is made once for a topology: of each is known the narrowest
 * that it is in.  Each subnet is named once at a site, with the narrowest of
 * those, which keeps a thousand equal prefixes at a thousand findings.  What is
 * in the way of a moving prefix must be mended, so there each one is named, as
 * long as they are not very many. */

#include <stdlib.h>

#include "address.h"
#include "findings_checks.h"
#include "memory.h"
#include "subnets.h"
#include "topology.h"

/* So many pairs are found before only the narrowest are named. */
#define MOST_FOUND 65536

/* ---- Where subnets stand ---------------------------------------------- */

/* Adds the prefixes of 'subnet' at 'site', unless 'stamped', by site, says that
 * the subnet is there already. */
static bool enter_prefixes(struct standings *s, const rp_topology *topology,
			   rp_id *stamped, rp_id id, rp_id site)
{
	const struct rp_subnet *subnet = rp_subnet(topology, id);

	if (stamped[site] == id)
		return true;
	stamped[site] = id;
	if (!memory_grow(&s->at, &s->capacity, (size_t)s->n + RP_N_FAMILIES,
			 sizeof *s->at))
		return false;
	for (int i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family family = (enum rp_family)i;
		struct rp_prefix prefix = subnet->prefix[family];

		if (prefix.length >= 0)
			s->at[s->n++] = (struct standing){
				.first = prefix.ip,
				.last = address_prefix_last(family, prefix),
				.site = site,
				.subnet = id,
				.outer = RP_NONE,
				.family = family,
			};
	}
	return true;
}

static bool enter_subnets(struct standings *s, const rp_topology *topology,
			  rp_id *stamped)
{
	for (rp_id id = 0; id < rp_count(topology, RP_SUBNET); id++) {
		rp_id site;

		for (rp_id i = 0;
		     (site = subnets_site(topology, id, i)) != RP_NONE; i++)
			if (!enter_prefixes(s, topology, stamped, id, site))
				return false;
	}
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

static bool are_apart(const struct standing *a, const struct standing *b)
{
	return a->site != b->site || a->family != b->family ||
	       a->last < b->first;
}

/* Finds the narrowest that each one is in: the one before it, or one that that
 * is in. */
static bool find_outer(struct standings *s)
{
	s->inner = memory_zeroed(s->n, sizeof *s->inner);
	if (!s->inner)
		return false;
	for (uint32_t i = 1; i < s->n; i++) {
		uint32_t outer = i - 1;

		while (outer != RP_NONE && are_apart(&s->at[outer], &s->at[i]))
			outer = s->at[outer].outer;
		s->at[i].outer = outer;
		if (outer != RP_NONE)
			s->inner[s->n_inner++] = i;
	}
	return true;
}

bool standings_init(struct standings *s, const rp_topology *topology)
{
	size_t n_sites = rp_count(topology, RP_SITE);
	rp_id *stamped = memory_zeroed(n_sites, sizeof *stamped);
	bool done;

	for (rp_id site = 0; stamped && site < n_sites; site++)
		stamped[site] = RP_NONE;
	done = stamped && enter_subnets(s, topology, stamped);
	free(stamped);
	if (!done)
		return false;
	if (s->n > 0)
		qsort(s->at, s->n, sizeof *s->at, compare_standing);
	return find_outer(s);
}

void standings_destroy(struct standings *s)
{
	free(s->at);
	free(s->inner);
}

/* ---- What the plan joins and moves ------------------------------------ */

/* Two subnets and a family, the lower one first. */
struct id_pair {
	rp_id low;
	rp_id high;
	uint8_t family;
};

struct overlaps {
	struct checks *checks;
	const struct standings *standings;
	uint32_t (*nearest)[2]; /* By standing: see nearest(). */
	struct id_pair *found;
	uint32_t n_found;
	uint32_t found_capacity;
};

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

/* Whether a prefix of 'family' moves to 'subnet'. */
static bool is_target(const struct overlaps *o, rp_id subnet,
		      enum rp_family family)
{
	return moves_is_target(&o->checks->plan->moves, subnet, family);
}

/* Whether a replica NIC from 'source' joins 'target', both of which have a
 * prefix of 'family'. */
static bool joins(const struct moves *moves, rp_id source, rp_id target,
		  enum rp_family family)
{
	struct rp_move key = { .source = source,
			       .target = target,
			       .family = family };

	return moves->n > 0 && bsearch(&key, moves->at, moves->n,
				       sizeof *moves->at, moves_compare);
}

/* Whether two that overlap are a pair of rules 7, and so no finding.  Where a
 * prefix moves to one of them, the other must be where it moves from: the
 * prefix is the same. */
static bool are_joined(const struct overlaps *o, const struct standing *a,
		       const struct standing *b)
{
	const struct moves *moves = &o->checks->plan->moves;
	bool moved = is_target(o, a->subnet, a->family) ||
		     is_target(o, b->subnet, b->family);

	if (moved && (a->first != b->first || a->last != b->last))
		return false;
	return joins(moves, a->subnet, b->subnet, a->family) ||
	       joins(moves, b->subnet, a->subnet, a->family);
}

/* ---- The sweep -------------------------------------------------------- */

static bool add_found(struct overlaps *o, const struct standing *a,
		      const struct standing *b)
{
	bool rising = a->subnet < b->subnet;

	if (!memory_grow(&o->found, &o->found_capacity, (size_t)o->n_found + 1,
			 sizeof *o->found))
		return false;
	o->found[o->n_found++] =
		(struct id_pair){ rising ? a->subnet : b->subnet,
				  rising ? b->subnet : a->subnet,
				  (uint8_t)a->family };
	return true;
}

/* The first of 'i', the one that it is in, and so on, that is of a kind: 0:
 * no prefix moves to it, 1: one does.  RP_NONE: none is. */
static uint32_t nearest(const struct overlaps *o, uint32_t i, int kind)
{
	const struct standing *at = o->standings->at;

	if (i == RP_NONE || at[i].outer != RP_NONE)
		return i == RP_NONE ? RP_NONE : o->nearest[i][kind];
	return is_target(o, at[i].subnet, at[i].family) == kind ? i : RP_NONE;
}

/* Must be called from the lowest up, as it asks for those that 'i' is in. */
static void enter_nearest(struct overlaps *o, uint32_t i)
{
	const struct standing *at = &o->standings->at[i];
	int own = is_target(o, at->subnet, at->family);

	o->nearest[i][own] = i;
	o->nearest[i][!own] = nearest(o, at->outer, !own);
}

/* Adds what standing 'i' is in, of one kind and from the narrowest, where it is
 * not joined with it: all where a prefix moves to either, else the narrowest
 * alone. */
static bool add_kind(struct overlaps *o, uint32_t i, int kind)
{
	const struct standing *at = o->standings->at;
	bool all = kind == 1 || is_target(o, at[i].subnet, at[i].family);
	uint32_t k = i;

	while ((k = nearest(o, at[k].outer, kind)) != RP_NONE) {
		if (are_joined(o, &at[k], &at[i]))
			continue;
		if (!add_found(o, &at[k], &at[i]))
			return false;
		if (!all || o->n_found >= MOST_FOUND)
			break;
	}
	return true;
}

static bool sweep(struct overlaps *o)
{
	const struct standings *s = o->standings;

	o->nearest = memory_zeroed(s->n, sizeof *o->nearest);
	if (!o->nearest)
		return false;
	for (uint32_t i = 0; i < s->n_inner; i++) {
		enter_nearest(o, s->inner[i]);
		if (!add_kind(o, s->inner[i], 0) ||
		    !add_kind(o, s->inner[i], 1))
			return false;
	}
	return true;
}

/* ---- All of them ------------------------------------------------------ */

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
	struct overlaps o = {
		.checks = checks,
		.standings = &checks->topology->findings->standings,
	};

	checks->check = CHECK_OVERLAPS;
	if (o.standings->n_inner == 0)
		return;
	if (sweep(&o))
		report(&o);
	else
		findings_fail(checks);
	free(o.nearest);
	free(o.found);
}
