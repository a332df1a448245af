/* The map's model: which rows there are and which mappings join them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map_model.h"

#include <stdlib.h>
#include <string.h>

/* ---- Sides --------------------------------------------------------------- */

static rp_id source_server(const rp_topology *topology, rp_id pair)
{
	return rp_cloud(topology, rp_pair(topology, pair)->source)->server;
}

rp_id model_other_server(const struct map_model *model, rp_id server)
{
	size_t n = rp_n_pairs(model->topology);

	for (rp_id i = 0; i < n; i++)
		if (source_server(model->topology, i) == server)
			return rp_pair_server(model->topology, i);
	for (rp_id i = 0; i < n; i++)
		if (rp_pair_server(model->topology, i) == server)
			return source_server(model->topology, i);
	return server;
}

/* ---- The tree of sites --------------------------------------------------- */

static bool tree_add(struct map_model *model, size_t *capacity,
		     enum rp_kind kind, rp_id id, int depth)
{
	if ((size_t)model->n_tree == *capacity) {
		size_t n = *capacity ? 2 * *capacity : 64;
		struct map_tree_row *rows =
			realloc(model->tree, n * sizeof(*rows));

		if (!rows)
			return false;
		model->tree = rows;
		*capacity = n;
	}
	model->tree[model->n_tree++] = (struct map_tree_row){ kind, id, depth };
	return true;
}

static bool tree_add_cloud(struct map_model *model, size_t *capacity, rp_id id)
{
	const struct rp_cloud *cloud = rp_cloud(model->topology, id);
	bool ok = tree_add(model, capacity, RP_CLOUD, id, 2);

	for (rp_id i = cloud->groups.first; ok && i < cloud->groups.end; i++)
		ok = tree_add(model, capacity, RP_GROUP,
			      rp_topology_id(model->topology, i), 3);
	return ok;
}

static bool in_a_cloud(const rp_topology *topology,
		       const struct rp_server *server, rp_id group)
{
	for (rp_id c = server->clouds.first; c < server->clouds.end; c++) {
		const struct rp_cloud *cloud = rp_cloud(topology, c);

		for (rp_id i = cloud->groups.first; i < cloud->groups.end; i++)
			if (rp_topology_id(topology, i) == group)
				return true;
	}
	return false;
}

static bool tree_add_server(struct map_model *model, size_t *capacity, rp_id id)
{
	const struct rp_server *server = rp_server(model->topology, id);
	bool ok = tree_add(model, capacity, RP_SERVER, id, 1);

	for (rp_id c = server->clouds.first; ok && c < server->clouds.end; c++)
		ok = tree_add_cloud(model, capacity, c);
	for (rp_id g = server->groups.first; ok && g < server->groups.end; g++)
		if (!in_a_cloud(model->topology, server, g))
			ok = tree_add(model, capacity, RP_GROUP, g, 2);
	return ok;
}

static bool tree_make(struct map_model *model)
{
	size_t n = rp_count(model->topology, RP_SITE);
	size_t capacity = 0;
	bool ok = true;

	free(model->tree);
	model->tree = NULL;
	model->n_tree = 0;
	for (rp_id s = 0; ok && s < n; s++) {
		const struct rp_site *site = rp_site(model->topology, s);

		ok = tree_add(model, &capacity, RP_SITE, s, 0);
		for (rp_id i = site->servers.first; ok && i < site->servers.end;
		     i++)
			ok = tree_add_server(model, &capacity, i);
	}
	return ok;
}

/* ---- NICs by network ----------------------------------------------------- */

static void index_destroy(struct map_index *index)
{
	free(index->start);
	free(index->ids);
	*index = (struct map_index){ NULL, NULL };
}

/* The network by which 'nic' is found from 'side'. */
static rp_id nic_network(const struct map_model *model, enum side side,
			 const struct rp_replica_nic *nic)
{
	return side == SIDE_SOURCE ? rp_nic(model->topology, nic->nic)->network
				   : nic->network;
}

