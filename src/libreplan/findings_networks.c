/* Findings about cloud pairs, availability and mappings (rules 2, 3).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"
#include "topology.h"

/* ---- Targets that are not available ----------------------------------- */

/* A mapping whose target is not available for a pair. */
struct unavailable {
	rp_id mapping;
	rp_id pair;
	bool disconnects; /* It leaves a replica's NIC disconnected. */
};

struct unavailable_list {
	struct unavailable *at;
	uint32_t n;
	uint32_t capacity;
};

static bool add_unavailable(struct unavailable_list *list, rp_id mapping,
			    rp_id pair, bool disconnects)
{
	if (!memory_grow(&list->at, &list->capacity, (size_t)list->n + 1,
			 sizeof *list->at))
		return false;
	list->at[list->n++] =
		(struct unavailable){ mapping, pair, disconnects };
	return true;
}

/* Those that disconnect stand first among equals. */
static int compare_unavailable(const void *a, const void *b)
{
	const struct unavailable *x = a;
	const struct unavailable *y = b;

	if (x->mapping != y->mapping)
		return x->mapping < y->mapping ? -1 : 1;
	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	return (int)y->disconnects - (int)x->disconnects;
}

/* The rows of 'mapping' for which its target is not available. */
static bool collect_rows(struct unavailable_list *list,
			 const struct checks *checks, rp_id mapping)
{
	const rp_topology *topology = checks->topology;
	const struct rp_mapping *m = rp_plan_mapping(checks->plan, mapping);
	rp_id server = rp_network_server(topology, m->target);

	for (rp_id pair = 0; pair < rp_n_pairs(topology); pair++)
		if (rp_pair_server(topology, pair) == server &&
		    rp_is_row(topology, m->source, pair) &&
		    !rp_is_available(topology, m->target, pair) &&
		    !add_unavailable(list, mapping, pair, false))
			return false;
	return true;
}

static bool collect_unavailable(struct unavailable_list *list,
				const struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	for (rp_id i = 0; i < plan->n_nics; i++) {
		const struct rp_replica_nic *nic = &plan->nics[i];

		if (nic->connection == RP_UNAVAILABLE &&
		    !add_unavailable(list, nic->mapping,
				     plan->replicas[nic->replica].pair, true))
			return false;
	}
	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++)
		if (!collect_rows(list, checks, i))
			return false;
	return true;
}

static void report_unavailable(struct checks *checks,
			       const struct unavailable *entry)
{
	const rp_topology *topology = checks->topology;
	const struct rp_mapping *mapping =
		rp_plan_mapping(checks->plan, entry->mapping);
	rp_id cloud = rp_pair(topology, entry->pair)->target;
	rp_id logical = rp_network(topology, mapping->target)->logical_network;
	struct rp_finding *finding;

	FINDINGS_ADD(checks, TARGET_UNAVAILABLE, ARG_NETWORK(mapping->source),
		     ARG_NETWORK(mapping->target), ARG_CLOUD(cloud),
		     arg_object(RP_LOGICAL_NETWORK, logical));
	finding = findings_last(checks);
	if (finding && !entry->disconnects)
		finding->level = RP_WARNING;
}

/* One finding for each mapping and pair. */
static void check_unavailable(struct checks *checks)
{
	struct unavailable_list list = { NULL, 0, 0 };

	if (!collect_unavailable(&list, checks))
		findings_fail(checks);
	else if (list.n > 0)
		qsort(list.at, list.n, sizeof *list.at, compare_unavailable);
	for (uint32_t i = 0; i < list.n && !checks->findings->failed; i++)
		if (i == 0 || list.at[i].mapping != list.at[i - 1].mapping ||
		    list.at[i].pair != list.at[i - 1].pair)
			report_unavailable(checks, &list.at[i]);
	free(list.at);
}

/* ---- NICs ------------------------------------------------------------- */

static void check_clouds_of_nics(struct checks *checks)
{
	const rp_topology *topology = checks->topology;

	for (rp_id i = 0; i < checks->plan->n_nics; i++) {
		rp_id id = checks->plan->nics[i].nic;
		const struct rp_nic *nic = rp_nic(topology, id);
		rp_id cloud = rp_vm(topology, nic->vm)->cloud;
		rp_id logical =
			rp_network(topology, nic->network)->logical_network;

		if (!topology_lists(topology,
				    rp_cloud(topology, cloud)->logical_networks,
				    logical))
			FINDINGS_ADD(checks, NIC_OUTSIDE_CLOUD, ARG_VM(nic->vm),
				     ARG_NIC(id), ARG_NETWORK(nic->network),
				     ARG_CLOUD(cloud),
				     arg_object(RP_LOGICAL_NETWORK, logical));
	}
}

/* One finding for each source network of a replicated NIC that is not mapped to
 * the server of its replica; the first such server is named. */
