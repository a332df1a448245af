/* replan failback: what the NICs of VMs come back to.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "lookup.h"
#include "plan_words.h"

/* ---- Reading VM/NIC=NETWORK -------------------------------------------- */

/* Names may contain "/" and "=", so VM/NIC=NETWORK is split in every way, and
 * those ways count in which all parts are names of objects. */

/* How far the ways to split a text get. */
enum progress {
	PROGRESS_NONE,   /* Not all separators are there. */
	PROGRESS_NO_VM,
	PROGRESS_NO_NIC,
	PROGRESS_NO_PAIR, /* The VM is in no cloud pair that replicates it. */
	PROGRESS_NO_NETWORK,
	PROGRESS_WHOLE
};

/* The ways to split a text. */
struct split {
	const rp_topology *topology;
	bool has_network;
	rp_id nic;       /* The first way's... */
	rp_id network;   /* ...and RP_NONE where the text has none. */
	size_t n_ways;
	size_t n_servers; /* On which there is a way. */
	enum progress progress;
};

static void reach(struct split *split, enum progress progress)
{
	if (split->progress < progress)
		split->progress = progress;
}

static void take_way(struct split *split, rp_id nic, rp_id network)
{
	reach(split, PROGRESS_WHOLE);
	if (split->n_ways++)
		return;
	split->nic = nic;
	split->network = network;
}

/* 'name' is a network of the VMM server that has the replica of 'vm'. */
static void split_network(struct split *split, rp_id vm, rp_id nic,
			  const char *name)
{
	rp_id pair = rp_vm_pair(split->topology, vm);
	rp_id network;

	reach(split, PROGRESS_NO_PAIR);
	if (pair == RP_NONE)
		return;
	reach(split, PROGRESS_NO_NETWORK);
	network = rp_find(split->topology, RP_NETWORK,
			  rp_pair_server(split->topology, pair), name);
	if (network != RP_NONE)
		take_way(split, nic, network);
}

/* 'text' is NIC=NETWORK, or NIC alone. */
static void split_nic(struct split *split, rp_id vm, char *text)
{
	rp_id nic;

	reach(split, PROGRESS_NO_NIC);
	if (!split->has_network) {
		nic = rp_find(split->topology, RP_NIC, vm, text);
		if (nic != RP_NONE)
			take_way(split, nic, RP_NONE);
		return;
	}
	for (char *at = strchr(text, '='); at; at = strchr(at + 1, '=')) {
		*at = '\0';
		nic = rp_find(split->topology, RP_NIC, vm, text);
		*at = '=';
		if (nic != RP_NONE)
			split_network(split, vm, nic, at + 1);
	}
}

/* 'text' begins with the name of a VM of 'server'. */
static void split_vm(struct split *split, rp_id server, char *text)
{
	size_t n_ways = split->n_ways;
	rp_id vm;

	for (char *at = strchr(text, '/'); at; at = strchr(at + 1, '/')) {
		if (split->has_network && !strchr(at, '='))
			break;
		reach(split, PROGRESS_NO_VM);
		*at = '\0';
		vm = rp_find(split->topology, RP_VM, server, text);
		*at = '/';
		if (vm != RP_NONE)
			split_nic(split, vm, at + 1);
	}
	split->n_servers += split->n_ways > n_ways;
}

/* Splits 'text'; where VMs of several VMM servers answer, those of 'server' do,
 * unless that is RP_NONE. */
static void split_text(struct split *split, rp_id server, char *text)
{
	const struct split start = *split;

	for (rp_id i = 0; i < rp_count(split->topology, RP_SERVER); i++)
		split_vm(split, i, text);
	if (split->n_servers < 2 || server == RP_NONE)
		return;
	*split = start;
	split_vm(split, server, text);
}

