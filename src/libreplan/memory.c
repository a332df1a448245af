/* Arrays that grow.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "memory.h"

#include <stdlib.h>
#include <string.h>

bool memory_grow(void *array, uint32_t *capacity, size_t need, size_t size)
{
	const uint32_t most = UINT32_MAX - 1;
	uint32_t wanted = *capacity + *capacity / 2;
	void *old, *grown;

	if (need <= *capacity)
		return true;
	if (need > most)
		return false;
	if (wanted < *capacity || wanted > most)
		wanted = most;
	if (wanted < need)
		wanted = (uint32_t)need;
	if (wanted < 8)
		wanted = 8;
	/* 'array' is a pointer to a pointer of any type: its bytes are moved,
	 * as no such type can be named here. */
	memcpy(&old, array, sizeof old);
	grown = wanted <= PTRDIFF_MAX / size ? realloc(old, wanted * size)
					     : NULL;
	if (!grown)
		return false;
	memcpy(array, &grown, sizeof grown);
	*capacity = wanted;
	return true;
}

void *memory_zeroed(size_t n, size_t size)
{
	return calloc(n ? n : 1, size ? size : 1);
}

void *memory_copy(const void *elements, size_t n, size_t size)
{
	void *copy = memory_zeroed(n, size);

	if (copy && n && size)
		memcpy(copy, elements, n * size);
	return copy;
}
