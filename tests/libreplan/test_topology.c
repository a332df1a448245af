/* Tests of reading a topology, and of asking it.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "describe.h"
#include "fixture.h"
#include "text.h"
#include "topology.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static rp_topology *read_every(void)
{
	char *path = fixture_source("tests/topologies/every-setting.cfg");
	rp_topology *topology = fixture_read(path);

	free(path);
	return topology;
}

/* A file with every setting: all that it says is in the records, and nothing
 * else. */
static void test_every_setting(void **state)
{
	char *path = fixture_source("tests/topologies/every-setting.txt");
	char *expected = describe_file(path);
	rp_topology *topology = read_every();
	char *found = describe_topology(topology);

	(void)state;
	assert_string_equal(found, expected);
	free(found);
	free(expected);
	free(path);
	rp_topology_free(topology);
}

/* The fewest settings: what is not said is not there. */
static void test_fewest_settings(void **state)
{
	static const char *const texts[] = {
		"format = 1;",
		"format = 1; sites = ();",
		"\357\273\277format = 1L; # no newline behind this",
		"format:1;links=();zones=();protection=();mappings=();",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		rp_topology *topology = fixture_topology(texts[i]);
		char *found = describe_topology(topology);

		assert_string_equal(found, "");
		free(found);
		rp_topology_free(topology);
	}
}

static void test_file_names(void **state)
{
	static const char *const names[] = { "a.cfg", "b c.cfg" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		char *path = fixture_file(names[i], "format = 1;\n");
		rp_topology *topology = fixture_read(path);

		assert_string_equal(rp_topology_path(topology), path);
		assert_string_equal(rp_topology_file(topology), names[i]);
		rp_topology_free(topology);
		free(path);
	}
}

static void test_unreadable(void **state)
{
	static const char *const names[] = { "no-such.cfg", "." };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		char *path = fixture_file(names[i], NULL);
		rp_topology *topology = NULL;
		rp_messages *messages;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(rp_topology_read(&topology, path, messages),
				 RP_UNREADABLE);
		assert_null(topology);
		assert_int_equal(rp_messages_count(messages), 1);
		rp_messages_free(messages);
		free(path);
	}
}

/* ---- Names ----------------------------------------------------------- */

/* Every object is found by its name in its scope, and in no other. */
static void test_find(void **state)
{
	rp_topology *topology = read_every();
	enum rp_kind kind;
	rp_id id;

	(void)state;
	for (kind = 0; kind < RP_N_KINDS; kind++)
		for (id = 0; id < rp_count(topology, kind); id++) {
			const char *name = rp_name(topology, kind, id);
			rp_id scope = rp_scope(topology, kind, id);

			assert_int_equal(rp_find(topology, kind, scope, name),
					 id);
			assert_int_equal(rp_find(topology, kind, scope, ""),
					 RP_NONE);
		}
	assert_int_equal(rp_find(topology, RP_CLOUD, 1, "Bronze"), RP_NONE);
	assert_int_equal(rp_find(topology, RP_NETWORK, 2, "Lab"), RP_NONE);
	assert_int_equal(rp_find(topology, RP_NIC, 1, "Second"), RP_NONE);
	assert_int_equal(rp_find(topology, RP_SITE, RP_NONE, "east"), RP_NONE);
	rp_topology_free(topology);
}

static void test_find_anywhere(void **state)
{
	static const struct {
		enum rp_kind kind;
		const char *name;
		unsigned n;
		rp_id id;
	} cases[] = {
		{ RP_CLOUD, "Gold", 2, 0 },
		{ RP_CLOUD, "Bronze", 1, 1 },
		{ RP_CLOUD, "Tin", 1, 3 },
		{ RP_CLOUD, "Lead", 0, 77 },
		{ RP_NETWORK, "Shared", 2, 1 },
		{ RP_NETWORK, "Lab", 1, 3 },
		{ RP_VM, "Loose", 1, 6 },
		{ RP_HOST, "E3", 1, 2 },
		{ RP_GROUP, "Attic", 1, 0 },
		{ RP_LOGICAL_NETWORK, "LN-West", 1, 2 },
	};
	rp_topology *topology = read_every();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		rp_id id = 77;

		assert_int_equal(rp_find_anywhere(topology, cases[i].kind,
						  cases[i].name, &id),
				 cases[i].n);
		assert_int_equal(id, cases[i].id);
	}
	rp_topology_free(topology);
}

