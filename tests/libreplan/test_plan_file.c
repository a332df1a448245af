/* Tests of the plan file (formats 2): what is written is what is read, and what
 * cannot be read is said exactly.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "plan_file.h"
#include "small.h"
#include "text.h"

/* Names that stand on both VMM servers: networks net-a and net-a2, host ha. */
static const struct edit shared_names[MOST_EDITS] = {
	{ "name = \"net-c\"", "name = \"net-a\"" },
	{ "name = \"net-d\"", "name = \"net-a2\"" },
	{ "name = \"hb3\"", "name = \"ha\"" },
	{ "mappings = ( { source = \"net-a\"; target = \"net-b\"; },\n"
	  "             { source = \"net-b\"; target = \"net-a\"; } );\n",
	  "" },
	MORE_VM("vm2", WEB_NIC("192.168.1.21") ", { name = \"eth1\"; "
					       "network = \"net-a\"; subnet = "
					       "\"web\"; }"),
};

static const struct edit no_edits[MOST_EDITS] = { { NULL, NULL } };

static rp_topology *open_topology(const struct edit *edits)
{
	char *text = small_edited(small_topology, edits);
	rp_topology *topology = fixture_topology(text);

	free(text);
	return topology;
}

/* Reads what must be readable. */
static void read_text(struct plan_file *out, const rp_topology *topology,
		      const char *text)
{
	rp_messages *messages;
	int result;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	result = plan_file_parse(out, topology, text, strlen(text), "x",
				 messages);
	if (result)
		fixture_print(messages);
	assert_int_equal(result, RP_OK);
	rp_messages_free(messages);
}

/* The text of the plan that follows from 'file'. */
static char *write_text(const rp_topology *topology,
			const struct plan_file *file)
{
	rp_plan *plan;
	char *text;
	size_t size;

	assert_int_equal(plan_make(&plan, topology, &file->decisions,
				   file->accepted, NULL, NULL),
			 RP_OK);
	text = plan_file_text(plan, &size);
	assert_non_null(text);
	assert_int_equal(size, strlen(text));
	rp_plan_free(plan);
	return text;
}

/* ---- The form ------------------------------------------------------------ */

static void test_form(void **state)
{
	static const char expected[] =
		"format = 1;\n"
		"topology = \"topology.cfg\";\n"
		"mappings = (\n"
		"  { source = \"net-a\"; source_server = \"VA\"; "
		"target = \"net-b\"; addresses = \"offset\"; "
		"test_network = \"net-a2\"; },\n"
		"  { source = \"net-b\"; target = \"net-a\"; "
		"target_server = \"VA\"; },\n"
		"  { source = \"gone\"; target = \"net-b\"; }\n"
		");\n"
		"pins = (\n"
		"  { vm = \"vm1\"; host = \"ha\"; },\n"
		"  { vm = \"vm1\"; nic = \"eth0\"; "
		"addresses = [ \"192.168.1.40\" ]; },\n"
		"  { vm = \"vm9\"; nic = \"eth0\"; "
		"addresses = [ \"10.0.0.1\", \"2001:db8::1\" ]; }\n"
		");\n"
		"peak_target = 0.750;\n"
		"accepted = [\n"
		"  \"VA\tvm1\tVB\tha\teth0\tnet-b\toffset\t"
		"192.168.1.40 pinned\",\n"
		"  \"VA\tvm2\tVB\thb1\teth0\tnet-b\toffset\t"
		"192.168.1.21 retained\",\n"
		"  \"VA\tvm2\tVB\thb1\teth1\tnet-b\toffset\"\n"
		"];\n";
	rp_topology *topology = open_topology(shared_names);
	struct plan_file file;
	char *text;

	(void)state;
	read_text(&file, topology, expected);
	assert_string_equal(file.topology, "topology.cfg");
	assert_int_equal(file.decisions.peak_target, 750);
	assert_int_equal(file.accepted->forgotten, 0);
	text = write_text(topology, &file);
	assert_string_equal(text, expected);
	free(text);
	plan_file_destroy(&file);
	rp_topology_free(topology);
}

/* Settings in any order, addresses in a list of their own, defaults written
 * out: the same decisions, in the one form. */
