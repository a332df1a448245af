/* The signs of the map: one for each meaning, the same beside the lines and in
 * the matrix.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef MAP_SIGNS_H
#define MAP_SIGNS_H 1

#include <stdio.h>

#include "frame.h"

enum map_sign {
	SIGN_MAPPED,
	SIGN_LACKING,	  /* Mapped, though not available for some pair. */
	SIGN_BOTH_WAYS,	  /* Mapped, and the way back is drawn. */
	SIGN_RECOMMENDED,
	SIGN_AVAILABLE,
	SIGN_UNAVAILABLE,
	SIGN_PROPOSED,
	SIGN_UNMAPPED,
	SIGN_ITSELF,
	N_MAP_SIGNS
};

/* The sign itself, in one column; a frame in ASCII has another one for it. */
const char *map_sign(enum map_sign sign);

/* What it is drawn in, and what it means. */
enum style map_sign_style(enum map_sign sign);
const char *map_sign_words(enum map_sign sign);

/* Prints all of them for the help, a line each. */
void map_print_signs(FILE *out);

#endif
