/* Tests of comparing two plans, and of what that is in JSON (formats 5, diff
 * and rebalance).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "fixture.h"
#include "plan.h"
#include "small.h"
#include "text.h"

/* A row in one line: "vm1 eth0 network net-b -> -\n". */
static char *describe(const rp_topology *topology,
		      const struct rp_difference *list, size_t n)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < n; i++)
		text_printf(&text, "%s %s %s %s -> %s\n",
			    rp_name(topology, RP_VM, list[i].vm),
			    list[i].nic == RP_NONE
				    ? "-"
				    : rp_name(topology, RP_NIC, list[i].nic),
			    rp_difference_name(list[i].kind),
			    list[i].before ? list[i].before : "-",
			    list[i].after ? list[i].after : "-");
	return text_take(&text, NULL);
}

static void check_differences(const rp_plan *before, const rp_plan *after,
			      const char *expected)
{
	const rp_topology *topology = rp_plan_topology(before);
	struct rp_difference *list = NULL;
	size_t n = 0;
	char *found;

	assert_int_equal(rp_differences(&list, &n, before, after), RP_OK);
	found = describe(topology, list, n);
	assert_string_equal(found, expected);
	free(found);
	rp_differences_free(list, n);
}

/* ---- Two plan files ------------------------------------------------------ */

#define PINS(pins) SMALL_PLAN "pins = ( " pins " );\n"
#define EMPTY "format = 1;\ntopology = \"topology.cfg\";\nmappings = ();\n"
#define MAPPED(more) \
	"format = 1;\ntopology = \"topology.cfg\";\nmappings = ( { source = " \
	"\"net-a\"; target = \"net-b\"; " more " } );\n"
#define TO_C \
	"format = 1;\ntopology = \"topology.cfg\";\nmappings = ( { source = " \
	"\"net-a\"; target = \"net-c\"; } );\n"

/* net-c has a subnet of the same name, without pool. */
#define WEB_ON_C \
	{ \
		"{ name = \"net-c\"; }", "{ name = \"net-c\"; subnets = ( { " \
					 "name = \"web\"; prefixes " \
					 "= [ \"172.16.0.0/16\" ]; } ); }" \
	}

/* vm1's NIC has an IPv6 address too, which is written first. */
#define BOTH_FAMILIES \
	{ "prefixes = [ \"192.168.1.0/24\" ]", \
	  "prefixes = [ \"192.168.1.0/24\", \"2001:db8::/64\" ]" }, \
		{ "\"web\"; # b\n      prefixes = [ \"192.168.1.0/24\" ]", \
		  "\"web\"; prefixes = [ \"192.168.1.0/24\", " \
		  "\"2001:db8::/64\" ]" }, \
		{ "{ name = \"pool-b\";", \
		  "{ name = \"pool6\"; first = \"2001:db8::10\"; last = " \
		  "\"2001:db8::ff\"; }, { name = \"pool-b\";" }, \
	{ \
		"addresses = [ \"192.168.1.20\" ]", \
			"addresses = [ \"2001:db8::20\", \"192.168.1.20\" ]" \
	}

