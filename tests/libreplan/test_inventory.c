/* Tests of inventory tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "describe.h"
#include "fixture.h"
#include "text.h"
#include "topology.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A topology with two hosts, two networks and the table 'table'. */
#define TOPOLOGY(table) \
	"format = 1; sites = ( { name = \"A\"; servers = ( { name = \"S\";\n" \
	"logical_networks = ( { name = \"L\"; vm_networks = (\n" \
	"  { name = \"N\"; subnets = (\n" \
	"      { name = \"w\"; prefixes = [ \"10.0.0.0/8\" ]; },\n" \
	"      { name = \"v\"; prefixes = [ \"fd00::/64\" ]; } ); },\n" \
	"  { name = \"M\"; } ); } );\n" \
	"host_groups = ( { name = \"G\"; hosts = (\n" \
	"  { name = \"h1\"; cpus = 8; memory_mib = 8192; },\n" \
	"  { name = \"h2\"; cpus = 8; memory_mib = 8192; } ); } );\n" \
	"clouds = ( { name = \"C\"; host_groups = [ \"G\" ];\n" \
	"  inventory = \"" table "\"; } ); } ); } );\n"

#define HEADER "vm,host,cpus,memory_mib,nic,network,subnet,address,address6\n"

/* Reads the topology over the table of 'size' bytes. */
static int read_table(rp_topology **topology, const char *bytes, size_t size,
		      rp_messages *messages)
{
	char *path = fixture_file("t.cfg", TOPOLOGY("t.csv"));
	char *table = fixture_file("t.csv", NULL);
	FILE *file = fopen(table, "wb");
	int result;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	result = rp_topology_read(topology, path, messages);
	free(table);
	free(path);
	return result;
}

/* A NIC: " eth0@2 N/w 10.0.0.1". */
static void add_nic(struct text *text, const rp_topology *topology, rp_id id)
{
	const struct rp_nic *nic = rp_nic(topology, id);
	char shown[RP_IP_SIZE];
	unsigned family;

	text_printf(text, " %s@%u %s", rp_name(topology, RP_NIC, id),
		    nic->line, rp_name(topology, RP_NETWORK, nic->network));
	if (nic->subnet != RP_NONE)
		text_printf(text, "/%s",
			    rp_name(topology, RP_SUBNET, nic->subnet));
	for (family = 0; family < RP_N_FAMILIES; family++) {
		rp_id i = nic->address[family];

		if (i == RP_NONE)
			continue;
		text_add_char(text, ' ');
		text_add(text, rp_ip_text(family,
					  rp_topology_address(topology, i),
					  shown));
	}
}

/* VMs and NICs in one line: "VM1@2 h1 4000: eth0@2 N/w 10.0.0.1; ". */
static char *describe_vms(const rp_topology *topology)
{
	struct text text = TEXT_INIT;
	rp_id id;
	rp_id i;

	for (id = 0; id < rp_count(topology, RP_VM); id++) {
		const struct rp_vm *vm = rp_vm(topology, id);

		text_printf(&text, "%s@%u %s %lld:",
			    rp_name(topology, RP_VM, id), vm->line,
			    rp_name(topology, RP_HOST, vm->host),
			    (long long)vm->need[RP_CPUS]);
		for (i = vm->nics.first; i < vm->nics.end; i++)
			add_nic(&text, topology, i);
		text_add(&text, "; ");
	}
	return text_take(&text, NULL);
}

