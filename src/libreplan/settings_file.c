/* Settings of a program: a whole file, handed over setting by setting.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "guard.h"
#include "memory.h"
#include "messages.h"
#include "settings.h"
#include "text.h"

/* Far more than a program has settings. */
#define FILE_BYTES ((size_t)1 << 20)
#define FILE_VALUES 20000
#define FILE_DEPTH 4
#define FILE_SETTINGS 1000

struct reading {
	struct settings in;
	rp_setting_found *found;
	void *data;
};

/* ---- Values ---------------------------------------------------------- */

static bool is_texts(const config_setting_t *setting)
{
	unsigned n = (unsigned)config_setting_length(setting);

	for (unsigned i = 0; i < n; i++)
		if (config_setting_type(config_setting_get_elem(setting, i)) !=
		    CONFIG_TYPE_STRING)
			return false;
	return true;
}

static enum rp_setting_type type_of(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_STRING:
		return RP_SETTING_TEXT;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return RP_SETTING_NUMBER;
	case CONFIG_TYPE_BOOL:
		return RP_SETTING_BOOLEAN;
	case CONFIG_TYPE_GROUP:
		return RP_SETTING_GROUP;
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return is_texts(setting) ? RP_SETTING_TEXTS : RP_SETTING_OTHER;
	default:
		return RP_SETTING_OTHER;
	}
}

/* Whether each of the texts is one that a person may have written. */
static bool check_texts(struct reading *reading,
			const struct rp_setting *setting)
{
	const char *why = NULL;

	for (size_t i = 0; i < setting->n_texts && !why; i++)
		if (*setting->texts[i])
			why = settings_name_fault(setting->texts[i],
						  strlen(setting->texts[i]));
	if (why)
		settings_fault(&reading->in, setting->line, NULL, NULL,
			       _("setting '%s': %s"), setting->name, why);
	return !why;
}

/* The texts of 'setting', which are borrowed; the array is the caller's. */
static const char **texts_of(const config_setting_t *setting, size_t *n)
{
	bool alone = config_setting_type(setting) == CONFIG_TYPE_STRING;
	const char **texts;

	*n = alone ? 1 : (size_t)config_setting_length(setting);
	texts = memory_zeroed(*n, sizeof *texts);
	for (size_t i = 0; texts && i < *n; i++)
		texts[i] = alone ? config_setting_get_string(setting) :
			   config_setting_get_string_elem(setting, (int)i);
	return texts;
}

/* ---- Handing over ---------------------------------------------------- */

static bool hand_over(struct reading *reading, config_setting_t *from,
		      const char *group)
{
	struct rp_setting setting = {
		.group = group,
		.name = config_setting_name(from),
		.line = config_setting_source_line(from),
		.type = type_of(from),
	};
	const char **texts = NULL;
	bool wanted = false;

	if (setting.type == RP_SETTING_NUMBER)
		setting.number = config_setting_get_int64(from);
	else if (setting.type == RP_SETTING_BOOLEAN)
		setting.number = config_setting_get_bool(from);
	else if (setting.type <= RP_SETTING_TEXTS)
		texts = texts_of(from, &setting.n_texts);
	setting.texts = texts;
	if (setting.type <= RP_SETTING_TEXTS && !texts)
		reading->in.no_memory = true;
	else if (check_texts(reading, &setting))
		wanted = reading->found(reading->data, &setting);
	free(texts);
	return wanted;
}

/* Groups in groups are handed over as such, and not entered. */
static void hand_over_group(struct reading *reading, config_setting_t *group,
			    const char *name)
{
	unsigned n = (unsigned)config_setting_length(group);

	for (unsigned i = 0; i < n && !reading->in.no_memory; i++) {
		config_setting_t *member = config_setting_get_elem(group, i);

		if (hand_over(reading, member, name) && !name &&
		    config_setting_is_group(member))
			hand_over_group(reading, member,
					config_setting_name(member));
	}
}

/* ---- Reading --------------------------------------------------------- */

static int read_text(struct reading *reading, const char *text, size_t size)
{
	const struct guard_limits limits = {
		.bytes = FILE_BYTES,
		.values = FILE_VALUES,
		.depth = FILE_DEPTH,
		.settings = FILE_SETTINGS,
		.advice = _("a file of settings has fewer"),
	};
	config_t config;

	if (!settings_parse(&config, text, size, &limits, &reading->in))
		return reading->in.no_memory ? RP_NO_MEMORY : RP_INVALID;
	hand_over_group(reading, config_root_setting(&config), NULL);
	config_destroy(&config);
	return reading->in.no_memory ? RP_NO_MEMORY : RP_OK;
}

int rp_settings_read(const char *path, rp_setting_found *found, void *data,
		     rp_messages *messages)
{
	struct reading reading = {
		.in = { .file = path, .messages = messages },
		.found = found,
		.data = data,
	};
	size_t size;
	char *text;
	int result = file_read(&text, &size, path, FILE_BYTES, NULL, messages);

	if (result != RP_OK)
		return result;
	result = read_text(&reading, text, size);
	free(text);
	return result;
}
