/* Tests of observed addresses against the plan (formats 5, validate).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "describe.h"
#include "fixture.h"
#include "small.h"
#include "text.h"

/* The NICs of the topology that all cases start from:
 *   vm1 eth0  192.168.1.20, which it keeps
 *   vm2 eth0  192.168.1.21 and 2001:db8::21, IPv6 first; both are kept
 *   vm2 eth1  DHCP
 *   vm3 eth0  on net-a2, which is not mapped
 * and vm1 of server VB, which is not replicated. */
static const struct edit world[MOST_EDITS] = {
	{ "prefixes = [ \"192.168.1.0/24\" ]",
	  "prefixes = [ \"192.168.1.0/24\", \"2001:db8::/64\" ]" },
	{ "\"web\"; # b\n      prefixes = [ \"192.168.1.0/24\" ]",
	  "\"web\"; prefixes = [ \"192.168.1.0/24\", \"2001:db8::/64\" ]" },
	{ "{ name = \"pool-b\";",
	  "{ name = \"pool6\"; first = \"2001:db8::10\"; last = "
	  "\"2001:db8::ff\"; }, { name = \"pool-b\";" },
	{ VM1_END,
	  ", { name = \"vm2\"; host = \"ha\"; cpus = 1; memory_mib = 1; "
	  "storage_gib = 1; nics = ( "
	  "{ name = \"eth0\"; network = \"net-a\"; subnet = \"web\"; "
	  "addresses = [ \"2001:db8::21\", \"192.168.1.21\" ]; }, "
	  "{ name = \"eth1\"; network = \"net-a\"; subnet = \"web\"; } ); }, "
	  "{ name = \"vm3\"; host = \"ha\"; cpus = 1; memory_mib = 1; "
	  "storage_gib = 1; nics = ( "
	  "{ name = \"eth0\"; network = \"net-a2\"; } ); }" },
};

/* The same, and another vm1 on server VB. */
static const struct edit twins[MOST_EDITS] = {
	{ "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]; # cb\n",
	  "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]; vms = ( "
	  "{ name = \"vm1\"; host = \"hb1\"; cpus = 1; memory_mib = 1; "
	  "storage_gib = 1; nics = ( { name = \"eth0\"; network = \"net-c\"; "
	  "} ); } );\n" },
};

static rp_topology *topology;
static rp_session *session;

static void open_world(const struct edit *edits)
{
	char *text = small_edited(small_topology, edits);

	topology = fixture_topology(text);
	session = fixture_session(topology, NULL);
	free(text);
}

static void close_world(void)
{
	rp_session_free(session);
	rp_topology_free(topology);
}

/* ---- Tables ----------------------------------------------------------------
 */

/* Validates against the table of 'size' bytes. */
static int validate(struct rp_observation **list, size_t *n, const char *bytes,
		    size_t size, rp_messages *messages)
{
	char *path = fixture_file("observed.csv", NULL);
	FILE *file = fopen(path, "wb");
	int result;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chdir(fixture_folder()), 0);
	result = rp_validate(list, n, rp_session_plan(session), "observed.csv",
			     messages);
	free(path);
	return result;
}

/* A row in one line: "vm1 eth0 192.168.1.20 - missing\n". */
static char *describe_rows(const struct rp_observation *list, size_t n)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < n; i++)
		text_printf(&text, "%s %s %s %s %s\n", list[i].vm, list[i].nic,
			    list[i].planned ? list[i].planned : "-",
			    list[i].observed ? list[i].observed : "-",
			    rp_validity_name(list[i].validity));
	return text_take(&text, NULL);
}

static void check_rows(const char *table, const char *expected)
{
	struct rp_observation *list = NULL;
	rp_messages *messages;
	size_t n = 0;
	char *found;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	if (validate(&list, &n, table, strlen(table), messages) != RP_OK)
		fixture_print(messages);
	assert_int_equal(rp_messages_count(messages), 0);
	found = describe_rows(list, n);
	assert_string_equal(found, expected);
	free(found);
	rp_observations_free(list, n);
	rp_messages_free(messages);
}

#define HEADER "vm,nic,address\n"

/* What stands in each table that has all that is planned. */
#define VM1 "vm1,eth0,192.168.1.20\n"
#define VM2 "vm2,eth0,192.168.1.21\n"
#define VM2_6 "vm2,eth0,2001:db8::21\n"

#define VM1_IS "vm1 eth0 192.168.1.20 192.168.1.20 matching\n"
#define VM2_IS "vm2 eth0 192.168.1.21 192.168.1.21 matching\n"
#define VM2_6_IS "vm2 eth0 2001:db8::21 2001:db8::21 matching\n"

