/* Tests of rules 9: each finding is made where it should be, and is not made in
 * the topology that each case is an edit of.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "findings.h"
#include "fixture.h"
#include "obstacle.h"
#include "small.h"
#include "text.h"

/* ---- One case for each code, at least -------------------------------- */

struct finding_case {
	const char *code;
	enum rp_level level;
	const char *about;    /* Names with '|' between them. */
	const char *text;     /* A part of the sentence. */
	const char *topology; /* NULL: the small one. */
	struct edit edits[MOST_EDITS];
	const char *plan; /* A plan file, or NULL. */
};

#define ALL_OF_B "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]"
#define ONLY(list) \
	{ \
		ALL_OF_B, "logical_networks = [ " list " ]" \
	}
#define NO_ROUND \
	{ \
		"mappings = ( { source = \"net-a\"; target = \"net-b\"; }," \
		"\n             { source = \"net-b\"; target = \"net-a\"; }", \
			"mappings = (" \
	}
#define MORE_MAPPINGS(more) \
	{ \
		"target = \"net-a\"; }", "target = \"net-a\"; }, " more \
	}
#define MORE_NICS(more) \
	{ \
		"        addresses = [ \"192.168.1.20\" ]; }", \
			"        addresses = [ \"192.168.1.20\" ]; }, " more \
	}
#define PIN(pin) SMALL_PLAN "pins = ( " pin " );\n"

