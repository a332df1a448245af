/* DNS: see dns.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "dns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "plan.h"

/* ---- Names from the back ---------------------------------------------- */

/* The size of 'name' without a final full stop. */
static uint32_t name_size(const char *name)
{
	size_t size = strlen(name);

	return (uint32_t)(size > 0 && name[size - 1] == '.' ? size - 1 : size);
}

/* How a character sorts: letters without case, the full stop first. */
static int rank(char c)
{
	if (c == '.')
		return 0;
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	return 1 + (unsigned char)c;
}

/* How many characters two names share at their ends. */
static uint32_t shared(const char *a, uint32_t a_size, const char *b,
		       uint32_t b_size)
{
	uint32_t n = 0;

	while (n < a_size && n < b_size &&
	       rank(a[a_size - 1 - n]) == rank(b[b_size - 1 - n]))
		n++;
	return n;
}

static int compare_names(const char *a, uint32_t a_size, const char *b,
			 uint32_t b_size)
{
	uint32_t n = shared(a, a_size, b, b_size);

	if (n < a_size && n < b_size)
		return rank(a[a_size - 1 - n]) - rank(b[b_size - 1 - n]);
	return (a_size > b_size) - (a_size < b_size);
}

/* ---- Zones ------------------------------------------------------------ */

/* Of equal names the first of the file stands first. */
static int compare_zones(const void *a, const void *b)
{
	const struct dns_zone *x = a;
	const struct dns_zone *y = b;
	int order = compare_names(x->name, x->size, y->name, y->size);

	return order ? order : (x->zone > y->zone) - (x->zone < y->zone);
}

/* The longest zone that 'name' is in: zone 'i', the last that does not stand
 * behind it, or one that zone 'i' is in.  They all have the end of zone 'i', so
 * what that shares with 'name' says which of them do. */
static uint32_t climb(const struct dns *dns, uint32_t i, const char *name,
		      uint32_t size)
{
	uint32_t n = i == RP_NONE ? 0
				  : shared(name, size, dns->zones[i].name,
					   dns->zones[i].size);

	for (; i != RP_NONE; i = dns->zones[i].parent) {
		uint32_t end = dns->zones[i].size;

		if (end > n)
			continue;
		if (end == 0 || end == size || name[size - end - 1] == '.')
			break;
	}
	return i;
}

/* Two names that differ only in case are one zone. */
static void join_zones(struct dns *dns, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct dns_zone zone = dns->zones[i];
		uint32_t last = dns->n_zones ? dns->n_zones - 1 : RP_NONE;

		zone.parent = climb(dns, last, zone.name, zone.size);
		if (zone.parent != RP_NONE &&
		    dns->zones[zone.parent].size == zone.size)
			continue;
		dns->zones[dns->n_zones++] = zone;
	}
}

static bool make_zones(struct dns *dns, const rp_topology *topology)
{
	uint32_t n = (uint32_t)rp_count(topology, RP_ZONE);

	dns->zones = memory_zeroed(n, sizeof *dns->zones);
	if (!dns->zones)
		return false;
	for (rp_id zone = 0; zone < n; zone++) {
		const char *name = rp_name(topology, RP_ZONE, zone);

		dns->zones[zone] = (struct dns_zone){ name, name_size(name),
						      zone, RP_NONE };
	}
	if (n > 0)
		qsort(dns->zones, n, sizeof *dns->zones, compare_zones);
	join_zones(dns, n);
	return true;
}

