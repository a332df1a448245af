/* A session: see replan.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two accepted plans are at hand: 'planned' is what the plan that stands was
 * planned from, so that going back to it gives the identical one; 'standing'
 * is the one last saved or accepted, from which the next edit is planned
 * (rules 4, "History-free"). */

#ifndef SESSION_H
#define SESSION_H 1

#include "accepted.h"
#include "decisions.h"
#include "file.h"
#include "history.h"
#include "journal.h"
#include "replan.h"

struct rp_session {
	const rp_topology *topology;
	char *path;                   /* Where it is saved. */
	struct file_identity identity; /* Of the file there, when last seen. */
	int lock;                     /* -1: none. */
	char *file_topology;          /* The topology that the file is for. */
	const char *other_topology;   /* The same where it is another, or
				       * NULL. */
	struct decisions decisions;
	struct decisions saved;       /* Those in the file. */
	struct accepted *planned;     /* May be NULL. */
	struct accepted *standing;    /* May be NULL only while opening. */
	struct accepted *saved_accepted; /* The standing one of the file. */
	struct accepted *opening;     /* What the first plan says, where it was
				       * planned from nothing: planning from
				       * it gives that plan again.  Or NULL. */
	rp_plan *plan;
	uint64_t version;
	size_t moved;                 /* Replicas that the last step moved, but
				       * for that of */
	rp_id moved_for;              /* the VM whose pin it set; or RP_NONE. */
	struct history history;
	bool keeps_journal;           /* It was asked for. */
	struct journal journal;       /* Begun with the first edit. */
	uint32_t journal_floor;       /* The steps of the history that the */
	uint32_t journal_top;         /* journal has: from, and up to. */
	bool journal_parted;          /* The history went beyond them: steps
				       * are noted as edits from there on. */
	struct journal_found found;   /* Of an earlier session; while there is
				       * any, nothing is written to it. */
};

/* The plan that stands becomes what the next edit is planned from: it says the
 * same as the accepted plan that stands now. */
void session_settle(rp_session *session);

/* Notes in the journal that 'step' is taken, before it enters the history; or
 * that the history went 'back' or forth over it, after it did. */
void session_note_step(rp_session *session, const struct step *step);
void session_note_cross(rp_session *session, const struct step *step,
			bool back);

/* Looks for what an earlier session left. */
int session_find_journal(rp_session *session);

/* The file is what stands: there is nothing to recover. */
void session_end_journal(rp_session *session);

#endif
