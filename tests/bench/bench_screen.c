/* The planner at a terminal of 24 x 80, beside other programs in the same run:
 * time to the first screen, what a key costs, and memory.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A screen is complete when nothing has come for QUIET_MS.  Times are of the
 * last byte, so the quiet is not in them. */

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MS 60
#define PATIENCE_MS 10000
#define N_KEYS 40
#define N_STARTS 9

struct program {
	const char *name;
	char *const *arguments;
	const char *down; /* The keys for a row down and up. */
	const char *up;
};

struct figures {
	double start[N_STARTS]; /* Milliseconds to the first screen. */
	size_t start_bytes;
	double key[N_KEYS];     /* Milliseconds from key to screen. */
	size_t key_bytes[N_KEYS];
	size_t idle_bytes;
	long memory;            /* Greatest, in KiB. */
};

struct child {
	pid_t pid;
	int terminal;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool start(struct child *child, const struct program *program)
{
	const struct winsize size = { .ws_row = 24, .ws_col = 80 };

	child->pid = forkpty(&child->terminal, NULL, NULL, &size);
	if (child->pid < 0)
		return false;
	if (child->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		execvp(program->arguments[0], program->arguments);
		_exit(127);
	}
	return true;
}

/* Reads until nothing has come for a while.  Returns how many bytes came;
 * '*last' is when the last one did. */
static size_t read_screen(const struct child *child, double *last)
{
	struct pollfd wait = { .fd = child->terminal, .events = POLLIN };
	char bytes[65536];
	size_t size = 0;
	double begin = now();

	*last = begin;
	while (now() - begin < PATIENCE_MS) {
		ssize_t n;

		if (poll(&wait, 1, size ? QUIET_MS : 1000) <= 0)
			break;
		n = read(child->terminal, bytes, sizeof bytes);
		if (n <= 0)
			break;
		size += (size_t)n;
		*last = now();
	}
	return size;
}

/* The greatest resident memory so far, in KiB. */
static long memory_of(pid_t pid)
{
	char path[64];
	char line[256];
	long memory = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "VmHWM: %ld", &memory) == 1)
			break;
	if (file)
		fclose(file);
	return memory;
}

static void finish(const struct child *child)
{
	kill(child->pid, SIGTERM);
	close(child->terminal);
	waitpid(child->pid, NULL, 0);
}

static bool press_keys(const struct child *child,
		       const struct program *program, struct figures *figures)
{
	double last;

	for (int i = 0; i < N_KEYS; i++) {
		const char *key = i % 2 ? program->up : program->down;
		double begin = now();

		if (write(child->terminal, key, strlen(key)) < 0)
			return false;
		figures->key_bytes[i] = read_screen(child, &last);
		figures->key[i] = last - begin;
	}
	return true;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static int compare_sizes(const void *a, const void *b)
{
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static bool measure(const struct program *program, struct figures *figures)
{
	struct child child;
	bool done = true;

	for (int i = 0; done && i < N_STARTS; i++) {
		double begin = now();
		double last;

		if (!start(&child, program))
			return false;
		figures->start_bytes = read_screen(&child, &last);
		figures->start[i] = last - begin;
		if (figures->start_bytes == 0)
			done = false;
		else if (i == N_STARTS - 1) {
			done = press_keys(&child, program, figures);
			figures->idle_bytes = read_screen(&child, &last);
			figures->memory = memory_of(child.pid);
		}
		finish(&child);
	}
	qsort(figures->start, N_STARTS, sizeof *figures->start,
	      compare_doubles);
	qsort(figures->key, N_KEYS, sizeof *figures->key, compare_doubles);
	qsort(figures->key_bytes, N_KEYS, sizeof *figures->key_bytes,
	      compare_sizes);
	return done;
}

static void print(const struct program *program, const struct figures *figures,
		  double base)
{
	printf("%-22s %8.1f %6.2fx %7zu  %8.2f %8.2f  %5zu %6zu  %5zu  %7ld\n",
	       program->name, figures->start[N_STARTS / 2],
	       figures->start[N_STARTS / 2] / base, figures->start_bytes,
	       figures->key[N_KEYS / 2], figures->key[N_KEYS - 1],
	       figures->key_bytes[N_KEYS / 2], figures->key_bytes[N_KEYS - 1],
	       figures->idle_bytes, figures->memory);
}

static bool is_installed(const char *name)
{
	char command[128];

	snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1",
		 name);
	return system(command) == 0;
}

int main(void)
{
	const char *source = getenv("srcdir");
	const char *replan = getenv("REPLAN");
	char example[512];
	char path[512];
	char readonly[] = "--readonly";
	char folder[] = "/usr/include";
	char ncdu_name[] = "ncdu";
	char nnn_name[] = "nnn";
	char *const planner[] = { path, readonly, example, NULL };
	char *const ncdu[] = { ncdu_name, folder, NULL };
	char *const nnn[] = { nnn_name, folder, NULL };
	const struct program programs[] = {
		{ "ncdu", ncdu, "j", "k" },
		{ "replan, the example", planner, "j", "k" },
		{ "nnn", nnn, "j", "k" },
	};
	double base = 0;

	snprintf(path, sizeof path, "%s", replan ? replan : "src/replan/replan");
	snprintf(example, sizeof example,
		 "%s/data/examples/newyork-chicago.cfg", source ? source : ".");
	printf("24 x 80         first screen: ms  ratio   bytes   key: ms   "
	       "worst  bytes  worst   idle  KiB\n");
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		struct figures figures = { 0 };

		if (!is_installed(programs[i].arguments[0])) {
			printf("%-22s not installed\n", programs[i].name);
			continue;
		}
		if (!measure(&programs[i], &figures)) {
			printf("%-22s showed nothing\n", programs[i].name);
			continue;
		}
		if (base == 0)
			base = figures.start[N_STARTS / 2];
		print(&programs[i], &figures, base);
	}
	return 0;
}