static void check_unmapped(struct checks *checks)
{
	const rp_plan *plan = checks->plan;
	size_t n = rp_count(checks->topology, RP_NETWORK);
	rp_id *lacking = memory_zeroed(n, sizeof *lacking);

	if (!lacking) {
		findings_fail(checks);
		return;
	}
	for (rp_id network = 0; network < n; network++)
		lacking[network] = RP_NONE;
	for (rp_id i = 0; i < plan->n_nics; i++) {
		const struct rp_replica_nic *nic = &plan->nics[i];
		rp_id pair = plan->replicas[nic->replica].pair;
		rp_id source = rp_nic(checks->topology, nic->nic)->network;

		if (nic->connection == RP_UNMAPPED &&
		    lacking[source] == RP_NONE)
			lacking[source] =
				rp_pair_server(checks->topology, pair);
	}
	for (rp_id network = 0; network < n; network++)
		if (lacking[network] != RP_NONE)
			FINDINGS_ADD(checks, NETWORK_UNMAPPED,
				     ARG_NETWORK(network),
				     arg_object(RP_SERVER, lacking[network]));
	free(lacking);
}

/* ---- Mappings --------------------------------------------------------- */

/* The sources of each target, by target. */
struct into {
	rp_id target;
	rp_id source;
};

static int compare_into(const void *a, const void *b)
{
	const struct into *x = a;
	const struct into *y = b;

	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	return (x->source > y->source) - (x->source < y->source);
}

/* About the target, and about each source. */
static void report_many(struct checks *checks, const struct into *into,
			uint32_t n)
{
	struct finding_arg *args = memory_zeroed((size_t)n + 1, sizeof *args);

	if (!args) {
		findings_fail(checks);
		return;
	}
	args[0] = ARG_NETWORK(into[0].target);
	for (uint32_t i = 0; i < n; i++)
		args[i + 1] = ARG_NETWORK(into[i].source);
	findings_add_about(checks, FINDING_MANY_TO_ONE, args, n + 1, n + 1);
	free(args);
}

static void check_many_to_one(struct checks *checks, const struct into *into,
			      uint32_t n)
{
	uint32_t first = 0;

	for (uint32_t i = 1; i <= n; i++) {
		if (i < n && into[i].target == into[first].target)
			continue;
		if (i - first > 1)
			report_many(checks, &into[first], i - first);
		first = i;
	}
}

static bool is_target(const struct into *into, uint32_t n, rp_id network)
{
	uint32_t low = 0;
	uint32_t high = n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (into[middle].target < network)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && into[low].target == network;
}

static void check_test_networks(struct checks *checks, const struct into *into,
				uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct rp_mapping *mapping =
			rp_plan_mapping(checks->plan, i);

		if (mapping->test_network != RP_NONE &&
		    is_target(into, n, mapping->test_network))
			FINDINGS_ADD(checks, TEST_NETWORK_IS_TARGET,
				     ARG_NETWORK(mapping->test_network),
				     ARG_NETWORK(mapping->source));
	}
}

static void check_targets(struct checks *checks)
{
	uint32_t n = (uint32_t)rp_plan_n_mappings(checks->plan);
	struct into *into = memory_zeroed(n, sizeof *into);

	if (!into) {
		findings_fail(checks);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct rp_mapping *mapping =
			rp_plan_mapping(checks->plan, i);

		into[i] = (struct into){ mapping->target, mapping->source };
	}
	qsort(into, n, sizeof *into, compare_into);
	check_many_to_one(checks, into, n);
	check_test_networks(checks, into, n);
	free(into);
}

static void check_ways_back(struct checks *checks)
{
	for (rp_id i = 0; i < rp_plan_n_mappings(checks->plan); i++) {
		const struct rp_mapping *mapping =
			rp_plan_mapping(checks->plan, i);
		rp_id server =
			rp_network_server(checks->topology, mapping->source);

		if (rp_plan_mapping_of(checks->plan, mapping->target, server) ==
		    RP_NONE)
			FINDINGS_ADD(checks, NO_WAY_BACK,
				     ARG_NETWORK(mapping->source),
				     ARG_NETWORK(mapping->target),
				     arg_object(RP_SERVER, server));
	}
}

static void check_dangling_mappings(struct checks *checks)
{
	const struct decisions *decisions = &checks->plan->decisions;

	for (uint32_t i = 0; i < decisions->n_dangling; i++)
		if (!decisions->dangling[i].pin)
			FINDINGS_ADD(checks, MAPPING_DANGLING,
				     arg_text(decisions->dangling[i].missing));
}

void findings_networks(struct checks *checks)
{
	check_unavailable(checks);
	check_clouds_of_nics(checks);
	check_unmapped(checks);
	check_targets(checks);
	check_ways_back(checks);
	check_dangling_mappings(checks);
}
