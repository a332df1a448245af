/* Tests of reading, writing and holding files.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * That a write is whole or not at all is in test_file_faults.c. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "file.h"
#include "messages.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define NOBODY 65534

/* ---- A folder for each test -------------------------------------------- */

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

	if (asprintf(&folder, "%s/file-XXXXXX", base ? base : "/tmp") < 0 ||
	    !mkdtemp(folder) || chdir(folder))
		return -1;
	umask(022);
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

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void check_text(const char *path, const char *expected)
{
	char *text;
	size_t size;

	assert_int_equal(file_read(&text, &size, path, 1 << 20, NULL, NULL),
			 RP_OK);
	assert_string_equal(text, expected);
	free(text);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

/* How many entries the folder has. */
static int count_entries(const char *path)
{
	DIR *folder = opendir(path);
	int n = -2; /* "." and "..". */

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static int write_text(const char *path, const char *text)
{
	return file_write(path, text, strlen(text), NULL, NULL);
}

/* ---- Reading ----------------------------------------------------------- */

static void files_are_read_whole(void **state)
{
	struct file_identity identity;
	size_t size;
	char *text;

	(void)state;
	put("f", "0123456789");
	assert_int_equal(file_read(&text, &size, "f", 10, &identity, NULL),
			 RP_OK);
	assert_int_equal(size, 10);
	assert_memory_equal(text, "0123456789", 11);
	assert_int_equal(identity.size, 10);
	free(text);
	put("empty", "");
	assert_int_equal(file_read(&text, &size, "empty", 0, NULL, NULL),
			 RP_OK);
	assert_string_equal(text, "");
	free(text);
}

static const struct {
	const char *path;
	int error;
	const char *text;
} unreadable[] = {
	{ "absent", ENOENT, "cannot be read: No such file or directory" },
	{ "folder", EISDIR, "cannot be read: Is a directory" },
	{ "fifo", EINVAL, "cannot be read: expected a regular file" },
	{ "/dev/zero", EINVAL, "cannot be read: expected a regular file" },
	{ "f/x", ENOTDIR, "cannot be read: Not a directory" },
	{ "loop", ELOOP,
	  "cannot be read: Too many levels of symbolic links" },
	{ "f", EFBIG, "cannot be read: expected at most 9 bytes" },
};

static void others_are_not_read(void **state)
{
	(void)state;
	put("f", "0123456789");
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	for (size_t i = 0; i < COUNT(unreadable); i++) {
		const struct rp_message *message;
		rp_messages *messages;
		char *text = NULL;
		size_t size;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(file_read(&text, &size, unreadable[i].path, 9,
					   NULL, messages), RP_UNREADABLE);
		assert_int_equal(errno, unreadable[i].error);
		assert_null(text);
		assert_int_equal(rp_messages_count(messages), 1);
		message = rp_messages_get(messages, 0);
		assert_string_equal(message->file, unreadable[i].path);
		assert_string_equal(message->text, unreadable[i].text);
		rp_messages_free(messages);
	}
}

/* A file whose size is not told before it is read. */
static void files_without_a_size_are_read(void **state)
{
	size_t size;
	char *text;

	(void)state;
	if (access("/proc/self/status", R_OK))
		return;
	assert_int_equal(file_read(&text, &size, "/proc/self/status", 1 << 20,
				   NULL, NULL), RP_OK);
	assert_true(size > 100);
	free(text);
	assert_int_equal(file_read(&text, &size, "/proc/self/status", 10, NULL,
				   NULL), RP_UNREADABLE);
	assert_int_equal(errno, EFBIG);
}

static const struct {
	const char *folder;
	const char *name;
	int error; /* 0: it is read. */
} below[] = {
	{ "top", "f", 0 },
	{ "top", "sub/f", 0 },
	{ "top", "./sub//f", 0 },
	{ "top/sub", "f", 0 },
	{ "link", "f", 0 }, /* The folder itself may be reached by one. */
	{ "top", "..f", 0 },
	{ "top/sub", "../f", EINVAL },
	{ "top", "sub/../f", EINVAL },
	{ "top", "..", EINVAL },
	{ "top", "", EINVAL },
	{ "top", "/etc/passwd", EINVAL },
	{ "top", "inside", ELOOP },
	{ "top", "outside", ELOOP },
	{ "top", "absent", ENOENT },
	{ "top", "sub", EISDIR },
	{ "top", "sub/", ENOENT },
	{ "top", "fifo", EINVAL },
};

static void files_below_are_read(void **state)
{
	(void)state;
	assert_int_equal(mkdir("top", 0700), 0);
	assert_int_equal(mkdir("top/sub", 0700), 0);
	put("top/f", "f");
	put("top/..f", "f");
	put("top/sub/f", "f");
	assert_int_equal(symlink("top", "link"), 0);
	assert_int_equal(symlink("f", "top/inside"), 0);
	assert_int_equal(symlink("../f", "top/outside"), 0);
	assert_int_equal(mkfifo("top/fifo", 0600), 0);
	for (size_t i = 0; i < COUNT(below); i++) {
		char *text = NULL;
		size_t size;
		int result = file_read_below(&text, &size, below[i].folder,
					     below[i].name, 100, NULL);

		assert_int_equal(result, below[i].error ? RP_UNREADABLE
							: RP_OK);
		if (result)
			assert_int_equal(errno, below[i].error);
		else
			assert_string_equal(text, "f");
		free(text);
	}
}

static void linked_folders_below_are_not_read(void **state)
{
	char *text;
	size_t size;

	(void)state;
	assert_int_equal(mkdir("top", 0700), 0);
	assert_int_equal(mkdir("secret", 0700), 0);
	put("secret/f", "f");
	assert_int_equal(symlink("../secret", "top/sub"), 0);
	assert_int_equal(file_read_below(&text, &size, "top", "sub/f", 100,
					 NULL), RP_UNREADABLE);
}

/* ---- Noticing changes -------------------------------------------------- */

static void changes_are_noticed(void **state)
{
	const struct file_identity absent = { 0 };
	struct file_identity identity;
	struct timespec times[2];
	char *text;
	size_t size;

	(void)state;
	assert_true(file_is_unchanged("f", &absent));
	put("f", "old");
	assert_false(file_is_unchanged("f", &absent));
	assert_int_equal(file_read(&text, &size, "f", 100, &identity, NULL),
			 RP_OK);
	free(text);
	assert_true(file_is_unchanged("f", &identity));
	/* Only touched. */
	assert_int_equal(utimensat(AT_FDCWD, "f", NULL, 0), 0);
	assert_true(file_is_unchanged("f", &identity));
	/* Other bytes, behind the same size and time. */
	put("f", "new");
	times[0] = times[1] = identity.modified;
	assert_int_equal(utimensat(AT_FDCWD, "f", times, 0), 0);
	assert_false(file_is_unchanged("f", &identity));
	put("f", "longer");
	assert_false(file_is_unchanged("f", &identity));
	assert_int_equal(unlink("f"), 0);
	assert_false(file_is_unchanged("f", &identity));
	assert_int_equal(mkfifo("f", 0600), 0);
	assert_false(file_is_unchanged("f", &identity));
}

static void what_is_written_is_unchanged(void **state)
{
	struct file_identity identity;

	(void)state;
	assert_int_equal(file_write("f", "a\0b", 3, &identity, NULL), RP_OK);
	assert_true(file_is_unchanged("f", &identity));
	assert_int_equal(write_text("f", "other"), RP_OK);
	assert_false(file_is_unchanged("f", &identity));
}

/* ---- Writing ----------------------------------------------------------- */

static void files_are_written(void **state)
{
	(void)state;
	assert_int_equal(write_text("f", "one"), RP_OK);
	check_text("f", "one");
	assert_int_equal(mode_of("f"), 0644);
	assert_int_equal(write_text("f", "another"), RP_OK);
	check_text("f", "another");
	assert_int_equal(write_text("f", ""), RP_OK);
	check_text("f", "");
	assert_int_equal(count_entries("."), 1);
}

static void large_files_are_written(void **state)
{
	size_t size = 3000000, read;
	char *bytes = malloc(size), *back;

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * 7 + i / 4096);
	assert_int_equal(file_write("f", bytes, size, NULL, NULL), RP_OK);
	assert_int_equal(file_read(&back, &read, "f", size, NULL, NULL),
			 RP_OK);
	assert_int_equal(read, size);
	assert_memory_equal(back, bytes, size);
	free(bytes);
	free(back);
}

static void modes_are_kept(void **state)
{
	static const mode_t modes[] = { 0600, 0640, 0644, 0664, 0666, 0755 };

	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		put("f", "old");
		assert_int_equal(chmod("f", modes[i]), 0);
		umask(i % 2 ? 077 : 0);
		assert_int_equal(write_text("f", "new"), RP_OK);
		assert_int_equal(mode_of("f"), modes[i]);
	}
	umask(077);
	assert_int_equal(write_text("g", "new"), RP_OK);
	assert_int_equal(mode_of("g"), 0600);
}

