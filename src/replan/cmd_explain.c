/* replan explain: why a replica is planned as it is, and why not otherwise.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "commands.h"
#include "explain_grid.h"
#include "lookup.h"

/* ---- What is asked ----------------------------------------------------- */

/* A replica, and what else is asked about it. */
struct inquiry {
	rp_id replica;
	struct rp_question question;
};

static bool find_replica(rp_id *replica, const rp_plan *plan,
			 const struct arguments *arguments)
{
	const char *name = arguments->value[OPTION_VM];
	rp_id vm;

	if (!lookup(&vm, rp_plan_topology(plan), RP_VM, name,
		    arguments->value[OPTION_SERVER]))
		return false;
	*replica = rp_plan_replica_of(plan, vm);
	if (*replica == RP_NONE)
		complain_name(name, _("this VM has no replica"));
	return *replica != RP_NONE;
}

/* Finds the host that --host names on the protecting cloud's VMM server. */
static bool find_host(struct inquiry *inquiry, const rp_plan *plan,
		      const char *name)
{
	const rp_topology *topology = rp_plan_topology(plan);
	rp_id pair = rp_plan_replica(plan, inquiry->replica)->pair;

	inquiry->question.host = rp_find(topology, RP_HOST,
					 rp_pair_server(topology, pair), name);
	if (inquiry->question.host == RP_NONE)
		complain_name(name, _("the protecting cloud's VMM server has "
				      "no host of this name"));
	return inquiry->question.host != RP_NONE;
}

/* Finds the replica's NIC that --nic names. */
static bool find_nic(struct inquiry *inquiry, const rp_plan *plan,
		     const char *name)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica *replica =
		rp_plan_replica(plan, inquiry->replica);
	rp_id nic = rp_find(topology, RP_NIC, replica->vm, name);

	if (nic == RP_NONE) {
		complain_name(name, _("the VM has no NIC of this name"));
		return false;
	}
	inquiry->question.nic = replica->nics.first + nic -
				rp_vm(topology, replica->vm)->nics.first;
	return true;
}

/* Finds what the options name; the address has been read.  False, and says why,
 * where something is not there. */
static bool find_all(struct inquiry *inquiry, const rp_plan *plan,
		     const struct arguments *arguments)
{
	const char *host = arguments->value[OPTION_HOST];
	const char *nic = arguments->value[OPTION_NIC];

	return find_replica(&inquiry->replica, plan, arguments) &&
	       (!host || find_host(inquiry, plan, host)) &&
	       (!nic || find_nic(inquiry, plan, nic));
}

/* Whether the options make sense; reads the address. */
static bool check_usage(struct inquiry *inquiry,
			const struct arguments *arguments)
{
	struct rp_question *question = &inquiry->question;
	const char *address = arguments->value[OPTION_ADDRESS];
	const char *text;

	question->host = RP_NONE;
	question->nic = RP_NONE;
	if (!arguments->value[OPTION_VM]) {
		usage_error(&command_explain, _("say which VM with --vm"));
		return false;
	}
	if (!address != !arguments->value[OPTION_NIC]) {
		usage_error(&command_explain,
			    _("--nic and --address go together"));
		return false;
	}
	if (!address ||
	    rp_ip_parse(address, &question->family, &question->ip))
		return true;
	text = shown(address);
	usage_error(&command_explain,
		    _("--address is an IPv4 or IPv6 address, not '%s'"), text);
	shown_free(text);
	return false;
}

/* ---- The table --------------------------------------------------------- */

static void add_table(struct output *output, const rp_plan *plan,
		      const struct inquiry *inquiry)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_replica *replica =
		rp_plan_replica(plan, inquiry->replica);
	const char *headings[EXPLAIN_COLUMNS] = { _("What"), _("Answer"),
						  _("Why") };
	struct grid grid;

	grid_init(&grid, headings, EXPLAIN_COLUMNS);
	grid_add(&grid, _("VM"));
	grid_add_object(&grid, topology, RP_VM, replica->vm);
	grid_add_pair(&grid, topology, replica->pair);
	explain_add_host(&grid, plan, inquiry->replica);
	for (rp_id i = replica->nics.first; i < replica->nics.end; i++)
		explain_add_nic(&grid, plan, i, true);
	explain_add_answers(&grid, plan, inquiry->replica,
			    &inquiry->question);
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

/* ---- The command ------------------------------------------------------- */

static void add_json(struct output *output, const rp_plan *plan,
		     const struct inquiry *inquiry)
{
	char *bytes = NULL;
	size_t size = 0;

	if (rp_export_explain_json(&bytes, &size, plan, inquiry->replica,
				   &inquiry->question) != RP_OK)
		bytes = NULL;
	output_add_taken(output, bytes, size);
}

static int run_explain(const struct arguments *arguments)
{
	struct output output = OUTPUT_INIT;
	int status = STATUS_FAILED;
	struct inquiry inquiry;
	struct input input;
	const rp_plan *plan;

	if (!check_usage(&inquiry, arguments) ||
	    !input_open(&input, arguments, 0))
		return STATUS_FAILED;
	plan = rp_session_plan(input.session);
	if (find_all(&inquiry, plan, arguments)) {
		if (option_is(arguments, OPTION_FORMAT, "json"))
			add_json(&output, plan, &inquiry);
		else
			add_table(&output, plan, &inquiry);
		status = output_write(&output, NULL);
	}
	output_destroy(&output);
	input_close(&input);
	return status;
}

static const struct option_info options[] = {
	{ OPTION_VM, "VM", N_("the VM whose replica it is; must be given") },
	{ OPTION_SERVER, "SERVER",
	  N_("the VMM server of the VM, where several have one of the name") },
	{ OPTION_HOST, "HOST", N_("say why the replica is not on this host") },
	{ OPTION_NIC, "NIC", N_("the NIC that --address is about") },
	{ OPTION_ADDRESS, "ADDRESS",
	  N_("say why the NIC does not have this address") },
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: a table unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_explain = {
	.name = "explain",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Show why a replica has its host, networks and addresses"),
	.options = options,
	.run = run_explain,
};