/* Tables that are right, and what they say. */
static const struct {
	const char *table;
	const char *vms;
} good[] = {
	{ HEADER, "" },
	{ "vm,host,cpus,memory_mib,nic,network", "" },
	{ HEADER "a,h1,4,10,,,,,\n", "a@2 h1 4000:; " },
	{ HEADER "a,h1,4,10,,,,,", "a@2 h1 4000:; " },
	{ HEADER "a,h1,4,10,e,M,,,\r\nb,h2,1,1,e,M,,,\r\n",
	  "a@2 h1 4000: e@2 M; b@3 h2 1000: e@3 M; " },
	{ HEADER "\n\na,h1,4,10,e,M,,,\n\r\n\nb,h2,1,1,e,M,,,\n",
	  "a@4 h1 4000: e@4 M; b@7 h2 1000: e@7 M; " },
	{ "\xef\xbb\xbf" HEADER "a,h1,4,10,,,,,\n", "a@2 h1 4000:; " },
	/* Columns in another order, some unknown. */
	{ "network,x,nic,y,memory_mib,cpus,host,vm\n"
	  "M,?,e,,10,4,h1,a\n",
	  "a@2 h1 4000: e@2 M; " },
	/* Quotes, spaces, and names that look like something else. */
	{ HEADER "\"a\",\"h1\",\"4\",\"10\",\"e \"\"1\"\"\",\"M\",,\"\",\n",
	  "a@2 h1 4000: e \"1\"@2 M; " },
	{ HEADER " a ,h1,4,10,e 1,M,,,\n\"b,c\",h1,1,1,,,,,\n",
	  " a @2 h1 4000: e 1@2 M; b,c@3 h1 1000:; " },
	{ HEADER "=1+1,h1,4,10,@SUM,M,,,\n", "=1+1@2 h1 4000: @SUM@2 M; " },
	/* Several NICs: a VM's columns repeated, left empty, said at last. */
	{ HEADER "a,h1,4,10,e0,M,,,\na,h1,4,10,e1,M,,,\n,,,,e2,M,,,\n"
		 "a,,4,,e3,M,,,\n",
	  "a@2 h1 4000: e0@2 M e1@3 M e2@4 M e3@5 M; " },
	{ "vm,host,cpus,memory_mib,nic,network,replicate,storage_gib\n"
	  "a,h1,4,10,e0,M,,\na,h1,4,10,e1,M,true,0\n",
	  "a@2 h1 4000: e0@2 M e1@3 M; " },
	/* Subnets and addresses. */
	{ HEADER "a,h1,4,10,e0,N,w,10.0.0.1,\n,,,,e1,N,v,,fd00::1\n"
		 ",,,,e2,N,w,10.0.0.2,fd00::2\n",
	  "a@2 h1 4000: e0@2 N/w 10.0.0.1 e1@3 N/v fd00::1 "
	  "e2@4 N/w 10.0.0.2 fd00::2; " },
	/* Numbers at their ends. */
	{ HEADER "a,h1,0,1099511627776,,,,,\n", "a@2 h1 0:; " },
};

static void test_good(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		rp_topology *topology = NULL;
		rp_messages *messages;
		char *found;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		if (read_table(&topology, good[i].table,
			       strlen(good[i].table), messages) != RP_OK)
			fixture_print(messages);
		assert_int_equal(rp_messages_count(messages), 0);
		assert_non_null(topology);
		found = describe_vms(topology);
		assert_string_equal(found, good[i].vms);
		free(found);
		rp_messages_free(messages);
		rp_topology_free(topology);
	}
}

/* Tables that are faulty, and the only message. */
static const struct {
	const char *table;
	const char *message;
} bad[] = {
	{ "", "t.csv:1: table: expected a header row with the names of the "
	      "columns\n" },
	{ "\xef\xbb\xbf\n\n", "t.csv:1: table: expected a header row with the "
			      "names of the columns\n" },
	{ "VM,vm,host,cpus,memory_mib,nic\n",
	  "t.csv:1: table: column 'network' is missing in the header\n" },
	{ HEADER "a;h1;4;10;;;;;\n",
	  "t.csv:2: VM a;h1;4;10;;;;;: expected as many fields as the header "
	  "has, 9: found 1\n" },
	{ HEADER "a,h1,4,10,,,,,\n\na,h1,4,10\n",
	  "t.csv:4: VM a: expected as many fields as the header has, 9: found "
	  "4\n" },
	{ HEADER "a,h1,+4,10,,,,,\n",
	  "t.csv:2: VM a: column 'cpus': '+4': expected a whole number from 0 "
	  "to 1099511627776\n" },
	{ HEADER "a,h1, 4,10,,,,,\n",
	  "t.csv:2: VM a: column 'cpus': ' 4': expected a whole number from 0 "
	  "to 1099511627776\n" },
	{ HEADER "a,h1,1099511627777,10,,,,,\n",
	  "t.csv:2: VM a: column 'cpus': '1099511627777': expected a whole "
	  "number from 0 to 1099511627776\n" },
	{ HEADER "a,h1,99999999999999999999999999,10,,,,,\n",
	  "t.csv:2: VM a: column 'cpus': '99999999999999999999999999': "
	  "expected a whole number from 0 to 1099511627776\n" },
	{ HEADER "a,h1,4,10,,,,,\nb,h1,4,10,,,,,\na,h1,4,10,e,M,,,\n",
	  "t.csv:4: VM a: column 'vm': expected a name of its own: line 2 of "
	  "the table of cloud 'C' has a VM of this name\n" },
	{ HEADER "a,h1,4,10,e,M,,,\na,h2,4,10,f,M,,,\n",
	  "t.csv:3: VM a: column 'host': 'h2': expected what line 2 says of "
	  "this VM, or nothing\n" },
	{ HEADER "a,h1,4,10,e,M,,,\na,,,,,,,,\n",
	  "t.csv:3: VM a: column 'nic': expected the name of a NIC\n" },
	{ HEADER "a,h1,4,10,e,,,,\n",
	  "t.csv:2: NIC e: column 'network': VMM server 'S' has no VM network "
	  "''\n" },
	{ HEADER "a,h1,4,10,e,M,w,,\n",
	  "t.csv:2: NIC e: column 'subnet': VM network 'M' has no subnet "
	  "'w'\n" },
	/* The line of a row is where it starts, whatever is in its fields. */
	{ HEADER "a,h1,4,10,e,M,,,\n\"b\n\r\n\",h1,4,10,,,,,\n",
	  "t.csv:3: VM b^J^M^J: column 'vm': expected no control "
	  "characters\n" },
	{ "vm,host,cpus,memory_mib,nic,network,x\n"
	  "a,h1,4,10,,,\"1\n2\n\n\"\nb,h9,4,10,,,\n",
	  "t.csv:6: VM b: column 'host': VMM server 'S' has no host 'h9'\n" },
	/* Quotes. */
	{ HEADER "a,h1,4,10,,,,,\n\"b\"c,h1,4,10,,,,,\n",
	  "t.csv:3: table: expected a field in quotes to start and end with "
	  "\", and to have each \" in it doubled\n" },
	{ HEADER "a,h1,4,10,,,,,\n\nb,\"h1,4,10,,,,,\nc,h1,4,10,,,,,\n",
	  "t.csv:4: table: expected a field in quotes to start and end with "
	  "\", and to have each \" in it doubled\n" },
};

