/* The second reading: files, and what the library makes of them.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever fails here fails the test. */

#ifndef HARNESS_H
#define HARNESS_H 1

#include "model.h"
#include "replan.h"

/* Makes a folder of the test's own, and removes it: the fixtures of a group of
 * tests. */
int make_folder(void **state);
int remove_folder(void **state);

/* The path of a file in it, until the next call; opens one to be written. */
const char *path_of(const char *name);
FILE *create(const char *name);

/* Writes all files of a model there; 'accepted' is the part of an earlier plan
 * file that says what is accepted, or NULL. */
void write_files(const struct model *model, const char *accepted);

/* That part of a plan file. */
const char *accepted_part(const char *config);

/* Leaves the files of a case in second-SEED where SECOND_KEEP names a folder.
 */
void keep_files(uint64_t seed);

/* What the library makes of the files. */
struct answer {
	rp_topology *topology;
	rp_session *session;
	json_t *plan;
	json_t *targets;
	char *config; /* The plan file that it would write. */
};

void answer_init(struct answer *answer, uint64_t seed);

/* What it makes of a model with nothing accepted. */
void answer_model(struct answer *answer, const struct model *model,
		  uint64_t seed);
void answer_destroy(struct answer *answer);

/* The plan of a session as JSON, with all its parts; the caller frees it. */
json_t *plan_of(rp_session *session);

/* What an export of the library made, as JSON; frees 'bytes'. */
json_t *parse(int result, char *bytes, size_t size);

/* The number in an environment variable; 'otherwise' where it is not set. */
unsigned long number_of(const char *name, unsigned long otherwise);

#endif