static const struct finding_case cases[] = {
	{ .code = "target-unavailable",
	  .level = RP_ERROR,
	  .about = "net-a|net-b|cb",
	  .text = "net-a is mapped to net-b, which is not available in",
	  .edits = { { ALL_OF_B "; # cb",
		       "logical_networks = [ \"ln-c\" ];" } } },
	{ .code = "target-unavailable",
	  .level = RP_WARNING,
	  .about = "net-a|net-b|cb",
	  .text = "not available in cloud cb",
	  .edits = { { ALL_OF_B "; # cb", "logical_networks = [ \"ln-c\" ];" },
		     { "nics = (\n", "replicate = false; nics = (\n" } } },
	{ .code = "nic-outside-cloud",
	  .level = RP_ERROR,
	  .about = "vm1|eth0",
	  .text = "whose logical network is not one of cloud ca",
	  .edits = { { "    logical_networks = [ \"ln-a\" ];\n    vms",
		       "    vms" } } },
	{ .code = "network-unmapped",
	  .level = RP_WARNING,
	  .about = "net-a",
	  .text = "net-a is not mapped",
	  .edits = { NO_ROUND } },
	{ .code = "many-to-one",
	  .level = RP_WARNING,
	  .about = "net-a|net-b|net-c",
	  .text = "mapped to net-a",
	  .edits = { MORE_MAPPINGS("{ source = \"net-c\"; "
				   "target = \"net-a\"; }") } },
	{ .code = "no-way-back",
	  .level = RP_WARNING,
	  .about = "net-a|net-b",
	  .text = "net-b is not mapped back to VMM server VA",
	  .edits = { { ",\n             { source = \"net-b\"; "
		       "target = \"net-a\"; }",
		       "" } } },
	{ .code = "test-network-is-target",
	  .level = RP_WARNING,
	  .about = "net-b|net-a",
	  .text = "connect to net-b",
	  .edits = { { "target = \"net-b\";", "target = \"net-b\"; "
					      "test_network = \"net-b\";" } } },
	{ .code = "mapping-dangling",
	  .level = RP_ERROR,
	  .about = "gone",
	  .text = "names gone",
	  .plan = "format = 1; topology = \"topology.cfg\"; mappings = ( "
		  "{ source = \"gone\"; target = \"net-b\"; } );\n" },
	{ .code = "replica-no-host",
	  .level = RP_ERROR,
	  .about = "vm1|cb",
	  .text = "cloud cb has no host in service",
	  .edits = { { "host_groups = [ \"gb\" ]", "host_groups = [ ]" } } },
	{ .code = "replica-unreachable",
	  .level = RP_ERROR,
	  .about = "vm1|net-b",
	  .text = "cloud cb reaches VM network net-b",
	  .edits = { ONLY("\"ln-c\""), ONLY("\"ln-d\""), ONLY("\"ln-c\"") } },
	{ .code = "replica-networks-apart",
	  .level = RP_ERROR,
	  .about = "vm1|net-b|net-c",
	  .text = "no host in service of cloud cb reaches both net-b and net-c",
	  .edits = { ONLY("\"ln-b\""), ONLY("\"ln-c\""), ONLY("\"ln-d\""),
		     MORE_NICS("{ name = \"eth1\"; network = \"net-a2\"; }"),
		     MORE_MAPPINGS("{ source = \"net-a2\"; "
				   "target = \"net-c\"; }") } },
	{ .code = "replica-networks-spread",
	  .level = RP_ERROR,
	  .about = "vm1",
	  .text = "reaches all of its VM networks",
	  .edits = { ONLY("\"ln-b\", \"ln-c\""), ONLY("\"ln-b\", \"ln-d\""),
		     ONLY("\"ln-c\", \"ln-d\""),
		     MORE_NICS("{ name = \"eth1\"; network = \"net-a2\"; }, "
			       "{ name = \"eth2\"; network = \"net-a3\"; }"),
		     MORE_MAPPINGS("{ source = \"net-a2\"; "
				   "target = \"net-c\"; }, "
				   "{ source = \"net-a3\"; "
				   "target = \"net-d\"; }") } },
	{ .code = "replica-runs-there",
	  .level = RP_ERROR,
	  .about = "vm1|h1",
	  .text = "the only host that it could have is h1, where it runs",
	  .topology = one_server_topology,
	  .edits = { { "logical_networks = [ \"ln\" ]; maintenance = false; } "
		       "); } );",
		       "logical_networks = [ \"ln\" ]; "
		       "maintenance = true; } ); } );" } } },
	{ .code = "replica-no-room",
	  .level = RP_ERROR,
	  .about = "vm1",
	  .text = "has room for its memory",
	  .edits = { { "memory_mib = 1024", "memory_mib = 65537" } } },
	{ .code = "pin-outside-cloud",
	  .level = RP_ERROR,
	  .about = "vm1|ha",
	  .text = "pinned to ha, which is not a host of cloud cb",
	  .plan = PIN("{ vm = \"vm1\"; host = \"ha\"; }") },
	{ .code = "pin-maintenance",
	  .level = RP_ERROR,
	  .about = "vm1|hb1",
	  .text = "pinned to hb1, which is in maintenance",
	  .edits = { { ALL_OF_B "; maintenance = false",
		       ALL_OF_B "; maintenance = true" } },
	  .plan = PIN("{ vm = \"vm1\"; host = \"hb1\"; }") },
	{ .code = "pin-runs-there",
	  .level = RP_ERROR,
	  .about = "vm1|h1",
	  .text = "pinned to h1, where it runs",
	  .topology = one_server_topology,
	  .plan = "format = 1; topology = \"topology.cfg\";\n"
		  "pins = ( { vm = \"vm1\"; host = \"h1\"; } );\n" },
	{ .code = "pin-unreachable",
	  .level = RP_ERROR,
	  .about = "vm1|hb1|net-b",
	  .text = "pinned to hb1, which does not reach VM network net-b",
	  .edits = { ONLY("\"ln-c\"") },
	  .plan = PIN("{ vm = \"vm1\"; host = \"hb1\"; }") },
	{ .code = "pin-no-room",
	  .level = RP_ERROR,
	  .about = "vm1|hb1",
	  .text = "pinned to hb1, which has no room for its CPUs",
	  .edits = { { "name = \"hb1\"; cpus = 8",
		       "name = \"hb1\"; cpus = 0" } },
	  .plan = PIN("{ vm = \"vm1\"; host = \"hb1\"; }") },
	{ .code = "host-overloaded",
	  .level = RP_ERROR,
	  .about = "ha",
	  .text = "ha carries more storage than it has",
	  .edits = { { "storage_gib = 1000", "storage_gib = 9" } } },
	{ .code = "host-loss",
	  .level = RP_WARNING,
	  .about = "h2",
	  .text = "if host h2 fails too, 1 VM has no place: vm1",
	  .topology = one_server_topology },
	{ .code = "cloud-without-logical-network",
	  .level = RP_ERROR,
	  .about = "ca",
	  .text = "cloud ca is in a pair",
	  .edits = { { "    logical_networks = [ \"ln-a\" ];\n    vms",
		       "    vms" } } },
	{ .code = "cloud-without-host",
	  .level = RP_ERROR,
	  .about = "cb",
	  .text = "cloud cb is in a pair and has no host",
	  .edits = { { "host_groups = [ \"gb\" ]", "host_groups = [ ]" } } },
	{ .code = "logical-network-empty",
	  .level = RP_WARNING,
	  .about = "ln-d|cb",
	  .text = "ln-d of cloud cb has no VM network",
	  .edits = { { "vm_networks = ( { name = \"net-d\"; } )",
		       "vm_networks = ( )" } } },
	{ .code = "pin-dangling",
	  .level = RP_ERROR,
	  .about = "hb9",
	  .text = "names hb9",
	  .plan = PIN("{ vm = \"vm1\"; host = \"hb9\"; }") },
	{ .code = "accepted-forgotten",
	  .level = RP_NOTICE,
	  .about = "",
	  .text = "that is forgotten",
	  .plan = SMALL_PLAN "accepted = [ \"VA\tgone\tVB\thb1\" ];\n" },
	{ .code = "vm-without-nic",
	  .level = RP_NOTICE,
	  .about = "vm2",
	  .text = "vm2 is replicated and has no NIC",
	  .edits = { MORE_VM("vm2", "") } },
	{ .code = "subnet-first",
	  .level = RP_NOTICE,
	  .about = "vm1|eth0",
	  .text = "goes to subnet web2, the first of VM network net-b",
	  .edits = { { "\"web\"; # b", "\"web2\";" } } },
	{ .code = "pin-unusable",
	  .level = RP_ERROR,
	  .about = "vm1|eth0",
	  .text = "192.168.1.1, which it cannot have: no pool",
	  .plan = PIN("{ vm = \"vm1\"; nic = \"eth0\"; "
		      "addresses = [ \"192.168.1.1\" ]; }") },
	{ .code = "pin-twice",
	  .level = RP_ERROR,
	  .about = "vm2|eth0",
	  .text = "192.168.1.99, which is pinned to NIC eth0 of VM vm1",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")) },
	  .plan = PIN("{ vm = \"vm1\"; nic = \"eth0\"; "
		      "addresses = [ \"192.168.1.99\" ]; }, "
		      "{ vm = \"vm2\"; nic = \"eth0\"; "
		      "addresses = [ \"192.168.1.99\" ]; }") },
	{ .code = "pin-ignored",
	  .level = RP_ERROR,
	  .about = "vm1|eth0",
	  .text = "2001:db8::1, and has no static address of that family",
	  .plan = PIN("{ vm = \"vm1\"; nic = \"eth0\"; "
		      "addresses = [ \"2001:db8::1\" ]; }") },
	{ .code = "address-none",
	  .level = RP_ERROR,
	  .about = "vm1|eth0",
	  .text = "allocation will fail for 192.168.1.20 of NIC eth0 of VM "
		  "vm1: no pool of subnet web of VM network net-b has a "
		  "usable address",
	  .edits = { { "pools = ( { name = \"pool-b\"; first = "
		       "\"192.168.1.10\";\n                  last = "
		       "\"192.168.1.200\"; } );",
		       "" } } },
	{ .code = "address-none",
	  .level = RP_ERROR,
	  .about = "vm1|eth0",
	  .text = "no pool on VM network net-c has a usable address",
	  .edits = { { "target = \"net-b\"", "target = \"net-c\"" } } },
	{ .code = "dhcp-unserved",
	  .level = RP_WARNING,
	  .about = "vm1|eth0",
	  .text = "net-b has no DHCP scope",
	  .edits = { { "        addresses = [ \"192.168.1.20\" ];", "" } } },
	{ .code = "linux-address-changes",
	  .level = RP_WARNING,
	  .about = "vm1",
	  .text = "its guest is Linux",
	  .edits = { { "nics = (\n", "os = \"linux\"; nics = (\n" },
		     { "target = \"net-b\";",
		       "target = \"net-b\"; addresses = \"next\";" } } },
	{ .code = "address-changes",
	  .level = RP_NOTICE,
	  .about = "vm1|eth0",
	  .text = "changes from 192.168.1.20 to 192.168.1.10",
	  .edits = { { "target = \"net-b\";",
		       "target = \"net-b\"; addresses = \"next\";" } } },
	{ .code = "pool-outside-prefix",
	  .level = RP_ERROR,
	  .about = "net-a|web|pool-a",
	  .text = "pool-a is outside",
	  .edits = { { "192.168.1.200", "192.168.2.200" } } },
	{ .code = "pools-overlap",
	  .level = RP_ERROR,
	  .about = "net-a|web|more|pool-a",
	  .text = "more and pool-a",
	  .edits = { { "pools = ( ",
		       "pools = ( { name = \"more\"; first = \"192.168.1.9\"; "
		       "last = \"192.168.1.10\"; }, " } } },
	{ .code = "gateway-outside-prefix",
	  .level = RP_ERROR,
	  .about = "net-a|web",
	  .text = "gateway 10.0.0.1 is outside",
	  .edits = { { "gateways = [ \"192.168.1.1\" ]",
		       "gateways = [ \"10.0.0.1\" ]" } } },
	{ .code = "address-twice",
	  .level = RP_ERROR,
	  .about = "vm1|vm2|net-a",
	  .text = "vm1 and vm2 both have address 192.168.1.20",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.20")) } },
	{ .code = "dns-name-invalid",
	  .level = RP_ERROR,
	  .about = "vm1|eth0|no_host",
	  .text = "no_host",
	  .edits = { { "addresses = [ \"192.168.1.20\" ];",
		       "addresses = [ \"192.168.1.20\" ]; "
		       "dns_name = \"no_host\";" } } },
	{ .code = "plan-file-topology",
	  .level = RP_WARNING,
	  .about = "other.cfg|topology.cfg",
	  .text = "made for other.cfg",
	  .plan = "format = 1; topology = \"other.cfg\";\n" },
	{ .code = "names-differ-in-case",
	  .level = RP_WARNING,
	  .about = "vm1|VM1",
	  .text = "vm1 and VM1",
	  .edits = { MORE_VM("VM1", WEB_NIC("192.168.1.21")) } },
	{ .code = "names-differ-in-case",
	  .level = RP_WARNING,
	  .about = "\xC3\xA9t\xC3\xA9|\xC3\x89t\xC3\xA9|vm2",
	  .text = "differ only in case",
	  .edits = { MORE_VM("vm2", "{ name = \"\xC3\xA9t\xC3\xA9\"; "
				    "network = \"net-a2\"; }, "
				    "{ name = \"\xC3\x89t\xC3\xA9\"; "
				    "network = \"net-a2\"; }") } },
	{ .code = "reserved-outside-pool",
	  .level = RP_WARNING,
	  .about = "net-a|web|pool-a",
	  .text = "reserves 192.168.1.201, which it does not have",
	  .edits = { { "last = \"192.168.1.200\";",
		       "last = \"192.168.1.200\"; "
		       "reserved = [ \"192.168.1.190-192.168.1.210\" ];" } } },
	{ .code = "subnets-overlap",
	  .level = RP_WARNING,
	  .about = "net-a|web|net-a2|half",
	  .text = "192.168.1.0/24 and 192.168.1.128/25",
	  .edits = { { "{ name = \"net-a2\"; }",
		       "{ name = \"net-a2\"; subnets = ( { name = \"half\"; "
		       "prefixes = [ \"192.168.1.128/25\" ]; } ); }" } } },
	{ .code = "vm-address-outside",
	  .level = RP_WARNING,
	  .about = "vm1|eth0",
	  .text = "192.168.2.20",
	  .edits = { { "192.168.1.20\" ]", "192.168.2.20\" ]" } } },
	{ .code = "vm-address-gateway",
	  .level = RP_WARNING,
	  .about = "vm1|eth0",
	  .text = "192.168.1.1 of NIC",
	  .edits = { { "192.168.1.20\" ]", "192.168.1.1\" ]" } } },
	{ .code = "vm-address-special",
	  .level = RP_WARNING,
	  .about = "vm1|eth0",
	  .text = "192.168.1.255",
	  .edits = { { "192.168.1.20\" ]", "192.168.1.255\" ]" } } },
	{ .code = "unknown-setting",
	  .level = RP_NOTICE,
	  .about = "colour",
	  .text = "setting colour in topology.cfg, line ",
	  .edits = { { "memory_mib = 1024;",
		       "memory_mib = 1024; colour = \"red\";" } } },
	{ .code = "unknown-column",
	  .level = RP_NOTICE,
	  .about = "colour",
	  .text = "column colour in more.csv",
	  .edits = { { VM1_END " );", " ); inventory = \"more.csv\";" } } },
};

#define N_CASES (sizeof cases / sizeof *cases)

/* ---- Reading findings ------------------------------------------------- */

/* A topology with a session over it. */
struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void open_text(struct opened *out, const char *text, const char *plan)
{
	char *path = plan ? fixture_file("case.plan.cfg", plan) : NULL;

	out->topology = fixture_topology(text);
	out->session = fixture_session(out->topology, path);
	out->plan = rp_session_plan(out->session);
	free(path);
}

/* The table that one of the cases names. */
static const char table[] =
	"vm,host,cpus,memory_mib,storage_gib,nic,network,subnet,address,"
	"colour\r\n"
	"vm2,ha,1,1024,10,eth0,net-a,web,192.168.1.21,red\r\n";

static void open_case(struct opened *out, const struct finding_case *c)
{
	char *text = small_edited(c->topology ? c->topology : small_topology,
				  c->edits);

	free(fixture_file("more.csv", table));
	open_text(out, text, c->plan);
	free(text);
}

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

/* The first finding of 'code' and 'level' that is about 'about', NULL for any;
 * NULL where there is none. */
static const rp_finding *find(const rp_plan *plan, const char *code,
			      enum rp_level level, const char *about)
{
	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++) {
		const rp_finding *finding = rp_plan_finding(plan, i);
		struct text names = TEXT_INIT;
		bool same;

		for (size_t j = 0; j < rp_finding_n_about(plan, finding); j++) {
			text_add(&names, j > 0 ? "|" : "");
			text_add(&names, rp_finding_about(plan, finding, j));
		}
		text_add(&names, "");
		same = strcmp(rp_finding_code(finding), code) == 0 &&
		       rp_finding_level(finding) == level &&
		       (!about || strcmp(names.bytes, about) == 0);
		text_destroy(&names);
		if (same)
			return finding;
	}
	return NULL;
}

