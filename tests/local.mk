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
check_PROGRAMS += tests/replan-static
tests_replan_static_SOURCES = src/replan/main.c
tests_replan_static_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
tests_replan_static_LDADD = \
	src/replan/libprogram.a \
	src/libreplan/libreplan-core.la \
	$(CURSES_LIBS) $(LTLIBINTL)

# The same, whose plan from nothing takes as long as nobody stops it.
check_PROGRAMS += tests/replan-held
tests_replan_held_SOURCES = src/replan/main.c tests/replan/tui/held.c
tests_replan_held_LDFLAGS = $(tests_replan_static_LDFLAGS) $(wrap_rebalance)
tests_replan_held_LDADD = $(tests_replan_static_LDADD)

# What a test program is linked with where it does not say otherwise; its
# source is its name with .c.
LDADD = \
	tests/libsupport.a \
	src/replan/libprogram.a \
	src/libreplan/libreplan-core.la \
	$(CMOCKA_LIBS) $(CURSES_LIBS) $(LTLIBINTL)

# What several of them share.
tests_libsupport_a_SOURCES = \
	tests/libreplan/address_world.c \
	tests/libreplan/address_world.h \
	tests/libreplan/describe.c \
	tests/libreplan/describe.h \
	tests/libreplan/failing.c \
	tests/libreplan/failing.h \
	tests/libreplan/fixture.c \
	tests/libreplan/fixture.h \
	tests/libreplan/random_problem.c \
	tests/libreplan/random_problem.h \
	tests/libreplan/routes_world.c \
	tests/libreplan/routes_world.h \
	tests/libreplan/site_problem.c \
	tests/libreplan/site_problem.h \
	tests/libreplan/small.c \
	tests/libreplan/small.h \
	tests/replan/checks.c \
	tests/replan/checks.h \
	tests/replan/run.c \
	tests/replan/run.h \
	tests/replan/tui/screen.c \
	tests/replan/tui/screen.h \
	tests/second/anew.c \
	tests/second/anew.h \
	tests/second/brute.c \
	tests/second/chance.c \
	tests/second/compare.c \
	tests/second/compare_findings.c \
	tests/second/compare_loss.c \
	tests/second/compare_moves.c \
	tests/second/expect.c \
	tests/second/expect_failback.c \
	tests/second/expect_findings.c \
	tests/second/expect_findings_moves.c \
	tests/second/expect_findings_plan.c \
	tests/second/expect_moves.c \
	tests/second/generate.c \
	tests/second/generate_sites.c \
	tests/second/harness.c \
	tests/second/harness.h \
	tests/second/model.h \
	tests/second/names.c \
	tests/second/permute.c \
	tests/second/write.c \
	tests/second/write_plan.c \
	tests/second/write_table.c

# The same for those that need a terminal, by libvterm.
tests_libterminal_a_SOURCES = \
	tests/replan/tui/testpty.c \
	tests/replan/tui/testpty.h

tests_replan_tui_test_gates_LDADD = \
	tests/libterminal.a $(LDADD) $(VTERM_LIBS)
tests_replan_tui_test_terminal_LDADD = \
	tests/libterminal.a $(LDADD) $(VTERM_LIBS)
tests_replan_tui_test_terminal_settings_LDADD = \
	tests/libterminal.a $(LDADD) $(VTERM_LIBS)

test_scripts = \
	tests/compilers.sh \
	tests/completion.sh \
	tests/header.sh \
	tests/library.sh \
	tests/manual.sh \
	tests/plain.sh \
	tests/readme.sh \
	tests/script.sh \
	tests/translations.sh

# Tests by cmocka; and those of them that need a terminal.
test_programs = \
	tests/libreplan/test_address \
	tests/libreplan/test_address_map \
	tests/libreplan/test_addresses \
	tests/libreplan/test_availability \
	tests/libreplan/test_balance \
	tests/libreplan/test_bound \
	tests/libreplan/test_broken \
	tests/libreplan/test_compare \
	tests/libreplan/test_dns \
	tests/libreplan/test_enterprise \
	tests/libreplan/test_explain \
	tests/libreplan/test_explain_host \
	tests/libreplan/test_export \
	tests/libreplan/test_export_lp \
	tests/libreplan/test_failback \
	tests/libreplan/test_file \
	tests/libreplan/test_file_faults \
	tests/libreplan/test_findings \
	tests/libreplan/test_findings_moves \
	tests/libreplan/test_guard \
	tests/libreplan/test_hostile \
	tests/libreplan/test_inventory \
	tests/libreplan/test_journal \
	tests/libreplan/test_loss \
	tests/libreplan/test_loss_reading \
	tests/libreplan/test_memory \
	tests/libreplan/test_memory_answers \
	tests/libreplan/test_memory_edits \
	tests/libreplan/test_memory_plan \
	tests/libreplan/test_memory_topology \
	tests/libreplan/test_moves \
	tests/libreplan/test_names \
	tests/libreplan/test_placement \
	tests/libreplan/test_placement_state \
	tests/libreplan/test_plan_file \
	tests/libreplan/test_portfolio \
	tests/libreplan/test_prove \
	tests/libreplan/test_ratio \
	tests/libreplan/test_routes \
	tests/libreplan/test_session \
	tests/libreplan/test_settings_file \
	tests/libreplan/test_show \
	tests/libreplan/test_subnets \
	tests/libreplan/test_text \
	tests/libreplan/test_topology \
	tests/libreplan/test_validate \
	tests/replan/test_commands \
	tests/replan/test_commands_more \
	tests/replan/test_examples \
	tests/replan/test_failback_command \
	tests/replan/test_grid \
	tests/replan/tui/test_addresses_view \
	tests/replan/tui/test_channel \
	tests/replan/tui/test_command \
	tests/replan/tui/test_config \
	tests/replan/tui/test_event \
	tests/replan/tui/test_explain \
	tests/replan/tui/test_export_view \
	tests/replan/tui/test_frame \
	tests/replan/tui/test_hosts \
	tests/replan/tui/test_job \
	tests/replan/tui/test_languages \
	tests/replan/tui/test_loading \
	tests/replan/tui/test_map \
	tests/replan/tui/test_map_more \
	tests/replan/tui/test_order \
	tests/replan/tui/test_operator \
	tests/replan/tui/test_random \
	tests/replan/tui/test_screens \
	tests/replan/tui/test_theme \
	tests/replan/tui/test_views \
	tests/second/test_metamorphic \
	tests/second/test_second_control \
	tests/second/test_second_reading \
	tests/second/test_second_tally \
	tests/second/test_update

