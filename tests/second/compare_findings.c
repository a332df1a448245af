/* The second reading: the library's findings beside those that must be.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "model.h"

#define MAX_ABOUT 32

/* Whether a finding is about two things that overlap. */
static bool is_pair_code(const char *code)
{
	return !strcmp(code, "pools-overlap") ||
	       !strcmp(code, "subnets-overlap") ||
	       !strcmp(code, "moved-prefix-overlaps");
}

/* A finding of the library as a line, of 'pairs' where it is one. */
static void read_finding(struct comparison *c, const json_t *finding,
			 struct lines *lines, struct lines *pairs)
{
	const json_t *names = json_object_get(finding, "about");
	const char *level = text_of_member(finding, "level");
	const char *code = text_of_member(finding, "code");
	const char *about[MAX_ABOUT];
	size_t n = json_array_size(names);

	if (!level || !code || !json_is_array(names) || n > MAX_ABOUT) {
		differ(c, "a finding lacks its level, code or about");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		about[i] = json_string_value(json_array_get(names, i));
		if (!about[i])
			about[i] = "(null)";
	}
	lines_add(is_pair_code(code) ? pairs : lines, level, code, (int)n,
		  about);
}

/* Errors stand before warnings, and they before notices. */
static void compare_levels(struct comparison *c, const json_t *findings)
{
	static const char *const levels[] = { "error", "warning", "notice" };
	int at = 0;
	size_t i;
	json_t *it;

	json_array_foreach(findings, i, it) {
		const char *level = text_of_member(it, "level");

		while (level && at < 3 && strcmp(levels[at], level))
			at++;
	}
	if (at == 3)
		differ(c, "the findings are not in the order of their levels");
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void lines_sort(struct lines *lines)
{
	if (lines->n)
		qsort(lines->at, lines->n, sizeof(*lines->at), compare_lines);
}

/* Compares both, which are sorted. */
static void compare_sorted(struct comparison *c, const struct lines *is,
			   const struct lines *must)
{
	size_t i = 0, j = 0;

	while (i < is->n || j < must->n) {
		int order = i == is->n	  ? 1
			    : j == must->n ? -1
					   : strcmp(is->at[i], must->at[j]);

		if (order < 0)
			differ(c, "finding too much: %s", is->at[i]);
		if (order > 0)
			differ(c, "finding missing: %s", must->at[j]);
		i += order <= 0;
		j += order >= 0;
	}
}

/* ---- Pairs ------------------------------------------------------------- */

/* Part 'number' of a line, the code being the first, of '*n' bytes; an empty
 * one where there is none. */
static const char *part_of(const char *line, int number, size_t *n)
{
	for (; number > 0; number--) {
		line += strcspn(line, "|");
		line += *line == '|';
	}
	*n = strcspn(line, "|");
	return line;
}

static bool is_same_part(const char *a, int i, const char *b, int j)
{
	size_t n, m;

	a = part_of(a, i, &n);
	b = part_of(b, j, &m);
	return n == m && !memcmp(a, b, n);
}

/* Whether thing 'i' of one pair, 0 or 1, is thing 'j' of another: a pool of a
 * subnet of a network, or a subnet of a network. */
static bool is_same_thing(const char *a, int i, const char *b, int j)
{
	if (!is_same_part(a, 0, b, 0))
		return false;
	if (strstr(a, " pools-overlap|"))
		return is_same_part(a, 1, b, 1) && is_same_part(a, 2, b, 2) &&
		       is_same_part(a, 3 + i, b, 3 + j);
	return is_same_part(a, 1 + 2 * i, b, 1 + 2 * j) &&
	       is_same_part(a, 2 + 2 * i, b, 2 + 2 * j);
}

static bool is_named(const struct lines *pairs, const char *pair, int thing)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (is_same_thing(pair, thing, pairs->at[i], 0) ||
		    is_same_thing(pair, thing, pairs->at[i], 1))
			return true;
	return false;
}

static bool has_line(const struct lines *lines, const char *line)
{
	for (size_t i = 0; i < lines->n; i++)
		if (!strcmp(lines->at[i], line))
			return true;
	return false;
}

/* Every pair is one that must be, and of each that must be a thing is named:
 * where a prefix moves, that which is in its way. */
static void compare_pairs(struct comparison *c, const struct lines *is,
			  const struct lines *must)
{
	for (size_t i = 0; i < is->n; i++)
		if (!has_line(must, is->at[i]))
			differ(c, "finding too much: %s", is->at[i]);
	for (size_t i = 0; i < must->n; i++)
		if (!is_named(is, must->at[i], 1) &&
		    (!strncmp(must->at[i], "error", 5) ||
		     !is_named(is, must->at[i], 0)))
			differ(c, "not named: %s", must->at[i]);
}

/* A finding for each host whose loss leaves somebody without place. */
static void expect_losses(const struct comparison *c, struct lines *lines)
{
	const json_t *it;
	size_t i;

	json_array_foreach(json_object_get(c->plan, "hosts"), i, it) {
		const char *name = text_of_member(it, "name");
		const json_t *loss = json_object_get(it, "loss");

		if (name &&
		    json_array_size(json_object_get(loss, "without_place")) > 0)
			lines_add(lines, "warning", "host-loss", 1, &name);
	}
}

void compare_findings(struct comparison *c)
{
	const json_t *findings = json_object_get(c->plan, "findings");
	const struct outcome outcome = {
		.m = c->m, .accepted = c->accepted, .nics = c->nics,
		.host = c->host, .load = c->load,
	};
	struct lines is = { NULL, 0 }, must = { NULL, 0 };
	struct lines is_pairs = { NULL, 0 }, must_pairs = { NULL, 0 };
	json_t *it;
	size_t i;

	json_array_foreach(findings, i, it)
		read_finding(c, it, &is, &is_pairs);
	expect_topology_findings(&outcome, &must, &must_pairs);
	expect_plan_findings(&outcome, &must);
	expect_losses(c, &must);
	expect_move_findings(&outcome, &must, &must_pairs);
	lines_sort(&is);
	lines_sort(&must);
	compare_sorted(c, &is, &must);
	compare_pairs(c, &is_pairs, &must_pairs);
	compare_levels(c, findings);
	lines_destroy(&is);
	lines_destroy(&must);
	lines_destroy(&is_pairs);
	lines_destroy(&must_pairs);
}
