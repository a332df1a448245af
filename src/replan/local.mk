# The program: a client of the shared library like any other.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# libprogram is all of it but main(), for the tests too.

bin_PROGRAMS += src/replan/replan
noinst_LIBRARIES += src/replan/libprogram.a

AM_CPPFLAGS += \
	-I$(srcdir)/src/replan \
	-I$(srcdir)/src/replan/tui \
	$(CURSES_CFLAGS)

src_replan_libprogram_a_SOURCES = \
	src/replan/cells.c \
	src/replan/cells.h \
	src/replan/cmd_check.c \
	src/replan/cmd_diff.c \
	src/replan/cmd_explain.c \
	src/replan/cmd_export.c \
	src/replan/cmd_failback.c \
	src/replan/cmd_plan.c \
	src/replan/cmd_planner.c \
	src/replan/cmd_rebalance.c \
	src/replan/cmd_targets.c \
	src/replan/cmd_validate.c \
	src/replan/commands.c \
	src/replan/commands.h \
	src/replan/grid.c \
	src/replan/grid.h \
	src/replan/lookup.c \
	src/replan/lookup.h \
	src/replan/options.c \
	src/replan/options.h \
	src/replan/output.c \
	src/replan/output.h \
	src/replan/tui/actions.c \
	src/replan/tui/actions.def \
	src/replan/tui/actions.h \
	src/replan/tui/availability_view.c \
	src/replan/tui/changes_view.c \
	src/replan/tui/dns_view.c \
	src/replan/tui/event.c \
	src/replan/tui/event.h \
	src/replan/tui/failback_view.c \
	src/replan/tui/findings_remedy.c \
	src/replan/tui/findings_remedy.h \
	src/replan/tui/findings_view.c \
	src/replan/tui/frame.c \
	src/replan/tui/frame.h \
	src/replan/tui/frame_dump.c \
	src/replan/tui/glyphs.c \
	src/replan/tui/list.c \
	src/replan/tui/list.h \
	src/replan/tui/loading.c \
	src/replan/tui/loop.c \
	src/replan/tui/loop.h \
	src/replan/tui/map.c \
	src/replan/tui/map.h \
	src/replan/tui/map_carry.c \
	src/replan/tui/map_channel.c \
	src/replan/tui/map_channel.h \
	src/replan/tui/map_draw.c \
	src/replan/tui/map_edit.c \
	src/replan/tui/map_layout.c \
	src/replan/tui/map_model.c \
	src/replan/tui/map_model.h \
	src/replan/tui/map_panes.c \
	src/replan/tui/map_tracks.c \
	src/replan/tui/map_tracks.h \
	src/replan/tui/mouse.c \
	src/replan/tui/mouse.h \
	src/replan/tui/replicas.c \
	src/replan/tui/replicas_pin.c \
	src/replan/tui/replicas_pin.h \
	src/replan/tui/routes_view.c \
	src/replan/tui/sentence.c \
	src/replan/tui/sentence.h \
	src/replan/tui/start.c \
	src/replan/tui/table.c \
	src/replan/tui/table.h \
	src/replan/tui/terminal.c \
	src/replan/tui/terminal.h \
	src/replan/tui/terminal_reset.c \
	src/replan/tui/terminal_reset.h \
	src/replan/tui/text_rows.c \
	src/replan/tui/text_rows.h \
	src/replan/tui/theme.c \
	src/replan/tui/theme.h \
	src/replan/tui/ui.c \
	src/replan/tui/ui.h \
	src/replan/tui/ui_bars.c \
	src/replan/tui/ui_dialogs.c \
	src/replan/tui/ui_explain.c \
	src/replan/tui/ui_plan.c \
	src/replan/tui/ui_private.h \
	src/replan/tui/words.h

src_replan_replan_SOURCES = src/replan/main.c
src_replan_replan_LDADD = \
	src/replan/libprogram.a \
	src/libreplan/libreplan.la \
	$(CURSES_LIBS) $(UNISTRING_LIBS) $(LTLIBINTL)
src_replan_replan_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