static void missing_folders_are_made(void **state)
{
	(void)state;
	assert_int_equal(write_text("a/b//c/f", "deep"), RP_OK);
	check_text("a/b/c/f", "deep");
	assert_int_equal(mode_of("a"), 0700);
	assert_int_equal(mode_of("a/b/c"), 0700);
}

static bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

static void symbolic_links_stay(void **state)
{
	(void)state;
	assert_int_equal(mkdir("real", 0700), 0);
	assert_int_equal(mkdir("far", 0700), 0);
	put("real/f", "old");
	assert_int_equal(symlink("../real/f", "far/link"), 0);
	assert_int_equal(symlink("far/link", "link"), 0);
	assert_int_equal(write_text("link", "new"), RP_OK);
	check_text("real/f", "new");
	assert_true(is_link("link"));
	assert_true(is_link("far/link"));
	assert_int_equal(count_entries("far"), 1);
	assert_int_equal(count_entries("real"), 1);
}

static void links_to_no_file_yet_stay(void **state)
{
	(void)state;
	assert_int_equal(mkdir("far", 0700), 0);
	assert_int_equal(symlink("../real/f", "far/link"), 0);
	assert_int_equal(symlink("far/link", "link"), 0);
	assert_int_equal(write_text("link", "new"), RP_OK);
	check_text("real/f", "new");
	assert_true(is_link("link"));
	assert_true(is_link("far/link"));
}

