/* The placement as a program for solvers: CPLEX LP format.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef EXPORT_LP_H
#define EXPORT_LP_H 1

#include "placement.h"
#include "text.h"

/* Adds the program of 'problem' to 'out': objective, rows and sections.  Its
 * variables are those that rp_export_lp() tells of in the comments at its
 * head. */
void lp_add_problem(struct text *out, const struct placement_problem *problem);

#endif
