/* JSON (formats 4, 5): the plan, its findings, availability, and failback.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "explain.h"
#include "export_json.h"

/* ---- The summary ------------------------------------------------------ */

static json_t *make_summary(const struct rp_summary *s)
{
	const struct member members[] = {
		{ "protected", make_count(s->protected_vms) },
		{ "placed", make_count(s->placed) },
		{ "unplaced", make_count(s->unplaced) },
		{ "nics", make_count(s->nics) },
		{ "connected", make_count(s->connected) },
		{ "disconnected", make_count(s->disconnected) },
		{ "retained", make_count(s->retained) },
		{ "offset", make_count(s->offset) },
		{ "next", make_count(s->next) },
		{ "pinned", make_count(s->pinned) },
		{ "dhcp", make_count(s->dhcp) },
		{ "unaddressed", make_count(s->unaddressed) },
		{ "separation_broken", make_count(s->separation_broken) },
		{ "peak_load", make_ratio(s->peak) },
		{ "peak_load_bound", make_parts(s->peak_bound) },
		{ "unplaced_bound", make_count(s->unplaced_bound) },
		{ "moved", make_count(s->moved) },
	};

	return OBJECT(members);
}

/* ---- Replicas --------------------------------------------------------- */

static json_t *make_address(void *data, rp_id i)
{
	const struct export_address *a =
		(const struct export_address *)data + i;
	const struct member members[] = {
		{ "source", make_ip(a->family, a->has_source, a->source) },
		{ "address", make_ip(a->family, a->has_address, a->address) },
		{ "rule", make_word(rp_rule_name(a->rule)) },
	};

	return OBJECT(members);
}

static json_t *make_addresses(const rp_plan *plan,
			      const struct rp_replica_nic *nic)
{
	struct export_address addresses[RP_N_FAMILIES];
	struct rp_range rows = { 0, export_addresses(addresses, plan, nic) };

	return make_list(rows, make_address, addresses);
}

static rp_id test_network(const rp_plan *plan, rp_id nic)
{
	return rp_plan_nic(plan, nic)->connection == RP_MAPPED
		       ? rp_plan_nic_mapping(plan, nic)->test_network
		       : RP_NONE;
}

static json_t *make_nic(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica_nic *nic = rp_plan_nic(plan, i);
	const struct rp_nic *source = rp_nic(topology, nic->nic);
	enum rp_connection connection = (enum rp_connection)nic->connection;
	rp_id test = test_network(plan, i);
	const struct member members[] = {
		{ "name", make_name(topology, RP_NIC, nic->nic) },
		{ "source_network",
		  make_name(topology, RP_NETWORK, source->network) },
		{ "source_subnet",
		  make_name(topology, RP_SUBNET, source->subnet) },
		{ "network", make_name(topology, RP_NETWORK, nic->network) },
		{ "connection", make_word(rp_connection_name(connection)) },
		{ "subnet", make_name(topology, RP_SUBNET, nic->subnet) },
		{ "subnet_rule", make_word(export_subnet_rule(nic)) },
		{ "addresses", make_addresses(plan, nic) },
		{ "test_network", make_name(topology, RP_NETWORK, test) },
	};

	return OBJECT(members);
}

static json_t *make_replica(void *data, rp_id i)
{
	struct obstacles *facts = data;
	const rp_plan *plan = facts->plan;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica *replica = rp_plan_replica(plan, i);
	const struct rp_vm *vm = rp_vm(topology, replica->vm);
	const struct rp_pair *pair = rp_pair(topology, replica->pair);
	rp_id server = rp_pair_server(topology, replica->pair);
	const struct member members[] = {
		{ "vm", make_name(topology, RP_VM, replica->vm) },
		{ "server", make_name(topology, RP_SERVER, vm->server) },
		{ "protected", make_name(topology, RP_CLOUD, pair->source) },
		{ "protecting", make_name(topology, RP_CLOUD, pair->target) },
		{ "target_server", make_name(topology, RP_SERVER, server) },
		{ "host", make_name(topology, RP_HOST, replica->host) },
		{ "why", take_string(explain_host(facts, i, RP_ENGLISH)) },
		{ "nics", make_list(replica->nics, make_nic,
				    (void *)(uintptr_t)plan) },
	};

	return OBJECT(members);
}

