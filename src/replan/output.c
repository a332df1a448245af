/* Output: what a command has to say, made in memory and written at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replan.h"

/* ---- Messages ---------------------------------------------------------- */

bool output_is_ascii(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static const char no_memory[] = "?";

const char *shown(const char *text)
{
	char *copy = rp_show(text, output_is_ascii());

	return copy ? copy : no_memory;
}

void shown_free(const char *text)
{
	if (text != no_memory)
		free((char *)(uintptr_t)text);
}

void complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("replan: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

void complain_about(const char *path, const char *what, int error)
{
	const char *name = shown(path);

	complain("%s: %s: %s", name, what, strerror(error));
	shown_free(name);
}

/* ---- Making it --------------------------------------------------------- */

void output_destroy(struct output *output)
{
	free(output->bytes);
	*output = (struct output)OUTPUT_INIT;
}

/* Room for 'size' bytes more, or NULL. */
static char *output_room(struct output *output, size_t size)
{
	size_t capacity = output->capacity ? output->capacity : 1024;
	char *bytes;

	if (output->failed || size > SIZE_MAX / 4 - output->size) {
		output->failed = true;
		return NULL;
	}
	while (capacity < output->size + size)
		capacity *= 2;
	if (capacity != output->capacity) {
		bytes = realloc(output->bytes, capacity);
		if (!bytes) {
			output->failed = true;
			return NULL;
		}
		output->bytes = bytes;
		output->capacity = capacity;
	}
	return output->bytes + output->size;
}

void output_add_bytes(struct output *output, const char *bytes, size_t size)
{
	char *room = output_room(output, size);

	if (room && size) {
		memcpy(room, bytes, size);
		output->size += size;
	}
}

void output_add(struct output *output, const char *string)
{
	output_add_bytes(output, string, strlen(string));
}

void output_add_spaces(struct output *output, size_t n)
{
	char *room = output_room(output, n);

	if (room && n) {
		memset(room, ' ', n);
		output->size += n;
	}
}

void output_printf(struct output *output, const char *format, ...)
{
	va_list args, again;
	char *room;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	room = size < 0 ? NULL : output_room(output, (size_t)size + 1);
	if (room) {
		vsnprintf(room, (size_t)size + 1, format, again);
		output->size += (size_t)size;
	} else {
		output->failed = true;
	}
	va_end(again);
	va_end(args);
}

void output_add_taken(struct output *output, char *bytes, size_t size)
{
	if (bytes)
		output_add_bytes(output, bytes, size);
	else
		output->failed = true;
	free(bytes);
}

/* ---- Writing it -------------------------------------------------------- */

/* Writes everything to 'fd'.  Returns 0 or an errno. */
static int write_all(int fd, const struct output *output)
{
	size_t done = 0;
	ssize_t n;

	while (done < output->size) {
		n = write(fd, output->bytes + done, output->size - done);
		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

/* Some file systems tell of a failed write only when the file is closed; a
 * second descriptor asks for that and leaves standard output open. */
static int write_standard_output(const struct output *output)
{
	int error = write_all(STDOUT_FILENO, output);
	int fd;

	if (error)
		return error;
	fd = dup(STDOUT_FILENO);
	return fd < 0 || close(fd) != 0 ? errno : 0;
}

/* Writes to what is no regular file, as a terminal or a FIFO: there is no old
 * content to keep. */
static int write_device(const char *path, const struct output *output)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return errno;
	error = write_all(fd, output);
	if (close(fd) != 0 && !error)
		error = errno;
	return error;
}

/* Makes a new file beside 'path' and gives its name in '*name', which the
 * caller frees.  Returns its descriptor, or -1 and errno. */
static int temporary_beside(char **name, const char *path)
{
	size_t size = strlen(path) + 32;
	int fd = -1;

	*name = malloc(size);
	if (!*name)
		return -1;
	for (unsigned i = 0; fd < 0 && i < 100; i++) {
		snprintf(*name, size, "%s.%ld-%u.tmp", path, (long)getpid(), i);
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

/* Gives 'fd' the owner and mode of the file that it is to replace.  Where the
 * owner cannot be kept the mode is not widened to another one. */
static void keep_owner(int fd, const struct stat *old)
{
	mode_t mode = old->st_mode & 0777;

	if (fchown(fd, old->st_uid, old->st_gid) != 0)
		mode &= 0700;
	if (fchmod(fd, mode) != 0)
		return;
}

/* Replaces the regular file 'path', or makes it; 'old' is NULL or what stands
 * there.  Returns 0 or an errno; then the old file stands. */
static int write_file(const char *path, const struct stat *old,
		      const struct output *output)
{
	char *name;
	int fd = temporary_beside(&name, path);
	int error = 0;

	if (fd < 0) {
		error = errno;
		free(name);
		return error;
	}
	if (old)
		keep_owner(fd, old);
	error = write_all(fd, output);
	if (!error && fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && !error)
		error = errno;
	if (!error && rename(name, path) != 0)
		error = errno;
	if (error)
		unlink(name);
	free(name);
	return error;
}

/* Writes to 'path', through a symbolic link to the file that it names. */
static int write_path(const char *path, const struct output *output)
{
	struct stat old;
	char *real;
	int error;

	if (stat(path, &old) != 0)
		return errno == ENOENT ? write_file(path, NULL, output)
				       : errno;
	if (!S_ISREG(old.st_mode))
		return write_device(path, output);
	if (access(path, W_OK) != 0)
		return errno;
	real = realpath(path, NULL);
	if (!real)
		return errno;
	error = write_file(real, &old, output);
	free(real);
	return error;
}

int output_write(const struct output *output, const char *path)
{
	bool is_file = path && strcmp(path, "-") != 0;
	int error;

	if (output->failed) {
		complain(_("not enough memory"));
		return STATUS_FAILED;
	}
	error = is_file ? write_path(path, output)
			: write_standard_output(output);
	if (!error)
		return STATUS_DONE;
	complain_about(is_file ? path : _("standard output"),
		       _("cannot be written"), error);
	return STATUS_FAILED;
}
