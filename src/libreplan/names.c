/* Names: the texts of a topology and the index from name to object.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The index is a table of slots that are looked at one after the other from
 * where a hash says.  A slot has the hash and the number of an entry, so that
 * another name is told apart without a look at its entry, and the table grows
 * without one.  Of a million names a look-up touches one line of memory, where
 * uthash, whose entries are linked, touched three: loading them took half as
 * long again with it, and 40 MiB more.
 *
 * What must hold: there is always a free slot; between where an entry's hash
 * says and its slot none is free.  Entries have the offset of their text, never
 * its address, as the arena moves when it grows.  The hash starts from a
 * secret, so that no file can be written whose names all meet in one place;
 * nothing depends on the order. */

#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "memory.h"

struct name_entry {
	rp_id scope;
	rp_id offset;
	rp_id id;
	uint32_t kind;
};

struct name_slot {
	uint32_t hash;
	uint32_t entry; /* Its number and 1; 0: the slot is free. */
};

/* So many slots at first. */
#define FEWEST_SLOTS 64

/* What a name is looked for by. */
struct query {
	enum rp_kind kind;
	rp_id scope;
	const char *bytes;
	size_t size;
};

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

/* The state of SipHash. */
struct sip {
	uint64_t a, b, c, d;
};

static inline struct sip mix(struct sip v)
{
	v.a += v.b;
	v.c += v.d;
	v.b = rotate(v.b, 13) ^ v.a;
	v.d = rotate(v.d, 16) ^ v.c;
	v.a = rotate(v.a, 32) + v.d;
	v.c += v.b;
	v.d = rotate(v.d, 21) ^ v.a;
	v.b = rotate(v.b, 17) ^ v.c;
	v.c = rotate(v.c, 32);
	return v;
}

static inline struct sip add_word(struct sip v, uint64_t word)
{
	v.d ^= word;
	v = mix(v);
	v.a ^= word;
	return v;
}

/* SipHash-1-3 of kind, scope and bytes, half of it. */
static uint32_t hash(const uint64_t secret[2], const struct query *query)
{
	struct sip v = {
		secret[0] ^ UINT64_C(0x736f6d6570736575),
		secret[1] ^ UINT64_C(0x646f72616e646f6d),
		secret[0] ^ UINT64_C(0x6c7967656e657261),
		secret[1] ^ UINT64_C(0x7465646279746573),
	};
	uint64_t word;
	size_t i;

	v = add_word(v, (uint64_t)query->kind << 32 | query->scope);
	for (i = 0; i + 8 <= query->size; i += 8) {
		memcpy(&word, query->bytes + i, 8);
		v = add_word(v, word);
	}
	word = (uint64_t)query->size << 56;
	memcpy(&word, query->bytes + i, query->size - i);
	v = add_word(v, word);
	v.c ^= 0xff;
	v = mix(mix(mix(v)));
	return (uint32_t)(v.a ^ v.b ^ v.c ^ v.d);
}

void names_destroy(struct names *names)
{
	free(names->slots);
	free(names->entries);
	free(names->bytes);
	*names = (struct names)NAMES_INIT;
}

rp_id names_add_text(struct names *names, const char *bytes, size_t size)
{
	rp_id offset = names->size;

	if (size >= RP_NONE - 1 - names->size ||
	    !memory_grow(&names->bytes, &names->capacity,
			 (size_t)names->size + size + 1, 1))
		return RP_NONE;
	if (size)
		memcpy(names->bytes + offset, bytes, size);
	names->bytes[offset + size] = '\0';
	names->size += (uint32_t)size + 1;
	return offset;
}

const char *names_text(const struct names *names, rp_id offset)
{
	return names->bytes + offset;
}

rp_id names_offset(const struct names *names, const char *text)
{
	uintptr_t at = (uintptr_t)text;
	uintptr_t first = (uintptr_t)names->bytes;

	return at >= first && at - first < names->size ? (rp_id)(at - first)
						       : RP_NONE;
}

/* ---- The index ------------------------------------------------------- */

static void make_secret(struct names *names)
{
	/* Where the system has no randomness yet, addresses must do. */
	if (getrandom(names->secret, sizeof names->secret, GRND_NONBLOCK) !=
	    (ssize_t)sizeof names->secret) {
		names->secret[0] = (uintptr_t)names;
		names->secret[1] = (uintptr_t)&names;
	}
}

static void fill_slot(struct name_slot *slots, uint32_t n,
		      struct name_slot slot)
{
	uint32_t i = slot.hash & (n - 1);

	while (slots[i].entry)
		i = (i + 1) & (n - 1);
	slots[i] = slot;
}

/* Makes sure that a slot and an entry more can be taken: at most three of four
 * slots are. */
static bool reserve(struct names *names)
{
	uint32_t n = names->n_slots ? names->n_slots * 2 : FEWEST_SLOTS;
	struct name_slot *slots;
	uint32_t i;

	if (!memory_grow(&names->entries, &names->entries_capacity,
			 (size_t)names->n_entries + 1, sizeof *names->entries))
		return false;
	if (names->n_entries < names->n_slots / 4 * 3)
		return true;
	slots = n ? memory_zeroed(n, sizeof *slots) : NULL;
	if (!slots)
		return false;
	if (!names->slots)
		make_secret(names);
	for (i = 0; i < names->n_slots; i++)
		if (names->slots[i].entry)
			fill_slot(slots, n, names->slots[i]);
	free(names->slots);
	names->slots = slots;
	names->n_slots = n;
	return true;
}

static bool is_named(const struct names *names, const struct name_entry *entry,
		     const struct query *query)
{
	const char *text = names_text(names, entry->offset);

	return entry->kind == query->kind && entry->scope == query->scope &&
	       strnlen(text, query->size + 1) == query->size &&
	       memcmp(text, query->bytes, query->size) == 0;
}

/* The slot that the entry of 'query' has, or could take; there is one. */
static struct name_slot *find_slot(const struct names *names,
				   const struct query *query, uint32_t hashed)
{
	uint32_t i = hashed & (names->n_slots - 1);

	for (;; i = (i + 1) & (names->n_slots - 1)) {
		struct name_slot *slot = &names->slots[i];

		if (!slot->entry ||
		    (slot->hash == hashed &&
		     is_named(names, &names->entries[slot->entry - 1], query)))
			return slot;
	}
}

int names_enter(struct names *names, enum rp_kind kind, rp_id scope,
		rp_id offset, rp_id *id)
{
	const char *text = names_text(names, offset);
	struct query query = { kind, scope, text, strlen(text) };
	struct name_slot *slot;
	uint32_t hashed;

	if (!reserve(names))
		return RP_NO_MEMORY;
	hashed = hash(names->secret, &query);
	slot = find_slot(names, &query, hashed);
	if (slot->entry) {
		*id = names->entries[slot->entry - 1].id;
		return RP_REFUSED;
	}
	names->entries[names->n_entries++] = (struct name_entry){
		.scope = scope,
		.offset = offset,
		.id = *id,
		.kind = (uint32_t)kind,
	};
	*slot = (struct name_slot){ hashed, names->n_entries };
	return RP_OK;
}

rp_id names_find(const struct names *names, enum rp_kind kind, rp_id scope,
		 const char *bytes, size_t size)
{
	struct query query = { kind, scope, bytes, size };
	const struct name_slot *slot;

	if (!names->slots)
		return RP_NONE;
	slot = find_slot(names, &query, hash(names->secret, &query));
	return slot->entry ? names->entries[slot->entry - 1].id : RP_NONE;
}
