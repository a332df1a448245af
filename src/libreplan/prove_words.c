/* Proof: what a bound rests on, in words (see prove.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fabric.h"
#include "findings.h"
#include "memory.h"
#include "prove.h"
#include "text.h"

/* So many names are said, then how many more there are. */
#define MOST_NAMES 3

#define NUMBER_SIZE 24
#define MOST_ARGS 6

/* Objects of one kind to be named. */
struct named {
	rp_id ids[MOST_NAMES];
	uint32_t n;
};

struct teller {
	const struct proof_facts *facts;
	const rp_plan *plan;
	const rp_topology *topology;
	enum rp_words words;
	bool *in_cut;	  /* By host. */
	uint32_t n_hosts; /* In the cut. */
};

static const char *count_text(char text[NUMBER_SIZE], uint64_t n)
{
	snprintf(text, NUMBER_SIZE, "%" PRIu64, n);
	return text;
}

static const char *permille_text(char text[NUMBER_SIZE], uint64_t permille)
{
	snprintf(text, NUMBER_SIZE, "%" PRIu64 ".%" PRIu64 "%%", permille / 10,
		 permille % 10);
	return text;
}

/* ---- Naming hosts -------------------------------------------------------- */

static void name_it(struct named *named, rp_id id)
{
	if (named->n < MOST_NAMES)
		named->ids[named->n] = id;
	named->n++;
}

/* "A", "A and B", "A, B and C", "A, B, C and 28 more". */
static void list_names(struct text *out, const struct teller *teller,
		       enum rp_kind kind, const struct named *named)
{
	const char *args[2] = { NULL, NULL };
	char more[NUMBER_SIZE];
	struct text first = TEXT_INIT;
	uint32_t n = named->n > MOST_NAMES ? MOST_NAMES : named->n - 1;

	for (uint32_t i = 0; i < n; i++) {
		if (i > 0)
			text_add(&first, ", ");
		text_add(&first,
			 rp_name(teller->topology, kind, named->ids[i]));
	}
	if (first.failed)
		text_fail(out);
	args[0] = first.bytes ? first.bytes : "";
	if (n == 0) {
		text_add(out, rp_name(teller->topology, kind, named->ids[0]));
	} else if (named->n > MOST_NAMES) {
		args[1] = count_text(more, named->n - MOST_NAMES);
		text_fill(out,
			  text_words(teller->words, N_("{0} and {1} more")),
			  args, 2);
	} else {
		args[1] = rp_name(teller->topology, kind, named->ids[n]);
		text_fill(out, text_words(teller->words, N_("{0} and {1}")),
			  args, 2);
	}
	text_destroy(&first);
}

static bool is_in_service(const struct teller *teller, rp_id host)
{
	return teller->facts->problem->group_of[host] != RP_NONE;
}

/* Marks the hosts of a cut. */
static bool teller_init(struct teller *teller, const struct proof_facts *facts,
			const rp_plan *plan, enum rp_words words,
			const uint64_t *cells)
{
	const struct cuts *cuts = &facts->cuts;

	*teller =
		(struct teller){ facts, plan, plan->topology, words, NULL, 0 };
	teller->in_cut =
		memory_zeroed(facts->problem->n_hosts, sizeof *teller->in_cut);
	for (uint32_t c = 0; teller->in_cut && c < cuts->n_cells; c++) {
		struct rp_range hosts = cuts->cells[c];

		for (rp_id i = hosts.first; cut_has(cells, c) && i < hosts.end;
		     i++) {
			teller->in_cut[cuts->hosts[i]] = true;
			teller->n_hosts++;
		}
	}
	return teller->in_cut;
}

/* How many hosts in service of a host group there are, and whether all or none
 * of them are in the cut. */
static uint32_t hosts_of_group(const struct teller *teller, rp_id group,
			       bool *all, bool *none)
{
	struct rp_range hosts = rp_group(teller->topology, group)->hosts;
	uint32_t n = 0;

	*all = *none = true;
	for (rp_id h = hosts.first; h < hosts.end; h++) {
		if (!is_in_service(teller, h))
			continue;
		n++;
		if (teller->in_cut[h])
			*none = false;
		else
			*all = false;
	}
	return n;
}

