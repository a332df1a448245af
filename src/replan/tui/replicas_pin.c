/* Pins of the replicas view: asked for, and set.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "replicas_pin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

/* The name of an object as it may be shown; NULL without memory. */
static char *shown(const struct ui *ui, enum rp_kind kind, rp_id id)
{
	return ui_shown(ui, rp_name(ui_topology(ui), kind, id));
}

static const struct rp_replica *replica_of(const struct ui *ui,
					   const struct pin *pin)
{
	return rp_plan_replica(ui_plan(ui), pin->replica);
}

/* ---- Hosts --------------------------------------------------------------- */

/* The hosts of the protecting cloud, in the order of its groups: first those
 * that can carry the replica. */
struct hosts {
	rp_id *ids;
	char **obstacles; /* What keeps it off each; NULL where nothing does. */
	size_t n;
};

static void hosts_destroy(struct hosts *hosts)
{
	for (size_t i = 0; hosts->obstacles && i < hosts->n; i++)
		free(hosts->obstacles[i]);
	free(hosts->obstacles);
	free(hosts->ids);
}

static rp_id *list_hosts(const rp_topology *topology, rp_id cloud, size_t *n)
{
	struct rp_range groups = rp_cloud(topology, cloud)->groups;
	rp_id *ids;

	*n = 0;
	for (rp_id i = groups.first; i < groups.end; i++) {
		struct rp_range range =
			rp_group(topology, rp_topology_id(topology, i))->hosts;

		*n += range.end - range.first;
	}
	ids = calloc(*n + 1, sizeof(*ids));
	*n = 0;
	for (rp_id i = groups.first; ids && i < groups.end; i++) {
		struct rp_range range =
			rp_group(topology, rp_topology_id(topology, i))->hosts;

		for (rp_id host = range.first; host < range.end; host++)
			ids[(*n)++] = host;
	}
	return ids;
}

/* Takes the 'n' hosts 'ids' that something keeps it off, or those that nothing
 * does, behind those that 'hosts' has. */
static void take_hosts(struct hosts *hosts, const rp_id *ids, char **obstacles,
		       size_t n, bool kept_off)
{
	for (size_t i = 0; i < n; i++) {
		if ((obstacles[i] != NULL) != kept_off)
			continue;
		hosts->ids[hosts->n] = ids[i];
		hosts->obstacles[hosts->n++] = obstacles[i];
	}
}

static bool hosts_of(struct hosts *hosts, const struct ui *ui,
		     const struct pin *pin)
{
	const rp_topology *topology = ui_topology(ui);
	rp_id pair = replica_of(ui, pin)->pair;
	size_t n;
	rp_id *ids = list_hosts(topology, rp_pair(topology, pair)->target, &n);
	char **obstacles = calloc(n + 1, sizeof(*obstacles));
	bool ok;

	*hosts = (struct hosts){
		.ids = calloc(n + 1, sizeof(*hosts->ids)),
		.obstacles = calloc(n + 1, sizeof(*hosts->obstacles)),
	};
	ok = ids && obstacles && hosts->ids && hosts->obstacles &&
	     rp_host_obstacles(obstacles, ui_plan(ui), pin->replica, ids, n,
			       RP_LOCAL) == RP_OK;
	if (ok) {
		take_hosts(hosts, ids, obstacles, n, false);
		take_hosts(hosts, ids, obstacles, n, true);
	} else {
		hosts_destroy(hosts);
	}
	free(ids);
	free(obstacles);
	return ok;
}

