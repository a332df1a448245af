/* Recent: the topologies that were opened last.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of paths, one in a line, the last one first; its owner's alone.  Where
 * a plan file was named, its path stands behind a tab. */

#ifndef RECENT_H
#define RECENT_H 1

#include <stdbool.h>
#include <stddef.h>

#define RECENT_MAX 20

struct recent {
	char *paths[RECENT_MAX]; /* Absolute, without links; each once. */
	char *plans[RECENT_MAX]; /* Absolute; NULL: the one that belongs to
				  * it. */
	size_t n;
};

/* "$XDG_STATE_HOME/replan/recent" or "$HOME/.local/state/replan/recent"; NULL
 * where there is none, or without memory.  The caller frees it. */
char *recent_path(void);

/* Reads 'file'; lines that are no absolute path are left out, and a file that
 * cannot be read has none. */
void recent_read(struct recent *recent, const char *file);
void recent_destroy(struct recent *recent);

/* Puts 'topology' before all others in 'file', and makes its folder; 'plan' may
 * be NULL.  False where that cannot be; the old file then stands. */
bool recent_add(const char *file, const char *topology, const char *plan);

#endif
