/* Reading a topology: host groups, hosts and clouds.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "topology_read.h"

/* ---- Hosts ----------------------------------------------------------- */

enum {
	HOST_NAME,
	HOST_CPUS,
	HOST_MEMORY,
	HOST_STORAGE,
	HOST_IOPS,
	HOST_LOGICAL_NETWORKS,
	HOST_MAINTENANCE,
	HOST_SWITCH,
	N_HOST_FIELDS
};

static const struct setting_field host_fields[N_HOST_FIELDS] = {
	[HOST_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[HOST_CPUS] = { "cpus", SETTING_INTEGER, true, 0, NUMBER_MAX },
	[HOST_MEMORY] = { "memory_mib", SETTING_INTEGER, true, 0, NUMBER_MAX },
	[HOST_STORAGE] = { "storage_gib", SETTING_INTEGER, false, 0,
			   NUMBER_MAX },
	[HOST_IOPS] = { "iops", SETTING_INTEGER, false, 0, NUMBER_MAX },
	[HOST_LOGICAL_NETWORKS] = { "logical_networks", SETTING_ARRAY, false,
				    0, 0 },
	[HOST_MAINTENANCE] = { "maintenance", SETTING_BOOLEAN, false, 0, 0 },
	[HOST_SWITCH] = { "switch", SETTING_STRING, false, 0, 0 },
};

/* What is left of 'stated' for VMs; what is not stated has no limit. */
static int64_t capacity(const struct setting_value *stated, int64_t unit,
			int64_t reserve)
{
	return stated->setting ? stated->number * unit - reserve
			       : RP_UNLIMITED;
}

static void read_host(struct reader *reader, rp_id group_id, int64_t overcommit,
		      config_setting_t *setting)
{
	rp_topology *topology = reader->topology;
	const struct rp_group *group = &topology->groups.at[group_id];
	const int64_t *reserve = group->reserve;
	rp_id server = group->server;
	struct rp_host host = { .group = group_id };
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_HOST), setting,
		    host_fields, N_HOST_FIELDS);
	host.line = object.line;
	host.capacity[RP_CPUS] = capacity(&object.values[HOST_CPUS],
					  overcommit, reserve[RP_CPUS]);
	host.capacity[RP_MEMORY] = capacity(&object.values[HOST_MEMORY], 1,
					    reserve[RP_MEMORY]);
	host.capacity[RP_STORAGE] = capacity(&object.values[HOST_STORAGE], 1,
					     reserve[RP_STORAGE]);
	host.capacity[RP_IOPS] = capacity(&object.values[HOST_IOPS], 1,
					  reserve[RP_IOPS]);
	host.logical_networks =
		object_find_all(reader, &object, HOST_LOGICAL_NETWORKS,
				RP_LOGICAL_NETWORK, server);
	host.maintenance = object.values[HOST_MAINTENANCE].number;
	host.virtual_switch = object_text(reader, &object, HOST_SWITCH);
	host.name = object_name(reader, &object, RP_HOST, server,
				topology->hosts.n);
	READER_APPEND(reader, topology->hosts, host);
}

/* ---- Host groups ----------------------------------------------------- */

enum {
	RESERVE_CPUS,
	RESERVE_MEMORY,
	RESERVE_STORAGE,
	RESERVE_IOPS,
	N_RESERVE_FIELDS
};

static const struct setting_field reserve_fields[N_RESERVE_FIELDS] = {
	[RESERVE_CPUS] = { "cpus", SETTING_INTEGER, false, 0, NUMBER_MAX },
	[RESERVE_MEMORY] = { "memory_mib", SETTING_INTEGER, false, 0,
			     NUMBER_MAX },
	[RESERVE_STORAGE] = { "storage_gib", SETTING_INTEGER, false, 0,
			      NUMBER_MAX },
	[RESERVE_IOPS] = { "iops", SETTING_INTEGER, false, 0, NUMBER_MAX },
};

enum {
	GROUP_NAME,
	GROUP_SITE,
	GROUP_OVERCOMMIT,
	GROUP_RESERVE,
	GROUP_HOSTS,
	N_GROUP_FIELDS
};

