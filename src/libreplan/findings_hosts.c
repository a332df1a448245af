/* Findings about replicas without host, the loss of a host, and the plan file
 * (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"
#include "obstacle.h"

/* ---- Replicas --------------------------------------------------------- */

/* The facts about obstacles, or NULL when memory ran out. */
static struct obstacles *find_obstacles(struct checks *checks)
{
	struct obstacles *obstacles = checks->obstacles;

	if (obstacles)
		return obstacles;
	obstacles = memory_zeroed(1, sizeof *obstacles);
	if (!obstacles || !obstacles_init(obstacles, checks->plan)) {
		free(obstacles);
		findings_fail(checks);
		return NULL;
	}
	checks->obstacles = obstacles;
	return obstacles;
}

/* Whatever stands in the way is one error; the list says what. */
void findings_vm_host(struct checks *checks, rp_id vm)
{
	const rp_plan *plan = checks->plan;
	rp_id replica = plan->replica_of[vm];
	struct obstacles *obstacles;
	struct obstacle obstacle;

	checks->check = CHECK_UNPLACED;
	if (replica == RP_NONE || plan->replicas[replica].host != RP_NONE)
		return;
	if (!checks->list) {
		findings_count(checks, RP_ERROR);
		return;
	}
	obstacles = find_obstacles(checks);
	if (!obstacles)
		return;
	obstacles_find(&obstacle, obstacles, replica);
	findings_add(checks, obstacle.code, obstacle.args, obstacle.n_args);
}

/* ---- One host fails --------------------------------------------------- */

void findings_losses(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	checks->check = CHECK_LOSSES;
	for (uint32_t i = 0; i < plan->n_hosts; i++) {
		struct rp_range vms = rp_plan_loss(plan, i)->without_place;
		struct finding_arg which = { .type = ARG_STRANDED,
					     .as.number = i };

		if (vms.first < vms.end)
			FINDINGS_ADD(checks, HOST_LOSS,
				     ARG_HOST(plan->hosts[i].host),
				     arg_number(vms.end - vms.first), which);
	}
}

/* ---- The plan file ---------------------------------------------------- */

void findings_plan_file(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	checks->check = CHECK_PLAN_FILE;
	for (uint32_t i = 0; i < plan->decisions.n_dangling; i++)
		if (plan->decisions.dangling[i].pin)
			FINDINGS_ADD(
				checks, PIN_DANGLING,
				arg_text(plan->decisions.dangling[i].missing));
	if (plan->accepted && plan->accepted->forgotten > 0)
		FINDINGS_ADD(checks, ACCEPTED_FORGOTTEN,
			     arg_number(plan->accepted->forgotten));
	checks->check = CHECK_OTHER_TOPOLOGY;
	if (plan->plan_file_topology)
		FINDINGS_ADD(checks, PLAN_FILE_TOPOLOGY,
			     arg_text(plan->plan_file_topology),
			     arg_text(rp_topology_file(checks->topology)));
}
