/* Failback: what the NICs of VMs come back to (rules 8).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "memory.h"
#include "plan.h"
#include "topology.h"

/* A mapping, to be found by its target and its source's VMM server. */
struct way_in {
	rp_id target;
	rp_id server;
	rp_id source;
};

struct failback {
	const rp_plan *plan;
	struct way_in *ways_in; /* By target, server, and source. */
	uint32_t n_ways_in;
	rp_id *moved_to; /* By replica NIC: its network when it was
			  * moved; else what the plan connects it to. */
};

/* ---- Mappings as they are now ----------------------------------------- */

static int compare_ways(const void *a, const void *b)
{
	const struct way_in *x = a;
	const struct way_in *y = b;

	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	if (x->server != y->server)
		return x->server < y->server ? -1 : 1;
	return (x->source > y->source) - (x->source < y->source);
}

static bool make_ways_in(struct failback *f)
{
	const struct decisions *decisions = &f->plan->decisions;
	uint32_t n = decisions->n_mappings;

	f->ways_in = memory_zeroed(n, sizeof *f->ways_in);
	if (!f->ways_in)
		return false;
	f->n_ways_in = n;
	for (uint32_t i = 0; i < n; i++) {
		const struct rp_mapping *m = &decisions->mappings[i];

		f->ways_in[i] = (struct way_in){
			m->target,
			rp_network_server(f->plan->topology, m->source),
			m->source,
		};
	}
	if (n > 0)
		qsort(f->ways_in, n, sizeof *f->ways_in, compare_ways);
	return true;
}

/* The network of 'server' that 'network' is mapped to, or RP_NONE. */
static rp_id mapped_to(const struct failback *f, rp_id network, rp_id server)
{
	const struct rp_mapping *mapping = decisions_mapping(
		&f->plan->decisions, f->plan->topology, network, server);

	return mapping ? mapping->target : RP_NONE;
}

static bool is_mapped_to(const struct failback *f, rp_id network, rp_id target)
{
	rp_id server = rp_network_server(f->plan->topology, target);

	return mapped_to(f, network, server) == target;
}

/* How many networks of 'server' are mapped to 'target'; '*source' is the first
 * of them. */
static uint32_t count_sources(const struct failback *f, rp_id target,
			      rp_id server, rp_id *source)
{
	struct way_in key = { target, server, 0 };
	uint32_t low = 0;
	uint32_t high = f->n_ways_in;
	uint32_t n = 0;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (compare_ways(&f->ways_in[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < f->n_ways_in && f->ways_in[low + n].target == target &&
	       f->ways_in[low + n].server == server)
		n++;
	if (n > 0)
		*source = f->ways_in[low].source;
	return n;
}

/* ---- The five steps --------------------------------------------------- */

static void decide(struct rp_failback *back, unsigned rule,
		   enum rp_outcome outcome, rp_id back_to)
{
	back->rule = rule;
	back->outcome = outcome;
	back->back_to = back_to;
}

/* Decides what the NIC comes back to.  N is its VM's own network, R what its
 * replica's NIC is on, and 'server' that of N. */
static void fail_back(struct rp_failback *back, const struct failback *f)
{
	const rp_topology *topology = f->plan->topology;
	const struct rp_replica_nic *nic = &f->plan->nics[back->nic];
	rp_id n = rp_nic(topology, nic->nic)->network;
	rp_id r = back->replica_network;
	rp_id server = rp_network_server(topology, n);
	bool moved = r != nic->network;
	rp_id way_back;
	rp_id source = RP_NONE;
	uint32_t n_sources;

	if (r == RP_NONE) {
		decide(back, 1, RP_DISCONNECTED, RP_NONE);
		return;
	}
	way_back = mapped_to(f, r, server);
	if (!moved && is_mapped_to(f, n, r) &&
	    (way_back == RP_NONE || is_mapped_to(f, way_back, r))) {
		decide(back, 2, RP_CONNECTED, n);
		return;
	}
	if (way_back != RP_NONE) {
		decide(back, 3, RP_CONNECTED, way_back);
		return;
	}
	n_sources = count_sources(f, r, server, &source);
	if (is_mapped_to(f, n, r))
		decide(back, 4, RP_CONNECTED, n);
	else if (n_sources == 1)
		decide(back, 4, RP_CONNECTED, source);
	else if (n_sources > 1)
		decide(back, 4, RP_AMBIGUOUS, RP_NONE);
	else
		decide(back, 5, RP_DISCONNECTED, RP_NONE);
}

/* ---- The list --------------------------------------------------------- */

static bool make_moved_to(struct failback *f, const struct rp_moved *moved,
			  size_t n_moved)
{
	f->moved_to = memory_zeroed(f->plan->n_nics, sizeof *f->moved_to);
	if (!f->moved_to)
		return false;
	for (rp_id nic = 0; nic < f->plan->n_nics; nic++)
		f->moved_to[nic] = f->plan->nics[nic].network;
	for (size_t i = 0; i < n_moved; i++)
		f->moved_to[moved[i].nic] = moved[i].network;
	return true;
}

/* Replicas that are not placed are not listed. */
static size_t list_nics(struct rp_failback *list, const struct failback *f)
{
	const rp_plan *plan = f->plan;
	size_t n = 0;

	for (rp_id nic = 0; nic < plan->n_nics; nic++) {
		if (plan->replicas[plan->nics[nic].replica].host == RP_NONE)
			continue;
		list[n].nic = nic;
		list[n].replica_network = f->moved_to[nic];
		fail_back(&list[n++], f);
	}
	return n;
}

int rp_plan_failback(struct rp_failback **out, size_t *n_out,
		     const rp_plan *plan, const struct rp_moved *moved,
		     size_t n_moved)
{
	struct failback f = { .plan = plan };
	struct rp_failback *list = memory_zeroed(plan->n_nics, sizeof *list);
	bool done =
		list && make_ways_in(&f) && make_moved_to(&f, moved, n_moved);

	if (done) {
		*n_out = list_nics(list, &f);
		*out = list;
	} else {
		free(list);
	}
	free(f.ways_in);
	free(f.moved_to);
	return done ? RP_OK : RP_NO_MEMORY;
}

const char *rp_outcome_name(enum rp_outcome outcome)
{
	static const char *const names[] = {
		[RP_CONNECTED] = "connected",
		[RP_DISCONNECTED] = "disconnected",
		[RP_AMBIGUOUS] = "ambiguous",
	};

	return names[outcome];
}
