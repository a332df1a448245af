/* Explaining: see explain.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "address.h"
#include "addresses.h"
#include "ratio.h"
#include "topology.h"

/* Adds the sentence 'template', already in the reader's language. */
#define SAY(out, template, ...) \
	text_fill(out, template, (const char *[]){ __VA_ARGS__ }, \
		  sizeof((const char *[]){ __VA_ARGS__ }) / \
			  sizeof(const char *))

/* ---- Hosts: the facts ------------------------------------------------- */

/* What the hosts of a replica's class are to it, as the plan loads them. */
struct choice {
	bool roomy; /* Another one has room for it. */
	bool least; /* None of those would be loaded less, but such as carry its
		     * availability set. */
	bool apart; /* One of these would be loaded less. */
};

struct rp_ratio explain_fullest(const struct obstacles *facts, rp_id host,
				const int64_t *load)
{
	const int64_t *capacity = facts->plan->problem.hosts[host].capacity;
	struct rp_ratio worst = { 0, 1 };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = { load[r], capacity[r] };

		if (ratio_counts(ratio.capacity) &&
		    ratio_compare(worst, ratio) < 0)
			worst = ratio;
	}
	return worst;
}

/* Whether each ratio of 'host' with 'need' more on it is below 'bar'. */
static bool stays_below(const rp_plan *plan, rp_id host, const int64_t *need,
			struct rp_ratio bar)
{
	const int64_t *capacity = plan->problem.hosts[host].capacity;
	const int64_t *load = placement_load(plan->placement, host);

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = { ratio_add(load[r], need[r]),
					  capacity[r] };

		if (ratio_counts(ratio.capacity) &&
		    ratio_compare(ratio, bar) >= 0)
			return false;
	}
	return true;
}

static bool has_room(const rp_plan *plan, rp_id host, const int64_t *need)
{
	const int64_t *capacity = plan->problem.hosts[host].capacity;
	const int64_t *load = placement_load(plan->placement, host);

	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (!ratio_fits(capacity[r], load[r], need[r]))
			return false;
	return true;
}

/* Notes 'host', which has room.  What is of an availability set stands apart
 * before it stands where the load is least: 'own_shared' is whether its own
 * host carries another of the set. */
static void compare_host(struct choice *choice, struct obstacles *facts,
			 rp_id replica, rp_id host, bool own_shared,
			 struct rp_ratio bar)
{
	const rp_plan *plan = facts->plan;
	const int64_t *need = plan->problem.items[replica].need;
	bool shared = obstacles_mate(facts, replica, host) != RP_NONE;
	bool less = stays_below(plan, host, need, bar);

	choice->roomy = true;
	if (shared && !own_shared)
		choice->apart = choice->apart || less;
	else if (less || (own_shared && !shared))
		choice->least = false;
}

/* Looks at the other hosts that the replica could have, until nothing more can
 * be learned from them. */
static struct choice find_choice(struct obstacles *facts, rp_id replica)
{
	const rp_plan *plan = facts->plan;
	const struct placement_item *item = &plan->problem.items[replica];
	rp_id own = plan->replicas[replica].host;
	struct class_walk walk = class_walk(&plan->problem, item->class_);
	struct rp_ratio bar = explain_fullest(
		facts, own, placement_load(plan->placement, own));
	bool own_shared = obstacles_mate(facts, replica, own) != RP_NONE;
	struct choice choice = { .least = true };
	rp_id host;

	while (choice.least && (host = class_walk_next(&walk)) != RP_NONE)
		if (host != own && host != item->runs_on &&
		    has_room(plan, host, item->need))
			compare_host(&choice, facts, replica, host, own_shared,
				     bar);
	return choice;
}

/* ---- Hosts: the words ------------------------------------------------- */

/* What a host must reach: the VM network, or how many, or the cloud's own. */
static void add_reached(struct text *out, const rp_plan *plan, rp_id replica,
			enum rp_words words)
{
	const rp_topology *topology = plan->topology;
	const struct reach_class *class =
		&plan->reach.classes[plan->reach.class_of[replica]];
	struct rp_range networks = class->targets;
	unsigned long n = networks.end - networks.first;
	char number[24];

	snprintf(number, sizeof number, "%lu", n);
	if (n == 1)
		text_add(out, rp_name(topology, RP_NETWORK,
				      plan->reach.targets[networks.first]));
	else
		SAY(out,
		    text_words_n(words, "its {0} VM network",
				 "its {0} VM networks", n),
		    number);
}

/* "4 hosts that reach VMNetwork1-Chicago", or of the cloud where the replica is
 * connected to nothing. */
