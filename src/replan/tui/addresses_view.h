/* The addresses: each target subnet as a grid; what its files share.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * addresses_view.c  the subnets, the panes, what keys do
 * addresses_grid.c  the grid: where one is in it, and how it is drawn
 * addresses_words.c what a cell is, in words; the rows that are exported
 *
 * A cell stands for 2^zoom addresses.  All that is known of them is counted by
 * the library, for a range at a time: so a /8 or a /64 costs as much as a
 * /24. */

#ifndef ADDRESSES_VIEW_H
#define ADDRESSES_VIEW_H 1

#include "list.h"

/* The states of addresses that somebody has, and of replicas' among them. */
#define STATES_TAKEN ((1u << (RP_ADDRESS_RUNNING + 1)) - 1)
#define STATES_GIVEN ((1u << (RP_ADDRESS_RETAINED + 1)) - 1)

/* A row of the list of subnets. */
struct subnet_row {
	rp_id subnet;
	enum rp_family family;
};

/* Addresses that are the same: a row of what is exported of the grid. */
struct run {
	rp_ip first;
	struct rp_address address;
};

struct grid_view {
	rp_address_map *map;   /* Of the subnet at hand; NULL: to be made. */
	enum rp_family family;
	rp_ip first;           /* The ends of its prefix. */
	rp_ip last;
	unsigned bits;         /* Of its host part. */
	rp_ip focus;           /* An address in the cell in focus. */
	unsigned zoom;
	rp_ip top;             /* The first row that is seen. */
	unsigned per_row;      /* Cells in a row, a power of two, */
	int rows;              /* and rows, when last drawn; */
	struct area area;      /* where they then stood, */
	int label;             /* behind so many columns. */
};

struct addresses {
	struct list list;      /* The subnets. */
	struct subnet_row *rows;
	size_t n_rows;
	struct grid_view grid;
	struct subnet_row shown; /* What the grid shows. */
	bool in_list;          /* The subnets have the keys, not the grid. */

	/* The grid as rows, made to be exported. */
	struct list list_of_runs;
	struct run *runs;
	size_t n_runs;
	size_t runs_capacity;
};

/* ---- addresses_grid.c --------------------------------------------------- */

/* Shows another map from its beginning, so that it can be overlooked. */
void grid_start(struct grid_view *grid);

/* Puts the focus on an address of the map. */
void grid_focus(struct grid_view *grid, rp_ip ip);

/* The ends of the cell in focus. */
rp_ip grid_cell_first(const struct grid_view *grid);
rp_ip grid_cell_last(const struct grid_view *grid);

/* Moves and zooms; UI_IGNORED for what is not the grid's. */
unsigned grid_act(struct ui *ui, struct grid_view *grid, enum action action);

/* The same by mouse; '*opened' is set for a double click on a cell. */
unsigned grid_mouse(struct grid_view *grid, const struct event *event,
		    bool *opened);

void grid_draw(struct grid_view *grid, struct area area, bool has_keys,
	       struct frame *frame);

/* What the letters stand for that the map has, in at most the rows of
 * 'area'. */
void grid_draw_legend(const struct grid_view *grid, struct area area,
		      struct frame *frame);

/* ---- addresses_words.c -------------------------------------------------- */

/* The letter of a state and the word for it. */
char state_letter(enum rp_address_state state, bool accepted);
const char *state_word(enum rp_address_state state);

/* The NIC that has an address, of rp_nic(), or RP_NONE. */
rp_id address_nic(const struct ui *ui, const struct rp_address *address);

/* "65536", "2^64" or "about 2^63"; and where there is little room, "~2^22".
 * Each returns 'text'. */
#define COUNT_SIZE 48
const char *count_text(rp_ip n, char text[COUNT_SIZE]);
const char *count_short(rp_ip n, char text[COUNT_SIZE]);

/* What the cell in focus is, in so many words; 'in_full' with all who have its
 * addresses.  The caller frees it; NULL without memory. */
char *cell_words(const struct ui *ui, const struct grid_view *grid,
		 bool in_full);

/* What all of a subnet's addresses are. */
char *map_words(const struct ui *ui, const struct grid_view *grid);

/* Makes the grid into rows, for 'list_of_runs'; false without memory. */
bool make_runs(struct ui *ui, struct addresses *addresses);
extern const struct list_ops runs_list;

#endif
