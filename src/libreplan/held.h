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

struct held {
	rp_id *space_of;          /* By place. */
	struct holder *holders;   /* By space, address and NIC. */
	uint32_t n_holders;
	const rp_ip *addresses;   /* Borrowed: the topology's. */
	struct open_range *open;  /* By place and address. */
	uint32_t *turns;          /* The same ranges, as numbers: in each place
				   * by pool, then by address. */
	uint32_t *first_open;     /* By place, and one more. */
	uint32_t n_open;
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

/* The open range of 'subnet' that has 'ip', or NULL. */
const struct open_range *held_open(const struct held *held, rp_id subnet,
				   enum rp_family family, rp_ip ip);

static inline rp_ip
holder_ip(const struct held *held, uint32_t i)
{
	return held->addresses[held->holders[i].address];
}

/* The first holder at or behind 'ip' in 'space': a number of 'holders', or of
 * the one behind the space's last. */
uint32_t held_find(const struct held *held, rp_id space, rp_ip ip);

/* Whether any NIC holds 'ip' in 'space'. */
bool held_is_held(const struct held *held, rp_id space, rp_ip ip);

/* The first NIC of another VM than 'vm' that holds 'ip' in 'space', or
 * RP_NONE. */
rp_id held_by_other(const rp_topology *topology, rp_id space, rp_ip ip,
		    rp_id vm);

#endif
