/* Tests of rules 4, "One host fails": a slow second reading of random sites.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../second/model.h"
#include "fixture.h"

struct opened {
	rp_topology *topology;
	rp_session *session;
	const rp_plan *plan;
};

static void close_opened(struct opened *opened)
{
	rp_session_free(opened->session);
	rp_topology_free(opened->topology);
}

/* ---- A slow second reading ----------------------------------------------- */

#define MOST_DISPLACED 10
#define MOST_TRIES 200000

/* What is read of one host's loss. */
struct reading {
	const rp_topology *topology;
	const rp_session *session;
	const rp_plan *plan;
	rp_id lost;
	bool is_bad; /* Hosts in maintenance count too, as a control. */
	int64_t load[MAX_HOSTS][RP_N_RESOURCES]; /* Of all others. */
	struct {
		rp_id vm;
		rp_id replica; /* RP_NONE: the VM itself. */
	} displaced[MAX_VMS];
	unsigned n;
	unsigned tries;
	unsigned least; /* Of those without a place, so far. */
};

static bool lists(const rp_topology *topology, struct rp_range list, rp_id id)
{
	for (rp_id i = list.first; i < list.end; i++)
		if (rp_topology_id(topology, i) == id)
			return true;
	return false;
}

static bool host_reaches(const rp_topology *topology, rp_id host, rp_id network)
{
	const struct rp_host *h = rp_host(topology, host);
	const struct rp_network *n = rp_network(topology, network);
	bool at = n->subnets.first == n->subnets.end;

	for (rp_id i = n->subnets.first; i < n->subnets.end; i++) {
		struct rp_range groups = rp_subnet(topology, i)->groups;

		at |= groups.first == groups.end ||
		      lists(topology, groups, h->group);
	}
	return at &&
	       lists(topology, h->logical_networks, n->logical_network);
}

static bool replica_may_stand(const struct reading *c, rp_id id, rp_id host)
{
	const rp_topology *topology = c->topology;
	const struct rp_replica *replica = rp_plan_replica(c->plan, id);
	rp_id cloud = rp_pair(topology, replica->pair)->target;
	rp_id pin = rp_session_pinned_host(c->session, replica->vm);
	bool may = lists(topology, rp_cloud(topology, cloud)->groups,
			 rp_host(topology, host)->group);

	for (rp_id i = replica->nics.first; i < replica->nics.end; i++) {
		rp_id network = rp_plan_nic(c->plan, i)->network;

		may &= network == RP_NONE ||
		       host_reaches(topology, host, network);
	}
	return may && rp_vm(topology, replica->vm)->host != host &&
	       (pin == RP_NONE || pin == host);
}

static bool vm_may_stand(const struct reading *c, rp_id id, rp_id host)
{
	const rp_topology *topology = c->topology;
	const struct rp_vm *vm = rp_vm(topology, id);
	rp_id group = rp_host(topology, host)->group;
	rp_id replica = rp_plan_replica_of(c->plan, id);
	bool may = vm->cloud == RP_NONE
			   ? rp_group(topology, group)->server == vm->server
			   : lists(topology,
				   rp_cloud(topology, vm->cloud)->groups,
				   group);

	for (rp_id i = vm->nics.first; i < vm->nics.end; i++)
		may &= host_reaches(topology, host,
				    rp_nic(topology, i)->network);
	return may && (replica == RP_NONE ||
		       rp_plan_replica(c->plan, replica)->host != host);
}

/* Whether displaced 'i' may come to 'host' as that is loaded now. */
static bool may_come(const struct reading *c, unsigned i, rp_id host)
{
	const struct rp_host *h = rp_host(c->topology, host);
	rp_id vm = c->displaced[i].vm;
	rp_id replica = c->displaced[i].replica;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t need = rp_vm(c->topology, vm)->need[r];

		if (need > 0 && h->capacity[r] != RP_UNLIMITED &&
		    c->load[host][r] + need > h->capacity[r])
			return false;
	}
	return host != c->lost && (c->is_bad || !h->maintenance) &&
	       (replica == RP_NONE ? vm_may_stand(c, vm, host)
				   : replica_may_stand(c, replica, host));
}

