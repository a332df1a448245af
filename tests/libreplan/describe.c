/* A topology as text: see describe.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text.h"
#include "topology.h"

static const struct {
	enum rp_kind kind;
	const char *word;
} kinds[] = {
	{ RP_SITE, "site" },
	{ RP_SERVER, "server" },
	{ RP_LOGICAL_NETWORK, "logical" },
	{ RP_NETWORK, "network" },
	{ RP_SUBNET, "subnet" },
	{ RP_POOL, "pool" },
	{ RP_GROUP, "group" },
	{ RP_HOST, "host" },
	{ RP_CLOUD, "cloud" },
	{ RP_VM, "vm" },
	{ RP_NIC, "nic" },
	{ RP_ZONE, "zone" },
};

static void add_range(struct text *text, const char *word,
		      struct rp_range range)
{
	text_printf(text, " %s %u-%u", word, range.first, range.end);
}

/* An id, or "-" for none. */
static void add_id(struct text *text, const char *word, rp_id id)
{
	if (id == RP_NONE)
		text_printf(text, " %s -", word);
	else
		text_printf(text, " %s %u", word, id);
}

static void add_text(struct text *text, const char *word,
		     const rp_topology *topology, rp_id id)
{
	if (id != RP_NONE)
		text_printf(text, " %s '%s'", word, rp_text(topology, id));
}

static void add_ids(struct text *text, const char *word,
		    const rp_topology *topology, struct rp_range list)
{
	rp_id i;

	text_printf(text, " %s [", word);
	for (i = list.first; i < list.end; i++)
		text_printf(text, " %u", rp_topology_id(topology, i));
	text_add(text, " ]");
}

static void add_span(struct text *text, struct rp_ip_range range)
{
	char first[RP_IP_SIZE];
	char last[RP_IP_SIZE];

	text_printf(text, " %s", rp_ip_text(range.family, range.first, first));
	if (range.first != range.last)
		text_printf(text, "-%s",
			    rp_ip_text(range.family, range.last, last));
}

static void add_spans(struct text *text, const char *word,
		      const rp_topology *topology, struct rp_range list)
{
	rp_id i;

	text_printf(text, " %s [", word);
	for (i = list.first; i < list.end; i++)
		add_span(text, *rp_topology_range(topology, i));
	text_add(text, " ]");
}

static void add_prefix(struct text *text, enum rp_family family,
		       const struct rp_prefix *prefix)
{
	char shown[RP_PREFIX_SIZE];

	if (prefix->length >= 0)
		text_printf(text, " %s",
			    rp_prefix_text(family, prefix->ip,
					   (unsigned)prefix->length, shown));
}

static void add_amounts(struct text *text, const char *word,
			const int64_t amounts[RP_N_RESOURCES])
{
	unsigned i;

	text_printf(text, " %s", word);
	for (i = 0; i < RP_N_RESOURCES; i++)
		if (amounts[i] == RP_UNLIMITED)
			text_add(text, " -");
		else
			text_printf(text, " %lld", (long long)amounts[i]);
}

static void add_site(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_site *site = rp_site(topology, id);
	rp_id i;

	add_range(text, "servers", site->servers);
	text_add(text, " announces [");
	for (i = site->announces.first; i < site->announces.end; i++) {
		enum rp_family family;
		const struct rp_prefix *prefix =
			rp_topology_announced(topology, i, &family);

		add_prefix(text, family, prefix);
	}
	text_add(text, " ]");
}

static void add_server(struct text *text, const rp_topology *topology,
		       rp_id id)
{
	const struct rp_server *server = rp_server(topology, id);

	add_id(text, "site", server->site);
	add_range(text, "logical", server->logical_networks);
	add_range(text, "networks", server->networks);
	add_range(text, "groups", server->groups);
	add_range(text, "hosts", server->hosts);
	add_range(text, "clouds", server->clouds);
	add_range(text, "vms", server->vms);
}

