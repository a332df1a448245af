/* Suggestions: which mappings an operator would draw first.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each network has keys: its prefixes, its name without what names the site or
 * the VMM server, the names of its subnets.  Networks of both sides that have a
 * key in common are candidates, so what is alike is found by sorting and not by
 * comparing all with all.  The candidates with the best reasons are taken
 * first; each source and each target is taken once. */

#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "memory.h"
#include "plan.h"
#include "session.h"
#include "text.h"
#include "topology.h"

/* ---- Keys --------------------------------------------------------------- */

/* Something that two networks may have in common. */
struct key {
	enum rp_reason reason;
	enum rp_family family; /* Of a prefix. */
	struct rp_prefix prefix;
	char *text;            /* Of a name; owned. */
	bool is_target;
	rp_id network;
};

struct keys {
	struct key *at;
	uint32_t n;
	uint32_t capacity;
};

static void keys_destroy(struct keys *keys)
{
	for (uint32_t i = 0; i < keys->n; i++)
		free(keys->at[i].text);
	free(keys->at);
}

/* Takes over the key's text. */
static bool add_key(struct keys *keys, struct key key)
{
	if (memory_grow(&keys->at, &keys->capacity, (size_t)keys->n + 1,
			sizeof *keys->at)) {
		keys->at[keys->n++] = key;
		return true;
	}
	free(key.text);
	return false;
}

/* 'name' without case and without what separates words: ASCII that is neither
 * letter nor digit.  NULL when memory ran out. */
static char *bare_name(const char *name)
{
	size_t size = 0;
	uint8_t *folded = u8_casefold((const uint8_t *)name, strlen(name) + 1,
				      NULL, NULL, NULL, &size);
	size_t n = 0;

	for (size_t i = 0; folded && folded[i]; i++) {
		uint8_t c = folded[i];

		if (c >= 0x80 || (c >= '0' && c <= '9') ||
		    (c >= 'a' && c <= 'z'))
			folded[n++] = c;
	}
	if (folded)
		folded[n] = '\0';
	return (char *)folded;
}

/* Cuts 'part' out of 'name', wherever it stands in it. */
static void cut_out(char *name, const char *part)
{
	size_t size = strlen(part);
	char *at;

	while (size > 0 && (at = strstr(name, part)))
		memmove(at, at + size, strlen(at + size) + 1);
}

static bool cut_out_name(char *name, const char *part)
{
	char *bare = bare_name(part);

	if (!bare)
		return false;
	cut_out(name, bare);
	free(bare);
	return true;
}

/* The name of a network without the names of its VMM server and site: what is
 * "VMNetwork1" at both sites.  NULL when memory ran out. */
static char *own_name(const rp_topology *topology, rp_id network)
{
	rp_id server = rp_network(topology, network)->server;
	rp_id site = rp_server(topology, server)->site;
	char *name = bare_name(rp_name(topology, RP_NETWORK, network));

	if (name &&
	    cut_out_name(name, rp_name(topology, RP_SERVER, server)) &&
	    cut_out_name(name, rp_name(topology, RP_SITE, site)))
		return name;
	free(name);
	return NULL;
}

