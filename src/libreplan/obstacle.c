/* Obstacles: see obstacle.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "obstacle.h"

#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "findings_checks.h"
#include "memory.h"
#include "topology.h"

/* Why a class has no host. */
struct class_reach {
	enum {
		REACH_UNKNOWN, /* Not looked at yet. */
		REACH_NO_HOST, /* The cloud has none in service. */
		REACH_NETWORK, /* None reaches networks[0]. */
		REACH_APART,   /* None reaches networks[0] and [1]. */
		REACH_SPREAD   /* None reaches all of more than two. */
	} why;
	rp_id networks[2];
};

/* What the hosts of a class have left for a VM that needs 'need'. */
struct class_room {
	bool known;		  /* Looked at. */
	bool fits;		  /* One has room. */
	bool full;		  /* One has none. */
	enum rp_resource lacking; /* That most of those lack. */
	int64_t need[RP_N_RESOURCES];
};

/* What is known of a class. */
struct class_facts {
	struct class_reach reach;
	struct class_room room; /* For the VM that was asked for last. */
	uint32_t n_hosts;	/* All that it may stand on. */
	bool is_counted;	/* 'n_hosts' is known. */
};

/* ---- The facts -------------------------------------------------------- */

bool obstacles_init(struct obstacles *obstacles, const rp_plan *plan)
{
	*obstacles = (struct obstacles){ .plan = plan };
	obstacles->classes = memory_zeroed(plan->reach.n_classes,
					   sizeof *obstacles->classes);
	return obstacles->classes != NULL;
}

static void destroy_members(struct set_members *members)
{
	free(members->at);
	free(members->first_of);
	free(members->is_sorted);
	*members = (struct set_members){ NULL, NULL, NULL };
}

void obstacles_destroy(struct obstacles *obstacles)
{
	destroy_members(&obstacles->members);
	free(obstacles->classes);
}

struct class_walk class_walk(const struct placement_problem *problem,
			     rp_id class_)
{
	return (struct class_walk){
		.problem = problem,
		.row = placement_groups(problem, class_),
	};
}

rp_id class_walk_next(struct class_walk *walk)
{
	const struct placement_problem *problem = walk->problem;

	while (walk->hosts.first == walk->hosts.end) {
		uint32_t group =
			placement_next_group(problem, walk->row, walk->group);

		if (group == problem->n_groups)
			return RP_NONE;
		walk->hosts = problem->groups[group];
		walk->group = group + 1;
	}
	return problem->group_hosts[walk->hosts.first++];
}

static uint32_t count_hosts(struct obstacles *obstacles, rp_id class)
{
	struct class_facts *facts = &obstacles->classes[class];
	struct class_walk walk = class_walk(&obstacles->plan->problem, class);

	while (!facts->is_counted && class_walk_next(&walk) != RP_NONE)
		facts->n_hosts++;
	facts->is_counted = true;
	return facts->n_hosts;
}

uint32_t obstacles_n_hosts(struct obstacles *obstacles, rp_id replica)
{
	const struct placement_problem *problem = &obstacles->plan->problem;
	const struct placement_item *item = &problem->items[replica];
	uint32_t n = count_hosts(obstacles, item->class_);

	if (item->runs_on != RP_NONE &&
	    placement_reaches(problem, item->class_, item->runs_on))
		n--;
	return n;
}

/* ---- Availability sets ------------------------------------------------ */

static int compare_members(const void *a_, const void *b_)
{
	const struct set_member *a = a_;
	const struct set_member *b = b_;

	if (a->host != b->host)
		return a->host < b->host ? -1 : 1;
	return (a->replica > b->replica) - (a->replica < b->replica);
}

/* The set of a replica that has a host; RP_NONE where it has no host. */
static rp_id set_of(const rp_plan *plan, rp_id replica)
{
	return plan->replicas[replica].host == RP_NONE
		       ? RP_NONE
		       : plan->problem.items[replica].separation;
}