/* The protecting cloud whose hosts in service are the cut; or RP_NONE. */
static rp_id find_cloud(const struct teller *teller)
{
	const rp_topology *topology = teller->topology;

	for (rp_id p = 0; p < rp_n_pairs(topology); p++) {
		rp_id id = rp_pair(topology, p)->target;
		struct rp_range groups = rp_cloud(topology, id)->groups;
		bool is_all = true;
		uint32_t n = 0;

		for (rp_id i = groups.first; i < groups.end; i++) {
			bool all, none;

			n += hosts_of_group(teller, rp_topology_id(topology, i),
					    &all, &none);
			is_all = is_all && all;
		}
		if (is_all && n == teller->n_hosts)
			return id;
	}
	return RP_NONE;
}

/* The host groups of which the cut has hosts; false where it has only some of
 * the hosts of one. */
static bool find_groups(struct named *named, const struct teller *teller)
{
	*named = (struct named){ .n = 0 };
	for (rp_id g = 0; g < rp_count(teller->topology, RP_GROUP); g++) {
		bool all, none;

		hosts_of_group(teller, g, &all, &none);
		if (none)
			continue;
		if (!all)
			return false;
		name_it(named, g);
	}
	return true;
}

/* "cloud A", "host groups A and B", "host C". */
static void name_cut(struct text *out, const struct teller *teller)
{
	rp_id cloud = find_cloud(teller);
	struct named named = { .n = 0 };
	struct text names = TEXT_INIT;
	enum rp_kind kind = RP_GROUP;
	const char *template, *arg;

	if (cloud != RP_NONE) {
		kind = RP_CLOUD;
		name_it(&named, cloud);
		template = text_words(teller->words, N_("cloud {0}"));
	} else if (find_groups(&named, teller)) {
		template = text_words_n(teller->words, "host group {0}",
					"host groups {0}", named.n);
	} else {
		kind = RP_HOST;
		named = (struct named){ .n = 0 };
		for (rp_id h = 0; h < teller->facts->problem->n_hosts; h++)
			if (teller->in_cut[h])
				name_it(&named, h);
		template = text_words_n(teller->words, "host {0}",
					"hosts {0}", named.n);
	}
	list_names(&names, teller, kind, &named);
	if (names.failed)
		text_fail(out);
	arg = names.bytes ? names.bytes : "";
	text_fill(out, template, &arg, 1);
	text_destroy(&names);
}

/* ---- The peak ------------------------------------------------------------ */

static void tell_peak(struct text *out, const struct teller *teller)
{
	const struct proof_facts *facts = teller->facts;
	const struct peak_bound *peak = &facts->peak;
	uint32_t left_out = facts->value->unplaced;
	char items[NUMBER_SIZE], level[NUMBER_SIZE], without[NUMBER_SIZE];
	struct text hosts = TEXT_INIT;
	const char *args[MOST_ARGS];
	const char *template = text_words_n(
		teller->words,
		"{0} VM can use nothing but {1}: even spread perfectly, {3} "
		"of the {2} there is in use",
		"{0} VMs can use nothing but {1}: even spread perfectly, "
		"{3} of the {2} there is in use",
		peak->n_items);

	if (peak->in_pieces)
		template = text_words_n(
			teller->words,
			"{0} VM can use nothing but {1}: as it cannot be "
			"divided, a host there has {3} of its {2} in use",
			"{0} VMs can use nothing but {1}: as they cannot be "
			"divided, a host there has {3} of its {2} in use",
			peak->n_items);
	name_cut(&hosts, teller);
	if (hosts.failed)
		text_fail(out);
	args[0] = count_text(items, peak->n_items);
	args[1] = hosts.bytes ? hosts.bytes : "";
	args[2] = findings_resource(peak->resource, teller->words);
	args[3] = permille_text(level, peak_bound_floor(peak) / 10);
	args[4] = count_text(without, left_out);
	text_fill(out, template, args, 5);
	if (left_out > facts->problem->n_items - facts->cuts.n_hopeful)
		text_fill(out,
			  text_words_n(teller->words,
				       ", whichever {4} VM is left out",
				       ", whichever {4} VMs are left out",
				       left_out),
			  args, 5);
	text_destroy(&hosts);
}

