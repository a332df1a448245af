/* The second reading: the library's JSON beside what must be.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

void differ(struct comparison *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(c->why, format, args);
	va_end(args);
	fputc('\n', c->why);
	c->n++;
}

const char *text_of_member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

void compare_text(struct comparison *c, const char *of, const json_t *object,
		  const char *key, const char *expected)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	if (expected ? !text || strcmp(text, expected) : !json_is_null(value))
		differ(c, "%s: %s is \"%s\" and must be \"%s\"", of, key,
		       text ? text : "(null)", expected ? expected : "(null)");
}

void compare_number(struct comparison *c, const char *of,
		    const json_t *object, const char *key, long long expected)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value) || json_integer_value(value) != expected)
		differ(c, "%s: %s is %lld and must be %lld", of, key,
		       (long long)json_integer_value(value), expected);
}

void compare_bool(struct comparison *c, const char *of, const json_t *object,
		  const char *key, bool expected)
{
	if (json_object_get(object, key) != json_boolean(expected))
		differ(c, "%s: %s must be %d", of, key, expected);
}

/* A ratio in four decimals; NULL where 'capacity' gives none. */
static void compare_ratio(struct comparison *c, const char *of,
			  const json_t *object, const char *key,
			  long long load, long long capacity)
{
	const json_t *value = json_object_get(object, key);
	bool none = capacity <= 0 || capacity == LLONG_MAX;
	double ratio = none ? 0 : (double)load / (double)capacity;

	if (none ? !json_is_null(value)
		 : !json_is_number(value) ||
			   fabs(json_number_value(value) - ratio) > 0.000051)
		differ(c, "%s: %s is %f and must be %lld / %lld", of, key,
		       json_number_value(value), load, capacity);
}

/* ---- Reading names ----------------------------------------------------- */

/* The host of a VMM server that a replica names, or -1. */
static int find_host(const struct model *m, const json_t *replica)
{
	const char *name = text_of_member(replica, "host");
	const char *server = text_of_member(replica, "target_server");

	for (int i = 0; name && server && i < m->n_hosts; i++)
		if (!strcmp(m->hosts[i].name, name) &&
		    !strcmp(m->servers[m->groups[m->hosts[i].group].server]
				    .name, server))
			return i;
	return -1;
}

/* ---- Replicas ---------------------------------------------------------- */

const char *network_name(const struct model *m, int network)
{
	return network < 0 ? NULL : m->networks[network].name;
}

const char *subnet_name(const struct model *m, int subnet)
{
	return subnet < 0 ? NULL : m->subnets[subnet].name;
}

static int rule_number(const char *rule)
{
	static const char *const rules[] = { "retained", "offset", "next",
					     "pinned", "dhcp", "none" };

	for (int i = 0; i < 6; i++)
		if (rule && !strcmp(rule, rules[i]))
			return i;
	return 6;
}

/* Compares entry 'number' of a NIC's addresses, that of 'family'. */
static void compare_address(struct comparison *c, const char *of, int nic,
			    int family, const json_t *entry)
{
	const struct expected_nic *expected = &c->nics[nic];
	const char *rule = expected->rule[family];
	char source[ADDRESS_SIZE], given[ADDRESS_SIZE];
	int number = rule_number(rule);

	c->counts[number]++;
	address_text(family, c->m->nics[nic].address[family], source);
	address_text(family, expected->address[family], given);
	compare_text(c, of, entry, "rule", rule);
	compare_text(c, of, entry, "source",
		     c->m->nics[nic].has[family] ? source : NULL);
	compare_text(c, of, entry, "address", number < 4 ? given : NULL);
}

static void compare_nic(struct comparison *c, const char *vm, int nic,
			const json_t *object)
{
	const struct nic *it = &c->m->nics[nic];
	const struct expected_nic *expected = &c->nics[nic];
	const json_t *entries = json_object_get(object, "addresses");
	size_t n = 0;
	char of[64];

	snprintf(of, sizeof(of), "%s %s", vm, it->name);
	compare_text(c, of, object, "name", it->name);
	compare_text(c, of, object, "source_network",
		     network_name(c->m, it->network));
	compare_text(c, of, object, "source_subnet",
		     subnet_name(c->m, it->subnet));
	compare_text(c, of, object, "connection", expected->connection);
	compare_text(c, of, object, "network",
		     network_name(c->m, expected->network));
	compare_text(c, of, object, "test_network",
		     network_name(c->m, expected->test));
	compare_text(c, of, object, "subnet",
		     subnet_name(c->m, expected->subnet));
	compare_text(c, of, object, "subnet_rule", expected->subnet_rule);
	for (int k = 0; k < N_FAMILIES; k++) {
		int family = it->v6_first ? V6 - k : k;

		if (expected->rule[family])
			compare_address(c, of, nic, family,
					json_array_get(entries, n++));
	}
	if (json_array_size(entries) != n)
		differ(c, "%s: %zu addresses and must be %zu", of,
		       json_array_size(entries), n);
}

