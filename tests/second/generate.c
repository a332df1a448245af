/* The second reading: random models.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small and crowded: few prefixes, short pools and full hosts, so that every
 * rule meets every other one. */

#include <string.h>

#include "model.h"

static void name_it(char name[NAME_SIZE], const char *word, int number)
{
	snprintf(name, NAME_SIZE, "%s%d", word, number);
}

/* Whether this model is a crowded one: few networks, everything connected. */
static bool crowded;

/* Whether there are many networks, and each host reaches few. */
static bool torn;

/* ---- Networks ---------------------------------------------------------- */

/* One of a few prefixes, so that equal ones are common. */
static void draw_prefix(struct subnet *subnet, int family)
{
	static const int lengths[N_FAMILIES][8] = {
		{ 24, 24, 24, 28, 28, 29, 30, 31 },
		{ 64, 64, 64, 120, 124, 126, 127, 128 },
	};
	address base = family == V4 ? (address)0xc0a80000u
				    : (address)0x20010db800000000u << 64;
	int k = between(1, maybe(50) ? 2 : 1);

	subnet->has[family] = true;
	subnet->length[family] =
		lengths[family][between(0, crowded && maybe(80) ? 2 : 7)];
	subnet->base[family] =
		base + ((address)(unsigned)k << (family == V4 ? 8 : 64));
	if (subnet->length[family] >= (family == V4 ? 28 : 124) && maybe(30))
		subnet->base[family] += 16;
}

static struct span draw_span(const struct subnet *subnet, int family,
			     int longest)
{
	struct span span;

	span.first = subnet->base[family] + (unsigned)between(0, 8);
	span.last = span.first + (unsigned)between(0, longest);
	return span;
}

static void draw_pool(struct model *m, int subnet)
{
	const struct subnet *s = &m->subnets[subnet];
	struct pool *pool = &m->pools[m->n_pools];
	int family = s->has[V4] && (!s->has[V6] || maybe(60)) ? V4 : V6;

	if (m->n_pools == MAX_POOLS)
		return;
	if (maybe(2))
		family = V6 - family; /* Perhaps one without a prefix. */
	memset(pool, 0, sizeof(*pool));
	name_it(pool->name, "pool", m->n_pools++);
	pool->subnet = subnet;
	pool->family = family;
	pool->range = draw_span(s, family, 11);
	pool->n_reserved = maybe(50) ? between(1, MAX_LIST) : 0;
	for (int i = 0; i < pool->n_reserved; i++)
		pool->reserved[i] = draw_span(s, family, maybe(50) ? 0 : 2);
}

static void draw_scope(struct subnet *s)
{
	int family = s->has[V4] && (!s->has[V6] || maybe(60)) ? V4 : V6;

	s->dhcp = maybe(40);
	s->scope_family = family;
	s->scope = draw_span(s, family, 11);
}

static void draw_subnet(struct model *m, int network, int number)
{
	struct subnet *s = &m->subnets[m->n_subnets];
	unsigned at;

	memset(s, 0, sizeof(*s));
	name_it(s->name, "sub", maybe(80) ? number : number + 10);
	s->network = network;
	if (maybe(85))
		draw_prefix(s, V4);
	if (!s->has[V4] || maybe(40))
		draw_prefix(s, V6);
	s->stretched = maybe(50);
	s->odd = maybe(2);
	draw_scope(s);
	for (int i = 0; i < N_FAMILIES; i++)
		if (s->has[i] && maybe(60)) {
			s->gateway_family[s->n_gateways] = i;
			s->gateway[s->n_gateways++] =
				s->base[i] + (unsigned)between(0, 3);
		}
	at = (unsigned)m->n_subnets++;
	for (int n = maybe(85) ? between(1, 3) : 0; n > 0; n--)
		draw_pool(m, (int)at);
}

static void draw_networks(struct model *m, int server)
{
	int number = 0;

	for (int n = torn ? 3 : between(1, crowded ? 1 : 3); n > 0; n--) {
		struct logical *l = &m->logicals[m->n_logicals++];

		name_it(l->name, "LN", m->n_logicals);
		l->server = server;
		for (int k = between(crowded, 2); k > 0; k--) {
			struct network *net = &m->networks[m->n_networks];

			name_it(net->name, "Net", ++number);
			net->server = server;
			net->logical = m->n_logicals - 1;
			for (int i = maybe(90) ? between(1, 3) : 0; i > 0; i--)
				draw_subnet(m, m->n_networks, i);
			m->n_networks++;
		}
	}
}

/* ---- Hosts ------------------------------------------------------------- */

