/* Tests of what is explained of hosts in parts, and of other hosts and
 * addresses (rules 4, 6; formats 5, explain).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "../second/model.h"
#include "fixture.h"
#include "small.h"
#include "text.h"

struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void open_edited(struct opened *out, const char *topology,
			const struct edit *edits, const char *plan)
{
	char *text = small_edited(topology ? topology : small_topology, edits);
	char *path = plan ? fixture_file("case.plan.cfg", plan) : NULL;

	out->topology = fixture_topology(text);
	out->session = fixture_session(out->topology, path);
	out->plan = rp_session_plan(out->session);
	free(path);
	free(text);
}

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

/* "4 eligible; does not reach net-b 3; then hb2 at 4300": an explanation in
 * one line, without the sentence. */
static char *describe(const rp_topology *topology,
		      const struct rp_host_explanation *explanation)
{
	struct text text = TEXT_INIT;

	text_printf(&text, "%zu eligible", explanation->eligible);
	for (size_t i = 0; i < explanation->n_removed; i++)
		text_printf(&text, "; %s %zu", explanation->removed[i].rule,
			    explanation->removed[i].hosts);
	if (explanation->runner_up != RP_NONE)
		text_printf(&text, "; then %s at %d",
			    rp_name(topology, RP_HOST, explanation->runner_up),
			    (int)rp_ratio_parts(explanation->load));
	return text_take(&text, NULL);
}

