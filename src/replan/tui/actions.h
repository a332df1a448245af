/* Actions: everything the planner can be told to do.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef ACTIONS_H
#define ACTIONS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where an action acts: bits.  Keys are looked up in one of them. */
enum {
	IN_MAP = 1,       /* The map, nothing carried. */
	IN_CARRY = 2,     /* The map while a line is carried. */
	IN_REPLICAS = 4,
	IN_START = 8,     /* The start screen. */
	IN_TEXT = 16,     /* An explanation or help being read. */
	IN_FINDINGS = 32,
	IN_CHOICE = 64,   /* A list to choose from, or a question. */
	IN_AVAILABILITY = 128,
	IN_ROUTES = 256,
	IN_DNS = 512,
	IN_FAILBACK = 1024,
	IN_CHANGES = 2048,
	IN_HOSTS = 4096,
	IN_JOB = 8192,    /* Any view, while something is planned. */
	IN_MATRIX = 16384,  /* The map as a matrix. */
	IN_SUGGEST = 32768, /* The map while mappings are proposed. */
	IN_ADDRESSES = 65536,
	IN_EXPLAIN = 131072, /* A replica's explanation. */
	IN_PANE = 262144,    /* The sites or the clouds of the map... */
	IN_PLAN = 524288,    /* ...and what follows of its focus. */

	/* Several of them, for the table. */
	IN_LIST = IN_REPLICAS | IN_FINDINGS | IN_AVAILABILITY | IN_ROUTES |
		  IN_DNS | IN_FAILBACK | IN_CHANGES | IN_HOSTS |
		  IN_ADDRESSES,
	/* Where a plan is at hand. */
	IN_VIEW = IN_MAP | IN_PANE | IN_PLAN | IN_MATRIX | IN_LIST,
	IN_ANY = IN_VIEW | IN_CARRY | IN_SUGGEST | IN_START | IN_TEXT |
		 IN_EXPLAIN | IN_CHOICE
};

enum action {
	ACTION_NONE,
#define ACTION(id, name, keys, label, help, where) ACTION_##id,
#include "actions.def"
#undef ACTION
	N_ACTIONS
};

struct action_info {
	const char *name;
	const char *keys;  /* By default: see keymap.h. */
	const char *label; /* Untranslated. */
	const char *help;  /* Untranslated. */
	unsigned where;
};

const struct action_info *action_info(enum action action);

/* The action that is called 'name', or ACTION_NONE. */
enum action action_of_name(const char *name);

/* Takes the next key name off the list of keys '*keys' into 'name'; false at
 * its end. */
bool action_next_key(const char **keys, char name[16]);

#endif
