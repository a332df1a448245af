/* The command line: completing its words.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "command_complete.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistr.h>

#include "command_line.h"
#include "command_names.h"
#include "command_words.h"
#include "list.h"
#include "ui_private.h"
#include "words.h"

/* What is looked for. */
struct wanted {
	struct completion *to;
	struct ui *ui;
	const struct command_words *words;
	size_t at;         /* Which of them. */
	const char *start; /* What the word begins with. */
	char *common;      /* What all that were found begin with. */
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

bool command_begins(const char *text, const char *start)
{
	while (*start && lower(*text) == lower(*start)) {
		text++;
		start++;
	}
	return *start == '\0';
}

/* Cuts 'common' down to what 'text' begins with too: whole characters. */
static void cut_common(char *common, const char *text)
{
	size_t n = 0;

	while (common[n] && common[n] == text[n])
		n++;
	while (n > 0 && ((unsigned char)common[n] & 0xc0) == 0x80)
		n--;
	common[n] = '\0';
}

static void keep(struct completion *to, const char *text)
{
	char *word = command_quote(text, false);

	if (!word) {
		to->failed = true;
		return;
	}
	to->words[to->n++] = word;
}

/* Adds a word, where it fits. */
static void offer(struct wanted *wanted, const char *text)
{
	struct completion *to = wanted->to;

	if (!text || !command_begins(text, wanted->start))
		return;
	if (to->n_all++ == 0)
		wanted->common = strdup(text);
	else if (wanted->common)
		cut_common(wanted->common, text);
	if (to->n < COMPLETIONS_MAX)
		keep(to, text);
}

static void offer_taken(struct wanted *wanted, char *text)
{
	offer(wanted, text);
	free(text);
}

/* Offers the words of 'choices', between "|". */
static void offer_choices(struct wanted *wanted, const char *choices)
{
	while (*choices) {
		size_t n = strcspn(choices, "|");

		offer_taken(wanted, strndup(choices, n));
		choices += n + (choices[n] == '|');
	}
}

/* ---- Commands and views ------------------------------------------------ */

static void offer_commands(struct wanted *wanted)
{
	for (int i = 0; i < N_COMMANDS; i++)
		offer(wanted, command_info((enum command_id)i)->name);
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++) {
		const char *name = action_info((enum action)i)->name;

		if (command_of_name(name) == N_COMMANDS)
			offer(wanted, name);
	}
}

static void offer_views(struct wanted *wanted)
{
	enum ui_view view;
	enum action action;

	for (size_t i = 0; (action = command_view(i, &view)); i++)
		offer(wanted, action_info(action)->name);
}

static void offer_columns(struct wanted *wanted)
{
	const struct view *view = &wanted->ui->views[wanted->ui->view];
	struct list *list;

	for (size_t i = 0; view->ops->list &&
	     (list = view->ops->list(view->state, i)); i++)
		for (size_t j = 0; j < list->table.ops->n_columns; j++)
			offer(wanted,
			      _(list->table.ops->columns[j].title));
}

/* ---- Objects ----------------------------------------------------------- */

/* Whether an object of this name may be called so that it fits: to make what
 * all of many objects are called takes its time.  Plain characters are shown as
 * they are. */
static bool may_fit(const char *name, const char *start)
{
	for (; *start; name++, start++) {
		if ((signed char)*name < ' ' || *name == 127 || *name == '\\')
			return true;
		if (lower(*name) != lower(*start))
			return false;
	}
	return true;
}

/* The same of what begins with a name. */
static bool may_fit_before(const char *name, const char *start)
{
	size_t size = strlen(name);
	char *part = strndup(start, size);
	bool may = !part || may_fit(name, part);

	free(part);
	return may;
}

static void offer_object(struct wanted *wanted, enum rp_kind kind, rp_id id)
{
	if (!may_fit(rp_name(ui_topology(wanted->ui), kind, id),
		     wanted->start))
		return;
	offer_taken(wanted, named_text(wanted->ui, kind, id));
}

static bool is_source(const rp_topology *topology, rp_id network)
{
	for (rp_id i = 0; i < rp_n_pairs(topology); i++)
		if (rp_is_row(topology, network, i))
			return true;
	return false;
}

static void offer_sources(struct wanted *wanted)
{
	const rp_topology *topology = ui_topology(wanted->ui);

	for (rp_id i = 0; i < rp_count(topology, RP_NETWORK); i++)
		if (is_source(topology, i))
			offer_object(wanted, RP_NETWORK, i);
}

