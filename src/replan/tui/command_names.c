/* Names on a command line: the objects that they stand for.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "command_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "words.h"

/* ---- What objects are called ------------------------------------------- */

char *named_text(const struct ui *ui, enum rp_kind kind, rp_id id)
{
	struct output output = OUTPUT_INIT;
	char *text = NULL;

	output_add_object(&output, ui_topology(ui), kind, id);
	output_add_bytes(&output, "", 1);
	if (!output.failed)
		text = ui_shown(ui, output.bytes);
	output_destroy(&output);
	return text;
}

char *nic_text(const struct ui *ui, rp_id nic)
{
	const rp_topology *topology = ui_topology(ui);
	char *vm = named_text(ui, RP_VM, rp_nic(topology, nic)->vm);
	char *name = ui_shown(ui, rp_name(topology, RP_NIC, nic));
	char *text = NULL;

	if (vm && name && asprintf(&text, "%s/%s", vm, name) < 0)
		text = NULL;
	free(vm);
	free(name);
	return text;
}

/* ---- Finding ----------------------------------------------------------- */

#define FOUND_MAX 4

/* The objects that a word may stand for: the first of them. */
struct found {
	rp_id ids[FOUND_MAX];
	size_t n;
};

static void add(struct found *found, rp_id id)
{
	if (found->n < FOUND_MAX)
		found->ids[found->n] = id;
	found->n++;
}

static bool is_shown_as(const struct ui *ui, enum rp_kind kind, rp_id id,
			const char *word)
{
	char *name = ui_shown(ui, rp_name(ui_topology(ui), kind, id));
	char *text = named_text(ui, kind, id);
	bool is = (name && !strcmp(name, word)) ||
		  (text && !strcmp(text, word));

	free(name);
	free(text);
	return is;
}

/* What an object is called where that is not its name has one of these. */
static bool may_be_shown(const char *word)
{
	return strpbrk(word, "(\\^<") != NULL;
}

/* Those that the files call 'word', of which there are several. */
static void find_all(struct found *found, const struct ui *ui,
		     enum rp_kind kind, const char *word)
{
	size_t n = rp_count(ui_topology(ui), kind);

	for (rp_id id = 0; id < n; id++)
		if (!strcmp(rp_name(ui_topology(ui), kind, id), word))
			add(found, id);
}

static void find_shown(struct found *found, const struct ui *ui,
		       enum rp_kind kind, const char *word)
{
	size_t n = rp_count(ui_topology(ui), kind);

	for (rp_id id = 0; id < n; id++)
		if (is_shown_as(ui, kind, id, word))
			add(found, id);
}

static struct found find(const struct ui *ui, enum rp_kind kind,
			 rp_id server, const char *word)
{
	const rp_topology *topology = ui_topology(ui);
	struct found found = { .n = 0 };
	rp_id id;
	unsigned n = rp_find_anywhere(topology, kind, word, &id);

	if (n > 1 && server != RP_NONE &&
	    rp_find(topology, kind, server, word) != RP_NONE) {
		id = rp_find(topology, kind, server, word);
		n = 1;
	}
	if (n == 1)
		add(&found, id);
	else if (n > 1)
		find_all(&found, ui, kind, word);
	else if (may_be_shown(word))
		find_shown(&found, ui, kind, word);
	return found;
}

/* ---- Saying what is wrong ---------------------------------------------- */

static void say_about(struct ui *ui, const char *word, const char *what)
{
	char *shown = ui_shown(ui, word);

	ui_say(ui, RP_ERROR, "'%s': %s", shown ? shown : "?", what);
	free(shown);
}

static const char *none_words(enum rp_kind kind)
{
	if (kind == RP_VM)
		return _("there is no VM of this name");
	if (kind == RP_HOST)
		return _("there is no host of this name");
	return _("there is no VM network of this name");
}

/* "'VM1' may be VM1 (VMM-A), VM1 (VMM-B) or others". */
static void say_several(struct ui *ui, enum rp_kind kind, const char *word,
			const struct found *found)
{
	char *list = NULL;
	size_t size;
	FILE *out = open_memstream(&list, &size);

	if (!out)
		return;
	for (size_t i = 0; i < found->n && i < FOUND_MAX; i++) {
		char *text = named_text(ui, kind, found->ids[i]);

		fprintf(out, "%s\"%s\"", i > 0 ? ", " : "",
			text ? text : "?");
		free(text);
	}
	if (found->n > FOUND_MAX)
		fprintf(out, ngettext(" and %zu more", " and %zu more",
				      found->n - FOUND_MAX),
			found->n - FOUND_MAX);
	if (fclose(out) == 0) {
		char *text = NULL;

		if (asprintf(&text, _("several have this name: say %s"),
			     list) >= 0)
			say_about(ui, word, text);
		free(text);
	}
	free(list);
}