static const struct {
	const char *before;
	const char *after;
	const char *expected;
	struct edit edits[MOST_EDITS];
} cases[] = {
	{ .before = SMALL_PLAN, .after = SMALL_PLAN, .expected = "" },
	/* Only how it came about is different: that is no difference. */
	{ .before = SMALL_PLAN,
	  .after = PINS("{ vm = \"vm1\"; nic = \"eth0\"; "
			"addresses = [ \"192.168.1.20\" ]; }"),
	  .expected = "" },
	{ .before = SMALL_PLAN,
	  .after = PINS("{ vm = \"vm1\"; host = \"hb3\"; }"),
	  .expected = "vm1 - host hb1 -> hb3\n" },
	{ .before = EMPTY,
	  .after = SMALL_PLAN,
	  .expected = "vm1 eth0 network - -> net-b\n"
		      "vm1 eth0 subnet - -> web\n"
		      "vm1 eth0 address - -> 192.168.1.20\n" },
	{ .before = SMALL_PLAN,
	  .after = EMPTY,
	  .expected = "vm1 eth0 network net-b -> -\n"
		      "vm1 eth0 subnet web -> -\n"
		      "vm1 eth0 address 192.168.1.20 -> -\n" },
	{ .before = SMALL_PLAN,
	  .after = MAPPED("addresses = \"next\";"),
	  .expected = "vm1 eth0 address 192.168.1.20 -> 192.168.1.10\n" },
	{ .before = SMALL_PLAN,
	  .after = TO_C,
	  .expected = "vm1 eth0 network net-b -> net-c\n"
		      "vm1 eth0 subnet web -> -\n"
		      "vm1 eth0 address 192.168.1.20 -> -\n" },
	/* A subnet of the same name on another network. */
	{ .before = SMALL_PLAN,
	  .after = TO_C,
	  .expected = "vm1 eth0 network net-b -> net-c\n"
		      "vm1 eth0 address 192.168.1.20 -> -\n",
	  .edits = { WEB_ON_C } },
	/* Not placed: the host goes, and all that comes with it. */
	{ .before = SMALL_PLAN,
	  .after = PINS("{ vm = \"vm1\"; host = \"ha\"; }"),
	  .expected = "vm1 - host hb1 -> -\n"
		      "vm1 eth0 subnet web -> -\n"
		      "vm1 eth0 address 192.168.1.20 -> -\n" },
	/* Addresses in the order of the NIC's. */
	{ .before = MAPPED("addresses = \"next\";"),
	  .after = SMALL_PLAN,
	  .expected = "vm1 eth0 address 2001:db8::10 -> 2001:db8::20\n"
		      "vm1 eth0 address 192.168.1.10 -> 192.168.1.20\n",
	  .edits = { BOTH_FAMILIES } },
	{ .before = EMPTY,
	  .after = SMALL_PLAN,
	  .expected = "vm1 eth0 network - -> net-b\n"
		      "vm1 eth0 subnet - -> web\n"
		      "vm1 eth0 address - -> 2001:db8::20\n"
		      "vm1 eth0 address - -> 192.168.1.20\n",
	  .edits = { BOTH_FAMILIES } },
	/* One family of two. */
	{ .before = SMALL_PLAN,
	  .after = PINS("{ vm = \"vm1\"; nic = \"eth0\"; "
			"addresses = [ \"192.168.1.77\" ]; }"),
	  .expected = "vm1 eth0 address 192.168.1.20 -> 192.168.1.77\n",
	  .edits = { BOTH_FAMILIES } },
	/* DHCP has a network and a subnet, and no address. */
	{ .before = EMPTY,
	  .after = SMALL_PLAN,
	  .expected = "vm1 eth0 network - -> net-b\n"
		      "vm1 eth0 subnet - -> web\n",
	  .edits = { { "        addresses = [ \"192.168.1.20\" ];", "" } } },
	/* VMs in the order of the file. */
	{ .before = SMALL_PLAN,
	  .after = PINS("{ vm = \"vm2\"; host = \"hb3\"; }, "
			"{ vm = \"vm1\"; host = \"hb3\"; }"),
	  .expected = "vm1 - host hb1 -> hb3\n"
		      "vm2 - host hb2 -> hb3\n",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")) } },
};

static rp_session *open_plan(const rp_topology *topology, const char *name,
			     const char *plan)
{
	char *path = fixture_file(name, plan);
	rp_session *session = fixture_session(topology, path);

	free(path);
	return session;
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = small_edited(small_topology, cases[i].edits);
		rp_topology *topology = fixture_topology(text);
		rp_session *before =
			open_plan(topology, "a.plan.cfg", cases[i].before);
		rp_session *after =
			open_plan(topology, "b.plan.cfg", cases[i].after);

		check_differences(rp_session_plan(before),
				  rp_session_plan(after), cases[i].expected);
		rp_session_free(after);
		rp_session_free(before);
		rp_topology_free(topology);
		free(text);
	}
}

/* A VM that only one of the plans replicates: the other has nothing. */
static void test_replicated_in_one(void **state)
{
	rp_topology *topology = fixture_topology(small_topology);
	rp_session *before = open_plan(topology, "a.plan.cfg", SMALL_PLAN);
	rp_session *after = open_plan(topology, "b.plan.cfg", SMALL_PLAN);
	rp_plan *without = NULL;

	(void)state;
	assert_int_equal(plan_make(&without, topology,
				   &rp_session_plan(after)->decisions, NULL,
				   NULL, NULL),
			 RP_OK);
	without->replica_of[0] = RP_NONE;
	check_differences(rp_session_plan(before), without,
			  "vm1 - host hb1 -> -\n"
			  "vm1 eth0 network net-b -> -\n"
			  "vm1 eth0 subnet web -> -\n"
			  "vm1 eth0 address 192.168.1.20 -> -\n");
	rp_plan_free(without);
	rp_session_free(after);
	rp_session_free(before);
	rp_topology_free(topology);
}

/* ---- A tight topology -----------------------------------------------------
 */

/* Whether a list has a row for the host of 'vm'. */
static bool has_host_row(const struct rp_difference *list, size_t n, rp_id vm)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].vm == vm && list[i].kind == RP_DIFFERENT_HOST)
			return true;
	return false;
}

/* After edits there is a row for each host, network, subnet and address that is
 * another, and none twice; undone, there is none. */
