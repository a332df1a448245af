/* Lookup: the objects that the command line names.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "lookup.h"

#include "output.h"

/* What is wrong with a name of a kind. */
struct lookup_words {
	const char *none;
	const char *several;
	const char *not_there; /* The VMM server has none. */
};

static const struct lookup_words network_words = {
	N_("there is no VM network of this name"),
	N_("several VMM servers have a VM network of this name: say which "
	   "with --server"),
	N_("the VMM server has no VM network of this name"),
};

static const struct lookup_words vm_words = {
	N_("there is no VM of this name"),
	N_("several VMM servers have a VM of this name: say which with "
	   "--server"),
	N_("the VMM server has no VM of this name"),
};

void complain_name(const char *name, const char *what)
{
	const char *text = shown(name);

	complain("'%s': %s", text, what);
	shown_free(text);
}

bool lookup_server(rp_id *server, const rp_topology *topology,
		   const char *name)
{
	*server = rp_find(topology, RP_SERVER, RP_NONE, name);
	if (*server == RP_NONE)
		complain_name(name, _("there is no VMM server of this name"));
	return *server != RP_NONE;
}

static bool lookup_anywhere(rp_id *id, const rp_topology *topology,
			    enum rp_kind kind, const char *name,
			    const struct lookup_words *words)
{
	unsigned found = rp_find_anywhere(topology, kind, name, id);

	if (found != 1)
		complain_name(name, found ? _(words->several) : _(words->none));
	return found == 1;
}

bool lookup(rp_id *id, const rp_topology *topology, enum rp_kind kind,
	    const char *name, const char *server_name)
{
	const struct lookup_words *words =
		kind == RP_VM ? &vm_words : &network_words;
	rp_id server;

	if (!server_name)
		return lookup_anywhere(id, topology, kind, name, words);
	if (!lookup_server(&server, topology, server_name))
		return false;
	*id = rp_find(topology, kind, server, name);
	if (*id == RP_NONE)
		complain_name(name, _(words->not_there));
	return *id != RP_NONE;
}
