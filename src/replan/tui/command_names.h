/* Names on a command line: the objects that they stand for.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An object is called by its name as the file or as the screen has it; where
 * several VMM servers have one of this name, as "NAME (SERVER)". */

#ifndef COMMAND_NAMES_H
#define COMMAND_NAMES_H 1

#include "ui.h"

/* What 'id' is called there: shown.  The caller frees it; NULL without
 * memory. */
char *named_text(const struct ui *ui, enum rp_kind kind, rp_id id);

/* The same of a NIC: "VM/NIC". */
char *nic_text(const struct ui *ui, rp_id nic);

/* Finds the object that 'word' stands for, of the kind RP_VM, RP_HOST or
 * RP_NETWORK; with a VMM server, on that one where several have one.  False
 * where that is not one object, after saying why. */
bool named_find(struct ui *ui, enum rp_kind kind, rp_id server,
		 const char *word, rp_id *id);

/* The same without a word where there is none. */
bool named_find_quietly(struct ui *ui, enum rp_kind kind, rp_id server,
			 const char *word, rp_id *id);

/* Finds the NIC that "VM/NIC" stands for, or the only one of a VM. */
bool nic_find(struct ui *ui, const char *word, rp_id *nic);

/* The host that 'word' stands for in the protecting cloud of 'vm'. */
bool host_find(struct ui *ui, rp_id vm, const char *word, rp_id *host);

/* The VM that 'word' stands for, which must have a replica. */
bool protected_find(struct ui *ui, const char *word, rp_id *vm);

#endif
