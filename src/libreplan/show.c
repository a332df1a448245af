/* Showing text that is not ours.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes out is valid UTF-8 that a terminal can only print: nothing in it
 * moves the cursor, turns the direction of writing or stands there unseen.
 * What characters are is libunistring's knowledge, not ours. */

#include "show.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "text.h"

#define ZWJ 0x200d           /* Joins two emoji. */
#define VS16 0xfe0f          /* Asks for the emoji form of what is before. */
#define KEYCAP 0x20e3        /* A key around what is before. */
#define DOTTED_CIRCLE 0x25cc /* The base of a mark that has none. */

/* The character being put together. */
struct character {
	unsigned points;  /* 0: nothing that a mark could stand on. */
	ucs4_t last;
	unsigned columns;
	bool pictograph;  /* It starts with one, so a ZWJ may join another. */
};

/* A text being shown. */
struct show {
	const uint8_t *at;
	const uint8_t *end;
	bool ascii;
	struct character character;
	struct text out;
	struct text *spelled; /* 0 or 1 for each byte of 'out', or NULL. */
};

/* Decodes strictly.  Returns the bytes of '*c', or 0 where there is no
 * character. */
static size_t decode(ucs4_t *c, const uint8_t *at, const uint8_t *end)
{
	int size = at < end ? u8_mbtoucr(c, at, (size_t)(end - at)) : 0;

	return size > 0 ? (size_t)size : 0;
}

static unsigned width(ucs4_t c)
{
	int columns = uc_width(c, "UTF-8");

	return columns > 0 ? (unsigned)columns : 0;
}

static bool is_regional(ucs4_t c)
{
	return uc_graphemeclusterbreak_property(c) == GBP_RI;
}

/* Whether 'c' would be unseen, or be seen as something else, so that it has to
 * be spelled out wherever it stands. */
static bool is_unseen(ucs4_t c)
{
	const uint32_t never = UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl |
			       UC_CATEGORY_MASK_Zp;

	if (c == ' ')
		return false;
	if (uc_is_general_category_withtable(c, never | UC_CATEGORY_MASK_Zs) ||
	    uc_is_property_default_ignorable_code_point(c))
		return true;
	switch (c) {
	case 0x2800:  /* Braille pattern without a dot. */
	case 0x1d159: /* Note head without ink. */
	case 0xfffc:  /* Stands for an object that is not there. */
	case 0xfffd:  /* Stands for bytes that are not there. */
		return true;
	default:
		return false;
	}
}

/* Whether 'c' stands in one character with what is before it.  Of a ZWJ this
 * only says what belongs behind it. */
static bool is_joined(const struct character *before, ucs4_t c)
{
	if (!before->points)
		return false;
	if (before->last == ZWJ)
		return before->pictograph &&
		       uc_is_property_extended_pictographic(c);
	if (uc_is_property_emoji_modifier(c))
		return uc_is_property_emoji_modifier_base(before->last);
	if (is_regional(c))
		return before->points == 1 && is_regional(before->last);
	return width(c) == 0 && !uc_is_grapheme_break(before->last, c);
}

/* Takes 'c' into 'character' or, unless it is joined, starts anew with it. */
static void take(struct character *character, ucs4_t c, bool joined)
{
	if (!joined) {
		*character = (struct character) {
			.points = 1,
			.last = c,
			.columns = width(c),
			.pictograph = uc_is_property_extended_pictographic(c),
		};
		return;
	}
	character->points++;
	character->last = c;
	/* All that joins with a width of its own is an emoji. */
	if (c == VS16 || width(c) > 0)
		character->columns = 2;
}

/* Whether a ZWJ or VS16 'c' between 'before' and 'next' is inside an emoji
 * sequence. */
static bool is_in_emoji(const struct character *before, ucs4_t c, ucs4_t next)
{
	if (!before->points)
		return false;
	if (c == ZWJ)
		return before->pictograph &&
		       before->points + 2 <= SHOW_POINTS &&
		       uc_is_property_extended_pictographic(next);
	if (before->points == SHOW_POINTS)
		return false;
	return uc_is_property_extended_pictographic(before->last) ||
	       (next == KEYCAP && before->points == 1 &&
		uc_is_property_emoji(before->last));
}

