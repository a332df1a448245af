/* The planner's screen: the explanation of a host.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens when it fails is asked for when it is shown. */

#include <stdio.h>
#include <stdlib.h>

#include "host_words.h"
#include "ui_private.h"
#include "words.h"

/* So many replicas are listed. */
#define MOST_LISTED 500

/* Its number of rp_plan_host(), or RP_NONE. */
static rp_id id_of(const struct ui *ui, rp_id host)
{
	for (rp_id i = 0; i < rp_plan_n_hosts(ui_plan(ui)); i++)
		if (rp_plan_host(ui_plan(ui), i)->host == host)
			return i;
	return RP_NONE;
}

static void print_replicas(FILE *out, const struct ui *ui)
{
	const rp_plan *plan = ui_plan(ui);
	size_t n = 0;

	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++) {
		char *line;

		if (rp_plan_replica(plan, i)->host != ui->host)
			continue;
		if (n++ == MOST_LISTED) {
			fputs("  …\n", out);
			break;
		}
		line = host_replica_line(ui, i);
		if (n == 1)
			fprintf(out, "%s\n", _("Replicas:"));
		fprintf(out, "  %s\n", line ? line : "?");
		free(line);
	}
}

static char *text_of(const struct ui *ui)
{
	enum rp_resource resource;
	char *words = host_text(ui, id_of(ui, ui->host),
				host_peak(ui, &resource));
	char *text = NULL;
	size_t size;
	FILE *out = words ? open_memstream(&text, &size) : NULL;

	if (out) {
		fprintf(out, "%s\n\n", words);
		print_replicas(out, ui);
	}
	free(words);
	if (!out || fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

unsigned ui_explain_host(struct ui *ui, rp_id host)
{
	char *title, *text;
	unsigned did;

	if (id_of(ui, host) == RP_NONE) {
		ui_say(ui, RP_NOTICE, "%s", _("no replica can stand there"));
		return UI_HANDLED;
	}
	ui->host = host;
	title = ui_shown(ui, rp_name(ui_topology(ui), RP_HOST, host));
	text = text_of(ui);
	if (!title || !text) {
		did = ui_edited(ui, RP_NO_MEMORY);
	} else {
		did = ui_read(ui, title, text);
		ui_renew_with(ui, RP_PART_LOSS, text_of);
	}
	free(title);
	free(text);
	return did;
}
