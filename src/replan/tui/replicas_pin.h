/* Pins of the replicas view: asked for, and set.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef REPLICAS_PIN_H
#define REPLICAS_PIN_H 1

#include "ui.h"

/* What a pin is asked for; must live until that is answered. */
struct pin {
	rp_id replica;
	rp_id nic; /* Of rp_plan_nic(); RP_NONE: a VM without NIC. */
	enum rp_family family;
};

/* Has a host of the protecting cloud chosen for the replica, or none. */
unsigned pin_ask_host(struct ui *ui, struct pin *pin);

/* Has an address of the family typed for the NIC; none takes the pin off. */
unsigned pin_ask_address(struct ui *ui, struct pin *pin);

#endif
