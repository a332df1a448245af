/* Paths: see paths.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dijkstra's algorithm from all ends at once.  A cost is the sum of the metrics
 * in the upper bits and the number of links in the lower 32, so that comparing
 * costs compares metrics first and links second, and adding costs adds both:
 * no sum of metrics of 2^40 over 2^32 links leaves its bits.  The next site is
 * chosen when a site's cost is final: all sites that are nearer are final then,
 * so the choice does not depend on the order in which the heap gave them. */

#include "paths.h"

#include <stdlib.h>

#include "memory.h"

__extension__ typedef unsigned __int128 path_cost;

#define NO_PATH ((path_cost)-1)

static path_cost link_cost(const struct paths_graph *graph, rp_id link)
{
	return ((path_cost)rp_link(graph->topology, link)->metric << 32) + 1;
}

/* ---- The graph -------------------------------------------------------- */

/* One direction of a link. */
struct way {
	rp_id from;
	rp_id to;
	int64_t metric;
	rp_id link;
};

/* By sites, and of parallel links the best first. */
static int compare_ways(const void *a, const void *b)
{
	const struct way *x = a;
	const struct way *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->metric != y->metric)
		return x->metric < y->metric ? -1 : 1;
	return (x->link > y->link) - (x->link < y->link);
}

static uint32_t collect_ways(struct way *ways, const rp_topology *topology)
{
	uint32_t n = 0;

	for (rp_id i = 0; i < rp_n_links(topology); i++) {
		const struct rp_link *link = rp_link(topology, i);

		for (int from = 0; from < 2; from++)
			ways[n++] = (struct way){ link->site[from],
						  link->site[1 - from],
						  link->metric, i };
	}
	return n;
}

/* Enters the best link between each two sites. */
static void enter_ways(struct paths_graph *graph, const struct way *ways,
		       uint32_t n)
{
	uint32_t n_edges = 0;
	rp_id site = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && ways[i].from == ways[i - 1].from &&
		    ways[i].to == ways[i - 1].to)
			continue;
		while (site <= ways[i].from)
			graph->first[site++] = n_edges;
		graph->edges[n_edges++] =
			(struct paths_edge){ ways[i].to, ways[i].link };
	}
	while (site <= graph->n_sites)
		graph->first[site++] = n_edges;
}

bool paths_graph_init(struct paths_graph *graph, const rp_topology *topology)
{
	size_t most = 2 * rp_n_links(topology);
	struct way *ways = memory_zeroed(most, sizeof *ways);
	uint32_t n;

	graph->topology = topology;
	graph->n_sites = (uint32_t)rp_count(topology, RP_SITE);
	graph->edges = memory_zeroed(most, sizeof *graph->edges);
	graph->first =
		memory_zeroed((size_t)graph->n_sites + 1, sizeof *graph->first);
	if (!ways || !graph->edges || !graph->first) {
		free(ways);
		return false;
	}
	n = collect_ways(ways, topology);
	if (n > 0)
		qsort(ways, n, sizeof *ways, compare_ways);
	enter_ways(graph, ways, n);
	free(ways);
	return true;
}

void paths_graph_destroy(struct paths_graph *graph)
{
	free(graph->edges);
	free(graph->first);
	*graph = (struct paths_graph){ 0 };
}

/* ---- The heap --------------------------------------------------------- */

struct entry {
	path_cost cost;
	rp_id site;
};

/* The entry of least cost is the first; those of sites that have become nearer
 * stay until they come out. */
struct heap {
	struct entry *at;
	uint32_t n;
	uint32_t capacity;
};

