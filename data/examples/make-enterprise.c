/* Makes the example "enterprise": a topology of 25,000 VMs and 1,000 hosts,
 * its inventory tables and a plan file.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     make-enterprise FOLDER
 *
 * Runs where the program is built, not where it will run.  The same bytes come
 * out on every machine: numbers come from a sequence of our own. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- What the company has ------------------------------------------------ */

enum { N_SITES = 3, N_TIERS = 2, N_KINDS = 10 };

/* Each site has a VMM server and is protected by the next one. */
static const struct site {
	const char *name; /* As shown. */
	const char *word; /* In other names. */
	const char *code; /* In names of hosts and VMs. */
	unsigned octet;	  /* Its networks are 10.OCTET.0.0/20 and on. */
} sites[N_SITES] = {
	{ "New York", "NewYork", "NY", 10 },
	{ "Chicago", "Chicago", "CH", 40 },
	{ "Dallas", "Dallas", "DA", 70 },
};

static const struct tier {
	const char *name;
	unsigned n_hosts;     /* That run its VMs. */
	unsigned n_recovery;  /* That take the replicas of another site. */
	unsigned host_memory; /* In MiB, of both. */
	unsigned priority;
} tiers[N_TIERS] = {
	{ "Gold", 110, 57, 1572864, 1 },
	{ "Silver", 110, 56, 1048576, 3 },
};

enum failover {
	MOVES,	   /* The subnet stands at the other site afterwards. */
	STRETCHED, /* It stands at both. */
	CHANGES	   /* Addresses change. */
};

/* The VM networks of each site, by what they are for. */
static const struct kind {
	const char *name;
	const char *logical; /* Its logical network. */
	const char *vm;	     /* In names of VMs. */
	unsigned tier;
	enum failover failover;
	unsigned n_vms; /* At each site. */
	unsigned cpus;
	unsigned memory;  /* In MiB. */
	unsigned storage; /* In GiB. */
	unsigned set;	  /* VMs in an availability set; 0: none. */
	int ipv6;
	int dhcp;
} kinds[N_KINDS] = {
	{ "Web", "Gold", "web", 0, MOVES, 900, 3, 8192, 80, 4, 1, 0 },
	{ "App", "Gold", "app", 0, MOVES, 1100, 4, 16384, 120, 0, 1, 0 },
	{ "Data", "Gold", "sql", 0, MOVES, 800, 8, 32768, 600, 2, 0, 0 },
	{ "Management", "Gold", "mgt", 0, STRETCHED, 521, 2, 8192, 80, 0, 0,
	  0 },
	{ "Edge", "Edge", "edge", 0, CHANGES, 12, 4, 8192, 60, 0, 0, 0 },
	{ "Office", "Silver", "off", 1, MOVES, 1500, 2, 8192, 100, 0, 0, 0 },
	{ "Desktops", "Silver", "vdi", 1, CHANGES, 1700, 2, 6144, 64, 0, 0, 1 },
	{ "Files", "Silver", "file", 1, MOVES, 1000, 4, 8192, 500, 0, 0, 0 },
	{ "Build", "Silver", "bld", 1, MOVES, 788, 8, 16384, 200, 0, 0, 0 },
	{ "Print", "Print", "prn", 1, CHANGES, 12, 1, 4096, 40, 0, 0, 0 },
};

/* The logical networks of a tier. */
static const char *const logicals[N_TIERS][2] = {
	{ "Gold", "Edge" },
	{ "Silver", "Print" },
};

/* ---- Output -------------------------------------------------------------- */

static FILE *out;
static uint64_t state = 25000;

static unsigned below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % n;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void open_file(const char *folder, const char *name)
{
	char path[4096];
	int size = snprintf(path, sizeof path, "%s/%s", folder, name);

	if (size < 0 || (size_t)size >= sizeof path)
		fail(folder);
	out = fopen(path, "wb");
	if (!out)
		fail(path);
}

static void close_file(void)
{
	if (ferror(out) || fclose(out) != 0)
		fail("writing");
}

static const struct site *protected_by(unsigned site)
{
	return &sites[(site + N_SITES - 1) % N_SITES];
}

/* ---- Networks ------------------------------------------------------------ */

