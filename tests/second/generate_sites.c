/* The second reading: random links, zones and DNS names.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "model.h"

/* ---- Sites ------------------------------------------------------------- */

static address ipv6_base(void)
{
	return (address)0x20010db800000000u << 64;
}

static void draw_link(struct model *m)
{
	struct link *link = &m->links[m->n_links];

	memset(link, 0, sizeof(*link));
	link->site[0] = between(0, m->n_sites - 1);
	link->site[1] = between(0, m->n_sites - 1);
	if (link->site[0] == link->site[1])
		return;
	link->metric = between(1, maybe(70) ? 3 : 100);
	link->has_via = maybe(60);
	link->family = maybe(70) ? V4 : V6;
	for (int i = 0; i < 2; i++)
		link->via[i] = (link->family == V4 ? (address)0x0aff0000u
						   : ipv6_base()) +
			       (unsigned)between(1, 250);
	m->n_links++;
}

static void draw_announces(struct site *site)
{
	const struct prefix prefixes[] = {
		{ V4, 0, 0 },		    { V4, 0xc0a80000u, 16 },
		{ V4, 0xc0a80000u, 23 },    { V4, 0xc0a80100u, 24 },
		{ V4, 0x0a000000u, 8 },	    { V6, 0, 0 },
		{ V6, ipv6_base(), 32 },    { V6, ipv6_base(), 62 },
		{ V6, ipv6_base() + ((address)1 << 64), 64 },
	};

	site->n_announces = 0;
	for (int n = maybe(40) ? between(1, MAX_LIST) : 0; n > 0; n--)
		site->announces[site->n_announces++] = prefixes[between(0, 8)];
}

/* ---- Zones ------------------------------------------------------------- */

static void draw_zones(struct model *m)
{
	static const char *const names[] = {
		"example", "corp.example", "b.Corp.Example", "orp.example",
		"168.192.in-addr.arpa", "1.168.192.In-Addr.Arpa",
		"8.b.d.0.1.0.0.2.ip6.arpa", "arpa", "x",
	};
	unsigned used = 0;

	for (int n = between(0, MAX_ZONES); n > 0; n--) {
		int i = between(0, 8);

		if (used >> i & 1)
			continue;
		used |= 1u << i;
		snprintf(m->zones[m->n_zones].name, NAME_SIZE, "%s", names[i]);
		m->zones[m->n_zones].ttl = maybe(40) ? between(0, 300)
						     : between(300, 86400);
		m->zones[m->n_zones++].dynamic = maybe(40);
	}
}

void sites_draw(struct model *m)
{
	for (int i = 0; i < m->n_sites; i++)
		draw_announces(&m->sites[i]);
	for (int n = maybe(15) ? 0 : between(1, MAX_LINKS); n > 0; n--)
		draw_link(m);
	draw_zones(m);
}

/* ---- DNS names --------------------------------------------------------- */

/* A name whose labels or whole length are at their limit, or beyond. */
static void draw_long_name(char name[DNS_SIZE])
{
	static const char letters[] =
		"llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"
		"ll";

	if (maybe(50))
		snprintf(name, DNS_SIZE, "%.*s.example", between(62, 64),
			 letters);
	else /* 252 to 254. */
		snprintf(name, DNS_SIZE, "%.60s.%.60s.%.60s.%.60s.%.*s",
			 letters, letters, letters, letters, between(8, 10),
			 letters);
}

void dns_draw(struct model *m)
{
	static const char *const suffixes[] = {
		"corp.example", "b.corp.example", "CORP.Example", "orp.example",
		"other", "a.b.corp.example", "Example", "x",
	};
	static const char *const invalid[] = {
		"-a.example", "a-.example", "a..example", ".example", "a b",
		"under_score.example", "a.b-.example", "*.example",
	};

	for (int i = 0; i < m->n_nics; i++) {
		char *name = m->nics[i].dns;

		name[0] = '\0';
		if (maybe(40))
			continue;
		if (maybe(3))
			draw_long_name(name);
		else if (maybe(5))
			snprintf(name, DNS_SIZE, "%s", invalid[between(0, 7)]);
		else if (maybe(10))
			snprintf(name, DNS_SIZE, "%s",
				 suffixes[between(0, 7)]);
		else
			snprintf(name, DNS_SIZE, "%s%d.%s",
				 maybe(50) ? "vm" : "Vm-", between(0, 9),
				 suffixes[between(0, 7)]);
	}
}
