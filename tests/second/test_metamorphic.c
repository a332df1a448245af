/* The second reading: what must not change a plan does not.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * METAMORPHIC_CASES says how many random topologies there are, SECOND_SEED
 * which one is the first; SECOND_KEEP as in test_second_reading.c. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

/* ---- Comparing --------------------------------------------------------- */

/* Takes the words away, which name lines of files and say how a plan came
 * about: one that is kept as accepted says it otherwise. */
static void remove_words(json_t *plan)
{
	json_t *it;
	size_t i;

	json_array_foreach(json_object_get(plan, "replicas"), i, it)
		json_object_del(it, "why");
	json_array_foreach(json_object_get(plan, "findings"), i, it) {
		json_object_del(it, "text");
		json_object_del(it, "remedy");
	}
}

/* Compares two plans, both without words. */
static void check_same(const json_t *is, const json_t *must, const char *what,
		       uint64_t seed)
{
	char *a, *b;

	if (json_equal(is, must))
		return;
	keep_files(seed);
	a = json_dumps(is, JSON_INDENT(1) | JSON_SORT_KEYS);
	b = json_dumps(must, JSON_INDENT(1) | JSON_SORT_KEYS);
	for (size_t i = 0; a && b && a[i] == b[i]; i++)
		if (a[i] == '\0' || strncmp(a + i, b + i, 40)) {
			print_error("%.300s\n--- must be\n%.300s\n", a + i,
				    b + i);
			break;
		}
	free(a);
	free(b);
	fail_msg("seed %llu: %s: another plan", (unsigned long long)seed,
		 what);
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The findings in an order of their own: in the files' one they stand by line,
 * and not by name. */
static json_t *sorted(const json_t *findings)
{
	size_t n = json_array_size(findings);
	char **keys = calloc(n + 1, sizeof(*keys));
	json_t *out = json_array();

	assert_non_null(keys);
	for (size_t i = 0; i < n; i++)
		keys[i] = json_dumps(json_array_get(findings, i),
				     JSON_SORT_KEYS);
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < n; i++) {
		json_array_append_new(out, json_string(keys[i]));
		free(keys[i]);
	}
	free(keys);
	return out;
}

static void sort_findings(json_t *plan)
{
	json_object_set_new(plan, "findings",
			    sorted(json_object_get(plan, "findings")));
}

/* The plan of a model, without words. */
static json_t *plan_of_model(const struct model *model, uint64_t seed)
{
	struct answer answer;
	json_t *plan;

	answer_model(&answer, model, seed);
	plan = json_incref(answer.plan);
	answer_destroy(&answer);
	remove_words(plan);
	return plan;
}

/* Both models have one plan. */
static void check_models(const struct model *a, const struct model *b,
			 const char *what, uint64_t seed)
{
	json_t *must = plan_of_model(a, seed);
	json_t *is = plan_of_model(b, seed);

	sort_findings(must);
	sort_findings(is);
	check_same(is, must, what, seed);
	json_decref(is);
	json_decref(must);
}

/* Runs a check for each seed. */
static void for_each_seed(void (*check)(struct model *model, uint64_t seed))
{
	static struct model model;
	unsigned long cases = number_of("METAMORPHIC_CASES", 100);
	unsigned long first = number_of("SECOND_SEED", 1);

	for (unsigned long i = 0; i < cases; i++) {
		model_generate(&model, first + i);
		check(&model, first + i);
	}
}

/* ---- Edits ------------------------------------------------------------- */

enum edit_kind { MAP, PIN_HOST, PIN_ADDRESS };

/* What is to be said of one thing: a source network and a VMM server, a VM, or
 * a NIC's address of a family. */
struct edit {
	enum edit_kind kind;
	int of;
	int at;      /* VMM server, or family. */
	int mapping; /* Of the new model; -1: none. */
};

#define MAX_EDITS (MAX_NETWORKS * MAX_SERVERS + MAX_VMS + 2 * MAX_NICS)

