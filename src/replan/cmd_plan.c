/* replan plan: the plan as a table, as JSON or as CSV.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "plan_words.h"

/* ---- The table --------------------------------------------------------- */

/* The cells of a replica: VM, pair, host.  'nic' is named beside the VM where
 * that has several; it may be RP_NONE. */
static void add_replica(struct grid *grid, const rp_topology *topology,
			const struct rp_replica *replica, rp_id nic)
{
	const struct rp_vm *vm = rp_vm(topology, replica->vm);
	struct output text = OUTPUT_INIT;

	output_add_object(&text, topology, RP_VM, replica->vm);
	if (nic != RP_NONE && vm->nics.end - vm->nics.first > 1)
		output_printf(&text, "/%s", rp_name(topology, RP_NIC, nic));
	grid_add_output(grid, &text);
	grid_add_pair(grid, topology, replica->pair);
	grid_add_host(grid, topology, replica->host);
}

/* The cells of a NIC: its network, its subnet. */
static void add_nic(struct grid *grid, const rp_topology *topology,
		    const struct rp_replica_nic *nic)
{
	grid_add_connection(grid, topology, nic);
	grid_add(grid, nic->subnet == RP_NONE
			       ? ""
			       : rp_name(topology, RP_SUBNET, nic->subnet));
}

/* A row for each address of 'nic', one where it has none. */
static void add_rows(struct grid *grid, const rp_topology *topology,
		     const struct rp_replica *replica,
		     const struct rp_replica_nic *nic)
{
	enum rp_family families[RP_N_FAMILIES];
	unsigned n = address_rows(families, topology, nic);

	for (unsigned i = 0; i < n; i++) {
		add_replica(grid, topology, replica, nic->nic);
		add_nic(grid, topology, nic);
		grid_add_address(grid, nic, families[i]);
		grid_add(grid, rule_word(nic->rule[families[i]]));
	}
	if (n == 0) {
		add_replica(grid, topology, replica, nic->nic);
		add_nic(grid, topology, nic);
		grid_add(grid, "");
		grid_add(grid, "");
	}
}

/* The row of a replica without NIC. */
static void add_empty_row(struct grid *grid, const rp_topology *topology,
			  const struct rp_replica *replica)
{
	add_replica(grid, topology, replica, RP_NONE);
	grid_add(grid, _("no NIC"));
	for (int i = 0; i < 3; i++)
		grid_add(grid, "");
}

static void add_table(struct output *output, const rp_plan *plan)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const char *headings[] = { _("VM"),	 _("Pair"),   _("Host"),
				   _("Network"), _("Subnet"), _("Address"),
				   _("Rule") };
	struct grid grid;

	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++) {
		const struct rp_replica *replica = rp_plan_replica(plan, i);

		if (replica->nics.first == replica->nics.end)
			add_empty_row(&grid, topology, replica);
		for (rp_id j = replica->nics.first; j < replica->nics.end; j++)
			add_rows(&grid, topology, replica,
				 rp_plan_nic(plan, j));
	}
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

/* ---- The summary ------------------------------------------------------- */

/* How many VMs no plan places.  A proof may know more: of plans that place VMs
 * by priority, as all of ours do. */
static void add_left_out(struct output *output,
			 const struct rp_summary *summary,
			 const struct rp_proof *proof)
{
	if (proof && proof->unplaced_bound > summary->unplaced_bound)
		output_printf(output,
			      ngettext("No plan places all: by priority, %zu "
				       "VM is left out at least\n",
				       "No plan places all: by priority, %zu "
				       "VMs are left out at least\n",
				       proof->unplaced_bound),
			      proof->unplaced_bound);
	else if (summary->unplaced_bound)
		output_printf(output,
			      ngettext("No plan places all: %zu VM is left "
				       "out at least\n",
				       "No plan places all: %zu VMs are left "
				       "out at least\n",
				       summary->unplaced_bound),
			      summary->unplaced_bound);
}

