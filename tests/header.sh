#!/bin/sh
# The public header stands alone: in strict C99 and C17, and in C++.
# SPDX-License-Identifier: GPL-3.0-or-later

header=${srcdir:-.}/src/libreplan/replan.h
dir=${TMPDIR:-/tmp}
cc=${CC:-cc}
failed=0

# compiles FILE COMPILER FLAG...
compiles()
{
	file=$1
	shift
	"$@" -pedantic-errors -Wall -Wextra -Werror -fsyntax-only \
		-I"$(dirname "$header")" "$file"
}

# accepted LABEL COMPILER FLAG...: the header is, and one that lacks a type
# is not.
accepted()
{
	label=$1
	shift
	if compiles "$dir/header.src" "$@"; then
		echo "ok: $label"
	else
		echo "not ok: $label"
		failed=1
	fi
	if compiles "$dir/faulty.src" "$@" >/dev/null 2>&1; then
		echo "not ok: $label takes a header that lacks a type"
		failed=1
	fi
}

printf '#include "replan.h"\nint header_is_whole(void);\n' >"$dir/header.src"
# Without its first part it lacks the types of all others.
printf '#define REPLAN_BASICS_H 1\n#include "replan.h"\n' >"$dir/faulty.src"

# A struct and the function that gives it have one name, as with stat(): C++
# takes that, and is not asked to warn of it.
accepted 'C99' $cc -x c -std=c99 -Wshadow -Wstrict-prototypes
accepted 'C17' $cc -x c -std=c17 -Wshadow -Wstrict-prototypes
if [ -n "$CXX" ]; then
	accepted 'C++11' $CXX -x c++ -std=c++11
	accepted 'C++17' $CXX -x c++ -std=c++17
else
	echo 'no C++ compiler: left out'
fi
exit $failed