/* Compares, and frees 'text'. */
static void check(char *text, const char *expected)
{
	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void check_explanation(const rp_plan *plan, rp_id replica,
			      const char *expected)
{
	struct rp_host_explanation *explanation = NULL;
	char *why = rp_explain_host(plan, replica, RP_ENGLISH);

	assert_int_equal(
		rp_host_explanation(&explanation, plan, replica, RP_ENGLISH),
		RP_OK);
	assert_int_equal(explanation->host,
			 rp_plan_replica(plan, replica)->host);
	check(why, explanation->why);
	check(describe(rp_plan_topology(plan), explanation), expected);
	rp_host_explanation_free(explanation);
}

/* ---- Hosts ------------------------------------------------------------- */

#define ALL_OF_B "logical_networks = [ \"ln-b\", \"ln-c\", \"ln-d\" ]"
#define ONLY(list) \
	{ \
		ALL_OF_B, "logical_networks = [ " list " ]" \
	}
#define AWAY(host) \
	{ \
		"hb" host "\"; cpus = 8; memory_mib = 65536; storage_gib = " \
		"1000; " ALL_OF_B "; maintenance = false", \
			"hb" host \
			"\"; cpus = 8; memory_mib = 65536; storage_gib = " \
			"1000; " ALL_OF_B "; maintenance = true" \
	}
#define PINS(pins) SMALL_PLAN "pins = ( " pins " );\n"

static const struct {
	const char *expected; /* Of vm1. */
	const char *other;    /* Host 'name': why not, or NULL. */
	const char *name;
	struct edit edits[MOST_EDITS];
	const char *topology;
	const char *plan;
} hosts[] = {
	{ .expected = "3 eligible; then hb2 at 1250",
	  .name = "hb3",
	  .other = "hb3 would stand at 12.5%; hb1 stands at 12.5%" },
	{ .expected = "3 eligible; then hb2 at 1250",
	  .name = "hb1",
	  .other = "hb1 is its host and stands at 12.5%" },
	{ .expected = "3 eligible; then hb2 at 1250",
	  .name = "ha",
	  .other = "ha is not a host of cloud cb" },
	{ .expected = "2 eligible; does not reach net-b 1; then hb3 at 1250",
	  .name = "hb1",
	  .other = "hb1 does not reach net-b",
	  .edits = { ONLY("\"ln-c\"") } },
	{ .expected = "1 eligible; in maintenance 1; does not reach net-b 1",
	  .name = "hb2",
	  .other = "hb2 is in maintenance",
	  .edits = { AWAY("2"), ONLY("\"ln-c\"") } },
	{ .expected = "2 eligible; no room for its CPUs 1; then hb3 at "
		      "1250",
	  .name = "hb1",
	  .other = "hb1 has no room for its CPUs: 1 needed, 0 free",
	  .edits = { { "hb1\"; cpus = 8", "hb1\"; cpus = 0" } } },
	{ .expected = "2 eligible; no room for its memory 1; then hb2 at "
		      "1250",
	  .name = "hb3",
	  .other = "hb3 has no room for its memory: 1 GiB needed, 1023 MiB "
		   "free",
	  .edits = { { "hb3\"; cpus = 8; memory_mib = 65536",
		       "hb3\"; cpus = 8; memory_mib = 1023" } } },
	{ .expected = "2 eligible; no room for its storage 1; then hb2 at "
		      "1250",
	  .name = "hb3",
	  .other = "hb3 has no room for its storage: 10 GiB needed, 9 GiB free",
	  .edits = { { "hb3\"; cpus = 8; memory_mib = 65536; storage_gib = "
		       "1000",
		       "hb3\"; cpus = 8; memory_mib = 65536; storage_gib = "
		       "9" } } },
	{ .expected = "2 eligible; no room for its IOPS 1; then hb2 at "
		      "1250",
	  .name = "hb3",
	  .other = "hb3 has no room for its IOPS: 50 needed, 49 free",
	  .edits = { { "hb3\"; cpus = 8", "hb3\"; iops = 49; cpus = 8" },
		     { "host = \"ha\"; cpus = 1",
		       "host = \"ha\"; iops = 50; cpus = 1" } } },
	/* Parts of a CPU. */
	{ .expected = "2 eligible; no room for its CPUs 1; then hb2 at "
		      "5000",
	  .name = "hb3",
	  .other = "hb3 has no room for its CPUs: 2 needed, 1.5 free",
	  .edits = { { "host_groups = ( { name = \"gb\"; hosts = (",
		       "host_groups = ( { name = \"gb\"; cpu_overcommit = "
		       "0.5; hosts = (" },
		     { "hb3\"; cpus = 8", "hb3\"; cpus = 3" },
		     { "host = \"ha\"; cpus = 1",
		       "host = \"ha\"; cpus = 2" } } },
	{ .expected = "1 eligible; running the VM itself 1",
	  .name = "h1",
	  .other = "h1 runs the VM itself",
	  .topology = one_server_topology },
	{ .expected = "1 eligible; not the pinned host 2",
	  .name = "hb1",
	  .other = "the replica is pinned to hb3",
	  .plan = PINS("{ vm = \"vm1\"; host = \"hb3\"; }") },
	/* Room is looked at before the pin. */
	{ .expected = "1 eligible; no room for its CPUs 1; not the pinned "
		      "host 1",
	  .edits = { { "hb1\"; cpus = 8", "hb1\"; cpus = 0" } },
	  .plan = PINS("{ vm = \"vm1\"; host = \"hb3\"; }") },
	/* A host that carries another of the availability set goes behind all
	 * that do not, however little is on it. */
	{ .expected = "3 eligible; then hb3 at 5000",
	  .name = "hb2",
	  .other = "hb2 already carries vm2 of availability set web; it would "
		   "stand at 25.0%; hb1 stands at 12.5%",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB,
		     { "hb3\"; cpus = 8", "hb3\"; cpus = 2" } },
	  .plan = PINS("{ vm = \"vm2\"; host = \"hb2\"; }") },
	{ .expected = "3 eligible; then hb2 at 2500",
	  .name = "hb2",
	  .other = "hb2 would stand at 25.0%; hb1 stands at 12.5%",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB,
		     { "hb3\"; cpus = 8", "hb3\"; cpus = 2" } },
	  .plan = PINS("{ vm = \"vm2\"; host = \"hb2\"; }") },
	{ .expected = "3 eligible; then hb3 at 1250",
	  .name = "hb1",
	  .other = "hb1 already carries vm2 of availability set web; it would "
		   "stand at 3.1%; hb2 stands at 12.5%",
	  .edits = { MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB,
		     { "hb1\"; cpus = 8", "hb1\"; cpus = 64" } },
	  .plan = PINS("{ vm = \"vm2\"; host = \"hb1\"; }") },
	/* Where both carry one, the loads decide. */
	{ .expected = "2 eligible; does not reach net-b 1; then hb3 at 2500",
	  .name = "hb3",
	  .other = "hb3 would stand at 25.0%; hb2 stands at 25.0%",
	  .edits = { { VM1_END,
		       ", { name = \"vm3\"; host = \"ha\"; cpus = 1; "
		       "memory_mib = 1024; storage_gib = 10; nics = (); }"
		       VM1_END },
		     MORE_VM("vm2", WEB_NIC("192.168.1.21")), OF_WEB, OF_WEB,
		     OF_WEB, ONLY("\"ln-c\"") },
	  .plan = PINS("{ vm = \"vm2\"; host = \"hb2\"; }, "
		       "{ vm = \"vm3\"; host = \"hb3\"; }") },
	/* Not placed. */
	{ .expected =
		  "0 eligible; in maintenance 1; does not reach net-b 1; "
		  "no room for its CPUs 1",
	  .edits = { AWAY("2"),
		     ONLY("\"ln-c\""),
		     { "hb3\"; cpus = 8", "hb3\"; cpus = 0" } } },
	{ .expected = "0 eligible; not the pinned host 3",
	  .name = "hb2",
	  .other = "the replica is pinned to ha",
	  .plan = PINS("{ vm = \"vm1\"; server = \"VA\"; host = \"ha\"; }") },
};

