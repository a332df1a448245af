/* A session and its plan file: opening and saving (formats 2).
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "messages.h"
#include "plan.h"
#include "plan_file.h"
#include "session.h"
#include "text.h"
#include "topology.h"

#ifndef EXAMPLESDIR
#define EXAMPLESDIR "/usr/local/share/replan/examples"
#endif

const char *rp_examples_folder(void)
{
	const char *other = getenv("REPLAN_EXAMPLES");

	return other && *other ? other : EXAMPLESDIR;
}

/* ---- Which file ------------------------------------------------------------
 */

/* 'x.cfg' -> 'x.plan.cfg'; 'x' -> 'x.plan.cfg'. */
static char *plan_name(const char *topology)
{
	size_t size = strlen(topology);
	struct text text = TEXT_INIT;

	if (size > 4 && strcmp(topology + size - 4, ".cfg") == 0)
		size -= 4;
	text_add_bytes(&text, topology, size);
	text_add(&text, ".plan.cfg");
	return text_take(&text, NULL);
}

/* The folder that 'path' stands in, as a real path; NULL where it has none. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = slash == path ? strdup("/")
		     : slash	   ? strndup(path, (size_t)(slash - path))
				   : strdup(".");
	char *real = name ? realpath(name, NULL) : NULL;

	free(name);
	return real;
}

static bool is_example(const char *topology)
{
	char *folder = folder_of(topology);
	char *examples = realpath(rp_examples_folder(), NULL);
	bool same = folder && examples && strcmp(folder, examples) == 0;

	free(folder);
	free(examples);
	return same;
}

/* The operator's own data folder; NULL where there is none. */
static char *data_folder(void)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	struct text text = TEXT_INIT;

	if (data && data[0] == '/')
		text_printf(&text, "%s/replan", data);
	else if (home && home[0] == '/')
		text_printf(&text, "%s/.local/share/replan", home);
	else
		return NULL;
	return text_take(&text, NULL);
}

static char *own_plan_path(const char *open)
{
	const char *slash = strrchr(open, '/');
	char *folder = data_folder();
	struct text text = TEXT_INIT;

	if (!folder)
		return strdup(open);
	text_printf(&text, "%s/%s", folder, slash ? slash + 1 : open);
	free(folder);
	return text_take(&text, NULL);
}

int rp_plan_path(char **open, char **save, const char *topology_path)
{
	char *beside = plan_name(topology_path);
	char *own;

	if (!beside)
		return RP_NO_MEMORY;
	own = is_example(topology_path) ? own_plan_path(beside)
					: strdup(beside);
	if (!own) {
		free(beside);
		return RP_NO_MEMORY;
	}
	*open = beside;
	*save = own;
	return RP_OK;
}

/* ---- Opening ----------------------------------------------------------------
 */

static bool exists(const char *path)
{
	return access(path, F_OK) == 0 || errno != ENOENT;
}

/* No plan file: the topology's own mappings are the decisions. */
static bool decide_as_topology(rp_session *session)
{
	const rp_topology *topology = session->topology;

	for (uint32_t i = 0; i < topology->mappings.n; i++)
		if (!decisions_map(&session->decisions, topology,
				   &topology->mappings.at[i]))
			return false;
	return true;
}

static int read_plan_file(rp_session *session, const char *path,
			  struct file_identity *identity, rp_messages *messages)
{
	struct plan_file file;
	char *text;
	size_t size;
	int result = file_read(&text, &size, path, PLAN_FILE_LIMIT, identity,
			       messages);

	if (result)
		return result;
	result = plan_file_parse(&file, session->topology, text, size, path,
				 messages);
	free(text);
	if (result)
		return result;
	decisions_destroy(&session->decisions);
	session->decisions = file.decisions;
	session->planned = file.accepted;
	session->file_topology = file.topology;
	if (strcmp(file.topology, session->topology->file) != 0)
		session->other_topology = session->file_topology;
	return RP_OK;
}

/* Reads 'open', unless the operator's own 'session->path' is there. */
static int read_decisions(rp_session *session, const char *open, bool may_lack,
			  rp_messages *messages)
{
	struct file_identity other;

	if (exists(session->path))
		return read_plan_file(session, session->path,
				      &session->identity, messages);
	if (strcmp(open, session->path) != 0 && exists(open))
		return read_plan_file(session, open, &other, messages);
	if (!may_lack) {
		messages_add_errno(messages, open, _("cannot be read"), ENOENT);
		return RP_UNREADABLE;
	}
	return decide_as_topology(session) ? RP_OK : RP_NO_MEMORY;
}

/* The first plan: it is the accepted one where the file has none (rules 4). */
static int first_plan(rp_session *session, bool fresh,
		      const struct rp_progress *progress)
{
	int result;

	if (fresh) {
		accepted_release(session->planned);
		session->planned = NULL;
	}
	result = plan_make(&session->plan, session->topology,
			   &session->decisions, session->planned,
			   session->other_topology, progress);
	if (result)
		return result;
	session->standing = session->planned
				    ? accepted_hold(session->planned)
				    : accepted_from_plan(session->plan);
	if (!session->planned)
		session->opening = accepted_hold(session->standing);
	session->saved_accepted = accepted_hold(session->standing);
	if (!session->standing ||
	    !decisions_clone(&session->saved, &session->decisions))
		return RP_NO_MEMORY;
	/* Where somebody will edit, the first edit finds all ready. */
	if (session->opening && session->lock >= 0)
		session_settle(session);
	return RP_OK;
}

