/* The second reading: section 9, findings about the topology itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model.h"

/* ---- Lines ------------------------------------------------------------- */

void lines_add(struct lines *lines, const char *level, const char *code, int n,
	       const char *const about[])
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert(file);
	fprintf(file, "%s %s", level, code);
	for (int i = 0; i < n; i++)
		fprintf(file, "|%s", about[i]);
	fclose(file);
	lines->at = realloc(lines->at, (lines->n + 1) * sizeof(*lines->at));
	assert(lines->at);
	lines->at[lines->n++] = text;
}

void lines_destroy(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->at[i]);
	free(lines->at);
}

static void add(struct lines *lines, const char *level, const char *code,
		const char *a, const char *b, const char *c, const char *d)
{
	const char *const about[] = { a, b, c, d };
	int n = 0;

	while (n < 4 && about[n])
		n++;
	lines_add(lines, level, code, n, about);
}

/* ---- Subnets and pools ------------------------------------------------- */

static void expect_pool(const struct model *m, int number, struct lines *lines,
			struct lines *pairs)
{
	const struct pool *p = &m->pools[number];
	const struct subnet *s = &m->subnets[p->subnet];
	const char *network = network_name(m, s->network);

	if (!in_prefix(s, p->family, p->range.first) ||
	    !in_prefix(s, p->family, p->range.last))
		add(lines, "error", "pool-outside-prefix", network, s->name,
		    p->name, NULL);
	for (int i = 0; i < number; i++) {
		const struct pool *q = &m->pools[i];

		if (q->subnet == p->subnet && q->family == p->family &&
		    q->range.first <= p->range.last &&
		    p->range.first <= q->range.last) {
			add(pairs, "error", "pools-overlap", network, s->name,
			    q->name, p->name);
			add(pairs, "error", "pools-overlap", network, s->name,
			    p->name, q->name);
		}
	}
	for (int i = 0; i < p->n_reserved; i++)
		if (p->reserved[i].first < p->range.first ||
		    p->reserved[i].last > p->range.last)
			add(lines, "warning", "reserved-outside-pool", network,
			    s->name, p->name, NULL);
}

static void expect_subnet(const struct model *m, const struct subnet *s,
			  struct lines *lines)
{
	for (int i = 0; i < s->n_gateways; i++)
		if (!in_prefix(s, s->gateway_family[i], s->gateway[i]))
			add(lines, "error", "gateway-outside-prefix",
			    network_name(m, s->network), s->name, NULL, NULL);
	if (s->odd)
		add(lines, "notice", "unknown-setting", "odd_subnet", NULL,
		    NULL, NULL);
}

/* ---- VMs and their addresses ------------------------------------------- */

static void expect_address(const struct model *m, const struct nic *nic,
			   int family, struct lines *lines)
{
	const struct subnet *s = &m->subnets[nic->subnet];
	const char *vm = m->vms[nic->vm].name;
	address ip = nic->address[family];

	const char *code = NULL;

	if (!in_prefix(s, family, ip))
		code = "vm-address-outside";
	else if (is_gateway(s, family, ip))
		code = "vm-address-gateway";
	else if (is_special(s, family, ip))
		code = "vm-address-special";
	if (code)
		add(lines, "warning", code, vm, nic->name, NULL, NULL);
}

/* Whether a NIC of 'vm' on 'network' has an address. */
static bool has_address(const struct model *m, int vm, int network, int family,
			address ip)
{
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].vm == vm && m->nics[i].network == network &&
		    m->nics[i].has[family] && m->nics[i].address[family] == ip)
			return true;
	return false;
}

/* Each VM beside the one before it that has the same address. */
static void expect_twice(const struct model *m, int number, int family,
			 struct lines *lines)
{
	const struct nic *nic = &m->nics[number];
	address ip = nic->address[family];
	int before = nic->vm - 1;

	for (int i = 0; i < number; i++) /* Its VM's other NIC has said so. */
		if (m->nics[i].vm == nic->vm &&
		    m->nics[i].network == nic->network &&
		    m->nics[i].has[family] && m->nics[i].address[family] == ip)
			return;
	while (before >= 0 && !has_address(m, before, nic->network, family, ip))
		before--;
	if (before >= 0)
		add(lines, "error", "address-twice", m->vms[before].name,
		    m->vms[nic->vm].name, network_name(m, nic->network), NULL);
}

/* Whether labels of letters, digits and hyphens are joined by full stops. */
static bool is_host_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	if (strlen(name) > 253)
		return false;
	for (;;) {
		size_t n = strspn(name, letters);

		if (n == 0 || n > 63 || name[0] == '-' || name[n - 1] == '-')
			return false;
		if (name[n] == '\0')
			return true;
		if (name[n] != '.')
			return false;
		name += n + 1;
	}
}

