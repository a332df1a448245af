/* Placement: trying all answers of a small problem (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLACEMENT_EXHAUST_H
#define PLACEMENT_EXHAUST_H 1

#include "placement_cuts.h"

/* Answers that are looked for. */
struct exhaust_limits {
	const uint32_t *left_out; /* Of each tier no more than this. */
	uint32_t broken;          /* No more share a host with their set. */
	uint32_t moved;           /* No more stand elsewhere than accepted. */
	uint32_t level;           /* No peak above this, in 1/CUT_PARTS; any
				   * for CUT_TOP. */
};

/* Whether there is such an answer. */
enum exhausted {
	EXHAUSTED_NONE, /* There is none: all were tried. */
	EXHAUSTED_SOME,
	EXHAUSTED_NOT   /* There are too many to try. */
};

/* False when memory ran out. */
bool placement_exhaust(enum exhausted *out, const struct cuts *cuts,
		       const struct exhaust_limits *limits);

#endif