/* What is wrong with a text; NULL where there is one way to split it. */
static const char *split_fault(const struct split *split)
{
	if (split->n_servers > 1)
		return _("several VMM servers have such a VM: say which with "
			 "--server");
	if (split->n_ways > 1)
		return _("names of several objects fit: this can be split in "
			 "several ways");
	switch (split->progress) {
	case PROGRESS_NONE:
		return split->has_network ? _("expected VM/NIC=NETWORK")
					  : _("expected VM/NIC");
	case PROGRESS_NO_VM:
		return _("no VM is called what stands before '/'");
	case PROGRESS_NO_NIC:
		return _("the VM has no NIC that is called what stands behind "
			 "'/'");
	case PROGRESS_NO_PAIR:
		return _("the VM has no replica");
	case PROGRESS_NO_NETWORK:
		return _("the protecting cloud's VMM server has no VM network "
			 "that is called what stands behind '='");
	default:
		return NULL;
	}
}

/* ---- The NICs that were moved ------------------------------------------ */

struct moves {
	const rp_plan *plan;
	rp_id server;          /* What --server names, or RP_NONE. */
	struct rp_moved *list;
	size_t n;
	bool *is_moved;        /* By replica NIC. */
};

/* Adds NIC 'nic' of the topology; what is wrong with it, or NULL. */
static const char *add_move(struct moves *moves, rp_id nic, rp_id network)
{
	const rp_topology *topology = rp_plan_topology(moves->plan);
	rp_id vm = rp_nic(topology, nic)->vm;
	rp_id id = rp_plan_replica_of(moves->plan, vm);
	const struct rp_replica *replica;

	if (id == RP_NONE)
		return _("the VM has no replica");
	replica = rp_plan_replica(moves->plan, id);
	if (replica->host == RP_NONE)
		return _("the VM's replica is not placed");
	id = replica->nics.first + (nic - rp_vm(topology, vm)->nics.first);
	if (moves->is_moved[id])
		return _("this NIC was moved or disconnected already");
	moves->is_moved[id] = true;
	moves->list[moves->n++] = (struct rp_moved){ id, network };
	return NULL;
}

/* Takes one --moved or --disconnected.  False, and says why, where it cannot be
 * understood. */
static bool take_move(struct moves *moves, const struct given *given)
{
	struct split split = {
		.topology = rp_plan_topology(moves->plan),
		.has_network = given->option == OPTION_MOVED,
		.nic = RP_NONE,
		.network = RP_NONE,
	};
	char *copy = strdup(given->value);
	const char *fault, *text;

	if (!copy) {
		complain(_("not enough memory"));
		return false;
	}
	split_text(&split, moves->server, copy);
	free(copy);
	fault = split_fault(&split);
	if (!fault)
		fault = add_move(moves, split.nic, split.network);
	if (!fault)
		return true;
	text = shown(given->value);
	usage_error(&command_failback, "--%s '%s': %s",
		    option_name(given->option), text, fault);
	shown_free(text);
	return false;
}

static void moves_destroy(struct moves *moves)
{
	free(moves->list);
	free(moves->is_moved);
}

/* Reads what was moved.  False, and says why, where that fails; in any case
 * 'moves' is to be destroyed. */
static bool read_moves(struct moves *moves, const rp_plan *plan,
		       const struct arguments *arguments)
{
	const char *server = arguments->value[OPTION_SERVER];

	*moves = (struct moves){ .plan = plan, .server = RP_NONE };
	moves->list = calloc(arguments->n_given + 1, sizeof(*moves->list));
	moves->is_moved = calloc(rp_plan_n_nics(plan) + 1,
				 sizeof(*moves->is_moved));
	if (!moves->list || !moves->is_moved) {
		complain(_("not enough memory"));
		return false;
	}
	if (server && !lookup_server(&moves->server, rp_plan_topology(plan),
				     server))
		return false;
	for (size_t i = 0; i < arguments->n_given; i++) {
		const struct given *given = &arguments->given[i];

		if ((given->option == OPTION_MOVED ||
		     given->option == OPTION_DISCONNECTED) &&
		    !take_move(moves, given))
			return false;
	}
	return true;
}

/* ---- The table --------------------------------------------------------- */

