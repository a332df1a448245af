/* replan - What follows from a plan, why it is as it is, and how two plans
 * differ (rules 4 to 8).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of replan.h, which says how all of it is meant: include that. */

#ifndef REPLAN_ANSWERS_H
#define REPLAN_ANSWERS_H 1

#include "plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Keep or change the address (rules 7) ------------------------------ */

enum rp_move_kind { RP_STRETCHED_SUBNET, RP_SUBNET_FAILOVER, RP_ADDRESS_CHANGE };

/* "stretched subnet", "subnet failover", "address change". */
RP_API const char *rp_move_kind_name(enum rp_move_kind kind);

/* A source subnet from which replica NICs join a target subnet, and a family
 * that both have. */
struct rp_move {
	rp_id source;
	rp_id target;
	enum rp_family family;
	enum rp_move_kind kind;
};

/* By source subnet, then target subnet, then family. */
RP_API size_t rp_plan_n_moves(const rp_plan *);
RP_API const struct rp_move *rp_plan_move(const rp_plan *, rp_id i);

/* The way to a prefix. */
struct rp_hop {
	rp_id next;            /* The next site, or the site itself; RP_NONE:
				* no path leads there. */
	enum rp_family family; /* Of 'via'. */
	bool has_via;
	rp_ip via;             /* The next site's router on the link. */
};

/* A route that changes with the plan. */
struct rp_route {
	rp_id site;
	enum rp_family family;
	struct rp_prefix prefix;
	struct rp_hop before;
	struct rp_hop after;
};

/* By site, then by prefix in the order of rp_plan_move(). */
RP_API size_t rp_plan_n_routes(const rp_plan *);
RP_API const struct rp_route *rp_plan_route(const rp_plan *, rp_id i);

/* A DNS record that changes with the plan: A or AAAA, or the PTR of the same
 * address. */
struct rp_record {
	rp_id nic;             /* Of rp_plan_nic(). */
	rp_id zone;            /* Of rp_zone(), or RP_NONE. */
	uint8_t family;        /* enum rp_family. */
	bool reverse;          /* A PTR record. */
	bool has_new;
	rp_ip old;
	rp_ip fresh;           /* The new address, where there is one. */
};

/* By NIC, in the order of its addresses; each forward record is followed by
 * its PTR. */
RP_API size_t rp_plan_n_records(const rp_plan *);
RP_API const struct rp_record *rp_plan_record(const rp_plan *, rp_id i);

/* "A", "AAAA" or "PTR". */
RP_API const char *rp_record_type(const struct rp_record *record);

/* Longest name in in-addr.arpa or ip6.arpa, and its NUL. */
#define RP_REVERSE_SIZE 74

/* What a record says of 'ip': the address, or its reverse name for a PTR. */
RP_API const char *rp_record_value(const struct rp_record *record, rp_ip ip,
				   char text[RP_REVERSE_SIZE]);

/* ---- Failback (rules 8) -------------------------------------------------- */

/* A replica's NIC after failover: moved to a network, or to none. */
struct rp_moved {
	rp_id nic;     /* Of rp_plan_nic(). */
	rp_id network; /* RP_NONE: disconnected. */
};

enum rp_outcome { RP_CONNECTED, RP_DISCONNECTED, RP_AMBIGUOUS };

/* "connected", "disconnected", "ambiguous". */
RP_API const char *rp_outcome_name(enum rp_outcome outcome);

struct rp_failback {
	rp_id nic;            /* Of rp_plan_nic(). */
	rp_id replica_network; /* What the replica's NIC is on, or RP_NONE. */
	rp_id back_to;        /* RP_NONE unless it is connected. */
	enum rp_outcome outcome;
	unsigned rule;        /* The step of rules 8 that decided, 1 to 5. */
};

/* What each NIC of a placed replica comes back to, in the order of the file,
 * when the NICs in 'moved' (at most once each) were moved first.  The caller
 * frees '*out' with free(). */
RP_API int rp_plan_failback(struct rp_failback **out, size_t *n_out,
			    const rp_plan *, const struct rp_moved *moved,
			    size_t n_moved);

/* ---- Explaining (rules 4 to 6) ---------------------------------------- */

/* Why replica 'replica' has its host, and why not the one that the accepted
 * plan has; or why it has none. */
RP_API char *rp_explain_host(const rp_plan *, rp_id replica,
			     enum rp_words words);

/* Why NIC 'nic' (of rp_plan_nic()) is connected as it is, has its subnet, and
 * has its address of 'family'. */
