/* Reading a topology: cloud pairs, links, DNS zones and mappings.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "topology_read.h"

/* ---- Names that VMM servers share ------------------------------------ */

/* Reports that two VMM servers have what field 'i' names; field 'server' would
 * say which is meant. */
static void fault_ambiguous(struct reader *reader, const struct object *object,
			    size_t i, size_t server, enum rp_kind kind,
			    const rp_id ids[2])
{
	const rp_topology *topology = reader->topology;
	struct where where = object_where(object, i);
	const char *first = rp_name(topology, RP_SERVER,
				    rp_scope(topology, kind, ids[0]));
	const char *second = rp_name(topology, RP_SERVER,
				     rp_scope(topology, kind, ids[1]));

	reader_fault(reader, &where,
		     _("VMM servers '%.*s' and '%.*s' both have a %s '%.*s': "
		       "expected a setting '%s' that says which"),
		     SHOWN(first), SHOWN(second), _(topology_kind_word(kind)),
		     SHOWN(object->values[i].text),
		     object->fields[server].name);
}

/* The object of 'kind' that field 'i' names, on the VMM server that field
 * 'server' names, or on the only one that has it.  RP_NONE where there is
 * none, which is reported. */
static rp_id find_on_server(struct reader *reader, const struct object *object,
			    size_t i, size_t server, enum rp_kind kind)
{
	const struct setting_value *values = object->values;
	rp_id ids[2];
	rp_id scope;

	if (!values[i].text || (values[server].line && !values[server].text))
		return RP_NONE;
	if (values[server].text) {
		scope = object_find(reader, object, server, RP_SERVER, RP_NONE);
		return scope == RP_NONE
			       ? RP_NONE
			       : object_find(reader, object, i, kind, scope);
	}
	switch (topology_find_two(reader->topology, kind, values[i].text,
				  ids)) {
	case 0:
		break;
	case 1:
		return ids[0];
	default:
		fault_ambiguous(reader, object, i, server, kind, ids);
		return RP_NONE;
	}
	if (!reader->incomplete[kind]) {
		struct where where = object_where(object, i);

		reader_fault(reader, &where, _("no VMM server has a %s '%.*s'"),
			     _(topology_kind_word(kind)),
			     SHOWN(values[i].text));
	}
	return RP_NONE;
}

/* ---- Cloud pairs ----------------------------------------------------- */

enum {
	PAIR_PROTECTED,
	PAIR_PROTECTED_SERVER,
	PAIR_PROTECTING,
	PAIR_PROTECTING_SERVER,
	N_PAIR_FIELDS
};

static const struct setting_field pair_fields[N_PAIR_FIELDS] = {
	[PAIR_PROTECTED] = { "protected", SETTING_NAME, true, 0, 0 },
	[PAIR_PROTECTED_SERVER] = { "protected_server", SETTING_NAME, false,
				    0, 0 },
	[PAIR_PROTECTING] = { "protecting", SETTING_NAME, true, 0, 0 },
	[PAIR_PROTECTING_SERVER] = { "protecting_server", SETTING_NAME, false,
				     0, 0 },
};

/* Joins the cloud that field 'i' names to pair 'pair' (rules 2: at most
 * one). */
static void join_pair(struct reader *reader, const struct object *object,
		      size_t i, rp_id cloud, rp_id pair)
{
	rp_topology *topology = reader->topology;
	struct rp_cloud *record = &topology->clouds.at[cloud];
	struct where where = object_where(object, i);

	if (record->pair != RP_NONE) {
		reader_fault(reader, &where,
			     _("cloud '%.*s' is in the pair of line %u: "
			       "expected one pair for a cloud"),
			     SHOWN(object->values[i].text),
			     topology->pairs.at[record->pair].line);
		return;
	}
	record->pair = pair;
	record->protecting = i == PAIR_PROTECTING;
}

static void read_pair(struct reader *reader, config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	rp_id id = topology->pairs.n;
	struct rp_pair pair;
	struct object object;

	object_read(reader, &object, N_("cloud pair"), group, pair_fields,
		    N_PAIR_FIELDS);
	pair.line = object.line;
	pair.source = find_on_server(reader, &object, PAIR_PROTECTED,
				     PAIR_PROTECTED_SERVER, RP_CLOUD);
	pair.target = find_on_server(reader, &object, PAIR_PROTECTING,
				     PAIR_PROTECTING_SERVER, RP_CLOUD);
	if (!READER_APPEND(reader, topology->pairs, pair))
		return;
	if (pair.source != RP_NONE)
		join_pair(reader, &object, PAIR_PROTECTED, pair.source, id);
	if (pair.target != RP_NONE)
		join_pair(reader, &object, PAIR_PROTECTING, pair.target, id);
}

void read_pairs(struct reader *reader, config_setting_t *list)
{
	unsigned n = list_length(list);
	unsigned i;

	for (i = 0; i < n && !reader->no_memory; i++)
		read_pair(reader, list_group(list, i));
}

