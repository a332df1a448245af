/* JSON of what the other commands answer (formats 5): explain, diff, validate
 * and rebalance.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "export_json.h"

/* ---- Explain: the host ------------------------------------------------ */

static json_t *make_removed(void *data, rp_id i)
{
	const struct rp_host_explanation *explanation = data;
	const struct rp_removed *removed = &explanation->removed[i];
	const struct member members[] = {
		{ "rule", make_string(removed->rule) },
		{ "hosts", make_count(removed->hosts) },
	};

	return OBJECT(members);
}

/* The runner-up; null where there is none. */
static json_t *make_runner_up(const rp_topology *topology,
			      const struct rp_host_explanation *explanation)
{
	const struct member members[] = {
		{ "name",
		  make_name(topology, RP_HOST, explanation->runner_up) },
		{ "load", make_ratio(explanation->load) },
	};
	json_t *runner_up = OBJECT(members);

	if (explanation->runner_up != RP_NONE)
		return runner_up;
	json_decref(runner_up);
	return json_null();
}

static json_t *make_explanation(const rp_topology *topology,
				struct rp_host_explanation *e)
{
	struct rp_range removed = { 0, (rp_id)e->n_removed };
	const struct member members[] = {
		{ "name", make_name(topology, RP_HOST, e->host) },
		{ "why", make_string(e->why) },
		{ "eligible", make_count(e->eligible) },
		{ "removed", make_list(removed, make_removed, e) },
		{ "runner_up", make_runner_up(topology, e) },
	};

	return OBJECT(members);
}

static json_t *make_host(const rp_plan *plan, rp_id replica)
{
	struct rp_host_explanation *e;
	json_t *host;

	if (rp_host_explanation(&e, plan, replica, RP_ENGLISH) != RP_OK)
		return NULL;
	host = make_explanation(rp_plan_topology(plan), e);
	rp_host_explanation_free(e);
	return host;
}

/* ---- Explain: the NICs ------------------------------------------------ */

/* A NIC of a plan, and the rows of its addresses. */
struct explained_nic {
	const rp_plan *plan;
	rp_id id; /* Of rp_plan_nic(). */
	struct export_address addresses[RP_N_FAMILIES];
};

static json_t *make_address(void *data, rp_id i)
{
	const struct explained_nic *nic = data;
	const struct export_address *a = &nic->addresses[i];
	const struct member members[] = {
		{ "address", make_ip(a->family, a->has_address, a->address) },
		{ "rule", make_word(rp_rule_name(a->rule)) },
		{ "why", take_string(rp_explain_address(
				 nic->plan, nic->id, a->family, RP_ENGLISH)) },
	};

	return OBJECT(members);
}

/* Why a NIC is connected as it is and, where it is, has its subnet. */
static json_t *make_nic_why(const rp_plan *plan, rp_id id)
{
	char *connection = rp_explain_connection(plan, id, RP_ENGLISH);
	char *subnet = rp_explain_subnet(plan, id, RP_ENGLISH);
	struct text text = TEXT_INIT;

	if (connection && subnet) {
		text_add(&text, connection);
		if (rp_plan_nic(plan, id)->connection == RP_MAPPED) {
			text_add(&text, "; ");
			text_add(&text, subnet);
		}
	} else {
		text_fail(&text);
	}
	free(connection);
	free(subnet);
	return take_string(text_take(&text, NULL));
}

static json_t *make_nic(void *data, rp_id i)
{
	const rp_plan *plan = data;
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica_nic *nic = rp_plan_nic(plan, i);
	struct explained_nic explained = { .plan = plan, .id = i };
	struct rp_range rows = { 0, export_addresses(explained.addresses, plan,
						     nic) };
	const struct member members[] = {
		{ "name", make_name(topology, RP_NIC, nic->nic) },
		{ "network", make_name(topology, RP_NETWORK, nic->network) },
		{ "subnet", make_name(topology, RP_SUBNET, nic->subnet) },
		{ "why", make_nic_why(plan, i) },
		{ "addresses", make_list(rows, make_address, &explained) },
	};

	return OBJECT(members);
}

/* ---- Explain: why not another ----------------------------------------- */

