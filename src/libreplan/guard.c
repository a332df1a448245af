/* The guard: one pass over a libconfig text before libconfig sees it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tokens here are those of libconfig's scanner: what it takes for a string,
 * a comment or a number the guard must take for the same, or something could
 * hide from it.  Strings are stricter: none runs over the end of its line, so
 * that a lost quote is found where it was lost. */

#include "guard.h"

#include <string.h>
#include <unistr.h>

#include "messages.h"
#include "text.h"

/* No limit on depth may be above this. */
#define DEEPEST 64

/* How much of a number a message shows. */
#define SHOWN_DIGITS 40

/* How many bytes of names libconfig may compare to find settings that stand
 * twice: it compares each with all before it in its group.  A second's work. */
#define COMPARED_MAX ((uint64_t)1 << 28)

/* Below ten to this power every float is finite. */
#define FINITE_POWER 308

struct opening {
	char bracket;
	uint32_t line;
	uint32_t column;
	unsigned settings;
};

struct guard {
	const char *at;
	const char *end;
	const char *line_start;
	uint32_t line;
	const char *file;
	const struct guard_limits *limits;
	rp_messages *messages;
	size_t values;
	size_t name_size;  /* Of the last word. */
	uint64_t compared; /* Bytes of names. */
	bool clean;      /* No fault so far. */
	bool stopped;    /* Looking on makes no sense. */
	bool unbalanced; /* Something was not closed: brackets say nothing. */
	unsigned depth;
	struct opening open[DEEPEST + 1]; /* The first is the file itself. */
};

/* The byte 'n' after this one, or NUL behind the end. */
static char peek(const struct guard *guard, size_t n)
{
	return (size_t)(guard->end - guard->at) > n ? guard->at[n] : '\0';
}

/* Where 'at', a byte of this line, stands. */
static struct place place_of(const struct guard *guard, const char *at)
{
	return (struct place){
		.file = guard->file,
		.line = guard->line,
		.column = (uint32_t)(at - guard->line_start) + 1,
	};
}

static void next_line(struct guard *guard)
{
	guard->line++;
	guard->line_start = guard->at;
}

/* Marks the text as faulty; what follows says why. */
static rp_messages *fault(struct guard *guard)
{
	guard->clean = false;
	return guard->messages;
}

/* ---- Bytes ----------------------------------------------------------- */

/* Reports the first byte of each line that is not UTF-8, and the first NUL. */
static void check_bytes(struct guard *guard, const char *text, size_t size)
{
	const char *bad = memchr(text, '\0', size);
	const char *from = text;

	guard->line = 1;
	guard->line_start = text;
	for (;;) {
		const uint8_t *invalid = u8_check(
			(const uint8_t *)from, (size_t)(guard->end - from));
		bool nul = bad && (!invalid || bad < (const char *)invalid);
		const char *at = nul ? bad : (const char *)invalid;

		if (!at)
			break;
		while ((guard->at = memchr(guard->line_start, '\n',
					   (size_t)(at - guard->line_start)))) {
			guard->at++;
			next_line(guard);
		}
		messages_add(fault(guard), place_of(guard, at), "%s",
			     nul ? _("a NUL byte: expected UTF-8 text")
				 : _("a byte that is not UTF-8"));
		if (nul)
			bad = NULL;
		from = memchr(at, '\n', (size_t)(guard->end - at));
		if (!from)
			break;
	}
}

/* ---- Comments and strings -------------------------------------------- */

static void skip_line(struct guard *guard)
{
	const char *newline =
		memchr(guard->at, '\n', (size_t)(guard->end - guard->at));

	guard->at = newline ? newline : guard->end;
}

static void skip_comment(struct guard *guard)
{
	struct place start = place_of(guard, guard->at);

	for (guard->at += 2; guard->at < guard->end; guard->at++) {
		if (*guard->at == '*' && peek(guard, 1) == '/') {
			guard->at += 2;
			return;
		}
		if (*guard->at == '\n') {
			guard->at++;
			next_line(guard);
			guard->at--;
		}
	}
	guard->unbalanced = true;
	messages_add(fault(guard), start,
		     _("this comment is not closed: expected */"));
}