/* ---- Links ----------------------------------------------------------- */

enum { LINK_BETWEEN, LINK_METRIC, LINK_VIA, N_LINK_FIELDS };

static const struct setting_field link_fields[N_LINK_FIELDS] = {
	[LINK_BETWEEN] = { "between", SETTING_ARRAY, true, 0, 0 },
	[LINK_METRIC] = { "metric", SETTING_INTEGER, true, 1, NUMBER_MAX },
	[LINK_VIA] = { "via", SETTING_ARRAY, false, 0, 0 },
};

static void read_between(struct reader *reader, const struct object *object,
			 struct rp_link *link)
{
	const config_setting_t *array = object->values[LINK_BETWEEN].setting;
	struct where where = object_where(object, LINK_BETWEEN);
	unsigned i;

	if (!array)
		return;
	if (list_length(array) != 2) {
		reader_fault(reader, &where, _("expected two sites"));
		return;
	}
	for (i = 0; i < 2; i++)
		link->site[i] = reader_find(reader, &where, RP_SITE, RP_NONE,
					    list_text(array, i));
	if (link->site[0] == link->site[1] && link->site[0] != RP_NONE)
		reader_fault(reader, &where, _("expected two different sites"));
}

static void read_via(struct reader *reader, const struct object *object,
		     struct rp_link *link)
{
	const config_setting_t *array = object->values[LINK_VIA].setting;
	struct where where = object_where(object, LINK_VIA);
	enum rp_family family[2];
	unsigned n = list_length(array);
	unsigned i;

	if (n == 0)
		return;
	link->has_via = n == 2;
	for (i = 0; i < 2 && link->has_via; i++)
		if (!reader_address(reader, &where, list_text(array, i),
				    &family[i], &link->via[i]))
			return;
	if (!link->has_via || family[0] != family[1])
		reader_fault(reader, &where,
			     _("expected two addresses of one family, a "
			       "router of each site"));
	else
		link->family = family[0];
}

static void read_link(struct reader *reader, config_setting_t *group)
{
	struct rp_link link = { .site = { RP_NONE, RP_NONE } };
	struct object object;

	object_read(reader, &object, N_("link"), group, link_fields,
		    N_LINK_FIELDS);
	link.line = object.line;
	link.metric = object.values[LINK_METRIC].number;
	read_between(reader, &object, &link);
	read_via(reader, &object, &link);
	READER_APPEND(reader, reader->topology->links, link);
}

void read_links(struct reader *reader, config_setting_t *list)
{
	unsigned n = list_length(list);
	unsigned i;

	for (i = 0; i < n && !reader->no_memory; i++)
		read_link(reader, list_group(list, i));
}

/* ---- Zones ----------------------------------------------------------- */

enum { ZONE_NAME, ZONE_TTL, ZONE_DYNAMIC, ZONE_SERVER, N_ZONE_FIELDS };

static const struct setting_field zone_fields[N_ZONE_FIELDS] = {
	[ZONE_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[ZONE_TTL] = { "ttl", SETTING_INTEGER, true, 0, INT32_MAX },
	[ZONE_DYNAMIC] = { "dynamic", SETTING_BOOLEAN, false, 0, 0 },
	[ZONE_SERVER] = { "server", SETTING_STRING, false, 0, 0 },
};

/* The server of a zone, as a range of the topology; RP_NONE for none. */
static rp_id read_zone_server(struct reader *reader,
			      const struct object *object)
{
	const char *text = object->values[ZONE_SERVER].text;
	struct where where = object_where(object, ZONE_SERVER);
	rp_topology *topology = reader->topology;
	struct rp_ip_range range;

	if (!text || !reader_address(reader, &where, text, &range.family,
				     &range.first))
		return RP_NONE;
	range.last = range.first;
	return READER_APPEND(reader, topology->ranges, range)
		       ? topology->ranges.n - 1
		       : RP_NONE;
}

static void read_zone(struct reader *reader, config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_zone zone = { 0 };
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_ZONE), group,
		    zone_fields, N_ZONE_FIELDS);
	zone.line = object.line;
	zone.ttl = object.values[ZONE_TTL].number;
	zone.dynamic = object.values[ZONE_DYNAMIC].number;
	zone.server = read_zone_server(reader, &object);
	zone.name = object_name(reader, &object, RP_ZONE, RP_NONE,
				topology->zones.n);
	READER_APPEND(reader, topology->zones, zone);
}

void read_zones(struct reader *reader, config_setting_t *list)
{
	unsigned n = list_length(list);
	unsigned i;

	for (i = 0; i < n && !reader->no_memory; i++)
		read_zone(reader, list_group(list, i));
}

/* ---- Mappings -------------------------------------------------------- */

