/* A session: decisions, their plan, undo and redo.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session.h"

#include <stdlib.h>

#include "plan.h"

/* ---- Getters --------------------------------------------------------------
 */

const rp_topology *rp_session_topology(const rp_session *session)
{
	return session->topology;
}

const char *rp_session_path(const rp_session *session)
{
	return session->path;
}

const rp_plan *rp_session_plan(const rp_session *session)
{
	return session->plan;
}

uint64_t rp_session_version(const rp_session *session)
{
	return session->version;
}

size_t rp_session_moved(const rp_session *session, rp_id *pinned)
{
	*pinned = session->moved_for;
	return session->moved;
}

uint32_t rp_session_peak_target(const rp_session *session)
{
	return session->decisions.peak_target;
}

rp_id rp_session_pinned_host(const rp_session *session, rp_id vm)
{
	return decisions_pinned_host(&session->decisions, vm);
}

bool rp_session_pinned_address(const rp_session *session, rp_id nic,
			       enum rp_family family, rp_ip *address)
{
	const struct address_pin *pin =
		decisions_pinned_address(&session->decisions, nic, family);

	if (pin)
		*address = pin->ip;
	return pin != NULL;
}

bool rp_session_is_modified(const rp_session *session)
{
	return session->standing != session->saved_accepted ||
	       !decisions_are_equal(&session->decisions, &session->saved);
}

/* ---- Taking steps ----------------------------------------------------------
 */

static void replace_accepted(struct accepted **at, struct accepted *by)
{
	struct accepted *old = *at;

	*at = accepted_hold(by);
	accepted_release(old);
}

/* What planning from 'planned' comes to, where that is nothing: from what the
 * first plan says it gives the same plan. */
static struct accepted *base_of(const rp_session *session,
				struct accepted *planned)
{
	return planned ? planned : session->opening;
}

/* Replicas that have a host in both plans, another one in each. */
static size_t count_displaced(const rp_plan *before, const rp_plan *after)
{
	size_t n = 0;

	for (rp_id i = 0; i < before->n_replicas; i++)
		n += before->replicas[i].host != RP_NONE &&
		     after->replicas[i].host != RP_NONE &&
		     before->replicas[i].host != after->replicas[i].host;
	return n;
}

/* Makes the plan anew from 'planned'. */
static int plan_anew(rp_session *session, struct accepted *planned)
{
	rp_plan *plan;
	int result = plan_make(&plan, session->topology, &session->decisions,
			       base_of(session, planned),
			       session->other_topology, NULL);

	if (result)
		return result;
	/* It is said to be planned from nothing, as it was. */
	if (!planned) {
		accepted_release(plan->accepted);
		plan->accepted = NULL;
	}
	plan->n_displaced = (uint32_t)count_displaced(session->plan, plan);
	rp_plan_free(session->plan);
	session->plan = plan;
	return RP_OK;
}

/* What 'step' changes in the decisions; false where it changes none. */
static bool edit_of(struct plan_edit *edit, const struct step *step)
{
	*edit = (struct plan_edit){ .network = step->source,
				    .server = step->server,
				    .vm = step->vm,
				    .nic = step->nic };
	switch (step->kind) {
	case STEP_MAPPING:
		edit->kind = EDIT_MAPPING;
		return true;
	case STEP_HOST_PIN:
		edit->kind = EDIT_HOST_PIN;
		return true;
	case STEP_ADDRESS_PIN:
		edit->kind = EDIT_ADDRESS_PIN;
		return true;
	case STEP_PEAK_TARGET:
		edit->kind = EDIT_PEAK_TARGET;
		return true;
	case STEP_ACCEPT:
	case STEP_REBALANCE:
		break;
	}
	return false;
}

/* Plans the decisions as they are after 'step', which was applied or taken
 * back, from 'planned': as an update of the plan that stands where that was
 * planned from the same. */
static int follow(rp_session *session, const struct step *step,
		  struct accepted *planned)
{
	struct plan_edit edit;

