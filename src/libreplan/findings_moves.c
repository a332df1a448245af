/* Findings about subnets whose prefix moves or is stretched (rules 7).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Subnets that overlap where a prefix moves to are in findings_overlaps.c,
 * which looks at all subnets of a site. */

#include "findings_checks.h"
#include "topology.h"

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
 * several NICs on a subnet is named once: 'seen' says in which turn it was. */
static void check_nic(struct checks *checks, rp_id nic, rp_id subnet,
		      enum rp_family family)
{
	const struct moves *moves = &checks->plan->moves;
	struct subnet_seen *seen = &checks->tally->seen[subnet];
	uint64_t turn = checks->tally->turn;

	if (moves_is_source(moves, subnet, family) && seen->left != turn &&
	    !moves_along(checks->plan, nic, family)) {
		seen->left = turn;
		report_vm(checks, FINDING_VM_LEFT_BEHIND, nic, family);
	}
	if (moves_is_target(moves, subnet, family) && seen->there != turn) {
		seen->there = turn;
		report_vm(checks, FINDING_VM_ON_TARGET_SUBNET, nic, family);
	}
}

void findings_vm_moves(struct checks *checks, rp_id vm)
{
	struct rp_range nics = rp_vm(checks->topology, vm)->nics;

	checks->check = CHECK_MOVED_VMS;
	checks->tally->turn++;
	for (rp_id nic = nics.first; nic < nics.end; nic++) {
		rp_id subnet = rp_nic(checks->topology, nic)->subnet;

		for (int f = 0; subnet != RP_NONE && f < RP_N_FAMILIES; f++)
			check_nic(checks, nic, subnet, (enum rp_family)f);
	}
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

void findings_stretched(struct checks *checks)
{
	const struct moves *moves = &checks->plan->moves;

	checks->check = CHECK_STRETCHED;
	if (!checks->topology->findings->any_stretched)
		return;
	for (uint32_t i = 0; i < moves->n; i++)
		if (!is_said(checks, moves->at, i))
			check_stretched(checks, &moves->at[i]);
}
