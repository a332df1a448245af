/* Words: what a person reads, in their language.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef WORDS_H
#define WORDS_H 1

#include <libintl.h>

#ifndef _
#define _(msgid) gettext(msgid)
#endif

/* Marks a string for translation where _() gets it later. */
#ifndef N_
#define N_(msgid) msgid
#endif

#endif
