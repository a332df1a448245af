/* The topology: all objects of a file, by kind, in the order of the file.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold once it is read: every id in a record is one of its kind;
 * objects of one scope have consecutive ids (the subnets of a network, the
 * hosts of a host group and so of a VMM server, the VMs of a cloud), so a
 * range says which they are; names are unique in their scope; lists of ids are
 * sorted, and none is twice in one. */

#ifndef TOPOLOGY_H
#define TOPOLOGY_H 1

#include "names.h"
#include "replan.h"

/* An array of records that grows while the file is read. */
#define TOPOLOGY_ARRAY(type) \
	struct { \
		type *at; \
		uint32_t n; \
		uint32_t capacity; \
	}

/* A notice about a file: an unknown setting or column. */
struct topology_notice {
	rp_id text;       /* The setting's or column's name. */
	rp_id object;     /* A text: what it stands in. */
	rp_id file;       /* A text: the file's name. */
	uint32_t line;
	uint64_t position; /* See topology_position(). */
	bool column;
};

struct announced {
	struct rp_prefix prefix;
	enum rp_family family;
};

struct rp_topology {
	char *path;               /* As it was given. */
	const char *file;         /* Its last part. */
	struct names names;
	TOPOLOGY_ARRAY(struct rp_site) sites;
	TOPOLOGY_ARRAY(struct rp_server) servers;
	TOPOLOGY_ARRAY(struct rp_logical_network) logical_networks;
	TOPOLOGY_ARRAY(struct rp_network) networks;
	TOPOLOGY_ARRAY(struct rp_subnet) subnets;
	TOPOLOGY_ARRAY(struct rp_pool) pools;
	TOPOLOGY_ARRAY(struct rp_group) groups;
	TOPOLOGY_ARRAY(struct rp_host) hosts;
	TOPOLOGY_ARRAY(struct rp_cloud) clouds;
	TOPOLOGY_ARRAY(struct rp_vm) vms;
	TOPOLOGY_ARRAY(struct rp_nic) nics;
	TOPOLOGY_ARRAY(struct rp_zone) zones;
	TOPOLOGY_ARRAY(struct rp_pair) pairs;
	TOPOLOGY_ARRAY(struct rp_link) links;
	TOPOLOGY_ARRAY(rp_id) ids;             /* Lists of ids. */
	TOPOLOGY_ARRAY(struct rp_ip_range) ranges;
	TOPOLOGY_ARRAY(rp_ip) addresses;       /* Of NICs. */
	TOPOLOGY_ARRAY(struct announced) announced;
	TOPOLOGY_ARRAY(struct rp_mapping) mappings; /* As mapped today. */
	TOPOLOGY_ARRAY(struct topology_notice) notices;
	struct fabric *fabric;    /* Which hosts reach which networks. */
	struct held *held;        /* Which NICs hold which addresses: see
				   * addresses.h. */
	struct dns_names *dns;    /* Which names are in which zones. */
	struct finding_base *findings; /* Those of the topology alone; made
				   * last. */
};

/* Where object 'id' of 'kind' stands, for sorting in the order of the file: the
 * line in the upper 32 bits, the row of its table in the lower. */
uint64_t topology_position(const rp_topology *topology, enum rp_kind kind,
			   rp_id id);

/* So many VMM servers, or NICs of a VM, are asked for a name one by one; where
 * there are more, an index over all of them answers. */
#define TOPOLOGY_FEW 16

/* Enters object '*id' of 'kind' in 'scope' under the text 'name', once all VMM
 * servers are read.  RP_OK; RP_REFUSED where there is one, whose id is then
 * '*id'; or RP_NO_MEMORY. */
int topology_enter(rp_topology *topology, enum rp_kind kind, rp_id scope,
		   rp_id name, rp_id *id);

/* As rp_find_anywhere(), and gives the first two. */
unsigned topology_find_two(const rp_topology *topology, enum rp_kind kind,
			   const char *name, rp_id ids[2]);

/* The word for a kind, as "VM network": a msgid. */
const char *topology_kind_word(enum rp_kind kind);

/* The line of object 'id' of 'kind' in its file. */
uint32_t topology_line(const rp_topology *topology, enum rp_kind kind,
		       rp_id id);

/* Whether 'id' is one of the ids in 'list'. */
bool topology_lists(const rp_topology *topology, struct rp_range list,
		    rp_id id);

/* Whether 'subnet' is at host group 'group' (rules 5). */
bool topology_subnet_at(const rp_topology *topology, rp_id subnet,
			rp_id group);

#endif
