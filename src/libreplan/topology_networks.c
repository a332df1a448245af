/* Reading a topology: logical networks, VM networks, subnets and pools.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "address.h"
#include "topology_read.h"

/* ---- Pools ----------------------------------------------------------- */

enum { POOL_NAME, POOL_FIRST, POOL_LAST, POOL_RESERVED, N_POOL_FIELDS };

static const struct setting_field pool_fields[N_POOL_FIELDS] = {
	[POOL_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[POOL_FIRST] = { "first", SETTING_STRING, true, 0, 0 },
	[POOL_LAST] = { "last", SETTING_STRING, true, 0, 0 },
	[POOL_RESERVED] = { "reserved", SETTING_ARRAY, false, 0, 0 },
};

static void read_pool(struct reader *reader, rp_id subnet,
		      config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_pool pool = { .subnet = subnet };
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_POOL), group,
		    pool_fields, N_POOL_FIELDS);
	pool.line = object.line;
	object_span(reader, &object, POOL_FIRST, &pool.range);
	pool.reserved = object_ranges(reader, &object, POOL_RESERVED, true);
	pool.name = object_name(reader, &object, RP_POOL, subnet,
				topology->pools.n);
	READER_APPEND(reader, topology->pools, pool);
}

/* ---- Subnets --------------------------------------------------------- */

enum { DHCP_FIRST, DHCP_LAST, N_DHCP_FIELDS };

static const struct setting_field dhcp_fields[N_DHCP_FIELDS] = {
	[DHCP_FIRST] = { "first", SETTING_STRING, true, 0, 0 },
	[DHCP_LAST] = { "last", SETTING_STRING, true, 0, 0 },
};

enum {
	SUBNET_NAME,
	SUBNET_PREFIXES,
	SUBNET_GATEWAYS,
	SUBNET_DNS_SERVERS,
	SUBNET_VLAN,
	SUBNET_STRETCHED,
	SUBNET_GROUPS,
	SUBNET_POOLS,
	SUBNET_DHCP,
	N_SUBNET_FIELDS
};