static void test_hosts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct opened opened;
		rp_id host;

		open_edited(&opened, hosts[i].topology, hosts[i].edits,
			    hosts[i].plan);
		check_explanation(opened.plan, 0, hosts[i].expected);
		if (hosts[i].name) {
			host = fixture_id(opened.topology, RP_HOST,
					  hosts[i].name);
			check(rp_explain_other_host(opened.plan, 0, host,
						    RP_ENGLISH),
			      hosts[i].other);
		}
		close_opened(&opened);
	}
}

/* ---- A slow recount ---------------------------------------------------- */

/* What a case is recounted from: the records of the topology, and where the
 * plan has its replicas. */
struct recount {
	const rp_topology *topology;
	const rp_session *session;
	const rp_plan *plan;
	const struct rp_replica *replica;
	bool is_bad; /* Counts the replica's own load too, as a control. */
};

static bool lists(const rp_topology *topology, struct rp_range list, rp_id id)
{
	for (rp_id i = list.first; i < list.end; i++)
		if (rp_topology_id(topology, i) == id)
			return true;
	return false;
}

static rp_id recount_cloud(const struct recount *c)
{
	return rp_pair(c->topology, c->replica->pair)->target;
}

static bool is_of_cloud(const struct recount *c, rp_id host)
{
	const struct rp_cloud *cloud = rp_cloud(c->topology, recount_cloud(c));

	return lists(c->topology, cloud->groups,
		     rp_host(c->topology, host)->group);
}

static bool host_reaches(const struct recount *c, rp_id host, rp_id network)
{
	const struct rp_host *h = rp_host(c->topology, host);
	const struct rp_network *n = rp_network(c->topology, network);
	bool at = n->subnets.first == n->subnets.end;

	for (rp_id i = n->subnets.first; i < n->subnets.end; i++) {
		struct rp_range groups = rp_subnet(c->topology, i)->groups;

		at |= groups.first == groups.end ||
		      lists(c->topology, groups, h->group);
	}
	return at &&
	       lists(c->topology, h->logical_networks, n->logical_network);
}

/* Whether a NIC of the replica is connected to 'network'. */
static bool is_on(const struct recount *c, rp_id network)
{
	struct rp_range nics = c->replica->nics;

	for (rp_id i = nics.first; i < nics.end; i++)
		if (rp_plan_nic(c->plan, i)->network == network)
			return true;
	return false;
}

/* What stands on 'host': all VMs that run there, all other replicas. */
static int64_t recount_load(const struct recount *c, rp_id host, int resource)
{
	int64_t load = 0;

	for (rp_id vm = 0; vm < rp_count(c->topology, RP_VM); vm++)
		if (rp_vm(c->topology, vm)->host == host)
			load += rp_vm(c->topology, vm)->need[resource];
	for (rp_id i = 0; i < rp_plan_n_replicas(c->plan); i++) {
		const struct rp_replica *r = rp_plan_replica(c->plan, i);

		if (r->host == host && (r != c->replica || c->is_bad))
			load += rp_vm(c->topology, r->vm)->need[resource];
	}
	return load;
}

