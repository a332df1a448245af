/* Settings: a libconfig group read by a table of the fields that it may have.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "settings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "guard.h"
#include "messages.h"
#include "text.h"

/* The longest name, in bytes. */
#define NAME_MAX_BYTES 65536

/* ---- Faults ---------------------------------------------------------- */

/* "VM VM1", or the kind alone; NULL where there is no kind.  The caller frees
 * it. */
static char *object_text(const char *kind, const char *name)
{
	struct text text = TEXT_INIT;

	if (!kind)
		return NULL;
	text_add(&text, text_words(RP_LOCAL, kind));
	if (name) {
		text_add_char(&text, ' ');
		text_add(&text, name);
	}
	return text_take(&text, NULL);
}

void settings_fault(struct settings *in, uint32_t line, const char *kind,
		    const char *name, const char *format, ...)
{
	char *object = object_text(kind, name);
	struct place place = {
		.file = in->file,
		.line = line,
		.object = object,
	};
	struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&text, format, args);
	va_end(args);
	messages_add(in->messages, place, "%s", text.bytes ? text.bytes : "");
	in->faulty = true;
	text_destroy(&text);
	free(object);
}

/* ---- Names ----------------------------------------------------------- */

/* Whether all bytes are ASCII and some are visible, as in most names. */
static bool is_plain(const char *text, size_t size)
{
	bool visible = false;
	size_t i;

	for (i = 0; i < size; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
		visible |= text[i] != ' ';
	}
	return visible;
}

const char *settings_name_fault(const char *text, size_t size)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *end = at + size;
	bool visible = false;

	if (size == 0)
		return _("expected a name that is not empty");
	if (size > NAME_MAX_BYTES)
		return _("expected at most 65536 bytes");
	if (is_plain(text, size))
		return NULL;
	if (u8_check(at, size))
		return _("expected UTF-8 text");
	while (at < end) {
		ucs4_t c;

		at += u8_mbtouc_unsafe(&c, at, (size_t)(end - at));
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			return _("expected no control characters");
		visible |= !uc_is_property_white_space(c);
	}
	return visible ? NULL : _("expected more than spaces");
}

/* ---- What was expected ----------------------------------------------- */

static void add_thousandths(struct text *text, int64_t number)
{
	text_printf(text, "%lld", (long long)(number / 1000));
	if (number % 1000)
		text_printf(text, ".%03lld", (long long)(number % 1000));
}

static void add_range(struct text *text, const struct setting_field *field)
{
	struct text least = TEXT_INIT;
	struct text most = TEXT_INIT;

	if (field->type == SETTING_THOUSANDTHS) {
		add_thousandths(&least, field->least);
		add_thousandths(&most, field->most);
		text_printf(text, _("a number from %s to %s"),
			    least.bytes ? least.bytes : "",
			    most.bytes ? most.bytes : "");
	} else if (field->least == field->most) {
		text_printf(text, "%lld", (long long)field->least);
	} else {
		text_printf(text, _("a whole number from %lld to %lld"),
			    (long long)field->least, (long long)field->most);
	}
	text_destroy(&least);
	text_destroy(&most);
}

static void add_expected(struct text *text, const struct setting_field *field)
{
	switch (field->type) {
	case SETTING_NAME:
		text_add(text, _("a name, as \"...\""));
		break;
	case SETTING_STRING:
		text_add(text, _("a text, as \"...\""));
		break;
	case SETTING_INTEGER:
	case SETTING_THOUSANDTHS:
		add_range(text, field);
		break;
	case SETTING_BOOLEAN:
		text_add(text, _("true or false"));
		break;
	case SETTING_GROUP:
		text_add(text, _("a group, as { ... }"));
		break;
	case SETTING_LIST:
		text_add(text, _("a list of groups, as ( { ... }, { ... } )"));
		break;
	case SETTING_ARRAY:
		text_add(text, _("texts, as [ \"...\", \"...\" ]"));
		break;
	}
}

/* ---- Reading a group ------------------------------------------------- */

