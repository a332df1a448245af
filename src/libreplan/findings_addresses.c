/* Findings about subnets and addresses of replicas (rules 5, 6).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "addresses.h"
#include "findings_checks.h"
#include "topology.h"

static bool is_placed(const rp_plan *plan, const struct rp_replica_nic *nic)
{
	return plan->replicas[nic->replica].host != RP_NONE;
}

/* ---- Subnets ---------------------------------------------------------- */

static void check_subnet(struct checks *checks,
			 const struct rp_replica_nic *nic)
{
	if (nic->subnet_rule == RP_SUBNET_FIRST)
		FINDINGS_ADD(checks, SUBNET_FIRST,
			     ARG_VM(rp_nic(checks->topology, nic->nic)->vm),
			     ARG_NIC(nic->nic), ARG_SUBNET(nic->subnet),
			     ARG_NETWORK(nic->network));
}

/* ---- DHCP ------------------------------------------------------------- */

static const struct rp_ip_range *dhcp_scope(const rp_topology *topology,
					    rp_id subnet)
{
	struct rp_range dhcp;

	if (subnet == RP_NONE)
		return NULL;
	dhcp = rp_subnet(topology, subnet)->dhcp;
	return dhcp.first < dhcp.end ? rp_topology_range(topology, dhcp.first)
				     : NULL;
}

static bool prefixes_are_equal(const rp_topology *topology, rp_id a, rp_id b,
			       enum rp_family family)
{
	struct rp_prefix x = rp_subnet(topology, a)->prefix[family];
	struct rp_prefix y = rp_subnet(topology, b)->prefix[family];

	return x.length >= 0 && x.length == y.length && x.ip == y.ip;
}

/* Whether 'target' serves DHCP to what comes from 'source' (rules 6): it has a
 * scope and, where the prefixes are equal, that covers the source's. */
static bool dhcp_is_served(const rp_topology *topology, rp_id source,
			   rp_id target)
{
	const struct rp_ip_range *from = dhcp_scope(topology, source);
	const struct rp_ip_range *to = dhcp_scope(topology, target);

	if (!to)
		return false;
	if (!from ||
	    !prefixes_are_equal(topology, source, target, from->family))
		return true;
	return to->family == from->family && to->first <= from->first &&
	       from->last <= to->last;
}

static bool is_dhcp(const struct rp_nic *nic)
{
	return nic->address[RP_IPV4] == RP_NONE &&
	       nic->address[RP_IPV6] == RP_NONE;
}

static void check_dhcp(struct checks *checks, const struct rp_replica_nic *nic)
{
	const struct rp_nic *source = rp_nic(checks->topology, nic->nic);

	if (is_dhcp(source) &&
	    !dhcp_is_served(checks->topology, source->subnet, nic->subnet))
		FINDINGS_ADD(checks, DHCP_UNSERVED, ARG_VM(source->vm),
			     ARG_NIC(nic->nic), ARG_NETWORK(nic->network));
}

/* ---- Static addresses ------------------------------------------------- */

static rp_ip source_address(const rp_topology *topology, rp_id nic,
			    enum rp_family family)
{
	return rp_topology_address(topology,
				   rp_nic(topology, nic)->address[family]);
}

/* An address that is not given; where a pin asked for one that the subnet
 * cannot give, check_pins() says so. */
static void check_given(struct checks *checks, const struct rp_replica_nic *nic,
			enum rp_family family)
{
	const rp_topology *topology = checks->topology;
	rp_id vm = rp_nic(topology, nic->nic)->vm;
	struct finding_arg source;

	if (nic->rule[family] != RP_RULE_NONE)
		return;
	if (nic->subnet != RP_NONE &&
	    decisions_pinned_address(&checks->plan->decisions, nic->nic,
				     family))
		return;
	source = arg_address(family,
			     source_address(topology, nic->nic, family));
	if (nic->subnet == RP_NONE)
		FINDINGS_ADD(checks, ADDRESS_NONE, ARG_VM(vm),
			     ARG_NIC(nic->nic), source,
			     ARG_NETWORK(nic->network));
	else
		FINDINGS_ADD(checks, ADDRESS_NONE, ARG_VM(vm),
			     ARG_NIC(nic->nic), source,
			     ARG_NETWORK(nic->network),
			     ARG_SUBNET(nic->subnet));
}

static bool address_changes(const struct checks *checks,
			    const struct rp_replica_nic *nic,
			    enum rp_family family)
{
	switch (nic->rule[family]) {
	case RP_RULE_PINNED:
	case RP_RULE_RETAINED:
	case RP_RULE_OFFSET:
	case RP_RULE_NEXT:
		return nic->address[family] !=
		       source_address(checks->topology, nic->nic, family);
	default:
		return false;
	}
}

