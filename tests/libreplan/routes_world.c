/* Random worlds of moving prefixes: see routes_world.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "routes_world.h"

#include <stdlib.h>

#include "text.h"

/* ---- Chance ----------------------------------------------------------- */

static int pick(uint64_t *seed, int n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((*seed >> 33) % (uint64_t)n);
}

static bool chance(uint64_t *seed, int percent)
{
	return pick(seed, 100) < percent;
}

/* ---- Worlds ----------------------------------------------------------- */

static struct world_prefix make_prefix(const struct world *w, uint64_t *seed)
{
	struct world_prefix prefix;

	if (w->n_subnets > 0 && chance(seed, 40))
		return w->subnets[pick(seed, w->n_subnets)].prefix;
	prefix.length = 17 + pick(seed, 12);
	prefix.low = (uint32_t)pick(seed, 1 << 16);
	prefix.low &= ~0u << (32 - prefix.length) & 0xffff;
	return prefix;
}

static int add_subnet(struct world *w, uint64_t *seed, int server,
		      struct world_prefix prefix)
{
	w->subnets[w->n_subnets] = (struct world_subnet){
		server, pick(seed, 4), prefix, chance(seed, 20)
	};
	return w->n_subnets++;
}

/* The last target, where nothing moves away from it yet; else a new subnet. */
static int make_source(struct world *w, uint64_t *seed)
{
	if (w->n_moves > 0 && chance(seed, 25)) {
		int last = w->target[w->n_moves - 1];
		bool taken = false;

		for (int i = 0; i < w->n_moves; i++)
			taken = taken || w->source[i] == last;
		if (!taken)
			return last;
	}
	return add_subnet(w, seed, pick(seed, w->n_sites),
			  make_prefix(w, seed));
}

/* An earlier target on another server, or a new subnet. */
static int make_target(struct world *w, uint64_t *seed, int source)
{
	int server = w->subnets[source].server;
	int n = w->n_sites;

	if (w->n_moves > 0 && chance(seed, 25)) {
		int target = w->target[pick(seed, w->n_moves)];

		if (w->subnets[target].server != server)
			return target;
	}
	return add_subnet(w, seed, (server + 1 + pick(seed, n - 1)) % n,
			  chance(seed, 85) ? w->subnets[source].prefix
					   : make_prefix(w, seed));
}

static void make_links(struct world *w, uint64_t *seed)
{
	w->n_links = 1 + pick(seed, WORLD_LINKS);
	for (int i = 0; i < w->n_links; i++) {
		struct world_link *link = &w->links[i];

		link->site[0] = pick(seed, w->n_sites);
		link->site[1] = (link->site[0] + 1 +
				 pick(seed, w->n_sites - 1)) % w->n_sites;
		link->metric = 1 + pick(seed, 4);
		if (chance(seed, 10))
			link->metric = 1L << 40;
		link->has_via = chance(seed, 70);
	}
}

/* A default, a summary of all, or one of a subnet and what is beside it. */
static struct world_prefix make_summary(const struct world *w, uint64_t *seed)
{
	int subnet = pick(seed, w->n_subnets);
	struct world_prefix prefix = w->subnets[subnet].prefix;

	if (chance(seed, 60))
		return (struct world_prefix){
			0, (int[]){ 0, 8, 16 }[pick(seed, 3)]
		};
	prefix.length = 17 + pick(seed, prefix.length - 16);
	prefix.low &= ~0u << (32 - prefix.length);
	return prefix;
}

static void make_announced(struct world *w, uint64_t *seed)
{
	w->n_announced = pick(seed, WORLD_ANNOUNCED + 1);
	for (int i = 0; i < w->n_announced; i++) {
		w->announcer[i] = pick(seed, w->n_sites);
		w->announced[i] = make_summary(w, seed);
	}
}

void world_make(struct world *w, uint64_t *seed)
{
	int n_moves = 1 + pick(seed, WORLD_MOVES);

	*w = (struct world){ .n_sites = 2 + pick(seed, WORLD_SITES - 1) };
	for (int i = 0; i < w->n_sites; i++)
		w->site_b[i] = pick(seed, w->n_sites);
	make_links(w, seed);
	while (w->n_moves < n_moves) {
		int source = make_source(w, seed);

		w->source[w->n_moves] = source;
		w->target[w->n_moves] = make_target(w, seed, source);
		w->n_moves++;
	}
	make_announced(w, seed);
}