	if (!edit_of(&edit, step) ||
	    session->plan->base != base_of(session, planned))
		return plan_anew(session, planned);
	return plan_update(session->plan, &edit, &session->decisions, planned)
		       ? RP_OK
		       : RP_NO_MEMORY;
}

/* The host of the replica of 'vm', or RP_NONE. */
static rp_id host_of(const rp_session *session, rp_id vm)
{
	rp_id replica = rp_plan_replica_of(session->plan, vm);

	return replica == RP_NONE ? RP_NONE
				  : session->plan->replicas[replica].host;
}

/* Notes how many replicas 'step' moved; where it set the pin of one, which
 * stood on 'before', that is not counted. */
static void note_moved(rp_session *session, const struct step *step,
		       rp_id before)
{
	struct plan_edit edit;
	rp_id now;

	session->moved = 0;
	session->moved_for = RP_NONE;
	if (!edit_of(&edit, step))
		return;
	session->moved = session->plan->n_displaced;
	if (step->kind != STEP_HOST_PIN)
		return;
	session->moved_for = step->vm;
	now = host_of(session, step->vm);
	if (before != RP_NONE && now != RP_NONE && now != before)
		session->moved--;
}

/* Gives the decisions the side 'to' of 'step', plans that from 'planned', and
 * takes it all back where that fails. */
static int move_to(rp_session *session, const struct step *step,
		   const struct step_side *to, const struct step_side *from,
		   struct accepted *planned)
{
	bool pins = step->kind == STEP_HOST_PIN;
	rp_id before = pins ? host_of(session, step->vm) : RP_NONE;
	int result;

	if (!step_apply(step, to, &session->decisions, session->topology))
		return RP_NO_MEMORY;
	if (!session->plan->base)
		session_settle(session);
	result = follow(session, step, planned);
	if (result) {
		step_apply(step, from, &session->decisions, session->topology);
		return result;
	}
	note_moved(session, step, before);
	plan_forget_parts(session->plan);
	session->version++;
	replace_accepted(&session->planned, planned);
	return RP_OK;
}

void session_settle(rp_session *session)
{
	plan_accept(session->plan, session->standing);
}

/* Takes 'step', planned from 'planned', and enters it in the history. */
static int take_step(rp_session *session, struct step *step,
		     struct accepted *planned)
{
	struct accepted *before = accepted_hold(session->planned);
	int result = RP_NO_MEMORY;

	if (history_reserve(&session->history))
		result = move_to(session, step, &step->after, &step->before,
				 planned);
	if (result) {
		accepted_release(before);
		step_release(step);
		return result;
	}
	step->before.planned = before;
	step->after.planned = accepted_hold(planned);
	if (step->after.standing)
		replace_accepted(&session->standing, step->after.standing);
	session_note_step(session, step);
	history_push(&session->history, step);
	return RP_OK;
}

bool rp_session_can_undo(const rp_session *session)
{
	return session->history.done > 0;
}

bool rp_session_can_redo(const rp_session *session)
{
	return session->history.done < session->history.n;
}

/* Accepting is undone with all it did; an edit leaves the accepted plan that
 * stands as it is. */
static int cross(rp_session *session, const struct step *step,
		 const struct step_side *to, const struct step_side *from)
{
	int result = move_to(session, step, to, from, to->planned);

	if (!result && to->standing)
		replace_accepted(&session->standing, to->standing);
	return result;
}

int rp_session_undo(rp_session *session)
{
	struct history *history = &session->history;
	const struct step *step;
	int result;

	if (history->done == 0)
		return RP_REFUSED;
	step = &history->steps[history->done - 1];
	result = cross(session, step, &step->before, &step->after);
	if (!result) {
		history->done--;
		session_note_cross(session, step, true);
	}
	return result;
}

int rp_session_redo(rp_session *session)
{
	struct history *history = &session->history;
	const struct step *step;
	int result;

	if (history->done == history->n)
		return RP_REFUSED;
	step = &history->steps[history->done];
	result = cross(session, step, &step->after, &step->before);
	if (!result) {
		history->done++;
		session_note_cross(session, step, false);
	}
	return result;
}

