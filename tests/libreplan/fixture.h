/* What tests of the library share: topologies from text and from files.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FIXTURE_H
#define FIXTURE_H 1

#include <stddef.h>

#include "replan.h"

/* A path below the sources: "data/examples/x.cfg".  The caller frees it. */
char *fixture_source(const char *name);

/* A folder of this process for files, made at first use and emptied by
 * fixture_clean().  Do not free it. */
const char *fixture_folder(void);

/* The path of 'name' in that folder, with 'text' in it unless that is NULL.
 * The caller frees it. */
char *fixture_file(const char *name, const char *text);

/* Removes the folder and what is in it. */
void fixture_clean(void);

/* Reads a topology that must have no input error: the test fails with the
 * messages where it has.  The caller frees it. */
rp_topology *fixture_topology(const char *text);
rp_topology *fixture_read(const char *path);

/* The object of 'kind' that is called 'name', which must be the only one. */
rp_id fixture_id(const rp_topology *topology, enum rp_kind kind,
		 const char *name);

/* A session over 'topology' with the plan file 'path' (NULL: its own); must
 * open.  All parts of its plan are made.  The caller frees it. */
rp_session *fixture_session(const rp_topology *topology, const char *path);

/* Rebalances; the result of rp_session_rebalance(). */
int fixture_rebalance(rp_session *session);

/* The plan as JSON, with all its parts; the caller frees it. */
char *fixture_json(const rp_plan *plan);

/* Prints all messages, for a test that fails. */
void fixture_print(const rp_messages *messages);

#endif
