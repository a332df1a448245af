/* The signs of the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map_signs.h"
#include "words.h"

/* frame.c has what they are in ASCII, where they differ as well. */
static const struct {
	const char *text;
	const char *words; /* Untranslated. */
	enum style style;
} signs[N_MAP_SIGNS] = {
	[SIGN_MAPPED] = { "●", N_("mapped"), STYLE_LINE },
	[SIGN_LACKING] = { "⊗", N_("mapped, not available"), STYLE_ERROR },
	[SIGN_BOTH_WAYS] = { "◆", N_("mapped, and the way back is drawn"),
			     STYLE_LINE },
	[SIGN_RECOMMENDED] = { "★", N_("recommended"), STYLE_GOOD },
	[SIGN_AVAILABLE] = { "○", N_("available"), STYLE_TEXT },
	[SIGN_UNAVAILABLE] = { "✕", N_("not available"), STYLE_ERROR },
	[SIGN_PROPOSED] = { "◇", N_("proposed"), STYLE_LINE_DRAFT },
	[SIGN_UNMAPPED] = { "·", N_("not mapped"), STYLE_TEXT },
	[SIGN_ITSELF] = { "╲", N_("the source itself"), STYLE_DIM },
};

const char *map_sign(enum map_sign sign)
{
	return signs[sign].text;
}

enum style map_sign_style(enum map_sign sign)
{
	return signs[sign].style;
}

const char *map_sign_words(enum map_sign sign)
{
	return _(signs[sign].words);
}

void map_print_signs(FILE *out)
{
	fprintf(out, "\n%s\n", _("Signs"));
	for (int i = 0; i < N_MAP_SIGNS; i++)
		fprintf(out, "  %s  %s\n", signs[i].text, _(signs[i].words));
}
