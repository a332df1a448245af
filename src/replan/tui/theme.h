/* Theme: how the meanings of cells look.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No meaning is told by colour alone: where there are no colours, or too few
 * for those of a style, what stands for them without colours does. */

#ifndef THEME_H
#define THEME_H 1

#include "colour.h"
#include "frame.h"
#include "replan.h"

/* Ways to stand out that need no colour: bits. */
enum {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_UNDERLINE = 4,
	LOOK_REVERSE = 8
};

struct look {
	int colour;      /* Of the text; COLOUR_OWN is that of STYLE_TEXT, */
	int background;  /* and there the terminal's own. */
	unsigned style;  /* Bits that go with the colours. */
	unsigned plain;  /* Bits where there are no such colours. */
};

struct theme {
	struct look looks[N_STYLES];
};

/* The look of a style where there are 'colours': with colours that fit, and its
 * bits in 'style'. */
struct look theme_look(const struct theme *theme, enum style style,
		       enum colours colours);

/* ---- Built in (theme_tables.c) ----------------------------------------- */

/* The one that can be read on a dark and on a light background. */
#define THEME_DEFAULT "default"

/* The theme 'name', or NULL. */
const struct theme *theme_find(const char *name);

/* The name of the theme 'i', from 0; NULL behind the last. */
const char *theme_name(size_t i);

/* ---- Of a file (theme_file.c) ------------------------------------------ */

/* Reads a theme from the file 'path'.  What is wrong is said in 'errors', what
 * is not known in 'notices', and left out: a theme always comes of it where the
 * file can be read.  The result is that of rp_settings_read(). */
int theme_read(struct theme *out, const char *path, rp_messages *errors,
	       rp_messages *notices);

#endif
