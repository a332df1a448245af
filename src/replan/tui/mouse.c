/* Mouse: what a terminal says of it, as events.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "mouse.h"

#include <stdio.h>
#include <string.h>

#define DOUBLE_CLICK 400 /* ms. */
#define PLACES 1000      /* Rows and columns that a screen has at most. */

/* Makes the second press on a cell a double click. */
static void note_press(struct mouse *mouse, int64_t time,
		       struct event *event)
{
	const struct event *before = &mouse->press;

	if (before->type == EVENT_MOUSE && before->button == event->button &&
	    before->row == event->row && before->column == event->column &&
	    time - mouse->press_time <= DOUBLE_CLICK) {
		event->mouse = MOUSE_DOUBLE;
		mouse->press.type = EVENT_NONE;
		return;
	}
	mouse->press = *event;
	mouse->press_time = time;
}

void mouse_init(struct mouse *mouse)
{
	*mouse = (struct mouse){ .form = 0 };
}

bool mouse_is_reading(const struct mouse *mouse)
{
	return mouse->form != 0;
}

void mouse_begin(struct mouse *mouse, int form)
{
	mouse->form = form;
	mouse->n = 0;
}

/* What is done with the mouse, by the bits of its code: 1, 2 for the button, 32
 * for motion, 64 for the wheel. */
static bool make_event(struct mouse *mouse, unsigned code, bool released,
		       int64_t time, struct event *event)
{
	int button = (int)(code & 3) + 1;

	event->type = EVENT_MOUSE;
	event->button = mouse->button;
	if (code & 64) {
		event->mouse = code & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
		return !(code & 2);
	}
	if (code & 32) {
		event->mouse = MOUSE_DRAG;
		return mouse->button != 0;
	}
	if (released || button > 3) {
		event->mouse = MOUSE_RELEASE;
		mouse->button = 0;
		return true;
	}
	event->mouse = MOUSE_PRESS;
	event->button = mouse->button = button;
	note_press(mouse, time, event);
	return true;
}

/* The numbers of the event that was read; false where it is none. */
static bool read_event(const struct mouse *mouse, unsigned *code,
		       unsigned *column, unsigned *row, char *last)
{
	const char *text = mouse->text;

	if (mouse->form == 'M') {
		*code = (unsigned char)text[0] - 32u;
		*column = (unsigned char)text[1] - 32u;
		*row = (unsigned char)text[2] - 32u;
		*last = 'M';
	} else if (sscanf(text, "%4u;%5u;%5u%c", code, column, row,
			  last) != 4 || (*last != 'M' && *last != 'm')) {
		return false;
	}
	return *row >= 1 && *row <= PLACES && *column >= 1 &&
	       *column <= PLACES;
}

/* The event that was read; false where it is none that matters. */
static bool end(struct mouse *mouse, int64_t time, struct event *event)
{
	unsigned code, row, column;
	char last;
	bool is_event = read_event(mouse, &code, &column, &row, &last);

	mouse->form = 0;
	if (!is_event)
		return false;
	*event = (struct event){ .row = (int)row - 1,
				 .column = (int)column - 1 };
	return make_event(mouse, code, last == 'm', time, event);
}

bool mouse_add(struct mouse *mouse, uint32_t character, int64_t time,
	       struct event *event)
{
	bool old = mouse->form == 'M';

	if (mouse->n + 1 < sizeof(mouse->text))
		mouse->text[mouse->n++] = (char)character;
	mouse->text[mouse->n] = '\0';
	if (old ? mouse->n == 3 : character >= 0x40)
		return end(mouse, time, event);
	return false;
}
