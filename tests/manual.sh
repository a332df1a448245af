#!/bin/sh
# The manual pages say what the program has: options, keys, settings.
# SPDX-License-Identifier: GPL-3.0-or-later

src=${srcdir:-.}
page=${builddir:-.}/man/replan.1 # Made by building, as that of findings.
findings=${builddir:-.}/man/replan-findings.7
config=${builddir:-.}/man/replan-config.5
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
		plain=$(printf '%s\n' "$word" | sed 's/[].*^$\\[]/\\&/g')
		line=${2%%%*}$plain${2#*%}
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
	s/\\\\/\\e/g
	s/ / , /g
	p
}' "$src/src/replan/tui/actions.def" | sort -u |
	has_all "$TMPDIR/page" '^\.It Ic %$'
say $? 'replan.1 has the keys of every action'

sed -n 's/^COMMAND([A-Z]*, "\([a-z]*\)".*/\1/p' \
	"$src/src/replan/tui/command_line.def" |
	has_all "$page" '^\.It Ic %\>'
say $? 'and every command of the command line'

sed -n 's/^\t{ "\([a-z]*\)", "[^"]*",.*/\1/p' "$src/src/replan/tui/script.c" |
	has_all "$page" '^\.It Ic %\>'
say $? 'and every line of a script'

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

# Settings of the planner, as its sources have them between quotes.
tui=$src/src/replan/tui
{
	sed -n 's/^\t\t{ "\([a-z]*\)", &config->.*/\1/p' "$tui/configuration.c"
	sed -n 's/.*strcmp(setting->name, "\([a-z]*\)").*/\1/p' \
		"$tui/configuration.c" "$tui/theme_file.c"
} | sort -u | has_all "$config" '^\.It Ic %\>'
say $? 'replan-config.5 has every setting'

sed -n 's/^ACTION([A-Z_]*, "\([a-z-]*\)".*/\1/p' "$tui/actions.def" |
	has_all "$config" '^\.It Ic % Pq '
say $? 'and every action'

sed -n 's/^\t\[STYLE_[A-Z_]*\] = "\([a-z-]*\)".*/\1/p' "$tui/frame_dump.c" |
	has_all "$config" '^\.It Cm .*%\>'
say $? 'and every style'

sed -n 's/^\t{ "\([a-z]*\)", &[a-z]*_theme.*/\1/p' "$tui/theme_tables.c" |
	has_all "$config" '^\.It Cm %$'
say $? 'and every theme'

! echo no_such_setting | has_all "$files" '^\.I[tc] .*%\>' >/dev/null
say $? 'one that is not described is noticed'

exit $failed
