/* The second reading: section 9, findings of mappings, placement and addresses.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <limits.h>
#include <string.h>

#include "model.h"

static void add(struct lines *lines, const char *level, const char *code,
		const char *a, const char *b, const char *c)
{
	const char *const about[] = { a, b, c };
	int n = 0;

	while (n < 3 && about[n])
		n++;
	lines_add(lines, level, code, n, about);
}

/* ---- Mappings ---------------------------------------------------------- */

/* Whether a NIC of the pair follows a mapping. */
static bool is_followed(const struct model *m, int mapping, int pair)
{
	for (int i = 0; i < m->n_nics; i++)
		if (pair_of(m, m->nics[i].vm) == pair &&
		    mapping_of(m, i) == mapping)
			return true;
	return false;
}

static void expect_availability(const struct model *m, int number,
				struct lines *lines)
{
	const struct mapping *it = &m->mappings[number];

	for (int i = 0; i < m->n_pairs; i++) {
		const struct cloud *target = &m->clouds[m->pairs[i].target];
		bool followed = is_followed(m, number, i);

		if (target->server != m->networks[it->target].server ||
		    is_available(m, it->target, i) ||
		    (!followed && !is_row(m, it->source, i)))
			continue;
		add(lines, followed ? "error" : "warning",
		    "target-unavailable", network_name(m, it->source),
		    network_name(m, it->target), target->name);
	}
}

static bool is_target(const struct model *m, int network)
{
	for (int i = 0; i < m->n_mappings; i++)
		if (m->mappings[i].target == network)
			return true;
	return false;
}

static bool has_way_back(const struct model *m, const struct mapping *it)
{
	for (int i = 0; i < m->n_mappings; i++)
		if (m->mappings[i].source == it->target &&
		    m->networks[m->mappings[i].target].server ==
			    m->networks[it->source].server)
			return true;
	return false;
}

static void expect_mapping(const struct model *m, int number,
			   struct lines *lines)
{
	const struct mapping *it = &m->mappings[number];

	expect_availability(m, number, lines);
	if (!has_way_back(m, it))
		add(lines, "warning", "no-way-back",
		    network_name(m, it->source), network_name(m, it->target),
		    NULL);
	if (it->test >= 0 && is_target(m, it->test))
		add(lines, "warning", "test-network-is-target",
		    network_name(m, it->test), network_name(m, it->source),
		    NULL);
}

/* Whether NICs of a network that have replicas on a server are not mapped. */
static bool is_unmapped(const struct model *m, int network, int server)
{
	for (int i = 0; i < m->n_nics; i++) {
		int pair = pair_of(m, m->nics[i].vm);

		if (m->nics[i].network == network && pair >= 0 &&
		    m->clouds[m->pairs[pair].target].server == server &&
		    mapping_of(m, i) < 0)
			return true;
	}
	return false;
}

/* About the target and each of its sources. */
static void expect_many(const struct model *m, int target, struct lines *lines)
{
	const char *about[MAX_MAPPINGS + 1] = { network_name(m, target) };
	int n = 1;

	for (int i = 0; i < m->n_networks; i++)
		for (int j = 0; j < m->n_mappings; j++)
			if (m->mappings[j].source == i &&
			    m->mappings[j].target == target)
				about[n++] = network_name(m, i);
	if (n > 2)
		lines_add(lines, "warning", "many-to-one", n, about);
}

/* It is said once that a network is not mapped, for all VMM servers. */
static void expect_network(const struct model *m, int network,
			   struct lines *lines)
{
	bool unmapped = false;

	for (int i = 0; i < m->n_servers; i++)
		unmapped = unmapped || is_unmapped(m, network, i);
	if (unmapped)
		add(lines, "warning", "network-unmapped",
		    network_name(m, network), NULL, NULL);
	expect_many(m, network, lines);
}

/* ---- Placement --------------------------------------------------------- */

/* Whether a host is one of the replica's cloud and in service. */
static bool is_in_service(const struct model *m, int vm, int host)
{
	int cloud = m->pairs[pair_of(m, vm)].target;

	return m->clouds[cloud].groups >> m->hosts[host].group & 1 &&
	       !m->hosts[host].maintenance;
}

/* Whether a NIC of the VM is connected to a network. */
static bool joins(const struct model *m, int vm, int network)
{
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].vm == vm && is_connected(m, i) &&
		    m->mappings[mapping_of(m, i)].target == network)
			return true;
	return false;
}

