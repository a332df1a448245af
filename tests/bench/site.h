/* Sites made to measure: the text of a topology of any size.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SITE_H
#define SITE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be made: 'n_vms' VMs in 'n_pairs' clouds of one site, 'n_hosts'
 * hosts at the other, 'n_networks' VM networks at each, all of which are
 * mapped. */
struct site {
	uint32_t n_vms;
	uint32_t n_hosts;
	uint32_t n_networks;
	uint32_t n_pairs;
	uint32_t fill; /* In percent: how full all replicas make the memory of
			* the hosts, about. */
	uint64_t seed;
	bool small;    /* CPUs are as scarce as memory, and a third of the VMs
			* is in availability sets.  Not for tables. */
};

/* The topology, its VMs in it.  The same site gives the same text, on every
 * machine.  The caller frees it; NULL without memory. */
char *site_text(const struct site *site, size_t *size);

/* The same site, whose cloud 'i' has its VMs in the table "vms-I.csv", which
 * site_table() makes, and whose VMs run on as many hosts as there are at the
 * other site. */
char *site_text_of_tables(const struct site *site, size_t *size);
char *site_table(const struct site *site, uint32_t i, size_t *size);

#endif
