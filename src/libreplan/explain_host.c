/* Explaining hosts in parts: what each rule removed, and why not another
 * (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts are those of the protecting cloud, and the hard rules are looked at
 * one after the other: service, the VM itself, reach, room, the pin.  A host is
 * removed by the first that fails.  Room is judged with all other replicas
 * where they stand, so the host that a replica has is never removed. */

#include "explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "memory.h"
#include "ratio.h"
#include "topology.h"

enum removal_rule {
	REMOVED_MAINTENANCE,
	REMOVED_RUNS_THERE,
	REMOVED_UNREACHED,
	REMOVED_NO_ROOM,
	REMOVED_PINNED,
	N_REMOVAL_RULES /* Not removed. */
};

struct removal {
	enum removal_rule rule;
	unsigned which; /* Of the networks of the class, or resources. */
};

/* The choice of a replica's host. */
struct choice {
	struct obstacles *facts;
	const struct placement_item *item;
	const struct rp_replica *replica;
	const struct rp_cloud *cloud; /* The protecting one. */
	struct rp_range networks;     /* Of the reach's: what it must reach. */
	int64_t own[RP_N_RESOURCES];  /* Its host's load without it. */
	enum rp_words words;
};

/* ---- The facts -------------------------------------------------------- */

/* What 'host' carries beside the replica. */
static const int64_t *load_of(const struct choice *choice, rp_id host)
{
	return host == choice->replica->host
		       ? choice->own
		       : placement_load(choice->facts->plan->placement, host);
}

/* Finds the load of the replica's own host without it. */
static void take_out(struct choice *choice)
{
	rp_id host = choice->replica->host;
	const int64_t *load;

	if (host == RP_NONE)
		return;
	load = placement_load(choice->facts->plan->placement, host);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		choice->own[r] = load[r] - choice->item->need[r];
}

/* False when memory ran out. */
static bool choice_init(struct choice *choice, struct obstacles *facts,
			rp_id replica, enum rp_words words)
{
	const rp_plan *plan = facts->plan;
	const struct placement_item *item = &plan->problem.items[replica];
	rp_id pair = plan->replicas[replica].pair;

	*choice = (struct choice){
		.facts = facts,
		.item = item,
		.replica = &plan->replicas[replica],
		.cloud = rp_cloud(plan->topology,
				  rp_pair(plan->topology, pair)->target),
		.networks = plan->reach.classes[item->class_].targets,
		.words = words,
	};
	take_out(choice);
	return item->separation == RP_NONE || obstacles_find_members(facts);
}

/* Whether 'host' is one of the protecting cloud's. */
static bool is_of_cloud(const struct choice *choice, rp_id host)
{
	const rp_topology *topology = choice->facts->plan->topology;

	return topology_lists(topology, choice->cloud->groups,
			      rp_host(topology, host)->group);
}

/* The first resource of which 'host' has too little, or RP_N_RESOURCES. */
static unsigned find_lacking(const struct choice *choice, rp_id host)
{
	const int64_t *load = load_of(choice, host);
	const int64_t *capacity =
		choice->facts->plan->problem.hosts[host].capacity;
	unsigned r = 0;

	while (r < RP_N_RESOURCES &&
	       ratio_fits(capacity[r], load[r], choice->item->need[r]))
		r++;
	return r;
}

/* The first hard rule by which the replica cannot have 'host', which is one of
 * the cloud's. */
static struct removal find_removal(const struct choice *choice, rp_id host)
{
	const rp_plan *plan = choice->facts->plan;
	struct rp_range networks = choice->networks;
	rp_id pinned = choice->item->pinned;
	unsigned lacking;

	if (rp_host(plan->topology, host)->maintenance)
		return (struct removal){ REMOVED_MAINTENANCE, 0 };
	if (host == choice->item->runs_on)
		return (struct removal){ REMOVED_RUNS_THERE, 0 };
	for (rp_id i = networks.first; i < networks.end; i++)
		if (!fabric_reaches(plan->topology, host,
				    plan->reach.targets[i]))
			return (struct removal){ REMOVED_UNREACHED,
						 i - networks.first };
	lacking = find_lacking(choice, host);
	if (lacking < RP_N_RESOURCES)
		return (struct removal){ REMOVED_NO_ROOM, lacking };
	if (pinned != RP_NONE && pinned != host)
		return (struct removal){ REMOVED_PINNED, 0 };
	return (struct removal){ N_REMOVAL_RULES, 0 };
}