/* The step of rules 8 that decided, in words. */
static const char *why(const struct rp_failback *back)
{
	switch (back->rule) {
	case 1:
		return _("the replica is on no network");
	case 2:
		return _("its own mapping still stands");
	case 3:
		return _("the replica's network is mapped to it");
	case 4:
		return back->outcome == RP_AMBIGUOUS
			       ? _("several networks are mapped to the "
				   "replica's")
			       : _("it is mapped to the replica's network");
	default:
		return _("the replica's network is not mapped");
	}
}

static void add_failback(struct grid *grid, const rp_plan *plan,
			 const struct rp_failback *back)
{
	const rp_topology *topology = rp_plan_topology(plan);
	rp_id nic = rp_plan_nic(plan, back->nic)->nic;

	grid_add_object(grid, topology, RP_VM, rp_nic(topology, nic)->vm);
	grid_add(grid, rp_name(topology, RP_NIC, nic));
	grid_add_object(grid, topology, RP_NETWORK, back->replica_network);
	grid_add_object(grid, topology, RP_NETWORK, back->back_to);
	grid_add(grid, outcome_word(back->outcome));
	grid_add(grid, why(back));
}

static void add_table(struct output *output, const rp_plan *plan,
		      const struct rp_failback *list, size_t n)
{
	const char *headings[] = { _("VM"),	 _("NIC"),
				   _("Replica on"), _("Back to"),
				   _("Outcome"), _("Why") };
	struct grid grid;

	if (n == 0) {
		output_printf(output, "%s\n",
			      _("No replica with a NIC is placed."));
		return;
	}
	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (size_t i = 0; i < n; i++)
		add_failback(&grid, plan, &list[i]);
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

/* ---- The command ------------------------------------------------------- */

/* Makes what was asked for after 'moves'. */
static void add_failbacks(struct output *output, const struct moves *moves,
			  bool json)
{
	struct rp_failback *list = NULL;
	char *bytes = NULL;
	size_t size = 0, n = 0;

	if (rp_plan_failback(&list, &n, moves->plan, moves->list, moves->n) !=
	    RP_OK) {
		output->failed = true;
		return;
	}
	if (!json)
		add_table(output, moves->plan, list, n);
	else if (rp_export_failback_json(&bytes, &size, moves->plan, list,
					 n) == RP_OK)
		output_add_taken(output, bytes, size);
	else
		output->failed = true;
	free(list);
}

static int run_failback(const struct arguments *arguments)
{
	struct output output = OUTPUT_INIT;
	int status = STATUS_FAILED;
	struct input input;
	struct moves moves;

	if (arguments->value[OPTION_SERVER] &&
	    !arguments->value[OPTION_MOVED] &&
	    !arguments->value[OPTION_DISCONNECTED]) {
		usage_error(&command_failback,
			    _("--server goes with --moved or --disconnected"));
		return STATUS_FAILED;
	}
	if (!input_open(&input, arguments, 0))
		return STATUS_FAILED;
	if (read_moves(&moves, rp_session_plan(input.session), arguments)) {
		add_failbacks(&output, &moves,
			      option_is(arguments, OPTION_FORMAT, "json"));
		status = output_write(&output, NULL);
	}
	moves_destroy(&moves);
	output_destroy(&output);
	input_close(&input);
	return status;
}

static const struct option_info options[] = {
	{ OPTION_MOVED, "VM/NIC=NETWORK",
	  N_("this NIC of a replica was moved to another VM network; may be "
	     "repeated") },
	{ OPTION_DISCONNECTED, "VM/NIC",
	  N_("this NIC of a replica was disconnected; may be repeated") },
	{ OPTION_SERVER, "SERVER",
	  N_("the VMM server of these VMs, where several have one of the "
	     "name") },
	{ OPTION_FORMAT, "table|json",
	  N_("how it is written: a table unless this says otherwise") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_failback = {
	.name = "failback",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Show what VMs are connected to after failing back"),
	.options = options,
	.run = run_failback,
};
