/* What reading large inventories costs: 25,000 VMs from libconfig, against
 * libconfig alone on the same text; a million from tables, against splitting
 * the same bytes into fields that are copied to memory, and its memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench.h"

/* What is aimed at. */
#define TEXT_BOUND 1.5
#define TABLE_BOUND 10.0
#define MEMORY_BOUND 600

#define N_RUNS 5

static const struct site small = { 25000, 1000, 200, 8, .fill = 70 };

/* A million VMs in 32 clouds, each a table of its own. */
static const struct site large = { 1000000, 10000, 256, 32, .fill = 70 };

/* The least time of several runs of 'measure', each in a process of its own. */
static double least(void (*measure)(void *seconds, const void *what))
{
	double best = 1e9;

	for (int i = 0; i < N_RUNS; i++) {
		double time;

		bench_apart(&time, sizeof time, measure, NULL);
		if (time < best)
			best = time;
	}
	return best;
}

static void time_reading(void *seconds, const void *unused)
{
	double start = bench_now();
	double *time = seconds;

	(void)unused;
	bench_read_site();
	*time = bench_now() - start;
}

static void print_ratio(const char *what, double ours, double bare,
			double bound)
{
	printf("%-38s %8.1f ms, bare %8.1f ms: %5.2f times (at most %.1f)\n",
	       what, ours * 1e3, bare * 1e3, ours / bare, bound);
}

/* ---- libconfig ----------------------------------------------------------- */

static char *text; /* What libconfig alone reads. */

static void time_libconfig(void *seconds, const void *unused)
{
	double start = bench_now();
	double *time = seconds;
	config_t config;

	(void)unused;
	config_init(&config);
	if (!config_read_string(&config, text))
		bench_fail("libconfig");
	config_destroy(&config);
	*time = bench_now() - start;
}

static void measure_text(void)
{
	size_t size;

	text = site_text(&small, &size);
	bench_write("site.cfg", text, size);
	print_ratio("25,000 VMs from libconfig", least(time_reading),
		    least(time_libconfig), TEXT_BOUND);
	free(text);
}

/* ---- Tables -------------------------------------------------------------- */

/* What any reader must do at the least: read the bytes, find where fields end,
 * and keep each with a NUL behind it.  Returns how many there are. */
static size_t split_file(const char *name)
{
	char *path = bench_path(name);
	char *bytes, *fields, *to;
	size_t n = 0;
	long size;
	FILE *in;

	in = fopen(path, "r");
	if (!in || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
		bench_fail("opening a table");
	rewind(in);
	bytes = malloc((size_t)size);
	to = fields = malloc((size_t)size);
	if (!bytes || !fields ||
	    fread(bytes, 1, (size_t)size, in) != (size_t)size)
		bench_fail("reading a table");
	fclose(in);
	for (const char *at = bytes, *end = bytes + size; at < end; at++) {
		bool ends = *at == ',' || *at == '\n';

		*to++ = ends ? '\0' : *at;
		n += ends;
	}
	if (to > fields && to[-1] != '\0')
		n++;
	free(bytes);
	free(fields);
	free(path);
	return n;
}

static void time_split(void *seconds, const void *unused)
{
	double start = bench_now();
	double *time = seconds;
	char name[32];
	size_t n = 0;

	(void)unused;
	for (unsigned i = 0; i < large.n_pairs; i++) {
		snprintf(name, sizeof name, "vms-%u.csv", i);
		n += split_file(name);
	}
	if (n < large.n_vms)
		bench_fail("splitting");
	*time = bench_now() - start;
}

static void measure_table(void)
{
	print_ratio("1,000,000 VMs from tables", least(time_reading),
		    least(time_split), TABLE_BOUND);
}

/* ---- Memory -------------------------------------------------------------- */

static long peak_mib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss / 1024;
}

struct memory {
	long read; /* In MiB. */
	long plan;
	double seconds;
	size_t placed;
	size_t protected_vms;
};

static void plan_million(void *out, const void *unused)
{
	rp_topology *topology = bench_read_site();
	struct memory *memory = out;
	const struct rp_summary *summary;
	rp_session *session;
	double start;

	(void)unused;
	memory->read = peak_mib();
	start = bench_now();
	if (rp_session_open(&session, topology, NULL, 0, NULL))
		bench_fail("planning");
	memory->seconds = bench_now() - start;
	memory->plan = peak_mib();
	summary = rp_plan_summary(rp_session_plan(session));
	memory->placed = summary->placed;
	memory->protected_vms = summary->protected_vms;
}

static void measure_memory(void)
{
	struct memory memory;

	bench_apart(&memory, sizeof memory, plan_million, NULL);
	printf("memory: %ld MiB read, %ld MiB with the plan (at most %d); "
	       "planned in %.1f s; %zu of %zu placed\n",
	       memory.read, memory.plan, MEMORY_BOUND, memory.seconds,
	       memory.placed, memory.protected_vms);
}

int main(void)
{
	bench_make_folder();
	bench_write_site(&large);
	measure_memory();
	measure_table();
	measure_text();
	return 0;
}
