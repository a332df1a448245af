/* Tests of rules 7, DNS: the records that change.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "small.h"
#include "text.h"

/* ---- Reverse names ------------------------------------------------------ */

static const struct {
	const char *ip;
	const char *name;
} reverse[] = {
	{ "192.168.1.20", "20.1.168.192.in-addr.arpa" },
	{ "0.0.0.0", "0.0.0.0.in-addr.arpa" },
	{ "255.254.253.252", "252.253.254.255.in-addr.arpa" },
	{ "2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0."
				"0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
	{ "::", "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		"0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa" },
};

static void test_reverse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof reverse / sizeof *reverse; i++) {
		char text[RP_REVERSE_SIZE];
		enum rp_family family;
		rp_ip ip;

		assert_true(rp_ip_parse(reverse[i].ip, &family, &ip));
		assert_string_equal(dns_reverse(family, ip, text),
				    reverse[i].name);
	}
}

/* ---- Zones -------------------------------------------------------------- */

/* A plan over the small topology with these zones. */
struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void open_edited(struct opened *out, const struct edit *edits,
			const char *plan)
{
	char *text = small_edited(small_topology, edits);
	char *path = plan ? fixture_file("dns.plan.cfg", plan) : NULL;

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

#define ZONE(name) "{ name = \"" name "\"; ttl = 60; }"
#define ZONES(list) \
	{ "protection = (", "zones = ( " list " );\nprotection = (" }

static const struct edit zone_edits[MOST_EDITS] = {
	ZONES(ZONE("example") ", " ZONE("corp.example") ", "
	      ZONE("Lab.Corp.Example") ", " ZONE("lab.corp.example") ", "
	      ZONE("b.example.") ", " ZONE("x-example") ", "
	      ZONE("a.x-example") ", " ZONE("168.192.in-addr.arpa") ", "
	      ZONE("orp.example") ", " ZONE("deep.down.corp.example"))
};

static const struct {
	const char *name;
	const char *zone; /* NULL: none. */
} zones[] = {
	{ "www.example", "example" },
	{ "example", "example" },
	{ "EXAMPLE", "example" },
	{ "www.example.", "example" },
	{ "xample", NULL },
	{ "notexample", NULL },
	{ "not-example", NULL },
	{ "w.x-example", "x-example" },
	{ "w.a.x-example", "a.x-example" },
	{ "corp.example", "corp.example" },
	{ "vm1.corp.example", "corp.example" },
	{ "VM1.CORP.EXAMPLE", "corp.example" },
	{ "vm1.xcorp.example", "example" },
	{ "vm1.orp.example", "orp.example" },
	/* Of names that differ only in case the first of the file. */
	{ "a.lab.corp.example", "Lab.Corp.Example" },
	{ "a.b.example", "b.example." },
	{ "ab.example", "example" },
	{ "down.corp.example", "corp.example" },
	{ "w.deep.down.corp.example", "deep.down.corp.example" },
	{ "20.1.168.192.in-addr.arpa", "168.192.in-addr.arpa" },
	{ "20.1.169.192.in-addr.arpa", NULL },
	{ "", NULL },
	{ ".", NULL },
};

static void test_zones(void **state)
{
	struct opened opened;

	(void)state;
	open_edited(&opened, zone_edits, NULL);
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		rp_id zone = dns_zone(opened.plan->dns.names, zones[i].name);

		if (!zones[i].zone)
			assert_int_equal(zone, RP_NONE);
		else if (zone == RP_NONE)
			fail_msg("no zone for %s", zones[i].name);
		else
			assert_string_equal(rp_name(opened.topology, RP_ZONE,
						    zone),
					    zones[i].zone);
	}
	close_opened(&opened);
}

/* Without zones, none is found. */
static void test_no_zones(void **state)
{
	const struct edit none[MOST_EDITS] = { { NULL, NULL } };
	struct opened opened;

	(void)state;
	open_edited(&opened, none, NULL);
	assert_int_equal(dns_zone(opened.plan->dns.names, "a.example"),
			 RP_NONE);
	close_opened(&opened);
}

/* The same by trying each zone. */
static rp_id slow_zone(const rp_topology *topology, const char *name)
{
	rp_id best = RP_NONE;
	size_t longest = 0;

	for (rp_id i = 0; i < rp_count(topology, RP_ZONE); i++) {
		const char *zone = rp_name(topology, RP_ZONE, i);
		size_t size = strlen(zone);
		const char *end = name + strlen(name) - size;

		if (size > strlen(name) || strcasecmp(end, zone) != 0 ||
		    (end > name && end[-1] != '.'))
			continue;
		if (best == RP_NONE || size > longest) {
			best = i;
			longest = size;
		}
	}
	return best;
}

