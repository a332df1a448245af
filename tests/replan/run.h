/* Running the program as a shell does, for the tests of commands.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef RUN_H
#define RUN_H 1

#include <stddef.h>
#include <sys/resource.h>

/* What a run of the program did. */
struct run {
	int status;   /* 0 to 255; -1: it did not end by itself. */
	char *out;    /* What it printed. */
	char *err;
	size_t size;  /* Of 'out'. */
};

/* Where a run's standard output goes, and how large a file it may write. */
struct run_setup {
	int out;      /* -1: it is kept; -2: it is closed. */
	rlim_t limit; /* 0: no limit. */
};

/* Makes and removes the folder of this run of the tests; cmocka's fixtures of a
 * group.  run_folder() is its path. */
int run_make_folder(void **state);
int run_remove_folder(void **state);
const char *run_folder(void);

/* A word of a command line: "@name" is the topology tests/topologies/name.cfg,
 * "+name" the example name.cfg, "%name" the file "name" in the folder of this
 * run; so behind an "=".  Other words stand as they are.  The caller frees
 * it. */
char *run_expand(const char *word);

/* Runs the program that the environment's REPLAN names with the words of
 * 'line', which spaces separate and run_expand() expands; for run_names() "|"
 * separates them, so that they may hold spaces.  Or with 'words', up to a NULL,
 * as they are.  The caller frees what is in the result with run_free(). */
struct run run_line(const char *line);
struct run run_names(const char *line);
struct run run_line_with(const char *line, struct run_setup setup);
struct run run_words(char **words, struct run_setup setup);
void run_free(struct run *run);

/* Reads a file, whose name is expanded; writes one. */
char *run_read(const char *name, size_t *size);
void run_write(const char *name, const char *text);

#endif
