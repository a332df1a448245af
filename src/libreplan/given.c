/* What was given: see given.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "given.h"

#include <stdlib.h>

#include "held.h"
#include "memory.h"
#include "plan.h"
#include "topology.h"

/* So many bits of an address are no part of the hash: neighbours are given one
 * after the other, and their slots are then in one line of the cache. */
#define NEAR_BITS 3

bool given_init(struct given *given, uint32_t n_nics, uint32_t n_addresses)
{
	uint64_t most = (uint64_t)n_nics * RP_N_FAMILIES;

	*given = (struct given){ .n_slots = 2 * (uint64_t)n_addresses + 16 };
	if (most >= UINT32_MAX)
		return false;
	while (most >> given->bits)
		given->bits++;
	given->far = (uint32_t)((UINT64_C(1) << (32 - given->bits)) - 1);
	given->slots = memory_zeroed(given->n_slots, sizeof *given->slots);
	return given->slots;
}

void given_destroy(struct given *given)
{
	free(given->slots);
	*given = (struct given){ 0 };
}

/* ---- Slots ------------------------------------------------------------- */

static uint64_t home_of(const struct given *given, rp_id space, rp_ip ip)
{
	uint64_t hash = (uint64_t)(ip >> NEAR_BITS) ^
			(uint64_t)(ip >> 64) * 31 ^ (uint64_t)space << 32;
	uint64_t home;

	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	home = ((hash >> 32) * given->n_slots >> 32) +
	       (ip & ((1u << NEAR_BITS) - 1));
	return home < given->n_slots ? home : home - given->n_slots;
}

/* The slot that the address of a request hashes to. */
static uint64_t home_of_request(const struct given *given, const rp_plan *plan,
				uint32_t request)
{
	const struct rp_replica_nic *nic = &plan->nics[request_nic(request)];
	enum rp_family family = request_family(request);

	return home_of(given,
		       held_space(plan->topology->held, nic->subnet, family),
		       nic->address[family]);
}

static uint64_t next_slot(const struct given *given, uint64_t slot)
{
	return slot + 1 < given->n_slots ? slot + 1 : 0;
}

/* How far it is from slot 'from' on to slot 'to'. */
static uint64_t distance(const struct given *given, uint64_t from, uint64_t to)
{
	return to >= from ? to - from : to + given->n_slots - from;
}

static uint32_t request_in(const struct given *given, uint64_t slot)
{
	uint64_t mask = (UINT64_C(1) << given->bits) - 1;

	return (uint32_t)(given->slots[slot] & mask) - 1;
}

/* A distance as slots keep it. */
static uint32_t kept(const struct given *given, uint64_t far)
{
	return far < given->far ? (uint32_t)far : given->far;
}

static uint32_t kept_in(const struct given *given, uint64_t slot)
{
	return (uint32_t)((uint64_t)given->slots[slot] >> given->bits);
}

/* How far what is in 'slot' stands behind where it hashes to. */
static uint64_t distance_in(const struct given *given, const rp_plan *plan,
			    uint64_t slot)
{
	uint32_t far = kept_in(given, slot);

	if (far < given->far)
		return far;
	return distance(given,
			home_of_request(given, plan, request_in(given, slot)),
			slot);
}

static void fill(struct given *given, uint64_t slot, uint32_t request,
		 uint64_t far)
{
	given->slots[slot] =
		(uint32_t)((uint64_t)kept(given, far) << given->bits) |
		(request + 1);
}

/* ---- The table --------------------------------------------------------- */

void given_add(struct given *given, const rp_plan *plan, uint32_t request)
{
	uint64_t slot = home_of_request(given, plan, request);
	uint64_t far = 0;

	for (; given->slots[slot]; far++)
		slot = next_slot(given, slot);
	fill(given, slot, request, far);
}

/* Those behind it that may stand nearer to where they hash to move up, so that
 * no search ends before it comes to them. */
void given_remove(struct given *given, const rp_plan *plan, uint32_t request)
{
	uint64_t slot = home_of_request(given, plan, request);
	uint64_t gap = 1;

	while (request_in(given, slot) != request)
		slot = next_slot(given, slot);
	for (uint64_t i = next_slot(given, slot); given->slots[i];
	     i = next_slot(given, i), gap++) {
		uint64_t far = distance_in(given, plan, i);

		if (far < gap)
			continue;
		fill(given, slot, request_in(given, i), far - gap);
		slot = i;
		gap = 0;
	}
	given->slots[slot] = 0;
}

/* Whether 'request' has 'ip' in 'space'. */
static bool has(const rp_plan *plan, uint32_t request, rp_id space, rp_ip ip)
{
	const struct rp_replica_nic *nic = &plan->nics[request_nic(request)];
	enum rp_family family = request_family(request);

	return nic->address[family] == ip &&
	       held_space(plan->topology->held, nic->subnet, family) == space;
}

rp_id given_find(const struct given *given, const rp_plan *plan, rp_id space,
		 rp_ip ip)
{
	const uint64_t *open = plan->addressing.open;
	uint64_t slot = home_of(given, space, ip);

	for (uint64_t far = 0; given->slots[slot];
	     far++, slot = next_slot(given, slot)) {
		uint32_t request = request_in(given, slot);

		if (kept_in(given, slot) == kept(given, far) &&
		    has(plan, request, space, ip) &&
		    !(open[request / 64] >> request % 64 & 1))
			return request_nic(request);
	}
	return RP_NONE;
}
