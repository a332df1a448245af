/* replan - a planner for recovery networks
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The public face of libreplan: everything that can be said about a plan.
 *
 * What?
 * =====
 * A topology is what stands: sites, VMM servers, networks, hosts, VMs.  It is
 * read once and never changes.  A session holds the operator's decisions over
 * it (mappings, pins) with undo and redo, and the plan that follows from them.
 * A plan is every replica, its host, networks, subnets and addresses, and the
 * findings about them.  A plan is one function of topology, decisions and
 * accepted plan: two sessions that hold the same hold the same plan.
 *
 * Conventions
 * ===========
 * - Objects are ids: dense numbers from 0 of their kind, in the order of the
 *   files.  RP_NONE is no object.  A range of ids is `first <= id < end`.
 * - Functions that can fail return an rp_result, 0 when all is well.  An out
 *   parameter comes first and is untouched when they fail.
 * - `const` pointers that are returned are borrowed: they live as long as
 *   their topology or plan.  `char *` that is returned belongs to the caller,
 *   who frees it with free(); it is NULL when memory ran out.
 * - Each type has its own `_free`, which takes NULL.
 * - Numbers are integers: CPUs in 1/1000 of a CPU, memory in MiB, storage in
 *   GiB, ratios as a load and the capacity that it stands against.
 * - "Rules n" in a comment is the section of the project's rules that is
 *   carried out.  Nothing here prints, reads a clock or ends the process.
 */

#ifndef REPLAN_H
#define REPLAN_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RP_API __attribute__((visibility("default")))
#else
#define RP_API
#endif

/* ---- Basics ---------------------------------------------------------- */

typedef uint32_t rp_id;

#define RP_NONE UINT32_MAX

/* Ids 'first' to 'end' - 1. */
struct rp_range {
	rp_id first;
	rp_id end;
};

enum rp_result {
	RP_OK = 0,
	RP_INVALID = -1,   /* Input errors; the messages say which. */
	RP_UNREADABLE = -2, /* A file cannot be read; a message says why. */
	RP_UNWRITABLE = -3, /* A file cannot be written; a message says why. */
	RP_NO_MEMORY = -4, /* Memory ran out; nothing has changed. */
	RP_REFUSED = -5,   /* An edit that the rules do not allow. */
	RP_LOCKED = -6,    /* Another session holds the plan file. */
	RP_CHANGED = -7,   /* The plan file was changed by somebody else. */
	RP_STOPPED = -8    /* Whoever watched the progress stopped it. */
};

/* The version of the library, as "1.2.3". */
RP_API const char *rp_version(void);

/* The folder of the installed example topologies; the environment variable
 * REPLAN_EXAMPLES names another one. */
RP_API const char *rp_examples_folder(void);

/* In which language a sentence is wanted.  JSON and CSV are never
 * translated; what a person reads is. */
enum rp_words {
	RP_ENGLISH, /* As written in the source. */
	RP_LOCAL    /* Through gettext, in the locale of the process. */
};

/* ---- Messages -------------------------------------------------------- */

/* Messages about files: input errors above all.  In the language of the
 * process's locale. */
typedef struct rp_messages rp_messages;

struct rp_message {
	const char *file;   /* As it was named, or NULL. */
	uint32_t line;      /* From 1; 0 where there is none. */
	uint32_t column;    /* From 1, in bytes; 0 where there is none. */
	const char *object; /* What it is about, as "VM VM1"; or NULL. */
	const char *text;   /* One sentence without a final full stop. */
};

/* Makes an empty list.  The caller frees it with rp_messages_free(). */
RP_API int rp_messages_new(rp_messages **out);
RP_API void rp_messages_free(rp_messages *messages);
RP_API size_t rp_messages_count(const rp_messages *messages);
RP_API const struct rp_message *rp_messages_get(const rp_messages *messages,
						size_t i);

/* Adds a copy of 'message'.  Where memory runs out it says that alone, and
 * where there are too many the last one says so. */
RP_API void rp_messages_add(rp_messages *messages,
			    const struct rp_message *message);

/* "FILE:LINE:COLUMN: OBJECT: TEXT", parts that are not known left out, and
 * shown as rp_show() shows a string that is not ours. */
RP_API char *rp_message_line(const struct rp_message *message);

/* ---- Settings of a program ------------------------------------------- */

enum rp_setting_type {
	RP_SETTING_TEXT,
	RP_SETTING_TEXTS,   /* An array or a list of texts; may be empty. */
	RP_SETTING_NUMBER,  /* A whole one. */
	RP_SETTING_BOOLEAN,
	RP_SETTING_GROUP,
	RP_SETTING_OTHER    /* What settings of programs have no use for. */
};

/* A setting as it stands in a file. */
struct rp_setting {
	const char *group;        /* In which group; NULL: in none. */
	const char *name;
	uint32_t line;            /* From 1. */
	enum rp_setting_type type;
	const char *const *texts; /* Without control characters; */
	size_t n_texts;           /* of a TEXT there is 1. */
	int64_t number;           /* NUMBER; BOOLEAN: 0 or 1. */
};

/* Gets a setting of rp_settings_read(), valid until it returns.  Of a group, it
 * returns whether what stands in it is wanted; else it does not matter. */
typedef bool rp_setting_found(void *data, const struct rp_setting *setting);

/* Reads the settings of the file 'path' as topologies are read: a regular file
 * of moderate size in the format of libconfig, that includes no other one.
 * Hands each over in the order of the file, a group before what stands in it.
 * RP_OK, RP_INVALID (nothing was handed over), RP_UNREADABLE (with a message;
 * errno ENOENT where there is no file) or RP_NO_MEMORY. */
RP_API int rp_settings_read(const char *path, rp_setting_found *found,
			    void *data, rp_messages *messages);

/* ---- Showing what is not ours ---------------------------------------- */

/* How 'text' may be printed anywhere: a copy in which every byte that is not
 * UTF-8, every control, bidi and invisible character is spelled out (\xNN,
 * ^X, <U+202E>).  ZWJ and VS16 inside an emoji sequence stay.  With 'ascii',
 * all that is not ASCII is spelled out too. */
RP_API char *rp_show(const char *text, bool ascii);

/* The number of terminal columns of 'text', which rp_show() returned. */
RP_API size_t rp_columns(const char *text);

/* ---- Addresses ------------------------------------------------------- */

/* The families, as indexes of arrays. */
enum rp_family { RP_IPV4 = 0, RP_IPV6 = 1 };