static void print_findings(const rp_plan *plan)
{
	char *json;
	size_t size;

	assert_int_equal(rp_export_findings_json(&json, &size, plan), RP_OK);
	print_message("%s", json);
	free(json);
}

/* ---- The cases --------------------------------------------------------- */

static void test_nothing_to_find(void **state)
{
	struct opened opened;

	(void)state;
	open_text(&opened, small_topology, NULL);
	if (rp_plan_n_findings(opened.plan) > 0)
		print_findings(opened.plan);
	assert_int_equal(rp_plan_n_findings(opened.plan), 0);
	assert_int_equal(rp_plan_summary(opened.plan)->retained, 1);
	close_opened(&opened);
}

static void test_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CASES; i++) {
		const rp_finding *finding;
		struct opened opened;
		char *text;

		open_case(&opened, &cases[i]);
		finding = find(opened.plan, cases[i].code, cases[i].level,
			       cases[i].about);
		if (!finding) {
			print_findings(opened.plan);
			fail_msg("case %zu: no %s", i, cases[i].code);
		}
		text = rp_finding_text(opened.plan, finding, RP_ENGLISH);
		if (!strstr(text, cases[i].text) || strchr(text, '{'))
			fail_msg("case %zu: \"%s\"", i, text);
		free(text);
		close_opened(&opened);
	}
}