static int mapping_to(const struct model *m, int source, int server)
{
	for (int i = 0; i < m->n_mappings; i++)
		if (m->mappings[i].source == source &&
		    m->networks[m->mappings[i].target].server == server)
			return i;
	return -1;
}

/* All that is to be said so that the decisions are those of 'to'. */
static int list_edits(const struct model *to, struct edit edits[MAX_EDITS])
{
	int n = 0;

	for (int i = 0; i < to->n_networks; i++)
		for (int j = 0; j < to->n_servers; j++)
			edits[n++] = (struct edit){ MAP, i, j,
						    mapping_to(to, i, j) };
	for (int i = 0; i < to->n_vms; i++)
		if (pair_of(to, i) >= 0)
			edits[n++] = (struct edit){ PIN_HOST, i, 0, -1 };
	for (int i = 0; i < to->n_nics; i++)
		for (int f = 0; f < N_FAMILIES; f++)
			edits[n++] = (struct edit){ PIN_ADDRESS, i, f, -1 };
	return n;
}

static void shuffle_edits(struct edit *edits, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int j = between(0, i);
		struct edit kept = edits[i];

		edits[i] = edits[j];
		edits[j] = kept;
	}
}

static int map(rp_session *session, const struct model *to,
	       const struct edit *edit)
{
	static const enum rp_address_rule rules[] = { RP_RETAIN, RP_OFFSET,
						      RP_NEXT };
	const struct mapping *it;
	struct rp_mapping mapping;

	if (edit->mapping < 0)
		return rp_session_unmap(session, (rp_id)edit->of,
					(rp_id)edit->at);
	it = &to->mappings[edit->mapping];
	mapping = (struct rp_mapping){
		.source = (rp_id)it->source,
		.target = (rp_id)it->target,
		.test_network = it->test < 0 ? RP_NONE : (rp_id)it->test,
		.rule = rules[it->rule],
	};
	return rp_session_map(session, &mapping);
}

/* Makes an edit; ids are the model's numbers. */
static void make_edit(rp_session *session, const struct model *to,
		      const struct edit *edit)
{
	const struct nic *nic;
	rp_ip ip;
	int host;

	switch (edit->kind) {
	case MAP:
		assert_int_equal(map(session, to, edit), RP_OK);
		break;
	case PIN_HOST:
		host = to->vms[edit->of].pinned_host;
		assert_int_equal(rp_session_pin_host(session, (rp_id)edit->of,
						     host < 0 ? RP_NONE
							      : (rp_id)host),
				 RP_OK);
		break;
	case PIN_ADDRESS:
		nic = &to->nics[edit->of];
		ip = nic->pin[edit->at];
		assert_int_equal(rp_session_pin_address(
					 session, (rp_id)edit->of,
					 edit->at == V4 ? RP_IPV4 : RP_IPV6,
					 nic->pinned[edit->at] ? &ip : NULL),
				 RP_OK);
		break;
	}
}

/* Makes an edit that is taken back at once. */
static void waver(rp_session *session)
{
	uint32_t target = rp_session_peak_target(session);

	assert_int_equal(rp_session_set_peak_target(session, 1 + target % 1000),
			 RP_OK);
	assert_int_equal(rp_session_undo(session), RP_OK);
}

static void check_session(rp_session *session, const json_t *must,
			  const char *what, uint64_t seed)
{
	json_t *plan = plan_of(session);

	remove_words(plan);
	check_same(plan, must, what, seed);
	json_decref(plan);
}

/* Edits in any order lead to the plan of files that say the same; undo leads
 * back, and redo there again. */
