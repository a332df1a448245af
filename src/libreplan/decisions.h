/* Decisions: mappings and pins, as a set that is always in one order.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mappings stand by source network, then by target VMM server; pins by VM, NIC
 * and family; all in the order of the topology.  So the order of edits cannot
 * be seen, and a plan file has one form.  What a file said of objects that the
 * topology does not have stands apart, as text: it is written back, does
 * nothing, and is a finding. */

#ifndef DECISIONS_H
#define DECISIONS_H 1

#include "replan.h"

struct host_pin {
	rp_id vm;
	rp_id host;
};

struct address_pin {
	rp_id nic;
	enum rp_family family;
	rp_ip ip;
};

/* A mapping or pin that names something gone: its settings, as libconfig text
 * between the braces, and what is gone.  Both are owned. */
struct dangling {
	bool pin;
	char *settings;
	char *missing;   /* The name that nothing has. */
	uint32_t line;
};

struct decisions {
	struct rp_mapping *mappings;
	uint32_t n_mappings;
	uint32_t mappings_capacity;
	struct host_pin *host_pins;
	uint32_t n_host_pins;
	uint32_t host_pins_capacity;
	struct address_pin *address_pins;
	uint32_t n_address_pins;
	uint32_t address_pins_capacity;
	struct dangling *dangling;
	uint32_t n_dangling;
	uint32_t dangling_capacity;
	uint32_t peak_target; /* In 1/1000. */
};

#define PEAK_TARGET 850

void decisions_init(struct decisions *decisions);
void decisions_destroy(struct decisions *decisions);
bool decisions_clone(struct decisions *out, const struct decisions *from);

/* The mapping of 'source' to 'server', or NULL. */
const struct rp_mapping *decisions_mapping(const struct decisions *,
					   const rp_topology *, rp_id source,
					   rp_id server);

/* Whether rules 3 allows 'mapping': not to itself, a test network on the
 * target's server. */
bool decisions_may_map(const rp_topology *, const struct rp_mapping *mapping);

/* Adds or replaces, and removes.  False when memory ran out. */
bool decisions_map(struct decisions *, const rp_topology *,
		   const struct rp_mapping *mapping);
void decisions_unmap(struct decisions *, const rp_topology *, rp_id source,
		     rp_id server);
bool decisions_pin_host(struct decisions *, rp_id vm, rp_id host);
bool decisions_pin_address(struct decisions *, rp_id nic,
			   enum rp_family family, const rp_ip *ip);

/* The pins: RP_NONE or NULL where there is none. */
rp_id decisions_pinned_host(const struct decisions *, rp_id vm);
const struct address_pin *decisions_pinned_address(const struct decisions *,
						   rp_id nic,
						   enum rp_family family);

bool decisions_are_equal(const struct decisions *a, const struct decisions *b);

#endif
