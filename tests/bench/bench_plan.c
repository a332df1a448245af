/* What planning and editing cost, and how good the plans are: a table from a
 * thousand VMs to a million.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ratios are against libconfig alone reading the 25,000 VMs as text, and
 * against a plain greedy placement, both in the same run.  Each size is
 * measured in a process of its own, so that its memory is its own. */

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "greedy.h"
#include "replan.h"
#include "site.h"

static const struct size {
	uint32_t vms;
	uint32_t hosts;
	uint32_t networks;
	uint32_t pairs;
} sizes[] = {
	{ 1000, 40, 50, 2 },	    { 5000, 200, 100, 4 },
	{ 25000, 1000, 200, 8 },    { 100000, 2000, 400, 16 },
	{ 250000, 4000, 800, 20 },  { 1000000, 10000, 1000, 40 },
};

#define N_SIZES (sizeof sizes / sizeof *sizes)

#define N_EDITS 400
#define REFERENCE_VMS 25000

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
	fprintf(stderr, "bench_plan: %s failed\n", what);
	exit(1);
}

/* ---- The site ----------------------------------------------------------- */

static void write_file(const char *name, char *bytes, size_t size)
{
	char file[96];
	FILE *out;

	snprintf(file, sizeof file, "%s/%s", folder, name);
	out = fopen(file, "w");
	if (!bytes || !out || fwrite(bytes, 1, size, out) != size ||
	    fclose(out) != 0)
		fail("writing a file");
	free(bytes);
}

static void write_site(const struct size *s)
{
	size_t size;
	char *text = site_text_of_tables(s->vms, s->hosts, s->networks,
					 s->pairs, &size);

	write_file("site.cfg", text, size);
	for (uint32_t i = 0; i < s->pairs; i++) {
		char name[32];

		snprintf(name, sizeof name, "vms-%u.csv", i);
		text = site_table(s->vms, s->hosts, s->networks, s->pairs, i,
				  &size);
		write_file(name, text, size);
	}
}

static double time_libconfig(void)
{
	size_t size;
	char *text = site_text(REFERENCE_VMS, 1000, 200, 8, &size);
	double best = 1e9;

	if (!text)
		fail("making a text");
	for (int i = 0; i < 3; i++) {
		double start = now();
		config_t config;

		config_init(&config);
		if (!config_read_string(&config, text))
			fail("libconfig");
		config_destroy(&config);
		if (now() - start < best)
			best = now() - start;
	}
	free(text);
	return best;
}

/* ---- Edits ---------------------------------------------------------------- */

static uint32_t below(uint64_t *seed, size_t n)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(*seed >> 33) % (uint32_t)n;
}

/* A mapping of the plan, to another network of the same protecting cloud. */
static int remap(rp_session *session, uint64_t *seed)
{
	const rp_plan *plan = rp_session_plan(session);
	size_t n = rp_plan_n_mappings(plan);
	struct rp_mapping mapping, other;

	if (n < 2)
		return rp_session_undo(session);
	mapping = *rp_plan_mapping(plan, below(seed, n));
	other = *rp_plan_mapping(plan, below(seed, n));
	mapping.target = other.target;
	return rp_session_map(session, &mapping);
}

static int unmap(rp_session *session, uint64_t *seed)
{
	const rp_plan *plan = rp_session_plan(session);
	size_t n = rp_plan_n_mappings(plan);
	struct rp_mapping mapping;

	if (n == 0)
		return rp_session_undo(session);
	mapping = *rp_plan_mapping(plan, below(seed, n));
	return rp_session_unmap(session, mapping.source,
				rp_network_server(rp_session_topology(session),
						  mapping.target));
}

/* Pins a replica to the host of another. */
static int pin(rp_session *session, uint64_t *seed)
{
	const rp_plan *plan = rp_session_plan(session);
	size_t n = rp_plan_n_replicas(plan);
	rp_id vm = rp_plan_replica(plan, below(seed, n))->vm;
	rp_id host = rp_plan_replica(plan, below(seed, n))->host;

	return rp_session_pin_host(session, vm, host);
}

static int edit(rp_session *session, uint64_t *seed)
{
	uint32_t kind = below(seed, 100);

	if (kind < 40)
		return remap(session, seed);
	if (kind < 55)
		return unmap(session, seed);
	if (kind < 65)
		return pin(session, seed);
	if (kind < 90 && rp_session_can_undo(session))
		return rp_session_undo(session);
	if (rp_session_can_redo(session))
		return rp_session_redo(session);
	return remap(session, seed);
}

