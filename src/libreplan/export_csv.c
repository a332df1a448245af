/* The plan as CSV (formats 4): a row for each NIC and address.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "export.h"
#include "quote.h"

/* The columns, in their order. */
enum column {
	VM,
	SERVER,
	PROTECTED,
	PROTECTING,
	HOST,
	NIC,
	SOURCE_NETWORK,
	SOURCE_SUBNET,
	SOURCE_ADDRESS,
	CONNECTION,
	NETWORK,
	SUBNET,
	SUBNET_RULE,
	ADDRESS,
	RULE,
	N_COLUMNS
};

static const char header[] =
	"vm,server,protected,protecting,host,nic,source_network,"
	"source_subnet,source_address,connection,network,subnet,subnet_rule,"
	"address,rule\r\n";

/* A cell that is NULL is empty. */
static void add_row(struct text *out, const char *const cells[N_COLUMNS])
{
	for (int i = 0; i < N_COLUMNS; i++) {
		if (i > 0)
			text_add_char(out, ',');
		if (cells[i])
			quote_csv(out, cells[i]);
	}
	text_add(out, "\r\n");
}

static void set_replica(const char *cells[N_COLUMNS], const rp_plan *plan,
			const struct rp_replica *replica)
{
	const rp_topology *topology = rp_plan_topology(plan);
	const struct rp_vm *vm = rp_vm(topology, replica->vm);
	const struct rp_pair *pair = rp_pair(topology, replica->pair);

	cells[VM] = rp_name(topology, RP_VM, replica->vm);
	cells[SERVER] = rp_name(topology, RP_SERVER, vm->server);
	cells[PROTECTED] = rp_name(topology, RP_CLOUD, pair->source);
	cells[PROTECTING] = rp_name(topology, RP_CLOUD, pair->target);
	cells[HOST] = export_name(topology, RP_HOST, replica->host);
}

static void set_nic(const char *cells[N_COLUMNS], const rp_topology *topology,
		    const struct rp_replica_nic *nic)
{
	const struct rp_nic *source = rp_nic(topology, nic->nic);

	cells[NIC] = rp_name(topology, RP_NIC, nic->nic);
	cells[SOURCE_NETWORK] = rp_name(topology, RP_NETWORK, source->network);
	cells[SOURCE_SUBNET] = export_name(topology, RP_SUBNET, source->subnet);
	cells[CONNECTION] =
		rp_connection_name((enum rp_connection)nic->connection);
	cells[NETWORK] = export_name(topology, RP_NETWORK, nic->network);
	cells[SUBNET] = export_name(topology, RP_SUBNET, nic->subnet);
	cells[SUBNET_RULE] = export_subnet_rule(nic);
}

static void add_address(struct text *out, const char *cells[N_COLUMNS],
			const struct export_address *a)
{
	char source[RP_IP_SIZE];
	char address[RP_IP_SIZE];

	cells[SOURCE_ADDRESS] =
		a->has_source ? rp_ip_text(a->family, a->source, source) : NULL;
	cells[ADDRESS] = a->has_address
				 ? rp_ip_text(a->family, a->address, address)
				 : NULL;
	cells[RULE] = rp_rule_name(a->rule);
	add_row(out, cells);
}

static void add_nic(struct text *out, const char *cells[N_COLUMNS],
		    const rp_plan *plan, const struct rp_replica_nic *nic)
{
	struct export_address addresses[RP_N_FAMILIES];
	unsigned n = export_addresses(addresses, plan, nic);

	set_nic(cells, rp_plan_topology(plan), nic);
	cells[SOURCE_ADDRESS] = cells[ADDRESS] = cells[RULE] = NULL;
	if (n == 0)
		add_row(out, cells);
	for (unsigned i = 0; i < n; i++)
		add_address(out, cells, &addresses[i]);
}

static void add_replica(struct text *out, const rp_plan *plan,
			const struct rp_replica *replica)
{
	const char *cells[N_COLUMNS] = { NULL };

	set_replica(cells, plan, replica);
	if (replica->nics.first == replica->nics.end)
		add_row(out, cells);
	for (rp_id i = replica->nics.first; i < replica->nics.end; i++)
		add_nic(out, cells, plan, rp_plan_nic(plan, i));
}

int rp_export_plan_csv(char **out, size_t *size, const rp_plan *plan)
{
	struct text text = TEXT_INIT;
	char *bytes;

	text_add(&text, header);
	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++)
		add_replica(&text, plan, rp_plan_replica(plan, i));
	bytes = text_take(&text, size);
	if (!bytes)
		return RP_NO_MEMORY;
	*out = bytes;
	return RP_OK;
}
