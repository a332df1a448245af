/* Files: read whole, and found where they really stand.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages.h"
#include "text.h"

uint64_t file_checksum(uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ at[i]) * UINT64_C(0x100000001b3);
	return sum;
}

/* ---- Reading ----------------------------------------------------------- */

/* For all that is opened to be read: a FIFO must not block us, nor a terminal
 * become ours. */
#define READ_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static ssize_t read_some(int fd, void *bytes, size_t size)
{
	ssize_t n;

	do
		n = read(fd, bytes, size);
	while (n < 0 && errno == EINTR);
	return n;
}

/* Says why 'file' cannot be read; keeps errno. */
static int unreadable(const char *file, int error, rp_messages *messages)
{
	messages_add_errno(messages, file, _("cannot be read"), error);
	errno = error;
	return RP_UNREADABLE;
}

static int too_large(const char *file, size_t limit, rp_messages *messages)
{
	messages_add(messages, (struct place) { .file = file },
		     _("cannot be read: expected at most %zu bytes"), limit);
	errno = EFBIG;
	return RP_UNREADABLE;
}

/* Reads 'fd' to its end into '*out', at most 'limit' bytes; one more tells
 * that there are too many. */
static int read_bytes(char **out, size_t *size, int fd, size_t expected,
		      size_t limit)
{
	size_t capacity = expected + 1, n = 0;
	char *bytes = malloc(capacity + 1);

	while (bytes) {
		ssize_t more = read_some(fd, bytes + n, capacity - n);
		char *grown;

		if (more < 0) {
			free(bytes);
			return RP_UNREADABLE;
		}
		n += (size_t)more;
		if (more == 0 || n > limit)
			break;
		if (n < capacity)
			continue;
		capacity += capacity / 2 + 4096;
		grown = realloc(bytes, capacity + 1);
		if (!grown)
			free(bytes);
		bytes = grown;
	}
	if (!bytes)
		return RP_NO_MEMORY;
	bytes[n] = '\0';
	*out = bytes;
	*size = n;
	return RP_OK;
}

/* Reads the open file 'fd', named 'file' in messages. */
static int read_file(char **out, size_t *size, int fd, const char *file,
		     size_t limit, struct file_identity *identity,
		     rp_messages *messages)
{
	struct stat st;
	char *bytes;
	size_t n;
	int result;

	if (fstat(fd, &st))
		return unreadable(file, errno, messages);
	if (S_ISDIR(st.st_mode))
		return unreadable(file, EISDIR, messages);
	if (!S_ISREG(st.st_mode)) {
		messages_add(messages, (struct place) { .file = file },
			     _("cannot be read: expected a regular file"));
		errno = EINVAL;
		return RP_UNREADABLE;
	}
	if (st.st_size < 0 || (uintmax_t)st.st_size > limit)
		return too_large(file, limit, messages);
	result = read_bytes(&bytes, &n, fd, (size_t)st.st_size, limit);
	if (result == RP_UNREADABLE)
		return unreadable(file, errno, messages);
	if (result)
		return result;
	if (n > limit) {
		free(bytes);
		return too_large(file, limit, messages);
	}
	if (identity)
		*identity = (struct file_identity) {
			.device = st.st_dev,
			.inode = st.st_ino,
			.size = (off_t)n,
			.modified = st.st_mtim,
			.checksum = file_checksum(FILE_CHECKSUM, bytes, n),
		};
	*out = bytes;
	*size = n;
	return RP_OK;
}

