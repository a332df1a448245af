/* Findings about availability and mappings (rules 2, 3).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which networks have replicated NICs of which pairs follows from the topology
 * alone, and so do the rows of each network: both are found once.  What is
 * found after each edit goes with the number of networks and mappings. */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"
#include "topology.h"

/* ---- What the topology says of its networks --------------------------- */

/* A use of a network, while they are collected. */
struct found_use {
	rp_id network;
	rp_id by;  /* The pair, or the server of its replicas. */
	rp_id nic; /* The first one. */
};

struct found_uses {
	struct found_use *at;
	uint32_t n;
	uint32_t capacity;
	rp_id *last_pair; /* By network: of the use that was added last. */
};

static bool add_uses(struct found_uses *found, const rp_topology *topology,
		     rp_id vm)
{
	struct rp_range nics = rp_vm(topology, vm)->nics;
	rp_id pair = rp_vm_pair(topology, vm);

	for (rp_id id = nics.first; pair != RP_NONE && id < nics.end; id++) {
		rp_id network = rp_nic(topology, id)->network;

		if (found->last_pair[network] == pair)
			continue;
		found->last_pair[network] = pair;
		if (!memory_grow(&found->at, &found->capacity,
				 (size_t)found->n + 1, sizeof *found->at))
			return false;
		found->at[found->n++] = (struct found_use){ network, pair, id };
	}
	return true;
}

static int compare_uses(const void *a, const void *b)
{
	const struct found_use *x = a;
	const struct found_use *y = b;

	if (x->network != y->network)
		return x->network < y->network ? -1 : 1;
	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	return (x->nic > y->nic) - (x->nic < y->nic);
}

static void sort_uses(struct found_uses *found)
{
	if (found->n > 0)
		qsort(found->at, found->n, sizeof *found->at, compare_uses);
}

/* The VMs of a pair are those of one cloud, and so follow each other: no use is
 * added twice. */
static bool find_uses(struct found_uses *found, const rp_topology *topology)
{
	uint32_t n = (uint32_t)rp_count(topology, RP_NETWORK);

	found->last_pair = memory_zeroed(n, sizeof *found->last_pair);
	if (!found->last_pair)
		return false;
	for (rp_id network = 0; network < n; network++)
		found->last_pair[network] = RP_NONE;
	for (rp_id vm = 0; vm < rp_count(topology, RP_VM); vm++)
		if (!add_uses(found, topology, vm))
			return false;
	sort_uses(found);
	return true;
}

static void fill_uses(struct network_facts *facts, const rp_topology *topology,
		      const struct found_uses *found)
{
	uint32_t n_networks = (uint32_t)rp_count(topology, RP_NETWORK);
	uint32_t i = 0;

	for (rp_id network = 0; network < n_networks; network++) {
		facts->first_use[network] = i;
		for (; i < found->n && found->at[i].network == network; i++) {
			rp_id pair = found->at[i].by;
			bool is_row = rp_is_row(topology, network, pair);

			facts->uses[i] = (struct network_use){ pair, is_row };
			if (!is_row)
				facts->has_other[network] = true;
		}
	}
	facts->first_use[n_networks] = i;
}

/* Of all uses by one server the first is entered. */
static void fill_needs(struct network_facts *facts, const rp_topology *topology,
		       struct found_uses *found)
{
	uint32_t n_networks = (uint32_t)rp_count(topology, RP_NETWORK);
	struct network_need *need = facts->needs;
	uint32_t i;

	for (i = 0; i < found->n; i++)
		found->at[i].by = rp_pair_server(topology, found->at[i].by);
	sort_uses(found);
	i = 0;
	for (rp_id network = 0; network < n_networks; network++) {
		facts->first_need[network] = (uint32_t)(need - facts->needs);
		for (; i < found->n && found->at[i].network == network; i++)
			if (i == 0 || found->at[i - 1].network != network ||
			    found->at[i - 1].by != found->at[i].by)
				*need++ = (struct network_need){
					found->at[i].by, found->at[i].nic
				};
	}
	facts->first_need[n_networks] = (uint32_t)(need - facts->needs);
}

static bool make_uses(struct network_facts *facts, const rp_topology *topology)
{
	size_t n = rp_count(topology, RP_NETWORK);
	struct found_uses found = { NULL, 0, 0, NULL };
	bool done = find_uses(&found, topology);

	facts->uses = memory_zeroed(found.n, sizeof *facts->uses);
	facts->needs = memory_zeroed(found.n, sizeof *facts->needs);
	facts->first_use = memory_zeroed(n + 1, sizeof *facts->first_use);
	facts->first_need = memory_zeroed(n + 1, sizeof *facts->first_need);
	facts->has_other = memory_zeroed(n, sizeof *facts->has_other);
	done = done && facts->uses && facts->needs && facts->first_use &&
	       facts->first_need && facts->has_other;
	if (done) {
		fill_uses(facts, topology, &found);
		fill_needs(facts, topology, &found);
	}
	free(found.at);
	free(found.last_pair);
	return done;
}

