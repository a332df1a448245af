/* List: a view that is a table, and its focused row in full.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the views of the plan have in common.  Each says what its rows are, what
 * one of them says in full, and why there is none; a list is then moved in,
 * sorted, searched, clicked and drawn like all others. */

#ifndef LIST_H
#define LIST_H 1

#include "table.h"

/* 'data' is the state of the view, as for the cells of its table. */
struct list_ops {
	const struct table_ops *table;

	/* A row in full, in sentences: stands below the rows where there is
	 * room.  The caller frees it; NULL without memory.  Or NULL. */
	char *(*detail)(const struct ui *ui, const void *data, size_t row);

	/* What Enter and a double click do; NULL: the row is read in full, as
	 * where it is to be explained and can be read. */
	unsigned (*open)(struct ui *ui, const void *data, size_t row);

	/* One line above the rows; the caller frees it.  Or NULL. */
	char *(*note)(const struct ui *ui, const void *data);

	/* Why there is no row; the caller frees it. */
	char *(*empty)(const struct ui *ui, const void *data);
};

/* The first member of the state of such a view. */
struct list {
	const struct list_ops *ops;
	struct table table;
	size_t in_full; /* The row that stands in full below: follows the focus
			 * once keys rest; or LIST_NONE. */
	bool is_whole;  /* The rows have the whole screen. */
};

#define LIST_NONE SIZE_MAX

void list_init(struct list *list, const struct list_ops *ops);
void list_destroy(struct list *list);

/* Takes note that there are 'n_rows' rows now, and focuses 'row' of them. */
void list_update(struct ui *ui, struct list *list, size_t n_rows, size_t row);

/* Whether a row is focused; '*row' is the one. */
bool list_row(const struct list *list, size_t *row);

/* The operations of a view: 'state' is its list. */
unsigned list_act(struct ui *ui, void *state, enum action action);
unsigned list_mouse(struct ui *ui, void *state, struct area area,
		    const struct event *event);
void list_draw(struct ui *ui, void *state, struct area area,
	       struct frame *frame);
bool list_search(struct ui *ui, void *state, const char *needle, int step);
bool list_waits(const void *state);
unsigned list_rest(struct ui *ui, void *state);

char *list_copy(const struct ui *ui, const void *state, enum copied what);
struct list *list_self(void *state, size_t i);

/* ---- Cells ------------------------------------------------------------- */

/* Our own words. */
void cell_say(struct table_cell *cell, enum style style, const char *text);

/* Text that the cell frees; may be NULL. */
void cell_take(struct table_cell *cell, char *text);

/* The name of an object; "-" for RP_NONE. */
void cell_name(struct table_cell *cell, const struct ui *ui,
	       enum rp_kind kind, rp_id id);

/* Which comes first: below, above or 0.  Of addresses, IPv4 does. */
int compare_numbers(int64_t a, int64_t b);
int compare_ips(enum rp_family a_family, rp_ip a, enum rp_family b_family,
		rp_ip b);

#endif
