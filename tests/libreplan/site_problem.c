/* Placement problems like those of sites: see site_problem.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "site_problem.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define CPU_UNIT 1000 /* Of a core, as in the library's own problems. */
#define MOST_NETWORKS 64

static uint32_t below(uint64_t *seed, uint32_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (uint32_t)((*seed >> 33) % n);
}

static bool one_in_thousand(uint64_t *seed, uint32_t n)
{
	return below(seed, 1000) < n;
}

/* ---- Who may stand where ------------------------------------------------- */

/* Class c: cloud c / (networks squared), then the two networks, which may be
 * one. */
static uint32_t class_of(const struct site_shape *shape, uint32_t cloud,
			 uint32_t first, uint32_t second)
{
	return (cloud * shape->n_networks + first) * shape->n_networks + second;
}

static void make_groups(struct site_problem *made,
			const struct site_shape *shape, uint64_t *seed)
{
	uint32_t at = 0;

	for (uint32_t g = 0; g < shape->n_groups; g++) {
		made->groups[g].first = at;
		for (uint32_t h = g; h < shape->n_hosts; h += shape->n_groups) {
			made->group_hosts[at++] = h;
			made->group_of[h] = g;
		}
		made->groups[g].end = at;
		for (uint32_t n = 0; n < shape->n_networks; n++)
			if (!one_in_thousand(seed, shape->lacking))
				made->group_networks[g] |= UINT64_C(1) << n;
	}
}

static void make_class(struct site_problem *made,
		       const struct site_shape *shape, uint32_t cloud,
		       uint32_t first, uint32_t second)
{
	uint64_t *words =
		&made->class_groups[(size_t)class_of(shape, cloud, first,
						     second) *
				    made->problem.n_words];
	uint64_t both = UINT64_C(1) << first | UINT64_C(1) << second;

	for (uint32_t g = cloud; g < shape->n_groups; g += shape->n_clouds)
		if ((made->group_networks[g] & both) == both)
			words[g / 64] |= UINT64_C(1) << g % 64;
}

static void make_classes(struct site_problem *made,
			 const struct site_shape *shape)
{
	for (uint32_t c = 0; c < shape->n_clouds; c++)
		for (uint32_t i = 0; i < shape->n_networks; i++)
			for (uint32_t j = 0; j < shape->n_networks; j++)
				make_class(made, shape, c, i, j);
}

/* ---- Items --------------------------------------------------------------- */

static void make_need(int64_t *need, const struct site_shape *shape,
		      uint64_t *seed)
{
	static const uint32_t cpus[] = { 1, 1, 2, 2, 2, 2, 4, 4, 4, 8 };
	static const uint32_t many[] = { 16, 16, 16, 32, 32, 48 };
	static const uint32_t gib[] = { 1, 2, 4, 4, 8, 8 };
	uint32_t n = cpus[below(seed, 10)];

	if (shape->few_large && below(seed, 100) < 4)
		n = many[below(seed, 6)];
	need[RP_CPUS] = (int64_t)n * CPU_UNIT;
	need[RP_MEMORY] = (int64_t)n * gib[below(seed, n < 16 ? 6 : 4)] * 512 +
			  64 * (1 + (int64_t)below(seed, 16));
}

/* A class with a host, as far as a few tries find one. */
static rp_id some_class(const struct site_problem *made,
			const struct site_shape *shape, uint64_t *seed)
{
	uint32_t cloud = below(seed, shape->n_clouds);
	rp_id class_ = 0;

	for (uint32_t tries = 0; tries < 8; tries++) {
		uint32_t first = below(seed, shape->n_networks);
		uint32_t second =
			below(seed, 3) ? first : below(seed, shape->n_networks);

		class_ = class_of(shape, cloud, first, second);
		for (uint32_t w = 0; w < made->problem.n_words; w++)
			if (made->class_groups[(size_t)class_ *
						       made->problem.n_words +
					       w])
				return class_;
	}
	return class_;
}

