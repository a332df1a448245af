/* Routes: see routes.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "routes.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "paths.h"
#include "plan.h"
#include "subnets.h"

/* ---- Which prefixes move ---------------------------------------------- */

/* A move by subnet failover, and the first move with its prefix. */
struct failover {
	const struct rp_move *move;
	struct rp_prefix prefix;
	const struct rp_move *first;
};

struct failovers {
	struct failover *at;
	uint32_t n;
};

static bool have_one_prefix(const struct failover *a, const struct failover *b)
{
	return a->move->family == b->move->family &&
	       a->prefix.ip == b->prefix.ip &&
	       a->prefix.length == b->prefix.length;
}

/* By prefix, then in the order of the moves. */
static int compare_prefixes(const void *a, const void *b)
{
	const struct failover *x = a;
	const struct failover *y = b;

	if (x->move->family != y->move->family)
		return x->move->family < y->move->family ? -1 : 1;
	if (x->prefix.ip != y->prefix.ip)
		return x->prefix.ip < y->prefix.ip ? -1 : 1;
	if (x->prefix.length != y->prefix.length)
		return x->prefix.length < y->prefix.length ? -1 : 1;
	return (x->move > y->move) - (x->move < y->move);
}

/* By the first move with the prefix, then in the order of the moves. */
static int compare_moves(const void *a, const void *b)
{
	const struct failover *x = a;
	const struct failover *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->move > y->move) - (x->move < y->move);
}

/* The failovers, those with one prefix together. */
static bool collect_failovers(struct failovers *out, const struct moves *moves,
			      const rp_topology *topology)
{
	out->n = 0;
	out->at = memory_zeroed(moves->n, sizeof *out->at);
	if (!out->at)
		return false;
	for (uint32_t i = 0; i < moves->n; i++) {
		const struct rp_move *move = &moves->at[i];

		if (move->kind == RP_SUBNET_FAILOVER)
			out->at[out->n++] = (struct failover){
				move,
				rp_subnet(topology, move->source)
					->prefix[move->family],
				move,
			};
	}
	if (out->n == 0)
		return true;
	qsort(out->at, out->n, sizeof *out->at, compare_prefixes);
	for (uint32_t i = 1; i < out->n; i++)
		if (have_one_prefix(&out->at[i - 1], &out->at[i]))
			out->at[i].first = out->at[i - 1].first;
	qsort(out->at, out->n, sizeof *out->at, compare_moves);
	return true;
}

static uint32_t count_prefixes(const struct failovers *failovers)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < failovers->n; i++)
		if (failovers->at[i].first == failovers->at[i].move)
			n++;
	return n;
}

/* ---- Where they stand ------------------------------------------------- */

struct standing {
	struct routes *routes;
	const rp_topology *topology;
	uint32_t capacity; /* Of the routes' sites. */
	uint32_t n_sites;
	uint32_t *targeted; /* By subnet: the prefix that it is a target of,
			     * from 1; 0: none yet. */
	uint32_t *listed;   /* By site: the list that it is in, from 1. */
	uint32_t n_lists;
};

/* Adds the sites of 'subnet' to the list at hand, those that are not in it. */
static bool add_sites(struct standing *s, rp_id subnet)
{
	rp_id site;

	for (rp_id i = 0;
	     (site = subnets_site(s->topology, subnet, i)) != RP_NONE; i++) {
		if (s->listed[site] == s->n_lists)
			continue;
		s->listed[site] = s->n_lists;
		if (!memory_grow(&s->routes->sites, &s->capacity,
				 (size_t)s->n_sites + 1,
				 sizeof *s->routes->sites))
			return false;
		s->routes->sites[s->n_sites++] = site;
	}
	return true;
}

static int compare_sites(const void *a, const void *b)
{
	const rp_id *x = a;
	const rp_id *y = b;

	return (*x > *y) - (*x < *y);
}

static void begin_list(struct standing *s, struct rp_range *list)
{
	s->n_lists++;
	list->first = s->n_sites;
}

static void end_list(struct standing *s, struct rp_range *list)
{
	list->end = s->n_sites;
	if (list->end > list->first)
		qsort(&s->routes->sites[list->first], list->end - list->first,
		      sizeof *s->routes->sites, compare_sites);
}

