/* Tests of the findings of rules 7: each is made where it should be, once, and
 * is not made in a topology that is all but the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "findings.h"
#include "fixture.h"
#include "plan.h"
#include "small.h"
#include "text.h"

/* ---- Edits of the small topology ---------------------------------------- */

#define WEB_A "name = \"web\";\n"
#define WEB_B "name = \"web\"; # b\n"
#define STRETCHED_A \
	{ WEB_A, "name = \"web\"; stretched = true;\n" }
#define STRETCHED_B \
	{ WEB_B, "name = \"web\"; # b\n stretched = true;\n" }
#define DUAL(web) \
	{ web "      prefixes = [ \"192.168.1.0/24\" ]", \
	  web "      prefixes = [ \"192.168.1.0/24\", \"2001:db8::/64\" ]" }
#define IPV6_ALONE(web) \
	{ web "      prefixes = [ \"192.168.1.0/24\" ];", \
	  web "      prefixes = [ \"2001:db8::/64\" ];" }
#define CHANGED_B \
	{ WEB_B "      prefixes = [ \"192.168.1.0/24\" ]", \
	  WEB_B "      prefixes = [ \"192.168.2.0/24\" ]" }

/* A VM of no cloud, on host 'host' with 'nics'. */
#define LOOSE_VM(host, nics) \
	"vms = ( { name = \"loose\"; host = \"" host "\"; cpus = 1; " \
	"memory_mib = 1; nics = ( " nics " ); } );"
#define NIC(name, network) \
	"{ name = \"" name "\"; network = \"" network "\"; " \
	"subnet = \"web\"; }"
#define LOOSE_ON_A(nics) \
	{ "  clouds = ( { name = \"ca\"", \
	  LOOSE_VM("ha", nics) " clouds = ( { name = \"ca\"" }
#define LOOSE_ON_B(nics) \
	{ "  clouds = ( { name = \"cb\"", \
	  LOOSE_VM("hb1", nics) " clouds = ( { name = \"cb\"" }

/* A subnet of net-c at site B, of net-a2 at site A. */
#define SUBNET(network, prefix) \
	{ "{ name = \"" network "\"; }", \
	  "{ name = \"" network "\"; subnets = ( { name = \"half\"; " \
	  "prefixes = [ \"" prefix "\" ]; } ); }" }

/* A site C before the others, which may announce something, and links. */
#define SITE_C(more) \
	{ "sites = (\n", "sites = ( { name = \"C\"; " more " },\n" }
#define ANNOUNCES(site, prefix) \
	{ "{ name = \"" site "\"; servers", \
	  "{ name = \"" site "\"; announces = [ \"" prefix "\" ]; servers" }
#define LINK(a, b) \
	"{ between = [ \"" a "\", \"" b "\" ]; metric = 1; }"
#define LINKS(list) \
	{ "protection = (", "links = ( " list " );\nprotection = (" }

#define NAMED \
	{ "addresses = [ \"192.168.1.20\" ];", \
	  "addresses = [ \"192.168.1.20\" ]; dns_name = \"vm1.example\";" }
#define NAMED_TWICE \
	{ "addresses = [ \"192.168.1.20\" ];", \
	  "addresses = [ \"192.168.1.20\", \"2001:db8::20\" ]; " \
	  "dns_name = \"vm1.example\";" }
#define NEXT \
	{ "target = \"net-b\";", "target = \"net-b\"; addresses = \"next\";" }
#define ZONE(name, ttl) \
	{ "protection = (", "zones = ( { name = \"" name "\"; ttl = " ttl \
	  "; } );\nprotection = (" }

struct finding_case {
	const char *code;
	enum rp_level level;
	const char *about; /* Names with '|' between them; NULL: not found. */
	const char *text;  /* A part of the sentence. */
	struct edit edits[MOST_EDITS];
};

