/* Files: read whole, written whole or not at all, and held by one writer.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FILE_H
#define FILE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "replan.h"

/* What a file was when it was read or written: enough to notice that somebody
 * else wrote it since.  All zero: it did not exist. */
struct file_identity {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified;
	uint64_t checksum; /* Of its bytes, FNV-1a. */
};

/* Reads the regular file 'path', at most 'limit' bytes.  '*out' has a NUL
 * behind its '*size' bytes; the caller frees it.  Never blocks on a FIFO or
 * device.  RP_OK, RP_UNREADABLE (with a message; errno ENOENT where there is
 * none) or RP_NO_MEMORY. */
int file_read(char **out, size_t *size, const char *path, size_t limit,
	      struct file_identity *identity, rp_messages *messages);

/* Reads the regular file 'name', which must stand in 'folder' or below it:
 * no absolute name, no "..", no symbolic link. */
int file_read_below(char **out, size_t *size, const char *folder,
		    const char *name, size_t limit, rp_messages *messages);

/* Whether the file at 'path' still is what 'identity' says.  Its bytes decide:
 * one that was only touched, or written again with the same, is unchanged. */
bool file_is_unchanged(const char *path,
		       const struct file_identity *identity);

/* Writes 'bytes' to 'path' so that at every instant the file is the whole old
 * or the whole new one: temporary file beside it, fsync, read back, rename,
 * fsync of the folder.  A symbolic link stays and what it points to is
 * written; owner and mode are kept, and never widened.  Folders of 'path' that
 * do not exist are made, with mode 0700.  '*identity' is then the new file's.
 * RP_OK only when it is on disk; else RP_UNWRITABLE or RP_NO_MEMORY, and the
 * old file stands (or, as the message then says, the new one stands but its
 * folder could not be synced).  Other hard links to the file keep the old
 * bytes.  A full disk may raise SIGXFSZ: the program must ignore it. */
int file_write(const char *path, const char *bytes, size_t size,
	       struct file_identity *identity, rp_messages *messages);

/* Holds 'path' for one writer until file_unlock() or the end of the process,
 * however it ends.  RP_LOCKED where somebody else holds it, with a message that
 * names who.  Where locks cannot be had (a folder that cannot be written) it is
 * RP_OK with '*lock' -1 and a message that says so. */
int file_lock(int *lock, const char *path, rp_messages *messages);
void file_unlock(int lock, const char *path);

/* For file_*.c: where the file that 'path' names really stands, or will stand:
 * an absolute path without symbolic links.  Its folder is made where there is
 * none.  NULL, with errno, where that cannot be; the caller frees it. */
char *file_resolve(const char *path);

/* Makes the entries of 'folder' safe on disk; false with errno. */
bool file_sync_folder(const char *folder);

/* The path of the hidden file ".NAME" + 'suffix' in the folder of 'path', which is
 * absolute; NAME is its name, cut where that would be too long.  NULL when memory ran out. */
char *file_beside(const char *path, const char *suffix);

/* FNV-1a of 'size' bytes, going on from 'sum'. */
uint64_t file_checksum(uint64_t sum, const void *bytes, size_t size);
#define FILE_CHECKSUM UINT64_C(0xcbf29ce484222325)

#endif
