/* The fabric: which hosts reach which networks (rules 4, "reaches every
 * network").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It follows from the topology alone.  Hosts in service that stand in one host
 * group and have the same logical networks are alike for all that decides where
 * a replica may stand, but for what they have free: they are a group here.
 * Sets of groups are rows of bits, so "all hosts of this cloud that reach these
 * networks" is a few words and'ed together. */

#ifndef FABRIC_H
#define FABRIC_H 1

#include "replan.h"

struct fabric {
	struct rp_range *groups;  /* Of 'group_hosts', in the order of the first
				   * host of each. */
	uint32_t n_groups;
	rp_id *group_hosts;       /* Rising in each group. */
	rp_id *group_of;          /* By host; RP_NONE: in maintenance. */
	uint32_t n_words;         /* Of a row of bits, one at least. */
	uint64_t *network_groups; /* By network: a row. */
	uint64_t *cloud_groups;   /* By cloud: those of its host groups. */
	bool is_too_wide;         /* The rows would take more than FABRIC_MOST
				   * words: there are none. */
};

/* 128 MiB: 30,000 kinds of hosts and as many networks. */
#define FABRIC_MOST ((size_t)1 << 24)

/* NULL when memory ran out.  What is too wide is of no use. */
struct fabric *fabric_new(const rp_topology *topology);
void fabric_free(struct fabric *fabric);

/* The groups that reach 'network', and those of 'cloud'. */
static inline const uint64_t *fabric_network(const struct fabric *fabric,
					     rp_id network)
{
	return &fabric->network_groups[(size_t)network * fabric->n_words];
}

static inline const uint64_t *fabric_cloud(const struct fabric *fabric,
					   rp_id cloud)
{
	return &fabric->cloud_groups[(size_t)cloud * fabric->n_words];
}

/* The first host of group 'i': what holds for it holds for all of them. */
static inline rp_id fabric_host(const struct fabric *fabric, uint32_t i)
{
	return fabric->group_hosts[fabric->groups[i].first];
}

/* Whether a replica that is connected to 'network' can stand on 'host', in
 * service or not. */
bool fabric_reaches(const rp_topology *topology, rp_id host, rp_id network);

#endif