static const struct finding_case cases[] = {
	/* In no cloud, unprotected, on a network that is not mapped for it, not
	 * placed: all are left behind, static or by DHCP. */
	{ "vm-left-behind", RP_ERROR, "loose|net-a|web",
	  "does not move with it: 192.168.1.0/24",
	  { LOOSE_ON_A(NIC("e", "net-a")) } },
	{ "vm-left-behind", RP_ERROR, "loose|net-a|web", "VM loose",
	  { LOOSE_ON_A(NIC("e", "net-a") ", " NIC("f", "net-a")) } },
	{ "vm-left-behind", RP_ERROR, "vm2|net-a|web", "VM vm2",
	  { { VM1_END, ", { name = \"vm2\"; host = \"ha\"; cpus = 1; "
		       "memory_mib = 1; replicate = false; nics = ( "
		       WEB_NIC("192.168.1.21") " ); }" } } },
	{ "vm-left-behind", RP_ERROR, "vm2|net-a|web", "VM vm2",
	  { MORE_VM("vm2", WEB_NIC("192.168.1.21")),
	    { "\"ha\"; cpus = 1; memory_mib = 1024",
	      "\"ha\"; cpus = 1; memory_mib = 65537" } } },
	/* The prefix of one family moves, and the other one's too. */
	{ "vm-left-behind", RP_ERROR, "loose|net-a|web", "192.168.1.0/24",
	  { DUAL(WEB_A), DUAL(WEB_B), LOOSE_ON_A(NIC("e", "net-a")) } },
	{ "vm-left-behind", RP_ERROR, "loose|net-a|web", "2001:db8::/64",
	  { DUAL(WEB_A), IPV6_ALONE(WEB_B),
	    LOOSE_ON_A(NIC("e", "net-a")) } },
	/* All that is there moves; a stretched subnet, and one whose address
	 * changes, do not. */
	{ "vm-left-behind", RP_ERROR, NULL, NULL,
	  { MORE_VM("vm2", WEB_NIC("192.168.1.21")) } },
	{ "vm-left-behind", RP_ERROR, NULL, NULL,
	  { STRETCHED_A, STRETCHED_B, LOOSE_ON_A(NIC("e", "net-a")) } },
	{ "vm-left-behind", RP_ERROR, NULL, NULL,
	  { CHANGED_B, LOOSE_ON_A(NIC("e", "net-a")) } },

	{ "vm-on-target-subnet", RP_ERROR, "loose|net-b|web",
	  "to which 192.168.1.0/24 moves",
	  { LOOSE_ON_B(NIC("e", "net-b")) } },
	{ "vm-on-target-subnet", RP_ERROR, "loose|net-b|web", "VM loose",
	  { DUAL(WEB_A), DUAL(WEB_B),
	    LOOSE_ON_B(NIC("e", "net-b") ", " NIC("f", "net-b")) } },
	{ "vm-on-target-subnet", RP_ERROR, NULL, NULL,
	  { STRETCHED_A, STRETCHED_B, LOOSE_ON_B(NIC("e", "net-b")) } },
	{ "vm-on-target-subnet", RP_ERROR, NULL, NULL,
	  { CHANGED_B, LOOSE_ON_B(NIC("e", "net-b")) } },

	{ "moved-prefix-overlaps", RP_ERROR, "net-b|web|net-c|half",
	  "192.168.1.0/24 moves to subnet web",
	  { SUBNET("net-c", "192.168.1.128/25") } },
	{ "moved-prefix-overlaps", RP_ERROR, "net-b|web|net-c|half",
	  "overlaps it: 192.168.0.0/16",
	  { SUBNET("net-c", "192.168.0.0/16") } },
	{ "moved-prefix-overlaps", RP_ERROR, "net-b|web|net-c|half",
	  "overlaps it: 192.168.1.0/24",
	  { SUBNET("net-c", "192.168.1.0/24") } },
	/* A server without host groups: its subnets stand at its site. */
	{ "moved-prefix-overlaps", RP_ERROR, "net-b|web|net-x|half", "at the",
	  { { "{ name = \"VB\";",
	      "{ name = \"VX\"; logical_networks = ( { name = \"ln-x\"; "
	      "vm_networks = ( { name = \"net-x\"; subnets = ( { name = "
	      "\"half\"; prefixes = [ \"192.168.1.0/25\" ]; } ); } ); } ); "
	      "}, { name = \"VB\";" } } },
	{ "moved-prefix-overlaps", RP_ERROR, NULL, NULL,
	  { SUBNET("net-c", "192.168.2.0/24") } },
	/* It is a warning of rules 9 where it does not concern the target. */
	{ "subnets-overlap", RP_WARNING, "net-a|web|net-a2|half",
	  "overlap at one site", { SUBNET("net-a2", "192.168.1.128/25") } },
	{ "moved-prefix-overlaps", RP_ERROR, NULL, NULL,
	  { SUBNET("net-a2", "192.168.1.128/25") } },
	{ "subnets-overlap", RP_WARNING, NULL, NULL,
	  { SUBNET("net-c", "192.168.1.128/25") } },
	{ "moved-prefix-overlaps", RP_ERROR, NULL, NULL,
	  { STRETCHED_A, STRETCHED_B, SUBNET("net-c", "192.168.1.0/25") } },
	{ "subnets-overlap", RP_WARNING, "net-b|web|net-c|half", "at one site",
	  { STRETCHED_A, STRETCHED_B, SUBNET("net-c", "192.168.1.0/25") } },

	{ "stretched-one-side", RP_WARNING, "net-a|web|net-b|web",
	  "only one of them", { STRETCHED_A } },
	{ "stretched-one-side", RP_WARNING, "net-a|web|net-b|web",
	  "192.168.1.0/24", { STRETCHED_B, DUAL(WEB_A) } },
	{ "stretched-one-side", RP_WARNING, "net-a|web|net-b|web",
	  "192.168.1.0/24",
	  { DUAL(WEB_A), DUAL(WEB_B), STRETCHED_B } },
	{ "stretched-one-side", RP_WARNING, NULL, NULL,
	  { STRETCHED_A, STRETCHED_B } },
	{ "stretched-one-side", RP_WARNING, NULL, NULL,
	  { CHANGED_B, STRETCHED_A } },
	{ "stretched-subnet", RP_WARNING, "net-a|web|net-b|web",
	  "one fault domain", { STRETCHED_A, STRETCHED_B } },
	{ "stretched-subnet", RP_WARNING, NULL, NULL, { STRETCHED_A } },

	{ "prefix-unreachable", RP_ERROR, "192.168.1.0/24",
	  "site C cannot reach 192.168.1.0/24 after failover",
	  { SITE_C(""), LINKS(LINK("C", "A")) } },
	{ "prefix-unreachable", RP_ERROR, "192.168.1.0/24", "site C",
	  { SITE_C(""), LINKS(LINK("A", "B")) } },
	{ "prefix-unreachable", RP_ERROR, NULL, NULL,
	  { SITE_C(""), LINKS(LINK("A", "B") ", " LINK("C", "A")) } },
	/* No links in the file: nothing is known of paths. */
	{ "prefix-unreachable", RP_ERROR, NULL, NULL, { SITE_C("") } },
	{ "prefix-unreachable", RP_ERROR, NULL, NULL,
	  { SITE_C(""), CHANGED_B, LINKS(LINK("C", "A")) } },

	{ "prefix-drawn-to-source", RP_WARNING, "192.168.1.0/24|C|A",
	  "drawn to site A, which announces 0.0.0.0/0",
	  { SITE_C(""), ANNOUNCES("A", "0.0.0.0/0"),
	    LINKS(LINK("C", "A")) } },
	{ "prefix-drawn-to-source", RP_WARNING, "192.168.1.0/24|A|A",
	  "from site A", { ANNOUNCES("A", "192.168.0.0/16"), SITE_C(""),
			   LINKS(LINK("C", "B")) } },
	/* Not the longest; not covering; not reached; a path is there. */
	{ "prefix-drawn-to-source", RP_WARNING, NULL, NULL,
	  { SITE_C("announces = [ \"192.168.0.0/17\" ];"),
	    ANNOUNCES("A", "192.168.0.0/16"), LINKS(LINK("C", "A")) } },
	{ "prefix-drawn-to-source", RP_WARNING, NULL, NULL,
	  { SITE_C(""), ANNOUNCES("A", "192.168.1.0/25"),
	    LINKS(LINK("C", "A")) } },
	{ "prefix-drawn-to-source", RP_WARNING, NULL, NULL,
	  { SITE_C(""), ANNOUNCES("A", "::/0"), LINKS(LINK("C", "A")) } },
	{ "prefix-drawn-to-source", RP_WARNING, NULL, NULL,
	  { SITE_C(""), ANNOUNCES("A", "0.0.0.0/0"),
	    LINKS(LINK("C", "A") ", " LINK("A", "B")) } },

	{ "path-through-source", RP_WARNING, "192.168.1.0/24|C|A",
	  "from site C to 192.168.1.0/24 after failover runs through site A",
	  { SITE_C(""), LINKS(LINK("C", "A") ", " LINK("A", "B")) } },
	{ "path-through-source", RP_WARNING, NULL, NULL,
	  { SITE_C(""), LINKS(LINK("C", "B") ", " LINK("A", "B")) } },

	{ "dns-ttl-unknown", RP_NOTICE, "vm1|eth0|vm1.example",
	  "no zone says how long", { NAMED, NEXT } },
	{ "dns-ttl-unknown", RP_NOTICE, "vm1|eth0|vm1.example",
	  "vm1.example changes", { NAMED_TWICE, NEXT } },
	{ "dns-ttl-unknown", RP_NOTICE, NULL, NULL, { NAMED } },
	{ "dns-ttl-unknown", RP_NOTICE, NULL, NULL,
	  { NAMED, NEXT, ZONE("example", "1") } },
	{ "dns-ttl-long", RP_NOTICE, "example", "zone example for 301 s",
	  { NAMED, NEXT, ZONE("example", "301") } },
	{ "dns-ttl-long", RP_NOTICE, "168.192.in-addr.arpa", "for 86400 s",
	  { NAMED, NEXT, ZONE("168.192.in-addr.arpa", "86400") } },
	{ "dns-ttl-long", RP_NOTICE, NULL, NULL,
	  { NAMED, NEXT, ZONE("example", "300") } },
	{ "dns-ttl-long", RP_NOTICE, NULL, NULL,
	  { NAMED, ZONE("example", "3600") } },
};

