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

const struct rp_mapping *rp_plan_nic_mapping(const rp_plan *plan, rp_id i)
{
	const struct rp_replica_nic *nic = &plan->nics[i];
	rp_id pair = plan->replicas[nic->replica].pair;

	return decisions_mapping(&plan->decisions, plan->topology,
				 rp_nic(plan->topology, nic->nic)->network,
				 rp_pair_server(plan->topology, pair));
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

/* ---- What is made when it is asked for -----------------------------------
 */

unsigned rp_plan_parts(const rp_plan *plan)
{
	return plan->parts;
}

static int find_bound(rp_plan *plan)
{
	const struct rp_summary *summary = &plan->summary;
	struct placement_bound bound;

	if (!placement_bound(&bound, &plan->problem, (uint32_t)summary->placed,
			     placement_hosts(plan->placement)))
		return RP_NO_MEMORY;
	plan->summary.peak_bound = bound.peak;
	plan->summary.unplaced_bound = bound.unplaced;
	return RP_OK;
}

/* Recovery hosts whose loss leaves somebody over: a finding each. */
static size_t count_losses(const rp_plan *plan)
{
	size_t n = 0;

	for (rp_id i = 0; i < plan->n_hosts; i++) {
		struct rp_range left = rp_plan_loss(plan, i)->without_place;

		n += left.first < left.end;
	}
	return n;
}

/* The list of findings has those of the losses only from then on. */
static int find_losses(rp_plan *plan, const struct rp_progress *progress)
{
	int result = losses_make(plan, progress);

	if (result)
		return result;
	plan->summary.warnings += count_losses(plan);
	plan->parts &= ~(unsigned)RP_PART_FINDINGS;
	return RP_OK;
}

static int make_part(rp_plan *plan, enum rp_part part,
		     const struct rp_progress *progress)
{
	switch (part) {
	case RP_PART_LOSS:
		return find_losses(plan, progress);
	case RP_PART_FINDINGS:
		return findings_make(plan) ? RP_OK : RP_NO_MEMORY;
	case RP_PART_RECORDS:
		return dns_make(plan) ? RP_OK : RP_NO_MEMORY;
	case RP_PART_BOUND:
		return find_bound(plan);
	case RP_ALL_PARTS:
		break;
	}
	return RP_OK;
}

int rp_plan_complete(rp_plan *plan, unsigned parts,
		     const struct rp_progress *progress)
{
	static const enum rp_part order[] = { RP_PART_BOUND, RP_PART_RECORDS,
					      RP_PART_LOSS, RP_PART_FINDINGS };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		unsigned part = order[i];
		int result;

		if (!(parts & part) || plan->parts & part)
			continue;
		result = make_part(plan, order[i], progress);
		if (result)
			return result;
		plan->parts |= part;
	}
	return RP_OK;
}

void plan_discount_parts(rp_plan *plan)
{
	if (plan->parts & RP_PART_LOSS)
		plan->summary.warnings -= count_losses(plan);
	plan->summary.peak_bound = 0;
	plan->summary.unplaced_bound = 0;
}

void plan_forget_parts(rp_plan *plan)
{
	plan_discount_parts(plan);
	losses_forget(&plan->losses);
	plan->parts = 0;
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
