/* Reading a topology: the file, its sites and VMM servers, and the turns.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "topology_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "address.h"
#include "addresses.h"
#include "dns.h"
#include "fabric.h"
#include "file.h"
#include "findings.h"
#include "guard.h"

/* What a topology file may have at the most: libconfig needs some 150 bytes a
 * value. */
#define FILE_BYTES ((size_t)64 << 20)
#define FILE_VALUES 2000000
#define FILE_DEPTH 32
#define FILE_SETTINGS 64

/* What to do where it has more. */
#define ADVICE _("give the VMs in an inventory table")

enum {
	FILE_FORMAT,
	FILE_SITES,
	FILE_LINKS,
	FILE_ZONES,
	FILE_PROTECTION,
	FILE_MAPPINGS,
	N_FILE_FIELDS
};

static const struct setting_field file_fields[N_FILE_FIELDS] = {
	[FILE_FORMAT] = { "format", SETTING_INTEGER, true, 1, 1 },
	[FILE_SITES] = { "sites", SETTING_LIST, false, 0, 0 },
	[FILE_LINKS] = { "links", SETTING_LIST, false, 0, 0 },
	[FILE_ZONES] = { "zones", SETTING_LIST, false, 0, 0 },
	[FILE_PROTECTION] = { "protection", SETTING_LIST, false, 0, 0 },
	[FILE_MAPPINGS] = { "mappings", SETTING_LIST, false, 0, 0 },
};

/* ---- Sites ----------------------------------------------------------- */

enum { SITE_NAME, SITE_SERVERS, SITE_ANNOUNCES, N_SITE_FIELDS };

static const struct setting_field site_fields[N_SITE_FIELDS] = {
	[SITE_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[SITE_SERVERS] = { "servers", SETTING_LIST, false, 0, 0 },
	[SITE_ANNOUNCES] = { "announces", SETTING_ARRAY, false, 0, 0 },
};

/* The prefixes that a site announces. */
static struct rp_range read_announced(struct reader *reader,
				      const struct object *object)
{
	const config_setting_t *array = object->values[SITE_ANNOUNCES].setting;
	struct where where = object_where(object, SITE_ANNOUNCES);
	rp_topology *topology = reader->topology;
	struct rp_range list = { topology->announced.n, topology->announced.n };
	unsigned n = list_length(array);
	unsigned i;

	for (i = 0; i < n && !reader->no_memory; i++) {
		const char *text = list_text(array, i);
		struct announced announced;
		enum address_error error = address_parse_prefix(
			text, &announced.family, &announced.prefix);

		if (error != ADDRESS_OK)
			reader_fault(reader, &where, "'%.*s': %s", SHOWN(text),
				     address_error_text(error));
		else
			READER_APPEND(reader, topology->announced, announced);
	}
	list.end = topology->announced.n;
	return list;
}

static void read_site(struct reader *reader, config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_site site = { 0 };
	config_setting_t *servers;
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_SITE), group,
		    site_fields, N_SITE_FIELDS);
	site.line = object.line;
	site.announces = read_announced(reader, &object);
	servers = object_list(reader, &object, SITE_SERVERS, RP_SERVER);
	if (!READER_APPEND(reader, topology->sites, site) ||
	    !READER_APPEND(reader, reader->site_servers, servers))
		return;
	topology->sites.at[topology->sites.n - 1].name =
		object_name(reader, &object, RP_SITE, RP_NONE,
			    topology->sites.n - 1);
}

static void read_sites(struct reader *reader, const config_setting_t *list)
{
	unsigned n = list_length(list);
	unsigned i;

	for (i = 0; i < n && !reader->no_memory; i++)
		read_site(reader, list_group(list, i));
}

/* ---- VMM servers ----------------------------------------------------- */

enum {
	SERVER_NAME,
	SERVER_LOGICAL_NETWORKS,
	SERVER_GROUPS,
	SERVER_CLOUDS,
	SERVER_VMS,
	N_SERVER_FIELDS
};

static const struct setting_field server_fields[N_SERVER_FIELDS] = {
	[SERVER_NAME] = { "name", SETTING_NAME, true, 0, 0 },
	[SERVER_LOGICAL_NETWORKS] = { "logical_networks", SETTING_LIST, false,
				      0, 0 },
	[SERVER_GROUPS] = { "host_groups", SETTING_LIST, false, 0, 0 },
	[SERVER_CLOUDS] = { "clouds", SETTING_LIST, false, 0, 0 },
	[SERVER_VMS] = { "vms", SETTING_LIST, false, 0, 0 },
};

