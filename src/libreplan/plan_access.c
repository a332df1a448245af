/* The plan: what its readers see.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "addresses.h"
#include "plan.h"
#include "topology.h"

const rp_topology *rp_plan_topology(const rp_plan *plan)
{
	return plan->topology;
}

const struct rp_summary *rp_plan_summary(const rp_plan *plan)
{
	return &plan->summary;
}

size_t rp_plan_n_replicas(const rp_plan *plan)
{
	return plan->n_replicas;
}

const struct rp_replica *rp_plan_replica(const rp_plan *plan, rp_id i)
{
	return &plan->replicas[i];
}

size_t rp_plan_n_nics(const rp_plan *plan)
{
	return plan->n_nics;
}

const struct rp_replica_nic *rp_plan_nic(const rp_plan *plan, rp_id i)
{
	return &plan->nics[i];
}

rp_id rp_plan_replica_of(const rp_plan *plan, rp_id vm)
{
	return plan->replica_of[vm];
}

size_t rp_plan_n_hosts(const rp_plan *plan)
{
	return plan->n_hosts;
}

const struct rp_recovery_host *rp_plan_host(const rp_plan *plan, rp_id i)
{
	return &plan->hosts[i];
}

size_t rp_plan_n_mappings(const rp_plan *plan)
{
	return plan->decisions.n_mappings;
}

const struct rp_mapping *rp_plan_mapping(const rp_plan *plan, rp_id i)
{
	return &plan->decisions.mappings[i];
}

rp_id rp_plan_mapping_of(const rp_plan *plan, rp_id source, rp_id server)
{
	const struct rp_mapping *mapping = decisions_mapping(
		&plan->decisions, plan->topology, source, server);

	return mapping ? (rp_id)(mapping - plan->decisions.mappings) : RP_NONE;
}

uint64_t rp_plan_free_addresses(const rp_plan *plan, rp_id subnet,
				enum rp_family family)
{
	return addresses_free(plan, subnet, family);
}

size_t rp_plan_n_moved(const rp_plan *before, const rp_plan *after)
{
	size_t n = 0;

	for (uint32_t i = 0; i < before->n_replicas; i++) {
		const struct rp_replica *replica = &before->replicas[i];
		rp_id other = after->replica_of[replica->vm];

		if (replica->host != RP_NONE &&
		    (other == RP_NONE ||
		     after->replicas[other].host != replica->host))
			n++;
	}
	return n;
}

/* ---- Words ----------------------------------------------------------------
 */

const char *rp_address_rule_name(enum rp_address_rule rule)
{
	static const char *const names[] = {
		[RP_RETAIN] = "retain",
		[RP_OFFSET] = "offset",
		[RP_NEXT] = "next",
	};

	return names[rule];
}

const char *rp_connection_name(enum rp_connection connection)
{
	static const char *const names[] = {
		[RP_UNMAPPED] = "unmapped",
		[RP_UNAVAILABLE] = "unavailable",
		[RP_MAPPED] = "mapped",
	};

	return names[connection];
}

const char *rp_subnet_rule_name(enum rp_subnet_rule rule)
{
	static const char *const names[] = {
		[RP_SUBNET_NO_RULE] = "",
		[RP_SUBNET_SAME_NAME] = "same name",
		[RP_SUBNET_FIRST] = "first",
	};

	return names[rule];
}

const char *rp_rule_name(enum rp_rule rule)
{
	static const char *const names[] = {
		[RP_RULE_ABSENT] = "",		 [RP_RULE_PINNED] = "pinned",
		[RP_RULE_RETAINED] = "retained", [RP_RULE_OFFSET] = "offset",
		[RP_RULE_NEXT] = "next",	 [RP_RULE_DHCP] = "dhcp",
		[RP_RULE_NONE] = "none",
	};

	return names[rule];
}
