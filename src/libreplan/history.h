/* History: edits as steps that can be taken and taken back.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A step holds what one place of the decisions was and what it becomes, and the
 * accepted plans on both sides of it.  Taken forth and back it gives the same
 * decisions and the same accepted plan, so the same plan (rules 4). */

#ifndef HISTORY_H
#define HISTORY_H 1

#include "accepted.h"
#include "decisions.h"
#include "replan.h"

enum step_kind {
	STEP_MAPPING,
	STEP_HOST_PIN,
	STEP_ADDRESS_PIN,
	STEP_PEAK_TARGET,
	STEP_ACCEPT,
	STEP_REBALANCE
};

/* One side of a step.  Which members count is the kind's. */
struct step_side {
	bool stands;               /* The mapping or address pin is there. */
	struct rp_mapping mapping;
	rp_id host;                /* RP_NONE: no pin. */
	rp_ip ip;
	uint32_t peak_target;
	struct accepted *planned;  /* What the plan on this side was planned
				    * from; held. */
	struct accepted *standing; /* What the next edit is planned from; held.
				    * Only for accepting and rebalancing. */
};

struct step {
	enum step_kind kind;
	rp_id source;              /* Of a mapping: its place. */
	rp_id server;
	rp_id vm;                  /* Of a host pin. */
	rp_id nic;                 /* Of an address pin. */
	enum rp_family family;
	struct step_side before;
	struct step_side after;
};

struct history {
	struct step *steps;
	uint32_t n;                /* All of them. */
	uint32_t done;             /* The first so many are in force. */
	uint32_t capacity;
};

void history_destroy(struct history *history);

/* Makes room for one more step behind those in force; false when memory ran
 * out. */
bool history_reserve(struct history *history);

/* Adds 'step' behind those in force, and forgets those that were undone.  Needs
 * history_reserve(); takes over what the step holds. */
void history_push(struct history *history, const struct step *step);

void step_release(struct step *step);

/* Gives the decisions the step's one side.  False when memory ran out, which
 * cannot happen for the side that was in force before. */
bool step_apply(const struct step *step, const struct step_side *side,
		struct decisions *decisions, const rp_topology *topology);

/* "map A to B": what the step does.  NULL when memory ran out. */
char *step_text(const struct step *step, const rp_topology *topology,
		enum rp_words words);

#endif
