/* The second reading: chance.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model.h"

static uint64_t chance;

void chance_seed(uint64_t seed)
{
	chance = seed;
}

static uint64_t draw(void)
{
	uint64_t x = chance += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

int between(int least, int most)
{
	return least + (int)(draw() % (unsigned)(most - least + 1));
}

bool maybe(int percent)
{
	return between(1, 100) <= percent;
}

int one_of(int first, int end)
{
	return first < end ? between(first, end - 1) : -1;
}

unsigned some_of(int first, int end, int percent)
{
	unsigned bits = 0;

	for (int i = first; i < end; i++)
		if (maybe(percent))
			bits |= 1u << i;
	return bits;
}