static void add_replicas(struct text *out, const rp_plan *plan)
{
	struct obstacles facts;

	export_add_key(out, "replicas");
	if (!obstacles_init(&facts, plan)) {
		text_fail(out);
		return;
	}
	export_add_list(out, 2, rp_plan_n_replicas(plan), make_replica, &facts);
	obstacles_destroy(&facts);
}

/* ---- Hosts ------------------------------------------------------------ */

static json_t *make_load(const struct rp_host *host,
			 const struct rp_recovery_host *h,
			 enum rp_resource resource)
{
	return make_ratio((struct rp_ratio){ h->load[resource],
					     host->capacity[resource] });
}

static json_t *make_loads(const struct rp_host *host,
			  const struct rp_recovery_host *h)
{
	const struct member members[] = {
		{ "cpus", make_load(host, h, RP_CPUS) },
		{ "memory", make_load(host, h, RP_MEMORY) },
		{ "storage", make_load(host, h, RP_STORAGE) },
		{ "iops", make_load(host, h, RP_IOPS) },
	};

	return OBJECT(members);
}

static json_t *make_stranded(void *data, rp_id i)
{
	const rp_plan *plan = data;

	return make_name(rp_plan_topology(plan), RP_VM,
			 rp_plan_stranded(plan, i));
}

/* What the loss of recovery host 'i' would mean. */
static json_t *make_loss(const rp_plan *plan, rp_id i)
{
	const struct rp_loss *loss = rp_plan_loss(plan, i);
	const struct member members[] = {
		{ "without_place",
		  make_list(loss->without_place, make_stranded,
			    (void *)(uintptr_t)plan) },
		{ "proven", json_boolean(loss->proven) },
	};

	return OBJECT(members);
}

static json_t *make_host(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_recovery_host *h = rp_plan_host(plan, i);
	const struct rp_host *host = rp_host(topology, h->host);
	rp_id server = rp_group(topology, host->group)->server;
	bool has_loss = rp_plan_parts(plan) & RP_PART_LOSS;
	const struct member members[] = {
		{ "name", make_name(topology, RP_HOST, h->host) },
		{ "server", make_name(topology, RP_SERVER, server) },
		{ "replicas", make_count(h->replicas) },
		{ "load", make_loads(host, h) },
		{ "loss", has_loss ? make_loss(plan, i) : json_null() },
	};

	return OBJECT(members);
}

/* ---- Keep or change the address ---------------------------------------- */

static json_t *make_prefix(enum rp_family family, struct rp_prefix prefix)
{
	char text[RP_PREFIX_SIZE];

	return json_string(rp_prefix_text(family, prefix.ip,
					  (unsigned)prefix.length, text));
}

static json_t *make_move(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_move *move = rp_plan_move(plan, i);
	const struct rp_subnet *source = rp_subnet(topology, move->source);
	const struct rp_subnet *target = rp_subnet(topology, move->target);
	rp_id server = rp_network_server(topology, source->network);
	rp_id target_server = rp_network_server(topology, target->network);
	const struct member members[] = {
		{ "network", make_name(topology, RP_NETWORK, source->network) },
		{ "subnet", make_name(topology, RP_SUBNET, move->source) },
		{ "server", make_name(topology, RP_SERVER, server) },
		{ "source",
		  make_prefix(move->family, source->prefix[move->family]) },
		{ "target_network",
		  make_name(topology, RP_NETWORK, target->network) },
		{ "target_subnet",
		  make_name(topology, RP_SUBNET, move->target) },
		{ "target_server",
		  make_name(topology, RP_SERVER, target_server) },
		{ "target",
		  make_prefix(move->family, target->prefix[move->family]) },
		{ "kind", make_word(rp_move_kind_name(move->kind)) },
	};

	return OBJECT(members);
}

