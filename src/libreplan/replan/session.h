/* replan - Decisions with undo and redo, in a plan file.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of replan.h, which says how all of it is meant: include that. */

#ifndef REPLAN_SESSION_H
#define REPLAN_SESSION_H 1

#include "plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Sessions: decisions, undo, the plan file -------------------------- */

typedef struct rp_session rp_session;

enum rp_open_flags {
	RP_OPEN_CREATE = 1,  /* A plan file that does not exist is an empty
			      * one, and is made by saving. */
	RP_OPEN_FRESH = 2,   /* Forget the accepted plan. */
	RP_OPEN_LOCK = 4,    /* Hold the plan file until the session is freed:
			      * RP_LOCKED where another session does. */
	RP_OPEN_JOURNAL = 8  /* Keep a journal of the edits that are not saved
			      * yet, so that none is lost whatever ends the
			      * process.  Needs RP_OPEN_LOCK. */
};

/* The plan file that belongs to the topology file 'topology_path' when none is
 * named: `x.plan.cfg` beside `x.cfg`.  For an installed example, whose folder
 * is not the operator's, '*save' is another one, in the operator's own data
 * folder; else it is equal.  The caller frees both. */
RP_API int rp_plan_path(char **open, char **save, const char *topology_path);

/* Opens a session over 'topology', which must outlive it.  'plan_path' is the
 * plan file, or NULL for the one that belongs to the topology; one that is
 * named and does not exist is RP_UNREADABLE without RP_OPEN_CREATE.  Plans at
 * once.  The caller frees '*out' with rp_session_free(). */
RP_API int rp_session_open(rp_session **out, const rp_topology *topology,
			   const char *plan_path, unsigned flags,
			   rp_messages *messages);

/* As rp_session_open(), watched by 'progress', which may be NULL; it is told
 * replicas while a plan is made from nothing.  Also RP_STOPPED. */
RP_API int rp_session_open_progress(rp_session **out,
				    const rp_topology *topology,
				    const char *plan_path, unsigned flags,
				    const struct rp_progress *progress,
				    rp_messages *messages);
RP_API void rp_session_free(rp_session *session);

RP_API const rp_topology *rp_session_topology(const rp_session *);

/* Where it will be saved. */
RP_API const char *rp_session_path(const rp_session *);

/* The plan as it stands; valid until the next edit, undo or redo. */
RP_API const rp_plan *rp_session_plan(const rp_session *);

/* Counts up with every plan: what was drawn from an older one is stale. */
RP_API uint64_t rp_session_version(const rp_session *);

/* How many replicas the last edit, undo or redo moved from one host to another.
 * Where it set the host pin of a VM, '*pinned' is that VM, and its own replica
 * is not counted; else '*pinned' is RP_NONE. */
RP_API size_t rp_session_moved(const rp_session *, rp_id *pinned);

/* Edits.  Each one that changes something is one undo step and plans anew;
 * one that changes nothing is none.  RP_REFUSED where rules 3 does not allow
 * it.  On any failure nothing has changed. */

/* Draws 'mapping', in place of the source's other one to that VMM server. */
RP_API int rp_session_map(rp_session *, const struct rp_mapping *mapping);

/* Deletes the mapping of 'source' to the VMM server 'server'. */
RP_API int rp_session_unmap(rp_session *, rp_id source, rp_id server);

/* Pins the replica of 'vm' to 'host'; RP_NONE removes the pin. */
RP_API int rp_session_pin_host(rp_session *, rp_id vm, rp_id host);

/* Pins the address of 'family' of 'nic'; NULL removes the pin. */
RP_API int rp_session_pin_address(rp_session *, rp_id nic,
				  enum rp_family family,
				  const rp_ip *address);

/* The peak that the operator aims at, in 1/1000, 1 to 1000. */
RP_API uint32_t rp_session_peak_target(const rp_session *);
RP_API int rp_session_set_peak_target(rp_session *, uint32_t permille);

/* The pins as they stand: the host a VM's replica is pinned to, or RP_NONE;
 * whether a NIC's address of a family is pinned, and to what. */
RP_API rp_id rp_session_pinned_host(const rp_session *, rp_id vm);
RP_API bool rp_session_pinned_address(const rp_session *, rp_id nic,
				      enum rp_family family, rp_ip *address);

/* Makes parts of the plan that stands: see rp_plan_complete(). */
RP_API int rp_session_complete(rp_session *, unsigned parts,
			       const struct rp_progress *progress);

/* What drawing a mapping would come to. */
struct rp_preview {
	struct rp_summary summary; /* Without bounds. */
	size_t kept;               /* NICs of the source network that would
				    * keep an address. */
	size_t moved;              /* Replicas that would have another host
				    * than now. */
};