#define N_CASES (sizeof cases / sizeof *cases)

/* ---- Reading findings --------------------------------------------------- */

struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void open_text(struct opened *out, const char *text)
{
	out->topology = fixture_topology(text);
	out->session = fixture_session(out->topology, NULL);
	out->plan = rp_session_plan(out->session);
}

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

static bool is_about(const rp_plan *plan, const rp_finding *finding,
		     const char *about)
{
	struct text names = TEXT_INIT;
	bool same;

	for (size_t i = 0; i < rp_finding_n_about(plan, finding); i++) {
		text_add(&names, i > 0 ? "|" : "");
		text_add(&names, rp_finding_about(plan, finding, i));
	}
	text_add(&names, "");
	same = strcmp(names.bytes, about) == 0;
	text_destroy(&names);
	return same;
}

/* How many findings have the code, level and objects (NULL: any) of a case;
 * '*last' is the last of them. */
static int count(const rp_plan *plan, const struct finding_case *c,
		 const rp_finding **last)
{
	int n = 0;

	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++) {
		const rp_finding *finding = rp_plan_finding(plan, i);

		if (strcmp(rp_finding_code(finding), c->code) != 0 ||
		    rp_finding_level(finding) != c->level ||
		    (c->about && !is_about(plan, finding, c->about)))
			continue;
		n++;
		*last = finding;
	}
	return n;
}