/* A name of up to five labels of few letters: many are in one another. */
static void make_name(char *name, uint32_t *seed)
{
	int n = 1 + (int)(*seed >> 16) % 5;

	for (int i = 0; i < n; i++) {
		static const char *const labels[] = { "a", "b", "A", "ab",
						      "a-b", "ba" };

		*seed = *seed * 1664525 + 1013904223;
		name += sprintf(name, "%s%s", i ? "." : "",
				labels[(*seed >> 16) % 6]);
	}
}

static void test_zones_slowly(void **state)
{
	uint32_t seed = 1;
	int n_found = 0;

	(void)state;
	for (int round = 0; round < 40; round++) {
		struct text list = TEXT_INIT;
		struct edit edits[MOST_EDITS] = { { "protection = (", NULL } };
		struct opened opened;

		text_add(&list, "zones = ( ");
		for (int i = 0; i < 12; i++) {
			char name[40];

			make_name(name, &seed);
			if (!strstr(list.bytes, name))
				text_printf(&list, "%s{ name = \"%s\"; "
					    "ttl = 1; }",
					    list.size > 10 ? ", " : "", name);
		}
		text_add(&list, " ); protection = (");
		edits[0].to = list.bytes;
		open_edited(&opened, edits, NULL);
		for (int i = 0; i < 200; i++) {
			char name[40];
			rp_id zone;

			make_name(name, &seed);
			zone = dns_zone(opened.plan->dns.names, name);
			assert_int_equal(zone,
					 slow_zone(opened.topology, name));
			n_found += zone != RP_NONE;
		}
		close_opened(&opened);
		text_destroy(&list);
	}
	assert_in_range(n_found, 1000, 7500);
}

/* ---- Records ------------------------------------------------------------ */

/* "NAME TYPE OLD NEW ZONE", a line for each; "-" for what is not. */
static char *records_text(const rp_plan *plan)
{
	const rp_topology *topology = plan->topology;
	struct text out = TEXT_INIT;

	text_add(&out, "");
	for (rp_id i = 0; i < rp_plan_n_records(plan); i++) {
		const struct rp_record *record = rp_plan_record(plan, i);
		rp_id nic = rp_plan_nic(plan, record->nic)->nic;
		char old[RP_REVERSE_SIZE];
		char fresh[RP_REVERSE_SIZE];

		text_printf(
			&out, "%s %s %s %s %s\n",
			rp_text(topology, rp_nic(topology, nic)->dns_name),
			rp_record_type(record),
			rp_record_value(record, record->old, old),
			record->has_new ? rp_record_value(record, record->fresh,
							  fresh)
					: "-",
			record->zone == RP_NONE
				? "-"
				: rp_name(topology, RP_ZONE, record->zone));
	}
	return text_take(&out, NULL);
}

#define NAMED(name) \
	{ "addresses = [ \"192.168.1.20\" ];", \
	  "addresses = [ \"192.168.1.20\" ]; dns_name = \"" name "\";" }
#define NEXT \
	{ "target = \"net-b\";", "target = \"net-b\"; addresses = \"next\";" }
#define REVERSE(last) last ".1.168.192.in-addr.arpa"
#define CHANGED(name, zone, reverse_zone) \
	name " A 192.168.1.20 192.168.1.10 " zone "\n" \
	name " PTR " REVERSE("20") " " REVERSE("10") " " reverse_zone "\n"
#define GONE(name) \
	name " A 192.168.1.20 - -\n" name " PTR " REVERSE("20") " - -\n"

