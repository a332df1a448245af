/* Tests of explanations (rules 4 to 6).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "small.h"

struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void open_edited(struct opened *out, const char *topology,
			const struct edit *edits, const char *plan)
{
	char *text = small_edited(topology ? topology : small_topology, edits);
	char *path = plan ? fixture_file("case.plan.cfg", plan) : NULL;

	out->topology = fixture_topology(text);
	out->session = fixture_session(out->topology, path);
	out->plan = rp_session_plan(out->session);
	free(path);
	free(text);
}

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

/* Compares, and frees 'text'. */
static void check(char *text, const char *expected)
{
	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

#define ALL_OF_B "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]"
#define HB1 "hb1\"; cpus = 8; memory_mib = 65536; storage_gib = 1000; "
#define ONLY(list) \
	{ \
		ALL_OF_B, "logical_networks = [ " list " ]" \
	}
#define PINS(pins) SMALL_PLAN "pins = ( " pins " );\n"
#define ACCEPTED(host) \
	SMALL_PLAN "accepted = [ \"VA\tvm1\tVB\t" host "\teth0\" ];\n"

/* ---- Hosts -----------------------------------------------------------------
 */

static const struct {
	const char *expected; /* Of vm1. */
	struct edit edits[MOST_EDITS];
	const char *topology;
	const char *plan;
} hosts[] = {
	{ .expected = "least loaded of 3 hosts that reach net-b" },
	{ .expected = "least loaded of 2 hosts that reach net-b",
	  .edits = { ONLY("\"ln-c\"") } },
	{ .expected = "the only choice: 1 host that reaches net-b",
	  .edits = { ONLY("\"ln-c\""), ONLY("\"ln-c\"") } },
	{ .expected = "the only one with room of 3 hosts that reach net-b",
	  .edits = { { "hb1\"; cpus = 8", "hb1\"; cpus = 0" },
		     { "hb2\"; cpus = 8", "hb2\"; cpus = 0" } } },
	{ .expected = "least loaded of 3 hosts of cloud cb",
	  .edits = { { "source = \"net-a\"", "source = \"net-a2\"" } } },
	{ .expected = "least loaded of 3 hosts that reach its 2 VM networks",
	  .edits = { { "        addresses = [ \"192.168.1.20\" ]; }",
		       "        addresses = [ \"192.168.1.20\" ]; }, "
		       "{ name = \"eth1\"; network = \"net-a2\"; }" },
		     { "target = \"net-a\"; }",
		       "target = \"net-a\"; }, { source = \"net-a2\"; "
		       "target = \"net-c\"; }" } } },
	{ .expected = "the only choice: 1 host that reaches safe",
	  .topology = one_server_topology },
	{ .expected = "pinned to hb3",
	  .plan = PINS("{ vm = \"vm1\"; host = \"hb3\"; }") },
	{ .expected = "kept from the accepted plan, one of 3 hosts that reach "
		      "net-b",
	  .plan = ACCEPTED("hb2") },
	{ .expected = "least loaded of 3 hosts that reach net-b",
	  .plan = ACCEPTED("") },
	/* The accepted plan has it elsewhere, where it cannot stay. */
	{ .expected = "least loaded of 2 hosts that reach net-b; moved: hb1 "
		      "does not reach net-b",
	  .edits = { ONLY("\"ln-c\"") },
	  .plan = ACCEPTED("hb1") },
	{ .expected = "least loaded of 2 hosts that reach net-b; moved: hb1 is "
		      "in maintenance",
	  .edits = { { HB1 ALL_OF_B "; maintenance = false",
		       HB1 ALL_OF_B "; maintenance = true" } },
	  .plan = ACCEPTED("hb1") },
	{ .expected = "least loaded of 3 hosts that reach net-b; moved: hb1 "
		      "has no room for its CPUs: 1 needed, 0 free",
	  .edits = { { "hb1\"; cpus = 8", "hb1\"; cpus = 0" } },
	  .plan = ACCEPTED("hb1") },
	{ .expected = "least loaded of 3 hosts that reach net-b; moved off "
		      "hb1, which would stand at 100.0%, above the target of "
		      "85.0%",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")),
		     { "hb1\"; cpus = 8", "hb1\"; cpus = 2" } },
	  .plan = ACCEPTED("hb1") "pins = ( { vm = \"vm2\"; host = \"hb1\"; } "
				  ");\n" },
	{ .expected = "least loaded of 3 hosts that reach net-b; moved off "
		      "hb1, which carries vm2 of its availability set",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB },
	  .plan = ACCEPTED("hb1") "pins = ( { vm = \"vm2\"; host = \"hb1\"; } "
				  ");\n" },
	/* hb1 would be loaded less with both. */
	{ .expected = "least loaded of 3 hosts that reach net-b, apart from "
		      "the others of availability set web",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB,
		     { "hb1\"; cpus = 8", "hb1\"; cpus = 64" } },
	  .plan = PINS("{ vm = \"vm2\"; host = \"hb1\"; }") },
	/* The set did not decide. */
	{ .expected = "least loaded of 3 hosts that reach net-b",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB },
	  .plan = PINS("{ vm = \"vm2\"; host = \"hb1\"; }") },
	/* It shares its host, also by pins. */
	{ .expected = "the only choice: 1 host that reaches net-b; shares hb3 "
		      "with vm2 of availability set web",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB,
		     ONLY("\"ln-c\""), ONLY("\"ln-c\"") } },
	{ .expected = "pinned to hb1; shares hb1 with vm2 of availability set "
		      "web",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB },
	  .plan = PINS("{ vm = \"vm1\"; host = \"hb1\"; }, "
		       "{ vm = \"vm2\"; host = \"hb1\"; }") },
	{ .expected = "VM vm1 is not placed: no host in service of cloud cb "
		      "reaches VM network net-b",
	  .edits = { ONLY("\"ln-c\""), ONLY("\"ln-c\""), ONLY("\"ln-c\"") } },
	{ .expected = "VM vm1 is not placed: no host that it could have has "
		      "room for its CPUs",
	  .edits = { { "hb1\"; cpus = 8", "hb1\"; cpus = 0" },
		     { "hb2\"; cpus = 8", "hb2\"; cpus = 0" },
		     { "hb3\"; cpus = 8", "hb3\"; cpus = 0" } } },
	{ .expected = "VM vm1 is not placed: it is pinned to hb1, which has no "
		      "room for its memory",
	  .edits = { { "hb1\"; cpus = 8; memory_mib = 65536",
		       "hb1\"; cpus = 8; memory_mib = 1023" } },
	  .plan = PINS("{ vm = \"vm1\"; host = \"hb1\"; }") },
};

