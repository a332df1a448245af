/* Findings about names that differ only in case (rules 9).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names are compared where they must be unique: those of one kind in one
 * scope, folded as Unicode says.  A hash of kind, scope and folded name brings
 * equal ones together; nearly all are alone with theirs, and are put aside
 * before the others are sorted. */

#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "findings_checks.h"
#include "memory.h"
#include "topology.h"

struct name_key {
	uint64_t hash;
	rp_id id;
	uint8_t kind;
};

struct name_keys {
	struct name_key *at;
	uint32_t n;
	uint32_t capacity;
};

/* FNV-1a. */
static uint64_t hash_byte(uint64_t hash, uint8_t byte)
{
	return (hash ^ byte) * 0x100000001B3u;
}

static uint64_t hash_id(uint64_t hash, rp_id id)
{
	for (int shift = 0; shift < 32; shift += 8)
		hash = hash_byte(hash, (uint8_t)(id >> shift));
	return hash;
}

static bool is_ascii(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name >= 0x80)
			return false;
	return true;
}

static uint64_t hash_ascii(uint64_t hash, const char *name)
{
	for (; *name; name++) {
		bool upper = *name >= 'A' && *name <= 'Z';

		hash = hash_byte(hash, (uint8_t)(upper ? *name + 32 : *name));
	}
	return hash;
}

/* False when memory ran out. */
static bool hash_folded(uint64_t *hash, const char *name)
{
	size_t size;
	uint8_t *folded;

	if (is_ascii(name)) {
		*hash = hash_ascii(*hash, name);
		return true;
	}
	folded = u8_casefold((const uint8_t *)name, strlen(name), NULL, NULL,
			     NULL, &size);
	for (size_t i = 0; folded && i < size; i++)
		*hash = hash_byte(*hash, folded[i]);
	free(folded);
	return folded != NULL;
}

static bool add_key(struct name_keys *keys, const rp_topology *topology,
		    enum rp_kind kind, rp_id id)
{
	uint64_t hash = hash_id(0xCBF29CE484222325u, (rp_id)kind);

	hash = hash_id(hash, rp_scope(topology, kind, id));
	if (!hash_folded(&hash, rp_name(topology, kind, id)) ||
	    !memory_grow(&keys->at, &keys->capacity, (size_t)keys->n + 1,
			 sizeof *keys->at))
		return false;
	keys->at[keys->n++] = (struct name_key){ hash, id, (uint8_t)kind };
	return true;
}

/* Most VMs have one NIC, and nothing to compare it with. */
static bool is_alone(const rp_topology *topology, enum rp_kind kind, rp_id id)
{
	struct rp_range nics;

	if (kind != RP_NIC)
		return false;
	nics = rp_vm(topology, rp_nic(topology, id)->vm)->nics;
	return nics.end - nics.first < 2;
}

static bool collect_keys(struct name_keys *keys, const rp_topology *topology)
{
	for (int i = 0; i < RP_N_KINDS; i++) {
		enum rp_kind kind = (enum rp_kind)i;

		for (rp_id id = 0; id < rp_count(topology, kind); id++)
			if (!is_alone(topology, kind, id) &&
			    !add_key(keys, topology, kind, id))
				return false;
	}
	return true;
}

static int compare_keys(const void *a, const void *b)
{
	const struct name_key *x = a;
	const struct name_key *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Equal hashes are not yet equal names. */
static bool differ_in_case(const rp_topology *topology,
			   const struct name_key *a, const struct name_key *b)
{
	enum rp_kind kind = (enum rp_kind)a->kind;
	const char *x;
	const char *y;
	int order;

	if (a->hash != b->hash || a->kind != b->kind ||
	    rp_scope(topology, kind, a->id) != rp_scope(topology, kind, b->id))
		return false;
	x = rp_name(topology, kind, a->id);
	y = rp_name(topology, kind, b->id);
	return u8_casecmp((const uint8_t *)x, strlen(x), (const uint8_t *)y,
			  strlen(y), NULL, NULL, &order) == 0 &&
	       order == 0;
}

/* About the two, and what they are in: subnets and pools have their VM network
 * too, NICs their VM. */
static void report_names(struct checks *checks, const struct name_key *a,
			 const struct name_key *b)
{
	const rp_topology *topology = checks->topology;
	enum rp_kind kind = (enum rp_kind)a->kind;
	rp_id scope = rp_scope(topology, kind, a->id);
	struct finding_arg args[4] = { arg_object(kind, a->id),
				       arg_object(kind, b->id) };
	uint32_t n = 2;

	if (kind == RP_NIC)
		args[n++] = ARG_VM(scope);
	if (kind == RP_POOL) {
		args[n++] = ARG_SUBNET(scope);
		scope = rp_scope(topology, RP_SUBNET, scope);
	}
	if (kind == RP_POOL || kind == RP_SUBNET)
		args[n++] = ARG_NETWORK(scope);
	findings_add_about(checks, FINDING_NAMES_DIFFER_IN_CASE, args, n, n);
}

/* Bits for each key, so that few keys share one that are not equal. */
#define BITS_FOR_EACH 16

/* Keeps the keys whose bit, by the hash, another key has too.  False when
 * memory ran out. */
static bool drop_lone_keys(struct name_keys *keys)
{
	uint64_t n_bits = 64;
	uint64_t *once;
	uint64_t *again;
	uint32_t n = 0;
	bool done;

	while (n_bits < (uint64_t)keys->n * BITS_FOR_EACH)
		n_bits *= 2;
	once = memory_zeroed(n_bits / 64, sizeof *once);
	again = memory_zeroed(n_bits / 64, sizeof *again);
	done = once && again;
	for (uint32_t i = 0; done && i < keys->n; i++) {
		uint64_t bit = keys->at[i].hash & (n_bits - 1);

		again[bit / 64] |= once[bit / 64] & UINT64_C(1) << bit % 64;
		once[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	for (uint32_t i = 0; done && i < keys->n; i++) {
		uint64_t bit = keys->at[i].hash & (n_bits - 1);

		if (again[bit / 64] >> bit % 64 & 1)
			keys->at[n++] = keys->at[i];
	}
	keys->n = n;
	free(once);
	free(again);
	return done;
}

void findings_names(struct checks *checks)
{
	struct name_keys keys = { NULL, 0, 0 };

	checks->check = CHECK_NAMES;
	if (!collect_keys(&keys, checks->topology) || !drop_lone_keys(&keys)) {
		findings_fail(checks);
		keys.n = 0;
	}
	if (keys.n > 0)
		qsort(keys.at, keys.n, sizeof *keys.at, compare_keys);
	for (uint32_t i = 1; i < keys.n && !checks->failed; i++)
		if (differ_in_case(checks->topology, &keys.at[i - 1],
				   &keys.at[i]))
			report_names(checks, &keys.at[i - 1], &keys.at[i]);
	free(keys.at);
}
