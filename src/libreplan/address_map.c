/* Address maps: what each address of a subnet is in a plan (rules 6).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two things make a map.  The prefix is cut into pieces, where a pool, a
 * reserved range, a gateway or a DHCP scope begins or ends: what the addresses
 * of a piece are while nobody has them.  And the addresses that somebody has,
 * sorted.  Each piece knows how many addresses of each state are in those
 * before it, and the addresses that somebody has are also listed by state; so
 * a range is counted by looking at its two ends, however wide it is. */

#include <stdlib.h>

#include "accepted.h"
#include "address.h"
#include "held.h"
#include "memory.h"
#include "plan.h"
#include "topology.h"

/* An address that somebody has. */
struct taken {
	rp_ip ip;
	rp_id nic;      /* Of the plan, or RP_NONE. */
	rp_id holder;   /* The first NIC that holds it, or RP_NONE. */
	uint8_t state;
	uint8_t base;   /* What it would be if nobody had it. */
	bool accepted;
};

struct piece {
	rp_ip first;
	rp_ip before[RP_N_ADDRESS_STATES]; /* In the pieces before it. */
	uint8_t base;
};

/* Numbers of 'taken', those of each key one after the other. */
struct listed {
	uint32_t *at;
	uint32_t first[RP_N_ADDRESS_STATES + 1];
};

struct rp_address_map {
	rp_ip first;
	rp_ip last;
	struct piece *pieces;
	uint32_t n_pieces;
	uint32_t pieces_capacity;
	struct taken *taken;
	uint32_t n_taken;
	uint32_t taken_capacity;
	struct listed by_state;
	struct listed by_base;
	struct listed by_acceptance; /* Under 1: those that were accepted. */
};

/* What the map is made of. */
struct source {
	const rp_plan *plan;
	const rp_topology *topology;
	const struct rp_subnet *subnet;
	enum rp_family family;
	rp_id space;
};

/* ---- Pieces ------------------------------------------------------------ */

/* Where a range of some kind begins or has ended. */
struct edge {
	rp_ip ip;
	uint8_t kind; /* enum rp_address_state; FREE is that of pools. */
	bool begins;
};

struct edges {
	struct edge *at;
	uint32_t n;
	uint32_t capacity;
};

/* Adds the part of a range that is between 'from' and 'to' and on the map. */
static bool add_range(struct edges *edges, const struct rp_address_map *map,
		      const struct rp_ip_range *range, rp_ip from, rp_ip to,
		      enum rp_address_state kind)
{
	rp_ip first = range->first > from ? range->first : from;
	rp_ip last = range->last < to ? range->last : to;

	if (first < map->first)
		first = map->first;
	if (last > map->last)
		last = map->last;
	if (first > last)
		return true;
	if (!memory_grow(&edges->at, &edges->capacity, (size_t)edges->n + 2,
			 sizeof *edges->at))
		return false;
	edges->at[edges->n++] = (struct edge){ first, (uint8_t)kind, true };
	if (last < map->last)
		edges->at[edges->n++] =
			(struct edge){ last + 1, (uint8_t)kind, false };
	return true;
}

/* Adds those ranges of a list that are of the map's family. */
static bool add_list(struct edges *edges, const struct rp_address_map *map,
		     const struct source *source, struct rp_range list,
		     rp_ip from, rp_ip to, enum rp_address_state kind)
{
	for (rp_id i = list.first; i < list.end; i++) {
		const struct rp_ip_range *range =
			&source->topology->ranges.at[i];

		if (range->family == source->family &&
		    !add_range(edges, map, range, from, to, kind))
			return false;
	}
	return true;
}

/* A pool, and what it has reserved of its own. */
static bool add_pool(struct edges *edges, const struct rp_address_map *map,
		     const struct source *source, const struct rp_pool *pool)
{
	const struct rp_ip_range *range = &pool->range;

	if (range->family != source->family)
		return true;
	return add_range(edges, map, range, map->first, map->last,
			 RP_ADDRESS_FREE) &&
	       add_list(edges, map, source, pool->reserved, range->first,
			range->last, RP_ADDRESS_RESERVED);
}

static bool add_special(struct edges *edges, const struct rp_address_map *map,
			const struct source *source, rp_ip ip)
{
	const struct rp_ip_range range = { ip, ip, source->family };

	return !address_is_special(source->family, ip,
				   source->subnet->prefix[source->family]) ||
	       add_range(edges, map, &range, ip, ip, RP_ADDRESS_SPECIAL);
}