static void draw_host(struct model *m, int first_logical)
{
	struct host *h = &m->hosts[m->n_hosts++];

	name_it(h->name, "host", m->n_hosts);
	h->group = m->n_groups - 1;
	h->logicals = some_of(first_logical, m->n_logicals,
			       torn ? 50 : crowded ? 98 : 80);
	if (torn && maybe(70)) /* All but one. */
		h->logicals = some_of(first_logical, m->n_logicals, 100) &
			      ~(1u << (first_logical + m->n_hosts % 3));
	h->maintenance = maybe(10);
	h->states[CPUS] = between(4, 24);
	h->states[MEMORY] = between(4, 24) * 512;
	h->states[STORAGE] = maybe(50) ? between(100, 900) : -1;
	h->states[IOPS] = maybe(40) ? between(500, 3000) : -1;
}

/* The second host group of a VMM server may be without hosts. */
static void draw_groups(struct model *m, int server, int first_logical)
{
	static const long long overcommits[] = { 1000, 1000, 1250, 500, 2000,
						 1333 };

	for (int n = maybe(4) ? 0 : between(1 + torn, 2), i = 0; i < n; i++) {
		struct group *g = &m->groups[m->n_groups++];

		name_it(g->name, "group", m->n_groups);
		g->server = server;
		g->site = maybe(25) ? between(0, m->n_sites - 1) : -1;
		g->overcommit = overcommits[between(0, 5)];
		if (maybe(40)) {
			g->reserve[CPUS] = between(0, 3);
			g->reserve[MEMORY] = between(0, 1024);
			g->reserve[STORAGE] = between(0, 60);
			g->reserve[IOPS] = maybe(5) ? 4000 : between(0, 99);
		}
		for (int k = i && maybe(5) ? 0 : between(1, 2); k > 0; k--)
			draw_host(m, first_logical);
	}
}

/* Limits each subnet of a server to some of its host groups, or not. */
static void limit_subnets(struct model *m, int server, int first_group)
{
	for (int i = 0; i < m->n_subnets; i++)
		if (m->networks[m->subnets[i].network].server == server &&
		    maybe(torn ? 60 : 30))
			m->subnets[i].groups =
				some_of(first_group, m->n_groups, 60);
}

/* ---- VMs --------------------------------------------------------------- */

static int one_subnet(const struct model *m, int network)
{
	int first = 0, end;

	while (first < m->n_subnets && m->subnets[first].network != network)
		first++;
	for (end = first;
	     end < m->n_subnets && m->subnets[end].network == network; end++)
		;
	return one_of(first, end);
}

static void draw_nic(struct model *m, int vm, int number, int network)
{
	struct nic *nic = &m->nics[m->n_nics++];

	memset(nic, 0, sizeof(*nic));
	name_it(nic->name, "eth", number);
	nic->vm = vm;
	nic->network = network;
	nic->subnet = one_subnet(m, network);
	nic->v6_first = maybe(30) && !m->vms[vm].from_table;
	for (int i = 0; i < N_FAMILIES; i++) {
		const struct subnet *s = NULL;

		if (nic->subnet >= 0)
			s = &m->subnets[nic->subnet];
		if (s && s->has[i] ? maybe(20) : maybe(97))
			continue;
		nic->has[i] = true;
		nic->address[i] = s ? s->base[i] : 0xc0a80100u;
		nic->address[i] += (unsigned)between(0, 12);
	}
}

/* 'first_host' and 'first_network' are those of its server. */
static void draw_vm(struct model *m, int server, int cloud, int first_host,
		    int first_network, bool from_table)
{
	static const char *const systems[] = { NULL, "windows", "linux",
					       "linux", "Linux", "other" };
	struct vm *vm = &m->vms[m->n_vms];
	int network;

	if (m->n_vms == MAX_VMS || m->n_nics + 3 > MAX_NICS ||
	    first_host == m->n_hosts)
		return;
	memset(vm, 0, sizeof(*vm));
	vm->from_table = from_table;
	vm->odd = !from_table && maybe(1);
	vm->os = systems[between(0, 5)];
	name_it(vm->name, "vm", m->n_vms);
	vm->server = server;
	vm->cloud = cloud;
	vm->host = one_of(first_host, m->n_hosts);
	vm->need[CPUS] = between(0, 4);
	vm->need[MEMORY] = between(0, 6) * 400;
	vm->need[STORAGE] = maybe(60) ? between(0, 120) : 0;
	vm->need[IOPS] = maybe(60) ? between(0, 300) : 0;
	vm->priority = maybe(40) ? between(1, 3) : 0;
	vm->set = maybe(40) ? between(0, 1) : -1;
	vm->replicate = maybe(90);
	vm->pinned_host = -1;
	if (maybe(15)) {
		vm->need[CPUS] = between(3, 9);
		vm->need[MEMORY] = between(3, 12) * 400;
	}
	for (int i = 0, n = between(crowded + torn, 2 + torn); i < n; i++) {
		network = one_of(first_network, m->n_networks);
		if (network >= 0)
			draw_nic(m, m->n_vms, i, network);
	}
	m->n_vms++;
}