/* Marks what was added since 'out' had 'from' bytes. */
static void mark(struct show *show, size_t from, char spelled)
{
	if (!show->spelled)
		return;
	for (size_t i = from; i < show->out.size; i++)
		text_add_char(show->spelled, spelled);
}

/* Adds a character as it is. */
static void keep(struct show *show, const void *bytes, size_t size)
{
	size_t from = show->out.size;

	text_add_bytes(&show->out, bytes, size);
	mark(show, from, 0);
}

/* Spells something out.  No mark may then stand on that. */
static void spell(struct show *show, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void spell(struct show *show, const char *format, ...)
{
	size_t from = show->out.size;
	va_list args;

	va_start(args, format);
	text_vprintf(&show->out, format, args);
	va_end(args);
	mark(show, from, 1);
	show->character = (struct character) { .points = SHOW_POINTS };
}

/* Shows 'c', 'size' bytes at 'show->at', which can be seen if it has something
 * to stand on. */
static void show_visible(struct show *show, ucs4_t c, size_t size)
{
	struct character *character = &show->character;
	bool joined;

	if (!character->points && width(c) == 0 &&
	    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M)) {
		keep(show, "\xe2\x97\x8c", 3);
		take(character, DOTTED_CIRCLE, false);
	}
	joined = is_joined(character, c);
	if (joined ? character->points == SHOW_POINTS : width(c) == 0) {
		spell(show, "<U+%04X>", c);
	} else {
		keep(show, show->at, size);
		take(character, c, joined);
	}
}

/* Shows 'c', which is not ASCII. */
static void show_point(struct show *show, ucs4_t c, size_t size)
{
	ucs4_t next = 0;
	bool unseen;

	if (c == ZWJ || c == VS16) {
		decode(&next, show->at + size, show->end);
		unseen = !is_in_emoji(&show->character, c, next);
	} else {
		unseen = is_unseen(c);
	}
	if (show->ascii || unseen)
		spell(show, "<U+%04X>", c);
	else
		show_visible(show, c, size);
}

/* Shows what stands at 'show->at' and goes on behind it. */
static void show_one(struct show *show)
{
	ucs4_t c;
	size_t size = decode(&c, show->at, show->end);

	if (!size) {
		spell(show, "\\x%02X", *show->at);
		size = 1;
	} else if (c < 0x20 || c == 0x7f) {
		spell(show, "^%c", (char)(c ^ 0x40));
	} else if (c < 0x7f) {
		keep(show, show->at, 1);
		show->character = (struct character) {
			.points = 1, .last = c, .columns = 1,
		};
	} else {
		show_point(show, c, size);
	}
	show->at += size;
}

char *show_spelled(const char *text, bool ascii, unsigned char **spelled)
{
	struct text marks = TEXT_INIT;
	struct show show = {
		.at = (const uint8_t *)text,
		.end = (const uint8_t *)text + strlen(text),
		.ascii = ascii,
		.out = TEXT_INIT,
		.spelled = spelled ? &marks : NULL,
	};
	char *taken;

	while (show.at < show.end)
		show_one(&show);
	if (spelled) {
		taken = text_take(&marks, NULL);
		if (!taken) {
			text_destroy(&show.out);
			return NULL;
		}
		*spelled = (unsigned char *)taken;
	}
	taken = text_take(&show.out, NULL);
	if (!taken && spelled) {
		free(*spelled);
		*spelled = NULL;
	}
	return taken;
}

char *rp_show(const char *text, bool ascii)
{
	return show_spelled(text, ascii, NULL);
}

size_t show_next(const char *text, unsigned *columns)
{
	const uint8_t *start = (const uint8_t *)text;
	const uint8_t *end = start + strnlen(text, SHOW_BYTES);
	const uint8_t *at = start;
	struct character character = { 0 };
	ucs4_t c;
	size_t size;

	while (character.points < SHOW_POINTS) {
		size = decode(&c, at, end);
		if (!size || (character.points && !is_joined(&character, c)))
			break;
		take(&character, c, character.points > 0);
		at += size;
	}
	if (!character.points && *start) {
		/* Not ours and not shown: a byte is a column. */
		character.columns = 1;
		at++;
	}
	*columns = character.columns;
	return (size_t)(at - start);
}

size_t rp_columns(const char *text)
{
	size_t total = 0, size;
	unsigned columns;

	while ((size = show_next(text, &columns))) {
		total += columns;
		text += size;
	}
	return total;
}
