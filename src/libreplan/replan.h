/* replan - a planner for recovery networks
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The public face of libreplan: everything that can be said about a plan.
 *
 * What?
 * =====
 * A topology is what stands: sites, VMM servers, networks, hosts, VMs.  It is
 * read once and never changes.  A session holds the operator's decisions over
 * it (mappings, pins) with undo and redo, and the plan that follows from them.
 * A plan is every replica, its host, networks, subnets and addresses, and the
 * findings about them.  A plan is one function of topology, decisions and
 * accepted plan: two sessions that hold the same hold the same plan.
 *
 * Conventions
 * ===========
 * - Objects are ids: dense numbers from 0 of their kind, in the order of the
 *   files.  RP_NONE is no object.  A range of ids is `first <= id < end`.
 * - Functions that can fail return an rp_result, 0 when all is well.  An out
 *   parameter comes first and is untouched when they fail.
 * - `const` pointers that are returned are borrowed: they live as long as
 *   their topology or plan.  `char *` that is returned belongs to the caller,
 *   who frees it with free(); it is NULL when memory ran out.
 * - Each type has its own `_free`, which takes NULL.
 * - Numbers are integers: CPUs in 1/1000 of a CPU, memory in MiB, storage in
 *   GiB, ratios as a load and the capacity that it stands against.
 * - "Rules n" in a comment is the section of the project's rules that is
 *   carried out.  Nothing here prints, reads a clock or ends the process.
 */

#ifndef REPLAN_H
#define REPLAN_H 1

#include "replan/basics.h"
#include "replan/topology.h"
#include "replan/plan.h"
#include "replan/answers.h"
#include "replan/session.h"
#include "replan/export.h"

#endif