/* All that can be said of a host, in order: the sentence number 'i', or NULL
 * behind the last; '*holds' is whether it holds. */
static char *sentence(const struct recount *c, rp_id host, rp_id i, bool *holds)
{
	static const char *const resources[] = { "CPUs", "memory", "storage",
						 "IOPS" };
	const struct rp_host *h = rp_host(c->topology, host);
	const struct rp_vm *vm = rp_vm(c->topology, c->replica->vm);
	rp_id n_networks = (rp_id)rp_count(c->topology, RP_NETWORK);
	rp_id pinned = rp_session_pinned_host(c->session, c->replica->vm);
	char *text = NULL;

	if (i == 0) {
		*holds = h->maintenance;
		return strdup("in maintenance");
	}
	if (i == 1) {
		*holds = vm->host == host;
		return strdup("running the VM itself");
	}
	i -= 2;
	if (i < n_networks) {
		*holds = is_on(c, i) && !host_reaches(c, host, i);
		assert_true(asprintf(&text, "does not reach %s",
				     rp_name(c->topology, RP_NETWORK, i)) > 0);
		return text;
	}
	i -= n_networks;
	if (i < RP_N_RESOURCES) {
		int64_t capacity = h->capacity[i];

		*holds = vm->need[i] > 0 && capacity != RP_UNLIMITED &&
			 (capacity <= 0 ||
			  recount_load(c, host, (int)i) + vm->need[i] >
				  capacity);
		assert_true(asprintf(&text, "no room for its %s",
				     resources[i]) > 0);
		return text;
	}
	*holds = pinned != RP_NONE && pinned != host;
	return i == RP_N_RESOURCES ? strdup("not the pinned host") : NULL;
}

/* The number of the first sentence that holds; '*last' counts them all. */
static rp_id first_sentence(const struct recount *c, rp_id host, rp_id *last)
{
	rp_id first = RP_NONE;
	bool holds = false;
	char *text;

	for (*last = 0; (text = sentence(c, host, *last, &holds)); ++*last) {
		if (holds && first == RP_NONE)
			first = *last;
		free(text);
	}
	return first;
}

/* The fullest resource of 'host' with the replica on it. */
static struct rp_ratio recount_ratio(const struct recount *c, rp_id host)
{
	const struct rp_host *h = rp_host(c->topology, host);
	const int64_t *need = rp_vm(c->topology, c->replica->vm)->need;
	struct rp_ratio worst = { 0, 1 };

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t load = recount_load(c, host, r) + need[r];

		if (h->capacity[r] != RP_UNLIMITED && h->capacity[r] > 0 &&
		    (rp_ip)load * (rp_ip)worst.capacity >
			    (rp_ip)worst.load * (rp_ip)h->capacity[r])
			worst = (struct rp_ratio){ load, h->capacity[r] };
	}
	return worst;
}

/* The first other replica of the availability set on 'host', or NULL. */
static const struct rp_replica *recount_mate(const struct recount *c,
					     rp_id host)
{
	rp_id set = rp_vm(c->topology, c->replica->vm)->availability_set;

	for (rp_id i = 0; set != RP_NONE && i < rp_plan_n_replicas(c->plan);
	     i++) {
		const struct rp_replica *r = rp_plan_replica(c->plan, i);

		if (r != c->replica && r->host == host &&
		    rp_vm(c->topology, r->vm)->availability_set == set)
			return r;
	}
	return NULL;
}

/* Whether (set shared, ratio) of 'a' is less than that of 'b'. */
static bool recount_less(const struct recount *c, rp_id a, rp_id b)
{
	bool a_shared = recount_mate(c, a) != NULL;
	bool b_shared = recount_mate(c, b) != NULL;
	struct rp_ratio x = recount_ratio(c, a);
	struct rp_ratio y = recount_ratio(c, b);

	if (a_shared != b_shared)
		return b_shared;
	return (rp_ip)x.load * (rp_ip)y.capacity <
	       (rp_ip)y.load * (rp_ip)x.capacity;
}

