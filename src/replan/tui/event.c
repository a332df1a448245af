/* Events: the names of keys.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "event.h"

#include <stdio.h>
#include <string.h>
#include <unistr.h>

static const struct {
	uint32_t key;
	const char *name;
} key_names[] = {
	{ UKEY_UP, "Up" },
	{ UKEY_DOWN, "Down" },
	{ UKEY_LEFT, "Left" },
	{ UKEY_RIGHT, "Right" },
	{ UKEY_PAGE_UP, "PgUp" },
	{ UKEY_PAGE_DOWN, "PgDn" },
	{ UKEY_HOME, "Home" },
	{ UKEY_END, "End" },
	{ UKEY_DELETE, "Delete" },
	{ UKEY_INSERT, "Insert" },
	{ UKEY_BACKTAB, "Shift-Tab" },
	{ UKEY_TAB, "Tab" },
	{ UKEY_ENTER, "Enter" },
	{ UKEY_ESCAPE, "Esc" },
	{ UKEY_BACKSPACE, "Backspace" },
	{ ' ', "Space" },
};

#define N_KEY_NAMES (sizeof(key_names) / sizeof(key_names[0]))

static void name_character(uint32_t key, char *name, int size)
{
	int length = u8_uctomb((uint8_t *)name, key, size - 1);

	if (length < 0)
		snprintf(name, (size_t)size, "U+%X", (unsigned)key);
	else
		name[length] = '\0';
}

const char *key_text(uint32_t key, char name[16])
{
	for (size_t i = 0; i < N_KEY_NAMES; i++) {
		if (key_names[i].key == key) {
			snprintf(name, 16, "%s", key_names[i].name);
			return name;
		}
	}
	if (key & UKEY_ALT) {
		memcpy(name, "Alt-", 4);
		name_character(key & ~(uint32_t)UKEY_ALT, name + 4, 12);
	} else if (key >= UKEY_F1 && key <= UKEY_F12)
		snprintf(name, 16, "F%u", (unsigned)(key - UKEY_F1 + 1));
	else if (key >= 1 && key <= 26)
		snprintf(name, 16, "Ctrl-%c", (char)(key + 64));
	else if (key < ' ')
		snprintf(name, 16, "^%c", (char)(key + 64));
	else
		name_character(key, name, 16);
	return name;
}

/* The function key of "F1" to "F12", or 0. */
static uint32_t parse_function_key(const char *name)
{
	unsigned number;
	int end = 0;

	if (sscanf(name, "F%2u%n", &number, &end) != 1 || name[end] != '\0' ||
	    name[1] < '1' || name[1] > '9' || number > 12)
		return 0;
	return UKEY_F1 + number - 1;
}

static uint32_t parse_character(const char *name)
{
	size_t size = strlen(name);
	ucs4_t character;
	int length;

	if (size == 0)
		return 0;
	length = u8_mbtoucr(&character, (const uint8_t *)name, size);
	if (length < 0 || (size_t)length != size || character < ' ')
		return 0;
	return character;
}

/* What terminals send for Alt and these begins the sequences of other keys. */
#define NOT_WITH_ALT "[O"

/* The key of "Alt-x", or 0. */
static uint32_t parse_alt(const char *name)
{
	uint32_t key;

	if (strncmp(name, "Alt-", 4) != 0)
		return 0;
	key = parse_character(name + 4);
	if (key <= ' ' || key == UKEY_BACKSPACE ||
	    (key < 128 && strchr(NOT_WITH_ALT, (int)key)))
		return 0;
	return key | UKEY_ALT;
}

/* The key of "Ctrl-X", or 0.  Two of them are other keys to all who read
 * them. */
static uint32_t parse_control(const char *name)
{
	if (strncmp(name, "Ctrl-", 5) != 0 || name[5] < 'A' || name[5] > 'Z' ||
	    name[6] != '\0')
		return 0;
	if (name[5] == 'H')
		return UKEY_BACKSPACE;
	if (name[5] == 'J')
		return UKEY_ENTER;
	return (uint32_t)name[5] - 64;
}

uint32_t key_parse(const char *name)
{
	uint32_t key;

	for (size_t i = 0; i < N_KEY_NAMES; i++)
		if (!strcmp(key_names[i].name, name))
			return key_names[i].key;
	key = parse_character(name);
	if (key != 0)
		return key;
	key = parse_control(name);
	if (key == 0)
		key = parse_alt(name);
	return key != 0 ? key : parse_function_key(name);
}
