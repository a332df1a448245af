/* Sites made to measure: see site.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "site.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define MEMORY 524288 /* Of a host. */
#define OVERCOMMIT 4

struct maker {
	FILE *out;
	uint64_t seed;
	struct site site;
	bool tables;
};

static uint32_t below(struct maker *m, uint32_t n)
{
	m->seed = m->seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(m->seed >> 33) % n;
}

/* Network 'i' is a /20 of its own, with a pool of nearly all of it. */
static void add_network(struct maker *m, const char *side, int first,
			uint32_t i)
{
	uint32_t high = i / 16;
	uint32_t low = i % 16 * 16;

	fprintf(m->out,
		"%s{ name = \"lan-%s%u\"; vm_networks = ( { name = "
		"\"net-%s%u\";"
		" subnets = ( { name = \"main\"; prefixes = [ "
		"\"%d.%u.%u.0/20\" ]; gateways = [ \"%d.%u.%u.1\" ];\n"
		"  pools = ( { name = \"pool\"; first = \"%d.%u.%u.10\"; "
		"last = \"%d.%u.%u.250\"; } ); } ); } ); }",
		i ? ",\n" : "", side, i, side, i, first, high, low, first, high,
		low, first, high, low, first, high, low + 15);
}

static void add_networks(struct maker *m, const char *side, int first)
{
	fprintf(m->out, "logical_networks = (\n");
	for (uint32_t i = 0; i < m->site.n_networks; i++)
		add_network(m, side, first, i);
	fprintf(m->out, " );\n");
}

/* The networks of pair 'pair': every n_pairs-th. */
static void add_network_names(struct maker *m, const char *side, uint32_t pair)
{
	const char *comma = "";

	fprintf(m->out, "logical_networks = [ ");
	for (uint32_t i = pair; i < m->site.n_networks; i += m->site.n_pairs) {
		fprintf(m->out, "%s\"lan-%s%u\"", comma, side, i);
		comma = ", ";
	}
	fprintf(m->out, " ];");
}

/* A VM needs 37/7 CPUs on average. */
static uint32_t host_cpus(const struct maker *m)
{
	uint64_t all = 37ULL * m->site.n_vms * 100;

	if (m->site.small)
		return (uint32_t)(all / (7ULL * OVERCOMMIT * m->site.fill *
					 m->site.n_hosts)) +
		       1;
	return m->tables ? 256 : 64;
}

/* A quarter of the hosts lacks one network of its pair. */
static void add_host(struct maker *m, uint32_t pair, uint32_t host, bool first)
{
	const char *comma = "";
	uint32_t lacks =
		below(m, 4) ? UINT32_MAX
			    : below(m, m->site.n_networks / m->site.n_pairs);
	uint32_t nth = 0;

	fprintf(m->out,
		"%s{ name = \"b%u\"; cpus = %u; memory_mib = %d; "
		"storage_gib = 40000; logical_networks = [ ",
		first ? "" : ",\n", host, host_cpus(m), MEMORY);
	for (uint32_t i = pair; i < m->site.n_networks; i += m->site.n_pairs) {
		if (nth++ == lacks)
			continue;
		fprintf(m->out, "%s\"lan-b%u\"", comma, i);
		comma = ", ";
	}
	fprintf(m->out, " ]; }");
}

static void add_groups(struct maker *m)
{
	fprintf(m->out, "host_groups = (\n");
	for (uint32_t pair = 0; pair < m->site.n_pairs; pair++) {
		fprintf(m->out,
			"%s{ name = \"gb%u\"; cpu_overcommit = %d.0; "
			"hosts = (\n",
			pair ? ",\n" : "", pair, OVERCOMMIT);
		for (uint32_t h = pair; h < m->site.n_hosts;
		     h += m->site.n_pairs)
			add_host(m, pair, h, h == pair);
		fprintf(m->out, " ); }");
	}
	fprintf(m->out, " );\n");
}

struct vm {
	uint32_t cpus;
	uint32_t memory;
	uint32_t storage;
	uint32_t net;
	uint32_t address;
};

static struct vm make_vm(struct maker *m, uint32_t pair, uint32_t vm)
{
	static const uint32_t cpus[] = { 1, 2, 2, 4, 4, 8, 16 };
	/* What is to be filled of a host's memory, over the VMs on it. */
	uint32_t mean = (uint32_t)((uint64_t)MEMORY * m->site.fill / 100 *
				   m->site.n_hosts / m->site.n_vms);
	struct vm made = { .cpus = cpus[below(m, 7)] };

	made.memory = mean / 4 + below(m, mean * 3 / 2);
	made.storage = 20 + below(m, 400);
	/* In turn over the networks of the pair, so that no address is twice.
	 */
	made.net = pair +
		   m->site.n_pairs * (vm / m->site.n_pairs %
				      (m->site.n_networks / m->site.n_pairs));
	made.address = 10 + vm / m->site.n_networks % 4000;
	return made;
}

/* A third of a small site's VMs is in availability sets of four. */
static void add_set(struct maker *m, uint32_t id)
{
	if (m->site.small && id % 3 == 0)
		fprintf(m->out, "availability_set = \"set-%u\"; ", id / 12);
}