static void add_hosts(struct text *out, const rp_plan *plan, rp_id replica,
		      unsigned long n, enum rp_words words)
{
	const struct reach_class *class =
		&plan->reach.classes[plan->reach.class_of[replica]];
	rp_id cloud = rp_pair(plan->topology, class->pair)->target;
	char number[24];
	struct text reached = TEXT_INIT;

	snprintf(number, sizeof number, "%lu", n);
	if (class->targets.first == class->targets.end) {
		SAY(out,
		    text_words_n(words, "{0} host of cloud {1}",
				 "{0} hosts of cloud {1}", n),
		    number, rp_name(plan->topology, RP_CLOUD, cloud));
		return;
	}
	add_reached(&reached, plan, replica, words);
	SAY(out,
	    text_words_n(words, "{0} host that reaches {1}",
			 "{0} hosts that reach {1}", n),
	    number, reached.bytes ? reached.bytes : "");
	if (reached.failed)
		text_fail(out);
	text_destroy(&reached);
}

/* The replica's host in the plan that this one was planned from, or RP_NONE. */
static rp_id accepted_host(const rp_plan *plan, rp_id replica)
{
	return plan->accepted
		       ? plan->accepted->hosts[plan->replicas[replica].vm]
		       : RP_NONE;
}

/* The sentence by which a host was chosen of 'eligible' ones; {0} is what
 * add_hosts() says, {1} the availability set. */
static const char *choice_words(struct obstacles *facts, rp_id replica,
				uint32_t eligible, enum rp_words words)
{
	const rp_plan *plan = facts->plan;
	struct choice choice;

	if (accepted_host(plan, replica) == plan->replicas[replica].host)
		return text_words(
			words, N_("kept from the accepted plan, one of {0}"));
	if (eligible == 1)
		return text_words(words, N_("the only choice: {0}"));
	choice = find_choice(facts, replica);
	if (!choice.roomy)
		return text_words(words, N_("the only one with room of {0}"));
	if (choice.least && choice.apart)
		return text_words(words,
				  N_("least loaded of {0}, apart from the "
				     "others of availability set {1}"));
	if (choice.least)
		return text_words(words, N_("least loaded of {0}"));
	return text_words(words,
			  N_("one of {0}, chosen for the plan as a whole"));
}

/* Says why the replica is not where the accepted plan has it. */
static void add_left(struct text *out, struct obstacles *facts, rp_id replica,
		     enum rp_words words)
{
	rp_id accepted = accepted_host(facts->plan, replica);

	if (accepted == RP_NONE ||
	    accepted == facts->plan->replicas[replica].host)
		return;
	text_add(out, "; ");
	explain_left(out, facts, replica, accepted, words);
}

/* Says who of its availability set stands on the same host. */
static void add_shared(struct text *out, struct obstacles *facts, rp_id replica,
		       enum rp_words words)
{
	const rp_plan *plan = facts->plan;
	const rp_topology *topology = plan->topology;
	rp_id host = plan->replicas[replica].host;
	rp_id mate = obstacles_mate(facts, replica, host);
	rp_id vm;

	if (mate == RP_NONE)
		return;
	vm = plan->replicas[mate].vm;
	SAY(out,
	    text_words(words,
		       N_("; shares {0} with {1} of availability set {2}")),
	    rp_name(topology, RP_HOST, host), rp_name(topology, RP_VM, vm),
	    rp_text(topology, rp_vm(topology, vm)->availability_set));
}

/* Says by which rule the replica has its host. */
static void add_choice(struct text *out, struct obstacles *facts, rp_id id,
		       enum rp_words words)
{
	const rp_plan *plan = facts->plan;
	const struct rp_replica *replica = &plan->replicas[id];
	const struct placement_item *item = &plan->problem.items[id];
	rp_id set = rp_vm(plan->topology, replica->vm)->availability_set;
	uint32_t eligible = obstacles_n_hosts(facts, id);
	struct text hosts = TEXT_INIT;

	if (item->pinned != RP_NONE) {
		SAY(out, text_words(words, N_("pinned to {0}")),
		    rp_name(plan->topology, RP_HOST, replica->host));
		return;
	}
	add_hosts(&hosts, plan, id, eligible, words);
	SAY(out, choice_words(facts, id, eligible, words),
	    hosts.bytes ? hosts.bytes : "",
	    set == RP_NONE ? "" : rp_text(plan->topology, set));
	if (hosts.failed)
		text_fail(out);
	text_destroy(&hosts);
	add_left(out, facts, id, words);
}

