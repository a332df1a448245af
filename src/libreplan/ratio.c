/* Ratios of a load to a capacity, compared and rounded without floats.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ratio.h"

#define PARTS 10000 /* Of rp_ratio_parts(). */

/* Holds the product of any two numbers of 64 bits. */
__extension__ typedef unsigned __int128 wide;

static uint64_t saturate(wide number)
{
	return number > UINT64_MAX ? UINT64_MAX : (uint64_t)number;
}

bool ratio_counts(int64_t capacity)
{
	return capacity > 0 && capacity != RP_UNLIMITED;
}

int ratio_compare(struct rp_ratio a, struct rp_ratio b)
{
	wide left = (wide)a.load * (wide)b.capacity;
	wide right = (wide)b.load * (wide)a.capacity;

	return (left > right) - (left < right);
}

uint64_t ratio_ceiling(struct rp_ratio ratio, uint32_t parts)
{
	wide capacity = (wide)ratio.capacity;
	wide load = (wide)ratio.load * parts;

	return saturate((load + capacity - 1) / capacity);
}

uint64_t rp_ratio_parts(struct rp_ratio ratio)
{
	wide capacity = (wide)ratio.capacity;
	wide load = (wide)ratio.load * PARTS;

	return saturate((2 * load + capacity) / (2 * capacity));
}

bool ratio_fits(int64_t capacity, int64_t load, int64_t need)
{
	if (need == 0 || capacity == RP_UNLIMITED)
		return true;
	if (capacity <= 0)
		return false;
	return load <= capacity && need <= capacity - load;
}

int64_t ratio_add(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}