static int compare_strings(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

/* The names of a network's subnets, sorted, a line each; "" where it has
 * none. */
static char *subnet_names(const rp_topology *topology, rp_id network)
{
	struct rp_range subnets = rp_network(topology, network)->subnets;
	uint32_t n = subnets.end - subnets.first;
	const char **names = memory_zeroed(n, sizeof *names);
	struct text text = TEXT_INIT;

	if (!names)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		names[i] = rp_name(topology, RP_SUBNET, subnets.first + i);
	if (n > 1)
		qsort(names, n, sizeof *names, compare_strings);
	text_add(&text, "");
	for (uint32_t i = 0; i < n; i++) {
		text_add(&text, names[i]);
		text_add(&text, "\n");
	}
	free(names);
	return text_take(&text, NULL);
}

/* Adds a key of words, unless they are none. */
static bool add_words(struct keys *keys, struct key key, char *words)
{
	if (!words)
		return false;
	if (!*words) {
		free(words);
		return true;
	}
	key.text = words;
	return add_key(keys, key);
}

static bool add_prefixes(struct keys *keys, const rp_topology *topology,
			 struct key key)
{
	struct rp_range subnets = rp_network(topology, key.network)->subnets;

	key.reason = RP_SAME_PREFIX;
	for (rp_id id = subnets.first; id < subnets.end; id++)
		for (int f = 0; f < RP_N_FAMILIES; f++) {
			key.family = (enum rp_family)f;
			key.prefix = rp_subnet(topology, id)->prefix[f];
			if (key.prefix.length >= 0 && !add_key(keys, key))
				return false;
		}
	return true;
}

static bool add_keys(struct keys *keys, const rp_topology *topology,
		     rp_id network, bool is_target)
{
	struct key key = { .is_target = is_target, .network = network };

	if (!add_prefixes(keys, topology, key))
		return false;
	key.reason = RP_SAME_NAME;
	if (!add_words(keys, key, own_name(topology, network)))
		return false;
	key.reason = RP_SAME_SUBNETS;
	return add_words(keys, key, subnet_names(topology, network));
}

/* 0 where two networks have the key in common. */
static int compare_keys(const struct key *x, const struct key *y)
{
	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	if (x->reason != RP_SAME_PREFIX)
		return strcmp(x->text, y->text);
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->prefix.length != y->prefix.length)
		return x->prefix.length < y->prefix.length ? -1 : 1;
	return (x->prefix.ip > y->prefix.ip) - (x->prefix.ip < y->prefix.ip);
}

/* Of equal keys the targets stand behind the sources. */
static int by_key(const void *a, const void *b)
{
	const struct key *x = a;
	const struct key *y = b;
	int order = compare_keys(x, y);

	if (!order)
		order = (int)x->is_target - (int)y->is_target;
	return order ? order : (x->network > y->network) -
				       (x->network < y->network);
}

/* ---- Candidates --------------------------------------------------------- */

struct candidates {
	struct rp_suggestion *at;
	uint32_t n;
	uint32_t capacity;
};

static bool add_candidate(struct candidates *list, rp_id source, rp_id target,
			  enum rp_reason reason)
{
	if (!memory_grow(&list->at, &list->capacity, (size_t)list->n + 1,
			 sizeof *list->at))
		return false;
	list->at[list->n++] =
		(struct rp_suggestion){ source, target, (unsigned)reason };
	return true;
}

/* So many networks that have one key are looked at on each side: what hundreds
 * have in common says nothing. */
#define MOST_ALIKE 64

/* Pairs the sources with the targets among 'n' equal keys. */
static bool pair_up(struct candidates *list, const struct key *keys, uint32_t n)
{
	uint32_t n_sources = 0;

	while (n_sources < n && !keys[n_sources].is_target)
		n_sources++;
	for (uint32_t i = 0; i < n_sources && i < MOST_ALIKE; i++)
		for (uint32_t j = n_sources;
		     j < n && j < n_sources + MOST_ALIKE; j++)
			if (keys[i].network != keys[j].network &&
			    !add_candidate(list, keys[i].network,
					   keys[j].network, keys[i].reason))
				return false;
	return true;
}

static bool pair_all(struct candidates *list, const struct keys *keys)
{
	uint32_t first = 0;

	for (uint32_t i = 1; i <= keys->n; i++) {
		if (i < keys->n &&
		    compare_keys(&keys->at[first], &keys->at[i]) == 0)
			continue;
		if (!pair_up(list, keys->at + first, i - first))
			return false;
		first = i;
	}
	return true;
}

static int by_networks(const void *a, const void *b)
{
	const struct rp_suggestion *x = a;
	const struct rp_suggestion *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return (x->target > y->target) - (x->target < y->target);
}

/* Puts the reasons of one source and target together. */
static void merge(struct candidates *list)
{
	uint32_t n = 0;

	if (list->n > 1)
		qsort(list->at, list->n, sizeof *list->at, by_networks);
	for (uint32_t i = 0; i < list->n; i++) {
		if (n > 0 && by_networks(&list->at[n - 1], &list->at[i]) == 0)
			list->at[n - 1].reasons |= list->at[i].reasons;
		else
			list->at[n++] = list->at[i];
	}
	list->n = n;
}