static bool add_edges(struct edges *edges, const struct rp_address_map *map,
		      const struct source *source)
{
	const struct rp_subnet *subnet = source->subnet;
	bool ok = add_special(edges, map, source, map->first) &&
		  add_special(edges, map, source, map->last) &&
		  add_list(edges, map, source, subnet->gateways, map->first,
			   map->last, RP_ADDRESS_GATEWAY) &&
		  add_list(edges, map, source, subnet->dhcp, map->first,
			   map->last, RP_ADDRESS_DHCP);

	for (rp_id p = subnet->pools.first; ok && p < subnet->pools.end; p++)
		ok = add_pool(edges, map, source,
			      &source->topology->pools.at[p]);
	return ok;
}

static int by_edge(const void *a_, const void *b_)
{
	const struct edge *a = a_, *b = b_;

	return (a->ip > b->ip) - (a->ip < b->ip);
}

/* What an address is that is in so many ranges of each kind. */
static enum rp_address_state base_of(const uint32_t *depth)
{
	if (depth[RP_ADDRESS_GATEWAY])
		return RP_ADDRESS_GATEWAY;
	if (depth[RP_ADDRESS_SPECIAL])
		return RP_ADDRESS_SPECIAL;
	if (depth[RP_ADDRESS_RESERVED])
		return RP_ADDRESS_RESERVED;
	if (depth[RP_ADDRESS_FREE])
		return RP_ADDRESS_FREE;
	return depth[RP_ADDRESS_DHCP] ? RP_ADDRESS_DHCP : RP_ADDRESS_OUTSIDE;
}

/* Adds a piece from 'first' on; one that is as the last one is part of it. */
static void add_piece(struct rp_address_map *map, rp_ip first,
		      enum rp_address_state base)
{
	struct piece *piece = &map->pieces[map->n_pieces];

	if (map->n_pieces > 0 && piece[-1].base == base)
		return;
	*piece = (struct piece){ .first = first, .base = (uint8_t)base };
	if (map->n_pieces > 0) {
		for (int s = 0; s < RP_N_ADDRESS_STATES; s++)
			piece->before[s] = piece[-1].before[s];
		piece->before[piece[-1].base] += first - piece[-1].first;
	}
	map->n_pieces++;
}

static bool make_pieces(struct rp_address_map *map,
			const struct source *source)
{
	struct edges edges = { .n = 0 };
	uint32_t depth[RP_N_ADDRESS_STATES] = { 0 };
	bool ok = add_edges(&edges, map, source) &&
		  memory_grow(&map->pieces, &map->pieces_capacity,
			      (size_t)edges.n + 1, sizeof *map->pieces);

	if (ok && edges.n > 1)
		qsort(edges.at, edges.n, sizeof *edges.at, by_edge);
	if (ok && (edges.n == 0 || edges.at[0].ip > map->first))
		add_piece(map, map->first, RP_ADDRESS_OUTSIDE);
	for (uint32_t i = 0; ok && i < edges.n; i++) {
		const struct edge *edge = &edges.at[i];

		if (edge->begins)
			depth[edge->kind]++;
		else
			depth[edge->kind]--;
		if (i + 1 == edges.n || edge[1].ip != edge->ip)
			add_piece(map, edge->ip, base_of(depth));
	}
	free(edges.at);
	return ok;
}

static const struct piece *piece_at(const struct rp_address_map *map, rp_ip ip)
{
	uint32_t low = 0, high = map->n_pieces;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (map->pieces[middle].first <= ip)
			low = middle;
		else
			high = middle;
	}
	return &map->pieces[low];
}

/* The last address of a piece. */
static rp_ip piece_last(const struct rp_address_map *map,
			const struct piece *piece)
{
	return piece + 1 < map->pieces + map->n_pieces ? piece[1].first - 1
						       : map->last;
}

/* ---- Addresses that somebody has --------------------------------------- */

static enum rp_address_state state_of(enum rp_rule rule)
{
	switch (rule) {
	case RP_RULE_PINNED:
		return RP_ADDRESS_PINNED;
	case RP_RULE_RETAINED:
		return RP_ADDRESS_RETAINED;
	case RP_RULE_OFFSET:
		return RP_ADDRESS_OFFSET;
	case RP_RULE_NEXT:
		return RP_ADDRESS_NEXT;
	case RP_RULE_ABSENT:
	case RP_RULE_DHCP:
	case RP_RULE_NONE:
		break;
	}
	return RP_ADDRESS_OUTSIDE;
}