rp_id dns_zone(const struct dns *dns, const char *name)
{
	uint32_t size = name_size(name);
	uint32_t low = 0;
	uint32_t high = dns->n_zones;
	uint32_t found;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct dns_zone *zone = &dns->zones[middle];

		if (compare_names(zone->name, zone->size, name, size) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	found = climb(dns, low > 0 ? low - 1 : RP_NONE, name, size);
	return found == RP_NONE ? RP_NONE : dns->zones[found].zone;
}

/* ---- Records ---------------------------------------------------------- */

static const char *reverse_ipv4(rp_ip ip, char text[RP_REVERSE_SIZE])
{
	unsigned long bits = (unsigned long)ip;

	snprintf(text, RP_REVERSE_SIZE, "%lu.%lu.%lu.%lu.in-addr.arpa",
		 bits & 255, bits >> 8 & 255, bits >> 16 & 255,
		 bits >> 24 & 255);
	return text;
}

const char *dns_reverse(enum rp_family family, rp_ip ip,
			char text[RP_REVERSE_SIZE])
{
	char *out = text;

	if (family == RP_IPV4)
		return reverse_ipv4(ip, text);
	for (int i = 0; i < 32; i++) {
		*out++ = "0123456789abcdef"[(unsigned)ip & 15];
		*out++ = '.';
		ip >>= 4;
	}
	snprintf(out, RP_REVERSE_SIZE - 64, "ip6.arpa");
	return text;
}

/* Whether an address of 'nic' changes, and to what: to nothing where the
 * replica has no address, is not connected or is not placed. */
static bool changes(struct rp_record *record, const rp_plan *plan, rp_id nic,
		    enum rp_family family)
{
	const struct rp_replica_nic *replica = &plan->nics[nic];
	const struct rp_nic *source = rp_nic(plan->topology, replica->nic);
	enum rp_rule rule = (enum rp_rule)replica->rule[family];

	if (source->address[family] == RP_NONE)
		return false;
	*record = (struct rp_record){
		.nic = nic,
		.family = family,
		.old = rp_topology_address(plan->topology,
					   source->address[family]),
		.has_new = rule >= RP_RULE_PINNED && rule <= RP_RULE_NEXT,
	};
	if (record->has_new)
		record->fresh = replica->address[family];
	return !record->has_new || record->fresh != record->old;
}

/* Adds the record of 'nic' and its PTR.  A name that is no host name is listed
 * as well: the plan must say what changes, and a finding says that the record
 * cannot be made. */
static bool add_records(struct dns *dns, uint32_t *capacity,
			const rp_plan *plan, rp_id nic, enum rp_family family)
{
	rp_id name = rp_nic(plan->topology, plan->nics[nic].nic)->dns_name;
	char reverse[RP_REVERSE_SIZE];
	struct rp_record record;

	if (name == RP_NONE || !changes(&record, plan, nic, family))
		return true;
	if (!memory_grow(&dns->at, capacity, (size_t)dns->n + 2,
			 sizeof *dns->at))
		return false;
	record.zone = dns_zone(dns, rp_text(plan->topology, name));
	dns->at[dns->n++] = record;
	record.reverse = true;
	record.zone = dns_zone(dns, dns_reverse(family, record.old, reverse));
	dns->at[dns->n++] = record;
	return true;
}

bool dns_make(struct dns *dns, const rp_plan *plan)
{
	uint32_t capacity = 0;

	*dns = (struct dns){ 0 };
	if (!make_zones(dns, plan->topology))
		return false;
	for (rp_id nic = 0; nic < plan->n_nics; nic++) {
		bool ipv6_first =
			rp_nic(plan->topology, plan->nics[nic].nic)->ipv6_first;

		if (!add_records(dns, &capacity, plan, nic,
				 ipv6_first ? RP_IPV6 : RP_IPV4) ||
		    !add_records(dns, &capacity, plan, nic,
				 ipv6_first ? RP_IPV4 : RP_IPV6))
			return false;
	}
	return true;
}

void dns_destroy(struct dns *dns)
{
	free(dns->at);
	free(dns->zones);
	*dns = (struct dns){ 0 };
}

/* ---- What its readers see --------------------------------------------- */

size_t rp_plan_n_records(const rp_plan *plan)
{
	return plan->dns.n;
}

const struct rp_record *rp_plan_record(const rp_plan *plan, rp_id i)
{
	return &plan->dns.at[i];
}

const char *rp_record_type(const struct rp_record *record)
{
	if (record->reverse)
		return "PTR";
	return record->family == RP_IPV6 ? "AAAA" : "A";
}

const char *rp_record_value(const struct rp_record *record, rp_ip ip,
			    char text[RP_REVERSE_SIZE])
{
	return record->reverse ? dns_reverse(record->family, ip, text)
			       : rp_ip_text(record->family, ip, text);
}
