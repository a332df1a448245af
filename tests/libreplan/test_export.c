/* Tests of quoting and of the exports (formats 4, 5).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <libconfig.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "quote.h"
#include "small.h"

/* ---- Quoting: the vectors --------------------------------------------- */

static json_t *read_vectors(void)
{
	char *path = fixture_source("tests/data/export-vectors.json");
	json_t *vectors = json_load_file(path, 0, NULL);

	free(path);
	assert_non_null(vectors);
	assert_true(json_array_size(vectors) > 50);
	return vectors;
}

static const char *column(const json_t *vector, const char *name)
{
	const char *value = json_string_value(json_object_get(vector, name));

	assert_non_null(value);
	return value;
}

typedef void quote(struct text *out, const char *string);

static void check_column(const char *name, quote *add)
{
	json_t *vectors = read_vectors();
	size_t i;
	json_t *vector;

	json_array_foreach(vectors, i, vector)
	{
		struct text text = TEXT_INIT;

		add(&text, column(vector, "in"));
		assert_false(text.failed);
		assert_string_equal(text.bytes, column(vector, name));
		text_destroy(&text);
	}
	json_decref(vectors);
}

static void test_csv_vectors(void **state)
{
	(void)state;
	check_column("csv", quote_csv);
}

static void test_libconfig_vectors(void **state)
{
	(void)state;
	check_column("libconfig", quote_libconfig);
}

/* What libconfig reads back is what was quoted. */
static void test_libconfig_reads(void **state)
{
	json_t *vectors = read_vectors();
	size_t i;
	json_t *vector;

	(void)state;
	json_array_foreach(vectors, i, vector)
	{
		struct text text = TEXT_INIT;
		const char *value;
		config_t config;

		text_add(&text, "x = ");
		quote_libconfig(&text, column(vector, "in"));
		text_add(&text, ";\n");
		config_init(&config);
		assert_int_equal(config_read_string(&config, text.bytes),
				 CONFIG_TRUE);
		assert_int_equal(config_lookup_string(&config, "x", &value),
				 CONFIG_TRUE);
		assert_string_equal(value, column(vector, "in"));
		config_destroy(&config);
		text_destroy(&text);
	}
	json_decref(vectors);
}

/* Bytes that must not stand as they are in any JSON that is written. */
static const char *const deceptive[] = {
	"<",
	">",
	"&",
	"\x7F",
	"\xC2\x80",
	"\xC2\x9B",
	"\xC2\x9F",
	"\xE2\x80\x8E",
	"\xE2\x80\xA8",
	"\xE2\x80\xA9",
	"\xE2\x80\xAE",
	"\xE2\x81\xA6",
	"\xD8\x9C",
};

static const char *find_deceptive(const char *json)
{
	for (size_t i = 0; i < sizeof deceptive / sizeof *deceptive; i++)
		if (strstr(json, deceptive[i]))
			return deceptive[i];
	return NULL;
}

/* 'string' as JSON. */
static void quote_json(struct text *out, const char *string)
{
	json_t *value = json_string(string);
	char *dump = json_dumps(value, JSON_ENCODE_ANY);

	assert_non_null(dump);
	quote_json_text(out, dump, strlen(dump), 0);
	free(dump);
	json_decref(value);
}

/* The same text as the vector's, though jansson may escape it otherwise. */
static void test_json_vectors(void **state)
{
	json_t *vectors = read_vectors();
	size_t i;
	json_t *vector;

	(void)state;
	json_array_foreach(vectors, i, vector)
	{
		struct text text = TEXT_INIT;
		json_t *ours;
		json_t *theirs = json_loads(column(vector, "json"),
					    JSON_DECODE_ANY, NULL);

		quote_json(&text, column(vector, "in"));
		ours = json_loads(text.bytes, JSON_DECODE_ANY, NULL);
		assert_string_equal(json_string_value(ours),
				    column(vector, "in"));
		assert_true(json_equal(ours, theirs));
		assert_null(find_deceptive(text.bytes));
		json_decref(ours);
		json_decref(theirs);
		text_destroy(&text);
	}
	json_decref(vectors);
}

/* The check above finds what jansson alone would leave. */
static void test_json_control(void **state)
{
	json_t *value = json_string("\xE2\x80\xAE"
				    "exe.vm");
	char *dump = json_dumps(value, JSON_ENCODE_ANY);

	(void)state;
	assert_non_null(find_deceptive(dump));
	free(dump);
	json_decref(value);
}

static void test_indent(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	quote_json_text(&text, "[\n1\n]", 5, 4);
	assert_string_equal(text.bytes, "[\n    1\n    ]");
	text_destroy(&text);
}

/* ---- The plan as JSON: the keys and their order -------------------------- */