static void check_case(size_t i, const struct opened *opened)
{
	const struct finding_case *c = &cases[i];
	const rp_finding *finding = NULL;
	int n = count(opened->plan, c, &finding);
	char *text;
	char *remedy;

	if (n != (c->about ? 1 : 0))
		fail_msg("case %zu: %d of %s", i, n, c->code);
	if (n == 0)
		return;
	text = rp_finding_text(opened->plan, finding, RP_ENGLISH);
	remedy = rp_finding_remedy(opened->plan, finding, RP_ENGLISH);
	if (!strstr(text, c->text) || strchr(text, '{') || strchr(remedy, '{'))
		fail_msg("case %zu: \"%s\", \"%s\"", i, text, remedy);
	free(text);
	free(remedy);
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CASES; i++) {
		char *text = small_edited(small_topology, cases[i].edits);
		struct opened opened;

		open_text(&opened, text);
		check_case(i, &opened);
		close_opened(&opened);
		free(text);
	}
}

/* ---- Every code --------------------------------------------------------- */

static const char *const codes[] = {
#define FINDING(id, code, level, n_about, sentence, remedy) code,
#include "findings.def"
#undef FINDING
};

/* Each has a case in which it is found, and one in which it is not. */
static void test_all_codes(void **state)
{
	(void)state;
	for (int i = FINDING_VM_LEFT_BEHIND; i <= FINDING_DNS_TTL_LONG; i++) {
		bool found = i == FINDING_ROUTES_TOO_MANY;
		bool missed = found;

		for (size_t j = 0; j < N_CASES; j++) {
			if (strcmp(cases[j].code, codes[i]) != 0)
				continue;
			found = found || cases[j].about;
			missed = missed || !cases[j].about;
		}
		if (!found || !missed)
			fail_msg("no case for %s", codes[i]);
	}
}