/* Counts a value; false where there are too many of them. */
static bool count_value(struct guard *guard)
{
	if (guard->values++ < guard->limits->values)
		return true;
	messages_add(fault(guard), place_of(guard, guard->at),
		     _("more than %zu values: %s"), guard->limits->values,
		     guard->limits->advice);
	guard->stopped = true;
	return false;
}

static bool is_nul_escape(const struct guard *guard)
{
	return (peek(guard, 1) == 'x' || peek(guard, 1) == 'X') &&
	       peek(guard, 2) == '0' && peek(guard, 3) == '0';
}

static void check_string(struct guard *guard)
{
	struct place start = place_of(guard, guard->at);

	if (!count_value(guard))
		return;
	for (guard->at++; guard->at < guard->end; guard->at++) {
		char c = *guard->at;

		if (c == '"') {
			guard->at++;
			return;
		}
		if (c == '\n')
			break;
		if (c != '\\')
			continue;
		if (is_nul_escape(guard))
			messages_add(fault(guard), place_of(guard, guard->at),
				     _("\\x00 cannot stand in a text"));
		if (peek(guard, 1) == '"' || peek(guard, 1) == '\\')
			guard->at++;
	}
	messages_add(fault(guard), start,
		     _("this text has no closing \" on its line"));
}

/* ---- Numbers --------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit, or -1. */
static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_name_start(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '*';
}

/* A number as it is read, token by token as libconfig does. */
struct number {
	const char *start;
	uint64_t magnitude; /* Stands still at its greatest. */
	bool negative;
	bool is_float;
	bool wide;          /* With L. */
};

static void add_digit(struct number *number, unsigned base, unsigned digit)
{
	if (number->magnitude > (UINT64_MAX - digit) / base)
		number->magnitude = UINT64_MAX;
	else
		number->magnitude = number->magnitude * base + digit;
}

static const char *scan_hex(const char *at, const char *end,
			    struct number *number)
{
	for (at += 2; at < end && hex_digit(*at) >= 0; at++)
		add_digit(number, 16, (unsigned)hex_digit(*at));
	return at;
}

/* Behind the exponent that starts at 'at', or 'at' where there is none. */
static const char *scan_exponent(const char *at, const char *end)
{
	const char *digits = at + 1;

	if (at >= end || (*at != 'e' && *at != 'E'))
		return at;
	if (digits < end && (*digits == '-' || *digits == '+'))
		digits++;
	if (digits >= end || !is_digit(*digits))
		return at;
	while (digits < end && is_digit(*digits))
		digits++;
	return digits;
}

static const char *scan_decimal(const char *at, const char *end,
				struct number *number)
{
	const char *exponent;

	if (at < end && (*at == '-' || *at == '+'))
		number->negative = *at++ == '-';
	for (; at < end && is_digit(*at); at++)
		add_digit(number, 10, (unsigned)(*at - '0'));
	if (at < end && *at == '.') {
		number->is_float = true;
		for (at++; at < end && is_digit(*at);)
			at++;
	}
	exponent = scan_exponent(at, end);
	number->is_float |= exponent > at;
	return exponent;
}

/* Whether the float from 'at' to 'end' may be above what a double can hold: it
 * is below ten to the power of how many digits its whole part has. */
static bool is_infinite(const char *at, const char *end)
{
	int64_t power = 0;
	int64_t exponent = 0;
	bool point = false;
	bool digits = false;
	bool minus;

	for (; at < end && *at != 'e' && *at != 'E'; at++) {
		point |= *at == '.';
		digits |= *at >= '1' && *at <= '9';
		if (is_digit(*at) && point && !digits)
			power--;
		else if (is_digit(*at) && !point && digits)
			power++;
	}
	minus = end - at > 1 && at[1] == '-';
	for (; at < end; at++)
		if (is_digit(*at) && exponent < INT32_MAX)
			exponent = exponent * 10 + (*at - '0');
	return digits &&
	       power + (minus ? -exponent : exponent) > FINITE_POWER;
}

