# The manual pages.  Three are made by building: of the keys and of the findings
# there is one table each, the program's.
# SPDX-License-Identifier: GPL-3.0-or-later

dist_man_MANS = man/replan.cfg.5
man_MANS = man/replan.1 man/replan-config.5 man/replan-findings.7

keys_table = src/replan/tui/actions.def
findings_table = src/libreplan/findings.def

man/replan.1: man/replan.1.in man/keys.awk $(keys_table)
	$(AM_V_at)$(MKDIR_P) man
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/man/keys.awk \
		$(srcdir)/$(keys_table) $(srcdir)/man/replan.1.in >$@.new
	$(AM_V_at)mv $@.new $@

man/replan-config.5: man/replan-config.5.in man/keys.awk $(keys_table)
	$(AM_V_at)$(MKDIR_P) man
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/man/keys.awk \
		$(srcdir)/$(keys_table) $(srcdir)/man/replan-config.5.in >$@.new
	$(AM_V_at)mv $@.new $@

man/replan-findings.7: man/findings.awk $(findings_table)
	$(AM_V_at)$(MKDIR_P) man
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/man/findings.awk \
		$(srcdir)/$(findings_table) >$@.new
	$(AM_V_at)mv $@.new $@

EXTRA_DIST += man/replan.1.in man/replan-config.5.in man/keys.awk \
	man/findings.awk
CLEANFILES += man/replan.1 man/replan-config.5 man/replan-findings.7
