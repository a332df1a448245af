/* Configuration: what is said of its files.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef CONFIGURATION_SAY_H
#define CONFIGURATION_SAY_H 1

#include "replan.h"
#include "words.h"

/* Where what is said of the file 'file' goes. */
struct say {
	const char *file;
	rp_messages *errors;
	rp_messages *notices;
};

/* Says what is wrong in a line: our own words, already translated. */
void say_error(const struct say *say, uint32_t line,
	       const char *format, ...) __attribute__((format(printf, 3, 4)));
void say_notice(const struct say *say, uint32_t line,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says that a setting has to be 'expected': "true or false". */
void say_expected(const struct say *say,
		  const struct rp_setting *setting, const char *expected);

/* Says that nobody knows a setting. */
void say_unknown(const struct say *say,
		 const struct rp_setting *setting);

/* "one of a, b, c" of the names that 'name' gives, up to NULL.  Returns
 * 'out'. */
#define SAY_CHOICES 256
const char *say_choices(char out[SAY_CHOICES], const char *(*name)(size_t i));

#endif
