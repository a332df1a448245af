/* The start screen: topologies that were opened last, and the examples, each
 * with what it shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recent.h"
#include "table.h"
#include "words.h"

static const struct table_column columns[] = {
	{ N_("Topology"), 24, 14, 0 },
	{ N_("What it shows"), 50, 20, 1 },
};

struct entry {
	char *path;
	char *plan;       /* NULL: the one that belongs to it. */
	const char *name; /* Of the file: the end of its path. */
	char *shows;   /* Its first comment line, or ""; or where it is. */
	bool is_gone;
};

struct start {
	struct table table;
	char *folder;  /* Of the examples. */
	struct entry *entries; /* Recent ones, then examples by name. */
	size_t n;
	size_t n_recent;
};

/* ---- Finding the examples ---------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text);
	size_t end_size = strlen(end);

	return size > end_size && !strcmp(text + size - end_size, end);
}

static bool is_example(const char *name)
{
	return ends_with(name, ".cfg") && !ends_with(name, ".plan.cfg");
}

/* The text of a line "# text", or NULL for another one. */
static char *comment_of(const char *line)
{
	line += strspn(line, " \t");
	if (*line != '#')
		return NULL;
	line += strspn(line, "# \t");
	return *line == '\0' || *line == '\n' || *line == '\r' ? NULL :
		strndup(line, strcspn(line, "\r\n"));
}

/* The first comment line among the first lines of a file, or "". */
static char *read_comment(const char *path)
{
	char *comment = NULL;
	struct stat status;
	char line[512];
	FILE *file;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return strdup("");
	file = fopen(path, "re");
	for (int i = 0; file && !comment && i < 20; i++) {
		if (!fgets(line, sizeof(line), file))
			break;
		comment = comment_of(line);
	}
	if (file)
		fclose(file);
	return comment ? comment : strdup("");
}

/* Adds an entry, both of whose texts it takes; false without memory. */
static bool add_entry(struct start *start, char *path, char *shows,
		      bool is_gone)
{
	struct entry *entries = realloc(start->entries, (start->n + 1) *
					sizeof(*entries));

	if (entries)
		start->entries = entries;
	if (!entries || !path || !shows) {
		free(path);
		free(shows);
		return false;
	}
	entries[start->n++] = (struct entry){
		path, NULL, strrchr(path, '/') + 1, shows, is_gone,
	};
	return true;
}

static bool add_example(struct start *start, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", start->folder, name) < 0)
		return false;
	return add_entry(start, path, read_comment(path), false);
}

static int compare_examples(const void *a_, const void *b_)
{
	const struct entry *a = a_;
	const struct entry *b = b_;

	return strcmp(a->name, b->name);
}

/* A folder that cannot be read has no examples. */
static bool find_examples(struct start *start)
{
	DIR *folder = opendir(start->folder);
	const struct dirent *entry;
	bool ok = true;

	while (folder && ok && (entry = readdir(folder)))
		if (is_example(entry->d_name))
			ok = add_example(start, entry->d_name);
	if (folder)
		closedir(folder);
	if (start->n > start->n_recent)
		qsort(start->entries + start->n_recent,
		      start->n - start->n_recent, sizeof(*start->entries),
		      compare_examples);
	return ok;
}

/* ---- Finding those that were opened last ------------------------------- */

/* Whether 'path' stands in 'folder' itself. */
static bool is_in(const char *path, const char *folder)
{
	size_t size = folder ? strlen(folder) : 0;

	return size > 0 && !strncmp(path, folder, size) && path[size] == '/' &&
	       !strchr(path + size + 1, '/');
}

/* "recent, in FOLDER, plan x.plan.cfg". */
static char *recent_text(const char *path, const char *plan, bool is_gone)
{
	int size = (int)(strrchr(path, '/') - path);
	char *text;

	size = size > 0 ? size : 1;
	if (is_gone ? asprintf(&text, _("gone; was in %.*s"), size, path) < 0 :
	    plan ? asprintf(&text, _("recent, in %.*s, plan %s"), size, path,
			    strrchr(plan, '/') + 1) < 0 :
	    asprintf(&text, _("recent, in %.*s"), size, path) < 0)
		return NULL;
	return text;
}

/* A plan that is gone is not begun anew: the topology's own one is opened. */
static bool add_recent(struct start *start, const char *path, const char *plan)
{
	bool is_gone = access(path, F_OK) != 0;
	bool has_plan = plan && !is_gone && access(plan, F_OK) == 0;

	if (!add_entry(start, strdup(path),
		       recent_text(path, has_plan ? plan : NULL, is_gone),
		       is_gone))
		return false;
	if (has_plan)
		start->entries[start->n - 1].plan = strdup(plan);
	return !has_plan || start->entries[start->n - 1].plan;
}

