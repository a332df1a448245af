/* Configuration: what is said of its files.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "configuration_say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A message; what it says where memory runs out is the list's business. */
static void add(rp_messages *messages, const char *file, uint32_t line,
		const char *format, va_list args)
	__attribute__((format(printf, 4, 0)));

static void add(rp_messages *messages, const char *file, uint32_t line,
		const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	rp_messages_add(messages, &(struct rp_message){
		.file = file,
		.line = line,
		.text = text ? text : _("out of memory"),
	});
	free(text);
}

void say_error(const struct say *say, uint32_t line,
	       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(say->errors, say->file, line, format, args);
	va_end(args);
}

void say_notice(const struct say *say, uint32_t line,
		const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(say->notices, say->file, line, format, args);
	va_end(args);
}

void say_expected(const struct say *say,
		  const struct rp_setting *setting, const char *expected)
{
	say_error(say, setting->line, _("setting '%s': expected %s"),
		  setting->name, expected);
}

void say_unknown(const struct say *say,
		 const struct rp_setting *setting)
{
	if (setting->group)
		say_notice(say, setting->line,
			   _("setting '%s' in '%s' is not known here"),
			   setting->name, setting->group);
	else
		say_notice(say, setting->line,
			   _("setting '%s' is not known here"), setting->name);
}

const char *say_choices(char out[SAY_CHOICES], const char *(*name)(size_t i))
{
	char names[SAY_CHOICES / 2] = "";

	for (size_t i = 0; name(i); i++) {
		size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s",
			 i > 0 ? ", " : "", name(i));
	}
	snprintf(out, SAY_CHOICES, _("one of %s"), names);
	return out;
}
