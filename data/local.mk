# Data that is installed beside the program.
# SPDX-License-Identifier: GPL-3.0-or-later

examplesdir = $(pkgdatadir)/examples
dist_examples_DATA = \
	data/examples/address-change.cfg \
	data/examples/address-change.plan.cfg \
	data/examples/newyork-chicago.cfg \
	data/examples/newyork-chicago.plan.cfg \
	data/examples/one-server-vms.csv \
	data/examples/one-server.cfg \
	data/examples/one-server.plan.cfg \
	data/examples/same-names.cfg \
	data/examples/same-names.plan.cfg \
	data/examples/scarce-capacity.cfg \
	data/examples/scarce-capacity.plan.cfg \
	data/examples/stretched-subnet.cfg \
	data/examples/stretched-subnet.plan.cfg \
	data/examples/subnet-failover.cfg \
	data/examples/subnet-failover.plan.cfg \
	data/examples/two-floors.cfg \
	data/examples/two-floors.plan.cfg

# The example "enterprise" is made by a program that runs here, where the
# others are built for another machine or not.
enterprise = \
	examples/enterprise.cfg \
	examples/enterprise.plan.cfg \
	examples/enterprise-CH-Gold.csv \
	examples/enterprise-CH-Silver.csv \
	examples/enterprise-DA-Gold.csv \
	examples/enterprise-DA-Silver.csv \
	examples/enterprise-NY-Gold.csv \
	examples/enterprise-NY-Silver.csv
nodist_examples_DATA = $(enterprise)
EXTRA_DIST += data/examples/make-enterprise.c

# In the build tree examples/ has them all, for a program that is not
# installed: copies, as tables must not be symbolic links.
examples/stamp: data/examples/make-enterprise.c $(dist_examples_DATA)
	$(AM_V_GEN)$(MKDIR_P) examples
	$(AM_V_at)$(CC_FOR_BUILD) -o examples/make-enterprise \
		$(srcdir)/data/examples/make-enterprise.c
	$(AM_V_at)examples/make-enterprise examples
	$(AM_V_at)rm -f examples/make-enterprise
	$(AM_V_at)for file in $(dist_examples_DATA); do \
		cp -f "$(srcdir)/$$file" examples/ || exit 1; \
	done
	$(AM_V_at)chmod -R u+w examples
	$(AM_V_at)touch $@

$(enterprise): examples/stamp
	@test -f $@ || rm -f examples/stamp
	@test -f $@ || $(MAKE) $(AM_MAKEFLAGS) examples/stamp

# Completion for bash, made of the tables of options.
bashcompletiondir = $(datadir)/bash-completion/completions
nodist_bashcompletion_DATA = data/completions/replan
option_tables = \
	src/replan/options.h \
	src/replan/cmd_check.c \
	src/replan/cmd_diff.c \
	src/replan/cmd_explain.c \
	src/replan/cmd_export.c \
	src/replan/cmd_failback.c \
	src/replan/cmd_plan.c \
	src/replan/cmd_planner.c \
	src/replan/cmd_rebalance.c \
	src/replan/cmd_targets.c \
	src/replan/cmd_validate.c

data/completions/replan: data/completions/completion.awk \
		data/completions/completion.in $(option_tables)
	$(AM_V_at)$(MKDIR_P) data/completions
	$(AM_V_GEN)cd $(srcdir) && LC_ALL=C $(AWK) \
		-v template=data/completions/completion.in \
		-f data/completions/completion.awk $(option_tables) \
		>'$(abs_builddir)/$@.new'
	$(AM_V_at)mv $@.new $@

EXTRA_DIST += data/completions/completion.awk data/completions/completion.in
CLEANFILES += data/completions/replan
