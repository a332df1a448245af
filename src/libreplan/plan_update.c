/* The plan: working it out, and following an edit.  See plan.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <assert.h>

#include "plan.h"
#include "plan_check.h"
#include "subnets.h"
#include "topology.h"

/* ---- Counting NICs ---------------------------------------------------- */

static size_t *address_counter(struct rp_summary *summary, enum rp_rule rule)
{
	switch (rule) {
	case RP_RULE_PINNED:
		return &summary->pinned;
	case RP_RULE_RETAINED:
		return &summary->retained;
	case RP_RULE_OFFSET:
		return &summary->offset;
	case RP_RULE_NEXT:
		return &summary->next;
	case RP_RULE_DHCP:
		return &summary->dhcp;
	case RP_RULE_NONE:
		return &summary->unaddressed;
	case RP_RULE_ABSENT:
		break;
	}
	return NULL;
}

static bool is_connected(const rp_plan *plan, const struct rp_replica_nic *nic)
{
	return nic->connection == RP_MAPPED &&
	       plan->replicas[nic->replica].host != RP_NONE;
}

/* Counts 'nic' in the summary, or where 'by' is -1 out of it. */
static void count_in_summary(rp_plan *plan, const struct rp_replica_nic *nic,
			     int by)
{
	struct rp_summary *summary = &plan->summary;

	if (!is_connected(plan, nic)) {
		summary->disconnected += (size_t)by;
		return;
	}
	summary->connected += (size_t)by;
	for (int family = 0; family < RP_N_FAMILIES; family++) {
		size_t *counter = address_counter(
			summary, (enum rp_rule)nic->rule[family]);

		if (counter)
			*counter += (size_t)by;
	}
}

/* The subnet of the NIC that 'nic' is the replica of, or RP_NONE. */
static rp_id source_subnet(const rp_plan *plan,
			   const struct rp_replica_nic *nic)
{
	return rp_nic(plan->topology, nic->nic)->subnet;
}

static bool add_join(rp_plan *plan, const struct rp_replica_nic *nic)
{
	rp_id source = source_subnet(plan, nic);

	return source == RP_NONE || nic->subnet == RP_NONE ||
	       joins_add(&plan->joins, source, nic->subnet);
}

static void remove_join(rp_plan *plan, const struct rp_replica_nic *nic)
{
	rp_id source = source_subnet(plan, nic);

	if (source != RP_NONE && nic->subnet != RP_NONE)
		joins_remove(&plan->joins, source, nic->subnet);
}

/* Takes NIC 'id' out of all counts. */
static void count_out(rp_plan *plan, rp_id id)
{
	const struct rp_replica_nic *nic = &plan->nics[id];

	count_in_summary(plan, nic, -1);
	remove_join(plan, nic);
	dns_count(plan, id, -1);
}

void plan_touch(rp_plan *plan, rp_id id)
{
	if (!idset_add(&plan->touched.nics, id))
		return;
	count_out(plan, id);
	idset_add(&plan->touched.vms,
		  plan->replicas[plan->nics[id].replica].vm);
}

static void count_out_touched(rp_plan *plan)
{
	for (uint32_t i = 0; i < plan->touched.nics.n; i++)
		count_out(plan, plan->touched.nics.ids[i]);
}

/* Counts which subnets the NICs join that were touched so far; 'n' of them.
 * False when memory ran out: then it counted none. */
static bool join_touched(rp_plan *plan, uint32_t n)
{
	const rp_id *ids = plan->touched.nics.ids;

	for (uint32_t i = 0; i < n; i++) {
		if (add_join(plan, &plan->nics[ids[i]]))
			continue;
		while (i-- > 0)
			remove_join(plan, &plan->nics[ids[i]]);
		return false;
	}
	return true;
}

/* Counts in all that was touched.  The first 'n_joined' NICs are counted by
 * what they join already; the others join what they joined before, which needs
 * no memory. */
static void count_touched(rp_plan *plan, uint32_t n_joined)
{
	for (uint32_t i = 0; i < plan->touched.nics.n; i++) {
		rp_id id = plan->touched.nics.ids[i];

		count_in_summary(plan, &plan->nics[id], 1);
		if (i >= n_joined)
			add_join(plan, &plan->nics[id]);
		dns_count(plan, id, 1);
	}
}

/* ---- Connections (rules 2) -------------------------------------------- */

/* A NIC follows its network's mapping to the VMM server of its VM's protecting
 * cloud, whether or not the pair is one of the network's rows. */
