/* The second reading: section 9, findings of section 7.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "model.h"

static void add(struct lines *lines, const char *level, const char *code,
		const char *a, const char *b, const char *c, const char *d)
{
	const char *const about[] = { a, b, c, d };
	int n = 0;

	while (n < 4 && about[n])
		n++;
	lines_add(lines, level, code, n, about);
}

/* Adds a finding about two subnets. */
static void add_subnets(const struct model *m, struct lines *lines,
			const char *level, const char *code, int a, int b)
{
	add(lines, level, code, network_name(m, m->subnets[a].network),
	    m->subnets[a].name, network_name(m, m->subnets[b].network),
	    m->subnets[b].name);
}

/* ---- Subnet failover --------------------------------------------------- */

/* Whether a VM has a NIC on a subnet; that does not move with it. */
static bool is_on(const struct outcome *o, int vm, int subnet)
{
	for (int i = 0; i < o->m->n_nics; i++)
		if (o->m->nics[i].vm == vm && o->m->nics[i].subnet == subnet)
			return true;
	return false;
}

static bool is_left(const struct outcome *o, int vm, int subnet, int family)
{
	for (int i = 0; i < o->m->n_nics; i++)
		if (o->m->nics[i].vm == vm && o->m->nics[i].subnet == subnet &&
		    (o->nics[i].subnet < 0 ||
		     !is_equal_prefix(o->m, subnet, o->nics[i].subnet, family)))
			return true;
	return false;
}

/* Whether a VM is in the way of a move, or left behind by it. */
static bool is_left_by(const struct outcome *o, const struct move *move,
		       int subnet, int vm)
{
	return move->source == subnet && is_left(o, vm, subnet, move->family);
}

static bool is_in_way_of(const struct outcome *o, const struct move *move,
			 int subnet, int vm)
{
	return move->target == subnet && is_on(o, vm, subnet);
}

/* Once for a VM and a subnet, whichever family moves. */
static void expect_vm(const struct outcome *o, const struct move *moves,
		      int n_moves, int subnet, int vm, struct lines *lines)
{
	const struct subnet *s = &o->m->subnets[subnet];
	const char *network = network_name(o->m, s->network);
	bool left = false, in_way = false;

	for (int i = 0; i < n_moves; i++) {
		if (strcmp(moves[i].kind, "subnet failover"))
			continue;
		left = left || is_left_by(o, &moves[i], subnet, vm);
		in_way = in_way || is_in_way_of(o, &moves[i], subnet, vm);
	}
	if (left)
		add(lines, "error", "vm-left-behind", o->m->vms[vm].name,
		    network, s->name, NULL);
	if (in_way)
		add(lines, "error", "vm-on-target-subnet",
		    o->m->vms[vm].name, network, s->name, NULL);
}

/* Once for both families of two subnets. */
static void expect_stretched(const struct model *m, const struct move *moves,
			     int number, struct lines *lines)
{
	const struct move *it = &moves[number];

	for (int i = 0; i < number; i++)
		if (moves[i].source == it->source &&
		    moves[i].target == it->target &&
		    !strcmp(moves[i].kind, it->kind))
			return;
	if (!strcmp(it->kind, "stretched subnet"))
		add_subnets(m, lines, "warning", "stretched-subnet",
			    it->source, it->target);
	if (!strcmp(it->kind, "subnet failover") &&
	    m->subnets[it->source].stretched !=
		    m->subnets[it->target].stretched)
		add_subnets(m, lines, "warning", "stretched-one-side",
			    it->source, it->target);
}

static void expect_moves_of(const struct outcome *o, const struct move *moves,
			    int n_moves, struct lines *lines)
{
	for (int i = 0; i < n_moves; i++)
		expect_stretched(o->m, moves, i, lines);
	for (int i = 0; i < o->m->n_subnets; i++)
		for (int j = 0; j < o->m->n_vms; j++)
			expect_vm(o, moves, n_moves, i, j, lines);
}

/* ---- Overlaps ---------------------------------------------------------- */

/* Whether a prefix of a family moves to a subnet. */
static bool is_moved_to(const struct move *moves, int n_moves, int subnet,
			int family)
{
	for (int i = 0; i < n_moves; i++)
		if (moves[i].target == subnet && moves[i].family == family &&
		    !strcmp(moves[i].kind, "subnet failover"))
			return true;
	return false;
}

/* Whether replicas' NICs of 'a' join 'b'. */
static bool is_line(const struct move *moves, int n_moves, int a, int b)
{
	for (int i = 0; i < n_moves; i++)
		if (moves[i].source == a && moves[i].target == b)
			return true;
	return false;
}

/* Two subnets that overlap at one site.  A line of section 7 makes one of both,
 * where a prefix moves only one of equal prefixes. */
static void expect_overlap(const struct model *m, const struct move *moves,
			   int n_moves, int a, int b, int family,
			   struct lines *pairs)
{
	bool to_a = is_moved_to(moves, n_moves, a, family);
	bool to_b = is_moved_to(moves, n_moves, b, family);
	bool joined = is_line(moves, n_moves, a, b) ||
		      is_line(moves, n_moves, b, a);
	bool equal = is_equal_prefix(m, a, b, family);

	if (to_a && !(joined && equal))
		add_subnets(m, pairs, "error", "moved-prefix-overlaps", a, b);
	if (to_b && !(joined && equal))
		add_subnets(m, pairs, "error", "moved-prefix-overlaps", b, a);
	if (!to_a && !to_b && !joined) {
		add_subnets(m, pairs, "warning", "subnets-overlap", a, b);
		add_subnets(m, pairs, "warning", "subnets-overlap", b, a);
	}
}

