/* Subnets: where on its target network a replica's NIC goes (rules 5), and at
 * which sites a subnet stands (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SUBNETS_H
#define SUBNETS_H 1

#include "replan.h"

/* The subnet of 'network' for a NIC whose source subnet is 'source' (or
 * RP_NONE) on a host of host group 'group', and by which rule; RP_NONE where
 * the network has none there. */
rp_id subnets_choose(const rp_topology *topology, rp_id network, rp_id source,
		     rp_id group, enum rp_subnet_rule *rule);

/* The sites where 'subnet' stands (rules 7): those of its host groups; of all
 * of its VMM server's where it names none; its server's own where that has
 * none.  They are counted by 'i' from 0, and a site may come more than once;
 * RP_NONE behind the last. */
rp_id subnets_site(const rp_topology *topology, rp_id subnet, rp_id i);

#endif
