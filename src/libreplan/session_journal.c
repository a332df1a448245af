/* A session and its journal: steps as text, and taken again (promises, Data).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record is words separated by tabs, which no name can have.  Objects are
 * named, never numbered: a topology may have changed in between.
 *
 *	map          SERVER SOURCE SERVER TARGET RULE [TEST-NETWORK]
 *	unmap        SERVER SOURCE SERVER
 *	pin-host     SERVER VM [HOST]
 *	pin-address  SERVER VM NIC ipv4|ipv6 [ADDRESS]
 *	peak-target  THOUSANDTHS
 *	accept, rebalance, undo, redo */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "session.h"
#include "text.h"
#include "topology.h"

/* ---- A step as text --------------------------------------------------------
 */

static const char *server_name(const rp_topology *topology, rp_id server)
{
	return rp_name(topology, RP_SERVER, server);
}

static void add_network(struct text *text, const rp_topology *topology,
			rp_id network)
{
	text_printf(text, "\t%s\t%s",
		    server_name(topology, rp_network_server(topology, network)),
		    rp_name(topology, RP_NETWORK, network));
}

static void add_vm(struct text *text, const rp_topology *topology, rp_id vm)
{
	text_printf(text, "\t%s\t%s",
		    server_name(topology, rp_vm(topology, vm)->server),
		    rp_name(topology, RP_VM, vm));
}

static void add_mapping(struct text *text, const rp_topology *topology,
			const struct step *step)
{
	const struct rp_mapping *mapping = &step->after.mapping;

	if (!step->after.stands) {
		text_add(text, "unmap");
		add_network(text, topology, step->source);
		text_printf(text, "\t%s", server_name(topology, step->server));
		return;
	}
	text_add(text, "map");
	add_network(text, topology, mapping->source);
	add_network(text, topology, mapping->target);
	text_printf(text, "\t%s", rp_address_rule_name(mapping->rule));
	if (mapping->test_network != RP_NONE)
		text_printf(
			text, "\t%s",
			rp_name(topology, RP_NETWORK, mapping->test_network));
}

static void add_address_pin(struct text *text, const rp_topology *topology,
			    const struct step *step)
{
	char ip[RP_IP_SIZE];

	text_add(text, "pin-address");
	add_vm(text, topology, rp_nic(topology, step->nic)->vm);
	text_printf(text, "\t%s\t%s", rp_name(topology, RP_NIC, step->nic),
		    step->family == RP_IPV4 ? "ipv4" : "ipv6");
	if (step->after.stands)
		text_printf(text, "\t%s",
			    rp_ip_text(step->family, step->after.ip, ip));
}

static void add_step(struct text *text, const rp_topology *topology,
		     const struct step *step)
{
	switch (step->kind) {
	case STEP_MAPPING:
		add_mapping(text, topology, step);
		break;
	case STEP_HOST_PIN:
		text_add(text, "pin-host");
		add_vm(text, topology, step->vm);
		if (step->after.host != RP_NONE)
			text_printf(
				text, "\t%s",
				rp_name(topology, RP_HOST, step->after.host));
		break;
	case STEP_ADDRESS_PIN:
		add_address_pin(text, topology, step);
		break;
	case STEP_PEAK_TARGET:
		text_printf(text, "peak-target\t%u", step->after.peak_target);
		break;
	case STEP_ACCEPT:
		text_add(text, "accept");
		break;
	case STEP_REBALANCE:
		text_add(text, "rebalance");
		break;
	}
}

/* ---- Noting
 * ------------------------------------------------------------------ */

/* Begins the journal; 'done' steps of the history came before it. */
static bool begin(rp_session *session, uint32_t done)
{
	char *path = journal_path(session->path);

	session->journal_floor = done;
	session->journal_top = done;
	session->journal_parted = false;
	if (!path) {
		session->journal.error = ENOENT;
		return false;
	}
	return journal_begin(&session->journal, path, session->path,
			     &session->identity);
}

/* Whether a record is to be written; 'done' as in begin(). */
static bool may_note(rp_session *session, uint32_t done)
{
	if (!session->keeps_journal || session->found.n > 0 ||
	    session->journal.error)
		return false;
	return session->journal.fd >= 0 || begin(session, done);
}

static void note_edit(rp_session *session, const struct step *step)
{
	struct text text = TEXT_INIT;
	char *record;

	add_step(&text, session->topology, step);
	record = text_take(&text, NULL);
	if (record)
		journal_add(&session->journal, record);
	else
		session->journal.error = ENOMEM;
	free(record);
}

