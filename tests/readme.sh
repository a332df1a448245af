#!/bin/sh
# README shows the program as it is: its pictures are screens, and what stands
# below its commands is what they say.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A picture is all from a title, which begins with one blank or "* ", to the next
# line that begins with "F1 "; the screens of tests/data/scripts/readme.script are those
# pictures, in their order, line by line.  With UPDATE=1 they are put there.
#
# Below a line "  $ COMMAND" and up to an empty one stand lines that its output
# has, one after the other.

src=${srcdir:-.}
readme=$src/README
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

cd "$TMPDIR" || exit 99
cp "$src"/data/examples/*.cfg .
chmod u+w ./*

# pictures README: writes its pictures to 1.picture, 2.picture, and so on.
pictures()
{
	rm -f ./*.picture
	awk '
	/^( [^ ]|[*] )/ && !inside { inside = 1; n++ }
	inside { print >(n ".picture") }
	/^F1 / { inside = 0 }
	END { exit inside || !n }' "$1"
}

# same_pictures README: it has all screens as its pictures, and no more.
same_pictures()
{
	pictures "$1" || return 1
	n=0
	for screen in [0-9]*.txt; do
		n=$((n + 1))
		diff -u "${screen%.txt}.picture" "$screen" || return 1
	done
	[ "$(ls ./*.picture | wc -l)" -eq "$n" ]
}

# replaced README: the same with the screens in place of its pictures.
replaced()
{
	awk '
	/^( [^ ]|[*] )/ && !inside {
		inside = 1
		n++
		while ((getline line <(n ".txt")) > 0)
			print line
	}
	!inside
	/^F1 / { inside = 0 }' "$1"
}

# examples README: writes its commands to 1.command and what stands below to
# 1.below, and so on.
examples()
{
	rm -f ./*.command ./*.below
	awk '
	/^  [$] / {
		n++
		inside = 1
		print substr($0, 5) >(n ".command")
		printf "" >(n ".below")
		next
	}
	/^$/ { inside = 0 }
	inside { print substr($0, 3) >(n ".below") }
	END { exit !n }' "$1"
}

# within PART WHOLE: the lines of PART stand in WHOLE, one after the other.
within()
{
	awk '
	NR == FNR { part[++n] = $0; next }
	{ whole[++m] = $0 }
	END {
		for (i = 0; i + n <= m; i++) {
			for (j = 1; j <= n && part[j] == whole[i + j]; j++)
				;
			if (j > n)
				exit 0
		}
		exit 1
	}' "$1" "$2"
}

# true_examples README: its commands say what it says they do.
true_examples()
{
	examples "$1" || return 1
	for command in *.command; do
		below=${command%.command}.below
		sed "s|^replan |\"\$REPLAN\" |" "$command" >run
		sh ./run >output 2>&1
		if ! [ -s "$below" ] || ! within "$below" output; then
			echo "not what this says: $(cat "$command")"
			diff -u "$below" output
			return 1
		fi
	done
}

"$REPLAN" --script="$src/tests/data/scripts/readme.script" newyork-chicago.cfg
status=$?
say $status 'the first minute can be done'

if [ -n "$UPDATE" ] && [ $status -eq 0 ]; then
	replaced "$readme" >new && cat new >"$readme"
fi
same_pictures "$readme"
say $? 'the pictures are screens'
true_examples "$readme"
say $? 'commands say what stands below them'

[ "$(wc -L <"$readme")" -le 80 ]
say $? 'no line has more than 80 columns'

# What it names in the tree is there; building makes the rest.
sed 's|build/[^ ]*||g; s|\./configure||g' "$readme" |
	grep -o '\./[a-z][a-z0-9/.-]*\|\(data\|man\|src\|tests\)/[a-z0-9/.-]*' |
	sort -u >paths
while read -r path; do
	[ -e "$src/$path" ] || echo "there is no $path"
done <paths >lost
cat lost
[ -s paths ] && [ ! -s lost ]
say $? 'what it names is there'

# Known to be wrong.
sed 's/●/○/' "$readme" >wrong
! same_pictures wrong >/dev/null
say $? 'a wrong sign is noticed'
sed '/^F1 /{h;s/.*//;x;}' "$readme" | awk '
	/^( [^ ]|[*] )/ && !done { inside = done = 1 }
	!inside
	/^F1 / { inside = 0 }' >wrong
! same_pictures wrong >/dev/null
say $? 'and a picture that is missing'
sed 's/proven optimal/proven/' "$readme" >wrong
! true_examples wrong >/dev/null
say $? 'and what a command does not say'

exit $failed
