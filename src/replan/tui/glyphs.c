/* Glyphs: what lines are drawn with.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Never curses' own line drawing: what it sends depends on the terminal, and
 * emulators disagree about it. */

#include "frame.h"

#define LINE_MASKS 16

/* By mask: up 1, right 2, down 4, left 8. */
static const char *const light[LINE_MASKS] = {
	" ", "╵", "╶", "╰", "╷", "│", "╭", "├",
	"╴", "╯", "─", "┴", "╮", "┤", "┬", "┼",
};

static const char *const heavy[LINE_MASKS] = {
	" ", "╹", "╺", "┗", "╻", "┃", "┏", "┣",
	"╸", "┛", "━", "┻", "┓", "┫", "┳", "╋",
};

/* Corners have no dashed form. */
static const char *const dashed[LINE_MASKS] = {
	" ", "╵", "╶", "╰", "╷", "┆", "╭", "├",
	"╴", "╯", "┄", "┴", "╮", "┤", "┬", "┼",
};

static const char *const dashed_heavy[LINE_MASKS] = {
	" ", "╹", "╺", "┗", "╻", "┇", "┏", "┣",
	"╸", "┛", "┅", "┻", "┓", "┫", "┳", "╋",
};

static const char *const ascii_light[LINE_MASKS] = {
	" ", "|", "-", "+", "|", "|", "+", "+",
	"-", "+", "-", "+", "+", "+", "+", "+",
};

static const char *const ascii_heavy[LINE_MASKS] = {
	" ", "|", "=", "#", "|", "|", "#", "#",
	"=", "#", "=", "#", "#", "#", "#", "#",
};

static const char *const ascii_dashed[LINE_MASKS] = {
	" ", ":", ".", "+", ":", ":", "+", "+",
	".", "+", ".", "+", "+", "+", "+", "+",
};

static const char *const ascii_dashed_heavy[LINE_MASKS] = {
	" ", ":", "~", "#", ":", ":", "#", "#",
	"~", "#", "~", "#", "#", "#", "#", "#",
};

const char *line_glyph(unsigned mask, enum line_weight weight, bool ascii)
{
	mask %= LINE_MASKS;
	switch (weight) {
	case LINE_HEAVY:
		return ascii ? ascii_heavy[mask] : heavy[mask];
	case LINE_DASHED:
		return ascii ? ascii_dashed[mask] : dashed[mask];
	case LINE_DASHED_HEAVY:
		return ascii ? ascii_dashed_heavy[mask] : dashed_heavy[mask];
	case LINE_LIGHT:
		break;
	}
	return ascii ? ascii_light[mask] : light[mask];
}