static const struct {
	const char *path;
	int error;
} unwritable[] = {
	{ "", ENOENT },
	{ "folder", EISDIR },
	{ "folder/", EISDIR },
	{ "new/", EISDIR },
	{ "fifo", EINVAL },
	{ "/dev/full", EINVAL },
	{ "f/x", ENOTDIR },
	{ "loop", ELOOP },
	{ "/proc/no-such-file", 0 }, /* Whatever the system says. */
};

static void others_are_not_written(void **state)
{
	(void)state;
	put("f", "old");
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	for (size_t i = 0; i < COUNT(unwritable); i++) {
		rp_messages *messages;

		assert_int_equal(rp_messages_new(&messages), RP_OK);
		assert_int_equal(file_write(unwritable[i].path, "new", 3, NULL,
					    messages), RP_UNWRITABLE);
		if (unwritable[i].error)
			assert_int_equal(errno, unwritable[i].error);
		assert_int_equal(rp_messages_count(messages), 1);
		assert_string_equal(rp_messages_get(messages, 0)->file,
				    unwritable[i].path);
		rp_messages_free(messages);
	}
	check_text("f", "old");
}

static void long_names_are_written(void **state)
{
	char name[NAME_MAX + 2];

	(void)state;
	memset(name, 'n', sizeof name);
	name[NAME_MAX] = '\0';
	assert_int_equal(write_text(name, "new"), RP_OK);
	check_text(name, "new");
	name[NAME_MAX] = 'n';
	name[NAME_MAX + 1] = '\0';
	assert_int_equal(write_text(name, "new"), RP_UNWRITABLE);
	assert_int_equal(errno, ENAMETOOLONG);
}

static void killed_writers_are_cleaned_up(void **state)
{
	int held;

	(void)state;
	put("f", "old");
	put(".f.replan-0123456789ab", "left");
	put(".f.replan-ffffffffffff", "being written");
	put(".f.replan-0123456789a", "not ours");
	put(".f.replan-0123456789ag", "not ours");
	put(".ff.replan-0123456789ab", "of another");
	held = open(".f.replan-ffffffffffff", O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(held, LOCK_EX), 0);
	assert_int_equal(write_text("f", "new"), RP_OK);
	assert_int_not_equal(access(".f.replan-0123456789ab", F_OK), 0);
	assert_int_equal(access(".f.replan-ffffffffffff", F_OK), 0);
	assert_int_equal(count_entries("."), 5);
	close(held);
}