/* The object that the word before stands for. */
static bool word_before(const struct wanted *wanted, enum rp_kind kind,
			rp_id *id)
{
	return named_find_quietly(wanted->ui, kind, RP_NONE,
				   wanted->words->at[wanted->at - 1].text, id);
}

/* Whether some row of the table of 'source' has 'target'. */
static bool is_target(const rp_topology *topology, rp_id source, rp_id target)
{
	for (rp_id i = 0; i < rp_n_pairs(topology); i++)
		if (target != source && rp_is_row(topology, source, i) &&
		    rp_pair_server(topology, i) ==
		    rp_network_server(topology, target))
			return true;
	return false;
}

static void offer_targets(struct wanted *wanted)
{
	const rp_topology *topology = ui_topology(wanted->ui);
	rp_id source;

	if (!word_before(wanted, RP_NETWORK, &source))
		source = RP_NONE;
	for (rp_id i = 0; i < rp_count(topology, RP_NETWORK); i++)
		if (source == RP_NONE || is_target(topology, source, i))
			offer_object(wanted, RP_NETWORK, i);
}

static void offer_mapped(struct wanted *wanted)
{
	const rp_plan *plan = ui_plan(wanted->ui);
	rp_id last = RP_NONE;

	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++) {
		rp_id source = rp_plan_mapping(plan, i)->source;

		if (source != last)
			offer_object(wanted, RP_NETWORK, source);
		last = source;
	}
}

static void offer_vms(struct wanted *wanted)
{
	const rp_plan *plan = ui_plan(wanted->ui);

	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++)
		offer_object(wanted, RP_VM, rp_plan_replica(plan, i)->vm);
}

/* The hosts that the VM of the word before may have; else all recovery
 * hosts. */
static void offer_hosts(struct wanted *wanted)
{
	const rp_topology *topology = ui_topology(wanted->ui);
	const rp_plan *plan = ui_plan(wanted->ui);
	struct rp_range groups;
	rp_id vm;

	if (!word_before(wanted, RP_VM, &vm) ||
	    rp_vm_pair(topology, vm) == RP_NONE) {
		for (rp_id i = 0; i < rp_plan_n_hosts(plan); i++)
			offer_object(wanted, RP_HOST,
				     rp_plan_host(plan, i)->host);
		return;
	}
	groups = rp_cloud(topology, rp_pair(topology, rp_vm_pair(topology, vm))
			  ->target)->groups;
	for (rp_id i = groups.first; i < groups.end; i++) {
		struct rp_range hosts =
			rp_group(topology, rp_topology_id(topology, i))->hosts;

		for (rp_id host = hosts.first; host < hosts.end; host++)
			offer_object(wanted, RP_HOST, host);
	}
}

static void offer_nics(struct wanted *wanted)
{
	const rp_plan *plan = ui_plan(wanted->ui);

	for (rp_id i = 0; i < rp_plan_n_nics(plan); i++) {
		rp_id nic = rp_plan_nic(plan, i)->nic;
		rp_id vm = rp_nic(ui_topology(wanted->ui), nic)->vm;
		const char *name =
			rp_name(ui_topology(wanted->ui), RP_VM, vm);

		if (may_fit_before(name, wanted->start))
			offer_taken(wanted, nic_text(wanted->ui, nic));
	}
}

static bool is_pinned(const rp_session *session, rp_id nic)
{
	rp_ip ip;

	return rp_session_pinned_address(session, nic, RP_IPV4, &ip) ||
	       rp_session_pinned_address(session, nic, RP_IPV6, &ip);
}

static void offer_pinned(struct wanted *wanted)
{
	const rp_session *session = ui_session(wanted->ui);
	const rp_plan *plan = ui_plan(wanted->ui);

	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++) {
		rp_id vm = rp_plan_replica(plan, i)->vm;

		if (rp_session_pinned_host(session, vm) != RP_NONE)
			offer_object(wanted, RP_VM, vm);
	}
	for (rp_id i = 0; i < rp_plan_n_nics(plan); i++)
		if (is_pinned(session, rp_plan_nic(plan, i)->nic))
			offer_taken(wanted, nic_text(wanted->ui,
					rp_plan_nic(plan, i)->nic));
}

static void offer_objects(struct wanted *wanted)
{
	static const enum rp_kind kinds[] = { RP_VM, RP_HOST, RP_NETWORK };
	const rp_topology *topology = ui_topology(wanted->ui);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (rp_id id = 0; id < rp_count(topology, kinds[i]); id++)
			offer_object(wanted, kinds[i], id);
}

