/* DNS: the records that change (rules 7, DNS).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zones are sorted by their names read from the back, with the full stop before
 * all other characters.  So a zone stands before all names in it, and nothing
 * else stands between them: the zones that a name is in are found from the last
 * zone that does not stand behind it. */

#ifndef DNS_H
#define DNS_H 1

#include "replan.h"

/* A zone, and the longest other one that it is in. */
struct dns_zone {
	const char *name;    /* Borrowed from the topology. */
	uint32_t size;       /* Of the name, without a final full stop. */
	rp_id zone;          /* The first of the file with this name. */
	uint32_t parent;     /* Of 'zones', or RP_NONE. */
};

struct dns {
	struct rp_record *at;
	uint32_t n;
	struct dns_zone *zones;
	uint32_t n_zones;
};

/* From the plan's addresses.  False when memory ran out; the caller destroys it
 * all the same. */
bool dns_make(struct dns *dns, const rp_plan *plan);
void dns_destroy(struct dns *dns);

/* The zone that is the longest suffix of 'name', label by label and compared
 * without case; RP_NONE where there is none. */
rp_id dns_zone(const struct dns *dns, const char *name);

/* The name under in-addr.arpa or ip6.arpa.  Returns 'text'. */
const char *dns_reverse(enum rp_family family, rp_ip ip,
			char text[RP_REVERSE_SIZE]);

#endif