#define RP_N_FAMILIES 2

/* An address of either family as a number; IPv4 uses the lowest 32 bits. */
__extension__ typedef unsigned __int128 rp_ip;

/* Longest text of an address, and its NUL. */
#define RP_IP_SIZE 46
/* Longest text of a prefix, and its NUL. */
#define RP_PREFIX_SIZE 50

/* Writes 'ip' as inet_ntop() does.  Returns 'text'. */
RP_API const char *rp_ip_text(enum rp_family family, rp_ip ip,
			      char text[RP_IP_SIZE]);

/* Writes "IP/LENGTH".  Returns 'text'. */
RP_API const char *rp_prefix_text(enum rp_family family, rp_ip ip,
				  unsigned length, char text[RP_PREFIX_SIZE]);

/* Reads an address as inet_pton() does, of whichever family it is; false when
 * it is none.  Never reads "010.0.0.1". */
RP_API bool rp_ip_parse(const char *text, enum rp_family *family, rp_ip *ip);

/* ---- The topology: what stands (rules 1, formats 1) ------------------- */

typedef struct rp_topology rp_topology;

/* The kinds of object that have names. */
enum rp_kind {
	RP_SITE,
	RP_SERVER,          /* VMM server. */
	RP_LOGICAL_NETWORK,
	RP_NETWORK,         /* VM network. */
	RP_SUBNET,
	RP_POOL,            /* Static IP address pool. */
	RP_GROUP,           /* Host group. */
	RP_HOST,
	RP_CLOUD,
	RP_VM,
	RP_NIC,
	RP_ZONE,            /* DNS zone. */
	RP_N_KINDS
};

/* The resources of a host and the needs of a VM. */
enum rp_resource {
	RP_CPUS,    /* In 1/1000 of a CPU, after overcommit. */
	RP_MEMORY,  /* In MiB. */
	RP_STORAGE, /* In GiB. */
	RP_IOPS,
	RP_N_RESOURCES
};

/* A capacity that is not stated: no limit, and not in the peak. */
#define RP_UNLIMITED INT64_MAX

struct rp_site {
	rp_id name;              /* Texts: see rp_name(). */
	uint32_t line;           /* Where it stands in its file, from 1. */
	struct rp_range servers;
	struct rp_range announces; /* Of rp_topology_announced(). */
};

struct rp_server {
	rp_id name;
	uint32_t line;
	rp_id site;
	struct rp_range logical_networks;
	struct rp_range networks;
	struct rp_range groups;
	struct rp_range hosts;
	struct rp_range clouds;
	struct rp_range vms;     /* Those in clouds, then those in none. */
};

struct rp_logical_network {
	rp_id name;
	uint32_t line;
	rp_id server;
	struct rp_range networks;
};

struct rp_network {
	rp_id name;
	uint32_t line;
	rp_id server;
	rp_id logical_network;
	struct rp_range subnets;
};

/* An address prefix; 'length' is -1 where a subnet has none of a family. */
struct rp_prefix {
	rp_ip ip;
	int length;
};

/* 'first' to 'last', both in it. */
struct rp_ip_range {
	rp_ip first;
	rp_ip last;
	enum rp_family family;
};

struct rp_subnet {
	rp_id name;
	uint32_t line;
	rp_id network;
	struct rp_prefix prefix[RP_N_FAMILIES];
	struct rp_range gateways;    /* Of rp_topology_ranges(): one address. */
	struct rp_range dns_servers; /* Of rp_topology_ranges(): one address. */
	struct rp_range groups;      /* Of rp_topology_ids(): host groups;
				      * empty: at every host group. */
	struct rp_range pools;
	struct rp_range dhcp;        /* Of rp_topology_ranges(): one or none. */
	int vlan;                    /* 0 to 4094, or -1. */
	bool stretched;
};

struct rp_pool {
	rp_id name;
	uint32_t line;
	rp_id subnet;
	struct rp_ip_range range;
	struct rp_range reserved;    /* Of rp_topology_ranges(). */
};

struct rp_group {
	rp_id name;
	uint32_t line;
	rp_id server;
	rp_id site;
	struct rp_range hosts;
	int64_t reserve[RP_N_RESOURCES]; /* Kept free on each host. */
};

struct rp_host {
	rp_id name;
	uint32_t line;
	rp_id group;
	struct rp_range logical_networks;   /* Of rp_topology_ids(). */
	int64_t capacity[RP_N_RESOURCES];   /* Less the reserve; may be below
					     * 0; or RP_UNLIMITED. */
	int64_t running[RP_N_RESOURCES];    /* What the VMs that run here need;
					     * stands still at the greatest
					     * number that it can hold. */
	rp_id virtual_switch;               /* A text, or RP_NONE. */
	bool maintenance;
};

struct rp_cloud {
	rp_id name;
	uint32_t line;
	rp_id server;
	struct rp_range groups;           /* Of rp_topology_ids(). */
	struct rp_range logical_networks; /* Of rp_topology_ids(). */
	struct rp_range vms;
	rp_id pair;          /* The pair it is in, or RP_NONE. */
	bool protecting;     /* It is that pair's protecting cloud. */
	uint32_t table_line; /* Of its `inventory` setting; 0: none. */
};

enum rp_os { RP_OS_UNKNOWN, RP_OS_WINDOWS, RP_OS_LINUX };

struct rp_vm {
	rp_id name;
	uint32_t line;        /* Of the topology, or of the table's row. */
	rp_id server;
	rp_id cloud;          /* RP_NONE: in no cloud. */
	rp_id host;           /* Where it runs. */
	rp_id availability_set; /* A text, equal for equal sets of a server; or
				 * RP_NONE. */
	struct rp_range nics;
	int64_t need[RP_N_RESOURCES];
	int64_t priority;     /* From 1; INT64_MAX where it is not set. */
	uint8_t os;           /* enum rp_os. */
	bool replicate;       /* As the file says; see rp_vm_pair(). */
	bool from_table;
};

struct rp_nic {
	rp_id name;
	uint32_t line;
	rp_id vm;
	rp_id network;
	rp_id subnet;         /* RP_NONE: its network has none. */
	rp_id dns_name;       /* A text, or RP_NONE. */
	rp_id address[RP_N_FAMILIES]; /* Of rp_topology_address(), or RP_NONE.
				       * None at all: a DHCP NIC. */
	bool ipv6_first;      /* The order in which they are written. */
};

