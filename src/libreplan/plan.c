/* The plan: see plan.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "plan.h"

#include <stdlib.h>

#include "addresses.h"
#include "memory.h"
#include "ratio.h"
#include "subnets.h"
#include "topology.h"

/* ---- Replicas and their NICs ----------------------------------------- */

static void count_replicas(rp_plan *plan)
{
	const rp_topology *topology = plan->topology;

	for (rp_id vm = 0; vm < rp_count(topology, RP_VM); vm++) {
		struct rp_range nics = rp_vm(topology, vm)->nics;

		if (rp_vm_pair(topology, vm) == RP_NONE)
			continue;
		plan->n_replicas++;
		plan->n_nics += nics.end - nics.first;
	}
}

/* Rules 2: a NIC follows its network's mapping to the VMM server of its VM's
 * protecting cloud, whether or not the pair is one of the network's rows. */
static void connect_nic(rp_plan *plan, struct rp_replica_nic *nic, rp_id pair)
{
	const rp_topology *topology = plan->topology;
	const struct decisions *decisions = &plan->decisions;
	const struct rp_mapping *mapping = decisions_mapping(
		decisions, topology, rp_nic(topology, nic->nic)->network,
		rp_pair_server(topology, pair));

	nic->mapping = RP_NONE;
	nic->network = RP_NONE;
	nic->subnet = RP_NONE;
	nic->connection = RP_UNMAPPED;
	if (!mapping)
		return;
	nic->mapping = (rp_id)(mapping - decisions->mappings);
	nic->connection = RP_UNAVAILABLE;
	if (!rp_is_available(topology, mapping->target, pair))
		return;
	nic->connection = RP_MAPPED;
	nic->network = mapping->target;
}

static void fill_replica(rp_plan *plan, rp_id id, rp_id vm, rp_id first_nic)
{
	struct rp_replica *replica = &plan->replicas[id];
	struct rp_range nics = rp_vm(plan->topology, vm)->nics;

	plan->replica_of[vm] = id;
	replica->vm = vm;
	replica->pair = rp_vm_pair(plan->topology, vm);
	replica->host = RP_NONE;
	replica->nics.first = first_nic;
	replica->nics.end = first_nic + (nics.end - nics.first);
	for (rp_id i = 0; i < nics.end - nics.first; i++) {
		struct rp_replica_nic *nic = &plan->nics[first_nic + i];

		nic->nic = nics.first + i;
		nic->replica = id;
		connect_nic(plan, nic, replica->pair);
	}
}

static bool make_replicas(rp_plan *plan)
{
	size_t n_vms = rp_count(plan->topology, RP_VM);
	rp_id id = 0;
	rp_id nic = 0;

	count_replicas(plan);
	plan->replicas =
		memory_zeroed(plan->n_replicas, sizeof *plan->replicas);
	plan->nics = memory_zeroed(plan->n_nics, sizeof *plan->nics);
	plan->replica_of = memory_zeroed(n_vms, sizeof *plan->replica_of);
	if (!plan->replicas || !plan->nics || !plan->replica_of)
		return false;
	for (rp_id vm = 0; vm < n_vms; vm++) {
		plan->replica_of[vm] = RP_NONE;
		if (rp_vm_pair(plan->topology, vm) == RP_NONE)
			continue;
		fill_replica(plan, id, vm, nic);
		nic = plan->replicas[id++].nics.end;
	}
	return true;
}

/* ---- Recovery hosts --------------------------------------------------- */

static void mark_hosts(rp_plan *plan, const struct rp_cloud *cloud)
{
	const rp_topology *topology = plan->topology;

	for (rp_id i = cloud->groups.first; i < cloud->groups.end; i++) {
		rp_id group = rp_topology_id(topology, i);
		struct rp_range hosts = rp_group(topology, group)->hosts;

		for (rp_id host = hosts.first; host < hosts.end; host++)
			plan->host_index[host] = 0;
	}
}

static bool make_hosts(rp_plan *plan)
{
	const rp_topology *topology = plan->topology;
	size_t n = rp_count(topology, RP_HOST);

	plan->host_index = memory_zeroed(n, sizeof *plan->host_index);
	plan->hosts = memory_zeroed(n, sizeof *plan->hosts);
	if (!plan->host_index || !plan->hosts)
		return false;
	for (rp_id host = 0; host < n; host++)
		plan->host_index[host] = RP_NONE;
	for (rp_id pair = 0; pair < rp_n_pairs(topology); pair++)
		mark_hosts(plan,
			   rp_cloud(topology, rp_pair(topology, pair)->target));
	for (rp_id host = 0; host < n; host++) {
		if (plan->host_index[host] == RP_NONE)
			continue;
		plan->host_index[host] = plan->n_hosts;
		plan->hosts[plan->n_hosts++].host = host;
	}
	return true;
}