/* Another replica of the availability set that stands on 'host', or RP_NONE. */
static rp_id mate_on(const struct choice *choice, rp_id host)
{
	const rp_plan *plan = choice->facts->plan;

	return obstacles_mate(choice->facts,
			      (rp_id)(choice->replica - plan->replicas), host);
}

/* The fullest resource of 'host' with the replica on it. */
static struct rp_ratio fullest_with(const struct choice *choice, rp_id host)
{
	const int64_t *there = load_of(choice, host);
	int64_t load[RP_N_RESOURCES];

	for (int r = 0; r < RP_N_RESOURCES; r++)
		load[r] = ratio_add(there[r], choice->item->need[r]);
	return explain_fullest(choice->facts, host, load);
}

/* ---- What each rule removed ------------------------------------------- */

/* How many kinds of 'rule' there are: values of 'which'. */
static unsigned n_kinds(const struct choice *choice, enum removal_rule rule)
{
	if (rule == REMOVED_UNREACHED)
		return choice->networks.end - choice->networks.first;
	return rule == REMOVED_NO_ROOM ? RP_N_RESOURCES : 1;
}

/* The place of 'removal' among all kinds, in the order of the rules. */
static size_t place_of(const struct choice *choice, struct removal removal)
{
	size_t place = removal.which;

	for (int rule = 0; rule < (int)removal.rule; rule++)
		place += n_kinds(choice, (enum removal_rule)rule);
	return place;
}

static const char *network_name(const struct choice *choice, unsigned which)
{
	const rp_plan *plan = choice->facts->plan;
	rp_id i = choice->networks.first + which;

	return rp_name(plan->topology, RP_NETWORK, plan->reach.targets[i]);
}

/* "no room for its memory": what is said of the hosts, one or many. */
static char *removal_words(const struct choice *choice, struct removal removal)
{
	static const char *const templates[N_REMOVAL_RULES] = {
		[REMOVED_MAINTENANCE] = N_("in maintenance"),
		[REMOVED_RUNS_THERE] = N_("running the VM itself"),
		[REMOVED_UNREACHED] = N_("does not reach {0}"),
		[REMOVED_NO_ROOM] = N_("no room for its {0}"),
		[REMOVED_PINNED] = N_("not the pinned host"),
	};
	const char *arg = "";
	struct text text = TEXT_INIT;

	if (removal.rule == REMOVED_UNREACHED)
		arg = network_name(choice, removal.which);
	else if (removal.rule == REMOVED_NO_ROOM)
		arg = findings_resource((enum rp_resource)removal.which,
					choice->words);
	text_fill(&text, text_words(choice->words, templates[removal.rule]),
		  &arg, 1);
	return text_take(&text, NULL);
}

/* How many hosts are removed by one kind, and the first of them. */
struct removed_hosts {
	size_t n;
	rp_id first;
};

/* Lists the kinds that removed a host; 'counts' are by place_of(). */
static bool list_removed(struct rp_host_explanation *out,
			 const struct choice *choice,
			 const struct removed_hosts *counts)
{
	for (int r = 0; r < N_REMOVAL_RULES; r++) {
		struct removal removal = { (enum removal_rule)r, 0 };

		for (; removal.which < n_kinds(choice, removal.rule);
		     removal.which++) {
			const struct removed_hosts *hosts =
				&counts[place_of(choice, removal)];
			struct rp_removed *removed =
				&out->removed[out->n_removed];

			if (hosts->n == 0)
				continue;
			removed->hosts = hosts->n;
			removed->host = hosts->first;
			removed->rule = removal_words(choice, removal);
			if (!removed->rule)
				return false;
			out->n_removed++;
		}
	}
	return true;
}

/* Whether 'host', which would stand at 'load', is better than the runner-up so
 * far: it keeps the availability set apart, or else is less full. */
static bool is_better(const struct rp_host_explanation *out,
		      const struct choice *choice, rp_id host,
		      struct rp_ratio load)
{
	bool shared, best_shared;