static const char *const codes[] = {
#define FINDING(id, code, level, n_about, sentence, remedy) code,
#include "findings.def"
#undef FINDING
};

/* Those of rules 7 are tested in test_findings_moves.c. */
static bool is_of_moves(size_t code)
{
	return code >= FINDING_VM_LEFT_BEHIND && code <= FINDING_DNS_TTL_LONG;
}

/* Found only by a plan that was spoilt by hand: see test_unplaced(). */
static const char spoilt[] = "replica-unplaced";

static void test_all_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_FINDING_CODES; i++) {
		bool tested = strcmp(codes[i], spoilt) == 0 ||
			      is_of_moves(i);

		for (size_t j = 0; j < N_CASES; j++)
			tested = tested || !strcmp(cases[j].code, codes[i]);
		if (!tested)
			fail_msg("no case for %s", codes[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(codes[i], codes[j]);
	}
}

/* Sentences are not sentences twice over, and remedies name no argument that
 * is not there. */
static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CASES; i++) {
		struct opened opened;

		open_case(&opened, &cases[i]);
		for (rp_id j = 0; j < rp_plan_n_findings(opened.plan); j++) {
			const rp_finding *finding =
				rp_plan_finding(opened.plan, j);
			char *text =
				rp_finding_text(opened.plan, finding, RP_LOCAL);
			char *remedy = rp_finding_remedy(opened.plan, finding,
							 RP_LOCAL);

			assert_true(text[strlen(text) - 1] != '.');
			assert_null(strchr(text, '{'));
			assert_null(strchr(remedy, '{'));
			free(text);
			free(remedy);
		}
		close_opened(&opened);
	}
}