/* The logical networks of the protected cloud of 'pair'. */
static struct rp_range logical_networks(const rp_topology *topology, rp_id pair)
{
	return rp_cloud(topology, rp_pair(topology, pair)->source)
		->logical_networks;
}

static bool make_rows(struct network_facts *facts, const rp_topology *topology)
{
	uint32_t n = (uint32_t)rp_count(topology, RP_LOGICAL_NETWORK);
	uint32_t end = 0;

	facts->first_row =
		memory_zeroed((size_t)n + 1, sizeof *facts->first_row);
	if (!facts->first_row)
		return false;
	for (rp_id pair = 0; pair < rp_n_pairs(topology); pair++) {
		struct rp_range list = logical_networks(topology, pair);

		for (rp_id i = list.first; i < list.end; i++)
			facts->first_row[rp_topology_id(topology, i)]++;
	}
	for (uint32_t i = 0; i <= n; i++) {
		end += facts->first_row[i];
		facts->first_row[i] = end;
	}
	facts->row_pairs = memory_zeroed(end, sizeof *facts->row_pairs);
	if (!facts->row_pairs)
		return false;
	/* From the last one down, so that each ends up where its begin. */
	for (rp_id pair = (rp_id)rp_n_pairs(topology); pair-- > 0;) {
		struct rp_range list = logical_networks(topology, pair);

		for (rp_id i = list.first; i < list.end; i++)
			facts->row_pairs[--facts->first_row[rp_topology_id(
				topology, i)]] = pair;
	}
	return true;
}

bool network_facts_init(struct network_facts *facts,
			const rp_topology *topology)
{
	return make_uses(facts, topology) && make_rows(facts, topology);
}

void network_facts_destroy(struct network_facts *facts)
{
	free(facts->needs);
	free(facts->first_need);
	free(facts->uses);
	free(facts->first_use);
	free(facts->has_other);
	free(facts->row_pairs);
	free(facts->first_row);
}

/* ---- Mappings by their source ----------------------------------------- */

/* The mappings of a plan.  They stand by source network, so those of network n
 * are those from first_of[n] up to the next one's. */
struct mapped {
	struct checks *checks;
	const struct network_facts *facts;
	const struct rp_mapping *at;
	uint32_t n;
	uint32_t n_networks;
	uint32_t *first_of; /* By source, and one more. */
};

static bool mapped_init(struct mapped *mapped, struct checks *checks)
{
	const struct decisions *decisions = &checks->plan->decisions;
	uint32_t i = 0;

	*mapped = (struct mapped){
		.checks = checks,
		.facts = &checks->topology->findings->networks,
		.at = decisions->mappings,
		.n = decisions->n_mappings,
		.n_networks = (uint32_t)rp_count(checks->topology, RP_NETWORK),
	};
	mapped->first_of = memory_zeroed((size_t)mapped->n_networks + 1,
					 sizeof *mapped->first_of);
	if (!mapped->first_of)
		return false;
	for (rp_id network = 0; network <= mapped->n_networks; network++) {
		while (i < mapped->n && mapped->at[i].source < network)
			i++;
		mapped->first_of[network] = i;
	}
	return true;
}

/* Whether there is a mapping of 'source' to 'server'. */
static bool is_mapped(const struct mapped *mapped, rp_id source, rp_id server)
{
	const rp_topology *topology = mapped->checks->topology;
	uint32_t end = mapped->first_of[source + 1];

	if (end - mapped->first_of[source] > TOPOLOGY_FEW)
		return decisions_mapping(&mapped->checks->plan->decisions,
					 topology, source, server);
	for (uint32_t i = mapped->first_of[source]; i < end; i++)
		if (rp_network_server(topology, mapped->at[i].target) == server)
			return true;
	return false;
}

/* ---- Targets that are not available ----------------------------------- */

/* Whether a row of mapping 'm' asks for what its target is not: a pair of the
 * target's server for which it is not available. */
static bool is_lacking(const rp_topology *topology, const struct rp_mapping *m,
		       rp_id pair)
{
	return rp_pair_server(topology, pair) ==
		       rp_network_server(topology, m->target) &&
	       !rp_is_available(topology, m->target, pair);
}

