/* Names: the texts of a topology and the index from name to object.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts stand one after the other in an arena, each with its NUL, and are
 * named by their offset.  The index answers (kind, scope, bytes) -> id; names
 * are compared byte for byte (rules 1). */

#ifndef NAMES_H
#define NAMES_H 1

#include <stdbool.h>
#include <stddef.h>

#include "replan.h"

struct names {
	char *bytes;             /* The arena. */
	uint32_t size;
	uint32_t capacity;
	struct name_entry *entries; /* As entered. */
	uint32_t n_entries;
	uint32_t entries_capacity;
	struct name_slot *slots; /* The index over the entries; NULL: none. */
	uint32_t n_slots;        /* A power of two. */
	uint64_t secret[2];      /* Of the hash. */
};

#define NAMES_INIT { NULL, 0, 0, NULL, 0, 0, NULL, 0, { 0, 0 } }

void names_destroy(struct names *names);

/* Adds a text and returns its offset; RP_NONE when memory ran out.  Texts are
 * not shared: adding one twice takes its space twice.  'bytes' must not be in
 * the arena, which may move. */
rp_id names_add_text(struct names *names, const char *bytes, size_t size);

/* The text at 'offset'. */
const char *names_text(const struct names *names, rp_id offset);

/* The offset of 'text', which names_text() may have given; RP_NONE where it is
 * not in the arena. */
rp_id names_offset(const struct names *names, const char *text);

/* Enters object '*id' of 'kind' in 'scope' under the text at 'offset'.  RP_OK;
 * RP_REFUSED where there is one, whose id is then '*id'; or RP_NO_MEMORY. */
int names_enter(struct names *names, enum rp_kind kind, rp_id scope,
		rp_id offset, rp_id *id);

/* Finds it, or RP_NONE. */
rp_id names_find(const struct names *names, enum rp_kind kind, rp_id scope,
		 const char *bytes, size_t size);

#endif
