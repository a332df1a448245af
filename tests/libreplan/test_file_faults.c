/* Tests that a file is written whole or not at all, whatever happens meanwhile.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A child writes the file while its parent traces it.  In one sweep the child
 * is killed at its first system call, then anew at its second, and so on; in
 * others that call fails.  Each time the file must be the whole old or the
 * whole new one, and the new one where the child said so.  A careless writer
 * is swept in the same way and must be caught. */

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "file.h"

/* Calls can be made to fail where we know how to ask for it. */
#if defined(__x86_64__) && defined(__LP64__)
#define CAN_FAIL 1
#else
#define CAN_FAIL 0
#endif

#define OLD_SIZE 5000
#define NEW_SIZE 20000
#define MOST_CALLS 1000

static char old_bytes[OLD_SIZE], new_bytes[NEW_SIZE];

/* Writes the new bytes to "f"; true where it says that they are written. */
typedef bool writer(void);

static bool write_well(void)
{
	return file_write("f", new_bytes, NEW_SIZE, NULL, NULL) == RP_OK;
}

/* What must be caught. */
static bool write_carelessly(void)
{
	FILE *file = fopen("f", "w");

	if (!file)
		return false;
	fwrite(new_bytes, 1, NEW_SIZE, file);
	fclose(file);
	return true;
}

/* ---- A traced writer --------------------------------------------------- */

/* What is done to the child. */
struct fault {
	long call;  /* At which of its system calls, from 1; 0: at none. */
	int error;  /* That call fails with it; 0: the child is killed there. */
};

/* How it went. */
struct run {
	long n_calls;
	long calls[MOST_CALLS]; /* Their numbers. */
	bool reached;  /* The fault took place. */
	bool renamed;  /* The new file was put in its place. */
	bool exited;
	bool said;     /* The child said that the file is written. */
};

static bool is_rename(long call)
{
#ifdef SYS_rename
	if (call == SYS_rename)
		return true;
#endif
#ifdef SYS_renameat
	if (call == SYS_renameat)
		return true;
#endif
	return call == SYS_renameat2;
}

/* Whether it is the writer's own call: what the allocator or a sanitizer needs
 * is left alone. */
static bool may_fail(long call)
{
	switch (call) {
	case SYS_mmap:
	case SYS_munmap:
	case SYS_mprotect:
	case SYS_madvise:
	case SYS_brk:
	case SYS_sigaltstack:
	case SYS_rt_sigaction:
	case SYS_rt_sigprocmask:
	case SYS_exit_group:
		return false;
	default:
		return true;
	}
}

#if CAN_FAIL
static long call_number(pid_t child)
{
	struct user_regs_struct registers;

	assert_int_equal(ptrace(PTRACE_GETREGS, child, NULL, &registers), 0);
	return (long)registers.orig_rax;
}

/* Takes the call that 'child' is about to make away from it. */
static void take_call(pid_t child)
{
	struct user_regs_struct registers;

	assert_int_equal(ptrace(PTRACE_GETREGS, child, NULL, &registers), 0);
	registers.orig_rax = (unsigned long long)-1;
	assert_int_equal(ptrace(PTRACE_SETREGS, child, NULL, &registers), 0);
}

static void give_error(pid_t child, int error)
{
	struct user_regs_struct registers;

	assert_int_equal(ptrace(PTRACE_GETREGS, child, NULL, &registers), 0);
	registers.rax = (unsigned long long)-error;
	assert_int_equal(ptrace(PTRACE_SETREGS, child, NULL, &registers), 0);
}
#else
static long call_number(pid_t child)
{
	(void)child;
	return -1;
}

static void take_call(pid_t child)
{
	(void)child;
}

static void give_error(pid_t child, int error)
{
	(void)child;
	(void)error;
}
#endif

/* Starts a child that stops, traced, before it writes; -1 where it may not be
 * traced. */
