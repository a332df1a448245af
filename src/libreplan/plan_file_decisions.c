/* Reading the plan file: mappings and pins (formats 2).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "memory.h"
#include "messages.h"
#include "plan_file_read.h"
#include "quote.h"
#include "text.h"

/* A mapping or a pin while it is read. */
struct entry {
	struct plan_reader *reader;
	const char *kind;
	const struct setting_value *values;
	const char *name; /* For messages. */
	uint32_t line;
	const char *missing; /* The first name that nothing has, or NULL. */
	bool faulty;	     /* What was reported leaves nothing to enter. */
};

#define FAULT(entry, ...) \
	((entry)->faulty = true, \
	 settings_fault(&(entry)->reader->in, (entry)->line, (entry)->kind, \
			(entry)->name, __VA_ARGS__))

/* ---- Names ------------------------------------------------------------ */

static rp_id miss(struct entry *entry, const char *name)
{
	if (!entry->missing)
		entry->missing = name;
	return RP_NONE;
}

/* The object of 'kind' called 'name' of VMM server 'server', or of the only one
 * that has it where that is NULL; 'setting' could say which.  RP_NONE where
 * nothing has the name, or two have. */
static rp_id find_named(struct entry *entry, enum rp_kind kind,
			const char *name, const char *server,
			const char *setting)
{
	const rp_topology *topology = entry->reader->topology;
	rp_id id = RP_NONE;

	if (server) {
		rp_id scope = rp_find(topology, RP_SERVER, RP_NONE, server);

		if (scope == RP_NONE)
			return miss(entry, server);
		id = rp_find(topology, kind, scope, name);
	} else if (rp_find_anywhere(topology, kind, name, &id) > 1) {
		FAULT(entry,
		      _("several VMM servers have a '%s': expected a "
			"setting '%s' that says which"),
		      name, setting);
		return RP_NONE;
	}
	return id == RP_NONE ? miss(entry, name) : id;
}

/* ---- What names something gone ---------------------------------------- */

void plan_file_add_setting(struct text *out, const char *name,
			   const char *value)
{
	text_printf(out, "%s = ", name);
	quote_libconfig(out, value);
	text_add(out, "; ");
}

static void add_array(struct text *out, const char *name,
		      const config_setting_t *array)
{
	unsigned n = (unsigned)config_setting_length(array);

	text_printf(out, "%s = [ ", name);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			text_add(out, ", ");
		quote_libconfig(out,
				config_setting_get_string_elem(array, (int)i));
	}
	text_add(out, " ]; ");
}

/* Keeps the settings of 'entry' as text, in the order of 'fields'. */
static void keep_dangling(struct entry *entry, bool pin,
			  const struct setting_field *fields, size_t n_fields)
{
	struct decisions *decisions = &entry->reader->out->decisions;
	struct dangling dangling = { .pin = pin, .line = entry->line };
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < n_fields; i++) {
		if (entry->values[i].text)
			plan_file_add_setting(&text, fields[i].name,
					      entry->values[i].text);
		else if (entry->values[i].setting)
			add_array(&text, fields[i].name,
				  entry->values[i].setting);
	}
	dangling.settings = text_take(&text, NULL);
	dangling.missing = strdup(entry->missing);
	if (!dangling.settings || !dangling.missing ||
	    !memory_grow(&decisions->dangling, &decisions->dangling_capacity,
			 (size_t)decisions->n_dangling + 1,
			 sizeof *decisions->dangling)) {
		free(dangling.settings);
		free(dangling.missing);
		entry->reader->no_memory = true;
		return;
	}
	decisions->dangling[decisions->n_dangling++] = dangling;
}

/* ---- Mappings ---------------------------------------------------------- */

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
	[MAPPING_SOURCE_SERVER] = { "source_server", SETTING_NAME, false, 0,
				    0 },
	[MAPPING_TARGET] = { "target", SETTING_NAME, true, 0, 0 },
	[MAPPING_TARGET_SERVER] = { "target_server", SETTING_NAME, false, 0,
				    0 },
	[MAPPING_ADDRESSES] = { "addresses", SETTING_STRING, false, 0, 0 },
	[MAPPING_TEST_NETWORK] = { "test_network", SETTING_NAME, false, 0, 0 },
};

static void read_address_rule(struct entry *entry, struct rp_mapping *mapping)
{
	const char *name = entry->values[MAPPING_ADDRESSES].text;

	if (!name)
		return;
	for (int rule = RP_RETAIN; rule <= RP_NEXT; rule++) {
		mapping->rule = (enum rp_address_rule)rule;
		if (strcmp(name, rp_address_rule_name(mapping->rule)) == 0)
			return;
	}
	FAULT(entry,
	      _("setting '%s': expected \"retain\", \"offset\" or "
		"\"next\""),
	      "addresses");
}

