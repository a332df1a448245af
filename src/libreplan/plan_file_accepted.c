/* Reading the plan file: the accepted plan (formats 2).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each entry is a line of fields with tabs between them, one for a NIC or for a
 * VM without NIC:
 *
 *	VMM server, VM, target VMM server, host, NIC, target VM network,
 *	address rule, "ADDRESS RULE"...
 *
 * Empty fields at the end are left out: a replica without host has an empty
 * one, a NIC that is not connected ends with its name.  What an entry says of
 * things that are gone, or no longer fit, is forgotten and counted. */

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "memory.h"
#include "messages.h"
#include "plan_file_read.h"
#include "text.h"

enum {
	FIELD_SERVER,
	FIELD_VM,
	FIELD_TARGET_SERVER,
	FIELD_HOST,
	FIELD_NIC,
	FIELD_NETWORK,
	FIELD_ADDRESS_RULE,
	FIELD_ADDRESSES,
	N_FIELDS = FIELD_ADDRESSES + RP_N_FAMILIES
};

struct accepted_reader {
	struct plan_reader *reader;
	struct accepted *accepted;
	bool *said_vm;	/* By VM: an entry said its host. */
	bool *said_nic; /* By NIC. */
	uint32_t line;
	unsigned entry; /* From 1. */
};

/* An entry, taken apart; fields that it does not have are "". */
struct entry {
	const char *fields[N_FIELDS];
	struct accepted_nic nic; /* Its rule and addresses. */
};

static void fault(struct accepted_reader *in, const char *expected)
{
	settings_fault(&in->reader->in, in->line, N_("accepted plan"), NULL,
		       _("entry %u: %s"), in->entry, expected);
}

/* ---- The form of an entry ------------------------------------------------ */

/* Cuts 'line' at its tabs; false where it has too many. */
static bool split(struct entry *entry, char *line)
{
	unsigned n = 0;

	for (unsigned i = 0; i < N_FIELDS; i++)
		entry->fields[i] = "";
	while (n < N_FIELDS) {
		char *tab = strchr(line, '\t');

		entry->fields[n++] = line;
		if (!tab)
			return true;
		*tab = '\0';
		line = tab + 1;
	}
	return false;
}

static bool parse_address_rule(uint8_t *out, const char *name)
{
	for (int rule = RP_RETAIN; rule <= RP_NEXT; rule++) {
		*out = (uint8_t)rule;
		if (!strcmp(name,
			    rp_address_rule_name((enum rp_address_rule)rule)))
			return true;
	}
	return false;
}

static bool parse_rule(uint8_t *out, const char *name)
{
	for (int rule = RP_RULE_PINNED; rule <= RP_RULE_NEXT; rule++) {
		*out = (uint8_t)rule;
		if (!strcmp(name, rp_rule_name((enum rp_rule)rule)))
			return true;
	}
	return false;
}

/* "ADDRESS RULE", one of a family; "" is none. */
static bool parse_given(struct accepted_nic *nic, const char *field)
{
	char address[RP_IP_SIZE];
	size_t size = strcspn(field, " ");
	enum rp_family family;
	rp_ip ip;

	if (*field == '\0')
		return true;
	if (size >= sizeof address || field[size] == '\0')
		return false;
	memcpy(address, field, size);
	address[size] = '\0';
	if (address_parse(address, &family, &ip) != ADDRESS_OK ||
	    nic->rule[family] != RP_RULE_ABSENT)
		return false;
	nic->address[family] = ip;
	return parse_rule(&nic->rule[family], field + size + 1);
}

/* Whether a field is empty, and all behind it. */
static bool ends_before(const struct entry *entry, unsigned field)
{
	for (; field < N_FIELDS; field++)
		if (*entry->fields[field])
			return false;
	return true;
}

static bool parse_entry(struct entry *entry, char *line)
{
	const char *const *fields = entry->fields;

	memset(&entry->nic, 0, sizeof entry->nic);
	if (!split(entry, line) || !*fields[FIELD_SERVER] ||
	    !*fields[FIELD_VM] || !*fields[FIELD_TARGET_SERVER])
		return false;
	if (!*fields[FIELD_NIC])
		return ends_before(entry, FIELD_NIC);
	if (!*fields[FIELD_NETWORK])
		return ends_before(entry, FIELD_NETWORK);
	return parse_address_rule(&entry->nic.address_rule,
				  fields[FIELD_ADDRESS_RULE]) &&
	       parse_given(&entry->nic, fields[FIELD_ADDRESSES]) &&
	       parse_given(&entry->nic, fields[FIELD_ADDRESSES + 1]);
}

/* ---- What it says ----------------------------------------------------------
 */

static void forget(struct accepted_reader *in)
{
	in->accepted->forgotten++;
}