/* A cloud pair: the VMs of 'source' have their replicas in 'target'. */
struct rp_pair {
	rp_id source; /* The protected cloud. */
	rp_id target; /* The protecting cloud. */
	uint32_t line;
};

struct rp_link {
	rp_id site[2];
	rp_ip via[2];          /* The router of each site on this link. */
	enum rp_family family; /* Of 'via'. */
	int64_t metric;        /* From 1. */
	uint32_t line;
	bool has_via;
};

struct rp_zone {
	rp_id name;
	uint32_t line;
	int64_t ttl;          /* Seconds. */
	rp_id server;         /* Of rp_topology_ranges(): one address, or
			       * RP_NONE. */
	bool dynamic;
};

/* Reads the topology file 'path' and the tables that it names (formats 1).
 * All input errors go to 'messages'; with one there is no topology.  Returns
 * RP_OK, RP_INVALID, RP_UNREADABLE or RP_NO_MEMORY.  The caller frees '*out'
 * with rp_topology_free(). */
RP_API int rp_topology_read(rp_topology **out, const char *path,
			    rp_messages *messages);

/* Who watches long work.  'report' is called every so often with how much is
 * 'done' of 'all', in bytes of files; neither goes down.  Where it returns
 * false, the work is stopped and leaves nothing behind. */
struct rp_progress {
	bool (*report)(void *data, uint64_t done, uint64_t all);
	void *data;
};

/* As rp_topology_read(), watched by 'progress', which may be NULL.  Also
 * RP_STOPPED. */
RP_API int rp_topology_read_progress(rp_topology **out, const char *path,
				     const struct rp_progress *progress,
				     rp_messages *messages);
RP_API void rp_topology_free(rp_topology *topology);

/* The file's name without its folder, and as it was given. */
RP_API const char *rp_topology_file(const rp_topology *topology);
RP_API const char *rp_topology_path(const rp_topology *topology);

/* How many objects of 'kind' there are; their ids are 0 to that less one. */
RP_API size_t rp_count(const rp_topology *topology, enum rp_kind kind);

/* The name of object 'id' of 'kind'. */
RP_API const char *rp_name(const rp_topology *topology, enum rp_kind kind,
			   rp_id id);

/* The text 'id' of the topology, as `availability_set` or `dns_name`. */
RP_API const char *rp_text(const rp_topology *topology, rp_id text);

/* In what object 'id' of 'kind' has its name: the VMM server of a cloud, the
 * network of a subnet, the VM of a NIC.  RP_NONE for sites, VMM servers and
 * zones. */
RP_API rp_id rp_scope(const rp_topology *topology, enum rp_kind kind,
		      rp_id id);

/* Finds the object of 'kind' that 'scope' (see rp_scope()) calls 'name'.
 * RP_NONE where there is none. */
RP_API rp_id rp_find(const rp_topology *topology, enum rp_kind kind,
		     rp_id scope, const char *name);

/* Finds the object of 'kind' that any VMM server calls 'name', for a kind that
 * has its name in a VMM server.  Returns how many servers have one (0, 1, 2
 * for more); '*id' is the first. */
RP_API unsigned rp_find_anywhere(const rp_topology *topology,
				 enum rp_kind kind, const char *name,
				 rp_id *id);

/* The records.  'id' must be one of the kind. */
RP_API const struct rp_site *rp_site(const rp_topology *, rp_id id);
RP_API const struct rp_server *rp_server(const rp_topology *, rp_id id);
RP_API const struct rp_logical_network *
rp_logical_network(const rp_topology *, rp_id id);
RP_API const struct rp_network *rp_network(const rp_topology *, rp_id id);
RP_API const struct rp_subnet *rp_subnet(const rp_topology *, rp_id id);
RP_API const struct rp_pool *rp_pool(const rp_topology *, rp_id id);
RP_API const struct rp_group *rp_group(const rp_topology *, rp_id id);
RP_API const struct rp_host *rp_host(const rp_topology *, rp_id id);
RP_API const struct rp_cloud *rp_cloud(const rp_topology *, rp_id id);
RP_API const struct rp_vm *rp_vm(const rp_topology *, rp_id id);
RP_API const struct rp_nic *rp_nic(const rp_topology *, rp_id id);
RP_API const struct rp_zone *rp_zone(const rp_topology *, rp_id id);

/* The lists that records point into. */
RP_API rp_id rp_topology_id(const rp_topology *, rp_id i);
RP_API const struct rp_ip_range *rp_topology_range(const rp_topology *,
						   rp_id i);
RP_API rp_ip rp_topology_address(const rp_topology *, rp_id i);
RP_API const struct rp_prefix *rp_topology_announced(const rp_topology *,
						     rp_id i,
						     enum rp_family *family);

/* Cloud pairs and links, in the order of the file. */
RP_API size_t rp_n_pairs(const rp_topology *);
RP_API const struct rp_pair *rp_pair(const rp_topology *, rp_id i);
RP_API size_t rp_n_links(const rp_topology *);
RP_API const struct rp_link *rp_link(const rp_topology *, rp_id i);

/* The pair by which VM 'vm' has a replica; RP_NONE where it has none. */
RP_API rp_id rp_vm_pair(const rp_topology *, rp_id vm);

/* The VMM server that 'network' is on; that of the protecting cloud. */
RP_API rp_id rp_network_server(const rp_topology *, rp_id network);
RP_API rp_id rp_pair_server(const rp_topology *, rp_id pair);

/* ---- Availability (rules 2) ------------------------------------------ */

/* A row of the availability table: what 'target' is for 'source' and one of
 * the pairs that use it. */
struct rp_target {
	rp_id source;
	rp_id target;
	rp_id pair;
	bool available;
	bool recommended;
};

/* Whether a pair's protecting cloud has the logical network of 'target'. */
RP_API bool rp_is_available(const rp_topology *, rp_id target, rp_id pair);

/* Whether 'pair' is one of the rows of 'source'. */
RP_API bool rp_is_row(const rp_topology *, rp_id source, rp_id pair);

/* Whether 'target' is available in every row that it concerns, and concerns
 * at least one. */
RP_API bool rp_is_recommended(const rp_topology *, rp_id source,
			      rp_id target);

/* The table for 'source', or for all source networks where it is RP_NONE:
 * a row for each source network, row of it, and VM network of the protecting
 * cloud's server but itself.  The caller frees '*out' with free(). */