static void read_server(struct reader *reader, rp_id site,
			config_setting_t *group)
{
	rp_topology *topology = reader->topology;
	struct rp_server server = { .site = site };
	struct server_source source;
	struct object object;

	object_read(reader, &object, topology_kind_word(RP_SERVER), group,
		    server_fields, N_SERVER_FIELDS);
	server.line = object.line;
	source.logical_networks = object_list(
		reader, &object, SERVER_LOGICAL_NETWORKS, RP_LOGICAL_NETWORK);
	source.groups = object_list(reader, &object, SERVER_GROUPS, RP_GROUP);
	source.clouds = object_list(reader, &object, SERVER_CLOUDS, RP_CLOUD);
	source.vms = object_list(reader, &object, SERVER_VMS, RP_VM);
	if (!READER_APPEND(reader, topology->servers, server) ||
	    !READER_APPEND(reader, reader->server_sources, source))
		return;
	topology->servers.at[topology->servers.n - 1].name =
		object_name(reader, &object, RP_SERVER, RP_NONE,
			    topology->servers.n - 1);
}

/* The VMM servers of all sites, by name. */
static void read_servers(struct reader *reader)
{
	rp_topology *topology = reader->topology;
	rp_id site;

	for (site = 0; site < topology->sites.n && !reader->no_memory; site++) {
		const config_setting_t *list = reader->site_servers.at[site];
		unsigned n = list_length(list);
		unsigned i;

		topology->sites.at[site].servers.first = topology->servers.n;
		for (i = 0; i < n && !reader->no_memory; i++)
			read_server(reader, site, list_group(list, i));
		topology->sites.at[site].servers.end = topology->servers.n;
	}
}

/* Adds the sizes of the inventory tables to what is to be read, for the
 * progress alone: whether they can be read is seen when they are. */
static void count_tables(struct reader *reader)
{
	struct text path = TEXT_INIT;
	uint32_t i;

	for (i = 0; i < reader->cloud_sources.n && reader->progress; i++) {
		const char *name = reader->cloud_sources.at[i].inventory;
		struct stat st;

		if (!name)
			continue;
		path.size = 0;
		text_add(&path, reader->folder);
		text_add_char(&path, '/');
		text_add(&path, name);
		if (!path.failed && stat(path.bytes, &st) == 0 &&
		    st.st_size > 0)
			reader->all += (uint64_t)st.st_size;
	}
	text_destroy(&path);
	reader_progress(reader, 0);
}

/* What the VMM servers define, then their VMs. */
static void read_server_objects(struct reader *reader)
{
	uint32_t n = reader->topology->servers.n;
	rp_id server;

	for (server = 0; server < n && !reader->no_memory; server++) {
		read_logical_networks(reader, server);
		read_groups(reader, server);
		read_networks(reader, server);
		read_clouds(reader, server);
	}
	count_tables(reader);
	for (server = 0; server < n && !reader->no_memory; server++)
		read_vms(reader, server);
}

/* ---- The file -------------------------------------------------------- */

/* Whether the file is a plan's: all else that could be said of it would only
 * hide that. */
static bool is_plan_file(struct reader *reader, config_setting_t *root)
{
	if (config_setting_get_member(root, "sites") ||
	    !config_setting_get_member(root, "topology"))
		return false;
	settings_fault(&reader->in, 0, NULL, NULL, "%s",
		       _("this is a plan file; name its topology"));
	return true;
}

static void read_file(struct reader *reader, config_setting_t *root)
{
	struct object file;

	if (is_plan_file(reader, root))
		return;
	object_read(reader, &file, NULL, root, file_fields, N_FILE_FIELDS);
	read_sites(reader, object_list(reader, &file, FILE_SITES, RP_SITE));
	read_servers(reader);
	read_server_objects(reader);
	if (reader->no_memory)
		return;
	read_pairs(reader, file.values[FILE_PROTECTION].setting);
	read_links(reader, file.values[FILE_LINKS].setting);
	read_zones(reader, file.values[FILE_ZONES].setting);
	read_mappings(reader, file.values[FILE_MAPPINGS].setting);
}

/* Keeps a notice for what settings_read() does not know. */
static void keep_unknown(void *data, const char *name, uint32_t line,
			 const char *object)
{
	struct reader *reader = data;

	reader_notice(reader, name, strlen(name),
		      object ? object : reader->topology->file, line,
		      (uint64_t)line << 32, false);
}

