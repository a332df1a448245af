/* What the topology alone says of addresses: see held.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "held.h"

#include <stdlib.h>

#include "address.h"
#include "addresses.h"
#include "memory.h"
#include "topology.h"

/* ---- Spaces -------------------------------------------------------------- */

/* A stretched subnet's prefix. */
struct stretched {
	struct rp_prefix prefix;
	enum rp_family family;
	rp_id subnet;
};

static int by_prefix(const void *a_, const void *b_)
{
	const struct stretched *a = a_, *b = b_;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->prefix.ip != b->prefix.ip)
		return a->prefix.ip < b->prefix.ip ? -1 : 1;
	return (a->prefix.length > b->prefix.length) -
	       (a->prefix.length < b->prefix.length);
}

static int by_prefix_and_subnet(const void *a_, const void *b_)
{
	const struct stretched *a = a_, *b = b_;
	int order = by_prefix(a, b);

	return order ? order
		     : (a->subnet > b->subnet) - (a->subnet < b->subnet);
}

/* Lists the prefixes of stretched subnets; returns how many there are. */
static uint32_t list_stretched(struct stretched *out,
			       const rp_topology *topology)
{
	uint32_t n = 0;

	for (rp_id id = 0; id < topology->subnets.n; id++) {
		const struct rp_subnet *subnet = &topology->subnets.at[id];

		for (int f = 0; f < RP_N_FAMILIES && subnet->stretched; f++)
			if (subnet->prefix[f].length >= 0)
				out[n++] = (struct stretched){
					subnet->prefix[f], (enum rp_family)f, id
				};
	}
	return n;
}

/* Gives each place its space: the number of a place that is in it. */
static bool make_spaces(struct held *held, const rp_topology *topology)
{
	size_t n_places = (size_t)topology->subnets.n * RP_N_FAMILIES;
	struct stretched *all = memory_zeroed(n_places, sizeof *all);
	uint32_t n;

	held->space_of = memory_zeroed(n_places, sizeof *held->space_of);
	if (!all || !held->space_of) {
		free(all);
		return false;
	}
	for (uint32_t place = 0; place < n_places; place++)
		held->space_of[place] = place;
	n = list_stretched(all, topology);
	qsort(all, n, sizeof *all, by_prefix_and_subnet);
	for (uint32_t i = 1; i < n; i++)
		if (by_prefix(&all[i - 1], &all[i]) == 0)
			held->space_of[held_place(all[i].subnet,
						  all[i].family)] =
				held_space(held, all[i - 1].subnet,
					   all[i - 1].family);
	free(all);
	return true;
}

/* Lists the places of each space. */
static bool make_places(struct held *held, const rp_topology *topology)
{
	uint32_t n_places = topology->subnets.n * RP_N_FAMILIES;
	uint32_t n = 0;

	held->places = memory_zeroed(n_places, sizeof *held->places);
	held->end_place = memory_zeroed(n_places, sizeof *held->end_place);
	if (!held->places || !held->end_place)
		return false;
	for (uint32_t place = 0; place < n_places; place++)
		held->end_place[held->space_of[place]]++;
	for (uint32_t space = 0; space < n_places; space++) {
		uint32_t count = held->end_place[space];

		held->end_place[space] = n;
		n += count;
	}
	for (uint32_t place = 0; place < n_places; place++)
		held->places[held->end_place[held->space_of[place]]++] = place;
	return true;
}

/* ---- Holders ------------------------------------------------------------- */

/* Where a holder stands among the others. */
struct holder_key {
	rp_ip ip;
	rp_id space;
	rp_id nic;
	rp_id address;
};

static int by_space_and_ip(const void *a_, const void *b_)
{
	const struct holder_key *a = a_, *b = b_;

	if (a->space != b->space)
		return a->space < b->space ? -1 : 1;
	if (a->ip != b->ip)
		return a->ip < b->ip ? -1 : 1;
	return (a->nic > b->nic) - (a->nic < b->nic);
}

static struct holder_key key_of(const struct held *held, uint32_t i)
{
	const struct holder *holder = &held->holders[i];

	return (struct holder_key){ holder_ip(held, i), holder->space,
				    holder->nic, holder->address };
}

/* Whether a NIC holds an address of 'family' in some space. */
static bool is_holder(const struct rp_nic *nic, int family)
{
	return nic->subnet != RP_NONE && nic->address[family] != RP_NONE;
}

