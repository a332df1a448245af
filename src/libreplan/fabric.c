/* The fabric: see fabric.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fabric.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "topology.h"

bool fabric_reaches(const rp_topology *topology, rp_id host, rp_id network)
{
	const struct rp_host *h = rp_host(topology, host);
	const struct rp_network *n = rp_network(topology, network);

	if (!topology_lists(topology, h->logical_networks, n->logical_network))
		return false;
	if (n->subnets.first == n->subnets.end)
		return true;
	for (rp_id subnet = n->subnets.first; subnet < n->subnets.end; subnet++)
		if (topology_subnet_at(topology, subnet, h->group))
			return true;
	return false;
}

/* ---- Groups ------------------------------------------------------------ */

/* A host, and all that tells whether it is like another. */
struct kind {
	const rp_id *networks; /* Its logical networks: 'n', sorted. */
	uint32_t n;
	rp_id group;
	rp_id host;
};

/* By what makes hosts alike; 0 where they are. */
static int compare_kinds(const struct kind *x, const struct kind *y)
{
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (uint32_t i = 0; i < x->n; i++)
		if (x->networks[i] != y->networks[i])
			return x->networks[i] < y->networks[i] ? -1 : 1;
	return 0;
}

static int by_kind_and_host(const void *a, const void *b)
{
	const struct kind *x = a;
	const struct kind *y = b;
	int order = compare_kinds(x, y);

	return order ? order : (x->host > y->host) - (x->host < y->host);
}

/* The hosts in service, those that are alike together. */
static struct kind *sort_hosts(const rp_topology *topology, uint32_t *n_out)
{
	uint32_t n = (uint32_t)rp_count(topology, RP_HOST);
	struct kind *kinds = memory_zeroed(n, sizeof *kinds);

	*n_out = 0;
	for (rp_id host = 0; kinds && host < n; host++) {
		const struct rp_host *h = rp_host(topology, host);
		struct rp_range list = h->logical_networks;

		if (!h->maintenance)
			kinds[(*n_out)++] = (struct kind){
				topology->ids.at + list.first,
				list.end - list.first,
				h->group,
				host,
			};
	}
	if (kinds && *n_out > 1)
		qsort(kinds, *n_out, sizeof *kinds, by_kind_and_host);
	return kinds;
}

/* The least host of its group, and where that stands among the sorted. */
struct start {
	rp_id host;
	uint32_t first;
};

static int compare_starts(const void *a, const void *b)
{
	const struct start *x = a;
	const struct start *y = b;

	return (x->host > y->host) - (x->host < y->host);
}

/* Finds where groups start, and puts them in the order of their first hosts. */
static uint32_t find_starts(struct start *starts, const struct kind *kinds,
			    uint32_t n)
{
	uint32_t n_groups = 0;

	for (uint32_t i = 0; i < n; i++)
		if (i == 0 || compare_kinds(&kinds[i - 1], &kinds[i]) != 0)
			starts[n_groups++] = (struct start){ kinds[i].host, i };
	if (n_groups > 1)
		qsort(starts, n_groups, sizeof *starts, compare_starts);
	return n_groups;
}

static void fill_group(struct fabric *fabric, uint32_t group, uint32_t *next,
		       const struct kind *kinds, uint32_t n, uint32_t first)
{
	uint32_t i = first;

	fabric->groups[group].first = *next;
	do {
		fabric->group_hosts[(*next)++] = kinds[i].host;
		fabric->group_of[kinds[i].host] = group;
		i++;
	} while (i < n && compare_kinds(&kinds[i - 1], &kinds[i]) == 0);
	fabric->groups[group].end = *next;
}

static bool make_groups(struct fabric *fabric, const rp_topology *topology)
{
	uint32_t n;
	uint32_t next = 0;
	struct kind *kinds = sort_hosts(topology, &n);
	struct start *starts = memory_zeroed(n, sizeof *starts);
	bool done = kinds && starts;

	if (done)
		fabric->n_groups = find_starts(starts, kinds, n);
	fabric->groups =
		memory_zeroed(fabric->n_groups, sizeof *fabric->groups);
	done = done && fabric->groups;
	for (uint32_t i = 0; done && i < fabric->n_groups; i++)
		fill_group(fabric, i, &next, kinds, n, starts[i].first);
	free(starts);
	free(kinds);
	return done;
}

/* ---- Rows of bits ------------------------------------------------------- */

static void set_bit(uint64_t *row, uint32_t i)
{
	row[i / 64] |= UINT64_C(1) << i % 64;
}

static void fill_cloud(struct fabric *fabric, const rp_topology *topology,
		       rp_id id)
{
	uint64_t *row = &fabric->cloud_groups[(size_t)id * fabric->n_words];
	struct rp_range list = rp_cloud(topology, id)->groups;

	for (uint32_t i = 0; i < fabric->n_groups; i++)
		if (topology_lists(
			    topology, list,
			    rp_host(topology, fabric_host(fabric, i))->group))
			set_bit(row, i);
}

/* Only hosts of its own VMM server have a network's logical network. */
static void fill_networks(struct fabric *fabric, const rp_topology *topology,
			  uint32_t group)
{
	rp_id host = fabric_host(fabric, group);
	struct rp_range list = rp_host(topology, host)->logical_networks;

	for (rp_id i = list.first; i < list.end; i++) {
		struct rp_range networks =
			rp_logical_network(topology,
					   rp_topology_id(topology, i))
				->networks;

		for (rp_id id = networks.first; id < networks.end; id++)
			if (fabric_reaches(topology, host, id))
				set_bit(&fabric->network_groups
						 [(size_t)id * fabric->n_words],
					group);
	}
}

static bool make_rows(struct fabric *fabric, const rp_topology *topology)
{
	size_t n_networks = rp_count(topology, RP_NETWORK);
	size_t n_clouds = rp_count(topology, RP_CLOUD);

	fabric->n_words = fabric->n_groups / 64 + 1;
	fabric->is_too_wide =
		n_networks + n_clouds > FABRIC_MOST / fabric->n_words;
	if (fabric->is_too_wide)
		return true;
	fabric->network_groups =
		memory_zeroed(n_networks * fabric->n_words, sizeof(uint64_t));
	fabric->cloud_groups =
		memory_zeroed(n_clouds * fabric->n_words, sizeof(uint64_t));
	if (!fabric->network_groups || !fabric->cloud_groups)
		return false;
	for (rp_id id = 0; id < n_clouds; id++)
		fill_cloud(fabric, topology, id);
	for (uint32_t i = 0; i < fabric->n_groups; i++)
		fill_networks(fabric, topology, i);
	return true;
}

struct fabric *fabric_new(const rp_topology *topology)
{
	size_t n_hosts = rp_count(topology, RP_HOST);
	struct fabric *fabric = memory_zeroed(1, sizeof *fabric);

	if (!fabric)
		return NULL;
	fabric->group_hosts =
		memory_zeroed(n_hosts, sizeof *fabric->group_hosts);
	fabric->group_of = memory_zeroed(n_hosts, sizeof *fabric->group_of);
	if (fabric->group_hosts && fabric->group_of) {
		for (size_t i = 0; i < n_hosts; i++)
			fabric->group_of[i] = RP_NONE;
		if (make_groups(fabric, topology) &&
		    make_rows(fabric, topology))
			return fabric;
	}
	fabric_free(fabric);
	return NULL;
}

void fabric_free(struct fabric *fabric)
{
	if (!fabric)
		return;
	free(fabric->groups);
	free(fabric->group_hosts);
	free(fabric->group_of);
	free(fabric->network_groups);
	free(fabric->cloud_groups);
	free(fabric);
}
