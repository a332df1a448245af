/* The plan: what it is made of.  See plan.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "plan.h"

#include <stdlib.h>

#include "fabric.h"
#include "memory.h"
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
		nic->network = RP_NONE;
		nic->subnet = RP_NONE;
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

rp_id plan_nic_of(const rp_plan *plan, rp_id nic)
{
	rp_id vm = rp_nic(plan->topology, nic)->vm;
	rp_id replica = plan->replica_of[vm];

	if (replica == RP_NONE)
		return RP_NONE;
	return plan->replicas[replica].nics.first +
	       (nic - rp_vm(plan->topology, vm)->nics.first);
}

/* ---- Which NICs are where -------------------------------------------------
 */

/* Makes a list of ids for each of 'n_keys' keys: '*first' says where each
 * begins in '*ids', and has one more.  Ids are in rising order in each. */
static bool make_lists(rp_id **ids, uint32_t **first, const rp_plan *plan,
		       uint32_t n_ids, size_t n_keys,
		       rp_id (*key)(const rp_plan *, rp_id id))
{
	uint32_t n = 0;

	*first = memory_zeroed(n_keys + 1, sizeof **first);
	*ids = memory_zeroed(n_ids, sizeof **ids);
	if (!*first || !*ids)
		return false;
	for (rp_id id = 0; id < n_ids; id++) {
		rp_id k = key(plan, id);

		if (k != RP_NONE)
			++(*first)[k];
	}
	for (size_t k = 0; k <= n_keys; k++)
		n = (*first)[k] += n;
	for (rp_id id = n_ids; id-- > 0;) {
		rp_id k = key(plan, id);

		if (k != RP_NONE)
			(*ids)[--(*first)[k]] = id;
	}
	return true;
}

static rp_id source_network(const rp_plan *plan, rp_id id)
{
	return rp_nic(plan->topology, plan->nics[id].nic)->network;
}

static rp_id source_subnet(const rp_plan *plan, rp_id id)
{
	return rp_nic(plan->topology, id)->subnet;
}

static bool make_indexes(rp_plan *plan)
{
	const rp_topology *topology = plan->topology;

	return make_lists(&plan->network_nics, &plan->first_nic_of, plan,
			  plan->n_nics, rp_count(topology, RP_NETWORK),
			  source_network) &&
	       make_lists(&plan->subnet_nics, &plan->first_nic_on, plan,
			  (uint32_t)rp_count(topology, RP_NIC),
			  rp_count(topology, RP_SUBNET), source_subnet);
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

/* ---- The placement problem ------------------------------------------------
 */

static int compare_priorities(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static uint32_t tier_of(const struct placement_problem *problem,
			int64_t priority)
{
	const int64_t *found =
		bsearch(&priority, problem->priorities, problem->n_tiers,
			sizeof priority, compare_priorities);

	return (uint32_t)(found - problem->priorities);
}

/* So many priorities are remembered while they are collected, each in the place
 * that its last bits say: few are then listed twice. */
#define N_SEEN 256

/* Lists the priorities of all replicas, most of them once. */
static uint32_t collect_priorities(int64_t *list, const rp_plan *plan)
{
	int64_t seen[N_SEEN] = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < plan->n_replicas; i++) {
		int64_t priority =
			rp_vm(plan->topology, plan->replicas[i].vm)->priority;

		if (seen[priority % N_SEEN] == priority)
			continue;
		seen[priority % N_SEEN] = priority;
		list[n++] = priority;
	}
	return n;
}

static bool make_tiers(struct placement_problem *problem, const rp_plan *plan)
{
	int64_t *list = memory_zeroed(plan->n_replicas, sizeof *list);
	uint32_t n;

	if (!list)
		return false;
	problem->priorities = list;
	n = collect_priorities(list, plan);
	if (n > 1)
		qsort(list, n, sizeof *list, compare_priorities);
	for (uint32_t i = 0; i < n; i++)
		if (i == 0 || list[i] != list[problem->n_tiers - 1])
			list[problem->n_tiers++] = list[i];
	return true;
}

/* A replica whose VM is of an availability set, of one VMM server. */
struct member {
	rp_id server;
	rp_id set;
	rp_id replica;
};

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a;
	const struct member *y = b;

	if (x->server != y->server)
		return x->server < y->server ? -1 : 1;
	if (x->set != y->set)
		return x->set < y->set ? -1 : 1;
	return (x->replica > y->replica) - (x->replica < y->replica);
}

/* Numbers the availability sets. */
static bool make_separations(struct placement_problem *problem,
			     const rp_plan *plan)
{
	struct member *members =
		memory_zeroed(plan->n_replicas, sizeof *members);
	uint32_t n = 0;

	if (!members)
		return false;
	for (rp_id i = 0; i < plan->n_replicas; i++) {
		const struct rp_vm *vm =
			rp_vm(plan->topology, plan->replicas[i].vm);

		if (vm->availability_set != RP_NONE)
			members[n++] = (struct member){
				vm->server, vm->availability_set, i
			};
	}
	if (n > 1)
		qsort(members, n, sizeof *members, compare_members);
	for (uint32_t i = 0; i < n; i++) {
		if (i == 0 || members[i].server != members[i - 1].server ||
		    members[i].set != members[i - 1].set)
			problem->n_separations++;
		problem->items[members[i].replica].separation =
			problem->n_separations - 1;
	}
	free(members);
	return true;
}

