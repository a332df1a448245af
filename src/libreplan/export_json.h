/* Exports: what those in JSON have in common.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jansson makes each element of a list and writes it; the lists and the object
 * around them are put together as text, so that a plan of any size needs the
 * memory of its text alone.  A json_t that could not be made is NULL, and
 * whatever it is put into becomes NULL too: that is looked at once, where an
 * element is written. */

#ifndef EXPORT_JSON_H
#define EXPORT_JSON_H 1

#include <jansson.h>

#include "export.h"
#include "text.h"

/* ---- Values ----------------------------------------------------------- */

/* A key of an object and its value, which the object takes. */
struct member {
	const char *key;
	json_t *value;
};

/* The members in their order; NULL where one of their values is. */
json_t *make_object(const struct member *members, size_t n);

/* The same of an array. */
#define OBJECT(members) make_object(members, sizeof members / sizeof *members)

/* Element 'i' of a list. */
typedef json_t *make_element(void *data, rp_id i);

/* A list of elements 'first' to 'end' - 1; NULL where one of them is. */
json_t *make_list(struct rp_range range, make_element *make, void *data);

/* 'parts' of 1/10000, as a number of four decimals; a ratio as one, null where
 * its capacity makes none. */
json_t *make_parts(uint64_t parts);
json_t *make_ratio(struct rp_ratio ratio);

json_t *make_count(size_t count);

/* A string that may have any bytes: what is not UTF-8 is spelled out. */
json_t *make_string(const char *string);

/* A word or name of ours; null where 'string' is NULL, or 'id' RP_NONE. */
json_t *make_word(const char *string);
json_t *make_name(const rp_topology *topology, enum rp_kind kind, rp_id id);

/* The same as make_string(), of a string that it takes. */
json_t *take_string(char *string);

/* An address; null where there is none. */
json_t *make_ip(enum rp_family family, bool has, rp_ip ip);

/* ---- Texts ------------------------------------------------------------- */

/* Adds 'value', which it takes, 'indent' columns deep. */
void export_add_value(struct text *out, json_t *value, unsigned indent);

/* Adds a key of the outer object; and its value, which it takes. */
void export_add_key(struct text *out, const char *key);
void export_add_member(struct text *out, const char *key, json_t *value);

/* Adds a list of 'n' elements that stands 'indent' columns deep. */
void export_add_list(struct text *out, unsigned indent, size_t n,
		     make_element *make, void *data);

/* Ends the text and gives it to the caller: RP_OK or RP_NO_MEMORY. */
int export_finish(char **out, size_t *size, struct text *text);

#endif
