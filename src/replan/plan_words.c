/* Words of a plan, as a person reads them: see plan_words.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "plan_words.h"

#include "words.h"

const char *rule_word(enum rp_rule rule)
{
	switch (rule) {
	case RP_RULE_ABSENT:
		return "";
	case RP_RULE_PINNED:
		return _("pinned");
	case RP_RULE_RETAINED:
		return _("retained");
	case RP_RULE_OFFSET:
		return _("offset");
	case RP_RULE_NEXT:
		return _("next");
	case RP_RULE_DHCP:
		return _("dhcp");
	case RP_RULE_NONE:
		break;
	}
	return _("none");
}

const char *address_rule_word(enum rp_address_rule rule)
{
	switch (rule) {
	case RP_RETAIN:
		return _("retain");
	case RP_OFFSET:
		return _("offset");
	case RP_NEXT:
		break;
	}
	return _("next");
}

const char *level_word(enum rp_level level)
{
	switch (level) {
	case RP_ERROR:
		return _("error");
	case RP_WARNING:
		return _("warning");
	case RP_NOTICE:
		break;
	}
	return _("notice");
}

const char *move_word(enum rp_move_kind kind)
{
	switch (kind) {
	case RP_STRETCHED_SUBNET:
		return _("stretches");
	case RP_SUBNET_FAILOVER:
		return _("moves");
	case RP_ADDRESS_CHANGE:
		break;
	}
	return _("changes");
}

const char *outcome_word(enum rp_outcome outcome)
{
	switch (outcome) {
	case RP_CONNECTED:
		return _("connected");
	case RP_DISCONNECTED:
		return _("disconnected");
	case RP_AMBIGUOUS:
		break;
	}
	return _("ambiguous");
}

const char *difference_word(enum rp_difference_kind kind)
{
	switch (kind) {
	case RP_DIFFERENT_HOST:
		return _("host");
	case RP_DIFFERENT_NETWORK:
		return _("network");
	case RP_DIFFERENT_SUBNET:
		return _("subnet");
	case RP_DIFFERENT_ADDRESS:
		break;
	}
	return _("address");
}

const char *validity_word(enum rp_validity validity)
{
	switch (validity) {
	case RP_MATCHING:
		return _("matching");
	case RP_DIFFERENT:
		return _("different");
	case RP_MISSING:
		return _("missing");
	case RP_UNKNOWN:
		break;
	}
	return _("unknown");
}
