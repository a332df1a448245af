/* A session's plan, made anew: see anew.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "anew.h"

#include "plan.h"
#include "session.h"

rp_plan *plan_anew(const rp_session *session)
{
	rp_plan *plan;

	if (plan_make(&plan, session->topology, &session->decisions,
		      session->planned, session->other_topology, NULL))
		return NULL;
	return plan;
}