/* ---- Order and objects -------------------------------------------------- */

static void test_order(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		MORE_VM("VM1", WEB_NIC("192.168.1.20")),
		{ "gateways = [ \"192.168.1.1\" ]",
		  "gateways = [ \"10.0.0.1\" ]" },
		{ "target = \"net-b\";",
		  "target = \"net-b\"; addresses = \"next\";" },
	};
	char *text = small_edited(small_topology, edits);
	struct opened opened;
	const struct findings *findings;

	(void)state;
	open_text(&opened, text, NULL);
	findings = &opened.plan->findings;
	assert_true(findings->n >= 5);
	assert_int_equal(rp_plan_summary(opened.plan)->errors +
				 rp_plan_summary(opened.plan)->warnings +
				 rp_plan_summary(opened.plan)->notices,
			 findings->n);
	for (uint32_t i = 1; i < findings->n; i++) {
		const struct rp_finding *a = &findings->at[i - 1];
		const struct rp_finding *b = &findings->at[i];

		assert_true(a->level <= b->level);
		if (a->level == b->level)
			assert_true(a->position <= b->position);
	}
	close_opened(&opened);
	free(text);
}

static void test_objects(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "gateways = [ \"192.168.1.1\" ]",
		  "gateways = [ \"10.0.0.1\" ]" },
	};
	char *text = small_edited(small_topology, edits);
	const rp_finding *finding;
	struct opened opened;
	enum rp_kind kind;
	rp_id id;

	(void)state;
	open_text(&opened, text, "format = 1; topology = \"other.cfg\";\n");
	finding = find(opened.plan, "gateway-outside-prefix", RP_ERROR, NULL);
	assert_non_null(finding);
	assert_true(rp_finding_object(opened.plan, finding, 1, &kind, &id));
	assert_int_equal(kind, RP_SUBNET);
	assert_string_equal(rp_name(opened.topology, RP_SUBNET, id), "web");
	finding = find(opened.plan, "plan-file-topology", RP_WARNING, NULL);
	assert_non_null(finding);
	assert_false(rp_finding_object(opened.plan, finding, 0, &kind, &id));
	close_opened(&opened);
	free(text);
}

