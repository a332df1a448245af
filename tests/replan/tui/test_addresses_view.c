/* The addresses: the grid of each target subnet.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../libreplan/fixture.h"
#include "screen.h"

/* ---- Screens that are kept --------------------------------------------- */

/* A recovery site with a /24, a /8 and a /64, and VMs that fail over there:
 * retained, moved by offset, given the next, and pinned. */
#define WIDE_POOLS \
	"    { name = \"Prod-R\"; subnets = (\n" \
	"      { name = \"front\"; prefixes = [ \"10.1.2.0/24\" ];\n" \
	"        gateways = [ \"10.1.2.1\" ];\n" \
	"        dhcp = { first = \"10.1.2.200\"; last = \"10.1.2.239\"; };\n" \
	"        pools = ( { name = \"P\"; first = \"10.1.2.10\";\n" \
	"                    last = \"10.1.2.99\";\n" \
	"                    reserved = [ \"10.1.2.10-10.1.2.15\" ]; } ); }\n" \
	"    ); },\n" \
	"    { name = \"Wide-R\"; subnets = (\n" \
	"      { name = \"all\"; prefixes = [ \"10.0.0.0/8\",\n" \
	"                                     \"2001:db8:0:5::/64\" ];\n" \
	"        gateways = [ \"10.0.0.1\", \"2001:db8:0:5::1\" ];\n" \
	"        pools = ( { name = \"P4\"; first = \"10.64.0.0\";\n" \
	"                    last = \"10.127.255.255\";\n" \
	"                    reserved = [ \"10.65.0.0-10.65.255.255\" ]; },\n" \
	"                  { name = \"P6\"; first = \"2001:db8:0:5::\";\n" \
	"                    last = \"2001:db8:0:5:7fff:ffff:ffff:ffff\";\n" \
	"                    } ); } ); }"

#define NIC(name, network, subnet, address) \
	"{ name = \"" name "\"; network = \"" network "\"; subnet = \"" \
	subnet "\"; addresses = [ " address " ]; }"

#define VM(name, nic) \
	"{ name = \"" name "\"; host = \"HA\"; cpus = 1; memory_mib = 64; " \
	"nics = ( " nic " ); }"

static const char world[] =
	"format = 1;\n"
	"sites = (\n"
	"{ name = \"A\"; servers = ( { name = \"MA\";\n"
	"  logical_networks = ( { name = \"LA\"; vm_networks = (\n"
	"    { name = \"Prod\"; subnets = ( { name = \"front\";\n"
	"      prefixes = [ \"10.1.2.0/24\" ]; } ); },\n"
	"    { name = \"Wide\"; subnets = ( { name = \"all\";\n"
	"      prefixes = [ \"10.0.0.0/8\", \"2001:db8:0:5::/64\" ]; } ); }\n"
	"  ); } );\n"
	"  host_groups = ( { name = \"GA\"; hosts = ( { name = \"HA\";\n"
	"    cpus = 99; memory_mib = 65536; logical_networks = [ \"LA\" ]; }\n"
	"    ); } );\n"
	"  clouds = ( { name = \"CA\"; host_groups = [ \"GA\" ];\n"
	"    logical_networks = [ \"LA\" ]; vms = (\n"
	VM("web1", NIC("n1", "Prod", "front", "\"10.1.2.20\"")) ",\n"
	VM("web2", NIC("n1", "Prod", "front", "\"10.1.2.21\"")) ",\n"
	VM("web3", NIC("n1", "Prod", "front", "\"10.1.2.5\"")) ",\n"
	VM("=cmd|'/C calc'!A0", NIC("a\\\"b", "Wide", "all",
	   "\"10.64.3.7\", \"2001:db8:0:5::77\"")) ",\n"
	VM("db2", NIC("n1", "Wide", "all",
	   "\"10.127.255.255\", \"2001:db8:0:5:9::1\"")) "\n"
	"    ); } ); } ); },\n"
	"{ name = \"R\"; servers = ( { name = \"MR\";\n"
	"  logical_networks = ( { name = \"LR\"; vm_networks = (\n"
	WIDE_POOLS "\n"
	"  ); } );\n"
	"  host_groups = ( { name = \"GR\"; hosts = ( { name = \"HR\";\n"
	"    cpus = 99; memory_mib = 65536; logical_networks = [ \"LR\" ]; }\n"
	"    ); } );\n"
	"  clouds = ( { name = \"CR\"; host_groups = [ \"GR\" ];\n"
	"    logical_networks = [ \"LR\" ]; vms = (\n"
	"    { name = \"runs\"; host = \"HR\"; cpus = 1; memory_mib = 64;\n"
	"    nics = ( " NIC("n1", "Prod-R", "front", "\"10.1.2.16\"") " ); }\n"
	"    ); } ); } ); } );\n"
	"protection = ( { protected = \"CA\"; protecting = \"CR\"; } );\n"
	"mappings = ( { source = \"Prod\"; target = \"Prod-R\"; },\n"
	"             { source = \"Wide\"; target = \"Wide-R\"; } );\n";

