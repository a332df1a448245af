/* Tests of rules 7, Routes: how sites reach the prefixes that move.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "plan.h"
#include "routes_world.h"
#include "text.h"

struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

/* Opens a session over 'out->topology', and lists its findings. */
static void open_session(struct opened *out)
{
	out->session = fixture_session(out->topology, NULL);
	assert_int_equal(rp_session_complete(out->session, RP_PART_FINDINGS,
					     NULL),
			 RP_OK);
	out->plan = rp_session_plan(out->session);
}

static void open_text(struct opened *out, const char *text)
{
	out->topology = fixture_topology(text);
	open_session(out);
}

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

/* ---- All routes as text ------------------------------------------------- */

static void add_hop(struct text *out, const rp_topology *topology,
		    const struct rp_hop *hop)
{
	char via[RP_IP_SIZE];

	text_add(out, hop->next == RP_NONE
			      ? "-"
			      : rp_name(topology, RP_SITE, hop->next));
	if (hop->has_via)
		text_printf(out, " %s",
			    rp_ip_text(hop->family, hop->via, via));
}

/* "SITE PREFIX: NEXT VIA -> NEXT VIA", a line for each route. */
static char *routes_text(const rp_plan *plan)
{
	const rp_topology *topology = rp_plan_topology(plan);
	struct text out = TEXT_INIT;

	text_add(&out, "");
	for (rp_id i = 0; i < rp_plan_n_routes(plan); i++) {
		const struct rp_route *route = rp_plan_route(plan, i);
		char prefix[RP_PREFIX_SIZE];

		rp_prefix_text(route->family, route->prefix.ip,
			       (unsigned)route->prefix.length, prefix);
		text_printf(&out, "%s %s: ",
			    rp_name(topology, RP_SITE, route->site), prefix);
		add_hop(&out, topology, &route->before);
		text_add(&out, " -> ");
		add_hop(&out, topology, &route->after);
		text_add(&out, "\n");
	}
	return text_take(&out, NULL);
}

static void check_routes(const rp_plan *plan, const char *expected)
{
	char *text = routes_text(plan);

	assert_string_equal(text, expected);
	free(text);
}

/* The documents' three sites: the prefix moves to the recovery site, and all
 * three reach it in another way. */
static void test_three_sites(void **state)
{
	char *path = fixture_source("data/examples/subnet-failover.cfg");
	struct opened opened;
	char *json;

	(void)state;
	opened.topology = fixture_read(path);
	open_session(&opened);
	check_routes(opened.plan,
		     "Primary 192.168.1.0/24: Primary -> "
		     "Recovery 10.255.1.2\n"
		     "Recovery 192.168.1.0/24: Primary 10.255.1.1 -> "
		     "Recovery\n"
		     "Third 192.168.1.0/24: Primary 10.255.2.2 -> "
		     "Recovery 10.255.3.2\n");
	assert_int_equal(rp_plan_n_findings(opened.plan), 0);
	json = fixture_json(opened.plan);
	assert_non_null(strstr(json, "    {\n      \"at\": \"Recovery\",\n"
				     "      \"prefix\": \"192.168.1.0/24\",\n"
				     "      \"before\": {\n"
				     "        \"next\": \"Primary\",\n"
				     "        \"via\": \"10.255.1.1\"\n"
				     "      },\n      \"after\": {\n"
				     "        \"next\": \"Recovery\",\n"
				     "        \"via\": null\n"
				     "      }\n    }"));
	free(json);
	close_opened(&opened);
	free(path);
}

/* ---- Small worlds with links of their own ------------------------------- */

#define SERVER(n, network, prefix, clouds) \
	"{ name = \"S" n "\"; servers = ( { name = \"V" n "\";\n" \
	"  logical_networks = ( { name = \"ln\"; vm_networks = ( { name = " \
	"\"" network "\"; subnets = ( { name = \"s\"; prefixes = [ \"" prefix \
	"\" ]; } ); } ); } );\n" \
	"  host_groups = ( { name = \"g\"; hosts = ( { name = \"h\"; cpus = " \
	"9; memory_mib = 9; logical_networks = [ \"ln\" ]; } ); } );\n" \
	"  clouds = ( { name = \"c" n "\"; host_groups = [ \"g\" ]; " \
	"logical_networks = [ \"ln\" ]; " clouds " } ); } ); }"

#define VM(network) \
	"vms = ( { name = \"vm\"; host = \"h\"; cpus = 1; memory_mib = 1; " \
	"nics = ( { name = \"e\"; network = \"" network "\"; subnet = \"s\"; " \
	"} ); } );"

