/* What was given: which replica NIC has which address (rules 6).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hash table by space and address that is never more than half full.  A slot
 * says which NIC, and the NIC says which address: 'address' and 'subnet' of a
 * NIC that is in the table must not change.  Beside the NIC a slot keeps how
 * far it stands behind the slot that its address hashes to, in as many bits as
 * are left: so a search seldom reads a NIC in vain, and taking one out hardly
 * ever reads another. */

#ifndef GIVEN_H
#define GIVEN_H 1

#include "replan.h"

/* The address of a family that NIC 'nic' of the plan should have, as a number:
 * they go up in the order of the file. */
static inline uint32_t
request_of(rp_id nic, enum rp_family family)
{
	return nic * RP_N_FAMILIES + (uint32_t)family;
}

static inline rp_id
request_nic(uint32_t request)
{
	return request / RP_N_FAMILIES;
}

static inline enum rp_family
request_family(uint32_t request)
{
	return (enum rp_family)(request % RP_N_FAMILIES);
}

struct given {
	uint32_t *slots;  /* A request plus 1, above it the distance; or 0. */
	uint64_t n_slots;
	unsigned bits;    /* Of the requests. */
	uint32_t far;     /* This distance, or more. */
};

/* Room for 'n_addresses' of 'n_nics' NICs.  False when memory ran out;
 * given_destroy() is due all the same. */
bool given_init(struct given *given, uint32_t n_nics, uint32_t n_addresses);
void given_destroy(struct given *given);

/* Adds a request of 'plan', which is not in, with the address that its NIC has
 * now; and takes it out. */
void given_add(struct given *given, const rp_plan *plan, uint32_t request);
void given_remove(struct given *given, const rp_plan *plan, uint32_t request);

/* The NIC of 'plan' that has 'ip' in 'space', or RP_NONE.  Requests that are
 * still open are passed over: what they have is from before. */
rp_id given_find(const struct given *given, const rp_plan *plan, rp_id space,
		 rp_ip ip);

#endif
