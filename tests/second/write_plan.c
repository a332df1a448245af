/* The second reading: addresses as text, and a model's decisions as a plan
 * file.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>

#include "model.h"

/* ---- Addresses --------------------------------------------------------- */

const char *address_text(int family, address ip, char text[ADDRESS_SIZE])
{
	unsigned char bytes[16];
	int size = family == V4 ? 4 : 16;

	for (int i = size - 1; i >= 0; i--, ip >>= 8)
		bytes[i] = (unsigned char)ip;
	inet_ntop(family == V4 ? AF_INET : AF_INET6, bytes, text,
		  ADDRESS_SIZE);
	return text;
}

void address_read(int family, const char *text, address *ip)
{
	unsigned char bytes[16];
	int size = family == V4 ? 4 : 16;

	if (!text || inet_pton(family == V4 ? AF_INET : AF_INET6, text,
			       bytes) != 1)
		return;
	*ip = 0;
	for (int i = 0; i < size; i++)
		*ip = *ip << 8 | bytes[i];
}

/* ---- The plan file ----------------------------------------------------- */

static void write_mappings(const struct model *m, FILE *file)
{
	static const char *const rules[] = { "retain", "offset", "next" };

	fputs("mappings = (", file);
	for (int i = 0; i < m->n_mappings; i++) {
		const struct mapping *it = &m->mappings[i];
		const struct network *source = &m->networks[it->source];
		const struct network *target = &m->networks[it->target];

		fprintf(file,
			"%s\n{ source = \"%s\"; source_server = \"%s\"; "
			"target = \"%s\"; target_server = \"%s\"; "
			"addresses = \"%s\"; ",
			i ? "," : "", source->name,
			m->servers[source->server].name, target->name,
			m->servers[target->server].name, rules[it->rule]);
		if (it->test >= 0)
			fprintf(file, "test_network = \"%s\"; ",
				m->networks[it->test].name);
		fputs("}", file);
	}
	for (int i = 0; i < m->dangling_mappings; i++)
		fprintf(file,
			"%s\n{ source = \"gone %d\"; target = \"gone\"; }",
			m->n_mappings + i ? "," : "", i);
	fputs(");\n", file);
}

static const char *host_server(const struct model *m, int host)
{
	return m->servers[m->groups[m->hosts[host].group].server].name;
}

static void write_pins(const struct model *m, FILE *file)
{
	const char *comma = "";
	char text[ADDRESS_SIZE];

	fputs("pins = (", file);
	for (int i = 0; i < m->n_vms; i++)
		if (m->vms[i].pinned_host >= 0) {
			fprintf(file,
				"%s\n{ vm = \"%s\"; server = \"%s\"; "
				"host = \"%s\"; host_server = \"%s\"; }",
				comma, m->vms[i].name,
				m->servers[m->vms[i].server].name,
				m->hosts[m->vms[i].pinned_host].name,
				host_server(m, m->vms[i].pinned_host));
			comma = ",";
		}
	for (int i = 0; i < m->n_nics; i++)
		for (int f = 0; f < N_FAMILIES; f++)
			if (m->nics[i].pinned[f]) {
				fprintf(file,
					"%s\n{ vm = \"%s\"; "
					"server = \"%s\"; nic = \"%s\"; "
					"addresses = [ \"%s\" ]; }",
					comma, m->vms[m->nics[i].vm].name,
					m->servers[m->vms[m->nics[i].vm].server]
						.name,
					m->nics[i].name,
					address_text(f, m->nics[i].pin[f],
						     text));
				comma = ",";
			}
	for (int i = 0; i < m->dangling_pins; i++) {
		fprintf(file, "%s\n{ vm = \"gone %d\"; host = \"gone\"; }",
			comma, i);
		comma = ",";
	}
	fputs(");\n", file);
}

void model_write_plan(const struct model *m, const char *accepted, FILE *file)
{
	fprintf(file, "format = 1;\ntopology = \"%s\";\n",
		m->other_topology ? "other.cfg" : "topology.cfg");
	write_mappings(m, file);
	write_pins(m, file);
	fprintf(file, "peak_target = %d.%03d;\n", m->peak_target / 1000,
		m->peak_target % 1000);
	if (accepted)
		fputs(accepted, file);
}