/* A remedy is the one that the availability table gives. */
static void test_target_remedy(void **state)
{
	const rp_finding *finding;
	struct opened opened;
	char *remedy;
	char *expected;
	rp_id target;

	(void)state;
	open_case(&opened, &cases[0]);
	finding = find(opened.plan, "target-unavailable", RP_ERROR, NULL);
	assert_non_null(finding);
	target = fixture_id(opened.topology, RP_NETWORK, "net-b");
	remedy = rp_finding_remedy(opened.plan, finding, RP_ENGLISH);
	expected = rp_target_remedy(opened.topology, target, 0, RP_ENGLISH);
	assert_string_equal(remedy, expected);
	free(remedy);
	free(expected);
	close_opened(&opened);
}

/* ---- What is left out ---------------------------------------------------- */

#define DHCP_SCOPE(last) \
	"dhcp = { first = \"192.168.1.201\"; last = \"" last "\"; }; "

/* DHCP scopes of the source subnet and of the target's, and whether the NIC is
 * served. */
static const struct {
	const char *source;
	const char *target;
	bool served;
	bool other_prefix;
} scopes[] = {
	{ "", "", false, false },
	{ "", DHCP_SCOPE("192.168.1.210"), true, false },
	{ DHCP_SCOPE("192.168.1.210"), "", false, false },
	{ DHCP_SCOPE("192.168.1.210"), DHCP_SCOPE("192.168.1.210"), true,
	  false },
	{ DHCP_SCOPE("192.168.1.211"), DHCP_SCOPE("192.168.1.210"), false,
	  false },
	{ DHCP_SCOPE("192.168.1.211"), DHCP_SCOPE("192.168.1.210"), true,
	  true },
};

