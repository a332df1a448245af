/* Sites made to measure: the text of a topology of any size.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SITE_H
#define SITE_H 1

#include <stddef.h>
#include <stdint.h>

/* Two sites: 'n_vms' VMs in 'n_pairs' clouds of one, 'n_hosts' hosts at the
 * other, 'n_networks' VM networks at each, all of which are mapped.  The same
 * numbers give the same text, on every machine.  Hosts are filled to about 70%
 * when all replicas are placed.  The caller frees it; NULL without memory. */
char *site_text(uint32_t n_vms, uint32_t n_hosts, uint32_t n_networks,
		uint32_t n_pairs, size_t *size);

/* The same site, whose cloud 'i' has its VMs in the table "vms-I.csv", which
 * site_table() makes, and whose VMs run on as many hosts as there are at the
 * other site. */
char *site_text_of_tables(uint32_t n_vms, uint32_t n_hosts,
			  uint32_t n_networks, uint32_t n_pairs, size_t *size);
char *site_table(uint32_t n_vms, uint32_t n_hosts, uint32_t n_networks,
		 uint32_t n_pairs, uint32_t i, size_t *size);

#endif