static void make_item(struct site_problem *made, const struct site_shape *shape,
		      uint64_t *seed, uint32_t i)
{
	struct placement_item *item = &made->items[i];

	make_need(made->need[i], shape, seed);
	item->need = made->need[i];
	item->tier = i % shape->n_tiers;
	item->class_ = some_class(made, shape, seed);
	item->runs_on = RP_NONE;
	item->accepted = RP_NONE;
	item->pinned = RP_NONE;
	item->separation = RP_NONE;
	if (one_in_thousand(seed, shape->pinned))
		item->pinned = below(seed, shape->n_hosts);
	if (i / 4 * 4 + 4 <= shape->n_items &&
	    i / 4 % 1000 * 7919 % 1000 < shape->separated)
		item->separation = i / 4;
}

/* ---- Hosts --------------------------------------------------------------- */

static uint32_t size_of_host(const struct site_shape *shape, uint32_t h)
{
	return shape->mixed_hosts ? 1 + h / shape->n_groups % 3 : 1;
}

/* Hosts that have so much more than all items need that 'fill' of them is
 * used; in each resource a little apart. */
static void make_hosts(struct site_problem *made,
		       const struct site_shape *shape)
{
	int64_t all[RP_N_RESOURCES] = { 0 };
	int64_t sizes = 0;

	for (uint32_t i = 0; i < shape->n_items; i++)
		for (int r = 0; r <= RP_MEMORY; r++)
			all[r] += made->need[i][r];
	for (uint32_t h = 0; h < shape->n_hosts; h++)
		sizes += size_of_host(shape, h);
	for (uint32_t h = 0; h < shape->n_hosts; h++) {
		uint32_t size = size_of_host(shape, h);

		for (int r = 0; r < RP_N_RESOURCES; r++) {
			int64_t *capacity = &made->capacity[h][r];

			*capacity = RP_UNLIMITED;
			if (r > RP_MEMORY)
				continue;
			*capacity = all[r] / sizes * size * 1000 / shape->fill;
			/* A core is much where all items are small. */
			if (r == RP_CPUS && !shape->few_large)
				*capacity += *capacity / 20;
			if (shape->mixed_hosts && h % 5 == 0) {
				made->running[h][r] = *capacity / 16;
				*capacity += made->running[h][r];
			}
		}
	}
}

/* Each host is cut into its share of items: the larger ones are halved,
 * somewhere, until there are enough. */
static void plant_host(struct site_problem *made,
		       const struct site_shape *shape, uint64_t *seed,
		       uint32_t h)
{
	uint32_t n = shape->n_items / shape->n_hosts;
	uint32_t first = h * n;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		made->capacity[h][r] = r <= RP_MEMORY ? 1000000 : RP_UNLIMITED;
	for (int r = 0; r <= RP_MEMORY; r++)
		made->need[first][r] = (int64_t)shape->fill * 1000;
	for (uint32_t k = 1; k < n; k++) {
		uint32_t cut = first;
		uint32_t part = 300 + below(seed, 401);

		for (uint32_t i = first; i < first + k; i++)
			if (made->need[i][0] > made->need[cut][0])
				cut = i;
		for (int r = 0; r <= RP_MEMORY; r++) {
			int64_t whole = made->need[cut][r];

			/* The resources are cut a little apart. */
			made->need[first + k][r] =
				whole * (part - 20 + below(seed, 41)) / 1000;
			made->need[cut][r] = whole - made->need[first + k][r];
		}
	}
}

static void make_loads(struct site_problem *made,
		       const struct site_shape *shape, uint64_t *seed)
{
	if (shape->planted) {
		memset(made->need, 0, shape->n_items * sizeof *made->need);
		for (uint32_t h = 0; h < shape->n_hosts; h++)
			plant_host(made, shape, seed, h);
	} else {
		make_hosts(made, shape);
	}
	for (uint32_t h = 0; h < shape->n_hosts; h++) {
		made->hosts[h].capacity = made->capacity[h];
		made->hosts[h].running = made->running[h];
	}
}

/* ---- All ----------------------------------------------------------------- */

