/* Reading the plan file: see plan_file.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "plan_file.h"

#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "messages.h"
#include "plan_file_read.h"
#include "text.h"

enum {
	FILE_FORMAT,
	FILE_TOPOLOGY,
	FILE_MAPPINGS,
	FILE_PINS,
	FILE_PEAK_TARGET,
	FILE_ACCEPTED,
	N_FILE_FIELDS
};

static const struct setting_field file_fields[N_FILE_FIELDS] = {
	[FILE_FORMAT] = { "format", SETTING_INTEGER, true, 1, 1 },
	[FILE_TOPOLOGY] = { "topology", SETTING_STRING, true, 0, 0 },
	[FILE_MAPPINGS] = { "mappings", SETTING_LIST, false, 0, 0 },
	[FILE_PINS] = { "pins", SETTING_LIST, false, 0, 0 },
	[FILE_PEAK_TARGET] = { "peak_target", SETTING_THOUSANDTHS, false, 1,
			       1000 },
	[FILE_ACCEPTED] = { "accepted", SETTING_ARRAY, false, 0, 0 },
};

/* A setting that is not known is not kept when the file is written. */
static void report_unknown(void *data, const char *name, uint32_t line,
			   const char *object)
{
	const struct plan_reader *reader = data;
	struct place place = {
		.file = reader->in.file,
		.line = line,
		.object = object,
	};

	messages_add(reader->in.messages, place,
		     _("setting '%s' is unknown and will not be kept"), name);
}

char *plan_file_topology_name(const rp_topology *topology)
{
	const char *file = rp_topology_file(topology);

	return settings_name_fault(file, strlen(file)) ? rp_show(file, true)
						       : strdup(file);
}

/* The name of the topology; where that had to be spelled out for the file and
 * it is the one at hand, its own name again. */
static void read_topology_name(struct plan_reader *reader, const char *name)
{
	char *own = plan_file_topology_name(reader->topology);

	if (own && strcmp(own, name) == 0)
		name = rp_topology_file(reader->topology);
	reader->out->topology = own ? strdup(name) : NULL;
	reader->no_memory = reader->no_memory || !reader->out->topology;
	free(own);
}

/* Mappings before pins, and then by their text: as they are written. */
static int compare_dangling(const void *a, const void *b)
{
	const struct dangling *x = a;
	const struct dangling *y = b;

	if (x->pin != y->pin)
		return (int)x->pin - (int)y->pin;
	return strcmp(x->settings, y->settings);
}

/* Whether the file is a topology: all else that could be said of it would only
 * hide that. */
static bool is_topology_file(struct plan_reader *reader, const config_t *config)
{
	if (!config_lookup(config, "sites"))
		return false;
	settings_fault(&reader->in, 0, NULL, NULL, "%s",
		       _("this is a topology, not a plan file"));
	return true;
}

static void read_file(struct plan_reader *reader, const config_t *config)
{
	struct decisions *decisions = &reader->out->decisions;
	struct setting_value values[N_FILE_FIELDS];

	if (is_topology_file(reader, config))
		return;
	settings_read(&reader->in, config_root_setting(config), NULL,
		      file_fields, N_FILE_FIELDS, values);
	if (values[FILE_TOPOLOGY].text)
		read_topology_name(reader, values[FILE_TOPOLOGY].text);
	if (values[FILE_PEAK_TARGET].setting)
		decisions->peak_target =
			(uint32_t)values[FILE_PEAK_TARGET].number;
	plan_read_mappings(reader, values[FILE_MAPPINGS].setting);
	plan_read_pins(reader, values[FILE_PINS].setting);
	plan_read_accepted(reader, values[FILE_ACCEPTED].setting);
	if (decisions->n_dangling > 0)
		qsort(decisions->dangling, decisions->n_dangling,
		      sizeof *decisions->dangling, compare_dangling);
}

int plan_file_parse(struct plan_file *out, const rp_topology *topology,
		    const char *text, size_t size, const char *path,
		    rp_messages *messages)
{
	const struct guard_limits limits = {
		.bytes = PLAN_FILE_LIMIT,
		.values = 2000000,
		.depth = 32, /* As a topology has them, which is then told. */
		.settings = 64,
		.advice = _("this is no plan file that replan wrote"),
	};
	struct plan_file file = { .accepted = NULL };
	struct plan_reader reader = {
		.topology = topology,
		.in = { .file = path,
			.messages = messages,
			.unknown = report_unknown,
			.data = &reader },
		.out = &file,
	};
	config_t config;

	decisions_init(&file.decisions);
	if (settings_parse(&config, text, size, &limits, &reader.in)) {
		read_file(&reader, &config);
		config_destroy(&config);
	} else {
		reader.in.faulty = true;
	}
	if (!reader.no_memory && !reader.in.faulty) {
		*out = file;
		return RP_OK;
	}
	plan_file_destroy(&file);
	return reader.no_memory ? RP_NO_MEMORY : RP_INVALID;
}

void plan_file_destroy(struct plan_file *file)
{
	decisions_destroy(&file->decisions);
	accepted_release(file->accepted);
	free(file->topology);
	*file = (struct plan_file){ .accepted = NULL };
}