static void check_edits(struct model *model, uint64_t seed)
{
	static struct edit edits[MAX_EDITS];
	static struct model to;
	struct answer answer, files;
	int n;

	model->dangling_mappings = 0; /* No edit takes these away. */
	model->dangling_pins = 0;
	answer_model(&answer, model, seed);
	to = *model;
	model_decide(&to, seed);
	write_files(&to, accepted_part(answer.config));
	answer_init(&files, seed);
	remove_words(files.plan);
	remove_words(answer.plan);
	n = list_edits(&to, edits);
	shuffle_edits(edits, n);
	for (int i = 0; i < n; i++) {
		make_edit(answer.session, &to, &edits[i]);
		if (maybe(2))
			waver(answer.session);
	}
	check_session(answer.session, files.plan, "edits", seed);
	while (rp_session_can_undo(answer.session))
		assert_int_equal(rp_session_undo(answer.session), RP_OK);
	check_session(answer.session, answer.plan, "undo", seed);
	while (rp_session_can_redo(answer.session))
		assert_int_equal(rp_session_redo(answer.session), RP_OK);
	check_session(answer.session, files.plan, "redo", seed);
	answer_destroy(&files);
	answer_destroy(&answer);
}

static void test_edits(void **state)
{
	(void)state;
	for_each_seed(check_edits);
}

/* ---- Order of the input ------------------------------------------------ */

static void permute_file(const char *name)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	FILE *in = fopen(path_of(name), "r");

	assert_non_null(in);
	assert_non_null(out);
	file_permute(in, out);
	fclose(in);
	assert_int_equal(fclose(out), 0);
	in = create(name);
	assert_int_equal(fwrite(text, 1, size, in), size);
	assert_int_equal(fclose(in), 0);
	free(text);
}

/* Settings in their group, and what has no order, say the same in any. */
static void check_order(struct model *model, uint64_t seed)
{
	json_t *must = plan_of_model(model, seed);
	struct answer answer;

	model_permute(model);
	write_files(model, NULL);
	permute_file("topology.cfg");
	permute_file("topology.plan.cfg");
	answer_init(&answer, seed);
	remove_words(answer.plan);
	sort_findings(answer.plan);
	sort_findings(must);
	check_same(answer.plan, must, "permuted", seed);
	answer_destroy(&answer);
	json_decref(must);
}

static void test_order(void **state)
{
	(void)state;
	for_each_seed(check_order);
}

/* VMs that are written out say the same as in a table. */
static void check_tables(struct model *model, uint64_t seed)
{
	static struct model other;

	for (int i = 0; i < model->n_vms; i++) {
		model->vms[i].odd = false;
		model->vms[i].from_table = false;
	}
	for (int i = 0; i < model->n_nics; i++)
		model->nics[i].v6_first = false;
	for (int i = 0; i < model->n_clouds; i++)
		model->clouds[i].odd = false;
	other = *model;
	for (int i = other.n_vms - 1; i >= 0; i--) {
		struct vm *vm = &other.vms[i], *next = vm + 1;
		bool last = i == other.n_vms - 1 || next->cloud != vm->cloud;

		vm->from_table = vm->cloud >= 0 &&
				 (last || next->from_table) && maybe(80);
	}
	check_models(model, &other, "in a table", seed);
}

static void test_tables(void **state)
{
	(void)state;
	for_each_seed(check_tables);
}

/* ---- What says nothing ------------------------------------------------- */

/* Takes what a host that takes no replica adds: itself. */
static void keep_replicas(json_t *plan)
{
	json_object_del(plan, "hosts");
	json_object_del(plan, "findings");
	json_object_del(plan, "routes");
}

static void check_hosts(struct model *model, struct model *other,
			const char *what, uint64_t seed)
{
	json_t *must = plan_of_model(model, seed);
	json_t *is = plan_of_model(other, seed);

	keep_replicas(must);
	keep_replicas(is);
	check_same(is, must, what, seed);
	json_decref(is);
	json_decref(must);
}

/* Whether every replica is connected to something. */
static bool all_connected(const struct model *m)
{
	for (int i = 0; i < m->n_vms; i++) {
		bool connected = pair_of(m, i) < 0;

		for (int j = 0; j < m->n_nics && !connected; j++)
			connected = m->nics[j].vm == i && is_connected(m, j);
		if (!connected)
			return false;
	}
	return true;
}

