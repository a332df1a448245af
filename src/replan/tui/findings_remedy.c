/* Remedies of findings that one key carries out.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By code and by the objects that a finding is about; what it is not about is
 * looked up in the plan as the check did. */

#include "findings_remedy.h"

#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "sentence.h"
#include "words.h"

/* The object 'i' of what 'finding' is about, which is of 'kind'; or RP_NONE. */
static rp_id about(const struct ui *ui, const rp_finding *finding, size_t i,
		   enum rp_kind kind)
{
	enum rp_kind found;
	rp_id id;

	if (i >= rp_finding_n_about(ui_plan(ui), finding) ||
	    !rp_finding_object(ui_plan(ui), finding, i, &found, &id))
		return RP_NONE;
	return found == kind ? id : RP_NONE;
}

/* Says a sentence about two objects. */
static void say(struct ui *ui, const char *words, const char *first,
		const char *second)
{
	char *text = SENTENCE(ui, words, first, second);

	ui_say(ui, RP_NOTICE, "%s", text ? text : "");
	free(text);
}

static const char *network_name(const struct ui *ui, rp_id network)
{
	return rp_name(ui_topology(ui), RP_NETWORK, network);
}

/* ---- Mappings ---------------------------------------------------------- */

/* The first VMM server that 'network' should be mapped to and is not. */
static rp_id lacking_server(const struct ui *ui, rp_id network)
{
	const rp_topology *topology = ui_topology(ui);
	const rp_plan *plan = ui_plan(ui);

	for (rp_id i = 0; i < rp_plan_n_nics(plan); i++) {
		const struct rp_replica_nic *nic = rp_plan_nic(plan, i);

		if (nic->connection == RP_UNMAPPED &&
		    rp_nic(topology, nic->nic)->network == network)
			return rp_pair_server(topology,
					      rp_plan_replica(plan,
							      nic->replica)
					      ->pair);
	}
	return RP_NONE;
}

/* The only network of 'server' that is recommended for 'source'; RP_NONE where
 * there is none, or several. */
static rp_id only_recommended(const rp_topology *topology, rp_id source,
			      rp_id server)
{
	struct rp_range networks = rp_server(topology, server)->networks;
	rp_id found = RP_NONE;

	for (rp_id i = networks.first; i < networks.end; i++) {
		if (i == source || !rp_is_recommended(topology, source, i))
			continue;
		if (found != RP_NONE)
			return RP_NONE;
		found = i;
	}
	return found;
}

/* Maps to the only target that is recommended; else the operator chooses: a
 * line is picked up on the map. */
static unsigned map_network_of(struct ui *ui, const rp_finding *finding)
{
	rp_id source = about(ui, finding, 0, RP_NETWORK);
	rp_id server = source == RP_NONE ? RP_NONE : lacking_server(ui, source);
	struct rp_mapping mapping = { source, RP_NONE, RP_NONE, RP_RETAIN };
	int result;

	if (server == RP_NONE)
		return UI_IGNORED;
	mapping.target = only_recommended(ui_topology(ui), source, server);
	if (mapping.target == RP_NONE) {
		ui_show_line(ui, source, server);
		return ui_act(ui, ACTION_PICK_UP) | UI_HANDLED;
	}
	result = rp_session_map(ui_session(ui), &mapping);
	if (result == RP_OK)
		say(ui, _("mapped to the only recommended target: {0} ▶ {1}"),
		    network_name(ui, mapping.source),
		    network_name(ui, mapping.target));
	return ui_edited(ui, result);
}

/* The mapping of the first network that 'finding' is about to the server of
 * the second one; NULL where there is none. */
static const struct rp_mapping *mapping_about(const struct ui *ui,
					      const rp_finding *finding)
{
	rp_id source = about(ui, finding, 0, RP_NETWORK);
	rp_id target = about(ui, finding, 1, RP_NETWORK);
	rp_id id;

	if (source == RP_NONE || target == RP_NONE)
		return NULL;
	id = rp_plan_mapping_of(ui_plan(ui), source,
				rp_network_server(ui_topology(ui), target));
	return id == RP_NONE ? NULL : rp_plan_mapping(ui_plan(ui), id);
}

static unsigned draw_way_back(struct ui *ui, const rp_finding *finding)
{
	const struct rp_mapping *mapping = mapping_about(ui, finding);

	return mapping ? map_draw_back(ui, mapping) : UI_IGNORED;
}

static unsigned choose_other_target(struct ui *ui, const rp_finding *finding)
{
	const struct rp_mapping *mapping = mapping_about(ui, finding);

	if (!mapping)
		return UI_IGNORED;
	ui_show_line(ui, mapping->source,
		     rp_network_server(ui_topology(ui), mapping->target));
	ui_say(ui, RP_NOTICE, "%s", _("draw this line to another network, or "
	       "do as the remedy says"));
	return UI_HANDLED;
}

/* About the test network, then the source of the mapping. */
static unsigned choose_test_network(struct ui *ui, const rp_finding *finding)
{
	rp_id test_network = about(ui, finding, 0, RP_NETWORK);
	rp_id source = about(ui, finding, 1, RP_NETWORK);

	if (test_network == RP_NONE || source == RP_NONE)
		return UI_IGNORED;
	ui_show_line(ui, source,
		     rp_network_server(ui_topology(ui), test_network));
	return ui_act(ui, ACTION_PROPERTIES) | UI_HANDLED;
}

