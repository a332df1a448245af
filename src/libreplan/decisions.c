/* Decisions: see decisions.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "decisions.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void decisions_init(struct decisions *decisions)
{
	*decisions = (struct decisions){ .peak_target = PEAK_TARGET };
}

void decisions_destroy(struct decisions *decisions)
{
	for (uint32_t i = 0; i < decisions->n_dangling; i++) {
		free(decisions->dangling[i].settings);
		free(decisions->dangling[i].missing);
	}
	free(decisions->dangling);
	free(decisions->mappings);
	free(decisions->host_pins);
	free(decisions->address_pins);
	decisions_init(decisions);
}

static bool clone_dangling(struct decisions *out, const struct decisions *from)
{
	out->dangling = memory_zeroed(from->n_dangling, sizeof *out->dangling);
	if (!out->dangling)
		return false;
	out->dangling_capacity = from->n_dangling;
	for (uint32_t i = 0; i < from->n_dangling; i++) {
		struct dangling *to = &out->dangling[i];

		*to = from->dangling[i];
		to->settings = strdup(from->dangling[i].settings);
		to->missing = strdup(from->dangling[i].missing);
		out->n_dangling = i + 1;
		if (!to->settings || !to->missing)
			return false;
	}
	return true;
}

bool decisions_clone(struct decisions *out, const struct decisions *from)
{
	struct decisions copy;

	decisions_init(&copy);
	copy.peak_target = from->peak_target;
	copy.mappings = memory_copy(from->mappings, from->n_mappings,
				    sizeof *copy.mappings);
	copy.host_pins = memory_copy(from->host_pins, from->n_host_pins,
				     sizeof *copy.host_pins);
	copy.address_pins =
		memory_copy(from->address_pins, from->n_address_pins,
			    sizeof *copy.address_pins);
	if (!copy.mappings || !copy.host_pins || !copy.address_pins ||
	    !clone_dangling(&copy, from)) {
		decisions_destroy(&copy);
		return false;
	}
	copy.n_mappings = copy.mappings_capacity = from->n_mappings;
	copy.n_host_pins = copy.host_pins_capacity = from->n_host_pins;
	copy.n_address_pins = from->n_address_pins;
	copy.address_pins_capacity = from->n_address_pins;
	*out = copy;
	return true;
}

/* ---- Mappings -------------------------------------------------------- */