/* Counts the holders of each space; then makes of it where each one's begin.
 * Returns how many there are. */
static uint32_t count_holders(uint32_t *begin, const struct held *held,
			      const rp_topology *topology)
{
	uint32_t n_places = topology->subnets.n * RP_N_FAMILIES;
	uint32_t n = 0;

	for (rp_id id = 0; id < topology->nics.n; id++) {
		const struct rp_nic *nic = &topology->nics.at[id];

		for (int f = 0; f < RP_N_FAMILIES; f++)
			if (is_holder(nic, f))
				begin[held_space(held, nic->subnet,
						 (enum rp_family)f)]++;
	}
	for (uint32_t space = 0; space < n_places; space++) {
		uint32_t count = begin[space];

		begin[space] = n;
		n += count;
	}
	return n;
}

/* Puts each holder among those of its space, in the order of the NICs; 'begin'
 * is then where the space's end. */
static void place_holders(struct held *held, const rp_topology *topology,
			  uint32_t *begin)
{
	for (rp_id id = 0; id < topology->nics.n; id++) {
		const struct rp_nic *nic = &topology->nics.at[id];

		for (int f = 0; f < RP_N_FAMILIES; f++) {
			rp_id space;

			if (!is_holder(nic, f))
				continue;
			space = held_space(held, nic->subnet,
					   (enum rp_family)f);
			held->holders[begin[space]++] =
				(struct holder){ nic->address[f], space, id };
		}
	}
}

static bool is_in_order(const struct held *held, uint32_t first, uint32_t end)
{
	for (uint32_t i = first + 1; i < end; i++) {
		struct holder_key a = key_of(held, i - 1);
		struct holder_key b = key_of(held, i);

		if (by_space_and_ip(&a, &b) > 0)
			return false;
	}
	return true;
}

/* Sorts the holders of a space, which most often are in order as they come.
 * False when memory ran out. */
static bool sort_space(struct held *held, uint32_t first, uint32_t end)
{
	struct holder_key *keys;

	if (is_in_order(held, first, end))
		return true;
	keys = memory_zeroed(end - first, sizeof *keys);
	if (!keys)
		return false;
	for (uint32_t i = first; i < end; i++)
		keys[i - first] = key_of(held, i);
	qsort(keys, end - first, sizeof *keys, by_space_and_ip);
	for (uint32_t i = first; i < end; i++)
		held->holders[i] = (struct holder){ keys[i - first].address,
						    keys[i - first].space,
						    keys[i - first].nic };
	free(keys);
	return true;
}

static bool make_holders(struct held *held, const rp_topology *topology)
{
	uint32_t n_places = topology->subnets.n * RP_N_FAMILIES;
	uint32_t first = 0;
	bool ok;

	held->end_holder = memory_zeroed(n_places, sizeof *held->end_holder);
	if (!held->end_holder)
		return false;
	held->addresses = topology->addresses.at;
	held->n_holders = count_holders(held->end_holder, held, topology);
	held->holders = memory_zeroed(held->n_holders, sizeof *held->holders);
	ok = held->holders != NULL;
	if (ok)
		place_holders(held, topology, held->end_holder);
	for (uint32_t space = 0; ok && space < n_places; space++) {
		ok = sort_space(held, first, held->end_holder[space]);
		first = held->end_holder[space];
	}
	return ok;
}

/* The first holder of 'space' at 'ip' and NIC 'nic', or behind; where its
 * holders end if there is none. */
