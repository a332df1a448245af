/* The command line: what its commands do.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "command_complete.h"
#include "command_line.h"
#include "command_names.h"
#include "list.h"
#include "save_as.h"
#include "ui_private.h"
#include "words.h"

/* The longest sentence that is said. */
#define SENTENCE_SIZE 512

static bool is_open(struct ui *ui)
{
	if (!ui->session)
		ui_say(ui, RP_ERROR, "%s", _("no topology is open"));
	return ui->session != NULL;
}

static bool may_edit(struct ui *ui)
{
	return is_open(ui) && ui_may_edit(ui);
}

/* ---- Mapping ----------------------------------------------------------- */

/* Adds to a sentence, parts between ", ". */
static void add(char sentence[SENTENCE_SIZE], const char *part)
{
	size_t size = strlen(sentence);

	snprintf(sentence + size, SENTENCE_SIZE - size, "%s%s",
		 size > 0 ? ", " : "", part);
}

/* "+118 connected, 96 keep their address". */
static void add_kept(char sentence[SENTENCE_SIZE], long connected, size_t kept)
{
	char part[160];

	if (connected != 0)
		snprintf(part, sizeof(part), _("%+ld connected"), connected);
	else
		snprintf(part, sizeof(part), "%s", _("as many connected"));
	add(sentence, part);
	snprintf(part, sizeof(part),
		 ngettext("%zu keeps its address", "%zu keep their address",
			  kept),
		 kept);
	add(sentence, part);
}

/* What an edit did to the plan: "+118 connected, 96 keep their address, peak
 * load 61.0% to 78.2%, 2 not placed". */
static void effect_text(char sentence[SENTENCE_SIZE], const struct ui *ui,
			const struct rp_summary *before, size_t kept)
{
	const struct rp_summary *now = rp_plan_summary(ui_plan(ui));
	char was[PERCENT_SIZE], is[PERCENT_SIZE];
	char part[160];

	sentence[0] = '\0';
	add_kept(sentence, (long)now->connected - (long)before->connected,
		 kept);
	snprintf(part, sizeof(part), _("peak load %s to %s"),
		 ratio_text(before->peak, was), ratio_text(now->peak, is));
	add(sentence, part);
	snprintf(part, sizeof(part),
		 ngettext("%zu not placed", "%zu not placed", now->unplaced),
		 now->unplaced);
	if (now->unplaced > 0)
		add(sentence, part);
}

static bool find_rule(struct ui *ui, const char *word,
		      enum rp_address_rule *rule)
{
	for (int i = RP_RETAIN; i <= RP_NEXT; i++) {
		*rule = (enum rp_address_rule)i;
		if (!strcmp(rp_address_rule_name(*rule), word))
			return true;
	}
	command_complain(ui, word, _("expected retain, offset or next"));
	return false;
}

/* The mapping that 'words' ask for: it keeps of the source's old one what they
 * do not say. */
static bool find_mapping(struct ui *ui, const char *const *words, size_t n,
			 struct rp_mapping *mapping)
{
	rp_id source, target, old;

	if (!named_find(ui, RP_NETWORK, RP_NONE, words[0], &source) ||
	    !named_find(ui, RP_NETWORK, RP_NONE, words[1], &target))
		return false;
	*mapping = (struct rp_mapping){ source, target, RP_NONE, RP_RETAIN };
	old = rp_plan_mapping_of(ui_plan(ui), source,
				 rp_network_server(ui_topology(ui), target));
	if (old != RP_NONE) {
		*mapping = *rp_plan_mapping(ui_plan(ui), old);
		mapping->target = target;
	}
	return n < 3 || find_rule(ui, words[2], &mapping->rule);
}

/* What became of a mapping, and of the plan with it. */
static void say_mapping(struct ui *ui, const struct rp_mapping *mapping,
			bool is_drawn, const char *effect)
{
	char *source = named_text(ui, RP_NETWORK, mapping->source);
	char *target = named_text(ui, RP_NETWORK, mapping->target);

	ui_say(ui, RP_NOTICE, is_drawn ? _("mapped: %s to %s; %s") :
	       _("deleted: %s to %s; %s"), source ? source : "?",
	       target ? target : "?", effect);
	free(source);
	free(target);
}

