/* Exports: what JSON and CSV have in common.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef EXPORT_H
#define EXPORT_H 1

#include "replan.h"

/* A row of a replica NIC's addresses, in the order of formats 4. */
struct export_address {
	enum rp_family family;
	enum rp_rule rule;
	bool has_source;  /* Not for DHCP. */
	bool has_address; /* Not for DHCP, nor where none is to be had. */
	rp_ip source;
	rp_ip address;
};

/* Fills 'out' and returns how many rows there are: none for a NIC that is not
 * connected or not placed, one for DHCP, else one for each address in the order
 * in which the topology has them. */
unsigned export_addresses(struct export_address out[RP_N_FAMILIES],
			  const rp_plan *plan,
			  const struct rp_replica_nic *nic);

/* Names, or NULL where 'id' is RP_NONE. */
const char *export_name(const rp_topology *topology, enum rp_kind kind,
			rp_id id);

/* The name of a subnet rule, or NULL where none fired. */
const char *export_subnet_rule(const struct rp_replica_nic *nic);

#endif
