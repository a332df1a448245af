#!/bin/sh
# What the built library may and may not do, read from its symbols.
# SPDX-License-Identifier: GPL-3.0-or-later

if [ -n "$SANITIZER" ]; then
	echo 'a sanitizer adds symbols of its own: left out'
	exit 77
fi

nm=${NM:-nm}
headers=${srcdir:-.}/src/libreplan/replan
shared=${builddir:-.}/src/libreplan/.libs/libreplan.so
core=${builddir:-.}/src/libreplan/.libs/libreplan-core.a
dir=${TMPDIR:-/tmp}
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

# The names that a header declares with RP_API, one on each line.
declared()
{
	tr '\n' ' ' <"$1" | sed 's/RP_API/\n&/g' |
		sed -n 's/^RP_API [^(]*[ *]\(rp_[a-z0-9_]*\)(.*/\1/p' | sort
}

# Symbols that a model library has no business to need, among those read.
unwanted()
{
	grep -E '^(_?exit|abort|_Exit|(v|f|vf|d|vd)?printf|put(s|char|c)|fput(s|c)|fwrite|perror|std(in|out|err)|time|gettimeofday|initscr|newterm|system|popen)$'
}

# Names without a version or the checking twin's decoration, and without those
# that the linker makes.
plain()
{
	sed 's/@.*//; s/^__\(.*\)_chk$/\1/' |
		grep -v -E '^(__bss_start|_edata|_end|_init|_fini)$' | sort -u
}

cat "$headers"/*.h >"$dir/header"
declared "$dir/header" >"$dir/declared"
$nm -D --defined-only "$shared" | awk '{ print $NF }' | plain >"$dir/exported"
[ -s "$dir/declared" ] && cmp -s "$dir/declared" "$dir/exported"
say $? 'what is exported is what replan.h declares'
diff "$dir/declared" "$dir/exported"

echo rp_not_there >>"$dir/exported"
! cmp -s "$dir/declared" "$dir/exported"
say $? 'one more symbol is noticed'

$nm -u "$core" | awk '$1 == "U" { print $2 }' | plain >"$dir/needed"
[ -s "$dir/needed" ] && ! unwanted <"$dir/needed"
say $? 'the library neither prints, nor ends the process, nor reads a clock'

printf 'malloc\n__printf_chk\n' | plain | unwanted >/dev/null
say $? 'a library that prints is noticed'

# Objects in sections that can be written; .data.rel.ro is not one of them
# once the program runs.
writable()
{
	awk '$0 ~ / O \.(data|bss|tdata|tbss)/ && $0 !~ /\.data\.rel\.ro/ {
		print $NF
		found = 1
	}
	END { exit !found }'
}

objdump -t "$core" >"$dir/objects"
! writable <"$dir/objects"
say $? 'the library has no state of its own'

echo '0000 l     O .bss	0004 counter' | writable >/dev/null
say $? 'a static variable is noticed'

exit $failed