static void load_hosts(rp_plan *plan)
{
	const rp_topology *topology = plan->topology;

	for (uint32_t i = 0; i < plan->n_hosts; i++) {
		struct rp_recovery_host *host = &plan->hosts[i];
		const int64_t *running = rp_host(topology, host->host)->running;

		for (int r = 0; r < RP_N_RESOURCES; r++)
			host->load[r] = running[r];
	}
	for (uint32_t i = 0; i < plan->n_replicas; i++) {
		const struct rp_replica *replica = &plan->replicas[i];
		const int64_t *need = rp_vm(topology, replica->vm)->need;
		struct rp_recovery_host *host;

		if (replica->host == RP_NONE)
			continue;
		host = &plan->hosts[plan->host_index[replica->host]];
		host->replicas++;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			host->load[r] = ratio_add(host->load[r], need[r]);
	}
}

/* ---- Placement --------------------------------------------------------- */

static void fill_item(struct placement_item *item, const rp_plan *plan,
		      uint32_t i)
{
	rp_id vm_id = plan->replicas[i].vm;
	const struct rp_vm *vm = rp_vm(plan->topology, vm_id);

	item->need = vm->need;
	item->priority = vm->priority;
	item->class_ = plan->reach.class_of[i];
	item->runs_on = vm->host;
	item->accepted =
		plan->accepted ? plan->accepted->hosts[vm_id] : RP_NONE;
	item->pinned = decisions_pinned_host(&plan->decisions, vm_id);
	item->separation = vm->availability_set;
}

bool plan_problem_init(struct placement_problem *problem, const rp_plan *plan)
{
	uint32_t n_hosts = (uint32_t)rp_count(plan->topology, RP_HOST);
	const struct reach *reach = &plan->reach;
	struct placement_item *items =
		memory_zeroed(plan->n_replicas, sizeof *items);
	struct placement_host *hosts = memory_zeroed(n_hosts, sizeof *hosts);
	struct rp_range *classes =
		memory_zeroed(reach->n_classes, sizeof *classes);

	*problem = (struct placement_problem){
		items,	      plan->n_replicas,
		hosts,	      n_hosts,
		classes,      reach->n_classes,
		reach->hosts, plan->decisions.peak_target,
	};
	if (!items || !hosts || !classes) {
		plan_problem_destroy(problem);
		return false;
	}
	for (uint32_t i = 0; i < plan->n_replicas; i++)
		fill_item(&items[i], plan, i);
	for (uint32_t i = 0; i < n_hosts; i++) {
		const struct rp_host *host = rp_host(plan->topology, i);

		hosts[i].capacity = host->capacity;
		hosts[i].running = host->running;
	}
	for (uint32_t i = 0; i < reach->n_classes; i++)
		classes[i] = reach->classes[i].hosts;
	return true;
}

void plan_problem_destroy(struct placement_problem *problem)
{
	free((void *)(uintptr_t)problem->items);
	free((void *)(uintptr_t)problem->hosts);
	free((void *)(uintptr_t)problem->classes);
	*problem = (struct placement_problem){ 0 };
}

static bool place(rp_plan *plan)
{
	struct placement_problem problem;
	rp_id *host_of = memory_zeroed(plan->n_replicas, sizeof *host_of);
	bool done = host_of && plan_problem_init(&problem, plan);

	if (!done) {
		free(host_of);
		return false;
	}
	done = placement_solve(host_of, &plan->value, &problem) &&
	       placement_bound(&plan->bound, &problem,
			       plan->n_replicas - plan->value.unplaced);
	for (uint32_t i = 0; done && i < plan->n_replicas; i++)
		plan->replicas[i].host = host_of[i];
	plan_problem_destroy(&problem);
	free(host_of);
	return done;
}

/* ---- Subnets ------------------------------------------------------------ */