/* Closes 'fd', which was only read, and keeps errno. */
static void close_quietly(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

int file_read(char **out, size_t *size, const char *path, size_t limit,
	      struct file_identity *identity, rp_messages *messages)
{
	int fd = open(path, READ_FLAGS);
	int result;

	if (fd < 0)
		return unreadable(path, errno, messages);
	result = read_file(out, size, fd, path, limit, identity, messages);
	close_quietly(fd);
	return result;
}

/* Opens the part of 'name' that ends before 'end' in the folder 'at', which is
 * closed. */
static int open_part(int at, const char *name, const char *end, int flags)
{
	char part[NAME_MAX + 1];
	size_t size = (size_t)(end - name);
	int fd = -1;

	if (size > NAME_MAX) {
		errno = ENAMETOOLONG;
	} else {
		memcpy(part, name, size);
		part[size] = '\0';
		fd = openat(at, part, flags | O_NOFOLLOW);
	}
	close_quietly(at);
	return fd;
}

/* Opens 'name' below 'folder', a part after the other, so that no symbolic
 * link is followed even where one is put there meanwhile. */
static int open_below(const char *folder, const char *name)
{
	int fd = open(*folder ? folder : ".",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0) {
		const char *end = strchrnul(name, '/');

		if (!*end)
			return open_part(fd, name, end, READ_FLAGS);
		if (end > name)
			fd = open_part(fd, name, end,
				       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		name = end + 1;
	}
	return fd;
}

/* Whether 'name' stays below where it starts. */
static bool is_below(const char *name)
{
	if (!*name || *name == '/')
		return false;
	for (;;) {
		const char *end = strchrnul(name, '/');

		if (end - name == 2 && name[0] == '.' && name[1] == '.')
			return false;
		if (!*end)
			return true;
		name = end + 1;
	}
}

int file_read_below(char **out, size_t *size, const char *folder,
		    const char *name, size_t limit, rp_messages *messages)
{
	int fd, result;

	if (!is_below(name)) {
		messages_add(messages, (struct place) { .file = name },
			     _("cannot be read: expected a file in the folder "
			       "of the topology or below it"));
		errno = EINVAL;
		return RP_UNREADABLE;
	}
	fd = open_below(folder, name);
	if (fd < 0 && (errno == ELOOP || errno == EMLINK)) {
		messages_add(messages, (struct place) { .file = name },
			     _("cannot be read: expected a file that is not "
			       "reached by a symbolic link"));
		errno = ELOOP;
		return RP_UNREADABLE;
	}
	if (fd < 0)
		return unreadable(name, errno, messages);
	result = read_file(out, size, fd, name, limit, NULL, messages);
	close_quietly(fd);
	return result;
}

/* The checksum of all that 'fd' has; false when it cannot be read. */
static bool checksum_file(int fd, uint64_t *sum, off_t *size)
{
	unsigned char bytes[16384];
	ssize_t n;

	*sum = FILE_CHECKSUM;
	*size = 0;
	while ((n = read_some(fd, bytes, sizeof bytes)) > 0) {
		*sum = file_checksum(*sum, bytes, (size_t)n);
		*size += n;
	}
	return n == 0;
}

bool file_is_unchanged(const char *path, const struct file_identity *identity)
{
	/* No file has inode 0. */
	bool existed = identity->inode != 0;
	int fd = open(path, READ_FLAGS);
	bool unchanged;
	struct stat st;
	uint64_t sum;
	off_t size;

	if (fd < 0)
		return errno == ENOENT && !existed;
	unchanged = existed && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
		    st.st_size == identity->size &&
		    checksum_file(fd, &sum, &size) &&
		    size == identity->size && sum == identity->checksum;
	close(fd);
	return unchanged;
}

/* ---- Where a file really stands ---------------------------------------- */

bool file_sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced;

	if (fd < 0)
		return false;
	/* EINVAL: this file system has no such thing. */
	synced = fsync(fd) == 0 || errno == EINVAL;
	close_quietly(fd);
	return synced;
}

/* The folder of 'path' as text, "." where it names none; NULL when memory ran
 * out. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* Makes 'folder', unless there is one, in a folder that exists. */
static bool make_folder(const char *folder)
{
	struct stat st;
	char *parent;
	bool synced;

	if (!stat(folder, &st) && S_ISDIR(st.st_mode))
		return true;
	if (mkdir(folder, 0700))
		return false;
	parent = folder_of(folder);
	synced = parent && file_sync_folder(parent);
	free(parent);
	return synced;
}

/* Makes 'path' and all above it that do not exist. */
static bool make_folders(const char *path)
{
	char *copy = strdup(path);
	bool made = copy;

	for (char *at = copy; made && *at; ) {
		char *end = strchrnul(at + 1, '/');
		char c = *end;

		*end = '\0';
		made = make_folder(copy);
		*end = c;
		at = end;
	}
	free(copy);
	return made;
}

/* What the symbolic link 'path' says, seen from where 'path' is seen; NULL with
 * errno, ENOENT where there is nothing. */
static char *follow(const char *path)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof target - 1);
	struct text to = TEXT_INIT;

	if (size < 0)
		return NULL;
	target[size] = '\0';
	if (target[0] != '/') {
		const char *slash = strrchr(path, '/');

		text_add_bytes(&to, path,
			       slash ? (size_t)(slash - path) + 1 : 0);
	}
	text_add(&to, target);
	return text_take(&to, NULL);
}

/* Where the file 'path', which does not exist, will stand. */
static char *resolve_new(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char *folder = folder_of(path);
	char *real = NULL;
	struct text to = TEXT_INIT;

	if (!*name)
		errno = *path ? EISDIR : ENOENT;
	else if (folder && make_folders(folder))
		real = realpath(folder, NULL);
	free(folder);
	if (!real)
		return NULL;
	text_add(&to, real);
	if (strcmp(real, "/") != 0)
		text_add_char(&to, '/');
	text_add(&to, name);
	free(real);
	return text_take(&to, NULL);
}

char *file_resolve(const char *path)
{
	enum { MOST_LINKS = 40 };
	char *at = strdup(path);
	char *found = NULL;

	for (int i = 0; at; i++) {
		char *target;

		found = realpath(at, NULL);
		if (found || errno != ENOENT)
			break;
		/* A link to a file that is still to be made stays one. */
		target = follow(at);
		if (!target) {
			if (errno == ENOENT)
				found = resolve_new(at);
			break;
		}
		free(at);
		at = target;
		if (i == MOST_LINKS) {
			errno = ELOOP;
			break;
		}
	}
	free(at);
	return found;
}

char *file_beside(const char *path, const char *suffix)
{
	const char *name = strrchr(path, '/') + 1;
	size_t most = NAME_MAX - 1 - strlen(suffix);
	struct text beside = TEXT_INIT;

	text_add_bytes(&beside, path, (size_t)(name - path));
	text_add_char(&beside, '.');
	text_add_bytes(&beside, name, strnlen(name, most));
	text_add(&beside, suffix);
	return text_take(&beside, NULL);
}