/* start[n + 1] becomes where the NICs of network n end. */
static void index_fill(struct map_model *model, enum side side)
{
	struct map_index *index = &model->nics[side];
	size_t n_networks = rp_count(model->topology, RP_NETWORK);
	size_t n = rp_plan_n_nics(model->plan);

	for (rp_id i = 0; i < n; i++) {
		rp_id network =
			nic_network(model, side, rp_plan_nic(model->plan, i));

		if (network != RP_NONE)
			index->start[network + 2]++;
	}
	for (size_t i = 2; i < n_networks + 2; i++)
		index->start[i] += index->start[i - 1];
	for (rp_id i = 0; i < n; i++) {
		rp_id network =
			nic_network(model, side, rp_plan_nic(model->plan, i));

		if (network != RP_NONE)
			index->ids[index->start[network + 1]++] = i;
	}
}

static bool index_make(struct map_model *model, enum side side)
{
	struct map_index *index = &model->nics[side];

	index_destroy(index);
	index->start = calloc(rp_count(model->topology, RP_NETWORK) + 2,
			      sizeof(*index->start));
	index->ids =
		calloc(rp_plan_n_nics(model->plan) + 1, sizeof(*index->ids));
	if (!index->start || !index->ids)
		return false;
	index_fill(model, side);
	return true;
}

uint32_t model_n_nics(const struct map_model *model, enum side side,
		      rp_id network)
{
	const uint32_t *start = model->nics[side].start;

	return start[network + 1] - start[network];
}

const rp_id *model_nics(const struct map_model *model, enum side side,
			rp_id network)
{
	return &model->nics[side].ids[model->nics[side].start[network]];
}

/* ---- Free addresses ------------------------------------------------------ */

static bool frees_make(struct map_model *model)
{
	size_t n = rp_count(model->topology, RP_NETWORK) + 1;

	free(model->free_addresses);
	free(model->is_free_known);
	model->free_addresses = calloc(n, sizeof(*model->free_addresses));
	model->is_free_known = calloc(n, sizeof(*model->is_free_known));
	return model->free_addresses && model->is_free_known;
}

enum rp_family model_family(const struct map_model *model, rp_id network)
{
	const struct rp_network *n = rp_network(model->topology, network);

	for (rp_id i = n->subnets.first; i < n->subnets.end; i++)
		if (rp_subnet(model->topology, i)->prefix[RP_IPV4].length >= 0)
			return RP_IPV4;
	return n->subnets.first < n->subnets.end ? RP_IPV6 : RP_IPV4;
}

uint64_t model_free_addresses(struct map_model *model, rp_id network)
{
	const struct rp_network *n = rp_network(model->topology, network);
	enum rp_family family = model_family(model, network);
	uint64_t sum = 0;

	if (model->is_free_known[network])
		return model->free_addresses[network];
	for (rp_id i = n->subnets.first; i < n->subnets.end; i++) {
		uint64_t more = rp_plan_free_addresses(model->plan, i, family);

		sum = more > UINT64_MAX - sum ? UINT64_MAX : sum + more;
	}
	model->free_addresses[network] = sum;
	model->is_free_known[network] = true;
	return sum;
}

/* ---- Availability -------------------------------------------------------- */

bool model_concerns(const struct map_model *model, rp_id source, rp_id target,
		    rp_id pair)
{
	return rp_is_row(model->topology, source, pair) &&
	       rp_pair_server(model->topology, pair) ==
		       rp_network_server(model->topology, target);
}

size_t model_pairs(const struct map_model *model, rp_id source, rp_id server,
		   rp_id *pairs)
{
	size_t n_pairs = rp_n_pairs(model->topology);
	size_t n = 0;

	for (rp_id i = 0; i < n_pairs; i++)
		if (rp_is_row(model->topology, source, i) &&
		    rp_pair_server(model->topology, i) == server)
			pairs[n++] = i;
	return n;
}

