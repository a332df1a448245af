/* Events: what an operator does, whatever terminal it came from.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef EVENT_H
#define EVENT_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key is a Unicode character, or one of these. */
enum key {
	KEY_FIRST_SPECIAL = 0x110000,
	UKEY_UP = KEY_FIRST_SPECIAL,
	UKEY_DOWN,
	UKEY_LEFT,
	UKEY_RIGHT,
	UKEY_PAGE_UP,
	UKEY_PAGE_DOWN,
	UKEY_HOME,
	UKEY_END,
	UKEY_DELETE,
	UKEY_INSERT,
	UKEY_BACKTAB,
	UKEY_F1,
	UKEY_F12 = UKEY_F1 + 11,
	/* Terminals send these as characters; they are the same everywhere. */
	UKEY_TAB = '\t',
	UKEY_ENTER = '\r',
	UKEY_ESCAPE = 27,
	UKEY_BACKSPACE = 127
};

/* Alt and a character: a bit. */
#define UKEY_ALT 0x200000

/* Control and a letter. */
#define UKEY_CTRL(letter) ((letter)-96)

enum event_type {
	EVENT_NONE,
	EVENT_KEY,
	EVENT_MOUSE,
	EVENT_PASTE,  /* Text, never commands. */
	EVENT_RESIZE,
	EVENT_TICK    /* Time has passed: the border scrolls while a line is
		       * carried. */
};

enum mouse_action {
	MOUSE_PRESS,
	MOUSE_DRAG,   /* Moved with the button down. */
	MOUSE_RELEASE,
	MOUSE_DOUBLE, /* The second press of a double click. */
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN
};

struct event {
	enum event_type type;
	uint32_t key;
	enum mouse_action mouse;
	int button;      /* 1 to 3. */
	int row;         /* Of the mouse, or the new size. */
	int column;
	char *text;      /* Of a paste: UTF-8, as it came; borrowed. */
};

/* The name of 'key' as a person reads it: "Enter", "Ctrl-R", "F1", "j". */
const char *key_text(uint32_t key, char name[16]);

/* The key that is called 'name'; 0 where none is. */
uint32_t key_parse(const char *name);

#endif