static void check_integer(struct guard *guard, const struct number *number)
{
	uint64_t one = number->negative ? 1 : 0;
	uint64_t most = (number->wide ? INT64_MAX : INT32_MAX) + one;
	uint64_t widest = INT64_MAX + one;
	int shown = (int)(guard->at - number->start);
	struct place place = place_of(guard, number->start);

	if (number->magnitude <= most)
		return;
	if (shown > SHOWN_DIGITS)
		shown = SHOWN_DIGITS;
	if (number->magnitude > widest)
		messages_add(fault(guard), place,
			     _("the number %.*s does not fit: expected one "
			       "from -2^63 to 2^63 - 1"),
			     shown, number->start);
	else
		messages_add(fault(guard), place,
			     _("the number %.*s needs an L behind it: %.*sL"),
			     shown, number->start, shown, number->start);
}

static void check_number(struct guard *guard)
{
	struct number number = { .start = guard->at };
	bool hex = peek(guard, 0) == '0' &&
		   (peek(guard, 1) == 'x' || peek(guard, 1) == 'X') &&
		   hex_digit(peek(guard, 2)) >= 0;

	if (!count_value(guard))
		return;
	guard->at = hex ? scan_hex(guard->at, guard->end, &number)
			: scan_decimal(guard->at, guard->end, &number);
	if (number.is_float) {
		if (is_infinite(number.start, guard->at))
			messages_add(fault(guard),
				     place_of(guard, number.start),
				     _("the number is too large"));
		return;
	}
	if (peek(guard, 0) == 'L') {
		number.wide = true;
		guard->at += peek(guard, 1) == 'L' ? 2 : 1;
		check_integer(guard, &number);
		return;
	}
	check_integer(guard, &number);
}

/* Whether a number starts here: a sign or a point alone does not count. */
static bool is_number_start(const struct guard *guard)
{
	size_t n = 0;

	if (peek(guard, n) == '-' || peek(guard, n) == '+')
		n++;
	if (peek(guard, n) == '.')
		n++;
	return is_digit(peek(guard, n));
}

/* ---- Brackets and settings ------------------------------------------- */

static char closing(char bracket)
{
	switch (bracket) {
	case '{':
		return '}';
	case '[':
		return ']';
	default:
		return ')';
	}
}

static void open_bracket(struct guard *guard)
{
	struct place place = place_of(guard, guard->at);

	if (!count_value(guard))
		return;
	if (!guard->unbalanced && guard->depth >= guard->limits->depth) {
		messages_add(fault(guard), place,
			     _("brackets stand in brackets more than %u deep"),
			     guard->limits->depth);
		guard->stopped = true;
		return;
	}
	if (!guard->unbalanced)
		guard->open[++guard->depth] = (struct opening){
			*guard->at, place.line, place.column, 0
		};
	guard->at++;
}

static void close_bracket(struct guard *guard)
{
	struct place place = place_of(guard, guard->at);
	const struct opening *opening = &guard->open[guard->depth];
	char c = *guard->at++;

	if (guard->unbalanced)
		return;
	if (guard->depth > 0 && c == closing(opening->bracket)) {
		guard->depth--;
		return;
	}
	guard->unbalanced = true;
	if (guard->depth == 0)
		messages_add(fault(guard), place,
			     _("this %c closes nothing"), c);
	else
		messages_add(fault(guard), place,
			     _("expected %c for the %c of line %u, column %u, "
			       "before this %c"),
			     closing(opening->bracket), opening->bracket,
			     opening->line, opening->column, c);
}

