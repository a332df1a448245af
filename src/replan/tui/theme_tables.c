/* Theme: those that are built in.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All but one leave the background to the terminal.  How well each can be read
 * is measured by its test. */

#include <string.h>

#include "theme.h"

#define OWN COLOUR_OWN
#define RGB(rgb) COLOUR_RGB(rgb)
#define BOLD LOOK_BOLD
#define DIM LOOK_DIM
#define LINE LOOK_UNDERLINE
#define BACK LOOK_REVERSE

/* Colours that can be read on black and on white. */
static const struct theme default_theme = { {
	[STYLE_TEXT] = { OWN, OWN, 0, 0 },
	[STYLE_DIM] = { 244, OWN, 0, DIM },
	[STYLE_TITLE] = { OWN, OWN, BACK, BACK },
	[STYLE_HEADING] = { OWN, OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_BORDER] = { 244, OWN, 0, DIM },
	[STYLE_BORDER_FOCUS] = { 30, OWN, BOLD, BOLD },
	[STYLE_ROW] = { OWN, OWN, BOLD, BOLD },
	[STYLE_ROW_FOCUS] = { OWN, OWN, BACK, BACK },
	[STYLE_MATCH] = { 130, OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_GOOD] = { 28, OWN, 0, 0 },
	[STYLE_NOTICE] = { 30, OWN, 0, 0 },
	[STYLE_WARNING] = { 130, OWN, 0, LINE },
	[STYLE_ERROR] = { 160, OWN, BOLD, BOLD },
	[STYLE_LINE] = { 67, OWN, 0, 0 },
	[STYLE_LINE_FOCUS] = { 30, OWN, BOLD, BOLD },
	[STYLE_LINE_DRAFT] = { 133, OWN, BOLD, BOLD },
	[STYLE_KEY] = { OWN, OWN, BACK, BACK },
	[STYLE_LABEL] = { OWN, OWN, 0, 0 },
	[STYLE_INPUT] = { OWN, OWN, LINE, LINE },
	[STYLE_ESCAPE] = { 133, OWN, 0, LINE },
} };

/* For dark backgrounds. */
static const struct theme dark_theme = { {
	[STYLE_TEXT] = { OWN, OWN, 0, 0 },
	[STYLE_DIM] = { RGB(0x9a9fa6), OWN, 0, DIM },
	[STYLE_TITLE] = { RGB(0xf2f4f7), RGB(0x2f4a5f), BOLD, BACK },
	[STYLE_HEADING] = { RGB(0xf2f4f7), OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_BORDER] = { RGB(0x848a93), OWN, 0, DIM },
	[STYLE_BORDER_FOCUS] = { RGB(0x5fd7d7), OWN, BOLD, BOLD },
	[STYLE_ROW] = { OWN, OWN, BOLD, BOLD },
	[STYLE_ROW_FOCUS] = { RGB(0xffffff), RGB(0x1f5f7a), BOLD, BACK },
	[STYLE_MATCH] = { RGB(0xffd75f), OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_GOOD] = { RGB(0x87d787), OWN, 0, 0 },
	[STYLE_NOTICE] = { RGB(0x5fd7d7), OWN, 0, 0 },
	[STYLE_WARNING] = { RGB(0xffaf5f), OWN, 0, LINE },
	[STYLE_ERROR] = { RGB(0xff8787), OWN, BOLD, BOLD },
	[STYLE_LINE] = { RGB(0x87b7e7), OWN, 0, 0 },
	[STYLE_LINE_FOCUS] = { RGB(0x5fffff), OWN, BOLD, BOLD },
	[STYLE_LINE_DRAFT] = { RGB(0xffafff), OWN, BOLD, BOLD },
	[STYLE_KEY] = { RGB(0xf2f4f7), RGB(0x2f4a5f), 0, BACK },
	[STYLE_LABEL] = { OWN, OWN, 0, 0 },
	[STYLE_INPUT] = { OWN, OWN, LINE, LINE },
	[STYLE_ESCAPE] = { RGB(0xd7afff), OWN, 0, LINE },
} };

/* For light backgrounds. */
static const struct theme light_theme = { {
	[STYLE_TEXT] = { OWN, OWN, 0, 0 },
	[STYLE_DIM] = { RGB(0x5f646b), OWN, 0, DIM },
	[STYLE_TITLE] = { RGB(0x101418), RGB(0xb9d3e6), BOLD, BACK },
	[STYLE_HEADING] = { RGB(0x101418), OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_BORDER] = { RGB(0x686d74), OWN, 0, DIM },
	[STYLE_BORDER_FOCUS] = { RGB(0x00606f), OWN, BOLD, BOLD },
	[STYLE_ROW] = { OWN, OWN, BOLD, BOLD },
	[STYLE_ROW_FOCUS] = { RGB(0xffffff), RGB(0x1f5f7a), BOLD, BACK },
	[STYLE_MATCH] = { RGB(0x8a3c00), OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_GOOD] = { RGB(0x006000), OWN, 0, 0 },
	[STYLE_NOTICE] = { RGB(0x00606f), OWN, 0, 0 },
	[STYLE_WARNING] = { RGB(0x7f4a00), OWN, 0, LINE },
	[STYLE_ERROR] = { RGB(0xa80000), OWN, BOLD, BOLD },
	[STYLE_LINE] = { RGB(0x1f4f8f), OWN, 0, 0 },
	[STYLE_LINE_FOCUS] = { RGB(0x00505f), OWN, BOLD, BOLD },
	[STYLE_LINE_DRAFT] = { RGB(0x86007f), OWN, BOLD, BOLD },
	[STYLE_KEY] = { RGB(0x101418), RGB(0xb9d3e6), 0, BACK },
	[STYLE_LABEL] = { OWN, OWN, 0, 0 },
	[STYLE_INPUT] = { OWN, OWN, LINE, LINE },
	[STYLE_ESCAPE] = { RGB(0x6f2f9f), OWN, 0, LINE },
} };