enum {
	MAPPING_SOURCE,
	MAPPING_SOURCE_SERVER,
	MAPPING_TARGET,
	MAPPING_TARGET_SERVER,
	MAPPING_ADDRESSES,
	MAPPING_TEST_NETWORK,
	N_MAPPING_FIELDS
};

static const struct setting_field mapping_fields[N_MAPPING_FIELDS] = {
	[MAPPING_SOURCE] = { "source", SETTING_NAME, true, 0, 0 },
	[MAPPING_SOURCE_SERVER] = { "source_server", SETTING_NAME, false,
				    0, 0 },
	[MAPPING_TARGET] = { "target", SETTING_NAME, true, 0, 0 },
	[MAPPING_TARGET_SERVER] = { "target_server", SETTING_NAME, false,
				    0, 0 },
	[MAPPING_ADDRESSES] = { "addresses", SETTING_STRING, false, 0, 0 },
	[MAPPING_TEST_NETWORK] = { "test_network", SETTING_NAME, false, 0, 0 },
};

/* A mapping by what must be one of its kind (rules 3). */
struct mapping_key {
	rp_id source;
	rp_id server;
	uint32_t line;
	uint32_t index;
};

static int compare_keys(const void *a, const void *b)
{
	const struct mapping_key *left = a;
	const struct mapping_key *right = b;

	if (left->source != right->source)
		return left->source < right->source ? -1 : 1;
	if (left->server != right->server)
		return left->server < right->server ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

static enum rp_address_rule read_address_rule(struct reader *reader,
					      const struct object *object)
{
	const char *text = object->values[MAPPING_ADDRESSES].text;
	struct where where = object_where(object, MAPPING_ADDRESSES);

	if (!text || strcmp(text, "retain") == 0)
		return RP_RETAIN;
	if (strcmp(text, "offset") == 0)
		return RP_OFFSET;
	if (strcmp(text, "next") == 0)
		return RP_NEXT;
	reader_fault(reader, &where,
		     _("expected \"retain\", \"offset\" or \"next\""));
	return RP_RETAIN;
}

/* Reads a mapping; its key is for the check of all.  False where its networks
 * are not known. */
static bool read_mapping(struct reader *reader, config_setting_t *group,
			 struct mapping_key *key)
{
	rp_topology *topology = reader->topology;
	struct rp_mapping mapping = { .test_network = RP_NONE };
	struct object object;

	object_read(reader, &object, N_("mapping"), group, mapping_fields,
		    N_MAPPING_FIELDS);
	object.name = object.values[MAPPING_SOURCE].text;
	mapping.source = find_on_server(reader, &object, MAPPING_SOURCE,
					MAPPING_SOURCE_SERVER, RP_NETWORK);
	mapping.target = find_on_server(reader, &object, MAPPING_TARGET,
					MAPPING_TARGET_SERVER, RP_NETWORK);
	mapping.rule = read_address_rule(reader, &object);
	if (mapping.target == RP_NONE)
		return false;
	key->server = rp_network_server(topology, mapping.target);
	mapping.test_network = object_find(reader, &object,
					   MAPPING_TEST_NETWORK, RP_NETWORK,
					   key->server);
	if (mapping.source == RP_NONE)
		return false;
	if (mapping.source == mapping.target) {
		struct where where = object_where(&object, MAPPING_TARGET);

		reader_fault(reader, &where,
			     _("expected another network than the source"));
	}
	key->source = mapping.source;
	key->line = object.line;
	key->index = topology->mappings.n;
	return READER_APPEND(reader, topology->mappings, mapping);
}

/* Reports networks that are mapped twice to one VMM server. */
static void check_mapped_once(struct reader *reader, struct mapping_key *keys,
			      uint32_t n)
{
	const rp_topology *topology = reader->topology;
	uint32_t i;

	if (n == 0)
		return;
	qsort(keys, n, sizeof *keys, compare_keys);
	for (i = 1; i < n; i++) {
		const char *source = rp_name(topology, RP_NETWORK,
					     keys[i].source);
		struct where where = {
			.kind = N_("mapping"),
			.name = source,
			.line = keys[i].line,
		};

		if (keys[i].source == keys[i - 1].source &&
		    keys[i].server == keys[i - 1].server)
			reader_fault(reader, &where,
				     _("line %u maps it to VMM server '%.*s': "
				       "expected one target on a VMM server"),
				     keys[i - 1].line,
				     SHOWN(rp_name(topology, RP_SERVER,
						   keys[i].server)));
	}
}

void read_mappings(struct reader *reader, config_setting_t *list)
{
	unsigned n = list_length(list);
	struct mapping_key *keys = memory_zeroed(n, sizeof *keys);
	uint32_t n_keys = 0;
	unsigned i;

	if (!keys) {
		reader->no_memory = true;
		return;
	}
	for (i = 0; i < n && !reader->no_memory; i++)
		if (read_mapping(reader, list_group(list, i), &keys[n_keys]))
			n_keys++;
	check_mapped_once(reader, keys, n_keys);
	free(keys);
}
