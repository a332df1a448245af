/* Remedies of findings that one key carries out.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FINDINGS_REMEDY_H
#define FINDINGS_REMEDY_H 1

#include "ui.h"

/* Does what the remedy of 'finding' says where that is an edit: as one undo
 * step, or as far as to where it is left to the operator what to choose.  Says
 * what was done, or that there is nothing to do here. */
unsigned remedy_do(struct ui *ui, const rp_finding *finding);

#endif
