/* Why an address is usable on a subnet or not: see addresses.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "address.h"
#include "addresses.h"
#include "held.h"
#include "topology.h"

/* Whether 'ip' is one of the ranges 'list'. */
static bool is_listed(const rp_topology *topology, struct rp_range list,
		      enum rp_family family, rp_ip ip)
{
	for (rp_id i = list.first; i < list.end; i++) {
		const struct rp_ip_range *range = &topology->ranges.at[i];

		if (range->family == family && ip >= range->first &&
		    ip <= range->last)
			return true;
	}
	return false;
}

/* Whether 'pool' has 'ip', reserved or not. */
static bool pool_has(const rp_topology *topology, rp_id id,
		     enum rp_family family, rp_ip ip)
{
	const struct rp_ip_range *range = &topology->pools.at[id].range;

	return range->family == family && ip >= range->first &&
	       ip <= range->last;
}

bool addresses_reserves(const rp_topology *topology, rp_id pool,
			enum rp_family family, rp_ip ip)
{
	return pool_has(topology, pool, family, ip) &&
	       is_listed(topology, topology->pools.at[pool].reserved, family,
			 ip);
}

/* What keeps an address that is in no open range out of them. */
static enum address_use why_not_open(const rp_topology *topology, rp_id id,
				     enum rp_family family, rp_ip ip)
{
	const struct rp_subnet *subnet = &topology->subnets.at[id];
	const struct rp_prefix *prefix = &subnet->prefix[family];
	bool is_in_pool = false;

	if (prefix->length < 0 || !address_in_prefix(family, ip, *prefix))
		return ADDRESS_OUTSIDE_PREFIX;
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		if (addresses_reserves(topology, p, family, ip))
			return ADDRESS_RESERVED;
		is_in_pool |= pool_has(topology, p, family, ip);
	}
	if (!is_in_pool)
		return ADDRESS_OUTSIDE_POOLS;
	return is_listed(topology, subnet->gateways, family, ip)
		       ? ADDRESS_GATEWAY
		       : ADDRESS_SPECIAL;
}

enum address_use addresses_use(const rp_topology *topology, rp_id subnet,
			       enum rp_family family, rp_ip ip, rp_id vm,
			       rp_id *nic)
{
	rp_id other;

	if (!held_open(topology->held, subnet, family, ip))
		return why_not_open(topology, subnet, family, ip);
	other = held_by_other(
		topology, held_space(topology->held, subnet, family), ip, vm);
	if (other == RP_NONE)
		return ADDRESS_USABLE;
	*nic = other;
	return ADDRESS_HELD;
}
