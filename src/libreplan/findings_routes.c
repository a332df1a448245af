/* Findings about how sites reach the prefixes that move (rules 7, Routes).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "address.h"
#include "findings_checks.h"
#include "memory.h"
#include "paths.h"
#include "topology.h"

#define ARG_SITE(id) arg_object(RP_SITE, id)

struct route_checks {
	struct checks *checks;
	const struct routes *routes;
	uint32_t n_sites;
};

static const struct rp_hop *hop_after(const struct route_checks *r, uint32_t i,
				      rp_id site)
{
	return routes_hop(r->routes, r->checks->topology, i, site, true);
}

static int compare_sites(const void *a, const void *b)
{
	const rp_id *x = a;
	const rp_id *y = b;

	return (*x > *y) - (*x < *y);
}

/* Whether prefix 'i' moves away from 'site'. */
static bool is_source(const struct route_checks *r, uint32_t i, rp_id site)
{
	struct rp_range before = r->routes->prefixes[i].before;

	return before.first < before.end &&
	       bsearch(&site, &r->routes->sites[before.first],
		       before.end - before.first, sizeof site, compare_sites);
}

/* ---- No path ---------------------------------------------------------- */

/* The first site that cannot reach prefix 'i' after failover, or RP_NONE. */
static rp_id first_cut_off(const struct route_checks *r, uint32_t i)
{
	for (rp_id site = 0; site < r->n_sites; site++)
		if (hop_after(r, i, site)->next == RP_NONE)
			return site;
	return RP_NONE;
}

/* One finding for a prefix, where its first source subnet stands in the
 * file. */
static bool check_reached(const struct route_checks *r, uint32_t i)
{
	const struct moved_prefix *prefix = &r->routes->prefixes[i];
	rp_id site = first_cut_off(r, i);
	const struct finding_arg args[] = { arg_text(prefix->text),
					    ARG_SITE(site) };

	if (site == RP_NONE)
		return true;
	findings_add_position(r->checks, FINDING_PREFIX_UNREACHABLE,
			      topology_position(r->checks->topology, RP_SUBNET,
						prefix->source),
			      args, 2);
	return false;
}

/* ---- Paths through a source site -------------------------------------- */

/* Not looked at yet. */
#define UNKNOWN (RP_NONE - 1)

/* What is known of the path behind 'site': the first source site of prefix 'i'
 * that it runs through, RP_NONE where it runs through none, or UNKNOWN where
 * that is what the next site knows. */
static rp_id look_behind(const struct route_checks *r, uint32_t i,
			 const rp_id *known, rp_id site)
{
	rp_id next = hop_after(r, i, site)->next;

	if (next == RP_NONE || next == site ||
	    hop_after(r, i, next)->next == next)
		return RP_NONE;
	return is_source(r, i, next) ? next : known[next];
}

/* The first source site that the path from 'site' runs through, or RP_NONE.
 * Each site is walked over once: what is found goes into 'known' for all of the
 * path. */
static rp_id source_on_path(const struct route_checks *r, uint32_t i,
			    rp_id *known, rp_id site)
{
	rp_id at = site;
	rp_id found;

	if (known[site] != UNKNOWN)
		return known[site];
	while ((found = look_behind(r, i, known, at)) == UNKNOWN)
		at = hop_after(r, i, at)->next;
	known[at] = found;
	for (at = site; known[at] == UNKNOWN; at = hop_after(r, i, at)->next)
		known[at] = found;
	return found;
}

/* Whether there is none. */
static bool check_paths(const struct route_checks *r, uint32_t i, rp_id *known)
{
	bool none = true;

	for (rp_id site = 0; site < r->n_sites; site++)
		known[site] = UNKNOWN;
	for (rp_id site = 0; site < r->n_sites; site++) {
		rp_id source = source_on_path(r, i, known, site);

		if (source == RP_NONE)
			continue;
		none = false;
		FINDINGS_ADD(r->checks, PATH_THROUGH_SOURCE,
			     arg_text(r->routes->prefixes[i].text),
			     ARG_SITE(site), ARG_SITE(source));
	}
	return none;
}

/* ---- Traffic that is still drawn to a source site --------------------- */

/* A prefix and a site that announces it. */
struct summary {
	struct rp_prefix prefix;
	enum rp_family family;
	rp_id site;
};

struct summaries {
	struct summary *at; /* The longest first, equal ones together. */
	uint32_t n;
	rp_id *sites; /* Of 'at', in its order. */
};