/* What is read: for the messages. */
struct object {
	const char *kind;
	const char *name;
};

static void fault_missing(struct settings *in, config_setting_t *group,
			  const struct object *object,
			  const struct setting_field *field)
{
	struct text expected = TEXT_INIT;

	add_expected(&expected, field);
	settings_fault(in, config_setting_source_line(group), object->kind,
		       object->name, _("setting '%s' is missing: expected %s"),
		       field->name, expected.bytes ? expected.bytes : "");
	text_destroy(&expected);
}

static void fault_expected(struct settings *in, const struct object *object,
			   const struct setting_field *field, uint32_t line)
{
	struct text expected = TEXT_INIT;

	add_expected(&expected, field);
	settings_fault(in, line, object->kind, object->name,
		       _("setting '%s': expected %s"), field->name,
		       expected.bytes ? expected.bytes : "");
	text_destroy(&expected);
}

/* Whether all elements of a list or array have the type 'type'. */
static bool all_are(const config_setting_t *list, int type)
{
	unsigned n = (unsigned)config_setting_length(list);
	unsigned i;

	for (i = 0; i < n; i++)
		if (config_setting_type(config_setting_get_elem(list, i)) !=
		    type)
			return false;
	return true;
}

/* The setting's number in 1/1000, to the nearest; false where it is none, or
 * out of all bounds. */
static bool read_thousandths(const config_setting_t *setting, int64_t *number)
{
	double value;

	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_FLOAT:
		value = config_setting_get_float(setting);
		if (!(value >= 0 && value < 1e12))
			return false;
		*number = (int64_t)(value * 1000 + 0.5);
		return true;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		*number = config_setting_get_int64(setting);
		if (*number < 0 || *number > INT64_MAX / 1000)
			return false;
		*number *= 1000;
		return true;
	default:
		return false;
	}
}

/* Reads a setting whose value is a number or a boolean. */
static bool read_number(const config_setting_t *setting,
			const struct setting_field *field, int64_t *number)
{
	int type = config_setting_type(setting);

	switch (field->type) {
	case SETTING_BOOLEAN:
		*number = type == CONFIG_TYPE_BOOL &&
			  config_setting_get_bool(setting);
		return type == CONFIG_TYPE_BOOL;
	case SETTING_THOUSANDTHS:
		if (!read_thousandths(setting, number))
			return false;
		break;
	default:
		if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
			return false;
		*number = config_setting_get_int64(setting);
		break;
	}
	return *number >= field->least && *number <= field->most;
}

/* Whether the setting has the type of its field, and a value in its range,
 * which goes to 'value'. */
static bool read_value(config_setting_t *setting,
		       const struct setting_field *field,
		       struct setting_value *value)
{
	int type = config_setting_type(setting);

	switch (field->type) {
	case SETTING_NAME:
	case SETTING_STRING:
		value->text = type == CONFIG_TYPE_STRING
				      ? config_setting_get_string(setting)
				      : NULL;
		return value->text != NULL;
	case SETTING_GROUP:
		return type == CONFIG_TYPE_GROUP;
	case SETTING_LIST:
		return type == CONFIG_TYPE_LIST &&
		       all_are(setting, CONFIG_TYPE_GROUP);
	case SETTING_ARRAY:
		return (type == CONFIG_TYPE_LIST ||
			type == CONFIG_TYPE_ARRAY) &&
		       all_are(setting, CONFIG_TYPE_STRING);
	default:
		return read_number(setting, field, &value->number);
	}
}

static void read_setting(struct settings *in, config_setting_t *setting,
			 const struct object *object,
			 const struct setting_field *field,
			 struct setting_value *value)
{
	const char *why = NULL;

	value->line = config_setting_source_line(setting);
	if (!read_value(setting, field, value)) {
		value->number = 0;
		fault_expected(in, object, field, value->line);
		return;
	}
	if (value->text && (field->type == SETTING_NAME || *value->text))
		why = settings_name_fault(value->text, strlen(value->text));
	if (why) {
		value->text = NULL;
		settings_fault(in, value->line, object->kind, object->name,
			       _("setting '%s': %s"), field->name, why);
		return;
	}
	value->setting = setting;
}