/* Whether it is what the accepted plan gave the NIC (rules 6, step 2). */
static bool is_accepted(const struct source *source,
			const struct rp_replica_nic *nic)
{
	const struct accepted *accepted = source->plan->accepted;
	const struct rp_topology *topology = source->topology;
	const struct accepted_nic *given;

	if (!accepted || nic->rule[source->family] == RP_RULE_PINNED)
		return false;
	given = &accepted->nics[nic->nic];
	return given->network == nic->network &&
	       given->rule[source->family] == nic->rule[source->family] &&
	       given->address[source->family] == nic->address[source->family] &&
	       given->address_rule ==
		       decisions_mapping(&source->plan->decisions, topology,
					 topology->nics.at[nic->nic].network,
					 rp_network_server(topology,
							   nic->network))
			       ->rule;
}

static bool is_on_map(const struct rp_address_map *map, rp_ip ip)
{
	return ip >= map->first && ip <= map->last;
}

static bool add_taken(struct rp_address_map *map, struct taken taken)
{
	if (!memory_grow(&map->taken, &map->taken_capacity,
			 (size_t)map->n_taken + 1, sizeof *map->taken))
		return false;
	map->taken[map->n_taken++] = taken;
	return true;
}

/* Adds what the plan's replicas were given. */
static bool add_given(struct rp_address_map *map, const struct source *source)
{
	size_t n = rp_plan_n_nics(source->plan);

	for (rp_id id = 0; id < n; id++) {
		const struct rp_replica_nic *nic =
			rp_plan_nic(source->plan, id);
		rp_ip ip = nic->address[source->family];
		struct taken taken = { .ip = ip, .nic = id, .holder = RP_NONE };

		taken.state = (uint8_t)state_of(
			(enum rp_rule)nic->rule[source->family]);
		if (taken.state == RP_ADDRESS_OUTSIDE ||
		    held_space(source->topology->held, nic->subnet,
			       source->family) != source->space ||
		    !is_on_map(map, ip))
			continue;
		taken.accepted = is_accepted(source, nic);
		if (!add_taken(map, taken))
			return false;
	}
	return true;
}

/* The first holder in a space, of those sorted by space. */
static uint32_t first_holder(const struct held *held, rp_id space)
{
	uint32_t low = 0, high = held->n_holders;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (held->holders[middle].space < space)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Adds what NICs hold. */
static bool add_held(struct rp_address_map *map, const struct source *source)
{
	const struct held *held = source->topology->held;

	for (uint32_t i = first_holder(held, source->space);
	     i < held->n_holders && held->holders[i].space == source->space;
	     i++) {
		struct taken taken = {
			.ip = holder_ip(held, i),
			.nic = RP_NONE,
			.holder = held->holders[i].nic,
			.state = RP_ADDRESS_RUNNING,
		};

		if (is_on_map(map, taken.ip) && !add_taken(map, taken))
			return false;
	}
	return true;
}

/* What a replica has comes before what is held; holders in their order. */
static int by_taken(const void *a_, const void *b_)
{
	const struct taken *a = a_, *b = b_;

	if (a->ip != b->ip)
		return a->ip < b->ip ? -1 : 1;
	if (a->state != b->state)
		return a->state < b->state ? -1 : 1;
	return (a->holder > b->holder) - (a->holder < b->holder);
}

/* Makes one entry an address: what a replica has may be held too, and be held
 * by several. */
static void join_taken(struct rp_address_map *map)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < map->n_taken; i++) {
		struct taken *last = n > 0 ? &map->taken[n - 1] : NULL;

		if (!last || last->ip != map->taken[i].ip)
			map->taken[n++] = map->taken[i];
		else if (last->holder == RP_NONE)
			last->holder = map->taken[i].holder;
	}
	map->n_taken = n;
}

static bool make_taken(struct rp_address_map *map, const struct source *source)
{
	if (!add_given(map, source) || !add_held(map, source))
		return false;
	if (map->n_taken > 1)
		qsort(map->taken, map->n_taken, sizeof *map->taken, by_taken);
	join_taken(map);
	for (uint32_t i = 0; i < map->n_taken; i++)
		map->taken[i].base = piece_at(map, map->taken[i].ip)->base;
	return true;
}

/* ---- Lists of them ------------------------------------------------------ */

static uint8_t key_state(const struct taken *taken)
{
	return taken->state;
}

static uint8_t key_base(const struct taken *taken)
{
	return taken->base;
}

static uint8_t key_acceptance(const struct taken *taken)
{
	return taken->accepted;
}