/* The prefix moves from S0 to S1; S2 and S3 only reach it. */
#define WORLD(links) \
	"format = 1; sites = (\n" SERVER("0", "n0", "10.0.1.0/24", VM("n0")) \
	",\n" SERVER("1", "n1", "10.0.1.0/24", "") \
	", { name = \"S2\"; }, { name = \"S3\"; } );\n" \
	"links = ( " links " );\n" \
	"protection = ( { protected = \"c0\"; protecting = \"c1\"; } );\n" \
	"mappings = ( { source = \"n0\"; target = \"n1\"; } );\n"

#define LINK(a, b, metric, via) \
	"{ between = [ \"S" a "\", \"S" b "\" ]; metric = " metric "; " via " }"

#define VIA(a, b) "via = [ \"" a "\", \"" b "\" ];"

static const struct {
	const char *text;
	const char *routes;
} worlds[] = {
	/* Without links there are no routes. */
	{ WORLD(""), "" },
	/* A link that does not say its routers; sites that have none. */
	{ WORLD(LINK("0", "1", "1", "")),
	  "S0 10.0.1.0/24: S0 -> S1\nS1 10.0.1.0/24: S0 -> S1\n" },
	/* S2 reaches S0 and not S1: no path after. */
	{ WORLD(LINK("0", "2", "1", "")),
	  "S0 10.0.1.0/24: S0 -> -\nS1 10.0.1.0/24: - -> S1\n"
	  "S2 10.0.1.0/24: S0 -> -\n" },
	/* Of parallel links the least metric, then the first; the router is
	 * that of the next site, on whichever side the link names it. */
	{ WORLD(LINK("0", "1", "3", VIA("1.0.0.1", "1.0.0.2")) ", "
		LINK("1", "0", "2", VIA("2.0.0.1", "2.0.0.2")) ", "
		LINK("0", "1", "2", VIA("3.0.0.1", "3.0.0.2"))),
	  "S0 10.0.1.0/24: S0 -> S1 2.0.0.1\n"
	  "S1 10.0.1.0/24: S0 2.0.0.2 -> S1\n" },
	/* Equal metrics: fewer links before the site that is first. */
	{ WORLD(LINK("3", "0", "1", "") ", " LINK("3", "2", "1", "") ", "
		LINK("2", "1", "1", "") ", " LINK("3", "1", "2", "")),
	  "S0 10.0.1.0/24: S0 -> S3\nS1 10.0.1.0/24: S3 -> S1\n"
	  "S2 10.0.1.0/24: S3 -> S1\nS3 10.0.1.0/24: S0 -> S1\n" },
	/* Equal metrics and numbers of links: the site that is first. */
	{ WORLD(LINK("0", "3", "1", "") ", " LINK("0", "2", "1", "") ", "
		LINK("3", "1", "1", "") ", " LINK("2", "1", "1", "")),
	  "S0 10.0.1.0/24: S0 -> S2\nS1 10.0.1.0/24: S2 -> S1\n"
	  "S2 10.0.1.0/24: S0 -> S1\nS3 10.0.1.0/24: S0 -> S1\n" },
	/* The greatest metrics are not lost in a sum. */
	{ WORLD(LINK("0", "2", "1099511627776L", "") ", "
		LINK("2", "3", "1099511627775L", "") ", "
		LINK("3", "1", "1099511627776L", "") ", "
		LINK("2", "1", "1099511627776L", "") ", "
		LINK("0", "3", "1099511627775L", "")),
	  "S0 10.0.1.0/24: S0 -> S3\nS1 10.0.1.0/24: S3 -> S1\n"
	  "S2 10.0.1.0/24: S0 -> S1\nS3 10.0.1.0/24: S0 -> S1\n" },
	/* An IPv6 router on the way to an IPv4 prefix. */
	{ WORLD(LINK("0", "1", "1", VIA("2001:db8::1", "2001:db8::2"))),
	  "S0 10.0.1.0/24: S0 -> S1 2001:db8::2\n"
	  "S1 10.0.1.0/24: S0 2001:db8::1 -> S1\n" },
};

static void test_worlds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
		struct opened opened;

		open_text(&opened, worlds[i].text);
		assert_int_equal(rp_plan_n_moves(opened.plan), 1);
		check_routes(opened.plan, worlds[i].routes);
		close_opened(&opened);
	}
}

/* ---- Against the second reading ----------------------------------------- */

#define BASE ((rp_ip)10 << 24)

static bool is_in(uint32_t low, struct world_prefix prefix)
{
	return prefix.length <= 16 ||
	       (low ^ prefix.low) >> (32 - prefix.length) == 0;
}