static uint32_t find(const struct held *held, rp_id space, rp_ip ip, rp_id nic)
{
	uint32_t low = space ? held->end_holder[space - 1] : 0;
	uint32_t high = held->end_holder[space];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		rp_ip at = holder_ip(held, middle);

		if (at < ip || (at == ip && held->holders[middle].nic < nic))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether holder 'i', which find() gave, holds 'ip' in 'space'. */
static bool holds(const struct held *held, uint32_t i, rp_id space, rp_ip ip)
{
	return i < held->end_holder[space] && holder_ip(held, i) == ip;
}

bool held_is_held(const struct held *held, rp_id space, rp_ip ip)
{
	return holds(held, find(held, space, ip, 0), space, ip);
}

rp_id held_by_other(const rp_topology *topology, rp_id space, rp_ip ip,
		    rp_id vm)
{
	const struct held *held = topology->held;
	uint32_t i = find(held, space, ip, 0);

	if (!holds(held, i, space, ip))
		return RP_NONE;
	if (topology->nics.at[held->holders[i].nic].vm != vm)
		return held->holders[i].nic;
	if (!holds(held, i + 1, space, ip))
		return RP_NONE;
	/* The NICs of a VM are consecutive: others come behind its last. */
	i = find(held, space, ip, topology->vms.at[vm].nics.end);
	return holds(held, i, space, ip) ? held->holders[i].nic : RP_NONE;
}

/* ---- Open ranges ------------------------------------------------------------
 *
 * The prefix of a place is cut where a pool or something not usable begins or
 * ends.  The pieces are then painted, each only once: first those not usable,
 * then the pools in the order of the file.  A piece that is painted points
 * towards the next one that is not, so that overlapping pools cost no more than
 * others. */

struct painter {
	rp_ip from; /* The prefix. */
	rp_ip to;
	rp_ip *edges; /* Where pieces begin, ascending. */
	uint32_t n_edges;
	uint32_t edges_capacity;
	rp_id *pool; /* By piece; RP_NONE: none, or not usable. */
	uint32_t pool_capacity;
	uint32_t *next; /* By piece, and one more: itself while it is not
			 * painted. */
	uint32_t next_capacity;
};

/* What is done with a range inside the prefix that is of a pool, or of none
 * where it is not usable.  False when memory ran out. */
typedef bool visit_range(struct painter *painter, rp_ip first, rp_ip last,
			 rp_id pool);

/* Visits the part of a range that is inside 'from' to 'to'. */
static bool visit_inside(struct painter *painter, visit_range *visit,
			 rp_ip from, rp_ip to, const struct rp_ip_range *range,
			 rp_id pool)
{
	rp_ip first = range->first, last = range->last;

	if (first < from)
		first = from;
	if (last > to)
		last = to;
	if (first < painter->from)
		first = painter->from;
	if (last > painter->to)
		last = painter->to;
	return first > last || visit(painter, first, last, pool);
}

/* Visits the gateways and the network and broadcast address. */
static bool visit_special(struct painter *painter, visit_range *visit,
			  const rp_topology *topology,
			  const struct rp_subnet *subnet, enum rp_family family)
{
	rp_ip from = painter->from, to = painter->to;

	for (rp_id i = subnet->gateways.first; i < subnet->gateways.end; i++) {
		const struct rp_ip_range *gateway = &topology->ranges.at[i];

		if (gateway->family == family &&
		    !visit_inside(painter, visit, from, to, gateway, RP_NONE))
			return false;
	}
	if (address_is_special(family, from, subnet->prefix[family]) &&
	    !visit(painter, from, from, RP_NONE))
		return false;
	return !address_is_special(family, to, subnet->prefix[family]) ||
	       visit(painter, to, to, RP_NONE);
}

/* Visits what each pool has reserved of its own. */
static bool visit_reserved(struct painter *painter, visit_range *visit,
			   const rp_topology *topology,
			   const struct rp_subnet *subnet,
			   enum rp_family family)
{
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		const struct rp_pool *pool = &topology->pools.at[p];

		if (pool->range.family != family)
			continue;
		for (rp_id i = pool->reserved.first; i < pool->reserved.end;
		     i++) {
			const struct rp_ip_range *range =
				&topology->ranges.at[i];

			if (range->family == family &&
			    !visit_inside(painter, visit, pool->range.first,
					  pool->range.last, range, RP_NONE))
				return false;
		}
	}
	return true;
}

static bool visit_all(struct painter *painter, visit_range *visit,
		      const rp_topology *topology,
		      const struct rp_subnet *subnet, enum rp_family family)
{
	if (!visit_special(painter, visit, topology, subnet, family) ||
	    !visit_reserved(painter, visit, topology, subnet, family))
		return false;
	for (rp_id p = subnet->pools.first; p < subnet->pools.end; p++) {
		const struct rp_ip_range *range = &topology->pools.at[p].range;

		if (range->family == family &&
		    !visit_inside(painter, visit, range->first, range->last,
				  range, p))
			return false;
	}
	return true;
}

