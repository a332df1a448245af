/* What the topology alone says of addresses: which ones a pool could give, and
 * which NICs hold some already (rules 6, "usable").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A place is a subnet and a family.  Its open ranges are the addresses of its
 * pools inside its prefix that are neither reserved nor a gateway nor special;
 * they do not overlap, even where pools do.  Places whose stretched subnets
 * have one prefix share their space: an address that is held in one of them is
 * held in all. */

#ifndef HELD_H
#define HELD_H 1

#include "replan.h"

struct open_range {
	rp_ip first;
	rp_ip last;
	rp_id pool;  /* The first of the file that has these addresses. */
};

/* A NIC's address: without the address itself, as there may be millions. */
struct holder {
	rp_id address;            /* Of the topology's. */
	rp_id space;
	rp_id nic;
};

/* Where more places than these share a space, what is counted for each of them
 * is counted when it is asked for. */
#define HELD_FEW 8

struct held {
	rp_id *space_of;          /* By place. */
	uint32_t *places;         /* By space, those that share it. */
	uint32_t *end_place;      /* By space: where its places end in 'places';
				   * they begin where those before end. */
	struct holder *holders;   /* By space, address and NIC. */
	uint32_t n_holders;
	uint32_t *end_holder;     /* By space, as 'end_place'. */
	const rp_ip *addresses;   /* Borrowed: the topology's. */
	struct open_range *open;  /* By place and address. */
	uint32_t *turns;          /* The same ranges, as numbers: in each place
				   * by pool, then by address. */
	uint32_t *first_open;     /* By place, and one more. */
	uint32_t n_open;
	rp_ip *vacant;            /* By place: see held_vacant(). */
};

static inline uint32_t
held_place(rp_id subnet, enum rp_family family)
{
	return subnet * RP_N_FAMILIES + (uint32_t)family;
}

static inline rp_id
held_space(const struct held *held, rp_id subnet, enum rp_family family)
{
	return held->space_of[held_place(subnet, family)];
}

/* The places that share 'space': of 'places'. */
static inline struct rp_range
held_places(const struct held *held, rp_id space)
{
	return (struct rp_range){ space ? held->end_place[space - 1] : 0,
				  held->end_place[space] };
}

/* Whether so many places share 'space' that each is counted by itself. */
static inline bool held_by_few(const struct held *held, rp_id space)
{
	struct rp_range places = held_places(held, space);

	return places.end - places.first <= HELD_FEW;
}

/* How many addresses of the open ranges of 'place' no NIC holds. */
rp_ip held_vacant(const struct held *held, uint32_t place);

/* The open range of 'subnet' that has 'ip', or NULL. */
const struct open_range *held_open(const struct held *held, rp_id subnet,
				   enum rp_family family, rp_ip ip);

static inline rp_ip
holder_ip(const struct held *held, uint32_t i)
{
	return held->addresses[held->holders[i].address];
}

/* Whether any NIC holds 'ip' in 'space'. */
bool held_is_held(const struct held *held, rp_id space, rp_ip ip);

/* The first NIC of another VM than 'vm' that holds 'ip' in 'space', or
 * RP_NONE. */
rp_id held_by_other(const rp_topology *topology, rp_id space, rp_ip ip,
		    rp_id vm);

#endif