static int compare_doubles(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return (*x > *y) - (*x < *y);
}

struct edits {
	double median;
	double p99;
	double worst;
};

static struct edits time_edits(rp_session *session)
{
	static double times[N_EDITS];
	uint64_t seed = 4711;

	for (int i = 0; i < N_EDITS; i++) {
		double start = now();

		if (edit(session, &seed) != RP_OK)
			fail("an edit");
		times[i] = now() - start;
	}
	qsort(times, N_EDITS, sizeof *times, compare_doubles);
	return (struct edits){ times[N_EDITS / 2], times[N_EDITS * 99 / 100],
			       times[N_EDITS - 1] };
}

/* ---- One size --------------------------------------------------------------
 */

static double percent(struct rp_ratio ratio)
{
	return ratio.capacity > 0
		       ? 100.0 * (double)ratio.load / (double)ratio.capacity
		       : 0;
}

static void print_plan(const rp_session *session, double peak, double bound)
{
	const struct rp_summary *summary =
		rp_plan_summary(rp_session_plan(session));

	printf(" %6.2f %6.2f %5.2f%%", peak, bound,
	       bound > 0 ? 100 * (peak - bound) / bound : 0);
	if (summary->unplaced)
		printf(" (%zu not placed, at least %zu)", summary->unplaced,
		       summary->unplaced_bound);
}

static void measure(const struct size *s, double bare)
{
	rp_topology *topology;
	rp_session *session;
	struct edits edits;
	struct greedy greedy;
	struct rusage usage;
	double start, read, cold, bound, loss, peak, peak_bound;

	start = now();
	if (rp_topology_read(&topology, path, NULL))
		fail("reading");
	read = now() - start;
	start = now();
	if (rp_session_open(&session, topology, NULL, 0, NULL))
		fail("planning");
	cold = now() - start;
	getrusage(RUSAGE_SELF, &usage);
	start = now();
	if (rp_session_complete(session, RP_PART_BOUND, NULL))
		fail("the bound");
	bound = now() - start;
	peak = percent(rp_plan_summary(rp_session_plan(session))->peak);
	peak_bound =
		rp_plan_summary(rp_session_plan(session))->peak_bound / 100.0;
	start = now();
	if (rp_session_complete(session, RP_PART_LOSS, NULL))
		fail("the loss of hosts");
	loss = now() - start;
	start = now();
	if (!greedy_place(&greedy, rp_session_plan(session)))
		fail("the plain greedy");
	greedy.time = now() - start;
	printf("%8u %6u %8.1f %8.1f %6.2fx", s->vms, s->hosts, read * 1e3,
	       cold * 1e3, cold / greedy.time);
	print_plan(session, peak, peak_bound);
	edits = time_edits(session);
	printf(" | %7.2f %7.2f %7.2f %5.3fx | %7.1f %8.1f | %5ld MiB\n",
	       edits.median * 1e3, edits.p99 * 1e3, edits.worst * 1e3,
	       edits.p99 / bare, bound * 1e3, loss * 1e3,
	       usage.ru_maxrss / 1024);
	printf("%59s plain greedy: peak %.2f%%, %u not placed, %.1f ms\n", "",
	       percent(greedy.peak), greedy.unplaced, greedy.time * 1e3);
	rp_session_free(session);
	rp_topology_free(topology);
}

/* Runs 'measure' in a process of its own. */
static void measure_apart(const struct size *s, double bare)
{
	pid_t child;
	int status;

	write_site(s);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		measure(s, bare);
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		fail("a measurement");
}

static void remove_files(void)
{
	char file[96];

	for (uint32_t i = 0; i < 64; i++) {
		snprintf(file, sizeof file, "%s/vms-%u.csv", folder, i);
		unlink(file);
	}
	unlink(path);
	rmdir(folder);
}

/* An argument is the most VMs of a size that is measured. */
int main(int argc, char **argv)
{
	unsigned long most = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	double bare = time_libconfig();

	if (!mkdtemp(folder))
		fail("making a folder");
	snprintf(path, sizeof path, "%s/site.cfg", folder);
	printf("milliseconds; libconfig alone reads 25,000 VMs as text in "
	       "%.1f\n",
	       bare * 1e3);
	printf("     VMs  hosts     read     cold greedy   peak  bound   gap "
	       "|    edit:    p99   worst   bare |   bound     loss | memory\n");
	for (size_t i = 0; i < N_SIZES; i++)
		if (sizes[i].vms <= most)
			measure_apart(&sizes[i], bare);
	remove_files();
	return 0;
}