static void test_other_forms(void **state)
{
	static const char other[] =
		"peak_target = 0.85; pins = ();\n"
		"mappings = ( { target = \"net-a\"; source = \"net-b\"; },\n"
		"{ addresses = \"retain\"; target = \"net-b\"; "
		"source = \"net-a\"; } );\n"
		"topology = \"topology.cfg\"; format = 1;";
	rp_topology *topology = open_topology(no_edits);
	struct plan_file file;
	char *text;

	(void)state;
	read_text(&file, topology, other);
	assert_null(file.accepted);
	text = write_text(topology, &file);
	assert_memory_equal(text, SMALL_PLAN, strlen(SMALL_PLAN));
	assert_null(strstr(text, "pins"));
	assert_null(strstr(text, "peak_target"));
	free(text);
	plan_file_destroy(&file);
	rp_topology_free(topology);
}

static void test_strange_names(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "name = \"vm1\"", "name = \"a\\\"b\\\\c\xC3\xA9#{\"" },
	};
	rp_topology *topology = open_topology(edits);
	struct plan_file first;
	struct plan_file second;
	char *text;
	char *again;

	(void)state;
	read_text(&first, topology, SMALL_PLAN);
	text = write_text(topology, &first);
	assert_non_null(strstr(text, "\ta\\\"b\\\\c\xC3\xA9#{\t"));
	read_text(&second, topology, text);
	again = write_text(topology, &second);
	assert_string_equal(again, text);
	assert_int_equal(second.accepted->forgotten, 0);
	free(text);
	free(again);
	plan_file_destroy(&first);
	plan_file_destroy(&second);
	rp_topology_free(topology);
}

/* ---- Any decisions
 * ----------------------------------------------------------- */

static uint32_t next(uint32_t *state, size_t n)
{
	*state = *state * 1664525u + 1013904223u;
	return (uint32_t)((*state >> 8) % n);
}

static void decide_mappings(struct decisions *decisions,
			    const rp_topology *topology, uint32_t *state)
{
	size_t n = rp_count(topology, RP_NETWORK);

	for (uint32_t i = next(state, 5); i > 0; i--) {
		struct rp_mapping mapping = {
			.source = next(state, n),
			.target = next(state, n),
			.test_network = next(state, n),
			.rule = (enum rp_address_rule)next(state, 3),
		};

		if (next(state, 2))
			mapping.test_network = RP_NONE;
		if (decisions_may_map(topology, &mapping))
			assert_true(
				decisions_map(decisions, topology, &mapping));
	}
}

static void decide_pins(struct decisions *decisions,
			const rp_topology *topology, uint32_t *state)
{
	for (uint32_t i = next(state, 3); i > 0; i--)
		assert_true(decisions_pin_host(
			decisions, next(state, rp_count(topology, RP_VM)),
			next(state, rp_count(topology, RP_HOST))));
	for (uint32_t i = next(state, 4); i > 0; i--) {
		rp_ip ip = ((rp_ip)0xC0A801 << 8) + next(state, 256);

		assert_true(decisions_pin_address(
			decisions, next(state, rp_count(topology, RP_NIC)),
			(enum rp_family)next(state, RP_N_FAMILIES), &ip));
	}
}

/* What is written says what was decided, and what was planned. */
static void check_round_trip(const rp_topology *topology,
			     const struct plan_file *before)
{
	struct plan_file after;
	struct accepted *accepted;
	rp_plan *plan;
	char *text;
	char *again;

	assert_int_equal(
		plan_make(&plan, topology, &before->decisions, NULL, NULL,
			  NULL),
		RP_OK);
	text = plan_file_text(plan, NULL);
	assert_non_null(text);
	read_text(&after, topology, text);
	assert_true(decisions_are_equal(&before->decisions, &after.decisions));
	accepted = accepted_from_plan(plan);
	for (uint32_t i = 0; i < accepted->n_nics; i++)
		if (accepted->nics[i].network == RP_NONE)
			accepted->nics[i].address_rule = RP_RETAIN;
	assert_true(accepted_are_equal(accepted, after.accepted));
	assert_int_equal(after.accepted->forgotten, 0);
	again = write_text(topology, &after);
	assert_string_equal(again, text);
	accepted_release(accepted);
	plan_file_destroy(&after);
	rp_plan_free(plan);
	free(text);
	free(again);
}

