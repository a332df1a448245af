/* The planner's screen: writing a view or the plan to a file.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is chosen is made first, whole, in idle time where it takes longer; then
 * its first lines are shown and a name is asked for; then it is written, whole
 * or not at all.  While it is made a question stands on the screen that stops
 * it, so that nobody edits, sorts or filters meanwhile. */

#include "ui_export.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "list.h"
#include "sentence.h"
#include "words.h"

/* What is made within so many milliseconds was no long work. */
#define PATIENCE 25

/* The preview has so many lines at most, of so many bytes each. */
#define PREVIEW_LINES 1000
#define PREVIEW_BYTES 1000

static const struct {
	const char *line;   /* Untranslated, as in the list of choices. */
	const char *ending; /* Of the name of the file. */
} kinds[N_EXPORTS] = {
	[EXPORT_VIEW_CSV] = { N_("This view as CSV"), ".csv" },
	[EXPORT_VIEW_TEXT] = { N_("This view as text"), ".txt" },
	[EXPORT_PLAN_CSV] = { N_("The plan as CSV"), ".csv" },
	[EXPORT_PLAN_JSON] = { N_("The plan as JSON"), ".json" },
	[EXPORT_PLAN_FILE] = { N_("The plan as a plan file"),
			       "-copy.plan.cfg" },
	[EXPORT_PLAN_LP] = { N_("The placement as a program for solvers"),
			     ".lp" },
};

/* ---- Beginning and ending ---------------------------------------------- */

void export_abandon(struct ui *ui)
{
	struct export *export = ui->export;

	if (!export)
		return;
	if (export->out)
		fclose(export->out);
	for (size_t i = 0; i < export->n_lines; i++)
		free(export->lines[i]);
	free(export->lines);
	free(export->bytes);
	free(export->path);
	free(export);
	ui->export = NULL;
}

static unsigned fail(struct ui *ui)
{
	export_abandon(ui);
	ui_say(ui, RP_ERROR, "%s",
	       _("memory ran out; nothing was exported"));
	return UI_HANDLED;
}

bool export_runs(const struct ui *ui)
{
	return ui->export && ui->export->phase < EXPORT_DONE;
}

/* ---- Writing ----------------------------------------------------------- */

static void say_written(struct ui *ui, const char *path)
{
	const struct export *export = ui->export;
	size_t n = export->n_rows;

	if (!export_is_of_view(export->what) &&
	    export->what != EXPORT_PLAN_CSV)
		ui_say(ui, RP_NOTICE, _("exported %zu bytes to %s"),
		       export->size, path);
	else
		ui_say(ui, RP_NOTICE,
		       ngettext("exported %zu row to %s",
				"exported %zu rows to %s", n), n, path);
}

static unsigned ask_name(struct ui *ui, const char *name);

/* Another name is asked for. */
static unsigned ask_again(struct ui *ui)
{
	char *path = strdup(ui->export->path);
	unsigned did = path ? ask_name(ui, path) : fail(ui);

	free(path);
	return did;
}

static unsigned other_chosen(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	(void)choice;
	return ask_again(ui);
}

/* Says why it is not written there; frees 'text', which may be NULL. */
static unsigned ask_other(struct ui *ui, char *text)
{
	const char *const answers[] = { _("Choose another name") };
	unsigned did;

	if (!text)
		return fail(ui);
	did = ui_ask(ui, _("Not exported"), text, answers, 1, 0, other_chosen,
		     NULL);
	if (ui->dialog.kind == DIALOG_CHOICE)
		ui->dialog.left = ask_again;
	free(text);
	return did;
}

static unsigned write_it(struct ui *ui)
{
	struct export *export = ui->export;
	rp_messages *messages;
	char *path, *why;

	if (rp_messages_new(&messages) != RP_OK)
		return fail(ui);
	if (rp_export_write(export->path, export->bytes, export->size,
			    messages) != RP_OK) {
		why = rp_messages_count(messages) ?
			rp_message_line(rp_messages_get(messages, 0)) : NULL;
		rp_messages_free(messages);
		return ask_other(ui, why);
	}
	rp_messages_free(messages);
	path = ui_shown(ui, export->path);
	say_written(ui, path ? path : "?");
	free(path);
	export_abandon(ui);
	return UI_HANDLED;
}

static unsigned overwrite_answered(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	return choice == 0 ? write_it(ui) : ask_again(ui);
}

static unsigned ask_overwrite(struct ui *ui)
{
	const char *const answers[] = { _("Overwrite it"),
					_("Cancel: choose another name") };
	char *text = SENTENCE(ui, _("{0} is there already."),
			      ui->export->path);
	unsigned did;

	if (!text)
		return fail(ui);
	did = ui_ask(ui, _("Export"), text, answers, 2, 1,
		     overwrite_answered, NULL);
	if (ui->dialog.kind == DIALOG_CHOICE)
		ui->dialog.left = ask_again;
	free(text);
	return did;
}

static bool is_same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return stat(path, &b) == 0 && a->st_dev == b.st_dev &&
	       a->st_ino == b.st_ino;
}

