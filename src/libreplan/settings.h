/* Settings: a libconfig group read by a table of the fields that it may have.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One table for each kind of group says the name, type, range and need of each
 * setting.  settings_read() checks a group against its table and gives the
 * values in the table's order: every fault is reported with file, line, object
 * and what was expected, and unknown settings are collected. */

#ifndef SETTINGS_H
#define SETTINGS_H 1

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replan.h"

enum setting_type {
	SETTING_NAME,    /* A string that can be a name (promises, Input). */
	SETTING_STRING,  /* Any string that can be a name, or is empty. */
	SETTING_INTEGER, /* 'least' to 'most'. */
	SETTING_THOUSANDTHS, /* A number read to three decimals, as an integer
			      * of 1/1000, 'least' to 'most' of those. */
	SETTING_BOOLEAN,
	SETTING_GROUP,
	SETTING_LIST,    /* Of groups. */
	SETTING_ARRAY    /* Of strings: an array, or a list of strings. */
};

struct setting_field {
	const char *name;
	enum setting_type type;
	bool needed;
	int64_t least;
	int64_t most;
};

/* The value of one field.  Where the setting was absent or faulty 'setting' is
 * NULL, 'text' is NULL and 'number' 0; 'line' is 0 only where it was absent. */
struct setting_value {
	config_setting_t *setting;
	const char *text;
	int64_t number;  /* Also a boolean's 0 or 1. */
	uint32_t line;
};

/* An unknown setting, for the notice about it. */
typedef void settings_unknown(void *data, const char *name, uint32_t line,
			      const char *object);

struct settings {
	const char *file;
	rp_messages *messages;
	settings_unknown *unknown;
	void *data;
	bool faulty;     /* Something was reported. */
	bool no_memory;  /* Memory ran out: what was read is not whole. */
};

/* Parses 'text', which has a NUL behind its 'size' bytes, with libconfig after
 * the guard; a byte order mark is skipped.  The caller destroys 'config' when
 * this is true; else what is wrong was reported. */
struct guard_limits;
bool settings_parse(config_t *config, const char *text, size_t size,
		    const struct guard_limits *limits, struct settings *in);

/* Reads 'group' by 'fields' into 'values'; 'kind' is the word for the object,
 * as "VM", and its name is that of its `name` setting.  A kind is a msgid,
 * here and below; NULL is the file itself. */
void settings_read(struct settings *in, config_setting_t *group,
		   const char *kind, const struct setting_field *fields,
		   size_t n_fields, struct setting_value *values);

/* Reports a fault of the object 'kind' 'name' (which may be NULL). */
void settings_fault(struct settings *in, uint32_t line, const char *kind,
		    const char *name, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Why 'text' cannot be a name, translated; NULL where it can. */
const char *settings_name_fault(const char *text, size_t size);

#endif