static void add_subnet(struct text *text, const rp_topology *topology,
		       rp_id id)
{
	const struct rp_subnet *subnet = rp_subnet(topology, id);

	add_id(text, "network", subnet->network);
	add_prefix(text, RP_IPV4, &subnet->prefix[RP_IPV4]);
	add_prefix(text, RP_IPV6, &subnet->prefix[RP_IPV6]);
	add_spans(text, "gateways", topology, subnet->gateways);
	add_spans(text, "dns", topology, subnet->dns_servers);
	add_ids(text, "groups", topology, subnet->groups);
	add_range(text, "pools", subnet->pools);
	add_spans(text, "dhcp", topology, subnet->dhcp);
	text_printf(text, " vlan %d%s", subnet->vlan,
		    subnet->stretched ? " stretched" : "");
}

static void add_pool(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_pool *pool = rp_pool(topology, id);

	add_id(text, "subnet", pool->subnet);
	add_span(text, pool->range);
	add_spans(text, "reserved", topology, pool->reserved);
}

static void add_group(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_group *group = rp_group(topology, id);

	add_id(text, "server", group->server);
	add_id(text, "site", group->site);
	add_range(text, "hosts", group->hosts);
	add_amounts(text, "reserve", group->reserve);
}

static void add_host(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_host *host = rp_host(topology, id);

	add_id(text, "group", host->group);
	add_ids(text, "logical", topology, host->logical_networks);
	add_amounts(text, "capacity", host->capacity);
	add_amounts(text, "running", host->running);
	add_text(text, "switch", topology, host->virtual_switch);
	text_add(text, host->maintenance ? " maintenance" : "");
}

static void add_cloud(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_cloud *cloud = rp_cloud(topology, id);

	add_id(text, "server", cloud->server);
	add_ids(text, "groups", topology, cloud->groups);
	add_ids(text, "logical", topology, cloud->logical_networks);
	add_range(text, "vms", cloud->vms);
	add_id(text, "pair", cloud->pair);
	text_printf(text, "%s table %u", cloud->protecting ? " protecting" : "",
		    cloud->table_line);
}

static void add_vm(struct text *text, const rp_topology *topology, rp_id id)
{
	static const char *const os[] = { "", " windows", " linux" };
	const struct rp_vm *vm = rp_vm(topology, id);

	add_id(text, "server", vm->server);
	add_id(text, "cloud", vm->cloud);
	add_id(text, "host", vm->host);
	add_amounts(text, "need", vm->need);
	if (vm->priority != INT64_MAX)
		text_printf(text, " priority %lld", (long long)vm->priority);
	add_text(text, "set", topology, vm->availability_set);
	text_add(text, os[vm->os]);
	text_add(text, vm->replicate ? "" : " unreplicated");
	text_add(text, vm->from_table ? " table" : "");
	add_id(text, "pair", rp_vm_pair(topology, id));
	add_range(text, "nics", vm->nics);
}

static void add_nic(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_nic *nic = rp_nic(topology, id);
	char shown[RP_IP_SIZE];
	unsigned i;

	add_id(text, "vm", nic->vm);
	add_id(text, "network", nic->network);
	add_id(text, "subnet", nic->subnet);
	for (i = 0; i < RP_N_FAMILIES; i++) {
		enum rp_family family = nic->ipv6_first ? 1 - i : i;
		rp_id address = nic->address[family];

		if (address != RP_NONE)
			text_printf(text, " %s",
				    rp_ip_text(family,
					       rp_topology_address(topology,
								   address),
					       shown));
	}
	add_text(text, "dns", topology, nic->dns_name);
}

static void add_zone(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_zone *zone = rp_zone(topology, id);

	text_printf(text, " ttl %lld%s", (long long)zone->ttl,
		    zone->dynamic ? " dynamic" : "");
	if (zone->server != RP_NONE)
		add_span(text, *rp_topology_range(topology, zone->server));
}

static void add_record(struct text *text, const rp_topology *topology,
		       enum rp_kind kind, rp_id id)
{
	const struct rp_logical_network *logical;

