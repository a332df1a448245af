/* The start screen: the example topologies, each with what it shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "table.h"
#include "words.h"

static const struct table_column columns[] = {
	{ N_("Topology"), 24, 14, 0 },
	{ N_("What it shows"), 50, 20, 1 },
};

struct example {
	char *name;    /* Of the file. */
	char *shows;   /* Its first comment line, or "". */
};

struct start {
	struct table table;
	char *folder;
	struct example *examples;
	size_t n;
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

static char *path_of(const struct start *start, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", start->folder, name) < 0 ? NULL : path;
}

static bool add_example(struct start *start, const char *name)
{
	struct example *examples;
	struct example *example;
	char *path;

	examples = realloc(start->examples,
			   (start->n + 1) * sizeof(*examples));
	if (!examples)
		return false;
	start->examples = examples;
	example = &examples[start->n];
	path = path_of(start, name);
	example->name = strdup(name);
	example->shows = path ? read_comment(path) : NULL;
	free(path);
	start->n++;
	return example->name && example->shows;
}

static int compare_examples(const void *a_, const void *b_)
{
	const struct example *a = a_;
	const struct example *b = b_;

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
	if (ok && start->n > 0)
		qsort(start->examples, start->n, sizeof(*start->examples),
		      compare_examples);
	return ok;
}

/* ---- The view ---------------------------------------------------------- */

static void start_cell(const struct ui *ui, const void *data, size_t row,
		       size_t column, struct table_cell *cell)
{
	const struct start *start = data;

	(void)ui;
	cell->text = column == 0 ? start->examples[row].name :
		start->examples[row].shows;
	cell->is_name = true;
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

static unsigned open_example(struct ui *ui, const struct start *start)
{
	unsigned did;
	char *path;

	if (start->n == 0)
		return UI_HANDLED;
	path = path_of(start, start->examples[table_row(&start->table)].name);
	if (!path)
		return ui_edited(ui, RP_NO_MEMORY);
	did = ui_open(ui, path, NULL);
	free(path);
	return did;
}

static unsigned start_act(struct ui *ui, void *state, enum action action)
{
	struct start *start = state;

	if (action == ACTION_OPEN)
		return open_example(ui, start);
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
	return opened ? open_example(ui, start) : did;
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
		free(start->examples[i].name);
		free(start->examples[i].shows);
	}
	free(start->examples);
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
	.destroy = start_destroy,
};

const struct view_ops *start_view(void **state, const char *examples)
{
	struct start *start = calloc(1, sizeof(*start));

	if (!start)
		return NULL;
	table_init(&start->table, &start_table);
	start->folder = strdup(examples ? examples : ".");
	if (!start->folder || !find_examples(start)) {
		start_destroy(start);
		return NULL;
	}
	table_update(&start->table, NULL, start, start->n, 0);
	*state = start;
	return &ops;
}