static const struct setting_field group_fields[N_GROUP_FIELDS] = {
	[GROUP_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[GROUP_SITE] = { "site", SETTING_NAME, false, 0, 0 },
	[GROUP_OVERCOMMIT] = { "cpu_overcommit", SETTING_THOUSANDTHS, false, 1,
			       1000000 },
	[GROUP_RESERVE] = { "reserve", SETTING_GROUP, false, 0, 0 },
	[GROUP_HOSTS] = { "hosts", SETTING_LIST, false, 0, 0 },
};

/* What host group 'group' keeps free on each of its hosts. */
static void read_reserve(struct reader *reader, const struct object *group,
			 int64_t reserve[RP_N_RESOURCES])
{
	config_setting_t *setting = group->values[GROUP_RESERVE].setting;
	struct object object;

	if (!setting)
		return;
	object_read(reader, &object, N_("reserve"), setting, reserve_fields,
		    N_RESERVE_FIELDS);
	reserve[RP_CPUS] = object.values[RESERVE_CPUS].number * 1000;
	reserve[RP_MEMORY] = object.values[RESERVE_MEMORY].number;
	reserve[RP_STORAGE] = object.values[RESERVE_STORAGE].number;
	reserve[RP_IOPS] = object.values[RESERVE_IOPS].number;
}

/* The hosts of host group 'id'. */
static void read_hosts(struct reader *reader, rp_id id,
		       const struct object *group)
{
	rp_topology *topology = reader->topology;
	const config_setting_t *list =
		object_list(reader, group, GROUP_HOSTS, RP_HOST);
	const struct setting_value *overcommit =
		&group->values[GROUP_OVERCOMMIT];
	unsigned n = list_length(list);
	unsigned i;

	topology->groups.at[id].hosts.first = topology->hosts.n;
	for (i = 0; i < n && !reader->no_memory; i++)
		read_host(reader, id,
			  overcommit->setting ? overcommit->number : 1000,
			  list_group(list, i));
	topology->groups.at[id].hosts.end = topology->hosts.n;
}

static void read_group(struct reader *reader, rp_id server,
		       config_setting_t *setting)
{
	rp_topology *topology = reader->topology;
	rp_id id = topology->groups.n;
	struct rp_group group = { .server = server };
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_GROUP), setting,
		    group_fields, N_GROUP_FIELDS);
	group.line = object.line;
	group.site = object_find(reader, &object, GROUP_SITE, RP_SITE, RP_NONE);
	if (group.site == RP_NONE)
		group.site = topology->servers.at[server].site;
	read_reserve(reader, &object, group.reserve);
	group.name = object_name(reader, &object, RP_GROUP, server, id);
	if (READER_APPEND(reader, topology->groups, group))
		read_hosts(reader, id, &object);
}

void read_groups(struct reader *reader, rp_id server)
{
	rp_topology *topology = reader->topology;
	const config_setting_t *list = reader->server_sources.at[server].groups;
	struct rp_server *record = &topology->servers.at[server];
	unsigned n = list_length(list);
	unsigned i;

	record->groups.first = topology->groups.n;
	record->hosts.first = topology->hosts.n;
	for (i = 0; i < n && !reader->no_memory; i++)
		read_group(reader, server, list_group(list, i));
	record->groups.end = topology->groups.n;
	record->hosts.end = topology->hosts.n;
}

/* ---- Clouds ---------------------------------------------------------- */

enum {
	CLOUD_NAME,
	CLOUD_GROUPS,
	CLOUD_LOGICAL_NETWORKS,
	CLOUD_VMS,
	CLOUD_INVENTORY,
	N_CLOUD_FIELDS
};

static const struct setting_field cloud_fields[N_CLOUD_FIELDS] = {
	[CLOUD_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[CLOUD_GROUPS] = { "host_groups", SETTING_ARRAY, false, 0, 0 },
	[CLOUD_LOGICAL_NETWORKS] = { "logical_networks", SETTING_ARRAY, false,
				     0, 0 },
	[CLOUD_VMS] = { "vms", SETTING_LIST, false, 0, 0 },
	[CLOUD_INVENTORY] = { "inventory", SETTING_NAME, false, 0, 0 },
};

static void read_cloud(struct reader *reader, rp_id server,
		       config_setting_t *setting)
{
	rp_topology *topology = reader->topology;
	struct rp_cloud cloud = { .server = server, .pair = RP_NONE };
	struct cloud_source source;
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_CLOUD), setting,
		    cloud_fields, N_CLOUD_FIELDS);
	cloud.line = object.line;
	cloud.groups = object_find_all(reader, &object, CLOUD_GROUPS, RP_GROUP,
				       server);
	cloud.logical_networks =
		object_find_all(reader, &object, CLOUD_LOGICAL_NETWORKS,
				RP_LOGICAL_NETWORK, server);
	cloud.table_line = object.values[CLOUD_INVENTORY].line;
	cloud.name = object_name(reader, &object, RP_CLOUD, server,
				 topology->clouds.n);
	source.vms = object_list(reader, &object, CLOUD_VMS, RP_VM);
	source.inventory = object.values[CLOUD_INVENTORY].text;
	if (READER_APPEND(reader, topology->clouds, cloud))
		READER_APPEND(reader, reader->cloud_sources, source);
}

void read_clouds(struct reader *reader, rp_id server)
{
	rp_topology *topology = reader->topology;
	const config_setting_t *list = reader->server_sources.at[server].clouds;
	struct rp_range *range = &topology->servers.at[server].clouds;
	unsigned n = list_length(list);
	unsigned i;

	range->first = topology->clouds.n;
	for (i = 0; i < n && !reader->no_memory; i++)
		read_cloud(reader, server, list_group(list, i));
	range->end = topology->clouds.n;
}