static void test_bad(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		rp_topology *topology = NULL;
		rp_messages *messages;
		char *found;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(read_table(&topology, bad[i].table,
					    strlen(bad[i].table), messages),
				 RP_INVALID);
		assert_null(topology);
		found = describe_messages(messages);
		assert_string_equal(found, bad[i].message);
		free(found);
		rp_messages_free(messages);
	}
}

static void test_nul(void **state)
{
	static const char table[] = HEADER "a\0b,h1,4,10,e,M,,,\n";
	rp_topology *topology = NULL;
	rp_messages *messages;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(read_table(&topology, table, sizeof table - 1,
				    messages), RP_INVALID);
	assert_int_equal(rp_messages_count(messages), 1);
	assert_string_equal(rp_messages_get(messages, 0)->text,
			    "column 'vm': expected no control characters");
	rp_messages_free(messages);
}

/* ---- Large tables ---------------------------------------------------- */

/* A table of 'n' VMs, 40 to a host in turns; every 'odd'th is faulty. */
static void add_rows(struct text *text, int n, int odd)
{
	int i;

	text_add(text, HEADER);
	for (i = 0; i < n; i++)
		text_printf(text, "vm%05d,h%d,%s,64,Network Adapter,N,w,"
				  "10.1.%d.%d,\n",
			    i, i / 40 % 2 + 1, i % odd == odd - 1 ? "-" : "1",
			    i / 256 % 256, i % 256);
}

static void test_many_rows(void **state)
{
	enum { N = 20000 };
	rp_topology *topology = NULL;
	struct text text = TEXT_INIT;
	rp_messages *messages;
	clock_t start;

	(void)state;
	add_rows(&text, N, N + 1);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	start = clock();
	assert_int_equal(read_table(&topology, text.bytes, text.size,
				    messages), RP_OK);
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
	assert_int_equal(rp_count(topology, RP_VM), N);
	assert_int_equal(rp_count(topology, RP_NIC), N);
	assert_int_equal(rp_find(topology, RP_VM, 0, "vm19999"), N - 1);
	assert_int_equal(rp_host(topology, 0)->running[RP_CPUS] +
				 rp_host(topology, 1)->running[RP_CPUS],
			 N * 1000);
	rp_topology_free(topology);
	rp_messages_free(messages);
	text_destroy(&text);
}

/* More faults than messages are kept: reading ends there. */
static void test_many_faults(void **state)
{
	rp_topology *topology = NULL;
	struct text text = TEXT_INIT;
	rp_messages *messages;
	size_t n;

	(void)state;
	add_rows(&text, 5000, 2);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(read_table(&topology, text.bytes, text.size,
				    messages), RP_INVALID);
	n = rp_messages_count(messages);
	assert_int_equal(n, 1000);
	assert_int_equal(rp_messages_get(messages, 0)->line, 3);
	assert_int_equal(rp_messages_get(messages, 998)->line, 1999);
	rp_messages_free(messages);
	text_destroy(&text);
}

