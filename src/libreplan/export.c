/* Exports: see export.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "messages.h"
#include "quote.h"

const char *export_name(const rp_topology *topology, enum rp_kind kind,
			rp_id id)
{
	return id == RP_NONE ? NULL : rp_name(topology, kind, id);
}

const char *export_subnet_rule(const struct rp_replica_nic *nic)
{
	if (nic->subnet_rule == RP_SUBNET_NO_RULE)
		return NULL;
	return rp_subnet_rule_name((enum rp_subnet_rule)nic->subnet_rule);
}

static struct export_address make_address(const rp_topology *topology,
					  const struct rp_replica_nic *nic,
					  enum rp_family family)
{
	rp_id source = rp_nic(topology, nic->nic)->address[family];
	enum rp_rule rule = (enum rp_rule)nic->rule[family];

	return (struct export_address){
		.family = family,
		.rule = rule,
		.has_source = true,
		.has_address = rule != RP_RULE_NONE,
		.source = rp_topology_address(topology, source),
		.address = nic->address[family],
	};
}

unsigned export_addresses(struct export_address out[RP_N_FAMILIES],
			  const rp_plan *plan, const struct rp_replica_nic *nic)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_nic *source = rp_nic(topology, nic->nic);
	const struct rp_replica *replica = rp_plan_replica(plan, nic->replica);
	unsigned n = 0;

	if (nic->connection != RP_MAPPED || replica->host == RP_NONE)
		return 0;
	if (source->address[RP_IPV4] == RP_NONE &&
	    source->address[RP_IPV6] == RP_NONE) {
		out[0] = (struct export_address){ .rule = RP_RULE_DHCP };
		return 1;
	}
	for (int i = 0; i < RP_N_FAMILIES; i++) {
		int family = source->ipv6_first ? RP_N_FAMILIES - 1 - i : i;

		if (source->address[family] != RP_NONE)
			out[n++] = make_address(topology, nic,
						(enum rp_family)family);
	}
	return n;
}

char *rp_csv_field(const char *text)
{
	struct text field = TEXT_INIT;

	quote_csv(&field, text);
	return text_take(&field, NULL);
}

/* Whether the folder of 'path' is there; else says why not. */
static bool has_folder(const char *path, rp_messages *messages)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash ? (size_t)(slash - path) : 0;
	struct stat st;
	char *folder;
	int error = 0;

	if (!slash)
		return true;
	folder = strndup(path, size ? size : 1);
	if (!folder)
		error = ENOMEM;
	else if (stat(folder, &st))
		error = errno;
	else if (!S_ISDIR(st.st_mode))
		error = ENOTDIR;
	free(folder);
	if (error)
		messages_add_errno(messages, path, _("cannot be written"),
				   error);
	errno = error;
	return !error;
}

int rp_export_write(const char *path, const char *bytes, size_t size,
		    rp_messages *messages)
{
	if (!has_folder(path, messages))
		return errno == ENOMEM ? RP_NO_MEMORY : RP_UNWRITABLE;
	return file_write(path, bytes, size, NULL, messages);
}
