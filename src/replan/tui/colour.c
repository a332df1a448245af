/* Colour: of 24 bits, of 256 and of 8, and how to do with fewer.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the first 16 of the 256 look like is the terminal's own; the others are
 * a cube of 6 x 6 x 6 and a row of 24 greys, the same everywhere. */

#include "colour.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_NAMED 8
#define CUBE_START 16
#define GREY_START 232
#define N_GREYS 24

/* ---- How many ---------------------------------------------------------- */

static const char *const names[N_COLOURS] = {
	[COLOURS_AUTO] = "auto",
	[COLOURS_NONE] = "none",
	[COLOURS_8] = "8",
	[COLOURS_256] = "256",
	[COLOURS_RGB] = "rgb",
};

const char *colours_name(enum colours colours)
{
	return names[colours];
}

bool colours_parse(enum colours *out, const char *name)
{
	for (int i = 0; i < N_COLOURS; i++) {
		if (!strcmp(names[i], name)) {
			*out = (enum colours)i;
			return true;
		}
	}
	return false;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/* Whether the terminal says that it has 24 bits.  GNU Screen passes on what
 * the terminal around it says, and has them not. */
static bool says_rgb(const char *term)
{
	const char *value = getenv("COLORTERM");

	if (!value || (strcmp(value, "truecolor") && strcmp(value, "24bit")))
		return false;
	return !term || strncmp(term, "screen", 6) != 0 || is_set("TMUX");
}

enum colours colours_decide(enum colours asked, const char *term, int n)
{
	if (asked != COLOURS_AUTO)
		return asked;
	if (is_set("NO_COLOR") || n < N_NAMED)
		return COLOURS_NONE;
	if (says_rgb(term))
		return COLOURS_RGB;
	return n >= 256 ? COLOURS_256 : COLOURS_8;
}

/* ---- Names ------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t rgb;
} named[2 * N_NAMED] = {
	{ "black", 0x000000 }, { "red", 0xcd0000 }, { "green", 0x00cd00 },
	{ "yellow", 0xcdcd00 }, { "blue", 0x0000ee }, { "magenta", 0xcd00cd },
	{ "cyan", 0x00cdcd }, { "white", 0xe5e5e5 },
	{ "", 0x7f7f7f }, { "", 0xff0000 }, { "", 0x00ff00 },
	{ "", 0xffff00 }, { "", 0x5c5cff }, { "", 0xff00ff },
	{ "", 0x00ffff }, { "", 0xffffff },
};

static bool parse_rgb(int *out, const char *text)
{
	if (*text != '#' || strspn(text + 1, "0123456789abcdefABCDEF") != 6 ||
	    text[7] != '\0')
		return false;
	*out = COLOUR_RGB((int)strtol(text + 1, NULL, 16));
	return true;
}

static bool parse_number(int *out, const char *text)
{
	size_t size = strspn(text, "0123456789");
	long number;

	if (size == 0 || size > 3 || text[size] != '\0' ||
	    (*text == '0' && size > 1))
		return false;
	number = strtol(text, NULL, 10);
	if (number > 255)
		return false;
	*out = (int)number;
	return true;
}

bool colour_parse(int *out, const char *text)
{
	if (!strcmp(text, "default")) {
		*out = COLOUR_OWN;
		return true;
	}
	for (int i = 0; i < N_NAMED; i++) {
		if (!strcmp(named[i].name, text)) {
			*out = i;
			return true;
		}
	}
	return parse_rgb(out, text) || parse_number(out, text);
}

/* ---- What they look like ----------------------------------------------- */

static const int steps[6] = { 0, 95, 135, 175, 215, 255 };

static uint32_t pack(int red, int green, int blue)
{
	return (uint32_t)red << 16 | (uint32_t)green << 8 | (uint32_t)blue;
}

uint32_t colour_rgb(int colour)
{
	int grey;

	if (colour >= COLOUR_RGB(0))
		return (uint32_t)colour & 0xffffff;
	if (colour < CUBE_START)
		return named[colour].rgb;
	grey = 8 + 10 * (colour - GREY_START);
	if (colour >= GREY_START)
		return pack(grey, grey, grey);
	colour -= CUBE_START;
	return pack(steps[colour / 36], steps[colour / 6 % 6],
		    steps[colour % 6]);
}

static int channel(uint32_t rgb, int i)
{
	return (int)(rgb >> (16 - 8 * i) & 0xff);
}

/* How far two are from each other; the eye sees green best, blue least. */
static int distance(uint32_t a, uint32_t b)
{
	static const int weights[3] = { 3, 6, 1 };
	int sum = 0;

	for (int i = 0; i < 3; i++) {
		int difference = channel(a, i) - channel(b, i);

		sum += weights[i] * difference * difference;
	}
	return sum;
}

/* ---- Fewer ------------------------------------------------------------- */

static int nearest_of_256(uint32_t rgb)
{
	int best = CUBE_START;

	for (int i = CUBE_START + 1; i < GREY_START + N_GREYS; i++)
		if (distance(rgb, colour_rgb(i)) <
		    distance(rgb, colour_rgb(best)))
			best = i;
	return best;
}

/* Below this much between its channels a colour is a grey. */
#define GREY_MOST 48
#define BLACK_MOST 16
#define WHITE_LEAST 204

static int nearest_of_8(uint32_t rgb)
{
	int least = 255, most = 0, bits = 0;

	for (int i = 0; i < 3; i++) {
		int value = channel(rgb, i);

		least = value < least ? value : least;
		most = value > most ? value : most;
	}
	if (most < BLACK_MOST)
		return 0;
	if (least >= WHITE_LEAST)
		return N_NAMED - 1;
	if (most - least < GREY_MOST)
		return COLOUR_LOST;
	for (int i = 0; i < 3; i++)
		if (2 * channel(rgb, i) >= least + most)
			bits |= 1 << i;
	return bits;
}

int colour_in(int colour, enum colours colours)
{
	if (colour == COLOUR_OWN || colours == COLOURS_NONE)
		return COLOUR_OWN;
	if (colours == COLOURS_RGB || colour < N_NAMED)
		return colour;
	if (colours == COLOURS_8)
		return nearest_of_8(colour_rgb(colour));
	return colour < COLOUR_RGB(0) ? colour :
		nearest_of_256(colour_rgb(colour));
}

/* Of 255, as the eye takes it. */
static int brightness(int colour)
{
	uint32_t rgb = colour_rgb(colour);

	return (299 * channel(rgb, 0) + 587 * channel(rgb, 1) +
		114 * channel(rgb, 2)) / 1000;
}

#define BRIGHTNESS_LEAST 125

bool colour_is_readable(int text, int background)
{
	return abs(brightness(text) - brightness(background)) >=
	       BRIGHTNESS_LEAST;
}

/* ---- Sending ----------------------------------------------------------- */

const char *colour_sequence(int colour, bool is_background,
			    char out[COLOUR_SIZE])
{
	int base = is_background ? 40 : 30;
	uint32_t rgb;

	if (colour < 0) {
		snprintf(out, COLOUR_SIZE, "%d", base + 9);
	} else if (colour < N_NAMED) {
		snprintf(out, COLOUR_SIZE, "%d", base + colour);
	} else if (colour < COLOUR_RGB(0)) {
		snprintf(out, COLOUR_SIZE, "%d;5;%d", base + 8, colour);
	} else {
		rgb = colour_rgb(colour);
		snprintf(out, COLOUR_SIZE, "%d;2;%d;%d;%d", base + 8,
			 channel(rgb, 0), channel(rgb, 1), channel(rgb, 2));
	}
	return out;
}