	if (out->runner_up == RP_NONE)
		return true;
	shared = mate_on(choice, host) != RP_NONE;
	best_shared = mate_on(choice, out->runner_up) != RP_NONE;
	if (shared != best_shared)
		return best_shared;
	return ratio_compare(load, out->load) < 0;
}

/* Takes 'host' as the runner-up where it is better than the one so far. */
static void consider(struct rp_host_explanation *out,
		     const struct choice *choice, rp_id host)
{
	struct rp_ratio load = fullest_with(choice, host);

	if (host == out->host || !is_better(out, choice, host, load))
		return;
	out->runner_up = host;
	out->load = load;
}

static bool fill_explanation(struct rp_host_explanation *out,
			     const struct choice *choice)
{
	const rp_topology *topology = choice->facts->plan->topology;
	struct rp_range hosts =
		rp_server(topology, choice->cloud->server)->hosts;
	struct removal none = { N_REMOVAL_RULES, 0 };
	size_t n = place_of(choice, none);
	struct removed_hosts *counts = memory_zeroed(n + 1, sizeof *counts);
	bool done;

	out->removed = memory_zeroed(n + 1, sizeof *out->removed);
	for (rp_id host = hosts.first; counts && host < hosts.end; host++) {
		struct removed_hosts *hosts_of;
		struct removal removal;

		if (!is_of_cloud(choice, host))
			continue;
		removal = find_removal(choice, host);
		hosts_of = &counts[place_of(choice, removal)];
		if (hosts_of->n++ == 0)
			hosts_of->first = host;
		if (removal.rule == N_REMOVAL_RULES)
			consider(out, choice, host);
	}
	done = counts && out->removed && list_removed(out, choice, counts);
	if (done)
		out->eligible = counts[n].n;
	free(counts);
	return done;
}

int rp_host_explanation(struct rp_host_explanation **out, const rp_plan *plan,
			rp_id replica, enum rp_words words)
{
	struct rp_host_explanation *made = memory_zeroed(1, sizeof *made);
	struct obstacles facts;
	struct choice choice;
	bool done;

	if (!made || !obstacles_init(&facts, plan)) {
		free(made);
		return RP_NO_MEMORY;
	}
	made->why = explain_host(&facts, replica, words);
	made->host = plan->replicas[replica].host;
	made->runner_up = RP_NONE;
	made->load = made->own_load = (struct rp_ratio){ 0, 1 };
	done = made->why && choice_init(&choice, &facts, replica, words) &&
	       fill_explanation(made, &choice);
	if (done && made->host != RP_NONE)
		made->own_load = fullest_with(&choice, made->host);
	obstacles_destroy(&facts);
	if (!done) {
		rp_host_explanation_free(made);
		return RP_NO_MEMORY;
	}
	*out = made;
	return RP_OK;
}

void rp_host_explanation_free(struct rp_host_explanation *explanation)
{
	if (!explanation)
		return;
	for (size_t i = 0; i < explanation->n_removed; i++)
		free(explanation->removed[i].rule);
	free(explanation->removed);
	free(explanation->why);
	free(explanation);
}

/* ---- Why not that host ------------------------------------------------ */

/* Longest quantity, and its NUL. */
#define QUANTITY_SIZE 32

/* "3.5": 'amount' of 1/1000. */
static void print_thousandths(char text[QUANTITY_SIZE], int64_t amount)
{
	int size = snprintf(text, QUANTITY_SIZE, "%" PRId64 ".%03" PRId64,
			    amount / 1000, amount % 1000);

	while (text[size - 1] == '0')
		text[--size] = '\0';
	if (text[size - 1] == '.')
		text[size - 1] = '\0';
}

/* "3.5", "64 GiB": so much of a resource. */
static const char *quantity(enum rp_resource resource, int64_t amount,
			    char text[QUANTITY_SIZE])
{
	if (resource == RP_CPUS)
		print_thousandths(text, amount);
	else if (resource == RP_MEMORY && amount % 1024)
		snprintf(text, QUANTITY_SIZE, "%" PRId64 " MiB", amount);
	else if (resource == RP_MEMORY)
		snprintf(text, QUANTITY_SIZE, "%" PRId64 " GiB", amount / 1024);
	else if (resource == RP_STORAGE)
		snprintf(text, QUANTITY_SIZE, "%" PRId64 " GiB", amount);
	else
		snprintf(text, QUANTITY_SIZE, "%" PRId64, amount);
	return text;
}

