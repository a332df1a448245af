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

/* The zones of a topology, and which names are in them.  Made once, when it is
 * read. */
struct dns_names {
	struct dns_zone *zones;
	uint32_t n_zones;
	rp_id *of_nic;       /* By NIC: the zone of its name, or RP_NONE. */
	rp_id *of_address;   /* By address: that of its reverse name. */
};

/* NULL when memory ran out. */
struct dns_names *dns_names_new(const rp_topology *topology);
void dns_names_free(struct dns_names *names);

/* The records of a plan. */
struct dns {
	const struct dns_names *names; /* Of the topology. */
	uint32_t *n_changes;           /* By zone: records that change. */
	struct rp_record *at;          /* Them all; see dns_make(). */
	uint32_t n;
};

/* With no record.  False when memory ran out; dns_destroy() is due all the
 * same. */
bool dns_init(struct dns *dns, const rp_topology *topology);
void dns_destroy(struct dns *dns);

/* Adds the records of NIC 'nic' of 'plan', as it stands, to the counts by zone,
 * or takes them away: 'by' is 1 or -1. */
void dns_count(rp_plan *plan, rp_id nic, int by);

/* Makes the list of the records of 'plan' anew.  False when memory ran out, and
 * then there is none. */
bool dns_make(rp_plan *plan);

/* Whether the address of 'family' changes that NIC 'nic' of 'plan' has at the
 * source, and so a record where the NIC has a name. */
bool dns_changes(const rp_plan *plan, rp_id nic, enum rp_family family);

/* The zone of the name of NIC 'nic' of the topology, or RP_NONE. */
rp_id dns_zone_of_nic(const rp_topology *topology, rp_id nic);

/* The zone that is the longest suffix of 'name', label by label and compared
 * without case; RP_NONE where there is none. */
rp_id dns_zone(const struct dns_names *names, const char *name);

/* The name under in-addr.arpa or ip6.arpa.  Returns 'text'. */
const char *dns_reverse(enum rp_family family, rp_ip ip,
			char text[RP_REVERSE_SIZE]);

#endif