/* The keys of formats 4, of the first object at each path. */
static const struct {
	const char *path[6]; /* Keys and "0" for the first of a list. */
	const char *keys;
} shapes[] = {
	{ { NULL },
	  "format topology summary replicas hosts subnets routes dns "
	  "findings" },
	{ { "summary" },
	  "protected placed unplaced nics connected disconnected retained "
	  "offset next pinned dhcp unaddressed separation_broken peak_load "
	  "peak_load_bound unplaced_bound moved" },
	{ { "replicas", "0" },
	  "vm server protected protecting target_server host why nics" },
	{ { "replicas", "0", "nics", "0" },
	  "name source_network source_subnet network connection subnet "
	  "subnet_rule addresses test_network" },
	{ { "replicas", "0", "nics", "0", "addresses", "0" },
	  "source address rule" },
	{ { "hosts", "0" }, "name server replicas load loss" },
	{ { "hosts", "0", "load" }, "cpus memory storage iops" },
	{ { "findings", "0" }, "code level about text remedy" },
};

static json_t *walk(json_t *value, const char *const *path, size_t n)
{
	for (size_t i = 0; i < n && path[i]; i++)
		value = strcmp(path[i], "0") == 0
				? json_array_get(value, 0)
				: json_object_get(value, path[i]);
	assert_non_null(value);
	return value;
}

static void check_keys(json_t *object, const char *expected)
{
	struct text keys = TEXT_INIT;
	const char *key;
	json_t *value;

	assert_true(json_is_object(object));
	json_object_foreach(object, key, value)
	{
		text_add(&keys, keys.size > 0 ? " " : "");
		text_add(&keys, key);
	}
	assert_string_equal(keys.bytes, expected);
	text_destroy(&keys);
}

struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void open_text(struct opened *out, const struct edit *edits)
{
	char *text = small_edited(small_topology, edits);

	out->topology = fixture_topology(text);
	out->session = fixture_session(out->topology, NULL);
	out->plan = rp_session_plan(out->session);
	free(text);
}

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

static json_t *load(char *text)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(json);
	free(text);
	return json;
}

static json_t *plan_json(const rp_plan *plan)
{
	return load(fixture_json(plan));
}

/* Everything that the keys need: an address, a finding. */
static const struct edit next_edits[MOST_EDITS] = {
	{ "target = \"net-b\";", "target = \"net-b\"; addresses = \"next\";" },
};

static void test_keys(void **state)
{
	struct opened opened;
	json_t *json;

	(void)state;
	open_text(&opened, next_edits);
	json = plan_json(opened.plan);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		check_keys(walk(json, shapes[i].path, 6), shapes[i].keys);
	json_decref(json);
	close_opened(&opened);
}

/* The whole text, once: what a reader and a diff see. */
static void test_text(void **state)
{
	static const char head[] = "{\n"
				   "  \"format\": 1,\n"
				   "  \"topology\": \"topology.cfg\",\n"
				   "  \"summary\": {\n"
				   "    \"protected\": 1,\n";
	static const char nic[] =
		"      \"nics\": [\n"
		"        {\n"
		"          \"name\": \"eth0\",\n"
		"          \"source_network\": \"net-a\",\n"
		"          \"source_subnet\": \"web\",\n"
		"          \"network\": \"net-b\",\n"
		"          \"connection\": \"mapped\",\n"
		"          \"subnet\": \"web\",\n"
		"          \"subnet_rule\": \"same name\",\n"
		"          \"addresses\": [\n"
		"            {\n"
		"              \"source\": \"192.168.1.20\",\n"
		"              \"address\": \"192.168.1.10\",\n"
		"              \"rule\": \"next\"\n"
		"            }\n"
		"          ],\n"
		"          \"test_network\": null\n"
		"        }\n"
		"      ]\n"
		"    }\n"
		"  ],\n";
	struct opened opened;
	char *json;

	(void)state;
	open_text(&opened, next_edits);
	json = fixture_json(opened.plan);
	assert_memory_equal(json, head, sizeof head - 1);
	assert_non_null(strstr(json, nic));
	assert_non_null(
		strstr(json, "\n  ],\n  \"routes\": [],\n  \"dns\": [],\n"));
	assert_string_equal(json + strlen(json) - 7, "\n  ]\n}\n");
	free(json);
	close_opened(&opened);
}

/* ---- What is not, is null ---------------------------------------------------
 */

