/* State files: what the planner keeps from one session to the next.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *state_path(const char *name)
{
	const char *folder = getenv("XDG_STATE_HOME");
	const char *below = "";
	char *path = NULL;

	if (!folder || *folder != '/') {
		folder = getenv("HOME");
		below = "/.local/state";
	}
	if (!folder || *folder != '/' ||
	    asprintf(&path, "%s%s/replan/%s", folder, below, name) < 0)
		return NULL;
	return path;
}

char *state_read(const char *path, size_t max)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	char *text = NULL;
	ssize_t n = -1;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		text = malloc(max + 1);
	if (text)
		n = read(fd, text, max);
	close(fd);
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

/* Makes the folders above 'path' that do not exist. */
static void make_folders(const char *path)
{
	char *copy = strdup(path);

	for (char *at = copy; at && (at = strchr(at + 1, '/')); *at = '/') {
		*at = '\0';
		/* What cannot be made is noticed when the file is. */
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			break;
	}
	free(copy);
}

static bool write_text(int fd, const char *text, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			text += n;
			size -= (size_t)n;
		}
	}
	return fsync(fd) == 0;
}

bool state_write(const char *path, const char *text, size_t size)
{
	char *new = NULL;
	bool done;
	int fd;

	if (asprintf(&new, "%s.%ld.tmp", path, (long)getpid()) < 0)
		return false;
	make_folders(path);
	unlink(new);
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	done = fd >= 0 && write_text(fd, text, size);
	if (fd >= 0 && close(fd) != 0)
		done = false;
	if (done)
		done = rename(new, path) == 0;
	if (!done && fd >= 0)
		unlink(new);
	free(new);
	return done;
}
