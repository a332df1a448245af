/* The checks behind the findings, by section of the rules.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FINDINGS_CHECKS_H
#define FINDINGS_CHECKS_H 1

#include "findings.h"
#include "plan.h"

/* The checks.  Findings of one level that stand at one place are in this
 * order. */
enum finding_check {
	CHECK_UNAVAILABLE,
	CHECK_NICS_OF_CLOUDS,
	CHECK_UNMAPPED,
	CHECK_MANY_TO_ONE,
	CHECK_TEST_NETWORKS,
	CHECK_WAYS_BACK,
	CHECK_MAPPINGS_DANGLING,
	CHECK_UNPLACED,
	CHECK_WITHOUT_NIC,
	CHECK_OVERLOADED,
	CHECK_LOSSES,
	CHECK_CLOUDS,
	CHECK_CLOUD_NETWORKS,
	CHECK_PLAN_FILE,
	CHECK_REPLICA_ADDRESSES,
	CHECK_ADDRESS_PINS,
	CHECK_MOVED_VMS,
	CHECK_STRETCHED,
	CHECK_ROUTES,
	CHECK_TTL_UNKNOWN,
	CHECK_TTL_LONG,
	CHECK_OTHER_TOPOLOGY,
	CHECK_SUBNETS,
	CHECK_VM_ADDRESSES,
	CHECK_TWICE,
	CHECK_OVERLAPS,
	CHECK_NAMES,
	CHECK_NOTICES
};

/* What a check looks at, and where its findings go: they are counted, and also
 * listed where there is a list. */
struct checks {
	const rp_plan *plan; /* NULL for those of the topology alone. */
	const rp_topology *topology;
	struct findings *list;
	struct finding_counts counts;
	enum finding_check check;     /* The one at hand: each check sets it. */
	struct obstacles *obstacles;  /* Made when first needed for the list. */
	struct finding_tally *tally;  /* For those of a VM. */
	bool failed;                  /* Memory ran out. */
};

/* ---- Of the topology alone ---------------------------------------------- */

void findings_clouds(struct checks *checks);   /* Rules 2, 4. */
void findings_topology(struct checks *checks); /* Rules 9. */
void findings_names(struct checks *checks);    /* Of them, those of names. */

/* ---- Of one VM ---------------------------------------------------------- */

/* These follow from the NICs of the VM and its replica, the part of its subnets
 * in the moves, and its pins.  To count them needs no memory. */
void findings_vm_host(struct checks *checks, rp_id vm);      /* Rules 4. */
void findings_vm_addresses(struct checks *checks, rp_id vm); /* Rules 5, 6. */
void findings_vm_moves(struct checks *checks, rp_id vm);     /* Rules 7. */
void findings_vm_dns(struct checks *checks, rp_id vm);       /* Rules 7, DNS. */

/* ---- The rest ----------------------------------------------------------- */

/* These are looked at after each edit.  So they walk over networks, mappings
 * and moves, never over VMs or NICs. */
void findings_networks(struct checks *checks);  /* Rules 2, 3. */
void findings_plan_file(struct checks *checks); /* Rules 4. */
void findings_pins(struct checks *checks);      /* Rules 6. */
void findings_stretched(struct checks *checks); /* Rules 7. */
void findings_routes(struct checks *checks);    /* Rules 7, Routes. */
void findings_zones(struct checks *checks);     /* Rules 7, DNS. */
void findings_overlaps(struct checks *checks);  /* Rules 7, 9. */

/* And when the loss of each host is known (rules 4, "One host fails"). */
void findings_losses(struct checks *checks);

/* Says whom the loss of recovery host 'i' leaves over, the first by name, and
 * why; and what helps. */
void findings_stranded(struct text *out, const rp_plan *plan, rp_id i,
		       enum rp_words words);
void findings_stranded_remedy(struct text *out, const rp_plan *plan, rp_id i,
			      enum rp_words words);

/* ---- What they need to know of a topology ------------------------------- */

/* Whose replicas need a mapping of a network. */
struct network_need {
	rp_id server;    /* The VMM server of replicas. */
	rp_id first_nic; /* The first NIC of the topology on the network whose
			  * VM has its replica there. */
};

/* The pairs by which VMs with a NIC on a network have replicas. */
struct network_use {
	rp_id pair;
	bool is_row; /* One of the network's rows (rules 2). */
};

