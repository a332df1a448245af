/* Exports: see export_json.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "export_json.h"

#include <stdlib.h>
#include <string.h>

#include "quote.h"
#include "ratio.h"

/* ---- Values ----------------------------------------------------------- */

json_t *make_object(const struct member *members, size_t n)
{
	json_t *object = json_object();
	bool failed = false;

	for (size_t i = 0; i < n; i++)
		if (json_object_set_new(object, members[i].key,
					members[i].value))
			failed = true;
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

json_t *make_list(struct rp_range range, make_element *make, void *data)
{
	json_t *list = json_array();

	for (rp_id i = range.first; list && i < range.end; i++) {
		if (json_array_append_new(list, make(data, i))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *make_parts(uint64_t parts)
{
	return json_real((double)parts / 10000);
}

json_t *make_ratio(struct rp_ratio ratio)
{
	if (!ratio_counts(ratio.capacity))
		return json_null();
	return make_parts(rp_ratio_parts(ratio));
}

json_t *make_count(size_t count)
{
	return json_integer((json_int_t)count);
}

json_t *make_string(const char *string)
{
	json_t *value = json_string(string);
	char *shown = value ? NULL : rp_show(string, false);

	if (shown)
		value = json_string(shown);
	free(shown);
	return value;
}

json_t *make_word(const char *string)
{
	return string ? json_string(string) : json_null();
}

json_t *make_name(const rp_topology *topology, enum rp_kind kind, rp_id id)
{
	return make_word(export_name(topology, kind, id));
}

json_t *take_string(char *string)
{
	json_t *value = string ? make_string(string) : NULL;

	free(string);
	return value;
}

json_t *make_ip(enum rp_family family, bool has, rp_ip ip)
{
	char text[RP_IP_SIZE];

	return has ? json_string(rp_ip_text(family, ip, text)) : json_null();
}

/* ---- Texts ------------------------------------------------------------- */

/* 15 digits show a number of four decimals as it is. */
#define DUMP_FLAGS (JSON_INDENT(2) | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY)

void export_add_value(struct text *out, json_t *value, unsigned indent)
{
	char *dump = value ? json_dumps(value, DUMP_FLAGS) : NULL;

	if (dump)
		quote_json_text(out, dump, strlen(dump), indent);
	else
		text_fail(out);
	free(dump);
	json_decref(value);
}

static void add_columns(struct text *out, unsigned n)
{
	text_printf(out, "\n%*s", (int)n, "");
}

void export_add_key(struct text *out, const char *key)
{
	text_add(out, out->size > 1 ? ",\n  \"" : "\n  \"");
	text_add(out, key);
	text_add(out, "\": ");
}

void export_add_member(struct text *out, const char *key, json_t *value)
{
	export_add_key(out, key);
	export_add_value(out, value, 2);
}

void export_add_list(struct text *out, unsigned indent, size_t n,
		     make_element *make, void *data)
{
	text_add_char(out, '[');
	for (rp_id i = 0; i < n && !out->failed; i++) {
		if (i > 0)
			text_add_char(out, ',');
		add_columns(out, indent + 2);
		export_add_value(out, make(data, i), indent + 2);
	}
	if (n > 0)
		add_columns(out, indent);
	text_add_char(out, ']');
}

int export_finish(char **out, size_t *size, struct text *text)
{
	size_t n;
	char *bytes;

	text_add_char(text, '\n');
	bytes = text_take(text, &n);
	if (!bytes)
		return RP_NO_MEMORY;
	*out = bytes;
	*size = n;
	return RP_OK;
}