/* Many VMM servers: names are found by an index over all of them. */
static void test_find_among_many(void **state)
{
	struct text text = TEXT_INIT;
	rp_topology *topology;
	rp_id ids[2];
	rp_id id;
	int i;

	(void)state;
	text_add(&text, "format = 1; sites = ( { name = \"A\"; servers = (\n");
	for (i = 0; i < 40; i++)
		text_printf(&text,
			    "%s{ name = \"S%d\"; clouds = (\n"
			    "  { name = \"C%d\"; }, { name = \"All\"; },\n"
			    "  { name = \"Own%d\"; } ); }\n",
			    i ? "," : "", i, i / 2, i);
	text_add(&text, "); } );");
	topology = fixture_topology(text.bytes);
	for (i = 0; i < 40; i++) {
		char name[16];

		snprintf(name, sizeof name, "Own%d", i);
		assert_int_equal(rp_find_anywhere(topology, RP_CLOUD, name,
						  &id), 1);
		assert_int_equal(id, 3 * i + 2);
		snprintf(name, sizeof name, "C%d", i / 2);
		assert_int_equal(topology_find_two(topology, RP_CLOUD, name,
						   ids), 2);
		assert_int_equal(ids[0], i / 2 * 6);
		assert_int_equal(ids[1], i / 2 * 6 + 3);
	}
	assert_int_equal(rp_find_anywhere(topology, RP_CLOUD, "All", &id), 2);
	assert_int_equal(id, 1);
	assert_int_equal(rp_find_anywhere(topology, RP_CLOUD, "Own", &id), 0);
	rp_topology_free(topology);
	text_destroy(&text);
}

/* A VM with NICs n0 to n63, but the one at 'at' has the name of 'like'. */
static char *write_nics(int at, int like)
{
	struct text text = TEXT_INIT;
	char *path;
	int i;

	text_add(&text,
		 "format = 1; sites = ( { name = \"A\"; servers = ( {"
		 " name = \"S\"; logical_networks = ( { name = \"L\";"
		 " vm_networks = ( { name = \"N\"; } ); } );"
		 " host_groups = ( { name = \"G\"; hosts = ( {"
		 " name = \"H\"; cpus = 1; memory_mib = 1; } ); } );"
		 " vms = ( { name = \"V\"; host = \"H\"; cpus = 1;"
		 " memory_mib = 1; nics = (\n");
	for (i = 0; i < 64; i++)
		text_printf(&text, "%s{ name = \"n%d\"; network = \"N\"; }\n",
			    i ? "," : "", i == at ? like : i);
	text_add(&text, "); } ); } ); } );");
	path = fixture_file("nics.cfg", text.bytes);
	text_destroy(&text);
	return path;
}

/* A VM with many NICs: all are found. */
static void test_many_nics(void **state)
{
	char *path = write_nics(0, 0);
	rp_topology *topology = fixture_read(path);
	rp_id id;

	(void)state;
	assert_int_equal(rp_count(topology, RP_NIC), 64);
	for (id = 0; id < 64; id++)
		assert_int_equal(rp_find(topology, RP_NIC, 0,
					 rp_name(topology, RP_NIC, id)), id);
	assert_int_equal(rp_find(topology, RP_NIC, 0, "n64"), RP_NONE);
	rp_topology_free(topology);
	free(path);
}