/* ---- As text ---------------------------------------------------------- */

static void add_prefix(struct text *out, struct world_prefix prefix)
{
	if (prefix.length < 16)
		text_printf(out, "[ \"%d.0.0.0/%d\" ]",
			    prefix.length ? 10 : 0, prefix.length);
	else
		text_printf(out, "[ \"10.0.%u.%u/%d\" ]", prefix.low >> 8,
			    prefix.low & 255, prefix.length);
}

static void add_networks(struct text *out, const struct world *w, int site)
{
	static const char *const groups[] = { "", "\"ga\"", "\"gb\"",
					      "\"ga\", \"gb\"" };
	const char *comma = "";

	text_add(out, " logical_networks = ( { name = \"ln\"; "
		      "vm_networks = (\n");
	for (int i = 0; i < w->n_subnets; i++) {
		const struct world_subnet *s = &w->subnets[i];

		if (s->server != site)
			continue;
		text_printf(out, "  %s{ name = \"n%d\"; subnets = ( { name = "
				 "\"s\"; prefixes = ", comma, i);
		add_prefix(out, s->prefix);
		text_printf(out, "; host_groups = [ %s ]; stretched = %s; "
				 "} ); }\n", groups[s->groups],
			    s->stretched ? "true" : "false");
		comma = ", ";
	}
	text_add(out, " ); } );\n");
}

#define HOST(name) \
	"hosts = ( { name = \"" name "\"; cpus = 99; memory_mib = 99; " \
	"logical_networks = [ \"ln\" ]; } );"

#define CLOUD "host_groups = [ \"ga\", \"gb\" ]; logical_networks = [ \"ln\" ];"

static void add_clouds(struct text *out, const struct world *w, int site)
{
	const char *comma = "";

	text_add(out, " clouds = (\n");
	for (int i = 0; i < w->n_moves; i++) {
		if (w->subnets[w->source[i]].server == site) {
			text_printf(out, "  %s{ name = \"P%d\"; " CLOUD
				    " vms = ( { name = \"v%d\"; host = \"a\"; "
				    "cpus = 1; memory_mib = 1; nics = ( { name "
				    "= \"e\"; network = \"n%d\"; subnet = "
				    "\"s\"; } ); } ); }\n",
				    comma, i, i, w->source[i]);
			comma = ", ";
		}
		if (w->subnets[w->target[i]].server == site) {
			text_printf(out, "  %s{ name = \"R%d\"; " CLOUD " }\n",
				    comma, i);
			comma = ", ";
		}
	}
	text_add(out, " );\n");
}

static void add_announced(struct text *out, const struct world *w, int site)
{
	const char *comma = "";

	text_add(out, " announces = [ ");
	for (int i = 0; i < w->n_announced; i++) {
		struct text prefix = TEXT_INIT;

		if (w->announcer[i] != site)
			continue;
		add_prefix(&prefix, w->announced[i]);
		text_add(out, comma);
		text_add_bytes(out, prefix.bytes + 2, prefix.size - 4);
		text_destroy(&prefix);
		comma = ", ";
	}
	text_add(out, " ];\n");
}

static void add_site(struct text *out, const struct world *w, int site)
{
	text_printf(out, "%s{ name = \"S%d\"; servers = ( { name = \"V%d\";\n",
		    site > 0 ? ", " : "", site, site);
	add_networks(out, w, site);
	text_printf(out, " host_groups = ( { name = \"ga\"; " HOST("a")
		    " },\n  { name = \"gb\"; site = \"S%d\"; " HOST("b")
		    " } );\n", w->site_b[site]);
	add_clouds(out, w, site);
	text_add(out, " } );\n");
	add_announced(out, w, site);
	text_add(out, "}\n");
}

static void add_links(struct text *out, const struct world *w)
{
	text_add(out, "links = (\n");
	for (int i = 0; i < w->n_links; i++) {
		const struct world_link *link = &w->links[i];

		text_printf(out, "%s{ between = [ \"S%d\", \"S%d\" ]; "
				 "metric = %ldL; ", i > 0 ? ", " : "",
			    link->site[0], link->site[1], link->metric);
		if (link->has_via)
			text_printf(out, "via = [ \"172.16.%d.1\", "
					 "\"172.16.%d.2\" ]; ", i, i);
		text_add(out, "}\n");
	}
	text_add(out, ");\n");
}