	switch (kind) {
	case RP_SITE:
		add_site(text, topology, id);
		break;
	case RP_SERVER:
		add_server(text, topology, id);
		break;
	case RP_LOGICAL_NETWORK:
		logical = rp_logical_network(topology, id);
		add_id(text, "server", logical->server);
		add_range(text, "networks", logical->networks);
		break;
	case RP_NETWORK:
		add_id(text, "server", rp_network(topology, id)->server);
		add_id(text, "logical",
		       rp_network(topology, id)->logical_network);
		add_range(text, "subnets", rp_network(topology, id)->subnets);
		break;
	case RP_SUBNET:
		add_subnet(text, topology, id);
		break;
	case RP_POOL:
		add_pool(text, topology, id);
		break;
	case RP_GROUP:
		add_group(text, topology, id);
		break;
	case RP_HOST:
		add_host(text, topology, id);
		break;
	case RP_CLOUD:
		add_cloud(text, topology, id);
		break;
	case RP_VM:
		add_vm(text, topology, id);
		break;
	case RP_NIC:
		add_nic(text, topology, id);
		break;
	case RP_ZONE:
		add_zone(text, topology, id);
		break;
	case RP_N_KINDS:
		break;
	}
}

/* Cloud pairs, links, and what is mapped today. */
static void add_joins(struct text *text, const rp_topology *topology)
{
	char via[2][RP_IP_SIZE];
	rp_id i;

	for (i = 0; i < rp_n_pairs(topology); i++) {
		const struct rp_pair *pair = rp_pair(topology, i);

		text_printf(text, "pair %u line %u: %u -> %u\n", i, pair->line,
			    pair->source, pair->target);
	}
	for (i = 0; i < rp_n_links(topology); i++) {
		const struct rp_link *link = rp_link(topology, i);

		text_printf(text, "link %u line %u: %u - %u metric %lld", i,
			    link->line, link->site[0], link->site[1],
			    (long long)link->metric);
		if (link->has_via)
			text_printf(text, " via %s %s",
				    rp_ip_text(link->family, link->via[0],
					       via[0]),
				    rp_ip_text(link->family, link->via[1],
					       via[1]));
		text_add_char(text, '\n');
	}
	for (i = 0; i < topology->mappings.n; i++) {
		const struct rp_mapping *mapping = &topology->mappings.at[i];

		text_printf(text, "mapping %u: %u -> %u %s", i, mapping->source,
			    mapping->target,
			    rp_address_rule_name(mapping->rule));
		add_id(text, "test", mapping->test_network);
		text_add_char(text, '\n');
	}
}

static void add_notices(struct text *text, const rp_topology *topology)
{
	uint32_t i;

	for (i = 0; i < topology->notices.n; i++) {
		const struct topology_notice *notice =
			&topology->notices.at[i];

		text_printf(text, "%s '%s' in '%s' line %u row %u\n",
			    notice->column ? "column" : "setting",
			    rp_text(topology, notice->text),
			    rp_text(topology, notice->object),
			    (unsigned)(notice->position >> 32),
			    (unsigned)(notice->position & UINT32_MAX));
	}
}

char *describe_topology(const rp_topology *topology)
{
	struct text text = TEXT_INIT;
	size_t i;
	rp_id id;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (id = 0; id < rp_count(topology, kinds[i].kind); id++) {
			text_printf(&text, "%s %u '%s' line %u:", kinds[i].word,
				    id, rp_name(topology, kinds[i].kind, id),
				    topology_line(topology, kinds[i].kind, id));
			add_record(&text, topology, kinds[i].kind, id);
			text_add_char(&text, '\n');
		}
	add_joins(&text, topology);
	add_notices(&text, topology);
	return text_take(&text, NULL);
}

char *describe_messages(const rp_messages *messages)
{
	struct text text = TEXT_INIT;
	size_t i;

	text_add(&text, "");
	for (i = 0; i < rp_messages_count(messages); i++) {
		char *line = rp_message_line(rp_messages_get(messages, i));

		text_add(&text, line);
		text_add_char(&text, '\n');
		free(line);
	}
	return text_take(&text, NULL);
}

char *describe_file(const char *path)
{
	struct text text = TEXT_INIT;
	FILE *file = fopen(path, "rb");
	char bytes[4096];
	size_t n;

	if (!file)
		fail_msg("%s cannot be read", path);
	while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_add_bytes(&text, bytes, n);
	text_add(&text, "");
	fclose(file);
	return text_take(&text, NULL);
}