/* Examples stand in their own list. */
static bool find_recent(struct start *start, const char *file)
{
	struct recent recent = { .n = 0 };
	char *examples = realpath(start->folder, NULL);
	bool ok = true;

	recent_read(&recent, file);
	for (size_t i = 0; i < recent.n && ok; i++)
		if (!is_in(recent.paths[i], examples))
			ok = add_recent(start, recent.paths[i],
					recent.plans[i]);
	start->n_recent = start->n;
	recent_destroy(&recent);
	free(examples);
	return ok;
}

/* ---- The view ---------------------------------------------------------- */

static void start_cell(const struct ui *ui, const void *data, size_t row,
		       size_t column, struct table_cell *cell)
{
	const struct start *start = data;

	(void)ui;
	cell->text = column == 0 ? start->entries[row].name :
		start->entries[row].shows;
	cell->is_name = true;
	if (start->entries[row].is_gone)
		cell->style = STYLE_DIM;
}

static const struct table_ops start_table = {
	.columns = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.cell = start_cell,
};

static void start_update(struct ui *ui, void *state)
{
	(void)ui;
	(void)state;
}

static unsigned start_where(const struct ui *ui, const void *state)
{
	(void)ui;
	(void)state;
	return IN_START;
}

static unsigned open_entry(struct ui *ui, const struct start *start)
{
	const struct entry *entry;

	if (start->n == 0)
		return UI_HANDLED;
	entry = &start->entries[table_row(&start->table)];
	return ui_open(ui, entry->path, entry->plan);
}

/* The whole path: that is what can be used elsewhere. */
static char *start_copy(const struct ui *ui, const void *state,
			enum copied what)
{
	const struct start *start = state;

	(void)ui;
	if (start->n == 0 || what != COPY_NAME)
		return NULL;
	return strdup(start->entries[table_row(&start->table)].path);
}

static unsigned start_act(struct ui *ui, void *state, enum action action)
{
	struct start *start = state;

	if (action == ACTION_OPEN)
		return open_entry(ui, start);
	return table_act(&start->table, ui, start, action);
}

static unsigned start_mouse(struct ui *ui, void *state, struct area area,
			    const struct event *event)
{
	struct start *start = state;
	bool opened = false;
	unsigned did;

	(void)area;
	did = table_mouse(&start->table, ui, start, event, &opened);
	return opened ? open_entry(ui, start) : did;
}

static bool start_search(struct ui *ui, void *state, const char *needle,
			 int step)
{
	struct start *start = state;

	return table_search(&start->table, ui, start, needle, step);
}

/* What to do here stands above the list where there is room. */
static void start_draw(struct ui *ui, void *state, struct area area,
		       struct frame *frame)
{
	struct start *start = state;
	struct area list = area;

	if (area.rows >= 6) {
		frame_put(frame, area, 0, 1, -1, STYLE_TEXT,
			  _("Open an example, or name a topology: "
			    "replan TOPOLOGY"));
		list.row += 2;
		list.rows -= 2;
	}
	table_draw(&start->table, ui, start, list, frame);
	if (start->n == 0) {
		int column = frame_put(frame, list, 1, 1, -1, STYLE_DIM,
				       _("No examples stand in "));

		frame_put_name(frame, list, 1, column + 1, -1, STYLE_DIM,
			       start->folder);
	}
}

static void start_destroy(void *state)
{
	struct start *start = state;

	table_destroy(&start->table);
	for (size_t i = 0; i < start->n; i++) {
		free(start->entries[i].path);
		free(start->entries[i].plan);
		free(start->entries[i].shows);
	}
	free(start->entries);
	free(start->folder);
	free(start);
}

static const struct view_ops ops = {
	.title = N_("Start"),
	.update = start_update,
	.where = start_where,
	.act = start_act,
	.mouse = start_mouse,
	.draw = start_draw,
	.search = start_search,
	.copy = start_copy,
	.destroy = start_destroy,
};

const struct view_ops *start_view(void **state, const char *examples,
				  const char *recent)
{
	struct start *start = calloc(1, sizeof(*start));

	if (!start)
		return NULL;
	table_init(&start->table, &start_table);
	start->folder = strdup(examples ? examples : ".");
	if (!start->folder || (recent && !find_recent(start, recent)) ||
	    !find_examples(start)) {
		start_destroy(start);
		return NULL;
	}
	table_update(&start->table, NULL, start, start->n, 0);
	*state = start;
	return &ops;
}