/* A subnet of 'kind' whose prefix is in 10.OCTET. */
static void write_subnet(const struct kind *kind, unsigned octet,
			 unsigned hextet)
{
	fprintf(out, "    { name = \"main\"; prefixes = [ \"10.%u.0.0/20\"",
		octet);
	if (kind->ipv6)
		fprintf(out, ", \"2001:db8:%u::/64\"", hextet);
	fprintf(out, " ]; gateways = [ \"10.%u.0.1\" ];%s\n", octet,
		kind->failover == STRETCHED ? " stretched = true;" : "");
	if (kind->dhcp)
		fprintf(out,
			"      dhcp = { first = \"10.%u.0.20\"; "
			"last = \"10.%u.15.250\"; }; }",
			octet, octet);
	else
		fprintf(out,
			"      pools = ( { name = \"pool\"; first = "
			"\"10.%u.0.20\"; last = \"10.%u.15.250\";\n"
			"        reserved = [ "
			"\"10.%u.15.200-10.%u.15.250\" ]; }",
			octet, octet, octet, octet);
	if (kind->ipv6)
		fprintf(out,
			",\n        { name = \"pool6\"; first = "
			"\"2001:db8:%u::20\"; last = "
			"\"2001:db8:%u::ffff\"; }",
			hextet, hextet);
	if (!kind->dhcp)
		fprintf(out, " ); }");
}

/* The VM networks of 'site' on its logical networks; as 'recovery' those that
 * stand in for them at the site that protects it. */
static void write_networks(const struct site *site, int recovery)
{
	const char *word = recovery ? "-from-" : "-";

	for (unsigned i = 0; i < N_TIERS * 2; i++) {
		const char *logical = logicals[i / 2][i % 2];
		const char *comma = "";

		fprintf(out, "%s{ name = \"%s%s%s\"; vm_networks = (\n",
			i || recovery ? ",\n" : "", logical, word, site->word);
		for (unsigned k = 0; k < N_KINDS; k++) {
			unsigned octet = site->octet + k;

			if (kinds[k].logical[0] != logical[0])
				continue;
			if (recovery && kinds[k].failover == CHANGES)
				octet += N_KINDS;
			fprintf(out, "%s  { name = \"%s%s%s\"; subnets = (\n",
				comma, kinds[k].name, word, site->word);
			write_subnet(&kinds[k], octet, site->octet + k);
			fprintf(out, " ); }");
			comma = ",\n";
		}
		fprintf(out, " ); }");
	}
}

/* ---- Hosts --------------------------------------------------------------- */

/* A recovery host is wired to the networks of the site that it protects; two
 * of three are not to the small ones of them. */
static void write_host(const struct site *at, const struct site *from,
		       unsigned tier, unsigned i, unsigned cpus)
{
	int recovery = at != from;
	const char *word = recovery ? "-from-" : "-";

	fprintf(out,
		"%s    { name = \"%s-%c%s%03u\"; cpus = %u; memory_mib = "
		"%u; storage_gib = 27000;\n      logical_networks = [ "
		"\"%s%s%s\"",
		i ? ",\n" : "", at->code, tiers[tier].name[0],
		recovery ? "R" : "H", i + 1, cpus, tiers[tier].host_memory,
		logicals[tier][0], word, from->word);
	if (!recovery || i % 3 == 0)
		fprintf(out, ", \"%s%s%s\"", logicals[tier][1], word,
			from->word);
	fprintf(out, " ];%s }",
		recovery && i == 7 ? " maintenance = true;" : "");
}

static void write_group(const struct site *at, const struct site *from,
			unsigned tier, unsigned n_hosts)
{
	int recovery = at != from;

	fprintf(out,
		"  { name = \"%s-%s%s\"; cpu_overcommit = 4.0;\n"
		"    reserve = { cpus = 4; memory_mib = 32768; "
		"storage_gib = 500; };\n    hosts = (\n",
		tiers[tier].name, at->word, recovery ? "-Recovery" : "");
	for (unsigned i = 0; i < n_hosts; i++)
		write_host(at, from, tier, i, recovery ? 112 : 64);
	fprintf(out, " ); }");
}

static void write_groups(unsigned s)
{
	for (unsigned t = 0; t < N_TIERS; t++) {
		/* One more in Dallas: a thousand in all. */
		unsigned more = s == 2 && t == 1;

		fprintf(out, "%s", t ? ",\n" : "");
		write_group(&sites[s], &sites[s], t, tiers[t].n_hosts + more);
		fprintf(out, ",\n");
		write_group(&sites[s], protected_by(s), t, tiers[t].n_recovery);
	}
}

/* ---- Clouds -------------------------------------------------------------- */

