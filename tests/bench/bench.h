/* What the benchmarks share: time, processes of their own, files.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A benchmark that cannot go on says so and ends with status 1. */

#ifndef BENCH_H
#define BENCH_H 1

#include <stddef.h>
#include <stdint.h>

#include "replan.h"
#include "site.h"

/* Seconds of a clock that only goes forward. */
double bench_now(void);

/* Ends the program: 'what' failed. */
_Noreturn void bench_fail(const char *what);

/* "load 0.52 on 2 CPUs": how quiet the machine is. */
void bench_print_load(void);

/* Runs 'measure' in a process of its own, as what one measurement leaves of the
 * heap decides what the next one costs; its '*out' of 'size' bytes, which is 0
 * to begin with, becomes the caller's. */
void bench_apart(void *out, size_t size,
		 void (*measure)(void *out, const void *what),
		 const void *what);

/* The lesser of two. */
double bench_least(double a, double b);

/* Of 'n' times, which it sorts. */
struct bench_spread {
	double median;
	double p99;
	double worst;
};

struct bench_spread bench_spread(double *times, size_t n);

/* 'ratio' in percent; 0 where its capacity is 0. */
double bench_percent(struct rp_ratio ratio);

/* A folder of the program's own, which is removed when it ends, and the path of
 * a file in it: to be freed. */
void bench_make_folder(void);
char *bench_path(const char *name);

/* Writes a file of the folder; 'bytes' that are NULL could not be made. */
void bench_write(const char *name, const char *bytes, size_t size);

/* Writes a site as "site.cfg" and its tables. */
void bench_write_site(const struct site *site);

/* Reads "site.cfg". */
rp_topology *bench_read_site(void);

#endif
