# replan-flags.m4 - what the compiler and the linker are asked for
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The variables made here stand before the user's CFLAGS, CPPFLAGS and
# LDFLAGS, which are theirs and never changed.

# RP_COMPILES(FLAGS, YES, NO, [PROGRAM])
# Whether the compiler takes FLAGS without a word and compiles PROGRAM.
AC_DEFUN([RP_COMPILES],
[AS_VAR_PUSHDEF([cache], [rp_cv_compiles_$1])
AC_CACHE_CHECK([whether $CC takes $1], [cache],
  [rp_save_CFLAGS=$CFLAGS
   CFLAGS="$CFLAGS $1 -Werror"
   AC_COMPILE_IFELSE([m4_default([$4], [AC_LANG_PROGRAM])],
                     [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
   CFLAGS=$rp_save_CFLAGS])
AS_VAR_IF([cache], [yes], [$2], [$3])
AS_VAR_POPDEF([cache])])

# RP_LINKS(FLAGS, YES, NO)
# Whether a program can be linked with FLAGS.
AC_DEFUN([RP_LINKS],
[AS_VAR_PUSHDEF([cache], [rp_cv_links_$1])
AC_CACHE_CHECK([whether $CC links with $1], [cache],
  [rp_save_CFLAGS=$CFLAGS
   rp_save_LDFLAGS=$LDFLAGS
   CFLAGS="$CFLAGS -Werror"
   LDFLAGS="$LDFLAGS $1"
   AC_LINK_IFELSE([AC_LANG_PROGRAM],
                  [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
   CFLAGS=$rp_save_CFLAGS
   LDFLAGS=$rp_save_LDFLAGS])
AS_VAR_IF([cache], [yes], [$2], [$3])
AS_VAR_POPDEF([cache])])

# RP_COMPILE_FLAGS(VARIABLE, FLAGS), RP_LINK_FLAGS(VARIABLE, FLAGS)
# Add to VARIABLE those of FLAGS that can be used.
AC_DEFUN([RP_COMPILE_FLAGS],
[for rp_flag in m4_normalize([$2]); do
  RP_COMPILES([$rp_flag], [AS_VAR_APPEND([$1], [" $rp_flag"])])
done])

AC_DEFUN([RP_LINK_FLAGS],
[for rp_flag in m4_normalize([$2]); do
  RP_LINKS([$rp_flag], [AS_VAR_APPEND([$1], [" $rp_flag"])])
done])

# RP_LIBRARY(NAME, LIBRARY, HEADER, FUNCTION, MISSING)
# A library that has no pkg-config file: NAME_LIBS, or else MISSING is run.
AC_DEFUN([RP_LIBRARY],
[AC_ARG_VAR([$1_LIBS], [linker flags for $1, overriding -l$2])
rp_found=no
AC_CHECK_HEADER([$3],
  [AC_CHECK_LIB([$2], [$4],
    [rp_found=yes
     AS_IF([test -z "$$1_LIBS"], [$1_LIBS=-l$2])])])
AS_IF([test "$rp_found" = no], [$5])])

# RP_ARG_WERROR: --enable-werror
AC_DEFUN([RP_ARG_WERROR],
[AC_ARG_ENABLE([werror],
  [AS_HELP_STRING([--enable-werror], [treat warnings as errors])],
  [], [enable_werror=no])])

# RP_ARG_SANITIZER: --with-sanitizer[=LIST]
# Any finding ends the program.
AC_DEFUN([RP_ARG_SANITIZER],
[AC_ARG_WITH([sanitizer],
  [AS_HELP_STRING([--with-sanitizer@<:@=LIST@:>@],
    [build with sanitizers @<:@address,undefined@:>@])],
  [], [with_sanitizer=no])
AS_IF([test "$with_sanitizer" = yes], [with_sanitizer=address,undefined])
SANITIZER_CFLAGS=
AS_IF([test "$with_sanitizer" != no],
  [SANITIZER_CFLAGS="-fsanitize=$with_sanitizer"
   AS_VAR_APPEND([SANITIZER_CFLAGS], [" -fno-sanitize-recover=all"])
   AS_VAR_APPEND([SANITIZER_CFLAGS], [" -fno-omit-frame-pointer"])
   rp_save_CFLAGS=$CFLAGS
   CFLAGS="$CFLAGS $SANITIZER_CFLAGS"
   AC_MSG_CHECKING([whether programs with -fsanitize=$with_sanitizer link])
   AC_LINK_IFELSE([AC_LANG_PROGRAM], [AC_MSG_RESULT([yes])],
     [AC_MSG_RESULT([no])
      AC_MSG_ERROR([this compiler has no -fsanitize=$with_sanitizer])])
   CFLAGS=$rp_save_CFLAGS])
AC_SUBST([SANITIZER_CFLAGS])
AM_CONDITIONAL([SANITIZED], [test "$with_sanitizer" != no])])

# RP_ASSERTIONS
# What must hold is looked at where programs are built to be tested: it costs as
# much as planning does.
AC_DEFUN([RP_ASSERTIONS],
[ASSERTION_CPPFLAGS=
AS_IF([test "$enable_werror" = no && test "$with_sanitizer" = no],
  [ASSERTION_CPPFLAGS=-DNDEBUG])
AC_SUBST([ASSERTION_CPPFLAGS])])

# RP_STANDARD: C17 and a 128 bit integer.
AC_DEFUN([RP_STANDARD],
[RP_COMPILES([-std=c17], [],
  [AC_MSG_ERROR([a C17 compiler is needed, as gcc 8 or clang 7])])
AC_SUBST([STANDARD_CFLAGS], ["-std=c17 -fvisibility=hidden"])
AC_CHECK_TYPE([unsigned __int128], [],
  [AC_MSG_ERROR([a compiler with unsigned __int128 is needed])])])

# RP_WARNINGS
AC_DEFUN([RP_WARNINGS],
[WARNING_CFLAGS=
RP_COMPILE_FLAGS([WARNING_CFLAGS],
  [-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wformat=2
   -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla
   -Wcast-qual -Wpointer-arith -Wwrite-strings -Wundef
   -Wlogical-op -Wduplicated-cond -Wduplicated-branches])
AS_IF([test "$enable_werror" = yes],
      [AS_VAR_APPEND([WARNING_CFLAGS], [" -Werror"])])
AC_SUBST([WARNING_CFLAGS])])

# RP_HARDENING
# _FORTIFY_SOURCE wants optimisation, and is in the way of sanitizers.
AC_DEFUN([RP_HARDENING],
[HARDENING_CPPFLAGS=
HARDENING_CFLAGS=
HARDENING_LDFLAGS=
PIE_LDFLAGS=
RP_COMPILE_FLAGS([HARDENING_CFLAGS],
  [-fstack-protector-strong -fstack-clash-protection -fcf-protection])
RP_LINK_FLAGS([HARDENING_LDFLAGS], [-Wl,-z,relro -Wl,-z,now])
RP_COMPILES([-fPIE],
  [RP_LINKS([-pie], [AS_VAR_APPEND([HARDENING_CFLAGS], [" -fPIE"])
                     PIE_LDFLAGS=-pie])])
AS_IF([test "$with_sanitizer" = no],
  [RP_COMPILES([-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2],
    [HARDENING_CPPFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"], [],
    [AC_LANG_PROGRAM([[#include <string.h>]])])])
AC_SUBST([HARDENING_CPPFLAGS])
AC_SUBST([HARDENING_CFLAGS])
AC_SUBST([HARDENING_LDFLAGS])
AC_SUBST([PIE_LDFLAGS])])