/* ---- Which are proposed ------------------------------------------------- */

struct proposer {
	const rp_plan *plan;
	rp_id source_server;
	rp_id target_server;
	bool *is_taken; /* By network: mapped or proposed already. */
	struct keys keys;
	struct candidates list;
};

/* How many static addresses the replicated NICs of 'network' have that go to
 * the target's server; 0 where no NIC goes there. */
static uint64_t count_wanted(const struct proposer *p, rp_id network,
			     bool *is_used)
{
	const rp_plan *plan = p->plan;
	uint64_t n = 0;

	*is_used = false;
	for (uint32_t i = plan->first_nic_of[network];
	     i < plan->first_nic_of[network + 1]; i++) {
		const struct rp_replica_nic *nic =
			&plan->nics[plan->network_nics[i]];
		const struct rp_nic *source = rp_nic(plan->topology, nic->nic);

		if (rp_pair_server(plan->topology,
				   plan->replicas[nic->replica].pair) !=
		    p->target_server)
			continue;
		*is_used = true;
		n += source->address[RP_IPV4] != RP_NONE;
		n += source->address[RP_IPV6] != RP_NONE;
	}
	return n;
}

static bool has_room(const struct proposer *p, const struct rp_suggestion *s)
{
	struct rp_range subnets = rp_network(p->plan->topology, s->target)->subnets;
	bool is_used;
	uint64_t wanted = count_wanted(p, s->source, &is_used);
	uint64_t has = 0;

	for (rp_id id = subnets.first; id < subnets.end && has < wanted; id++)
		for (int f = 0; f < RP_N_FAMILIES && has < wanted; f++) {
			uint64_t n = rp_plan_free_addresses(
				p->plan, id, (enum rp_family)f);

			has = n < wanted - has ? has + n : wanted;
		}
	return has >= wanted;
}

/* Marks what is mapped already: the sources to the target's server, and all
 * targets. */
static void mark_taken(struct proposer *p)
{
	for (rp_id i = 0; i < rp_plan_n_mappings(p->plan); i++) {
		const struct rp_mapping *m = rp_plan_mapping(p->plan, i);

		if (rp_network_server(p->plan->topology, m->target) !=
		    p->target_server)
			continue;
		p->is_taken[m->target] = true;
		if (rp_network_server(p->plan->topology, m->source) ==
		    p->source_server)
			p->is_taken[m->source] = true;
	}
}

static bool collect_keys(struct proposer *p)
{
	const rp_topology *topology = p->plan->topology;
	struct rp_range sources = rp_server(topology, p->source_server)->networks;
	struct rp_range targets = rp_server(topology, p->target_server)->networks;

	for (rp_id id = sources.first; id < sources.end; id++) {
		bool is_used;

		count_wanted(p, id, &is_used);
		if (is_used && !p->is_taken[id] &&
		    !add_keys(&p->keys, topology, id, false))
			return false;
	}
	for (rp_id id = targets.first; id < targets.end; id++)
		if (!p->is_taken[id] && !add_keys(&p->keys, topology, id, true))
			return false;
	if (p->keys.n > 1)
		qsort(p->keys.at, p->keys.n, sizeof *p->keys.at, by_key);
	return true;
}

/* The only recommended target of 'source' that is not taken, or RP_NONE. */
static rp_id only_target(const struct proposer *p, rp_id source)
{
	const rp_topology *topology = p->plan->topology;
	struct rp_range targets = rp_server(topology, p->target_server)->networks;
	rp_id found = RP_NONE;

	for (rp_id id = targets.first; id < targets.end; id++) {
		if (id == source || !rp_is_recommended(topology, source, id))
			continue;
		if (found != RP_NONE)
			return RP_NONE;
		found = id;
	}
	return found != RP_NONE && !p->is_taken[found] ? found : RP_NONE;
}

