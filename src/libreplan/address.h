/* Addresses and prefixes of both families, as numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef ADDRESS_H
#define ADDRESS_H 1

#include <stdbool.h>

#include "replan.h"

/* 32 or 128. */
unsigned address_bits(enum rp_family family);

/* The bits of the host part of a prefix of 'length', all set. */
rp_ip address_host_mask(enum rp_family family, int length);

/* The last address of 'prefix'. */
rp_ip address_prefix_last(enum rp_family family, struct rp_prefix prefix);

bool address_in_prefix(enum rp_family family, rp_ip ip,
		       struct rp_prefix prefix);

/* Whether no NIC can have 'ip' in 'prefix' (rules 6, "usable"): the network
 * address, and for IPv4 the broadcast address; none in a /31, /32, /127 or
 * /128. */
bool address_is_special(enum rp_family family, rp_ip ip,
			struct rp_prefix prefix);

enum address_error {
	ADDRESS_OK,
	ADDRESS_MALFORMED,   /* Not what inet_pton() takes. */
	ADDRESS_BAD_LENGTH,  /* No "/LENGTH" in strict decimal, or too long. */
	ADDRESS_HOST_BITS,   /* A prefix with host bits. */
	ADDRESS_REVERSED,    /* A range whose first is above its last. */
	ADDRESS_TWO_FAMILIES /* A range of two families. */
};

/* "IP/LENGTH", "IP", and "IP" or "IP-IP". */
enum address_error address_parse_prefix(const char *text,
					enum rp_family *family,
					struct rp_prefix *prefix);
enum address_error address_parse(const char *text, enum rp_family *family,
				 rp_ip *ip);
enum address_error address_parse_range(const char *text,
				       struct rp_ip_range *range);

/* What was expected instead, as a translated sentence. */
const char *address_error_text(enum address_error error);

#endif