/* The hops of one moving prefix, by site. */
struct row {
	struct world_prefix prefix;
	site_set before;
	site_set after;
	struct world_way ways[WORLD_SITES][2];
};

struct rows {
	struct row at[WORLD_SUBNETS];
	int n;
};

static void make_rows(struct rows *rows, const struct world *w)
{
	rows->n = 0;
	for (int i = 0; i < w->n_subnets; i++) {
		struct row *row = &rows->at[rows->n];
		bool known = false;

		row->prefix = w->subnets[i].prefix;
		for (int j = 0; j < rows->n; j++)
			known = known || world_are_equal(rows->at[j].prefix,
							 row->prefix);
		if (known || !world_moves(w, row->prefix, &row->before,
					  &row->after))
			continue;
		for (int site = 0; site < w->n_sites; site++) {
			row->ways[site][0] = world_way(w, site, row->before);
			row->ways[site][1] = world_way(w, site, row->after);
		}
		rows->n++;
	}
}

static bool is_hop(const struct world *w, const struct rp_hop *hop,
		   struct world_way way)
{
	bool has_via = way.link >= 0 && w->links[way.link].has_via;
	rp_id next = way.next < 0 ? RP_NONE : (rp_id)way.next;
	rp_ip via;

	if (hop->next != next || hop->has_via != has_via)
		return false;
	if (!has_via)
		return true;
	via = ((rp_ip)172 << 24) + ((rp_ip)16 << 16) +
	      ((rp_ip)(unsigned)way.link << 8) + 1;
	if (w->links[way.link].site[1] == way.next)
		via++;
	return hop->family == RP_IPV4 && hop->via == via;
}

/* The route of 'site' whose prefix is the longest that 'low' is in; NULL where
 * none is. */
static const struct rp_route *route_of(const struct rp_route *routes,
				       uint32_t n, rp_id site, uint32_t low)
{
	const struct rp_route *longest = NULL;

	for (uint32_t i = 0; i < n; i++) {
		const struct rp_route *route = &routes[i];

		if (route->site == site &&
		    (route->prefix.ip ^ (BASE + low)) >>
				    (32 - route->prefix.length) == 0 &&
		    (!longest || route->prefix.length > longest->prefix.length))
			longest = route;
	}
	return longest;
}

/* Whether the list says of one address what the second reading says. */
static bool is_right(const struct world *w, const struct rows *rows,
		     const struct rp_route *route, int site, uint32_t low)
{
	const struct row *longest = NULL;
	const struct world_way *way;

	for (int i = 0; i < rows->n; i++)
		if (is_in(low, rows->at[i].prefix) &&
		    (!longest ||
		     rows->at[i].prefix.length > longest->prefix.length))
			longest = &rows->at[i];
	if (!longest)
		return !route;
	way = longest->ways[site];
	if (route && route->prefix.length == longest->prefix.length)
		return is_hop(w, &route->before, way[0]) &&
		       is_hop(w, &route->after, way[1]) &&
		       way[0].next != way[1].next;
	return way[0].next == way[1].next;
}

/* How many addresses of 10.0.0.0/16 the list is wrong about, at all sites. */
static long count_wrong(const struct world *w, const struct rows *rows,
			const struct rp_route *routes, uint32_t n)
{
	long wrong = 0;

	for (int site = 0; site < w->n_sites; site++)
		for (uint32_t low = 0; low < 1 << 16; low++) {
			const struct rp_route *route =
				route_of(routes, n, (rp_id)site, low);

			if (!is_right(w, rows, route, site, low))
				wrong++;
		}
	return wrong;
}

/* ---- Findings of the second reading ------------------------------------- */

/* Counts the findings of 'code' about 'prefix', 'site' and 'source'; -1: any
 * site; prefix NULL: any of all. */
static int count_findings(const rp_plan *plan, const char *code,
			  const char *prefix, int site, int source)
{
	int n = 0;

	for (rp_id i = 0; i < rp_plan_n_findings(plan); i++) {
		const rp_finding *f = rp_plan_finding(plan, i);
		char name[16];
		bool same = strcmp(rp_finding_code(f), code) == 0;

		if (same && prefix)
			same = !strcmp(rp_finding_about(plan, f, 0), prefix);
		if (same && site >= 0) {
			snprintf(name, sizeof name, "S%d", site);
			same = !strcmp(rp_finding_about(plan, f, 1), name);
		}
		if (same && source >= 0) {
			snprintf(name, sizeof name, "S%d", source);
			same = !strcmp(rp_finding_about(plan, f, 2), name);
		}
		n += same;
	}
	return n;
}

