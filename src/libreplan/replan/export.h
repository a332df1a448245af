/* replan - How good a plan is, and plans for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of replan.h, which says how all of it is meant: include that. */

#ifndef REPLAN_EXPORT_H
#define REPLAN_EXPORT_H 1

#include "answers.h"
#include "session.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Proof (rules 4, "How good is it") ----------------------------------- */

/* A level of what makes one plan better than another, and what no plan can be
 * below that is as good on the levels before. */
struct rp_proof_level {
	char *name;    /* "replicas not placed, priority 1", "peak". */
	char *value;   /* Of the plan: "3", "75.4%". */
	char *bound;
	char *gap;     /* "proven optimal", "within 1.2% of the best". */
	char *witness; /* What the bound rests on, one sentence; or NULL. */
	bool proven;   /* The value is the bound; of a peak in 1/1000. */
};

struct rp_proof {
	struct rp_proof_level *levels; /* In their order. */
	size_t n_levels;
	char *note;    /* What else to know of the gaps, or NULL. */

	/* As in the summary of the plan, and mostly better: of plans that are
	 * as good on the levels before. */
	uint32_t peak_bound;
	size_t unplaced_bound;
};

/* How good the plan is, with the best bounds there are: for one resource at a
 * time, those of the linear relaxation.  May take long on a large site;
 * 'progress' may be NULL.  RP_OK, RP_NO_MEMORY or RP_STOPPED.  The caller frees
 * '*out' with rp_proof_free(). */
RP_API int rp_plan_prove(struct rp_proof **out, const rp_plan *,
			 enum rp_words words,
			 const struct rp_progress *progress);
RP_API void rp_proof_free(struct rp_proof *proof);

/* ---- Exports (formats 2, 4, 5) ------------------------------------------ */

/* Each makes the whole text, '*size' bytes and a NUL behind them.  The caller
 * frees '*out' with free().  RP_OK or RP_NO_MEMORY. */
RP_API int rp_export_plan_json(char **out, size_t *size, const rp_plan *);
RP_API int rp_export_plan_csv(char **out, size_t *size, const rp_plan *);

/* The placement as a linear program with whole numbers, in CPLEX LP format, so
 * that a solver can referee: see the comments at its head. */
RP_API int rp_export_lp(char **out, size_t *size, const rp_plan *);

RP_API int rp_export_config(char **out, size_t *size, const rp_session *);
RP_API int rp_export_findings_json(char **out, size_t *size, const rp_plan *);
RP_API int rp_export_targets_json(char **out, size_t *size,
				  const rp_topology *,
				  const struct rp_target *targets,
				  size_t n_targets);

/* 'text' as a field of CSV (RFC 4180), with its quotes; where a spreadsheet
 * would take it for a formula, an apostrophe stands before it. */
RP_API char *rp_csv_field(const char *text);

/* Writes 'bytes' to the file 'path', which then is the whole new or the whole
 * old one, in a folder that must be there.  RP_OK, RP_UNWRITABLE (a message
 * says why) or RP_NO_MEMORY. */
RP_API int rp_export_write(const char *path, const char *bytes, size_t size,
			   rp_messages *messages);

/* What else is asked about a replica, beside why it is as it is. */
struct rp_question {
	rp_id host;            /* Why not this host?  RP_NONE: not asked. */
	rp_id nic;             /* Of rp_plan_nic(): why does it not have 'ip'?
				* RP_NONE: not asked. */
	enum rp_family family;
	rp_ip ip;
};

/* All that is explained of 'replica', and the answers to 'question', which may
 * be NULL. */
RP_API int rp_export_explain_json(char **out, size_t *size, const rp_plan *,
				  rp_id replica,
				  const struct rp_question *question);
RP_API int rp_export_diff_json(char **out, size_t *size, const rp_topology *,
			       const struct rp_difference *list, size_t n);
RP_API int rp_export_validate_json(char **out, size_t *size,
				   const struct rp_observation *list,
				   size_t n);

/* What rp_session_preview_rebalance() would gain and move: 'before' is the
 * plan as it stands. */
RP_API int rp_export_rebalance_json(char **out, size_t *size,
				    const rp_plan *before,
				    const rp_plan *after);

/* 'list' is what rp_plan_failback() made of the same plan. */
RP_API int rp_export_failback_json(char **out, size_t *size, const rp_plan *,
				   const struct rp_failback *list, size_t n);

#ifdef __cplusplus
}
#endif

#endif