static void expect_nic(const struct model *m, int number, struct lines *lines)
{
	const struct nic *nic = &m->nics[number];

	for (int f = 0; f < N_FAMILIES; f++)
		if (nic->has[f]) {
			if (nic->subnet >= 0)
				expect_address(m, nic, f, lines);
			expect_twice(m, number, f, lines);
		}
	if (nic->dns[0] && !is_host_name(nic->dns))
		add(lines, "error", "dns-name-invalid",
		    m->vms[nic->vm].name, nic->name, nic->dns, NULL);
}

/* ---- Hosts and clouds -------------------------------------------------- */

/* What it has, also what is reserved. */
static void expect_host(const struct outcome *o, int host, struct lines *lines)
{
	const struct host *it = &o->m->hosts[host];

	for (int i = 0; i < N_RESOURCES; i++) {
		long long has = it->states[i];

		if (i == CPUS)
			has *= o->m->groups[it->group].overcommit;
		if (has >= 0 && o->load[host][i] > has)
			add(lines, "error", "host-overloaded", it->name, NULL,
			    NULL, NULL);
	}
}

static bool has_host(const struct model *m, int cloud)
{
	for (int i = 0; i < m->n_hosts; i++)
		if (m->clouds[cloud].groups >> m->hosts[i].group & 1)
			return true;
	return false;
}

static bool has_network(const struct model *m, int logical)
{
	for (int i = 0; i < m->n_networks; i++)
		if (m->networks[i].logical == logical)
			return true;
	return false;
}

static void expect_cloud(const struct model *m, int number,
			 struct lines *lines)
{
	const struct cloud *cloud = &m->clouds[number];

	if (!cloud->logicals)
		add(lines, "error", "cloud-without-logical-network",
		    cloud->name, NULL, NULL, NULL);
	if (!has_host(m, number))
		add(lines, "error", "cloud-without-host", cloud->name, NULL,
		    NULL, NULL);
}

/* About a logical network and the first cloud of a pair that has it. */
static void expect_empty(const struct model *m, int logical,
			 struct lines *lines)
{
	for (int i = 0; i < m->n_clouds && !has_network(m, logical); i++)
		for (int j = 0; j < m->n_pairs; j++)
			if ((m->pairs[j].source == i ||
			     m->pairs[j].target == i) &&
			    m->clouds[i].logicals >> logical & 1) {
				add(lines, "warning", "logical-network-empty",
				    m->logicals[logical].name,
				    m->clouds[i].name, NULL, NULL);
				return;
			}
}

/* ---- Names and files --------------------------------------------------- */

/* About a name and the one before it that is the same in lower case, and in
 * what they stand where their VMM server does not tell. */
static void expect_name(const struct model *m, enum kind kind, int number,
			struct lines *lines)
{
	int scope = kind_scope(m, kind, number), before = number - 1;
	const char *a = NULL, *b = NULL;

	while (before >= 0 && (kind_scope(m, kind, before) != scope ||
			       strcasecmp(kind_name(m, kind, before),
					  kind_name(m, kind, number))))
		before--;
	if (before < 0)
		return;
	if (kind == SUBNETS)
		a = network_name(m, scope);
	if (kind == POOLS) {
		a = m->subnets[scope].name;
		b = network_name(m, m->subnets[scope].network);
	}
	if (kind == NICS)
		a = m->vms[scope].name;
	add(lines, "warning", "names-differ-in-case",
	    kind_name(m, kind, before), kind_name(m, kind, number), a, b);
}

static void expect_files(const struct model *m, struct lines *lines)
{
	for (int i = 0; i < m->n_vms; i++)
		if (m->vms[i].odd)
			add(lines, "notice", "unknown-setting", "odd_vm", NULL,
			    NULL, NULL);
	for (int i = 0; i < m->n_clouds; i++)
		if (m->clouds[i].odd && has_table(m, i))
			add(lines, "notice", "unknown-column", "odd_column",
			    NULL, NULL, NULL);
	if (m->other_topology)
		add(lines, "warning", "plan-file-topology", "other.cfg",
		    "topology.cfg", NULL, NULL);
}

void expect_topology_findings(const struct outcome *o, struct lines *lines,
			      struct lines *pairs)
{
	const struct model *m = o->m;

	for (int i = 0; i < m->n_pools; i++)
		expect_pool(m, i, lines, pairs);
	for (int i = 0; i < m->n_subnets; i++)
		expect_subnet(m, &m->subnets[i], lines);
	for (int i = 0; i < m->n_nics; i++)
		expect_nic(m, i, lines);
	for (int i = 0; i < m->n_hosts; i++)
		expect_host(o, i, lines);
	for (int i = 0; i < m->n_pairs; i++) {
		expect_cloud(m, m->pairs[i].source, lines);
		expect_cloud(m, m->pairs[i].target, lines);
	}
	for (int i = 0; i < m->n_logicals; i++)
		expect_empty(m, i, lines);
	for (int i = 0; i < N_KINDS; i++)
		for (int j = 0; j < kind_count(m, (enum kind)i); j++)
			expect_name(m, (enum kind)i, j, lines);
	expect_files(m, lines);
}
