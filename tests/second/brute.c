/* The second reading: how good a plan can be, by trying every one.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <limits.h>
#include <string.h>

#include "model.h"

#define MAX_TRIES 100000

struct search {
	const struct model *m;
	int vms[MAX_VMS]; /* Those that have replicas. */
	int n_vms;
	int unplaced;     /* The number whose least peak is asked for. */
	long long load[MAX_HOSTS][N_RESOURCES];
	int replicas[MAX_HOSTS];
	int least;        /* Of replicas left out. */
	long long best_load; /* A fraction. */
	long long best_capacity;
};

/* Whether a / b is more than c / d. */
__extension__ static bool is_more(long long a, long long b, long long c,
				  long long d)
{
	return (__int128)a * d > (__int128)c * b;
}

/* Every replica has its host or none: is this plan better? */
static void judge(struct search *s, int left_out)
{
	long long load = 0, capacity = 1;

	if (left_out < s->least)
		s->least = left_out;
	if (left_out != s->unplaced)
		return;
	for (int i = 0; i < s->m->n_hosts; i++)
		for (int j = 0; j < N_RESOURCES && s->replicas[i]; j++) {
			long long c = capacity_of(s->m, i, j);

			if (c > 0 && c != LLONG_MAX &&
			    is_more(s->load[i][j], c, load, capacity)) {
				load = s->load[i][j];
				capacity = c;
			}
		}
	if (s->best_capacity == 0 ||
	    is_more(s->best_load, s->best_capacity, load, capacity)) {
		s->best_load = load;
		s->best_capacity = capacity;
	}
}

/* Adds 'sign' times the replica of 'vm' to a host. */
static void put(struct search *s, int vm, int host, int sign)
{
	for (int i = 0; i < N_RESOURCES; i++)
		s->load[host][i] += sign * s->m->vms[vm].need[i] *
				    (i == CPUS ? 1000 : 1);
	s->replicas[host] += sign;
}

static void try_from(struct search *s, int at, int left_out)
{
	int vm;

	if (at == s->n_vms) {
		judge(s, left_out);
		return;
	}
	vm = s->vms[at];
	for (int i = 0; i < s->m->n_hosts; i++) {
		if (!is_eligible(s->m, vm, i) ||
		    !has_room(s->m, i, s->load[i], s->m->vms[vm].need))
			continue;
		put(s, vm, i, 1);
		try_from(s, at + 1, left_out);
		put(s, vm, i, -1);
	}
	try_from(s, at + 1, left_out + 1);
}

bool brute_force(const struct model *m, int unplaced, int *least,
		 long long *load, long long *capacity)
{
	struct search s = { .m = m, .unplaced = unplaced, .least = MAX_VMS };
	long tries = 1;

	for (int i = 0; i < m->n_vms; i++) {
		int choices = 1;

		if (pair_of(m, i) < 0)
			continue;
		s.vms[s.n_vms++] = i;
		for (int j = 0; j < m->n_hosts; j++)
			choices += is_eligible(m, i, j);
		tries *= choices;
		if (tries > MAX_TRIES)
			return false;
	}
	for (int i = 0; i < m->n_hosts; i++)
		for (int j = 0; j < N_RESOURCES; j++)
			s.load[i][j] = running_on(m, i, j);
	try_from(&s, 0, 0);
	*least = s.least;
	*load = s.best_load;
	*capacity = s.best_capacity;
	return true;
}
