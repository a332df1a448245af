/* DNS: see dns.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "dns.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "plan.h"
#include "topology.h"

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

/* How many characters two names share at their ends; 'n' at the least. */
static uint32_t shared(const char *a, uint32_t a_size, const char *b,
		       uint32_t b_size, uint32_t n)
{
	while (n < a_size && n < b_size &&
	       rank(a[a_size - 1 - n]) == rank(b[b_size - 1 - n]))
		n++;
	return n;
}

/* The order of two names that share 'n' characters at their ends. */
static int order_behind(const char *a, uint32_t a_size, const char *b,
			uint32_t b_size, uint32_t n)
{
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
	uint32_t n = shared(x->name, x->size, y->name, y->size, 0);
	int order = order_behind(x->name, x->size, y->name, y->size, n);

	return order ? order : (x->zone > y->zone) - (x->zone < y->zone);
}

/* The longest zone that 'name' is in: zone 'i', the last that does not stand
 * behind it, or one that zone 'i' is in.  They all have the end of zone 'i', so
 * what that shares with 'name', 'n' characters, says which of them do. */
static uint32_t climb(const struct dns_names *names, uint32_t i,
		      const char *name, uint32_t size, uint32_t n)
{
	for (; i != RP_NONE; i = names->zones[i].parent) {
		uint32_t end = names->zones[i].size;

		if (end > n)
			continue;
		if (end == 0 || end == size || name[size - end - 1] == '.')
			break;
	}
	return i;
}

/* Two names that differ only in case are one zone. */
static void join_zones(struct dns_names *names, uint32_t n)
{
	uint32_t last = RP_NONE;

	for (uint32_t i = 0; i < n; i++) {
		struct dns_zone zone = names->zones[i];
		uint32_t same = 0;

		if (last != RP_NONE)
			same = shared(zone.name, zone.size,
				      names->zones[last].name,
				      names->zones[last].size, 0);
		zone.parent = climb(names, last, zone.name, zone.size, same);
		if (zone.parent != RP_NONE &&
		    names->zones[zone.parent].size == zone.size)
			continue;
		last = names->n_zones++;
		names->zones[last] = zone;
	}
}

static bool make_zones(struct dns_names *names, const rp_topology *topology)
{
	uint32_t n = (uint32_t)rp_count(topology, RP_ZONE);

	names->zones = memory_zeroed(n, sizeof *names->zones);
	if (!names->zones)
		return false;
	for (rp_id zone = 0; zone < n; zone++) {
		const char *name = rp_name(topology, RP_ZONE, zone);

		names->zones[zone] = (struct dns_zone){ name, name_size(name),
							zone, RP_NONE };
	}
	if (n > 0)
		qsort(names->zones, n, sizeof *names->zones, compare_zones);
	join_zones(names, n);
	return true;
}

/* What stands between two zones has what both of them share with the name. */
rp_id dns_zone(const struct dns_names *names, const char *name)
{
	uint32_t size = name_size(name);
	uint32_t low = 0;
	uint32_t high = names->n_zones;
	uint32_t n_low = 0; /* Shared with the zone before 'low'. */
	uint32_t n_high = 0;
	uint32_t found;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct dns_zone *zone = &names->zones[middle];
		uint32_t n = shared(zone->name, zone->size, name, size,
				    n_low < n_high ? n_low : n_high);

		if (order_behind(zone->name, zone->size, name, size, n) <= 0) {
			low = middle + 1;
			n_low = n;
		} else {
			high = middle;
			n_high = n;
		}
	}
	found = climb(names, low > 0 ? low - 1 : RP_NONE, name, size, n_low);
	return found == RP_NONE ? RP_NONE : names->zones[found].zone;
}

/* ---- Reverse names ---------------------------------------------------- */

/* Writes 'octet' and a full stop; returns what is behind. */
static char *put_octet(char *out, unsigned octet)
{
	if (octet >= 100)
		*out++ = (char)('0' + octet / 100);
	if (octet >= 10)
		*out++ = (char)('0' + octet / 10 % 10);
	*out++ = (char)('0' + octet % 10);
	*out++ = '.';
	return out;
}

static const char *reverse_ipv4(rp_ip ip, char text[RP_REVERSE_SIZE])
{
	char *out = text;

	for (int i = 0; i < 4; i++)
		out = put_octet(out, (unsigned)(ip >> 8 * i) & 255);
	memcpy(out, "in-addr.arpa", sizeof "in-addr.arpa");
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
	memcpy(out, "ip6.arpa", sizeof "ip6.arpa");
	return text;
}

/* ---- Names that are in zones ------------------------------------------ */

/* A NIC without a name has no record: its addresses are not looked at. */
static void find_zones(struct dns_names *names, const rp_topology *topology,
		       rp_id id)
{
	const struct rp_nic *nic = rp_nic(topology, id);
	char reverse[RP_REVERSE_SIZE];

	names->of_nic[id] = RP_NONE;
	if (nic->dns_name == RP_NONE)
		return;
	names->of_nic[id] = dns_zone(names, rp_text(topology, nic->dns_name));
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		rp_id address = nic->address[f];

		if (address == RP_NONE)
			continue;
		dns_reverse((enum rp_family)f,
			    rp_topology_address(topology, address), reverse);
		names->of_address[address] = dns_zone(names, reverse);
	}
}