/* A VM that is a bound by itself. */
static void tell_item(struct text *out, const struct teller *teller)
{
	const struct peak_bound *peak = &teller->facts->peak;
	rp_id vm = teller->plan->replicas[peak->item].vm;
	char level[NUMBER_SIZE];
	const char *args[] = { rp_name(teller->topology, RP_VM, vm),
			       permille_text(level,
					     peak_bound_floor(peak) / 10) };

	text_fill(out,
		  text_words(teller->words,
			     N_("VM {0} alone takes the best of its hosts to "
				"{1}")),
		  args, 2);
}

static bool tell_tried(char **out, const char *sentence, enum rp_words words)
{
	struct text text = TEXT_INIT;

	text_add(&text, text_words(words, sentence));
	*out = text_take(&text, NULL);
	return *out;
}

static bool peak_witness(char **out, const struct proof_facts *facts,
			 const rp_plan *plan, enum rp_words words)
{
	struct text text = TEXT_INIT;
	struct teller teller;

	if (!teller_init(&teller, facts, plan, words, facts->peak.cells))
		return false;
	if (facts->peak.item != RP_NONE)
		tell_item(&text, &teller);
	else
		tell_peak(&text, &teller);
	free(teller.in_cut);
	*out = text_take(&text, NULL);
	return *out;
}

bool proof_level_witness(char **out, const struct proof_facts *facts,
			 const rp_plan *plan, enum proof_level level,
			 enum rp_words words)
{
	*out = NULL;
	if (facts->is_tried[level])
		return tell_tried(
			out,
			N_("every plan as good on the levels before was "
			   "tried: none is better"),
			words);
	if (level != PROOF_PEAK || facts->peak.least == 0)
		return true;
	return peak_witness(out, facts, plan, words);
}

/* ---- What cannot be placed ----------------------------------------------- */

/* Whether a class has items whose hosts all are in the cut. */
static bool is_confined(const struct teller *teller, rp_id class_)
{
	const struct placement_problem *problem = teller->facts->problem;

	for (rp_id h = 0; h < problem->n_hosts; h++)
		if (!teller->in_cut[h] && is_in_service(teller, h) &&
		    placement_reaches(problem, class_, h))
			return false;
	return true;
}

/* Whether some host in service of the pair's cloud, outside of the cut, does
 * not reach 'network'. */
static bool can_extend(const struct teller *teller, rp_id pair, rp_id network)
{
	const rp_topology *topology = teller->topology;
	struct rp_range groups =
		rp_cloud(topology, rp_pair(topology, pair)->target)->groups;

	for (rp_id i = groups.first; i < groups.end; i++) {
		struct rp_range hosts =
			rp_group(topology, rp_topology_id(topology, i))->hosts;

		for (rp_id h = hosts.first; h < hosts.end; h++)
			if (!teller->in_cut[h] && is_in_service(teller, h) &&
			    !fabric_reaches(topology, h, network))
				return true;
	}
	return false;
}

/* The networks that keep VMs within the cut. */
static bool find_networks(struct named *named, const struct teller *teller)
{
	const struct reach *reach = &teller->plan->reach;
	size_t n_networks = rp_count(teller->topology, RP_NETWORK);
	bool *is_named = memory_zeroed(n_networks, sizeof *is_named);

	*named = (struct named){ .n = 0 };
	for (uint32_t c = 0; is_named && c < reach->n_classes; c++) {
		const struct reach_class *class = &reach->classes[c];

		if (!is_confined(teller, c))
			continue;
		for (rp_id i = class->targets.first; i < class->targets.end;
		     i++) {
			rp_id network = reach->targets[i];

			if (!is_named[network] &&
			    can_extend(teller, class->pair, network))
				is_named[network] = true;
		}
	}
	for (rp_id n = 0; is_named && n < n_networks; n++)
		if (is_named[n])
			name_it(named, n);
	free(is_named);
	return is_named;
}

/* What would help. */
static void tell_remedy(struct text *out, const struct teller *teller,
			const char *resource)
{
	struct named named;
	struct text names = TEXT_INIT;
	const char *args[] = { resource, NULL };

	if (!find_networks(&named, teller)) {
		text_fail(out);
		return;
	}
	if (named.n == 0) {
		text_fill(out, text_words(teller->words, N_("; add {0} there")),
			  args, 1);
		return;
	}
	list_names(&names, teller, RP_NETWORK, &named);
	if (names.failed)
		text_fail(out);
	args[1] = names.bytes ? names.bytes : "";
	text_fill(out,
		  text_words_n(teller->words,
			       "; add {0} there, or let more hosts reach VM "
			       "network {1}",
			       "; add {0} there, or let more hosts reach VM "
			       "networks {1}",
			       named.n),
		  args, 2);
	text_destroy(&names);
}