static const struct {
	const char *records;
	const char *plan;
	struct edit edits[MOST_EDITS];
} cases[] = {
	/* An address that is retained, and a NIC without a name. */
	{ "", NULL, { NAMED("vm1.example") } },
	{ "", NULL, { NEXT } },
	{ CHANGED("vm1.example", "-", "-"), NULL,
	  { NAMED("vm1.example"), NEXT } },
	/* Each record has the zone of its own name. */
	{ CHANGED("VM1.Example", "example", "1.168.192.IN-ADDR.arpa"), NULL,
	  { NAMED("VM1.Example"), NEXT,
	    ZONES(ZONE("example") ", " ZONE("1.168.192.IN-ADDR.arpa") ", "
		  ZONE("arpa")) } },
	/* A name that is no host name changes as well. */
	{ CHANGED("no_host", "-", "-"), NULL, { NAMED("no_host"), NEXT } },
	/* Pinned to another address, and to its own. */
	{ "vm1 A 192.168.1.20 192.168.1.30 -\nvm1 PTR " REVERSE("20") " "
	  REVERSE("30") " -\n",
	  SMALL_PLAN "pins = ( { vm = \"vm1\"; nic = \"eth0\"; "
		     "addresses = [ \"192.168.1.30\" ]; } );\n",
	  { NAMED("vm1") } },
	{ "",
	  SMALL_PLAN "pins = ( { vm = \"vm1\"; nic = \"eth0\"; "
		     "addresses = [ \"192.168.1.20\" ]; } );\n",
	  { NAMED("vm1"), NEXT } },
	/* No address to be had, not connected, not placed: nothing new. */
	{ GONE("vm1"), NULL,
	  { NAMED("vm1"),
	    { "target = \"net-b\"; },", "target = \"net-c\"; }," } } },
	{ GONE("vm1"), NULL,
	  { NAMED("vm1"),
	    { "mappings = ( { source = \"net-a\"; target = \"net-b\"; },",
	      "mappings = (" } } },
	{ GONE("vm1"), NULL,
	  { NAMED("vm1"), { "memory_mib = 1024", "memory_mib = 65537" } } },
	/* Not replicated, and DHCP. */
	{ "", NULL,
	  { NAMED("vm1"), NEXT,
	    { "nics = (\n", "replicate = false; nics = (\n" } } },
	{ "", NULL,
	  { { "addresses = [ \"192.168.1.20\" ];", "dns_name = \"vm1\";" },
	    NEXT } },
	/* Both families, in the order in which the NIC has them. */
	{ "vm1 AAAA 2001:db8::20 - -\n"
	  "vm1 PTR 0.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0."
	  "1.0.0.2.ip6.arpa - -\n"
	  CHANGED("vm1", "-", "-"), NULL,
	  { { "addresses = [ \"192.168.1.20\" ];",
	      "addresses = [ \"2001:db8::20\", \"192.168.1.20\" ]; "
	      "dns_name = \"vm1\";" }, NEXT } },
};

static void test_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct opened opened;
		char *text;

		open_edited(&opened, cases[i].edits, cases[i].plan);
		text = records_text(opened.plan);
		assert_string_equal(text, cases[i].records);
		free(text);
		close_opened(&opened);
	}
}

/* ---- As JSON ------------------------------------------------------------ */

static void test_json(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		NAMED("vm1.example"), NEXT,
		ZONES("{ name = \"example\"; ttl = 3600; dynamic = true; }")
	};
	struct opened opened;
	char *json;

	(void)state;
	open_edited(&opened, edits, NULL);
	json = fixture_json(opened.plan);
	assert_non_null(strstr(json,
			       "  \"dns\": [\n    {\n"
			       "      \"name\": \"vm1.example\",\n"
			       "      \"type\": \"A\",\n"
			       "      \"old\": \"192.168.1.20\",\n"
			       "      \"new\": \"192.168.1.10\",\n"
			       "      \"ttl\": 3600,\n"
			       "      \"dynamic\": true\n    },\n    {\n"
			       "      \"name\": \"vm1.example\",\n"
			       "      \"type\": \"PTR\",\n"
			       "      \"old\": \"20.1.168.192.in-addr.arpa\",\n"
			       "      \"new\": \"10.1.168.192.in-addr.arpa\",\n"
			       "      \"ttl\": null,\n"
			       "      \"dynamic\": false\n    }\n  ],\n"));
	assert_non_null(
		strstr(json, "  \"subnets\": [\n    {\n"
			     "      \"network\": \"net-a\",\n"
			     "      \"subnet\": \"web\",\n"
			     "      \"server\": \"VA\",\n"
			     "      \"source\": \"192.168.1.0/24\",\n"
			     "      \"target_network\": \"net-b\",\n"
			     "      \"target_subnet\": \"web\",\n"
			     "      \"target_server\": \"VB\",\n"
			     "      \"target\": \"192.168.1.0/24\",\n"
			     "      \"kind\": \"subnet failover\"\n"
			     "    }\n  ],\n"));
	free(json);
	close_opened(&opened);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reverse),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_no_zones),
		cmocka_unit_test(test_zones_slowly),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