static const struct setting_field subnet_fields[N_SUBNET_FIELDS] = {
	[SUBNET_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[SUBNET_PREFIXES] = { "prefixes", SETTING_ARRAY, true, 0, 0 },
	[SUBNET_GATEWAYS] = { "gateways", SETTING_ARRAY, false, 0, 0 },
	[SUBNET_DNS_SERVERS] = { "dns_servers", SETTING_ARRAY, false, 0, 0 },
	[SUBNET_VLAN] = { "vlan", SETTING_INTEGER, false, 0, 4094 },
	[SUBNET_STRETCHED] = { "stretched", SETTING_BOOLEAN, false, 0, 0 },
	[SUBNET_GROUPS] = { "host_groups", SETTING_ARRAY, false, 0, 0 },
	[SUBNET_POOLS] = { "pools", SETTING_LIST, false, 0, 0 },
	[SUBNET_DHCP] = { "dhcp", SETTING_GROUP, false, 0, 0 },
};

/* The prefixes of a subnet: one of a family, and at least one. */
static void read_prefixes(struct reader *reader, const struct object *object,
			  struct rp_subnet *subnet)
{
	const config_setting_t *array = object->values[SUBNET_PREFIXES].setting;
	struct where where = object_where(object, SUBNET_PREFIXES);
	unsigned n = list_length(array);
	unsigned i;

	if (array && n == 0)
		reader_fault(reader, &where, _("expected at least one prefix"));
	for (i = 0; i < n; i++) {
		const char *text = list_text(array, i);
		struct rp_prefix prefix;
		enum rp_family family;
		enum address_error error =
			address_parse_prefix(text, &family, &prefix);

		if (error != ADDRESS_OK)
			reader_fault(reader, &where, "'%.*s': %s", SHOWN(text),
				     address_error_text(error));
		else if (subnet->prefix[family].length >= 0)
			reader_fault(reader, &where,
				     _("'%.*s': expected one prefix of a "
				       "family"),
				     SHOWN(text));
		else
			subnet->prefix[family] = prefix;
	}
}

/* The DHCP scope of subnet 'name', as a list of one range or none. */
static struct rp_range read_dhcp(struct reader *reader,
				 const struct object *subnet)
{
	rp_topology *topology = reader->topology;
	struct rp_range list = { topology->ranges.n, topology->ranges.n };
	config_setting_t *group = subnet->values[SUBNET_DHCP].setting;
	struct rp_ip_range range;
	struct object object;

	if (!group)
		return list;
	object_read(reader, &object, N_("DHCP scope"), group, dhcp_fields,
		    N_DHCP_FIELDS);
	object.name = subnet->name;
	if (object_span(reader, &object, DHCP_FIRST, &range) &&
	    READER_APPEND(reader, topology->ranges, range))
		list.end++;
	return list;
}

static void read_subnet(struct reader *reader, rp_id network,
			config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	rp_id server = rp_network_server(topology, network);
	rp_id id = topology->subnets.n;
	struct rp_subnet subnet = { .network = network };
	const config_setting_t *pools;
	struct object object;
	unsigned i;

	object_read(reader, &object, topology_kind_word(RP_SUBNET), group,
		    subnet_fields, N_SUBNET_FIELDS);
	subnet.line = object.line;
	subnet.prefix[RP_IPV4].length = -1;
	subnet.prefix[RP_IPV6].length = -1;
	read_prefixes(reader, &object, &subnet);
	subnet.gateways = object_ranges(reader, &object, SUBNET_GATEWAYS,
					false);
	subnet.dns_servers = object_ranges(reader, &object,
					   SUBNET_DNS_SERVERS, false);
	subnet.groups = object_find_all(reader, &object, SUBNET_GROUPS,
					RP_GROUP, server);
	subnet.dhcp = read_dhcp(reader, &object);
	subnet.vlan = object.values[SUBNET_VLAN].setting
			      ? (int)object.values[SUBNET_VLAN].number
			      : -1;
	subnet.stretched = object.values[SUBNET_STRETCHED].number;
	subnet.name = object_name(reader, &object, RP_SUBNET, network, id);
	subnet.pools.first = topology->pools.n;
	pools = object_list(reader, &object, SUBNET_POOLS, RP_POOL);
	for (i = 0; i < list_length(pools) && !reader->no_memory; i++)
		read_pool(reader, id, list_group(pools, i));
	subnet.pools.end = topology->pools.n;
	READER_APPEND(reader, topology->subnets, subnet);
}

/* ---- Networks -------------------------------------------------------- */

enum { NETWORK_NAME, NETWORK_SUBNETS, N_NETWORK_FIELDS };

static const struct setting_field network_fields[N_NETWORK_FIELDS] = {
	[NETWORK_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[NETWORK_SUBNETS] = { "subnets", SETTING_LIST, false, 0, 0 },
};

static void read_network(struct reader *reader, rp_id server, rp_id logical,
			 config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	rp_id id = topology->networks.n;
	struct rp_network network = {
		.server = server,
		.logical_network = logical,
	};
	const config_setting_t *subnets;
	struct object object;
	unsigned i;

	object_read(reader, &object, topology_kind_word(RP_NETWORK), group,
		    network_fields, N_NETWORK_FIELDS);
	network.line = object.line;
	network.name = object_name(reader, &object, RP_NETWORK, server, id);
	subnets = object_list(reader, &object, NETWORK_SUBNETS, RP_SUBNET);
	network.subnets.first = topology->subnets.n;
	if (!READER_APPEND(reader, topology->networks, network))
		return;
	for (i = 0; i < list_length(subnets) && !reader->no_memory; i++)
		read_subnet(reader, id, list_group(subnets, i));
	topology->networks.at[id].subnets.end = topology->subnets.n;
}

void read_networks(struct reader *reader, rp_id server)
{
	rp_topology *topology = reader->topology;
	struct rp_range range = topology->servers.at[server].logical_networks;
	rp_id id;

	topology->servers.at[server].networks.first = topology->networks.n;
	for (id = range.first; id < range.end && !reader->no_memory; id++) {
		const config_setting_t *list = reader->vm_networks.at[id];
		unsigned n = list_length(list);
		unsigned i;

		topology->logical_networks.at[id].networks.first =
			topology->networks.n;
		for (i = 0; i < n && !reader->no_memory; i++)
			read_network(reader, server, id, list_group(list, i));
		topology->logical_networks.at[id].networks.end =
			topology->networks.n;
	}
	topology->servers.at[server].networks.end = topology->networks.n;
}

/* ---- Logical networks ------------------------------------------------ */

enum { LOGICAL_NAME, LOGICAL_NETWORKS, N_LOGICAL_FIELDS };

static const struct setting_field logical_fields[N_LOGICAL_FIELDS] = {
	[LOGICAL_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[LOGICAL_NETWORKS] = { "vm_networks", SETTING_LIST, false, 0, 0 },
};

static void read_logical_network(struct reader *reader, rp_id server,
				 config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_logical_network logical = { .server = server };
	config_setting_t *networks;
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_LOGICAL_NETWORK),
		    group, logical_fields, N_LOGICAL_FIELDS);
	logical.line = object.line;
	logical.name = object_name(reader, &object, RP_LOGICAL_NETWORK, server,
				   topology->logical_networks.n);
	networks = object_list(reader, &object, LOGICAL_NETWORKS, RP_NETWORK);
	if (READER_APPEND(reader, topology->logical_networks, logical))
		READER_APPEND(reader, reader->vm_networks, networks);
}

void read_logical_networks(struct reader *reader, rp_id server)
{
	rp_topology *topology = reader->topology;
	const config_setting_t *list =
		reader->server_sources.at[server].logical_networks;
	struct rp_range *range = &topology->servers.at[server].logical_networks;
	unsigned n = list_length(list);
	unsigned i;

	range->first = topology->logical_networks.n;
	for (i = 0; i < n && !reader->no_memory; i++)
		read_logical_network(reader, server, list_group(list, i));
	range->end = topology->logical_networks.n;
}
