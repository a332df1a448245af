/* Edits of a session, timed: see edits.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "edits.h"

#include "bench.h"

/* So many draws for a choice that suits. */
#define N_DRAWS 1000000

/* How many hosts are crowded before the target of the peak is lowered, and the
 * targets, in 1/1000. */
#define N_CROWDED 5
#define LOW_TARGET 750
#define HIGH_TARGET 850

static uint32_t below(uint64_t *seed, size_t n)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(*seed >> 33) % (uint32_t)n;
}

/* The seconds since 'start', in which an edit was made. */
static double took(double start, int result)
{
	double seconds = bench_now() - start;

	if (result)
		bench_fail("an edit");
	return seconds;
}

/* ---- Edits, timed -------------------------------------------------------- */

static double map(rp_session *session, const struct rp_mapping *mapping)
{
	double start = bench_now();

	return took(start, rp_session_map(session, mapping));
}

static double unmap(rp_session *session, const struct rp_mapping *mapping)
{
	rp_id server = rp_network_server(rp_session_topology(session),
					 mapping->target);
	double start = bench_now();

	return took(start, rp_session_unmap(session, mapping->source, server));
}

static double pin(rp_session *session, rp_id vm, rp_id host)
{
	double start = bench_now();

	return took(start, rp_session_pin_host(session, vm, host));
}

static double aim(rp_session *session, uint32_t permille)
{
	double start = bench_now();

	return took(start, rp_session_set_peak_target(session, permille));
}

static double undo(rp_session *session)
{
	double start = bench_now();

	return took(start, rp_session_undo(session));
}

static double redo(rp_session *session)
{
	double start = bench_now();

	return took(start, rp_session_redo(session));
}

/* ---- Choices ------------------------------------------------------------- */

static struct rp_mapping any_mapping(rp_session *session, uint64_t *seed)
{
	const rp_plan *plan = rp_session_plan(session);

	if (rp_plan_n_mappings(plan) == 0)
		bench_fail("finding a mapping");
	return *rp_plan_mapping(plan, below(seed, rp_plan_n_mappings(plan)));
}

/* A mapping that could be drawn and is not: of a network that is mapped
 * elsewhere, or is not mapped. */
static struct rp_mapping other_mapping(rp_session *session, uint64_t *seed)
{
	const rp_topology *topology = rp_session_topology(session);
	const rp_plan *plan = rp_session_plan(session);
	size_t n = rp_count(topology, RP_NETWORK);

	for (int i = 0; i < N_DRAWS; i++) {
		rp_id source = below(seed, n);
		rp_id target = below(seed, n);
		rp_id server = rp_network_server(topology, target);
		rp_id now;

		if (!rp_is_recommended(topology, source, target))
			continue;
		now = rp_plan_mapping_of(plan, source, server);
		if (now == RP_NONE ||
		    rp_plan_mapping(plan, now)->target != target)
			return (struct rp_mapping){ source, target, RP_NONE,
						    RP_RETAIN };
	}
	bench_fail("finding another target");
}

/* A replica that stands somewhere, of 'pair' unless that is RP_NONE. */
static struct rp_replica any_replica(rp_session *session, rp_id pair,
				     uint64_t *seed)
{
	const rp_plan *plan = rp_session_plan(session);
	size_t n = rp_plan_n_replicas(plan);

	for (int i = 0; i < N_DRAWS; i++) {
		struct rp_replica replica =
			*rp_plan_replica(plan, below(seed, n));

		if (replica.host != RP_NONE &&
		    (pair == RP_NONE || replica.pair == pair))
			return replica;
	}
	bench_fail("finding a replica");
}

/* Pins a replica to the host of another of its cloud. */
static double pin_any(rp_session *session, uint64_t *seed)
{
	struct rp_replica replica = any_replica(session, RP_NONE, seed);
	rp_id host = any_replica(session, replica.pair, seed).host;

	return pin(session, replica.vm, host);
}

double edit_mixed(rp_session *session, uint64_t *seed)
{
	uint32_t kind = below(seed, 100);
	struct rp_mapping mapping;

	if (kind >= 40 && kind < 55) {
		mapping = any_mapping(session, seed);
		return unmap(session, &mapping);
	}
	if (kind >= 55 && kind < 65)
		return pin_any(session, seed);
	if (kind >= 65 && kind < 90 && rp_session_can_undo(session))
		return undo(session);
	if (kind >= 90 && rp_session_can_redo(session))
		return redo(session);
	mapping = other_mapping(session, seed);
	return map(session, &mapping);
}