static json_t *make_other_host(const rp_plan *plan, rp_id replica, rp_id host)
{
	char *why = rp_explain_other_host(plan, replica, host, RP_ENGLISH);
	const struct member members[] = {
		{ "name", make_name(rp_plan_topology(plan), RP_HOST, host) },
		{ "why", take_string(why) },
	};

	return OBJECT(members);
}

static json_t *make_other_address(const rp_plan *plan,
				  const struct rp_question *q)
{
	rp_id nic = rp_plan_nic(plan, q->nic)->nic;
	char *why = rp_explain_other_address(plan, q->nic, q->family, q->ip,
					     RP_ENGLISH);
	const struct member members[] = {
		{ "nic", make_name(rp_plan_topology(plan), RP_NIC, nic) },
		{ "address", make_ip(q->family, true, q->ip) },
		{ "why", take_string(why) },
	};

	return OBJECT(members);
}

int rp_export_explain_json(char **out, size_t *size, const rp_plan *plan,
			   rp_id id, const struct rp_question *question)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica *replica = rp_plan_replica(plan, id);
	rp_id server = rp_vm(topology, replica->vm)->server;
	void *data = (void *)(uintptr_t)plan;
	struct text text = TEXT_INIT;

	text_add_char(&text, '{');
	export_add_member(&text, "vm", make_name(topology, RP_VM, replica->vm));
	export_add_member(&text, "server",
			  make_name(topology, RP_SERVER, server));
	export_add_member(&text, "host", make_host(plan, id));
	export_add_member(&text, "nics",
			  make_list(replica->nics, make_nic, data));
	if (question && question->host != RP_NONE)
		export_add_member(&text, "other_host",
				  make_other_host(plan, id, question->host));
	if (question && question->nic != RP_NONE)
		export_add_member(&text, "other_address",
				  make_other_address(plan, question));
	text_add(&text, "\n}");
	return export_finish(out, size, &text);
}

/* ---- Diff ------------------------------------------------------------- */

struct differences {
	const rp_topology *topology;
	const struct rp_difference *list;
};

static json_t *make_difference(void *data, rp_id i)
{
	const struct differences *differences = data;
	const rp_topology *topology = differences->topology;
	const struct rp_difference *d = &differences->list[i];
	rp_id server = rp_vm(topology, d->vm)->server;
	const struct member members[] = {
		{ "vm", make_name(topology, RP_VM, d->vm) },
		{ "server", make_name(topology, RP_SERVER, server) },
		{ "what", make_word(rp_difference_name(d->kind)) },
		{ "nic", make_name(topology, RP_NIC, d->nic) },
		{ "before", make_word(d->before) },
		{ "after", make_word(d->after) },
	};

	return OBJECT(members);
}

int rp_export_diff_json(char **out, size_t *size, const rp_topology *topology,
			const struct rp_difference *list, size_t n)
{
	struct differences differences = { topology, list };
	struct text text = TEXT_INIT;

	export_add_list(&text, 0, n, make_difference, &differences);
	return export_finish(out, size, &text);
}

/* ---- Validate --------------------------------------------------------- */

static json_t *make_observation(void *data, rp_id i)
{
	const struct rp_observation *const *list = data;
	const struct rp_observation *o = &(*list)[i];
	const struct member members[] = {
		{ "vm", make_word(o->vm) },
		{ "nic", make_word(o->nic) },
		{ "planned", make_word(o->planned) },
		{ "observed", make_word(o->observed) },
		{ "result", make_word(rp_validity_name(o->validity)) },
	};

	return OBJECT(members);
}

int rp_export_validate_json(char **out, size_t *size,
			    const struct rp_observation *list, size_t n)
{
	struct text text = TEXT_INIT;

	export_add_list(&text, 0, n, make_observation, &list);
	return export_finish(out, size, &text);
}

/* ---- Rebalance -------------------------------------------------------- */

int rp_export_rebalance_json(char **out, size_t *size, const rp_plan *before,
			     const rp_plan *after)
{
	struct text text = TEXT_INIT;

	text_add_char(&text, '{');
	export_add_member(&text, "peak_load",
			  make_ratio(rp_plan_summary(before)->peak));
	export_add_member(&text, "after",
			  make_ratio(rp_plan_summary(after)->peak));
	export_add_member(&text, "moved",
			  make_count(rp_plan_n_moved(before, after)));
	text_add(&text, "\n}");
	return export_finish(out, size, &text);
}