static void test_round_trips(void **state)
{
	rp_topology *topology = open_topology(shared_names);
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct plan_file file = { .accepted = NULL };

		decisions_init(&file.decisions);
		file.decisions.peak_target = 1 + next(&seed, 1000);
		decide_mappings(&file.decisions, topology, &seed);
		decide_pins(&file.decisions, topology, &seed);
		check_round_trip(topology, &file);
		plan_file_destroy(&file);
	}
	rp_topology_free(topology);
}

/* ---- What is gone
 * --------------------------------------------------------------- */

#define HEAD "format = 1; topology = \"t\"; "

static const struct {
	const char *text;
	const char *missing;
	const char *settings;
	bool pin;
} gone[] = {
	{ "mappings = ( { source = \"net-x\"; target = \"net-y\"; } );",
	  "net-x", "source = \"net-x\"; target = \"net-y\"; ", false },
	{ "mappings = ( { target = \"net-y\"; source = \"net-a\"; "
	  "addresses = \"next\"; } );",
	  "net-y",
	  "source = \"net-a\"; target = \"net-y\"; addresses = \"next\"; ",
	  false },
	{ "mappings = ( { source = \"net-a\"; target = \"net-b\"; "
	  "test_network = \"net-x\"; } );",
	  "net-x",
	  "source = \"net-a\"; target = \"net-b\"; "
	  "test_network = \"net-x\"; ",
	  false },
	{ "mappings = ( { source = \"net-a\"; source_server = \"VX\"; "
	  "target = \"net-b\"; } );",
	  "VX",
	  "source = \"net-a\"; source_server = \"VX\"; "
	  "target = \"net-b\"; ",
	  false },
	{ "pins = ( { vm = \"vm9\"; host = \"hb1\"; } );", "vm9",
	  "vm = \"vm9\"; host = \"hb1\"; ", true },
	{ "pins = ( { host = \"hb9\"; vm = \"vm1\"; } );", "hb9",
	  "vm = \"vm1\"; host = \"hb9\"; ", true },
	{ "pins = ( { vm = \"vm1\"; server = \"VX\"; host = \"hb1\"; } );",
	  "VX", "vm = \"vm1\"; server = \"VX\"; host = \"hb1\"; ", true },
	{ "pins = ( { vm = \"vm1\"; nic = \"eth9\"; "
	  "addresses = [\"10.0.0.1\"]; } );",
	  "eth9",
	  "vm = \"vm1\"; nic = \"eth9\"; addresses = [ \"10.0.0.1\" ]; ",
	  true },
};

static void test_gone(void **state)
{
	rp_topology *topology = open_topology(no_edits);

	(void)state;
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
		struct text text = TEXT_INIT;
		struct plan_file file;
		char *written;

		text_printf(&text, HEAD "%s\n", gone[i].text);
		read_text(&file, topology, text.bytes);
		assert_int_equal(file.decisions.n_dangling, 1);
		assert_int_equal(file.decisions.n_mappings, 0);
		assert_int_equal(file.decisions.n_host_pins, 0);
		assert_int_equal(file.decisions.n_address_pins, 0);
		assert_int_equal(file.decisions.dangling[0].pin, gone[i].pin);
		assert_string_equal(file.decisions.dangling[0].missing,
				    gone[i].missing);
		assert_string_equal(file.decisions.dangling[0].settings,
				    gone[i].settings);
		written = write_text(topology, &file);
		assert_non_null(strstr(written, gone[i].settings));
		free(written);
		plan_file_destroy(&file);
		text_destroy(&text);
	}
	rp_topology_free(topology);
}

/* Entries of an accepted plan, and how much of each is forgotten. */
static const struct {
	const char *entry;
	uint32_t forgotten;
} entries[] = {
	{ "VA\tvm1\tVB\thb2\teth0\tnet-b\tretain\t192.168.1.20 retained", 0 },
	{ "VA\tvm1\tVB\thb2\teth0", 0 },
	{ "VA\tvm1\tVB", 0 },
	{ "VX\tvm1\tVB\thb2\teth0", 1 },
	{ "VA\tvm9\tVB\thb2\teth0", 1 },
	{ "VA\tvm1\tVA\tha\teth0", 1 },
	{ "VA\tvm1\tVB\tha\teth0", 1 },
	{ "VA\tvm1\tVB\thb2\teth9", 1 },
	{ "VA\tvm1\tVB\thb9\teth9", 2 },
	{ "VA\tvm1\tVB\thb2\teth0\tnet-x\tretain\t192.168.1.20 retained", 1 },
	{ "VA\tvm1\tVB\thb2\teth0\tnet-b\tnext\t2001:db8::1 next", 1 },
};

