/* The second reading: what the rules say, as plainly as they say it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <limits.h>
#include <string.h>

#include "model.h"

/* ---- Pairs and availability (rules 2) ---------------------------------- */

int pair_of(const struct model *m, int vm)
{
	if (m->vms[vm].cloud < 0 || !m->vms[vm].replicate)
		return -1;
	for (int i = 0; i < m->n_pairs; i++)
		if (m->pairs[i].source == m->vms[vm].cloud)
			return i;
	return -1;
}

/* Whether the logical network of a VM network is one of a cloud's. */
static bool cloud_has(const struct model *m, int cloud, int network)
{
	return m->clouds[cloud].logicals >> m->networks[network].logical & 1;
}

bool is_available(const struct model *m, int target, int pair)
{
	return cloud_has(m, m->pairs[pair].target, target);
}

bool is_row(const struct model *m, int source, int pair)
{
	return cloud_has(m, m->pairs[pair].source, source);
}

bool is_recommended(const struct model *m, int source, int target)
{
	int concerned = 0;

	for (int i = 0; i < m->n_pairs; i++) {
		if (!is_row(m, source, i) ||
		    m->clouds[m->pairs[i].target].server !=
			    m->networks[target].server)
			continue;
		if (!is_available(m, target, i))
			return false;
		concerned++;
	}
	return concerned > 0;
}

int mapping_of(const struct model *m, int nic)
{
	int pair = pair_of(m, m->nics[nic].vm);

	for (int i = 0; i < m->n_mappings; i++)
		if (m->mappings[i].source == m->nics[nic].network &&
		    m->networks[m->mappings[i].target].server ==
			    m->clouds[m->pairs[pair].target].server)
			return i;
	return -1;
}

bool is_connected(const struct model *m, int nic)
{
	int mapping = mapping_of(m, nic);

	return mapping >= 0 &&
	       is_available(m, m->mappings[mapping].target,
			    pair_of(m, m->nics[nic].vm));
}

/* ---- Placement (rules 4) ----------------------------------------------- */

long long capacity_of(const struct model *m, int host, int resource)
{
	const struct host *h = &m->hosts[host];
	const struct group *g = &m->groups[h->group];

	if (h->states[resource] < 0)
		return LLONG_MAX;
	if (resource == CPUS)
		return h->states[CPUS] * g->overcommit -
		       g->reserve[CPUS] * 1000;
	return h->states[resource] - g->reserve[resource];
}

long long running_on(const struct model *m, int host, int resource)
{
	long long sum = 0;

	for (int i = 0; i < m->n_vms; i++)
		if (m->vms[i].host == host)
			sum += m->vms[i].need[resource];
	return resource == CPUS ? sum * 1000 : sum;
}

bool is_at(const struct model *m, int subnet, int host)
{
	unsigned groups = m->subnets[subnet].groups;

	return !groups || groups >> m->hosts[host].group & 1;
}

bool reaches(const struct model *m, int host, int network)
{
	bool none = true;

	if (!(m->hosts[host].logicals >> m->networks[network].logical & 1))
		return false;
	for (int i = 0; i < m->n_subnets; i++)
		if (m->subnets[i].network == network) {
			if (is_at(m, i, host))
				return true;
			none = false;
		}
	return none;
}

bool is_eligible(const struct model *m, int vm, int host)
{
	int cloud = m->pairs[pair_of(m, vm)].target;

	if (!(m->clouds[cloud].groups >> m->hosts[host].group & 1) ||
	    m->hosts[host].maintenance || m->vms[vm].host == host)
		return false;
	if (m->vms[vm].pinned_host >= 0 && m->vms[vm].pinned_host != host)
		return false;
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].vm == vm && is_connected(m, i) &&
		    !reaches(m, host,
			     m->mappings[mapping_of(m, i)].target))
			return false;
	return true;
}

bool has_room(const struct model *m, int host,
	      const long long load[N_RESOURCES],
	      const long long need[N_RESOURCES])
{
	for (int i = 0; i < N_RESOURCES; i++) {
		long long capacity = capacity_of(m, host, i);
		long long more = i == CPUS ? need[i] * 1000 : need[i];

		/* A need of 0 takes no room, also where there is none left. */
		if (more > 0 && (capacity <= 0 || more > capacity - load[i]))
			return false;
	}
	return true;
}

/* ---- Subnets (rules 5) ------------------------------------------------- */

