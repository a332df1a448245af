/* Prints a number for each of many placements: who stands where, as made from
 * nothing, kept, and changed.  Whatever compiled this, they are the same
 * (tests/compilers.sh).  An argument, a number, makes them other ones.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "random_problem.h"
#include "site_problem.h"

static const struct site_shape shapes[] = {
	{ .seed = 1, .n_items = 50, .n_hosts = 10, .n_groups = 5,
	  .n_clouds = 1, .n_networks = 3, .lacking = 200, .fill = 700,
	  .n_tiers = 1, .separated = 300, .mixed_hosts = true },
	{ .seed = 2, .n_items = 200, .n_hosts = 20, .n_groups = 10,
	  .n_clouds = 2, .n_networks = 4, .lacking = 250, .fill = 1050,
	  .n_tiers = 3, .separated = 200, .pinned = 30, .few_large = true },
	{ .seed = 3, .n_items = 5000, .n_hosts = 200, .n_groups = 24,
	  .n_clouds = 4, .n_networks = 8, .lacking = 150, .fill = 700,
	  .n_tiers = 2, .separated = 50, .mixed_hosts = true },
	{ .seed = 4, .n_items = 5000, .n_hosts = 200, .n_groups = 12,
	  .n_clouds = 2, .n_networks = 6, .lacking = 100, .fill = 1020,
	  .n_tiers = 3, .separated = 50, .pinned = 10, .few_large = true },
};

static uint64_t digest(const struct placement *placement, uint32_t n)
{
	const rp_id *hosts = placement_hosts(placement);
	const struct placement_value *value = placement_value(placement);
	uint64_t sum = UINT64_C(14695981039346656037);

	for (uint32_t i = 0; i < n; i++)
		for (int shift = 0; shift < 32; shift += 8) {
			sum ^= hosts[i] >> shift & 255;
			sum *= UINT64_C(1099511628211);
		}
	return sum ^ value->peak_permille ^ (uint64_t)value->unplaced << 32;
}

static bool print(const char *what, struct placement_problem *problem)
{
	struct placement *placement;

	if (placement_new(&placement, problem, NULL) != RP_OK)
		return false;
	printf("%s %016" PRIx64 "\n", what,
	       digest(placement, problem->n_items));
	for (uint32_t i = 0; i < problem->n_items; i++)
		problem->items[i].accepted = placement_hosts(placement)[i];
	problem->from_nothing = false;
	placement_accept(placement);
	for (uint32_t i = 0; i < problem->n_items && i < 40; i += 4) {
		problem->items[i].pinned = i % problem->n_hosts;
		placement_update(placement, &i, 1);
	}
	printf("%s, pinned %016" PRIx64 "\n", what,
	       digest(placement, problem->n_items));
	placement_free(placement);
	return true;
}

static bool print_sites(uint64_t other)
{
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof shapes / sizeof *shapes; i++) {
		struct site_shape shape = shapes[i];
		struct site_problem made;

		shape.seed += other;
		ok = site_problem_init(&made, &shape) &&
		     print("site", &made.problem);
		site_problem_destroy(&made);
	}
	return ok;
}

static bool print_oddities(uint64_t other)
{
	uint64_t seed = 5 + other;
	bool ok = true;

	for (int i = 0; ok && i < 100; i++) {
		struct random_problem made;

		random_problem(&made, &seed, MAX_ITEMS, MAX_HOSTS);
		if (i % 2 == 0)
			forget_accepted(&made);
		ok = print("oddity", &made.problem);
	}
	return ok;
}

int main(int argc, char **argv)
{
	uint64_t other = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;

	return print_sites(other) && print_oddities(other) ? EXIT_SUCCESS
							   : EXIT_FAILURE;
}