static bool push(struct heap *heap, path_cost cost, rp_id site)
{
	uint32_t i = heap->n;

	if (!memory_grow(&heap->at, &heap->capacity, (size_t)heap->n + 1,
			 sizeof *heap->at))
		return false;
	heap->n++;
	while (i > 0 && heap->at[(i - 1) / 2].cost > cost) {
		heap->at[i] = heap->at[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->at[i] = (struct entry){ cost, site };
	return true;
}

static struct entry pop(struct heap *heap)
{
	struct entry least = heap->at[0];
	struct entry last = heap->at[--heap->n];
	uint32_t i = 0;
	uint32_t child = 1;

	while (child < heap->n) {
		if (child + 1 < heap->n &&
		    heap->at[child + 1].cost < heap->at[child].cost)
			child++;
		if (heap->at[child].cost >= last.cost)
			break;
		heap->at[i] = heap->at[child];
		i = child;
		child = 2 * i + 1;
	}
	heap->at[i] = last;
	return least;
}

/* ---- The search ------------------------------------------------------- */

struct search {
	const struct paths_graph *graph;
	path_cost *cost; /* By site: of the best path found so far. */
	bool *final;	 /* By site. */
	struct heap heap;
};

/* The neighbour that is first in the file of those that a best path of 'site'
 * leads to. */
static void choose_next(struct paths *paths, const struct search *search,
			rp_id site)
{
	const struct paths_graph *graph = search->graph;

	for (uint32_t i = graph->first[site]; i < graph->first[site + 1]; i++) {
		const struct paths_edge *edge = &graph->edges[i];

		if (!search->final[edge->to] ||
		    search->cost[edge->to] + link_cost(graph, edge->link) !=
			    search->cost[site])
			continue;
		paths->next[site] = edge->to;
		paths->link[site] = edge->link;
		return;
	}
}

/* Offers the neighbours of 'site' the path through it. */
static bool offer(struct search *search, rp_id site)
{
	const struct paths_graph *graph = search->graph;

	for (uint32_t i = graph->first[site]; i < graph->first[site + 1]; i++) {
		const struct paths_edge *edge = &graph->edges[i];
		path_cost cost =
			search->cost[site] + link_cost(graph, edge->link);

		if (cost >= search->cost[edge->to])
			continue;
		search->cost[edge->to] = cost;
		if (!push(&search->heap, cost, edge->to))
			return false;
	}
	return true;
}

static bool settle(struct paths *paths, struct search *search)
{
	while (search->heap.n > 0) {
		rp_id site = pop(&search->heap).site;

		if (search->final[site])
			continue;
		if (paths->next[site] == RP_NONE)
			choose_next(paths, search, site);
		search->final[site] = true;
		paths->order[paths->n_order++] = site;
		if (!offer(search, site))
			return false;
	}
	return true;
}

static bool start(struct paths *paths, struct search *search, const rp_id *ends,
		  uint32_t n)
{
	for (rp_id site = 0; site < search->graph->n_sites; site++) {
		paths->next[site] = RP_NONE;
		paths->link[site] = RP_NONE;
		search->cost[site] = NO_PATH;
	}
	for (uint32_t i = 0; i < n; i++) {
		paths->next[ends[i]] = ends[i];
		search->cost[ends[i]] = 0;
		if (!push(&search->heap, 0, ends[i]))
			return false;
	}
	return true;
}

bool paths_find(struct paths *paths, const struct paths_graph *graph,
		const rp_id *ends, uint32_t n)
{
	struct search search = { .graph = graph };
	bool done;

	paths->next = memory_zeroed(graph->n_sites, sizeof *paths->next);
	paths->link = memory_zeroed(graph->n_sites, sizeof *paths->link);
	paths->order = memory_zeroed(graph->n_sites, sizeof *paths->order);
	paths->n_order = 0;
	search.cost = memory_zeroed(graph->n_sites, sizeof *search.cost);
	search.final = memory_zeroed(graph->n_sites, sizeof *search.final);
	done = paths->next && paths->link && paths->order && search.cost &&
	       search.final && start(paths, &search, ends, n) &&
	       settle(paths, &search);
	free(search.cost);
	free(search.final);
	free(search.heap.at);
	return done;
}

void paths_destroy(struct paths *paths)
{
	free(paths->next);
	free(paths->link);
	free(paths->order);
	*paths = (struct paths){ 0 };
}
