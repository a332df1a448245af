/* Terminal OSC: what terminals are told beside the screen: title, clipboard.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "terminal_osc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool osc_is_known(const char *name)
{
	static const char *const known[] = {
		"xterm", "tmux", "screen", "rxvt", "alacritty", "foot",
		"kitty", "konsole", "gnome", "putty", "st-", "vte", "wezterm",
	};

	for (size_t i = 0; name && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(name, known[i], strlen(known[i])))
			return true;
	return false;
}

const char *osc_title(char out[OSC_TITLE_SIZE], const char *title)
{
	static const char start[] = "\033]2;";
	static const char end[] = "\033\\";
	size_t room = OSC_TITLE_SIZE - sizeof(start) - sizeof(end) + 1;
	size_t size = strlen(title);

	/* No character is cut in two. */
	if (size > room)
		for (size = room; size > 0 && (title[size] & 0xc0) == 0x80; )
			size--;
	snprintf(out, OSC_TITLE_SIZE, "%s%.*s%s", start, (int)size, title,
		 end);
	return out;
}

/* Writes 'size' bytes in base64; returns the end. */
static char *encode(char *out, const unsigned char *bytes, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		unsigned group = (unsigned)bytes[i] << 16;

		if (n > 1)
			group |= (unsigned)bytes[i + 1] << 8;
		if (n > 2)
			group |= bytes[i + 2];
		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 63];
		*out++ = n > 1 ? digits[group >> 6 & 63] : '=';
		*out++ = n > 2 ? digits[group & 63] : '=';
	}
	return out;
}

char *osc_copy(const char *text)
{
	static const char start[] = "\033]52;c;";
	static const char end[] = "\033\\";
	size_t size = strlen(text);
	char *out = malloc(sizeof(start) + (size / 3 + 1) * 4 + sizeof(end));
	char *at;

	if (!out)
		return NULL;
	memcpy(out, start, sizeof(start) - 1);
	at = encode(out + sizeof(start) - 1, (const unsigned char *)text, size);
	memcpy(at, end, sizeof(end));
	return out;
}
