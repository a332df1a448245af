/* Findings about DNS records that change (rules 7, DNS).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "findings_checks.h"
#include "topology.h"

/* The longest TTL, in seconds, that is no finding. */
#define LONGEST_TTL 300

/* The TTL of a forward record without zone is not known.  A NIC's name is named
 * once, though records of both families change. */
static void check_nic(struct checks *checks, rp_id id)
{
	const rp_plan *plan = checks->plan;
	rp_id nic = plan->nics[id].nic;
	const struct rp_nic *source = rp_nic(checks->topology, nic);

	if (source->dns_name != RP_NONE &&
	    dns_zone_of_nic(checks->topology, nic) == RP_NONE &&
	    (dns_changes(plan, id, RP_IPV4) || dns_changes(plan, id, RP_IPV6)))
		FINDINGS_ADD(
			checks, DNS_TTL_UNKNOWN, ARG_VM(source->vm),
			ARG_NIC(nic),
			arg_text(rp_text(checks->topology, source->dns_name)));
}

void findings_vm_dns(struct checks *checks, rp_id vm)
{
	const rp_plan *plan = checks->plan;
	rp_id replica = plan->replica_of[vm];
	struct rp_range nics = { 0, 0 };

	checks->check = CHECK_TTL_UNKNOWN;
	if (replica != RP_NONE)
		nics = plan->replicas[replica].nics;
	for (rp_id id = nics.first; id < nics.end; id++)
		check_nic(checks, id);
}

/* One for each zone that has a record that changes. */
void findings_zones(struct checks *checks)
{
	const struct dns *dns = &checks->plan->dns;

	checks->check = CHECK_TTL_LONG;
	for (rp_id zone = 0; zone < rp_count(checks->topology, RP_ZONE);
	     zone++) {
		int64_t ttl = rp_zone(checks->topology, zone)->ttl;

		if (dns->n_changes[zone] > 0 && ttl > LONGEST_TTL)
			FINDINGS_ADD(checks, DNS_TTL_LONG,
				     arg_object(RP_ZONE, zone), arg_number(ttl),
				     arg_number(LONGEST_TTL));
	}
}
