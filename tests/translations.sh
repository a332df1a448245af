#!/bin/sh
# Translations fit what they translate: formats and arguments.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is not translated yet is said, and no fault.

src=${srcdir:-.}
dir=${TMPDIR:-/tmp}
failed=0

if ! command -v msgfmt >/dev/null 2>&1; then
	echo 'no msgfmt: left out'
	exit 77
fi

# Reads a catalogue whose strings stand on one line each, and says which
# translations do not have the arguments, as {0}, of their original.
misfits()
{
	awk '
	function arguments(text,    i, found) {
		found = ""
		for (i = 0; i <= 9; i++)
			if (index(text, "{" i "}"))
				found = found i
		return found
	}
	/^msgid / { original = $0 }
	/^msgid_plural / { original = $0 }
	/^msgstr/ && $0 !~ / ""$/ {
		if (arguments($0) != arguments(original)) {
			print "not the arguments of its original: " $0
			bad = 1
		}
	}
	END { exit bad }'
}

for po in "$src"/po/*.po; do
	[ -f "$po" ] || continue
	name=$(basename "$po")
	if msgfmt -c --statistics -o /dev/null "$po" &&
	   msgcat --no-wrap "$po" | misfits; then
		echo "ok: $name"
	else
		echo "not ok: $name"
		failed=1
	fi
	if [ -f "$src/po/replan.pot" ]; then
		msgcmp "$po" "$src/po/replan.pot" >"$dir/missing" 2>&1 ||
			echo "note: $(grep -c 'is used' "$dir/missing")" \
				"strings have no translation in $name"
	fi
done

if printf 'msgid "map {0} to {1}"\nmsgstr "{0} auf {2}"\n' |
	misfits >/dev/null; then
	echo 'not ok: a wrong argument is noticed'
	failed=1
else
	echo 'ok: a wrong argument is noticed'
fi
exit $failed
