/* Host words: how full a recovery host is, and what if it fails.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 'id' is one of rp_plan_host(). */

#ifndef HOST_WORDS_H
#define HOST_WORDS_H 1

#include "ui.h"

/* What is loaded on a host, against what it has. */
struct rp_ratio host_ratio(const struct ui *ui, rp_id id,
			   enum rp_resource resource);

/* Whether it is a part of something: neither of nothing nor without limit. */
bool host_ratio_is(struct rp_ratio ratio);

/* Which is fuller: below, above or 0. */
int host_ratio_compare(struct rp_ratio a, struct rp_ratio b);

/* The fullest resource of a host, {0, 1} where it has no capacity. */
struct rp_ratio host_fullest(const struct ui *ui, rp_id id,
			     enum rp_resource *resource);

/* The first host, in the order of the file, that is as full as the plan's
 * fullest, and of what; RP_NONE where there is none. */
rp_id host_peak(const struct ui *ui, enum rp_resource *resource);

/* How many VMs find no place where host 'id' fails; 0 before that is known. */
size_t host_stranded(const struct ui *ui, rp_id id);

/* "memory". */
const char *resource_word(enum rp_resource resource);

/* A VM, what it needs, and what else was asked for it.  The caller frees it;
 * NULL without memory. */
char *host_replica_line(const struct ui *ui, rp_id replica);

/* A host in sentences: its loads, and what if it fails.  'peak' is host_peak().
 * The caller frees it; NULL without memory. */
char *host_text(const struct ui *ui, rp_id id, rp_id peak);

#endif