static int compare_summaries(const void *a, const void *b)
{
	const struct summary *x = a;
	const struct summary *y = b;

	if (x->prefix.length != y->prefix.length)
		return x->prefix.length > y->prefix.length ? -1 : 1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->prefix.ip != y->prefix.ip)
		return x->prefix.ip < y->prefix.ip ? -1 : 1;
	return (x->site > y->site) - (x->site < y->site);
}

static bool make_summaries(struct summaries *s, const rp_topology *topology)
{
	size_t n = topology->announced.n;

	s->n = 0;
	s->at = memory_zeroed(n, sizeof *s->at);
	s->sites = memory_zeroed(n, sizeof *s->sites);
	if (!s->at || !s->sites)
		return false;
	for (rp_id site = 0; site < rp_count(topology, RP_SITE); site++) {
		struct rp_range list = rp_site(topology, site)->announces;

		for (rp_id i = list.first; i < list.end; i++) {
			struct summary *summary = &s->at[s->n++];

			summary->site = site;
			summary->prefix = *rp_topology_announced(
				topology, i, &summary->family);
		}
	}
	if (s->n > 0)
		qsort(s->at, s->n, sizeof *s->at, compare_summaries);
	for (uint32_t i = 0; i < s->n; i++)
		s->sites[i] = s->at[i].site;
	return true;
}

static bool are_one(const struct summary *a, const struct summary *b)
{
	return a->family == b->family && a->prefix.ip == b->prefix.ip &&
	       a->prefix.length == b->prefix.length;
}

static bool covers(const struct summary *summary,
		   const struct moved_prefix *prefix)
{
	return summary->family == prefix->family &&
	       summary->prefix.length <= prefix->prefix.length &&
	       address_in_prefix(summary->family, prefix->prefix.ip,
				 summary->prefix);
}

/* Where traffic ends up that no path takes to its prefix. */
struct drawn {
	uint32_t *by;  /* By prefix and site: the summary that draws it. */
	rp_id *end;    /* And the site that it is drawn to. */
	bool *cut_off; /* By prefix: some site has no path. */
};

/* Enters for prefix 'i' the sites whose longest summary is 'k': those that no
 * longer one draws. */
static void draw(const struct route_checks *r, struct drawn *drawn, uint32_t i,
		 uint32_t k, const rp_id *end)
{
	for (rp_id site = 0; site < r->n_sites; site++) {
		size_t at = (size_t)i * r->n_sites + site;

		if (drawn->end[at] != RP_NONE || end[site] == RP_NONE ||
		    hop_after(r, i, site)->next != RP_NONE)
			continue;
		drawn->by[at] = k;
		drawn->end[at] = end[site];
	}
}

/* At which of 'sites' the path from each site ends; RP_NONE: none leads
 * there. */
static bool find_ends(rp_id *end, const struct paths_graph *graph,
		      const rp_id *sites, uint32_t n)
{
	struct paths paths;
	bool done = paths_find(&paths, graph, sites, n);

	for (rp_id site = 0; done && site < graph->n_sites; site++)
		end[site] = RP_NONE;
	for (uint32_t i = 0; done && i < paths.n_order; i++) {
		rp_id site = paths.order[i];
		rp_id next = paths.next[site];

		end[site] = next == site ? site : end[next];
	}
	paths_destroy(&paths);
	return done;
}

/* The summary of 'n' sites from 'k' draws what is in it. */
static bool draw_all(const struct route_checks *r, struct drawn *drawn,
		     const struct paths_graph *graph, const struct summaries *s,
		     uint32_t k, uint32_t n)
{
	rp_id *end = NULL;

	for (uint32_t i = 0; i < r->routes->n_prefixes; i++) {
		if (!drawn->cut_off[i] ||
		    !covers(&s->at[k], &r->routes->prefixes[i]))
			continue;
		if (!end) {
			end = memory_zeroed(r->n_sites, sizeof *end);
			if (!end || !find_ends(end, graph, &s->sites[k], n)) {
				free(end);
				return false;
			}
		}
		draw(r, drawn, i, k, end);
	}
	free(end);
	return true;
}

/* From the longest summary to the shortest. */
static bool draw_by_each(const struct route_checks *r, struct drawn *drawn,
			 const struct summaries *s)
{
	struct paths_graph graph;
	bool done = paths_graph_init(&graph, r->checks->topology);
	uint32_t first = 0;

	for (uint32_t i = 1; done && i <= s->n; i++) {
		if (i < s->n && are_one(&s->at[first], &s->at[i]))
			continue;
		done = draw_all(r, drawn, &graph, s, first, i - first);
		first = i;
	}
	paths_graph_destroy(&graph);
	return done;
}

