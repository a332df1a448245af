/* Findings about clouds, and about what stands in them before anything is
 * planned (rules 2, 4).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"
#include "topology.h"

/* ---- VMs -------------------------------------------------------------- */

static void check_nic(struct checks *checks, rp_id id)
{
	const rp_topology *topology = checks->topology;
	const struct rp_nic *nic = rp_nic(topology, id);
	rp_id cloud = rp_vm(topology, nic->vm)->cloud;
	rp_id logical = rp_network(topology, nic->network)->logical_network;

	if (!topology_lists(topology,
			    rp_cloud(topology, cloud)->logical_networks,
			    logical))
		FINDINGS_ADD(checks, NIC_OUTSIDE_CLOUD, ARG_VM(nic->vm),
			     ARG_NIC(id), ARG_NETWORK(nic->network),
			     ARG_CLOUD(cloud),
			     arg_object(RP_LOGICAL_NETWORK, logical));
}

/* Those that are replicated. */
static void check_vms(struct checks *checks)
{
	const rp_topology *topology = checks->topology;

	for (rp_id vm = 0; vm < rp_count(topology, RP_VM); vm++) {
		struct rp_range nics = rp_vm(topology, vm)->nics;

		if (rp_vm_pair(topology, vm) == RP_NONE)
			continue;
		checks->check = CHECK_WITHOUT_NIC;
		if (nics.first == nics.end)
			FINDINGS_ADD(checks, VM_WITHOUT_NIC, ARG_VM(vm));
		checks->check = CHECK_NICS_OF_CLOUDS;
		for (rp_id nic = nics.first; nic < nics.end; nic++)
			check_nic(checks, nic);
	}
}

/* ---- Hosts ------------------------------------------------------------ */

/* What 'host' has of 'resource', its reserve included. */
static int64_t stock(const rp_topology *topology, const struct rp_host *host,
		     int resource)
{
	int64_t capacity = host->capacity[resource];

	if (capacity == RP_UNLIMITED)
		return RP_UNLIMITED;
	return capacity + rp_group(topology, host->group)->reserve[resource];
}

/* By what runs there alone: a replica is never placed where it has no room, and
 * so never makes a host carry more than it has. */
static void check_hosts(struct checks *checks)
{
	const rp_topology *topology = checks->topology;

	checks->check = CHECK_OVERLOADED;
	for (rp_id id = 0; id < rp_count(topology, RP_HOST); id++) {
		const struct rp_host *host = rp_host(topology, id);

		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (host->running[r] > stock(topology, host, r))
				FINDINGS_ADD(checks, HOST_OVERLOADED,
					     ARG_HOST(id),
					     arg_resource((enum rp_resource)r));
	}
}

/* ---- Clouds ----------------------------------------------------------- */

static bool has_host(const rp_topology *topology, const struct rp_cloud *cloud)
{
	for (rp_id i = cloud->groups.first; i < cloud->groups.end; i++) {
		rp_id group = rp_topology_id(topology, i);
		struct rp_range hosts = rp_group(topology, group)->hosts;

		if (hosts.first < hosts.end)
			return true;
	}
	return false;
}

static void check_clouds(struct checks *checks)
{
	const rp_topology *topology = checks->topology;

	checks->check = CHECK_CLOUDS;
	for (rp_id id = 0; id < rp_count(topology, RP_CLOUD); id++) {
		const struct rp_cloud *cloud = rp_cloud(topology, id);
		struct rp_range networks = cloud->logical_networks;

		if (cloud->pair == RP_NONE)
			continue;
		if (networks.first == networks.end)
			FINDINGS_ADD(checks, CLOUD_WITHOUT_LOGICAL_NETWORK,
				     ARG_CLOUD(id));
		if (!has_host(topology, cloud))
			FINDINGS_ADD(checks, CLOUD_WITHOUT_HOST, ARG_CLOUD(id));
	}
}

/* One finding for a logical network, about the first paired cloud that has
 * it. */
static void check_cloud_networks(struct checks *checks, bool *seen, rp_id id)
{
	const rp_topology *topology = checks->topology;
	struct rp_range list = rp_cloud(topology, id)->logical_networks;

	for (rp_id i = list.first; i < list.end; i++) {
		rp_id logical = rp_topology_id(topology, i);
		struct rp_range networks =
			rp_logical_network(topology, logical)->networks;

		if (networks.first == networks.end && !seen[logical])
			FINDINGS_ADD(checks, LOGICAL_NETWORK_EMPTY,
				     arg_object(RP_LOGICAL_NETWORK, logical),
				     ARG_CLOUD(id));
		seen[logical] = true;
	}
}

static void check_logical_networks(struct checks *checks)
{
	const rp_topology *topology = checks->topology;
	bool *seen = memory_zeroed(rp_count(topology, RP_LOGICAL_NETWORK),
				   sizeof *seen);

	if (!seen) {
		findings_fail(checks);
		return;
	}
	checks->check = CHECK_CLOUD_NETWORKS;
	for (rp_id id = 0; id < rp_count(topology, RP_CLOUD); id++)
		if (rp_cloud(topology, id)->pair != RP_NONE)
			check_cloud_networks(checks, seen, id);
	free(seen);
}

void findings_clouds(struct checks *checks)
{
	check_vms(checks);
	check_hosts(checks);
	check_clouds(checks);
	check_logical_networks(checks);
}
