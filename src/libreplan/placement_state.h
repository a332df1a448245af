/* Placement: where everything stands while a search works on it (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A state is who stands where, and what follows from that: the loads, which
 * items of a separation set share a host, the value of the answer, and for each
 * group of hosts trees in which the best host for an item is found by looking
 * at two or three.  All of it is kept as items come and go; all memory is had
 * at the start, so nothing below fails after state_init().
 *
 * What can be asked of a state depends on who stands where and on nothing else:
 * not on the order in which items came, nor on what else was tried.  The lists
 * of the items of a host are in no order: whoever chooses among them compares
 * all, with the id of the item last.
 *
 * How full a host is, is its *level*: its greatest load by capacity, in steps
 * of 2^-31 of that capacity.  Levels are for comparing hosts; what fits, and
 * the peak, are exact.  Hosts are chosen by levels in steps of 1/1024: finer
 * ones cost much and gain little. */

#ifndef PLACEMENT_STATE_H
#define PLACEMENT_STATE_H 1

#include "idset.h"
#include "placement.h"

#define STATE_FULL_BITS 31 /* A level of 2^31 is a full host. */
#define STATE_QUANTUM_BITS 21 /* Hosts are chosen by 'level >> 21'. */
#define STATE_NO_ROOM UINT32_MAX /* No level. */

struct state_bound;
struct state_capacity;
struct state_host;
struct state_node;
struct state_set;
struct state_slot;
struct state_tree;

struct placement_state {
	const struct placement_problem *problem;
	rp_id *host_of; /* By item, or RP_NONE.  Read it, never write. */

	/* The items of each host, and at n_hosts those that stand nowhere. */
	uint32_t *first_of; /* By host, or RP_NONE. */
	uint32_t *next_of;  /* By item, or RP_NONE. */
	uint32_t *previous_of;

	/* Items that do not stand at their home: see state_set_home(). */
	struct idset strays;
	rp_id *home_of; /* By item; written for strays only. */

	uint32_t *unplaced_of; /* By tier. */
	uint32_t n_unplaced;
	uint32_t n_accepted;   /* Items that have an accepted host... */
	uint32_t n_kept;       /* ...and those of them that stand there. */
	uint32_t n_broken;     /* Separation, level 2. */
	uint64_t accepted_permille; /* The accepted plan's own peak. */
	uint32_t *broken_sets;      /* Sets with broken separation, in no
				     * order. */
	uint32_t n_broken_sets;
	rp_id *host_at;             /* By place: see state_places(). */

	/* The rest is the module's own. */
	int64_t (*loads)[RP_N_RESOURCES]; /* By host. */
	uint32_t *place_of;               /* By host. */
	struct state_host *hosts;         /* By place. */
	struct state_capacity *capacities;
	struct state_tree *trees;         /* Of all groups. */
	uint32_t *first_tree;             /* By group, and one more. */
	uint32_t *largest;                /* By group: of 'capacities'. */
	struct state_node *nodes;         /* Of all trees. */
	struct state_bound *bounds;       /* Room for a search: of trees. */
	struct state_set *sets;           /* By separation set. */
	struct state_slot *slots;         /* Of all sets. */
	uint32_t *used;                   /* Of large sets, by group. */
	uint32_t n_capacities;
	uint32_t slack;                   /* How far levels may be off. */
};

/* Nothing stands anywhere.  False when memory ran out; state_destroy() is due
 * all the same. */
bool state_init(struct placement_state *state,
		const struct placement_problem *problem);
void state_destroy(struct placement_state *state);

/* What stands is the accepted plan now: the items say so already. */
void state_accept(struct placement_state *state);

/* The peak that the accepted plan has on the hosts of 'problem', whatever rules
 * it breaks there.  False when memory ran out. */
bool placement_accepted_peak(struct rp_ratio *peak,
			     const struct placement_problem *problem);

/* ---- Placing ----------------------------------------------------------- */

/* 'item', which stands nowhere, comes to 'host'.  What hard rules say is the
 * caller's business. */
void state_place(struct placement_state *state, uint32_t item, rp_id host);

/* 'item', which stands somewhere, leaves. */
void state_unplace(struct placement_state *state, uint32_t item);

/* 'item' goes to 'host', from wherever it is; RP_NONE: to nowhere. */
void state_move(struct placement_state *state, uint32_t item, rp_id host);