static const struct {
	const char *table;
	const char *rows;
} good[] = {
	{ HEADER VM1 VM2_6 VM2, VM1_IS VM2_6_IS VM2_IS },
	/* Rows of the plan stand in its order, not in the table's. */
	{ HEADER VM2 VM1 VM2_6, VM1_IS VM2_6_IS VM2_IS },
	{ HEADER, "vm1 eth0 192.168.1.20 - missing\n"
		  "vm2 eth0 2001:db8::21 - missing\n"
		  "vm2 eth0 192.168.1.21 - missing\n" },
	/* Another address of that family; one of the other family alone. */
	{ HEADER "vm1,eth0,192.168.1.22\n" VM2_6,
	  "vm1 eth0 192.168.1.20 192.168.1.22 different\n" VM2_6_IS
	  "vm2 eth0 192.168.1.21 - missing\n" },
	/* Several of one family: the planned one matches, wherever it is. */
	{ HEADER "vm1,eth0,192.168.1.19\n" VM1
		 "vm1,eth0,192.168.1.9\n" VM2 VM2_6,
	  VM1_IS VM2_6_IS VM2_IS "vm1 eth0 - 192.168.1.19 unknown\n"
				 "vm1 eth0 - 192.168.1.9 unknown\n" },
	/* Without it the first of the table stands against it. */
	{ HEADER "vm1,eth0,192.168.1.30\nvm1,eth0,192.168.1.29\n" VM2 VM2_6,
	  "vm1 eth0 192.168.1.20 192.168.1.30 different\n" VM2_6_IS VM2_IS
	  "vm1 eth0 - 192.168.1.29 unknown\n" },
	/* One address seen twice, at one NIC and at two. */
	{ HEADER VM1 VM1 VM2 VM2_6 VM1, VM1_IS VM2_6_IS VM2_IS },
	{ HEADER VM1 "vm2,eth0,192.168.1.20\n" VM2_6,
	  VM1_IS VM2_6_IS "vm2 eth0 192.168.1.21 192.168.1.20 different\n" },
	/* What the plan does not know: in the order of the table. */
	{ HEADER "vm9,eth0,10.0.0.9\n" VM1 VM2 "vm2,eth9,10.0.0.8\n" VM2_6
		 "vm2,eth1,192.168.1.60\nvm3,eth0,10.0.0.7\n"
		 "vm1,eth0,2001:db8::1\n",
	  VM1_IS VM2_6_IS VM2_IS "vm9 eth0 - 10.0.0.9 unknown\n"
				 "vm2 eth9 - 10.0.0.8 unknown\n"
				 "vm2 eth1 - 192.168.1.60 unknown\n"
				 "vm3 eth0 - 10.0.0.7 unknown\n"
				 "vm1 eth0 - 2001:db8::1 unknown\n" },
	/* A row of it twice; names that differ only in their bounds. */
	{ HEADER VM1 VM2 VM2_6 "a,bc,10.0.0.1\nab,c,10.0.0.1\na,bc,10.0.0.1\n",
	  VM1_IS VM2_6_IS VM2_IS "a bc - 10.0.0.1 unknown\n"
				 "ab c - 10.0.0.1 unknown\n" },
	/* Names are compared byte for byte. */
	{ HEADER "VM1,eth0,192.168.1.20\n" VM2 VM2_6,
	  "vm1 eth0 192.168.1.20 - missing\n" VM2_6_IS VM2_IS
	  "VM1 eth0 - 192.168.1.20 unknown\n" },
	/* Columns in any order, others among them; a BOM, CR LF, quotes, empty
	 * lines, no newline at the end; an address written another way. */
	{ "\xef\xbb\xbf"
	  "pool,address,nic,state,vm\r\n\r\n"
	  "p,192.168.1.20,eth0,up,\"vm1\"\r\n"
	  ",2001:DB8:0::0021,\"eth0\",,vm2\r\n\r\n,192.168.1.21,eth0,,vm2",
	  VM1_IS VM2_6_IS VM2_IS },
	/* The server may be named, and be one that nobody knows. */
	{ "vm,nic,address,server\nvm1,eth0,192.168.1.20,VA\n"
	  "vm2,eth0,192.168.1.21,\nvm2,eth0,2001:db8::21,VB\n"
	  "vm2,eth0,2001:db8::21,VX\n",
	  VM1_IS "vm2 eth0 2001:db8::21 - missing\n" VM2_IS
		 "vm2 eth0 - 2001:db8::21 unknown\n" },
};

static void test_good(void **state)
{
	(void)state;
	open_world(world);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		check_rows(good[i].table, good[i].rows);
	close_world();
}