static unsigned do_map(struct ui *ui, const char *const *words, size_t n)
{
	struct rp_summary before;
	struct rp_preview preview;
	struct rp_mapping mapping;
	char effect[SENTENCE_SIZE];
	int result;

	if (!may_edit(ui) || !find_mapping(ui, words, n, &mapping))
		return UI_HANDLED;
	if (mapping.source == mapping.target) {
		command_complain(ui, words[1], _("a VM network is not mapped "
						 "to itself"));
		return UI_HANDLED;
	}
	before = *rp_plan_summary(ui_plan(ui));
	result = rp_session_preview(&preview, ui->session, &mapping,
				    rp_network_server(ui->topology,
						      mapping.target));
	if (result == RP_OK)
		result = rp_session_map(ui->session, &mapping);
	ui_edited(ui, result);
	if (result != RP_OK)
		return UI_HANDLED;
	if (ui->view == VIEW_MAP)
		ui_show_line(ui, mapping.source,
			     rp_network_server(ui->topology, mapping.target));
	effect_text(effect, ui, &before, preview.kept);
	say_mapping(ui, &mapping, true, effect);
	return UI_HANDLED;
}

/* The mapping of 'source' that 'words' name; the only one where they name
 * none. */
static const struct rp_mapping *find_mapped(struct ui *ui, rp_id source,
					    const char *const *words, size_t n)
{
	const rp_plan *plan = ui_plan(ui);
	const struct rp_mapping *found = NULL;
	rp_id target = RP_NONE;
	size_t n_found = 0;

	if (n > 1 && !named_find(ui, RP_NETWORK, RP_NONE, words[1], &target))
		return NULL;
	for (rp_id i = 0; i < rp_plan_n_mappings(plan); i++) {
		const struct rp_mapping *mapping = rp_plan_mapping(plan, i);

		if (mapping->source != source ||
		    (target != RP_NONE && mapping->target != target))
			continue;
		found = mapping;
		n_found++;
	}
	if (n_found == 0)
		command_complain(ui, words[0], _("this is not mapped"));
	else if (n_found > 1)
		command_complain(ui, words[0], _("this is mapped to several "
						 "VMM servers: say the target "
						 "too"));
	return n_found == 1 ? found : NULL;
}

static unsigned do_unmap(struct ui *ui, const char *const *words, size_t n)
{
	const struct rp_mapping *found;
	struct rp_mapping mapping;
	struct rp_summary before;
	char effect[SENTENCE_SIZE] = "";
	char part[160];
	rp_id source;
	int result;

	if (!may_edit(ui) ||
	    !named_find(ui, RP_NETWORK, RP_NONE, words[0], &source))
		return UI_HANDLED;
	found = find_mapped(ui, source, words, n);
	if (!found)
		return UI_HANDLED;
	mapping = *found;
	before = *rp_plan_summary(ui_plan(ui));
	result = rp_session_unmap(ui->session, source,
				  rp_network_server(ui->topology,
						    mapping.target));
	ui_edited(ui, result);
	if (result != RP_OK)
		return UI_HANDLED;
	snprintf(part, sizeof(part), _("%+ld connected"),
		 (long)rp_plan_summary(ui_plan(ui))->connected -
		 (long)before.connected);
	add(effect, part);
	say_mapping(ui, &mapping, false, effect);
	return UI_HANDLED;
}

/* ---- Pins -------------------------------------------------------------- */

static unsigned do_pin(struct ui *ui, const char *const *words, size_t n)
{
	rp_id vm, host, stands;
	char *names[2];
	int result;

	(void)n;
	if (!may_edit(ui) || !protected_find(ui, words[0], &vm) ||
	    !host_find(ui, vm, words[1], &host))
		return UI_HANDLED;
	result = rp_session_pin_host(ui->session, vm, host);
	ui_edited(ui, result);
	if (result != RP_OK)
		return UI_HANDLED;
	stands = rp_plan_replica(ui_plan(ui),
				 rp_plan_replica_of(ui_plan(ui), vm))->host;
	names[0] = named_text(ui, RP_VM, vm);
	names[1] = named_text(ui, RP_HOST, host);
	ui_say(ui, stands == host ? RP_NOTICE : RP_WARNING, stands == host ?
	       _("%s is pinned to %s") :
	       _("%s is pinned to %s, where it cannot stand; the findings say "
		 "why"), names[0] ? names[0] : "?", names[1] ? names[1] : "?");
	free(names[0]);
	free(names[1]);
	return UI_HANDLED;
}

