/* Reach: see reach.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "reach.h"

#include <stdlib.h>
#include <string.h>

#include "fabric.h"
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
	uint32_t n_sources;
	uint32_t sources_capacity;
};

/* ---- Sets of networks ------------------------------------------------ */

/* So many are sooner sorted by insertion. */
#define FEW 16

static int compare_ids(const void *a, const void *b)
{
	const rp_id *x = a;
	const rp_id *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sorts 'n' ids and leaves each in once; returns how many there are then. */
static uint32_t make_set(rp_id *ids, uint32_t n)
{
	uint32_t n_left = 0;

	if (n > FEW)
		qsort(ids, n, sizeof *ids, compare_ids);
	for (uint32_t i = 1; i < n && n <= FEW; i++) {
		rp_id id = ids[i];
		uint32_t at = i;

		for (; at > 0 && ids[at - 1] > id; at--)
			ids[at] = ids[at - 1];
		ids[at] = id;
	}
	for (uint32_t i = 0; i < n; i++)
		if (i == 0 || ids[i] != ids[n_left - 1])
			ids[n_left++] = ids[i];
	return n_left;
}

/* ---- The class of a replica ------------------------------------------ */

static bool make_key(struct builder *b, const struct rp_replica *replica)
{
	const rp_plan *plan = b->plan;
	struct rp_range nics = replica->nics;
	uint32_t n = 0;

	if (!memory_grow(&b->key, &b->key_capacity,
			 (size_t)(nics.end - nics.first) + 1, sizeof *b->key))
		return false;
	b->key[0] = replica->pair;
	for (rp_id i = nics.first; i < nics.end; i++) {
		rp_id nic = plan->nics[i].nic;

		b->key[++n] = rp_nic(plan->topology, nic)->network;
	}
	b->n_key = 1 + make_set(b->key + 1, n);
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
	    !memory_grow(&reach->sources, &b->sources_capacity,
			 (size_t)b->n_sources + n + 1, sizeof *reach->sources))
		return false;
	*id = reach->n_classes++;
	class = &reach->classes[*id];
	class->pair = b->key[0];
	class->sources = (struct rp_range){ b->n_sources, b->n_sources + n };
	class->targets = (struct rp_range){ b->n_sources, b->n_sources };
	memcpy(&reach->sources[b->n_sources], b->key + 1, n * sizeof *b->key);
	b->n_sources += n;
	return true;
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

static bool make_classes(struct reach *reach, const rp_plan *plan)
{
	struct builder b = { .plan = plan, .reach = reach };
	bool done = true;

	for (uint32_t i = 0; done && i < plan->n_replicas; i++)
		done = classify(&b, i);
	free_entries(b.entries);
	free(b.key);
	reach->targets = memory_zeroed(b.n_sources, sizeof *reach->targets);
	reach->scratch = memory_zeroed(b.n_sources, sizeof *reach->scratch);
	return done && reach->targets && reach->scratch;
}

/* ---- The classes of a network ------------------------------------------ */

/* Counts how many classes each network has, and adds up where their lists
 * end; the lists are then filled from their ends. */
static bool index_networks(struct reach *reach, const rp_topology *topology)
{
	size_t n = rp_count(topology, RP_NETWORK);
	uint32_t n_all = 0;

	reach->first_class_of =
		memory_zeroed(n + 1, sizeof *reach->first_class_of);
	if (!reach->first_class_of)
		return false;
	for (rp_id id = 0; id < reach->n_classes; id++) {
		struct rp_range list = reach->classes[id].sources;

		for (rp_id i = list.first; i < list.end; i++)
			reach->first_class_of[reach->sources[i]]++;
	}
	for (size_t i = 0; i <= n; i++)
		n_all = reach->first_class_of[i] += n_all;
	reach->network_classes =
		memory_zeroed(n_all, sizeof *reach->network_classes);
	if (!reach->network_classes)
		return false;
	for (rp_id id = reach->n_classes; id-- > 0;) {
		struct rp_range list = reach->classes[id].sources;

		for (rp_id i = list.first; i < list.end; i++) {
			rp_id network = reach->sources[i];

			reach->network_classes
				[--reach->first_class_of[network]] = id;
		}
	}
	return true;
}

bool reach_init(struct reach *reach, const rp_plan *plan)
{
	*reach = (struct reach){ 0 };
	reach->class_of =
		memory_zeroed(plan->n_replicas, sizeof *reach->class_of);
	if (!reach->class_of || !make_classes(reach, plan) ||
	    !index_networks(reach, plan->topology))
		return false;
	reach->n_words = plan->topology->fabric->n_words;
	reach->groups =
		memory_zeroed((size_t)reach->n_classes * reach->n_words,
			      sizeof *reach->groups);
	return reach->groups;
}

void reach_destroy(struct reach *reach)
{
	free(reach->classes);
	free(reach->class_of);
	free(reach->sources);
	free(reach->targets);
	free(reach->scratch);
	free(reach->groups);
	free(reach->network_classes);
	free(reach->first_class_of);
	*reach = (struct reach){ 0 };
}

/* ---- What a class must reach -------------------------------------------- */

/* What a NIC on 'source' is connected to in 'pair', or RP_NONE (rules 2). */
static rp_id target_of(const rp_plan *plan, rp_id source, rp_id pair)
{
	const struct rp_mapping *mapping =
		decisions_mapping(&plan->decisions, plan->topology, source,
				  rp_pair_server(plan->topology, pair));

	if (!mapping ||
	    !rp_is_available(plan->topology, mapping->target, pair))
		return RP_NONE;
	return mapping->target;
}

/* The groups of the protecting cloud that reach every target. */
static void find_groups(struct reach *reach, const rp_plan *plan, rp_id id)
{
	const struct fabric *fabric = plan->topology->fabric;
	const struct reach_class *class = &reach->classes[id];
	uint64_t *row = &reach->groups[(size_t)id * reach->n_words];

	memcpy(row,
	       fabric_cloud(fabric,
			    rp_pair(plan->topology, class->pair)->target),
	       reach->n_words * sizeof *row);
	for (rp_id i = class->targets.first; i < class->targets.end; i++) {
		const uint64_t *network =
			fabric_network(fabric, reach->targets[i]);

		for (uint32_t word = 0; word < reach->n_words; word++)
			row[word] &= network[word];
	}
}

void reach_connect(struct reach *reach, const rp_plan *plan, rp_id class_)
{
	struct reach_class *class = &reach->classes[class_];
	uint32_t n_before = class->targets.end - class->targets.first;
	rp_id *targets = &reach->targets[class->targets.first];
	uint32_t n = 0;

	for (rp_id i = class->sources.first; i < class->sources.end; i++) {
		rp_id target =
			target_of(plan, reach->sources[i], class->pair);

		if (target != RP_NONE)
			reach->scratch[n++] = target;
	}
	n = make_set(reach->scratch, n);
	class->is_changed =
		n != n_before ||
		(n > 0 &&
		 memcmp(targets, reach->scratch, n * sizeof *targets) != 0);
	if (n > 0)
		memcpy(targets, reach->scratch, n * sizeof *targets);
	class->targets.end = class->targets.first + n;
	find_groups(reach, plan, class_);
}
