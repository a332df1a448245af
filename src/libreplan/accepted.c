/* The accepted plan: see accepted.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "accepted.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "plan.h"

struct accepted *accepted_new(const rp_topology *topology)
{
	struct accepted *accepted = memory_zeroed(1, sizeof *accepted);

	if (!accepted)
		return NULL;
	accepted->references = 1;
	accepted->n_vms = (uint32_t)rp_count(topology, RP_VM);
	accepted->n_nics = (uint32_t)rp_count(topology, RP_NIC);
	accepted->hosts =
		memory_zeroed(accepted->n_vms, sizeof *accepted->hosts);
	accepted->nics =
		memory_zeroed(accepted->n_nics, sizeof *accepted->nics);
	if (!accepted->hosts || !accepted->nics) {
		accepted_release(accepted);
		return NULL;
	}
	for (uint32_t vm = 0; vm < accepted->n_vms; vm++)
		accepted->hosts[vm] = RP_NONE;
	for (uint32_t nic = 0; nic < accepted->n_nics; nic++)
		accepted->nics[nic].network = RP_NONE;
	return accepted;
}

/* Only what step 2 of rules 6 can use is an accepted address. */
static void accept_nic(struct accepted_nic *out, const rp_plan *plan, rp_id id)
{
	const struct rp_replica_nic *nic = &plan->nics[id];

	out->network = nic->network;
	if (nic->network != RP_NONE)
		out->address_rule =
			(uint8_t)rp_plan_nic_mapping(plan, id)->rule;
	for (int family = 0; family < RP_N_FAMILIES; family++) {
		uint8_t rule = nic->rule[family];

		if (rule == RP_RULE_DHCP || rule == RP_RULE_NONE)
			rule = RP_RULE_ABSENT;
		out->rule[family] = rule;
		out->address[family] = nic->address[family];
	}
}

struct accepted *accepted_from_plan(const rp_plan *plan)
{
	struct accepted *accepted = accepted_new(plan->topology);

	if (!accepted)
		return NULL;
	for (uint32_t i = 0; i < plan->n_replicas; i++)
		accepted->hosts[plan->replicas[i].vm] = plan->replicas[i].host;
	for (uint32_t i = 0; i < plan->n_nics; i++)
		accept_nic(&accepted->nics[plan->nics[i].nic], plan, i);
	return accepted;
}

struct accepted *accepted_hold(struct accepted *accepted)
{
	if (accepted)
		accepted->references++;
	return accepted;
}

void accepted_release(struct accepted *accepted)
{
	if (!accepted || --accepted->references > 0)
		return;
	free(accepted->hosts);
	free(accepted->nics);
	free(accepted);
}

static bool nics_are_equal(const struct accepted_nic *a,
			   const struct accepted_nic *b)
{
	if (a->network != b->network || a->address_rule != b->address_rule)
		return false;
	for (int family = 0; family < RP_N_FAMILIES; family++)
		if (a->rule[family] != b->rule[family] ||
		    a->address[family] != b->address[family])
			return false;
	return true;
}

bool accepted_are_equal(const struct accepted *a, const struct accepted *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->n_vms != b->n_vms || a->n_nics != b->n_nics)
		return false;
	for (uint32_t i = 0; i < a->n_vms; i++)
		if (a->hosts[i] != b->hosts[i])
			return false;
	for (uint32_t i = 0; i < a->n_nics; i++)
		if (!nics_are_equal(&a->nics[i], &b->nics[i]))
			return false;
	return true;
}