/* Where two VMM servers have a VM of the name, the server says which. */
static void test_twins(void **state)
{
	struct rp_observation *list = NULL;
	rp_messages *messages;
	size_t n = 7;
	char *found;

	(void)state;
	open_world(twins);
	check_rows("server,vm,nic,address\nVA,vm1,eth0,192.168.1.20\n"
		   "VB,vm1,eth0,10.0.0.1\n",
		   VM1_IS "vm1 eth0 - 10.0.0.1 unknown\n");
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(
		validate(&list, &n, HEADER VM1, strlen(HEADER VM1), messages),
		RP_INVALID);
	found = describe_messages(messages);
	assert_string_equal(found,
			    "observed.csv:2: VM vm1: column 'vm': several VMM "
			    "servers have a VM of this name: expected a column "
			    "'server' that says which\n");
	assert_int_equal(n, 7);
	free(found);
	rp_messages_free(messages);
	close_world();
}

/* A NIC whose address is pinned, one that has none, and one that is nowhere. */
static void test_plans(void **state)
{
	rp_ip ip;
	enum rp_family family;

	(void)state;
	open_world(world);
	assert_true(rp_ip_parse("192.168.1.77", &family, &ip));
	assert_int_equal(rp_session_pin_address(session, 0, family, &ip),
			 RP_OK);
	check_rows(HEADER VM1 VM2 VM2_6,
		   "vm1 eth0 192.168.1.77 192.168.1.20 different\n" VM2_6_IS
			   VM2_IS);
	assert_true(rp_ip_parse("192.168.1.1", &family, &ip));
	assert_int_equal(rp_session_pin_address(session, 0, family, &ip),
			 RP_OK);
	check_rows(HEADER VM1 VM2 VM2_6,
		   VM2_6_IS VM2_IS "vm1 eth0 - 192.168.1.20 unknown\n");
	assert_int_equal(rp_session_unmap(session, 0, 1), RP_OK);
	check_rows(HEADER VM2, "vm2 eth0 - 192.168.1.21 unknown\n");
	close_world();
}

/* ---- Faulty tables ---------------------------------------------------------
 */

#define AN_ADDRESS \
	"expected an address, as \"192.168.1.20\" or \"2001:db8::20\"\n"

static const struct {
	const char *table;
	const char *messages;
} bad[] = {
	{ "", "observed.csv:1: table: expected a header row with the names of "
	      "the columns\n" },
	{ "vm,address\n", "observed.csv:1: table: column 'nic' is missing in "
			  "the header\n" },
	{ "VM,nic\n", "observed.csv:1: table: column 'vm' is missing in the "
		      "header\n"
		      "observed.csv:1: table: column 'address' is missing in "
		      "the header\n" },
	{ "vm,nic,address,vm\n",
	  "observed.csv:1: table: column 'vm' stands twice\n" },
	{ HEADER "vm1,eth0\n",
	  "observed.csv:2: VM vm1: expected as many fields as the header has, "
	  "3: found 2\n" },
	{ HEADER "vm1;eth0;10.0.0.1\n",
	  "observed.csv:2: VM vm1;eth0;10.0.0.1: expected as many fields as "
	  "the header has, 3: found 1\n" },
	{ HEADER "vm1,eth0,10.0.0.256\n",
	  "observed.csv:2: VM vm1: column 'address': "
	  "'10.0.0.256': " AN_ADDRESS },
	{ HEADER "vm1,eth0,010.0.0.1\n",
	  "observed.csv:2: VM vm1: column 'address': "
	  "'010.0.0.1': " AN_ADDRESS },
	{ HEADER "vm1,eth0,10.0.0.1/24\n",
	  "observed.csv:2: VM vm1: column 'address': "
	  "'10.0.0.1/24': " AN_ADDRESS },
	{ HEADER "vm1,eth0, 10.0.0.1\n",
	  "observed.csv:2: VM vm1: column 'address': ' "
	  "10.0.0.1': " AN_ADDRESS },
	{ HEADER "vm1,eth0,\n",
	  "observed.csv:2: VM vm1: column 'address': '': " AN_ADDRESS },
	{ HEADER ",eth0,10.0.0.1\n",
	  "observed.csv:2: table: column 'vm': expected a name that is not "
	  "empty\n" },
	{ HEADER "vm1,,10.0.0.1\n",
	  "observed.csv:2: VM vm1: column 'nic': expected a name that is not "
	  "empty\n" },
	{ HEADER "vm1,e\x01,10.0.0.1\n",
	  "observed.csv:2: VM vm1: column 'nic': expected no control "
	  "characters\n" },
	{ HEADER "vm1,\xff,10.0.0.1\n",
	  "observed.csv:2: VM vm1: column 'nic': expected UTF-8 text\n" },
	/* All faults are told, those of one row too. */
	{ HEADER "vm1,,x\n" VM1 "\r\nvm2,eth0,y\n",
	  "observed.csv:2: VM vm1: column 'nic': expected a name that is not "
	  "empty\n"
	  "observed.csv:2: VM vm1: column 'address': 'x': " AN_ADDRESS
	  "observed.csv:5: VM vm2: column 'address': 'y': " AN_ADDRESS },
	{ HEADER VM1 "\"vm2,eth0,10.0.0.1\n",
	  "observed.csv:3: table: expected a field in quotes to start and end "
	  "with \", and to have each \" in it doubled\n" },
};

