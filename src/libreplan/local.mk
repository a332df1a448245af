# The model library.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# libreplan-core is all of it, for what is linked statically: the tests, which
# look inside.  libreplan is the same with the public symbols alone.

include_HEADERS = src/libreplan/replan.h
replanincludedir = $(includedir)/replan
replaninclude_HEADERS = \
	src/libreplan/replan/answers.h \
	src/libreplan/replan/basics.h \
	src/libreplan/replan/export.h \
	src/libreplan/replan/plan.h \
	src/libreplan/replan/session.h \
	src/libreplan/replan/topology.h
pkgconfig_DATA = src/libreplan/libreplan.pc
lib_LTLIBRARIES += src/libreplan/libreplan.la
noinst_LTLIBRARIES += src/libreplan/libreplan-core.la

AM_CPPFLAGS += $(LIBCONFIG_CFLAGS) $(JANSSON_CFLAGS)

src_libreplan_libreplan_core_la_SOURCES = \
	src/libreplan/accepted.c \
	src/libreplan/accepted.h \
	src/libreplan/address.c \
	src/libreplan/address.h \
	src/libreplan/address_map.c \
	src/libreplan/addresses.c \
	src/libreplan/addresses.h \
	src/libreplan/addresses_use.c \
	src/libreplan/availability.c \
	src/libreplan/compare.c \
	src/libreplan/csv_table.c \
	src/libreplan/csv_table.h \
	src/libreplan/decisions.c \
	src/libreplan/decisions.h \
	src/libreplan/dns.c \
	src/libreplan/dns.h \
	src/libreplan/explain.c \
	src/libreplan/explain.h \
	src/libreplan/explain_host.c \
	src/libreplan/export.c \
	src/libreplan/export.h \
	src/libreplan/export_answers.c \
	src/libreplan/export_csv.c \
	src/libreplan/export_json.c \
	src/libreplan/export_json.h \
	src/libreplan/export_lp.c \
	src/libreplan/export_lp.h \
	src/libreplan/export_values.c \
	src/libreplan/fabric.c \
	src/libreplan/fabric.h \
	src/libreplan/failback.c \
	src/libreplan/file.c \
	src/libreplan/file.h \
	src/libreplan/file_lock.c \
	src/libreplan/file_write.c \
	src/libreplan/findings.c \
	src/libreplan/findings.def \
	src/libreplan/findings.h \
	src/libreplan/findings_addresses.c \
	src/libreplan/findings_checks.h \
	src/libreplan/findings_clouds.c \
	src/libreplan/findings_dns.c \
	src/libreplan/findings_hosts.c \
	src/libreplan/findings_make.c \
	src/libreplan/findings_moves.c \
	src/libreplan/findings_names.c \
	src/libreplan/findings_networks.c \
	src/libreplan/findings_overlaps.c \
	src/libreplan/findings_routes.c \
	src/libreplan/findings_topology.c \
	src/libreplan/given.c \
	src/libreplan/given.h \
	src/libreplan/guard.c \
	src/libreplan/guard.h \
	src/libreplan/held.c \
	src/libreplan/held.h \
	src/libreplan/history.c \
	src/libreplan/history.h \
	src/libreplan/idset.c \
	src/libreplan/idset.h \
	src/libreplan/inventory.c \
	src/libreplan/journal.c \
	src/libreplan/journal.h \
	src/libreplan/loss.c \
	src/libreplan/loss.h \
	src/libreplan/loss_host.c \
	src/libreplan/loss_host.h \
	src/libreplan/loss_proof.c \
	src/libreplan/memory.c \
	src/libreplan/memory.h \
	src/libreplan/messages.c \
	src/libreplan/messages.h \
	src/libreplan/moves.c \
	src/libreplan/moves.h \
	src/libreplan/names.c \
	src/libreplan/names.h \
	src/libreplan/obstacle.c \
	src/libreplan/obstacle.h \
	src/libreplan/paths.c \
	src/libreplan/paths.h \
	src/libreplan/placement.c \
	src/libreplan/placement.h \
	src/libreplan/placement_anneal.c \
	src/libreplan/placement_anneal.h \
	src/libreplan/placement_balance.c \
	src/libreplan/placement_base.c \
	src/libreplan/placement_bound.c \
	src/libreplan/placement_bound.h \
	src/libreplan/placement_count.c \
	src/libreplan/placement_cuts.c \
	src/libreplan/placement_cuts.h \
	src/libreplan/placement_cuts_find.c \
	src/libreplan/placement_eject.c \
	src/libreplan/placement_exhaust.c \
	src/libreplan/placement_exhaust.h \
	src/libreplan/placement_fill.c \
	src/libreplan/placement_flow.c \
	src/libreplan/placement_hunt.c \
	src/libreplan/placement_least.c \
	src/libreplan/placement_levels.c \
	src/libreplan/placement_nothing.h \
	src/libreplan/placement_order.c \
	src/libreplan/placement_pieces.c \
	src/libreplan/placement_pieces.h \
	src/libreplan/placement_portfolio.c \
	src/libreplan/placement_room.c \
	src/libreplan/placement_search.c \
	src/libreplan/placement_search.h \
	src/libreplan/placement_sets.c \
	src/libreplan/placement_settle.c \
	src/libreplan/placement_state.c \
	src/libreplan/placement_state.h \
	src/libreplan/placement_target.c \
	src/libreplan/placement_target.h \
	src/libreplan/placement_tree.c \
	src/libreplan/placement_tree.h \
	src/libreplan/placement_value.c \
	src/libreplan/plan.c \
	src/libreplan/plan.h \
	src/libreplan/plan_access.c \
	src/libreplan/plan_check.c \
	src/libreplan/plan_check.h \
	src/libreplan/plan_file.c \
	src/libreplan/plan_file.h \
	src/libreplan/plan_file_accepted.c \
	src/libreplan/plan_file_decisions.c \
	src/libreplan/plan_file_read.h \
	src/libreplan/plan_file_write.c \
	src/libreplan/plan_update.c \
	src/libreplan/prove.c \
	src/libreplan/prove.h \
	src/libreplan/prove_words.c \
	src/libreplan/quote.c \
	src/libreplan/quote.h \
	src/libreplan/ratio.c \
	src/libreplan/ratio.h \
	src/libreplan/reach.c \
	src/libreplan/reach.h \
	src/libreplan/routes.c \
	src/libreplan/routes.h \
	src/libreplan/session.c \
	src/libreplan/session.h \
	src/libreplan/session_file.c \
	src/libreplan/session_journal.c \
	src/libreplan/settings.c \
	src/libreplan/settings.h \
	src/libreplan/settings_file.c \
	src/libreplan/show.c \
	src/libreplan/show.h \
	src/libreplan/subnets.c \
	src/libreplan/subnets.h \
	src/libreplan/suggest.c \
	src/libreplan/text.c \
	src/libreplan/text.h \
	src/libreplan/topology.c \
	src/libreplan/topology.h \
	src/libreplan/topology_hosts.c \
	src/libreplan/topology_links.c \
	src/libreplan/topology_networks.c \
	src/libreplan/topology_objects.c \
	src/libreplan/topology_read.c \
	src/libreplan/topology_read.h \
	src/libreplan/topology_vms.c \
	src/libreplan/validate.c \
	src/libreplan/version.c
src_libreplan_libreplan_core_la_LIBADD = \
	$(LIBCONFIG_LIBS) $(JANSSON_LIBS) $(CSV_LIBS) $(UNISTRING_LIBS) \
	$(LTLIBINTL)

src_libreplan_libreplan_la_SOURCES =
src_libreplan_libreplan_la_LIBADD = src/libreplan/libreplan-core.la
src_libreplan_libreplan_la_LDFLAGS = \
	$(AM_LDFLAGS) -no-undefined -version-info $(LIBREPLAN_VERSION_INFO)