/* ---- Kinds --------------------------------------------------------------- */

static double time_map(rp_session *session, uint64_t *seed)
{
	struct rp_mapping mapping = other_mapping(session, seed);
	double seconds = map(session, &mapping);

	undo(session);
	return seconds;
}

static double time_unmap(rp_session *session, uint64_t *seed)
{
	struct rp_mapping mapping = any_mapping(session, seed);
	double seconds = unmap(session, &mapping);

	undo(session);
	return seconds;
}

static double time_undo(rp_session *session, uint64_t *seed)
{
	struct rp_mapping mapping = other_mapping(session, seed);

	map(session, &mapping);
	return undo(session);
}

static double time_redo(rp_session *session, uint64_t *seed)
{
	struct rp_mapping mapping = other_mapping(session, seed);
	double seconds;

	map(session, &mapping);
	undo(session);
	seconds = redo(session);
	undo(session);
	return seconds;
}

static double time_preview(rp_session *session, uint64_t *seed)
{
	struct rp_mapping mapping = other_mapping(session, seed);
	struct rp_preview preview;
	double start = bench_now();

	return took(start,
		    rp_session_preview(&preview, session, &mapping, RP_NONE));
}

static double time_pin(rp_session *session, uint64_t *seed)
{
	double seconds = pin_any(session, seed);

	undo(session);
	return seconds;
}

/* Pins a fifth more to some hosts than they carry.  Returns how many edits that
 * was. */
static size_t crowd(rp_session *session, uint64_t *seed)
{
	const rp_plan *plan = rp_session_plan(session);
	size_t n = 1 + rp_plan_n_replicas(plan) / rp_plan_n_hosts(plan) / 5;
	size_t n_edits = 0;

	for (int i = 0; i < N_CROWDED; i++) {
		struct rp_replica first = any_replica(session, RP_NONE, seed);

		for (size_t j = 0; j < n;) {
			struct rp_replica other =
				any_replica(session, first.pair, seed);

			if (other.host == first.host)
				continue;
			pin(session, other.vm, first.host);
			j++;
			n_edits++;
		}
	}
	return n_edits;
}

static double time_lower(rp_session *session, uint64_t *seed)
{
	size_t n = crowd(session, seed);
	double seconds = aim(session, LOW_TARGET);

	while (n-- > 0)
		undo(session);
	undo(session);
	return seconds;
}

static double time_raise(rp_session *session, uint64_t *seed)
{
	size_t n = crowd(session, seed);
	double seconds;

	aim(session, LOW_TARGET);
	seconds = aim(session, HIGH_TARGET);
	for (n += 2; n > 0; n--)
		undo(session);
	return seconds;
}

/* Maps a network elsewhere and saves that.  Returns the seconds of the latter;
 * below 0 where the plan file is larger than a session takes. */
static double save_other(rp_session *session, uint64_t *seed)
{
	struct rp_mapping mapping = other_mapping(session, seed);
	double start;
	int result;

	map(session, &mapping);
	start = bench_now();
	result = rp_session_save(session, true, NULL);
	return result == RP_UNWRITABLE ? -1 : took(start, result);
}

static double time_save(rp_session *session, uint64_t *seed)
{
	double seconds = save_other(session, seed);

	undo(session);
	return seconds;
}

static double time_undo_saved(rp_session *session, uint64_t *seed)
{
	bool saved = save_other(session, seed) >= 0;
	double seconds = undo(session);

	return saved ? seconds : -1;
}

const struct edit_kind edit_kinds[EDIT_N_KINDS] = {
	{ "map a network elsewhere", time_map, false },
	{ "undo that", time_undo, false },
	{ "redo that", time_redo, false },
	{ "preview of that", time_preview, false },
	{ "delete a mapping", time_unmap, false },
	{ "pin a replica", time_pin, false },
	{ "lower the peak target", time_lower, false },
	{ "raise it again", time_raise, false },
	{ "save (writes, waits for the disk)", time_save, true },
	{ "undo past a save (plans anew)", time_undo_saved, true },
};