static void fill_item(struct placement_item *item, const rp_plan *plan,
		      rp_id i)
{
	rp_id vm_id = plan->replicas[i].vm;
	const struct rp_vm *vm = rp_vm(plan->topology, vm_id);

	item->need = vm->need;
	item->tier = tier_of(&plan->problem, vm->priority);
	item->class_ = plan->reach.class_of[i];
	item->runs_on = vm->host;
	item->accepted =
		plan->accepted ? plan->accepted->hosts[vm_id] : RP_NONE;
	item->pinned = decisions_pinned_host(&plan->decisions, vm_id);
	item->separation = RP_NONE;
}

static bool make_problem_hosts(struct placement_problem *problem,
			       const rp_topology *topology)
{
	uint32_t n = (uint32_t)rp_count(topology, RP_HOST);
	struct placement_host *hosts = memory_zeroed(n, sizeof *hosts);

	problem->hosts = hosts;
	problem->n_hosts = n;
	for (rp_id i = 0; hosts && i < n; i++) {
		hosts[i].capacity = rp_host(topology, i)->capacity;
		hosts[i].running = rp_host(topology, i)->running;
	}
	return hosts != NULL;
}

/* Items are the replicas, hosts the topology's, groups the fabric's. */
static bool make_problem(rp_plan *plan)
{
	const struct fabric *fabric = plan->topology->fabric;
	struct placement_problem *problem = &plan->problem;

	*problem = (struct placement_problem){
		.n_items = plan->n_replicas,
		.groups = fabric->groups,
		.n_groups = fabric->n_groups,
		.group_hosts = fabric->group_hosts,
		.group_of = fabric->group_of,
		.class_groups = plan->reach.groups,
		.n_classes = plan->reach.n_classes,
		.n_words = fabric->n_words,
		.peak_target = plan->decisions.peak_target,
		.from_nothing = !plan->accepted,
	};
	problem->items =
		memory_zeroed(plan->n_replicas, sizeof *problem->items);
	if (!problem->items || !make_problem_hosts(problem, plan->topology) ||
	    !make_tiers(problem, plan))
		return false;
	for (rp_id i = 0; i < plan->n_replicas; i++)
		fill_item(&problem->items[i], plan, i);
	return make_separations(problem, plan);
}

static void free_problem(struct placement_problem *problem)
{
	free(problem->items);
	free((void *)(uintptr_t)problem->hosts);
	free((void *)(uintptr_t)problem->priorities);
}

/* ---- The whole ------------------------------------------------------------
 */

static bool touched_init(struct plan_touched *touched, const rp_plan *plan)
{
	size_t n_spaces =
		rp_count(plan->topology, RP_SUBNET) * RP_N_FAMILIES;

	return idset_init(&touched->nics, plan->n_nics) &&
	       idset_init(&touched->replicas, plan->n_replicas) &&
	       idset_init(&touched->vms, rp_count(plan->topology, RP_VM)) &&
	       idset_init(&touched->spaces, n_spaces);
}

static bool make_parts(rp_plan *plan)
{
	return make_replicas(plan) && make_indexes(plan) && make_hosts(plan) &&
	       reach_init(&plan->reach, plan) && make_problem(plan) &&
	       touched_init(&plan->touched, plan) &&
	       addressing_init(&plan->addressing, plan) &&
	       joins_init(&plan->joins, plan->topology) &&
	       dns_init(&plan->dns, plan->topology) &&
	       finding_tally_init(&plan->tally, plan);
}

int plan_make(rp_plan **out, const rp_topology *topology,
	      const struct decisions *decisions, struct accepted *accepted,
	      const char *other_topology, const struct rp_progress *progress)
{
	rp_plan *plan = memory_zeroed(1, sizeof *plan);
	int result = RP_NO_MEMORY;

	if (!plan)
		return RP_NO_MEMORY;
	plan->topology = topology;
	plan->plan_file_topology = other_topology;
	plan->accepted = accepted_hold(accepted);
	plan->base = accepted_hold(accepted);
	if (decisions_clone(&plan->decisions, decisions) && make_parts(plan))
		result = plan_work_out(plan, progress);
	if (result) {
		rp_plan_free(plan);
		return result;
	}
	*out = plan;
	return RP_OK;
}

void plan_accept(rp_plan *plan, struct accepted *accepted)
{
	struct accepted *before = plan->base;

	plan->base = accepted_hold(accepted);
	accepted_release(before);
	for (rp_id i = 0; i < plan->n_replicas; i++)
		plan->problem.items[i].accepted =
			accepted->hosts[plan->replicas[i].vm];
	plan->problem.from_nothing = false;
	placement_accept(plan->placement);
}

static void touched_destroy(struct plan_touched *touched)
{
	idset_destroy(&touched->nics);
	idset_destroy(&touched->replicas);
	idset_destroy(&touched->vms);
	idset_destroy(&touched->spaces);
}

void rp_plan_free(rp_plan *plan)
{
	if (!plan)
		return;
	losses_destroy(&plan->losses);
	findings_destroy(&plan->findings);
	finding_tally_destroy(&plan->tally);
	dns_destroy(&plan->dns);
	routes_destroy(&plan->routes);
	moves_destroy(&plan->moves);
	joins_destroy(&plan->joins);
	addressing_destroy(&plan->addressing);
	placement_free(plan->placement);
	free_problem(&plan->problem);
	reach_destroy(&plan->reach);
	touched_destroy(&plan->touched);
	decisions_destroy(&plan->decisions);
	accepted_release(plan->accepted);
	accepted_release(plan->base);
	free(plan->host_index);
	free(plan->hosts);
	free(plan->network_nics);
	free(plan->first_nic_of);
	free(plan->subnet_nics);
	free(plan->first_nic_on);
	free(plan->replica_of);
	free(plan->nics);
	free(plan->replicas);
	free(plan);
}