static void draw_clouds(struct model *m, int server, int first_group,
			int first_logical)
{
	int first_host = 0, first_network = 0, written;

	while (first_host < m->n_hosts &&
	       m->groups[m->hosts[first_host].group].server != server)
		first_host++;
	while (first_network < m->n_networks &&
	       m->networks[first_network].server != server)
		first_network++;
	for (int n = between(1, 2); n > 0; n--) {
		struct cloud *c = &m->clouds[m->n_clouds++];

		name_it(c->name, "cloud", m->n_clouds);
		c->server = server;
		c->groups = some_of(first_group, m->n_groups, 85);
		c->logicals = some_of(first_logical, m->n_logicals,
				       crowded ? 97 : 75);
		c->odd = maybe(10);
		written = between(0, maybe(50) ? 7 : 2);
		for (int i = 0, k = between(0, crowded ? 7 : 4); i < k; i++)
			draw_vm(m, server, m->n_clouds - 1, first_host,
				first_network, i >= written);
	}
	for (int k = between(0, 2); k > 0; k--)
		draw_vm(m, server, -1, first_host, first_network, false);
}

/* ---- Decisions --------------------------------------------------------- */

/* Draws one of 'n' clouds as a protecting one, often on the VMM server of the
 * first pair's, so that VMs of several servers meet there. */
static int draw_target(const struct model *m, const int *clouds, int n)
{
	for (int i = 0; m->n_pairs > 1 && maybe(80) && i < n; i++)
		if (m->clouds[clouds[i]].server ==
		    m->clouds[m->pairs[0].target].server)
			return i;
	return between(0, n - 1);
}

static void draw_pairs(struct model *m)
{
	int clouds[MAX_CLOUDS], n = m->n_clouds;

	for (int i = 0; i < n; i++)
		clouds[i] = i;
	while (n >= 2 && m->n_pairs < MAX_PAIRS && maybe(90)) {
		struct pair *pair = &m->pairs[m->n_pairs++];
		int i = between(0, n - 1);

		pair->source = clouds[i];
		clouds[i] = clouds[--n];
		i = draw_target(m, clouds, n);
		pair->target = clouds[i];
		clouds[i] = clouds[--n];
	}
}

static bool may_map(const struct model *m, int source, int target)
{
	if (source == target)
		return false;
	for (int i = 0; i < m->n_mappings; i++)
		if (m->mappings[i].source == source &&
		    m->networks[m->mappings[i].target].server ==
			    m->networks[target].server)
			return false;
	return true;
}

static void draw_mappings(struct model *m)
{
	m->n_mappings = 0;
	for (int i = 0; i < m->n_networks; i++)
		for (int tries = 0; tries < 4; tries++) {
			struct mapping *it = &m->mappings[m->n_mappings];
			int target = between(0, m->n_networks - 1);

			if (m->n_mappings == MAX_MAPPINGS ||
			    !may_map(m, i, target) ||
			    maybe(crowded ? 5 : 20))
				continue;
			it->source = i;
			it->target = target;
			it->rule = between(RETAIN, NEXT);
			it->test = -1;
			if (maybe(20))
				it->test = i;
			if (it->test >= 0 &&
			    m->networks[i].server != m->networks[target].server)
				it->test = target;
			m->n_mappings++;
		}
}

/* A pool for a NIC's pin, often of the network that it is mapped to; or NULL.
 */
static const struct pool *draw_pin_pool(const struct model *m, int nic)
{
	int mapping = pair_of(m, m->nics[nic].vm) < 0 ? -1 : mapping_of(m, nic);
	int number = one_of(0, m->n_pools);

	for (int i = 0; mapping >= 0 && maybe(95) && i < m->n_pools; i++) {
		int subnet = m->pools[number].subnet;

		if (m->subnets[subnet].network == m->mappings[mapping].target)
			break;
		number = (number + 1) % m->n_pools;
	}
	return number < 0 ? NULL : &m->pools[number];
}

/* Pins hosts and addresses here and there, many of them in vain, and some
 * addresses twice. */
static void draw_pins(struct model *m)
{
	address last[N_FAMILIES] = { 0, 0 };

	for (int i = 0; i < m->n_vms; i++)
		m->vms[i].pinned_host = -1;
	for (int i = 0; i < m->n_vms; i++) {
		int pair = pair_of(m, i);
		int host = one_of(0, m->n_hosts);

		if (pair >= 0 && maybe(12) &&
		    m->groups[m->hosts[host].group].server ==
			    m->clouds[m->pairs[pair].target].server)
			m->vms[i].pinned_host = host;
	}
	for (int i = 0; i < m->n_nics; i++)
		for (int f = 0; f < N_FAMILIES; f++) {
			const struct pool *pool = NULL;

			m->nics[i].pinned[f] = false;
			if (maybe(20))
				pool = draw_pin_pool(m, i);
			if (!pool || pool->family != f)
				continue;
			if (!last[f] || maybe(70))
				last[f] = pool->range.first +
					  (unsigned)between(0, 3);
			m->nics[i].pinned[f] = true;
			m->nics[i].pin[f] = last[f];
		}
}

