/* The second reading: the same decisions and topology in another order.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libconfig.h>

#include "model.h"

/* ---- Lists of the model ------------------------------------------------ */

static void swap_bytes(char *a, char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char kept = a[i];

		a[i] = b[i];
		b[i] = kept;
	}
}

static void shuffle(void *first, int n, size_t size)
{
	char *bytes = first;

	for (int i = n - 1; i > 0; i--)
		swap_bytes(bytes + (size_t)i * size,
			   bytes + (size_t)between(0, i) * size, size);
}

/* Whether the first of two zones, or of two links, is taken. */
static bool has_ties(const struct model *m)
{
	for (int i = 0; i < m->n_zones; i++)
		for (int j = 0; j < i; j++)
			if (!strcasecmp(m->zones[i].name, m->zones[j].name))
				return true;
	for (int i = 0; i < m->n_links; i++)
		for (int j = 0; j < i; j++)
			if (m->links[i].metric == m->links[j].metric)
				return true;
	return false;
}

void model_permute(struct model *m)
{
	shuffle(m->pairs, m->n_pairs, sizeof(*m->pairs));
	shuffle(m->mappings, m->n_mappings, sizeof(*m->mappings));
	if (!has_ties(m)) {
		shuffle(m->zones, m->n_zones, sizeof(*m->zones));
		shuffle(m->links, m->n_links, sizeof(*m->links));
	}
	for (int i = 0; i < m->n_pools; i++)
		shuffle(m->pools[i].reserved, m->pools[i].n_reserved,
			sizeof(*m->pools[i].reserved));
	for (int i = 0; i < m->n_sites; i++)
		shuffle(m->sites[i].announces, m->sites[i].n_announces,
			sizeof(*m->sites[i].announces));
}

/* ---- Settings of a file ------------------------------------------------ */

/* Whether the elements of an array are a set. */
static bool is_set(const config_setting_t *setting)
{
	static const char *const names[] = { "logical_networks", "host_groups",
					     "gateways", "prefixes" };
	const char *name = config_setting_name(setting);

	for (size_t i = 0; name && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]) && config_setting_is_array(setting))
			return true;
	return false;
}

static void write_setting(config_setting_t *setting, FILE *file);

/* The elements of a setting, those of groups and sets in any order. */
static void write_elements(config_setting_t *setting, const char *between_two,
			   FILE *file)
{
	int n = config_setting_length(setting);
	int *order = calloc((size_t)n + 1, sizeof(*order));

	assert(order);
	for (int i = 0; i < n; i++)
		order[i] = i;
	if (config_setting_is_group(setting) || is_set(setting))
		shuffle(order, n, sizeof(*order));
	for (int i = 0; i < n; i++) {
		config_setting_t *it = config_setting_get_elem(
			setting, (unsigned)order[i]);

		fputs(i ? between_two : "", file);
		if (config_setting_name(it))
			fprintf(file, "%s = ", config_setting_name(it));
		write_setting(it, file);
	}
	free(order);
}

static void write_setting(config_setting_t *setting, FILE *file)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_GROUP:
		fputs("{ ", file);
		write_elements(setting, ";\n", file);
		fputs(" }", file);
		break;
	case CONFIG_TYPE_LIST:
		fputs("( ", file);
		write_elements(setting, ",\n", file);
		fputs(" )", file);
		break;
	case CONFIG_TYPE_ARRAY:
		fputs("[ ", file);
		write_elements(setting, ", ", file);
		fputs(" ]", file);
		break;
	case CONFIG_TYPE_STRING:
		fprintf(file, "\"%s\"", config_setting_get_string(setting));
		break;
	case CONFIG_TYPE_BOOL:
		fputs(config_setting_get_bool(setting) ? "true" : "false",
		      file);
		break;
	case CONFIG_TYPE_FLOAT:
		fprintf(file, "%.3f", config_setting_get_float(setting));
		break;
	default:
		fprintf(file, "%lld", config_setting_get_int64(setting));
	}
}

void file_permute(FILE *in, FILE *out)
{
	config_t config;

	config_init(&config);
	if (!config_read(&config, in))
		abort();
	write_elements(config_root_setting(&config), ";\n", out);
	fputs(";\n", out);
	config_destroy(&config);
}
