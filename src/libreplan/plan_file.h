/* The plan file: decisions and accepted plan as libconfig (formats 2).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLAN_FILE_H
#define PLAN_FILE_H 1

#include "accepted.h"
#include "decisions.h"
#include "replan.h"

/* A plan file may be larger than a topology: the accepted plan has a line for
 * each NIC, and so a million VMs fit, which libconfig reads in a second. */
#define PLAN_FILE_LIMIT ((size_t)128 << 20)

struct plan_file {
	struct decisions decisions;
	struct accepted *accepted; /* NULL: the file has none. */
	char *topology;            /* The file name that it was made for. */
};

/* Reads the 'size' bytes of 'text', the plan file named 'path'.  RP_OK,
 * RP_INVALID with all input errors in 'messages', or RP_NO_MEMORY.  The caller
 * destroys '*out'. */
int plan_file_parse(struct plan_file *out, const rp_topology *topology,
		    const char *text, size_t size, const char *path,
		    rp_messages *messages);
void plan_file_destroy(struct plan_file *file);

/* The whole text of the plan file of 'plan': its decisions, and itself as the
 * accepted plan.  Equal plans have equal texts.  NULL when memory ran out. */
char *plan_file_text(const rp_plan *plan, size_t *size);

#endif
