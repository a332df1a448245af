/* The second reading: a model as a topology file.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model.h"

static const char *boolean(bool value)
{
	return value ? "true" : "false";
}

/* "FIRST-LAST" between quotes, or "FIRST" where they are one. */
static void write_span(int family, struct span span, FILE *file)
{
	char first[ADDRESS_SIZE], last[ADDRESS_SIZE];

	fprintf(file, "\"%s", address_text(family, span.first, first));
	if (span.first != span.last)
		fprintf(file, "-%s", address_text(family, span.last, last));
	fputs("\"", file);
}

/* ---- Networks ---------------------------------------------------------- */

static void write_pools(const struct model *m, int subnet, FILE *file)
{
	char first[ADDRESS_SIZE], last[ADDRESS_SIZE];
	const char *comma = "";

	fputs("pools = (", file);
	for (int i = 0; i < m->n_pools; i++) {
		const struct pool *p = &m->pools[i];

		if (p->subnet != subnet)
			continue;
		fprintf(file,
			"%s\n{ name = \"%s\"; first = \"%s\"; last = \"%s\"; "
			"reserved = [ ",
			comma, p->name,
			address_text(p->family, p->range.first, first),
			address_text(p->family, p->range.last, last));
		for (int j = 0; j < p->n_reserved; j++) {
			fputs(j ? ", " : "", file);
			write_span(p->family, p->reserved[j], file);
		}
		fputs(" ]; }", file);
		comma = ",";
	}
	fputs(");\n", file);
}

static void write_scope(const struct subnet *s, FILE *file)
{
	char first[ADDRESS_SIZE], last[ADDRESS_SIZE];

	if (s->dhcp)
		fprintf(file, "dhcp = { first = \"%s\"; last = \"%s\"; };\n",
			address_text(s->scope_family, s->scope.first, first),
			address_text(s->scope_family, s->scope.last, last));
	if (s->odd)
		fputs("odd_subnet = [ 1, 2 ];\n", file);
}

static void write_subnet(const struct model *m, int subnet, FILE *file)
{
	const struct subnet *s = &m->subnets[subnet];
	char text[ADDRESS_SIZE];
	const char *comma = "";

	fprintf(file, "{ name = \"%s\"; prefixes = [ ", s->name);
	for (int i = 0; i < N_FAMILIES; i++)
		if (s->has[i]) {
			fprintf(file, "%s\"%s/%d\"", comma,
				address_text(i, s->base[i], text),
				s->length[i]);
			comma = ", ";
		}
	fprintf(file, " ]; stretched = %s;\ngateways = [ ",
		boolean(s->stretched));
	for (int i = 0; i < s->n_gateways; i++)
		fprintf(file, "%s\"%s\"", i ? ", " : "",
			address_text(s->gateway_family[i], s->gateway[i],
				     text));
	fputs(" ];\nhost_groups = [ ", file);
	comma = "";
	for (int i = 0; i < m->n_groups; i++)
		if (s->groups >> i & 1) {
			fprintf(file, "%s\"%s\"", comma, m->groups[i].name);
			comma = ", ";
		}
	fputs(" ];\n", file);
	write_scope(s, file);
	write_pools(m, subnet, file);
	fputs("}", file);
}

static void write_network(const struct model *m, int network, FILE *file)
{
	const char *comma = "";

	fprintf(file, "{ name = \"%s\"; subnets = (",
		m->networks[network].name);
	for (int i = 0; i < m->n_subnets; i++)
		if (m->subnets[i].network == network) {
			fputs(comma, file);
			write_subnet(m, i, file);
			comma = ",\n";
		}
	fputs("); }", file);
}

static void write_logicals(const struct model *m, int server, FILE *file)
{
	const char *comma = "", *inner;

	fputs("logical_networks = (", file);
	for (int i = 0; i < m->n_logicals; i++) {
		if (m->logicals[i].server != server)
			continue;
		fprintf(file, "%s\n{ name = \"%s\"; vm_networks = (", comma,
			m->logicals[i].name);
		inner = "";
		for (int j = 0; j < m->n_networks; j++)
			if (m->networks[j].logical == i) {
				fputs(inner, file);
				write_network(m, j, file);
				inner = ",\n";
			}
		fputs("); }", file);
		comma = ",";
	}
	fputs(");\n", file);
}

/* ---- Hosts and clouds -------------------------------------------------- */