/* ---- Models ------------------------------------------------------------ */

void model_generate(struct model *m, uint64_t seed)
{
	chance_seed(seed);
	memset(m, 0, sizeof(*m));
	torn = maybe(15);
	crowded = torn || maybe(65);
	m->n_sites = between(1, MAX_SITES);
	for (int site = 0; site < m->n_sites; site++) {
		name_it(m->sites[site].name, "site", site);
		for (int n = between(m->n_sites == 1, 2);
		     n > 0 && m->n_servers < MAX_SERVERS; n--) {
			int server = m->n_servers++;
			int logical = m->n_logicals;
			int group = m->n_groups;

			name_it(m->servers[server].name, "VMM", server);
			m->servers[server].site = site;
			draw_networks(m, server);
			draw_groups(m, server, logical);
			limit_subnets(m, server, group);
			draw_clouds(m, server, group, logical);
		}
	}
	sites_draw(m);
	dns_draw(m);
	names_draw(m);
	draw_pairs(m);
	if (m->n_networks)
		draw_mappings(m);
	draw_pins(m);
	m->peak_target = maybe(50) ? 850 : between(1, 1000);
	m->dangling_mappings = maybe(5) ? between(1, 2) : 0;
	m->dangling_pins = maybe(5) ? between(1, 2) : 0;
	m->other_topology = maybe(4);
}

/* Changes who stands where. */
static void change_placement(struct model *m)
{
	int host = one_of(0, m->n_hosts);
	int vm = one_of(0, m->n_vms);

	if (host < 0 || vm < 0)
		return;
	switch (between(0, 3)) {
	case 0:
		m->hosts[host].maintenance ^= 1;
		break;
	case 1:
		m->hosts[host].states[MEMORY] = between(4, 24) * 512;
		break;
	case 2:
		m->vms[vm].need[MEMORY] = between(0, 6) * 400;
		break;
	default:
		m->vms[vm].replicate ^= 1;
	}
}

/* Changes which addresses can be had. */
static void change_addresses(struct model *m)
{
	int subnet = one_of(0, m->n_subnets);
	int pool = one_of(0, m->n_pools);
	int nic = one_of(0, m->n_nics);
	struct pool *p;

	if (pool < 0 || nic < 0)
		return;
	p = &m->pools[pool];
	switch (between(0, 4)) {
	case 0:
		m->subnets[subnet].stretched ^= 1;
		break;
	case 1:
		p->range.first = m->subnets[p->subnet].base[p->family];
		break;
	case 2:
		p->n_reserved = 0;
		break;
	case 3:
		m->subnets[subnet].n_gateways = 0;
		break;
	default:
		if (m->nics[nic].has[V4] && pair_of(m, m->nics[nic].vm) < 0)
			m->nics[nic].address[V4] += 40;
	}
}

/* Gives a mapping another rule, or another target on the same VMM server. */
static void change_mapping(struct model *m, struct mapping *it)
{
	int target = between(0, m->n_networks - 1);

	if (maybe(50))
		it->rule = between(RETAIN, NEXT);
	else if (target != it->source &&
		 m->networks[target].server == m->networks[it->target].server)
		it->target = target;
}

/* Gives a VM another name; returns it, or -1. */
static int rename_vm(struct model *m)
{
	int vm = one_of(0, m->n_vms);

	if (vm >= 0)
		name_it(m->vms[vm].name, "other", vm);
	return vm;
}

int model_change(struct model *m, uint64_t seed)
{
	chance_seed(~seed);
	crowded = maybe(70);
	for (int n = between(0, 3); n > 0; n--)
		change_placement(m);
	for (int n = between(0, 6); n > 0; n--)
		change_addresses(m);
	for (int n = between(0, 3); n > 0 && m->n_mappings; n--)
		change_mapping(m, &m->mappings[between(0, m->n_mappings - 1)]);
	if (maybe(25))
		draw_pins(m);
	if (m->n_networks && maybe(15))
		draw_mappings(m);
	return maybe(10) ? rename_vm(m) : -1;
}

void model_decide(struct model *m, uint64_t seed)
{
	chance_seed(seed * 3);
	crowded = maybe(70);
	if (m->n_networks)
		draw_mappings(m);
	draw_pins(m);
	for (int i = 0; i < m->n_nics; i++)
		for (int f = 0; f < N_FAMILIES; f++)
			if (!m->nics[i].has[f] || pair_of(m, m->nics[i].vm) < 0)
				m->nics[i].pinned[f] = false;
}
