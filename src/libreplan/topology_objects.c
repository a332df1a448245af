/* Reading a topology: objects, their names, and what they name.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "topology_read.h"

/* How many bytes of a text that is not ours a message has. */
#define SHOWN_BYTES 80

/* The last of the kinds that stand in objects of a kind, and with it in the
 * order of the enum. */
static const enum rp_kind last_within[RP_N_KINDS] = {
	[RP_SITE] = RP_NIC,
	[RP_SERVER] = RP_NIC,
	[RP_LOGICAL_NETWORK] = RP_POOL,
	[RP_NETWORK] = RP_POOL,
	[RP_SUBNET] = RP_POOL,
	[RP_POOL] = RP_POOL,
	[RP_GROUP] = RP_HOST,
	[RP_HOST] = RP_HOST,
	[RP_CLOUD] = RP_CLOUD,
	[RP_VM] = RP_NIC,
	[RP_NIC] = RP_NIC,
	[RP_ZONE] = RP_ZONE,
};

/* ---- Faults ---------------------------------------------------------- */

void reader_fault(struct reader *reader, const struct where *where,
		  const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;

	if (where->setting)
		text_printf(&text,
			    where->column ? _("column '%s': ")
					  : _("setting '%s': "),
			    where->setting);
	va_start(args, format);
	text_vprintf(&text, format, args);
	va_end(args);
	settings_fault(&reader->in, where->line, where->kind, where->name,
		       "%s", text.bytes ? text.bytes : "");
	text_destroy(&text);
}

void reader_progress(struct reader *reader, uint64_t more)
{
	const struct rp_progress *progress = reader->progress;
	uint64_t done = reader->done + more;

	/* A table may have grown since it was counted. */
	if (reader->all < done)
		reader->all = done;
	if (progress && !reader->stopped &&
	    !progress->report(progress->data, done, reader->all))
		reader->stopped = reader->no_memory = true;
}

int reader_shown(const char *text)
{
	size_t size = strnlen(text, SHOWN_BYTES);

	/* Back to where a character starts: 10xxxxxx continues one. */
	if (size == SHOWN_BYTES)
		while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
			size--;
	return (int)size;
}

void reader_notice(struct reader *reader, const char *name, size_t size,
		   const char *object, uint32_t line, uint64_t position,
		   bool column)
{
	struct topology_notice notice = {
		.line = line,
		.position = position,
		.column = column,
	};

	notice.text = reader_text(reader, name, size);
	notice.object = reader_text(reader, object, strlen(object));
	notice.file = reader_text(reader, reader->in.file,
				  strlen(reader->in.file));
	READER_APPEND(reader, reader->topology->notices, notice);
}

/* ---- Objects --------------------------------------------------------- */

void object_read(struct reader *reader, struct object *object,
		 const char *kind, config_setting_t *group,
		 const struct setting_field *fields, size_t n_fields)
{
	settings_read(&reader->in, group, kind, fields, n_fields,
		      object->values);
	object->kind = kind;
	object->line = config_setting_source_line(group);
	object->fields = fields;
	object->name = NULL;
	if (strcmp(fields[0].name, "name") == 0)
		object->name = object->values[0].text;
}

struct where object_where(const struct object *object, size_t i)
{
	return (struct where){
		.kind = object->kind,
		.name = object->name,
		.line = object->values[i].line,
		.setting = object->fields[i].name,
	};
}

config_setting_t *object_list(struct reader *reader,
			      const struct object *object, size_t i,
			      enum rp_kind kind)
{
	const struct setting_value *value = &object->values[i];
	enum rp_kind within;

	if (!value->setting && value->line)
		for (within = kind; within <= last_within[kind]; within++)
			reader->incomplete[within] = true;
	return value->setting;
}

unsigned list_length(const config_setting_t *list)
{
	return list ? (unsigned)config_setting_length(list) : 0;
}

config_setting_t *list_group(const config_setting_t *list, unsigned i)
{
	return config_setting_get_elem(list, i);
}