/* How many hosts each sentence removes, and what then is left: as describe()
 * says it. */
static char *recount(const struct recount *c)
{
	struct text text = TEXT_INIT;
	size_t counts[256] = { 0 };
	size_t eligible = 0;
	rp_id runner_up = RP_NONE;
	rp_id last = 0;
	bool holds;

	for (rp_id host = 0; host < rp_count(c->topology, RP_HOST); host++) {
		rp_id first = first_sentence(c, host, &last);

		assert_true(last < 256);
		if (!is_of_cloud(c, host))
			continue;
		if (first != RP_NONE) {
			counts[first]++;
			continue;
		}
		eligible++;
		if (host != c->replica->host &&
		    (runner_up == RP_NONE || recount_less(c, host, runner_up)))
			runner_up = host;
	}
	text_printf(&text, "%zu eligible", eligible);
	for (rp_id i = 0; i < last; i++) {
		char *rule = sentence(c, 0, i, &holds);

		if (counts[i])
			text_printf(&text, "; %s %zu", rule, counts[i]);
		free(rule);
	}
	if (runner_up != RP_NONE)
		text_printf(&text, "; then %s at %d",
			    rp_name(c->topology, RP_HOST, runner_up),
			    (int)rp_ratio_parts(recount_ratio(c, runner_up)));
	return text_take(&text, NULL);
}

/* How the answer for a host begins that no hard rule removes. */
static char *recount_rival(const struct recount *c, rp_id host)
{
	const char *name = rp_name(c->topology, RP_HOST, host);
	rp_id own = c->replica->host;
	const struct rp_replica *mate = recount_mate(c, host);
	int permille = (int)(rp_ratio_parts(recount_ratio(c, host)) + 5) / 10;
	const char *set;
	char *text = NULL;

	if (own != RP_NONE && own != host && mate && !recount_mate(c, own)) {
		set = rp_text(c->topology,
			      rp_vm(c->topology, mate->vm)->availability_set);
		assert_true(asprintf(&text,
				     "%s already carries %s of availability "
				     "set %s; it would stand at %d.%d%%", name,
				     rp_name(c->topology, RP_VM, mate->vm), set,
				     permille / 10, permille % 10) > 0);
	} else {
		assert_true(asprintf(&text, "%s %s at %d.%d%%", name,
				     host == own ? "is its host and stands"
						 : "would stand",
				     permille / 10, permille % 10) > 0);
	}
	return text;
}

/* How a rule is said of one host. */
static const char *verb_of(const char *rule)
{
	if (strncmp(rule, "in ", 3) == 0)
		return "is ";
	return strncmp(rule, "no room", 7) == 0 ? "has " : "";
}

/* How the answer to "why not 'host'?" must begin. */
static char *recount_other(const struct recount *c, rp_id host)
{
	const char *name = rp_name(c->topology, RP_HOST, host);
	rp_id pinned = rp_session_pinned_host(c->session, c->replica->vm);
	char *text = NULL;
	char *rule;
	rp_id first, last;
	bool holds;

	if (!is_of_cloud(c, host)) {
		assert_true(asprintf(&text, "%s is not a host of cloud %s",
				     name,
				     rp_name(c->topology, RP_CLOUD,
					     recount_cloud(c))) > 0);
		return text;
	}
	first = first_sentence(c, host, &last);
	if (first == last - 1) {
		assert_true(asprintf(&text, "the replica is pinned to %s",
				     rp_name(c->topology, RP_HOST, pinned)) >
			    0);
	} else if (first != RP_NONE) {
		rule = first == 1 ? strdup("runs the VM itself")
				  : sentence(c, host, first, &holds);
		assert_true(asprintf(&text, "%s %s%s", name, verb_of(rule),
				     rule) > 0);
		free(rule);
	} else {
		return recount_rival(c, host);
	}
	return text;
}