/* No colour, wherever it runs. */
static const struct theme mono_theme = { {
	[STYLE_TEXT] = { OWN, OWN, 0, 0 },
	[STYLE_DIM] = { OWN, OWN, DIM, DIM },
	[STYLE_TITLE] = { OWN, OWN, BACK, BACK },
	[STYLE_HEADING] = { OWN, OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_BORDER] = { OWN, OWN, DIM, DIM },
	[STYLE_BORDER_FOCUS] = { OWN, OWN, BOLD, BOLD },
	[STYLE_ROW] = { OWN, OWN, BOLD, BOLD },
	[STYLE_ROW_FOCUS] = { OWN, OWN, BACK, BACK },
	[STYLE_MATCH] = { OWN, OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_GOOD] = { OWN, OWN, 0, 0 },
	[STYLE_NOTICE] = { OWN, OWN, 0, 0 },
	[STYLE_WARNING] = { OWN, OWN, LINE, LINE },
	[STYLE_ERROR] = { OWN, OWN, BOLD, BOLD },
	[STYLE_LINE] = { OWN, OWN, 0, 0 },
	[STYLE_LINE_FOCUS] = { OWN, OWN, BOLD, BOLD },
	[STYLE_LINE_DRAFT] = { OWN, OWN, BOLD, BOLD },
	[STYLE_KEY] = { OWN, OWN, BACK, BACK },
	[STYLE_LABEL] = { OWN, OWN, 0, 0 },
	[STYLE_INPUT] = { OWN, OWN, LINE, LINE },
	[STYLE_ESCAPE] = { OWN, OWN, LINE, LINE },
} };

/* Its own background, and nothing that is dim. */
static const struct theme contrast_theme = { {
	[STYLE_TEXT] = { RGB(0xffffff), RGB(0x000000), 0, 0 },
	[STYLE_DIM] = { RGB(0xffffff), OWN, 0, 0 },
	[STYLE_TITLE] = { RGB(0x000000), RGB(0xffffff), BOLD, BACK },
	[STYLE_HEADING] = { OWN, OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_BORDER] = { OWN, OWN, 0, 0 },
	[STYLE_BORDER_FOCUS] = { RGB(0xffff00), OWN, BOLD, BOLD },
	[STYLE_ROW] = { OWN, OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_ROW_FOCUS] = { RGB(0x000000), RGB(0xffff00), BOLD, BACK },
	[STYLE_MATCH] = { RGB(0x00ffff), OWN, BOLD | LINE, BOLD | LINE },
	[STYLE_GOOD] = { RGB(0x00ff00), OWN, 0, 0 },
	[STYLE_NOTICE] = { RGB(0x00ffff), OWN, 0, 0 },
	[STYLE_WARNING] = { RGB(0xffff00), OWN, LINE, LINE },
	[STYLE_ERROR] = { RGB(0xffffff), RGB(0xaf0000), BOLD, BOLD | BACK },
	[STYLE_LINE] = { OWN, OWN, 0, 0 },
	[STYLE_LINE_FOCUS] = { RGB(0xffff00), OWN, BOLD, BOLD },
	[STYLE_LINE_DRAFT] = { RGB(0xff87ff), OWN, BOLD, BOLD },
	[STYLE_KEY] = { RGB(0x000000), RGB(0xffffff), BOLD, BACK },
	[STYLE_LABEL] = { OWN, OWN, 0, 0 },
	[STYLE_INPUT] = { OWN, OWN, LINE, LINE },
	[STYLE_ESCAPE] = { RGB(0xff87ff), OWN, LINE, LINE },
} };

static const struct {
	const char *name;
	const struct theme *theme;
} themes[] = {
	{ THEME_DEFAULT, &default_theme },
	{ "dark", &dark_theme },
	{ "light", &light_theme },
	{ "mono", &mono_theme },
	{ "contrast", &contrast_theme },
};

#define N_THEMES (sizeof(themes) / sizeof(themes[0]))

const struct theme *theme_find(const char *name)
{
	for (size_t i = 0; i < N_THEMES; i++)
		if (!strcmp(themes[i].name, name))
			return themes[i].theme;
	return NULL;
}

const char *theme_name(size_t i)
{
	return i < N_THEMES ? themes[i].name : NULL;
}