/* "91.3%". */
static const char *percentage(struct rp_ratio ratio, char text[QUANTITY_SIZE])
{
	uint64_t permille = (rp_ratio_parts(ratio) + 5) / 10;

	snprintf(text, QUANTITY_SIZE, "%" PRIu64 ".%" PRIu64 "%%",
		 permille / 10, permille % 10);
	return text;
}

/* A sentence of this file has no more arguments. */
#define MOST_ARGS 6

static void say(struct text *out, const struct choice *choice,
		const char *template, const char *const args[MOST_ARGS])
{
	text_fill(out, text_words(choice->words, template), args, MOST_ARGS);
}

static void say_room(struct text *out, const struct choice *choice, rp_id host,
		     enum rp_resource resource)
{
	const rp_topology *topology = choice->facts->plan->topology;
	int64_t capacity = choice->facts->plan->problem.hosts[host]
				   .capacity[resource];
	int64_t load = load_of(choice, host)[resource];
	char needed[QUANTITY_SIZE];
	char left[QUANTITY_SIZE];

	say(out, choice,
	    N_("{0} has no room for its {1}: {2} needed, {3} free"),
	    (const char *[MOST_ARGS]){
		    rp_name(topology, RP_HOST, host),
		    findings_resource(resource, choice->words),
		    quantity(resource, choice->item->need[resource], needed),
		    quantity(resource, capacity > load ? capacity - load : 0,
			     left) });
}

static void say_removal(struct text *out, const struct choice *choice,
			rp_id host, struct removal removal)
{
	static const char *const templates[N_REMOVAL_RULES] = {
		[REMOVED_MAINTENANCE] = N_("{0} is in maintenance"),
		[REMOVED_RUNS_THERE] = N_("{0} runs the VM itself"),
		[REMOVED_UNREACHED] = N_("{0} does not reach {1}"),
		[REMOVED_PINNED] = N_("the replica is pinned to {1}"),
	};
	const rp_topology *topology = choice->facts->plan->topology;
	const char *other = "";

	if (removal.rule == REMOVED_NO_ROOM) {
		say_room(out, choice, host, (enum rp_resource)removal.which);
		return;
	}
	if (removal.rule == REMOVED_UNREACHED)
		other = network_name(choice, removal.which);
	else if (removal.rule == REMOVED_PINNED)
		other = rp_name(topology, RP_HOST, choice->item->pinned);
	say(out, choice, templates[removal.rule],
	    (const char *[MOST_ARGS]){ rp_name(topology, RP_HOST, host),
				       other });
}

/* The sentence of two hosts.  Where 'host' carries another of the availability
 * set and the replica's own host does not, that decides, whatever the loads;
 * then {4} and {5} of 'args' are set. */
static const char *two_hosts(const char *args[MOST_ARGS],
			     const struct choice *choice, rp_id host)
{
	const rp_topology *topology = choice->facts->plan->topology;
	rp_id mate = mate_on(choice, host);
	rp_id vm;

	if (mate == RP_NONE ||
	    mate_on(choice, choice->replica->host) != RP_NONE)
		return N_("{0} would stand at {1}; {2} stands at {3}");
	vm = choice->facts->plan->replicas[mate].vm;
	args[4] = rp_name(topology, RP_VM, vm);
	args[5] = rp_text(topology, rp_vm(topology, vm)->availability_set);
	return N_("{0} already carries {4} of availability set {5}; it would "
		  "stand at {1}; {2} stands at {3}");
}

/* No hard rule fails: how full the host would be, and the replica's own is. */
static void say_load(struct text *out, const struct choice *choice, rp_id host)
{
	const rp_topology *topology = choice->facts->plan->topology;
	rp_id own = choice->replica->host;
	const char *args[MOST_ARGS] = { rp_name(topology, RP_HOST, host) };
	char there[QUANTITY_SIZE];
	char here[QUANTITY_SIZE];

	args[1] = percentage(fullest_with(choice, host), there);
	if (own == RP_NONE) {
		say(out, choice, N_("{0} would stand at {1}"), args);
		return;
	}
	if (own == host) {
		say(out, choice, N_("{0} is its host and stands at {1}"), args);
		return;
	}
	args[2] = rp_name(topology, RP_HOST, own);
	args[3] = percentage(fullest_with(choice, own), here);
	say(out, choice, two_hosts(args, choice, host), args);
}