/* What follows from a topology.  False when memory ran out. */
static bool make_facts(rp_topology *topology)
{
	if (!held_init(topology))
		return false;
	topology->dns = dns_names_new(topology);
	if (!topology->dns)
		return false;
	topology->findings = finding_base_new(topology);
	return topology->findings != NULL;
}

/* What the reading came to; a topology that is whole gets what follows from
 * it. */
static int end_reading(struct reader *reader)
{
	if (reader->stopped)
		return RP_STOPPED;
	if (reader->no_memory || reader->in.no_memory)
		return RP_NO_MEMORY;
	if (reader->in.faulty)
		return RP_INVALID;
	reader->topology->fabric = fabric_new(reader->topology);
	if (!reader->topology->fabric)
		return RP_NO_MEMORY;
	if (reader->topology->fabric->is_too_wide) {
		messages_add(reader->in.messages,
			     (struct place){ .file = reader->in.file }, "%s",
			     _("too many VM networks for so many hosts of "
			       "which each has other logical networks"));
		return RP_INVALID;
	}
	return make_facts(reader->topology) ? RP_OK : RP_NO_MEMORY;
}

/* Reads the libconfig tree of 'text'; what it says is the topology's then. */
static int read_text(struct reader *reader, const char *text, size_t size)
{
	const struct guard_limits limits = {
		.bytes = FILE_BYTES,
		.values = FILE_VALUES,
		.depth = FILE_DEPTH,
		.settings = FILE_SETTINGS,
		.advice = ADVICE,
	};
	config_t config;
	int result;

	reader_progress(reader, 0);
	if (reader->stopped)
		return RP_STOPPED;
	if (!settings_parse(&config, text, size, &limits, &reader->in))
		return reader->in.no_memory ? RP_NO_MEMORY : RP_INVALID;
	reader->done = size;
	read_file(reader, config_root_setting(&config));
	result = end_reading(reader);
	/* The last: what asks for memory behind it pays for making one piece
	 * of the million small ones, a third of what libconfig needs in all. */
	config_destroy(&config);
	return result;
}

/* Sets the path, the file's name and its folder; and the empty text. */
static bool set_path(struct reader *reader, const char *path)
{
	rp_topology *topology = reader->topology;
	const char *slash = strrchr(path, '/');
	size_t folder_size = slash ? (size_t)(slash - path) : 0;

	topology->path = strdup(path);
	if (!topology->path ||
	    names_add_text(&topology->names, "", 0) == RP_NONE)
		return false;
	topology->file = topology->path + (slash ? folder_size + 1 : 0);
	if (!slash)
		reader->folder = strdup(".");
	else
		reader->folder = strndup(path, folder_size ? folder_size : 1);
	return reader->folder != NULL;
}

static int read_path(struct reader *reader, const char *path)
{
	char *text;
	size_t size;
	int result;

	if (!set_path(reader, path))
		return RP_NO_MEMORY;
	result = file_read(&text, &size, path, FILE_BYTES, NULL,
			   reader->in.messages);
	if (result == RP_UNREADABLE && errno == EFBIG)
		messages_add(reader->in.messages,
			     (struct place){ .file = path }, "%s", ADVICE);
	if (result != RP_OK)
		return result;
	reader->all = size;
	result = read_text(reader, text, size);
	free(text);
	return result;
}

static void reader_destroy(struct reader *reader)
{
	free(reader->folder);
	free(reader->site_servers.at);
	free(reader->server_sources.at);
	free(reader->vm_networks.at);
	free(reader->cloud_sources.at);
}

int rp_topology_read(rp_topology **out, const char *path,
		     rp_messages *messages)
{
	return rp_topology_read_progress(out, path, NULL, messages);
}

int rp_topology_read_progress(rp_topology **out, const char *path,
			      const struct rp_progress *progress,
			      rp_messages *messages)
{
	struct reader reader = {
		.topology = memory_zeroed(1, sizeof *reader.topology),
		.in = { .file = path, .messages = messages },
		.progress = progress,
	};
	int result;

	if (!reader.topology)
		return RP_NO_MEMORY;
	reader.topology->names = (struct names)NAMES_INIT;
	reader.in.unknown = keep_unknown;
	reader.in.data = &reader;
	result = read_path(&reader, path);
	reader_destroy(&reader);
	if (result == RP_OK)
		*out = reader.topology;
	else
		rp_topology_free(reader.topology);
	return result;
}
