/* Random worlds of sites, links and moving prefixes, and a second, slow reading
 * of how sites reach them: by walking every path.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef ROUTES_WORLD_H
#define ROUTES_WORLD_H 1

#include <stdbool.h>
#include <stdint.h>

#define WORLD_SITES 6
#define WORLD_LINKS 10
#define WORLD_MOVES 5
#define WORLD_SUBNETS (2 * WORLD_MOVES)
#define WORLD_ANNOUNCED 6

/* A part of 10.0.0.0/16: the lower 16 bits of its first address. */
struct world_prefix {
	uint32_t low;
	int length; /* 8, 0: one that all of it is in. */
};

struct world_subnet {
	int server; /* Each site has a server, with host groups a and b. */
	int groups; /* 0: none named; else a as bit 0 and b as bit 1. */
	struct world_prefix prefix;
	bool stretched;
};

struct world_link {
	int site[2];
	long metric;
	bool has_via; /* 172.16.LINK.1 and .2 */
};

struct world {
	int n_sites;
	int site_b[WORLD_SITES]; /* Of host group b of each server. */
	int n_links;
	struct world_link links[WORLD_LINKS];
	int n_subnets;
	struct world_subnet subnets[WORLD_SUBNETS];
	int n_moves;
	int source[WORLD_MOVES];
	int target[WORLD_MOVES];
	int n_announced;
	int announcer[WORLD_ANNOUNCED];
	struct world_prefix announced[WORLD_ANNOUNCED];
};

/* One that depends on '*seed' alone, which it moves on. */
void world_make(struct world *world, uint64_t *seed);

/* As a topology file.  The caller frees it. */
char *world_text(const struct world *world);

/* Sites as a set of bits. */
typedef unsigned site_set;

bool world_are_equal(struct world_prefix a, struct world_prefix b);

/* Whether 'prefix' fails over, and where it stands before and after. */
bool world_moves(const struct world *world, struct world_prefix prefix,
		 site_set *before, site_set *after);

/* A way: the next site (the site itself where it ends, -1 where there is none)
 * and the link to it, or -1. */
struct world_way {
	int next;
	int link;
};

struct world_way world_way(const struct world *world, int site, site_set ends);

#endif
