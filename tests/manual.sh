#!/bin/sh
# The manual pages say what the program has: options, keys, settings.
# SPDX-License-Identifier: GPL-3.0-or-later

src=${srcdir:-.}
page=${builddir:-.}/man/replan.1 # Made by building, as that of findings.
findings=${builddir:-.}/man/replan-findings.7
files=$src/man/replan.cfg.5
failed=0

say()
{
	if [ "$1" -eq 0 ]; then
		echo "ok: $2"
	else
		echo "not ok: $2"
		failed=1
	fi
}

# has_all PAGE PATTERN: for each word read, PAGE has PATTERN with it as %.
has_all()
{
	missing=0
	words=0
	while read -r word; do
		words=$((words + 1))
		line=$(printf '%s\n' "$2" | sed "s|%|$word|")
		if ! grep -q -e "$line" "$1"; then
			echo "$1: nothing about $word"
			missing=1
		fi
	done
	[ $missing -eq 0 ] && [ $words -gt 0 ]
}

commands()
{
	"$REPLAN" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

options()
{
	for command in '' $(commands); do
		"$REPLAN" $command --help | sed -n 's/^  --\([a-z]*\).*/\1/p'
	done | sort -u
}

commands | has_all "$page" '^\.It Cm %$'
say $? 'replan.1 has every command'

options | has_all "$page" '^\.It Fl Fl %\>'
say $? 'replan.1 has every option'

sed -n 's/^\.It Fl Fl \([a-z]*\).*/\1/p' "$page" | sort >"$TMPDIR/documented"
options | cmp -s - "$TMPDIR/documented"
say $? 'and none that is not there'

# The keys of an action as replan.1 writes them: "Up , k".
sed 's/\\&//g' "$page" >"$TMPDIR/page"
sed -n '/^ACTION(/{
	s/^ACTION([A-Z_]*, "[^"]*", "\([^"]*\)".*/\1/
	s/ / , /g
	p
}' "$src/src/replan/tui/actions.def" | sort -u |
	has_all "$TMPDIR/page" '^\.It Ic %$'
say $? 'replan.1 has the keys of every action'

# The tables of settings: a name, then its type.
cat "$src"/src/libreplan/*.c |
	tr '\n' ' ' | grep -o '{ *"[a-z_]*", *SETTING_' |
	sed 's/.*"\(.*\)".*/\1/' | sort -u |
	has_all "$files" '^\.I[tc] .*%\>'
say $? 'replan.cfg.5 has every setting'

sed -n 's/^FINDING([A-Z_]*, "\([^"]*\)".*/\1/p' \
	"$src/src/libreplan/findings.def" |
	has_all "$findings" '^\.It Sy % '
say $? 'replan-findings.7 has every finding'

! echo no_such_setting | has_all "$files" '^\.I[tc] .*%\>' >/dev/null
say $? 'one that is not described is noticed'

exit $failed
