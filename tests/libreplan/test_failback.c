/* Tests of rules 8: what the NICs of VMs come back to.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "text.h"

#define HOST(name, networks) \
	"{ name = \"" name "\"; cpus = 8; memory_mib = 64; " \
	"logical_networks = [ " networks " ]; }"

/* vm on n1, and its replica in d; r4 is not available there. */
static const char two_servers[] =
	"format = 1;\n"
	"sites = ( { name = \"A\"; servers = ( { name = \"VA\";\n"
	"  logical_networks = ( { name = \"ln\"; vm_networks = (\n"
	"    { name = \"n1\"; }, { name = \"n2\"; }, { name = \"n3\"; } ); }"
	" );\n"
	"  host_groups = ( { name = \"g\"; hosts = ( " HOST("h", "\"ln\"")
	" ); } );\n"
	"  clouds = ( { name = \"c\"; host_groups = [ \"g\" ];\n"
	"    logical_networks = [ \"ln\" ]; vms = (\n"
	"    { name = \"big\"; host = \"h\"; cpus = 1; memory_mib = 65;\n"
	"      nics = ( { name = \"e\"; network = \"n1\"; } ); },\n"
	"    { name = \"vm\"; host = \"h\"; cpus = 1; memory_mib = 1;\n"
	"      nics = ( { name = \"e\"; network = \"n1\"; } ); } ); } );\n"
	"} ); },\n"
	"{ name = \"B\"; servers = ( { name = \"VB\";\n"
	"  logical_networks = ( { name = \"lr\"; vm_networks = (\n"
	"    { name = \"r1\"; }, { name = \"r2\"; }, { name = \"r3\"; } ); },\n"
	"    { name = \"lq\"; vm_networks = ( { name = \"r4\"; } ); } );\n"
	"  host_groups = ( { name = \"g\"; hosts = (\n"
	"    " HOST("h", "\"lr\", \"lq\"") " ); } );\n"
	"  clouds = ( { name = \"d\"; host_groups = [ \"g\" ];\n"
	"    logical_networks = [ \"lr\" ]; } );\n"
	"} ); } );\n"
	"protection = ( { protected = \"c\"; protecting = \"d\"; } );\n";

/* vm on n1 of the server that also has its replica. */
static const char one_server[] =
	"format = 1;\n"
	"sites = ( { name = \"A\"; servers = ( { name = \"VA\";\n"
	"  logical_networks = ( { name = \"ln\"; vm_networks = (\n"
	"    { name = \"n1\"; }, { name = \"n2\"; }, { name = \"n3\"; } ); }"
	" );\n"
	"  host_groups = ( { name = \"g\"; hosts = ( " HOST("h", "\"ln\"")
	", " HOST("i", "\"ln\"") " ); } );\n"
	"  clouds = ( { name = \"c\"; host_groups = [ \"g\" ];\n"
	"    logical_networks = [ \"ln\" ]; vms = (\n"
	"    { name = \"big\"; host = \"h\"; cpus = 1; memory_mib = 65;\n"
	"      nics = ( { name = \"e\"; network = \"n1\"; } ); },\n"
	"    { name = \"vm\"; host = \"h\"; cpus = 1; memory_mib = 1;\n"
	"      nics = ( { name = \"e\"; network = \"n1\"; } ); } ); },\n"
	"  { name = \"d\"; host_groups = [ \"g\" ];\n"
	"    logical_networks = [ \"ln\" ]; } );\n"
	"} ); } );\n"
	"protection = ( { protected = \"c\"; protecting = \"d\"; } );\n";

#define MOST_MAPPINGS 4

