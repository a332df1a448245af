/* Placement: lowering the peak: see placement_nothing.h.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In each step the fullest host gives something to a lighter one: an item, or
 * an item for a smaller one.  A step is taken where both hosts are less full
 * then than the fullest was.  So the levels of all hosts, the greatest first,
 * become less with each step, and that ends.
 *
 * The lighter hosts that are looked at are the lightest, of those groups that
 * items of the fullest may take.  Which they are is looked up every so often
 * only: nothing depends on it but how soon the right one is found. */

#include "placement_nothing.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

/* So many lighter hosts are looked at, and where none of them will do so many
 * more. */
#define N_LIGHT 6
#define MOST_LIGHT 256

/* Items of a host that are looked at, the smallest: the rest stays. */
#define MOST_PARTS 256

/* Around the best partner so many others are looked at, on each side. */
#define WINDOW 3

/* How often progress is told, in steps. */
#define TELL_EVERY 256

/* Shares of a capacity and levels are in 2^-31 of it. */
#define SHARE_BITS STATE_FULL_BITS
#define MOST_SHARE (INT64_C(1) << 40)

/* An item of one of the two hosts, or nothing: what it is of the one, and of
 * the other. */
struct part {
	int64_t of_full[RP_N_RESOURCES];
	int64_t of_other[RP_N_RESOURCES];
	uint32_t item; /* RP_NONE: nothing. */
};

/* Where a part stands when they are in order. */
struct place {
	int64_t share;
	uint32_t item;
	uint32_t part;
};

/* One of the two hosts. */
struct side {
	rp_id host;
	uint32_t level;
	int64_t load[RP_N_RESOURCES];	  /* In 2^-31 of the capacity. */
	uint64_t inverse[RP_N_RESOURCES]; /* 2^62 of the capacity, or 0. */
	struct part *parts;
	struct place *order; /* Rising in the main resource. */
	uint32_t n;
};

struct light {
	uint32_t level;
	rp_id host;
};

struct balance {
	struct placement_state *state;
	struct side full;
	struct side other;
	int main; /* The resource in which 'full' is fullest. */
	int counted[RP_N_RESOURCES]; /* Resources that some host counts. */
	int n_counted;

	/* The hosts of each group, the lightest first, as they were some time
	 * ago; and for how many steps that is good enough. */
	struct light *light;
	uint32_t *at;	 /* By group: the next one to look at. */
	uint64_t *reach; /* Groups that items of the fullest may take. */
	uint32_t fresh;

	/* The best step that was found. */
	int64_t best_level;
	rp_id best_host;
	uint32_t best_out; /* Items. */
	uint32_t best_in;  /* RP_NONE: a move. */
};

/* ---- Memory -------------------------------------------------------------- */

static bool side_init(struct side *side, uint32_t n_items)
{
	side->parts = memory_zeroed(MOST_PARTS, sizeof *side->parts);
	side->order = memory_zeroed(n_items, sizeof *side->order);
	return side->parts && side->order;
}

static void side_destroy(struct side *side)
{
	free(side->parts);
	free(side->order);
}

static bool is_counted(const struct placement_problem *problem, int r)
{
	for (rp_id h = 0; h < problem->n_hosts; h++)
		if (ratio_counts(problem->hosts[h].capacity[r]))
			return true;
	return false;
}

static bool balance_init(struct balance *balance, struct placement_state *state)
{
	const struct placement_problem *problem = state->problem;
	bool ok;

	memset(balance, 0, sizeof *balance);
	balance->state = state;
	balance->light =
		memory_zeroed(problem->n_hosts, sizeof *balance->light);
	balance->at = memory_zeroed(problem->n_groups, sizeof *balance->at);
	balance->reach =
		memory_zeroed(problem->n_words, sizeof *balance->reach);
	ok = side_init(&balance->full, problem->n_items);
	ok = side_init(&balance->other, problem->n_items) && ok;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (is_counted(problem, r))
			balance->counted[balance->n_counted++] = r;
	return ok && balance->light && balance->at && balance->reach;
}

