/* Files: written whole or not at all.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order is all: the new bytes are on disk, and read back, before the
 * rename; the rename is on disk before anybody is told.  Until the rename the
 * old file is not touched.
 *
 * The temporary file is locked while it is written: one without a lock was left
 * by a writer that was killed, and the next writer removes it. */

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "messages.h"
#include "text.h"

#define DIGITS 12
#define TEMPORARY ".replan-000000000000" /* Ends in DIGITS random digits. */
#define ACL "system.posix_acl_access"

struct writer {
	char *target;    /* The file itself, behind all symbolic links. */
	char *temporary;
	int fd;          /* Of the temporary file, or -1. */
	bool existed;
	struct stat old; /* What the target was, if it existed. */
};

/* Looks at what is to be replaced. */
static bool look(struct writer *writer)
{
	writer->existed = stat(writer->target, &writer->old) == 0;
	if (!writer->existed)
		return errno == ENOENT;
	if (!S_ISREG(writer->old.st_mode)) {
		errno = S_ISDIR(writer->old.st_mode) ? EISDIR : EINVAL;
		return false;
	}
	/* A rename would write over a file that is not to be written. */
	return faccessat(AT_FDCWD, writer->target, W_OK, AT_EACCESS) == 0;
}

/* ---- The temporary file ------------------------------------------------ */

static bool is_stale(const char *name, const char *prefix, size_t size)
{
	return strncmp(name, prefix, size) == 0 &&
	       strlen(name) == size + DIGITS &&
	       strspn(name + size, "0123456789abcdef") == DIGITS;
}

/* Removes 'name' in 'folder' unless somebody is writing it. */
static void remove_unlocked(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK |
			O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(folder, name, 0);
	close(fd);
}

/* Removes what killed writers of the target left. */
static void remove_stale(const struct writer *writer)
{
	const char *prefix = strrchr(writer->temporary, '/') + 1;
	size_t size = strlen(prefix) - DIGITS;
	char *path = strndup(writer->temporary,
			     (size_t)(prefix - writer->temporary));
	DIR *folder = path ? opendir(path) : NULL;
	struct dirent *entry;

	free(path);
	if (!folder)
		return;
	while ((entry = readdir(folder)))
		if (is_stale(entry->d_name, prefix, size))
			remove_unlocked(dirfd(folder), entry->d_name);
	closedir(folder);
}

/* Gives the temporary file another name; false when there is no
 * randomness. */
static bool name_randomly(struct writer *writer)
{
	char *digits = writer->temporary + strlen(writer->temporary) - DIGITS;
	unsigned char random[DIGITS / 2];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return false;
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(digits + 2 * i, 3, "%02x", random[i]);
	return true;
}

/* Whether 'fd', just made, is ours alone: another writer may have taken it for
 * a stale one.  Where there are no locks nobody does that. */
static bool hold(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB))
		return errno != EWOULDBLOCK;
	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

static bool make_temporary(struct writer *writer)
{
	/* A new file has the mode that the umask leaves, as any other; one
	 * that takes the place of another gets its mode later. */
	mode_t mode = writer->existed ? 0600 : 0666;

	for (int i = 0; i < 100 && name_randomly(writer); i++) {
		int fd = open(writer->temporary, O_RDWR | O_CREAT | O_EXCL |
			      O_NOFOLLOW | O_CLOEXEC, mode);

		if (fd < 0 && errno != EEXIST && errno != EINTR)
			return false;
		if (fd >= 0 && hold(fd)) {
			writer->fd = fd;
			return true;
		}
		if (fd >= 0) {
			unlink(writer->temporary);
			close(fd);
			errno = EAGAIN;
		}
	}
	return false;
}

/* ---- Who may read and write it ----------------------------------------- */

/* The mode for a file that was 'mode' where the owner or the group could not
 * be kept: whoever may now do something could do it before. */
static mode_t narrow(mode_t mode, bool owner_kept, bool group_kept)
{
	mode_t owner = mode >> 6 & 7, group = mode >> 3 & 7, other = mode & 7;

	if (!group_kept) {
		other &= group;
		group = 0;
	}
	if (!owner_kept) {
		group &= owner;
		other &= owner;
	}
	return owner << 6 | group << 3 | other;
}

/* Gives the temporary file the access control list of the target; false where
 * that has one and it cannot be given. */