/* Compares one replica; how many of its explanations differ. */
static unsigned compare(struct recount *c, rp_id replica)
{
	struct rp_host_explanation *explanation = NULL;
	unsigned different;
	char *expected;
	char *found;

	c->replica = rp_plan_replica(c->plan, replica);
	assert_int_equal(
		rp_host_explanation(&explanation, c->plan, replica, RP_ENGLISH),
		RP_OK);
	expected = recount(c);
	found = describe(c->topology, explanation);
	different = strcmp(expected, found) != 0;
	if (different && !c->is_bad)
		print_error("replica %u: %s, not %s\n", replica, found,
			    expected);
	free(found);
	free(expected);
	rp_host_explanation_free(explanation);
	for (rp_id i = 0; i < rp_count(c->topology, RP_HOST); i++) {
		expected = recount_other(c, i);
		found = rp_explain_other_host(c->plan, replica, i, RP_ENGLISH);
		assert_non_null(found);
		different += strncmp(expected, found, strlen(expected)) != 0;
		if (!c->is_bad && strncmp(expected, found, strlen(expected)))
			print_error("replica %u: %s, not %s\n", replica, found,
				    expected);
		free(found);
		free(expected);
	}
	return different;
}

static FILE *create(const char *name)
{
	char *path = fixture_file(name, NULL);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	free(path);
	return file;
}

static void write_model(const struct model *model)
{
	FILE *file = create("model.cfg");
	char name[32];

	model_write_topology(model, file);
	assert_int_equal(fclose(file), 0);
	file = create("model.plan.cfg");
	model_write_plan(model, NULL, file);
	assert_int_equal(fclose(file), 0);
	for (int i = 0; i < model->n_clouds; i++) {
		if (!has_table(model, i))
			continue;
		snprintf(name, sizeof name, "cloud%d.csv", i);
		file = create(name);
		model_write_table(model, i, file);
		assert_int_equal(fclose(file), 0);
	}
}

/* Compares all replicas of the model with seed 'seed'. */
static unsigned compare_model(uint64_t seed, bool is_bad)
{
	static struct model model;
	struct recount c = { .is_bad = is_bad };
	unsigned different = 0;
	char *topology_path = fixture_file("model.cfg", NULL);
	char *plan_path = fixture_file("model.plan.cfg", NULL);
	rp_session *session;
	rp_topology *topology;

	model_generate(&model, seed);
	write_model(&model);
	topology = fixture_read(topology_path);
	session = fixture_session(topology, plan_path);
	c.topology = topology;
	c.session = session;
	c.plan = rp_session_plan(session);
	for (rp_id i = 0; i < rp_plan_n_replicas(c.plan); i++)
		different += compare(&c, i);
	if (different && !is_bad)
		print_error("seed %d\n", (int)seed);
	rp_session_free(session);
	rp_topology_free(topology);
	free(plan_path);
	free(topology_path);
	return different;
}

#define N_MODELS 40

static void test_recount(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= N_MODELS; seed++)
		assert_int_equal(compare_model(seed, false), 0);
}

/* A recount that leaves the replica's own load on its host is found out. */
static void test_bad_recount(void **state)
{
	unsigned different = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++)
		different += compare_model(seed, true);
	assert_true(different > 0);
}

/* ---- Addresses --------------------------------------------------------- */