/* The pinned host, the rules: whatever the plan at hand has. */
static void offer_of_plan(struct wanted *wanted, enum word_kind kind)
{
	if (kind == WORD_SOURCE)
		offer_sources(wanted);
	else if (kind == WORD_TARGET)
		offer_targets(wanted);
	else if (kind == WORD_MAPPED)
		offer_mapped(wanted);
	else if (kind == WORD_VM)
		offer_vms(wanted);
	else if (kind == WORD_HOST)
		offer_hosts(wanted);
	else if (kind == WORD_NIC)
		offer_nics(wanted);
	else if (kind == WORD_PINNED)
		offer_pinned(wanted);
	else if (kind == WORD_OBJECT)
		offer_objects(wanted);
}

/* ---- Files ------------------------------------------------------------- */

static bool is_folder(const char *folder, const char *name)
{
	struct stat status;
	char *path = NULL;
	bool is = false;

	if (asprintf(&path, "%s%s", folder, name) >= 0)
		is = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
	else
		path = NULL;
	free(path);
	return is;
}

/* Names that cannot be typed are left out, and hidden ones but for those that
 * are asked for. */
static bool is_offered(const char *name, const char *start)
{
	if (u8_check((const uint8_t *)name, strlen(name)) ||
	    !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (const char *at = name; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 127)
			return false;
	return *name != '.' || *start == '.';
}

static void offer_file(struct wanted *wanted, const char *folder,
		       const char *name)
{
	char *text = NULL;

	if (asprintf(&text, "%s%s%s", folder, name,
		     is_folder(*folder ? folder : "./", name) ? "/" : "") < 0)
		text = NULL;
	if (text && text[strlen(text) - 1] == '/')
		wanted->to->ends = false;
	offer_taken(wanted, text);
}

static void offer_files(struct wanted *wanted)
{
	const char *slash = strrchr(wanted->start, '/');
	size_t size = slash ? (size_t)(slash - wanted->start) + 1 : 0;
	char *folder = strndup(wanted->start, size);
	struct dirent **names;
	int n = folder ? scandir(size ? folder : ".", &names, NULL,
				 alphasort) : -1;

	for (int i = 0; i < n; i++) {
		if (is_offered(names[i]->d_name, wanted->start + size))
			offer_file(wanted, folder, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	free(folder);
}

/* ---- Completing -------------------------------------------------------- */

static void find(struct wanted *wanted)
{
	const char *name = wanted->at > 0 ? wanted->words->at[0].text : "";
	enum word_kind kind = command_word_kind(name, wanted->at);

	if (kind == WORD_COMMAND)
		offer_commands(wanted);
	else if (kind == WORD_RULE)
		offer_choices(wanted, "retain|offset|next");
	else if (kind == WORD_STEPS)
		offer_choices(wanted, "all");
	else if (kind == WORD_FORMAT)
		offer_choices(wanted, command_formats());
	else if (kind == WORD_VIEW)
		offer_views(wanted);
	else if (kind == WORD_COLUMN)
		offer_columns(wanted);
	else if (kind == WORD_FILE)
		offer_files(wanted);
	else if (ui_session(wanted->ui))
		offer_of_plan(wanted, kind);
}

/* What all begin with, where that is more than was typed. */
static void take_common(struct completion *to, struct wanted *wanted)
{
	if (wanted->common && strlen(wanted->common) > strlen(wanted->start))
		to->common = command_quote(wanted->common, true);
	free(wanted->common);
}

void completion_find(struct completion *completion, struct ui *ui,
		     const char *line, size_t cursor)
{
	char *before = strndup(line, cursor);
	struct command_words words = { .n = 0 };
	struct wanted wanted = { completion, ui, &words, 0, "", NULL };

	*completion = (struct completion){ .start = cursor, .end = cursor,
					   .ends = true };
	completion->words = calloc(COMPLETIONS_MAX, sizeof(char *));
	completion->failed = !before || !completion->words ||
			     !command_words_init(&words, before);
	wanted.at = words.n;
	if (words.n > 0 && words.at[words.n - 1].end == cursor) {
		wanted.at--;
		wanted.start = words.at[wanted.at].text;
		completion->start = words.at[wanted.at].start;
	}
	if (!completion->failed && !words.too_many) {
		find(&wanted);
		take_common(completion, &wanted);
	}
	command_words_destroy(&words);
	free(before);
}

void completion_destroy(struct completion *completion)
{
	for (size_t i = 0; i < completion->n; i++)
		free(completion->words[i]);
	free(completion->words);
	free(completion->common);
	*completion = (struct completion){ .n = 0 };
}