char *rp_session_undo_text(const rp_session *session, enum rp_words words)
{
	const struct history *history = &session->history;

	if (history->done == 0)
		return NULL;
	return step_text(&history->steps[history->done - 1], session->topology,
			 words);
}

char *rp_session_redo_text(const rp_session *session, enum rp_words words)
{
	const struct history *history = &session->history;

	if (history->done == history->n)
		return NULL;
	return step_text(&history->steps[history->done], session->topology,
			 words);
}

/* ---- Edits ------------------------------------------------------------------
 */

static struct step mapping_step(const rp_session *session, rp_id source,
				rp_id server)
{
	const struct rp_mapping *mapping = decisions_mapping(
		&session->decisions, session->topology, source, server);
	struct step step = { .kind = STEP_MAPPING,
			     .source = source,
			     .server = server };

	if (mapping) {
		step.before.stands = true;
		step.before.mapping = *mapping;
	}
	return step;
}

int rp_session_map(rp_session *session, const struct rp_mapping *mapping)
{
	struct step step = mapping_step(
		session, mapping->source,
		rp_network_server(session->topology, mapping->target));
	const struct rp_mapping *old = &step.before.mapping;

	if (!decisions_may_map(session->topology, mapping))
		return RP_REFUSED;
	if (step.before.stands && old->target == mapping->target &&
	    old->test_network == mapping->test_network &&
	    old->rule == mapping->rule)
		return RP_OK;
	step.after.stands = true;
	step.after.mapping = *mapping;
	return take_step(session, &step, session->standing);
}

int rp_session_unmap(rp_session *session, rp_id source, rp_id server)
{
	struct step step = mapping_step(session, source, server);

	if (!step.before.stands)
		return RP_OK;
	return take_step(session, &step, session->standing);
}

int rp_session_pin_host(rp_session *session, rp_id vm, rp_id host)
{
	struct step step = { .kind = STEP_HOST_PIN, .vm = vm };

	step.before.host = decisions_pinned_host(&session->decisions, vm);
	step.after.host = host;
	if (step.before.host == host)
		return RP_OK;
	return take_step(session, &step, session->standing);
}

int rp_session_pin_address(rp_session *session, rp_id nic,
			   enum rp_family family, const rp_ip *address)
{
	struct step step = { .kind = STEP_ADDRESS_PIN,
			     .nic = nic,
			     .family = family };
	const struct address_pin *pin =
		decisions_pinned_address(&session->decisions, nic, family);

	if (pin) {
		step.before.stands = true;
		step.before.ip = pin->ip;
	}
	if (address) {
		step.after.stands = true;
		step.after.ip = *address;
	}
	if (step.before.stands == step.after.stands &&
	    step.before.ip == step.after.ip)
		return RP_OK;
	return take_step(session, &step, session->standing);
}

int rp_session_set_peak_target(rp_session *session, uint32_t permille)
{
	struct step step = { .kind = STEP_PEAK_TARGET };

	if (permille < 1 || permille > 1000)
		return RP_REFUSED;
	step.before.peak_target = session->decisions.peak_target;
	step.after.peak_target = permille;
	if (step.before.peak_target == permille)
		return RP_OK;
	return take_step(session, &step, session->standing);
}

/* Whether 'accepted' is what stands already, in the plan as in what edits are
 * planned from: accepting it then changes nothing. */
static bool stands_already(const rp_session *session,
			   const struct accepted *accepted)
{
	struct accepted *now;
	bool equal;

	if (!accepted_are_equal(accepted, session->standing))
		return false;
	now = accepted_from_plan(session->plan);
	equal = now && accepted_are_equal(accepted, now);
	accepted_release(now);
	return equal;
}

/* A step that makes 'accepted' the standing one; takes it over. */
static int accept_step(rp_session *session, enum step_kind kind,
		       struct accepted *accepted)
{
	struct step step = { .kind = kind };

	if (!accepted)
		return RP_NO_MEMORY;
	if (stands_already(session, accepted)) {
		accepted_release(accepted);
		return RP_OK;
	}
	step.before.standing = accepted_hold(session->standing);
	step.after.standing = accepted;
	return take_step(session, &step, accepted);
}

