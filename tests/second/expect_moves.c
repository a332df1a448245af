/* The second reading: section 7, subnets, routes and DNS.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <strings.h>

#include "model.h"

/* ---- Subnets ----------------------------------------------------------- */

bool is_equal_prefix(const struct model *m, int a, int b, int family)
{
	const struct subnet *s = &m->subnets[a], *t = &m->subnets[b];

	return s->has[family] && t->has[family] &&
	       s->base[family] == t->base[family] &&
	       s->length[family] == t->length[family];
}

bool is_overlapping(const struct model *m, int a, int b, int family)
{
	const struct subnet *s = &m->subnets[a], *t = &m->subnets[b];

	return s->has[family] && t->has[family] &&
	       (in_prefix(s, family, t->base[family]) ||
		in_prefix(t, family, s->base[family]));
}

/* Whether a replica's NIC of one subnet joins another. */
static bool is_joined(const struct model *m, const struct expected_nic *nics,
		      int source, int target)
{
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].subnet == source && nics[i].subnet == target)
			return true;
	return false;
}

static const char *kind_of(const struct model *m, int source, int target,
			   int family)
{
	if (!is_equal_prefix(m, source, target, family))
		return "address change";
	if (m->subnets[source].stretched && m->subnets[target].stretched)
		return "stretched subnet";
	return "subnet failover";
}

int expect_moves(const struct model *m, const struct expected_nic *nics,
		 struct move moves[MAX_MOVES])
{
	int n = 0;

	for (int i = 0; i < m->n_subnets; i++)
		for (int j = 0; j < m->n_subnets; j++)
			for (int f = 0; f < N_FAMILIES; f++)
				if (m->subnets[i].has[f] &&
				    m->subnets[j].has[f] &&
				    is_joined(m, nics, i, j) && n < MAX_MOVES)
					moves[n++] = (struct move){
						.source = i, .target = j,
						.family = f,
						.kind = kind_of(m, i, j, f),
					};
	return n;
}

unsigned sites_of(const struct model *m, int subnet)
{
	int server = m->networks[m->subnets[subnet].network].server;
	unsigned sites = 0, groups = m->subnets[subnet].groups;

	for (int i = 0; i < m->n_groups; i++) {
		const struct group *g = &m->groups[i];

		if (groups ? groups >> i & 1 : g->server == server)
			sites |= 1u << (g->site < 0 ? m->servers[server].site
						    : g->site);
	}
	return sites ? sites : 1u << m->servers[server].site;
}

/* ---- Routes ------------------------------------------------------------ */

/* The link that a path takes between two sites, or NULL. */
static const struct link *best_link(const struct model *m, int a, int b)
{
	const struct link *best = NULL;

	for (int i = 0; i < m->n_links; i++) {
		const struct link *it = &m->links[i];

		if ((it->site[0] != a || it->site[1] != b) &&
		    (it->site[0] != b || it->site[1] != a))
			continue;
		if (!best || it->metric < best->metric)
			best = it;
	}
	return best;
}

/* Whether the first way is to be preferred; both lead somewhere. */
static bool is_better_way(const struct way *a, const struct way *b)
{
	if (a->metric != b->metric)
		return a->metric < b->metric;
	if (a->n != b->n)
		return a->n < b->n;
	for (int i = 0; i < a->n; i++)
		if (a->site[i] != b->site[i])
			return a->site[i] < b->site[i];
	return false;
}

/* Tries every way that goes on from 'way' and meets no site twice. */
static void try_ways(const struct model *m, const struct way *way,
		     unsigned sites, struct way *best)
{
	int at = way->site[way->n - 1];

	if (sites >> at & 1 && (!best->n || is_better_way(way, best)))
		*best = *way;
	for (int i = 0; i < m->n_sites; i++) {
		const struct link *link = best_link(m, at, i);
		struct way longer = *way;
		bool known = !link;

		for (int j = 0; j < way->n; j++)
			known = known || way->site[j] == i;
		if (known)
			continue;
		longer.site[longer.n++] = i;
		longer.metric += link->metric;
		if (way->n == 1)
			longer.link = link;
		try_ways(m, &longer, sites, best);
	}
}

struct way best_way(const struct model *m, int site, unsigned sites)
{
	struct way way = { .n = 1, .site = { site } }, best = { .n = 0 };

	try_ways(m, &way, sites, &best);
	return best;
}

/* Whether a subnet is a target of a prefix that fails over. */
static bool is_target_of(const struct model *m, const struct move *moves,
			 int n_moves, int subnet, int family)
{
	for (int i = 0; i < n_moves; i++)
		if (!strcmp(moves[i].kind, "subnet failover") &&
		    moves[i].target == subnet && moves[i].family == family &&
		    is_equal_prefix(m, moves[i].source, subnet, family))
			return true;
	return false;
}

static bool is_same(const struct prefix *a, const struct prefix *b)
{
	return a->family == b->family && a->base == b->base &&
	       a->length == b->length;
}

int expect_prefixes(const struct model *m, const struct move *moves,
		    int n_moves, struct moved_prefix prefixes[MAX_MOVES])
{
	int n = 0;

	for (int i = 0; i < n_moves; i++) {
		const struct subnet *s = &m->subnets[moves[i].source];
		int f = moves[i].family, at = 0;
		struct prefix prefix = { f, s->base[f], s->length[f] };

		if (strcmp(moves[i].kind, "subnet failover"))
			continue;
		while (at < n && !is_same(&prefixes[at].prefix, &prefix))
			at++;
		if (at == n)
			prefixes[n++] = (struct moved_prefix){
				.prefix = prefix,
			};
		if (!is_target_of(m, moves, n_moves, moves[i].source, f))
			prefixes[at].before |= sites_of(m, moves[i].source);
		prefixes[at].after |= sites_of(m, moves[i].target);
	}
	return n;
}

/* ---- DNS --------------------------------------------------------------- */

bool has_record(const struct model *m, const struct expected_nic *nics,
		int nic, int family)
{
	const struct nic *it = &m->nics[nic];

	return pair_of(m, it->vm) >= 0 && it->dns[0] && it->has[family] &&
	       !(is_given(nics[nic].rule[family]) &&
		 nics[nic].address[family] == it->address[family]);
}

int zone_of(const struct model *m, const char *name)
{
	size_t longest = 0, length = strlen(name);
	int best = -1;

	for (int i = 0; i < m->n_zones; i++) {
		const char *zone = m->zones[i].name;
		size_t size = strlen(zone);

		if (size > length || size <= longest ||
		    strcasecmp(name + length - size, zone) ||
		    (size < length && name[length - size - 1] != '.'))
			continue;
		best = i;
		longest = size;
	}
	return best;
}

const char *reverse_name(int family, address ip, char text[REVERSE_SIZE])
{
	int n = family == V4 ? 4 : 32;
	size_t end = 0;

	for (int i = 0; i < n; i++) {
		size_t room = REVERSE_SIZE - end;
		int added;

		if (family == V4)
			added = snprintf(text + end, room, "%u.",
					 (unsigned)(ip >> 8 * i) & 0xff);
		else
			added = snprintf(text + end, room, "%x.",
					 (unsigned)(ip >> 4 * i) & 0xf);
		end += (size_t)added;
	}
	snprintf(text + end, REVERSE_SIZE - end, "%s",
		 family == V4 ? "in-addr.arpa" : "ip6.arpa");
	return text;
}
