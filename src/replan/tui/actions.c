/* Actions: the table and its look-ups.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "actions.h"

#include <string.h>

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

enum action action_of_name(const char *name)
{
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++)
		if (!strcmp(actions[i].name, name))
			return (enum action)i;
	return ACTION_NONE;
}