static bool add_edges(struct painter *painter, rp_ip first, rp_ip last,
		      rp_id pool)
{
	(void)pool;
	if (!memory_grow(&painter->edges, &painter->edges_capacity,
			 (size_t)painter->n_edges + 2, sizeof *painter->edges))
		return false;
	painter->edges[painter->n_edges++] = first;
	if (last < painter->to)
		painter->edges[painter->n_edges++] = last + 1;
	return true;
}

static int by_ip(const void *a_, const void *b_)
{
	const rp_ip *a = a_, *b = b_;

	return (*a > *b) - (*a < *b);
}

/* The piece that begins at 'ip'. */
static uint32_t piece_at(const struct painter *painter, rp_ip ip)
{
	uint32_t low = 0, high = painter->n_edges;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (painter->edges[middle] < ip)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first piece from 'piece' on that is not painted. */
static uint32_t unpainted(struct painter *painter, uint32_t piece)
{
	uint32_t *next = painter->next;

	while (next[piece] != piece) {
		next[piece] = next[next[piece]];
		piece = next[piece];
	}
	return piece;
}

static bool paint(struct painter *painter, rp_ip first, rp_ip last, rp_id pool)
{
	uint32_t end = last < painter->to ? piece_at(painter, last + 1)
					  : painter->n_edges;
	uint32_t piece = unpainted(painter, piece_at(painter, first));

	for (; piece < end; piece = unpainted(painter, piece)) {
		painter->pool[piece] = pool;
		painter->next[piece] = piece + 1;
	}
	return true;
}

/* Sorts the edges and makes a piece of each. */
static bool cut(struct painter *painter)
{
	uint32_t n = 0;

	if (painter->n_edges > 0)
		qsort(painter->edges, painter->n_edges, sizeof *painter->edges,
		      by_ip);
	for (uint32_t i = 0; i < painter->n_edges; i++)
		if (i == 0 || painter->edges[i] != painter->edges[n - 1])
			painter->edges[n++] = painter->edges[i];
	painter->n_edges = n;
	if (!memory_grow(&painter->pool, &painter->pool_capacity, n,
			 sizeof *painter->pool) ||
	    !memory_grow(&painter->next, &painter->next_capacity, (size_t)n + 1,
			 sizeof *painter->next))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		painter->pool[i] = RP_NONE;
		painter->next[i] = i;
	}
	painter->next[n] = n;
	return true;
}

/* Adds the painted pieces to the open ranges, neighbours of one pool as one. */
static bool add_open(struct held *held, uint32_t *capacity,
		     const struct painter *painter)
{
	bool joins = false;

	if (!memory_grow(&held->open, capacity,
			 (size_t)held->n_open + painter->n_edges,
			 sizeof *held->open))
		return false;
	for (uint32_t i = 0; i < painter->n_edges; i++) {
		rp_id pool = painter->pool[i];
		rp_ip last = i + 1 < painter->n_edges
				     ? painter->edges[i + 1] - 1
				     : painter->to;

		if (pool == RP_NONE) {
			joins = false;
			continue;
		}
		if (joins && held->open[held->n_open - 1].pool == pool)
			held->open[held->n_open - 1].last = last;
		else
			held->open[held->n_open++] =
				(struct open_range){ painter->edges[i], last,
						     pool };
		joins = true;
	}
	return true;
}

/* Adds the open ranges of a place. */
static bool open_place(struct held *held, uint32_t *capacity,
		       struct painter *painter, const rp_topology *topology,
		       rp_id id, enum rp_family family)
{
	const struct rp_subnet *subnet = &topology->subnets.at[id];

	held->first_open[held_place(id, family)] = held->n_open;
	if (subnet->prefix[family].length < 0)
		return true;
	painter->from = subnet->prefix[family].ip;
	painter->to = address_prefix_last(family, subnet->prefix[family]);
	painter->n_edges = 0;
	return visit_all(painter, add_edges, topology, subnet, family) &&
	       cut(painter) &&
	       visit_all(painter, paint, topology, subnet, family) &&
	       add_open(held, capacity, painter);
}

static void painter_destroy(struct painter *painter)
{
	free(painter->edges);
	free(painter->pool);
	free(painter->next);
}

