/* Which subnet a replica's NIC goes to (rules 5).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "subnets.h"

/* "there" has one subnet everywhere, one at the first host group and one at
 * both, in an order that is not that of the names. */
static const char topology_text[] =
	"format = 1;\n"
	"sites = ( { name = \"S\"; servers = ( { name = \"M\";\n"
	"  logical_networks = ( { name = \"L\"; vm_networks = (\n"
	"    { name = \"here\"; subnets = (\n"
	"        { name = \"web\"; prefixes = [ \"10.1.0.0/24\" ]; },\n"
	"        { name = \"one\"; prefixes = [ \"10.1.1.0/24\" ]; },\n"
	"        { name = \"Web\"; prefixes = [ \"10.1.2.0/24\" ]; } ); },\n"
	"    { name = \"there\"; subnets = (\n"
	"        { name = \"one\"; prefixes = [ \"10.2.1.0/24\" ];\n"
	"          host_groups = [ \"G1\" ]; },\n"
	"        { name = \"two\"; prefixes = [ \"10.2.2.0/24\" ];\n"
	"          host_groups = [ \"G2\", \"G1\" ]; },\n"
	"        { name = \"web\"; prefixes = [ \"10.2.3.0/24\" ]; } ); },\n"
	"    { name = \"apart\"; subnets = (\n"
	"        { name = \"web\"; prefixes = [ \"10.3.1.0/24\" ];\n"
	"          host_groups = [ \"G2\" ]; } ); },\n"
	"    { name = \"none\"; } ); } );\n"
	"  host_groups = (\n"
	"    { name = \"G1\"; hosts = ( { name = \"H1\"; cpus = 1;\n"
	"        memory_mib = 1; logical_networks = [ \"L\" ]; } ); },\n"
	"    { name = \"G2\"; hosts = ( { name = \"H2\"; cpus = 1;\n"
	"        memory_mib = 1; logical_networks = [ \"L\" ]; } ); } );\n"
	"} ); } );\n";

static const struct {
	const char *source; /* A subnet of "here", or NULL. */
	const char *network;
	const char *group;
	const char *subnet; /* Or NULL. */
	enum rp_subnet_rule rule;
} cases[] = {
	{ "web", "there", "G1", "web", RP_SUBNET_SAME_NAME },
	{ "web", "there", "G2", "web", RP_SUBNET_SAME_NAME },
	{ "one", "there", "G1", "one", RP_SUBNET_SAME_NAME },
	/* Only subnets at the host's group count, for either rule. */
	{ "one", "there", "G2", "two", RP_SUBNET_FIRST },
	{ "web", "apart", "G2", "web", RP_SUBNET_SAME_NAME },
	{ "web", "apart", "G1", NULL, RP_SUBNET_NO_RULE },
	/* Names are compared byte for byte. */
	{ "Web", "there", "G1", "one", RP_SUBNET_FIRST },
	{ NULL, "there", "G1", "one", RP_SUBNET_FIRST },
	{ NULL, "there", "G2", "two", RP_SUBNET_FIRST },
	{ "web", "none", "G1", NULL, RP_SUBNET_NO_RULE },
	{ NULL, "none", "G1", NULL, RP_SUBNET_NO_RULE },
};

static rp_id find_subnet(const rp_topology *topology, const char *network,
			 const char *name)
{
	rp_id id = fixture_id(topology, RP_NETWORK, network);

	return name ? rp_find(topology, RP_SUBNET, id, name) : RP_NONE;
}

static void test_choose(void **unused)
{
	rp_topology *topology = fixture_topology(topology_text);

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum rp_subnet_rule rule;
		rp_id subnet = subnets_choose(
			topology,
			fixture_id(topology, RP_NETWORK, cases[i].network),
			find_subnet(topology, "here", cases[i].source),
			fixture_id(topology, RP_GROUP, cases[i].group), &rule);

		assert_int_equal(subnet, find_subnet(topology, cases[i].network,
						     cases[i].subnet));
		assert_int_equal(rule, cases[i].rule);
	}
	rp_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
