/* Theme: the looks, for a dark and for a light background.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Backgrounds are the terminal's own, so colours are those that can be read on
 * black and on white. */

#include "theme.h"

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

static const struct look looks[N_STYLES] = {
	[STYLE_TEXT] = { COLOUR_OWN, COLOUR_OWN, 0, 0 },
	[STYLE_DIM] = { 244, COLOUR_OWN, 0, LOOK_DIM },
	[STYLE_TITLE] = { COLOUR_OWN, COLOUR_OWN, LOOK_REVERSE, LOOK_REVERSE },
	[STYLE_HEADING] = { COLOUR_OWN, COLOUR_OWN, LOOK_BOLD | LOOK_UNDERLINE,
			    LOOK_BOLD | LOOK_UNDERLINE },
	[STYLE_BORDER] = { 244, COLOUR_OWN, 0, LOOK_DIM },
	[STYLE_BORDER_FOCUS] = { 37, CYAN, LOOK_BOLD, LOOK_BOLD },
	[STYLE_ROW] = { COLOUR_OWN, COLOUR_OWN, LOOK_BOLD, LOOK_BOLD },
	[STYLE_ROW_FOCUS] = { COLOUR_OWN, COLOUR_OWN, LOOK_REVERSE,
			      LOOK_REVERSE },
	[STYLE_MATCH] = { 172, YELLOW, LOOK_BOLD | LOOK_UNDERLINE,
			  LOOK_BOLD | LOOK_UNDERLINE },
	[STYLE_GOOD] = { 34, GREEN, 0, 0 },
	[STYLE_NOTICE] = { 37, CYAN, 0, 0 },
	[STYLE_WARNING] = { 172, YELLOW, 0, LOOK_UNDERLINE },
	[STYLE_ERROR] = { 160, RED, LOOK_BOLD, LOOK_BOLD },
	[STYLE_LINE] = { 67, BLUE, 0, 0 },
	[STYLE_LINE_FOCUS] = { 37, CYAN, LOOK_BOLD, LOOK_BOLD },
	[STYLE_LINE_DRAFT] = { 133, MAGENTA, LOOK_BOLD, LOOK_BOLD },
	[STYLE_KEY] = { COLOUR_OWN, COLOUR_OWN, LOOK_REVERSE, LOOK_REVERSE },
	[STYLE_LABEL] = { COLOUR_OWN, COLOUR_OWN, 0, 0 },
	[STYLE_INPUT] = { COLOUR_OWN, COLOUR_OWN, LOOK_UNDERLINE,
			  LOOK_UNDERLINE },
	[STYLE_ESCAPE] = { 133, MAGENTA, 0, LOOK_UNDERLINE },
};

const struct look *theme_look(enum style style)
{
	return &looks[style];
}