static void expect_subnet(const struct model *m, const struct nic *nic,
			  int host, struct expected_nic *out)
{
	int first = -1;

	for (int i = 0; i < m->n_subnets; i++) {
		if (m->subnets[i].network != out->network ||
		    !is_at(m, i, host))
			continue;
		if (nic->subnet >= 0 &&
		    !strcmp(m->subnets[i].name,
			    m->subnets[nic->subnet].name)) {
			out->subnet = i;
			out->subnet_rule = "same name";
			return;
		}
		if (first < 0)
			first = i;
	}
	out->subnet = first;
	out->subnet_rule = first < 0 ? NULL : "first";
}

/* ---- Addresses (rules 6) ----------------------------------------------- */

static bool in_span(struct span span, address ip)
{
	return ip >= span.first && ip <= span.last;
}

address host_mask(int family, int length)
{
	int bits = (family == V4 ? 32 : 128) - length;

	return bits == 128 ? ~(address)0 : ((address)1 << bits) - 1;
}

bool in_prefix(const struct subnet *s, int family, address ip)
{
	address mask;

	if (!s->has[family])
		return false;
	mask = host_mask(family, s->length[family]);
	return (ip & ~mask) == s->base[family];
}

bool is_special(const struct subnet *s, int family, address ip)
{
	address mask = host_mask(family, s->length[family]);

	if (mask <= 1)
		return false;
	return (ip & mask) == 0 || (family == V4 && (ip & mask) == mask);
}

bool is_gateway(const struct subnet *s, int family, address ip)
{
	for (int i = 0; i < s->n_gateways; i++)
		if (s->gateway_family[i] == family && s->gateway[i] == ip)
			return true;
	return false;
}

/* In a pool, and reserved in none that holds it. */
static bool is_pooled(const struct model *m, int subnet, int family,
		      address ip)
{
	bool pooled = false;

	for (int i = 0; i < m->n_pools; i++) {
		const struct pool *p = &m->pools[i];

		if (p->subnet != subnet || p->family != family ||
		    !in_span(p->range, ip))
			continue;
		for (int j = 0; j < p->n_reserved; j++)
			if (in_span(p->reserved[j], ip))
				return false;
		pooled = true;
	}
	return pooled;
}

bool is_one_place(const struct model *m, int a, int b, int family)
{
	const struct subnet *s, *t;

	if (a == b)
		return true;
	if (a < 0 || b < 0)
		return false;
	s = &m->subnets[a];
	t = &m->subnets[b];
	return s->stretched && t->stretched && s->has[family] &&
	       t->has[family] && s->base[family] == t->base[family] &&
	       s->length[family] == t->length[family];
}

bool is_given(const char *rule)
{
	return rule && strcmp(rule, "none") && strcmp(rule, "dhcp");
}

/* Whether the address is held by a NIC that is not of 'vm', or given to a
 * replica's NIC. */
static bool is_taken(const struct model *m, const struct expected_nic *nics,
		     int vm, int subnet, int family, address ip)
{
	for (int i = 0; i < m->n_nics; i++) {
		const struct nic *nic = &m->nics[i];

		if (nic->has[family] && nic->address[family] == ip &&
		    nic->vm != vm && nic->subnet >= 0 &&
		    is_one_place(m, nic->subnet, subnet, family))
			return true;
		if (is_given(nics[i].rule[family]) &&
		    nics[i].address[family] == ip &&
		    is_one_place(m, nics[i].subnet, subnet, family))
			return true;
	}
	return false;
}

static bool is_usable(const struct model *m, const struct expected_nic *nics,
		      int nic, int family, address ip)
{
	int subnet = nics[nic].subnet;
	const struct subnet *s;

	if (subnet < 0)
		return false;
	s = &m->subnets[subnet];
	return in_prefix(s, family, ip) &&
	       is_pooled(m, subnet, family, ip) && !is_gateway(s, family, ip) &&
	       !is_special(s, family, ip) &&
	       !is_taken(m, nics, m->nics[nic].vm, subnet, family, ip);
}

static bool give(const struct model *m, struct expected_nic *nics, int nic,
		 int family, address ip, const char *rule)
{
	if (!is_usable(m, nics, nic, family, ip))
		return false;
	nics[nic].rule[family] = rule;
	nics[nic].address[family] = ip;
	return true;
}