static void test_nulls(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "mappings = ( { source = \"net-a\"; target = \"net-b\"; },",
		  "mappings = ( " },
		MORE_VM("vm2", ""),
	};
	static const char *const nic[] = { "replicas", "0", "nics", "0" };
	static const char *const absent[] = { "network", "subnet",
					      "subnet_rule", "test_network" };
	static const char *const loss[] = { "hosts", "0", "loss" };
	static const char *const iops[] = { "hosts", "0", "load", "iops" };
	struct opened opened;
	json_t *json;
	json_t *object;

	(void)state;
	open_text(&opened, edits);
	json = plan_json(opened.plan);
	object = walk(json, nic, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(json_is_null(json_object_get(object, absent[i])));
	assert_int_equal(json_array_size(json_object_get(object, "addresses")),
			 0);
	assert_true(json_is_object(walk(json, loss, 3)));
	assert_true(json_is_null(walk(json, iops, 4)));
	object = json_array_get(json_object_get(json, "replicas"), 1);
	assert_int_equal(json_array_size(json_object_get(object, "nics")), 0);
	json_decref(json);
	close_opened(&opened);
}

/* A replica that is not placed keeps its network, and has no subnet. */
static void test_unplaced(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "memory_mib = 1024", "memory_mib = 99999" },
	};
	static const char *const path[] = { "replicas", "0" };
	struct opened opened;
	json_t *json;
	json_t *replica;
	json_t *nic;

	(void)state;
	open_text(&opened, edits);
	json = plan_json(opened.plan);
	replica = walk(json, path, 2);
	assert_true(json_is_null(json_object_get(replica, "host")));
	nic = json_array_get(json_object_get(replica, "nics"), 0);
	assert_string_equal(json_string_value(json_object_get(nic, "network")),
			    "net-b");
	assert_true(json_is_null(json_object_get(nic, "subnet")));
	assert_int_equal(json_array_size(json_object_get(nic, "addresses")), 0);
	json_decref(json);
	close_opened(&opened);
}

/* 10 GiB of 3,000: 33/10000, however the machine divides. */
static void test_ratios(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "{ name = \"hb1\"; cpus = 8; memory_mib = 65536; "
		  "storage_gib = 1000;",
		  "{ name = \"hb1\"; cpus = 3; memory_mib = 4096; "
		  "storage_gib = 3000; iops = 0;" },
	};
	struct opened opened;
	char *json;

	(void)state;
	open_text(&opened, edits);
	assert_int_equal(rp_session_pin_host(
				 opened.session,
				 fixture_id(opened.topology, RP_VM, "vm1"),
				 fixture_id(opened.topology, RP_HOST, "hb1")),
			 RP_OK);
	json = fixture_json(rp_session_plan(opened.session));
	assert_non_null(strstr(json, "\"cpus\": 0.3333,\n"));
	assert_non_null(strstr(json, "\"memory\": 0.25,\n"));
	assert_non_null(strstr(json, "\"storage\": 0.0033,\n"));
	assert_non_null(strstr(json, "\"iops\": null\n"));
	free(json);
	close_opened(&opened);
}

/* ---- CSV
 * ---------------------------------------------------------------------- */

#define CSV_HEADER \
	"vm,server,protected,protecting,host,nic,source_network," \
	"source_subnet,source_address,connection,network,subnet," \
	"subnet_rule,address,rule\r\n"

#define MORE_BARE \
	", { name = \"bare\"; host = \"ha\"; cpus = 1; memory_mib = 1; " \
	"storage_gib = 1; nics = (); }"

static char *plan_csv(const rp_plan *plan)
{
	char *csv;
	size_t size;

	assert_int_equal(rp_export_plan_csv(&csv, &size, plan), RP_OK);
	assert_int_equal(size, strlen(csv));
	return csv;
}

static void test_csv(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		MORE_VM("=cmd", "{ name = \"eth0\"; network = \"net-a2\"; }, "
				"{ name = \"eth1\"; network = \"net-a\"; "
				"subnet = \"web\"; } " VM1_END),
		{ VM1_END " ); }", "); }" MORE_BARE },
		{ "cpus = 8; memory_mib = 65536; storage_gib = 1000; "
		  "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]; "
		  "maintenance = false; },\n    { name = \"hb2\"",
		  "cpus = 8; memory_mib = 65536; storage_gib = 1000; "
		  "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]; "
		  "maintenance = true; },\n    { name = \"hb2\"" },
		{ "maintenance = false; } ); } );\n  clouds = ( { name = "
		  "\"cb\"",
		  "maintenance = true; } ); } );\n  clouds = ( { name = "
		  "\"cb\"" },
	};
	static const char expected[] = CSV_HEADER
		"\"vm1\",\"VA\",\"ca\",\"cb\",\"hb2\",\"eth0\",\"net-a\","
		"\"web\",\"192.168.1.20\",\"mapped\",\"net-b\",\"web\","
		"\"same name\",\"192.168.1.20\",\"retained\"\r\n"
		"\"'=cmd\",\"VA\",\"ca\",\"cb\",\"hb2\",\"eth0\",\"net-a2\","
		",,\"unmapped\",,,,,\r\n"
		"\"'=cmd\",\"VA\",\"ca\",\"cb\",\"hb2\",\"eth1\",\"net-a\","
		"\"web\",,\"mapped\",\"net-b\",\"web\",\"same name\",,"
		"\"dhcp\"\r\n"
		"\"bare\",\"VA\",\"ca\",\"cb\",\"hb2\",,,,,,,,,,\r\n";
	struct opened opened;
	char *csv;

	(void)state;
	open_text(&opened, edits);
	csv = plan_csv(opened.plan);
	assert_string_equal(csv, expected);
	free(csv);
	close_opened(&opened);
}