static void balance_destroy(struct balance *balance)
{
	side_destroy(&balance->full);
	side_destroy(&balance->other);
	free(balance->light);
	free(balance->at);
	free(balance->reach);
}

/* ---- A host and its items ------------------------------------------------ */

/* 'amount' in 2^-31 of the capacity; far above a full host it is cut off. */
static inline int64_t share_of(int64_t amount, uint64_t inverse)
{
	__extension__ unsigned __int128 share =
		(unsigned __int128)(uint64_t)amount * inverse >>
		(62 - SHARE_BITS);

	return share > MOST_SHARE ? MOST_SHARE : (int64_t)share;
}

static void side_weigh(struct side *side, const struct balance *balance,
		       rp_id host)
{
	const struct placement_state *state = balance->state;
	const int64_t *capacity = state->problem->hosts[host].capacity;
	const int64_t *load = state_load(state, host);

	side->host = host;
	side->level = state_level(state, host);
	for (int k = 0; k < balance->n_counted; k++) {
		int r = balance->counted[k];

		side->inverse[r] = 0;
		if (ratio_counts(capacity[r]))
			side->inverse[r] =
				(UINT64_C(1) << 62) / (uint64_t)capacity[r];
		side->load[r] = share_of(load[r], side->inverse[r]);
	}
}