/* The VM, if it has a replica on the target server that the entry names. */
static rp_id find_vm(const struct accepted_reader *in,
		     const struct entry *entry, rp_id *target_server)
{
	const rp_topology *topology = in->reader->topology;
	rp_id server = rp_find(topology, RP_SERVER, RP_NONE,
			       entry->fields[FIELD_SERVER]);
	rp_id vm = RP_NONE;
	rp_id pair;

	if (server != RP_NONE)
		vm = rp_find(topology, RP_VM, server, entry->fields[FIELD_VM]);
	pair = vm == RP_NONE ? RP_NONE : rp_vm_pair(topology, vm);
	if (pair == RP_NONE)
		return RP_NONE;
	*target_server = rp_pair_server(topology, pair);
	return strcmp(rp_name(topology, RP_SERVER, *target_server),
		      entry->fields[FIELD_TARGET_SERVER])
		       ? RP_NONE
		       : vm;
}

/* The entries of a VM all name one host. */
static void enter_host(struct accepted_reader *in, const char *name, rp_id vm,
		       rp_id server)
{
	rp_id *host = &in->accepted->hosts[vm];
	rp_id found = RP_NONE;

	if (*name)
		found = rp_find(in->reader->topology, RP_HOST, server, name);
	if (in->said_vm[vm]) {
		if (*host != found)
			fault(in, _("expected the host that the entry before "
				    "it names for this VM"));
		return;
	}
	in->said_vm[vm] = true;
	*host = found;
	if (*name && found == RP_NONE)
		forget(in);
}

/* Only addresses of families that the NIC has. */
static void enter_addresses(struct accepted_reader *in,
			    struct accepted_nic *out,
			    const struct accepted_nic *said,
			    const struct rp_nic *source)
{
	for (int family = 0; family < RP_N_FAMILIES; family++) {
		if (said->rule[family] == RP_RULE_ABSENT)
			continue;
		if (source->address[family] == RP_NONE) {
			forget(in);
			continue;
		}
		out->rule[family] = said->rule[family];
		out->address[family] = said->address[family];
	}
}

static void enter_nic(struct accepted_reader *in, const struct entry *entry,
		      rp_id vm, rp_id server)
{
	const rp_topology *topology = in->reader->topology;
	rp_id id = rp_find(topology, RP_NIC, vm, entry->fields[FIELD_NIC]);
	const char *name = entry->fields[FIELD_NETWORK];
	struct accepted_nic *nic;

	if (id == RP_NONE) {
		forget(in);
		return;
	}
	if (in->said_nic[id]) {
		fault(in, _("expected each NIC once"));
		return;
	}
	in->said_nic[id] = true;
	if (!*name)
		return;
	nic = &in->accepted->nics[id];
	nic->network = rp_find(topology, RP_NETWORK, server, name);
	if (nic->network == RP_NONE) {
		forget(in);
		return;
	}
	nic->address_rule = entry->nic.address_rule;
	enter_addresses(in, nic, &entry->nic, rp_nic(topology, id));
}

static void read_entry(struct accepted_reader *in, const char *text)
{
	char *line = strdup(text);
	struct entry entry;
	rp_id server;
	rp_id vm;

	if (!line) {
		in->reader->no_memory = true;
		return;
	}
	if (!parse_entry(&entry, line)) {
		fault(in, _("expected VMM server, VM, target VMM server, host, "
			    "NIC, VM network, address rule and addresses, "
			    "with a tab between each two"));
		free(line);
		return;
	}
	vm = find_vm(in, &entry, &server);
	if (vm == RP_NONE) {
		forget(in);
	} else {
		enter_host(in, entry.fields[FIELD_HOST], vm, server);
		if (*entry.fields[FIELD_NIC])
			enter_nic(in, &entry, vm, server);
	}
	free(line);
}

void plan_read_accepted(struct plan_reader *reader, config_setting_t *array)
{
	const rp_topology *topology = reader->topology;
	struct accepted_reader in = { .reader = reader };
	unsigned n;

	if (!array || reader->no_memory)
		return;
	n = (unsigned)config_setting_length(array);
	in.line = config_setting_source_line(array);
	in.accepted = accepted_new(topology);
	in.said_vm =
		memory_zeroed(rp_count(topology, RP_VM), sizeof *in.said_vm);
	in.said_nic =
		memory_zeroed(rp_count(topology, RP_NIC), sizeof *in.said_nic);
	reader->no_memory = !in.accepted || !in.said_vm || !in.said_nic;
	for (unsigned i = 0; i < n && !reader->no_memory; i++) {
		in.entry = i + 1;
		read_entry(&in, config_setting_get_string_elem(array, (int)i));
	}
	reader->out->accepted = in.accepted;
	free(in.said_vm);
	free(in.said_nic);
}