/* Runs 'act' in a child and returns how it ended. */
static int run_child(int act(void))
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(act());
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A disk that is full after 'limit' bytes. */
static rlim_t limit;

static int write_to_full_disk(void)
{
	const struct rlimit limits = { limit, limit };
	static char bytes[100000];

	signal(SIGXFSZ, SIG_IGN);
	memset(bytes, 'x', sizeof bytes);
	if (setrlimit(RLIMIT_FSIZE, &limits))
		return 99;
	return file_write("f", bytes, sizeof bytes, NULL, NULL) !=
	       RP_UNWRITABLE;
}

static void full_disks_keep_the_old_file(void **state)
{
	static const rlim_t limits[] = { 0, 1, 4095, 4096, 50000, 99999 };

	(void)state;
	put("f", "old");
	for (size_t i = 0; i < COUNT(limits); i++) {
		limit = limits[i];
		assert_int_equal(run_child(write_to_full_disk), 0);
		check_text("f", "old");
		assert_int_equal(count_entries("."), 1);
	}
	/* The same where there is room. */
	limit = 100000;
	assert_int_equal(run_child(write_to_full_disk), 1);
}

/* ---- Other people's files: only root can make them --------------------- */

static void owners_are_kept(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid() != 0)
		return;
	put("f", "old");
	assert_int_equal(chown("f", 1234, 4321), 0);
	assert_int_equal(chmod("f", 0640), 0);
	assert_int_equal(write_text("f", "new"), RP_OK);
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_uid, 1234);
	assert_int_equal(st.st_gid, 4321);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static int write_as_nobody(void)
{
	if (setgid(NOBODY) || setuid(NOBODY))
		return 99;
	return write_text("shared/f", "new") == RP_OK ? 0 : 1;
}

static const struct {
	mode_t before;
	mode_t after;
} narrowed[] = {
	{ 0666, 0606 }, { 0606, 0600 }, { 0646, 0604 }, { 0626, 0602 },
};

static void modes_are_never_widened(void **state)
{
	(void)state;
	if (geteuid() != 0)
		return;
	assert_int_equal(chmod(".", 0755), 0);
	for (size_t i = 0; i < COUNT(narrowed); i++) {
		struct stat st;

		if (mkdir("shared", 0700))
			assert_int_equal(errno, EEXIST);
		assert_int_equal(chown("shared", NOBODY, NOBODY), 0);
		unlink("shared/f");
		put("shared/f", "old");
		assert_int_equal(chmod("shared/f", narrowed[i].before), 0);
		assert_int_equal(run_child(write_as_nobody), 0);
		assert_int_equal(stat("shared/f", &st), 0);
		assert_int_equal(st.st_uid, NOBODY);
		assert_int_equal(st.st_mode & 07777, narrowed[i].after);
	}
}

static void read_only_files_stay(void **state)
{
	(void)state;
	if (geteuid() != 0)
		return;
	assert_int_equal(chmod(".", 0755), 0);
	assert_int_equal(mkdir("shared", 0755), 0);
	put("shared/f", "old");
	assert_int_equal(run_child(write_as_nobody), 1);
	assert_int_equal(chmod("shared/f", 0666), 0);
	assert_int_equal(run_child(write_as_nobody), 1);
	assert_int_equal(chown("shared", NOBODY, NOBODY), 0);
	assert_int_equal(chmod("shared/f", 0644), 0);
	assert_int_equal(run_child(write_as_nobody), 1);
	check_text("shared/f", "old");
	assert_int_equal(count_entries("shared"), 1);
}

/* ---- Locks ------------------------------------------------------------- */

static int try_lock(void)
{
	int lock;

	return -file_lock(&lock, "f", NULL);
}

static void one_writer_holds_a_file(void **state)
{
	char expected[64];
	rp_messages *messages;
	int lock, second = 7;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(file_lock(&lock, "f", messages), RP_OK);
	assert_true(lock >= 0);
	assert_int_equal(rp_messages_count(messages), 0);
	assert_int_equal(run_child(try_lock), -RP_LOCKED);
	/* By another name, too. */
	assert_int_equal(symlink("f", "link"), 0);
	assert_int_equal(file_lock(&second, "link", messages), RP_LOCKED);
	assert_int_equal(second, 7);
	assert_int_equal(rp_messages_count(messages), 1);
	snprintf(expected, sizeof expected, "(process %ld)", (long)getpid());
	assert_non_null(strstr(rp_messages_get(messages, 0)->text, expected));
	file_unlock(lock, "f");
	assert_int_equal(count_entries("."), 1);
	assert_int_equal(file_lock(&lock, "link", messages), RP_OK);
	file_unlock(lock, "link");
	file_unlock(-1, "f");
	rp_messages_free(messages);
}