static void test_forgotten(void **state)
{
	rp_topology *topology = open_topology(no_edits);

	(void)state;
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		struct text text = TEXT_INIT;
		struct plan_file file;

		text_printf(&text, SMALL_PLAN "accepted = [ \"%s\" ];\n",
			    entries[i].entry);
		read_text(&file, topology, text.bytes);
		assert_int_equal(file.accepted->forgotten,
				 entries[i].forgotten);
		plan_file_destroy(&file);
		text_destroy(&text);
	}
	rp_topology_free(topology);
}

/* ---- What cannot be read
 * ------------------------------------------------------------ */

#define MAP(settings) HEAD "mappings = (\n{ " settings " } );\n"
#define PINS(pins) HEAD "pins = (\n" pins " );\n"
#define ACCEPTED(entries) HEAD "accepted = [\n" entries " ];\n"
#define FORM \
	"expected VMM server, VM, target VMM server, host, NIC, VM network, " \
	"address rule and addresses, with a tab between each two"

static const struct {
	const char *text;
	const char *expected; /* The line of the first message. */
} broken[] = {
	{ "topology = \"t\";\n", "x: setting 'format' is missing: expected 1" },
	{ "format = 1; links = (); sites = ();\n",
	  "x: this is a topology, not a plan file" },
	{ "format = 2; topology = \"t\";\n",
	  "x:1: setting 'format': expected 1" },
	{ "format = 1;\n",
	  "x: setting 'topology' is missing: expected a text, as \"...\"" },
	{ HEAD "peak_target = 1.5;\n",
	  "x:1: setting 'peak_target': expected a number from 0.001 to 1" },
	{ HEAD "mappings = 1;\n",
	  "x:1: setting 'mappings': expected a list of groups, as ( { ... }, "
	  "{ ... } )" },
	{ MAP("source = \"net-a\";"),
	  "x:2: mapping: setting 'target' is missing: expected a name, as "
	  "\"...\"" },
	{ MAP("source = \"net-a2\"; target = \"net-b\";"),
	  "x:2: mapping net-a2: several VMM servers have a 'net-a2': expected "
	  "a setting 'source_server' that says which" },
	{ MAP("source = \"net-b\"; target = \"net-b\";"),
	  "x:2: mapping net-b: expected another network than the source" },
	{ MAP("source = \"net-b\"; target = \"net-a3\"; addresses = \"keep\";"),
	  "x:2: mapping net-b: setting 'addresses': expected \"retain\", "
	  "\"offset\" or \"next\"" },
	{ MAP("source = \"net-b\"; target = \"net-a3\"; },\n"
	      "{ source = \"net-b\"; target = \"net-a\"; "
	      "target_server = \"VA\";"),
	  "x:3: mapping net-b: it is mapped to VMM server 'VA' before: "
	  "expected one target on a VMM server" },
	{ PINS("{ vm = \"vm1\"; }"),
	  "x:2: pin vm1: expected a setting 'host', or 'nic' and "
	  "'addresses'" },
	{ PINS("{ vm = \"vm1\"; host = \"hb1\"; nic = \"eth0\"; "
	       "addresses = [ \"10.0.0.1\" ]; }"),
	  "x:2: pin vm1: expected a setting 'host', or 'nic' and "
	  "'addresses'" },
	{ PINS("{ vm = \"vm1\"; host = \"hb1\"; },\n"
	       "{ vm = \"vm1\"; host = \"hb2\"; }"),
	  "x:3: pin vm1: its host is pinned before: expected one pin for the "
	  "host of a VM" },
	{ PINS("{ vm = \"vm1\"; nic = \"eth0\"; addresses = [ ]; }"),
	  "x:2: pin vm1: setting 'addresses': expected one address, or one of "
	  "each family" },
	{ PINS("{ vm = \"vm1\"; nic = \"eth0\"; "
	       "addresses = [ \"10.0.0.1\", \"10.0.0.2\" ]; }"),
	  "x:2: pin vm1: an address of this family is pinned before: expected "
	  "one pin for each family of a NIC" },
	{ ACCEPTED("\"VA\tvm1\""), "x:1: accepted plan: entry 1: " FORM },
	{ ACCEPTED("\"VA\tvm1\tVB\", \"VA\tvm1\tVB\t\t\tnet-b\tretain\""),
	  "x:1: accepted plan: entry 2: " FORM },
	{ ACCEPTED("\"VA\tvm1\tVB\thb1\teth0\tnet-b\tkeep\""),
	  "x:1: accepted plan: entry 1: " FORM },
	{ ACCEPTED("\"VA\tvm1\tVB\thb1\teth0\tnet-b\tretain\t10.0.0.1\""),
	  "x:1: accepted plan: entry 1: " FORM },
	{ ACCEPTED("\"VA\tvm1\tVB\thb1\teth0\tnet-b\tretain\t10.0.0.1 next\t"
		   "10.0.0.2 next\""),
	  "x:1: accepted plan: entry 1: " FORM },
	{ ACCEPTED("\"VA\tvm1\tVB\thb1\teth0\tnet-b\tretain\t010.0.0.1 next\""),
	  "x:1: accepted plan: entry 1: " FORM },
	{ ACCEPTED("\"VA\tvm2\tVB\thb1\teth0\", \"VA\tvm2\tVB\thb2\teth1\""),
	  "x:1: accepted plan: entry 2: expected the host that the entry "
	  "before it names for this VM" },
	{ ACCEPTED("\"VA\tvm1\tVB\thb1\teth0\", \"VA\tvm1\tVB\thb1\teth0\""),
	  "x:1: accepted plan: entry 2: expected each NIC once" },
};

