/* A small topology as text: see small.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "small.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOST(name, networks) \
	"{ name = \"" name "\"; cpus = 8; memory_mib = 65536; " \
	"storage_gib = 1000; logical_networks = [ " networks " ]; " \
	"maintenance = false; }"

#define B_NETWORKS "\"ln-b\", \"ln-c\", \"ln-d\""

const char small_topology[] =
	"format = 1;\n"
	"sites = (\n"
	"{ name = \"A\"; servers = ( { name = \"VA\";\n"
	"  logical_networks = ( { name = \"ln-a\"; vm_networks = (\n"
	"    { name = \"net-a\"; subnets = ( { name = \"web\";\n"
	"      prefixes = [ \"192.168.1.0/24\" ];\n"
	"      gateways = [ \"192.168.1.1\" ];\n"
	"      pools = ( { name = \"pool-a\"; first = \"192.168.1.10\";\n"
	"                  last = \"192.168.1.200\"; } ); } ); },\n"
	"    { name = \"net-a2\"; },\n"
	"    { name = \"net-a3\"; } ); } );\n"
	"  host_groups = ( { name = \"ga\"; hosts = ( " HOST(
		"ha",
		"\"ln-a\"") " ); } );\n"
			    "  clouds = ( { name = \"ca\"; host_groups = [ "
			    "\"ga\" ];\n"
			    "    logical_networks = [ \"ln-a\" ];\n"
			    "    vms = ( { name = \"vm1\"; host = \"ha\"; cpus "
			    "= 1;\n"
			    "      memory_mib = 1024; storage_gib = 10; nics = "
			    "(\n"
			    "      { name = \"eth0\"; network = \"net-a\"; "
			    "subnet = \"web\";\n"
			    "        addresses = [ \"192.168.1.20\" ]; } ); "
			    "}" VM1_END " ); } );\n"
			    "} ); },\n"
			    "{ name = \"B\"; servers = ( { name = \"VB\";\n"
			    "  logical_networks = ( { name = \"ln-b\"; "
			    "vm_networks = (\n"
			    "    { name = \"net-b\"; subnets = ( { name = "
			    "\"web\"; # b\n"
			    "      prefixes = [ \"192.168.1.0/24\" ];\n"
			    "      gateways = [ \"192.168.1.1\" ];\n"
			    "      pools = ( { name = \"pool-b\"; first = "
			    "\"192.168.1.10\";\n"
			    "                  last = \"192.168.1.200\"; } ); "
			    "} ); } ); },\n"
			    "    { name = \"ln-c\"; vm_networks = ( { name = "
			    "\"net-c\"; } ); },\n"
			    "    { name = \"ln-d\"; vm_networks = ( { name = "
			    "\"net-d\"; } ); } );\n"
			    "  host_groups = ( { name = \"gb\"; hosts = (\n"
			    "    " HOST(
				    "hb1",
				    B_NETWORKS) ",\n"
						"    " HOST(
							"hb2",
							B_NETWORKS) ",\n"
								    "    " HOST(
									    "hb"
									    "3",
									    B_NETWORKS) " ); } );\n"
											"  clouds = ( { name = \"cb\"; host_groups = [ \"gb\" ];\n"
											"    logical_networks = [ " B_NETWORKS
											" ]; # cb\n"
											"  } );\n"
											"} ); } );\n"
											"protection = ( { protected = \"ca\"; protecting = \"cb\"; } );\n"
											"mappings = ( { source = \"net-a\"; target = \"net-b\"; },\n"
											"             { source = \"net-b\"; target = \"net-a\"; } );\n";

const char one_server_topology[] =
	"format = 1;\n"
	"sites = ( { name = \"A\"; servers = ( { name = \"VA\";\n"
	"  logical_networks = ( { name = \"ln\"; vm_networks = (\n"
	"    { name = \"net\"; }, { name = \"safe\"; } ); } );\n"
	"  host_groups = ( { name = \"g\"; hosts = (\n"
	"    " HOST(
		"h1",
		"\"ln\"") ",\n"
			  "    " HOST(
				  "h2",
				  "\"ln\"") " ); } );\n"
					    "  clouds = ( { name = \"gold\"; "
					    "host_groups = [ \"g\" ];\n"
					    "    logical_networks = [ \"ln\" "
					    "];\n"
					    "    vms = ( { name = \"vm1\"; "
					    "host = \"h1\"; cpus = 1;\n"
					    "      memory_mib = 1024; "
					    "storage_gib = 10; nics = (\n"
					    "      { name = \"eth0\"; network "
					    "= \"net\"; } ); } ); },\n"
					    "  { name = \"silver\"; "
					    "host_groups = [ \"g\" ];\n"
					    "    logical_networks = [ \"ln\" "
					    "]; } );\n"
					    "} ); } );\n"
					    "protection = ( { protected = "
					    "\"gold\"; protecting = "
					    "\"silver\"; } );\n"
					    "mappings = ( { source = \"net\"; "
					    "target = \"safe\"; },\n"
					    "             { source = \"safe\"; "
					    "target = \"net\"; } );\n";

/* 'text', which it frees, with one edit made. */
static char *replace(char *text, const struct edit *edit)
{
	char *at = strstr(text, edit->from);
	size_t from = strlen(edit->from);
	size_t to = strlen(edit->to);
	char *made = malloc(strlen(text) + to + 1);
	size_t before;

	if (!at)
		fail_msg("'%s' is not there to be edited", edit->from);
	assert_non_null(made);
	before = (size_t)(at - text);
	memcpy(made, text, before);
	memcpy(made + before, edit->to, to);
	memcpy(made + before + to, at + from, strlen(at + from) + 1);
	free(text);
	return made;
}

char *small_edited(const char *text, const struct edit *edits)
{
	char *made = strdup(text);

	assert_non_null(made);
	for (int i = 0; i < MOST_EDITS && edits[i].from; i++)
		made = replace(made, &edits[i]);
	return made;
}