void session_note_step(rp_session *session, const struct step *step)
{
	if (!may_note(session, session->history.done))
		return;
	note_edit(session, step);
	session->journal_top = session->history.done + 1;
}

/* What lies before the journal is not in it: going back there is noted as the
 * edit that does the same.  Going back over an accepted plan is none. */
void session_note_cross(rp_session *session, const struct step *step, bool back)
{
	uint32_t done = session->history.done;
	struct step turned = *step;

	if (!may_note(session, back ? done + 1 : done - 1))
		return;
	if (done < session->journal_floor || done > session->journal_top)
		session->journal_parted = true;
	if (!session->journal_parted) {
		journal_add(&session->journal, back ? "undo" : "redo");
		return;
	}
	if (step->kind == STEP_ACCEPT || step->kind == STEP_REBALANCE)
		return;
	if (back)
		turned.after = step->before;
	note_edit(session, &turned);
}

void session_end_journal(rp_session *session)
{
	if (session->found.n == 0)
		journal_close(&session->journal, true);
}

char *rp_session_journal_fault(const rp_session *session)
{
	struct text text = TEXT_INIT;

	if (!session->keeps_journal || !session->journal.error)
		return NULL;
	text_printf(&text, _("edits are not kept in a journal: %s"),
		    strerror(session->journal.error));
	return text_take(&text, NULL);
}

/* ---- Recovering
 * ---------------------------------------------------------------- */

int session_find_journal(rp_session *session)
{
	char *path = journal_path(session->path);
	bool done;

	if (!path)
		return RP_OK;
	done = journal_find(&session->found, path, &session->identity);
	free(path);
	return done ? RP_OK : RP_NO_MEMORY;
}

size_t rp_session_recoverable(const rp_session *session, bool *changed)
{
	*changed = session->found.other_base;
	return session->found.n;
}

#define MOST_WORDS 8

/* Splits 'record' at its tabs, in place; absent words are NULL. */
static void split(char *record, char *words[MOST_WORDS])
{
	size_t n = 0;

	memset(words, 0, MOST_WORDS * sizeof *words);
	while (record && n < MOST_WORDS)
		words[n++] = strsep(&record, "\t");
}

/* The object of 'kind' that the VMM server 'server' calls 'name'. */
static rp_id find(const rp_topology *topology, enum rp_kind kind,
		  const char *server, const char *name)
{
	rp_id scope;

	if (!server || !name)
		return RP_NONE;
	scope = rp_find(topology, RP_SERVER, RP_NONE, server);
	return scope == RP_NONE ? RP_NONE
				: rp_find(topology, kind, scope, name);
}

static int take_map(rp_session *session, char *const words[MOST_WORDS])
{
	const rp_topology *topology = session->topology;
	struct rp_mapping mapping = {
		.source = find(topology, RP_NETWORK, words[1], words[2]),
		.target = find(topology, RP_NETWORK, words[3], words[4]),
		.test_network = find(topology, RP_NETWORK, words[3], words[6]),
		.rule = RP_RETAIN,
	};

	if (mapping.source == RP_NONE || mapping.target == RP_NONE ||
	    !words[5] || (words[6] && mapping.test_network == RP_NONE))
		return RP_REFUSED;
	while (strcmp(words[5], rp_address_rule_name(mapping.rule)) != 0)
		if (mapping.rule++ == RP_NEXT)
			return RP_REFUSED;
	return rp_session_map(session, &mapping);
}

static int take_unmap(rp_session *session, char *const words[MOST_WORDS])
{
	rp_id source = find(session->topology, RP_NETWORK, words[1], words[2]);
	rp_id server = words[3] ? rp_find(session->topology, RP_SERVER, RP_NONE,
					  words[3])
				: RP_NONE;

	if (source == RP_NONE || server == RP_NONE)
		return RP_REFUSED;
	return rp_session_unmap(session, source, server);
}

/* The VMM server that has the replicas of 'vm'; its own where it has none. */
static rp_id replica_server(const rp_topology *topology, rp_id vm)
{
	rp_id pair = rp_vm_pair(topology, vm);

	return pair == RP_NONE ? rp_vm(topology, vm)->server
			       : rp_pair_server(topology, pair);
}