RP_API int rp_targets(struct rp_target **out, size_t *n_out,
		      const rp_topology *, rp_id source);

/* "add logical network L to cloud S": what would make 'target' available. */
RP_API char *rp_target_remedy(const rp_topology *, rp_id target, rp_id pair,
			      enum rp_words words);

/* ---- Decisions: mappings and pins (rules 3, 4) ------------------------ */

/* Which address rules a mapping uses (rules 6). */
enum rp_address_rule {
	RP_RETAIN, /* The default: pinned, accepted, retained, next. */
	RP_OFFSET, /* All of them. */
	RP_NEXT    /* Pinned, accepted, next. */
};

struct rp_mapping {
	rp_id source;        /* VM network. */
	rp_id target;        /* VM network. */
	rp_id test_network;  /* VM network of the target's server, or none. */
	enum rp_address_rule rule;
};

/* The name of an address rule in files: "retain", "offset", "next". */
RP_API const char *rp_address_rule_name(enum rp_address_rule rule);

/* ---- The plan --------------------------------------------------------- */

typedef struct rp_plan rp_plan;

enum rp_connection {
	RP_UNMAPPED,    /* Its network is not mapped. */
	RP_UNAVAILABLE, /* The target is not available for its pair. */
	RP_MAPPED       /* Connected to the target. */
};

enum rp_subnet_rule { RP_SUBNET_NO_RULE, RP_SUBNET_SAME_NAME, RP_SUBNET_FIRST };

/* The rule by which a replica's NIC has an address (rules 6). */
enum rp_rule {
	RP_RULE_ABSENT,   /* The NIC has no address of this family. */
	RP_RULE_PINNED,
	RP_RULE_RETAINED,
	RP_RULE_OFFSET,
	RP_RULE_NEXT,
	RP_RULE_DHCP,     /* Not managed. */
	RP_RULE_NONE      /* No address is to be had. */
};

/* The words for them in JSON and CSV; never translated. */
RP_API const char *rp_connection_name(enum rp_connection connection);
RP_API const char *rp_subnet_rule_name(enum rp_subnet_rule rule);
RP_API const char *rp_rule_name(enum rp_rule rule);

struct rp_replica {
	rp_id vm;
	rp_id pair;
	rp_id host;           /* RP_NONE: not placed. */
	struct rp_range nics; /* Of rp_plan_nic(), in the order of the VM's. */
};

struct rp_replica_nic {
	rp_id nic;
	rp_id replica;
	rp_id network;        /* The target; RP_NONE unless it is mapped. */
	rp_id subnet;         /* The target's; RP_NONE where there is none. */
	uint8_t connection;   /* enum rp_connection. */
	uint8_t subnet_rule;  /* enum rp_subnet_rule. */
	uint8_t rule[RP_N_FAMILIES];    /* enum rp_rule. */
	rp_ip address[RP_N_FAMILIES];   /* Where the rule is pinned to next. */
};

/* A load against a capacity; 'capacity' is RP_UNLIMITED or may be 0 or less,
 * and then it is no ratio. */
struct rp_ratio {
	int64_t load;
	int64_t capacity;
};

/* A recovery host: one of a protecting cloud. */
struct rp_recovery_host {
	rp_id host;
	uint32_t replicas;
	int64_t load[RP_N_RESOURCES]; /* Of all that runs here and of replicas. */
};

struct rp_summary {
	size_t protected_vms; /* VMs that have a replica. */
	size_t placed;
	size_t unplaced;
	size_t nics;
	size_t connected;
	size_t disconnected;
	size_t retained;
	size_t offset;
	size_t next;
	size_t pinned;
	size_t dhcp;
	size_t unaddressed;
	size_t separation_broken;
	size_t unplaced_bound;  /* At least so many cannot be placed. */
	size_t moved;           /* Replicas that the accepted plan placed and
				 * that have another host or none. */
	struct rp_ratio peak;   /* {0, 1} where none is placed. */
	uint32_t peak_bound;    /* In 1/10000, rounded down. */
	size_t errors;          /* Findings by level. */
	size_t warnings;
	size_t notices;
};

/* 'ratio' in 1/10000, to the nearest; 'capacity' must be above 0 and not
 * RP_UNLIMITED. */
RP_API uint64_t rp_ratio_parts(struct rp_ratio ratio);

RP_API const rp_topology *rp_plan_topology(const rp_plan *);
RP_API const struct rp_summary *rp_plan_summary(const rp_plan *);

/* Replicas, in the order of the file, and their NICs. */
RP_API size_t rp_plan_n_replicas(const rp_plan *);
RP_API const struct rp_replica *rp_plan_replica(const rp_plan *, rp_id i);
RP_API size_t rp_plan_n_nics(const rp_plan *);
RP_API const struct rp_replica_nic *rp_plan_nic(const rp_plan *, rp_id i);

/* The replica of 'vm', or RP_NONE. */
RP_API rp_id rp_plan_replica_of(const rp_plan *, rp_id vm);

/* The hosts of protecting clouds, in the order of the file. */
RP_API size_t rp_plan_n_hosts(const rp_plan *);
RP_API const struct rp_recovery_host *rp_plan_host(const rp_plan *, rp_id i);

/* The mappings that it was planned from, by source network, then by target
 * server, in the order of the file. */
RP_API size_t rp_plan_n_mappings(const rp_plan *);
RP_API const struct rp_mapping *rp_plan_mapping(const rp_plan *, rp_id i);

/* The mapping of 'source' to 'server', or RP_NONE. */
RP_API rp_id rp_plan_mapping_of(const rp_plan *, rp_id source, rp_id server);

/* The mapping that NIC 'i' of rp_plan_nic() follows, or NULL. */
RP_API const struct rp_mapping *rp_plan_nic_mapping(const rp_plan *, rp_id i);

/* How many addresses of 'family' in the pools of 'subnet' nobody has. */
RP_API uint64_t rp_plan_free_addresses(const rp_plan *, rp_id subnet,
				       enum rp_family family);

RP_API void rp_plan_free(rp_plan *);

/* ---- What each address of a subnet is (rules 6) -------------------------- */