/* Puts each replica to its set, in their order. */
static void fill_members(struct set_members *members, const rp_plan *plan,
			 uint32_t n_sets)
{
	uint32_t *next = members->first_of + 1;
	uint32_t sum = 0;

	for (uint32_t set = 0; set < n_sets; set++) {
		uint32_t n = next[set];

		next[set] = sum;
		sum += n;
	}
	for (rp_id i = 0; i < plan->n_replicas; i++) {
		rp_id set = set_of(plan, i);

		if (set != RP_NONE)
			members->at[next[set]++] = (struct set_member){
				plan->replicas[i].host, i
			};
	}
}

bool obstacles_find_members(struct obstacles *obstacles)
{
	const rp_plan *plan = obstacles->plan;
	struct set_members *members = &obstacles->members;
	uint32_t n_sets = plan->problem.n_separations;
	uint32_t n = 0;

	if (members->at)
		return true;
	members->first_of =
		memory_zeroed((size_t)n_sets + 1, sizeof *members->first_of);
	members->is_sorted =
		memory_zeroed(n_sets, sizeof *members->is_sorted);
	for (rp_id i = 0; members->first_of && i < plan->n_replicas; i++) {
		rp_id set = set_of(plan, i);

		if (set == RP_NONE)
			continue;
		members->first_of[set + 1]++;
		n++;
	}
	members->at = memory_zeroed(n, sizeof *members->at);
	if (!members->first_of || !members->is_sorted || !members->at) {
		destroy_members(members);
		return false;
	}
	fill_members(members, plan, n_sets);
	return true;
}

/* The first member of 'set' on 'host', or behind it. */
static uint32_t find_member(struct set_members *members, rp_id set, rp_id host)
{
	uint32_t first = members->first_of[set];
	uint32_t end = members->first_of[set + 1];

	if (!members->is_sorted[set] && end - first > 1)
		qsort(members->at + first, end - first, sizeof *members->at,
		      compare_members);
	members->is_sorted[set] = true;
	while (first < end) {
		uint32_t middle = first + (end - first) / 2;

		if (members->at[middle].host < host)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

rp_id obstacles_mate(struct obstacles *obstacles, rp_id replica, rp_id host)
{
	struct set_members *members = &obstacles->members;
	rp_id set = obstacles->plan->problem.items[replica].separation;

	if (set == RP_NONE)
		return RP_NONE;
	for (uint32_t i = find_member(members, set, host);
	     i < members->first_of[set + 1] && members->at[i].host == host;
	     i++)
		if (members->at[i].replica != replica)
			return members->at[i].replica;
	return RP_NONE;
}

/* ---- No host reaches the networks ------------------------------------- */

/* Whether a host in service of 'cloud' reaches both networks, which may be the
 * same. */
static bool some_host_reaches(const struct fabric *fabric, rp_id cloud,
			      const rp_id networks[2])
{
	const uint64_t *groups = fabric_cloud(fabric, cloud);
	const uint64_t *first = fabric_network(fabric, networks[0]);
	const uint64_t *second = fabric_network(fabric, networks[1]);

	for (uint32_t word = 0; word < fabric->n_words; word++)
		if (groups[word] & first[word] & second[word])
			return true;
	return false;
}

static bool has_host(const struct fabric *fabric, rp_id cloud)
{
	const uint64_t *groups = fabric_cloud(fabric, cloud);

	for (uint32_t word = 0; word < fabric->n_words; word++)
		if (groups[word])
			return true;
	return false;
}

/* The first two networks of the class that no host has together. */
static bool find_apart(struct class_reach *reach, const struct fabric *fabric,
		       rp_id cloud, const rp_id *networks, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = i + 1; j < n; j++) {
			reach->networks[0] = networks[i];
			reach->networks[1] = networks[j];
			if (!some_host_reaches(fabric, cloud, reach->networks))
				return true;
		}
	}
	return false;
}

static void fill_class(struct class_reach *reach, const rp_plan *plan,
		       rp_id class)
{
	const struct fabric *fabric = plan->topology->fabric;
	rp_id pair = plan->reach.classes[class].pair;
	rp_id cloud = rp_pair(plan->topology, pair)->target;
	struct rp_range targets = plan->reach.classes[class].targets;
	const rp_id *networks = plan->reach.targets + targets.first;
	unsigned n = targets.end - targets.first;

	reach->why = REACH_NO_HOST;
	if (!has_host(fabric, cloud))
		return;
	reach->why = REACH_NETWORK;
	for (unsigned i = 0; i < n; i++) {
		reach->networks[0] = reach->networks[1] = networks[i];
		if (!some_host_reaches(fabric, cloud, reach->networks))
			return;
	}
	reach->why = find_apart(reach, fabric, cloud, networks, n)
			     ? REACH_APART
			     : REACH_SPREAD;
}

