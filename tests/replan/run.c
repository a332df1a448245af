/* Running the program as a shell does, for the tests of commands.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "run.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MAX_WORDS 10

/* The folder of this run of the tests. */
static char folder[4096];

static const char *source_folder(void)
{
	const char *path = getenv("srcdir");

	return path ? path : ".";
}

char *run_expand(const char *word)
{
	const char *sign = strpbrk(word, "@+%");
	int before = sign ? (int)(sign - word) : 0;
	char *text = NULL;
	int size = -1;

	if (!sign || (before && sign[-1] != '='))
		size = asprintf(&text, "%s", word);
	else if (*sign == '@')
		size = asprintf(&text, "%.*s%s/tests/topologies/%s.cfg",
				before, word, source_folder(), sign + 1);
	else if (*sign == '+')
		size = asprintf(&text, "%.*s%s/data/examples/%s.cfg", before,
				word, source_folder(), sign + 1);
	else
		size = asprintf(&text, "%.*s%s/%s", before, word, folder,
				sign + 1);
	assert_true(size >= 0);
	return text;
}

static char *read_fd(int fd, size_t *size)
{
	struct stat status;
	char *bytes;

	assert_int_equal(fstat(fd, &status), 0);
	*size = (size_t)status.st_size;
	bytes = malloc(*size + 1);
	assert_non_null(bytes);
	assert_int_equal(pread(fd, bytes, *size, 0), status.st_size);
	bytes[*size] = '\0';
	return bytes;
}

/* Becomes the program; never returns. */
static void become(char **words, struct run_setup setup, int out, int err)
{
	const char *program = getenv("REPLAN");

	if (setup.limit) {
		struct rlimit limit = { setup.limit, setup.limit };

		setrlimit(RLIMIT_FSIZE, &limit);
		signal(SIGXFSZ, SIG_IGN);
	}
	dup2(setup.out >= 0 ? setup.out : out, STDOUT_FILENO);
	if (setup.out == -2)
		close(STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execv(program ? program : "src/replan/replan", words);
	_exit(127);
}

struct run run_words(char **words, struct run_setup setup)
{
	int out = memfd_create("out", MFD_CLOEXEC);
	int err = memfd_create("err", MFD_CLOEXEC);
	struct run run;
	size_t size;
	int status;
	pid_t child;

	assert_true(out >= 0 && err >= 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		become(words, setup, out, err);
	assert_int_equal(waitpid(child, &status, 0), child);
	run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	assert_int_not_equal(run.status, 127);
	run.out = read_fd(out, &run.size);
	run.err = read_fd(err, &size);
	close(out);
	close(err);
	return run;
}

/* Runs 'line', whose words a character of 'separators' separates. */
static struct run run_separated(const char *line, const char *separators,
				struct run_setup setup)
{
	char *copy = strdup(line), *save = NULL;
	char *words[MAX_WORDS + 2];
	size_t n = 1;
	struct run run;

	assert_non_null(copy);
	words[0] = strdup("replan");
	for (char *word = strtok_r(copy, separators, &save); word;
	     word = strtok_r(NULL, separators, &save)) {
		assert_true(n <= MAX_WORDS);
		words[n++] = run_expand(word);
	}
	words[n] = NULL;
	run = run_words(words, setup);
	while (n > 0)
		free(words[--n]);
	free(copy);
	return run;
}

struct run run_line_with(const char *line, struct run_setup setup)
{
	return run_separated(line, " ", setup);
}

struct run run_line(const char *line)
{
	return run_separated(line, " ", (struct run_setup){ -1, 0 });
}

struct run run_names(const char *line)
{
	return run_separated(line, "|", (struct run_setup){ -1, 0 });
}

void run_free(struct run *run)
{
	free(run->out);
	free(run->err);
}

char *run_read(const char *name, size_t *size)
{
	char *path = run_expand(name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes;

	assert_true(fd >= 0);
	bytes = read_fd(fd, size);
	close(fd);
	free(path);
	return bytes;
}

void run_write(const char *name, const char *text)
{
	char *path = run_expand(name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	free(path);
}

const char *run_folder(void)
{
	return folder;
}

int run_make_folder(void **state)
{
	const char *parent = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/replan-commands-XXXXXX",
		 parent ? parent : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

int run_remove_folder(void **state)
{
	char *command = NULL;
	int result;

	(void)state;
	if (asprintf(&command, "rm -r '%s'", folder) < 0)
		return -1;
	result = system(command);
	free(command);
	return result;
}