/* An address is one of these; of a range, the first ones say most. */
enum rp_address_state {
	RP_ADDRESS_PINNED,    /* A replica's NIC was given it, by this rule. */
	RP_ADDRESS_NEXT,
	RP_ADDRESS_OFFSET,
	RP_ADDRESS_RETAINED,
	RP_ADDRESS_RUNNING,   /* A NIC of the VM network holds it already. */
	RP_ADDRESS_FREE,      /* In a pool, and anyone can be given it. */
	RP_ADDRESS_RESERVED,
	RP_ADDRESS_GATEWAY,
	RP_ADDRESS_SPECIAL,   /* The network or the broadcast address. */
	RP_ADDRESS_DHCP,      /* In no pool, but in the DHCP scope. */
	RP_ADDRESS_OUTSIDE,   /* In no pool. */
	RP_N_ADDRESS_STATES
};

/* What the addresses of a subnet and family are in a plan.  Nothing in it is
 * the plan's; it is of the plan as it was when the map was made. */
typedef struct rp_address_map rp_address_map;

/* Makes the map of 'subnet', however wide its prefix is.  The caller frees
 * '*out' with rp_address_map_free().  RP_OK, RP_NO_MEMORY, or RP_REFUSED where
 * the subnet has no prefix of 'family'. */
RP_API int rp_plan_address_map(rp_address_map **out, const rp_plan *,
			       rp_id subnet, enum rp_family family);
RP_API void rp_address_map_free(rp_address_map *map);

/* The first and the last address of the prefix. */
RP_API void rp_address_map_ends(const rp_address_map *map, rp_ip *first,
				rp_ip *last);

/* How many addresses are what.  Counts at most 2^128 - 1. */
struct rp_address_range {
	rp_ip n[RP_N_ADDRESS_STATES];
	rp_ip accepted; /* Of those of replicas: given as the accepted plan
			 * has it. */
};

/* Counts the addresses from 'first' to 'last', as far as they are in the
 * prefix, without going through them. */
RP_API void rp_plan_address_range(struct rp_address_range *out,
				  const rp_address_map *map, rp_ip first,
				  rp_ip last);

struct rp_address {
	enum rp_address_state state;
	bool accepted; /* Given as the accepted plan has it. */
	rp_id nic;     /* Who was given it: of rp_plan_nic(), or RP_NONE. */
	rp_id holder;  /* The first NIC that holds it, of rp_nic(), or
			* RP_NONE. */
	rp_ip last;    /* From the address to this one, all are the same. */
};

/* What 'ip' is, which is in the prefix. */
RP_API void rp_plan_address(struct rp_address *out, const rp_address_map *map,
			    rp_ip ip);

/* Goes from '*ip' to the nearest address at or above it, or with 'below' at or
 * below it, whose state is among the bits 1 << state of 'states'; false where
 * there is none. */
RP_API bool rp_plan_address_find(const rp_address_map *map, rp_ip *ip,
				 bool below, unsigned states);

/* ---- What is made when it is asked for ---------------------------------- */

/* Parts of a plan that may take longer than an edit.  Before one is made, its
 * lists are empty and its numbers 0. */
enum rp_part {
	RP_PART_FINDINGS = 1, /* The list of findings; their counts in the
			       * summary stand without it. */
	RP_PART_RECORDS = 2,  /* The list of DNS records. */
	RP_PART_BOUND = 4,    /* 'peak_bound' and 'unplaced_bound' of the
			       * summary. */
	RP_PART_LOSS = 8,     /* rp_plan_loss(), and its findings. */
	RP_ALL_PARTS = 15
};

/* Makes the 'parts' that are not made yet.  'progress' may be NULL; where it
 * stops the work, what was done so far is kept, and the next call goes on from
 * there.  RP_OK, RP_NO_MEMORY or RP_STOPPED. */
RP_API int rp_plan_complete(rp_plan *, unsigned parts,
			    const struct rp_progress *progress);

/* The parts that are made. */
RP_API unsigned rp_plan_parts(const rp_plan *);

/* What happens when recovery host 'i' of rp_plan_host() fails too (rules 4,
 * "One host fails"): the VMs that find no place on the others, of
 * rp_plan_stranded(); and whether it is proven that so many find none. */
struct rp_loss {
	struct rp_range without_place;
	bool proven;
};

RP_API const struct rp_loss *rp_plan_loss(const rp_plan *, rp_id i);
RP_API rp_id rp_plan_stranded(const rp_plan *, rp_id i);

/* ---- Findings (rules 9) ------------------------------------------------ */

enum rp_level { RP_ERROR, RP_WARNING, RP_NOTICE };

typedef struct rp_finding rp_finding;

/* The findings, by level, then in the order of the file. */
RP_API size_t rp_plan_n_findings(const rp_plan *);
RP_API const rp_finding *rp_plan_finding(const rp_plan *, rp_id i);

RP_API enum rp_level rp_finding_level(const rp_finding *);
RP_API const char *rp_level_name(enum rp_level level);

/* The code: stable for ever, as "network-unmapped". */
RP_API const char *rp_finding_code(const rp_finding *);

/* What it is about: names as in the files, each by itself. */
RP_API size_t rp_finding_n_about(const rp_plan *, const rp_finding *);
RP_API const char *rp_finding_about(const rp_plan *, const rp_finding *,
				    size_t i);

/* The object 'i' of what it is about: its kind and id; false where it is not
 * an object of the topology. */
RP_API bool rp_finding_object(const rp_plan *, const rp_finding *, size_t i,
			      enum rp_kind *kind, rp_id *id);

/* The sentence, and what to do ("" where nothing is known). */
RP_API char *rp_finding_text(const rp_plan *, const rp_finding *,
			     enum rp_words words);
RP_API char *rp_finding_remedy(const rp_plan *, const rp_finding *,
			       enum rp_words words);

/* ---- Keep or change the address (rules 7) ------------------------------ */

enum rp_move_kind { RP_STRETCHED_SUBNET, RP_SUBNET_FAILOVER, RP_ADDRESS_CHANGE };

/* "stretched subnet", "subnet failover", "address change". */
RP_API const char *rp_move_kind_name(enum rp_move_kind kind);

/* A source subnet from which replica NICs join a target subnet, and a family
 * that both have. */
struct rp_move {
	rp_id source;
	rp_id target;
	enum rp_family family;
	enum rp_move_kind kind;
};

/* By source subnet, then target subnet, then family. */
RP_API size_t rp_plan_n_moves(const rp_plan *);
RP_API const struct rp_move *rp_plan_move(const rp_plan *, rp_id i);

/* The way to a prefix. */
struct rp_hop {
	rp_id next;            /* The next site, or the site itself; RP_NONE:
				* no path leads there. */
	enum rp_family family; /* Of 'via'. */
	bool has_via;
	rp_ip via;             /* The next site's router on the link. */
};

