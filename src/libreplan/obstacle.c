/* Obstacles: see obstacle.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "obstacle.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- The facts -------------------------------------------------------- */

static void fill_load(int64_t *load, const rp_plan *plan)
{
	const rp_topology *topology = plan->topology;
	size_t size = RP_N_RESOURCES * sizeof *load;

	for (rp_id host = 0; host < rp_count(topology, RP_HOST); host++)
		memcpy(load + (size_t)host * RP_N_RESOURCES,
		       rp_host(topology, host)->running, size);
	for (uint32_t i = 0; i < plan->n_hosts; i++)
		memcpy(load + (size_t)plan->hosts[i].host * RP_N_RESOURCES,
		       plan->hosts[i].load, size);
}

bool obstacles_init(struct obstacles *obstacles, const rp_plan *plan)
{
	*obstacles = (struct obstacles){ .plan = plan };
	obstacles->load = memory_zeroed(rp_count(plan->topology, RP_HOST),
					RP_N_RESOURCES * sizeof(int64_t));
	obstacles->classes = memory_zeroed(plan->reach.n_classes,
					   sizeof *obstacles->classes);
	obstacles->rooms =
		memory_zeroed(plan->reach.n_classes, sizeof *obstacles->rooms);
	if (!obstacles->load || !obstacles->classes || !obstacles->rooms ||
	    !plan_problem_init(&obstacles->problem, plan)) {
		free(obstacles->load);
		free(obstacles->classes);
		free(obstacles->rooms);
		return false;
	}
	fill_load(obstacles->load, plan);
	return true;
}

void obstacles_destroy(struct obstacles *obstacles)
{
	plan_problem_destroy(&obstacles->problem);
	free(obstacles->load);
	free(obstacles->classes);
	free(obstacles->rooms);
	free(obstacles->members);
}

/* ---- Availability sets ------------------------------------------------ */

static int compare_members(const void *a_, const void *b_)
{
	const struct set_member *a = a_;
	const struct set_member *b = b_;

	if (a->set != b->set)
		return a->set < b->set ? -1 : 1;
	if (a->host != b->host)
		return a->host < b->host ? -1 : 1;
	return (a->replica > b->replica) - (a->replica < b->replica);
}

bool obstacles_find_members(struct obstacles *obstacles)
{
	const rp_plan *plan = obstacles->plan;
	struct set_member *members;
	uint32_t n = 0;

	if (obstacles->members)
		return true;
	members = memory_zeroed(plan->n_replicas, sizeof *members);
	if (!members)
		return false;
	for (rp_id i = 0; i < plan->n_replicas; i++) {
		rp_id set = obstacles->problem.items[i].separation;
		rp_id host = plan->replicas[i].host;

		if (set != RP_NONE && host != RP_NONE)
			members[n++] = (struct set_member){ set, host, i };
	}
	qsort(members, n, sizeof *members, compare_members);
	obstacles->members = members;
	obstacles->n_members = n;
	return true;
}

rp_id obstacles_mate(const struct obstacles *obstacles, rp_id replica,
		     rp_id host)
{
	const struct set_member *members = obstacles->members;
	const struct set_member least = {
		obstacles->problem.items[replica].separation, host, 0
	};
	uint32_t first = 0;
	uint32_t end = obstacles->n_members;

	if (least.set == RP_NONE)
		return RP_NONE;
	while (first < end) {
		uint32_t middle = first + (end - first) / 2;

		if (compare_members(&members[middle], &least) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	for (; first < obstacles->n_members; first++) {
		if (members[first].set != least.set ||
		    members[first].host != host)
			break;
		if (members[first].replica != replica)
			return members[first].replica;
	}
	return RP_NONE;
}

/* ---- No host reaches the networks ------------------------------------- */

/* Whether a host in service of 'cloud' reaches the 'n' networks; a VM network
 * reaches all hosts where there are none. */
static bool some_host_reaches(const rp_topology *topology,
			      const struct rp_cloud *cloud,
			      const rp_id *networks, unsigned n)
{
	struct rp_range hosts = rp_server(topology, cloud->server)->hosts;

	for (rp_id host = hosts.first; host < hosts.end; host++) {
		const struct rp_host *h = rp_host(topology, host);
		unsigned reached = 0;

		if (h->maintenance ||
		    !topology_lists(topology, cloud->groups, h->group))
			continue;
		while (reached < n &&
		       reach_network(topology, host, networks[reached]))
			reached++;
		if (reached == n)
			return true;
	}
	return false;
}

/* The first two networks of the class that no host has together. */
static bool find_apart(struct class_reach *reach, const rp_topology *topology,
		       const struct rp_cloud *cloud, const rp_id *networks,
		       unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = i + 1; j < n; j++) {
			reach->networks[0] = networks[i];
			reach->networks[1] = networks[j];
			if (!some_host_reaches(topology, cloud, reach->networks,
					       2))
				return true;
		}
	}
	return false;
}