static void add_vm(struct maker *m, uint32_t pair, uint32_t id, bool first)
{
	struct vm vm = make_vm(m, pair, id);

	fprintf(m->out,
		"%s{ name = \"vm%06u\"; host = \"a1\"; cpus = %u; "
		"memory_mib = %u; storage_gib = %u;\n  ",
		first ? "" : ",\n", id, vm.cpus, vm.memory, vm.storage);
	add_set(m, id);
	fprintf(m->out,
		"nics = ( { name = \"nic\"; network = \"net-a%u\"; subnet = "
		"\"main\"; addresses = [ \"10.%u.%u.%u\" ]; } ); }",
		vm.net, vm.net / 16, vm.net % 16 * 16 + vm.address / 256,
		vm.address % 256);
}

static void add_row(struct maker *m, uint32_t pair, uint32_t id)
{
	struct vm vm = make_vm(m, pair, id);

	fprintf(m->out,
		"vm%06u,a%u,%u,%u,%u,%u,true,%u,,%s,Network Adapter,net-a%u,"
		"main,10.%u.%u.%u,,vm%06u.corp.example\n",
		id, 1 + below(m, m->site.n_hosts), vm.cpus, vm.memory,
		vm.storage, below(m, 1000), 1 + below(m, 4),
		below(m, 3) ? "windows" : "linux", vm.net, vm.net / 16,
		vm.net % 16 * 16 + vm.address / 256, vm.address % 256, id);
}

static void add_clouds(struct maker *m, const char *side)
{
	fprintf(m->out, "clouds = (\n");
	for (uint32_t pair = 0; pair < m->site.n_pairs; pair++) {
		fprintf(m->out, "%s{ name = \"cloud-%s%u\"; ",
			pair ? ",\n" : "", side, pair);
		add_network_names(m, side, pair);
		if (*side == 'b') {
			fprintf(m->out, " host_groups = [ \"gb%u\" ]; }", pair);
			continue;
		}
		fprintf(m->out, " host_groups = [ \"ga\" ]; ");
		if (m->tables) {
			fprintf(m->out, "inventory = \"vms-%u.csv\"; }", pair);
			continue;
		}
		fprintf(m->out, "vms = (\n");
		for (uint32_t vm = pair; vm < m->site.n_vms;
		     vm += m->site.n_pairs)
			add_vm(m, pair, vm, vm == pair);
		fprintf(m->out, " ); }");
	}
	fprintf(m->out, " );\n");
}

static void add_source_hosts(struct maker *m)
{
	uint32_t n = m->tables ? m->site.n_hosts : 1;

	fprintf(m->out, "host_groups = ( { name = \"ga\"; hosts = (");
	for (uint32_t i = 1; i <= n; i++)
		fprintf(m->out,
			"%s{ name = \"a%u\"; cpus = 1000000000L; "
			"memory_mib = 100000000000L; }",
			i > 1 ? ",\n" : " ", i);
	fprintf(m->out, " ); } );\n");
}

static void add_rest(struct maker *m)
{
	fprintf(m->out, "protection = (\n");
	for (uint32_t pair = 0; pair < m->site.n_pairs; pair++)
		fprintf(m->out,
			"%s{ protected = \"cloud-a%u\"; protecting = "
			"\"cloud-b%u\"; }",
			pair ? ",\n" : "", pair, pair);
	fprintf(m->out, " );\nmappings = (\n");
	for (uint32_t i = 0; i < m->site.n_networks; i++)
		fprintf(m->out,
			"%s{ source = \"net-a%u\"; target = "
			"\"net-b%u\"; }",
			i ? ",\n" : "", i, i);
	fprintf(m->out, " );\n");
}

static char *make_text(struct maker m, size_t *size)
{
	char *text = NULL;

	m.out = open_memstream(&text, size);
	if (!m.out)
		return NULL;
	fprintf(m.out, "format = 1;\nsites = (\n{ name = \"A\"; servers = ( { "
		       "name = \"vmm-a\";\n");
	add_networks(&m, "a", 10);
	add_source_hosts(&m);
	add_clouds(&m, "a");
	fprintf(m.out, "} ); },\n{ name = \"B\"; servers = ( { name = "
		       "\"vmm-b\";\n");
	add_networks(&m, "b", 20);
	add_groups(&m);
	add_clouds(&m, "b");
	fprintf(m.out, "} ); } );\n");
	add_rest(&m);
	if (fclose(m.out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

char *site_text(const struct site *site, size_t *size)
{
	return make_text(
		(struct maker){ .seed = 20231 + site->seed, .site = *site },
		size);
}

char *site_text_of_tables(const struct site *site, size_t *size)
{
	return make_text((struct maker){ .seed = 20231 + site->seed,
					 .site = *site,
					 .tables = true },
			 size);
}

char *site_table(const struct site *site, uint32_t i, size_t *size)
{
	struct maker m = { .seed = 7 + i + site->seed, .site = *site };
	char *text = NULL;

	m.out = open_memstream(&text, size);
	if (!m.out)
		return NULL;
	fprintf(m.out, "vm,host,cpus,memory_mib,storage_gib,iops,replicate,"
		       "priority,availability_set,os,nic,network,subnet,"
		       "address,address6,dns_name\n");
	for (uint32_t vm = i; vm < site->n_vms; vm += site->n_pairs)
		add_row(&m, i, vm);
	if (fclose(m.out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