static void compare_replica(struct comparison *c, int vm,
			    const json_t *object)
{
	const struct model *m = c->m;
	const struct pair *pair = &m->pairs[pair_of(m, vm)];
	const struct cloud *target = &m->clouds[pair->target];
	const char *of = m->vms[vm].name;
	const json_t *nics = json_object_get(object, "nics");
	size_t n = 0;

	compare_text(c, of, object, "vm", of);
	compare_text(c, of, object, "server",
		     m->servers[m->vms[vm].server].name);
	compare_text(c, of, object, "protected",
		     m->clouds[pair->source].name);
	compare_text(c, of, object, "protecting", target->name);
	compare_text(c, of, object, "target_server",
		     m->servers[target->server].name);
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].vm == vm)
			compare_nic(c, of, i, json_array_get(nics, n++));
	if (json_array_size(nics) != n)
		differ(c, "%s: %zu NICs and must be %zu", of,
		       json_array_size(nics), n);
}

/* ---- Placement --------------------------------------------------------- */

/* Reads which hosts the plan chose, and sums their loads up. */
static void read_hosts(struct comparison *c)
{
	const json_t *replicas = json_object_get(c->plan, "replicas");
	const struct model *m = c->m;
	size_t n = 0;

	for (int i = 0; i < m->n_hosts; i++)
		for (int j = 0; j < N_RESOURCES; j++)
			c->load[i][j] = running_on(m, i, j);
	for (int i = 0; i < m->n_vms; i++) {
		const json_t *replica;
		int host;

		c->host[i] = -1;
		if (pair_of(m, i) < 0)
			continue;
		replica = json_array_get(replicas, n++);
		c->host[i] = host = find_host(m, replica);
		if (host < 0) {
			compare_text(c, m->vms[i].name, replica, "host", NULL);
			continue;
		}
		c->replicas[host]++;
		for (int j = 0; j < N_RESOURCES; j++)
			c->load[host][j] += m->vms[i].need[j] *
					    (j == CPUS ? 1000 : 1);
	}
	if (json_array_size(replicas) != n)
		differ(c, "%zu replicas and must be %zu",
		       json_array_size(replicas), n);
}

/* The hard rules, and that who is not placed fits nowhere. */
static void compare_placement(struct comparison *c, int vm)
{
	const struct model *m = c->m;
	const long long *need = m->vms[vm].need;
	const char *name = m->vms[vm].name;
	int host = c->host[vm];
	long long others[N_RESOURCES];

	for (int i = 0; host >= 0 && i < N_RESOURCES; i++)
		others[i] = c->load[host][i] - need[i] * (i == CPUS ? 1000 : 1);
	if (host >= 0 && !is_eligible(m, vm, host))
		differ(c, "%s may not stand on %s", name, m->hosts[host].name);
	if (host >= 0 && !has_room(m, host, others, need))
		differ(c, "%s has no room for %s", m->hosts[host].name, name);
	for (int i = 0; host < 0 && i < m->n_hosts; i++)
		if (is_eligible(m, vm, i) &&
		    has_room(m, i, c->load[i], need))
			differ(c, "%s fits on %s", name, m->hosts[i].name);
}

/* Whether a host is one of a protecting cloud's. */
static bool is_recovery(const struct model *m, int host)
{
	for (int i = 0; i < m->n_pairs; i++)
		if (m->clouds[m->pairs[i].target].groups >>
			    m->hosts[host].group & 1)
			return true;
	return false;
}

static void compare_hosts(struct comparison *c)
{
	static const char *const keys[] = { "cpus", "memory", "storage",
					    "iops" };
	const json_t *hosts = json_object_get(c->plan, "hosts");
	const struct model *m = c->m;
	size_t n = 0;

	for (int i = 0; i < m->n_hosts; i++) {
		const json_t *host, *load;
		const char *of = m->hosts[i].name;

		if (!is_recovery(m, i))
			continue;
		host = json_array_get(hosts, n++);
		load = json_object_get(host, "load");
		compare_text(c, of, host, "name", of);
		compare_text(c, of, host, "server",
			     m->servers[m->groups[m->hosts[i].group].server]
				     .name);
		compare_number(c, of, host, "replicas", c->replicas[i]);
		for (int j = 0; j < N_RESOURCES; j++)
			compare_ratio(c, of, load, keys[j], c->load[i][j],
				      capacity_of(m, i, j));
		compare_host_loss(c, i, json_object_get(host, "loss"));
	}
	if (json_array_size(hosts) != n)
		differ(c, "%zu hosts and must be %zu", json_array_size(hosts),
		       n);
}