const char *list_text(const config_setting_t *list, unsigned i)
{
	return config_setting_get_string(config_setting_get_elem(list, i));
}

/* ---- Texts and names ------------------------------------------------- */

rp_id reader_text(struct reader *reader, const char *bytes, size_t size)
{
	rp_id text = names_add_text(&reader->topology->names, bytes, size);

	if (text != RP_NONE)
		return text;
	reader->no_memory = true;
	return 0;
}

/* Reports that 'other' has the name that another object of 'kind' is to have.
 * A line alone says where only in one file. */
static void fault_twice(struct reader *reader, const struct where *where,
			enum rp_kind kind, rp_id other)
{
	const rp_topology *topology = reader->topology;
	uint32_t line = topology_line(topology, kind, other);

	if (kind == RP_VM && topology->vms.at[other].from_table)
		reader_fault(reader, where,
			     _("expected a name of its own: line %u of the "
			       "table of cloud '%.*s' has a VM of this name"),
			     line,
			     SHOWN(rp_name(topology, RP_CLOUD,
					   topology->vms.at[other].cloud)));
	else if (kind == RP_VM && where->column)
		reader_fault(reader, where,
			     _("expected a name of its own: line %u of the "
			       "topology has a VM of this name"),
			     line);
	else
		reader_fault(reader, where,
			     _("expected a name of its own: line %u has a %s "
			       "of this name"),
			     line, _(topology_kind_word(kind)));
}

void reader_enter(struct reader *reader, const struct where *where,
		  enum rp_kind kind, rp_id scope, rp_id name, rp_id id)
{
	rp_id other = id;
	int result = topology_enter(reader->topology, kind, scope, name,
				    &other);

	if (result == RP_REFUSED)
		fault_twice(reader, where, kind, other);
	else if (result != RP_OK)
		reader->no_memory = true;
}

rp_id object_name(struct reader *reader, const struct object *object,
		  enum rp_kind kind, rp_id scope, rp_id id)
{
	struct where where = object_where(object, 0);
	rp_id name;

	if (!object->name) {
		reader->incomplete[kind] = true;
		return 0;
	}
	name = reader_text(reader, object->name, strlen(object->name));
	if (!reader->no_memory)
		reader_enter(reader, &where, kind, scope, name, id);
	return name;
}

rp_id object_text(struct reader *reader, const struct object *object,
		  size_t i)
{
	const char *text = object->values[i].text;

	if (!text || !*text)
		return RP_NONE;
	return reader_text(reader, text, strlen(text));
}

/* ---- What objects name ----------------------------------------------- */

rp_id reader_find(struct reader *reader, const struct where *where,
		  enum rp_kind kind, rp_id scope, const char *name)
{
	const rp_topology *topology = reader->topology;
	rp_id id = rp_find(topology, kind, scope, name);
	enum rp_kind in = kind == RP_SUBNET ? RP_NETWORK : RP_SERVER;

	if (id != RP_NONE || reader->incomplete[kind])
		return id;
	if (scope == RP_NONE)
		reader_fault(reader, where, _("there is no %s '%.*s'"),
			     _(topology_kind_word(kind)), SHOWN(name));
	else
		reader_fault(reader, where, _("%s '%.*s' has no %s '%.*s'"),
			     _(topology_kind_word(in)),
			     SHOWN(rp_name(topology, in, scope)),
			     _(topology_kind_word(kind)), SHOWN(name));
	return RP_NONE;
}

rp_id object_find(struct reader *reader, const struct object *object,
		  size_t i, enum rp_kind kind, rp_id scope)
{
	struct where where = object_where(object, i);
	const char *name = object->values[i].text;

	return name ? reader_find(reader, &where, kind, scope, name) : RP_NONE;
}

static int compare_ids(const void *a, const void *b)
{
	rp_id left = *(const rp_id *)a;
	rp_id right = *(const rp_id *)b;

	return left < right ? -1 : left > right;
}