static void write_clouds(unsigned s)
{
	const struct site *at = &sites[s];
	const struct site *from = protected_by(s);

	for (unsigned t = 0; t < N_TIERS; t++) {
		const char *tier = tiers[t].name;
		/* On purpose: this cloud lacks a network that it needs. */
		int lacks = s == 2 && t == 1;

		fprintf(out,
			"%s  { name = \"%s-%s\"; host_groups = [ "
			"\"%s-%s\" ];\n    logical_networks = [ "
			"\"%s-%s\", \"%s-%s\" ];\n    inventory = "
			"\"enterprise-%s-%s.csv\"; },\n",
			t ? ",\n" : "", tier, at->word, tier, at->word,
			logicals[t][0], at->word, logicals[t][1], at->word,
			at->code, tier);
		fprintf(out,
			"  { name = \"%s-%s-Recovery\"; host_groups = [ "
			"\"%s-%s-Recovery\" ];\n    logical_networks = [ "
			"\"%s-from-%s\"",
			tier, at->word, tier, at->word, logicals[t][0],
			from->word);
		if (!lacks)
			fprintf(out, ", \"%s-from-%s\"", logicals[t][1],
				from->word);
		fprintf(out, " ]; }");
	}
}

/* ---- The topology -------------------------------------------------------- */

static const char head[] =
	"# Enterprise: 25,000 VMs on 1,000 hosts, three sites that protect one "
	"another\n"
	"#\n"
	"# New York fails over to Chicago, Chicago to Dallas, Dallas to New "
	"York, each\n"
	"# with a gold and a silver cloud; two branches only reach them.  Most "
	"subnets\n"
	"# move with their VMs, management is stretched over two sites, and "
	"edge, print\n"
	"# and desktops change their addresses.  The VMs are in tables, one a "
	"cloud.\n"
	"#\n"
	"# Findings on purpose: the silver cloud that protects Chicago lacks "
	"the logical\n"
	"# network of its printers; two file servers in New York are not "
	"replicated, but\n"
	"# their subnet moves; the build network of Dallas is not mapped.\n"
	"#\n"
	"# Made by make-enterprise, which comes with the sources.\n\n"
	"format = 1;\n\n";

static void write_site(unsigned s)
{
	fprintf(out,
		"# %s: its own networks, and those that stand in for "
		"%s's\n\n{ name = \"%s\";%s\nservers = ( { name = "
		"\"VMM-%s\";\n\nlogical_networks = (\n",
		sites[s].name, protected_by(s)->name, sites[s].name,
		s == 0 ? " announces = [ \"10.0.0.0/8\" ];" : "",
		sites[s].word);
	write_networks(&sites[s], 0);
	write_networks(protected_by(s), 1);
	fprintf(out, " );\n\nhost_groups = (\n");
	write_groups(s);
	fprintf(out, " );\n\nclouds = (\n");
	write_clouds(s);
	fprintf(out, " ); } ); },\n\n");
}

static void write_pairs(void)
{
	const char *comma = "";

	fprintf(out, "protection = (\n");
	for (unsigned s = 0; s < N_SITES; s++)
		for (unsigned t = 0; t < N_TIERS; t++) {
			fprintf(out,
				"%s  { protected = \"%s-%s\"; protecting "
				"= \"%s-%s-Recovery\"; }",
				comma, tiers[t].name, sites[s].word,
				tiers[t].name, sites[(s + 1) % N_SITES].word);
			comma = ",\n";
		}
	fprintf(out, " );\n");
}

static void write_links(void)
{
	static const struct {
		const char *a, *b;
		unsigned metric;
	} links[] = {
		{ "New York", "Chicago", 10 }, { "Chicago", "Dallas", 10 },
		{ "New York", "Dallas", 15 },  { "Boston", "New York", 5 },
		{ "Boston", "Chicago", 20 },   { "Denver", "Dallas", 5 },
		{ "Denver", "Chicago", 12 },
	};

	fprintf(out, "links = (\n");
	for (unsigned i = 0; i < COUNT(links); i++)
		fprintf(out,
			"%s  { between = [ \"%s\", \"%s\" ]; metric = %u; "
			"via = [ \"10.255.%u.1\", \"10.255.%u.2\" ]; }",
			i ? ",\n" : "", links[i].a, links[i].b, links[i].metric,
			i, i);
	fprintf(out, " );\n\n");
}

static void write_topology(const char *folder)
{
	open_file(folder, "enterprise.cfg");
	fprintf(out, "%ssites = (\n", head);
	for (unsigned s = 0; s < N_SITES; s++)
		write_site(s);
	fprintf(out, "# Branches\n\n{ name = \"Boston\"; },\n"
		     "{ name = \"Denver\"; } );\n\n");
	write_links();
	fprintf(out, "zones = ( { name = \"corp.example\"; ttl = 300; dynamic "
		     "= true; },\n  { name = \"10.in-addr.arpa\"; ttl = 300; "
		     "dynamic = true; } );\n\n");
	write_pairs();
	close_file();
}

