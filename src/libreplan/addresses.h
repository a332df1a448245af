/* Addresses: which address each replica NIC has (rules 6).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pools are never enumerated: what is not usable is a sorted list of ranges,
 * what was given is a set, and the lowest usable address of a pool is a cursor
 * that only goes up.  An IPv6 /64 pool costs as much as a /24.
 *
 * Who has what in one space depends on nothing in another.  So addresses are
 * given anew in the spaces that an edit touches, and nowhere else. */

#ifndef ADDRESSES_H
#define ADDRESSES_H 1

#include "accepted.h"
#include "decisions.h"
#include "given.h"
#include "idset.h"
#include "replan.h"

/* Which NICs hold which addresses, in each space.  A space is a subnet and a
 * family; stretched subnets of one prefix share theirs. */
struct held;

/* Made once for a topology, when it is read.  False when memory ran out. */
bool held_init(rp_topology *topology);
void held_destroy(struct held *held);

/* Whether an address is usable for a VM, and if not why: what the text of a
 * finding or an explanation says. */
enum address_use {
	ADDRESS_USABLE,
	ADDRESS_OUTSIDE_PREFIX,
	ADDRESS_OUTSIDE_POOLS,
	ADDRESS_RESERVED,
	ADDRESS_GATEWAY,
	ADDRESS_SPECIAL,  /* Network or broadcast address. */
	ADDRESS_HELD,     /* By a NIC of another VM: '*nic'. */
	ADDRESS_GIVEN     /* To another replica NIC: '*nic'. */
};

/* What 'ip' of 'family' is on 'subnet' for a replica of 'vm', without what
 * replicas have. */
enum address_use addresses_use(const rp_topology *topology, rp_id subnet,
			       enum rp_family family, rp_ip ip, rp_id vm,
			       rp_id *nic);

/* Whether 'pool' has 'ip' and reserves it. */
bool addresses_reserves(const rp_topology *topology, rp_id pool,
			enum rp_family family, rp_ip ip);

/* ---- Giving addresses ----------------------------------------------------
 *
 * Before the connection or the subnet of a NIC changes, addressing_release();
 * once it has its new ones, and its replica its host, addressing_request();
 * when all that has changed is so, addressing_assign().  A NIC has a subnet
 * only where it is mapped and its replica is placed. */

/* What only VM 'vm' holds and could be given on 'place', by pool and address.
 * There is one of each family, as NICs often ask for one address of each. */
struct own_list {
	struct own *at;
	uint32_t n;
	uint32_t next;            /* Those before it are given. */
	rp_id vm;
	uint32_t place;
};

struct addressing {
	struct given given;
	uint32_t *n_given;   /* By place that shares its space with few: how
			      * many of its vacant addresses were given. */
	uint64_t *open;      /* Requests that no step has settled yet, a bit
			      * each: none but in addressing_assign(). */
	size_t first_open;   /* The words of 'open' that are in use. */
	size_t end_open;
	struct idset targets;     /* The networks of the spaces at hand. */
	uint32_t *mappings;       /* By source network: the mapping that was
				   * last found for it. */
	struct supply *supplies;  /* By place. */
	uint64_t round;           /* Of the supplies that were started in it. */
	struct own_list own[RP_N_FAMILIES];
	rp_id own_vm;             /* The VM that asked last... */
	struct idset own_spaces;  /* ...and where its NICs hold addresses. */
};

/* All memory for the NICs of 'plan', none of which has an address yet.  False
 * when memory ran out; addressing_destroy() is due all the same. */
bool addressing_init(struct addressing *addressing, const rp_plan *plan);
void addressing_destroy(struct addressing *addressing);

/* Takes from NIC 'nic' of 'plan' what it has been given; its rules are then
 * RP_RULE_ABSENT.  The spaces where that was are touched. */
void addressing_release(rp_plan *plan, rp_id nic);

/* Asks for the addresses of NIC 'nic': the spaces that can give them are
 * touched, and until they are given anew, its rule is RP_RULE_NONE or what it
 * was. */
void addressing_request(rp_plan *plan, rp_id nic);

/* Gives addresses anew in all spaces that were touched: pinned, accepted,
 * retained, offset, next, one step for all NICs before the next.  plan_touch()
 * is called for each NIC whose rule or address becomes another one.  The caller
 * clears the set of spaces. */
void addressing_assign(rp_plan *plan);

/* The NIC of 'plan' that has 'ip' on 'subnet' (or a subnet that shares its
 * space), or RP_NONE: an id of rp_plan_nic(). */
rp_id addresses_given_to(const rp_plan *plan, rp_id subnet,
			 enum rp_family family, rp_ip ip);

/* How many addresses of a subnet's pools nobody has: for the map.  Counts at
 * most UINT64_MAX. */
uint64_t addresses_free(const rp_plan *plan, rp_id subnet,
			enum rp_family family);

#endif
