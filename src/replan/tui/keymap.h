/* Keymap: which keys the actions have.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At first those of the table; a configuration binds others.  A key may then
 * have several actions in one context: one that was bound comes before one of
 * the table, and among those the first of the table. */

#ifndef KEYMAP_H
#define KEYMAP_H 1

#include "actions.h"

#define KEYMAP_KEYS 8 /* Of one action. */

struct keymap {
	uint32_t keys[N_ACTIONS][KEYMAP_KEYS]; /* 0 behind the last. */
	bool bound[N_ACTIONS];                 /* Not those of the table. */
	uint32_t kept[N_ACTIONS];              /* See keymap_keep_exits(). */
};

/* As the table says. */
void keymap_init(struct keymap *keymap);

/* Gives 'action' the 'n' keys 'keys' alone, at most KEYMAP_KEYS. */
void keymap_bind(struct keymap *keymap, enum action action,
		 const uint32_t *keys, size_t n);

/* Where no key is left to leave a context by, keeps the last one of the table
 * for that, before any other action.  The first action from 'from' on that this
 * was done for; ACTION_NONE behind the last. */
enum action keymap_keep_exits(struct keymap *keymap, enum action from);

/* What 'key' does in the context 'where' (one bit), or ACTION_NONE. */
enum action keymap_action(const struct keymap *keymap, uint32_t key,
			  unsigned where);

/* The keys by which 'action' is reached in the context 'where' (one bit); how
 * many there are. */
size_t keymap_keys(const struct keymap *keymap, enum action action,
		   unsigned where, uint32_t keys[KEYMAP_KEYS]);

/* The first of them as a person reads it; "" where there is none. */
const char *keymap_key(const struct keymap *keymap, enum action action,
		       unsigned where, char name[16]);

/* The next action after 'after' that has 'key' too and acts in some context of
 * 'action'; ACTION_NONE where there is none. */
enum action keymap_rival(const struct keymap *keymap, enum action action,
			 uint32_t key, enum action after);

#endif
