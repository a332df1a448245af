/* Host words: see host_words.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "host_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "words.h"

/* ---- Loads ------------------------------------------------------------- */

__extension__ typedef __int128 wide;

struct rp_ratio host_ratio(const struct ui *ui, rp_id id,
			   enum rp_resource resource)
{
	const struct rp_recovery_host *host = rp_plan_host(ui_plan(ui), id);

	return (struct rp_ratio){
		host->load[resource],
		rp_host(ui_topology(ui), host->host)->capacity[resource],
	};
}

bool host_ratio_is(struct rp_ratio ratio)
{
	return ratio.capacity > 0 && ratio.capacity != RP_UNLIMITED;
}

int host_ratio_compare(struct rp_ratio a, struct rp_ratio b)
{
	int64_t of_a = host_ratio_is(a) ? a.capacity : 1;
	int64_t of_b = host_ratio_is(b) ? b.capacity : 1;
	wide left = host_ratio_is(a) ? (wide)a.load * of_b : -1;
	wide right = host_ratio_is(b) ? (wide)b.load * of_a : -1;

	return (left > right) - (left < right);
}

struct rp_ratio host_fullest(const struct ui *ui, rp_id id,
			     enum rp_resource *resource)
{
	struct rp_ratio fullest = { 0, 1 };

	*resource = RP_CPUS;
	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = host_ratio(ui, id, (enum rp_resource)r);

		if (host_ratio_is(ratio) &&
		    host_ratio_compare(ratio, fullest) > 0) {
			fullest = ratio;
			*resource = (enum rp_resource)r;
		}
	}
	return fullest;
}

rp_id host_peak(const struct ui *ui, enum rp_resource *of)
{
	struct rp_ratio peak = { 0, 1 };
	rp_id found = RP_NONE;

	*of = RP_CPUS;
	for (rp_id i = 0; i < rp_plan_n_hosts(ui_plan(ui)); i++) {
		enum rp_resource resource;
		struct rp_ratio ratio = host_fullest(ui, i, &resource);

		if (rp_plan_host(ui_plan(ui), i)->replicas == 0 ||
		    host_ratio_compare(ratio, peak) <= 0)
			continue;
		peak = ratio;
		found = i;
		*of = resource;
	}
	return found;
}

/* ---- One host fails ---------------------------------------------------- */

size_t host_stranded(const struct ui *ui, rp_id id)
{
	struct rp_range range;

	if (!ui_has_part(ui, RP_PART_LOSS))
		return 0;
	range = rp_plan_loss(ui_plan(ui), id)->without_place;
	return range.end - range.first;
}

/* ---- In words ---------------------------------------------------------- */

static void print_name(FILE *out, const struct ui *ui, enum rp_kind kind,
		       rp_id id)
{
	char *shown = ui_shown(ui, rp_name(ui_topology(ui), kind, id));

	fputs(shown ? shown : "?", out);
	free(shown);
}

#define NUMBER_SIZE 32

/* CPUs are counted in thousandths.  Returns 'text'. */
static const char *number_text(int64_t n, enum rp_resource resource,
			       char text[NUMBER_SIZE])
{
	size_t size;

	if (resource != RP_CPUS) {
		snprintf(text, NUMBER_SIZE, "%" PRId64, n);
		return text;
	}
	snprintf(text, NUMBER_SIZE, "%" PRId64 ".%03d", n / 1000,
		 (int)(n % 1000));
	size = strlen(text);
	while (text[size - 1] == '0')
		text[--size] = '\0';
	if (text[size - 1] == '.')
		text[--size] = '\0';
	return text;
}

const char *resource_word(enum rp_resource resource)
{
	static const char *const words[RP_N_RESOURCES] = {
		[RP_CPUS] = N_("CPUs"),
		[RP_MEMORY] = N_("memory"),
		[RP_STORAGE] = N_("storage"),
		[RP_IOPS] = N_("IOPS"),
	};

	return _(words[resource]);
}

static const char *unit(enum rp_resource resource)
{
	static const char *const units[RP_N_RESOURCES] = {
		[RP_CPUS] = "", [RP_MEMORY] = " MiB", [RP_STORAGE] = " GiB",
		[RP_IOPS] = "",
	};

	return units[resource];
}

/* "memory 20480 of 65536 MiB (31.3%)". */
static void print_load(FILE *out, struct rp_ratio ratio,
		       enum rp_resource resource)
{
	char load[NUMBER_SIZE], all[NUMBER_SIZE], percent[PERCENT_SIZE];

	number_text(ratio.load, resource, load);
	if (ratio.capacity == RP_UNLIMITED)
		fprintf(out, "%s %s%s", resource_word(resource), load,
			unit(resource));
	else if (host_ratio_is(ratio))
		fprintf(out, _("%s %s of %s%s (%s)"), resource_word(resource),
			load, number_text(ratio.capacity, resource, all),
			unit(resource), ratio_text(ratio, percent));
	else
		fprintf(out, _("%s %s%s, where nothing is free"),
			resource_word(resource), load, unit(resource));
}