/* ---- One site ----------------------------------------------------------- */

/* Source and target subnet stand at one site: the source is not in the way,
 * and another subnet is. */
static void test_one_site(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "{ name = \"net\"; }, { name = \"safe\"; }",
		  "{ name = \"net\"; subnets = ( { name = \"s\"; "
		  "prefixes = [ \"10.0.0.0/24\" ]; } ); }, "
		  "{ name = \"safe\"; subnets = ( { name = \"s\"; "
		  "prefixes = [ \"10.0.0.0/24\" ]; } ); }, "
		  "{ name = \"other\"; subnets = ( { name = \"s\"; "
		  "prefixes = [ \"10.0.0.0/8\" ]; } ); }" },
		{ "network = \"net\"; }",
		  "network = \"net\"; subnet = \"s\"; }" },
	};
	const struct finding_case other = { .code = "moved-prefix-overlaps",
					    .level = RP_ERROR,
					    .about = "safe|s|other|s" };
	const struct finding_case any = { .code = "moved-prefix-overlaps",
					  .level = RP_ERROR };
	/* The source subnet, which overlaps as well, is of rules 9. */
	const struct finding_case source = { .code = "subnets-overlap",
					     .level = RP_WARNING,
					     .about = "net|s|other|s" };
	char *text = small_edited(one_server_topology, edits);
	const rp_finding *finding;
	struct opened opened;

	(void)state;
	open_text(&opened, text);
	assert_int_equal(count(opened.plan, &other, &finding), 1);
	assert_int_equal(count(opened.plan, &any, &finding), 1);
	assert_int_equal(count(opened.plan, &source, &finding), 1);
	close_opened(&opened);
	free(text);
}

/* All that is in the way is named, around the prefix and in it. */
static void test_each_in_the_way(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "{ name = \"net-c\"; }",
		  "{ name = \"net-c\"; subnets = ( "
		  "{ name = \"s1\"; prefixes = [ \"192.168.0.0/16\" ]; }, "
		  "{ name = \"s2\"; prefixes = [ \"192.168.0.0/17\" ]; }, "
		  "{ name = \"s3\"; prefixes = [ \"192.168.1.0/24\" ]; }, "
		  "{ name = \"s4\"; prefixes = [ \"192.168.1.0/26\" ]; }, "
		  "{ name = \"s5\"; prefixes = [ \"192.168.1.16/30\" ]; }, "
		  "{ name = \"s6\"; prefixes = [ \"192.168.2.0/24\" ]; } ); "
		  "}" },
	};
	char *text = small_edited(small_topology, edits);
	const rp_finding *finding;
	struct opened opened;

	(void)state;
	open_text(&opened, text);
	for (int i = 1; i <= 6; i++) {
		struct finding_case c = { .code = "moved-prefix-overlaps",
					  .level = RP_ERROR };
		struct text about = TEXT_INIT;

		text_printf(&about, "net-b|web|net-c|s%d", i);
		c.about = about.bytes;
		assert_int_equal(count(opened.plan, &c, &finding), i < 6);
		text_destroy(&about);
	}
	close_opened(&opened);
	free(text);
}

/* Subnets of one site that overlap and are a pair: no finding, though the
 * address changes. */