static pid_t start(writer *write)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(99);
		raise(SIGSTOP);
		_exit(write() ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFSTOPPED(status))
		return -1;
	assert_int_equal(ptrace(PTRACE_SETOPTIONS, child, NULL,
				PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
	return child;
}

/* Lets 'child' run to where it enters or leaves a system call.  False when it
 * ended. */
static bool step(pid_t child, struct run *run)
{
	int status;

	assert_int_equal(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSTOPPED(status))
		return true;
	run->exited = WIFEXITED(status);
	run->said = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return false;
}

/* Puts the old file in place and writes it with 'fault'.  False where nothing
 * can be traced. */
static bool trace(struct run *run, writer *write, struct fault fault)
{
	FILE *file = fopen("f", "w");
	pid_t child;

	assert_non_null(file);
	assert_int_equal(fwrite(old_bytes, 1, OLD_SIZE, file), OLD_SIZE);
	assert_int_equal(fclose(file), 0);
	*run = (struct run) { 0 };
	child = start(write);
	if (child < 0)
		return false;
	while (step(child, run)) {
		long call = call_number(child);
		bool fails;

		assert_true(run->n_calls < MOST_CALLS);
		run->calls[run->n_calls++] = call;
		run->reached = run->n_calls == fault.call;
		if (run->reached && !fault.error) {
			assert_int_equal(kill(child, SIGKILL), 0);
			assert_int_equal(waitpid(child, NULL, 0), child);
			break;
		}
		fails = run->reached && may_fail(call);
		if (fails)
			take_call(child);
		if (!step(child, run))
			break;
		if (fails)
			give_error(child, fault.error);
		else if (is_rename(call) && !fault.call)
			run->renamed = true;
	}
	return true;
}

/* ---- What came of it --------------------------------------------------- */

enum content { CONTENT_OLD, CONTENT_NEW, CONTENT_TORN };

static enum content look(void)
{
	enum content content = CONTENT_TORN;
	size_t size;
	char *bytes;

	if (file_read(&bytes, &size, "f", 1 << 20, NULL, NULL))
		return CONTENT_TORN;
	if (size == OLD_SIZE && !memcmp(bytes, old_bytes, size))
		content = CONTENT_OLD;
	if (size == NEW_SIZE && !memcmp(bytes, new_bytes, size))
		content = CONTENT_NEW;
	free(bytes);
	return content;
}

static int count_entries(void)
{
	DIR *folder = opendir(".");
	int n = -2;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

struct sums {
	int runs;
	int torn;  /* Neither the old nor the new file. */
	int lies;  /* Said to be written, and is not. */
	int left;  /* Temporary files left by a writer that was not killed. */
	int news;  /* Runs after which the new file stood. */
};

/* Writes again and again with a fault at every system call. */
static bool sweep(struct sums *sums, writer *write, int error)
{
	struct fault fault = { .call = 1, .error = error };
	struct run run;

	do {
		enum content content;

		if (!trace(&run, write, fault))
			return false;
		content = look();
		sums->runs++;
		sums->torn += content == CONTENT_TORN;
		sums->lies += run.said && content != CONTENT_NEW;
		sums->news += content == CONTENT_NEW;
		sums->left += run.exited && count_entries() > 1;
		assert_in_range(count_entries(), 1, 2);
		fault.call++;
	} while (fault.call <= run.n_calls + !run.exited);
	return true;
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int enter_folder(void **state)
{
	const char *base = getenv("TMPDIR");
	char *folder;

	for (size_t i = 0; i < OLD_SIZE; i++)
		old_bytes[i] = (char)('a' + i % 26);
	for (size_t i = 0; i < NEW_SIZE; i++)
		new_bytes[i] = (char)('A' + i % 26);
	if (asprintf(&folder, "%s/faults-XXXXXX", base ? base : "/tmp") < 0 ||
	    !mkdtemp(folder) || chdir(folder))
		return -1;
	*state = folder;
	return 0;
}

static int leave_folder(void **state)
{
	char *folder = *state;
	int result = chdir("/") ||
		     nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

	free(folder);
	return result;
}

/* ---- The tests --------------------------------------------------------- */

static void killed_writers_leave_a_whole_file(void **state)
{
	struct sums sums = { 0 };

	(void)state;
	if (!sweep(&sums, write_well, 0)) {
		print_message("no tracing here: left out\n");
		return;
	}
	assert_true(sums.runs > 20);
	assert_true(sums.news > 0 && sums.news < sums.runs);
	assert_int_equal(sums.torn, 0);
	/* What the last one left is gone after the next. */
	assert_true(write_well());
	assert_int_equal(count_entries(), 1);
}

static void killed_careless_writers_are_caught(void **state)
{
	struct sums sums = { 0 };

	(void)state;
	if (sweep(&sums, write_carelessly, 0))
		assert_true(sums.torn > 0);
}

static const int errors[] = { EIO, ENOSPC, EDQUOT, EINTR, EACCES };

static void failed_calls_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; CAN_FAIL && i < sizeof errors / sizeof *errors;
	     i++) {
		struct sums sums = { 0 };

		if (!sweep(&sums, write_well, errors[i]))
			return;
		assert_true(sums.runs > 20);
		assert_true(sums.news < sums.runs);
		assert_int_equal(sums.torn, 0);
		assert_int_equal(sums.lies, 0);
		assert_int_equal(sums.left, 0);
	}
}

static void careless_writers_lie(void **state)
{
	struct sums sums = { 0 };

	(void)state;
	if (!CAN_FAIL || !sweep(&sums, write_carelessly, ENOSPC))
		return;
	assert_true(sums.torn > 0);
	assert_true(sums.lies > 0);
}

/* Whether the calls are such that the file outlives a power cut: nothing is
 * written between the first sync and the rename, and the rename is synced. */
static bool is_durable(const struct run *run)
{
	enum { WRITING, SYNCED, RENAMED, SAFE } stage = WRITING;

	for (long i = 0; i < run->n_calls; i++) {
		long call = run->calls[i];

		if (call == SYS_write && stage < RENAMED)
			stage = WRITING;
		else if (is_rename(call))
			stage = stage == SYNCED ? RENAMED : WRITING;
		else if (call == SYS_fsync)
			stage = stage == WRITING ? SYNCED :
				stage == RENAMED ? SAFE : stage;
	}
	return stage == SAFE;
}

static void syncs_stand_in_order(void **state)
{
	struct run run;

	(void)state;
	if (!CAN_FAIL || !trace(&run, write_well, (struct fault) { 0 }))
		return;
	assert_true(run.said);
	assert_true(run.renamed);
	assert_true(is_durable(&run));
	assert_true(trace(&run, write_carelessly, (struct fault) { 0 }));
	assert_true(run.said);
	assert_false(is_durable(&run));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_writers_leave_a_whole_file),
		cmocka_unit_test(killed_careless_writers_are_caught),
		cmocka_unit_test(failed_calls_are_told),
		cmocka_unit_test(careless_writers_lie),
		cmocka_unit_test(syncs_stand_in_order),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