terminal_programs = \
	tests/replan/tui/test_gates \
	tests/replan/tui/test_terminal \
	tests/replan/tui/test_terminal_settings

# These lead the library's allocations to themselves.
wrap_allocation = \
	-Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
tests_libreplan_test_loss_LDFLAGS = $(AM_LDFLAGS) $(wrap_allocation)
tests_libreplan_test_memory_LDFLAGS = $(AM_LDFLAGS) $(wrap_allocation)
tests_libreplan_test_memory_answers_LDFLAGS = \
	$(AM_LDFLAGS) $(wrap_allocation)
tests_libreplan_test_memory_edits_LDFLAGS = $(AM_LDFLAGS) $(wrap_allocation)
tests_libreplan_test_memory_plan_LDFLAGS = $(AM_LDFLAGS) $(wrap_allocation)
tests_libreplan_test_memory_topology_LDFLAGS = \
	$(AM_LDFLAGS) $(wrap_allocation)
tests_libreplan_test_settings_file_LDFLAGS = $(AM_LDFLAGS) $(wrap_allocation)

# A plan from nothing takes as long as these want.
wrap_rebalance = -Wl,--wrap=rp_session_preview_rebalance
tests_replan_tui_test_job_LDFLAGS = $(AM_LDFLAGS) $(wrap_rebalance)
tests_replan_tui_test_random_LDFLAGS = $(AM_LDFLAGS) $(wrap_rebalance)
tests_libreplan_test_placement_state_LDFLAGS = \
	$(AM_LDFLAGS) $(wrap_allocation)

TESTS = $(test_scripts)
if HAVE_CMOCKA
AM_CPPFLAGS += $(CMOCKA_CFLAGS)
check_LIBRARIES += tests/libsupport.a
check_PROGRAMS += $(test_programs)
TESTS += $(test_programs)
if HAVE_VTERM
AM_CPPFLAGS += $(VTERM_CFLAGS)
check_LIBRARIES += tests/libterminal.a
check_PROGRAMS += $(terminal_programs)
TESTS += $(terminal_programs)
endif
endif

# Folders of files that tests read.
test_data = \
	tests/data \
	tests/screens \
	tests/topologies

EXTRA_DIST += tests/run-test tests/lsan.supp $(test_scripts) $(test_data)

# What tests/compilers.sh compiles.
EXTRA_DIST += tests/libreplan/placement_digest.c

# Benchmarks: each prints its figures.
bench_programs = \
	tests/bench/bench_load \
	tests/bench/bench_map \
	tests/bench/bench_plan \
	tests/bench/bench_screen \
	tests/bench/bench_small

EXTRA_PROGRAMS += $(bench_programs)

# What they share, and the sites that they make up.
EXTRA_LIBRARIES = tests/bench/libbench.a
tests_bench_libbench_a_SOURCES = \
	tests/bench/bench.c \
	tests/bench/bench.h \
	tests/bench/edits.c \
	tests/bench/edits.h \
	tests/bench/greedy.c \
	tests/bench/greedy.h \
	tests/bench/site.c \
	tests/bench/site.h

bench_libs = \
	tests/bench/libbench.a \
	src/libreplan/libreplan-core.la \
	$(LTLIBINTL)
tests_bench_bench_load_LDADD = $(bench_libs)
tests_bench_bench_map_LDADD = \
	tests/bench/libbench.a \
	src/replan/libprogram.a \
	src/libreplan/libreplan-core.la \
	$(CURSES_LIBS) $(LTLIBINTL)
tests_bench_bench_plan_LDADD = $(bench_libs)
tests_bench_bench_screen_LDADD =
tests_bench_bench_small_LDADD = $(bench_libs)

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