/* A field that never ends is noticed before it is read whole. */
static void test_endless_field(void **state)
{
	enum { SIZE = 64 << 20 };
	rp_topology *topology = NULL;
	struct text text = TEXT_INIT;
	rp_messages *messages;
	clock_t start;
	char *bytes = malloc(SIZE);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', SIZE);
	text_add(&text, HEADER "a,h1,1,1,,,,,\n\"");
	text_add_bytes(&text, bytes, SIZE);
	free(bytes);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	start = clock();
	assert_int_equal(read_table(&topology, text.bytes, text.size,
				    messages), RP_INVALID);
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
	assert_int_equal(rp_messages_count(messages), 1);
	assert_int_equal(rp_messages_get(messages, 0)->line, 3);
	rp_messages_free(messages);
	text_destroy(&text);
}

/* ---- Where tables stand ---------------------------------------------- */

static int read_placed(const char *text)
{
	char *path = fixture_file("placed.cfg", text);
	rp_topology *topology = NULL;
	rp_messages *messages;
	int result;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	result = rp_topology_read(&topology, path, messages);
	rp_topology_free(topology);
	rp_messages_free(messages);
	free(path);
	return result;
}

/* A table stands in the topology's folder or below, and is a plain file. */
static void test_places(void **state)
{
	char *below = fixture_file("below", NULL);
	char *link = fixture_file("link.csv", NULL);
	char *fifo = fixture_file("fifo.csv", NULL);

	(void)state;
	assert_int_equal(mkdir(below, 0700), 0);
	free(fixture_file("beside.csv", HEADER));
	free(fixture_file("below/table.csv", HEADER));
	assert_int_equal(symlink("beside.csv", link), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(read_placed(TOPOLOGY("beside.csv")), RP_OK);
	assert_int_equal(read_placed(TOPOLOGY("below/table.csv")), RP_OK);
	assert_int_equal(read_placed(TOPOLOGY("link.csv")), RP_INVALID);
	assert_int_equal(read_placed(TOPOLOGY("fifo.csv")), RP_INVALID);
	assert_int_equal(read_placed(TOPOLOGY("below")), RP_INVALID);
	assert_int_equal(read_placed(TOPOLOGY("below/../beside.csv")),
			 RP_INVALID);
	assert_int_equal(read_placed(TOPOLOGY("/etc/passwd")), RP_INVALID);
	assert_int_equal(read_placed(TOPOLOGY("none.csv")), RP_INVALID);
	free(fifo);
	free(link);
	free(below);
}

/* What a progress was told, and after how many reports it stops. */
struct watch {
	unsigned n;
	unsigned stop_after;
	uint64_t done;
	uint64_t all;
};

static bool watch_report(void *data, uint64_t done, uint64_t all)
{
	struct watch *watch = data;

	assert_true(done >= watch->done && all >= watch->all && done <= all);
	watch->done = done;
	watch->all = all;
	return ++watch->n != watch->stop_after;
}

/* A long table, and VMs enough in the file itself, are reported on the way;
 * stopped at any report, they leave nothing. */
static void test_progress(void **state)
{
	struct text text = TEXT_INIT;
	struct watch watch = { 0 };
	struct rp_progress progress = { watch_report, &watch };
	rp_topology *topology = NULL;
	char *path = fixture_file("t.cfg", TOPOLOGY("t.csv"));
	char *table;
	unsigned n, i;

	(void)state;
	text_add(&text, HEADER);
	for (i = 0; i < 80000; i++)
		text_printf(&text, "vm%u,h1,1,1,nic,N,w,10.%u.%u.%u,\n", i,
			    i >> 16, i >> 8 & 255, i & 255);
	table = fixture_file("t.csv", text.bytes);
	assert_int_equal(rp_topology_read_progress(&topology, path, &progress,
						   NULL),
			 RP_OK);
	assert_int_equal(rp_count(topology, RP_VM), 80000);
	rp_topology_free(topology);
	topology = NULL;
	n = watch.n;
	assert_in_range(n, 4, 100);
	assert_int_equal(watch.done, watch.all);
	assert_true(watch.all > text.size);
	for (i = 1; i <= n; i++) {
		watch = (struct watch){ .stop_after = i };
		assert_int_equal(rp_topology_read_progress(&topology, path,
							   &progress, NULL),
				 RP_STOPPED);
		assert_null(topology);
		assert_int_equal(watch.n, i);
	}
	text_destroy(&text);
	free(table);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_many_rows),
		cmocka_unit_test(test_many_faults),
		cmocka_unit_test(test_endless_field),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