/* ---- The plan ------------------------------------------------------------ */

static void write_plan(const char *folder)
{
	const char *comma = "";

	open_file(folder, "enterprise.plan.cfg");
	fprintf(out, "format = 1;\ntopology = \"enterprise.cfg\";\n"
		     "mappings = (\n");
	for (unsigned s = 0; s < N_SITES; s++)
		for (unsigned k = 0; k < N_KINDS; k++) {
			const char *name = kinds[k].name;
			const char *word = sites[s].word;

			/* On purpose: Build is mapped at two sites only. */
			if (s == 2 && k == 8)
				continue;
			fprintf(out,
				"%s  { source = \"%s-%s\"; target = "
				"\"%s-from-%s\"; },\n  { source = "
				"\"%s-from-%s\"; target = \"%s-%s\"; }",
				comma, name, word, name, word, name, word, name,
				word);
			comma = ",\n";
		}
	fprintf(out, "\n);\n");
	close_file();
}

/* ---- The tables ---------------------------------------------------------- */

/* Addresses of a network, from its pool's first on. */
static unsigned next[N_SITES][N_KINDS];

static void write_nic(const struct kind *kind, unsigned s, unsigned k,
		      const char *nic)
{
	unsigned octet = sites[s].octet + k;
	unsigned address = 20 + next[s][k]++;

	fprintf(out, "%s,%s-%s,main,", nic, kind->name, sites[s].word);
	if (!kind->dhcp)
		fprintf(out, "10.%u.%u.%u", octet, address / 256,
			address % 256);
	fprintf(out, ",");
	if (kind->ipv6)
		fprintf(out, "2001:db8:%u::%x", octet, address + 12);
}

/* The columns of VM 'i' of 'kind' up to those of its NIC. */
static void write_vm(const struct kind *kind, unsigned s, unsigned i,
		     unsigned host)
{
	const struct tier *tier = &tiers[kind->tier];
	/* On purpose: two file servers stay where they are. */
	int stays = s == 0 && kind->vm[0] == 'f' && (i == 41 || i == 42);

	fprintf(out, "%s-%s-%04u,%s-%cH%03u,%u,%u,%u,%u,%s,%u,", sites[s].code,
		kind->vm, i + 1, sites[s].code, tier->name[0], host + 1,
		kind->cpus + below(2), kind->memory,
		kind->storage + below(kind->storage / 2), 20 + below(200),
		stays ? "false" : "true", tier->priority + below(2));
	if (kind->set)
		fprintf(out, "%s-%03u", kind->vm, i / kind->set + 1);
	fprintf(out, ",%s,", below(4) ? "windows" : "linux");
}

/* One application server of ten has a second NIC, for management. */
static void write_rows(unsigned s, unsigned k, unsigned n_vms)
{
	const struct kind *kind = &kinds[k];
	unsigned n_hosts = tiers[kind->tier].n_hosts;

	for (unsigned i = 0; i < n_vms; i++) {
		write_vm(kind, s, i, (i + k * 17) % n_hosts);
		write_nic(kind, s, k, "Network Adapter");
		fprintf(out, ",");
		if (!kind->dhcp)
			fprintf(out, "%s-%s-%04u.corp.example", sites[s].code,
				kind->vm, i + 1);
		fprintf(out, "\n");
		if (k != 1 || i % 10 != 0)
			continue;
		fprintf(out, "%s-%s-%04u,,,,,,,,,,", sites[s].code, kind->vm,
			i + 1);
		write_nic(&kinds[3], s, 3, "Management");
		fprintf(out, ",\n");
	}
}

static void write_table(const char *folder, unsigned s, unsigned t)
{
	char name[64];

	snprintf(name, sizeof name, "enterprise-%s-%s.csv", sites[s].code,
		 tiers[t].name);
	open_file(folder, name);
	fprintf(out, "vm,host,cpus,memory_mib,storage_gib,iops,replicate,"
		     "priority,availability_set,os,nic,network,subnet,"
		     "address,address6,dns_name\n");
	for (unsigned k = 0; k < N_KINDS; k++) {
		/* One more in New York: 25,000 in all. */
		unsigned more = s == 0 && k == 8;

		if (kinds[k].tier == t)
			write_rows(s, k, kinds[k].n_vms + more);
	}
	close_file();
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: make-enterprise FOLDER\n");
		return 2;
	}
	write_topology(argv[1]);
	write_plan(argv[1]);
	for (unsigned s = 0; s < N_SITES; s++)
		for (unsigned t = 0; t < N_TIERS; t++)
			write_table(argv[1], s, t);
	return 0;
}
