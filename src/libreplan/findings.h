/* Findings: what a plan's reader must know (rules 9).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A finding is a code and arguments; its sentence is made when it is asked for,
 * from the template of its code, in the language that is asked for.  The codes,
 * levels and templates are the table in findings.def, and nowhere else. */

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
		ARG_USE       /* 'number' is an enum address_use. */
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
	uint32_t first_arg;  /* There is one at least, so this goes up with
			      * each finding that is added. */
	uint8_t n_more;      /* Of the arguments, behind what it is about. */
	uint8_t code;        /* enum finding_code. */
	uint8_t level;       /* enum rp_level. */
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
	bool failed;         /* Memory ran out. */
};

void findings_destroy(struct findings *findings);

/* All checks over 'plan', which is otherwise complete; sorted.  False when
 * memory ran out. */
bool findings_make(rp_plan *plan);

/* Adds the sentence of 'code' with 'args'. */
void findings_sentence(struct text *out, const rp_topology *topology,
		       enum finding_code code, const struct finding_arg *args,
		       uint32_t n_args, enum rp_words words);

/* The word for a resource, as "memory". */
const char *findings_resource(enum rp_resource resource, enum rp_words words);

#endif
