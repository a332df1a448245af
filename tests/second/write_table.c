/* The second reading: VMs of a cloud as its inventory table.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "model.h"

enum column {
	VM, HOST, VM_CPUS, VM_MEMORY, VM_STORAGE, VM_IOPS, REPLICATE, PRIORITY,
	SET, OS, NIC, NETWORK, SUBNET, ADDRESS, ADDRESS6, DNS_NAME, ODD,
	N_COLUMNS
};

bool has_table(const struct model *m, int cloud)
{
	for (int i = 0; i < m->n_vms; i++)
		if (m->vms[i].cloud == cloud && m->vms[i].from_table)
			return true;
	return false;
}

/* Writes a field as RFC 4180 says. */
static void write_field(const char *text, FILE *file)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, file);
		return;
	}
	fputc('"', file);
	for (; *text; text++)
		fprintf(file, *text == '"' ? "\"\"" : "%c", *text);
	fputc('"', file);
}

/* A number as text; "" where there is none. */
static void print_number(char text[DNS_SIZE], long long number, bool none)
{
	if (none)
		text[0] = '\0';
	else
		snprintf(text, DNS_SIZE, "%lld", number);
}

/* The columns of a VM itself. */
static void print_vm(const struct model *m, const struct vm *vm,
		     char fields[N_COLUMNS][DNS_SIZE])
{
	snprintf(fields[VM], DNS_SIZE, "%s", vm->name);
	snprintf(fields[HOST], DNS_SIZE, "%s", m->hosts[vm->host].name);
	print_number(fields[VM_CPUS], vm->need[CPUS], false);
	print_number(fields[VM_MEMORY], vm->need[MEMORY], false);
	print_number(fields[VM_STORAGE], vm->need[STORAGE],
		     !vm->need[STORAGE]);
	print_number(fields[VM_IOPS], vm->need[IOPS], !vm->need[IOPS]);
	snprintf(fields[REPLICATE], DNS_SIZE, "%s",
		 vm->replicate ? "true" : "false");
	print_number(fields[PRIORITY], vm->priority, !vm->priority);
	if (vm->set >= 0)
		snprintf(fields[SET], DNS_SIZE, "set%d", vm->set);
	snprintf(fields[OS], DNS_SIZE, "%s", vm->os ? vm->os : "");
}

static void print_nic(const struct model *m, const struct nic *nic,
		      char fields[N_COLUMNS][DNS_SIZE])
{
	snprintf(fields[NIC], DNS_SIZE, "%s", nic->name);
	snprintf(fields[NETWORK], DNS_SIZE, "%s",
		 m->networks[nic->network].name);
	if (nic->subnet >= 0)
		snprintf(fields[SUBNET], DNS_SIZE, "%s",
			 m->subnets[nic->subnet].name);
	if (nic->has[V4])
		address_text(V4, nic->address[V4], fields[ADDRESS]);
	if (nic->has[V6])
		address_text(V6, nic->address[V6], fields[ADDRESS6]);
	snprintf(fields[DNS_NAME], DNS_SIZE, "%s", nic->dns);
}

/* Writes a row in the order of 'columns', 'n' of them. */
static void write_row(char fields[N_COLUMNS][DNS_SIZE],
		      const enum column *columns, int n, FILE *file)
{
	for (int i = 0; i < n; i++) {
		fputs(i ? "," : "", file);
		write_field(fields[columns[i]], file);
	}
	fputs("\r\n", file);
}

/* A row for each NIC; the first has the VM's columns, and each second one of
 * the others, which else leave them empty. */
static void write_rows(const struct model *m, int vm,
		       const enum column *columns, int n, FILE *file)
{
	int rows = 0;

	for (int i = 0; i <= m->n_nics; i++) {
		char fields[N_COLUMNS][DNS_SIZE] = { "" };

		if (i < m->n_nics ? m->nics[i].vm != vm : rows)
			continue;
		if (rows++ % 2 == 0)
			print_vm(m, &m->vms[vm], fields);
		snprintf(fields[VM], DNS_SIZE, "%s", m->vms[vm].name);
		if (i < m->n_nics)
			print_nic(m, &m->nics[i], fields);
		write_row(fields, columns, n, file);
	}
}

void model_write_table(const struct model *m, int cloud, FILE *file)
{
	char names[N_COLUMNS][DNS_SIZE] = {
		"vm", "host", "cpus", "memory_mib", "storage_gib", "iops",
		"replicate", "priority", "availability_set", "os", "nic",
		"network", "subnet", "address", "address6", "dns_name",
		"odd_column",
	};
	int n = m->clouds[cloud].odd ? N_COLUMNS : N_COLUMNS - 1;
	enum column columns[N_COLUMNS];

	/* Another order for each cloud: 7 and 16 or 17 have no divisor. */
	for (int i = 0; i < n; i++)
		columns[i] = (enum column)((i * 7 + cloud) % n);
	write_row(names, columns, n, file);
	for (int i = 0; i < m->n_vms; i++)
		if (m->vms[i].cloud == cloud && m->vms[i].from_table)
			write_rows(m, i, columns, n, file);
}