/* A name twice is noticed wherever the two stand. */
static void test_nic_twice(void **state)
{
	static const int places[][2] = {
		{ 5, 0 }, { 60, 3 }, { 16, 15 }, { 17, 16 }, { 60, 40 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		char *path = write_nics(places[i][0], places[i][1]);
		rp_topology *topology = NULL;
		rp_messages *messages;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(rp_topology_read(&topology, path, messages),
				 RP_INVALID);
		assert_int_equal(rp_messages_count(messages), 1);
		assert_int_equal(rp_messages_get(messages, 0)->line,
				 places[i][0] + 2);
		rp_messages_free(messages);
		free(path);
	}
}

/* ---- What follows from records --------------------------------------- */

static void test_lists(void **state)
{
	rp_topology *topology = read_every();
	const struct rp_cloud *gold = rp_cloud(topology, 0);
	const struct rp_cloud *west = rp_cloud(topology, 2);

	(void)state;
	assert_true(topology_lists(topology, gold->groups, 0));
	assert_true(topology_lists(topology, gold->groups, 1));
	assert_false(topology_lists(topology, gold->groups, 2));
	assert_false(topology_lists(topology, west->groups, 0));
	assert_true(topology_lists(topology, west->logical_networks, 2));
	assert_false(topology_lists(topology, west->logical_networks, 0));
	rp_topology_free(topology);
}

/* A subnet that names no host group is at all of its server's. */
static void test_subnet_at(void **state)
{
	rp_topology *topology = read_every();

	(void)state;
	assert_true(topology_subnet_at(topology, 0, 0));
	assert_false(topology_subnet_at(topology, 0, 1));
	assert_true(topology_subnet_at(topology, 1, 0));
	assert_true(topology_subnet_at(topology, 1, 1));
	rp_topology_free(topology);
}

static void test_subnet_of_other_server(void **state)
{
	rp_topology *topology = fixture_topology(
		"format = 1; sites = ( { name = \"A\"; servers = (\n"
		"{ name = \"S\"; logical_networks = ( { name = \"L\";\n"
		"  vm_networks = ( { name = \"N\"; subnets = (\n"
		"    { name = \"w\"; prefixes = [ \"10.0.0.0/8\" ]; } ); } );\n"
		"  } ); host_groups = ( { name = \"G\"; } ); },\n"
		"{ name = \"T\"; host_groups = ( { name = \"G\"; } ); } ); }\n"
		");");

	(void)state;
	assert_true(topology_subnet_at(topology, 0, 0));
	assert_false(topology_subnet_at(topology, 0, 1));
	rp_topology_free(topology);
}

/* Objects of a table stand where the table is named, by their rows. */
static void test_positions(void **state)
{
	rp_topology *topology = read_every();
	uint64_t table = (uint64_t)rp_cloud(topology, 0)->table_line << 32;

	(void)state;
	assert_int_equal(table >> 32, 43);
	assert_int_equal(topology_position(topology, RP_VM, 0),
			 (uint64_t)33 << 32);
	assert_int_equal(topology_position(topology, RP_VM, 2), table | 2);
	assert_int_equal(topology_position(topology, RP_NIC, 4), table | 3);
	assert_int_equal(topology_position(topology, RP_NIC, 0),
			 (uint64_t)36 << 32);
	assert_int_equal(topology_position(topology, RP_SITE, 2),
			 (uint64_t)104 << 32);
	rp_topology_free(topology);
}

static void test_servers_of(void **state)
{
	rp_topology *topology = read_every();

	(void)state;
	assert_int_equal(rp_network_server(topology, 0), 0);
	assert_int_equal(rp_network_server(topology, 3), 1);
	assert_int_equal(rp_pair_server(topology, 0), 1);
	rp_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_setting),
		cmocka_unit_test(test_fewest_settings),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_anywhere),
		cmocka_unit_test(test_find_among_many),
		cmocka_unit_test(test_many_nics),
		cmocka_unit_test(test_nic_twice),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_subnet_at),
		cmocka_unit_test(test_subnet_of_other_server),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_servers_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
