/* Mouse: what a terminal says of it, as events.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terminals say it in one of two forms: "ESC [ < 0;58;1M", a code, column and
 * row from 1 and M or m for a release; or of old "ESC [ M" and three characters
 * that are 32 more than code, column and row.  What begins them is recognized
 * by whoever reads keys; the rest comes here. */

#ifndef MOUSE_H
#define MOUSE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

struct mouse {
	int form;           /* Of the event being read: '<', 'M', or 0. */
	char text[32];      /* What was read of it. */
	size_t n;
	int button;         /* That is held down, or 0. */
	struct event press; /* The last press, for double clicks, */
	int64_t press_time; /* and when it was, in ms. */
};

void mouse_init(struct mouse *mouse);

/* An event of 'form' ('<' or 'M') begins. */
void mouse_begin(struct mouse *mouse, int form);

/* Whether the next character belongs to an event. */
bool mouse_is_reading(const struct mouse *mouse);

/* Takes the next character, at 'time' ms; true where '*event' is one now.  The
 * second press on a cell within 400 ms is a double click. */
bool mouse_add(struct mouse *mouse, uint32_t character, int64_t time,
	       struct event *event);

#endif