struct network_facts {
	struct network_need *needs;
	uint32_t *first_need;  /* By network, and one more. */
	struct network_use *uses;
	uint32_t *first_use;   /* The same; the pairs rise. */
	bool *has_other;       /* By network: a use that is no row. */
	rp_id *row_pairs;      /* The pairs whose protected cloud has a logical
				* network, rising. */
	uint32_t *first_row;   /* By logical network, and one more. */
};

/* False when memory ran out; network_facts_destroy() is due all the same. */
bool network_facts_init(struct network_facts *facts,
			const rp_topology *topology);
void network_facts_destroy(struct network_facts *facts);

/* A subnet's prefix of one family at one site. */
struct standing {
	rp_ip first;
	rp_ip last;
	rp_id site;
	rp_id subnet;
	uint32_t outer; /* Of the standing ones: the narrowest that it is in, or
			 * RP_NONE. */
	enum rp_family family;
};

/* All of them, by site and family, then from the lowest and widest. */
struct standings {
	struct standing *at;
	uint32_t n;
	uint32_t capacity;
	uint32_t *inner; /* Those that are in another one. */
	uint32_t n_inner;
};

/* False when memory ran out; standings_destroy() is due all the same. */
bool standings_init(struct standings *standings, const rp_topology *topology);
void standings_destroy(struct standings *standings);

struct finding_base {
	struct findings list; /* Of the topology alone, sorted. */
	struct finding_counts counts;
	struct network_facts networks;
	struct standings standings;
	bool any_stretched;   /* A subnet is marked stretched. */
};

/* ---- Adding ------------------------------------------------------------- */

/* The levels of the table. */
enum {
#define FINDING(id, code, level, n_about, text, remedy) \
	FINDING_LEVEL_##id = level,
#include "findings.def"
#undef FINDING
};

/* Notes that memory ran out. */
void findings_fail(struct checks *checks);

/* Adds a finding of 'code' at its level and with its number of objects.  It
 * stands where its first object stands; without one, before all others. */
void findings_add(struct checks *checks, enum finding_code code,
		  const struct finding_arg *args, uint32_t n_args);

/* The same with the first 'n_about' arguments as what it is about. */
void findings_add_about(struct checks *checks, enum finding_code code,
			const struct finding_arg *args, uint32_t n_args,
			uint32_t n_about);

/* The same at another level, or at another position. */
void findings_add_level(struct checks *checks, enum finding_code code,
			enum rp_level level, const struct finding_arg *args,
			uint32_t n_args);
void findings_add_position(struct checks *checks, enum finding_code code,
			   uint64_t position, const struct finding_arg *args,
			   uint32_t n_args);

/* Counts a finding of which no more is asked. */
static inline void findings_count(struct checks *checks, enum rp_level level)
{
	checks->counts.at[level]++;
}

/* FINDINGS_ADD(checks, ID, args...).  The arguments are looked at only for a
 * list. */
#define FINDINGS_ADD(checks, id, ...) \
	((checks)->list \
		 ? findings_add(checks, FINDING_##id, \
				(struct finding_arg[]){ __VA_ARGS__ }, \
				sizeof((struct finding_arg[]){ \
					__VA_ARGS__ }) / \
					sizeof(struct finding_arg)) \
		 : findings_count(checks, (enum rp_level)FINDING_LEVEL_##id))

/* Arguments. */
struct finding_arg arg_object(enum rp_kind kind, rp_id id);
struct finding_arg arg_text(const char *text);
struct finding_arg arg_number(int64_t number);
struct finding_arg arg_address(enum rp_family family, rp_ip ip);
struct finding_arg arg_prefix(enum rp_family family, struct rp_prefix prefix);
struct finding_arg arg_resource(enum rp_resource resource);

#define ARG_VM(id) arg_object(RP_VM, id)
#define ARG_NIC(id) arg_object(RP_NIC, id)
#define ARG_NETWORK(id) arg_object(RP_NETWORK, id)
#define ARG_SUBNET(id) arg_object(RP_SUBNET, id)
#define ARG_HOST(id) arg_object(RP_HOST, id)
#define ARG_CLOUD(id) arg_object(RP_CLOUD, id)

#endif