static void test_session(void **state)
{
	char *path = fixture_source("tests/topologies/session.cfg");
	char *plan_path = fixture_file("session.plan.cfg", NULL);
	rp_topology *topology = fixture_read(path);
	rp_session *session = fixture_session(topology, plan_path);
	struct rp_mapping mapping = {
		.source = fixture_id(topology, RP_NETWORK, "web-a"),
		.target = fixture_id(topology, RP_NETWORK, "web-b"),
		.test_network = RP_NONE,
	};
	struct rp_difference *list = NULL;
	rp_plan *before = NULL;
	const rp_plan *after;
	size_t n = 0;

	(void)state;
	assert_int_equal(rp_session_saved_plan(&before, session), RP_OK);
	assert_int_equal(rp_session_map(session, &mapping), RP_OK);
	after = rp_session_plan(session);
	assert_int_equal(rp_differences(&list, &n, before, after), RP_OK);
	assert_true(n >= 6);
	for (rp_id vm = 0; vm < rp_count(topology, RP_VM); vm++) {
		rp_id a = rp_plan_replica_of(before, vm);
		rp_id b = rp_plan_replica_of(after, vm);

		assert_true(a != RP_NONE && b != RP_NONE);
		assert_int_equal(has_host_row(list, n, vm),
				 rp_plan_replica(before, a)->host !=
					 rp_plan_replica(after, b)->host);
	}
	for (size_t i = 1; i < n; i++)
		assert_true(list[i - 1].vm < list[i].vm ||
			    (list[i - 1].vm == list[i].vm &&
			     list[i - 1].kind < list[i].kind));
	rp_differences_free(list, n);
	assert_int_equal(rp_session_undo(session), RP_OK);
	check_differences(before, rp_session_plan(session), "");
	rp_plan_free(before);
	rp_session_free(session);
	rp_topology_free(topology);
	free(plan_path);
	free(path);
}

/* ---- JSON ------------------------------------------------------------------
 */

/* The JSON in its shortest form; frees 'out'. */
static char *compact(char *out, size_t size)
{
	json_t *json = json_loadb(out, size, JSON_REJECT_DUPLICATES, NULL);
	char *text;

	assert_non_null(json);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	free(out);
	return text;
}

static void test_json(void **state)
{
	rp_topology *topology = fixture_topology(small_topology);
	rp_session *before = open_plan(topology, "a.plan.cfg", EMPTY);
	rp_session *after =
		open_plan(topology, "b.plan.cfg",
			  PINS("{ vm = \"vm1\"; host = \"hb3\"; }"));
	struct rp_difference *list = NULL;
	size_t n = 0, size = 0;
	char *out = NULL;
	char *found;

	(void)state;
	assert_int_equal(rp_differences(&list, &n, rp_session_plan(before),
					rp_session_plan(after)),
			 RP_OK);
	assert_int_equal(rp_export_diff_json(&out, &size, topology, list, 2),
			 RP_OK);
	found = compact(out, size);
	assert_string_equal(
		found,
		"[{\"vm\":\"vm1\",\"server\":\"VA\",\"what\":\"host\","
		"\"nic\":null,\"before\":\"hb1\",\"after\":\"hb3\"},"
		"{\"vm\":\"vm1\",\"server\":\"VA\",\"what\":\"network\","
		"\"nic\":\"eth0\",\"before\":null,\"after\":\"net-b\"}]");
	free(found);
	assert_int_equal(rp_export_diff_json(&out, &size, topology, NULL, 0),
			 RP_OK);
	found = compact(out, size);
	assert_string_equal(found, "[]");
	free(found);
	rp_differences_free(list, n);
	rp_session_free(after);
	rp_session_free(before);
	rp_topology_free(topology);
}

/* The accepted plan keeps two VMs on one host; rebalancing moves one. */
static void test_rebalance_json(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		MORE_VM("vm2", WEB_NIC("192.168.1.21")),
	};
	char *text = small_edited(small_topology, edits);
	rp_topology *topology = fixture_topology(text);
	rp_session *session =
		open_plan(topology, "r.plan.cfg",
			  SMALL_PLAN "accepted = [ \"VA\tvm1\tVB\thb2\teth0\", "
				     "\"VA\tvm2\tVB\thb2\teth0\" ];\n");
	rp_plan *after = NULL;
	size_t size = 0;
	char *out = NULL;
	char *found;

	(void)state;
	assert_int_equal(rp_session_preview_rebalance(&after, session, NULL),
			 RP_OK);
	assert_int_equal(rp_export_rebalance_json(
				 &out, &size, rp_session_plan(session), after),
			 RP_OK);
	found = compact(out, size);
	assert_string_equal(found,
			    "{\"peak_load\":0.25,\"after\":0.125,\"moved\":1}");
	free(found);
	rp_plan_free(after);
	rp_session_free(session);
	rp_topology_free(topology);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_replicated_in_one),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_rebalance_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