static void add_replica_counts(struct output *output,
			       const struct rp_summary *summary,
			       const struct rp_proof *proof)
{
	output_printf(output,
		      ngettext("%zu VM is protected: %zu placed, "
			       "%zu not placed\n",
			       "%zu VMs are protected: %zu placed, "
			       "%zu not placed\n",
			       summary->protected_vms),
		      summary->protected_vms, summary->placed,
		      summary->unplaced);
	add_left_out(output, summary, proof);
	if (summary->separation_broken)
		output_printf(output,
			      ngettext("%zu replica shares a host with its "
				       "availability set\n",
				       "%zu replicas share a host with their "
				       "availability set\n",
				       summary->separation_broken),
			      summary->separation_broken);
	if (summary->moved)
		output_printf(output,
			      ngettext("%zu replica is not on its accepted "
				       "host\n",
				       "%zu replicas are not on their "
				       "accepted hosts\n",
				       summary->moved),
			      summary->moved);
}

static void add_nic_counts(struct output *output,
			   const struct rp_summary *summary)
{
	output_printf(output,
		      ngettext("%zu NIC: %zu connected, %zu not connected\n",
			       "%zu NICs: %zu connected, %zu not connected\n",
			       summary->nics),
		      summary->nics, summary->connected,
		      summary->disconnected);
	output_printf(output,
		      _("Addresses: %zu pinned, %zu retained, %zu offset, "
			"%zu next, %zu DHCP, %zu without\n"),
		      summary->pinned, summary->retained, summary->offset,
		      summary->next, summary->dhcp, summary->unaddressed);
}

/* The peak to a tenth of a percent; its bound is rounded down. */
static void add_peak(struct output *output, const struct rp_summary *summary,
		     const struct rp_proof *proof)
{
	char peak[PERCENT_SIZE], bound[PERCENT_SIZE];

	ratio_text(summary->peak, peak);
	if (proof && proof->peak_bound / 10 > summary->peak_bound / 10)
		output_printf(output,
			      _("Peak load: %s; no plan that is as good on the "
				"levels before it has less than %s\n"),
			      peak,
			      percent_text(proof->peak_bound / 10, bound));
	else
		output_printf(output,
			      _("Peak load: %s; no plan that places as many "
				"has less than %s\n"),
			      peak,
			      percent_text(summary->peak_bound / 10, bound));
}

static void add_finding_counts(struct output *output,
			       const struct rp_summary *summary)
{
	output_printf(output,
		      ngettext("Findings: %zu error", "Findings: %zu errors",
			       summary->errors),
		      summary->errors);
	output_printf(output,
		      ngettext(", %zu warning", ", %zu warnings",
			       summary->warnings),
		      summary->warnings);
	output_printf(output,
		      ngettext(", %zu notice\n", ", %zu notices\n",
			       summary->notices),
		      summary->notices);
}

/* So many hosts are named. */
#define MOST_NAMED 5

/* Whether the loss of recovery host 'i' leaves somebody without place. */
static bool leaves_over(const rp_plan *plan, rp_id i)
{
	struct rp_range left = rp_plan_loss(plan, i)->without_place;

	return left.first < left.end;
}

static size_t count_losses(const rp_plan *plan)
{
	size_t n = 0;

	for (rp_id i = 0; i < rp_plan_n_hosts(plan); i++)
		n += leaves_over(plan, i);
	return n;
}

/* The hosts that the plan cannot do without, the first of them by name. */
static void add_losses(struct output *output, const rp_plan *plan)
{
	size_t n = count_losses(plan), named = 0;

	if (n == 0)
		return;
	output_printf(output,
		      ngettext("%zu host cannot be lost:",
			       "%zu hosts cannot be lost:", n),
		      n);
	for (rp_id i = 0; i < rp_plan_n_hosts(plan); i++) {
		if (!leaves_over(plan, i))
			continue;
		output_add(output, named > 0 ? ", " : " ");
		if (named++ == MOST_NAMED) {
			output_add(output, "...");
			break;
		}
		output_add_object(output, rp_plan_topology(plan), RP_HOST,
				  rp_plan_host(plan, i)->host);
	}
	output_add(output, "\n");
}

/* With the bounds of 'proof', where they are better; it may be NULL. */
static void add_proven_summary(struct output *output, const rp_plan *plan,
			       const struct rp_proof *proof)
{
	const struct rp_summary *summary = rp_plan_summary(plan);

	add_replica_counts(output, summary, proof);
	add_nic_counts(output, summary);
	add_peak(output, summary, proof);
	add_losses(output, plan);
	add_finding_counts(output, summary);
}

