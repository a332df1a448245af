/* replan - Mappings, the plan that follows from them, and its findings.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of replan.h, which says how all of it is meant: include that. */

#ifndef REPLAN_PLAN_H
#define REPLAN_PLAN_H 1

#include "topology.h"

#ifdef __cplusplus
extern "C" {
#endif

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

/* For want of what one of rp_plan_stranded() finds no place. */
enum rp_want {
	RP_WANT_PIN,   /* It is pinned to the lost host. */
	RP_WANT_REACH, /* No other host in service reaches its networks. */
	RP_WANT_APART, /* The only one that does has its VM, or its replica. */
	RP_WANT_ROOM   /* There are such hosts, and no room. */
};

RP_API enum rp_want rp_plan_stranded_want(const rp_plan *, rp_id i);

/* "no room on other hosts": why those of host 'i' find no place; "" where there
 * are none. */
RP_API char *rp_plan_loss_reason(const rp_plan *, rp_id i,
				 enum rp_words words);

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

#ifdef __cplusplus
}
#endif

#endif