RP_API char *rp_explain_connection(const rp_plan *, rp_id nic,
				   enum rp_words words);
RP_API char *rp_explain_subnet(const rp_plan *, rp_id nic,
			       enum rp_words words);
RP_API char *rp_explain_address(const rp_plan *, rp_id nic,
				enum rp_family family, enum rp_words words);

/* Why a replica stands where it stands, in parts (formats 5, explain).  The
 * caller frees it with rp_host_explanation_free(). */
struct rp_removed {
	char *rule;           /* "does not reach VMNetwork1-Chicago". */
	size_t hosts;         /* How many hosts it removed. */
	rp_id host;           /* The first of them. */
};

struct rp_host_explanation {
	char *why;            /* As rp_explain_host(). */
	rp_id host;           /* RP_NONE: not placed. */
	size_t eligible;      /* Hosts that it could have. */
	struct rp_removed *removed; /* In the order in which rules remove. */
	size_t n_removed;
	rp_id runner_up;      /* The next best of the eligible, or RP_NONE. */
	struct rp_ratio load; /* What that host's fullest resource would be. */
	struct rp_ratio own_load; /* The same of its own host, as it is. */
};

RP_API int rp_host_explanation(struct rp_host_explanation **out,
			       const rp_plan *, rp_id replica,
			       enum rp_words words);
RP_API void rp_host_explanation_free(struct rp_host_explanation *);

/* Why replica 'replica' does not stand on 'host': the first hard rule that
 * fails, by name, or what the load would be. */
RP_API char *rp_explain_other_host(const rp_plan *, rp_id replica, rp_id host,
				   enum rp_words words);

/* What keeps replica 'replica' off each of the 'n' hosts 'hosts', which are of
 * the protecting cloud: "in maintenance", the first hard rule that fails but
 * for the pin; NULL where none does.  The caller frees each of 'out'.  RP_OK or
 * RP_NO_MEMORY, and then there are none. */
RP_API int rp_host_obstacles(char **out, const rp_plan *, rp_id replica,
			     const rp_id *hosts, size_t n,
			     enum rp_words words);

/* Why NIC 'nic' does not have 'ip' of 'family'. */
RP_API char *rp_explain_other_address(const rp_plan *, rp_id nic,
				      enum rp_family family, rp_ip ip,
				      enum rp_words words);

/* ---- Comparing (formats 5, diff and validate) ---------------------------- */

enum rp_difference_kind {
	RP_DIFFERENT_HOST,
	RP_DIFFERENT_NETWORK,
	RP_DIFFERENT_SUBNET,
	RP_DIFFERENT_ADDRESS
};

/* "host", "network", "subnet", "address". */
RP_API const char *rp_difference_name(enum rp_difference_kind kind);

/* One thing that two plans of one topology say otherwise. */
struct rp_difference {
	rp_id vm;
	rp_id nic;        /* RP_NONE for a host. */
	enum rp_difference_kind kind;
	enum rp_family family; /* Of an address. */
	char *before;     /* Names and addresses; NULL: there is none. */
	char *after;
};

/* VM by VM in the order of the file.  The caller frees '*out' with
 * rp_differences_free(). */
RP_API int rp_differences(struct rp_difference **out, size_t *n_out,
			  const rp_plan *before, const rp_plan *after);
RP_API void rp_differences_free(struct rp_difference *list, size_t n);

enum rp_validity { RP_MATCHING, RP_DIFFERENT, RP_MISSING, RP_UNKNOWN };

/* "matching", "different", "missing", "unknown". */
RP_API const char *rp_validity_name(enum rp_validity validity);

/* An address of the plan against the one that was observed. */
struct rp_observation {
	char *vm;
	char *nic;
	char *planned;    /* NULL: the plan has none (unknown). */
	char *observed;   /* NULL: none was observed (missing). */
	enum rp_validity validity;
};

/* Reads the table 'path' (CSV: vm, nic, address; one row an address) and holds
 * it against the plan: rows of the plan in the order of the file, then what the
 * plan does not know.  RP_OK, RP_INVALID, RP_UNREADABLE or RP_NO_MEMORY.  The
 * caller frees '*out' with rp_observations_free(). */
RP_API int rp_validate(struct rp_observation **out, size_t *n_out,
		       const rp_plan *, const char *path,
		       rp_messages *messages);
RP_API void rp_observations_free(struct rp_observation *list, size_t n);

#ifdef __cplusplus
}
#endif

#endif