/* Where prefix 'i' stands: before, at its source subnets, less those that are
 * themselves targets of it; after, at its target subnets.  Any other subnet
 * with that prefix counts for nothing. */
static bool stand(struct standing *s, uint32_t i,
		  const struct failover *failovers, uint32_t n)
{
	struct moved_prefix *prefix = &s->routes->prefixes[i];

	for (uint32_t j = 0; j < n; j++)
		s->targeted[failovers[j].move->target] = i + 1;
	begin_list(s, &prefix->before);
	for (uint32_t j = 0; j < n; j++)
		if (s->targeted[failovers[j].move->source] != i + 1 &&
		    !add_sites(s, failovers[j].move->source))
			return false;
	end_list(s, &prefix->before);
	begin_list(s, &prefix->after);
	for (uint32_t j = 0; j < n; j++)
		if (!add_sites(s, failovers[j].move->target))
			return false;
	end_list(s, &prefix->after);
	return true;
}

static void name_prefix(struct moved_prefix *prefix,
			const struct failover *first)
{
	prefix->family = first->move->family;
	prefix->prefix = first->prefix;
	prefix->source = first->move->source;
	rp_prefix_text(prefix->family, prefix->prefix.ip,
		       (unsigned)prefix->prefix.length, prefix->text);
}

static bool stand_all(struct standing *s, const struct failovers *failovers)
{
	uint32_t first = 0;
	uint32_t n = 0;

	for (uint32_t i = 1; i <= failovers->n; i++) {
		const struct failover *group = &failovers->at[first];

		if (i < failovers->n && failovers->at[i].first == group->first)
			continue;
		name_prefix(&s->routes->prefixes[n], group);
		if (!stand(s, n++, group, i - first))
			return false;
		first = i;
	}
	return true;
}

static bool find_standing(struct routes *routes, const rp_topology *topology,
			  const struct failovers *failovers)
{
	struct standing s = { .routes = routes, .topology = topology };
	bool done;

	s.targeted = memory_zeroed(rp_count(topology, RP_SUBNET),
				   sizeof *s.targeted);
	s.listed = memory_zeroed(rp_count(topology, RP_SITE), sizeof *s.listed);
	done = s.targeted && s.listed && stand_all(&s, failovers);
	free(s.targeted);
	free(s.listed);
	return done;
}

/* ---- The ways there --------------------------------------------------- */

/* A list of sites, and where the number of its ways goes. */
struct site_set {
	const rp_id *sites;
	uint32_t n;
	uint32_t *ways;
};

static int compare_sets(const void *a, const void *b)
{
	const struct site_set *x = a;
	const struct site_set *y = b;

	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return x->n > 0 ? memcmp(x->sites, y->sites, x->n * sizeof *x->sites)
			: 0;
}

static struct site_set make_set(const struct routes *routes,
				struct rp_range list, uint32_t *ways)
{
	if (list.first == list.end)
		return (struct site_set){ NULL, 0, ways };
	return (struct site_set){ &routes->sites[list.first],
				  list.end - list.first, ways };
}

/* Numbers the sets, equal ones alike, and leaves one of each in 'sets'.
 * Returns how many there are. */
static uint32_t number_sets(struct site_set *sets, struct routes *routes)
{
	uint32_t n = 0;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < routes->n_prefixes; i++) {
		struct moved_prefix *prefix = &routes->prefixes[i];

		sets[n++] =
			make_set(routes, prefix->before, &prefix->ways_before);
		sets[n++] =
			make_set(routes, prefix->after, &prefix->ways_after);
	}
	qsort(sets, n, sizeof *sets, compare_sets);
	for (uint32_t i = 0; i < n; i++) {
		if (i == 0 || compare_sets(&sets[kept - 1], &sets[i]) != 0)
			sets[kept++] = sets[i];
		*sets[i].ways = kept - 1;
	}
	return kept;
}

/* The way from 'site' by 'paths'. */
static struct rp_hop make_hop(const rp_topology *topology,
			      const struct paths *paths, rp_id site)
{
	struct rp_hop hop = { .next = paths->next[site] };
	const struct rp_link *link;

	if (paths->link[site] == RP_NONE)
		return hop;
	link = rp_link(topology, paths->link[site]);
	if (link->has_via) {
		hop.has_via = true;
		hop.family = link->family;
		hop.via = link->via[link->site[1] == hop.next];
	}
	return hop;
}

