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
	src/replan/explain_grid.c \
	src/replan/explain_grid.h \
	src/replan/grid.c \
	src/replan/grid.h \
	src/replan/lookup.c \
	src/replan/lookup.h \
	src/replan/options.c \
	src/replan/options.h \
	src/replan/output.c \
	src/replan/output.h \
	src/replan/plan_words.c \
	src/replan/plan_words.h \
	src/replan/tui/actions.c \
	src/replan/tui/actions.def \
	src/replan/tui/actions.h \
	src/replan/tui/addresses_grid.c \
	src/replan/tui/addresses_view.c \
	src/replan/tui/addresses_view.h \
	src/replan/tui/addresses_words.c \
	src/replan/tui/availability_view.c \
	src/replan/tui/bar.c \
	src/replan/tui/bar.h \
	src/replan/tui/changes_view.c \
	src/replan/tui/colour.c \
	src/replan/tui/colour.h \
	src/replan/tui/command_complete.c \
	src/replan/tui/command_complete.h \
	src/replan/tui/command_do.c \
	src/replan/tui/command_history.c \
	src/replan/tui/command_history.h \
	src/replan/tui/command_line.c \
	src/replan/tui/command_line.def \
	src/replan/tui/command_line.h \
	src/replan/tui/command_names.c \
	src/replan/tui/command_names.h \
	src/replan/tui/command_prompt.c \
	src/replan/tui/command_words.c \
	src/replan/tui/command_words.h \
	src/replan/tui/configuration.c \
	src/replan/tui/configuration.h \
	src/replan/tui/configuration_say.c \
	src/replan/tui/configuration_say.h \
	src/replan/tui/dns_view.c \
	src/replan/tui/event.c \
	src/replan/tui/event.h \
	src/replan/tui/export_make.c \
	src/replan/tui/failback_view.c \
	src/replan/tui/findings_remedy.c \
	src/replan/tui/findings_remedy.h \
	src/replan/tui/findings_view.c \
	src/replan/tui/frame.c \
	src/replan/tui/frame.h \
	src/replan/tui/frame_dump.c \
	src/replan/tui/glyphs.c \
	src/replan/tui/host_words.c \
	src/replan/tui/host_words.h \
	src/replan/tui/hosts_view.c \
	src/replan/tui/keymap.c \
	src/replan/tui/keymap.h \
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
	src/replan/tui/map_copy.c \
	src/replan/tui/map_draw.c \
	src/replan/tui/map_edit.c \
	src/replan/tui/map_layout.c \
	src/replan/tui/map_lines.c \
	src/replan/tui/map_lists.c \
	src/replan/tui/map_matrix.c \
	src/replan/tui/map_model.c \
	src/replan/tui/map_model.h \
	src/replan/tui/map_order.c \
	src/replan/tui/map_order.h \
	src/replan/tui/map_panes.c \
	src/replan/tui/map_properties.c \
	src/replan/tui/map_side.c \
	src/replan/tui/map_signs.c \
	src/replan/tui/map_signs.h \
	src/replan/tui/map_suggest.c \
	src/replan/tui/map_tidy.c \
	src/replan/tui/map_tracks.c \
	src/replan/tui/map_tracks.h \
	src/replan/tui/mouse.c \
	src/replan/tui/mouse.h \
	src/replan/tui/plain.c \
	src/replan/tui/plain.h \
	src/replan/tui/plain_list.c \
	src/replan/tui/recent.c \
	src/replan/tui/recent.h \
	src/replan/tui/replicas.c \
	src/replan/tui/replicas_pin.c \
	src/replan/tui/replicas_pin.h \
	src/replan/tui/routes_view.c \
	src/replan/tui/save_as.c \
	src/replan/tui/save_as.h \
	src/replan/tui/script.c \
	src/replan/tui/script.h \
	src/replan/tui/sentence.c \
	src/replan/tui/sentence.h \
	src/replan/tui/start.c \
	src/replan/tui/state_file.c \
	src/replan/tui/state_file.h \
	src/replan/tui/table.c \
	src/replan/tui/table.h \
	src/replan/tui/terminal.c \
	src/replan/tui/terminal.h \
	src/replan/tui/terminal_osc.c \
	src/replan/tui/terminal_osc.h \
	src/replan/tui/terminal_reset.c \
	src/replan/tui/terminal_reset.h \
	src/replan/tui/text_rows.c \
	src/replan/tui/text_rows.h \
	src/replan/tui/theme.c \
	src/replan/tui/theme.h \
	src/replan/tui/theme_file.c \
	src/replan/tui/theme_tables.c \
	src/replan/tui/ui.c \
	src/replan/tui/ui.h \
	src/replan/tui/ui_bars.c \
	src/replan/tui/ui_copy.c \
	src/replan/tui/ui_dialogs.c \
	src/replan/tui/ui_explain.c \
	src/replan/tui/ui_host.c \
	src/replan/tui/ui_export.c \
	src/replan/tui/ui_export.h \
	src/replan/tui/ui_idle.c \
	src/replan/tui/ui_job.c \
	src/replan/tui/ui_messages.c \
	src/replan/tui/ui_plan.c \
	src/replan/tui/ui_private.h \
	src/replan/tui/unseen.c \
	src/replan/tui/unseen.h \
	src/replan/tui/words.h

src_replan_replan_SOURCES = src/replan/main.c
src_replan_replan_LDADD = \
	src/replan/libprogram.a \
	src/libreplan/libreplan.la \
	$(CURSES_LIBS) $(UNISTRING_LIBS) $(LTLIBINTL)
src_replan_replan_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
