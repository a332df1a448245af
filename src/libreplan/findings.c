/* Findings: see findings.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "addresses.h"
#include "findings_checks.h"
#include "memory.h"
#include "names.h"
#include "topology.h"

/* ---- The table -------------------------------------------------------- */

struct finding_type {
	const char *code;
	const char *sentence;
	const char *remedy;
	enum rp_level level;
	uint32_t n_about;
};

static const struct finding_type types[] = {
#define FINDING(id, code, level, n_about, sentence, remedy) \
	[FINDING_##id] = { code, sentence, remedy, level, n_about },
#include "findings.def"
#undef FINDING
};

/* ---- Adding ----------------------------------------------------------- */

void findings_fail(struct checks *checks)
{
	checks->failed = true;
}

/* The position of the first object of 'args'. */
static uint64_t position_of(const rp_topology *topology,
			    const struct finding_arg *args, uint32_t n_args)
{
	for (uint32_t i = 0; i < n_args; i++)
		if (args[i].type == ARG_OBJECT)
			return topology_position(topology,
						 args[i].as.object.kind,
						 args[i].as.object.id);
	return 0;
}

/* The type of a packed argument that is kept as it is. */
#define PACKED_WIDE UINT8_MAX

/* Packs what fits in 32 bits and a byte; false where 'arg' does not. */
static bool pack_value(struct packed_arg *packed, const struct finding_arg *arg,
		       const struct names *names)
{
	switch (arg->type) {
	case ARG_OBJECT:
		packed->detail = (uint8_t)arg->as.object.kind;
		packed->value = arg->as.object.id;
		return true;
	case ARG_TEXT:
		packed->value = names_offset(names, arg->as.text);
		return packed->value != RP_NONE;
	case ARG_NUMBER:
	case ARG_RESOURCE:
	case ARG_USE:
	case ARG_STRANDED:
		packed->value = (uint32_t)arg->as.number;
		return arg->as.number == packed->value;
	case ARG_ADDRESS:
	case ARG_PREFIX:
		packed->detail = (uint8_t)arg->as.address.length;
		packed->value = (uint32_t)arg->as.address.ip;
		return arg->as.address.family == RP_IPV4;
	}
	return false;
}

static struct finding_arg unpack(const rp_plan *plan,
				 const struct packed_arg *packed)
{
	struct finding_arg arg = { .type = ARG_NUMBER };

	if (packed->type == PACKED_WIDE)
		return plan->findings.wide[packed->value];
	switch (packed->type) {
	case ARG_OBJECT:
		return arg_object((enum rp_kind)packed->detail, packed->value);
	case ARG_TEXT:
		return arg_text(rp_text(plan->topology, packed->value));
	case ARG_ADDRESS:
		return arg_address(RP_IPV4, packed->value);
	case ARG_PREFIX:
		return arg_prefix(
			RP_IPV4,
			(struct rp_prefix){ packed->value, packed->detail });
	case ARG_RESOURCE:
		arg.type = ARG_RESOURCE;
		break;
	case ARG_USE:
		arg.type = ARG_USE;
		break;
	case ARG_STRANDED:
		arg.type = ARG_STRANDED;
		break;
	default:
		break;
	}
	arg.as.number = packed->value;
	return arg;
}

static bool add_wide(struct findings *findings, const struct finding_arg *arg)
{
	if (!memory_grow(&findings->wide, &findings->wide_capacity,
			 (size_t)findings->n_wide + 1, sizeof *findings->wide))
		return false;
	findings->wide[findings->n_wide++] = *arg;
	return true;
}

static bool add_args(struct findings *findings, const struct finding_arg *args,
		     uint32_t n_args, const struct names *names)
{
	if (!memory_grow(&findings->args, &findings->args_capacity,
			 (size_t)findings->n_args + n_args,
			 sizeof *findings->args))
		return false;
	for (uint32_t i = 0; i < n_args; i++) {
		struct packed_arg packed = {
			.type = (uint8_t)args[i].type,
			.is_last = i + 1 == n_args,
		};

		if (!pack_value(&packed, &args[i], names)) {
			packed.type = PACKED_WIDE;
			packed.value = findings->n_wide;
			if (!add_wide(findings, &args[i]))
				return false;
		}
		findings->args[findings->n_args++] = packed;
	}
	return true;
}

/* Adds 'finding', all but its arguments, to the list. */
static void list_finding(struct checks *checks, struct rp_finding finding,
			 const struct finding_arg *args, uint32_t n_args)
{
	struct findings *list = checks->list;

	finding.first_arg = list->n_args;
	finding.check = (uint8_t)checks->check;
	if (!memory_grow(&list->at, &list->capacity, (size_t)list->n + 1,
			 sizeof *list->at) ||
	    !add_args(list, args, n_args, &checks->topology->names)) {
		findings_fail(checks);
		return;
	}
	list->at[list->n++] = finding;
}

static void add(struct checks *checks, struct rp_finding finding,
		const struct finding_arg *args, uint32_t n_args)
{
	findings_count(checks, (enum rp_level)finding.level);
	if (checks->list)
		list_finding(checks, finding, args, n_args);
}

/* A finding as the table says, without its arguments. */
static struct rp_finding make_finding(const struct checks *checks,
				      enum finding_code code,
				      const struct finding_arg *args,
				      uint32_t n_args, uint32_t n_about)
{
	return (struct rp_finding){
		.position = checks->list ? position_of(checks->topology, args,
						       n_about)
					 : 0,
		.n_more = (uint8_t)(n_args - n_about),
		.code = (uint8_t)code,
		.level = (uint8_t)types[code].level,
	};
}

void findings_add_about(struct checks *checks, enum finding_code code,
			const struct finding_arg *args, uint32_t n_args,
			uint32_t n_about)
{
	add(checks, make_finding(checks, code, args, n_args, n_about), args,
	    n_args);
}

void findings_add(struct checks *checks, enum finding_code code,
		  const struct finding_arg *args, uint32_t n_args)
{
	findings_add_about(checks, code, args, n_args, types[code].n_about);
}

void findings_add_level(struct checks *checks, enum finding_code code,
			enum rp_level level, const struct finding_arg *args,
			uint32_t n_args)
{
	struct rp_finding finding =
		make_finding(checks, code, args, n_args, types[code].n_about);

	finding.level = (uint8_t)level;
	add(checks, finding, args, n_args);
}

void findings_add_position(struct checks *checks, enum finding_code code,
			   uint64_t position, const struct finding_arg *args,
			   uint32_t n_args)
{
	struct rp_finding finding =
		make_finding(checks, code, args, n_args, types[code].n_about);

	finding.position = position;
	add(checks, finding, args, n_args);
}

struct finding_arg arg_object(enum rp_kind kind, rp_id id)
{
	struct finding_arg arg = { .type = ARG_OBJECT };

	arg.as.object.kind = kind;
	arg.as.object.id = id;
	return arg;
}

struct finding_arg arg_text(const char *text)
{
	return (struct finding_arg){ .type = ARG_TEXT, .as.text = text };
}

struct finding_arg arg_number(int64_t number)
{
	return (struct finding_arg){ .type = ARG_NUMBER, .as.number = number };
}

struct finding_arg arg_address(enum rp_family family, rp_ip ip)
{
	struct finding_arg arg = { .type = ARG_ADDRESS };

	arg.as.address.family = family;
	arg.as.address.ip = ip;
	return arg;
}

struct finding_arg arg_prefix(enum rp_family family, struct rp_prefix prefix)
{
	struct finding_arg arg = { .type = ARG_PREFIX };

	arg.as.address.family = family;
	arg.as.address.ip = prefix.ip;
	arg.as.address.length = prefix.length;
	return arg;
}

struct finding_arg arg_resource(enum rp_resource resource)
{
	return (struct finding_arg){ .type = ARG_RESOURCE,
				     .as.number = resource };
}

void findings_destroy(struct findings *findings)
{
	free(findings->at);
	free(findings->args);
	free(findings->wide);
	*findings = (struct findings){ 0 };
}

/* ---- Sentences -------------------------------------------------------- */

const char *findings_resource(enum rp_resource resource, enum rp_words words)
{
	static const char *const names[] = {
		[RP_CPUS] = N_("CPUs"),
		[RP_MEMORY] = N_("memory"),
		[RP_STORAGE] = N_("storage"),
		[RP_IOPS] = N_("IOPS"),
	};

	return text_words(words, names[resource]);
}

static const char *use_words(enum address_use use, enum rp_words words)
{
	static const char *const names[] = {
		[ADDRESS_USABLE] = N_("it is usable"),
		[ADDRESS_OUTSIDE_PREFIX] =
			N_("it is outside the prefix of the subnet"),
		[ADDRESS_OUTSIDE_POOLS] = N_("no pool of the subnet has it"),
		[ADDRESS_RESERVED] = N_("it is reserved"),
		[ADDRESS_GATEWAY] = N_("it is a gateway of the subnet"),
		[ADDRESS_SPECIAL] = N_("it is a network or broadcast address"),
		[ADDRESS_HELD] = N_("a NIC of another VM holds it"),
		[ADDRESS_GIVEN] = N_("another replica NIC has it"),
	};

	return text_words(words, names[use]);
}

/* The text of 'arg'; what has to be made goes to 'buffer'. */
static const char *arg_words(const struct finding_arg *arg,
			     const rp_topology *topology, enum rp_words words,
			     char buffer[RP_PREFIX_SIZE])
{
	switch (arg->type) {
	case ARG_OBJECT:
		return rp_name(topology, arg->as.object.kind,
			       arg->as.object.id);
	case ARG_TEXT:
		return arg->as.text;
	case ARG_NUMBER:
		snprintf(buffer, RP_PREFIX_SIZE, "%" PRId64, arg->as.number);
		return buffer;
	case ARG_ADDRESS:
		return rp_ip_text(arg->as.address.family, arg->as.address.ip,
				  buffer);
	case ARG_PREFIX:
		return rp_prefix_text(arg->as.address.family,
				      arg->as.address.ip,
				      (unsigned)arg->as.address.length, buffer);
	case ARG_RESOURCE:
		return findings_resource((enum rp_resource)arg->as.number,
					 words);
	case ARG_USE:
		return use_words((enum address_use)arg->as.number, words);
	case ARG_STRANDED:
		break; /* The plan knows: see fill_finding(). */
	}
	return "";
}

/* No sentence names more arguments than these. */
#define MOST_ARGS 6

static void fill(struct text *out, const rp_topology *topology,
		 const char *template, const struct finding_arg *args,
		 uint32_t n_args, enum rp_words words)
{
	char buffers[MOST_ARGS][RP_PREFIX_SIZE];
	const char *texts[MOST_ARGS];
	uint32_t n = n_args < MOST_ARGS ? n_args : MOST_ARGS;

	for (uint32_t i = 0; i < n; i++)
		texts[i] = arg_words(&args[i], topology, words, buffers[i]);
	text_fill(out, template, texts, n);
}

void findings_sentence(struct text *out, const rp_topology *topology,
		       enum finding_code code, const struct finding_arg *args,
		       uint32_t n_args, enum rp_words words)
{
	fill(out, topology, text_words(words, types[code].sentence), args,
	     n_args, words);
}

/* ---- What its readers see --------------------------------------------- */

size_t rp_plan_n_findings(const rp_plan *plan)
{
	return plan->findings.n;
}

const rp_finding *rp_plan_finding(const rp_plan *plan, rp_id i)
{
	return &plan->findings.at[i];
}

enum rp_level rp_finding_level(const rp_finding *finding)
{
	return (enum rp_level)finding->level;
}

const char *rp_level_name(enum rp_level level)
{
	static const char *const names[] = {
		[RP_ERROR] = "error",
		[RP_WARNING] = "warning",
		[RP_NOTICE] = "notice",
	};

	return names[level];
}

const char *rp_finding_code(const rp_finding *finding)
{
	return types[finding->code].code;
}

static uint32_t count_args(const rp_plan *plan, const rp_finding *finding)
{
	const struct packed_arg *args =
		&plan->findings.args[finding->first_arg];
	uint32_t n = 1;

	while (!args[n - 1].is_last)
		n++;
	return n;
}

size_t rp_finding_n_about(const rp_plan *plan, const rp_finding *finding)
{
	return count_args(plan, finding) - finding->n_more;
}

static struct finding_arg arg_of(const rp_plan *plan,
				 const struct rp_finding *finding, size_t i)
{
	return unpack(plan, &plan->findings.args[finding->first_arg + i]);
}

const char *rp_finding_about(const rp_plan *plan, const rp_finding *finding,
			     size_t i)
{
	struct finding_arg arg = arg_of(plan, finding, i);

	if (arg.type == ARG_OBJECT)
		return rp_name(plan->topology, arg.as.object.kind,
			       arg.as.object.id);
	return arg.type == ARG_TEXT ? arg.as.text : "";
}

bool rp_finding_object(const rp_plan *plan, const rp_finding *finding, size_t i,
		       enum rp_kind *kind, rp_id *id)
{
	struct finding_arg arg = arg_of(plan, finding, i);

	if (arg.type != ARG_OBJECT)
		return false;
	*kind = arg.as.object.kind;
	*id = arg.as.object.id;
	return true;
}

/* Fills 'template' with what 'finding' says. */
static char *fill_finding(const rp_plan *plan, const rp_finding *finding,
			  const char *template, enum rp_words words)
{
	struct finding_arg args[MOST_ARGS];
	struct text text = TEXT_INIT;
	uint32_t n = count_args(plan, finding);
	struct text stranded = TEXT_INIT;

	if (n > MOST_ARGS)
		n = MOST_ARGS;
	for (uint32_t i = 0; i < n; i++) {
		args[i] = arg_of(plan, finding, i);
		if (args[i].type != ARG_STRANDED)
			continue;
		findings_stranded(&stranded, plan, (rp_id)args[i].as.number,
				  words);
		if (stranded.failed)
			text_fail(&text);
		args[i] = arg_text(stranded.bytes ? stranded.bytes : "");
	}
	if (*template)
		fill(&text, plan->topology, template, args, n, words);
	text_destroy(&stranded);
	return text_take(&text, NULL);
}

/* The template of the loss of a host: one sentence by how many VMs are left
 * over, and by whether that is proven.  The arguments are the host, how many,
 * and which, as the number of its recovery host. */
static const char *loss_template(const rp_plan *plan, const rp_finding *finding,
				 enum rp_words words)
{
	unsigned long n = (unsigned long)arg_of(plan, finding, 1).as.number;
	rp_id host = (rp_id)arg_of(plan, finding, 2).as.number;

	if (rp_plan_loss(plan, host)->proven)
		return text_words_n(
			words,
			"if host {0} fails too, {1} VM has no place: {2}",
			"if host {0} fails too, {1} VMs have no place: {2}", n);
	return text_words_n(
		words, "if host {0} fails too, no place found for {1} VM: {2}",
		"if host {0} fails too, no place found for {1} VMs: {2}", n);
}

/* Whether an address is not given in a network without subnet: the table has
 * the sentence and remedy for one with subnets. */
static bool lacks_subnet(const rp_plan *plan, const rp_finding *finding)
{
	return finding->code == FINDING_ADDRESS_NONE &&
	       count_args(plan, finding) == 4;
}

static const char *sentence_template(const rp_plan *plan,
				     const rp_finding *finding,
				     enum rp_words words)
{
	if (finding->code == FINDING_HOST_LOSS)
		return loss_template(plan, finding, words);
	if (lacks_subnet(plan, finding))
		return text_words(words,
				  N_("allocation will fail for {2} of NIC {1} "
				     "of VM {0}: no pool on VM network {3} has "
				     "a usable address"));
	return text_words(words, types[finding->code].sentence);
}

char *rp_finding_text(const rp_plan *plan, const rp_finding *finding,
		      enum rp_words words)
{
	return fill_finding(plan, finding,
			    sentence_template(plan, finding, words), words);
}

/* What helps where a host cannot be lost. */
static char *loss_remedy(const rp_plan *plan, const rp_finding *finding,
			 enum rp_words words)
{
	struct text text = TEXT_INIT;

	findings_stranded_remedy(&text, plan,
				 (rp_id)arg_of(plan, finding, 2).as.number,
				 words);
	return text_take(&text, NULL);
}

char *rp_finding_remedy(const rp_plan *plan, const rp_finding *finding,
			enum rp_words words)
{
	const char *remedy = types[finding->code].remedy;

	if (finding->code == FINDING_HOST_LOSS)
		return loss_remedy(plan, finding, words);
	if (lacks_subnet(plan, finding))
		remedy = N_("add a subnet with a pool to VM network {3}");
	return fill_finding(plan, finding,
			    *remedy ? text_words(words, remedy) : "", words);
}
