/* As much of a topology, its decisions and a plan as addresses need, made by
 * hand or at random.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef ADDRESS_WORLD_H
#define ADDRESS_WORLD_H 1

#include "accepted.h"
#include "decisions.h"
#include "plan.h"
#include "topology.h"

#define MAX_SUBNETS 12
#define RANDOM_SUBNETS 4
#define MAX_POOLS 16
#define MAX_RANGES 64
#define MAX_VMS 6
#define MAX_NICS 24

/* Networks: first those that NICs are on, then those that replicas go to.  Each
 * of the first is mapped to each of the others. */
#define N_SOURCES 2
#define N_TARGETS 2
#define N_MAPPINGS (N_SOURCES * N_TARGETS)

struct world {
	rp_topology topology;
	rp_plan plan;
	struct accepted accepted; /* Of the plan only where a test says so. */
	struct rp_network networks[N_SOURCES + N_TARGETS];
	struct rp_subnet subnets[MAX_SUBNETS];
	struct rp_pool pools[MAX_POOLS];
	struct rp_ip_range ranges[MAX_RANGES];
	struct rp_vm vms[MAX_VMS];
	struct rp_nic nics[MAX_NICS];
	rp_ip addresses[MAX_NICS * RP_N_FAMILIES];
	struct rp_replica replicas[MAX_VMS];
	struct rp_replica_nic replica_nics[MAX_NICS];
	struct rp_mapping mappings[N_MAPPINGS];
	struct address_pin pins[MAX_NICS * RP_N_FAMILIES];
	struct accepted_nic accepted_nics[MAX_NICS];
};

/* 32 addresses around which all of a family happens: in the middle, at the
 * lowest or at the highest address. */
#define SPAN 32

struct window {
	rp_ip first[RP_N_FAMILIES];
};

/* Makes an empty world; it must not be moved. */
void world_init(struct world *w);

/* An address and the family of its text. */
rp_ip world_ip(const char *text);
enum rp_family world_family(const char *text);

/* Adds a range; the caller enters it in a list. */
rp_id world_add_range(struct world *w, enum rp_family family, rp_ip first,
		      rp_ip last);

/* Adds a subnet without prefix, gateway and pool; every other one is of the
 * second target network. */
struct rp_subnet *world_add_subnet(struct world *w);

/* Adds a pool to the last subnet. */
struct rp_pool *world_add_pool(struct world *w, enum rp_family family,
			       rp_ip first, rp_ip last);

/* Adds a VM without NIC, and its replica, which is placed. */
void world_add_vm(struct world *w);

/* Adds a NIC of network 'source' without address, on subnet 'from', to the last
 * VM; its replica is connected to subnet 'to', or where that is RP_NONE, to the
 * first target network. */
rp_id world_add_nic(struct world *w, rp_id source, rp_id from, rp_id to);
void world_set_address(struct world *w, rp_id nic, enum rp_family family,
		       rp_ip address);

/* The mapping that a NIC of the plan follows, which must be connected; and the
 * rule of all mappings. */
struct rp_mapping *world_mapping(struct world *w, rp_id nic);
void world_set_rule(struct world *w, enum rp_address_rule rule);

/* Makes what the library makes of the topology and the plan, once all is added;
 * and destroys it.  All NICs count as touched already, so that no counts of the
 * plan are looked for. */
void world_begin(struct world *w);
void world_end(struct world *w);

/* Asks for the addresses of all NICs and gives them. */
void world_assign(struct world *w);

/* An address of the window. */
rp_ip world_random_ip(uint64_t *state, const struct window *window, int f);

/* Makes a random world, and begins it. */
struct window world_random(struct world *w, uint64_t *state);

/* Changes something of a random world: what a NIC is connected to, where a
 * replica stands, a pin, or the rule of a mapping; and asks for the addresses
 * that may be other ones then. */
void world_change(struct world *w, uint64_t *state,
		  const struct window *window);

#endif
