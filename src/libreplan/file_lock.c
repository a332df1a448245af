/* Files: held by one writer.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lock is the kernel's, on a hidden file beside the one it is for, so it
 * ends with its holder whatever ends that; the file that it leaves then means
 * nothing.  The text in it is for the message only. */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages.h"
#include "text.h"

/* Lets those open the lock 'fd' who may write 'target': they may hold that, and
 * must then find out who does.  Nobody more, as whoever opens a lock can hold
 * it for good. */
static void share(int fd, const char *target)
{
	struct stat lock, st;
	mode_t mode = 0600;

	if (stat(target, &st) || fstat(fd, &lock) ||
	    lock.st_uid != geteuid())
		return;
	if ((st.st_mode & S_IWGRP) &&
	    (lock.st_gid == st.st_gid || !fchown(fd, (uid_t)-1, st.st_gid)))
		mode |= S_IRGRP;
	if (st.st_mode & S_IWOTH)
		mode |= S_IROTH;
	fchmod(fd, mode);
}

/* Opens the lock file 'name' of 'target'. */
static int open_lock(const char *name, const char *target)
{
	const int flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open(name, O_RDWR | O_CREAT | flags, 0600);
	struct stat st;

	/* Somebody else's can be locked without being written. */
	if (fd < 0 && errno == EACCES)
		fd = open(name, O_RDONLY | flags);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	share(fd, target);
	return fd;
}

/* Whether 'name' still is the file that 'fd' has open: its last holder may
 * have removed it. */
static bool is_linked(int fd, const char *name)
{
	struct stat open_st, st;

	return fstat(fd, &open_st) == 0 && lstat(name, &st) == 0 &&
	       open_st.st_dev == st.st_dev && open_st.st_ino == st.st_ino;
}

/* Writes "PID USER HOST" into the lock. */
static void sign(int fd)
{
	char names[1024], host[256] = "?";
	struct passwd record, *user = NULL;
	struct text line = TEXT_INIT;

	getpwuid_r(geteuid(), &record, names, sizeof names, &user);
	gethostname(host, sizeof host - 1);
	text_printf(&line, "%ld %s %s\n", (long)getpid(),
		    user && *user->pw_name ? user->pw_name : "?",
		    *host ? host : "?");
	/* Nothing depends on it, so nothing is done where it fails. */
	if (!line.failed && ftruncate(fd, 0) == 0 &&
	    pwrite(fd, line.bytes, line.size, 0) < 0)
		errno = 0;
	text_destroy(&line);
}

/* Says who holds 'path', as far as the lock 'fd' tells. */
static void say_holder(int fd, const char *path, rp_messages *messages)
{
	struct place place = { .file = path };
	char line[512], user[128], host[300];
	ssize_t size = pread(fd, line, sizeof line - 1, 0);
	long process;

	line[size > 0 ? size : 0] = '\0';
	if (sscanf(line, "%9ld %127s %299s", &process, user, host) == 3)
		messages_add(messages, place,
			     _("is being edited by %s on %s (process %ld)"),
			     user, host, process);
	else
		messages_add(messages, place,
			     _("is being edited in another session"));
}

/* Takes the lock 'name' of 'target'.  RP_OK with '*lock', which is -1 with
 * errno where locks cannot be had; RP_LOCKED with '*lock' open to be read;
 * RP_CHANGED where the lock was removed meanwhile. */
static int try_lock(int *lock, const char *name, const char *target)
{
	int fd = open_lock(name, target);
	int error;

	*lock = fd;
	if (fd < 0)
		return RP_OK;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (is_linked(fd, name))
			return RP_OK;
		close(fd);
		*lock = -1;
		errno = EAGAIN;
		return RP_CHANGED;
	}
	if (errno == EWOULDBLOCK)
		return RP_LOCKED;
	error = errno;
	close(fd);
	*lock = -1;
	errno = error;
	return RP_OK;
}

int file_lock(int *lock, const char *path, rp_messages *messages)
{
	char *target = file_resolve(path);
	char *name = target ? file_beside(target, ".lock") : NULL;
	int fd = -1, result = RP_OK;

	if (name) {
		int tries = 100;

		do
			result = try_lock(&fd, name, target);
		while (result == RP_CHANGED && --tries);
	}
	if (result == RP_LOCKED) {
		say_holder(fd, path, messages);
		close(fd);
	} else if (fd >= 0) {
		sign(fd);
		*lock = fd;
	} else {
		messages_add_errno(messages, path,
				   _("cannot be locked against a second "
				     "session"), errno);
		*lock = -1;
		result = RP_OK;
	}
	free(name);
	free(target);
	return result;
}

void file_unlock(int lock, const char *path)
{
	char *target, *name;

	if (lock < 0)
		return;
	target = file_resolve(path);
	name = target ? file_beside(target, ".lock") : NULL;
	/* Removed while it is held: who opened it meanwhile looks again. */
	if (name && is_linked(lock, name))
		unlink(name);
	free(name);
	free(target);
	close(lock);
}
