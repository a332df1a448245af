/* Cells: what the tables of several commands show alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef CELLS_H
#define CELLS_H 1

#include "grid.h"
#include "replan.h"

/* Adds the name of a VM, a VM network or another object that has its name in a
 * VMM server: "NAME", or "NAME (SERVER)" where several VMM servers have one. */
void output_add_object(struct output *output, const rp_topology *topology,
		       enum rp_kind kind, rp_id id);

/* Adds the cell of a cloud pair: "GoldCloud1 -> GoldCloud2". */
void grid_add_pair(struct grid *grid, const rp_topology *topology,
		   rp_id pair);

/* Adds the cell of what output_add_object() names.  RP_NONE is an empty
 * cell. */
void grid_add_object(struct grid *grid, const rp_topology *topology,
		     enum rp_kind kind, rp_id id);

/* Adds the cell of the host of a replica, or that it has none. */
void grid_add_host(struct grid *grid, const rp_topology *topology, rp_id host);

/* Adds the cell of the VM network that a replica's NIC is connected to, or why
 * it is not. */
void grid_add_connection(struct grid *grid, const rp_topology *topology,
			 const struct rp_replica_nic *nic);

/* Adds the cell of what a replica's NIC has of 'family'. */
void grid_add_address(struct grid *grid, const struct rp_replica_nic *nic,
		      enum rp_family family);

/* The families of which a replica's NIC has a row, in the order of its
 * addresses; a DHCP NIC has one row.  Returns how many. */
unsigned address_rows(enum rp_family rows[RP_N_FAMILIES],
		      const rp_topology *topology,
		      const struct rp_replica_nic *nic);

/* Longest text of a percentage, and its NUL. */
#define PERCENT_SIZE 32

/* Writes "18.8%" of 'permille', or of a ratio to the nearest tenth.  Both
 * return 'text'. */
const char *percent_text(uint64_t permille, char text[PERCENT_SIZE]);
const char *ratio_text(struct rp_ratio ratio, char text[PERCENT_SIZE]);

/* How far the peak is above what no plan can be below, in 1/1000: that of the
 * two numbers as they are shown, the one rounded to the nearest, the other
 * down. */
uint64_t peak_gap(const struct rp_summary *summary);

#endif