static const struct {
	const char *name;
	const char *keys;
} kept[] = {
	{ "addresses-24", "0 ]" },
	{ "addresses-24-read", "0 ] ] Enter" },
	{ "addresses-24-zoomed", "0 + - - - ]" },
	{ "addresses-8", "0 > ]" },
	{ "addresses-8-near", "0 > ] + + + + + + + + + + + + + +" },
	{ "addresses-64", "0 > > ]" },
	{ "addresses-64-all", "0 > > ] - - - - - - - - - - - Enter" },
	{ "addresses-list", "0 Tab" },
	{ "addresses-export", "0 x Enter" },
};

static const struct {
	const char *name;
	int rows;
	int columns;
	bool ascii;
} forms[] = {
	{ "80x24", 24, 80, false },
	{ "40x10", 10, 40, false },
	{ "80x24-ascii", 24, 80, true },
};

static char *open_world(struct screen *screen, int rows, int columns,
			bool ascii)
{
	char *path = fixture_file("world.cfg", world);

	screen_open(screen, path, NULL, rows, columns, ascii);
	return path;
}

static void check_kept(size_t i, size_t form)
{
	struct screen screen;
	char *path = open_world(&screen, forms[form].rows,
				forms[form].columns, forms[form].ascii);
	char name[128];

	screen_keys(&screen, kept[i].keys);
	snprintf(name, sizeof(name), "%s-%s", kept[i].name, forms[form].name);
	screen_expect(&screen, name);
	screen_close(&screen);
	free(path);
}

static void test_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		for (size_t j = 0; j < sizeof(forms) / sizeof(forms[0]); j++)
			check_kept(i, j);
}

/* ---- Going about --------------------------------------------------------- */

static bool says(struct screen *screen, const char *text)
{
	return screen_has(screen, text);
}

/* Zooming stays at the address in focus; each cell says what is in it. */
static void test_zoom(void **state)
{
	struct screen screen;
	char *path = open_world(&screen, 24, 100, false);

	(void)state;
	screen_keys(&screen, "0 ] ]");
	assert_true(says(&screen, "10.1.2.17 · next · VM web3, NIC n1"));
	screen_keys(&screen, "- -");
	assert_true(says(&screen, "a cell: 4"));
	assert_true(says(&screen,
			 "10.1.2.16 to 10.1.2.19 · 1 next · 1 running"));
	screen_keys(&screen, "+ +");
	assert_true(says(&screen, "10.1.2.17 · next · VM web3, NIC n1"));
	for (int i = 0; i < 12; i++)
		screen_keys(&screen, "-");
	assert_true(says(&screen, "10.1.2.0 to 10.1.2.255"));
	assert_true(says(&screen, "a cell: 256"));
	for (int i = 0; i < 12; i++)
		screen_keys(&screen, "+");
	assert_true(says(&screen, "10.1.2.17 · next"));
	screen_close(&screen);
	free(path);
}

/* From one that is taken or free to the next; by address and by name. */
static void test_going(void **state)
{
	static const struct {
		const char *keys;
		const char *says;
	} steps[] = {
		{ "0 ]", "10.1.2.16 · running · VM runs" },
		{ "}", "10.1.2.18 · free · and so up to 10.1.2.19" },
		{ "}", "10.1.2.19 · free" },
		{ "]", "10.1.2.20 · retained · VM web1" },
		{ "] ]", "there is none behind this cell" },
		{ "{", "10.1.2.19 · free" },
		{ "[", "10.1.2.17 · next" },
		{ "Home", "10.1.2.0 · network, broadcast" },
		{ "[", "there is none before this cell" },
		{ "Right", "10.1.2.1 · gateway" },
		{ "Left End", "10.1.2.255 · network, broadcast" },
		{ "Right Down PgDn", "10.1.2.255" },
		{ "Up", "10.1.2.239 · DHCP scope" },
		{ "PgUp PgUp PgUp", "10.1.2.15 · reserved" },
		{ "/ w e b 2 Enter", "10.1.2.21 · retained · VM web2" },
		{ "n", "10.1.2.21 · retained" },
		{ "/ Ctrl-U 1 0 . 1 . 2 . 7 7 Enter",
		  "10.1.2.77 · free · and so up to 10.1.2.99" },
		{ "/ Ctrl-U n o b o d y Enter", "not found: nobody" },
		{ "> ] Enter", "10.64.0.0 to 10.64.63.255" },
		{ "Esc ]", "10.127.192.0 to 10.127.255.255" },
		{ ">", "2001:db8:0:5::/64" },
		{ "/ Ctrl-U 2 0 0 1 : d b 8 : 0 : 5 : 9 : : 1 Enter",
		  "a cell: 2^54" },
		{ "<", "10.0.0.0/8" },
		{ "Tab Home Tab", "10.1.2.0/24 · Prod-R" },
	};
	struct screen screen;
	char *path = open_world(&screen, 24, 100, false);

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		screen_keys(&screen, steps[i].keys);
		if (!says(&screen, steps[i].says))
			fail_msg("%s: not said: %s", steps[i].keys,
				 steps[i].says);
	}
	screen_close(&screen);
	free(path);
}