char *world_text(const struct world *w)
{
	struct text out = TEXT_INIT;

	text_add(&out, "format = 1;\nsites = (\n");
	for (int i = 0; i < w->n_sites; i++)
		add_site(&out, w, i);
	text_add(&out, ");\n");
	add_links(&out, w);
	text_add(&out, "protection = (\n");
	for (int i = 0; i < w->n_moves; i++)
		text_printf(&out, "%s{ protected = \"P%d\"; protecting = "
				  "\"R%d\"; }\n", i > 0 ? ", " : "", i, i);
	text_add(&out, ");\nmappings = (\n");
	for (int i = 0; i < w->n_moves; i++)
		text_printf(&out, "%s{ source = \"n%d\"; target = \"n%d\"; }\n",
			    i > 0 ? ", " : "", w->source[i], w->target[i]);
	text_add(&out, ");\n");
	return text_take(&out, NULL);
}

/* ---- The second reading ----------------------------------------------- */

bool world_are_equal(struct world_prefix a, struct world_prefix b)
{
	return a.low == b.low && a.length == b.length;
}

static site_set stands_at(const struct world *w, int subnet)
{
	const struct world_subnet *s = &w->subnets[subnet];
	int groups = s->groups ? s->groups : 3;
	site_set sites = 0;

	if (groups & 1)
		sites |= 1u << s->server;
	if (groups & 2)
		sites |= 1u << w->site_b[s->server];
	return sites;
}

/* Whether move 'i' is a failover of 'prefix'. */
static bool is_failover(const struct world *w, int i,
			struct world_prefix prefix)
{
	const struct world_subnet *source = &w->subnets[w->source[i]];
	const struct world_subnet *target = &w->subnets[w->target[i]];

	return world_are_equal(source->prefix, prefix) &&
	       world_are_equal(target->prefix, prefix) &&
	       !(source->stretched && target->stretched);
}

bool world_moves(const struct world *w, struct world_prefix prefix,
		 site_set *before, site_set *after)
{
	bool moves = false;

	*before = 0;
	*after = 0;
	for (int i = 0; i < w->n_moves; i++) {
		bool is_target = false;

		if (!is_failover(w, i, prefix))
			continue;
		moves = true;
		for (int j = 0; j < w->n_moves; j++)
			is_target = is_target ||
				    (is_failover(w, j, prefix) &&
				     w->target[j] == w->source[i]);
		if (!is_target)
			*before |= stands_at(w, w->source[i]);
		*after |= stands_at(w, w->target[i]);
	}
	return moves;
}

/* A path being walked, and the best one so far. */
struct walk {
	const struct world *w;
	site_set ends;
	long metric; /* -1: none yet. */
	int n_links;
	struct world_way way;
};

static bool is_better(const struct walk *walk, long metric, int n_links,
		      struct world_way way)
{
	const struct world_link *a;
	const struct world_link *b;

	if (walk->metric < 0 || metric != walk->metric)
		return walk->metric < 0 || metric < walk->metric;
	if (n_links != walk->n_links)
		return n_links < walk->n_links;
	if (way.next != walk->way.next)
		return way.next < walk->way.next;
	a = &walk->w->links[way.link];
	b = &walk->w->links[walk->way.link];
	if (a->metric != b->metric)
		return a->metric < b->metric;
	return way.link < walk->way.link;
}

static void walk_on(struct walk *walk, int site, site_set seen, long metric,
		    int n_links, struct world_way way)
{
	const struct world *w = walk->w;

	if (walk->ends >> site & 1) {
		if (is_better(walk, metric, n_links, way)) {
			walk->metric = metric;
			walk->n_links = n_links;
			walk->way = way;
		}
		return;
	}
	for (int i = 0; i < w->n_links; i++)
		for (int end = 0; end < 2; end++) {
			int to = w->links[i].site[1 - end];
			struct world_way first = { to, i };

			if (w->links[i].site[end] != site || seen >> to & 1)
				continue;
			walk_on(walk, to, seen | 1u << to,
				metric + w->links[i].metric, n_links + 1,
				n_links ? way : first);
		}
}

struct world_way world_way(const struct world *w, int site, site_set ends)
{
	struct walk walk = { w, ends, -1, 0, { -1, -1 } };

	walk_on(&walk, site, 1u << site, 0, 0,
		(struct world_way){ site, -1 });
	return walk.way;
}
