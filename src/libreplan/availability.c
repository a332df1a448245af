/* Availability: which target VM network serves which cloud pair (rules 2).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "memory.h"
#include "text.h"
#include "topology.h"

/* Whether the logical network of 'network' is one of 'cloud'. */
static bool cloud_has(const rp_topology *topology, rp_id cloud, rp_id network)
{
	return topology_lists(topology,
			      rp_cloud(topology, cloud)->logical_networks,
			      rp_network(topology, network)->logical_network);
}

bool rp_is_available(const rp_topology *topology, rp_id target, rp_id pair)
{
	return cloud_has(topology, rp_pair(topology, pair)->target, target);
}

bool rp_is_row(const rp_topology *topology, rp_id source, rp_id pair)
{
	return cloud_has(topology, rp_pair(topology, pair)->source, source);
}

bool rp_is_recommended(const rp_topology *topology, rp_id source, rp_id target)
{
	rp_id server = rp_network_server(topology, target);
	bool concerned = false;

	for (rp_id pair = 0; pair < rp_n_pairs(topology); pair++) {
		if (!rp_is_row(topology, source, pair) ||
		    rp_pair_server(topology, pair) != server)
			continue;
		if (!rp_is_available(topology, target, pair))
			return false;
		concerned = true;
	}
	return concerned;
}

struct target_list {
	struct rp_target *at;
	uint32_t n;
	uint32_t capacity;
};

static bool add_row(struct target_list *list, const rp_topology *topology,
		    rp_id source, rp_id pair)
{
	const struct rp_server *server =
		rp_server(topology, rp_pair_server(topology, pair));
	struct rp_range networks = server->networks;

	if (!memory_grow(&list->at, &list->capacity,
			 (size_t)list->n + (networks.end - networks.first),
			 sizeof *list->at))
		return false;
	for (rp_id target = networks.first; target < networks.end; target++) {
		if (target == source)
			continue;
		list->at[list->n++] = (struct rp_target){
			.source = source,
			.target = target,
			.pair = pair,
			.available = rp_is_available(topology, target, pair),
			.recommended =
				rp_is_recommended(topology, source, target),
		};
	}
	return true;
}

static bool add_source(struct target_list *list, const rp_topology *topology,
		       rp_id source)
{
	for (rp_id pair = 0; pair < rp_n_pairs(topology); pair++)
		if (rp_is_row(topology, source, pair) &&
		    !add_row(list, topology, source, pair))
			return false;
	return true;
}

int rp_targets(struct rp_target **out, size_t *n_out,
	       const rp_topology *topology, rp_id source)
{
	struct target_list list = { NULL, 0, 0 };
	rp_id first = source == RP_NONE ? 0 : source;
	rp_id end = source == RP_NONE ? (rp_id)rp_count(topology, RP_NETWORK)
				      : source + 1;
	bool all = memory_grow(&list.at, &list.capacity, 1, sizeof *list.at);

	for (rp_id network = first; all && network < end; network++)
		all = add_source(&list, topology, network);
	if (!all) {
		free(list.at);
		return RP_NO_MEMORY;
	}
	*out = list.at;
	*n_out = list.n;
	return RP_OK;
}

char *rp_target_remedy(const rp_topology *topology, rp_id target, rp_id pair,
		       enum rp_words words)
{
	rp_id logical = rp_network(topology, target)->logical_network;
	const char *args[] = {
		rp_name(topology, RP_LOGICAL_NETWORK, logical),
		rp_name(topology, RP_CLOUD, rp_pair(topology, pair)->target),
	};
	struct text text = TEXT_INIT;

	text_fill(&text,
		  text_words(words, N_("add logical network {0} to cloud {1}")),
		  args, 2);
	return text_take(&text, NULL);
}
