/* replan - What stands, and who may be mapped to what (rules 1 and 2).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of replan.h, which says how all of it is meant: include that. */

#ifndef REPLAN_TOPOLOGY_H
#define REPLAN_TOPOLOGY_H 1

#include "basics.h"

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif

#endif
