/* What tests of the library share: see fixture.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[256];

char *fixture_source(const char *name)
{
	const char *source = getenv("srcdir");
	char *path;

	assert_true(asprintf(&path, "%s/%s", source ? source : ".", name) > 0);
	return path;
}

const char *fixture_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (folder[0])
		return folder;
	snprintf(folder, sizeof folder, "%s/replan-test-XXXXXX",
		 base && *base ? base : "/tmp");
	assert_non_null(mkdtemp(folder));
	atexit(fixture_clean);
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void fixture_clean(void)
{
	if (folder[0])
		nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	folder[0] = '\0';
}

char *fixture_file(const char *name, const char *text)
{
	char *path;
	FILE *file;

	assert_true(asprintf(&path, "%s/%s", fixture_folder(), name) > 0);
	if (!text)
		return path;
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

void fixture_print(const rp_messages *messages)
{
	for (size_t i = 0; i < rp_messages_count(messages); i++) {
		char *line = rp_message_line(rp_messages_get(messages, i));

		print_message("%s\n", line);
		free(line);
	}
}

rp_topology *fixture_read(const char *path)
{
	rp_messages *messages;
	rp_topology *topology = NULL;
	int result;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	result = rp_topology_read(&topology, path, messages);
	if (result)
		fixture_print(messages);
	assert_int_equal(result, RP_OK);
	rp_messages_free(messages);
	return topology;
}

rp_topology *fixture_topology(const char *text)
{
	char *path = fixture_file("topology.cfg", text);
	rp_topology *topology = fixture_read(path);

	free(path);
	return topology;
}

rp_id fixture_id(const rp_topology *topology, enum rp_kind kind,
		 const char *name)
{
	rp_id found = RP_NONE;

	for (rp_id id = 0; id < rp_count(topology, kind); id++) {
		if (strcmp(rp_name(topology, kind, id), name) != 0)
			continue;
		assert_true(found == RP_NONE);
		found = id;
	}
	assert_true(found != RP_NONE);
	return found;
}

rp_session *fixture_session(const rp_topology *topology, const char *path)
{
	rp_messages *messages;
	rp_session *session = NULL;
	int result;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	result = rp_session_open(&session, topology, path, RP_OPEN_CREATE,
				 messages);
	if (result)
		fixture_print(messages);
	assert_int_equal(result, RP_OK);
	rp_messages_free(messages);
	assert_int_equal(rp_session_complete(session, RP_ALL_PARTS, NULL),
			 RP_OK);
	return session;
}

int fixture_rebalance(rp_session *session)
{
	rp_plan *fresh = NULL;
	int result;

	assert_int_equal(rp_session_preview_rebalance(&fresh, session, NULL),
			 RP_OK);
	result = rp_session_rebalance(session, fresh);
	rp_plan_free(fresh);
	return result;
}

char *fixture_json(const rp_plan *plan)
{
	char *json;
	size_t size;

	/* What is made when it is asked for changes no plan. */
	assert_int_equal(rp_plan_complete((rp_plan *)(uintptr_t)plan,
					  RP_ALL_PARTS, NULL),
			 RP_OK);
	assert_int_equal(rp_export_plan_json(&json, &size, plan), RP_OK);
	return json;
}