/* "104.2%": what is needed of what there is; NULL where nothing is. */
static const char *share_text(char text[NUMBER_SIZE],
			      const struct count_bound *bound)
{
	struct rp_ratio ratio = { bound->need, bound->has };

	if (bound->has == 0)
		return NULL;
	return permille_text(text, (rp_ratio_parts(ratio) + 5) / 10);
}

/* The sentence about a shortage: {0} VMs, {1} hosts, {2} resource, {3} its
 * share that is needed, {4} VMs without a place. */
static const char *shortage_words(const struct count_bound *bound,
				  bool any_free, enum rp_words words)
{
	if (bound->in_pieces)
		return text_words_n(
			words,
			"{0} VM can use nothing but {1}: "
			"for its need of {2}, which cannot be divided, at "
			"least {4} cannot be placed",
			"{0} VMs can use nothing but {1}: "
			"for their needs of {2}, which cannot be divided, "
			"at least {4} cannot be placed",
			bound->n_items);
	if (!any_free)
		return text_words_n(
			words,
			"{0} VM can use nothing but {1}, "
			"where no {2} is free: at least {4} cannot be "
			"placed",
			"{0} VMs can use nothing but {1}, "
			"where no {2} is free: at least {4} cannot be "
			"placed",
			bound->n_items);
	return text_words_n(
		words,
		"{0} VM can use nothing but {1}, where {3} of the free {2} "
		"would be needed: at least {4} cannot be placed",
		"{0} VMs can use nothing but {1}, where {3} of the free {2} "
		"would be needed: at least {4} cannot be placed",
		bound->n_items);
}

static void tell_shortage(struct text *out, const struct teller *teller,
			  const struct count_bound *bound)
{
	char items[NUMBER_SIZE], share[NUMBER_SIZE], least[NUMBER_SIZE];
	struct text hosts = TEXT_INIT;
	const char *args[MOST_ARGS];

	name_cut(&hosts, teller);
	if (hosts.failed)
		text_fail(out);
	args[0] = count_text(items, bound->n_items);
	args[1] = hosts.bytes ? hosts.bytes : "";
	args[2] = findings_resource(bound->resource, teller->words);
	args[3] = share_text(share, bound);
	args[4] = count_text(least, bound->short_by);
	text_fill(out, shortage_words(bound, args[3] != NULL, teller->words),
		  args, 5);
	tell_remedy(out, teller, args[2]);
	text_destroy(&hosts);
}

static void tell_hopeless(struct text *out, enum rp_words words, uint32_t n)
{
	char count[NUMBER_SIZE];
	const char *arg = count_text(count, n);

	text_fill(out,
		  text_words_n(words,
			       "{0} VM fits on no host that it can use, "
			       "even if no other replica stood there",
			       "{0} VMs fit on no host that they can use, "
			       "even if no other replica stood there",
			       n),
		  &arg, 1);
}

bool proof_tier_witness(char **out, const struct proof_facts *facts,
			const rp_plan *plan, uint32_t tier, enum rp_words words)
{
	const struct count_bound *bound = &facts->tiers[tier];
	struct text text = TEXT_INIT;
	struct teller teller;

	*out = NULL;
	if (facts->is_tier_tried[tier])
		return tell_tried(out,
				  N_("every plan as good on the levels before "
				     "was tried: none is better"),
				  words);
	if (bound->unplaced == 0)
		return true;
	if (bound->hopeless > 0)
		tell_hopeless(&text, words, bound->hopeless);
	if (bound->hopeless > 0 && bound->short_by > 0)
		text_add(&text, "; ");
	if (bound->short_by > 0) {
		if (!teller_init(&teller, facts, plan, words, bound->cells)) {
			text_destroy(&text);
			return false;
		}
		tell_shortage(&text, &teller, bound);
		free(teller.in_cut);
	}
	*out = text_take(&text, NULL);
	return *out;
}
