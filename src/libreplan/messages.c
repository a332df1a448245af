/* Messages about files.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "messages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* A message and the memory that it owns: file, object and text, one after the
 * other.  NULL where memory ran out; the message then says only that. */
struct entry {
	struct rp_message message;
	char *memory;
};

struct rp_messages {
	size_t n;
	struct entry entries[MESSAGES_MAX];
};

int rp_messages_new(rp_messages **out)
{
	/* All of the entries at once: adding one can then not fail. */
	rp_messages *messages = calloc(1, sizeof *messages);

	if (!messages)
		return RP_NO_MEMORY;
	*out = messages;
	return RP_OK;
}

void rp_messages_free(rp_messages *messages)
{
	if (!messages)
		return;
	for (size_t i = 0; i < messages->n; i++)
		free(messages->entries[i].memory);
	free(messages);
}

size_t rp_messages_count(const rp_messages *messages)
{
	return messages->n;
}

const struct rp_message *rp_messages_get(const rp_messages *messages,
					 size_t i)
{
	return i < messages->n ? &messages->entries[i].message : NULL;
}

/* Fills 'entry' with copies of what 'place' names and of the text that
 * 'format' and 'args' make. */
static void fill_entry(struct entry *entry, struct place place,
		       const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void fill_entry(struct entry *entry, struct place place,
		       const char *format, va_list args)
{
	const char *file = place.file ? place.file : "";
	const char *object = place.object ? place.object : "";
	size_t file_size = strlen(file) + 1;
	size_t object_size = strlen(object) + 1;
	struct text all = TEXT_INIT;

	text_add_bytes(&all, file, file_size);
	text_add_bytes(&all, object, object_size);
	text_vprintf(&all, format, args);
	entry->message = (struct rp_message) {
		.line = place.line,
		.column = place.column,
		.text = _("out of memory"),
	};
	entry->memory = text_take(&all, NULL);
	if (!entry->memory)
		return;
	if (place.file)
		entry->message.file = entry->memory;
	if (place.object)
		entry->message.object = entry->memory + file_size;
	entry->message.text = entry->memory + file_size + object_size;
}

/* Makes the last message say that there are more. */
static void say_more(rp_messages *messages)
{
	struct entry *last = &messages->entries[MESSAGES_MAX - 1];

	free(last->memory);
	*last = (struct entry) {
		.message.text = _("there are more messages than are shown"),
	};
}

void messages_add(rp_messages *messages, struct place place,
		  const char *format, ...)
{
	va_list args;

	if (!messages)
		return;
	if (messages->n == MESSAGES_MAX) {
		say_more(messages);
		return;
	}
	va_start(args, format);
	fill_entry(&messages->entries[messages->n++], place, format, args);
	va_end(args);
}

void rp_messages_add(rp_messages *messages, const struct rp_message *message)
{
	struct place place = {
		.file = message->file,
		.line = message->line,
		.column = message->column,
		.object = message->object,
	};

	messages_add(messages, place, "%s", message->text);
}

void messages_add_errno(rp_messages *messages, const char *file,
			const char *what, int error)
{
	struct place place = { .file = file };

	messages_add(messages, place, "%s: %s", what, strerror(error));
}

/* Adds 'part', which is not ours, and 'behind'. */
static void add_shown(struct text *line, const char *part, const char *behind)
{
	char *shown = rp_show(part, false);

	if (shown) {
		text_add(line, shown);
		text_add(line, behind);
	} else {
		text_fail(line);
	}
	free(shown);
}

char *rp_message_line(const struct rp_message *message)
{
	struct text line = TEXT_INIT;

	if (message->file) {
		bool has_column = message->line && message->column;

		add_shown(&line, message->file, ":");
		if (message->line)
			text_printf(&line, "%" PRIu32 ":", message->line);
		if (has_column)
			text_printf(&line, "%" PRIu32 ":", message->column);
		text_add_char(&line, ' ');
	}
	if (message->object)
		add_shown(&line, message->object, ": ");
	add_shown(&line, message->text, "");
	return text_take(&line, NULL);
}
