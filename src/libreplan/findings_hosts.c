/* Findings about placement, hosts and clouds (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"
#include "obstacle.h"
#include "ratio.h"
#include "topology.h"

/* ---- Replicas --------------------------------------------------------- */

static void check_unplaced(struct checks *checks)
{
	const rp_plan *plan = checks->plan;
	struct obstacles obstacles;

	if (plan->value.unplaced == 0)
		return;
	if (!obstacles_init(&obstacles, plan)) {
		findings_fail(checks);
		return;
	}
	for (rp_id i = 0; i < plan->n_replicas; i++) {
		struct obstacle obstacle;

		if (plan->replicas[i].host != RP_NONE)
			continue;
		obstacles_find(&obstacle, &obstacles, i);
		findings_add(checks, obstacle.code, obstacle.args,
			     obstacle.n_args);
	}
	obstacles_destroy(&obstacles);
}

static void check_nics(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	for (rp_id i = 0; i < plan->n_replicas; i++)
		if (plan->replicas[i].nics.first == plan->replicas[i].nics.end)
			FINDINGS_ADD(checks, VM_WITHOUT_NIC,
				     ARG_VM(plan->replicas[i].vm));
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

static void check_hosts(struct checks *checks)
{
	const rp_plan *plan = checks->plan;
	const rp_topology *topology = checks->topology;

	for (rp_id id = 0; id < rp_count(topology, RP_HOST); id++) {
		const struct rp_host *host = rp_host(topology, id);
		rp_id index = plan->host_index[id];
		const int64_t *load = index == RP_NONE
					      ? host->running
					      : plan->hosts[index].load;

		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (load[r] > stock(topology, host, r))
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
	for (rp_id id = 0; id < rp_count(topology, RP_CLOUD); id++)
		if (rp_cloud(topology, id)->pair != RP_NONE)
			check_cloud_networks(checks, seen, id);
	free(seen);
}

/* ---- The plan file ---------------------------------------------------- */

static void check_plan_file(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	for (uint32_t i = 0; i < plan->decisions.n_dangling; i++)
		if (plan->decisions.dangling[i].pin)
			FINDINGS_ADD(
				checks, PIN_DANGLING,
				arg_text(plan->decisions.dangling[i].missing));
	if (plan->accepted && plan->accepted->forgotten > 0)
		FINDINGS_ADD(checks, ACCEPTED_FORGOTTEN,
			     arg_number(plan->accepted->forgotten));
}

void findings_hosts(struct checks *checks)
{
	check_unplaced(checks);
	check_nics(checks);
	check_hosts(checks);
	check_clouds(checks);
	check_logical_networks(checks);
	check_plan_file(checks);
}
