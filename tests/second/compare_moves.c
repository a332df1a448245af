/* The second reading: the library's lists of sections 7 and 8 beside what must
 * be.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "model.h"

static const char *prefix_text(int family, address base, int length,
			       char text[ADDRESS_SIZE + 8])
{
	char ip[ADDRESS_SIZE];

	snprintf(text, ADDRESS_SIZE + 8, "%s/%d",
		 address_text(family, base, ip), length);
	return text;
}

static const char *server_of(const struct model *m, int subnet)
{
	int network = m->subnets[subnet].network;

	return m->servers[m->networks[network].server].name;
}

static void compare_count(struct comparison *c, const char *of,
			  const json_t *array, size_t expected)
{
	if (!json_is_array(array) || json_array_size(array) != expected)
		differ(c, "%s: %zu and must be %zu", of,
		       json_array_size(array), expected);
}

/* ---- Subnets ----------------------------------------------------------- */

static void compare_move(struct comparison *c, const struct move *move,
			 const json_t *row)
{
	const struct model *m = c->m;
	const struct subnet *s = &m->subnets[move->source];
	const struct subnet *t = &m->subnets[move->target];
	char prefix[ADDRESS_SIZE + 8], of[2 * NAME_SIZE + 16];
	int f = move->family;

	snprintf(of, sizeof(of), "subnet %s -> %s", s->name, t->name);
	compare_text(c, of, row, "network", network_name(m, s->network));
	compare_text(c, of, row, "subnet", s->name);
	compare_text(c, of, row, "server", server_of(m, move->source));
	compare_text(c, of, row, "source",
		     prefix_text(f, s->base[f], s->length[f], prefix));
	compare_text(c, of, row, "target_network",
		     network_name(m, t->network));
	compare_text(c, of, row, "target_subnet", t->name);
	compare_text(c, of, row, "target_server", server_of(m, move->target));
	compare_text(c, of, row, "target",
		     prefix_text(f, t->base[f], t->length[f], prefix));
	compare_text(c, of, row, "kind", move->kind);
}

void compare_subnets(struct comparison *c)
{
	const json_t *rows = json_object_get(c->plan, "subnets");
	struct move moves[MAX_MOVES];
	int n = expect_moves(c->m, c->nics, moves);

	for (int i = 0; i < n; i++)
		compare_move(c, &moves[i], json_array_get(rows, (size_t)i));
	compare_count(c, "subnets", rows, (size_t)n);
}

/* ---- Routes ------------------------------------------------------------ */

/* Where a way goes next: the site itself where it ends there; -1: nowhere. */
static int next_of(const struct way *way)
{
	return way->n == 0 ? -1 : way->site[way->n > 1];
}

/* The router of the next site, as text, or NULL. */
static const char *via_of(const struct way *way, char text[ADDRESS_SIZE])
{
	const struct link *link = way->link;

	if (!link || !link->has_via)
		return NULL;
	return address_text(link->family,
			    link->via[link->site[1] == way->site[1]], text);
}

static bool is_same_hop(const struct way *a, const struct way *b)
{
	char x[ADDRESS_SIZE], y[ADDRESS_SIZE];
	const char *via = via_of(a, x), *other = via_of(b, y);

	return next_of(a) == next_of(b) &&
	       (via && other ? !strcmp(via, other) : via == other);
}

static void compare_hop(struct comparison *c, const char *of,
			const json_t *hop, const struct way *way)
{
	char via[ADDRESS_SIZE];
	int next = next_of(way);

	compare_text(c, of, hop, "next",
		     next < 0 ? NULL : c->m->sites[next].name);
	compare_text(c, of, hop, "via", via_of(way, via));
}

/* Compares the row of a site and a prefix; false where there must be none. */
static bool compare_route(struct comparison *c, int site,
			  const struct moved_prefix *moved, const json_t *row)
{
	struct way before = best_way(c->m, site, moved->before);
	struct way after = best_way(c->m, site, moved->after);
	const struct prefix *p = &moved->prefix;
	char prefix[ADDRESS_SIZE + 8], of[NAME_SIZE + ADDRESS_SIZE + 16];

	if (is_same_hop(&before, &after))
		return false;
	prefix_text(p->family, p->base, p->length, prefix);
	snprintf(of, sizeof(of), "%s to %s", c->m->sites[site].name, prefix);
	compare_text(c, of, row, "at", c->m->sites[site].name);
	compare_text(c, of, row, "prefix", prefix);
	compare_hop(c, of, json_object_get(row, "before"), &before);
	compare_hop(c, of, json_object_get(row, "after"), &after);
	return true;
}