/* The families of which a NIC has a static address. */
static bool has_static(const struct ui *ui, rp_id nic, enum rp_family family)
{
	return rp_nic(ui_topology(ui), nic)->address[family] != RP_NONE;
}

/* The NIC of the replica that belongs to 'nic'. */
static const struct rp_replica_nic *planned_nic(const struct ui *ui, rp_id nic)
{
	const rp_plan *plan = ui_plan(ui);
	rp_id vm = rp_nic(ui_topology(ui), nic)->vm;
	const struct rp_replica *replica =
		rp_plan_replica(plan, rp_plan_replica_of(plan, vm));
	rp_id at = nic - rp_vm(ui_topology(ui), vm)->nics.first;

	return rp_plan_nic(plan, replica->nics.first + at);
}

static bool find_address(struct ui *ui, const char *const *words, rp_id *nic,
			 enum rp_family *family, rp_ip *ip)
{
	if (!nic_find(ui, words[0], nic))
		return false;
	if (rp_plan_replica_of(ui_plan(ui),
			       rp_nic(ui_topology(ui), *nic)->vm) == RP_NONE)
		command_complain(ui, words[0], _("this VM has no replica"));
	else if (!rp_ip_parse(words[1], family, ip))
		command_complain(ui, words[1], _("expected an address, such "
						 "as 192.0.2.10 or "
						 "2001:db8::10"));
	else if (!has_static(ui, *nic, *family))
		command_complain(ui, words[0], *family == RP_IPV4 ?
				 _("this NIC has no static IPv4 address") :
				 _("this NIC has no static IPv6 address"));
	else
		return true;
	return false;
}

static unsigned do_address(struct ui *ui, const char *const *words, size_t n)
{
	char text[RP_IP_SIZE];
	enum rp_family family;
	bool is_kept;
	rp_id nic;
	rp_ip ip;
	int result;

	(void)n;
	if (!may_edit(ui) || !find_address(ui, words, &nic, &family, &ip))
		return UI_HANDLED;
	result = rp_session_pin_address(ui->session, nic, family, &ip);
	ui_edited(ui, result);
	if (result != RP_OK)
		return UI_HANDLED;
	is_kept = planned_nic(ui, nic)->rule[family] == RP_RULE_PINNED;
	ui_say(ui, is_kept ? RP_NOTICE : RP_WARNING, is_kept ?
	       _("the address is pinned to %s") :
	       _("the address is pinned to %s, which it does not get; the "
		 "findings say why"), rp_ip_text(family, ip, text));
	return UI_HANDLED;
}

static unsigned unpin_nic(struct ui *ui, const char *word)
{
	int result = RP_OK;
	size_t n = 0;
	rp_id nic;

	if (!nic_find(ui, word, &nic))
		return UI_HANDLED;
	for (int i = 0; i < RP_N_FAMILIES && result == RP_OK; i++) {
		enum rp_family family = (enum rp_family)i;
		rp_ip ip;

		if (!rp_session_pinned_address(ui->session, nic, family, &ip))
			continue;
		result = rp_session_pin_address(ui->session, nic, family,
						NULL);
		n++;
	}
	ui_edited(ui, result);
	if (result == RP_OK)
		ui_say(ui, RP_NOTICE, "%s", n > 0 ?
		       _("the NIC's addresses are not pinned any more") :
		       _("this NIC has no address pin"));
	return UI_HANDLED;
}

static unsigned unpin_vm(struct ui *ui, rp_id vm)
{
	bool was_pinned = rp_session_pinned_host(ui->session, vm) != RP_NONE;
	int result = rp_session_pin_host(ui->session, vm, RP_NONE);
	char *name = named_text(ui, RP_VM, vm);

	ui_edited(ui, result);
	if (result == RP_OK)
		ui_say(ui, RP_NOTICE, was_pinned ?
		       _("%s is not pinned any more") :
		       _("%s has no host pin"), name ? name : "?");
	free(name);
	return UI_HANDLED;
}

static unsigned do_unpin(struct ui *ui, const char *const *words, size_t n)
{
	rp_id vm;

	(void)n;
	if (!may_edit(ui))
		return UI_HANDLED;
	if (strchr(words[0], '/') &&
	    !named_find_quietly(ui, RP_VM, RP_NONE, words[0], &vm))
		return unpin_nic(ui, words[0]);
	if (!named_find(ui, RP_VM, RP_NONE, words[0], &vm))
		return UI_HANDLED;
	return unpin_vm(ui, vm);
}

