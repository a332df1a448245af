/* Theme: how the meanings of cells look.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "theme.h"

/* 'colour', or that of texts in its place. */
static int colour_or(int colour, int text)
{
	return colour == COLOUR_OWN ? text : colour;
}

/* Whether the colours of 'look' are some to use. */
static bool is_usable(const struct look *look, enum colours colours)
{
	if (colours == COLOURS_NONE || look->colour == COLOUR_LOST ||
	    look->background == COLOUR_LOST)
		return false;
	/* What differs in 24 bits may not do so in three. */
	return colours != COLOURS_8 || look->colour == COLOUR_OWN ||
	       look->background == COLOUR_OWN ||
	       colour_is_readable(look->colour, look->background);
}

struct look theme_look(const struct theme *theme, enum style style,
		       enum colours colours)
{
	const struct look *text = &theme->looks[STYLE_TEXT];
	struct look look = theme->looks[style];

	look.colour = colour_in(colour_or(look.colour, text->colour), colours);
	look.background = colour_in(colour_or(look.background,
					      text->background), colours);
	if (!is_usable(&look, colours)) {
		look.colour = look.background = COLOUR_OWN;
		look.style = look.plain;
	}
	return look;
}