/* ---- What was found --------------------------------------------------- */

#define FOUND(out, id, ...) \
	found(out, FINDING_##id, (struct finding_arg[]){ __VA_ARGS__ }, \
	      sizeof((struct finding_arg[]){ __VA_ARGS__ }) / \
		      sizeof(struct finding_arg))

static void found(struct obstacle *out, enum finding_code code,
		  const struct finding_arg *args, uint32_t n_args)
{
	out->code = code;
	out->n_args = n_args;
	memcpy(out->args, args, n_args * sizeof *args);
}

static void find_reach(struct obstacle *out, struct obstacles *obstacles,
		       const struct rp_replica *replica, rp_id class)
{
	const rp_plan *plan = obstacles->plan;
	struct class_reach *reach = &obstacles->classes[class].reach;
	rp_id cloud = rp_pair(plan->topology, replica->pair)->target;

	if (reach->why == REACH_UNKNOWN)
		fill_class(reach, plan, class);
	switch (reach->why) {
	case REACH_NETWORK:
		FOUND(out, REPLICA_UNREACHABLE, ARG_VM(replica->vm),
		      ARG_NETWORK(reach->networks[0]), ARG_CLOUD(cloud));
		break;
	case REACH_APART:
		FOUND(out, REPLICA_NETWORKS_APART, ARG_VM(replica->vm),
		      ARG_NETWORK(reach->networks[0]),
		      ARG_NETWORK(reach->networks[1]), ARG_CLOUD(cloud));
		break;
	case REACH_SPREAD:
		FOUND(out, REPLICA_NETWORKS_SPREAD, ARG_VM(replica->vm),
		      ARG_CLOUD(cloud));
		break;
	case REACH_UNKNOWN:
	case REACH_NO_HOST:
		FOUND(out, REPLICA_NO_HOST, ARG_VM(replica->vm),
		      ARG_CLOUD(cloud));
	}
}

/* ---- A pin ------------------------------------------------------------ */

/* The first network of the class that 'host' does not reach. */
static rp_id unreached(const rp_plan *plan, rp_id class, rp_id host)
{
	struct rp_range targets = plan->reach.classes[class].targets;

	for (rp_id i = targets.first; i < targets.end; i++)
		if (!fabric_reaches(plan->topology, host,
				    plan->reach.targets[i]))
			return plan->reach.targets[i];
	return RP_NONE;
}

/* Why the pinned host is no host of the replica's class. */
static void find_pin_reach(struct obstacle *out,
			   const struct obstacles *obstacles,
			   const struct rp_replica *replica, rp_id class,
			   rp_id host)
{
	const rp_topology *topology = obstacles->plan->topology;
	rp_id cloud = rp_pair(topology, replica->pair)->target;
	const struct rp_host *h = rp_host(topology, host);
	struct rp_range groups = rp_cloud(topology, cloud)->groups;

	if (!topology_lists(topology, groups, h->group))
		FOUND(out, PIN_OUTSIDE_CLOUD, ARG_VM(replica->vm),
		      ARG_HOST(host), ARG_CLOUD(cloud));
	else if (h->maintenance)
		FOUND(out, PIN_MAINTENANCE, ARG_VM(replica->vm),
		      ARG_HOST(host));
	else
		FOUND(out, PIN_UNREACHABLE, ARG_VM(replica->vm), ARG_HOST(host),
		      ARG_NETWORK(unreached(obstacles->plan, class, host)));
}