/* ---- The peak target --------------------------------------------------- */

/* "85", "85%" and "85.5%" in 1/1000; 0 where it is none of them. */
static uint32_t parse_percent(const char *word)
{
	char *end;
	unsigned long whole, tenth = 0;

	if (*word < '0' || *word > '9')
		return 0;
	whole = strtoul(word, &end, 10);
	if (*end == '.' && end[1] >= '0' && end[1] <= '9') {
		tenth = (unsigned long)(end[1] - '0');
		end += 2;
	}
	if (*end == '%')
		end++;
	if (*end != '\0' || whole > 100 || whole * 10 + tenth > 1000)
		return 0;
	return (uint32_t)(whole * 10 + tenth);
}

static unsigned say_target(struct ui *ui)
{
	char text[PERCENT_SIZE];

	ui_say(ui, RP_NOTICE, _("peak target: %s"),
	       percent_text(rp_session_peak_target(ui->session), text));
	return UI_HANDLED;
}

static unsigned do_target(struct ui *ui, const char *const *words, size_t n)
{
	uint32_t permille;
	int result;

	if (n == 0)
		return is_open(ui) ? say_target(ui) : UI_HANDLED;
	if (!may_edit(ui))
		return UI_HANDLED;
	permille = parse_percent(words[0]);
	if (permille == 0) {
		command_complain(ui, words[0], _("expected 0.1% to 100%"));
		return UI_HANDLED;
	}
	result = rp_session_set_peak_target(ui->session, permille);
	ui_edited(ui, result);
	return result == RP_OK ? say_target(ui) : UI_HANDLED;
}

/* ---- Undo and redo ----------------------------------------------------- */

/* "3", or "all"; 0 where it is none of them. */
static size_t parse_steps(const char *word)
{
	char *end;
	unsigned long n;

	if (!strcmp(word, "all"))
		return SIZE_MAX;
	if (*word < '0' || *word > '9')
		return 0;
	n = strtoul(word, &end, 10);
	return *end == '\0' ? n : 0;
}

static unsigned take_steps(struct ui *ui, const char *word, bool back)
{
	size_t n = parse_steps(word);

	if (!may_edit(ui))
		return UI_HANDLED;
	if (n == 0) {
		command_complain(ui, word, _("expected a number of steps, or "
					     "all"));
		return UI_HANDLED;
	}
	return plan_steps(ui, back, n);
}

static unsigned do_undo(struct ui *ui, const char *const *words, size_t n)
{
	(void)n;
	return take_steps(ui, words[0], true);
}

static unsigned do_redo(struct ui *ui, const char *const *words, size_t n)
{
	(void)n;
	return take_steps(ui, words[0], false);
}

/* ---- Looking ----------------------------------------------------------- */

static unsigned do_explain(struct ui *ui, const char *const *words, size_t n)
{
	rp_id vm;

	(void)n;
	if (!is_open(ui) || !protected_find(ui, words[0], &vm))
		return UI_HANDLED;
	return ui_explain(ui, rp_plan_replica_of(ui_plan(ui), vm));
}

/* Goes to the object where it stands in a view. */
static unsigned go_to(struct ui *ui, enum rp_kind kind, rp_id id)
{
	rp_id replica;

	if (kind == RP_NETWORK)
		return ui_show_network(ui, id);
	if (kind == RP_HOST)
		return ui_show_host(ui, id);
	replica = rp_plan_replica_of(ui_plan(ui), id);
	return replica == RP_NONE ? UI_IGNORED : ui_show_replica(ui, replica);
}

static unsigned do_goto(struct ui *ui, const char *const *words, size_t n)
{
	static const enum rp_kind kinds[] = { RP_VM, RP_HOST, RP_NETWORK };
	rp_id id;

	(void)n;
	if (!is_open(ui))
		return UI_HANDLED;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!named_find_quietly(ui, kinds[i], RP_NONE, words[0], &id))
			continue;
		if (go_to(ui, kinds[i], id) == UI_IGNORED)
			command_complain(ui, words[0],
					 _("this stands in no view"));
		return UI_HANDLED;
	}
	/* One that has several is said so; else there is none. */
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (rp_find_anywhere(ui->topology, kinds[i], words[0], &id)) {
			named_find(ui, kinds[i], RP_NONE, words[0], &id);
			return UI_HANDLED;
		}
	command_complain(ui, words[0], _("there is no VM, host or VM network "
					 "of this name"));
	return UI_HANDLED;
}

