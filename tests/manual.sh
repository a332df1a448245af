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

sed -n 's/^\t\[SIGN_[A-Z_]*\] = { "[^"]*", N_("[a-z]\([^"]*\)").*/\1/p' \
	"$src/src/replan/tui/map_signs.c" |
	has_all "$page" '^[A-Z]%[.,:;]'
say $? 'and every sign of the map'

# The tables of settings: a name, then its type.
settings()
{
	cat "$src"/src/libreplan/*.c |
		tr '\n' ' ' | grep -o '{ *"[a-z_]*", *SETTING_' |
		sed 's/.*"\(.*\)".*/\1/' | sort -u
}
settings | has_all "$files" '^\.I[tc] .*%\>'
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

# ---- Examples ----------------------------------------------------------------

# examples PAGE: writes each literal text of its examples to the file that is
# named last before it.
examples()
{
	awk '
	/^\.Sh EXAMPLES/ { inside = 1 }
	/^\.Ed/ { text = 0 }
	inside && text { print >name }
	/^\.Bd -literal/ { text = 1 }
	/^\.Pa / { name = $2; sub(/.*\//, "", name) }' "$1"
}

# settled TOPOLOGY: it has a plan, and nothing in it is unknown.
settled()
{
	"$REPLAN" check --format=json "$1" >findings 2>said
	[ $? -le 1 ] && [ ! -s said ] && ! grep -q '"unknown-' findings
}

cd "$TMPDIR" || exit 99
examples "$files"
settled small.cfg && settled two-sites.cfg
say $? 'the examples of replan.cfg.5 can be planned'
"$REPLAN" plan --format=csv two-sites.cfg >plan.csv
grep -q '"10\.2\.0\.99","pinned"' plan.csv &&
	grep -q '^"WEB2",.*"HV-B2"' plan.csv
say $? 'with their plan file'
settings >names
[ -s names ] && while read -r name; do
	[ "$name" = accepted ] || cat two-sites*.cfg |
		grep -q "\<$name = " || echo "no example has $name"
done <names >lost
cat lost
[ -s names ] && [ ! -s lost ]
say $? 'and have every setting'
echo 'colour = 1;' >>two-sites.cfg
! settled two-sites.cfg
say $? 'one that is not known is noticed'

# start: the planner has nothing to say against its configuration.
mkdir -p "$XDG_CONFIG_HOME/replan/themes"
cp "$src"/data/examples/newyork-chicago*.cfg .
chmod u+w ./*.cfg
start()
{
	printf 'screen -\n' | "$REPLAN" --script=- newyork-chicago.cfg |
		grep -q ' peak .* gap '
}
examples "$config"
cp evening.cfg "$XDG_CONFIG_HOME/replan/themes/" &&
	cp config "$XDG_CONFIG_HOME/replan/" && start
say $? 'the examples of replan-config.5 are right'
echo 'sound = true;' >>"$XDG_CONFIG_HOME/replan/config"
! start
say $? 'one that is not is noticed'
rm -r "$XDG_CONFIG_HOME/replan"

# carried_out LINE: an example of the command line, where it can be done.
cp newyork-chicago.cfg 'other site.cfg'
carried_out()
{
	printf '%s\n' ':map VMNetwork2-NewYork VMNetwork2-Chicago' \
		':address VM4/Backup 10.2.40.55' ':write' ':view replicas' \
		"$1" | "$REPLAN" --script=- newyork-chicago.cfg
}
sed -n 's/^\.Dl \(:.*\)/\1/p' "$page" | sed 's/\\(dq/"/g' >lines
while read -r line; do
	carried_out "$line" || echo "cannot be done: $line"
done <lines >lost
cat lost
[ -s lines ] && [ ! -s lost ]
say $? 'the examples of the command line can be done'
! carried_out ':pin VM4 CH-HV99' 2>/dev/null
say $? 'one that cannot is noticed'
sed -n 's/^COMMAND([A-Z]*, "\([a-z]*\)".*/\1/p' \
	"$src/src/replan/tui/command_line.def" |
	has_all "$page" '^\.Dl :%\>'
say $? 'and each command has one'
commands | has_all "$page" '^\.Dl .*replan % '
say $? 'and so has each command of the program'

sed -n '/^\.Sh SCRIPTS/,/^\.Ed/p' "$page" | sed '1,/^\.Bd/d;/^\.Ed/d' >script
[ -s script ] && "$REPLAN" --script=script newyork-chicago.cfg &&
	[ -s hosts.txt ]
say $? 'the example of a script can be done'

# Pages name those that there are.
sed -n 's/^\.Xr \(replan[a-z.-]*\) \([0-9]\).*/\1.\2/p' "$page" "$findings" \
	"$config" "$files" | sort -u >names
for name in $(cat names); do
	[ -e "$(dirname "$page")/$name" ] || [ -e "$src/man/$name" ] ||
		echo "no page $name"
done >lost
cat lost
[ -s names ] && [ ! -s lost ]
say $? 'the pages that they name are there'

# formatted PAGE: it can be, without a complaint.
formatted()
{
	groff -mdoc -ww -z -Tutf8 "$1" >said 2>&1 && [ ! -s said ]
}

if command -v groff >/dev/null 2>&1; then
	for name in "$page" "$findings" "$config" "$files"; do
		formatted "$name"
		say $? "nothing is wrong in $(basename "$name")"
	done
	printf '.Dd today\n.Dt A 1\n.Os\n.Sh NAME\n.nosuch\n' >wrong
	! formatted wrong
	say $? 'what is wrong is noticed'
fi

! echo no_such_setting | has_all "$files" '^\.I[tc] .*%\>' >/dev/null
say $? 'one that is not described is noticed'

exit $failed