enum target_state model_state_by(const struct map_model *model, rp_id source,
				 rp_id target, const rp_id *pairs, size_t n,
				 rp_id *pair)
{
	if (source == target)
		return TARGET_ITSELF;
	for (size_t i = 0; i < n; i++) {
		if (rp_is_available(model->topology, target, pairs[i]))
			continue;
		*pair = pairs[i];
		return TARGET_UNAVAILABLE;
	}
	return n > 0 ? TARGET_RECOMMENDED : TARGET_AVAILABLE;
}

enum target_state model_target_state(const struct map_model *model,
				     rp_id source, rp_id target, rp_id *pair)
{
	size_t n = rp_n_pairs(model->topology);

	if (source == target)
		return TARGET_ITSELF;
	if (rp_is_recommended(model->topology, source, target))
		return TARGET_RECOMMENDED;
	for (rp_id i = 0; i < n; i++) {
		if (model_concerns(model, source, target, i) &&
		    !rp_is_available(model->topology, target, i)) {
			*pair = i;
			return TARGET_UNAVAILABLE;
		}
	}
	return TARGET_AVAILABLE;
}

/* ---- The whole ----------------------------------------------------------- */

/* Whether the model is of another topology than the one that is open. */
static bool is_new(const struct map_model *model, const rp_topology *topology)
{
	size_t n = rp_count(topology, RP_SERVER);

	return model->topology != topology || !model->path ||
	       strcmp(model->path, rp_topology_path(topology)) != 0 ||
	       (model->side[SIDE_SOURCE].server >= n && n > 0) ||
	       (model->side[SIDE_TARGET].server >= n && n > 0);
}

int model_name_columns(const struct map_model *model, rp_id network)
{
	return shown_columns(model->topology, RP_NETWORK, network);
}

/* The first cloud pair's servers, else the first servers that there are. */
static bool sides_choose(struct map_model *model)
{
	size_t n = rp_count(model->topology, RP_SERVER);

	if (rp_n_pairs(model->topology) > 0)
		return model_set_sides(model, source_server(model->topology, 0),
				       rp_pair_server(model->topology, 0));
	return model_set_sides(model, n > 0 ? 0 : RP_NONE,
			       n > 1   ? 1
			       : n > 0 ? 0
				       : RP_NONE);
}

/* Another topology has its own sides; those of another plan are only joined
 * anew. */
static bool sides_update(struct map_model *model, bool new)
{
	if (new) {
		for (int i = 0; i < N_SIDES; i++)
			side_destroy(&model->side[i]);
		return sides_choose(model);
	}
	mappings_find(model);
	return true;
}

bool model_update(struct map_model *model, const rp_plan *plan)
{
	const rp_topology *topology = plan ? rp_plan_topology(plan) : NULL;
	bool new = plan && is_new(model, topology);
	bool ok = plan != NULL;

	if (new) {
		free(model->path);
		model->path = strdup(rp_topology_path(topology));
		ok = model->path != NULL;
	}
	model->topology = topology;
	model->plan = plan;
	ok = ok && index_make(model, SIDE_SOURCE) &&
	     index_make(model, SIDE_TARGET) && frees_make(model) &&
	     tree_make(model) && sides_update(model, new);
	if (!ok)
		model_destroy(model);
	return ok || !plan;
}

void model_destroy(struct map_model *model)
{
	for (int i = 0; i < N_SIDES; i++) {
		side_destroy(&model->side[i]);
		index_destroy(&model->nics[i]);
	}
	free(model->path);
	free(model->tree);
	free(model->free_addresses);
	free(model->is_free_known);
	*model = (struct map_model){ .plan = NULL };
	model->side[SIDE_SOURCE].server = RP_NONE;
	model->side[SIDE_TARGET].server = RP_NONE;
}