static void find_pin(struct obstacle *out, const struct obstacles *obstacles,
		     rp_id id, rp_id class, rp_id host)
{
	const rp_plan *plan = obstacles->plan;
	const struct rp_replica *replica = &plan->replicas[id];
	rp_id cloud = rp_pair(plan->topology, replica->pair)->target;
	enum rp_resource lacking = RP_CPUS;

	switch (placement_obstacle(&plan->problem, id, host,
				   placement_load(plan->placement, host),
				   &lacking)) {
	case PLACEMENT_NOT_ELIGIBLE:
		find_pin_reach(out, obstacles, replica, class, host);
		break;
	case PLACEMENT_RUNS_THERE:
		FOUND(out, PIN_RUNS_THERE, ARG_VM(replica->vm), ARG_HOST(host));
		break;
	case PLACEMENT_NO_ROOM:
		FOUND(out, PIN_NO_ROOM, ARG_VM(replica->vm), ARG_HOST(host),
		      arg_resource(lacking));
		break;
	case PLACEMENT_FITS:
	case PLACEMENT_PINNED_ELSEWHERE:
		FOUND(out, REPLICA_UNPLACED, ARG_VM(replica->vm),
		      ARG_CLOUD(cloud));
	}
}

/* ---- Room ------------------------------------------------------------- */

/* The resource that most of 'lacking' say. */
static enum rp_resource most(const uint32_t lacking[RP_N_RESOURCES])
{
	unsigned best = 0;

	for (unsigned r = 1; r < RP_N_RESOURCES; r++)
		if (lacking[r] > lacking[best])
			best = r;
	return (enum rp_resource)best;
}

/* Looks at each host of its class for replica 'id'. */
static struct class_room count_room(const rp_plan *plan, rp_id id)
{
	const struct placement_item *item = &plan->problem.items[id];
	struct class_walk walk = class_walk(&plan->problem, item->class_);
	struct class_room room = { .known = true };
	uint32_t lacking[RP_N_RESOURCES] = { 0 };
	rp_id host;

	memcpy(room.need, item->need, sizeof room.need);
	while ((host = class_walk_next(&walk)) != RP_NONE) {
		enum rp_resource resource = RP_CPUS;
		enum placement_obstacle obstacle = placement_obstacle(
			&plan->problem, id, host,
			placement_load(plan->placement, host), &resource);

		room.fits = room.fits || obstacle == PLACEMENT_FITS;
		if (obstacle != PLACEMENT_NO_ROOM)
			continue;
		lacking[resource]++;
		room.full = true;
	}
	room.lacking = most(lacking);
	return room;
}

/* What one VM found another finds that needs the same, unless one of the hosts
 * is where it runs. */
static struct class_room find_class_room(struct obstacles *obstacles, rp_id id)
{
	const struct placement_problem *problem = &obstacles->plan->problem;
	const struct placement_item *item = &problem->items[id];
	struct class_room *room = &obstacles->classes[item->class_].room;

	if (item->runs_on != RP_NONE &&
	    placement_reaches(problem, item->class_, item->runs_on))
		return count_room(obstacles->plan, id);
	if (!room->known ||
	    memcmp(room->need, item->need, sizeof room->need) != 0)
		*room = count_room(obstacles->plan, id);
	return *room;
}

/* The class has hosts: each is full, or is where the VM runs. */
static void find_room(struct obstacle *out, struct obstacles *obstacles,
		      rp_id id)
{
	const rp_plan *plan = obstacles->plan;
	const struct rp_replica *replica = &plan->replicas[id];
	rp_id cloud = rp_pair(plan->topology, replica->pair)->target;
	struct class_room room = find_class_room(obstacles, id);

	if (room.fits)
		FOUND(out, REPLICA_UNPLACED, ARG_VM(replica->vm),
		      ARG_CLOUD(cloud));
	else if (room.full)
		FOUND(out, REPLICA_NO_ROOM, ARG_VM(replica->vm),
		      arg_resource(room.lacking), ARG_CLOUD(cloud));
	else
		FOUND(out, REPLICA_RUNS_THERE, ARG_VM(replica->vm),
		      ARG_HOST(plan->problem.items[id].runs_on),
		      ARG_CLOUD(cloud));
}

void obstacles_find(struct obstacle *out, struct obstacles *obstacles,
		    rp_id replica)
{
	const rp_plan *plan = obstacles->plan;
	const struct placement_item *item = &plan->problem.items[replica];

	if (item->pinned != RP_NONE)
		find_pin(out, obstacles, replica, item->class_, item->pinned);
	else if (count_hosts(obstacles, item->class_) == 0)
		find_reach(out, obstacles, &plan->replicas[replica],
			   item->class_);
	else
		find_room(out, obstacles, replica);
}