/* ---- Findings and targets
 * --------------------------------------------------------- */

static void test_findings_json(void **state)
{
	struct opened opened;
	char *text;
	size_t size;
	json_t *json;

	(void)state;
	open_text(&opened, next_edits);
	assert_int_equal(rp_export_findings_json(&text, &size, opened.plan),
			 RP_OK);
	assert_int_equal(size, strlen(text));
	json = load(text);
	check_keys(json, "findings errors warnings notices");
	assert_int_equal(json_array_size(json_object_get(json, "findings")), 1);
	assert_int_equal(json_integer_value(json_object_get(json, "notices")),
			 1);
	json_decref(json);
	close_opened(&opened);
}

static void test_targets_json(void **state)
{
	static const char expected[] =
		"[\n"
		"  {\n"
		"    \"source\": \"net-a\",\n"
		"    \"source_server\": \"VA\",\n"
		"    \"target\": \"net-b\",\n"
		"    \"target_server\": \"VB\",\n"
		"    \"protected\": \"ca\",\n"
		"    \"protecting\": \"cb\",\n"
		"    \"available\": false,\n"
		"    \"recommended\": false,\n"
		"    \"remedy\": \"add logical network ln-b to cloud cb\"\n"
		"  },\n"
		"  {\n"
		"    \"source\": \"net-a\",\n"
		"    \"source_server\": \"VA\",\n"
		"    \"target\": \"net-c\",\n"
		"    \"target_server\": \"VB\",\n"
		"    \"protected\": \"ca\",\n"
		"    \"protecting\": \"cb\",\n"
		"    \"available\": true,\n"
		"    \"recommended\": true,\n"
		"    \"remedy\": null\n"
		"  },\n";
	const struct edit edits[MOST_EDITS] = {
		{ "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]; # cb",
		  "logical_networks = [ \"ln-c\", \"ln-d\" ];" },
	};
	struct rp_target *targets;
	struct opened opened;
	size_t n;
	char *text;
	size_t size;

	(void)state;
	open_text(&opened, edits);
	assert_int_equal(rp_targets(&targets, &n, opened.topology, 0), RP_OK);
	assert_int_equal(n, 3);
	assert_int_equal(rp_export_targets_json(&text, &size, opened.topology,
						targets, n),
			 RP_OK);
	assert_memory_equal(text, expected, sizeof expected - 1);
	assert_string_equal(text + size - 7, "\n  }\n]\n");
	free(text);
	assert_int_equal(rp_export_targets_json(&text, &size, opened.topology,
						targets, 0),
			 RP_OK);
	assert_string_equal(text, "[]\n");
	free(text);
	free(targets);
	close_opened(&opened);
}

/* Names that mean something elsewhere come out whole, and harmless. */
static void test_hostile_names(void **state)
{
	static const char name[] = "</script>&\xE2\x80\xAEtxt";
	static const char *const path[] = { "replicas", "0", "vm" };
	const struct edit edits[MOST_EDITS] = {
		{ "name = \"vm1\"", "name = \"</script>&\xE2\x80\xAEtxt\"" },
	};
	struct opened opened;
	char *text;
	json_t *json;

	(void)state;
	open_text(&opened, edits);
	text = fixture_json(opened.plan);
	assert_null(find_deceptive(text));
	json = load(text);
	assert_string_equal(json_string_value(walk(json, path, 3)), name);
	json_decref(json);
	close_opened(&opened);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_vectors),
		cmocka_unit_test(test_libconfig_vectors),
		cmocka_unit_test(test_libconfig_reads),
		cmocka_unit_test(test_json_vectors),
		cmocka_unit_test(test_json_control),
		cmocka_unit_test(test_indent),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_nulls),
		cmocka_unit_test(test_unplaced),
		cmocka_unit_test(test_ratios),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_findings_json),
		cmocka_unit_test(test_targets_json),
		cmocka_unit_test(test_hostile_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
