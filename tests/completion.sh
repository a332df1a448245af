#!/bin/sh
# The completion for bash: what it offers is what the program takes.
# SPDX-License-Identifier: GPL-3.0-or-later

file=${builddir:-.}/data/completions/replan # Made by building.
failed=0

if ! command -v bash >/dev/null 2>&1; then
	echo 'no bash: left out'
	exit 77
fi

say()
{
	if [ "$1" -eq 0 ]; then
		echo "ok: $2"
	else
		echo "not ok: $2"
		failed=1
	fi
}

# completed WORD...: what the last one may become, sorted, a line each.
completed()
{
	bash -c '
		. "$1" || exit 1
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_replan
		printf "%s\n" "${COMPREPLY[@]}"' bash "$file" "$@" | sort
}

# is_offered EXPECTED WORD...
is_offered()
{
	expected=$1
	shift
	[ "$(completed "$@" | tr '\n' ' ')" = "$expected " ]
}

offers()
{
	is_offered "$@"
	say $? "$*"
}

cd "$TMPDIR" || exit 99
mkdir sub sub/deep
: >sub/a.cfg
: >sub/b
: >net.cfg
: >net.plan.cfg
: >note.txt
: >'two words.cfg'

"$REPLAN" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >commands
for command in planner $(cat commands); do
	word=$command
	[ "$command" = planner ] && word=
	"$REPLAN" $word --help | sed -n 's/^  \(--[a-z]*=\{0,1\}\).*/\1/p' |
		sort >options
	completed replan $word -- | cmp -s - options
	say $? "the options of $command"
	"$REPLAN" $word --help |
		sed -n 's/^  --\([a-z]*\)=\([a-z|]*|[a-z|]*\).*/\1 \2/p' |
		while read -r option values; do
			completed replan $word --$option = '' |
				tr '\n' '|' >values
			echo "$(echo "$values" | tr '|' '\n' | sort |
				tr '\n' '|')" | tr -d '\n' | cmp -s - values ||
				exit 1
		done
	say $? "and the words that they may have"
done

offers 'net.cfg sub two words.cfg' replan plan ''
offers 'net.cfg net.plan.cfg sub two words.cfg' replan plan net.cfg ''
offers 'net.cfg net.plan.cfg' replan plan --fresh --format = json net.cfg n
offers 'net.cfg net.plan.cfg' replan diff net.cfg net.plan.cfg n
offers 'net.cfg' replan plan --format json n
offers 'net.cfg net.plan.cfg' replan net.cfg n
offers 'sub/a.cfg sub/deep' replan plan sub/
offers 'note.txt' replan export --output = not
offers 'note.txt' replan export --output=not
offers 'note.txt' replan validate --observed not
offers '' replan plan not
offers 'net.cfg' replan plan n
offers 'two words.cfg' replan plan tw
offers 'plan' replan pl
offers 'json' replan plan --format = j
offers 'json' replan plan --format j
offers 'json' replan plan --format=j
offers 'net.cfg net.plan.cfg note.txt' replan export --output = n
offers 'net.cfg net.plan.cfg note.txt' replan --script = n
offers '--fresh' replan plan x.cfg --fr
offers '' replan plan --fresh = x
offers 'config csv' replan export --format = c

! is_offered 'frob' replan frob
say $? 'what is not there is noticed'
exit $failed
