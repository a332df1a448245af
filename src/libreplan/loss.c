/* Loss: see loss.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "loss.h"

#include <stdlib.h>

#include "loss_host.h"
#include "memory.h"
#include "ratio.h"
#include "topology.h"

/* So many replicas are put on their hosts between two reports. */
#define STRIDE 4096

/* ---- What follows from the topology ------------------------------------ */

/* The recovery host on which a VM runs, as its number in the plan; RP_NONE: it
 * runs elsewhere. */
static rp_id place_of(const rp_plan *plan, rp_id vm)
{
	return plan->host_index[rp_vm(plan->topology, vm)->host];
}

/* Lists the VMs of each recovery host. */
static bool list_vms(struct loss_work *work, const rp_plan *plan)
{
	size_t n_vms = rp_count(plan->topology, RP_VM);
	uint32_t n = 0;

	work->first_vm = memory_zeroed((size_t)plan->n_hosts + 1,
				       sizeof *work->first_vm);
	if (!work->first_vm)
		return false;
	for (rp_id vm = 0; vm < n_vms; vm++)
		if (place_of(plan, vm) != RP_NONE)
			work->first_vm[place_of(plan, vm)]++;
	for (uint32_t i = 0; i <= plan->n_hosts; i++)
		n = work->first_vm[i] += n;
	work->vms = memory_zeroed(n, sizeof *work->vms);
	if (!work->vms)
		return false;
	for (rp_id vm = (rp_id)n_vms; vm-- > 0;)
		if (place_of(plan, vm) != RP_NONE)
			work->vms[--work->first_vm[place_of(plan, vm)]] = vm;
	return true;
}

/* Notes the hosts of 'group' among those that 'scale' is of: at first the
 * capacities themselves. */
static void add_group(struct loss_scale *scale, const rp_topology *topology,
		      rp_id group)
{
	struct rp_range hosts = rp_group(topology, group)->hosts;

	for (rp_id host = hosts.first; host < hosts.end; host++) {
		const struct rp_host *h = rp_host(topology, host);

		for (int r = 0; r < RP_N_RESOURCES; r++)
			if (!h->maintenance && ratio_counts(h->capacity[r]) &&
			    scale->of[r] < h->capacity[r])
				scale->of[r] = h->capacity[r];
	}
}

static void invert(struct loss_scale *scale)
{
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (scale->of[r] > 0)
			scale->of[r] = (INT64_C(1) << 62) / scale->of[r];
}

static bool make_scales(struct loss_work *work, const rp_topology *topology)
{
	size_t n_clouds = rp_count(topology, RP_CLOUD);
	size_t n_servers = rp_count(topology, RP_SERVER);

	work->of_cloud = memory_zeroed(n_clouds, sizeof *work->of_cloud);
	work->of_server = memory_zeroed(n_servers, sizeof *work->of_server);
	if (!work->of_cloud || !work->of_server)
		return false;
	for (rp_id id = 0; id < n_clouds; id++) {
		struct rp_range list = rp_cloud(topology, id)->groups;

		for (rp_id i = list.first; i < list.end; i++)
			add_group(&work->of_cloud[id], topology,
				  rp_topology_id(topology, i));
		invert(&work->of_cloud[id]);
	}
	for (rp_id id = 0; id < n_servers; id++) {
		struct rp_range groups = rp_server(topology, id)->groups;

		for (rp_id i = groups.first; i < groups.end; i++)
			add_group(&work->of_server[id], topology, i);
		invert(&work->of_server[id]);
	}
	return true;
}

/* ---- The work ------------------------------------------------------------ */

static void forget_state(struct loss_work *work)
{
	if (work->has_state)
		state_destroy(&work->state);
	work->has_state = false;
	work->n_standing = 0;
}

static void work_free(struct loss_work *work)
{
	if (!work)
		return;
	forget_state(work);
	loss_proof_destroy(&work->proof);
	free(work->vms);
	free(work->first_vm);
	free(work->of_cloud);
	free(work->of_server);
	free(work->all);
	free(work->rows);
	free(work);
}

static struct loss_work *work_new(const rp_plan *plan)
{
	struct loss_work *work = memory_zeroed(1, sizeof *work);

