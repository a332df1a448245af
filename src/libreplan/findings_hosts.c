/* Findings about replicas without host, the loss of a host, and the plan file
 * (rules 4).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "findings_checks.h"
#include "memory.h"
#include "obstacle.h"

/* ---- Replicas --------------------------------------------------------- */

/* The facts about obstacles, or NULL when memory ran out. */
static struct obstacles *find_obstacles(struct checks *checks)
{
	struct obstacles *obstacles = checks->obstacles;

	if (obstacles)
		return obstacles;
	obstacles = memory_zeroed(1, sizeof *obstacles);
	if (!obstacles || !obstacles_init(obstacles, checks->plan)) {
		free(obstacles);
		findings_fail(checks);
		return NULL;
	}
	checks->obstacles = obstacles;
	return obstacles;
}

/* Whatever stands in the way is one error; the list says what. */
void findings_vm_host(struct checks *checks, rp_id vm)
{
	const rp_plan *plan = checks->plan;
	rp_id replica = plan->replica_of[vm];
	struct obstacles *obstacles;
	struct obstacle obstacle;

	checks->check = CHECK_UNPLACED;
	if (replica == RP_NONE || plan->replicas[replica].host != RP_NONE)
		return;
	if (!checks->list) {
		findings_count(checks, RP_ERROR);
		return;
	}
	obstacles = find_obstacles(checks);
	if (!obstacles)
		return;
	obstacles_find(&obstacle, obstacles, replica);
	findings_add(checks, obstacle.code, obstacle.args, obstacle.n_args);
}

/* ---- One host fails --------------------------------------------------- */

void findings_losses(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	checks->check = CHECK_LOSSES;
	for (uint32_t i = 0; i < plan->n_hosts; i++) {
		struct rp_range vms = rp_plan_loss(plan, i)->without_place;
		struct finding_arg which = { .type = ARG_STRANDED,
					     .as.number = i };

		if (vms.first < vms.end)
			FINDINGS_ADD(checks, HOST_LOSS,
				     ARG_HOST(plan->hosts[i].host),
				     arg_number(vms.end - vms.first), which);
	}
}

/* No more VMs than these are named. */
#define MOST_STRANDED 3

#define N_WANTS (RP_WANT_ROOM + 1)

/* Names the VMs that the loss of recovery host 'i' leaves over for want of
 * 'want', or with N_WANTS all; how many there are. */
static unsigned long add_stranded(struct text *out, const rp_plan *plan,
				  rp_id i, int want)
{
	struct rp_range vms = rp_plan_loss(plan, i)->without_place;
	unsigned long n = 0;

	for (rp_id k = vms.first; k < vms.end; k++) {
		if (want != N_WANTS &&
		    want != (int)rp_plan_stranded_want(plan, k))
			continue;
		if (n > 0 && n <= MOST_STRANDED)
			text_add(out, ", ");
		if (n < MOST_STRANDED)
			text_add(out, rp_name(plan->topology, RP_VM,
					      rp_plan_stranded(plan, k)));
		else if (n == MOST_STRANDED)
			text_add(out, "...");
		n++;
	}
	return n;
}

/* Fills a template for each want of those left over, in their order: {0} are
 * their names, {1} is the lost host. */
static void add_wants(struct text *out, const rp_plan *plan, rp_id i,
		      const char *(*template)(int want, unsigned long n,
					      enum rp_words words),
		      enum rp_words words)
{
	bool any = false;

	for (int want = 0; want < N_WANTS; want++) {
		struct text names = TEXT_INIT;
		unsigned long n = add_stranded(&names, plan, i, want);
		const char *const args[] = {
			names.bytes ? names.bytes : "",
			rp_name(plan->topology, RP_HOST, plan->hosts[i].host),
		};

		if (n > 0 && any)
			text_add(out, "; ");
		if (n > 0)
			text_fill(out, template(want, n, words), args, 2);
		any = any || n > 0;
		if (names.failed)
			text_fail(out);
		text_destroy(&names);
	}
}

static const char *want_words(int want, unsigned long n, enum rp_words words)
{
	if (want == RP_WANT_PIN)
		return text_words(words, N_("pinned to {1}"));
	if (want == RP_WANT_ROOM)
		return text_words(words, N_("no room on other hosts"));
	if (want == RP_WANT_APART)
		return text_words(words, N_("VM and replica would share the "
					    "only other host"));
	return text_words_n(words,
			    "no other host in service reaches its networks",
			    "no other host in service reaches their networks",
			    n);
}

static const char *want_remedy(int want, unsigned long n, enum rp_words words)
{
	if (want == RP_WANT_PIN)
		return text_words_n(words, "remove the pin of VM {0}",
				    "remove the pins of VMs {0}", n);
	if (want == RP_WANT_ROOM)
		return text_words(words, N_("add hosts, or room to the hosts "
					    "that could take them"));
	return text_words_n(words,
			    "let another host reach the networks of VM {0}, "
			    "or add one that does",
			    "let other hosts reach the networks of VMs {0}, "
			    "or add some that do",
			    n);
}

void findings_stranded(struct text *out, const rp_plan *plan, rp_id i,
		       enum rp_words words)
{
	add_stranded(out, plan, i, N_WANTS);
	text_add(out, " (");
	add_wants(out, plan, i, want_words, words);
	text_add(out, ")");
}

void findings_stranded_remedy(struct text *out, const rp_plan *plan, rp_id i,
			      enum rp_words words)
{
	add_wants(out, plan, i, want_remedy, words);
}

char *rp_plan_loss_reason(const rp_plan *plan, rp_id i, enum rp_words words)
{
	struct text text = TEXT_INIT;

	add_wants(&text, plan, i, want_words, words);
	return text_take(&text, NULL);
}

/* ---- The plan file ---------------------------------------------------- */

void findings_plan_file(struct checks *checks)
{
	const rp_plan *plan = checks->plan;

	checks->check = CHECK_PLAN_FILE;
	for (uint32_t i = 0; i < plan->decisions.n_dangling; i++)
		if (plan->decisions.dangling[i].pin)
			FINDINGS_ADD(
				checks, PIN_DANGLING,
				arg_text(plan->decisions.dangling[i].missing));
	if (plan->accepted && plan->accepted->forgotten > 0)
		FINDINGS_ADD(checks, ACCEPTED_FORGOTTEN,
			     arg_number(plan->accepted->forgotten));
	checks->check = CHECK_OTHER_TOPOLOGY;
	if (plan->plan_file_topology)
		FINDINGS_ADD(checks, PLAN_FILE_TOPOLOGY,
			     arg_text(plan->plan_file_topology),
			     arg_text(rp_topology_file(checks->topology)));
}