static void locks_die_with_their_holder(void **state)
{
	int lock, ready[2];
	pid_t child;
	char c;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (file_lock(&lock, "f", NULL) || write(ready[1], "x", 1) < 0)
			_exit(1);
		pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(file_lock(&lock, "f", NULL), RP_LOCKED);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(file_lock(&lock, "f", NULL), RP_OK);
	assert_true(lock >= 0);
	file_unlock(lock, "f");
	close(ready[0]);
	close(ready[1]);
}

static void planted_locks_are_not_followed(void **state)
{
	rp_messages *messages;
	int lock;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	put("victim", "precious");
	assert_int_equal(symlink("victim", ".f.lock"), 0);
	assert_int_equal(file_lock(&lock, "f", messages), RP_OK);
	assert_int_equal(lock, -1);
	assert_int_equal(rp_messages_count(messages), 1);
	check_text("victim", "precious");
	assert_int_equal(unlink(".f.lock"), 0);
	assert_int_equal(mkfifo(".f.lock", 0600), 0);
	assert_int_equal(file_lock(&lock, "f", messages), RP_OK);
	assert_int_equal(lock, -1);
	rp_messages_free(messages);
}

static void lock_signatures_are_only_text(void **state)
{
	rp_messages *messages;
	int lock, held;
	char *line;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	put(".f.lock", "12 \033[31m %s%n\n");
	held = open(".f.lock", O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(held, LOCK_EX), 0);
	assert_int_equal(file_lock(&lock, "f", messages), RP_LOCKED);
	line = rp_message_line(rp_messages_get(messages, 0));
	assert_string_equal(line, "f: is being edited by ^[[31m on %s%n "
			    "(process 12)");
	free(line);
	close(held);
	rp_messages_free(messages);
}

static int lock_as_nobody(void)
{
	int lock = 7;

	if (setgid(NOBODY) || setuid(NOBODY))
		return 99;
	if (file_lock(&lock, "f", NULL))
		return 1;
	return lock == -1 ? 2 : 3;
}

static void locks_are_for_those_who_may_write(void **state)
{
	int lock;

	(void)state;
	if (geteuid() != 0)
		return;
	assert_int_equal(chmod(".", 0755), 0);
	put("f", "plan");
	/* No folder to write in, no lock: but that is said. */
	assert_int_equal(run_child(lock_as_nobody), 2);
	assert_int_equal(file_lock(&lock, "f", NULL), RP_OK);
	assert_int_equal(mode_of(".f.lock"), 0600);
	assert_int_equal(run_child(lock_as_nobody), 2);
	file_unlock(lock, "f");
	assert_int_equal(chmod("f", 0666), 0);
	assert_int_equal(file_lock(&lock, "f", NULL), RP_OK);
	assert_int_equal(mode_of(".f.lock"), 0644);
	assert_int_equal(run_child(lock_as_nobody), 1);
	file_unlock(lock, "f");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_are_read_whole),
		TEST(others_are_not_read),
		TEST(files_without_a_size_are_read),
		TEST(files_below_are_read),
		TEST(linked_folders_below_are_not_read),
		TEST(changes_are_noticed),
		TEST(what_is_written_is_unchanged),
		TEST(files_are_written),
		TEST(large_files_are_written),
		TEST(modes_are_kept),
		TEST(missing_folders_are_made),
		TEST(symbolic_links_stay),
		TEST(links_to_no_file_yet_stay),
		TEST(others_are_not_written),
		TEST(long_names_are_written),
		TEST(killed_writers_are_cleaned_up),
		TEST(full_disks_keep_the_old_file),
		TEST(owners_are_kept),
		TEST(modes_are_never_widened),
		TEST(read_only_files_stay),
		TEST(one_writer_holds_a_file),
		TEST(locks_die_with_their_holder),
		TEST(planted_locks_are_not_followed),
		TEST(lock_signatures_are_only_text),
		TEST(locks_are_for_those_who_may_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
