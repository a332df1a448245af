/* The planner's screen: writing a view or the plan to a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef UI_EXPORT_H
#define UI_EXPORT_H 1

#include <stdio.h>

#include "table.h"
#include "ui_private.h"

/* What can be exported. */
enum export_what {
	EXPORT_VIEW_CSV,
	EXPORT_VIEW_TEXT,
	EXPORT_PLAN_CSV,
	EXPORT_PLAN_JSON,
	EXPORT_PLAN_FILE,
	EXPORT_PLAN_LP,
	N_EXPORTS
};

/* How far the making of a view's text is. */
enum export_phase {
	EXPORT_PARTS,    /* Of the plan, which JSON tells of. */
	EXPORT_MEASURING, /* What the columns of a text need. */
	EXPORT_WRITING,
	EXPORT_DONE
};

struct export {
	enum export_what what;
	enum export_phase phase;
	struct list *list;   /* Of the view; NULL for the plan. */
	FILE *out;           /* Into 'bytes', until it is done. */
	char *bytes;
	size_t size;
	size_t n_rows;
	size_t n_done;       /* In this phase. */
	unsigned percent;    /* As it was drawn last. */
	size_t width[TABLE_COLUMNS_MAX]; /* Of a text's columns. */
	char *path;          /* Where it is to be written. */

	/* The preview: the first lines, and where one is in them. */
	char **lines;
	size_t n_lines;
	size_t top;
	size_t page;
};

/* ---- export_make.c ------------------------------------------------------ */

/* Whether a view's rows are what is exported. */
static inline bool export_is_of_view(enum export_what what)
{
	return what == EXPORT_VIEW_CSV || what == EXPORT_VIEW_TEXT;
}

/* Goes on with what is to be written until 'progress', which may be NULL, says
 * stop.  RP_OK where it is done, RP_STOPPED or RP_NO_MEMORY. */
int export_make(struct ui *ui, struct export *export,
		const struct rp_progress *progress);

/* How far it is, in percent. */
unsigned export_percent(const struct export *export);

#endif
