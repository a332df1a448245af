/* What reading, planning and editing cost, against libconfig alone reading the
 * same text in the same run.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "replan.h"
#include "site.h"

static const struct {
	uint32_t vms;
	uint32_t hosts;
	uint32_t networks;
	uint32_t pairs;
} sizes[] = {
	{ 100, 10, 8, 2 },
	{ 1000, 40, 20, 4 },
	{ 5000, 200, 60, 4 },
	{ 25000, 1000, 200, 8 },
};

#define N_EDITS 40

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
	fprintf(stderr, "bench_plan: %s failed\n", what);
	exit(1);
}

static double time_libconfig(const char *text)
{
	double start = now();
	config_t config;

	config_init(&config);
	if (!config_read_string(&config, text))
		fail("libconfig");
	config_destroy(&config);
	return now() - start;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Unmaps and draws networks again, one after the other; sorted times. */
static void time_edits(rp_session *session, double times[N_EDITS])
{
	for (int i = 0; i < N_EDITS; i++) {
		size_t n = rp_plan_n_mappings(rp_session_plan(session));
		struct rp_mapping mapping = *rp_plan_mapping(
			rp_session_plan(session), (rp_id)((size_t)i * 7 % n));
		double start = now();
		int result;

		if (i % 2)
			result = rp_session_undo(session);
		else
			result = rp_session_unmap(
				session, mapping.source,
				rp_network_server(rp_session_topology(session),
						  mapping.target));
		times[i] = now() - start;
		if (result)
			fail("an edit");
	}
	qsort(times, N_EDITS, sizeof *times, compare_doubles);
}

static void write_text(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
		fail("writing the topology");
}

static void measure(size_t i, const char *path)
{
	size_t size;
	char *text = site_text(sizes[i].vms, sizes[i].hosts, sizes[i].networks,
			       sizes[i].pairs, &size);
	rp_topology *topology;
	rp_session *session;
	const struct rp_summary *summary;
	double edits[N_EDITS];
	double bare;
	double read;
	double plan;
	double start;

	if (!text)
		fail("making the topology");
	write_text(path, text, size);
	bare = time_libconfig(text);
	free(text);
	start = now();
	if (rp_topology_read(&topology, path, NULL))
		fail("reading");
	read = now() - start;
	start = now();
	if (rp_session_open(&session, topology, NULL, 0, NULL))
		fail("planning");
	plan = now() - start;
	time_edits(session, edits);
	summary = rp_plan_summary(rp_session_plan(session));
	printf("%8u %6u  %8.2f  %8.2f %5.2fx  %8.2f %5.2fx  %8.2f %8.2f "
	       "%5.2fx  %6.4f %6.4f\n",
	       sizes[i].vms, sizes[i].hosts, bare * 1e3, read * 1e3,
	       read / bare, plan * 1e3, plan / bare, edits[N_EDITS / 2] * 1e3,
	       edits[N_EDITS - 1] * 1e3, edits[N_EDITS - 1] / bare,
	       (double)rp_ratio_parts(summary->peak) / 1e4,
	       summary->peak_bound / 1e4);
	rp_session_free(session);
	rp_topology_free(topology);
}

int main(void)
{
	char folder[] = "/tmp/replan-bench-XXXXXX";
	char path[64];
	struct rusage usage;

	if (!mkdtemp(folder))
		fail("making a folder");
	snprintf(path, sizeof path, "%s/site.cfg", folder);
	printf("milliseconds, and each as a multiple of libconfig alone "
	       "reading the same text\n");
	printf("     VMs  hosts libconfig      read           first plan"
	       "       edit: median     worst         peak  bound\n");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		measure(i, path);
	unlink(path);
	rmdir(folder);
	getrusage(RUSAGE_SELF, &usage);
	printf("greatest memory: %ld MiB\n", usage.ru_maxrss / 1024);
	return 0;
}
