/* The journal: edits that are not saved yet, on disk as they are made.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text file in the operator's state folder, one for each plan file: a head
 * that says which plan file it is for and what that was, then one record a
 * line, each with a checksum of its number and its text.  A record is on disk
 * before journal_add() returns.  What follows the first record that is not
 * whole counts for nothing: that is where the power went. */

#ifndef JOURNAL_H
#define JOURNAL_H 1

#include <stdbool.h>
#include <stdint.h>

#include "file.h"
#include "replan.h"

struct journal {
	int fd;          /* -1: none is kept. */
	char *path;
	uint32_t n;      /* Records in it. */
	int error;       /* errno of what went wrong; 0: nothing. */
};

#define JOURNAL_INIT { -1, NULL, 0, 0 }

/* What an earlier session left behind. */
struct journal_found {
	char **records;      /* Texts. */
	uint32_t n;
	uint32_t capacity;
	int64_t end;         /* Where the whole records end, in bytes. */
	bool other_base;     /* The plan file is another one since. */
};

/* The journal of the plan file 'plan'; NULL where there is no state folder or
 * no memory.  The caller frees it. */
char *journal_path(const char *plan);

/* Reads what a session left at 'path'; its plan file is 'identity' now.  Nothing
 * there is nothing found.  False when memory ran out. */
bool journal_find(struct journal_found *found, const char *path,
		  const struct file_identity *identity);
void journal_found_destroy(struct journal_found *found);

/* Begins an empty journal at 'path', which is taken over, or goes on with the
 * one that was found there.  False, with 'error', where it cannot be kept. */
bool journal_begin(struct journal *journal, char *path, const char *plan,
		   const struct file_identity *identity);
bool journal_go_on(struct journal *journal, char *path,
		   const struct journal_found *found);

/* Adds a record; 'text' has no newline.  False, with 'error', where it is not
 * on disk: the journal then keeps nothing more. */
bool journal_add(struct journal *journal, const char *text);

/* Closes the journal; removes it where there is nothing left to recover. */
void journal_close(struct journal *journal, bool remove);

#endif