static void choose_subnets(rp_plan *plan)
{
	const rp_topology *topology = plan->topology;

	for (uint32_t i = 0; i < plan->n_nics; i++) {
		struct rp_replica_nic *nic = &plan->nics[i];
		rp_id host = plan->replicas[nic->replica].host;
		enum rp_subnet_rule rule;

		if (nic->connection != RP_MAPPED || host == RP_NONE)
			continue;
		nic->subnet =
			subnets_choose(topology, nic->network,
				       rp_nic(topology, nic->nic)->subnet,
				       rp_host(topology, host)->group, &rule);
		nic->subnet_rule = (uint8_t)rule;
	}
}

/* ---- The summary --------------------------------------------------------- */

static void count_address(struct rp_summary *summary, enum rp_rule rule)
{
	size_t *const counters[] = {
		[RP_RULE_PINNED] = &summary->pinned,
		[RP_RULE_RETAINED] = &summary->retained,
		[RP_RULE_OFFSET] = &summary->offset,
		[RP_RULE_NEXT] = &summary->next,
		[RP_RULE_DHCP] = &summary->dhcp,
		[RP_RULE_NONE] = &summary->unaddressed,
	};

	if (rule != RP_RULE_ABSENT)
		++*counters[rule];
}

static void count_nics(rp_plan *plan)
{
	struct rp_summary *summary = &plan->summary;

	summary->nics = plan->n_nics;
	for (uint32_t i = 0; i < plan->n_nics; i++) {
		const struct rp_replica_nic *nic = &plan->nics[i];

		if (nic->connection != RP_MAPPED ||
		    plan->replicas[nic->replica].host == RP_NONE) {
			summary->disconnected++;
			continue;
		}
		summary->connected++;
		for (int family = 0; family < RP_N_FAMILIES; family++)
			count_address(summary, nic->rule[family]);
	}
}

static void summarize(rp_plan *plan)
{
	struct rp_summary *summary = &plan->summary;

	summary->protected_vms = plan->n_replicas;
	summary->unplaced = plan->value.unplaced;
	summary->placed = plan->n_replicas - plan->value.unplaced;
	summary->separation_broken = plan->value.separation_broken;
	summary->moved = plan->value.moved;
	summary->peak = plan->value.peak;
	summary->peak_bound = plan->bound.peak;
	summary->unplaced_bound = plan->bound.unplaced;
	count_nics(plan);
}

static void count_findings(rp_plan *plan)
{
	size_t *const counters[] = {
		[RP_ERROR] = &plan->summary.errors,
		[RP_WARNING] = &plan->summary.warnings,
		[RP_NOTICE] = &plan->summary.notices,
	};

	for (uint32_t i = 0; i < plan->findings.n; i++)
		++*counters[plan->findings.at[i].level];
}

/* ---- F ------------------------------------------------------------------- */

static bool run_steps(rp_plan *plan)
{
	if (!make_replicas(plan) || !make_hosts(plan) ||
	    !reach_init(&plan->reach, plan) || !place(plan))
		return false;
	load_hosts(plan);
	choose_subnets(plan);
	if (!addresses_assign(plan, &plan->decisions, plan->accepted))
		return false;
	summarize(plan);
	if (!moves_make(&plan->moves, plan) ||
	    !routes_make(&plan->routes, plan) || !dns_make(&plan->dns, plan) ||
	    !findings_make(plan))
		return false;
	count_findings(plan);
	return true;
}

int plan_make(rp_plan **out, const rp_topology *topology,
	      const struct decisions *decisions, struct accepted *accepted,
	      const char *other_topology)
{
	rp_plan *plan = memory_zeroed(1, sizeof *plan);

	if (!plan)
		return RP_NO_MEMORY;
	plan->topology = topology;
	plan->plan_file_topology = other_topology;
	plan->accepted = accepted_hold(accepted);
	if (!decisions_clone(&plan->decisions, decisions) || !run_steps(plan)) {
		rp_plan_free(plan);
		return RP_NO_MEMORY;
	}
	*out = plan;
	return RP_OK;
}

void rp_plan_free(rp_plan *plan)
{
	if (!plan)
		return;
	findings_destroy(&plan->findings);
	dns_destroy(&plan->dns);
	routes_destroy(&plan->routes);
	moves_destroy(&plan->moves);
	placement_value_destroy(&plan->value);
	reach_destroy(&plan->reach);
	decisions_destroy(&plan->decisions);
	accepted_release(plan->accepted);
	free(plan->host_index);
	free(plan->hosts);
	free(plan->replica_of);
	free(plan->nics);
	free(plan->replicas);
	free(plan);
}
