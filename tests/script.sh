#!/bin/sh
# Scripts drive the planner: what they do, and how they end.
# SPDX-License-Identifier: GPL-3.0-or-later

src=${srcdir:-.}
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
cp "$src"/data/examples/newyork-chicago*.cfg .
chmod u+w ./*

# ends STATUS SAYS TEXT: the script TEXT ends with STATUS, and says SAYS.
ends()
{
	printf '%s\n' "$3" |
		"$REPLAN" --script=- newyork-chicago.cfg >out 2>err
	status=$?
	[ $status -eq "$1" ] && { [ -z "$2" ] || grep -q -F -e "$2" err; }
	say $? "$1: $2"
}

cp newyork-chicago.plan.cfg before
"$REPLAN" --script="$src/tests/data/scripts/second-network.script" \
	newyork-chicago.cfg </dev/null
say $? 'a script maps the second network'
cmp -s before newyork-chicago.plan.cfg
say $? 'and leaves the plan file as it was'
[ "$(wc -l <screen.txt)" -eq 30 ] && grep -q '^\* new' screen.txt &&
	! grep -q ' $' screen.txt
say $? 'a screen is saved as text'
grep -q '^cursor [0-9]*:[0-9]*' styles.txt && grep -q ' title$' styles.txt
say $? 'and with its styles'
[ ! -e "$XDG_STATE_HOME/replan/history" ]
say $? 'and nothing is kept of its lines'

printf '%s\n' ':map VMNetwork2-NewYork VMNetwork2-Chicago' ':write' |
	"$REPLAN" --script=- newyork-chicago.cfg
say $? 'a script saves'
grep -q 'VMNetwork2-Chicago' newyork-chicago.plan.cfg
say $? 'what it mapped'

ends 0 '' '# nothing'
ends 1 'replan: -:2: '"'Hudson'"' is not on the screen' 'wait
expect Hudson'
ends 1 "-:1: 'VMM-Chicago' is on the screen" 'absent VMM-Chicago'
ends 1 "-:2: 'VM99': there is no VM of this name" '
:pin VM99 CH-HV01'
ends 1 "-:1: 'abc': expected a number of steps" ':undo abc'
ends 1 "-:1: 'abc': nothing is asked for here" ':save abc'
ends 1 "-:1: 'VMNetwork1': nothing is asked for here" ':delete VMNetwork1'
ends 1 '-:2: a question is open' ':sides
:map VMNetwork2-NewYork VMNetwork1-Chicago'
ends 0 '' ':unmap VMNetwork1-NewYork
:undo all
:redo 1
expect 1 step redone
:target
expect peak target: 
:help
expect address VM/NIC ADDRESS: Pin an address
key Esc
:view avail
expect [4 '
ends 1 '-:2: the planner was left before this line' ':quit
wait'
ends 2 "-:1: 'jump': no line of a script begins so" 'jump 3
screen never.txt'
ends 2 "-:3: 'Hyper-X': there is no such key" 'screen never.txt

key j Hyper-X'
ends 2 '-:1: expected: mouse press|' 'mouse press 3'
ends 2 '-:1: expected: mouse press|' 'mouse hover 3 4'
ends 2 '-:1: expected: resize ROWS COLUMNS' 'resize 0 80'
ends 2 '-:1: expected: resize ROWS COLUMNS' 'resize 24 99999999999'
ends 2 '-:1: expected: screen FILE' 'screen a b'
ends 2 '-:1: expected: expect TEXT' 'expect'
ends 2 '-:1: this is not UTF-8' "$(printf 'type \377')"
ends 2 'cannot be written' 'screen /nowhere/at/all.txt'
[ ! -e never.txt ]
say $? 'a faulty script does nothing'

"$REPLAN" --script=missing newyork-chicago.cfg 2>err
[ $? -eq 2 ] && grep -q 'missing: ' err
say $? 'a script that is not there'
echo wait | "$REPLAN" --script=- missing.cfg 2>err
[ $? -eq 2 ]
say $? 'a topology that is not there'
echo 'screen -' | "$REPLAN" --script=- >out
[ $? -eq 0 ] && grep -q '^ replan' out
say $? 'the start screen'

printf 'key j\nscreen -\n' | "$REPLAN" --script=- newyork-chicago.cfg >out
[ -s out ] && ! grep -q "$(printf '\033')" out
say $? 'nothing is sent to a terminal'
exit $failed
