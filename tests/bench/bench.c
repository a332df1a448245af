/* What the benchmarks share: see bench.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/replan-bench-XXXXXX";

double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void bench_fail(const char *what)
{
	fprintf(stderr, "benchmark: %s failed\n", what);
	exit(1);
}

void bench_print_load(void)
{
	double load;

	if (getloadavg(&load, 1) == 1)
		printf("load %.2f on %ld CPUs\n", load,
		       sysconf(_SC_NPROCESSORS_ONLN));
}

/* ---- Processes ----------------------------------------------------------- */

/* What the process of a measurement does. */
static _Noreturn void run(int to, size_t size,
			  void (*measure)(void *out, const void *what),
			  const void *what)
{
	char *out = calloc(1, size);

	if (!out)
		_exit(1);
	measure(out, what);
	for (size_t done = 0; done < size;) {
		ssize_t n = write(to, out + done, size - done);

		if (n <= 0)
			_exit(1);
		done += (size_t)n;
	}
	_exit(0);
}

void bench_apart(void *out, size_t size,
		 void (*measure)(void *out, const void *what), const void *what)
{
	pid_t child = -1;
	size_t done = 0;
	ssize_t n;
	int ends[2];
	int status;

	fflush(stdout);
	if (pipe(ends) == 0)
		child = fork();
	if (child < 0)
		bench_fail("making a process");
	if (child == 0)
		run(ends[1], size, measure, what);
	close(ends[1]);
	while (done < size &&
	       (n = read(ends[0], (char *)out + done, size - done)) > 0)
		done += (size_t)n;
	close(ends[0]);
	if (waitpid(child, &status, 0) != child || status != 0 || done < size)
		bench_fail("a measurement");
}

/* ---- Numbers ------------------------------------------------------------- */

double bench_least(double a, double b)
{
	return a < b ? a : b;
}

static int compare_doubles(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return (*x > *y) - (*x < *y);
}

struct bench_spread bench_spread(double *times, size_t n)
{
	qsort(times, n, sizeof *times, compare_doubles);
	return (struct bench_spread){ times[n / 2], times[n * 99 / 100],
				      times[n - 1] };
}

double bench_percent(struct rp_ratio ratio)
{
	return ratio.capacity > 0
		       ? 100.0 * (double)ratio.load / (double)ratio.capacity
		       : 0;
}

/* ---- Files --------------------------------------------------------------- */

static void remove_folder(void)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;

	while (stream && (entry = readdir(stream)) != NULL)
		if (*entry->d_name != '.')
			unlinkat(dirfd(stream), entry->d_name, 0);
	if (stream)
		closedir(stream);
	rmdir(folder);
}

void bench_make_folder(void)
{
	if (!mkdtemp(folder) || atexit(remove_folder) != 0)
		bench_fail("making a folder");
}

char *bench_path(const char *name)
{
	size_t size = sizeof folder + 1 + strlen(name);
	char *path = malloc(size);

	if (!path)
		bench_fail("having memory");
	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

void bench_write(const char *name, const char *bytes, size_t size)
{
	char *path = bench_path(name);
	FILE *out = fopen(path, "w");

	if (!bytes || !out || fwrite(bytes, 1, size, out) != size ||
	    fclose(out) != 0)
		bench_fail("writing a file");
	free(path);
}

void bench_write_site(const struct site *site)
{
	size_t size;
	char *text = site_text_of_tables(site, &size);

	bench_write("site.cfg", text, size);
	free(text);
	for (uint32_t i = 0; i < site->n_pairs; i++) {
		char name[32];

		snprintf(name, sizeof name, "vms-%u.csv", i);
		text = site_table(site, i, &size);
		bench_write(name, text, size);
		free(text);
	}
}

rp_topology *bench_read_site(void)
{
	char *path = bench_path("site.cfg");
	rp_topology *topology;

	if (rp_topology_read(&topology, path, NULL))
		bench_fail("reading");
	free(path);
	return topology;
}