/* A host that no replica can have says nothing: one in a host group of its
 * own, one in maintenance, one that reaches no network. */
static void check_unreachable(struct model *model, uint64_t seed)
{
	static struct model other;
	struct host *host;

	if (!model->n_groups || model->n_groups == MAX_GROUPS ||
	    model->n_hosts == MAX_HOSTS)
		return;
	other = *model;
	host = &other.hosts[other.n_hosts++];
	memset(host, 0, sizeof(*host));
	snprintf(host->name, NAME_SIZE, "new host");
	host->group = other.n_groups - 1;
	for (int i = 0; i < N_RESOURCES; i++)
		host->states[i] = 1000000;
	host->maintenance = true;
	check_hosts(model, &other, "host in maintenance", seed);
	host->maintenance = false;
	if (all_connected(model))
		check_hosts(model, &other, "host without networks", seed);
	host->logicals = ~0u >> (32 - other.n_logicals);
	for (int i = 0; i < other.n_logicals; i++)
		if (other.logicals[i].server !=
		    other.groups[host->group].server)
			host->logicals &= ~(1u << i);
	other.groups[other.n_groups] = other.groups[host->group];
	host->group = other.n_groups++;
	snprintf(other.groups[host->group].name, NAME_SIZE, "new group");
	check_hosts(model, &other, "host in no cloud", seed);
}

static void test_unreachable(void **state)
{
	(void)state;
	for_each_seed(check_unreachable);
}

/* Takes from every text what renamed() adds. */
static void name_back(json_t *json)
{
	static const char added[] = ", named";
	size_t length = json_string_length(json), n = sizeof(added) - 1;
	const char *key;
	json_t *it;
	size_t i;

	json_object_foreach(json, key, it)
		name_back(it);
	json_array_foreach(json, i, it)
		name_back(it);
	if (json_is_string(json) && length >= n &&
	    !strcmp(json_string_value(json) + length - n, added)) {
		char name[NAME_SIZE];

		snprintf(name, sizeof(name), "%.*s", (int)(length - n),
			 json_string_value(json));
		json_string_set(json, name);
	}
}

/* Names are names: nothing depends on what they say. */
static void check_names(struct model *model, uint64_t seed)
{
	json_t *must = plan_of_model(model, seed);
	json_t *is;

	names_change(model);
	is = plan_of_model(model, seed);
	name_back(is);
	sort_findings(must);
	sort_findings(is);
	check_same(is, must, "other names", seed);
	json_decref(is);
	json_decref(must);
}

static void test_names(void **state)
{
	(void)state;
	for_each_seed(check_names);
}

/* Three times as much of everything is the same plan. */
static void check_scale(struct model *model, uint64_t seed)
{
	static struct model other;

	other = *model;
	for (int j = 0; j < N_RESOURCES; j++) {
		for (int i = 0; i < other.n_hosts; i++)
			if (other.hosts[i].states[j] > 0)
				other.hosts[i].states[j] *= 3;
		for (int i = 0; i < other.n_groups; i++)
			other.groups[i].reserve[j] *= 3;
		for (int i = 0; i < other.n_vms; i++)
			other.vms[i].need[j] *= 3;
	}
	check_models(model, &other, "scaled", seed);
}

static void test_scale(void **state)
{
	(void)state;
	for_each_seed(check_scale);
}

/* Known bad: a plan that differs in one value is another one. */
static void test_control(void **state)
{
	static struct model model;
	json_t *plan, *other;

	(void)state;
	model_generate(&model, 1);
	plan = plan_of_model(&model, 1);
	other = json_deep_copy(plan);
	assert_true(json_equal(plan, other));
	json_object_set_new(json_object_get(other, "summary"), "placed",
			    json_integer(-1));
	assert_false(json_equal(plan, other));
	json_decref(other);
	json_decref(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_scale),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