/* ---- Summary ----------------------------------------------------------- */

/* Replicas beyond the first of each availability set on each host. */
static int separation_broken(const struct comparison *c)
{
	const struct model *m = c->m;
	int broken = 0;

	for (int i = 0; i < m->n_vms; i++)
		for (int j = 0; j < i; j++)
			if (c->host[i] >= 0 && c->host[j] == c->host[i] &&
			    m->vms[i].set >= 0 &&
			    m->vms[i].set == m->vms[j].set &&
			    m->vms[i].server == m->vms[j].server) {
				broken++;
				break;
			}
	return broken;
}

/* The peak as a fraction. */
static void find_peak(const struct comparison *c, long long *load,
		      long long *capacity)
{
	*load = 0;
	*capacity = 1;
	for (int i = 0; i < c->m->n_hosts; i++)
		for (int j = 0; j < N_RESOURCES && c->replicas[i]; j++) {
			long long limit = capacity_of(c->m, i, j);

			if (limit > 0 && limit != LLONG_MAX &&
			    (long double)c->load[i][j] / (long double)limit >
				    (long double)*load /
					    (long double)*capacity) {
				*load = c->load[i][j];
				*capacity = limit;
			}
		}
}

/* The bounds never exceed the truth. */
static void compare_bounds(struct comparison *c, const json_t *summary,
			   int unplaced)
{
	json_int_t bound = json_integer_value(
		json_object_get(summary, "unplaced_bound"));
	double peak = json_number_value(
		json_object_get(summary, "peak_load_bound"));
	long long load, capacity;
	int least;

	if (bound > unplaced)
		differ(c, "unplaced_bound is %lld of %d", (long long)bound,
		       unplaced);
	find_peak(c, &load, &capacity);
	if (peak * (double)capacity > (double)load + 1e-6)
		differ(c, "peak_load_bound %f is above the peak %lld / %lld",
		       peak, load, capacity);
	if (!brute_force(c->m, unplaced, &least, &load, &capacity))
		return;
	if (bound > least)
		differ(c, "unplaced_bound is %lld, but %d can be",
		       (long long)bound, least);
	if (capacity && peak * (double)capacity > (double)load + 1e-6)
		differ(c, "peak_load_bound is %f, but %lld / %lld can be",
		       peak, load, capacity);
}

/* Replicas that the accepted plan placed and that have another host. */
static int moved(const struct comparison *c)
{
	int n = 0;

	for (int i = 0; c->accepted && i < c->m->n_vms; i++)
		n += pair_of(c->m, i) >= 0 && c->accepted->placed[i] &&
		     c->accepted->host[i] != c->host[i];
	return n;
}

static void compare_summary(struct comparison *c)
{
	static const char *const rules[] = { "retained", "offset", "next",
					     "pinned", "dhcp", "unaddressed" };
	const json_t *summary = json_object_get(c->plan, "summary");
	const struct model *m = c->m;
	int replicas = 0, placed = 0, nics = 0, connected = 0;
	long long load, capacity;

	for (int i = 0; i < m->n_vms; i++) {
		replicas += pair_of(m, i) >= 0;
		placed += c->host[i] >= 0;
	}
	for (int i = 0; i < m->n_nics; i++) {
		nics += pair_of(m, m->nics[i].vm) >= 0;
		connected += c->host[m->nics[i].vm] >= 0 &&
			     is_connected(m, i);
	}
	compare_number(c, "summary", summary, "protected", replicas);
	compare_number(c, "summary", summary, "placed", placed);
	compare_number(c, "summary", summary, "unplaced", replicas - placed);
	compare_number(c, "summary", summary, "nics", nics);
	compare_number(c, "summary", summary, "connected", connected);
	compare_number(c, "summary", summary, "disconnected",
		       nics - connected);
	for (int i = 0; i < 6; i++)
		compare_number(c, "summary", summary, rules[i], c->counts[i]);
	compare_number(c, "summary", summary, "separation_broken",
		       separation_broken(c));
	compare_number(c, "summary", summary, "moved", moved(c));
	find_peak(c, &load, &capacity);
	compare_ratio(c, "summary", summary, "peak_load", load, capacity);
	compare_bounds(c, summary, replicas - placed);
}

/* ---- Plans and targets ------------------------------------------------- */

unsigned compare_plan(const struct model *m, const struct accepted *accepted,
		      const json_t *plan, FILE *why)
{
	const json_t *replicas = json_object_get(plan, "replicas");
	struct comparison c = { .m = m, .accepted = accepted, .plan = plan,
				.why = why };
	size_t n = 0;

	read_hosts(&c);
	expect_nics(m, c.host, accepted, c.nics);
	for (int i = 0; i < m->n_vms; i++) {
		if (pair_of(m, i) < 0)
			continue;
		compare_replica(&c, i, json_array_get(replicas, n++));
		compare_placement(&c, i);
	}
	compare_hosts(&c);
	compare_summary(&c);
	compare_subnets(&c);
	compare_routes(&c);
	compare_dns(&c);
	compare_findings(&c);
	return c.n;
}

