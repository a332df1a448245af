/* History: the lines that were typed, the last one last.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "command_history.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "state_file.h"

#define FILE_BYTES ((size_t)PAST_MAX * (PAST_LINE_MAX + 1))

/* Whether a line is text without control characters, as can be typed. */
static bool is_line(const char *line)
{
	size_t size = strlen(line);

	if (size == 0 || size > PAST_LINE_MAX ||
	    u8_check((const uint8_t *)line, size))
		return false;
	for (; *line; line++)
		if ((unsigned char)*line < ' ' || *line == 127)
			return false;
	return true;
}

/* Adds 'line' behind the others; the first one makes room for it. */
static void append(struct past *history, const char *line)
{
	char *copy;

	if (!is_line(line) || (history->n > 0 &&
			       !strcmp(history->lines[history->n - 1], line)))
		return;
	copy = strdup(line);
	if (!copy)
		return;
	if (history->n == PAST_MAX) {
		free(history->lines[0]);
		history->n--;
		memmove(history->lines, history->lines + 1,
			history->n * sizeof(*history->lines));
	}
	history->lines[history->n++] = copy;
}

static void read_file(struct past *history)
{
	char *text = state_read(history->file, FILE_BYTES);
	char *at = text;
	char *line;

	while (at && (line = strsep(&at, "\n")))
		append(history, line);
	free(text);
}

bool past_init(struct past *history, const char *file)
{
	*history = (struct past){ .n = 0 };
	if (!file)
		return true;
	history->file = strdup(file);
	if (history->file)
		read_file(history);
	return history->file != NULL;
}

static void forget(struct past *history)
{
	for (size_t i = 0; i < history->n; i++)
		free(history->lines[i]);
	history->n = 0;
}

void past_destroy(struct past *history)
{
	forget(history);
	free(history->file);
	history->file = NULL;
}

static void write_file(const struct past *history)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	for (size_t i = 0; i < history->n; i++)
		fprintf(out, "%s\n", history->lines[i]);
	/* What cannot be kept is kept in memory. */
	if (fclose(out) == 0)
		state_write(history->file, text, size);
	free(text);
}

void past_add(struct past *history, const char *line)
{
	struct past kept = { .n = 0 };

	append(history, line);
	if (!history->file || !is_line(line))
		return;
	kept.file = history->file;
	read_file(&kept);
	append(&kept, line);
	write_file(&kept);
	forget(&kept);
}

static bool has_start(const char *line, const char *start)
{
	return strncmp(line, start, strlen(start)) == 0;
}

size_t past_before(const struct past *history, size_t at,
		      const char *start)
{
	while (at-- > 0)
		if (has_start(history->lines[at], start))
			return at;
	return PAST_NONE;
}

size_t past_after(const struct past *history, size_t at,
		     const char *start)
{
	for (at++; at < history->n; at++)
		if (has_start(history->lines[at], start))
			return at;
	return PAST_NONE;
}