struct dns_names *dns_names_new(const rp_topology *topology)
{
	size_t n = rp_count(topology, RP_NIC);
	struct dns_names *names = memory_zeroed(1, sizeof *names);

	if (!names || !make_zones(names, topology)) {
		dns_names_free(names);
		return NULL;
	}
	if (names->n_zones == 0)
		return names;
	names->of_nic = memory_zeroed(n, sizeof *names->of_nic);
	names->of_address =
		memory_zeroed(topology->addresses.n, sizeof *names->of_address);
	if (!names->of_nic || !names->of_address) {
		dns_names_free(names);
		return NULL;
	}
	for (rp_id nic = 0; nic < n; nic++)
		find_zones(names, topology, nic);
	return names;
}

void dns_names_free(struct dns_names *names)
{
	if (!names)
		return;
	free(names->zones);
	free(names->of_nic);
	free(names->of_address);
	free(names);
}

rp_id dns_zone_of_nic(const rp_topology *topology, rp_id nic)
{
	const struct dns_names *names = topology->dns;

	return names->n_zones ? names->of_nic[nic] : RP_NONE;
}

static rp_id zone_of_address(const rp_topology *topology, rp_id address)
{
	const struct dns_names *names = topology->dns;

	return names->n_zones ? names->of_address[address] : RP_NONE;
}

/* ---- Records ---------------------------------------------------------- */

/* A replica that has no address, is not connected or is not placed has nothing
 * new. */
static bool has_new(const struct rp_replica_nic *nic, enum rp_family family)
{
	return nic->rule[family] >= RP_RULE_PINNED &&
	       nic->rule[family] <= RP_RULE_NEXT;
}

bool dns_changes(const rp_plan *plan, rp_id nic, enum rp_family family)
{
	const struct rp_replica_nic *replica = &plan->nics[nic];
	rp_id old = rp_nic(plan->topology, replica->nic)->address[family];

	return old != RP_NONE &&
	       (!has_new(replica, family) ||
		replica->address[family] !=
			rp_topology_address(plan->topology, old));
}

bool dns_init(struct dns *dns, const rp_topology *topology)
{
	*dns = (struct dns){ .names = topology->dns };
	dns->n_changes = memory_zeroed(rp_count(topology, RP_ZONE),
				       sizeof *dns->n_changes);
	return dns->n_changes;
}

void dns_destroy(struct dns *dns)
{
	free(dns->n_changes);
	free(dns->at);
	*dns = (struct dns){ 0 };
}

static void count_in(struct dns *dns, rp_id zone, int by)
{
	if (zone != RP_NONE)
		dns->n_changes[zone] += (uint32_t)by;
}

void dns_count(rp_plan *plan, rp_id nic, int by)
{
	const rp_topology *topology = plan->topology;
	rp_id id = plan->nics[nic].nic;
	const struct rp_nic *source = rp_nic(topology, id);

	if (source->dns_name == RP_NONE || topology->dns->n_zones == 0)
		return;
	for (int f = 0; f < RP_N_FAMILIES; f++) {
		if (!dns_changes(plan, nic, (enum rp_family)f))
			continue;
		count_in(&plan->dns, dns_zone_of_nic(topology, id), by);
		count_in(&plan->dns,
			 zone_of_address(topology, source->address[f]), by);
	}
}

/* ---- The list --------------------------------------------------------- */

/* Adds the record of 'nic' and its PTR.  A name that is no host name is listed
 * as well: the plan must say what changes, and a finding says that the record
 * cannot be made. */
static bool add_records(struct dns *dns, uint32_t *capacity,
			const rp_plan *plan, rp_id nic, enum rp_family family)
{
	const struct rp_replica_nic *replica = &plan->nics[nic];
	const struct rp_nic *source = rp_nic(plan->topology, replica->nic);
	struct rp_record record = { .nic = nic, .family = (uint8_t)family };

	if (source->dns_name == RP_NONE || !dns_changes(plan, nic, family))
		return true;
	if (!memory_grow(&dns->at, capacity, (size_t)dns->n + 2,
			 sizeof *dns->at))
		return false;
	record.old =
		rp_topology_address(plan->topology, source->address[family]);
	record.has_new = has_new(replica, family);
	if (record.has_new)
		record.fresh = replica->address[family];
	record.zone = dns_zone_of_nic(plan->topology, replica->nic);
	dns->at[dns->n++] = record;
	record.reverse = true;
	record.zone = zone_of_address(plan->topology, source->address[family]);
	dns->at[dns->n++] = record;
	return true;
}

static bool add_nic(struct dns *dns, uint32_t *capacity, const rp_plan *plan,
		    rp_id nic)
{
	bool ipv6_first =
		rp_nic(plan->topology, plan->nics[nic].nic)->ipv6_first;

	return add_records(dns, capacity, plan, nic,
			   ipv6_first ? RP_IPV6 : RP_IPV4) &&
	       add_records(dns, capacity, plan, nic,
			   ipv6_first ? RP_IPV4 : RP_IPV6);
}

bool dns_make(rp_plan *plan)
{
	struct dns *dns = &plan->dns;
	uint32_t capacity = 0;

	free(dns->at);
	dns->at = NULL;
	dns->n = 0;
	for (rp_id nic = 0; nic < plan->n_nics; nic++) {
		if (add_nic(dns, &capacity, plan, nic))
			continue;
		free(dns->at);
		dns->at = NULL;
		dns->n = 0;
		return false;
	}
	return true;
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
