/* Tests of rules 2: the documents' own table, and what it leaves open.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static rp_topology *read_example(void)
{
	char *path = fixture_source("data/examples/newyork-chicago.cfg");
	rp_topology *topology = fixture_read(path);

	free(path);
	return topology;
}

static const struct {
	const char *target;
	const char *protected;
	const char *protecting;
	bool available;
} documents[] = {
	{ "VMNetwork1-Chicago", "SilverCloud1", "SilverCloud2", true },
	{ "VMNetwork1-Chicago", "GoldCloud1", "GoldCloud2", true },
	{ "VMNetwork2-Chicago", "SilverCloud1", "SilverCloud2", false },
	{ "VMNetwork2-Chicago", "GoldCloud1", "GoldCloud2", true },
};

/* The one row of 'targets' for a row of the documents' table. */
static const struct rp_target *find_row(const rp_topology *topology,
					const struct rp_target *targets,
					size_t n, size_t row)
{
	const struct rp_target *found = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct rp_pair *pair = rp_pair(topology, targets[i].pair);

		if (strcmp(rp_name(topology, RP_NETWORK, targets[i].target),
			   documents[row].target) ||
		    strcmp(rp_name(topology, RP_CLOUD, pair->source),
			   documents[row].protected) ||
		    strcmp(rp_name(topology, RP_CLOUD, pair->target),
			   documents[row].protecting))
			continue;
		assert_null(found);
		found = &targets[i];
	}
	return found;
}

static void documents_table(void **state)
{
	rp_topology *topology = read_example();
	rp_id source = fixture_id(topology, RP_NETWORK, "VMNetwork1-NewYork");
	struct rp_target *targets;
	size_t n;

	(void)state;
	assert_int_equal(rp_targets(&targets, &n, topology, source), RP_OK);
	for (size_t row = 0; row < 4; row++) {
		const struct rp_target *target =
			find_row(topology, targets, n, row);

		assert_non_null(target);
		assert_int_equal(target->available, documents[row].available);
		assert_int_equal(target->recommended, row < 2 ? true : false);
	}
	free(targets);
	rp_topology_free(topology);
}

static void remedy_names_network_and_cloud(void **state)
{
	rp_topology *topology = read_example();
	rp_id target = fixture_id(topology, RP_NETWORK, "VMNetwork2-Chicago");
	rp_id silver = fixture_id(topology, RP_CLOUD, "SilverCloud2");
	char *remedy = rp_target_remedy(
		topology, target, rp_cloud(topology, silver)->pair, RP_ENGLISH);

	(void)state;
	assert_string_equal(remedy, "add logical network "
				    "LogicalNetwork2-Chicago to cloud "
				    "SilverCloud2");
	free(remedy);
	rp_topology_free(topology);
}

/* One server, two clouds: a network is no target of itself, and one that no
 * row of a source concerns is never recommended. */
static const char one_server[] =
	"format = 1;\n"
	"sites = ( { name = \"S\"; servers = ( { name = \"V\";\n"
	"  logical_networks = (\n"
	"    { name = \"LA\"; vm_networks = ( { name = \"A\"; } ); },\n"
	"    { name = \"LB\"; vm_networks = ( { name = \"B\"; } ); },\n"
	"    { name = \"LC\"; vm_networks = ( { name = \"C\"; } ); } );\n"
	"  clouds = (\n"
	"    { name = \"P\"; logical_networks = [ \"LA\" ]; },\n"
	"    { name = \"Q\"; logical_networks = [ \"LB\" ]; } );\n"
	"} ); } );\n"
	"protection = ( { protected = \"P\"; protecting = \"Q\"; } );\n";

static void one_server_rows(void **state)
{
	rp_topology *topology = fixture_topology(one_server);
	rp_id a = fixture_id(topology, RP_NETWORK, "A");
	rp_id b = fixture_id(topology, RP_NETWORK, "B");
	rp_id c = fixture_id(topology, RP_NETWORK, "C");
	struct rp_target *targets;
	size_t n;

	(void)state;
	assert_int_equal(rp_targets(&targets, &n, topology, RP_NONE), RP_OK);
	assert_int_equal(n, 2);
	assert_int_equal(targets[0].source, a);
	assert_int_equal(targets[0].target, b);
	assert_true(targets[0].available && targets[0].recommended);
	assert_int_equal(targets[1].target, c);
	assert_false(targets[1].available || targets[1].recommended);
	assert_true(rp_is_recommended(topology, a, b));
	assert_false(rp_is_recommended(topology, c, b));
	assert_false(rp_is_row(topology, b, 0));
	free(targets);
	rp_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_table),
		cmocka_unit_test(remedy_names_network_and_cloud),
		cmocka_unit_test(one_server_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