static const struct failback_case {
	const char *topology;
	const char *mappings[MOST_MAPPINGS]; /* "SOURCE TARGET". */
	const char *moved;   /* To that network; "": to none; NULL: not. */
	const char *back_to; /* NULL: to none. */
	enum rp_outcome outcome;
	unsigned rule;
} cases[] = {
	/* The documents' four: unchanged, disconnected, moved to a network that
	 * is not mapped, and moved to one that is mapped elsewhere. */
	{ two_servers, { "n1 r1", "r1 n1" }, NULL, "n1", RP_CONNECTED, 2 },
	{ two_servers, { "n1 r1", "r1 n1" }, "", NULL, RP_DISCONNECTED, 1 },
	{ two_servers, { "n1 r1", "r1 n1" }, "r2", NULL, RP_DISCONNECTED, 5 },
	{ two_servers, { "n1 r1", "r1 n1", "r2 n2" }, "r2", "n2",
	  RP_CONNECTED, 3 },
	/* 1: not mapped at all, and mapped to what is not available. */
	{ two_servers, { NULL }, NULL, NULL, RP_DISCONNECTED, 1 },
	{ two_servers, { "n1 r4", "r4 n1" }, NULL, NULL, RP_DISCONNECTED, 1 },
	/* 2: the way back is not drawn; a move to where it is anyway. */
	{ two_servers, { "n1 r1" }, NULL, "n1", RP_CONNECTED, 2 },
	{ two_servers, { "n1 r1", "r1 n1" }, "r1", "n1", RP_CONNECTED, 2 },
	/* 2: several on one target; its way back leads to one of them. */
	{ two_servers, { "n1 r1", "n2 r1", "r1 n2" }, NULL, "n1",
	  RP_CONNECTED, 2 },
	{ two_servers, { "n1 r1", "n2 r1" }, NULL, "n1", RP_CONNECTED, 2 },
	/* 3: the way back leads to a network that is mapped elsewhere, or not
	 * mapped. */
	{ two_servers, { "n1 r1", "r1 n3" }, NULL, "n3", RP_CONNECTED, 3 },
	{ two_servers, { "n1 r1", "n2 r2", "r1 n2" }, NULL, "n2",
	  RP_CONNECTED, 3 },
	/* 3 before 4: moved to where several others are mapped from. */
	{ two_servers, { "n1 r1", "n2 r2", "n3 r2", "r2 n3" }, "r2", "n3",
	  RP_CONNECTED, 3 },
	/* 4: one network is mapped to where it was moved; several are. */
	{ two_servers, { "n1 r1", "n2 r2" }, "r2", "n2", RP_CONNECTED, 4 },
	{ two_servers, { "n1 r1", "n2 r2", "n3 r2" }, "r2", NULL,
	  RP_AMBIGUOUS, 4 },
	{ two_servers, { "n2 r2", "n3 r2" }, "r2", NULL, RP_AMBIGUOUS, 4 },
	/* 4: its own is among several; it was not available there. */
	{ two_servers, { "n1 r4", "n2 r4", "n3 r4" }, "r4", "n1",
	  RP_CONNECTED, 4 },
	/* 4: a network of the other server that is mapped there is no way. */
	{ two_servers, { "n1 r1", "r2 r3" }, "r3", NULL, RP_DISCONNECTED, 5 },
	/* One VMM server. */
	{ one_server, { "n1 n2", "n2 n1" }, NULL, "n1", RP_CONNECTED, 2 },
	{ one_server, { "n1 n2" }, NULL, "n1", RP_CONNECTED, 2 },
	{ one_server, { "n1 n2", "n2 n3" }, NULL, "n3", RP_CONNECTED, 3 },
	{ one_server, { "n1 n2", "n2 n3", "n3 n2" }, NULL, "n1",
	  RP_CONNECTED, 2 },
	{ one_server, { "n1 n2", "n2 n1" }, "n3", NULL, RP_DISCONNECTED, 5 },
	{ one_server, { "n1 n2", "n2 n3" }, "n3", "n2", RP_CONNECTED, 4 },
	{ one_server, { "n1 n2" }, "n1", "n2", RP_CONNECTED, 3 },
	{ one_server, { "n1 n2" }, "", NULL, RP_DISCONNECTED, 1 },
};

