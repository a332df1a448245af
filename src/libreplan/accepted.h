/* The accepted plan: the part of a plan that later plans keep to (rules 4, 6).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef ACCEPTED_H
#define ACCEPTED_H 1

#include <stdbool.h>

#include "replan.h"

struct accepted_nic {
	rp_id network;                /* The target, or RP_NONE. */
	uint8_t address_rule;         /* enum rp_address_rule. */
	uint8_t rule[RP_N_FAMILIES];  /* enum rp_rule; absent: none was given. */
	rp_ip address[RP_N_FAMILIES];
};

/* Shared by the undo history and the plans: counted, never changed once more
 * than one holds it. */
struct accepted {
	unsigned references;
	uint32_t n_vms;
	uint32_t n_nics;
	rp_id *hosts;              /* By VM; RP_NONE: none, or nothing said. */
	struct accepted_nic *nics; /* By NIC. */
	uint32_t forgotten;        /* How much it said of what is gone. */
};

/* One that says nothing; the caller holds it. */
struct accepted *accepted_new(const rp_topology *topology);

/* What 'plan' says. */
struct accepted *accepted_from_plan(const rp_plan *plan);

/* Both take NULL, which is an accepted plan that says nothing. */
struct accepted *accepted_hold(struct accepted *accepted);
void accepted_release(struct accepted *accepted);

/* Whether both say the same; what was forgotten is not compared. */
bool accepted_are_equal(const struct accepted *a, const struct accepted *b);

#endif
