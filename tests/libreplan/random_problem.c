/* Small random placement problems: see random_problem.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "random_problem.h"

#include <string.h>

static const int64_t priorities[N_TIERS] = { 1, 2, 3, INT64_MAX };

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

/* Few groups have hosts; these may be far apart. */
static void make_groups(struct random_problem *made, uint64_t *state)
{
	struct placement_problem *problem = &made->problem;
	uint32_t step = random_below(state, 4) == 0 ? 23 : 1;
	uint32_t n = 0;

	problem->n_groups = 1 + 3 * step;
	problem->n_words = problem->n_groups / 64 + 1;
	for (uint32_t h = 0; h < problem->n_hosts; h++)
		made->group_of[h] = random_below(state, 12) == 0
					    ? RP_NONE
					    : random_below(state, 4) * step;
	for (uint32_t g = 0; g < problem->n_groups; g++) {
		made->groups[g].first = n;
		for (uint32_t h = 0; h < problem->n_hosts; h++)
			if (made->group_of[h] == g)
				made->group_hosts[n++] = h;
		made->groups[g].end = n;
	}
}

void random_class(struct random_problem *made, uint64_t *state, uint32_t class_)
{
	uint32_t n_words = made->problem.n_words;
	uint64_t *words = &made->class_groups[class_ * n_words];

	memset(words, 0, n_words * sizeof *words);
	for (uint32_t g = 0; g < made->problem.n_groups; g++)
		if (random_below(state, 3) > 0)
			words[g / 64] |= UINT64_C(1) << g % 64;
}

void random_class_of(struct random_problem *made, uint64_t *state,
		     uint32_t item)
{
	made->items[item].class_ = random_below(state, made->problem.n_classes);
}

void random_pin(struct random_problem *made, uint64_t *state, uint32_t item)
{
	made->items[item].pinned = some_id(state, made->problem.n_hosts, 8);
}

static void make_item(struct random_problem *made, uint64_t *state, uint32_t i)
{
	struct placement_item *item = &made->items[i];
	uint32_t n_hosts = made->problem.n_hosts;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (r < RP_STORAGE || random_below(state, 3) == 0)
			made->need[i][r] = random_below(state, 20);
	item->need = made->need[i];
	item->tier = random_below(state, 2) ? random_below(state, 3) : 3;
	random_class_of(made, state, i);
	item->runs_on = some_id(state, n_hosts, 6);
	item->accepted = some_id(state, n_hosts, 2);
	random_pin(made, state, i);
	item->separation = some_id(state, N_SEPARATIONS, 3);
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
		.priorities = priorities,
		.n_tiers = N_TIERS,
		.n_separations = N_SEPARATIONS,
		.groups = made->groups,
		.group_hosts = made->group_hosts,
		.group_of = made->group_of,
		.class_groups = made->class_groups,
		.n_classes = 1 + random_below(state, MAX_CLASSES),
		.peak_target = 500 + random_below(state, 500),
	};
	for (uint32_t h = 0; h < made->problem.n_hosts; h++)
		make_host(made, state, h);
	make_groups(made, state);
	for (uint32_t c = 0; c < made->problem.n_classes; c++)
		random_class(made, state, c);
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		make_item(made, state, i);
}

void forget_accepted(struct random_problem *made)
{
	made->problem.from_nothing = true;
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		made->items[i].accepted = RP_NONE;
}

void set_accepted(struct random_problem *made, const rp_id *host_of)
{
	made->problem.from_nothing = false;
	for (uint32_t i = 0; i < made->problem.n_items; i++)
		made->items[i].accepted = host_of[i];
}

static bool may_take(const struct placement_problem *problem, uint32_t item,
		     rp_id host)
{
	const struct placement_item *it = &problem->items[item];
	const uint64_t *words =
		&problem->class_groups[it->class_ * problem->n_words];

	if (host == it->runs_on ||
	    (it->pinned != RP_NONE && host != it->pinned))
		return false;
	for (uint32_t g = 0; g < problem->n_groups; g++)
		if (words[g / 64] & UINT64_C(1) << g % 64)
			for (uint32_t i = problem->groups[g].first;
			     i < problem->groups[g].end; i++)
				if (problem->group_hosts[i] == host)
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

bool is_shared(const struct placement_problem *problem, const rp_id *host_of,
	       uint32_t item, rp_id host)
{
	rp_id set = problem->items[item].separation;

	for (uint32_t i = 0; set != RP_NONE && i < problem->n_items; i++)
		if (i != item && host_of[i] == host &&
		    problem->items[i].separation == set)
			return true;
	return false;
}