static void fill_class(struct class_reach *reach, const rp_plan *plan,
		       const struct reach_class *class)
{
	const rp_topology *topology = plan->topology;
	const struct rp_cloud *cloud =
		rp_cloud(topology, rp_pair(topology, class->pair)->target);
	const rp_id *networks = plan->reach.networks + class->networks.first;
	unsigned n = class->networks.end - class->networks.first;

	reach->why = REACH_NO_HOST;
	if (!some_host_reaches(topology, cloud, NULL, 0))
		return;
	reach->why = REACH_NETWORK;
	for (unsigned i = 0; i < n; i++) {
		reach->networks[0] = networks[i];
		if (!some_host_reaches(topology, cloud, reach->networks, 1))
			return;
	}
	reach->why = find_apart(reach, topology, cloud, networks, n)
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
	struct class_reach *reach = &obstacles->classes[class];
	rp_id cloud = rp_pair(plan->topology, replica->pair)->target;

	if (reach->why == REACH_UNKNOWN)
		fill_class(reach, plan, &plan->reach.classes[class]);
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
	struct rp_range networks = plan->reach.classes[class].networks;

	for (rp_id i = networks.first; i < networks.end; i++)
		if (!reach_network(plan->topology, host,
				   plan->reach.networks[i]))
			return plan->reach.networks[i];
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
	const struct rp_replica *replica = &obstacles->plan->replicas[id];
	rp_id cloud = rp_pair(obstacles->plan->topology, replica->pair)->target;
	enum rp_resource lacking = RP_CPUS;

	switch (placement_obstacle(&obstacles->problem, id, host,
				   obstacles->load, &lacking)) {
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

/* Looks at each host of the class for replica 'id'. */
static struct class_room count_room(const struct obstacles *obstacles, rp_id id,
				    struct rp_range hosts)
{
	const rp_plan *plan = obstacles->plan;
	struct class_room room = { .known = true };
	uint32_t lacking[RP_N_RESOURCES] = { 0 };

	memcpy(room.need, obstacles->problem.items[id].need, sizeof room.need);
	for (rp_id i = hosts.first; i < hosts.end; i++) {
		enum rp_resource resource = RP_CPUS;
		enum placement_obstacle obstacle = placement_obstacle(
			&obstacles->problem, id, plan->reach.hosts[i],
			obstacles->load, &resource);

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
static struct class_room find_class_room(struct obstacles *obstacles, rp_id id,
					 rp_id class)
{
	const rp_plan *plan = obstacles->plan;
	const struct placement_item *item = &obstacles->problem.items[id];
	struct rp_range hosts = plan->reach.classes[class].hosts;
	struct class_room *room = &obstacles->rooms[class];

	if (item->runs_on != RP_NONE &&
	    plan->host_index[item->runs_on] != RP_NONE)
		return count_room(obstacles, id, hosts);
	if (!room->known ||
	    memcmp(room->need, item->need, sizeof room->need) != 0)
		*room = count_room(obstacles, id, hosts);
	return *room;
}

/* The class has hosts: each is full, or is where the VM runs. */
static void find_room(struct obstacle *out, struct obstacles *obstacles,
		      rp_id id, rp_id class)
{
	const rp_plan *plan = obstacles->plan;
	const struct rp_replica *replica = &plan->replicas[id];
	rp_id cloud = rp_pair(plan->topology, replica->pair)->target;
	rp_id first = plan->reach.classes[class].hosts.first;
	struct class_room room = find_class_room(obstacles, id, class);

	if (room.fits)
		FOUND(out, REPLICA_UNPLACED, ARG_VM(replica->vm),
		      ARG_CLOUD(cloud));
	else if (room.full)
		FOUND(out, REPLICA_NO_ROOM, ARG_VM(replica->vm),
		      arg_resource(room.lacking), ARG_CLOUD(cloud));
	else
		FOUND(out, REPLICA_RUNS_THERE, ARG_VM(replica->vm),
		      ARG_HOST(plan->reach.hosts[first]), ARG_CLOUD(cloud));
}

void obstacles_find(struct obstacle *out, struct obstacles *obstacles,
		    rp_id replica)
{
	const rp_plan *plan = obstacles->plan;
	rp_id class = plan->reach.class_of[replica];
	struct rp_range hosts = plan->reach.classes[class].hosts;
	rp_id pinned = obstacles->problem.items[replica].pinned;

	if (pinned != RP_NONE)
		find_pin(out, obstacles, replica, class, pinned);
	else if (hosts.first == hosts.end)
		find_reach(out, obstacles, &plan->replicas[replica], class);
	else
		find_room(out, obstacles, replica, class);
}