/* Whether it changes. */
static bool check_change(struct checks *checks,
			 const struct rp_replica_nic *nic,
			 enum rp_family family)
{
	const rp_topology *topology = checks->topology;

	if (!address_changes(checks, nic, family))
		return false;
	FINDINGS_ADD(
		checks, ADDRESS_CHANGES, ARG_VM(rp_nic(topology, nic->nic)->vm),
		ARG_NIC(nic->nic),
		arg_address(family, source_address(topology, nic->nic, family)),
		arg_address(family, nic->address[family]));
	return true;
}

/* ---- Replicas --------------------------------------------------------- */

/* Whether one of its addresses changes. */
static bool check_nic(struct checks *checks, const struct rp_replica_nic *nic)
{
	bool changes = false;

	check_subnet(checks, nic);
	check_dhcp(checks, nic);
	for (int i = 0; i < RP_N_FAMILIES; i++) {
		check_given(checks, nic, (enum rp_family)i);
		if (check_change(checks, nic, (enum rp_family)i))
			changes = true;
	}
	return changes;
}

void findings_vm_addresses(struct checks *checks, rp_id vm)
{
	const rp_plan *plan = checks->plan;
	rp_id id = plan->replica_of[vm];
	const struct rp_replica *replica;
	bool changes = false;

	checks->check = CHECK_REPLICA_ADDRESSES;
	if (id == RP_NONE || plan->replicas[id].host == RP_NONE)
		return;
	replica = &plan->replicas[id];
	for (rp_id i = replica->nics.first; i < replica->nics.end; i++)
		if (plan->nics[i].connection == RP_MAPPED &&
		    check_nic(checks, &plan->nics[i]))
			changes = true;
	if (changes && rp_vm(checks->topology, vm)->os == RP_OS_LINUX)
		FINDINGS_ADD(checks, LINUX_ADDRESS_CHANGES, ARG_VM(vm));
}

/* ---- Pins ------------------------------------------------------------- */

/* The replica NIC of 'nic', or NULL where its VM has no replica. */
static const struct rp_replica_nic *replica_nic(const rp_plan *plan, rp_id nic)
{
	rp_id vm = rp_nic(plan->topology, nic)->vm;
	rp_id replica = plan->replica_of[vm];

	if (replica == RP_NONE)
		return NULL;
	return &plan->nics[plan->replicas[replica].nics.first +
			   (nic - rp_vm(plan->topology, vm)->nics.first)];
}

/* The pinned address is not given: it cannot be had, or another pin has it.
 * Either is an error; the list says which. */
static void report_pin(struct checks *checks, const struct rp_replica_nic *nic,
		       const struct address_pin *pin)
{
	const rp_plan *plan = checks->plan;
	rp_id vm = plan->replicas[nic->replica].vm;
	struct finding_arg why = { .type = ARG_USE };
	enum address_use use;
	rp_id holder;

	if (!checks->list) {
		findings_count(checks, RP_ERROR);
		return;
	}
	use = addresses_use(plan->topology, nic->subnet, pin->family, pin->ip,
			    vm, &holder);
	why.as.number = use;
	if (use == ADDRESS_USABLE) {
		rp_id given = addresses_given_to(plan, nic->subnet, pin->family,
						 pin->ip);

		why.as.number = ADDRESS_GIVEN;
		if (given != RP_NONE) {
			rp_id first = plan->nics[given].nic;

			FINDINGS_ADD(checks, PIN_TWICE, ARG_VM(vm),
				     ARG_NIC(nic->nic),
				     arg_address(pin->family, pin->ip),
				     ARG_VM(rp_nic(plan->topology, first)->vm),
				     ARG_NIC(first));
			return;
		}
	}
	FINDINGS_ADD(checks, PIN_UNUSABLE, ARG_VM(vm), ARG_NIC(nic->nic),
		     arg_address(pin->family, pin->ip), why);
}

static void check_pin(struct checks *checks, const struct address_pin *pin)
{
	const rp_plan *plan = checks->plan;
	const struct rp_nic *source = rp_nic(plan->topology, pin->nic);
	const struct rp_replica_nic *nic = replica_nic(plan, pin->nic);

	if (source->address[pin->family] == RP_NONE)
		FINDINGS_ADD(checks, PIN_IGNORED, ARG_VM(source->vm),
			     ARG_NIC(pin->nic),
			     arg_address(pin->family, pin->ip));
	else if (nic && is_placed(plan, nic) && nic->subnet != RP_NONE &&
		 nic->rule[pin->family] == RP_RULE_NONE)
		report_pin(checks, nic, pin);
}

void findings_pins(struct checks *checks)
{
	const struct decisions *decisions = &checks->plan->decisions;

	checks->check = CHECK_ADDRESS_PINS;
	for (uint32_t i = 0; i < decisions->n_address_pins; i++)
		check_pin(checks, &decisions->address_pins[i]);
}
