/* The plan: what must hold of every one.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H 1

#include "plan.h"

/* Whether no replica stands where it may not, no host carries more than it has
 * by the plan's doing, and no address is given twice. */
bool plan_is_sound(rp_plan *plan);

#endif
