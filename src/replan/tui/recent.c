/* Recent: the topologies that were opened last.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "recent.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state_file.h"

#define FILE_BYTES ((size_t)RECENT_MAX * (PATH_MAX + 1))

char *recent_path(void)
{
	return state_path("recent");
}

/* ---- Reading ----------------------------------------------------------- */

static bool has(const struct recent *recent, const char *path)
{
	for (size_t i = 0; i < recent->n; i++)
		if (!strcmp(recent->paths[i], path))
			return true;
	return false;
}

/* Adds 'path' behind the others, once. */
static void append(struct recent *recent, const char *path)
{
	char *copy;

	if (*path != '/' || strlen(path) >= PATH_MAX ||
	    recent->n == RECENT_MAX || has(recent, path))
		return;
	copy = strdup(path);
	if (copy)
		recent->paths[recent->n++] = copy;
}

void recent_read(struct recent *recent, const char *file)
{
	char *text = state_read(file, FILE_BYTES);
	char *at = text;
	char *line;

	while (at && (line = strsep(&at, "\n")))
		append(recent, line);
	free(text);
}

void recent_destroy(struct recent *recent)
{
	for (size_t i = 0; i < recent->n; i++)
		free(recent->paths[i]);
	*recent = (struct recent){ .n = 0 };
}

/* ---- Writing ----------------------------------------------------------- */

static bool write_recent(const char *file, const struct recent *recent)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool done;

	if (!out)
		return false;
	for (size_t i = 0; i < recent->n; i++)
		fprintf(out, "%s\n", recent->paths[i]);
	done = fclose(out) == 0;
	done = done && state_write(file, text, size);
	free(text);
	return done;
}

bool recent_add(const char *file, const char *topology)
{
	struct recent recent = { .n = 0 };
	char *path = realpath(topology, NULL);
	bool done = false;

	/* No line could hold that. */
	if (path && !strchr(path, '\n')) {
		append(&recent, path);
		recent_read(&recent, file);
		done = write_recent(file, &recent);
	}
	recent_destroy(&recent);
	free(path);
	return done;
}