/* What the plan would be if 'mapping' were drawn, without drawing it; 'target'
 * RP_NONE in it: without a mapping of 'source' to 'server'.  RP_OK, RP_REFUSED
 * or RP_NO_MEMORY. */
RP_API int rp_session_preview(struct rp_preview *out, rp_session *,
			      const struct rp_mapping *mapping, rp_id server);

/* Why a mapping is proposed: bits. */
enum rp_reason {
	RP_SAME_PREFIX = 1,   /* A prefix of the source is one of the target. */
	RP_SAME_NAME = 2,     /* Their names are one, but for the names of their
			       * sites and VMM servers. */
	RP_SAME_SUBNETS = 4,  /* Their subnets have the same names. */
	RP_FREE_ROOM = 8,     /* The target's pools have an address for each of
			       * the source's static ones. */
	RP_ONLY_TARGET = 16   /* No other network is recommended. */
};

struct rp_suggestion {
	rp_id source;
	rp_id target;
	unsigned reasons;     /* Of rp_reason. */
};

/* Mappings that could be drawn from the networks of one VMM server to those of
 * another: for networks that NICs of replicas are on and that are not mapped
 * there yet; to recommended targets (rules 2) that nothing is mapped to.  At
 * most one for each source and each target, the best reasons first served; in
 * the order of the sources.  The caller frees '*out' with free(). */
RP_API int rp_session_suggest(struct rp_suggestion **out, size_t *n_out,
			      const rp_session *, rp_id source_server,
			      rp_id target_server);

/* "same prefix, same name": the reasons in words. */
RP_API char *rp_suggestion_text(const struct rp_suggestion *,
				enum rp_words words);

/* Accepts the plan as it stands: what is planned from now on keeps to it.  An
 * undo step. */
RP_API int rp_session_accept(rp_session *);

/* The plan as rebalancing would make it, without doing so: planned from nothing.
 * Only reads the session, so it may run in a thread of its own while nobody
 * edits.  The caller frees '*out' with rp_plan_free().  RP_OK, RP_NO_MEMORY or
 * RP_STOPPED. */
RP_API int rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);

/* How many replicas that 'before' placed have another host in 'after', or
 * none. */
RP_API size_t rp_plan_n_moved(const rp_plan *before, const rp_plan *after);

/* The plan as it was last saved, or opened, planned anew.  The caller frees
 * '*out' with rp_plan_free(). */
RP_API int rp_session_saved_plan(rp_plan **out, const rp_session *);

/* Accepts 'fresh', which rp_session_preview_rebalance() made of the plan that
 * stands.  An undo step. */
RP_API int rp_session_rebalance(rp_session *, const rp_plan *fresh);

/* Go back or forth one step; false where there is none.  The plan is then the
 * very same as it was, hosts and addresses included. */
RP_API bool rp_session_can_undo(const rp_session *);
RP_API bool rp_session_can_redo(const rp_session *);
RP_API int rp_session_undo(rp_session *);
RP_API int rp_session_redo(rp_session *);

/* One sentence about the step that undo or redo would take, as "map A to B";
 * NULL where there is none. */
RP_API char *rp_session_undo_text(const rp_session *, enum rp_words words);
RP_API char *rp_session_redo_text(const rp_session *, enum rp_words words);

/* Whether the decisions differ from those in the file. */
RP_API bool rp_session_is_modified(const rp_session *);

/* Writes the plan file (formats 2) whole: when this returns RP_OK it is on
 * disk, and before that the file is the old one, whole.  RP_CHANGED where the
 * file is no longer what was read or written last, unless 'overwrite'. */
RP_API int rp_session_save(rp_session *, bool overwrite,
			   rp_messages *messages);

/* ---- The journal: edits that a session lost (promises, Data) ------------ */

/* How many steps an earlier session over the same plan file made and neither
 * saved nor gave up; 0 where there is nothing to recover.  '*changed' is
 * whether the plan file was written since. */
RP_API size_t rp_session_recoverable(const rp_session *, bool *changed);

/* Takes those steps again, as edits that can be undone.  '*taken' counts them;
 * it ends at the first that the rules no longer allow, or that names something
 * gone. */
RP_API int rp_session_recover(rp_session *, size_t *taken);

/* Gives up what can be recovered; without anything there, what this session
 * has not saved: the operator said so. */
RP_API void rp_session_discard(rp_session *);

/* Why no journal is kept although one was asked for; NULL where all is well.
 * Edits go on all the same. */
RP_API char *rp_session_journal_fault(const rp_session *);

#ifdef __cplusplus
}
#endif

#endif