/* The first source site that the path from 'site' runs through, or -1. */
static int source_on_path(const struct row *row, int site)
{
	int at = row->ways[site][1].next;

	if (at < 0 || at == site)
		return -1;
	for (; !(row->after >> at & 1); at = row->ways[at][1].next)
		if (row->before >> at & 1)
			return at;
	return -1;
}

/* Where the longest summary that covers the prefix and that 'site' reaches
 * takes its traffic; -1: there is none. */
static int drawn_to(const struct world *w, const struct row *row, int site)
{
	for (int length = row->prefix.length; length >= 0; length--) {
		site_set ends = 0;

		for (int i = 0; i < w->n_announced; i++)
			if (w->announced[i].length == length &&
			    is_in(row->prefix.low, w->announced[i]))
				ends |= 1u << w->announcer[i];
		if (ends == 0 || world_way(w, site, ends).next < 0)
			continue;
		while (!(ends >> site & 1))
			site = world_way(w, site, ends).next;
		return site;
	}
	return -1;
}

/* Checks the findings of one prefix and counts them. */
static void check_row(const rp_plan *plan, const struct world *w,
		      const struct row *row, int counts[3])
{
	char prefix[RP_PREFIX_SIZE];
	bool cut_off = false;

	rp_prefix_text(RP_IPV4, BASE + row->prefix.low,
		       (unsigned)row->prefix.length, prefix);
	for (int site = 0; site < w->n_sites; site++) {
		int through = source_on_path(row, site);
		int drawn = -1;

		if (row->ways[site][1].next < 0) {
			cut_off = true;
			drawn = drawn_to(w, row, site);
		}
		if (drawn >= 0 && row->before >> drawn & 1) {
			counts[1]++;
			assert_int_equal(
				count_findings(plan, "prefix-drawn-to-source",
					       prefix, site, drawn), 1);
		}
		if (through >= 0) {
			counts[2]++;
			assert_int_equal(
				count_findings(plan, "path-through-source",
					       prefix, site, through), 1);
		}
	}
	counts[0] += cut_off;
	assert_int_equal(count_findings(plan, "prefix-unreachable", prefix, -1,
					-1), cut_off);
}

static void check_findings(const rp_plan *plan, const struct world *w,
			   const struct rows *rows, int totals[3])
{
	static const char *const codes[] = { "prefix-unreachable",
					     "prefix-drawn-to-source",
					     "path-through-source" };
	int counts[3] = { 0, 0, 0 };

	for (int i = 0; i < rows->n; i++)
		check_row(plan, w, &rows->at[i], counts);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(count_findings(plan, codes[i], NULL, -1, -1),
				 counts[i]);
		totals[i] += counts[i];
	}
}

/* A list that lacks a route, and one with another next site, are wrong. */
static void check_control(const struct world *w, const struct rows *rows,
			  const struct rp_route *routes, uint32_t n)
{
	struct rp_route *copy;

	if (n == 0)
		return;
	copy = malloc(n * sizeof *copy);
	assert_non_null(copy);
	memcpy(copy, routes, n * sizeof *copy);
	copy[0].after.next = copy[0].before.next;
	assert_true(count_wrong(w, rows, copy, n) > 0);
	assert_true(count_wrong(w, rows, copy + 1, n - 1) > 0);
	free(copy);
}

#define N_WORLDS 250

static void test_every_address(void **state)
{
	uint64_t seed = 7;
	int totals[3] = { 0, 0, 0 };
	long n_routes = 0;

	(void)state;
	for (int i = 0; i < N_WORLDS; i++) {
		struct opened opened;
		struct world world;
		struct rows rows;
		const struct routes *routes;
		char *text;
		long wrong;

		world_make(&world, &seed);
		text = world_text(&world);
		make_rows(&rows, &world);
		open_text(&opened, text);
		routes = &opened.plan->routes;
		n_routes += routes->n;
		assert_int_equal(routes->n_prefixes, rows.n);
		wrong = count_wrong(&world, &rows, routes->at, routes->n);
		if (wrong > 0)
			fail_msg("%ld wrong in world %d:\n%s", wrong, i, text);
		check_findings(opened.plan, &world, &rows, totals);
		if (i % 50 == 0)
			check_control(&world, &rows, routes->at, routes->n);
		close_opened(&opened);
		free(text);
	}
	/* The worlds are such that there was something to be wrong about. */
	assert_true(n_routes > N_WORLDS);
	for (int i = 0; i < 3; i++)
		assert_true(totals[i] >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_sites),
		cmocka_unit_test(test_worlds),
		cmocka_unit_test(test_every_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