/* Compares the row that 'source', 'pair' and 'target' have. */
static void compare_target(struct comparison *c, const json_t *row, int source,
			   int pair, int target)
{
	const struct model *m = c->m;
	const struct cloud *from = &m->clouds[m->pairs[pair].source];
	const struct cloud *to = &m->clouds[m->pairs[pair].target];
	bool available = is_available(m, target, pair);
	bool recommended = is_recommended(m, source, target);
	char of[2 * NAME_SIZE + 4], remedy[2 * NAME_SIZE + 32];

	snprintf(of, sizeof(of), "%s -> %s", m->networks[source].name,
		 m->networks[target].name);
	snprintf(remedy, sizeof(remedy), "add logical network %s to cloud %s",
		 m->logicals[m->networks[target].logical].name, to->name);
	compare_text(c, of, row, "source", m->networks[source].name);
	compare_text(c, of, row, "source_server",
		     m->servers[m->networks[source].server].name);
	compare_text(c, of, row, "target", m->networks[target].name);
	compare_text(c, of, row, "target_server",
		     m->servers[to->server].name);
	compare_text(c, of, row, "protected", from->name);
	compare_text(c, of, row, "protecting", to->name);
	compare_text(c, of, row, "remedy", available ? NULL : remedy);
	compare_bool(c, of, row, "available", available);
	compare_bool(c, of, row, "recommended", recommended);
}

unsigned compare_targets(const struct model *m, const json_t *rows, FILE *why)
{
	struct comparison c = { .m = m, .why = why };
	size_t n = 0;

	for (int i = 0; i < m->n_networks; i++)
		for (int j = 0; j < m->n_pairs; j++)
			for (int k = 0; k < m->n_networks; k++)
				if (k != i && is_row(m, i, j) &&
				    m->networks[k].server ==
					    m->clouds[m->pairs[j].target]
						    .server)
					compare_target(&c,
						       json_array_get(rows,
								      n++),
						       i, j, k);
	if (json_array_size(rows) != n)
		differ(&c, "%zu rows and must be %zu", json_array_size(rows),
		       n);
	return c.n;
}

/* ---- The accepted plan ------------------------------------------------- */

static void read_nic(struct accepted *accepted, const struct model *m, int nic,
		     const json_t *object)
{
	const json_t *entries = json_object_get(object, "addresses");
	size_t n = 0;

	accepted->nic[nic].target = -1;
	if (!is_connected(m, nic))
		return;
	accepted->nic[nic].target = m->mappings[mapping_of(m, nic)].target;
	accepted->nic[nic].rule = m->mappings[mapping_of(m, nic)].rule;
	for (int k = 0; k < N_FAMILIES; k++) {
		int family = m->nics[nic].v6_first ? V6 - k : k;
		const json_t *entry;
		const char *rule;

		if (!m->nics[nic].has[family])
			continue;
		entry = json_array_get(entries, n++);
		rule = text_of_member(entry, "rule");
		accepted->nic[nic].given[family] = rule_number(rule) < 4;
		accepted->nic[nic].by[family] = rule;
		address_read(family, text_of_member(entry, "address"),
			     &accepted->nic[nic].address[family]);
	}
}

void accepted_read(struct accepted *accepted, const struct model *m,
		   const json_t *plan)
{
	const json_t *replicas = json_object_get(plan, "replicas");
	size_t n = 0, n_nics;

	memset(accepted, 0, sizeof(*accepted));
	for (int i = 0; i < m->n_vms; i++) {
		const json_t *replica, *nics;

		if (pair_of(m, i) < 0)
			continue;
		replica = json_array_get(replicas, n++);
		nics = json_object_get(replica, "nics");
		accepted->knows[i] = true;
		accepted->host[i] = find_host(m, replica);
		accepted->placed[i] = accepted->host[i] >= 0;
		n_nics = 0;
		for (int j = 0; j < m->n_nics; j++)
			if (m->nics[j].vm == i)
				read_nic(accepted, m, j,
					 json_array_get(nics, n_nics++));
	}
}

void accepted_forget(struct accepted *accepted, const struct model *m, int vm)
{
	accepted->forgotten = accepted->knows[vm];
	accepted->placed[vm] = false;
	for (int i = 0; i < m->n_nics; i++)
		for (int f = 0; f < N_FAMILIES && m->nics[i].vm == vm; f++)
			accepted->nic[i].given[f] = false;
}