static void explain_placed(struct text *out, struct obstacles *facts, rp_id id,
			   enum rp_words words)
{
	if (facts->plan->problem.items[id].separation != RP_NONE &&
	    !obstacles_find_members(facts)) {
		text_fail(out);
		return;
	}
	add_choice(out, facts, id, words);
	add_shared(out, facts, id, words);
}

char *explain_host(struct obstacles *facts, rp_id replica, enum rp_words words)
{
	struct text text = TEXT_INIT;

	if (facts->plan->replicas[replica].host == RP_NONE) {
		struct obstacle obstacle;

		obstacles_find(&obstacle, facts, replica);
		findings_sentence(&text, facts->plan->topology, obstacle.code,
				  obstacle.args, obstacle.n_args, words);
	} else {
		explain_placed(&text, facts, replica, words);
	}
	return text_take(&text, NULL);
}

char *rp_explain_host(const rp_plan *plan, rp_id replica, enum rp_words words)
{
	struct obstacles facts;
	char *text;

	if (!obstacles_init(&facts, plan))
		return NULL;
	text = explain_host(&facts, replica, words);
	obstacles_destroy(&facts);
	return text;
}

/* ---- Connections ------------------------------------------------------ */

/* The mapping that a NIC follows; it must follow one. */
static const struct rp_mapping *mapping_of(const rp_plan *plan,
					   const struct rp_replica_nic *nic)
{
	return rp_plan_nic_mapping(plan, (rp_id)(nic - plan->nics));
}

static void say_connection(struct text *out, const rp_plan *plan,
			   const struct rp_replica_nic *nic,
			   enum rp_words words)
{
	const rp_topology *topology = plan->topology;
	rp_id pair = plan->replicas[nic->replica].pair;
	const char *source = rp_name(topology, RP_NETWORK,
				     rp_nic(topology, nic->nic)->network);
	const char *server =
		rp_name(topology, RP_SERVER, rp_pair_server(topology, pair));
	const char *cloud =
		rp_name(topology, RP_CLOUD, rp_pair(topology, pair)->target);
	const char *target;

	if (nic->connection == RP_UNMAPPED) {
		SAY(out,
		    text_words(words, N_("not connected: VM network {0} is "
					 "not mapped to VMM server {1}")),
		    source, server);
		return;
	}
	target = rp_name(topology, RP_NETWORK, mapping_of(plan, nic)->target);
	if (nic->connection == RP_UNAVAILABLE)
		SAY(out,
		    text_words(words,
			       N_("not connected: VM network {0} is mapped to "
				  "{1}, which is not available in cloud {2}")),
		    source, target, cloud);
	else
		SAY(out,
		    text_words(words, N_("VM network {0} is mapped to {1}")),
		    source, target);
}

char *rp_explain_connection(const rp_plan *plan, rp_id nic, enum rp_words words)
{
	struct text text = TEXT_INIT;

	say_connection(&text, plan, &plan->nics[nic], words);
	return text_take(&text, NULL);
}

/* ---- Subnets ---------------------------------------------------------- */

/* Says why a NIC cannot have what comes with a network and a host; false where
 * it has both. */
static bool say_nowhere(struct text *out, const rp_plan *plan,
			const struct rp_replica_nic *nic, enum rp_words words)
{
	if (nic->connection != RP_MAPPED)
		text_add(out, text_words(words, N_("not connected")));
	else if (plan->replicas[nic->replica].host == RP_NONE)
		text_add(out,
			 text_words(words, N_("the replica is not placed")));
	else
		return false;
	return true;
}

static void say_subnet(struct text *out, const rp_plan *plan,
		       const struct rp_replica_nic *nic, enum rp_words words)
{
	const rp_topology *topology = plan->topology;
	rp_id host = plan->replicas[nic->replica].host;
	rp_id group = rp_host(topology, host)->group;
	const char *network = rp_name(topology, RP_NETWORK, nic->network);

	if (nic->subnet == RP_NONE)
		SAY(out, text_words(words, N_("VM network {0} has no subnet")),
		    network);
	else if (nic->subnet_rule == RP_SUBNET_SAME_NAME)
		SAY(out,
		    text_words(words,
			       N_("{0} has the name of the NIC's own subnet")),
		    rp_name(topology, RP_SUBNET, nic->subnet));
	else
		SAY(out,
		    text_words(words,
			       N_("{0} is the first subnet of VM "
				  "network {1} at host group {2}: none "
				  "there has the name of the NIC's own")),
		    rp_name(topology, RP_SUBNET, nic->subnet), network,
		    rp_name(topology, RP_GROUP, group));
}

char *rp_explain_subnet(const rp_plan *plan, rp_id nic, enum rp_words words)
{
	struct text text = TEXT_INIT;

	if (!say_nowhere(&text, plan, &plan->nics[nic], words))
		say_subnet(&text, plan, &plan->nics[nic], words);
	return text_take(&text, NULL);
}