static void connect_nic(const rp_plan *plan, struct rp_replica_nic *nic)
{
	const rp_topology *topology = plan->topology;
	rp_id pair = plan->replicas[nic->replica].pair;
	const struct rp_mapping *mapping =
		decisions_mapping(&plan->decisions, topology,
				  rp_nic(topology, nic->nic)->network,
				  rp_pair_server(topology, pair));

	nic->network = RP_NONE;
	nic->connection = RP_UNMAPPED;
	if (!mapping)
		return;
	nic->connection = RP_UNAVAILABLE;
	if (!rp_is_available(topology, mapping->target, pair))
		return;
	nic->connection = RP_MAPPED;
	nic->network = mapping->target;
}

/* Takes 'nic' off what it has, to be connected, placed or addressed anew. */
static void detach_nic(rp_plan *plan, rp_id nic)
{
	if (idset_contains(&plan->touched.nics, nic))
		return;
	plan_touch(plan, nic);
	addressing_release(plan, nic);
}

/* Connects the NICs of 'network' whose replicas go to 'server', and finds whose
 * replicas must be placed again. */
static void connect_network(rp_plan *plan, rp_id network, rp_id server)
{
	struct reach *reach = &plan->reach;

	for (uint32_t i = reach->first_class_of[network];
	     i < reach->first_class_of[network + 1]; i++) {
		rp_id class_ = reach->network_classes[i];

		if (rp_pair_server(plan->topology,
				   reach->classes[class_].pair) == server)
			reach_connect(reach, plan, class_);
	}
	for (uint32_t i = plan->first_nic_of[network];
	     i < plan->first_nic_of[network + 1]; i++) {
		rp_id id = plan->network_nics[i];
		struct rp_replica_nic *nic = &plan->nics[id];
		const struct rp_replica *replica =
			&plan->replicas[nic->replica];

		if (rp_pair_server(plan->topology, replica->pair) != server)
			continue;
		detach_nic(plan, id);
		connect_nic(plan, nic);
		if (reach->classes[reach->class_of[nic->replica]].is_changed)
			idset_add(&plan->touched.replicas, nic->replica);
	}
}

/* ---- Placement (rules 4) ------------------------------------------------- */

static void take_host(rp_plan *plan, rp_id host)
{
	struct rp_recovery_host *on;

	if (host == RP_NONE)
		return;
	on = &plan->hosts[plan->host_index[host]];
	on->replicas = placement_carried(plan->placement, host);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		on->load[r] = placement_load(plan->placement, host)[r];
}

/* Gives replica 'id' the host that was found for it. */
static void settle_replica(rp_plan *plan, rp_id id)
{
	struct rp_replica *replica = &plan->replicas[id];
	rp_id before = replica->host;

	for (rp_id nic = replica->nics.first; nic < replica->nics.end; nic++)
		detach_nic(plan, nic);
	idset_add(&plan->touched.vms, replica->vm);
	replica->host = placement_hosts(plan->placement)[id];
	plan->n_displaced += before != RP_NONE && replica->host != RP_NONE;
	take_host(plan, before);
	take_host(plan, replica->host);
}

static void place_touched(rp_plan *plan)
{
	struct idset *replicas = &plan->touched.replicas;
	const rp_id *changed;
	uint32_t n;

	plan->n_displaced = 0;
	idset_sort(replicas, plan->n_replicas);
	placement_update(plan->placement, replicas->ids, replicas->n);
	changed = placement_changed(plan->placement, &n);
	for (uint32_t i = 0; i < n; i++)
		settle_replica(plan, changed[i]);
}

/* ---- Subnets and addresses (rules 5, 6) ------------------------------- */

static void choose_subnet(const rp_plan *plan, struct rp_replica_nic *nic)
{
	const rp_topology *topology = plan->topology;
	enum rp_subnet_rule rule = RP_SUBNET_NO_RULE;

	nic->subnet = RP_NONE;
	if (is_connected(plan, nic))
		nic->subnet = subnets_choose(
			topology, nic->network,
			rp_nic(topology, nic->nic)->subnet,
			rp_host(topology, plan->replicas[nic->replica].host)
				->group,
			&rule);
	nic->subnet_rule = (uint8_t)rule;
}

/* Of all NICs that were taken off what they had. */
static void join_subnets(rp_plan *plan)
{
	for (uint32_t i = 0; i < plan->touched.nics.n; i++) {
		rp_id id = plan->touched.nics.ids[i];

		choose_subnet(plan, &plan->nics[id]);
		addressing_request(plan, id);
	}
}

/* ---- Moves and routes (rules 7) ------------------------------------------ */

