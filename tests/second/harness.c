/* The second reading: files, and what the library makes of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness.h"

static char folder[4096];

/* ---- Files ------------------------------------------------------------- */

const char *path_of(const char *name)
{
	static char path[4200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

FILE *create(const char *name)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	return file;
}

void write_files(const struct model *model, const char *accepted)
{
	FILE *file = create("topology.cfg");

	model_write_topology(model, file);
	assert_int_equal(fclose(file), 0);
	file = create("topology.plan.cfg");
	model_write_plan(model, accepted, file);
	assert_int_equal(fclose(file), 0);
	for (int i = 0; i < model->n_clouds; i++) {
		char name[32];

		snprintf(name, sizeof(name), "cloud%d.csv", i);
		if (!has_table(model, i))
			continue;
		file = create(name);
		model_write_table(model, i, file);
		assert_int_equal(fclose(file), 0);
	}
}

void keep_files(uint64_t seed)
{
	const char *keep = getenv("SECOND_KEEP");
	unsigned long long number = seed;
	char *command = NULL;

	if (!keep || asprintf(&command,
			      "rm -rf '%s/second-%llu' && "
			      "cp -r '%s' '%s/second-%llu'",
			      keep, number, folder, keep, number) < 0)
		return;
	if (system(command) != 0)
		print_error("the files cannot be kept\n");
	free(command);
}

/* ---- The library ------------------------------------------------------- */

json_t *parse(int result, char *bytes, size_t size)
{
	json_error_t error;
	json_t *json;

	assert_int_equal(result, RP_OK);
	json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
	if (!json)
		fail_msg("line %d: %s", error.line, error.text);
	free(bytes);
	return json;
}

static void fail_with(const rp_messages *messages, uint64_t seed)
{
	for (size_t i = 0; i < rp_messages_count(messages); i++) {
		char *line = rp_message_line(rp_messages_get(messages, i));

		print_error("%s\n", line);
		free(line);
	}
	keep_files(seed);
	fail_msg("seed %llu cannot be read", (unsigned long long)seed);
}

json_t *plan_of(rp_session *session)
{
	char *bytes = NULL;
	size_t size = 0;
	int result = rp_session_complete(session, RP_ALL_PARTS, NULL);

	assert_int_equal(result, RP_OK);
	result = rp_export_plan_json(&bytes, &size, rp_session_plan(session));
	return parse(result, bytes, size);
}

void answer_init(struct answer *answer, uint64_t seed)
{
	struct rp_target *targets = NULL;
	rp_messages *messages;
	size_t size = 0, n = 0;
	char *bytes = NULL;
	int result;

	assert_int_equal(rp_messages_new(&messages), RP_OK);
	if (rp_topology_read(&answer->topology, path_of("topology.cfg"),
			     messages) != RP_OK ||
	    rp_session_open(&answer->session, answer->topology,
			    path_of("topology.plan.cfg"), 0,
			    messages) != RP_OK)
		fail_with(messages, seed);
	rp_messages_free(messages);
	answer->plan = plan_of(answer->session);
	assert_int_equal(rp_targets(&targets, &n, answer->topology, RP_NONE),
			 RP_OK);
	result = rp_export_targets_json(&bytes, &size, answer->topology,
					targets, n);
	answer->targets = parse(result, bytes, size);
	free(targets);
	assert_int_equal(rp_export_config(&answer->config, &size,
					  answer->session),
			 RP_OK);
}

void answer_model(struct answer *answer, const struct model *model,
		  uint64_t seed)
{
	write_files(model, NULL);
	answer_init(answer, seed);
}

void answer_destroy(struct answer *answer)
{
	free(answer->config);
	json_decref(answer->targets);
	json_decref(answer->plan);
	rp_session_free(answer->session);
	rp_topology_free(answer->topology);
}

const char *accepted_part(const char *config)
{
	const char *part = strstr(config, "\naccepted");

	assert_non_null(part);
	return part + 1;
}

/* ---- The program ------------------------------------------------------- */

unsigned long number_of(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

int make_folder(void **state)
{
	const char *parent = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/replan-second-XXXXXX",
		 parent ? parent : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

int remove_folder(void **state)
{
	(void)state;
	for (int i = 0; i < MAX_CLOUDS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "cloud%d.csv", i);
		unlink(path_of(name));
	}
	unlink(path_of("topology.cfg"));
	unlink(path_of("topology.plan.cfg"));
	return rmdir(folder);
}