static void expect_overlaps(const struct outcome *o, const struct move *moves,
			    int n_moves, struct lines *pairs)
{
	const struct model *m = o->m;

	for (int i = 0; i < m->n_subnets; i++)
		for (int j = 0; j < i; j++)
			for (int f = 0; f < N_FAMILIES; f++)
				if (is_overlapping(m, i, j, f) &&
				    sites_of(m, i) & sites_of(m, j))
					expect_overlap(m, moves, n_moves, i,
						       j, f, pairs);
}

/* ---- Routes ------------------------------------------------------------ */

static const char *prefix_text(const struct prefix *p,
			       char text[ADDRESS_SIZE + 8])
{
	char ip[ADDRESS_SIZE];

	snprintf(text, ADDRESS_SIZE + 8, "%s/%d",
		 address_text(p->family, p->base, ip), p->length);
	return text;
}

/* The length of the longest summary of a site that covers a prefix; -1: it
 * announces none. */
static int announced(const struct site *site, const struct prefix *p)
{
	int longest = -1;

	for (int i = 0; i < site->n_announces; i++) {
		const struct prefix *it = &site->announces[i];

		if (it->family == p->family && it->length <= p->length &&
		    it->length > longest &&
		    (p->base & ~host_mask(p->family, it->length)) == it->base)
			longest = it->length;
	}
	return longest;
}

/* Where traffic of a site that has no path to a prefix is drawn to: the
 * nearest of the sites with the longest summary; -1: nowhere. */
static int drawn_to(const struct model *m, int site, const struct prefix *p)
{
	unsigned sites = 0;
	int longest = -1;
	struct way way;

	for (int i = 0; i < m->n_sites; i++) {
		int length = announced(&m->sites[i], p);

		if (length < 0 || length < longest ||
		    !best_way(m, site, 1u << i).n)
			continue;
		if (length > longest)
			sites = 0;
		longest = length;
		sites |= 1u << i;
	}
	way = best_way(m, site, sites);
	return way.n ? way.site[way.n - 1] : -1;
}

static void expect_way(const struct model *m, int site,
		       const struct moved_prefix *moved, struct lines *lines)
{
	struct way way = best_way(m, site, moved->after);
	char prefix[ADDRESS_SIZE + 8];
	int drawn = drawn_to(m, site, &moved->prefix);

	prefix_text(&moved->prefix, prefix);
	if (!way.n && drawn >= 0 && moved->before >> drawn & 1)
		add(lines, "warning", "prefix-drawn-to-source", prefix,
		    m->sites[site].name, m->sites[drawn].name, NULL);
	for (int i = 1; i < way.n - 1; i++)
		if (moved->before >> way.site[i] & 1) {
			add(lines, "warning", "path-through-source", prefix,
			    m->sites[site].name, m->sites[way.site[i]].name,
			    NULL);
			return; /* The first on the way. */
		}
}

static void expect_routes(const struct model *m, const struct move *moves,
			  int n_moves, struct lines *lines)
{
	struct moved_prefix prefixes[MAX_MOVES];
	int n = expect_prefixes(m, moves, n_moves, prefixes);

	for (int i = 0; i < n && m->n_links; i++) {
		bool unreachable = false;
		char prefix[ADDRESS_SIZE + 8];

		for (int j = 0; j < m->n_sites; j++) {
			unreachable = unreachable ||
				      !best_way(m, j, prefixes[i].after).n;
			expect_way(m, j, &prefixes[i], lines);
		}
		if (unreachable)
			add(lines, "error", "prefix-unreachable",
			    prefix_text(&prefixes[i].prefix, prefix), NULL,
			    NULL, NULL);
	}
}

/* ---- DNS --------------------------------------------------------------- */

/* Marks the zones of a NIC's records; whether a name of them has none. */
static bool use_zones(const struct outcome *o, int nic, bool used[MAX_ZONES])
{
	bool unknown = false;

	for (int f = 0; f < N_FAMILIES; f++) {
		char reverse[REVERSE_SIZE];
		int zone;

		if (!has_record(o->m, o->nics, nic, f))
			continue;
		zone = zone_of(o->m, o->m->nics[nic].dns);
		unknown = unknown || zone < 0;
		if (zone >= 0)
			used[zone] = true;
		zone = zone_of(o->m, reverse_name(f, o->m->nics[nic].address[f],
						  reverse));
		if (zone >= 0)
			used[zone] = true;
	}
	return unknown;
}

static void expect_dns(const struct outcome *o, struct lines *lines)
{
	const struct model *m = o->m;
	bool used[MAX_ZONES] = { false };

	for (int i = 0; i < m->n_nics; i++)
		if (use_zones(o, i, used))
			add(lines, "notice", "dns-ttl-unknown",
			    m->vms[m->nics[i].vm].name, m->nics[i].name,
			    m->nics[i].dns, NULL);
	for (int i = 0; i < m->n_zones; i++)
		if (used[i] && m->zones[i].ttl > 300)
			add(lines, "notice", "dns-ttl-long", m->zones[i].name,
			    NULL, NULL, NULL);
}

void expect_move_findings(const struct outcome *o, struct lines *lines,
			  struct lines *pairs)
{
	struct move moves[MAX_MOVES];
	int n = expect_moves(o->m, o->nics, moves);

	expect_moves_of(o, moves, n, lines);
	expect_overlaps(o, moves, n, pairs);
	expect_routes(o->m, moves, n, lines);
	expect_dns(o, lines);
}
