#!/bin/sh
# One problem has one plan, whatever compiled the program: the placements of
# tests/libreplan/placement_digest.c are the same from each compiler there is,
# with and without optimisation.
# SPDX-License-Identifier: GPL-3.0-or-later

top=${srcdir:-.}
dir=${TMPDIR:-/tmp}
cc=${CC:-cc}
n=0
failed=0

# compiled PROGRAM COMPILER FLAG...
compiled()
{
	program=$1
	shift
	"$@" -std=c17 -D_GNU_SOURCE -w -I"$top/src/libreplan" \
		-I"$top/tests/libreplan" \
		"$top/tests/libreplan/placement_digest.c" \
		"$top/tests/libreplan/site_problem.c" \
		"$top/tests/libreplan/random_problem.c" \
		"$top"/src/libreplan/placement*.c \
		"$top/src/libreplan/idset.c" "$top/src/libreplan/memory.c" \
		"$top/src/libreplan/ratio.c" -o "$program"
}

# same COMPILER FLAG: as the first one.
same()
{
	if ! compiled "$dir/digest" $1 $2 ||
		! "$dir/digest" >"$dir/digest.out"; then
		echo "not ok: $1 $2 does not compile, or fails"
		failed=1
		return
	fi
	n=$((n + 1))
	if [ $n -eq 1 ]; then
		cp "$dir/digest.out" "$dir/first.out"
	fi
	if cmp "$dir/first.out" "$dir/digest.out"; then
		echo "ok: $1 $2"
	else
		echo "not ok: $1 $2 places otherwise than the first"
		failed=1
	fi
}

for compiler in "$cc" gcc clang; do
	# The first may have arguments, and be one of the others.
	if [ "$compiler" = "$cc" ] && [ $n -gt 0 ]; then
		continue
	fi
	if [ "$compiler" != "$cc" ] &&
		! command -v "$compiler" >/dev/null; then
		continue
	fi
	same "$compiler" -O0
	same "$compiler" -O3
done
if [ $n -lt 2 ]; then
	echo 'not ok: nothing was compared'
	failed=1
fi

# Other problems are placed otherwise: the digest tells.
if ! "$dir/digest" 1 >"$dir/other.out" ||
	cmp -s "$dir/first.out" "$dir/other.out"; then
	echo 'not ok: the digest of other problems is the same'
	failed=1
fi
exit $failed
