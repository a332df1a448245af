/* Theme: one of a file.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file names the theme that it starts from, and has a group for each style
 * that looks otherwise. */

#include <stdio.h>
#include <string.h>

#include "configuration_say.h"
#include "theme.h"

struct reading {
	struct say say;
	struct theme *theme;
	bool begun; /* Styles were read: it is too late for another base. */
};

/* ---- Values ------------------------------------------------------------ */

static void read_colour(struct reading *reading,
			const struct rp_setting *setting, int *out)
{
	char number[24];
	const char *text = number;

	if (setting->type == RP_SETTING_TEXT)
		text = setting->texts[0];
	else if (setting->type == RP_SETTING_NUMBER)
		snprintf(number, sizeof(number), "%lld",
			 (long long)setting->number);
	else
		text = "";
	if (!colour_parse(out, text))
		say_expected(&reading->say, setting,
			     _("a colour, as \"#5fd7d7\", \"cyan\", "
			       "\"default\" or a number from 0 to 255"));
}

static const struct {
	const char *name;
	unsigned bit;
} bits[] = {
	{ "bold", LOOK_BOLD },
	{ "dim", LOOK_DIM },
	{ "underline", LOOK_UNDERLINE },
	{ "reverse", LOOK_REVERSE },
};

#define N_BITS (sizeof(bits) / sizeof(bits[0]))

static unsigned bit_of(const char *name)
{
	for (size_t i = 0; i < N_BITS; i++)
		if (!strcmp(bits[i].name, name))
			return bits[i].bit;
	return 0;
}

static void read_bits(struct reading *reading,
		      const struct rp_setting *setting, unsigned *out)
{
	bool good = setting->type <= RP_SETTING_TEXTS;
	unsigned found = 0;

	for (size_t i = 0; i < setting->n_texts && good; i++) {
		good = bit_of(setting->texts[i]) != 0;
		found |= bit_of(setting->texts[i]);
	}
	if (good)
		*out = found;
	else
		say_expected(&reading->say, setting,
			     _("some of \"bold\", \"dim\", \"underline\" and "
			       "\"reverse\""));
}

/* ---- Settings ---------------------------------------------------------- */

/* The style 'name', or N_STYLES. */
static enum style style_of(const char *name)
{
	int i = 0;

	while (i < N_STYLES && strcmp(style_name((enum style)i), name) != 0)
		i++;
	return (enum style)i;
}

static void read_base(struct reading *reading,
		      const struct rp_setting *setting)
{
	const struct theme *base = setting->type == RP_SETTING_TEXT ?
		theme_find(setting->texts[0]) : NULL;
	char names[SAY_CHOICES];

	if (!base)
		say_expected(&reading->say, setting,
			     say_choices(names, theme_name));
	else if (reading->begun)
		say_error(&reading->say, setting->line,
			  _("setting '%s': expected before the styles"),
			  setting->name);
	else
		*reading->theme = *base;
}

static bool read_style(struct reading *reading,
		       const struct rp_setting *setting)
{
	if (setting->type != RP_SETTING_GROUP)
		say_expected(&reading->say, setting,
			     _("a group, as { ... }"));
	reading->begun = true;
	return setting->type == RP_SETTING_GROUP;
}

static void read_member(struct reading *reading,
			const struct rp_setting *setting)
{
	struct look *look = &reading->theme->looks[style_of(setting->group)];

	if (!strcmp(setting->name, "colour"))
		read_colour(reading, setting, &look->colour);
	else if (!strcmp(setting->name, "background"))
		read_colour(reading, setting, &look->background);
	else if (!strcmp(setting->name, "style"))
		read_bits(reading, setting, &look->style);
	else if (!strcmp(setting->name, "plain"))
		read_bits(reading, setting, &look->plain);
	else
		say_unknown(&reading->say, setting);
}

static bool read_setting(void *data, const struct rp_setting *setting)
{
	struct reading *reading = data;

	if (setting->group)
		read_member(reading, setting);
	else if (!strcmp(setting->name, "base"))
		read_base(reading, setting);
	else if (style_of(setting->name) != N_STYLES)
		return read_style(reading, setting);
	else
		say_unknown(&reading->say, setting);
	return false;
}

int theme_read(struct theme *out, const char *path, rp_messages *errors,
	       rp_messages *notices)
{
	struct reading reading = {
		.say = { path, errors, notices },
		.theme = out,
	};

	*out = *theme_find(THEME_DEFAULT);
	return rp_settings_read(path, read_setting, &reading, errors);
}