/* A route that changes with the plan. */
struct rp_route {
	rp_id site;
	enum rp_family family;
	struct rp_prefix prefix;
	struct rp_hop before;
	struct rp_hop after;
};

/* By site, then by prefix in the order of rp_plan_move(). */
RP_API size_t rp_plan_n_routes(const rp_plan *);
RP_API const struct rp_route *rp_plan_route(const rp_plan *, rp_id i);

/* A DNS record that changes with the plan: A or AAAA, or the PTR of the same
 * address. */
struct rp_record {
	rp_id nic;             /* Of rp_plan_nic(). */
	rp_id zone;            /* Of rp_zone(), or RP_NONE. */
	uint8_t family;        /* enum rp_family. */
	bool reverse;          /* A PTR record. */
	bool has_new;
	rp_ip old;
	rp_ip fresh;           /* The new address, where there is one. */
};

/* By NIC, in the order of its addresses; each forward record is followed by
 * its PTR. */
RP_API size_t rp_plan_n_records(const rp_plan *);
RP_API const struct rp_record *rp_plan_record(const rp_plan *, rp_id i);

/* "A", "AAAA" or "PTR". */
RP_API const char *rp_record_type(const struct rp_record *record);

/* Longest name in in-addr.arpa or ip6.arpa, and its NUL. */
#define RP_REVERSE_SIZE 74

/* What a record says of 'ip': the address, or its reverse name for a PTR. */
RP_API const char *rp_record_value(const struct rp_record *record, rp_ip ip,
				   char text[RP_REVERSE_SIZE]);

/* ---- Failback (rules 8) -------------------------------------------------- */

/* A replica's NIC after failover: moved to a network, or to none. */
struct rp_moved {
	rp_id nic;     /* Of rp_plan_nic(). */
	rp_id network; /* RP_NONE: disconnected. */
};

enum rp_outcome { RP_CONNECTED, RP_DISCONNECTED, RP_AMBIGUOUS };

/* "connected", "disconnected", "ambiguous". */
RP_API const char *rp_outcome_name(enum rp_outcome outcome);

struct rp_failback {
	rp_id nic;            /* Of rp_plan_nic(). */
	rp_id replica_network; /* What the replica's NIC is on, or RP_NONE. */
	rp_id back_to;        /* RP_NONE unless it is connected. */
	enum rp_outcome outcome;
	unsigned rule;        /* The step of rules 8 that decided, 1 to 5. */
};

/* What each NIC of a placed replica comes back to, in the order of the file,
 * when the NICs in 'moved' (at most once each) were moved first.  The caller
 * frees '*out' with free(). */
RP_API int rp_plan_failback(struct rp_failback **out, size_t *n_out,
			    const rp_plan *, const struct rp_moved *moved,
			    size_t n_moved);

/* ---- Explaining (rules 4 to 6) ---------------------------------------- */

/* Why replica 'replica' has its host, and why not the one that the accepted
 * plan has; or why it has none. */
RP_API char *rp_explain_host(const rp_plan *, rp_id replica,
			     enum rp_words words);

/* Why NIC 'nic' (of rp_plan_nic()) is connected as it is, has its subnet, and
 * has its address of 'family'. */
RP_API char *rp_explain_connection(const rp_plan *, rp_id nic,
				   enum rp_words words);
RP_API char *rp_explain_subnet(const rp_plan *, rp_id nic,
			       enum rp_words words);
RP_API char *rp_explain_address(const rp_plan *, rp_id nic,
				enum rp_family family, enum rp_words words);

/* Why a replica stands where it stands, in parts (formats 5, explain).  The
 * caller frees it with rp_host_explanation_free(). */
struct rp_removed {
	char *rule;           /* "does not reach VMNetwork1-Chicago". */
	size_t hosts;         /* How many hosts it removed. */
};

struct rp_host_explanation {
	char *why;            /* As rp_explain_host(). */
	rp_id host;           /* RP_NONE: not placed. */
	size_t eligible;      /* Hosts that it could have. */
	struct rp_removed *removed; /* In the order in which rules remove. */
	size_t n_removed;
	rp_id runner_up;      /* The next best of the eligible, or RP_NONE. */
	struct rp_ratio load; /* What that host's fullest resource would be. */
};

RP_API int rp_host_explanation(struct rp_host_explanation **out,
			       const rp_plan *, rp_id replica,
			       enum rp_words words);
RP_API void rp_host_explanation_free(struct rp_host_explanation *);

/* Why replica 'replica' does not stand on 'host': the first hard rule that
 * fails, by name, or what the load would be. */
RP_API char *rp_explain_other_host(const rp_plan *, rp_id replica, rp_id host,
				   enum rp_words words);

/* Why NIC 'nic' does not have 'ip' of 'family'. */
RP_API char *rp_explain_other_address(const rp_plan *, rp_id nic,
				      enum rp_family family, rp_ip ip,
				      enum rp_words words);

/* ---- Comparing (formats 5, diff and validate) ---------------------------- */

enum rp_difference_kind {
	RP_DIFFERENT_HOST,
	RP_DIFFERENT_NETWORK,
	RP_DIFFERENT_SUBNET,
	RP_DIFFERENT_ADDRESS
};

/* "host", "network", "subnet", "address". */
RP_API const char *rp_difference_name(enum rp_difference_kind kind);

/* One thing that two plans of one topology say otherwise. */
struct rp_difference {
	rp_id vm;
	rp_id nic;        /* RP_NONE for a host. */
	enum rp_difference_kind kind;
	enum rp_family family; /* Of an address. */
	char *before;     /* Names and addresses; NULL: there is none. */
	char *after;
};

/* VM by VM in the order of the file.  The caller frees '*out' with
 * rp_differences_free(). */
RP_API int rp_differences(struct rp_difference **out, size_t *n_out,
			  const rp_plan *before, const rp_plan *after);
RP_API void rp_differences_free(struct rp_difference *list, size_t n);

enum rp_validity { RP_MATCHING, RP_DIFFERENT, RP_MISSING, RP_UNKNOWN };

/* "matching", "different", "missing", "unknown". */
RP_API const char *rp_validity_name(enum rp_validity validity);

/* An address of the plan against the one that was observed. */
struct rp_observation {
	char *vm;
	char *nic;
	char *planned;    /* NULL: the plan has none (unknown). */
	char *observed;   /* NULL: none was observed (missing). */
	enum rp_validity validity;
};