static bool keep_list(const struct writer *writer)
{
	char list[8192];
	ssize_t size = getxattr(writer->target, ACL, list, sizeof list);
	bool has_none = size < 0 && (errno == ENODATA || errno == ENOTSUP);

	if (size > 0 &&
	    fsetxattr(writer->fd, ACL, list, (size_t)size, 0) == 0)
		return true;
	/* One that the folder hands down would let others in. */
	fremovexattr(writer->fd, ACL);
	return has_none;
}

/* Gives the temporary file the owner and the mode of the target. */
static bool keep_access(const struct writer *writer)
{
	const struct stat *old = &writer->old;
	bool owner_kept, group_kept;
	struct stat st;

	if (!writer->existed)
		return true;
	if (fstat(writer->fd, &st))
		return false;
	group_kept = st.st_gid == old->st_gid ||
		     fchown(writer->fd, (uid_t)-1, old->st_gid) == 0;
	owner_kept = st.st_uid == old->st_uid ||
		     fchown(writer->fd, old->st_uid, (gid_t)-1) == 0;
	/* With a list the group's bits are what any of it may do at most. */
	if (!keep_list(writer))
		group_kept = false;
	return fchmod(writer->fd, narrow(old->st_mode, owner_kept,
					 group_kept)) == 0;
}

/* ---- The bytes --------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = ENOSPC;
			return false;
		}
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

/* Syncs 'fd'.  A failure is final: the system forgets what it could not write,
 * and a second fsync() would succeed without it. */
static bool sync_file(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result && errno == EINTR);
	return result == 0;
}

/* Whether 'fd' has exactly 'bytes', as it is read back. */
static bool read_back(int fd, const char *bytes, size_t size)
{
	char back[16384];
	size_t done = 0;

	/* From the disk, where the system cares to. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	for (;;) {
		ssize_t n = pread(fd, back, sizeof back, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0 && done == size)
			return true;
		if (n == 0 || (size_t)n > size - done ||
		    memcmp(back, bytes + done, (size_t)n) != 0) {
			errno = EIO;
			return false;
		}
		done += (size_t)n;
	}
}

/* Closes the temporary file; some file systems first tell here of a full
 * disk. */
static bool close_temporary(struct writer *writer)
{
	int fd = writer->fd;

	writer->fd = -1;
	return close(fd) == 0 || errno == EINTR;
}

/* Writes the temporary file and puts it in the place of the target. */
static bool replace(struct writer *writer, const char *bytes, size_t size,
		    struct file_identity *identity)
{
	struct stat st;
	bool done = keep_access(writer) &&
		    write_all(writer->fd, bytes, size) &&
		    sync_file(writer->fd) &&
		    read_back(writer->fd, bytes, size) &&
		    fstat(writer->fd, &st) == 0 && close_temporary(writer) &&
		    rename(writer->temporary, writer->target) == 0;

	if (!done) {
		int error = errno;

		unlink(writer->temporary);
		errno = error;
		return false;
	}
	if (identity)
		*identity = (struct file_identity) {
			.device = st.st_dev,
			.inode = st.st_ino,
			.size = st.st_size,
			.modified = st.st_mtim,
			.checksum = file_checksum(FILE_CHECKSUM, bytes, size),
		};
	return true;
}

/* Makes the rename safe on disk. */
static bool sync_target(const struct writer *writer)
{
	const char *slash = strrchr(writer->target, '/');
	size_t size = (size_t)(slash - writer->target);
	char *folder = strndup(writer->target, size ? size : 1);
	bool synced = folder && file_sync_folder(folder);

	free(folder);
	return synced;
}

int file_write(const char *path, const char *bytes, size_t size,
	       struct file_identity *identity, rp_messages *messages)
{
	struct writer writer = { .fd = -1 };
	struct file_identity written;
	const char *fault = _("cannot be written");
	bool done = false;
	int error;

	writer.target = file_resolve(path);
	if (writer.target)
		writer.temporary = file_beside(writer.target, TEMPORARY);
	if (writer.temporary && look(&writer)) {
		remove_stale(&writer);
		done = make_temporary(&writer) &&
		       replace(&writer, bytes, size, &written);
		if (done) {
			if (identity)
				*identity = written;
			fault = _("is written, but may be lost if the power "
				  "fails now");
			done = sync_target(&writer);
		}
	}
	error = errno;
	if (!done)
		messages_add_errno(messages, path, fault, error);
	if (writer.fd >= 0)
		close(writer.fd);
	free(writer.temporary);
	free(writer.target);
	errno = error;
	if (done)
		return RP_OK;
	return error == ENOMEM ? RP_NO_MEMORY : RP_UNWRITABLE;
}