static int take_pin_host(rp_session *session, char *const words[MOST_WORDS])
{
	const rp_topology *topology = session->topology;
	rp_id vm = find(topology, RP_VM, words[1], words[2]);
	rp_id host = RP_NONE;

	if (vm == RP_NONE)
		return RP_REFUSED;
	if (words[3]) {
		host = rp_find(topology, RP_HOST, replica_server(topology, vm),
			       words[3]);
		if (host == RP_NONE)
			return RP_REFUSED;
	}
	return rp_session_pin_host(session, vm, host);
}

static int take_pin_address(rp_session *session, char *const words[MOST_WORDS])
{
	rp_id vm = find(session->topology, RP_VM, words[1], words[2]);
	rp_id nic = vm == RP_NONE || !words[3]
			    ? RP_NONE
			    : rp_find(session->topology, RP_NIC, vm, words[3]);
	enum rp_family family = RP_IPV4;
	enum rp_family given;
	rp_ip ip;

	if (nic == RP_NONE || !words[4])
		return RP_REFUSED;
	if (strcmp(words[4], "ipv6") == 0)
		family = RP_IPV6;
	if (words[5] &&
	    (!rp_ip_parse(words[5], &given, &ip) || given != family))
		return RP_REFUSED;
	return rp_session_pin_address(session, nic, family,
				      words[5] ? &ip : NULL);
}

static int take_peak_target(rp_session *session, char *const words[MOST_WORDS])
{
	unsigned long target = words[1] ? strtoul(words[1], NULL, 10) : 0;

	return rp_session_set_peak_target(session,
					  target > 1000 ? 0 : (uint32_t)target);
}

static int take_accept(rp_session *session, char *const words[MOST_WORDS])
{
	(void)words;
	return rp_session_accept(session);
}

static int take_rebalance(rp_session *session, char *const words[MOST_WORDS])
{
	rp_plan *fresh;
	int result = rp_session_preview_rebalance(&fresh, session, NULL);

	(void)words;
	if (result)
		return result;
	result = rp_session_rebalance(session, fresh);
	rp_plan_free(fresh);
	return result;
}

static int take_undo(rp_session *session, char *const words[MOST_WORDS])
{
	(void)words;
	return rp_session_undo(session);
}

static int take_redo(rp_session *session, char *const words[MOST_WORDS])
{
	(void)words;
	return rp_session_redo(session);
}

static int take_record(rp_session *session, char *record)
{
	static const struct {
		const char *word;
		int (*take)(rp_session *, char *const words[MOST_WORDS]);
	} kinds[] = {
		{ "map", take_map },
		{ "unmap", take_unmap },
		{ "pin-host", take_pin_host },
		{ "pin-address", take_pin_address },
		{ "peak-target", take_peak_target },
		{ "accept", take_accept },
		{ "rebalance", take_rebalance },
		{ "undo", take_undo },
		{ "redo", take_redo },
	};
	char *words[MOST_WORDS];

	split(record, words);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(words[0], kinds[i].word) == 0)
			return kinds[i].take(session, words);
	return RP_REFUSED;
}

/* Writes the journal anew, from the steps that could be taken. */
static void rewrite(rp_session *session)
{
	const struct history *history = &session->history;

	if (!begin(session, 0))
		return;
	for (uint32_t i = 0; i < history->done; i++)
		note_edit(session, &history->steps[i]);
	session->journal_top = history->done;
}

/* The journal that was found, all of it taken, is this session's own. */
static void go_on(rp_session *session, const struct journal_found *found)
{
	char *path = journal_path(session->path);

	session->journal_floor = 0;
	session->journal_top = session->history.n;
	session->journal_parted = false;
	if (path)
		journal_go_on(&session->journal, path, found);
	else
		session->journal.error = ENOENT;
}

int rp_session_recover(rp_session *session, size_t *taken)
{
	int result = RP_OK;

	*taken = 0;
	for (uint32_t i = 0; !result && i < session->found.n; i++) {
		result = take_record(session, session->found.records[i]);
		if (!result)
			++*taken;
	}
	if (result)
		rewrite(session);
	else
		go_on(session, &session->found);
	journal_found_destroy(&session->found);
	return result;
}

void rp_session_discard(rp_session *session)
{
	char *path;

	if (session->found.n == 0) {
		journal_close(&session->journal, true);
		session->keeps_journal = false;
		return;
	}
	path = journal_path(session->path);
	journal_found_destroy(&session->found);
	if (path) {
		session->journal.path = path;
		journal_close(&session->journal, true);
	}
}