/* Says what the pin has come to: a pin that cannot be kept is a finding. */
static void say_host(struct ui *ui, const struct pin *pin, rp_id host)
{
	const struct rp_replica *replica = replica_of(ui, pin);
	char *vm = shown(ui, RP_VM, replica->vm);
	char *name = host == RP_NONE ? NULL : shown(ui, RP_HOST, host);

	if (host == RP_NONE)
		ui_say(ui, RP_NOTICE, _("%s has no host pin"), vm ? vm : "");
	else if (replica->host == host)
		ui_say(ui, RP_NOTICE, _("%s is pinned to %s"), vm ? vm : "",
		       name ? name : "");
	else
		ui_say(ui, RP_WARNING,
		       _("%s is pinned to %s, where it cannot stand: it has no "
			 "host; 3 shows why"),
		       vm ? vm : "", name ? name : "");
	free(vm);
	free(name);
}

/* The choices: no pin, each host. */
static unsigned host_chosen(struct ui *ui, void *data, size_t choice)
{
	const struct pin *pin = data;
	struct hosts hosts;
	rp_id host = RP_NONE;
	int result;

	if (!hosts_of(&hosts, ui, pin))
		return ui_edited(ui, RP_NO_MEMORY);
	if (choice > 0 && choice <= hosts.n)
		host = hosts.ids[choice - 1];
	hosts_destroy(&hosts);
	result = rp_session_pin_host(ui_session(ui), replica_of(ui, pin)->vm,
				     host);
	ui_edited(ui, result);
	if (result == RP_OK)
		say_host(ui, pin, host);
	return UI_HANDLED;
}

/* Behind the name of a host: how it stands with the replica; what a pin does
 * where something keeps it off. */
static void print_notes(FILE *out, bool pinned, bool stands,
			const char *obstacle)
{
	if (pinned || stands || obstacle)
		fprintf(out, " - ");
	if (pinned)
		fprintf(out, "%s%s", _("pinned now"),
			stands || obstacle ? ", " : "");
	if (stands)
		fprintf(out, "%s%s", _("stands here"), obstacle ? ", " : "");
	if (obstacle)
		fprintf(out, pinned ? _("%s: without a host") :
			_("%s: a pin leaves it without a host"), obstacle);
}

/* "● CH-HV02 - pinned now, stands here". */
static char *host_line(const struct ui *ui, const struct pin *pin,
		       const struct hosts *hosts, size_t i)
{
	const struct rp_replica *replica = replica_of(ui, pin);
	rp_id host = hosts->ids[i];
	bool pinned =
		rp_session_pinned_host(ui_session(ui), replica->vm) == host;
	char *name = shown(ui, RP_HOST, host);
	char *line = NULL;
	size_t size;
	FILE *out = name ? open_memstream(&line, &size) : NULL;

	if (out) {
		fprintf(out, "%s %s", pinned ? "●" : "○", name);
		print_notes(out, pinned, replica->host == host,
			    hosts->obstacles[i]);
		if (fclose(out)) {
			free(line);
			line = NULL;
		}
	}
	free(name);
	return line;
}

/* The lines of the choice, and which of them is the pin. */
static bool host_lines(const struct ui *ui, const struct pin *pin,
		       const struct hosts *hosts, char **lines, size_t *chosen)
{
	rp_id pinned = rp_session_pinned_host(ui_session(ui),
					      replica_of(ui, pin)->vm);

	*chosen = 0;
	if (asprintf(&lines[0], "%s %s", pinned == RP_NONE ? "●" : "○",
		     _("no pin")) < 0) {
		lines[0] = NULL;
		return false;
	}
	for (size_t i = 0; i < hosts->n; i++) {
		lines[i + 1] = host_line(ui, pin, hosts, i);
		if (!lines[i + 1])
			return false;
		if (hosts->ids[i] == pinned)
			*chosen = i + 1;
	}
	return true;
}

static unsigned choose_host(struct ui *ui, struct pin *pin,
			    const struct hosts *hosts, char **lines)
{
	char *vm = shown(ui, RP_VM, replica_of(ui, pin)->vm);
	char *title = NULL;
	size_t chosen;
	unsigned did;

	if (vm && asprintf(&title, _("Pin %s to a host"), vm) < 0)
		title = NULL;
	if (title && host_lines(ui, pin, hosts, lines, &chosen))
		did = ui_choose(ui, title, (const char *const *)lines,
				hosts->n + 1, chosen, host_chosen, pin);
	else
		did = ui_edited(ui, RP_NO_MEMORY);
	free(vm);
	free(title);
	return did;
}