/* What stands while new ones are tried. */
struct standing {
	struct moves moves;
	struct routes routes;
	bool is_aside; /* Moves and routes are here. */
	struct finding_counts rest;
};

/* The findings of the VMs on a subnet depend on what role it has. */
static void touch_roles(rp_plan *plan, const struct standing *standing)
{
	const rp_topology *topology = plan->topology;
	const struct moves *before = &standing->moves;

	if (!standing->is_aside || !before->roles)
		return;

	for (rp_id subnet = 0; subnet < rp_count(topology, RP_SUBNET);
	     subnet++) {
		if (before->roles[subnet] == plan->moves.roles[subnet])
			continue;
		for (uint32_t i = plan->first_nic_on[subnet];
		     i < plan->first_nic_on[subnet + 1]; i++)
			idset_add(&plan->touched.vms,
				  rp_nic(topology, plan->subnet_nics[i])->vm);
	}
}

/* Makes moves and routes anew where other subnets join others than before; what
 * stood is then set aside in 'standing'. */
static bool make_moves(rp_plan *plan, struct standing *standing)
{
	struct moves moves = { 0 };
	struct routes routes = { 0 };

	if (plan->moves.roles && !joins_changed(&plan->joins))
		return true;
	if (!moves_make(&moves, &plan->joins, plan->topology) ||
	    !routes_make(&routes, &moves, plan->topology)) {
		routes_destroy(&routes);
		moves_destroy(&moves);
		return false;
	}
	standing->moves = plan->moves;
	standing->routes = plan->routes;
	standing->is_aside = true;
	plan->moves = moves;
	plan->routes = routes;
	return true;
}

static void put_back(rp_plan *plan, struct standing *standing)
{
	if (!standing->is_aside)
		return;
	routes_destroy(&plan->routes);
	moves_destroy(&plan->moves);
	plan->moves = standing->moves;
	plan->routes = standing->routes;
}

static void let_go(rp_plan *plan, struct standing *standing)
{
	joins_settle(&plan->joins);
	if (!standing->is_aside)
		return;
	routes_destroy(&standing->routes);
	moves_destroy(&standing->moves);
}

/* ---- The summary --------------------------------------------------------- */

static void count_placement(rp_plan *plan)
{
	const struct placement_value *value = placement_value(plan->placement);
	struct rp_summary *summary = &plan->summary;

	summary->protected_vms = plan->n_replicas;
	summary->nics = plan->n_nics;
	summary->unplaced = value->unplaced;
	summary->placed = plan->n_replicas - value->unplaced;
	summary->separation_broken = value->separation_broken;
	summary->moved = value->moved;
	summary->peak = value->peak;
}

static void count_vms(rp_plan *plan)
{
	for (uint32_t i = 0; i < plan->touched.vms.n; i++)
		finding_tally_vm(plan, plan->touched.vms.ids[i]);
}

static void end_step(rp_plan *plan)
{
	assert(plan_is_sound(plan));
	idset_clear(&plan->touched.nics);
	idset_clear(&plan->touched.replicas);
	idset_clear(&plan->touched.vms);
	idset_clear(&plan->touched.spaces);
}

/* ---- F ------------------------------------------------------------------- */

/* Counts what the touched NICs and VMs come to; what stood is set aside in
 * 'standing'.  False when memory ran out: then moves and routes are as before,
 * and no touched NIC is counted. */
static bool count_all(rp_plan *plan, uint32_t n_joined,
		      struct standing *standing)
{
	struct finding_counts rest;

	count_touched(plan, n_joined);
	count_placement(plan);
	standing->rest = plan->tally.rest;
	if (!make_moves(plan, standing) || !finding_tally_rest(&rest, plan)) {
		put_back(plan, standing);
		count_out_touched(plan);
		return false;
	}
	touch_roles(plan, standing);
	count_vms(plan);
	finding_tally_set_rest(plan, &rest);
	return true;
}

/* Subnets, addresses and all that is counted, of what is touched.  Then comes
 * let_go(), or take_back() with what it says; after false only the latter. */
static bool follow(rp_plan *plan, struct standing *standing)
{
	uint32_t n_joined;

	*standing = (struct standing){ .is_aside = false };
	join_subnets(plan);
	n_joined = plan->touched.nics.n;
	if (!join_touched(plan, n_joined))
		return false;
	addressing_assign(plan);
	return count_all(plan, n_joined, standing);
}

