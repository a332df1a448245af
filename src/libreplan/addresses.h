/* Addresses: which address each replica NIC has (rules 6).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pools are never enumerated: what is not usable is a sorted list of ranges,
 * what was given is a set, and the lowest usable address of a pool is a cursor
 * that only goes up.  An IPv6 /64 pool costs as much as a /24. */

#ifndef ADDRESSES_H
#define ADDRESSES_H 1

#include "accepted.h"
#include "decisions.h"
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

/* The NIC of 'plan' that has 'ip' on 'subnet' (or a subnet that shares its
 * space), or RP_NONE: an id of rp_plan_nic(). */
rp_id addresses_given_to(const rp_plan *plan, rp_id subnet,
			 enum rp_family family, rp_ip ip);

/* Fills rule and address of every NIC of 'plan' whose network and subnet are
 * known: pinned, accepted, retained, offset, next, one step for all before the
 * next.  'accepted' may be NULL.  False when memory ran out. */
bool addresses_assign(rp_plan *plan, const struct decisions *decisions,
		      const struct accepted *accepted);

/* How many addresses of a subnet's pools nobody has: for the map.  Counts at
 * most UINT64_MAX. */
uint64_t addresses_free(const rp_plan *plan, rp_id subnet,
			enum rp_family family);

#endif
