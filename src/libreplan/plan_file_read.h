/* Reading a plan file: what the parts of the reader share.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLAN_FILE_READ_H
#define PLAN_FILE_READ_H 1

#include "plan_file.h"
#include "settings.h"

struct plan_reader {
	const rp_topology *topology;
	struct settings in;
	struct plan_file *out;
	bool no_memory; /* Ran out: stop reading. */
};

/* Reads the lists of mappings and of pins into the decisions; each may be
 * NULL. */
void plan_read_mappings(struct plan_reader *reader, config_setting_t *list);
void plan_read_pins(struct plan_reader *reader, config_setting_t *list);

/* Reads the accepted plan from an array of strings; NULL: there is none. */
void plan_read_accepted(struct plan_reader *reader, config_setting_t *array);

/* Adds `NAME = "VALUE"; ` to the settings of a group. */
struct text;
void plan_file_add_setting(struct text *out, const char *name,
			   const char *value);

/* What the plan file calls its topology: the file's name, spelled out where it
 * is no name that a setting can have.  The caller frees it. */
char *plan_file_topology_name(const rp_topology *topology);

#endif
