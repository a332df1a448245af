/* The map: what is copied of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "map.h"

static bool has_address(const struct rp_replica_nic *nic, int family)
{
	switch ((enum rp_rule)nic->rule[family]) {
	case RP_RULE_PINNED:
	case RP_RULE_RETAINED:
	case RP_RULE_OFFSET:
	case RP_RULE_NEXT:
		return true;
	case RP_RULE_NONE:
	case RP_RULE_ABSENT:
	case RP_RULE_DHCP:
		break;
	}
	return false;
}

/* The first address of a NIC, or NULL. */
static char *copy_address(const struct rp_replica_nic *nic)
{
	char text[RP_IP_SIZE];

	for (int i = 0; i < RP_N_FAMILIES; i++)
		if (has_address(nic, i))
			return strdup(rp_ip_text((enum rp_family)i,
						 nic->address[i], text));
	return NULL;
}

/* The VM of the focused row of the plan pane, or its address. */
static char *copy_nic(const struct map *map, enum copied what)
{
	const rp_plan *plan = map->model.plan;
	const struct rp_replica_nic *nic;
	int row = map->list[PANE_PLAN].focus;

	if (row < 0 || !map->nics)
		return NULL;
	nic = rp_plan_nic(plan, map->nics[row]);
	if (what == COPY_ADDRESS)
		return copy_address(nic);
	return strdup(rp_name(map->model.topology, RP_VM,
			      rp_plan_replica(plan, nic->replica)->vm));
}

char *map_copy(const struct ui *ui, const void *state, enum copied what)
{
	const struct map *map = state;
	const struct map_tree_row *tree = map->model.tree;
	int row = map->list[PANE_SITES].focus;
	rp_id network = map_network(map, map->side);

	(void)ui;
	if (map->focus == PANE_PLAN)
		return copy_nic(map, what);
	if (what == COPY_ADDRESS)
		return NULL;
	if (map->focus == PANE_SITES && row >= 0 && row < map->model.n_tree)
		return strdup(rp_name(map->model.topology, tree[row].kind,
				      tree[row].id));
	return network == RP_NONE ? NULL :
		strdup(rp_name(map->model.topology, RP_NETWORK, network));
}