/* Where the mapping of 'source' to 'server' stands, or would stand. */
static uint32_t mapping_slot(const struct decisions *decisions,
			     const rp_topology *topology, rp_id source,
			     rp_id server)
{
	uint32_t low = 0;
	uint32_t high = decisions->n_mappings;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct rp_mapping *m = &decisions->mappings[middle];
		rp_id other = rp_network_server(topology, m->target);

		if (m->source < source ||
		    (m->source == source && other < server))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool mapping_is_at(const struct decisions *decisions,
			  const rp_topology *topology, uint32_t slot,
			  rp_id source, rp_id server)
{
	const struct rp_mapping *m = &decisions->mappings[slot];

	return slot < decisions->n_mappings && m->source == source &&
	       rp_network_server(topology, m->target) == server;
}

const struct rp_mapping *decisions_mapping(const struct decisions *decisions,
					   const rp_topology *topology,
					   rp_id source, rp_id server)
{
	uint32_t slot = mapping_slot(decisions, topology, source, server);

	return mapping_is_at(decisions, topology, slot, source, server)
		       ? &decisions->mappings[slot]
		       : NULL;
}

bool decisions_may_map(const rp_topology *topology,
		       const struct rp_mapping *mapping)
{
	rp_id server = rp_network_server(topology, mapping->target);

	return mapping->source != mapping->target &&
	       (mapping->test_network == RP_NONE ||
		rp_network_server(topology, mapping->test_network) == server);
}

bool decisions_map(struct decisions *decisions, const rp_topology *topology,
		   const struct rp_mapping *mapping)
{
	rp_id server = rp_network_server(topology, mapping->target);
	uint32_t slot =
		mapping_slot(decisions, topology, mapping->source, server);

	if (!mapping_is_at(decisions, topology, slot, mapping->source,
			   server)) {
		if (!memory_grow(&decisions->mappings,
				 &decisions->mappings_capacity,
				 (size_t)decisions->n_mappings + 1,
				 sizeof *decisions->mappings))
			return false;
		memmove(&decisions->mappings[slot + 1],
			&decisions->mappings[slot],
			(decisions->n_mappings - slot) *
				sizeof *decisions->mappings);
		decisions->n_mappings++;
	}
	decisions->mappings[slot] = *mapping;
	return true;
}

void decisions_unmap(struct decisions *decisions, const rp_topology *topology,
		     rp_id source, rp_id server)
{
	uint32_t slot = mapping_slot(decisions, topology, source, server);

	if (!mapping_is_at(decisions, topology, slot, source, server))
		return;
	decisions->n_mappings--;
	memmove(&decisions->mappings[slot], &decisions->mappings[slot + 1],
		(decisions->n_mappings - slot) * sizeof *decisions->mappings);
}

/* ---- Pins ------------------------------------------------------------ */

static uint32_t host_pin_slot(const struct decisions *decisions, rp_id vm)
{
	uint32_t low = 0;
	uint32_t high = decisions->n_host_pins;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (decisions->host_pins[middle].vm < vm)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

rp_id decisions_pinned_host(const struct decisions *decisions, rp_id vm)
{
	uint32_t slot = host_pin_slot(decisions, vm);

	if (slot < decisions->n_host_pins &&
	    decisions->host_pins[slot].vm == vm)
		return decisions->host_pins[slot].host;
	return RP_NONE;
}

static void remove_host_pin(struct decisions *decisions, uint32_t slot)
{
	decisions->n_host_pins--;
	memmove(&decisions->host_pins[slot], &decisions->host_pins[slot + 1],
		(decisions->n_host_pins - slot) * sizeof *decisions->host_pins);
}

bool decisions_pin_host(struct decisions *decisions, rp_id vm, rp_id host)
{
	uint32_t slot = host_pin_slot(decisions, vm);
	bool found = slot < decisions->n_host_pins &&
		     decisions->host_pins[slot].vm == vm;

	if (host == RP_NONE) {
		if (found)
			remove_host_pin(decisions, slot);
		return true;
	}
	if (!found) {
		if (!memory_grow(&decisions->host_pins,
				 &decisions->host_pins_capacity,
				 (size_t)decisions->n_host_pins + 1,
				 sizeof *decisions->host_pins))
			return false;
		memmove(&decisions->host_pins[slot + 1],
			&decisions->host_pins[slot],
			(decisions->n_host_pins - slot) *
				sizeof *decisions->host_pins);
		decisions->n_host_pins++;
	}
	decisions->host_pins[slot] = (struct host_pin){ vm, host };
	return true;
}

static uint32_t address_pin_slot(const struct decisions *decisions, rp_id nic,
				 enum rp_family family)
{
	uint32_t low = 0;
	uint32_t high = decisions->n_address_pins;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct address_pin *pin =
			&decisions->address_pins[middle];

		if (pin->nic < nic || (pin->nic == nic && pin->family < family))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct address_pin *
decisions_pinned_address(const struct decisions *decisions, rp_id nic,
			 enum rp_family family)
{
	uint32_t slot = address_pin_slot(decisions, nic, family);
	const struct address_pin *pin = &decisions->address_pins[slot];

	if (slot < decisions->n_address_pins && pin->nic == nic &&
	    pin->family == family)
		return pin;
	return NULL;
}

static void remove_address_pin(struct decisions *decisions, uint32_t slot)
{
	decisions->n_address_pins--;
	memmove(&decisions->address_pins[slot],
		&decisions->address_pins[slot + 1],
		(decisions->n_address_pins - slot) *
			sizeof *decisions->address_pins);
}

bool decisions_pin_address(struct decisions *decisions, rp_id nic,
			   enum rp_family family, const rp_ip *ip)
{
	uint32_t slot = address_pin_slot(decisions, nic, family);
	bool found = decisions_pinned_address(decisions, nic, family) != NULL;

	if (!ip) {
		if (found)
			remove_address_pin(decisions, slot);
		return true;
	}
	if (!found) {
		if (!memory_grow(&decisions->address_pins,
				 &decisions->address_pins_capacity,
				 (size_t)decisions->n_address_pins + 1,
				 sizeof *decisions->address_pins))
			return false;
		memmove(&decisions->address_pins[slot + 1],
			&decisions->address_pins[slot],
			(decisions->n_address_pins - slot) *
				sizeof *decisions->address_pins);
		decisions->n_address_pins++;
	}
	decisions->address_pins[slot] =
		(struct address_pin){ nic, family, *ip };
	return true;
}

/* ---- Comparing ------------------------------------------------------- */

static bool mappings_are_equal(const struct rp_mapping *a,
			       const struct rp_mapping *b)
{
	return a->source == b->source && a->target == b->target &&
	       a->test_network == b->test_network && a->rule == b->rule;
}

static bool pins_are_equal(const struct decisions *a, const struct decisions *b)
{
	if (a->n_host_pins != b->n_host_pins ||
	    a->n_address_pins != b->n_address_pins)
		return false;
	for (uint32_t i = 0; i < a->n_host_pins; i++)
		if (a->host_pins[i].vm != b->host_pins[i].vm ||
		    a->host_pins[i].host != b->host_pins[i].host)
			return false;
	for (uint32_t i = 0; i < a->n_address_pins; i++)
		if (a->address_pins[i].nic != b->address_pins[i].nic ||
		    a->address_pins[i].family != b->address_pins[i].family ||
		    a->address_pins[i].ip != b->address_pins[i].ip)
			return false;
	return true;
}

bool decisions_are_equal(const struct decisions *a, const struct decisions *b)
{
	if (a->peak_target != b->peak_target ||
	    a->n_mappings != b->n_mappings || a->n_dangling != b->n_dangling)
		return false;
	for (uint32_t i = 0; i < a->n_mappings; i++)
		if (!mappings_are_equal(&a->mappings[i], &b->mappings[i]))
			return false;
	for (uint32_t i = 0; i < a->n_dangling; i++)
		if (strcmp(a->dangling[i].settings, b->dangling[i].settings))
			return false;
	return pins_are_equal(a, b);
}