static const struct {
	const char *address;
	const char *expected; /* Why vm1's first NIC does not have it. */
	struct edit edits[MOST_EDITS];
	const char *plan;
} addresses[] = {
	{ "192.168.1.20",
	  "192.168.1.20 is what it has",
	  { { NULL, NULL } },
	  NULL },
	{ "192.168.1.99",
	  "192.168.1.99 is usable: pin it to have it",
	  { { NULL, NULL } },
	  NULL },
	{ "192.168.2.1",
	  "192.168.2.1 is outside the prefix of subnet web",
	  { { NULL, NULL } },
	  NULL },
	{ "2001:db8::1",
	  "no address of this family",
	  { { NULL, NULL } },
	  NULL },
	{ "192.168.1.201",
	  "192.168.1.201 is in no pool of subnet web",
	  { { NULL, NULL } },
	  NULL },
	{ "192.168.1.99",
	  "192.168.1.99 is reserved in pool pool-b",
	  { { "name = \"pool-b\";",
	      "name = \"pool-b\"; reserved = [ \"192.168.1.90-192.168.1.99\" "
	      "];" } },
	  NULL },
	{ "192.168.1.50",
	  "192.168.1.50 is a gateway of subnet web",
	  { { "\"web\"; # b\n      prefixes = [ \"192.168.1.0/24\" ];\n"
	      "      gateways = [ \"192.168.1.1\" ]",
	      "\"web\"; prefixes = [ \"192.168.1.0/24\" ]; "
	      "gateways = [ \"192.168.1.50\" ]" } },
	  NULL },
	{ "192.168.1.255",
	  "192.168.1.255 is a network or broadcast address",
	  { { "\"pool-b\"; first = \"192.168.1.10\";\n"
	      "                  last = \"192.168.1.200\"",
	      "\"pool-b\"; first = \"192.168.1.10\"; last = "
	      "\"192.168.1.255\"" } },
	  NULL },
	{ "192.168.1.21",
	  "192.168.1.21 is given to the replica of NIC eth0 "
	  "of VM vm2",
	  { MORE_VM("vm2", WEB_NIC("192.168.1.21")) },
	  NULL },
	{ "192.168.1.77",
	  "192.168.1.77 is held by NIC eth0 of VM local",
	  { { "{ name = \"cb\"; host_groups = [ \"gb\" ];",
	      "{ name = \"own\"; host_groups = [ \"gb\" ]; logical_networks = "
	      "[ \"ln-b\" ]; vms = ( { name = \"local\"; host = \"hb1\"; "
	      "cpus = 1; memory_mib = 1; storage_gib = 1; nics = ( { name = "
	      "\"eth0\"; network = \"net-b\"; subnet = \"web\"; addresses = [ "
	      "\"192.168.1.77\" ]; } ); } ); }, "
	      "{ name = \"cb\"; host_groups = [ \"gb\" ];" } },
	  NULL },
	{ "192.168.1.20",
	  "192.168.1.20 is usable: pin it to have it",
	  { { NULL, NULL } },
	  PINS("{ vm = \"vm1\"; nic = \"eth0\"; "
	       "addresses = [ \"192.168.1.77\" ]; }") },
	{ "192.168.1.20",
	  "not connected",
	  { { "source = \"net-a\"", "source = \"net-a2\"" } },
	  NULL },
	{ "192.168.1.20",
	  "VM network net-c has no pool",
	  { { "target = \"net-b\"", "target = \"net-c\"" } },
	  NULL },
	{ "192.168.1.20",
	  "the replica is not placed",
	  { { "memory_mib = 1024", "memory_mib = 99999" } },
	  NULL },
	{ "192.168.1.20",
	  "DHCP: not managed",
	  { { "        addresses = [ \"192.168.1.20\" ];", "" } },
	  NULL },
	/* 0.0.0.0 is what a NIC without address has in its record. */
	{ "0.0.0.0",
	  "0.0.0.0 is outside the prefix of subnet web",
	  { { "{ name = \"pool-b\"; first = \"192.168.1.10\";\n"
	      "                  last = \"192.168.1.200\"; }",
	      "" } },
	  NULL },
};

static void test_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct opened opened;
		enum rp_family family;
		rp_ip ip;

		open_edited(&opened, NULL, addresses[i].edits,
			    addresses[i].plan);
		assert_true(rp_ip_parse(addresses[i].address, &family, &ip));
		check(rp_explain_other_address(opened.plan, 0, family, ip,
					       RP_ENGLISH),
		      addresses[i].expected);
		close_opened(&opened);
	}
}

/* ---- JSON --------------------------------------------------------------- */

/* The keys of the object 'json', each with a space behind it. */
static char *keys_of(json_t *json)
{
	struct text text = TEXT_INIT;
	const char *key;
	json_t *value;

	assert_true(json_is_object(json));
	json_object_foreach(json, key, value) text_printf(&text, "%s ", key);
	return text_take(&text, NULL);
}

