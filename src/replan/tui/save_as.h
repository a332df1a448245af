/* Saving something under a name that was asked for.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef SAVE_AS_H
#define SAVE_AS_H 1

#include "ui.h"

/* Writes 'size' bytes, which it takes and frees, to the file 'path', and says
 * so; asks first where there is one. */
unsigned save_as(struct ui *ui, const char *path, char *bytes, size_t size);

/* Asks for a name, and saves the screen there as text. */
unsigned save_screen(struct ui *ui);

#endif