static bool find_ways(struct rp_hop *hops, const struct paths_graph *graph,
		      const struct site_set *set)
{
	struct paths paths;
	bool done = paths_find(&paths, graph, set->sites, set->n);

	for (rp_id site = 0; done && site < graph->n_sites; site++)
		hops[site] = make_hop(graph->topology, &paths, site);
	paths_destroy(&paths);
	return done;
}

static bool find_all_ways(struct routes *routes, const rp_topology *topology)
{
	struct site_set *sets =
		memory_zeroed((size_t)routes->n_prefixes * 2, sizeof *sets);
	struct paths_graph graph;
	bool done = paths_graph_init(&graph, topology) && sets;
	uint32_t n = done ? number_sets(sets, routes) : 0;

	if (done)
		routes->hops = memory_zeroed((size_t)n * graph.n_sites,
					     sizeof *routes->hops);
	done = done && routes->hops;
	for (uint32_t i = 0; done && i < n; i++)
		done = find_ways(&routes->hops[(size_t)i * graph.n_sites],
				 &graph, &sets[i]);
	paths_graph_destroy(&graph);
	free(sets);
	return done;
}

const struct rp_hop *routes_hop(const struct routes *routes,
				const rp_topology *topology, uint32_t i,
				rp_id site, bool after)
{
	const struct moved_prefix *prefix = &routes->prefixes[i];
	size_t ways = after ? prefix->ways_after : prefix->ways_before;

	return &routes->hops[ways * rp_count(topology, RP_SITE) + site];
}

/* ---- What changes ----------------------------------------------------- */

static bool hops_are_equal(const struct rp_hop *a, const struct rp_hop *b)
{
	return a->next == b->next && a->has_via == b->has_via &&
	       (!a->has_via || (a->family == b->family && a->via == b->via));
}

static bool list_routes(struct routes *routes, const rp_topology *topology)
{
	uint32_t capacity = 0;

	for (rp_id site = 0; site < rp_count(topology, RP_SITE); site++)
		for (uint32_t i = 0; i < routes->n_prefixes; i++) {
			const struct moved_prefix *p = &routes->prefixes[i];
			const struct rp_hop *before =
				routes_hop(routes, topology, i, site, false);
			const struct rp_hop *after =
				routes_hop(routes, topology, i, site, true);

			if (hops_are_equal(before, after))
				continue;
			if (!memory_grow(&routes->at, &capacity,
					 (size_t)routes->n + 1,
					 sizeof *routes->at))
				return false;
			routes->at[routes->n++] =
				(struct rp_route){ site, p->family, p->prefix,
						   *before, *after };
		}
	return true;
}

static bool make_routes(struct routes *routes, const rp_topology *topology,
			const struct failovers *failovers)
{
	uint32_t n = count_prefixes(failovers);

	if (n == 0)
		return true;
	if (n > MOST_ROUTES / rp_count(topology, RP_SITE)) {
		routes->too_many = true;
		return true;
	}
	routes->prefixes = memory_zeroed(n, sizeof *routes->prefixes);
	if (!routes->prefixes)
		return false;
	routes->n_prefixes = n;
	return find_standing(routes, topology, failovers) &&
	       find_all_ways(routes, topology) && list_routes(routes, topology);
}

bool routes_make(struct routes *routes, const struct moves *moves,
		 const rp_topology *topology)
{
	struct failovers failovers;
	bool done;

	*routes = (struct routes){ 0 };
	if (rp_n_links(topology) == 0)
		return true;
	done = collect_failovers(&failovers, moves, topology) &&
	       make_routes(routes, topology, &failovers);
	free(failovers.at);
	return done;
}

void routes_destroy(struct routes *routes)
{
	free(routes->at);
	free(routes->prefixes);
	free(routes->hops);
	free(routes->sites);
	*routes = (struct routes){ 0 };
}

/* ---- What its readers see --------------------------------------------- */

size_t rp_plan_n_routes(const rp_plan *plan)
{
	return plan->routes.n;
}

const struct rp_route *rp_plan_route(const rp_plan *plan, rp_id i)
{
	return &plan->routes.at[i];
}