static void test_dhcp(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		struct text source = TEXT_INIT;
		struct text target = TEXT_INIT;
		struct opened opened;
		char *text;

		text_printf(&source, "name = \"web\"; %s\n", scopes[i].source);
		text_printf(&target, "name = \"web\"; %s\n", scopes[i].target);
		text = small_edited(
			small_topology,
			(struct edit[MOST_EDITS]){
				{ "name = \"web\";\n", source.bytes },
				{ "name = \"web\"; # b\n", target.bytes },
				{ "        addresses = [ \"192.168.1.20\" ];",
				  "" },
				{ "192.168.1.0/24",
				  scopes[i].other_prefix ? "192.168.0.0/23"
							 : "192.168.1.0/24" },
			});
		open_text(&opened, text, NULL);
		assert_int_equal(find(opened.plan, "dhcp-unserved", RP_WARNING,
				      NULL) == NULL,
				 scopes[i].served);
		close_opened(&opened);
		text_destroy(&source);
		text_destroy(&target);
		free(text);
	}
}

/* Equal prefixes at one site are no finding where the plan joins them. */
static void test_joined_subnets(void **state)
{
	const char *const subnets =
		"{ name = \"net\"; subnets = ( { name = \"s\"; prefixes = "
		"[ \"10.0.0.0/24\" ]; } ); }, { name = \"safe\"; subnets = "
		"( { name = \"s\"; prefixes = [ \"10.0.0.0/24\" ]; } ); }";
	const struct edit edits[MOST_EDITS] = {
		{ "{ name = \"net\"; }, { name = \"safe\"; }", subnets },
		{ "network = \"net\"; }",
		  "network = \"net\"; subnet = \"s\"; }" },
	};
	const struct edit apart[MOST_EDITS] = {
		{ "{ name = \"net\"; }, { name = \"safe\"; }", subnets },
		{ "network = \"net\"; }",
		  "network = \"net\"; subnet = \"s\"; }" },
		{ "source = \"net\"; target = \"safe\";",
		  "source = \"safe\"; target = \"net\";" },
		{ ",\n             { source = \"safe\"; target = \"net\"; }",
		  "" },
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		char *text =
			small_edited(one_server_topology, i ? apart : edits);
		struct opened opened;

		open_text(&opened, text, NULL);
		assert_int_equal(find(opened.plan, "subnets-overlap",
				      RP_WARNING, NULL) != NULL,
				 i == 1);
		close_opened(&opened);
		free(text);
	}
}

/* What is kept free on a host is no part of what it lacks. */
static void test_reserve(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "{ name = \"ga\"; ",
		  "{ name = \"ga\"; reserve = { cpus = 8; }; " },
	};
	char *text = small_edited(small_topology, edits);
	struct opened opened;

	(void)state;
	open_text(&opened, text, NULL);
	assert_null(find(opened.plan, "host-overloaded", RP_ERROR, NULL));
	close_opened(&opened);
	free(text);
}

/* ---- One host fails ----------------------------------------------------- */