/* Sorts 'list' and reports an object that is in it twice. */
static void sort_ids(struct reader *reader, const struct where *where,
		     enum rp_kind kind, struct rp_range list)
{
	rp_topology *topology = reader->topology;
	rp_id i;

	if (list.first == list.end)
		return;
	qsort(topology->ids.at + list.first, list.end - list.first,
	      sizeof(rp_id), compare_ids);
	for (i = list.first + 1; i < list.end; i++)
		if (topology->ids.at[i] == topology->ids.at[i - 1])
			reader_fault(reader, where, _("'%.*s' stands twice"),
				     SHOWN(rp_name(topology, kind,
						   topology->ids.at[i])));
}

struct rp_range object_find_all(struct reader *reader,
				const struct object *object, size_t i,
				enum rp_kind kind, rp_id scope)
{
	const config_setting_t *array = object->values[i].setting;
	struct where where = object_where(object, i);
	rp_topology *topology = reader->topology;
	struct rp_range list = { topology->ids.n, topology->ids.n };
	unsigned n = list_length(array);
	unsigned j;

	for (j = 0; j < n && !reader->no_memory; j++) {
		rp_id id = reader_find(reader, &where, kind, scope,
				       list_text(array, j));

		if (id != RP_NONE)
			READER_APPEND(reader, topology->ids, id);
	}
	list.end = topology->ids.n;
	sort_ids(reader, &where, kind, list);
	return list;
}

/* ---- Addresses ------------------------------------------------------- */

bool reader_address(struct reader *reader, const struct where *where,
		    const char *text, enum rp_family *family, rp_ip *ip)
{
	enum address_error error = address_parse(text, family, ip);

	if (error != ADDRESS_OK)
		reader_fault(reader, where, "'%.*s': %s", SHOWN(text),
			     address_error_text(error));
	return error == ADDRESS_OK;
}

/* Reads one address, or with 'ranges' a range. */
static bool read_range(struct reader *reader, const struct where *where,
		       const char *text, bool ranges,
		       struct rp_ip_range *range)
{
	enum address_error error;

	if (!ranges) {
		if (!reader_address(reader, where, text, &range->family,
				    &range->first))
			return false;
		range->last = range->first;
		return true;
	}
	error = address_parse_range(text, range);
	if (error != ADDRESS_OK)
		reader_fault(reader, where, "'%.*s': %s", SHOWN(text),
			     address_error_text(error));
	return error == ADDRESS_OK;
}

struct rp_range object_ranges(struct reader *reader,
			      const struct object *object, size_t i,
			      bool ranges)
{
	const config_setting_t *array = object->values[i].setting;
	struct where where = object_where(object, i);
	rp_topology *topology = reader->topology;
	struct rp_range list = { topology->ranges.n, topology->ranges.n };
	unsigned n = list_length(array);
	unsigned j;

	for (j = 0; j < n && !reader->no_memory; j++) {
		struct rp_ip_range range;

		if (read_range(reader, &where, list_text(array, j), ranges,
			       &range))
			READER_APPEND(reader, topology->ranges, range);
	}
	list.end = topology->ranges.n;
	return list;
}

bool object_span(struct reader *reader, const struct object *object,
		 size_t first, struct rp_ip_range *range)
{
	const struct setting_value *values = object->values + first;
	struct where where = object_where(object, first);
	struct where where_last = object_where(object, first + 1);
	enum address_error error = ADDRESS_OK;
	enum rp_family family;
	bool valid;

	valid = values[0].text &&
		reader_address(reader, &where, values[0].text, &range->family,
			       &range->first);
	if (!values[1].text ||
	    !reader_address(reader, &where_last, values[1].text, &family,
			    &range->last) ||
	    !valid)
		return false;
	if (family != range->family)
		error = ADDRESS_TWO_FAMILIES;
	else if (range->first > range->last)
		error = ADDRESS_REVERSED;
	if (error != ADDRESS_OK)
		reader_fault(reader, &where_last, "%s",
			     address_error_text(error));
	return error == ADDRESS_OK;
}