static bool get_memory(struct site_problem *made,
		       const struct site_shape *shape)
{
	size_t n_classes = (size_t)shape->n_clouds * shape->n_networks *
			   shape->n_networks;

	made->items = memory_zeroed(shape->n_items, sizeof *made->items);
	made->need = memory_zeroed(shape->n_items, sizeof *made->need);
	made->hosts = memory_zeroed(shape->n_hosts, sizeof *made->hosts);
	made->capacity = memory_zeroed(shape->n_hosts, sizeof *made->capacity);
	made->running = memory_zeroed(shape->n_hosts, sizeof *made->running);
	made->groups = memory_zeroed(shape->n_groups, sizeof *made->groups);
	made->group_networks =
		memory_zeroed(shape->n_groups, sizeof *made->group_networks);
	made->group_hosts = memory_zeroed(shape->n_hosts, sizeof(rp_id));
	made->group_of = memory_zeroed(shape->n_hosts, sizeof(rp_id));
	made->class_groups =
		memory_zeroed(n_classes * (shape->n_groups / 64 + 1),
			      sizeof *made->class_groups);
	made->priorities =
		memory_zeroed(shape->n_tiers, sizeof *made->priorities);
	return made->items && made->need && made->hosts && made->capacity &&
	       made->running && made->groups && made->group_networks &&
	       made->group_hosts && made->group_of && made->class_groups &&
	       made->priorities;
}

bool site_problem_init(struct site_problem *made,
		       const struct site_shape *shape_)
{
	struct site_shape shape = *shape_;
	uint64_t seed = shape.seed;

	memset(made, 0, sizeof *made);
	if (shape.n_networks > MOST_NETWORKS)
		shape.n_networks = MOST_NETWORKS;
	if (!get_memory(made, &shape))
		return false;
	made->problem = (struct placement_problem){
		.items = made->items,
		.n_items = shape.n_items,
		.hosts = made->hosts,
		.n_hosts = shape.n_hosts,
		.priorities = made->priorities,
		.n_tiers = shape.n_tiers,
		.n_separations = shape.n_items / 4 + 1,
		.groups = made->groups,
		.n_groups = shape.n_groups,
		.group_hosts = made->group_hosts,
		.group_of = made->group_of,
		.class_groups = made->class_groups,
		.n_classes = shape.n_clouds * shape.n_networks *
			     shape.n_networks,
		.n_words = shape.n_groups / 64 + 1,
		.peak_target = 850,
		.from_nothing = true,
	};
	for (uint32_t t = 0; t < shape.n_tiers; t++)
		made->priorities[t] = t + 1;
	make_groups(made, &shape, &seed);
	make_classes(made, &shape);
	for (uint32_t i = 0; i < shape.n_items; i++)
		make_item(made, &shape, &seed, i);
	make_loads(made, &shape, &seed);
	return true;
}

void site_problem_destroy(struct site_problem *made)
{
	free(made->items);
	free(made->need);
	free(made->hosts);
	free(made->capacity);
	free(made->running);
	free(made->groups);
	free(made->group_networks);
	free(made->group_hosts);
	free(made->group_of);
	free(made->class_groups);
	free(made->priorities);
	memset(made, 0, sizeof *made);
}

/* ---- Rules --------------------------------------------------------------- */

static bool stands_where_it_may(const struct placement_problem *problem,
				uint32_t i, rp_id host)
{
	const struct placement_item *item = &problem->items[i];

	return host == RP_NONE ||
	       (host < problem->n_hosts && host != item->runs_on &&
		(item->pinned == RP_NONE || item->pinned == host) &&
		placement_reaches(problem, item->class_, host));
}

static bool has_room(const struct placement_host *host, const int64_t *sum)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (sum[r] > 0 && host->capacity[r] != RP_UNLIMITED &&
		    sum[r] + host->running[r] > host->capacity[r])
			return false;
	return true;
}

bool site_is_allowed(const struct placement_problem *problem,
		     const rp_id *host_of)
{
	int64_t(*sums)[RP_N_RESOURCES] =
		memory_zeroed(problem->n_hosts, sizeof *sums);
	bool ok = sums;

	for (uint32_t i = 0; ok && i < problem->n_items; i++) {
		ok = stands_where_it_may(problem, i, host_of[i]);
		for (int r = 0; ok && r < RP_N_RESOURCES; r++)
			if (host_of[i] != RP_NONE)
				sums[host_of[i]][r] +=
					problem->items[i].need[r];
	}
	for (rp_id h = 0; ok && h < problem->n_hosts; h++)
		ok = has_room(&problem->hosts[h], sums[h]);
	free(sums);
	return ok;
}
