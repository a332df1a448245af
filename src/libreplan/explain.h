/* Explaining: why a plan is as it is (rules 4 to 6).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef EXPLAIN_H
#define EXPLAIN_H 1

#include "obstacle.h"

/* rp_explain_host() for one of many replicas, whose facts are at hand. */
char *explain_host(struct obstacles *obstacles, rp_id replica,
		   enum rp_words words);

/* Says why 'replica' left 'host', where the accepted plan has it. */
void explain_left(struct text *out, struct obstacles *obstacles, rp_id replica,
		  rp_id host, enum rp_words words);

/* The greatest ratio of 'host' as 'load' (RP_N_RESOURCES numbers) loads it;
 * {0, 1} where none of its resources makes a ratio. */
struct rp_ratio explain_fullest(const struct obstacles *obstacles, rp_id host,
				const int64_t *load);

#endif