/* Whether a host in service reaches both networks. */
static bool is_reached(const struct model *m, int vm, int a, int b)
{
	for (int i = 0; i < m->n_hosts; i++)
		if (is_in_service(m, vm, i) && reaches(m, i, a) &&
		    reaches(m, i, b))
			return true;
	return false;
}

static bool reaches_all(const struct model *m, int vm, int host)
{
	for (int i = 0; i < m->n_networks; i++)
		if (joins(m, vm, i) && !reaches(m, host, i))
			return false;
	return true;
}

/* What stands in the way on the host to which a replica is pinned. */
static void expect_pin_obstacle(const struct model *m, int vm,
				struct lines *lines)
{
	int host = m->vms[vm].pinned_host;
	int cloud = m->pairs[pair_of(m, vm)].target;
	const char *code = "pin-no-room", *network = NULL;

	if (!(m->clouds[cloud].groups >> m->hosts[host].group & 1))
		code = "pin-outside-cloud";
	else if (m->hosts[host].maintenance)
		code = "pin-maintenance";
	else {
		if (m->vms[vm].host == host)
			code = "pin-runs-there";
		for (int i = 0; i < m->n_networks && !network; i++)
			if (joins(m, vm, i) && !reaches(m, host, i)) {
				code = "pin-unreachable";
				network = network_name(m, i);
			}
	}
	add(lines, "error", code, m->vms[vm].name, m->hosts[host].name,
	    network);
}

/* Whether a network, or two, keep a replica from all hosts in service; the
 * first in the order of the file. */
static bool expect_network_obstacle(const struct model *m, int vm,
				    struct lines *lines)
{
	for (int i = 0; i < m->n_networks; i++)
		if (joins(m, vm, i) && !is_reached(m, vm, i, i)) {
			add(lines, "error", "replica-unreachable",
			    m->vms[vm].name, network_name(m, i), NULL);
			return true;
		}
	for (int i = 0; i < m->n_networks; i++)
		for (int j = i + 1; j < m->n_networks; j++)
			if (joins(m, vm, i) && joins(m, vm, j) &&
			    !is_reached(m, vm, i, j)) {
				add(lines, "error", "replica-networks-apart",
				    m->vms[vm].name, network_name(m, i),
				    network_name(m, j));
				return true;
			}
	return false;
}

static void expect_obstacle(const struct model *m, int vm, struct lines *lines)
{
	const char *name = m->vms[vm].name;
	int cloud = m->pairs[pair_of(m, vm)].target;
	int in_service = 0, reach_all = 0, others = 0;

	if (m->vms[vm].pinned_host >= 0) {
		expect_pin_obstacle(m, vm, lines);
		return;
	}
	for (int i = 0; i < m->n_hosts; i++) {
		bool fits = is_in_service(m, vm, i) && reaches_all(m, vm, i);

		in_service += is_in_service(m, vm, i);
		reach_all += fits;
		others += fits && m->vms[vm].host != i;
	}
	if (!in_service)
		add(lines, "error", "replica-no-host", name,
		    m->clouds[cloud].name, NULL);
	else if (expect_network_obstacle(m, vm, lines))
		;
	else if (!reach_all)
		add(lines, "error", "replica-networks-spread", name, NULL,
		    NULL);
	else if (!others)
		add(lines, "error", "replica-runs-there", name,
		    m->hosts[m->vms[vm].host].name, NULL);
	else
		add(lines, "error", "replica-no-room", name, NULL, NULL);
}

/* ---- Replicas and their NICs ------------------------------------------- */

static void expect_replica(const struct outcome *o, int vm,
			   struct lines *lines)
{
	const struct model *m = o->m;
	const char *name = m->vms[vm].name;
	bool any = false, changes = false;

	if (o->host[vm] < 0)
		expect_obstacle(m, vm, lines);
	for (int i = 0; i < m->n_nics; i++)
		for (int f = 0; f < N_FAMILIES; f++) {
			const struct nic *nic = &m->nics[i];

			if (nic->vm != vm)
				continue;
			any = true;
			if (!nic->has[f] || !is_given(o->nics[i].rule[f]) ||
			    nic->address[f] == o->nics[i].address[f])
				continue;
			changes = true;
			add(lines, "notice", "address-changes", name,
			    nic->name, NULL);
		}
	if (!any)
		add(lines, "notice", "vm-without-nic", name, NULL, NULL);
	if (changes && m->vms[vm].os && !strcmp(m->vms[vm].os, "linux"))
		add(lines, "warning", "linux-address-changes", name, NULL,
		    NULL);
}