static void write_logical_names(const struct model *m, unsigned bits,
				FILE *file)
{
	const char *comma = "";

	fputs("logical_networks = [ ", file);
	for (int i = 0; i < m->n_logicals; i++)
		if (bits >> i & 1) {
			fprintf(file, "%s\"%s\"", comma, m->logicals[i].name);
			comma = ", ";
		}
	fputs(" ]; ", file);
}

static void write_host(const struct model *m, const struct host *h, FILE *file)
{
	fprintf(file, "{ name = \"%s\"; cpus = %lld; memory_mib = %lld; ",
		h->name, h->states[CPUS], h->states[MEMORY]);
	if (h->states[STORAGE] >= 0)
		fprintf(file, "storage_gib = %lld; ", h->states[STORAGE]);
	if (h->states[IOPS] >= 0)
		fprintf(file, "iops = %lld; ", h->states[IOPS]);
	write_logical_names(m, h->logicals, file);
	fprintf(file, "maintenance = %s; }", boolean(h->maintenance));
}

static void write_groups(const struct model *m, int server, FILE *file)
{
	const char *comma = "", *inner;

	fputs("host_groups = (", file);
	for (int i = 0; i < m->n_groups; i++) {
		const struct group *g = &m->groups[i];

		if (g->server != server)
			continue;
		fprintf(file,
			"%s\n{ name = \"%s\"; %s%s%s"
			"cpu_overcommit = %lld.%03lld; "
			"reserve = { cpus = %lld; memory_mib = %lld; "
			"storage_gib = %lld; iops = %lld; };\nhosts = (",
			comma, g->name, g->site < 0 ? "" : "site = \"",
			g->site < 0 ? "" : m->sites[g->site].name,
			g->site < 0 ? "" : "\"; ", g->overcommit / 1000,
			g->overcommit % 1000, g->reserve[CPUS],
			g->reserve[MEMORY], g->reserve[STORAGE],
			g->reserve[IOPS]);
		inner = "";
		for (int j = 0; j < m->n_hosts; j++)
			if (m->hosts[j].group == i) {
				fputs(inner, file);
				write_host(m, &m->hosts[j], file);
				inner = ",\n";
			}
		fputs("); }", file);
		comma = ",";
	}
	fputs(");\n", file);
}

static void write_nic(const struct model *m, const struct nic *nic, FILE *file)
{
	char text[ADDRESS_SIZE];
	const char *comma = "";

	fprintf(file, "{ name = \"%s\"; network = \"%s\"; ", nic->name,
		m->networks[nic->network].name);
	if (nic->subnet >= 0)
		fprintf(file, "subnet = \"%s\"; ",
			m->subnets[nic->subnet].name);
	fputs("addresses = [ ", file);
	for (int i = 0; i < N_FAMILIES; i++) {
		int family = nic->v6_first ? V6 - i : i;

		if (nic->has[family]) {
			fprintf(file, "%s\"%s\"", comma,
				address_text(family, nic->address[family],
					     text));
			comma = ", ";
		}
	}
	fputs(" ]; ", file);
	if (nic->dns[0])
		fprintf(file, "dns_name = \"%s\"; ", nic->dns);
	fputs("}", file);
}

static void write_vm(const struct model *m, int number, FILE *file)
{
	const struct vm *vm = &m->vms[number];
	const char *comma = "";

	fprintf(file,
		"{ name = \"%s\"; host = \"%s\"; cpus = %lld; "
		"memory_mib = %lld; storage_gib = %lld; iops = %lld; "
		"replicate = %s; ",
		vm->name, m->hosts[vm->host].name, vm->need[CPUS],
		vm->need[MEMORY], vm->need[STORAGE], vm->need[IOPS],
		boolean(vm->replicate));
	if (vm->priority)
		fprintf(file, "priority = %d; ", vm->priority);
	if (vm->set >= 0)
		fprintf(file, "availability_set = \"set%d\"; ", vm->set);
	if (vm->os)
		fprintf(file, "os = \"%s\"; ", vm->os);
	if (vm->odd)
		fputs("odd_vm = { name = \"x\"; }; ", file);
	fputs("nics = (", file);
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].vm == number) {
			fputs(comma, file);
			write_nic(m, &m->nics[i], file);
			comma = ",\n";
		}
	fputs("); }", file);
}

/* The VMs of a cloud; those of 'server' that are in none where it is -1. */
static void write_vms(const struct model *m, int server, int cloud, FILE *file)
{
	const char *comma = "";

	fputs("vms = (", file);
	for (int i = 0; i < m->n_vms; i++)
		if (m->vms[i].server == server && m->vms[i].cloud == cloud &&
		    !m->vms[i].from_table) {
			fputs(comma, file);
			write_vm(m, i, file);
			comma = ",\n";
		}
	fputs(");\n", file);
}

