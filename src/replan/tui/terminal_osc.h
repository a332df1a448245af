/* Terminal OSC: what terminals are told beside the screen: title, clipboard.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef TERMINAL_OSC_H
#define TERMINAL_OSC_H 1

#include <stdbool.h>
#include <stddef.h>

/* Whether a terminal of type 'name' understands such sequences, or swallows
 * them: descriptions of terminals do not say. */
bool osc_is_known(const char *name);

/* Keep the title as it is, and bring it back. */
#define OSC_TITLE_PUSH "\033[22;2t"
#define OSC_TITLE_POP "\033[23;2t"

/* The sequence that sets the title, UTF-8 that was shown already, as much of it
 * as fits.  Returns 'out'. */
#define OSC_TITLE_SIZE 256
const char *osc_title(char out[OSC_TITLE_SIZE], const char *title);

/* The sequence that puts 'text' into the clipboard.  The caller frees it; NULL
 * without memory. */
char *osc_copy(const char *text);

#endif
