/* Recent: the topologies that were opened last.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "recent.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state_file.h"

#define FILE_BYTES ((size_t)RECENT_MAX * 2 * (PATH_MAX + 1))

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

/* Adds 'path' and its plan behind the others, once. */
static void append(struct recent *recent, const char *path, const char *plan)
{
	char *copy;

	if (*path != '/' || strlen(path) >= PATH_MAX ||
	    recent->n == RECENT_MAX || has(recent, path))
		return;
	copy = strdup(path);
	if (!copy)
		return;
	recent->paths[recent->n] = copy;
	if (plan && *plan == '/' && strlen(plan) < PATH_MAX)
		recent->plans[recent->n] = strdup(plan);
	recent->n++;
}

/* Adds what a line says.  One that leads to the same file as an earlier one by
 * now is that one. */
static void append_line(struct recent *recent, char *line)
{
	char *plan = line;
	const char *path = strsep(&plan, "\t");
	char *real = *path == '/' ? realpath(path, NULL) : NULL;

	append(recent, real ? real : path, plan);
	free(real);
}

void recent_read(struct recent *recent, const char *file)
{
	char *text = state_read(file, FILE_BYTES);
	char *at = text;
	char *line;

	while (at && (line = strsep(&at, "\n")))
		append_line(recent, line);
	free(text);
}

void recent_destroy(struct recent *recent)
{
	for (size_t i = 0; i < recent->n; i++) {
		free(recent->paths[i]);
		free(recent->plans[i]);
	}
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
		fprintf(out, "%s%s%s\n", recent->paths[i],
			recent->plans[i] ? "\t" : "",
			recent->plans[i] ? recent->plans[i] : "");
	done = fclose(out) == 0;
	done = done && state_write(file, text, size);
	free(text);
	return done;
}

/* No line could hold that. */
static bool is_kept(const char *path)
{
	return path && !strpbrk(path, "\n\t");
}

/* A plan file may not be there yet: its folder is. */
static char *absolute(const char *path)
{
	char *real = realpath(path, NULL);
	char *folder, *text;

	if (real || *path == '/')
		return real ? real : strdup(path);
	folder = realpath(".", NULL);
	if (!folder || asprintf(&text, "%s/%s", folder, path) < 0)
		text = NULL;
	free(folder);
	return text;
}

bool recent_add(const char *file, const char *topology, const char *plan)
{
	struct recent recent = { .n = 0 };
	char *path = realpath(topology, NULL);
	char *plan_path = plan ? absolute(plan) : NULL;
	bool done = false;

	if (is_kept(path) && (!plan_path || is_kept(plan_path))) {
		append(&recent, path, plan_path);
		recent_read(&recent, file);
		done = write_recent(file, &recent);
	}
	recent_destroy(&recent);
	free(plan_path);
	free(path);
	return done;
}