/* ---- The kinds --------------------------------------------------------- */

bool named_find_quietly(struct ui *ui, enum rp_kind kind, rp_id server,
			 const char *word, rp_id *id)
{
	struct found found = find(ui, kind, server, word);

	if (found.n == 1)
		*id = found.ids[0];
	return found.n == 1;
}

bool named_find(struct ui *ui, enum rp_kind kind, rp_id server,
		 const char *word, rp_id *id)
{
	struct found found = find(ui, kind, server, word);

	if (found.n == 0)
		say_about(ui, word, none_words(kind));
	else if (found.n > 1)
		say_several(ui, kind, word, &found);
	else
		*id = found.ids[0];
	return found.n == 1;
}

bool protected_find(struct ui *ui, const char *word, rp_id *vm)
{
	if (!named_find(ui, RP_VM, RP_NONE, word, vm))
		return false;
	if (rp_plan_replica_of(ui_plan(ui), *vm) != RP_NONE)
		return true;
	say_about(ui, word, _("this VM has no replica"));
	return false;
}

/* Whether 'host' is one of a cloud. */
static bool is_in_cloud(const rp_topology *topology, rp_id host, rp_id cloud)
{
	struct rp_range groups = rp_cloud(topology, cloud)->groups;

	for (rp_id i = groups.first; i < groups.end; i++)
		if (rp_topology_id(topology, i) ==
		    rp_host(topology, host)->group)
			return true;
	return false;
}

bool host_find(struct ui *ui, rp_id vm, const char *word, rp_id *host)
{
	const rp_topology *topology = ui_topology(ui);
	rp_id pair = rp_vm_pair(topology, vm);

	if (!named_find(ui, RP_HOST, rp_pair_server(topology, pair), word,
			 host))
		return false;
	if (is_in_cloud(topology, *host, rp_pair(topology, pair)->target))
		return true;
	say_about(ui, word, _("this host is not one of the protecting cloud"));
	return false;
}

/* The NIC that 'name' stands for in 'vm', as the file or the screen has it. */
static rp_id nic_of(const struct ui *ui, rp_id vm, const char *name)
{
	const rp_topology *topology = ui_topology(ui);
	struct rp_range nics = rp_vm(topology, vm)->nics;
	rp_id nic = rp_find(topology, RP_NIC, vm, name);

	for (rp_id i = nics.first; nic == RP_NONE && i < nics.end; i++) {
		char *shown = ui_shown(ui, rp_name(topology, RP_NIC, i));

		if (shown && !strcmp(shown, name))
			nic = i;
		free(shown);
	}
	return nic;
}

/* Names may hold a slash: it is split where objects of these names exist. */
static size_t split_nic(struct ui *ui, const char *word, rp_id *nic)
{
	size_t n = 0;

	for (const char *at = word; (at = strchr(at, '/')) != NULL; at++) {
		char *vm_word = strndup(word, (size_t)(at - word));
		rp_id vm, found = RP_NONE;

		if (vm_word && named_find_quietly(ui, RP_VM, RP_NONE,
						   vm_word, &vm))
			found = nic_of(ui, vm, at + 1);
		free(vm_word);
		if (found == RP_NONE)
			continue;
		*nic = found;
		n++;
	}
	return n;
}

bool nic_find(struct ui *ui, const char *word, rp_id *nic)
{
	size_t n = split_nic(ui, word, nic);
	struct rp_range nics;
	rp_id vm;

	if (n == 1)
		return true;
	if (n > 1) {
		say_about(ui, word, _("this can be split in several ways"));
		return false;
	}
	if (strchr(word, '/') &&
	    !named_find_quietly(ui, RP_VM, RP_NONE, word, &vm)) {
		say_about(ui, word, _("there is no such NIC: expected "
				      "VM/NIC"));
		return false;
	}
	if (!named_find(ui, RP_VM, RP_NONE, word, &vm))
		return false;
	nics = rp_vm(ui_topology(ui), vm)->nics;
	*nic = nics.first;
	if (nics.end - nics.first == 1)
		return true;
	say_about(ui, word, _("expected VM/NIC"));
	return false;
}