int plan_work_out(rp_plan *plan, const struct rp_progress *progress)
{
	struct standing standing;
	int result;

	idset_fill(&plan->touched.nics, plan->n_nics);
	idset_fill(&plan->touched.vms,
		   (uint32_t)rp_count(plan->topology, RP_VM));
	for (rp_id id = 0; id < plan->n_nics; id++)
		connect_nic(plan, &plan->nics[id]);
	for (rp_id id = 0; id < plan->reach.n_classes; id++)
		reach_connect(&plan->reach, plan, id);
	result = placement_new(&plan->placement, &plan->problem, progress);
	if (result)
		return result;
	for (rp_id id = 0; id < plan->n_replicas; id++)
		plan->replicas[id].host = placement_hosts(plan->placement)[id];
	for (rp_id i = 0; i < plan->n_hosts; i++)
		take_host(plan, plan->hosts[i].host);
	if (!follow(plan, &standing))
		return RP_NO_MEMORY;
	let_go(plan, &standing);
	end_step(plan);
	return RP_OK;
}

/* ---- Edits --------------------------------------------------------------- */

static void pin_host(rp_plan *plan, rp_id vm)
{
	rp_id replica = plan->replica_of[vm];

	if (replica == RP_NONE)
		return;
	plan->problem.items[replica].pinned =
		decisions_pinned_host(&plan->decisions, vm);
	idset_add(&plan->touched.replicas, replica);
}

static void pin_address(rp_plan *plan, rp_id nic)
{
	rp_id id = plan_nic_of(plan, nic);

	if (id != RP_NONE)
		detach_nic(plan, id);
}

/* Works 'edit' into connections, classes and pins. */
static void apply(rp_plan *plan, const struct plan_edit *edit)
{
	switch (edit->kind) {
	case EDIT_MAPPING:
		connect_network(plan, edit->network, edit->server);
		break;
	case EDIT_HOST_PIN:
		pin_host(plan, edit->vm);
		break;
	case EDIT_ADDRESS_PIN:
		pin_address(plan, edit->nic);
		break;
	case EDIT_PEAK_TARGET:
		plan->problem.peak_target = plan->decisions.peak_target;
		break;
	}
	place_touched(plan);
}

static void swap_decisions(rp_plan *plan, struct decisions *decisions)
{
	struct decisions other = plan->decisions;

	plan->decisions = *decisions;
	*decisions = other;
}

/* Takes back an edit that could not be followed to its end, by the decisions
 * that stood before: what it touched is touched still, and not counted. */
static void take_back(rp_plan *plan, const struct plan_edit *edit)
{
	for (uint32_t i = 0; i < plan->touched.nics.n; i++)
		addressing_release(plan, plan->touched.nics.ids[i]);
	apply(plan, edit);
	join_subnets(plan);
	addressing_assign(plan);
	count_touched(plan, 0);
	count_placement(plan);
	count_vms(plan);
	joins_settle(&plan->joins);
}

static void plan_from(rp_plan *plan, struct accepted *accepted)
{
	struct accepted *before = plan->accepted;

	plan->accepted = accepted_hold(accepted);
	accepted_release(before);
}

bool plan_update(rp_plan *plan, const struct plan_edit *edit,
		 const struct decisions *decisions, struct accepted *accepted)
{
	struct accepted *before = accepted_hold(plan->accepted);
	struct standing standing;
	struct decisions other;
	bool done = decisions_clone(&other, decisions);

	if (done) {
		plan_from(plan, plan->base);
		swap_decisions(plan, &other);
		apply(plan, edit);
		done = follow(plan, &standing);
		if (done) {
			let_go(plan, &standing);
		} else {
			swap_decisions(plan, &other);
			take_back(plan, edit);
		}
		plan_from(plan, done ? accepted : before);
		end_step(plan);
		decisions_destroy(&other);
	}
	accepted_release(before);
	return done;
}

bool plan_try(rp_plan *plan, const struct plan_edit *edit,
	      const struct decisions *decisions,
	      void (*look)(const rp_plan *, void *data), void *data)
{
	struct rp_summary summary = plan->summary;
	struct accepted *before = accepted_hold(plan->accepted);
	struct standing standing;
	struct decisions other;
	bool done = decisions_clone(&other, decisions);

	if (done) {
		plan_discount_parts(plan);
		plan_from(plan, plan->base);
		swap_decisions(plan, &other);
		apply(plan, edit);
		done = follow(plan, &standing);
		if (done) {
			look(plan, data);
			put_back(plan, &standing);
			finding_tally_set_rest(plan, &standing.rest);
			count_out_touched(plan);
		}
		swap_decisions(plan, &other);
		take_back(plan, edit);
		plan->summary = summary;
		plan_from(plan, before);
		end_step(plan);
		decisions_destroy(&other);
	}
	accepted_release(before);
	return done;
}