/* Lists the addresses by a key; those of one key stay sorted. */
static bool make_listed(struct listed *listed,
			const struct rp_address_map *map,
			uint8_t (*key)(const struct taken *))
{
	uint32_t next[RP_N_ADDRESS_STATES + 1] = { 0 };

	listed->at = memory_zeroed(map->n_taken, sizeof *listed->at);
	if (!listed->at)
		return false;
	for (uint32_t i = 0; i < map->n_taken; i++)
		next[key(&map->taken[i]) + 1]++;
	for (int s = 0; s < RP_N_ADDRESS_STATES; s++)
		next[s + 1] += next[s];
	for (int s = 0; s <= RP_N_ADDRESS_STATES; s++)
		listed->first[s] = next[s];
	for (uint32_t i = 0; i < map->n_taken; i++)
		listed->at[next[key(&map->taken[i])]++] = i;
	return true;
}

/* The first of those under 'key' whose address is 'ip' or above, or with
 * 'behind', above: a number of 'listed'. */
static uint32_t find_listed(const struct rp_address_map *map,
			    const struct listed *listed, unsigned key,
			    rp_ip ip, bool behind)
{
	uint32_t low = listed->first[key], high = listed->first[key + 1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		rp_ip at = map->taken[listed->at[middle]].ip;

		if (at < ip || (behind && at == ip))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many of those under 'key' are from 'first' to 'last'. */
static uint32_t count_listed(const struct rp_address_map *map,
			     const struct listed *listed, unsigned key,
			     rp_ip first, rp_ip last)
{
	return find_listed(map, listed, key, last, true) -
	       find_listed(map, listed, key, first, false);
}

/* The first address that somebody has at 'ip' or above: of 'taken'. */
static uint32_t find_taken(const struct rp_address_map *map, rp_ip ip)
{
	uint32_t low = 0, high = map->n_taken;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (map->taken[middle].ip < ip)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct taken *taken_at(const struct rp_address_map *map, rp_ip ip)
{
	uint32_t i = find_taken(map, ip);

	return i < map->n_taken && map->taken[i].ip == ip ? &map->taken[i]
							   : NULL;
}

/* ---- Making a map ------------------------------------------------------- */

void rp_address_map_free(rp_address_map *map)
{
	if (!map)
		return;
	free(map->pieces);
	free(map->taken);
	free(map->by_state.at);
	free(map->by_base.at);
	free(map->by_acceptance.at);
	free(map);
}

int rp_plan_address_map(rp_address_map **out, const rp_plan *plan, rp_id subnet,
			enum rp_family family)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct source source = {
		.plan = plan,
		.topology = topology,
		.subnet = &topology->subnets.at[subnet],
		.family = family,
		.space = held_space(topology->held, subnet, family),
	};
	struct rp_prefix prefix = source.subnet->prefix[family];
	struct rp_address_map *map;

	if (prefix.length < 0)
		return RP_REFUSED;
	map = memory_zeroed(1, sizeof *map);
	if (!map)
		return RP_NO_MEMORY;
	map->first = prefix.ip;
	map->last = address_prefix_last(family, prefix);
	if (!make_pieces(map, &source) || !make_taken(map, &source) ||
	    !make_listed(&map->by_state, map, key_state) ||
	    !make_listed(&map->by_base, map, key_base) ||
	    !make_listed(&map->by_acceptance, map, key_acceptance)) {
		rp_address_map_free(map);
		return RP_NO_MEMORY;
	}
	*out = map;
	return RP_OK;
}

void rp_address_map_ends(const rp_address_map *map, rp_ip *first, rp_ip *last)
{
	*first = map->first;
	*last = map->last;
}

/* ---- Asking it ---------------------------------------------------------- */

/* How many addresses from the first of the map to 'ip' would be 'base'. */
static rp_ip count_base(const struct rp_address_map *map, unsigned base,
			rp_ip ip)
{
	const struct piece *piece = piece_at(map, ip);
	rp_ip n = piece->before[base];

	if (piece->base != base)
		return n;
	/* Of all 2^128 addresses one is not counted. */
	return ip - piece->first == ~(rp_ip)0 ? ~(rp_ip)0
					      : n + (ip - piece->first) + 1;
}

void rp_plan_address_range(struct rp_address_range *out,
			   const rp_address_map *map, rp_ip first, rp_ip last)
{
	*out = (struct rp_address_range){ .accepted = 0 };
	if (first < map->first)
		first = map->first;
	if (last > map->last)
		last = map->last;
	if (first > last)
		return;
	for (unsigned s = 0; s < RP_N_ADDRESS_STATES; s++) {
		out->n[s] = count_base(map, s, last);
		if (first > map->first)
			out->n[s] -= count_base(map, s, first - 1);
		out->n[s] -= count_listed(map, &map->by_base, s, first, last);
		out->n[s] += count_listed(map, &map->by_state, s, first, last);
	}
	out->accepted = count_listed(map, &map->by_acceptance, 1, first, last);
}

void rp_plan_address(struct rp_address *out, const rp_address_map *map,
		     rp_ip ip)
{
	const struct piece *piece = piece_at(map, ip);
	const struct taken *taken = taken_at(map, ip);
	uint32_t next;

	if (taken) {
		*out = (struct rp_address){
			.state = (enum rp_address_state)taken->state,
			.accepted = taken->accepted,
			.nic = taken->nic,
			.holder = taken->holder,
			.last = ip,
		};
		return;
	}
	*out = (struct rp_address){
		.state = (enum rp_address_state)piece->base,
		.nic = RP_NONE,
		.holder = RP_NONE,
		.last = piece_last(map, piece),
	};
	next = find_taken(map, ip);
	if (next < map->n_taken && map->taken[next].ip <= out->last)
		out->last = map->taken[next].ip - 1;
}

/* ---- Finding addresses -------------------------------------------------- */

/* The lowest address of a state at 'ip' or above, that somebody has. */
static bool taken_above(const struct rp_address_map *map, unsigned state,
			rp_ip *ip)
{
	uint32_t i = find_listed(map, &map->by_state, state, *ip, false);

	if (i == map->by_state.first[state + 1])
		return false;
	*ip = map->taken[map->by_state.at[i]].ip;
	return true;
}

/* The highest one at 'ip' or below. */
static bool taken_below(const struct rp_address_map *map, unsigned state,
			rp_ip *ip)
{
	uint32_t i = find_listed(map, &map->by_state, state, *ip, true);

	if (i == map->by_state.first[state])
		return false;
	*ip = map->taken[map->by_state.at[i - 1]].ip;
	return true;
}

/* The lowest address from 'ip' to 'last' that nobody has. */
static bool vacant_above(const struct rp_address_map *map, rp_ip *ip,
			 rp_ip last)
{
	for (uint32_t i = find_taken(map, *ip);
	     i < map->n_taken && map->taken[i].ip == *ip; i++) {
		if (*ip == last)
			return false;
		++*ip;
	}
	return true;
}

/* The highest address from 'ip' down to 'first' that nobody has. */
static bool vacant_below(const struct rp_address_map *map, rp_ip *ip,
			 rp_ip first)
{
	uint32_t i = find_taken(map, *ip);

	if (i == map->n_taken || map->taken[i].ip != *ip)
		return true;
	for (;; i--, --*ip) {
		if (map->taken[i].ip != *ip)
			return true;
		if (*ip == first)
			return false;
		if (i == 0) {
			--*ip;
			return true;
		}
	}
}

/* The nearest address that would be 'base' and that nobody has. */
static bool base_above(const struct rp_address_map *map, unsigned base,
		       rp_ip *ip)
{
	const struct piece *end = map->pieces + map->n_pieces;

	for (const struct piece *piece = piece_at(map, *ip); piece < end;
	     piece++) {
		rp_ip at = piece->first > *ip ? piece->first : *ip;

		if (piece->base != base ||
		    !vacant_above(map, &at, piece_last(map, piece)))
			continue;
		*ip = at;
		return true;
	}
	return false;
}

static bool base_below(const struct rp_address_map *map, unsigned base,
		       rp_ip *ip)
{
	const struct piece *piece = piece_at(map, *ip);

	for (;; piece--) {
		rp_ip last = piece_last(map, piece);
		rp_ip at = last < *ip ? last : *ip;

		if (piece->base == base &&
		    vacant_below(map, &at, piece->first)) {
			*ip = at;
			return true;
		}
		if (piece == map->pieces)
			return false;
	}
}

bool rp_plan_address_find(const rp_address_map *map, rp_ip *ip, bool below,
			  unsigned states)
{
	rp_ip best = *ip;
	bool found = false;

	if (!is_on_map(map, *ip))
		return false;
	for (unsigned s = 0; s < RP_N_ADDRESS_STATES; s++) {
		rp_ip at = *ip;
		bool is_there;

		if (!(states >> s & 1))
			continue;
		if (s <= RP_ADDRESS_RUNNING)
			is_there = below ? taken_below(map, s, &at)
					 : taken_above(map, s, &at);
		else
			is_there = below ? base_below(map, s, &at)
					 : base_above(map, s, &at);
		if (is_there && (!found || (below ? at > best : at < best))) {
			best = at;
			found = true;
		}
	}
	if (found)
		*ip = best;
	return found;
}