static void step_pinned(const struct model *m, struct expected_nic *nics,
			int nic, int family)
{
	if (m->nics[nic].pinned[family] &&
	    !give(m, nics, nic, family, m->nics[nic].pin[family], "pinned"))
		nics[nic].rule[family] = "none";
}

static void step_accepted(const struct model *m, struct expected_nic *nics,
			  int nic, int family, const struct accepted *accepted)
{
	const struct mapping *mapping = &m->mappings[mapping_of(m, nic)];

	if (!accepted || !accepted->nic[nic].given[family] ||
	    !strcmp(accepted->nic[nic].by[family], "pinned") ||
	    accepted->nic[nic].target != mapping->target ||
	    accepted->nic[nic].rule != mapping->rule)
		return;
	give(m, nics, nic, family, accepted->nic[nic].address[family],
	     accepted->nic[nic].by[family]);
}

static void step_offset(const struct model *m, struct expected_nic *nics,
			int nic, int family)
{
	const struct nic *it = &m->nics[nic];
	const struct subnet *from, *to;
	address mask;

	if (nics[nic].subnet < 0 || it->subnet < 0)
		return;
	from = &m->subnets[it->subnet];
	to = &m->subnets[nics[nic].subnet];
	if (!from->has[family] || !to->has[family] ||
	    from->length[family] != to->length[family])
		return;
	mask = host_mask(family, to->length[family]);
	give(m, nics, nic, family,
	     to->base[family] | (it->address[family] & mask), "offset");
}

static void step_next(const struct model *m, struct expected_nic *nics,
		      int nic, int family)
{
	for (int i = 0; i < m->n_pools; i++) {
		const struct pool *p = &m->pools[i];

		if (p->subnet != nics[nic].subnet || p->family != family)
			continue;
		for (address ip = p->range.first; ip <= p->range.last; ip++)
			if (give(m, nics, nic, family, ip, "next"))
				return;
	}
	nics[nic].rule[family] = "none";
}

/* Takes one step for one address that has none yet. */
static void take_step(const struct model *m, struct expected_nic *nics,
		      int nic, int family, int step,
		      const struct accepted *accepted)
{
	int rule = m->mappings[mapping_of(m, nic)].rule;

	if (step == 1)
		step_pinned(m, nics, nic, family);
	else if (step == 2)
		step_accepted(m, nics, nic, family, accepted);
	else if (step == 3 && rule != NEXT)
		give(m, nics, nic, family, m->nics[nic].address[family],
		     "retained");
	else if (step == 4 && rule == OFFSET)
		step_offset(m, nics, nic, family);
	else if (step == 5)
		step_next(m, nics, nic, family);
}

static void expect_addresses(const struct model *m, const int host[MAX_VMS],
			     const struct accepted *accepted,
			     struct expected_nic nics[MAX_NICS])
{
	for (int step = 1; step <= 5; step++)
		for (int i = 0; i < m->n_nics; i++) {
			int vm = m->nics[i].vm;

			if (pair_of(m, vm) < 0 || host[vm] < 0 ||
			    !is_connected(m, i))
				continue;
			for (int k = 0; k < N_FAMILIES; k++) {
				int f = m->nics[i].v6_first ? V6 - k : k;

				if (m->nics[i].has[f] && !nics[i].rule[f])
					take_step(m, nics, i, f, step,
						  accepted);
			}
		}
}

/* ---- NICs -------------------------------------------------------------- */

static void expect_nic(const struct model *m, int nic, int host,
		       struct expected_nic *out)
{
	int mapping = mapping_of(m, nic);

	out->connection = mapping < 0 ? "unmapped" : "unavailable";
	if (!is_connected(m, nic))
		return;
	out->connection = "mapped";
	out->network = m->mappings[mapping].target;
	out->test = m->mappings[mapping].test;
	if (host < 0)
		return;
	expect_subnet(m, &m->nics[nic], host, out);
	if (!m->nics[nic].has[V4] && !m->nics[nic].has[V6])
		out->rule[V4] = "dhcp";
}

void expect_nics(const struct model *m, const int host[MAX_VMS],
		 const struct accepted *accepted,
		 struct expected_nic nics[MAX_NICS])
{
	for (int i = 0; i < m->n_nics; i++) {
		nics[i] = (struct expected_nic){ .network = -1, .test = -1,
						 .subnet = -1 };
		if (pair_of(m, m->nics[i].vm) >= 0)
			expect_nic(m, i, host[m->nics[i].vm], &nics[i]);
	}
	expect_addresses(m, host, accepted, nics);
}