static json_t *make_hop(const rp_topology *topology, const struct rp_hop *hop)
{
	const struct member members[] = {
		{ "next", make_name(topology, RP_SITE, hop->next) },
		{ "via", make_ip(hop->family, hop->has_via, hop->via) },
	};

	return OBJECT(members);
}

static json_t *make_route(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_route *route = rp_plan_route(plan, i);
	const struct member members[] = {
		{ "at", make_name(topology, RP_SITE, route->site) },
		{ "prefix", make_prefix(route->family, route->prefix) },
		{ "before", make_hop(topology, &route->before) },
		{ "after", make_hop(topology, &route->after) },
	};

	return OBJECT(members);
}

static json_t *make_record_value(const struct rp_record *record, bool has,
				 rp_ip ip)
{
	char text[RP_REVERSE_SIZE];

	return has ? json_string(rp_record_value(record, ip, text))
		   : json_null();
}

static json_t *make_record(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_record *record = rp_plan_record(plan, i);
	rp_id nic = rp_plan_nic(plan, record->nic)->nic;
	const struct rp_zone *zone =
		record->zone == RP_NONE ? NULL
					: rp_zone(topology, record->zone);
	const struct member members[] = {
		{ "name",
		  make_word(rp_text(topology,
				    rp_nic(topology, nic)->dns_name)) },
		{ "type", make_word(rp_record_type(record)) },
		{ "old", make_record_value(record, true, record->old) },
		{ "new",
		  make_record_value(record, record->has_new, record->fresh) },
		{ "ttl", zone ? json_integer(zone->ttl) : json_null() },
		{ "dynamic", json_boolean(zone && zone->dynamic) },
	};

	return OBJECT(members);
}

/* ---- Findings --------------------------------------------------------- */

