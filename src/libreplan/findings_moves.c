/* Findings about subnets whose prefix moves or is stretched (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Subnets that overlap where a prefix moves to are in findings_overlaps.c,
 * which looks at all subnets of a site. */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"

/* What a subnet is in the failovers of the plan. */
struct role {
	uint8_t source; /* In which families, as bits. */
	uint8_t target;
	rp_id left;  /* The VM that was last found to be left behind. */
	rp_id there; /* The VM that was last found to run there. */
};

static struct role *make_roles(const struct checks *checks)
{
	const struct moves *moves = &checks->plan->moves;
	size_t n = rp_count(checks->topology, RP_SUBNET);
	struct role *roles = memory_zeroed(n, sizeof *roles);

	for (size_t i = 0; roles && i < n; i++)
		roles[i].left = roles[i].there = RP_NONE;
	for (uint32_t i = 0; roles && i < moves->n; i++) {
		const struct rp_move *move = &moves->at[i];

		if (move->kind != RP_SUBNET_FAILOVER)
			continue;
		roles[move->source].source |= (uint8_t)(1 << move->family);
		roles[move->target].target |= (uint8_t)(1 << move->family);
	}
	return roles;
}

/* ---- VMs -------------------------------------------------------------- */

/* Whether 'nic' moves with its subnet; a VM without replica does not. */
static bool moves_along(const rp_plan *plan, rp_id nic, enum rp_family family)
{
	rp_id vm = rp_nic(plan->topology, nic)->vm;
	rp_id replica = plan->replica_of[vm];

	return replica != RP_NONE &&
	       moves_with_subnet(
		       plan,
		       plan->replicas[replica].nics.first +
			       (nic - rp_vm(plan->topology, vm)->nics.first),
		       family);
}

static void report_vm(struct checks *checks, enum finding_code code, rp_id nic,
		      enum rp_family family)
{
	const struct rp_nic *n = rp_nic(checks->topology, nic);
	const struct rp_subnet *subnet = rp_subnet(checks->topology, n->subnet);
	const struct finding_arg args[] = {
		ARG_VM(n->vm),
		ARG_NETWORK(subnet->network),
		ARG_SUBNET(n->subnet),
		arg_prefix(family, subnet->prefix[family]),
	};

	findings_add(checks, code, args, 4);
}

/* The whole subnet moves, and none may run where it moves to.  A VM that has
 * several NICs on a subnet is named once. */
static void check_nic(struct checks *checks, struct role *role, rp_id nic,
		      enum rp_family family)
{
	rp_id vm = rp_nic(checks->topology, nic)->vm;

	if (role->source >> family & 1 && role->left != vm &&
	    !moves_along(checks->plan, nic, family)) {
		role->left = vm;
		report_vm(checks, FINDING_VM_LEFT_BEHIND, nic, family);
	}
	if (role->target >> family & 1 && role->there != vm) {
		role->there = vm;
		report_vm(checks, FINDING_VM_ON_TARGET_SUBNET, nic, family);
	}
}

static void check_vms(struct checks *checks)
{
	struct role *roles = make_roles(checks);

	if (!roles) {
		findings_fail(checks);
		return;
	}
	for (rp_id nic = 0; nic < rp_count(checks->topology, RP_NIC); nic++) {
		rp_id subnet = rp_nic(checks->topology, nic)->subnet;

		for (int f = 0; subnet != RP_NONE && f < RP_N_FAMILIES; f++)
			check_nic(checks, &roles[subnet], nic,
				  (enum rp_family)f);
	}
	free(roles);
}

/* ---- Stretched subnets ------------------------------------------------ */

/* The code for a move whose subnets are both or one marked stretched;
 * N_FINDING_CODES for no finding. */
static enum finding_code stretched_code(const struct checks *checks,
					const struct rp_move *move)
{
	const rp_topology *topology = checks->topology;

	if (move->kind == RP_STRETCHED_SUBNET)
		return FINDING_STRETCHED_SUBNET;
	if (move->kind == RP_SUBNET_FAILOVER &&
	    (rp_subnet(topology, move->source)->stretched ||
	     rp_subnet(topology, move->target)->stretched))
		return FINDING_STRETCHED_ONE_SIDE;
	return N_FINDING_CODES;
}

static void check_stretched(struct checks *checks, const struct rp_move *move)
{
	const rp_topology *topology = checks->topology;
	const struct rp_subnet *source = rp_subnet(topology, move->source);
	const struct rp_subnet *target = rp_subnet(topology, move->target);
	enum finding_code code = stretched_code(checks, move);
	const struct finding_arg args[] = {
		ARG_NETWORK(source->network),
		ARG_SUBNET(move->source),
		ARG_NETWORK(target->network),
		ARG_SUBNET(move->target),
		arg_prefix(move->family, source->prefix[move->family]),
	};

	if (code != N_FINDING_CODES)
		findings_add(checks, code, args, 5);
}

/* Two subnets that have one prefix in both families are named once. */
static bool is_said(const struct checks *checks, const struct rp_move *moves,
		    uint32_t i)
{
	return i > 0 && moves[i - 1].source == moves[i].source &&
	       moves[i - 1].target == moves[i].target &&
	       stretched_code(checks, &moves[i - 1]) ==
		       stretched_code(checks, &moves[i]);
}

void findings_moves(struct checks *checks)
{
	const struct moves *moves = &checks->plan->moves;

	check_vms(checks);
	for (uint32_t i = 0; i < moves->n; i++)
		if (!is_said(checks, moves->at, i))
			check_stretched(checks, &moves->at[i]);
}
