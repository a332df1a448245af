/* Subnets: see subnets.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "subnets.h"

#include "topology.h"

/* The subnet of 'network' that is called as 'source' is, or RP_NONE. */
static rp_id same_name(const rp_topology *topology, rp_id network, rp_id source)
{
	if (source == RP_NONE)
		return RP_NONE;
	return rp_find(topology, RP_SUBNET, network,
		       rp_name(topology, RP_SUBNET, source));
}

rp_id subnets_choose(const rp_topology *topology, rp_id network, rp_id source,
		     rp_id group, enum rp_subnet_rule *rule)
{
	struct rp_range subnets = rp_network(topology, network)->subnets;
	rp_id same = same_name(topology, network, source);

	*rule = RP_SUBNET_SAME_NAME;
	if (same != RP_NONE && topology_subnet_at(topology, same, group))
		return same;
	*rule = RP_SUBNET_FIRST;
	for (rp_id subnet = subnets.first; subnet < subnets.end; subnet++)
		if (topology_subnet_at(topology, subnet, group))
			return subnet;
	*rule = RP_SUBNET_NO_RULE;
	return RP_NONE;
}

rp_id subnets_site(const rp_topology *topology, rp_id subnet, rp_id i)
{
	const struct rp_subnet *s = rp_subnet(topology, subnet);
	const struct rp_server *server =
		rp_server(topology, rp_network_server(topology, s->network));
	bool named = s->groups.first < s->groups.end;
	struct rp_range list = named ? s->groups : server->groups;
	rp_id group;

	if (list.first == list.end)
		return i == 0 ? server->site : RP_NONE;
	if (i >= list.end - list.first)
		return RP_NONE;
	group = list.first + i;
	if (named)
		group = rp_topology_id(topology, group);
	return rp_group(topology, group)->site;
}
