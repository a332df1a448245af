/* A program whose plan from nothing is at 42% until somebody stops it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked in place of the library's function, by the linker's --wrap. */

#include <time.h>

#include "replan.h"

int __wrap_rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);

int __wrap_rp_session_preview_rebalance(rp_plan **out,
					const rp_session *session,
					const struct rp_progress *progress)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	(void)out;
	(void)session;
	while (progress->report(progress->data, 42, 100))
		nanosleep(&moment, NULL);
	return RP_STOPPED;
}
