/* The checks behind the findings, by section of the rules.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FINDINGS_CHECKS_H
#define FINDINGS_CHECKS_H 1

#include "findings.h"
#include "plan.h"

/* What a check looks at, and where its findings go. */
struct checks {
	const rp_plan *plan;
	const rp_topology *topology;
	struct findings *findings;
};

/* All checks of their sections.  Memory that runs out is told by
 * findings_fail(). */
void findings_networks(struct checks *checks);  /* Rules 2, 3. */
void findings_hosts(struct checks *checks);     /* Rules 4. */
void findings_addresses(struct checks *checks); /* Rules 5, 6. */
void findings_moves(struct checks *checks);     /* Rules 7. */
void findings_routes(struct checks *checks);    /* Rules 7, Routes. */
void findings_dns(struct checks *checks);       /* Rules 7, DNS. */
void findings_topology(struct checks *checks);  /* The rest of rules 9. */

/* Parts of the last one: subnets that overlap at one site, which is of rules 7
 * where a prefix moves there, and names that differ only in case. */
void findings_overlaps(struct checks *checks);
void findings_names(struct checks *checks);

void findings_fail(struct checks *checks);

/* Adds a finding of 'code' at its level and with its number of objects.  It
 * stands where its first object stands; without one, before all others. */
void findings_add(struct checks *checks, enum finding_code code,
		  const struct finding_arg *args, uint32_t n_args);

/* The same with the first 'n_about' arguments as what it is about. */
void findings_add_about(struct checks *checks, enum finding_code code,
			const struct finding_arg *args, uint32_t n_args,
			uint32_t n_about);

/* The finding that was added last, to change its level or position; NULL when
 * memory ran out. */
struct rp_finding *findings_last(struct checks *checks);

/* FINDINGS_ADD(checks, ID, args...). */
#define FINDINGS_ADD(checks, id, ...) \
	findings_add(checks, FINDING_##id, \
		     (struct finding_arg[]){ __VA_ARGS__ }, \
		     sizeof((struct finding_arg[]){ __VA_ARGS__ }) / \
			     sizeof(struct finding_arg))

/* Arguments. */
struct finding_arg arg_object(enum rp_kind kind, rp_id id);
struct finding_arg arg_text(const char *text);
struct finding_arg arg_number(int64_t number);
struct finding_arg arg_address(enum rp_family family, rp_ip ip);
struct finding_arg arg_prefix(enum rp_family family, struct rp_prefix prefix);
struct finding_arg arg_resource(enum rp_resource resource);

#define ARG_VM(id) arg_object(RP_VM, id)
#define ARG_NIC(id) arg_object(RP_NIC, id)
#define ARG_NETWORK(id) arg_object(RP_NETWORK, id)
#define ARG_SUBNET(id) arg_object(RP_SUBNET, id)
#define ARG_HOST(id) arg_object(RP_HOST, id)
#define ARG_CLOUD(id) arg_object(RP_CLOUD, id)

#endif