static void say_why_not(struct text *out, const struct choice *choice,
			rp_id host)
{
	const rp_topology *topology = choice->facts->plan->topology;
	rp_id cloud = rp_pair(topology, choice->replica->pair)->target;
	struct removal removal;

	if (!is_of_cloud(choice, host)) {
		say(out, choice, N_("{0} is not a host of cloud {1}"),
		    (const char *[MOST_ARGS]){
			    rp_name(topology, RP_HOST, host),
			    rp_name(topology, RP_CLOUD, cloud) });
		return;
	}
	removal = find_removal(choice, host);
	if (removal.rule == N_REMOVAL_RULES)
		say_load(out, choice, host);
	else
		say_removal(out, choice, host, removal);
}

char *rp_explain_other_host(const rp_plan *plan, rp_id replica, rp_id host,
			    enum rp_words words)
{
	struct text text = TEXT_INIT;
	struct obstacles facts;
	struct choice choice;

	if (!obstacles_init(&facts, plan))
		return NULL;
	if (choice_init(&choice, &facts, replica, words))
		say_why_not(&text, &choice, host);
	else
		text_fail(&text);
	obstacles_destroy(&facts);
	return text_take(&text, NULL);
}

/* What keeps the replica off 'host', into '*out'; false without memory. */
static bool name_obstacle(char **out, const struct choice *choice, rp_id host)
{
	struct removal removal = find_removal(choice, host);

	*out = NULL;
	if (removal.rule == N_REMOVAL_RULES || removal.rule == REMOVED_PINNED)
		return true;
	*out = removal_words(choice, removal);
	return *out != NULL;
}

int rp_host_obstacles(char **out, const rp_plan *plan, rp_id replica,
		      const rp_id *hosts, size_t n, enum rp_words words)
{
	struct obstacles facts;
	struct choice choice;
	size_t done = 0;
	bool ok;

	if (!obstacles_init(&facts, plan))
		return RP_NO_MEMORY;
	ok = choice_init(&choice, &facts, replica, words);
	while (ok && done < n) {
		ok = name_obstacle(&out[done], &choice, hosts[done]);
		done += ok;
	}
	obstacles_destroy(&facts);
	if (ok)
		return RP_OK;
	while (done > 0)
		free(out[--done]);
	return RP_NO_MEMORY;
}

/* ---- Why it left that host ---------------------------------------------- */

/* No hard rule fails on the host that the accepted plan says: an availability
 * set, or the load; else nothing there. */
static void say_left(struct text *out, const struct choice *choice, rp_id host)
{
	const rp_plan *plan = choice->facts->plan;
	struct rp_ratio target = { plan->problem.peak_target, 1000 };
	struct rp_ratio there = fullest_with(choice, host);
	rp_id mate = mate_on(choice, host);
	char load[QUANTITY_SIZE], most[QUANTITY_SIZE];
	const char *args[MOST_ARGS] = { rp_name(plan->topology, RP_HOST, host),
					percentage(there, load),
					percentage(target, most) };

	if (mate != RP_NONE &&
	    mate_on(choice, choice->replica->host) == RP_NONE) {
		args[3] = rp_name(plan->topology, RP_VM,
				  plan->replicas[mate].vm);
		say(out, choice,
		    N_("moved off {0}, which carries {3} of its availability "
		       "set"),
		    args);
	} else if (ratio_compare(there, target) > 0) {
		say(out, choice,
		    N_("moved off {0}, which would stand at {1}, above the "
		       "target of {2}"),
		    args);
	} else {
		say(out, choice, N_("moved off {0} for the plan as a whole"),
		    args);
	}
}

void explain_left(struct text *out, struct obstacles *facts, rp_id replica,
		  rp_id host, enum rp_words words)
{
	struct choice choice;

	if (!choice_init(&choice, facts, replica, words)) {
		text_fail(out);
		return;
	}
	if (is_of_cloud(&choice, host) &&
	    find_removal(&choice, host).rule == N_REMOVAL_RULES) {
		say_left(out, &choice, host);
		return;
	}
	text_add(out, text_words(words, N_("moved: ")));
	say_why_not(out, &choice, host);
}
