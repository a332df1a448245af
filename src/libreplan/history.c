/* History: see history.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "history.h"

#include <stdlib.h>

#include "memory.h"
#include "text.h"

static void release_side(struct step_side *side)
{
	accepted_release(side->planned);
	accepted_release(side->standing);
	side->planned = NULL;
	side->standing = NULL;
}

void step_release(struct step *step)
{
	release_side(&step->before);
	release_side(&step->after);
}

static void truncate_to(struct history *history, uint32_t n)
{
	while (history->n > n)
		step_release(&history->steps[--history->n]);
}

void history_destroy(struct history *history)
{
	truncate_to(history, 0);
	free(history->steps);
	*history = (struct history){ 0 };
}

bool history_reserve(struct history *history)
{
	return memory_grow(&history->steps, &history->capacity,
			   (size_t)history->done + 1, sizeof *history->steps);
}

void history_push(struct history *history, const struct step *step)
{
	truncate_to(history, history->done);
	history->steps[history->n++] = *step;
	history->done = history->n;
}

bool step_apply(const struct step *step, const struct step_side *side,
		struct decisions *decisions, const rp_topology *topology)
{
	switch (step->kind) {
	case STEP_MAPPING:
		if (side->stands)
			return decisions_map(decisions, topology,
					     &side->mapping);
		decisions_unmap(decisions, topology, step->source,
				step->server);
		return true;
	case STEP_HOST_PIN:
		return decisions_pin_host(decisions, step->vm, side->host);
	case STEP_ADDRESS_PIN:
		return decisions_pin_address(decisions, step->nic, step->family,
					     side->stands ? &side->ip : NULL);
	case STEP_PEAK_TARGET:
		decisions->peak_target = side->peak_target;
		return true;
	case STEP_ACCEPT:
	case STEP_REBALANCE:
		return true;
	}
	return true;
}

/* ---- Words ----------------------------------------------------------------
 */

static void add_mapping_text(struct text *text, const struct step *step,
			     const rp_topology *topology, enum rp_words words)
{
	const struct rp_mapping *mapping = &step->after.mapping;
	const char *args[] = {
		rp_name(topology, RP_NETWORK, step->source),
		NULL,
	};

	if (!step->after.stands) {
		text_fill(text, text_words(words, N_("unmap {0}")), args, 1);
		return;
	}
	args[1] = rp_name(topology, RP_NETWORK, mapping->target);
	if (step->before.stands &&
	    step->before.mapping.target == mapping->target)
		text_fill(text,
			  text_words(words,
				     N_("change the mapping of {0} to {1}")),
			  args, 2);
	else
		text_fill(text, text_words(words, N_("map {0} to {1}")), args,
			  2);
}

static void add_host_pin_text(struct text *text, const struct step *step,
			      const rp_topology *topology, enum rp_words words)
{
	const char *args[] = { rp_name(topology, RP_VM, step->vm), NULL };

	if (step->after.host == RP_NONE) {
		text_fill(text, text_words(words, N_("unpin the host of {0}")),
			  args, 1);
		return;
	}
	args[1] = rp_name(topology, RP_HOST, step->after.host);
	text_fill(text, text_words(words, N_("pin {0} to host {1}")), args, 2);
}

static void add_address_pin_text(struct text *text, const struct step *step,
				 const rp_topology *topology,
				 enum rp_words words)
{
	char ip[RP_IP_SIZE];
	rp_id vm = rp_nic(topology, step->nic)->vm;
	const char *args[] = {
		rp_name(topology, RP_VM, vm),
		rp_name(topology, RP_NIC, step->nic),
		rp_ip_text(step->family, step->after.ip, ip),
	};

	if (step->after.stands)
		text_fill(text,
			  text_words(words, N_("pin NIC {1} of {0} to {2}")),
			  args, 3);
	else
		text_fill(text,
			  text_words(words,
				     N_("unpin the address of NIC {1} of {0}")),
			  args, 2);
}

char *step_text(const struct step *step, const rp_topology *topology,
		enum rp_words words)
{
	struct text text = TEXT_INIT;

	switch (step->kind) {
	case STEP_MAPPING:
		add_mapping_text(&text, step, topology, words);
		break;
	case STEP_HOST_PIN:
		add_host_pin_text(&text, step, topology, words);
		break;
	case STEP_ADDRESS_PIN:
		add_address_pin_text(&text, step, topology, words);
		break;
	case STEP_PEAK_TARGET:
		text_add(&text,
			 text_words(words, N_("change the peak target")));
		break;
	case STEP_ACCEPT:
		text_add(&text, text_words(words, N_("accept the plan")));
		break;
	case STEP_REBALANCE:
		text_add(&text, text_words(words, N_("rebalance")));
		break;
	}
	return text_take(&text, NULL);
}
