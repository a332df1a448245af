/* Actions: the table and its look-ups.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "actions.h"

#include <string.h>

#include "event.h"
#include "words.h"

static const struct action_info actions[N_ACTIONS] = {
	[ACTION_NONE] = { "none", "", "", "", 0 },
#define ACTION(id, name, keys, label, help, where) \
	[ACTION_##id] = { name, keys, label, help, where },
#include "actions.def"
#undef ACTION
};

const struct action_info *action_info(enum action action)
{
	return &actions[action];
}

bool action_next_key(const char **keys, char name[16])
{
	size_t length;

	*keys += strspn(*keys, " ");
	length = strcspn(*keys, " ");
	if (length == 0 || length >= 16)
		return false;
	memcpy(name, *keys, length);
	name[length] = '\0';
	*keys += length;
	return true;
}

static bool has_key(const struct action_info *info, uint32_t key)
{
	const char *keys = info->keys;
	char name[16];

	while (action_next_key(&keys, name))
		if (key_parse(name) == key)
			return true;
	return false;
}

enum action action_of_key(uint32_t key, unsigned where)
{
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++)
		if ((actions[i].where & where) && has_key(&actions[i], key))
			return (enum action)i;
	return ACTION_NONE;
}

enum action action_of_name(const char *name)
{
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++)
		if (!strcmp(actions[i].name, name))
			return (enum action)i;
	return ACTION_NONE;
}

const char *action_key(enum action action, char name[16])
{
	const char *keys = actions[action].keys;

	if (!action_next_key(&keys, name))
		name[0] = '\0';
	return name;
}