static void add_need(struct reading *c, rp_id vm, rp_id host, int sign)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		c->load[host][r] += sign * rp_vm(c->topology, vm)->need[r];
}

/* Reads who stands where. */
static void read_hosts(struct reading *c)
{
	memset(c->load, 0, sizeof c->load);
	c->n = 0;
	for (rp_id i = 0; i < rp_plan_n_replicas(c->plan); i++) {
		const struct rp_replica *replica = rp_plan_replica(c->plan, i);

		if (replica->host == c->lost) {
			c->displaced[c->n].vm = replica->vm;
			c->displaced[c->n++].replica = i;
		} else if (replica->host != RP_NONE) {
			add_need(c, replica->vm, replica->host, 1);
		}
	}
	for (rp_id vm = 0; vm < rp_count(c->topology, RP_VM); vm++) {
		rp_id host = rp_vm(c->topology, vm)->host;

		if (host == c->lost) {
			c->displaced[c->n].vm = vm;
			c->displaced[c->n++].replica = RP_NONE;
		} else {
			add_need(c, vm, host, 1);
		}
	}
}

/* Tries every host for displaced 'i' and those behind it; 'without' of those
 * before it have none. */
static void try_all(struct reading *c, unsigned i, unsigned without)
{
	if (without >= c->least || c->tries++ > MOST_TRIES)
		return;
	if (i == c->n) {
		c->least = without;
		return;
	}
	for (rp_id host = 0; host < rp_count(c->topology, RP_HOST); host++) {
		if (!may_come(c, i, host))
			continue;
		add_need(c, c->displaced[i].vm, host, 1);
		try_all(c, i + 1, without);
		add_need(c, c->displaced[i].vm, host, -1);
	}
	try_all(c, i + 1, without + 1);
}

static bool is_displaced(const struct reading *c, rp_id vm)
{
	for (unsigned i = 0; i < c->n; i++)
		if (c->displaced[i].vm == vm)
			return true;
	return false;
}

/* What came of many hosts. */
struct tally {
	unsigned hosts;
	unsigned left_over;  /* Somebody was. */
	unsigned not_proven;
	unsigned not_best;   /* More than had to be. */
	unsigned wrong;
};

static void compare_loss(struct tally *tally, struct reading *c, rp_id i)
{
	const struct rp_loss *loss = rp_plan_loss(c->plan, i);
	struct rp_range vms = loss->without_place;
	unsigned n = vms.end - vms.first;

	c->lost = rp_plan_host(c->plan, i)->host;
	read_hosts(c);
	for (rp_id k = vms.first; k < vms.end; k++) {
		tally->wrong += !is_displaced(c, rp_plan_stranded(c->plan, k));
		tally->wrong += k > vms.first &&
				rp_plan_stranded(c->plan, k - 1) >=
					rp_plan_stranded(c->plan, k);
	}
	tally->hosts++;
	tally->left_over += n > 0;
	tally->not_proven += !loss->proven;
	tally->wrong += n == 0 && !loss->proven;
	c->tries = 0;
	c->least = c->n + 1;
	if (c->n <= MOST_DISPLACED)
		try_all(c, 0, 0);
	if (c->n > MOST_DISPLACED || c->tries > MOST_TRIES)
		return;
	tally->wrong += n < c->least || (loss->proven && n > c->least);
	tally->not_best += n > c->least;
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

/* Takes most of its memory from each host, so that little is free. */
static void make_scarce(struct model *model)
{
	for (int i = 0; i < model->n_hosts; i++) {
		long long *states = model->hosts[i].states;

		if (states[MEMORY] > 0)
			states[MEMORY] /= 2 + i % 3;
		if (states[CPUS] > 0)
			states[CPUS] = states[CPUS] / 2 + 1;
	}
}

/* Lets all hosts reach what their VMM server has, and gives them more. */
static void make_roomy(struct model *model)
{
	for (int i = 0; i < model->n_hosts; i++) {
		struct host *host = &model->hosts[i];

		for (int k = 0; k < model->n_logicals; k++)
			if (model->logicals[k].server ==
			    model->groups[host->group].server)
				host->logicals |= 1u << k;
		for (int r = 0; r < N_RESOURCES; r++)
			if (host->states[r] > 0)
				host->states[r] *= 2;
	}
}

/* Opens the model with seed 'seed'. */
static void open_model(struct opened *out, uint64_t seed)
{
	static struct model model;
	char *topology_path = fixture_file("model.cfg", NULL);
	char *plan_path = fixture_file("model.plan.cfg", NULL);

	model_generate(&model, seed);
	if (seed % 3 == 1)
		make_scarce(&model);
	if (seed % 3 != 0)
		make_roomy(&model);
	write_model(&model);
	out->topology = fixture_read(topology_path);
	out->session = fixture_session(out->topology, plan_path);
	out->plan = rp_session_plan(out->session);
	free(plan_path);
	free(topology_path);
}

static void compare_model(struct tally *tally, uint64_t seed, bool is_bad)
{
	unsigned before = tally->wrong;
	struct reading c = { .is_bad = is_bad };
	struct opened opened;

	open_model(&opened, seed);
	assert_int_equal(
		rp_session_complete(opened.session, RP_PART_LOSS, NULL), RP_OK);
	c.topology = opened.topology;
	c.session = opened.session;
	c.plan = rp_session_plan(opened.session);
	for (rp_id i = 0; i < rp_plan_n_hosts(c.plan); i++)
		compare_loss(tally, &c, i);
	if (tally->wrong > before && !is_bad)
		print_error("seed %d\n", (int)seed);
	close_opened(&opened);
}

#define N_MODELS 150

/* Never fewer than must be, as many as must be where that is said to be proven,
 * and seldom more. */
static void test_reading(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= N_MODELS; seed++)
		compare_model(&tally, seed, false);
	assert_int_equal(tally.wrong, 0);
	assert_true(tally.left_over * 20 > tally.hosts);
	assert_true(tally.not_best * 50 <= tally.hosts);
	assert_true(tally.not_proven * 20 <= tally.hosts);
}