/* Whether an earlier NIC has, by its own pin, the address that this one is
 * pinned to. */
static bool is_pinned_before(const struct outcome *o, int nic, int family)
{
	for (int i = 0; i < nic; i++)
		if (o->nics[i].rule[family] &&
		    !strcmp(o->nics[i].rule[family], "pinned") &&
		    o->nics[i].address[family] == o->m->nics[nic].pin[family] &&
		    is_one_place(o->m, o->nics[i].subnet, o->nics[nic].subnet,
				 family))
			return true;
	return false;
}

static void expect_static(const struct outcome *o, int number, int family,
			  struct lines *lines)
{
	const struct nic *nic = &o->m->nics[number];
	const char *vm = o->m->vms[nic->vm].name;
	const char *rule = o->nics[number].rule[family];
	const char *code = "address-none";

	if (nic->pinned[family] && !nic->has[family])
		add(lines, "error", "pin-ignored", vm, nic->name, NULL);
	if (!nic->has[family] || !rule || strcmp(rule, "none"))
		return;
	/* Without a subnet there is nothing that a pin could ask for. */
	if (nic->pinned[family] && o->nics[number].subnet >= 0)
		code = is_pinned_before(o, number, family) ? "pin-twice"
							   : "pin-unusable";
	add(lines, "error", code, vm, nic->name, NULL);
}

/* Whether a DHCP NIC finds a scope as wide as its own. */
static bool is_served(const struct model *m, int source, int target)
{
	const struct subnet *s, *t;
	int f;

	if (target < 0 || !m->subnets[target].dhcp)
		return false;
	if (source < 0 || !m->subnets[source].dhcp)
		return true;
	s = &m->subnets[source];
	t = &m->subnets[target];
	f = s->scope_family;
	if (!is_equal_prefix(m, source, target, f))
		return true;
	return t->scope_family == f && t->scope.first <= s->scope.first &&
	       t->scope.last >= s->scope.last;
}

static void expect_replica_nic(const struct outcome *o, int number,
			       struct lines *lines)
{
	const struct model *m = o->m;
	const struct nic *nic = &m->nics[number];
	const struct expected_nic *replica = &o->nics[number];
	const char *vm = m->vms[nic->vm].name;

	for (int f = 0; f < N_FAMILIES; f++)
		expect_static(o, number, f, lines);
	if (pair_of(m, nic->vm) < 0)
		return;
	if (!(m->clouds[m->vms[nic->vm].cloud].logicals >>
		      m->networks[nic->network].logical & 1))
		add(lines, "error", "nic-outside-cloud", vm, nic->name, NULL);
	if (replica->subnet_rule && !strcmp(replica->subnet_rule, "first"))
		add(lines, "notice", "subnet-first", vm, nic->name, NULL);
	if (!nic->has[V4] && !nic->has[V6] && replica->network >= 0 &&
	    o->host[nic->vm] >= 0 &&
	    !is_served(m, nic->subnet, replica->subnet))
		add(lines, "warning", "dhcp-unserved", vm, nic->name, NULL);
}

/* Whether the accepted plan names a VM that is no more, or that has no replica
 * any more. */
static bool is_forgotten(const struct outcome *o)
{
	bool forgotten = o->accepted && o->accepted->forgotten;

	for (int i = 0; o->accepted && i < o->m->n_vms; i++)
		if (o->accepted->knows[i] && pair_of(o->m, i) < 0)
			forgotten = true;
	return forgotten;
}

void expect_plan_findings(const struct outcome *o, struct lines *lines)
{
	const struct model *m = o->m;

	for (int i = 0; i < m->n_mappings; i++)
		expect_mapping(m, i, lines);
	for (int i = 0; i < m->n_networks; i++)
		expect_network(m, i, lines);
	for (int i = 0; i < m->n_vms; i++)
		if (pair_of(m, i) >= 0)
			expect_replica(o, i, lines);
	for (int i = 0; i < m->n_nics; i++)
		expect_replica_nic(o, i, lines);
	for (int i = 0; i < m->dangling_mappings; i++)
		add(lines, "error", "mapping-dangling", i ? "gone 1" : "gone 0",
		    NULL, NULL);
	for (int i = 0; i < m->dangling_pins; i++)
		add(lines, "error", "pin-dangling", i ? "gone 1" : "gone 0",
		    NULL, NULL);
	if (is_forgotten(o))
		add(lines, "notice", "accepted-forgotten", NULL, NULL, NULL);
}
