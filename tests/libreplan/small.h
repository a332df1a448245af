/* A small topology as text, in which there is nothing to find, and edits of it:
 * what tests of findings, explanations and plan files start from.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SMALL_H
#define SMALL_H 1

#include <stddef.h>

/* Two sites; vm1 of cloud ca on net-a, which is mapped to net-b and back.  Its
 * replica goes to hb1, hb2 or hb3 of cloud cb and keeps its address.  net-a2
 * and net-a3, net-c and net-d are there to be used. */
extern const char small_topology[];

/* One cloud pair on one VMM server with one host group: vm1 runs on h1. */
extern const char one_server_topology[];

/* The head of a plan file for it, and its mappings. */
#define SMALL_PLAN \
	"format = 1;\ntopology = \"topology.cfg\";\nmappings = (\n" \
	"  { source = \"net-a\"; target = \"net-b\"; },\n" \
	"  { source = \"net-b\"; target = \"net-a\"; }\n);\n"

/* Text that stands in place of other text; both NULL: none. */
struct edit {
	const char *from;
	const char *to;
};

#define MOST_EDITS 6

/* 'text' with each of up to MOST_EDITS edits made once, where its 'from'
 * first stands; it must stand there.  The caller frees it. */
char *small_edited(const char *text, const struct edit *edits);

/* A second VM behind vm1, for an edit: its name and NICs. */
#define VM1_END "/*vm1*/"
#define MORE_VM(name, nics) \
	{ VM1_END, ", { name = \"" name "\"; host = \"ha\"; cpus = 1; " \
	  "memory_mib = 1024; storage_gib = 10; nics = ( " nics " ); }" }
/* Puts "web" as availability set of the first VM on ha that has none yet. */
#define OF_WEB \
	{ "host = \"ha\"; cpus", \
	  "host = \"ha\"; availability_set = \"web\"; cpus" }
#define WEB_NIC(address) \
	"{ name = \"eth0\"; network = \"net-a\"; subnet = \"web\"; " \
	"addresses = [ \"" address "\" ]; }"

#endif