static int by_share(const void *a_, const void *b_)
{
	const struct place *a = a_, *b = b_;

	if (a->share != b->share)
		return a->share < b->share ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

static void sort_places(struct place *places, uint32_t n)
{
	if (n > 32) {
		qsort(places, n, sizeof *places, by_share);
		return;
	}
	for (uint32_t i = 1; i < n; i++) {
		struct place place = places[i];
		uint32_t at = i;

		for (; at > 0 && by_share(&places[at - 1], &place) > 0; at--)
			places[at] = places[at - 1];
		places[at] = place;
	}
}

/* Lists what may leave 'side->host', in order. */
static void side_list(struct side *side, const struct balance *balance)
{
	const struct placement_state *state = balance->state;
	int main = balance->main;

	side->n = 0;
	for (uint32_t i = state->first_of[side->host]; i != RP_NONE;
	     i = state->next_of[i]) {
		const struct placement_item *item = &state->problem->items[i];

		if (item->pinned != RP_NONE)
			continue;
		side->order[side->n++] = (struct place){
			.share =
				share_of(item->need[main], side->inverse[main]),
			.item = i,
		};
	}
	sort_places(side->order, side->n);
	if (side->n > MOST_PARTS)
		side->n = MOST_PARTS;
}

/* Works out what the items of 'side' are of both hosts. */
static void side_share(struct side *side, const struct balance *balance,
		       bool of_full, bool of_other)
{
	for (uint32_t i = 0; i < side->n; i++) {
		struct part *part = &side->parts[i];
		const int64_t *need;

		part->item = side->order[i].item;
		need = balance->state->problem->items[part->item].need;
		for (int k = 0; k < balance->n_counted; k++) {
			int r = balance->counted[k];

			if (of_full)
				part->of_full[r] = share_of(
					need[r], balance->full.inverse[r]);
			if (of_other)
				part->of_other[r] = share_of(
					need[r], balance->other.inverse[r]);
		}
	}
}

/* ---- Pairs --------------------------------------------------------------- */

/* The level that both hosts stay within when 'out' goes to the other one and
 * 'in' comes from there; 'limit' where it is not below that. */
static inline int64_t pair_level(const struct balance *balance,
				 const struct part *out, const struct part *in,
				 int64_t limit)
{
	int64_t level = 0;

	for (int k = 0; k < balance->n_counted; k++) {
		int r = balance->counted[k];
		int64_t from = balance->full.load[r] - out->of_full[r] +
			       in->of_full[r];
		int64_t to = balance->other.load[r] + out->of_other[r] -
			     in->of_other[r];

		if (from > level)
			level = from;
		if (to > level)
			level = to;
		if (level >= limit)
			return limit;
	}
	return level;
}

/* Whether 'item' may come to 'host', room apart, and shares it with none of its
 * set. */
static bool may_come(const struct placement_state *state, uint32_t item,
		     rp_id host)
{
	const struct placement_item *it = &state->problem->items[item];

	return host != it->runs_on &&
	       placement_reaches(state->problem, it->class_, host) &&
	       !state_would_share(state, item, host);
}

/* Whether the pair breaks no hard rule, and both hosts come out below what the
 * fullest is. */
static bool is_step(const struct balance *balance, uint32_t out, uint32_t in)
{
	const struct placement_state *state = balance->state;
	const struct placement_item *items = state->problem->items;
	rp_id full = balance->full.host, other = balance->other.host;
	const int64_t *need_in = in == RP_NONE ? NULL : items[in].need;

	return may_come(state, out, other) &&
	       (in == RP_NONE || may_come(state, in, full)) &&
	       state_level_with(state, full, need_in, items[out].need) <
		       balance->full.level &&
	       state_level_with(state, other, items[out].need, need_in) <
		       balance->full.level;
}

/* Keeps the pair if it is the best so far. */
static void try_pair(struct balance *balance, const struct part *out,
		     const struct part *in)
{
	int64_t level = pair_level(balance, out, in, balance->best_level);

	if (level < balance->best_level &&
	    is_step(balance, out->item, in->item)) {
		balance->best_level = level;
		balance->best_host = balance->other.host;
		balance->best_out = out->item;
		balance->best_in = in->item;
	}
}

/* The first of the items whose share is not below 'share'. */
static uint32_t find_share(const struct side *side, int64_t share)
{
	uint32_t first = 0, end = side->n;

	while (first < end) {
		uint32_t middle = first + (end - first) / 2;

		if (side->order[middle].share < share)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* Looks for the pair that leaves both hosts about half way between. */
static void try_host(struct balance *balance)
{
	const struct part nothing = { .item = RP_NONE };
	struct side *full = &balance->full, *other = &balance->other;
	int main = balance->main;
	int64_t half = (full->load[main] - other->load[main]) / 2;

	side_list(other, balance);
	side_share(other, balance, true, true);
	side_share(full, balance, false, true);
	for (uint32_t i = 0; i < full->n; i++) {
		const struct part *out = &full->parts[i];
		int64_t wanted = out->of_other[main] - half;
		uint32_t middle, at, end;

		if (out->of_full[main] == 0)
			continue;
		middle = find_share(other, wanted);
		at = middle > WINDOW ? middle - WINDOW : 0;
		end = middle + WINDOW < other->n ? middle + WINDOW : other->n;
		if (at == 0)
			try_pair(balance, out, &nothing);
		for (; at < end; at++)
			try_pair(balance, out, &other->parts[at]);
	}
}

/* ---- Lighter hosts ------------------------------------------------------- */

static int by_level(const void *a_, const void *b_)
{
	const struct light *a = a_, *b = b_;

	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	return (a->host > b->host) - (a->host < b->host);
}

/* Puts the hosts of each group in order anew. */
static void look_up_light(struct balance *balance)
{
	const struct placement_problem *problem = balance->state->problem;

	for (uint32_t g = 0; g < problem->n_groups; g++) {
		struct rp_range range = problem->groups[g];

		for (uint32_t i = range.first; i < range.end; i++) {
			rp_id host = problem->group_hosts[i];

			balance->light[i].host = host;
			balance->light[i].level =
				state_level(balance->state, host);
		}
		qsort(&balance->light[range.first], range.end - range.first,
		      sizeof *balance->light, by_level);
	}
	balance->fresh = 32 + problem->n_hosts / 16;
}

/* Sets the groups to look in. */
static void find_reach(struct balance *balance)
{
	const struct placement_problem *problem = balance->state->problem;
	const struct side *full = &balance->full;

	memset(balance->reach, 0, problem->n_words * sizeof *balance->reach);
	for (uint32_t i = 0; i < full->n; i++) {
		rp_id class_ = problem->items[full->order[i].item].class_;
		const uint64_t *groups = placement_groups(problem, class_);

		for (uint32_t w = 0; w < problem->n_words; w++)
			balance->reach[w] |= groups[w];
	}
	for (uint32_t g = 0; g < problem->n_groups; g++)
		balance->at[g] = problem->groups[g].first;
}

/* The next lightest of those hosts, or NULL. */
static const struct light *next_light(struct balance *balance)
{
	const struct placement_problem *problem = balance->state->problem;
	const struct light *best = NULL;
	uint32_t of = 0;

	for (uint32_t w = 0; w < problem->n_words; w++) {
		uint64_t bits = balance->reach[w];

		for (; bits; bits &= bits - 1) {
			uint32_t g = w * 64 + (uint32_t)__builtin_ctzll(bits);
			const struct light *light =
				&balance->light[balance->at[g]];

			if (balance->at[g] == problem->groups[g].end ||
			    (best && by_level(best, light) < 0))
				continue;
			best = light;
			of = g;
		}
	}
	if (best)
		balance->at[of]++;
	return best;
}

/* ---- Steps --------------------------------------------------------------- */

/* The counted resource in which the host is fullest. */
static int main_resource(const struct balance *balance)
{
	const struct side *full = &balance->full;
	int main = balance->counted[0];

	for (int k = 1; k < balance->n_counted; k++)
		if (full->load[balance->counted[k]] > full->load[main])
			main = balance->counted[k];
	return main;
}

/* Looks at the next of the lighter hosts, if it is still about as light as it
 * was.  Whether it is; at the end of them '*more' becomes false. */
static bool try_next(struct balance *balance, bool *more)
{
	const struct light *light = next_light(balance);
	struct side *full = &balance->full, *other = &balance->other;
	uint32_t level;

	*more = light;
	if (!light || light->host == full->host || light->level >= full->level)
		return false;
	level = state_level(balance->state, light->host);
	if (level > light->level + (full->level - light->level) / 4)
		return false;
	side_weigh(other, balance, light->host);
	try_host(balance);
	return true;
}

/* Whether the best step comes near to what halving the difference would be. */
static bool is_good(const struct balance *balance)
{
	int64_t full = balance->full.level;

	return full - balance->best_level >=
	       (full - balance->other.level) * 3 / 8;
}

/* Looks for a step off the fullest host. */
static bool find_step(struct balance *balance, rp_id fullest)
{
	struct side *full = &balance->full;
	bool more = true;

	side_weigh(full, balance, fullest);
	balance->main = main_resource(balance);
	side_list(full, balance);
	side_share(full, balance, true, false);
	find_reach(balance);
	balance->best_level = full->level;
	balance->best_out = RP_NONE;
	for (uint32_t n = 0; more && n < MOST_LIGHT;) {
		if (!try_next(balance, &more))
			continue;
		n++;
		if (balance->best_out != RP_NONE &&
		    (n >= N_LIGHT || is_good(balance)))
			break;
	}
	return balance->best_out != RP_NONE;
}

static void take_step(struct balance *balance)
{
	struct placement_state *state = balance->state;

	if (balance->best_in != RP_NONE)
		state_move(state, balance->best_in, balance->full.host);
	state_move(state, balance->best_out, balance->best_host);
}

/* One step off the fullest host; false where there is none, or no host that is
 * the fullest. */
static bool do_step(struct balance *balance)
{
	rp_id fullest;

	state_peak(balance->state, &fullest);
	if (fullest == RP_NONE || balance->n_counted == 0)
		return false;
	if (balance->fresh == 0)
		look_up_light(balance);
	balance->fresh--;
	if (!find_step(balance, fullest)) {
		look_up_light(balance);
		if (!find_step(balance, fullest))
			return false;
	}
	take_step(balance);
	return true;
}

int placement_balance(struct placement_state *state, uint32_t most,
		      const struct rp_progress *progress)
{
	uint64_t all = state->problem->n_items;
	struct balance balance;
	int result = RP_OK;

	if (!balance_init(&balance, state)) {
		balance_destroy(&balance);
		return RP_NO_MEMORY;
	}
	for (uint32_t n = 0; n < most && do_step(&balance); n++) {
		if (progress && n % TELL_EVERY == 0 &&
		    !progress->report(progress->data, all, all)) {
			result = RP_STOPPED;
			break;
		}
	}
	balance_destroy(&balance);
	return result;
}
