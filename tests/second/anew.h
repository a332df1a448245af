/* A session's plan, made anew.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef ANEW_H
#define ANEW_H 1

#include "replan.h"

/* The plan of the session's decisions, planned from the same as the one that
 * stands; the caller frees it.  NULL when memory ran out. */
rp_plan *plan_anew(const rp_session *session);

#endif
