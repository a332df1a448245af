/* Configuration: how an operator wants the planner to be.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "configuration.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "configuration_say.h"
#include "event.h"

struct reading {
	struct say say;
	struct configuration *config;
	const char *folder;
	uint32_t lines[N_ACTIONS]; /* Where each was bound, or 0. */
};

bool configuration_init(struct configuration *config)
{
	*config = (struct configuration){
		.theme = *theme_find(THEME_DEFAULT),
		.mouse = true,
		.clipboard = true,
		.title = true,
	};
	keymap_init(&config->keys);
	if (rp_messages_new(&config->errors) == RP_OK &&
	    rp_messages_new(&config->notices) == RP_OK)
		return true;
	configuration_destroy(config);
	return false;
}

void configuration_destroy(struct configuration *config)
{
	rp_messages_free(config->errors);
	rp_messages_free(config->notices);
	config->errors = config->notices = NULL;
}

char *configuration_folder(void)
{
	const char *folder = getenv("XDG_CONFIG_HOME");
	const char *below = "";
	char *path = NULL;

	/* A path that is not absolute is to be ignored, as is said of it. */
	if (!folder || *folder != '/') {
		folder = getenv("HOME");
		below = "/.config";
	}
	if (!folder || *folder != '/' ||
	    asprintf(&path, "%s%s/replan", folder, below) < 0)
		return NULL;
	return path;
}

/* ---- The theme --------------------------------------------------------- */

/* A name that is one of a file, and of nothing else. */
static bool is_file_name(const char *name)
{
	size_t size = strlen(name);

	return size > 0 && size <= 64 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
		      "YZ0123456789-_") == size;
}

/* Reads the operator's own theme 'name'. */
static void read_own_theme(struct reading *reading,
			   const struct rp_setting *setting, const char *name)
{
	struct configuration *config = reading->config;
	struct theme theme;
	char *path;

	if (asprintf(&path, "%s/themes/%s.cfg", reading->folder, name) < 0)
		return;
	if (theme_read(&theme, path, config->errors, config->notices) == RP_OK)
		config->theme = theme;
	else
		say_error(&reading->say, setting->line,
			  _("the theme '%s' cannot be used"), name);
	free(path);
}

static void read_theme(struct reading *reading,
		       const struct rp_setting *setting)
{
	const char *name = setting->type == RP_SETTING_TEXT ?
		setting->texts[0] : "";
	const struct theme *built_in = theme_find(name);
	char names[SAY_CHOICES];

	if (built_in)
		reading->config->theme = *built_in;
	else if (is_file_name(name))
		read_own_theme(reading, setting, name);
	else
		say_expected(&reading->say, setting,
			     say_choices(names, theme_name));
}

/* ---- Colours ----------------------------------------------------------- */

static const char *colours_choice(size_t i)
{
	return i < N_COLOURS ? colours_name((enum colours)i) : NULL;
}

static void read_colours(struct reading *reading,
			 const struct rp_setting *setting)
{
	char number[24];
	const char *name = "";
	char names[SAY_CHOICES];

	if (setting->type == RP_SETTING_TEXT)
		name = setting->texts[0];
	snprintf(number, sizeof(number), "%lld", (long long)setting->number);
	if (setting->type == RP_SETTING_NUMBER)
		name = number;
	if (!colours_parse(&reading->config->colours, name))
		say_expected(&reading->say, setting,
			     say_choices(names, colours_choice));
}

/* ---- Keys -------------------------------------------------------------- */

/* The keys that a setting names; false where one of them is none. */
static bool parse_keys(struct reading *reading,
		       const struct rp_setting *setting,
		       uint32_t keys[KEYMAP_KEYS])
{
	for (size_t i = 0; i < setting->n_texts; i++) {
		keys[i] = key_parse(setting->texts[i]);
		if (keys[i] != 0)
			continue;
		say_error(&reading->say, setting->line,
			  _("'%s': '%s' is no key: expected as \"a\", \"F5\", "
			    "\"Ctrl-R\", \"Alt-x\" or \"Enter\""),
			  setting->name, setting->texts[i]);
		return false;
	}
	return true;
}

