/* Arrays that grow.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef MEMORY_H
#define MEMORY_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes room in '*array' (a pointer to elements of 'size' bytes, NULL at
 * first) for 'need' of them; '*capacity' is for how many there is room.  Grows
 * by half at the least.  False, and nothing changed, when memory ran out or
 * 'need' is above 2^32 - 2. */
bool memory_grow(void *array, uint32_t *capacity, size_t need, size_t size);

/* Allocates 'n' zeroed elements of 'size' bytes, at least one; NULL when memory
 * ran out. */
void *memory_zeroed(size_t n, size_t size);

/* A copy of 'n' elements of 'size' bytes. */
void *memory_copy(const void *elements, size_t n, size_t size);

#endif
