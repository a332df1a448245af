/* Theme: how the meanings of cells look.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef THEME_H
#define THEME_H 1

#include "frame.h"

/* Ways to stand out that need no colour: bits. */
enum {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_UNDERLINE = 4,
	LOOK_REVERSE = 8
};

/* The terminal's own colour. */
#define COLOUR_OWN (-1)

struct look {
	int colour;        /* Of the text, of 256; or COLOUR_OWN. */
	int colour8;       /* The same, of 8. */
	unsigned coloured; /* Bits that go with the colour. */
	unsigned plain;    /* Bits where there is no colour. */
};

/* The look of a style. */
const struct look *theme_look(enum style style);

#endif