/* The table of 'size' bytes must be refused, with these messages. */
static void check_bad(const char *table, size_t size, const char *expected)
{
	struct rp_observation *list = NULL;
	rp_messages *messages;
	size_t n = 7;
	char *found;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(validate(&list, &n, table, size, messages),
			 RP_INVALID);
	found = describe_messages(messages);
	assert_string_equal(found, expected);
	assert_null(list);
	assert_int_equal(n, 7);
	free(found);
	rp_messages_free(messages);
}

static void test_bad(void **state)
{
	static const char nul[] = HEADER "vm1,eth0,10.0.0.1\0x\n";

	(void)state;
	open_world(world);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		check_bad(bad[i].table, strlen(bad[i].table), bad[i].messages);
	check_bad(nul, sizeof nul - 1,
		  "observed.csv:2: VM vm1: column 'address': "
		  "'10.0.0.1': " AN_ADDRESS);
	close_world();
}

static void test_unreadable(void **state)
{
	struct rp_observation *list = NULL;
	rp_messages *messages;
	size_t n = 0;

	(void)state;
	open_world(world);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_validate(&list, &n, rp_session_plan(session),
				     "/nowhere/observed.csv", messages),
			 RP_UNREADABLE);
	assert_int_equal(rp_messages_count(messages), 1);
	assert_int_equal(rp_validate(&list, &n, rp_session_plan(session),
				     fixture_folder(), NULL),
			 RP_UNREADABLE);
	rp_messages_free(messages);
	close_world();
}

/* Many rows of one NIC, and many faults, are read in time. */
static void test_many(void **state)
{
	enum { N = 100000 };
	struct text text = TEXT_INIT;
	struct rp_observation *list = NULL;
	rp_messages *messages;
	clock_t start = clock();
	size_t n = 0;

	(void)state;
	open_world(world);
	text_add(&text, HEADER);
	for (int i = 0; i < N; i++)
		text_printf(&text, "vm1,eth0,10.%d.%d.%d\n", i >> 16,
			    i >> 8 & 255, i & 255);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(validate(&list, &n, text.bytes, text.size, messages),
			 RP_OK);
	assert_int_equal(n, 3 + N - 1);
	assert_string_equal(list[0].observed, "10.0.0.0");
	assert_string_equal(list[n - 1].observed, "10.1.134.159");
	rp_observations_free(list, n);
	for (int i = 0; i < N; i++)
		text_add(&text, "vm1\n");
	assert_int_equal(validate(&list, &n, text.bytes, text.size, messages),
			 RP_INVALID);
	assert_int_equal(rp_messages_count(messages), 1000);
	assert_true(clock() - start < 4 * CLOCKS_PER_SEC);
	rp_messages_free(messages);
	text_destroy(&text);
	close_world();
}

/* ---- JSON -------------------------------------------------------------------
 */

static void test_json(void **state)
{
	static const char table[] = HEADER VM2 "vm\\,\xc3\xa9,10.0.0.1\n";
	struct rp_observation *list = NULL;
	size_t n = 0, size = 0;
	char *out = NULL;
	char *found;
	json_t *json;

	(void)state;
	open_world(world);
	assert_int_equal(validate(&list, &n, table, sizeof table - 1, NULL),
			 RP_OK);
	assert_int_equal(rp_export_validate_json(&out, &size, list, n), RP_OK);
	json = json_loadb(out, size, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	found = json_dumps(json, JSON_COMPACT);
	assert_string_equal(
		found,
		"[{\"vm\":\"vm1\",\"nic\":\"eth0\",\"planned\":"
		"\"192.168.1.20\",\"observed\":null,\"result\":\"missing\"},"
		"{\"vm\":\"vm2\",\"nic\":\"eth0\",\"planned\":"
		"\"2001:db8::21\",\"observed\":null,\"result\":\"missing\"},"
		"{\"vm\":\"vm2\",\"nic\":\"eth0\",\"planned\":"
		"\"192.168.1.21\",\"observed\":\"192.168.1.21\",\"result\":"
		"\"matching\"},"
		"{\"vm\":\"vm\\\\\",\"nic\":\"\xc3\xa9\",\"planned\":null,"
		"\"observed\":\"10.0.0.1\",\"result\":\"unknown\"}]");
	free(found);
	json_decref(json);
	free(out);
	rp_observations_free(list, n);
	close_world();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	   cmocka_unit_test(test_twins),
		cmocka_unit_test(test_plans),	   cmocka_unit_test(test_bad),
		cmocka_unit_test(test_unreadable), cmocka_unit_test(test_many),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