static void test_address_change(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "{ name = \"net\"; }, { name = \"safe\"; }",
		  "{ name = \"net\"; subnets = ( { name = \"s\"; "
		  "prefixes = [ \"10.0.0.0/24\" ]; } ); }, "
		  "{ name = \"safe\"; subnets = ( { name = \"s\"; "
		  "prefixes = [ \"10.0.0.0/25\" ]; } ); }" },
		{ "network = \"net\"; }",
		  "network = \"net\"; subnet = \"s\"; }" },
	};
	char *text = small_edited(one_server_topology, edits);
	struct opened opened;

	(void)state;
	open_text(&opened, text);
	assert_int_equal(rp_plan_n_moves(opened.plan), 1);
	for (rp_id i = 0; i < rp_plan_n_findings(opened.plan); i++)
		assert_null(strstr(rp_finding_code(rp_plan_finding(opened.plan,
								   i)),
				   "overlap"));
	close_opened(&opened);
	free(text);
}

/* ---- Too many ----------------------------------------------------------- */

/* 'n' subnets of network 'network'. */
static void add_subnets(struct text *out, const char *network, unsigned n)
{
	text_printf(out, "{ name = \"%s\"; subnets = (", network);
	for (unsigned i = 0; i < n; i++)
		text_printf(out, "%s { name = \"s%u\"; prefixes = "
				 "[ \"10.%u.%u.0/24\" ]; }", i ? "," : "", i,
			    i >> 8, i & 255);
	text_add(out, " ); }");
}

static void add_nics(struct text *out, unsigned n)
{
	text_add(out, "nics = (");
	for (unsigned i = 0; i < n; i++)
		text_printf(out, "%s { name = \"e%u\"; network = \"net-a2\"; "
				 "subnet = \"s%u\"; }", i ? "," : "", i, i);
	text_add(out, " );");
}

/* The small topology with 'n_prefixes' that move and 'n_sites' more sites. */
static char *many(unsigned n_prefixes, unsigned n_sites)
{
	struct edit edits[MOST_EDITS] = {
		{ "{ name = \"net-a2\"; }", NULL },
		{ "{ name = \"net-c\"; }", NULL },
		{ "sites = (\n", NULL },
		{ VM1_END, NULL },
		LINKS(LINK("A", "B")),
		{ "mappings = (", "mappings = ( { source = \"net-a2\"; "
				  "target = \"net-c\"; }," }
	};
	struct text made[4] = { TEXT_INIT, TEXT_INIT, TEXT_INIT, TEXT_INIT };
	char *text;

	add_subnets(&made[0], "net-a2", n_prefixes);
	add_subnets(&made[1], "net-c", n_prefixes);
	text_add(&made[2], "sites = (\n");
	for (unsigned i = 0; i < n_sites; i++)
		text_printf(&made[2], "{ name = \"x%u\"; },\n", i);
	text_add(&made[3], ", { name = \"vm2\"; host = \"ha\"; cpus = 1; "
			   "memory_mib = 1; ");
	add_nics(&made[3], n_prefixes);
	text_add(&made[3], " }");
	for (int i = 0; i < 4; i++)
		edits[i].to = made[i].bytes;
	text = small_edited(small_topology, edits);
	for (int i = 0; i < 4; i++)
		text_destroy(&made[i]);
	return text;
}

static void test_too_many(void **state)
{
	static const struct {
		unsigned n_prefixes;
		unsigned n_sites;
		bool too_many;
	} sizes[] = { { 1023, 510, false }, { 1024, 510, true } };
	const struct finding_case c = { .code = "routes-too-many",
					.level = RP_WARNING,
					.about = "" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		char *text = many(sizes[i].n_prefixes, sizes[i].n_sites);
		const rp_finding *finding;
		struct opened opened;

		open_text(&opened, text);
		assert_int_equal(count(opened.plan, &c, &finding),
				 sizes[i].too_many);
		/* Those of A and B change; no other site has a path. */
		assert_int_equal(rp_plan_n_routes(opened.plan),
				 sizes[i].too_many
					 ? 0
					 : 2 * (sizes[i].n_prefixes + 1));
		close_opened(&opened);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_all_codes),
		cmocka_unit_test(test_one_site),
		cmocka_unit_test(test_each_in_the_way),
		cmocka_unit_test(test_address_change),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