static void report_unavailable(struct checks *checks,
			       const struct rp_mapping *m, rp_id pair,
			       bool disconnects)
{
	const rp_topology *topology = checks->topology;
	const struct finding_arg args[] = {
		ARG_NETWORK(m->source),
		ARG_NETWORK(m->target),
		ARG_CLOUD(rp_pair(topology, pair)->target),
		arg_object(RP_LOGICAL_NETWORK,
			   rp_network(topology, m->target)->logical_network),
	};

	findings_add_level(checks, FINDING_TARGET_UNAVAILABLE,
			   disconnects ? RP_ERROR : RP_WARNING, args, 4);
}

/* The pairs of a mapping: the rows of its source, and those by which replicas
 * use it, which may be no rows; a pair of both is looked at once. */
static void check_pairs(const struct mapped *mapped, const struct rp_mapping *m)
{
	const rp_topology *topology = mapped->checks->topology;
	const struct network_facts *facts = mapped->facts;
	rp_id logical = rp_network(topology, m->source)->logical_network;
	uint32_t row = facts->first_row[logical];
	uint32_t last_row = facts->first_row[logical + 1];
	uint32_t use = facts->first_use[m->source];
	uint32_t last_use = facts->first_use[m->source + 1];

	while (row < last_row || use < last_use) {
		rp_id of_row = row < last_row ? facts->row_pairs[row] : RP_NONE;
		rp_id of_use = use < last_use ? facts->uses[use].pair : RP_NONE;
		rp_id pair = of_row < of_use ? of_row : of_use;

		row += of_row == pair;
		use += of_use == pair;
		if (is_lacking(topology, m, pair))
			report_unavailable(mapped->checks, m, pair,
					   of_use == pair);
	}
}

/* Whether the rows of a mapping are all well is the same for all mappings from
 * one logical network to another: it is kept for the last target of each. */
struct known_rows {
	rp_id target; /* A logical network, or RP_NONE. */
	bool all_well;
};

static bool rows_are_well(const struct mapped *mapped, struct known_rows *known,
			  const struct rp_mapping *m)
{
	const rp_topology *topology = mapped->checks->topology;
	const struct network_facts *facts = mapped->facts;
	rp_id source = rp_network(topology, m->source)->logical_network;
	rp_id target = rp_network(topology, m->target)->logical_network;

	if (known[source].target == target)
		return known[source].all_well;
	known[source] = (struct known_rows){ target, true };
	for (uint32_t i = facts->first_row[source];
	     i < facts->first_row[source + 1]; i++)
		if (is_lacking(topology, m, facts->row_pairs[i]))
			known[source].all_well = false;
	return known[source].all_well;
}

/* One finding for each mapping and pair. */
static void check_unavailable(const struct mapped *mapped)
{
	size_t n = rp_count(mapped->checks->topology, RP_LOGICAL_NETWORK);
	struct known_rows *known = memory_zeroed(n, sizeof *known);

	mapped->checks->check = CHECK_UNAVAILABLE;
	if (!known) {
		findings_fail(mapped->checks);
		return;
	}
	for (size_t i = 0; i < n; i++)
		known[i].target = RP_NONE;
	for (uint32_t i = 0; i < mapped->n; i++) {
		const struct rp_mapping *m = &mapped->at[i];

		if (mapped->facts->has_other[m->source] ||
		    !rows_are_well(mapped, known, m))
			check_pairs(mapped, m);
	}
	free(known);
}

/* ---- Networks that are not mapped ------------------------------------- */

/* The first server, in the order of NICs, that replicas of VMs on 'network' are
 * on and that it is not mapped to; or RP_NONE. */
static rp_id lacking_server(const struct mapped *mapped, rp_id network)
{
	const struct network_facts *facts = mapped->facts;
	rp_id first_nic = RP_NONE;
	rp_id server = RP_NONE;

	for (uint32_t i = facts->first_need[network];
	     i < facts->first_need[network + 1]; i++) {
		const struct network_need *need = &facts->needs[i];

		if (need->first_nic < first_nic &&
		    !is_mapped(mapped, network, need->server)) {
			first_nic = need->first_nic;
			server = need->server;
		}
	}
	return server;
}

/* One finding for each source network of a replicated NIC that is not mapped to
 * the server of its replica. */
static void check_unmapped(const struct mapped *mapped)
{
	struct checks *checks = mapped->checks;

	checks->check = CHECK_UNMAPPED;
	for (rp_id network = 0; network < mapped->n_networks; network++) {
		rp_id server = lacking_server(mapped, network);

		if (server != RP_NONE)
			FINDINGS_ADD(checks, NETWORK_UNMAPPED,
				     ARG_NETWORK(network),
				     arg_object(RP_SERVER, server));
	}
}