/* The field called 'name', or n_fields.  Most often it is field 'next', as
 * settings stand in the order of the fields, or near it. */
static size_t find_field(const struct setting_field *fields, size_t n_fields,
			 const char *name, size_t next)
{
	size_t i;

	for (i = next; i < n_fields; i++)
		if (strcmp(fields[i].name, name) == 0)
			return i;
	for (i = 0; i < next; i++)
		if (strcmp(fields[i].name, name) == 0)
			return i;
	return n_fields;
}

/* What the setting `name` of 'group' says, which most often is the first; NULL
 * where it is none. */
static const char *group_name(const config_setting_t *group)
{
	const config_setting_t *first = config_setting_get_elem(group, 0);

	if (!first || strcmp(config_setting_name(first), "name") != 0)
		first = config_setting_get_member(group, "name");
	return first ? config_setting_get_string(first) : NULL;
}

/* Passes on that 'object' has a setting that nobody knows. */
static void report_unknown(struct settings *in, const struct object *object,
			   const config_setting_t *setting)
{
	char *text = object_text(object->kind, object->name);

	if (object->kind && !text)
		in->no_memory = true;
	else if (in->unknown)
		in->unknown(in->data, config_setting_name(setting),
			    config_setting_source_line(setting), text);
	free(text);
}

void settings_read(struct settings *in, config_setting_t *group,
		   const char *kind, const struct setting_field *fields,
		   size_t n_fields, struct setting_value *values)
{
	unsigned n = (unsigned)config_setting_length(group);
	struct object object = { kind, group_name(group) };
	size_t next = 0;
	unsigned i;
	size_t j;

	memset(values, 0, n_fields * sizeof *values);
	for (i = 0; i < n; i++) {
		config_setting_t *setting = config_setting_get_elem(group, i);

		j = find_field(fields, n_fields, config_setting_name(setting),
			       next);
		if (j == n_fields) {
			report_unknown(in, &object, setting);
			continue;
		}
		next = j + 1;
		read_setting(in, setting, &object, &fields[j], &values[j]);
	}
	for (j = 0; j < n_fields; j++)
		if (fields[j].needed && values[j].line == 0)
			fault_missing(in, group, &object, &fields[j]);
}

/* ---- Parsing --------------------------------------------------------- */

/* The sentence for what libconfig says. */
static const char *parse_fault(const char *error)
{
	if (error && strcmp(error, "duplicate setting name") == 0)
		return _("a setting stands twice in its group");
	if (error && strcmp(error, "mismatched element type in array") == 0)
		return _("expected elements of one type between [ and ]");
	return _("not libconfig here or just before: expected settings, "
		 "as name = value;");
}

static bool parse(config_t *config, const char *text, struct settings *in)
{
	int line;

	config_init(config);
	/* Where an include file would be looked for: nothing is there. */
	config_set_include_dir(config, "/dev/null");
	if (config_read_string(config, text))
		return true;
	line = config_error_line(config);
	settings_fault(in, line > 0 ? (uint32_t)line : 0, NULL, NULL, "%s",
		       parse_fault(config_error_text(config)));
	config_destroy(config);
	return false;
}

bool settings_parse(config_t *config, const char *text, size_t size,
		    const struct guard_limits *limits, struct settings *in)
{
	struct text whole = TEXT_INIT;
	bool parsed;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	if (!guard_check(text, size, in->file, limits, in->messages)) {
		in->faulty = true;
		return false;
	}
	if (size == 0 || text[size - 1] == '\n')
		return parse(config, text, in);
	/* libconfig does not take a comment at the end without a newline. */
	text_add_bytes(&whole, text, size);
	text_add_char(&whole, '\n');
	if (whole.failed) {
		in->no_memory = true;
		settings_fault(in, 0, NULL, NULL, "%s", _("out of memory"));
	}
	parsed = !whole.failed && parse(config, whole.bytes, in);
	text_destroy(&whole);
	return parsed;
}
