/* Tests that memory may run out in an edit, an undo or a preview: then nothing
 * has changed.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linker leads the library's allocations here (--wrap).  Each edit is made
 * again and again; its first allocation fails, then its second, and so on until
 * it needs no more.  What leaks is found by the sanitizer's build. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "fixture.h"
#include "routes_world.h"

static uint64_t seed;

static uint32_t below(size_t n)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(seed >> 33) % (uint32_t)n;
}

/* What is done to a session, once chance has chosen it. */
struct act {
	enum { MAP, UNMAP, PIN, TARGET, UNDO, REDO, LOOK, N_ACTS } kind;
	struct rp_mapping mapping;
	rp_id vm;
	rp_id host;
	uint32_t target;
};

static struct act any_act(const rp_session *session)
{
	const rp_topology *topology = rp_session_topology(session);
	size_t n = rp_count(topology, RP_NETWORK);

	return (struct act){
		.kind = below(N_ACTS),
		.mapping = { below(n), below(n), RP_NONE, RP_RETAIN },
		.vm = below(rp_count(topology, RP_VM)),
		.host = below(rp_count(topology, RP_HOST)),
		.target = 1 + below(1000),
	};
}

static int do_act(rp_session *session, const struct act *act)
{
	rp_id server = rp_network_server(rp_session_topology(session),
					 act->mapping.target);
	struct rp_preview preview;

	switch (act->kind) {
	case MAP:
		return rp_session_map(session, &act->mapping);
	case UNMAP:
		return rp_session_unmap(session, act->mapping.source, server);
	case PIN:
		return rp_session_pin_host(session, act->vm, act->host);
	case TARGET:
		return rp_session_set_peak_target(session, act->target);
	case UNDO:
		return rp_session_undo(session);
	case REDO:
		return rp_session_redo(session);
	case LOOK:
		return rp_session_preview(&preview, session, &act->mapping,
					  server);
	case N_ACTS:
		break;
	}
	return RP_OK;
}

/* Tries 'act' with each allocation failing in turn; how many failed. */
static long sweep(rp_session *session, const struct act *act)
{
	char *before = fixture_json(rp_session_plan(session));
	long n = 0;

	for (;; n++) {
		char *after;
		bool failed;
		int result;

		allocations_left = n;
		result = do_act(session, act);
		failed = allocations_left < 0;
		allocations_left = -1;
		if (!failed)
			break;
		assert_int_equal(result, RP_NO_MEMORY);
		after = fixture_json(rp_session_plan(session));
		assert_string_equal(after, before);
		free(after);
	}
	free(before);
	return n;
}

#define N_WORLDS 6
#define N_EDITS 12

static void test_edits(void **state)
{
	uint64_t of_worlds = 7;
	long n_failures = 0;

	(void)state;
	for (int w = 0; w < N_WORLDS; w++) {
		struct world world;
		rp_topology *topology;
		rp_session *session;
		char *text;

		world_make(&world, &of_worlds);
		text = world_text(&world);
		topology = fixture_topology(text);
		session = fixture_session(topology, NULL);
		for (int i = 0; i < N_EDITS; i++) {
			struct act act = any_act(session);

			n_failures += sweep(session, &act);
		}
		rp_session_free(session);
		rp_topology_free(topology);
		free(text);
	}
	assert_true(n_failures > 5 * N_WORLDS * N_EDITS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
