/* The second reading: what the library says of the loss of a host (rules 4,
 * "One host fails").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of those that stood on a host find a place depends on the search; what
 * must hold whatever it does: only they are named; whoever fits nowhere beside
 * the others is; and where it says that it is proven, no way to place them all
 * but so many leaves out fewer. */

#include <string.h>

#include "model.h"

#define MAX_DISPLACED (2 * MAX_VMS)

/* So many are tried in all ways. */
#define MOST_TRIED 7

struct displaced {
	int vm;
	bool is_replica;
};

struct loss {
	const struct comparison *c;
	int lost;
	int n;
	struct displaced all[MAX_DISPLACED];
	long long load[MAX_HOSTS][N_RESOURCES]; /* Of the others. */
	int best; /* How many found a place in the best way so far. */
};

static const char *name_of(const struct loss *l, int i)
{
	return l->c->m->vms[l->all[i].vm].name;
}

static void add_need(struct loss *l, int host, int vm, int sign)
{
	const long long *need = l->c->m->vms[vm].need;

	for (int i = 0; i < N_RESOURCES; i++)
		l->load[host][i] += sign * need[i] * (i == CPUS ? 1000 : 1);
}

static void collect(struct loss *l)
{
	const struct comparison *c = l->c;

	memcpy(l->load, c->load, sizeof(l->load));
	for (int i = 0; i < c->m->n_vms; i++)
		if (c->host[i] == l->lost)
			l->all[l->n++] = (struct displaced){ i, true };
	for (int i = 0; i < c->m->n_vms; i++)
		if (c->m->vms[i].host == l->lost)
			l->all[l->n++] = (struct displaced){ i, false };
}

/* Whether a VM itself may run on 'host': of its cloud or VMM server, in
 * service, with its networks, and without its replica. */
static bool may_run(const struct comparison *c, int vm, int host)
{
	const struct model *m = c->m;
	const struct vm *it = &m->vms[vm];

	if (m->hosts[host].maintenance || c->host[vm] == host)
		return false;
	if (it->cloud >= 0
		    ? !(m->clouds[it->cloud].groups >> m->hosts[host].group & 1)
		    : m->groups[m->hosts[host].group].server != it->server)
		return false;
	for (int i = 0; i < m->n_nics; i++)
		if (m->nics[i].vm == vm &&
		    !reaches(m, host, m->nics[i].network))
			return false;
	return true;
}

static bool may_take(const struct loss *l, int i, int host)
{
	int vm = l->all[i].vm;

	if (host == l->lost ||
	    !has_room(l->c->m, host, l->load[host], l->c->m->vms[vm].need))
		return false;
	return l->all[i].is_replica ? is_eligible(l->c->m, vm, host)
				    : may_run(l->c, vm, host);
}

static bool fits_somewhere(const struct loss *l, int i)
{
	for (int host = 0; host < l->c->m->n_hosts; host++)
		if (may_take(l, i, host))
			return true;
	return false;
}

/* Tries all ways for the displaced from 'i' on, when 'placed' before it have a
 * place. */
static void try_all(struct loss *l, int i, int placed)
{
	if (placed > l->best)
		l->best = placed;
	if (i == l->n || placed + l->n - i <= l->best)
		return;
	for (int host = 0; host < l->c->m->n_hosts; host++) {
		if (!may_take(l, i, host))
			continue;
		add_need(l, host, l->all[i].vm, 1);
		try_all(l, i + 1, placed + 1);
		add_need(l, host, l->all[i].vm, -1);
	}
	try_all(l, i + 1, placed);
}

/* How often 'name' is said; each of the displaced may be. */
static int times_said(const json_t *names, const char *name)
{
	const json_t *it;
	int n = 0;
	size_t i;

	json_array_foreach(names, i, it)
		n += json_string_value(it) &&
		     !strcmp(json_string_value(it), name);
	return n;
}

static int times_displaced(const struct loss *l, const char *name)
{
	int n = 0;

	for (int i = 0; i < l->n; i++)
		n += !strcmp(name_of(l, i), name);
	return n;
}

static void compare_names(struct comparison *c, const struct loss *l,
			  const json_t *names, const char *of)
{
	const json_t *it;
	size_t i;

	json_array_foreach(names, i, it) {
		const char *name = json_string_value(it);

		if (!name || times_said(names, name) > times_displaced(l, name))
			differ(c, "%s: %s did not stand there", of,
			       name ? name : "(null)");
	}
	for (int j = 0; j < l->n; j++)
		if (!fits_somewhere(l, j) &&
		    times_said(names, name_of(l, j)) == 0)
			differ(c, "%s: %s fits nowhere else", of,
			       name_of(l, j));
}

void compare_host_loss(struct comparison *c, int host, const json_t *loss)
{
	const json_t *names = json_object_get(loss, "without_place");
	const char *of = c->m->hosts[host].name;
	struct loss l = { .c = c, .lost = host };
	int n = (int)json_array_size(names);

	if (!json_is_array(names) ||
	    !json_is_boolean(json_object_get(loss, "proven"))) {
		differ(c, "%s: its loss lacks a part", of);
		return;
	}
	collect(&l);
	compare_names(c, &l, names, of);
	if (n == 0 && !json_is_true(json_object_get(loss, "proven")))
		differ(c, "%s: all have a place, which proves it", of);
	if (l.n > MOST_TRIED || !json_is_true(json_object_get(loss, "proven")))
		return;
	try_all(&l, 0, 0);
	if (l.n - l.best != n)
		differ(c, "%s: %d without place and it can be %d", of, n,
		       l.n - l.best);
}