void compare_routes(struct comparison *c)
{
	const json_t *rows = json_object_get(c->plan, "routes");
	struct move moves[MAX_MOVES];
	struct moved_prefix prefixes[MAX_MOVES];
	int n_moves = expect_moves(c->m, c->nics, moves);
	int n = expect_prefixes(c->m, moves, n_moves, prefixes);
	size_t row = 0;

	for (int i = 0; i < c->m->n_sites && c->m->n_links; i++)
		for (int j = 0; j < n; j++)
			row += compare_route(c, i, &prefixes[j],
					     json_array_get(rows, row));
	compare_count(c, "routes", rows, row);
}

/* ---- DNS --------------------------------------------------------------- */

/* Compares a record; 'old' and 'fresh' are its values. */
static void compare_record(struct comparison *c, int nic, const char *type,
			   const char *old, const char *fresh, int zone,
			   const json_t *row)
{
	const char *of = c->m->nics[nic].dns;

	compare_text(c, of, row, "name", of);
	compare_text(c, of, row, "type", type);
	compare_text(c, of, row, "old", old);
	compare_text(c, of, row, "new", fresh);
	if (zone >= 0)
		compare_number(c, of, row, "ttl", c->m->zones[zone].ttl);
	else if (!json_is_null(json_object_get(row, "ttl")))
		differ(c, "%s: ttl must be null", of);
	compare_bool(c, of, row, "dynamic",
		     zone >= 0 && c->m->zones[zone].dynamic);
}

/* The records of a NIC's address: itself and its PTR. */
static void compare_records(struct comparison *c, int nic, int family,
			    const json_t *row, const json_t *reverse_row)
{
	const struct nic *it = &c->m->nics[nic];
	const struct expected_nic *expected = &c->nics[nic];
	bool given = is_given(expected->rule[family]);
	char old[ADDRESS_SIZE], fresh[ADDRESS_SIZE];
	char reverse[REVERSE_SIZE], reverse_fresh[REVERSE_SIZE];

	address_text(family, it->address[family], old);
	address_text(family, expected->address[family], fresh);
	reverse_name(family, it->address[family], reverse);
	reverse_name(family, expected->address[family], reverse_fresh);
	compare_record(c, nic, family == V4 ? "A" : "AAAA", old,
		       given ? fresh : NULL, zone_of(c->m, it->dns), row);
	compare_record(c, nic, "PTR", reverse, given ? reverse_fresh : NULL,
		       zone_of(c->m, reverse), reverse_row);
}

void compare_dns(struct comparison *c)
{
	const json_t *rows = json_object_get(c->plan, "dns");
	size_t n = 0;

	for (int i = 0; i < c->m->n_nics; i++)
		for (int k = 0; k < N_FAMILIES; k++) {
			int f = c->m->nics[i].v6_first ? V6 - k : k;

			if (!has_record(c->m, c->nics, i, f))
				continue;
			compare_records(c, i, f, json_array_get(rows, n),
					json_array_get(rows, n + 1));
			n += 2;
		}
	compare_count(c, "dns", rows, n);
}

/* ---- Failback ---------------------------------------------------------- */

static void compare_back(struct comparison *c, int nic,
			 const struct failback *expected, const json_t *row)
{
	const struct model *m = c->m;
	const struct vm *vm = &m->vms[m->nics[nic].vm];
	char of[2 * NAME_SIZE + 16];

	snprintf(of, sizeof(of), "failback of %s %s", vm->name,
		 m->nics[nic].name);
	compare_text(c, of, row, "vm", vm->name);
	compare_text(c, of, row, "server", m->servers[vm->server].name);
	compare_text(c, of, row, "nic", m->nics[nic].name);
	compare_text(c, of, row, "replica_network",
		     network_name(m, expected->replica_network));
	compare_text(c, of, row, "back_to",
		     network_name(m, expected->back_to));
	compare_text(c, of, row, "outcome", expected->outcome);
	compare_number(c, of, row, "rule", expected->rule);
}

unsigned compare_failback(const struct model *m, const json_t *plan,
			  const bool moved[MAX_NICS], const int to[MAX_NICS],
			  const json_t *rows, FILE *why)
{
	static struct accepted placed;
	struct comparison c = { .m = m, .why = why };
	size_t n = 0;

	accepted_read(&placed, m, plan);
	for (int i = 0; i < m->n_nics; i++) {
		struct failback expected;

		if (pair_of(m, m->nics[i].vm) < 0 ||
		    !placed.placed[m->nics[i].vm])
			continue;
		expected = expect_failback(m, i, placed.nic[i].target,
					   moved[i], to[i]);
		compare_back(&c, i, &expected, json_array_get(rows, n++));
	}
	compare_count(&c, "failback", rows, n);
	return c.n;
}
