/* Configuration: how an operator wants the planner to be.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replan-config(5) describes the file.  Nothing in it keeps the planner from
 * starting: what is wrong is said, and left as it is without it. */

#ifndef CONFIGURATION_H
#define CONFIGURATION_H 1

#include "keymap.h"
#include "replan.h"
#include "theme.h"

struct configuration {
	struct theme theme;
	struct keymap keys;
	enum colours colours;
	bool mouse;
	bool ascii;
	bool clipboard;
	bool title;
	rp_messages *errors;  /* What is wrong in the files. */
	rp_messages *notices; /* What is not known there, or surprises. */
};

/* As it is without a file.  False without memory; configuration_destroy() is
 * right in any case. */
bool configuration_init(struct configuration *config);
void configuration_destroy(struct configuration *config);

/* The folder of the configuration, "$XDG_CONFIGURATION_HOME/replan" or
 * "$HOME/.config/replan".  NULL where there is none, or without memory.  The
 * caller frees it. */
char *configuration_folder(void);

/* Reads the file "config" in 'folder', and the theme that it names.  A file
 * that is not there says nothing. */
void configuration_read(struct configuration *config, const char *folder);

#endif