/* The plan file with the mappings of a case. */
static char *plan_file(const struct failback_case *c)
{
	struct text text = TEXT_INIT;
	char *path;

	text_add(&text, "format = 1; topology = \"topology.cfg\";\n"
			"mappings = (");
	for (int i = 0; i < MOST_MAPPINGS && c->mappings[i]; i++)
		text_printf(&text, "%s { source = \"%.2s\"; target = "
				   "\"%s\"; }", i > 0 ? "," : "",
			    c->mappings[i], c->mappings[i] + 3);
	text_add(&text, " );\n");
	path = fixture_file("failback.plan.cfg", text.bytes);
	text_destroy(&text);
	return path;
}

static void check_name(const rp_topology *topology, rp_id network,
		       const char *expected)
{
	if (expected)
		assert_string_equal(rp_name(topology, RP_NETWORK, network),
				    expected);
	else
		assert_int_equal(network, RP_NONE);
}

/* VM big is not placed: its NIC, the first, is not listed. */
static void check_case(const struct failback_case *c, const rp_plan *plan)
{
	const rp_topology *topology = rp_plan_topology(plan);
	struct rp_moved moved = { 1, RP_NONE };
	struct rp_failback *list;
	size_t n;

	if (c->moved && *c->moved)
		moved.network = fixture_id(topology, RP_NETWORK, c->moved);
	assert_int_equal(rp_plan_failback(&list, &n, plan, &moved,
					  c->moved ? 1 : 0), RP_OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].nic, 1);
	if (c->moved)
		assert_int_equal(list[0].replica_network, moved.network);
	else
		assert_int_equal(list[0].replica_network,
				 rp_plan_nic(plan, 1)->network);
	check_name(topology, list[0].back_to, c->back_to);
	assert_int_equal(list[0].outcome, c->outcome);
	assert_int_equal(list[0].rule, c->rule);
	free(list);
}

static void test_steps(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		rp_topology *topology = fixture_topology(cases[i].topology);
		char *path = plan_file(&cases[i]);
		rp_session *session = fixture_session(topology, path);

		check_case(&cases[i], rp_session_plan(session));
		rp_session_free(session);
		rp_topology_free(topology);
		free(path);
	}
}

/* ---- As JSON ------------------------------------------------------------ */

static void test_json(void **state)
{
	rp_topology *topology = fixture_topology(two_servers);
	char *path = plan_file(&cases[0]);
	rp_session *session = fixture_session(topology, path);
	const rp_plan *plan = rp_session_plan(session);
	struct rp_moved moved = { 1, RP_NONE };
	struct rp_failback *list;
	char *json;
	size_t size;
	size_t n;

	(void)state;
	assert_int_equal(rp_plan_failback(&list, &n, plan, NULL, 0), RP_OK);
	assert_int_equal(rp_export_failback_json(&json, &size, plan, list, n),
			 RP_OK);
	assert_int_equal(size, strlen(json));
	assert_string_equal(json, "[\n  {\n    \"vm\": \"vm\",\n"
				  "    \"server\": \"VA\",\n"
				  "    \"nic\": \"e\",\n"
				  "    \"replica_network\": \"r1\",\n"
				  "    \"back_to\": \"n1\",\n"
				  "    \"outcome\": \"connected\",\n"
				  "    \"rule\": 2\n  }\n]\n");
	free(json);
	free(list);
	assert_int_equal(rp_plan_failback(&list, &n, plan, &moved, 1), RP_OK);
	assert_int_equal(rp_export_failback_json(&json, &size, plan, list, n),
			 RP_OK);
	assert_non_null(strstr(json, "    \"replica_network\": null,\n"
				     "    \"back_to\": null,\n"
				     "    \"outcome\": \"disconnected\",\n"
				     "    \"rule\": 1\n"));
	free(json);
	free(list);
	rp_session_free(session);
	rp_topology_free(topology);
	free(path);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(rp_outcome_name(RP_CONNECTED), "connected");
	assert_string_equal(rp_outcome_name(RP_DISCONNECTED), "disconnected");
	assert_string_equal(rp_outcome_name(RP_AMBIGUOUS), "ambiguous");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