/* ---- Addresses -------------------------------------------------------- */

/* A NIC's address of one family, and the words for it. */
struct question {
	const rp_plan *plan;
	const struct rp_replica_nic *nic;
	enum rp_family family;
	enum rp_words words;
};

static const char *pool_of(const rp_topology *topology, rp_id subnet,
			   enum rp_family family, rp_ip ip)
{
	struct rp_range pools = rp_subnet(topology, subnet)->pools;

	for (rp_id i = pools.first; i < pools.end; i++) {
		const struct rp_ip_range *range = &rp_pool(topology, i)->range;

		if (range->family == family && range->first <= ip &&
		    ip <= range->last)
			return rp_name(topology, RP_POOL, i);
	}
	return "";
}

/* The pool that reserves 'ip'. */
static const char *reserving_pool(const rp_topology *topology, rp_id subnet,
				  enum rp_family family, rp_ip ip)
{
	struct rp_range pools = rp_subnet(topology, subnet)->pools;

	for (rp_id i = pools.first; i < pools.end; i++)
		if (addresses_reserves(topology, i, family, ip))
			return rp_name(topology, RP_POOL, i);
	return "";
}

/* What 'ip' is to the replica, replicas counted; '*holder' is the NIC that has
 * it, where one has. */
static enum address_use use_of(const struct question *q, rp_ip ip,
			       rp_id *holder)
{
	const rp_plan *plan = q->plan;
	rp_id vm = plan->replicas[q->nic->replica].vm;
	enum address_use use = addresses_use(plan->topology, q->nic->subnet,
					     q->family, ip, vm, holder);
	rp_id given;

	if (use != ADDRESS_USABLE)
		return use;
	given = addresses_given_to(plan, q->nic->subnet, q->family, ip);
	if (given == RP_NONE || &plan->nics[given] == q->nic)
		return ADDRESS_USABLE;
	*holder = plan->nics[given].nic;
	return ADDRESS_GIVEN;
}

static const char *use_template(enum address_use use, enum rp_words words)
{
	static const char *const templates[] = {
		[ADDRESS_USABLE] = N_("{0} is usable"),
		[ADDRESS_OUTSIDE_PREFIX] =
			N_("{0} is outside the prefix of subnet {1}"),
		[ADDRESS_OUTSIDE_POOLS] = N_("{0} is in no pool of subnet {1}"),
		[ADDRESS_RESERVED] = N_("{0} is reserved in pool {4}"),
		[ADDRESS_GATEWAY] = N_("{0} is a gateway of subnet {1}"),
		[ADDRESS_SPECIAL] = N_("{0} is a network or broadcast address"),
		[ADDRESS_HELD] = N_("{0} is held by NIC {2} of VM {3}"),
		[ADDRESS_GIVEN] =
			N_("{0} is given to the replica of NIC {2} of VM {3}"),
	};

	return text_words(words, templates[use]);
}

/* Why 'ip' is not what the NIC has. */
static void say_use(struct text *out, const struct question *q, rp_ip ip)
{
	const rp_topology *topology = q->plan->topology;
	rp_id holder = RP_NONE;
	enum address_use use = use_of(q, ip, &holder);
	const char *nic = "";
	const char *vm = "";
	char address[RP_IP_SIZE];

	if (use == ADDRESS_HELD || use == ADDRESS_GIVEN) {
		nic = rp_name(topology, RP_NIC, holder);
		vm = rp_name(topology, RP_VM, rp_nic(topology, holder)->vm);
	}
	SAY(out, use_template(use, q->words),
	    rp_ip_text(q->family, ip, address),
	    rp_name(topology, RP_SUBNET, q->nic->subnet), nic, vm,
	    reserving_pool(topology, q->nic->subnet, q->family, ip));
}

static rp_ip source_of(const struct question *q)
{
	const struct rp_nic *nic = rp_nic(q->plan->topology, q->nic->nic);

	return rp_topology_address(q->plan->topology, nic->address[q->family]);
}

/* Whether the accepted plan gave the NIC the address that it has. */
static bool is_kept(const struct question *q)
{
	const struct accepted *accepted = q->plan->accepted;
	const struct accepted_nic *given;

	if (!accepted)
		return false;
	given = &accepted->nics[q->nic->nic];
	return given->network == q->nic->network &&
	       given->rule[q->family] == q->nic->rule[q->family] &&
	       given->address[q->family] == q->nic->address[q->family];
}

/* Says why the source address was not retained: the mapping does not ask for
 * it, it was kept so, or it is not usable. */
