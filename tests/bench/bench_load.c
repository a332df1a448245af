/* What reading large inventories costs: 25,000 VMs from libconfig, against
 * libconfig alone on the same text; a million from tables, against splitting
 * the same bytes into fields that are copied to memory, and its memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "replan.h"
#include "site.h"

/* The bounds. */
#define TEXT_BOUND 1.5
#define TABLE_BOUND 10.0
#define MEMORY_BOUND 600

#define N_RUNS 5

/* A million VMs in so many clouds, each a table of its own. */
#define N_VMS 1000000
#define N_HOSTS 10000
#define N_NETWORKS 256
#define N_PAIRS 32

static char folder[] = "/tmp/replan-bench-XXXXXX";
static char path[64];

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
	fprintf(stderr, "bench_load: %s failed\n", what);
	exit(1);
}

static void write_file(const char *name, const char *bytes, size_t size)
{
	char file[96];
	FILE *out;

	snprintf(file, sizeof file, "%s/%s", folder, name);
	out = fopen(file, "w");
	if (!bytes || !out || fwrite(bytes, 1, size, out) != size ||
	    fclose(out) != 0)
		fail("writing a file");
}

static rp_topology *read_site(void)
{
	rp_topology *topology;

	if (rp_topology_read(&topology, path, NULL))
		fail("reading");
	return topology;
}

/* The least time of several runs of 'measure'.  Each is in a process of its
 * own, as what one leaves of the heap decides what the next one costs. */
static double least(double measure(void))
{
	double best = 1e9;

	for (int i = 0; i < N_RUNS; i++) {
		double time = 0;
		pid_t child = -1;
		int ends[2];
		int status;

		if (pipe(ends) == 0)
			child = fork();
		if (child < 0)
			fail("making a process");
		if (child == 0) {
			time = measure();
			_exit(write(ends[1], &time, sizeof time) !=
			      sizeof time);
		}
		close(ends[1]);
		if (waitpid(child, &status, 0) != child || status != 0 ||
		    read(ends[0], &time, sizeof time) != sizeof time)
			fail("a measurement");
		close(ends[0]);
		if (time < best)
			best = time;
	}
	return best;
}

static double time_reading(void)
{
	double start = now();

	read_site();
	return now() - start;
}

static void print_ratio(const char *what, double ours, double bare,
			double bound)
{
	printf("%-38s %8.1f ms, bare %8.1f ms: %5.2f times (at most %.1f)\n",
	       what, ours * 1e3, bare * 1e3, ours / bare, bound);
}

/* ---- libconfig ----------------------------------------------------------- */

static char *text; /* What libconfig alone reads. */

static double time_libconfig(void)
{
	double start = now();
	config_t config;

	config_init(&config);
	if (!config_read_string(&config, text))
		fail("libconfig");
	config_destroy(&config);
	return now() - start;
}

static void measure_text(void)
{
	size_t size;

	text = site_text(25000, 1000, 200, 8, &size);
	write_file("site.cfg", text, size);
	print_ratio("25,000 VMs from libconfig", least(time_reading),
		    least(time_libconfig), TEXT_BOUND);
	free(text);
}

/* ---- Tables -------------------------------------------------------------- */

static void write_tables(void)
{
	char name[32];
	size_t size;
	char *made =
		site_text_of_tables(N_VMS, N_HOSTS, N_NETWORKS, N_PAIRS, &size);

	write_file("site.cfg", made, size);
	free(made);
	for (uint32_t i = 0; i < N_PAIRS; i++) {
		snprintf(name, sizeof name, "vms-%u.csv", i);
		made = site_table(N_VMS, N_HOSTS, N_NETWORKS, N_PAIRS, i,
				  &size);
		write_file(name, made, size);
		free(made);
	}
}

/* What any reader must do at the least: read the bytes, find where fields end,
 * and keep each with a NUL behind it.  Returns how many there are. */
static size_t split_file(const char *name)
{
	char file[96];
	char *bytes, *fields, *to;
	size_t n = 0;
	long size;
	FILE *in;

	snprintf(file, sizeof file, "%s/%s", folder, name);
	in = fopen(file, "r");
	if (!in || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
		fail("opening a table");
	rewind(in);
	bytes = malloc((size_t)size);
	to = fields = malloc((size_t)size);
	if (!bytes || !fields ||
	    fread(bytes, 1, (size_t)size, in) != (size_t)size)
		fail("reading a table");
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
	return n;
}

static double time_split(void)
{
	double start = now();
	char name[32];
	size_t n = 0;

	for (unsigned i = 0; i < N_PAIRS; i++) {
		snprintf(name, sizeof name, "vms-%u.csv", i);
		n += split_file(name);
	}
	if (n < N_VMS)
		fail("splitting");
	return now() - start;
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

/* In a process of its own, whose peak nothing else has raised. */
static void plan_million(void)
{
	rp_topology *topology = read_site();
	rp_session *session;
	double start;
	long read = peak_mib();

	start = now();
	if (rp_session_open(&session, topology, NULL, 0, NULL))
		fail("planning");
	printf("memory: %ld MiB read, %ld MiB with the plan (at most %d); "
	       "planned in %.1f s; %zu of %zu placed\n",
	       read, peak_mib(), MEMORY_BOUND, now() - start,
	       rp_plan_summary(rp_session_plan(session))->placed,
	       rp_plan_summary(rp_session_plan(session))->protected_vms);
	rp_session_free(session);
	rp_topology_free(topology);
}

static void measure_memory(void)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		plan_million();
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		fail("the process that plans");
}

static void remove_files(void)
{
	char file[96];

	unlink(path);
	for (unsigned i = 0; i < N_PAIRS; i++) {
		snprintf(file, sizeof file, "%s/vms-%u.csv", folder, i);
		unlink(file);
	}
	rmdir(folder);
}

int main(void)
{
	if (!mkdtemp(folder))
		fail("making a folder");
	snprintf(path, sizeof path, "%s/site.cfg", folder);
	atexit(remove_files);
	write_tables();
	measure_memory();
	measure_table();
	measure_text();
	return 0;
}