/* What is no item, and needs 'need', comes to 'host', or leaves it. */
void state_add_load(struct placement_state *state, rp_id host,
		    const int64_t *need);
void state_remove_load(struct placement_state *state, rp_id host,
		       const int64_t *need);

/* 'host' takes nothing more, whatever it is, until it is enabled again.  What
 * stands there stays. */
void state_disable(struct placement_state *state, rp_id host);
void state_enable(struct placement_state *state, rp_id host);

/* Where each item stands now is its home.  Items that leave their home are in
 * 'strays' from then on, though they may have come back since. */
void state_set_home(struct placement_state *state);
void state_go_home(struct placement_state *state);

/* ---- Asking ------------------------------------------------------------ */

/* What seeks a host. */
struct state_seeker {
	const int64_t *need;    /* RP_N_RESOURCES. */
	const uint64_t *groups; /* Those that it may take: 'n_words' words. */
	rp_id runs_on;          /* A host it cannot take, or RP_NONE. */
	rp_id not_on;           /* Another one. */
	rp_id separation;       /* Its separation set, or RP_NONE. */
	bool apart;             /* It takes no host that it must share with
				 * another of its set. */
	uint32_t most;          /* It takes no host that comes to more than
				 * this level, and a step of 1/1024; or 0. */
};

/* 'item' as one that seeks a host.  Pins are the caller's business. */
struct state_seeker state_seeker(const struct placement_state *state,
				 uint32_t item);

/* The best host: with room, apart from the others of the set if it can be, then
 * at the least level when it has come, in steps of 1/1024, then the first in an
 * order that depends on who stands where.  RP_NONE: there is none. */
rp_id state_best_host(const struct placement_state *state,
		      const struct state_seeker *seeker);

/* Whether 'host' has room for 'need'. */
bool state_has_room(const struct placement_state *state, rp_id host,
		    const int64_t *need);

/* Whether 'item' may come to 'host' by all hard rules; it does not stand
 * there. */
bool state_may_take(const struct placement_state *state, uint32_t item,
		    rp_id host);

/* The level that 'host' has; and that it would have if 'in' came and 'out',
 * which stands there, left: needs, or NULL.  STATE_NO_ROOM: that does not
 * fit.  What only leaves always fits. */
uint32_t state_level(const struct placement_state *state, rp_id host);
uint32_t state_level_with(const struct placement_state *state, rp_id host,
			  const int64_t *in, const int64_t *out);

/* The peak of 'host' alone; {0, 1} where nothing counts. */
struct rp_ratio state_host_peak(const struct placement_state *state,
				rp_id host);

/* The same if 'in' came and 'out' left, as above. */
struct rp_ratio state_host_peak_with(const struct placement_state *state,
				     rp_id host, const int64_t *in,
				     const int64_t *out);

/* The greatest peak of all hosts that carry an item, {0, 1} where there is
 * none; '*host' is the one that has it, the first by id, or RP_NONE.  'host'
 * may be NULL. */
struct rp_ratio state_peak(const struct placement_state *state, rp_id *host);

/* How many items of separation set 'set', which may be RP_NONE, stand on
 * 'host'. */
uint32_t state_n_of_set(const struct placement_state *state, rp_id set,
			rp_id host);

/* Whether 'item' would share 'host', where it does not stand, with another of
 * its set. */
bool state_would_share(const struct placement_state *state, uint32_t item,
		       rp_id host);

/* The hosts on which more than one item of 'set' stand, from '*at' on, which is
 * 0 at first: the next of them, or RP_NONE.  Their order means nothing, and no
 * item of the set may move meanwhile. */
rp_id state_next_shared(const struct placement_state *state, rp_id set,
			uint32_t *at);

/* What 'host' carries, with what runs there; and how many items. */
const int64_t *state_load(const struct placement_state *state, rp_id host);
uint32_t state_carried(const struct placement_state *state, rp_id host);

/* The places of a group's hosts are a range, in the order of its tree; the host
 * at a place is state->host_at[place]. */
struct rp_range state_places(const struct placement_state *state,
			     uint32_t group);

/* The value of the answer, into '*value', of which 'unplaced_of' and 'n_tiers'
 * are borrowed from the state. */
void state_value(const struct placement_state *state,
		 struct placement_value *value);

/* The peak, in 1/1000, above which level 3 counts: the greater of the target
 * and the accepted plan's own. */
uint64_t state_target(const struct placement_state *state);

#endif