static void find_networks(struct entry *entry, struct rp_mapping *mapping)
{
	const rp_topology *topology = entry->reader->topology;
	const struct setting_value *values = entry->values;
	const char *test = values[MAPPING_TEST_NETWORK].text;

	mapping->source =
		find_named(entry, RP_NETWORK, values[MAPPING_SOURCE].text,
			   values[MAPPING_SOURCE_SERVER].text, "source_server");
	mapping->target =
		find_named(entry, RP_NETWORK, values[MAPPING_TARGET].text,
			   values[MAPPING_TARGET_SERVER].text, "target_server");
	mapping->test_network = RP_NONE;
	if (!test || mapping->target == RP_NONE)
		return;
	mapping->test_network =
		rp_find(topology, RP_NETWORK,
			rp_network_server(topology, mapping->target), test);
	if (mapping->test_network == RP_NONE)
		miss(entry, test);
}

/* Rules 3: not to itself, and once to each VMM server. */
static void enter_mapping(struct entry *entry, const struct rp_mapping *mapping)
{
	struct plan_reader *reader = entry->reader;
	struct decisions *decisions = &reader->out->decisions;
	rp_id server = rp_network_server(reader->topology, mapping->target);

	if (mapping->source == mapping->target)
		FAULT(entry, _("expected another network than the source"));
	else if (decisions_mapping(decisions, reader->topology, mapping->source,
				   server))
		FAULT(entry,
		      _("it is mapped to VMM server '%s' before: "
			"expected one target on a VMM server"),
		      rp_name(reader->topology, RP_SERVER, server));
	else if (!decisions_map(decisions, reader->topology, mapping))
		reader->no_memory = true;
}

static void read_mapping(struct plan_reader *reader, config_setting_t *group)
{
	struct setting_value values[N_MAPPING_FIELDS];
	struct entry entry = {
		.reader = reader,
		.kind = N_("mapping"),
		.values = values,
		.line = config_setting_source_line(group),
	};
	struct rp_mapping mapping = { .rule = RP_RETAIN };

	settings_read(&reader->in, group, entry.kind, mapping_fields,
		      N_MAPPING_FIELDS, values);
	entry.name = values[MAPPING_SOURCE].text;
	if (!entry.name || !values[MAPPING_TARGET].text)
		return;
	read_address_rule(&entry, &mapping);
	find_networks(&entry, &mapping);
	if (mapping.rule == RP_RETAIN)
		values[MAPPING_ADDRESSES].text = NULL;
	values[MAPPING_ADDRESSES].setting = NULL;
	if (entry.faulty)
		return;
	if (entry.missing)
		keep_dangling(&entry, false, mapping_fields, N_MAPPING_FIELDS);
	else
		enter_mapping(&entry, &mapping);
}

void plan_read_mappings(struct plan_reader *reader, config_setting_t *list)
{
	unsigned n = list ? (unsigned)config_setting_length(list) : 0;

	for (unsigned i = 0; i < n && !reader->no_memory; i++)
		read_mapping(reader, config_setting_get_elem(list, i));
}

/* ---- Pins --------------------------------------------------------------- */

enum {
	PIN_VM,
	PIN_SERVER,
	PIN_HOST,
	PIN_HOST_SERVER,
	PIN_NIC,
	PIN_ADDRESSES,
	N_PIN_FIELDS
};

static const struct setting_field pin_fields[N_PIN_FIELDS] = {
	[PIN_VM] = { "vm", SETTING_NAME, true, 0, 0 },
	[PIN_SERVER] = { "server", SETTING_NAME, false, 0, 0 },
	[PIN_HOST] = { "host", SETTING_NAME, false, 0, 0 },
	[PIN_HOST_SERVER] = { "host_server", SETTING_NAME, false, 0, 0 },
	[PIN_NIC] = { "nic", SETTING_NAME, false, 0, 0 },
	[PIN_ADDRESSES] = { "addresses", SETTING_ARRAY, false, 0, 0 },
};

/* The host is one of the server where the VM has its replica, unless another
 * one is named or only another one has it. */