/* ---- Pins -------------------------------------------------------------- */

static unsigned unpin_vm(struct ui *ui, rp_id vm)
{
	rp_id host;
	int result;

	if (vm == RP_NONE)
		return UI_IGNORED;
	host = rp_session_pinned_host(ui_session(ui), vm);
	if (host == RP_NONE)
		return UI_IGNORED;
	result = rp_session_pin_host(ui_session(ui), vm, RP_NONE);
	if (result == RP_OK)
		say(ui, _("VM {0} is no longer pinned to {1}"),
		    rp_name(ui_topology(ui), RP_VM, vm),
		    rp_name(ui_topology(ui), RP_HOST, host));
	return ui_edited(ui, result);
}

static unsigned unpin_host(struct ui *ui, const rp_finding *finding)
{
	return unpin_vm(ui, about(ui, finding, 0, RP_VM));
}

/* The first VM that the loss of the host leaves over because it is pinned to
 * it: the finding is about the host alone. */
static unsigned unpin_stranded(struct ui *ui, const rp_finding *finding)
{
	const rp_plan *plan = ui_plan(ui);
	rp_id host = about(ui, finding, 0, RP_HOST);

	for (rp_id i = 0; host != RP_NONE && i < rp_plan_n_hosts(plan); i++) {
		struct rp_range left = rp_plan_loss(plan, i)->without_place;

		if (rp_plan_host(plan, i)->host != host)
			continue;
		for (rp_id k = left.first; k < left.end; k++)
			if (rp_plan_stranded_want(plan, k) == RP_WANT_PIN)
				return unpin_vm(ui, rp_plan_stranded(plan, k));
	}
	return UI_IGNORED;
}

/* Whether 'finding' is about the pin of 'family' of 'nic': the sentence names
 * the address where the NIC has two pins. */
static bool is_about_pin(const struct ui *ui, const rp_finding *finding,
			 rp_id nic, enum rp_family family)
{
	const rp_session *session = ui_session(ui);
	enum rp_family other = family == RP_IPV4 ? RP_IPV6 : RP_IPV4;
	char address[RP_IP_SIZE];
	char *text;
	bool found;
	rp_ip ip;

	if (!rp_session_pinned_address(session, nic, family, &ip))
		return false;
	rp_ip_text(family, ip, address);
	if (!rp_session_pinned_address(session, nic, other, &ip))
		return true;
	text = rp_finding_text(ui_plan(ui), finding, RP_ENGLISH);
	found = text && strstr(text, address);
	free(text);
	return found;
}

/* An IPv6 address may end in the text of an IPv4 one, never the other way. */
static unsigned unpin_address(struct ui *ui, const rp_finding *finding)
{
	static const enum rp_family families[] = { RP_IPV6, RP_IPV4 };
	rp_id nic = about(ui, finding, 1, RP_NIC);

	for (size_t i = 0; nic != RP_NONE && i < RP_N_FAMILIES; i++) {
		const rp_topology *topology = ui_topology(ui);
		int result;

		if (!is_about_pin(ui, finding, nic, families[i]))
			continue;
		result = rp_session_pin_address(ui_session(ui), nic,
						families[i], NULL);
		if (result == RP_OK)
			say(ui, _("the address of NIC {1} of VM {0} is no "
				  "longer pinned"),
			    rp_name(topology, RP_VM,
				    rp_nic(topology, nic)->vm),
			    rp_name(topology, RP_NIC, nic));
		return ui_edited(ui, result);
	}
	return UI_IGNORED;
}

/* ---- By code ----------------------------------------------------------- */

/* Asks first. */
static unsigned rebalance(struct ui *ui, const rp_finding *finding)
{
	(void)finding;
	return ui_act(ui, ACTION_REBALANCE) | UI_HANDLED;
}

static const struct {
	const char *code;
	unsigned (*carry_out)(struct ui *ui, const rp_finding *finding);
} remedies[] = {
	{ "network-unmapped", map_network_of },
	{ "no-way-back", draw_way_back },
	{ "target-unavailable", choose_other_target },
	{ "test-network-is-target", choose_test_network },
	{ "replica-unplaced", rebalance },
	{ "pin-outside-cloud", unpin_host },
	{ "pin-maintenance", unpin_host },
	{ "pin-runs-there", unpin_host },
	{ "pin-unreachable", unpin_host },
	{ "pin-no-room", unpin_host },
	{ "host-loss", unpin_stranded },
	{ "pin-unusable", unpin_address },
	{ "pin-twice", unpin_address },
	{ "pin-ignored", unpin_address },
};

/* Says why nothing was done. */
static unsigned say_nothing(struct ui *ui, const rp_finding *finding)
{
	char *remedy = rp_finding_remedy(ui_plan(ui), finding, RP_LOCAL);

	ui_say(ui, RP_NOTICE, "%s", remedy && *remedy ?
	       _("not from here: the remedy is a change outside the plan") :
	       _("no remedy is known for this finding"));
	free(remedy);
	return UI_HANDLED;
}

unsigned remedy_do(struct ui *ui, const rp_finding *finding)
{
	const char *code = rp_finding_code(finding);
	unsigned did = UI_IGNORED;

	if (!ui_may_edit(ui))
		return UI_HANDLED;
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (did == UI_IGNORED && !strcmp(remedies[i].code, code))
			did = remedies[i].carry_out(ui, finding);
	return did == UI_IGNORED ? say_nothing(ui, finding) : UI_HANDLED;
}