static void print_loads(FILE *out, const struct ui *ui, rp_id id)
{
	const char *between = "";

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		struct rp_ratio ratio = host_ratio(ui, id, (enum rp_resource)r);

		if (ratio.capacity == RP_UNLIMITED && ratio.load == 0)
			continue;
		fputs(between, out);
		print_load(out, ratio, (enum rp_resource)r);
		between = " · ";
	}
	fputc('\n', out);
}

/* "RE-HV02 · in maintenance · Recovery-Hosts · 12 replicas". */
static void print_host(FILE *out, const struct ui *ui, rp_id id, rp_id peak)
{
	const struct rp_recovery_host *at = rp_plan_host(ui_plan(ui), id);
	const struct rp_host *host = rp_host(ui_topology(ui), at->host);

	print_name(out, ui, RP_HOST, at->host);
	if (host->maintenance)
		fprintf(out, " · %s", _("in maintenance"));
	fputs(" · ", out);
	print_name(out, ui, RP_GROUP, host->group);
	fputs(" · ", out);
	fprintf(out, ngettext("%zu replica", "%zu replicas", at->replicas),
		(size_t)at->replicas);
	if (id == peak)
		fprintf(out, " · %s", _("the peak of the plan"));
	fputc('\n', out);
}

/* So many VMs are named. */
#define MOST_NAMES 20

static void print_stranded(FILE *out, const struct ui *ui, rp_id id)
{
	struct rp_range range =
		rp_plan_loss(ui_plan(ui), id)->without_place;

	for (rp_id i = range.first; i < range.end; i++) {
		if (i - range.first == MOST_NAMES) {
			fputs(", …", out);
			break;
		}
		if (i > range.first)
			fputs(", ", out);
		print_name(out, ui, RP_VM,
			   rp_plan_stranded(ui_plan(ui), i));
	}
}

/* " (no room on other hosts)". */
static void print_reason(FILE *out, const struct ui *ui, rp_id id)
{
	char *reason = rp_plan_loss_reason(ui_plan(ui), id, RP_LOCAL);
	char *shown = reason ? ui_shown(ui, reason) : NULL;

	fprintf(out, " (%s)", shown ? shown : "?");
	free(shown);
	free(reason);
}

static void print_loss(FILE *out, const struct ui *ui, rp_id id)
{
	size_t n = host_stranded(ui, id);

	if (!ui_has_part(ui, RP_PART_LOSS)) {
		fprintf(out, "%s %s", _("If it fails too:"), ui_pending(ui));
		return;
	}
	if (n == 0) {
		fputs(_("If it fails too, all have a place on the other "
			"hosts."), out);
		return;
	}
	if (rp_plan_loss(ui_plan(ui), id)->proven)
		fprintf(out, ngettext("If it fails too, %zu VM has no place:",
				      "If it fails too, %zu VMs have no place:",
				      n), n);
	else
		fprintf(out, ngettext("If it fails too, no place was found for "
				      "%zu VM:",
				      "If it fails too, no place was found for "
				      "%zu VMs:", n), n);
	fputc(' ', out);
	print_stranded(out, ui, id);
	print_reason(out, ui, id);
}

/* The text that was printed; NULL where memory ran out. */
static char *finish(FILE *out, char **text)
{
	if (fclose(out) == 0)
		return *text;
	free(*text);
	return NULL;
}

char *host_text(const struct ui *ui, rp_id id, rp_id peak)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_host(out, ui, id, peak);
	print_loads(out, ui, id);
	print_loss(out, ui, id);
	return finish(out, &text);
}

/* ---- A VM on it -------------------------------------------------------- */

/* What a VM needs, and what else was asked for it. */
static void print_needs(FILE *out, const struct ui *ui, rp_id vm_id)
{
	const struct rp_vm *vm = rp_vm(ui_topology(ui), vm_id);

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		enum rp_resource resource = (enum rp_resource)r;
		char number[NUMBER_SIZE];

		if (vm->need[r] > 0)
			fprintf(out, "  %s %s%s", resource_word(resource),
				number_text(vm->need[r], resource, number),
				unit(resource));
	}
	if (vm->priority != INT64_MAX)
		fprintf(out, "  %s %" PRId64, _("priority"), vm->priority);
	if (rp_session_pinned_host(ui_session(ui), vm_id) != RP_NONE)
		fprintf(out, "  %s", _("pinned"));
}

char *host_replica_line(const struct ui *ui, rp_id replica)
{
	rp_id vm = rp_plan_replica(ui_plan(ui), replica)->vm;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_name(out, ui, RP_VM, vm);
	print_needs(out, ui, vm);
	return finish(out, &text);
}