/* Reads the table 'path' (CSV: vm, nic, address; one row an address) and holds
 * it against the plan: rows of the plan in the order of the file, then what the
 * plan does not know.  RP_OK, RP_INVALID, RP_UNREADABLE or RP_NO_MEMORY.  The
 * caller frees '*out' with rp_observations_free(). */
RP_API int rp_validate(struct rp_observation **out, size_t *n_out,
		       const rp_plan *, const char *path,
		       rp_messages *messages);
RP_API void rp_observations_free(struct rp_observation *list, size_t n);

/* ---- Sessions: decisions, undo, the plan file -------------------------- */

typedef struct rp_session rp_session;

enum rp_open_flags {
	RP_OPEN_CREATE = 1,  /* A plan file that does not exist is an empty
			      * one, and is made by saving. */
	RP_OPEN_FRESH = 2,   /* Forget the accepted plan. */
	RP_OPEN_LOCK = 4,    /* Hold the plan file until the session is freed:
			      * RP_LOCKED where another session does. */
	RP_OPEN_JOURNAL = 8  /* Keep a journal of the edits that are not saved
			      * yet, so that none is lost whatever ends the
			      * process.  Needs RP_OPEN_LOCK. */
};

/* The plan file that belongs to the topology file 'topology_path' when none is
 * named: `x.plan.cfg` beside `x.cfg`.  For an installed example, whose folder
 * is not the operator's, '*save' is another one, in the operator's own data
 * folder; else it is equal.  The caller frees both. */
RP_API int rp_plan_path(char **open, char **save, const char *topology_path);

/* Opens a session over 'topology', which must outlive it.  'plan_path' is the
 * plan file, or NULL for the one that belongs to the topology; one that is
 * named and does not exist is RP_UNREADABLE without RP_OPEN_CREATE.  Plans at
 * once.  The caller frees '*out' with rp_session_free(). */
RP_API int rp_session_open(rp_session **out, const rp_topology *topology,
			   const char *plan_path, unsigned flags,
			   rp_messages *messages);
RP_API void rp_session_free(rp_session *session);

RP_API const rp_topology *rp_session_topology(const rp_session *);

/* Where it will be saved. */
RP_API const char *rp_session_path(const rp_session *);

/* The plan as it stands; valid until the next edit, undo or redo. */
RP_API const rp_plan *rp_session_plan(const rp_session *);

/* Counts up with every plan: what was drawn from an older one is stale. */
RP_API uint64_t rp_session_version(const rp_session *);

/* Edits.  Each one that changes something is one undo step and plans anew;
 * one that changes nothing is none.  RP_REFUSED where rules 3 does not allow
 * it.  On any failure nothing has changed. */

/* Draws 'mapping', in place of the source's other one to that VMM server. */
RP_API int rp_session_map(rp_session *, const struct rp_mapping *mapping);

/* Deletes the mapping of 'source' to the VMM server 'server'. */
RP_API int rp_session_unmap(rp_session *, rp_id source, rp_id server);

/* Pins the replica of 'vm' to 'host'; RP_NONE removes the pin. */
RP_API int rp_session_pin_host(rp_session *, rp_id vm, rp_id host);

/* Pins the address of 'family' of 'nic'; NULL removes the pin. */
RP_API int rp_session_pin_address(rp_session *, rp_id nic,
				  enum rp_family family,
				  const rp_ip *address);

/* The peak that the operator aims at, in 1/1000, 1 to 1000. */
RP_API uint32_t rp_session_peak_target(const rp_session *);
RP_API int rp_session_set_peak_target(rp_session *, uint32_t permille);

/* The pins as they stand: the host a VM's replica is pinned to, or RP_NONE;
 * whether a NIC's address of a family is pinned, and to what. */
RP_API rp_id rp_session_pinned_host(const rp_session *, rp_id vm);
RP_API bool rp_session_pinned_address(const rp_session *, rp_id nic,
				      enum rp_family family, rp_ip *address);

/* Makes parts of the plan that stands: see rp_plan_complete(). */
RP_API int rp_session_complete(rp_session *, unsigned parts,
			       const struct rp_progress *progress);

/* What drawing a mapping would come to. */
struct rp_preview {
	struct rp_summary summary; /* Without bounds. */
	size_t kept;               /* NICs of the source network that would
				    * keep an address. */
	size_t moved;              /* Replicas that would have another host
				    * than now. */
};

/* What the plan would be if 'mapping' were drawn, without drawing it; 'target'
 * RP_NONE in it: without a mapping of 'source' to 'server'.  RP_OK, RP_REFUSED
 * or RP_NO_MEMORY. */
RP_API int rp_session_preview(struct rp_preview *out, rp_session *,
			      const struct rp_mapping *mapping, rp_id server);

/* Why a mapping is proposed: bits. */
enum rp_reason {
	RP_SAME_PREFIX = 1,   /* A prefix of the source is one of the target. */
	RP_SAME_NAME = 2,     /* Their names are one, but for the names of their
			       * sites and VMM servers. */
	RP_SAME_SUBNETS = 4,  /* Their subnets have the same names. */
	RP_FREE_ROOM = 8,     /* The target's pools have an address for each of
			       * the source's static ones. */
	RP_ONLY_TARGET = 16   /* No other network is recommended. */
};

struct rp_suggestion {
	rp_id source;
	rp_id target;
	unsigned reasons;     /* Of rp_reason. */
};

/* Mappings that could be drawn from the networks of one VMM server to those of
 * another: for networks that NICs of replicas are on and that are not mapped
 * there yet; to recommended targets (rules 2) that nothing is mapped to.  At
 * most one for each source and each target, the best reasons first served; in
 * the order of the sources.  The caller frees '*out' with free(). */
RP_API int rp_session_suggest(struct rp_suggestion **out, size_t *n_out,
			      const rp_session *, rp_id source_server,
			      rp_id target_server);

/* "same prefix, same name": the reasons in words. */
RP_API char *rp_suggestion_text(const struct rp_suggestion *,
				enum rp_words words);

/* Accepts the plan as it stands: what is planned from now on keeps to it.  An
 * undo step. */
RP_API int rp_session_accept(rp_session *);

/* The plan as rebalancing would make it, without doing so: planned from nothing.
 * Only reads the session, so it may run in a thread of its own while nobody
 * edits.  The caller frees '*out' with rp_plan_free().  RP_OK, RP_NO_MEMORY or
 * RP_STOPPED. */
