/* Keymap: which keys the actions have.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "keymap.h"

#include <string.h>

#include "event.h"

/* Without these an operator could not leave, or would not get on. */
static const enum action exits[] = {
	ACTION_CLOSE, ACTION_CHOOSE, ACTION_CANCEL, ACTION_QUIT,
};

#define N_EXITS (sizeof(exits) / sizeof(exits[0]))

void keymap_init(struct keymap *keymap)
{
	memset(keymap, 0, sizeof(*keymap));
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++) {
		const char *keys = action_info((enum action)i)->keys;
		char name[16];
		size_t n = 0;

		while (n < KEYMAP_KEYS && action_next_key(&keys, name))
			keymap->keys[i][n++] = key_parse(name);
	}
}

void keymap_bind(struct keymap *keymap, enum action action,
		 const uint32_t *keys, size_t n)
{
	memset(keymap->keys[action], 0, sizeof(keymap->keys[action]));
	if (n > 0)
		memcpy(keymap->keys[action], keys, n * sizeof(*keys));
	keymap->bound[action] = true;
}

/* ---- Looking up -------------------------------------------------------- */

static bool has_key(const struct keymap *keymap, enum action action,
		    uint32_t key)
{
	const uint32_t *keys = keymap->keys[action];

	for (size_t i = 0; i < KEYMAP_KEYS && keys[i]; i++)
		if (keys[i] == key)
			return true;
	return false;
}

/* How much 'action' has a right to 'key': 0 is none. */
static int claim(const struct keymap *keymap, enum action action, uint32_t key)
{
	if (keymap->kept[action] == key)
		return 3;
	if (!has_key(keymap, action, key))
		return 0;
	return keymap->bound[action] ? 2 : 1;
}

enum action keymap_action(const struct keymap *keymap, uint32_t key,
			  unsigned where)
{
	enum action found = ACTION_NONE;
	int best = 0;

	if (key == 0)
		return ACTION_NONE;
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++) {
		enum action action = (enum action)i;

		if ((action_info(action)->where & where) &&
		    claim(keymap, action, key) > best) {
			found = action;
			best = claim(keymap, action, key);
		}
	}
	return found;
}

size_t keymap_keys(const struct keymap *keymap, enum action action,
		   unsigned where, uint32_t keys[KEYMAP_KEYS])
{
	const uint32_t *own = keymap->keys[action];
	uint32_t kept = keymap->kept[action];
	size_t n = 0;

	for (size_t i = 0; i < KEYMAP_KEYS && own[i]; i++)
		if (keymap_action(keymap, own[i], where) == action)
			keys[n++] = own[i];
	if (n < KEYMAP_KEYS && kept && !has_key(keymap, action, kept))
		keys[n++] = kept;
	return n;
}

const char *keymap_key(const struct keymap *keymap, enum action action,
		       unsigned where, char name[16])
{
	uint32_t keys[KEYMAP_KEYS];

	if (keymap_keys(keymap, action, where, keys) > 0)
		return key_text(keys[0], name);
	name[0] = '\0';
	return name;
}

/* ---- Judging ----------------------------------------------------------- */

enum action keymap_rival(const struct keymap *keymap, enum action action,
			 uint32_t key, enum action after)
{
	unsigned where = action_info(action)->where;

	for (int i = (int)after + 1; i < N_ACTIONS; i++)
		if (i != (int)action && has_key(keymap, (enum action)i, key) &&
		    (action_info((enum action)i)->where & where))
			return (enum action)i;
	return ACTION_NONE;
}

/* Whether 'action' can be reached in all contexts in which it acts. */
static bool is_reached(const struct keymap *keymap, enum action action)
{
	unsigned where = action_info(action)->where;
	uint32_t keys[KEYMAP_KEYS];

	for (unsigned bit = 1; bit <= where; bit <<= 1)
		if ((where & bit) &&
		    keymap_keys(keymap, action, bit, keys) == 0)
			return false;
	return true;
}

/* The last key of the table. */
static uint32_t last_key(enum action action)
{
	const char *keys = action_info(action)->keys;
	uint32_t key = 0;
	char name[16];

	while (action_next_key(&keys, name))
		key = key_parse(name);
	return key;
}

enum action keymap_keep_exits(struct keymap *keymap, enum action from)
{
	for (size_t i = 0; i < N_EXITS; i++) {
		enum action action = exits[i];

		if (action < from || is_reached(keymap, action))
			continue;
		keymap->kept[action] = last_key(action);
		return action;
	}
	return ACTION_NONE;
}