static json_t *explain_json(const rp_plan *plan,
			    const struct rp_question *question)
{
	char *out = NULL;
	size_t size = 0;
	json_t *json;

	assert_int_equal(rp_export_explain_json(&out, &size, plan, 0, question),
			 RP_OK);
	json = json_loadb(out, size, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	free(out);
	return json;
}

static const char *string_at(json_t *json, const char *key)
{
	const char *string = json_string_value(json_object_get(json, key));

	assert_non_null(string);
	return string;
}

static void test_json(void **state)
{
	const struct edit edits[MOST_EDITS] = { ONLY("\"ln-c\"") };
	struct opened opened;
	json_t *json, *host, *nic;

	(void)state;
	open_edited(&opened, NULL, edits, NULL);
	json = explain_json(opened.plan, NULL);
	host = json_object_get(json, "host");
	nic = json_array_get(json_object_get(json, "nics"), 0);
	check(keys_of(json), "vm server host nics ");
	check(keys_of(host), "name why eligible removed runner_up ");
	check(json_dumps(host, JSON_COMPACT),
	      "{\"name\":\"hb2\",\"why\":\"least loaded of 2 hosts that reach "
	      "net-b\",\"eligible\":2,\"removed\":[{\"rule\":\"does not reach "
	      "net-b\",\"hosts\":1}],\"runner_up\":{\"name\":\"hb3\","
	      "\"load\":0.125}}");
	check(json_dumps(nic, JSON_COMPACT),
	      "{\"name\":\"eth0\",\"network\":\"net-b\",\"subnet\":\"web\","
	      "\"why\":\"VM network net-a is mapped to net-b; web has the name "
	      "of the NIC's own subnet\",\"addresses\":[{\"address\":"
	      "\"192.168.1.20\",\"rule\":\"retained\",\"why\":\"192.168.1.20 "
	      "retained: it is in pool pool-b and free\"}]}");
	json_decref(json);
	close_opened(&opened);
}

/* Answers are the last keys, and only where they are asked for. */
static void test_json_questions(void **state)
{
	struct rp_question question = { .nic = RP_NONE };
	const struct edit none[MOST_EDITS] = { { NULL, NULL } };
	struct opened opened;
	json_t *json, *other;

	(void)state;
	open_edited(&opened, NULL, none, NULL);
	question.host = fixture_id(opened.topology, RP_HOST, "ha");
	json = explain_json(opened.plan, &question);
	check(keys_of(json), "vm server host nics other_host ");
	other = json_object_get(json, "other_host");
	assert_string_equal(string_at(other, "name"), "ha");
	assert_string_equal(string_at(other, "why"),
			    "ha is not a host of cloud cb");
	json_decref(json);
	question.nic = 0;
	assert_true(
		rp_ip_parse("192.168.1.30", &question.family, &question.ip));
	json = explain_json(opened.plan, &question);
	check(keys_of(json), "vm server host nics other_host other_address ");
	other = json_object_get(json, "other_address");
	check(keys_of(other), "nic address why ");
	assert_string_equal(string_at(other, "why"),
			    "192.168.1.30 is usable: pin it to have it");
	json_decref(json);
	close_opened(&opened);
}

/* A replica that is not placed has no host, runner-up, subnet or address. */
static void test_json_nulls(void **state)
{
	const struct edit edits[MOST_EDITS] = {
		{ "memory_mib = 1024", "memory_mib = 99999" },
	};
	struct opened opened;
	json_t *json, *host, *nic;

	(void)state;
	open_edited(&opened, NULL, edits, NULL);
	json = explain_json(opened.plan, NULL);
	host = json_object_get(json, "host");
	nic = json_array_get(json_object_get(json, "nics"), 0);
	assert_true(json_is_null(json_object_get(host, "name")));
	assert_true(json_is_null(json_object_get(host, "runner_up")));
	assert_true(json_is_null(json_object_get(nic, "subnet")));
	assert_string_equal(string_at(nic, "network"), "net-b");
	assert_int_equal(json_array_size(json_object_get(nic, "addresses")), 0);
	json_decref(json);
	close_opened(&opened);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_recount),
		cmocka_unit_test(test_bad_recount),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_questions),
		cmocka_unit_test(test_json_nulls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