/* Whether 'text' is 'word', or begins so where that is cut off. */
static bool is_called(const char *text, const char *word, bool is_cut)
{
	return text && command_begins(text, word) &&
	       (is_cut || strlen(text) == strlen(word));
}

/* How many views are called 'word', or begin so where it is cut off; the last
 * of them is 'found'.  A view is called as its action, or as its tab. */
static size_t find_views(const struct ui *ui, const char *word, bool is_cut,
			 enum ui_view *found)
{
	enum action action;
	enum ui_view view;
	size_t n = 0;

	for (size_t i = 0; (action = command_view(i, &view)); i++) {
		const struct view_ops *ops = ui->views[view].ops;

		if (!is_called(action_info(action)->name, word, is_cut) &&
		    !is_called(_(ops->title), word, is_cut) &&
		    !is_called(ops->tab ? _(ops->tab) : NULL, word, is_cut))
			continue;
		*found = view;
		n++;
	}
	return n;
}

static unsigned do_view(struct ui *ui, const char *const *words, size_t n)
{
	enum ui_view view;
	size_t n_found;

	(void)n;
	if (!is_open(ui))
		return UI_HANDLED;
	n_found = find_views(ui, words[0], false, &view);
	if (n_found == 0 && *words[0])
		n_found = find_views(ui, words[0], true, &view);
	if (n_found == 1)
		return ui_show_view(ui, view);
	command_complain(ui, words[0], n_found == 0 ?
			 _("there is no such view") :
			 _("several views begin so"));
	return UI_HANDLED;
}

struct list *command_column(struct ui *ui, const char *title, size_t *column)
{
	const struct view *view = &ui->views[ui->view];
	struct list *list;

	for (size_t i = 0; view->ops->list &&
	     (list = view->ops->list(view->state, i)); i++) {
		const struct table_ops *ops = list->table.ops;

		for (*column = 0; *column < ops->n_columns; ++*column)
			if (!strcmp(_(ops->columns[*column].title), title))
				return list;
	}
	return NULL;
}

static unsigned do_sort(struct ui *ui, const char *const *words, size_t n)
{
	size_t column;
	struct list *list = command_column(ui, words[0], &column);

	(void)n;
	if (!list || !list->table.ops->compare) {
		command_complain(ui, words[0], _("this view has no such "
						 "column"));
		return UI_HANDLED;
	}
	return table_sort_by(&list->table, ui, list, column);
}

/* ---- Help -------------------------------------------------------------- */

/* "map SOURCE TARGET\n  Map ...". */
static void print_command(FILE *out, const struct command_info *info)
{
	fprintf(out, "%s%s%s\n  %s.\n", info->name, *info->usage ? " " : "",
		info->usage, _(info->help));
}

static void print_action(FILE *out, const struct ui *ui, enum action action)
{
	const struct action_info *info = action_info(action);
	char key[16];

	fprintf(out, "%s\n  %s.\n", info->name, _(info->help));
	if (*ui_key(ui, action, key))
		fprintf(out, _("  Key: %s\n"), key);
}

void command_print_list(FILE *out)
{
	for (int i = 0; i < N_COMMANDS; i++) {
		const struct command_info *info =
			command_info((enum command_id)i);

		fprintf(out, "%s%s%s: %s.\n", info->name,
			*info->usage ? " " : "", info->usage, _(info->help));
	}
}

void command_print_actions(FILE *out)
{
	for (int i = ACTION_NONE + 1; i < N_ACTIONS; i++) {
		const struct action_info *info = action_info((enum action)i);

		fprintf(out, "%s: %s.\n", info->name, _(info->help));
	}
}

static void print_all(FILE *out, const struct ui *ui)
{
	char key[16];

	command_print_list(out);
	fprintf(out, "\n%s\n", _("What keys do on the screen can be said by "
				 "name too, where it can be done there:"));
	command_print_actions(out);
	if (*ui_key(ui, ACTION_HELP, key))
		fprintf(out, _("\n%s shows the keys of the view.\n"), key);
}