static void say_change(struct text *out, const struct question *q)
{
	const struct rp_mapping *mapping = mapping_of(q->plan, q->nic);

	text_add(out, ": ");
	if (is_kept(q))
		text_add(out, text_words(q->words,
					 N_("kept from the accepted plan")));
	else if (mapping->rule == RP_NEXT)
		text_add(out, text_words(q->words,
					 N_("the mapping retains no address")));
	else
		say_use(out, q, source_of(q));
}

static void say_none(struct text *out, const struct question *q)
{
	const rp_topology *topology = q->plan->topology;
	const struct address_pin *pin = decisions_pinned_address(
		&q->plan->decisions, q->nic->nic, q->family);

	text_add(out, text_words(q->words, N_("no address: ")));
	if (q->nic->subnet == RP_NONE)
		SAY(out, text_words(q->words, N_("VM network {0} has no pool")),
		    rp_name(topology, RP_NETWORK, q->nic->network));
	else if (pin)
		say_use(out, q, pin->ip);
	else
		SAY(out,
		    text_words(q->words, N_("no pool of subnet {0} has a "
					    "usable address")),
		    rp_name(topology, RP_SUBNET, q->nic->subnet));
}

static void say_given(struct text *out, const struct question *q)
{
	const rp_topology *topology = q->plan->topology;
	rp_ip ip = q->nic->address[q->family];
	const char *pool = pool_of(topology, q->nic->subnet, q->family, ip);
	char address[RP_IP_SIZE];

	rp_ip_text(q->family, ip, address);
	switch (q->nic->rule[q->family]) {
	case RP_RULE_PINNED:
		SAY(out, text_words(q->words, N_("{0} pinned")), address);
		break;
	case RP_RULE_RETAINED:
		SAY(out,
		    text_words(q->words, N_("{0} retained: it is in pool {1} "
					    "and free")),
		    address, pool);
		break;
	case RP_RULE_OFFSET:
		SAY(out,
		    text_words(q->words, N_("{0} has the same host part, in "
					    "pool {1}")),
		    address, pool);
		say_change(out, q);
		break;
	default:
		SAY(out, text_words(q->words, N_("{0} next free of pool {1}")),
		    address, pool);
		say_change(out, q);
	}
}

/* Says why the NIC can have no address of the family; false where it can. */
static bool say_unaddressed(struct text *out, const struct question *q)
{
	const struct rp_nic *source = rp_nic(q->plan->topology, q->nic->nic);

	if (source->address[RP_IPV4] == RP_NONE &&
	    source->address[RP_IPV6] == RP_NONE)
		text_add(out, text_words(q->words, N_("DHCP: not managed")));
	else if (source->address[q->family] == RP_NONE)
		text_add(out, text_words(q->words,
					 N_("no address of this family")));
	else
		return say_nowhere(out, q->plan, q->nic, q->words);
	return true;
}

char *rp_explain_address(const rp_plan *plan, rp_id nic, enum rp_family family,
			 enum rp_words words)
{
	struct question q = { plan, &plan->nics[nic], family, words };
	struct text text = TEXT_INIT;

	if (say_unaddressed(&text, &q))
		;
	else if (q.nic->rule[family] == RP_RULE_NONE)
		say_none(&text, &q);
	else
		say_given(&text, &q);
	return text_take(&text, NULL);
}

/* ---- Why not that address --------------------------------------------- */

static void say_why_not(struct text *out, const struct question *q, rp_ip ip)
{
	rp_id holder;
	char address[RP_IP_SIZE];

	rp_ip_text(q->family, ip, address);
	if (q->nic->subnet == RP_NONE)
		SAY(out, text_words(q->words, N_("VM network {0} has no pool")),
		    rp_name(q->plan->topology, RP_NETWORK, q->nic->network));
	else if (q->nic->rule[q->family] != RP_RULE_NONE &&
		 q->nic->address[q->family] == ip)
		SAY(out, text_words(q->words, N_("{0} is what it has")),
		    address);
	else if (use_of(q, ip, &holder) == ADDRESS_USABLE)
		SAY(out,
		    text_words(q->words,
			       N_("{0} is usable: pin it to have it")),
		    address);
	else
		say_use(out, q, ip);
}

char *rp_explain_other_address(const rp_plan *plan, rp_id nic,
			       enum rp_family family, rp_ip ip,
			       enum rp_words words)
{
	struct question q = { plan, &plan->nics[nic], family, words };
	struct text text = TEXT_INIT;

	if (!say_unaddressed(&text, &q))
		say_why_not(&text, &q, ip);
	return text_take(&text, NULL);
}
