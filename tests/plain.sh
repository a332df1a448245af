#!/bin/sh
# The planner line by line: what is said when lines are read from a pipe.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What tests/data/plain/NAME.in comes to stands in NAME.out; with UPDATE=1 that
# is written.

src=${srcdir:-.}
data=$src/tests/data/plain
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
cp "$src"/data/examples/newyork-chicago*.cfg "$data"/*.cfg .
chmod u+w ./*

# transcript NAME TOPOLOGY
transcript()
{
	"$REPLAN" --plain "$2" <"$data/$1.in" >"$1.out" 2>"$1.err"
	status=$?
	cat "$1.err" >>"$1.out"
	echo "status $status" >>"$1.out"
	[ -z "$UPDATE" ] || cp "$1.out" "$data/$1.out"
	diff -u "$data/$1.out" "$1.out"
	say $? "$1"
}

transcript newyork newyork-chicago.cfg
transcript hostile hostile.cfg

! LC_ALL=C grep -q "$(printf '\033')" newyork.out hostile.out
say $? 'nothing moves a cursor'
! grep -q '[│┃━─█◀]' newyork.out
say $? 'nothing is drawn'

echo 'list map' | LC_ALL=C "$REPLAN" --plain newyork-chicago.cfg |
	LC_ALL=C grep -q '[^ -~]'
[ $? -eq 1 ]
say $? 'in ASCII where the locale is'

echo 'map VMNetwork1-NewYork VMNetwork2-Chicago' |
	"$REPLAN" --plain --readonly newyork-chicago.cfg >out
[ $? -eq 1 ] && grep -q 'read-only' out
say $? 'read-only stays so'

"$REPLAN" --plain missing.cfg </dev/null >out 2>err
[ $? -eq 2 ] && [ ! -s out ] && [ -s err ]
say $? 'a topology that is not there'

"$REPLAN" --plain newyork-chicago.cfg </dev/null >/dev/full 2>err
[ $? -eq 2 ]
say $? 'an output that is full is noticed'

# Edits that nobody saved are not offered to the next session.
echo 'map VMNetwork1-NewYork VMNetwork2-Chicago' |
	"$REPLAN" --plain newyork-chicago.cfg |
	grep -q 'the changes were not saved'
say $? 'what is not saved is said'
echo 'list map' | "$REPLAN" --plain newyork-chicago.cfg |
	grep -q 'VMNetwork1-NewYork, 8 NICs, mapped to VMNetwork1-Chicago'
say $? 'and is gone'

# A line that is an error does nothing.
for line in 'undo abc' 'undo 5 x' 'save abc' 'write abc' 'accept now' \
	'summary abc' 'delete VMNetwork1-NewYork' 'quit abc' 'target 5 5'; do
	cp newyork-chicago.plan.cfg before
	printf '%s\n' 'map VMNetwork2-NewYork VMNetwork2-Chicago' "$line" \
		'list map' | "$REPLAN" --plain newyork-chicago.cfg >out
	[ $? -eq 1 ] && grep -q '^error: ' out &&
		grep -q '^VMNetwork1-NewYork.* mapped to' out &&
		grep -q '^VMNetwork2-NewYork.* mapped to' out &&
		cmp -s before newyork-chicago.plan.cfg
	say $? "an error does nothing: $line"
done
printf '%s\n' 'undo all' 'redo 1' 'undo 9' 'target' 'list avail' 'list ma' |
	cat - >rest
printf '%s\n' 'map VMNetwork2-NewYork VMNetwork2-Chicago' \
	'unmap VMNetwork1-NewYork' | cat - rest |
	"$REPLAN" --plain newyork-chicago.cfg >out
[ $? -eq 0 ] && grep -q '^2 steps undone' out &&
	grep -q '^1 step redone' out && grep -q '^1 step undone' out &&
	grep -q '^VMNetwork1-NewYork.* mapped to' out &&
	grep -q '^VMNetwork2-NewYork.* not mapped' out
say $? 'steps are counted'
grep -q '^peak target: [0-9.]*%' out
say $? 'target alone says what it is'
grep -q "Availability available" out && grep -q '^VMNetwork2-Chicago, a target' out
say $? 'views by their beginning, and targets in the map'

# What a session lost is for somebody who can be asked: nothing is done.
mkfifo lines
"$REPLAN" --plain newyork-chicago.cfg <lines >out &
pid=$!
exec 3>lines
echo 'unmap VMNetwork1-NewYork' >&3
for i in $(seq 100); do
	grep -q '^deleted: ' out && break
	sleep 0.1
done
kill -9 $pid
wait $pid 2>/dev/null
exec 3>&-
cp newyork-chicago.plan.cfg before
for i in 1 2; do
	printf '%s\n' 'map VMNetwork2-NewYork VMNetwork2-Chicago' write |
		"$REPLAN" --plain newyork-chicago.cfg >out 2>err
	[ $? -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] &&
		grep -q 'ended with 1 edit .* in a terminal' err &&
		cmp -s before newyork-chicago.plan.cfg
	say $? "what a killed session lost is there: $i"
done
echo ':write' | "$REPLAN" --script=- newyork-chicago.cfg 2>err
[ $? -eq 2 ] && grep -q 'ended with 1 edit' err
say $? 'and stops a script'
echo 'list map' | "$REPLAN" --plain --readonly newyork-chicago.cfg >out &&
	grep -q '^VMNetwork1-NewYork, 8 NICs, mapped' out
say $? 'and can be looked past'
printf '%s\n' 'open newyork-chicago.cfg' 'list map' |
	"$REPLAN" --plain >out
grep -q 'ended with 1 edit' out && ! grep -q '8 NICs' out
say $? 'and is not opened later either'
exit $failed