static void write_clouds(const struct model *m, int server, FILE *file)
{
	const char *comma = "", *inner;

	fputs("clouds = (", file);
	for (int i = 0; i < m->n_clouds; i++) {
		const struct cloud *c = &m->clouds[i];

		if (c->server != server)
			continue;
		fprintf(file, "%s\n{ name = \"%s\"; host_groups = [ ", comma,
			c->name);
		inner = "";
		for (int j = 0; j < m->n_groups; j++)
			if (c->groups >> j & 1) {
				fprintf(file, "%s\"%s\"", inner,
					m->groups[j].name);
				inner = ", ";
			}
		fputs(" ]; ", file);
		write_logical_names(m, c->logicals, file);
		write_vms(m, server, i, file);
		if (has_table(m, i))
			fprintf(file, "inventory = \"cloud%d.csv\"; ", i);
		fputs("}", file);
		comma = ",";
	}
	fputs(");\n", file);
	write_vms(m, server, -1, file);
}

/* ---- Sites ------------------------------------------------------------- */

static void write_announces(const struct site *site, FILE *file)
{
	char text[ADDRESS_SIZE];

	fputs("announces = [ ", file);
	for (int i = 0; i < site->n_announces; i++) {
		const struct prefix *p = &site->announces[i];

		fprintf(file, "%s\"%s/%d\"", i ? ", " : "",
			address_text(p->family, p->base, text), p->length);
	}
	fputs(" ];\n", file);
}

static void write_site(const struct model *m, int site, FILE *file)
{
	const char *comma = "";

	fprintf(file, "{ name = \"%s\"; ", m->sites[site].name);
	write_announces(&m->sites[site], file);
	fputs("servers = (", file);
	for (int i = 0; i < m->n_servers; i++) {
		if (m->servers[i].site != site)
			continue;
		fprintf(file, "%s\n{ name = \"%s\";\n", comma,
			m->servers[i].name);
		write_logicals(m, i, file);
		write_groups(m, i, file);
		write_clouds(m, i, file);
		fputs("}", file);
		comma = ",";
	}
	fputs("); }\n", file);
}

static void write_links(const struct model *m, FILE *file)
{
	char a[ADDRESS_SIZE], b[ADDRESS_SIZE];

	fputs("links = (", file);
	for (int i = 0; i < m->n_links; i++) {
		const struct link *it = &m->links[i];

		fprintf(file,
			"%s\n{ between = [ \"%s\", \"%s\" ]; metric = %d; ",
			i ? "," : "", m->sites[it->site[0]].name,
			m->sites[it->site[1]].name, it->metric);
		if (it->has_via)
			fprintf(file, "via = [ \"%s\", \"%s\" ]; ",
				address_text(it->family, it->via[0], a),
				address_text(it->family, it->via[1], b));
		fputs("}", file);
	}
	fputs(");\n", file);
}

static void write_zones(const struct model *m, FILE *file)
{
	fputs("zones = (", file);
	for (int i = 0; i < m->n_zones; i++)
		fprintf(file,
			"%s\n{ name = \"%s\"; ttl = %lld; dynamic = %s; }",
			i ? "," : "", m->zones[i].name, m->zones[i].ttl,
			boolean(m->zones[i].dynamic));
	fputs(");\n", file);
}

static void write_pairs(const struct model *m, FILE *file)
{
	fputs("protection = (", file);
	for (int i = 0; i < m->n_pairs; i++) {
		const struct cloud *source = &m->clouds[m->pairs[i].source];
		const struct cloud *target = &m->clouds[m->pairs[i].target];

		fprintf(file,
			"%s\n{ protected = \"%s\"; protected_server = \"%s\"; "
			"protecting = \"%s\"; protecting_server = \"%s\"; }",
			i ? "," : "", source->name,
			m->servers[source->server].name, target->name,
			m->servers[target->server].name);
	}
	fputs(");\n", file);
}

void model_write_topology(const struct model *m, FILE *file)
{
	fputs("format = 1;\nsites = (", file);
	for (int i = 0; i < m->n_sites; i++) {
		fputs(i ? "," : "", file);
		write_site(m, i, file);
	}
	fputs(");\n", file);
	write_links(m, file);
	write_zones(m, file);
	write_pairs(m, file);
}
