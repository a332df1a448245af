/* The second reading: names.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "model.h"

int kind_count(const struct model *m, enum kind kind)
{
	const int counts[N_KINDS] = {
		[SITES] = m->n_sites,	    [SERVERS] = m->n_servers,
		[ZONES] = m->n_zones,	    [LOGICALS] = m->n_logicals,
		[NETWORKS] = m->n_networks, [SUBNETS] = m->n_subnets,
		[POOLS] = m->n_pools,	    [GROUPS] = m->n_groups,
		[HOSTS] = m->n_hosts,	    [CLOUDS] = m->n_clouds,
		[VMS] = m->n_vms,	    [NICS] = m->n_nics,
	};

	return counts[kind];
}

/* Where they stand in a model; each begins with its name. */
static const struct {
	size_t first;
	size_t size;
} places[N_KINDS] = {
#define PLACE(kind, member) \
	[kind] = { offsetof(struct model, member), \
		   sizeof(((struct model *)0)->member[0]) }
	PLACE(SITES, sites),	   PLACE(SERVERS, servers),
	PLACE(ZONES, zones),	   PLACE(LOGICALS, logicals),
	PLACE(NETWORKS, networks), PLACE(SUBNETS, subnets),
	PLACE(POOLS, pools),	   PLACE(GROUPS, groups),
	PLACE(HOSTS, hosts),	   PLACE(CLOUDS, clouds),
	PLACE(VMS, vms),	   PLACE(NICS, nics),
};

static size_t name_place(enum kind kind, int i)
{
	return places[kind].first + places[kind].size * (size_t)i;
}

const char *kind_name(const struct model *m, enum kind kind, int i)
{
	return (const char *)m + name_place(kind, i);
}

static void set_name(struct model *m, enum kind kind, int i, const char *name)
{
	snprintf((char *)m + name_place(kind, i), NAME_SIZE, "%s", name);
}

int kind_scope(const struct model *m, enum kind kind, int i)
{
	switch (kind) {
	case LOGICALS:
		return m->logicals[i].server;
	case NETWORKS:
		return m->networks[i].server;
	case SUBNETS:
		return m->subnets[i].network;
	case POOLS:
		return m->pools[i].subnet;
	case GROUPS:
		return m->groups[i].server;
	case HOSTS:
		return m->groups[m->hosts[i].group].server;
	case CLOUDS:
		return m->clouds[i].server;
	case VMS:
		return m->vms[i].server;
	case NICS:
		return m->nics[i].vm;
	default:
		return -1;
	}
}

/* Whether an object of the scope of 'number' has a name. */
static bool is_used(const struct model *m, enum kind kind, int number,
		    const char *name)
{
	for (int i = 0; i < kind_count(m, kind); i++)
		if (kind_scope(m, kind, i) == kind_scope(m, kind, number) &&
		    !strcmp(kind_name(m, kind, i), name))
			return true;
	return false;
}

static void change_case(char *name)
{
	for (char *c = name; *c; c++)
		if (maybe(50))
			*c = (char)(isupper((unsigned char)*c)
					    ? tolower((unsigned char)*c)
					    : toupper((unsigned char)*c));
}

void names_draw(struct model *m)
{
	for (int n = between(0, 25); n > 0; n--) {
		enum kind kind = (enum kind)between(0, N_KINDS - 1);
		int to = one_of(0, kind_count(m, kind));
		int from = one_of(0, kind_count(m, kind));
		char name[NAME_SIZE];

		if (from < 0)
			continue;
		snprintf(name, NAME_SIZE, "%s", kind_name(m, kind, from));
		if (kind_scope(m, kind, to) == kind_scope(m, kind, from) ||
		    maybe(10))
			change_case(name);
		if (maybe(10) && strlen(name) < 12 && kind != ZONES)
			strncat(name, ", /\xc3\xa9'", 7);
		if (!is_used(m, kind, to, name))
			set_name(m, kind, to, name);
	}
}

void renamed(const char *name, char other[NAME_SIZE])
{
	snprintf(other, NAME_SIZE, "%.*s, named", NAME_SIZE - 8, name);
}

void names_change(struct model *m)
{
	for (enum kind kind = 0; kind < N_KINDS; kind++)
		for (int i = 0; kind != ZONES && i < kind_count(m, kind); i++) {
			char name[NAME_SIZE];

			renamed(kind_name(m, kind, i), name);
			set_name(m, kind, i, name);
		}
}
