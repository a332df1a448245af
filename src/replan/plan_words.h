/* Words of a plan, as a person reads them: in tables and on the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each stands beside a word of the library that files, JSON and CSV have and
 * that is never translated: rp_rule_name() is "retained" in every language. */

#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H 1

#include "replan.h"

/* The rule by which a replica's NIC has an address; "" where it has none of
 * the family. */
const char *rule_word(enum rp_rule rule);

/* The address rule of a mapping. */
const char *address_rule_word(enum rp_address_rule rule);

/* How much a finding weighs. */
const char *level_word(enum rp_level level);

/* What happens to a subnet that fails over. */
const char *move_word(enum rp_move_kind kind);

/* How a NIC comes back. */
const char *outcome_word(enum rp_outcome outcome);

/* What differs between two plans. */
const char *difference_word(enum rp_difference_kind kind);

/* What an observed address is to the plan. */
const char *validity_word(enum rp_validity validity);

#endif
