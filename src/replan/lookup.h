/* Lookup: the objects that the command line names.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A name on the command line may be that of objects of several VMM servers
 * (rules 1); --server then says which is meant. */

#ifndef LOOKUP_H
#define LOOKUP_H 1

#include <stdbool.h>

#include "replan.h"

/* Says "replan: 'NAME': WHAT", where 'name' is not our own. */
void complain_name(const char *name, const char *what);

/* Finds the VMM server 'name'.  False, and says why, where there is none. */
bool lookup_server(rp_id *server, const rp_topology *topology,
		   const char *name);

/* Finds the object of 'kind', RP_NETWORK or RP_VM, that is called 'name' on
 * the VMM server 'server_name'; where that is NULL, on the only VMM server that
 * has one.  False, and says why, where that is not one. */
bool lookup(rp_id *id, const rp_topology *topology, enum rp_kind kind,
	    const char *name, const char *server_name);

#endif