static bool make_open(struct held *held, const rp_topology *topology)
{
	uint32_t n_places = topology->subnets.n * RP_N_FAMILIES;
	struct painter painter = { .n_edges = 0 };
	uint32_t capacity = 0;
	bool ok = true;

	held->first_open =
		memory_zeroed((size_t)n_places + 1, sizeof *held->first_open);
	if (!held->first_open)
		return false;
	for (rp_id id = 0; ok && id < topology->subnets.n; id++)
		ok = open_place(held, &capacity, &painter, topology, id,
				RP_IPV4) &&
		     open_place(held, &capacity, &painter, topology, id,
				RP_IPV6);
	held->first_open[n_places] = held->n_open;
	painter_destroy(&painter);
	return ok;
}

struct turn {
	rp_id pool;
	uint32_t range;
};

static int by_pool(const void *a_, const void *b_)
{
	const struct turn *a = a_, *b = b_;

	if (a->pool != b->pool)
		return a->pool < b->pool ? -1 : 1;
	return (a->range > b->range) - (a->range < b->range);
}

static bool make_turns(struct held *held, const rp_topology *topology)
{
	uint32_t n_places = topology->subnets.n * RP_N_FAMILIES;
	struct turn *turns = memory_zeroed(held->n_open, sizeof *turns);

	held->turns = memory_zeroed(held->n_open, sizeof *held->turns);
	if (!turns || !held->turns) {
		free(turns);
		return false;
	}
	for (uint32_t i = 0; i < held->n_open; i++)
		turns[i] = (struct turn){ held->open[i].pool, i };
	for (uint32_t place = 0; place < n_places; place++) {
		uint32_t first = held->first_open[place];

		qsort(turns + first, held->first_open[place + 1] - first,
		      sizeof *turns, by_pool);
	}
	for (uint32_t i = 0; i < held->n_open; i++)
		held->turns[i] = turns[i].range;
	free(turns);
	return true;
}

const struct open_range *held_open(const struct held *held, rp_id subnet,
				   enum rp_family family, rp_ip ip)
{
	uint32_t place = held_place(subnet, family);
	uint32_t low = held->first_open[place];
	uint32_t high = held->first_open[place + 1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct open_range *range = &held->open[middle];

		if (range->last < ip)
			low = middle + 1;
		else if (range->first > ip)
			high = middle;
		else
			return range;
	}
	return NULL;
}

/* ---- What is vacant ------------------------------------------------------ */

/* How many of the addresses from 'first' to 'last' some NIC holds. */
static uint32_t count_held(const struct held *held, rp_id space, rp_ip first,
			   rp_ip last)
{
	uint32_t n = 0;

	for (uint32_t i = find(held, space, first, 0);
	     i < held->end_holder[space] && holder_ip(held, i) <= last; i++)
		n += n == 0 || holder_ip(held, i) != holder_ip(held, i - 1);
	return n;
}

static rp_ip count_vacant(const struct held *held, uint32_t place)
{
	rp_ip n = 0;

	for (uint32_t i = held->first_open[place];
	     i < held->first_open[place + 1]; i++) {
		const struct open_range *range = &held->open[i];

		n += range->last - range->first + 1;
		n -= count_held(held, held->space_of[place], range->first,
				range->last);
	}
	return n;
}

static bool make_vacant(struct held *held, const rp_topology *topology)
{
	uint32_t n_places = topology->subnets.n * RP_N_FAMILIES;

	held->vacant = memory_zeroed(n_places, sizeof *held->vacant);
	if (!held->vacant)
		return false;
	for (uint32_t place = 0; place < n_places; place++)
		if (held_by_few(held, held->space_of[place]))
			held->vacant[place] = count_vacant(held, place);
	return true;
}

rp_ip held_vacant(const struct held *held, uint32_t place)
{
	return held_by_few(held, held->space_of[place])
		       ? held->vacant[place]
		       : count_vacant(held, place);
}

/* ---- All of it ----------------------------------------------------------- */

bool held_init(rp_topology *topology)
{
	struct held *held = memory_zeroed(1, sizeof *held);

	if (held && make_spaces(held, topology) &&
	    make_places(held, topology) && make_holders(held, topology) &&
	    make_open(held, topology) && make_turns(held, topology) &&
	    make_vacant(held, topology)) {
		topology->held = held;
		return true;
	}
	held_destroy(held);
	return false;
}

void held_destroy(struct held *held)
{
	if (!held)
		return;
	free(held->space_of);
	free(held->places);
	free(held->end_place);
	free(held->holders);
	free(held->end_holder);
	free(held->vacant);
	free(held->open);
	free(held->turns);
	free(held->first_open);
	free(held);
}
