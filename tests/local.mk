# Tests, which mirror src/, and benchmarks.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A test is a program or a script that ends with 0, or with 77 where it does
# not apply.  tests/run-test gives each a home of its own and a time limit.

TEST_EXTENSIONS = .sh
LOG_COMPILER = $(SHELL) $(srcdir)/tests/run-test
SH_LOG_COMPILER = $(SHELL) $(srcdir)/tests/run-test $(SHELL)

AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; export srcdir; \
	builddir='$(abs_top_builddir)'; export builddir; \
	REPLAN='$(abs_top_builddir)/tests/replan-static$(EXEEXT)'; \
	export REPLAN; \
	CC='$(CC)'; CXX='$(TEST_CXX)'; NM='$(NM)'; export CC CXX NM; \
	SANITIZER='$(SANITIZER_CFLAGS)'; export SANITIZER;

# The program as the tests run it: one file, without the script by which
# libtool finds a library that is not installed.

# What a test program is linked with where it does not say otherwise; its
# source is its name with .c.
LDADD = \
	tests/libsupport.a \
	src/libreplan/libreplan-core.la \
	$(CMOCKA_LIBS) \
	$(CURSES_LIBS) \
	$(LTLIBINTL)

# What several of them share.
tests_libsupport_a_SOURCES = \
	tests/libreplan/random_problem.c \
	tests/libreplan/random_problem.h

# The same for those that need a terminal, by libvterm.


test_scripts = \
	tests/header.sh

# Tests by cmocka; and those of them that need a terminal.
test_programs = \
	tests/libreplan/test_address \
	tests/libreplan/test_bound \
	tests/libreplan/test_file \
	tests/libreplan/test_file_faults \
	tests/libreplan/test_memory \
	tests/libreplan/test_names \
	tests/libreplan/test_placement \
	tests/libreplan/test_ratio \
	tests/libreplan/test_show \
	tests/libreplan/test_text

terminal_programs =

# These lead the library's allocations to themselves.
wrap_allocation = \
	-Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
tests_libreplan_test_memory_LDFLAGS = $(AM_LDFLAGS) $(wrap_allocation)

TESTS = $(test_scripts)
if HAVE_CMOCKA
AM_CPPFLAGS += $(CMOCKA_CFLAGS)
check_LIBRARIES += tests/libsupport.a
check_PROGRAMS += $(test_programs)
TESTS += $(test_programs)
if HAVE_VTERM
AM_CPPFLAGS += $(VTERM_CFLAGS)
check_PROGRAMS += $(terminal_programs)
TESTS += $(terminal_programs)
endif
endif

# Folders of files that tests read.
test_data = \
	tests/data

EXTRA_DIST += tests/run-test tests/lsan.supp $(test_scripts) $(test_data)

# Benchmarks: each prints its figures.
bench_programs =

EXTRA_PROGRAMS += $(bench_programs)

# The sites that they make up.
EXTRA_LIBRARIES =

bench_libs = \
	src/libreplan/libreplan-core.la \
	$(LTLIBINTL)

bench: $(bench_programs) tests/replan-static$(EXEEXT)
	@set -e; for program in $(bench_programs); do \
		echo "== $$program"; \
		srcdir='$(abs_top_srcdir)' \
		REPLAN='$(abs_top_builddir)/tests/replan-static$(EXEEXT)' \
			./$$program; \
	done
.PHONY: bench

CLEANFILES += $(bench_programs) $(EXTRA_LIBRARIES)

clean-local:
	rm -rf tests/home examples