/* ---- Targets ---------------------------------------------------------- */

/* The sources of each target, rising. */
struct into {
	rp_id *sources;
	uint32_t *first_of; /* By target, and one more. */
};

static bool into_init(struct into *into, const struct mapped *mapped)
{
	uint32_t n = mapped->n_networks;
	uint32_t end = 0;

	into->sources = memory_zeroed(mapped->n, sizeof *into->sources);
	into->first_of = memory_zeroed((size_t)n + 1, sizeof *into->first_of);
	if (!into->sources || !into->first_of)
		return false;
	for (uint32_t i = 0; i < mapped->n; i++)
		into->first_of[mapped->at[i].target]++;
	for (uint32_t i = 0; i <= n; i++) {
		end += into->first_of[i];
		into->first_of[i] = end;
	}
	/* From the last one down, so that each ends up where its begin. */
	for (uint32_t i = mapped->n; i-- > 0;)
		into->sources[--into->first_of[mapped->at[i].target]] =
			mapped->at[i].source;
	return true;
}

static uint32_t n_into(const struct into *into, rp_id target)
{
	return into->first_of[target + 1] - into->first_of[target];
}

/* About the target, and about each source. */
static void report_many(struct checks *checks, const struct into *into,
			rp_id target)
{
	uint32_t n = n_into(into, target);
	struct finding_arg *args = memory_zeroed((size_t)n + 1, sizeof *args);

	if (!args) {
		findings_fail(checks);
		return;
	}
	args[0] = ARG_NETWORK(target);
	for (uint32_t i = 0; i < n; i++)
		args[i + 1] =
			ARG_NETWORK(into->sources[into->first_of[target] + i]);
	findings_add_about(checks, FINDING_MANY_TO_ONE, args, n + 1, n + 1);
	free(args);
}

static void check_many_to_one(const struct mapped *mapped,
			      const struct into *into)
{
	mapped->checks->check = CHECK_MANY_TO_ONE;
	for (rp_id target = 0; target < mapped->n_networks; target++)
		if (n_into(into, target) > 1)
			report_many(mapped->checks, into, target);
}

static void check_test_networks(const struct mapped *mapped,
				const struct into *into)
{
	mapped->checks->check = CHECK_TEST_NETWORKS;
	for (uint32_t i = 0; i < mapped->n; i++) {
		const struct rp_mapping *m = &mapped->at[i];

		if (m->test_network != RP_NONE &&
		    n_into(into, m->test_network) > 0)
			FINDINGS_ADD(mapped->checks, TEST_NETWORK_IS_TARGET,
				     ARG_NETWORK(m->test_network),
				     ARG_NETWORK(m->source));
	}
}

static void check_targets(const struct mapped *mapped)
{
	struct into into;

	if (into_init(&into, mapped)) {
		check_many_to_one(mapped, &into);
		check_test_networks(mapped, &into);
	} else {
		findings_fail(mapped->checks);
	}
	free(into.sources);
	free(into.first_of);
}

static void check_ways_back(const struct mapped *mapped)
{
	const rp_topology *topology = mapped->checks->topology;

	mapped->checks->check = CHECK_WAYS_BACK;
	for (uint32_t i = 0; i < mapped->n; i++) {
		const struct rp_mapping *m = &mapped->at[i];
		rp_id server = rp_network_server(topology, m->source);

		if (!is_mapped(mapped, m->target, server))
			FINDINGS_ADD(mapped->checks, NO_WAY_BACK,
				     ARG_NETWORK(m->source),
				     ARG_NETWORK(m->target),
				     arg_object(RP_SERVER, server));
	}
}

static void check_dangling(struct checks *checks)
{
	const struct decisions *decisions = &checks->plan->decisions;

	checks->check = CHECK_MAPPINGS_DANGLING;
	for (uint32_t i = 0; i < decisions->n_dangling; i++)
		if (!decisions->dangling[i].pin)
			FINDINGS_ADD(checks, MAPPING_DANGLING,
				     arg_text(decisions->dangling[i].missing));
}

void findings_networks(struct checks *checks)
{
	struct mapped mapped;

	if (mapped_init(&mapped, checks)) {
		check_unavailable(&mapped);
		check_unmapped(&mapped);
		check_targets(&mapped);
		check_ways_back(&mapped);
	} else {
		findings_fail(checks);
	}
	free(mapped.first_of);
	check_dangling(checks);
}