static rp_id find_host(struct entry *entry, rp_id vm)
{
	const rp_topology *topology = entry->reader->topology;
	const char *name = entry->values[PIN_HOST].text;
	const char *server = entry->values[PIN_HOST_SERVER].text;
	rp_id pair = rp_vm_pair(topology, vm);
	rp_id host = RP_NONE;

	if (!server && pair != RP_NONE)
		host = rp_find(topology, RP_HOST,
			       rp_pair_server(topology, pair), name);
	return host != RP_NONE ? host
			       : find_named(entry, RP_HOST, name, server,
					    "host_server");
}

static void read_host_pin(struct entry *entry, rp_id vm)
{
	struct decisions *decisions = &entry->reader->out->decisions;
	rp_id host = find_host(entry, vm);

	if (host == RP_NONE)
		return;
	if (decisions_pinned_host(decisions, vm) != RP_NONE)
		FAULT(entry, _("its host is pinned before: expected one pin "
			       "for the host of a VM"));
	else if (!decisions_pin_host(decisions, vm, host))
		entry->reader->no_memory = true;
}

/* Enters one address, or only checks it where 'nic' is gone. */
static void read_address(struct entry *entry, rp_id nic, const char *text)
{
	struct decisions *decisions = &entry->reader->out->decisions;
	enum rp_family family;
	rp_ip ip;
	enum address_error error = address_parse(text, &family, &ip);

	if (error != ADDRESS_OK)
		FAULT(entry, "'%s': %s", text, address_error_text(error));
	else if (nic == RP_NONE)
		return;
	else if (decisions_pinned_address(decisions, nic, family))
		FAULT(entry, _("an address of this family is pinned before: "
			       "expected one pin for each family of a NIC"));
	else if (!decisions_pin_address(decisions, nic, family, &ip))
		entry->reader->no_memory = true;
}

/* 'vm' may be gone. */
static void read_address_pin(struct entry *entry, rp_id vm)
{
	const rp_topology *topology = entry->reader->topology;
	const config_setting_t *array = entry->values[PIN_ADDRESSES].setting;
	const char *name = entry->values[PIN_NIC].text;
	unsigned n = (unsigned)config_setting_length(array);
	rp_id nic = RP_NONE;

	if (vm != RP_NONE) {
		nic = rp_find(topology, RP_NIC, vm, name);
		if (nic == RP_NONE)
			miss(entry, name);
	}
	if (n == 0)
		FAULT(entry,
		      _("setting '%s': expected one address, or one of "
			"each family"),
		      "addresses");
	for (unsigned i = 0; i < n && !entry->reader->no_memory; i++)
		read_address(entry, nic,
			     config_setting_get_string_elem(array, (int)i));
}

/* A pin has a host, or a NIC and addresses. */
static bool is_one_pin(const struct setting_value *values)
{
	bool host = values[PIN_HOST].text && !values[PIN_NIC].text &&
		    !values[PIN_ADDRESSES].setting;
	bool nic = !values[PIN_HOST].text && !values[PIN_HOST_SERVER].text &&
		   values[PIN_NIC].text && values[PIN_ADDRESSES].setting;

	return host || nic;
}

static bool was_faulty(const struct setting_value *values)
{
	for (int i = 0; i < N_PIN_FIELDS; i++)
		if (values[i].line > 0 && !values[i].setting)
			return true;
	return false;
}

static void read_pin(struct plan_reader *reader, config_setting_t *group)
{
	struct setting_value values[N_PIN_FIELDS];
	struct entry entry = {
		.reader = reader,
		.kind = N_("pin"),
		.values = values,
		.line = config_setting_source_line(group),
	};
	rp_id vm;

	settings_read(&reader->in, group, entry.kind, pin_fields, N_PIN_FIELDS,
		      values);
	entry.name = values[PIN_VM].text;
	if (!entry.name || was_faulty(values))
		return;
	if (!is_one_pin(values)) {
		FAULT(&entry, _("expected a setting 'host', or 'nic' and "
				"'addresses'"));
		return;
	}
	vm = find_named(&entry, RP_VM, values[PIN_VM].text,
			values[PIN_SERVER].text, "server");
	if (values[PIN_NIC].text)
		read_address_pin(&entry, vm);
	else if (vm != RP_NONE)
		read_host_pin(&entry, vm);
	if (entry.missing && !entry.faulty)
		keep_dangling(&entry, true, pin_fields, N_PIN_FIELDS);
}

void plan_read_pins(struct plan_reader *reader, config_setting_t *list)
{
	unsigned n = list ? (unsigned)config_setting_length(list) : 0;

	for (unsigned i = 0; i < n && !reader->no_memory; i++)
		read_pin(reader, config_setting_get_elem(list, i));
}