/* At the end of the text: all that was opened must be closed. */
static void check_closed(struct guard *guard)
{
	const struct opening *opening = &guard->open[guard->depth];

	if (guard->unbalanced || guard->depth == 0)
		return;
	messages_add(fault(guard),
		     (struct place){ .file = guard->file,
				     .line = opening->line,
				     .column = opening->column },
		     _("this %c is not closed: expected %c"), opening->bracket,
		     closing(opening->bracket));
}

/* Counts a setting of the group that is open, at its = or colon. */
static void count_setting(struct guard *guard)
{
	struct opening *opening = &guard->open[guard->depth];
	struct place place = place_of(guard, guard->at);

	guard->at++;
	if (guard->unbalanced)
		return;
	guard->compared += (uint64_t)opening->settings * guard->name_size;
	guard->stopped = true;
	if (++opening->settings > guard->limits->settings)
		messages_add(fault(guard), place,
			     _("more than %u settings in one group"),
			     guard->limits->settings);
	else if (guard->compared > COMPARED_MAX)
		messages_add(fault(guard), place,
			     _("too many settings with long names: %s"),
			     guard->limits->advice);
	else
		guard->stopped = false;
}

static void check_include(struct guard *guard)
{
	static const char word[] = "@include";

	if ((size_t)(guard->end - guard->at) >= strlen(word) &&
	    memcmp(guard->at, word, strlen(word)) == 0)
		messages_add(fault(guard), place_of(guard, guard->at),
			     _("@include is not allowed: expected all settings "
			       "in this file"));
	guard->at++;
}

/* Whether the 'size' bytes at 'at' are 'word', in letters of either case. */
static bool is_word(const char *at, size_t size, const char *word)
{
	size_t i;

	if (size != strlen(word))
		return false;
	for (i = 0; i < size; i++)
		if ((at[i] | 0x20) != word[i])
			return false;
	return true;
}

/* A setting's name, or true or false. */
static void check_word(struct guard *guard)
{
	const char *start = guard->at;
	size_t size;

	while (is_name_start(peek(guard, 0)) || is_digit(peek(guard, 0)) ||
	       peek(guard, 0) == '-' || peek(guard, 0) == '_')
		guard->at++;
	size = guard->name_size = (size_t)(guard->at - start);
	if (is_word(start, size, "true") || is_word(start, size, "false"))
		count_value(guard);
}

/* ---- The pass -------------------------------------------------------- */

/* Checks the token that starts here and moves behind it. */
static void check_token(struct guard *guard)
{
	switch (*guard->at) {
	case '\n':
		guard->at++;
		next_line(guard);
		return;
	case '#':
		skip_line(guard);
		return;
	case '"':
		check_string(guard);
		return;
	case '{':
	case '[':
	case '(':
		open_bracket(guard);
		return;
	case '}':
	case ']':
	case ')':
		close_bracket(guard);
		return;
	case '=':
	case ':':
		count_setting(guard);
		return;
	case '@':
		check_include(guard);
		return;
	default:
		break;
	}
	if (*guard->at == '/' && peek(guard, 1) == '/')
		skip_line(guard);
	else if (*guard->at == '/' && peek(guard, 1) == '*')
		skip_comment(guard);
	else if (is_number_start(guard))
		check_number(guard);
	else if (is_name_start(*guard->at))
		check_word(guard);
	else
		guard->at++;
}

bool guard_check(const char *text, size_t size, const char *file,
		 const struct guard_limits *limits, rp_messages *messages)
{
	struct guard guard = {
		.at = text,
		.end = text + size,
		.line_start = text,
		.line = 1,
		.file = file,
		.limits = limits,
		.messages = messages,
		.clean = true,
	};

	if (size > limits->bytes) {
		messages_add(messages, (struct place){ .file = file },
			     _("more than %zu MiB: %s"), limits->bytes >> 20,
			     limits->advice);
		return false;
	}
	check_bytes(&guard, text, size);
	guard.at = guard.line_start = text;
	guard.line = 1;
	while (guard.at < guard.end && !guard.stopped)
		check_token(&guard);
	if (!guard.stopped)
		check_closed(&guard);
	return guard.clean;
}
