/* The plan: what must hold of every one (promises of rules 4 and 6).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looked at after each update in builds with assertions; written from the rules
 * and the topology alone, so that what the search keeps in mind is not trusted
 * here. */

#include "plan_check.h"

#include "fabric.h"
#include "topology.h"

/* Whether every replica stands where it may: in its protecting cloud, in
 * service, not where its VM runs, where it reaches its networks. */
static bool stand_well(const rp_plan *plan)
{
	const rp_topology *topology = plan->topology;

	for (rp_id i = 0; i < plan->n_replicas; i++) {
		const struct rp_replica *replica = &plan->replicas[i];
		rp_id cloud = rp_pair(topology, replica->pair)->target;
		const struct rp_host *host;

		if (replica->host == RP_NONE)
			continue;
		host = rp_host(topology, replica->host);
		if (host->maintenance ||
		    replica->host == rp_vm(topology, replica->vm)->host ||
		    !topology_lists(topology,
				    rp_cloud(topology, cloud)->groups,
				    host->group))
			return false;
		for (rp_id nic = replica->nics.first; nic < replica->nics.end;
		     nic++)
			if (plan->nics[nic].network != RP_NONE &&
			    !fabric_reaches(topology, replica->host,
					    plan->nics[nic].network))
				return false;
	}
	return true;
}

/* Adds the needs of all replicas to what their hosts carry, or where 'sign' is
 * -1 takes them off. */
static void add_needs(rp_plan *plan, int sign)
{
	for (rp_id i = 0; i < plan->n_replicas; i++) {
		const struct rp_replica *replica = &plan->replicas[i];
		const int64_t *need = rp_vm(plan->topology, replica->vm)->need;
		int64_t *load;

		if (replica->host == RP_NONE)
			continue;
		load = plan->hosts[plan->host_index[replica->host]].load;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (load[r] != INT64_MAX)
				load[r] += sign * need[r];
	}
}

/* Whether a host carries what the plan says, and is not overfull by what the
 * plan puts there.  Without the replicas it carries what runs there. */
static bool carry_well(rp_plan *plan)
{
	bool sound = true;

	for (uint32_t i = 0; i < plan->n_hosts; i++) {
		const struct rp_recovery_host *on = &plan->hosts[i];
		const struct rp_host *host = rp_host(plan->topology, on->host);

		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (on->load[r] > host->running[r] &&
			    on->load[r] > host->capacity[r])
				sound = false;
	}
	add_needs(plan, -1);
	for (uint32_t i = 0; i < plan->n_hosts; i++) {
		const struct rp_recovery_host *on = &plan->hosts[i];
		const struct rp_host *host = rp_host(plan->topology, on->host);

		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (on->load[r] != host->running[r] &&
			    on->load[r] != INT64_MAX)
				sound = false;
	}
	add_needs(plan, 1);
	return sound;
}

/* Whether no address was given twice: who has it is who it was given to. */
static bool are_given_once(const rp_plan *plan)
{
	for (rp_id id = 0; id < plan->n_nics; id++) {
		const struct rp_replica_nic *nic = &plan->nics[id];

		for (int f = 0; f < RP_N_FAMILIES; f++)
			if (nic->rule[f] >= RP_RULE_PINNED &&
			    nic->rule[f] <= RP_RULE_NEXT &&
			    addresses_given_to(plan, nic->subnet,
					       (enum rp_family)f,
					       nic->address[f]) != id)
				return false;
	}
	return true;
}

bool plan_is_sound(rp_plan *plan)
{
	return stand_well(plan) && carry_well(plan) && are_given_once(plan);
}