unsigned pin_ask_host(struct ui *ui, struct pin *pin)
{
	struct hosts hosts;
	char **lines;
	unsigned did;

	if (!hosts_of(&hosts, ui, pin))
		return ui_edited(ui, RP_NO_MEMORY);
	lines = calloc(hosts.n + 1, sizeof(*lines));
	did = lines ? choose_host(ui, pin, &hosts, lines)
		    : ui_edited(ui, RP_NO_MEMORY);
	for (size_t i = 0; lines && i <= hosts.n; i++)
		free(lines[i]);
	free(lines);
	hosts_destroy(&hosts);
	return did;
}

/* ---- Addresses ----------------------------------------------------------- */

static const struct rp_replica_nic *nic_of(const struct ui *ui,
					   const struct pin *pin)
{
	return rp_plan_nic(ui_plan(ui), pin->nic);
}

/* As for hosts: what cannot be kept is a finding. */
static void say_address(struct ui *ui, const struct pin *pin,
			const rp_ip *address)
{
	const struct rp_replica_nic *nic = nic_of(ui, pin);
	char text[RP_IP_SIZE];

	if (!address) {
		ui_say(ui, RP_NOTICE, "%s", _("the address has no pin"));
		return;
	}
	rp_ip_text(pin->family, *address, text);
	if (nic->rule[pin->family] == RP_RULE_PINNED)
		ui_say(ui, RP_NOTICE, _("the address is pinned to %s"), text);
	else
		ui_say(ui, RP_WARNING,
		       _("the address is pinned to %s, which it does not get; "
			 "3 shows why"),
		       text);
}

static unsigned pin_address(struct ui *ui, const struct pin *pin,
			    const rp_ip *address)
{
	int result = rp_session_pin_address(
		ui_session(ui), nic_of(ui, pin)->nic, pin->family, address);

	ui_edited(ui, result);
	if (result == RP_OK)
		say_address(ui, pin, address);
	return UI_HANDLED;
}

static unsigned address_typed(struct ui *ui, void *data, const char *text)
{
	const struct pin *pin = data;
	enum rp_family family;
	rp_ip ip;

	if (*text == '\0')
		return pin_address(ui, pin, NULL);
	if (rp_ip_parse(text, &family, &ip) && family == pin->family)
		return pin_address(ui, pin, &ip);
	ui_say(ui, RP_ERROR, "%s",
	       pin->family == RP_IPV4
		       ? _("not pinned: expected an IPv4 address, such as "
			   "192.0.2.10, or nothing")
		       : _("not pinned: expected an IPv6 address, such as "
			   "2001:db8::10, or nothing"));
	return UI_HANDLED;
}

/* Whether the row has an address that can be pinned: DHCP gives others. */
static bool has_address(const struct ui *ui, const struct pin *pin)
{
	const struct rp_nic *own;

	if (pin->nic == RP_NONE)
		return false;
	own = rp_nic(ui_topology(ui), nic_of(ui, pin)->nic);
	return own->address[pin->family] != RP_NONE;
}

unsigned pin_ask_address(struct ui *ui, struct pin *pin)
{
	char text[RP_IP_SIZE] = "";
	rp_ip ip;

	if (!has_address(ui, pin)) {
		ui_say(ui, RP_NOTICE, "%s",
		       _("there is no static address to pin here"));
		return UI_HANDLED;
	}
	if (rp_session_pinned_address(ui_session(ui), nic_of(ui, pin)->nic,
				      pin->family, &ip))
		rp_ip_text(pin->family, ip, text);
	return ui_prompt(ui, _("Pin the address to (empty: no pin): "), text,
			 address_typed, pin);
}
