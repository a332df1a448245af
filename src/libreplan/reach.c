/* Reach: see reach.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reach.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "plan.h"
#include "topology.h"

#define HASH_NONFATAL_OOM 1
#define uthash_nonfatal_oom(entry) ((entry)->entered = false)
#include <uthash.h>

/* A class while classes are collected: its key is the pair and then the sorted
 * set of networks, in 'key' of the builder. */
struct class_entry {
	UT_hash_handle hh;
	bool entered;
	rp_id id;
	rp_id key[];
};

struct builder {
	const rp_plan *plan;
	struct reach *reach;
	struct class_entry *entries;
	rp_id *key; /* Of the replica at hand. */
	uint32_t key_capacity;
	uint32_t n_key;
	uint32_t classes_capacity;
	uint32_t n_networks;
	uint32_t networks_capacity;
	uint32_t n_hosts;
	uint32_t hosts_capacity;
};

bool reach_network(const rp_topology *topology, rp_id host, rp_id network)
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

/* ---- The hosts of a class -------------------------------------------- */

static bool may_stand(const rp_topology *topology, rp_id host,
		      const rp_id *networks, uint32_t n_networks)
{
	for (uint32_t i = 0; i < n_networks; i++)
		if (!reach_network(topology, host, networks[i]))
			return false;
	return true;
}

/* A host of the protecting cloud's host groups, not in maintenance, that
 * reaches every network of the class (rules 4). */
static bool add_hosts(struct builder *b, struct reach_class *class)
{
	const rp_topology *topology = b->plan->topology;
	rp_id cloud_id = rp_pair(topology, class->pair)->target;
	const struct rp_cloud *cloud = rp_cloud(topology, cloud_id);
	struct rp_range hosts = rp_server(topology, cloud->server)->hosts;

	if (!memory_grow(&b->reach->hosts, &b->hosts_capacity,
			 (size_t)b->n_hosts + (hosts.end - hosts.first),
			 sizeof *b->reach->hosts))
		return false;
	class->hosts.first = b->n_hosts;
	for (rp_id host = hosts.first; host < hosts.end; host++) {
		const struct rp_host *h = rp_host(topology, host);

		if (!h->maintenance &&
		    topology_lists(topology, cloud->groups, h->group) &&
		    may_stand(topology, host, b->key + 1, b->n_key - 1))
			b->reach->hosts[b->n_hosts++] = host;
	}
	class->hosts.end = b->n_hosts;
	return true;
}

/* ---- The class of a replica ------------------------------------------ */

/* Puts 'network' into the sorted set behind the key's pair. */
static void add_to_key(struct builder *b, rp_id network)
{
	uint32_t i = b->n_key;

	while (i > 1 && b->key[i - 1] > network)
		i--;
	if (i > 1 && b->key[i - 1] == network)
		return;
	memmove(&b->key[i + 1], &b->key[i], (b->n_key - i) * sizeof *b->key);
	b->key[i] = network;
	b->n_key++;
}

static bool make_key(struct builder *b, const struct rp_replica *replica)
{
	struct rp_range nics = replica->nics;

	if (!memory_grow(&b->key, &b->key_capacity,
			 (size_t)(nics.end - nics.first) + 1, sizeof *b->key))
		return false;
	b->key[0] = replica->pair;
	b->n_key = 1;
	for (rp_id nic = nics.first; nic < nics.end; nic++)
		if (b->plan->nics[nic].connection == RP_MAPPED)
			add_to_key(b, b->plan->nics[nic].network);
	return true;
}

static bool add_class(struct builder *b, rp_id *id)
{
	struct reach *reach = b->reach;
	struct reach_class *class;
	uint32_t n = b->n_key - 1;

	if (!memory_grow(&reach->classes, &b->classes_capacity,
			 (size_t)reach->n_classes + 1,
			 sizeof *reach->classes) ||
	    !memory_grow(&reach->networks, &b->networks_capacity,
			 (size_t)b->n_networks + n + 1,
			 sizeof *reach->networks))
		return false;
	*id = reach->n_classes++;
	class = &reach->classes[*id];
	class->pair = b->key[0];
	class->networks = (struct rp_range){ b->n_networks, b->n_networks + n };
	memcpy(&reach->networks[b->n_networks], b->key + 1, n * sizeof *b->key);
	b->n_networks += n;
	return add_hosts(b, class);
}

static bool enter_class(struct builder *b, rp_id *id)
{
	size_t size = b->n_key * sizeof *b->key;
	struct class_entry *entry = malloc(sizeof *entry + size);

	if (!entry)
		return false;
	entry->entered = true;
	memcpy(entry->key, b->key, size);
	HASH_ADD_KEYPTR(hh, b->entries, entry->key, size, entry);
	if (!entry->entered) {
		free(entry);
		return false;
	}
	if (!add_class(b, &entry->id))
		return false;
	*id = entry->id;
	return true;
}

static bool classify(struct builder *b, uint32_t replica)
{
	struct class_entry *entry;

	if (!make_key(b, &b->plan->replicas[replica]))
		return false;
	HASH_FIND(hh, b->entries, b->key, b->n_key * sizeof *b->key, entry);
	if (!entry)
		return enter_class(b, &b->reach->class_of[replica]);
	b->reach->class_of[replica] = entry->id;
	return true;
}

static void free_entries(struct class_entry *entries)
{
	struct class_entry *entry;
	struct class_entry *next;

	HASH_ITER(hh, entries, entry, next)
	{
		HASH_DEL(entries, entry);
		free(entry);
	}
}

bool reach_init(struct reach *reach, const rp_plan *plan)
{
	struct builder b = { .plan = plan, .reach = reach };
	bool done;

	*reach = (struct reach){ 0 };
	reach->class_of =
		memory_zeroed(plan->n_replicas, sizeof *reach->class_of);
	done = reach->class_of != NULL;
	for (uint32_t i = 0; done && i < plan->n_replicas; i++)
		done = classify(&b, i);
	free_entries(b.entries);
	free(b.key);
	if (!done)
		reach_destroy(reach);
	return done;
}

void reach_destroy(struct reach *reach)
{
	free(reach->classes);
	free(reach->networks);
	free(reach->hosts);
	free(reach->class_of);
	*reach = (struct reach){ 0 };
}