/* Clicks go to cells and subnets, a double click explains, the wheel
 * scrolls. */
static void test_mouse(void **state)
{
	struct screen screen;
	char *path = open_world(&screen, 24, 80, false);

	(void)state;
	screen_keys(&screen, "0");
	screen_mouse(&screen, MOUSE_PRESS, 3, 55);
	screen_mouse(&screen, MOUSE_RELEASE, 3, 55);
	assert_true(says(&screen, "10.1.2.20 · retained"));
	screen_mouse(&screen, MOUSE_DOUBLE, 3, 49);
	assert_true(says(&screen, "Close"));
	screen_keys(&screen, "Esc");
	assert_true(says(&screen, "10.1.2.17 · next"));
	screen_mouse(&screen, MOUSE_RELEASE, 3, 49);
	screen_mouse(&screen, MOUSE_WHEEL_DOWN, 3, 49);
	assert_true(says(&screen, "10.1.2.65 "));
	screen_mouse(&screen, MOUSE_PRESS, 4, 5);
	screen_mouse(&screen, MOUSE_RELEASE, 4, 5);
	assert_true(says(&screen, "10.0.0.0/8 · Wide-R"));
	screen_close(&screen);
	free(path);
}

/* What an edit changes is seen at once; what the accepted plan has, has a
 * small letter. */
static void test_edits(void **state)
{
	struct screen screen;
	char *path = open_world(&screen, 24, 80, false);

	(void)state;
	screen_keys(&screen, "0");
	assert_true(says(&screen, "V N . . R R"));
	screen_keys(&screen, "a 1 Down d 0");
	assert_true(says(&screen, "V n . . r r"));
	assert_true(says(&screen, "r o n as accepted"));
	screen_keys(&screen, "u u 1 Up d 0");
	assert_true(says(&screen, "V . . . . ."));
	screen_keys(&screen, "u");
	assert_true(says(&screen, "V N . . R R"));
	screen_close(&screen);
	free(path);
}

/* How many cells all rows of the grid have. */
static size_t drawn_cells(struct screen *screen)
{
	size_t n = 0;

	for (int i = 2; i < screen->frame.rows - 2; i++) {
		char text[512];
		char *cells;
		size_t size;

		snprintf(text, sizeof(text), "%s", screen_row(screen, i));
		if (strstr(text, "─"))
			break;
		if (strncmp(text + 1, "10.1.2.", 7))
			continue;
		cells = text + 1 + strcspn(text + 1, " ");
		cells += strspn(cells, " ");
		size = strlen(cells);
		while (size > 0 && cells[size - 1] == ' ')
			cells[--size] = '\0';
		n += (rp_columns(cells) + 1) / 2;
	}
	return n;
}

/* A subnet that has fewer cells than a row draws these alone. */
static void test_few_cells(void **state)
{
	struct screen screen;
	char *path = open_world(&screen, 24, 80, false);

	(void)state;
	screen_keys(&screen, "0 z - - -");
	for (size_t cells = 32; cells > 0; cells /= 2) {
		char says_cell[32];

		snprintf(says_cell, sizeof(says_cell), "a cell: %zu",
			 256 / cells);
		assert_true(says(&screen, says_cell));
		assert_int_equal(drawn_cells(&screen), cells);
		screen_keys(&screen, "-");
	}
	screen_close(&screen);
	free(path);
}

/* However small the screen is. */
static void test_small(void **state)
{
	(void)state;
	for (int rows = 1; rows < 26; rows += 3)
		for (int columns = 1; columns < 100; columns += 7) {
			struct screen screen;
			char *path = open_world(&screen, rows, columns, false);

			screen_keys(&screen, "0 Down Right ] - - > End Up + "
				    "PgUp > } Tab Down Tab PgDn < Home");
			screen_close(&screen);
			free(path);
		}
}

/* Without a cloud pair there is no target. */
static void test_none(void **state)
{
	char *path = fixture_file("none.cfg",
		"format = 1;\nsites = ( { name = \"S\"; servers = "
		"( { name = \"M\"; } ); } );\n");
	struct screen screen;

	(void)state;
	screen_open(&screen, path, NULL, 24, 80, false);
	screen_keys(&screen, "0 Down ] - + > Tab Enter e");
	assert_true(says(&screen, "No VM network of a protecting cloud"));
	screen_close(&screen);
	free(path);
}

static int clean(void **state)
{
	(void)state;
	fixture_clean();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_zoom),
		cmocka_unit_test(test_going),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_few_cells),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
