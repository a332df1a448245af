/* Colour: of 24 bits, of 256 and of 8, and how to do with fewer.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef COLOUR_H
#define COLOUR_H 1

#include <stdbool.h>
#include <stdint.h>

/* How many colours are used. */
enum colours {
	COLOURS_AUTO, /* As many as the terminal has. */
	COLOURS_NONE,
	COLOURS_8,
	COLOURS_256,
	COLOURS_RGB,
	N_COLOURS
};

/* A colour: one of the 256 by its number, one of 24 bits, or none. */
#define COLOUR_OWN (-1)  /* The one that is there already. */
#define COLOUR_LOST (-2) /* Of colour_in(): there is none like it. */
#define COLOUR_RGB(rgb) (0x1000000 | (rgb))

/* The way to say how many: "auto", "none", "8", "256", "rgb". */
const char *colours_name(enum colours colours);
bool colours_parse(enum colours *out, const char *name);

/* How many are used where 'asked' is wanted, at a terminal of type 'term' (may
 * be NULL) that has 'n' by its description.  What the user asked for holds;
 * COLOURS_AUTO heeds NO_COLOR and COLORTERM.  Never COLOURS_AUTO. */
enum colours colours_decide(enum colours asked, const char *term, int n);

/* Reads "#rrggbb", "0" to "255", "default" or the name of one of the 8. */
bool colour_parse(int *out, const char *text);

/* The one most like 'colour' where there are 'colours': as it is where there
 * are enough.  Of the 8, greys are none but black and white: they are lost. */
int colour_in(int colour, enum colours colours);

/* Whether text of one colour can be read on another one; neither is
 * COLOUR_OWN. */
bool colour_is_readable(int text, int background);

/* What is to be sent for 'colour', which fits 'colours', behind "ESC [" and
 * before "m": "38;5;17".  Returns 'out'. */
#define COLOUR_SIZE 24
const char *colour_sequence(int colour, bool is_background,
			    char out[COLOUR_SIZE]);

/* 24 bits, red highest; 'colour' is not COLOUR_OWN. */
uint32_t colour_rgb(int colour);

#endif