/* "~/" is the operator's own folder; whatever else begins with "~" is a
 * name. */
static char *expanded(const char *text)
{
	const char *home = getenv("HOME");
	char *path;

	if (strncmp(text, "~/", 2) || !home || *home != '/')
		return strdup(text);
	return asprintf(&path, "%s%s", home, text + 1) < 0 ? NULL : path;
}

/* What stands there already is asked about; what is open is left alone. */
static unsigned name_typed(struct ui *ui, void *data, const char *text)
{
	struct export *export = ui->export;
	struct stat st;

	(void)data;
	if (*text == '\0') {
		export_abandon(ui);
		ui_say(ui, RP_NOTICE, "%s", _("not exported: no name"));
		return UI_HANDLED;
	}
	free(export->path);
	export->path = expanded(text);
	if (!export->path)
		return fail(ui);
	if (stat(export->path, &st) != 0)
		return write_it(ui);
	if (is_same_file(&st, rp_session_path(ui->session)) ||
	    is_same_file(&st, rp_topology_path(ui->topology)))
		return ask_other(ui, SENTENCE(ui, _("{0} is open here: an "
						    "export cannot replace "
						    "it."), export->path));
	return ask_overwrite(ui);
}

/* ---- The preview ------------------------------------------------------- */

/* Takes the next line off what was made, as it may be shown. */
static char *next_line(const struct ui *ui, const char **at, const char *end)
{
	size_t size = 0;
	size_t left = (size_t)(end - *at);
	const char *newline = memchr(*at, '\n', left);
	char *line, *shown;

	size = newline ? (size_t)(newline - *at) : left;
	line = strndup(*at, size < PREVIEW_BYTES ? size : PREVIEW_BYTES);
	*at += size + (newline != NULL);
	if (line && *line && line[strlen(line) - 1] == '\r')
		line[strlen(line) - 1] = '\0';
	shown = line ? ui_shown(ui, line) : NULL;
	free(line);
	return shown;
}

static bool make_preview(struct ui *ui)
{
	struct export *export = ui->export;
	const char *at = export->bytes;
	const char *end = at + export->size;

	export->lines = calloc(PREVIEW_LINES, sizeof(*export->lines));
	if (!export->lines)
		return false;
	while (at < end && export->n_lines < PREVIEW_LINES) {
		char *line = next_line(ui, &at, end);

		if (!line)
			return false;
		export->lines[export->n_lines++] = line;
	}
	return true;
}

static bool scroll(struct export *export, size_t step, bool back)
{
	size_t last = export->n_lines > export->page ?
		export->n_lines - export->page : 0;

	if (back)
		export->top = step < export->top ? export->top - step : 0;
	else
		export->top = export->top + step < last ?
			export->top + step : last;
	return true;
}

/* The name is typed, and the lines are scrolled. */
static bool preview_key(struct ui *ui, uint32_t key)
{
	struct export *export = ui->export;
	size_t page = export->page > 1 ? export->page - 1 : 1;

	switch (key) {
	case UKEY_UP:
	case UKEY_DOWN:
		return scroll(export, 1, key == UKEY_UP);
	case UKEY_PAGE_UP:
	case UKEY_PAGE_DOWN:
		return scroll(export, page, key == UKEY_PAGE_UP);
	case UKEY_ESCAPE:
	case UKEY_CTRL('c'):
		dialog_close(ui);
		export_abandon(ui);
		ui_say(ui, RP_NOTICE, "%s", _("not exported"));
		return true;
	default:
		return false;
	}
}

static void preview_draw(struct ui *ui, struct frame *frame)
{
	struct export *export = ui->export;
	struct area area = ui->layout.view;
	char title[256];

	frame_fill(frame, area, STYLE_TEXT);
	if (area.rows >= 3 && area.columns >= 10) {
		snprintf(title, sizeof(title), "%s", _(kinds[export->what]
						       .line));
		frame_border(frame, area, title, true);
		area = area_inside(area);
	}
	export->page = (size_t)(area.rows > 0 ? area.rows : 0);
	scroll(export, 0, false);
	for (size_t i = 0; i < export->page; i++)
		if (export->top + i < export->n_lines)
			frame_put(frame, area, (int)i, 0, -1, STYLE_TEXT,
				  export->lines[export->top + i]);
	snprintf(title, sizeof(title), " %zu/%zu ", export->top +
		 (export->page < export->n_lines ? export->page :
		  export->n_lines), export->n_lines);
	area.rows++;
	if (export->n_lines > export->page)
		frame_put(frame, area, area.rows - 1,
			  area.columns - (int)strlen(title), -1,
			  STYLE_BORDER_FOCUS, title);
}

static unsigned ask_name(struct ui *ui, const char *name)
{
	unsigned did = ui_prompt(ui, _("Write to: "), name, name_typed, NULL);

	if (ui->dialog.kind == DIALOG_PROMPT) {
		ui->dialog.key = preview_key;
		ui->dialog.draw = preview_draw;
	}
	return did;
}

/* "newyork-chicago-replicas.csv": the topology's name, the view's, and what is
 * in the file. */
