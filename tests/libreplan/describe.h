/* A topology as text, every part of every record: for tests to compare.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef DESCRIBE_H
#define DESCRIBE_H 1

#include "replan.h"

/* One line a record, in the order of the kinds.  The caller frees it. */
char *describe_topology(const rp_topology *topology);

/* All messages, a line each.  The caller frees it. */
char *describe_messages(const rp_messages *messages);

/* The text of the file 'path'; the test fails where there is none.  The caller
 * frees it. */
char *describe_file(const char *path);

#endif
