/* Comparing two plans of one topology, VM by VM (formats 5, diff).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is compared is what the plans say: names and addresses.  A replica that
 * goes from one network to another may be on a subnet `web` before and after;
 * that is a different network, and no different subnet. */

#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "memory.h"
#include "plan.h"

struct comparison {
	const rp_topology *topology;
	struct rp_difference *list;
	uint32_t n;
	uint32_t capacity;
	bool no_memory;
};

const char *rp_difference_name(enum rp_difference_kind kind)
{
	static const char *const names[] = {
		[RP_DIFFERENT_HOST] = "host",
		[RP_DIFFERENT_NETWORK] = "network",
		[RP_DIFFERENT_SUBNET] = "subnet",
		[RP_DIFFERENT_ADDRESS] = "address",
	};

	return names[kind];
}

static bool is_same(const char *before, const char *after)
{
	if (!before || !after)
		return before == after;
	return strcmp(before, after) == 0;
}

/* Adds 'what' with copies of its 'before' and 'after', where they differ. */
static void compare(struct comparison *c, struct rp_difference what,
		    const char *before, const char *after)
{
	if (c->no_memory || is_same(before, after))
		return;
	what.before = before ? strdup(before) : NULL;
	what.after = after ? strdup(after) : NULL;
	if ((before && !what.before) || (after && !what.after) ||
	    !memory_grow(&c->list, &c->capacity, (size_t)c->n + 1,
			 sizeof *c->list)) {
		free(what.before);
		free(what.after);
		c->no_memory = true;
		return;
	}
	c->list[c->n++] = what;
}

static const char *address_text(const struct export_address *address,
				char text[RP_IP_SIZE])
{
	if (!address->has_address)
		return NULL;
	return rp_ip_text(address->family, address->address, text);
}

/* Compares the addresses of a NIC; they stand in one order in both plans, but
 * a plan that does not connect the NIC has none. */
static void compare_addresses(struct comparison *c, struct rp_difference what,
			      const struct export_address *before,
			      const struct export_address *after)
{
	char texts[2][RP_IP_SIZE];

	what.kind = RP_DIFFERENT_ADDRESS;
	for (int i = 0; i < RP_N_FAMILIES; i++) {
		what.family = before[i].has_address ? before[i].family
						    : after[i].family;
		compare(c, what, address_text(&before[i], texts[0]),
			address_text(&after[i], texts[1]));
	}
}

/* What a plan says of a replica's NIC. */
struct said {
	const char *network; /* NULL: none; also below. */
	const char *subnet;
	struct export_address addresses[RP_N_FAMILIES];
};

/* What 'plan' says of NIC 'i' of 'replica', which may be NULL. */
static struct said said_of(const rp_plan *plan,
			   const struct rp_replica *replica, rp_id i)
{
	const rp_topology *topology = plan->topology;
	const struct rp_replica_nic *nic;
	struct said said = { NULL, NULL, { { 0 } } };

	if (!replica)
		return said;
	nic = &plan->nics[replica->nics.first + i];
	said.network = export_name(topology, RP_NETWORK, nic->network);
	said.subnet = export_name(topology, RP_SUBNET, nic->subnet);
	export_addresses(said.addresses, plan, nic);
	return said;
}

static void compare_nic(struct comparison *c, struct rp_difference what,
			const struct said *before, const struct said *after)
{
	what.kind = RP_DIFFERENT_NETWORK;
	compare(c, what, before->network, after->network);
	what.kind = RP_DIFFERENT_SUBNET;
	compare(c, what, before->subnet, after->subnet);
	compare_addresses(c, what, before->addresses, after->addresses);
}

static const struct rp_replica *replica_of(const rp_plan *plan, rp_id vm)
{
	rp_id id = plan->replica_of[vm];

	return id == RP_NONE ? NULL : &plan->replicas[id];
}

static void compare_vm(struct comparison *c, rp_id vm, const rp_plan *before,
		       const rp_plan *after)
{
	const struct rp_replica *a = replica_of(before, vm);
	const struct rp_replica *b = replica_of(after, vm);
	struct rp_range nics = rp_vm(c->topology, vm)->nics;
	struct rp_difference what = { .vm = vm, .nic = RP_NONE };

	what.kind = RP_DIFFERENT_HOST;
	compare(c, what,
		export_name(c->topology, RP_HOST, a ? a->host : RP_NONE),
		export_name(c->topology, RP_HOST, b ? b->host : RP_NONE));
	for (rp_id i = 0; i < nics.end - nics.first; i++) {
		struct said said[] = { said_of(before, a, i),
				       said_of(after, b, i) };

		what.nic = nics.first + i;
		compare_nic(c, what, &said[0], &said[1]);
	}
}

int rp_differences(struct rp_difference **out, size_t *n_out,
		   const rp_plan *before, const rp_plan *after)
{
	struct comparison c = { .topology = before->topology };

	for (rp_id vm = 0; vm < rp_count(c.topology, RP_VM); vm++)
		compare_vm(&c, vm, before, after);
	if (c.no_memory) {
		rp_differences_free(c.list, c.n);
		return RP_NO_MEMORY;
	}
	*out = c.list;
	*n_out = c.n;
	return RP_OK;
}

void rp_differences_free(struct rp_difference *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].before);
		free(list[i].after);
	}
	free(list);
}