/* The command and the action that are called 'name'. */
static void print_named(FILE *out, const struct ui *ui, const char *name)
{
	enum command_id id = command_of_name(name);
	enum action action = action_of_name(name);

	if (id != N_COMMANDS)
		print_command(out, command_info(id));
	if (action != ACTION_NONE)
		print_action(out, ui, action);
}

static unsigned do_help(struct ui *ui, const char *const *words, size_t n)
{
	const char *name = n > 0 ? command_long_name(words[0]) : NULL;
	char *text = NULL;
	size_t size;
	FILE *out;
	unsigned did;

	if (name && command_of_name(name) == N_COMMANDS &&
	    action_of_name(name) == ACTION_NONE) {
		command_complain(ui, words[0], _("there is no such command"));
		return UI_HANDLED;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return ui_edited(ui, RP_NO_MEMORY);
	if (name)
		print_named(out, ui, name);
	else
		print_all(out, ui);
	did = fclose(out) == 0 ?
		ui_read(ui, name ? name : _("Commands"), text) :
		ui_edited(ui, RP_NO_MEMORY);
	free(text);
	return did;
}

/* ---- Files ------------------------------------------------------------- */

const char *command_formats(void)
{
	const struct option_info *info = command_export.options;

	while (info->option != OPTION_FORMAT)
		info++;
	return info->value;
}

static unsigned do_export(struct ui *ui, const char *const *words, size_t n)
{
	struct output output = OUTPUT_INIT;
	int result;

	(void)n;
	if (!is_open(ui))
		return UI_HANDLED;
	if (ui->job) {
		ui_say(ui, RP_ERROR, "%s", _("it is being planned from "
		       "nothing: wait, or stop that first"));
		return UI_HANDLED;
	}
	result = rp_session_complete(ui->session, RP_ALL_PARTS, NULL);
	if (result != RP_OK)
		return ui_edited(ui, result);
	ui_update_views(ui);
	if (!add_format(&output, ui->session, words[0])) {
		ui_say(ui, RP_ERROR, _("the format is one of %s"),
		       command_formats());
		return UI_HANDLED;
	}
	if (output.failed)
		output_destroy(&output);
	return save_as(ui, words[1], output.bytes, output.size);
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat left, right;

	return stat(a, &left) == 0 && stat(b, &right) == 0 &&
	       left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

/* Whether the words name what is open: it would find its own lock. */
static bool is_this(const struct ui *ui, const char *const *words, size_t n)
{
	return ui->session && is_same_file(words[0],
					   rp_topology_path(ui->topology)) &&
	       (n < 2 || is_same_file(words[1],
				      rp_session_path(ui->session)));
}

static unsigned do_open(struct ui *ui, const char *const *words, size_t n)
{
	if (is_this(ui, words, n)) {
		command_complain(ui, words[0], _("this is open"));
		return UI_HANDLED;
	}
	if (ui->session && !ui->readonly &&
	    rp_session_is_modified(ui->session)) {
		ui_say(ui, RP_ERROR, "%s", _("the plan was changed and is not "
		       "saved: save it or undo first"));
		return UI_HANDLED;
	}
	return ui_open(ui, words[0], n > 1 ? words[1] : NULL);
}

static unsigned do_write(struct ui *ui, const char *const *words, size_t n)
{
	(void)words;
	(void)n;
	return is_open(ui) ? plan_act(ui, ACTION_SAVE) : UI_HANDLED;
}

unsigned command_do(struct ui *ui, enum command_id id,
		    const char *const *words, size_t n)
{
	static unsigned (*const functions[N_COMMANDS])(
		struct ui *, const char *const *, size_t) = {
		[COMMAND_ADDRESS] = do_address,
		[COMMAND_EXPLAIN] = do_explain,
		[COMMAND_EXPORT] = do_export,
		[COMMAND_GOTO] = do_goto,
		[COMMAND_HELP] = do_help,
		[COMMAND_MAP] = do_map,
		[COMMAND_OPEN] = do_open,
		[COMMAND_PIN] = do_pin,
		[COMMAND_REDO] = do_redo,
		[COMMAND_SORT] = do_sort,
		[COMMAND_TARGET] = do_target,
		[COMMAND_UNDO] = do_undo,
		[COMMAND_UNMAP] = do_unmap,
		[COMMAND_UNPIN] = do_unpin,
		[COMMAND_VIEW] = do_view,
		[COMMAND_WRITE] = do_write,
	};

	return functions[id](ui, words, n) | UI_HANDLED;
}