static bool add_only_targets(struct proposer *p)
{
	struct rp_range sources =
		rp_server(p->plan->topology, p->source_server)->networks;

	for (rp_id id = sources.first; id < sources.end; id++) {
		bool is_used;
		rp_id target;

		count_wanted(p, id, &is_used);
		if (!is_used || p->is_taken[id])
			continue;
		target = only_target(p, id);
		if (target != RP_NONE &&
		    !add_candidate(&p->list, id, target, RP_ONLY_TARGET))
			return false;
	}
	return true;
}

/* What is not recommended is not proposed. */
static void judge(struct proposer *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->list.n; i++) {
		struct rp_suggestion *s = &p->list.at[i];

		if (!rp_is_recommended(p->plan->topology, s->source, s->target))
			continue;
		if (has_room(p, s))
			s->reasons |= RP_FREE_ROOM;
		p->list.at[n++] = *s;
	}
	p->list.n = n;
}

/* What a prefix in common is worth, and so on: more than all that follow but
 * for the name and the subnets together. */
static unsigned worth(unsigned reasons)
{
	return (reasons & RP_SAME_PREFIX ? 8U : 0U) +
	       (reasons & RP_SAME_NAME ? 6U : 0U) +
	       (reasons & RP_SAME_SUBNETS ? 3U : 0U) +
	       (reasons & RP_ONLY_TARGET ? 2U : 0U) +
	       (reasons & RP_FREE_ROOM ? 1U : 0U);
}

static int by_worth(const void *a, const void *b)
{
	const struct rp_suggestion *x = a;
	const struct rp_suggestion *y = b;
	unsigned of_x = worth(x->reasons);
	unsigned of_y = worth(y->reasons);

	if (of_x != of_y)
		return of_x > of_y ? -1 : 1;
	return by_networks(a, b);
}

static void choose(struct proposer *p)
{
	uint32_t n = 0;

	if (p->list.n > 1)
		qsort(p->list.at, p->list.n, sizeof *p->list.at, by_worth);
	for (uint32_t i = 0; i < p->list.n; i++) {
		struct rp_suggestion s = p->list.at[i];

		if (p->is_taken[s.source] || p->is_taken[s.target])
			continue;
		p->is_taken[s.source] = p->is_taken[s.target] = true;
		p->list.at[n++] = s;
	}
	p->list.n = n;
	if (n > 1)
		qsort(p->list.at, n, sizeof *p->list.at, by_networks);
}

int rp_session_suggest(struct rp_suggestion **out, size_t *n_out,
		       const rp_session *session, rp_id source_server,
		       rp_id target_server)
{
	struct proposer p = {
		.plan = session->plan,
		.source_server = source_server,
		.target_server = target_server,
		.is_taken = memory_zeroed(
			rp_count(session->topology, RP_NETWORK), sizeof(bool)),
	};
	bool done = p.is_taken && memory_grow(&p.list.at, &p.list.capacity, 1,
					      sizeof *p.list.at);

	if (done) {
		mark_taken(&p);
		done = collect_keys(&p) && pair_all(&p.list, &p.keys) &&
		       add_only_targets(&p);
	}
	if (done) {
		merge(&p.list);
		judge(&p);
		choose(&p);
		*out = p.list.at;
		*n_out = p.list.n;
	} else {
		free(p.list.at);
	}
	keys_destroy(&p.keys);
	free(p.is_taken);
	return done ? RP_OK : RP_NO_MEMORY;
}

/* ---- In words ------------------------------------------------------------ */

char *rp_suggestion_text(const struct rp_suggestion *suggestion,
			 enum rp_words words)
{
	static const struct {
		enum rp_reason reason;
		const char *text;
	} reasons[] = {
		{ RP_SAME_PREFIX, N_("same prefix") },
		{ RP_SAME_NAME, N_("same name") },
		{ RP_SAME_SUBNETS, N_("same subnets") },
		{ RP_ONLY_TARGET, N_("the only recommended target") },
		{ RP_FREE_ROOM, N_("room for all addresses") },
	};
	struct text text = TEXT_INIT;
	bool is_first = true;

	text_add(&text, "");
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (!(suggestion->reasons & reasons[i].reason))
			continue;
		text_add(&text, is_first ? "" : ", ");
		text_add(&text, text_words(words, reasons[i].text));
		is_first = false;
	}
	return text_take(&text, NULL);
}