/* A reading that breaks a hard rule is found out. */
static void test_bad_reading(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++)
		compare_model(&tally, seed, true);
	assert_true(tally.wrong > 0);
}

/* ---- Going on ------------------------------------------------------------ */

/* Lets the work go on so many times. */
struct patience {
	unsigned left;
	uint64_t last;
};

static bool count_down(void *data, uint64_t done, uint64_t all)
{
	struct patience *patience = data;

	assert_true(done >= patience->last && done <= all);
	patience->last = done;
	return patience->left-- > 0;
}

/* Opens the model with seed 'seed'; an edit has its losses forgotten. */
static void open_forgotten(struct opened *out, uint64_t seed)
{
	open_model(out, seed);
	assert_int_equal(rp_session_set_peak_target(out->session, 999), RP_OK);
	out->plan = rp_session_plan(out->session);
	assert_false(rp_plan_parts(out->plan) & RP_PART_LOSS);
}

static char *json_of_whole(struct opened *opened)
{
	assert_int_equal(
		rp_session_complete(opened->session, RP_PART_LOSS, NULL),
		RP_OK);
	return fixture_json(rp_session_plan(opened->session));
}

/* The same where the work is stopped whenever that is possible. */
static char *json_of_parts(struct opened *opened)
{
	struct patience patience = { 0, 0 };
	const struct rp_progress progress = { count_down, &patience };
	unsigned n_calls = 0;
	int result;

	do {
		patience.left = n_calls % 2;
		result = rp_session_complete(opened->session, RP_PART_LOSS,
					     &progress);
		assert_true(result == RP_OK || result == RP_STOPPED);
		assert_true(n_calls++ < rp_plan_n_hosts(opened->plan) + 3);
	} while (result == RP_STOPPED);
	assert_true(n_calls > rp_plan_n_hosts(opened->plan) / 2);
	return fixture_json(rp_session_plan(opened->session));
}

/* What is stopped at each host comes to the same. */
static void test_stopped(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct opened opened;
		char *whole, *parts;

		open_forgotten(&opened, seed);
		parts = json_of_parts(&opened);
		close_opened(&opened);
		open_forgotten(&opened, seed);
		whole = json_of_whole(&opened);
		assert_string_equal(parts, whole);
		free(parts);
		free(whole);
		close_opened(&opened);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_bad_reading),
		cmocka_unit_test(test_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
