/* The planner's screen: what its own files share.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ui.c      events and actions, layout, views
 * ui_bars.c title line, message line, bar of keys
 * ui_dialogs.c texts to read, questions, prompts
 * ui_explain.c the explanation of a replica
 * loading.c how far the reading of a topology is
 * ui_plan.c opening, saving, undo, explaining: what concerns the session */

#ifndef UI_PRIVATE_H
#define UI_PRIVATE_H 1

#include "text_rows.h"
#include "ui.h"

enum dialog_kind {
	DIALOG_NONE,
	DIALOG_TEXT,   /* A text that is read and scrolled. */
	DIALOG_CHOICE, /* Lines to choose from, a text above them. */
	DIALOG_PROMPT  /* A line that is typed, in the message line. */
};

struct dialog {
	enum dialog_kind kind;
	char *title;
	char *text;             /* TEXT, CHOICE: ours, shown; PROMPT: typed. */

	/* TEXT and CHOICE: the text, broken into rows for 'width' columns. */
	struct text_row *rows;
	size_t n_rows;
	int width;
	size_t top;             /* The first row or line that is seen. */
	size_t page;            /* How many were seen when last drawn. */

	/* CHOICE. */
	char **lines;
	size_t n_lines;
	size_t focus;
	struct area list;       /* Where the lines stand on the screen. */

	/* PROMPT. */
	size_t cursor;          /* In the text, in bytes. */

	unsigned (*chosen)(struct ui *ui, void *data, size_t choice);
	unsigned (*typed)(struct ui *ui, void *data, const char *text);
	void *data;

	/* Called where the dialog is left without an answer, unless NULL. */
	unsigned (*left)(struct ui *ui);
};

/* Something on the screen that a click carries out. */
struct hit {
	struct area area;
	enum action action;
};

#define MAX_HITS 48

struct view {
	const struct view_ops *ops;
	void *state;
	bool is_stale; /* It has not looked at the plan as it stands: views that
			* are not seen look again when they are. */
};

/* Where the parts of the screen stand; those without room have no rows. */
struct layout {
	struct area title;
	struct area view;
	struct area message;
	struct area bar;
};

struct ui {
	rp_topology *topology;
	rp_session *session;
	bool readonly;          /* Nothing is saved. */
	bool always_readonly;   /* Asked for: holds for every topology. */
	bool ascii;
	bool mouse_off;

	struct view views[N_VIEWS];
	enum ui_view view;
	struct layout layout;

	struct dialog dialog;
	char *title;            /* Of the terminal. */

	ui_watch *watch;        /* Or NULL. */
	void *watch_data;
	struct ui_load load;    /* While a topology is opened. */

	char *message;
	enum rp_level level;
	char *needle;

	bool quits;             /* Saving was asked for in order to leave. */

	bool held;              /* A button was pressed in the view. */
	struct event mouse;     /* The last mouse event while it is held. */

	struct hit hits[MAX_HITS];
	size_t n_hits;
};

/* ---- ui.c -------------------------------------------------------------- */

/* The context in which keys are looked up. */
unsigned ui_where(const struct ui *ui);

/* Another topology was opened: has every view forget the old one. */
void ui_forget_views(struct ui *ui);

/* Has every view look again: the one at hand now, the others when they are. */
void ui_update_views(struct ui *ui);

/* ---- ui_bars.c --------------------------------------------------------- */

void bars_draw(struct ui *ui, struct frame *frame);

/* The action of what was drawn at a place of the screen, or ACTION_NONE. */
enum action bars_action_at(const struct ui *ui, int row, int column);

/* ---- ui_dialogs.c ------------------------------------------------------ */

/* Each hands an event to the dialog that is open. */
unsigned dialog_key(struct ui *ui, uint32_t key);
unsigned dialog_act(struct ui *ui, enum action action);
unsigned dialog_mouse(struct ui *ui, const struct event *event);
unsigned dialog_paste(struct ui *ui, const char *text);

void dialog_draw(struct ui *ui, struct frame *frame);
void dialog_close(struct ui *ui);

/* The help of the context at hand. */
unsigned ui_help(struct ui *ui);

/* ---- loading.c --------------------------------------------------------- */

/* Reads a topology as rp_topology_read() does, watched.  When all is well
 * loading_end() must follow, once it is planned. */
int loading_read(struct ui *ui, rp_topology **topology, const char *path,
		 rp_messages *messages);
void loading_end(struct ui *ui);

/* How far it is, over the whole screen. */
void loading_draw(struct ui *ui, struct frame *frame);

/* ---- ui_plan.c --------------------------------------------------------- */

/* Opens a topology and its plan file; what was open is closed when that went
 * well.  RP_OK, or why not, with messages. */
int plan_open(struct ui *ui, const char *topology, const char *plan,
	      rp_messages *messages);
void plan_close(struct ui *ui);

/* Says that the opening was stopped. */
void plan_say_stopped(struct ui *ui);

/* Carries out an action on the session; UI_IGNORED where it is none. */
unsigned plan_act(struct ui *ui, enum action action);

/* Leaves, or asks first. */
unsigned plan_quit(struct ui *ui);

#endif