static void test_hosts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct opened opened;

		open_edited(&opened, hosts[i].topology, hosts[i].edits,
			    hosts[i].plan);
		check(rp_explain_host(opened.plan, 0, RP_ENGLISH),
		      hosts[i].expected);
		close_opened(&opened);
	}
}

/* A host that is not the least loaded is not said to be: in a plan that was
 * made worse by hand, vm1 is where the larger vm2 is. */
static void test_not_least_loaded(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ VM1_END, ", { name = \"vm2\"; host = \"ha\"; cpus = 4; "
			   "memory_mib = 1024; storage_gib = 10; "
			   "nics = (); }" },
	};
	struct opened opened;
	rp_plan *plan;
	rp_id host;

	(void)state;
	open_edited(&opened, NULL, edits, NULL);
	assert_int_equal(plan_make(&plan, opened.topology,
				   &opened.plan->decisions, NULL, NULL, NULL),
			 RP_OK);
	host = plan->replicas[1].host;
	assert_int_not_equal(plan->replicas[0].host, host);
	plan->replicas[0].host = host;
	check(rp_explain_host(plan, 0, RP_ENGLISH),
	      "one of 3 hosts that reach net-b, chosen for the plan as a "
	      "whole");
	rp_plan_free(plan);
	close_opened(&opened);
}

/* ---- NICs -------------------------------------------------------------------
 */

#define UNUSED "192.168.1.10 next free of pool pool-b: "