/* Pinned replicas of VMs that are left over: so many are named. */
static const struct {
	const char *pins;
	const char *text;
	const char *remedy;
} losses[] = {
	{ "{ vm = \"vm2\"; host = \"hb1\"; }, "
	  "{ vm = \"vm3\"; host = \"hb1\"; }",
	  "if host hb1 fails too, 2 VMs have no place: vm2, vm3 "
	  "(pinned to hb1)",
	  "remove the pins of VMs vm2, vm3" },
	{ "{ vm = \"vm2\"; host = \"hb1\"; }, "
	  "{ vm = \"vm3\"; host = \"hb1\"; }, "
	  "{ vm = \"vm4\"; host = \"hb1\"; }",
	  "if host hb1 fails too, 3 VMs have no place: vm2, vm3, vm4 "
	  "(pinned to hb1)",
	  "remove the pins of VMs vm2, vm3, vm4" },
	{ "{ vm = \"vm1\"; host = \"hb1\"; }, "
	  "{ vm = \"vm2\"; host = \"hb1\"; }, "
	  "{ vm = \"vm3\"; host = \"hb1\"; }, "
	  "{ vm = \"vm4\"; host = \"hb1\"; }",
	  "if host hb1 fails too, 4 VMs have no place: vm1, vm2, vm3, ... "
	  "(pinned to hb1)",
	  "remove the pins of VMs vm1, vm2, vm3, ..." },
};

#define ONE_MORE(name, address) \
	", { name = \"" name "\"; host = \"ha\"; cpus = 1; " \
	"memory_mib = 1024; storage_gib = 10; nics = ( " WEB_NIC(address) \
	" ); }"

static void test_losses(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ VM1_END, ONE_MORE("vm2", "192.168.1.22")
			   ONE_MORE("vm3", "192.168.1.23")
			   ONE_MORE("vm4", "192.168.1.24") },
	};
	char *topology = small_edited(small_topology, edits);

	(void)state;
	for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
		const rp_finding *finding;
		struct text plan = TEXT_INIT;
		struct opened opened;
		char *text;

		text_printf(&plan, SMALL_PLAN "pins = ( %s );\n",
			    losses[i].pins);
		open_text(&opened, topology, plan.bytes);
		finding = find(opened.plan, "host-loss", RP_WARNING, "hb1");
		assert_non_null(finding);
		text = rp_finding_text(opened.plan, finding, RP_ENGLISH);
		assert_string_equal(text, losses[i].text);
		free(text);
		text = rp_finding_remedy(opened.plan, finding, RP_ENGLISH);
		assert_string_equal(text, losses[i].remedy);
		free(text);
		close_opened(&opened);
		text_destroy(&plan);
	}
	free(topology);
}

/* What is not proven is not said to be so. */
static void test_loss_not_proven(void **state)
{
	const rp_finding *finding;
	struct opened opened;
	char *text;

	(void)state;
	open_text(&opened, one_server_topology, NULL);
	finding = find(opened.plan, "host-loss", RP_WARNING, "h2");
	assert_non_null(finding);
	opened.plan->losses.at[opened.plan->host_index[1]].proven = false;
	text = rp_finding_text(opened.plan, finding, RP_ENGLISH);
	assert_string_equal(text, "if host h2 fails too, "
				  "no place found for 1 VM: vm1 "
				  "(VM and replica would share the only other "
				  "host)");
	free(text);
	close_opened(&opened);
}

/* ---- A replica that nothing stands in the way of ---------------------------
 */

static void test_unplaced(void **state)
{
	struct obstacles obstacles;
	struct obstacle obstacle;
	struct opened opened;
	rp_plan *plan;

	(void)state;
	open_text(&opened, small_topology, NULL);
	assert_int_equal(plan_make(&plan, opened.topology,
				   &opened.plan->decisions, NULL, NULL, NULL),
			 RP_OK);
	plan->replicas[0].host = RP_NONE;
	assert_true(obstacles_init(&obstacles, plan));
	obstacles_find(&obstacle, &obstacles, 0);
	assert_string_equal(codes[obstacle.code], spoilt);
	obstacles_destroy(&obstacles);
	rp_plan_free(plan);
	close_opened(&opened);
}

static void test_level_names(void **state)
{
	(void)state;
	assert_string_equal(rp_level_name(RP_ERROR), "error");
	assert_string_equal(rp_level_name(RP_WARNING), "warning");
	assert_string_equal(rp_level_name(RP_NOTICE), "notice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_to_find),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_all_codes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_target_remedy),
		cmocka_unit_test(test_dhcp),
		cmocka_unit_test(test_joined_subnets),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_loss_not_proven),
		cmocka_unit_test(test_unplaced),
		cmocka_unit_test(test_level_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
