/* Findings about DNS records that change (rules 7, DNS).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"

/* The longest TTL, in seconds, that is no finding. */
#define LONGEST_TTL 300

/* The TTL of a forward record without zone is not known.  A NIC's name is named
 * once, though records of both families change. */
static void check_unknown(struct checks *checks)
{
	const struct dns *dns = &checks->plan->dns;
	rp_id last = RP_NONE;

	for (uint32_t i = 0; i < dns->n; i++) {
		const struct rp_record *record = &dns->at[i];
		rp_id id = checks->plan->nics[record->nic].nic;
		const struct rp_nic *nic = rp_nic(checks->topology, id);

		if (record->reverse || record->zone != RP_NONE || last == id)
			continue;
		last = id;
		FINDINGS_ADD(
			checks, DNS_TTL_UNKNOWN, ARG_VM(nic->vm), ARG_NIC(id),
			arg_text(rp_text(checks->topology, nic->dns_name)));
	}
}

/* One for each zone that has a record that changes. */
static void check_long(struct checks *checks)
{
	const struct dns *dns = &checks->plan->dns;
	size_t n = rp_count(checks->topology, RP_ZONE);
	bool *changes = memory_zeroed(n, sizeof *changes);

	if (!changes) {
		findings_fail(checks);
		return;
	}
	for (uint32_t i = 0; i < dns->n; i++)
		if (dns->at[i].zone != RP_NONE)
			changes[dns->at[i].zone] = true;
	for (rp_id zone = 0; zone < n; zone++) {
		int64_t ttl = rp_zone(checks->topology, zone)->ttl;

		if (changes[zone] && ttl > LONGEST_TTL)
			FINDINGS_ADD(checks, DNS_TTL_LONG,
				     arg_object(RP_ZONE, zone), arg_number(ttl),
				     arg_number(LONGEST_TTL));
	}
	free(changes);
}

void findings_dns(struct checks *checks)
{
	check_unknown(checks);
	check_long(checks);
}