RP_API int rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);

/* How many replicas that 'before' placed have another host in 'after', or
 * none. */
RP_API size_t rp_plan_n_moved(const rp_plan *before, const rp_plan *after);

/* The plan as it was last saved, or opened, planned anew.  The caller frees
 * '*out' with rp_plan_free(). */
RP_API int rp_session_saved_plan(rp_plan **out, const rp_session *);

/* Accepts 'fresh', which rp_session_preview_rebalance() made of the plan that
 * stands.  An undo step. */
RP_API int rp_session_rebalance(rp_session *, const rp_plan *fresh);

/* Go back or forth one step; false where there is none.  The plan is then the
 * very same as it was, hosts and addresses included. */
RP_API bool rp_session_can_undo(const rp_session *);
RP_API bool rp_session_can_redo(const rp_session *);
RP_API int rp_session_undo(rp_session *);
RP_API int rp_session_redo(rp_session *);

/* One sentence about the step that undo or redo would take, as "map A to B";
 * NULL where there is none. */
RP_API char *rp_session_undo_text(const rp_session *, enum rp_words words);
RP_API char *rp_session_redo_text(const rp_session *, enum rp_words words);

/* Whether the decisions differ from those in the file. */
RP_API bool rp_session_is_modified(const rp_session *);

/* Writes the plan file (formats 2) whole: when this returns RP_OK it is on
 * disk, and before that the file is the old one, whole.  RP_CHANGED where the
 * file is no longer what was read or written last, unless 'overwrite'. */
RP_API int rp_session_save(rp_session *, bool overwrite,
			   rp_messages *messages);

/* ---- The journal: edits that a session lost (promises, Data) ------------ */

/* How many steps an earlier session over the same plan file made and neither
 * saved nor gave up; 0 where there is nothing to recover.  '*changed' is
 * whether the plan file was written since. */
RP_API size_t rp_session_recoverable(const rp_session *, bool *changed);

/* Takes those steps again, as edits that can be undone.  '*taken' counts them;
 * it ends at the first that the rules no longer allow, or that names something
 * gone. */
RP_API int rp_session_recover(rp_session *, size_t *taken);

/* Gives up what can be recovered; without anything there, what this session
 * has not saved: the operator said so. */
RP_API void rp_session_discard(rp_session *);

/* Why no journal is kept although one was asked for; NULL where all is well.
 * Edits go on all the same. */
RP_API char *rp_session_journal_fault(const rp_session *);

/* ---- Proof (rules 4, "How good is it") ----------------------------------- */

/* A level of what makes one plan better than another, and what no plan can be
 * below that is as good on the levels before. */
struct rp_proof_level {
	char *name;    /* "replicas not placed, priority 1", "peak". */
	char *value;   /* Of the plan: "3", "75.4%". */
	char *bound;
	char *gap;     /* "proven optimal", "within 1.2% of the best". */
	char *witness; /* What the bound rests on, one sentence; or NULL. */
	bool proven;   /* The value is the bound; of a peak in 1/1000. */
};

struct rp_proof {
	struct rp_proof_level *levels; /* In their order. */
	size_t n_levels;
	char *note;    /* What else to know of the gaps, or NULL. */
};

/* How good the plan is, with the best bounds there are: for one resource at a
 * time, those of the linear relaxation.  May take long on a large site;
 * 'progress' may be NULL.  RP_OK, RP_NO_MEMORY or RP_STOPPED.  The caller frees
 * '*out' with rp_proof_free(). */
RP_API int rp_plan_prove(struct rp_proof **out, const rp_plan *,
			 enum rp_words words,
			 const struct rp_progress *progress);
RP_API void rp_proof_free(struct rp_proof *proof);

/* ---- Exports (formats 2, 4, 5) ------------------------------------------ */

/* Each makes the whole text, '*size' bytes and a NUL behind them.  The caller
 * frees '*out' with free().  RP_OK or RP_NO_MEMORY. */
RP_API int rp_export_plan_json(char **out, size_t *size, const rp_plan *);
RP_API int rp_export_plan_csv(char **out, size_t *size, const rp_plan *);

/* The placement as a linear program with whole numbers, in CPLEX LP format, so
 * that a solver can referee: see the comments at its head. */
RP_API int rp_export_lp(char **out, size_t *size, const rp_plan *);

RP_API int rp_export_config(char **out, size_t *size, const rp_session *);
RP_API int rp_export_findings_json(char **out, size_t *size, const rp_plan *);
RP_API int rp_export_targets_json(char **out, size_t *size,
				  const rp_topology *,
				  const struct rp_target *targets,
				  size_t n_targets);

/* 'text' as a field of CSV (RFC 4180), with its quotes; where a spreadsheet
 * would take it for a formula, an apostrophe stands before it. */
RP_API char *rp_csv_field(const char *text);

/* Writes 'bytes' to the file 'path', which then is the whole new or the whole
 * old one, in a folder that must be there.  RP_OK, RP_UNWRITABLE (a message
 * says why) or RP_NO_MEMORY. */
RP_API int rp_export_write(const char *path, const char *bytes, size_t size,
			   rp_messages *messages);

/* What else is asked about a replica, beside why it is as it is. */
struct rp_question {
	rp_id host;            /* Why not this host?  RP_NONE: not asked. */
	rp_id nic;             /* Of rp_plan_nic(): why does it not have 'ip'?
				* RP_NONE: not asked. */
	enum rp_family family;
	rp_ip ip;
};

/* All that is explained of 'replica', and the answers to 'question', which may
 * be NULL. */
RP_API int rp_export_explain_json(char **out, size_t *size, const rp_plan *,
				  rp_id replica,
				  const struct rp_question *question);
RP_API int rp_export_diff_json(char **out, size_t *size, const rp_topology *,
			       const struct rp_difference *list, size_t n);
RP_API int rp_export_validate_json(char **out, size_t *size,
				   const struct rp_observation *list,
				   size_t n);

/* What rp_session_preview_rebalance() would gain and move: 'before' is the
 * plan as it stands. */
RP_API int rp_export_rebalance_json(char **out, size_t *size,
				    const rp_plan *before,
				    const rp_plan *after);

/* 'list' is what rp_plan_failback() made of the same plan. */
RP_API int rp_export_failback_json(char **out, size_t *size, const rp_plan *,
				   const struct rp_failback *list, size_t n);

#ifdef __cplusplus
}
#endif

#endif