int rp_session_accept(rp_session *session)
{
	return accept_step(session, STEP_ACCEPT,
			   accepted_from_plan(session->plan));
}

int rp_session_preview_rebalance(rp_plan **out, const rp_session *session,
				 const struct rp_progress *progress)
{
	return plan_make(out, session->topology, &session->decisions, NULL,
			 session->other_topology, progress);
}

int rp_session_rebalance(rp_session *session, const rp_plan *fresh)
{
	return accept_step(session, STEP_REBALANCE, accepted_from_plan(fresh));
}

int rp_session_saved_plan(rp_plan **out, const rp_session *session)
{
	return plan_make(out, session->topology, &session->saved,
			 session->saved_accepted, session->other_topology,
			 NULL);
}

int rp_session_complete(rp_session *session, unsigned parts,
			const struct rp_progress *progress)
{
	return rp_plan_complete(session->plan, parts, progress);
}

/* ---- Previews ---------------------------------------------------------------
 */

/* What is looked at in the plan as it would be. */
struct look {
	struct rp_preview *out;
	rp_id network;
	rp_id server;
};

/* NICs of 'network' that keep an address, of those whose replicas go to
 * 'server'. */
static size_t count_kept(const rp_plan *plan, rp_id network, rp_id server)
{
	size_t n = 0;

	for (uint32_t i = plan->first_nic_of[network];
	     i < plan->first_nic_of[network + 1]; i++) {
		const struct rp_replica_nic *nic =
			&plan->nics[plan->network_nics[i]];
		rp_id pair = plan->replicas[nic->replica].pair;

		if (rp_pair_server(plan->topology, pair) == server &&
		    (nic->rule[RP_IPV4] == RP_RULE_RETAINED ||
		     nic->rule[RP_IPV6] == RP_RULE_RETAINED))
			n++;
	}
	return n;
}

static void look(const rp_plan *plan, void *data)
{
	const struct look *l = data;

	l->out->summary = plan->summary;
	l->out->kept = count_kept(plan, l->network, l->server);
	l->out->moved = plan->n_displaced;
}

/* The plan that stands was planned from something else than the next edit is:
 * what that comes to is a plan of its own. */
static int preview_anew(const struct look *l, const rp_session *session,
			const struct decisions *decisions)
{
	rp_plan *plan;
	int result = plan_make(&plan, session->topology, decisions,
			       session->standing, session->other_topology,
			       NULL);

	if (result)
		return result;
	l->out->summary = plan->summary;
	l->out->kept = count_kept(plan, l->network, l->server);
	l->out->moved = count_displaced(session->plan, plan);
	rp_plan_free(plan);
	return RP_OK;
}

static int preview(struct look *l, rp_session *session,
		   const struct decisions *decisions)
{
	const struct plan_edit edit = { .kind = EDIT_MAPPING,
					.network = l->network,
					.server = l->server };

	if (!session->plan->base)
		session_settle(session);
	if (session->plan->base != session->standing)
		return preview_anew(l, session, decisions);
	return plan_try(session->plan, &edit, decisions, look, l)
		       ? RP_OK
		       : RP_NO_MEMORY;
}

int rp_session_preview(struct rp_preview *out, rp_session *session,
		       const struct rp_mapping *mapping, rp_id server)
{
	struct look l = { out, mapping->source, server };
	struct decisions decisions;
	bool done = true;
	int result = RP_NO_MEMORY;

	if (mapping->target != RP_NONE) {
		if (!decisions_may_map(session->topology, mapping))
			return RP_REFUSED;
		l.server =
			rp_network_server(session->topology, mapping->target);
	}
	if (!decisions_clone(&decisions, &session->decisions))
		return RP_NO_MEMORY;
	if (mapping->target == RP_NONE)
		decisions_unmap(&decisions, session->topology, mapping->source,
				server);
	else
		done = decisions_map(&decisions, session->topology, mapping);
	if (done)
		result = preview(&l, session, &decisions);
	decisions_destroy(&decisions);
	return result;
}