	if (work && list_vms(work, plan) && make_scales(work, plan->topology)) {
		work->plan = plan;
		return work;
	}
	work_free(work);
	return NULL;
}

/* Whether whoever watches lets the work go on: 'done' hosts are worked out. */
static bool goes_on(const struct rp_progress *progress, uint32_t done,
		    uint32_t all)
{
	return !progress || progress->report(progress->data, done, all);
}

/* Puts all replicas where the plan has them. */
static int fill_state(struct loss_work *work, const rp_plan *plan,
		      const struct rp_progress *progress)
{
	if (!work->has_state) {
		work->has_state = true;
		if (!state_init(&work->state, &plan->problem)) {
			forget_state(work);
			return RP_NO_MEMORY;
		}
		if (!goes_on(progress, 0, plan->n_hosts))
			return RP_STOPPED;
	}
	while (work->n_standing < plan->n_replicas) {
		rp_id replica = work->n_standing++;
		rp_id host = plan->replicas[replica].host;

		if (host != RP_NONE)
			state_place(&work->state, replica, host);
		if (work->n_standing % STRIDE == 0 &&
		    !goes_on(progress, 0, plan->n_hosts))
			return RP_STOPPED;
	}
	return RP_OK;
}

/* ---- The answers --------------------------------------------------------- */

void losses_destroy(struct losses *losses)
{
	work_free(losses->work);
	free(losses->at);
	free(losses->stranded);
	*losses = (struct losses){ .at = NULL };
}

void losses_forget(struct losses *losses)
{
	losses->n = 0;
	losses->n_stranded = 0;
	if (losses->work)
		forget_state(losses->work);
}

static int compare_vms(const void *a, const void *b)
{
	const struct stranded *x = a;
	const struct stranded *y = b;

	return (x->vm > y->vm) - (x->vm < y->vm);
}

/* Adds what 'work' found for the next host: who has no place, in the order of
 * the file. */
static bool add_loss(struct losses *losses, const struct loss_work *work,
		     bool proven)
{
	uint32_t first = losses->n_stranded;

	if (!memory_grow(&losses->stranded, &losses->stranded_capacity,
			 (size_t)first + work->n, sizeof *losses->stranded) ||
	    !memory_grow(&losses->at, &losses->capacity, (size_t)losses->n + 1,
			 sizeof *losses->at))
		return false;
	for (uint32_t i = 0; i < work->n; i++)
		if (work->all[i].host == RP_NONE)
			losses->stranded[losses->n_stranded++] =
				(struct stranded){ work->all[i].vm,
						   work->all[i].want };
	if (losses->n_stranded - first > 1)
		qsort(losses->stranded + first, losses->n_stranded - first,
		      sizeof *losses->stranded, compare_vms);
	losses->at[losses->n++] = (struct rp_loss){
		{ first, losses->n_stranded }, proven
	};
	return true;
}

int losses_make(rp_plan *plan, const struct rp_progress *progress)
{
	struct losses *losses = &plan->losses;
	int result;

	if (losses->n == plan->n_hosts)
		return RP_OK;
	if (!losses->work) {
		losses->work = work_new(plan);
		if (!losses->work)
			return RP_NO_MEMORY;
		if (!goes_on(progress, 0, plan->n_hosts))
			return RP_STOPPED;
	}
	result = fill_state(losses->work, plan, progress);
	if (result)
		return result;
	while (losses->n < plan->n_hosts) {
		bool proven;

		if (!loss_host(losses->work, losses->n, &proven) ||
		    !add_loss(losses, losses->work, proven))
			return RP_NO_MEMORY;
		if (!goes_on(progress, losses->n, plan->n_hosts) &&
		    losses->n < plan->n_hosts)
			return RP_STOPPED;
	}
	forget_state(losses->work);
	return RP_OK;
}

const struct rp_loss *rp_plan_loss(const rp_plan *plan, rp_id i)
{
	static const struct rp_loss unknown = { { 0, 0 }, false };

	return i < plan->losses.n ? &plan->losses.at[i] : &unknown;
}

rp_id rp_plan_stranded(const rp_plan *plan, rp_id i)
{
	return plan->losses.stranded[i].vm;
}

enum rp_want rp_plan_stranded_want(const rp_plan *plan, rp_id i)
{
	return plan->losses.stranded[i].want;
}
