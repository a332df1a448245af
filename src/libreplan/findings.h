/* Findings: what a plan's reader must know (rules 9).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A finding is a code and arguments; its sentence is made when it is asked for,
 * from the template of its code, in the language that is asked for.  The codes,
 * levels and templates are the table in findings.def, and nowhere else.
 *
 * There are three kinds of findings, by what they follow from:
 * - from the topology alone: they are made once, when it is read;
 * - from one VM and what the plan does with it: how many each VM has is counted
 *   again when that may have changed;
 * - from all else, which is no VM's: counted again after each edit.
 * So how many there are is known at all times.  The list, which may have
 * millions, is made when it is asked for. */

#ifndef FINDINGS_H
#define FINDINGS_H 1

#include "decisions.h"
#include "replan.h"
#include "text.h"

enum finding_code {
#define FINDING(id, code, level, n_about, text, remedy) FINDING_##id,
#include "findings.def"
#undef FINDING
	N_FINDING_CODES
};

/* An argument of a sentence; the first of them are what it is about. */
struct finding_arg {
	enum {
		ARG_OBJECT,
		ARG_TEXT,    /* Borrowed from topology or plan. */
		ARG_NUMBER,
		ARG_ADDRESS,
		ARG_PREFIX,
		ARG_RESOURCE, /* 'number' is an enum rp_resource. */
		ARG_USE,      /* 'number' is an enum address_use. */
		ARG_STRANDED  /* The VMs without a place when recovery host
			       * 'number' fails. */
	} type;
	union {
		struct {
			enum rp_kind kind;
			rp_id id;
		} object;
		const char *text;
		int64_t number;
		struct {
			rp_ip ip;
			enum rp_family family;
			int length;
		} address;
	} as;
};

/* An argument as it is kept: a plan of a million VMs may have millions. */
struct packed_arg {
	uint8_t type;        /* As of a finding_arg, or PACKED_WIDE. */
	uint8_t detail;      /* An object's kind, a prefix's length. */
	bool is_last;        /* Of its finding. */
	uint32_t value;      /* An object's id; a text's offset in the topology;
			      * a number; an IPv4 address; for PACKED_WIDE the
			      * number of a wide argument. */
};

struct rp_finding {
	uint64_t position;   /* In the order of the file. */
	uint32_t first_arg;
	uint8_t n_more;      /* Of the arguments, behind what it is about. */
	uint8_t code;        /* enum finding_code. */
	uint8_t level;       /* enum rp_level. */
	uint8_t check;       /* enum finding_check: which one found it. */
};

struct findings {
	struct rp_finding *at;
	uint32_t n;
	uint32_t capacity;
	struct packed_arg *args;
	uint32_t n_args;
	uint32_t args_capacity;
	struct finding_arg *wide; /* Those that do not fit elsewhere. */
	uint32_t n_wide;
	uint32_t wide_capacity;
};

void findings_destroy(struct findings *findings);

/* How many, by level. */
struct finding_counts {
	uint32_t at[RP_NOTICE + 1];
};

/* ---- Of a topology ------------------------------------------------------ */

/* The findings of a topology alone, and what the checks of its plans need to
 * know of it. */
struct finding_base;

/* NULL when memory ran out. */
struct finding_base *finding_base_new(const rp_topology *topology);
void finding_base_free(struct finding_base *base);

/* ---- How many a plan has ------------------------------------------------ */

/* Which VM was last found to be in the way of a move, by subnet. */
struct subnet_seen {
	uint64_t left;  /* Turns of the tally. */
	uint64_t there;
};

struct finding_tally {
	struct finding_counts *of_vm; /* By VM. */
	struct finding_counts vms;    /* Their sum. */
	struct finding_counts rest;
	struct finding_counts entered; /* In the summary: those, and the
					* topology's. */
	struct subnet_seen *seen;     /* By subnet. */
	uint64_t turn;                /* Goes up with each VM looked at. */
};

/* With no finding of any VM, and no rest.  False when memory ran out;
 * finding_tally_destroy() is due all the same. */
bool finding_tally_init(struct finding_tally *tally, const rp_plan *plan);
void finding_tally_destroy(struct finding_tally *tally);

/* Counts the findings of 'vm' again, in the tally and the summary of 'plan'.
 * What it looks at: the NICs of the VM and its replica, and which part its
 * subnets have in the moves of the plan. */
void finding_tally_vm(rp_plan *plan, rp_id vm);

/* Counts those of 'plan' that are neither its topology's nor a VM's, nor of the
 * loss of a host.  False when memory ran out. */
bool finding_tally_rest(struct finding_counts *out, const rp_plan *plan);

/* Enters that in the tally and the summary.  The losses of hosts are counted by
 * whoever finds them. */
void finding_tally_set_rest(rp_plan *plan, const struct finding_counts *rest);

/* ---- The list ----------------------------------------------------------- */

/* Makes the list of 'plan' anew, sorted; with those of the loss of a host where
 * RP_PART_LOSS is made.  As many as the summary says.  False when memory ran
 * out, and then there is none. */
bool findings_make(rp_plan *plan);

/* ---- Sentences ---------------------------------------------------------- */

/* Adds the sentence of 'code' with 'args'. */
void findings_sentence(struct text *out, const rp_topology *topology,
		       enum finding_code code, const struct finding_arg *args,
		       uint32_t n_args, enum rp_words words);

/* The word for a resource, as "memory". */
const char *findings_resource(enum rp_resource resource, enum rp_words words);

#endif