static char *default_name(struct ui *ui)
{
	const struct export *export = ui->export;
	const char *file = rp_topology_file(ui->topology);
	const char *dot = strrchr(file, '.');
	const char *view = ui->views[ui->view].ops->title;
	int size = dot && dot > file ? (int)(dot - file) : (int)strlen(file);
	char *name;

	if (!export_is_of_view(export->what))
		return asprintf(&name, "%.*s%s", size, file,
				kinds[export->what].ending) < 0 ? NULL : name;
	if (asprintf(&name, "%.*s-%s%s", size, file, view,
		     kinds[export->what].ending) < 0)
		return NULL;
	for (char *c = name + size; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return name;
}

static unsigned show_preview(struct ui *ui)
{
	char *name = default_name(ui);
	unsigned did;

	if (!name || !make_preview(ui))
		did = fail(ui);
	else
		did = ask_name(ui, name);
	free(name);
	return did;
}

/* ---- Making it --------------------------------------------------------- */

static unsigned stopped(struct ui *ui)
{
	export_abandon(ui);
	ui_say(ui, RP_NOTICE, "%s", _("stopped: nothing was exported"));
	return UI_HANDLED;
}

static unsigned stop_chosen(struct ui *ui, void *data, size_t choice)
{
	(void)data;
	(void)choice;
	return stopped(ui);
}

/* How far it is, and how to stop it. */
static unsigned show_progress(struct ui *ui)
{
	const char *const answers[] = { _("Stop") };
	char text[128];

	ui->export->percent = export_percent(ui->export);
	snprintf(text, sizeof(text), _("%u%% of what is exported is made."),
		 ui->export->percent);
	ui_ask(ui, _("Export"), text, answers, 1, 0, stop_chosen, NULL);
	if (ui->dialog.kind != DIALOG_CHOICE)
		return fail(ui);
	ui->dialog.left = stopped;
	return UI_HANDLED;
}

/* Goes on; shows what it came to. */
static unsigned go_on(struct ui *ui, const struct rp_progress *progress)
{
	int result = export_make(ui, ui->export, progress);

	if (result == RP_OK) {
		dialog_close(ui);
		return show_preview(ui);
	}
	if (result != RP_STOPPED) {
		dialog_close(ui);
		return fail(ui);
	}
	if (ui->dialog.kind == DIALOG_CHOICE &&
	    ui->export->percent == export_percent(ui->export))
		return UI_IGNORED;
	return show_progress(ui);
}

unsigned export_idle(struct ui *ui, const struct rp_progress *progress)
{
	return export_runs(ui) ? go_on(ui, progress) : UI_IGNORED;
}

static bool has_patience(void *until_, uint64_t done, uint64_t all)
{
	const struct timespec *until = until_;
	struct timespec now;

	(void)done;
	(void)all;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec < until->tv_sec ||
	       (now.tv_sec == until->tv_sec && now.tv_nsec < until->tv_nsec);
}

/* ---- Choosing what ------------------------------------------------------ */

/* The list that has the keys, or NULL. */
static struct list *list_at_hand(struct ui *ui)
{
	const struct view *view = &ui->views[ui->view];

	return view->ops->list ? view->ops->list(view->state, 0) : NULL;
}

static unsigned chosen(struct ui *ui, void *data, size_t choice)
{
	struct list *list = list_at_hand(ui);
	struct timespec until;
	const struct rp_progress progress = { has_patience, &until };

	(void)data;
	if (!list)
		choice += EXPORT_PLAN_CSV;
	export_abandon(ui);
	ui->export = calloc(1, sizeof(*ui->export));
	if (!ui->export)
		return fail(ui);
	ui->export->what = (enum export_what)choice;
	if (export_is_of_view(ui->export->what)) {
		ui->export->list = list;
		ui->export->n_rows = list->table.n_places;
	}
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += PATIENCE * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	return go_on(ui, &progress);
}

/* "This view as CSV (6 rows)". */
static void choice_line(enum export_what what, const struct list *list,
			char line[128])
{
	size_t n = list ? list->table.n_places : 0;
	char rows[64];

	snprintf(rows, sizeof(rows), ngettext("%zu row", "%zu rows", n), n);
	if (export_is_of_view(what))
		snprintf(line, 128, "%s (%s)", _(kinds[what].line), rows);
	else
		snprintf(line, 128, "%s", _(kinds[what].line));
}

unsigned export_begin(struct ui *ui)
{
	struct list *list = list_at_hand(ui);
	char lines[N_EXPORTS][128];
	const char *texts[N_EXPORTS];
	size_t n = 0;

	if (!ui->session)
		return UI_IGNORED;
	if (ui->job) {
		ui_say(ui, RP_ERROR, "%s", _("it is being planned from "
		       "nothing: nothing can be exported until that is done "
		       "or stopped"));
		return UI_HANDLED;
	}
	for (int i = 0; i < N_EXPORTS; i++) {
		if (export_is_of_view((enum export_what)i) && !list)
			continue;
		choice_line((enum export_what)i, list, lines[i]);
		texts[n++] = lines[i];
	}
	return ui_choose(ui, _("Export"), texts, n, 0, chosen, NULL);
}
