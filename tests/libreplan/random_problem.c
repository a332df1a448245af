/* Small random placement problems: see random_problem.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "random_problem.h"

#include <string.h>

uint32_t random_below(uint64_t *state, uint32_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)((*state >> 20) % n);
}

static rp_id some_id(uint64_t *state, uint32_t n, uint32_t one_in)
{
	return random_below(state, one_in) == 0 ? random_below(state, n)
						: RP_NONE;
}

static void make_host(struct random_problem *made, uint64_t *state,
		      uint32_t host)
{
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t *capacity = &made->capacity[host][r];

		*capacity = 1 + random_below(state, 60);
		if (random_below(state, r < RP_STORAGE ? 20 : 3) == 0)
			*capacity = RP_UNLIMITED;
		if (random_below(state, 20) == 0)
			*capacity = -(int64_t)random_below(state, 3);
		made->running[host][r] =
			random_below(state, 2) * random_below(state, 12);
	}
	made->hosts[host].capacity = made->capacity[host];
	made->hosts[host].running = made->running[host];
}

static void make_classes(struct random_problem *made, uint64_t *state,
			 uint32_t n_hosts)
{
	uint32_t n = 0;

	made->problem.n_classes = 1 + random_below(state, MAX_CLASSES);
	for (uint32_t c = 0; c < made->problem.n_classes; c++) {
		made->classes[c].first = n;
		for (uint32_t h = 0; h < n_hosts; h++)
			if (random_below(state, 3) > 0)
				made->class_hosts[n++] = h;
		made->classes[c].end = n;
	}
}

static void make_item(struct random_problem *made, uint64_t *state, uint32_t i)
{
	struct placement_item *item = &made->items[i];
	uint32_t n_hosts = made->problem.n_hosts;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (r < RP_STORAGE || random_below(state, 3) == 0)
			made->need[i][r] = random_below(state, 20);
	item->need = made->need[i];
	item->priority =
		random_below(state, 2) ? 1 + random_below(state, 3) : INT64_MAX;
	item->class_ = random_below(state, made->problem.n_classes);
	item->runs_on = some_id(state, n_hosts, 6);
	item->accepted = some_id(state, n_hosts, 2);
	item->pinned = some_id(state, n_hosts, 8);
	item->separation = some_id(state, 3, 3);
	if (item->separation != RP_NONE)
		item->separation = 1000 - item->separation * 7;
}

void random_problem(struct random_problem *made, uint64_t *state,
		    uint32_t n_items, uint32_t n_hosts)
{
	memset(made, 0, sizeof *made);
	made->problem = (struct placement_problem){
		.items = made->items,
		.n_items = random_below(state, n_items + 1),
		.hosts = made->hosts,
		.n_hosts = 1 + random_below(state, n_hosts),
		.classes = made->classes,
		.class_hosts = made->class_hosts,
		.peak_target = 500 + random_below(state, 500),
	};
	for (uint32_t h = 0; h < made->problem.n_hosts; h++)
		make_host(made, state, h);
	make_classes(made, state, made->problem.n_hosts);
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		make_item(made, state, i);
}

static bool may_take(const struct placement_problem *problem, uint32_t item,
		     rp_id host)
{
	const struct placement_item *it = &problem->items[item];
	struct rp_range hosts = problem->classes[it->class_];

	if (host == it->runs_on ||
	    (it->pinned != RP_NONE && host != it->pinned))
		return false;
	for (rp_id i = hosts.first; i < hosts.end; i++)
		if (problem->class_hosts[i] == host)
			return true;
	return false;
}

bool is_allowed(const struct placement_problem *problem, const rp_id *host_of)
{
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (host_of[i] != RP_NONE && !may_take(problem, i, host_of[i]))
			return false;
	for (rp_id h = 0; h < problem->n_hosts; h++) {
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			int64_t room = problem->hosts[h].capacity[r];
			int64_t sum = 0;

			for (uint32_t i = 0; i < problem->n_items; i++)
				if (host_of[i] == h)
					sum += problem->items[i].need[r];
			if (room != RP_UNLIMITED)
				room -= problem->hosts[h].running[r];
			if (sum > 0 && sum > room)
				return false;
		}
	}
	return true;
}

struct rp_ratio peak_of(const struct placement_problem *problem,
			const rp_id *host_of)
{
	struct rp_ratio peak = { 0, 1 };

	for (rp_id h = 0; h < problem->n_hosts; h++) {
		for (int r = 0; r < RP_N_RESOURCES; r++) {
			int64_t capacity = problem->hosts[h].capacity[r];
			int64_t load = problem->hosts[h].running[r];
			bool carries = false;

			for (uint32_t i = 0; i < problem->n_items; i++) {
				if (host_of[i] != h)
					continue;
				carries = true;
				load += problem->items[i].need[r];
			}
			if (carries && capacity > 0 &&
			    capacity != RP_UNLIMITED &&
			    load * peak.capacity > peak.load * capacity)
				peak = (struct rp_ratio){ load, capacity };
		}
	}
	return peak;
}