static json_t *make_about(const rp_plan *plan, const rp_finding *finding)
{
	json_t *list = json_array();

	for (size_t i = 0; i < rp_finding_n_about(plan, finding); i++) {
		const char *about = rp_finding_about(plan, finding, i);

		if (json_array_append_new(list, make_string(about))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* What to do; null where nothing is known. */
static json_t *make_remedy(const rp_plan *plan, const rp_finding *finding)
{
	char *remedy = rp_finding_remedy(plan, finding, RP_ENGLISH);

	if (remedy && *remedy == '\0') {
		free(remedy);
		return json_null();
	}
	return take_string(remedy);
}

static json_t *make_finding(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_finding *finding = rp_plan_finding(plan, i);
	enum rp_level level = rp_finding_level(finding);
	const struct member members[] = {
		{ "code", make_word(rp_finding_code(finding)) },
		{ "level", make_word(rp_level_name(level)) },
		{ "about", make_about(plan, finding) },
		{ "text",
		  take_string(rp_finding_text(plan, finding, RP_ENGLISH)) },
		{ "remedy", make_remedy(plan, finding) },
	};

	return OBJECT(members);
}

static void add_findings(struct text *out, const rp_plan *plan)
{
	export_add_key(out, "findings");
	export_add_list(out, 2, rp_plan_n_findings(plan), make_finding,
			(void *)(uintptr_t)plan);
}

int rp_export_findings_json(char **out, size_t *size, const rp_plan *plan)
{
	const struct rp_summary *summary = rp_plan_summary(plan);
	struct text text = TEXT_INIT;

	text_add_char(&text, '{');
	add_findings(&text, plan);
	export_add_member(&text, "errors", make_count(summary->errors));
	export_add_member(&text, "warnings", make_count(summary->warnings));
	export_add_member(&text, "notices", make_count(summary->notices));
	text_add(&text, "\n}");
	return export_finish(out, size, &text);
}

/* ---- The plan --------------------------------------------------------- */

int rp_export_plan_json(char **out, size_t *size, const rp_plan *plan)
{
	void *data = (void *)(uintptr_t)plan;
	struct text text = TEXT_INIT;

	text_add_char(&text, '{');
	export_add_member(&text, "format", json_integer(1));
	export_add_member(
		&text, "topology",
		make_string(rp_topology_file(rp_plan_topology(plan))));
	export_add_member(&text, "summary",
			  make_summary(rp_plan_summary(plan)));
	add_replicas(&text, plan);
	export_add_key(&text, "hosts");
	export_add_list(&text, 2, rp_plan_n_hosts(plan), make_host, data);
	export_add_key(&text, "subnets");
	export_add_list(&text, 2, rp_plan_n_moves(plan), make_move, data);
	export_add_key(&text, "routes");
	export_add_list(&text, 2, rp_plan_n_routes(plan), make_route, data);
	export_add_key(&text, "dns");
	export_add_list(&text, 2, rp_plan_n_records(plan), make_record, data);
	add_findings(&text, plan);
	text_add(&text, "\n}");
	return export_finish(out, size, &text);
}

/* ---- Availability ----------------------------------------------------- */

struct target_list {
	const rp_topology *topology;
	const struct rp_target *targets;
};

/* What would make it available; null where it is. */
static json_t *make_target_remedy(const rp_topology *topology,
				  const struct rp_target *t)
{
	return t->available
		       ? json_null()
		       : take_string(rp_target_remedy(topology, t->target,
						      t->pair, RP_ENGLISH));
}

static json_t *make_target(void *data, rp_id i)
{
	const struct target_list *list = data;
	const rp_topology *topology = list->topology;
	const struct rp_target *t = &list->targets[i];
	const struct rp_pair *pair = rp_pair(topology, t->pair);
	rp_id source = rp_network_server(topology, t->source);
	rp_id target = rp_network_server(topology, t->target);
	const struct member members[] = {
		{ "source", make_name(topology, RP_NETWORK, t->source) },
		{ "source_server", make_name(topology, RP_SERVER, source) },
		{ "target", make_name(topology, RP_NETWORK, t->target) },
		{ "target_server", make_name(topology, RP_SERVER, target) },
		{ "protected", make_name(topology, RP_CLOUD, pair->source) },
		{ "protecting", make_name(topology, RP_CLOUD, pair->target) },
		{ "available", json_boolean(t->available) },
		{ "recommended", json_boolean(t->recommended) },
		{ "remedy", make_target_remedy(topology, t) },
	};

	return OBJECT(members);
}

int rp_export_targets_json(char **out, size_t *size,
			   const rp_topology *topology,
			   const struct rp_target *targets, size_t n_targets)
{
	struct target_list list = { topology, targets };
	struct text text = TEXT_INIT;

	export_add_list(&text, 0, n_targets, make_target, &list);
	return export_finish(out, size, &text);
}

/* ---- Failback ---------------------------------------------------------- */

struct failback_list {
	const rp_plan *plan;
	const struct rp_failback *at;
};

static json_t *make_failback(void *data, rp_id i)
{
	const struct failback_list *list = data;
	const rp_topology *topology = rp_plan_topology(list->plan);
	const struct rp_failback *back = &list->at[i];
	rp_id nic = rp_plan_nic(list->plan, back->nic)->nic;
	rp_id vm = rp_nic(topology, nic)->vm;
	rp_id server = rp_vm(topology, vm)->server;
	const struct member members[] = {
		{ "vm", make_name(topology, RP_VM, vm) },
		{ "server", make_name(topology, RP_SERVER, server) },
		{ "nic", make_name(topology, RP_NIC, nic) },
		{ "replica_network",
		  make_name(topology, RP_NETWORK, back->replica_network) },
		{ "back_to", make_name(topology, RP_NETWORK, back->back_to) },
		{ "outcome", make_word(rp_outcome_name(back->outcome)) },
		{ "rule", make_count(back->rule) },
	};

	return OBJECT(members);
}

int rp_export_failback_json(char **out, size_t *size, const rp_plan *plan,
			    const struct rp_failback *list, size_t n)
{
	struct failback_list data = { plan, list };
	struct text text = TEXT_INIT;

	export_add_list(&text, 0, n, make_failback, &data);
	return export_finish(out, size, &text);
}