static void read_keys(struct reading *reading,
		      const struct rp_setting *setting)
{
	enum action action = action_of_name(setting->name);
	uint32_t keys[KEYMAP_KEYS];

	if (action == ACTION_NONE)
		say_notice(&reading->say, setting->line,
			   _("there is no action '%s'"), setting->name);
	else if (setting->type > RP_SETTING_TEXTS)
		say_expected(&reading->say, setting,
			     _("keys, as [ \"Ctrl-R\", \"F5\" ]"));
	else if (setting->n_texts > KEYMAP_KEYS)
		say_error(&reading->say, setting->line,
			  _("'%s': expected at most %d keys"), setting->name,
			  KEYMAP_KEYS);
	else if (parse_keys(reading, setting, keys)) {
		keymap_bind(&reading->config->keys, action, keys,
			    setting->n_texts);
		reading->lines[action] = setting->line;
	}
}

/* Says that 'key' of 'action', which was bound, has 'rival' too. */
static void say_twice(struct reading *reading, enum action action,
		      enum action rival, uint32_t key)
{
	bool wins = !reading->config->keys.bound[rival] || action < rival;
	char name[16];

	say_notice(&reading->say, reading->lines[action],
		   _("the key %s is bound twice, to '%s' and to '%s': where "
		     "both act it is '%s'"),
		   key_text(key, name), action_info(action)->name,
		   action_info(rival)->name,
		   action_info(wins ? action : rival)->name);
}

/* Each pair is told once. */
static void check_twice(struct reading *reading, enum action action)
{
	const struct keymap *keymap = &reading->config->keys;
	const uint32_t *keys = keymap->keys[action];

	for (size_t i = 0; i < KEYMAP_KEYS && keys[i]; i++) {
		enum action rival = ACTION_NONE;

		while ((rival = keymap_rival(keymap, action, keys[i], rival)))
			if (!keymap->bound[rival] || action < rival)
				say_twice(reading, action, rival, keys[i]);
	}
}

static void check_keys(struct reading *reading)
{
	struct keymap *keymap = &reading->config->keys;
	enum action action = ACTION_NONE;
	char name[16];

	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++)
		if (keymap->bound[i])
			check_twice(reading, (enum action)i);
	while ((action = keymap_keep_exits(keymap, action))) {
		say_error(&reading->say, reading->lines[action],
			  _("no key is left for '%s': it keeps %s"),
			  action_info(action)->name,
			  key_text(keymap->kept[action], name));
		action = (enum action)((int)action + 1);
	}
}

/* ---- Settings ---------------------------------------------------------- */

static void read_boolean(struct reading *reading,
			 const struct rp_setting *setting, bool *out)
{
	if (setting->type == RP_SETTING_BOOLEAN)
		*out = setting->number != 0;
	else
		say_expected(&reading->say, setting, _("true or false"));
}

/* The setting of the file that is a boolean, or NULL. */
static bool *boolean_of(struct configuration *config, const char *name)
{
	const struct {
		const char *name;
		bool *value;
	} booleans[] = {
		{ "mouse", &config->mouse },
		{ "ascii", &config->ascii },
		{ "clipboard", &config->clipboard },
		{ "title", &config->title },
	};

	for (size_t i = 0; i < sizeof(booleans) / sizeof(booleans[0]); i++)
		if (!strcmp(booleans[i].name, name))
			return booleans[i].value;
	return NULL;
}

/* Whether it is the group of the keys. */
static bool enter_keys(struct reading *reading,
		       const struct rp_setting *setting)
{
	if (setting->type == RP_SETTING_GROUP)
		return true;
	say_expected(&reading->say, setting, _("a group, as { ... }"));
	return false;
}

static bool read_setting(void *data, const struct rp_setting *setting)
{
	struct reading *reading = data;
	bool *boolean = boolean_of(reading->config, setting->name);

	if (setting->group)
		read_keys(reading, setting);
	else if (!strcmp(setting->name, "keys"))
		return enter_keys(reading, setting);
	else if (!strcmp(setting->name, "theme"))
		read_theme(reading, setting);
	else if (!strcmp(setting->name, "colours"))
		read_colours(reading, setting);
	else if (boolean)
		read_boolean(reading, setting, boolean);
	else
		say_unknown(&reading->say, setting);
	return false;
}

/* Whether the file is not there: then there is nothing to be said. */
static bool is_absent(const char *path)
{
	return access(path, F_OK) != 0 &&
	       (errno == ENOENT || errno == ENOTDIR);
}

void configuration_read(struct configuration *config, const char *folder)
{
	struct reading reading = { .config = config, .folder = folder };
	char *path;

	if (asprintf(&path, "%s/config", folder) < 0)
		return;
	reading.say = (struct say){ path, config->errors,
					   config->notices };
	if (!is_absent(path))
		rp_settings_read(path, read_setting, &reading, config->errors);
	check_keys(&reading);
	free(path);
}