static const struct {
	const char *connection; /* Of vm1's first NIC; NULL: not compared. */
	const char *subnet;
	const char *address;
	struct edit edits[MOST_EDITS];
	const char *plan;
} nics[] = {
	{ "VM network net-a is mapped to net-b",
	  "web has the name of the NIC's own subnet",
	  "192.168.1.20 retained: it is in pool pool-b and free",
	  { { NULL, NULL } },
	  NULL },
	{ "not connected: VM network net-a is not mapped to VMM server VB",
	  "not connected",
	  "not connected",
	  { { "source = \"net-a\"", "source = \"net-a2\"" } },
	  NULL },
	{ "not connected: VM network net-a is mapped to net-b, which is not "
	  "available in cloud cb",
	  "not connected",
	  "not connected",
	  { { ALL_OF_B "; # cb", "logical_networks = [ \"ln-c\" ];" } },
	  NULL },
	{ "VM network net-a is mapped to net-c",
	  "VM network net-c has no subnet",
	  "no address: VM network net-c has no pool",
	  { { "target = \"net-b\"", "target = \"net-c\"" } },
	  NULL },
	{ NULL,
	  "web2 is the first subnet of VM network net-b at host group gb: none "
	  "there has the name of the NIC's own",
	  NULL,
	  { { "\"web\"; # b", "\"web2\";" } },
	  NULL },
	{ NULL,
	  "the replica is not placed",
	  "the replica is not placed",
	  { { "memory_mib = 1024", "memory_mib = 99999" } },
	  NULL },
	{ NULL,
	  NULL,
	  "DHCP: not managed",
	  { { "        addresses = [ \"192.168.1.20\" ];", "" } },
	  NULL },
	{ NULL,
	  NULL,
	  "no address of this family",
	  { { "prefixes = [ \"192.168.1.0/24\" ]",
	      "prefixes = [ \"192.168.1.0/24\", \"2001:db8::/64\" ]" },
	    { "addresses = [ \"192.168.1.20\" ]",
	      "addresses = [ \"2001:db8::20\" ]" } },
	  NULL },
	{ NULL,
	  NULL,
	  "192.168.1.77 pinned",
	  { { NULL, NULL } },
	  PINS("{ vm = \"vm1\"; nic = \"eth0\"; "
	       "addresses = [ \"192.168.1.77\" ]; }") },
	{ NULL,
	  NULL,
	  "no address: 192.168.1.7 is in no pool of subnet web",
	  { { NULL, NULL } },
	  PINS("{ vm = \"vm1\"; nic = \"eth0\"; "
	       "addresses = [ \"192.168.1.7\" ]; }") },
	{ NULL,
	  NULL,
	  "no address: no pool of subnet web has a usable address",
	  { { "{ name = \"pool-b\"; first = \"192.168.1.10\";\n"
	      "                  last = \"192.168.1.200\"; }",
	      "" } },
	  NULL },
	{ NULL,
	  NULL,
	  UNUSED "the mapping retains no address",
	  { { "target = \"net-b\";",
	      "target = \"net-b\"; addresses = \"next\";" } },
	  NULL },
	{ NULL,
	  NULL,
	  UNUSED "kept from the accepted plan",
	  { { NULL, NULL } },
	  SMALL_PLAN "accepted = [ \"VA\tvm1\tVB\thb2\teth0\tnet-b\tretain\t"
		     "192.168.1.10 next\" ];\n" },
	{ NULL,
	  NULL,
	  UNUSED "192.168.1.5 is in no pool of subnet web",
	  { { "192.168.1.20\" ]", "192.168.1.5\" ]" } },
	  NULL },
	{ NULL,
	  NULL,
	  UNUSED "192.168.1.20 is reserved in pool pool-b",
	  { { "name = \"pool-b\";",
	      "name = \"pool-b\"; reserved = [ \"192.168.1.20\" ];" } },
	  NULL },
	{ NULL,
	  NULL,
	  UNUSED "192.168.1.20 is a gateway of subnet web",
	  { { "\"web\"; # b\n      prefixes = [ \"192.168.1.0/24\" ];\n"
	      "      gateways = [ \"192.168.1.1\" ]",
	      "\"web\"; prefixes = [ \"192.168.1.0/24\" ]; "
	      "gateways = [ \"192.168.1.20\" ]" } },
	  NULL },
	{ NULL,
	  NULL,
	  UNUSED "192.168.1.20 is given to the replica of NIC eth0 "
		 "of VM vm2",
	  { MORE_VM("vm2", WEB_NIC("192.168.1.21")) },
	  PINS("{ vm = \"vm2\"; nic = \"eth0\"; "
	       "addresses = [ \"192.168.1.20\" ]; }") },
	{ NULL,
	  NULL,
	  UNUSED "192.168.1.20 is held by NIC eth0 of VM local",
	  { { "{ name = \"cb\"; host_groups = [ \"gb\" ];",
	      "{ name = \"own\"; host_groups = [ \"gb\" ]; logical_networks = "
	      "[ \"ln-b\" ]; vms = ( { name = \"local\"; host = \"hb1\"; "
	      "cpus = 1; memory_mib = 1; storage_gib = 1; nics = ( { name = "
	      "\"eth0\"; network = \"net-b\"; subnet = \"web\"; addresses = [ "
	      "\"192.168.1.20\" ]; } ); } ); }, "
	      "{ name = \"cb\"; host_groups = [ \"gb\" ];" } },
	  NULL },
};

static void test_nics(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof nics / sizeof *nics; i++) {
		struct opened opened;
		const rp_plan *plan;

		open_edited(&opened, NULL, nics[i].edits, nics[i].plan);
		plan = opened.plan;
		if (nics[i].connection)
			check(rp_explain_connection(plan, 0, RP_ENGLISH),
			      nics[i].connection);
		if (nics[i].subnet)
			check(rp_explain_subnet(plan, 0, RP_ENGLISH),
			      nics[i].subnet);
		if (nics[i].address)
			check(rp_explain_address(plan, 0, RP_IPV4, RP_ENGLISH),
			      nics[i].address);
		close_opened(&opened);
	}
}

static void test_offset(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "\"web\"; # b\n      prefixes = [ \"192.168.1.0/24\" ]",
		  "\"web\"; prefixes = [ \"10.9.8.0/24\" ]" },
		{ "gateways = [ \"192.168.1.1\" ];\n      pools = ( { name = "
		  "\"pool-b\"; first = \"192.168.1.10\";\n"
		  "                  last = \"192.168.1.200\"; } )",
		  "pools = ( { name = \"pool-b\"; first = \"10.9.8.10\"; "
		  "last = \"10.9.8.99\"; } )" },
		{ "target = \"net-b\";",
		  "target = \"net-b\"; addresses = \"offset\";" },
	};
	struct opened opened;

	(void)state;
	open_edited(&opened, NULL, edits, NULL);
	check(rp_explain_address(opened.plan, 0, RP_IPV4, RP_ENGLISH),
	      "10.9.8.20 has the same host part, in pool pool-b: 192.168.1.20 "
	      "is outside the prefix of subnet web");
	close_opened(&opened);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_not_least_loaded),
		cmocka_unit_test(test_nics),
		cmocka_unit_test(test_offset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