static int open_session(rp_session *session, const char *plan_path,
			unsigned flags, const struct rp_progress *progress,
			rp_messages *messages)
{
	char *open = NULL;
	int result;

	if (!plan_path) {
		result = rp_plan_path(&open, &session->path,
				      session->topology->path);
		if (result)
			return result;
	} else {
		open = strdup(plan_path);
		session->path = strdup(plan_path);
	}
	if (!open || !session->path) {
		free(open);
		return RP_NO_MEMORY;
	}
	result = RP_OK;
	if (flags & RP_OPEN_LOCK)
		result = file_lock(&session->lock, session->path, messages);
	if (!result)
		result = read_decisions(session, open,
					!plan_path || flags & RP_OPEN_CREATE,
					messages);
	free(open);
	if (!result)
		result = first_plan(session, (flags & RP_OPEN_FRESH) != 0,
				    progress);
	session->keeps_journal = (flags & RP_OPEN_JOURNAL) != 0;
	if (!result && session->keeps_journal)
		result = session_find_journal(session);
	return result;
}

int rp_session_open_progress(rp_session **out, const rp_topology *topology,
			     const char *plan_path, unsigned flags,
			     const struct rp_progress *progress,
			     rp_messages *messages)
{
	rp_session *session = calloc(1, sizeof *session);
	int result;

	if (!session)
		return RP_NO_MEMORY;
	session->topology = topology;
	session->lock = -1;
	session->version = 1;
	session->moved_for = RP_NONE;
	session->journal = (struct journal)JOURNAL_INIT;
	decisions_init(&session->decisions);
	decisions_init(&session->saved);
	result = open_session(session, plan_path, flags, progress, messages);
	if (result)
		rp_session_free(session);
	else
		*out = session;
	return result;
}

int rp_session_open(rp_session **out, const rp_topology *topology,
		    const char *plan_path, unsigned flags,
		    rp_messages *messages)
{
	return rp_session_open_progress(out, topology, plan_path, flags, NULL,
					messages);
}

void rp_session_free(rp_session *session)
{
	if (!session)
		return;
	if (session->lock >= 0)
		file_unlock(session->lock, session->path);
	journal_close(&session->journal, !rp_session_is_modified(session));
	journal_found_destroy(&session->found);
	history_destroy(&session->history);
	rp_plan_free(session->plan);
	accepted_release(session->planned);
	accepted_release(session->standing);
	accepted_release(session->saved_accepted);
	accepted_release(session->opening);
	decisions_destroy(&session->decisions);
	decisions_destroy(&session->saved);
	free(session->file_topology);
	free(session->path);
	free(session);
}

/* ---- Saving
 * ------------------------------------------------------------------ */

/* What is on disk now is what stands: decisions and accepted plan.  An accepted
 * plan that says the same stays the same object, so that undo and redo around
 * it still know it. */
static void remember_saved(rp_session *session, struct decisions *decisions,
			   struct accepted *accepted)
{
	decisions_destroy(&session->saved);
	session->saved = *decisions;
	if (!accepted_are_equal(accepted, session->standing)) {
		accepted_release(session->standing);
		session->standing = accepted_hold(accepted);
		session_settle(session);
	}
	accepted_release(accepted);
	accepted_release(session->saved_accepted);
	session->saved_accepted = accepted_hold(session->standing);
}

static int write_plan_file(rp_session *session, bool overwrite,
			   rp_messages *messages)
{
	char *text;
	size_t size;
	int result;

	if (!overwrite &&
	    !file_is_unchanged(session->path, &session->identity)) {
		messages_add(messages, (struct place){ .file = session->path },
			     "%s", _("somebody else has written this file"));
		return RP_CHANGED;
	}
	text = plan_file_text(session->plan, &size);
	if (!text)
		return RP_NO_MEMORY;
	/* What could not be opened again is not saved. */
	if (size > PLAN_FILE_LIMIT) {
		messages_add(messages, (struct place){ .file = session->path },
			     "%s",
			     _("the plan file would be too large: it "
			       "would have more than 128 MiB"));
		free(text);
		return RP_UNWRITABLE;
	}
	result = file_write(session->path, text, size, &session->identity,
			    messages);
	free(text);
	return result;
}

int rp_session_save(rp_session *session, bool overwrite, rp_messages *messages)
{
	struct accepted *accepted = accepted_from_plan(session->plan);
	struct decisions decisions;
	int result;

	if (!accepted)
		return RP_NO_MEMORY;
	if (!decisions_clone(&decisions, &session->decisions)) {
		accepted_release(accepted);
		return RP_NO_MEMORY;
	}
	result = write_plan_file(session, overwrite, messages);
	if (result) {
		decisions_destroy(&decisions);
		accepted_release(accepted);
		return result;
	}
	remember_saved(session, &decisions, accepted);
	session_end_journal(session);
	return RP_OK;
}

int rp_export_config(char **out, size_t *size, const rp_session *session)
{
	char *text = plan_file_text(session->plan, size);

	if (!text)
		return RP_NO_MEMORY;
	*out = text;
	return RP_OK;
}
