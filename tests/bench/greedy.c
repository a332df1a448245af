/* A plain greedy placement: see greedy.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It knows what an operator's script would know: clouds, networks, room. */

#include "greedy.h"

#include <stdlib.h>
#include <string.h>

struct host {
	double load[RP_N_RESOURCES];
	double capacity[RP_N_RESOURCES]; /* 0: without limit. */
};

static bool lists(const rp_topology *topology, struct rp_range list, rp_id id)
{
	for (rp_id i = list.first; i < list.end; i++)
		if (rp_topology_id(topology, i) == id)
			return true;
	return false;
}

/* Whether the host has the logical networks of all targets of a replica. */
static bool reaches(const rp_plan *plan, const struct rp_replica *replica,
		    const struct rp_host *host)
{
	const rp_topology *topology = rp_plan_topology(plan);

	for (rp_id i = replica->nics.first; i < replica->nics.end; i++) {
		rp_id network = rp_plan_nic(plan, i)->network;

		if (network != RP_NONE &&
		    !lists(topology, host->logical_networks,
			   rp_network(topology, network)->logical_network))
			return false;
	}
	return true;
}

/* How full 'host' would be; above 1 where it has no room. */
static double fullness(const struct host *host, const int64_t *need)
{
	double most = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		double ratio;

		if (host->capacity[r] <= 0)
			continue;
		ratio = (host->load[r] + (double)need[r]) / host->capacity[r];
		if (ratio > most)
			most = ratio;
	}
	return most;
}

static rp_id find_host(const rp_plan *plan, const struct host *hosts,
		       const struct rp_replica *replica)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_cloud *cloud = rp_cloud(
		topology, rp_pair(topology, replica->pair)->target);
	const int64_t *need = rp_vm(topology, replica->vm)->need;
	rp_id best = RP_NONE;
	double least = 1;

	for (rp_id i = cloud->groups.first; i < cloud->groups.end; i++) {
		struct rp_range list =
			rp_group(topology, rp_topology_id(topology, i))->hosts;

		for (rp_id host = list.first; host < list.end; host++) {
			double full = fullness(&hosts[host], need);

			if (full <= least && (best == RP_NONE || full < least) &&
			    reaches(plan, replica, rp_host(topology, host))) {
				best = host;
				least = full;
			}
		}
	}
	return best;
}

static void fill_hosts(struct host *hosts, const rp_topology *topology)
{
	for (rp_id i = 0; i < rp_count(topology, RP_HOST); i++) {
		const struct rp_host *host = rp_host(topology, i);

		for (int r = 0; r < RP_N_RESOURCES; r++) {
			hosts[i].load[r] = (double)host->running[r];
			if (host->capacity[r] != RP_UNLIMITED)
				hosts[i].capacity[r] =
					(double)host->capacity[r];
		}
	}
}

bool greedy_place(struct greedy *out, const rp_plan *plan)
{
	const rp_topology *topology = rp_plan_topology(plan);
	struct host *hosts =
		calloc(rp_count(topology, RP_HOST) + 1, sizeof *hosts);
	double peak = 0;

	memset(out, 0, sizeof *out);
	if (!hosts)
		return false;
	fill_hosts(hosts, topology);
	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++) {
		const struct rp_replica *replica = rp_plan_replica(plan, i);
		const struct rp_vm *vm = rp_vm(topology, replica->vm);
		rp_id host = find_host(plan, hosts, replica);
		double full;

		if (host == RP_NONE) {
			out->unplaced++;
			out->urgent += vm->priority == 1;
			continue;
		}
		full = fullness(&hosts[host], vm->need);
		peak = full > peak ? full : peak;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			hosts[host].load[r] += (double)vm->need[r];
	}
	out->peak = (struct rp_ratio){ (int64_t)(peak * 1e6), 1000000 };
	free(hosts);
	return true;
}