static void report_drawn(const struct route_checks *r,
			 const struct drawn *drawn, const struct summaries *s)
{
	for (uint32_t i = 0; i < r->routes->n_prefixes; i++)
		for (rp_id site = 0; site < r->n_sites; site++) {
			size_t at = (size_t)i * r->n_sites + site;
			const struct summary *summary = &s->at[drawn->by[at]];

			if (drawn->end[at] == RP_NONE ||
			    !is_source(r, i, drawn->end[at]))
				continue;
			FINDINGS_ADD(
				r->checks, PREFIX_DRAWN_TO_SOURCE,
				arg_text(r->routes->prefixes[i].text),
				ARG_SITE(site), ARG_SITE(drawn->end[at]),
				arg_prefix(summary->family, summary->prefix));
		}
}

/* A site without a path sends what is for the prefix where the longest summary
 * that it reaches leads it: that must not be where the prefix comes from.
 * 'cut_off' says of which prefixes some site has no path. */
static bool check_drawn(const struct route_checks *r, bool *cut_off)
{
	size_t n = (size_t)r->routes->n_prefixes * r->n_sites;
	struct drawn drawn = { .cut_off = cut_off };
	struct summaries summaries;
	bool done;

	drawn.by = memory_zeroed(n, sizeof *drawn.by);
	drawn.end = memory_zeroed(n, sizeof *drawn.end);
	for (size_t i = 0; drawn.end && i < n; i++)
		drawn.end[i] = RP_NONE;
	done = make_summaries(&summaries, r->checks->topology) && drawn.by &&
	       drawn.end && draw_by_each(r, &drawn, &summaries);
	if (done && summaries.n > 0)
		report_drawn(r, &drawn, &summaries);
	free(drawn.by);
	free(drawn.end);
	free(summaries.at);
	free(summaries.sites);
	return done;
}

/* ---- All of them ------------------------------------------------------ */

/* What is found of a prefix depends on the sites where it stands alone: of
 * those where it stands before, by those where it stands after, the last ones
 * of which nothing was found. */
struct clean_ways {
	uint32_t *before; /* By ways after; RP_NONE: none yet. */
	uint32_t n;
};

static bool clean_ways_init(struct clean_ways *clean,
			    const struct routes *routes)
{
	clean->n = 0;
	for (uint32_t i = 0; i < routes->n_prefixes; i++)
		if (clean->n <= routes->prefixes[i].ways_after)
			clean->n = routes->prefixes[i].ways_after + 1;
	clean->before = memory_zeroed(clean->n, sizeof *clean->before);
	for (uint32_t i = 0; clean->before && i < clean->n; i++)
		clean->before[i] = RP_NONE;
	return clean->before != NULL;
}

/* Looks at prefix 'i'; 'known' is room for each site.  Whether some site has no
 * path to it. */
static bool check_prefix(const struct route_checks *r, uint32_t i,
			 struct clean_ways *clean, rp_id *known)
{
	const struct moved_prefix *prefix = &r->routes->prefixes[i];
	bool is_reached;

	if (clean->before[prefix->ways_after] == prefix->ways_before)
		return false;
	is_reached = check_reached(r, i);
	if (check_paths(r, i, known) && is_reached)
		clean->before[prefix->ways_after] = prefix->ways_before;
	return !is_reached;
}

static bool check_prefixes(const struct route_checks *r)
{
	uint32_t n = r->routes->n_prefixes;
	rp_id *known = memory_zeroed(r->n_sites, sizeof *known);
	bool *cut_off = memory_zeroed(n, sizeof *cut_off);
	struct clean_ways clean;
	bool any = false;
	bool done = clean_ways_init(&clean, r->routes) && known && cut_off;

	for (uint32_t i = 0; done && i < n; i++) {
		cut_off[i] = check_prefix(r, i, &clean, known);
		any = any || cut_off[i];
	}
	if (done && any)
		done = check_drawn(r, cut_off);
	free(known);
	free(cut_off);
	free(clean.before);
	return done;
}

void findings_routes(struct checks *checks)
{
	struct route_checks r = {
		checks,
		&checks->plan->routes,
		(uint32_t)rp_count(checks->topology, RP_SITE),
	};

	checks->check = CHECK_ROUTES;
	if (r.routes->too_many)
		FINDINGS_ADD(checks, ROUTES_TOO_MANY, arg_number(r.n_sites));
	if (!check_prefixes(&r))
		findings_fail(checks);
}