void add_summary(struct output *output, const rp_plan *plan)
{
	add_proven_summary(output, plan, NULL);
}

/* ---- The proof --------------------------------------------------------- */

/* What the bound of 'level' rests on.  The sentence has names in it, which are
 * not ours. */
static void add_witness(struct output *output,
			const struct rp_proof_level *level)
{
	const char *text = shown(level->witness);

	output_printf(output, "%s: %s\n", level->name, text);
	shown_free(text);
}

static void add_levels(struct output *output, const struct rp_proof *proof)
{
	const char *headings[] = { _("Level"), _("Plan"), _("No plan is below"),
				   _("Gap") };
	struct grid grid;

	grid_init(&grid, headings, sizeof(headings) / sizeof(*headings));
	for (size_t i = 0; i < proof->n_levels; i++) {
		grid_add(&grid, proof->levels[i].name);
		grid_add(&grid, proof->levels[i].value);
		grid_add(&grid, proof->levels[i].bound);
		grid_add(&grid, proof->levels[i].gap);
	}
	grid_write(&grid, output, grid_width());
	grid_destroy(&grid);
}

/* The summary, and how good the plan is: its levels, and what their bounds rest
 * on. */
static void add_proof(struct output *output, const rp_plan *plan)
{
	struct rp_proof *proof;

	if (rp_plan_prove(&proof, plan, RP_LOCAL, NULL) != RP_OK) {
		output->failed = true;
		return;
	}
	add_proven_summary(output, plan, proof);
	output_add(output, "\n");
	add_levels(output, proof);
	output_add(output, "\n");
	for (size_t i = 0; i < proof->n_levels; i++)
		if (proof->levels[i].witness)
			add_witness(output, &proof->levels[i]);
	if (proof->note)
		output_printf(output, "%s\n", proof->note);
	rp_proof_free(proof);
}

/* ---- The command ------------------------------------------------------- */

/* JSON and CSV are contracts, and have no place for a proof. */
static bool is_table(const struct arguments *arguments)
{
	return !arguments->value[OPTION_FORMAT] ||
	       option_is(arguments, OPTION_FORMAT, "table");
}

static int run_plan(const struct arguments *arguments)
{
	unsigned flags = arguments->value[OPTION_FRESH] ? RP_OPEN_FRESH : 0;
	struct output output = OUTPUT_INIT;
	struct input input;
	const rp_plan *plan;

	if (arguments->value[OPTION_PROVE] && !is_table(arguments)) {
		usage_error(&command_plan,
			    _("--prove is for tables: leave out --format=%s"),
			    arguments->value[OPTION_FORMAT]);
		return STATUS_FAILED;
	}
	if (!input_open(&input, arguments, flags))
		return STATUS_FAILED;
	plan = rp_session_plan(input.session);
	if (option_is(arguments, OPTION_FORMAT, "json")) {
		add_export(&output, plan, rp_export_plan_json);
	} else if (option_is(arguments, OPTION_FORMAT, "csv")) {
		add_export(&output, plan, rp_export_plan_csv);
	} else {
		add_table(&output, plan);
		output_add(&output, "\n");
		if (arguments->value[OPTION_PROVE])
			add_proof(&output, plan);
		else
			add_summary(&output, plan);
	}
	return finish_plan(&input, &output, NULL);
}

static const struct option_info options[] = {
	{ OPTION_FORMAT, "table|json|csv",
	  N_("how it is written: a table unless this says otherwise") },
	{ OPTION_FRESH, NULL,
	  N_("plan from nothing: forget the accepted plan") },
	{ OPTION_PROVE, NULL,
	  N_("also say how good the plan is, and prove it") },
	{ N_OPTIONS, NULL, NULL },
};

const struct command command_plan = {
	.name = "plan",
	.operands = "TOPOLOGY [PLAN]",
	.least = 1,
	.most = 2,
	.help = N_("Show the plan: hosts, networks and addresses of replicas"),
	.options = options,
	.run = run_plan,
};
