/* The second reading: section 8, failback.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model.h"

/* What a network is mapped to on a VMM server, or -1. */
static int mapped_to(const struct model *m, int source, int server)
{
	for (int i = 0; i < m->n_mappings; i++)
		if (m->mappings[i].source == source &&
		    m->networks[m->mappings[i].target].server == server)
			return m->mappings[i].target;
	return -1;
}

static bool is_mapped(const struct model *m, int source, int target)
{
	return mapped_to(m, source, m->networks[target].server) == target;
}

static struct failback connected(int network, int back_to, int rule)
{
	return (struct failback){ network, back_to, "connected", rule };
}

/* Step 4: the networks of 'server' that are mapped to 'network'. */
static struct failback back_by_sources(const struct model *m, int network,
				       int origin, int server)
{
	int n = 0, one = -1;

	for (int i = 0; i < m->n_networks; i++)
		if (m->networks[i].server == server &&
		    is_mapped(m, i, network)) {
			n++;
			one = i;
		}
	if (n > 0 && is_mapped(m, origin, network))
		return connected(network, origin, 4);
	if (n == 1)
		return connected(network, one, 4);
	if (n > 1)
		return (struct failback){ network, -1, "ambiguous", 4 };
	return (struct failback){ network, -1, "disconnected", 5 };
}

struct failback expect_failback(const struct model *m, int nic, int planned,
				bool moved, int to)
{
	int origin = m->nics[nic].network;
	int server = m->networks[origin].server;
	int network = moved ? to : planned;
	int back;

	if (network < 0)
		return (struct failback){ -1, -1, "disconnected", 1 };
	back = mapped_to(m, network, server);
	if (network == planned && is_mapped(m, origin, network) &&
	    (back < 0 || is_mapped(m, back, network)))
		return connected(network, origin, 2);
	if (back >= 0)
		return connected(network, back, 3);
	return back_by_sources(m, network, origin, server);
}