static void check_broken(const rp_topology *topology, size_t i)
{
	const char *text = broken[i].text;
	struct plan_file file;
	rp_messages *messages;
	char *line;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(plan_file_parse(&file, topology, text, strlen(text),
					 "x", messages),
			 RP_INVALID);
	assert_true(rp_messages_count(messages) > 0);
	line = rp_message_line(rp_messages_get(messages, 0));
	assert_string_equal(line, broken[i].expected);
	free(line);
	rp_messages_free(messages);
}

static void test_broken(void **state)
{
	rp_topology *topology = open_topology(shared_names);

	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		check_broken(topology, i);
	rp_topology_free(topology);
}

/* All faults are reported, not the first alone; what is cut off is no plan. */
static void test_all_faults(void **state)
{
	static const char text[] =
		MAP("source = \"net-b\"; target = \"net-b\"; }, "
		    "{ source = \"net-b\"; target = 1;") "peak_target = 7;\n";
	rp_topology *topology = open_topology(shared_names);
	struct plan_file file;
	rp_messages *messages;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(plan_file_parse(&file, topology, text, strlen(text),
					 "x", messages),
			 RP_INVALID);
	assert_int_equal(rp_messages_count(messages), 3);
	assert_int_equal(
		plan_file_parse(&file, topology, text, 40, "x", messages),
		RP_INVALID);
	rp_messages_free(messages);
	rp_topology_free(topology);
}

/* A topology is told by one message, however deep it is. */
static void test_topology_file(void **state)
{
	rp_topology *topology = open_topology(no_edits);
	rp_messages *messages;
	struct plan_file file;
	char *line;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(plan_file_parse(&file, topology, small_topology,
					 strlen(small_topology), "x", messages),
			 RP_INVALID);
	assert_int_equal(rp_messages_count(messages), 1);
	line = rp_message_line(rp_messages_get(messages, 0));
	assert_string_equal(line, "x: this is a topology, not a plan file");
	free(line);
	rp_messages_free(messages);
	rp_topology_free(topology);
}

static void test_unknown_setting(void **state)
{
	static const char text[] = HEAD "colour = \"red\";\n";
	rp_topology *topology = open_topology(no_edits);
	struct plan_file file;
	rp_messages *messages;
	char *line;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(plan_file_parse(&file, topology, text, strlen(text),
					 "x", messages),
			 RP_OK);
	assert_int_equal(rp_messages_count(messages), 1);
	line = rp_message_line(rp_messages_get(messages, 0));
	assert_string_equal(line, "x:1: setting 'colour' is unknown and will "
				  "not be kept");
	free(line);
	plan_file_destroy(&file);
	rp_messages_free(messages);
	rp_topology_free(topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_other_forms),
		cmocka_unit_test(test_strange_names),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_topology_file),
		cmocka_unit_test(test_all_faults),
		cmocka_unit_test(test_unknown_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
